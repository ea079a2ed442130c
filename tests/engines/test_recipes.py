"""The recipes of docs/scale.md for Ray Data, Dask and Daft: each is left out where its engine is not installed."""

import pandas as pd
import pyarrow as pa
import pytest

import onrecord

NAMES = {"Ada Quill": [], "Globex": []}
ROWS = [{"id": f"a{i:02}", "text": f"“We never sold park {i},” said Ada Quill of Globex. 😀"} for i in range(20)]


@pytest.fixture(scope="module")
def expected():
    quotes = onrecord.analyze(pa.Table.from_pylist(ROWS), NAMES, link=False).quotes.df
    return quotes[["quote_id", "speaker", "start", "end", "text"]]


def same(found, expected):
    found = found[list(expected.columns)].sort_values("quote_id").reset_index(drop=True)
    assert found.astype(object).values.tolist() == expected.astype(object).values.tolist()


def test_dask(expected):
    dd = pytest.importorskip("dask.dataframe")
    names = onrecord.Gazetteer(NAMES)

    def quotes(frame: pd.DataFrame) -> pd.DataFrame:
        return pa.Table.from_batches(onrecord.batches(frame, names)).to_pandas()

    articles = dd.from_pandas(pd.DataFrame(ROWS), npartitions=3)
    none = quotes(pd.DataFrame({"id": pd.Series(dtype=str), "text": pd.Series(dtype=str)}))
    same(articles.map_partitions(quotes, meta=none).compute(scheduler="threads"), expected)


def test_ray(expected):
    ray = pytest.importorskip("ray")
    ray.init(num_cpus=1, include_dashboard=False, log_to_driver=False, ignore_reinit_error=True)
    names = ray.put(onrecord.Gazetteer(NAMES))

    def quotes(table: pa.Table) -> pa.Table:
        return pa.Table.from_batches(onrecord.batches(table, ray.get(names), n_threads=1))

    articles = ray.data.from_arrow(pa.Table.from_pylist(ROWS)).repartition(3)
    found = articles.map_batches(quotes, batch_format="pyarrow", batch_size=7).to_pandas()
    ray.shutdown()
    same(found, expected)


def test_daft(expected):
    daft = pytest.importorskip("daft")
    names = onrecord.Gazetteer(NAMES)
    kind = daft.DataType.from_arrow_type(
        pa.list_(
            pa.struct(
                [
                    ("quote_id", pa.string()),
                    ("speaker", pa.string()),
                    ("start", pa.int64()),
                    ("end", pa.int64()),
                    ("text", pa.string()),
                ]
            )
        )
    )

    @daft.func.batch(return_dtype=kind)
    def quotes(ids: daft.Series, texts: daft.Series):
        rows = pa.table({"id": ids.to_arrow(), "text": texts.to_arrow()})
        found = pa.Table.from_batches(onrecord.batches(rows, names, n_threads=1)).to_pylist()
        by_doc = {}
        for quote in found:
            by_doc.setdefault(quote["doc_id"], []).append(
                {n: quote[n] for n in ("quote_id", "speaker", "start", "end", "text")}
            )
        return [by_doc.get(i, []) for i in ids.to_pylist()]

    articles = daft.from_pydict({n: [row[n] for row in ROWS] for n in ("id", "text")})
    found = articles.select(quotes(articles["id"], articles["text"]).alias("q")).explode("q")
    same(pd.DataFrame(found.to_pydict()["q"]), expected)
