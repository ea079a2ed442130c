"""Which ids went by in a stream, in sixteen bytes each, where a set of Python strings takes a hundred and more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import compress
from typing import Any

__all__ = ["Seen"]


class Seen:
    """Ids of documents and the rows on which they first stood.

    Ids are kept as hashes of 64 bits, so that an id may be taken for another one: among a hundred million documents
    once in 3,700 runs, among a billion once in 37. The hash is Python's own, which no source can foresee.

    Examples
    --------
    >>> seen = Seen()
    >>> seen.add(["a", "b"], [0, 1])
    >>> seen.rows(["b", "c"]), "a" in seen, len(seen)
    ({'b': 1}, True, 2)
    """

    def __init__(self) -> None:
        # Sorted hashes with their rows, each level at least twice as long as the next: a new id is sorted into
        # longer levels a few times in all, and looked up in a few levels.
        self._levels: list[tuple[Any, Any]] = []

    def __len__(self) -> int:
        return sum(len(hashes) for hashes, _ in self._levels)

    def __contains__(self, doc_id: str) -> bool:
        return bool(self.rows([doc_id]))

    def rows(self, ids: Sequence[str]) -> dict[str, int]:
        """Give the rows of those ids that went by."""
        import numpy as np

        found: dict[str, int] = {}
        hashes = np.fromiter(map(hash, ids), np.int64, len(ids))
        for level, rows in self._levels:
            at = np.minimum(np.searchsorted(level, hashes), len(level) - 1)
            hit = level[at] == hashes
            found.update(zip(compress(ids, hit), rows[at[hit]].tolist(), strict=True))
        return found

    def add(self, ids: Sequence[str], rows: Iterable[int]) -> None:
        """Note ids that did not go by before."""
        import numpy as np

        if not ids:
            return
        hashes = np.fromiter(map(hash, ids), np.int64, len(ids))
        numbers = np.fromiter(rows, np.int64, len(ids))
        while True:
            order = np.argsort(hashes, kind="stable")
            hashes, numbers = hashes[order], numbers[order]
            if not self._levels or len(self._levels[-1][0]) >= 2 * len(hashes):
                break
            level = self._levels.pop()
            hashes, numbers = np.concatenate((level[0], hashes)), np.concatenate((level[1], numbers))
        self._levels.append((hashes, numbers))
