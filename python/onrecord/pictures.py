"""Pictures of shares, stances, outlets and networks: which rows of a table are drawn, in which order.

Everything is counted here and not by Vega, so that what a chart shows are numbers of the table it is made from.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from onrecord.arguments import count
from onrecord.drawing import (
    BLACK,
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    PURPLE,
    SKY,
    VERMILION,
    WIDTH,
    alt,
    labels,
    note,
    nothing,
    steps,
    title,
    tooltip,
)
from onrecord.exceptions import ArgumentError
from onrecord.layout import two_columns
from onrecord.selection import among, as_text

if TYPE_CHECKING:
    from onrecord.questions import Questions

__all__ = ["heatmap", "network", "stance", "voices"]

Rows = list[dict[str, Any]]

STANCES = {"neutral": GREY, "denial": BLUE, "allegation": VERMILION, "confirmation": GREEN, "promise": PURPLE}
TYPES = {
    "outlet": BLUE,
    "person": ORANGE,
    "org": GREEN,
    "place": PURPLE,
    "group": VERMILION,
    "product": BLACK,
    "document": SKY,
    "unnamed": GREY,
}
MEASURES = {"quotes": "attributions", "words": "words", "quoted_words": "words in quotation marks"}
PLURALS = {
    **{one: f"{one}s" for one in ("speaker", "outlet", "type", "zone", "kind", "stance", "act", "cue", "rule")},
    "medium": "media",
    "addressee": "addressees",
}
# What a line of a network counts, and who stands at its two ends.
ENDS = {
    "quotes": ("Who quotes whom", "attributions", "outlets", "speakers"),
    "discusses": ("Who talks about whom", "attributions", "speakers", "entities"),
    "mentions": ("Who names whom", "mentions", "outlets", "entities"),
}
ROW = 20  # pixels
PERCENT = alt.Axis(format="%")
COUNTS = alt.Axis(tickMinStep=1, format=",.0f")  # no half of an attribution
NUMBERED = 400  # cells of a heat map that can be read as numbers too
ORDER = [("n", "descending"), ("name", "ascending"), ("key", "ascending")]


def voices(record: Questions, by: str, measure: str, top: int, quotes: Any) -> alt.Chart:
    """Draw shares as bars; see `Plots.share_of_voice`."""
    top = count("top", top)
    table = _counted(record, by, None, measure, quotes)
    text = f"Share of voice by {by}"
    if not len(table):
        return nothing(text, "Nothing to show: no attributions")
    named = table.filter(pc.is_valid(table["key"])).sort_by(ORDER)
    rows = named.slice(0, top).to_pylist() + table.filter(pc.is_null(table["key"])).to_pylist()
    _label(rows, by)
    for row in rows:
        row["stated"] = "no" if row.pop("key") is None else "yes"
    left = note(min(top, len(named)), len(named), _many(by))
    if left:
        left += f"; the others have {pc.sum(named.slice(top)['share']).as_py():.1%} of {MEASURES[measure]}"
    return _bars(rows, title(text, left), by).encode(
        x=alt.X("share:Q", title=f"share of {MEASURES[measure]}", axis=PERCENT, stack=None),
        color=alt.Color("stated:N", scale=alt.Scale(domain=["yes", "no"], range=[BLUE, GREY]), legend=None),
        tooltip=tooltip(
            name=(by, None),
            n=(MEASURES[measure], ","),
            share=("share", ".1%"),
            n_docs=("documents", ","),
            n_outlets=("outlets", ","),
        ),
    )


def stance(record: Questions, by: str, relative: bool, top: int, quotes: Any) -> alt.Chart:
    """Draw stances as stacked bars; see `Plots.stance`."""
    top = count("top", top)
    if by == "stance":
        raise ArgumentError("by is 'stance', which the colours tell; pass 'speaker', 'outlet' or another column")
    table = _counted(record, by, "stance", "quotes", quotes)
    text = f"Stance by {by}"
    if not len(table):
        return nothing(text, "Nothing to show: no attributions")
    named = _ranked(table.filter(pc.is_valid(table["key"])), "key", "name", "n")
    shown = named[:top] + _ranked(table.filter(pc.is_null(table["key"])), "key", "name", "n")
    _label(shown, by)
    kept = table.filter(pc.is_in(table["key"], pa.array([one["key"] for one in shown], table["key"].type)))
    parts: Counter[tuple[str | None, str]] = Counter()
    for row in kept.to_pylist():
        parts[row["key"], row["group"] or "(none)"] += row["n"]
    found = {name for _, name in parts}
    legend = [name for name in STANCES if name in found] + sorted(found - STANCES.keys())
    rows = []
    for one in shown:
        low = 0.0
        for name in legend:
            n = parts[one["key"], name]
            share = n / one["n"]
            length = share if relative else n
            if n:
                row = {"stance": name, "n": n, "share": share, "low": low, "high": low + length}
                rows.append({"name": one["name"], "label": one["label"], **row})
            low += length
    left = note(min(top, len(named)), len(named), _many(by))
    if left:
        left += f"; the others have {sum(one['n'] for one in named[top:]):,} attributions"
    colours = [STANCES.get(name, SKY) for name in legend]
    what, axis = ("share of attributions", PERCENT) if relative else ("attributions", COUNTS)
    # Stacked here: where Vega stacks, a name such as "constructor" is taken for a property of all its objects.
    return _bars(rows, title(text, left), by).encode(
        x=alt.X("low:Q", title=what, axis=axis),
        x2="high",
        color=alt.Color("stance:N", title="stance", sort=None, scale=alt.Scale(domain=legend, range=colours)),
        tooltip=tooltip(name=(by, None), stance=("stance", None), n=("attributions", ","), share=("share", ".1%")),
    )


def heatmap(
    record: Questions, by: str, within: str, measure: str, relative: bool, top: int, quotes: Any
) -> alt.Chart | alt.LayerChart:
    """Draw outlets by speakers as cells; see `Plots.heatmap`."""
    top = count("top", top)
    if within is None:
        raise ArgumentError("within is None; pass 'outlet' or another column for the rows")
    text = f"{_many(within).capitalize()} by {_many(by)}"
    table = _counted(record, by, within, measure, quotes)
    table = table.filter(pc.and_(pc.is_valid(table["key"]), pc.is_valid(table["group"])))
    if not len(table):
        return nothing(text, f"Nothing to show: no attributions with {by} and {within}")
    columns = _ranked(table, "key", "name", "n")
    lines = _ranked(table.append_column("line", table["group"]), "group", "line", "n")
    notes = [note(min(top, len(found)), len(found), _many(of)) for found, of in ((lines, within), (columns, by))]
    for found, of in ((lines, within), (columns, by)):
        del found[top:]
        _label(found, of)
    drawn = table.filter(
        pc.and_(
            pc.is_in(table["key"], pa.array([one["key"] for one in columns])),
            pc.is_in(table["group"], pa.array([one["key"] for one in lines])),
        )
    )
    cells = {(row["group"], row["key"]): row for row in drawn.to_pylist()}
    value = "share" if relative else "n"
    most = max((row[value] for row in cells.values()), default=0)
    # Every cell is there, also of nobody: axes are in order of the data.
    rows = [
        {
            "line": line["label"],
            "column": column["label"],
            "within": line["name"],
            "name": column["name"],
            "n": cell["n"],
            "share": cell["share"],
            "docs": cell["n_docs"],
            "ink": "white" if cell[value] > 0.7 * most else "black",
            "number": "" if not cell["n"] else f"{cell['share']:.0%}" if relative else f"{cell['n']:,}",
        }
        for line in lines
        for column in columns
        for cell in [cells.get((line["key"], column["key"]), {"n": 0, "share": 0.0, "n_docs": 0})]
    ]
    what = MEASURES[measure]
    base = alt.Chart(alt.Data(values=rows)).encode(
        x=alt.X("column:N", sort=None, title=by, axis=alt.Axis(labelAngle=-45, labelLimit=200)),
        y=alt.Y("line:N", sort=None, title=within, axis=alt.Axis(labelLimit=300, titlePadding=12)),
        tooltip=tooltip(
            within=(within, None), name=(by, None), n=(what, ","), share=("share", ".1%"), docs=("documents", ",")
        ),
    )
    form = ".0%" if relative else ",.0f"
    tiles = base.mark_rect(stroke="#dddddd").encode(
        color=alt.Color(
            f"{value}:Q",
            title=["share of", *what.split(" in ")] if relative else what.split(" in "),
            scale=alt.Scale(range=["white", BLUE], interpolate="rgb", domain=[0, most or 1]),
            legend=alt.Legend(format=form, tickMinStep=0.01 if relative else 1),
        )
    )
    layers = [tiles]
    if len(rows) <= NUMBERED:
        layers.append(base.mark_text(size=10).encode(text="number:N", color=alt.Color("ink:N", scale=None)))
    return (
        alt.layer(*layers)
        .resolve_scale(color="independent")
        .properties(title=title(text, *notes), width=alt.Step(32), height=alt.Step(ROW + 4))
    )


def network(record: Questions, kind: str, top: int, quotes: Any, mentions: Any) -> alt.Chart | alt.LayerChart:
    """Draw who quotes whom as lines between two columns; see `Plots.network`."""
    top = count("top", top)
    among("kind", kind, ENDS)
    text, unit, *sides = ENDS[kind]
    table = record.network(kind, quotes=quotes, mentions=mentions).arrow  # type: ignore[arg-type]
    if not len(table):
        return nothing(text, f"Nothing to show: no {unit} that lead from {sides[0]} to {sides[1]}")
    all_ends = [_ranked(table, f"{end}_id", end, "weight") for end in ("source", "target")]
    ends = [found[:top] for found in all_ends]
    places = [{one["key"]: at for at, one in enumerate(found)} for found in ends]
    drawn = table.filter(
        pc.and_(
            pc.is_in(table["source_id"], pa.array(list(places[0]))),
            pc.is_in(table["target_id"], pa.array(list(places[1]))),
        )
    ).to_pylist()
    links = [(places[0][row["source_id"]], places[1][row["target_id"]], row["weight"]) for row in drawn]
    for side, (found, order) in enumerate(zip(ends, two_columns(len(ends[0]), len(ends[1]), links), strict=True)):
        types = table.group_by(("source_id", "target_id")[side], use_threads=False).aggregate(
            [(("source_type", "target_type")[side], "first")]
        )
        kinds = dict(zip(*(types.column(at).to_pylist() for at in range(2)), strict=True))
        _label(found, "")
        for at, node in enumerate(order):
            found[node] |= {"x": side, "y": (at + 0.5) / len(order), "type": kinds[found[node]["key"]] or "(none)"}
    lines = [
        {
            "source": ends[0][left]["name"],
            "target": ends[1][right]["name"],
            "weight": weight,
            "n_docs": row["n_docs"],
            "x": 0,
            "y": ends[0][left]["y"],
            "x2": 1,
            "y2": ends[1][right]["y"],
        }
        for row, (left, right, weight) in zip(drawn, links, strict=True)
    ]
    notes = [note(len(found), len(of), side) for found, of, side in zip(ends, all_ends, sides, strict=True)]
    total, shown = pc.sum(table["weight"]).as_py(), sum(row["weight"] for row in lines)
    notes.append(f"{total - shown:,} of {total:,} {unit} are not drawn" if shown < total else "")
    return _columns(title(text, f"From {sides[0]} (left) to {sides[1]} (right)", *notes), unit, lines, ends)


def _columns(heading: Any, unit: str, lines: Rows, ends: list[Rows]) -> alt.LayerChart:
    # Beside the two columns, at 0 and 1, is as much room for names.
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[-0.9, 1.9], nice=False))
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[0, 1], nice=False, reverse=True))
    most = max((row["weight"] for row in lines), default=1)
    edges = (
        alt.Chart(alt.Data(values=lines))
        .mark_rule(color="#666666", opacity=0.5, strokeCap="round")
        .encode(
            x=x,
            y=y,
            x2="x2:Q",
            y2="y2:Q",
            strokeWidth=alt.StrokeWidth(
                "weight:Q",
                title=unit,
                scale=alt.Scale(domain=[0, max(most, 4)], range=[0.5, 8]),
                legend=alt.Legend(values=steps(most), format=",.0f"),
            ),
            tooltip=tooltip(source=("from", None), target=("to", None), weight=(unit, ","), n_docs=("documents", ",")),
        )
    )
    found = {node["type"] for side in ends for node in side}
    types = [name for name in TYPES if name in found] + sorted(found - TYPES.keys())
    color = alt.Color(
        "type:N",
        title="type",
        sort=None,
        scale=alt.Scale(domain=types, range=[TYPES.get(name, GREY) for name in types]),
    )
    about = tooltip(name=("name", None), type=("type", None), n=(unit, ","))
    nodes = alt.Chart(alt.Data(values=[node for side in ends for node in side]))
    layers = [edges, nodes.mark_circle(size=90, opacity=1).encode(x=x, y=y, color=color, tooltip=about)]
    for side, align in enumerate(("right", "left")):
        names = alt.Chart(alt.Data(values=ends[side])).mark_text(align=align, dx=(-9, 9)[side], limit=260)
        layers.append(names.encode(x=x, y=y, text="label:N", tooltip=about))
    return (
        alt.layer(*layers)
        .properties(title=heading, width=800, height=max(map(len, ends)) * (ROW + 4) + ROW)
        .configure_view(stroke=None)
    )


def _counted(record: Questions, by: str, within: str | None, measure: str, quotes: Any) -> pa.Table:
    """The table `share_of_voice` as key, name, n, share, n_docs, n_outlets and, if any, group; no name has no key."""
    among("measure", measure, MEASURES)
    table = record.share_of_voice(by, within=within, quotes=quotes).arrow
    key = name = as_text(table[by])
    if by == "speaker":
        key = table["speaker_id"]
    columns = {"key": key, "name": name, "n": table[f"n_{measure}"], "share": table[f"share_{measure}"]}
    columns |= {"n_docs": table["n_docs"], "n_outlets": table["n_outlets"]}
    if within is not None:
        columns["group"] = as_text(table[within])
    return pa.table(columns)


def _ranked(table: pa.Table, key: str, name: str, weight: str) -> Rows:
    """Give key, name and weight of everybody, the heaviest first."""
    found = table.group_by(key, use_threads=False).aggregate([(name, "first"), (weight, "sum")])
    found = found.select([key, f"{name}_first", f"{weight}_sum"]).rename_columns(["key", "name", "n"])
    rows: Rows = found.sort_by(ORDER).to_pylist()
    return rows


def _label(rows: Rows, by: str) -> None:
    """Give rows a label that fits an axis, and those without a name something to go by."""
    for row in rows:
        if row["name"] is None:
            row["name"] = "(no stated speaker)" if by == "speaker" else "(none)"
    for row, label in zip(rows, labels(row["name"] for row in rows), strict=True):
        row["label"] = label


def _bars(rows: Rows, heading: Any, by: str) -> alt.Chart:
    return (
        alt.Chart(alt.Data(values=rows), title=heading)
        .mark_bar()
        .encode(y=alt.Y("label:N", sort=None, title=by, axis=alt.Axis(labelLimit=300)))
        .properties(width=WIDTH, height=alt.Step(ROW))
    )


def _many(by: str) -> str:
    return PLURALS.get(by, "values")
