"""The report of a record: one self-contained page.

`rows` chooses what is shown, `places` knows where it stands, `pages` writes it; `style.css` and `script.js` go in as
they are, and a Content-Security-Policy lets nothing else run or load.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from onrecord import _core, markup
from onrecord.article import Article, Mark
from onrecord.report import pages
from onrecord.report.places import Places
from onrecord.report.rows import Choice, choose
from onrecord.statement import Statement, count

if TYPE_CHECKING:
    from onrecord.record import Record

__all__ = ["page"]

CHARS = 12_000
"""Code points of an article that are shown."""
LARGEST = 3_000_000
"""Bytes of a page."""
ARTICLES_ROOM = 1_700_000
"""Bytes that all articles may take together."""
STATEMENTS_ROOM = 500_000
"""Bytes that the biographies of all statements may take together."""


def page(record: Record, title: str | None, n_articles: int) -> str:
    """Give the page as HTML; see `Record.report`."""
    choice = choose(record, n_articles)
    room = ARTICLES_ROOM
    while True:
        html = _written(record, choice, title, room)
        # Where nearly every character must be escaped, parts that are cut by characters are large in bytes.
        over = len(html.encode()) - LARGEST
        if over <= 0 or room == 0:
            return html
        room = max(room - over, 0)


def _written(record: Record, choice: Choice, title: str | None, room: int) -> str:
    places = Places(choice)
    # What articles link to is known before they are written, and what links to them after.
    bodies = _statement_bodies(choice)
    anchors = [places.put_statement(n, _sightings(one)) for n, one in enumerate(choice.statements, start=1)]
    written = _articles(record, choice, places, room)
    statements = [
        pages.statement(one, anchor, places, body)
        for one, anchor, body in zip(choice.statements, anchors, bodies, strict=True)
    ]
    disputes = [pages.dispute(row, n, places) for n, row in enumerate(choice.disputes, start=1)]
    articles = [written[doc_id] for doc_id in places.shown]
    name = title if title is not None else f"Who said what in {count(len(record.documents), 'document')}"
    style, script = markup.css("article", "statement") + _own("style.css"), _own("script.js")
    allowed = f"script-src '{_hash(script)}'; style-src '{_hash(style)}'"
    policy = f"default-src 'none'; {allowed}; base-uri 'none'; form-action 'none'"
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="referrer" content="no-referrer"><meta name="color-scheme" content="light dark">'
        f"<title>{markup.label(name)}</title><style>{style}</style></head>"
        f'<body class="onrecord"><a class="skip" href="#main">Skip to the content</a>'
        f'<header><h1 dir="auto">{markup.text(name)}</h1></header>{pages.navigation(places, choice)}'
        f'<main id="main" tabindex="-1">{pages.overview(choice, places)}{pages.speakers(choice, places)}'
        f"{pages.statements(statements)}{pages.disputes(disputes)}{pages.articles(articles)}</main>"
        f"<footer>Made by onrecord {_core.__version__}. Attributions are found automatically: read the place in the "
        f"article before you rely on a line.</footer><script>{script}</script></body></html>\n"
    )


def _sightings(one: Statement) -> list[str | None]:
    found: list[str | None] = one.sightings.arrow["sighting_id"].to_pylist()
    return found


def _statement_bodies(choice: Choice) -> list[str]:
    """The biographies for which there is room; the others are not shown."""
    bodies: list[str] = []
    room = STATEMENTS_ROOM
    for one in choice.statements:
        body = one._body(hint="")
        room -= len(body.encode())
        if room < 0:
            break
        bodies.append(body)
    del choice.statements[len(bodies) :]
    return bodies


def _articles(record: Record, choice: Choice, places: Places, room: int) -> dict[str, str]:
    """The articles for which there is room, by id; those that matter most are tried first."""
    repeats: dict[str, list[Mark]] = {}
    for statement in choice.statements:
        rows = statement.sightings.arrow.select(["sighting_id", "quote_id", "doc_id", "start", "end"]).to_pylist()
        for row in rows:
            if row["quote_id"] is None and row["start"] is not None:
                marks = repeats.setdefault(row["doc_id"], [])
                marks.append(Mark(row["start"], row["end"], "repeat", "", row["sighting_id"], len(marks) + 1, True))
    written: dict[str, str] = {}
    order = {doc_id: n for n, doc_id in enumerate(choice.documents)}
    # Texts that lie in files are read from front to back.
    texts = {doc_id: record.corpus[doc_id] for doc_id in sorted(choice.articles, key=order.__getitem__)}
    for doc_id in choice.articles:
        article = Article(
            choice.documents[doc_id],
            texts[doc_id],
            zones=choice.zones.get(doc_id, []),
            mentions=choice.mentions.get(doc_id, []),
            quotes=choice.quotes.get(doc_id, []),
            max_chars=CHARS,
            more=repeats.get(doc_id, ()),
        )
        anchor = places.article(doc_id) or ""
        html, anchors = pages.article(article, choice.documents[doc_id], anchor, choice.quotes.get(doc_id, []), places)
        size = len(html.encode())
        if size <= room:
            room -= size
            written[doc_id] = html
            places.put_article(doc_id, anchors)
    places.shown.sort(key=order.__getitem__)
    return written


def _hash(code: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()}"


@cache
def _own(name: str) -> str:
    return resources.files("onrecord.report").joinpath(name).read_text("utf-8")
