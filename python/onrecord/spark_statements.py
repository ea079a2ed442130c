"""Statements on Spark: `onrecord.joining` on temporary views, and groups of blocks in tasks."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import uuid4

from onrecord import _core
from onrecord.exceptions import ArgumentError, MissingColumnError, nearest, outside
from onrecord.joining import FACTS, SAID, Blocks, link, split
from onrecord.sending import Sent, arrow_types
from onrecord.tracing import NEEDED, documents_table, parsed, window_of

if TYPE_CHECKING:
    from datetime import timedelta

    from pyspark.sql import DataFrame

__all__ = ["Found", "statements"]

ORDER = ("doc_id", "start", "quote_id", "saying")


class Found(NamedTuple):
    """What `onrecord.spark.statements` gives: two data frames."""

    statements: DataFrame
    """One row a statement, the farthest-reaching first."""
    sightings: DataFrame
    """One row a place where a statement is printed; those of a statement follow each other in order of time."""


class _Views:
    """Spark as an engine: what is kept is a temporary view of a local checkpoint."""

    # To number rows in order all would have to pass one task.
    numbered = "select form, form as id from {ranked} where strong"
    # All: Spark cuts its work itself.
    most_wordings = most_pairs = 1 << 62

    def __init__(self, df: DataFrame) -> None:
        self._df, self._session = df, df.sparkSession
        self._prefix = f"onrecord_{uuid4().hex}"
        self.kept: dict[str, DataFrame] = {}
        known = [name for name in ORDER if name in df.columns or name == "saying"]
        # Nulls are last, as they are to Arrow.
        self.order = f"struct({', '.join(f'{name} is null, {name}' for name in known)})"

    def put(self, name: str, df: DataFrame) -> None:
        """Keep a data frame."""
        self.kept[name] = df.localCheckpoint()
        self.kept[name].createOrReplaceTempView(self.of(name))

    def drop(self, name: str) -> None:
        """Forget what is kept under a name."""
        if self.kept.pop(name, None) is not None:
            self._session.catalog.dropTempView(self.of(name))

    def keep(self, name: str, query: str) -> None:
        """Keep what a query gives."""
        self.put(name, self.sql(query))

    def mapped(self, name: str, query: str, task: Callable[[Any], Any]) -> None:
        """Keep what a task makes of what a query gives."""
        self.put(name, _mapped(self.sql(query), task))

    def row(self, query: str) -> Any:
        """Give the one row of a query."""
        return self.sql(query).head()

    def arrow(self, query: str) -> Any:
        """Give all rows of a query."""
        return self.sql(query).toArrow()

    def sql(self, query: str) -> DataFrame:
        """Give what a query gives."""
        return self._session.sql(query)

    def of(self, name: str) -> str:
        """Give the name of a view."""
        return f"{self._prefix}_{name}"

    def counts(self, several: Any, total: float) -> Sent[_core.WordCounts]:
        """Broadcast counts of words."""
        import pyarrow as pa

        several = several.replace_schema_metadata({"total": str(total)})
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, several.schema) as writer:
            writer.write_table(several)
        return Sent(self._df, sink.getvalue().to_pybytes(), _word_counts)

    def close(self) -> None:
        """Drop all views."""
        for name in list(self.kept):
            self.drop(name)


def _word_counts(data: bytes) -> _core.WordCounts:
    import pyarrow as pa

    table = pa.ipc.open_stream(data).read_all()
    return _core.WordCounts(table, float(table.schema.metadata[b"total"]))


def _mapped(df: DataFrame, task: Callable[[Any], Any]) -> DataFrame:
    types = arrow_types()
    given = types.to_arrow_schema(df.schema)

    def run(batches: Iterator[Any]) -> Iterator[Any]:
        import pyarrow as pa

        for batch in batches:
            # By a setting of Spark's texts may come in another layout.
            yield from task(pa.Table.from_batches([batch]).cast(given)).to_batches()

    schema = task(given.empty_table()).schema
    mapped: DataFrame = df.mapInArrow(run, types.from_arrow_schema(schema))
    return mapped


def statements(
    quotes: DataFrame,
    documents: DataFrame | None = None,
    *,
    window: float | timedelta | None = None,
    n_groups: int = 64,
) -> Found:
    """Find the same statement wherever it is quoted, as `onrecord.statements` does, by joins.

    Parameters
    ----------
    quotes, documents
        What `analyze` gave, or the same read from Parquet. Columns as in `onrecord.statements`.
    window
        As in `onrecord.statements`.
    n_groups
        Sayings are shuffled into so many groups; all of one are in the memory of one task, about 1 kB each. One
        statement lies in one group.

    Returns
    -------
    Found
        The data frames ``statements`` and ``sightings``. Their rows are those of ``onrecord.statements`` on one machine
        over the same quotes in order of ``doc_id``, ``start`` and ``quote_id``; statements that reach as far as each
        other are in order of their ids.

    Raises
    ------
    MissingColumnError
        If a column that is needed is missing.
    ArgumentError
        If an id stands twice, or an argument is out of its range.

    Warns
    -----
    UserWarning
        If dates cannot be read; their sightings come after those with a date.

    Notes
    -----
    The call does the work up to the blocks, and keeps their rows as Spark's local checkpoints, which are lost with the
    executors that hold them: not for machines that may be taken away. The last comparisons are made when a table is
    used, for each table anew: write both, or cache what is used often. Different dates in text are read on the driver.

    Examples
    --------
    Not run here, since it needs Java::

        found = onrecord.spark.statements(quotes, documents)
        found.statements.where("n_outlets > 1").show()
        found.sightings.write.parquet("sightings")
    """
    from pyspark.sql import functions as f

    types = arrow_types()
    span = window_of(window)
    if isinstance(n_groups, bool) or not isinstance(n_groups, int) or n_groups < 1:
        raise ArgumentError(f"n_groups is {n_groups!r}; pass a number from 1")
    for name in NEEDED:
        if name not in quotes.columns:
            hint = nearest(name, quotes.columns)
            raise MissingColumnError(f"no column {name!r} in the quotes; they have {', '.join(quotes.columns)}{hint}")
    facts = _facts(documents, quotes)
    said = [name for name in SAID if name in quotes.columns]
    quotes = quotes.select(*said).localCheckpoint()  # it is looked at twice, and may be costly to make
    without = quotes.where("quote_id is null or doc_id is null").count()
    if without:
        raise ArgumentError(f"{without} quotes have no quote_id or no doc_id; every quote needs both")
    twice = quotes.groupBy("quote_id").count().where("count > 1").head()
    if twice is not None:
        raise ArgumentError(f"quote_id {twice[0]!r} stands in {twice[1]} rows; give each quote an id of its own")

    views = _Views(quotes)
    try:
        views.put("said", _mapped(quotes, split))
        counts = link(views, [*said, "saying"], n_groups)
        linked = views.kept["linked"].join(facts, "doc_id", "left")
    finally:
        views.close()
    order = [(name, "ascending") for name in ORDER if name in linked.columns]
    schema = types.to_arrow_schema(linked.schema)
    task = _Tables(Blocks(counts, span), order, schema)

    # Spark counts its arguments, so that it is no object.
    def found(rows: Any) -> Any:
        return task(rows)

    both = linked.groupBy("turn").applyInArrow(found, types.from_arrow_schema(task(schema.empty_table()).schema))
    reach = [f.desc("n_outlets"), f.desc("n_docs"), f.desc("n_sightings"), "statement_id"]
    return Found(
        both.where("statement is not null").select("statement.*").orderBy(*reach),
        both.where("sighting is not null").select("sighting.*"),
    )


class _Tables:
    """Gives both tables of a group as one: a column for rows of each."""

    def __init__(self, blocks: Blocks, order: list[tuple[str, str]], schema: Any) -> None:
        self._blocks, self._order, self._schema = blocks, order, schema

    def __call__(self, rows: Any) -> Any:
        import pyarrow as pa

        statements, sightings = self._blocks(rows.cast(self._schema).sort_by(self._order).combine_chunks())
        columns = []
        for table, before in ((statements, 0), (sightings, len(statements))):
            kind = pa.struct(list(table.schema))
            after = len(statements) + len(sightings) - before - len(table)
            chunks = table.to_struct_array().chunks
            columns.append(pa.chunked_array([pa.nulls(before, kind), *chunks, pa.nulls(after, kind)], kind))
        return pa.table(dict(zip(("statement", "sighting"), columns, strict=True))).combine_chunks()


def _facts(documents: DataFrame | None, quotes: DataFrame) -> DataFrame:
    """Give outlet and date of each document, as far as they are known."""
    if documents is None:
        documents = quotes.select("doc_id").limit(0)
    if "doc_id" not in documents.columns:
        raise MissingColumnError(f"no column 'doc_id' in the documents; they have {', '.join(documents.columns)}")
    if "status" in documents.columns:
        documents = documents.where("status = 'ok'")  # and not the later ones of a repeated id
    facts = documents.select(*(name for name in FACTS if name in documents.columns))
    facts = facts.where("doc_id is not null").dropDuplicates(["doc_id"]).localCheckpoint()
    dates: dict[str, int | None] = {}
    if dict(facts.dtypes).get("published") == "string":
        # How a date is to be read may be told by another one, so that all are looked at together.
        distinct = [row[0] for row in facts.where("published is not null").select("published").distinct().collect()]
        dates = parsed(distinct)
        bad = [value for value in distinct if value.strip() and dates[value] is None]
        if bad:
            warnings.warn(
                f"{len(bad)} of {len(distinct)} different dates in 'published' cannot be read, one is {bad[0]!r}; "
                "their sightings come after those with a date",
                stacklevel=outside(),
            )
    return _mapped(facts, _Documents(dates))


class _Documents:
    """Reads outlets and dates."""

    def __init__(self, dates: dict[str, int | None]) -> None:
        self._dates = dates

    def __call__(self, rows: Any) -> Any:
        import pyarrow as pa

        table = documents_table(rows, self._dates)
        for name, kind in (("outlet", pa.string()), ("published", pa.int64())):
            if name not in table.column_names:
                table = table.append_column(name, pa.nulls(len(table), kind))
        return table
