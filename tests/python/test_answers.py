"""An analyst's ten questions on the seeds (tests/gold/NOTES.md), with the answers that reading the articles gives."""

import pytest

KASPERSKY = {"Kaspersky Lab", "Eugene Kaspersky", "Jeffery Esposito"}


def articles(column):
    return column.str[:3]


def key_denial(seeds):
    return seeds.kwic("never helped").df["quote_id"].iloc[0]


@pytest.fixture(scope="module")
def quotes(seeds):
    quotes = seeds.quotes.df
    quotes = quotes[quotes["zone"].isin(["title", "subtitle", "body", "caption"])]
    return quotes.assign(article=quotes["doc_id"].str[:3])


def test_1_who_carries_the_key_denial(seeds):
    # Four of five articles, three owners of the same words.
    carriers = seeds.carriers(key_denial(seeds)).df
    carriers = carriers.assign(article=articles(carriers["doc_id"]))
    denial = carriers[carriers["carries"]]
    assert dict(zip(denial["article"], denial["speaker"], strict=True)) == {
        "000": "Jeffery Esposito",
        "001": "Eugene Kaspersky",
        "002": "Kaspersky Lab",
        "004": "Kaspersky Lab",
    }
    assert denial["text"].str.contains("never helped,? nor will help").all()
    # The fifth names the company as often as any.
    left_out = carriers[~carriers["carries"]]
    assert left_out["article"].tolist() == ["003"]
    assert left_out["n_mentions"].iloc[0] > 10


def test_2_what_else_is_shared_between_articles(seeds):
    shared = seeds.statements.df
    shared = shared[shared["n_docs"] > 1].set_index("statement_id")
    assert seeds.statement(key_denial(seeds)).id in shared.index
    (other,) = set(shared.index) - {seeds.statement(key_denial(seeds)).id}
    assert shared["text"][other].startswith("Regardless of how the facts are misconstrued")
    sightings = seeds.sightings.df
    sightings = sightings[sightings["statement_id"] == other]
    assert articles(sightings["doc_id"]).tolist() == ["001", "003"]
    assert sightings["change"].dropna().tolist() == ["punctuation"]


def test_3_who_is_quoted_how_often(seeds):
    voices = seeds.share_of_voice().df.dropna(subset=["speaker"]).set_index("speaker")
    # By hand: 478 words of the company, 154 of Esposito, 55 of its founder; 687 of all 727 (94 %).
    assert voices.index[0] == "Kaspersky Lab"
    assert voices["n_direct"]["Kaspersky Lab"] == 12
    assert voices["n_quoted_words"]["Kaspersky Lab"] == pytest.approx(478, abs=30)
    assert voices["n_quoted_words"]["Jeffery Esposito"] == pytest.approx(154, abs=5)
    assert voices["n_quoted_words"]["Eugene Kaspersky"] == pytest.approx(55, abs=5)
    assert voices["share_quoted_words"][list(KASPERSKY)].sum() == pytest.approx(0.94, abs=0.03)
    for silent in ("ABC News", "GSA", "Mike Rogers"):
        assert voices["n_quoted_words"][silent] == 0
        assert voices["n_indirect"][silent] > 0


def test_4_who_alleges_what_of_whom(seeds, quotes):
    allegations = quotes[quotes["stance"] == "allegation"]
    accusers = set(zip(allegations["article"], allegations["speaker"], strict=True))
    assert {("000", "US government"), ("000", "ABC News"), ("001", "Mike Rogers"), ("002", "DHS")} <= accusers
    assert ("003", "Bloomberg Businessweek") in accusers
    assert not {speaker for _, speaker in accusers} & KASPERSKY
    of = seeds.network("discusses", quotes=allegations).df
    about = set(zip(of["source"], of["target"], strict=True))
    assert {("Bloomberg Businessweek", "Kaspersky Lab"), ("DHS", "Russian intelligence services")} <= about
    assert of["target"].value_counts().index[0] == "Kaspersky Lab"


def test_4_which_denials_answer_them(seeds):
    disputes = seeds.disputes().df
    assert set(disputes["denier"]) <= KASPERSKY
    same = disputes[disputes["how"] == "same"]
    refuted = same[same["claim"].str.contains("ties to the Kremlin")].iloc[0]
    assert (refuted["claimant"], refuted["denier"]) == ("US government", "Kaspersky Lab")
    # Bloomberg's ties are denied in its own article and, as a statement, in others that do not report them.
    ties = disputes[disputes["claim"].str.startswith("possible ties")]
    assert articles(ties["denial_doc_id"]).nunique() > 1
    assert ties["outlets_denial_only"].map(len).max() >= 1
    points_back = disputes[(disputes["how"] == "reference") & disputes["denial"].str.contains("claims")]
    assert set(articles(points_back["claim_doc_id"])) == {"003"}


def test_5_allegations_without_an_accuser(quotes):
    nobody = quotes[(quotes["stance"] == "allegation") & quotes["speaker"].isna()]
    for article, words in {
        "001": ["deep connections", "actively 'hacked back'"],
        "002": ["Attempts to Conduct", "attempts to conduct"],
        "004": ["Working for Russian Spies"],
    }.items():
        texts = nobody[nobody["article"] == article]["text"]
        for start in words:
            assert texts.str.contains(start, regex=False).any(), start
    # Eight by hand.
    assert 6 <= len(nobody) <= 10
    accused = quotes[quotes["cue"].fillna("").str.contains(r"accused", case=False)]
    assert len(accused) > 0
    assert accused["speaker"].isna().all()


def test_6_us_actions_and_who_says_so(seeds):
    found = seeds.kwic(
        r"removed|directed|investigated|investigation into|considering a ban|testified", regex=True, whole_words=True
    ).df
    said = {
        (article, match): None if speaker != speaker else speaker
        for article, match, speaker in zip(articles(found["doc_id"]), found["match"], found["speaker"], strict=True)
    }
    assert said == {
        ("000", "investigation into"): "US congressional sources",
        ("001", "removed"): None,
        ("001", "testified"): None,
        ("002", "directed"): None,
        ("003", "investigated"): None,
        ("003", "considering a ban"): "ABC News",
        ("004", "removed"): "GSA",
    }


def test_7_what_the_company_concedes(seeds):
    words = r"regularly\s+works?|expertise|ride\s+along|services\s+to\s+governments|technology\s+partners"
    found = seeds.kwic(words, regex=True).df
    found = found[found["speaker"].isin(KASPERSKY)]
    conceded = {(a, m.split()[-1]) for a, m in zip(articles(found["doc_id"]), found["match"], strict=True)}
    assert {("001", "work"), ("003", "work"), ("001", "expertise"), ("001", "along")} <= conceded
    assert {("002", "governments"), ("003", "partners")} <= conceded
    # "Including Russia" is the journalist's, not the company's.
    including = seeds.kwic("including Russia").df
    own = including[articles(including["doc_id"]) == "003"]
    assert not own["speaker"].isin(KASPERSKY).any()


def test_8_what_the_claim_about_raids_rests_on(seeds):
    found = seeds.kwic("raids").df.dropna(subset=["speaker"])
    sources = set(zip(articles(found["doc_id"]), found["speaker"], strict=True))
    assert ("003", "emails") in sources
    assert ("004", "source") in sources
    assert ("001", "Kaspersky Lab") in sources


def test_9_how_the_denial_shifts(seeds):
    found = seeds.kwic(r"(no|inappropriate|unethical)\s+ties|no\s+credible\s+evidence", regex=True).df
    found = found[found["speaker"].isin(KASPERSKY)]
    wording = {}
    for article, match in zip(articles(found["doc_id"]), found["match"], strict=True):
        wording.setdefault(article, set()).add(" ".join(match.lower().split()))
    assert wording == {
        "000": {"no ties"},
        "001": {"inappropriate ties"},
        "003": {"inappropriate ties"},
        "002": {"inappropriate ties", "unethical ties", "no credible evidence"},
    }


def test_10_what_should_not_be_relied_on(seeds, quotes):
    sightings = seeds.sightings.df
    altered = sightings[sightings["alarm"].fillna("").str.contains("inside quotation marks")]
    assert articles(altered["doc_id"]).tolist() == ["002"]
    assert altered["text"].str.contains("stringent industry standards").all()
    quoted = quotes[quotes["kind"].isin(["direct", "mixed"])]
    without_cue = quoted[quoted["cue"].isna()]["text"]
    for words in ("banging down the doors", "To clarify, the FSB"):
        assert without_cue.str.contains(words).any(), words
    twice = quoted[quoted.duplicated(["doc_id", "start", "end"], keep=False)]
    assert set(twice["speaker"]) == {"Kaspersky Lab", "Bloomberg Businessweek"}
    echo = seeds.kwic("politicians argued there's too much risk").df
    assert echo["zone"].tolist() == ["body", "comment"]
