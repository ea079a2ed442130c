"""Records in folders: what `Record.to_parquet` keeps, and the commands that take such folders."""

import json

import pandas as pd
import pyarrow.parquet as pq
import pytest

import onrecord
from onrecord.cli import main
from onrecord.exceptions import ArgumentError, RunError, SourceError

NAMES = ("documents", "zones", "mentions", "quotes", "entities", "statements", "sightings")


def same(one, other):
    for name in NAMES:
        pd.testing.assert_frame_equal(one.tables[name].df, other.tables[name].df)
    assert list(one.corrections) == list(other.corrections)
    assert one.corrections.outcomes == other.corrections.outcomes


@pytest.fixture(scope="module")
def corrected(seeds):
    review = seeds.review(n=10)
    for n in range(10):
        review.mark(n, "accept")
    review.mark(0, "fix", speaker="Somebody New", stance="denial")
    review.mark(1, "reject")
    return seeds.correct(review).merge("Kaspersky Lab", "Eugene Kaspersky")


def test_a_record_is_loaded_as_it_was_written(seeds, tmp_path):
    seeds.to_parquet(tmp_path / "out")
    loaded = onrecord.load(tmp_path / "out", corpus="seeds")
    same(loaded, seeds)
    assert loaded.show("000_5db23ede5b083507") is not None
    assert len(loaded.kwic("Kaspersky")) == len(seeds.kwic("Kaspersky"))
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(f"{name}.parquet" for name in NAMES)


def test_corrections_are_kept_and_can_go_on(seeds, corrected, tmp_path):
    corrected.to_parquet(tmp_path)
    loaded = onrecord.load(tmp_path, corpus="seeds")
    same(loaded, corrected)
    assert set(loaded.corrections.df["status"]) == {"applied"}
    again = onrecord.analyze("seeds", "seeds/entities.csv", corrections=tmp_path / "corrections" / "corrections.jsonl")
    assert again.quotes.df.equals(corrected.quotes.df)
    more = corrected.split("Kaspersky Lab", ["000_5db23ede5b083507"])
    same(loaded.split("Kaspersky Lab", ["000_5db23ede5b083507"]), more)
    other = loaded.quotes.df["quote_id"].iloc[-1]
    fixed = onrecord.Corrections().fix(loaded, other, speaker="FBI")
    same(loaded.correct(fixed), corrected.correct(fixed))


def test_a_loaded_record_may_be_written_where_it_lies(corrected, tmp_path):
    corrected.to_parquet(tmp_path)
    loaded = onrecord.load(tmp_path, corpus="seeds").correct(onrecord.Corrections())
    loaded.to_parquet(tmp_path)
    same(onrecord.load(tmp_path, corpus="seeds"), corrected)


def test_what_was_corrected_before_is_not_taken_for_this_record(seeds, corrected, tmp_path):
    corrected.to_parquet(tmp_path)
    seeds.to_parquet(tmp_path)
    same(onrecord.load(tmp_path, corpus="seeds"), seeds)
    assert not (tmp_path / "corrections").exists()


def test_what_is_not_ours_stays(seeds, corrected, tmp_path):
    (tmp_path / "corrections").mkdir()
    corrected.corrections.to_jsonl(tmp_path / "corrections" / "corrections.jsonl")
    (tmp_path / "corrections.jsonl").write_text("mine", "utf-8")
    seeds.to_parquet(tmp_path)
    assert len(onrecord.Corrections.read(tmp_path / "corrections" / "corrections.jsonl")) == len(corrected.corrections)
    corrected.to_parquet(tmp_path)
    (tmp_path / "corrections" / "notes.txt").write_text("mine", "utf-8")
    seeds.to_parquet(tmp_path)
    assert [path.name for path in (tmp_path / "corrections").iterdir()] == ["notes.txt"]
    assert (tmp_path / "corrections.jsonl").read_text("utf-8") == "mine"


def test_corrections_of_a_run_are_kept(tmp_path):
    run = onrecord.run("seeds", tmp_path / "run")
    with pytest.raises(ArgumentError, match="holds a run of onrecord, whose tables stay as they are"):
        run.to_parquet(tmp_path / "run")
    run = onrecord.load(tmp_path / "run", corpus="seeds")
    better = run.merge("Kaspersky Lab", "Eugene Kaspersky")
    better.to_parquet(tmp_path / "better")
    same(onrecord.load(tmp_path / "better", corpus="seeds"), better)


def test_what_is_damaged_is_told(corrected, tmp_path):
    corrected.to_parquet(tmp_path)
    (tmp_path / "corrections" / "state.json").write_text("{", "utf-8")
    with pytest.raises(RunError, match=r"state.json is damaged .*; write the record again"):
        onrecord.load(tmp_path)


@pytest.fixture(params=["run", "parts", "record"])
def tables(request, seeds, tmp_path):
    if request.param == "record":
        seeds.to_parquet(tmp_path / "tables")
    else:
        onrecord.run("seeds", tmp_path / "tables", "seeds/entities.csv", join=request.param == "run")
    return tmp_path / "tables"


def test_a_report_of_tables_is_that_of_the_record(tables, tmp_path, capsys):
    assert main(["report", str(tables), "--corpus", "seeds", "--out", str(tmp_path / "stored.html")]) == 0
    main(["report", "seeds", "--entities", "seeds/entities.csv", "--out", str(tmp_path / "fresh.html")])
    stored, fresh = ((tmp_path / name).read_bytes() for name in ("stored.html", "fresh.html"))
    assert stored == fresh
    assert len(stored) > 100_000
    capsys.readouterr()
    assert main(["report", str(tables), "--out", str(tmp_path / "x.html")]) == 2
    assert "holds no texts; pass their source" in capsys.readouterr().err
    assert not (tmp_path / "x.html").exists()


def test_a_report_reads_what_it_shows_and_no_more(tmp_path, monkeypatch):
    record = onrecord.run("seeds", tmp_path / "run")
    loaded = onrecord.load(tmp_path / "run", corpus="seeds")
    loaded.report(tmp_path / "page.html")
    for name in ("quotes", "mentions", "zones"):
        assert "arrow" not in getattr(loaded, name).__dict__, f"all of {name} is held"
    assert "_all" not in loaded.corpus.__dict__, "all texts are held"
    chosen = record.quotes.df.head(5)
    assert loaded.share_of_voice(quotes=chosen).df.equals(record.share_of_voice(quotes=chosen).df)
    assert "arrow" not in loaded.quotes.__dict__
    assert len(record.quotes) > 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["TABLES", "--corpus", "seeds", "--entities", "seeds/entities.csv"], "--entities and --min-confidence are of"),
        (["TABLES", "seeds", "--corpus", "seeds"], "holds tables that onrecord wrote; pass it alone"),
        (["seeds", "--corpus", "seeds"], "holds no tables, to which --corpus would give the texts; leave it out"),
        (["TABLES", "--corpus", "tests/gold"], "tests/gold"),
    ],
)
def test_wrong_calls_with_tables(arguments, message, seeds, tmp_path, capsys):
    seeds.to_parquet(tmp_path / "tables")
    given = [str(tmp_path / "tables") if word == "TABLES" else word for word in arguments]
    assert main(["report", *given, "--out", str(tmp_path / "x.html")]) == 2
    assert message in capsys.readouterr().err


def test_corrections_on_the_command_line(seeds, corrected, tmp_path, capsys):
    seeds.to_parquet(tmp_path / "tables")
    corrected.corrections.to_csv(tmp_path / "corrections.csv")
    common = ["--corpus", "seeds", "--corrections", str(tmp_path / "corrections.csv")]
    out = tmp_path / "better"
    assert main(["export", str(tmp_path / "tables"), *common, "--format", "parquet", "--out", str(out)]) == 0
    same(onrecord.load(out, corpus="seeds"), corrected)


WRITTEN = {
    "csv": lambda record, out: record.to_csv(out),
    "brat": lambda record, out: record.to_brat(out),
    "cas": lambda record, out: record.to_cas(out),
    "web-annotations": lambda record, out: record.to_web_annotations(out),
    "standoff": lambda record, out: record.to_standoff(out),
    "statements": lambda record, out: record.to_statements(out),
}


def content(path):
    files = {str(file.relative_to(path)): file for file in path.rglob("*") if file.is_file()}
    assert files
    return {name: file.read_bytes() for name, file in sorted(files.items())}


@pytest.mark.parametrize("form", WRITTEN)
def test_exports_on_the_command_line(form, seeds, tmp_path, capsys):
    seeds.to_parquet(tmp_path / "tables")
    for name in ("wanted", "told"):
        (tmp_path / name).mkdir()
    WRITTEN[form](seeds, tmp_path / "wanted" / "x")
    arguments = ["export", str(tmp_path / "tables"), "--corpus", "seeds", "--format", form]
    assert main([*arguments, "--out", str(tmp_path / "told" / "x")]) == 0
    assert content(tmp_path / "told") == content(tmp_path / "wanted")


def test_articles_can_be_exported_at_once(tmp_path, capsys):
    out = tmp_path / "found.jsonl"
    assert main(["export", "seeds", "--format", "standoff", "--out", str(out)]) == 0
    assert len(out.read_text("utf-8").splitlines()) == 5
    assert json.loads(out.read_text("utf-8").splitlines()[0])["relations"]
    assert main(["export", "seeds", "--format", "standoff", "--out", str(tmp_path)]) == 2
    assert "is a folder; name a file" in capsys.readouterr().err
    assert main(["export", "seeds", "--format", "csv", "--out", str(out)]) == 2
    assert "is a file; name a folder" in capsys.readouterr().err
    assert main(["export", "seeds", "--format", "csv", "--out", str(tmp_path / "no" / "sheets")]) == 2


def test_tables_without_texts(seeds, tmp_path, capsys):
    seeds.to_parquet(tmp_path / "tables")
    assert main(["export", str(tmp_path / "tables"), "--format", "csv", "--out", str(tmp_path / "sheets")]) == 0
    assert pq.read_metadata(tmp_path / "tables" / "quotes.parquet").num_rows == len(
        pd.read_csv(tmp_path / "sheets" / "quotes.csv")
    )
    with pytest.raises(SourceError, match="on the command line --corpus"):
        onrecord.load(tmp_path / "tables").show("000_5db23ede5b083507")
