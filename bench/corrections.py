"""Whether corrections find their place in texts that have changed, and how long many of them take.

Usage: bench/corrections.py [JSONL] [--documents N]

Every attribution of the texts (the seeds by default) is described, its text is edited (seeded), and its place is
looked up: right (half of its code points or more are the same), wrong, or given up (ambiguous or lost). Then N made-up
articles of the texts' paragraphs are analysed, and a tenth of N corrections applied to them.
"""

import argparse
import random
import time
from collections import Counter
from collections.abc import Callable

import onrecord
from onrecord.anchoring import Text, select

Edit = tuple[str, Callable[[int], int] | None]
"""The new text, and where its old places are; None if the place itself is gone."""
PARAGRAPH = "Another paragraph was put in here by an editor, of some length.\n\n"


def put(text: str, at: int, new: str, instead: int = 0) -> Edit:
    shift = len(new) - instead
    return text[:at] + new + text[at + instead :], lambda place: place + shift * (place >= at + instead)


def far(text: str, start: int, end: int, chance: random.Random) -> Edit:
    places = [place for place in range(len(text)) if place < start - 40 or place > end + 40]
    return put(text, chance.choice(places or [0]), "zz", 1)


def beside(text: str, start: int, _: int, chance: random.Random) -> Edit:
    return put(text, max(start - chance.randrange(2, 20), 0), "zz", 1)


def inside(text: str, start: int, end: int, chance: random.Random) -> Edit:
    return put(text, chance.randrange(start, end), "zz", 1)


def paragraph(text: str, start: int, _: int, __: random.Random) -> Edit:
    return put(text, text.rfind("\n", 0, start) + 1, PARAGRAPH)


def sentence(text: str, start: int, _: int, __: random.Random) -> Edit:
    last = text.rfind(". ", 0, max(start - 3, 0))
    first = text.rfind(". ", 0, max(last, 0))
    return put(text, first + 2, "", last - first) if first >= 0 else (text, lambda place: place)


def letters(text: str, _: int, __: int, chance: random.Random) -> Edit:
    return "".join(chance.choice("abcdefgh") if chance.random() < 0.03 else c for c in text), lambda place: place


def cut(text: str, start: int, end: int, _: random.Random) -> Edit:
    return text[:start] + text[end:], None


EDITS = {
    "a typo elsewhere": far,
    "a typo beside it": beside,
    "a typo in it": inside,
    "a paragraph before it": paragraph,
    "a sentence less before it": sentence,
    "3 % of all letters": letters,
    "it is gone": cut,
}


def places(record: onrecord.Record) -> None:
    quotes = record.quotes.arrow.select(["doc_id", "start", "end"]).to_pylist()
    print(f"{len(quotes):,} attributions\n{'edit':27} right  wrong  given up")
    for name, edit in EDITS.items():
        chance, counts = random.Random(1), Counter()
        for quote in quotes:
            text, start, end = record.corpus[quote["doc_id"]], quote["start"], quote["end"]
            changed, moved = edit(text, start, end, chance)
            place = Text(changed).find(select(Text(text), start, end))
            if place.status in ("ambiguous", "lost"):
                counts["given up"] += 1
            elif moved is None:
                counts["wrong"] += 1
            else:
                a, b = moved(start), moved(end - 1) + 1
                both = min(b, place.end) - max(a, place.start)
                counts["right" if both * 2 >= max(b, place.end) - min(a, place.start) else "wrong"] += 1
        shares = (f"{100 * counts[kind] / len(quotes):5.1f}" for kind in ("right", "wrong", "given up"))
        print(f"{name:27} {'  '.join(shares)}")


def speed(record: onrecord.Record, n_documents: int) -> None:
    chance = random.Random(0)
    parts = [p for doc_id in record.corpus for p in record.corpus[doc_id].split("\n") if "“" in p and len(p) < 1500]
    texts = {
        f"d{n}": "\n\n".join(f"{chance.choice(parts)} Report {n} of the day." for _ in range(3))
        for n in range(n_documents)
    }
    large = onrecord.analyze(texts)
    ids = large.quotes.arrow["quote_id"].to_pylist()
    chosen = chance.sample(ids, min(n_documents // 10, len(ids)))
    corrections = onrecord.Corrections().fix(large, chosen, speaker="Ada Quill")
    for name, lead in (("the same texts", ""), ("a line before each", "A new first line with other words.\n\n")):
        other = onrecord.analyze({doc_id: lead + text for doc_id, text in texts.items()})
        began = time.process_time()
        corrected = other.correct(corrections)
        took = time.process_time() - began
        print(f"{n_documents:,} documents, {name}: {took:.2f} s of CPU, {corrected.corrections!r}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Corrections in changed texts.")
    parser.add_argument("texts", nargs="?", default="seeds")
    parser.add_argument("--documents", type=int, default=10_000)
    args = parser.parse_args()
    found = onrecord.analyze(args.texts)
    places(found)
    speed(found, args.documents)
