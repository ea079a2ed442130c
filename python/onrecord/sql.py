"""SQL over a record's tables, on DuckDB, shut off from everything else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from onrecord.exceptions import ArgumentError, MissingColumnError, MissingPackageError, OnrecordError, nearest
from onrecord.table import Table

if TYPE_CHECKING:
    from onrecord.exports import Exports

__all__ = ["ask"]

LAZY = ("statements", "sightings")
TABLES = ("documents", "zones", "mentions", "quotes", "entities", *LAZY)
SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "python_enable_replacements": "false",
    "temp_directory": "",
    "threads": "1",
}
# pivot is a statement of several to DuckDB, and still a question.
QUESTIONS = ("SELECT", "EXPLAIN", "MULTI")
NO_COLUMN = re.compile(r'Referenced column "(.*?)" (?:not found|was not found)|does not have a column named "(.*?)"')
# How a row of one table finds its rows in another: by the first of these columns that both have.
KEYS = ("statement_id", "quote_id", "entity_id", "doc_id")
NO_TABLE = re.compile(r"Table with name (.*?) does not exist")


def ask(record: Exports, query: str, params: Sequence[Any] | Mapping[str, Any] | None) -> Table:
    """Run one question."""
    try:
        import duckdb
    except ModuleNotFoundError:
        raise MissingPackageError("record.sql needs duckdb; install it with: pip install 'onrecord[sql]'") from None
    if not isinstance(query, str) or not query.strip():
        raise ArgumentError(f"query is {query!r}; pass a SELECT over {', '.join(TABLES)}")
    try:
        query.encode()
    except UnicodeEncodeError as error:  # half of a sign, which DuckDB does not take for text
        raise ArgumentError(f"query: {error}") from None
    # A name that only looks like a table's costs time and nothing else.
    tables = [getattr(record, name) for name in TABLES if name not in LAZY or name in query.lower()]
    with duckdb.connect(":memory:", config=SETTINGS) as connection:
        for table in tables:
            connection.register(table.name, table.arrow)
        connection.execute("set TimeZone = 'UTC'")  # and not that of the machine
        connection.execute("set enable_external_access = false")
        connection.execute("set lock_configuration = true")
        try:
            kinds = [statement.type.name for statement in connection.extract_statements(query)]
            if len(kinds) != 1 or kinds[0] not in QUESTIONS:
                raise ArgumentError(f"query is {' and then '.join(kinds) or 'empty'}; pass one SELECT")
            answer = connection.sql(query, params=_values(params))
            return Table("sql", _plain(answer.to_arrow_table()))
        except duckdb.Error as error:
            raise _clear(str(error), query, record) from None


def _values(params: Any) -> Any:
    if params is None or isinstance(params, Mapping):
        return params
    if isinstance(params, str) or not isinstance(params, Iterable):
        raise ArgumentError(f"params is {params!r}; pass a list for ?, or a dictionary for $name")
    return list(params)


def _plain(rows: Any) -> Any:
    """Make numbers of decimals: DuckDB's sum of whole numbers is one, and pandas would have objects of them."""
    import pyarrow as pa
    import pyarrow.types as t

    for i, field in enumerate(rows.schema):
        if t.is_decimal(field.type):
            column = rows.column(i)
            try:
                column = column.cast(pa.int64() if field.type.scale == 0 else pa.float64())
            except pa.ArrowInvalid:  # more than 64 bits
                column = column.cast(pa.float64())
            rows = rows.set_column(i, field.name, column)
    return rows


def _clear(message: str, query: str, record: Exports) -> OnrecordError:
    """Say what is wrong with a query in the words of the tables."""
    if found := NO_TABLE.search(message):
        return MissingColumnError(
            f"no table {found[1]!r}; there are {', '.join(TABLES)}{nearest(found[1].lower(), TABLES)}"
        )
    if found := NO_COLUMN.search(message):
        name = found[1] or found[2]
        columns = _columns(record)
        known = sorted({column for names in columns.values() for column in names})
        asked = [table for table in TABLES if re.search(rf"\b{table}\b", query, re.IGNORECASE)]
        hint = _elsewhere(name.lower(), asked, columns) or nearest(name.lower(), known)
        return MissingColumnError(f"query: no column {name!r}{hint}\n{message}")
    return ArgumentError(f"query: {message}")


def _columns(record: Exports) -> dict[str, list[str]]:
    """Give the columns of each table; those of statements without looking for any."""
    from onrecord.tracing import statements

    none = statements(record.quotes.arrow.slice(0, 0), record.documents.arrow.slice(0, 0))
    return {name: (getattr(none, name) if name in LAZY else getattr(record, name)).columns for name in TABLES}


def _elsewhere(name: str, asked: Sequence[str], columns: Mapping[str, Sequence[str]]) -> str:
    """Say which table has a column that those of the query lack, and how to get at it.

    Examples
    --------
    >>> _elsewhere("outlet", ["quotes"], {"documents": ["doc_id", "outlet"], "quotes": ["quote_id", "doc_id"]})
    ' in quotes; it is in documents: from quotes join documents using (doc_id)'
    """
    owners = [table for table, names in columns.items() if name in (column.lower() for column in names)]
    if here := [table for table in owners if table in asked]:
        return f"; it is in {here[0]}: put the name that the query gives to {here[0]} before it"
    for table in asked:
        for owner in owners:
            if {table, owner} == {"quotes", "entities"}:
                key = "on entity_id = speaker_id"
            else:
                shared = [key for key in KEYS if key in columns[table] and key in columns[owner]]
                if not shared:
                    continue
                key = f"using ({shared[0]})"
            return f" in {table}; it is in {owner}: from {table} join {owner} {key}"
    return ""
