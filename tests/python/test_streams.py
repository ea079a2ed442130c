"""Streams: cut anyhow, the rows are those of the whole."""

import gzip
import itertools
import json

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import onrecord
from onrecord.exceptions import ArgumentError, MissingColumnError, SourceError
from onrecord.seen import Seen

TABLES = ("documents", "zones", "mentions", "quotes")
TEXTS = [
    "“We never sold the park,” said Mayor Ada Quill.",
    "Bo Reed of Globex denied that it had helped the ministry.",
    "😀 “No,” she said.\r\n\r\nAccording to Globex, the mayor lied.",
    "",
    "Ada Quill left. “Yes,” Quill added.",
]
LIST = {"Ada Quill": ["Mayor Quill"], "Globex": []}


def same(made, whole):
    """Equal rows, types and columns; how they lie in memory is no matter."""
    made, whole = pa.table(made).combine_chunks(), pa.table(whole).combine_chunks()
    assert made.schema.equals(whole.schema)
    assert made.equals(whole)


ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "id": st.one_of(st.sampled_from(["a", "b", "c", "7", "0"]), st.uuids().map(str), st.none()),
            "text": st.one_of(st.sampled_from(TEXTS), st.none()),
            "outlet": st.one_of(st.none(), st.sampled_from(["The Row", "Daily"])),
            "title": st.one_of(st.none(), st.just("Mayor Quill speaks")),
        }
    ),
    max_size=12,
)
SCHEMA = pa.schema([("id", "string"), ("text", "string"), ("outlet", "string"), ("title", "string")])


@settings(max_examples=60, deadline=None)
@given(
    rows=ROWS,
    lengths=st.lists(st.integers(0, 4), min_size=1, max_size=12),
    chunk_bytes=st.integers(1, 400),
    chunk_documents=st.integers(1, 5),
    with_ids=st.booleans(),
    table=st.sampled_from(TABLES),
)
def test_batches_however_cut_equal_the_whole(rows, lengths, chunk_bytes, chunk_documents, with_ids, table):
    # An id that looks like a row's number gives way to it only if it came before; see the test below.
    for number, row in enumerate(rows):
        if row["id"] is None and any(str(other["id"]).startswith(str(number)) for other in rows[number:]):
            row["id"] = f"row-{number}"
    whole = pa.Table.from_pylist(rows, SCHEMA)
    whole = whole if with_ids else whole.drop_columns("id")
    parts, at = [], 0
    for length in itertools.cycle([*lengths, 1]):
        if at >= len(whole):
            break
        parts += whole.slice(at, length).to_batches() or [pa.RecordBatch.from_pylist([], whole.schema)]
        at += length
    limits = {"chunk_bytes": chunk_bytes, "chunk_documents": chunk_documents}
    found = list(onrecord.batches(iter(parts), LIST, table=table, **limits))
    expected = onrecord.analyze(whole, LIST, link=False).tables[table]
    if parts:
        same(pa.Table.from_batches(found), expected)
        assert len({batch.schema for batch in found}) == 1
    else:
        assert sum(map(len, found)) == 0


def test_rows_are_numbered_over_all_batches():
    table = pa.table({"text": ["One.", None, "Three."]})
    found = pa.Table.from_batches(onrecord.batches(table.to_batches(1), table="documents", chunk_documents=1))
    assert found["doc_id"].to_pylist() == ["0", "1", "2"]
    assert found["message"].to_pylist() == [None, "row 1, column 'text': null where text is needed", None]


def test_a_repeated_id_is_told_over_batches():
    table = pa.table({"id": ["a", "b", "a"], "text": ["One."] * 3})
    found = pa.Table.from_batches(onrecord.batches(table.to_batches(1), table="documents", chunk_documents=1))
    assert found["status"].to_pylist() == ["ok", "ok", "error"]
    assert "row 2, column 'id': id 'a' is already that of row 0" in found["message"][2].as_py()


def test_a_number_for_a_missing_id_gives_way_to_ids_that_came_before():
    table = pa.table({"id": ["1", None, "x"], "text": ["One."] * 3})
    found = pa.Table.from_batches(onrecord.batches(table.to_batches(1), table="documents", chunk_documents=1))
    assert found["doc_id"].to_pylist() == ["1", "1-2", "x"]


@pytest.mark.parametrize(
    "stream",
    [
        lambda t: t,
        lambda t: t.to_reader(max_chunksize=1),
        lambda t: iter(t.to_batches(2)),
        lambda t: [t.slice(0, 2), t.slice(2)],
        lambda t: (pa.table(batch) for batch in t.to_batches(1)),
        lambda t: t.to_pandas(),
        lambda t: t.to_pylist(),
        lambda t: iter(t.to_pylist()),
        lambda t: t.set_column(0, "text", t["text"].dictionary_encode()),
        lambda t: t.cast(pa.schema([("text", pa.string_view()), ("id", pa.string())])),
    ],
)
def test_any_stream_is_taken(stream):
    table = pa.table({"text": TEXTS, "id": list("abcde")})
    found = pa.Table.from_batches(onrecord.batches(stream(table), LIST, chunk_documents=2))
    same(found, onrecord.analyze(table, LIST, link=False).quotes)


def write_lines(path, rows, pack):
    data = "".join(json.dumps(row) + "\n" for row in rows).encode()
    if pack == ".zst":
        with pa.CompressedOutputStream(str(path) + pack, "zstd") as stream:
            stream.write(data)
    elif pack == ".gz":
        path.with_name(path.name + pack).write_bytes(gzip.compress(data))
    else:
        path.write_bytes(data)


@pytest.mark.parametrize("pack", ["", ".gz", ".zst"])
def test_lines_of_several_files(tmp_path, pack):
    rows = [{"id": f"a{i}", "text": text, "year": i} for i, text in enumerate(TEXTS)]
    write_lines(tmp_path / "a.jsonl", rows[:3], pack)
    write_lines(tmp_path / "b.jsonl", rows[3:], pack)
    whole = onrecord.analyze(tmp_path, LIST, link=False)
    assert whole.documents.df["doc_id"].tolist() == [f"a{i}" for i in range(5)]
    assert whole.documents.df["year"].tolist() == list(range(5))
    same(pa.Table.from_batches(onrecord.batches(tmp_path, LIST, chunk_documents=2)), whole.quotes)


def test_a_packed_file_that_is_cut_short_names_itself(tmp_path):
    whole = gzip.compress(b'{"text": "One."}\n' * 10_000)
    (tmp_path / "a.jsonl.gz").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(SourceError, match=r"a\.jsonl\.gz: Compressed file ended"):
        onrecord.read(tmp_path)
    (tmp_path / "a.jsonl.gz").write_bytes(b"no gzip")
    with pytest.raises(SourceError, match=r"a\.jsonl\.gz: Not a gzipped file"):
        list(onrecord.batches(tmp_path))


def test_a_data_set_goes_fragment_by_fragment(tmp_path):
    table = pa.table({"id": [f"a{i}" for i in range(5)], "text": TEXTS})
    for i in range(5):
        pq.write_table(table.slice(i, 1), tmp_path / f"{i}.parquet")
    data = ds.dataset(tmp_path)
    same(pa.Table.from_batches(onrecord.batches(data, LIST)), onrecord.analyze(table, LIST, link=False).quotes)
    same(pa.Table.from_batches(onrecord.batches(tmp_path, LIST)), onrecord.analyze(table, LIST, link=False).quotes)


def test_a_stream_whose_columns_change_is_told():
    parts = [pa.record_batch({"text": ["One."], "n": [1]}), pa.record_batch({"text": ["Two."], "n": ["x"]})]
    with pytest.raises(SourceError, match="columns"):
        list(onrecord.batches(iter(parts), table="documents"))
    with pytest.raises(SourceError, match="columns of the source change"):
        list(onrecord.batches(iter(parts), table="documents", chunk_documents=1))
    assert sum(map(len, onrecord.batches(iter(parts), chunk_documents=1))) == 0


def test_wrong_arguments_are_told_at_once():
    with pytest.raises(ArgumentError, match="table is 'entities'"):
        onrecord.batches([], table="entities")
    with pytest.raises(ArgumentError, match="chunk_bytes is 0"):
        onrecord.batches([], chunk_bytes=0)
    with pytest.raises(MissingColumnError, match="text_field='body'"):
        list(onrecord.batches(pa.table({"body": ["x"]})))
    with pytest.raises(SourceError, match="str after 1 rows of Arrow"):
        list(onrecord.batches(iter([pa.record_batch({"text": ["x"]}), "y"])))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(st.text(max_size=3), max_size=30), max_size=12))
def test_ids_that_went_by(lists):
    seen, oracle, row = Seen(), {}, 0
    for names in lists:
        assert seen.rows(names) == {name: oracle[name] for name in names if name in oracle}
        new = {}
        for name in names:
            if name not in oracle:
                new.setdefault(name, row)
            row += 1
        seen.add(list(new), new.values())
        oracle |= new
    assert len(seen) == len(oracle)
    assert all(name in seen for name in oracle)
