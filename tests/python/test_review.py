"""Samples to be checked: how they are drawn, filled in as CSV and in the notebook."""

import builtins
import csv
import re
from collections import Counter
from pathlib import Path

import pytest
from fabricate import quote
from fabricate import record as made

import onrecord
from onrecord.corrections import Corrections
from onrecord.exceptions import ArgumentError, CorrectionError, MissingPackageError, UnknownIdError
from onrecord.review import COLUMNS, VERDICTS, Review
from onrecord.sampling import allocate

ARTICLE = {"title", "subtitle", "body", "caption"}
BY = ("confidence", "random", "speaker", "stance", "alarm")
HOSTILE = '<img src=x onerror=alert(1)>\u202e=cmd|"/C calc"!A0'


@pytest.mark.parametrize("by", BY)
def test_samples(seeds, by):
    review = seeds.review(n=20, by=by)
    counted = {q["quote_id"]: q for q in seeds.quotes.arrow.to_pylist() if q["zone"] in ARTICLE}
    ids = [item.quote_id for item in review.items]
    assert len(ids) == len(set(ids)) == 20
    assert set(ids) <= set(counted)
    assert ids == [quote_id for quote_id in counted if quote_id in ids], "in order of the texts"
    sizes = {item.stratum: item.stratum_size for item in review.items}
    assert sum(sizes.values()) == len(counted), "each stratum is there"
    again = onrecord.analyze("seeds", "seeds/entities.csv", n_threads=2).review(n=20, by=by)
    assert again.items == review.items
    assert seeds.review(n=20, by=by, seed=1).items != review.items
    for item in review.items:
        text, q = seeds.corpus[item.place.doc_id], counted[item.quote_id]
        assert item.text == " ".join(text[q["start"] : q["end"]].split())
        assert " ".join(text.split()).find(f"{item.left[-20:]}") >= 0
        assert item.place.speaker in (q["speaker"], "(nobody)")


def test_more_of_what_is_doubtful(seeds):
    taken = Counter(item.stratum for item in seeds.review(n=40).items)
    names = sorted(taken)
    assert taken[names[1]] > taken[names[-1]]
    assert min(taken.values()) >= 2


def test_all_if_there_are_fewer(seeds):
    assert len(seeds.review(n=10_000)) == seeds.quotes.df["zone"].isin(ARTICLE).sum()
    assert len(onrecord.analyze({"a": "Nobody spoke."}).review()) == 0


def test_what_was_checked_is_not_drawn_again(seeds):
    review = seeds.review(n=20)
    for n in range(20):
        review.mark(n, "accept")
    rest = seeds.correct(review).review(n=1000)
    assert len(rest) == len(seeds.review(n=10_000)) - 20
    assert not {item.quote_id for item in rest.items} & {item.quote_id for item in review.items}


def test_rows_of_ones_own_choice(seeds):
    denials = seeds.quotes.df.query("stance == 'denial'")
    assert set(seeds.review(n=5, quotes=denials).df["stance"]) == {"denial"}
    with pytest.raises(UnknownIdError, match="no quote has the id 'x'"):
        seeds.review(quotes=denials.assign(quote_id="x"))


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"n": 0}, "n is 0; pass a number from 1"),
        ({"by": "confidense"}, "did you mean 'confidence'"),
        ({"seed": 1.5}, "seed is 1.5; pass a whole number"),
    ],
)
def test_mistakes_in_drawing(seeds, wrong, message):
    with pytest.raises(ArgumentError, match=message):
        seeds.review(**wrong)


@pytest.mark.parametrize(
    ("n", "sizes", "weights"),
    [(7, [9, 9, 1], [1, 5, 2]), (3, [9, 9, 9, 9], [1, 1, 1, 1]), (100, [3, 4], [1, 1]), (5, [], [])],
)
def test_allocation(n, sizes, weights):
    taken = allocate(n, sizes, weights)
    assert sum(taken) == min(n, sum(sizes))
    assert all(k <= size for k, size in zip(taken, sizes, strict=True))


# Filled in as CSV


def fill(path, answers, encoding="utf-8-sig"):
    """Write answers into a review as a colleague would."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    for n, answer in answers.items():
        rows[n] |= answer
    with path.open("w", encoding=encoding, newline="") as out:
        writer = csv.DictWriter(out, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)


def test_filled_in_by_a_colleague(seeds, tmp_path):
    review = seeds.review(n=10)
    path = tmp_path / "check.csv"
    review.to_csv(path)
    assert Review.from_csv(path).items == review.items
    fill(
        path,
        {
            0: {"verdict": "accept"},
            1: {"verdict": " Reject "},
            2: {"verdict": "fix", "right_speaker": "Ada Quill", "note": "see page 2"},
            3: {"right_stance": "denial", "right_kind": "mixed"},
            4: {"verdict": "FIX", "right_speaker": "(nobody)"},
        },
    )
    filled = Review.from_csv(path)
    assert [item.verdict for item in filled.items[:6]] == ["accept", "reject", "fix", "fix", "fix", ""]
    assert filled.n_checked == 5
    corrected = seeds.correct(path)
    assert corrected.corrections == filled.corrections == Corrections.from_csv(path)
    assert [c.action for c in filled.corrections] == ["accept", "reject", "speaker", "kind", "stance", "speaker"]
    assert (corrected.corrections.df["status"] == "applied").all()
    checked = corrected.quotes.df.set_index("quote_id")
    assert review.items[1].quote_id not in checked.index
    assert checked.loc[review.items[2].quote_id, "speaker"] == "Ada Quill"
    assert checked.loc[review.items[3].quote_id, ["stance", "kind"]].tolist() == ["denial", "mixed"]


BAD = {
    "unknown verdict": ({"verdict": "yes"}, "line 3, column 'verdict': 'yes' is none of 'accept', 'reject', 'fix'"),
    "nothing right": ({"verdict": "fix"}, "line 3, column 'verdict': 'fix' needs what is right"),
    "both": (
        {"verdict": "accept", "right_stance": "denial"},
        "line 3, column 'right_stance': 'denial' does not go with",
    ),
    "unknown stance": (
        {"right_stance": "deny"},
        "line 3, column 'right_stance': 'deny' is none of .*did you mean 'denial'",
    ),
    "a number": ({"start": "1E+05"}, r"line 3, column 'start': '1E\+05' is no whole number"),
    "no words": ({"exact": ""}, "line 3, column 'exact': empty"),
    "another version": ({"version": "9"}, "line 3, column 'version': '9'"),
    "no confidence": ({"confidence": "high"}, "line 3, column 'confidence': 'high' is no number"),
}


@pytest.mark.parametrize("name", BAD)
def test_filled_in_wrong(seeds, tmp_path, name):
    answer, message = BAD[name]
    path = tmp_path / "check.csv"
    # One line a row, whatever the texts hold.
    review = made(
        "“Aa,” he said. “Bb,” he said.",
        quotes=[quote("“Aa,” he said. “Bb,” he said.", part, quote_id=part) for part in ("Aa,", "Bb,")],
    ).review()
    review.to_csv(path)
    fill(path, {1: answer})
    with pytest.raises(CorrectionError, match=message):
        Review.from_csv(path)


def test_marks_that_make_no_sense(seeds):
    review = seeds.review(n=3)
    for wrong, error in [
        ((3, "accept"), UnknownIdError),
        ((-1, "accept"), UnknownIdError),
        ((True, "accept"), UnknownIdError),
        ((None, "accept"), UnknownIdError),
        (("nowhere:q1", "accept"), UnknownIdError),
        ((0, "yes"), ArgumentError),
        ((0, "fix"), ArgumentError),
    ]:
        with pytest.raises(error):
            review.mark(*wrong)
    assert review.n_checked == 0
    review.mark(review.items[1].quote_id, "accept")
    review.mark(1, "")
    assert review.n_checked == 0


# In the notebook


@pytest.fixture
def hostile():
    text = f"{HOSTILE} “{HOSTILE}” said {HOSTILE}."
    return made(text, quotes=[quote(text, HOSTILE, speaker=HOSTILE, source="said", cue="said")])


def test_hostile_texts(hostile, tmp_path):
    review = hostile.review()
    assert "<img" not in review._repr_html_()
    review.to_csv(tmp_path / "r.csv")
    assert Review.from_csv(tmp_path / "r.csv").items == review.items
    with (tmp_path / "r.csv").open(encoding="utf-8-sig", newline="") as lines:
        cells = [cell for row in csv.reader(lines) for cell in row]
    assert not [cell for cell in cells if cell.lstrip()[:1] in ("=", "+", "-", "@") and cell.strip()]


def test_widget(hostile):
    review = hostile.review()
    widget = review.widget()
    assert widget.items[0]["text"] == HOSTILE
    assert widget.answers == [dict.fromkeys(("verdict", "right_speaker", "right_kind", "right_stance", "note"), "")]

    def send(**message):
        widget._handle_custom_msg(message, [])

    send(at=0, verdict="accept", note="fine")
    assert [c.action for c in widget.corrections] == ["accept"]
    assert (widget.answers[0]["verdict"], widget.answers[0]["note"], widget.problem) == ("accept", "fine", "")
    send(at=0, verdict="fix", speaker="Ada Quill", stance="denial", kind="")
    assert [(c.action, c.speaker, c.stance) for c in review.corrections] == [
        ("speaker", "Ada Quill", ""),
        ("stance", "", "denial"),
    ]
    kept = widget.answers
    for message in (
        {"at": 5, "verdict": "accept"},
        {"at": "0", "verdict": "accept"},
        {"verdict": "accept"},
        {"at": 0, "verdict": "fix"},
        {"at": 0, "verdict": "drop table"},
        {"at": 0, "verdict": ["accept"]},
        {"at": 0, "verdict": "fix", "speaker": "x" * 2000},
        {"at": 0, "verdict": "fix", "speaker": "half\ud800"},
        {"at": 0, "verdict": "accept", "note": "half\ud800"},
    ):
        send(**message)
        assert widget.problem
        assert widget.answers == kept
    widget._handle_custom_msg("nonsense", [])
    assert widget.problem
    send(at=0, verdict="")
    assert widget.problem == ""
    assert len(widget.corrections) == 0


def test_widget_begins_where_one_left_off(seeds):
    review = seeds.review(n=4)
    review.mark(0, "accept")
    review.mark(1, "reject")
    widget = review.widget()
    assert widget.position == 2
    widget.position = 99
    assert widget.position == 3
    assert onrecord.analyze({"a": "Nobody spoke."}).review().widget().items == []


def test_the_browser_sets_texts_as_text():
    """No way from a text to HTML, and every key that is described is there."""
    script = (Path(onrecord.__file__).parent / "reviewer.js").read_text(encoding="utf-8")
    for way in ("innerHTML", "outerHTML", "insertAdjacent", "document.write", "eval(", "Function(", "srcdoc", "href"):
        assert way not in script
    assert "textContent" in script
    assert set(re.findall(r"^    (\w): ", script, re.MULTILINE)) == set("arfunpskto")
    assert {verdict for verdict in VERDICTS if f'say("{verdict}"' in script} == set(VERDICTS)


def test_without_anywidget(seeds, monkeypatch):
    real = builtins.__import__

    def missing(name, *args, **kwargs):
        if name.partition(".")[0] == "anywidget":
            raise ModuleNotFoundError("No module named 'anywidget'", name="anywidget")
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", missing)
    monkeypatch.delitem(__import__("sys").modules, "onrecord.reviewer", raising=False)
    with pytest.raises(MissingPackageError, match=r"pip install 'onrecord\[widget\]'"):
        seeds.review(n=2).widget()


TWO = {"a": "“No,” said Mayor Ada Quill. Quill left. “Never,” Ms Quill said. “Yes,” said Bo Reed, a friend."}
SPEAKERS = {
    # written: what is told, who it is taken for
    "Ada Quill": (None, "person:ada-quill"),
    "person:ada-quill": (None, "person:ada-quill"),
    "Quill": (None, "person:ada-quill"),
    "Cy Doe": (None, "person:cy-doe"),
    "(nobody)": (None, None),
    "(new) Ada Qill": (None, "person:ada-qill"),
    "(new) Quill": (None, "person:quill"),
    "Ada Qill": ("no entity is called 'Ada Qill'; did you mean 'Ada Quill'?", "person:ada-qill"),
    "ada quill": (None, "person:ada-quill"),
    "Bo Read": ("did you mean 'Bo Reed'? If it is somebody else, write '\\(new\\) Bo Read'", "person:bo-read"),
}


def by_mark(record, name, _):
    review = record.review()
    review.mark(0, "fix", speaker=name)
    return record.correct(review)


def by_fix(record, name, _):
    return record.correct(Corrections().fix(record, "a:q1", speaker=name))


def by_spreadsheet(record, name, tmp_path):
    review = record.review()
    review.mark(0, "fix", speaker="Bo Reed")
    review.to_csv(tmp_path / "check.csv")
    text = (tmp_path / "check.csv").read_text("utf-8")
    (tmp_path / "check.csv").write_text(text.replace(',"fix","Bo Reed",', f',"fix","{name}",'), "utf-8")
    return record.correct(Review.from_csv(tmp_path / "check.csv"))


@pytest.mark.parametrize("way", [by_mark, by_fix, by_spreadsheet])
@pytest.mark.parametrize("name", SPEAKERS)
def test_slips_in_names_are_told(way, name, tmp_path):
    record = onrecord.analyze(TWO)
    message, speaker_id = SPEAKERS[name]
    if message is None:
        better = way(record, name, tmp_path)  # a warning would be an error
    else:
        with pytest.warns(UserWarning, match=message.replace("?", "[?]")) as told:
            better = way(record, name, tmp_path)
        assert {warning.filename for warning in told} == {__file__}
    row = better.quotes.where("quote_id", "a:q1")[0]
    assert row["speaker_id"] == speaker_id
    assert row["speaker"] != name.lower(), "capitals make nobody somebody else"
    assert not str(row["speaker"]).startswith("(new)")
    again = onrecord.analyze(TWO, corrections=better.corrections)
    assert again.quotes.df.equals(better.quotes.df)


def test_an_alias_of_two():
    names = {"Ada Quill": ["the mayor"], "Bo Reed": ["the mayor"]}
    texts = {"a": "“No,” said the mayor, Ada Quill. Bo Reed left.", "b": "“No,” said the mayor, Bo Reed."}
    record = onrecord.analyze(texts, names)
    review = record.review()
    with pytest.warns(UserWarning, match="'the mayor' may be 'Bo Reed' or 'Ada Quill'; write which"):
        review.mark(0, "fix", speaker="the mayor")
    assert set(record.correct(review).corrections.df["status"]) <= {"ambiguous", "applied"}
    with pytest.raises(ArgumentError, match="2 entities are called 'the mayor'; pass the id of one"):
        Corrections().fix(record, "a:q1", speaker="the mayor")


def test_a_new_name_is_doubtful_once():
    review = onrecord.analyze(TWO).review()
    with pytest.warns(UserWarning, match="did you mean"):
        review.mark(0, "fix", speaker="Bo Read")
    review.mark(1, "fix", speaker="Bo Read")
