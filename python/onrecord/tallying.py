"""The table of entities, counted again over tables of mentions and quotes."""

from __future__ import annotations

from typing import Any

from onrecord import _core
from onrecord.given import as_table, cast, require
from onrecord.table import Table

__all__ = ["tally"]

MENTIONS = ("doc_id", "entity_id", "entity", "type", "text", "how", "zone")
QUOTES = ("doc_id", "speaker_id", "speaker", "speaker_type", "zone")


def tally(mentions: Any, quotes: Any) -> Table:
    """Count entities over tables of mentions and quotes, as `Record.entities` does.

    For tables of several runs put together, and for tables that were filtered or changed by hand.

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
    Table
        One row an entity, the most quoted first: ``entity_id``, ``entity``, ``type``, ``aliases``, ``n_docs``,
        ``n_mentions``, ``n_quotes``, ``n_words``. Rows without an id are left out; rows outside the articles' own
        zones (title, subtitle, body, caption) make an entity known and count for nothing.

    Raises
    ------
    MissingColumnError
        If a column is missing.
    ArgumentError
        If a column has a type that cannot be used, or a type, zone or way of naming is none that a record has.
    SourceNotFoundError
        If there is no such file.

    Examples
    --------
    >>> import onrecord
    >>> record = onrecord.analyze("seeds", "seeds/entities.csv")
    >>> onrecord.tally(record.mentions, record.quotes).df.equals(record.entities.df)
    True

    What is left without the quotes of one article:

    >>> quotes = record.quotes.df
    >>> some = onrecord.tally(record.mentions, quotes[quotes["doc_id"] != record.corpus.ids[0]])
    >>> len(some) <= len(record.entities)
    True
    """
    import pyarrow as pa

    named = as_table(mentions, "mentions")
    said = as_table(quotes, "quotes")
    require(named, MENTIONS, "mentions")
    require(said, (*QUOTES, "n_words"), "quotes")
    found = _core.tally(
        pa.table({name: cast(named, name, pa.string(), "mentions") for name in MENTIONS}),
        pa.table(
            {name: cast(said, name, pa.string(), "quotes") for name in QUOTES}
            | {"n_words": cast(said, "n_words", pa.int64(), "quotes")}
        ),
    )
    return Table("entities", found)
