"""The analyst's list of people and organisations, in whatever form they keep it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from onrecord import files
from onrecord._core import Gazetteer
from onrecord.corpus import clean
from onrecord.exceptions import EntityError, SourceNotFoundError, nearest

__all__ = ["gazetteer"]

COLUMNS = ("entity", "type", "aliases", "id", "case")


def gazetteer(entities: Any) -> Gazetteer:
    """Read a list of entities.

    Parameters
    ----------
    entities
        A path to a CSV, TSV or JSONL file, a data frame, anything else with ``__arrow_c_stream__``, a list of
        mappings, a mapping from name to aliases, or None for no list. Columns:

        entity
            The name shown in tables; itself an alias.
        type
            person, org, place, product, document, group or other (the default).
        aliases
            Other names, in one cell separated by ``|``, or a list. An alias that starts with ``=`` counts
            only in exactly these capitals (``=Time``), one that starts with ``~`` in any (``~the lab``).
        case
            What holds for the row's aliases without a sign: auto (the default: acronyms and short capitals
            exactly, longer names in any capitals), exact or fold.
        id
            A stable id; the name where there is none.

    Returns
    -------
    Gazetteer
        The list, ready to be matched. Building it once and passing it to several runs saves time.

    Raises
    ------
    EntityError
        If a name or an alias is empty, an id is given twice or a type is unknown. The message names the file
        and the row, counted from 1 below the header.

    Examples
    --------
    >>> len(gazetteer([{"entity": "Ada Quill", "type": "person", "aliases": "Mayor Quill|=ADA"}]))
    1
    >>> len(gazetteer({"Ada Quill": ["Mayor Quill"]}))
    1
    """
    if isinstance(entities, Gazetteer):
        return entities
    where = ""
    if isinstance(entities, (str, os.PathLike)):
        where = f"{os.fspath(entities)}: "
    try:
        return Gazetteer([_row(i, row) for i, row in enumerate(_rows(entities), start=1)])
    except EntityError as error:
        raise EntityError(f"{where}{error}") from None


def _rows(entities: Any) -> Iterable[Mapping[str, Any]]:
    if entities is None:
        return []
    if isinstance(entities, (str, os.PathLike)):
        return _from_file(Path(entities).expanduser())
    pandas = sys.modules.get("pandas")
    if pandas is not None and isinstance(entities, pandas.DataFrame):
        _check_columns(map(str, entities.columns), "the DataFrame")
        records: list[dict[str, Any]] = entities.to_dict("records")
        return records
    if hasattr(entities, "__arrow_c_stream__"):
        import pyarrow as pa

        table = pa.table(entities)
        _check_columns(table.column_names, f"the {type(entities).__name__}")
        rows: list[dict[str, Any]] = table.to_pylist()
        return rows
    if isinstance(entities, Mapping):
        return [
            {"entity": name, **value} if isinstance(value, Mapping) else {"entity": name, "aliases": value}
            for name, value in entities.items()
        ]
    if isinstance(entities, Iterable):
        return [{"entity": item} if isinstance(item, str) else item for item in entities]
    raise EntityError(f"cannot read entities from {type(entities).__name__}")


def _from_file(path: Path) -> Iterable[Mapping[str, Any]]:
    if not path.is_file():
        siblings = [p.name for p in path.parent.iterdir()] if path.parent.is_dir() else []
        raise SourceNotFoundError(f"no such file: {str(path)!r}{nearest(path.name, siblings)}")
    kind = files.KINDS.get(path.suffix.lower())
    data = path.read_bytes()
    if kind in ("csv", "jsonl"):
        try:
            data.decode("utf-8")
        except UnicodeDecodeError as error:
            raise EntityError(f"byte 0x{data[error.start]:02x} at position {error.start} is not UTF-8") from None
    if kind == "csv":
        names, records = files.csv_records(path, data)
        _check_columns(names, "the header")
        return [dict(zip(names, values, strict=False)) for _, values in records]
    if kind == "jsonl":
        rows = []
        for number, offset, line in files._lines(data):
            item, problem = files._object(line, f"line {number}", offset)
            if problem:
                raise EntityError(problem)
            rows.append(item)
        return rows
    raise EntityError("entities are read from .csv, .tsv or .jsonl")


def _check_columns(names: Iterable[str], where: str) -> None:
    names = list(names)
    if "entity" not in names:
        hint = nearest("entity", names)
        raise EntityError(f"no column 'entity' in {where}; it has {', '.join(names)}{hint}")


def _row(number: int, row: Mapping[str, Any]) -> tuple[str | None, str, str, list[tuple[str, str]]]:
    if not isinstance(row, Mapping):
        raise EntityError(f"entity row {number}: {type(row).__name__} where a mapping is needed")
    name = clean(row.get("entity"))
    if name is None or not name.strip():
        raise EntityError(f"entity row {number}: no name in 'entity'")
    case = clean(row.get("case")) or "auto"
    given = row.get("aliases")
    if given is not None and not isinstance(given, str) and isinstance(given, Iterable):
        aliases = [clean(alias) or "" for alias in given]
    else:
        text = clean(given) or ""
        aliases = text.split("|") if text.strip() else []
    for alias in aliases:
        if not alias.strip().lstrip("=~"):
            raise EntityError(f"entity row {number}: an alias of {name!r} is empty; take out the extra '|'")
    return (
        clean(row.get("id")) or None,
        name.strip(),
        clean(row.get("type")) or "other",
        [_alias(alias.strip(), case) for alias in aliases],
    )


def _alias(alias: str, case: str) -> tuple[str, str]:
    rule = {"=": "exact", "~": "fold"}.get(alias[0])
    return (alias[1:].strip(), rule) if rule else (alias, case)
