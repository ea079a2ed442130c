"""The command line: exit codes, messages, files."""

import json
import subprocess

import pandas as pd
import pytest

import onrecord
from onrecord.cli import main
from onrecord.correction import Correction


def test_analyze_writes_everything(tmp_path, capsys):
    out, standoff, statements = tmp_path / "tables", tmp_path / "out.jsonl", tmp_path / "statements.jsonl"
    arguments = ["seeds", "--entities", "seeds/entities.csv", "--out", str(out), "--standoff", str(standoff)]
    assert main(["analyze", *arguments, "--statements", str(statements), "--threads", "2"]) == 0
    tables = ["documents", "entities", "mentions", "quotes", "sightings", "statements", "zones"]
    assert sorted(p.name for p in out.iterdir()) == sorted(
        ["chunks.jsonl", "manifest.json", *(f"{name}.parquet" for name in tables)]
    )
    lines = [json.loads(line) for line in statements.read_text("utf-8").splitlines()]
    assert set(lines[0]) == {"statement_id", "members"}
    assert set(lines[0]["members"][0]) == {"doc_id", "start", "end", "quote_id"}
    assert len(lines) == len(pd.read_parquet(out / "statements.parquet"))
    assert sum(len(line["members"]) for line in lines) == len(pd.read_parquet(out / "sightings.parquet"))
    assert len(standoff.read_text("utf-8").splitlines()) == 5
    shown = capsys.readouterr()
    assert shown.out.startswith("5 documents: ")
    assert "Kaspersky Lab" in shown.out
    assert shown.err == ""


def test_fields_can_be_named(tmp_path, capsys):
    path = tmp_path / "in.jsonl"
    path.write_text(json.dumps({"url": "u1", "body": "One."}))
    assert main(["analyze", str(path), "--text-field", "body", "--id-field", "url", "--out", str(tmp_path)]) == 0
    assert pd.read_parquet(tmp_path / "documents.parquet")["doc_id"].tolist() == ["u1"]


def test_a_folder_of_another_run_is_told_and_taken_over_when_asked(tmp_path, capsys):
    out = str(tmp_path / "tables")
    assert main(["analyze", "seeds", "--out", out]) == 0
    assert main(["analyze", "seeds", "--out", out]) == 0, "nothing is left to do"
    other = ["analyze", "seeds", "--min-confidence", "0.9", "--out", out]
    assert main(other) == 2
    message = capsys.readouterr().err
    assert "min_confidence was 0.0, now 0.9" in message
    assert "--overwrite" in message
    assert main([*other, "--overwrite", "--parts", "--no-statements"]) == 0
    found = sorted(p.relative_to(out).as_posix() for p in (tmp_path / "tables").rglob("*.parquet"))
    parts = [f"{table}/part-00000.parquet" for table in ("documents", "mentions", "quotes", "zones")]
    assert found == sorted(["entities.parquet", *parts])


def test_several_inputs(tmp_path, capsys):
    for name in ("a", "b"):
        (tmp_path / f"{name}.txt").write_text("One.")
    assert main(["analyze", str(tmp_path / "a.txt"), str(tmp_path / "b.txt")]) == 0
    assert capsys.readouterr().out.startswith("2 documents")


def test_some_documents_failed(tmp_path, capsys):
    (tmp_path / "a.txt").write_text("One.")
    (tmp_path / "b.txt").write_bytes(b"\xff")
    assert main(["analyze", str(tmp_path)]) == 1
    shown = capsys.readouterr()
    assert "2 documents (1 failed)" in shown.out
    assert "b.txt: byte 0xff at position 0 is not UTF-8" in shown.err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "COMMAND"),
        (["analyze"], "INPUT"),
        (["analyze", "seeds", "--threads", "0"], "'0' is not a number from 1"),
        (["analyze", "seeds", "--frobnicate"], "--frobnicate"),
    ],
)
def test_wrong_usage(arguments, message, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    assert message in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["sedes"], "no such file or folder: 'sedes'; did you mean 'seeds'?"),
        (["seeds", "--entities", "nowhere.csv"], "no such file: 'nowhere.csv'"),
        (["tests/python"], "no articles in tests/python"),
        (["seeds", "--statements", "nowhere/x.jsonl"], "nowhere/x.jsonl: its folder does not exist"),
        (["seeds", "--out", "nowhere/deep"], "nowhere/deep: its folder does not exist"),
        (["seeds/entities.csv"], "no column 'text' in seeds/entities.csv; it has entity, type, aliases"),
    ],
)
def test_wrong_input(arguments, message, capsys):
    assert main(["analyze", *arguments]) == 2
    assert message in capsys.readouterr().err


@pytest.mark.parametrize("command", [["--help"], ["analyze", "--help"]])
def test_help(command, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(command)
    assert stopped.value.code == 0
    shown = capsys.readouterr().out
    assert "usage: onrecord" in shown
    if command[0] == "analyze":
        assert "examples:" in shown


def test_as_a_module(python):
    done = subprocess.run([python, "-m", "onrecord", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout == f"onrecord {onrecord.__version__}\n"


def test_a_reader_that_goes_away_is_no_error(python: str) -> None:
    command = f"{python} -m onrecord analyze seeds | true; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["/bin/bash", "-c", command], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")


def test_corrections_are_replayed(tmp_path, capsys, seeds):
    corrections = onrecord.Corrections().fix(seeds, seeds.quotes.df["quote_id"].iloc[0], speaker="Somebody New")
    corrections.add(Correction("reject", "001_0a1dce48c624e915", "words that are nowhere"))
    corrections.to_csv(tmp_path / "c.csv")
    arguments = ["analyze", "seeds", "--corrections", str(tmp_path / "c.csv"), "--out", str(tmp_path / "tables")]
    assert main(arguments) == 0
    told = capsys.readouterr()
    assert "reject 'words that are nowhere': lost: its words are no longer in the document" in told.err
    quotes = pd.read_parquet(tmp_path / "tables" / "quotes.parquet")
    assert quotes["speaker"].iloc[0] == "Somebody New"
    (tmp_path / "c.csv").write_text("x\n")
    assert main(arguments) == 2
    assert "line 1: no column 'version'" in capsys.readouterr().err


def test_where_the_tables_are_is_told(tmp_path, capsys):
    assert main(["analyze", "seeds"]) == 0
    assert capsys.readouterr().out.endswith("nothing is kept: --out DIR writes the tables\n")
    assert main(["analyze", "seeds", "--standoff", str(tmp_path / "s.jsonl")]) == 0
    assert "nothing is kept" not in capsys.readouterr().out
    out = tmp_path / "tables"
    assert main(["analyze", "seeds", "--out", str(out)]) == 0
    assert capsys.readouterr().out.endswith(
        f"{out}: all tables, as Parquet; onrecord.load({str(out)!r}) opens them in Python\n"
    )
    assert len(onrecord.load(out).documents) == 5
