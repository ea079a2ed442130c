"""Tables of what is expected of a record: CSV, JSONL or TOML files that pytest collects, a test a row.

A file is called ``test_*.onrecord.csv``, ``.jsonl`` or ``.toml``. Its columns, all optional:

* ``doc_id``, ``words``, ``speaker``, ``stance``, ``kind``, ``act``, ``zone``: somebody is quoted
  (`onrecord.testing.assert_quoted`; the speaker ``(nobody)`` for what has no stated source)
* ``quoted``: ``no`` where ``words`` of ``doc_id`` are no quotation (`onrecord.testing.assert_not_quoted`)
* ``entity`` with ``n_quotes``, ``n_mentions``, ``n_docs`` or ``n_words``: a number, or as ``>= 3``
  (`onrecord.testing.assert_count`)
* ``xfail``: why this is known to fail; the test fails once it no longer does
* ``name``: what the test is called

The corpus and the list of entities are named at the top, relative to the file: in CSV by lines ``# corpus: news/`` and
``# entities: people.csv``, in JSONL by a first line ``{"corpus": "news/"}``, in TOML by keys before the first
``[[expect]]``. What is not named there is taken from pytest's settings ``onrecord_corpus`` and ``onrecord_entities``.
"""

from __future__ import annotations

import io
import os
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from onrecord.exceptions import SourceError, nearest
from onrecord.files import csv_records, json_object, lines
from onrecord.testing import assert_count, assert_not_quoted, assert_quoted

if TYPE_CHECKING:
    from onrecord.record import Record

__all__ = ["Expectation", "Expectations", "read_expectations"]

HEADER = ("corpus", "entities")
QUOTED = ("doc_id", "words", "speaker", "stance", "kind", "act", "zone")
COUNTED = ("n_quotes", "n_mentions", "n_docs", "n_words")
COLUMNS = (*QUOTED, "quoted", "entity", *COUNTED, "xfail", "name")
YES, NO = ("yes", "true", "1"), ("no", "false", "0")


class Expectation(NamedTuple):
    """One row."""

    line: int
    values: dict[str, str]

    @property
    def name(self) -> str:
        """What the test is called: by its line and what it is about."""
        values = self.values
        about = values.get("name") or ", ".join(
            values[n] for n in ("doc_id", "entity", "speaker", "words") if n in values
        )
        plain = " ".join("".join(sign if sign.isprintable() else " " for sign in about).split())
        return f"{self.line}: {plain if len(plain) <= 60 else plain[:59] + '…'}"

    def check(self, record: Record) -> None:
        """Hold it to a record.

        Raises
        ------
        AssertionError
            If the record is otherwise.
        OnrecordError
            If it asks for what does not exist.
        """
        values = self.values
        if "entity" in values:
            assert_count(record, entity=values["entity"], **{n: values[n] for n in COUNTED if n in values})
        elif values.get("quoted", "").lower() in NO:
            assert_not_quoted(record, doc_id=values["doc_id"], words=values["words"])
        else:
            assert_quoted(record, **{name: values[name] for name in QUOTED if name in values})


class Expectations(NamedTuple):
    """A file of them."""

    header: dict[str, str]
    rows: list[Expectation]


def read_expectations(path: str | os.PathLike[str]) -> Expectations:
    r"""Read a file of expectations.

    Parameters
    ----------
    path
        The file; its ending tells its form.

    Returns
    -------
    Expectations
        What it names at its top, and its rows.

    Raises
    ------
    SourceError
        If it cannot be read, or a row says nothing that can be checked; the message names the line.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "test_news.onrecord.csv"
    >>> _ = path.write_text("# corpus: seeds\nentity,n_quotes\nSputnik,>= 1\n")
    >>> read_expectations(path)
    Expectations(header={'corpus': 'seeds'}, rows=[Expectation(line=3, values={'entity': 'Sputnik', 'n_quotes': '>=
    1'})])
    """
    path = Path(path)
    reader = {".csv": _csv, ".jsonl": _jsonl, ".toml": _toml}.get(path.suffix.lower())
    if reader is None:
        raise SourceError(f"{path}: expectations are in .csv, .jsonl or .toml")
    header: dict[str, str] = {}
    rows = []
    for line, values in reader(path, path.read_bytes()):
        if line:
            rows.append(Expectation(line, _checked(values, f"{path}, line {line}")))
        else:
            header |= _texts(values, HEADER, f"{path}, at the top")
    if not rows:
        raise SourceError(f"{path}: no expectations")
    return Expectations(header, rows)


# Each gives what is named at the top, as line 0, and the rows with their lines.
def _csv(path: Path, data: bytes) -> Iterator[tuple[int, dict[str, Any]]]:
    every = data.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    head = 0
    while head < len(every) and every[head].lstrip().startswith(b"#"):
        name, _, value = every[head].decode("utf-8", "replace").strip().lstrip("#").partition(":")
        if name.strip() in HEADER:
            yield 0, {name.strip(): value.strip()}
        head += 1
    names, records = csv_records(path, io.BytesIO(b"\n".join(every[head:])))
    for line, values in records:
        if len(values) > len(names):
            raise SourceError(f"{path}, line {line + head}: {len(values)} values for {len(names)} columns")
        yield line + head, dict(zip(names, values, strict=False))


def _jsonl(path: Path, data: bytes) -> Iterator[tuple[int, dict[str, Any]]]:
    for line, offset, text in lines(io.BytesIO(data)):
        item, problem = json_object(text, f"{path}, line {line}", offset)
        if problem:
            raise SourceError(problem)
        yield (0 if item.keys() <= set(HEADER) else line), item


def _toml(path: Path, data: bytes) -> Iterator[tuple[int, dict[str, Any]]]:
    try:
        given = tomllib.loads(data.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SourceError(f"{path}: not TOML: {error}") from None
    rows = given.pop("expect", [])
    yield 0, given
    if not isinstance(rows, list):
        raise SourceError(f"{path}: expect is {type(rows).__name__}; write [[expect]] before each row")
    # tomllib tells no lines: rows are counted by their headings.
    headings = [n for n, line in enumerate(data.split(b"\n"), start=1) if line.strip().startswith(b"[[")]
    for n, row in enumerate(rows):
        yield headings[n] if len(headings) == len(rows) else n + 1, row


def _texts(values: Mapping[str, Any], known: tuple[str, ...], where: str) -> dict[str, str]:
    """Give what is not empty, as text."""
    found = {}
    for name, value in values.items():
        if name not in known:
            raise SourceError(f"{where}: no column {name!r}; there are {', '.join(known)}{nearest(str(name), known)}")
        if isinstance(value, bool):
            value = "yes" if value else "no"
        if value is not None and str(value).strip():
            found[name] = str(value).strip()
    return found


def _checked(values: Mapping[str, Any], where: str) -> dict[str, str]:
    row = _texts(values, COLUMNS, where)
    counts = [name for name in COUNTED if name in row]
    quoted = row.get("quoted", "yes").lower()
    if quoted not in (*YES, *NO):
        raise SourceError(f"{where}: quoted is {row['quoted']!r}; write yes or no")
    if "entity" in row or counts:
        others = [name for name in QUOTED if name in row]
        if "entity" not in row or not counts or others:
            needed = f"an entity needs one of {', '.join(COUNTED)}, a count needs an entity, and no other column"
            raise SourceError(f"{where}: {needed}")
    elif quoted in NO:
        if row.keys() & set(QUOTED) != {"doc_id", "words"}:
            raise SourceError(f"{where}: what is no quotation needs doc_id and words, and no other column")
    elif not row.keys() & set(QUOTED[1:]):
        raise SourceError(f"{where}: nothing to check; fill words, speaker, stance or another of {', '.join(COLUMNS)}")
    return row
