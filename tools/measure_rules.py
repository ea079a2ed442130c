#!/usr/bin/env python3
"""Measure how often each attribution rule is right, for the confidence that quotes carry. Standard library only.

Usage: measure_rules.py OUT.tsv GOLD.jsonl STANDOFF.jsonl

GOLD holds articles with attributions ({"id", "text", "relations": [{"source", "cue", "content"}]}, code points), STANDOFF
what onrecord wrote for them with --standoff. A find is right when its content shares half of the words of a gold content
(of their union) and its source a word with the gold source. The share is smoothed towards the mean of its kind by ten
finds. Made from the train split of PolNeAR (Newell, Margolin and Ruths, LREC 2018), of which only these shares are kept.
"""

import collections
import json
import re
import sys

WORD = re.compile(r"\w+(?:['’]\w+)*")
PRIOR = 10


def words(tokens, spans):
    """The tokens that any of the spans touches."""
    return frozenset(i for i, (s, e) in enumerate(tokens) for a, b in spans if s < b and e > a)


def main() -> None:
    """Read both files, write the table."""
    out_path, gold_path, found_path = sys.argv[1:]
    with open(found_path, encoding="utf-8") as lines:
        found = {doc["id"]: doc["relations"] for doc in map(json.loads, lines)}
    right, all_finds = collections.Counter(), collections.Counter()
    with open(gold_path, encoding="utf-8") as lines:
        for gold in map(json.loads, lines):
            tokens = [m.span() for m in WORD.finditer(gold["text"])]
            wanted = [(words(tokens, r["content"]), words(tokens, r["source"])) for r in gold["relations"]]
            for relation in found[gold["id"]]:
                content, source = words(tokens, relation["content"]), words(tokens, relation["source"])
                hit = any(
                    len(content & c) * 2 >= len(content | c) and (source & s or (not s and not source))
                    for c, s in wanted
                    if content & c
                )
                key = relation["rule"], relation["kind"]
                all_finds[key] += 1
                right[key] += hit
    kinds = {k for _, k in all_finds}
    mean = {
        kind: sum(right[r, k] for r, k in all_finds if k == kind)
        / sum(n for (_, k), n in all_finds.items() if k == kind)
        for kind in kinds
    }
    with open(out_path, "w", encoding="utf-8") as out:
        out.write(
            "# Share of finds that were right, by rule and kind. Made by tools/measure_rules.py from PolNeAR train\n"
        )
        out.write("# (Newell, Margolin and Ruths, LREC 2018); no text of it is kept.\n")
        for kind in sorted(kinds):
            out.write(f"*\t{kind}\t{mean[kind]:.3f}\n")
        for (rule, kind), n in sorted(all_finds.items()):
            share = (right[rule, kind] + PRIOR * mean[kind]) / (n + PRIOR)
            out.write(f"{rule}\t{kind}\t{share:.3f}\n")


if __name__ == "__main__":
    main()
