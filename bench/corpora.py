"""Corpora that `names.py` and `coreference.py` compare with: texts put together from their words, and their marks.

GUM (Zeldes 2017, CC BY) in its OntoGUM form has chains but no types; `gum_names.tsv` says by numbers of sentences and
words which words of its dev split are names of people and organisations, marked by hand for this bench. The silver
layer is CoreNLP's own opinion on PolNeAR.
"""

import gzip
import json
import re
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MARKED = Path(__file__).with_name("gum_names.tsv")
Span = tuple[int, int]


@dataclass
class Article:
    """A text with the spans that are marked in it, in code points."""

    id: str
    text: str = ""
    words: dict[tuple[int, int], Span] = field(default_factory=dict)
    """By sentence and word, both counted from one."""
    names: dict[Span, str] = field(default_factory=dict)
    """Names and their types, person or org."""
    chains: dict[str, set[Span]] = field(default_factory=dict)
    """Places of whom or what is mentioned more than once."""
    tags: dict[Span, str] = field(default_factory=dict)
    """The part of speech (Penn) of each word."""

    @property
    def genre(self) -> str:
        return self.id.split("_")[0]


def gum(path: Path) -> list[Article]:
    """Read GUM's CoNLL-U: paragraphs are divided by an empty line, sentences by a blank."""
    articles: list[Article] = []
    sentence, gap = 0, ""
    opened: dict[str, list[int]] = {}
    close: dict[int, str] = {}
    inside = 0
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            if line.startswith("# newdoc id"):
                articles.append(Article(line.split("GUM_")[1].strip()))
                sentence, gap = 0, ""
            elif line.startswith("# sent_id"):
                sentence += 1
                opened, close, inside = {}, {}, 0
            elif re.match("# newpar($| )", line) and articles[-1].text:
                gap = "\n\n"
            elif whole := re.match(r"\d+-(\d+)\t", line):
                # "can't", "Quill's": its parts stand close together, and what follows is told here.
                close[int(whole[1])] = "" if "SpaceAfter=No" in line else " "
                inside = int(whole[1])
            elif re.match(r"\d+\t", line):
                number, form, _, _, tag, *_, misc = line.rstrip("\n").split("\t")
                article = articles[-1]
                start = len(article.text) + len(gap)
                article.text += gap + form
                span = (start, start + len(form))
                article.words[sentence, int(number)] = span
                article.tags[span] = tag
                within = int(number) < inside
                gap = "" if within or "SpaceAfter=No" in misc else close.get(int(number), " ")
                mark = re.search(r"(?:^|\|)Entity=([^|]*)", misc)
                chain_ends(article, mark[1] if mark else "", span, opened)
    return articles


def chain_ends(article: Article, marks: str, span: Span, opened: dict[str, list[int]]) -> None:
    """Put mentions that open "(7", close "7)" or are one word "(7)" at this word where they belong."""
    for opens, chain, closes in re.findall(r"(\()?(\d+)(\))?", marks):
        if opens:
            opened.setdefault(chain, []).append(span[0])
        if closes:
            article.chains.setdefault(chain, set()).add((opened[chain].pop(), span[1]))


def mark(articles: list[Article]) -> None:
    """Add the names of `gum_names.tsv`."""
    by_id = {article.id: article for article in articles}
    for line in MARKED.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            doc, sentence, first, last, kind = line.split("\t")
            words = by_id[doc].words
            start, end = words[int(sentence), int(first)][0], words[int(sentence), int(last)][1]
            by_id[doc].names[start, end] = kind


def silver(path: Path, texts: Path) -> list[Article]:
    """Read the automatic layer of PolNeAR, whose texts are in another file under the same ids."""
    kinds = {"PERSON": "person", "ORGANIZATION": "org"}
    text_of = {row["id"]: row["text"] for row in map(json.loads, texts.read_text(encoding="utf-8").splitlines())}
    articles = []
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for row in map(json.loads, file):
            article = Article(row["id"], text_of[row["id"]])
            for sentence in row["sentences"]:
                before = ""
                for start, end, _, _, label in sentence["tokens"]:
                    if (kind := kinds.get(label)) and label == before:
                        (first, _), _ = article.names.popitem()
                        article.names[first, end] = kind
                    elif kind:
                        article.names[start, end] = kind
                    before = label
            articles.append(article)
    return articles


def ours(articles: list[Article]) -> list[dict]:
    """What the core finds in each text: names with types and bearers, pronouns with bearers."""
    lines = "".join(json.dumps({"id": article.id, "text": article.text}) + "\n" for article in articles)
    command = ["cargo", "run", "--quiet", "--release", "--example", "names"]
    done = subprocess.run(command, cwd=ROOT, input=lines, check=True, stdout=subprocess.PIPE, text=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


TITLES = (
    "Mr Mrs Ms Miss Dr Prof Professor Sir Lord Lady President Vice Senator Sen Rep Gov Governor Gen General Justice "
    "Secretary Judge Emperor Speaker Reverend Rev"
).split()
LEAD = re.compile(rf"(?:(?:[Tt]he|THE|{'|'.join(TITLES)})\b\.?\s+)+")
TAIL = re.compile(r"(?:\s?['’]s|['’]|\s*[,.])$")


def bare(text: str, span: Span) -> Span:
    """The name without article, title and possessive ending, about which schemes differ."""
    start, end = span
    if lead := LEAD.match(text, start, end):
        start = lead.end()
    if (tail := TAIL.search(text[start:end])) and not re.search(
        r"\b(?:Jr|Sr|Inc|Corp|Co|Ltd|U\.S)\.$", text[start:end]
    ):
        end = start + tail.start()
    return (start, end) if start < end else span
