"""The biography of a statement as it is shown."""

import re

import pyarrow as pa
import pytest

import onrecord

EVIL = "We <script>alert('never')</script> sold the old park to a foreign developer & company"


def found(texts, *, days=None, outlets=None, speakers=None, stances=None):
    n = len(texts)
    quotes = pa.table(
        {
            "quote_id": [f"d{i}:q1" for i in range(n)],
            "doc_id": [f"d{i}" for i in range(n)],
            "text": texts,
            "speaker": pa.array(speakers or [None] * n, pa.string()),
            "stance": pa.array(stances or [None] * n, pa.string()),
        }
    )
    documents = pa.table(
        {
            "doc_id": quotes["doc_id"],
            "published": pa.array(days or [None] * n, pa.string()),
            "outlet": pa.array(outlets or [None] * n, pa.string()),
        }
    )
    return onrecord.statements(quotes, documents)


def test_nothing_of_the_texts_reaches_the_page_as_markup():
    tables = found(
        [EVIL, EVIL.replace("never", "<i>ever</i>"), EVIL.replace(" old ", " ")],
        days=["2017-01-01", "2017-01-02", "2017-02-02"],
        outlets=["<b>one</b>", "two", '"three"'],
        speakers=["<u>Ada</u>", "Ben", None],
    )
    page = tables.statement("d0:q1")._repr_html_()
    for tag in ("<script", "<i>", "<b>", "<u>"):
        assert tag not in page
    assert "&lt;b&gt;one&lt;/b&gt;" in page
    assert page.count("<circle") == 1
    assert page.count("with an alarm</title></rect>") == 2
    assert "<del>old</del>" in page
    assert not re.search(r"\b(src|href|onclick|onload)=", page)


def test_a_screenful_and_no_more():
    n = 400
    texts = [
        f"We have never sold the old park to a foreign developer, said {'so ' * (i % 70)}number {i}" for i in range(n)
    ]
    tables = found(
        texts,
        days=[f"{1900 + i}-01-01" for i in range(n)],
        outlets=[f"outlet {i}" for i in range(n)],
        speakers=[f"speaker {i}" for i in range(n)],
    )
    statement = tables.statement("d0:q1")
    assert statement.n_sightings == n
    assert len(str(statement).splitlines()) <= 50
    assert max(map(len, str(statement).splitlines())) <= 120
    assert "392 more wordings; .wordings gives all" in str(statement)
    assert len(statement._repr_html_()) < 40_000
    assert len(statement.wordings) == n


def test_what_is_known_is_told():
    text = "We have never sold the old park to a foreign developer"
    tables = found(
        [text, text.replace("never ", ""), text],
        days=["2017-03-01", "2017-04-01", "2017-02-01"],
        outlets=["A", "B", "A"],
        speakers=["Ada Quill", "Ada Quill", "Ben Rook"],
        stances=["denial", "neutral", "denial"],
    )
    statement = tables.statement("d0:q1")
    assert statement.first["doc_id"] == "d2"
    assert (statement.outlets, statement.speakers) == (["A", "B"], ["Ben Rook", "Ada Quill"])
    assert statement.stances == {"denial": 2, "neutral": 1}
    shown = str(statement)
    assert "3 sightings, 3 documents, 2 outlets, 2 wordings, 2017-02-01 to 2017-04-01" in shown
    assert "First: 2017-02-01 · A · d2" in shown
    assert "! negation lost: never" in shown
    wordings = statement.wordings.df
    assert wordings["n_sightings"].tolist() == [2, 1]
    assert wordings["outlets"].iloc[0].tolist() == ["A"]


@pytest.mark.parametrize("text", ["", "x", "{+not an edit+} [-nor this-]", "a" * 5000])
def test_one_sighting_of_anything(text):
    statement = found([text]).statement("d0:q1")
    assert statement.n_sightings == 1
    assert "<svg" not in statement._repr_html_(), "no dates, no picture"
    assert len(str(statement).splitlines()) < 20


def test_a_reporters_words_are_no_part_of_a_statement():
    whole = "“We never sold the old park to a bank,” said Ada Quill."
    torn = "“We never sold the old park,” Ada Quill said, “to a bank.”"
    record = onrecord.analyze({"a1": torn, "a2": whole})
    printed = record.sightings.df.set_index("doc_id")
    assert printed["text"]["a1"] == "We never sold the old park,” Ada Quill said, “to a bank."
    assert printed["said"]["a1"] == "We never sold the old park, to a bank."
    assert printed["said"].isna()["a2"], "nothing interrupts it"
    assert record.statements.df["text"].tolist() == ["We never sold the old park, to a bank."]
    statement = record.statement("a2:q1")
    assert statement.wordings.df["text"].tolist() == [statement.text, "We never sold the old park to a bank,"]
    for shown in (str(statement), statement._repr_html_(), str(record.show(statement="a1:q1"))):
        assert "Quill said" not in shown
    # As a table of an earlier version has it.
    old = onrecord.Statement(statement._facts, statement.sightings.arrow.drop_columns("said"))
    assert old.wordings.df["text"][0] == printed["text"]["a1"]
