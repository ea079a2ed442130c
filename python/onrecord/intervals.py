"""How far shares can be trusted: intervals that account for wrong attributions, from a sample checked by hand.

A share counted over everything is precise and biased: some quotes counted for a speaker are not theirs, and some of
theirs are counted for others. A checked sample is unbiased and small. The difference estimator of survey sampling
(Särndal, Swensson and Wretman, "Model assisted survey sampling", 1992), known today as prediction-powered inference
(Angelopoulos et al., Science 2023; stratified: Fisch et al. 2024), has the good of both: the count over everything,
plus what the sample says that the count is off by, stratum by stratum.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from onrecord.applying import locate
from onrecord.correction import OF_ENTITIES, Correction
from onrecord.corrections import Corrections
from onrecord.exceptions import ArgumentError
from onrecord.review import Review, is_review
from onrecord.sampling import BANDS, bands

if TYPE_CHECKING:
    from onrecord.record import Record

__all__ = ["Estimate", "Sample", "beside", "estimate", "sample_of"]

PRIOR = 2.0
"""Quotes of average error that each stratum's spread is reckoned with besides its own."""
LEVEL = 1.959964
"""Standard deviations of a normal distribution on either side that hold 95 %."""
VAGUE, USEFUL = 0.2, 0.1
"""Half the width of an interval that tells next to nothing, and of one that is worth having."""
DRIFT = 0.1
"""By what share the quotes of another run may be more or fewer than when the sample was drawn."""


class Sample(NamedTuple):
    """What somebody has checked of a record, row by row, and what the record says without it."""

    plain: Record
    """The record with all corrections but those of the sample."""
    right: Record
    """The record with those too."""
    quote_ids: list[str]
    """The quotes that were checked, by their ids in both."""
    stratum: list[str]
    sizes: dict[str, int]
    """Quotes in each stratum, checked or not."""


class Estimate(NamedTuple):
    """Shares of some groups, and how sure they are."""

    share: Any
    low: Any
    high: Any
    margin: Any
    """Half of the interval, before its ends are cut at 0 and 1."""


def sample_of(record: Record, checked: Any) -> Sample:
    """Find a checked sample in a record."""
    checked = _read(checked)
    review = checked if isinstance(checked, Review) else None
    overlay = Corrections.read(checked)
    about = [c for c in overlay if c.action not in OF_ENTITIES]
    if not about:
        raise ArgumentError("checked says nothing of any quote; fill in a sample first (Record.review)")
    if review is None and not any(c.action == "accept" for c in about):
        raise ArgumentError(
            "checked says only what is wrong, so that nobody knows how much is right; accept that too "
            "(Corrections.accept), or pass a review"
        )
    mine = {c.quotation for c in about}
    rest = Corrections(c for c in record.corrections if c.action in OF_ENTITIES or c.quotation not in mine)
    plain = record._replayed(rest, record._lowest)
    right = plain.correct(Corrections(about))
    places = [item.place for item in review.items if item.verdict] if review else _places(about)
    found = locate(plain.corpus, plain.quotes.arrow, places)
    rows = [row for row, _ in found]
    ids = plain.quotes.arrow["quote_id"]
    kept = [(n, ids[row].as_py()) for n, row in enumerate(rows) if row is not None]
    if "checked" in plain.quotes.columns and kept:
        done = plain.quotes.arrow["checked"].take(pa.array([rows[n] for n, _ in kept], pa.int64()))
        if done.null_count < len(kept):
            raise ArgumentError(
                "the quotes of this sample are corrected in the record, and what was found is not known any more; "
                "pass the record that onrecord.analyze gives"
            )
    if not kept:
        raise ArgumentError("no quote of the sample is in this record; checked is a sample of other articles")
    if review is None:
        return _poststratified(plain, right, [quote_id for _, quote_id in kept])
    answered = [item for item in review.items if item.verdict]
    sizes = {item.stratum: item.stratum_size for item in review.items}
    return Sample(plain, right, [i for _, i in kept], [answered[n].stratum for n, _ in kept], sizes)


def _read(checked: Any) -> Any:
    """Read a file as what it says it is: a review tells how its sample was drawn."""
    if isinstance(checked, str | os.PathLike) and Path(checked).suffix.lower() not in (".jsonl", ".ndjson"):
        return Review.from_csv(checked) if is_review(checked) else Corrections.from_csv(checked)
    return checked


def _places(about: Sequence[Correction]) -> list[Correction]:
    """Give each quotation once."""
    return list({c.quotation: c._replace(action="accept") for c in about}.values())


def _poststratified(plain: Record, right: Record, quote_ids: list[str]) -> Sample:
    """Take quotes that somebody happened to check for a random sample of each band of confidence."""
    from onrecord.selection import ARTICLE

    table = plain.quotes.arrow
    table = table.filter(pc.is_in(table["zone"], pa.array(ARTICLE)))
    number = bands(table["confidence"].to_numpy(), max(min(BANDS, len(quote_ids) // 10), 1))
    band = dict(zip(table["quote_id"].to_pylist(), number.tolist(), strict=True))
    inside = [quote_id for quote_id in quote_ids if quote_id in band]
    names, counts = np.unique(number, return_counts=True)
    sizes = {str(name): int(n) for name, n in zip(names, counts, strict=True)}
    return Sample(plain, right, inside, [str(band[quote_id]) for quote_id in inside], sizes)


def beside(
    table: pa.Table, record: Record, keys: list[str], checked: Any, rows_of: Callable[[Record], pa.Table]
) -> tuple[pa.Table, str | None]:
    """Put estimates and their intervals beside a table of shares.

    Parameters
    ----------
    table
        One row a group, told apart by the columns `keys`; shares are of each value of the column ``within``, if it is
        among them.
    record
        What was counted.
    keys
        Names of columns.
    checked
        A review or corrections.
    rows_of
        Gives the quotes of a record that are counted, with the columns `keys`, ``quote_id`` and ``type``.

    Returns
    -------
    tuple of pyarrow.Table and (str or None)
        The table with ``estimate``, ``low``, ``high`` and ``interval``; groups that only the sample has are added. And
        what is to be said where too few are checked.
    """
    sample = sample_of(record, checked)
    plain = rows_of(sample.plain)
    n_open = plain["checked"].null_count
    drawn_from = sum(sample.sizes.values())
    if abs(drawn_from - n_open) > DRIFT * n_open:
        raise ArgumentError(
            f"checked is a sample of {drawn_from:,} quotes, and {n_open:,} are counted; "
            "draw it from all that are counted (Record.review)"
        )
    ids = pa.array(sample.quote_ids, pa.string())
    right = rows_of(sample.right)
    before, after = (_groups(rows.filter(pc.is_in(rows["quote_id"], ids)), keys) for rows in (plain, right))
    numbers: dict[tuple[Any, ...], int] = {}
    for row in table.select(keys).to_pylist():
        numbers.setdefault(tuple(row.values()), len(numbers))
    counted = plain.group_by(keys, use_threads=False).aggregate([([], "count_all")])
    for row in (*counted.select(keys).to_pylist(), *(dict(zip(keys, key, strict=True)) for key in after.values())):
        numbers.setdefault(tuple(row.values()), len(numbers))
    counts = np.zeros(len(numbers))
    for row, n in zip(counted.select(keys).to_pylist(), counted["count_all"].to_pylist(), strict=True):
        counts[numbers[tuple(row.values())]] = n
    wholes: dict[Any, int] = {}
    split = keys[0] == "within"
    within = np.array([wholes.setdefault(key[0] if split else None, len(wholes)) for key in numbers], np.int64)
    pairs = [
        (numbers.get(before.get(i, ()), -1), numbers.get(after.get(i, ()), -1), stratum)
        for i, stratum in zip(sample.quote_ids, sample.stratum, strict=True)
        if i in before or i in after
    ]
    if not pairs:
        raise ArgumentError("no quote of the sample is counted; checked is a sample of other quotes")
    found, true, stratum = zip(*pairs, strict=True)
    told = estimate(found, true, stratum, sample.sizes, counts, within)
    names = list(numbers)
    extra = [n for n in range(len(table), len(names)) if told.share[n] > 0]
    if extra:
        types = dict(zip(_keys(right, keys), right["type"].to_pylist(), strict=True))
        rows = []
        for n in extra:
            row = dict.fromkeys(table.column_names, 0) | dict(zip(keys, names[n], strict=True))
            if "type" in row and "type" not in keys:
                row["type"] = types.get(names[n])
            rows.append(row)
        table = pa.concat_tables([table, pa.Table.from_pylist(rows, table.schema)]).combine_chunks()
    order = [*range(len(table) - len(extra)), *extra]
    for name, values in zip(("estimate", "low", "high"), told[:3], strict=True):
        table = table.append_column(name, pa.array(values[order]))
    shown = [_shown(*row) for row in zip(*(values[order].tolist() for values in told[:3]), strict=True)]
    table = table.append_column("interval", pa.array(shown, pa.string()))
    # Of many outlets some have two quotes, whose shares are never sure: the largest whole is the one to go by.
    sums = np.bincount(within, counts)
    widest = float(told.margin[within == sums.argmax()].max())
    return table, _too_few(widest, len(pairs), drawn_from, len(set(_together(stratum, sample.sizes).values())))


def _too_few(margin: float, n: int, total: int, n_strata: int) -> str | None:
    """Say that a sample is too small to tell much, and how large it should be.

    Examples
    --------
    >>> _too_few(0.3, 10, 800, 5)
    '10 of 800 quotes are checked, which is too few: intervals are as wide as ± 30 points; check 53 for about ± 10'
    >>> _too_few(0.05, 30, 800, 5)
    """
    if margin <= VAGUE or n >= total:
        return None

    def expected(k: int) -> float:
        return _student(max(k - n_strata, 1)) * math.sqrt((1 - k / total) / k)

    # The spread of single quotes is what it is; a larger sample has a smaller share of it.
    low, high = n, total
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if margin * expected(middle) <= USEFUL * expected(n) else (middle, high)
    return (
        f"{n:,} of {total:,} quotes {'is' if n == 1 else 'are'} checked, which is too few: intervals are as wide as "
        f"± {100 * min(margin, 1.0):.0f} points; check {high:,} for about ± {100 * USEFUL:.0f}"
    )


def _keys(rows: pa.Table, keys: list[str]) -> list[tuple[Any, ...]]:
    return list(zip(*(rows[key].to_pylist() for key in keys), strict=True))


def _groups(rows: pa.Table, keys: list[str]) -> dict[str, tuple[Any, ...]]:
    return dict(zip(rows["quote_id"].to_pylist(), _keys(rows, keys), strict=True))


def _shown(share: float, low: float, high: float) -> str:
    """Give an interval as people write it.

    Examples
    --------
    >>> _shown(0.312, 0.28, 0.34), _shown(0.004, 0.0, 0.011)
    ('31 % ± 3', '0.4 % ± 0.7')
    """
    margin = max(share - low, high - share)
    digits = 0 if margin >= 0.01 else 1
    return f"{100 * share:.{digits}f} % ± {100 * margin:.{digits}f}"


def estimate(
    found: Sequence[int], true: Sequence[int], stratum: Sequence[str], sizes: dict[str, int], counts: Any, within: Any
) -> Estimate:
    """Estimate the share of each group in its whole.

    Parameters
    ----------
    found, true
        For each checked quote the number of the group that it was counted in and of the one that it belongs to;
        -1 where it is none.
    stratum
        For each, its stratum.
    sizes
        Quotes in each stratum, checked or not.
    counts
        For each group, how many quotes are counted in it.
    within
        For each group, the number of the whole that it is a share of.

    Returns
    -------
    Estimate
        Shares and ends of their 95 % intervals, numpy arrays from 0 to 1, and half of their widths.

    Notes
    -----
    A group's total is its count plus, for each stratum, its size times the mean in the sample of 1 for a quote that
    belongs to the group and was not counted, -1 for the reverse. A share is the ratio of two such totals, its variance
    that of the linearised ratio (Särndal et al., chapter 5), with the finite population correction. A sample without
    errors does not show that there are none: as Agresti and Coull ("Approximate is better than exact", 1998) do for a
    proportion, each stratum's spread is reckoned as if two more quotes had been checked, which are wrong as often as
    (errors + 1) / (checked + 2) over the whole sample and then go from and to each group in proportion to its share.

    Examples
    --------
    Half of everything is counted for each of two groups, and of ten quotes that were checked one is in the wrong group:

    >>> import numpy as np
    >>> found, true = [0] * 5 + [1] * 5, [0] * 5 + [1] * 4 + [0]
    >>> shares = estimate(found, true, ["all"] * 10, {"all": 100}, np.array([50, 50]), np.array([0, 0]))
    >>> shares.share.round(2).tolist(), shares.low.round(2).tolist(), shares.high.round(2).tolist()
    ([0.6, 0.4], [0.39, 0.19], [0.81, 0.61])
    """
    n_groups, n_wholes = len(counts), int(within.max(initial=-1)) + 1
    strata = _together(stratum, sizes)
    names = sorted(set(strata.values()))
    total = np.zeros(len(names))
    for name, size in sizes.items():
        total[names.index(strata[name])] += size
    at = np.array([names.index(strata[name]) for name in stratum])
    n = np.bincount(at, minlength=len(names)).astype(float)
    a, b = np.asarray(found), np.asarray(true)
    wholes = np.append(within, -1)
    # For each stratum: what the sample says of groups (up), of wholes (base), and of both at once.
    shape = (n_groups, len(names))
    up, square, both = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    base, base_square = np.zeros((n_wholes, len(names))), np.zeros((n_wholes, len(names)))
    wrong = a != b
    for h, before, after in zip(at[wrong], a[wrong], b[wrong], strict=True):
        change = {int(wholes[after]): 1.0}
        change[int(wholes[before])] = change.get(int(wholes[before]), 0.0) - 1.0
        for group, step in ((before, -1.0), (after, 1.0)):
            if group >= 0:
                up[group, h] += step
                square[group, h] += 1.0
                both[group, h] += step * change[int(wholes[group])]
        for whole, step in change.items():
            if whole >= 0:
                base[whole, h] += step
                base_square[whole, h] += step * step
    expand = total / n
    sums = np.bincount(within, counts, minlength=n_wholes)
    whole_total = np.maximum(sums + base @ expand, 1e-9)
    share = np.clip((counts + up @ expand) / whole_total[within], 0.0, 1.0)
    # The linearised ratio: what one quote adds to the group, less its share of what it adds to the whole.
    r = share[:, None]
    first = up - r * base[within]
    second = square - 2 * r * both + r**2 * base_square[within]
    error = (wrong.sum() + 1) / (len(a) + 2)
    part = (whole_total / max(whole_total.sum(), 1e-9))[within]
    expected = (2 * error * part * share * (1 - share))[:, None]
    mean = first / n
    spread = np.maximum((second + PRIOR * expected) / (n + PRIOR) - mean**2 * n / (n + PRIOR), 0.0)
    spread *= n / np.maximum(n - 1, 1)
    left = np.clip(1 - n / total, 0.0, 1.0)
    variance = (spread * (total**2 * left / n)).sum(axis=1) / whole_total[within] ** 2
    margin = _student(max(len(a) - len(names), 1)) * np.sqrt(variance)
    return Estimate(share, np.clip(share - margin, 0.0, 1.0), np.clip(share + margin, 0.0, 1.0), margin)


def _together(stratum: Sequence[str], sizes: dict[str, int]) -> dict[str, str]:
    """Put strata of which nothing was checked to the one before them (or after), which is the most like them."""
    names = sorted(sizes)
    checked = set(stratum)
    filled = [name for name in names if name in checked]
    to: dict[str, str] = {}
    for name in names:
        before = [other for other in filled if other <= name]
        to[name] = before[-1] if before else filled[0]
    return to


def _student(df: int) -> float:
    """Give Student's t for 95 % (expansion 26.7.5 of Abramowitz and Stegun, 1964).

    Examples
    --------
    >>> round(_student(10), 2), round(_student(1000), 2)
    (2.23, 1.96)
    """
    z = LEVEL
    return (
        z
        + (z**3 + z) / (4 * df)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * df**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * df**3)
    )
