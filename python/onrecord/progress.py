"""A bar for people, silence for pipes."""

from __future__ import annotations

import sys
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from onrecord.exceptions import ArgumentError

__all__ = ["Following", "Progress", "Report", "bar", "followed"]

Report = bool | Callable[[int, int], object] | None


class Progress(NamedTuple):
    """How far a run is.

    Examples
    --------
    >>> half = Progress(n_documents=1000, n_failed=2, n_bytes=4_000_000, source_bytes=9_000_000, done=0.5, seconds=2.0)
    >>> half.bytes_per_second, half.seconds_left
    (2000000.0, 2.0)
    """

    n_documents: int
    """Documents analysed so far, those of earlier calls among them."""
    n_failed: int
    """Those of them with status error."""
    n_bytes: int
    """Bytes of text (UTF-8) that were analysed in this call."""
    source_bytes: int | None
    """Size of the source, if it is known."""
    done: float | None
    """Share of the source that is read, if it is known."""
    seconds: float
    """Time since the call."""

    @property
    def bytes_per_second(self) -> float:
        """Bytes of text a second in this call."""
        return self.n_bytes / self.seconds if self.seconds else 0.0

    @property
    def seconds_left(self) -> float | None:
        """Time to the end of the source at that rate, if it can be told."""
        return self.seconds * (1 - self.done) / self.done if self.done else None


Following = bool | Callable[[Progress], object] | None


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


@contextmanager
def followed(progress: Following, source_bytes: int | None) -> Iterator[Callable[[int, int, int, int], None]]:
    """Give the function that a run calls after each chunk: documents, those that failed, bytes, and where it is read.

    A chunk of an earlier call comes with no bytes: it counts for what is done and not for how fast.
    """
    began = time.monotonic()
    n_documents = n_failed = n_bytes = skipped = 0

    def state(documents: int, failed: int, size: int, at: int) -> Progress:
        nonlocal n_documents, n_failed, n_bytes, skipped
        n_documents, n_failed, n_bytes = n_documents + documents, n_failed + failed, n_bytes + size
        if not n_bytes:
            skipped = at
        done = None
        if source_bytes:
            done = (at - skipped) / max(source_bytes - skipped, 1)
        return Progress(n_documents, n_failed, n_bytes, source_bytes, done, time.monotonic() - began)

    if callable(progress):
        yield lambda *facts: (progress(state(*facts)), None)[1]
        return
    if progress is False or (progress is None and not _watched()):
        yield lambda *_: None
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from tqdm.auto import tqdm

        shown = tqdm(
            total=source_bytes, unit="B", unit_scale=True, desc="onrecord", delay=1.0 if progress is None else 0
        )

    def show(documents: int, failed: int, size: int, at: int) -> None:
        now = state(documents, failed, size, at)
        if not size:
            shown.initial = at  # what is done already says nothing of the rate
        shown.set_postfix(documents=f"{now.n_documents:,}", failed=f"{now.n_failed:,}", refresh=False)
        shown.update((at if source_bytes else now.n_bytes) - shown.n)

    with shown:
        yield show


def _watched() -> bool:
    """Whether somebody looks on: a terminal, or a notebook."""
    ipython = sys.modules.get("IPython")
    if ipython is not None and "IPKernelApp" in getattr(ipython.get_ipython(), "config", {}):
        return True
    return sys.stderr is not None and sys.stderr.isatty()
