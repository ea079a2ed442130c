"""Evaluation: the same figures as the shared scorer, intervals, errors, and gold in every form."""

import json
import os
import subprocess
from pathlib import Path

import pytest

import onrecord
from onrecord.cli import main
from onrecord.exceptions import SourceError
from onrecord.gold import read_gold

SHARED = Path(os.environ.get("SHARED", "../shared"))
TEXT = (
    "“The park stays open,” said Ada Quill. Mayor Rook said on Monday that the bridge would close in May. "
    "Nobody had asked him. The council, according to Dr Poe, is “broke and tired”. Rook denied it."
)


def at(words, text=TEXT):
    start = text.index(words)
    return [start, start + len(words)]


def relation(content, source=None, cue=None, **more):
    spans = {"source": source, "cue": cue}
    return {"content": [at(content)], **{k: [at(v)] if v else [] for k, v in spans.items()}, **more}


GOLD = [
    relation("The park stays open", "Ada Quill", "said", kind="direct"),
    relation("that the bridge would close in May", "Mayor Rook", "said on Monday", kind="indirect"),
    relation("is “broke and tired”", "Dr Poe", "according to", kind="mixed"),
    relation("it", None, "denied", kind="indirect"),
]
FOUND = [
    relation("“The park stays open", "Quill", "said", kind="direct", confidence=0.95, rule="a", id="d:q1"),
    relation("the bridge would close", "Ada Quill", "said", kind="indirect", confidence=0.75, rule="b", id="d:q2"),
    relation("had asked him", "Nobody", "asked", kind="indirect", confidence=0.35, rule="b", id="d:q3"),
    relation("The council, according to Dr Poe, is “broke and tired", "Dr Poe", None, kind="mixed", confidence=1.0),
]


def write(path, rows):
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return path


@pytest.fixture
def files(tmp_path):
    gold = [{"id": "d", "text": TEXT, "relations": GOLD}, {"id": "e", "text": TEXT, "relations": GOLD[:2]}]
    found = [{"id": "d", "relations": FOUND}, {"id": "x", "relations": FOUND}]
    return write(tmp_path / "found.jsonl", found), write(tmp_path / "gold.jsonl", gold)


def check_against_the_shared_scorer(python, found, gold):
    tool = SHARED / "tools" / "score_relations.py"
    if not tool.is_file():
        pytest.skip(f"no shared scorer at {tool}; name its folder with SHARED=")
    done = subprocess.run([python, "-B", tool, gold, found, "--json"], capture_output=True, text=True, check=True)
    theirs = json.loads(done.stdout)
    ours = onrecord.evaluate(found, gold)
    summary = ours.summary.df.set_index("measure")
    for measure in ("content", "strict", "relation"):
        row = summary.loc[measure]
        assert {"P": row["precision"], "R": row["recall"], "F1": row["f1"]} == theirs[measure]
    assert summary.loc["quoted", "precision"] == theirs["quoted P"]
    assert summary.loc["relation", "n_gold"] == theirs["gold relations"]
    assert summary.loc["relation", "n_found"] == theirs["predicted"]
    assert ours.n_missing == theirs["missing documents"]
    kinds = ours.by_kind.df.set_index(["kind", "measure"])
    for kind, row in theirs["by kind"].items():
        assert kinds.loc[(kind, "content"), "recall"] == row["content R"]
        assert kinds.loc[(kind, "relation"), "recall"] == row["relation R"]


def test_the_same_figures_as_the_shared_scorer(python, files):
    check_against_the_shared_scorer(python, *files)


def test_the_same_figures_on_the_seeds(python, seeds, tmp_path):
    # Each half of the finds against the other attributions of the same texts: much overlap, many wrong sources.
    seeds.to_standoff(tmp_path / "all.jsonl")
    rows = [json.loads(line) for line in (tmp_path / "all.jsonl").read_text("utf-8").splitlines()]
    gold = [{**row, "text": seeds.corpus[row["id"]]} for row in rows]
    shifted = []
    for n, row in enumerate(rows):
        relations = [
            {**r, "content": [[s + 7 * (k % 3), e + 9 * (k % 4)] for s, e in r["content"]]}
            for k, r in enumerate(row["relations"])
            if (k + n) % 5
        ]
        shifted.append({"id": row["id"], "relations": relations})
    found = write(tmp_path / "found.jsonl", shifted)
    check_against_the_shared_scorer(python, found, write(tmp_path / "gold.jsonl", gold))


def test_figures(files):
    figures = onrecord.evaluate(*files)
    summary = figures.summary.df.set_index("measure")
    # Of six in the gold, three contents are found; one of them has the wrong source.
    assert summary["n_right"].to_dict() == {"relation": 1, "content": 2, "strict": 1, "exact": 1, "quoted": 1}
    assert summary.loc["content", ["precision", "recall", "f1"]].tolist() == [50.0, 33.3, 40.0]
    for name in ("precision", "recall", "f1"):
        inside = summary.loc["content"]
        assert inside[f"{name}_low"] <= inside[name] <= inside[f"{name}_high"]


def test_errors_say_what_came_nearest(files):
    errors = onrecord.evaluate(*files).errors.df
    of_d = errors[errors["doc_id"] == "d"]
    assert of_d["error"].tolist() == ["wrong source", "false find", "false find", "missed", "missed"]
    wrong = of_d.iloc[0]
    assert (wrong["source"], wrong["nearest_source"]) == ("Ada Quill", "Mayor Rook")
    assert (wrong["quote_id"], wrong["rule"], wrong["confidence"]) == ("d:q2", "b", 0.75)
    assert wrong["nearest_text"] == "that the bridge would close in May"
    assert 0 < of_d[of_d["text"] == "is “broke and tired”"]["overlap"].iloc[0] < 0.5
    assert (errors[errors["doc_id"] == "e"]["error"] == "missed").all()


def test_confidence_rules_and_calibration(files):
    figures = onrecord.evaluate(*files)
    kept = figures.by_confidence.df.set_index("min_confidence")
    assert kept["n_found"].tolist() == [4, 4, 4, 4, 3, 3, 3, 3, 2, 2]
    assert kept.loc[0.9, "precision"] == 50.0
    rules = figures.by_rule.df.set_index("rule")
    assert rules.loc["a", ["precision", "n_found", "n_right"]].tolist() == [100.0, 1, 1]
    assert rules.loc["b", ["precision", "n_found", "n_right"]].tolist() == [0.0, 2, 0]
    bands = figures.calibration.df.set_index("confidence")
    assert bands.loc["0.9–1.0", ["n_found", "n_right", "mean_confidence", "share_right"]].tolist() == [2, 1, 0.975, 0.5]
    assert figures.calibration_error == pytest.approx((0.35 + 0.75 + 2 * 0.475) / 4)


def test_the_bar_is_that_of_analyze(seeds, tmp_path):
    seeds.to_standoff(tmp_path / "s.jsonl")
    rows = [json.loads(line) for line in (tmp_path / "s.jsonl").read_text("utf-8").splitlines()]
    gold = [{**r, "text": seeds.corpus[r["id"]], "relations": r["relations"][::2]} for r in rows]
    row = onrecord.evaluate(seeds, gold).by_confidence.df.set_index("min_confidence").loc[0.8]
    again = onrecord.analyze("seeds", "seeds/entities.csv", min_confidence=0.8)
    summary = onrecord.evaluate(again, gold).summary.df.set_index("measure").loc["relation"]
    for name in ("precision", "recall", "f1", "f1_low", "f1_high", "n_found"):
        assert row[name] == summary[name]


def test_a_record_against_itself_is_right(seeds, tmp_path):
    seeds.to_standoff(tmp_path / "s.jsonl")
    rows = [json.loads(line) for line in (tmp_path / "s.jsonl").read_text("utf-8").splitlines()]
    figures = onrecord.evaluate(seeds, [{**r, "text": seeds.corpus[r["id"]]} for r in rows])
    assert figures.summary.df["f1"].dropna().tolist()[:4] == [100.0] * 4
    assert len(figures.errors) == 0
    assert "text" in figures.errors.columns


def test_the_same_twice_and_shown(files):
    one, two = onrecord.evaluate(*files), onrecord.evaluate(*files)
    assert repr(one) == repr(two)
    assert "Evaluation on 2 documents (1 not in the record): 6 attributions in the gold, 4 found" in repr(one)
    html = one._repr_html_()
    assert "&lt;" not in repr(one)
    assert "by_rule" in html


EVENTS = """T1\tSource 28 37\tAda Quill
T2\tCue 23 27\tsaid
T3\tContent 1 9;10 20\tThe park stays open
T4\tAttribution 23 27\tsaid
E1\tAttribution:T4 Source:T1 Cue:T2 Content:T3
#1\tAnnotatorNotes E1\tsure
"""
TIES = """T1\tSource 28 37\tAda Quill
T2\tCue 23 27\tsaid
T3\tContent 1 9;10 20\tThe park stays open
R1\tSays Arg1:T2 Arg2:T3
R2\tSaidBy Arg1:T3 Arg2:T1
A1\tSure T2
"""


@pytest.mark.parametrize("lines", [EVENTS, TIES, EVENTS.replace("\n", "\r\n")])
def test_brat(tmp_path, lines):
    (tmp_path / "d.txt").write_text(TEXT, "utf-8")
    (tmp_path / "d.ann").write_bytes(lines.encode())
    (marked,) = read_gold(tmp_path)
    assert marked.doc_id == "d"
    assert marked.text == TEXT
    assert marked.relations == [
        {"source": [(28, 37)], "cue": [(23, 27)], "content": [(1, 9), (10, 20)], "kind": "direct"}
    ]
    assert onrecord.evaluate(onrecord.analyze({"d": TEXT}), tmp_path).summary.df["recall"].iloc[0] == 100.0


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"id": "d", "relations": []}, 'no "text"'),
        ({"text": TEXT, "relations": []}, '"id" and "relations"'),
        ({"id": "d", "text": TEXT, "relations": [{"content": [[1]]}]}, r"lists of \[start, end\]"),
        ({"id": "other", "text": TEXT, "relations": []}, "no document of the gold is in the record"),
        ({"id": "d", "text": TEXT + " ", "relations": []}, "not the one that was analysed"),
    ],
)
def test_gold_that_cannot_be_used(row, message):
    with pytest.raises(SourceError, match=message):
        onrecord.evaluate(onrecord.analyze({"d": TEXT}), [row])


@pytest.mark.parametrize("content", ["{", "[]\n", ""])
def test_files_that_are_no_gold(tmp_path, content):
    (tmp_path / "g.jsonl").write_text(content)
    with pytest.raises(SourceError):
        onrecord.evaluate(onrecord.analyze({"d": TEXT}), tmp_path / "g.jsonl")


def test_the_command(files, tmp_path, capsys):
    found, gold = map(str, files)
    errors = tmp_path / "errors.csv"
    assert main(["evaluate", found, gold, "--by", "kind", "--misses", str(errors)]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("Evaluation on 2 documents")
    assert "mixed" in shown
    assert errors.read_text("utf-8-sig").startswith('"error","doc_id","kind","text","cue","source","rule"')
    # The texts of the gold, analysed first.
    assert main(["evaluate", gold, gold, "--by", "rule"]) == 0
    assert "rule" in capsys.readouterr().out
    for by in ("band", "confidence"):
        assert main(["evaluate", found, gold, "--by", by]) == 0
    assert main(["evaluate", found, "nowhere.jsonl"]) == 2
    assert main(["evaluate", found, gold, "--misses", "nowhere/deep.csv"]) == 2


def test_min_confidence_on_the_command_line(capsys):
    assert main(["analyze", "seeds", "--min-confidence", "1"]) == 0
    assert "0 attributions" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        main(["analyze", "seeds", "--min-confidence", "70"])
    assert "'70' is not a number between 0 and 1" in capsys.readouterr().err
