"""Coreference of people: which names and pronouns of an article are one person's, on GUM's dev split.

Usage: python bench/coreference.py gum.dev.conllu.gz [--genres news interview bio]

Chains of people are those with a marked name of a person or a pronoun of one who is spoken of (he, she ...). *Names and
pronouns* compares what stands for people by name or such a pronoun; *all mentions* asks for everything in these chains,
"I", "you" and descriptions ("his wife") as well, which the core leads back only where they speak. Mentions are found,
not given; singletons count in neither. MUC, B-cubed and CEAFe are those of scorch, a public scorer; CoNLL is their
mean. LEA is as in Moosavi and Strube, "Which coreference evaluation metric do you trust?", ACL 2016. Documents are
scored together.
"""

import argparse
from collections import defaultdict
from pathlib import Path

from corpora import Article, bare, gum, mark, ours

PRONOUNS = frozenset("he him his himself she her hers herself".split())
Mention = tuple[str, int, int]
Clusters = list[frozenset[Mention]]


def gold(article: Article, everything: bool) -> Clusters:
    people = {bare(article.text, span) for span, kind in article.names.items() if kind == "person"}
    clusters = []
    for chain in article.chains.values():
        known, others = set(), set()
        for start, end in chain:
            name = bare(article.text, (start, end))
            # "David Titley, an oceanographer": the name that the mention begins with stands for it.
            leading = [span for span in people if span[0] == name[0] and span[1] <= end]
            if article.text[start:end].lower() in PRONOUNS:
                known.add((article.id, start, end))
            elif leading:
                known.add((article.id, *max(leading)))
            else:
                others.add((article.id, start, end))
        if known:
            clusters.append(frozenset(known | others if everything else known))
    return [cluster for cluster in clusters if len(cluster) > 1]


def found(article: Article, row: dict) -> Clusters:
    bearers = defaultdict(set)
    people = {bearer for *_, kind, bearer in row["names"] if kind == "person"}
    for start, end, *_, bearer in [*row["names"], *row["pronouns"]]:
        if bearer in people:
            bearers[bearer].add((article.id, *bare(article.text, (start, end))))
    return [frozenset(cluster) for cluster in bearers.values() if len(cluster) > 1]


def lea(key: Clusters, response: Clusters) -> tuple[float, float, float]:
    """Recall, precision and F1 of links, each entity weighted by its mentions."""

    def links(n: int) -> float:
        return n * (n - 1) / 2

    def share(of: Clusters, by: Clusters) -> float:
        kept = sum(len(a) * sum(links(len(a & b)) for b in by) / links(len(a)) for a in of)
        return kept / max(sum(len(a) for a in of), 1)

    recall, precision = share(key, response), share(response, key)
    return recall, precision, 2 * recall * precision / max(recall + precision, 1e-9)


def report(title: str, key: Clusters, response: Clusters) -> None:
    from scorch.scores import b_cubed, ceaf_e, muc

    print(
        f"\n{title}: {len(key)} people, {sum(map(len, key))} mentions; {len(response)}, {sum(map(len, response))} found"
    )
    print(f"{'':8}  recall  precision  F1")
    f1 = []
    for name, metric in (("MUC", muc), ("B-cubed", b_cubed), ("CEAFe", ceaf_e), ("LEA", lea)):
        figures = [100 * value for value in metric(key, response)]
        print(f"{name:8} {figures[0]:7.1f} {figures[1]:10.1f} {figures[2]:5.1f}")
        if name != "LEA":
            f1.append(figures[2])
    print(f"{'CoNLL':8} {'':7} {'':10} {sum(f1) / len(f1):5.1f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gum", type=Path)
    parser.add_argument("--genres", nargs="*", default=["news", "interview", "bio"])
    args = parser.parse_args()
    if not args.gum.exists():
        print(f"Left out: there is no {args.gum}")
        return
    articles = gum(args.gum)
    mark(articles)
    articles = [article for article in articles if article.genre in args.genres]
    rows = ours(articles)
    response = [cluster for article, row in zip(articles, rows, strict=True) for cluster in found(article, row)]
    for title, everything in (("names and pronouns", False), ("all mentions", True)):
        key = [cluster for article in articles for cluster in gold(article, everything)]
        report(title, key, response)


if __name__ == "__main__":
    main()
