"""onrecord as a step of a spaCy pipeline: ``nlp.add_pipe("onrecord")``.

spaCy finds it by an entry point, so that nothing needs to be imported. Its spans are of tokens, ours of characters: a
span whose edge lies within a token is widened to the whole token, so that no word is lost (``alignment="expand"``), cut
back to whole tokens (``"contract"``) or left out (``"strict"``). Cut back to nothing, it is left out too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span

from onrecord.arguments import count, share, threads
from onrecord.exceptions import ArgumentError
from onrecord.exports.naming import Annotated, documents, parts
from onrecord.gazetteer import Gazetteer
from onrecord.record import analyze

__all__ = ["GROUPS", "Onrecord"]

GROUPS = ("onrecord_quotes", "onrecord_sources", "onrecord_cues", "onrecord_mentions")
"""The keys in ``doc.spans``."""
ALIGNMENTS = ("expand", "contract", "strict")
ROWS = "onrecord"  # the key in doc.user_data


def make(
    nlp: Language,  # noqa: ARG001 - spaCy hands both over by name
    name: str,  # noqa: ARG001
    entities: Any,
    alignment: str,
    min_confidence: float,
    n_threads: int | None,
) -> Onrecord:
    """Make the step with its configuration, as spaCy calls it."""
    return Onrecord(entities, alignment=alignment, min_confidence=min_confidence, n_threads=n_threads)


class Onrecord:
    """Writes attributions and mentions into ``doc.spans``.

    ``onrecord_quotes`` are the parts of what is said (the label is the kind, ``kb_id_`` the speaker's id),
    ``onrecord_sources`` and ``onrecord_cues`` the words that name who speaks and that report it, ``onrecord_mentions``
    names (the label is the entity's type, ``kb_id_`` its id). ``span.id_`` is the id of the row in our tables, and
    ``span._.onrecord`` the row itself: speaker, stance, confidence and the rest. The parts of one attribution share it.

    Parameters
    ----------
    entities
        A path to a list of entities, or what else `onrecord.Gazetteer` takes.
    alignment
        What becomes of a span with an edge within a token: ``"expand"``, ``"contract"`` or ``"strict"``.
    min_confidence
        Attributions below it are left out.
    n_threads
        Number of threads for the documents that ``nlp.pipe`` hands on together; one for each core if None.

    Raises
    ------
    ArgumentError
        If an argument is out of its range.
    EntityError
        If the list of entities cannot be used.

    Examples
    --------
    >>> import spacy
    >>> nlp = spacy.blank("en")
    >>> step = nlp.add_pipe("onrecord", config={"entities": "seeds/entities.csv"})
    >>> doc = nlp("“No,” said Eugene Kaspersky.")
    >>> [(span.text, span.label_, span._.onrecord["speaker"]) for span in doc.spans["onrecord_quotes"]]
    [('No,', 'direct', 'Eugene Kaspersky')]
    """

    def __init__(
        self,
        entities: Any = None,
        *,
        alignment: str = "expand",
        min_confidence: float = 0.0,
        n_threads: int | None = 1,
    ) -> None:
        if alignment not in ALIGNMENTS:
            raise ArgumentError(f"alignment is {alignment!r}; pass one of {', '.join(ALIGNMENTS)}")
        threads(n_threads)
        self.names = Gazetteer(entities)
        self.alignment = alignment
        self.min_confidence = share("min_confidence", min_confidence)
        self.n_threads = n_threads

    def __call__(self, doc: Doc) -> Doc:
        """Analyse one document."""
        return self._annotate([doc])[0]

    def pipe(self, stream: Iterable[Doc], batch_size: int = 128) -> Iterator[Doc]:
        """Analyse documents, some at a time."""
        size = count("batch_size", batch_size)
        docs = iter(stream)
        while batch := list(islice(docs, size)):
            yield from self._annotate(batch)

    def _annotate(self, docs: list[Doc]) -> list[Doc]:
        texts = {str(n): doc.text for n, doc in enumerate(docs)}
        record = analyze(
            texts, self.names, min_confidence=self.min_confidence, n_threads=self.n_threads, progress=False
        )
        for found in documents(record):
            self._write(docs[int(found.doc_id)], found)
        return docs

    def _write(self, doc: Doc, found: Annotated) -> None:
        groups: dict[str, list[Span]] = {name: [] for name in GROUPS}
        rows: dict[str, dict[str, Any]] = {}

        def add(group: str, places: Iterable[tuple[int, int]], row_id: str, label: str, entity: str | None) -> None:
            for start, end in places:
                span = doc.char_span(
                    start, end, label=label, kb_id=entity or "", span_id=row_id, alignment_mode=self.alignment
                )
                if span is not None and len(span):
                    groups[group].append(span)

        # Ids of one document: which place it had among others is nothing to keep.
        for n, quote in enumerate(found.quotes, start=1):
            row_id = f"q{n}"
            rows[row_id] = _plain(quote, "quote_id")
            for part, places in parts(quote).items():
                group = "onrecord_quotes" if part == "content" else f"onrecord_{part}s"
                add(group, places, row_id, quote["kind"], quote["speaker_id"])
        for n, mention in enumerate(found.mentions, start=1):
            row_id = f"m{n}"
            rows[row_id] = _plain(mention, "mention_id")
            place = (mention["start"], mention["end"])
            add("onrecord_mentions", [place], row_id, mention["type"] or "", mention["entity_id"])
        for name, spans in groups.items():
            doc.spans[name] = spans
        doc.user_data[ROWS] = rows


def _plain(row: dict[str, Any], own: str) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in (own, "doc_id")}


def _row(span: Span) -> dict[str, Any] | None:
    row: dict[str, Any] | None = span.doc.user_data.get(ROWS, {}).get(span.id_)
    return row


Span.set_extension("onrecord", getter=_row, force=True)
Language.factory(
    "onrecord",
    default_config={"entities": None, "alignment": "expand", "min_confidence": 0.0, "n_threads": 1},
    assigns=["doc.spans"],
    func=make,
)
