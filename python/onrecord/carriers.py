"""Who carries a statement, and who does not although it is about the same people."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from onrecord.places import within
from onrecord.selection import ARTICLE, Documents, among, result

if TYPE_CHECKING:
    from onrecord.questions import Questions

__all__ = ["carriers"]

UNITS = ("document", "outlet")


def carriers(record: Questions, statement_id: str, by: str) -> pa.Table:
    """List documents or outlets with and without a statement; see `Record.carriers`."""
    among("by", by, UNITS)
    documents = Documents(record)
    n = len(documents)
    sightings = _sightings(record, statement_id)
    numbers = documents.numbers(sightings["doc_id"])
    n_sightings = np.bincount(numbers, minlength=n)
    # Sightings are in order of time, so the first of a document is the earliest.
    first = np.full(n, -1)
    first[numbers[::-1]] = np.arange(len(numbers))[::-1]
    carried = pa.array(first, mask=first < 0)
    table = pa.table(
        {
            "doc_id": documents.ids,
            "outlet": documents.outlet,
            "published": documents.table["published"],
            "carries": n_sightings > 0,
            "n_sightings": n_sightings,
            "n_mentions": _concerned(record, documents, sightings, numbers),
            "order": carried,
            **{
                name: sightings[name].combine_chunks().take(carried)
                for name in ("quote_id", "speaker", "change", "alarm", "text")
            },
        }
    )
    if by == "outlet":
        table = _by_outlet(table)
    else:
        table = table.append_column("number", pa.array(np.arange(n)))
    last = "outlet" if by == "outlet" else "number"
    order = [("carries", "descending"), ("order", "ascending"), ("n_mentions", "descending"), (last, "ascending")]
    table = result(table, order)
    return table.select([name for name in table.column_names if name not in ("order", "number")])


def _sightings(record: Questions, statement_id: str) -> pa.Table:
    """Sightings of one statement in what the outlets themselves print."""
    wanted = record.statement(statement_id).id
    rows = record.sightings.arrow
    rows = rows.filter(pc.equal(rows["statement_id"], wanted))
    return rows.filter(pc.is_in(rows["zone"], pa.array(ARTICLE)))


def _concerned(record: Questions, documents: Documents, sightings: pa.Table, numbers: np.ndarray) -> np.ndarray:
    """How often each document names those who speak in the sightings, or are named in them."""
    mentions = record.mentions.arrow
    mentions = mentions.filter(pc.is_in(mentions["zone"], pa.array(ARTICLE)))
    docs = documents.numbers(mentions["doc_id"])
    _, inside = within(
        (numbers, sightings["start"].to_numpy(), sightings["end"].to_numpy()),
        (docs, mentions["start"].to_numpy(), mentions["end"].to_numpy()),
    )
    speakers = record.quotes.arrow
    speakers = speakers.filter(pc.is_in(speakers["quote_id"], sightings["quote_id"]))["speaker_id"]
    ids = pa.chunked_array([*mentions["entity_id"].take(pa.array(inside)).chunks, *speakers.chunks], pa.string())
    about = pc.is_in(mentions["entity_id"], pc.unique(ids.drop_null())).to_numpy(zero_copy_only=False).astype(bool)
    return np.bincount(docs[about], minlength=len(documents))


def _by_outlet(table: pa.Table) -> pa.Table:
    table = table.append_column("carrying", table["carries"].cast(pa.int64()))
    # The row of the outlet's first sighting comes first, so that its words are those shown.
    table = table.sort_by([("order", "ascending")])
    firsts = ("quote_id", "speaker", "change", "alarm", "text")
    grouped = table.group_by("outlet", use_threads=False).aggregate(
        [
            ([], "count_all"),
            *((name, "sum") for name in ("carrying", "n_sightings", "n_mentions")),
            ("order", "min"),
            *((name, "first") for name in ("doc_id", "published", *firsts)),
        ]
    )
    carries = pc.greater(grouped["carrying_sum"], 0)
    columns = {
        "outlet": grouped["outlet"],
        "carries": carries,
        "n_docs": grouped["count_all"],
        "n_carrying": grouped["carrying_sum"],
        "n_sightings": grouped["n_sightings_sum"],
        "n_mentions": grouped["n_mentions_sum"],
        "order": grouped["order_min"],
        "first_doc": pc.if_else(carries, grouped["doc_id_first"], None),
        "first_published": pc.if_else(carries, grouped["published_first"], None),
        **{name: grouped[f"{name}_first"] for name in firsts},
    }
    return pa.table(columns)
