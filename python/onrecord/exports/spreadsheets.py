"""Tables as CSV that a spreadsheet opens without running any of it, by the rule of `onrecord.spreadsheet`."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

from onrecord import spreadsheet
from onrecord.spreadsheet import escape

if TYPE_CHECKING:
    import pandas as pd

    from onrecord.table import Table

__all__ = ["unescape", "write"]


def write(table: Table, path: str | os.PathLike[str]) -> None:
    """Write a table; lists are JSON, text is quoted, what is missing is empty and not quoted."""
    import pyarrow as pa
    import pyarrow.csv as arrow_csv
    import pyarrow.types as t

    rows = table.arrow
    for i, field in enumerate(rows.schema):
        column = rows.column(i)
        if t.is_dictionary(field.type):
            column = column.cast(field.type.value_type)
        elif t.is_string_view(field.type):
            column = column.cast(pa.string())
        elif t.is_nested(field.type):
            values = (None if v is None else json.dumps(v, ensure_ascii=False, default=str) for v in column.to_pylist())
            column = pa.chunked_array([pa.array(values, pa.string())])
        if t.is_string(column.type) or t.is_large_string(column.type):
            column = escape(column)
        rows = rows.set_column(i, escape(pa.array([field.name]))[0].as_py(), column)
    with open(path, "wb") as out:  # noqa: PTH123 - the mark must come first
        out.write(b"\xef\xbb\xbf")  # by which Excel knows UTF-8
        arrow_csv.write_csv(rows, out)


def unescape(frame: pd.DataFrame) -> pd.DataFrame:
    """Take away the apostrophes that `Table.to_csv` put before what looks like a formula.

    Parameters
    ----------
    frame
        What ``pandas.read_csv`` made of such a file.

    Returns
    -------
    pandas.DataFrame
        A copy in which all text, and all names of columns, are as they were.

    Examples
    --------
    >>> import onrecord, pandas, tempfile, pathlib
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "documents.csv"
    >>> onrecord.analyze({"=1+1": "One."}).documents.to_csv(path)
    >>> frame = pandas.read_csv(path, dtype={"doc_id": str})
    >>> frame["doc_id"].tolist(), unescape(frame)["doc_id"].tolist()
    (["'=1+1"], ['=1+1'])
    """
    plain = frame.copy()
    for i in range(plain.shape[1]):
        column = plain.iloc[:, i]
        if column.map(lambda value: isinstance(value, str)).any():
            values = [_plain(value) if isinstance(value, str) else value for value in column]
            plain.isetitem(i, values)
    return plain.rename(columns=lambda name: _plain(name) if isinstance(name, str) else name)


def _plain(text: str) -> str:
    import pyarrow as pa

    return str(spreadsheet.unescape(pa.array([text]))[0].as_py()) if "'" in text else text
