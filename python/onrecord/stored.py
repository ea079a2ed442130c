"""What a run left in its folder, as a record that reads no more than it is asked for."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from onrecord import keeping, storage
from onrecord.corpus import Corpus
from onrecord.corrections import Corrections
from onrecord.exceptions import MissingColumnError, RunError, SourceError, UnknownIdError, nearest
from onrecord.readers import read
from onrecord.record import Record
from onrecord.schemas import conform, unified
from onrecord.seen import Seen
from onrecord.sources import is_dataset, open_source
from onrecord.streaming import TABLES, Limits, chunks
from onrecord.table import FIRST, Table
from onrecord.tracing import Statements, statements

__all__ = ["StoredRecord", "StoredTable", "load"]


class StoredTable(Table):
    """A table in Parquet files. Its length and columns are read at once, its rows when they are asked for.

    Examples
    --------
    >>> import onrecord, tempfile
    >>> record = onrecord.run("seeds", tempfile.mkdtemp())
    >>> quotes = record.quotes
    >>> len(quotes) == len(quotes.read(["speaker"]))
    True
    """

    def __init__(self, name: str, paths: Sequence[Path]) -> None:
        self.name = name
        self.paths = list(paths)
        self._first = FIRST.get(name, ())

    def __getstate__(self) -> dict[str, Any]:
        return {"name": self.name, "paths": self.paths, "_first": self._first}

    @cached_property
    def schema(self) -> Any:
        """The columns and their types, as a `pyarrow.Schema`."""
        import pyarrow.parquet as pq

        return unified([_asked(pq.read_schema, path) for path in self.paths])

    def __len__(self) -> int:
        return self._length

    @cached_property
    def _length(self) -> int:
        import pyarrow.parquet as pq

        return sum(_asked(pq.read_metadata, path).num_rows for path in self.paths)

    @property
    def columns(self) -> list[str]:
        """Names of the columns, in order."""
        return list(self.schema.names)

    def _batches(self, schema: Any, rows: int = 65_536) -> Any:
        """Rows in order, some at a time."""
        import pyarrow as pa

        for path in self.paths:
            with _opened(path) as file:
                here = [name for name in schema.names if name in file.schema_arrow.names]
                for batch in file.iter_batches(batch_size=rows, columns=here):
                    yield from conform(pa.table(batch), schema).to_batches()

    @cached_property
    def arrow(self) -> Any:
        """The rows as a `pyarrow.Table`, read at the first use and kept."""
        return self.read()

    @property
    def _data(self) -> Any:
        return self.arrow

    def read(self, columns: Sequence[str] | None = None) -> Any:
        """Read the rows, or some columns of them.

        Parameters
        ----------
        columns
            Names of columns; all if None.

        Returns
        -------
        pyarrow.Table
            Not kept.

        Raises
        ------
        MissingColumnError
            If there is no such column.
        RunError
            If a file is gone or damaged.

        Examples
        --------
        >>> import onrecord, tempfile
        >>> record = onrecord.run({"a1": "“No,” said Ada Quill."}, tempfile.mkdtemp())
        >>> record.quotes.read(["speaker"]).to_pylist()
        [{'speaker': 'Ada Quill'}]
        """
        import pyarrow as pa

        schema = self.schema if columns is None else self._part(columns)
        return pa.Table.from_batches(self._batches(schema), schema)

    def _part(self, columns: Sequence[str]) -> Any:
        import pyarrow as pa

        for name in columns:
            self._require(name)
        return pa.schema([self.schema.field(name) for name in columns])

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """Hand the rows to another Arrow library, some at a time."""
        import pyarrow as pa

        reader = pa.RecordBatchReader.from_batches(self.schema, self._batches(self.schema))
        return reader.__arrow_c_stream__(requested_schema)

    def where(self, column: str, value: object) -> list[dict[str, Any]]:
        """Give the rows whose `column` equals `value`, as dictionaries.

        Reads that column only, and the other columns where it holds the value.

        Parameters
        ----------
        column
            Name of a column.
        value
            What to look for.

        Returns
        -------
        list of dict
            The rows, in order.

        Raises
        ------
        MissingColumnError
            If there is no such column.
        ArgumentError
            If `value` is of a type that cannot equal anything in the column.

        Examples
        --------
        >>> import onrecord, tempfile
        >>> record = onrecord.run({"a": "One.", "b": "Two!!"}, tempfile.mkdtemp())
        >>> [row["n_chars"] for row in record.documents.where("doc_id", "b")]
        [5]
        """
        import pyarrow as pa

        self._require(column)
        name = str(column)
        rows: list[dict[str, Any]] = Table(self.name, self.schema.empty_table()).where(name, value)
        for path in self.paths:
            with _opened(path) as file:
                if name not in file.schema_arrow.names:
                    continue
                for group in range(file.num_row_groups):
                    if not _may_hold(file.metadata.row_group(group), name, value):
                        continue
                    schema = pa.schema([self.schema.field(name)])
                    few = Table(self.name, conform(file.read_row_group(group, columns=[name]), schema))
                    if few.where(name, value):
                        rows += Table(self.name, conform(file.read_row_group(group), self.schema)).where(name, value)
        return rows

    def _columns(self, names: Sequence[str]) -> Any:
        return self.arrow.select(list(names)) if "arrow" in self.__dict__ else self.read(names)

    def _among(self, column: str, values: Any) -> Any:
        import pyarrow as pa
        import pyarrow.compute as pc

        found = (batch.filter(pc.is_in(batch[column], values)) for batch in self._batches(self.schema))
        return pa.Table.from_batches(found, self.schema)

    def _require(self, column: object) -> None:
        if column not in self.columns:
            shown = ", ".join(self.columns)
            raise MissingColumnError(
                f"no column {column!r} in {self.name}; it has {shown}{nearest(str(column), self.columns)}"
            )

    def _top(self, n: int) -> Any:
        import pyarrow as pa

        first: list[Any] = []
        for batch in self._batches(self.schema, n):
            first.append(batch)
            if sum(map(len, first)) >= n:
                break
        return pa.Table.from_batches(first, self.schema).slice(0, n)


def _may_hold(group: Any, column: str, value: object) -> bool:
    """Tell by the least and the greatest value of a column whether it may hold one; a cut one is told by neither."""
    for i in range(group.num_columns):
        facts = group.column(i)
        if facts.path_in_schema == column:
            seen = facts.statistics
            if seen is None or not seen.has_min_max or not isinstance(value, str) or not isinstance(seen.min, str):
                return True
            # Parquet orders text by its bytes.
            wanted = value.encode("utf-8", "surrogatepass")
            return bool(seen.min.encode() <= wanted <= seen.max.encode())
    return True


def _asked(ask: Any, path: Path) -> Any:
    import pyarrow as pa

    try:
        return ask(path)
    except FileNotFoundError:
        raise RunError(f"{path} is gone; run again to have it made anew") from None
    except (pa.ArrowException, OSError) as error:
        raise RunError(f"{path} is damaged ({error}); run again to have it made anew") from None


def _opened(path: Path) -> Any:
    import pyarrow.parquet as pq

    return _asked(pq.ParquetFile, path)


class StoredRecord(Record):
    """The record of a run; see `onrecord.load`."""

    def __init__(self, out: Path, manifest: dict[str, Any], corpus: Corpus) -> None:
        joined = manifest["configuration"]["join"]
        n_chunks = manifest["counts"]["chunks"]

        def table(name: str) -> StoredTable:
            if joined or name not in TABLES:
                return StoredTable(name, [out / f"{name}.parquet"])
            return StoredTable(name, [storage.part(out, name, i) for i in range(n_chunks)])

        self.manifest = manifest
        self.corpus = corpus
        self.documents, self.zones, self.mentions, self.quotes = map(table, TABLES)
        self.entities = table("entities")
        self._n_threads = None
        self._stored = [table(name) for name in ("statements", "sightings") if f"{name}.parquet" in manifest["files"]]
        self._stored_overlay: Corrections | None = None

    def _failed(self) -> int:
        # Of a run that was counted when it was closed, nothing needs to be read.
        failed = self.manifest["counts"].get("failed")
        return super()._failed() if failed is None else int(failed)

    @cached_property
    def _traced(self) -> Statements:
        if self._overlay is not self._stored_overlay:  # what was stored is of the quotes before these corrections
            return super()._traced
        if self._stored:
            return Statements.of(*self._stored)
        from onrecord.joining import FACTS, SAID

        return statements(_read(self.quotes, SAID), _read(self.documents, FACTS))


def _read(table: Table, columns: Sequence[str]) -> Any:
    assert isinstance(table, StoredTable)  # noqa: S101 -- the tables of this record are
    return table.read(columns)


class StoredCorpus(Corpus):
    """The texts of a run, read again from its source where they are asked for: a chunk for a document."""

    def __init__(self, out: Path, documents: StoredTable, source: Any, text_field: str, id_field: str) -> None:
        self._out, self._documents, self._source = out, documents, source
        self.text_field, self._id_field = text_field, id_field
        self.first_row = 0
        self._at: tuple[int, Corpus] | None = None

    def __reduce__(self) -> Any:
        return StoredCorpus, (self._out, self._documents, self._source, self.text_field, self._id_field)

    @cached_property
    def _all(self) -> Corpus:
        if self._source is None:
            raise SourceError(
                f"{self._out} holds no texts; pass their source: onrecord.load(out, corpus=source)"
                ", on the command line --corpus"
            )
        source = self._source.to_table() if is_dataset(self._source) else self._source
        found = read(source, text_field=self.text_field, id_field=self._id_field)
        if found.ids != self.ids:
            raise SourceError(f"the corpus is not the one that {self._out} was made from: its ids differ")
        return found

    @cached_property
    def ids(self) -> list[str]:  # type: ignore[override]
        """Ids of the documents."""
        names: list[str] = self._documents.read(["doc_id"])["doc_id"].to_pylist()
        return names

    @cached_property
    def _rows(self) -> dict[str, int]:  # type: ignore[override]
        rows: dict[str, int] = {}
        for row, name in enumerate(self.ids):
            rows.setdefault(name, row)
        return rows

    @property
    def texts(self) -> Any:
        """All texts, held in memory from the first use on."""
        return self._all.texts

    @property
    def columns(self) -> dict[str, Any]:  # type: ignore[override]
        """Metadata by name."""
        return self._all.columns

    @property
    def problems(self) -> dict[int, str]:  # type: ignore[override]
        """Why a row could not be analysed."""
        return self._all.problems

    def __getitem__(self, doc_id: str) -> str:
        if isinstance(self._source, Corpus) or self._source is None or "_all" in self.__dict__:
            return self._all[doc_id]
        row = self._rows.get(doc_id) if isinstance(doc_id, str) else None
        if row is None:
            raise UnknownIdError(f"no document has the id {doc_id!r}{nearest(str(doc_id), self.ids)}")
        return self._chunk(row)[doc_id]

    def _chunk(self, row: int) -> Corpus:
        """Read the documents that were analysed together with that of a row."""
        first, at = 0, None
        for entry in storage.journal(self._out):
            if row < first + entry["documents"]:
                break
            first, at = first + entry["documents"], entry["next"]
        if self._at is None or self._at[0] != first:
            manifest = storage.manifest(self._out)
            if manifest is None:  # no run, so that nobody knows where in its files a text lies
                return self._all
            source = open_source(self._source, self.text_field, self._id_field)
            if not source.seekable or source.inputs() != manifest["inputs"]:
                return self._all
            limits = manifest["configuration"]
            size = Limits(limits["chunk_bytes"], limits["chunk_documents"])
            self._at = (first, next(chunks(source, Seen(), size, at=at, first_row=first)).corpus)
        return self._at[1]


def load(
    out: str | os.PathLike[str], *, corpus: Any = None, text_field: str = "text", id_field: str = "id"
) -> StoredRecord:
    """Open the folder of a run as a record.

    Parameters
    ----------
    out
        The folder that `onrecord.run`, ``onrecord analyze --out`` or `Record.to_parquet` wrote.
    corpus
        The texts, which the folder does not keep: the source of the run, or a `Corpus`. Without them everything works
        that reads tables; what shows texts says that they are missing. Of a run over files one document's text is
        found without reading the others.
    text_field, id_field
        As in `onrecord.read`, for `corpus`.

    Returns
    -------
    StoredRecord
        A `Record` whose tables are read when they are used: ``len``, ``columns`` and the first rows need no more
        than metadata and one batch, ``where`` one column and the rows that match; ``df`` and ``arrow`` hold all rows.
        Without stored statements these are made at the first use, of quoted words only. It has the corrections that
        the record had when it was written.

    Raises
    ------
    RunError
        If the folder holds no run, or one that is not finished.

    Examples
    --------
    >>> import onrecord, tempfile
    >>> out = tempfile.mkdtemp()
    >>> onrecord.run("seeds", out)
    Record of 5 documents: ...
    >>> record = onrecord.load(out, corpus="seeds")
    >>> len(record.documents), record.corpus["000_5db23ede5b083507"][:4]
    (5, 'Kasp')
    >>> onrecord.load("seeds")
    Traceback (most recent call last):
    onrecord.exceptions.RunError: seeds holds no run (no manifest.json); onrecord.run makes one
    """
    where = Path(out)
    found = _of_a_record(where) if keeping.is_kept(where) else storage.manifest(where)
    if found is None:
        raise RunError(f"{where} holds no run (no {storage.MANIFEST}); onrecord.run makes one")
    if found["state"] != "finished":
        n = sum(entry["documents"] for entry in storage.journal(where))
        raise RunError(f"the run in {where} is not finished ({n:,} documents are done); the same call goes on with it")
    record = StoredRecord(where, found, Corpus([], []))
    if not isinstance(corpus, str | os.PathLike | Corpus | list | type(None)) and not is_dataset(corpus):
        corpus = read(corpus, text_field=text_field, id_field=id_field)
    documents = record.documents
    assert isinstance(documents, StoredTable)  # noqa: S101 -- the tables of this record are
    record.corpus = StoredCorpus(where, documents, corpus, text_field, id_field)
    kept = keeping.corrections_in(where) if keeping.is_kept(where) else None
    if kept is not None:
        record._overlay, record._lowest = kept
        record._stored_overlay = record._overlay
        before = (StoredTable(name, [where / keeping.FOUND / f"{name}.parquet"]) for name in keeping.BEFORE)
        record._found = (next(before), next(before), next(before))
    return record


def _of_a_record(where: Path) -> dict[str, Any]:
    """Say what a manifest would, of a folder that `Record.to_parquet` wrote."""
    files = dict.fromkeys(path.name for path in sorted(where.glob("*.parquet")))
    return {"state": "finished", "configuration": {"join": True}, "counts": {"chunks": 0}, "files": files}
