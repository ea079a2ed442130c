"""The table of entities, counted again over tables."""

import random

import pandas as pd
import pyarrow as pa
import pytest

import onrecord
from onrecord.exceptions import ArgumentError, MissingColumnError, SourceNotFoundError


@pytest.fixture(scope="module")
def record():
    return onrecord.analyze("seeds", "seeds/entities.csv")


def rows(table):
    return table.arrow.to_pylist()


def test_counting_again_gives_the_table_of_the_record(record):
    assert rows(onrecord.tally(record.mentions, record.quotes)) == rows(record.entities)


def test_counts_are_those_of_groups(record):
    named, said = (
        table[table["zone"].isin(["title", "subtitle", "body", "caption"])]
        for table in (record.mentions.df, record.quotes.df)
    )
    met = pd.concat(
        [named[["entity_id", "doc_id"]], said[["speaker_id", "doc_id"]].set_axis(["entity_id", "doc_id"], axis=1)]
    )
    expected = {
        "n_docs": met.groupby("entity_id")["doc_id"].nunique().to_dict(),
        "n_mentions": named.groupby("entity_id").size().to_dict(),
        "n_quotes": said.groupby("speaker_id").size().to_dict(),
        "n_words": said.groupby("speaker_id")["n_words"].sum().to_dict(),
    }
    counted = record.entities.df.set_index("entity_id")
    for column, groups in expected.items():
        assert counted[column].to_dict() == {entity: groups.get(entity, 0) for entity in counted.index}, column
    assert counted["n_quotes"].sum() > 20


def test_order_of_rows_and_parts_changes_nothing(record):
    shuffled = []
    for table in (record.mentions.arrow, record.quotes.arrow):
        order = list(range(len(table)))
        random.Random(7).shuffle(order)
        half = len(order) // 2
        shuffled.append(pa.concat_tables([table.take(order[:half]), table.take(order[half:])]))
    assert rows(onrecord.tally(*shuffled)) == rows(record.entities)


def test_a_bar_is_a_filter(record):
    sure = onrecord.analyze("seeds", "seeds/entities.csv", min_confidence=0.8)
    again = onrecord.tally(record.mentions, record.quotes.df.query("confidence >= 0.8"))
    # A name that only a doubtful quote has brought in keeps its mentions.
    assert rows(again) == rows(sure.entities)


def test_takes_files_and_nothing_at_all(record, tmp_path):
    record.to_parquet(tmp_path)
    again = onrecord.tally(tmp_path / "mentions.parquet", str(tmp_path / "quotes.parquet"))
    assert rows(again) == rows(record.entities)
    empty = onrecord.tally(record.mentions.arrow.slice(0, 0), record.quotes.arrow.slice(0, 0))
    assert rows(empty) == []
    assert empty.arrow.schema == record.entities.arrow.schema


def test_faults_are_named(record):
    mentions, quotes = record.mentions.df, record.quotes.df
    with pytest.raises(MissingColumnError, match="'how' in mentions"):
        onrecord.tally(mentions.drop(columns="how"), quotes)
    with pytest.raises(ArgumentError, match='"robot"'):
        onrecord.tally(mentions.assign(type="robot"), quotes)
    with pytest.raises(ArgumentError, match='"cellar"'):
        onrecord.tally(mentions, quotes.assign(zone="cellar"))
    with pytest.raises(SourceNotFoundError):
        onrecord.tally("nowhere.parquet", quotes)
