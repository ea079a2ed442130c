"""Attributions marked by hand (or by another system), as they come in files."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from onrecord.corpus import Corpus
from onrecord.exceptions import SourceError, SourceNotFoundError

__all__ = ["Marked", "read_gold"]

PARTS = ("source", "cue", "content")
# Pairs of marks that hold a quotation; a straight mark opens and closes.
QUOTED = re.compile(r"“[^”\n]*”?|„[^“”\n]*[“”]?|«[^»\n]*»?|\"[^\"\n]*\"?")
WORD = re.compile(r"\w+(?:['’]\w+)*")


class Marked(NamedTuple):
    """One document's attributions; each is a mapping with kind, source, cue and content."""

    doc_id: str
    text: str | None
    relations: list[dict[str, Any]]


def read_gold(gold: Any, *, text_needed: bool = True, texts: Corpus | None = None) -> list[Marked]:
    """Read attributions from JSONL, from a folder of brat files, from W3C Web Annotations, or from mappings.

    Parameters
    ----------
    gold
        A path to a JSONL file, one document a line: ``{"id", "text", "relations": [{"kind", "source", "cue",
        "content"}]}`` with lists of [start, end] in code points. Or a folder with brat's ``.ann`` files beside
        their ``.txt``: text-bound lines (T) of the types Source, Cue and Content, tied by events (E) or relations
        (R). Or a ``.json`` or ``.jsonld`` file of W3C Web Annotations, in which an annotation's targets are content and
        its bodies labelled "source" and "cue" are those. Or an iterable of mappings like the lines of the JSONL.
    text_needed
        Whether a document without its text is an error.
    texts
        Where the texts of Web Annotations are, which hold none.

    Returns
    -------
    list of Marked
        The documents in order. A ``kind`` that is not given comes from the quotation marks.

    Raises
    ------
    SourceError
        If the form is none of these; the message names file and line.

    Examples
    --------
    >>> line = {"id": "a", "text": "“No,” she said.", "relations": [{"content": [[1, 4]]}]}
    >>> read_gold([line])[0].relations[0]["kind"]
    'direct'
    """
    if isinstance(gold, (str, os.PathLike)):
        path = Path(gold).expanduser()
        if not path.exists():
            raise SourceNotFoundError(f"no such file or folder: {str(gold)!r}")
        if path.is_dir():
            marked = _brat(path)
        elif path.suffix.lower() in (".json", ".jsonld"):
            marked = _web(path, texts)
        else:
            marked = _jsonl(path, text_needed)
    elif isinstance(gold, Iterable) and not isinstance(gold, (bytes, Mapping)):
        marked = [_document(row, f"row {n}", text_needed) for n, row in enumerate(gold)]
    else:
        raise SourceError(f"cannot read gold from {type(gold).__name__}; pass a path or mappings")
    if not marked:
        raise SourceError("the gold holds no document")
    return marked


def _web(path: Path, texts: Corpus | None) -> list[Marked]:
    from onrecord.exports import web_annotations

    if texts is None:
        raise SourceError(f"{path}: Web Annotations hold no texts; compare them with a Record, which does")
    rows = web_annotations.read(path)
    for row in rows:
        if row["id"] in texts:
            row["text"] = texts[row["id"]]
            for (start, end), exact in row.pop("exact"):
                if exact is not None and row["text"][start:end] != exact:
                    raise SourceError(
                        f"{path}: {exact[:40]!r} is not at {start} of document {row['id']!r}; it was another text"
                    )
    return [_document(row, f"{path}, document {row['id']!r}", True) for row in rows]


def _jsonl(path: Path, text_needed: bool) -> list[Marked]:
    marked = []
    with path.open(encoding="utf-8", newline="\n") as lines:
        for n, line in enumerate(lines, start=1):
            if line.strip():
                try:
                    row = json.loads(line)
                except json.JSONDecodeError as error:
                    raise SourceError(f"{path}, line {n}: {error}") from None
                marked.append(_document(row, f"{path}, line {n}", text_needed))
    return marked


def _document(row: Any, where: str, text_needed: bool) -> Marked:
    if not isinstance(row, Mapping) or "id" not in row or not isinstance(row.get("relations"), list):
        raise SourceError(f'{where}: an object with "id" and "relations" is needed')
    text = row.get("text")
    if text is None and text_needed:
        raise SourceError(f'{where}: no "text", without which words cannot be counted')
    relations = []
    for given in row["relations"]:
        try:
            relation = dict(given)
            for part in PARTS:
                relation[part] = [(int(start), int(end)) for start, end in given.get(part) or []]
        except (TypeError, ValueError, AttributeError):
            raise SourceError(f"{where}: source, cue and content are lists of [start, end]") from None
        if text is not None:
            relation["kind"] = relation.get("kind") or _kind(text, relation["content"])
        relations.append(relation)
    return Marked(str(row["id"]), text, relations)


def _kind(text: str, content: list[tuple[int, int]]) -> str:
    """Direct where all words stand in quotation marks, mixed where some do."""
    quoted = [m.span() for m in QUOTED.finditer(text)]
    words = [m.span() for a, b in content for m in WORD.finditer(text, a, b)]
    inside = sum(any(a <= s and e <= b for a, b in quoted) for s, e in words)
    return "indirect" if not inside else "direct" if inside == len(words) else "mixed"


def _brat(folder: Path) -> list[Marked]:
    from onrecord.exports import brat
    from onrecord.exports.naming import read_ids

    marked = []
    ids: dict[Path, dict[str, str]] = {}
    for path in sorted(folder.rglob("*.ann")):
        beside = path.with_suffix(".txt")
        if not beside.exists():
            raise SourceError(f"{path}: its text {beside.name} is not beside it")
        text = beside.read_bytes().decode("utf-8")
        relations = [{part: brat.joined(text, spans) for part, spans in r.items()} for r in _tied(path)]
        if path.parent not in ids:
            ids[path.parent] = read_ids(path.parent)
        row = {"id": ids[path.parent].get(path.stem, path.stem), "text": text, "relations": relations}
        marked.append(_document(row, str(path), True))
    if not marked:
        raise SourceError(f"no .ann files in {folder}; gold is brat's .ann beside .txt, or one JSONL file")
    return marked


def _tied(path: Path) -> list[dict[str, Any]]:
    """The attributions of one .ann file: one an event, or one a cue (a content, where it has none) of R lines."""
    spans: dict[str, tuple[str, list[tuple[int, int]]]] = {}
    events, ties = [], []
    for n, line in enumerate(path.read_text("utf-8").split("\n"), start=1):
        name, _, rest = line.rstrip("\r").partition("\t")
        try:
            if name.startswith("T"):
                kind, _, places = rest.partition("\t")[0].partition(" ")
                pairs = [tuple(map(int, place.split())) for place in places.split(";")]
                spans[name] = (kind.lower(), [(start, end) for start, end in pairs])
            elif name.startswith("E"):
                events.append([arg.split(":")[1] for arg in rest.split()])
            elif name.startswith("R"):
                one, two = (arg.split(":")[1] for arg in rest.split()[1:3])
                ties.append((one, two))
        except (ValueError, IndexError):
            raise SourceError(f"{path}, line {n}: not a line of brat: {line[:80]!r}") from None

    def relation(ids: Iterable[str]) -> dict[str, Any]:
        found: dict[str, Any] = {part: [] for part in PARTS}
        for one in dict.fromkeys(ids):
            kind, places = spans.get(one, ("", []))
            if kind in found:
                found[kind] += sorted(places)
        return found

    relations = [relation(ids) for ids in events]
    near: dict[str, list[str]] = {}
    for one, two in ties:
        near.setdefault(one, []).append(two)
        near.setdefault(two, []).append(one)
    taken: set[str] = set()
    for anchor in ("cue", "content"):
        for one in near:
            if spans.get(one, ("",))[0] == anchor and one not in taken:
                contents = [two for two in near[one] if spans.get(two, ("",))[0] == "content"]
                # A source may hang on the content instead of the cue.
                others = [three for two in contents for three in near[two] if spans.get(three, ("",))[0] == "source"]
                taken.update([one, *contents])
                relations.append(relation([one, *near[one], *others]))
    return [r for r in relations if r["content"]]
