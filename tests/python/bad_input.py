"""Runs what `docs/bad-input.md` says is given, and tells what comes back in the words of that page."""

import contextlib
import io
import re
import shlex
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

import onrecord
from onrecord.cli import main
from onrecord.exceptions import OnrecordError

TEXT = "“The park stays,” said Ada Quill. Bo Poe denied a sale."
ROW = re.compile(r"^\| `(?P<given>.+?)` \| (?P<outcome>.+) \|$")


def rows(page: str) -> list[tuple[str, str]]:
    """What is given and what comes back, a pair a row of the page's tables."""
    found = [match for line in page.splitlines() if (match := ROW.match(line))]
    return [(match["given"].replace(r"\|", "|"), match["outcome"].replace(r"\|", "|")) for match in found]


def file(name: str, data: str | bytes | pa.Table = b"") -> str:
    """Write a file in the folder at hand; gives its name."""
    if isinstance(data, pa.Table):
        pq.write_table(data, name)
    else:
        Path(name).write_bytes(data.encode() if isinstance(data, str) else data)
    return name


def folder(name: str) -> str:
    Path(name).mkdir(exist_ok=True)
    return name


def namespace() -> dict[str, object]:
    record = onrecord.analyze({"a": TEXT}, ["Ada Quill"])
    relation = {"source": [[23, 32]], "content": [[1, 16]]}
    return {
        "onrecord": onrecord,
        "Gazetteer": onrecord.Gazetteer,
        "file": file,
        "folder": folder,
        "np": np,
        "pa": pa,
        "pd": pd,
        "record": record,
        "gold": {"id": "a", "text": TEXT, "relations": [relation]},
    }


def outcome(given: str, names: dict[str, object]) -> tuple[str, str]:
    """The kind of what comes back, and its words."""
    if given.startswith("$ onrecord"):
        return command(given)
    try:
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            value = eval(given, dict(names))  # noqa: S307 - the page is ours
    except (OnrecordError, OSError) as error:
        return type(error).__name__, str(error)
    if warned:
        return "warning", str(warned[0].message)
    if isinstance(value, onrecord.Record):
        documents = value.documents.arrow.to_pylist()
        failed = [document["message"] for document in documents if document["status"] == "error"]
        if failed:
            return "row", failed[0]
        return "documents", f"{len(documents)}"
    return "value", repr(value)


def command(given: str) -> tuple[str, str]:
    shown = io.StringIO()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(shown):
        try:
            code = main(shlex.split(given.removeprefix("$ onrecord")))
        except SystemExit as stopped:
            code = stopped.code
    lines = shown.getvalue().strip().splitlines()
    return f"exit {code}", lines[-1] if lines else ""


def written(found: tuple[str, str]) -> str:
    """What came back, as the page writes it."""
    kind, words = found
    # A page is one of lines and of UTF-8.
    words = words.replace("\n", "⏎").encode("utf-8", "backslashreplace").decode("utf-8")
    return f"{kind}: `{words}`"


def same(expected: str, found: tuple[str, str]) -> bool:
    """Whether what came back is what the page says; "…" stands for anything."""
    pattern = ".*".join(re.escape(part) for part in expected.split("…"))
    return re.fullmatch(pattern, written(found)) is not None
