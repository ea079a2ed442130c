"""The biography of one statement.

Static HTML: no script, nothing fetched, every character of the texts escaped, and never more than a screenful.
"""

from __future__ import annotations

import re
import textwrap
from collections import Counter
from functools import cached_property
from typing import Any

from onrecord import markup
from onrecord.markup import short
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
MORE = "; .wordings gives all"
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
    """The wording that most sightings have, without a reporter's words between its parts."""
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
        table = self.sightings.arrow
        rows: list[dict[str, Any]] = table.select(names).to_pylist()
        # Tables of earlier versions do not have it.
        if "said" in table.column_names:
            for row, said in zip(rows, table["said"].to_pylist(), strict=True):
                row["text"] = row["text"] if said is None else said
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
        counts = [count(len(rows), "sighting"), count(self._facts["n_docs"], "document")]
        if self.outlets:
            counts.append(count(len(self.outlets), "outlet"))
        counts.append(count(len(self.wordings), "wording"))
        when = [f"{day(days[0])} to {day(days[-1])}"] if days else []
        first = " · ".join(
            part for part in (day(rows[0]["published"]) if days else "", rows[0]["outlet"], rows[0]["doc_id"]) if part
        )
        lines = [", ".join(counts + when), f"First: {first}"]
        if self.outlets:
            lines.append(f"Outlets: {names(self.outlets)}")
        lines.append(f"Speakers: {names(self.speakers) or 'not stated'}")
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

    def _left_out(self, hint: str = MORE) -> list[str]:
        """How many wordings are not shown, if any."""
        rest = len(self.wordings) - len(self._shown())
        return [f"... {count(rest, 'more wording')}{hint}"] if rest else []

    def __str__(self) -> str:
        out = [self.id, *textwrap.wrap(short(self.text, LONGEST), 96, initial_indent="  ", subsequent_indent="  "), ""]
        out += [short(line, 110) for line in self._lines()]
        shown = self._shown()
        out.append("")
        for row in shown:
            # Where nothing has a date none is missed.
            head = [day(row["first_published"])] if shown[0]["first_published"] else []
            head += [f"{row['n_sightings']}×", row["change_first"] or "first"]
            head += [", ".join(names[:2]) for names in (row["outlets"], row["speakers"]) if names]
            out.append(" · ".join(head))
            words = short(row["diff_first"] or row["text"], 190)
            out += textwrap.wrap(words, 96, initial_indent="    ", subsequent_indent="    ")
            if row["alarm"]:
                out.append(f"    ! {short(row['alarm'], 90)}")
        out += self._left_out()
        return markup.plain("\n".join(out))

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return (
            f'<style>{markup.css("statement")}</style><div class="onrecord card statement">'
            f'<p class="said" dir="auto">{markup.text(short(self.text, LONGEST))}</p>{self._body()}</div>'
        )

    def _body(self, hint: str = MORE) -> str:
        """Facts, picture and wordings as HTML; the hint tells where the wordings are that are not shown."""
        shown = self._shown()
        rows = "".join(
            f'<tr><td class="day">{day(row["first_published"])}</td><td class="n">{row["n_sightings"]}</td>'
            f'<td dir="auto">{markup.label(names(row["outlets"]) or row["first_doc"])}</td>'
            f'<td dir="auto">{markup.label(names(row["speakers"]) or "–")}</td>'
            f'<td class="words" dir="auto"><span class="change">{markup.text(row["change_first"] or "first")}</span> '
            + coloured(row)
            + (f'<div class="alarm" dir="auto">! {markup.text(short(row["alarm"], 200))}</div>' if row["alarm"] else "")
            + "</td></tr>"
            for row in shown
        )
        head = "".join(f'<th scope="col">{name}</th>' for name in ("since", "times", "outlets", "speakers", "words"))
        facts = "".join(
            f'<p class="facts" dir="auto">{markup.label(line)}</p>' for line in [*self._lines(), *self._left_out(hint)]
        )
        return (
            f'{facts}{self._picture()}<div class="scroll" role="group" aria-label="wordings" tabindex="0"><table>'
            f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
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
            alarm = any(row["alarm"] for row in rows)
            label = f"{day(rows[0]['published'])}: {count(len(rows), 'sighting')}{', with an alarm' * alarm}"
            size = min(4 + len(rows) ** 0.5, 9)
            y = 18 + 20 * line
            # Colour alone would not tell an alarm.
            shape = (
                f'rect class="dot" x="{x - size:.1f}" y="{y - size:.1f}" width="{2 * size:.1f}" height="{2 * size:.1f}"'
                if alarm
                else f'circle class="plain" cx="{x}" cy="{y}" r="{size:.1f}"'
            )
            dots.append(f"<{shape}><title>{markup.text(label)}</title></{shape.split()[0]}>")
        names = [*lines, *([f"{rest} more"] if rest else [])]
        labels = "".join(
            f'<text x="160" y="{22 + 20 * i}" text-anchor="end">{markup.text(short(name, 24))}</text>'
            f'<line x1="170" x2="580" y1="{18 + 20 * i}" y2="{18 + 20 * i}"/>'
            for i, name in enumerate(names)
        )
        bottom = 20 * len(names) + 22
        axis = (
            f'<text x="170" y="{bottom}">{markup.text(day(start))}</text>'
            f'<text x="580" y="{bottom}" text-anchor="end">{markup.text(day(end))}</text>'
        )
        return (
            f'<svg viewBox="0 0 600 {bottom + 8}" width="600" role="img" aria-label="sightings over time">'
            f"{labels}{''.join(dots)}{axis}</svg>"
        )


def coloured(row: dict[str, Any]) -> str:
    """Give the difference from the first wording as HTML, with what is gone and what has come marked."""
    if row["diff_first"] is None:
        return markup.text(short(row["text"], LONGEST))
    text, out, at = short(row["diff_first"], 2 * LONGEST), [], 0
    for mark in MARKS.finditer(text):
        out.append(markup.text(text[at : mark.start()]))
        tag, words = ("del", mark["gone"]) if mark["gone"] is not None else ("ins", mark["come"])
        out.append(f"<{tag}>{markup.text(words)}</{tag}>")
        at = mark.end()
    return "".join(out) + markup.text(text[at:])


def _distinct(values: Any) -> list[str]:
    return [value for value in dict.fromkeys(values) if value is not None]


def day(when: Any) -> str:
    """Give a day, or say that there is none."""
    return "no date" if when is None else str(when.date())


def count(n: int, what: str) -> str:
    """Give a number with its noun."""
    return f"{n:,} {what}{'s' * (n != 1)}"


def names(of: list[str]) -> str:
    """Give some names in a line, and how many more there are."""
    shown = ", ".join(short(name, 40) for name in of[:NAMES])
    return shown + (f" and {len(of) - NAMES:,} more" if len(of) > NAMES else "")
