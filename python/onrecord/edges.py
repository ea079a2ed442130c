"""Who quotes whom, who talks about whom, who is named together: edges out of the tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from onrecord.arguments import whole
from onrecord.exceptions import ArgumentError
from onrecord.network import Network
from onrecord.places import contents, distinct, member, within
from onrecord.selection import Documents, Entities, among, chosen, result, speakers

if TYPE_CHECKING:
    from onrecord.questions import Questions

__all__ = ["co_mentions", "network"]

KINDS = ("quotes", "discusses", "mentions")
UNITS = ("document", "paragraph", "quote")
# A list of names says little about any two of them, and has a pair for every two.
MOST_NAMES = 1000
PAIRS_AT_ONCE = 4_000_000
LOW = (1 << 32) - 1  # two numbers below it share one of 64 bits
ORDER = [("weight", "descending"), ("n_docs", "descending"), ("source_id", "ascending"), ("target_id", "ascending")]
MENTION = ("doc_id", "start", "end", "entity_id", "entity", "type")


def network(record: Questions, kind: str, quotes: Any, mentions: Any) -> Network:
    """Make the edges of one kind; see `Record.network`."""
    among("kind", kind, KINDS)
    for name, given, used in (("quotes", quotes, kind != "mentions"), ("mentions", mentions, kind != "quotes")):
        if given is not None and not used:
            raise ArgumentError(f"{name} was given, but a network of kind {kind!r} does not count {name}; leave it out")
    make = {"quotes": _quotes, "discusses": _discusses, "mentions": _mentions}[kind]
    return Network(f"network_{kind}", result(make(record, quotes, mentions), ORDER))


def _quotes(record: Questions, quotes: Any, _: Any) -> pa.Table:
    rows = chosen(record.quotes, quotes, ("doc_id", "speaker_id", "speaker", "speaker_type", "n_words"))
    rows = speakers(record, rows.filter(pc.is_valid(rows["speaker"])))
    documents = Documents(record)
    numbers = documents.numbers(rows["doc_id"])
    edges = _outlets(documents, numbers) | {
        "target_id": rows["speaker_key"],
        "target": rows["speaker"],
        "target_type": rows["speaker_type"],
        "doc": numbers,
        "n_words": rows["n_words"],
    }
    return _grouped(edges, [("n_words", "sum")])


def _mentions(record: Questions, _: Any, mentions: Any) -> pa.Table:
    rows = _told(chosen(record.mentions, mentions, MENTION))
    documents = Documents(record)
    numbers = documents.numbers(rows["doc_id"])
    return _grouped(_outlets(documents, numbers) | _target(record, rows) | {"doc": numbers}, [])


def _discusses(record: Questions, quotes: Any, mentions: Any) -> pa.Table:
    needed = ("doc_id", "speaker_id", "speaker", "speaker_type", "content")
    rows = chosen(record.quotes, quotes, needed)
    rows = speakers(record, rows.filter(pc.is_valid(rows["speaker"])))
    named = _told(chosen(record.mentions, mentions, MENTION, zones=None))
    documents = Documents(record)
    numbers, quote, mention = _named_in(documents, rows, named)
    rows, named = rows.take(quote), named.take(mention)
    edges = {
        "source_id": rows["speaker_key"],
        "source": rows["speaker"],
        "source_type": rows["speaker_type"],
        **_target(record, named),
        "doc": numbers[quote],
        "unit": quote,
    }
    table = _grouped(edges, [("unit", "count_distinct")])
    # What counts is how many statements name somebody; the names in them come second.
    names = [{"weight": "n_mentions", "unit": "weight"}.get(name, name) for name in table.column_names]
    table = table.rename_columns(names)
    return table.select([*names[:6], "weight", "n_docs", "n_mentions"])


def _told(mentions: pa.Table) -> pa.Table:
    """Leave out what names no entity: it is no end of an edge."""
    return mentions.filter(pc.is_valid(mentions["entity_id"]))


def _named_in(documents: Documents, quotes: pa.Table, mentions: pa.Table) -> tuple[Any, Any, Any]:
    """Number of each quote's document; pairs of a quote and a mention within what was said."""
    numbers = documents.numbers(quotes["doc_id"])
    quote, start, end = contents(quotes)
    part, mention = within(
        (numbers[quote], start, end),
        (documents.numbers(mentions["doc_id"]), mentions["start"].to_numpy(), mentions["end"].to_numpy()),
    )
    return numbers, quote[part], mention


def _outlets(documents: Documents, numbers: Any) -> dict[str, Any]:
    kind = pc.if_else(documents.has_outlet, "outlet", "document")
    ids = pc.binary_join_element_wise(kind, documents.outlet, ":")
    return {
        "source_id": ids.take(pa.array(numbers)),
        "source": documents.outlet.take(pa.array(numbers)),
        "source_type": kind.take(pa.array(numbers)),
    }


def _target(record: Questions, mentions: pa.Table) -> dict[str, Any]:
    entities = Entities(record)
    ids = mentions["entity_id"]
    return {
        "target_id": ids,
        "target": entities.name(ids, mentions["entity"]),
        "target_type": entities.type(ids, mentions["type"]),
    }


def _grouped(edges: dict[str, Any], more: list[tuple[str, str]]) -> pa.Table:
    """Rows by their two ends: how many (weight), in how many documents, and what else is asked for."""
    ends = ["source", "source_type", "target", "target_type"]
    grouped = (
        pa.table(edges)
        .group_by(["source_id", "target_id"], use_threads=False)
        .aggregate([*((end, "first") for end in ends), ([], "count_all"), ("doc", "count_distinct"), *more])
    )
    names = {f"{end}_first": end for end in ends}
    names |= {"count_all": "weight", "doc_count_distinct": "n_docs"}
    names |= {f"{column}_{how}": column for column, how in more}
    grouped = grouped.rename_columns([names.get(name, name) for name in grouped.column_names])
    first = ["source_id", "source", "source_type", "target_id", "target", "target_type", "weight", "n_docs"]
    return grouped.select([*first, *(column for column, _ in more)])


def co_mentions(record: Questions, unit: str, min_count: int, quotes: Any, mentions: Any) -> Network:
    """Make the edges between entities named together; see `Record.co_mentions`."""
    among("within", unit, UNITS)
    least = whole(min_count)
    if least is None or least < 1:
        raise ArgumentError(f"min_count is {min_count!r}; pass a number from 1")
    if quotes is not None and unit != "quote":
        raise ArgumentError(f"quotes was given, but within is {unit!r}; pass within='quote' or leave quotes out")
    documents = Documents(record)
    # What is named in a quotation is chosen by the quotation, not by the zone of the name.
    rows = _told(chosen(record.mentions, mentions, MENTION, **({"zones": None} if unit == "quote" else {})))
    numbers = documents.numbers(rows["doc_id"])
    if unit == "quote":
        said = chosen(record.quotes, quotes, ("doc_id", "content"))
        _, units, at = _named_in(documents, said, rows)
        rows, numbers = rows.take(at), numbers[at]
    elif unit == "paragraph":
        zones = record.zones._columns(("doc_id", "start", "end"))
        units, at = within(
            (documents.numbers(zones["doc_id"]), zones["start"].to_numpy(), zones["end"].to_numpy()),
            (numbers, rows["start"].to_numpy(), rows["end"].to_numpy()),
        )
        rows, numbers = rows.take(at), numbers[at]
    else:
        units = numbers
    names = rows["entity_id"].combine_chunks().dictionary_encode()
    entity = names.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    ids = names.dictionary
    pairs = _pairs(units, numbers, entity, least)
    return Network("co_mentions", result(_measured(record, rows, ids, pairs), ORDER), directed=False)


def _pairs(units: Any, docs: Any, entity: Any, min_count: int) -> tuple[Any, ...]:
    """Count the units (and documents) that name each two entities.

    Gives lower and higher entity, units with both, documents with both, units with each, and the number of units.
    """
    # Units by document, and each entity once a unit, the most named first.
    _, units = np.unique((docs << 32) | units, return_inverse=True)
    doc_of = np.zeros(int(units.max(initial=-1)) + 1, np.int64)
    doc_of[units] = docs
    named, times = np.unique((units << 32) | entity, return_counts=True)
    unit, entity = named >> 32, named & LOW
    order = np.lexsort((entity, -times, unit))
    unit, entity = unit[order], entity[order]
    kept = np.arange(len(unit)) - np.searchsorted(unit, unit) < MOST_NAMES
    unit, entity = unit[kept], entity[kept]
    n_each = np.bincount(entity, minlength=int(entity.max(initial=-1)) + 1)
    # Who is in fewer units is in no pair that counts.
    often = n_each[entity] >= min_count
    unit, entity = unit[often], entity[often]
    doc = doc_of[unit]
    after = np.searchsorted(unit, unit, side="right") - np.arange(len(unit)) - 1
    totals = np.concatenate([[0], np.cumsum(after)])
    keys, counts, doc_counts = [], [], []
    open_doc, open_keys, low = -1, np.zeros(0, np.int64), 0
    while low < len(unit):
        high = max(int(np.searchsorted(totals, totals[low] + PAIRS_AT_ONCE, side="right")) - 1, low + 1)
        one = np.repeat(np.arange(low, high), after[low:high])
        other = one + 1 + np.arange(len(one)) - np.repeat(totals[low:high] - totals[low], after[low:high])
        ends = np.sort(np.stack([entity[one], entity[other]]), axis=0)
        unique, back, count = np.unique((ends[0] << 32) | ends[1], return_inverse=True, return_counts=True)
        in_docs = distinct((back << 32) | doc[one])
        pair, of = unique[in_docs >> 32], in_docs & LOW
        # A document that began in the last stretch has counted some of its pairs there.
        new = ~((of == open_doc) & member(pair, open_keys))
        keys.append(unique)
        counts.append(count)
        doc_counts.append(np.bincount((in_docs >> 32)[new], minlength=len(unique)))
        last = int(doc[high - 1])
        mine = pair[of == last]
        open_keys = np.union1d(open_keys, mine) if last == open_doc else mine
        open_doc, low = last, high
    if not keys:
        empty = np.zeros(0, np.int64)
        return empty, empty, empty, empty, n_each, len(doc_of)
    key, back = np.unique(np.concatenate(keys), return_inverse=True)
    n_both = np.bincount(back, np.concatenate(counts)).astype(np.int64)
    n_docs = np.bincount(back, np.concatenate(doc_counts)).astype(np.int64)
    enough = n_both >= min_count
    return (key >> 32)[enough], (key & LOW)[enough], n_both[enough], n_docs[enough], n_each, len(doc_of)


def _measured(record: Questions, rows: pa.Table, ids: Any, pairs: tuple[Any, ...]) -> pa.Table:
    low, high, n_both, n_docs, n_each, n_units = pairs
    entities = Entities(record)
    names = rows.group_by("entity_id", use_threads=False).aggregate([("entity", "first"), ("type", "first")])
    at = pc.index_in(ids, names["entity_id"])
    name = entities.name(ids, names["entity_first"].take(at).combine_chunks())
    kind = entities.type(ids, names["type_first"].take(at).combine_chunks())
    # The pair in order of names, so that ids that depend on the order of documents do not show.
    swap = pc.greater(ids.take(pa.array(low)), ids.take(pa.array(high))).to_numpy(zero_copy_only=False)
    swap = swap.astype(bool)
    one, other = np.where(swap, high, low), np.where(swap, low, high)
    both, n_one, n_other = n_both / max(n_units, 1), n_each[one], n_each[other]
    pmi = np.log2(n_both * n_units / np.maximum(n_one * n_other, 1))
    # All units have both: nothing can be more together.
    information = -np.log2(both)
    npmi = np.divide(pmi, information, out=np.ones_like(pmi), where=information > 0)
    columns: dict[str, Any] = {}
    for end, which in (("source", one), ("target", other)):
        columns |= {f"{end}_id": ids.take(pa.array(which)), end: name.take(pa.array(which))}
        columns[f"{end}_type"] = kind.take(pa.array(which))
    columns |= {"weight": n_both, "n_docs": n_docs, "n_source": n_one, "n_target": n_other, "pmi": pmi, "npmi": npmi}
    return pa.table(columns)
