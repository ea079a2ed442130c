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
from onrecord.exceptions import InternalError
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
GRAMS = "select n.id, explode(r.grams) as gram from {ranked} r join {numbered} n on n.form = r.form"
PLACES = """
select id, gram, i, case when n < {POSTINGS} then n else {POSTINGS} end as n from (
    select id, gram, row_number() over (partition by gram order by id) as i, count(*) over (partition by gram) as n
    from {grams}
) where n > 1
"""
"""Each run of a wording, how many have it, and which of them this one is; the longest come first."""
LISTS = """
select id, gram, n from (
    select id, gram, n, row_number() over (partition by id order by n, gram) as i from {places}
) where i <= {LOOKUPS}
"""
"""The rarest runs of each wording."""
SHARED = """
select l.id, p.id as other, sum(length(bin(cast(floor(greatest({strong} / l.n, 1)) as bigint)))) as weight
from {lists} l join {holders} p on p.gram = l.gram
where p.id < l.id and pmod(xxhash64(l.id), {n_slices}) = {slice}
group by l.id, p.id
"""
"""How much wordings have in common: the bits of a number are as many as its logarithm and one, without rounding."""
BEST = """
select id, other, weight, i from (
    select id, other, weight, row_number() over (partition by id order by weight desc, other) as i from {shared}
) where i <= {CANDIDATES}
"""
CANDIDATES = """
select f.form, o.form as other, b.i
from {best} b join {best} first on first.id = b.id and first.i = 1
join {numbered} f on f.id = b.id join {numbered} o on o.id = b.other
where b.weight * {WORTH} >= first.weight
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
where pmod(xxhash64(c.form), {n_slices}) = {slice}
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


def _beside() -> str:
    """Write the query for wordings beside all that each is to be compared with."""
    ranks = range(1, _core.CANDIDATES + 1)
    columns = [f"o{i}.other as other_{i}, o{i}.words as words_{i}, o{i}.agree as agree_{i}" for i in ranks]
    joins = [f"left join {{others}} o{i} on o{i}.form = r.form and o{i}.i = {i}" for i in ranks]
    joins[0] = joins[0].removeprefix("left ")  # who has any has a first one
    of_slice = "pmod(xxhash64(r.form), {n_slices}) = {slice}"
    return f"select r.form, r.words, {', '.join(columns)} from {{ranked}} r {' '.join(joins)} where {of_slice}"  # noqa: S608


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
FINGERPRINT = "select count(*), sum(cast(xxhash64(a, b) as decimal(38, 0))) from {edges}"
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
    numbered: str
    """A query over ``ranked`` that gives each wording that is ``strong`` (``form``) an ``id`` in the same order."""
    most_wordings: int
    """So many wordings are compared with others together; more are cut into slices of about so many."""
    most_pairs: int
    """The same for pairs of wordings that share a run."""

    def keep(self, name: str, query: str) -> None:
        """Keep what a query gives."""
        ...

    def mapped(self, name: str, query: str, task: Callable[[Any], Any]) -> None:
        """Keep what `task` makes of each batch of rows that a query gives: an Arrow table of an Arrow table."""
        ...

    def drop(self, name: str) -> None:
        """Forget what is kept under a name."""
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

    def slices(self, name: str, n: int) -> list[str]:
        """Give the names of so many parts of a table."""
        return [name] if n == 1 else [f"{name}{i}" for i in range(n)]

    def together(self, name: str, slices: list[str]) -> None:
        """Put the parts of a table together."""
        if slices != [name]:
            self.engine.keep(name, " union all ".join(f"select * from {self.engine.of(part)}" for part in slices))  # noqa: S608
            self.drop(*slices)

    def drop(self, *tables: str) -> None:
        """Forget tables that are not needed again."""
        for name in tables:
            self.engine.drop(name)

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
    queries.keep("numbered", engine.numbered, "ranked")
    queries.keep("grams", GRAMS, "ranked", "numbered")
    queries.keep("places", PLACES, "grams")
    queries.keep("lists", LISTS, "places")
    queries.keep("holders", "select id, gram from {places} where i <= {POSTINGS}", "places")
    queries.drop("grams", "places")
    _candidates(queries, strong)
    _compare(queries, strong, counts)
    queries.keep("parents", "select form, parents from {compared} where size(parents) > 0", "compared")
    queries.mapped("parts", _Parts(counts), PARTS, "ranked", "voices")
    queries.keep("hosts", "select form, voice, min(host) as host from {parts} group by form, voice", "parts")
    queries.keep("edges", "select form as a, explode(parents) as b from {parents}", "parents")
    _components(queries)
    names = [column for column in ("speaker", "speaker_id") if column in columns]
    name = f"coalesce({', '.join(names)})" if names else "voice"
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


def _candidates(queries: _Queries, strong: int) -> None:
    """Keep ``candidates``, found for a share of the wordings at a time: what they share is much more than they are."""
    pairs = queries.engine.row(queries.text("select sum(n) from {lists}", "lists"))[0] or 0
    slices = queries.slices("best", 1 + int(pairs) // queries.engine.most_pairs)
    for i, name in enumerate(slices):
        queries.keep("shared", SHARED, "lists", "holders", strong=strong, n_slices=len(slices), slice=i)
        queries.keep(name, BEST, "shared")
    queries.together("best", slices)
    queries.keep("candidates", CANDIDATES, "best", "numbered")
    queries.drop("shared", "best", "lists", "holders", "numbered")


def _compare(queries: _Queries, strong: int, counts: Counts) -> None:
    """Keep ``compared``, a share of the wordings at a time: each has the words of several beside it."""
    slices = queries.slices("compared", 1 + strong // queries.engine.most_wordings)
    for i, name in enumerate(slices):
        of_slice = {"n_slices": len(slices), "slice": i}
        queries.keep("others", OTHERS, "candidates", "voices", "ranked", **of_slice)
        queries.mapped(name, _Variants(counts), _beside(), "ranked", "others", **of_slice)
    queries.together("compared", slices)
    queries.drop("others", "candidates")


def _components(queries: _Queries) -> None:
    """Tie all nodes of ``edges`` that hang together to the least of them: ``roots``.

    Alternating stars (Kiveris et al., "Connected components in MapReduce and beyond", 2014): every node is tied to the
    least of its neighbours, from above and from below in turn, until nothing changes.
    """
    now, before = queries.engine.of("edges"), None
    for _ in range(ROUNDS):
        for star, query in (("large", LARGE_STARS), ("small", SMALL_STARS)):
            queries.keep(star, query, edges=now)
            now = queries.engine.of(star)
        after = tuple(queries.engine.row(queries.text(FINGERPRINT, edges=now)))
        if after == before:
            break
        before = after
    else:
        raise InternalError(f"components of statements did not settle in {ROUNDS} rounds, please report it")
    queries.keep("roots", "select a as node, b as root from {edges}", edges=now)


def _counted(forms: Any) -> Any:
    import pyarrow as pa

    return pa.table(_core.count_words(forms))


class _WithCounts:
    """A task that needs the counts of words."""

    def __init__(self, counts: Counts) -> None:
        self._counts = counts


class _Ranks(_WithCounts):
    """Tells of wordings what they prove, and by which runs of words they look for others."""

    def __call__(self, forms: Any) -> Any:
        import pyarrow as pa

        return pa.table(self._counts.get().ranked(forms))


class _Variants(_WithCounts):
    """Compares wordings with those that share most with them."""

    def __call__(self, forms: Any) -> Any:
        import pyarrow as pa

        return pa.table(self._counts.get().variants(forms.combine_chunks()))


class _Parts(_WithCounts):
    """Keeps pairs of which the one is part of the other."""

    def __call__(self, pairs: Any) -> Any:
        import pyarrow as pa

        kept = pa.table(self._counts.get().parts(pairs.combine_chunks()))["is_part"]
        return pairs.filter(kept).drop(["part", "whole"])


class Blocks:
    """Finds the statements of a group of ``linked``, whose rows have outlets and dates too, in the order given."""

    def __init__(self, counts: Counts, window: int | None = None, n_threads: int = 1) -> None:
        self._counts, self._window, self._n_threads = counts, window, n_threads

    def __call__(self, rows: Any) -> tuple[Any, Any]:
        """Give the tables statements and sightings."""
        import pyarrow as pa

        facts = rows.select(FACTS)
        found = self._counts.get().statements(rows, facts, window=self._window, n_threads=self._n_threads)
        statements, sightings = (pa.table(table).combine_chunks() for table in found)
        return statements, sightings
