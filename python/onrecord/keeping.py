"""A record in a folder of its own: its tables, and its corrections with the tables as they were before them.

All corrections of a record are put to what was found, so that what was found must be there to correct on.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from onrecord import storage
from onrecord.corrections import Corrections
from onrecord.exceptions import ArgumentError, RunError
from onrecord.table import Table

if TYPE_CHECKING:
    from onrecord.record import Record

__all__ = ["BEFORE", "FOUND", "corrections_in", "is_kept", "is_run", "write"]

FOUND = "corrections"
"""Folder of the corrections, and of what was found before them."""
CORRECTIONS = "corrections.jsonl"
STATE = "state.json"
FORMAT = "onrecord corrected tables"
BEFORE = ("mentions", "quotes", "entities")
"""Tables that corrections change."""


def write(record: Record, folder: str | os.PathLike[str]) -> None:
    """Write a record; see `Record.to_parquet`."""
    where = Path(folder)
    if (where / storage.MANIFEST).exists():
        raise ArgumentError(
            f"{str(where)!r} holds a run of onrecord, whose tables stay as they are; name another folder"
        )
    overlay, found = record.corrections, record._found
    # A record that was loaded from this very folder reads its tables before they are written anew.
    tables = [(name, table.arrow) for name, table in record.tables.items()]
    before = [(table.name, table.arrow) for table in found or ()] if len(overlay) else []
    where.mkdir(parents=True, exist_ok=True)
    _forget(where / FOUND)
    for name, table in tables:
        Table(name, table).to_parquet(where / f"{name}.parquet")
    if not before:
        return
    (where / FOUND).mkdir(exist_ok=True)
    for name, table in before:
        Table(name, table).to_parquet(where / FOUND / f"{name}.parquet")
    overlay.to_jsonl(where / FOUND / CORRECTIONS)
    state = {"format": FORMAT, "min_confidence": record._lowest, "outcomes": overlay.outcomes}
    (where / FOUND / STATE).write_text(json.dumps(state) + "\n", "utf-8")


def _forget(folder: Path) -> None:
    """Take away what an earlier record was corrected by: it says nothing of this one. What is not ours stays."""
    try:
        ours = json.loads((folder / STATE).read_text("utf-8"))["format"] == FORMAT
    except (OSError, ValueError, KeyError, TypeError):
        return
    if ours:
        for name in (STATE, CORRECTIONS, *(f"{table}.parquet" for table in BEFORE)):
            (folder / name).unlink(missing_ok=True)
        with suppress(OSError):  # something else lies there
            folder.rmdir()


def is_kept(folder: Path) -> bool:
    """Tell whether a folder holds what `write` wrote."""
    return not (folder / storage.MANIFEST).exists() and all(
        (folder / f"{name}.parquet").is_file() for name in ("documents", "zones", *BEFORE)
    )


def is_run(folder: Path) -> bool:
    """Tell whether a folder is that of a run; one of articles may hold a file of the same name."""
    return (folder / storage.MANIFEST).is_file() and any(
        path.exists() for path in (folder / "documents.parquet", folder / "documents")
    )


def corrections_in(folder: Path) -> tuple[Corrections, float] | None:
    """Give the corrections of a record in a folder, with what became of each, and what they left out; None if none."""
    if not (folder / FOUND / STATE).is_file():
        return None
    path = folder / FOUND / STATE
    try:
        state: dict[str, Any] = json.loads(path.read_text("utf-8"))
        overlay = Corrections.from_jsonl(folder / FOUND / CORRECTIONS)
        outcomes = [(str(status), str(why)) for status, why in state["outcomes"]]
        return (overlay.with_outcomes(outcomes) if outcomes else overlay), float(state["min_confidence"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RunError(f"{path} is damaged ({error}); write the record again") from None
