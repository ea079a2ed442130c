"""What was said, without the reporter's words that interrupt it: in a table, in spreadsheets and on the page."""

import pandas as pd
import pytest

import onrecord
from onrecord.exceptions import MissingColumnError

BROKEN = (
    "“We cut all ties,” said Ada Quill, the mayor, “and never met again.” "
    "“No. It was,” she told the Gazette, “a mistake.”"
)


def test_what_was_said_has_no_words_of_the_reporter(tmp_path):
    record = onrecord.analyze({"a": BROKEN, "b": "Bo Reed denied “any” wrongdoing. He said nothing else changed."})
    told = record.said().df
    assert told["said"].tolist()[:2] == ["We cut all ties, and never met again.", "No. It was, a mistake."]
    assert told["quote_id"].tolist() == record.quotes.df["quote_id"].tolist()
    assert told["said"].tolist()[2:] == record.quotes.df["text"].tolist()[2:], "in one piece it is the text"
    assert [len(words.split()) for words in told["said"]] == told["n_words"].tolist()
    record.to_csv(tmp_path)
    written = pd.read_csv(tmp_path / "quotes.csv")
    assert written["said"].tolist() == told["said"].tolist()
    assert list(written.columns).index("said") == list(written.columns).index("text") + 1
    record.report(tmp_path / "page.html")
    assert "We cut all ties, and never met again." in (tmp_path / "page.html").read_text("utf-8")


def test_what_was_said_of_rows_of_ones_own(seeds):
    table = seeds.quotes.df.query("stance == 'denial'").iloc[::-1]
    told = seeds.said(table).df
    assert told["quote_id"].tolist() == table["quote_id"].tolist()
    everything = seeds.said().df.set_index("quote_id")["said"]
    assert told["said"].tolist() == everything[told["quote_id"]].tolist()
    for row, words in zip(seeds.quotes.arrow.to_pylist(), everything, strict=True):
        text = seeds.corpus[row["doc_id"]]
        assert words == " ".join(text[part["start"] : part["end"]] for part in row["content"])
    assert len(seeds.said(table.iloc[:0])) == 0
    assert len(onrecord.analyze([]).said()) == 0
    with pytest.raises(MissingColumnError, match="no column 'content'"):
        seeds.said(table.drop(columns="content"))
