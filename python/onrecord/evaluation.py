"""How right a record is, against articles annotated by hand."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from onrecord.exceptions import SourceError
from onrecord.gold import Marked, check_spans, read_gold
from onrecord.record import Record
from onrecord.scoring import LEVELS, Document, f1, interval, percent
from onrecord.standoff import with_marks
from onrecord.table import Table

__all__ = ["Evaluation", "evaluate"]

BANDS = 10


class Evaluation:
    """What `onrecord.evaluate` found: tables of figures, in percent, and a table of errors.

    Figures have 95 % intervals (``_low``, ``_high``) from drawing documents with replacement, with a fixed seed.

    Examples
    --------
    >>> import onrecord
    >>> text = "“The park stays,” said Ada Quill. She denied a sale."
    >>> gold = {"id": "a", "text": text, "relations": [{"source": [[23, 32]], "content": [[1, 16]]}]}
    >>> figures = onrecord.evaluate(onrecord.analyze({"a": text}), [gold])
    >>> figures.summary.where("measure", "relation")[0]["recall"]
    100.0
    >>> figures.errors.df["error"].tolist()
    ['false find']
    """

    summary: Table
    """By measure. relation: content found and source right; content; strict: nine tenths of the words of both contents
    are shared; exact: all are; quoted: of finds that begin with a quotation mark, those that are direct or mixed in
    the gold (precision alone)."""
    by_kind: Table
    """By kind and measure: precision of finds that have this kind, recall of gold that has it."""
    by_confidence: Table
    """What is left when finds below a confidence are left out."""
    by_rule: Table
    """By rule: precision of its finds, and the share of all gold that they find."""
    calibration: Table
    """By band of confidence: how sure, and how often right (content and source)."""
    calibration_error: float
    """Expected calibration error: the mean gap between confidence and share that is right, over the bands."""
    errors: Table
    """Every miss, every false find, every wrong source, with what came nearest on the other side."""

    def __init__(self, documents: list[Document], n_missing: int = 0) -> None:
        self._documents = documents
        self.n_missing = n_missing
        levels = [document.levels() for document in documents]
        self.summary = _table("summary", _summary(documents, levels))
        self.by_kind = _table("by_kind", _by_kind(documents, levels))
        self.by_confidence = _table("by_confidence", _by_confidence(documents))
        self.by_rule = _table("by_rule", _by_rule(documents, levels))
        bands, self.calibration_error = _calibration(documents, levels)
        self.calibration = _table("calibration", bands)
        self.errors = _table(
            "errors", [row for d, level in zip(documents, levels, strict=True) for row in _errors(d, level)]
        )

    @property
    def tables(self) -> dict[str, Table]:
        """All tables by name."""
        every = (self.summary, self.by_kind, self.by_confidence, self.by_rule, self.calibration, self.errors)
        return {table.name: table for table in every}

    def _head(self) -> str:
        n = len(self._documents)
        gold, found = (sum(len(getattr(d, side)) for d in self._documents) for side in ("gold", "found"))
        missing = f" ({self.n_missing:,} not in the record)" if self.n_missing else ""
        return (
            f"Evaluation on {n:,} document{'s' * (n != 1)}{missing}: {gold:,} attributions in the gold, "
            f"{found:,} found; {len(self.errors):,} errors; calibration error {self.calibration_error:.3f}"
        )

    def __repr__(self) -> str:
        rows = [["", "precision", "", "recall", "", "F1", ""]]
        rows += [[row["measure"], *_with_interval(row)] for row in self.summary.arrow.to_pylist()]
        for row in self.by_kind.arrow.to_pylist():
            if row["measure"] == "relation":
                rows.append([f"relation, {row['kind']}", *_with_interval(row)])
        widths = [max(len(row[i]) for row in rows) for i in range(7)]
        lines = [
            "  ".join(
                cell.rjust(width) if i in (1, 3, 5) and n else cell.ljust(width)
                for i, (cell, width) in enumerate(zip(row, widths, strict=True))
            ).rstrip()
            for n, row in enumerate(rows)
        ]
        return "\n".join([self._head(), *lines])

    def _repr_html_(self) -> str:
        from html import escape

        return f"<p>{escape(self._head())}</p>" + "".join(table._repr_html_() for table in self.tables.values())


def evaluate(record: Any, gold: Any) -> Evaluation:
    """Compare a record with attributions marked by hand.

    Parameters
    ----------
    record
        An `onrecord.Record`, or standoff JSONL as `Record.to_standoff` (or another system) wrote it.
    gold
        JSONL, one document a line: ``{"id", "text", "relations": [{"kind", "source": [[start, end]], "cue",
        "content"}]}`` in code points. Or a folder of brat's ``.ann`` files beside their ``.txt``, with spans of the
        types Source, Cue and Content tied by events (``E1 Attribution:T4 Source:T1 Cue:T2 Content:T3``, the form of
        PolNeAR) or by relations (R lines). Or a ``.jsonld`` file of W3C Web Annotations, as `Record.to_web_annotations`
        writes them and another tool has changed them. Or mappings like the lines of the JSONL.

    Returns
    -------
    Evaluation
        Its tables: ``summary``, ``by_kind``, ``by_confidence``, ``by_rule``, ``calibration``, ``errors``.

    Raises
    ------
    SourceError
        If the gold cannot be read, no document of it is in the record, or a text is not the one that was analysed.

    Notes
    -----
    Documents are told by their ids. One of the gold that the record does not have counts as all missed; one of the
    record that the gold does not have is left aside. Contents count as the same when they share at least half of the
    words of both together.

    Examples
    --------
    >>> import onrecord
    >>> text = "“The park stays,” said Ada Quill."
    >>> gold = [{"id": "a", "text": text, "relations": [{"source": [[23, 32]], "content": [[1, 16]]}]}]
    >>> onrecord.evaluate(onrecord.analyze({"a": text}), gold)
    Evaluation on 1 document: 1 attributions in the gold, 1 found; 0 errors; calibration error 0...
                      precision                 recall                    F1
    relation              100.0  100.0–100.0     100.0  100.0–100.0    100.0  100.0–100.0
    ...
    """
    marked = read_gold(gold, texts=record.corpus if isinstance(record, Record) else None)
    found = _of_record(record, marked) if isinstance(record, Record) else _of_standoff(record)
    missing = sum(document.doc_id not in found for document in marked)
    if missing == len(marked):
        first = next(iter(record.corpus if isinstance(record, Record) else found), None)
        raise SourceError(
            f"no document of the gold is in the record; the gold's first id is {marked[0].doc_id!r}, "
            f"the record's is {first!r}"
        )
    for m in marked if not isinstance(record, Record) else ():
        for relation in found.get(m.doc_id, []):
            check_spans(relation, len(m.text or ""), f"{os.fspath(record)}, document {m.doc_id!r}")
    documents = [Document(m.doc_id, m.text or "", m.relations, found.get(m.doc_id, [])) for m in marked]
    return Evaluation(documents, missing)


def _of_standoff(path: Any) -> dict[str, list[dict[str, Any]]]:
    if not isinstance(path, (str, os.PathLike)):
        raise SourceError(f"a Record or a path to standoff JSONL is needed, not {type(path).__name__}")
    return {m.doc_id: m.relations for m in read_gold(path, text_needed=False)}


def _of_record(record: Record, marked: list[Marked]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for document in marked:
        if document.doc_id in record.corpus:
            found[document.doc_id] = []
            if record.corpus[document.doc_id] != document.text:
                raise SourceError(
                    f"document {document.doc_id!r}: the gold's text is not the one that was analysed, so offsets differ"
                )
    for quote in record.quotes.arrow.to_pylist():
        if quote["doc_id"] in found:
            found[quote["doc_id"]].append(
                {
                    **quote,
                    "id": quote["quote_id"],
                    "content": with_marks(record.corpus[quote["doc_id"]], quote["content"]),
                    **{part: _place(quote, part) for part in ("source", "cue")},
                }
            )
    return found


def _place(quote: dict[str, Any], part: str) -> list[tuple[int, int]]:
    start = quote[f"{part}_start"]
    return [] if start is None else [(start, quote[f"{part}_end"])]


Levels = dict[int, tuple[int, dict[str, bool]]]


def _figures(counts: list[list[int]], *, recall: bool = True) -> dict[str, Any]:
    """Precision, recall and F1 of documents' counts: right finds, finds, found gold, gold."""
    right_found, found, right_gold, gold = (sum(column) for column in zip(*counts, strict=True))
    values = {
        "precision": percent(right_found, found),
        "recall": percent(right_gold, gold),
        "f1": f1(right_found, found, right_gold, gold),
    }
    row: dict[str, Any] = {}
    for name, (low, high) in interval(counts).items():
        known = recall or name == "precision"
        row[name] = values[name] if known else None
        row[f"{name}_low"], row[f"{name}_high"] = (low, high) if known else (None, None)
    return {**row, "n_found": found, "n_right": right_found, "n_gold": gold if recall else None}


def _summary(documents: list[Document], levels: list[Levels]) -> list[dict[str, Any]]:
    rows = []
    for measure in LEVELS:
        counts = []
        for d, level in zip(documents, levels, strict=True):
            right = sum(what[measure] for _, what in level.values())
            counts.append([right, len(d.found), right, len(d.gold)])
        rows.append({"measure": measure, **_figures(counts)})
    counts = []
    for d, level in zip(documents, levels, strict=True):
        right = sum(d.found[j].quoted and d.gold[i].given["kind"] in ("direct", "mixed") for i, (j, _) in level.items())
        counts.append([right, sum(f.quoted for f in d.found), 0, 0])
    return [*rows, {"measure": "quoted", **_figures(counts, recall=False)}]


def _by_kind(documents: list[Document], levels: list[Levels]) -> list[dict[str, Any]]:
    rows = []
    kinds = sorted({str(r.given.get("kind")) for d in documents for r in (*d.gold, *d.found)})
    for kind in kinds:

        def of(relation: Any, kind: str = kind) -> bool:
            return str(relation.given.get("kind")) == kind

        for measure in LEVELS:
            counts = [
                [
                    sum(what[measure] and of(d.found[j]) for j, what in level.values()),
                    sum(map(of, d.found)),
                    sum(what[measure] and of(d.gold[i]) for i, (_, what) in level.items()),
                    sum(map(of, d.gold)),
                ]
                for d, level in zip(documents, levels, strict=True)
            ]
            rows.append({"kind": kind, "measure": measure, **_figures(counts)})
    return rows


def _confidence(relation: Any) -> float | None:
    value = relation.given.get("confidence")
    return None if value is None else float(value)


def _by_confidence(documents: list[Document]) -> list[dict[str, Any]]:
    if not any(_confidence(find) is not None for d in documents for find in d.found):
        return []
    rows = []
    for step in range(BANDS):
        lowest = step / BANDS
        counts = []
        for d in documents:
            right = sum(what["relation"] for _, what in d.levels(lowest).values())
            counts.append([right, sum((_confidence(f) or 0.0) >= lowest for f in d.found), right, len(d.gold)])
        rows.append({"min_confidence": lowest, **_figures(counts)})
    return rows


def _right(level: Levels) -> set[int]:
    return {j for j, what in level.values() if what["relation"]}


def _by_rule(documents: list[Document], levels: list[Levels]) -> list[dict[str, Any]]:
    rules = sorted({str(f.given["rule"]) for d in documents for f in d.found if f.given.get("rule")})
    rows = []
    for rule in rules:
        counts = []
        for d, level in zip(documents, levels, strict=True):
            mine = {j for j, f in enumerate(d.found) if f.given.get("rule") == rule}
            right = len(mine & _right(level))
            counts.append([right, len(mine), right, len(d.gold)])
        rows.append({"rule": rule, **_figures(counts)})
    return sorted(rows, key=lambda row: (-row["n_found"], row["rule"]))


def _calibration(documents: list[Document], levels: list[Levels]) -> tuple[list[dict[str, Any]], float]:
    bands: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for d, level in zip(documents, levels, strict=True):
        right = _right(level)
        for j, find in enumerate(d.found):
            sure = _confidence(find)
            if sure is not None:
                bands[min(int(sure * BANDS), BANDS - 1)].append((sure, j in right))
    rows, gaps, total = [], 0.0, sum(map(len, bands.values()))
    for band in range(BANDS):
        finds = bands.get(band, [])
        n, right_finds = len(finds), sum(right for _, right in finds)
        sure = sum(sure for sure, _ in finds) / n if n else None
        share = right_finds / n if n else None
        if sure is not None and share is not None:
            gaps += n * abs(sure - share)
        rows.append(
            {
                "confidence": f"{band / BANDS:.1f}–{(band + 1) / BANDS:.1f}",
                "n_found": n,
                "n_right": right_finds,
                "mean_confidence": None if sure is None else round(sure, 4),
                "share_right": None if share is None else round(share, 4),
            }
        )
    return rows, (gaps / total if total else 0.0)


def _errors(document: Document, level: Levels) -> list[dict[str, Any]]:
    best_of_gold: dict[int, tuple[float, int]] = {}
    best_of_find: dict[int, tuple[float, int]] = {}
    for minus, i, j in document.alike:
        best_of_gold.setdefault(i, (-minus, j))
        best_of_find.setdefault(j, (-minus, i))
    taken = {j for j, _ in level.values()}
    rows = []
    for i, (j, what) in level.items():
        if not what["relation"]:
            nearest = (best_of_find[j][0], document.gold[i])
            rows.append(_error(document, "wrong source", document.found[j].given, nearest))
    for i, wanted in enumerate(document.gold):
        if i not in level:
            share, j = best_of_gold.get(i, (0.0, -1))
            rows.append(_error(document, "missed", wanted.given, (share, document.found[j] if share else None)))
    for j, find in enumerate(document.found):
        if j not in taken:
            share, i = best_of_find.get(j, (0.0, -1))
            rows.append(_error(document, "false find", find.given, (share, document.gold[i] if share else None)))
    return sorted(rows, key=lambda row: (row["start"], row["end"], row["error"]))


def _error(document: Document, error: str, given: dict[str, Any], nearest: tuple[float, Any]) -> dict[str, Any]:
    def words(relation: dict[str, Any], part: str) -> str | None:
        return " … ".join(document.text[start:end] for start, end in relation[part]) or None

    share, other = nearest
    return {
        "error": error,
        "doc_id": document.doc_id,
        "kind": given.get("kind"),
        "text": words(given, "content"),
        "cue": words(given, "cue"),
        "source": words(given, "source"),
        "rule": given.get("rule") if error != "missed" else None,
        "confidence": given.get("confidence") if error != "missed" else None,
        "quote_id": given.get("id") if error != "missed" else None,
        "start": min(start for start, _ in given["content"]),
        "end": max(end for _, end in given["content"]),
        "overlap": round(share, 3),
        "nearest_text": words(other.given, "content") if other else None,
        "nearest_source": words(other.given, "source") if other else None,
    }


def _with_interval(row: dict[str, Any]) -> Iterable[str]:
    for name in ("precision", "recall", "f1"):
        known = row[name] is not None
        yield f"{row[name]:.1f}" if known else "–"
        yield f"{row[f'{name}_low']:.1f}–{row[f'{name}_high']:.1f}" if known else ""


TEXT = (
    "measure",
    "kind",
    "rule",
    "error",
    "doc_id",
    "text",
    "cue",
    "source",
    "quote_id",
    "nearest_text",
    "nearest_source",
)
COLUMNS = {
    "errors": (
        *("error", "doc_id", "kind", "text", "cue", "source", "rule", "confidence", "quote_id"),
        *("start", "end", "overlap", "nearest_text", "nearest_source"),
    ),
    "by_kind": ("kind", "measure"),
    "by_rule": ("rule",),
    "by_confidence": ("min_confidence",),
}
FIGURES = tuple(f"{m}{end}" for m in ("precision", "recall", "f1") for end in ("", "_low", "_high"))
COUNTS = ("n_found", "n_right", "n_gold")


def _table(name: str, rows: list[dict[str, Any]]) -> Table:
    """A table whose columns do not depend on whether it has rows."""
    import pyarrow as pa

    names = tuple(rows[0]) if rows else COLUMNS.get(name, ()) + (() if name == "errors" else FIGURES + COUNTS)

    def kind(column: str) -> Any:
        if column in TEXT or (name == "calibration" and column == "confidence"):
            return pa.string()
        return pa.int64() if column.startswith("n_") or column in ("start", "end") else pa.float64()

    return Table(name, pa.Table.from_pylist(rows, pa.schema([(column, kind(column)) for column in names])))
