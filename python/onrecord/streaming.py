"""Chunks of a stream, and the rows of one table for each: what a laptop's run and a cluster's task have in common."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from onrecord.arguments import count, share, threads
from onrecord.corpus import Corpus
from onrecord.exceptions import SourceError
from onrecord.gazetteer import Gazetteer
from onrecord.record import tables_of
from onrecord.seen import Seen
from onrecord.sources import Source, open_source

__all__ = ["CHUNK_BYTES", "CHUNK_DOCUMENTS", "TABLES", "Chunk", "Limits", "batches", "chunks"]

TABLES = ("documents", "zones", "mentions", "quotes")
"""Tables whose rows come from one document each."""
CHUNK_BYTES = 8_000_000
"""Two threads take some seconds for as much; all that is held for it is some fifteen times as much."""
CHUNK_DOCUMENTS = 20_000


class Chunk(NamedTuple):
    """Documents that are analysed together."""

    corpus: Corpus
    n_bytes: int
    """Bytes of their texts."""
    next: dict[str, int] | None
    """Where the next chunk begins; None after the last."""


class Limits(NamedTuple):
    """How long a chunk may be."""

    n_bytes: int
    n_documents: int

    @classmethod
    def of(cls, chunk_bytes: int, chunk_documents: int) -> Limits:
        """Check what was given."""
        return cls(count("chunk_bytes", chunk_bytes), count("chunk_documents", chunk_documents))


def chunks(
    source: Source, seen: Seen, limits: Limits, *, at: dict[str, int] | None = None, first_row: int = 0
) -> Iterator[Chunk]:
    """Cut a source from a place on.

    Each chunk is as long as it may be, however the blocks of the source lie, but a document at least.
    """
    at = dict(at or {})
    skip = at.pop("skip", 0)
    parts: list[tuple[Any, int, int]] = []
    n_documents = n_bytes = n_chunks = 0
    for block in source.blocks(at):
        sizes = source.sizes(block.rows)
        start = min(skip, len(sizes))
        skip -= start
        for row in range(start, len(sizes)):
            if n_documents and (n_documents >= limits.n_documents or n_bytes + sizes[row] > limits.n_bytes):
                parts.append((block.rows, start, row))
                corpus = source.join(_filled(parts), first_row, seen)
                yield Chunk(corpus, n_bytes, {**block.at, "skip": block.offset + row})
                first_row += len(corpus)
                n_chunks += 1
                parts, start, n_documents, n_bytes = [], row, 0, 0
            n_documents += 1
            n_bytes += sizes[row]
        parts.append((block.rows, start, len(sizes)))
    if n_documents or not n_chunks:
        # Of nothing one chunk is made too: its tables have their columns.
        yield Chunk(source.join(_filled(parts), first_row, seen), n_bytes, None)


def _filled(parts: list[tuple[Any, int, int]]) -> list[tuple[Any, int, int]]:
    """Leave out parts without rows, unless there are no others: these give the columns."""
    return [part for part in parts if part[1] < part[2]] or parts[:1]


def batches(
    reader: Any,
    entities: Any = None,
    *,
    table: str = "quotes",
    text_field: str = "text",
    id_field: str = "id",
    min_confidence: float = 0.0,
    n_threads: int | None = None,
    chunk_bytes: int = CHUNK_BYTES,
    chunk_documents: int = CHUNK_DOCUMENTS,
) -> Iterator[Any]:
    """Analyse a stream of articles: Arrow in, Arrow out, in bounded memory.

    The function for engines that hand out batches and take batches back: Spark's ``mapInArrow``, Ray's
    ``map_batches``, Dask's ``map_partitions`` and the like.

    Parameters
    ----------
    reader
        An iterable of `pyarrow.RecordBatch` (or of anything else that is Arrow), a `pyarrow.RecordBatchReader`, a
        `pyarrow.dataset.Dataset`, or whatever `onrecord.run` takes.
    entities
        As in `onrecord.analyze`.
    table
        Which table to give: ``documents``, ``zones``, ``mentions`` or ``quotes``. `onrecord.link` or
        `onrecord.tally` makes entities of them, `onrecord.statements` statements.
    text_field, id_field
        Columns of the text and of the id. Without a column ``id`` documents are numbered over all batches.
    min_confidence, n_threads
        As in `onrecord.analyze`.
    chunk_bytes, chunk_documents
        Bytes of text, and documents, that are analysed together at most. Batches are put together and cut as needed;
        one document is never cut.

    Yields
    ------
    pyarrow.RecordBatch
        Rows of the table, in the order of the articles, equal to those of ``onrecord.analyze(..., link=False)`` on all
        of them. All have the same schema.

    Raises
    ------
    ArgumentError
        If an argument is out of its range.
    MissingColumnError
        If there is no column `text_field`.
    SourceError
        If the column of texts is no text, or columns change their type on the way.

    Notes
    -----
    Memory grows by sixteen bytes a document: what tells that an id is repeated. A number that stands in for a missing
    id gives way to ids that came before it and in the same chunk; a later row with that id is an error of its row.

    Examples
    --------
    >>> import onrecord
    >>> import pyarrow as pa
    >>> rows = pa.table({"id": ["a1", "a2"], "text": ["“No,” said Ada Quill.", "“Yes,” said Bo Reed."]})
    >>> quotes = onrecord.batches(rows.to_batches(max_chunksize=1))
    >>> [name for batch in quotes for name in batch["speaker"].to_pylist()]
    ['Ada Quill', 'Bo Reed']
    """
    import pyarrow as pa

    from onrecord.selection import among  # takes pyarrow with it

    among("table", table, TABLES)
    n = threads(n_threads)
    lowest = share("min_confidence", min_confidence)
    limits = Limits.of(chunk_bytes, chunk_documents)
    names = entities if isinstance(entities, Gazetteer) else Gazetteer(entities)
    source = open_source(reader, text_field, id_field)

    def found() -> Iterator[Any]:
        schema = None
        for chunk in chunks(source, Seen(), limits):
            rows = pa.table(tables_of(chunk.corpus, names, min_confidence=lowest, n_threads=n)[table])
            schema = schema or rows.schema
            if rows.schema != schema:
                rows = _in_schema(rows, schema)
            made = rows.to_batches()
            yield from made or [pa.RecordBatch.from_pylist([], schema)]

    return found()


def _in_schema(rows: Any, schema: Any) -> Any:
    """Give rows the columns that the first had."""
    import pyarrow as pa

    try:
        same = pa.concat_tables([schema.empty_table(), rows], promote_options="permissive").cast(schema)
    except (pa.ArrowException, ValueError) as error:
        raise SourceError(
            f"columns of the source change on the way: {error}; give all rows the same columns, or name the table "
            "'quotes', 'mentions' or 'zones', which do not have them"
        ) from None
    return same
