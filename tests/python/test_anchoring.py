"""Places found again in texts that have changed: never the wrong one."""

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from onrecord.anchoring import LONGEST, Text, fold, select

SAID = "“We never sold the park to a bank,” said Ada Quill on Monday."
TEXT = f"Town hall row.\n\n{SAID}\n\nRain fell all day in the town. “No,” said Bo Reed. Much later, “No,” said Cy Lane."


def selector(words, text=TEXT, nth=0):
    start = -1
    for _ in range(nth + 1):
        start = text.index(words, start + 1)
    return select(Text(text), start, start + len(words))


PARK = selector("We never sold the park to a bank,")
FIRST_NO, SECOND_NO = selector("No,"), selector("No,", nth=1)

CASES = {
    "unchanged": (PARK, TEXT, "applied", "We never sold the park to a bank,"),
    "a paragraph before": (
        PARK,
        f"New lead, with “No,” in it.\n\n{TEXT}",
        "moved",
        "We never sold the park to a bank,",
    ),
    "straight marks": (PARK, TEXT.replace("“", '"').replace("”", '"'), "applied", "We never sold the park to a bank,"),
    "no-break spaces": (
        PARK,
        TEXT.replace(" ", "\u00a0"),
        "moved",
        "We\u00a0never\u00a0sold\u00a0the\u00a0park\u00a0to\u00a0a\u00a0bank,",
    ),
    "two blanks": (PARK, TEXT.replace(" ", "  "), "moved", "We  never  sold  the  park  to  a  bank,"),
    "broken lines": (
        PARK,
        TEXT.replace(" ", "\r\n"),
        "moved",
        "We\r\nnever\r\nsold\r\nthe\r\npark\r\nto\r\na\r\nbank,",
    ),
    "a typo in it": (
        PARK,
        TEXT.replace("sold the park", "sold teh park"),
        "moved",
        "We never sold teh park to a bank,",
    ),
    "a word more": (PARK, TEXT.replace("to a bank", "to a big bank"), "moved", "We never sold the park to a big bank,"),
    "a typo beside it": (PARK, TEXT.replace("Ada Quill", "Adda Quill"), "applied", "We never sold the park to a bank,"),
    "soft hyphens": (PARK, TEXT.replace("never", "ne\u00adver"), "moved", "We ne\u00adver sold the park to a bank,"),
    "letters taken apart": (
        selector("Né à Paris,", "“Né à Paris,” said Ada Quill."),
        "“Ne\u0301 a\u0300 Paris,” said Ada Quill.",
        "moved",
        "Ne\u0301 a\u0300 Paris,",
    ),
    "gone": (PARK, TEXT.replace(SAID, ""), "lost", None),
    "only a headline left": (PARK, "We never sold the park to a bank", "lost", None),
    "a short one": (FIRST_NO, f"Rain.\n\n{TEXT}", "moved", "No,"),
    "a short one, its like gone": (
        SECOND_NO,
        TEXT.replace("“No,” said Bo Reed.", "Nothing was said."),
        "ambiguous",
        None,
    ),
    "a short one gone": (FIRST_NO, TEXT.replace("“No,” said Bo Reed.", "Nothing was said."), "ambiguous", None),
    "an empty text": (PARK, "", "lost", None),
    "a copy after it": (PARK, f"{TEXT}\n\n{TEXT}", "applied", "We never sold the park to a bank,"),
    "copies, itself changed": (PARK, f"Lead.\n\n{TEXT}\n\n{TEXT}", "ambiguous", None),
}


@pytest.mark.parametrize("name", CASES)
def test_places(name):
    wanted, text, status, words = CASES[name]
    place = Text(text).find(wanted)
    assert place.status == status, place
    assert (text[place.start : place.end] if words else None) == words
    assert bool(place.why) == (place.status != "applied")


def test_each_of_two_alike_is_found_in_its_place():
    for nth, wanted in enumerate((FIRST_NO, SECOND_NO)):
        assert wanted.n_same == 2
        assert wanted.nth == nth + 1
        text = f"Rain.\n\n{TEXT}"
        place = Text(text).find(wanted)
        assert place.start == wanted.start + 7


def test_wholly_alike_places_keep_their_order():
    text = "“No,” said Bo Reed, who then left the room. " * 3
    for nth in range(3):
        wanted = selector("No,", text, nth)
        place = Text(f"Rain. {text}").find(wanted)
        assert (place.status, place.start) == ("moved", wanted.start + 6)
        # Nothing stands before the first.
        assert Text(text * 2).find(wanted).status == ("ambiguous" if nth else "applied")


def test_long_places_are_kept_by_their_beginning():
    said = "we walked on and on " * 300
    text = f"“{said}” said Bo Reed."
    wanted = select(Text(text), 1, 1 + len(said))
    assert len(wanted.exact) == LONGEST
    assert Text(f"Rain. {text}").find(wanted).start == 7


def test_many_alike_take_no_time():
    text = "No, " * 200_000
    wanted = select(Text(text), 400, 403)
    assert Text("x" + text).find(wanted).status == "ambiguous"


# Few words, so that the same come again everywhere.
paragraph = st.lists(
    st.sampled_from(["“No,” said Reed.", "“Yes, we did,” said Quill.", "Rain fell.", "It was late, said Reed."]),
    min_size=1,
    max_size=4,
).map(" ".join)
edit = st.sampled_from(["insert", "delete", "replace", "marks", "blanks", "nothing"])


def surroundings(text):
    return fold(text)[0].strip()


@given(st.lists(paragraph, min_size=2, max_size=7), st.data())
@settings(max_examples=600, deadline=None)
def test_never_the_wrong_place(paragraphs, data):
    text = "\n\n".join(paragraphs)
    quoted = [i for i, c in enumerate(text) if c == "“"]
    if not quoted:
        return
    start = data.draw(st.sampled_from(quoted)) + 1
    end = text.index("”", start)
    wanted = select(Text(text), start, end)
    mine = text[:start].count("\n\n")
    kind = data.draw(edit)
    at = data.draw(st.integers(0, len(paragraphs) - 1))
    new, place = list(paragraphs), start
    if kind == "insert":
        extra = data.draw(paragraph)
        new.insert(at, extra)
        place += len(extra) + 2 if at <= mine else 0
    elif kind in ("delete", "replace"):
        extra = "" if kind == "delete" else "Nobody spoke at all in town."
        new[at] = extra
        place = None if at == mine else place + (len(extra) - len(paragraphs[at]) if at < mine else 0)
    changed = "\n\n".join(new)
    if kind == "marks":
        changed = changed.replace("“", '"').replace("”", '"')
    elif kind == "blanks":
        changed = changed.replace(" ", "\u00a0")
    found = Text(changed).find(wanted)
    if found.status in ("applied", "moved") and found.start != place:
        # Only where all that is known of the place is true of this one: nobody could tell them apart.
        there = select(Text(changed), found.start, found.end)
        before, after = sorted((surroundings(there.suffix), surroundings(wanted.suffix)), key=len)
        assert after.startswith(before)
        assert len(after) - len(before) <= 4
        before, after = sorted((surroundings(there.prefix), surroundings(wanted.prefix)), key=len)
        assert after.endswith(before)
        assert len(after) - len(before) <= 4
    if kind in ("marks", "blanks", "nothing"):
        assert found.status in ("applied", "moved")


@given(st.text(alphabet="ab “”\u00a0\u0301\u00ad…'’\n", max_size=60))
@example("\u0301a")
@settings(max_examples=300, deadline=None)
def test_folding_keeps_places(text):
    folded, before, after = fold(text)
    assert before == sorted(before)
    assert after == sorted(after)
    made = Text(text)
    at = [made._at(i) for i in range(len(folded) + 1)]
    assert at == sorted(at)
    assert at[0] >= 0
    assert at[-1] <= len(text)
    # Letters are themselves, at their own place.
    for i, c in enumerate(folded):
        if c in "ab":
            assert unicodedata.normalize("NFC", text[at[i] : at[i + 1]]).startswith(c)


@given(st.text(max_size=80), st.integers(0, 80), st.integers(0, 30), st.text(max_size=80))
@settings(max_examples=300, deadline=None)
def test_any_text_has_an_answer(text, start, length, other):
    start = min(start, len(text))
    end = min(start + length, len(text))
    wanted = select(Text(text), start, end)
    found = Text(text).find(wanted)
    if text[start:end].strip() and not any(
        unicodedata.combining(c) or c in "\u00ad\u200b\u200c\u200d\u2060\ufeff" for c in text
    ):
        assert found.status in ("applied", "moved", "ambiguous")
        if found.status != "ambiguous":
            assert text[found.start : found.end].strip() == text[start:end].strip()
    place = Text(other).find(wanted)
    assert 0 <= place.start <= place.end <= len(other)
