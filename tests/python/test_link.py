"""One entity across documents, over tables."""

import pandas as pd
import pytest

import onrecord
from onrecord.exceptions import ArgumentError, MissingColumnError

TEXTS = {
    "a1": "“The dam will hold,” said Ada Quill, the mayor of Roe. Tom Brandt disagreed. “It will not,” Brandt said.",
    "a2": "“The dam will hold,” said Ada B. Quill. “It has cracks,” said Tom Brandt.",
    "a3": "“It has cracks,” said Thomas Brandt. “It will hold,” Quill said.",
    "b1": "“The dam is old,” said Ada Quill.",
}


def rows(table):
    return table.arrow.to_pylist()


def test_names_of_one_person_are_one_entity():
    record = onrecord.analyze(TEXTS)
    found = record.entities.df.set_index("entity_id")
    assert set(found.index) == {"person:ada-quill", "person:tom-brandt"}
    assert found.loc["person:ada-quill", ["n_docs", "n_quotes"]].tolist() == [4, 4]
    assert "Ada B. Quill" in found.loc["person:ada-quill", "aliases"]
    assert set(record.quotes.df["speaker"]) == {"Ada Quill", "Tom Brandt"}


def test_the_tables_of_two_runs_are_linked_as_those_of_one():
    whole = onrecord.analyze(TEXTS)
    parts = [{k: v for k, v in TEXTS.items() if (k < "a3") is first} for first in (True, False)]
    half = [onrecord.analyze(part, link=False) for part in parts]
    tables = [pd.concat([getattr(r, name).df for r in half]) for name in ("mentions", "quotes")]
    mentions, quotes, entities = onrecord.link(*tables)
    assert rows(mentions) == rows(whole.mentions)
    assert rows(quotes) == rows(whole.quotes)
    assert rows(entities) == rows(whole.entities)


def test_order_of_documents_and_bar_change_no_id():
    ids = {}
    for name, texts, bar in (("as is", TEXTS, 0), ("turned", dict(reversed(TEXTS.items())), 0), ("sure", TEXTS, 0.9)):
        record = onrecord.analyze(texts, min_confidence=bar)
        ids[name] = {(m["doc_id"], m["start"]): m["entity_id"] for m in rows(record.mentions)}
    assert ids["as is"] == ids["turned"] == ids["sure"]


def test_a_list_is_never_joined_with_itself_and_takes_others_in():
    people = [
        {"entity": "Ada Quill", "id": "Q1", "type": "person"},
        {"entity": "Tom Brandt", "id": "Q2", "type": "person"},
        {"entity": "Thomas Brandt", "id": "Q3", "type": "person"},
    ]
    record = onrecord.analyze(TEXTS, people)
    assert set(record.quotes.df["speaker_id"]) == {"Q1", "Q2", "Q3"}


def test_seeds_are_linked_once_and_for_all():
    record = onrecord.analyze("seeds", "seeds/entities.csv")
    mentions, quotes, entities = onrecord.link(record.mentions, record.quotes)
    assert rows(mentions) == rows(record.mentions)
    assert rows(quotes) == rows(record.quotes)
    assert rows(entities) == rows(record.entities)


def test_nothing_gives_nothing():
    record = onrecord.analyze([])
    mentions, quotes, entities = onrecord.link(record.mentions, record.quotes)
    assert [rows(t) for t in (mentions, quotes, entities)] == [[], [], []]
    assert mentions.arrow.schema == record.mentions.arrow.schema


def test_faults_are_named():
    record = onrecord.analyze(TEXTS)
    with pytest.raises(MissingColumnError, match="'entity_id' in mentions"):
        onrecord.link(record.mentions.df.drop(columns="entity_id"), record.quotes)
    with pytest.raises(ArgumentError, match='"robot"'):
        onrecord.link(record.mentions.df.assign(type="robot"), record.quotes)
