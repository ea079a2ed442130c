"""Pictures: valid specifications, data that are those of the tables, and names that may be anything."""

import itertools
import json
import re
import subprocess
import sys
from collections import Counter

import altair as alt
import numpy as np
import pyarrow as pa
import pytest
from fabricate import at_random, quote

import onrecord
from onrecord.exceptions import ArgumentError, MissingColumnError
from onrecord.layout import crossings, two_columns
from onrecord.record import Record

ARTICLE = {"title", "subtitle", "body", "caption"}
SAID = "“We never sold the park to a foreign bank or developer,” said Ada Quill."
SEEDS = range(6)
# What breaks a specification that is put together carelessly: paths, expressions, markup, keys of JavaScript objects.
HOSTILE = [
    "<script>alert(1)</script>",
    "a.b[0]['c']",
    'quote " and \\ backslash',
    "two\nlines\ttab",
    "datum.n",
    "name:Q",
    "count()",
    "__proto__",
    "constructor",
    "toString",
    "{expr: 1}",
    "\u202eright to left",
    "007",
    "null",
    "",
    " ",
    "x" * 500,
    "é😀",
]
PICTURES = {
    "share_of_voice": {},
    "stance": {},
    "timeline": {},
    "network": {},
    "heatmap": {},
    "stance_relative": {"relative": True},
    "heatmap_relative": {"relative": True, "measure": "words"},
    "network_discusses": {"kind": "discusses"},
    "network_mentions": {"kind": "mentions"},
}


def draw(record, name, **more):
    method = next(m for m in ("share_of_voice", "stance", "timeline", "network", "heatmap") if name.startswith(m))
    return getattr(record.plot, method)(**PICTURES[name], **more)


def data(chart):
    return chart.data["values"]


def rows(table):
    return table.arrow.to_pylist()


def notes(chart):
    subtitle = chart.to_dict()["title"].get("subtitle", [])
    return "; ".join([subtitle] if isinstance(subtitle, str) else subtitle)


def dated(*days, text=SAID):
    return onrecord.analyze([{"id": f"d{n}", "text": text, "published": day} for n, day in enumerate(days)])


def named(names):
    """Everybody says something in everybody's outlet and is named in it."""
    found = onrecord.analyze([{"id": f"d{n}", "text": "x x x", "outlet": name} for n, name in enumerate(names)])
    quotes = [
        quote("x x x", "x", quote_id=f"q{doc}:{n}", doc_id=f"d{doc}", speaker=name, speaker_type=name, stance=name)
        | {"speaker_id": name}
        for doc in range(len(names))
        for n, name in enumerate(names)
    ]
    mentions = [
        {"mention_id": f"m{doc}:{n}", "doc_id": f"d{doc}", "start": 0, "end": 1, "text": "x", "zone": "body"}
        | {"entity_id": name, "entity": name, "type": name, "how": "alias", "others": []}
        for doc in range(len(names))
        for n, name in enumerate(names)
    ]
    return Record(
        found.corpus,
        documents=found.documents.arrow,
        zones=found.zones.arrow,
        mentions=pa.Table.from_pylist(mentions, found.mentions.arrow.schema),
        quotes=pa.Table.from_pylist(quotes, found.quotes.arrow.schema),
        entities=found.entities.arrow,
    )


@pytest.mark.parametrize("name", PICTURES)
@pytest.mark.parametrize(
    "make",
    [
        lambda: onrecord.analyze("seeds", "seeds/entities.csv"),
        lambda: at_random(4),
        lambda: named(HOSTILE),
        lambda: dated("2017-05-01"),
        lambda: onrecord.analyze({}),
        lambda: onrecord.analyze(["", None]),
        lambda: onrecord.analyze({"a1": "Rain fell."}),
        lambda: onrecord.analyze({"a1": "Acme has been accused of spying."}),
    ],
    ids=["seeds", "random", "hostile", "one", "none", "unreadable", "nobody", "unstated"],
)
def test_every_picture_is_a_valid_specification(make, name):
    record = make()
    charts = [draw(record, name), draw(record, name), draw(record, name, top=1)]
    first, second, _ = [json.dumps(chart.to_dict(), allow_nan=False) for chart in charts]
    assert first == second
    assert charts[0].to_dict()["title"]["text"]


@pytest.mark.parametrize("name", PICTURES)
def test_with_nothing_to_show_the_chart_says_so(name):
    [row] = data(draw(onrecord.analyze({}), name))
    assert row["why"].startswith("Nothing to show: no ")


@pytest.mark.parametrize("measure", ["quotes", "words", "quoted_words"])
@pytest.mark.parametrize("by", ["speaker", "type", "outlet"])
@pytest.mark.parametrize("seed", SEEDS)
def test_shares_are_those_of_the_table(seed, by, measure):
    record = at_random(seed)
    chart = record.plot.share_of_voice(by, measure=measure, top=100)
    table = rows(record.share_of_voice(by))
    expected = Counter((row[by], row[f"n_{measure}"], row[f"share_{measure}"], row["n_docs"]) for row in table)
    drawn = [
        (row["name"] if row["stated"] == "yes" else None, row["n"], row["share"], row["n_docs"]) for row in data(chart)
    ]
    assert Counter(drawn) == expected
    stated = [row["n"] for row in data(chart) if row["stated"] == "yes"]
    assert stated == sorted(stated, reverse=True)
    assert len({row["label"] for row in data(chart)}) == len(drawn)


def test_what_is_left_out_is_told():
    record = named([f"Speaker {n:02}" for n in range(10)])
    chart = record.plot.share_of_voice(top=4)
    assert len(data(chart)) == 4
    assert notes(chart) == "The first 4 of 10 speakers; the others have 60.0% of attributions"
    assert notes(record.plot.stance(top=4)) == "The first 4 of 10 speakers; the others have 60 attributions"
    assert notes(record.plot.heatmap(top=4)) == "The first 4 of 10 outlets; The first 4 of 10 speakers"
    assert "84 of 100 attributions are not drawn" in notes(record.plot.network(top=4))
    assert notes(record.plot.share_of_voice(top=10)) == ""


def test_shares_of_nothing_are_nothing():
    record = onrecord.analyze({"a1": "Ada Quill said it was late. Bo Reed said it was early."})
    chart = record.plot.share_of_voice(measure="quoted_words", top=1)
    assert [row["share"] for row in data(chart)] == [0]
    assert notes(chart) == "The first 1 of 2 speakers; the others have 0.0% of words in quotation marks"
    assert {row["number"] for row in data(record.plot.heatmap(measure="quoted_words"))} == {""}


@pytest.mark.parametrize("by", ["speaker", "outlet"])
@pytest.mark.parametrize("seed", SEEDS)
def test_stances_are_those_of_the_quotes(seed, by):
    record = at_random(seed)
    names = {d["doc_id"]: (d["outlet"] or "").strip() or d["doc_id"] for d in rows(record.documents)}
    expected = Counter(
        (row["speaker"] if by == "speaker" else names[row["doc_id"]], row["stance"])
        for row in rows(record.quotes)
        if row["zone"] in ARTICLE
    )
    for relative in (False, True):
        drawn = data(record.plot.stance(by, relative=relative, top=100))
        # Two speakers of one name that are no entities have a bar each.
        found = Counter()
        for row in drawn:
            found[None if "no stated" in row["name"] else row["name"], row["stance"]] += row["n"]
        assert found == expected
        totals = Counter()
        for row in drawn:
            assert row["low"] == pytest.approx(totals[row["label"]])
            totals[row["label"]] += row["share"] if relative else row["n"]
            assert row["high"] == pytest.approx(totals[row["label"]])
        if relative:
            assert list(totals.values()) == pytest.approx([1] * len(totals))


@pytest.mark.parametrize("seed", SEEDS)
def test_cells_are_those_of_the_table(seed):
    record = at_random(seed)
    table = [row for row in rows(record.share_of_voice(within="outlet")) if row["speaker"] is not None]
    cells = data(record.plot.heatmap(top=100))
    drawn = Counter((c["within"], c["name"], c["n"], c["share"]) for c in cells if c["n"])
    assert drawn == Counter((row["outlet"], row["speaker"], row["n_quotes"], row["share_quotes"]) for row in table)
    assert len(cells) == len({row["outlet"] for row in table}) * len({row["speaker_id"] for row in table})
    assert [c["number"] for c in cells] == [str(c["n"]) if c["n"] else "" for c in cells]


@pytest.mark.parametrize("kind", ["quotes", "discusses", "mentions"])
@pytest.mark.parametrize("seed", SEEDS)
def test_lines_are_those_of_the_network(seed, kind):
    record = at_random(seed, n_docs=12)
    lines, nodes, *_ = record.plot.network(kind, top=100).layer
    expected = Counter((e["source"], e["target"], e["weight"], e["n_docs"]) for e in rows(record.network(kind)))
    assert Counter((e["source"], e["target"], e["weight"], e["n_docs"]) for e in data(lines)) == expected
    at = {(node["x"], node["y"]): node["name"] for node in data(nodes)}
    assert len(at) == len(data(nodes))
    for line in data(lines):
        assert (at[line["x"], line["y"]], at[line["x2"], line["y2"]]) == (line["source"], line["target"])


@pytest.mark.parametrize("n", range(60))
def test_columns_cross_less_and_lose_nobody(n):
    random = np.random.default_rng(n)
    weights = random.integers(0, 4, (random.integers(1, 6), random.integers(1, 6))) * random.integers(0, 2)
    edges = [(int(i), int(j), int(weights[i, j])) for i, j in np.argwhere(weights)]
    left, right = two_columns(*weights.shape, edges)
    assert sorted(left) == list(range(len(left)))
    assert sorted(right) == list(range(len(right)))

    def slowly(rows, columns):
        return sum(
            v * w
            for (i, j, v), (k, m, w) in itertools.combinations(edges, 2)
            if (rows.index(i) - rows.index(k)) * (columns.index(j) - columns.index(m)) < 0
        )

    assert crossings(weights[np.ix_(left, right)]) == slowly(left, right)
    assert slowly(left, right) <= slowly(list(range(len(left))), list(range(len(right))))


def test_lines_that_need_not_cross_do_not():
    order = np.random.default_rng(1).permutation(30).tolist()
    left, right = two_columns(30, 30, [(n, order[n], 1 + n % 3) for n in range(30)])
    assert [order[n] for n in left] == right


@pytest.mark.parametrize("seed", SEEDS)
def test_sightings_on_the_time_line_are_those_of_the_table(seed):
    record = at_random(seed)
    bars, points = record.plot.timeline(top=1000).vconcat
    sightings = [row for row in rows(record.sightings) if row["zone"] in {*ARTICLE, None}]
    numbers = {row["doc_id"]: n for n, row in enumerate(rows(record.documents), start=1)}
    drawn = Counter()
    for row in data(bars):
        drawn[row["when"]] += row["n"]
    assert drawn == Counter(f"document {numbers[row['doc_id']]}" for row in sightings)
    assert sum(row["n"] for row in data(bars) if row["seen"] == "first") == len({s["statement_id"] for s in sightings})
    assert sum(row["n"] for row in data(points)) == len(sightings)
    assert sum(row["n_alarms"] for row in data(points)) == sum(s["alarm"] is not None for s in sightings)
    assert "documents in the order given (no dates)" in json.dumps(bars.to_dict())


@pytest.mark.parametrize(
    ("days", "period", "names"),
    [
        (("2017-05-01", "2017-05-03T23:59:00"), None, ["2017-05-01", "2017-05-03"]),
        (("2017-01-01", "2017-12-31"), None, ["week of 2016-12-26", "week of 2017-12-25"]),
        (("2015-01-31", "2017-12-31"), None, ["2015-01", "2017-12"]),
        (("2005-01-31", "2017-12-31"), None, ["quarter from 2005-01", "quarter from 2017-10"]),
        (("1605-01-31", "2017-12-31"), None, ["1605", "2017"]),
        (("2017-05-01", "2017-05-03"), "month", ["2017-05"]),
        (("2017-05-01T01:00:00+02:00", "2017-05-01"), "day", ["2017-04-30", "2017-05-01"]),
    ],
)
def test_periods(days, period, names):
    bars, points = dated(*days).plot.timeline(period=period).vconcat
    assert list(dict.fromkeys(row["when"] for row in data(bars))) == names
    assert [row["seen"] for row in data(bars)] == ["first", "again"]
    assert all(row["start"] < row["end"] for row in data(bars))
    assert {row["when"] for row in data(points)} == set(names)


def test_bars_of_a_period_stand_on_each_other():
    [first, again], _ = [data(part) for part in dated("2017-05-01", "2017-05-01", "2017-05-01").plot.timeline().vconcat]
    assert (first["low"], first["high"], again["low"], again["high"]) == (0, 1, 1, 3)
    assert first["end"] - first["start"] == 24 * 60 * 60 * 1000


def test_sightings_without_a_date_are_counted():
    chart = dated("2017-05-01", None, "2017-05-02").plot.timeline()
    assert "1 sighting without a date not drawn" in notes(chart)
    assert sum(row["n"] for row in data(chart.vconcat[0])) == 2


def test_many_documents_without_dates_share_bars():
    record = dated(*[None] * 150)
    bars = data(record.plot.timeline().vconcat[0])
    assert bars[0]["when"] == "documents 1 to 3"
    assert sum(row["n"] for row in bars) == 150
    assert len({row["start"] for row in bars}) == 50


def strings(node, path=()):
    """Every string of a specification with the keys that lead to it, but for the rows drawn."""
    if isinstance(node, str):
        yield path, node
    elif isinstance(node, list):
        for value in node:
            yield from strings(value, path)
    elif isinstance(node, dict):
        for key, value in node.items():
            if key != "data":
                yield from strings(value, (*path, key))


@pytest.mark.parametrize("name", PICTURES)
def test_names_are_data_and_nothing_else(name):
    fields = 0
    for path, value in strings(draw(named(HOSTILE), name, top=100).to_dict()):
        # Stances and types are told to scales, as a list of values.
        assert value not in HOSTILE or path[-2:] == ("scale", "domain")
        assert not {"expr", "calculate", "filter", "test", "signal", "transform", "params", "href", "url"} & set(path)
        if path[-1] == "field":
            assert re.fullmatch(r"[a-z_0-9]+", value)
            fields += 1
    assert fields > 5


@pytest.mark.parametrize("name", PICTURES)
def test_names_of_any_kind_are_drawn(name):
    converter = pytest.importorskip("vl_convert", reason="drawing needs vl-convert-python")
    svg = converter.vegalite_to_svg(draw(named(HOSTILE), name, top=100).to_dict())
    assert "<script" not in svg
    assert name == "timeline" or all(text in svg for text in ("alert(1)", "constructor", "__proto__"))


def test_a_column_of_any_name_can_be_drawn():
    column = "my.col['x']:Q"
    record = onrecord.analyze([{"id": "a", "text": SAID, column: "one"}, {"id": "b", "text": SAID, column: None}])
    for chart in (record.plot.share_of_voice(column), record.plot.stance(column), record.plot.heatmap(within=column)):
        assert column in json.dumps(chart.to_dict(), ensure_ascii=False).replace("\\\\", "\\")
    assert [row["name"] for row in data(record.plot.share_of_voice(column))] == ["one", "(none)"]


def test_labels_are_short_and_differ():
    drawn = data(named(HOSTILE).plot.share_of_voice(top=100))
    assert sorted(row["name"] for row in drawn) == sorted(HOSTILE)
    shown = [row["label"] for row in drawn]
    assert len(set(shown)) == len(HOSTILE)
    assert all(label.isprintable() and label.strip() and len(label) < 60 for label in shown)


def test_rows_of_ones_own_choice(seeds):
    denials = seeds.quotes.df.query("stance == 'denial'")
    assert {row["stance"] for row in data(seeds.plot.stance(quotes=denials))} == {"denial"}
    assert data(seeds.plot.share_of_voice(quotes=denials)) != data(seeds.plot.share_of_voice())
    with pytest.raises(MissingColumnError, match="no column 'kind' in quotes"):
        seeds.plot.heatmap(quotes=denials[["doc_id"]])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda plot: plot(), r"call one of record\.plot\.share_of_voice\(\), \.stance\(\)"),
        (lambda plot: plot("stance", by="speaker"), "is not a picture by itself"),
        (lambda plot: plot.share_of_voice("speakr"), "by is 'speakr'.*did you mean 'speaker'"),
        (lambda plot: plot.share_of_voice(measure="word"), "measure is 'word'.*did you mean 'words'"),
        (lambda plot: plot.share_of_voice(top=0), "top is 0; pass a number from 1"),
        (lambda plot: plot.stance(top=True), "top is True; pass a number from 1"),
        (lambda plot: plot.stance("stance"), "by is 'stance', which the colours tell"),
        (lambda plot: plot.timeline(period="hour"), "period is 'hour'; pass one of 'day'"),
        (lambda plot: plot.network("quote"), "kind is 'quote'.*did you mean 'quotes'"),
        (lambda plot: plot.network("mentions", quotes=[]), "does not count quotes"),
        (lambda plot: plot.heatmap("outlet"), "which is also by"),
        (lambda plot: plot.heatmap(within=None), "within is None; pass 'outlet'"),
    ],
)
def test_bad_calls_are_told(seeds, call, message):
    with pytest.raises(ArgumentError, match=message):
        call(seeds.plot)


def test_an_unknown_picture_is_told(seeds):
    with pytest.raises(AttributeError, match=r"no 'heat_map'; did you mean 'heatmap'\?; there are record\.plot\."):
        seeds.plot.heat_map()
    assert not hasattr(seeds.plot, "_repr_html_")


def test_colours_are_of_one_palette():
    okabe_ito = {"#000000", "#E69F00", "#56B4E9", "#009E73", "#F0E442", "#0072B2", "#D55E00", "#CC79A7"}
    greys = {"#666666", "#999999"}
    record = at_random(1)
    used = set()
    for name in PICTURES:
        used |= set(re.findall("#[0-9a-fA-F]{6}", json.dumps(draw(record, name).to_dict())))
    assert len(used & okabe_ito) >= 4
    assert used <= okabe_ito | greys | {"#dddddd"}


def test_charts_are_altair_charts(seeds):
    assert isinstance(seeds.plot.share_of_voice(), alt.Chart)
    assert isinstance(seeds.plot.timeline(), alt.VConcatChart)
    assert isinstance(seeds.plot.network(), alt.LayerChart)
    assert "vega" in seeds.plot.heatmap().to_html()


def test_without_altair_there_is_a_hint():
    code = """
import sys
sys.modules["altair"] = None
import onrecord
from onrecord.exceptions import MissingPackageError
plot = onrecord.analyze({"a1": "Rain fell."}).plot
for draw in (plot.share_of_voice, plot.stance, plot.timeline, plot.network, plot.heatmap):
    try:
        draw()
    except MissingPackageError as error:
        print(error)
"""
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.splitlines() == ["record.plot needs altair: pip install 'onrecord[plot]'"] * 5


def test_altair_is_loaded_for_a_picture_only():
    code = """
import sys, onrecord
plot = onrecord.analyze({"a1": "Rain fell."}).plot
print(repr(plot)[:9], "altair" in sys.modules)
"""
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.split() == ["Pictures:", "False"]
