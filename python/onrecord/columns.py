"""Which columns a source has, and what to say when one is missing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from onrecord.corpus import Corpus
from onrecord.exceptions import SourceError, nearest, no_column, other_separator
from onrecord.seen import Seen

__all__ = ["as_texts", "from_table", "has_ids", "require"]

# What other tools call the text of an article.
OTHER_NAMES = ("content", "body", "article", "article_text", "full_text", "maintext", "plain_text")


def require(field: str, found: Iterable[str], where: str, argument: str = "text_field") -> None:
    """Raise unless `field` is one of the columns `found`."""
    found = [str(name) for name in found]
    if found.count(field) > 1:
        raise SourceError(
            f"{found.count(field)} columns {field!r} in {where}; keep one, or name another with {argument}"
        )
    if field in found:
        return
    # A known name of the same thing beats one that only looks alike ("outlet" for "text").
    guess = next((name for name in OTHER_NAMES if name in found), None)
    if argument == "text_field" and guess:
        hint = f"; did you mean {argument}={guess!r}?"
    else:
        hint = other_separator(found) or nearest(field, found).replace("mean ", f"mean {argument}=")
    raise no_column(field, found, where, hint)


def as_texts(column: Any, what: str) -> Any:
    """Give an Arrow column as one of text; one without a single value may be of any type."""
    import pyarrow as pa

    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if column.null_count == len(column):
        return pa.chunked_array([pa.nulls(len(column), pa.string())])
    if not (
        pa.types.is_string(column.type) or pa.types.is_large_string(column.type) or column.type == pa.string_view()
    ):
        raise SourceError(f"{what} has type {column.type}; text is needed")
    return column if isinstance(column, pa.ChunkedArray) else pa.chunked_array([column])


def has_ids(field: str, found: Iterable[str], where: str) -> bool:
    """Whether there is a column of ids; a missing one is an error unless its name is the default."""
    if field == "id" and "id" not in found:
        return False
    require(field, found, where, "id_field")
    return True


def from_table(
    table: Any, text_field: str, id_field: str, where: str, *, first_row: int = 0, seen: Seen | None = None
) -> Corpus:
    """Take a `pyarrow.Table`; in a stream, one that begins on row `first_row`."""
    names = list(table.column_names)
    require(text_field, names, where)
    texts = as_texts(table.column(text_field), f"column {text_field!r} of {where}")
    if has_ids(id_field, names, where):
        ids = table.column(id_field).to_pylist()
    else:
        ids = list(range(first_row, first_row + len(table)))
    # By place: of other columns of one name the last counts, as in the other readers.
    columns = {n: table.column(i) for i, n in enumerate(names) if n not in (text_field, id_field)}
    return Corpus(ids, texts, columns=columns, text_field=text_field, id_field=id_field, first_row=first_row, seen=seen)
