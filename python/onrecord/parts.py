"""What was said, without the reporter's words between its parts (of “No,” she said, “never.”: No, never.)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["parts_of", "said"]


def parts_of(quote: Mapping[str, Any]) -> list[str]:
    """Give the parts of the content of a row of the table `quotes`.

    Examples
    --------
    >>> content = [{"start": 11, "end": 14}, {"start": 27, "end": 33}]
    >>> parts_of({"text": "No,” she said, “never.", "start": 11, "content": content})
    ['No,', 'never.']
    """
    text, start = quote["text"], quote["start"]
    return [text[part["start"] - start : part["end"] - start] for part in quote["content"]]


def said(quotes: Any) -> Any:
    """Give what was said, an Arrow column, for the columns text, start and content of rows of the table `quotes`."""
    import pyarrow as pa
    import pyarrow.compute as pc

    texts = quotes["text"].combine_chunks()
    if not len(texts):  # of which a data frame does not know the types
        return texts
    # Most are in one piece, and that is the text.
    several = pc.greater(pc.list_value_length(quotes["content"].combine_chunks()), 1)
    at = pc.indices_nonzero(pc.fill_null(several, False))
    joined = [" ".join(parts_of(row)) for row in quotes.select(["text", "start", "content"]).take(at).to_pylist()]
    return pc.replace_with_mask(texts, pc.fill_null(several, False), pa.array(joined, texts.type))
