"""Statements of more quotes than memory holds: the same tables, made on disk."""

import importlib
import warnings
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest

import onrecord
from onrecord import closing, disk_statements
from onrecord.disk_statements import statements_on_disk
from onrecord.exceptions import RunError
from onrecord.tracing import documents_table

pytest.importorskip("duckdb", reason="no DuckDB: pip install 'onrecord[sql]'")
ROOT = Path(__file__).parents[2]
SEEDS = ROOT / "seeds"


@pytest.fixture(scope="module")
def mentions():
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(ROOT / "bench")
        table, _ = importlib.import_module("variants").mentions(3000, seed=3)
    return table


def documents_of(quotes):
    ids = pc.unique(quotes["doc_id"]).to_pylist()
    return pa.table(
        {
            "doc_id": ids,
            "outlet": [f"Outlet {i % 9}" if i % 5 else None for i in range(len(ids))],
            "published": [f"2026-{i % 12 + 1:02}-{i % 28 + 1:02}" if i % 7 else None for i in range(len(ids))],
        }
    )


def on_disk(quotes, documents, folder, **options):
    parts = [quotes.slice(i, 700) for i in range(0, max(len(quotes), 1), 700)]
    with statements_on_disk(parts, documents_table(documents), folder, 2, **options) as found:
        return {name: pa.concat_tables([schema.empty_table(), *rows]) for name, (schema, rows) in found.items()}


def same(found, expected):
    for name in ("statements", "sightings"):
        whole = getattr(expected, name).arrow
        assert found[name].schema.names == whole.schema.names
        assert found[name].schema.types == whole.schema.types
        assert found[name].to_pylist() == whole.to_pylist()


@pytest.mark.parametrize("per_group", [100, 1000, 10_000])
def test_rows_and_their_order_are_those_of_memory(mentions, per_group, tmp_path, monkeypatch):
    monkeypatch.setattr(disk_statements._Files, "most_pairs", 70 * per_group)
    monkeypatch.setattr(disk_statements._Files, "most_wordings", 7 * per_group)
    documents = documents_of(mentions)
    found = on_disk(mentions, documents, tmp_path, per_group=per_group)
    same(found, onrecord.statements(mentions, documents))
    assert pc.sum(pc.greater(found["statements"]["n_docs"], 3)).as_py() > 20


def test_the_seeds(tmp_path):
    record = onrecord.analyze(SEEDS, SEEDS / "entities.csv")
    quotes, documents = record.quotes.arrow, record.documents.arrow
    found = on_disk(quotes, documents, tmp_path, per_group=20)
    same(found, onrecord.statements(quotes, documents))


def test_pieces_of_a_report_are_sayings_of_their_own(tmp_path):
    sold, asked = "“sold the old park to a bank in Zurich”", "“never asked the people of the valley about it”"
    rows = [
        {"quote_id": "q1", "doc_id": "a", "kind": "mixed", "text": f"Globex {sold} and {asked}", "start": 5},
        {"quote_id": "q2", "doc_id": "b", "kind": "direct", "text": f"They {asked[1:-1]}.", "start": None},
        {"quote_id": "q3", "doc_id": "b", "kind": "mixed", "text": f"it {asked} but {sold}", "start": 90},
    ]
    quotes = pa.Table.from_pylist(rows)
    found = on_disk(quotes, documents_of(quotes), tmp_path, per_group=1)
    same(found, onrecord.statements(quotes, documents_of(quotes)))
    assert found["statements"]["statement_id"].to_pylist() == ["s:q1.2", "s:q1"]


def test_no_quotes_are_no_statements(mentions, tmp_path):
    found = on_disk(mentions.slice(0, 0), documents_of(mentions).slice(0, 0), tmp_path)
    assert [len(table) for table in found.values()] == [0, 0]


@pytest.mark.parametrize("join", [False, True])
def test_a_run_of_many_quotes_finds_its_statements_on_disk(join, tmp_path, monkeypatch):
    options = {"join": join, "repeats": False}
    held = onrecord.run(SEEDS, tmp_path / "memory", SEEDS / "entities.csv", **options)
    monkeypatch.setattr(closing, "MOST_QUOTES", 10)
    monkeypatch.setattr(closing, "GROUP_ROWS", 30)
    monkeypatch.setattr(closing, "statements", None)
    names = ("statements", "sightings")
    runs = [onrecord.run(SEEDS, tmp_path / f"disk{i}", SEEDS / "entities.csv", **options) for i in range(2)]
    for run in runs:
        for name in names:
            assert getattr(run, name).arrow.to_pylist() == getattr(held, name).arrow.to_pylist()
    for name in names:
        first, second = (tmp_path / f"disk{i}" / f"{name}.parquet" for i in range(2))
        assert first.read_bytes() == second.read_bytes()
    assert not list((tmp_path / "disk0").glob(".*")), "nothing is left over"


def test_files_are_those_of_memory_and_repeated_ids_change_nothing(tmp_path, monkeypatch):
    rows = [
        {"id": "a", "text": "“We never sold the old park to any bank,” said Ada Quill.", "outlet": "The Row"},
        {"id": "b", "text": "“We never sold the old park to any bank,” Ada Quill said.", "outlet": "The Day"},
        {"id": "a", "text": "“We never sold the old park to any bank,” said Bo Ek.", "outlet": "The Third"},
    ]
    options = {"join": True, "repeats": False}
    onrecord.run(pa.Table.from_pylist(rows), tmp_path / "memory", {"Ada Quill": []}, **options)
    monkeypatch.setattr(closing, "MOST_QUOTES", 1)
    run = onrecord.run(pa.Table.from_pylist(rows), tmp_path / "disk", {"Ada Quill": []}, **options)
    assert run.sightings.df["outlet"].tolist() == ["The Row", "The Day"]
    for name in ("statements", "sightings"):
        memory, disk = (tmp_path / where / f"{name}.parquet" for where in ("memory", "disk"))
        assert memory.read_bytes() == disk.read_bytes()


def test_a_speaker_has_the_name_of_the_first_saying(tmp_path):
    text = "We never sold the old park to any bank in the valley"
    rows = [
        {"quote_id": f"q{i}", "doc_id": f"d{i}", "text": text, "speaker_id": "E1", "speaker": name}
        for i, name in enumerate([None, "Ada"])
    ]
    quotes = pa.Table.from_pylist(rows)
    same(on_disk(quotes, documents_of(quotes), tmp_path), onrecord.statements(quotes, documents_of(quotes)))


def test_too_little_memory_is_told(mentions, tmp_path, monkeypatch):
    monkeypatch.setattr(disk_statements, "MEMORY", "1MB")
    with pytest.raises(
        RunError, match=r"statements cannot be found in .*; use fewer threads \(n_threads\) and call again"
    ):
        on_disk(mentions, documents_of(mentions), tmp_path)


def test_without_duckdb_memory_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(closing, "MOST_QUOTES", 10)
    monkeypatch.setattr(disk_statements, "available", lambda: False)
    with pytest.warns(
        UserWarning, match=r"statements of \d+ quotes are found in memory.*pip install 'onrecord\[sql\]'"
    ):
        onrecord.run(SEEDS, tmp_path / "out", repeats=False)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert len(onrecord.load(tmp_path / "out").statements) > 0
