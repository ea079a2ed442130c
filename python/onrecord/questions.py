"""The questions analysts ask of a record, each a method that gives a table.

Every count is over the outlets' own text (zones title, subtitle, body and caption), unless rows are given: what
readers' comments say is in the tables and counts for nobody. A document without an outlet stands for itself, under its
id.
"""

from __future__ import annotations

import re
import warnings
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, Literal

from onrecord.arguments import share, threads
from onrecord.concordance import Concordance, kwic
from onrecord.corpus import Corpus
from onrecord.network import Network
from onrecord.parts import said
from onrecord.statement import Statement
from onrecord.table import Table

__all__ = ["Questions"]

SHARES = ("n_quotes", "share_quotes", "interval", "n_quoted_words", "n_words", "n_docs")
SAID = ("quote_id", "doc_id", "speaker_id", "speaker", "speaker_type", "kind", "stance", "zone", "n_words")


class Questions(ABC):
    """What a `Record` can be asked.

    Examples
    --------
    >>> import onrecord
    >>> record = onrecord.analyze("seeds", "seeds/entities.csv")
    >>> record.share_of_voice().df["speaker"].iloc[0]
    'Kaspersky Lab'
    """

    corpus: Corpus
    documents: Table
    zones: Table
    mentions: Table
    quotes: Table
    entities: Table

    @property
    @abstractmethod
    def sightings(self) -> Table:
        """Every place where a statement is printed."""

    @abstractmethod
    def statement(self, statement_id: str) -> Statement:
        """Give the biography of a statement."""

    def network(
        self, kind: Literal["quotes", "discusses", "mentions"] = "quotes", *, quotes: Any = None, mentions: Any = None
    ) -> Network:
        """Tell who quotes whom, or who talks about whom.

        Parameters
        ----------
        kind
            ``"quotes"``: from an outlet to a speaker; the weight counts attributions of any kind (``n_words`` their
            words). ``"discusses"``: from a speaker to an entity named within what was said; the weight counts
            attributions (``n_mentions`` the names in them). ``"mentions"``: from an outlet to an entity that it names;
            the weight counts mentions.
        quotes
            Rows of the table `quotes` to count (a data frame, or any Arrow table) instead of all in the article's
            own zones: ``quotes[quotes["stance"] == "allegation"]`` gives who alleges something of whom.
        mentions
            The same for mentions.

        Returns
        -------
        Network
            One row an edge, the heaviest first: ``source_id``, ``source``, ``source_type``, the same for ``target``,
            ``weight``, ``n_docs`` (documents with the edge). Attributions without a stated speaker make no edge; a
            speaker who is no entity ("a spokesman") is another one in every document.

        Raises
        ------
        ArgumentError
            If `kind` is unknown, or rows are given that it does not count.
        MissingColumnError
            If given rows lack a column.
        UnknownIdError
            If given rows are of documents that the record does not have.

        Examples
        --------
        >>> import onrecord
        >>> record = onrecord.analyze("seeds", "seeds/entities.csv")
        >>> about = record.network("discusses").df
        >>> about[about["source"] == "ABC News"][["source", "target", "weight"]].head(2)
             source         target  weight
        ...  ABC News  Kaspersky Lab     ...
        ...  ABC News  Russian government     ...
        """
        from onrecord import edges

        return edges.network(self, kind, quotes, mentions)

    def co_mentions(
        self,
        within: Literal["document", "paragraph", "quote"] = "document",
        *,
        min_count: int = 1,
        quotes: Any = None,
        mentions: Any = None,
    ) -> Network:
        """Count which entities are named together, and whether more often than chance would have it.

        Parameters
        ----------
        within
            What "together" is: the same document, the same paragraph (a row of `zones`), or what was said in one
            attribution.
        min_count
            Pairs in fewer units are left out. Measures of pairs seen once or twice are little more than noise.
        quotes
            Rows of the table `quotes` to look in, where `within` is ``"quote"``.
        mentions
            Rows of the table `mentions` to count.

        Returns
        -------
        Network
            One row a pair, the most frequent first: ``weight`` (units that name both), ``n_docs`` (documents with such
            a unit), ``n_source`` and ``n_target`` (units that name each), ``pmi`` in bits, ``npmi`` from -1 to 1
            (1: never one without the other).

        Raises
        ------
        ArgumentError
            If `within` is unknown, `min_count` is no number from 1, or rows are given that are not counted.

        Notes
        -----
        Pointwise mutual information (Church and Hanks, "Word association norms, mutual information, and lexicography",
        1990) is log2 of p(both) / (p(source) p(target)), over all units that name anybody; normalised by -log2 p(both)
        (Bouma, "Normalized (pointwise) mutual information in collocation extraction", 2009). In a unit that names more
        than 1,000 entities, those named most often are paired.

        Examples
        --------
        >>> import onrecord
        >>> record = onrecord.analyze({"a1": "Acme met Globex.", "a2": "Acme left."}, {"Acme": [], "Globex": []})
        >>> record.co_mentions().df[["source", "target", "weight", "n_source", "pmi"]]
          source  target  weight  n_source  pmi
        0   Acme  Globex       1         2  0.0
        """
        from onrecord import edges

        return edges.co_mentions(self, within, min_count, quotes, mentions)

    def share_of_voice(
        self, by: str = "speaker", *, within: str | None = None, quotes: Any = None, checked: Any = None
    ) -> Table:
        """Count how much is said by whom, and the shares of it.

        Parameters
        ----------
        by
            ``"speaker"``; ``"type"`` (of the speaker), ``"zone"``, ``"kind"``, ``"stance"``, ``"act"`` or another
            column of words in `quotes`; ``"outlet"`` or any column of `documents`. By zone, all zones are counted.
        within
            Another such column: shares are then of its value, as of each outlet.
        quotes
            Rows of the table `quotes` to count (a data frame, or any Arrow table) instead of all in the article's
            own zones.
        checked
            A sample that somebody has checked: a `Review`, `Corrections`, or a file of either. Gives each share of
            attributions an estimate that accounts for those that are wrong, and its interval.

        Returns
        -------
        Table
            One row a value: ``n_quotes`` (attributions), of them ``n_direct``, ``n_mixed`` and ``n_indirect``,
            ``n_words`` (of what was said), ``n_quoted_words`` (of those, between quotation marks), ``n_docs``,
            ``n_outlets``, and ``share_quotes``, ``share_words``, ``share_quoted_words`` from 0 to 1. Most quoted words
            first (then most words, most quotes, and by name), within each value of `within` anew; the table's ``note``
            says so. Speakers also have ``speaker_id``: that of the entity, or ``words:...`` for one who is no entity;
            "a spokesman" of another document is another voice, with a row of its own. What has no stated speaker is a
            row without a name, so that shares add up to 1. A column of
            `documents` that is called like one of these, as ``n_words``, is ``n_words_given``. With `checked` also
            ``estimate`` (of ``share_quotes``), the ends ``low`` and ``high`` of its 95 % interval, and both in words
            (``interval``: "31 % ± 3"); values that only the sample has are rows without a count, at the end. Where
            so few are checked that intervals are wider than ± 20 points, a warning and ``note`` say how many would do.

        Raises
        ------
        ArgumentError
            If `by` or `within` is no such column.
        MissingColumnError
            If given rows lack a column.

        Notes
        -----
        Estimates are those of a stratified sample with the count as what is known of everything: the difference
        estimator (Särndal, Swensson and Wretman 1992), or prediction-powered inference (Angelopoulos et al. 2023). They
        account for quotes counted for the wrong speaker and for what is no quote; what was not found at all is in
        neither. A `Review` knows how it was drawn; single `Corrections` are taken for a random sample of each band of
        confidence, which those that somebody picked are not. Whether the record has the corrections makes no
        difference.

        Examples
        --------
        >>> import onrecord
        >>> record = onrecord.analyze({"a1": "“No, no,” said Ada Quill. “Yes,” said Bo Reed."})
        >>> record.share_of_voice().df[["speaker", "n_quotes", "n_quoted_words", "share_quotes"]]
             speaker  n_quotes  n_quoted_words  share_quotes
        0  Ada Quill         1               2           0.5
        1    Bo Reed         1               1           0.5
        >>> record.share_of_voice().note
        'most words in quotation marks first, then most words, most quotes'
        """
        from onrecord import voices

        table, doubt = voices.share_of_voice(self, by, within, quotes, checked)
        inside = f"by {within}, and of each " if within is not None else ""
        note = f"{inside}most words in quotation marks first, then most words, most quotes"
        if doubt:
            warnings.warn(doubt, stacklevel=2)
            note = f"{doubt}\n{note}"
        if by == "speaker" and table["speaker"].null_count:
            note += "; without a name: what has no stated speaker"
        groups = [] if within is None else table.column_names[:1]
        groups += ["speaker", "type"] if by == "speaker" else table.column_names[len(groups) : len(groups) + 1]
        return Table("share_of_voice", table, note, first=(*groups, *SHARES))

    def diversity(
        self,
        by: str | None = "outlet",
        *,
        weight: Literal["quotes", "words"] = "quotes",
        types: str | Sequence[str] = ("person", "org"),
        quotes: Any = None,
    ) -> Table:
        """Measure how many voices an outlet lets speak, and who is only spoken about.

        Parameters
        ----------
        by
            ``"outlet"``, another column of `documents`, or None for the whole corpus in one row.
        weight
            What a source's share is a share of: attributions or their words.
        types
            Types of the entities that could speak, for the comparison of quoted and discussed.
        quotes
            Rows of the table `quotes` to count instead of all in the article's own zones.

        Returns
        -------
        Table
            One row an outlet, most attributions first: ``n_docs``, ``n_quotes``, ``n_unattributed`` (no stated speaker;
            left out of all measures), ``n_sources`` (one that is no entity, as "a spokesman", is another one in every
            document), ``hhi`` (1: one voice), ``shannon`` in nats, ``effective_sources`` (as many equally frequent
            sources are as diverse), ``evenness`` (1: all equal), ``top_source`` and ``top_share``;
            ``n_named`` (people and organisations named or quoted), ``n_named_quoted``, ``n_only_discussed``,
            ``quoted_share``.

        Raises
        ------
        ArgumentError
            If `by`, `weight` or a type is unknown.

        Notes
        -----
        ``hhi`` is the sum of squared shares (Hirschman 1945; Herfindahl 1950). ``shannon`` is entropy (Shannon, "A
        mathematical theory of communication", 1948), ``effective_sources`` its exponential (Hill, "Diversity and
        evenness", 1973), ``evenness`` its share of the highest possible (Pielou 1966).

        Examples
        --------
        >>> import onrecord
        >>> record = onrecord.analyze({"a1": "“No,” said Ada Quill. “Yes,” said Bo Reed."})
        >>> record.diversity().df[["outlet", "n_sources", "hhi", "effective_sources"]]
          outlet  n_sources  hhi  effective_sources
        0     a1          2  0.5                2.0
        """
        from onrecord import voices

        return Table("diversity", voices.diversity(self, by, weight, types, quotes))

    def disputes(self, *, min_score: float = 0.4, quotes: Any = None) -> Table:
        """Pair claims with the denials that answer them.

        Parameters
        ----------
        min_score
            Between 0 and 1: how much a claim and a denial must share.
        quotes
            Rows of the table `quotes` to pair instead of all in the article's own zones.

        Returns
        -------
        Table
            One row a pair, the surest first: id, document, outlet, speaker and words of the claim (an attribution of
            stance allegation, or what somebody else plainly says in much the same words) and of the denial; ``how``
            (``same``: "denied allegations that ...", one content for both; ``overlap``: both speak of the same things;
            ``reference``: the denial only refers to claims, and those before it in its document are meant); ``score``
            (0 for a reference); the ``words`` and ``entities`` that both have; ``outlets_both``,
            ``outlets_claim_only`` and ``outlets_denial_only``: outlets with a claim that the denial answers, with a
            denial that answers the claim, or with both, in whatever words they print them. Nobody answers himself.

        Raises
        ------
        ArgumentError
            If `min_score` is out of its range.

        Notes
        -----
        The score is the overlap coefficient of content words and entities, weighted by inverse document frequency
        (Spärck Jones 1972) over all attributions: the shared weight as a share of the lighter of the two. A claim and a
        denial in different documents must also share an entity, where whoever denies counts as named by himself, and
        the one accused ("accused Acme of ...") as named by the claim; a person's surname in the claim will do where its
        article does not know whose it is. What is plainly said must deny nothing and share three words and a score of
        0.6; two are enough if they are all that is denied and the one who denies is named. A pair is a proposal to be
        read, not a finding: two can share words and speak of different things.

        Examples
        --------
        >>> import onrecord
        >>> text = "The union accused Acme of dumping waste. Acme denied dumping any waste."
        >>> record = onrecord.analyze({"a1": text}, {"Acme": []})
        >>> record.disputes().df[["claim", "denier", "denial", "how"]]
                   claim denier              denial      how
        0  dumping waste   Acme  dumping any waste   overlap
        """
        from onrecord import disputes

        return Table("disputes", disputes.disputes(self, share("min_score", min_score), quotes))

    def carriers(self, statement_id: str, *, by: Literal["document", "outlet"] = "document") -> Table:
        """Tell who carries a statement, and who does not.

        Parameters
        ----------
        statement_id
            An id of the table `statements`, or of a sighting or quote of it.
        by
            Whether rows are documents or outlets.

        Returns
        -------
        Table
            One row a document that could be read, or an outlet. First those that carry the statement, in order of time:
            ``carries``, ``n_sightings``, and of the first sighting there the ``quote_id`` (none where the words are
            repeated without being quoted), ``speaker``, ``change`` and ``alarm`` against the wording it comes from,
            and ``text``. Then those that do not, led by those which name most often whoever speaks or is named in the
            statement (``n_mentions``): they report on the matter and leave it out.

        Raises
        ------
        UnknownIdError
            If no statement has that id.
        ArgumentError
            If `by` is unknown.

        Examples
        --------
        >>> import onrecord
        >>> said = "“We never sold the park to a bank,” said Ada Quill."
        >>> texts = {"a1": said, "a2": "Ada Quill left early.", "a3": "Rain fell."}
        >>> record = onrecord.analyze(texts, {"Ada Quill": []})
        >>> record.carriers("a1:q1").df[["doc_id", "carries", "n_mentions", "text"]]
          doc_id  carries  n_mentions                               text
        0     a1     True           1  We never sold the park to a bank,
        1     a2    False           1                                NaN
        2     a3    False           0                                NaN
        """
        from onrecord import carriers

        return Table(f"carriers_{by}", carriers.carriers(self, statement_id, by))

    def said(self, quotes: Any = None) -> Table:
        """Give what was said without the reporter's words between its parts: for counting words, reading, text mining.

        The column ``text`` of the table `quotes` is the stretch of the article from the first word to the last, with
        what interrupts it; here the parts alone (``content``) are joined by a blank. ``n_words`` counts these in both.

        Parameters
        ----------
        quotes
            Rows of the table `quotes`; all of them if None, readers' comments too (see ``zone``).

        Returns
        -------
        Table
            One row a quote, in the order given: ``quote_id``, ``doc_id``, ``speaker_id``, ``speaker``,
            ``speaker_type``, ``kind``, ``stance``, ``zone``, ``n_words`` and ``said``.

        Raises
        ------
        ArgumentError
            If `quotes` is no table.
        MissingColumnError
            If `quotes` lacks a column.

        Examples
        --------
        >>> import onrecord
        >>> record = onrecord.analyze({"a1": "“We cut all ties,” said Ada Quill, “and never met again.”"})
        >>> record.quotes.df["text"].tolist()
        ['We cut all ties,” said Ada Quill, “and never met again.']
        >>> record.said().df[["speaker", "n_words", "said"]]
             speaker  n_words                                  said
        0  Ada Quill        8  We cut all ties, and never met again.
        """
        from onrecord.selection import chosen

        rows = chosen(self.quotes, quotes, (*SAID, "text", "start", "content"), zones=None)
        return Table("said", rows.select(list(SAID)).append_column("said", said(rows)))

    def kwic(
        self,
        pattern: str | re.Pattern[str],
        *,
        regex: bool = False,
        ignore_case: bool = True,
        whole_words: bool | None = None,
        width: int = 60,
        n_threads: int | None = None,
    ) -> Concordance:
        r"""Look up a word, a phrase or a pattern in all texts, with the words around it (keyword in context).

        Parameters
        ----------
        pattern
            Plain text, in which a blank stands for any white space and an apostrophe, a quotation mark or a dash for
            any of its kind. With `regex`, a regular expression in the syntax of Rust's ``regex``: much as in Python,
            without look-around and back-references, so that no pattern can run away. Or what ``re.compile`` gave. A
            match is looked for within 8,192 bytes; of a longer one the beginning is found.
        regex
            Whether `pattern` is a regular expression.
        ignore_case
            Whether capitals are small letters (for what ``re.compile`` gave, its own flag decides).
        whole_words
            Whether a match must not begin or end within a word; if None, so for plain text.
        width
            Code points of context on either side, 0 to 1,000.
        n_threads
            Number of threads; one for each core if None. The result does not depend on it.

        Returns
        -------
        Concordance
            One row a match, in order of documents and places: ``doc_id``, ``start``, ``end``, ``left``, ``match``,
            ``right``, ``zone``, and where it lies within what somebody said ``quote_id``, ``speaker`` and ``stance``
            (of nested attributions, the innermost). All zones. Empty matches are left out.

        Raises
        ------
        ArgumentError
            If the pattern is empty, cannot be read or is too large, or `width` is out of its range.
        KeyboardInterrupt
            On Ctrl-C.

        Examples
        --------
        >>> import onrecord
        >>> record = onrecord.analyze({"a1": "No ties. “We cut all ties,” said Ada Quill."})
        >>> record.kwic("ties").df[["start", "left", "match", "speaker"]]
           start              left match    speaker
        0      3               No   ties        NaN
        1     21  No ties. “We cut all   ties  Ada Quill
        >>> record.kwic(r"\bcut (all|no)\b", regex=True).df["match"].tolist()
        ['cut all']
        >>> record.kwic("cut (all", regex=True)
        Traceback (most recent call last):
        onrecord.exceptions.ArgumentError: pattern: "cut (all" is no regular expression: unclosed group; ...
        """
        return kwic(
            self,
            pattern,
            regex=regex,
            ignore_case=ignore_case,
            whole_words=whole_words,
            width=width,
            n_threads=threads(n_threads),
        )
