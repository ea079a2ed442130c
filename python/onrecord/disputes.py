"""Claims and the denials that answer them, and which outlets carry one without the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from onrecord import _core
from onrecord.places import contents, distinct, member, within
from onrecord.selection import ARTICLE, Documents, Entities, chosen, result, speakers

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
    "source_start",
    "cue_start",
    "cue_end",
    "addressee",
)
REACH = 60
"""Code points before the cue in which the one must stand who "has been accused"."""


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
    # What somebody says plainly may be what another denies.
    plain = pc.and_(pc.is_in(rows["stance"], pa.array(["neutral", "confirmation"])), pc.invert(rows["negated"]))
    said = pc.fill_null(pc.and_(plain, pc.is_valid(rows["speaker"])), False).to_numpy().astype(bool)

    named = record.mentions._columns(("doc_id", "entity_id", "start", "end"))
    every = pa.chunked_array([*named["entity_id"].chunks, *rows["speaker_id"].chunks], pa.string())
    ids = pc.unique(every.drop_null())
    quote, part_start, part_end = contents(rows)
    part, mention = within(
        (numbers[quote], part_start, part_end),
        (documents.numbers(named["doc_id"]), named["start"].to_numpy(), named["end"].to_numpy()),
    )
    quote = quote[part]
    entity = _numbers(named["entity_id"], ids)
    # A claim may name whoever denies it in an article that does not know him.
    person = pc.and_(pc.equal(rows["speaker_type"], "person"), pc.is_valid(rows["speaker_id"]))
    people = pc.if_else(pc.fill_null(person, False), pc.fill_null(rows["speaker"], ""), "")
    # Whoever has words for a name and no entity is somebody all the same.
    keys = pc.unique(pa.chunked_array([ids, *rows["speaker_key"].chunks], pa.string()).drop_null())
    found = _core.disputes(
        rows["text"],
        role=_int64(np.select([claim, denial, said], [0, 1, 2], 3)),
        doc=_int64(numbers),
        start=_int64(starts),
        end=_int64(ends),
        speaker=_int64(_numbers(rows["speaker_key"], keys)),
        about=_int64(_accused(record, documents, named, rows, claim, ids)),
        people=people,
        named_in=_int64(quote),
        entity=_int64(entity[mention]),
        named_start=_int64(named["start"].to_numpy()[mention] - starts[quote]),
        named_end=_int64(named["end"].to_numpy()[mention] - starts[quote]),
        min_score=min_score,
    )
    pairs = _of_two(pa.table(found), rows)
    # In the order of `keys`: entities by their names, then the nameless by their words.
    nameless = rows["speaker"].take(pc.index_in(keys[len(ids) :], rows["speaker_key"]))
    known = Entities(record).name(ids, ids)
    names = pa.chunked_array([*known.chunks, *nameless.chunks], pa.string()).combine_chunks()
    return result(_table(documents, rows, numbers, pairs, names, _printed(record, documents, rows, numbers)), ORDER)


ORDER = [("score", "descending"), ("claim_id", "ascending"), ("denial_id", "ascending")]


def _numbers(values: Any, among: Any) -> Any:
    """Give the place of each value among others, -1 for what is not there."""
    return pc.fill_null(pc.index_in(values, among), -1).to_numpy().astype(np.int64)


def _accused(record: Questions, documents: Documents, named: pa.Table, rows: pa.Table, claim: Any, ids: Any) -> Any:
    """Give the number of the entity that each claim is about, where it stands outside its words.

    "Lund accused Valdano of hiding the costs", "Valdano has been accused of hiding the costs".
    """
    places = (documents.numbers(named["doc_id"]), named["start"].to_numpy(), named["end"].to_numpy())
    numbers = documents.numbers(rows["doc_id"])
    start = rows["start"].to_numpy()
    cue_start, cue_end, source = (
        pc.fill_null(rows[name], -1).to_numpy().astype(np.int64) for name in ("cue_start", "cue_end", "source_start")
    )
    entity, speaker = _numbers(named["entity_id"], ids), _numbers(rows["speaker_id"], ids)
    # Somebody who is addressed is known by name only, if nothing else is said of him in the article.
    entities = record.entities.arrow
    by_name = pc.index_in(pc.utf8_lower(rows["addressee"]), pc.utf8_lower(entities["entity"]))
    about = _numbers(entities["entity_id"].take(by_name), ids)
    active = claim & (cue_start >= 0) & (cue_end < start)
    for who, low, high, last in (
        (active & ((source < 0) | (source > cue_start)), np.maximum(cue_start - REACH, 0), cue_start, True),
        (active, cue_end, start, False),
    ):
        at = np.flatnonzero(who)
        row, mention = within((numbers[at], low[at], high[at]), places)
        row = at[row]
        fits = (entity[mention] >= 0) & (entity[mention] != speaker[row])
        row, mention = row[fits], mention[fits]
        # Of several assigned to one row, numpy keeps the last.
        order = slice(None) if last else slice(None, None, -1)
        about[row[order]] = entity[mention[order]]
    return np.where(claim & (about != speaker), about, -1)


def _of_two(pairs: pa.Table, rows: pa.Table) -> pa.Table:
    """Leave out pairs in which a surname or a name with a title or initial answers the full name of the same person."""
    claimant, denier = rows["speaker"].take(pairs["claim"]), rows["speaker"].take(pairs["denial"])
    people = pc.fill_null(pc.equal(rows["speaker_type"], "person"), False)
    both = pc.and_(people.take(pairs["claim"]), people.take(pairs["denial"])).to_pylist()
    names = zip(claimant.to_pylist(), denier.to_pylist(), both, strict=True)
    return pairs.filter(pa.array([not (people and _may_be_one(a, b)) for a, b, people in names], pa.bool_()))


def _may_be_one(a: str, b: str) -> bool:
    """Whether one name is a part of the other.

    Examples
    --------
    >>> _may_be_one("Henrik Osei", "Osei"), _may_be_one("Henrik Osei", "Kofi Osei")
    (True, False)
    """
    short, long = sorted((a.casefold().split(), b.casefold().split()), key=len)
    return set(short) <= set(long)


def _int64(values: Any) -> Any:
    return pa.chunked_array([pa.array(np.asarray(values).astype(np.int64))])


def _table(
    documents: Documents, rows: pa.Table, numbers: Any, pairs: pa.Table, names: Any, printed: tuple[Any, Any, Any]
) -> pa.Table:
    columns: dict[str, Any] = {}
    for side, speaker in (("claim", "claimant"), ("denial", "denier")):
        at = pairs[side]
        here = rows.take(at)
        docs = pa.array(numbers[at.to_numpy()])
        columns |= {
            f"{side}_id": here["quote_id"],
            f"{side}_doc_id": here["doc_id"],
            f"{side}_outlet": documents.outlet.take(docs),
            speaker: here["speaker"],
            side: here["text"],
        }
    lists = pairs["entities"].combine_chunks()
    entities = pa.ListArray.from_arrays(lists.offsets, names.take(lists.flatten()))
    columns |= {"how": pairs["how"], "score": pairs["score"], "words": pairs["words"], "entities": entities}
    return pa.table(columns | _one_sided(pairs, *printed))


def _printed(record: Questions, documents: Documents, rows: pa.Table, numbers: Any) -> tuple[Any, Any, Any]:
    """Give the statement of each row (its own number where it is in none), and who prints what.

    Returns
    -------
    tuple
        A number for each row; keys of statement and outlet, ascending; the names of the outlets.
    """
    sightings = record.sightings.arrow.select(["quote_id", "statement_id", "doc_id", "zone"])
    sightings = sightings.filter(pc.is_in(sightings["zone"], pa.array(ARTICLE)))
    at = pc.index_in(rows["quote_id"], sightings["quote_id"])
    ids = pc.unique(sightings["statement_id"])
    found = pc.fill_null(pc.index_in(sightings["statement_id"].take(at), ids), -1).to_numpy().astype(np.int64)
    statement = np.where(found >= 0, found, len(ids) + np.arange(len(rows)))
    names = pc.unique(documents.outlet)
    outlet = pc.index_in(documents.outlet, names).to_numpy().astype(np.int64)
    repeated = pc.index_in(sightings["statement_id"], ids).to_numpy().astype(np.int64)
    here = documents.numbers(sightings["doc_id"])
    keys = distinct(np.concatenate([(repeated << 32) | outlet[here], (statement << 32) | outlet[numbers]]))
    return statement, keys, names


def _one_sided(pairs: pa.Table, statement: Any, printed: Any, names: Any) -> dict[str, Any]:
    """For each pair, the outlets that print such a claim, such a denial, or both.

    Such claims are those that the denial answers, such denials those that answer the claim, in whatever words the same
    statement is printed.
    """
    n = len(pairs)
    claim, denial = statement[pairs["claim"].to_numpy()], statement[pairs["denial"].to_numpy()]
    # (pair, outlet) for every outlet of every claim of its denial; and the other way round.
    with_claim = _spread(denial, claim, printed)
    with_denial = _spread(claim, denial, printed)
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


def _spread(group: Any, other: Any, printed: Any) -> Any:
    """Give each row the outlets that print any of the others of its group: keys of row and outlet, ascending."""
    pair = distinct((group << 32) | other)
    at, key = _within(printed, pair & 0xFFFFFFFF)
    members = distinct((pair[at] >> 32 << 32) | (key & 0xFFFFFFFF))
    row, key = _within(members, group)
    return distinct((row << 32) | (key & 0xFFFFFFFF))


def _within(keys: Any, group: Any) -> tuple[Any, Any]:
    """Give each row of `group` all keys of its group, with the row's number."""
    low = np.searchsorted(keys, group << 32)
    counts = np.searchsorted(keys, (group + 1) << 32) - low
    row = np.repeat(np.arange(len(group)), counts)
    at = np.repeat(low, counts) + np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts)
    return row, keys[at]
