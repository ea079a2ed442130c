"""A record in the forms that other tools read: each form is a file here, each method of `Exports` writes one."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any

from onrecord.corpus import Corpus
from onrecord.exports.spreadsheets import unescape
from onrecord.parts import said
from onrecord.table import Table

__all__ = ["Exports", "unescape"]


class Exports(ABC):
    """What a `Record` can be written as, and SQL over its tables.

    Examples
    --------
    >>> import onrecord, tempfile, pathlib
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> onrecord.analyze({"a1": "“No,” said Ada Quill."}).to_brat(folder)
    >>> sorted(path.name for path in folder.iterdir())
    ['a1.ann', 'a1.txt', 'annotation.conf', 'ids.json']
    """

    corpus: Corpus
    documents: Table
    zones: Table
    mentions: Table
    quotes: Table
    entities: Table

    @property
    @abstractmethod
    def tables(self) -> dict[str, Table]:
        """All tables by name."""

    def to_web_annotations(self, path: str | os.PathLike[str], *, base: str = "urn:x-onrecord:") -> None:
        """Write attributions and mentions as W3C Web Annotations, one JSON-LD file.

        Parameters
        ----------
        path
            The file, ``.jsonld`` by custom; overwritten if it is there.
        base
            Beginning of the IRIs that annotations and documents are named by. A document whose id, or whose column
            ``url``, is a web address is named by that.

        Raises
        ------
        ArgumentError
            If `base` is no beginning of an IRI.

        Notes
        -----
        An AnnotationCollection with one page. An attribution's targets are the parts of its content; its bodies are the
        speaker (purpose identifying), tags such as ``stance: denial`` (tagging), and source and cue as parts of the
        text (linking, labelled ``source`` and ``cue``). A mention's target is the name, its body the entity. Every
        place has a TextPositionSelector, in code points, and a TextQuoteSelector with 32 code points on either side.
        See Sanderson, Ciccarese and Young, "Web Annotation Data Model", W3C Recommendation, 2017. `onrecord.evaluate`
        reads such a file as gold.

        Examples
        --------
        >>> import onrecord, json, tempfile, pathlib
        >>> path = pathlib.Path(tempfile.mkdtemp()) / "found.jsonld"
        >>> onrecord.analyze({"a1": "“No,” said Ada Quill."}).to_web_annotations(path)
        >>> first = json.loads(path.read_text("utf-8"))["first"]["items"][0]
        >>> first["body"][0]["value"], first["target"][0]["selector"][0]
        ('Ada Quill', {'type': 'TextPositionSelector', 'start': 1, 'end': 4})
        """
        from onrecord.exports import web_annotations

        web_annotations.write(self, path, base)

    def to_brat(self, folder: str | os.PathLike[str]) -> None:
        """Write a folder that the annotation tool brat opens: a ``.txt`` and an ``.ann`` a document.

        Parameters
        ----------
        folder
            Made if it is not there; files of the same names are overwritten. Files are named by the documents' ids,
            with what no file name may hold percent-encoded; ``ids.json`` says which id is in which file.

        Raises
        ------
        ArgumentError
            If `folder` is a file.

        Notes
        -----
        An attribution is an event with Source, Cue and Content and the attributes Kind, Stance, Act and Negated; the
        speaker is a note of it. A mention is a span of its own. Texts are written as they are. A line of an ``.ann``
        file can hold neither a line end nor a tab, so that a span with some in it is several fragments, which
        `onrecord.evaluate` puts together again. Documents that could not be read are left out. See Stenetorp et al.,
        "brat: a web-based tool for NLP-assisted text annotation", 2012.

        Examples
        --------
        >>> import onrecord, tempfile, pathlib
        >>> folder = pathlib.Path(tempfile.mkdtemp())
        >>> record = onrecord.analyze({"a1": "“No,” said Ada Quill."})
        >>> record.to_brat(folder)
        >>> print((folder / "a1.ann").read_text("utf-8"))
        T1	Attribution 6 10	said
        T2	Source 11 20	Ada Quill
        ...
        >>> onrecord.evaluate(record, folder).summary.df["f1"].tolist()[:2]
        [100.0, 100.0]
        """
        from onrecord.exports import brat

        brat.write(self, folder)

    def to_cas(self, folder: str | os.PathLike[str]) -> None:
        """Write a UIMA CAS a document as XMI, with their type system, for INCEpTION and its like (needs dkpro-cassis).

        Parameters
        ----------
        folder
            Made if it is not there; files of the same names are overwritten. Files are named as by `to_brat`.

        Raises
        ------
        ArgumentError
            If `folder` is a file.
        MissingPackageError
            If dkpro-cassis is not installed.

        Notes
        -----
        ``TypeSystem.xml`` is for INCEpTION's settings (Layers, Import), before the documents. Mentions are DKPro's
        NamedEntity; attributions are ``onrecord.Attribution``, at the cue, with links to Source, Cue and Content; zones
        are ``onrecord.Zone``. Offsets in the files count UTF-16 units, as UIMA has it; readers such as cassis turn them
        into code points. Control characters, which XML cannot hold, are U+FFFD, one for one; of those in the text each
        has an ``onrecord.Unwritable`` that names it.

        Examples
        --------
        >>> import onrecord, cassis, tempfile, pathlib
        >>> folder = pathlib.Path(tempfile.mkdtemp())
        >>> onrecord.analyze({"a1": "“No,” said Ada Quill."}).to_cas(folder)
        >>> types = cassis.load_typesystem(folder / "TypeSystem.xml")
        >>> cas = cassis.load_cas_from_xmi(folder / "a1.xmi", typesystem=types)
        >>> [found.get_covered_text() for found in cas.select("onrecord.Content")]
        ['No,']
        """
        from onrecord.exports import cas

        cas.write(self, folder)

    def to_csv(self, folder: str | os.PathLike[str]) -> None:
        """Write one CSV file a table into a folder, safe to open in a spreadsheet (see `Table.to_csv`).

        ``quotes.csv`` has the column ``said`` besides: what was said without the words that interrupt it.

        Parameters
        ----------
        folder
            Made if it is not there; files of the same names are overwritten.

        Raises
        ------
        ArgumentError
            If `folder` is a file.

        Examples
        --------
        >>> import onrecord, tempfile, pathlib
        >>> folder = pathlib.Path(tempfile.mkdtemp())
        >>> onrecord.analyze(["One."]).to_csv(folder)
        >>> sorted(path.name for path in folder.iterdir())
        ['documents.csv', 'entities.csv', 'mentions.csv', 'quotes.csv', 'sightings.csv', 'statements.csv', 'zones.csv']
        """
        from onrecord.exports.naming import folder_of

        where = folder_of(folder)
        for name, table in self.tables.items():
            if name == "quotes":
                at = table.columns.index("text") + 1
                table = Table(name, table.arrow.add_column(at, "said", said(table.arrow)))
            table.to_csv(where / f"{name}.csv")

    def sql(self, query: str, params: Sequence[Any] | Mapping[str, Any] | None = None) -> Table:
        """Ask the tables in SQL (needs duckdb).

        Parameters
        ----------
        query
            One SELECT of DuckDB's SQL (also ``from quotes``, ``describe``, ``summarize``, ``pivot``) over
            ``documents``, ``zones``, ``mentions``, ``quotes``, ``entities``, ``statements`` and ``sightings``. The last
            two are worked out only where the query names them.
        params
            Values for ``?`` in a list, or for ``$name`` in a dictionary.

        Returns
        -------
        Table
            The rows; their order is that of ``order by``.

        Raises
        ------
        ArgumentError
            If the query is no SELECT, cannot be read, or does not fit its values.
        MissingColumnError
            If a column or a table is unknown; the message names the nearest.
        MissingPackageError
            If duckdb is not installed.

        Notes
        -----
        A query reaches the tables and nothing else: no file, no network, no Python variable, no extension. It runs on
        one thread, so that the same query gives the same rows.

        Examples
        --------
        >>> import onrecord
        >>> record = onrecord.analyze("seeds", "seeds/entities.csv")
        >>> record.sql("select speaker, count(*) n from quotes where stance = ? group by 1 order by 2 desc", ["denial"])
        sql: ... rows, 2 columns
        speaker            n
        Kaspersky Lab      ...
        ...
        """
        from onrecord import sql

        return sql.ask(self, query, params)
