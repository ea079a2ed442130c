#!/usr/bin/env python3
"""Compare the shipped tagger with annotated sentences. Standard library only.

Usage: score_tagger.py FILE.conllu[.gz] ... [SILVER.jsonl[.gz]:TEXTS.jsonl ...]

Prints, for each file, how many words are cut as the file cuts them, how many of these have the same coarse tag, and the
commonest confusions ("Finite>Noun": the file has a finite verb, the tagger a noun). Sentences of a treebank are joined
to texts of some hundred words, since it has no others.
"""

import collections
import json
import subprocess
import sys

from train_tagger import coarse, in_headline, lines_of, of_penn, texts_of

NAMES = dict(
    zip(
        "NPODJ9VBGKRISCT'.X",
        [
            "Noun",
            "Name",
            "Pronoun",
            "Determiner",
            "Adjective",
            "Number",
            "Finite",
            "Base",
            "Gerund",
            "Participle",
            "Adverb",
            "Preposition",
            "Subordinator",
            "Conjunction",
            "To",
            "Possessive",
            "Mark",
            "Other",
        ],
        strict=True,
    )
)
WORDS_IN_TEXT = 900


def of_treebank(path):
    """Yield texts and their words [start, end, tag]."""
    text, words = "", []
    for line in lines_of(path):
        cell = line.rstrip("\n").split("\t")
        if cell == [""]:
            text += " "
            if len(words) > WORDS_IN_TEXT:
                yield text, words
                text, words = "", []
        elif cell[0].isdigit():
            words.append((len(text), len(text) + len(cell[1]), coarse(cell[1], cell[3], cell[4])))
            text += cell[1] + ("" if "SpaceAfter=No" in cell[9] else " ")
    yield text, words


def of_silver(path):
    """Yield CoreNLP's texts and words; headlines are left out, as they are in training."""
    tokens, texts = path.rsplit(":", 1)
    text_of = texts_of(texts)
    for document in map(json.loads, lines_of(tokens)):
        text, words = text_of[document["id"]], []
        for sentence in document["sentences"]:
            spelled = [text[token[0] : token[1]] for token in sentence["tokens"]]
            if not in_headline(spelled):
                rows = zip(sentence["tokens"], spelled, sentence["deps"], strict=True)
                words += [(t[0], t[1], of_penn(word, t[3], relation)) for t, word, relation in rows]
        yield text, words


def main() -> None:
    """Tag the texts, count what agrees."""
    for path in sys.argv[1:]:
        documents = list(of_silver(path) if ".jsonl" in path else of_treebank(path))
        texts = "".join(json.dumps({"id": str(n), "text": text}) + "\n" for n, (text, _) in enumerate(documents))
        command = ["cargo", "run", "--release", "--quiet", "--example", "tags"]
        tagged = subprocess.run(command, input=texts, capture_output=True, text=True, check=True).stdout
        rows = (line.split("\t") for line in tagged.splitlines())
        found = {(int(n), int(start), int(end)): tag for n, start, end, tag in rows}
        pairs = collections.Counter(
            (NAMES[tag], found[n, start, end])
            for n, (_, words) in enumerate(documents)
            for start, end, tag in words
            if (n, start, end) in found
        )
        total, right = pairs.total(), sum(count for (gold, tag), count in pairs.items() if gold == tag)
        wrong = [f"{gold}>{tag} {count}" for (gold, tag), count in pairs.most_common() if gold != tag]
        print(f"{path.split('/')[-1]}: {total} words, {100 * right / total:.2f} % alike; {', '.join(wrong[:8])}")


if __name__ == "__main__":
    main()
