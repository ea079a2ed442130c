"""Articles in files. Files are read as bytes and decoded without touching line ends or a byte order mark."""

from __future__ import annotations

import csv
import glob
import io
import json
import os
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from itertools import chain
from pathlib import Path
from typing import IO, Any, BinaryIO, NamedTuple, cast

from onrecord.columns import from_table, require
from onrecord.corpus import Corpus, Number, Rows
from onrecord.exceptions import OnrecordError, SourceError, SourceNotFoundError, nearest

__all__ = ["read_paths"]

KINDS = {
    ".txt": "txt",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
    ".tsv": "csv",
    ".parquet": "parquet",
}


PACKED = (".gz", ".zst")
# What no path holds: typeset marks, or a stop with words behind it.
PROSE = re.compile(r"[“”«»„]|[\"'.!?,;]\s+\w+\s+\w")
"""Endings of files of lines that are packed, after that of their kind."""


class Row(NamedTuple):
    """A document as a file has it."""

    doc_id: Any
    text: Any
    metadata: dict[str, Any] | None = None
    problem: str | None = None
    fields: Iterable[str] = ()
    """Names of all its fields."""


class Place(NamedTuple):
    """Where in a file of lines to go on: what a reader needs so as not to begin anew."""

    number: int = 0
    """Lines, or records, that were read."""
    byte: int = 0
    """Where the next line begins."""


FIRST = Place()
END = "\udfff\udfff"
"""A line after the last, by which a record that goes on is known; no bytes of a file become it."""


class UnclosedError(SourceError):
    """A CSV file in which a quotation mark never closes; `line` is that on which it opens."""

    line: int = 0


def kind_of(path: Path) -> str | None:
    """Give the kind of a file by its name; None for one that holds no articles.

    Examples
    --------
    >>> kind_of(Path("a.JSONL.gz")), kind_of(Path("a.parquet.gz"))
    ('jsonl', None)
    """
    suffix = path.suffix.lower()
    if suffix in PACKED:
        kind = KINDS.get(Path(path.stem).suffix.lower())
        return kind if kind in ("jsonl", "csv") else None
    return KINDS.get(suffix)


def find(paths: Iterable[str]) -> tuple[str, list[Path]]:
    """Give the files that folders, files and globs stand for, all of one kind."""
    found = [file for path in paths for file in _files(path)]
    kinds = {kind for file in found if (kind := kind_of(file))}
    if len(kinds) > 1:
        raise SourceError(f"files of several kinds ({', '.join(sorted(kinds))}); read one kind at a time")
    return kinds.pop(), found


def read_paths(paths: Iterable[str], *, text_field: str, id_field: str) -> Corpus:
    """Read folders, files and globs, all of one kind."""
    kind, found = find(paths)
    if kind == "parquet":
        return _parquet(found, text_field, id_field)
    rows = Rows()
    for row, _, _ in rows_of(kind, found, text_field, id_field):
        rows.add(*row)
    if kind == "txt":
        return rows.corpus()
    where = named(found)
    if not rows.ids and kind == "jsonl":
        raise SourceError(f"no lines in {where}")
    check_fields(rows, kind, where, text_field, id_field)
    return rows.corpus(text_field, id_field)


def named(paths: list[Path]) -> str:
    """Name files in a message."""
    return str(paths[0]) if len(paths) == 1 else f"{len(paths)} files"


def check_fields(rows: Rows, kind: str, where: str, text_field: str, id_field: str) -> None:
    """Raise where no line of JSONL has the field of the text, or that of the id; a CSV file has told by its header."""
    if kind == "jsonl" and rows.fields:
        require(text_field, sorted(rows.fields), where)
        if id_field != "id":
            require(id_field, sorted(rows.fields), where, "id_field")


def rows_of(
    kind: str, paths: list[Path], text_field: str, id_field: str, *, file: int = 0, place: Place = FIRST
) -> Iterator[tuple[Row, int, Place]]:
    """Give documents one by one, from a place in one of the files on, each with where it begins."""
    ids = _ids_of(paths) if kind == "txt" else []
    for i in range(file, len(paths)):
        start = place if i == file else FIRST
        if kind == "txt":
            yield _txt(ids[i], paths[i]), i, FIRST
        else:
            read = _jsonl if kind == "jsonl" else _csv
            prefix = "" if len(paths) == 1 else f"{_stem(paths[i])}:"
            for row, at in read(paths[i], prefix, text_field, id_field, start):
                yield row, i, at


def _stem(path: Path) -> str:
    return Path(path.stem).stem if path.suffix.lower() in PACKED else path.stem


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """Open a file to read bytes, unpacked; what goes wrong is an error that names the file."""
    try:
        with ExitStack() as stack:
            raw: Any = stack.enter_context(path.open("rb"))
            match path.suffix.lower():
                case ".gz":
                    import gzip

                    yield cast("BinaryIO", stack.enter_context(gzip.open(raw)))
                case ".zst":
                    import pyarrow as pa

                    unpacked = stack.enter_context(pa.CompressedInputStream(pa.PythonFile(raw, "r"), "zstd"))
                    yield cast("BinaryIO", stack.enter_context(io.BufferedReader(unpacked, 1 << 20)))
                case _:
                    yield raw
    except (EOFError, zlib.error) as error:
        raise SourceError(f"{path}: {error}") from None
    except OSError as error:
        if isinstance(error, OnrecordError):
            raise
        raise SourceError(f"{path}: {error.strerror or error}") from None


def _files(given: str) -> list[Path]:
    if not given:
        raise SourceError("the path is empty; pass '.' for the folder at hand, or a list with the text: read([text])")
    path = Path(given).expanduser()
    try:
        is_folder, is_there = path.is_dir(), path.exists()
    except OSError:  # longer than any name may be
        is_folder = is_there = False
    if is_folder:
        return _folder(path)
    if is_there:
        if kind_of(path) is None:
            raise SourceError(f"{path}: unknown kind {path.suffix!r}; {_known()} can be read")
        return [path]
    if glob.has_magic(given):
        # Path.glob takes no absolute pattern.
        matches = sorted(glob.glob(str(path), recursive=True))  # noqa: PTH207
        found = [Path(m) for m in matches if kind_of(Path(m)) and Path(m).is_file()]
        if not found:
            raise SourceNotFoundError(f"no article matches {given!r} ({_known()} can be read)")
        return found
    prose = PROSE.search(given) and kind_of(path) is None
    if len(given) > 200 or "\n" in given or prose:
        raise SourceError("this looks like a text, not like a path; pass a list: read([text])")
    raise not_found(path, "file or folder", given)


def not_found(path: Path, what: str = "file", given: str | None = None) -> SourceNotFoundError:
    """Make the error of a path where nothing is; it names what is there and is spelt nearly the same."""
    siblings = [p.name for p in path.parent.iterdir()] if path.parent.is_dir() else []
    return SourceNotFoundError(f"no such {what}: {(given or str(path))!r}{nearest(path.name, siblings)}")


def _known() -> str:
    return ", ".join(KINDS)


def _folder(folder: Path) -> list[Path]:
    """The articles of a folder: its texts, else files of the one kind it holds."""
    below = folder.rglob("*")
    inside = [p for p in below if not any(x.startswith(".") for x in p.relative_to(folder).parts)]
    by_kind: dict[str, list[Path]] = {}
    for path in sorted(inside, key=lambda p: p.relative_to(folder).parts):
        kind = kind_of(path)
        if kind and path.is_file():
            by_kind.setdefault(kind, []).append(path)
    if "txt" in by_kind:
        return by_kind["txt"]
    if len(by_kind) == 1:
        return next(iter(by_kind.values()))
    if by_kind:
        raise SourceError(
            f"{folder} holds files of several kinds ({', '.join(sorted(by_kind))}); name the files to read"
        )
    others = Counter(p.suffix or "no suffix" for p in inside if p.is_file())
    seen = ", ".join(f"{n} {suffix}" for suffix, n in others.most_common(5)) or "it is empty"
    raise SourceError(f"no articles in {folder} ({seen}); {_known()} can be read")


def _txt(doc_id: str, path: Path) -> Row:
    try:
        data = path.read_bytes()
    except OSError as error:
        return Row(doc_id, "", None, f"{path}: {error.strerror or error}")
    try:
        return Row(doc_id, data.decode("utf-8"))  # keeps a byte order mark, so that offsets hold in the file
    except UnicodeDecodeError as error:
        problem = f"{path}: byte 0x{data[error.start]:02x} at position {error.start} is not UTF-8"
        return Row(doc_id, "", None, problem)


def _ids_of(paths: list[Path]) -> list[str]:
    """File names without their ending; with their folders where names repeat."""
    names = [path.stem for path in paths]
    if len(set(names)) == len(names):
        return names
    absolute = [path.absolute() for path in paths]
    root = os.path.commonpath([path.parent for path in absolute])
    return [path.relative_to(root).with_suffix("").as_posix() for path in absolute]


def _jsonl(path: Path, prefix: str, text_field: str, id_field: str, start: Place) -> Iterator[tuple[Row, Place]]:
    with opened(path) as stream:
        _skip(stream, start.byte)
        for number, offset, line in lines(stream, start):
            item, problem = json_object(line, f"{path}, line {number}", offset)
            if problem is None and text_field not in item:
                problem = f"{path}, line {number}: no field {text_field!r}"
            doc_id = item.get(id_field, Number(f"{prefix}{number}"))
            metadata = {k: v for k, v in item.items() if k not in (text_field, id_field)}
            yield Row(doc_id, item.get(text_field), metadata, problem, item), Place(number - 1, offset)


def _skip(stream: BinaryIO, n_bytes: int) -> None:
    if stream.seekable():
        stream.seek(n_bytes)
        return
    while n_bytes > 0 and (read := stream.read(min(n_bytes, 1 << 20))):
        n_bytes -= len(read)


def lines(stream: IO[bytes], start: Place = FIRST) -> Iterator[tuple[int, int, bytes]]:
    """Lines with their number from 1 and the position of their first byte; blank ones are left out."""
    offset = start.byte
    for number, ended in enumerate(stream, start=start.number + 1):
        line, begin = ended.removesuffix(b"\n"), offset
        offset += len(ended)
        if number == 1 and line.startswith(b"\xef\xbb\xbf"):
            line, begin = line[3:], 3  # a mark of the file, not of an article
        if line.strip():
            yield number, begin, line


def json_object(line: bytes, where: str, offset: int) -> tuple[dict[str, Any], str | None]:
    try:
        item = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        at = offset + error.start
        return (
            {},
            f"{where}: byte 0x{line[error.start]:02x} at position {at} of the file is not UTF-8",
        )
    except (ValueError, RecursionError) as error:
        return {}, f"{where}: not JSON: {error}"
    if not isinstance(item, dict):
        return {}, f"{where}: {type(item).__name__} where an object is needed"
    return item, None


def _csv(path: Path, prefix: str, text_field: str, id_field: str, start: Place) -> Iterator[tuple[Row, Place]]:
    with opened(path) as stream:
        names, records = csv_records(path, stream)
        require(text_field, names, str(path))
        if id_field != "id":
            require(id_field, names, str(path), "id_field")
        for n, (number, values) in enumerate(_told(records)):
            if isinstance(values, UnclosedError):
                yield Row(Number(f"{prefix}{number}"), "", None, str(values)), Place(n)
                continue
            if n < start.number:  # where a record ends is known only to who has read those before it
                continue
            where = f"{path}, line {number}"
            item: dict[str, Any] = dict(zip(names, values, strict=False))
            problem = bad_bytes(item.get(text_field, ""), f"{where}, column {text_field!r}")
            if len(values) != len(names):
                problem = f"{where}: {len(values)} values for {len(names)} columns"
            doc_id = item.get(id_field, Number(f"{prefix}{number}"))
            metadata = {k: v or None for k, v in item.items() if k not in (text_field, id_field)}
            yield Row(doc_id, item.get(text_field), metadata, problem), Place(n)


def csv_records(path: Path, stream: IO[bytes]) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    """Give the header of a CSV or TSV file and its records with the line each ends on.

    Bytes that are not UTF-8 become lone surrogates, which `bad_bytes` tells. A quotation mark that never closes is an
    `UnclosedError` after the records before it.
    """
    delimiter = "\t" if ".tsv" in (suffix.lower() for suffix in path.suffixes[-2:]) else ","
    # newline="" keeps the line ends within a value.
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", errors="surrogateescape", newline="")
    reader = csv.reader(chain(text, [END]), delimiter=delimiter)

    def records() -> Iterator[tuple[int, list[str]]]:
        # The limit is one of the process: lifted while a record is read, since an article has no limit.
        try:
            while True:
                limit = csv.field_size_limit(2**31 - 1)
                try:
                    values = next(reader, None)
                except csv.Error as error:
                    raise SourceError(f"{path}, line {reader.line_num}: {error}") from None
                finally:
                    csv.field_size_limit(limit)
                if values is None or values == [END]:
                    return
                if values and values[-1].endswith(END):
                    raise _unclosed(path, values[-1].removesuffix(END), reader.line_num - 1)
                if values:
                    yield reader.line_num, values
        finally:
            with suppress(ValueError):  # closed by whoever opened it
                text.detach()

    found = records()
    _, names = next(found, (0, [""]))
    if not any(name.strip() for name in names):
        raise SourceError(f"{path} is empty")
    return names, found


def _unclosed(path: Path, value: str, last: int) -> UnclosedError:
    """Tell where the mark opened that swallowed the rest of a file up to its line `last`."""
    ends = len(re.findall(r"\r\n|\r|\n", value))
    line = last - ends + value.endswith(("\r", "\n"))
    error = UnclosedError(
        f"{path}, line {line}: a quotation mark opens and never closes, so that all up to line {last} is one value; "
        "close it, or double it where it is part of the text"
    )
    error.line = line
    return error


def _told(records: Iterator[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str] | UnclosedError]]:
    """Give a mark that never closes as the last record."""
    try:
        yield from records
    except UnclosedError as error:
        yield error.line, error


def bad_bytes(value: str, where: str) -> str | None:
    r"""Tell the first byte of `value` that was not UTF-8.

    Examples
    --------
    >>> bad_bytes(b"caf\xe9".decode("utf-8", "surrogateescape"), "a.csv, line 2")
    'a.csv, line 2: byte 0xe9 at position 3 of the value is not UTF-8'
    >>> bad_bytes("café", "a.csv, line 2")
    """
    try:
        value.encode("utf-8")
    except UnicodeEncodeError as error:
        position = len(value[: error.start].encode("utf-8"))
        byte = ord(value[error.start]) - 0xDC00
        return f"{where}: byte 0x{byte:02x} at position {position} of the value is not UTF-8"
    return None


def _parquet(paths: list[Path], text_field: str, id_field: str) -> Corpus:
    import pyarrow as pa
    import pyarrow.parquet as pq

    tables = []
    for path in paths:
        try:
            tables.append(pq.read_table(path))
        except (pa.ArrowException, OSError) as error:
            raise SourceError(f"{path}: {error}") from None
        require(text_field, tables[-1].column_names, str(path))
    where = str(paths[0]) if len(paths) == 1 else f"{len(paths)} files"
    table = tables[0] if len(tables) == 1 else pa.concat_tables(tables, promote_options="permissive")
    return from_table(table, text_field, id_field, where)
