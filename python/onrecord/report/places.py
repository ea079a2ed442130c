"""Where on the page things stand: anchors, and which of the filter's choices each item belongs to.

Anchors and the values of choices are made of numbers of our own, never of ids or names of the record.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from onrecord.article import SIGNS
from onrecord.report.rows import Choice, Row

__all__ = ["Places"]

CHOICES = 60
"""Outlets that the filter lists."""


class Places:
    """Anchors of what the page shows, and links to them.

    Examples
    --------
    >>> import onrecord
    >>> from onrecord.report.rows import choose
    >>> record = onrecord.analyze({"a1": "“No ties,” said Ada Quill."})
    >>> places = Places(choose(record, 1))
    >>> places.article("a1"), places.statement("a1:q1")
    ('a1', None)
    """

    def __init__(self, choice: Choice) -> None:
        # In order of the record, whatever the order of their worth.
        order = {doc_id: n for n, doc_id in enumerate(choice.documents)}
        self._articles = {
            doc_id: f"a{n}" for n, doc_id in enumerate(sorted(choice.articles, key=order.__getitem__), start=1)
        }
        self.shown: list[str] = []
        """Articles on the page, in order of the record."""
        self._statements: dict[str, str] = {}
        self._rendered: dict[str, str] = {}
        names = Counter(row["outlet"] for row in choice.outlets)
        names.update(str(d["outlet"]).strip() for d in choice.documents.values() if d.get("outlet") is not None)
        names.pop("", None)
        self.outlets = dict.fromkeys(sorted(sorted(names, key=lambda n: (-names[n], n))[:CHOICES]))
        self._outlets = {name: str(n) for n, name in enumerate(self.outlets)}
        self._speakers = {name: str(n) for n, one in enumerate(choice.speakers) for name in one.names}
        self._stances = {name: str(n) for n, name in enumerate(SIGNS)}

    def put_statement(self, number: int, quote_ids: Iterable[str | None]) -> str:
        """Give a statement's anchor, which its quotes lead to."""
        anchor = f"s{number}"
        for quote_id in quote_ids:
            if quote_id is not None:
                self._statements.setdefault(quote_id, anchor)
        return anchor

    def put_article(self, doc_id: str, marks: dict[str, str]) -> None:
        """Note that an article is on the page, with the anchors of its sightings."""
        self.shown.append(doc_id)
        self._rendered |= marks

    def statement(self, quote_id: str | None) -> str | None:
        """Give the anchor of a quote's statement, if it is on the page."""
        return self._statements.get(quote_id) if quote_id is not None else None

    def article(self, doc_id: str) -> str | None:
        """Give the anchor of an article, if it was chosen."""
        return self._articles.get(doc_id)

    def place(self, doc_id: str, sighting_id: str | None) -> str | None:
        """Give the anchor of a quote's words, or else of its article; none where that is not on the page."""
        if doc_id not in self.shown:
            return None
        return self._rendered.get(sighting_id or "") or self._articles[doc_id]

    def choices(self, outlets: Iterable[object], speakers: Iterable[object], stances: Iterable[object]) -> str:
        """Give the attributes by which the filter knows an item."""
        parts = []
        for name, known, values in (
            ("o", self._outlets, outlets),
            ("p", self._speakers, speakers),
            ("s", self._stances, stances),
        ):
            given = (str(value).strip() if name == "o" else str(value) for value in values)
            numbers = dict.fromkeys(known[value] for value in given if value in known)
            parts.append(f'data-{name}="{" ".join(numbers)}"')
        return " ".join(parts)

    def of_article(self, document: Row, quotes: Iterable[Row]) -> str:
        """Give the attributes of an article."""
        quotes = list(quotes)
        return self.choices(
            [document.get("outlet")],
            (quote["speaker"] for quote in quotes),
            (quote["stance"] for quote in quotes),
        )
