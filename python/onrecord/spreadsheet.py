"""CSV that people edit in a spreadsheet: nothing in it runs or becomes a number, and it is read back exactly.

A cell that begins with ``=``, ``+``, ``-`` or ``@`` is a formula to Excel and LibreOffice (CWE-1236), and "007" or
"1-2" becomes a number or a date. Such cells get an apostrophe in front, and so do those that begin with one, so that
taking it off again gives what was there.
"""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from onrecord.exceptions import CorrectionError, SourceNotFoundError, nearest

__all__ = ["guard", "read", "unguard", "write"]

FORMULA = re.compile(r"['\s]*[=+\-@＝＋－＠|%]|['\t\r\n\0]")
# What is short and may be a number, a date or a truth value.
CONVERTED = re.compile(
    r"\s*(true|false|wahr|falsch|vrai|faux)\s*|\s*[(€$£]?\s*[.,]?\d.{0,40}|\s*\w{3,9}\.?[ \-/.]\d{1,4}\s*",
    re.IGNORECASE | re.DOTALL,
)


def guard(text: str) -> str:
    """Give a cell that a spreadsheet takes for text.

    Examples
    --------
    >>> guard("=1+1"), guard("007"), guard("'s"), guard("We left.")
    ("'=1+1", "'007", "''s", 'We left.')
    """
    return f"'{text}" if FORMULA.match(text) or CONVERTED.fullmatch(text) else text


def unguard(cell: str) -> str:
    """Give the text of a cell.

    Examples
    --------
    >>> unguard(guard("'s")), unguard("We left.")
    ("'s", 'We left.')
    """
    return cell.removeprefix("'")


def write(path: str | os.PathLike[str], names: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> None:
    """Write rows as CSV in UTF-8 with a mark that tells Excel so; None is an empty cell."""
    with Path(path).open("w", encoding="utf-8-sig", newline="") as out:
        # Quoted or not makes no difference to a spreadsheet; quotes keep blanks and lone carriage returns.
        writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
        writer.writerow(names)
        for row in rows:
            values = (row.get(name) for name in names)
            writer.writerow(["" if v is None else guard(v) if isinstance(v, str) else v for v in values])


def read(
    path: str | os.PathLike[str], known: Sequence[str], needed: Sequence[str]
) -> Iterator[tuple[int, dict[str, str]]]:
    """Read what `write` wrote, perhaps changed and saved by a spreadsheet, with the number of each row's line.

    Parameters
    ----------
    path
        The file: UTF-8, with commas, semicolons or tabs.
    known, needed
        Names of columns that mean something, and of those that must be there.

    Yields
    ------
    tuple of int and dict
        Line and cells. Rows without any content are left out.

    Raises
    ------
    CorrectionError
        If it is not such a file; the message names the line and the column.
    SourceNotFoundError
        If there is no such file.
    """
    where = repr(os.fspath(path))
    text = content(path)
    first = text.partition("\n")[0]
    counts = {sep: sum(name in known for name in _names(first, sep)) for sep in ",;\t"}
    separator = max(counts, key=lambda sep: counts[sep])
    lines = csv.reader(_lines(text), delimiter=separator, strict=True)
    line = 1
    names: list[str] = []
    try:
        for cells in lines:
            if line == 1:
                names = _header([cell.strip() for cell in cells], known, needed, where)
            elif any(cells):
                if len(cells) != len(names):
                    raise CorrectionError(f"{where}, line {line}: {len(cells)} cells where {len(names)} are needed")
                yield line, {name: unguard(cell) for name, cell in zip(names, cells, strict=True)}
            line = lines.line_num + 1
    except csv.Error as error:
        raise CorrectionError(f"{where}, line {line}: no CSV: {error}") from None
    if not names:
        raise CorrectionError(f"{where} is empty; columns {', '.join(needed)} are needed")


def content(path: str | os.PathLike[str]) -> str:
    """Give the text of a file that must be UTF-8."""
    where = repr(os.fspath(path))
    try:
        return Path(path).read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise SourceNotFoundError(f"no file {where}") from None
    except IsADirectoryError:
        raise CorrectionError(f"{where} is a folder; a file is needed") from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise CorrectionError(f"{where}, line {line}: not UTF-8; in Excel, save as “CSV UTF-8”") from None


def _lines(text: str) -> Iterator[str]:
    """Cut at line feeds and carriage returns only, as `csv` does; a text may hold other ends of lines."""
    return iter(re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+", text))


def _names(header: str, separator: str) -> list[str]:
    return [name.strip().strip('"') for name in header.split(separator)]


def _header(names: list[str], known: Sequence[str], needed: Sequence[str], where: str) -> list[str]:
    for name in needed:
        if name not in names:
            shown = ", ".join(names[:10]) or "no columns"
            raise CorrectionError(f"{where}, line 1: no column {name!r}; it has {shown}{nearest(name, names)}")
    for name in names:
        if names.count(name) > 1 and name:
            raise CorrectionError(f"{where}, line 1: column {name!r} is there twice")
        # Corrections in a column that nobody reads would be lost without a word.
        hint = "" if name in known else nearest(name, [other for other in known if other not in names])
        if hint:
            raise CorrectionError(f"{where}, line 1: column {name!r} is not known{hint}")
    return names
