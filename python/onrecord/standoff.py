"""Standoff JSONL: one document a line, for scoring and exchange."""

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

__all__ = ["Groups", "write", "write_statements"]


def write(record: Record, path: str | os.PathLike[str]) -> None:
    """Write a record; documents that could not be read have a line without contents."""
    zones, mentions, quotes = map(Groups, (record.zones, record.mentions, record.quotes))
    with Path(path).open("w", encoding="utf-8", newline="\n") as out:
        for batch in record.documents.arrow.select(["doc_id", "status"]).to_batches():
            for document in batch.to_pylist():
                # A repeated id is an error, and the rows are those of the first document of that id.
                doc_id = document["doc_id"] if document["status"] == "ok" else None
                line = {
                    "id": document["doc_id"],
                    "zones": [_pick(z, "kind", "start", "end") for z in zones.take(doc_id)],
                    "mentions": [
                        _pick(m, "start", "end", "entity", "type", "how", "zone") for m in mentions.take(doc_id)
                    ],
                    "relations": [_relation(q) for q in quotes.take(doc_id)],
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


def _relation(quote: dict[str, Any]) -> dict[str, Any]:
    def spans(name: str) -> list[list[int]]:
        start = quote[f"{name}_start"]
        return [] if start is None else [[start, quote[f"{name}_end"]]]

    return {
        "id": quote["quote_id"],
        "kind": quote["kind"],
        "source": spans("source"),
        "cue": spans("cue"),
        "content": [[part["start"], part["end"]] for part in quote["content"]],
        **_pick(quote, "speaker", "speaker_type", "stance", "act", "confidence", "rule"),
    }
