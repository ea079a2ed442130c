"""brat's standoff: a ``.txt`` with the text as it is, and an ``.ann`` with what was found (Stenetorp et al. 2012)."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from onrecord.exports.naming import Annotated, FileNames, documents, folder_of, parts

if TYPE_CHECKING:
    from onrecord.exports import Exports

__all__ = ["joined", "write"]

# What some reader takes for the end of a line, or a tab: an .ann file holds none of it within a line.
BREAK = re.compile(r"[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]+")
ATTRIBUTES = {
    "Kind": ("direct", "indirect", "mixed"),
    "Stance": ("neutral", "denial", "allegation", "confirmation", "promise"),
    "Act": ("speech", "writing", "thought", "intention", "perception"),
}
CONFIGURATION = """\
[entities]
Source
Cue
Content
Mention

[relations]

[events]
Attribution\tSource*:Source, Cue*:Cue, Content*:Content

[attributes]
Negated\tArg:Attribution
"""
CONFIGURATION += "".join(f"{name}\tArg:Attribution, Value:{'|'.join(of)}\n" for name, of in ATTRIBUTES.items())


def write(record: Exports, folder: str | os.PathLike[str]) -> None:
    """Write a folder that brat opens."""
    where = folder_of(folder)
    names = FileNames()
    for found in documents(record):
        name = names.of(found.doc_id)
        # Bytes, so that no line end is changed on the way.
        (where / f"{name}.txt").write_bytes(found.text.encode())
        (where / f"{name}.ann").write_bytes("".join(f"{line}\n" for line in _lines(found)).encode())
    (where / "annotation.conf").write_text(CONFIGURATION, "utf-8", newline="\n")
    names.write(where)


def _lines(found: Annotated) -> Iterable[str]:
    n_spans = n_attributes = n_notes = 0

    def span(kind: str, places: Iterable[tuple[int, int]]) -> tuple[str, str]:
        nonlocal n_spans
        n_spans += 1
        fragments = [piece for start, end in places for piece in _pieces(found.text, start, end)]
        where = ";".join(f"{start} {end}" for start, end in fragments)
        words = BREAK.sub(" ", " ".join(found.text[start:end] for start, end in fragments))
        return f"T{n_spans}", f"T{n_spans}\t{kind} {where}\t{words}"

    def note(of: str, text: str) -> str:
        nonlocal n_notes
        n_notes += 1
        return f"#{n_notes}\tAnnotatorNotes {of}\t{BREAK.sub(' ', text)}"

    for n, quote in enumerate(found.quotes, start=1):
        places = parts(quote)
        trigger, line = span("Attribution", places["cue"] or places["content"])
        yield line
        arguments = []
        for part in ("source", "cue", "content"):
            if places[part]:
                name, line = span(part.title(), places[part])
                arguments.append(f" {part.title()}:{name}")
                yield line
        yield f"E{n}\tAttribution:{trigger}{''.join(arguments)}"
        for kind, values in ATTRIBUTES.items():
            if quote[kind.lower()] in values:
                n_attributes += 1
                yield f"A{n_attributes}\t{kind} E{n} {quote[kind.lower()]}"
        if quote["negated"]:
            n_attributes += 1
            yield f"A{n_attributes}\tNegated E{n}"
        yield note(f"E{n}", _described(quote, "quote_id", "speaker", "speaker_id", "confidence", "rule"))
    for mention in found.mentions:
        name, line = span("Mention", [(mention["start"], mention["end"])])
        yield line
        yield note(name, _described(mention, "entity", "entity_id", "type", "how"))


def _pieces(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Cut a span at line ends and tabs, which brat's files cannot hold within a span."""
    pieces = []
    for gap in BREAK.finditer(text, start, end):
        pieces.append((start, gap.start()))
        start = gap.end()
    kept = [(a, b) for a, b in [*pieces, (start, end)] if a < b]
    return kept or [(start, end)]


def _described(row: dict[str, Any], *names: str) -> str:
    return "; ".join(f"{name}: {row[name]}" for name in names if row[name] is not None)


def joined(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    r"""Put together again what is cut only because a line ends there.

    Examples
    --------
    >>> joined("No,\nnever, he said, not I.", [(0, 3), (4, 10), (20, 26)])
    [(0, 10), (20, 26)]
    """
    whole: list[tuple[int, int]] = []
    for start, end in spans:
        if whole and BREAK.fullmatch(text, whole[-1][1], start):
            whole[-1] = (whole[-1][0], end)
        else:
            whole.append((start, end))
    return whole
