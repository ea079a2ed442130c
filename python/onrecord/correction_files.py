"""Corrections in files: CSV for spreadsheets, JSONL for programs."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from onrecord import spreadsheet
from onrecord.correction import COLUMNS, FORMAT, VERSION, Correction, check_version, parsed, shown
from onrecord.exceptions import CorrectionError, nearest

__all__ = ["read_csv", "read_jsonl", "write_csv", "write_jsonl"]


def write_csv(corrections: Iterable[Correction], path: str | os.PathLike[str]) -> None:
    """Write CSV; see `Corrections.to_csv`."""
    spreadsheet.write(path, COLUMNS, ({"version": VERSION, **shown(c)} for c in corrections))


def read_csv(path: str | os.PathLike[str]) -> Iterator[Correction]:
    """Read CSV; see `Corrections.from_csv`."""
    for line, cells in spreadsheet.read(path, COLUMNS, ("version", "action")):
        yield parsed(cells, f"{os.fspath(path)!r}, line {line}")


def write_jsonl(corrections: Iterable[Correction], path: str | os.PathLike[str]) -> None:
    """Write JSONL; see `Corrections.to_jsonl`."""
    with Path(path).open("w", encoding="utf-8", newline="\n") as out:
        out.write(json.dumps({"format": FORMAT, "version": VERSION}) + "\n")
        for correction in corrections:
            out.write(json.dumps(shown(correction), ensure_ascii=False) + "\n")


def read_jsonl(path: str | os.PathLike[str]) -> Iterator[Correction]:
    """Read JSONL; see `Corrections.from_jsonl`."""
    where = repr(os.fspath(path))
    version = None
    for line, text in enumerate(spreadsheet.content(path).split("\n"), start=1):
        if not text.strip():
            continue
        try:
            row = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise CorrectionError(f"{where}, line {line}: no JSON: {error}") from None
        if not isinstance(row, dict):
            raise CorrectionError(f"{where}, line {line}: {type(row).__name__} where an object is needed")
        if version is None:
            if row.get("format") != FORMAT:
                raise CorrectionError(f'{where}, line {line}: no "format": "{FORMAT}"; these are no corrections')
            version = row.get("version")
            check_version(version, f"{where}, line {line}")
            continue
        for name in row:
            if name not in Correction._fields:
                hint = nearest(name, Correction._fields)
                raise CorrectionError(f"{where}, line {line}: {name!r} is not known{hint}")
        yield parsed({"version": version, **row}, f"{where}, line {line}")
    if version is None:
        raise CorrectionError(f"{where} is empty; its first line must say that it holds corrections")
