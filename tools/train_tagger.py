#!/usr/bin/env python3
"""Count a part-of-speech model from annotated sentences. Standard library only.

Usage: train_tagger.py OUT.tsv FILE.conllu[.gz] ... [SILVER.jsonl[.gz]:TEXTS.jsonl ...]

Writes what src/text/tags.rs reads: the trigram counts of coarse tags and, per lower-cased word, how often it bears
which tag (the model of Brants, "TnT", 2000). The shipped file was made from the train splits of UD English EWT
(CC BY-SA 4.0) and GUM (CC BY and public domain), and from what CoreNLP says of the train split of PolNeAR: news,
of which the others have little, with its errors. All are named in its header.

A line of SILVER has an "id" and "sentences" with "tokens" [start, end, lemma, Penn tag, ...] and "deps"; TEXTS has the
"id" and the "text" that these offsets point into.
"""

import collections
import gzip
import json
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


# What CoreNLP's Penn tag alone decides.
PENN = {
    **dict.fromkeys(("NN", "NNS"), NOUN),
    **dict.fromkeys(("NNP", "NNPS"), NAME),
    **dict.fromkeys(("PRP", "WP", "EX"), PRON),
    **dict.fromkeys(("PRP$", "WP$", "PDT"), DET),
    **dict.fromkeys(("JJ", "JJR", "JJS"), ADJ),
    "CD": NUM,
    **dict.fromkeys(("VBD", "VBZ", "VBP", "MD"), FINITE),
    "VB": BASE,
    "VBG": ING,
    "VBN": PARTICIPLE,
    **dict.fromkeys(("RB", "RBR", "RBS", "WRB"), ADV),
    "RP": PREP,
    "CC": CONJ,
    "POS": POSS,
    **dict.fromkeys(("``", "''", ",", ".", ":", "$", "#", "SYM", "-LRB-", "-RRB-"), MARK),
}
HEADER = """\
# Part-of-speech counts, made by tools/train_tagger.py from the train splits of UD English EWT (CC BY-SA 4.0,
# universaldependencies.org), GUM (CC BY and public-domain genres, gucorpling.org/gum) and CoreNLP's output for PolNeAR. Trigrams, then words.
"""
CONTRACTED = ("n't", "n’t", "'ll", "'ve", "'re", "'d", "'m", "’ll", "’ve", "’re", "’d", "’m")
ALONE = ("this", "that", "these", "those")
# Pronouns of the treebanks that are nouns in the Penn tags.
INDEFINITE = {a + b for a in ("any", "every", "no", "some") for b in ("body", "one", "thing")}


def of_penn(word: str, penn: str, relation: str) -> str:
    """The coarse tag of a token of CoreNLP's, by its relation too where the Penn tag is wider than ours."""
    if word == "%":
        return MARK
    if word.lower() in INDEFINITE:
        return PRON
    if penn == "TO":
        return PREP if relation in ("case", "nmod", "mwe") else TO
    if penn == "IN":
        return SUB if relation == "mark" else PREP
    if penn == "WDT":
        return DET if relation == "det" else PRON
    if penn == "DT":
        return PRON if relation != "det" and word.lower() in ALONE else DET
    return PENN.get(penn, OTHER)


def in_headline(words) -> bool:
    """Whether capitals tell nothing: CoreNLP takes most words of a headline for names."""
    long = [w for w in words if len(w) > 3 and w[0].isalpha()]
    return 2 * sum(w[0].isupper() for w in long) > len(long)


def lines_of(path):
    """Yield the lines of a file that may be packed."""
    opener = gzip.open if path.endswith(".gz") else open
    with opener(path, "rt", encoding="utf-8") as lines:
        yield from lines


def texts_of(path):
    """The texts of a JSONL file by their ids."""
    return {d["id"]: d["text"] for d in map(json.loads, lines_of(path))}


def silver(path):
    """Yield lists of (word, tag) of CoreNLP's sentences, contractions joined as onrecord cuts them."""
    tokens, texts = path.rsplit(":", 1)
    text_of = texts_of(texts)
    for document in map(json.loads, lines_of(tokens)):
        text = text_of[document["id"]]
        for sentence in document["sentences"]:
            out, end = [], None
            for (start, stop, _, penn, *_), relation in zip(sentence["tokens"], sentence["deps"], strict=True):
                word = "".join(text[start:stop].split())
                if start == end and out and penn != "POS" and word.lower() in CONTRACTED:
                    before, tagged = out.pop()
                    out.append((before + word, tagged))
                else:
                    out.append((word, of_penn(word, penn, relation)))
                end = stop
            if not in_headline([word for word, _ in out]):
                yield out


def sentences(path):
    """Yield lists of (word, tag), hyphenated words and contractions joined as onrecord cuts them."""
    out, glue = [], False
    for line in lines_of(path):
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
        joins = glue and out and (word == "-" or out[-1][0].endswith("-") or word.lower() in CONTRACTED)
        if joins and out[-1][0] not in ("-", "--"):
            # A hyphenated word takes its last part's tag, a contraction its first's.
            before, tagged = out.pop()
            out.append((before + word, tagged if word[0] in "n'’" else (tag if tag != MARK else tagged)))
        else:
            out.append((word, tag))
        glue = "SpaceAfter=No" in cell[9]
    if out:
        yield out


# A sentence annotated by hand counts for so many of CoreNLP's.
HAND = 2
# Irregular forms of the past that none of these texts happens to have.
PAST = "awoke forewent outdid overcame overthrew sang shrank strove swam swore tore undid wove"
PAST_AND_PARTICIPLE = "bled clung knelt leapt misread retold shone sped spun stung wept withstood wrung"


def main() -> None:
    """Read the files, write the counts."""
    out_path, *paths = sys.argv[1:]
    words = collections.defaultdict(collections.Counter)
    grams = collections.Counter()
    for path in paths:
        by_hand = ".jsonl" not in path
        weight = HAND if by_hand else 1
        for sentence in sentences(path) if by_hand else silver(path):
            history = "^^"
            for word, tag in sentence:
                form = word.lower().replace("’", "'")
                words[form][tag] += weight
                grams[history + tag] += weight
                history = history[1] + tag
    complete(words)
    with open(out_path, "w", encoding="utf-8") as out:
        out.write(HEADER)
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


def complete(words) -> None:
    """Add readings that the texts happen to lack.

    A noun is a verb too where its other forms were: "pledges" where "pledge" was, "caution" where "cautioned" was.
    """
    for word in f"{PAST} {PAST_AND_PARTICIPLE}".split():
        words[word].setdefault(FINITE, 1)
    for word in PAST_AND_PARTICIPLE.split():
        words[word].setdefault(PARTICIPLE, 1)

    def seen(form: str, *tags: str) -> bool:
        return form in words and any(words[form].get(t) for t in tags)

    for word, tags in list(words.items()):
        if not tags.get(NOUN) or not word.isalpha():
            continue
        if word.endswith("s"):
            stems = [word[:-1], word.removesuffix("es"), word.removesuffix("ies") + "y"]
            if not tags.get(FINITE) and any(seen(stem, BASE, FINITE) for stem in stems if stem != word):
                tags[FINITE] = 1
        elif not tags.get(BASE) and not tags.get(FINITE):
            root = word.removesuffix("e")
            if seen(word + "s", FINITE) or seen(root + "ed", FINITE, PARTICIPLE) or seen(root + "ing", ING):
                tags[BASE] = tags[FINITE] = 1


if __name__ == "__main__":
    main()
