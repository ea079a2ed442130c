"""A table: Arrow inside, a data frame in one step."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from onrecord import markup
from onrecord.exceptions import ArgumentError, MissingColumnError, nearest

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Table"]

# Columns to show first where not all fit.
FIRST = {
    "documents": ("doc_id", "status", "n_chars", "title", "outlet", "published"),
    "zones": ("doc_id", "kind", "start", "end"),
    "mentions": ("mention_id", "text", "entity", "type", "how", "zone"),
    "quotes": ("quote_id", "speaker", "stance", "kind", "cue", "text"),
    "entities": ("entity", "type", "n_docs", "n_mentions", "n_quotes", "n_words"),
    "said": ("quote_id", "speaker", "stance", "kind", "n_words", "said"),
    "statements": ("statement_id", "n_sightings", "n_docs", "n_outlets", "speakers", "alarm", "text"),
    "sightings": ("sighting_id", "statement_id", "speaker", "change", "alarm", "text"),
    "wordings": ("n_sightings", "first_doc", "speakers", "change_first", "alarm", "text"),
    "errors": ("error", "doc_id", "kind", "source", "cue", "text"),
    "by_kind": ("kind", "measure", "precision", "recall", "f1", "n_gold"),
    "by_rule": ("rule", "precision", "recall", "n_found", "n_right"),
    "by_confidence": ("min_confidence", "precision", "recall", "f1", "n_found"),
    "network_quotes": ("source", "target", "weight", "n_docs", "n_words"),
    "network_discusses": ("source", "target", "weight", "n_docs", "n_mentions"),
    "network_mentions": ("source", "target", "weight", "n_docs"),
    "co_mentions": ("source", "target", "weight", "n_docs", "pmi", "npmi"),
    "carriers_document": ("doc_id", "outlet", "carries", "change", "alarm", "text"),
    "carriers_outlet": ("outlet", "carries", "n_sightings", "change", "alarm", "text"),
    "disputes": ("claim_id", "claimant", "claim", "denier", "denial", "score"),
    "summary": ("measure", "precision", "recall", "f1", "n_found", "n_gold"),
}
ROWS_SHOWN = 10
CELL = 120  # characters of a cell in HTML: a cell may hold a whole article
WIDE = 150  # characters of a row in HTML before columns other than the first are only named
MOST = 10 * CELL  # characters of a value that are looked at for its cell


class Table:
    """Rows of one kind.

    Anything that speaks Arrow takes a table as it is: ``pyarrow.table(t)``, ``polars.DataFrame(t)``,
    ``duckdb.sql("select * from t")``, ``pandas.DataFrame.from_arrow(t)``. `df` gives a pandas data frame.

    Examples
    --------
    >>> import onrecord
    >>> record = onrecord.analyze(["No names here."])
    >>> len(record.documents)
    1
    >>> record.documents.df["status"].tolist()
    ['ok']
    >>> record.documents
    documents: 1 row, 10 columns
    doc_id  status  n_chars  title  outlet  published
    0       ok      14
    """

    note: str | None = None
    """What is to be known of the rows as a whole: their order, or a doubt. Shown with them, and in ``df.attrs``."""

    _first: Sequence[str] = ()
    """Columns to show first where not all fit."""

    def __init__(self, name: str, data: Any, note: str | None = None, *, first: Sequence[str] = ()) -> None:
        self.name = name
        self.note = note
        self._first = first or FIRST.get(name, ())
        self._data = data

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """Hand the rows to another Arrow library, without a copy."""
        return self._data.__arrow_c_stream__(requested_schema)

    def __getstate__(self) -> dict[str, Any]:
        # What the core hands out lives in this process only; the data frame is made anew where it is wanted.
        state = {name: value for name, value in self.__dict__.items() if name not in ("arrow", "df", "schema")}
        return state | {"_data": self.arrow}

    def __len__(self) -> int:
        return len(self._data)

    if not TYPE_CHECKING:  # or every slip would be an attribute to a type checker

        def __getattr__(self, name: str) -> Any:
            # Asked for what it does not have. What is private is asked for by copy, pickle and their like.
            hint = "" if name.startswith("_") else f"; .df is a pandas data frame: {self.name}.df{_asked(name)}"
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}{hint}")

    def __getitem__(self, key: object) -> Any:
        raise TypeError(f"a table has no items; .df is a pandas data frame: {self.name}.df[{key!r}]")

    @cached_property
    def arrow(self) -> Any:
        """The rows as a `pyarrow.Table`."""
        import pyarrow as pa

        return pa.table(self._data)

    @cached_property
    def schema(self) -> Any:
        """The columns and their types, as a `pyarrow.Schema`."""
        return self.arrow.schema

    @property
    def columns(self) -> list[str]:
        """Names of the columns, in order."""
        return list(self.arrow.column_names)

    @cached_property
    def df(self) -> pd.DataFrame:
        """The rows as a pandas data frame, made at the first use and the same object from then on."""
        import pyarrow.types as t

        table = self.arrow
        for i, field in enumerate(table.schema):
            # pandas would make a Categorical of it, which groups and joins unlike text.
            if t.is_dictionary(field.type):
                table = table.set_column(i, field.name, table.column(i).cast(field.type.value_type))
        frame: pd.DataFrame = table.to_pandas()
        if self.note is not None:
            frame.attrs["note"] = self.note
        return frame

    def to_polars(self) -> Any:
        """Give the rows as a polars data frame (needs polars).

        Returns
        -------
        polars.DataFrame
            The rows.

        Examples
        --------
        >>> import onrecord
        >>> onrecord.analyze(["One."]).documents.to_polars().height
        1
        """
        import polars as pl

        return pl.DataFrame(self)

    def to_parquet(self, path: str | os.PathLike[str]) -> None:
        """Write the rows to one Parquet file.

        Parameters
        ----------
        path
            The file; overwritten if it is there.

        Examples
        --------
        >>> import onrecord, pandas, tempfile, pathlib
        >>> folder = pathlib.Path(tempfile.mkdtemp())
        >>> onrecord.analyze(["One."]).documents.to_parquet(folder / "documents.parquet")
        >>> pandas.read_parquet(folder / "documents.parquet")["n_chars"].tolist()
        [4]
        """
        import pyarrow.parquet as pq

        pq.write_table(self.arrow, path, compression="zstd")

    def to_csv(self, path: str | os.PathLike[str]) -> None:
        r"""Write the rows to one CSV file that is safe to open in a spreadsheet.

        Parameters
        ----------
        path
            The file; overwritten if it is there.

        Notes
        -----
        UTF-8 with a byte order mark, commas, lists as JSON; text is in quotation marks and what is missing is not. Text
        that a spreadsheet would take for a formula has an apostrophe before its sign (OWASP, "CSV Injection");
        `onrecord.exports.unescape` takes it away from what ``pandas.read_csv`` reads. Parquet needs none of this.

        Examples
        --------
        >>> import onrecord, tempfile, pathlib
        >>> path = pathlib.Path(tempfile.mkdtemp()) / "documents.csv"
        >>> onrecord.analyze({"=1+1": "One."}).documents.to_csv(path)
        >>> print(path.read_text("utf-8-sig").splitlines()[1])
        "'=1+1",,,,,,,4,"ok",
        """
        from onrecord.exports import spreadsheets

        spreadsheets.write(self, path)

    def where(self, column: str, value: object) -> list[dict[str, Any]]:
        """Give the rows whose `column` equals `value`, as dictionaries.

        Parameters
        ----------
        column
            Name of a column.
        value
            What to look for.

        Returns
        -------
        list of dict
            The rows, in order.

        Raises
        ------
        MissingColumnError
            If there is no such column.
        ArgumentError
            If `value` is of a type that cannot equal anything in the column.

        Examples
        --------
        >>> import onrecord
        >>> record = onrecord.analyze({"a": "One.", "b": "Two!!"})
        >>> [row["n_chars"] for row in record.documents.where("doc_id", "b")]
        [5]
        """
        import pyarrow as pa
        import pyarrow.compute as pc

        if column not in self.columns:
            shown = ", ".join(self.columns)
            hint = nearest(str(column), self.columns)
            raise MissingColumnError(f"no column {column!r} in {self.name}; it has {shown}{hint}")
        try:
            found = pc.equal(self.arrow[column], value)
        except (pa.ArrowException, TypeError, ValueError) as error:
            kind = self.arrow[column].type
            raise ArgumentError(
                f"value is {value!r}, which cannot be compared with {column!r} of type {kind}"
            ) from error
        rows: list[dict[str, Any]] = self.arrow.filter(found).to_pylist()
        return rows

    def _columns(self, names: Sequence[str]) -> Any:
        """Give some columns, of a table in files without reading the others."""
        return self.arrow.select(list(names))

    def _among(self, column: str, values: Any) -> Any:
        """Give the rows whose `column` is one of some values, of a table in files without keeping the others."""
        import pyarrow.compute as pc

        return self.arrow.filter(pc.is_in(self.arrow[column], values))

    def _top(self, n: int) -> Any:
        """Give the first rows."""
        return self.arrow.slice(0, n)

    def _head(self) -> str:
        n, m = len(self), len(self.columns)
        return f"{self.name}: {n:,} row{'s' * (n != 1)}, {m} columns"

    def __repr__(self) -> str:
        width = min(shutil.get_terminal_size((100, 24)).columns, 120)
        names = [name for name in self._first if name in self.columns]
        names = names or self.columns[:6]
        rows = self._top(ROWS_SHOWN).select(names).to_pylist()
        if not rows:
            return self._head()
        lines = [names, *([markup.plain(_plain(row[name])) for name in names] for row in rows)]
        lengths = [min(max(len(line[i]) for line in lines), width) for i in range(len(names))]
        # The widest give way, the id last of all: an id that is cut is no id.
        while sum(lengths) + 2 * len(lengths) > width and max(lengths[1:], default=0) > 8:
            lengths[lengths.index(max(lengths[1:]), 1)] -= 1
        lengths[0] = min(lengths[0], width - 2)
        shown = [
            "  ".join(_cut(cell, n).ljust(n) for cell, n in zip(line, lengths, strict=True)).rstrip() for line in lines
        ]
        if len(self) > len(rows):
            shown.append(f"... {len(self) - len(rows):,} more; .df gives all")
        return "\n".join([self._head(), *shown, *([markup.plain(self.note)] if self.note else [])])

    def _repr_html_(self) -> str:
        own = self.columns
        order = [name for name in self._first if name in own]
        n_first = max(len(order), 1)
        order += [name for name in own if name not in order]
        head = self._top(ROWS_SHOWN)
        cells = {name: [_cut(_plain(value), CELL) for value in head[name].to_pylist()] for name in order[:MOST]}
        # All the columns of a narrow table; of a wide one the first, and those that there is room for.
        names: list[str] = []
        room = WIDE
        for name, column in cells.items():
            room -= min(max(map(len, [name, *column])), 40) + 2
            if room < 0 and len(names) >= n_first:
                break
            names.append(name)
        kinds = [' class="n"' if _is_number(head.schema.field(name).type) else ' dir="auto"' for name in names]
        top = "".join(
            f'<th scope="col"{kind}>{markup.text(_cut(name, CELL))}</th>'
            for name, kind in zip(names, kinds, strict=True)
        )
        body = "".join(
            "<tr>" + "".join(_cell(cells[name][i], kind) for name, kind in zip(names, kinds, strict=True)) + "</tr>"
            for i in range(len(head))
        )
        more = f", the first {len(head)} shown" if len(self) > len(head) else ""
        rest = order[len(names) :]
        also = f'<p class="facts">also: {markup.label(_cut(", ".join(rest[:MOST]), 600))}</p>' if rest else ""
        also += f'<p class="facts">{markup.label(self.note)}</p>' if self.note else ""
        return (
            f'<style>{markup.css()}</style><div class="onrecord card table">'
            f'<p class="facts"><b>{markup.text(self._head())}</b>{more}</p>'
            f'<div class="scroll" role="group" aria-label="table {markup.label(self.name)}" tabindex="0">'
            f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>{also}</div>"
        )


def _asked(name: str) -> str:
    """Give how a data frame is asked for the same."""
    return "" if name in ("pandas", "to_pandas", "to_df", "dataframe") else f".{name}"


def _is_number(kind: Any) -> bool:
    import pyarrow.types as t

    return bool(t.is_integer(kind) or t.is_floating(kind))


def _cell(text: str, kind: str) -> str:
    # Long text would be squeezed into a column of one word beside thirty short ones.
    inner = f'<div class="long">{markup.text(text)}</div>' if len(text) > 40 else markup.text(text)
    return f"<td{kind}>{inner}</td>"


def _plain(value: object) -> str:
    """One line of text for a cell."""
    if value is None:
        return ""
    if isinstance(value, float):
        value = round(value, 4)
    if isinstance(value, list):
        value = value[:MOST]
        parts = (f"{v['start']}-{v['end']}" if isinstance(v, dict) else str(v) for v in value)
        value = ", ".join(parts)
    # A cell shows the beginning; the rest of a whole article need not be looked at.
    return " ".join(str(value).lstrip()[:MOST].split())


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: max(width - 1, 1)] + "…"
