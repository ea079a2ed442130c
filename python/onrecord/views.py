"""What a `Record` shows: itself, an article, a statement."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from pathlib import Path
from typing import TYPE_CHECKING, cast, overload

from onrecord import markup
from onrecord.arguments import count
from onrecord.article import Article
from onrecord.corpus import Corpus
from onrecord.exceptions import ArgumentError, UnknownIdError, nearest
from onrecord.statement import Statement
from onrecord.table import Table
from onrecord.wordings import Wordings

if TYPE_CHECKING:
    from onrecord.record import Record

__all__ = ["Views"]

ROWS = {
    "zones": "stretches of one kind: title, body, caption, comment …",
    "mentions": "places where an entity is named",
    "quotes": "attributions: who said what, with source, cue and stance",
    "entities": "who is named or quoted",
}
ASK = (
    ("record.share_of_voice()", "who is quoted how often"),
    ("record.statements", "the same words across documents"),
    ("record.disputes()", "claims and the denials that answer them"),
    ('record.kwic("…")', "a word or phrase in its contexts"),
    ('record.report("report.html")', "all of it on one page"),
)


class Views(ABC):
    """What of a `Record` a notebook draws."""

    corpus: Corpus
    documents: Table
    zones: Table
    mentions: Table
    quotes: Table
    entities: Table

    @abstractmethod
    def statement(self, statement_id: str) -> Statement:
        """Give the biography of a statement."""

    def _failed(self) -> int:
        """Give how many documents could not be analysed."""
        return len(self.documents.where("status", "error"))

    def _size(self) -> str:
        """Give the number of documents, and of those that failed."""
        n, failed = len(self.documents), self._failed()
        return f"Record of {n:,} document{'s' * (n != 1)}{f' ({failed:,} failed)' if failed else ''}"

    def _repr_html_(self) -> str:
        empty = len(self.documents.where("status", "empty"))
        facts = self._size() + (f", {empty:,} empty" if empty else "")
        top = self.documents._top(100).select(["doc_id", "status"]).to_pylist()
        first = next((row["doc_id"] for row in top if row["status"] == "ok"), None)
        ask = list(ASK)
        if first is not None:
            ask.insert(1, (f"record.show({first[:60]!r})", "an article with its marks"))
        counts = "".join(
            f'<tr><th scope="row">record.{name}</th><td class="n">{len(getattr(self, name)):,}</td><td>{what}</td></tr>'
            for name, what in ROWS.items()
        )
        asks = "".join(
            f'<tr><th scope="row"><code dir="ltr">{markup.label(call)}</code></th><td colspan="2">{what}</td></tr>'
            for call, what in ask
        )
        return (
            f'<style>{markup.css()}</style><div class="onrecord card table"><p class="facts"><b>{facts}</b></p>'
            f"<table><tbody>{counts}</tbody><tbody>{asks}</tbody></table></div>"
        )

    @overload
    def show(self, doc_id: str, *, max_chars: int = ...) -> Article: ...
    @overload
    def show(self, *, statement: str) -> Wordings: ...

    def show(
        self, doc_id: str | None = None, *, statement: str | None = None, max_chars: int = 200_000
    ) -> Article | Wordings:
        """Show an article with its marks, or the wordings of a statement side by side.

        Parameters
        ----------
        doc_id
            Id of a document: its zones, quotations, cues, sources and mentions are marked.
        statement
            Instead of it, an id of the table `statements`, or of a sighting or quote of it: each wording stands beside
            the first one, with the words that are gone or new marked. `statement` gives the whole biography.
        max_chars
            Code points of an article to show at most, so that one huge document does not make a huge notebook.

        Returns
        -------
        Article or Wordings
            Drawn by a notebook as HTML; plain text elsewhere.

        Raises
        ------
        UnknownIdError
            If no document or no statement has that id.
        ArgumentError
            If not exactly one of `doc_id` and `statement` is given, or `max_chars` is no number from 1.

        Examples
        --------
        >>> import onrecord
        >>> record = onrecord.analyze({"a1": "“We sold no park to a bank,” said Ada Quill."})
        >>> print(record.show("a1"))
        a1
        <BLANKLINE>
        ...
        >>> print(record.show(statement="a1:q1"))
        s:a1:q1: 1 sighting, 1 document, 1 wording
        <BLANKLINE>
        1× · first · Ada Quill
            We sold no park to a bank,
        """
        limit = count("max_chars", max_chars)
        if (doc_id is None) == (statement is None):
            given = "neither" if doc_id is None else "both"
            raise ArgumentError(f"{given} of doc_id and statement given; pass the id of a document, or statement=")
        if statement is not None:
            return Wordings(self.statement(statement))
        rows = self.documents.where("doc_id", doc_id) if isinstance(doc_id, str) else []
        if not rows or doc_id is None:
            hint = nearest(str(doc_id), self.corpus.ids)
            raise UnknownIdError(f"no document has the id {doc_id!r}{hint}")
        return Article(
            rows[0],
            self.corpus[doc_id],
            zones=self.zones.where("doc_id", doc_id),
            mentions=self.mentions.where("doc_id", doc_id),
            quotes=self.quotes.where("doc_id", doc_id),
            max_chars=limit,
        )

    def report(self, path: str | os.PathLike[str], title: str | None = None, *, articles: int = 100) -> Path:
        """Write all that was found as one page: overview, speakers, statements, disputes and the marked articles.

        The page is one file that needs no network and works without its script, which only filters and searches. Of a
        large corpus it shows a part, chosen by rules that it tells: statements printed more than once, the
        farthest-reaching first; the articles in which they stand, up to half of the room; then articles from each
        outlet in turn, those with most attributions first. All counts are of the whole corpus. The same record gives
        the same bytes.

        Parameters
        ----------
        path
            The file, such as ``"report.html"``; overwritten if it is there.
        title
            The page's title; if None, it tells the number of documents.
        articles
            How many articles to show at most, each up to 12,000 code points, and fewer where together they would have
            more than 1.7 MB. The page as a whole stays below 3 MB.

        Returns
        -------
        pathlib.Path
            Where it was written.

        Raises
        ------
        ArgumentError
            If `title` is no text, `articles` is no number from 1, or `path` is no path or in no folder that exists.

        Examples
        --------
        >>> import onrecord, tempfile, pathlib
        >>> record = onrecord.analyze({"a1": "“We sold no park,” said Ada Quill."})
        >>> path = record.report(pathlib.Path(tempfile.mkdtemp()) / "report.html", "The park")
        >>> "<title>The park</title>" in path.read_text("utf-8")
        True
        """
        limit = count("articles", articles)
        if title is not None and not isinstance(title, str):
            raise ArgumentError(f"title is {title!r}; pass text, or None")
        if not isinstance(path, str | os.PathLike):
            raise ArgumentError(f"path is {path!r}; pass the path of a file, such as 'report.html'")
        file = Path(path)
        if not file.absolute().parent.is_dir():
            raise ArgumentError(f"path is {str(path)!r}; its folder does not exist")
        # Only who wants a page loads what makes it.
        from onrecord.report import page

        # Written as bytes: line ends of the platform would change what the page's policy allows to run.
        file.write_bytes(page(cast("Record", self), title, limit).encode())
        return file
