"""Statements on Spark: joins on shared runs of words, and the same comparisons a block of sayings at a time.

What `onrecord.statements` does in the memory of one machine is done here in steps, each a pass of Spark over tables:

1. what is said in each quote, and the distinct wordings of it (`_said`);
2. how often words stand in them, counted once and sent to all tasks;
3. for each wording the few that share the rarest runs of words with it, by joins on the runs (`_candidates`), compared
   by the core: its parents; and what one speaker said at greater length (`_hosts`);
4. what hangs together by these (`onrecord.components`) is put into blocks, and the core finds the statements of each.

No step holds more than a share of the rows; the core's functions and constants are those of one machine, so that the
statements are too.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from onrecord import _core
from onrecord.components import components
from onrecord.exceptions import ArgumentError, MissingColumnError, nearest, outside
from onrecord.sending import Sent, arrow_types
from onrecord.tracing import NEEDED, NUMBERS, TEXT, documents_table, parsed, quotes_table, window_of

if TYPE_CHECKING:
    from datetime import timedelta

    from pyspark.sql import DataFrame

__all__ = ["Found", "statements"]

SAID = (*TEXT, *NUMBERS, "content")
FACTS = ("doc_id", "outlet", "published")
ORDER = ("doc_id", "start", "quote_id", "saying")


class Found(NamedTuple):
    """What `onrecord.spark.statements` gives: two data frames."""

    statements: DataFrame
    """One row a statement, the farthest-reaching first."""
    sightings: DataFrame
    """One row a place where a statement is printed; those of a statement follow each other in order of time."""


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
        over the same quotes in order of ``doc_id``, ``start`` and ``quote_id``.

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
    The call does the work up to the blocks, and keeps their rows as Spark's local checkpoints; the last comparisons are
    made when a table is used, for each table anew: write both, or cache what is used often.

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
    twice = quotes.groupBy("quote_id").count().where("count > 1").head()
    if twice is not None:
        raise ArgumentError(f"quote_id {twice[0]!r} stands in {twice[1]} rows; give each quote an id of its own")

    said = _said(quotes).localCheckpoint()
    forms = said.select("form", "words").dropDuplicates(["form"])
    counts = _counts(forms)
    ranked = _mapped(forms, _Ranks(counts)).localCheckpoint()
    voices = said.select("form", "voice").where("voice is not null").distinct()
    parents = _parents(ranked, voices, counts).localCheckpoint()
    hosts = _hosts(ranked, voices, counts).localCheckpoint()
    roots = components(parents.select(f.col("form").alias("a"), f.explode("parents").alias("b")))

    linked = (
        said.drop("words")
        .join(parents, "form", "left")
        .join(hosts, ["form", "voice"], "left")
        .withColumn("node", f.coalesce("host", "form"))
        .join(roots, "node", "left")
        .withColumn("turn", f.pmod(f.xxhash64(f.coalesce("root", "node")), f.lit(n_groups)))
        .join(_facts(documents, quotes), "doc_id", "left")
    )
    if "speaker" in said.columns:
        linked = linked.drop("speaker").join(_names(said), "voice", "left")
    linked = linked.drop("form", "voice", "node", "root").localCheckpoint()
    # Spark counts its arguments, so that it is no object.
    task = _Statements(counts, span)

    def found(rows: Any) -> Any:
        return task.tables(rows)

    nothing = types.to_arrow_schema(linked.schema).empty_table()
    schema = types.from_arrow_schema(task.tables(nothing).schema)
    both = linked.groupBy("turn").applyInArrow(found, schema)
    reach = [f.desc("n_outlets"), f.desc("n_docs"), f.desc("n_sightings"), "statement_id"]
    return Found(
        both.where("statement is not null").select("statement.*").orderBy(*reach),
        both.where("sighting is not null").select("sighting.*"),
    )


def _mapped(df: DataFrame, task: Callable[[Any], Any]) -> DataFrame:
    """Give what a task makes of the table of each batch."""
    types = arrow_types()

    def run(batches: Iterator[Any]) -> Iterator[Any]:
        import pyarrow as pa

        for batch in batches:
            yield from task(pa.Table.from_batches([batch])).to_batches()

    schema = task(types.to_arrow_schema(df.schema).empty_table()).schema
    mapped: DataFrame = df.mapInArrow(run, types.from_arrow_schema(schema))
    return mapped


def _sayings(rows: Any) -> Any:
    """Split quotes into what is said in them."""
    import pyarrow as pa

    quotes = quotes_table(rows)
    split = pa.table(_core.sayings(quotes))
    table = quotes.take(split["row"])
    for name in split.column_names[1:]:
        table = table.append_column(name, split[name])
    return table.combine_chunks()


def _said(quotes: DataFrame) -> DataFrame:
    return _mapped(quotes.select(*(name for name in SAID if name in quotes.columns)), _sayings)


def _counted(forms: Any) -> Any:
    import pyarrow as pa

    return pa.table(_core.count_words(forms))


def _word_counts(data: bytes) -> _core.WordCounts:
    import pyarrow as pa

    table = pa.ipc.open_stream(data).read_all()
    return _core.WordCounts(table, float(table.schema.metadata[b"total"]))


def _counts(forms: DataFrame) -> Sent[_core.WordCounts]:
    """Count words over all wordings. What stands there once, which most words do, need not be sent."""
    import pyarrow as pa
    from pyspark.sql import functions as f

    counts = _mapped(forms.select("words"), _counted).groupBy("word").agg(f.sum("n").alias("n")).localCheckpoint()
    total = counts.agg(f.sum("n")).head()
    several = counts.where("n > 1").toArrow()
    several = several.replace_schema_metadata({"total": str(total[0] or 0)})
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, several.schema) as writer:
        writer.write_table(several)
    return Sent(forms, sink.getvalue().to_pybytes(), _word_counts)


class _Ranks:
    """Tells of wordings what they prove, and by which runs of words they look for others."""

    def __init__(self, counts: Sent[_core.WordCounts]) -> None:
        self._counts = counts

    def __call__(self, forms: Any) -> Any:
        import pyarrow as pa

        return pa.table(self._counts.get().ranked(forms))


class _Variants(_Ranks):
    """Compares wordings with those that share most with them."""

    def __call__(self, forms: Any) -> Any:
        import pyarrow as pa

        return pa.table(self._counts.get().variants(forms.combine_chunks()))


class _Parts(_Ranks):
    """Keeps pairs of which the one is part of the other."""

    def __call__(self, pairs: Any) -> Any:
        import pyarrow as pa

        return pairs.filter(pa.table(self._counts.get().parts(pairs.combine_chunks()))["is_part"]).drop(
            ["part", "whole"]
        )


def _candidates(strong: DataFrame) -> DataFrame:
    """Give each wording (``form``) the few longer ones (``other``) that share the rarest runs with it, best first."""
    from pyspark.sql import Window
    from pyspark.sql import functions as f

    n_strong = strong.count()
    grams = strong.select("form", f.explode("grams").alias("gram"))
    longest = Window.partitionBy("gram").orderBy("form")
    holders = (
        grams.withColumn("i", f.row_number().over(longest))
        .where(f.col("i") <= _core.POSTINGS)
        .groupBy("gram")
        .agg(f.collect_list("form").alias("others"), f.count("*").alias("n"))
        .where("n > 1")
    )
    rarest = Window.partitionBy("form").orderBy("n", "gram")
    best = Window.partitionBy("form").orderBy(f.desc("weight"), "other")
    shared = (
        grams.join(holders, "gram")
        .withColumn("i", f.row_number().over(rarest))
        .where(f.col("i") <= _core.LOOKUPS)
        # The bits of a number are as many as its logarithm and one, without rounding.
        .withColumn("weight", f.expr(f"length(bin(greatest({n_strong} div n, 1)))"))
        .select("form", f.explode("others").alias("other"), "weight")
        .where("other < form")
        .groupBy("form", "other")
        .agg(f.sum("weight").alias("weight"))
    )
    return (
        shared.withColumn("i", f.row_number().over(best))
        .where(f.col("i") <= _core.CANDIDATES)
        .withColumn("most", f.max("weight").over(Window.partitionBy("form")))
        .where(f.col("weight") * _core.WORTH >= f.col("most"))
        .select("form", "other", "i")
    )


def _parents(ranked: DataFrame, voices: DataFrame, counts: Sent[_core.WordCounts]) -> DataFrame:
    """Give wordings (``form``) the longer ones that they are variants of (``parents``), best first."""
    from pyspark.sql import functions as f

    strong = ranked.where("strong")
    heard = voices.groupBy("form").agg(f.collect_set("voice").alias("voices"))
    known = strong.select("form", "words").join(heard, "form", "left")
    other = known.select(*(f.col(name).alias(f"other_{name}") for name in ("form", "words", "voices")))
    pairs = (
        _candidates(strong)
        .join(known, "form")
        .join(other, f.col("other") == f.col("other_form"))
        .withColumn("agree", f.coalesce(f.arrays_overlap("voices", "other_voices"), f.lit(False)))
        .groupBy("form")
        .agg(
            f.first("words").alias("words"),
            f.sort_array(
                f.collect_list(
                    f.struct("i", f.col("other_form").alias("form"), f.col("other_words").alias("words"), "agree")
                )
            ).alias("others"),
        )
    )
    return _mapped(pairs, _Variants(counts)).where("size(parents) > 0")


def _hosts(ranked: DataFrame, voices: DataFrame, counts: Sent[_core.WordCounts]) -> DataFrame:
    """Give what proves nothing (``form``), by speaker (``voice``), the longest that it is part of (``host``)."""
    from pyspark.sql import functions as f

    looking = ranked.where("wanted is not null").select("form", f.col("wanted").alias("run"))
    weak = looking.join(voices, "form")
    whole = (
        ranked.where("strong")
        .select(f.col("form").alias("host"), f.explode("runs").alias("run"))
        .join(looking.select("run").distinct(), "run", "left_semi")
        .join(voices.withColumnRenamed("form", "host"), "host")
    )
    words = ranked.select("form", "words")
    pairs = (
        weak.join(whole, ["run", "voice"])
        .select("form", "voice", "host")
        .distinct()
        .join(words.withColumnRenamed("words", "part"), "form")
        .join(words.select(f.col("form").alias("host"), f.col("words").alias("whole")), "host")
    )
    return _mapped(pairs, _Parts(counts)).groupBy("form", "voice").agg(f.min("host").alias("host"))


def _facts(documents: DataFrame | None, quotes: DataFrame) -> DataFrame:
    """Give outlet and date of each document, as far as they are known."""
    if documents is None:
        documents = quotes.select("doc_id").limit(0)
    if "doc_id" not in documents.columns:
        raise MissingColumnError(f"no column 'doc_id' in the documents; they have {', '.join(documents.columns)}")
    facts = documents.select(*(name for name in FACTS if name in documents.columns)).dropDuplicates(["doc_id"])
    dates: dict[str, int | None] = {}
    if dict(facts.dtypes).get("published") == "string":
        # How a date is to be read may be told by another one, so that all are looked at together.
        distinct = [row[0] for row in facts.where("trim(published) != ''").select("published").distinct().collect()]
        dates = parsed(distinct)
        bad = [value for value in distinct if dates[value] is None]
        if bad:
            warnings.warn(
                f"{len(bad)} of {len(distinct)} different dates in 'published' cannot be read, one is {bad[0]!r}; "
                "their sightings come after those with a date",
                stacklevel=outside(),
            )
    return _mapped(facts, _Documents(dates))


def _names(said: DataFrame) -> DataFrame:
    """Give each speaker the name of the first saying, as everywhere in the tables."""
    from pyspark.sql import functions as f

    known = [name for name in ORDER if name in said.columns]
    # Nulls are last, as they are to Arrow.
    order = f.struct(*(part for name in known for part in (f.col(name).isNull().alias(f"no_{name}"), f.col(name))))
    named = said.where("voice is not null")
    return named.groupBy("voice").agg(f.min_by("speaker", order).alias("speaker"))


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


class _Statements:
    """Finds the statements of a group of sayings that holds each whole."""

    def __init__(self, counts: Sent[_core.WordCounts], window: int | None) -> None:
        self._counts, self._window = counts, window

    def tables(self, rows: Any) -> Any:
        """Give both tables as one: a column for rows of each."""
        import pyarrow as pa

        rows = rows.sort_by([(name, "ascending") for name in ORDER if name in rows.column_names]).combine_chunks()
        found = self._counts.get().statements(rows, rows.select(FACTS), window=self._window)
        statements, sightings = (pa.table(table).combine_chunks() for table in found)
        columns = []
        for table, before in ((statements, 0), (sightings, len(statements))):
            kind = pa.struct(list(table.schema))
            chunks = table.to_struct_array().chunks
            after = len(statements) + len(sightings) - before - len(table)
            columns.append(pa.chunked_array([pa.nulls(before, kind), *chunks, pa.nulls(after, kind)], kind))
        return pa.table(dict(zip(("statement", "sighting"), columns, strict=True))).combine_chunks()
