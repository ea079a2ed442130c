"""A run that is killed at any moment, and goes on: nothing lost, nothing doubled, the same bytes."""

import json
import random
import subprocess
import sys
import time

import onrecord

RUN = """
import sys, onrecord
print("ready", flush=True)
onrecord.run(sys.argv[1], sys.argv[2], {"Ada Quill": ["Quill"]}, chunk_documents=25, join=sys.argv[3] == "join")
print("done", flush=True)
"""
KILLS = 10
NAMES = ("Ada Quill", "Bo Reed", "the ministry", "Globex", "Mayor Ivy Stone")


def corpus(path):
    rng = random.Random(20261122)
    words = "park river council vote bank road school budget never always sold closed opened said nobody today".split()
    with path.open("w") as lines:
        for i in range(1500):
            said = [" ".join(rng.choices(words, k=12)) for _ in range(4)]
            text = "\n\n".join(f"“{s.capitalize()},” said {rng.choice(NAMES)}. {s.capitalize()}." for s in said)
            row = {"id": f"a{i % 1450}", "text": text, "outlet": f"Outlet {i % 7}"}
            row |= {"n": i} if i > 700 else {}
            lines.write(json.dumps(row) + "\n")


def files(folder):
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def started(source, out, join):
    command = [sys.executable, "-c", RUN, str(source), str(out), join]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "ready\n"
    return process


def test_killed_at_random_moments_and_gone_on_with(tmp_path):
    source = tmp_path / "in.jsonl"
    corpus(source)
    rng = random.Random(time.time_ns())
    hits = 0
    for join in ("parts", "join"):
        whole, out = tmp_path / f"whole-{join}", tmp_path / f"out-{join}"
        began = time.monotonic()
        assert started(source, whole, join).communicate()[0] == "done\n"
        taken = time.monotonic() - began
        for _ in range(KILLS // 2):
            process = started(source, out, join)
            # Later kills may come at the very end, where tables are joined.
            time.sleep(rng.random() * taken * 0.7)
            hits += process.poll() is None
            process.kill()
            process.wait()
            process.stdout.close()
        process = started(source, out, join)
        assert process.communicate()[0] == "done\n"
        assert process.returncode == 0
        assert files(out) == files(whole)
    assert hits >= 2, "kills came when all was done: the corpus is too small for this machine"
    documents = onrecord.load(out).documents.read(["doc_id", "status"]).to_pylist()
    assert len(documents) == 1500
    assert sum(row["status"] == "error" for row in documents) == 50, "ids given twice"
