"""What can go wrong. Every exception is an `OnrecordError` and also the builtin one would expect."""

from __future__ import annotations

import difflib
import sys
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


def no_column(field: str, found: Iterable[str], where: str, hint: str | None = None) -> MissingColumnError:
    """Make the error of a column that is missing; it names those that are there.

    Parameters
    ----------
    field
        The column that is needed.
    found
        The columns that there are.
    where
        What was looked through.
    hint
        A clause to end with; the nearest name if None.

    Returns
    -------
    MissingColumnError
        To be raised.

    Examples
    --------
    >>> str(no_column("text", ["txet", "title"], "news.csv"))
    "no column 'text' in news.csv; it has txet, title; did you mean 'txet'?"
    """
    found = list(found)
    # Names may be any bytes of a file, and a message may be shown by a terminal that acts on some.
    named = ["".join(c if c.isprintable() else "?" for c in name) for name in found[:20]]
    shown = ", ".join(named) + (", ..." if len(found) > 20 else "")
    ending = nearest(field, found) if hint is None else hint
    return MissingColumnError(f"no column {field!r} in {where}; it has {shown or 'no columns'}{ending}")


def other_separator(found: Iterable[str]) -> str | None:
    r"""Give a hint where a header shows that its columns are parted in another way, or that its bytes are no UTF-8.

    Examples
    --------
    >>> other_separator(["id;text"])
    "; its columns are parted by ';': write it anew with ',', or read it with pandas.read_csv(path, sep=';')"
    >>> other_separator(["id\x00"])
    '; it is no UTF-8 but looks like UTF-16: save it as UTF-8'
    >>> other_separator(["text"])
    """
    names = list(found)
    if any("\x00" in name for name in names):
        return "; it is no UTF-8 but looks like UTF-16: save it as UTF-8"
    for sign in (";", "\t", "|", ","):
        if len(names) == 1 and sign in names[0]:
            written = "','" if sign != "," else "a tab"
            return (
                f"; its columns are parted by {sign!r}: write it anew with {written}, "
                f"or read it with pandas.read_csv(path, sep={sign!r})"
            )
    return None


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


def outside() -> int:
    """Level of the line that a warning is about, from whoever calls this: the first that is not of this package."""
    frame, level = sys._getframe(1), 1
    # A property that is kept (`Record.statements`) is called by way of functools.
    while frame.f_back and str(frame.f_globals.get("__name__")).partition(".")[0] in ("onrecord", "functools"):
        frame, level = frame.f_back, level + 1
    return level
