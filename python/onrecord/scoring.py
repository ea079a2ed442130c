"""Finds against gold: which belong together, and what follows from it.

Spans are compared as sets of words, so that marks and blanks at an edge cost nothing. A find belongs to the gold
attribution whose content shares at least half of the words of both together; pairs are one to one, those that share
most go first.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any, NamedTuple

__all__ = ["HALF", "LEVELS", "STRICT", "Document", "Relation", "f1", "interval", "percent"]

WORD = re.compile(r"\w+(?:['’]\w+)*")
# They name nobody: a source that shares only these is not the same.
LIGHT = {"the", "a", "an", "mr", "mrs", "ms", "dr", "of", "and", "his", "her", "their", "in", "for", "at", "to"}
MARKS = "\"“”„«»‘’'"
HALF, STRICT = 0.5, 0.9
LEVELS = ("relation", "content", "strict", "exact")
DRAWS = 1000
SEED = 20180507


class Relation(NamedTuple):
    """An attribution with its words."""

    given: dict[str, Any]
    content: frozenset[int]
    source: frozenset[int]
    quoted: bool
    """Begins with a quotation mark."""


class Document:
    """One document's gold and finds, and which pairs of them are alike."""

    def __init__(self, doc_id: str, text: str, gold: list[dict[str, Any]], found: list[dict[str, Any]]) -> None:
        self.doc_id = doc_id
        self.text = text
        self._words = [m.span() for m in WORD.finditer(text)]
        self.gold = self._load(gold)
        self.found = self._load(found)
        where = defaultdict(list)
        for j, find in enumerate(self.found):
            for word in find.content:
                where[word].append(j)
        self.alike = sorted(
            (-len(wanted.content & self.found[j].content) / len(wanted.content | self.found[j].content), i, j)
            for i, wanted in enumerate(self.gold)
            for j in {j for word in wanted.content for j in where[word]}
        )

    def _covered(self, spans: list[tuple[int, int]]) -> frozenset[int]:
        return frozenset(n for n, (s, e) in enumerate(self._words) for a, b in spans if s < b and e > a)

    def _load(self, relations: list[dict[str, Any]]) -> list[Relation]:
        loaded = []
        for given in relations:
            content = self._covered(given["content"])
            if content:
                first = min(start for start, _ in given["content"])
                loaded.append(Relation(given, content, self._covered(given["source"]), self.text[first] in MARKS))
        return loaded

    def pairs(self, lowest: float = 0.0) -> dict[int, tuple[int, float]]:
        """Gold by number to its find and what they share, of finds with at least this confidence."""
        right: dict[int, tuple[int, float]] = {}
        left = set()
        for minus, i, j in self.alike:
            if -minus < HALF:
                break
            if i in right or j in left or (self.found[j].given.get("confidence") or 0.0) < lowest:
                continue
            right[i] = (j, -minus)
            left.add(j)
        return right

    def same_source(self, i: int, j: int) -> bool:
        """Whether gold `i` and find `j` share a word of their sources that names somebody, or both have none."""
        wanted, shared = self.gold[i].source, self.gold[i].source & self.found[j].source
        if all(self._light(word) for word in wanted):
            return bool(shared) or wanted == self.found[j].source
        return not all(self._light(word) for word in shared)

    def _light(self, word: int) -> bool:
        start, end = self._words[word]
        return self.text[start:end].lower() in LIGHT

    def levels(self, lowest: float = 0.0) -> dict[int, tuple[int, dict[str, bool]]]:
        """Gold by number to its find and what of it is right."""
        return {
            i: (
                j,
                {
                    "relation": self.same_source(i, j),
                    "content": True,
                    "strict": share >= STRICT,
                    "exact": share == 1.0,
                },
            )
            for i, (j, share) in self.pairs(lowest).items()
        }


def percent(part: float, whole: float) -> float:
    """A share in percent, to one place; 0 of nothing."""
    return round(100 * (part / whole if whole else 0.0), 1)


def f1(right_found: float, found: float, right_gold: float, gold: float) -> float:
    """The harmonic mean of precision and recall, in percent, to one place."""
    p, r = right_found / found if found else 0.0, right_gold / gold if gold else 0.0
    return round(200 * p * r / (p + r), 1) if p + r else 0.0


def interval(counts: list[list[int]]) -> dict[str, tuple[float, float]]:
    """95 % bootstrap intervals of precision, recall and F1.

    Each row of `counts` is a document: finds that are right, finds, gold that is found, gold. Documents are drawn
    with replacement, with a fixed seed.
    """
    import numpy as np

    table = np.asarray(counts, dtype=float).reshape(-1, 4)
    n = len(table)
    draws = np.random.default_rng(SEED).integers(0, n, size=(DRAWS, n))
    times = np.stack([np.bincount(draw, minlength=n) for draw in draws])
    right_found, found, right_gold, gold = (times @ table).T
    p = np.divide(right_found, found, out=np.zeros(DRAWS), where=found > 0)
    r = np.divide(right_gold, gold, out=np.zeros(DRAWS), where=gold > 0)
    f = np.divide(2 * p * r, p + r, out=np.zeros(DRAWS), where=p + r > 0)
    out = {}
    for name, values in (("precision", p), ("recall", r), ("f1", f)):
        low, high = np.percentile(100 * values, [2.5, 97.5])
        out[name] = (round(float(low), 1), round(float(high), 1))
    return out
