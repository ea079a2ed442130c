"""Networks in the forms that graph programs read."""

import subprocess
import sys
from xml.etree import ElementTree as ET

import pytest
from fabricate import at_random

import onrecord
from onrecord.exceptions import MissingPackageError

NASTY = "<b>&\"'Quill]]>\x00\x0b\ufffe😀 \u202e"


def nasty():
    return onrecord.analyze(
        [{"id": "a", "outlet": NASTY, "text": "“No,” said Ada Quill. Acme left."}], {"Ada Quill": [], "Acme": []}
    )


def networks(record):
    yield from (record.network(kind) for kind in ("quotes", "discusses", "mentions"))
    yield from (record.co_mentions(unit) for unit in ("document", "quote"))


@pytest.mark.parametrize(
    "make", [lambda: at_random(3), nasty, lambda: onrecord.analyze({})], ids=["rows", "nasty", "none"]
)
@pytest.mark.parametrize("form", ["graphml", "gexf"])
def test_files_hold_what_the_graph_holds(make, form, tmp_path):
    nx = pytest.importorskip("networkx")
    n_edges = 0
    for network in networks(make()):
        path = tmp_path / f"network.{form}"
        getattr(network, f"to_{form}")(path)
        read = getattr(nx, f"read_{form}")(path)
        graph = network.to_networkx()

        def clean(text):
            return "".join("\ufffd" if c in "\x00\x0b\ufffe" else c for c in text)

        assert read.is_directed() == graph.is_directed() == network.directed
        assert set(read.nodes) == {clean(node) for node in graph.nodes}
        assert len(read.edges) == len(graph.edges) == len(network)
        name = "label" if form == "gexf" else "name"
        for node, of in graph.nodes(data=True):
            assert read.nodes[clean(node)][name] == clean(of["name"])
            assert read.nodes[clean(node)].get("type") == of["type"]
        for one, other, of in graph.edges(data=True):
            kept = {key: value for key, value in read.edges[clean(one), clean(other)].items() if key != "id"}
            assert kept == pytest.approx(of)
            n_edges += 1
    assert n_edges or not len(make().mentions)


def test_files_are_well_formed_and_the_same_each_time(tmp_path):
    record = nasty()
    for form in ("graphml", "gexf"):
        paths = [tmp_path / f"{n}.{form}" for n in range(2)]
        for path in paths:
            getattr(record.network("mentions"), f"to_{form}")(path)
        ET.parse(paths[0])  # noqa: S314 (our own file)
        assert paths[0].read_bytes() == paths[1].read_bytes()


def test_outlets_and_entities_of_one_name_are_two_nodes():
    text = "“No,” said Sputnik. “Yes,” said Ada Quill."
    record = onrecord.analyze([{"id": "a", "outlet": "Sputnik", "text": text}], {"Sputnik": []})
    edges = record.network("quotes").df
    assert set(edges["source_id"]) == {"outlet:Sputnik"}
    assert "Sputnik" in set(edges["target_id"])


def test_without_networkx_there_is_a_hint(monkeypatch, seeds):
    monkeypatch.setitem(sys.modules, "networkx", None)
    with pytest.raises(MissingPackageError, match=r"pip install 'onrecord\[networkx\]'"):
        seeds.network().to_networkx()
    with pytest.raises(ImportError):
        seeds.network().to_networkx()


def test_importing_stays_cheap():
    code = "import sys, onrecord; print([m for m in ('pandas', 'pyarrow', 'numpy', 'networkx') if m in sys.modules])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"
