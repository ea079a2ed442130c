"""What people set right in a record: `Record.correct`, `merge`, `split` and `review`.

Records are not changed in place. A corrected one keeps what was found, and all its corrections are put to that anew, so
that applying some of them again changes nothing.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, Self, cast

from onrecord.corpus import Corpus
from onrecord.correction import Correction, named
from onrecord.corrections import Corrections
from onrecord.exceptions import ArgumentError, UnknownIdError, nearest
from onrecord.nearby import Names, warn
from onrecord.review import Review
from onrecord.table import Table
from onrecord.tallying import tally

if TYPE_CHECKING:
    from onrecord.record import Record

__all__ = ["Correctable"]


class Correctable:
    """How a `Record` is set right.

    Examples
    --------
    >>> import onrecord
    >>> record = onrecord.analyze({"a1": "“No,” said Ada Quill. “Yes,” said Adele Quill-Reed."})
    >>> record.merge("Ada Quill", "Adele Quill-Reed").quotes.df["speaker"].tolist()
    ['Ada Quill', 'Ada Quill']
    """

    corpus: Corpus
    documents: Table
    mentions: Table
    quotes: Table
    entities: Table

    _found: tuple[Table, Table, Table] | None = None
    """Mentions, quotes and entities before any correction."""
    _overlay: Corrections | None = None
    _lowest: float = 0.0
    """Confidence below which quotes are left out after corrections."""

    @property
    def corrections(self) -> Corrections:
        """All corrections of this record, with what became of each (column ``status`` of their table)."""
        overlay = self._overlay or Corrections()
        return overlay.with_outcomes(overlay.outcomes) if overlay.outcomes else Corrections(overlay)

    def correct(
        self,
        corrections: Any,
        *,
        speaker: str | None = None,
        speaker_type: str | None = None,
        kind: str | None = None,
        stance: str | None = None,
        note: str = "",
    ) -> Self:
        """Apply corrections, or set right one quote.

        Parameters
        ----------
        corrections
            `onrecord.Corrections`, a review, or the path of a file of them. Where they say other things than those
            which the record already has, they count. With any of the following, the ``quote_id`` of one quote.
        speaker, speaker_type, kind, stance, note
            What is right about that quote, as for `Corrections.fix`.

        Returns
        -------
        Record
            A record with the same texts in which quotes, mentions and entities are set right; statements and all
            questions follow. A quote that somebody checked says so in the column ``checked`` (``accepted`` or
            ``corrected``) and has confidence 1.0; ``speaker_how`` stays what it was. Quotes that are none are left out.

        Raises
        ------
        CorrectionError
            If a file is damaged or something else.
        ArgumentError
            If `corrections` is none of these.

        Notes
        -----
        A correction finds its quotation by its words and those around them (W3C Web Annotation Data Model, 2017),
        after small changes of the text too. Where there is none, or more than one, nothing is changed, and
        ``record.corrections.df`` says why.

        Examples
        --------
        >>> import onrecord
        >>> record = onrecord.analyze({"a1": "“No,” said Ada Quill. “Yes,” said Bo Reed."})
        >>> corrections = onrecord.Corrections().fix(record, "a1:q2", speaker="Ada Quill")
        >>> better = record.correct(corrections)
        >>> better.entities.df[["entity", "n_quotes"]]
              entity  n_quotes
        0  Ada Quill         2
        1    Bo Reed         0
        >>> len(better.correct(corrections).corrections)
        1

        One quote, without more ado:

        >>> record.correct("a1:q2", speaker="Ada Quill").quotes.df["speaker"].tolist()
        ['Ada Quill', 'Ada Quill']
        """
        right = {"speaker": speaker, "speaker_type": speaker_type, "kind": kind, "stance": stance}
        if note or any(value is not None for value in right.values()):
            corrections = Corrections().fix(cast("Record", self), corrections, note=note, **right)
        given = Corrections.read(corrections)
        # What was written in a spreadsheet meets the names here for the first time.
        if isinstance(corrections, Review) and corrections._names is None:
            names = Names(self.entities.arrow)
            for speaker in dict.fromkeys(c.speaker for c in given if c.action == "speaker"):
                warn(names, speaker)
        return self._replayed(self.corrections + given, self._lowest)

    def _replayed(self, overlay: Corrections, lowest: float) -> Self:
        import pyarrow.compute as pc

        from onrecord.applying import apply

        found = self._found or (self.mentions, self.quotes, self.entities)
        mentions, quotes, entities = (table.arrow for table in found)
        mentions, quotes, outcomes = apply(self.corpus, mentions, quotes, entities, list(overlay))
        if lowest > 0:
            quotes = quotes.filter(pc.greater_equal(quotes["confidence"], lowest))
        new = copy.copy(self)
        # What was worked out from the tables as they were.
        for name in list(new.__dict__):
            if isinstance(getattr(type(new), name, None), cached_property):
                del new.__dict__[name]
        new._found, new._lowest = found, lowest
        new._overlay = overlay.with_outcomes(outcomes)
        new.mentions, new.quotes = Table("mentions", mentions), Table("quotes", quotes)
        new.entities = Table("entities", tally(mentions, quotes).arrow)
        return new

    def merge(self, entity: str, *others: str) -> Self:
        """Let several entities be one.

        Parameters
        ----------
        entity
            Id or name of the entity that keeps its id, name and type.
        others
            Ids or names of those that become part of it.

        Returns
        -------
        Record
            A record in which all their mentions and quotes are its own. ``corrections`` remembers it for other runs:
            ``onrecord.analyze(corpus, entities, corrections=record.corrections)``.

        Raises
        ------
        UnknownIdError
            If an entity is not in the record.
        ArgumentError
            If there is nothing to merge, or several entities have a name that is given.

        Notes
        -----
        Steps follow each other: after merging a into b and b into c all is c. Merging a into b and then b into a
        leaves a.

        Examples
        --------
        >>> import onrecord
        >>> text = "“No,” said Ada Quill. “Yes,” said Adele Quill-Reed."
        >>> merged = onrecord.analyze({"a1": text}).merge("Ada Quill", "Adele Quill-Reed")
        >>> merged.entities.df[["entity_id", "n_quotes"]]
                   entity_id  n_quotes
        0   person:ada-quill         2
        >>> merged.merge("Ada Quill", "Bo Reed")
        Traceback (most recent call last):
        onrecord.exceptions.UnknownIdError: no entity 'Bo Reed'...
        """
        into, into_id = self._entity(entity, before=True)
        if not others:
            raise ArgumentError(
                "merge needs two entities at least: the one that stays, and those that become part of it"
            )
        steps = Corrections()
        for other in others:
            name, entity_id = self._entity(other)
            if entity_id == into_id:
                raise ArgumentError(f"{other!r} and {entity!r} are the same entity already: {into_id!r}")
            steps.add(Correction("merge", entity=name, entity_id=entity_id, into=into, into_id=into_id))
        return self.correct(steps)

    def split(self, entity: str, doc_ids: str | Iterable[str], name: str | None = None) -> Self:
        """Let what was taken for one entity be two.

        Parameters
        ----------
        entity
            Id or name of an entity.
        doc_ids
            Ids of the documents in which it is somebody else.
        name
            What the other is called; the same if None.

        Returns
        -------
        Record
            A record in which mentions and quotes in these documents are those of an entity with an id of its own
            (``"person:ada-quill~2"``). ``corrections`` remembers it for other runs.

        Raises
        ------
        UnknownIdError
            If the entity or a document is not in the record.
        ArgumentError
            If there are no documents, the entity is not in one of them, or several entities have the name.

        Examples
        --------
        >>> import onrecord
        >>> texts = {"a1": "“No,” said Ada Quill.", "a2": "“Yes,” said Ada Quill."}
        >>> record = onrecord.analyze(texts).split("Ada Quill", ["a2"], name="Ada Quill (golfer)")
        >>> record.entities.df[["entity_id", "entity", "n_quotes"]]
                    entity_id              entity  n_quotes
        0    person:ada-quill           Ada Quill         1
        1  person:ada-quill~2  Ada Quill (golfer)         1
        """
        import pyarrow.compute as pc

        old, entity_id = self._entity(entity)
        if name is not None and (not isinstance(name, str) or not name.strip()):
            raise ArgumentError(f"name is {name!r}; pass what the entity is called, or None")
        wanted = [doc_ids] if isinstance(doc_ids, str) else list(doc_ids)
        if not wanted:
            raise ArgumentError("doc_ids is empty; pass the documents in which the entity is somebody else")
        there: set[str] = set()
        for table, column in ((self.mentions, "entity_id"), (self.quotes, "speaker_id")):
            rows = table.arrow.filter(pc.equal(table.arrow[column], entity_id))
            there |= set(pc.unique(rows["doc_id"]).to_pylist())
        for doc_id in wanted:
            if doc_id not in self.corpus:
                raise UnknownIdError(f"no document has the id {doc_id!r}{nearest(str(doc_id), self.corpus.ids)}")
            if doc_id not in there:
                raise ArgumentError(f"{old!r} is not in document {doc_id!r}; it is in {len(there):,} others")
        into_id = self._free(entity_id)
        steps = Corrections(
            Correction("split", doc_id, entity=old, entity_id=entity_id, into=name or old, into_id=into_id)
            for doc_id in wanted
        )
        return self.correct(steps)

    def _free(self, entity_id: str) -> str:
        """Give an id that no entity has and no correction makes."""
        found = self._found[2] if self._found else self.entities
        taken = {*found.arrow["entity_id"].to_pylist(), *self.entities.arrow["entity_id"].to_pylist()}
        taken |= {correction.into_id for correction in self.corrections}
        n = 2
        while f"{entity_id}~{n}" in taken:
            n += 1
        return f"{entity_id}~{n}"

    def _entity(self, given: str, *, before: bool = False) -> tuple[str, str]:
        """Give name and id of an entity; with `before` also of one that was merged away."""
        if not isinstance(given, str):
            raise UnknownIdError(f"no entity {given!r}; pass an id or a name of the table entities")
        record = cast("Record", self)
        found = named(record, given)
        if found is None and self._found is not None:
            was = named(record, given, self._found[2])
            if was is not None and before:
                found = was
            elif was is not None:
                merged = {c.entity_id: c.into for c in self.corrections if c.action == "merge"}
                into = f"; it was merged into {merged[was[1]]!r}" if was[1] in merged else ""
                raise UnknownIdError(f"no entity {given!r}{into}")
        if found is None:
            columns = (self.entities.arrow[name].slice(0, 100_000).to_pylist() for name in ("entity", "entity_id"))
            raise UnknownIdError(f"no entity {given!r}{nearest(given, [name for part in columns for name in part])}")
        return found[0], found[1]

    def review(
        self,
        n: int = 50,
        by: Literal["confidence", "random", "speaker", "stance", "alarm"] = "confidence",
        *,
        seed: int = 0,
        quotes: Any = None,
    ) -> Review:
        """Draw a sample of quotes that is worth checking by hand.

        Parameters
        ----------
        n
            How many to draw; all if there are fewer.
        by
            ``"confidence"``: from bands of confidence, more from those where errors are likely; ``"random"``: all
            alike; ``"speaker"``: as many from each of those quoted most, and from all others together; ``"stance"``: as
            many of each stance; ``"alarm"``: half of them where the words mean something else than in other sightings.
        seed
            Another number draws another sample. The same number draws the same.
        quotes
            Rows of the table `quotes` to draw from instead of all in the article's own zones.

        Returns
        -------
        Review
            The sample with the words around each quote: to be filled in as CSV, or in the notebook (`Review.widget`).
            Quotes that were checked before are not drawn.

        Raises
        ------
        ArgumentError
            If `n` is no number from 1 or `by` is unknown.

        Notes
        -----
        By confidence, each band's share of the sample is proportional to its size times the standard deviation to be
        expected (Neyman, "On the two different aspects of the representative method", 1934). Which quotes of a band are
        drawn depends on their ids and the seed alone (permanent random numbers, Ohlsson 1995), so that a corpus that
        grows gives much the same sample.

        Examples
        --------
        >>> import onrecord
        >>> record = onrecord.analyze("seeds", "seeds/entities.csv")
        >>> record.review(n=20)
        Review of 20 quotes: 0 checked
        """
        from onrecord import sampling

        items = sampling.draw(cast("Record", self), n, by, seed, quotes)
        return Review(items, Names(self.entities.arrow))
