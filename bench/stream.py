"""A corpus larger than one would hold: speed, and memory over time.

Usage: python bench/stream.py [--articles N] [--names N] [--threads N] [--statements] [--kills N]

Articles are made up (`articles.py`) and lie in Parquet files; the run is a process of its own, whose resident memory is
looked at ten times a second. With --kills it is killed (SIGKILL) that many times at random moments, gone on with, and
its files compared with those of an unbroken run. MB are 10^6 bytes of UTF-8.
"""

import argparse
import json
import random
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from hashlib import blake2b
from itertools import pairwise
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from articles import Newsroom
from lists import Maker

PER_FILE = 10_000


def make(folder, n_articles, n_names):
    """Articles in Parquet, and a list of names that holds those in them."""
    room = Newsroom()
    (folder / "in").mkdir(parents=True)
    n_bytes = 0
    for first in range(0, n_articles, PER_FILE):
        rows = [room.article(i) for i in range(first, min(first + PER_FILE, n_articles))]
        n_bytes += sum(len(row["text"].encode()) for row in rows)
        table = pa.Table.from_pylist(rows)
        pq.write_table(table, folder / "in" / f"{first:09}.parquet", row_group_size=1000, compression="zstd")
    maker, names = Maker(7), dict.fromkeys(room.names)
    while len(names) < n_names:
        names[maker.name()] = None
    pq.write_table(pa.table({"entity": list(names)}), folder / "names.parquet")
    return n_bytes


def command(task):
    return [sys.executable, __file__, "--child", json.dumps(task)]


def child(task):
    import onrecord

    names = onrecord.Gazetteer(task["names"])
    began = time.perf_counter()
    done = []
    onrecord.run(
        Path(task["source"]),
        task["out"],
        names,
        n_threads=task["threads"],
        statements=task["statements"],
        join=task["join"],
        progress=lambda p: done.append((p.seconds, p.n_bytes)),
        **task["limits"],
    )
    used = resource.getrusage(resource.RUSAGE_SELF)
    cpu = used.ru_utime + used.ru_stime
    print(json.dumps({"seconds": time.perf_counter() - began, "done": done, "cpu": cpu}))


def resident(pid):
    status = Path(f"/proc/{pid}/status").read_text()
    found = re.search(r"VmRSS:\s+(\d+)", status)
    return int(found[1]) * 1024 / 1e6 if found else None


def watched(task):
    """Run to the end; gives what it printed and its memory over time."""
    process = subprocess.Popen(command(task), stdout=subprocess.PIPE, text=True)
    samples = []
    while process.poll() is None:
        try:
            mb = resident(process.pid)
        except OSError:
            break
        if mb:
            samples.append(mb)
        time.sleep(0.1)
    out, _ = process.communicate()
    if process.returncode:
        raise SystemExit(f"the run failed with {process.returncode}")
    return json.loads(out), samples


def quarters(done):
    """MB a second in each quarter of the text, from seconds and bytes so far."""
    whole = done[-1][1]
    ends = [next((at for at in done if at[1] >= whole * i / 4), done[-1]) for i in range(1, 5)]
    return [
        (n - before) / 1e6 / (at - start) if at > start else 0.0
        for (start, before), (at, n) in pairwise([(0.0, 0), *ends])
    ]


def hashes(folder):
    return {
        path.relative_to(folder).as_posix(): blake2b(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def killed(task, n, seconds):
    """Kill runs at random moments, then run to the end; gives how many kills came in the middle."""
    rng = random.Random(1)
    hits = 0
    for _ in range(n):
        process = subprocess.Popen(command(task), stdout=subprocess.DEVNULL)
        time.sleep(1 + rng.random() * seconds * 2 / n)
        hits += process.poll() is None
        process.kill()
        process.wait()
    watched(task)
    return hits


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=50_000)
    parser.add_argument("--names", type=int, default=100_000)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--chunk-bytes", type=int)
    parser.add_argument("--statements", action="store_true", help="find statements too, which takes memory")
    parser.add_argument("--join", action="store_true", help="join the parts at the end")
    parser.add_argument("--kills", type=int, default=0)
    parser.add_argument("--child")
    args = parser.parse_args()
    if args.child:
        child(json.loads(args.child))
        return
    folder = Path(tempfile.mkdtemp(prefix="onrecord-stream-"))
    try:
        n_bytes = make(folder, args.articles, args.names)
        task = {
            "source": str(folder / "in"),
            "out": str(folder / "whole"),
            "names": str(folder / "names.parquet"),
            "threads": args.threads,
            "statements": args.statements,
            "join": args.join,
            "limits": {"chunk_bytes": args.chunk_bytes} if args.chunk_bytes else {},
        }
        got, samples = watched(task)
        mb, counts = n_bytes / 1e6, json.loads((folder / "whole" / "manifest.json").read_text())["counts"]
        written = sum(path.stat().st_size for path in (folder / "whole").rglob("*.parquet")) / 1e6
        print(f"{args.articles:,} articles, {mb:.0f} MB, {args.names:,} names, {args.threads} threads")
        print(
            f"{mb / got['seconds']:.1f} MB/s in {got['seconds']:.1f} s; without the end {mb / got['done'][-1][0]:.1f}; "
            f"{mb / got['cpu']:.1f} MB a second of CPU"
        )
        print(f"MB/s by quarters of the text: {', '.join(f'{rate:.1f}' for rate in quarters(got['done']))}")
        quarter = len(samples) // 4
        medians = [statistics.median(samples[i * quarter : (i + 1) * quarter]) for i in range(4)] if quarter else []
        print(
            f"resident: {', '.join(f'{m:.0f}' for m in medians)} MB by quarters of the time, at most {max(samples):.0f}"
        )
        print(f"written: {written:.0f} MB; {', '.join(f'{n:,} {name}' for name, n in counts.items())}")
        if args.kills:
            again = {**task, "out": str(folder / "killed")}
            hits = killed(again, args.kills, got["seconds"])
            same = hashes(folder / "killed") == hashes(folder / "whole")
            print(f"{args.kills} kills, {hits} in the middle: files {'equal' if same else 'DIFFER'}")
            if not same:
                raise SystemExit(1)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
