"""The record of a run: it answers as a fresh one does, and reads no more than it is asked for."""

import pickle

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from test_runs import ROWS, TABLE, N, _no_fsync, jsonl  # noqa: F401 - a fixture
from test_streams import LIST, TEXTS, same

import onrecord
from onrecord.exceptions import ArgumentError, MissingColumnError, SourceError, UnknownIdError


def test_corrections_of_a_stored_record(tmp_path):
    source = jsonl(tmp_path)
    onrecord.run(source, tmp_path / "out", LIST, chunk_documents=5)
    record = onrecord.load(tmp_path / "out", corpus=source)
    before = record.sightings.arrow
    merged = record.merge("Ada Quill", "Globex")
    same(merged.quotes, onrecord.analyze(source, LIST, link=False).merge("Ada Quill", "Globex").quotes)
    assert set(merged.sightings.df["speaker"].dropna()) < set(before["speaker"].drop_null().to_pylist())


def test_a_stored_record_reads_no_more_than_it_is_asked_for(tmp_path, monkeypatch):
    source = jsonl(tmp_path)
    onrecord.run(source, tmp_path / "out", LIST, chunk_documents=5)
    whole = onrecord.analyze(source, LIST, link=False)
    record = onrecord.load(tmp_path / "out", corpus=source)
    groups, read_row_group = [], pq.ParquetFile.read_row_group

    def spy(file, group, columns=None, **more):
        groups.append(columns)
        return read_row_group(file, group, columns=columns, **more)

    monkeypatch.setattr(pq.ParquetFile, "read_row_group", spy)
    monkeypatch.setattr(onrecord.stored, "read", None)
    assert repr(record) == repr(whole)
    assert record.quotes.where("doc_id", "d07") == whole.quotes.where("doc_id", "d07")
    assert groups == [["doc_id"], None], "one part may hold it, by the least and greatest id of each"
    assert record.corpus["d07"] == ROWS[7]["text"]
    assert record.show("d13")._repr_html_() == whole.show("d13")._repr_html_()
    quote = whole.quotes.df["quote_id"].iloc[-1]
    assert str(record.why(quote)) == str(whole.why(quote))
    assert not any("arrow" in table.__dict__ for table in record._own), "no table was read as a whole"


def test_a_stored_record_answers_as_a_fresh_one(tmp_path):
    source = jsonl(tmp_path)
    whole = onrecord.analyze(source, LIST, link=False)
    onrecord.run(source, tmp_path / "out", LIST, chunk_documents=5)
    record = onrecord.load(tmp_path / "out", corpus=source)
    assert record.corpus.ids == whole.corpus.ids
    assert list(record.corpus) == list(whole.corpus)
    assert len(record.corpus) == N
    assert "d07" in record.corpus
    for question in ("share_of_voice", "network", "co_mentions", "diversity"):
        assert getattr(record, question)().df.equals(getattr(whole, question)().df)
    assert record.kwic("sold").df.equals(whole.kwic("sold").df)
    assert repr(record.quotes) == repr(whole.quotes)
    assert record.quotes._repr_html_() == whole.quotes._repr_html_()
    assert pa.table(record.quotes).equals(record.quotes.arrow)
    assert record.quotes.to_polars().height == len(whole.quotes)
    statement = whole.statements.df["statement_id"].iloc[0]
    assert str(record.statement(statement)) == str(whole.statement(statement))
    same(pickle.loads(pickle.dumps(record)).quotes, whole.quotes)  # noqa: S301
    record.to_standoff(tmp_path / "a.jsonl")
    whole.to_standoff(tmp_path / "b.jsonl")
    assert (tmp_path / "a.jsonl").read_bytes() == (tmp_path / "b.jsonl").read_bytes()


def test_a_record_without_its_texts_says_so(tmp_path):
    onrecord.run(jsonl(tmp_path), tmp_path / "out", statements=False)
    record = onrecord.load(tmp_path / "out")
    for action in (lambda: record.corpus["d01"], lambda: record.show("d01"), lambda: record.kwic("sold")):
        with pytest.raises(
            SourceError, match=r"holds no texts; pass their source: onrecord\.load\(out, corpus=source\)"
        ):
            action()
    assert len(record.statements) > 0, "made of the stored quotes"
    with pytest.raises(UnknownIdError, match="did you mean"):
        record.show("d0l")
    with pytest.raises(SourceError, match="its ids differ"):
        onrecord.load(tmp_path / "out", corpus=["Other."]).corpus.texts  # noqa: B018


def test_columns_of_a_stored_table(tmp_path):
    record = onrecord.run(TABLE, tmp_path / "out", chunk_documents=5)
    with pytest.raises(MissingColumnError, match="did you mean 'speaker'"):
        record.quotes.read(["speakr"])
    with pytest.raises(MissingColumnError, match="did you mean 'stance'"):
        record.quotes.where("stanc", "x")
    with pytest.raises(ArgumentError, match="cannot be compared"):
        record.quotes.where("stance", object())
    assert (
        record.quotes.where("negated", True) == record.quotes.arrow.filter(record.quotes.arrow["negated"]).to_pylist()
    )
    assert record.documents.where("n_chars", len(TEXTS[1]))[0]["doc_id"] == "d01"
    assert record.documents.where("doc_id", None) == []
