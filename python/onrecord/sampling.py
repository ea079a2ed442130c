"""Which quotes are worth checking: a sample from strata, the same for the same seed."""

from __future__ import annotations

import heapq
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from onrecord.arguments import count, whole
from onrecord.correction import places_of
from onrecord.exceptions import ArgumentError, UnknownIdError
from onrecord.review import Item
from onrecord.selection import among, chosen, speakers

if TYPE_CHECKING:
    from onrecord.record import Record

__all__ = ["allocate", "bands", "draw"]

BY = ("confidence", "random", "speaker", "stance", "alarm")
BANDS = 5
"""Bands of confidence."""
WIDE = 300
"""Code points of context on either side."""
SHOWN = 2_000
"""Code points of what was said that are shown."""
CHOICES = 30
"""Names of an article that are offered as speakers."""
NEEDED = ("quote_id", "doc_id", "speaker_id", "speaker", "speaker_type", "stance", "confidence")


def draw(record: Record, n: int, by: str, seed: int, quotes: Any) -> list[Item]:
    """Draw a sample; see `Record.review`."""
    n = count("n", n)
    among("by", by, BY)
    if whole(seed) is None:
        raise ArgumentError(f"seed is {seed!r}; pass a whole number")
    rows = chosen(record.quotes, quotes, NEEDED)
    own = record.quotes.arrow
    at = pc.index_in(rows["quote_id"], own["quote_id"])
    if at.null_count:
        lost = rows["quote_id"].filter(pc.is_null(at))[0].as_py()
        raise UnknownIdError(f"no quote has the id {lost!r}; pass rows of this record's table quotes")
    if "checked" in own.column_names:
        rows = rows.filter(pc.is_null(own["checked"].take(at)))
    strata, weights = _strata(record, rows, by, n)
    ids = rows["quote_id"].to_pylist()
    members: dict[str, list[int]] = {}
    for row, stratum in enumerate(strata):
        members.setdefault(stratum, []).append(row)
    names = sorted(members)
    sizes = [len(members[name]) for name in names]
    taken: list[tuple[int, str]] = []
    for name, k in zip(names, allocate(n, sizes, [weights[name] * len(members[name]) for name in names]), strict=True):
        ranked = heapq.nsmallest(k, members[name], key=lambda row: (_rank(ids[row], seed), row))
        taken += [(row, name) for row in ranked]
    # As the texts go, so that who reads one article reads it once, and does not see the strata.
    taken.sort()
    return _items(record, [ids[row] for row, _ in taken], [(name, len(members[name])) for _, name in taken])


def _rank(quote_id: str, seed: int) -> bytes:
    return blake2b(f"{seed}\0{quote_id}".encode("utf-8", "surrogatepass"), digest_size=8).digest()


def bands(confidence: Any, n: int) -> Any:
    """Give the number of each quote's band of confidence, where all bands have about as many.

    Examples
    --------
    >>> bands(np.array([0.1, 0.9, 0.5, 0.95]), 2).tolist()
    [0, 1, 0, 1]
    """
    if not len(confidence):
        return np.zeros(0, np.int64)
    edges = np.unique(np.quantile(confidence, np.linspace(0, 1, n + 1)[1:-1], method="lower"))
    return np.searchsorted(edges, confidence, side="left")


def _strata(record: Record, rows: pa.Table, by: str, n: int) -> tuple[list[str], dict[str, float]]:
    """Give each row its stratum, and each stratum how much one of its rows is worth."""
    if by == "confidence":
        confidence = rows["confidence"].to_numpy()
        number = bands(confidence, max(min(BANDS, n // 4), 1))
        names: dict[int, str] = {}
        weights = {}
        for band in np.unique(number).tolist():
            inside = confidence[number == band]
            names[band] = f"confidence {inside.min():.3f} to {inside.max():.3f} ({band + 1})"
            share = float(inside.mean())
            weights[names[band]] = max(share * (1 - share), 0.01) ** 0.5
        return [names[band] for band in number.tolist()], weights
    if by == "random":
        strata = ["all"] * len(rows)
    elif by == "speaker":
        named = speakers(record, rows)
        keys = named["speaker_key"].to_pylist()
        counts: dict[str | None, int] = {}
        for key in keys:
            counts[key] = counts.get(key, 0) + 1
        most = sorted(counts, key=lambda key: (-counts[key], key or ""))[: max(n // 5 - 1, 1)]
        kept = set(most)
        strata = [(f"speaker {key}" if key else "nobody") if key in kept else "all others" for key in keys]
    elif by == "stance":
        strata = [f"stance {stance}" for stance in rows["stance"].to_pylist()]
    else:
        seen = record.sightings.arrow
        alarmed = seen["quote_id"].filter(pc.is_valid(seen["alarm"]))
        inside = pc.is_in(rows["quote_id"], alarmed.combine_chunks().drop_null())
        strata = ["alarm" if found else "no alarm" for found in inside.to_pylist()]
    sizes: dict[str, int] = {}
    for stratum in strata:
        sizes[stratum] = sizes.get(stratum, 0) + 1
    # As many of each, whatever their size.
    return strata, {name: 1 / size for name, size in sizes.items()}


def allocate(n: int, sizes: list[int], weights: list[float]) -> list[int]:
    """Share out a sample among strata: two each first (a spread needs two), then by weight.

    Examples
    --------
    >>> allocate(10, [100, 100, 3], [1.0, 3.0, 1.0])
    [2, 6, 2]
    >>> allocate(10, [2, 3], [1.0, 1.0])
    [2, 3]
    """
    taken = [0] * len(sizes)
    for _ in range(2):
        for i in sorted(range(len(sizes)), key=lambda i: (-weights[i], i)):
            if sum(taken) < n and taken[i] < sizes[i]:
                taken[i] += 1
    # Highest averages (Webster; Sainte-Laguë).
    queue = [(-weights[i] / (2 * taken[i] + 1), i) for i in range(len(sizes)) if taken[i] < sizes[i]]
    heapq.heapify(queue)
    for _ in range(n - sum(taken)):
        if not queue:
            break
        _, i = heapq.heappop(queue)
        taken[i] += 1
        if taken[i] < sizes[i]:
            heapq.heappush(queue, (-weights[i] / (2 * taken[i] + 1), i))
    return taken


def _items(record: Record, ids: list[str], strata: list[tuple[str, int]]) -> list[Item]:
    table = record.quotes.arrow
    quotes = table.take(pc.index_in(pa.array(ids, pa.string()), table["quote_id"])).to_pylist()
    documents = record.documents.arrow.select(["doc_id", "outlet"])
    documents = documents.filter(pc.is_in(documents["doc_id"], pa.array([q["doc_id"] for q in quotes], pa.string())))
    outlets = dict(zip(documents["doc_id"].to_pylist(), documents["outlet"].to_pylist(), strict=True))
    choices = _choices(record, [quote["doc_id"] for quote in quotes])
    items = []
    for quote, place, (stratum, size) in zip(quotes, places_of(record, ids), strata, strict=True):
        text = record.corpus[quote["doc_id"]]
        start, end = quote["start"], quote["end"]
        items.append(
            Item(
                place,
                quote_id=quote["quote_id"],
                outlet=str(outlets.get(quote["doc_id"]) or ""),
                left=_line(text[max(start - WIDE, 0) : start]),
                text=_line(text[start : min(end, start + SHOWN)]) + "…" * (end > start + SHOWN),
                right=_line(text[end : end + WIDE]),
                source=_line(quote["source"] or ""),
                confidence=round(quote["confidence"], 4),
                found_by=", ".join(filter(None, (quote["rule"], quote["speaker_how"]))),
                names=choices.get(quote["doc_id"], []),
                stratum=stratum,
                stratum_size=size,
            )
        )
    return items


def _line(text: str) -> str:
    return " ".join(text.split())


def _choices(record: Record, doc_ids: list[str]) -> dict[str, list[str]]:
    """Give the names in each article, those named most first."""
    found: dict[str, dict[str, int]] = {}
    wanted = pa.array(sorted(set(doc_ids)), pa.string())
    for table, name in ((record.mentions.arrow, "entity"), (record.quotes.arrow, "speaker")):
        rows = table.select(["doc_id", name]).filter(pc.is_in(table["doc_id"], wanted))
        for doc_id, given in zip(rows["doc_id"].to_pylist(), rows[name].to_pylist(), strict=True):
            if given is not None:
                counts = found.setdefault(doc_id, {})
                counts[given] = counts.get(given, 0) + 1
    return {
        doc_id: sorted(counts, key=lambda name: (-counts[name], name))[:CHOICES] for doc_id, counts in found.items()
    }
