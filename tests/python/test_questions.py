"""Questions asked of records: each table against a slow count of the same rows."""

import itertools
import math
from collections import Counter, defaultdict

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from fabricate import at_random
from hypothesis import given, settings
from hypothesis import strategies as st

import onrecord
from onrecord.places import within

ARTICLE = {"title", "subtitle", "body", "caption"}
SEEDS = range(12)


def rows(table):
    return table.arrow.to_pylist()


def of_article(table):
    return [row for row in rows(table) if row["zone"] in ARTICLE]


def outlet_of(record):
    return {d["doc_id"]: (d["outlet"] or "").strip() or d["doc_id"] for d in rows(record.documents)}


def key_of(quote):
    return quote["speaker_id"] or f"words:{quote['doc_id']}:{quote['speaker']}"


def named_in(record, quote):
    """Mentions within what was said, by definition."""
    return [
        m
        for m in rows(record.mentions)
        if m["doc_id"] == quote["doc_id"]
        and any(part["start"] <= m["start"] and m["end"] <= part["end"] for part in quote["content"])
    ]


places = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 12), st.integers(0, 5)), max_size=25)


@given(places, places)
@settings(max_examples=200, deadline=None)
def test_places_within_places(outer, inner):
    def columns(given):
        doc, start, length = np.array(given, np.int64).reshape(-1, 3).T
        return doc, start, start + length

    found = within(columns(outer), columns(inner))
    expected = [
        (i, j)
        for i, (doc, start, length) in enumerate(outer)
        for j, (other, first, size) in enumerate(inner)
        # What has no length lies within only where it does not begin at the end.
        if doc == other and start <= first < start + length and first + size <= start + length
    ]
    assert sorted(zip(*(column.tolist() for column in found), strict=True)) == expected


@pytest.mark.parametrize("seed", SEEDS)
def test_who_quotes_whom(seed):
    record = at_random(seed)
    outlets = outlet_of(record)
    weight, words, docs = Counter(), Counter(), defaultdict(set)
    for quote in of_article(record.quotes):
        if quote["speaker"] is not None:
            edge = outlets[quote["doc_id"]], key_of(quote)
            weight[edge] += 1
            words[edge] += quote["n_words"]
            docs[edge].add(quote["doc_id"])
    found = {(e["source"], e["target_id"]): e for e in rows(record.network("quotes"))}
    assert {edge: e["weight"] for edge, e in found.items()} == weight
    assert {edge: e["n_words"] for edge, e in found.items()} == words
    assert {edge: e["n_docs"] for edge, e in found.items()} == {edge: len(ids) for edge, ids in docs.items()}


@pytest.mark.parametrize("seed", SEEDS)
def test_who_talks_about_whom(seed):
    record = at_random(seed)
    weight, names = Counter(), Counter()
    for quote in of_article(record.quotes):
        if quote["speaker"] is not None:
            about = [m["entity_id"] for m in named_in(record, quote)]
            names.update((key_of(quote), entity) for entity in about)
            weight.update((key_of(quote), entity) for entity in set(about))
    found = {(e["source_id"], e["target_id"]): e for e in rows(record.network("discusses"))}
    assert {edge: e["weight"] for edge, e in found.items()} == weight
    assert {edge: e["n_mentions"] for edge, e in found.items()} == names


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("unit", ["document", "paragraph", "quote"])
def test_co_mentions(seed, unit, monkeypatch):
    # Stretches of a few pairs, so that documents are cut.
    monkeypatch.setattr("onrecord.edges.PAIRS_AT_ONCE", 1 + seed)
    record = at_random(seed)
    units = defaultdict(set)
    if unit == "document":
        for m in of_article(record.mentions):
            units[m["doc_id"], 0].add(m["entity_id"])
    elif unit == "paragraph":
        for (n, zone), m in itertools.product(enumerate(rows(record.zones)), of_article(record.mentions)):
            if m["doc_id"] == zone["doc_id"] and zone["start"] <= m["start"] and m["end"] <= zone["end"]:
                units[m["doc_id"], n].add(m["entity_id"])
    else:
        for quote in of_article(record.quotes):
            for m in named_in(record, quote):
                units[m["doc_id"], quote["quote_id"]].add(m["entity_id"])
    both, each, docs = Counter(), Counter(), defaultdict(set)
    for (doc_id, _), entities in units.items():
        each.update(entities)
        for pair in itertools.combinations(sorted(entities), 2):
            both[pair] += 1
            docs[pair].add(doc_id)
    found = {(e["source_id"], e["target_id"]): e for e in rows(record.co_mentions(unit))}
    assert {pair: e["weight"] for pair, e in found.items()} == both
    for (one, other), e in found.items():
        assert (e["n_source"], e["n_target"], e["n_docs"]) == (each[one], each[other], len(docs[one, other]))
        p = both[one, other] / len(units)
        pmi = math.log2(p / (each[one] / len(units) * each[other] / len(units)))
        assert e["pmi"] == pytest.approx(pmi, abs=1e-9)
        assert e["npmi"] == pytest.approx(pmi / -math.log2(p) if p < 1 else 1.0, abs=1e-9)
    often = record.co_mentions(unit, min_count=2)
    assert {(e["source_id"], e["target_id"]) for e in rows(often)} == {pair for pair, n in both.items() if n > 1}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("by", ["speaker", "type", "outlet", "zone", "kind", "stance"])
@pytest.mark.parametrize("inside", [None, "outlet", "doc_id"])
def test_share_of_voice(seed, by, inside):
    if by == inside:
        return
    record = at_random(seed)
    quotes = pd.DataFrame(rows(record.quotes) if by == "zone" else of_article(record.quotes), dtype=object)
    if quotes.empty:
        assert len(record.share_of_voice(by, within=inside)) == 0
        return
    quotes["outlet"] = quotes["doc_id"].map(outlet_of(record))
    quotes["type"] = quotes["speaker_type"]
    marked = {"a “b c” d": 2, "“a” and b": 1, "a": 0}
    quotes["quoted"] = [
        {"direct": q.n_words, "mixed": marked[q.text], "indirect": 0}[q.kind] for q in quotes.itertuples()
    ]
    stated = quotes["speaker"].notna()
    quotes.loc[stated, "speaker_id"] = [key_of(quote) for quote in quotes[stated].to_dict("records")]
    keys = ["speaker_id", "speaker"] if by == "speaker" else [by]
    whole = quotes.groupby(inside) if inside else None
    expected = {}
    for key, group in quotes.groupby(([inside] if inside else []) + keys, dropna=False):
        total = whole.get_group(key[0]) if inside else quotes
        names = [None if value != value else value for value in key]
        counts = (len(group), group["n_words"].sum(), group["quoted"].sum(), group["doc_id"].nunique())
        expected[tuple(names)] = (*counts, len(group) / len(total))
    table = record.share_of_voice(by, within=inside)
    found = {
        tuple(row[name] for name in ([inside] if inside else []) + keys): (
            *(row[name] for name in ("n_quotes", "n_words", "n_quoted_words", "n_docs")),
            pytest.approx(row["share_quotes"]),
        )
        for row in rows(table)
    }
    assert found == expected
    for share in ("share_quotes", "share_words"):
        sums = table.df.groupby(inside)[share].sum() if inside else table.df[[share]].sum()
        assert sums.tolist() == pytest.approx([1.0] * len(sums))


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("weight", ["quotes", "words"])
def test_diversity(seed, weight):
    record = at_random(seed)
    outlets = outlet_of(record)
    types = {e["entity_id"]: e["type"] for e in rows(record.entities)}
    found = {row["outlet"]: row for row in rows(record.diversity(weight=weight))}
    assert set(found) == set(outlets.values()), "an outlet that quotes nobody has a row"
    for outlet, row in found.items():
        mine = [q for q in of_article(record.quotes) if outlets[q["doc_id"]] == outlet]
        amounts = Counter()
        for quote in mine:
            if quote["speaker"] is not None:
                amounts[key_of(quote)] += quote["n_words"] if weight == "words" else 1
        shares = [n / amounts.total() for n in amounts.values()]
        assert row["n_quotes"] == len(mine)
        assert row["n_unattributed"] == sum(q["speaker"] is None for q in mine)
        assert row["n_sources"] == len(shares)
        if shares:
            entropy = -sum(p * math.log(p) for p in shares)
            assert row["hhi"] == pytest.approx(sum(p * p for p in shares))
            assert row["shannon"] == pytest.approx(entropy, abs=1e-9)
            assert row["effective_sources"] == pytest.approx(math.exp(entropy))
            assert row["top_share"] == pytest.approx(max(shares))
        else:
            assert row["hhi"] is row["shannon"] is row["top_source"] is None
        quoted = {q["speaker_id"] for q in mine} - {None}
        named = {m["entity_id"] for m in of_article(record.mentions) if outlets[m["doc_id"]] == outlet} | quoted
        quoted, named = ({e for e in ids if types[e] in ("person", "org")} for ids in (quoted, named))
        assert (row["n_named"], row["n_named_quoted"]) == (len(named), len(quoted))


@pytest.mark.parametrize(
    ("claim", "denial", "n"),
    [
        (
            "Lund accused Valdano of hiding the costs of the bridge.",
            "Valdano denied hiding the costs of the bridge.",
            1,
        ),
        (
            "Lund said that Valdano hid the costs of the bridge.",
            "Valdano denied that he hid the costs of the bridge.",
            1,
        ),
        ("Lund said that Valdano hid the costs.", "Valdano denied hiding the costs.", 1),
        ("Lund said that the tunnel hid the costs.", "Valdano denied hiding the costs.", 0),
        ("Lund accused Valdano of hiding the costs of the bridge.", "Reed denied hiding the costs of the bridge.", 0),
        (
            "Lund alleged that Reed hid the costs of the bridge.",
            "Henrik Lund denied hiding the costs of the bridge.",
            0,
        ),
        (
            "Lund said Valdano never hid the costs of the bridge.",
            "Valdano denied that he hid the costs of the bridge.",
            0,
        ),
    ],
)
def test_claims_and_denials_of_two_articles(claim, denial, n):
    names = {"Lund": [], "Valdano": [], "Reed": [], "Henrik Lund": []}
    for listed in (None, names):
        found = onrecord.analyze({"a1": claim, "a2": denial}, listed).disputes().df
        assert len(found) == n
        assert found["denier"].isin(["Valdano"]).all()


def test_the_nameless_of_two_articles_are_two_voices():
    said = "“We never sold the park,” a spokesman said. “It is ours,” the spokesman said."
    record = onrecord.analyze({"a1": said, "a2": said, "a3": "“No,” said Ada Quill."})
    voices = record.share_of_voice().df
    nameless = voices[voices["speaker_id"].str.startswith("words:")]
    assert sorted(nameless["speaker_id"].str.split(":").str[1]) in (["a1", "a2"], ["a1", "a1", "a2", "a2"])
    assert (nameless["n_docs"] == 1).all()
    assert record.diversity(by=None).df["n_sources"].tolist() == [len(voices)]
    assert len(record.network("quotes")) == len(voices)


def test_rows_of_ones_own_choice(seeds):
    quotes = seeds.quotes.df
    denials = quotes[quotes["stance"] == "denial"]
    expected = seeds.share_of_voice(quotes=denials).df
    assert expected["n_quotes"].sum() == len(denials) > 20
    of_polars = seeds.quotes.to_polars().filter(pl.col("stance") == "denial")
    of_arrow = seeds.quotes.arrow.filter(pc.field("stance") == "denial")
    for given_rows in (of_polars, of_arrow, pa.Table.from_pandas(denials), onrecord.Table("quotes", of_arrow)):
        assert seeds.share_of_voice(quotes=given_rows).df.equals(expected)
    categories = denials.astype({"speaker": "category", "kind": "category"})
    assert seeds.share_of_voice(quotes=categories).df.equals(expected)
    accused = seeds.network("discusses", quotes=quotes[quotes["stance"] == "allegation"]).df
    assert accused["target"].iloc[0] == "Kaspersky Lab"
    nothing = quotes[quotes["stance"] == "no such thing"]
    for table in (seeds.share_of_voice(quotes=nothing), seeds.network(quotes=nothing), seeds.disputes(quotes=nothing)):
        assert len(table) == 0
    assert seeds.diversity(quotes=nothing).df["n_sources"].tolist() == [0] * 5


def test_rows_in_any_order_give_the_same_tables(seeds):
    shuffled = seeds.quotes.df.sample(frac=1, random_state=1)
    shuffled = shuffled[shuffled["zone"].isin(ARTICLE)]
    assert seeds.disputes(quotes=shuffled).df.equals(seeds.disputes().df)
    assert seeds.network("discusses", quotes=shuffled).df.equals(seeds.network("discusses").df)
    assert seeds.co_mentions("quote", quotes=shuffled).df.equals(seeds.co_mentions("quote").df)


CARRIERS = [
    {
        "id": "a",
        "outlet": "Gazette",
        "published": "2026-03-02",
        "text": "“We never sold the park to a bank,” said Ada Quill.",
    },
    {
        "id": "b",
        "outlet": "Courier",
        "published": "2026-03-01",
        "text": "“We never sold the park to a bank,” Bo Reed said.",
    },
    {"id": "c", "outlet": "Courier", "published": "2026-03-03", "text": "Ada Quill left. Ada Quill slept."},
    {"id": "d", "outlet": "Herald", "published": "2026-03-03", "text": "Rain fell on the fields."},
    {"id": "e", "outlet": None, "published": None, "text": "Ada Quill left."},
]


def test_who_carries_a_statement():
    record = onrecord.analyze(CARRIERS, {"Ada Quill": [], "Bo Reed": []})
    documents = record.carriers("a:q1").df
    # In order of time; then by how often those concerned are named.
    assert documents["doc_id"].tolist() == ["b", "a", "c", "e", "d"]
    assert documents["carries"].tolist() == [True, True, False, False, False]
    assert documents["n_mentions"].tolist() == [1, 1, 2, 1, 0]
    assert documents["speaker"].tolist()[:2] == ["Bo Reed", "Ada Quill"]
    assert documents["quote_id"].isna().tolist() == [False, False, True, True, True]
    outlets = record.carriers("b:q1", by="outlet").df
    assert outlets["outlet"].tolist() == ["Courier", "Gazette", "e", "Herald"]
    assert outlets["n_docs"].tolist() == [2, 1, 1, 1]
    assert outlets["n_carrying"].tolist() == [1, 1, 0, 0]
    assert outlets["n_mentions"].tolist() == [3, 1, 1, 0]
    assert outlets["first_doc"].tolist()[:2] == ["b", "a"]
    assert outlets["first_doc"].isna().tolist() == [False, False, True, True]
