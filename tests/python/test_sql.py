"""SQL over the tables: what it answers, what it may not reach, and what it says when a query is wrong."""

import os
import subprocess
import sys

import pandas as pd
import pytest

import onrecord
from onrecord.exceptions import ArgumentError, MissingColumnError, MissingPackageError


@pytest.fixture(scope="module")
def record():
    said = "“We never sold the park to a bank,” said Ada Quill."
    rows = [
        {"id": "a", "outlet": "Gazette", "text": said},
        {"id": "b", "outlet": "Herald", "text": f"{said} “No,” said Bo Reed."},
    ]
    return onrecord.analyze(rows)


PIVOTED = [{"speaker": "Ada Quill", "direct": 2}]


ELSEWHERE = [
    ("select outlet from quotes", "outlet", "quotes", "documents", r"quotes join documents using \(doc_id\)"),
    ("select Stance FROM Documents", "Stance", "documents", "quotes", r"documents join quotes using \(doc_id\)"),
    ("select q.n_docs from quotes q", "n_docs", "quotes", "entities", "quotes join entities on entity_id = speaker_id"),
    ("select n_quotes from mentions", "n_quotes", "mentions", "entities", r"mentions join entities using \(entity_id"),
    ("select alarm from quotes", "alarm", "quotes", "sightings", r"quotes join sightings using \(quote_id\)"),
    ("select speakers from sightings", "speakers", "sightings", "statements", r"sightings join statements using"),
]


def rows(table):
    return table.arrow.to_pylist()


def test_all_tables_can_be_asked(record):
    for name, table in record.tables.items():
        assert rows(record.sql(f"from {name}")) == rows(table)
    assert rows(record.sql("SELECT count(*) n FROM Statements"))[0]["n"] == len(record.statements)


def test_the_answer_is_that_of_pandas(seeds):
    found = seeds.sql(
        "select speaker, count(*) n from quotes where speaker is not null group by 1 order by 2 desc, 1"
    ).df
    counts = seeds.quotes.df["speaker"].value_counts().rename_axis("speaker").reset_index(name="n")
    wanted = counts.sort_values(["n", "speaker"], ascending=[False, True])
    assert found.to_numpy().tolist() == wanted.to_numpy().tolist()


@pytest.mark.parametrize(
    ("query", "params", "wanted"),
    [
        ("select doc_id from quotes where speaker = ?", ["Bo Reed"], [{"doc_id": "b"}]),
        ("select doc_id from quotes where speaker = $who", {"who": "Bo Reed"}, [{"doc_id": "b"}]),
        ("select ? as x", ("'; drop table quotes",), [{"x": "'; drop table quotes"}]),
        ("with q as (from quotes) select count(*) n from q join documents using (doc_id)", None, [{"n": 3}]),
        ("select content[1].start s from quotes where doc_id = 'a'", None, [{"s": 1}]),
        ("select 1 as x;", None, [{"x": 1}]),
        ("select column_name c from (describe quotes) limit 1", None, [{"c": "quote_id"}]),
        ("pivot (select speaker, kind from quotes) on kind using count(*) order by speaker limit 1", None, PIVOTED),
        ("values (1)", None, [{"col0": 1}]),
    ],
)
def test_answers(record, query, params, wanted):
    assert rows(record.sql(query, params)) == wanted


def test_numbers_are_numbers(record):
    answer = record.sql("select sum(n_words) a, 1.5 b, 12345678901234567890123::hugeint c from quotes").df
    assert [str(kind) for kind in answer.dtypes] == ["int64", "float64", "float64"]
    assert answer["a"].iloc[0] == record.quotes.df["n_words"].sum()


def test_days_are_those_of_no_place(python):
    code = (
        "import onrecord; r = onrecord.analyze([{'id': 'a', 'text': 'x', 'published': '2017-05-01T23:30:00Z'}]); "
        "print(r.sql(\"select strftime(published::timestamptz, '%d %H') d from documents\").df['d'].iloc[0])"
    )
    run = {"capture_output": True, "text": True, "check": True}
    there = [
        subprocess.run([python, "-c", code], env={**os.environ, "TZ": zone}, **run) for zone in ("Asia/Tokyo", "UTC")
    ]
    assert [done.stdout for done in there] == ["01 23\n"] * 2


def test_statements_are_worked_out_only_where_they_are_asked(monkeypatch):
    fresh = onrecord.analyze({"a": "“No,” said Ada Quill."})
    fresh.sql("select count(*) from quotes join entities on speaker_id = entity_id")
    assert "_traced" not in vars(fresh)
    fresh.sql('select count(*) from "Sightings"')
    assert "_traced" in vars(fresh)


@pytest.mark.parametrize(
    "query",
    [
        "select * from read_text('{file}')",
        "select * from read_csv('{file}')",
        "from '{file}'",
        "select * from glob('*')",
        "copy quotes to '{file}.out'",
        "attach '{file}.db'",
        "install httpfs",
        "load httpfs",
        "export database '{file}.out'",
        "set enable_external_access = true",
        "select * from 'https://example.org/x.parquet'",
        "select * from secret",
        "create table x as from quotes",
        "select 1; copy quotes to '{file}.out'",
    ],
)
def test_a_query_reaches_the_tables_and_nothing_else(record, tmp_path, query):
    secret = pd.DataFrame({"word": ["hidden"]})
    file = tmp_path / "secret.csv"
    secret.to_csv(file, index=False)
    with pytest.raises(onrecord.OnrecordError) as caught:
        record.sql(query.format(file=file))
    assert "hidden" not in str(caught.value)
    assert [path.name for path in tmp_path.iterdir()] == ["secret.csv"]


@pytest.mark.parametrize(
    ("query", "params", "error", "message"),
    [
        ("select speker from quotes", None, MissingColumnError, "no column 'speker'; did you mean 'speaker'?"),
        ("select q.Stanc from quotes q", None, MissingColumnError, "no column 'Stanc'; did you mean 'stance'?"),
        *(
            (query, None, MissingColumnError, f"no column '{name}' in {table}; it is in {owner}: from {join}")
            for query, name, table, owner, join in ELSEWHERE
        ),
        (
            "select q.outlet from quotes q join documents d using (doc_id)",
            None,
            MissingColumnError,
            "no column 'outlet'; it is in documents: put the name that the query gives to documents before it",
        ),
        ("select * from Quots", None, MissingColumnError, "no table 'Quots'; .*did you mean 'quotes'?"),
        ("selec 1", None, ArgumentError, 'syntax error at or near "selec"'),
        ("select sum(speaker) from quotes", None, ArgumentError, "sum"),
        ("select 1; select 2", None, ArgumentError, "SELECT and then SELECT; pass one SELECT"),
        ("drop view quotes", None, ArgumentError, "query is DROP; pass one SELECT"),
        ("-- nothing", None, ArgumentError, "query is empty"),
        ("  ", None, ArgumentError, "pass a SELECT over documents"),
        (None, None, ArgumentError, "query is None"),
        ("select ?", None, ArgumentError, "query: "),
        ("select ?", "x", ArgumentError, "params is 'x'"),
        ("select ?", 3, ArgumentError, "params is 3"),
        ("select 1 / (n_chars - n_chars) from documents where error('stop') is null", None, ArgumentError, "stop"),
        ("select ?", [object()], ArgumentError, "query: "),
        ("select '\ud800'", None, ArgumentError, "query: .*surrogates not allowed"),
    ],
)
def test_what_is_wrong_with_a_query_is_told(record, query, params, error, message):
    with pytest.raises(error, match=message.replace("?", r"\?")):
        record.sql(query, params)


def test_the_same_query_gives_the_same_rows(seeds):
    query = "select entity, avg(start) m from mentions group by entity"
    first = rows(seeds.sql(query))
    assert all(rows(seeds.sql(query)) == first for _ in range(3))


def test_duckdb_is_named_where_it_is_missing(record, monkeypatch):
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(MissingPackageError, match=r"onrecord\[sql\]"):
        record.sql("select 1")


@pytest.mark.parametrize(("query", "name", "table", "owner"), [case[:4] for case in ELSEWHERE])
def test_the_join_that_is_shown_runs(record, query, name, table, owner):
    with pytest.raises(MissingColumnError) as told:
        record.sql(query)
    shown = str(told.value).splitlines()[0].partition(f"{owner}: ")[2]
    assert len(record.sql(f"select {owner}.{name} {shown}")) > 0
