"""A run over a corpus that may be larger than memory: chunk by chunk to a folder, and on from where it stopped.

A chunk is analysed, written as one Parquet part a table, and noted in a journal, in this order: what is in the journal
is done, what is not is done again. While a chunk is analysed, a thread behind writes the one before and reads the one
after. All that the folder holds follows from the source and the configuration alone.
"""

from __future__ import annotations

import os
import shutil
import warnings
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from onrecord import _core, closing, storage
from onrecord.arguments import share, threads
from onrecord.corpus import Corpus
from onrecord.exceptions import ArgumentError, RunError
from onrecord.gazetteer import Gazetteer
from onrecord.progress import Following, followed
from onrecord.record import tables_of
from onrecord.schemas import marked
from onrecord.seen import Seen
from onrecord.sources import Source, open_source
from onrecord.streaming import CHUNK_BYTES, CHUNK_DOCUMENTS, TABLES, Chunk, Limits, chunks

if TYPE_CHECKING:
    from onrecord.stored import StoredRecord

__all__ = ["run"]


def run(
    source: Any,
    out: str | os.PathLike[str],
    entities: Any = None,
    *,
    text_field: str = "text",
    id_field: str = "id",
    min_confidence: float = 0.0,
    statements: bool = True,
    repeats: bool | None = None,
    join: bool = False,
    link: bool | None = None,
    overwrite: bool = False,
    n_threads: int | None = None,
    chunk_bytes: int = CHUNK_BYTES,
    chunk_documents: int = CHUNK_DOCUMENTS,
    progress: Following = None,
) -> StoredRecord:
    """Analyse a corpus of any size into a folder of Parquet files; go on where an earlier call was stopped.

    Parameters
    ----------
    source
        One of

        * a folder, a file, a glob, or a list of paths: ``.txt``, JSONL or CSV (also ``.gz`` and ``.zst``), Parquet;
        * a `pyarrow.dataset.Dataset`;
        * an iterable of Arrow batches, a `pyarrow.RecordBatchReader`, or anything else with ``__arrow_c_stream__``;
        * whatever else `onrecord.read` takes, which is held in memory.

        To go on with a stream it is given anew, from its start: what was done is read again and not analysed again.
    out
        The folder; made if it is not there. Files of other names in it are left alone.
    entities, min_confidence, n_threads
        As in `onrecord.analyze`.
    text_field, id_field
        As in `onrecord.read`.
    statements
        Whether to find statements and sightings when all is analysed: of up to two million attributions in memory,
        1.3 kB each, of more on disk, as much each in `out` meanwhile, if DuckDB is installed
        (``pip install 'onrecord[sql]'``).
    repeats
        Whether sightings also are places that repeat a statement without quoting it, as in `Record.sightings`. All
        texts are held in memory for it. If None: where the source can be read again and has up to 256 MB.
    join
        Whether to put the parts of each table into one file (``out/quotes.parquet``) at the end, and take the parts
        away. Otherwise ``out/quotes/part-00000.parquet`` and so on stay, which any Parquet reader takes as one
        table.
    link
        Whether entities that different documents call by different names become one, as in `onrecord.analyze`. It
        changes rows of any part and holds their names, some 200 bytes a mention and attribution, so that it goes with
        `join`, and is done if None where parts are joined. Parts are linked afterwards by `onrecord.link`.
    overwrite
        Whether to begin anew, also over a run of another configuration.
    chunk_bytes, chunk_documents
        Bytes of text (UTF-8) and documents of a part, at most; one document is never cut. Memory is some fifteen times
        the bytes.
    progress
        Whether to show a bar; if None, where somebody can see it. Or a function that is called after each chunk with
        a `Progress`: documents and bytes done, rate, remaining time, documents that failed.

    Returns
    -------
    StoredRecord
        What `onrecord.load` gives for the folder.

    Raises
    ------
    RunError
        If the folder is in use by another run, was made with another configuration or from other inputs (the message
        names what differs), or cannot be written: disk full, read-only. What was done is kept, and the same call goes
        on when the cause is gone.
    SourceError, MissingColumnError, ArgumentError, EntityError
        As `onrecord.read` and `onrecord.analyze` do. Whatever else the source raises comes through; what was done is
        kept.

    Warns
    -----
    UserWarning
        If a part is gone or damaged: its chunk is analysed again.

    Notes
    -----
    ``out/manifest.json`` has the version, the configuration, hashes of the core (with its models and word lists) and
    of the list of entities, inputs with size and time of change, and counts; ``out/chunks.jsonl`` has a line a chunk:
    where it ends in the source, rows, size and hash of each part. Neither holds text. The files do not depend on when,
    how often interrupted or on how many threads they were made.

    Besides chunks, memory holds sixteen bytes a document (see `onrecord.batches`).

    Examples
    --------
    >>> import onrecord, tempfile
    >>> out = tempfile.mkdtemp()
    >>> record = onrecord.run("seeds", out, "seeds/entities.csv")
    >>> record
    Record of 5 documents: ... zones, ... mentions, ... quotes, ... entities
    >>> record.quotes.df.equals(onrecord.analyze("seeds", "seeds/entities.csv", link=False).quotes.df)
    True
    >>> onrecord.run("seeds", out)
    Traceback (most recent call last):
    onrecord.exceptions.RunError: ... was made otherwise: entities was ..., now ... (0 names); choose another folder, \
or pass overwrite=True ...
    """
    from onrecord.stored import load

    where = Path(out)
    n = threads(n_threads)
    names = entities if isinstance(entities, Gazetteer) else Gazetteer(entities)
    lowest = share("min_confidence", min_confidence)
    limits = Limits.of(chunk_bytes, chunk_documents)
    if repeats and not statements:
        raise ArgumentError("repeats is True and statements False; pass statements=True too")
    linking = bool(join) if link is None else bool(link)
    if linking and not join:
        raise ArgumentError("link is True and join False: parts stay as they were written; pass join=True too")
    if where.exists() and not where.is_dir():
        raise RunError(f"{where} is no folder; choose another name")
    opened = open_source(source, text_field, id_field)
    facts = {
        "onrecord": _core.__version__,
        "configuration": {
            "core": _core_hash(),
            "entities": storage.digest(names._core.to_bytes()).hexdigest(),
            "n_names": names.n_names,
            "text_field": opened.text_field,
            "id_field": opened.id_field,
            "min_confidence": lowest,
            "statements": bool(statements),
            "repeats": closing.with_repeats(opened, statements, repeats),
            "join": bool(join),
            "link": linking,
            "chunk_bytes": limits.n_bytes,
            "chunk_documents": limits.n_documents,
        },
        "inputs": opened.inputs(),
    }
    with storage.locked(where):
        if overwrite:
            _clear(where)
        before = storage.manifest(where)
        if before is None:
            _clear(where)
            storage.keep(where, facts | {"state": "running"})
        else:
            _same(where, before, facts)
        _sweep(where)
        intact = False
        if before is not None and before["state"] == "finished":
            intact = closing.whole(where, before)
            if join and not intact:  # the parts of what was joined are gone
                _clear(where)
                storage.keep(where, facts | {"state": "running"})
            elif join:  # a kill may have come before they were
                closing.drop(where)
        if not intact:
            work = _Work(where, opened, names, lowest, n, limits)
            with followed(progress, opened.n_bytes) as follow:
                for facts_of_chunk in work.all():
                    follow(*facts_of_chunk)
            closing.close(where, facts, work.entries, opened, n)
    readable = opened.seekable or isinstance(source, Corpus)
    return load(where, corpus=source if readable else None, text_field=text_field, id_field=id_field)


class _Work:
    """The chunks of a run: those that are done are looked at, the others analysed."""

    def __init__(
        self, out: Path, source: Source, names: Gazetteer, min_confidence: float, n_threads: int, limits: Limits
    ) -> None:
        self.out = out
        self.entries = storage.journal(out, mend=True)
        self._source, self._names, self._limits = source, names, limits
        self._min_confidence, self._n_threads = min_confidence, n_threads
        self._seen = Seen()
        self._first = 0
        self._writing: Future[dict[str, Any]] | None = None

    def all(self) -> Iterator[tuple[int, int, int, int]]:
        """Bring every chunk about, in order.

        Gives its documents, those of them that failed, the bytes that were analysed, and how far the source is read.
        """
        done = len(self.entries)
        if self._source.seekable:
            for i in range(done):
                yield self._looked_at(i)
            if done and self.entries[-1]["next"] is None:
                return
            at = self.entries[-1]["next"] if done else None
            rest = chunks(self._source, self._seen, self._limits, at=at, first_row=self._first)
        else:
            rest = chunks(self._source, self._seen, self._limits)
        try:
            yield from self._through(rest, done)
        except (RunError, KeyboardInterrupt):
            raise
        except Exception as error:
            n = sum(entry["documents"] for entry in self.entries)
            error.add_note(f"{n:,} documents are done in {self.out}; the same call goes on from there")
            raise

    def _through(self, rest: Iterator[Chunk], done: int) -> Iterator[tuple[int, int, int, int]]:
        """Go through the chunks of which nothing is known yet, and, of a stream, those that it gave before.

        One thread behind writes and reads in turn: parts follow each other in order, and three chunks are held at most.
        """
        i = done if self._source.seekable else 0
        with ThreadPoolExecutor(1, "onrecord-behind") as behind:
            try:
                chunk = next(rest, None)
                while chunk is not None:
                    # The iterator of a stream is the caller's and may be bound to this thread.
                    after = behind.submit(next, rest, None) if self._source.seekable else None
                    if i < done:
                        self._compare(i, chunk)
                        yield self._told(self.entries[i], 0)
                    else:
                        made = self._tables(chunk)
                        yield from self._taken()
                        self._writing = behind.submit(self._kept, i, chunk, made)
                        del made  # so that it is gone when it is written
                    i += 1
                    chunk = next(rest, None) if after is None else after.result()
            except Exception:
                list(self._taken())  # what came before the fault is done, or is the first fault
                raise
            yield from self._taken()
        if i < done:
            raise RunError(f"{self.out} holds more documents than the source gives now; {ANEW}")

    def _taken(self) -> Iterator[tuple[int, int, int, int]]:
        """Wait for the part that is being written, if one is; it is done then."""
        if self._writing is not None:
            writing, self._writing = self._writing, None
            self.entries.append(writing.result())
            yield self._told(self.entries[-1], self.entries[-1]["bytes"])

    def _told(self, entry: dict[str, Any], n_bytes: int) -> tuple[int, int, int, int]:
        return entry["documents"], entry["failed"], n_bytes, self._reached(entry)

    def _reached(self, entry: dict[str, Any]) -> int:
        at = entry["next"]
        return (self._source.n_bytes or 0) if at is None else self._source.reached(at)

    def _looked_at(self, i: int) -> tuple[int, int, int, int]:
        entry = self.entries[i]
        if problem := self._problem(i):
            warnings.warn(f"{problem}; its documents are analysed again", stacklevel=4)
            at = self.entries[i - 1]["next"] if i else None
            chunk = next(chunks(self._source, self._seen, self._limits, at=at, first_row=self._first))
            self._again(i, chunk)
        else:
            self._remember(i)
        self._first += entry["documents"]
        return entry["documents"], entry["failed"], 0, self._reached(entry)

    def _compare(self, i: int, chunk: Chunk) -> None:
        """See that a stream gives what it gave before."""
        if self.entries[i]["source"] != _digest(chunk.corpus) or self.entries[i]["documents"] != len(chunk.corpus):
            n = chunk.corpus.first_row
            raise RunError(f"{self.out}: the source differs from row {n:,} on from what was analysed; {ANEW}")
        if problem := self._problem(i):
            warnings.warn(f"{problem}; its documents are analysed again", stacklevel=5)
            self._again(i, chunk)

    def _problem(self, i: int) -> str | None:
        tables = self.entries[i]["tables"]
        problems = (storage.check(storage.part(self.out, name, i), tables[name]) for name in TABLES)
        return next(filter(None, problems), None)

    def _again(self, i: int, chunk: Chunk) -> None:
        if self._written(i, chunk, self._tables(chunk)) != self.entries[i]:
            raise RunError(f"{self.out}: the source of part {i} is not what it was; {ANEW}")

    def _remember(self, i: int) -> None:
        """Note the ids of a part as if it had been analysed in this call."""
        import pyarrow.parquet as pq

        ids = pq.read_table(storage.part(self.out, "documents", i), columns=["doc_id"])["doc_id"].to_pylist()
        known = self._seen.rows(ids)
        new = {name: self._first + row for row, name in reversed(list(enumerate(ids))) if name not in known}
        self._seen.add(list(new), new.values())

    def _tables(self, chunk: Chunk) -> dict[str, Any]:
        return tables_of(chunk.corpus, self._names, min_confidence=self._min_confidence, n_threads=self._n_threads)

    def _kept(self, i: int, chunk: Chunk, made: dict[str, Any]) -> dict[str, Any]:
        """Write the tables of a chunk and add it to the journal."""
        entry = self._written(i, chunk, made)
        storage.note(self.out, entry)
        return entry

    def _written(self, i: int, chunk: Chunk, made: dict[str, Any]) -> dict[str, Any]:
        import pyarrow as pa
        import pyarrow.compute as pc
        import pyarrow.parquet as pq

        corpus = chunk.corpus
        facts: dict[str, dict[str, Any]] = {}
        failed = 0
        for name in TABLES:
            table = pa.table(made.pop(name))
            if name == "documents":
                failed = pc.sum(pc.equal(table["status"], "error")).as_py() or 0
                table = marked(table, corpus.columns)
            buffer = pa.BufferOutputStream()
            pq.write_table(table, buffer, compression="zstd", row_group_size=max(len(table), 1))
            facts[name] = {"rows": len(table)} | storage.put(storage.part(self.out, name, i), buffer.getvalue())
        entry: dict[str, Any] = {"documents": len(corpus), "failed": failed, "bytes": chunk.n_bytes, "next": chunk.next}
        if not self._source.seekable:
            entry |= {"source": _digest(corpus)}
        return entry | {"tables": facts}


@cache
def _core_hash() -> str:
    """Give a hash of the core, its models and word lists."""
    found: str = storage.facts_of(Path(str(_core.__file__)))["hash"]
    return found


ANEW = "choose another folder, or pass overwrite=True (--overwrite on the command line)"


def _digest(corpus: Corpus) -> str:
    """Give a hash of ids and texts."""
    found = storage.digest()
    texts = corpus.texts.to_pylist() if hasattr(corpus.texts, "to_pylist") else corpus.texts
    for doc_id, text in zip(corpus.ids, texts, strict=True):
        for value in (doc_id, text if isinstance(text, str) else repr(type(text))):
            data = value.encode("utf-8", "surrogatepass")
            found.update(len(data).to_bytes(8, "little"))
            found.update(data)
    name: str = found.hexdigest()
    return name


def _same(out: Path, before: dict[str, Any], now: dict[str, Any]) -> None:
    """Raise if a folder was made otherwise; the message names all that differs."""
    told = []
    if before["onrecord"] != now["onrecord"]:
        told.append(f"onrecord was {before['onrecord']}, now {now['onrecord']}")
    old, new = before["configuration"], now["configuration"]
    for name in new:
        if old.get(name) == new[name] or name == "n_names":
            continue
        was, is_now = old.get(name), new[name]
        if name == "entities":
            told.append(f"entities was {was} ({old['n_names']:,} names), now {is_now} ({new['n_names']:,} names)")
        else:
            told.append(f"{name} was {was!r}, now {is_now!r}")
    if before["inputs"] != now["inputs"]:
        told.append(_inputs_differ(before["inputs"], now["inputs"]))
    if told:
        raise RunError(f"{out} was made otherwise: {'; '.join(told)}; {ANEW}")


def _inputs_differ(old: dict[str, Any], new: dict[str, Any]) -> str:
    was = {f["path"]: (f["bytes"], f["mtime_ns"]) for f in old.get("files", ())}
    now = {f["path"]: (f["bytes"], f["mtime_ns"]) for f in new.get("files", ())}
    for path in [*was, *now] if was and now else []:
        if was.get(path) != now.get(path):
            states = (
                "not there" if f is None else f"{f[0]:,} bytes of time {f[1]}" for f in (was.get(path), now.get(path))
            )
            return "the input {} was {}, now {}".format(path, *states)
    shown = [", ".join(f"{name} {value}" for name, value in facts.items() if name != "files") for facts in (old, new)]
    return f"the source was {shown[0]}, now {shown[1]}"


def _clear(out: Path) -> None:
    """Take away what a run has made, and nothing else."""
    with storage.told(out):
        files: set[str] = set()
        with suppress(RunError, KeyError):  # of one that cannot be read nothing is known
            files = {f"{name}.parquet" for name in (*TABLES, *closing.LAST)} & set(
                (storage.manifest(out) or {})["files"]
            )
        (out / storage.MANIFEST).unlink(missing_ok=True)  # first, so that what is left belongs to no run
        for name in sorted(files):
            (out / name).unlink(missing_ok=True)
        (out / storage.JOURNAL).unlink(missing_ok=True)
        closing.drop(out)


def _sweep(out: Path) -> None:
    """Take away what a kill left half written."""
    with storage.told(out):
        shutil.rmtree(out / storage.SCRATCH, ignore_errors=True)
        for name in (*TABLES, *closing.LAST):
            (out / f".{name}.parquet.tmp").unlink(missing_ok=True)
            for path in (out / name).glob(".part-*.parquet.tmp"):
                path.unlink(missing_ok=True)
        (out / f".{storage.MANIFEST}.tmp").unlink(missing_ok=True)
