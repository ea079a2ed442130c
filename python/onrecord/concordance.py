"""A concordance: a table whose rows are read down the middle."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING, Any

from onrecord import markup
from onrecord.arguments import whole
from onrecord.exceptions import ArgumentError
from onrecord.table import ROWS_SHOWN, Table

if TYPE_CHECKING:
    from onrecord.questions import Questions

__all__ = ["Concordance", "kwic"]

WIDEST = 1000
# Of what is no word, these make a regular expression of a pattern.
SIGNS = ("|", ".*", ".+", "\\b", "\\w", "\\s", "[", "^")
HEAD = (("doc_id", ""), ("before", ' class="before"'), ("match", ' class="match"'), ("after", ""))
# Flags of `re` that the core's engine takes, and what it calls them.
FLAGS = {re.MULTILINE: "m", re.DOTALL: "s"}


class Concordance(Table):
    """Matches in context, drawn with the matches below one another; see `Record.kwic`.

    Examples
    --------
    >>> import onrecord
    >>> record = onrecord.analyze({"a1": "No ties here. The ties of old.", "a2": "She cut all ties."})
    >>> record.kwic("ties", width=8)
    kwic: 3 rows, 10 columns
    a1       No [ties] here. T
    a1  re. The [ties] of old.
    a2  cut all [ties].
    """

    def _shown(self, room: int) -> list[dict[str, str]]:
        rows: list[dict[str, str]] = (
            self.arrow.slice(0, ROWS_SHOWN).select(["doc_id", "left", "match", "right"]).to_pylist()
        )
        for row in rows:
            for side in ("left", "match", "right"):
                row[side] = re.sub(r"\s+", " ", row[side])
            # What is nearest to the match is what tells.
            row["left"] = row["left"][-room:] if room else ""
            row["match"], row["right"] = row["match"][:60], row["right"][:room]
        return rows

    def __repr__(self) -> str:
        width = min(shutil.get_terminal_size((100, 24)).columns, 120)
        rows = self._shown(WIDEST)
        ids = max((len(row["doc_id"]) for row in rows), default=0)
        most = max((len(row["match"]) for row in rows), default=0)
        rows = self._shown(max((width - ids - most - 4) // 2, 8))
        left = max((len(row["left"]) for row in rows), default=0)
        lines = [f"{row['doc_id']:{ids}}  {row['left']:>{left}}[{row['match']}]{row['right']}".rstrip() for row in rows]
        if len(self) > len(rows):
            lines.append(f"... {len(self) - len(rows):,} more; .df gives all")
        return markup.plain("\n".join([self._head(), *lines, *([self.note] if self.note else [])]))

    def _repr_html_(self) -> str:
        body = "".join(
            f'<tr><td dir="auto">{markup.text(markup.short(row["doc_id"], 60))}</td>'
            f'<td class="before" dir="auto">{markup.text(row["left"])}</td>'
            f'<td class="match" dir="auto"><b>{markup.text(row["match"])}</b></td>'
            f'<td class="after" dir="auto">{markup.text(row["right"])}</td></tr>'
            for row in self._shown(60)
        )
        more = f", the first {ROWS_SHOWN} shown" if len(self) > ROWS_SHOWN else ""
        note = f"; {markup.text(self.note)}" if self.note else ""
        head = "".join(f'<th scope="col"{kind}>{name}</th>' for name, kind in HEAD)
        return (
            f'<style>{markup.css()}</style><div class="onrecord card table">'
            f'<p class="facts"><b>{markup.text(self._head())}</b>{more}{note}</p>'
            '<div class="scroll" role="group" aria-label="concordance" tabindex="0"><table>'
            f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div></div>"
        )


def kwic(
    record: Questions,
    pattern: Any,
    *,
    regex: bool,
    ignore_case: bool,
    whole_words: bool | None,
    width: int,
    n_threads: int,
) -> Concordance:
    """Look for a pattern in all texts; see `Record.kwic`."""
    import pyarrow as pa

    from onrecord import _core

    room = whole(width)
    if room is None or not 0 <= room <= WIDEST:
        raise ArgumentError(f"width is {width!r}; pass a number of characters from 0 to {WIDEST}")
    if isinstance(pattern, re.Pattern):
        regex, ignore_case = True, bool(pattern.flags & re.IGNORECASE)
        pattern = _translated(pattern)
    if not isinstance(pattern, str):
        raise ArgumentError(f"pattern is {type(pattern).__name__}; pass text, or what re.compile gave for text")
    corpus = record.corpus
    found = pa.table(
        _core.kwic(
            corpus.texts,
            pattern,
            problems=corpus.problems,
            regex=regex,
            ignore_case=ignore_case,
            whole_words=not regex if whole_words is None else whole_words,
            width=room,
            n_threads=n_threads,
        )
    )
    literal = not regex and not len(found) and any(sign in pattern for sign in SIGNS)
    note = f"{pattern!r} is looked for as it stands; with regex=True it is a regular expression" if literal else None
    return Concordance("kwic", _placed(record, found), note)


def _translated(pattern: re.Pattern[Any]) -> Any:
    flags = pattern.flags & ~(re.UNICODE | re.IGNORECASE)
    ours = "".join(name for flag, name in FLAGS.items() if flags & flag)
    if flags & ~(re.MULTILINE | re.DOTALL) or not isinstance(pattern.pattern, str):
        raise ArgumentError(
            f"pattern {pattern!r} has flags or a type that are not known here; "
            "pass a pattern of text with no other flags than re.IGNORECASE, re.MULTILINE and re.DOTALL"
        )
    return f"(?{ours}){pattern.pattern}" if ours else pattern.pattern


def _placed(record: Questions, found: Any) -> Any:
    """Put the document, the zone and the quote beside each match."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    from onrecord.places import contents, within

    ids = record.documents.arrow["doc_id"].combine_chunks()
    places = tuple(found[name].to_numpy() for name in ("text_number", "start", "end"))
    n = len(found)

    def numbers(doc_ids: Any) -> Any:
        return pc.index_in(doc_ids, ids).to_numpy().astype(np.int64)

    def first(outer: tuple[Any, Any, Any], best: Any) -> Any:
        """The outer place of each match, or -1; of several the one with the least `best`."""
        which, match = within(outer, places)
        order = np.lexsort((which, best[which], match))
        which, match = which[order], match[order]
        at = np.full(n, -1, np.int64)
        at[match[::-1]] = which[::-1]
        return at

    zones = record.zones.arrow
    starts, ends = zones["start"].to_numpy(), zones["end"].to_numpy()
    zone = first((numbers(zones["doc_id"]), starts, ends), np.zeros(len(zones), np.int64))
    quotes = record.quotes.arrow
    parent, starts, ends = contents(quotes)
    # Of a quotation within a quotation the inner one is whose words these are.
    part = first((numbers(quotes["doc_id"])[parent], starts, ends), ends - starts)
    quote = np.where(part >= 0, np.append(parent, -1)[part], -1)

    def value(column: Any, at: Any) -> Any:
        return column.combine_chunks().take(pa.array(at, mask=at < 0))

    return pa.table(
        {
            "doc_id": ids.take(found["text_number"]),
            "start": found["start"],
            "end": found["end"],
            "left": found["left"],
            "match": found["match"],
            "right": found["right"],
            "zone": value(zones["kind"], zone),
            "quote_id": value(quotes["quote_id"], quote),
            "speaker": value(quotes["speaker"], quote),
            "stance": pc.cast(value(quotes["stance"], quote), pa.string()),
        }
    )
