"""Checks that more than one function makes of its arguments."""

from __future__ import annotations

import operator
from numbers import Real
from typing import SupportsIndex

from onrecord.exceptions import ArgumentError

__all__ = ["count", "flag", "share", "threads", "whole"]

MOST_THREADS = 4096  # more are a slip, and some systems cannot start them


def threads(given: int | None) -> int:
    """Give the number of threads for the core, where 0 is one a core.

    Examples
    --------
    >>> threads(None), threads(2)
    (0, 2)
    >>> threads(0)
    Traceback (most recent call last):
    onrecord.exceptions.ArgumentError: n_threads is 0; pass None or a number from 1
    """
    if given is None:
        return 0
    n = whole(given)
    if n is None or n < 1:
        raise ArgumentError(f"n_threads is {given!r}; pass None or a number from 1")
    if n > MOST_THREADS:
        raise ArgumentError(f"n_threads is {given!r}; pass None or a number up to {MOST_THREADS}")
    return n


def whole(given: object) -> int | None:
    """Give a whole number of any type, numpy's too, as an int; None for all else.

    Examples
    --------
    >>> import numpy as np
    >>> whole(2), whole(np.int32(2)), whole(2.0), whole(True)
    (2, 2, None, None)
    """
    if isinstance(given, bool) or not isinstance(given, SupportsIndex):
        return None
    try:
        return operator.index(given)
    except TypeError:  # an array
        return None


def share(name: str, given: float) -> float:
    """Give an argument that must lie between 0 and 1.

    Examples
    --------
    >>> share("min_confidence", 1)
    1.0
    >>> share("min_confidence", 70)
    Traceback (most recent call last):
    onrecord.exceptions.ArgumentError: min_confidence is 70; pass a number between 0 and 1
    """
    # A NaN is in no range.
    if isinstance(given, bool) or not isinstance(given, Real) or not 0 <= given <= 1:
        raise ArgumentError(f"{name} is {given!r}; pass a number between 0 and 1")
    return float(given)


def flag(name: str, given: object) -> bool:
    """Give an argument that must be true or false, numpy's too.

    Examples
    --------
    >>> flag("plural", True)
    True
    >>> flag("plural", "no")
    Traceback (most recent call last):
    onrecord.exceptions.ArgumentError: plural is 'no'; pass True or False
    """
    if isinstance(given, bool) or type(given).__name__ in ("bool_", "bool"):
        return bool(given)
    raise ArgumentError(f"{name} is {given!r}; pass True or False")


def count(name: str, given: int) -> int:
    """Give an argument that must be a number from 1.

    Examples
    --------
    >>> count("top", 20)
    20
    >>> count("top", 0)
    Traceback (most recent call last):
    onrecord.exceptions.ArgumentError: top is 0; pass a number from 1
    """
    n = whole(given)
    if n is None or n < 1:
        raise ArgumentError(f"{name} is {given!r}; pass a number from 1")
    return n
