"""Articles in files. Files are read as bytes and decoded without touching line ends or a byte order mark."""

from __future__ import annotations

import csv
import glob
import io
import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from onrecord.columns import from_table, require
from onrecord.corpus import Corpus, Number, Rows
from onrecord.exceptions import SourceError, SourceNotFoundError, nearest

__all__ = ["read_paths"]

KINDS = {
    ".txt": "txt",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
    ".tsv": "csv",
    ".parquet": "parquet",
}


def read_paths(paths: Iterable[str], *, text_field: str, id_field: str) -> Corpus:
    """Read folders, files and globs, all of one kind."""
    found = [file for path in paths for file in _files(path)]
    kinds = {KINDS[file.suffix.lower()] for file in found}
    if len(kinds) > 1:
        raise SourceError(f"files of several kinds ({', '.join(sorted(kinds))}); read one kind at a time")
    match kinds.pop():
        case "txt":
            return _txt(found)
        case "jsonl":
            return _jsonl(found, text_field, id_field)
        case "csv":
            return _csv(found, text_field, id_field)
        case _:
            return _parquet(found, text_field, id_field)


def _files(given: str) -> list[Path]:
    if not given:
        raise SourceError("the path is empty; pass '.' for the folder at hand, or a list with the text: read([text])")
    path = Path(given).expanduser()
    if path.is_dir():
        return _folder(path)
    if path.exists():
        if path.suffix.lower() not in KINDS:
            raise SourceError(f"{path}: unknown kind {path.suffix!r}; {_known()} can be read")
        return [path]
    if glob.has_magic(given):
        # Path.glob takes no absolute pattern.
        matches = sorted(glob.glob(str(path), recursive=True))  # noqa: PTH207
        found = [Path(m) for m in matches if Path(m).suffix.lower() in KINDS and Path(m).is_file()]
        if not found:
            raise SourceNotFoundError(f"no article matches {given!r} ({_known()} can be read)")
        return found
    if len(given) > 200 or "\n" in given:
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
        kind = KINDS.get(path.suffix.lower())
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


def _bytes(path: Path) -> tuple[bytes, str | None]:
    try:
        return path.read_bytes(), None
    except OSError as error:
        return b"", f"{path}: {error.strerror or error}"


def _txt(paths: list[Path]) -> Corpus:
    rows = Rows()
    for doc_id, path in zip(_ids_of(paths), paths, strict=True):
        data, problem = _bytes(path)
        text = ""
        try:
            text = data.decode("utf-8")  # keeps a byte order mark, so that offsets hold in the file
        except UnicodeDecodeError as error:
            problem = f"{path}: byte 0x{data[error.start]:02x} at position {error.start} is not UTF-8"
        rows.add(doc_id, text, None, problem)
    return rows.corpus()


def _ids_of(paths: list[Path]) -> list[str]:
    """File names without their ending; with their folders where names repeat."""
    names = [path.stem for path in paths]
    if len(set(names)) == len(names):
        return names
    absolute = [path.absolute() for path in paths]
    root = os.path.commonpath([path.parent for path in absolute])
    return [path.relative_to(root).with_suffix("").as_posix() for path in absolute]


def _jsonl(paths: list[Path], text_field: str, id_field: str) -> Corpus:
    rows = Rows()
    seen: set[str] = set()
    for path in paths:
        data, problem = _bytes(path)
        if problem:
            raise SourceError(problem)
        for number, offset, line in lines(data):
            default = Number(number if len(paths) == 1 else f"{path.stem}:{number}")
            item, problem = json_object(line, f"{path}, line {number}", offset)
            seen.update(item)
            if problem is None and text_field not in item:
                problem = f"{path}, line {number}: no field {text_field!r}"
            metadata = {k: v for k, v in item.items() if k not in (text_field, id_field)}
            rows.add(item.get(id_field, default), item.get(text_field), metadata, problem)
    where = str(paths[0]) if len(paths) == 1 else f"{len(paths)} files"
    if not rows.ids:
        raise SourceError(f"no lines in {where}")
    if seen:
        require(text_field, sorted(seen), where)
        if id_field != "id":
            require(id_field, sorted(seen), where, "id_field")
    return rows.corpus(text_field, id_field)


def lines(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Lines with their number from 1 and the position of their first byte; blank ones are left out."""
    offset = 0
    for number, line in enumerate(data.split(b"\n"), start=1):
        start = offset
        offset += len(line) + 1
        if number == 1 and line.startswith(b"\xef\xbb\xbf"):
            line, start = line[3:], 3  # a mark of the file, not of an article
        if line.strip():
            yield number, start, line


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


def _csv(paths: list[Path], text_field: str, id_field: str) -> Corpus:
    rows = Rows()
    for path in paths:
        data, problem = _bytes(path)
        if problem:
            raise SourceError(problem)
        names, records = csv_records(path, data)
        require(text_field, names, str(path))
        if id_field != "id":
            require(id_field, names, str(path), "id_field")
        for number, values in records:
            where = f"{path}, line {number}"
            item = dict(zip(names, values, strict=False))
            default = Number(number if len(paths) == 1 else f"{path.stem}:{number}")
            problem = bad_bytes(item.get(text_field, ""), f"{where}, column {text_field!r}")
            if len(values) != len(names):
                problem = f"{where}: {len(values)} values for {len(names)} columns"
            metadata = {k: v or None for k, v in item.items() if k not in (text_field, id_field)}
            rows.add(item.get(id_field, default), item.get(text_field), metadata, problem)
    return rows.corpus(text_field, id_field)


def csv_records(path: Path, data: bytes) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    """Give the header of a CSV or TSV file and its records with the line each ends on.

    Bytes that are not UTF-8 become lone surrogates, which `bad_bytes` tells.
    """
    text = data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape")
    if not text.strip():
        raise SourceError(f"{path} is empty")
    delimiter = "\t" if path.suffix.lower() == ".tsv" else ","
    # newline="" keeps the line ends within a value.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)

    def records() -> Iterator[tuple[int, list[str]]]:
        # The limit is one of the process: lifted while a record is read, since an article has no limit.
        while True:
            limit = csv.field_size_limit(max(len(text), 1))
            try:
                values = next(reader, None)
            except csv.Error as error:
                raise SourceError(f"{path}, line {reader.line_num}: {error}") from None
            finally:
                csv.field_size_limit(limit)
            if values is None:
                return
            if values:
                yield reader.line_num, values

    found = records()
    return next(found)[1], found


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
