"""Networks as files of graph programs, written element by element: a large one is never whole in memory."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element, SubElement, tostring

if TYPE_CHECKING:
    from onrecord.network import Network

__all__ = ["ENDS", "edges", "nodes", "write_gexf", "write_graphml"]

ENDS = ("source_id", "source", "source_type", "target_id", "target", "target_type")
SLICE = 10_000  # rows made into Python values at a time

# Characters that no XML 1.0 document may hold, not even escaped.
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def nodes(network: Network) -> Iterator[tuple[str, str, str | None]]:
    """Give id, name and type of every node, in order of appearance."""
    seen = set()
    for row in edges(network):
        for end in ("source", "target"):
            node = row[f"{end}_id"]
            if node not in seen:
                seen.add(node)
                yield node, row[end], row[f"{end}_type"]


def edges(network: Network) -> Iterator[dict[str, Any]]:
    """Give every edge with all columns."""
    for batch in network.arrow.to_batches(max_chunksize=SLICE):
        yield from batch.to_pylist()


def write_graphml(network: Network, path: str | os.PathLike[str]) -> None:
    """Write GraphML."""
    keys = [("node", "name", "string"), ("node", "type", "string")]
    keys += [("edge", name, kind) for name, kind in _weights(network).items()]
    head = (
        Element("key", {"id": name, "for": owner, "attr.name": name, "attr.type": kind}) for owner, name, kind in keys
    )

    def element(tag: str, attrib: dict[str, str], values: dict[str, Any]) -> Element:
        node = Element(tag, attrib)
        for key, value in values.items():
            if value is not None:
                SubElement(node, "data", key=key).text = _plain(value)
        return node

    points = (element("node", {"id": _plain(n)}, {"name": name, "type": kind}) for n, name, kind in nodes(network))
    lines = (
        element("edge", _ends(row), {key: value for key, value in row.items() if key not in ENDS})
        for row in edges(network)
    )
    _write(
        path,
        '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">',
        head,
        f'<graph edgedefault="{_direction(network)}">',
        points,
        lines,
        "</graph></graphml>",
    )


def write_gexf(network: Network, path: str | os.PathLike[str]) -> None:
    """Write GEXF 1.2."""
    # GEXF has a place of its own for the weight.
    kinds = {name: kind for name, kind in _weights(network).items() if name != "weight"}
    classes = []
    for owner, of in (("node", {"type": "string"}), ("edge", kinds)):
        attributes = Element("attributes", {"class": owner})
        for name, kind in of.items():
            SubElement(attributes, "attribute", id=name, title=name, type=kind)
        classes.append(attributes)

    def element(tag: str, attrib: dict[str, str], values: dict[str, Any]) -> Element:
        node = Element(tag, attrib)
        attvalues = SubElement(node, "attvalues")
        for key, value in values.items():
            if value is not None:
                SubElement(attvalues, "attvalue", {"for": key, "value": _plain(value)})
        return node

    points = (
        element("node", {"id": _plain(n), "label": _plain(name)}, {"type": kind}) for n, name, kind in nodes(network)
    )
    lines = (
        element(
            "edge",
            {"id": str(n), **_ends(row), "weight": _plain(row["weight"])},
            {key: row[key] for key in kinds},
        )
        for n, row in enumerate(edges(network))
    )
    _write(
        path,
        f'<gexf xmlns="http://www.gexf.net/1.2draft" version="1.2"><graph defaultedgetype="{_direction(network)}">',
        iter(classes),
        "<nodes>",
        points,
        "</nodes><edges>",
        lines,
        "</edges></graph></gexf>",
    )


def _direction(network: Network) -> str:
    return "directed" if network.directed else "undirected"


def _weights(network: Network) -> dict[str, str]:
    """Columns beside the two ends, and what XML calls their types."""
    import pyarrow as pa

    columns = (field for field in network.arrow.schema if field.name not in ENDS)
    return {field.name: "long" if pa.types.is_integer(field.type) else "double" for field in columns}


def _ends(row: dict[str, Any]) -> dict[str, str]:
    return {"source": _plain(row["source_id"]), "target": _plain(row["target_id"])}


def _plain(value: Any) -> str:
    return NOT_XML.sub("\ufffd", str(value))


def _write(path: str | os.PathLike[str], *parts: str | Iterator[Element]) -> None:
    """Write fixed lines as they are, and elements one by one."""
    with Path(path).open("w", encoding="utf-8", newline="\n") as out:
        out.write('<?xml version="1.0" encoding="UTF-8"?>\n')
        for part in parts:
            if isinstance(part, str):
                out.write(part + "\n")
            else:
                out.writelines(tostring(element, encoding="unicode") + "\n" for element in part)
