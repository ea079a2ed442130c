"""What is found in a corpus."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any

from onrecord import _core, keeping, standoff
from onrecord.arguments import share, threads
from onrecord.corpus import Corpus, as_column
from onrecord.correcting import Correctable
from onrecord.corrections import Corrections
from onrecord.exceptions import UnknownIdError, nearest
from onrecord.exports import Exports
from onrecord.gazetteer import Gazetteer
from onrecord.linking import linked
from onrecord.plots import Plots
from onrecord.progress import Report, bar
from onrecord.questions import Questions
from onrecord.readers import read
from onrecord.statement import Statement
from onrecord.table import Table
from onrecord.tallying import tally
from onrecord.tracing import Statements, statements
from onrecord.views import Views
from onrecord.why import Explanation, explain

__all__ = ["Record", "analyze", "tables_of"]

# Columns of `documents` that the analysis fills; the corpus's own go beside them.
OWN = ("doc_id", "n_chars", "status", "message")


class Record(Questions, Correctable, Exports, Views):
    """The tables of one analysis, and the texts they point into.

    Made by `onrecord.analyze`. Every offset in every table counts Unicode code points of the text as given,
    end exclusive: ``record.corpus[doc_id][start:end]`` is the row's ``text``.

    Examples
    --------
    >>> import onrecord
    >>> record = onrecord.analyze("seeds", "seeds/entities.csv")
    >>> record
    Record of 5 documents: ... zones, ... mentions, ... quotes, ... entities
    >>> sorted(record.tables)
    ['documents', 'entities', 'mentions', 'quotes', 'sightings', 'statements', 'zones']
    """

    corpus: Corpus
    """The texts."""
    documents: Table
    """One row a document: what is known of it, its status (ok, empty, error) and why."""
    zones: Table
    """Title, subtitle, byline, body, caption, boilerplate, comment, author_bio."""
    mentions: Table
    """Every place where an entity is named."""
    quotes: Table
    """Every attribution: source, cue, content, speaker, stance, act and how they were found. The act is speech,
    writing, thought, intention or perception, or none where the cue is on no list and nothing is quoted. What somebody
    has checked says so (``checked``: accepted or corrected) and has confidence 1."""
    entities: Table
    """Every entity that is named or quoted, with counts over the articles of the corpus. What readers' comments
    and the site's own lines say (zones comment, boilerplate and the like) is not counted."""

    def __init__(
        self,
        corpus: Corpus,
        *,
        documents: Any,
        zones: Any,
        mentions: Any,
        quotes: Any,
        entities: Any,
    ) -> None:
        self.corpus = corpus
        self.documents = Table("documents", documents)
        if self._failed():
            self.documents = Table("documents", documents, first=WITH_REASON)
        self.zones = Table("zones", zones)
        self.mentions = Table("mentions", mentions)
        self.quotes = Table("quotes", quotes)
        self.entities = Table("entities", entities)
        self._n_threads: int | None = None

    @cached_property
    def _traced(self) -> Statements:
        return statements(self.quotes, self.documents, corpus=self.corpus, n_threads=self._n_threads)

    @property
    def statements(self) -> Table:
        """What was said, wherever it is printed: a row a statement, the farthest-reaching first."""
        return self._traced.statements

    @property
    def sightings(self) -> Table:
        """Every place where a statement is printed: where its words come from, and what became of them.

        `text` is what stands in the article from `start` to `end`; `said` what was said alone, where a reporter's
        words interrupt it, and else empty.
        """
        return self._traced.sightings

    def statement(self, statement_id: str) -> Statement:
        """Give the biography of a statement: its sightings in order of time, outlets, speakers and wordings.

        Parameters
        ----------
        statement_id
            An id of the table `statements`, or of a sighting or quote of it.

        Returns
        -------
        Statement
            Drawn by a notebook as HTML; plain text elsewhere.

        Raises
        ------
        UnknownIdError
            If no statement has that id. A quote that says nothing by itself ("the mayor's plans") is in none.

        Examples
        --------
        >>> import onrecord
        >>> text = "“We never sold the park to a bank,” said Ada Quill."
        >>> record = onrecord.analyze({"a1": text, "a2": text.replace("never ", "")})
        >>> print(record.statement("a1:q1"))
        s:a1:q1
          We never sold the park to a bank,
        <BLANKLINE>
        2 sightings, 2 documents, 2 wordings
        First: a1
        Speakers: Ada Quill
        Stance: denial 1, neutral 1
        Alarm: negation lost
        <BLANKLINE>
        1× · first · Ada Quill
            We never sold the park to a bank,
        1× · dropped · Ada Quill
            We [-never-] sold the park to …
            ! negation lost: never
        """
        return self._traced.statement(statement_id)

    @property
    def plot(self) -> Plots:
        """Pictures: ``record.plot.share_of_voice()`` and its like."""
        return Plots(self)

    @property
    def _own(self) -> tuple[Table, ...]:
        return (self.documents, self.zones, self.mentions, self.quotes, self.entities)

    @property
    def tables(self) -> dict[str, Table]:
        """All tables by name."""
        return {table.name: table for table in (*self._own, self.statements, self.sightings)}

    def __repr__(self) -> str:
        counts = ", ".join(f"{len(t):,} {t.name}" for t in self._own[1:])
        return f"{self._size()}: {counts}"

    if not TYPE_CHECKING:  # or every slip would be an attribute to a type checker

        def __getattr__(self, name: str) -> Any:
            # Asked for what it does not have. What is private is asked for by copy, pickle and their like.
            hint = "" if name.startswith("_") else _meant(name)
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}{hint}")

    def why(self, quote_id: str) -> Explanation:
        """Tell in plain words how an attribution came about.

        Parameters
        ----------
        quote_id
            Id of a row of `quotes`, such as ``"a1:q1"``.

        Returns
        -------
        Explanation
            Text: what was said, the words that report it, who speaks and how that is known, the rule, the
            confidence and what came second.

        Raises
        ------
        UnknownIdError
            If no quote has that id.

        Examples
        --------
        >>> import onrecord
        >>> record = onrecord.analyze({"a1": "“No,” said Ada Quill."})
        >>> record.why("a1:q77")
        Traceback (most recent call last):
        onrecord.exceptions.UnknownIdError: no quote has the id 'a1:q77'...
        """
        rows = self.quotes.where("quote_id", quote_id) if isinstance(quote_id, str) else []
        if not rows:
            hint = nearest(str(quote_id), self.quotes.arrow["quote_id"].to_pylist()[:100_000])
            raise UnknownIdError(f"no quote has the id {quote_id!r}{hint}")
        return explain(rows[0])

    def to_standoff(self, path: str | os.PathLike[str]) -> None:
        """Write zones, mentions and attributions as JSONL, one document a line, for scoring and exchange.

        Contents are written with the quotation marks around them, as corpora of attribution mark them.

        Parameters
        ----------
        path
            The file; overwritten if it is there.

        Examples
        --------
        >>> import onrecord, json, tempfile, pathlib
        >>> path = pathlib.Path(tempfile.mkdtemp()) / "out.jsonl"
        >>> onrecord.analyze({"a1": "Ada Quill left."}).to_standoff(path)
        >>> sorted(json.loads(path.read_text()))
        ['id', 'mentions', 'relations', 'zones']
        """
        standoff.write(self, path)

    def to_statements(self, path: str | os.PathLike[str]) -> None:
        """Write statements as JSONL, one a line with its members, for scoring and exchange.

        Parameters
        ----------
        path
            The file; overwritten if it is there.

        Examples
        --------
        >>> import onrecord, json, tempfile, pathlib
        >>> path = pathlib.Path(tempfile.mkdtemp()) / "statements.jsonl"
        >>> onrecord.analyze({"a1": "“No,” said Ada Quill."}).to_statements(path)
        >>> json.loads(path.read_text())["members"]
        [{'doc_id': 'a1', 'start': 1, 'end': 4, 'quote_id': 'a1:q1'}]
        """
        standoff.write_statements(self.sightings, path)

    def to_parquet(self, folder: str | os.PathLike[str]) -> None:
        """Write one Parquet file a table into a folder, which `onrecord.load` opens again.

        Parameters
        ----------
        folder
            Made if it is not there; files of the same names are overwritten.

        Raises
        ------
        ArgumentError
            If the folder is that of a run, whose tables stay as they are.

        Notes
        -----
        The corrections of the record go into a folder ``corrections`` (``corrections.jsonl``, for
        `onrecord.Corrections.read`), with what was found before them, so that a loaded record can be corrected on.

        Examples
        --------
        >>> import onrecord, tempfile, pathlib
        >>> folder = pathlib.Path(tempfile.mkdtemp())
        >>> onrecord.analyze(["One."]).to_parquet(folder)
        >>> sorted(path.name for path in folder.iterdir())
        ['documents.parquet', 'entities.parquet', 'mentions.parquet', 'quotes.parquet', 'sightings.parquet',
         'statements.parquet', 'zones.parquet']
        """
        keeping.write(self, folder)


def analyze(
    corpus: Any,
    entities: Any = None,
    *,
    min_confidence: float = 0.0,
    link: bool = True,
    corrections: Any = None,
    n_threads: int | None = None,
    progress: Report = None,
) -> Record:
    """Find who said what in a corpus.

    Parameters
    ----------
    corpus
        What `onrecord.read` gave, or anything it takes.
    entities
        People and organisations that matter: an `onrecord.Gazetteer`, or anything that it takes. Other names are
        found without a list.
    min_confidence
        Between 0 and 1. Quotes below it are left out of the table ``quotes`` and of the counts in ``entities``; all
        other rows and all ids stay as they are, so that it does the same as filtering afterwards.
    link
        Whether entities that different documents call by different names become one, as by `onrecord.link`. Pass False
        for the parts of a run whose tables are put together and linked afterwards.
    corrections
        What somebody found when checking an earlier run: `onrecord.Corrections`, a review, or a file of them. What is
        accepted or corrected by hand has confidence 1.0.
    n_threads
        Number of threads; one for each core if None. The result does not depend on it.
    progress
        Whether to show a bar; if None, where somebody can see it and only after a second. Or a function that
        is called with the number of documents done and their total, at most every 50 ms.

    Returns
    -------
    Record
        The tables.

    Raises
    ------
    ArgumentError
        If `min_confidence` or `n_threads` is out of its range.
    EntityError
        If the list of entities cannot be used.
    CorrectionError
        If the file of corrections is damaged or something else.
    KeyboardInterrupt
        On Ctrl-C: the run stops as soon as the documents at hand are done.

    Notes
    -----
    The interpreter is free for other threads all the while. A document that cannot be analysed has status
    ``error`` in the table ``documents``; the others are not affected.

    Examples
    --------
    >>> import onrecord
    >>> record = onrecord.analyze(["One text.", "", None])
    >>> record.documents.df["status"].tolist()
    ['ok', 'empty', 'error']
    >>> record.documents.df["message"].iloc[2]
    "row 2, column 'text': NoneType (None) where text is needed"

    Only what was said, and only what is likely right:

    >>> record = onrecord.analyze({"a1": "“No,” said Ada Quill."}, min_confidence=0.8)
    >>> quotes = record.quotes.df
    >>> quotes[quotes["act"] == "speech"]["speaker"].tolist()
    ['Ada Quill']
    """
    n = threads(n_threads)
    lowest = share("min_confidence", min_confidence)
    overlay = None if corrections is None else Corrections.read(corrections)
    corpus = read(corpus)
    names = entities if isinstance(entities, Gazetteer) else Gazetteer(entities)
    with bar(progress, len(corpus)) as report:
        # What somebody has checked stays, however doubtful it was.
        bar_of_run = lowest if overlay is None else 0.0
        tables = tables_of(corpus, names, min_confidence=bar_of_run, n_threads=n, report=report)
    if link:
        tables["mentions"], tables["quotes"] = linked(tables["mentions"], tables["quotes"])
    tables["entities"] = tally(tables["mentions"], tables["quotes"]).arrow
    record = Record(corpus, **tables)
    record._n_threads = n_threads
    return record if overlay is None else record._replayed(overlay, lowest)


# Columns of documents to show first where some of them failed.
WITH_REASON = ("doc_id", "status", "message", "title", "outlet", "published")

# What else people look for, and what does it.
GUESSES = {
    "search": "kwic(pattern)",
    "find": "kwic(pattern)",
    "concordance": "kwic(pattern)",
    "speakers": "entities, or share_of_voice()",
    "sources": "share_of_voice()",
    "persons": "entities",
    "people": "entities",
    "outlets": 'share_of_voice("outlet")',
    "summary": "share_of_voice()",
    "claims": "disputes()",
    "to_html": "report(path)",
    "to_graphml": 'network("quotes").to_graphml(path)',
    "to_gexf": 'network("quotes").to_gexf(path)',
    "to_excel": "to_csv(folder)",
    "to_json": "to_standoff(path)",
    "to_jsonl": "to_standoff(path)",
    "to_pandas": "quotes.df",
    "to_df": "quotes.df",
    "df": "quotes.df",
    "head": "quotes.df.head()",
    "fix": "correct(quote_id, speaker=...)",
    "articles": "documents",
    "texts": "corpus.texts",
}


def _meant(name: str) -> str:
    """Say what does what somebody looks for under another name."""
    if name in GUESSES:
        return f"; see record.{GUESSES[name]}"
    return nearest(name, [known for known in {*dir(Record), *Record.__annotations__} if not known.startswith("_")])


def tables_of(
    corpus: Corpus,
    names: Gazetteer,
    *,
    min_confidence: float,
    n_threads: int,
    report: Callable[[int], object] | None = None,
) -> dict[str, Any]:
    """Give the tables that are made of documents one by one, by name."""
    documents, zones, mentions, quotes = _core.analyze(
        corpus.ids,
        corpus.texts,
        text_field=corpus.text_field,
        first_row=corpus.first_row,
        titles=corpus.strings("title"),
        authors=corpus.strings("author"),
        problems=corpus.problems,
        gazetteer=names._core,
        min_confidence=min_confidence,
        n_threads=n_threads,
        progress=report,
    )
    return {
        "documents": _with_metadata(documents, corpus),
        "zones": zones,
        "mentions": mentions,
        "quotes": quotes,
    }


def _with_metadata(documents: Any, corpus: Corpus) -> Any:
    """Put the corpus's other columns beside the analysis's own."""
    import pyarrow as pa

    table = pa.table(documents)
    for given, values in corpus.columns.items():
        # Title and author went through the analysis, which fills their gaps.
        if given in ("title", "author"):
            continue
        name = f"{given}_given" if given in OWN else given
        column = values if isinstance(values, pa.ChunkedArray) else as_column(values)
        if name in table.column_names:
            table = table.set_column(table.column_names.index(name), name, column)
        else:
            table = table.append_column(name, column)
    return table
