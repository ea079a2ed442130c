"""Checks of a record, for the tests of those who keep a corpus and a list of names.

Each raises an `AssertionError` that says what was found instead, and on what evidence. The same checks can stand in a
table, which pytest collects by itself: see `onrecord.expectations`.

>>> import onrecord
>>> from onrecord.testing import assert_count, assert_not_quoted, assert_quoted
>>> text = "“We never sold the park,” said Ada Quill. The “sale” was off."
>>> record = onrecord.analyze({"a1": text}, {"Ada Quill": []})
>>> assert_quoted(record, doc_id="a1", speaker="Ada Quill", words="never sold the park", stance="denial")
>>> assert_not_quoted(record, doc_id="a1", words="“sale”")
>>> assert_count(record, entity="Ada Quill", n_quotes=1, n_mentions=">= 1")
"""

from __future__ import annotations

import operator
import re
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from onrecord.exceptions import ArgumentError, UnknownIdError, nearest
from onrecord.parts import parts_of
from onrecord.why import ACT, KIND, STANCE, explain

if TYPE_CHECKING:
    from onrecord.record import Record

__all__ = ["NOBODY", "assert_count", "assert_not_quoted", "assert_quoted"]

NOBODY = "(nobody)"
"""The speaker of what has no stated source."""
SAME = 0.5  # share of the words of both by which two places are the same, as in `onrecord.evaluate`
SHOWN = 3
WORD = re.compile(r"\w+(?:['’]\w+)*")
# What stands for one sign or another, from newspaper to newspaper.
ALIKE = {"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "‑": "-"}
CLASSES = {plain: f"[{re.escape(plain)}{''.join(k for k, v in ALIKE.items() if v == plain)}]" for plain in "\"'-"}
KNOWN = {"stance": STANCE, "kind": KIND, "act": ACT}
COUNT = re.compile(r"\s*(>=|<=|==|>|<|)\s*(\d+)\s*")
COMPARED = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
    "==": operator.eq,
    "": operator.eq,
}

Rows = list[dict[str, Any]]
_BY_DOCUMENT: WeakKeyDictionary[Record, dict[str, Rows]] = WeakKeyDictionary()


def assert_quoted(
    record: Record,
    *,
    doc_id: str | None = None,
    words: str | None = None,
    speaker: str | None = None,
    stance: str | None = None,
    kind: str | None = None,
    act: str | None = None,
    zone: str | None = None,
) -> None:
    """Check that somebody is quoted: one attribution has all that is given.

    Parameters
    ----------
    record
        What `onrecord.analyze` gave.
    doc_id
        The document; any if None.
    words
        Words that stand in what is said, one after another; capitals, blanks and kinds of marks do not count.
    speaker
        Name or id of the speaker; `NOBODY` where none is stated.
    stance, kind, act, zone
        As in the table `quotes`.

    Raises
    ------
    AssertionError
        If there is no such attribution; the message tells those that come nearest, and why they are as they are.
    ArgumentError
        If nothing is given, or a stance, kind or act that does not exist.
    UnknownIdError
        If there is no such document.

    Examples
    --------
    >>> import onrecord
    >>> record = onrecord.analyze({"a1": "“No,” said Ada Quill."})
    >>> assert_quoted(record, words="no", speaker="Bo Reed")
    Traceback (most recent call last):
    AssertionError: no attribution has words 'no' and speaker 'Bo Reed'
    Nearest is one whose speaker is 'Ada Quill':
    a1:q1: “No,”
    ...
    """
    given = {"words": words, "speaker": speaker, "stance": stance, "kind": kind, "act": act, "zone": zone}
    wanted = {name: value for name, value in given.items() if value is not None}
    if not wanted:
        raise ArgumentError("nothing to check; give words, speaker, stance, kind, act or zone")
    for name, value in wanted.items():
        if not isinstance(value, str) or (name == "words" and not _folded(value)):
            raise ArgumentError(f"{name} is {value!r}; pass text")
        if name in KNOWN and value not in KNOWN[name]:
            shown = ", ".join(KNOWN[name])
            raise ArgumentError(f"{name} is {value!r}; there are {shown}{nearest(value, KNOWN[name])}")
    rows = _rows(record, doc_id)
    differing = [(_differing(row, wanted), row) for row in rows]
    if any(not names for names, _ in differing):
        return
    where = f" of {doc_id!r}" if doc_id is not None else ""
    asked = " and ".join(f"{name} {value!r}" for name, value in wanted.items())
    lines = [f"no attribution{where} has {asked}", *_nearest(differing, wanted)]
    if doc_id is not None and words is not None and "words" in min(differing, key=_distance, default=(["words"],))[0]:
        at = [start for start, _ in _places(record.corpus[doc_id], words)]
        lines.append(
            f"The words stand in the document at {', '.join(map(str, at[:SHOWN]))}."
            if at
            else "The words do not stand in the document."
        )
    raise AssertionError("\n".join(lines))


def assert_not_quoted(record: Record, *, doc_id: str, words: str) -> None:
    """Check that words are no quotation: no attribution is of them, or of a part of them.

    What somebody says may hold them, as a quotation mark within a longer report does.

    Parameters
    ----------
    record
        What `onrecord.analyze` gave.
    doc_id
        The document.
    words
        Words that stand in it; capitals, blanks and kinds of marks do not count.

    Raises
    ------
    AssertionError
        If they are attributed to somebody, with the evidence, or do not stand in the document.
    ArgumentError
        If there are no words.
    UnknownIdError
        If there is no such document.

    Examples
    --------
    >>> import onrecord
    >>> record = onrecord.analyze({"a1": "The “sale” was off, said Ada Quill."})
    >>> assert_not_quoted(record, doc_id="a1", words="“sale”")
    """
    if not isinstance(words, str) or not _folded(words):
        raise ArgumentError(f"words is {words!r}; pass text")
    rows = _rows(record, doc_id)
    text = record.corpus[doc_id]
    places = _places(text, words)
    if not places:
        raise AssertionError(f"{words!r} does not stand in {doc_id!r}, so that nothing was checked")
    every = [m.span() for m in WORD.finditer(text)]

    def words_of(spans: list[tuple[int, int]]) -> set[int]:
        return {n for n, (start, end) in enumerate(every) for a, b in spans if start < b and end > a}

    for row in rows:
        said = words_of([(part["start"], part["end"]) for part in row["content"]])
        for place in places:
            meant = words_of([place])
            if said and (said <= meant or len(said & meant) >= SAME * len(said | meant)):
                raise AssertionError(f"{words!r} is taken for a quotation in {doc_id!r}:\n{explain(row)}")


def assert_count(record: Record, *, entity: str, **counts: int | str) -> None:
    """Check how often an entity is named or quoted.

    Parameters
    ----------
    record
        What `onrecord.analyze` gave.
    entity
        Its name or its id.
    **counts
        ``n_quotes``, ``n_mentions``, ``n_docs`` or ``n_words`` of the table `entities`: a number, or text such as
        ``">= 3"``. An entity that is not in the table has 0 of all.

    Raises
    ------
    AssertionError
        If a count is another; the message tells it, and who has a similar name where there is no such entity.
    ArgumentError
        If no count is given, one has another name or cannot be read, or several entities have the name.

    Examples
    --------
    >>> import onrecord
    >>> record = onrecord.analyze({"a1": "“No,” said Ada Quill."})
    >>> assert_count(record, entity="Ada Quill", n_quotes=2)
    Traceback (most recent call last):
    AssertionError: 'Ada Quill' has n_quotes 1, not 2
      a1:q1: No,
    """
    columns = [name for name in record.entities.columns if name.startswith("n_")]
    for name in counts:
        if name not in columns:
            raise ArgumentError(f"no count {name!r}; there are {', '.join(columns)}{nearest(name, columns)}")
    if not counts:
        raise ArgumentError(f"no count to check; give {', '.join(columns)}")
    rows = record.entities.where("entity_id", entity) or record.entities.where("entity", entity)
    if len(rows) > 1:
        raise ArgumentError(f"{len(rows)} entities are called {entity!r}; give the id of one")
    row = rows[0] if rows else dict.fromkeys(columns, 0)
    wrong = []
    for name, wanted in counts.items():
        found = COUNT.fullmatch(str(wanted))
        if isinstance(wanted, bool) or found is None:
            raise ArgumentError(f"{name} is {wanted!r}; pass a number from 0, or text such as '>= 3'")
        if not COMPARED[found[1]](row[name], int(found[2])):
            wrong.append(f"{name} {row[name]}, not {wanted}")
    if not wrong:
        return
    lines = [f"{entity!r} has {'; '.join(wrong)}"]
    if not rows:
        lines.append(f"No entity has this name{nearest(entity, record.entities.arrow['entity'].to_pylist())}")
    elif "n_quotes" in counts:
        said = [q for q in record.quotes.where("speaker_id", row["entity_id"]) if q["zone"] != "comment"]
        lines += [f"  {q['quote_id']}: {_short(q['text'])}" for q in said[:20]]
        lines += [f"  and {len(said) - 20} more"] * (len(said) > 20)
    raise AssertionError("\n".join(lines))


def _rows(record: Record, doc_id: str | None) -> Rows:
    """The attributions of a document, or all; made into Python values once a record."""
    if doc_id is not None and (not isinstance(doc_id, str) or doc_id not in record.corpus):
        raise UnknownIdError(f"no document has the id {doc_id!r}{nearest(str(doc_id), record.corpus.ids)}")
    by_document = _BY_DOCUMENT.get(record)
    if by_document is None:
        by_document = _BY_DOCUMENT[record] = {}
        for row in record.quotes.arrow.to_pylist():
            row["words"] = _folded(" ".join(parts_of(row)))
            by_document.setdefault(row["doc_id"], []).append(row)
    if doc_id is not None:
        return by_document.get(doc_id, [])
    return [row for rows in by_document.values() for row in rows]


def _folded(text: str) -> str:
    return " ".join("".join(ALIKE.get(sign, sign) for sign in text).casefold().split())


def _places(text: str, words: str) -> list[tuple[int, int]]:
    """Where words stand in a text as it is."""
    signs = (CLASSES.get(ALIKE.get(sign, sign)) or re.escape(sign) for sign in " ".join(words.split()))
    pattern = "".join(r"\s+" if sign == re.escape(" ") else sign for sign in signs)
    return [m.span() for m in re.finditer(pattern, text, re.IGNORECASE)]


def _differing(row: dict[str, Any], wanted: dict[str, str]) -> list[str]:
    """The names of what a row has otherwise."""
    names = []
    for name, value in wanted.items():
        if name == "words":
            same = _folded(value) in row["words"]
        elif name == "speaker":
            same = row["speaker"] is None if value == NOBODY else value in (row["speaker"], row["speaker_id"])
        else:
            same = row[name] == value
        if not same:
            names.append(name)
    return names


def _distance(item: tuple[list[str], Any]) -> tuple[bool, int]:
    return "words" in item[0], len(item[0])


def _nearest(differing: list[tuple[list[str], dict[str, Any]]], wanted: dict[str, str]) -> list[str]:
    """Tell what comes nearest: with the same words if there are any, else with the most of the words."""
    if not differing:
        return ["There are no attributions there."]
    if "words" in wanted and all("words" in names for names, _ in differing):
        asked = set(WORD.findall(_folded(wanted["words"])))
        shared = [(len(asked & set(WORD.findall(row["words"]))) / max(len(asked), 1), row) for _, row in differing]
        most, row = max(shared, key=operator.itemgetter(0))
        return ["Nearest by its words:", str(explain(row))] if most >= SAME else ["No attribution has these words."]
    first, row = min(differing, key=_distance)
    other = " and ".join(f"{name} is {row[name] if name != 'words' else _short(row['text'])!r}" for name in first)
    return [f"Nearest is one whose {other}:", str(explain(row))]


def _short(text: str, width: int = 80) -> str:
    text = " ".join(text.split())
    return text if len(text) <= width else text[: width - 1] + "…"
