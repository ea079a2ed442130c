"""The wordings of one statement side by side, with what differs marked word by word.

Static HTML like all that is shown. Differences are deletions and insertions for a screen reader, struck through and
underlined for who sees no colours.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Any

from onrecord import markup
from onrecord.markup import short
from onrecord.statement import Statement, day, names

__all__ = ["Wordings"]

LONGEST = 1200
"""Characters of a wording that are shown and compared."""
WORDS = 250
"""Words of a wording that are compared: the time grows with their square, and on made-up texts faster."""
WORD = re.compile(r"\S+")
# Capitals and marks around a word make no other word of it.
EDGE = re.compile(r"^\W+|\W+$")
SAME = str.maketrans({"’": "'", "ʼ": "'", "‐": "-", "‑": "-"})

Step = tuple[str, str, str]
"""What happens (equal, delete, insert, replace), to which words of the first wording, and what stands there now."""


class Wordings:
    """The wordings of a statement beside its first one, as ``Record.show(statement=...)`` gives them.

    HTML in a notebook, plain text elsewhere.

    Examples
    --------
    >>> import onrecord
    >>> text = "“We never sold the park to a bank,” said Ada Quill."
    >>> record = onrecord.analyze({"a1": text, "a2": text.replace("never ", "")})
    >>> print(record.show(statement="a1:q1"))
    s:a1:q1: 2 sightings, 2 documents, 2 wordings
    <BLANKLINE>
    1× · first · Ada Quill
        We never sold the park to a bank,
    1× · dropped · Ada Quill
      - We [never] sold the park to a bank,
      + We sold the park to a bank,
      ! negation lost: never
    """

    def __init__(self, statement: Statement) -> None:
        self.statement = statement
        """The statement whose wordings they are."""

    def __str__(self) -> str:
        lines = [f"{self.statement.id}: {self.statement._lines()[0]}", ""]
        for row, steps in self._compared():
            head = [f"{row['n_sightings']}×", row["change_first"] or "first"]
            head += [", ".join(some[:2]) for some in (row["outlets"], row["speakers"]) if some]
            lines.append(" · ".join(head))
            if steps is None:
                lines += _wrapped("    ", short(row["text"], LONGEST))
                continue
            lines += _wrapped("  - ", " ".join(f"[{was}]" if how != "equal" else was for how, was, _ in steps if was))
            lines += _wrapped("  + ", " ".join(f"[{now}]" if how != "equal" else now for how, _, now in steps if now))
            if row["alarm"]:
                lines += _wrapped("  ! ", short(row["alarm"], 200))
        return markup.plain("\n".join([*lines, *self.statement._left_out()]))

    __repr__ = __str__

    def _repr_html_(self) -> str:
        body = "".join(f"<tr>{_about(row)}{_sides(row, steps)}</tr>" for row, steps in self._compared())
        head = "".join(f'<th scope="col">{name}</th>' for name in ("wording", "the first", "this one"))
        facts = "".join(
            f'<p class="facts">{markup.label(line)}</p>'
            for line in (self.statement.id, self.statement._lines()[0], *self.statement._left_out())
        )
        return (
            f'<style>{markup.css("statement")}</style><div class="onrecord card wordings">{facts}'
            f'<div class="scroll" role="group" aria-label="wordings side by side" tabindex="0"><table class="wordings">'
            f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div></div>"
        )

    def _compared(self) -> Iterator[tuple[dict[str, Any], list[Step] | None]]:
        """Each wording shown, and what it takes to get there from the first; None for the first itself."""
        rows = self.statement._shown()
        for n, row in enumerate(rows):
            yield row, compared(short(rows[0]["text"], LONGEST), short(row["text"], LONGEST)) if n else None


def compared(first: str, second: str) -> list[Step]:
    """Give the way from one text to another, word by word.

    Parameters
    ----------
    first, second
        Texts, of which so many words are looked at; capitals, and marks before and after a word, are not told apart.

    Returns
    -------
    list of tuple
        ``equal``, ``delete``, ``insert`` or ``replace``, words of the first and words of the second text.

    Notes
    -----
    Longest matching blocks, taken recursively (Ratcliff and Metzener, "Pattern matching: the gestalt approach", 1988).

    Examples
    --------
    >>> compared("We never sold it", "We sold it all")
    [('equal', 'We', 'We'), ('delete', 'never', ''), ('equal', 'sold it', 'sold it'), ('insert', '', 'all')]
    """
    a, b = (WORD.findall(text)[:WORDS] for text in (first, second))
    matcher = SequenceMatcher(None, _keys(a), _keys(b), autojunk=False)
    return [(how, " ".join(a[i:j]), " ".join(b[k:n])) for how, i, j, k, n in matcher.get_opcodes()]


def _keys(words: list[str]) -> list[str]:
    return [EDGE.sub("", word.translate(SAME)).casefold() or word for word in words]


def _about(row: dict[str, Any]) -> str:
    facts = [f"{row['n_sightings']}× {row['change_first'] or 'first'}"]
    if row["first_published"]:
        facts.append(f"since {day(row['first_published'])}")
    facts.append(names(row["outlets"]) or row["first_doc"])
    facts.append(names(row["speakers"]) or "speaker not stated")
    alarm = f'<div class="alarm">! {markup.label(short(row["alarm"], 200))}</div>' if row["alarm"] else ""
    return f'<th scope="row">{"".join(f"<div>{markup.isolated(fact)}</div>" for fact in facts)}{alarm}</th>'


def _sides(row: dict[str, Any], steps: list[Step] | None) -> str:
    if steps is None:
        return f'<td colspan="2" dir="auto">{markup.text(short(row["text"], LONGEST))}</td>'
    was = " ".join(_marked("del", how, words) for how, words, _ in steps if words)
    now = " ".join(_marked("ins", how, words) for how, _, words in steps if words)
    return f'<td dir="auto">{was}</td><td dir="auto">{now}</td>'


def _marked(tag: str, how: str, words: str) -> str:
    return markup.text(words) if how == "equal" else f"<{tag}>{markup.text(words)}</{tag}>"


def _wrapped(mark: str, words: str) -> list[str]:
    return textwrap.wrap(words, 96, initial_indent=mark, subsequent_indent="    ")
