"""Which places lie within which: a join of intervals, document by document."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

__all__ = ["contents", "distinct", "member", "within"]

# Documents are shorter than 2**30 code points, so that a document and a place fit into one number.
SHIFT = 31


def within(
    outer: tuple[Any, Any, Any],
    inner: tuple[Any, Any, Any],
) -> tuple[Any, Any]:
    """Give all pairs of an outer place and an inner place that lies within it.

    Parameters
    ----------
    outer, inner
        Numbers of documents, starts and ends (exclusive), each a numpy array of int64.

    Returns
    -------
    tuple of numpy arrays
        Numbers of the outer and of the inner places, by outer place and then by start of the inner.

    Notes
    -----
    Takes n log n steps and one for each inner place that begins within an outer one.

    Examples
    --------
    >>> import numpy as np
    >>> outer = np.array([0, 1]), np.array([0, 0]), np.array([10, 10])
    >>> inner = np.array([0, 1, 0]), np.array([4, 8, 2]), np.array([6, 12, 3])
    >>> [pair.tolist() for pair in within(outer, inner)]
    [[0, 0], [2, 0]]
    """
    doc, start, end = outer
    keys = (inner[0] << SHIFT) + inner[1]
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    low = np.searchsorted(keys, (doc << SHIFT) + start)
    counts = np.maximum(np.searchsorted(keys, (doc << SHIFT) + end) - low, 0)
    which = np.repeat(np.arange(len(doc)), counts)
    # Counts up from `low` within each outer place.
    step = np.arange(len(which)) - np.repeat(np.cumsum(counts) - counts, counts)
    found = order[np.repeat(low, counts) + step]
    fits = inner[2][found] <= end[which]
    return which[fits], found[fits]


def contents(quotes: pa.Table) -> tuple[Any, Any, Any]:
    """Give the parts of what was said: the number of the quote, start and end of each."""
    parts = quotes["content"].combine_chunks()
    if pa.types.is_null(parts.type):  # a frame without rows
        return (np.zeros(0, np.int64),) * 3
    flat = pc.list_flatten(parts)
    start, end = (pc.struct_field(flat, name).to_numpy(zero_copy_only=False) for name in ("start", "end"))
    parents = pc.list_parent_indices(parts).to_numpy(zero_copy_only=False)
    return parents.astype(np.int64), start.astype(np.int64), end.astype(np.int64)


def distinct(keys: Any) -> Any:
    """Give each number once, ascending. Two numbers in one make numpy's own, by hashing, a hundred times slower.

    Examples
    --------
    >>> import numpy as np
    >>> distinct(np.array([3, 1, 3])).tolist()
    [1, 3]
    """
    keys = np.sort(keys)
    return keys[np.append(True, keys[1:] != keys[:-1])[: len(keys)]]


def member(keys: Any, of: Any) -> Any:
    """Tell which numbers are among some that ascend.

    Examples
    --------
    >>> import numpy as np
    >>> member(np.array([0, 3, 9]), np.array([1, 3])).tolist()
    [False, True, False]
    """
    if not len(of):
        return np.zeros(len(keys), bool)
    return of[np.minimum(np.searchsorted(of, keys), len(of) - 1)] == keys
