"""Where the nodes of a drawn network stand: two columns, ordered so that few lines cross.

Who quotes whom has two sides. Two columns leave room for names beside the nodes, and are the same each time; a layout
by simulated forces is neither.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

__all__ = ["crossings", "two_columns"]

SWEEPS = 12


def two_columns(n_left: int, n_right: int, edges: Sequence[tuple[int, int, int]]) -> tuple[list[int], list[int]]:
    """Order the nodes of two columns.

    Parameters
    ----------
    n_left, n_right
        How many nodes stand left and right.
    edges
        Number of the node at the left, at the right, and weight.

    Returns
    -------
    tuple of list of int
        The numbers of the nodes at the left and at the right, from the top.

    Notes
    -----
    Each node goes to the weighted mean place of its neighbours, column by column in turn (Sugiyama, Tagawa and Toda,
    "Methods for visual understanding of hierarchical system structures", 1981), and of all orders seen the one with
    the least crossing weight is kept. Nodes that tie stay as they were.

    Examples
    --------
    >>> two_columns(2, 2, [(0, 1, 1), (1, 0, 1)])
    ([0, 1], [1, 0])
    """
    weights = np.zeros((n_left, n_right), np.int64)
    for left, right, weight in edges:
        weights[left, right] += weight
    rows, columns = np.arange(n_left), np.arange(n_right)
    best = (crossings(weights), rows, columns)
    for _ in range(SWEEPS):
        columns = columns[_by_neighbours(weights[np.ix_(rows, columns)].T)]
        rows = rows[_by_neighbours(weights[np.ix_(rows, columns)])]
        found = crossings(weights[np.ix_(rows, columns)])
        if found < best[0]:
            best = (found, rows, columns)
    return best[1].tolist(), best[2].tolist()


def crossings(weights: Any) -> int:
    """Give the sum of the products of weights of lines that cross.

    Parameters
    ----------
    weights
        Matrix of numbers: left nodes from the top by right nodes from the top.

    Examples
    --------
    >>> crossings(np.array([[0, 2], [3, 0]])), crossings(np.array([[2, 0], [0, 3]]))
    (6, 0)
    """
    # For each line, those that begin below it and end above it.
    below = np.zeros_like(weights)
    below[:-1, 1:] = weights[::-1].cumsum(0)[::-1].cumsum(1)[1:, :-1]
    return int((weights * below).sum())


def _by_neighbours(weights: Any) -> Any:
    """Order of the rows by the mean column of their weights; a row without any keeps its place."""
    totals = weights.sum(1)
    n, m = weights.shape
    # In shares of the column's height, because the two may differ in length.
    own = (np.arange(n) + 0.5) / max(n, 1)
    mean = (weights @ np.arange(m) + 0.5 * totals) / np.maximum(totals, 1) / max(m, 1)
    return np.argsort(np.where(totals > 0, mean, own), kind="stable")
