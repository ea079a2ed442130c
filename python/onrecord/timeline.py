"""The picture of statements and their sightings over time.

Where nothing has a date the documents' order takes its place, and the axis says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from onrecord.arguments import count
from onrecord.drawing import (
    BLUE,
    SKY,
    VERMILION,
    WIDTH,
    alt,
    labels,
    note,
    nothing,
    one_line,
    said,
    steps,
    title,
    tooltip,
)
from onrecord.selection import ARTICLE, among

if TYPE_CHECKING:
    from onrecord.record import Record

__all__ = ["timeline"]

TEXT = "Statements and sightings"
PERIODS = ("day", "week", "month", "quarter", "year")
# Days that a corpus may span to be drawn by this period: some sixty bars at most.
LONGEST = {"day": 62, "week": 430, "month": 1_860, "quarter": 5_500}
BARS = 60
WHOLE = 300  # characters of a statement in a tooltip
SEEN = {"first": BLUE, "again": SKY}
# An alarm has a form of its own as well as a colour.
SIGNS = {"first": (BLUE, "circle"), "again": (SKY, "circle"), "alarm": (VERMILION, "triangle-up")}


def timeline(record: Record, period: str | None, top: int) -> alt.Chart | alt.VConcatChart:
    """Draw sightings by time, and the statements seen most; see `Plots.timeline`."""
    top = count("top", top)
    if period is not None:
        among("period", period, PERIODS)
    rows = record.sightings.arrow
    # What is repeated without being quoted may stand in no zone; what readers write counts for nobody.
    rows = rows.filter(pc.or_(pc.is_null(rows["zone"]), pc.is_in(rows["zone"], pa.array(ARTICLE))))
    if not len(rows):
        return nothing(TEXT, "Nothing to show: no statements")
    dated = rows.filter(pc.is_valid(rows["published"]))
    undated = f"{said(len(rows) - len(dated), 'sighting')} without a date not drawn" if len(dated) < len(rows) else ""
    if len(dated):
        rows, (start, end, names), axis = dated, *_by_date(dated["published"], period)
    else:
        undated = ""
        rows, (start, end, names), axis = rows, *_by_order(rows["doc_id"], record.documents.arrow["doc_id"])
    rows = rows.select(["statement_id", "doc_id", "text", "outlet", "parent", "alarm"])
    more = {"start": pa.array(start), "end": pa.array(end), "when": names, "seen": _first(rows["statement_id"])}
    for name, column in more.items():
        rows = rows.append_column(name, column)
    bars = (
        alt.Chart(alt.Data(values=_bars(rows)))
        .mark_bar(stroke="white", strokeWidth=0.5)
        .encode(
            x=alt.X("start:T" if len(dated) else "start:Q", **axis),
            x2="end",
            y=alt.Y("low:Q", title="sightings", axis=alt.Axis(tickMinStep=1, format=",.0f")),
            y2="high",
            color=alt.Color("seen:N", title="statement", scale=alt.Scale(domain=list(SEEN), range=list(SEEN.values()))),
            tooltip=tooltip(when=("when", None), seen=("statement", None), n=("sightings", ",")),
        )
        .properties(width=WIDTH, height=120)
    )
    points, n = _points(rows, top)
    most = max(point["n"] for point in points)
    signs = list(SIGNS)
    lanes = (
        alt.Chart(alt.Data(values=points))
        .mark_point(filled=True, opacity=1)
        .encode(
            x=alt.X("middle:T" if len(dated) else "middle:Q", **axis),
            y=alt.Y("label:N", sort=None, title=None, axis=alt.Axis(labelLimit=300, grid=True)),
            size=alt.Size(
                "n:Q",
                title="sightings",
                scale=alt.Scale(domain=[0, max(most, 4)], range=[20, 300]),
                legend=alt.Legend(values=steps(most), format=",.0f"),
            ),
            color=alt.Color(
                "sign:N", title="statement", scale=alt.Scale(domain=signs, range=[SIGNS[sign][0] for sign in signs])
            ),
            shape=alt.Shape(
                "sign:N", title="statement", scale=alt.Scale(domain=signs, range=[SIGNS[sign][1] for sign in signs])
            ),
            tooltip=tooltip(
                text=("statement", None),
                when=("when", None),
                n=("sightings", ","),
                n_alarms=("with an alarm", ","),
                outlets=("outlets", None),
            ),
        )
        .properties(width=WIDTH, height=alt.Step(20))
    )
    total = f"{said(n, 'statement')}, {said(len(rows), 'sighting')}"
    return (
        alt.vconcat(bars, lanes)
        .resolve_scale(color="independent", size="independent", shape="independent")
        .properties(title=title(TEXT, total, note(min(top, n), n, "statements below, those seen most"), undated))
    )


def _by_date(published: Any, period: str | None) -> tuple[tuple[Any, Any, Any], dict[str, Any]]:
    """Start and end of each date's period in milliseconds since 1970 (UTC) and its name; the axis."""
    when = published.combine_chunks().cast(pa.timestamp("us"))
    edges = pc.min_max(when).as_py()
    span = (edges["max"] - edges["min"]).days
    unit = period or next((name for name, days in LONGEST.items() if span <= days), "year")
    start = pc.floor_temporal(when, unit=unit)
    first = start.cast(pa.timestamp("ms"))
    end = pc.ceil_temporal(when, unit=unit, ceil_is_strictly_greater=True).cast(pa.timestamp("ms"))
    form = {"day": "%Y-%m-%d", "week": "week of %Y-%m-%d", "month": "%Y-%m", "year": "%Y"}
    names = pc.strftime(start, format=form.get(unit, "quarter from %Y-%m"))
    low, high = pc.min(first).cast(pa.int64()).as_py(), pc.max(end).cast(pa.int64()).as_py()
    # In UTC, as the dates are: the reader's time zone would move them to the day before.
    axis = {
        "title": f"published, by {unit}",
        "scale": alt.Scale(type="utc", domain=[low, high], nice=False),
        "axis": alt.Axis(labelOverlap=True),
    }
    return (first.cast(pa.int64()).to_numpy(), end.cast(pa.int64()).to_numpy(), names), axis


def _by_order(doc_ids: Any, order: Any) -> tuple[tuple[Any, Any, Any], dict[str, Any]]:
    """The same for documents without dates, by their number from 1."""
    n = len(order)
    width = -(-n // BARS)
    at = pc.index_in(doc_ids, order).to_numpy()
    first = at // width * width
    last = np.minimum(first + width, n)
    names = [
        f"document {a + 1:,}" if b == a + 1 else f"documents {a + 1:,} to {b:,}"
        for a, b in zip(first, last, strict=True)
    ]
    axis = {
        "title": "documents in the order given (no dates)",
        "scale": alt.Scale(domain=[0.5, n + 0.5], nice=False),
        "axis": alt.Axis(tickMinStep=1, format=",.0f"),
    }
    return (first + 0.5, last + 0.5, pa.array(names, pa.string())), axis


def _first(statement_ids: Any) -> Any:
    """Whether each row is the first of its statement: sightings are in order of time."""
    seen: set[str] = set()
    out = []
    for statement in statement_ids.to_pylist():
        out.append("again" if statement in seen else "first")
        seen.add(statement)
    return pa.array(out, pa.string())


def _bars(rows: pa.Table) -> list[dict[str, Any]]:
    grouped = rows.group_by(["start", "end", "when", "seen"], use_threads=False).aggregate([([], "count_all")])
    grouped = grouped.rename_columns(["start", "end", "when", "seen", "n"])
    found: list[dict[str, Any]] = grouped.sort_by([("start", "ascending"), ("seen", "descending")]).to_pylist()
    # Stacked here: Vega stacks no bars that have a beginning and an end on the axis.
    height: dict[Any, int] = {}
    for row in found:
        row["low"] = height.get(row["start"], 0)
        row["high"] = height[row["start"]] = row["low"] + row["n"]
    return found


def _points(rows: pa.Table, top: int) -> tuple[list[dict[str, Any]], int]:
    """Sightings of the statements seen most, put together where statement and period are one; how many statements."""
    counted = rows.group_by("statement_id", use_threads=False).aggregate([([], "count_all"), ("text", "first")])
    counted = counted.rename_columns(["statement_id", "n", "text"])
    counted = counted.append_column("place", pa.array(range(len(counted))))
    # Statements are there in order of their reach, which settles what is seen equally often.
    best = counted.sort_by([("n", "descending"), ("place", "ascending")]).slice(0, top).to_pylist()
    for one, label in zip(best, labels(one["text"] for one in best), strict=True):
        one["label"] = label
    lane = {one["statement_id"]: at for at, one in enumerate(best)}
    found: dict[tuple[int, Any], dict[str, Any]] = {}
    for row in rows.filter(pc.is_in(rows["statement_id"], pa.array(list(lane)))).to_pylist():
        at = lane[row["statement_id"]]
        point = found.setdefault(
            (at, row["start"]),
            {
                "text": one_line(best[at]["text"], WHOLE),
                "label": best[at]["label"],
                "when": row["when"],
                "middle": (row["start"] + row["end"]) / 2,
                "sign": row["seen"],
                "n": 0,
                "n_alarms": 0,
                "outlets": {},
            },
        )
        point["n"] += 1
        point["n_alarms"] += row["alarm"] is not None
        point["outlets"][row["outlet"] or row["doc_id"]] = None
    points = [found[key] for key in sorted(found)]
    for point in points:
        if point["n_alarms"]:
            point["sign"] = "alarm"
        names = list(point["outlets"])
        more = f" and {len(names) - 5:,} more" if len(names) > 5 else ""
        point["outlets"] = ", ".join(one_line(name, 60) for name in names[:5]) + more
    return points, len(counted)
