"""Intervals of shares: do they hold what is true as often as they say?"""

import numpy as np
import pytest

import onrecord
from onrecord.corrections import Corrections
from onrecord.exceptions import ArgumentError
from onrecord.intervals import _too_few, estimate
from onrecord.sampling import allocate, bands


def simulated(rng, *, n_quotes, n_checked, error, rejected, n_groups=8):
    """A corpus in which more is wrong where confidence is low, a sample of it by bands, and the true shares."""
    shares = 1 / np.arange(1, n_groups + 1)
    shares /= shares.sum()
    found = rng.choice(n_groups, n_quotes, p=shares)
    confidence = np.clip(rng.beta(4, 1.2, n_quotes), 0.05, 0.99)
    chance = np.clip((1 - confidence) * error / (1 - confidence).mean(), 0, 1)
    wrong = rng.random(n_quotes) < chance
    # Errors have a side: much of what is counted for the first is another's.
    true = np.where(wrong, rng.choice(n_groups, n_quotes, p=np.roll(shares, 2)), found)
    true = np.where(rng.random(n_quotes) < rejected * chance, -1, true)
    band = bands(confidence, 5)
    names, sizes = np.unique(band, return_counts=True)
    p = np.array([confidence[band == name].mean() for name in names])
    checked = []
    for name, k in zip(
        names, allocate(n_checked, sizes.tolist(), (sizes * np.sqrt(p * (1 - p))).tolist()), strict=True
    ):
        checked += rng.choice(np.flatnonzero(band == name), k, replace=False).tolist()
    truth = np.array([(true == g).sum() for g in range(n_groups)]) / (true >= 0).sum()
    told = estimate(
        found[checked].tolist(),
        true[checked].tolist(),
        [str(b) for b in band[checked]],
        {str(name): int(size) for name, size in zip(names, sizes, strict=True)},
        np.bincount(found, minlength=n_groups).astype(float),
        np.zeros(n_groups, np.int64),
    )
    counted = np.bincount(found, minlength=n_groups) / n_quotes
    return truth, counted, told


SETTINGS = {
    "as in practice": {"n_quotes": 2000, "n_checked": 100, "error": 0.2, "rejected": 0.1},
    "a small sample": {"n_quotes": 2000, "n_checked": 40, "error": 0.2, "rejected": 0.1},
    "hardly any errors": {"n_quotes": 1000, "n_checked": 60, "error": 0.02, "rejected": 0.0},
    "much is wrong": {"n_quotes": 3000, "n_checked": 120, "error": 0.5, "rejected": 0.5},
    "a small corpus": {"n_quotes": 150, "n_checked": 50, "error": 0.2, "rejected": 0.1},
}


@pytest.mark.parametrize("name", SETTINGS)
def test_coverage(name):
    held, widths = [], []
    for seed in range(200):
        truth, _, told = simulated(np.random.default_rng(seed), **SETTINGS[name])
        held.append((told.low <= truth) & (truth <= told.high))
        widths.append((told.high - told.low) / 2)
    by_group = np.mean(held, axis=0)
    assert by_group.min() >= 0.9, by_group
    # An interval of everything would hold the truth too.
    assert np.mean(widths) < 0.07


@pytest.mark.parametrize("name", ["as in practice", "much is wrong"])
def test_estimates_have_no_side(name):
    off, counted_off = [], []
    for seed in range(200):
        truth, counted, told = simulated(np.random.default_rng(seed), **SETTINGS[name])
        off.append(told.share - truth)
        counted_off.append(counted - truth)
    # Four standard errors of 200 means.
    assert np.all(np.abs(np.mean(off, axis=0)) < 4 * np.std(off, axis=0) / 200**0.5 + 0.002)
    assert np.abs(np.mean(counted_off, axis=0)).max() > 0.02


def test_all_checked_is_the_truth():
    found, true = [0, 0, 1, 1], [0, 1, 1, -1]
    told = estimate(found, true, ["all"] * 4, {"all": 4}, np.array([2.0, 2.0]), np.array([0, 0]))
    assert told.share.tolist() == pytest.approx([1 / 3, 2 / 3])
    assert told.low.tolist() == pytest.approx(told.high.tolist())


def test_shares_within_groups():
    found, true = [0, 1, 2, 3] * 5, [0, 1, 3, 3] * 5
    told = estimate(found, true, ["all"] * 20, {"all": 400}, np.full(4, 100.0), np.array([0, 0, 1, 1]))
    assert told.share.tolist() == pytest.approx([0.5, 0.5, 0.0, 1.0])
    assert np.all((told.low <= told.share) & (told.share <= told.high))


@pytest.fixture(scope="module")
def checked(seeds):
    review = seeds.review(n=60, seed=3)
    for n, item in enumerate(review.items):
        if n % 8 == 0:
            review.mark(n, "fix", speaker="Kaspersky Lab" if item.place.speaker != "Kaspersky Lab" else "Somebody New")
        elif n % 13 == 0:
            review.mark(n, "reject")
        elif n % 10 != 9:
            review.mark(n, "accept")
    return review


NEW = ["estimate", "low", "high", "interval"]


def test_columns_without_a_sample_stay(seeds, checked):
    plain, told = seeds.share_of_voice().df, seeds.share_of_voice(checked=checked).df
    assert [name for name in told.columns if name not in plain.columns] == NEW
    assert plain.equals(told[plain.columns].iloc[: len(plain)])
    added = told.iloc[len(plain) :]
    assert added["speaker"].tolist() == ["Somebody New"]
    assert (added[["n_quotes", "share_quotes"]] == 0).all(axis=None)
    assert ((told["low"] <= told["estimate"]) & (told["estimate"] <= told["high"])).all()
    # What would fall below nothing is nothing.
    assert told["estimate"].sum() == pytest.approx(1, abs=0.05)
    assert told["interval"].iloc[0].endswith(f"± {100 * (told['high'] - told['estimate']).iloc[0]:.0f}")


def test_the_record_may_have_the_corrections(seeds, checked, tmp_path):
    # Two documents have "emails" for a speaker, each its own.
    keys = ["speaker_id", "speaker", *NEW]

    def told(record, sample, **by):
        return record.share_of_voice(checked=sample, **by).df.sort_values(keys[:2])[keys].reset_index(drop=True)

    expected = told(seeds, checked)
    corrected = seeds.correct(checked)
    # Whose every quotation was rejected or given to another has no row there.
    there = told(corrected, checked)
    stays = expected["speaker_id"].isin(there["speaker_id"])
    left = expected[stays].reset_index(drop=True)
    assert there.equals(left)
    assert len(left) > len(expected) / 2
    gone = set(expected["speaker"][~stays]) - set(left["speaker"])
    assert gone
    assert not corrected.quotes.df["speaker"].isin(gone).any()
    again = onrecord.analyze("seeds", "seeds/entities.csv", corrections=checked)
    assert told(again, checked).equals(left)
    checked.to_csv(tmp_path / "review.csv")
    assert told(seeds, tmp_path / "review.csv").equals(expected)


def test_a_second_round(seeds, checked):
    """What the first round found is known; the second is a sample of the rest."""
    first = seeds.correct(checked)
    second = first.review(n=20)
    for n in range(20):
        second.mark(n, "accept")
    told = first.share_of_voice(checked=second).df
    again = first.correct(second).share_of_voice(checked=second).df
    assert told[NEW].equals(again[NEW])
    # All that was checked is right, so that the estimate is the count.
    assert told["estimate"].tolist() == pytest.approx(told["share_quotes"].tolist())
    assert (told["high"] > told["low"]).any()


def test_merged_speakers_are_one(seeds, checked):
    merged = seeds.merge("Kaspersky Lab", "Eugene Kaspersky")
    told = merged.share_of_voice(checked=checked).df
    apart = seeds.share_of_voice(checked=checked).df.set_index("speaker")["estimate"]
    assert told["estimate"].iloc[0] == pytest.approx(apart["Kaspersky Lab"] + apart["Eugene Kaspersky"])


def test_corrections_without_a_design(seeds, checked, tmp_path):
    told = seeds.share_of_voice(checked=checked.corrections).df
    assert told["estimate"].notna().all()
    checked.corrections.to_jsonl(tmp_path / "c.jsonl")
    assert seeds.share_of_voice(checked=tmp_path / "c.jsonl").df.equals(told)


@pytest.mark.filterwarnings("ignore:.*too few")
@pytest.mark.parametrize("by", ["type", "stance", "kind", "outlet", "act"])
def test_other_groups(seeds, checked, by):
    told = seeds.share_of_voice(by, checked=checked).df
    assert told["estimate"].sum() == pytest.approx(1, abs=0.05)
    within = seeds.share_of_voice("speaker", within=by, checked=checked).df
    # In a small group what is cut at nothing weighs more.
    groups = within.groupby(by, dropna=False).agg(estimate=("estimate", "sum"), n=("n_quotes", "sum"))
    assert np.average(groups["estimate"], weights=groups["n"]) == pytest.approx(1, abs=0.15)
    assert groups["estimate"].min() > 0.9


def test_mistakes(seeds, checked):
    some = seeds.quotes.df.head(30)
    small = seeds.review(n=10, quotes=some)
    for n in range(10):
        small.mark(n, "accept")
    other = onrecord.analyze({"a1": "“No,” said Ada Quill."})
    corrected = seeds.correct(checked)
    bare = onrecord.record.Record(
        seeds.corpus,
        documents=seeds.documents.arrow,
        zones=seeds.zones.arrow,
        mentions=corrected.mentions.arrow,
        quotes=corrected.quotes.arrow,
        entities=corrected.entities.arrow,
    )
    for record, sample, message in [
        (seeds, seeds.review(), "checked says nothing of any quote"),
        (seeds, Corrections(), "checked says nothing of any quote"),
        (seeds, small, f"a sample of 30 quotes, and {len(seeds.review(n=10_000))} are counted"),
        (other, checked, "no quote of the sample is in this record"),
        (bare, checked, "what was found is not known any more"),
        (seeds, Corrections().reject(seeds, some["quote_id"].tolist()), "says only what is wrong"),
        (seeds, 7, "corrections is int"),
    ]:
        with pytest.raises(ArgumentError, match=message):
            record.share_of_voice(checked=sample)
    with pytest.raises(ArgumentError, match="pass quotes or checked"):
        seeds.share_of_voice(quotes=some, checked=checked)


@pytest.mark.parametrize("by", [{}, {"within": "outlet"}, {"by": "stance"}])
def test_too_few_are_told_with_how_many_would_do(seeds, by):
    review = seeds.review(n=8)
    review.mark(0, "accept")
    message = f"1 of {len(seeds.review(n=10_000))} quotes is checked, which is too few: intervals are as wide"
    with pytest.warns(UserWarning, match=message) as told:
        voices = seeds.share_of_voice(checked=review, **by)
    assert [warning.filename for warning in told] == [__file__]
    assert voices.note.splitlines()[0] == str(told[0].message) == voices.df.attrs["note"].splitlines()[0]
    assert str(told[0].message) in repr(voices)
    assert "too few" in voices._repr_html_()


@pytest.mark.parametrize(("n_quotes", "error"), [(300, 0.2), (2000, 0.2), (20_000, 0.4)])
def test_as_many_as_it_says_do(n_quotes, error):
    def margin(seed, n):
        made = simulated(np.random.default_rng(seed), n_quotes=n_quotes, n_checked=n, error=error, rejected=0.1)
        return float(made[2].margin.max())

    after = []
    for seed in range(30):
        message = _too_few(margin(seed, 12), 12, n_quotes, 5)
        if message is not None:
            wanted = int(message.split("check ")[1].split()[0].replace(",", ""))
            assert 12 < wanted < n_quotes
            after.append(margin(seed, wanted))
    assert len(after) > 10
    assert 0.05 < np.mean(after) < 0.12, "about ten points"


def test_the_order_is_told(seeds):
    assert seeds.share_of_voice().note.startswith("most words in quotation marks first")
    inside = seeds.share_of_voice(within="outlet")
    assert inside.note.startswith("by outlet, and of each most words in quotation marks first")
    for _, rows in inside.df.groupby("outlet"):
        assert rows["n_quoted_words"].is_monotonic_decreasing
    assert inside.df["outlet"].is_monotonic_increasing
    assert seeds.quotes.note is None
    assert "note" not in seeds.quotes.df.attrs
