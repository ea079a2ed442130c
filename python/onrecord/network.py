"""A table of edges."""

from __future__ import annotations

import os
from typing import Any

from onrecord.exceptions import MissingPackageError
from onrecord.table import Table

__all__ = ["Network"]


class Network(Table):
    """Edges, one a row; see `Record.network` and `Record.co_mentions`.

    The first six columns are the two ends, ``source_id``, ``source`` (its name), ``source_type`` and the same of the
    target; ``weight`` is what the edge counts. A node is told by its id: that of the entity, ``outlet:...``,
    ``document:...`` for a document without an outlet, or ``words:...`` for a speaker who is no entity, with the
    document in it: "a spokesman" of another article is another voice.

    Examples
    --------
    >>> import onrecord
    >>> record = onrecord.analyze([{"id": "a1", "outlet": "Gazette", "text": "“No,” said Ada Quill."}])
    >>> network = record.network("quotes")
    >>> network.df[["source", "target", "weight"]]
        source     target  weight
    0  Gazette  Ada Quill       1
    """

    def __init__(self, name: str, data: Any, *, directed: bool = True) -> None:
        super().__init__(name, data)
        self.directed = directed

    def to_networkx(self) -> Any:
        """Give the network as a networkx graph (needs networkx).

        Returns
        -------
        networkx.DiGraph or networkx.Graph
            Nodes by id, with their ``name`` and ``type``; edges with all other columns. A graph without direction for
            co-mentions.

        Raises
        ------
        MissingPackageError
            If networkx is not installed.

        Examples
        --------
        >>> import onrecord
        >>> record = onrecord.analyze([{"id": "a1", "outlet": "Gazette", "text": "“No,” said Ada Quill."}])
        >>> graph = record.network("quotes").to_networkx()
        >>> graph.edges["outlet:Gazette", "person:ada-quill"]["weight"]
        1
        """
        try:
            import networkx as nx
        except ImportError as error:
            raise MissingPackageError(
                "to_networkx needs networkx: pip install 'onrecord[networkx]'; to_graphml and to_gexf need nothing"
            ) from error
        from onrecord import graphs

        graph = nx.DiGraph() if self.directed else nx.Graph()
        for node, name, kind in graphs.nodes(self):
            graph.add_node(node, name=name, type=kind)
        for row in graphs.edges(self):
            graph.add_edge(
                row["source_id"],
                row["target_id"],
                **{key: value for key, value in row.items() if key not in graphs.ENDS},
            )
        return graph

    def to_graphml(self, path: str | os.PathLike[str]) -> None:
        """Write the network as GraphML, which Gephi, yEd, Cytoscape, igraph and networkx read.

        Parameters
        ----------
        path
            The file; overwritten if it is there.

        Examples
        --------
        >>> import onrecord, tempfile, pathlib
        >>> path = pathlib.Path(tempfile.mkdtemp()) / "quotes.graphml"
        >>> record = onrecord.analyze([{"id": "a1", "outlet": "Gazette", "text": "“No,” said Ada Quill."}])
        >>> record.network("quotes").to_graphml(path)
        >>> path.read_text("utf-8").count("<node")
        2
        """
        from onrecord import graphs

        graphs.write_graphml(self, path)

    def to_gexf(self, path: str | os.PathLike[str]) -> None:
        """Write the network as GEXF 1.2, the format of Gephi.

        Parameters
        ----------
        path
            The file; overwritten if it is there.

        Examples
        --------
        >>> import onrecord, tempfile, pathlib
        >>> path = pathlib.Path(tempfile.mkdtemp()) / "quotes.gexf"
        >>> record = onrecord.analyze([{"id": "a1", "outlet": "Gazette", "text": "“No,” said Ada Quill."}])
        >>> record.network("quotes").to_gexf(path)
        >>> path.read_text("utf-8").count("<edge ")
        1
        """
        from onrecord import graphs

        graphs.write_gexf(self, path)
