#!/usr/bin/env python3
"""Count a part-of-speech model from Universal Dependencies files. Standard library only.

Usage: train_tagger.py OUT.tsv FILE.conllu[.gz] ...

Writes what src/text/tags.rs reads: the trigram counts of coarse tags and, per lower-cased word, how often it bears
which tag (the model of Brants, "TnT", 2000). The shipped file was made from the train splits of UD English EWT
(CC BY-SA 4.0) and GUM (CC BY and public domain); both are named in its header.
"""

import collections
import gzip
import sys

# One letter a tag; src/text/tags.rs names them.
(
    NOUN,
    NAME,
    PRON,
    DET,
    ADJ,
    NUM,
    FINITE,
    BASE,
    ING,
    PARTICIPLE,
    ADV,
    PREP,
    SUB,
    CONJ,
    TO,
    POSS,
    MARK,
    OTHER,
) = "NPODJ9VBGKRISCT'.X"


def coarse(word: str, upos: str, xpos: str) -> str:
    """The coarse tag of a UD token."""
    if upos == "PUNCT" or upos == "SYM":
        return MARK
    if xpos == "POS":
        return POSS
    if xpos == "TO":
        return TO
    if xpos == "MD" or xpos in ("VBD", "VBZ", "VBP"):
        return FINITE
    if xpos == "VB":
        return BASE
    if xpos == "VBG":
        return ING
    if xpos == "VBN":
        return PARTICIPLE
    if upos == "PROPN":
        return NAME
    if xpos in ("PRP$", "WP$") or upos == "DET":
        return DET
    if upos == "PRON":
        return PRON
    if upos == "ADJ":
        return ADJ
    if upos == "NUM":
        return NUM
    if upos == "ADV" or upos == "PART":
        return ADV
    if upos == "ADP":
        return PREP
    if upos == "SCONJ":
        return SUB
    if upos == "CCONJ":
        return CONJ
    if upos == "NOUN":
        return NOUN
    return OTHER


def sentences(path):
    """Yield lists of (word, tag), hyphenated words and contractions joined as onrecord cuts them."""
    opener = gzip.open if path.endswith(".gz") else open
    with opener(path, "rt", encoding="utf-8") as lines:
        out, glue = [], False
        for line in lines:
            line = line.rstrip("\n")
            if not line:
                if out:
                    yield out
                out, glue = [], False
                continue
            cell = line.split("\t")
            if line.startswith("#") or not cell[0].isdigit():
                continue
            word, tag = cell[1], coarse(cell[1], cell[3], cell[4])
            joins = (
                glue
                and out
                and (
                    word == "-"
                    or out[-1][0].endswith("-")
                    or word.lower() in ("n't", "n’t", "'ll", "'ve", "'re", "'d", "'m", "’ll", "’ve", "’re", "’d", "’m")
                )
            )
            if joins and out[-1][0] not in ("-", "--"):
                # A hyphenated word takes its last part's tag, a contraction its first's.
                before, tagged = out.pop()
                out.append((before + word, tagged if word[0] in "n'’" else (tag if tag != MARK else tagged)))
            else:
                out.append((word, tag))
            glue = "SpaceAfter=No" in cell[9]
        if out:
            yield out


def main() -> None:
    """Read the files, write the counts."""
    out_path, *paths = sys.argv[1:]
    words = collections.defaultdict(collections.Counter)
    grams = collections.Counter()
    for path in paths:
        for sentence in sentences(path):
            history = "^^"
            for word, tag in sentence:
                words[word.lower().replace("’", "'")][tag] += 1
                grams[history + tag] += 1
                history = history[1] + tag
    with open(out_path, "w", encoding="utf-8") as out:
        out.write(
            "# Part-of-speech counts, made by tools/train_tagger.py from the train splits of UD English EWT (CC BY-SA 4.0,\n"
        )
        out.write(
            "# universaldependencies.org) and GUM (CC BY and public-domain genres, gucorpling.org/gum). Trigrams, then words.\n"
        )
        for gram, n in sorted(grams.items()):
            out.write(f"{gram}\t{n}\n")
        out.write("#\n")
        for word, tags in sorted(words.items()):
            if not any(c.isalpha() for c in word) or any(c in word for c in "@/\t"):
                continue
            if set(tags) == {NAME} or set(tags) == {OTHER}:
                continue  # a capital says as much
            total = sum(tags.values())
            kept = {t: n for t, n in tags.items() if n >= 0.004 * total}
            out.write(
                word + "\t" + " ".join(f"{t}{n}" for t, n in sorted(kept.items(), key=lambda p: (-p[1], p[0]))) + "\n"
            )


if __name__ == "__main__":
    main()
