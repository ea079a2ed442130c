"""Corrections put into the tables of a record: which row each is about, and what becomes of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from onrecord.anchoring import LONGEST, Place, Text, fold
from onrecord.correction import NEW, NOBODY, OF_ENTITIES, Correction, with_alias
from onrecord.identities import Identities
from onrecord.voices import TYPES

if TYPE_CHECKING:
    from onrecord.corpus import Corpus

__all__ = ["Outcome", "apply", "locate", "made_id"]

Outcome = tuple[str, str]
"""``applied``, ``moved``, ``ambiguous`` or ``lost``, and why."""
OVERLAP, OVERLAP_TO_REJECT = 0.5, 0.75
"""What share of their code points a place and a quotation must have in common to be the same: more where the quotation
would go, which may be one that was found whole since."""
NEAR = 3
"""Code points by which a cue whose words have changed may have moved."""


@dataclass
class Verdict:
    """What is said of one row of `quotes`."""

    rejected: bool = False
    checked: str | None = None
    speaker: tuple[str | None, str | None, str | None] | None = None
    """Name, id and type."""
    said_at: int = 0
    """Number of the correction that names the speaker."""
    kind: str | None = None
    stance: str | None = None


def apply(
    corpus: Corpus, mentions: Any, quotes: Any, entities: Any, corrections: Sequence[Correction]
) -> tuple[Any, Any, list[Outcome]]:
    """Give the tables of mentions and quotes after corrections, and what became of each of these."""
    known = _Known(entities)
    found = locate(corpus, quotes, corrections)
    verdicts: dict[int, Verdict] = defaultdict(Verdict)
    outcomes: list[Outcome] = []
    columns = quotes.select(["speaker", "speaker_type"])
    for n, (correction, (row, outcome)) in enumerate(zip(corrections, found, strict=True)):
        if row is not None:
            problem = _judge(verdicts[row], n, correction, columns.slice(row, 1).to_pylist()[0], known)
            outcome = problem or outcome
        outcomes.append(outcome)
    steps: list[tuple[int, Correction]] = []
    who = Identities()
    in_documents = _Documents(mentions, quotes)
    for row, verdict in verdicts.items():
        if verdict.speaker is not None and verdict.speaker[1] is not None:
            in_documents.add(quotes["doc_id"][row].as_py(), verdict.speaker[1])
    for n, correction in enumerate(corrections):
        if correction.action in OF_ENTITIES:
            step, outcomes[n] = _step(correction, who, known, corpus, in_documents)
            if step is not None:
                steps.append((n, step))
    mentions = _renamed(mentions, ("entity_id", "entity", "type"), who, known)
    mentions = _others(mentions, who)
    quotes = _renamed(quotes, ("speaker_id", "speaker", "speaker_type"), who, known)
    return mentions, _judged(quotes, verdicts, who, steps, known), outcomes


def locate(corpus: Corpus, quotes: Any, corrections: Sequence[Correction]) -> list[tuple[int | None, Outcome]]:
    """Give for each correction of a quotation the number of its row, if it has just one, and how that was found.

    Only the documents that corrections are about are looked at.
    """
    of_document: dict[str, list[int]] = defaultdict(list)
    for n, correction in enumerate(corrections):
        if correction.action not in OF_ENTITIES:
            of_document[correction.doc_id].append(n)
    names = ["doc_id", "start", "end", "cue", "cue_start"]
    at = pc.indices_nonzero(pc.is_in(quotes["doc_id"], pa.array(list(of_document), pa.string())))
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for number, row in zip(at.to_pylist(), quotes.select(names).take(at).to_pylist(), strict=True):
        rows[row["doc_id"]].append(row | {"row": number})
    found: list[tuple[int | None, Outcome]] = [(None, ("", ""))] * len(corrections)
    for doc_id, numbers in of_document.items():
        if doc_id not in corpus:
            lost = "lost", f"no document has the id {doc_id!r}"
            for n in numbers:
                found[n] = None, lost
            continue
        text = Text(corpus[doc_id])
        for n in numbers:
            place = text.find(corrections[n].selector)
            if place.status in ("ambiguous", "lost"):
                found[n] = None, (place.status, place.why)
            else:
                found[n] = _row(corrections[n], place, rows[doc_id])
    return found


def _row(correction: Correction, place: Place, rows: list[dict[str, Any]]) -> tuple[int | None, Outcome]:
    """Give the row at a place: the same words, and reported by the same ones."""
    least = OVERLAP_TO_REJECT if correction.action == "reject" else OVERLAP
    near = []
    for row in rows:
        # Of what is long, its beginning is kept.
        end = min(row["end"], place.start + LONGEST) if len(correction.exact) >= LONGEST else row["end"]
        both = min(end, place.end) - max(row["start"], place.start)
        whole = max(end, place.end) - min(row["start"], place.start)
        if both > 0 and both >= least * whole:
            near.append((both / whole, row))
    if not near:
        if correction.action == "reject":
            return None, ("applied", "nothing is found there")
        return None, ("lost", "its words are there, and no quotation is found in them")
    cue = fold(correction.cue)[0].casefold()
    same = [(share, row) for share, row in near if fold(row["cue"] or "")[0].casefold() == cue]
    offset = correction.cue_start - correction.start if cue else 0
    if not same:
        # Its words may have changed, or one of the runs may have found none.
        same = [
            (share, row)
            for share, row in near
            if cue and row["cue"] and abs(row["cue_start"] - place.start - offset) <= NEAR
        ]
    if not same and len(near) == 1 and not (cue and near[0][1]["cue"]):
        same = near
    if not same:
        if correction.action == "reject":
            return None, ("applied", "no such quotation is found there")
        cues = ", ".join(repr(row["cue"]) for _, row in near)
        return None, ("lost", f"what is found there is reported by {cues}, not by {correction.cue!r}")

    def rank(item: tuple[float, dict[str, Any]]) -> tuple[float, int]:
        share, row = item
        return -share, abs(row["cue_start"] - place.start - offset) if cue and row["cue"] else 0

    same.sort(key=rank)
    if len(same) > 1 and rank(same[0]) == rank(same[1]):
        return None, ("ambiguous", f"{len(same)} quotations are found there")
    return same[0][1]["row"], (place.status, place.why)


def _judge(verdict: Verdict, n: int, correction: Correction, row: dict[str, Any], known: _Known) -> Outcome | None:
    """Put one correction to what is said of its row; what comes later counts."""
    action = correction.action
    speaker = None
    if action in ("accept", "speaker") and correction.speaker and correction.speaker != row["speaker"]:
        speaker = known.speaker(correction, row["speaker_type"])
        if speaker is None:
            return "ambiguous", f"several entities are called {correction.speaker!r}"
    elif action == "speaker" and correction.speaker_id in known:
        # Two may have one name.
        speaker = known.speaker(correction, row["speaker_type"])
    verdict.rejected = action == "reject"
    if action == "accept":
        verdict.checked, verdict.speaker, verdict.said_at = "accepted", speaker, n
        verdict.kind, verdict.stance = correction.kind or None, correction.stance or None
    elif action != "reject":
        verdict.checked = "corrected"
        if action == "speaker":
            verdict.speaker, verdict.said_at = speaker, n
        elif action == "kind":
            verdict.kind = correction.kind
        else:
            verdict.stance = correction.stance
    return None


class _Known:
    """Names and types of the entities there are."""

    def __init__(self, entities: Any) -> None:
        self._entities = entities
        self._by_alias: dict[str, list[str]] = {}
        columns = (entities[name].to_pylist() for name in ("entity_id", "entity", "type"))
        self._facts: dict[str, tuple[str, str]] = {key: (name, kind) for key, name, kind in zip(*columns, strict=True)}
        self._by_name: dict[str, list[str]] = defaultdict(list)
        for key, (name, _) in self._facts.items():
            self._by_name[name].append(key)

    def __contains__(self, entity_id: str) -> bool:
        return entity_id in self._facts

    def add(self, entity_id: str, name: str, kind: str) -> None:
        """Add an entity that only a correction names."""
        if entity_id not in self._facts:
            self._facts[entity_id] = name, kind
            self._by_name[name].append(entity_id)

    def facts(self, entity_id: str) -> tuple[str, str]:
        """Give name and type."""
        return self._facts.get(entity_id, (entity_id, "other"))

    def ids(self, entity_id: str, name: str) -> list[str]:
        """Give the ids that may be meant: the id if there is such, else those of the name, which may be an id."""
        for given in (entity_id, name):
            if given in self._facts:
                return [given]
        return list(self._by_name.get(name, ()))

    def _alike(self, name: str) -> list[str]:
        """Give the id of the one whose name differs in capitals alone: they make nobody somebody else."""
        small = name.lower()
        found = [key for key, (known, _) in self._facts.items() if known.lower() == small]
        return found if len(found) == 1 else []

    def speaker(self, correction: Correction, found: str | None) -> tuple[str | None, str | None, str | None] | None:
        """Give name, id and type of a speaker; None where several have the name."""
        name, given = correction.speaker, correction.speaker_id
        if name == NOBODY:
            return None, None, None
        name = name.removeprefix(NEW).strip()
        ids = self.ids(given, name)
        if not (ids or given or correction.action == "accept" or correction.speaker.startswith(NEW)):
            # Looked up where it is written only: all aliases of a million entities are seldom asked for.
            if name not in self._by_alias:
                self._by_alias[name] = with_alias(self._entities, name)["entity_id"].to_pylist()
            ids = self._by_alias[name] or self._alike(name)
        if len(ids) > 1:
            return None
        if ids:
            # An entity has the name that the table of entities gives it.
            return self.facts(ids[0])[0], ids[0], self.facts(ids[0])[1]
        if correction.action == "accept" and not given:
            return name, None, correction.speaker_type or found
        kind = correction.speaker_type or found
        kind = kind if kind in TYPES else "other"
        entity_id = given or made_id(kind, name)
        # Who is named again is the same, whatever the words were taken for there.
        self.add(entity_id, name, kind)
        return name, entity_id, kind


class _Documents:
    """Which entities a document has; looked up where something is split."""

    def __init__(self, mentions: Any, quotes: Any) -> None:
        self._tables = ((mentions, "entity_id"), (quotes, "speaker_id"))
        self._found: dict[str, set[str]] | None = None
        self._said: dict[str, set[str]] = defaultdict(set)

    def add(self, doc_id: str, entity_id: str) -> None:
        """Add an entity that only a correction puts there."""
        self._said[doc_id].add(entity_id)

    def entities(self, doc_id: str) -> set[str]:
        """Give the ids that a document has."""
        if self._found is None:
            self._found = defaultdict(set)
            for table, name in self._tables:
                pairs = table.group_by(["doc_id", name], use_threads=False).aggregate([])
                for document, entity_id in zip(pairs["doc_id"].to_pylist(), pairs[name].to_pylist(), strict=True):
                    if entity_id is not None:
                        self._found[document].add(entity_id)
        return self._found.get(doc_id, set()) | self._said.get(doc_id, set())


def _step(
    correction: Correction, who: Identities, known: _Known, corpus: Corpus, documents: _Documents
) -> tuple[Correction | None, Outcome]:
    """Merge or split, if what is meant is there."""
    ids = known.ids(correction.entity_id, correction.entity)
    shown = correction.entity_id or correction.entity
    if len(ids) > 1:
        return None, ("ambiguous", f"several entities are called {correction.entity!r}")
    if not ids:
        return None, ("lost", f"no entity {shown!r} is found")
    entity_id = ids[0]
    kind = known.facts(entity_id)[1]
    if correction.action == "split":
        if correction.doc_id not in corpus:
            return None, ("lost", f"no document has the id {correction.doc_id!r}")
        if not any(who.of(found, correction.doc_id) == entity_id for found in documents.entities(correction.doc_id)):
            return None, ("lost", f"{shown!r} is not in document {correction.doc_id!r}")
        into = correction.into_id
        who.split(correction.doc_id, entity_id, into)
    else:
        targets = known.ids(correction.into_id, correction.into)
        if len(targets) > 1:
            return None, ("ambiguous", f"several entities are called {correction.into!r}")
        into = targets[0] if targets else correction.into_id or made_id(kind, correction.into)
        now = who.of(entity_id)
        if now not in (entity_id, into):
            return None, ("lost", f"{shown!r} is already part of {now!r}")
        who.merge(entity_id, into)
    known.add(into, correction.into or known.facts(entity_id)[0], kind)
    by_name = correction.entity_id not in ("", entity_id)
    outcome = ("moved", f"found by its name; its id is {entity_id!r}") if by_name else ("applied", "")
    return correction._replace(entity_id=entity_id, into_id=into), outcome


def made_id(kind: str, name: str) -> str:
    """Give the id of an entity that is on no list, as the core makes it.

    Examples
    --------
    >>> made_id("person", "Ada Quill-Reed")
    'person:ada-quill-reed'
    """
    parts = "".join(c if c.isalnum() else " " for c in name).lower().split()
    return f"{kind}:{'-'.join(parts) or name}"


def _put(table: Any, name: str, at: Sequence[int], values: Sequence[Any]) -> Any:
    """Give a table with other values in some rows of a column."""
    if not len(at):
        return table
    column = table[name]
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    index = np.arange(len(table))
    index[np.asarray(at)] = len(table) + np.arange(len(at))
    column = pa.chunked_array([*column.chunks, pa.array(values, column.type)]).take(pa.array(index))
    field = table.schema.field(name).with_type(column.type)
    return table.set_column(table.column_names.index(name), field, column)


def _renamed(table: Any, names: tuple[str, str, str], who: Identities, known: _Known) -> Any:
    """Give each row the entity that its own stands for."""
    everywhere, apart = who.changed(), who.apart()
    ids = table[names[0]]
    labels: dict[int, str] = {}
    if everywhere:
        old = pa.array(list(everywhere), pa.string())
        at = pc.indices_nonzero(pc.is_in(ids, old))
        labels = {row: everywhere[entity] for row, entity in zip(at.to_pylist(), ids.take(at).to_pylist(), strict=True)}
    if apart:
        within = pc.is_in(table["doc_id"], pa.array(list({doc_id for doc_id, _ in apart}), pa.string()))
        at = pc.indices_nonzero(pc.and_(within, pc.is_in(ids, pa.array(list({e for _, e in apart}), pa.string()))))
        found = zip(at.to_pylist(), table["doc_id"].take(at).to_pylist(), ids.take(at).to_pylist(), strict=True)
        for row, doc_id, entity in found:
            label = apart.get((doc_id, entity))
            if label is not None:
                labels[row] = label
    rows = list(labels)
    facts = {label: (label, *known.facts(label)) for label in set(labels.values())}
    for part, name in enumerate(names):
        table = _put(table, name, rows, [facts[labels[row]][part] for row in rows])
    return table


def _others(mentions: Any, who: Identities) -> Any:
    """Give those who may be meant besides under the ids that they have now."""
    everywhere, apart = who.changed(), who.apart()
    if "others" not in mentions.column_names or not (everywhere or apart):
        return mentions
    column = mentions["others"].combine_chunks()
    flat = pc.list_flatten(column)
    # Those who are now called otherwise, and those who may now be the mention's own.
    changed = {*everywhere, *everywhere.values(), *apart.values(), *(entity for _, entity in apart)}
    hit = pc.is_in(flat, pa.array(sorted(changed), pa.string()))
    rows = pc.unique(pc.list_parent_indices(column).filter(hit)).to_pylist()
    part = mentions.select(["doc_id", "entity_id", "others"]).take(pa.array(rows, pa.int64())).to_pylist()
    values = []
    for row in part:
        now = dict.fromkeys(who.of(entity, row["doc_id"]) for entity in row["others"])
        now.pop(row["entity_id"], None)
        values.append(list(now))
    return _put(mentions, "others", rows, values)


def _judged(
    quotes: Any, verdicts: dict[int, Verdict], who: Identities, steps: list[tuple[int, Correction]], known: _Known
) -> Any:
    """Put verdicts into the table of quotes."""
    if "checked" not in quotes.column_names:
        quotes = quotes.append_column("checked", pa.nulls(len(quotes), pa.string()))
    split = {step.doc_id for _, step in steps if step.action == "split"}
    named = [row for row, verdict in verdicts.items() if verdict.speaker is not None and not verdict.rejected]
    documents = quotes["doc_id"].take(pa.array(named, pa.int64())).to_pylist()
    speakers: list[tuple[str | None, str | None, str | None]] = []
    for row, doc_id in zip(named, documents, strict=True):
        verdict = verdicts[row]
        speaker = verdict.speaker or (None, None, None)
        if speaker[1] is not None:
            now = _now(speaker[1], doc_id, verdict.said_at, steps) if doc_id in split else who.of(speaker[1])
            if now != speaker[1]:
                name, kind = known.facts(now)
                speaker = name, now, kind
        speakers.append(speaker)
    for part, name in enumerate(("speaker", "speaker_id", "speaker_type")):
        quotes = _put(quotes, name, named, [speaker[part] for speaker in speakers])
    for name in ("kind", "stance"):
        rows = [row for row, verdict in verdicts.items() if getattr(verdict, name) is not None]
        quotes = _put(quotes, name, rows, [getattr(verdicts[row], name) for row in rows])
    rows = [row for row, verdict in verdicts.items() if verdict.checked is not None]
    quotes = _put(quotes, "checked", rows, [verdicts[row].checked for row in rows])
    quotes = _put(quotes, "confidence", rows, [1.0] * len(rows))
    gone = [row for row, verdict in verdicts.items() if verdict.rejected]
    if gone:
        keep = np.ones(len(quotes), bool)
        keep[gone] = False
        quotes = quotes.filter(pa.array(keep))
    return quotes


def _now(entity_id: str, doc_id: str, said_at: int, steps: list[tuple[int, Correction]]) -> str:
    """Give what an id stands for that somebody wrote: a merge holds for all time, a split for what was there."""
    for n, step in steps:
        ours = step.action == "merge" or (step.doc_id == doc_id and n > said_at)
        if ours and step.entity_id == entity_id:
            entity_id = step.into_id
    return entity_id
