"""Wordings side by side, what a record and a table tell of themselves, and what reaches a terminal."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_display import read

import onrecord
from onrecord.exceptions import ArgumentError, UnknownIdError
from onrecord.wordings import LONGEST, WORDS, compared

SAID = "“We never sold the old park by the river to a bank,” said Ada Quill."
WORD = st.text("ab,’'", min_size=1, max_size=3)


def made():
    return onrecord.analyze({"a1": SAID, "a2": SAID.replace("never ", ""), "a3": SAID.replace("old", "<i>new</i>")})


@given(st.lists(WORD, max_size=12), st.lists(WORD, max_size=12))
def test_both_wordings_can_be_read_off_the_comparison(first, second):
    steps = compared(" ".join(first), " ".join(second))
    assert " ".join(was for _, was, _ in steps if was) == " ".join(first)
    assert " ".join(now for _, _, now in steps if now) == " ".join(second)
    for how, was, now in steps:
        assert (how == "delete") == (not now)
        assert (how == "insert") == (not was)
        if how == "equal":
            assert len(was.split()) == len(now.split())


@pytest.mark.parametrize(
    ("first", "second", "changes"),
    [
        ("We sold it", "we sold it.", []),
        ("It’s a lie", "It's a lie", []),
        ("“We sold it,”", "We sold it", []),
        ("We never sold it", "We sold it", [("delete", "never", "")]),
        ("We sold it", "We sold it all", [("insert", "", "all")]),
        ("30 parks", "13 parks", [("replace", "30", "13")]),
        ("a -- b", "a b", [("delete", "--", "")]),
        ("", "", []),
    ],
)
def test_what_counts_as_a_difference(first, second, changes):
    assert [step for step in compared(first, second) if step[0] != "equal"] == changes


def test_a_hostile_wording_is_compared_in_no_time():
    import time

    started = time.process_time()
    for a, b in (("a b " * 9999, "b a a b " * 9999), ("a " * 9999, "a " * 9998)):
        assert sum(len(was.split()) for _, was, _ in compared(a, b)) == WORDS
    assert time.process_time() - started < 3


def test_wordings_stand_side_by_side():
    wordings = made().show(statement="a1:q1")
    html = wordings._repr_html_()
    assert "script" not in read(html).tags
    assert "<del>never</del>" in html
    assert "<ins>&lt;i&gt;new&lt;/i&gt;</ins>" in html
    rows = re.findall(r"<tr><th scope=\"row\">", html)
    assert len(rows) == 3
    assert "  - We [never] sold" in str(wordings)
    assert "  ! negation lost" in str(wordings)


def test_long_wordings_are_cut_and_many_are_counted():
    texts = {f"d{i:02}": SAID.replace("river", f"river number {i} {'so ' * i}") for i in range(30)}
    texts["long"] = SAID.replace("river", "river " + "so very long " * 5000)
    shown = onrecord.analyze(texts).show(statement="d00:q1")
    assert "more wordings" in str(shown)
    assert len(shown._repr_html_()) < 20 * 2 * LONGEST


def test_exactly_one_of_document_and_statement():
    record = made()
    for arguments, options in (((), {}), ((None,), {}), (("a1",), {"statement": "a1:q1"})):
        with pytest.raises(
            ArgumentError, match="of doc_id and statement given; pass the id of a document, or statement="
        ):
            record.show(*arguments, **options)
    with pytest.raises(UnknownIdError, match="no statement has the id 'a1:q9'; did you mean"):
        record.show(statement="a1:q9")


@pytest.mark.parametrize("bad", [0, -1, 1.5, "7", None, True])
def test_max_chars_is_a_number(bad):
    with pytest.raises(ArgumentError, match=r"max_chars is .*; pass a number from 1"):
        made().show("a1", max_chars=bad)


def test_a_record_tells_what_it_holds_and_what_to_ask():
    record = onrecord.analyze([("a'1", SAID), ("b", None), ("c", "")])
    html = record._repr_html_()
    assert "Record of 3 documents (1 failed), 1 empty" in html
    assert f'<td class="n">{len(record.quotes)}</td>' in html
    asked = re.findall(r"<code[^>]*>(.*?)</code>", html)
    assert "record.show(&quot;a&#x27;1&quot;)" in asked
    assert "_traced" not in record.__dict__, "to look at a record takes no work"
    for call in asked:
        name = re.match(r"record\.(\w+)", call)[1]
        assert hasattr(record, name)
    read(onrecord.analyze([])._repr_html_())


def test_a_table_shows_what_matters_and_names_the_rest(seeds):
    html = seeds.quotes._repr_html_()
    shown = re.findall(r'<th scope="col"[^>]*>(.*?)</th>', html)
    assert shown[:6] == ["quote_id", "speaker", "stance", "kind", "cue", "text"]
    rest = re.search(r"also: (.*?)</p>", html)[1].split(", ")
    assert sorted(shown + rest) == sorted(seeds.quotes.columns)
    narrow = onrecord.Table("t", onrecord.analyze({"a": "Rain fell."}).entities.arrow.select(["entity", "type"]))
    assert "also:" not in narrow._repr_html_()


def test_nothing_moves_the_cursor_of_a_terminal():
    evil = "\x1b]0;owned\x07\x1b[2J\u202e\x9b31m"
    record = onrecord.analyze(
        [{"id": evil, "title": evil, "outlet": evil, "text": f"“No {evil}, no,” said Ada Quill."}]
    )
    statement = record.statements.df["statement_id"].iloc[0]
    views = [record.documents, record.quotes, record.show(evil), record.statement(statement), record.kwic("no")]
    views.append(record.why(record.quotes.df["quote_id"].iloc[0]))
    for view in [*views, record.show(statement=statement)]:
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", str(view)), type(view)
