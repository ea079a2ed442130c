"""A sample of quotes to be checked by hand, in a spreadsheet or in the notebook."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from onrecord import nearby, spreadsheet
from onrecord.correction import KINDS, NOBODY, NUMBERS, STANCES, Correction, encodable
from onrecord.corrections import Corrections
from onrecord.exceptions import ArgumentError, CorrectionError, MissingPackageError, UnknownIdError, nearest
from onrecord.table import Table

if TYPE_CHECKING:
    import pandas as pd

    from onrecord.reviewer import Reviewer

__all__ = ["VERDICTS", "Item", "Review", "is_review"]

VERSION = 1
VERDICTS = ("accept", "reject", "fix")
ANSWERS = ("verdict", "right_speaker", "right_kind", "right_stance", "note")
SHOWN = ("left", "text", "right", "speaker", "source", "cue", "kind", "stance")
FACTS = ("confidence", "found_by", "names", "outlet", "stratum", "stratum_size")
PLACE = ("exact", "prefix", "suffix", "start", "nth", "n_same", "cue_start", "speaker_id", "speaker_type")
COLUMNS = ("version", "quote_id", "doc_id", *SHOWN, *ANSWERS, *FACTS, *PLACE)
BAR = " | "


@dataclass
class Item:
    """One quote of a sample: what was found, what stands around it, and what somebody says of it."""

    place: Correction
    """Where it stands and what was found, as an acceptance."""
    quote_id: str = ""
    outlet: str = ""
    left: str = ""
    text: str = ""
    right: str = ""
    source: str = ""
    confidence: float = 1.0
    found_by: str = ""
    names: list[str] = field(default_factory=list)
    stratum: str = "all"
    stratum_size: int = 1
    verdict: str = ""
    right_speaker: str = ""
    right_kind: str = ""
    right_stance: str = ""
    note: str = ""

    def corrections(self) -> list[Correction]:
        """Give what the verdict says about the record."""
        place = self.place._replace(note=self.note)
        if self.verdict == "accept":
            return [place]
        bare = place._replace(speaker="", speaker_id="", speaker_type="", kind="", stance="")
        if self.verdict == "reject":
            return [bare._replace(action="reject")]
        made = []
        if self.right_speaker:
            type_ = "" if self.right_speaker == NOBODY else place.speaker_type
            made.append(bare._replace(action="speaker", speaker=self.right_speaker, speaker_type=type_))
        if self.right_kind:
            made.append(bare._replace(action="kind", kind=self.right_kind))
        if self.right_stance:
            made.append(bare._replace(action="stance", stance=self.right_stance))
        return made

    def row(self) -> dict[str, Any]:
        """Give its cells."""
        row = {name: getattr(self, name) for name in ("quote_id", *ANSWERS, "left", "text", "right", "source")}
        row |= {name: getattr(self, name) for name in FACTS if name != "names"}
        row |= {name: getattr(self.place, name) for name in (*PLACE, "doc_id", "speaker", "cue", "kind", "stance")}
        return row | {"names": BAR.join(self.names)}


class Review:
    """A sample drawn by `Record.review`, and what is said of it so far.

    Fill it in with `mark`, in the notebook (`widget`) or in a spreadsheet (`to_csv`, `from_csv`); `corrections` is what
    comes of it. ``record.share_of_voice(checked=review)`` tells from it how far counts can be trusted.

    Examples
    --------
    >>> import onrecord
    >>> record = onrecord.analyze({"a1": "“No,” said Ada Quill. “Yes,” said Bo Reed."})
    >>> review = record.review()
    >>> review.mark("a1:q1", "accept")
    >>> review.mark("a1:q2", "fix", speaker="Bo Reed-Lane")
    >>> review
    Review of 2 quotes: 2 checked
    >>> review.df[["text", "speaker", "verdict", "right_speaker"]]
       text    speaker verdict right_speaker
    0   No,  Ada Quill  accept           NaN
    1  Yes,    Bo Reed     fix  Bo Reed-Lane
    >>> record.correct(review).corrections
    Corrections: 2 (2 applied)
    """

    def __init__(self, items: Iterable[Item], names: nearby.Names | None = None) -> None:
        self._names = names
        self.items: Sequence[Item] = tuple(items)
        """The sample, in order of documents and places."""
        self._at = {item.quote_id: n for n, item in enumerate(self.items)}

    def __len__(self) -> int:
        return len(self.items)

    @property
    def n_checked(self) -> int:
        """How many have a verdict."""
        return sum(bool(item.verdict) for item in self.items)

    def __repr__(self) -> str:
        return f"Review of {len(self):,} quote{'s' * (len(self) != 1)}: {self.n_checked:,} checked"

    def _repr_html_(self) -> str:
        return self.table._repr_html_()

    @property
    def corrections(self) -> Corrections:
        """What the verdicts so far say."""
        return Corrections(correction for item in self.items if item.verdict for correction in item.corrections())

    @property
    def table(self) -> Table:
        """The sample as a table: what was said with the words around it, what was found and how, and the verdicts."""
        import pyarrow as pa

        rows = [item.row() for item in self.items]
        names = [name for name in COLUMNS if name not in ("version", *PLACE)]
        numbers = {"confidence": pa.float64(), "stratum_size": pa.int64()}
        columns = {
            name: pa.array(
                [row[name] if name in numbers else row[name] or None for row in rows], numbers.get(name, pa.string())
            )
            for name in names
        }
        return Table("review", pa.table(columns))

    @property
    def df(self) -> pd.DataFrame:
        """The table as a pandas data frame."""
        return self.table.df

    def mark(
        self,
        which: int | str,
        verdict: str,
        *,
        speaker: str = "",
        kind: str = "",
        stance: str = "",
        note: str = "",
    ) -> None:
        """Say whether a quote of the sample is right.

        Parameters
        ----------
        which
            Its number from 0, or its ``quote_id``.
        verdict
            ``"accept"`` (all is right), ``"reject"`` (no quotation), ``"fix"``, or ``""`` (not checked after all).
        speaker, kind, stance
            With ``"fix"``, what is right; what is not given was right. A speaker is an entity's name, alias or id, or
            somebody new; ``"(nobody)"`` where the text names no speaker. A new name that is nearly a known one is taken
            with a warning; with ``"(new) "`` before it, without.
        note
            For people.

        Raises
        ------
        UnknownIdError
            If the sample has no such quote.
        ArgumentError
            If the verdict is unknown, says nothing, or does not go with what is given.

        Examples
        --------
        >>> import onrecord
        >>> review = onrecord.analyze({"a1": "“No,” said Ada Quill."}).review()
        >>> review.mark(0, "fix", stance="denial")
        >>> review.mark(0, "accept", stance="denial")
        Traceback (most recent call last):
        onrecord.exceptions.ArgumentError: right_stance: 'denial' does not go with the verdict 'accept'; write 'fix'
        """
        at = self._at.get(which) if isinstance(which, str) else which
        if isinstance(at, bool) or not isinstance(at, int) or not 0 <= at < len(self.items):
            hint = nearest(str(which), self._at)
            raise UnknownIdError(
                f"no quote {which!r} in this review, a sample of {len(self.items):,}{hint}; "
                "record.correct(quote_id, speaker=...) sets right a quote that is not in it"
            )
        given = {"verdict": verdict, "right_speaker": speaker, "right_kind": kind, "right_stance": stance, "note": note}
        problem = _problem(given)
        if problem:
            raise ArgumentError(f"{problem[0]}: {problem[1]}")
        # Who was written before is known by now.
        if self._names and speaker and all(item.right_speaker != speaker.strip() for item in self.items):
            nearby.warn(self._names, speaker)
        for name, value in given.items():
            setattr(self.items[at], name, value.strip() if name != "note" else value)

    def to_csv(self, path: str | os.PathLike[str]) -> None:
        """Write the sample for somebody to fill in with a spreadsheet.

        Parameters
        ----------
        path
            The file; overwritten if it is there.

        Notes
        -----
        Who fills it in writes ``accept``, ``reject`` or ``fix`` under ``verdict``, and with ``fix`` what is right
        under ``right_speaker``, ``right_kind`` or ``right_stance``, as for `mark`. Rows without a verdict are not
        checked. Columns from ``confidence`` on are how a quote finds its place again; leave them as they are. Cells
        that a spreadsheet would take for formulas, numbers or dates begin with an apostrophe.

        Examples
        --------
        >>> import onrecord, tempfile, pathlib
        >>> path = pathlib.Path(tempfile.mkdtemp()) / "check.csv"
        >>> review = onrecord.analyze({"a1": "“No,” said Ada Quill."}).review()
        >>> review.to_csv(path)
        >>> Review.from_csv(path)
        Review of 1 quote: 0 checked
        """
        spreadsheet.write(path, COLUMNS, ({"version": VERSION, **item.row()} for item in self.items))

    @classmethod
    def from_csv(cls, path: str | os.PathLike[str]) -> Review:
        r"""Read what `to_csv` wrote and somebody has filled in.

        Parameters
        ----------
        path
            The file.

        Returns
        -------
        Review
            The sample with its verdicts.

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
        >>> _ = path.write_text("name,age\n")
        >>> Review.from_csv(path)
        Traceback (most recent call last):
        onrecord.exceptions.CorrectionError: '...other.csv', line 1: no column 'version'; it has name, age
        """
        needed = ("version", "quote_id", "doc_id", *ANSWERS[:-1], "stratum", "stratum_size", *PLACE)
        items = []
        for line, cells in spreadsheet.read(path, COLUMNS, needed):
            items.append(_item(cells, f"{os.fspath(path)!r}, line {line}"))
        return cls(items)

    def widget(self) -> Reviewer:
        """Check the sample in the notebook, with the mouse or from the keyboard.

        Returns
        -------
        Reviewer
            A widget. What is said in it is in this review at once, and in its `corrections`.

        Raises
        ------
        MissingPackageError
            If anywidget is not installed: ``pip install 'onrecord[widget]'``.

        Examples
        --------
        >>> import onrecord
        >>> review = onrecord.analyze({"a1": "“No,” said Ada Quill."}).review()
        >>> review.widget().position
        0
        """
        try:
            from onrecord.reviewer import Reviewer
        except ImportError as error:
            if error.name is None or error.name.partition(".")[0] != "anywidget":
                raise
            raise MissingPackageError(
                "Review.widget needs anywidget; install it with: pip install 'onrecord[widget]', "
                "or check the sample in a spreadsheet: review.to_csv(path)"
            ) from None
        return Reviewer(self)


def _problem(given: dict[str, str]) -> tuple[str, str] | None:
    """Give the column that is at fault and what is wrong with it, if anything is."""
    for name, value in given.items():
        if not isinstance(value, str) or not encodable(value):
            return name, f"{value!r} is no text"
    verdict = given["verdict"]
    if verdict not in ("", *VERDICTS):
        shown = ", ".join(map(repr, VERDICTS))
        return "verdict", f"{verdict!r} is none of {shown}, or empty{nearest(str(verdict), VERDICTS)}"
    right = [name for name in ANSWERS[1:4] if given[name]]
    for name in right:
        known = {"right_kind": KINDS, "right_stance": STANCES}.get(name)
        if known and given[name] not in known:
            return name, f"{given[name]!r} is none of {', '.join(known)}{nearest(given[name], known)}"
        if verdict != "fix":
            return name, f"{given[name]!r} does not go with the verdict {verdict!r}; write 'fix'"
    if verdict == "fix" and not right:
        return "verdict", "'fix' needs what is right: a speaker, a kind or a stance"
    return None


def _item(cells: dict[str, str], where: str) -> Item:
    def fail(name: str, problem: str) -> CorrectionError:
        return CorrectionError(f"{where}, column {name!r}: {problem}")

    if cells["version"].strip() != str(VERSION):
        raise fail("version", f"{cells['version']!r} is no version that this onrecord knows; {VERSION} is needed")
    answers = {name: cells.get(name, "").strip() for name in ANSWERS}
    for name in ("verdict", "right_kind", "right_stance"):
        answers[name] = answers[name].lower()
    if not answers["verdict"] and any(answers[name] for name in ANSWERS[1:4]):
        answers["verdict"] = "fix"
    problem = _problem(answers)
    if problem:
        raise fail(*problem)
    numbers = {}
    for name in (*NUMBERS, "stratum_size"):
        text = cells[name].strip()
        if not (text.isascii() and text.isdecimal() and len(text) <= 15):
            raise fail(name, f"{cells[name]!r} is no whole number from 0")
        numbers[name] = int(text)
    size = numbers.pop("stratum_size")
    try:
        confidence = float(cells.get("confidence", "").replace(",", ".") or 1.0)
    except ValueError:
        raise fail("confidence", f"{cells['confidence']!r} is no number") from None
    for name in ("doc_id", "exact"):
        if not cells[name]:
            raise fail(name, "empty, and it is needed to find the quote again")
    if not 1 <= numbers["nth"] <= numbers["n_same"]:
        raise fail("nth", f"{numbers['nth']} of {numbers['n_same']} (column 'n_same') cannot be")
    texts = ("doc_id", "exact", "prefix", "suffix", "speaker", "kind", "stance", "cue", "speaker_id", "speaker_type")
    found: dict[str, Any] = {name: cells.get(name, "") for name in texts} | numbers
    place = Correction("accept", **found)
    shown = {
        name: cells.get(name, "") for name in ("quote_id", "outlet", "left", "text", "right", "source", "found_by")
    }
    return Item(
        place,
        **shown,
        **answers,
        confidence=confidence,
        names=[name for name in cells.get("names", "").split(BAR) if name],
        stratum=cells["stratum"],
        stratum_size=size,
    )


def is_review(path: str | os.PathLike[str]) -> bool:
    """Tell whether a file is a review by its first line."""
    first = spreadsheet.content(path).partition("\n")[0]
    return "verdict" in first and "stratum" in first
