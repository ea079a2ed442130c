"""One correction: what it says, how it finds its place, and what it must have."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from onrecord.anchoring import Selector, Text, select
from onrecord.exceptions import ArgumentError, CorrectionError, UnknownIdError, nearest

if TYPE_CHECKING:
    from onrecord.record import Record
    from onrecord.table import Table

__all__ = [
    "ACTIONS",
    "COLUMNS",
    "FORMAT",
    "KINDS",
    "NEW",
    "NOBODY",
    "NUMBERS",
    "OF_ENTITIES",
    "STANCES",
    "VERSION",
    "Correction",
    "bare",
    "check_version",
    "encodable",
    "named",
    "parsed",
    "places_of",
    "problem_of",
    "shown",
    "with_alias",
]

VERSION = 1
FORMAT = "onrecord corrections"
ACTIONS = ("accept", "reject", "speaker", "kind", "stance", "merge", "split")
OF_ENTITIES = ("merge", "split")
KINDS = ("direct", "mixed", "indirect")
STANCES = ("neutral", "denial", "allegation", "confirmation", "promise")
NOBODY = "(nobody)"
"""The speaker where the text names nobody; an empty cell says nothing."""
NEW = "(new) "
"""Begins the name of a speaker who is nobody known, however like it is to a name or an alias of somebody."""


class Correction(NamedTuple):
    """One thing that somebody found right or wrong. Empty text is text that is not there.

    Examples
    --------
    >>> Correction("merge", entity="Ada Quill", into="Ada Quill-Reed").action
    'merge'
    """

    action: str
    """One of `ACTIONS`."""
    doc_id: str = ""
    exact: str = ""
    """The words of the quotation: the first 1,000 code points of what was said."""
    speaker: str = ""
    """Who speaks: what is right, or for ``accept`` what was found and is right."""
    kind: str = ""
    stance: str = ""
    entity: str = ""
    """Name of the entity that is merged or split."""
    into: str = ""
    """Name of the entity that it becomes."""
    note: str = ""
    """For people."""
    prefix: str = ""
    suffix: str = ""
    start: int = 0
    nth: int = 1
    n_same: int = 1
    cue: str = ""
    cue_start: int = 0
    speaker_id: str = ""
    speaker_type: str = ""
    entity_id: str = ""
    into_id: str = ""

    @property
    def selector(self) -> Selector:
        """The place that it is about."""
        return Selector(self.exact, self.prefix, self.suffix, self.start, self.nth, self.n_same)

    @property
    def quotation(self) -> tuple[object, ...]:
        """What tells the quotation that it is about from others."""
        return self.doc_id, *self.selector, self.cue, self.cue_start


NUMBERS = ("start", "nth", "n_same", "cue_start")
COLUMNS = ("version", *Correction._fields)


def parsed(cells: dict[str, Any], where: str) -> Correction:
    """Take one out of a row of a file."""
    check_version(cells.get("version"), where)
    values: dict[str, Any] = {}
    for name in Correction._fields:
        given = cells.get(name, "")
        if name in NUMBERS:
            if given in ("", None):
                continue
            text = str(given).strip()
            if isinstance(given, bool) or not (text.isascii() and text.isdecimal()) or len(text) > 15:
                raise CorrectionError(f"{where}, column {name!r}: {given!r} is no whole number from 0")
            values[name] = int(text)
        elif not isinstance(given, str):
            raise CorrectionError(f"{where}, column {name!r}: {given!r} is no text")
        else:
            values[name] = given
    for name in ("action", "kind", "stance"):
        values[name] = values[name].strip().lower()
    correction = Correction(**values)
    problem = problem_of(correction)
    if problem:
        raise CorrectionError(f"{where}, column {problem[0]!r}: {problem[1]}")
    return correction


def shown(correction: Correction) -> dict[str, Any]:
    """Give the fields that say something."""
    empty = Correction("")._asdict()
    return {name: value for name, value in correction._asdict().items() if value != empty[name]}


def check_version(given: Any, where: str) -> None:
    """Raise unless a file's version is one that can be read."""
    text = str(given).strip()
    if text == str(VERSION):
        return
    if text.isascii() and text.isdecimal() and int(text[:9]) > VERSION:
        raise CorrectionError(f"{where}: version {text} is newer than this onrecord knows; update it")
    raise CorrectionError(f"{where}, column 'version': {given!r} is no version; {VERSION} is needed")


def problem_of(c: Correction) -> tuple[str, str] | None:
    """Give the column that is at fault and what is wrong with it, if anything is."""
    for name, value in c._asdict().items():
        if isinstance(value, str) and not encodable(value):
            return name, f"{value!r} holds half a character (a lone surrogate)"
    if c.action not in ACTIONS:
        return "action", f"{c.action!r} is none of {', '.join(ACTIONS)}{nearest(c.action, ACTIONS)}"
    needs = {
        "speaker": ("doc_id", "exact", "speaker"),
        "kind": ("doc_id", "exact", "kind"),
        "stance": ("doc_id", "exact", "stance"),
        "split": ("doc_id", "into_id"),
        "merge": (),
    }.get(c.action, ("doc_id", "exact"))
    for name in needs:
        if not getattr(c, name).removeprefix(NEW).strip():
            hint = f"; write {NOBODY} where the text names nobody" if name == "speaker" else ""
            return name, f"empty, and {c.action} needs it{hint}"
    for name, known in (("kind", KINDS), ("stance", STANCES)):
        value = getattr(c, name)
        if value and value not in known:
            return name, f"{value!r} is none of {', '.join(known)}{nearest(value, known)}"
    if c.action in OF_ENTITIES and not (c.entity or c.entity_id):
        return "entity", f"empty, and {c.action} needs it or entity_id"
    if c.action == "merge" and not (c.into or c.into_id):
        return "into", "empty, and merge needs it or into_id"
    if not 1 <= c.nth <= c.n_same:
        return "nth", f"{c.nth} of {c.n_same} (column 'n_same') cannot be"
    return None


def encodable(text: str) -> bool:
    r"""Tell whether a text can be written as UTF-8.

    Examples
    --------
    >>> encodable("“No”"), encodable("a\ud800")
    (True, False)
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def bare(place: Correction) -> Correction:
    """Give the place alone."""
    return place._replace(speaker="", speaker_id="", speaker_type="", kind="", stance="")


def places_of(record: Record, quote_id: str | Iterable[str]) -> list[Correction]:
    """Describe quotations of a record so that they can be found again, with what was found of them."""
    import pyarrow as pa
    import pyarrow.compute as pc

    wanted = [quote_id] if isinstance(quote_id, str) else list(quote_id)
    table = record.quotes.arrow
    # What is no text is no id.
    ids = [name if isinstance(name, str) and encodable(name) else None for name in wanted]
    at = pc.index_in(pa.array(ids, pa.string()), table["quote_id"])
    for name, row in zip(wanted, at.to_pylist(), strict=True):
        if row is None:
            hint = nearest(str(name), table["quote_id"].to_pylist()[:100_000])
            raise UnknownIdError(f"no quote has the id {name!r}{hint}")
    texts: dict[str, Text] = {}
    places = []
    for q in table.take(at).to_pylist():
        doc_id = q["doc_id"]
        if doc_id not in texts:
            texts[doc_id] = Text(record.corpus[doc_id])
        places.append(
            Correction(
                "accept",
                doc_id,
                speaker=q["speaker"] or NOBODY,
                kind=q["kind"],
                stance=q["stance"],
                cue=q["cue"] or "",
                cue_start=q["cue_start"] or 0,
                speaker_id=q["speaker_id"] or "",
                speaker_type=q["speaker_type"] or "",
                **select(texts[doc_id], q["start"], q["end"])._asdict(),
            )
        )
    return places


def named(
    record: Record, given: str, entities: Table | None = None, *, aliases: bool = False, fold: bool = True
) -> tuple[str, str, str] | None:
    """Give name, id and type of the entity with an id or a name (or an alias, if asked for), if there is just one."""
    import pyarrow.compute as pc

    if not encodable(given):
        return None
    table = (record.entities if entities is None else entities).arrow
    for column in ("entity_id", "entity", "aliases")[: 3 if aliases else 2]:
        at = table.filter(pc.equal(table[column], given)) if column != "aliases" else with_alias(table, given)
        rows = at.select(["entity", "entity_id", "type"]).to_pylist()
        if len(rows) == 1:
            return rows[0]["entity"], rows[0]["entity_id"], rows[0]["type"]
        if len(rows) > 1:
            ids = ", ".join(repr(row["entity_id"]) for row in rows[:5])
            raise ArgumentError(f"{len(rows)} entities are called {given!r}; pass the id of one of them: {ids}")
    if not fold:
        return None
    # Capitals make nobody somebody else.
    alike = table.filter(pc.equal(pc.utf8_lower(table["entity"]), given.lower())).to_pylist()
    if len(alike) == 1:
        return alike[0]["entity"], alike[0]["entity_id"], alike[0]["type"]
    return None


def with_alias(entities: Any, given: str) -> Any:
    """Give the rows of a table of entities that go by an alias."""
    import pyarrow as pa
    import pyarrow.compute as pc

    column = entities["aliases"].combine_chunks()
    hits = pc.equal(pc.list_flatten(column), given)
    rows = pc.list_parent_indices(column).filter(hits)
    return entities.take(pc.unique(rows).cast(pa.int64()))
