"""CSV and spreadsheets: which cells they would run or change, and files that people edit in one and give back.

A cell that begins with ``=``, ``+``, ``-`` or ``@`` is a formula to Excel, LibreOffice and Google Sheets, and texts,
ids and names come from anybody (OWASP, "CSV Injection"; CWE-1236). Such text is written behind an apostrophe, by which
spreadsheets know text; so is what follows a line end, a tab or a semicolon within a cell, because a program that takes
another separator begins a cell there. This is the one rule for all CSV that this package writes. Files that people edit
and give back are written anew by their spreadsheet, so that there "007" and "1-2", which it would make a number and a
date, have an apostrophe too. Each apostrophe that was put in is taken away again, and no other.
"""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from onrecord.exceptions import CorrectionError, SourceNotFoundError, nearest

__all__ = ["escape", "guard", "read", "unescape", "unguard", "write"]

SIGNS = r"[=+\-@\x{FF1D}\x{FF0B}\x{FF0D}\x{FF20}]"  # and their full-width forms
# Blanks, marks nobody sees, quotation marks and apostrophes: a reader may drop them from the front of a cell.
SKIPPED = r"[\s\p{Z}\p{C}\"']*"
# In the syntax of RE2, in which Arrow looks for them.
SIGNED = rf"(\A|[;\t\r\n])({SKIPPED})({SIGNS})"
BROKEN = r"\A('*[\t\r\n])"  # OWASP also counts cells that begin with a tab or a line end
# What is short and may be a number, a date or a truth value, behind any number of apostrophes.
CONVERTED = re.compile(
    r"'*(?:\s*(true|false|wahr|falsch|vrai|faux)\s*|\s*[(€$£]?\s*[.,]?\d.{0,40}|\s*\w{3,9}\.?[ \-/.]\d{1,4}\s*)",
    re.IGNORECASE | re.DOTALL,
)
ROWS = 4_096
"""Rows that are looked at together."""


def escape(texts: Any) -> Any:
    """Put apostrophes before what a spreadsheet would run, in an Arrow column of text."""
    import pyarrow.compute as pc

    signed = pc.replace_substring_regex(texts, SIGNED, r"\1\2'\3")
    return pc.replace_substring_regex(signed, BROKEN, r"'\1")


def unescape(texts: Any) -> Any:
    """Take them away again, by the same engine, so that both mean the same by a blank."""
    import pyarrow.compute as pc

    whole = pc.replace_substring_regex(texts, r"\A'('*[\t\r\n])", r"\1")
    return pc.replace_substring_regex(whole, rf"(\A|[;\t\r\n])({SKIPPED})'({SIGNS})", r"\1\2\3")


def guard(texts: Iterable[str]) -> list[str]:
    """Give cells that a spreadsheet takes for text, and leaves as they are.

    Examples
    --------
    >>> guard(["=1+1", "a; =1", "007", "'007", "'s", "We left."])
    ["'=1+1", "a; '=1", "'007", "''007", "'s", 'We left.']
    """
    import pyarrow as pa

    cells = escape(pa.array(list(texts), pa.string())).to_pylist()
    return [f"'{cell}" if CONVERTED.fullmatch(cell) else cell for cell in cells]


def unguard(cells: Iterable[str]) -> list[str]:
    """Give the texts of cells.

    Examples
    --------
    >>> unguard(["'=1+1", "a; '=1", "'007", "''007", "'s", "We left."])
    ['=1+1', 'a; =1', '007', "'007", "'s", 'We left.']
    """
    import pyarrow as pa

    inner = [cell[1:] if cell.startswith("'") and CONVERTED.fullmatch(cell) else cell for cell in cells]
    texts: list[str] = unescape(pa.array(inner, pa.string())).to_pylist()
    return texts


def write(path: str | os.PathLike[str], names: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> None:
    """Write rows as CSV in UTF-8 with a mark that tells Excel so; None is an empty cell."""
    with Path(path).open("w", encoding="utf-8-sig", newline="") as out:
        # Quoted or not makes no difference to a spreadsheet; quotes keep blanks and lone carriage returns.
        writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
        writer.writerow(names)
        left = iter(rows)
        while part := list(islice(left, ROWS)):
            values = [row.get(name) for row in part for name in names]
            texts = iter(guard(value for value in values if isinstance(value, str)))
            cells = ["" if v is None else next(texts) if isinstance(v, str) else v for v in values]
            writer.writerows(cells[at : at + len(names)] for at in range(0, len(cells), len(names)))


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
    rows: list[tuple[int, list[str]]] = []
    problem: CorrectionError | None = None
    try:
        for cells in lines:
            if line == 1:
                names = _header([cell.strip() for cell in cells], known, needed, where)
            elif any(cells):
                if len(cells) != len(names):
                    raise CorrectionError(f"{where}, line {line}: {len(cells)} cells where {len(names)} are needed")
                rows.append((line, cells))
            line = lines.line_num + 1
    except csv.Error as error:
        problem = CorrectionError(f"{where}, line {line}: no CSV: {error}")
    except CorrectionError as error:
        problem = error
    texts = iter(unguard(cell for _, cells in rows for cell in cells))
    # What is wrong with an earlier line is told first.
    for number, cells in rows:
        yield number, dict(zip(names, islice(texts, len(cells)), strict=True))
    if problem is not None:
        raise problem
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
