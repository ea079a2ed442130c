"""What a report shows: which speakers, statements, disputes and articles, chosen by rules that the page tells.

Everything is ordered by counts, then by the order of the record, so that the same record gives the same page. Only what
was chosen becomes Python objects; the rest is counted in columns.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from onrecord.selection import Documents, chosen, speakers
from onrecord.statement import Statement
from onrecord.table import Table

if TYPE_CHECKING:
    from onrecord.record import Record

__all__ = ["DISPUTES", "FAILED", "OUTLETS", "SPEAKERS", "STATEMENTS", "Choice", "Row", "Speaker", "choose"]

Row = dict[str, Any]

SPEAKERS = 40
STATEMENTS = 60
DISPUTES = 40
OUTLETS = 30
FAILED = 50
"""Documents that failed, named with their reasons."""
EXAMPLES = 3
"""Quotations listed under a speaker."""
CARRIERS = 5
"""Articles that one statement brings in."""
QUOTE = (
    "quote_id",
    "doc_id",
    "kind",
    "text",
    "start",
    "content",
    "n_words",
    "stance",
    "confidence",
    "speaker_id",
    "speaker",
)


@dataclass
class Speaker:
    """A speaker with counts, and some of what they said."""

    row: Row
    """As in `Record.share_of_voice`."""
    stances: Counter[str]
    outlets: list[str]
    names: list[str]
    """All names under which quotes have them."""
    examples: list[Row]
    """Rows of the table `quotes`."""


@dataclass
class Choice:
    """What a report shows, and how much there is."""

    counts: dict[str, int]
    """How many there are in all: documents, empty, failed, outlets, quotes, speakers, statements, travelled, alarms,
    disputes."""
    period: tuple[str, str] | None
    """First and last day of a sighting."""
    kinds: list[Row]
    stances: list[Row]
    outlets: list[Row]
    failed: list[Row]
    speakers: list[Speaker]
    unstated: Row | None
    """The row of what has no stated speaker."""
    statements: list[Statement]
    disputes: list[Row]
    articles: list[str]
    """Ids, those that matter most first."""
    documents: dict[str, Row] = field(default_factory=dict)
    """Rows of the table `documents` by id, of all documents that are named anywhere."""
    quotes: dict[str, list[Row]] = field(default_factory=dict)
    """Rows of the table `quotes` by document, of the articles; the same for zones and mentions."""
    zones: dict[str, list[Row]] = field(default_factory=dict)
    mentions: dict[str, list[Row]] = field(default_factory=dict)


def choose(record: Record, n_articles: int) -> Choice:
    """Choose what a report shows.

    Parameters
    ----------
    record
        The record.
    n_articles
        How many articles at most.

    Returns
    -------
    Choice
        Rows and counts.

    Examples
    --------
    >>> import onrecord
    >>> record = onrecord.analyze({"a1": "“No ties,” said Ada Quill.", "a2": "Rain fell."})
    >>> choose(record, 1).articles
    ['a1']
    """
    documents = Documents(record)
    voices = record.share_of_voice().arrow.sort_by(
        [("n_quotes", "descending"), ("n_quoted_words", "descending"), ("speaker", "ascending")]
    )
    named = voices.filter(pc.is_valid(voices["speaker"]))
    unstated = voices.filter(pc.is_null(voices["speaker"])).to_pylist()
    statements, n_travelled = _statements(record)
    disputes = record.disputes().arrow
    diversity = record.diversity("outlet").arrow
    status = record.documents.arrow["status"]
    failed = record.documents.arrow.filter(pc.equal(status, "error"))
    days = pc.min_max(record.sightings._columns(["published"])["published"]).as_py()
    choice = Choice(
        counts={
            "documents": len(record.documents),
            "empty": pc.sum(pc.equal(status, "empty")).as_py() or 0,
            "failed": len(failed),
            "outlets": pc.count_distinct(documents.outlet.filter(documents.has_outlet)).as_py(),
            "quotes": pc.sum(voices["n_quotes"]).as_py() or 0,
            "speakers": len(named),
            "statements": len(record.statements),
            "travelled": n_travelled,
            "alarms": len(record.statements) - record.statements.arrow["alarm"].null_count,
            "disputes": len(disputes),
        },
        period=None if days["min"] is None else (str(days["min"].date()), str(days["max"].date())),
        kinds=record.share_of_voice("kind").arrow.sort_by([("n_quotes", "descending")]).to_pylist(),
        stances=record.share_of_voice("stance").arrow.sort_by([("n_quotes", "descending")]).to_pylist(),
        outlets=_outlets(documents, diversity),
        failed=failed.slice(0, FAILED).select(["doc_id", "message"]).to_pylist(),
        speakers=[],
        unstated=unstated[0] if unstated else None,
        statements=statements,
        disputes=disputes.slice(0, DISPUTES).to_pylist(),
        articles=_articles(record, documents, statements, n_articles),
    )
    choice.speakers = _speakers(record, documents, named.slice(0, SPEAKERS).to_pylist(), choice.articles)
    for name in ("quotes", "zones", "mentions"):
        setattr(choice, name, _by_document(getattr(record, name), choice.articles))
    named_anywhere = {*choice.articles}
    named_anywhere.update(row[f"{side}_doc_id"] for row in choice.disputes for side in ("claim", "denial"))
    found = pc.is_in(record.documents.arrow["doc_id"], pa.array(sorted(named_anywhere), pa.string()))
    for row in record.documents.arrow.filter(found).to_pylist():
        # Of a repeated id the first row is the document.
        choice.documents.setdefault(row["doc_id"], row)
    return choice


def _outlets(documents: Documents, diversity: Any) -> list[Row]:
    """Outlets with a name, most attributions first."""
    known = pc.unique(documents.outlet.filter(documents.has_outlet))
    return diversity.filter(pc.is_in(diversity["outlet"], known)).slice(0, OUTLETS).to_pylist()  # type: ignore[no-any-return]


def _statements(record: Record) -> tuple[list[Statement], int]:
    """Statements printed more than once, the farthest-reaching first as in their table, and how many there are."""
    table = record.statements.arrow
    travelled = table.filter(pc.greater(table["n_sightings"], 1))
    ids = travelled["statement_id"].slice(0, STATEMENTS).to_pylist()
    return [record.statement(name) for name in ids], len(travelled)


def _articles(record: Record, documents: Documents, statements: list[Statement], room: int) -> list[str]:
    """Articles in order of what they are worth to a reader.

    First those in which the statements stand, up to half of the room; then one from each outlet in turn.
    """
    usable = documents.table["status"].combine_chunks()
    usable = pc.equal(usable, "ok").to_numpy(zero_copy_only=False).astype(bool)
    ids = documents.ids
    taken: dict[str, None] = {}
    for statement in statements:
        carriers = dict.fromkeys(statement.sightings.arrow["doc_id"].to_pylist())
        for doc_id in list(carriers)[:CARRIERS]:
            if len(taken) < (room + 1) // 2:
                taken[doc_id] = None
    quoted = chosen(record.quotes, None, ("doc_id",))
    n_quotes = np.bincount(documents.numbers(quoted["doc_id"]), minlength=len(ids))
    # Documents without an outlet are one outlet here: they would have all the turns.
    outlet = pc.if_else(documents.has_outlet, documents.outlet, "").dictionary_encode().indices.to_numpy()
    row = np.arange(len(ids))
    order = np.lexsort((row, -n_quotes, outlet))
    turn = np.zeros(len(ids), np.int64)
    first = np.flatnonzero(np.append(True, outlet[order][1:] != outlet[order][:-1])[: len(order)])
    turn[order] = row - np.repeat(first, np.diff(np.append(first, len(order))))
    for at in np.lexsort((row, -n_quotes, turn)):
        if len(taken) >= room:
            break
        if usable[at]:
            taken.setdefault(ids[int(at)].as_py())
    return list(taken)[:room]


def _speakers(record: Record, documents: Documents, rows: list[Row], articles: list[str]) -> list[Speaker]:
    given = chosen(record.quotes, None, QUOTE)
    quotes = speakers(record, given).append_column("name", given["speaker"])
    quotes = quotes.append_column("outlet_key", documents.outlet.take(pa.array(documents.numbers(quotes["doc_id"]))))
    keys = [row["speaker_id"] for row in rows]
    quotes = quotes.filter(pc.is_in(quotes["speaker_key"], pa.array(keys, pa.string())))
    shown = set(articles)
    found = []
    for row, key in zip(rows, keys, strict=True):
        own = quotes.filter(pc.equal(quotes["speaker_key"], key))
        stances = own["stance"].value_counts().to_pylist()
        counted = Counter({one["values"] or "none": one["counts"] for one in stances})
        outlets = Counter(own["outlet_key"].to_pylist())
        found.append(
            Speaker(
                row,
                counted,
                sorted(outlets, key=lambda name: (-outlets[name], name)),
                sorted({*own["name"].unique().to_pylist(), row["speaker"]}),
                _examples(own, shown),
            )
        )
    return found


def _examples(own: Any, shown: set[str]) -> list[Row]:
    """Some quotations of a speaker: those whose article is on the page, whole words of theirs, the surest."""
    best = own.sort_by([("confidence", "descending"), ("quote_id", "ascending")]).slice(0, 500).to_pylist()
    best.sort(key=lambda q: (q["doc_id"] not in shown, q["n_words"] < 5, q["kind"] == "indirect"))
    kept: dict[str, Row] = {}
    for quote in best:
        # One wording of a statement is enough.
        kept.setdefault(quote["text"][:40], quote)
    return list(kept.values())[:EXAMPLES]


def _by_document(table: Table, articles: list[str]) -> dict[str, list[Row]]:
    rows: dict[str, list[Row]] = defaultdict(list)
    for row in table._among("doc_id", pa.array(articles, pa.string())).to_pylist():
        rows[row["doc_id"]].append(row)
    return rows
