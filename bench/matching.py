r"""Names found in texts, beside other matchers, in the same run on the same texts and lists.

Usage: python bench/matching.py [TEXTS.jsonl] [--all] [--sizes 20 1000 ...] [--engines NAME ...]

Everybody works as an analyst needs it: capitals folded, whole words, code points, the entity, an Arrow table.
Rates are MB (10^6 bytes of UTF-8) per second of CPU time on one thread, medians. Each figure comes from a process
of its own. The peers' matches are compared with a slow oracle; "wrong" are matches too many plus matches missed.
onrecord has rules of its own (see StrictOracle in peers.py: apostrophes, blanks, web addresses), so it is compared
with an oracle that has them too.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from importlib import metadata
from pathlib import Path

import measure
import numpy as np
from lists import SIZES, lists, texts_of
from peers import ENGINES

OWN = ("onrecord", "onrecord index", "onrecord automaton")
PEERS = ("daachorse", "daachorse bytes", "ahocorasick_rs", "pyahocorasick", "flashtext2", "spaCy PhraseMatcher")
# Their tokenizers cut words otherwise, or they lose matches: no peer of those that are right.
INEXACT = ("flashtext2", "spaCy PhraseMatcher")
# Bytes of text for those that would take minutes over all of it.
SLICE = {"spaCy PhraseMatcher": 300_000}
ORACLE_BYTES = 1_000_000


def run(folder, task, **values):
    """One measurement in a fresh process."""
    command = [sys.executable, measure.__file__, str(folder), task, json.dumps(values)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{task} {values} failed:\n{done.stderr[-3000:]}")
    return json.loads(done.stdout)


def installed(engine):
    package = ENGINES[engine].package
    try:
        return package is None or bool(metadata.version(package))
    except metadata.PackageNotFoundError:
        return False


def matches_of(folder, result, n_documents):
    found = np.load(folder / result["matches"])
    return set(map(tuple, found[found[:, 0] < n_documents].tolist()))


def compare(folder, size, engines, shown):
    """The table of one list."""
    oracles = {}
    for name in ("oracle", "strict oracle"):
        made = run(folder, "speed", engine=name, size=size, most=ORACLE_BYTES, repeat=1)
        oracles[name] = (matches_of(folder, made, made["documents"]), made["documents"])
    print(f"\n{size:,} names")
    print("engine                  MB/s  onrecord is    build s  MB kept  (peak)    matches  wrong of")
    rows = {}
    for engine in engines:
        most, repeat = SLICE.get(engine, 1 << 40), 9 if engine in OWN else 3
        rows[engine] = run(folder, "speed", engine=engine, size=size, most=most, repeat=repeat)
    own = rows.get("onrecord")
    for engine, r in rows.items():
        truth, documents = oracles["strict oracle" if engine in OWN else "oracle"]
        documents = min(documents, r["documents"])
        truth = {match for match in truth if match[0] < documents}
        wrong = len(matches_of(folder, r, documents) ^ truth)
        ratio = f"{own['rate'] / r['rate']:9.1f} x" if own and engine not in OWN else " " * 11
        part = f" (on {r['mb']:.1f} MB)" if engine in SLICE else ""
        name = f"{engine} ({r['kind']})" if r["kind"] and engine == "onrecord" else engine
        print(
            f"{name:21} {r['rate']:7.1f}  {ratio}  {r['build']:8.3f}  {r['kept']:7.0f}  {r['peak']:6.0f}"
            f"  {r['n']:9,}  {wrong:,} of {len(truth):,}{part}"
        )
    right = [r["rate"] for engine, r in rows.items() if engine in PEERS and engine not in INEXACT]
    if own and right:
        print(f"onrecord to the fastest correct peer: {own['rate'] / max(right):.1f} times")
        shown[size] = own["rate"] / max(right)


def of_its_own(folder, sizes):
    """What has no counterpart at the peers."""
    print("\nonrecord by itself")
    for size in sizes:
        r = run(folder, "disk", size=size)
        print(
            f"{size:9,} names: from Arrow columns {r['build']:.3f} s, {r['kept']:.0f} MB kept, {r['peak']:.0f} MB at"
            f" the peak; from CSV {r['csv']:.3f} s; saved {r['bytes'] / 1e6:.1f} MB in {r['save']:.3f} s"
        )
        r = run(folder, "load", size=size)
        print(f"{'':9}  loaded in {r['load']:.3f} s, {r['kept']:.0f} MB kept, {r['peak']:.0f} MB at the peak")
    for size in sizes:
        r = run(folder, "threads", size=size)
        print(f"{size:9,} names: two threads {r['one'] / r['two']:.2f} times one ({r['rate']:.0f} MB/s of wall time)")
    for size in sizes:
        r = run(folder, "handing", size=size)
        print(f"{size:9,} names: a match costs {r['ns']:.1f} ns more than the same words unlisted ({r['n']:,} matches)")
    for size in sizes:
        r = run(folder, "pipeline", size=size)
        print(f"{size:9,} names: the whole analysis takes {r['with']:.3f} s, without a list {r['without']:.3f} s")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("path", nargs="?")
    parser.add_argument("--all", action="store_true", help="also what takes minutes: spaCy with a million names")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--engines", nargs="+", choices=[*OWN, *PEERS], default=[*OWN, *PEERS])
    args = parser.parse_args()
    texts = texts_of(args.path)
    while sum(len(text.encode()) for text in texts) < 2_000_000:
        texts *= 2
    absent = [engine for engine in args.engines if not installed(engine)]
    for engine in absent:
        print(f"{engine} is left out: not installed (pip install --group bench)")
    versions = {ENGINES[e].package for e in args.engines if e not in absent}
    print(", ".join(f"{package} {metadata.version(package)}" for package in sorted(versions)))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "texts.json").write_text(json.dumps(texts))
        for size, names in lists(texts, args.sizes).items():
            (folder / f"{size}.json").write_text(json.dumps(names))
        shown = {}
        for size in args.sizes:
            engines = [engine for engine in args.engines if engine not in absent]
            if size > 100_000 and "spaCy PhraseMatcher" in engines and not args.all:
                print("\nspaCy is left out with a million names, where it takes a minute to build; --all puts it in")
                engines.remove("spaCy PhraseMatcher")
            if size > 1000 and "onrecord automaton" in engines and not args.all:
                engines.remove("onrecord automaton")
            compare(folder, size, engines, shown)
        if "onrecord" in args.engines:
            of_its_own(folder, args.sizes)


if __name__ == "__main__":
    main()
