"""Runs: what they leave, how they go on, and what is told when something is in their way."""

import errno
import fcntl
import json
import os
import re
import subprocess
import sys
import warnings
from itertools import pairwise

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest
from test_streams import LIST, TEXTS, same, write_lines

import onrecord
from onrecord import closing, storage
from onrecord.exceptions import ArgumentError, MissingColumnError, RunError, SourceError

N = 24
ROWS = [
    {"id": f"d{i:02}", "text": TEXTS[i % 5].replace("park", f"park {i}"), "outlet": f"Outlet {i % 3}"} for i in range(N)
]
TABLE = pa.Table.from_pylist(ROWS)


@pytest.fixture(autouse=True)
def _no_fsync(monkeypatch):
    """Nobody pulls the plug here, and a busy disk takes its time."""
    monkeypatch.setattr(os, "fsync", lambda _: None)


def files(folder):
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def jsonl(tmp):
    write_lines(tmp / "in.jsonl", ROWS, "")
    return tmp / "in.jsonl"


def packed(tmp):
    write_lines(tmp / "in.jsonl", ROWS, ".zst")
    return tmp / "in.jsonl.zst"


def csv(tmp):
    TABLE.to_pandas().to_csv(tmp / "in.csv", index=False)
    return tmp / "in.csv"


def parquet(tmp):
    (tmp / "in").mkdir()
    pq.write_table(TABLE.slice(0, 10), tmp / "in" / "a.parquet", row_group_size=3)
    pq.write_table(TABLE.slice(10), tmp / "in" / "b.parquet", row_group_size=5)
    return tmp / "in"


def texts(tmp):
    (tmp / "in").mkdir()
    for row in ROWS:
        (tmp / "in" / f"{row['id']}.txt").write_bytes(row["text"].encode())
    return tmp / "in"


SOURCES = {
    "jsonl": jsonl,
    "packed": packed,
    "csv": csv,
    "parquet": parquet,
    "texts": texts,
    "dataset": lambda tmp: ds.dataset(parquet(tmp)),
    "batches": lambda _: TABLE.to_batches(5),
    "table": lambda _: TABLE,
    "frame": lambda _: TABLE.to_pandas(),
    "mappings": lambda _: ROWS,
}


@pytest.mark.parametrize("join", [False, True])
@pytest.mark.parametrize("name", SOURCES)
def test_a_run_gives_the_tables_of_analyze(name, join, tmp_path):
    source = SOURCES[name](tmp_path)
    run = onrecord.run(source, tmp_path / "out", LIST, chunk_documents=5, join=join)
    held = source.to_table() if name == "dataset" else TABLE if name == "batches" else source
    whole = onrecord.analyze(held, LIST, link=join)
    for table in ("documents", "zones", "mentions", "quotes", "entities"):
        assert len(run.tables[table]) == len(whole.tables[table])
        same(run.tables[table], whole.tables[table])
    if name in ("dataset", "batches", "table"):  # read once
        whole = onrecord.statements(whole.quotes, whole.documents)
    same(run.statements, whole.statements)
    same(run.sightings, whole.sightings)
    assert run.manifest["counts"]["documents"] == N


class Stopped(Exception):  # noqa: N818
    pass


def stop_after(n):
    """A function that stops a run after so many chunks."""
    left = [n]

    def follow(_):
        left[0] -= 1
        if left[0] < 0:
            raise Stopped

    return follow


@pytest.mark.parametrize("name", SOURCES)
def test_a_run_that_was_stopped_goes_on(name, tmp_path, monkeypatch):
    source = SOURCES[name](tmp_path)
    options = {"chunk_documents": 5, "n_threads": 1}
    onrecord.run(source, tmp_path / "whole", LIST, **options)
    for n in (0, 0, 2, 4):
        with pytest.raises(Stopped):
            onrecord.run(source, tmp_path / "out", LIST, progress=stop_after(n), **options)
        with pytest.raises(RunError, match=r"not finished \(\d+ documents are done\)"):
            onrecord.load(tmp_path / "out")
    again = onrecord.run(source, tmp_path / "out", LIST, chunk_documents=5, n_threads=2)
    assert files(tmp_path / "out") == files(tmp_path / "whole")
    assert len(again.documents) == N
    monkeypatch.setattr(onrecord.running, "tables_of", None)  # nothing is analysed any more
    onrecord.run(source, tmp_path / "out", LIST, **options)


def test_done_documents_are_not_analysed_again(tmp_path, monkeypatch):
    source = jsonl(tmp_path)
    with pytest.raises(Stopped):
        onrecord.run(source, tmp_path / "out", progress=stop_after(2), chunk_documents=5)
    seen = []
    tables_of = onrecord.running.tables_of

    def spy(corpus, *args, **more):
        seen.extend(corpus.ids)
        return tables_of(corpus, *args, **more)

    monkeypatch.setattr(onrecord.running, "tables_of", spy)
    onrecord.run(source, tmp_path / "out", chunk_documents=5)
    assert seen == [row["id"] for row in ROWS[15:]]


def test_repeated_ids_and_missing_ones_over_parts_and_calls(tmp_path):
    rows = [{"id": "a", "text": "One."}, {"text": "Two."}, {"id": "a", "text": "Three."}, {"id": "2", "text": "Four."}]
    write_lines(tmp_path / "in.jsonl", rows, "")
    with pytest.raises(Stopped):
        onrecord.run(tmp_path / "in.jsonl", tmp_path / "out", progress=stop_after(1), chunk_documents=1)
    found = onrecord.run(tmp_path / "in.jsonl", tmp_path / "out", chunk_documents=1).documents.df
    assert found["doc_id"].tolist() == ["a", "2", "a", "2"]
    assert found["status"].tolist() == ["ok", "ok", "error", "error"]
    assert "row 2, column 'id': id 'a' is already that of row 0" in found["message"][2]


MIXED = [
    {"text": "One.", "n": None, "outlet": None},
    {"text": "Two.", "n": 1},
    {"text": "Three.", "n": 2.5, "late": True, "published": "2017-05-01"},
    {"text": "Four.", "tags": ["x"]},
]


@pytest.mark.parametrize(
    "last", [{"n": 7, "outlet": "The Row"}, {"n": "seven", "outlet": "The Row"}, {"late": "no", "outlet": 5}]
)
@pytest.mark.parametrize("join", [False, True])
def test_columns_whose_types_differ_from_part_to_part(last, join, tmp_path):
    write_lines(tmp_path / "in.jsonl", [*MIXED, {"text": "Five."} | last], "")
    run = onrecord.run(tmp_path / "in.jsonl", tmp_path / "out", chunk_documents=1, join=join)
    same(run.documents, onrecord.analyze(tmp_path / "in.jsonl").documents)


CHANGES = [
    ({"min_confidence": 0.5}, "min_confidence was 0.0, now 0.5"),
    ({"entities": {"Bo Reed": []}}, r"entities was \w+ \(3 names\), now \w+ \(1 names\)"),
    ({"text_field": "outlet"}, "text_field was 'text', now 'outlet'"),
    ({"chunk_documents": 6}, "chunk_documents was 5, now 6"),
    ({"join": True, "statements": False}, "statements was True, now False; .*join was False, now True"),
]


@pytest.mark.parametrize(("change", "message"), CHANGES)
@pytest.mark.parametrize("finished", [False, True])
def test_another_configuration_is_refused(change, message, finished, tmp_path):
    source = jsonl(tmp_path)
    options = {"entities": LIST, "chunk_documents": 5}
    if finished:
        onrecord.run(source, tmp_path / "out", **options)
    else:
        with pytest.raises(Stopped):
            onrecord.run(source, tmp_path / "out", **options, progress=stop_after(1))
    before = files(tmp_path / "out")
    with pytest.raises(RunError, match=message):
        onrecord.run(source, tmp_path / "out", **(options | change))
    assert files(tmp_path / "out") == before
    anew = onrecord.run(source, tmp_path / "out", **(options | change), overwrite=True)
    assert len(anew.documents) == N


def test_other_inputs_are_refused(tmp_path):
    source = jsonl(tmp_path)
    onrecord.run(source, tmp_path / "out", chunk_documents=5)
    write_lines(source, [*ROWS, {"id": "new", "text": "New."}], "")
    with pytest.raises(RunError, match=r"the input in\.jsonl was [\d,]+ bytes of time \d+, now [\d,]+ bytes"):
        onrecord.run(source, tmp_path / "out", chunk_documents=5)
    with pytest.raises(RunError, match="the source was kind jsonl"):
        onrecord.run(TABLE, tmp_path / "out", chunk_documents=5)


def test_a_stream_that_changed_is_refused(tmp_path):
    with pytest.raises(Stopped):
        onrecord.run(TABLE.to_batches(3), tmp_path / "out", chunk_documents=5, progress=stop_after(2))
    other = TABLE.set_column(1, "text", pa.array(["Other."] * N))
    with pytest.raises(RunError, match="differs from row 0 on"):
        onrecord.run(other.to_batches(3), tmp_path / "out", chunk_documents=5)
    with pytest.raises(RunError, match=r"differs from row 5 on|more documents than the source"):
        onrecord.run(TABLE.slice(0, 5).to_batches(3), tmp_path / "out", chunk_documents=5)
    # Cut into other batches it is the same stream.
    assert len(onrecord.run(TABLE.to_batches(7), tmp_path / "out", chunk_documents=5).documents) == N


def damage(path, how):
    if how == "gone":
        path.unlink()
    elif how == "cut":
        path.write_bytes(path.read_bytes()[:-20])
    else:
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 1
        path.write_bytes(data)


@pytest.mark.parametrize("how", ["gone", "cut", "flipped"])
@pytest.mark.parametrize("name", ["jsonl", "parquet", "batches"])
@pytest.mark.parametrize("finished", [False, True])
def test_a_damaged_part_is_made_again(how, name, finished, tmp_path):
    source = SOURCES[name](tmp_path)
    onrecord.run(source, tmp_path / "whole", LIST, chunk_documents=5)
    if finished:
        onrecord.run(source, tmp_path / "out", LIST, chunk_documents=5)
    else:
        with pytest.raises(Stopped):
            onrecord.run(source, tmp_path / "out", LIST, chunk_documents=5, progress=stop_after(3))
    damage(tmp_path / "out" / "quotes" / "part-00001.parquet", how)
    with pytest.warns(UserWarning, match=r"part-00001\.parquet (is gone|has [\d,]+ bytes, not|is not what)"):
        onrecord.run(source, tmp_path / "out", LIST, chunk_documents=5)
    assert files(tmp_path / "out") == files(tmp_path / "whole")


@pytest.mark.parametrize("how", ["gone", "cut"])
def test_load_tells_a_damaged_file(how, tmp_path):
    onrecord.run(TABLE, tmp_path / "out", chunk_documents=5)
    record = onrecord.load(tmp_path / "out")
    damage(tmp_path / "out" / "quotes" / "part-00001.parquet", how)
    with pytest.raises(RunError, match=r"part-00001\.parquet is (gone|damaged)"):
        len(record.quotes)


def test_a_joined_file_that_is_gone_is_made_again(tmp_path):
    source = jsonl(tmp_path)
    onrecord.run(source, tmp_path / "out", join=True, chunk_documents=10)
    before = files(tmp_path / "out")
    (tmp_path / "out" / "quotes.parquet").unlink()
    with pytest.warns(UserWarning, match=r"quotes\.parquet is gone"):
        onrecord.run(source, tmp_path / "out", join=True, chunk_documents=10)
    assert files(tmp_path / "out") == before


@pytest.mark.parametrize("where", ["part-00002.parquet", "entities.parquet", "sightings.parquet", "manifest.json"])
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS, errno.EIO])
def test_what_cannot_be_written_is_told_and_the_run_goes_on_later(where, code, tmp_path, monkeypatch):
    source = jsonl(tmp_path)
    onrecord.run(source, tmp_path / "whole", chunk_documents=5)
    fault = [where != "manifest.json"]
    finish = storage.Sink.finish

    def fails(sink):
        if sink.path.name == where:
            if fault[0]:
                raise OSError(code, os.strerror(code))
            fault[0] = True  # the manifest is written at the start, too
        return finish(sink)

    monkeypatch.setattr(storage.Sink, "finish", fails)
    with pytest.raises(RunError, match=rf"{where} cannot be written \(.*\); what was done before it is kept"):
        onrecord.run(source, tmp_path / "out", chunk_documents=5)
    assert not list((tmp_path / "out").rglob(".*.tmp"))
    monkeypatch.undo()
    onrecord.run(source, tmp_path / "out", chunk_documents=5)
    assert files(tmp_path / "out") == files(tmp_path / "whole")


SMALL_DISK = """
import resource, signal, sys, onrecord
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (6000, 6000))
try:
    onrecord.run(sys.argv[1], sys.argv[2], join=True)
except onrecord.OnrecordError as error:
    print(type(error).__name__, error)
"""


def test_a_file_that_may_not_grow(tmp_path):
    # The system's own refusal in the middle of a write, as on a full disk.
    command = [sys.executable, "-c", SMALL_DISK, "seeds", str(tmp_path / "out")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("RunError")
    assert "cannot be written (file too large)" in done.stdout
    onrecord.run("seeds", tmp_path / "out", join=True)
    onrecord.run("seeds", tmp_path / "whole", join=True)
    assert files(tmp_path / "out") == files(tmp_path / "whole")


def test_a_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(RunError, match="is no folder"):
        onrecord.run("seeds", tmp_path / "file")
    with pytest.raises(RunError, match="cannot be written"):
        onrecord.run("seeds", tmp_path / "file" / "out")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_is_read_only(tmp_path):
    (tmp_path / "out").mkdir(mode=0o555)
    with pytest.raises(RunError, match=r"cannot be written \(permission denied\)"):
        onrecord.run("seeds", tmp_path / "out")


@pytest.mark.parametrize("error", [ConnectionResetError("gone away"), ValueError("bad page"), KeyboardInterrupt()])
def test_a_source_that_raises_in_the_middle(error, tmp_path):
    def source(raises):
        yield from TABLE.slice(0, 12).to_batches(2)
        if raises:
            raise error
        yield from TABLE.slice(12).to_batches(2)

    onrecord.run(source(False), tmp_path / "whole", chunk_documents=5)
    with pytest.raises(type(error)) as raised:
        onrecord.run(source(True), tmp_path / "out", chunk_documents=5)
    assert raised.value is error
    if isinstance(error, Exception):
        assert "10 documents are done" in error.__notes__[0]
    onrecord.run(source(False), tmp_path / "out", chunk_documents=5)
    assert files(tmp_path / "out") == files(tmp_path / "whole")


def test_a_folder_in_use(tmp_path):
    (tmp_path / "out").mkdir()
    with (tmp_path / "out" / "run.lock").open("w") as lock:
        lock.write("process 4711\n")
        lock.flush()
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(RunError, match="is in use by process 4711"):
            onrecord.run(TABLE, tmp_path / "out")
    # Its holder is gone: a lock that nobody holds is taken over.
    onrecord.run(TABLE, tmp_path / "out")
    assert not (tmp_path / "out" / "run.lock").exists()


def test_two_runs_at_once_in_one_process(tmp_path):
    def inner(_):
        with pytest.raises(RunError, match=f"in use by process {os.getpid()}"):
            onrecord.run(TABLE, tmp_path / "out")

    onrecord.run(TABLE, tmp_path / "out", progress=inner)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"format": 99}', "\x00"])
def test_a_manifest_that_is_none(text, tmp_path):
    (tmp_path / "manifest.json").write_text(text)
    for action in (lambda: onrecord.run(TABLE, tmp_path), lambda: onrecord.load(tmp_path)):
        with pytest.raises(RunError, match=r"manifest\.json"):
            action()
    onrecord.run(TABLE, tmp_path, overwrite=True)


def test_a_line_of_the_journal_that_was_cut_short(tmp_path):
    source = jsonl(tmp_path)
    onrecord.run(source, tmp_path / "whole", chunk_documents=5)
    with pytest.raises(Stopped):
        onrecord.run(source, tmp_path / "out", chunk_documents=5, progress=stop_after(2))
    journal = tmp_path / "out" / storage.JOURNAL
    journal.write_bytes(journal.read_bytes()[:-7])
    onrecord.run(source, tmp_path / "out", chunk_documents=5)
    assert files(tmp_path / "out") == files(tmp_path / "whole")


def test_what_is_not_ours_is_left_alone(tmp_path):
    out = tmp_path / "out"
    (out / "quotes").mkdir(parents=True)
    (out / "notes.txt").write_text("mine")
    (out / "quotes" / "mine.csv").write_text("mine")
    (out / "zones").mkdir()
    (out / "zones" / "part-00000-8f2a.parquet").write_text("mine")
    onrecord.run(TABLE, out)
    onrecord.run(TABLE, out, join=True, overwrite=True)
    assert (out / "notes.txt").read_text() == (out / "quotes" / "mine.csv").read_text() == "mine"
    assert not list((out / "quotes").glob("*.parquet"))
    assert [path.name for path in (out / "zones").iterdir()] == ["part-00000-8f2a.parquet"]


def test_parts_that_a_kill_left_beside_what_they_were_joined_to(tmp_path, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(closing, "drop", lambda _: None)
        onrecord.run(TABLE, tmp_path / "out", join=True)
    assert list((tmp_path / "out" / "quotes").iterdir())
    onrecord.run(TABLE, tmp_path / "out", join=True)
    assert not (tmp_path / "out" / "quotes").exists()


def test_the_manifest_holds_no_text(tmp_path):
    onrecord.run(jsonl(tmp_path), tmp_path / "out", {"Zebulon Quirk": ["Zeb"]})
    for name in (storage.MANIFEST, storage.JOURNAL):
        shown = (tmp_path / "out" / name).read_text()
        # Whole words: a hash may well hold "d01".
        words = ("Quill", "Globex", "Zebulon", "Zeb", "d01", "Outlet")
        assert not [word for word in words if re.search(rf"\b{word}\b", shown)]


def test_nothing_to_analyse(tmp_path):
    for name, source in {"rows": [], "arrow": TABLE.slice(0, 0), "batches": TABLE.slice(0, 0).to_reader()}.items():
        run = onrecord.run(source, tmp_path / name)
        assert [len(table) for table in run.tables.values()] == [0] * 7
        assert "speaker" in run.quotes.columns
    (tmp_path / "in.jsonl").write_text("\n")
    with pytest.raises(SourceError, match="no lines in"):
        onrecord.run(tmp_path / "in.jsonl", tmp_path / "out")
    (tmp_path / "in.jsonl").write_text('{"body": "x"}\n')
    with pytest.raises(MissingColumnError, match="text_field='body'"):
        onrecord.run(tmp_path / "in.jsonl", tmp_path / "out2")


def test_progress_is_told(tmp_path):
    told = []
    source = jsonl(tmp_path)
    onrecord.run(source, tmp_path / "out", chunk_documents=5, progress=told.append)
    assert [p.n_documents for p in told] == [5, 10, 15, 20, 24]
    assert told[-1].n_bytes == sum(len(row["text"].encode()) for row in ROWS)
    assert told[-1].done == 1.0
    assert told[-1].seconds_left == 0.0
    assert all(p.n_failed == 0 and p.source_bytes == source.stat().st_size for p in told)
    assert all(0 <= a.done <= b.done <= 1 for a, b in pairwise(told))


def test_a_bar_shows_documents_and_failures(tmp_path, capsys):
    write_lines(tmp_path / "in.jsonl", [*ROWS, {"text": None}], "")
    onrecord.run(tmp_path / "in.jsonl", tmp_path / "out", chunk_documents=5, progress=True)
    assert "documents=25, failed=1" in capsys.readouterr().err


def test_repeats_are_looked_for_where_the_texts_can_be_read_again(tmp_path):
    rows = [{"text": f"“We will never sell the old park {n}”, said Ada Quill."} for n in range(3)]
    rows += [{"text": "Nobody thought that we will never sell the old park 1."}]
    write_lines(tmp_path / "in.jsonl", rows, "")
    source = tmp_path / "in.jsonl"
    numbers = {r: len(onrecord.run(source, tmp_path / f"{r}", repeats=r).sightings) for r in (None, True, False)}
    assert numbers[None] == numbers[True] == len(onrecord.analyze(source, link=False).sightings)
    with pytest.warns(UserWarning, match="a stream cannot be read again"):
        quoted = onrecord.run(pa.Table.from_pylist(rows), tmp_path / "x", repeats=True)
    assert len(quoted.sightings) == numbers[False]
    with pytest.raises(ArgumentError, match="pass join=True too"):
        onrecord.run(source, tmp_path / "z", link=True)
    with pytest.raises(ArgumentError, match="statements=True"):
        onrecord.run(source, tmp_path / "y", repeats=True, statements=False)


NAMED = ("Hillary Rodham Clinton", "Hillary Clinton", "Mrs. Clinton")


def test_joined_tables_are_linked_and_parts_can_be(tmp_path):
    rows = [
        {"id": f"c{i}", "text": f"“We never sold park {i},” said {NAMED[i % 3]}. Nobody else spoke."} for i in range(9)
    ]
    rows = pa.Table.from_pylist(rows)
    whole = onrecord.analyze(rows)
    assert len(whole.entities) < len(onrecord.analyze(rows, link=False).entities), "there is something to link"
    joined = onrecord.run(rows, tmp_path / "joined", join=True, chunk_documents=2)
    parts = onrecord.run(rows, tmp_path / "parts", chunk_documents=2)
    mentions, quotes, entities = onrecord.link(parts.mentions, parts.quotes)
    for found in (joined, type("Linked", (), {"mentions": mentions, "quotes": quotes, "entities": entities})):
        for name in ("mentions", "quotes", "entities"):
            same(getattr(found, name), getattr(whole, name))
    same(joined.sightings, onrecord.statements(whole.quotes, whole.documents).sightings)


def test_entities_are_counted_the_same_some_at_a_time(tmp_path):
    run = onrecord.run(TABLE, tmp_path / "out", LIST, chunk_documents=5)
    parts = closing._Parts(tmp_path / "out", run.manifest["counts"]["chunks"])
    for most in (1, 7, 40, 1000):
        for n_threads in (0, 1, 2):
            same(closing.entities(parts, n_threads, most), run.entities)


def test_no_warning_where_nothing_is_wrong(tmp_path):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for _ in range(2):
            onrecord.run("seeds", tmp_path / "o")
    manifest = json.loads((tmp_path / "o" / storage.MANIFEST).read_text())
    assert manifest["state"] == "finished"
