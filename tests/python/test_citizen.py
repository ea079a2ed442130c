"""What a library must not do to its caller: hang a fork, miss Ctrl-C, keep memory, differ between threads."""

import gc
import multiprocessing
import os
import pickle
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import onrecord

TEXTS = {
    "a": "“We never sold the old park to a foreign bank,” said Mayor Ada Quill. Bo Poe alleged that she had done it.",
    "b": "Ada Quill denied that she “never sold the old park to a foreign bank.” The Row reported it 😀 on Monday.",
    "c": "",
}
NAMES = {"Ada Quill": ["Quill"], "The Row": []}


def everything(texts=TEXTS, n_threads=None):
    """All tables of an analysis, as plain rows."""
    record = onrecord.analyze(texts, NAMES, n_threads=n_threads)
    tables = [record.documents, record.zones, record.mentions, record.quotes, record.entities]
    tables += [record.statements, record.sightings, record.disputes(), record.kwic("park")]
    return [table.arrow.to_pylist() for table in tables]


def test_several_threads_at_once_find_the_same():
    expected = everything(n_threads=1)
    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(lambda n: everything(n_threads=n), [1, 2, None] * 8))
    assert all(tables == expected for tables in found)


def test_one_list_and_one_record_serve_several_threads():
    names, record = onrecord.Gazetteer(NAMES), onrecord.analyze(TEXTS, NAMES)
    work = [
        lambda: names.find_all(TEXTS).arrow.to_pylist(),
        lambda: record.statements.arrow.to_pylist(),
        lambda: record.share_of_voice().arrow.to_pylist(),
        lambda: record.kwic("park").arrow.to_pylist(),
        lambda: record.show("a")._repr_html_(),
    ]
    expected = [do() for do in work]
    with ThreadPoolExecutor(5) as pool:
        for _ in range(10):
            assert list(pool.map(lambda do: do(), work)) == expected


@pytest.mark.parametrize("method", ["fork", "spawn"])
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_other_processes_find_the_same(method):
    if method not in multiprocessing.get_all_start_methods():
        pytest.skip(f"no {method} here")
    expected = everything(n_threads=2)  # threads that ran before a fork must not be waited for after it
    with multiprocessing.get_context(method).Pool(2) as pool:
        assert pool.map_async(everything, [TEXTS] * 4).get(timeout=120) == [expected] * 4
    assert everything(n_threads=2) == expected


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_fork_while_another_thread_works_does_not_hang():
    text = "“No,” said Ada Quill. " * 5_000
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(lambda: [len(onrecord.analyze([text] * 4, n_threads=2).quotes) for _ in range(8)])
        time.sleep(0.1)
        child = os.fork()
        if child == 0:
            # No test may go on in the child, whatever happens.
            try:
                os._exit(0 if len(onrecord.analyze(TEXTS, NAMES, n_threads=2).quotes) else 1)
            finally:
                os._exit(2)
        deadline = time.monotonic() + 60
        done = (0, 0)
        while done[0] == 0 and time.monotonic() < deadline:
            done = os.waitpid(child, os.WNOHANG)
            time.sleep(0.02)
        if done[0] == 0:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        assert (done[0], os.waitstatus_to_exitcode(done[1])) == (child, 0), "the child hangs"
        assert len(set(running.result(120))) == 1


def test_what_is_made_can_be_pickled():
    record = onrecord.analyze(TEXTS, NAMES)
    things = [record, record.quotes, record.corpus, onrecord.Gazetteer(NAMES), record.why("a:q1"), record.disputes()]
    for thing in things:
        again = pickle.loads(pickle.dumps(thing))  # noqa: S301 - our own
        assert repr(again) == repr(thing), type(thing)


@pytest.mark.parametrize(
    "error",
    [
        onrecord.exceptions.ArgumentError("one"),
        onrecord.exceptions.UnknownIdError("two"),
        onrecord.exceptions.SourceNotFoundError("three"),
    ],
)
def test_errors_cross_processes(error):
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
    assert (type(again), str(again)) == (type(error), str(error))


STOPPED = """
import sys, time
import onrecord
{setup}
print("ready", flush=True)
try:
    while True:
        {work}
except KeyboardInterrupt:
    print(time.monotonic(), flush=True)
"""
MANY = "quotes = [f'We sold the old park number {i} to bank {i % 97} and nobody else' for i in range(300_000)]"
LONG = {
    "statements": (
        f"import pyarrow as pa; {MANY}\n"
        "ids = [str(i) for i in range(len(quotes))]\n"
        "table = pa.table({'quote_id': ids, 'doc_id': ids, 'text': quotes})",
        "onrecord.statements(table)",
    ),
    "disputes": (
        "text = 'Bo Poe alleged that the firm sold park {0} to bank {0}. Ada Quill denied that the firm sold it. '\n"
        "record = onrecord.analyze([''.join(text.format(i) for i in range(400))] * 50)",
        "record.disputes()",
    ),
    "kwic": (
        "record = onrecord.analyze(['The mayor of the town went home. ' * 20_000] * 20)",
        "record.kwic(r'(\\\\w+ ){2,5}home', regex=True)",
    ),
    "list": (
        "import pyarrow as pa\n"
        "names = pa.table({'entity': [f'Ada Quill {i} of Row {i % 977}' for i in range(1_000_000)]})",
        "onrecord.Gazetteer(names)",
    ),
}


@pytest.mark.skipif(os.name != "posix", reason="signals")
@pytest.mark.parametrize("name", LONG)
def test_ctrl_c_is_heard_in_all_long_work(name, python):
    setup, work = LONG[name]
    taken = []
    # The machine may be busy with something else; three times in a row it will not be.
    while len(taken) < 3 and min(taken, default=9) > 2:
        code = STOPPED.format(setup=setup, work=work)
        with subprocess.Popen([python, "-c", code], stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout.readline() == "ready\n"
            time.sleep(0.3)
            sent = time.monotonic()
            process.send_signal(signal.SIGINT)
            stopped = process.stdout.readline()
            assert process.wait(30) == 0
            assert stopped, "the work must end by KeyboardInterrupt"
            taken.append(float(stopped) - sent)
    assert min(taken) <= 2, f"{name} went on for {min(taken):.1f} s"


SUBINTERPRETER = """
import onrecord._core
import {module} as interpreters
one = interpreters.create()
error = interpreters.{run}(one, "import onrecord._core")
print(error)
"""


@pytest.mark.skipif(sys.version_info < (3, 12), reason="before 3.12 a module has no way to refuse")
def test_a_subinterpreter_is_refused_in_words(python):
    module = "_interpreters" if sys.version_info >= (3, 13) else "_xxsubinterpreters"
    run = "exec" if sys.version_info >= (3, 13) else "run_string"
    code = SUBINTERPRETER.format(module=module, run=run)
    done = subprocess.run([python, "-c", code], capture_output=True, text=True, timeout=60)
    assert "subinterpreters" in done.stdout + done.stderr
    assert "ImportError" in done.stdout + done.stderr
    assert done.returncode >= 0, "an exception, not a crash"


def resident():
    """Bytes of memory that are in use."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory is read from /proc")
@pytest.mark.parametrize("name", ["analyze", "find", "load", "statements", "kwic", "errors"])
def test_ten_thousand_calls_keep_no_memory(name):
    names, record = onrecord.Gazetteer(NAMES), onrecord.analyze(TEXTS, NAMES)
    saved = names._core.to_bytes()
    quotes = record.quotes.arrow

    def failing():
        with pytest.raises(onrecord.exceptions.OnrecordError):
            names.find("\ud800")

    # How often: the dearer calls fewer times, with as much that could be kept in each.
    work, n = {
        "analyze": (lambda: onrecord.analyze(TEXTS, names, n_threads=1).quotes.arrow, 2_000),
        "find": (lambda: names.find(TEXTS["a"]), 10_000),
        "load": (lambda: type(names._core).from_bytes(saved), 10_000),
        "statements": (lambda: onrecord.statements(quotes, n_threads=1), 1_000),
        "kwic": (lambda: record.kwic("park"), 1_000),
        "errors": (failing, 10_000),
    }[name]
    for _ in range(n // 5):
        work()
    gc.collect()
    before = resident()
    for _ in range(n):
        work()
    gc.collect()
    grown = resident() - before
    # A leak of one small row a call would be more; allocators keep some for themselves.
    assert grown < 3_000_000, f"{grown / n:.0f} bytes a call stay"
