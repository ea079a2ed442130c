"""Statements across documents: right, fast and small? Beside datasketch and rensa on the same mentions.

Usage: python bench/statements.py [--mentions N ...] [--real QUOTATIONS.jsonl] [--peers N] [--threads N ...]

Mentions are made by `variants.py`, seeded. B-cubed (Bagga and Baldwin 1998) and pairwise precision, recall and F1
over mentions. Every figure comes from a process of its own, from Arrow tables to Arrow tables, memory being what the
process grew by at its peak. Peers get one text a normal form (small letters, no punctuation), shingles of three words,
and the threshold that is best for them; mentions whose signatures collide are joined. They know no speakers, and tell
no parents and no changes.
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter

import pyarrow as pa
import pyarrow.parquet as pq
import variants
from measure import Memory

PEERS = ("datasketch", "rensa")
THRESHOLDS = (0.3, 0.5, 0.7)
PERMUTATIONS = 128


def scores(found, gold):
    """B-cubed and pairwise precision, recall and F1 in percent."""
    n = len(gold)
    cells, mine, true = Counter(zip(found, gold, strict=True)), Counter(found), Counter(gold)
    out = {}
    square = {"b3": lambda c, m: c * c / m, "pairs": None}
    p = sum(square["b3"](c, mine[f]) for (f, _), c in cells.items()) / n
    r = sum(square["b3"](c, true[g]) for (_, g), c in cells.items()) / n
    out["b3"] = (p, r, 2 * p * r / (p + r))
    pairs = lambda counts: sum(c * (c - 1) // 2 for c in counts.values())  # noqa: E731
    both, a, b = pairs(cells), pairs(mine), pairs(true)
    p, r = both / max(a, 1), both / max(b, 1)
    out["pairs"] = (p, r, 2 * p * r / max(p + r, 1e-9))
    return {name: [round(100 * x, 2) for x in row] for name, row in out.items()}


def onrecord_clusters(table, threads):
    import onrecord

    with Memory() as used:
        start = time.process_time()
        found = onrecord.statements(table, n_threads=threads)
        used.cpu = time.process_time() - start
    sightings = found.sightings.arrow
    by_id = dict(zip(sightings["quote_id"].to_pylist(), sightings["statement_id"].to_pylist(), strict=True))
    return [by_id[quote] for quote in table["quote_id"].to_pylist()], used


class Sets:
    """Union-find over numbers."""

    def __init__(self, n):
        self.above = list(range(n))

    def root(self, i):
        while self.above[i] != i:
            self.above[i] = self.above[self.above[i]]
            i = self.above[i]
        return i

    def join(self, a, b):
        self.above[self.root(a)] = self.root(b)


def normal(text):
    return " ".join(re.findall(r"\w+", text.lower()))


def shingles(text):
    words = text.split()
    return {" ".join(words[i : i + 3]) for i in range(max(1, len(words) - 2))}


def peer_clusters(name, texts, threshold):
    with Memory() as used:
        start = time.process_time()
        numbers = {}
        forms = [numbers.setdefault(normal(text), len(numbers)) for text in texts]
        sets = Sets(len(numbers))
        if name == "datasketch":
            from datasketch import MinHash, MinHashLSH

            index = MinHashLSH(threshold=threshold, num_perm=PERMUTATIONS)
            sketches = MinHash.bulk(([s.encode() for s in shingles(text)] for text in numbers), num_perm=PERMUTATIONS)
            for i, sketch in enumerate(sketches):
                for other in index.query(sketch):
                    sets.join(i, other)
                index.insert(i, sketch)
        else:
            from rensa import RMinHash, RMinHashLSH

            index = RMinHashLSH(threshold=threshold, num_perm=PERMUTATIONS, num_bands=bands(threshold))
            for i, text in enumerate(numbers):
                sketch = RMinHash(num_perm=PERMUTATIONS, seed=1)
                sketch.update(list(shingles(text)))
                for other in index.query(sketch):
                    sets.join(i, other)
                index.insert(i, sketch)
        found = [sets.root(form) for form in forms]
        used.cpu = time.process_time() - start
    return found, used


def bands(threshold):
    """Bands whose curve rises at the threshold: (1 / bands) ** (1 / rows) is nearest to it."""
    fits = [b for b in range(1, PERMUTATIONS + 1) if PERMUTATIONS % b == 0]
    return min(fits, key=lambda b: abs((1 / b) ** (b / PERMUTATIONS) - threshold))


def child(task):
    table = pq.read_table(task["path"])
    gold = table["gold"].to_pylist()
    quotes = table.drop_columns("gold")
    if task["engine"] == "onrecord":
        import onrecord

        onrecord.statements(quotes.slice(0, 100))
        found, used = onrecord_clusters(quotes, task["threads"])
    else:
        found, used = peer_clusters(task["engine"], quotes["text"].to_pylist(), task["threshold"])
    print(json.dumps({"seconds": used.seconds, "cpu": used.cpu, "peak": used.peak, **scores(found, gold)}))


def run(**task):
    command = [sys.executable, __file__, "--child", json.dumps(task)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout)


def show(name, n, got):
    b3, pairs = ("/".join(f"{x:5.1f}" for x in got[key]) for key in ("b3", "pairs"))
    time_of = f"{got['seconds']:7.2f} s {got['cpu']:7.2f} s of CPU {n / got['seconds']:9,.0f}/s"
    print(f"{name:22} {b3}   {pairs}   {time_of} {got['peak']:6,.0f} MB", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mentions", type=int, nargs="+", default=[30_000])
    parser.add_argument("--peers", type=int, default=30_000, help="most mentions that peers are given")
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--real", metavar="JSONL", help="real quotations (field text) instead of made-up ones")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--child")
    args = parser.parse_args()
    if args.child:
        child(json.loads(args.child))
        return
    with tempfile.TemporaryDirectory() as folder:
        for n in args.mentions:
            start = time.perf_counter()
            table, gold = variants.mentions(n, args.seed, args.real)
            path = f"{folder}/{n}.parquet"
            pq.write_table(table.append_column("gold", pa.array(gold, pa.int64())), path)
            n_texts, n_true = len(set(table["text"].to_pylist())), len(set(gold))
            made = time.perf_counter() - start
            print(f"\n{n:,} mentions, {n_texts:,} texts, {n_true:,} statements ({made:.0f} s to make)")
            print(f"{'':22} {'B-cubed P/R/F1':17}   {'pairs P/R/F1':17}")
            del table, gold
            mine = [run(engine="onrecord", path=path, threads=threads) for threads in args.threads]
            for threads, got in zip(args.threads, mine, strict=True):
                show(f"onrecord, {threads} thread{'s' * (threads > 1)}", n, got)
            if n > args.peers:
                continue
            for peer in PEERS:
                all_of = [(run(engine=peer, path=path, threshold=t), t) for t in THRESHOLDS]
                best, threshold = max(all_of, key=lambda pair: pair[0]["b3"][2])
                show(f"{peer}, {threshold}", n, best)
                print(f"{'':22} onrecord takes {best['cpu'] / mine[0]['cpu']:.1f} times less CPU on one thread")


if __name__ == "__main__":
    main()
