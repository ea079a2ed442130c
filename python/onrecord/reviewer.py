"""The reviewer in the notebook: a widget that shows one quote after another and takes down what is said of it.

Needs anywidget; `onrecord.review` imports this module only when it is asked for. The browser's side is
``reviewer.js``. What comes from there is checked like a line of a file.
"""

from __future__ import annotations

import warnings
from importlib import resources
from typing import Any

import anywidget
import traitlets

from onrecord.correction import KINDS, NOBODY, STANCES
from onrecord.corrections import Corrections
from onrecord.exceptions import OnrecordError
from onrecord.review import ANSWERS, Review

__all__ = ["Reviewer"]

LONGEST = 1_000
"""Code points of an answer."""


def _file(name: str) -> str:
    return resources.files("onrecord").joinpath(name).read_text(encoding="utf-8")


class Reviewer(anywidget.AnyWidget):
    """A review, quote by quote.

    Keys: a accepts, r rejects, s, k, t and o go to speaker, kind, stance and note, Enter there (or f) fixes, Escape
    leaves them, u takes a verdict back, n or → and p or ← go on and back.

    Examples
    --------
    >>> import onrecord
    >>> review = onrecord.analyze({"a1": "“No,” said Ada Quill."}).review()
    >>> widget = review.widget()
    >>> widget.items[0]["text"], widget.answers[0]["verdict"]
    ('No,', '')
    """

    _esm = _file("reviewer.js")
    _css = _file("reviewer.css")

    items: Any = traitlets.List().tag(sync=True)
    """What is shown of each quote."""
    answers: Any = traitlets.List().tag(sync=True)
    """What is said of each."""
    position = traitlets.Int(0).tag(sync=True)
    """Number of the quote that is shown."""
    problem = traitlets.Unicode("").tag(sync=True)
    """What was wrong with the last answer."""
    words = traitlets.Dict().tag(sync=True)
    """Kinds, stances and the word for no speaker."""

    def __init__(self, review: Review) -> None:
        self.review = review
        super().__init__(
            items=[_shown(item.row(), item.names) for item in review.items],
            answers=_answers(review),
            position=next((n for n, item in enumerate(review.items) if not item.verdict), 0),
            words={"kinds": KINDS, "stances": STANCES, "nobody": NOBODY},
        )
        self.on_msg(self._take)

    @property
    def corrections(self) -> Corrections:
        """What the verdicts so far say."""
        return self.review.corrections

    @traitlets.validate("position")
    def _within(self, proposal: Any) -> int:
        return max(0, min(int(proposal["value"]), len(self.review.items) - 1))

    def _take(self, _: object, message: Any, __: object) -> None:
        """Take down one answer from the browser."""
        given = message if isinstance(message, dict) else {}
        words = {name: given.get(name, "") for name in ("verdict", "speaker", "kind", "stance", "note")}
        bad = [name for name, value in words.items() if not isinstance(value, str) or len(value) > LONGEST]
        if bad:
            self.problem = f"{bad[0]} is no text of up to {LONGEST:,} characters"
            return
        try:
            with warnings.catch_warnings(record=True) as doubts:
                warnings.simplefilter("always")
                self.review.mark(given.get("at", -1), words.pop("verdict"), **words)
        except OnrecordError as error:
            self.problem = str(error)
            return
        shown = [f"Quote {given['at'] + 1} is taken down, but {doubt.message}" for doubt in doubts]
        self.problem = "".join(shown[:1])
        self.answers = _answers(self.review)


def _shown(row: dict[str, Any], names: list[str]) -> dict[str, Any]:
    wanted = ("quote_id", "left", "text", "right", "speaker", "source", "cue", "kind", "stance", "outlet", "found_by")
    return {name: row[name] for name in wanted} | {"confidence": f"{row['confidence']:.2f}", "names": names}


def _answers(review: Review) -> list[dict[str, str]]:
    return [{name: getattr(item, name) for name in ANSWERS} for item in review.items]
