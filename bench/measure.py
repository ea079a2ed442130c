"""One measurement of `matching.py`, in a process of its own: python bench/measure.py FOLDER TASK VALUES."""

import ctypes
import gc
import importlib
import json
import re
import statistics
import sys
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
from peers import EDGES, ENGINES


def megabytes(field):
    """A figure of this process: VmRSS, or VmHWM for its peak."""
    status = Path("/proc/self/status").read_text()
    return int(re.search(rf"{field}:\s+(\d+)", status)[1]) * 1024 / 1e6


def tidy():
    """Give back what is free and only held for the next need: it is not kept by anybody."""
    gc.collect()
    pa.default_memory_pool().release_unused()
    ctypes.CDLL(None).malloc_trim(0)


class Memory:
    """What the lines within it keep, and their peak, in MB."""

    def __enter__(self):
        tidy()
        # The peak starts anew from here.
        Path("/proc/self/clear_refs").write_text("5")
        self.before = megabytes("VmRSS")
        self.start = time.perf_counter()
        return self

    def __exit__(self, *_):
        self.seconds = time.perf_counter() - self.start
        self.peak = megabytes("VmHWM") - self.before
        tidy()
        self.kept = megabytes("VmRSS") - self.before


def texts_in(folder, most=1 << 40):
    texts, size = [], 0
    for text in json.loads((folder / "texts.json").read_text()):
        if size >= most:
            break
        texts.append(text)
        size += len(text.encode())
    return texts, size


def names_in(folder, size):
    return json.loads((folder / f"{size}.json").read_text())


def fresh(texts):
    """New strings: Python keeps the UTF-8 of a string it was once asked for."""
    return [text.encode().decode() for text in texts]


def median(work, texts, repeat, clock=time.process_time):
    taken = []
    for _ in range(repeat):
        given = fresh(texts)
        start = clock()
        result = work(given)
        taken.append(clock() - start)
    return statistics.median(taken), result


def speed(folder, engine, size, most, repeat):
    texts, n_bytes = texts_in(folder, most)
    made = ENGINES[engine]
    names = names_in(folder, size)
    # Before the clock runs.
    assert EDGES.table.any()
    if made.package:
        importlib.import_module(made.package if made.package != "pyahocorasick" else "ahocorasick")
    if hasattr(made, "prepared"):
        names = made.prepared(names)
    with Memory() as memory:
        matcher = made(names)
    seconds, found = median(matcher.find, texts, repeat)
    found = matcher.plain(found) if hasattr(matcher, "plain") else found
    file = f"{engine}-{size}.npy"
    np.save(folder / file, np.stack([column.to_numpy() for column in found.columns], axis=1))
    return {
        "rate": n_bytes / 1e6 / seconds,
        "mb": n_bytes / 1e6,
        "documents": len(texts),
        "n": len(found),
        "build": memory.seconds,
        "kept": memory.kept,
        "peak": memory.peak,
        "kind": matcher.engine.engine if made.package == "onrecord" else "",
        "matches": file,
    }


def columns_in(folder, size):
    names = names_in(folder, size)
    ids = pa.array([f"Q{i}" for i in range(size)], pa.string())
    return pa.table({"entity": pa.array(names, pa.string()), "id": ids, "case": pa.array(["fold"] * size)})


def disk(folder, size):
    from pyarrow import csv

    import onrecord

    rows = columns_in(folder, size)
    csv.write_csv(rows, folder / f"{size}.csv")
    onrecord.Gazetteer(rows.slice(0, 1))  # the first one loads the word lists
    with Memory() as memory:
        names = onrecord.Gazetteer(rows)
    start = time.perf_counter()
    names.save(folder / f"{size}.gaz")
    save = time.perf_counter() - start
    start = time.perf_counter()
    same = onrecord.Gazetteer(folder / f"{size}.csv") == names
    taken = time.perf_counter() - start
    assert same
    return {
        "build": memory.seconds,
        "kept": memory.kept,
        "peak": memory.peak,
        "save": save,
        "csv": taken,
        "bytes": (folder / f"{size}.gaz").stat().st_size,
    }


def load(folder, size):
    import onrecord

    with Memory() as memory:
        names = onrecord.Gazetteer.load(folder / f"{size}.gaz")
    assert len(names) == size
    return {"load": memory.seconds, "kept": memory.kept, "peak": memory.peak}


def threads(folder, size):
    import onrecord

    texts, n_bytes = texts_in(folder)
    times = max(1, 40_000_000 // n_bytes)
    names = onrecord.Gazetteer.load(folder / f"{size}.gaz")
    taken = {}
    corpus = onrecord.read(texts * times)
    for _ in range(7):
        for n in (1, 2):  # in turn, so that both have the same noise
            start = time.perf_counter()
            names.find_all(corpus, n_threads=n)
            taken.setdefault(n, []).append(time.perf_counter() - start)
    one, two = (min(taken[n]) for n in (1, 2))
    return {"one": one, "two": two, "rate": n_bytes * times / 1e6 / two}


def handing(folder, size):
    """The same text, all of names, with a list that has them and with one that has not."""
    import onrecord

    names = names_in(folder, size)
    listed = [name for name in names if name.isascii() and "'" not in name][:1000]
    text = ", ".join(listed * (20_000 // len(listed)))
    texts = [text] * 20
    unlisted = [name[::-1] for name in names]
    taken, n = {}, 0
    for given in (names, unlisted):
        rows = pa.table({"entity": given, "id": [str(i) for i in range(size)], "case": ["fold"] * size})
        found = onrecord.Gazetteer(rows)
        corpus = onrecord.read(texts)
        taken[len(taken)] = min(timed(found.find_all, corpus, n_threads=1) for _ in range(7))
        n = n or len(found.find_all(corpus))
    return {"ns": (taken[0] - taken[1]) * 1e9 / n, "n": n}


def timed(work, *given, **named):
    start = time.process_time()
    work(*given, **named)
    return time.process_time() - start


def pipeline(folder, size):
    import onrecord

    corpus = onrecord.read(texts_in(folder)[0])
    names = onrecord.Gazetteer.load(folder / f"{size}.gaz")
    taken = {}
    for _ in range(3):
        for key, given in (("with", names), ("without", None)):
            taken.setdefault(key, []).append(timed(onrecord.analyze, corpus, given, n_threads=1))
    return {key: min(values) for key, values in taken.items()}


TASKS = {
    "speed": speed,
    "disk": disk,
    "load": load,
    "threads": threads,
    "handing": handing,
    "pipeline": pipeline,
}

if __name__ == "__main__":
    print(json.dumps(TASKS[sys.argv[2]](Path(sys.argv[1]), **json.loads(sys.argv[3]))))
