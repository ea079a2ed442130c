"""Statements on disk: `onrecord.joining` on DuckDB, for more quotes than memory holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

from onrecord import _core
from onrecord.exceptions import RunError
from onrecord.joining import FACTS, Blocks, link, split

__all__ = ["available", "statements_on_disk"]

MEMORY = "2GB"
"""What DuckDB holds before it writes to its folder ..."""
LITTLE = "500MB"
"""... and when the core needs memory."""
ROWS = 1 << 16
"""Rows of a batch."""
PER_GROUP = 1 << 18
"""Sayings whose statements are found together, about 1 kB each."""
# Spark's names of functions that DuckDB has too.
MACROS = (
    "explode(x) as unnest(x)",
    "pmod(a, b) as a % b",
    "size(x) as len(x)",
    "xxhash64(a) as hash(a), (a, b) as hash(a, b)",
)
REACH = ("n_outlets", "n_docs", "n_sightings")
"""What orders statements, the largest first; of those alike the first is first."""
SORT = "sort_"
"""Columns that are there for their order only."""


def available() -> bool:
    """Whether DuckDB is installed."""
    from importlib.util import find_spec

    return find_spec("duckdb") is not None


class _Held:
    """Counts of words in this process."""

    def __init__(self, counts: _core.WordCounts) -> None:
        self._counts = counts

    def get(self) -> _core.WordCounts:
        """Give them."""
        return self._counts


class _Files:
    """DuckDB as an engine: what is kept is in its file, or in Parquet beside it."""

    order = "place"
    numbered = "select form, row_number() over (order by form) as id from {ranked} where strong"
    most_wordings = 1 << 18
    most_pairs = 1 << 25

    def __init__(self, folder: Path, n_threads: int) -> None:
        import duckdb

        self._folder = folder
        self.schemas: dict[str, Any] = {}
        settings: dict[str, Any] = {
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "memory_limit": MEMORY,
            "preserve_insertion_order": "false",
            "python_enable_replacements": "false",
            "temp_directory": str(folder / "spilled"),
        }
        if n_threads:
            settings["threads"] = str(n_threads)
        self._connection = duckdb.connect(str(folder / "joins.duckdb"), config=settings)
        for macro in MACROS:
            self._connection.execute(f"create macro {macro}")

    @contextmanager
    def writing(self, name: str) -> Iterator[Callable[[Any], None]]:
        """Keep the tables that are handed over meanwhile: one at least, of one schema."""
        import pyarrow.parquet as pq

        path = self._folder / f"{name}.parquet"
        with ExitStack() as stack:
            writers: list[Any] = []

            def write(table: Any) -> None:
                if not writers:
                    self.schemas[name] = table.schema
                    writers.append(stack.enter_context(pq.ParquetWriter(path, table.schema, compression="lz4")))
                writers[0].write_table(table.cast(writers[0].schema))

            yield write
        quoted = str(path).replace("'", "''")
        self._connection.execute(f"create or replace view {name} as select * from read_parquet('{quoted}')")  # noqa: S608

    def put(self, name: str, tables: Iterable[Any]) -> None:
        """Keep some tables."""
        with self.writing(name) as write:
            for table in tables:
                write(table)

    def keep(self, name: str, query: str) -> None:
        """Keep what a query gives."""
        self._connection.execute(f"create or replace table {name} as {query}")

    def mapped(self, name: str, query: str, task: Callable[[Any], Any]) -> None:
        """Keep what a task makes of what a query gives."""
        schema, tables = self.read(query)
        self.put(name, (task(table) for table in _with_empty(schema, tables)))

    def read(self, query: str) -> tuple[Any, Iterator[Any]]:
        """Give the schema of what a query gives, and its rows in tables."""
        import pyarrow as pa

        cursor = self._connection.cursor()
        rows: Any = cursor.sql(query)
        # As it is called before DuckDB 2.
        reader = rows.to_arrow_reader(ROWS) if hasattr(rows, "to_arrow_reader") else rows.fetch_arrow_reader(ROWS)

        def tables() -> Iterator[Any]:
            with closing(cursor):
                try:
                    for batch in reader:
                        yield pa.Table.from_batches([batch])
                except OSError as error:  # what DuckDB says in the middle comes by way of Arrow
                    raise _failed(self._folder, error) from error

        return reader.schema, tables()

    def drop(self, name: str) -> None:
        """Forget what is kept under a name."""
        if name in self.schemas:
            self._connection.execute(f"drop view {name}")
            (self._folder / f"{name}.parquet").unlink()
            del self.schemas[name]
        else:
            self._connection.execute(f"drop table {name}")

    def hold(self, most: str) -> None:
        """Hold so much at most from now on."""
        self._connection.execute(f"set memory_limit = '{most}'")

    def row(self, query: str) -> Sequence[Any]:
        """Give the one row of a query."""
        rows: Any = self._connection.sql(query)
        found: Sequence[Any] = rows.fetchall()[0]
        return found

    def arrow(self, query: str) -> Any:
        """Give all rows of a query."""
        return self._connection.sql(query).to_arrow_table()

    def of(self, name: str) -> str:
        """Give the name of a table."""
        return name

    def counts(self, several: Any, total: float) -> _Held:
        """Hold counts of words."""
        return _Held(_core.WordCounts(several, total))

    def close(self) -> None:
        """Leave the file."""
        self._connection.close()


def _with_empty(schema: Any, tables: Iterable[Any]) -> Iterator[Any]:
    """Give a table without rows before others, so that there is one in any case."""
    yield schema.empty_table()
    yield from tables


@contextmanager
def statements_on_disk(
    quotes: Iterable[Any], documents: Any, folder: Path, n_threads: int = 0, per_group: int = PER_GROUP
) -> Iterator[dict[str, tuple[Any, Iterator[Any]]]]:
    """Find the same statement wherever it is quoted, as `onrecord.statements` does, in bounded memory.

    Parameters
    ----------
    quotes
        Arrow tables of quotes, one at least, in the order in which they count; no id stands twice.
    documents
        Their documents, as `onrecord.tracing.documents_table` gives them.
    folder
        An empty folder for files that are needed meanwhile: some 1.5 kB a quote.
    n_threads
        Threads; one for each core if 0.
    per_group
        Sayings whose statements are found together.

    Yields
    ------
    dict
        For ``statements`` and ``sightings`` the schema, and the rows in order: tables, made as they are asked for.

    Raises
    ------
    RunError
        If DuckDB fails, as on a full disk.
    KeyboardInterrupt
        On Ctrl-C.
    """
    import duckdb

    files = None
    try:
        files = _Files(folder, n_threads)
        n = 0

        def said() -> Iterator[Any]:
            nonlocal n
            for table in quotes:
                sayings = _numbered(split(table), n)
                n += len(sayings)
                yield sayings

        files.put("said", said())
        files.put("facts", [_facts(documents)])
        columns = [name for name in files.read("select * from said")[0].names if name not in ("form", "words", "voice")]
        counts = link(files, columns, 1 + n // per_group)
        files.hold(LITTLE)
        _find(files, Blocks(counts, n_threads=n_threads))
        files.hold(MEMORY)
        yield {name: _ordered(files, name) for name in ("statements", "sightings")}
    except duckdb.Error as error:
        raise _failed(folder, error) from error
    except RuntimeError as error:
        if str(error) == "Query interrupted":  # DuckDB's name for Ctrl-C
            raise KeyboardInterrupt from None
        raise
    finally:
        if files is not None:
            files.close()


def _failed(folder: Path, error: Exception) -> RunError:
    """Say what DuckDB cannot do, and what may help."""
    said = str(error).splitlines()[0]
    help_ = "use fewer threads (n_threads)" if "Out of Memory" in said else "free space there"
    return RunError(f"statements cannot be found in {folder}: {said}; {help_} and call again")


def _numbered(sayings: Any, first: int) -> Any:
    import numpy as np
    import pyarrow as pa

    return sayings.append_column("place", pa.array(np.arange(first, first + len(sayings))))


def _facts(documents: Any) -> Any:
    import pyarrow as pa
    import pyarrow.compute as pc

    kinds = {"doc_id": pa.string(), "outlet": pa.string(), "published": pa.int64()}
    # The first row of an id counts, as in memory: later ones are errors.
    ids = documents["doc_id"]
    documents = documents.take(pc.index_in(pc.unique(ids.drop_null()), value_set=ids))
    here = set(documents.column_names)
    return pa.table({n: documents[n] if n in here else pa.nulls(len(documents), kinds[n]) for n in FACTS})


def _find(files: _Files, blocks: Blocks) -> None:
    """Find the statements of all groups; keep them with what tells their order."""
    schema, rows = files.read(
        "select l.*, f.outlet, f.published from linked l left join facts f on f.doc_id = l.doc_id order by turn, place"
    )
    with files.writing("found_statements") as put_statements, files.writing("found_sightings") as put_sightings:
        position = 0
        for table in _with_empty(schema, _groups(rows)):
            statements, sightings = _placed(*blocks(table), table, position)
            position += len(sightings)
            put_statements(statements)
            put_sightings(sightings)


def _groups(tables: Iterable[Any]) -> Iterator[Any]:
    """Put together rows of one turn, which follow each other."""
    import numpy as np
    import pyarrow as pa

    held: list[Any] = []
    for table in tables:
        turns = table["turn"].to_numpy()
        edges = [0, *(np.flatnonzero(np.diff(turns)) + 1).tolist(), len(table)]
        for start, end in pairwise(edges):
            if held and held[-1]["turn"][0] != table["turn"][start]:
                yield pa.concat_tables(held)
                held = []
            held.append(table.slice(start, end - start))
    if held:
        yield pa.concat_tables(held)


def _placed(statements: Any, sightings: Any, rows: Any, position: int) -> tuple[Any, Any]:
    """Add what tells their order to statements and sightings; of these `position` came before."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    # A statement is called by its first saying, and that by its quote, and by its number among several.
    number = pc.cast(pc.add(rows["saying"], 1), pa.string())
    several = pc.binary_join_element_wise(rows["quote_id"], number, ".")
    ids = pc.if_else(pc.equal(rows["saying"], 0), rows["quote_id"], several)
    at = pc.index_in(pc.utf8_slice_codeunits(statements["statement_id"], 2), value_set=ids)
    order = {name: statements[name] for name in REACH} | {"first": rows["place"].take(at)}
    of = pa.array(np.repeat(np.arange(len(statements)), statements["n_sightings"].to_numpy()))
    for name, values in order.items():
        statements = statements.append_column(f"{SORT}{name}", values)
        sightings = sightings.append_column(f"{SORT}{name}", values.take(of))
    places = pa.array(np.arange(position, position + len(sightings)))
    return statements, sightings.append_column(f"{SORT}place", places)


def _ordered(files: _Files, name: str) -> tuple[Any, Iterator[Any]]:
    """Give the rows of a table in order, and no other columns than its own."""
    import pyarrow as pa

    written = files.schemas[f"found_{name}"]
    schema = pa.schema([field for field in written if not field.name.startswith(SORT)])
    own = ", ".join(f'"{field}"' for field in schema.names)
    order = [f"{SORT}{reach} desc" for reach in REACH] + [f"{SORT}first"]
    order += [f"{SORT}place"] * (f"{SORT}place" in written.names)
    query = f"select {own} from found_{name} order by {', '.join(order)}"  # noqa: S608 -- our own names

    def rows() -> Iterator[Any]:
        for table in files.read(query)[1]:
            yield table.cast(schema)  # DuckDB calls the time zone of dates by another name

    return schema, rows()
