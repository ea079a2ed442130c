"""Records made by hand, so that what shows them is tested apart from what finds them."""

from random import Random
from typing import Any

import pyarrow as pa

import onrecord
from onrecord.record import Record

COUNTS = ("n_docs", "n_mentions", "n_quotes", "n_words")


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


def at_random(seed: int, n_docs: int = 8) -> Record:
    """A record of many small rows: outlets known and unknown, names and attributions anywhere, one within another."""
    random = Random(seed)
    outlets = [random.choice(["Gazette", "Courier", None, " "]) for _ in range(n_docs)]
    texts = [{"id": f"d{i}", "text": "x " * 50, "outlet": outlet} for i, outlet in enumerate(outlets)]
    found = onrecord.analyze(texts)
    names = ["Ada Quill", "Bo Reed", "Acme", "Globex", "Utopia"]
    types = ["person", "person", "org", "org", "place"]
    mentions, quotes, zones = [], [], []
    for document in texts:
        doc_id = document["id"]
        zones += [
            {"doc_id": doc_id, "kind": "body", "start": start, "end": start + 24, "heading": False}
            for start in range(0, 100, 25)
        ]
        for n in range(random.randrange(12)):
            who = random.randrange(len(names))
            start = random.randrange(95)
            mentions.append(
                {
                    "mention_id": f"{doc_id}:m{n}",
                    "doc_id": doc_id,
                    "start": start,
                    "end": start + random.randrange(1, 5),
                    "text": names[who],
                    "entity_id": f"e{who}",
                    "entity": names[who],
                    "type": types[who],
                    "how": "alias",
                    "zone": random.choice(["body", "body", "title", "comment"]),
                    "others": [],
                }
            )
        for n in range(random.randrange(6)):
            who = random.choice([None, *range(len(names))])
            start = random.randrange(60)
            parts = [{"start": start, "end": start + 15}, {"start": start + 20, "end": start + 40}]
            row = quote("x " * 50, "x", quote_id=f"{doc_id}:q{n}", doc_id=doc_id)
            row |= {"start": start, "end": start + 40, "content": parts[: random.randrange(1, 3)]}
            row |= {"n_words": random.randrange(1, 9), "kind": random.choice(["direct", "mixed", "indirect"])}
            row |= {"stance": random.choice(["neutral", "denial"]), "zone": random.choice(["body", "title", "comment"])}
            row["text"] = random.choice(["a “b c” d", "“a” and b", "a"])
            if who is not None:
                row |= {"speaker": names[who], "speaker_type": types[who], "speaker_how": "alias"}
                # Some speakers are no entity.
                row["speaker_id"] = f"e{who}" if who < 4 else None
            quotes.append(row)
    entities = [
        {"entity_id": f"e{i}", "entity": name, "type": kind, "aliases": [], **dict.fromkeys(COUNTS, 0)}
        for i, (name, kind) in enumerate(zip(names, types, strict=True))
    ]
    return Record(
        found.corpus,
        documents=found.documents.arrow,
        zones=pa.Table.from_pylist(zones, found.zones.arrow.schema),
        mentions=pa.Table.from_pylist(mentions, found.mentions.arrow.schema),
        quotes=pa.Table.from_pylist(quotes, found.quotes.arrow.schema),
        entities=pa.Table.from_pylist(entities, found.entities.arrow.schema),
    )
