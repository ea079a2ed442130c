"""What every export needs: a record's rows by document, and file names for ids that come from anybody."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

from onrecord.exceptions import ArgumentError
from onrecord.standoff import Groups

if TYPE_CHECKING:
    from onrecord.exports import Exports

__all__ = ["IDS", "Annotated", "FileNames", "documents", "folder_of", "parts", "read_ids"]

IDS = "ids.json"
"""The file in a folder of exports that says which document is in which file."""
LONGEST = 120  # bytes of a name; file systems allow 255 with its ending
# Names that Windows keeps for devices, whatever their ending.
DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)


class Annotated(NamedTuple):
    """One document and what was found in it."""

    document: dict[str, Any]
    text: str
    zones: list[dict[str, Any]]
    mentions: list[dict[str, Any]]
    quotes: list[dict[str, Any]]

    @property
    def doc_id(self) -> str:
        """Its id."""
        return str(self.document["doc_id"])


def documents(record: Exports) -> Iterator[Annotated]:
    """Give every document that could be read, one at a time, in order; a repeated id is its first document's."""
    groups = [Groups(table) for table in (record.zones, record.mentions, record.quotes)]
    for batch in record.documents.arrow.to_batches(max_chunksize=1_000):
        for document in batch.to_pylist():
            if document["status"] != "error":
                doc_id = document["doc_id"]
                zones, mentions, quotes = (list(group.take(doc_id)) for group in groups)
                yield Annotated(document, record.corpus[doc_id], zones, mentions, quotes)


def parts(quote: dict[str, Any]) -> dict[str, list[tuple[int, int]]]:
    """Give the places of an attribution's source, cue and content."""
    found = {"content": [(part["start"], part["end"]) for part in quote["content"]]}
    for name in ("source", "cue"):
        start = quote[f"{name}_start"]
        found[name] = [] if start is None else [(start, quote[f"{name}_end"])]
    return found


def folder_of(folder: Any) -> Path:
    """Make a folder if it is not there."""
    where = Path(folder).expanduser()
    if where.exists() and not where.is_dir():
        raise ArgumentError(f"{str(where)!r} is a file; pass a folder")
    where.mkdir(parents=True, exist_ok=True)
    return where


class FileNames:
    """File names for ids, each used once, also where capitals do not count.

    Letters, digits, ``-``, ``_``, ``.`` and blanks within stay; all else is percent-encoded.

    Examples
    --------
    >>> names = FileNames()
    >>> names.of("a1"), names.of("../etc"), names.of("https://example.org/a?b")
    ('a1', '%2E.%2Fetc', 'https%3A%2F%2Fexample.org%2Fa%3Fb')
    >>> names.of("A1") == "A1"
    False
    """

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._given: dict[str, str] = {}

    def of(self, doc_id: str) -> str:
        """Give the name for an id, without an ending."""
        name = quote(doc_id, safe=" ")
        if name[:1] in (".", " ", "-"):  # hidden, trimmed, or taken for an option
            name = f"%{ord(name[0]):02X}{name[1:]}"
        if name[-1:] in (".", " "):
            name = f"{name[:-1]}%{ord(name[-1]):02X}"
        if len(name) > LONGEST or name.lower() in self._taken or DEVICES.fullmatch(name):
            name = f"{name[:LONGEST].rstrip(' .')}~{hashlib.sha256(doc_id.encode()).hexdigest()[:12]}"
        self._taken.add(name.lower())
        self._given[name] = doc_id
        return name

    def write(self, folder: Path) -> None:
        """Write down which id is in which file."""
        with (folder / IDS).open("w", encoding="utf-8", newline="\n") as out:
            json.dump(self._given, out, ensure_ascii=False, indent=1)
            out.write("\n")


def read_ids(folder: Path) -> dict[str, str]:
    """Read what `FileNames.write` wrote; nothing where it is not there or something else."""
    try:
        given = json.loads((folder / IDS).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return {k: v for k, v in given.items() if isinstance(v, str)} if isinstance(given, dict) else {}
