"""Speed and memory of the whole analysis, from Python strings to tables.

Usage: python bench/throughput.py [TEXTS.jsonl] [--seconds N]

Each figure comes from a process of its own, so that its peak memory is its own. Without a file the seed
articles are repeated. MB are 10^6 bytes of UTF-8.
"""

import argparse
import json
import resource
import subprocess
import sys
import time

from lists import texts_of


def child(task):
    import onrecord

    texts = texts_of(task["path"])
    if size := task["document"]:  # one length for all documents
        joined = "\n\n".join(texts)
        joined *= size // len(joined) + 1
        texts = [joined[:size]]
    base = sum(len(t.encode()) for t in texts)
    texts *= max(1, task["bytes"] // base)
    n_bytes = base * max(1, task["bytes"] // base)
    corpus = onrecord.read(texts)
    onrecord.analyze(texts[:1])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    best = float("inf")
    for _ in range(task["repeat"]):
        start = time.perf_counter()
        record = onrecord.analyze(corpus, n_threads=task["threads"])
        best = min(best, time.perf_counter() - start)
        n_quotes = len(record.quotes)
        del record
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(json.dumps({"mb": n_bytes / 1e6, "seconds": best, "grown": grown, "quotes": n_quotes}))


def run(**task):
    done = subprocess.run(
        [sys.executable, __file__, "--child", json.dumps(task)], check=True, capture_output=True, text=True
    )
    return json.loads(done.stdout)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path", nargs="?")
    parser.add_argument("--megabytes", type=float, default=20)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--child")
    args = parser.parse_args()
    if args.child:
        child(json.loads(args.child))
        return
    total = int(args.megabytes * 1e6)
    print("threads  MB     MB/s   speed-up  memory grown (MB)")
    one = None
    for threads in (1, 2):
        r = run(path=args.path, threads=threads, bytes=total, document=0, repeat=args.repeat)
        rate = r["mb"] / r["seconds"]
        one = one or rate
        print(f"{threads:7}  {r['mb']:5.1f}  {rate:5.1f}  {rate / one:8.2f}  {r['grown']:17.0f}")
    print("\ndocument   ns/byte on one thread")
    for size in (1_000, 10_000, 100_000, 1_000_000, 10_000_000):
        r = run(path=args.path, threads=1, bytes=10_000_000, document=size, repeat=1)
        print(f"{size / 1000:6.0f} kB  {r['seconds'] / r['mb'] * 1000:8.1f}")


if __name__ == "__main__":
    main()
