"""The same rows on Spark as on one machine. Needs pyspark and Java 17; `make test-spark` brings both."""

import importlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest

pytest.importorskip("pyspark", reason="no pyspark: make test-spark installs it")
if shutil.which("java") is None:
    pytest.skip("no Java: apt-get install openjdk-17-jre-headless", allow_module_level=True)

import onrecord
import onrecord.spark
from onrecord.exceptions import ArgumentError, MissingColumnError

ROOT = Path(__file__).parents[2]
TABLES = ("documents", "zones", "mentions", "quotes")


def articles():
    """The seeds, and some more with metadata, a missing text and an empty one."""
    rows = [
        {"id": path.stem, "text": path.read_bytes().decode(), "outlet": f"Outlet {i % 2}", "published": "2017-07-11"}
        for i, path in enumerate(sorted((ROOT / "seeds").glob("*.txt")))
    ]
    rows += [
        {
            "id": f"x{i}",
            "text": f"“We never sold park {i},” said Ada Quill of Globex. 😀",
            "outlet": None,
            "published": None,
        }
        for i in range(40)
    ]
    return [*rows, {"id": "none", "text": None, "outlet": None}, {"id": "empty", "text": "", "outlet": "The Row"}]


LIST = {"Kaspersky Lab": ["Kaspersky"], "Ada Quill": [], "Globex": []}


@pytest.fixture(scope="module")
def whole():
    return onrecord.analyze(pa.Table.from_pylist(articles()), LIST, link=False)


@pytest.fixture(scope="module")
def spark():
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    session = (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "3")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .getOrCreate()
    )
    yield session
    session.stop()


@pytest.fixture(scope="module")
def frame(spark):
    return spark.createDataFrame(pa.Table.from_pylist(articles())).repartitionByRange(4, "id")


def by_id(table, key):
    return sorted(table.to_pylist(), key=lambda row: (row["doc_id"], row.get(key) or 0, str(row)))


@pytest.mark.parametrize("name", TABLES)
def test_rows_are_those_of_one_machine(name, frame, whole):
    found = onrecord.spark.analyze(frame, LIST, table=name, chunk_bytes=5000).toArrow()
    expected = whole.tables[name].arrow
    assert found.column_names == expected.column_names
    assert len(found) == len(expected) > 0
    # Messages count rows of the partition, which Spark has cut.
    rows, others = by_id(found, "start"), by_id(expected, "start")
    for row in (*rows, *others):
        if row.get("message"):
            row["message"] = row["message"].split(", ", 1)[1]
    assert rows == others


def test_entities_and_statements(frame, whole):
    mentions = onrecord.spark.analyze(frame, onrecord.Gazetteer(LIST), table="mentions")
    quotes = onrecord.spark.analyze(frame, LIST).cache()
    documents = onrecord.spark.analyze(frame, LIST, table="documents")
    for n_groups in (1, 7):
        counted = onrecord.spark.tally(mentions, quotes, n_groups=n_groups).toArrow()
        assert counted.to_pylist() == whole.entities.arrow.to_pylist()
    same_statements(onrecord.spark.statements(quotes, documents), whole.quotes.arrow, whole.documents)
    same_statements(onrecord.spark.statements(quotes, n_groups=1), whole.quotes.arrow, None)


def same_statements(found, quotes, documents, **options):
    """The rows are those of one machine; only their order is free."""
    order = [(name, "ascending") for name in ("doc_id", "start", "quote_id") if name in quotes.column_names]
    expected = onrecord.statements(quotes.sort_by(order), documents, **options)

    def rows(table):
        return sorted(table.to_pylist(), key=lambda row: row["statement_id"])  # stable: those of one stay in order

    assert rows(found.statements.toArrow()) == rows(expected.statements.arrow)
    assert rows(found.sightings.toArrow()) == rows(expected.sightings.arrow)
    assert found.statements.columns == expected.statements.arrow.column_names
    assert found.sightings.columns == expected.sightings.arrow.column_names


def test_statements_of_many_wordings(spark, monkeypatch):
    monkeypatch.syspath_prepend(ROOT / "bench")
    table, _ = importlib.import_module("variants").mentions(3000, seed=5)
    doc_ids = sorted(set(table["doc_id"].to_pylist()))
    documents = pa.table(
        {
            "doc_id": doc_ids,
            "outlet": [f" Outlet {i % 9} " if i % 5 else None for i in range(len(doc_ids))],
            "published": [f"{i % 28 + 1:02}/{i % 3 + 1:02}/2026" for i in range(len(doc_ids))],
        }
    )
    frame = spark.createDataFrame(table).repartition(5)
    found = onrecord.spark.statements(frame, spark.createDataFrame(documents), window=9, n_groups=5)
    same_statements(found, table, documents, window=9)
    assert found.statements.where("n_docs > 3").count() > 20


def test_no_quotes_are_no_statements(spark):
    none = spark.createDataFrame(pa.table({name: pa.array([], pa.string()) for name in ("quote_id", "doc_id", "text")}))
    found = onrecord.spark.statements(none)
    assert found.statements.count() == found.sightings.count() == 0


def test_quotes_that_cannot_be_used(spark):
    rows = [{"quote_id": "q1", "doc_id": "a", "text": "We go."}, {"quote_id": "q1", "doc_id": "b", "text": "We stay."}]
    frame = spark.createDataFrame(rows)
    with pytest.raises(ArgumentError, match="quote_id 'q1' stands in 2 rows"):
        onrecord.spark.statements(frame)
    with pytest.raises(MissingColumnError, match="no column 'text' in the quotes; they have doc_id, quote_id"):
        onrecord.spark.statements(frame.drop("text"))
    with pytest.raises(MissingColumnError, match="no column 'doc_id' in the documents; they have text"):
        onrecord.spark.statements(frame.where("doc_id = 'a'"), frame.select("text"))
    with pytest.raises(ArgumentError, match="n_groups is 0"):
        onrecord.spark.statements(frame, n_groups=0)


def test_empty_partitions_and_frames(frame):
    few = frame.where("id like 'x1%'").repartition(8)
    assert onrecord.spark.analyze(few).count() > 0
    assert onrecord.spark.analyze(frame.where("false"), table="documents").toArrow().num_rows == 0


def test_what_is_wrong_is_told_on_the_driver(frame):
    with pytest.raises(MissingColumnError, match="no column 'body' in the DataFrame; it has id, text"):
        onrecord.spark.analyze(frame, text_field="body")
    with pytest.raises(MissingColumnError, match="no column 'id'"):
        onrecord.spark.analyze(frame.drop("id"))
    with pytest.raises(ArgumentError, match="table is 'entities'"):
        onrecord.spark.analyze(frame, table="entities")
    with pytest.raises(ArgumentError, match="min_confidence is 7"):
        onrecord.spark.analyze(frame, min_confidence=7)


CLUSTER = """
import json, sys
import pyarrow as pa
import onrecord, onrecord.spark
from pyspark.sql import SparkSession

rows, names = json.load(open(sys.argv[1]))
spark = (
    SparkSession.builder.master("local-cluster[2,1,1024]")
    .config("spark.ui.enabled", "false").config("spark.executor.memory", "1g")
    .config("spark.driver.bindAddress", "127.0.0.1").config("spark.driver.host", "127.0.0.1")
    .config("spark.sql.shuffle.partitions", "4")
    .getOrCreate()
)
frame = spark.createDataFrame(pa.Table.from_pylist(rows)).repartitionByRange(4, "id")
quotes = onrecord.spark.analyze(frame, names).cache()
mentions = onrecord.spark.analyze(frame, names, table="mentions")
entities = onrecord.spark.tally(mentions, quotes)
sightings = onrecord.spark.statements(quotes).sightings
json.dump([table.toArrow().to_pylist() for table in (quotes, entities, sightings)], open(sys.argv[2], "w"))
spark.stop()
"""


def test_a_cluster_of_two_workers(tmp_path, whole, monkeypatch):
    # Processes of their own, as on other machines: what a task needs has to be sent there.
    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)
    monkeypatch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
    (tmp_path / "in.json").write_text(json.dumps([articles(), LIST]))
    command = [sys.executable, "-c", CLUSTER, str(tmp_path / "in.json"), str(tmp_path / "out.json")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, cwd=tmp_path)
    assert done.returncode == 0, done.stderr[-3000:]
    quotes, entities, sightings = json.loads((tmp_path / "out.json").read_text())
    assert sorted(quotes, key=lambda q: q["quote_id"]) == sorted(
        whole.quotes.arrow.to_pylist(), key=lambda q: q["quote_id"]
    )
    assert entities == whole.entities.arrow.to_pylist()
    order = [("doc_id", "ascending"), ("start", "ascending"), ("quote_id", "ascending")]
    expected = onrecord.statements(whole.quotes.arrow.sort_by(order)).sightings.arrow.to_pylist()
    by_statement = lambda rows: sorted(rows, key=lambda row: row["statement_id"])  # noqa: E731
    assert by_statement(sightings) == by_statement(expected)
