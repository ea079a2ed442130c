"""The page of a report, part by part.

Static HTML that is whole without its script. Whatever comes out of the record goes through `onrecord.markup`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from onrecord import markup
from onrecord.article import SIGNS, Article, Mark, legend
from onrecord.markup import isolated, short, text
from onrecord.parts import parts_of
from onrecord.report.places import Places
from onrecord.report.rows import DISPUTES, FAILED, OUTLETS, SPEAKERS, Choice, Row, Speaker
from onrecord.statement import Statement, count, day, names

__all__ = ["article", "articles", "dispute", "navigation", "overview", "speakers", "statement", "table"]

WORDS = 300
"""Characters of what somebody said."""
SIGHTINGS = 12
"""Sightings of a statement listed."""
SECTIONS = ("overview", "speakers", "statements", "disputes", "articles")


def navigation(places: Places, choice: Choice) -> str:
    """Links to the parts, and the filter, which stays hidden where no script shows it."""
    links = "".join(f'<li><a href="#{name}">{name.capitalize()}</a></li>' for name in SECTIONS)
    selects = "".join(
        f'<div><label for="f-{key}">{what}</label><select id="f-{key}" name="{key}"><option value="">all</option>'
        + "".join(f'<option value="{n}">{markup.label(short(name, 60))}</option>' for n, name in enumerate(listed))
        + "</select></div>"
        for what, key, listed in (
            ("Outlet", "o", list(places.outlets)),
            ("Speaker", "p", [one.row["speaker"] for one in choice.speakers]),
            ("Stance", "s", list(SIGNS)),
        )
    )
    return (
        f'<nav aria-label="Parts of the page"><ul>{links}</ul></nav>'
        '<form id="filter" role="search" aria-label="Filter" hidden>'
        '<div><label for="f-q">Search</label>'
        '<input type="search" id="f-q" name="q" autocomplete="off" spellcheck="false"></div>'
        f'{selects}<button type="reset">Show all</button><button type="button" id="fold">Open all</button>'
        '<output id="found" aria-live="polite"></output></form>'
    )


def overview(choice: Choice, places: Places) -> str:
    """Counts, outlets, what failed, and by which rules the rest was chosen."""
    n = choice.counts
    period = f" What was said is dated {choice.period[0]} to {choice.period[1]}." if choice.period else ""
    bad = [f"{n[key]:,} {what}" for key, what in (("empty", "empty"), ("failed", "could not be read")) if n[key]]
    tiles = "".join(
        f"<div><dt>{what}</dt><dd>{n[key]:,}</dd></div>"
        for key, what in (
            ("documents", "documents"),
            ("outlets", "outlets"),
            ("quotes", "attributions"),
            ("speakers", "speakers"),
            ("travelled", "statements printed more than once"),
            ("alarms", "statements with an alarm"),
        )
    )
    by = [
        table(
            f"Attributions by {what}",
            (what, "attributions", "share", "words"),
            ([row[what] or "none", row["n_quotes"], _share(row["share_quotes"]), row["n_words"]] for row in rows),
        )
        for what, rows in (("kind", choice.kinds), ("stance", choice.stances))
    ]
    outlets = table(
        f"Outlets{_first(len(choice.outlets), n['outlets'])}",
        ("outlet", "documents", "attributions", "sources", "most quoted", "share of it"),
        (
            [o["outlet"], o["n_docs"], o["n_quotes"], o["n_sources"], o["top_source"], _share(o["top_share"])]
            for o in choice.outlets
        ),
    )
    failed = table(
        f"Could not be read{_first(len(choice.failed), n['failed'])}",
        ("document", "why"),
        ([row["doc_id"], row["message"]] for row in choice.failed),
    )
    return (
        f'<section id="overview" aria-labelledby="h-overview"><h2 id="h-overview">Overview</h2>'
        f"<p>{count(n['documents'], 'document')}"
        f'{" (" + ", ".join(bad) + ")" if bad else ""}.{period}</p><dl class="tiles">{tiles}</dl>'
        f'<div class="beside">{"".join(by)}</div>{outlets}{failed}{_rules(choice, places)}</section>'
    )


def _rules(choice: Choice, places: Places) -> str:
    n = choice.counts
    rules = []
    if n["speakers"] > SPEAKERS:
        rules.append(f"Speakers: the {SPEAKERS} of {n['speakers']:,} with most attributions.")
    rules.append(
        f"Statements: those printed more than once, {n['travelled']:,} of {n['statements']:,}"
        + (f"; shown are the {len(choice.statements)} that reached most outlets and documents." * _cut(choice) or ".")
    )
    if n["disputes"] > DISPUTES:
        rules.append(f"Disputes: the {DISPUTES} surest of {n['disputes']:,}.")
    readable = n["documents"] - n["failed"] - n["empty"]
    if len(places.shown) < readable:
        rules.append(
            f"Articles: {len(places.shown):,} of {readable:,}. First those in which the statements shown stand, up to "
            "half of the room; then one from each outlet in turn, those with most attributions first, until the page "
            "is full."
        )
    if n["outlets"] > OUTLETS:
        rules.append(f"Outlets: the {OUTLETS} of {n['outlets']:,} with most attributions.")
    if n["failed"] > FAILED:
        rules.append(f"Of documents that could not be read, the first {FAILED} of {n['failed']:,}.")
    rules.append("Counts are of the whole corpus. Comments of readers and the site's own lines count for nobody.")
    return (
        '<details class="rules" open><summary>What this page shows</summary><ul>'
        + "".join(f"<li>{rule}</li>" for rule in rules)
        + "</ul></details>"
    )


def _cut(choice: Choice) -> bool:
    return len(choice.statements) < choice.counts["travelled"]


def speakers(choice: Choice, places: Places) -> str:
    """Share of voice, each speaker with some quotations."""
    head = "".join(
        f'<th scope="col"{kind}>{name}</th>'
        for name, kind in (
            ("speaker", ""),
            ("attributions", ' class="n"'),
            ("share", ""),
            ("quoted words", ' class="n"'),
            ("outlets", ' class="n"'),
            ("stance", ""),
        )
    )
    body = "".join(_speaker(one, places) for one in choice.speakers)
    if choice.unstated:
        row = choice.unstated
        body += (
            f'<tr><th scope="row" class="faint">no stated speaker</th><td class="n">{row["n_quotes"]:,}</td>'
            f'<td>{_bar(row["share_quotes"])}</td><td class="n">{row["n_quoted_words"]:,}</td>'
            f'<td class="n">{row["n_outlets"]:,}</td><td></td></tr>'
        )
    shown = (
        f'<div class="scroll" role="group" aria-label="Speakers" tabindex="0"><table class="wide">'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
        if body
        else '<p class="faint">No attributions were found.</p>'
    )
    return _section("speakers", "Speakers", "Who is quoted how often; a share is of all attributions.", shown)


def _speaker(one: Speaker, places: Places) -> str:
    row = one.row
    stances = ", ".join(f"{name} {n:,}" for name, n in sorted(one.stances.items(), key=lambda s: (-s[1], s[0])))
    quotes = "".join(
        f'<li dir="auto">{_link(places.place(quote["doc_id"], quote["quote_id"]), _words(" ".join(parts_of(quote))))} '
        f'<span class="faint">{text(quote["stance"] or "none")}</span></li>'
        for quote in one.examples
    )
    who = isolated(short(row["speaker"], 80))
    return (
        f'<tr class="item" data-of="speakers" {places.choices(one.outlets, [row["speaker"]], one.stances)}>'
        f'<th scope="row"><details><summary>{who} <span class="faint">{text(row["type"] or "")}</span></summary>'
        f'<ul class="said">{quotes}</ul></details></th><td class="n">{row["n_quotes"]:,}</td>'
        f'<td>{_bar(row["share_quotes"])}</td><td class="n">{row["n_quoted_words"]:,}</td>'
        f'<td class="n">{row["n_outlets"]:,}</td><td>{text(stances)}</td></tr>'
    )


def statement(one: Statement, anchor: str, places: Places, body: str) -> str:
    """One statement with its biography and the places where it stands."""
    rows = one.sightings.arrow.select(
        ["sighting_id", "doc_id", "outlet", "published", "speaker", "change", "stance"]
    ).to_pylist()
    places_of = "".join(f"<li>{_sighting(row, places)}</li>" for row in rows[:SIGHTINGS])
    more = f'<p class="faint">and {len(rows) - SIGHTINGS:,} more</p>' if len(rows) > SIGHTINGS else ""
    alarm = '<span class="alarm">! alarm</span>' if one._facts["alarm"] else ""
    of = places.choices(*([row[name] for row in rows] for name in ("outlet", "speaker", "stance")))
    return (
        f'<details class="item" id="{anchor}" data-of="statements" {of} open><summary><h3 dir="auto">'
        f'{_words(one.text)}</h3> <span class="faint">{count(one.n_sightings, "sighting")}, '
        f"{count(one._facts['n_docs'], 'document')}</span> {alarm}</summary>{body}"
        f'<h4>Where it stands</h4><ol class="sightings">{places_of}</ol>{more}</details>'
    )


def _sighting(row: Row, places: Places) -> str:
    where = " · ".join(
        isolated(short(part, 60)) for part in (row["outlet"] or row["doc_id"], day(row["published"])) if part
    )
    what = [short(row["speaker"], 60) if row["speaker"] else "no speaker", row["change"] or "first"]
    return f"{_link(places.place(row['doc_id'], row['sighting_id']), where)} {', '.join(map(isolated, what))}"


def dispute(row: Row, number: int, places: Places) -> str:
    """A claim beside the denial that answers it."""
    sides = "".join(
        _side(row, side, speaker, places) for side, speaker in (("claim", "claimant"), ("denial", "denier"))
    )
    outlets = [row["claim_outlet"], row["denial_outlet"]]
    one_sided = "".join(
        f'<p class="facts">Outlets with only the {side}: {markup.label(names(row[f"outlets_{side}_only"]))}</p>'
        for side in ("claim", "denial")
        if row[f"outlets_{side}_only"]
    )
    how = {"same": "one content for both", "overlap": "both speak of the same things"}.get(
        row["how"], "the denial points back to claims"
    )
    score = f", score {row['score']:.2f}" if row["score"] else ""
    of = places.choices(outlets, [row["claimant"], row["denier"]], ("allegation", "denial"))
    return (
        f'<article class="item pair" data-of="disputes" {of} aria-label="dispute {number}">{sides}'
        f'<p class="facts">{how}{score}</p>{one_sided}</article>'
    )


def _side(row: Row, side: str, speaker: str, places: Places) -> str:
    who = isolated(short(row[speaker], 60)) if row[speaker] else "nobody named"
    verb = "claimed by" if side == "claim" else "denied by"
    where = _link(places.place(row[f"{side}_doc_id"], row[f"{side}_id"]), isolated(short(row[f"{side}_outlet"], 60)))
    stance = "allegation" if side == "claim" else "denial"
    return (
        f'<div><p class="facts">{verb} <b>{who}</b>, {where}</p>'
        f'<p class="said" dir="auto"><span class="quote {stance}">{_words(row[side])}</span></p></div>'
    )


def article(one: Article, document: Row, anchor: str, quotes: list[Row], places: Places) -> tuple[str, dict[str, str]]:
    """An article with its marks, and the anchors of the quotations in it by their ids."""
    found: dict[str, str] = {}

    def number(mark: Mark) -> str:
        kind = "r" if mark.kind == "repeat" else "q"
        here = f"{anchor}{kind}{mark.number}"
        if kind == "r":
            found[mark.label] = here
            to = places.statement(mark.label)
            return f'<sup><a id="{here}" href="#{to}">↺<span class="hide"> repeated</span></a></sup>'
        quote = quotes[mark.number - 1]
        found[quote["quote_id"]] = here
        target = places.statement(quote["quote_id"]) or f"{anchor}l{mark.number}"
        return f'<sup><a id="{here}" href="#{target}">{mark.number}{SIGNS.get(mark.stance, "")}</a></sup>'

    def tooltip(mark: Mark) -> str:
        if mark.kind == "repeat":
            return "repeats a statement without quoting it"
        if mark.kind != "quote":
            return mark.label
        quote = quotes[mark.number - 1]
        return f"{mark.number}. {short(quote['speaker'] or 'speaker not stated', 60)}: {quote['stance']}"

    body = one._body(number, tooltip, hint="")
    title = document["title"] or document["doc_id"]
    facts = [document["outlet"], document["published"], document["author"], document["doc_id"]]
    line = " · ".join(isolated(short(str(fact), 80)) for fact in facts if fact is not None and str(fact).strip())
    html = (
        f'<details class="item" id="{anchor}" data-of="articles" {places.of_article(document, quotes)} open>'
        f'<summary><h3 dir="auto">{text(short(title, 200))}</h3> <span class="faint">{line} · '
        f"{count(len(quotes), 'attribution')}</span></summary>"
        f"{body}{_attributions(quotes, anchor, found, places)}</details>"
    )
    return html, found


def _attributions(quotes: list[Row], anchor: str, found: dict[str, str], places: Places) -> str:
    if not quotes:
        return ""
    head = ("no.", "speaker", "stance", "kind", "cue", "confidence", "how the speaker is known", "statement")
    rows = []
    for n, quote in enumerate(quotes, start=1):
        here = _link(found.get(quote["quote_id"]), str(n))
        to = places.statement(quote["quote_id"])
        cells = [
            isolated(short(quote["speaker"] or "not stated", 60)),
            text(quote["stance"] or "none"),
            text(quote["kind"]),
            isolated(short(quote["cue"] or "none", 40)),
            f"{quote['confidence']:.2f}",
            isolated(short(quote["speaker_how"] or "–", 40)),
            _link(to, to[1:]) if to else "–",
        ]
        rows.append(f'<tr id="{anchor}l{n}"><td class="n">{here}</td><td>{"</td><td>".join(cells)}</td></tr>')
    titles = "".join(f'<th scope="col">{name}</th>' for name in head)
    return (
        f"<details><summary>{count(len(quotes), 'attribution')} in a table</summary>"
        '<div class="scroll" role="group" aria-label="attributions" tabindex="0"><table>'
        f"<thead><tr>{titles}</tr></thead><tbody>{''.join(rows)}</tbody></table></div></details>"
    )


def statements(parts: list[str]) -> str:
    """The statements' part."""
    lead = "What was printed more than once, the farthest-reaching first: each wording against the first."
    return _section(
        "statements", "Statements", lead, "".join(parts) or '<p class="faint">No statement is printed twice.</p>'
    )


def disputes(parts: list[str]) -> str:
    """The disputes' part."""
    lead = "Claims and the denials that answer them, the surest first. A pair is a proposal to be read, not a finding."
    return _section("disputes", "Disputes", lead, "".join(parts) or '<p class="faint">No claim meets a denial.</p>')


def articles(parts: list[str]) -> str:
    """The articles' part."""
    lead = "A number leads to its statement, or to its line in the table below the article."
    body = legend("") + "".join(parts) if parts else '<p class="faint">There is no article to show.</p>'
    return _section("articles", "Articles", lead, body)


def _section(name: str, title: str, lead: str, body: str) -> str:
    return (
        f'<section id="{name}" aria-labelledby="h-{name}"><h2 id="h-{name}">{title}</h2>'
        f'<p class="lead">{lead}</p>{body}<p class="none faint" hidden>Nothing here passes the filter.</p></section>'
    )


def table(caption: str, head: Iterable[str], rows: Iterable[list[Any]]) -> str:
    """A small table; nothing where there are no rows."""
    body = "".join(
        "<tr>"
        + "".join(
            f'<td class="n">{value:,}</td>' if isinstance(value, int) else f'<td dir="auto">{_value(value)}</td>'
            for value in row
        )
        + "</tr>"
        for row in rows
    )
    if not body:
        return ""
    titles = "".join(f'<th scope="col">{name}</th>' for name in head)
    return (
        f'<div class="scroll" role="group" aria-label="{caption}" tabindex="0"><table><caption>{caption}</caption>'
        f"<thead><tr>{titles}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _value(value: object) -> str:
    return text(short(str(value), 200)) if value is not None else "–"


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.0%}"


def _bar(share: float) -> str:
    return (
        f'<svg class="bar" viewBox="0 0 100 8" width="100" height="8" aria-hidden="true"><rect class="all" width="100" '
        f'height="8"/><rect width="{100 * share:.1f}" height="8"/></svg> {share:.0%}'
    )


def _words(said: str) -> str:
    return text(short(said, WORDS))


def _link(anchor: str | None, html: str) -> str:
    return f'<a href="#{anchor}">{html}</a>' if anchor else html


def _first(shown: int, of: int) -> str:
    return f" (the first {shown:,} of {of:,})" if shown < of else ""
