"""Pictures of a record: `record.plot.share_of_voice()` and its like, drawn with altair.

Only signatures and descriptions stand here, so that `record.plot` costs nothing before something is drawn.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NoReturn

from onrecord.exceptions import ArgumentError, nearest

if TYPE_CHECKING:
    import altair as alt

    from onrecord.record import Record

__all__ = ["Plots"]

METHODS = ("share_of_voice", "stance", "timeline", "network", "heatmap")
HINT = "record.plot." + ", .".join(f"{name}()" for name in METHODS)


class Plots:
    """The pictures of a `Record`; each method gives an altair chart, which a notebook draws.

    ``chart.save("voices.html")`` keeps one (``.png`` and ``.svg`` need the package vl-convert-python), and everything
    about it can be changed with altair. Long lists are cut, and the subtitle says what is left out. Colours are those
    of Okabe and Ito ("Color universal design", 2008), which people with any kind of colour vision can tell apart.
    Where there is nothing to draw, the chart says so. Like the questions, pictures leave out what readers' comments
    say, and a document without an outlet stands for itself.

    Needs altair 5 or later: ``pip install 'onrecord[plot]'``.

    Examples
    --------
    >>> import onrecord
    >>> record = onrecord.analyze({"a1": "“No, no,” said Ada Quill. “Yes,” said Bo Reed."})
    >>> record.plot
    Pictures: record.plot.share_of_voice(), .stance(), .timeline(), .network(), .heatmap()
    >>> chart = record.plot.share_of_voice()
    >>> [(row["name"], row["share"]) for row in chart.data["values"]]
    [('Ada Quill', 0.5), ('Bo Reed', 0.5)]
    """

    def __init__(self, record: Record) -> None:
        self._record = record

    def __repr__(self) -> str:
        return f"Pictures: {HINT}"

    def __call__(self, *_: object, **__: object) -> NoReturn:
        """Say which pictures there are."""
        raise ArgumentError(f"record.plot is not a picture by itself; call one of {HINT}")

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> NoReturn:
            """Say which pictures there are."""
            raise AttributeError(f"record.plot has no {name!r}{nearest(name, METHODS)}; there are {HINT}")

    def share_of_voice(
        self,
        by: str = "speaker",
        *,
        measure: Literal["quotes", "words", "quoted_words"] = "quotes",
        top: int = 20,
        quotes: Any = None,
    ) -> alt.Chart:
        """Draw how much is said by whom, as bars.

        Parameters
        ----------
        by
            ``"speaker"``, ``"type"``, ``"outlet"`` or any other column that `Record.share_of_voice` takes.
        measure
            What shares are of: attributions, words of what was said, or those of them between quotation marks.
        top
            How many to draw. What has no stated speaker is a bar of its own, in grey, after the others.
        quotes
            Rows of the table `quotes` to count instead of all in the article's own zones.

        Returns
        -------
        altair.Chart
            A bar a value, the largest first; shares are of all, also of what is left out.

        Raises
        ------
        ArgumentError
            If `by` is no such column, `measure` is unknown or `top` is no number from 1.
        MissingColumnError
            If given rows lack a column.
        MissingPackageError
            If altair is not installed.

        Examples
        --------
        >>> import onrecord
        >>> record = onrecord.analyze("seeds", "seeds/entities.csv")
        >>> chart = record.plot.share_of_voice(top=3, measure="words")
        >>> chart.to_dict()["title"]["text"]
        'Share of voice by speaker'
        >>> chart.data["values"][0]["name"]
        'Kaspersky Lab'
        """
        from onrecord import pictures

        return pictures.voices(self._record, by, measure, top, quotes)

    def stance(self, by: str = "speaker", *, relative: bool = False, top: int = 20, quotes: Any = None) -> alt.Chart:
        """Draw who denies, alleges, confirms and promises how often, as stacked bars.

        Parameters
        ----------
        by
            ``"speaker"``, ``"outlet"`` or any other column that `Record.share_of_voice` takes, but ``"stance"``.
        relative
            Whether all bars are equally long and show shares.
        top
            How many to draw.
        quotes
            Rows of the table `quotes` to count instead of all in the article's own zones.

        Returns
        -------
        altair.Chart
            A bar a value, the one with most attributions first.

        Raises
        ------
        ArgumentError
            If `by` is no such column or `top` is no number from 1.
        MissingColumnError
            If given rows lack a column.
        MissingPackageError
            If altair is not installed.

        Examples
        --------
        >>> import onrecord
        >>> record = onrecord.analyze({"a1": "Acme denied dumping any waste. Acme said it was late."}, {"Acme": []})
        >>> chart = record.plot.stance()
        >>> [(row["name"], row["stance"], row["n"]) for row in chart.data["values"]]
        [('Acme', 'neutral', 1), ('Acme', 'denial', 1)]
        """
        from onrecord import pictures

        return pictures.stance(self._record, by, relative, top, quotes)

    def timeline(
        self, *, period: Literal["day", "week", "month", "quarter", "year"] | None = None, top: int = 15
    ) -> alt.Chart | alt.VConcatChart:
        """Draw when statements are printed: all sightings above, the statements seen most below.

        Parameters
        ----------
        period
            What one bar is; if None, whatever gives some sixty bars or fewer. Weeks begin on Monday, days at midnight
            UTC.
        top
            How many statements to draw one by one, each with its sightings as dots. A dot is larger the more
            sightings it stands for; a triangle says that one of them touches the meaning (column `alarm`).

        Returns
        -------
        altair.VConcatChart
            Or one `altair.Chart` that says there are no statements. Sightings without a date are left out, and
            counted below the title; where nothing has a date, documents stand in the order given and the axis says so.

        Raises
        ------
        ArgumentError
            If `period` is unknown or `top` is no number from 1.
        MissingPackageError
            If altair is not installed.

        Examples
        --------
        >>> import onrecord
        >>> said = "“We never sold the park to a bank,” said Ada Quill."
        >>> texts = [{"id": f"a{day}", "text": said, "published": f"2017-05-0{day}"} for day in (1, 2)]
        >>> bars, statements = onrecord.analyze(texts).plot.timeline().vconcat
        >>> [(row["when"], row["seen"], row["n"]) for row in bars.data["values"]]
        [('2017-05-01', 'first', 1), ('2017-05-02', 'again', 1)]
        """
        from onrecord import timeline

        return timeline.timeline(self._record, period, top)

    def network(
        self,
        kind: Literal["quotes", "discusses", "mentions"] = "quotes",
        *,
        top: int = 20,
        quotes: Any = None,
        mentions: Any = None,
    ) -> alt.Chart | alt.LayerChart:
        """Draw who quotes whom, or who talks about whom, as lines between two columns of names.

        Parameters
        ----------
        kind
            As of `Record.network`: ``"quotes"`` from outlets to speakers, ``"discusses"`` from speakers to entities,
            ``"mentions"`` from outlets to entities.
        top
            How many nodes to draw in each column, those with the heaviest lines.
        quotes, mentions
            Rows to count, as for `Record.network`.

        Returns
        -------
        altair.LayerChart
            Or one `altair.Chart` that says there is nothing to show. Wider lines count more. Nodes are ordered so that
            few lines cross, the same each time. Who speaks and is spoken of stands in both columns.

        Raises
        ------
        ArgumentError
            If `kind` is unknown, `top` is no number from 1, or rows are given that are not counted.
        MissingColumnError
            If given rows lack a column.
        MissingPackageError
            If altair is not installed.

        Notes
        -----
        The order is that of weighted barycentres (Sugiyama, Tagawa and Toda, "Methods for visual understanding of
        hierarchical system structures", 1981).

        Examples
        --------
        >>> import onrecord
        >>> record = onrecord.analyze([{"id": "a1", "outlet": "Gazette", "text": "“No,” said Ada Quill."}])
        >>> lines = record.plot.network().layer[0]
        >>> [(row["source"], row["target"], row["weight"]) for row in lines.data["values"]]
        [('Gazette', 'Ada Quill', 1)]
        """
        from onrecord import pictures

        return pictures.network(self._record, kind, top, quotes, mentions)

    def heatmap(
        self,
        by: str = "speaker",
        *,
        within: str = "outlet",
        measure: Literal["quotes", "words", "quoted_words"] = "quotes",
        relative: bool = False,
        top: int = 20,
        quotes: Any = None,
    ) -> alt.Chart | alt.LayerChart:
        """Draw which outlet quotes which speaker how much, as cells.

        Parameters
        ----------
        by
            What columns are: ``"speaker"`` or any other column that `Record.share_of_voice` takes.
        within
            What rows are: ``"outlet"`` or another such column.
        measure
            What is counted: attributions, words of what was said, or those of them between quotation marks.
        relative
            Whether cells are shares of their row (of all the outlet's attributions, also of those not drawn) instead
            of counts.
        top
            How many rows and how many columns to draw.
        quotes
            Rows of the table `quotes` to count instead of all in the article's own zones.

        Returns
        -------
        altair.LayerChart
            Or one `altair.Chart` that says there is nothing to show. Attributions without a stated speaker are in no
            column.

        Raises
        ------
        ArgumentError
            If `by` or `within` is no such column, `measure` is unknown or `top` is no number from 1.
        MissingColumnError
            If given rows lack a column.
        MissingPackageError
            If altair is not installed.

        Examples
        --------
        >>> import onrecord
        >>> text = "“No,” said Ada Quill. “Yes,” said Bo Reed."
        >>> record = onrecord.analyze([{"id": "a1", "outlet": "Gazette", "text": text}])
        >>> chart = record.plot.heatmap(relative=True)
        >>> [(row["within"], row["name"], row["n"], row["share"]) for row in chart.data["values"]]
        [('Gazette', 'Ada Quill', 1, 0.5), ('Gazette', 'Bo Reed', 1, 0.5)]
        """
        from onrecord import pictures

        return pictures.heatmap(self._record, by, within, measure, relative, top, quotes)
