"""Claims and the denials that answer them, and which outlets carry one without the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from onrecord import _core
from onrecord.places import contents, distinct, member, within
from onrecord.selection import Documents, Entities, chosen, result, speakers

if TYPE_CHECKING:
    from onrecord.questions import Questions

__all__ = ["disputes"]

NEEDED = (
    "quote_id",
    "doc_id",
    "start",
    "end",
    "text",
    "content",
    "speaker_id",
    "speaker",
    "speaker_type",
    "stance",
    "negated",
)


def disputes(record: Questions, min_score: float, quotes: Any) -> pa.Table:
    """Pair claims with denials; see `Record.disputes`."""
    documents = Documents(record)
    rows = speakers(record, chosen(record.quotes, quotes, NEEDED))
    numbers = documents.numbers(rows["doc_id"])
    starts, ends = rows["start"].to_numpy(), rows["end"].to_numpy()
    # The core wants the contents of a document together, in order of place.
    order = np.lexsort((ends, starts, numbers))
    rows, numbers, starts, ends = rows.take(pa.array(order)), numbers[order], starts[order], ends[order]
    # "Nobody alleged that ..." is no allegation; "denied that ..." is a denial.
    claim = pc.and_(pc.equal(rows["stance"], "allegation"), pc.invert(rows["negated"])).to_numpy().astype(bool)
    denial = pc.equal(rows["stance"], "denial").to_numpy().astype(bool)

    named = record.mentions._columns(("doc_id", "entity_id", "start", "end"))
    every = pa.chunked_array([*named["entity_id"].chunks, *rows["speaker_id"].chunks], pa.string())
    ids = pc.unique(every.drop_null())
    quote, part_start, part_end = contents(rows)
    part, mention = within(
        (numbers[quote], part_start, part_end),
        (documents.numbers(named["doc_id"]), named["start"].to_numpy(), named["end"].to_numpy()),
    )
    quote = quote[part]
    found = _core.disputes(
        rows["text"],
        role=_int64(np.where(claim, 0, np.where(denial, 1, 2))),
        doc=_int64(numbers),
        start=_int64(starts),
        end=_int64(ends),
        speaker=_int64(pc.fill_null(pc.index_in(rows["speaker_id"], ids), -1).to_numpy()),
        named_in=_int64(quote),
        entity=_int64(pc.index_in(named["entity_id"], ids).to_numpy()[mention]),
        named_start=_int64(named["start"].to_numpy()[mention] - starts[quote]),
        named_end=_int64(named["end"].to_numpy()[mention] - starts[quote]),
        min_score=min_score,
    )
    pairs = pa.table(found)
    return result(_table(record, documents, rows, numbers, pairs, ids), ORDER)


ORDER = [("score", "descending"), ("claim_id", "ascending"), ("denial_id", "ascending")]


def _int64(values: Any) -> Any:
    return pa.chunked_array([pa.array(np.asarray(values).astype(np.int64))])


def _table(
    record: Questions, documents: Documents, rows: pa.Table, numbers: Any, pairs: pa.Table, ids: Any
) -> pa.Table:
    columns: dict[str, Any] = {}
    outlets = {}
    for side, speaker in (("claim", "claimant"), ("denial", "denier")):
        at = pairs[side]
        here = rows.take(at)
        docs = pa.array(numbers[at.to_numpy()])
        outlets[side] = documents.outlet.take(docs)
        columns |= {
            f"{side}_id": here["quote_id"],
            f"{side}_doc_id": here["doc_id"],
            f"{side}_outlet": outlets[side],
            speaker: here["speaker"],
            side: here["text"],
        }
    names = Entities(record).name(ids, ids).combine_chunks()
    lists = pairs["entities"].combine_chunks()
    entities = pa.ListArray.from_arrays(lists.offsets, names.take(lists.flatten()))
    columns |= {"how": pairs["how"], "score": pairs["score"], "words": pairs["words"], "entities": entities}
    return pa.table(columns | _one_sided(pairs, outlets))


def _one_sided(pairs: pa.Table, outlets: dict[str, Any]) -> dict[str, Any]:
    """For each pair, the outlets that carry such a claim, such a denial, or both.

    Such claims are those that the denial answers, such denials those that answer the claim.
    """
    names = pc.unique(pa.chunked_array([outlets["claim"], outlets["denial"]], pa.string()))
    number = {side: pc.index_in(outlets[side], names).to_numpy().astype(np.int64) for side in outlets}
    claim, denial = pairs["claim"].to_numpy(), pairs["denial"].to_numpy()
    n = len(pairs)
    # (pair, outlet) for every outlet of every claim of its denial; and the other way round.
    with_claim = _spread(denial, number["claim"], n)
    with_denial = _spread(claim, number["denial"], n)
    denied, claimed = member(with_claim, with_denial), member(with_denial, with_claim)
    sets = {
        "outlets_both": with_claim[denied],
        "outlets_claim_only": with_claim[~denied],
        "outlets_denial_only": with_denial[~claimed],
    }
    out = {}
    for name, keys in sets.items():
        counts = np.bincount(keys >> 32, minlength=n)
        offsets = pa.array(np.concatenate([[0], np.cumsum(counts)]).astype(np.int32))
        out[name] = pa.ListArray.from_arrays(offsets, names.take(pa.array(keys & 0xFFFFFFFF)))
    return out


def _spread(group: Any, outlet: Any, n: int) -> Any:
    """Give each row all outlets of its group: keys of row and outlet, ascending."""
    members = distinct((group << 32) | outlet)
    low = np.searchsorted(members, group << 32)
    counts = np.searchsorted(members, (group + 1) << 32) - low
    row = np.repeat(np.arange(n), counts)
    at = np.repeat(low, counts) + np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts)
    return (row << 32) | (members[at] & 0xFFFFFFFF)
