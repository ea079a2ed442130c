"""An analyst's questions on the seeds, with the answers that reading the five articles gives."""

import pytest

KASPERSKY = {"Kaspersky Lab", "Eugene Kaspersky", "Jeffery Esposito"}


@pytest.fixture(scope="module")
def quotes(seeds):
    quotes = seeds.quotes.df
    quotes = quotes[quotes["zone"].isin(["title", "subtitle", "body", "caption"])]
    return quotes.assign(article=quotes["doc_id"].str[:3])


def test_who_carries_the_key_denial(quotes):
    # Four of five articles, three owners of the same words.
    denial = quotes[quotes["text"].str.contains("never helped,? nor will help", regex=True)]
    assert dict(zip(denial["article"], denial["speaker"], strict=True)) == {
        "000": "Jeffery Esposito",
        "001": "Eugene Kaspersky",
        "002": "Kaspersky Lab",
        "004": "Kaspersky Lab",
    }


def test_the_company_is_quoted_most(quotes):
    quoted = quotes[quotes["kind"].isin(["direct", "mixed"])].dropna(subset=["speaker"])
    words = quoted.groupby("speaker")["n_words"].sum().sort_values(ascending=False)
    assert words.index[0] == "Kaspersky Lab"
    # 94 % of all quoted words are the company's side.
    assert words[words.index.isin(KASPERSKY)].sum() / words.sum() > 0.85


def test_allegations_without_an_accuser_have_no_speaker(quotes):
    accused = quotes[quotes["cue"].fillna("").str.contains(r"accused", case=False)]
    assert len(accused) > 0
    assert accused["speaker"].isna().all()


def test_some_allegations_have_an_accuser(quotes):
    accusers = set(quotes[quotes["stance"] == "allegation"]["speaker"].dropna())
    assert "Bloomberg Businessweek" in accusers
    assert not accusers & {"Kaspersky Lab", "Jeffery Esposito"}
