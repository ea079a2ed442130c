"""Statements across documents: the same words wherever they are printed."""

from __future__ import annotations

import re
import warnings
from datetime import UTC, datetime, timedelta
from functools import cached_property
from numbers import Real
from typing import Any

from onrecord import _core
from onrecord.arguments import threads
from onrecord.corpus import clean
from onrecord.exceptions import ArgumentError, UnknownIdError, nearest, outside
from onrecord.given import as_table, cast, require
from onrecord.readers import read
from onrecord.statement import Statement
from onrecord.table import Table

__all__ = ["Statements", "statements"]

TEXT = ("quote_id", "doc_id", "text", "kind", "speaker_id", "speaker", "stance", "zone")
NUMBERS = ("start", "end")
NEEDED = ("quote_id", "doc_id", "text")
YEAR = re.compile(r"\d{4}")
# "04.02.2026", "4/2/2026 18:00"
FIGURES = re.compile(
    r"(?P<first>\d{1,2})(?P<mark>[./-])(?P<second>\d{1,2})(?P=mark)(?P<year>\d{4})(?P<rest>[T ]\d{2}:\d{2}.*)?"
)
MONTHS = 12
# Its microseconds and its time zone have four digits too.
TIME = re.compile(r"\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?(\s*[+-]\d{2}:?\d{2})?")


class Statements:
    """What `onrecord.statements` found: two tables, and one statement at a time.

    Examples
    --------
    >>> import onrecord
    >>> record = onrecord.analyze("seeds", "seeds/entities.csv")
    >>> found = onrecord.statements(record.quotes, record.documents)
    >>> found
    Statements: ... statements, ... sightings
    >>> found.sightings.df["change"].isin(["identical", "dropped"]).any()
    np.True_
    """

    statements: Table
    """One row a statement, the farthest-reaching first."""
    sightings: Table
    """One row a place where a statement is printed, by statement and time."""

    def __init__(self, statements: Any, sightings: Any) -> None:
        self.statements = Table("statements", statements)
        self.sightings = Table("sightings", sightings)

    @classmethod
    def of(cls, statements: Table, sightings: Table) -> Statements:
        """Take tables as they are."""
        made = cls.__new__(cls)
        made.statements, made.sightings = statements, sightings
        return made

    def __repr__(self) -> str:
        return f"Statements: {len(self.statements):,} statements, {len(self.sightings):,} sightings"

    @cached_property
    def _rows(self) -> dict[str, int]:
        """Where the statements stand, by id."""
        return {name: row for row, name in enumerate(self.statements.arrow["statement_id"].to_pylist())}

    @cached_property
    def _ends(self) -> Any:
        """Where each statement's sightings end: both tables are in the same order."""
        import numpy as np

        return np.cumsum(self.statements.arrow["n_sightings"].to_numpy())

    def statement(self, statement_id: str) -> Statement:
        """Give the biography of a statement.

        Parameters
        ----------
        statement_id
            An id of the table `statements`, or the id of one of its sightings or quotes.

        Returns
        -------
        Statement
            Its sightings in order of time, drawn by a notebook as HTML.

        Raises
        ------
        UnknownIdError
            If no statement has that id. A quote that says nothing by itself ("the mayor's plans") is in none.

        Examples
        --------
        >>> import onrecord
        >>> record = onrecord.analyze({"a": "“We will not sell the park to the bank,” said Ada Quill."})
        >>> found = onrecord.statements(record.quotes)
        >>> found.statement("a:q1").id
        's:a:q1'
        """
        # What is no text is no id, and may be nothing that a dictionary can look up.
        row = self._rows.get(statement_id) if isinstance(statement_id, str) else None
        if row is None and isinstance(statement_id, str):
            for column in ("sighting_id", "quote_id"):
                hits = self.sightings.where(column, statement_id)
                if hits:
                    row = self._rows[hits[0]["statement_id"]]
                    break
        if row is None:
            hint = nearest(str(statement_id), list(self._rows)[:100_000])
            if isinstance(statement_id, str) and " " in statement_id.strip():
                hint = f"; record.kwic({statement_id!r}) finds words, with the quote_id of the quote they stand in"
            raise UnknownIdError(f"no statement has the id {statement_id!r}{hint}")
        end = int(self._ends[row])
        facts = self.statements.arrow.slice(row, 1).to_pylist()[0]
        return Statement(facts, self.sightings.arrow.slice(end - facts["n_sightings"], facts["n_sightings"]))


def statements(
    quotes: Any,
    documents: Any = None,
    *,
    corpus: Any = None,
    window: float | timedelta | None = None,
    n_threads: int | None = None,
) -> Statements:
    """Find the same statement wherever it is quoted or repeated, and what became of its words.

    Parameters
    ----------
    quotes
        The table ``quotes`` of one or more records: a `Table`, a data frame, anything Arrow, or a Parquet file.
        Needs the columns ``quote_id``, ``doc_id`` and ``text``; ``kind``, ``content``, ``start``, ``end``,
        ``speaker_id``, ``speaker``, ``stance`` and ``zone`` are used where they are there.
    documents
        Their table ``documents``, in the same forms: ``doc_id``, ``outlet`` and ``published``. Dates may be dates,
        timestamps or text (ISO 8601, or any other form with a year of four digits; 03/04/2017 is 4 March).
    corpus
        The articles, or anything that `onrecord.read` takes: with it, places that repeat a statement's words without
        quoting them are sightings too, with no ``quote_id``.
    window
        Days (or a `datetime.timedelta`) without a sighting after which the same words are a new statement;
        no limit if None. Sightings without a date are on no day and end nothing.
    n_threads
        Number of threads; one for each core if None. The result does not depend on it.

    Returns
    -------
    Statements
        The tables ``statements`` and ``sightings``.

    Raises
    ------
    MissingColumnError
        If a column that is needed is missing.
    ArgumentError
        If a column has a type that cannot be used, an id stands twice, or `window` is no length of time.
    SourceNotFoundError
        If there is no such file.

    Warns
    -----
    UserWarning
        If dates cannot be read; their sightings come after those with a date.

    Notes
    -----
    Each wording looks for its parent among those that share rare runs of three words, weighted by their information,
    and is compared with it word by word; containment (Broder, "On the resemblance and containment of documents",
    1997) lets a fragment find its whole. What joins a cluster must also share enough with its fullest wording, so
    that small changes cannot add up. Words that tell too little ("No comment") are one statement only where the
    speaker is the same.

    Examples
    --------
    >>> import onrecord
    >>> quotes = [
    ...     {"quote_id": "q1", "doc_id": "a", "text": "We never sold the park to a foreign developer."},
    ...     {"quote_id": "q2", "doc_id": "b", "text": "We sold the park to a foreign developer."},
    ... ]
    >>> documents = [{"doc_id": "a", "published": "2017-05-11"}, {"doc_id": "b", "published": "2017-05-12"}]
    >>> found = onrecord.statements(quotes, documents)
    >>> found.statements.df[["statement_id", "n_sightings", "n_docs"]]
      statement_id  n_sightings  n_docs
    0         s:q1            2       2
    >>> found.sightings.df["alarm"].iloc[1]
    'negation lost: never'
    >>> found.sightings.df["diff"].iloc[1]
    'We [-never-] sold the park to …'
    """
    n = threads(n_threads)
    span = window_of(window)
    rows = quotes_table(as_table(quotes, "quotes"))
    facts = None if documents is None else documents_table(as_table(documents, "documents"))
    articles = None if corpus is None else read(corpus)
    found = _core.statements(
        rows,
        facts,
        ids=None if articles is None else articles.ids,
        texts=None if articles is None else articles.texts,
        window=span,
        n_threads=n,
    )
    return Statements(*found)


def window_of(given: float | timedelta | None) -> int | None:
    """Give a length of time in microseconds."""
    if given is None:
        return None
    # numpy's numbers are no floats to timedelta; its lengths of time are no numbers of days.
    number = isinstance(given, Real) and getattr(getattr(given, "dtype", None), "kind", "") != "m"
    try:
        length = given if isinstance(given, timedelta) else timedelta(days=float(given) if number else given)
    except (TypeError, ValueError, OverflowError):
        length = timedelta(-1)
    if isinstance(given, bool) or length < timedelta(0):
        raise ArgumentError(f"window is {given!r}; pass a number of days from 0, or a datetime.timedelta")
    return length // timedelta(microseconds=1)


def quotes_table(table: Any) -> Any:
    """Give those columns of a table of quotes that the core reads, in its types."""
    import pyarrow as pa

    require(table, NEEDED, "quotes")
    columns = {name: cast(table, name, pa.string(), "quotes") for name in TEXT if name in table.column_names}
    columns |= {name: cast(table, name, pa.int64(), "quotes") for name in NUMBERS if name in table.column_names}
    if "content" in table.column_names:
        place = pa.struct([("start", pa.int64()), ("end", pa.int64())])
        columns["content"] = cast(table, "content", pa.list_(place), "quotes")
    return pa.table(columns)


def documents_table(table: Any, known: dict[str, int | None] | None = None) -> Any:
    """Give outlets and dates of a table of documents; `known` has dates in text that were read beforehand."""
    import pyarrow as pa
    import pyarrow.compute as pc

    require(table, ("doc_id",), "documents")
    columns = {"doc_id": cast(table, "doc_id", pa.string(), "documents")}
    if "outlet" in table.column_names:
        # As in questions: an outlet is told by its name, and a blank one is none.
        outlet = pc.utf8_trim_whitespace(_text(table.column("outlet")))
        columns["outlet"] = pc.if_else(pc.equal(outlet, ""), pa.scalar(None, pa.string()), outlet)
    if "published" in table.column_names:
        published = table.column("published")
        if known is not None and pa.types.is_string(published.type):
            columns["published"] = pa.array([known.get(value) for value in published.to_pylist()], pa.int64())
        else:
            columns["published"] = _dates(published, columns["doc_id"])
    return pa.table(columns)


def _text(column: Any) -> Any:
    """Give a column of metadata as text, whatever it holds."""
    import pyarrow as pa

    try:
        return column.cast(pa.string())
    except pa.ArrowException:
        return pa.chunked_array([pa.array([clean(value) for value in column.to_pylist()], pa.string())])


def _dates(column: Any, doc_ids: Any) -> Any:
    """Give dates as microseconds since 1970, in UTC where no zone is named."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if pa.types.is_null(column.type):
        return column.cast(pa.int64())
    if pa.types.is_duration(column.type):
        raise ArgumentError(f"column 'published' of documents has type {column.type}; dates are needed")
    if pa.types.is_timestamp(column.type) or pa.types.is_date(column.type):
        return column.cast(pa.timestamp("us"), safe=False).cast(pa.int64())
    column = _text(column)
    distinct = [value for value in pc.unique(column).to_pylist() if value is not None]
    known = parsed(distinct)
    values = column.to_pylist()
    bad = [row for row, value in enumerate(values) if value is not None and value.strip() and known[value] is None]
    if bad:
        first = bad[0]
        warnings.warn(
            f"{len(bad)} of {len(values)} dates in 'published' cannot be read, the first is {values[first]!r} of "
            f"document {doc_ids[first].as_py()!r}; their sightings come after those with a date",
            stacklevel=outside(),
        )
    return pa.array([known.get(value) for value in values], pa.int64())


def _plain(values: list[str]) -> dict[str, str]:
    """Write dates in figures as ISO 8601 does.

    With stops the day comes first. With strokes one date that can be read one way only tells for all; where none does,
    the month is taken to come first, with a warning.

    Examples
    --------
    >>> _plain(["13/02/2026", "04/02/2026"])
    {'13/02/2026': '2026-02-13', '04/02/2026': '2026-02-04'}
    """
    found = {value: match for value in values if (match := FIGURES.fullmatch(value.strip()))}
    strokes = [match for match in found.values() if match["mark"] != "."]
    day_first = any(int(match["first"]) > MONTHS for match in strokes)
    told = day_first or any(int(match["second"]) > MONTHS for match in strokes)
    doubtful = [match for match in strokes if match["first"] != match["second"]]
    if doubtful and not told:
        warnings.warn(
            f"{doubtful[0][0]!r} in 'published' may begin with the day or the month; it is read with the month first. "
            "Write 2026-12-31, or make dates of the column: pandas.to_datetime(column, dayfirst=True)",
            stacklevel=outside(),
        )
    out = {}
    for value, match in found.items():
        first, second = int(match["first"]), int(match["second"])
        day, month = (first, second) if match["mark"] == "." or day_first else (second, first)
        out[value] = f"{match['year']}-{month:02}-{day:02}{match['rest'] or ''}"
    return out


def parsed(values: list[str]) -> dict[str, int | None]:
    """Read dates; what has no year of four digits has no date ("today" is another day tomorrow).

    Examples
    --------
    >>> parsed(["1970-01-02", "1970-01-01T00:00:01Z", "2 January 1970", "soon"])
    {'1970-01-02': 86400000000, '1970-01-01T00:00:01Z': 1000000, '2 January 1970': 86400000000, 'soon': None}
    >>> parsed(["02.01.1970"])
    {'02.01.1970': 86400000000}
    """
    out: dict[str, int | None] = {}
    plain = _plain(values)
    left = []
    for value in values:
        out[value] = None
        try:
            when = datetime.fromisoformat(plain.get(value, value).strip())
        except ValueError:
            if YEAR.search(TIME.sub("", value)):
                left.append(value)
            continue
        if when.tzinfo is None:
            when = when.replace(tzinfo=UTC)
        out[value] = (when - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
    if left:
        import pandas as pd

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of mixed forms and unknown time zones
            stamps = pd.to_datetime(pd.Series(left, dtype="object"), errors="coerce", format="mixed", utc=True)
        for value, stamp in zip(left, stamps, strict=True):
            # What has no year gets that of today. By its time zone a date may be of the year beside.
            if not pd.isna(stamp) and any(f"{stamp.year + near:04}" in value for near in (-1, 0, 1)):
                out[value] = int(stamp.timestamp() * 1_000_000)
    return out
