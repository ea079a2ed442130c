"""What all pictures share: altair itself, colours, names that fit an axis, titles that tell what is left out.

Names, titles and ids may hold anything. They are only ever values of columns that have plain names of our own, never a
field, a sort order or an expression of Vega's.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from onrecord.exceptions import MissingPackageError

# Nothing imports this module before somebody wants a picture.
try:
    import altair as alt
except ImportError as error:
    raise MissingPackageError("record.plot needs altair: pip install 'onrecord[plot]'") from error

__all__ = [
    "BLACK",
    "BLUE",
    "GREEN",
    "GREY",
    "ORANGE",
    "PURPLE",
    "SKY",
    "VERMILION",
    "WIDTH",
    "alt",
    "labels",
    "note",
    "nothing",
    "one_line",
    "said",
    "steps",
    "title",
    "tooltip",
]

# Okabe and Ito, "Color universal design", 2008: told apart with any kind of colour vision.
BLACK, ORANGE, SKY, GREEN = "#000000", "#E69F00", "#56B4E9", "#009E73"
BLUE, VERMILION, PURPLE = "#0072B2", "#D55E00", "#CC79A7"
GREY = "#999999"
LABEL = 48  # characters beside an axis; the tooltip has the whole name
WIDTH = 480  # pixels


def one_line(text: str, length: int) -> str:
    r"""Give text as one line of so many characters at most.

    Examples
    --------
    >>> one_line("Ada\nQuill of the park", 12)
    'Ada Quill o…'
    """
    # Control and format characters draw nothing themselves and can turn the direction of what follows.
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split()) or "(blank)"
    return line if len(line) <= length else line[: length - 1] + "…"


def labels(names: Iterable[str]) -> list[str]:
    r"""Give names as one line each, short enough for an axis and each one different.

    Examples
    --------
    >>> labels(["Ada\nQuill", "Ada Quill"])
    ['Ada Quill', 'Ada Quill (2)']
    """
    out: list[str] = []
    seen: set[str] = set()
    for name in names:
        line = one_line(name, LABEL)
        label, n = line, 1
        while label in seen:
            n += 1
            label = f"{line} ({n})"
        seen.add(label)
        out.append(label)
    return out


def said(n: int, one: str) -> str:
    """Give a number with its noun.

    Examples
    --------
    >>> said(1, "outlet"), said(1200, "outlet")
    ('1 outlet', '1,200 outlets')
    """
    return f"{n:,} {one}{'s' * (n != 1)}"


def note(shown: int, of: int, what: str) -> str:
    """Say how many of something are drawn.

    Examples
    --------
    >>> note(20, 57, "speakers"), note(3, 3, "speakers")
    ('The first 20 of 57 speakers', '')
    """
    return f"The first {shown:,} of {of:,} {what}" if shown < of else ""


def title(text: str, *notes: str) -> Any:
    """Give a chart's title with what is to be known of it below, a line each."""
    lines = [line for line in notes if line]
    more = {"subtitle": lines} if lines else {}
    return alt.TitleParams(text=text, anchor="start", **more)


def nothing(text: str, why: str) -> alt.Chart:
    """Draw a chart that says why there is none."""
    return (
        alt.Chart(alt.Data(values=[{"why": why}]), title=title(text))
        .mark_text(size=14, color="#666666")
        .encode(text=alt.Text("why:N"))
        .properties(width=WIDTH, height=60)
    )


def tooltip(**columns: tuple[str, str | None]) -> list[Any]:
    """Give tooltips from column to its title and, for numbers, the format."""
    return [
        alt.Tooltip(f"{name}:{'Q' if form else 'N'}", title=text, **({"format": form} if form else {}))
        for name, (text, form) in columns.items()
    ]


def steps(most: int) -> list[int]:
    """Give the counts that a legend of sizes shows.

    Examples
    --------
    >>> steps(1), steps(2), steps(90)
    ([1], [1, 2], [1, 45, 90])
    """
    return sorted({1, (most + 1) // 2, most})
