"""W3C Web Annotation (Recommendation of 23 February 2017) as JSON-LD, and the way back."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote as escaped

from onrecord import _core
from onrecord.exceptions import ArgumentError, SourceError
from onrecord.exports.naming import Annotated, documents, parts

if TYPE_CHECKING:
    from onrecord.exports import Exports

__all__ = ["read", "write"]

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
CONTEXT_WORDS = 32  # code points before and after a quotation, by which a changed page still finds it
IRI = r"[^\x00-\x20\x7f-\xa0<>\"{}|\\^`\s]"  # signs that may stand in one
ADDRESS = re.compile(rf"https?://{IRI}+")
BEGINNING = re.compile(rf"[A-Za-z][A-Za-z0-9+.-]*:{IRI}*")


def write(record: Exports, path: str | os.PathLike[str], base: str) -> None:
    """Write one collection with one page, annotation by annotation."""
    if not isinstance(base, str) or not BEGINNING.fullmatch(base):
        raise ArgumentError(f"base is {base!r}; pass the beginning of an IRI, such as 'https://example.org/news/'")
    total = sum(len(table.arrow) for table in (record.quotes, record.mentions))
    head = {
        "@context": CONTEXT,
        "id": f"{base}annotations",
        "type": "AnnotationCollection",
        "label": "Attributions and mentions",
        "generator": {"id": f"{base}generator", "type": "Software", "name": f"onrecord {_core.__version__}"},
        "total": total,
    }
    page = {"id": f"{base}annotations/1", "type": "AnnotationPage", "partOf": f"{base}annotations", "startIndex": 0}
    with Path(path).open("w", encoding="utf-8", newline="\n") as out:
        # The two objects stay open while their annotations are written one by one.
        out.write(f'{_json(head)[:-1]}, "first": {_json(page)[:-1]}, "items": [')
        for n, annotation in enumerate(_annotations(record, base)):
            out.write(f"{',' if n else ''}\n{_json(annotation)}")
        out.write("\n]}}\n")


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _annotations(record: Exports, base: str) -> Iterator[dict[str, Any]]:
    for found in documents(record):
        source = _source(found, base)
        for quote in found.quotes:
            yield _attribution(quote, found.text, source, base)
        for mention in found.mentions:
            yield {
                "id": f"{base}mention/{escaped(mention['mention_id'], safe='')}",
                "type": "Annotation",
                "motivation": "identifying",
                "label": "mention",
                "body": [
                    _named(mention["entity"], mention["entity_id"]),
                    *_tags(mention, "type", "how"),
                ],
                "target": _target(found.text, source, mention["start"], mention["end"]),
            }


def _source(found: Annotated, base: str) -> dict[str, Any]:
    """The document: by its own address where it has one."""
    given = next(
        (v for v in (found.document.get("url"), found.doc_id) if isinstance(v, str) and ADDRESS.fullmatch(v)), None
    )
    source = {
        "id": given or f"{base}document/{escaped(found.doc_id, safe='')}",
        "type": "Text",
        "format": "text/plain",
        "dc:identifier": found.doc_id,
    }
    if isinstance(title := found.document.get("title"), str):
        source["dc:title"] = title
    return source


def _attribution(quote: dict[str, Any], text: str, source: dict[str, Any], base: str) -> dict[str, Any]:
    places = parts(quote)
    body = [] if quote["speaker"] is None else [_named(quote["speaker"], quote["speaker_id"])]
    body += _tags(quote, "kind", "stance", "act", "zone")
    if quote["negated"]:
        body.append({"type": "TextualBody", "purpose": "tagging", "value": "negated: true"})
    for part in ("source", "cue"):
        body += [
            _target(text, source, start, end) | {"purpose": "linking", "label": part} for start, end in places[part]
        ]
    return {
        "id": f"{base}quote/{escaped(quote['quote_id'], safe='')}",
        "type": "Annotation",
        "motivation": "identifying",
        "label": "attribution",
        "body": body,
        "target": [_target(text, source, start, end) for start, end in places["content"]],
    }


def _named(name: str, entity_id: str | None) -> dict[str, Any]:
    body = {"type": "TextualBody", "purpose": "identifying", "format": "text/plain", "value": name}
    return body if entity_id is None else body | {"dc:identifier": entity_id}


def _tags(row: dict[str, Any], *names: str) -> list[dict[str, Any]]:
    return [
        {"type": "TextualBody", "purpose": "tagging", "value": f"{name}: {row[name]}"}
        for name in names
        if row[name] is not None
    ]


def _target(text: str, source: dict[str, Any], start: int, end: int) -> dict[str, Any]:
    selectors = [
        # Both count code points, as the Recommendation has it.
        {"type": "TextPositionSelector", "start": start, "end": end},
        {
            "type": "TextQuoteSelector",
            "exact": text[start:end],
            "prefix": text[max(start - CONTEXT_WORDS, 0) : start],
            "suffix": text[end : end + CONTEXT_WORDS],
        },
    ]
    return {"type": "SpecificResource", "source": source, "selector": selectors}


def read(path: Path) -> list[dict[str, Any]]:
    """Read attributions as rows of gold: a collection, a page, a list, or one annotation.

    Each row has ``exact``, places with the words that should be there. An annotation's targets are its content; bodies
    that are parts of a text, and are labelled source or cue, are those.
    """
    try:
        with path.open(encoding="utf-8") as file:
            given = json.load(file)
    except (ValueError, RecursionError) as error:
        raise SourceError(f"{path}: not JSON: {error}") from None
    rows: dict[str, dict[str, Any]] = {}
    for n, annotation in enumerate(_found(given)):
        where = f"{path}, annotation {n} ({annotation.get('id', 'no id')})"
        targets = _list(annotation.get("target"))
        doc_id, content = _spans(targets, where)
        row = rows.setdefault(doc_id, {"id": doc_id, "relations": [], "exact": []})
        row["exact"] += zip(content, map(_exact, targets), strict=True)
        if annotation.get("label") == "mention":
            continue
        relation: dict[str, Any] = {"content": content}
        for part in ("source", "cue"):
            bodies = [body for body in _list(annotation.get("body")) if _labelled(body, part)]
            relation[part] = _spans(bodies, where)[1] if bodies else []
        kind = [body["value"] for body in _list(annotation.get("body")) if _tag(body, "kind: ")]
        if kind:
            relation["kind"] = str(kind[0]).removeprefix("kind: ")
        row["relations"].append(relation)
    if not rows:
        raise SourceError(f"{path}: no annotations; pass a collection, a page or a list of W3C Web Annotations")
    return list(rows.values())


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _found(given: Any) -> Iterator[dict[str, Any]]:
    """Annotations, wherever the model allows them to stand."""
    for one in _list(given):
        if isinstance(one, dict):
            if "target" in one:
                yield one
            for inner in ("first", "items"):
                yield from _found(one.get(inner))


def _exact(target: dict[str, Any]) -> str | None:
    """The words that a target says it is."""
    for selector in _list(target.get("selector")):
        if isinstance(selector, dict) and isinstance(selector.get("exact"), str):
            return str(selector["exact"])
    return None


def _labelled(body: Any, part: str) -> bool:
    return isinstance(body, dict) and body.get("label") == part and "selector" in body


def _tag(body: Any, beginning: str) -> bool:
    return isinstance(body, dict) and body.get("purpose") == "tagging" and str(body.get("value")).startswith(beginning)


def _spans(targets: Iterable[Any], where: str) -> tuple[str, list[list[int]]]:
    """The document and the places of some targets."""
    ids, spans = [], []
    for target in targets:
        source = target.get("source") if isinstance(target, dict) else None
        name = source.get("dc:identifier", source.get("id")) if isinstance(source, dict) else source
        selectors = _list(target.get("selector")) if isinstance(target, dict) else []
        at = [s for s in selectors if isinstance(s, dict) and s.get("type") == "TextPositionSelector"]
        if not isinstance(name, str) or not at:
            raise SourceError(f"{where}: each target needs a source and a TextPositionSelector")
        start, end = at[0].get("start"), at[0].get("end")
        if not isinstance(start, int) or not isinstance(end, int):
            raise SourceError(f"{where}: start and end of a TextPositionSelector are whole numbers")
        ids.append(name)
        spans.append([start, end])
    if len(set(ids)) != 1:
        raise SourceError(f"{where}: its targets are in {len(set(ids))} documents; one is needed")
    return ids[0], spans
