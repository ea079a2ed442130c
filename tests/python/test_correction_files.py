"""Files of corrections: read back exactly, harmless in a spreadsheet, and clear about what is wrong with them."""

import csv
import json
import warnings

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import onrecord
from onrecord.correction import ACTIONS, KINDS, STANCES, Correction
from onrecord.corrections import Corrections
from onrecord.exceptions import CorrectionError, OnrecordError
from onrecord.spreadsheet import CONVERTED, escape, guard, unguard

SAID = "“We never sold the park to a bank,” said Ada Quill. “Yes,” said Bo Reed."


@pytest.fixture(scope="module")
def record():
    return onrecord.analyze({"a1": SAID})


free = st.text(st.characters(codec="utf-8"), max_size=12) | st.sampled_from(
    [
        "=cmd|' /C calc'!A0",
        "+1",
        "-1",
        "@x",
        "\t=1",
        "'quoted",
        "''",
        "007",
        "1-2",
        "TRUE",
        "\r\n",
        "a\r b",
        ' "x" ',
        ";",
        "﻿x",
        "\0",
    ]
)
word = free.filter(str.strip)
number = st.integers(0, 10**12)


@st.composite
def correction(draw):
    action = draw(st.sampled_from(ACTIONS))
    n_same = draw(st.integers(1, 9))
    return Correction(
        action,
        draw(word),
        draw(word),
        draw(word),
        draw(st.sampled_from(KINDS)),
        draw(st.sampled_from(STANCES)),
        draw(word),
        draw(word),
        draw(free),
        draw(free),
        draw(free),
        draw(number),
        draw(st.integers(1, n_same)),
        n_same,
        draw(free),
        draw(number),
        draw(free),
        draw(free),
        draw(word),
        draw(word),
    )


@given(st.lists(correction(), max_size=6))
@settings(max_examples=150, deadline=None)
def test_files_are_read_back_exactly(tmp_path_factory, given_rows):
    folder = tmp_path_factory.mktemp("files")
    corrections = Corrections(given_rows)
    corrections.to_csv(folder / "c.csv")
    assert Corrections.from_csv(folder / "c.csv") == corrections
    corrections.to_jsonl(folder / "c.jsonl")
    assert Corrections.from_jsonl(folder / "c.jsonl") == corrections
    with (folder / "c.csv").open(encoding="utf-8-sig", newline="") as lines:
        for row in list(csv.reader(lines))[1:]:
            assert not any(cell.lstrip()[:1] in tuple("=+-@") for cell in row if cell.strip())
            # A program that takes another separator finds no formula either.
            parts = [part for cell in row for part in cell.split(";")]
            assert not any(part.lstrip()[:1] in tuple("=+-@") for part in parts if part.strip())


@given(st.lists(free | st.text("'=+-@;\t\r\n 17.x", max_size=9), max_size=20))
@settings(max_examples=300, deadline=None)
def test_what_is_guarded_comes_back(cells):
    guarded = guard(cells)
    assert unguard(guarded) == cells
    # One rule for all CSV; files that are edited keep numbers and dates besides.
    for cell, plain in zip(guarded, escape(pa.array(cells, pa.string())).to_pylist(), strict=True):
        assert cell == plain or (cell == f"'{plain}" and CONVERTED.fullmatch(plain))
    assert not any(CONVERTED.fullmatch(cell) for cell in guarded if not cell.startswith("'"))


def test_a_spreadsheet_may_save_it_its_own_way(record, tmp_path):
    corrections = Corrections().fix(record, "a1:q1", speaker="=HYPERLINK(1)").accept(record, "a1:q2")
    path = tmp_path / "c.csv"
    corrections.to_csv(path)
    text = path.read_bytes().decode("utf-8-sig")
    with path.open(encoding="utf-8-sig", newline="") as lines:
        cells = list(csv.reader(lines))
    for separator, encoding in ((";", "utf-8"), ("\t", "utf-8-sig")):
        with path.open("w", encoding=encoding, newline="") as out:
            csv.writer(out, delimiter=separator).writerows([*cells, [""] * len(cells[0])])
        assert Corrections.from_csv(path) == corrections
    path.write_bytes(text.replace("accept", " Accept ").encode())
    assert Corrections.from_csv(path) == corrections


HEADER = "version,action,doc_id,exact,speaker,kind,stance,entity,into,into_id,start,nth,n_same"
BAD_CSV = {
    "another file": ("name,age\nx,1\n", r"line 1: no column 'version'; it has name, age"),
    "empty": ("", "is empty"),
    "not UTF-8": (b"version,action\n1,\xe4\n", "line 2: not UTF-8"),
    "unknown action": (
        f"{HEADER}\n1,acept,a,b{',' * 9}\n",
        "line 2, column 'action': 'acept' is none of .*did you mean 'accept'",
    ),
    "no words": (f"{HEADER}\n1,reject,a,{',' * 9}\n", "line 2, column 'exact': empty, and reject needs it"),
    "no speaker": (f"{HEADER}\n1,speaker,a,b{',' * 9}\n", r"line 2, column 'speaker': empty.*\(nobody\)"),
    "unknown kind": (
        f"{HEADER}\n1,kind,a,b,,indirekt{',' * 7}\n",
        "column 'kind': 'indirekt'.*did you mean 'indirect'",
    ),
    "no number": (f"{HEADER}\n1,reject,a,b,,,,,,,1e5,,\n", "line 2, column 'start': '1e5' is no whole number"),
    "no such place": (f"{HEADER}\n1,reject,a,b,,,,,,,1,3,2\n", "column 'nth': 3 of 2"),
    "newer": (f"{HEADER}\n2,reject,a,b{',' * 9}\n", "line 2: version 2 is newer"),
    "no version": (f"{HEADER}\nx,reject,a,b{',' * 9}\n", "line 2, column 'version': 'x' is no version"),
    "cells missing": (f"{HEADER}\n1,reject\n", "line 2: 2 cells where 13 are needed"),
    "an open quotation mark": (f'{HEADER}\n1,reject,a,b{"," * 9}\n1,"reject,a\n', "line 3: no CSV"),
    "after a cell of two lines": (
        f'{HEADER}\n1,reject,a,"b\nc"{"," * 9}\n1,x,a,b{"," * 9}\n',
        "line 4, column 'action'",
    ),
    "a column nearly known": (f"{HEADER},spekaer\n", "line 1: column 'spekaer' is not known; did you mean"),
    "a column twice": (f"{HEADER},action\n", "line 1: column 'action' is there twice"),
    "merge into nothing": (f"{HEADER}\n1,merge,,,,,,Ada,,,,,\n", "column 'into': empty, and merge needs it"),
}


@pytest.mark.parametrize("name", BAD_CSV)
def test_bad_csv(tmp_path, name):
    content, message = BAD_CSV[name]
    path = tmp_path / "bad.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(CorrectionError, match=message):
        onrecord.analyze({"a": "x"}, corrections=path)


BAD_JSONL = {
    "another file": ('{"id": 1}\n', 'line 1: no "format"'),
    "empty": ("\n", "is empty"),
    "no JSON": ('{"format": "onrecord corrections", "version": 1}\n{"action"\n', "line 2: no JSON"),
    "a list": ("[]\n", "line 1: list where an object is needed"),
    "a name": (
        '{"format": "onrecord corrections", "version": 1}\n{"acton": "x"}',
        "line 2: 'acton' is not known; did you mean 'action'",
    ),
    "no text": (
        '{"format": "onrecord corrections", "version": 1}\n{"action": 3}',
        "line 2, column 'action': 3 is no text",
    ),
    "no number": (
        '{"format": "onrecord corrections", "version": 1}\n'
        '{"action": "reject", "doc_id": "a", "exact": "b", "start": -1}',
        "line 2, column 'start': -1 is no whole number",
    ),
    "half a character": (
        '{"format": "onrecord corrections", "version": 1}\n{"action": "reject", "doc_id": "a", "exact": "b\\ud800"}',
        "line 2, column 'exact': .*holds half a character",
    ),
    "deep": ("[" * 100_000, "line 1: no JSON"),
}


@pytest.mark.parametrize("name", BAD_JSONL)
def test_bad_jsonl(tmp_path, name):
    content, message = BAD_JSONL[name]
    path = tmp_path / "bad.jsonl"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(CorrectionError, match=message):
        Corrections.read(path)


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
@settings(max_examples=200, deadline=None)
def test_any_file_has_an_answer(tmp_path_factory, content):
    folder = tmp_path_factory.mktemp("any")
    for name in ("x.csv", "x.jsonl"):
        (folder / name).write_bytes(content)
        with pytest.raises(OnrecordError):
            Corrections.read(folder / name)


PIECES = (
    b",",
    b'"',
    b"\n",
    b"\r",
    b"\0",
    b"\xff",
    b";",
    b"\t",
    b"1e9",
    b"-1",
    b"9" * 30,
    b"(nobody)",
    b"merge",
    b"split",
    b"reject",
)
damage = st.tuples(st.floats(0, 1), st.integers(0, 30), st.sampled_from(PIECES) | st.binary(max_size=8))


@pytest.fixture(scope="module")
def good_files(record, tmp_path_factory):
    """Files with a correction of every kind."""
    corrections = Corrections().fix(record, "a1:q1", speaker="Ada Quill-Reed", kind="mixed", stance="denial")
    corrections.reject(record, "a1:q2")
    merged = record.merge("Ada Quill", "Bo Reed").corrections
    folder = tmp_path_factory.mktemp("good")
    both = Corrections([*corrections, *merged])
    both.to_csv(folder / "c.csv")
    both.to_jsonl(folder / "c.jsonl")
    return {path.suffix: path.read_bytes() for path in sorted(folder.iterdir())}


@given(st.sampled_from([".csv", ".jsonl"]), st.lists(damage, min_size=1, max_size=6))
@settings(max_examples=200, deadline=None)
def test_a_damaged_file_is_told_or_can_be_applied(record, good_files, tmp_path_factory, suffix, damages):
    content = good_files[suffix]
    for where, n_gone, put in damages:
        at = int(where * len(content))
        content = content[:at] + put + content[at + n_gone :]
    path = tmp_path_factory.mktemp("damaged") / f"x{suffix}"
    path.write_bytes(content)
    told = ""
    try:
        corrections = Corrections.read(path)
    except OnrecordError as error:
        told = str(error)
    if told:
        assert str(path) in told
        return
    assert Corrections.read(corrections) == corrections
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what finds no place is told
        assert len(record.correct(corrections).documents) == 1


def test_jsonl_is_one_object_a_line(record, tmp_path):
    corrections = Corrections().fix(record, "a1:q1", speaker="Cy\nDoe").accept(record, "a1:q2")
    corrections.to_jsonl(tmp_path / "c.jsonl")
    lines = (tmp_path / "c.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(lines[0]) == {"format": "onrecord corrections", "version": 1}
    assert [json.loads(line)["action"] for line in lines[1:]] == ["speaker", "accept"]
