"""The step of a spaCy pipeline."""

import subprocess
import warnings

import pytest
from hypothesis import given, settings
from strange import TEXTS

with warnings.catch_warnings():  # of its own parts, not of ours
    warnings.simplefilter("ignore")
    import spacy
    from spacy.tokens import Doc, DocBin

import onrecord
from onrecord.exceptions import ArgumentError
from onrecord.exports.naming import parts
from onrecord.spacy_pipe import GROUPS, Onrecord

TEXT = "Bo Reed denied working with spies. “We never sold the 😀 park,” Ada Quill said, “and we never will.”"
NAMES = {"Ada Quill": [], "Bo Reed": []}


@pytest.fixture(scope="module")
def nlp():
    nlp = spacy.blank("en")
    nlp.add_pipe("onrecord", config={"entities": NAMES})
    return nlp


def spans_of(doc):
    return {name: [(s.start_char, s.end_char, s.label_, s.kb_id_, s.id_) for s in doc.spans[name]] for name in GROUPS}


def test_spans_are_those_of_the_tables(nlp):
    doc = nlp(TEXT)
    record = onrecord.analyze({"a": TEXT}, NAMES)
    quotes = record.quotes.arrow.to_pylist()
    assert len(quotes) >= 2
    for group, part in (("onrecord_quotes", "content"), ("onrecord_sources", "source"), ("onrecord_cues", "cue")):
        wanted = [(TEXT[start:end], q["kind"]) for q in quotes for start, end in parts(q)[part]]
        assert [(span.text, span.label_) for span in doc.spans[group]] == wanted
    speakers = [span._.onrecord["speaker"] for span in doc.spans["onrecord_quotes"]]
    assert speakers == ["Bo Reed", "Ada Quill", "Ada Quill"]
    assert doc.spans["onrecord_sources"][0]._.onrecord["stance"] == "denial"
    wanted = [(m["text"], m["type"] or "", m["entity_id"] or "") for m in record.mentions.arrow.to_pylist()]
    assert [(s.text, s.label_, s.kb_id_) for s in doc.spans["onrecord_mentions"]] == wanted
    assert doc[0:1]._.onrecord is None


def test_the_parts_of_one_attribution_share_its_row(nlp):
    doc = nlp(TEXT)
    _, first, second = doc.spans["onrecord_quotes"]
    assert first.id_ == second.id_
    assert first._.onrecord == second._.onrecord


@pytest.mark.parametrize(("alignment", "quotes"), [("expand", ["“We sell"]), ("contract", [" sell"]), ("strict", [])])
def test_edges_within_tokens(alignment, quotes):
    words = ["“We", " sell", "”, ", "said ", "Ada Quill."]
    doc = Doc(spacy.blank("en").vocab, words=words, spaces=[False] * len(words))
    doc = Onrecord(NAMES, alignment=alignment)(doc)
    assert [span.text for span in doc.spans["onrecord_quotes"]] == quotes


@settings(max_examples=25, deadline=None)
@given(TEXTS)
def test_no_word_is_lost(nlp, text):
    doc = nlp(text)
    assert doc.text == text
    record = onrecord.analyze({"a": text}, NAMES)
    covered = {i for span in doc.spans["onrecord_quotes"] for i in range(span.start_char, span.end_char)}
    for quote in record.quotes.arrow.to_pylist():
        for start, end in parts(quote)["content"]:
            assert covered >= {i for i in range(start, end) if not text[i].isspace()}


def test_pipes_batches_and_bytes_give_the_same(nlp):
    texts = [TEXT, "", "Nothing.", TEXT * 2]
    one_by_one = [spans_of(nlp(text)) for text in texts]
    assert [spans_of(doc) for doc in nlp.pipe(texts, batch_size=3)] == one_by_one
    store = DocBin(docs=nlp.pipe(texts), store_user_data=True).to_bytes()
    back = list(DocBin().from_bytes(store).get_docs(nlp.vocab))
    assert [spans_of(doc) for doc in back] == one_by_one
    assert back[0].spans["onrecord_quotes"][0]._.onrecord["speaker"] == "Bo Reed"


def test_a_pipeline_can_be_saved(nlp, tmp_path):
    nlp.to_disk(tmp_path)
    assert spans_of(spacy.load(tmp_path)(TEXT)) == spans_of(nlp(TEXT))


@pytest.mark.parametrize("config", [{"alignment": "widen"}, {"n_threads": 0}, {"min_confidence": 2}])
def test_what_is_wrong_with_the_configuration_is_told(config):
    with pytest.raises(ArgumentError, match=f"{next(iter(config))} is"):
        Onrecord(NAMES, **config)


def test_spacy_finds_it_without_an_import(python):
    lines = ["import spacy", "nlp = spacy.blank('en')", "nlp.add_pipe('onrecord')"]
    lines.append("print(len(nlp('“No,” said Ada Quill.').spans['onrecord_quotes']))")
    code = "; ".join(lines)
    done = subprocess.run([python, "-W", "ignore", "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "1\n"
