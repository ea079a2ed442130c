"""Checks that more than one function makes of its arguments."""

from __future__ import annotations

from onrecord.exceptions import ArgumentError

__all__ = ["threads"]


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
    if not isinstance(given, int) or given < 1:
        raise ArgumentError(f"n_threads is {given!r}; pass None or a number from 1")
    return given
