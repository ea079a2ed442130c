"""Standoff JSONL: one document a line, for scoring and exchange.

In the tables a content is the words said, without the quotation marks around them, for those who count words. Corpora
of attribution mark it with its quotation marks (PARC 3.0, Pareti 2016; PolNeAR, Newell et al. 2018), so that what is
quoted can be told from what is reported. Here it is written as they mark it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from onrecord.table import Table

if TYPE_CHECKING:
    from onrecord.record import Record

__all__ = ["Groups", "with_marks", "write", "write_statements"]

OPENING = '"“„«»‹›'
"""In French and in German marks point either way."""
MARKS = OPENING + "”‘’'`"
LONGEST = 3
"""Marks that stand together at one edge, "“‘''": a text of nothing else is not searched to its end for each find."""


def write(record: Record, path: str | os.PathLike[str]) -> None:
    """Write a record; documents that could not be read have a line without contents."""
    zones, mentions, quotes = map(Groups, (record.zones, record.mentions, record.quotes))
    with Path(path).open("w", encoding="utf-8", newline="\n") as out:
        for batch in record.documents.arrow.select(["doc_id", "status"]).to_batches():
            for document in batch.to_pylist():
                # A repeated id is an error, and the rows are those of the first document of that id.
                doc_id = document["doc_id"] if document["status"] == "ok" else None
                rows = list(quotes.take(doc_id))
                text = record.corpus[document["doc_id"]] if rows else ""
                relations = [_relation(row, text) for row in rows]
                line = {
                    "id": document["doc_id"],
                    "zones": [_pick(z, "kind", "start", "end") for z in zones.take(doc_id)],
                    "mentions": [
                        _pick(m, "start", "end", "entity", "type", "how", "zone") for m in mentions.take(doc_id)
                    ],
                    "relations": relations,
                }
                out.write(json.dumps(line, ensure_ascii=False) + "\n")


def write_statements(sightings: Table, path: str | os.PathLike[str]) -> None:
    """Write the table of sightings, in which the rows of each statement stand together."""
    rows = (row for batch in sightings.arrow.to_batches(max_chunksize=10_000) for row in batch.to_pylist())
    with Path(path).open("w", encoding="utf-8", newline="\n") as out:
        for statement_id, members in groupby(rows, key=lambda row: row["statement_id"]):
            line = {
                "statement_id": statement_id,
                "members": [_pick(row, "doc_id", "start", "end", "quote_id") for row in members],
            }
            out.write(json.dumps(line, ensure_ascii=False) + "\n")


class Groups:
    """Rows of a table by document, read once from the front: all tables are in the documents' order."""

    def __init__(self, table: Table) -> None:
        self._rows = self._all(table)
        self._next = next(self._rows, None)

    @staticmethod
    def _all(table: Table) -> Iterator[dict[str, Any]]:
        for batch in table.arrow.to_batches(max_chunksize=10_000):
            yield from batch.to_pylist()

    def take(self, doc_id: str | None) -> Iterator[dict[str, Any]]:
        """Give the rows of the document whose turn it is."""
        while self._next is not None and self._next["doc_id"] == doc_id:
            yield self._next
            self._next = next(self._rows, None)


def _pick(row: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: row[name] for name in names}


def with_marks(text: str, parts: list[dict[str, int]]) -> list[list[int]]:
    """Give the parts of a content with the quotation marks that they stand in.

    Parameters
    ----------
    text
        The document.
    parts
        Start and end of each, in code points.

    Returns
    -------
    list
        Start and end of each, in code points.

    Examples
    --------
    >>> with_marks("“We never sold it,” she said.", [{"start": 1, "end": 18}])
    [[0, 19]]
    >>> with_marks("Its workers’ pay was “fair”, she said.", [{"start": 0, "end": 11}])
    [[0, 11]]
    """
    spans = []
    for part in parts:
        start, end = part["start"], part["end"]
        while part["start"] - start < LONGEST and start and text[start - 1] in MARKS:
            start -= 1
        # A mark that closes what was not opened is an apostrophe, or another's.
        if start < part["start"] or any(mark in text[start:end] for mark in OPENING):
            while end - part["end"] < LONGEST and end < len(text) and text[end] in MARKS:
                end += 1
        spans.append([start, end])
    return spans


def _relation(quote: dict[str, Any], text: str) -> dict[str, Any]:
    def spans(name: str) -> list[list[int]]:
        start = quote[f"{name}_start"]
        return [] if start is None else [[start, quote[f"{name}_end"]]]

    return {
        "id": quote["quote_id"],
        "kind": quote["kind"],
        "source": spans("source"),
        "cue": spans("cue"),
        "content": with_marks(text, quote["content"]),
        **_pick(quote, "speaker", "speaker_type", "stance", "act", "confidence", "rule"),
    }
