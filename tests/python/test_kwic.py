"""The concordance against Python's own engine, its places and its display."""

import re
import signal
import subprocess
import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import onrecord
from onrecord.exceptions import ArgumentError

TEXT = "No ties. “We cut all ties,” said Ada Quill, who has denied that Acme has ties to Globex."


@given(
    st.text("ab .’é😀\n", max_size=60),
    st.sampled_from(["a", "ab", "a+b?", "b|aa", "[^a]b", "é", "😀.", r"\ba", r"a*", r"\s+", "(?:ab)+"]),
    st.integers(0, 5),
)
@settings(max_examples=150, deadline=None)
def test_matches_are_those_of_re(text, pattern, width):
    record = onrecord.analyze({"x": text})
    expected = [
        (m.start(), m.end(), text[max(m.start() - width, 0) : m.start()], m.group(), text[m.end() : m.end() + width])
        for m in re.finditer(pattern, text)
        if m.group()
    ]
    found = record.kwic(pattern, regex=True, ignore_case=False, width=width).arrow.to_pylist()
    columns = ("start", "end", "left", "match", "right")
    assert [tuple(row[name] for name in columns) for row in found] == expected


def test_what_re_compiled():
    record = onrecord.analyze({"x": "Ties\nties\nTIES"})
    assert len(record.kwic(re.compile("ties"))) == 1
    assert len(record.kwic(re.compile("ties", re.IGNORECASE))) == 3
    assert len(record.kwic(re.compile("^ties$", re.IGNORECASE | re.MULTILINE))) == 3
    assert len(record.kwic(re.compile("Ties.ties", re.DOTALL))) == 1
    for pattern in (re.compile("a b", re.VERBOSE), re.compile("a", re.ASCII), re.compile(b"a")):
        with pytest.raises(ArgumentError, match="flags or a type"):
            record.kwic(pattern)


def test_zone_quote_and_speaker():
    rows = onrecord.analyze({"x": TEXT}, {"Acme": [], "Globex": []}).kwic("ties").arrow.to_pylist()
    assert [row["zone"] for row in rows] == ["body"] * 3
    assert [row["speaker"] for row in rows] == [None, "Ada Quill", "Ada Quill"]
    assert [row["stance"] for row in rows] == [None, "neutral", "denial"]
    # Half within and half without is not within.
    across = onrecord.analyze({"x": TEXT}).kwic("ties,” said").arrow.to_pylist()
    assert [row["quote_id"] for row in across] == [None]


def test_the_inner_of_two_quotations(seeds):
    rows = seeds.kwic("begun an investigation").arrow.to_pylist()
    assert [row["speaker"] for row in rows] == ["US congressional sources"]


def test_every_place_is_where_it_says(seeds):
    found = seeds.kwic(r"\w*ties\b", regex=True, width=30).arrow.to_pylist()
    assert len(found) > 10
    for row in found:
        text = seeds.corpus[row["doc_id"]]
        assert text[row["start"] : row["end"]] == row["match"]
        assert text[row["start"] - len(row["left"]) : row["start"]] == row["left"]
        assert text[row["end"] : row["end"] + len(row["right"])] == row["right"]
        if row["quote_id"]:
            quote = seeds.quotes.where("quote_id", row["quote_id"])[0]
            assert quote["start"] <= row["start"] < row["end"] <= quote["end"]


def test_threads_change_nothing():
    record = onrecord.analyze({str(n): f"no ties {n} " * (n % 50) for n in range(3000)})
    tables = [record.kwic("ties", n_threads=n).arrow for n in (1, 2, 7)]
    assert len(tables[0]) == sum(n % 50 for n in range(3000))
    assert tables[0].equals(tables[1])
    assert tables[0].equals(tables[2])


def test_documents_that_cannot_be_read_have_no_matches():
    record = onrecord.analyze(["ties", None, "", "lone \ud800 ties", "ties"])
    assert record.kwic("ties").df["doc_id"].tolist() == ["0", "4"]


def test_the_display_escapes_and_aligns():
    record = onrecord.analyze({"<i>": "a <script>alert(1)</script> ties &amp; more", "longer id": "ties"})
    table = record.kwic("ties")
    html = table._repr_html_()
    assert "<script>" not in html
    assert "<i>" not in html
    assert "&lt;i&gt;" in html
    lines = repr(table).splitlines()
    assert lines[0].startswith("kwic: 2 rows")
    assert lines[1].index("[ties]") == lines[2].index("[ties]")
    many = onrecord.analyze({"a": "ties " * 5000}).kwic("ties")
    assert len(repr(many).splitlines()) == 12
    assert max(map(len, repr(many).splitlines())) <= 120


def test_a_pattern_that_backtracks_elsewhere_takes_no_time():
    record = onrecord.analyze({"a": "a" * 50_000 + "!"})
    start = time.perf_counter()
    assert len(record.kwic("(a+)+$", regex=True)) == 0
    assert time.perf_counter() - start < 5


def test_a_text_of_a_hundred_megabytes():
    text = "there are no ties here, none at all; " * 2_700_000
    corpus = onrecord.read({"a": text})
    record = onrecord.analyze({"a": ""})
    record.corpus = corpus
    start = time.perf_counter()
    assert len(record.kwic("ties", width=20)) == 2_700_000
    assert time.perf_counter() - start < 30


STOPPED = """
import onrecord, time
text = "a" * 3_000_000
record = onrecord.analyze({"a": ""})
record.corpus = onrecord.read({"a": text})
print("running", flush=True)
try:
    record.kwic("a.*b|a", regex=True)
except KeyboardInterrupt:
    print(time.monotonic(), flush=True)
"""


def test_ctrl_c_stops_the_search():
    # Each match reads to the end of the text: hours in all.
    run = subprocess.Popen([sys.executable, "-c", STOPPED], stdout=subprocess.PIPE, text=True)
    assert run.stdout.readline() == "running\n"
    time.sleep(0.5)
    asked = time.monotonic()
    run.send_signal(signal.SIGINT)
    out, _ = run.communicate(timeout=60)
    assert float(out) - asked < 1
