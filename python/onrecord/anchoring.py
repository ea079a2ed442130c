"""Where words that were once marked stand now: quote selectors, made and found again.

A place is kept as the W3C's Web Annotation Data Model (2017) keeps one: by its words (``exact``), the words before and
after (``prefix``, ``suffix``) and its position as a hint. Finding it again learns from the Hypothesis client ("fuzzy
anchoring"): the position first, then the words, told apart by what stands around them, then words that are nearly the
same. Unlike there, a place that could be two is none: a correction at the wrong place is worse than none.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from rapidfuzz.distance import Opcodes

__all__ = ["LONGEST", "Place", "Selector", "Text", "select"]

AROUND = 32
"""Code points of prefix and suffix."""
LONGEST = 1_000
"""Code points of a place that are kept: what begins alike for so long is the same, and a cell of a spreadsheet holds
no more than 32,767."""
TELLING = 32
"""Code points that tell a place by themselves, whatever stands around them."""
MOST = 200
"""Places of the same words that are compared; words that stand more often tell no place."""
SEED, SEEDS, HITS = 12, 48, 20
"""Code points of a stretch that is looked up to find words that are nearly the same, how many such, places of each."""
CANDIDATES = 4
EDGE = "\0"
ALIKE, AROUND_ALIKE, SURE = 0.75, 0.5, 0.75
"""What share of the words, and of what stands around them, must be the same; and of the latter where it must do for
words that have changed or whose like is gone."""
MARGIN = 0.15
"""How much better the best place must be than the second."""

SINGLE = "‘’‚‛′`´ʼʹ＇"
DOUBLE = "“”„‟″«»〝〞＂"
DASHES = "‐‑‒–—―−﹘﹣－"
BLANKS = "\t\n\v\f\r\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, range(0x2000, 0x200B))
)
EQUAL = str.maketrans(
    SINGLE + DOUBLE + DASHES + BLANKS, "'" * len(SINGLE) + '"' * len(DOUBLE) + "-" * len(DASHES) + " " * len(BLANKS)
)
# What changes the length: blanks, marks above letters, marks that are not seen, an ellipsis.
LENGTHS = re.compile("  +|[\u0300-\u036f]+|[\u00ad\u200b-\u200d\u2060\ufeff]+|…")


class Selector(NamedTuple):
    """A place in a text, by its words."""

    exact: str
    """The words, no more than `LONGEST` code points of them."""
    prefix: str
    """What stands before them."""
    suffix: str
    """What stands after them."""
    start: int
    """Where they began, in code points."""
    nth: int
    """Which of the places with these words it was, from 1."""
    n_same: int
    """How many such places there were."""


class Place(NamedTuple):
    """What became of a place."""

    start: int
    end: int
    status: str
    """``applied`` (where it was), ``moved``, ``ambiguous`` or ``lost``; the last two have no place."""
    why: str


class Text:
    """A text in which places are looked up; what that needs is made at the first use and kept.

    Examples
    --------
    >>> selector = select(Text("Rain. “We never left,” said Ada Quill."), 7, 20)
    >>> selector.exact
    'We never left'
    >>> Text("More rain. Rain. “We never left,” said Ada Quill.").find(selector)
    Place(start=18, end=31, status='moved', why='stands 11 code points later')
    >>> Text("Rain. “We left,” wrote Bo Reed, who saw that they never left.").find(selector).status
    'lost'
    """

    def __init__(self, raw: str) -> None:
        self.raw = raw

    @cached_property
    def _folded(self) -> tuple[str, list[int], list[int]]:
        return fold(self.raw)

    @cached_property
    def _edges(self) -> tuple[int, int]:
        """Where the folded text begins and ends, but for blanks."""
        text = self._folded[0]
        return len(text) - len(text.lstrip()), len(text.rstrip())

    def _at(self, folded: int) -> int:
        """Give the place in the text as it is for a place in the folded one."""
        _, before, after = self._folded
        i = bisect_right(before, folded) - 1
        return min(after[i] + folded - before[i], after[i + 1] if i + 1 < len(after) else len(self.raw))

    def places(self, exact: str) -> list[int]:
        """Give where words stand in the folded text, also where they overlap; one more than `MOST` at most."""
        words = fold(exact)[0].strip()
        found: list[int] = []
        at = self._folded[0].find(words) if words else -1
        while at >= 0 and len(found) <= MOST:
            found.append(at)
            at = self._folded[0].find(words, at + 1)
        return found

    def find(self, selector: Selector) -> Place:
        """Find a place again; see the module for how."""
        exact, prefix, suffix, start = selector[:4]
        end = start + len(exact)
        if (
            selector.n_same == 1
            and self.raw.startswith(exact, start)
            and self.raw.endswith(prefix, 0, start)
            and self.raw.startswith(suffix, end)
            and (len(suffix) == AROUND or end + len(suffix) == len(self.raw))
        ):
            return Place(start, end, "applied", "")
        words = fold(exact)[0].strip()
        if not words:
            return _lost("it has no words to be found by")
        found = self.places(exact)
        if len(found) > MOST:
            return self._among_many(selector)
        scored = [Candidate(1.0, self._around(at, at + len(words), selector), at, at + len(words)) for at in found]
        # Words may have changed at their place and stand unchanged elsewhere.
        if max((c.around for c in scored), default=0.0) < SURE:
            scored += [c for c in self._nearly(selector) if not any(c.overlaps(other) for other in scored)]
        scored.sort(key=lambda c: (-c.same - c.around, c.start))
        if not scored:
            return _lost("its words are no longer in the document")
        best = scored[0]
        rivals = [c for c in scored if c.same + c.around > best.same + best.around - MARGIN]
        same_number = len(found) == selector.n_same
        least = AROUND_ALIKE if best.same == 1.0 else SURE
        # Where the same words have come or gone, those that are left may be others.
        if best.around >= (1.0 if found and not same_number else least):
            # If none has come or gone, they are still in the same order, and that must not gainsay the rest.
            alone = best.start if len(rivals) == 1 else -1
            mine = found[selector.nth - 1] if found and same_number else alone
            for candidate in rivals:
                if candidate.start == mine:
                    return self._place(candidate, selector)
            return Place(0, 0, "ambiguous", f"{len(rivals)} places have its words and its surroundings")
        if same_number and len(found) == 1 and len(words) >= TELLING and len(rivals) == 1 and best.same == 1.0:
            return self._place(best, selector)
        if found:
            n = len(found)
            return Place(0, 0, "ambiguous", f"its words stand {n} time{'s' * (n > 1)}, but not between the same words")
        return _lost("its words are no longer in the document, and the nearest differ too much")

    def _among_many(self, selector: Selector) -> Place:
        """Find words that stand everywhere by what stands around them, to the letter."""
        exact, prefix, suffix = selector[:3]
        pattern, text = fold(prefix + exact + suffix)[0], self._folded[0]
        at = text.find(pattern)
        if at < 0 or text.find(pattern, at + 1) >= 0:
            return Place(0, 0, "ambiguous", f"its words stand more than {MOST} times in the document")
        start, end = at + len(fold(prefix)[0]), at + len(fold(prefix + exact)[0])
        return self._place(Candidate(1.0, 1.0, start, end), selector)

    def _around(self, start: int, end: int, selector: Selector) -> float:
        """Tell how much of what stands around a place of the folded text is what stood around it once."""
        from rapidfuzz.distance import Levenshtein

        text = self._folded[0]
        prefix, suffix = (fold(part)[0].strip() for part in (selector.prefix, selector.suffix))
        before = text[max(start - len(prefix) - 1, 0) : start].strip()[-len(prefix) :] if prefix else ""
        after = text[end : end + len(suffix) + 1].strip()[: len(suffix)]
        # Where the text begins and ends is as telling as a letter.
        first, last = self._edges
        if len(selector.prefix) < AROUND:
            prefix, before = EDGE + prefix, (EDGE if start - first <= len(prefix) + 1 else " ") + before
        if len(selector.suffix) < AROUND:
            suffix, after = suffix + EDGE, after + (EDGE if last - end <= len(suffix) + 1 else " ")
        # Each side counts as much, however short: who stands first in a text stands beside little else.
        sides = Levenshtein.normalized_similarity(prefix, before), Levenshtein.normalized_similarity(suffix, after)
        return sum(sides) / 2

    def _nearly(self, selector: Selector) -> list[Candidate]:
        """Find words that are nearly the same."""
        from rapidfuzz.distance import Levenshtein

        exact, prefix, suffix = selector[:3]
        pattern = fold(prefix + exact + suffix)[0]
        first, last = len(fold(prefix)[0]), len(fold(prefix + exact)[0])
        text = self._folded[0]
        words = pattern[first:last]
        found: dict[int, Candidate] = {}
        slack = 8 + len(pattern) // 8
        for low, high in self._windows(pattern, slack):
            window = text[low:high]
            start, end = _boundaries(Levenshtein.opcodes(pattern, window), first, last)
            same = Levenshtein.normalized_similarity(words, window[start:end])
            # What is not found word by word has changed, be it by a blank.
            same = min(same, 0.999)
            if same >= ALIKE:
                around = self._around(low + start, low + end, selector)
                found.setdefault(low + start, Candidate(same, around, low + start, low + end))
        return list(found.values())

    def _windows(self, pattern: str, slack: int) -> list[tuple[int, int]]:
        """Give the stretches of the folded text that share most with a pattern.

        Text that differs in few places shares many short stretches with it unchanged, all of them shifted by about as
        much (Baeza-Yates and Navarro, "Faster approximate string matching", 1999).
        """
        text = self._folded[0]
        size = min(SEED, len(pattern))
        step = max((len(pattern) - size) // SEEDS, 1)
        shifts: list[tuple[int, int]] = []
        for seed in range(0, len(pattern) - size + 1, step):
            part = pattern[seed : seed + size]
            hits, at = 0, text.find(part)
            while at >= 0 and hits < HITS:
                shifts.append((at - seed, seed))
                hits, at = hits + 1, text.find(part, at + 1)
        shifts.sort()
        groups: list[list[tuple[int, int]]] = []
        for shift in shifts:
            if groups and shift[0] - groups[-1][0][0] <= slack:
                groups[-1].append(shift)
            else:
                groups.append([shift])
        groups.sort(key=lambda group: (-len({seed for _, seed in group}), group[0]))
        return [
            (max(group[0][0] - slack, 0), max(group[-1][0] + len(pattern) + slack, 0)) for group in groups[:CANDIDATES]
        ]

    def _place(self, found: Candidate, selector: Selector) -> Place:
        start, end = self._at(found.start), self._at(found.end)
        shift = start - selector.start
        notes = [f"stands {abs(shift):,} code points {'later' if shift > 0 else 'earlier'}"] * bool(shift)
        if found.same < 1.0:
            notes.append("its words have changed")
        elif self.raw[start:end] != selector.exact:
            notes.append("its marks or blanks have changed")
        return Place(start, end, "moved" if notes else "applied", "; ".join(notes))


class Candidate(NamedTuple):
    """A place in a folded text that may be the one looked for."""

    same: float
    """What share of its words are the same."""
    around: float
    """What share of the words around it."""
    start: int
    end: int

    def overlaps(self, other: Candidate) -> bool:
        """Whether two share words."""
        return self.start < other.end and other.start < self.end


def _lost(why: str) -> Place:
    return Place(0, 0, "lost", why)


def _boundaries(steps: Opcodes, first: int, last: int) -> tuple[int, int]:
    """Give where the places `first` and `last` of one text are in another, by the steps from one to the other."""
    start = end = None
    for step in steps:
        if start is None and step.src_start <= first < step.src_end:
            start = min(step.dest_start + first - step.src_start, step.dest_end)
        if step.src_start < last <= step.src_end:
            end = min(step.dest_start + last - step.src_start, step.dest_end)
    start = 0 if start is None else start
    return start, max(start, start if end is None else end)


def fold(text: str) -> tuple[str, list[int], list[int]]:
    r"""Fold what printing changes: kinds of marks and dashes, runs of blanks, hidden marks, composed letters.

    Parameters
    ----------
    text
        Any text.

    Returns
    -------
    tuple of str, list of int and list of int
        The folded text; and places in it from which on those in the text as it is are the second list's, one by one.

    Examples
    --------
    >>> fold("“No”,\u00a0 he\u00adsaid…")
    ('"No", hesaid...', [0, 6, 8, 15], [0, 7, 10, 15])
    """
    text = text.translate(EQUAL)
    pieces: list[str] = []
    before, after = [0], [0]
    length = done = 0
    for match in LENGTHS.finditer(text):
        start, end = match.span()
        found = match[0]
        if found[0] == " ":
            new = " "
        elif found[0] == "…":
            new = "..."
        elif "\u0300" <= found[0] <= "\u036f":
            start = max(start - 1, done)
            new = unicodedata.normalize("NFC", text[start:end])
        else:
            new = ""
        pieces += [text[done:start], new]
        length += start - done + len(new)
        done = end
        before.append(length)
        after.append(end)
    pieces.append(text[done:])
    return "".join(pieces), before, after


def select(text: Text, start: int, end: int) -> Selector:
    """Describe a place in a text so that it can be found again.

    Examples
    --------
    >>> select(Text("No. “No,” she said."), 5, 8)
    Selector(exact='No,', prefix='No. “', suffix='” she said.', start=5, nth=1, n_same=1)
    >>> select(Text("No. “No,” she said."), 5, 7)[3:]
    (5, 2, 2)
    """
    raw = text.raw
    end = min(end, start + LONGEST)
    exact = raw[start:end]
    found = text.places(exact)
    # Blanks at the edge of the words belong to what stands around them.
    first = start + len(exact) - len(exact.lstrip())
    nth = next((n for n, at in enumerate(found, start=1) if text._at(at) >= first), 1)
    return Selector(exact, raw[max(start - AROUND, 0) : start], raw[end : end + AROUND], start, nth, max(len(found), 1))
