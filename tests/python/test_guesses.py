"""What a newcomer tries first, and what tells how it is done."""

import re
import warnings

import pytest

import onrecord
from onrecord.exceptions import SourceError, SourceNotFoundError, UnknownIdError
from onrecord.record import GUESSES

TEXTS = {"a": "“We never sold the park,” said Ada Quill. “It is gone,” said Bo Reed.", "b": None}


@pytest.fixture(scope="module")
def record():
    return onrecord.analyze(TEXTS)


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("search", "see record.kwic"),
        ("speakers", "see record.entities"),
        ("to_graphml", 'see record.network("quotes").to_graphml'),
        ("quote", "did you mean 'quotes'"),
        ("statments", "did you mean 'statements'"),
    ],
)
def test_methods_under_other_names(record, name, hint):
    with pytest.raises(AttributeError, match="has no attribute") as told:
        getattr(record, name)
    assert hint in str(told.value)


def test_what_is_told_is_there(record):
    for told in GUESSES.values():
        for call in told.split(", or "):
            there = record
            for name in re.sub(r"\([^)]*\)", "()", call).replace("()", "").split("."):
                there = record.network("quotes") if name == "network" else getattr(there, name)


def test_functions_under_other_names():
    with pytest.raises(AttributeError, match="did you mean 'analyze'"):
        onrecord.analyse  # noqa: B018


def test_a_record_says_what_failed(record):
    assert repr(record).startswith("Record of 2 documents (1 failed): ")
    assert "NoneType" in repr(record.documents)
    assert "NoneType" in record.documents._repr_html_()


def test_words_where_an_id_is_needed(record):
    with pytest.raises(UnknownIdError, match=r"record.kwic\('never sold'\)"):
        record.statement("never sold")


def test_a_text_or_a_name_where_a_path_is_needed():
    with pytest.raises(SourceError, match="looks like a text"):
        onrecord.analyze("“The park stays,” said Ada Quill.")
    with pytest.raises(SourceNotFoundError, match=r"a name goes into a list: \['Dr. Ada Quill'\]"):
        onrecord.analyze(TEXTS, "Dr. Ada Quill")
    for path in ("Quill, A. letters of 2020.txt", "names/of people"):
        with pytest.raises(SourceNotFoundError) as told:
            onrecord.read(path)
        assert "looks like a text" not in str(told.value)


def test_a_regular_expression_taken_as_it_stands(record):
    assert "with regex=True" in repr(record.kwic("never|gone"))
    assert "with regex=True" in record.kwic("never|gone")._repr_html_()
    assert "regex=True" not in repr(record.kwic("never"))
    assert len(record.kwic("never|gone", regex=True)) == 2


def dates_of(*published):
    texts = [{"id": str(n), "text": TEXTS["a"], "published": when} for n, when in enumerate(published)]
    rows = onrecord.analyze(texts).sightings.df.drop_duplicates("doc_id").set_index("doc_id")["published"]
    return [rows[str(n)].date().isoformat() for n in range(len(published))]


def test_dates_in_figures():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert dates_of("04.02.2026") == ["2026-02-04"]
        # One date that can be read one way only tells for all.
        assert dates_of("02/03/2026", "13/02/2026") == ["2026-03-02", "2026-02-13"]
        assert dates_of("02/03/2026", "02/13/2026") == ["2026-02-03", "2026-02-13"]
    with pytest.warns(UserWarning, match="'02/03/2026' in 'published' may begin with the day or the month"):
        assert dates_of("02/03/2026") == ["2026-02-03"]


def test_outlets_that_print_a_denial_in_other_words():
    claim = "The union accused Acme of dumping toxic waste into the river Roe."
    denial = "“We have never dumped any toxic waste into the river Roe,” said Acme's director, Ada Quill."
    texts = [
        {"id": "1", "outlet": "Roe Post", "text": f"{claim} {denial}"},
        {"id": "2", "outlet": "Roe Mail", "text": f"{claim} Rain fell."},
        {"id": "3", "outlet": "Roe Echo", "text": f"{claim} “We have never dumped any toxic waste,” Quill said."},
    ]
    rows = onrecord.analyze(texts, {"Acme": {"type": "org"}, "Ada Quill": {"type": "person"}}).disputes().df
    assert len(rows) > 0
    for row in rows.itertuples():
        assert set(row.outlets_both) >= {"Roe Post", "Roe Echo"}, row
        assert set(row.outlets_claim_only) == {"Roe Mail"}, row
