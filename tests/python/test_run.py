"""Threads, Ctrl-C, progress, and what importing costs."""

import signal
import subprocess
import threading
import time

import pytest

import onrecord

LINE = "“We never sold the park,” said Mayor Ada Quill, who has denied the claims of Kaspersky Lab. "


def corpus_of(seconds):
    """Enough small documents to keep one thread busy for about so long."""
    onrecord.analyze([LINE])  # the first run loads the word lists
    document = "\n\n".join([LINE * 5] * 20)
    n = 64
    while True:
        start = time.perf_counter()
        onrecord.analyze([document] * n, n_threads=1)
        taken = time.perf_counter() - start
        if taken > 0.1:
            return [document] * int(n * seconds / taken)
        n *= 4


def test_other_threads_run_meanwhile():
    corpus = onrecord.read(corpus_of(1.0))
    ticks = []
    stop = threading.Event()

    def tick():
        while not stop.wait(0.01):
            ticks.append(time.perf_counter())

    thread = threading.Thread(target=tick)
    thread.start()
    start = time.perf_counter()
    onrecord.analyze(corpus, n_threads=1)
    end = time.perf_counter()
    stop.set()
    thread.join()
    inside = [t for t in ticks if start < t < end]
    assert len(inside) > (end - start) / 0.01 / 4, "a thread that sleeps 10 ms must wake all the while"


def test_two_runs_at_once():
    corpus = onrecord.read("seeds")
    expected = len(onrecord.analyze(corpus).zones)
    found = []
    threads = [threading.Thread(target=lambda: found.append(len(onrecord.analyze(corpus).zones))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 8


STOPPED = """
import sys, time
sys.path.insert(0, "tests/python")
import onrecord
from test_run import corpus_of
corpus = onrecord.read(corpus_of(6.0))
told = []
def report(done, total):
    if not told:
        told.append(done)
        print("running", flush=True)
try:
    onrecord.analyze(corpus, n_threads={n_threads}, progress=report)
except KeyboardInterrupt:
    print(time.monotonic(), flush=True)
"""


@pytest.mark.parametrize("n_threads", [1, 2])
def test_ctrl_c_stops_the_run(python, n_threads):
    with subprocess.Popen(
        [python, "-c", STOPPED.format(n_threads=n_threads)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout.readline() == "running\n"
        time.sleep(0.1)
        sent = time.monotonic()
        process.send_signal(signal.SIGINT)
        stopped = process.stdout.readline()
        assert stopped, "the run must end by KeyboardInterrupt"
        # Promised are 0.2 s; a busy machine may add some. The run itself would take many seconds.
        assert float(stopped) - sent < 1
        assert process.wait(10) == 0


def test_ctrl_c_stops_within_one_huge_document(python):
    code = """
import os, signal, threading, time
import onrecord
text = 'The mayor, Ada Quill, said that “it rained” in Roe on Monday, according to the paper. ' * 250_000
onrecord.analyze(["Warm."])
corpus = onrecord.read([text])
sent = []
def interrupt():
    time.sleep(0.3)
    sent.append(time.monotonic())
    os.kill(os.getpid(), signal.SIGINT)
threading.Thread(target=interrupt).start()
try:
    onrecord.analyze(corpus, n_threads=1)
except KeyboardInterrupt:
    print(time.monotonic() - sent[0])
"""
    taken = []
    # The machine may be busy with something else, three times in a row it will not be.
    while len(taken) < 3 and min(taken, default=9) >= 1:
        done = subprocess.run([python, "-c", code], capture_output=True, text=True, timeout=60)
        assert done.stdout, f"the run must end by KeyboardInterrupt: {done.stderr}"
        taken.append(float(done.stdout))
    assert min(taken) < 1


def test_progress_is_told_in_order_and_to_the_end():
    seen = []
    corpus = corpus_of(0.5)
    onrecord.analyze(corpus, progress=lambda done, total: seen.append((done, total)))
    assert seen == sorted(seen)
    assert seen[-1] == (len(corpus), len(corpus))
    assert 1 < len(seen) < 100


def test_an_exception_in_progress_stops_the_run():
    def report(done, total):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        onrecord.analyze(corpus_of(0.5), progress=report)


def test_a_bar_is_drawn_if_asked_for(capsys):
    onrecord.analyze(["One."], progress=True)
    assert "onrecord: 100%" in capsys.readouterr().err
    onrecord.analyze(["One."])
    assert capsys.readouterr().err == ""


def test_importing_is_cheap(python):
    # Time of this process, not of whatever else the machine does.
    code = (
        "import sys, time; t = time.process_time(); import onrecord; t = time.process_time() - t;"
        "print(t, *sorted({m.split('.')[0] for m in sys.modules} "
        "& {'altair', 'cassis', 'duckdb', 'numpy', 'pandas', 'polars', 'pyarrow', 'pytest', 'spacy', 'tqdm'}))"
    )
    runs = [subprocess.check_output([python, "-c", code], text=True).split() for _ in range(5)]
    assert runs[0][1:] == []
    assert min(float(run[0]) for run in runs) <= 0.15


def test_modules_called_by_name_need_no_import_of_their_own(python):
    code = "import onrecord; print(onrecord.exceptions.ArgumentError.__name__, onrecord.testing.assert_quoted.__name__)"
    assert subprocess.check_output([python, "-c", code], text=True).split() == ["ArgumentError", "assert_quoted"]
    with pytest.raises(AttributeError, match="no attribute 'analyse'"):
        onrecord.analyse  # noqa: B018
    assert set(onrecord.__all__) <= set(dir(onrecord))


def test_the_core_is_a_release_build():
    # A debug build would make every figure here meaningless. Where a release build does 2 to 4 MB/s, it does 0.2.
    corpus = onrecord.read(["\n\n".join([LINE * 5] * 20)] * 20)
    size = sum(len(corpus[doc_id].encode()) for doc_id in corpus)
    taken = []
    for _ in range(4):  # the first run loads the word lists
        start = time.process_time()
        onrecord.analyze(corpus, n_threads=1)
        taken.append(time.process_time() - start)
    assert size / min(taken) > 700_000
