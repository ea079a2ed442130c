"""Odd records, and questions that cannot be answered: what is told instead."""

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from fabricate import at_random

import onrecord
from onrecord.exceptions import ArgumentError, MissingColumnError, UnknownIdError

SEEDS = range(3)
QUESTIONS = {
    "network quotes": lambda record: record.network("quotes"),
    "network discusses": lambda record: record.network("discusses"),
    "network mentions": lambda record: record.network("mentions"),
    "co_mentions": lambda record: record.co_mentions(),
    "co_mentions paragraph": lambda record: record.co_mentions("paragraph"),
    "co_mentions quote": lambda record: record.co_mentions("quote"),
    "share_of_voice": lambda record: record.share_of_voice(),
    "share_of_voice within": lambda record: record.share_of_voice("type", within="outlet"),
    "diversity": lambda record: record.diversity(),
    "diversity of all": lambda record: record.diversity(None),
    "disputes": lambda record: record.disputes(),
    "kwic": lambda record: record.kwic("said"),
}


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize(
    "corpus", [{}, {"a": ""}, [None], {"a": "Rain fell."}], ids=["none", "empty", "bad", "no names"]
)
def test_records_with_nothing_to_find(question, corpus, seeds):
    empty = QUESTIONS[question](onrecord.analyze(corpus))
    assert empty.arrow.schema.names == QUESTIONS[question](seeds).arrow.schema.names
    for name, kind in zip(empty.arrow.schema.names, empty.arrow.schema.types, strict=True):
        assert kind == QUESTIONS[question](seeds).arrow.schema.field(name).type, name
    if len(empty):
        assert question.startswith("diversity")
        assert empty.df["n_quotes"].tolist() == [0]
    assert repr(empty)
    assert empty._repr_html_()


def test_a_row_of_a_repeated_id_does_not_count_twice():
    text = "“No,” said Ada Quill."
    twice = onrecord.analyze([{"id": "a", "text": text, "outlet": "X"}, {"id": "a", "text": text, "outlet": "Y"}])
    assert twice.network().df[["source", "weight"]].to_numpy().tolist() == [["X", 1]]
    assert len(twice.kwic("no")) == 1


def test_outlets_of_any_type():
    texts = [{"id": str(n), "text": "“No,” said Ada Quill.", "outlet": outlet} for n, outlet in enumerate([7, 7, None])]
    found = onrecord.analyze(pd.DataFrame(texts)).network().df
    assert sorted(zip(found["source_type"], found["weight"], strict=True)) == [("document", 1), ("outlet", 2)]


def test_one_id_has_one_name(seeds):
    quotes = seeds.quotes.df
    lab = quotes["speaker_id"] == "Kaspersky Lab"
    # As found names are: one id, written in several ways.
    quotes = quotes.assign(speaker=quotes["speaker"].mask(lab & (quotes["kind"] == "direct"), "KASPERSKY-LAB"))
    names = seeds.share_of_voice(quotes=quotes).where("speaker_id", "Kaspersky Lab")
    assert [(row["speaker"], row["n_quotes"]) for row in names] == [("Kaspersky Lab", lab.sum())]


BAD = {
    "unknown kind": (lambda r: r.network("quote"), ArgumentError, "kind is 'quote'; .* did you mean 'quotes'"),
    "kind of no text": (lambda r: r.network(None), ArgumentError, "kind is None"),
    "unknown column": (lambda r: r.share_of_voice("speakers"), ArgumentError, "did you mean 'speaker'"),
    "unknown within": (lambda r: r.share_of_voice(within="outlets"), ArgumentError, "did you mean 'outlet'"),
    "twice the same": (lambda r: r.share_of_voice("outlet", within="outlet"), ArgumentError, "two different"),
    "unknown unit": (lambda r: r.co_mentions("sentence"), ArgumentError, "within is 'sentence'"),
    "no count": (lambda r: r.co_mentions(min_count=0), ArgumentError, "min_count is 0; pass a number from 1"),
    "unknown group": (lambda r: r.diversity("outlte"), ArgumentError, "did you mean 'outlet'"),
    "unknown weight": (lambda r: r.diversity(weight="word"), ArgumentError, "did you mean 'words'"),
    "no types": (lambda r: r.diversity(types=None), ArgumentError, "types is None; pass one or more of 'person'"),
    "unknown type": (lambda r: r.diversity(types="people"), ArgumentError, "types is 'people'"),
    "bar out of range": (lambda r: r.disputes(min_score=40), ArgumentError, "min_score is 40"),
    "unknown statement": (lambda r: r.carriers("s:zzz"), UnknownIdError, "no statement has the id 's:zzz'"),
    "no carrier": (
        lambda r: r.carriers(r.quotes.df["quote_id"][0], by="outlets"),
        ArgumentError,
        "did you mean 'outlet'",
    ),
    "no pattern": (lambda r: r.kwic(""), ArgumentError, "holds nothing to look for"),
    "pattern of bytes": (lambda r: r.kwic(b"no"), ArgumentError, "pattern is bytes"),
    "bad pattern": (lambda r: r.kwic("[z-a]", regex=True), ArgumentError, "invalid character class range"),
    "bad width": (lambda r: r.kwic("no", width=-1), ArgumentError, "width is -1; .* from 0 to 1000"),
    "not rows": (lambda r: r.network(quotes="quotes.csv"), ArgumentError, "quotes is str; pass rows of the table"),
    "rows without a column": (
        lambda r: r.network(quotes=r.quotes.df.rename(columns={"speaker": "speakers"})),
        MissingColumnError,
        "no column 'speaker' in quotes; .* did you mean 'speakers'",
    ),
    "rows of another type": (
        lambda r: r.share_of_voice(quotes=r.quotes.df.assign(n_words="many")),
        ArgumentError,
        "column 'n_words' of quotes has type .*; int64 is needed",
    ),
    "rows of other documents": (
        lambda r: r.network(quotes=r.quotes.df.assign(doc_id="zzz")),
        UnknownIdError,
        "no document has the id 'zzz'",
    ),
    "rows that do not count": (
        lambda r: r.network("quotes", mentions=r.mentions.df),
        ArgumentError,
        "mentions was given, but a network of kind 'quotes' does not count mentions",
    ),
    "quotes without quotations": (
        lambda r: r.co_mentions("document", quotes=r.quotes.df),
        ArgumentError,
        "pass within='quote'",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_questions(name, seeds):
    ask, error, message = BAD[name]
    with pytest.raises(error, match=message):
        ask(seeds)


def test_a_list_of_thousands_of_names_in_one_document():
    # The first five are named twice.
    names = [f"Acme{n}x" for n in range(3000)]
    record = onrecord.analyze(
        {"a": "\n\n".join(f"{name} met {name}." if n < 5 else f"{name} left." for n, name in enumerate(names))},
        {name: [] for name in names},
    )
    pairs = record.co_mentions()
    assert len(pairs) == 1000 * 999 // 2, "the thousand named most often are paired"
    assert {"Acme0x", "Acme4x"} <= set(pairs.df["source"]) | set(pairs.df["target"])


CLASHES = "n_words n_quotes n_docs n_outlets n_direct doc direct mixed outlet_key speaker_id speaker_key speaker_type "
CLASHES += "share_quotes hhi n_named top_source scope by within count_all"


@pytest.mark.parametrize("name", CLASHES.split())
def test_a_column_of_documents_may_be_called_anything(name):
    text = "“No, no,” said Ada Quill. Bo Reed denied it."
    outlets = {"a": "x", "b": "y", "c": "x"}

    def asked(column):
        record = onrecord.analyze([{"id": i, "text": text, column: value} for i, value in outlets.items()])
        answers = [
            record.share_of_voice(column),
            record.share_of_voice(within=column),
            record.share_of_voice("outlet", within=column),
            record.share_of_voice(column, within="type"),
            record.diversity(column),
        ]
        for answer in answers:
            assert len(set(answer.columns)) == len(answer.columns)
        return [list(map(tuple, answer.df.astype(object).fillna("-").to_numpy())) for answer in answers]

    assert asked(name) == asked("plain")


def test_speakers_within_their_types():
    record = at_random(3)
    table = record.share_of_voice(within="type")
    assert table.columns[:4] == ["type", "speaker_id", "speaker", "n_quotes"]
    shares = table.df.groupby("type", dropna=False)["share_quotes"].sum()
    assert len(shares) > 1
    np.testing.assert_allclose(shares, 1)
    plain = record.share_of_voice().df
    counts = table.df.groupby("speaker", dropna=False)["n_quotes"].sum()
    assert counts.equals(plain.groupby("speaker", dropna=False)["n_quotes"].sum())


@pytest.mark.parametrize("types", ["group", "document", ["product", "other"], []])
def test_types_that_nobody_has(types):
    found = onrecord.analyze({"a": "“No,” said Ada Quill."}).diversity(types=types).df
    assert found["n_sources"].tolist() == [1]
    assert found["n_named"].tolist() == [0]
    assert found["quoted_share"].isna().all()


@pytest.mark.parametrize("make", [lambda s: s, lambda s: s.to_numpy(), lambda s: pa.array(s), lambda s: pl.Series(s)])
def test_a_mask_is_told_from_rows(seeds, make):
    mask = make(seeds.quotes.df["stance"] == "denial")
    for ask in (seeds.network, seeds.share_of_voice, seeds.diversity, seeds.disputes):
        with pytest.raises(ArgumentError, match=r"quotes is \w+ of true and false; .*: quotes\[mask\]"):
            ask(quotes=mask)
    with pytest.raises(ArgumentError, match=r"quotes is Series; pass rows of the table quotes"):
        seeds.network(quotes=seeds.quotes.df["stance"])


def test_rows_out_of_a_csv_file(seeds, tmp_path):
    seeds.quotes.df.to_csv(tmp_path / "quotes.csv", index=False)
    again = pd.read_csv(tmp_path / "quotes.csv")
    assert seeds.share_of_voice(quotes=again).df.equals(seeds.share_of_voice(quotes=seeds.quotes.df).df)
    for ask in (lambda: seeds.network("discusses", quotes=again), lambda: seeds.disputes(quotes=again)):
        with pytest.raises(ArgumentError, match=r"column 'content' of quotes has type .*string; list<.*CSV"):
            ask()


@pytest.mark.parametrize("seed", SEEDS)
def test_mentions_of_nobody_are_left_out(seed):
    record = at_random(seed)
    mentions = record.mentions.df
    some = mentions.assign(entity_id=mentions["entity_id"].where(mentions["entity_id"] != "e0", None))
    rest = mentions[mentions["entity_id"] != "e0"]
    for ask in (
        *(lambda m, u=unit: record.co_mentions(u, mentions=m) for unit in ("document", "paragraph", "quote")),
        lambda m: record.network("mentions", mentions=m),
        lambda m: record.network("discusses", mentions=m),
    ):
        assert ask(some).arrow.equals(ask(rest).arrow)
    assert len(record.co_mentions(mentions=mentions.assign(entity_id=None))) == 0
