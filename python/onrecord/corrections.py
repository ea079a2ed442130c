"""What people found when they checked: one overlay for all corrections, keyed to the text.

A correction of a quotation is kept with the words it is about and those around them (`onrecord.anchoring`), so that it
finds its quotation again in another run, under another id, and after small changes of the text. One that finds no
place, or more than one, is kept and reported, and changes nothing.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from onrecord import correction_files, nearby
from onrecord.correction import (
    KINDS,
    NEW,
    NOBODY,
    NUMBERS,
    OF_ENTITIES,
    STANCES,
    Correction,
    bare,
    named,
    places_of,
    problem_of,
)
from onrecord.exceptions import ArgumentError, CorrectionError
from onrecord.table import Table

if TYPE_CHECKING:
    import pandas as pd

    from onrecord.record import Record

__all__ = ["Corrections"]


class Corrections:
    r"""Corrections of an analysis, to be kept, sent to a colleague, and applied again.

    Made by checking a sample (`Record.review`), by the methods `accept`, `fix` and `reject`, by `Record.merge` and
    `Record.split`, or read from a file. What comes later counts where two say different things about one quotation.
    `Record.correct` applies them, and so does ``onrecord.analyze(..., corrections=)``.

    Examples
    --------
    >>> import onrecord
    >>> record = onrecord.analyze({"a1": "“No, no,” said Ada Quill. “Yes,” said Bo Reed."})
    >>> corrections = onrecord.Corrections()
    >>> corrections.accept(record, "a1:q1").fix(record, "a1:q2", speaker="Bo Reed-Lane")
    Corrections: 2
    >>> better = record.correct(corrections)
    >>> better.quotes.df[["speaker", "checked", "confidence"]]
            speaker    checked  confidence
    0     Ada Quill   accepted         1.0
    1  Bo Reed-Lane  corrected         1.0
    >>> better.corrections
    Corrections: 2 (2 applied)

    The same corrections on a text that was changed since:

    >>> text = "Rain fell. \"No, no,\" said Ada Quill. \"Yes,\" said Bo Reed."
    >>> again = onrecord.analyze({"a1": text}, corrections=corrections)
    >>> again.corrections.df[["action", "status", "why"]]
        action status                           why
    0   accept  moved  stands 11 code points later
    1  speaker  moved  stands 11 code points later
    """

    def __init__(self, rows: Iterable[Correction] = ()) -> None:
        self._rows: dict[tuple[object, ...], Correction] = {}
        self._of: dict[tuple[object, ...], set[str]] = {}
        self._outcomes: dict[tuple[object, ...], tuple[str, str]] = {}
        for row in rows:
            self.add(row)

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[Correction]:
        return iter(self._rows.values())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Corrections) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]

    def __add__(self, other: Corrections) -> Corrections:
        """Give both, where what `other` says counts."""
        return Corrections((*self, *other))

    def __repr__(self) -> str:
        counts: dict[str, int] = {}
        for key in self._rows:
            if key in self._outcomes:
                status = self._outcomes[key][0]
                counts[status] = counts.get(status, 0) + 1
        shown = ", ".join(f"{counts[s]:,} {s}" for s in ("applied", "moved", "ambiguous", "lost") if s in counts)
        return f"Corrections: {len(self):,}" + (f" ({shown})" if shown else "")

    def _repr_html_(self) -> str:
        return self.table._repr_html_()

    def add(self, correction: Correction) -> None:
        """Add one correction; what said otherwise about the same gives way.

        Parameters
        ----------
        correction
            The correction.

        Raises
        ------
        CorrectionError
            If it lacks what its action needs.

        Examples
        --------
        >>> corrections = Corrections()
        >>> corrections.add(Correction("reject", doc_id="a1", exact="No"))
        >>> corrections.add(Correction("accept", doc_id="a1", exact="No"))
        >>> [correction.action for correction in corrections]
        ['accept']
        """
        problem = problem_of(correction)
        if problem:
            raise CorrectionError(f"{problem[0]}: {problem[1]}")
        action = correction.action
        key: tuple[object, ...]
        if action in OF_ENTITIES:
            key = (action, *correction._replace(note=""))
        else:
            place = correction.quotation
            before = self._of.setdefault(place, set())
            gone = set(before) if action in ("accept", "reject") else before & {action, "reject"}
            for other in gone:
                before.discard(other)
                self._drop((other, *place))
            before.add(action)
            key = (action, *place)
        self._drop(key)
        self._rows[key] = correction

    def _drop(self, key: tuple[object, ...]) -> None:
        self._rows.pop(key, None)
        self._outcomes.pop(key, None)

    def accept(self, record: Record, quote_id: str | Iterable[str], *, note: str = "") -> Self:
        """Note that a quotation is right: its words, its speaker, its kind and its stance.

        Parameters
        ----------
        record
            The record that has it.
        quote_id
            Its id in the table `quotes`, or several.
        note
            For people.

        Returns
        -------
        Corrections
            These corrections.

        Raises
        ------
        UnknownIdError
            If the record has no such quotation.

        Examples
        --------
        >>> import onrecord
        >>> record = onrecord.analyze({"a1": "“No,” said Ada Quill."})
        >>> corrections = onrecord.Corrections().accept(record, "a1:q1")
        >>> [(correction.exact, correction.speaker) for correction in corrections]
        [('No,', 'Ada Quill')]
        """
        for place in places_of(record, quote_id):
            self.add(place._replace(action="accept", note=note))
        return self

    def reject(self, record: Record, quote_id: str | Iterable[str], *, note: str = "") -> Self:
        """Note that something is no quotation; it leaves the table `quotes`.

        Parameters
        ----------
        record, quote_id, note
            As for `accept`.

        Returns
        -------
        Corrections
            These corrections.

        Raises
        ------
        UnknownIdError
            If the record has no such quotation.

        Examples
        --------
        >>> import onrecord
        >>> record = onrecord.analyze({"a1": "“No,” said Ada Quill."})
        >>> len(record.correct(onrecord.Corrections().reject(record, "a1:q1")).quotes)
        0
        """
        for place in places_of(record, quote_id):
            self.add(bare(place)._replace(action="reject", note=note))
        return self

    def fix(
        self,
        record: Record,
        quote_id: str | Iterable[str],
        *,
        speaker: str | None = None,
        speaker_type: str | None = None,
        kind: str | None = None,
        stance: str | None = None,
        note: str = "",
    ) -> Self:
        """Note what is right instead of what was found.

        Parameters
        ----------
        record, quote_id, note
            As for `accept`.
        speaker
            Who speaks: an entity's id, name or alias, or a name that the record does not have. ``"(nobody)"`` where the
            text names nobody. A new name that is nearly a known one is taken with a warning; with ``"(new) "`` before
            it, without.
        speaker_type
            What a speaker is that the record does not have (``"person"``, ``"org"`` ...); if None, what the one that
            was found was taken for.
        kind
            ``"direct"``, ``"mixed"`` or ``"indirect"``.
        stance
            ``"neutral"``, ``"denial"``, ``"allegation"``, ``"confirmation"`` or ``"promise"``.

        Returns
        -------
        Corrections
            These corrections.

        Raises
        ------
        UnknownIdError
            If the record has no such quotation.
        ArgumentError
            If nothing is given, a kind or stance that there is not, or a name that several entities have.

        Examples
        --------
        >>> import onrecord
        >>> record = onrecord.analyze({"a1": "“No,” said Ada Quill."})
        >>> corrections = onrecord.Corrections().fix(record, "a1:q1", stance="denial", speaker="(nobody)")
        >>> record.correct(corrections).quotes.df[["speaker", "stance", "checked"]]
          speaker  stance    checked
        0     ...  denial  corrected
        >>> corrections.fix(record, "a1:q1", kind="indirekt")
        Traceback (most recent call last):
        onrecord.exceptions.ArgumentError: kind is 'indirekt'; pass one of 'direct', ...; did you mean 'indirect'?
        """
        from onrecord.selection import among
        from onrecord.voices import TYPES

        if speaker is None and kind is None and stance is None:
            raise ArgumentError("nothing to fix; pass speaker, kind or stance")
        if kind is not None:
            among("kind", kind, KINDS)
        if stance is not None:
            among("stance", stance, STANCES)
        if speaker_type is not None:
            among("speaker_type", speaker_type, TYPES)
        if speaker is not None and (not isinstance(speaker, str) or not speaker.removeprefix(NEW).strip()):
            raise ArgumentError(f"speaker is {speaker!r}; pass a name, an id or {NOBODY!r}")
        listed = None
        if speaker is not None:
            new = speaker.startswith(NEW)
            listed = named(record, speaker.removeprefix(NEW).strip(), aliases=not new, fold=not new)
            if listed is None:
                nearby.warn(nearby.Names(record.entities.arrow), speaker)
        for found in places_of(record, quote_id):
            place = bare(found)._replace(note=note)
            if speaker is not None:
                known = listed or (speaker, "", speaker_type or found.speaker_type)
                name, entity_id, type_ = (NOBODY, "", "") if speaker == NOBODY else known
                self.add(place._replace(action="speaker", speaker=name, speaker_id=entity_id, speaker_type=type_))
            if kind is not None:
                self.add(place._replace(action="kind", kind=kind))
            if stance is not None:
                self.add(place._replace(action="stance", stance=stance))
        return self

    @property
    def table(self) -> Table:
        """The corrections as a table; where they were applied to a record, with what became of each.

        ``status`` is ``applied``, ``moved`` (applied, elsewhere or to words that have changed), ``ambiguous`` or
        ``lost`` (not applied); ``why`` says more.
        """
        import pyarrow as pa

        names = [name for name in Correction._fields if name not in NUMBERS]
        columns = {name: pa.array([getattr(c, name) or None for c in self], pa.string()) for name in names}
        columns |= {name: pa.array([getattr(c, name) for c in self], pa.int64()) for name in NUMBERS}
        outcomes = [self._outcomes.get(key, (None, None)) for key in self._rows]
        columns["status"] = pa.array([status for status, _ in outcomes], pa.string())
        columns["why"] = pa.array([why or None for _, why in outcomes], pa.string())
        first = ("action", "status", "why", "doc_id", "exact", "speaker", "kind", "stance", "entity", "into", "note")
        return Table("corrections", pa.table({name: columns[name] for name in dict.fromkeys((*first, *columns))}))

    @property
    def df(self) -> pd.DataFrame:
        """The table as a pandas data frame."""
        return self.table.df

    @property
    def outcomes(self) -> list[tuple[str, str]]:
        """Status and reason of each, in order; empty where they were not applied."""
        return [self._outcomes[key] for key in self._rows] if self._outcomes else []

    def with_outcomes(self, outcomes: Iterable[tuple[str, str]]) -> Corrections:
        """Give the same corrections with what became of each, in order."""
        told = Corrections(self)
        told._outcomes = dict(zip(told._rows, outcomes, strict=True))
        return told

    def to_csv(self, path: str | os.PathLike[str]) -> None:
        """Write a CSV file that can be edited in a spreadsheet.

        Parameters
        ----------
        path
            The file; overwritten if it is there.

        Notes
        -----
        Cells that a spreadsheet would take for formulas, numbers or dates begin with an apostrophe, which is taken off
        when the file is read. Columns after ``note`` are how a correction finds its place; leave them as they are.

        Examples
        --------
        >>> import tempfile, pathlib
        >>> path = pathlib.Path(tempfile.mkdtemp()) / "corrections.csv"
        >>> corrections = Corrections([Correction("merge", entity="=Ada", into="Ada Quill")])
        >>> corrections.to_csv(path)
        >>> Corrections.from_csv(path) == corrections
        True
        """
        correction_files.write_csv(self, path)

    def to_jsonl(self, path: str | os.PathLike[str]) -> None:
        """Write JSONL: a line that says what it is, then a correction a line.

        Parameters
        ----------
        path
            The file; overwritten if it is there.

        Examples
        --------
        >>> import tempfile, pathlib
        >>> path = pathlib.Path(tempfile.mkdtemp()) / "corrections.jsonl"
        >>> Corrections([Correction("merge", entity="Ada", into="Ada Quill")]).to_jsonl(path)
        >>> print(path.read_text(), end="")
        {"format": "onrecord corrections", "version": 1}
        {"action": "merge", "entity": "Ada", "into": "Ada Quill"}
        """
        correction_files.write_jsonl(self, path)

    @classmethod
    def from_csv(cls, path: str | os.PathLike[str]) -> Corrections:
        r"""Read what `to_csv` wrote, or a review that somebody has filled in (`Review.to_csv`).

        Parameters
        ----------
        path
            The file.

        Returns
        -------
        Corrections
            What it says.

        Raises
        ------
        CorrectionError
            If it is damaged or something else; the message names the line and the column.
        SourceNotFoundError
            If there is no such file.

        Examples
        --------
        >>> import tempfile, pathlib
        >>> path = pathlib.Path(tempfile.mkdtemp()) / "other.csv"
        >>> _ = path.write_text("version,action,doc_id\n1,acept,a1\n")
        >>> Corrections.from_csv(path)
        Traceback (most recent call last):
        onrecord.exceptions.CorrectionError: '...other.csv', line 2, column 'action': 'acept' is none of accept, ...
        """
        from onrecord.review import Review, is_review

        if is_review(path):
            return Review.from_csv(path).corrections
        return cls(correction_files.read_csv(path))

    @classmethod
    def from_jsonl(cls, path: str | os.PathLike[str]) -> Corrections:
        """Read what `to_jsonl` wrote.

        Parameters
        ----------
        path
            The file.

        Returns
        -------
        Corrections
            What it says.

        Raises
        ------
        CorrectionError
            If it is damaged or something else; the message names the line.
        SourceNotFoundError
            If there is no such file.

        Examples
        --------
        >>> import tempfile, pathlib
        >>> path = pathlib.Path(tempfile.mkdtemp()) / "corrections.jsonl"
        >>> Corrections().to_jsonl(path)
        >>> Corrections.from_jsonl(path)
        Corrections: 0
        """
        return cls(correction_files.read_jsonl(path))

    @classmethod
    def read(cls, source: Any) -> Corrections:
        """Take corrections, or read a file of them (``.jsonl``, or else CSV).

        Parameters
        ----------
        source
            `Corrections`, a `Review`, a `Record` (its corrections), or a path.

        Returns
        -------
        Corrections
            The corrections.

        Raises
        ------
        CorrectionError
            If the file is damaged or something else.
        ArgumentError
            If `source` is none of these.

        Examples
        --------
        >>> Corrections.read(Corrections())
        Corrections: 0
        """
        if isinstance(source, Corrections):
            return source
        if isinstance(source, str | os.PathLike):
            jsonl = Path(source).suffix.lower() in (".jsonl", ".ndjson")
            return cls.from_jsonl(source) if jsonl else cls.from_csv(source)
        found = getattr(source, "corrections", None)
        if isinstance(found, Corrections):
            return found
        raise ArgumentError(
            f"corrections is {type(source).__name__}; pass onrecord.Corrections, a review, or the path of a file"
        )
