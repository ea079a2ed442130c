"""One entity across documents."""

from __future__ import annotations

from typing import Any

from onrecord import _core
from onrecord.given import as_table, cast, require
from onrecord.table import Table
from onrecord.tallying import MENTIONS, QUOTES, tally

__all__ = ["link", "linked"]

NAMING = {"mentions": ("entity_id", "entity", "type"), "quotes": ("speaker_id", "speaker", "speaker_type")}


def linked(mentions: Any, quotes: Any) -> tuple[Any, Any]:
    """Give `pyarrow` tables of mentions and quotes whose entities are linked across documents."""
    import pyarrow as pa

    given = {"mentions": as_table(mentions, "mentions"), "quotes": as_table(quotes, "quotes")}
    for (name, table), needed in zip(given.items(), (MENTIONS, QUOTES), strict=True):
        require(table, needed, name)
    parts = _core.link(
        *(
            pa.table({column: cast(table, column, pa.string(), name) for column in needed})
            for (name, table), needed in zip(given.items(), (MENTIONS, QUOTES), strict=True)
        )
    )
    out = []
    for (name, table), part in zip(given.items(), parts, strict=True):
        columns = pa.table(part)
        for column in NAMING[name]:
            at = table.column_names.index(column)
            field = pa.field(column, pa.string(), nullable=table.schema.field(column).nullable)
            table = table.set_column(at, field, columns[column])
        out.append(table)
    return out[0], out[1]


def link(mentions: Any, quotes: Any) -> tuple[Table, Table, Table]:
    """Make entities that different documents call by different names one.

    `analyze` does so with what it finds; this is for tables of several runs put together. "Hillary Rodham Clinton" is
    "Hillary Clinton", and so is "Clinton" in an article that never gives her first name, if nobody else of that surname
    is nearly as common. Names on a list of entities are never joined with each other.

    Parameters
    ----------
    mentions
        The table ``mentions`` of one or more records: a `Table`, a data frame, anything Arrow, or a Parquet file, with
        the columns ``doc_id``, ``entity_id``, ``entity``, ``type``, ``text``, ``how`` and ``zone``.
    quotes
        Their table ``quotes``, in the same forms, with ``doc_id``, ``speaker_id``, ``speaker``, ``speaker_type``,
        ``zone`` and ``n_words``.

    Returns
    -------
    tuple of Table
        ``mentions`` and ``quotes`` with all their columns, of which those that name entities are changed where an
        entity goes by another's name, and the table ``entities`` that counts them. Linking again changes nothing
        but what the joined names bring together, so that parts of a run are best analysed with ``link=False``.

    Raises
    ------
    MissingColumnError
        If a column is missing.
    ArgumentError
        If a column has a type that cannot be used.
    SourceNotFoundError
        If there is no such file.

    Notes
    -----
    By names and counts alone, in time linear in the number of names; neither the order of documents nor the number of
    threads matters. Two people of one name stay one.

    Examples
    --------
    >>> import onrecord
    >>> one = onrecord.analyze({"a1": "“No,” said Ada Quill.", "a2": "“Yes,” said Ada Quill."}, link=False)
    >>> other = onrecord.analyze({"b1": "“Never,” said Ada B. Quill."}, link=False)
    >>> import pandas as pd
    >>> tables = [pd.concat([getattr(one, name).df, getattr(other, name).df]) for name in ("mentions", "quotes")]
    >>> mentions, quotes, entities = onrecord.link(*tables)
    >>> entities.df[["entity", "n_docs", "n_quotes"]]
          entity  n_docs  n_quotes
    0  Ada Quill       3         3
    """
    named, said = linked(mentions, quotes)
    return Table("mentions", named), Table("quotes", said), tally(named, said)
