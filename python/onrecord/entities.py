"""From the list an analyst has to the columns that the core takes.

A list of a million rows goes through Arrow, a column at a time. Where Arrow cannot read it, it is read again row
by row, more slowly, to tell which row is at fault.
"""

from __future__ import annotations

import difflib
import io
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from onrecord import files, patterns
from onrecord.corpus import missing
from onrecord.exceptions import EntityError, SourceNotFoundError, other_separator

__all__ = ["columns_of"]

# What the core takes, by name.
COLUMNS = ("entity", "id", "type", "aliases", "case", "priority")
# What the column of names is called, here and in exports of Wikidata and OpenRefine. The first that is there counts.
NAME_COLUMNS = ("entity", "label", "name")
# Words for a type, as the core knows them: one of these by itself beside a name is no alias.
TYPE_WORDS = frozenset(
    (
        "person",
        "per",
        "people",
        "human",
        "org",
        "organization",
        "organisation",
        "company",
        "agency",
        "outlet",
        "place",
        "gpe",
        "loc",
        "location",
        "country",
        "city",
        "fac",
        "product",
        "work",
        "document",
        "report",
        "group",
        "norp",
        "other",
        "misc",
    )
)
# As much of a file as surely holds its header.
HEAD = 1 << 16


def columns_of(entities: Any) -> dict[str, Any]:
    """Give the Arrow columns of a list of entities, by what they are for.

    Parameters
    ----------
    entities
        What `onrecord.Gazetteer` takes.

    Returns
    -------
    dict
        ``pyarrow.ChunkedArray`` by name: entity, and those of id, type, aliases, case and priority that are there.

    Raises
    ------
    EntityError
        If it is no list of entities, or a value is of the wrong type.

    Examples
    --------
    >>> {name: column.to_pylist() for name, column in columns_of({"Ada Quill": ["Mayor Quill"]}).items()}
    {'entity': ['Ada Quill'], 'aliases': [['Mayor Quill']]}
    """
    if entities is None:
        return _from_names([])
    if isinstance(entities, (str, os.PathLike)):
        return _from_file(Path(entities).expanduser())
    pandas = sys.modules.get("pandas")
    if pandas is not None and isinstance(entities, pandas.DataFrame):
        return _from_pandas(entities)
    if pandas is not None and isinstance(entities, pandas.Series):
        return _from_names(entities.tolist())
    if hasattr(entities, "__arrow_c_stream__") or hasattr(entities, "__arrow_c_array__"):
        return _from_arrow(entities, f"the {type(entities).__name__}")
    if isinstance(entities, Mapping):
        return _from_mapping(entities)
    if isinstance(entities, Iterable) and not isinstance(entities, (bytes, bytearray)):
        return _from_items(list(entities))
    raise EntityError(
        f"cannot read entities from {type(entities).__name__}; pass a file, a data frame, a list of names, or a "
        "mapping from name to aliases"
    )


def _from_names(names: list[Any]) -> dict[str, Any]:
    return {"entity": _column(names, "entity")}


def _from_mapping(entities: Mapping[Any, Any]) -> dict[str, Any]:
    names, values = list(entities.keys()), list(entities.values())
    for row, (name, value) in enumerate(entities.items(), start=1):
        if isinstance(value, str) and value.strip().casefold() in TYPE_WORDS:
            raise EntityError(
                f"entity row {row}: {value!r} would be an alias of {name!r}; if it is the type, write "
                f"{{{name!r}: {{'type': {value!r}, 'aliases': [...]}}}}; if it is an alias, {{{name!r}: [{value!r}]}}"
            )
    if any(isinstance(value, Mapping) for value in values):
        return _from_rows(
            [
                {"entity": name, **value} if isinstance(value, Mapping) else {"entity": name, "aliases": value}
                for name, value in zip(names, values, strict=True)
            ],
            "the mapping",
        )
    return {"entity": _column(names, "entity"), "aliases": _column(values, "aliases")}


def _from_items(items: list[Any]) -> dict[str, Any]:
    if all(isinstance(item, str) for item in items):
        return _from_names(items)
    for row, item in enumerate(items, start=1):
        if not isinstance(item, (str, Mapping)):
            raise EntityError(f"entity row {row}: {type(item).__name__} where a name or a mapping is needed")
    return _from_rows([{"entity": item} if isinstance(item, str) else item for item in items], "the mappings")


def _from_rows(rows: Sequence[Mapping[Any, Any]], where: str) -> dict[str, Any]:
    names = list(dict.fromkeys(key for row in rows for key in row if isinstance(key, str)))
    if not rows:
        return _from_names([])
    if patterns.are_patterns(names):
        return _from_rows(patterns.rows_of(rows), where)
    chosen = _choose(names, where)
    return {use: _column([row.get(name) for row in rows], use) for use, name in chosen.items()}


def _from_pandas(frame: Any) -> dict[str, Any]:
    import pyarrow as pa

    names = [str(name) for name in frame.columns]
    if patterns.are_patterns(names):
        return _from_rows(frame.set_axis(names, axis=1).to_dict("records"), "the DataFrame")
    columns = {}
    for use, name in _choose(names, "the DataFrame").items():
        series = frame.iloc[:, names.index(name)]
        try:
            column = pa.array(series, from_pandas=True)
        except (pa.ArrowException, TypeError, UnicodeEncodeError, ValueError):
            columns[use] = _by_row(series.tolist(), use)
        else:
            column = column if isinstance(column, pa.ChunkedArray) else pa.chunked_array([column])
            columns[use] = _typed(column, use)
    return columns


def _from_arrow(source: Any, where: str) -> dict[str, Any]:
    import pyarrow as pa

    try:
        table = pa.table(source)
    except (pa.ArrowException, TypeError, ValueError):
        # A column by itself is one of names.
        names = source if isinstance(source, pa.ChunkedArray) else pa.chunked_array([pa.array(source)])
        return {"entity": _typed(names, "entity")}
    return _from_table(table, where)


def _from_table(table: Any, where: str) -> dict[str, Any]:
    if patterns.are_patterns(table.column_names):
        return _from_rows(table.to_pylist(), where)
    chosen = _choose(table.column_names, where)
    return {use: _typed(table.column(name), use) for use, name in chosen.items()}


def _from_file(path: Path) -> dict[str, Any]:
    if path.is_dir():
        raise EntityError(f"{path} is a folder; pass the file of names")
    if not path.is_file():
        is_name = files.kind_of(path) is None and path.name == str(path)
        hint = f"; a name goes into a list: [{str(path)!r}]" if is_name else ""
        raise SourceNotFoundError(f"{files.not_found(path)}{hint}")
    kind = files.KINDS.get(path.suffix.lower())
    try:
        if kind == "parquet":
            return _from_parquet(path)
        if kind in ("csv", "jsonl"):
            data = path.read_bytes()
            try:
                data.decode("utf-8")
            except UnicodeDecodeError as error:
                raise EntityError(f"byte 0x{data[error.start]:02x} at position {error.start} is not UTF-8") from None
            return _from_csv(path, data) if kind == "csv" else _from_jsonl(data)
    except EntityError as error:
        raise EntityError(f"{path}: {error}") from None
    except files.UnclosedError as error:
        raise EntityError(str(error)) from None
    raise EntityError(
        f"{path}: entities are read from .csv, .tsv, .jsonl or .parquet; what `save` wrote is read by Gazetteer.load"
    )


def _from_csv(path: Path, data: bytes) -> dict[str, Any]:
    import pyarrow as pa
    from pyarrow import csv

    names, _ = files.csv_records(path, io.BytesIO(data[:HEAD]))
    # Arrow ends what never closes at the end of the file; marks that all close are even in number.
    if not patterns.are_patterns(names) and data.count(b'"') % 2 == 0:
        chosen = _choose(names, "the header")
        try:
            table = csv.read_csv(
                pa.BufferReader(data),
                read_options=csv.ReadOptions(block_size=1 << 24),
                parse_options=csv.ParseOptions(
                    delimiter="\t" if path.suffix.lower() == ".tsv" else ",", newlines_in_values=b'"' in data
                ),
                convert_options=csv.ConvertOptions(
                    include_columns=list(chosen.values()),
                    column_types={name: pa.string() for name in chosen.values()},
                    null_values=[""],
                    strings_can_be_null=True,
                ),
            )
            return {use: _typed(table.column(name), use) for use, name in chosen.items()}
        except pa.ArrowException:
            pass  # rows of different lengths, say, which the reader below takes or names
    names, records = files.csv_records(path, io.BytesIO(data))
    return _from_rows([dict(zip(names, values, strict=False)) for _, values in records], "the header")


def _from_jsonl(data: bytes) -> dict[str, Any]:
    rows = []
    for number, offset, line in files.lines(io.BytesIO(data)):
        item, problem = files.json_object(line, f"line {number}", offset)
        if problem:
            raise EntityError(problem)
        rows.append(item)
    return _from_rows(rows, "the lines")


def _from_parquet(path: Path) -> dict[str, Any]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(path)
    except (pa.ArrowException, OSError) as error:
        raise EntityError(str(error)) from None
    return _from_table(table, "the file")


def _choose(names: Sequence[str], where: str) -> dict[str, str]:
    """Which column is for what; an error where the one of names is missing or another is misspelt."""
    folded: dict[str, str] = {}
    for name in names:
        key = name.strip().casefold()
        if key in folded and key in (*COLUMNS, *NAME_COLUMNS):
            raise EntityError(f"two columns {name!r} in {where}; keep one")
        folded[key] = name
    shown = ", ".join(names[:20]) + (", ..." if len(names) > 20 else "")
    own = next((folded[name] for name in NAME_COLUMNS if name in folded), None)
    if own is None:
        close = [folded[n] for name in NAME_COLUMNS for n in difflib.get_close_matches(name, folded, n=1, cutoff=0.6)]
        hint = other_separator(names) or (f"; did you mean {close[0]!r}?" if close else "")
        raise EntityError(f"no column 'entity' in {where}; it has {shown or 'no columns'}{hint}")
    chosen = {"entity": own}
    for use in COLUMNS[1:]:
        if use in folded:
            chosen[use] = folded[use]
        # Aliases in a column "alias" would be lost without a word. Two letters are like too many others.
        elif use != "id" and (close := difflib.get_close_matches(use, folded, n=1, cutoff=0.8)):
            found = folded[close[0]]
            raise EntityError(
                f"no column {use!r} in {where}; it has {shown}; did you mean {found!r}? Rename it, or leave it out"
            )
    return chosen


def _column(values: list[Any], use: str) -> Any:
    """Python values as an Arrow column."""
    import pyarrow as pa

    kind = pa.float64() if use == "priority" else pa.string()
    if use == "aliases":
        types = set(map(type, values)) - {type(None)}
        if types <= {list, tuple}:
            kind = pa.list_(pa.string())
        elif types != {str}:
            return _by_row(values, use)  # Arrow would take text among lists for a list of letters
    try:
        return pa.chunked_array([pa.array(values, kind)])
    except (pa.ArrowException, TypeError, UnicodeEncodeError, ValueError):
        return _by_row(values, use)


def _typed(column: Any, use: str) -> Any:
    """An Arrow column in a type that the core takes."""
    import pyarrow as pa
    import pyarrow.types as t

    if t.is_dictionary(column.type):
        column = _cast(column, pa.string() if _is_text(column.type.value_type) else column.type.value_type)
    kind = column.type
    if t.is_null(kind):
        return column.cast(pa.float64() if use == "priority" else pa.string())
    if use == "priority" and not t.is_boolean(kind):
        try:
            return column.cast(pa.float64())
        except pa.ArrowException:
            return _by_row(column.to_pylist(), use)
    if _is_text(kind):
        return column
    if t.is_integer(kind):
        return column.cast(pa.string())
    if t.is_floating(kind):
        return _by_row(column.to_pylist(), use)
    is_list = t.is_list(kind) or t.is_large_list(kind) or t.is_fixed_size_list(kind)
    if use == "aliases" and is_list and (_is_text(kind.value_type) or t.is_null(kind.value_type)):
        return _cast(column, pa.list_(pa.string()))
    raise EntityError(f"column {use!r} has type {kind}; text is needed")


def _is_text(kind: Any) -> bool:
    import pyarrow as pa

    return kind in (pa.string(), pa.large_string(), pa.string_view())


def _cast(column: Any, kind: Any) -> Any:
    import pyarrow as pa

    try:
        return column.cast(kind)
    except pa.ArrowException:  # views, in some versions
        return pa.chunked_array([pa.array(column.to_pylist(), kind)])


def _by_row(values: list[Any], use: str) -> Any:
    """Look at each value by itself: slow, but knows the row of what cannot be used."""
    import pyarrow as pa

    rows = enumerate(values, start=1)
    if use == "aliases":
        return pa.chunked_array([pa.array([_aliases(row, value) for row, value in rows], pa.list_(pa.string()))])
    if use == "priority":
        return pa.chunked_array([pa.array([_number(row, value) for row, value in rows], pa.float64())])
    return pa.chunked_array([pa.array([_text(row, value, use) for row, value in rows], pa.string())])


def _text(row: int, value: Any, use: str) -> str | None:
    if missing(value):
        return None
    if isinstance(value, (bytes, bytearray, Mapping, list, tuple, set)):
        raise EntityError(f"entity row {row}: {type(value).__name__} ({str(value)[:30]}) in {use!r}, not text")
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # ids that a data frame holds as 7.0 because one of them is missing
    text = str(value)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise EntityError(f"entity row {row}: lone surrogate at code point {error.start} of {use!r}") from None
    return text


def _aliases(row: int, value: Any) -> list[str] | None:
    if missing(value):
        return None
    if isinstance(value, str) or not isinstance(value, Iterable) or isinstance(value, (bytes, bytearray, Mapping)):
        text = _text(row, value, "aliases") or ""
        return text.split("|") if text.strip() else None
    # What is missing within a list is empty, and told as such.
    return [_text(row, alias, "aliases") or "" for alias in value]


def _number(row: int, value: Any) -> float | None:
    if missing(value) or (isinstance(value, str) and not value.strip()):
        return None
    try:
        return float(value)
    except (TypeError, ValueError):
        raise EntityError(f"entity row {row}: priority {value!r} is no number") from None
