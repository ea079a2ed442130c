"""The list of entities, in every form, and every way in which it can be bad."""

import json

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import onrecord
from onrecord.exceptions import EntityError, SourceNotFoundError

ROWS = [
    {"entity": "Ada Quill", "type": "person", "aliases": "Mayor Quill|Quill"},
    {"entity": "The Row", "type": "org", "aliases": None},
]
TEXT = "Mayor Quill met The Row. Quill left."


def csv(tmp_path):
    path = tmp_path / "entities.csv"
    path.write_text("\ufeffentity,type,aliases\nAda Quill,person,Mayor Quill|Quill\nThe Row,org,\n", "utf-8")
    return path


def jsonl(tmp_path):
    path = tmp_path / "entities.jsonl"
    path.write_text("\n".join(map(json.dumps, ROWS)))
    return str(path)


FORMS = {
    "csv": csv,
    "jsonl": jsonl,
    "pandas": lambda _: pd.DataFrame(ROWS),
    "polars": lambda _: pl.DataFrame(ROWS),
    "pyarrow": lambda _: pa.Table.from_pylist(ROWS),
    "lists in arrow": lambda _: pa.table(
        {
            "entity": ["Ada Quill", "The Row"],
            "type": ["person", "org"],
            "aliases": [["Mayor Quill", "Quill"], None],
        }
    ),
    "mappings": lambda _: ROWS,
    "dict": lambda _: {
        "Ada Quill": {"type": "person", "aliases": ["Mayor Quill", "Quill"]},
        "The Row": {"type": "org"},
    },
    "built": lambda _: onrecord.Gazetteer(ROWS),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_finds_the_same(form, tmp_path):
    mentions = onrecord.analyze([TEXT], FORMS[form](tmp_path)).mentions.df
    found = list(zip(mentions["text"], mentions["entity"], mentions["type"], strict=True))
    expected = [
        ("Mayor Quill", "Ada Quill", "person"),
        ("The Row", "The Row", "org"),
        ("Quill", "Ada Quill", "person"),
    ]
    assert found == expected


def test_case_rules():
    text = "TIME passes. Time printed it. time flies. The LAB closed."
    rows = [
        {"entity": "Time Magazine", "type": "org", "aliases": "=Time"},
        {"entity": "Lab", "type": "org", "aliases": "~the lab"},
    ]
    assert onrecord.analyze([text], rows).mentions.df["text"].tolist() == ["Time", "The LAB"]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([{"entity": "A"}, {"entity": " "}], "entity row 2: no name"),
        ([{"entity": "A", "aliases": "B||C"}], "entity row 1: an alias of 'A' is empty"),
        ([{"entity": "A", "aliases": ["B", ""]}], "entity row 1: an alias of 'A' is empty"),
        ([{"entity": "A", "aliases": "="}], "entity row 1: an alias of 'A' is empty"),
        ([{"entity": "A"}, {"entity": "A"}], "entity row 2"),
        ([{"entity": "A", "id": "1"}, {"entity": "B", "id": "1"}], "entity row 2"),
        ([{"entity": "A", "type": "robot"}], 'entity row 1: type "robot" of "A" is none of person'),
        ([{"entity": "A", "aliases": "B", "case": "upper"}], 'case "upper"'),
        ([7], "entity row 1: int where a mapping"),
        (7, "cannot read entities from int"),
        (pd.DataFrame({"entities": ["A"]}), "no column 'entity' in the DataFrame; it has entities"),
    ],
)
def test_bad_lists(rows, message):
    with pytest.raises(EntityError, match=message):
        onrecord.analyze(["One."], rows)


def test_bad_files_are_named(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text("entity,type,aliases\nAda,person,\nBob,person,Rob|\n")
    with pytest.raises(EntityError, match=r"people.csv: entity row 2: an alias of 'Bob' is empty"):
        onrecord.analyze(["One."], path)
    path.write_bytes(b"entity\nCaf\xe9\n")
    with pytest.raises(EntityError, match=r"people.csv: byte 0xe9 at position 10 is not UTF-8"):
        onrecord.analyze(["One."], path)
    with pytest.raises(SourceNotFoundError, match=r"did you mean 'people.csv'"):
        onrecord.analyze(["One."], tmp_path / "peoples.csv")
