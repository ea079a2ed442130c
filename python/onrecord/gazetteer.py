"""A list of names, and where they stand in texts."""

from __future__ import annotations

import os
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any

from onrecord import _core, files
from onrecord.arguments import flag, threads
from onrecord.entities import columns_of
from onrecord.exceptions import ArgumentError, EntityError
from onrecord.progress import Report, bar
from onrecord.readers import read
from onrecord.table import Table

__all__ = ["Gazetteer"]


class Gazetteer:
    """People, organisations and other things by all the names they go by, ready to be found in texts.

    Build it once: it serves any number of calls and threads, can be saved, pickled and sent to other processes,
    and is taken by `onrecord.analyze` as it is.

    Parameters
    ----------
    entities
        One of

        * a path to a CSV, TSV, JSONL or Parquet file, a pandas or polars data frame, or anything else with
          ``__arrow_c_stream__``;
        * a mapping from name to an alias, a list of aliases, or a mapping with the columns below:
          ``{"Ada Quill": ["Mayor Quill"], "The Row": {"type": "org", "aliases": ["Row"]}}``;
        * a list of names or a list of mappings;
        * patterns of spaCy's EntityRuler, as a list or a JSONL file: plain strings, where all of one ``id``
          are one entity and its name is the first of them;
        * None for an empty list.

        Columns, in any order and capitals; others are left alone:

        entity
            The name shown in tables; itself an alias. Called ``label`` or ``name`` in other tools, which will do.
        id
            A stable id, such as that of Wikidata; the name where there is none.
        type
            person, org, place, product, document, group or other (the default).
        aliases
            Other names, in one cell separated by ``|``, or a list. An alias that starts with ``=`` counts
            only in exactly these capitals (``=Time``), one that starts with ``~`` in any (``~the lab``).
        case
            What holds for the row's names without a sign: auto (the default: acronyms and short capitals
            exactly, other single words with their capital, names of several words in any), exact or fold.
        priority
            A number. Where a name belongs to several entities, that with the higher number is preferred.

    whole_words
        Whether a name must stand by itself, and not within a longer word. Scripts that put no spaces between
        words are matched within runs of letters in any case.
    plural
        Whether an English plural of a name counts as the name.
    diacritics
        Whether marks on letters count: if False, "Müller" finds "Muller" and the other way round.
    engine
        How names are looked for: ``"index"`` (by words), ``"automaton"`` (by letters) or ``"auto"``, which takes
        the faster for this list. Both find the same.

    Raises
    ------
    EntityError
        If a name or an alias is empty or longer than 4,096 bytes, an id is given twice, a type is unknown or the
        columns are wrong. The message names the file and the row, counted from 1 below the header.
    SourceNotFoundError
        If nothing is at the path.
    ArgumentError
        If `engine` is none of the three.

    Notes
    -----
    What counts as the same letter: capitals and small letters, compatibility forms, apostrophes and dashes of any
    kind, blanks of any number and kind, line ends among them. Names also match with a possessive ending, which is
    not part of the match. Of names that overlap the longest of those that begin first is taken.

    Examples
    --------
    >>> import onrecord
    >>> people = onrecord.Gazetteer({"Ada Quill": ["Mayor Quill", "Quill"], "The Row": []})
    >>> people
    Gazetteer of 2 entities, 4 names
    >>> people.find("Mayor Quill’s friends at the Row").df[["start", "end", "text", "entity"]]
       start  end         text     entity
    0      0   11  Mayor Quill  Ada Quill
    1     25   32      the Row    The Row
    """

    __slots__ = ("_core",)

    def __init__(
        self,
        entities: Any = None,
        *,
        whole_words: bool = True,
        plural: bool = False,
        diacritics: bool = True,
        engine: str = "auto",
    ) -> None:
        if isinstance(entities, Gazetteer):
            raise EntityError("this is a Gazetteer already; use it as it is")
        where = f"{os.fspath(entities)}: " if isinstance(entities, (str, os.PathLike)) else ""
        flags = {
            name: flag(name, given)
            for name, given in (("whole_words", whole_words), ("plural", plural), ("diacritics", diacritics))
        }
        if not isinstance(engine, str):
            raise ArgumentError(f"engine is {engine!r}; pass 'auto', 'automaton' or 'index'")
        columns = columns_of(entities)
        try:
            self._core = _core.Gazetteer(
                columns["entity"],
                id=columns.get("id"),
                type=columns.get("type"),
                aliases=columns.get("aliases"),
                case=columns.get("case"),
                priority=columns.get("priority"),
                engine=engine,
                **flags,
            )
        except EntityError as error:
            raise EntityError(f"{where}{error}") from None

    @classmethod
    def _of(cls, core: _core.Gazetteer) -> Gazetteer:
        made = cls.__new__(cls)
        made._core = core
        return made

    def find(self, text: str, *, overlapping: bool = False) -> Table:
        """Find the names in one text.

        Parameters
        ----------
        text
            The text.
        overlapping
            Whether to give all names, also those within others, and not the longest only.

        Returns
        -------
        Table
            Mentions in order of place: start and end (code points, end exclusive), text, entity_id, entity, type,
            how (``"alias"``) and others: the ids of the other entities that go by that name, best first.

        Raises
        ------
        ArgumentError
            If `text` is no text.

        Examples
        --------
        >>> import onrecord
        >>> places = onrecord.Gazetteer(["York", "New York"])
        >>> places.find("From New York to York").df["text"].tolist()
        ['New York', 'York']
        >>> places.find("New York", overlapping=True).df["text"].tolist()
        ['New York', 'York']
        """
        if not isinstance(text, str):
            raise ArgumentError(f"{type(text).__name__} where a text is needed; find_all takes many texts")
        found = self._core.find(
            [text],
            ids=None,
            text_field="text",
            overlapping=flag("overlapping", overlapping),
            n_threads=1,
            progress=None,
        )
        return Table("mentions", found)

    def find_all(
        self,
        texts: Any,
        *,
        overlapping: bool = False,
        n_threads: int | None = None,
        progress: Report = None,
    ) -> Table:
        """Find the names in many texts.

        Parameters
        ----------
        texts
            A `Corpus`, or what `onrecord.read` takes: a list of texts, a data frame, a folder and so on.
        overlapping
            Whether to give all names, also those within others, and not the longest only.
        n_threads
            Number of threads; one for each core if None. The result does not depend on it.
        progress
            As in `onrecord.analyze`.

        Returns
        -------
        Table
            As that of `find`, with doc_id before it; in the order of the texts.

        Raises
        ------
        ArgumentError
            If a row is no text or cannot be read; the message names the row and the column.

        Examples
        --------
        >>> import onrecord
        >>> people = onrecord.Gazetteer({"Ada Quill": "Quill"})
        >>> mentions = people.find_all({"a1": "Ada Quill left.", "a2": "Nobody.", "a3": "😀 Quill"})
        >>> mentions.df[["doc_id", "start", "end", "entity"]]
          doc_id  start  end     entity
        0     a1      0    9  Ada Quill
        1     a3      2    7  Ada Quill
        >>> people.find_all(["One.", 5])
        Traceback (most recent call last):
        onrecord.exceptions.ArgumentError: row 1, column 'text': int (5) where text is needed
        """
        n = threads(n_threads)
        corpus = read(texts)
        if corpus.problems:
            raise ArgumentError(corpus.problems[min(corpus.problems)])
        with bar(progress, len(corpus)) as report:
            found = self._core.find(
                corpus.texts,
                ids=corpus.ids,
                text_field=corpus.text_field,
                overlapping=flag("overlapping", overlapping),
                n_threads=n,
                progress=report,
            )
        return Table("mentions", found)

    @property
    def entities(self) -> Table:
        """The list itself: entity_id, entity, type, aliases, priority."""
        return Table("entities", self._core.entities())

    @property
    def n_names(self) -> int:
        """How many different names there are, aliases included."""
        return self._core.n_names

    @property
    def engine(self) -> str:
        """How names are looked for: ``"automaton"`` or ``"index"``."""
        return self._core.engine

    @property
    def whole_words(self) -> bool:
        """Whether names must stand by themselves."""
        return self._core.whole_words

    @property
    def plural(self) -> bool:
        """Whether plurals count."""
        return self._core.plural

    @property
    def diacritics(self) -> bool:
        """Whether marks on letters count."""
        return self._core.diacritics

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the list to one file, from which `load` takes it many times faster than it was built.

        Parameters
        ----------
        path
            The file; overwritten if it is there.

        Examples
        --------
        >>> import onrecord, tempfile, pathlib
        >>> path = pathlib.Path(tempfile.mkdtemp()) / "people.gaz"
        >>> onrecord.Gazetteer(["Ada Quill"]).save(path)
        >>> onrecord.Gazetteer.load(path)
        Gazetteer of 1 entity, 1 name
        """
        self._core.save(os.fspath(path))

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Gazetteer:
        """Read what `save` wrote.

        Parameters
        ----------
        path
            The file.

        Returns
        -------
        Gazetteer
            Equal to the one that was saved.

        Raises
        ------
        ArgumentError
            If the file is damaged, or was written by another version of the format.
        SourceNotFoundError
            If nothing is at the path.

        Examples
        --------
        >>> import onrecord
        >>> onrecord.Gazetteer.load("seeds/entities.csv")
        Traceback (most recent call last):
        onrecord.exceptions.ArgumentError: ...
        """
        file = Path(path)
        if not file.is_file():
            raise files.not_found(file)
        return cls._of(_core.Gazetteer.load(str(file)))

    def __len__(self) -> int:
        return len(self._core)

    def __contains__(self, name: object) -> bool:
        try:
            return isinstance(name, str) and self._core.contains(name)
        except UnicodeEncodeError:
            return False  # a lone surrogate is in no name

    def __eq__(self, other: object) -> bool:
        return self._core == other._core if isinstance(other, Gazetteer) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._core)

    def __reduce__(self) -> tuple[Callable[[bytes], Gazetteer], tuple[bytes]]:
        return _restored, (self._core.to_bytes(),)

    def __copy__(self) -> Gazetteer:
        return self  # nothing in it can change

    def __deepcopy__(self, memo: object) -> Gazetteer:
        return self

    def __repr__(self) -> str:
        n, names = len(self), self.n_names
        return f"Gazetteer of {n:,} {'entity' if n == 1 else 'entities'}, {names:,} name{'s' * (names != 1)}"

    def _repr_html_(self) -> str:
        return f"<p><b>{escape(repr(self))}</b></p>{self.entities._repr_html_()}"


def _restored(data: bytes) -> Gazetteer:
    return Gazetteer._of(_core.Gazetteer.from_bytes(data))
