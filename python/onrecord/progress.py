"""A bar for people, silence for pipes."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from onrecord.exceptions import ArgumentError

__all__ = ["Report", "bar"]

Report = bool | Callable[[int, int], object] | None


@contextmanager
def bar(progress: Report, total: int) -> Iterator[Callable[[int], object] | None]:
    """Give the function that the core calls with the number of documents done."""
    if callable(progress):
        yield lambda done: progress(done, total)
        return
    if progress is not None and not isinstance(progress, bool):
        raise ArgumentError(f"progress is {progress!r}; pass True, False, None or a function of two numbers")
    if progress is False or (progress is None and not _watched()):
        yield None
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # tqdm warns where a notebook has no widgets, and draws text
        from tqdm.auto import tqdm

        # A run that ends within a second needs no bar, unless one was asked for.
        delay = 1.0 if progress is None else 0.0
        shown = tqdm(total=total, unit="doc", desc="onrecord", delay=delay)
    with shown:
        yield lambda done: shown.update(done - shown.n)


def _watched() -> bool:
    """Whether somebody looks on: a terminal, or a notebook."""
    ipython = sys.modules.get("IPython")
    if ipython is not None and "IPKernelApp" in getattr(ipython.get_ipython(), "config", {}):
        return True
    return sys.stderr is not None and sys.stderr.isatty()
