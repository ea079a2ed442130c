"""Tables as pandas, polars, pyarrow and duckdb see them; offsets; the same bytes on any number of threads."""

import copy
import json
import pickle
import re

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import onrecord
from onrecord.exceptions import ArgumentError

# The contract with everybody who reads the tables.
COLUMNS = {
    "documents": "doc_id, title, subtitle, author, outlet, dateline, published, n_chars, status, message",
    "zones": "doc_id, kind, start, end, author",
    "mentions": "mention_id, doc_id, start, end, text, entity_id, entity, type, how, zone",
    "quotes": "quote_id, doc_id, kind, start, end, text, content, cue, cue_start, cue_end, source, "
    "source_start, source_end, speaker_id, speaker, speaker_type, speaker_how, stance, negated, act, addressee, "
    "medium, zone, confidence, rule, runner_up, checked",
    "entities": "entity_id, entity, type, aliases, n_docs, n_mentions, n_quotes, n_words",
    "statements": "statement_id, text, n_sightings, n_docs, n_outlets, speakers, first_doc, first_published, alarm",
    "sightings": "statement_id, quote_id, doc_id, start, end, text, parent, similarity, change, diff",
}


def test_columns_are_those_of_the_contract(seeds):
    for name, columns in COLUMNS.items():
        missing = set(columns.split(", ")) - set(seeds.tables[name].columns)
        assert not missing, name
    for table in seeds.tables.values():
        for field in table.arrow.schema:
            assert not pa.types.is_dictionary(field.type), field


@pytest.mark.parametrize("name", COLUMNS)
def test_every_library_takes_a_table(seeds, name):
    table = given = seeds.tables[name]
    n = len(given)
    assert pa.table(table).num_rows == n
    assert pl.DataFrame(table).height == n
    assert table.to_polars().columns == table.columns
    assert duckdb.sql("select count(*) from given").fetchall() == [(n,)]
    assert len(table.df) == n
    if hasattr(pd.DataFrame, "from_arrow"):
        assert len(pd.DataFrame.from_arrow(table)) == n


def test_offsets_are_integers_and_ids_text(seeds):
    zones = seeds.zones.df
    assert zones["start"].dtype == "int64"
    assert isinstance(zones["doc_id"].iloc[0], str)


def test_a_table_writes_parquet(seeds, tmp_path):
    seeds.to_parquet(tmp_path / "out")
    for name, table in seeds.tables.items():
        assert pl.read_parquet(tmp_path / "out" / f"{name}.parquet").height == len(table)


def check_places(record):
    """`text[start:end]` is the surface of every row of every table."""
    n = 0
    for name in ("mentions", "quotes"):
        for row in record.tables[name].arrow.to_pylist():
            text = record.corpus[row["doc_id"]]
            assert text[row["start"] : row["end"]] == row["text"]
            n += 1
            for part in ("cue", "source", "antecedent"):
                if row.get(part) is not None:
                    assert text[row[f"{part}_start"] : row[f"{part}_end"]] == row[part]
            for part in row.get("content", ()):
                assert row["start"] <= part["start"] < part["end"] <= row["end"]
    for row in record.zones.arrow.to_pylist():
        zone = record.corpus[row["doc_id"]][row["start"] : row["end"]]
        assert zone
    return n


def test_places_in_the_seeds(seeds):
    assert check_places(seeds) > 100


NAMES = ["Ada Quill", "Quill", "Kaspersky Lab", "the company", "he", "said", "denied", "that", "No", "Москва"]
SIGNS = ["“", "”", '"', "'", "’", "’s", ".", ",", "😀", "e\u0301", "\0", "\u00a0", "\ufeff"]
SIGNS += ["\r\n", "\n", "\n\n", "\u2028"]
words = st.sampled_from(NAMES + SIGNS)
texts = st.lists(words | st.characters(exclude_categories=["Cs"]), max_size=40).map(" ".join) | st.lists(words).map(
    "".join
)


@settings(max_examples=200, deadline=None)
@given(st.lists(texts, max_size=4))
def test_places_in_any_text(texts):
    record = onrecord.analyze(texts, {"Ada Quill": ["Quill"], "Kaspersky Lab": []}, n_threads=1)
    assert set(record.documents.df["status"]) <= {"ok", "empty"}, record.documents.df["message"].tolist()
    assert record.documents.df["n_chars"].tolist() == [len(t) for t in texts]
    check_places(record)


def stream_of(record):
    """The bytes of all tables."""
    sinks = []
    for table in record.tables.values():
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, table.arrow.schema) as writer:
            writer.write_table(table.arrow)
        sinks.append(sink.getvalue().to_pybytes())
    return b"".join(sinks)


def test_the_same_bytes_on_any_number_of_threads(seeds):
    articles = [seeds.corpus[doc_id] for doc_id in seeds.corpus]
    # Long and short, so that the order of work is not that of the input.
    corpus = {f"{i}": articles[i % 5] * (1 + 40 * (i % 7 == 6)) for i in range(60)}
    first = stream_of(onrecord.analyze(corpus, "seeds/entities.csv", n_threads=1))
    for n_threads in (2, 4, None):
        assert stream_of(onrecord.analyze(corpus, "seeds/entities.csv", n_threads=n_threads)) == first


def test_many_documents_make_many_parts_and_one_table():
    record = onrecord.analyze([f"Text {i}." for i in range(9000)])
    assert record.documents.arrow["doc_id"].num_chunks > 1
    assert record.documents.df["doc_id"].tolist() == [str(i) for i in range(9000)]


def test_entities_count_the_other_tables(seeds):
    entities = seeds.entities.df.set_index("entity_id")
    assert len(entities) > 0
    # What comments and the site's furniture say counts for nobody.
    article = ["title", "subtitle", "body", "caption"]
    mentions, quotes = (t.df[t.df["zone"].isin(article)] for t in (seeds.mentions, seeds.quotes))
    assert set(entities.index) == set(seeds.mentions.df["entity_id"]) | set(seeds.quotes.df["speaker_id"].dropna())
    assert (mentions.groupby("entity_id").size() == entities["n_mentions"][lambda n: n > 0].sort_index()).all()
    spoken = quotes.dropna(subset=["speaker_id"]).groupby("speaker_id")
    assert (spoken.size() == entities["n_quotes"][lambda n: n > 0].sort_index()).all()
    assert (spoken["n_words"].sum() == entities["n_words"][lambda n: n > 0].sort_index()).all()
    assert entities["n_quotes"].is_monotonic_decreasing


def test_ids_name_document_and_number(seeds):
    assert len(seeds.quotes) > 0
    for table, column, letter in ((seeds.mentions, "mention_id", "m"), (seeds.quotes, "quote_id", "q")):
        frame = table.df
        assert frame[column].is_unique
        for doc_id, name in zip(frame["doc_id"], frame[column], strict=True):
            assert re.fullmatch(rf"{doc_id}:{letter}[1-9]\d*", name)


def test_standoff_says_what_the_tables_say(seeds, tmp_path):
    seeds.to_standoff(tmp_path / "out.jsonl")
    lines = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text("utf-8").splitlines()]
    assert [line["id"] for line in lines] == list(seeds.corpus)
    for name, table in {"zones": "zones", "mentions": "mentions", "relations": "quotes"}.items():
        assert sum(len(line[name]) for line in lines) == len(seeds.tables[table])
    relation = next(r for line in lines for r in line["relations"])
    assert set(relation) >= {
        "id",
        "kind",
        "source",
        "cue",
        "content",
        "speaker",
        "speaker_type",
        "stance",
        "act",
        "confidence",
        "rule",
    }
    assert all(len(span) == 2 for r in lines[0]["relations"] for span in r["content"] + r["source"] + r["cue"])


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("“We never sold the park,” said Ada Quill, “nor will we.”", ["“We never sold the park,”", "“nor will we.”"]),
        ("''We never sold the park,'' said Ada Quill.", ["''We never sold the park,''"]),
        ("Ada Quill said the park was “not for sale”.", ["the park was “not for sale”"]),
        ("Ada Quill said that nobody sold the workers’ club.", ["nobody sold the workers’ club"]),
    ],
)  # fmt: skip
def test_standoff_has_the_marks_as_corpora_do(text, content, tmp_path):
    record = onrecord.analyze({"a": text})
    record.to_standoff(tmp_path / "out.jsonl")
    relation = json.loads((tmp_path / "out.jsonl").read_text("utf-8"))["relations"][0]
    assert [text[start:end].removeprefix("that ") for start, end in relation["content"]] == content
    assert not {record.quotes.df["text"][0][0], record.quotes.df["text"][0][-1]} & set("“'")


def test_standoff_goes_on_after_a_bad_document(tmp_path):
    record = onrecord.analyze([("a", "One."), ("a", "Two."), ("b", None), ("c", "Three.")])
    record.to_standoff(tmp_path / "out.jsonl")
    lines = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert [(line["id"], len(line["zones"])) for line in lines] == [("a", 1), ("a", 0), ("b", 0), ("c", 1)]


def test_a_table_in_text_stays_on_the_screen():
    record = onrecord.analyze([{"text": "One.", "title": "Long " * 100}] * 50)
    shown = repr(record.documents)
    assert len(shown.splitlines()) == 13
    assert max(map(len, shown.splitlines())) <= 120
    assert "... 40 more" in shown


@pytest.mark.parametrize("n_threads", [0, -1, 1.5, "2"])
def test_a_wrong_number_of_threads(n_threads):
    with pytest.raises(ArgumentError, match="n_threads"):
        onrecord.analyze(["One."], n_threads=n_threads)


@pytest.mark.parametrize("lowest", [-0.1, 1.01, 70, float("nan"), "0.5", None, True])
def test_a_confidence_out_of_range(lowest):
    with pytest.raises(ArgumentError, match=r"min_confidence is .*; pass a number between 0 and 1"):
        onrecord.analyze(["One."], min_confidence=lowest)


@pytest.mark.parametrize("lowest", [0, 0.8, 1])
def test_doubtful_quotes_are_left_out_and_nothing_else_changes(seeds, lowest):
    record = onrecord.analyze("seeds", "seeds/entities.csv", min_confidence=lowest)
    for name in ("documents", "zones", "mentions"):
        assert record.tables[name].arrow.equals(seeds.tables[name].arrow)
    kept = seeds.quotes.df[seeds.quotes.df["confidence"] >= lowest]
    assert record.quotes.df["quote_id"].tolist() == kept["quote_id"].tolist()
    assert record.quotes.df["speaker"].tolist() == kept["speaker"].tolist()
    article = kept[kept["zone"].isin(["title", "subtitle", "body", "caption"])].dropna(subset=["speaker_id"])
    counted = record.entities.df.set_index("entity_id")["n_quotes"]
    assert counted[counted > 0].to_dict() == article.groupby("speaker_id").size().to_dict()


def test_acts_in_table_standoff_and_words(tmp_path):
    texts = {"a1": "“No,” said Ada Quill. Mayor Quill hopes that the park will stay."}
    record = onrecord.analyze(texts)
    assert record.quotes.df["act"].tolist() == ["speech", "thought"]
    record.to_standoff(tmp_path / "out.jsonl")
    (line,) = map(json.loads, (tmp_path / "out.jsonl").read_text("utf-8").splitlines())
    assert [r["act"] for r in line["relations"]] == ["speech", "thought"]
    assert "Act: thought (somebody holds, hopes or fears it)" in record.why("a1:q2")


COPIES = {"pickled": lambda given: pickle.loads(pickle.dumps(given)), "copied": copy.deepcopy}  # noqa: S301


@pytest.mark.parametrize("made", COPIES)
def test_what_was_found_can_be_handed_to_another_process(made):
    record = onrecord.analyze("seeds", "seeds/entities.csv")
    record.documents.df  # noqa: B018 - what is kept for later must not be in the way
    again = COPIES[made](record)
    assert stream_of(again) == stream_of(record)
    first = record.corpus.ids[0]
    assert again.corpus[first] == record.corpus[first]
    assert again.show(first)._repr_html_() == record.show(first)._repr_html_()
    found = COPIES[made](onrecord.statements(record.quotes, record.documents))
    statement_id = found.statements.arrow["statement_id"][0].as_py()
    assert str(found.statement(statement_id)) == str(COPIES[made](record.statement(statement_id)))
    network = COPIES[made](record.co_mentions())
    assert network.arrow.equals(record.co_mentions().arrow)
    assert not network.directed


def test_who_takes_a_table_for_a_data_frame_is_told(seeds):
    with pytest.raises(TypeError, match=r"\.df is a pandas data frame: quotes\.df\['speaker'\]"):
        seeds.quotes["speaker"]
    with pytest.raises(AttributeError, match=r"no attribute 'head'; \.df is a pandas data frame: quotes\.df\.head$"):
        seeds.quotes.head()
    with pytest.raises(AttributeError, match=r"pandas data frame: quotes\.df$"):
        seeds.quotes.to_pandas()
    assert not hasattr(seeds.quotes, "__array__")
    assert copy.copy(seeds.quotes).df.equals(seeds.quotes.df)


def test_shares_show_who_has_them_first(seeds):
    for by in ({}, {"by": "outlet"}, {"by": "stance", "within": "outlet"}, {"within": "outlet"}):
        table = seeds.share_of_voice(**by)
        head = repr(table).splitlines()[1].split()
        groups = [name for name in (by.get("within"), by.get("by", "speaker")) if name]
        assert head[: len(groups)] == groups
        assert "share_quotes" in head
    assert "without a name: what has no stated speaker" in repr(seeds.share_of_voice())
