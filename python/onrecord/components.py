"""Connected components on Spark: which nodes of a graph hang together, from a table of its edges."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

__all__ = ["components"]

ROUNDS = 50
"""More than a graph of any size that fits on disk needs: their number grows with the logarithm of its nodes."""


def components(edges: DataFrame) -> DataFrame:
    """Give each node of a graph the least node that it hangs together with.

    Parameters
    ----------
    edges
        Columns ``a`` and ``b``, of one type that has an order.

    Returns
    -------
    pyspark.sql.DataFrame
        Columns ``node`` and ``root``; nodes that are their own root are left out.

    Notes
    -----
    Alternating stars (Kiveris et al., "Connected components in MapReduce and beyond", 2014): every node is tied to the
    least of its neighbours, from above and from below in turn, until nothing changes.
    """
    from pyspark.sql import Window
    from pyspark.sql import functions as f

    def stars(edges: DataFrame, *, large: bool) -> DataFrame:
        turned = edges.select(f.col("b").alias("a"), f.col("a").alias("b"))
        # Neighbours on either side, or those that are less.
        downwards = edges.select(f.greatest("a", "b").alias("a"), f.least("a", "b").alias("b"))
        near = edges.union(turned) if large else downwards
        least = near.withColumn("least", f.least("a", f.min("b").over(Window.partitionBy("a"))))
        tied = least.where("b > a") if large else least.where("b > least")
        tied = tied.select(f.col("b").alias("a"), f.col("least").alias("b"))
        if not large:
            tied = tied.union(least.select("a", f.col("least").alias("b")))
        return tied.where("a != b").distinct()

    now = edges.where("a != b").distinct().localCheckpoint()
    before = None
    for _ in range(ROUNDS):
        now = stars(stars(now, large=True), large=False).localCheckpoint()
        told = now.agg(f.count("*"), f.sum(f.xxhash64("a", "b").cast("decimal(38,0)"))).head()
        if told == before:
            break
        before = told
    return now.select(f.col("a").alias("node"), f.col("b").alias("root"))
