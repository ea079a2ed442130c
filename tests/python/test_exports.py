"""What other tools read of ours, told by those tools."""

import csv
import json
import re
import warnings
import xml.etree.ElementTree as ET
from pathlib import Path

import cassis
import numpy as np
import pandas as pd
import pytest
import rdflib
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyld import jsonld
from strange import TEXTS

import onrecord
from onrecord.cli import main
from onrecord.exports import unescape
from onrecord.exports.naming import FileNames, documents, parts
from onrecord.gold import read_gold

with warnings.catch_warnings():  # of how it is made, not of what it reads
    warnings.simplefilter("ignore")
    from bratly import EntityAnnotation, EventAnnotation
    from bratly.io import read_and_load_ann_file

NAMES = {"Ada Quill": [], "Bo Reed": ["=Reed"]}
STRANGE = (
    "“We never sold\r\n\tthe 😀 park,” said Ada Quill\x00.\n\n“No,” Ada Quill said, “nor\u2028will we.” \u202eשלום"
    "\u202c Bo Reed denied working with\x0bspies."
)
quick = settings(max_examples=25, deadline=None)


@pytest.fixture(scope="module")
def strange():
    record = onrecord.analyze({"a/1": STRANGE, "A/1": "", "b": "“No,” said Bo Reed."}, NAMES)
    assert len(record.quotes) >= 4
    return record


def analyze(text):
    return onrecord.analyze({"a": text}, NAMES)


# W3C Web Annotation. The terms are those of the Recommendation's vocabulary (http://www.w3.org/ns/anno.jsonld), written
# down here so that no test needs the network.
OA = "http://www.w3.org/ns/oa#"
TERMS = {
    "oa": OA,
    "dc": "http://purl.org/dc/elements/1.1/",
    "id": {"@type": "@id", "@id": "@id"},
    "type": {"@type": "@id", "@id": "@type"},
    **{
        name: f"oa:{name}"
        for name in ("Annotation", "TextualBody", "SpecificResource", "start", "end", "exact", "prefix")
    },
    **{name: f"oa:{name}" for name in ("TextQuoteSelector", "TextPositionSelector", "suffix")},
    **{name: f"oa:{name}" for name in ("identifying", "tagging", "linking")},
    "Text": "http://purl.org/dc/dcmitype/Text",
    "Software": "http://www.w3.org/ns/activitystreams#Application",
    "AnnotationCollection": "http://www.w3.org/ns/activitystreams#OrderedCollection",
    "AnnotationPage": "http://www.w3.org/ns/activitystreams#OrderedCollectionPage",
    "first": {"@type": "@id", "@id": "http://www.w3.org/ns/activitystreams#first"},
    "partOf": {"@type": "@id", "@id": "http://www.w3.org/ns/activitystreams#partOf"},
    "items": {"@type": "@id", "@id": "http://www.w3.org/ns/activitystreams#items", "@container": "@list"},
    "total": "http://www.w3.org/ns/activitystreams#totalItems",
    "startIndex": "http://www.w3.org/ns/activitystreams#startIndex",
    "generator": {"@type": "@id", "@id": "http://www.w3.org/ns/activitystreams#generator"},
    "name": "http://xmlns.com/foaf/0.1/name",
    "label": "http://www.w3.org/2000/01/rdf-schema#label",
    "value": "http://www.w3.org/1999/02/22-rdf-syntax-ns#value",
    "format": "dc:format",
    "body": {"@type": "@id", "@id": "oa:hasBody"},
    "target": {"@type": "@id", "@id": "oa:hasTarget"},
    "source": {"@type": "@id", "@id": "oa:hasSource"},
    "selector": {"@type": "@id", "@id": "oa:hasSelector"},
    "motivation": {"@type": "@vocab", "@id": "oa:motivatedBy"},
    "purpose": {"@type": "@vocab", "@id": "oa:hasPurpose"},
}


def graph_of(path):
    """The triples, as pyld makes them out of the file and rdflib reads them."""

    def load(url, _options):
        assert url == "http://www.w3.org/ns/anno.jsonld", "a context that is not the Recommendation's"
        return {"contextUrl": None, "documentUrl": url, "document": {"@context": TERMS}}

    given_ = json.loads(path.read_text("utf-8"))
    quads = jsonld.to_rdf(given_, {"format": "application/n-quads", "documentLoader": load})
    graph = rdflib.Graph()
    graph.parse(data=quads, format="nt")  # all is in the graph without a name
    # A key that the context does not know is dropped without a word.
    unknown = {key for key in keys_of(given_) if key not in TERMS and not key.startswith(("@", "dc:"))}
    assert not unknown
    return graph


def content_in(graph):
    """Document, start, end and words of every target of an attribution."""
    oa, label = rdflib.Namespace(OA), rdflib.RDFS.label
    for annotation in graph.subjects(label, rdflib.Literal("attribution")):
        assert (annotation, rdflib.RDF.type, oa.Annotation) in graph
        for target in graph.objects(annotation, oa.hasTarget):
            doc = graph.value(graph.value(target, oa.hasSource), rdflib.DC.identifier)
            of = {graph.value(s, rdflib.RDF.type): s for s in graph.objects(target, oa.hasSelector)}
            position, quotation = of[oa.TextPositionSelector], of[oa.TextQuoteSelector]
            start, end = (int(graph.value(position, oa[name])) for name in ("start", "end"))
            yield str(doc), start, end, str(graph.value(quotation, oa.exact))


def keys_of(value):
    if isinstance(value, list):
        for item in value:
            yield from keys_of(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from keys_of(item)


def content_of(record):
    return sorted(
        (quote["doc_id"], start, end)
        for quote in record.quotes.arrow.to_pylist()
        for start, end in parts(quote)["content"]
    )


def test_web_annotations_say_in_rdf_what_the_tables_say(seeds, tmp_path):
    seeds.to_web_annotations(tmp_path / "all.jsonld")
    graph = graph_of(tmp_path / "all.jsonld")
    assert len(set(graph.subjects(rdflib.RDF.type, rdflib.URIRef(f"{OA}Annotation")))) == len(seeds.quotes) + len(
        seeds.mentions
    )
    rows = list(content_in(graph))
    assert sorted(row[:3] for row in rows) == content_of(seeds)
    assert all(seeds.corpus[doc][start:end] == exact for doc, start, end, exact in rows)
    assert sum(
        1 for _ in graph.triples((None, rdflib.URIRef(f"{OA}hasPurpose"), rdflib.URIRef(f"{OA}linking")))
    ) == sum(len(parts(q)["source"]) + len(parts(q)["cue"]) for q in seeds.quotes.arrow.to_pylist())


def test_web_annotations_follow_the_model(strange, tmp_path):
    strange.to_web_annotations(tmp_path / "all.jsonld", base="https://example.org/n/")
    collection = json.loads((tmp_path / "all.jsonld").read_text("utf-8"))
    page = collection["first"]
    assert (collection["type"], page["type"], page["partOf"]) == (
        "AnnotationCollection",
        "AnnotationPage",
        collection["id"],
    )
    assert collection["total"] == len(page["items"]) > 0
    ids = [item["id"] for item in page["items"]]
    assert len(set(ids)) == len(ids)
    for item in page["items"]:
        assert item["type"] == "Annotation"
        assert re.fullmatch(r"https://example\.org/n/(quote|mention)/[A-Za-z0-9%._~-]+", item["id"])
        assert item["body"]
        assert item["target"]


def test_a_web_address_is_its_own_name(tmp_path):
    rows = [
        {"id": "https://example.org/a", "text": "“No,” said Ada Quill."},
        {"id": "b", "text": "“No,” said Bo Reed."},
    ]
    record = onrecord.analyze([rows[0] | {"url": None}, rows[1] | {"url": "https://example.org/b?x=1"}])
    record.to_web_annotations(tmp_path / "all.jsonld")
    items = json.loads((tmp_path / "all.jsonld").read_text("utf-8"))["first"]["items"]
    sources = {target["source"]["id"] for item in items if item["label"] == "attribution" for target in item["target"]}
    assert sources == {"https://example.org/a", "https://example.org/b?x=1"}


@pytest.mark.parametrize("base", ["", "news", "https://a b/", "urn:<x>", "urn:\x01", None])
def test_a_base_is_the_beginning_of_an_iri(seeds, tmp_path, base):
    with pytest.raises(onrecord.exceptions.ArgumentError, match="base is"):
        seeds.to_web_annotations(tmp_path / "x.jsonld", base=base)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda c: c["first"]["items"].clear(), "no annotations"),
        (lambda c: c["first"]["items"][0].update(target="https://example.org"), "TextPositionSelector"),
        (lambda c: c["first"]["items"][0]["target"][0]["selector"][0].update(start="1"), "whole numbers"),
        (lambda c: c["first"]["items"][0]["target"][0]["selector"][0].update(start=2), "another text"),
    ],
)
def test_web_annotations_that_cannot_be_gold(tmp_path, change, message):
    record = onrecord.analyze({"a": "“No,” said Ada Quill."})
    path = tmp_path / "all.jsonld"
    record.to_web_annotations(path)
    collection = json.loads(path.read_text("utf-8"))
    change(collection)
    path.write_text(json.dumps(collection), "utf-8")
    with pytest.raises(onrecord.exceptions.SourceError, match=message):
        onrecord.evaluate(record, path)


# Round trips.


def places(relation):
    return {part: sorted(map(tuple, relation[part])) for part in ("source", "cue", "content")}


def standing(record, doc_id):
    return sorted((places(parts(q)) for q in record.quotes.where("doc_id", doc_id)), key=str)


@quick
@given(TEXTS)
@example(STRANGE)
@example("“One\n\nTwo,” said Ada Quill.\r\n\r“Three\ttimes”, she said.")
def test_what_is_written_can_be_read_back_as_gold(tmp_path_factory, text):
    record = analyze(text)
    folder = tmp_path_factory.mktemp("back")
    record.to_brat(folder / "brat")
    record.to_web_annotations(folder / "all.jsonld")
    (brat,) = read_gold(folder / "brat")
    assert brat.text == text

    # Line ends and tabs at the edges of a span are cut in brat's files; no word is.
    def words(relation):
        return {
            part: [text[i] for a, b in relation[part] for i in range(a, b) if text[i] not in BREAKS] for part in PARTS
        }

    kept = sorted((words(r) for r in brat.relations), key=str)
    assert kept == sorted((words(parts(q)) for q in record.quotes.arrow.to_pylist()), key=str)
    if len(record.quotes):
        (web,) = read_gold(folder / "all.jsonld", texts=record.corpus)
        assert sorted(map(places, web.relations), key=str) == standing(record, "a")
        for gold in (folder / "brat", folder / "all.jsonld"):
            assert onrecord.evaluate(record, gold).summary.where("measure", "relation")[0]["f1"] == 100


PARTS = ("source", "cue", "content")
BREAKS = "\t\n\v\f\r\x1c\x1d\x1e\x85\u2028\u2029"


def test_the_seeds_come_back_from_brat_exactly(seeds, tmp_path):
    seeds.to_brat(tmp_path)
    back = {marked.doc_id: marked for marked in read_gold(tmp_path)}
    assert set(back) == set(seeds.corpus.ids)
    for doc_id, marked in back.items():
        assert marked.text == seeds.corpus[doc_id]
        assert sorted(map(places, marked.relations), key=str) == standing(seeds, doc_id)


# brat, by bratly.


@quick
@given(TEXTS)
@example(STRANGE)
def test_brat_files_are_read_by_another_parser(tmp_path_factory, text):
    folder = tmp_path_factory.mktemp("brat")
    record = analyze(text)
    record.to_brat(folder)
    written = (folder / "a.ann").read_bytes().decode("utf-8")
    # One line is one annotation, whatever a reader takes for the end of a line.
    assert written.splitlines() == written.split("\n")[:-1]
    found = read_and_load_ann_file(str(folder / "a.ann"), no_duplicates=False, renumerotize=False)
    assert len(found.annotations) == written.count("\n")
    spans = [a for a in found.annotations if isinstance(a, EntityAnnotation)]
    events = [a for a in found.annotations if isinstance(a, EventAnnotation)]
    assert len(events) == len(record.quotes)
    assert sum(span.label == "Mention" for span in spans) == len(record.mentions)
    for span in spans:
        assert " ".join(text[f.start : f.end] for f in span.fragments) == span.content


def test_a_name_with_a_line_end_makes_no_line(tmp_path):
    record = onrecord.analyze(
        {"a": "“No,” said Bo Reed."}, pd.DataFrame({"entity": ["Bo\nT99\tX 0 1\tx Reed"], "aliases": ["Bo Reed"]})
    )
    record.to_brat(tmp_path)
    written = (tmp_path / "a.ann").read_text("utf-8")
    assert "T99" in written
    assert not re.search(r"^T99", written, re.MULTILINE)


# File names.


@settings(deadline=None)
@given(
    st.lists(
        st.text(min_size=1) | st.sampled_from(["a", "A", "..", ".", "con", "CON.x", "x/y", "x\\y", "ü" * 200]),
        unique=True,
    )
)
def test_file_names_are_safe_and_each_their_own(ids):
    ids = [name.encode("utf-8", "replace").decode() for name in ids]
    names = FileNames()
    given_ = [names.of(doc_id) for doc_id in dict.fromkeys(ids)]
    assert len({name.lower() for name in given_}) == len(given_)
    for name in given_:
        assert re.fullmatch(r"[A-Za-z0-9%_~][A-Za-z0-9%_~. -]*", name)
        assert len(name) < 200
        assert name[-1] not in ". "
        assert name.lower() not in ("con", "con.x")


def test_ids_come_back_from_file_names(strange, tmp_path):
    strange.to_brat(tmp_path / "brat")
    assert {marked.doc_id for marked in read_gold(tmp_path / "brat")} == {"a/1", "A/1", "b"}
    assert {path.parent for path in tmp_path.rglob("*")} == {tmp_path, tmp_path / "brat"}


@pytest.mark.parametrize("method", ["to_brat", "to_cas", "to_csv"])
def test_a_file_is_no_folder(seeds, tmp_path, method):
    (tmp_path / "x").write_text("")
    with pytest.raises(onrecord.exceptions.ArgumentError, match="is a file"):
        getattr(seeds, method)(tmp_path / "x")


def test_the_same_record_gives_the_same_bytes(strange, tmp_path):
    again = onrecord.analyze({doc_id: strange.corpus[doc_id] for doc_id in strange.corpus}, NAMES, n_threads=2)
    for record, name in ((strange, "one"), (again, "two")):
        record.to_brat(tmp_path / name / "brat")
        record.to_cas(tmp_path / name / "cas")
        record.to_csv(tmp_path / name / "csv")
        record.to_web_annotations(tmp_path / name / "all.jsonld")
    one, two = (
        {path.relative_to(tmp_path / name): path.read_bytes() for path in (tmp_path / name).rglob("*.*")}
        for name in ("one", "two")
    )
    assert len(one) > 15
    assert one == two


# UIMA CAS, by cassis.


def cas_of(folder, name):
    return cassis.load_cas_from_xmi(
        folder / f"{name}.xmi", typesystem=cassis.load_typesystem(folder / "TypeSystem.xml")
    )


@quick
@given(TEXTS)
@example(STRANGE)
def test_a_cas_holds_what_the_tables_hold(tmp_path_factory, text):
    folder = tmp_path_factory.mktemp("cas")
    record = analyze(text)
    record.to_cas(folder)
    cas = cas_of(folder, "a")
    assert len(cas.sofa_string) == len(text)
    back = list(cas.sofa_string)
    for wrong in cas.select("onrecord.Unwritable"):
        back[wrong.begin] = chr(int(wrong.codepoint[2:], 16))
    assert "".join(back) == text
    (found,) = documents(record)
    quotes = {q["quote_id"]: q for q in found.quotes}
    read = list(cas.select("onrecord.Attribution"))
    assert {a.quoteId for a in read} == set(quotes)
    for attribution in read:
        quote = quotes[attribution.quoteId]
        for part, spans in parts(quote).items():
            linked = getattr(attribution, part).elements or []
            assert [(link.target.begin, link.target.end) for link in linked] == spans
        assert (attribution.speaker, attribution.negated, attribution.stance) == (
            quote["speaker"],
            quote["negated"],
            quote["stance"],
        )
        assert attribution.confidence == pytest.approx(quote["confidence"])
    entities = cas.select("de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity")
    assert [(m.begin, m.end, m.identifier) for m in entities] == [
        (m["start"], m["end"], m["entity_id"]) for m in found.mentions
    ]
    assert len(cas.select("onrecord.Zone")) == len(found.zones)


def test_offsets_in_the_file_count_utf_16_units(tmp_path):
    record = analyze("😀😀 “No,” said Ada Quill.")
    record.to_cas(tmp_path)
    root = ET.parse(tmp_path / "a.xmi").getroot()  # noqa: S314 - our own file
    (content,) = (e for e in root if e.tag.endswith("}Content"))
    units = record.corpus["a"].encode("utf-16-le")
    start, end = int(content.get("begin")), int(content.get("end"))
    assert units[2 * start : 2 * end].decode("utf-16-le") == "No,"


# CSV, by pandas and by the csv module.

SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
CELLS = st.lists(
    st.sampled_from([*SIGNS, "'", '"', ";", ",", " ", "\xa0", "\ufeff", "\x00x", "a", "1"]), max_size=8
).map("".join)


@quick
@given(st.lists(CELLS | TEXTS, min_size=1, max_size=8))
@example(["=1+1", "'=1", "''=1", "\t=1", "'\t", "; =1", ";\"'=1", "\n-2", "-", "'tis", "a=b", "+1;+1\r\n+1"])
def test_no_cell_is_a_formula_and_all_come_back(tmp_path_factory, cells):
    path = tmp_path_factory.mktemp("csv") / "x.csv"
    cells = [cell.encode("utf-8", "replace").decode().replace("\x00", "\x01") for cell in cells]
    onrecord.Table("x", pd.DataFrame({"=name": cells, "n": range(len(cells))})).to_csv(path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        (head, *rows) = list(csv.reader(file))
    assert head == ["'=name", "n"]
    assert len(rows) == len(cells)
    for text, _ in rows:
        assert not text.startswith(SIGNS)
        # What a program that splits at semicolons, tabs or line ends would take for a cell.
        for piece in re.split(r"[;\t\r\n]", text):
            sign = re.match(r"[\s\"'\ufeff]*(?=[=+\-@＝＋－＠])", piece)
            assert sign is None or sign[0].endswith("'")
    with path.open(encoding="utf-8-sig", newline="") as file:
        frame = pd.DataFrame(list(csv.DictReader(file)))
    assert unescape(frame)["=name"].tolist() == cells


def test_csv_is_read_by_pandas(seeds, tmp_path):
    seeds.to_csv(tmp_path)
    for name, table in seeds.tables.items():
        frame = unescape(pd.read_csv(tmp_path / f"{name}.csv", encoding="utf-8-sig"))
        beside = ["said"] if name == "quotes" else []
        assert [column for column in frame.columns if column not in beside] == table.columns
        assert len(frame) == len(table) > 0
        for column in table.columns:
            ours = table.df[column]
            if ours.map(lambda v: isinstance(v, (list, np.ndarray))).any():
                lists = [json.loads(v) if isinstance(v, str) else None for v in frame[column]]
                assert lists == table.arrow[column].to_pylist()
            elif ours.dtype.kind in "if":
                assert np.allclose(frame[column], ours, equal_nan=True)
            elif ours.dtype.kind in "OU" and ours.notna().any():
                assert frame[column].dropna().astype(str).tolist() == ours.dropna().astype(str).tolist()


def test_what_is_missing_is_not_what_is_empty(tmp_path):
    onrecord.Table("x", pd.DataFrame({"a": ["", None], "n": [1, -2]})).to_csv(tmp_path / "x.csv")
    assert (tmp_path / "x.csv").read_bytes() == b'\xef\xbb\xbf"a","n"\n"",1\n,-2\n'


def test_misses_on_the_command_line_are_safe(tmp_path):
    relations = [{"source": [[14, 21]], "content": [[0, 4]]}]
    gold = {"id": "a", "text": "=1+1 stood on Bo Reed's door.", "relations": relations}
    (tmp_path / "gold.jsonl").write_text(json.dumps(gold), "utf-8")
    assert main(["evaluate", *[str(tmp_path / "gold.jsonl")] * 2, "--misses", str(tmp_path / "m.csv")]) == 0
    assert "'=1+1" in (tmp_path / "m.csv").read_text("utf-8-sig")


def test_missing_packages_are_named(seeds, tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "cassis", None)
    with pytest.raises(onrecord.exceptions.MissingPackageError, match=r"onrecord\[cas\]"):
        seeds.to_cas(tmp_path)
    assert not list(Path(tmp_path).iterdir())
