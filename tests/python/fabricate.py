"""Records made by hand, so that what shows them is tested apart from what finds them."""

from typing import Any

import pyarrow as pa

import onrecord
from onrecord.record import Record


def quote(text: str, part: str, **fields: Any) -> dict[str, Any]:
    """A row of the table quotes whose content is `part` of `text`; cue and source by their words."""
    start = text.index(part)
    row: dict[str, Any] = {
        "quote_id": "a1:q1",
        "doc_id": "a1",
        "kind": "direct",
        "start": start,
        "end": start + len(part),
        "text": part,
        "content": [{"start": start, "end": start + len(part)}],
        "n_words": len(part.split()),
        "stance": "neutral",
        "act": "speech",
        "negated": False,
        "zone": "body",
        "confidence": 0.9,
        "rule": "test_rule",
        "speaker_id": None,
        "speaker": None,
        "speaker_type": None,
        "speaker_how": None,
        "addressee": None,
        "medium": None,
        "runner_up": None,
        "evidence": None,
        "cue": None,
        "source": None,
        "antecedent": None,
        **fields,
    }
    for name in ("cue", "source", "antecedent"):
        at = None if row[name] is None else text.index(row[name])
        row[f"{name}_start"] = at
        row[f"{name}_end"] = None if at is None else at + len(row[name])
    return row


def record(
    text: str, *, quotes: list[dict[str, Any]] = (), mentions: list[tuple[str, str]] = (), doc_id: str = "a1"
) -> Record:
    """A record of one document with the zones the core gives and everything else as told."""
    found = onrecord.analyze({doc_id: text})
    rows = []
    for n, (words, entity) in enumerate(mentions, start=1):
        start = text.index(words)
        place = {"start": start, "end": start + len(words), "text": words}
        names = {"entity_id": entity, "entity": entity, "type": "person", "how": "alias", "zone": "body"}
        rows.append({"mention_id": f"{doc_id}:m{n}", "doc_id": doc_id, **place, **names})
    return Record(
        found.corpus,
        documents=found.documents.arrow,
        zones=found.zones.arrow,
        mentions=pa.Table.from_pylist(rows, found.mentions.arrow.schema),
        quotes=pa.Table.from_pylist(list(quotes), found.quotes.arrow.schema),
        entities=found.entities.arrow,
    )
