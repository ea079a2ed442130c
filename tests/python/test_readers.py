"""Every source, and every way in which one can be bad."""

import gzip
import io
import json

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import onrecord
from onrecord.exceptions import ArgumentError, MissingColumnError, SourceError, SourceNotFoundError

TEXTS = {"a": "“Ja”, sagte sie.\r\nZweite Zeile\r", "b": "\ufeffTwo\u00a0words 😀 e\u0301", "c": "x\0y"}
ROWS = [{"id": i, "text": t, "outlet": f"Outlet {i}", "year": 2017} for i, t in TEXTS.items()]


def folder(tmp_path):
    for doc_id, text in TEXTS.items():
        (tmp_path / f"{doc_id}.txt").write_bytes(text.encode())
    (tmp_path / "README.md").write_text("not an article")
    (tmp_path / "entities.csv").write_text("entity,type\n")
    (tmp_path / ".hidden.txt").write_text("not an article")
    return tmp_path


def jsonl(tmp_path):
    path = tmp_path / "in.jsonl"
    path.write_bytes("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in ROWS).encode())
    return path


def csv(tmp_path):
    path = tmp_path / "in.csv"
    lines = ["id,text,outlet,year"]
    for row in ROWS:
        text = row["text"].replace('"', '""')
        lines.append(f'{row["id"]},"{text}",{row["outlet"]},{row["year"]}')
    path.write_bytes("\r\n".join(lines).encode("utf-8-sig"))
    return path


def parquet(tmp_path):
    pq.write_table(pa.Table.from_pylist(ROWS), tmp_path / "in.parquet")
    return str(tmp_path / "in.parquet")


SOURCES = {
    "folder": folder,
    "glob": lambda tmp: str(folder(tmp) / "[abc].txt"),
    "paths": lambda tmp: sorted(folder(tmp).glob("[abc].txt")),
    "jsonl": jsonl,
    "csv": csv,
    "parquet": parquet,
    "folder of parquet": lambda tmp: parquet(tmp).removesuffix("in.parquet"),
    "pandas": lambda _: pd.DataFrame(ROWS),
    "pandas object": lambda _: pd.DataFrame(ROWS).astype({"text": object}),
    "pandas arrow": lambda _: pd.DataFrame(ROWS).astype({"text": "string[pyarrow]"}),
    "pandas odd index": lambda _: pd.DataFrame(ROWS, index=[9, 9, 9]),
    "series": lambda _: pd.Series(TEXTS),
    "polars": lambda _: pl.DataFrame(ROWS),
    "pyarrow": lambda _: pa.Table.from_pylist(ROWS),
    "chunked": lambda _: pa.concat_tables([pa.Table.from_pylist([row]) for row in ROWS]),
    "large": lambda _: pa.Table.from_pylist(ROWS).cast(
        pa.schema([("id", "str"), ("text", "large_string"), ("outlet", "str"), ("year", "int64")])
    ),
    "dictionary": lambda _: pa.table({"id": list(TEXTS), "text": pa.array(list(TEXTS.values())).dictionary_encode()}),
    "reader": lambda _: pa.Table.from_pylist(ROWS).to_reader(),
    "dict": lambda _: TEXTS,
    "pairs": lambda _: list(TEXTS.items()),
    "generator": lambda _: (pair for pair in TEXTS.items()),
    "mappings": lambda _: ROWS,
    "corpus": lambda _: onrecord.read(TEXTS),
}


@pytest.mark.parametrize("name", SOURCES)
def test_every_source_gives_the_same_texts(name, tmp_path):
    corpus = onrecord.read(SOURCES[name](tmp_path))
    assert {doc_id: corpus[doc_id] for doc_id in corpus} == TEXTS
    record = onrecord.analyze(corpus)
    documents = record.documents.df
    assert documents["status"].tolist() == ["ok"] * 3
    assert documents["n_chars"].tolist() == [len(t) for t in TEXTS.values()]
    for row in record.zones.arrow.to_pylist():
        assert 0 <= row["start"] < row["end"] <= len(TEXTS[row["doc_id"]])


@pytest.mark.parametrize("name", ["jsonl", "csv", "parquet", "pandas", "polars", "pyarrow", "mappings"])
def test_metadata_reaches_the_documents(name, tmp_path):
    documents = onrecord.analyze(SOURCES[name](tmp_path)).documents.df
    assert documents["outlet"].tolist() == ["Outlet a", "Outlet b", "Outlet c"]
    assert [int(year) for year in documents["year"]] == [2017] * 3


def test_title_and_author_of_the_corpus_go_first():
    rows = [{"id": "a", "text": "One.", "title": "Given", "author": "Ada", "status": "draft"}]
    document = onrecord.analyze(rows).documents.df.iloc[0]
    assert (document["title"], document["author"]) == ("Given", "Ada")
    assert (document["status"], document["status_given"]) == ("ok", "draft")


def test_dates_keep_their_type():
    frame = pd.DataFrame({"text": ["One."], "published": pd.to_datetime(["2017-07-11"])})
    published = onrecord.analyze(frame).documents.arrow["published"]
    assert pa.types.is_timestamp(published.type)


def test_names_of_files_are_made_unique_by_their_folders(tmp_path):
    for name in ("x/1.txt", "y/1.txt", "y/2.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("One.")
    assert onrecord.read(tmp_path).ids == ["x/1", "y/1", "y/2"]


def messages(source, **fields):
    record = onrecord.analyze(onrecord.read(source, **fields))
    rows = record.documents.arrow.select(["doc_id", "status", "message"]).to_pylist()
    assert any(row["status"] == "ok" for row in rows), "the rest goes on"
    return {row["doc_id"]: row["message"] for row in rows if row["status"] == "error"}


def test_bytes_that_are_no_utf8_name_file_and_position(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"fine")
    (tmp_path / "b.txt").write_bytes(b"caf\xe9 au lait")
    assert messages(tmp_path) == {"b": f"{tmp_path / 'b.txt'}: byte 0xe9 at position 3 is not UTF-8"}

    (tmp_path / "in.jsonl").write_bytes(b'{"id": "a", "text": "fine"}\n{"id": "b", "text": "caf\xe9"}\n')
    assert "line 2: byte 0xe9 at position 52 of the file" in messages(tmp_path / "in.jsonl")["2"]

    (tmp_path / "in.csv").write_bytes(b"id,text\na,fine\nb,caf\xe9\n")
    found = messages(tmp_path / "in.csv")
    assert found["b"].endswith("in.csv, line 3, column 'text': byte 0xe9 at position 3 of the value is not UTF-8")


def test_bad_lines_of_jsonl(tmp_path):
    path = tmp_path / "in.jsonl"
    path.write_text('{"text": "fine"}\n\n{"text": \n[1]\n{"body": "x"}\n{"text": null}\n{"text": "\\ud800"}')
    found = messages(path)
    assert set(found) == {"3", "4", "5", "6", "7"}
    assert "line 3: not JSON" in found["3"]
    assert "list where an object is needed" in found["4"]
    assert "no field 'text'" in found["5"]
    assert "NoneType" in found["6"]
    assert "lone surrogate at code point 0" in found["7"]


def test_a_csv_row_of_another_length_is_told(tmp_path):
    (tmp_path / "in.csv").write_text("id,text\na,fine\nb\n")
    assert "line 3: 1 values for 2 columns" in messages(tmp_path / "in.csv")["b"]


def test_a_long_csv_value_is_read(tmp_path):
    (tmp_path / "in.csv").write_text("id,text\na," + "x" * 200_000)
    assert len(onrecord.read(tmp_path / "in.csv")["a"]) == 200_000


@pytest.mark.parametrize("bad", [None, float("nan"), pd.NA, 7, b"bytes", ["list"], "lone \ud800"])
@pytest.mark.parametrize("frame", [False, True])
def test_what_is_no_text_is_the_error_of_its_row(bad, frame):
    items = ["fine", bad]
    found = messages(pd.DataFrame({"text": pd.Series(items, dtype=object)}) if frame else items)
    assert found["1"].startswith("row 1, column 'text': ")
    if isinstance(bad, str):
        assert "lone surrogate at code point 5" in found["1"]


def test_null_in_arrow_is_the_error_of_its_row():
    found = messages(pa.table({"body": ["fine", None]}), text_field="body")
    assert found == {"1": "row 1, column 'body': null where text is needed"}


def test_repeated_and_missing_ids_are_errors_of_their_rows():
    found = messages([("a", "One."), ("a", "Two."), (None, "Three."), ("d", "Four.")])
    assert "id 'a' is already that of row 0" in found["a"]
    assert found["2"] == "row 2, column 'id': no id"


def test_a_number_in_place_of_an_id_takes_no_id_that_a_row_has(tmp_path):
    def ids(source):
        documents = onrecord.analyze(source).documents.df
        return dict(zip(documents["doc_id"], documents["status"], strict=True))

    text = "Some text."
    assert ids([{"text": text}, {"id": "0", "text": text}]) == {"0-2": "ok", "0": "ok"}
    assert ids([{"text": text}, {"id": 0, "text": text}, {"id": "0-2", "text": text}]) == {
        "0-3": "ok",
        "0": "ok",
        "0-2": "ok",
    }
    assert ids(pd.DataFrame({"id": [None, "0"], "text": text})) == {"0-2": "error", "0": "ok"}
    assert ids([(None, text), ("", text), ("1", text)]) == {"0": "error", "1-2": "error", "1": "ok"}
    assert ids([("1", text), "no pair"]) == {"1": "ok", "1-2": "error"}
    (tmp_path / "in.jsonl").write_text('{"text": "x"}\n{"id": "1", "text": "x"}\nnot JSON\n{"id": 3, "text": "x"}')
    assert ids(tmp_path / "in.jsonl") == {"1-2": "ok", "1": "ok", "3-2": "error", "3": "ok"}


def test_repeated_ids_have_the_rows_of_the_first_only():
    record = onrecord.analyze([("a", "One."), ("a", "Two lines\nhere.")])
    assert record.zones.df["doc_id"].tolist() == ["a"]


def test_empty_texts_are_no_errors(tmp_path):
    for name, text in {"a": "", "b": " \n\ufeff", "c": "x"}.items():
        (tmp_path / f"{name}.txt").write_bytes(text.encode())
    status = onrecord.analyze(tmp_path).documents.df["status"].tolist()
    assert status[0] == "empty"
    assert status[2] == "ok"


def test_a_corpus_of_no_documents_has_all_columns():
    record = onrecord.analyze([])
    assert len(record.documents) == 0
    assert "speaker" in record.quotes.columns


def test_missing_column_names_those_found():
    with pytest.raises(MissingColumnError, match=r"no column 'text' in the DataFrame; it has url, txt; .*'txt'"):
        onrecord.read(pd.DataFrame({"url": [], "txt": []}))
    with pytest.raises(KeyError, match="did you mean text_field='body'"):
        onrecord.read([{"body": "x", "outlet": "y"}])
    with pytest.raises(MissingColumnError, match="no column 'doc'"):
        onrecord.read(pa.table({"text": ["x"]}), id_field="doc")


def test_missing_column_in_files(tmp_path):
    (tmp_path / "a.jsonl").write_text('{"body": "x"}\n')
    (tmp_path / "a.csv").write_text("id;text\n1;x\n")
    pq.write_table(pa.table({"body": ["x"]}), tmp_path / "a.parquet")
    for name in ("a.jsonl", "a.csv", "a.parquet"):
        with pytest.raises(MissingColumnError, match=rf"no column 'text' in .*{name}"):
            onrecord.read(tmp_path / name)


def test_sources_that_hold_nothing(tmp_path):
    with pytest.raises(SourceError, match=r"no articles in .* \(it is empty\)"):
        onrecord.read(tmp_path)
    (tmp_path / "page.html").write_text("x")
    with pytest.raises(SourceError, match=r"no articles in .* \(1 .html\); .txt, .jsonl"):
        onrecord.read(tmp_path)
    with pytest.raises(SourceError, match=r"unknown kind '.html'"):
        onrecord.read(tmp_path / "page.html")
    with pytest.raises(SourceNotFoundError, match=r"did you mean 'page.html'"):
        onrecord.read(tmp_path / "pages.html")
    with pytest.raises(FileNotFoundError, match="no article matches"):
        onrecord.read(str(tmp_path / "*.txt"))
    with pytest.raises(SourceError, match=r"pass a list: read\(\[text\]\)"):
        onrecord.read("A text\nof two lines")
    (tmp_path / "a.csv").write_text("x")
    (tmp_path / "a.jsonl").write_text("x")
    with pytest.raises(SourceError, match="several kinds"):
        onrecord.read(tmp_path)


@pytest.mark.parametrize("source", [7, None, b"bytes"])
def test_what_is_no_source(source):
    with pytest.raises(SourceError):
        onrecord.read(source)


def test_a_column_of_another_type():
    with pytest.raises(SourceError, match="type int64; text is needed"):
        onrecord.read(pa.table({"text": [1]}))


@pytest.mark.parametrize("dtype", ["category", "string"])
def test_texts_of_any_type_of_pandas(dtype):
    frame = pd.DataFrame({"text": pd.Series(["One.", None, "Two.", "One."]).astype(object)})
    frame["text"] = pd.Categorical(frame["text"]) if dtype == "category" else frame["text"].convert_dtypes()
    corpus = onrecord.read(frame)
    assert [corpus[i] for i in corpus] == ["One.", "", "Two.", "One."]
    assert messages(frame) == {"1": "row 1, column 'text': null where text is needed"}


@pytest.mark.parametrize("values", [[float("nan")] * 2, pd.Categorical([None, None]), pd.array([None, None], "Int64")])
def test_a_column_of_no_text_is_the_error_of_its_rows(values):
    documents = onrecord.analyze(pd.DataFrame({"text": values})).documents.df
    assert documents["status"].tolist() == ["error", "error"]
    assert documents["message"].tolist() == [f"row {i}, column 'text': null where text is needed" for i in range(2)]


def test_an_empty_path_is_not_the_folder_at_hand():
    with pytest.raises(SourceError, match=r"the path is empty; pass '\.'"):
        onrecord.read("")


NUMBERS = {
    "n_threads": lambda record, n: record.kwic("ties", n_threads=n),
    "width": lambda record, n: record.kwic("ties", width=n),
    "min_count": lambda record, n: record.co_mentions(min_count=n),
    "window": lambda record, n: onrecord.statements(record.quotes, record.documents, window=n).sightings,
}


@pytest.mark.parametrize("name", NUMBERS)
def test_whole_numbers_of_numpy_are_numbers(name):
    record = onrecord.analyze({"a": "“We cut all ties to Acme,” said Ada Quill of Globex."})
    expected = NUMBERS[name](record, 1).df
    for number in (np.int64(1), np.uint8(1), np.array(1)[()]):
        pd.testing.assert_frame_equal(NUMBERS[name](record, number).df, expected)
    for wrong in (True, np.True_, "1", np.array([1, 2]), np.timedelta64(1, "D")):
        with pytest.raises(ArgumentError, match=f"{name} is "):
            NUMBERS[name](record, wrong)


UNCLOSED = {
    # name: what the file holds, ids and texts of whole rows, the line of the open mark, the last line
    "the last row": ('id,text\na,One.\nb,"Two.', ["a"], 3, 3),
    "with a line end": ('id,text\na,One.\nb,"Two.\n', ["a"], 3, 3),
    "rows follow": ('id,text\na,One.\nb,"Two.\nc,Three.\nd,Four.\n', ["a"], 3, 5),
    "a row of two lines before": ('id,text\na,"One.\nMore."\nb,"Two.\nc,Three.\n', ["a"], 4, 5),
    "the mark is not at the row's first line": ('id,text\n"a\nA","One.\nb,Two.', [], 3, 4),
    "carriage returns": ('id,text\r\na,One.\r\nb,"Two.\r\nc,Three.\r\n', ["a"], 3, 4),
    "closed": ('id,text\na,"One."\nb,"Two, ""three""."', ["a", "b"], None, None),
    "a mark within": ('id,text\na,One "two.\nb,Two.\n', ["a", "b"], None, None),
    "no row": ("id,text\n", [], None, None),
}


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("name", UNCLOSED)
def test_a_mark_that_never_closes_is_told(name, packed, tmp_path):
    content, ids, line, last = UNCLOSED[name]
    path = tmp_path / ("open.csv.gz" if packed else "open.csv")
    path.write_bytes(gzip.compress(content.encode()) if packed else content.encode())
    corpus = onrecord.read(path)
    whole = [doc_id for row, doc_id in enumerate(corpus.ids) if row not in corpus.problems]
    assert whole == ids
    if line is None:
        assert not corpus.problems
        return
    message = f"open.csv{'.gz' * packed}, line {line}: a quotation mark opens and never closes, so that all up to"
    assert [message in problem and f"line {last} is one" in problem for problem in corpus.problems.values()] == [True]
    record = onrecord.analyze(path)
    assert record.documents.df["status"].tolist() == ["ok"] * len(ids) + ["error"]
    run = onrecord.run(path, tmp_path / "out", chunk_documents=1)
    assert run.documents.df["message"].tolist() == record.documents.df["message"].tolist()


def test_open_files_and_paths_in_lists_are_told(tmp_path, monkeypatch):
    (tmp_path / "a.txt").write_text("One.\nTwo.\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    with (tmp_path / "a.txt").open() as lines, pytest.raises(SourceError, match=r"pass its path: read\('.*a.txt'\)"):
        onrecord.read(lines)
    with pytest.raises(SourceError, match="pass its path, or a list with the text"):
        onrecord.read(io.StringIO("One."))
    with pytest.raises(SourceError, match=r"'a.txt' is the path of a file; a list of strings is one of texts"):
        onrecord.analyze(["a.txt"])
    assert onrecord.read(["b.txt", "\0.txt", "x" * 5000 + ".txt"]).texts[0] == "b.txt", "there is no such file"
    assert onrecord.read([tmp_path / "a.txt"]).ids == ["a"]
    for text in ("One line. " * 1000, "x" * 300, "One.\nTwo."):
        with pytest.raises(SourceError, match="this looks like a text, not like a path"):
            onrecord.analyze(text)
