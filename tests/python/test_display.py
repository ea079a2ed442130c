"""What a notebook shows: everything escaped, everything there, overlapping marks drawn right."""

import time
from html.parser import HTMLParser
from random import Random

import fabricate
import pytest

import onrecord
from onrecord.exceptions import ArgumentError, MissingColumnError, UnknownIdError
from onrecord.record import Record

HOSTILE = '</div><script>alert(1)</script> "onmouseover="x" &amp; <b>'
TEXT = f"“We never {HOSTILE} sold it,” said Ada Quill, who called it “a lie”."


class Reader(HTMLParser):
    """Checks nesting and collects the text of the article."""

    def __init__(self):
        super().__init__()
        self.open, self.tags, self.text, self.titles = [], set(), [], []
        self.spans = []

    def handle_starttag(self, tag, attrs):
        self.open.append((tag, dict(attrs)))
        self.tags.add(tag)
        assert not any(name.startswith("on") for name, _ in attrs), attrs
        assert set(dict(attrs)) <= {"class", "title", "dir", "role", "tabindex", "aria-label", "scope", "colspan"}
        self.titles += [value for name, value in attrs if name == "title"]

    def handle_endtag(self, tag):
        assert self.open.pop()[0] == tag

    def handle_data(self, data):
        tags = [tag for tag, _ in self.open]
        if "style" in tags or "sup" in tags:
            return
        classes = [attrs.get("class", "") for _, attrs in self.open]
        if any(c.startswith("zone") for c in classes) and tags[-1] != "b":
            self.text.append(data)
            self.spans.append((data, classes[-1] if tags[-1] == "span" else ""))


def read(html):
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == []
    return reader


def made(**fields):
    inner = fabricate.quote(TEXT, "a lie", quote_id="a1:q2", stance="denial", cue="called")
    outer = fabricate.quote(
        TEXT,
        TEXT[1:-2],
        stance="allegation",
        cue="said",
        source="Ada Quill",
        speaker=HOSTILE,
        rule=HOSTILE,
        runner_up=HOSTILE,
        **fields,
    )
    return fabricate.record(TEXT, quotes=[outer, inner], mentions=[("Ada Quill", HOSTILE)])


def test_hostile_text_is_escaped():
    html = made().show("a1")._repr_html_()
    reader = read(html)
    assert "script" not in reader.tags
    assert "".join(reader.text) == TEXT
    assert any(HOSTILE in title for title in reader.titles)


def test_hostile_metadata_is_escaped():
    record = onrecord.analyze(
        [{"id": HOSTILE, "text": HOSTILE, "author": HOSTILE, "outlet": HOSTILE}], [{"entity": HOSTILE}]
    )
    assert "script" not in read(record.show(HOSTILE)._repr_html_()).tags
    for table in record.tables.values():
        assert "script" not in read(table._repr_html_()).tags
    assert "<script>" not in made().why("a1:q1")._repr_html_()


def test_overlapping_marks_keep_all_their_classes():
    spans = dict(read(made().show("a1")._repr_html_()).spans)
    assert spans["Ada Quill"] == "mention quote source allegation"
    assert spans["a lie"] == "quote denial nested", "the innermost quotation gives the colour"
    assert spans["said"] == "cue quote allegation"
    assert spans["“"] == ""


def test_the_page_works_without_script_and_on_dark_ground():
    html = made().show("a1")._repr_html_()
    assert "light-dark(" in html
    assert "color-scheme: light dark" in html
    for word in ("<script", "http:", "https:", "@import", "url("):
        assert word not in html.replace("&lt;script", "")


def test_the_whole_article_is_shown(seeds):
    for doc_id in seeds.corpus:
        text = seeds.corpus[doc_id]
        reader = read(seeds.show(doc_id)._repr_html_())
        assert "".join("".join(reader.text).split()) == "".join(text.split())


def test_text_form():
    shown = str(made().show("a1"))
    assert "[1 We never" in shown
    assert "[2 a lie]" in shown
    assert "[2] speaker not stated: denial, direct, “called” (confidence 0.90)" in shown


def test_a_huge_document_is_cut_short():
    record = onrecord.analyze({"a1": "word " * 100_000})
    html = record.show("a1", max_chars=1000)._repr_html_()
    assert len(html) < 20_000
    assert "499,000 more characters" in html


def test_show_of_a_bad_document_tells_why():
    record = onrecord.analyze([("a", None), ("b", "")])
    assert "error: row 0" in str(record.show("a"))
    assert "empty" in str(record.show("b"))


def test_why_in_plain_words():
    text = "“We never sold it,” she told Reuters. Ada Quill left."
    row = fabricate.quote(
        text,
        "We never sold it,",
        cue="told",
        source="she",
        speaker="Ada Quill",
        speaker_id="person:ada-quill",
        speaker_type="person",
        speaker_how="pronoun",
        antecedent="Ada Quill",
        addressee="Reuters",
        stance="denial",
        runner_up="Reuters",
    )
    assert fabricate.record(text, quotes=[row]).why("a1:q1").splitlines() == [
        "a1:q1: “We never sold it,”",
        "  direct (all in quotation marks), code points 1 to 18 of document a1, zone body",
        "Cue: “told” at 24",
        "Source: “she” at 20",
        "Speaker: Ada Quill (person; entity person:ada-quill), by a pronoun, leading back to “Ada Quill” at 38",
        "Stance: denial (the speaker rejects something)",
        "Act: speech (something was said)",
        "Said to: “Reuters”",
        "Rule: test_rule",
        "Confidence: 0.90; “Reuters” came second",
    ]


@pytest.mark.parametrize(
    ("sentence", "cue", "stance"),
    [
        (
            "Bo Reed wasn’t surprised that the bid failed.",
            "surprised” at 15, which is itself negated",
            "neutral (a cue",
        ),
        (
            "Cy Doe did not confirm that the bid failed.",
            "confirm” at 15, which is itself negated",
            "neutral (a cue that",
        ),
        ("Ed Fox did not deny that the bid failed.", "deny” at 15, which is itself negated", "neutral (a cue that"),
        ("Di Hay denied that the bid failed.", "denied” at 7, which negates or rejects the content", "denial (the"),
        ("Di Hay said that the bid failed.", "said” at 7", "neutral (passed on"),
    ],
)
def test_why_tells_how_a_cue_is_negated(sentence, cue, stance):
    lines = str(onrecord.analyze({"a": sentence}).why("a:q1")).splitlines()
    assert f"Cue: “{cue}" in lines
    assert any(line.startswith(f"Stance: {stance}") for line in lines)


def test_why_names_rules_as_the_table_does(seeds):
    for rule, quote_id in dict(zip(seeds.quotes.df["rule"], seeds.quotes.df["quote_id"], strict=True)).items():
        assert f"Rule: {rule}" in str(seeds.why(quote_id)).splitlines()


def test_why_without_cue_and_speaker():
    row = fabricate.quote("“No.”", "No.")
    why = fabricate.record("“No.”", quotes=[row]).why("a1:q1")
    assert "Cue: none" in why
    assert "Speaker: not stated" in why
    assert "no other source was near" in why


def test_every_quotation_of_the_seeds_is_explained(seeds):
    ids = seeds.quotes.df["quote_id"].tolist()
    assert ids
    for quote_id in ids:
        assert seeds.why(quote_id).startswith(quote_id)


def test_why_tells_what_spoke_for_what_the_ranker_found(seeds):
    quotes = seeds.quotes.df.dropna(subset=["evidence"])
    # Most are found by the ranker as well as by a rule.
    assert len(quotes) > 30
    for quote_id, evidence in zip(quotes["quote_id"], quotes["evidence"], strict=True):
        assert evidence.startswith(("cue: ", "content: ", "source: "))
        assert f"What spoke most for it: {evidence}" in seeds.why(quote_id)


def test_unknown_ids_name_the_nearest():
    record, named = made(), onrecord.analyze({"article-1": "One."})
    with pytest.raises(KeyError, match="no document has the id 'article-12'; did you mean 'article-1'"):
        named.show("article-12")
    with pytest.raises(UnknownIdError, match="did you mean 'a1:q1'"):
        record.why("a1:q11")
    with pytest.raises(UnknownIdError, match="did you mean 'a1'"):
        record.corpus["a11"]


@pytest.mark.parametrize("given", [1, 1.5, None, ["x"], {"a": 1}, b"a1", float("nan")])
def test_what_is_no_text_is_no_id(given):
    record = made()
    looks_up = [record.why, record.statement, record.corpus.__getitem__, record.carriers]
    for look_up in looks_up + [record.show] * (given is not None):
        with pytest.raises(UnknownIdError, match=r"no (document|quote|statement) has the id "):
            look_up(given)


def test_rows_are_looked_up_by_a_column_that_is_there():
    documents = onrecord.analyze({"a1": "One."}).documents
    assert documents.where("doc_id", "a2") == []
    with pytest.raises(MissingColumnError, match=r"no column 'docid' in documents; it has .*; did you mean 'doc_id'\?"):
        documents.where("docid", "a1")
    with pytest.raises(ArgumentError, match="value is 1, which cannot be compared with 'doc_id' of type string"):
        documents.where("doc_id", 1)


def test_marks_are_where_their_places_are():
    text = "\n\n".join(f"He said {i} things. She saw {i}." for i in range(30))
    random = Random(7)
    row = fabricate.quote(text, "He")
    places = [sorted(random.sample(range(len(text) + 1), 2)) for _ in range(60)]
    quotes = [
        row | {"quote_id": f"a1:q{n}", "start": start, "end": end, "content": [{"start": start, "end": end}]}
        for n, (start, end) in enumerate(places, start=1)
    ]
    record = fabricate.record(text, quotes=quotes)
    covered = [any(start <= at < end for start, end in places[:3]) for at in range(len(text))]
    few = Record(
        record.corpus, quotes=record.quotes.arrow[:3], **{t.name: t.arrow for t in record._own if t.name != "quotes"}
    )
    marked = "".join(c for data, classes in read(few.show("a1")._repr_html_()).spans if classes for c in data)
    assert "".join(marked.split()) == "".join("".join(c for c, yes in zip(text, covered, strict=True) if yes).split())
    assert "".join("".join(read(record.show("a1")._repr_html_()).text).split()) == "".join(text.split())


def test_long_values_and_many_marks_are_shown_at_once():
    n = 10_000
    text = "\n\n".join(["“No,” he said."] * n)
    row = fabricate.quote(text, "No,")
    step = len("“No,” he said.\n\n")
    quotes = [
        row
        | {"quote_id": f"a1:q{i}", "start": 1 + i * step, "end": 4 + i * step}
        | {"content": [{"start": 1 + i * step, "end": 4 + i * step}]}
        for i in range(n)
    ]
    record = fabricate.record(text, quotes=quotes)
    assert len(record.zones) >= n / 2, "the test is of many zones and many marks"
    started = time.process_time()
    html = record.show("a1", max_chars=len(text))._repr_html_()
    assert time.process_time() - started < 3
    assert html.count("<sup>") == n
    long = fabricate.record("a" * 1_200_000, quotes=[fabricate.quote("a" * 1_200_000, "a" * 1_200_000)])
    started = time.process_time()
    shown = repr(long.quotes) + long.quotes._repr_html_()
    assert time.process_time() - started < 0.3
    assert len(shown) < 20_000
    assert max(map(len, repr(long.quotes).splitlines())) <= 120
