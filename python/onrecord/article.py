"""One article with everything that was found in it marked.

Static HTML: no script, nothing fetched, every character of the text and of the tables escaped. Marks may
overlap (a source within a quotation within another one), so the text is cut wherever a mark begins or ends
and each piece carries all the marks that cover it. What a colour tells, a sign beside the number tells too.
"""

from __future__ import annotations

import textwrap
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from typing import Any, NamedTuple

from onrecord import markup

__all__ = ["SIGNS", "Article", "Mark"]

SIGNS = {"neutral": "", "denial": "≠", "allegation": "?", "confirmation": "✓", "promise": "→"}
"""Stances, and the sign that each has beside the number of a quotation."""
MORE = "; raise max_chars"


class Mark(NamedTuple):
    """A marked stretch of the text."""

    start: int
    end: int
    kind: str
    """quote, cue, source, mention, or repeat: words of a statement that nobody is quoted with."""
    stance: str
    label: str
    """What the tooltip says."""
    number: int
    """Number of the quotation or repetition; 0 for a mention."""
    first: bool
    """Whether it is the first part of what was said."""


Piece = tuple[int, int, list[Mark]]
"""Start and end of a piece of the text, and the marks that cover it."""


class Article:
    """An article as `Record.show` gives it: HTML in a notebook, plain text elsewhere.

    Examples
    --------
    >>> import onrecord
    >>> record = onrecord.analyze({"a1": "Town hall row <b>"})
    >>> article = record.show("a1")
    >>> "&lt;b&gt;" in article._repr_html_()
    True
    """

    def __init__(
        self,
        document: dict[str, Any],
        text: str,
        *,
        zones: list[dict[str, Any]],
        mentions: list[dict[str, Any]],
        quotes: list[dict[str, Any]],
        max_chars: int = 200_000,
        more: Iterable[Mark] = (),
    ) -> None:
        self._document = document
        self._text = text
        self._zones = zones
        self._quotes = quotes
        self._marks = [*_marks(mentions, quotes), *more]
        self._end = min(len(text), max_chars)

    def __str__(self) -> str:
        return markup.plain("\n".join(self._lines()))

    def _lines(self) -> list[str]:
        numbers = {quote["quote_id"]: n for n, quote in enumerate(self._quotes, start=1)}
        lines = [" · ".join(self._name()), ""]
        for kind, _, pieces in self._cut():
            lines.append(
                textwrap.fill(
                    " ".join(self._bracketed(pieces).split()),
                    width=100,
                    initial_indent=f"{kind:11} ",
                    subsequent_indent=" " * 12,
                )
            )
        lines += self._cut_off()
        if self._quotes:
            lines.append("")
        for quote in self._quotes:
            lines.append(f"[{numbers[quote['quote_id']]}] {line(quote)}")
        return lines

    __repr__ = __str__

    def _repr_html_(self) -> str:
        name = " · ".join(map(markup.isolated, self._name()))
        return (
            f'<style>{markup.css("article")}</style><div class="onrecord card article">'
            f'<p class="facts">{name}</p>{legend("hover for the evidence")}{self._body(_superscript)}'
            f"{self._list()}</div>"
        )

    def _body(
        self, number: Callable[[Mark], str], tooltip: Callable[[Mark], str] | None = None, hint: str = MORE
    ) -> str:
        """The marked text as HTML; `number` gives what stands before the first words of a quotation."""
        zones = "".join(
            f'<div class="zone {markup.label(kind)}{" heading" * heading}"><b>{markup.text(kind)}</b>'
            f'<div dir="auto">{self._marked(pieces, number, tooltip)}</div></div>'
            for kind, heading, pieces in self._cut()
        )
        return zones + "".join(f'<p class="facts">{markup.text(rest)}</p>' for rest in self._cut_off(hint))

    def _name(self) -> list[str]:
        document = self._document
        facts = [document["doc_id"]]
        # A headline that was given beside the text, and does not stand in it.
        if document["title"] and all(zone["kind"] != "title" for zone in self._zones):
            facts.append(str(document["title"]))
        facts += [str(document[k]) for k in ("outlet", "author", "published") if document.get(k) is not None]
        if document["status"] != "ok":
            facts.append(document["status"] + (f": {document['message']}" if document["message"] else ""))
        return facts

    def _cut_off(self, hint: str = MORE) -> list[str]:
        rest = len(self._text) - self._end
        return [f"... {rest:,} more characters are not shown{hint}"] if rest else []

    def _stretches(self) -> list[tuple[str, bool, int, int]]:
        """The whole text in order: zones, and whatever lies between them unless it is blank."""
        out = []
        at = 0
        for zone in self._zones:
            start, end = min(zone["start"], self._end), min(zone["end"], self._end)
            if self._text[at:start].strip():
                out.append(("", False, at, start))
            if start < end:
                out.append((zone["kind"], bool(zone.get("heading")), start, end))
            at = max(at, end)
        if self._text[at : self._end].strip():
            out.append(("", False, at, self._end))
        return out

    def _cut(self) -> Iterator[tuple[str, bool, Iterator[Piece]]]:
        """Every stretch with its pieces."""
        stretches = self._stretches()
        # Each mark is put where it belongs, for there may be thousands of them and of stretches.
        ends = [end for *_, end in stretches]
        inside: list[list[Mark]] = [[] for _ in stretches]
        for mark in self._marks:
            at = bisect_right(ends, mark.start)
            while at < len(stretches) and stretches[at][2] < mark.end:
                inside[at].append(mark)
                at += 1
        for (kind, heading, start, end), marks in zip(stretches, inside, strict=True):
            yield kind, heading, self._pieces(start, end, marks)

    def _pieces(self, start: int, end: int, inside: list[Mark]) -> Iterator[Piece]:
        """Cut a stretch wherever a mark begins or ends."""
        cuts = {start, end}
        for mark in inside:
            cuts.update(x for x in (mark.start, mark.end) if start < x < end)
        # One walk from left to right with the marks that are open: a document of one line may have
        # thousands of them.
        coming = sorted(inside, key=lambda m: m.start)[::-1]
        marks: list[Mark] = []
        for a, b in pairwise(sorted(cuts)):
            marks = [m for m in marks if m.end > a]
            while coming and coming[-1].start <= a:
                marks.append(coming.pop())
            yield a, b, marks

    def _marked(
        self, pieces: Iterator[Piece], number: Callable[[Mark], str], tooltip: Callable[[Mark], str] | None
    ) -> str:
        out = []
        for a, b, marks in pieces:
            words = markup.text(self._text[a:b])
            if not marks:
                out.append(words)
                continue
            contents = [m for m in marks if m.kind == "quote"]
            classes = sorted({m.kind for m in marks})
            if contents:
                # The innermost quotation gives the colour.
                classes.append(min(contents, key=lambda m: (m.end - m.start, m.number)).stance)
            if len(contents) > 1:
                classes.append("nested")
            numbers = "".join(number(m) for m in marks if m.first and m.start == a)
            labels = dict.fromkeys(tooltip(m) if tooltip else m.label for m in marks)
            title = markup.label("\n".join(label for label in labels if label))
            title = title and f' title="{title}"'
            out.append(f'{numbers}<span class="{markup.label(" ".join(classes))}"{title}>{words}</span>')
        return "".join(out)

    def _bracketed(self, pieces: Iterator[Piece]) -> str:
        """Plain text: [1 ... ] around contents."""
        out = []
        for a, b, marks in pieces:
            contents = [m for m in marks if m.kind == "quote"]
            opening = "".join(f"[{m.number} " for m in contents if m.start == a)
            out.append(opening + self._text[a:b] + "]" * sum(m.end == b for m in contents))
        return "".join(out)

    def _list(self) -> str:
        if not self._quotes:
            return ""
        names = ("speaker", "stance", "kind", "cue", "confidence", "quote_id")
        head = "".join(f'<th scope="col">{name}</th>' for name in ("no.", *names))
        rows = "".join(
            f'<tr><td class="n">{n}</td>'
            + "".join(f'<td dir="auto">{markup.text(_value(quote[name]))}</td>' for name in names)
            + "</tr>"
            for n, quote in enumerate(self._quotes, start=1)
        )
        n = len(self._quotes)
        return (
            f"<details><summary>{n} attribution{'s' * (n != 1)}</summary>"
            f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></details>"
        )


def _marks(mentions: list[dict[str, Any]], quotes: list[dict[str, Any]]) -> list[Mark]:
    marks = [
        Mark(
            m["start"],
            m["end"],
            "mention",
            "",
            f"{m['entity']} ({m['type']}, by {m['how']})",
            0,
            False,
        )
        for m in mentions
    ]
    for number, quote in enumerate(quotes, start=1):
        label = f"{number}. {line(quote)}\nrule: {quote['rule']}"
        if quote["antecedent"]:
            label += f"\nspeaker by {quote['speaker_how']}, from “{quote['antecedent']}”"
        if quote["runner_up"]:
            label += f"\nsecond: {quote['runner_up']}"
        for i, part in enumerate(quote["content"]):
            place = (part["start"], part["end"])
            marks.append(Mark(*place, "quote", quote["stance"], label, number, i == 0))
        for kind in ("cue", "source"):
            if quote[f"{kind}_start"] is not None:
                place = (quote[f"{kind}_start"], quote[f"{kind}_end"])
                marks.append(Mark(*place, kind, "", f"{kind} of {number}", number, False))
    return marks


def line(quote: dict[str, Any]) -> str:
    """Give a quotation's attribution in one line."""
    cue = f", “{quote['cue']}”" if quote["cue"] else ""
    who = quote["speaker"] or "speaker not stated"
    return f"{who}: {quote['stance']}, {quote['kind']}{cue} (confidence {quote['confidence']:.2f})"


def _value(value: object) -> str:
    if value is None:
        return "–"
    return f"{value:.2f}" if isinstance(value, float) else str(value)


def _superscript(mark: Mark) -> str:
    return f"<sup>{mark.number}{SIGNS.get(mark.stance, '')}</sup>"


def legend(note: str) -> str:
    """Say what the marks of an article mean."""
    stances = "".join(
        f'<span class="quote {stance}">{sign}{" " * bool(sign)}{stance}</span>' for stance, sign in SIGNS.items()
    )
    return (
        f'<p class="legend">{stances}<span class="source">source</span><span class="cue">cue</span>'
        f'<span class="mention">name</span>{note}</p>'
    )
