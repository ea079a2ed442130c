"""Tables as a caller may give them: one of ours, a data frame, anything Arrow, rows, or a Parquet file."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from onrecord.corpus import as_column
from onrecord.exceptions import ArgumentError, MissingColumnError, SourceNotFoundError, nearest
from onrecord.table import Table

__all__ = ["as_table", "cast", "require"]


def as_table(source: Any, name: str) -> Any:
    """Take a table in any form."""
    import pyarrow as pa

    if isinstance(source, Table):
        return source.arrow
    if isinstance(source, pa.Table):
        return source
    if isinstance(source, str | os.PathLike):
        path = Path(source)
        if not path.exists():
            raise SourceNotFoundError(f"{name}: no file {str(path)!r}")
        import pyarrow.parquet as pq

        try:
            return pq.read_table(path)
        except pa.ArrowException as error:
            raise ArgumentError(f"{name}: {str(path)!r} cannot be read as Parquet: {error}") from None
    try:
        if isinstance(source, list):
            names = dict.fromkeys(name for row in source for name in row)
            return pa.table({name: as_column([row.get(name) for row in source]) for name in names})
        if type(source).__module__.startswith("pandas"):
            return _from_pandas(source)
        return pa.table(source)
    except (TypeError, ValueError, AttributeError, pa.ArrowException) as error:
        raise ArgumentError(
            f"{name}: {type(source).__name__} is no table ({error}); "
            "pass a table, a data frame, Arrow or a Parquet file"
        ) from None


def _from_pandas(frame: Any) -> Any:
    import pyarrow as pa

    try:
        return pa.Table.from_pandas(frame, preserve_index=False)
    except (pa.ArrowInvalid, pa.ArrowTypeError):  # values of several types in one column
        return pa.table({str(name): as_column(values.tolist()) for name, values in frame.items()})


def cast(table: Any, name: str, kind: Any, where: str) -> Any:
    """Give a column in the type that the core takes."""
    import pyarrow as pa

    column = table.column(name)
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    try:
        return column.cast(kind)
    except pa.ArrowException:
        message = f"column {name!r} of {where} has type {column.type}; {kind} is needed"
        raise ArgumentError(message) from None


def require(table: Any, names: tuple[str, ...], where: str) -> None:
    """Raise unless a table has all the columns that are needed."""
    for name in names:
        if name not in table.column_names:
            hint = nearest(name, table.column_names)
            shown = ", ".join(table.column_names[:20]) or "no columns"
            raise MissingColumnError(f"no column {name!r} in {where}; it has {shown}{hint}")
