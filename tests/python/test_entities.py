"""The list of names, in every form, and every way in which it can be bad."""

import json
import pickle
import time

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pyarrow import csv

import onrecord
from onrecord import Gazetteer, entities
from onrecord.exceptions import EntityError, SourceNotFoundError
from onrecord.voices import TYPES

ROWS = [
    {"id": "Q1", "entity": "Ada Quill", "type": "person", "aliases": "Mayor Quill|Quill", "priority": 2},
    {"id": "Q2", "entity": "The Row", "type": "org", "aliases": None, "priority": None},
    {"id": "Q3", "entity": "Jon Quill", "type": "person", "aliases": "Quill", "priority": 1},
]
TEXT = "Mayor Quill met The Row. Quill left."


def table_of(rows):
    return pa.Table.from_pylist(rows)


def lists_of(rows):
    return [{**row, "aliases": row["aliases"].split("|") if row["aliases"] else None} for row in rows]


def written(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def csv_of(rows, delimiter=",", head=None):
    names = list(rows[0])
    lines = [head or names, *([row[name] for name in names] for row in rows)]
    return "".join(delimiter.join("" if v is None else str(v) for v in line) + "\r\n" for line in lines)


def parquet(tmp_path):
    pq.write_table(table_of(lists_of(ROWS)), tmp_path / "names.parquet")
    return tmp_path / "names.parquet"


FORMS = {
    "csv": lambda tmp: written(tmp, "names.csv", csv_of(ROWS)),
    "csv path as str": lambda tmp: str(written(tmp, "names.csv", csv_of(ROWS))),
    "csv with mark and capitals": lambda tmp: written(
        tmp, "names.csv", "\ufeff" + csv_of(ROWS, head=["ID", "Entity", " Type", "Aliases ", "PRIORITY"])
    ),
    "csv with short rows": lambda tmp: written(
        tmp,
        "names.csv",
        "entity,id,type,priority,aliases\nAda Quill,Q1,person,2,Mayor Quill|Quill\nThe Row,Q2,org\n"
        "Jon Quill,Q3,person,1,Quill,left over\n",
    ),
    "tsv": lambda tmp: written(tmp, "names.tsv", csv_of(ROWS, "\t")),
    "wikidata": lambda tmp: written(
        tmp, "names.csv", csv_of([{**r, "description": "x"} for r in ROWS]).replace("entity", "label")
    ),
    "jsonl": lambda tmp: written(tmp, "names.jsonl", "\n\n".join(map(json.dumps, ROWS))),
    "jsonl with lists": lambda tmp: written(tmp, "names.jsonl", "\n".join(map(json.dumps, lists_of(ROWS)))),
    "parquet": parquet,
    "pandas": lambda _: pd.DataFrame(ROWS),
    "pandas object": lambda _: pd.DataFrame(ROWS).astype(object),
    "pandas arrow": lambda _: pd.DataFrame(ROWS).astype({"entity": "string[pyarrow]", "aliases": "string[pyarrow]"}),
    "pandas categories": lambda _: pd.DataFrame(ROWS).astype({"type": "category"}),
    "pandas with lists": lambda _: pd.DataFrame(lists_of(ROWS), index=[7, 7, 7]),
    "pandas with arrays": lambda _: pd.DataFrame(
        [{**row, "aliases": np.array(row["aliases"] or [])} for row in lists_of(ROWS)]
    ),
    "polars": lambda _: pl.DataFrame(ROWS),
    "polars with lists": lambda _: pl.DataFrame(lists_of(ROWS)),
    "polars categories": lambda _: pl.DataFrame(ROWS).with_columns(pl.col("type").cast(pl.Categorical)),
    "pyarrow": lambda _: table_of(ROWS),
    "pyarrow large": lambda _: table_of(ROWS).cast(
        pa.schema(
            [
                ("id", pa.large_string()),
                ("entity", pa.large_string()),
                ("type", pa.string()),
                ("aliases", pa.large_string()),
                ("priority", pa.float32()),
            ]
        )
    ),
    "chunked": lambda _: pa.concat_tables([table_of(ROWS).slice(i, 1) for i in range(3)]),
    "reader": lambda _: table_of(ROWS).to_reader(),
    "batch": lambda _: table_of(ROWS).to_batches()[0],
    "mappings": lambda _: ROWS,
    "mappings with lists": lambda _: lists_of(ROWS),
    "mixed": lambda _: [ROWS[0], {**ROWS[1]}, lists_of(ROWS)[2]],
    "generator": lambda _: (row for row in ROWS),
    "dict of mappings": lambda _: {
        row["entity"]: {key: value for key, value in row.items() if key != "entity"} for row in ROWS
    },
    "table of another": lambda _: Gazetteer(ROWS).entities.arrow.rename_columns(
        ["id", "entity", "type", "aliases", "priority"]
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_gives_the_same_list(form, tmp_path):
    found = Gazetteer(FORMS[form](tmp_path))
    assert found == Gazetteer(ROWS)
    assert hash(found) == hash(Gazetteer(ROWS))
    rows = found.find(TEXT).arrow.to_pylist()
    assert [(r["start"], r["end"], r["text"], r["entity_id"], r["type"], r["how"], r["others"]) for r in rows] == [
        (0, 11, "Mayor Quill", "Q1", "person", "alias", []),
        (16, 23, "The Row", "Q2", "org", "alias", []),
        (25, 30, "Quill", "Q1", "person", "alias", ["Q3"]),
    ]


NAMES = ["Ada Quill", "The Row"]
NAME_FORMS = {
    "list": lambda _: NAMES,
    "tuple": lambda _: tuple(NAMES),
    "iterator": lambda _: iter(NAMES),
    "mapping": lambda _: dict.fromkeys(NAMES),
    "mapping with lists": lambda _: {name: [] for name in NAMES},
    "series": lambda _: pd.Series(NAMES),
    "polars series": lambda _: pl.Series(NAMES),
    "array": lambda _: pa.array(NAMES),
    "chunks": lambda _: pa.chunked_array([[NAMES[0]], [NAMES[1]]]),
    "dictionary": lambda _: pa.array(NAMES).dictionary_encode(),
    "patterns": lambda _: [{"label": "MISC", "pattern": name} for name in NAMES],
    "csv": lambda tmp: written(tmp, "names.csv", "name\nAda Quill\n\nThe Row"),
}


@pytest.mark.parametrize("form", NAME_FORMS)
def test_names_alone(form, tmp_path):
    found = Gazetteer(NAME_FORMS[form](tmp_path))
    assert found == Gazetteer(NAMES)
    assert found.entities.arrow["entity_id"].to_pylist() == NAMES
    assert found.entities.arrow["type"].to_pylist() == ["other", "other"]


@pytest.mark.parametrize("word", ["org", "Person", " group ", *sorted(entities.TYPE_WORDS)])
def test_a_type_is_no_alias_by_itself(word):
    with pytest.raises(EntityError, match="would be an alias of 'The Row'; if it is the type, write"):
        Gazetteer({"Ada Quill": "Quill", "The Row": word})
    typed = Gazetteer({"Ada Quill": "Quill", "The Row": {"type": word, "aliases": ["Row"]}}).entities.df
    assert typed["aliases"].map(list).tolist() == [["Quill"], ["Row"]]
    assert typed["type"][0] == "other"
    insisted = Gazetteer({"The Row": [word]}).entities.df
    assert (insisted["type"][0], insisted["aliases"][0].tolist()) == ("other", [word.strip()])


def test_words_for_types_are_those_of_the_core():
    assert {*TYPES} <= entities.TYPE_WORDS
    assert {Gazetteer({"A": {"type": word}}).entities.df["type"][0] for word in entities.TYPE_WORDS} == {*TYPES}


@pytest.mark.parametrize("form", ["list", "jsonl", "pandas", "csv"])
def test_patterns_of_spacy(form, tmp_path):
    rows = [
        {"label": "ORG", "pattern": "Apple", "id": "apple"},
        {"label": "GPE", "pattern": "New York", "id": None},
        {"label": "ORG", "pattern": "Apple Inc.", "id": "apple"},
        {"label": "PERSON", "pattern": "New York", "id": None},
        {"label": "ORG", "pattern": "Apple", "id": "apple"},
    ]
    given = {
        "list": lambda: rows,
        "jsonl": lambda: written(tmp_path, "patterns.jsonl", "\n".join(map(json.dumps, rows))),
        "pandas": lambda: pd.DataFrame(rows),
        "csv": lambda: written(tmp_path, "patterns.csv", csv_of(rows)),
    }
    found = Gazetteer(given[form]())
    assert found.entities.arrow.select(["entity_id", "entity", "type", "aliases"]).to_pylist() == [
        {"entity_id": "apple", "entity": "Apple", "type": "org", "aliases": ["Apple Inc."]},
        {"entity_id": "New York", "entity": "New York", "type": "place", "aliases": []},
        {"entity_id": "New York (person)", "entity": "New York", "type": "person", "aliases": []},
    ]
    assert found.find("Apple Inc. in New York").df["entity_id"].tolist() == ["apple", "New York"]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([{"entity": "A"}, {"entity": " "}], "entity row 2: no name"),
        ([{"entity": "A", "aliases": "B||C"}], "entity row 1: an alias of .A. is empty; take out the extra '|'"),
        ([{"entity": "A", "aliases": ["B", "  "]}], "entity row 1: an alias of .A. is empty"),
        ([{"entity": "A", "aliases": ["B", None]}], "entity row 1: an alias of .A. is empty"),
        ({"A": ["B", "\u00a0\u2009"]}, "entity row 1: an alias of .A. is empty"),
        ([{"entity": "A", "aliases": "= "}], "entity row 1: an alias of .A. is empty"),
        ({"A": None, "B": ["—!"]}, "entity row 2: .*—!.* no letter or digit"),
        (["A", "…"], "entity row 2: .*….* no letter or digit"),
        (["A", "B", "A"], "entity row 3: .*given before.*row 1"),
        ([{"entity": "A", "id": "1"}, {"entity": "B", "id": "1"}], "entity row 2: .*given before"),
        ([{"entity": "A", "type": "robot"}], "entity row 1: type .*robot.* of .*A.* is none of person"),
        ([{"entity": "A", "case": "upper"}], "entity row 1: .*case .*upper"),
        ([{"entity": "A", "priority": "high"}], "entity row 1: priority 'high' is no number"),
        (["A", 7], "entity row 2: int where a name or a mapping"),
        ([{"entity": "A"}, {"entity": ["B"]}], "entity row 2: list .* in 'entity', not text"),
        ([{"entity": "A", "aliases": b"B"}], "entity row 1: bytes .* in 'aliases', not text"),
        (["A", "a\ud800"], "entity row 2: lone surrogate at code point 1"),
        ({"A": ["b", "\ud800"]}, "entity row 1: lone surrogate"),
        (7, "cannot read entities from int"),
        (b"A", "cannot read entities from bytes"),
        (pd.DataFrame({"entities": ["A"]}), "no column 'entity' in the DataFrame; it has entities; .*'entities'"),
        (
            pd.DataFrame({"itemLabel": ["A"], "item": ["Q1"]}),
            "no column 'entity' .* it has itemLabel, item;.*itemLabel",
        ),
        (pd.DataFrame({"x": ["A"]}), "no column 'entity' in the DataFrame; it has x$"),
        (pl.DataFrame({"entity": ["A"], "alias": ["B"]}), "no column 'aliases' in the DataFrame; .*mean 'alias'"),
        (pa.table({"entity": ["A"], "aliases": [True]}), "column 'aliases' has type bool"),
        (pa.table([["A"], ["B"]], ["entity", "entity"]), "two columns 'entity'"),
        (pa.table({"entity": ["A", None]}), "entity row 2: no name"),
        ([{"x": 1}], "no column 'entity' in the mappings; it has x"),
        ([{"label": "ORG", "pattern": [{"LOWER": "apple"}]}], "entity row 1: a pattern of tokens"),
        ([{"label": "ORG", "pattern": " "}], "entity row 1: no name in 'pattern'"),
        ([{"label": "ROBOT", "pattern": "A"}], "entity row 1: label 'ROBOT' is none of"),
        (
            [{"label": "ORG", "pattern": "A", "id": "a"}, {"label": "GPE", "pattern": "B", "id": "a"}],
            "entity row 2: the label of 'a' is 'GPE'",
        ),
    ],
)
def test_bad_lists(rows, message):
    with pytest.raises(EntityError, match=message):
        Gazetteer(rows)


def test_a_list_that_is_one_already():
    with pytest.raises(EntityError, match="is a Gazetteer already"):
        Gazetteer(Gazetteer(ROWS))


@pytest.mark.parametrize("name", ["bad.csv", "bad.jsonl", "bad.tsv"])
def test_invalid_utf8_names_byte_and_position(name, tmp_path):
    path = written(tmp_path, name, b"entity\nCaf\xe9\n")
    with pytest.raises(EntityError, match=rf"{name}: byte 0xe9 at position 10 is not UTF-8"):
        Gazetteer(path)


def test_bad_files(tmp_path):
    def fails(name, content, message, error=EntityError):
        with pytest.raises(error, match=message):
            Gazetteer(written(tmp_path, name, content))

    fails("a.csv", "entity,aliases\nAda,\nBob,Rob|\n", r"a.csv: entity row 2: an alias of .Bob. is empty")
    fails("a.csv", "entity,priority\nAda,1\nBob,high\n", r"a.csv: entity row 2: priority 'high' is no number")
    fails("a.csv", "entity;aliases\nAda;B\n", r"a.csv: no column 'entity' in the header; it has entity;aliases")
    fails("a.csv", "Entity,Alias\nAda,B\n", r"a.csv: no column 'aliases' .* did you mean 'Alias'")
    fails("a.csv", "", "a.csv is empty", onrecord.OnrecordError)
    fails("a.jsonl", '{"entity": "A"}\n{"entity"', "a.jsonl: line 2: not JSON")
    fails("a.jsonl", "[1]", "a.jsonl: line 1: list where an object is needed")
    fails("a.parquet", "PAR1", "a.parquet: ")
    fails("a.xlsx", "", "entities are read from .csv, .tsv, .jsonl or .parquet")
    with pytest.raises(SourceNotFoundError, match=r"did you mean 'a.jsonl'"):
        Gazetteer(tmp_path / "b.jsonl")
    with pytest.raises(EntityError, match="is a folder"):
        Gazetteer(tmp_path)


def test_an_alias_of_a_megabyte_is_refused(tmp_path):
    long = "Long " * 200_000 + "End"
    message = r'entity row 2: an alias "Long Long .* has 1000003 bytes; a name may have 4096'
    with pytest.raises(EntityError, match=message):
        Gazetteer({"A": None, "B": ["C", long]})
    path = written(tmp_path, "long.csv", f"entity,aliases\nA,\nB,C|{long}\n")
    with pytest.raises(EntityError, match=r"long\.csv: " + message):
        Gazetteer(path)
    with pytest.raises(EntityError, match=r"entity row 1: the name .* has 1000000 bytes"):
        Gazetteer(["x" * 1_000_000])


@pytest.mark.parametrize("engine", ["index", "automaton"])
def test_the_longest_names_there_may_be(engine):
    for name in ("Long " * 800 + "End", "x" * 4096, "a-" * 2000 + "b", "é" * 2048):
        found = Gazetteer([name, "End"], engine=engine)
        assert found.find(f"x {name} End").df["end"].tolist() == [2 + len(name), 6 + len(name)]
        assert pickle.loads(pickle.dumps(found)) == found  # noqa: S301


def test_a_million_rows_are_read_fast(tmp_path):
    n = 1_000_000
    rows = pa.table({"entity": [f"Name {i:x}" for i in range(n)], "id": [f"Q{i}" for i in range(n)]})
    csv.write_csv(rows, tmp_path / "names.csv")
    start = time.perf_counter()
    found = Gazetteer(tmp_path / "names.csv")
    taken = time.perf_counter() - start
    assert len(found) == n
    assert taken < 6, "no Python per row"
    assert found.find("Name ff and Name fff").df["entity_id"].tolist() == ["Q255", "Q4095"]
