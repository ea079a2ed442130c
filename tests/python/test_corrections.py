"""Corrections: kept with the text, put to it again, never twice and never to the wrong quote."""

import copy
import pickle
import random

import numpy as np
import pytest
from fabricate import at_random, quote
from fabricate import record as made
from hypothesis import given, settings
from hypothesis import strategies as st

import onrecord
from onrecord.correction import KINDS, NOBODY, STANCES, Correction
from onrecord.corrections import Corrections
from onrecord.exceptions import ArgumentError, CorrectionError, SourceNotFoundError, UnknownIdError
from onrecord.identities import Identities

SAID = "“We never sold the park to a bank,” said Ada Quill. “Yes,” said Bo Reed."


def rows(table):
    return table.arrow.to_pylist()


def tables(record):
    return [rows(table) for table in (record.mentions, record.quotes, record.entities)]


@pytest.fixture(scope="module")
def record():
    return onrecord.analyze({"a1": SAID, "a2": SAID.replace("Bo Reed", "Cy Lane")})


def some_corrections(record, seed):
    chance = random.Random(seed)
    corrections = Corrections()
    ids = record.quotes.arrow["quote_id"].to_pylist()
    names = [*record.entities.arrow["entity_id"].to_pylist(), "Somebody New", NOBODY]
    for quote_id in chance.sample(ids, min(len(ids), 12)):
        action = chance.choice(["accept", "reject", "speaker", "kind", "stance", "both"])
        if action in ("accept", "reject"):
            getattr(corrections, action)(record, quote_id)
        else:
            corrections.fix(
                record,
                quote_id,
                speaker=chance.choice(names) if action in ("speaker", "both") else None,
                kind=chance.choice(KINDS) if action == "kind" else None,
                stance=chance.choice(STANCES) if action in ("stance", "both") else None,
            )
    entities = record.entities.arrow["entity_id"].to_pylist()
    for _ in range(chance.randrange(4)):
        into, other = chance.sample(entities, 2)
        corrections.add(Correction("merge", entity_id=other, entity=other, into_id=into, into=into))
    if chance.random() < 0.5:
        doc_id = chance.choice(record.corpus.ids)
        entity = chance.choice(entities)
        corrections.add(
            Correction("split", doc_id, entity_id=entity, entity=entity, into_id=f"{entity}~2", into="Other")
        )
    return corrections


@pytest.mark.parametrize("seed", range(8))
def test_applying_twice_equals_once(seeds, seed):
    corrections = some_corrections(seeds, seed)
    once = seeds.correct(corrections)
    twice = once.correct(corrections)
    assert tables(twice) == tables(once)
    assert list(twice.corrections) == list(once.corrections)
    assert twice.corrections.outcomes == once.corrections.outcomes
    # The record itself stays.
    assert tables(seeds) == tables(onrecord.analyze("seeds", "seeds/entities.csv"))


@pytest.mark.parametrize("seed", range(8))
def test_replaying_on_a_new_run_is_the_same(seeds, seed):
    corrected = seeds.correct(some_corrections(seeds, seed))
    again = onrecord.analyze("seeds", "seeds/entities.csv", corrections=corrected.corrections)
    assert tables(again) == tables(corrected)
    assert again.corrections.outcomes == corrected.corrections.outcomes


@pytest.mark.parametrize("seed", range(6))
def test_counts_follow(seeds, seed):
    corrected = seeds.correct(some_corrections(seeds, seed))
    article = {"title", "subtitle", "body", "caption"}
    quotes = [q for q in rows(corrected.quotes) if q["zone"] in article]
    for entity in rows(corrected.entities):
        own = [q for q in quotes if q["speaker_id"] == entity["entity_id"]]
        named = [m for m in rows(corrected.mentions) if m["entity_id"] == entity["entity_id"] and m["zone"] in article]
        assert entity["n_quotes"] == len(own)
        assert entity["n_words"] == sum(q["n_words"] for q in own)
        assert entity["n_mentions"] == len(named)
        assert entity["n_docs"] == len({row["doc_id"] for row in (*own, *named)})
    known = {entity["entity_id"] for entity in rows(corrected.entities)}
    assert {q["speaker_id"] for q in quotes} <= known | {None}
    assert corrected.share_of_voice().df["n_quotes"].sum() == len(quotes)


def test_verdicts_reach_the_table(record):
    corrections = Corrections().accept(record, "a1:q1").fix(record, "a1:q2", speaker=NOBODY, stance="denial")
    corrections.fix(record, "a2:q1", speaker="Cy Lane", kind="mixed").reject(record, "a2:q2")
    corrected = record.correct(corrections)
    before = {q["quote_id"]: q for q in rows(record.quotes)}
    after = {q["quote_id"]: q for q in rows(corrected.quotes)}
    assert set(after) == {"a1:q1", "a1:q2", "a2:q1"}
    changed = {key: {name: q[name] for name in q if q[name] != before[key][name]} for key, q in after.items()}
    nobody = dict.fromkeys(("speaker", "speaker_id", "speaker_type"))
    assert changed == {
        "a1:q1": {"confidence": 1.0, "checked": "accepted"},
        "a1:q2": nobody | {"stance": "denial", "confidence": 1.0, "checked": "corrected"},
        "a2:q1": {
            "speaker": "Cy Lane",
            "speaker_id": "person:cy-lane",
            "kind": "mixed",
            "confidence": 1.0,
            "checked": "corrected",
        },
    }
    assert "corrected by hand" in str(corrected.why("a1:q2"))
    assert corrected.statements.df["n_sightings"].sum() == len(corrected.sightings)
    assert "a2:q2" not in corrected.sightings.df["quote_id"].tolist()


def test_what_comes_later_counts(record):
    corrections = Corrections().reject(record, "a1:q1").accept(record, "a1:q1")
    assert [c.action for c in corrections] == ["accept"]
    corrections.fix(record, "a1:q1", speaker="Bo Reed").fix(record, "a1:q1", speaker="Cy Lane", kind="mixed")
    assert [(c.action, c.speaker) for c in corrections if c.speaker] == [
        ("accept", "Ada Quill"),
        ("speaker", "Cy Lane"),
    ]
    assert record.correct(corrections).quotes.df["speaker"].iloc[0] == "Cy Lane"
    corrections.reject(record, "a1:q1")
    assert [c.action for c in corrections] == ["reject"]
    assert len(Corrections().accept(record, "a1:q1") + corrections) == 1


def test_what_was_accepted_holds_against_another_finding(record):
    """A later version may find another speaker for the same words."""
    corrections = Corrections().accept(record, "a1:q1")
    other = record.correct(Corrections().fix(record, "a1:q1", speaker="Bo Reed"))
    found = onrecord.record.Record(
        record.corpus,
        documents=record.documents.arrow,
        zones=record.zones.arrow,
        mentions=other.mentions.arrow,
        quotes=other.quotes.arrow,
        entities=other.entities.arrow,
    )
    assert found.quotes.df["speaker"].iloc[0] == "Bo Reed"
    row = rows(found.correct(corrections).quotes)[0]
    assert (row["speaker"], row["checked"]) == ("Ada Quill", "accepted")


def test_two_that_report_the_same_words_are_told_apart():
    record = onrecord.analyze("seeds", "seeds/entities.csv")
    frame = record.quotes.df
    twins = frame[frame.duplicated(["doc_id", "start", "end"], keep=False)]["quote_id"].tolist()
    assert len(twins) >= 10
    for quote_id in twins:
        corrected = record.correct(Corrections().reject(record, quote_id))
        assert set(record.quotes.df["quote_id"]) - set(corrected.quotes.df["quote_id"]) == {quote_id}
    # And if only the other is found, it is left alone.
    gone = record.correct(Corrections().reject(record, twins[0]))
    alone = onrecord.record.Record(
        record.corpus,
        documents=record.documents.arrow,
        zones=record.zones.arrow,
        mentions=gone.mentions.arrow,
        quotes=gone.quotes.arrow,
        entities=gone.entities.arrow,
    )
    corrected = alone.correct(Corrections().fix(record, twins[0], speaker="X"))
    assert corrected.corrections.df["status"].tolist() == ["lost"]
    assert "reported by" in corrected.corrections.df["why"].iloc[0]
    assert rows(corrected.quotes) == rows(alone.quotes)
    rejected = alone.correct(Corrections().reject(record, twins[0]))
    assert rejected.corrections.df["status"].tolist() == ["applied"]
    assert rows(rejected.quotes) == rows(alone.quotes)


def test_places_that_are_gone_are_reported_and_kept(record, tmp_path):
    corrections = Corrections().accept(record, "a1:q1").fix(record, "a2:q2", speaker="Ada Quill")
    changed = onrecord.analyze({"a1": "Nothing was said.", "b": SAID}, corrections=corrections)
    assert changed.corrections.df["status"].tolist() == ["lost", "lost"]
    assert changed.corrections.df["why"].iloc[1] == "no document has the id 'a2'"
    assert changed.quotes.df["checked"].isna().all()
    changed.corrections.to_csv(tmp_path / "kept.csv")
    assert Corrections.from_csv(tmp_path / "kept.csv") == corrections
    assert repr(changed.corrections) == "Corrections: 2 (2 lost)"


@pytest.mark.parametrize(
    "change",
    [
        lambda text: f"A new lead with other words in it.\n\n{text}",
        lambda text: f"{text}\n\n" + "Rain fell on the town all day. " * 20,
        lambda text: text.replace("“", '"').replace("”", '"').replace("’", "'"),
        lambda text: text.replace(" ", "\u00a0"),
        lambda text: text.replace(". ", ".  "),
    ],
)
def test_seeds_survive_small_changes(seeds, change):
    quotes = rows(seeds.quotes)
    names = [f"Voice {n}" for n in range(len(quotes))]
    corrections = Corrections()
    for row, name in zip(quotes, names, strict=True):
        corrections.fix(seeds, row["quote_id"], speaker=name)
    texts = {doc_id: change(seeds.corpus[doc_id]) for doc_id in seeds.corpus}
    changed = onrecord.analyze(texts, "seeds/entities.csv", corrections=corrections)
    frame = changed.corrections.df
    placed = frame[frame["status"].isin(["applied", "moved"])]
    # What the analysis itself no longer finds is not found by corrections either.
    assert len(placed) >= 0.9 * len(frame), frame["why"].value_counts()
    found = {q["speaker"]: q for q in rows(changed.quotes) if q["checked"]}
    assert len(found) == len(placed)
    words = {
        name: " ".join(quote["text"].replace("\u00a0", " ").split()) for name, quote in zip(names, quotes, strict=True)
    }
    for name, row in found.items():
        now = " ".join(row["text"].replace("\u00a0", " ").split())
        plain = str.maketrans("“”’", '""\'')
        assert now.translate(plain)[:40] == words[name].translate(plain)[:40]


def test_the_bar_does_not_take_what_was_checked(seeds):
    doubtful = seeds.quotes.df.sort_values("confidence")["quote_id"].head(5).tolist()
    corrections = Corrections().accept(seeds, doubtful)
    strict = onrecord.analyze("seeds", "seeds/entities.csv", min_confidence=0.8, corrections=corrections)
    frame = strict.quotes.df
    assert set(doubtful) <= set(frame["quote_id"])
    assert frame["confidence"].min() >= 0.8
    bare = onrecord.analyze("seeds", "seeds/entities.csv", min_confidence=0.8)
    assert len(frame) == len(bare.quotes) + 5
    nothing = onrecord.analyze("seeds", "seeds/entities.csv", min_confidence=0.8, corrections=Corrections())
    assert tables(nothing) == tables(bare)


def test_other_mistakes(record, tmp_path):
    corrections = Corrections()
    for wrong, error, message in [
        (lambda: corrections.accept(record, "a1:q9"), UnknownIdError, "no quote has the id 'a1:q9'"),
        (lambda: corrections.accept(record, ["a1:q1", 3]), UnknownIdError, "no quote has the id 3"),
        (lambda: corrections.accept(record, "a\ud800"), UnknownIdError, "no quote has the id"),
        (lambda: record.merge("Ada Quill", "a\ud800"), UnknownIdError, "no entity"),
        (lambda: corrections.fix(record, "a1:q1"), ArgumentError, "nothing to fix"),
        (lambda: corrections.fix(record, "a1:q1", speaker=" "), ArgumentError, "speaker is ' '"),
        (lambda: corrections.fix(record, "a1:q1", stance="deny"), ArgumentError, "stance is 'deny'"),
        (lambda: corrections.add(Correction("accept")), CorrectionError, "doc_id: empty"),
        (lambda: corrections.fix(record, "a1:q1", speaker="x\ud800"), CorrectionError, "speaker: .*half a character"),
        (lambda: record.correct(3), ArgumentError, "corrections is int"),
        (lambda: record.correct(tmp_path / "none.csv"), SourceNotFoundError, "no file"),
        (lambda: record.correct(tmp_path), CorrectionError, "is a folder"),
    ]:
        with pytest.raises(error, match=message):
            wrong()
    assert len(corrections) == 0


# Merge and split


def test_merge_and_split(record):
    merged = record.merge("Ada Quill", "Bo Reed")
    frame = merged.entities.df.set_index("entity_id")
    assert frame.loc["person:ada-quill", "n_quotes"] == 3
    assert sorted(frame.loc["person:ada-quill", "aliases"]) == ["Ada Quill", "Bo Reed"]
    assert "person:bo-reed" not in frame.index
    assert set(merged.mentions.df["entity"]) == {"Ada Quill", "Cy Lane"}
    chain = merged.merge("Cy Lane", "Ada Quill")
    assert chain.quotes.df["speaker"].unique().tolist() == ["Cy Lane"]
    back = chain.merge("Ada Quill", "Cy Lane")
    assert set(back.quotes.df["speaker_id"]) == {"person:ada-quill"}
    apart = back.split("Ada Quill", "a2", name="Another")
    assert apart.quotes.df.groupby("doc_id")["speaker"].unique().map(list).to_dict() == {
        "a1": ["Ada Quill"],
        "a2": ["Another"],
    }
    assert "person:ada-quill~2" in apart.entities.df["entity_id"].tolist()
    third = apart.split("Ada Quill", "a1").split("Another", ["a2"])
    assert sorted(third.entities.df["entity_id"]) == ["person:ada-quill~2~2", "person:ada-quill~3"]
    again = onrecord.analyze(record.corpus, corrections=third.corrections)
    assert tables(again) == tables(third)
    assert (again.corrections.df["status"] == "applied").all()


def test_merge_of_listed_and_unlisted():
    record = onrecord.analyze({"a1": SAID}, [{"entity": "Ada Quill", "id": "Q1", "type": "person"}])
    for kept, other in (("Q1", "Bo Reed"), ("person:bo-reed", "Ada Quill")):
        merged = record.merge(kept, other)
        assert merged.entities.df["entity_id"].tolist() == [kept]
        assert merged.quotes.df["speaker_id"].unique().tolist() == [kept]


def test_merge_mistakes(record):
    merged = record.merge("Ada Quill", "Bo Reed")
    for wrong, error, message in [
        (lambda: record.merge("Ada Quill"), ArgumentError, "two entities at least"),
        (lambda: record.merge("Ada Quill", "person:ada-quill"), ArgumentError, "are the same entity already"),
        (lambda: record.merge("Ada Quil", "Bo Reed"), UnknownIdError, "no entity 'Ada Quil'; did you mean 'Ada Quill'"),
        (lambda: merged.merge("Cy Lane", "Bo Reed"), UnknownIdError, "'Bo Reed'; it was merged into 'Ada Quill'"),
        (lambda: record.merge("Ada Quill", None), UnknownIdError, "no entity None"),
        (lambda: record.split("Ada Quill", []), ArgumentError, "doc_ids is empty"),
        (lambda: record.split("Ada Quill", "a3"), UnknownIdError, "no document has the id 'a3'"),
        (lambda: record.split("Bo Reed", "a2"), ArgumentError, "'Bo Reed' is not in document 'a2'"),
        (lambda: record.split("Bo Reed", "a1", name=""), ArgumentError, "name is ''"),
    ]:
        with pytest.raises(error, match=message):
            wrong()
    same = record.split("Ada Quill", "a2")
    with pytest.raises(ArgumentError, match="2 entities are called 'Ada Quill'; pass the id of one of them"):
        same.merge("Ada Quill", "Bo Reed")


def test_entities_that_another_run_does_not_have(record):
    corrections = record.merge("Ada Quill", "Bo Reed").split("Ada Quill", "a2").corrections
    other = onrecord.analyze({"a1": "Rain fell.", "a3": "“No,” said Cy Lane."}, corrections=corrections)
    assert other.corrections.df["status"].tolist() == ["lost", "lost"]
    listed = onrecord.analyze(
        {"a1": SAID}, [{"entity": "Bo Reed", "id": "Q2"}, {"entity": "Ada Quill", "id": "Q1"}], corrections=corrections
    )
    assert listed.corrections.df["status"].tolist() == ["moved", "lost"]
    assert listed.quotes.df["speaker_id"].unique().tolist() == ["Q1"]


def test_what_somebody_wrote_follows_merges_and_later_splits(record):
    fixed = record.correct(Corrections().fix(record, "a1:q2", speaker="Cy Lane"))
    assert fixed.merge("Ada Quill", "Cy Lane").quotes.df["speaker"].unique().tolist() == ["Ada Quill"]
    split = fixed.split("Cy Lane", "a1", name="Other")
    assert split.quotes.df["speaker"].tolist() == ["Ada Quill", "Other", "Ada Quill", "Cy Lane"]
    # Who is named after the split is meant as he is.
    later = split.correct(Corrections().fix(split, "a1:q1", speaker="Cy Lane"))
    assert later.quotes.df["speaker"].tolist() == ["Cy Lane", "Other", "Ada Quill", "Cy Lane"]


def test_others_who_may_be_meant_go_by_their_new_ids():
    names = [{"entity": f"Quill {n}", "id": f"Q{n}", "aliases": ["Quill"]} for n in range(3)]
    record = onrecord.analyze({"a1": "Quill 1 met Quill 2. “No,” said Quill.", "a2": "Quill 0 left."}, names)
    others = {m["text"]: m["others"] for m in rows(record.mentions)}
    assert others["Quill"] == ["Q0", "Q2"]

    def after(*merged):
        return {m["text"]: (m["entity_id"], m["others"]) for m in rows(record.merge(*merged).mentions)}["Quill"]

    assert after("Q2", "Q0") == ("Q1", ["Q2"])
    assert after("Q0", "Q1") == ("Q0", ["Q2"])
    assert after("Q1", "Q2", "Q0") == ("Q1", [])


steps = st.lists(
    st.tuples(st.sampled_from("abcd"), st.sampled_from("abcd"))
    | st.tuples(st.sampled_from(["d1", "d2"]), st.sampled_from("abcd"), st.sampled_from("wxyz")),
    max_size=12,
)


@given(steps)
@settings(max_examples=400, deadline=None)
def test_identities_against_rows_changed_one_by_one(given_steps):
    who = Identities()
    labels = {(doc, name): name for doc in ("d1", "d2", "d3") for name in "abcd"}
    for step in given_steps:
        if len(step) == 2:
            who.merge(*step)
            labels = {key: step[1] if label == step[0] else label for key, label in labels.items()}
        else:
            who.split(*step)
            labels = {
                key: step[2] if key[0] == step[0] and label == step[1] else label for key, label in labels.items()
            }
    assert {key: who.of(key[1], key[0]) for key in labels} == labels


def test_only_touched_documents_are_looked_at(monkeypatch):
    record = at_random(1, n_docs=40)
    quotes = rows(record.quotes)
    seen = []
    monkeypatch.setattr(type(record.corpus), "__getitem__", lambda _, key: seen.append(key) or "x " * 50)
    record.correct(Corrections().accept(record, quotes[0]["quote_id"]))
    assert set(seen) == {quotes[0]["doc_id"]}


def test_types_of_columns_stay(seeds):
    corrected = seeds.correct(some_corrections(seeds, 3))
    for name in ("mentions", "quotes", "entities"):
        assert getattr(corrected, name).arrow.schema == getattr(seeds, name).arrow.schema
    assert corrected.quotes.arrow.schema.names[-1] == "checked"
    assert np.all(seeds.quotes.arrow["checked"].is_null().to_numpy())


def test_a_new_speaker_is_one_entity_whatever_was_found(record):
    corrections = Corrections().fix(record, ["a1:q1", "a2:q2"], speaker="Park Board", speaker_type="org")
    corrected = record.correct(corrections)
    frame = corrected.entities.df.set_index("entity_id")
    assert frame.loc["org:park-board", ["entity", "type", "n_quotes", "n_docs"]].tolist() == ["Park Board", "org", 2, 2]
    with pytest.raises(ArgumentError, match="speaker_type is 'company'"):
        corrections.fix(record, "a1:q1", speaker="X", speaker_type="company")


def test_what_is_found_whole_since_is_not_rejected_for_its_part():
    said = "“We never sold the park to a bank and never shall,” said Ada Quill."
    found = made(said, quotes=[quote(said, "We never sold the park to a bank", cue="said")])
    corrections = Corrections().reject(found, "a1:q1")
    whole = made(said, quotes=[quote(said, "We never sold the park to a bank and never shall,", cue="said")])
    corrected = whole.correct(corrections)
    assert len(corrected.quotes) == 1
    assert corrected.corrections.df["why"].tolist() == ["nothing is found there"]
    fixed = whole.correct(Corrections().fix(found, "a1:q1", speaker="Ada Quill"))
    assert fixed.quotes.df["speaker"].tolist() == ["Ada Quill"]


def test_corrected_records_can_be_pickled_and_copied(seeds):
    corrected = seeds.correct(some_corrections(seeds, 2)).merge("Kaspersky Lab", "Eugene Kaspersky")
    for again in (pickle.loads(pickle.dumps(corrected)), copy.deepcopy(corrected)):  # noqa: S301
        assert tables(again) == tables(corrected)
        assert again.corrections == corrected.corrections
        assert tables(again.correct(corrected.corrections)) == tables(corrected)


def test_statements_and_questions_follow(seeds):
    assert len(seeds.statements)  # worked out before, and not carried over
    first = seeds.sightings.df.dropna(subset=["quote_id"])["quote_id"].iloc[0]
    corrected = seeds.correct(Corrections().fix(seeds, first, speaker="Somebody New"))
    row = corrected.sightings.df.set_index("quote_id").loc[first]
    assert row["speaker"] == "Somebody New"
    assert "Somebody New" in corrected.network("quotes").df["target"].tolist()
    assert "Somebody New" not in seeds.network("quotes").df["target"].tolist()
