"""From what an analyst has to a `Corpus`: data frames, Arrow, lists and, by way of `files`, paths."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from onrecord import files
from onrecord.columns import as_texts, from_table, has_ids, require
from onrecord.corpus import Corpus, Number, Rows
from onrecord.exceptions import SourceError

__all__ = ["read"]

LONGEST_NAME = 1_000
"""Characters of a text that is looked at as a path."""


def read(source: Any, *, text_field: str = "text", id_field: str = "id") -> Corpus:
    """Read documents from a folder, files, a data frame or Python values.

    Parameters
    ----------
    source
        One of

        * a folder (its ``.txt`` files, sub-folders included; where there are none, its JSONL, CSV or Parquet
          files, if all are of one kind), a file, or a glob such as ``"news/2017-*.jsonl"``;
        * a pandas or polars data frame, or anything else with ``__arrow_c_stream__``;
        * a list of texts, of ``(id, text)`` pairs or of mappings, or a mapping from id to text.

    text_field
        Name of the column that holds the text.
    id_field
        Name of the column that holds the id. Where the source has no column ``id``, documents are numbered
        from 0 (a line of a JSONL or CSV file goes by its number in the file, from 1); any other name that is
        missing is an error. A ``.txt`` file goes by its name without ``.txt``. A row without an id goes by its
        number too, or by that with a suffix (``"0-2"``) where another row has it as its id.

    Returns
    -------
    Corpus
        The documents, in the order of the source (files by name). Texts are UTF-8, decoded but not changed
        in any way. All other columns are kept and reach the table ``documents``; ``title`` and ``author``
        help the analysis.

    Raises
    ------
    SourceNotFoundError
        If nothing is at the path.
    MissingColumnError
        If the source has no column `text_field`; the message names those it has.
    SourceError
        If the source holds no articles or is of a kind that cannot be read.

    Notes
    -----
    One bad document never stops the others: bytes that are not UTF-8, a missing text, a repeated id and the
    like become a row of the table ``documents`` with status ``error`` and a message that names the place.

    Examples
    --------
    >>> import onrecord
    >>> onrecord.read("seeds")
    Corpus of 5 documents
    >>> onrecord.read(["First text.", "Second text."]).ids
    ['0', '1']
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"url": ["u1"], "body": ["Some text."], "outlet": ["The Row"]})
    >>> onrecord.read(frame, text_field="body", id_field="url").ids
    ['u1']
    >>> onrecord.read(frame)
    Traceback (most recent call last):
    onrecord.exceptions.MissingColumnError: no column 'text' in the DataFrame; it has url, body, outlet; \
did you mean text_field='body'?
    """
    if isinstance(source, Corpus):
        return source
    if isinstance(source, (str, os.PathLike)):
        return files.read_paths([os.fspath(source)], text_field=text_field, id_field=id_field)
    if isinstance(source, (bytes, bytearray)):
        raise SourceError("bytes are no source; decode them and pass a list with the text")
    pandas = sys.modules.get("pandas")
    if pandas is not None and isinstance(source, pandas.DataFrame):
        return _from_pandas(source, text_field, id_field)
    if pandas is not None and isinstance(source, pandas.Series):
        return Corpus(source.index.tolist(), _texts_of(source, "the Series"), text_field=text_field)
    if hasattr(source, "__arrow_c_stream__") or hasattr(source, "__arrow_c_array__"):
        return _from_arrow(source, text_field, id_field)
    if isinstance(source, Mapping):
        return Corpus(list(source.keys()), list(source.values()), text_field=text_field)
    if isinstance(source, io.IOBase):
        name = getattr(source, "name", None)
        shown = (
            f"its path: read({name!r})" if isinstance(name, str) else "its path, or a list with the text: read([text])"
        )
        raise SourceError(f"an open file would be a document a line; pass {shown}")
    if isinstance(source, Iterable):
        return _from_items(source, text_field, id_field)
    raise SourceError(
        f"cannot read documents from {type(source).__name__}; pass a path, a data frame, an Arrow table, "
        "a list of texts or of (id, text) pairs, or a mapping from id to text"
    )


def _texts_of(series: Any, what: str) -> Any:
    """Borrow a pandas column where it is Arrow already, else list it."""
    if str(series.dtype) == "object":
        return series.tolist()  # may hold anything, each item is looked at in Rust
    import pyarrow as pa

    return as_texts(pa.Array.from_pandas(series), what)


def _from_pandas(frame: Any, text_field: str, id_field: str) -> Corpus:
    names = [str(name) for name in frame.columns]
    require(text_field, names, "the DataFrame")
    by_name = {name: frame.iloc[:, i] for i, name in enumerate(names)}
    if has_ids(id_field, names, "the DataFrame"):
        ids = by_name[id_field].tolist()
    else:
        ids = list(range(len(frame)))
    columns = {name: _column_of(series) for name, series in by_name.items() if name not in (text_field, id_field)}
    texts = _texts_of(by_name[text_field], f"column {text_field!r} of the DataFrame")
    return Corpus(ids, texts, columns=columns, text_field=text_field, id_field=id_field)


def _column_of(series: Any) -> Any:
    import pyarrow as pa

    try:
        return pa.chunked_array([pa.array(series, from_pandas=True)])
    except (pa.ArrowException, TypeError, UnicodeEncodeError, ValueError):
        return series.tolist()


def _from_arrow(source: Any, text_field: str, id_field: str) -> Corpus:
    import pyarrow as pa

    where = f"the {type(source).__name__}"
    try:
        table = pa.table(source)
    except (pa.ArrowException, TypeError, ValueError):
        # A column by itself is one of texts.
        column = source if isinstance(source, pa.ChunkedArray) else pa.chunked_array([pa.array(source)])
        return Corpus(list(range(len(column))), as_texts(column, where), text_field=text_field)
    return from_table(table, text_field, id_field, where)


def _from_items(items: Iterable[Any], text_field: str, id_field: str) -> Corpus:
    if isinstance(items, list) and items and all(type(item) is str for item in items) and not is_file(items[0]):
        return Corpus.of_texts(list(items), text_field=text_field)
    rows = Rows()
    first: type | None = None
    with_text = False
    for i, item in enumerate(items):
        if first is None:
            first = _kind(item)
            if first is str and is_file(item):
                raise SourceError(
                    f"{item!r} is the path of a file; a list of strings is one of texts: pass Path({item!r})"
                )
        if first is dict and isinstance(item, Mapping):
            if isinstance(item_path := item.get(text_field), str) or text_field in item:
                with_text = True
            metadata = {str(k): v for k, v in item.items() if k not in (text_field, id_field)}
            problem = None if text_field in item else f"row {i}: no field {text_field!r}"
            rows.add(item.get(id_field, Number(i)), item_path, metadata, problem)
        elif first is tuple and isinstance(item, (tuple, list)) and len(item) == 2:
            rows.add(item[0], item[1])
        elif first is tuple:
            rows.add(Number(i), None, None, f"row {i}: {type(item).__name__} where an (id, text) pair is needed")
        elif first is os.PathLike and isinstance(item, os.PathLike):
            rows.add(i, os.fspath(item))
        else:
            rows.add(Number(i), item)
    if first is os.PathLike:
        return files.read_paths(rows.texts, text_field=text_field, id_field=id_field)
    if first is dict and not with_text:
        require(text_field, rows.columns, "the first mapping")
    return rows.corpus(text_field, id_field)


def is_file(item: Any) -> bool:
    """Tell whether a text of a list is rather the path of an article.

    Examples
    --------
    >>> is_file("seeds/entities.csv"), is_file("“No,” said Ada Quill."), is_file("seeds")
    (True, False, False)
    """
    if not isinstance(item, str) or len(item) > LONGEST_NAME or files.kind_of(Path(item)) is None:
        return False
    try:
        return Path(item).is_file()
    except (OSError, ValueError):  # a NUL, or a name that is too long
        return False


def _kind(item: Any) -> type:
    """What the first item of a list says about all of them."""
    if isinstance(item, Mapping):
        return dict
    if isinstance(item, os.PathLike):
        return os.PathLike
    if isinstance(item, (tuple, list)):
        return tuple
    return str
