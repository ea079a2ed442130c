"""Texts that no newspaper prints, each with its answer: rows with right places, or an error of its own row."""

import time
from pathlib import Path

import pytest
from bad_input import namespace, outcome, rows, same, written
from test_tables import check_places

import onrecord

TEXTS = {
    "empty": "",
    "blank": " \t\r\n\u00a0\u2028",
    "only quotation marks": "“”\"\"''«»‘’",
    "an odd number of marks": 'He said "no" and "never. Then he left.',
    "a lone opening mark": "“No, said Ada Quill.",
    "a lone closing mark": "No,” said Ada Quill.",
    "marks that reopen": "“One.\n\n“Two.\n\n“Three,” said Ada Quill.",
    "a thousand opening marks": "“" * 1000 + "No.",
    "nul": "“No\0,” said\0 Ada Quill.\0",
    "mixed line ends": "One.\r\nTwo.\rThree.\n\r\n\r“No,” said Ada Quill.",
    "byte order mark": "\ufeff“No,” said Ada Quill.",
    "emoji": "😀 “No 👩‍👩‍👧 way,” said 😀Ada Quill😀.",
    "combining letters": "“No,” said Ada Quille\u0301. A\u0301da Quill left.",
    "russian": "«Нет», — заявила Ада Квилл. Компания отрицает обвинения.",
    "arabic": "قالت «لا» Ada Quill \u202eliuQ adA\u202c",
    "no space": "x" * 100_000,
    "no line end": "“No,” said Ada Quill. " * 2000,
}


@pytest.mark.parametrize("name", TEXTS)
def test_every_text_has_an_answer(name):
    text = TEXTS[name]
    record = onrecord.analyze({name: text}, {"Ada Quill": []})
    document = record.documents.arrow.to_pylist()[0]
    assert document["status"] == ("ok" if text.strip() else "empty"), document["message"]
    assert document["n_chars"] == len(text)
    assert record.corpus[name] == text
    check_places(record)
    record.show(name)._repr_html_()


def test_one_bad_text_among_good_ones():
    texts = {**TEXTS, "bad": "lone \ud800 surrogate"}
    documents = onrecord.analyze(texts, n_threads=2).documents.df.set_index("doc_id")
    assert documents["status"]["bad"] == "error"
    assert "lone surrogate at code point 5" in documents["message"]["bad"]
    assert (documents["status"] == "error").sum() == 1


@pytest.mark.parametrize(
    "text", ["x" * 10_000_000, "“" * 1_000_000, "word " * 2_000_000], ids=["letters", "marks", "words"]
)
def test_ten_million_characters_in_one_paragraph(text):
    onrecord.analyze(["The first run loads the word lists."])
    start = time.perf_counter()
    record = onrecord.analyze([text])
    taken = time.perf_counter() - start
    assert record.documents.df["n_chars"].tolist() == [len(text)]
    assert taken < 20, "time must grow with the length, not with its square"


ROWS = rows((Path(__file__).parents[2] / "docs" / "bad-input.md").read_text("utf-8"))


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory):
    """What comes back for each row of the page, in its order: a row may use the files of those before it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("bad"))
        names = namespace()
        return {given: outcome(given, names) for given, _ in ROWS}


@pytest.mark.parametrize(("given", "expected"), ROWS, ids=[given[:60] for given, _ in ROWS])
def test_the_page_is_right(given, expected, outcomes):
    assert same(expected, outcomes[given]), written(outcomes[given])


def test_the_page_has_rows():
    assert len({given for given, _ in ROWS}) == len(ROWS) >= 150


def test_the_page_is_compared_to_the_letter():
    assert same("row: `row 0: …`", ("row", "row 0: no"))
    assert not same("row: `row 0`", ("row", "row 0: no"))
    assert not same("row: `row 0: no`", ("value", "row 0: no"))
