"""The end of a run: what is made of all its parts.

Everything here is made anew from the parts, so that a call that is stopped in the middle of it does no harm.
"""

from __future__ import annotations

import os
import warnings
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from onrecord import _core, disk_statements, storage
from onrecord.exceptions import outside
from onrecord.joining import FACTS, SAID
from onrecord.linking import NAMING, linked
from onrecord.readers import read
from onrecord.schemas import conform, unified
from onrecord.sources import HeldSource, LinesSource, ParquetSource, Source
from onrecord.streaming import TABLES
from onrecord.tallying import MENTIONS, QUOTES, tally
from onrecord.tracing import documents_table, statements

__all__ = ["LAST", "close", "drop", "whole", "with_repeats"]

T = TypeVar("T")
R = TypeVar("R")
LAST = ("entities", "statements", "sightings")
"""Tables that are made of all documents together."""
MOST_TEXT = 256_000_000
"""Bytes of a source whose texts are held in memory to look for repeats, unless asked for."""
MOST_QUOTES = 2_000_000
"""Quotes whose statements are found in memory, about 1.3 kB each: with more, less is needed on disk."""
GROUP_ROWS = 1 << 17
"""Rows of a row group of a table that is written as it is made."""
MOST_ROWS = 1_000_000
"""Counts of entities in parts that are put together at a time."""
MOST_SHARES = 256
"""Shares at most that entities are counted in: each is one more look at all counts."""
TURN = "turn"
"""Column of counts that tells which share an entity is in."""


def with_repeats(source: Source, wanted: bool, given: bool | None) -> bool:
    """Decide whether the texts are read again to look for repeats."""
    again = isinstance(source, HeldSource | LinesSource | ParquetSource)
    if given and not again:
        warnings.warn("a stream cannot be read again: sightings are the quoted ones only", stacklevel=3)
    if not wanted or not again or given is False:
        return False
    return bool(given) or source.n_bytes is None or source.n_bytes <= MOST_TEXT


def whole(out: Path, manifest: dict[str, Any]) -> bool:
    """Whether all files of a run that is finished are as they were written; says what is not."""
    expected = {out / name: facts for name, facts in manifest["files"].items()}
    if not manifest["configuration"]["join"]:
        for i, entry in enumerate(storage.journal(out)):
            expected |= {storage.part(out, name, i): facts for name, facts in entry["tables"].items()}
    problems = [problem for path, facts in expected.items() if (problem := storage.check(path, facts))]
    if problems:
        more = f" (and {len(problems) - 1:,} more files)" if len(problems) > 1 else ""
        warnings.warn(f"{problems[0]}{more}; it is made again", stacklevel=3)
    return not problems


def close(out: Path, facts: dict[str, Any], entries: list[dict[str, Any]], source: Source, n_threads: int) -> None:
    """Make entities and statements, join the parts if wanted, and write the manifest."""
    configuration = facts["configuration"]
    parts = _Parts(out, len(entries))
    files: dict[str, dict[str, Any]] = {}
    naming: dict[str, Any] = {}
    if configuration["link"]:
        named, said = linked(parts.read("mentions", MENTIONS), parts.read("quotes", (*QUOTES, "n_words")))
        counted = tally(named, said).arrow
        naming = {"mentions": named.select(NAMING["mentions"]), "quotes": said.select(NAMING["quotes"])}
        del named, said
    else:
        counted = entities(parts, n_threads)
    files["entities.parquet"] = _write(out / "entities.parquet", counted)
    if configuration["statements"]:
        n_quotes = sum(entry["tables"]["quotes"]["rows"] for entry in entries)
        if _on_disk(n_quotes, repeats=configuration["repeats"]):
            files |= _statements_on_disk(parts, naming.get("quotes"), n_threads)
        else:
            quotes = _named(parts.read("quotes", SAID), naming.get("quotes"))
            documents = parts.read("documents", FACTS)
            corpus = _corpus(source) if configuration["repeats"] else None
            found = statements(quotes, documents, corpus=corpus, n_threads=n_threads or None)
            del quotes, documents, corpus
            for name, table in (("statements", found.statements.arrow), ("sightings", found.sightings.arrow)):
                files[f"{name}.parquet"] = _write_all(out / f"{name}.parquet", table.schema, [table])
    if configuration["join"]:
        for name in TABLES:
            files[f"{name}.parquet"] = parts.join(name, naming.get(name))
    counts = {
        "documents": sum(entry["documents"] for entry in entries),
        "failed": sum(entry["failed"] for entry in entries),
        "bytes": sum(entry["bytes"] for entry in entries),
        "chunks": len(entries),
    }
    counts |= {name: sum(entry["tables"][name]["rows"] for entry in entries) for name in TABLES[1:]}
    counts |= {name: files[f"{name}.parquet"]["rows"] for name in LAST if f"{name}.parquet" in files}
    storage.keep(out, facts | {"state": "finished", "counts": counts, "files": files})
    if configuration["join"]:
        drop(out)


def _on_disk(n_quotes: int, *, repeats: bool) -> bool:
    """Decide whether statements are found on disk; says so if there are many and they are not."""
    if n_quotes <= MOST_QUOTES or repeats:
        return False
    if disk_statements.available():
        return True
    warnings.warn(
        f"the statements of {n_quotes:,} quotes are found in memory, some {1.3 * n_quotes / 1e6:.0f} GB of it; with "
        "DuckDB they are found on disk: pip install 'onrecord[sql]'",
        stacklevel=outside(),
    )
    return False


def _statements_on_disk(parts: _Parts, naming: Any, n_threads: int) -> dict[str, dict[str, Any]]:
    """Find statements with a part of the quotes in memory at a time, and write them."""
    schema = parts.schema_of("quotes", SAID)

    def quotes() -> Iterator[Any]:
        n_rows = 0
        for i in range(parts.n):
            table = parts.part("quotes", i, schema)
            rows = None if naming is None else naming.slice(n_rows, len(table))
            n_rows += len(table)
            yield _named(table, rows).cast(schema)

    documents = documents_table(parts.read("documents", FACTS))
    with (
        storage.scratch(parts.out) as folder,
        disk_statements.statements_on_disk(quotes(), documents, folder, n_threads) as found,
    ):
        return {
            f"{name}.parquet": _write_all(parts.out / f"{name}.parquet", schema, tables)
            for name, (schema, tables) in found.items()
        }


def drop(out: Path) -> None:
    """Take away the parts of all tables."""
    for name in TABLES:
        storage.drop_parts(out, name)


def _corpus(source: Source) -> Any:
    if isinstance(source, HeldSource):
        return source.corpus
    assert isinstance(source, LinesSource | ParquetSource)  # noqa: S101 -- what `with_repeats` takes
    return read(source.paths, text_field=source.text_field, id_field=source.id_field)


def _write(path: Path, table: Any) -> dict[str, Any]:
    import pyarrow.parquet as pq

    with storage.written(path) as sink:
        pq.write_table(table, sink, compression="zstd")
        return {"rows": len(table)} | sink.finish()


def _write_all(path: Path, schema: Any, tables: Iterable[Any]) -> dict[str, Any]:
    """Write tables one after the other, in groups of rows whose sizes are the same each time."""
    import pyarrow.parquet as pq

    n_rows = 0
    with storage.written(path) as sink:
        with pq.ParquetWriter(sink, schema, compression="zstd") as writer:
            for table in _even(tables):
                n_rows += len(table)
                writer.write_table(table)
        return {"rows": n_rows} | sink.finish()


def _even(tables: Iterable[Any]) -> Iterator[Any]:
    """Cut tables anew, into `GROUP_ROWS` rows each."""
    import pyarrow as pa

    held: list[Any] = []
    n = 0
    for table in tables:
        held.append(table)
        n += len(table)
        while n >= GROUP_ROWS:
            whole = pa.concat_tables(held)
            yield whole.slice(0, GROUP_ROWS)
            held, n = [whole.slice(GROUP_ROWS)], n - GROUP_ROWS
    if n:
        yield pa.concat_tables(held)


class _Parts:
    """The parts of a run, table by table."""

    def __init__(self, out: Path, n: int) -> None:
        self.out, self.n = out, n

    def schema(self, name: str) -> Any:
        import pyarrow.parquet as pq

        return unified([pq.read_schema(storage.part(self.out, name, i)) for i in range(self.n)])

    def part(self, name: str, i: int, schema: Any) -> Any:
        """Rows of one part: those columns that a schema has."""
        import pyarrow.parquet as pq

        with pq.ParquetFile(storage.part(self.out, name, i)) as file:
            here = set(file.schema_arrow.names)
            return conform(file.read(columns=[column for column in schema.names if column in here]), schema)

    def schema_of(self, name: str, columns: tuple[str, ...]) -> Any:
        """The types of some columns."""
        import pyarrow as pa

        whole = self.schema(name)
        return pa.schema([whole.field(column) for column in columns])

    def read(self, name: str, columns: tuple[str, ...]) -> Any:
        """Some columns of all parts."""
        import pyarrow as pa

        schema = self.schema_of(name, columns)
        return pa.concat_tables([self.part(name, i, schema) for i in range(self.n)])

    def join(self, name: str, naming: Any = None) -> dict[str, Any]:
        """Write all parts to one file, holding one at a time; `naming` has columns that take the place of theirs."""
        import pyarrow.parquet as pq

        schema = self.schema(name)
        n_rows = 0
        with storage.written(self.out / f"{name}.parquet") as sink:
            with pq.ParquetWriter(sink, schema, compression="zstd") as writer:
                for i in range(self.n):
                    table = self.part(name, i, schema)
                    if naming is not None:
                        table = _named(table, naming.slice(n_rows, len(table))).cast(schema)
                    n_rows += len(table)
                    if len(table):
                        writer.write_table(table, row_group_size=len(table))
            return {"rows": n_rows} | sink.finish()


def _named(table: Any, naming: Any) -> Any:
    """Put the columns of `naming` in the place of those of a table, which has the same rows."""
    for name in () if naming is None else naming.column_names:
        if name in table.column_names:
            table = table.set_column(table.column_names.index(name), name, naming[name])
    return table


def entities(parts: _Parts, n_threads: int, most_rows: int = MOST_ROWS) -> Any:
    """Count entities part by part, and put the counts together: many share by share, each some of the entities."""
    import pyarrow as pa

    mentions, quotes = (parts.schema_of("mentions", MENTIONS), parts.schema_of("quotes", (*QUOTES, "n_words")))

    def counted(i: int) -> Any:
        table = pa.table(_core.tally_part(parts.part("mentions", i, mentions), parts.part("quotes", i, quotes)))
        turns = [zlib.crc32(entity.encode()) % MOST_SHARES for entity in table["entity_id"].to_pylist()]
        return table.append_column(TURN, pa.array(turns, pa.int32()))

    with storage.scratch(parts.out) as folder:
        paths = [folder / f"counts-{i}" for i in range(parts.n)]
        n_rows = 0
        for path, table in zip(paths, _ahead(counted, range(parts.n), n_threads), strict=True):
            n_rows += len(table)
            with pa.ipc.new_file(str(path), table.schema, options=pa.ipc.IpcWriteOptions(compression="lz4")) as writer:
                writer.write_table(table)
        n_shares = min(1 + n_rows // most_rows, MOST_SHARES)
        shares = [pa.table(_core.tally_parts(_share(paths, i, n_shares))) for i in range(n_shares)]
    if n_shares == 1:
        return shares[0]
    order = [
        ("n_quotes", "descending"),
        ("n_mentions", "descending"),
        ("entity", "ascending"),
        ("entity_id", "ascending"),
    ]
    return pa.concat_tables(shares).sort_by(order).combine_chunks()


def _share(paths: list[Path], share: int, n: int) -> Any:
    """Read the counts of every entity whose turn it is."""
    import numpy as np
    import pyarrow as pa

    tables = []
    for path in paths:
        with pa.ipc.open_file(str(path)) as file:
            table = file.read_all()
        if n > 1:
            table = table.take(pa.array(np.flatnonzero(table[TURN].to_numpy() % n == share)))
        tables.append(table)
    return pa.concat_tables(tables)


def _ahead(work: Callable[[T], R], items: Iterable[T], n_threads: int) -> Iterator[R]:
    """Give what `work` makes of each item, in order; so many are made at a time as there are threads (0: cores)."""
    n = n_threads or os.cpu_count() or 1
    if n == 1:
        yield from map(work, items)
        return
    waiting: deque[Future[R]] = deque()
    with ThreadPoolExecutor(n) as pool:
        try:
            for item in items:
                waiting.append(pool.submit(work, item))
                if len(waiting) > n:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for unwanted in waiting:
                unwanted.cancel()
