"""Articles that come bit by bit: files, data sets and iterators, each with where to go on."""

from __future__ import annotations

import os
import sys
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from onrecord import files
from onrecord.columns import from_table, require
from onrecord.corpus import Corpus, Rows
from onrecord.exceptions import SourceError
from onrecord.readers import read
from onrecord.seen import Seen
from onrecord.storage import digest

__all__ = ["Block", "Source", "is_dataset", "open_source"]

BLOCK_BYTES = 1 << 20
BLOCK_ROWS = 1024
LISTED = 1000
"""Files that a description lists by name; of more it keeps their number, size and a hash."""


class Block(NamedTuple):
    """Some rows of a source."""

    rows: Any
    at: dict[str, int]
    """Where to begin so as to read these rows."""
    offset: int
    """Rows that come before these when one begins there."""


class Source(ABC):
    """Rows in order, block by block."""

    text_field: str
    id_field: str
    n_bytes: int | None = None
    """Size of all of it, if it is known."""
    seekable = False
    """Whether reading can begin in the middle."""

    @abstractmethod
    def reached(self, at: dict[str, int]) -> int:
        """Bytes of the source that lie before a place, as near as is known."""

    @abstractmethod
    def inputs(self) -> dict[str, Any]:
        """Describe what is read, so that a change is noticed."""

    @abstractmethod
    def blocks(self, at: dict[str, int]) -> Iterator[Block]:
        """Give the rows from a place on."""

    @abstractmethod
    def sizes(self, rows: Any) -> list[int]:
        """Bytes of the text of each row."""

    @abstractmethod
    def join(self, parts: list[tuple[Any, int, int]], first_row: int, seen: Seen) -> Corpus:
        """Put slices of blocks together."""


def open_source(source: Any, text_field: str = "text", id_field: str = "id") -> Source:
    """Open whatever `onrecord.run` takes."""
    if isinstance(source, (str, os.PathLike)):
        return _of_files([os.fspath(source)], text_field, id_field)
    if is_dataset(source):
        return DatasetSource(source, text_field, id_field)
    if isinstance(source, list) and source and all(isinstance(path, os.PathLike) for path in source):
        return _of_files([os.fspath(path) for path in source], text_field, id_field)
    if _is_arrow(source):
        return ArrowSource([source], text_field, id_field, f"the {type(source).__name__}")
    if isinstance(source, Iterable) and not isinstance(source, (Corpus, dict)) and not hasattr(source, "columns"):
        items = iter(source)
        first = list(_first(items))
        if first and _is_arrow(first[0]):
            return ArrowSource(chain(first, items), text_field, id_field, f"the {type(first[0]).__name__}")
        # Lists of rows are read as they are; of an iterator the first item is put back.
        source = source if items is not source else chain(first, items)
    return HeldSource(read(source, text_field=text_field, id_field=id_field))


def _first(items: Iterator[Any]) -> Iterator[Any]:
    for item in items:
        yield item
        return


def _is_arrow(source: Any) -> bool:
    pandas = sys.modules.get("pandas")
    if pandas is not None and isinstance(source, pandas.DataFrame):
        return False
    return hasattr(source, "__arrow_c_stream__") or hasattr(source, "__arrow_c_array__")


def is_dataset(source: Any) -> bool:
    """Tell a `pyarrow.dataset.Dataset` without importing its module."""
    dataset = sys.modules.get("pyarrow.dataset")
    return dataset is not None and isinstance(source, dataset.Dataset)


def _of_files(paths: list[str], text_field: str, id_field: str) -> Source:
    kind, found = files.find(paths)
    if kind == "parquet":
        return ParquetSource(found, text_field, id_field)
    return LinesSource(kind, found, text_field, id_field)


def _listing(kind: str, paths: list[Path]) -> tuple[dict[str, Any], list[int]]:
    """Describe files by their names below their common folder, sizes and times of change; and give their sizes."""
    states = [path.stat() if path.exists() else None for path in paths]
    absolute = [path.absolute() for path in paths]
    root = os.path.commonpath([path.parent for path in absolute])
    facts = [
        {"path": path.relative_to(root).as_posix(), "bytes": state.st_size, "mtime_ns": state.st_mtime_ns}
        for path, state in zip(absolute, states, strict=True)
        if state
    ]
    sizes = [state.st_size if state else 0 for state in states]
    out: dict[str, Any] = {"kind": kind, "n_files": len(paths), "bytes": sum(sizes)}
    if len(facts) <= LISTED:
        return out | {"files": facts}, sizes
    listing = repr([tuple(fact.values()) for fact in facts]).encode("utf-8", "surrogateescape")
    return out | {"digest": digest(listing).hexdigest()}, sizes


class LinesSource(Source):
    """Files of lines, and folders of texts."""

    seekable = True

    def __init__(self, kind: str, paths: list[Path], text_field: str, id_field: str) -> None:
        self.kind, self.paths = kind, paths
        self.text_field = "text" if kind == "txt" else text_field
        self.id_field = "id" if kind == "txt" else id_field
        self._inputs, self._sizes = _listing(kind, paths)
        self.n_bytes = sum(self._sizes)

    def inputs(self) -> dict[str, Any]:
        return self._inputs

    def blocks(self, at: dict[str, int]) -> Iterator[Block]:
        place = files.Place(at.get("number", 0), at.get("byte", 0))
        rows: list[files.Row] = []
        begin: dict[str, int] = {}
        n_bytes = 0
        for row, file, where in files.rows_of(
            self.kind, self.paths, self.text_field, self.id_field, file=at.get("file", 0), place=place
        ):
            if rows and (len(rows) >= BLOCK_ROWS or n_bytes >= BLOCK_BYTES):
                yield Block(rows, begin, 0)
                rows, n_bytes = [], 0
            if not rows:
                begin = {"file": file, "number": where.number, "byte": where.byte}
            rows.append(row)
            n_bytes += _size(row.text)
        if rows:
            yield Block(rows, begin, 0)

    def reached(self, at: dict[str, int]) -> int:
        file = at.get("file", 0)
        # Of a packed file it is not known how far it is read until it ends.
        packed = self.paths[file].suffix.lower() in files.PACKED
        return sum(self._sizes[:file]) + (0 if packed else at.get("byte", 0))

    def sizes(self, rows: Any) -> list[int]:
        return [_size(row.text) for row in rows]

    def join(self, parts: list[tuple[Any, int, int]], first_row: int, seen: Seen) -> Corpus:
        rows = Rows()
        for part, start, end in parts:
            for row in part[start:end]:
                rows.add(*row)
        where = files.named(self.paths)
        if not rows.ids and self.kind == "jsonl":
            raise SourceError(f"no lines in {where}")
        if not first_row:
            files.check_fields(rows, self.kind, where, self.text_field, self.id_field)
        return rows.corpus(self.text_field, self.id_field, first_row=first_row, seen=seen)


class TableSource(Source):
    """Whatever comes as Arrow."""

    where: str

    def sizes(self, rows: Any) -> list[int]:
        require(self.text_field, rows.column_names, self.where)
        return _lengths(rows.column(self.text_field))

    def join(self, parts: list[tuple[Any, int, int]], first_row: int, seen: Seen) -> Corpus:
        import pyarrow as pa

        if not parts:
            return Corpus([], [], text_field=self.text_field, id_field=self.id_field)
        tables = [part.slice(start, end - start) for part, start, end in parts]
        try:
            table = pa.concat_tables(tables, promote_options="permissive")
        except pa.ArrowException as error:
            raise SourceError(f"{self.where}: columns change their type: {error}") from None
        return from_table(table, self.text_field, self.id_field, self.where, first_row=first_row, seen=seen)


class ParquetSource(TableSource):
    """Parquet files, row group by row group."""

    seekable = True

    def __init__(self, paths: list[Path], text_field: str, id_field: str) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        self.paths, self.text_field, self.id_field = paths, text_field, id_field
        self.where = files.named(paths)
        self._inputs, self._sizes = _listing("parquet", paths)
        self.n_bytes = sum(self._sizes)
        schemas = []
        for path in paths:
            with _Told(path):
                schemas.append(pq.read_schema(path))
            require(text_field, schemas[-1].names, str(path))
        with _Told(Path(self.where)):
            self._schema = pa.unify_schemas([s.remove_metadata() for s in schemas], promote_options="permissive")

    def inputs(self) -> dict[str, Any]:
        return self._inputs

    def reached(self, at: dict[str, int]) -> int:
        return sum(self._sizes[: at.get("file", 0)])

    def blocks(self, at: dict[str, int]) -> Iterator[Block]:
        import pyarrow as pa
        import pyarrow.parquet as pq

        empty = self._schema.empty_table()
        yield Block(empty, {}, 0)  # so that a file without rows gives its columns
        for i in range(at.get("file", 0), len(self.paths)):
            # Without buffers of its own it would hold a whole row group, which may be all of the file.
            with _Told(self.paths[i]), pq.ParquetFile(self.paths[i], pre_buffer=False, buffer_size=1 << 20) as file:
                n_groups = file.metadata.num_row_groups
                first = at.get("group", 0) if i == at.get("file", 0) else 0
                for group in range(first, n_groups):
                    facts = file.metadata.row_group(group)
                    mean = facts.total_byte_size // max(facts.num_rows, 1)
                    n_rows = max(1, min(BLOCK_ROWS, 4 * BLOCK_BYTES // max(mean, 1)))
                    offset = 0
                    for batch in file.iter_batches(batch_size=n_rows, row_groups=[group]):
                        table = pa.concat_tables([empty, pa.table(batch)], promote_options="permissive")
                        yield Block(table, {"file": i, "group": group}, offset)
                        offset += len(table)


class DatasetSource(TableSource):
    """A `pyarrow.dataset.Dataset`, fragment by fragment."""

    seekable = True

    def __init__(self, dataset: Any, text_field: str, id_field: str) -> None:
        self.text_field, self.id_field = text_field, id_field
        self.where = f"the {type(dataset).__name__}"
        require(text_field, dataset.schema.names, self.where)
        self._dataset = dataset
        self._fragments = list(dataset.get_fragments())
        paths = [Path(path) for path in getattr(dataset, "files", ())]
        local = bool(paths) and all(path.exists() for path in paths)
        # What lies in a bucket has no time of change here.
        self._inputs, sizes = _listing("dataset", paths) if local else ({"kind": "dataset", "n_files": len(paths)}, [])
        self.n_bytes = sum(sizes) if local else None
        self._sizes = sizes or [0] * len(self._fragments)

    def inputs(self) -> dict[str, Any]:
        return self._inputs

    def reached(self, at: dict[str, int]) -> int:
        return sum(self._sizes[: at.get("file", 0)])

    def blocks(self, at: dict[str, int]) -> Iterator[Block]:
        import pyarrow as pa

        schema = self._dataset.schema
        yield Block(schema.empty_table(), {}, 0)
        for i in range(at.get("file", 0), len(self._fragments)):
            offset = 0
            for batch in self._fragments[i].to_batches(
                schema=schema, batch_size=BLOCK_ROWS, batch_readahead=1, fragment_readahead=1
            ):
                yield Block(pa.table(batch), {"file": i}, offset)
                offset += len(batch)


class Unplaced(Source):
    """A source that is read from its start each time, and whose size is not known."""

    def reached(self, at: dict[str, int]) -> int:  # noqa: ARG002
        return 0

    def blocks(self, at: dict[str, int]) -> Iterator[Block]:  # noqa: ARG002
        return self.all_blocks()

    @abstractmethod
    def all_blocks(self) -> Iterator[Block]:
        """Give all rows."""


class ArrowSource(Unplaced, TableSource):
    """Batches from anywhere."""

    def __init__(self, batches: Iterable[Any], text_field: str, id_field: str, where: str) -> None:
        self._batches, self.text_field, self.id_field, self.where = batches, text_field, id_field, where

    def inputs(self) -> dict[str, Any]:
        return {"kind": "stream"}

    def all_blocks(self) -> Iterator[Block]:
        import pyarrow as pa

        offset = 0
        for item in self._batches:
            if not _is_arrow(item):
                raise SourceError(f"{type(item).__name__} after {offset} rows of Arrow; give Arrow batches only")
            if hasattr(item, "__arrow_c_stream__"):
                reader = pa.RecordBatchReader.from_stream(item)
                parts: Iterator[Any] = chain([reader.schema.empty_table()], map(_as_table, reader))
            else:
                parts = iter([_as_table(pa.record_batch(item))])
            for table in parts:
                yield Block(table, {}, offset)
                offset += len(table)


class HeldSource(Unplaced):
    """A `Corpus`, which is in memory already."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        self.text_field, self.id_field = corpus.text_field, "id"

    def inputs(self) -> dict[str, Any]:
        return {"kind": "memory", "n_documents": len(self.corpus)}

    def all_blocks(self) -> Iterator[Block]:
        yield Block(self.corpus, {}, 0)

    def sizes(self, rows: Any) -> list[int]:
        return _lengths(rows.texts) if hasattr(rows.texts, "type") else [_size(text) for text in rows.texts]

    def join(self, parts: list[tuple[Any, int, int]], first_row: int, seen: Seen) -> Corpus:
        corpus = self.corpus
        start, end = (parts[0][1], parts[-1][2]) if parts else (0, 0)
        return Corpus(
            corpus.ids[start:end],
            corpus.texts[start:end],
            columns={name: values[start:end] for name, values in corpus.columns.items()},
            problems={row - start: problem for row, problem in corpus.problems.items() if start <= row < end},
            text_field=self.text_field,
            first_row=first_row,
            seen=seen,
        )


def _as_table(batch: Any) -> Any:
    import pyarrow as pa

    return pa.table(batch)


class _Told:
    """What Arrow says against a file, as an error that names the file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if error is None or isinstance(error, SourceError):
            return
        import pyarrow as pa

        if isinstance(error, (pa.ArrowException, OSError)):
            raise SourceError(f"{self._path}: {error}") from None


def _lengths(texts: Any) -> list[int]:
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_dictionary(texts.type):
        texts = texts.cast(texts.type.value_type)
    if texts.type == pa.string_view():
        texts = texts.cast(pa.large_string())
    if not (pa.types.is_string(texts.type) or pa.types.is_large_string(texts.type)):
        return [0] * len(texts)  # not text, which is told where rows are put together
    lengths: list[int] = pc.fill_null(pc.binary_length(texts), 0).to_pylist()
    return lengths


def _size(text: Any) -> int:
    if not isinstance(text, str):
        return 0
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))
