"""The biography of one statement.

Static HTML: no script, nothing fetched, every character of the texts escaped, and never more than a screenful.
"""

from __future__ import annotations

import re
import textwrap
from collections import Counter
from functools import cache, cached_property
from html import escape
from importlib import resources
from typing import Any

from onrecord.table import Table

__all__ = ["Statement"]

WORDINGS = 8
"""Wordings shown."""
OUTLETS = 6
"""Outlets that have a line of their own in the picture."""
NAMES = 4
"""Names listed before the rest is a number."""
LONGEST = 400
"""Characters of a wording shown."""
MARKS = re.compile(r"\[-(?P<gone>.*?)-\]|\{\+(?P<come>.*?)\+\}", re.DOTALL)


class Statement:
    """A statement from its first sighting on, as `Record.statement` gives it.

    Drawn by a notebook as HTML; plain text elsewhere.

    Examples
    --------
    >>> import onrecord
    >>> record = onrecord.analyze("seeds", "seeds/entities.csv")
    >>> statement = record.statement(record.statements.df["statement_id"].iloc[0])
    >>> len(statement.sightings) == statement.n_sightings
    True
    """

    id: str
    """Its id in the table ``statements``."""
    text: str
    """The wording that most sightings have."""
    n_sightings: int
    """Places where it is printed."""
    sightings: Table
    """These places in order of time (those without a date last, and then as given)."""

    def __init__(self, facts: dict[str, Any], sightings: Any) -> None:
        self._facts = facts
        self.id = facts["statement_id"]
        self.text = facts["text"]
        self.n_sightings = facts["n_sightings"]
        self.sightings = Table("sightings", sightings)

    @cached_property
    def _rows(self) -> list[dict[str, Any]]:
        names = ["doc_id", "text", "speaker", "stance", "outlet", "published", "change_first", "diff_first", "alarm"]
        rows: list[dict[str, Any]] = self.sightings.arrow.select(names).to_pylist()
        return rows

    @property
    def first(self) -> dict[str, Any]:
        """The first sighting, as a row of the table ``sightings``."""
        row: dict[str, Any] = self.sightings.arrow.slice(0, 1).to_pylist()[0]
        return row

    @property
    def outlets(self) -> list[str]:
        """Outlets that carry it, in order of time."""
        return _distinct(row["outlet"] for row in self._rows)

    @property
    def speakers(self) -> list[str]:
        """Who is said to have said it, in order of time."""
        return _distinct(row["speaker"] for row in self._rows)

    @property
    def stances(self) -> dict[str, int]:
        """How often its sightings stand under each stance, the most frequent first."""
        return dict(Counter(row["stance"] for row in self._rows if row["stance"]).most_common())

    @cached_property
    def wordings(self) -> Table:
        """Its wordings in order of time: how often, since when, where, by whom, and what differs from the first."""
        import pyarrow as pa

        rows: dict[str, dict[str, Any]] = {}
        for row in self._rows:
            wording = rows.setdefault(
                row["text"],
                {
                    "text": row["text"],
                    "n_sightings": 0,
                    "first_doc": row["doc_id"],
                    "first_published": row["published"],
                    "outlets": [],
                    "speakers": [],
                    "change_first": row["change_first"],
                    "diff_first": row["diff_first"],
                    "alarm": row["alarm"],
                },
            )
            wording["n_sightings"] += 1
            wording["alarm"] = wording["alarm"] or row["alarm"]
            for names, value in ((wording["outlets"], row["outlet"]), (wording["speakers"], row["speaker"])):
                if value is not None and value not in names[-20:]:
                    names.append(value)
        kinds = pa.schema(
            [
                ("text", pa.string()),
                ("n_sightings", pa.int64()),
                ("first_doc", pa.string()),
                ("first_published", pa.timestamp("us", "UTC")),
                ("outlets", pa.list_(pa.string())),
                ("speakers", pa.list_(pa.string())),
                ("change_first", pa.string()),
                ("diff_first", pa.string()),
                ("alarm", pa.string()),
            ]
        )
        return Table("wordings", pa.Table.from_pylist(list(rows.values()), kinds))

    def _lines(self) -> list[str]:
        """Who, where and when, in a few lines."""
        rows = self._rows
        days = [row["published"] for row in rows if row["published"] is not None]
        counts = [_count(len(rows), "sighting"), _count(self._facts["n_docs"], "document")]
        if self.outlets:
            counts.append(_count(len(self.outlets), "outlet"))
        counts.append(_count(len(self.wordings), "wording"))
        when = [f"{_day(days[0])} to {_day(days[-1])}"] if days else []
        first = " · ".join(
            part for part in (_day(rows[0]["published"]) if days else "", rows[0]["outlet"], rows[0]["doc_id"]) if part
        )
        lines = [", ".join(counts + when), f"First: {first}"]
        if self.outlets:
            lines.append(f"Outlets: {_names(self.outlets)}")
        lines.append(f"Speakers: {_names(self.speakers) or 'not stated'}")
        if self.stances:
            lines.append("Stance: " + ", ".join(f"{stance} {n}" for stance, n in self.stances.items()))
        if self._facts["alarm"]:
            lines.append(f"Alarm: {self._facts['alarm']}")
        return lines

    def _shown(self) -> list[dict[str, Any]]:
        """Wordings to show: the first, and of the others those that raise an alarm before those that do not."""
        rows = self.wordings.arrow.slice(0, 1000).to_pylist()
        chosen = sorted(range(1, len(rows)), key=lambda i: (rows[i]["alarm"] is None, i))[: WORDINGS - 1]
        return [rows[i] for i in [0, *sorted(chosen)]]

    def __str__(self) -> str:
        out = [self.id, *textwrap.wrap(_short(self.text), 96, initial_indent="  ", subsequent_indent="  "), ""]
        out += [_short(line, 110) for line in self._lines()]
        shown = self._shown()
        out.append("")
        for row in shown:
            # Where nothing has a date none is missed.
            head = [_day(row["first_published"])] if shown[0]["first_published"] else []
            head += [f"{row['n_sightings']}×", row["change_first"] or "first"]
            head += [", ".join(names[:2]) for names in (row["outlets"], row["speakers"]) if names]
            out.append(" · ".join(head))
            words = _short(_flat(row["diff_first"] or row["text"]), 190)
            out += textwrap.wrap(words, 96, initial_indent="    ", subsequent_indent="    ")
            if row["alarm"]:
                out.append(f"    ! {_short(row['alarm'], 90)}")
        out += _more(len(self.wordings) - len(shown))
        return "\n".join(out)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        shown = self._shown()
        rows = "".join(
            f"<tr><td>{escape(_day(row['first_published']))}</td><td>{row['n_sightings']}</td>"
            f"<td>{escape(_names(row['outlets']) or row['first_doc'])}</td>"
            f"<td>{escape(_names(row['speakers']) or '–')}</td>"
            f'<td><span class="change">{escape(row["change_first"] or "first")}</span> {_coloured(row)}'
            + (f'<div class="alarm">{escape(_short(row["alarm"], 200))}</div>' if row["alarm"] else "")
            + "</td></tr>"
            for row in shown
        )
        head = "".join(f"<th>{name}</th>" for name in ("since", "times", "outlets", "speakers", "words"))
        facts = "".join(
            f'<p class="facts">{escape(line)}</p>' for line in [*self._lines(), *_more(len(self.wordings) - len(shown))]
        )
        return (
            f'<style>{_css()}</style><div class="onrecord-statement"><p class="said">{escape(_short(self.text))}</p>'
            f"{facts}{self._picture()}<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
        )

    def _picture(self) -> str:
        """Sightings over time, a line an outlet; nothing where there are no dates to put them at."""
        dated = [row for row in self._rows if row["published"] is not None]
        if len({row["published"] for row in dated}) < 2:
            return ""
        counts = Counter(row["outlet"] or "outlet not known" for row in dated)
        lines = _distinct(row["outlet"] or "outlet not known" for row in dated)[:OUTLETS]
        rest = len(counts) - len(lines)
        start, end = dated[0]["published"], dated[-1]["published"]
        places: dict[tuple[int, int], list[dict[str, Any]]] = {}
        for row in dated:
            name = row["outlet"] or "outlet not known"
            line = lines.index(name) if name in lines else len(lines)
            x = 170 + round(410 * ((row["published"] - start) / (end - start)) / 4) * 4
            places.setdefault((x, line), []).append(row)
        dots = []
        for (x, line), rows in places.items():
            kind = "alarm" if any(row["alarm"] for row in rows) else "plain"
            label = f"{_day(rows[0]['published'])}: {_count(len(rows), 'sighting')}"
            size = min(4 + len(rows) ** 0.5, 9)
            dots.append(
                f'<circle class="{kind}" cx="{x}" cy="{18 + 20 * line}" r="{size:.1f}">'
                f"<title>{escape(label)}</title></circle>"
            )
        names = [*lines, *([f"{rest} more"] if rest else [])]
        labels = "".join(
            f'<text x="160" y="{22 + 20 * i}" text-anchor="end">{escape(_short(name, 24))}</text>'
            f'<line x1="170" x2="580" y1="{18 + 20 * i}" y2="{18 + 20 * i}"/>'
            for i, name in enumerate(names)
        )
        bottom = 20 * len(names) + 22
        axis = (
            f'<text x="170" y="{bottom}">{escape(_day(start))}</text>'
            f'<text x="580" y="{bottom}" text-anchor="end">{escape(_day(end))}</text>'
        )
        return (
            f'<svg viewBox="0 0 600 {bottom + 8}" width="600" role="img" aria-label="sightings over time">'
            f"{labels}{''.join(dots)}{axis}</svg>"
        )


def _coloured(row: dict[str, Any]) -> str:
    """The difference from the first wording, with what is gone and what has come marked."""
    if row["diff_first"] is None:
        return escape(_short(row["text"]))
    text, out, at = _short(row["diff_first"], 2 * LONGEST), [], 0
    for mark in MARKS.finditer(text):
        out.append(escape(text[at : mark.start()]))
        tag, words = ("del", mark["gone"]) if mark["gone"] is not None else ("ins", mark["come"])
        out.append(f"<{tag}>{escape(words)}</{tag}>")
        at = mark.end()
    return "".join(out) + escape(text[at:])


def _distinct(values: Any) -> list[str]:
    return [value for value in dict.fromkeys(values) if value is not None]


def _day(when: Any) -> str:
    return "no date" if when is None else str(when.date())


def _count(n: int, what: str) -> str:
    return f"{n:,} {what}{'s' * (n != 1)}"


def _names(names: list[str]) -> str:
    shown = ", ".join(_short(name, 40) for name in names[:NAMES])
    return shown + (f" and {len(names) - NAMES:,} more" if len(names) > NAMES else "")


def _more(rest: int) -> list[str]:
    return [f"... {_count(rest, 'more wording')}; .wordings gives all"] if rest else []


def _flat(text: str) -> str:
    return " ".join(text.split())


def _short(text: str, width: int = LONGEST) -> str:
    text = _flat(text[: 4 * width])
    return text if len(text) <= width else text[: width - 1] + "…"


@cache
def _css() -> str:
    return resources.files("onrecord").joinpath("statement.css").read_text("utf-8")
