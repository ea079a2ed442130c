"""One schema for the parts of a table, and a part in that schema.

Columns of Arrow and Parquet have a type; those of JSONL and CSV are what a chunk's values look like, and another
chunk's may look otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from onrecord.corpus import clean

__all__ = ["conform", "marked", "unified"]

NOT_GIVEN = {b"onrecord": b"not given"}
PLACEHOLDERS = ("outlet", "published")
"""Columns of `documents` that the core leaves empty where the source does not have them."""


def marked(documents: Any, given: Iterable[str]) -> Any:
    """Note in a table of documents which columns no row of the chunk had, so that their type is no type."""
    for name in PLACEHOLDERS:
        if name not in given:
            at = documents.schema.get_field_index(name)
            field = documents.schema.field(at).with_metadata(NOT_GIVEN)
            documents = documents.set_column(at, field, documents.column(at))
    return documents


def unified(schemas: list[Any]) -> Any:
    """Give the schema that all parts of a table fit into.

    Examples
    --------
    >>> import pyarrow as pa
    >>> unified([pa.schema([("a", "int64")]), pa.schema([("a", "float64"), ("b", "bool")])])
    a: double
    b: bool
    >>> unified([pa.schema([("a", "int64")]), pa.schema([("a", "string")])])
    a: string
    """
    import pyarrow as pa

    kinds: dict[str, list[Any]] = {}
    empty: dict[str, bool] = {}
    fallback: dict[str, Any] = {}
    for schema in dict.fromkeys(schemas):
        for field in schema:
            types = kinds.setdefault(field.name, [])
            empty[field.name] = empty.get(field.name, False) or field.nullable
            if field.metadata == NOT_GIVEN:
                fallback[field.name] = field.type
            elif field.type not in types:
                types.append(field.type)
    fields = []
    for name, types in kinds.items():
        empty[name] = empty[name] or any(name not in schema.names for schema in schemas)
        try:
            kind = pa.unify_schemas([pa.schema([(name, t)]) for t in types], promote_options="permissive").field(0).type
        except (pa.ArrowException, IndexError, ValueError):
            kind = pa.string() if types else fallback[name]
        if pa.types.is_null(kind):
            kind = fallback.get(name, kind)
        fields.append(pa.field(name, kind, nullable=empty[name]))
    return pa.schema(fields)


def conform(table: Any, schema: Any) -> Any:
    """Give a part the columns and types of a schema; what is of several types is text, as in a corpus read at once."""
    import pyarrow as pa

    columns = []
    for field in schema:
        at = table.schema.get_field_index(field.name)
        if at < 0:
            columns.append(pa.nulls(len(table), field.type))
            continue
        column = table.column(at)
        if column.type != field.type:
            column = _cast(column, field.type)
        columns.append(column)
    return pa.table(columns, schema=schema)


def _cast(column: Any, kind: Any) -> Any:
    import pyarrow as pa

    if column.null_count == len(column):
        return pa.nulls(len(column), kind)
    if pa.types.is_string(kind):
        return pa.array([clean(value) for value in column.to_pylist()], pa.string())
    return column.cast(kind, safe=False)
