"""The analysis on Spark: the same functions, a partition at a time.

The functions of `onrecord.spark` need pyspark 4 or later (``pip install 'onrecord[spark]'``), Java 17, and onrecord on
every machine of the cluster.

Each task reads its partition as Arrow batches and hands them to `onrecord.batches`, so that a task holds one chunk and
nothing is converted row by row. The list of entities is built once, on the driver, and broadcast as its saved bytes;
each Python worker loads it once. Statements are found by joins (`onrecord.spark_statements`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from onrecord import _core
from onrecord.arguments import share
from onrecord.exceptions import MissingColumnError, nearest
from onrecord.gazetteer import Gazetteer
from onrecord.sending import Sent, arrow_types
from onrecord.spark_statements import Found, statements
from onrecord.streaming import batches
from onrecord.tallying import MENTIONS, QUOTES
from onrecord.tallying import tally as tally_of

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

__all__ = ["Found", "analyze", "statements", "tally"]

CHUNK_BYTES = 4_000_000
"""Tasks of a machine share its memory."""


def _names(data: bytes) -> Gazetteer:
    return Gazetteer._of(_core.Gazetteer.from_bytes(data))


class _Task:
    """What a task does with its partition."""

    def __init__(self, names: Sent[Gazetteer], schema: Any, options: dict[str, Any]) -> None:
        self._names, self._schema, self._options = names, schema, options

    def __call__(self, partition: Iterator[Any]) -> Iterator[Any]:
        for batch in batches(partition, self._names.get(), **self._options):
            yield batch.cast(self._schema)


def analyze(
    df: DataFrame,
    entities: Any = None,
    *,
    table: str = "quotes",
    text_field: str = "text",
    id_field: str = "id",
    min_confidence: float = 0.0,
    n_threads: int = 1,
    chunk_bytes: int = CHUNK_BYTES,
) -> DataFrame:
    """Find who said what in a Spark data frame of articles.

    Parameters
    ----------
    df
        One article a row; any number of partitions. Other columns reach the table ``documents``; title and author help
        the analysis.
    entities
        As in `onrecord.analyze`; built on the driver and broadcast.
    table
        ``documents``, ``zones``, ``mentions`` or ``quotes``. Each is a pass over the articles: write `df` to one, or
        cache it, if it is costly to make.
    text_field, id_field
        Columns of the text and of the id. Every article needs an id: numbers would begin anew in each partition.
    min_confidence
        As in `onrecord.analyze`.
    n_threads
        Threads a task; Spark counts on one a core.
    chunk_bytes
        Bytes of text that a task holds at a time, at most.

    Returns
    -------
    pyspark.sql.DataFrame
        Rows of the table, those of each partition in its order; equal to those of
        ``onrecord.analyze(..., link=False)`` on all articles.

    Raises
    ------
    MissingColumnError
        If `df` has no column `text_field` or `id_field`.
    ArgumentError
        If an argument is out of its range.
    EntityError
        If the list of entities cannot be used.

    Notes
    -----
    An id that is given twice is an error of its later row within a partition. Across partitions nobody looks for it:
    drop duplicates first, where there may be any.

    Examples
    --------
    Not run here, since it needs Java::

        import onrecord.spark

        articles = spark.read.parquet("s3://news/2017/")
        quotes = onrecord.spark.analyze(articles, "people.csv")
        mentions = onrecord.spark.analyze(articles, "people.csv", table="mentions")
        onrecord.spark.tally(mentions, quotes).show()
    """
    types = arrow_types()
    share("min_confidence", min_confidence)
    for argument, name in (("text_field", text_field), ("id_field", id_field)):
        if name not in df.columns:
            hint = nearest(name, df.columns).replace("mean ", f"mean {argument}=")
            raise MissingColumnError(f"no column {name!r} in the DataFrame; it has {', '.join(df.columns)}{hint}")
    names = entities if isinstance(entities, Gazetteer) else Gazetteer(entities)
    options: dict[str, Any] = {
        "table": table,
        "text_field": text_field,
        "id_field": id_field,
        "min_confidence": min_confidence,
        "n_threads": n_threads,
        "chunk_bytes": chunk_bytes,
    }
    # A table of nothing has the columns that Spark asks for beforehand.
    nothing = types.to_arrow_schema(df.schema).empty_table()
    schema = next(batches(nothing, **options)).schema
    sent = Sent(df, names._core.to_bytes(), _names)
    found: DataFrame = df.mapInArrow(_Task(sent, schema, options), types.from_arrow_schema(schema))
    return found


def tally(mentions: DataFrame, quotes: DataFrame, *, n_groups: int = 64) -> DataFrame:
    """Count entities over tables of mentions and quotes, as `onrecord.tally` does.

    Parameters
    ----------
    mentions, quotes
        What `analyze` gave, or the same read from Parquet.
    n_groups
        Entities are shuffled into so many groups; all rows of a group are in the memory of one task.

    Returns
    -------
    pyspark.sql.DataFrame
        One row an entity, the most quoted first; equal to ``entities`` of one machine.

    Examples
    --------
    Not run here, since it needs Java::

        onrecord.spark.tally(mentions, quotes).write.parquet("entities")
    """
    types = arrow_types()
    from pyspark.sql import functions as f

    said = (*QUOTES, "n_words")

    def groups(df: DataFrame, columns: tuple[str, ...], key: str) -> Any:
        rows = df.select(*columns).where(f.col(key).isNotNull())
        return rows.groupBy(f.pmod(f.hash(key), f.lit(n_groups)).alias("turn"))

    named, speaking = groups(mentions, MENTIONS, "entity_id"), groups(quotes, said, "speaker_id")
    empty = [
        types.to_arrow_schema(df.select(*columns).schema).empty_table()
        for df, columns in ((mentions, MENTIONS), (quotes, said))
    ]
    schema = tally_of(*empty).arrow.schema

    # Spark counts its arguments, so that it is no object like that of `analyze`.
    def count(mentions: Any, quotes: Any) -> Any:
        return tally_of(mentions, quotes).arrow.cast(schema)

    counted: DataFrame = named.cogroup(speaking).applyInArrow(count, types.from_arrow_schema(schema))
    ordered: DataFrame = counted.orderBy(f.desc("n_quotes"), f.desc("n_mentions"), "entity", "entity_id")
    return ordered
