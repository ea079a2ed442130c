"""Which columns a source has, and what to say when one is missing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from onrecord.corpus import Corpus
from onrecord.exceptions import MissingColumnError, SourceError, nearest
from onrecord.seen import Seen

__all__ = ["from_table", "has_ids", "require"]

# What other tools call the text of an article.
OTHER_NAMES = ("content", "body", "article", "article_text", "full_text", "maintext", "plain_text")


def require(field: str, found: Iterable[str], where: str, argument: str = "text_field") -> None:
    """Raise unless `field` is one of the columns `found`."""
    found = [str(name) for name in found]
    if field in found:
        return
    # A known name of the same thing beats one that only looks alike ("outlet" for "text").
    guess = next((name for name in OTHER_NAMES if name in found), None)
    if argument == "text_field" and guess:
        hint = f"; did you mean {argument}={guess!r}?"
    else:
        hint = nearest(field, found).replace("mean ", f"mean {argument}=")
    shown = ", ".join(found[:20]) + (", ..." if len(found) > 20 else "")
    raise MissingColumnError(f"no column {field!r} in {where}; it has {shown or 'no columns'}{hint}")


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
    import pyarrow as pa

    names = list(table.column_names)
    require(text_field, names, where)
    texts = table.column(text_field)
    if pa.types.is_dictionary(texts.type):
        texts = texts.cast(texts.type.value_type)
    if pa.types.is_null(texts.type):
        texts = texts.cast(pa.string())
    if not (pa.types.is_string(texts.type) or pa.types.is_large_string(texts.type) or texts.type == pa.string_view()):
        raise SourceError(f"column {text_field!r} of {where} has type {texts.type}; text is needed")
    if has_ids(id_field, names, where):
        ids = table.column(id_field).to_pylist()
    else:
        ids = list(range(first_row, first_row + len(table)))
    columns = {n: table.column(n) for n in names if n not in (text_field, id_field)}
    return Corpus(ids, texts, columns=columns, text_field=text_field, id_field=id_field, first_row=first_row, seen=seen)
