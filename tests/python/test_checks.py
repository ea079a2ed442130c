"""Checks of a record: `onrecord.testing`, tables of expectations, and the plugin that pytest finds by itself."""

import csv
import json
from pathlib import Path

import pandas as pd
import pytest

import onrecord
from onrecord.exceptions import ArgumentError, SourceError, UnknownIdError
from onrecord.expectations import read_expectations
from onrecord.testing import NOBODY, assert_count, assert_not_quoted, assert_quoted

pytest_plugins = "pytester"

ROOT = Path(__file__).parents[2]
TEXT = "“We never sold the park — ever,” said Ada Quill. The “sale” was off. Bo Reed denied working with spies."
OTHER = "Acme has been accused of dumping waste. “Perhaps.”"
NAMES = {"Ada Quill": [], "Bo Reed": []}


@pytest.fixture(scope="module")
def record():
    return onrecord.analyze({"a": TEXT, "b": OTHER, "c": ""}, NAMES)


@pytest.mark.parametrize(
    "wanted",
    [
        {"words": "never sold the park"},
        {
            "words": "NEVER  sold\nthe park - ever",
            "doc_id": "a",
            "speaker": "Ada Quill",
            "stance": "denial",
            "kind": "direct",
        },
        {"speaker": "Bo Reed", "stance": "denial", "act": "speech", "zone": "body"},
        {"words": "dumping waste", "speaker": NOBODY},
    ],
)
def test_what_is_quoted(record, wanted):
    assert_quoted(record, **wanted)


@pytest.mark.parametrize(
    ("wanted", "lines"),
    [
        (
            {"doc_id": "a", "words": "sold the park", "speaker": "Bo Reed"},
            [
                "no attribution of 'a' has words 'sold the park' and speaker 'Bo Reed'",
                "speaker is 'Ada Quill':",
                "a:q1: “We",
            ],
        ),
        (
            {"words": "working with spies", "stance": "neutral", "speaker": "Ada Quill"},
            ["speaker is 'Bo Reed' and stance is 'denial':", "Rule: ", "Confidence: 0."],
        ),
        ({"words": "we never sold a park"}, ["Nearest by its words:", "a:q1:"]),
        ({"doc_id": "a", "words": "was off"}, ["No attribution has these words.", "stand in the document at 60"]),
        ({"doc_id": "a", "words": "utterly absent"}, ["The words do not stand in the document."]),
        ({"doc_id": "c", "words": "x"}, ["There are no attributions there."]),
        ({"doc_id": "b", "stance": "promise"}, ["Nearest is one whose stance is 'allegation':"]),
    ],
)
def test_what_is_not_quoted_is_told_with_what_is(record, wanted, lines):
    with pytest.raises(AssertionError) as caught:
        assert_quoted(record, **wanted)
    for line in lines:
        assert line in str(caught.value)


def test_what_is_no_quotation(record):
    assert_not_quoted(record, doc_id="a", words="'sale'".replace("'", '"'))
    with pytest.raises(AssertionError, match="is taken for a quotation in 'a':\na:q1: “We never"):
        assert_not_quoted(record, doc_id="a", words='"We never sold the park - ever,"')
    # A part of the words is enough: a sentence of the reporter's holds no report.
    with pytest.raises(AssertionError, match="a:q2"):
        assert_not_quoted(record, doc_id="a", words="Bo Reed denied working with spies.")
    with pytest.raises(AssertionError, match="does not stand in 'b', so that nothing was checked"):
        assert_not_quoted(record, doc_id="b", words="sale")


def test_counts(record):
    assert_count(record, entity="Ada Quill", n_quotes=1, n_mentions=">= 1", n_docs="<2", n_words="> 3")
    assert_count(record, entity="Nobody at all", n_quotes=0)
    with pytest.raises(AssertionError, match=r"'Ada Quill' has n_quotes 1, not > 1; n_docs 1, not 3\n  a:q1: We never"):
        assert_count(record, entity="Ada Quill", n_quotes="> 1", n_docs=3)
    with pytest.raises(AssertionError, match="No entity has this name; did you mean 'Ada Quill'"):
        assert_count(record, entity="Ada Quil", n_quotes=1)


def test_two_of_one_name_are_told_apart_by_their_ids():
    names = pd.DataFrame({"id": ["Q1", "Q2"], "entity": ["Ada Quill"] * 2, "aliases": ["Bea Quill", "Cleo Hart"]})
    record = onrecord.analyze({"a": "“No,” said Bea Quill. “Yes,” said Cleo Hart."}, names)
    assert_count(record, entity="Q2", n_quotes=1)
    with pytest.raises(ArgumentError, match="2 entities are called 'Ada Quill'; give the id of one"):
        assert_count(record, entity="Ada Quill", n_quotes=1)


@pytest.mark.parametrize(
    ("check", "error", "message"),
    [
        (lambda r: assert_quoted(r), ArgumentError, "nothing to check"),
        (lambda r: assert_quoted(r, doc_id="a"), ArgumentError, "nothing to check"),
        (lambda r: assert_quoted(r, stance="denail"), ArgumentError, "did you mean 'denial'?"),
        (lambda r: assert_quoted(r, words=" "), ArgumentError, "words is ' '; pass text"),
        (lambda r: assert_quoted(r, speaker=3), ArgumentError, "speaker is 3; pass text"),
        (lambda r: assert_quoted(r, doc_id="aa", words="x"), UnknownIdError, "no document has the id 'aa'"),
        (lambda r: assert_quoted(r, doc_id=1, words="x"), UnknownIdError, "no document has the id 1"),
        (lambda r: assert_not_quoted(r, doc_id="a", words=""), ArgumentError, "words is ''"),
        (lambda r: assert_count(r, entity="x"), ArgumentError, "no count to check"),
        (lambda r: assert_count(r, entity="x", n_quote=1), ArgumentError, "did you mean 'n_quotes'"),
        (lambda r: assert_count(r, entity="x", n_quotes="many"), ArgumentError, "n_quotes is 'many'"),
        (lambda r: assert_count(r, entity="x", n_quotes=True), ArgumentError, "n_quotes is True"),
    ],
)
def test_a_check_that_checks_nothing_is_an_error(record, check, error, message):
    with pytest.raises(error, match=message.replace("?", r"\?")):
        check(record)


# Tables.

ROWS = [
    {"doc_id": "a", "words": "never sold, the park", "speaker": "Ada Quill"},
    {"entity": "Ada Quill", "n_quotes": "1"},
    {"doc_id": "a", "words": "“sale”", "quoted": "no", "xfail": "not yet", "name": "scare quote"},
]


def written(tmp_path, form):
    path = tmp_path / f"test_x.onrecord.{form}"
    if form == "csv":
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            file.write("# checks of the park\n# corpus: news\n#entities:people.csv\n")
            out = csv.DictWriter(file, ["doc_id", "words", "speaker", "entity", "n_quotes", "quoted", "xfail", "name"])
            out.writeheader()
            out.writerows(ROWS)
    elif form == "jsonl":
        lines = [{"corpus": "news", "entities": "people.csv"}, *ROWS]
        path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    else:
        parts = ['corpus = "news"\nentities = "people.csv"\n']
        parts += ["[[expect]]\n" + "".join(f"{k} = {json.dumps(v)}\n" for k, v in row.items()) for row in ROWS]
        path.write_text("\n".join(parts), "utf-8")
    return path


@pytest.mark.parametrize(("form", "lines"), [("csv", [5, 6, 7]), ("jsonl", [2, 3, 4]), ("toml", [4, 9, 13])])
def test_all_forms_say_the_same(tmp_path, form, lines):
    header, rows = read_expectations(written(tmp_path, form))
    assert header == {"corpus": "news", "entities": "people.csv"}
    assert [row.values for row in rows] == ROWS
    assert [row.line for row in rows] == lines
    assert rows[2].name == f"{lines[2]}: scare quote"


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("csv", "doc_id,wrods\na,x\n", "line 2: no column 'wrods'; there are .*did you mean 'words'"),
        ("csv", "doc_id,words\na,\n", "line 2: nothing to check"),
        ("csv", "words\n", "no expectations"),
        ("csv", "words\na,b\n", "line 2: 2 values for 1 columns"),
        ("csv", "", "is empty"),
        ("csv", "# corpus: x\nentity,words\nAda,x\n", "line 3: an entity needs one of n_quotes"),
        ("csv", "n_quotes\n3\n", "line 2: an entity needs one of"),
        ("csv", "words,quoted\nx,no\n", "line 2: what is no quotation needs doc_id and words"),
        ("csv", "words,quoted\nx,maybe\n", "line 2: quoted is 'maybe'; write yes or no"),
        ("jsonl", "{\n", "line 1: not JSON"),
        ("jsonl", '{"words": "x"}\n[]\n', "line 2: list where an object is needed"),
        ("yaml", "words: x", "expectations are in .csv, .jsonl or .toml"),
        ("toml", "[[expect]\n", "not TOML"),
        ("toml", "expect = 3\n", "write \\[\\[expect\\]\\]"),
        ("toml", 'corpse = "x"\n[[expect]]\nwords = "x"\n', "no column 'corpse'; there are corpus, entities"),
    ],
)
def test_what_is_wrong_with_a_table_is_told(tmp_path, name, text, message):
    path = tmp_path / f"test_x.onrecord.{name}"
    path.write_text(text, "utf-8")
    with pytest.raises(SourceError, match=message):
        read_expectations(path)


# The plugin.


@pytest.fixture
def project(pytester):
    news = pytester.mkdir("news")
    (news / "a.txt").write_text(TEXT, "utf-8")
    (news / "b.txt").write_text(OTHER, "utf-8")
    pytester.path.joinpath("people.csv").write_text("entity\nAda Quill\nBo Reed\n", "utf-8")
    return pytester


def table(project, text, name="test_news.onrecord.csv"):
    project.path.joinpath(name).write_text(text, "utf-8")


def test_one_row_is_one_test(project):
    table(
        project,
        "# corpus: news\n# entities: people.csv\n"
        "doc_id,words,speaker,stance,quoted,entity,n_quotes,xfail\n"
        "a,never sold the park,Ada Quill,denial,,,,\n"
        "a,never sold the park,Bo Reed,,,,,\n"
        "a,“sale”,,,no,,,\n"
        ",,,,,Bo Reed,1,\n"
        ",,,,,Bo Reed,7,known\n"
        "a,working with spies,,,,,,wrongly known\n"
        "aa,working with spies,,,,,,no such document\n",
    )
    result = project.runpytest("-rA")
    result.assert_outcomes(passed=3, failed=3, xfailed=1)
    result.stdout.fnmatch_lines(
        [
            "*test_news.onrecord.csv, line 5:",
            "no attribution of 'a' has words 'never sold the park' and speaker 'Bo Reed'",
            "Nearest is one whose speaker is 'Ada Quill':",
            "Cue: “said” at *",
            "*[[]XPASS(strict)[]] wrongly known*",
            "no document has the id 'aa'*",
        ]
    )
    assert "Traceback" not in result.stdout.str()
    assert "testing.py" not in result.stdout.str()


def test_settings_name_what_the_table_does_not(project):
    project.makeini("[pytest]\nonrecord_corpus = news\nonrecord_entities = people.csv\n")
    project.mkdir("checks")
    table(project, '{"words": "never sold", "speaker": "Ada Quill"}\n', "checks/test_x.onrecord.jsonl")
    project.runpytest().assert_outcomes(passed=1)


def test_one_analysis_is_shared(project, monkeypatch):
    calls = []
    analyze = onrecord.analyze
    monkeypatch.setattr(onrecord, "analyze", lambda *given, **named: calls.append(given) or analyze(*given, **named))
    for n in range(2):
        table(project, "# corpus: news\nwords\nnever sold\nwith spies\n", f"test_{n}.onrecord.csv")
    project.runpytest_inprocess("-p", "no:cacheprovider").assert_outcomes(passed=4)
    assert len(calls) == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("words\nx\n", "*no corpus; name it at the top*"),
        ("# corpus: news\nwrods\nx\n", "*no column 'wrods'*"),
    ],
)
def test_a_table_that_cannot_be_read_is_an_error_of_its_own(project, text, message):
    table(project, text)
    result = project.runpytest()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([message])


def test_a_corpus_that_is_not_there_is_told(project):
    table(project, "# corpus: nwes\nwords\nx\n")
    result = project.runpytest()
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*no such file or folder*did you mean 'news'?"])


def test_other_files_are_left_alone(project):
    for name in ("news.onrecord.csv", "test_news.csv", "test_onrecord.toml"):
        table(project, "words\nx\n", name)
    project.makepyfile("def test_one(): pass")
    project.runpytest().assert_outcomes(passed=1)


def test_the_plugin_costs_nothing_where_it_is_not_used(pytester):
    pytester.makepyfile(
        """
        import sys
        def test_nothing_is_loaded():
            assert "pytest_onrecord" in sys.modules
            loaded = [name for name in sys.modules if name.split(".")[0] in ("onrecord", "pandas", "pyarrow", "numpy")]
            assert not loaded
        """
    )
    pytester.runpytest_subprocess().assert_outcomes(passed=1)


def test_the_gold_of_the_seeds_is_all_expected():
    rows = read_expectations(ROOT / "tests" / "gold" / "test_seeds.onrecord.csv").rows
    golds = [json.loads(line) for line in (ROOT / "tests" / "gold" / "seeds.jsonl").read_text("utf-8").splitlines()]
    for gold in golds:
        said = [a for a in gold["attributions"] if a["content"] and not a.get("optional")]
        ours = [row.values for row in rows if row.values["doc_id"] == gold["id"]]
        quoted = [values for values in ours if values.get("quoted") != "no"]
        assert len(quoted) == len(said) > 0
        assert len(ours) - len(quoted) == len(gold["not_quotes"]) + len(gold["not_attributions"])
        for values, attribution in zip(quoted, said, strict=True):
            assert any(values["words"] in " ".join(text.split()) for text in attribution["content_text"])
            assert values["stance"] == attribution["polarity"]
