"""Which rows a question counts, and what document, outlet and entity each belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from onrecord.corpus import clean
from onrecord.exceptions import ArgumentError, UnknownIdError, nearest, no_column
from onrecord.table import Table

if TYPE_CHECKING:
    from onrecord.questions import Questions

__all__ = ["ARTICLE", "Documents", "Entities", "among", "as_text", "chosen", "result", "speakers"]

ARTICLE = ("title", "subtitle", "body", "caption")
"""Zones of the outlet's own text, as the table `entities` counts them."""


def among(argument: str, given: Any, known: Iterable[str]) -> str:
    """Give an argument that must be one of some words.

    Examples
    --------
    >>> among("kind", "quotes", ["quotes", "mentions"])
    'quotes'
    >>> among("kind", "quote", ["quotes", "mentions"])
    Traceback (most recent call last):
    onrecord.exceptions.ArgumentError: kind is 'quote'; pass one of 'quotes', 'mentions'; did you mean 'quotes'?
    """
    known = list(known)
    if given not in known:
        shown = ", ".join(map(repr, known))
        raise ArgumentError(f"{argument} is {given!r}; pass one of {shown}{nearest(str(given), known)}")
    return str(given)


def chosen(table: Table, given: Any, needed: Sequence[str], *, zones: Sequence[str] | None = ARTICLE) -> pa.Table:
    """Columns of the rows to count: those that were given, or else those of `table` in some zones (None: all)."""
    if given is None:
        if zones is None:
            return table._columns(needed)
        rows = table._columns([*dict.fromkeys((*needed, "zone"))])
        return rows.filter(pc.is_in(rows["zone"], pa.array(zones))).select(list(needed))
    kinds = table.schema
    found = list(map(str, given.columns)) if hasattr(given, "iloc") and hasattr(given, "columns") else None
    try:
        if found is None:
            rows = given.arrow if isinstance(given, Table) else pa.table(given)
            found = rows.column_names
        else:
            # A pandas frame may hold columns that Arrow cannot take; those are not asked for.
            kept = given.loc[:, [name for name in needed if name in found]]
            rows = pa.Table.from_pandas(kept, preserve_index=False)
    except (TypeError, ValueError, pa.ArrowException) as error:
        kind = type(given).__name__
        if str(getattr(given, "dtype", getattr(given, "type", ""))).lower() in ("bool", "boolean"):
            raise ArgumentError(
                f"{table.name} is {kind} of true and false; pass the rows that it picks: {table.name}[mask]"
            ) from error
        raise ArgumentError(
            f"{table.name} is {kind}; pass rows of the table {table.name}: a data frame, or any Arrow table"
        ) from error
    columns = []
    for name in needed:
        if name not in found:
            raise no_column(name, found, table.name)
        columns.append(_as(rows[name], kinds.field(name).type, f"column {name!r} of {table.name}"))
    return pa.table(columns, names=list(needed))


def _as(column: Any, kind: Any, what: str) -> Any:
    if pa.types.is_nested(kind):
        # Lists of whole numbers may be of any width; text, as out of a CSV file, is no list. A frame without rows
        # knows no type.
        if not (pa.types.is_null(column.type) or pa.types.is_nested(column.type)):
            raise ArgumentError(f"{what} has type {column.type}; {kind} is needed (a CSV file keeps no lists)")
        return column
    try:
        return column.cast(kind)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        raise ArgumentError(f"{what} has type {column.type}; {kind} is needed") from error


def as_text(column: Any) -> Any:
    """Give a column of any type as text."""
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    try:
        return column.cast(pa.string())
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        return pa.chunked_array([pa.array([clean(value) for value in column.to_pylist()], pa.string())])


def result(table: pa.Table, order: Sequence[tuple[str, str]]) -> pa.Table:
    """Sort a table by what matters most; `order` ends with what tells its rows apart."""
    return table.sort_by(list(order)).combine_chunks() if len(table) else table


class Documents:
    """The documents that could be read, by number.

    A document without an outlet stands for itself: nobody knows whether two such come from one house.
    """

    def __init__(self, record: Questions) -> None:
        table = record.documents.arrow
        # A repeated id is an error of its later row, so that ids are unique here.
        self.table = table.filter(pc.not_equal(table["status"], "error"))
        self.ids = self.table["doc_id"].combine_chunks()
        outlet = pc.utf8_trim_whitespace(as_text(self.table["outlet"])).combine_chunks()
        self.has_outlet = pc.fill_null(pc.not_equal(outlet, ""), False)
        self.outlet = pc.if_else(self.has_outlet, outlet, self.ids)

    def __len__(self) -> int:
        return len(self.ids)

    def numbers(self, doc_ids: Any) -> Any:
        """Give the number of each document as a numpy array."""
        found = pc.index_in(doc_ids, self.ids)
        if found.null_count:
            lost = doc_ids.filter(pc.is_null(found))[0].as_py()
            hint = nearest(str(lost), self.ids[:100_000].to_pylist())
            raise UnknownIdError(f"no document has the id {lost!r}{hint}")
        return found.to_numpy().astype(np.int64)


class Entities:
    """Names and types of entities by id."""

    def __init__(self, record: Questions) -> None:
        self._table = record.entities.arrow

    def name(self, ids: Any, fallback: Any) -> Any:
        """Give the name in the table `entities`: one id has one name there, and may have several in texts."""
        return self._look_up("entity", ids, fallback)

    def type(self, ids: Any, fallback: Any) -> Any:
        """Give the type in the table `entities`."""
        return self._look_up("type", ids, fallback)

    def _look_up(self, column: str, ids: Any, fallback: Any) -> Any:
        at = pc.index_in(ids, self._table["entity_id"])
        return pc.coalesce(self._table[column].take(at), fallback)


def speakers(record: Questions, rows: pa.Table) -> pa.Table:
    """Give each entity that speaks one name and one type, and each row a key (none where nobody is stated).

    The key of a speaker who is no entity has the document in it: "a spokesman" of another article is another voice.
    """
    entities = Entities(record)
    ids = rows["speaker_id"]
    name = entities.name(ids, rows["speaker"])
    key = pc.coalesce(ids, pc.binary_join_element_wise("words", rows["doc_id"], name, ":"))
    rows = rows.set_column(rows.column_names.index("speaker"), "speaker", name)
    if "speaker_type" in rows.column_names:
        at = rows.column_names.index("speaker_type")
        rows = rows.set_column(at, "speaker_type", entities.type(ids, rows["speaker_type"]))
    return rows.append_column("speaker_key", key)
