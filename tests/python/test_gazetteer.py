"""The list of names as an object: what it finds, how it travels, and which texts it refuses."""

import copy
import multiprocessing
import os
import pickle
import random
import signal
import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import onrecord
from onrecord import Gazetteer
from onrecord.exceptions import ArgumentError, SourceNotFoundError

ROWS = [
    {"id": "Q1", "entity": "Ada Quill", "type": "person", "aliases": "Mayor Quill|Quill", "priority": 2},
    {"id": "Q2", "entity": "The Row", "type": "org", "aliases": None, "priority": None},
    {"id": "Q3", "entity": "Jon Quill", "type": "person", "aliases": "Quill", "priority": 1},
]
TEXT = "Mayor Quill met The Row. Quill left."


def test_what_it_says_of_itself():
    found = Gazetteer(ROWS)
    assert (len(found), found.n_names) == (3, 5)
    assert repr(found) == "Gazetteer of 3 entities, 5 names"
    assert "Ada Quill" in found._repr_html_()
    assert repr(Gazetteer()) == "Gazetteer of 0 entities, 0 names"
    assert repr(Gazetteer(["A"])) == "Gazetteer of 1 entity, 1 name"
    assert (found.whole_words, found.plural, found.diacritics) == (True, False, True)
    assert found.entities.columns == ["entity_id", "entity", "type", "aliases", "priority"]
    assert found.entities.arrow["priority"].to_pylist()[0] == 2.0


def test_in_asks_for_names_and_aliases():
    found = Gazetteer([*ROWS, {"entity": "WHO", "aliases": "~the health body"}])
    for name in ("Ada Quill", "ADA QUILL", "Quill", "WHO", "THE HEALTH BODY", "the  row"):
        assert name in found, name
    for name in ("Ada", "Q3", "who", "Quill left", "", " ", 7, None, "Ada Quill\ud800"):
        assert name not in found, name


def test_empty_lists_find_nothing():
    for nothing in (None, [], {}, pd.DataFrame({"entity": []}), pa.table({"entity": pa.array([], pa.string())})):
        found = Gazetteer(nothing)
        assert len(found) == 0
        assert found == Gazetteer()
        assert len(found.find(TEXT)) == 0
        assert found.find(TEXT).columns[:3] == ["start", "end", "text"]


@pytest.mark.parametrize("engine", ["index", "automaton"])
def test_engines_are_chosen_and_agree(engine):
    found = Gazetteer(ROWS, engine=engine)
    assert found.engine == engine
    assert found.find(TEXT).arrow == Gazetteer(ROWS).find(TEXT).arrow
    assert Gazetteer(ROWS).engine in ("index", "automaton")


def test_unknown_engine():
    with pytest.raises(ArgumentError, match="engine"):
        Gazetteer(ROWS, engine="regex")


def surfaces(found, text, **options):
    return found.find(text, **options).df["text"].tolist()


def test_options():
    text = "Müller und Muller, Müllers, Vormüller"
    assert surfaces(Gazetteer(["Müller"]), text) == ["Müller"]
    assert surfaces(Gazetteer(["Müller"], diacritics=False), text) == ["Müller", "Muller"]
    assert surfaces(Gazetteer(["Müller"], plural=True), text) == ["Müller", "Müllers"]
    assert len(surfaces(Gazetteer([{"entity": "müller", "case": "fold"}], whole_words=False), text)) == 3
    for option in ("whole_words", "plural", "diacritics"):
        default = getattr(Gazetteer(["A"]), option)
        other = Gazetteer(["A"], **{option: not default})
        assert getattr(other, option) is not default
        assert other != Gazetteer(["A"])


def test_case_rules():
    text = "TIME passes. Time printed it. time flies. The LAB closed. The US and us."
    rows = [
        {"entity": "Time Magazine", "aliases": "=Time"},
        {"entity": "Lab", "aliases": "~the lab"},
        {"entity": "US"},
        {"entity": "passes", "case": "exact"},
        {"entity": "CLOSED", "case": "fold"},
    ]
    expected = ["passes", "Time", "The LAB", "closed", "US"]
    assert surfaces(Gazetteer(rows), text) == expected


def test_duplicate_aliases_with_different_case_rules():
    rows = [{"entity": "Alpha", "aliases": "=Time"}, {"entity": "Beta", "aliases": "~time"}]
    found = Gazetteer(rows).find("Time time TIME").arrow.to_pylist()
    assert [(row["text"], row["entity"], row["others"]) for row in found] == [
        ("Time", "Alpha", ["Beta"]),
        ("time", "Beta", []),
        ("TIME", "Beta", []),
    ]
    # Within one entity the wider rule holds.
    assert surfaces(Gazetteer({"Alpha": ["=Time", "~time", "Time"]}), "Time time TIME") == ["Time", "time", "TIME"]


def test_candidates_are_ranked_by_priority():
    rows = [{"entity": f"Quill {i}", "aliases": "Quill", "priority": p} for i, p in enumerate([1, None, 3, -1])]
    found = Gazetteer(rows).find("Quill").arrow.to_pylist()[0]
    assert [found["entity_id"], *found["others"]][:2] == ["Quill 2", "Quill 0"]
    assert sorted([found["entity_id"], *found["others"]]) == [f"Quill {i}" for i in range(4)]


def test_overlapping():
    found = Gazetteer(["New York", "York", "New York Times", "Times"])
    assert surfaces(found, "The New York Times") == ["New York Times"]
    assert surfaces(found, "The New York Times", overlapping=True) == ["New York Times", "New York", "York", "Times"]
    assert surfaces(found, "New York Timesman") == ["New York"]


# Capitals, ligatures and marks that fold to more or fewer letters, emoji, blanks and line ends.
LETTERS = "Ada,Quill,İstanbul,STRAẞE,ΟΔΟΣ,x,…,’s,😀,👩‍👩‍👧,e\u0301,\u00a0, ,\r\n,-,ﬁn,\0".split(",")


@pytest.mark.parametrize("engine", ["index", "automaton"])
def test_offsets_are_code_points_of_the_text(engine):
    rng = random.Random(3)
    names = ["Ada Quill", "Quill", "İstanbul", "Straße", "οδος", "fin", "😀 Ada"]
    found = Gazetteer([{"entity": name, "case": "fold"} for name in names], engine=engine)
    texts = ["".join(rng.choice(LETTERS) + rng.choice(["", " "]) for _ in range(40)) for _ in range(300)]
    rows = found.find_all(texts).arrow.to_pylist()
    assert len(rows) > 500
    for row in rows:
        assert texts[int(row["doc_id"])][row["start"] : row["end"]] == row["text"]
    assert {row["entity"] for row in rows} == set(names)
    assert {"STRAẞE", "ΟΔΟΣ", "ﬁn"} <= {row["text"] for row in rows}


def test_offsets_after_a_capital_that_folds_to_two():
    assert Gazetteer(["Quill"]).find("İİİ😀 Quill").df[["start", "end"]].to_numpy().tolist() == [[5, 10]]


TEXTS = {"a": "Ada Quill left.", "b": "", "c": "😀 The Row; the row’s row"}
SOURCES = {
    "dict": lambda: TEXTS,
    "mappings": lambda: [{"id": key, "text": text} for key, text in TEXTS.items()],
    "corpus": lambda: onrecord.read(TEXTS),
    "pandas": lambda: pd.DataFrame({"id": TEXTS.keys(), "text": TEXTS.values()}),
    "series": lambda: pd.Series(TEXTS),
    "polars": lambda: pl.DataFrame({"id": list(TEXTS), "text": list(TEXTS.values())}),
    "pyarrow": lambda: pa.table({"id": list(TEXTS), "text": list(TEXTS.values())}),
    "chunked": lambda: pa.table({"id": list(TEXTS), "text": pa.chunked_array([[t] for t in TEXTS.values()])}),
    "pairs": lambda: TEXTS.items(),
}


@pytest.mark.parametrize("source", SOURCES)
def test_find_all_takes_what_read_takes(source):
    found = Gazetteer(ROWS).find_all(SOURCES[source]())
    assert found.columns == ["doc_id", "start", "end", "text", "entity_id", "entity", "type", "how", "others"]
    assert [(r["doc_id"], r["start"], r["end"]) for r in found.arrow.to_pylist()] == [
        ("a", 0, 9),
        ("c", 2, 9),
        ("c", 11, 18),
    ]


def test_tables_reach_every_library():
    found = Gazetteer(ROWS).find_all(TEXTS)
    frame = found.df
    assert not any(isinstance(kind, pd.CategoricalDtype) for kind in frame.dtypes)
    assert (frame["entity"] == "The Row").sum() == 2
    assert frame.groupby("entity").size().to_dict() == {"Ada Quill": 1, "The Row": 2}
    assert frame.merge(pd.DataFrame({"entity_id": ["Q2"]}), on="entity_id")["text"].tolist() == ["The Row", "the row"]
    assert found.to_polars()["text"].to_list() == frame["text"].tolist()
    assert found.where("entity", "Ada Quill")[0]["text"] == "Ada Quill"
    assert "The Row" in repr(found)
    assert "The Row" in found._repr_html_()


def test_tables_reach_parquet(tmp_path):
    found = Gazetteer(ROWS).find_all(TEXTS)
    found.to_parquet(tmp_path / "mentions.parquet")
    assert pd.read_parquet(tmp_path / "mentions.parquet")["entity"].tolist() == found.df["entity"].tolist()


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        (["One.", 5], r"row 1, column 'text': int \(5\) where text is needed"),
        (["One.", None], "row 1, column 'text': NoneType"),
        (["One.", "lone \ud800"], "row 1, column 'text': lone surrogate at code point 5"),
        (pa.table({"text": ["One.", None]}), "row 1, column 'text': null where text is needed"),
        ([{"text": "One."}, {"body": "Two."}], "row 1: no field 'text'"),
        ([("a", "One."), ("a", "Two.")], "row 1, column 'id': id 'a' is already that of row 0"),
        (pd.DataFrame({"text": ["One.", b"Two."]}), r"row 1, column 'text': bytes"),
    ],
)
def test_what_is_no_text_is_named(texts, message):
    with pytest.raises(ArgumentError, match=message):
        Gazetteer(ROWS).find_all(texts)


def test_the_column_of_another_name_is_named():
    corpus = onrecord.read(pd.DataFrame({"body": ["One.", 5]}, dtype=object), text_field="body")
    with pytest.raises(ArgumentError, match=r"row 1, column 'body': int \(5\)"):
        Gazetteer(ROWS).find_all(corpus)


@pytest.mark.parametrize("text", [5, None, b"bytes", ["list"], float("nan")])
def test_find_takes_text_only(text):
    with pytest.raises(ArgumentError, match=f"{type(text).__name__} where a text is needed"):
        Gazetteer(ROWS).find(text)
    with pytest.raises(ArgumentError, match="lone surrogate at code point 1"):
        Gazetteer(ROWS).find("a\ud800")


@pytest.mark.parametrize("n", [0, -1, 1.5, "2"])
def test_bad_numbers_of_threads(n):
    with pytest.raises(ArgumentError, match="n_threads"):
        Gazetteer(ROWS).find_all(TEXTS, n_threads=n)


def test_equality():
    found = Gazetteer(ROWS)
    assert found == Gazetteer(ROWS)
    assert len({found, Gazetteer(ROWS), copy.copy(found), copy.deepcopy(found)}) == 1
    for other in (Gazetteer(ROWS[:2]), Gazetteer(ROWS[::-1]), Gazetteer(ROWS, plural=True), Gazetteer(), None, 5):
        assert found != other
    assert found != Gazetteer([{**ROWS[0], "type": "org"}, *ROWS[1:]])
    assert found != Gazetteer([{**ROWS[0], "case": "exact"}, *ROWS[1:]])
    assert found != Gazetteer([{**ROWS[0], "priority": 5}, *ROWS[1:]])


OPTIONS = [
    {},
    {"engine": "index"},
    {"engine": "automaton"},
    {"whole_words": False},
    {"plural": True},
    {"diacritics": False},
]


@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_saved_and_pickled_lists_are_the_same(options, tmp_path):
    found = Gazetteer([*ROWS, {"entity": "Yahoo!", "aliases": "=.NET|~C++"}, {"entity": "Straße"}], **options)
    found.save(tmp_path / "names.gaz")
    text = TEXT + " Yahoo! .NET c++ Strasse STRASSE Quills"
    for other in (Gazetteer.load(tmp_path / "names.gaz"), pickle.loads(pickle.dumps(found))):  # noqa: S301
        assert other == found
        assert hash(other) == hash(found)
        assert repr(other) == repr(found)
        assert other.find(text).arrow == found.find(text).arrow
        assert other.entities.arrow == found.entities.arrow
        assert (other.engine, other.whole_words, other.plural, other.diacritics) == (
            found.engine,
            found.whole_words,
            found.plural,
            found.diacritics,
        )
        assert "Mayor Quill" in other
    Gazetteer().save(tmp_path / "empty.gaz")
    assert Gazetteer.load(str(tmp_path / "empty.gaz")) == Gazetteer()


@pytest.mark.parametrize("engine", ["index", "automaton"])
def test_damaged_files_are_refused(engine, tmp_path):
    rng = random.Random(5)
    path = tmp_path / "names.gaz"
    Gazetteer(ROWS, engine=engine).save(path)
    good = path.read_bytes()

    def refused(data):
        path.write_bytes(data)
        with pytest.raises(ArgumentError):
            Gazetteer.load(path)

    for place in {*range(min(64, len(good))), *(rng.randrange(len(good)) for _ in range(300))}:
        bad = bytearray(good)
        bad[place] ^= 1 << rng.randrange(8)
        refused(bytes(bad))
    for length in {0, 1, 7, 8, len(good) - 1, *(rng.randrange(len(good)) for _ in range(100))}:
        refused(good[:length])
    refused(good + b"\0")
    refused(good + good)
    refused(bytes(len(good)))
    refused(rng.randbytes(1000))
    refused(b"entity,type\nAda Quill,person\n")
    path.write_bytes(good)
    assert Gazetteer.load(path) == Gazetteer(ROWS, engine=engine)


def test_load_and_save_where_nothing_is(tmp_path):
    Gazetteer(ROWS).save(tmp_path / "names.gaz")
    with pytest.raises(SourceNotFoundError, match=r"did you mean 'names.gaz'"):
        Gazetteer.load(tmp_path / "name.gaz")
    with pytest.raises(SourceNotFoundError):
        Gazetteer.load(tmp_path)
    with pytest.raises(OSError, match=r"names\.gaz"):
        Gazetteer(ROWS).save(tmp_path / "no folder" / "names.gaz")


def _found_elsewhere(found):
    return repr(found), found.find(TEXT).df["entity_id"].tolist(), hash(found) == hash(Gazetteer(ROWS))


@pytest.mark.parametrize("method", ["fork", "spawn"])
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_other_processes_have_the_same_list(method):
    if method not in multiprocessing.get_all_start_methods():
        pytest.skip(f"no {method} here")
    found = Gazetteer(ROWS)
    found.find_all([TEXT] * 100, n_threads=2)  # threads that ran before a fork must not matter
    with multiprocessing.get_context(method).Pool(2) as pool:
        answers = pool.map_async(_found_elsewhere, [found] * 4).get(timeout=60)
    assert set(map(str, answers)) == {str((repr(found), ["Q1", "Q2", "Q1"], True))}


def test_the_result_does_not_depend_on_threads():
    rng = random.Random(1)
    words = ["Ada", "Quill", "Mayor", "The", "Row", "left", "😀", "and"]
    texts = [" ".join(rng.choices(words, k=rng.randrange(200))) for _ in range(500)]
    found = Gazetteer(ROWS)
    one = found.find_all(texts, n_threads=1).arrow
    assert len(one) > 1000
    for n in (2, 3, 8, None):
        assert found.find_all(texts, n_threads=n).arrow == one
    assert sum(len(found.find(text)) for text in texts) == len(one)
    with ThreadPoolExecutor(8) as pool:
        assert all(table.arrow == one for table in pool.map(found.find_all, [texts] * 8))


def test_other_threads_run_meanwhile():
    found, ticks, stop = Gazetteer(ROWS), [], threading.Event()

    def tick():
        while not stop.is_set():
            ticks.append(time.perf_counter())
            time.sleep(0.001)

    thread = threading.Thread(target=tick)
    texts = ["Mayor Quill met The Row. " * 40_000] * 10
    thread.start()
    try:
        start = time.perf_counter()
        found.find_all(texts, n_threads=1)
        taken = time.perf_counter() - start
    finally:
        stop.set()
        thread.join()
    assert sum(start < tick < start + taken for tick in ticks) > min(10, taken * 100)


def test_progress_is_told():
    told = []
    texts = ["Quill. " * 50_000] * 40
    Gazetteer(ROWS).find_all(texts, n_threads=1, progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (40, 40)
    assert told == sorted(told)


CTRL_C = """
import sys, time, onrecord
names = onrecord.Gazetteer(["Ada Quill"])
text = "Mayor Ada Quill met the row. " * 2_000_000
print("ready", flush=True)
try:
    while True:
        names.find_all([text] * 20, n_threads=2)
except KeyboardInterrupt:
    print("stopped", flush=True)
"""


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_ctrl_c_stops_a_search(python):
    process = subprocess.Popen([python, "-c", CTRL_C], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout.readline() == "ready\n"
        time.sleep(0.3)
        start = time.perf_counter()
        process.send_signal(signal.SIGINT)
        assert process.communicate(timeout=20)[0] == "stopped\n"
        assert time.perf_counter() - start < 3
    finally:
        process.kill()


def test_the_analysis_takes_it_as_it_is():
    found = Gazetteer(ROWS)
    mentions = onrecord.analyze([TEXT], found).mentions.df
    assert mentions["entity_id"].tolist()[:2] == ["Q1", "Q2"]
    assert onrecord.analyze([TEXT], ROWS).mentions.df.equals(mentions)
