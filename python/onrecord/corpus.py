"""Documents as they were read, before anything is found in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from numbers import Real
from typing import Any

from onrecord.exceptions import UnknownIdError, nearest
from onrecord.seen import Seen

__all__ = ["Corpus", "Rows"]


class Corpus:
    """Texts with their ids and whatever else the source says about them.

    Made by `onrecord.read`. Texts are kept exactly as given: line ends, a byte order mark, no-break spaces
    and all, so that an offset in any table is an offset into `corpus[doc_id]`.

    Examples
    --------
    >>> import onrecord
    >>> corpus = onrecord.read({"a1": "“No,” said Ada Quill.", "a2": ""})
    >>> corpus
    Corpus of 2 documents
    >>> corpus["a1"][:5]
    '“No,”'
    >>> list(corpus)
    ['a1', 'a2']
    """

    __slots__ = ("_rows", "columns", "first_row", "ids", "problems", "text_field", "texts")

    ids: list[str]
    """One id a document; a repeated id is a problem of its later row."""
    texts: Any
    """A list, or an Arrow column; a row with a problem may hold anything."""
    columns: dict[str, Any]
    """Metadata by name: title, author, outlet, published and whatever else the source has."""
    problems: dict[int, str]
    """Why a row cannot be analysed, by its number from 0."""
    first_row: int
    """How many rows of a stream came before these: messages count from the first of all."""

    def __init__(
        self,
        ids: Sequence[Any],
        texts: Any,
        *,
        columns: dict[str, Any] | None = None,
        problems: dict[int, str] | None = None,
        text_field: str = "text",
        id_field: str = "id",
        first_row: int = 0,
        seen: Seen | None = None,
    ) -> None:
        self.first_row = first_row
        self.texts = texts
        self.columns = columns or {}
        self.problems = dict(problems or {})
        self.text_field = text_field
        self.ids = []
        self._rows: dict[str, int] = {}
        known = [clean(given) for given in ids]
        taken = {name for name, given in zip(known, ids, strict=True) if not isinstance(given, Number)}
        before = {} if seen is None else seen.rows([name for name in known if name])
        for i, (doc_id, given) in enumerate(zip(known, ids, strict=True)):
            row = first_row + i
            if not doc_id:
                self.problems.setdefault(i, f"row {row}, column {id_field!r}: no id")
            if not doc_id or isinstance(given, Number):
                doc_id = _free(doc_id or str(row), taken, seen)
                first = row
            else:
                first = before.get(doc_id, row)
            if first == row:
                first = first_row + self._rows.setdefault(doc_id, i)
            if first != row:
                self.problems.setdefault(
                    i,
                    f"row {row}, column {id_field!r}: id {doc_id!r} is already that of row {first}; "
                    "give each document an id of its own",
                )
            self.ids.append(doc_id)
        if seen is not None:
            seen.add(list(self._rows), (first_row + i for i in self._rows.values()))

    @classmethod
    def of_texts(cls, texts: Sequence[str], *, text_field: str = "text") -> Corpus:
        """Take texts without ids: each goes by the number of its row. Millions of short ones need no look at each.

        Parameters
        ----------
        texts
            One text a document.
        text_field
            What messages call them.

        Returns
        -------
        Corpus
            As many documents.

        Examples
        --------
        >>> from onrecord import Corpus
        >>> Corpus.of_texts(["Nobody spoke.", ""])["0"]
        'Nobody spoke.'
        """
        corpus = cls([], texts, text_field=text_field)
        corpus.ids = [str(row) for row in range(len(texts))]
        corpus._rows = {name: row for row, name in enumerate(corpus.ids)}
        return corpus

    def __len__(self) -> int:
        return len(self.ids)

    def __iter__(self) -> Iterator[str]:
        return iter(self.ids)

    def __contains__(self, doc_id: object) -> bool:
        return doc_id in self._rows

    def __getitem__(self, doc_id: str) -> str:
        """Give the text of a document (empty for one that could not be read)."""
        # What is no text is no id, and may be nothing that a dictionary can look up.
        row = self._rows.get(doc_id) if isinstance(doc_id, str) else None
        if row is None:
            hint = nearest(str(doc_id), self.ids)
            raise UnknownIdError(f"no document has the id {doc_id!r}{hint}")
        text = self.texts[row]
        if hasattr(text, "as_py"):
            text = text.as_py()
        return text if isinstance(text, str) and row not in self.problems else ""

    def __repr__(self) -> str:
        bad = f", {len(self.problems)} of them unreadable" if self.problems else ""
        return f"Corpus of {len(self)} document{'s' * (len(self) != 1)}{bad}"

    def strings(self, name: str) -> list[str | None] | None:
        """Give a metadata column as text, or None where the source has no such column.

        Parameters
        ----------
        name
            Name of the column.

        Returns
        -------
        list of str or None
            One value a document.

        Examples
        --------
        >>> import onrecord
        >>> onrecord.read([{"id": "a", "text": "x", "title": "T"}]).strings("title")
        ['T']
        """
        if name not in self.columns:
            return None
        values = self.columns[name]
        if hasattr(values, "to_pylist"):
            values = values.to_pylist()
        return [clean(value) for value in values]


class Number(str):
    """A number that stands in for the id that a row does not have; it gives way to the ids that rows do have."""

    __slots__ = ()


def _free(name: str, taken: set[str | None], seen: Seen | None = None) -> str:
    """Give a name that no row has and take it: `name`, or else with the first suffix that is free.

    Examples
    --------
    >>> _free("0", {"1"}), _free("0", {"0", "0-2"})
    ('0', '0-3')
    """
    free, n = name, 1
    while free in taken or (seen is not None and free in seen):
        n += 1
        free = f"{name}-{n}"
    taken.add(free)
    return free


class Rows:
    """Rows of a source that are added one by one; columns may appear late."""

    def __init__(self) -> None:
        self.ids: list[Any] = []
        self.texts: list[Any] = []
        self.columns: dict[str, list[Any]] = {}
        self.problems: dict[int, str] = {}
        self.fields: set[str] = set()
        """Names of fields that any row has, text and id among them."""

    def add(
        self,
        doc_id: Any,
        text: Any,
        metadata: dict[str, Any] | None = None,
        problem: str | None = None,
        fields: Iterable[str] = (),
    ) -> None:
        """Append one document."""
        self.fields.update(fields)
        if problem is not None:
            self.problems[len(self.ids)] = problem
        for name in metadata or ():
            if name not in self.columns:
                self.columns[name] = [None] * len(self.ids)
        for name, values in self.columns.items():
            values.append((metadata or {}).get(name))
        self.ids.append(doc_id)
        self.texts.append(text)

    def corpus(
        self, text_field: str = "text", id_field: str = "id", *, first_row: int = 0, seen: Seen | None = None
    ) -> Corpus:
        """Give what was collected."""
        return Corpus(
            self.ids,
            self.texts,
            columns=self.columns,
            problems=self.problems,
            text_field=text_field,
            id_field=id_field,
            first_row=first_row,
            seen=seen,
        )


def missing(value: Any) -> bool:
    """Tell whether a value is None, or what a data frame has instead.

    Examples
    --------
    >>> missing(None), missing(float("nan")), missing("")
    (True, True, False)
    """
    not_a_number = isinstance(value, Real) and value != value
    return value is None or not_a_number or type(value).__name__ in ("NAType", "NaTType")


def clean(value: Any) -> str | None:
    r"""Give a value as text that can be encoded; None for None and for the NaN of a data frame.

    Examples
    --------
    >>> clean(7), clean(None), clean(float("nan")), clean("a\ud800")
    ('7', None, None, 'a?')
    """
    if hasattr(value, "as_py"):
        value = value.as_py()
    return None if missing(value) else str(value).encode("utf-8", "replace").decode("utf-8")


def as_column(values: list[Any]) -> Any:
    """Give values as an Arrow array; as text where they are of several types.

    Examples
    --------
    >>> as_column([1, None]).type, as_column([1, "two"]).to_pylist()
    (DataType(int64), ['1', 'two'])
    """
    import pyarrow as pa

    try:
        return pa.array(values, from_pandas=True)
    except (pa.ArrowException, TypeError, UnicodeEncodeError, ValueError, OverflowError):
        return pa.array([clean(value) for value in values], pa.string())
