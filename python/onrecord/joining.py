"""Statements by joins: for more quotes than one machine's memory holds, on Spark or on disk.

What `onrecord.statements` does in memory is done here in steps, each a query over tables or a function of the core on
batches of their rows:

1. what is said in each quote, and the distinct wordings of it;
2. how often words stand in them, counted once and sent to all tasks;
3. for each wording the few that share the rarest runs of words with it, by joins on the runs, compared by the core: its
   parents; and what one speaker said at greater length;
4. what hangs together by these is put into blocks, and the core finds the statements of each (`Blocks`).

The core's functions and constants are those of one machine, so that the statements are too. Queries are in Spark's SQL,
as far as DuckDB can be taught it; an `Engine` runs them: `onrecord.spark_statements`, `onrecord.disk_statements`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from onrecord import _core
from onrecord.tracing import quotes_table

__all__ = ["FACTS", "SAID", "Blocks", "Counts", "Engine", "link"]

SAID = ("quote_id", "doc_id", "text", "kind", "start", "end", "content", "speaker_id", "speaker", "stance", "zone")
"""Columns of quotes that statements are made of, as far as they are there."""
FACTS = ("doc_id", "outlet", "published")
"""Those of documents."""
ROUNDS = 50
"""More than any graph that fits on disk needs: their number grows with the logarithm of its nodes."""

# No lists are gathered and no texts aggregated: of what DuckDB does, it cannot put these on disk.
FORMS = "select distinct form, words from {said}"
VOICES = "select distinct form, voice from {said} where voice is not null"
GRAMS = "select form, explode(grams) as gram from {ranked} where strong"
PLACES = """
select form, gram, i, case when n < {POSTINGS} then n else {POSTINGS} end as n from (
    select form, gram, row_number() over (partition by gram order by form) as i,
        count(*) over (partition by gram) as n
    from {grams}
) where n > 1
"""
"""Each run of a wording, how many have it, and which of them this one is; the longest come first."""
LISTS = """
select form, gram, n from (
    select form, gram, n, row_number() over (partition by form order by n, gram) as i from {places}
) where i <= {LOOKUPS}
"""
"""The rarest runs of each wording."""
CANDIDATES = """
with shared as (
    -- The bits of a number are as many as its logarithm and one, without rounding.
    select l.form, p.form as other, sum(length(bin(cast(floor(greatest({strong} / l.n, 1)) as bigint)))) as weight
    from {lists} l join {places} p on p.gram = l.gram
    where p.i <= {POSTINGS} and p.form < l.form and pmod(xxhash64(l.form), {n_slices}) = {slice}
    group by l.form, p.form
),
best as (
    select form, other, row_number() over (partition by form order by weight desc, other) as i,
        weight, max(weight) over (partition by form) as most
    from shared
)
select form, other, i from best where i <= {CANDIDATES} and weight * {WORTH} >= most
"""
"""For each wording the few longer ones that share the rarest runs with it, ranked from 1."""
OTHERS = """
with agreed as (
    select distinct c.form, c.other from {candidates} c
    join {voices} a on a.form = c.form join {voices} b on b.form = c.other and b.voice = a.voice
)
select c.form, c.i, c.other, r.words, a.form is not null as agree
from {candidates} c join {ranked} r on r.form = c.other
left join agreed a on a.form = c.form and a.other = c.other
"""
PARTS = """
with weak as (
    select r.form, r.wanted as run, v.voice from {ranked} r join {voices} v on v.form = r.form
    where r.wanted is not null
),
runs as (select form as host, explode(runs) as run from {ranked} where strong),
whole as (
    select u.host, u.run, v.voice from runs u join {voices} v on v.form = u.host
    where u.run in (select wanted from {ranked} where wanted is not null)
),
pairs as (
    select distinct w.form, w.voice, h.host from weak w join whole h on h.run = w.run and h.voice = w.voice
)
select p.form, p.voice, p.host, a.words as part, b.words as whole
from pairs p join {ranked} a on a.form = p.form join {ranked} b on b.form = p.host
"""
"""What proves nothing, beside all that the same speaker said at greater length with its most telling run."""


def _compared() -> str:
    """Write the query for wordings beside all that each is to be compared with."""
    ranks = range(1, _core.CANDIDATES + 1)
    columns = [f"o{i}.other as other_{i}, o{i}.words as words_{i}, o{i}.agree as agree_{i}" for i in ranks]
    joins = [f"left join {{others}} o{i} on o{i}.form = r.form and o{i}.i = {i}" for i in ranks]
    joins[0] = joins[0].removeprefix("left ")  # who has any has a first one
    return f"select r.form, r.words, {', '.join(columns)} from {{ranked}} r {' '.join(joins)}"  # noqa: S608 -- our own


LARGE_STARS = """
with near as (select a, b from {edges} union all select b as a, a as b from {edges}),
tied as (select a, b, min(b) over (partition by a) as m from near)
select distinct b as a, case when m < a then m else a end as b from tied where b > a
"""
SMALL_STARS = """
with near as (
    select case when a > b then a else b end as a, case when a > b then b else a end as b from {edges}
),
tied as (select a, b, min(b) over (partition by a) as m from near)
select distinct a, b from (select b as a, m as b from tied where b > m union all select a, m as b from tied)
"""
TOLD = "select count(*), sum(cast(xxhash64(a, b) as decimal(38, 0))) from {edges}"
"""Equal for the same edges, and hardly for others."""
LINKED = """
select {columns}, p.parents, h.host, pmod(xxhash64(coalesce(r.root, h.host, s.form)), {n_groups}) as turn{names}
from {said} s
left join {parents} p on p.form = s.form
left join {hosts} h on h.form = s.form and h.voice = s.voice
left join {roots} r on r.node = coalesce(h.host, s.form)
left join {named} n on n.voice = s.voice
"""
NAMED = "select voice, min_by({name}, {order}) as name from {said} where voice is not null group by voice"
"""Speakers have the name of their first saying, as everywhere in the tables."""


class Counts(Protocol):
    """How often words stand in all wordings, on its way to where it is needed."""

    def get(self) -> _core.WordCounts:
        """Give them."""
        ...


class Engine(Protocol):
    """What runs the queries, and keeps what they give under names."""

    order: str
    """An expression over ``said`` that tells which saying is first."""
    slice: int
    """So many wordings have their candidates looked for at a time: some thousand rows each, before they are counted."""

    def keep(self, name: str, query: str) -> None:
        """Keep what a query gives."""
        ...

    def mapped(self, name: str, query: str, task: Callable[[Any], Any]) -> None:
        """Keep what `task` makes of each batch of rows that a query gives: an Arrow table of an Arrow table."""
        ...

    def row(self, query: str) -> Sequence[Any]:
        """Give the one row of a query."""
        ...

    def arrow(self, query: str) -> Any:
        """Give all rows of a query as an Arrow table."""
        ...

    def of(self, name: str) -> str:
        """Give what a kept table is called in queries."""
        ...

    def counts(self, several: Any, total: float) -> Counts:
        """Send counts of words to the tasks."""
        ...


class _Queries:
    """An engine with the words of its queries filled in."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.constants = {name: getattr(_core, name) for name in ("CANDIDATES", "LOOKUPS", "POSTINGS", "WORTH")}

    def text(self, query: str, /, *tables: str, **values: Any) -> str:
        """Write a query over kept tables."""
        names = {name: self.engine.of(name) for name in tables}
        return query.format(**self.constants, **names, **values)

    def keep(self, name: str, query: str, /, *tables: str, **values: Any) -> None:
        """Keep what a query gives."""
        self.engine.keep(name, self.text(query, *tables, **values))

    def mapped(self, name: str, task: Callable[[Any], Any], query: str, /, *tables: str, **values: Any) -> None:
        """Keep what a task makes of a query."""
        self.engine.mapped(name, self.text(query, *tables, **values), task)


def split(rows: Any) -> Any:
    """Split quotes into what is said in them, a row a saying."""
    import pyarrow as pa

    quotes = quotes_table(rows)
    sayings = pa.table(_core.sayings(quotes))
    table = quotes.take(sayings["row"])
    for name in sayings.column_names[1:]:
        table = table.append_column(name, sayings[name])
    return table.combine_chunks()


def link(engine: Engine, columns: Sequence[str], n_groups: int) -> Counts:
    """Find what hangs together among the table ``said`` (of `split`) of an engine; keep it as ``linked``.

    Parameters
    ----------
    engine
        Keeps ``said``, and everything that is made of it.
    columns
        Those of ``said`` that ``linked`` is to have.
    n_groups
        Blocks are dealt into so many groups, told by a column ``turn``. A statement lies in one of them.

    Returns
    -------
    Counts
        What `Blocks` needs beside the rows of a group.
    """
    queries = _Queries(engine)
    queries.keep("forms", FORMS, "said")
    queries.mapped("counted", _counted, "select words from {forms}", "forms")
    queries.keep("counts", "select word, cast(sum(n) as bigint) as n from {counted} group by word", "counted")
    several = engine.arrow(queries.text("select word, n from {counts} where n > 1", "counts"))
    total = engine.row(queries.text("select cast(sum(n) as double) from {counts}", "counts"))[0]
    counts = engine.counts(several, float(total or 0))
    queries.mapped("ranked", _Ranks(counts), "select form, words from {forms}", "forms")
    queries.keep("voices", VOICES, "said")
    strong = engine.row(queries.text("select count(*) from {ranked} where strong", "ranked"))[0]
    queries.keep("grams", GRAMS, "ranked")
    queries.keep("places", PLACES, "grams")
    queries.keep("lists", LISTS, "places")
    n_slices = 1 + strong // engine.slice
    slices = [f"candidates{i}" for i in range(n_slices)]
    for i, name in enumerate(slices):
        queries.keep(name, CANDIDATES, "lists", "places", strong=strong, n_slices=n_slices, slice=i)
    every = " union all ".join(f"select * from {{{name}}}" for name in slices)  # noqa: S608 -- our own names
    queries.keep("candidates", every, *slices)
    queries.keep("others", OTHERS, "candidates", "voices", "ranked")
    queries.mapped("compared", _Variants(counts), _compared(), "ranked", "others")
    queries.keep("parents", "select form, parents from {compared} where size(parents) > 0", "compared")
    queries.mapped("parts", _Parts(counts), PARTS, "ranked", "voices")
    queries.keep("hosts", "select form, voice, min(host) as host from {parts} group by form, voice", "parts")
    queries.keep("edges", "select form as a, explode(parents) as b from {parents}", "parents")
    _components(queries)
    name = "speaker" if "speaker" in columns else "voice"
    queries.keep("named", NAMED, "said", name=name, order=engine.order)
    queries.keep(
        "linked",
        LINKED,
        *("said", "parents", "hosts", "roots", "named"),
        columns=", ".join(f"s.{column}" for column in columns if column != "speaker"),
        names=", n.name as speaker" if "speaker" in columns else "",
        n_groups=n_groups,
    )
    return counts


def _components(queries: _Queries) -> None:
    """Tie all nodes of ``edges`` that hang together to the least of them: ``roots``.

    Alternating stars (Kiveris et al., "Connected components in MapReduce and beyond", 2014): every node is tied to the
    least of its neighbours, from above and from below in turn, until nothing changes.
    """
    now, before = queries.engine.of("edges"), None
    for i in range(ROUNDS):
        for star, query in (("large", LARGE_STARS), ("small", SMALL_STARS)):
            queries.keep(f"{star}{i}", query, edges=now)
            now = queries.engine.of(f"{star}{i}")
        told = tuple(queries.engine.row(queries.text(TOLD, edges=now)))
        if told == before:
            break
        before = told
    queries.keep("roots", "select a as node, b as root from {edges}", edges=now)


def _counted(forms: Any) -> Any:
    import pyarrow as pa

    return pa.table(_core.count_words(forms))


class _Ranks:
    """Tells of wordings what they prove, and by which runs of words they look for others."""

    def __init__(self, counts: Counts) -> None:
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

        kept = pa.table(self._counts.get().parts(pairs.combine_chunks()))["is_part"]
        return pairs.filter(kept).drop(["part", "whole"])


class Blocks:
    """Finds the statements of a group of ``linked``, whose rows have outlets and dates too, in the order given."""

    def __init__(self, counts: Counts, window: int | None = None) -> None:
        self._counts, self._window = counts, window

    def __call__(self, rows: Any) -> tuple[Any, Any]:
        """Give the tables statements and sightings."""
        import pyarrow as pa

        rows = rows.combine_chunks()
        found = self._counts.get().statements(rows, rows.select(FACTS), window=self._window)
        statements, sightings = (pa.table(table).combine_chunks() for table in found)
        return statements, sightings
