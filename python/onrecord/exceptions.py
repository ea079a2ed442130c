"""What can go wrong. Every exception is an `OnrecordError` and also the builtin one would expect."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

__all__ = [
    "ArgumentError",
    "CorrectionError",
    "EntityError",
    "InternalError",
    "MissingColumnError",
    "MissingPackageError",
    "OnrecordError",
    "RunError",
    "SourceError",
    "SourceNotFoundError",
    "UnknownIdError",
]


class OnrecordError(Exception):
    """The root of all errors of this package."""

    def __str__(self) -> str:
        # KeyError and OSError would show the repr of their arguments.
        return str(self.args[0]) if self.args else ""


class ArgumentError(OnrecordError, ValueError):
    """An argument out of its range."""


class SourceError(OnrecordError, ValueError):
    """A source that holds no articles, or not in a form that can be read."""


class SourceNotFoundError(SourceError, FileNotFoundError):
    """A path where nothing is."""


class MissingColumnError(SourceError, KeyError):
    """A column that the source does not have."""


class EntityError(OnrecordError, ValueError):
    """A list of entities that cannot be used; the message names the row, counted from 1."""


class RunError(OnrecordError, OSError):
    """A folder of a run that cannot be used: in use, damaged, full, or of another configuration."""


class CorrectionError(OnrecordError, ValueError):
    """A file of corrections or of a review that cannot be used; the message names the line and the column."""


class UnknownIdError(OnrecordError, KeyError):
    """An id that is not in the record."""


class MissingPackageError(OnrecordError, ImportError):
    """An optional package that a method needs and that is not installed."""


class InternalError(OnrecordError, RuntimeError):
    """A fault of this package."""


def nearest(name: str, names: Iterable[str]) -> str:
    """Give a hint that names what was most likely meant, or nothing.

    Parameters
    ----------
    name
        What was asked for.
    names
        What there is.

    Returns
    -------
    str
        A clause to append to a message; empty where nothing is close.

    Examples
    --------
    >>> nearest("txet", ["text", "title"])
    "; did you mean 'text'?"
    >>> nearest("q", ["text", "title"])
    ''
    """
    close = difflib.get_close_matches(name, list(names), n=1, cutoff=0.6)
    return f"; did you mean {close[0]!r}?" if close else ""
