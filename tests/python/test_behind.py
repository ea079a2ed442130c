"""What a run does on a thread behind the analysis: write the part before, read the chunk after."""

import threading
import time

import pytest
from test_runs import TABLE, N, files, jsonl

import onrecord
from onrecord import storage
from onrecord.exceptions import RunError
from onrecord.running import _Work

PER_CHUNK = 3
N_CHUNKS = N // PER_CHUNK


@pytest.mark.parametrize("slow", ["writing", "analysis", "reading"])
def test_who_is_slow_changes_nothing_and_one_part_waits_at_most(slow, tmp_path, monkeypatch):
    source = jsonl(tmp_path)
    onrecord.run(source, tmp_path / "whole", chunk_documents=PER_CHUNK)
    events = []

    def slowed(name, work):
        def spy(*args):
            events.append((name, "begins"))
            if name == slow:
                time.sleep(0.02)
            out = work(*args)
            events.append((name, "ends"))
            return out

        return spy

    monkeypatch.setattr(_Work, "_kept", slowed("writing", _Work._kept))
    monkeypatch.setattr(_Work, "_tables", slowed("analysis", _Work._tables))
    kind = type(onrecord.sources.open_source(source, "text", "id"))
    monkeypatch.setattr(kind, "join", slowed("reading", kind.join))
    onrecord.run(source, tmp_path / "out", chunk_documents=PER_CHUNK)
    assert files(tmp_path / "out") == files(tmp_path / "whole")

    done = dict.fromkeys(events, 0)
    for event in events:
        done[event] += 1
        analysed, written = done[("analysis", "ends")], done[("writing", "ends")]
        assert analysed - written <= 2, "one part is being written, one has just been analysed"
        assert done[("reading", "ends")] - analysed <= 2, "one chunk is being analysed, one is read ahead"
    assert set(done.values()) == {N_CHUNKS}


def test_the_callers_iterator_stays_on_the_callers_thread(tmp_path):
    threads = set()

    def source():
        for batch in TABLE.to_batches(2):
            threads.add(threading.get_ident())
            yield batch

    onrecord.run(source(), tmp_path / "out", chunk_documents=PER_CHUNK)
    assert threads == {threading.get_ident()}


def test_of_two_faults_the_first_is_told(tmp_path, monkeypatch):
    def source():
        yield from TABLE.slice(0, 2 * PER_CHUNK + 1).to_batches()
        raise ConnectionResetError

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(
        storage.Sink,
        "finish",
        lambda sink, finish=storage.Sink.finish: full(sink) if sink.path.name == "part-00001.parquet" else finish(sink),
    )
    with pytest.raises(RunError, match=r"part-00001\.parquet cannot be written"):
        onrecord.run(source(), tmp_path / "out", chunk_documents=PER_CHUNK)
    assert [entry["documents"] for entry in storage.journal(tmp_path / "out")] == [PER_CHUNK]


def test_no_thread_is_left(tmp_path):
    before = threading.active_count()
    onrecord.run(jsonl(tmp_path), tmp_path / "out", chunk_documents=PER_CHUNK)
    assert threading.active_count() == before
