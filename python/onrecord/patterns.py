"""Lists kept as patterns of spaCy's EntityRuler: ``{"label": "ORG", "pattern": "Apple", "id": "apple"}``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from onrecord.exceptions import EntityError

__all__ = ["are_patterns", "rows_of"]

# spaCy's labels as types.
TYPES = {
    "PERSON": "person",
    "PER": "person",
    "ORG": "org",
    "GPE": "place",
    "LOC": "place",
    "FAC": "place",
    "PRODUCT": "product",
    "WORK_OF_ART": "document",
    "LAW": "document",
    "NORP": "group",
    "EVENT": "other",
    "LANGUAGE": "other",
    "MISC": "other",
}


def are_patterns(names: Iterable[str]) -> bool:
    """Whether columns of these names hold patterns.

    Examples
    --------
    >>> are_patterns(["label", "pattern"]), are_patterns(["entity", "pattern"])
    (True, False)
    """
    names = set(names)
    return {"label", "pattern"} <= names and "entity" not in names


def rows_of(patterns: Sequence[Mapping[Any, Any]]) -> list[dict[str, Any]]:
    """Give rows of entities: all patterns of one id are one entity, whose name is the first.

    Parameters
    ----------
    patterns
        Mappings with label, pattern and, if wanted, id.

    Returns
    -------
    list of dict
        Rows with entity, type, aliases and id.

    Raises
    ------
    EntityError
        If a pattern is not plain text, or an id has two labels. The message names the row, counted from 1.

    Examples
    --------
    >>> rows_of([{"label": "ORG", "pattern": "Apple", "id": "a"}, {"label": "ORG", "pattern": "Apple Inc.", "id": "a"}])
    [{'entity': 'Apple', 'type': 'org', 'aliases': ['Apple Inc.'], 'id': 'a'}]
    """
    entities: dict[tuple[str, str], dict[str, Any]] = {}
    ids: set[str] = set()
    for row, item in enumerate(patterns, start=1):
        pattern, label, given = item.get("pattern"), str(item.get("label") or ""), item.get("id")
        if isinstance(pattern, (list, tuple)):
            raise EntityError(f"entity row {row}: a pattern of tokens is no name; write the names out as plain text")
        if not isinstance(pattern, str) or not pattern.strip():
            raise EntityError(f"entity row {row}: no name in 'pattern'")
        kind = TYPES.get(label.upper(), label.lower())
        if kind not in TYPES.values():
            raise EntityError(
                f"entity row {row}: label {label!r} is none of {', '.join(TYPES)} and no type; give it another"
            )
        # NaN is what a data frame holds for none.
        own_id = str(given) if given is not None and given == given and str(given).strip() else None
        key = (own_id, "") if own_id else (pattern, kind)
        entity = entities.get(key)
        if entity is None:
            # The same name under two labels is two entities.
            new_id = own_id or (pattern if pattern not in ids else f"{pattern} ({kind})")
            ids.add(new_id)
            entities[key] = {"entity": pattern, "type": kind, "aliases": [], "id": new_id}
        elif entity["type"] != kind:
            raise EntityError(
                f"entity row {row}: the label of {own_id!r} is {label!r} here and that of {entity['type']} before"
            )
        elif pattern != entity["entity"]:
            entity["aliases"].append(pattern)
    return list(entities.values())
