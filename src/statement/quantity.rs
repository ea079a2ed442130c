//! Numbers as readers take them: "5 percent", "five per cent" and "5%" are one, and so are "$1.5 million" and "1.5 million dollars".

use std::ops::Range;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::align::Block;
use super::change::{Edit, Wording};
use super::lexicon::{Role, role};
use super::normalize::hash;
use crate::span::Span;

/// Words that a quantity has on either side of a change at most.
const REACH: usize = 8;
/// Numbers are counted in millionths, so that equal ones are equal to the last digit.
const ONE: u128 = 1_000_000;
/// Digits that are read as a number; more are a word.
const DIGITS: usize = 15;

/// A number with its unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Quantity {
    pub(super) words: Range<usize>,
    /// Equal for quantities that are equal.
    pub(super) value: String,
}

/// What a word does in a quantity.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    /// "4.7", "1.5m", in millionths.
    Figure(u128),
    /// "two", "twelve", "ninety".
    Small(u128),
    Hundred,
    /// "thousand", "million".
    Scale(u128),
    And,
    /// What is counted: "percent", "dollars".
    Unit(&'static str),
    /// The first half of "per cent".
    Per,
    /// "half", "2nd": a number that is no count.
    Alone(String),
}

fn scale(word: &str) -> Option<u128> {
    Some(match word {
        "dozen" => 12,
        "thousand" | "k" => 1_000,
        "million" | "m" | "mn" => 1_000_000,
        "billion" | "bn" => 1_000_000_000,
        "trillion" | "tn" => 1_000_000_000_000,
        _ => return None,
    })
}

/// Words by the hashes of their normal forms.
static WORDS: LazyLock<FxHashMap<u64, Part>> = LazyLock::new(|| {
    let small = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen";
    let tens = "twenty thirty forty fifty sixty seventy eighty ninety";
    let small = (1..).zip(small.split(' ')).map(|(n, word)| (word, Part::Small(n * ONE)));
    let tens = (2..).zip(tens.split(' ')).map(|(n, word)| (word, Part::Small(n * 10 * ONE)));
    let scales = ["dozen", "thousand", "million", "billion", "trillion", "bn", "mn", "tn"];
    let scales = scales.into_iter().filter_map(|word| Some((word, Part::Scale(scale(word)?))));
    let units = [
        ("percent", "%"),
        ("cent", "%"),
        ("pct", "%"),
        ("dollar", "$"),
        ("dollars", "$"),
        ("euro", "€"),
        ("euros", "€"),
        ("pound", "£"),
        ("pounds", "£"),
        ("yen", "¥"),
    ];
    let units = units.into_iter().map(|(word, sign)| (word, Part::Unit(sign)));
    let others = [("hundred", Part::Hundred), ("and", Part::And), ("per", Part::Per)];
    let all = small.chain(tens).chain(scales).chain(units).chain(others);
    all.map(|(word, part)| (hash(word.as_bytes()), part)).collect()
});

/// "4.7", "1.5m", in millionths.
fn figure(word: &str) -> Option<u128> {
    let end = word.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(word.len());
    let (number, suffix) = word.split_at(end);
    let times = if suffix.is_empty() { 1 } else { scale(suffix)? };
    let (whole, decimals) = number.split_once('.').unwrap_or((number, ""));
    if whole.len() > DIGITS || decimals.len() > 6 {
        return None;
    }
    let whole: u128 = whole.parse().ok()?;
    let decimals: u128 = format!("{decimals:0<6}").parse().ok()?;
    Some((whole * ONE + decimals) * times)
}

fn is_figure(wording: &Wording<'_>, word: usize) -> bool {
    wording.words[word].span.of(wording.text).bytes().any(|byte| byte.is_ascii_digit())
}

fn part(wording: &Wording<'_>, word: usize) -> Option<Part> {
    if is_figure(wording, word) {
        let form = wording.form(word);
        return Some(figure(&form).map_or(Part::Alone(form), Part::Figure));
    }
    let hash = wording.words[word].hash;
    let alone = || (role(hash) == Some(Role::Number)).then(|| Part::Alone(wording.form(word)));
    WORDS.get(&hash).cloned().or_else(alone)
}

/// Whether a word belongs to a number.
fn is_part(wording: &Wording<'_>, word: usize) -> bool {
    let hash = wording.words[word].hash;
    is_figure(wording, word) || WORDS.contains_key(&hash) || role(hash) == Some(Role::Number)
}

/// Whether a word is a number or says what is counted.
fn counts(wording: &Wording<'_>, word: usize) -> bool {
    is_part(wording, word) && !matches!(part(wording, word), Some(Part::And | Part::Per))
}

/// The sign that stands before the word at `first`, or after the one at `last`, and where in the text.
fn signed(wording: &Wording<'_>, first: usize, last: usize) -> Option<(&'static str, Span)> {
    let start = wording.words[first].span.start as usize;
    let rest = &wording.text[wording.words[last].span.end as usize..];
    let end = wording.text.len() - rest.trim_start().len();
    let before = wording.text[..start].chars().next_back().map(|c| (c, Span::new(start - c.len_utf8(), start)));
    let after = wording.text[end..].chars().next().map(|c| (c, Span::new(end, end + c.len_utf8())));
    let sign = |(c, span): (char, Span)| {
        let sign = match c {
            '$' => "$",
            '€' => "€",
            '£' => "£",
            '¥' => "¥",
            '%' => "%",
            _ => return None,
        };
        Some((sign, span))
    };
    let is_before = |&(sign, _): &(&str, Span)| sign != "%";
    before
        .and_then(sign)
        .filter(is_before)
        .or_else(|| after.and_then(sign).filter(|(sign, _)| matches!(*sign, "€" | "%")))
}

fn sign(wording: &Wording<'_>, first: usize, last: usize) -> Option<&'static str> {
    signed(wording, first, last).map(|(sign, _)| sign)
}

/// The quantity that begins at a word and ends before `end`.
fn read(wording: &Wording<'_>, start: usize, end: usize) -> Option<Quantity> {
    let (mut total, mut current) = (0, None);
    let mut least_scale = u128::MAX;
    let mut at = start;
    let mut joined = false; // by "hundred" or a scale, after which "and" may stand
    while at < end {
        let small = |at: usize| at < end && matches!(part(wording, at), Some(Part::Small(_)));
        let so_far: u128 = current.unwrap_or(0);
        let over = so_far / ONE % 100;
        match part(wording, at)? {
            Part::Alone(form) if at == start => return Some(Quantity { words: start..at + 1, value: form }),
            Part::Figure(n) if at == start => current = Some(n),
            Part::Small(n)
                if over == 0 && so_far.is_multiple_of(ONE) || over >= 20 && over.is_multiple_of(10) && n < 10 * ONE =>
            {
                if is_figure(wording, start) && !joined {
                    break;
                }
                current = Some(so_far + n);
                joined = false;
            }
            Part::Hundred if over == so_far / ONE => {
                current = Some(current.unwrap_or(ONE) * 100);
                joined = true;
            }
            Part::Scale(n) if n < least_scale && (current.is_some() || at == start) => {
                total += current.take().unwrap_or(ONE) * n;
                least_scale = n;
                joined = true;
            }
            Part::And if joined && small(at + 1) => {}
            _ => break,
        }
        at += 1;
        if at == end || sign(wording, at - 1, at - 1) == Some("%") {
            break;
        }
        if part(wording, at).is_none() {
            break;
        }
    }
    if at == start {
        return None;
    }
    let number = total + current.unwrap_or(0);
    let mut of = sign(wording, start, at - 1);
    let skip = usize::from(at + 1 < end && part(wording, at) == Some(Part::Per));
    if of.is_none()
        && at + skip < end
        && let Some(Part::Unit(unit)) = part(wording, at + skip)
    {
        of = Some(unit);
        at += skip + 1;
    }
    Some(Quantity { words: start..at, value: format!("{number}{}", of.unwrap_or_default()) })
}

/// The quantities that have a word in `range` or touch it, in order.
pub(super) fn around(wording: &Wording<'_>, range: &Range<usize>) -> Vec<Quantity> {
    let from = range.start.saturating_sub(REACH)..range.start;
    let from = from.rev().take_while(|&word| is_part(wording, word)).last();
    let to = range.end..wording.words.len().min(range.end + REACH);
    let to = to.take_while(|&word| is_part(wording, word)).last();
    let (mut at, end) = (from.unwrap_or(range.start), to.map_or(range.end, |last| last + 1));
    let mut found = Vec::new();
    while at < end {
        if let Some(quantity) = counts(wording, at).then(|| read(wording, at, end)).flatten() {
            at = quantity.words.end;
            found.push(quantity);
        } else {
            at += 1;
        }
    }
    found.retain(|quantity| quantity.words.start <= range.end && range.start <= quantity.words.end);
    found
}

/// Whether an edit changes a number or its unit.
fn touches(old: &Wording<'_>, new: &Wording<'_>, edit: &Edit) -> bool {
    edit.old.clone().any(|word| counts(old, word)) || edit.new.clone().any(|word| counts(new, word))
}

/// Whether an edit writes a quantity in another way.
pub(super) fn is_same(old: &Wording<'_>, new: &Wording<'_>, edit: &Edit) -> bool {
    if edit.old.len().max(edit.new.len()) > REACH || !touches(old, new, edit) {
        return false;
    }
    let covering = |wording: &Wording<'_>, range: &Range<usize>| {
        let all = around(wording, range).into_iter();
        all.filter(|quantity| quantity.words.start <= range.start && range.end <= quantity.words.end)
            .collect::<Vec<_>>()
    };
    let (before, after) = (covering(old, &edit.old), covering(new, &edit.new));
    before.iter().any(|a| after.iter().any(|b| a.value == b.value))
}

/// What numbers an edit exchanges: those of the old wording and of the new one, as they are printed.
pub(super) fn changed(old: &Wording<'_>, new: &Wording<'_>, edit: &Edit) -> Option<(String, String)> {
    if !touches(old, new, edit) {
        return None;
    }
    let [a, b] = [(old, &edit.old), (new, &edit.new)].map(|(wording, range)| around(wording, range));
    let [mine, theirs] = [(&a, &edit.old), (&b, &edit.new)].map(|(all, range)| {
        all.iter().filter(|q| q.words.start < range.end && range.start < q.words.end).cloned().collect::<Vec<_>>()
    });
    // "5" became "5 million": what was changed stands in one of the two only.
    let goes_on = |found: &[Quantity], range: &Range<usize>| {
        found.iter().any(|q| q.words.start < range.start || range.end < q.words.end)
    };
    let (before, after) = match (mine.is_empty(), theirs.is_empty()) {
        (false, false) => (mine, theirs),
        (true, false) if goes_on(&theirs, &edit.new) => (a, theirs),
        (false, true) if goes_on(&mine, &edit.old) => (mine, b),
        _ => return None,
    };
    let all = |found: &[Quantity], range: &Range<usize>| matches!(found, [one] if one.words.start <= range.start && range.end <= one.words.end);
    // What was cut off at an edge was not exchanged.
    if edit.edge && !(all(&before, &edit.old) && all(&after, &edit.new)) {
        return None;
    }
    let values = |found: &[Quantity]| found.iter().map(|q| q.value.clone()).collect::<Vec<_>>();
    if before.is_empty() || after.is_empty() || values(&before) == values(&after) {
        return None;
    }
    let printed = |wording: &Wording<'_>, found: &[Quantity]| {
        found.iter().map(|q| wording.printed(&q.words)).collect::<Vec<_>>().join(" ")
    };
    Some((printed(old, &before), printed(new, &after)))
}

/// The numbers that stand in equal words and count something else by their signs: "$5" and "€5". Where words beside a number
/// were edited too, [`changed`] and [`is_same`] have looked at it.
pub(super) fn resigned(old: &Wording<'_>, new: &Wording<'_>, blocks: &[Block]) -> Vec<(String, String)> {
    let has_digits = |wording: &Wording<'_>| wording.text.bytes().any(|byte| byte.is_ascii_digit());
    if !has_digits(old) || !has_digits(new) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for block in blocks {
        let mut past = 0;
        for i in 0..block.len {
            if i < past || !is_figure(old, block.a + i) {
                continue;
            }
            let of = |wording: &Wording<'_>, from: usize| {
                let end = (from + block.len).min(from + i + REACH);
                read(wording, from + i, end).filter(|quantity| quantity.words.end - from <= block.len)
            };
            let (Some(before), Some(after)) = (of(old, block.a), of(new, block.b)) else { continue };
            past = before.words.end - block.a;
            // At the edge of what is equal a word for the sign may have come or gone.
            let edited = |wording: &Wording<'_>, words: &Range<usize>, from: usize| {
                words.start == from && from > 0 || words.end == from + block.len && words.end < wording.words.len()
            };
            let beside = edited(old, &before.words, block.a) || edited(new, &after.words, block.b);
            let lost = sign_of(old, &before).is_none() || sign_of(new, &after).is_none();
            if before.value != after.value && before.words.len() == after.words.len() && !(beside && lost) {
                found.push((shown(old, &before), shown(new, &after)));
            }
        }
    }
    found
}

fn sign_of(wording: &Wording<'_>, quantity: &Quantity) -> Option<(&'static str, Span)> {
    signed(wording, quantity.words.start, quantity.words.end - 1)
}

/// A quantity as it is printed, with its sign.
fn shown(wording: &Wording<'_>, quantity: &Quantity) -> String {
    let words = Span {
        start: wording.words[quantity.words.start].span.start,
        end: wording.words[quantity.words.end - 1].span.end,
    };
    let span = sign_of(wording, quantity)
        .map_or(words, |(_, sign)| Span { start: words.start.min(sign.start), end: words.end.max(sign.end) });
    span.of(wording.text).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_quantities_have_equal_values() {
        let values = |text: &str| -> Vec<String> {
            let wording = Wording::new(text);
            let words = 0..wording.words.len();
            around(&wording, &words).into_iter().map(|quantity| quantity.value).collect()
        };
        for group in [
            vec!["5 percent", "five per cent", "5%", "5 %", "five percent", "5 pct", "5.0%"],
            vec!["$1.5 million", "1.5 million dollars", "$1,500,000", "$1.5m", "1.5m dollars"],
            vec!["200,000", "two hundred thousand", "200 thousand", "two hundred thousand of them"],
            vec!["two hundred and five", "205", "two hundred five"],
            vec!["two million five hundred thousand", "2.5 million"],
            vec!["a dozen", "12", "twelve"],
            vec!["twenty-five", "25"],
            vec!["1990, 2000", "1990 2000"],
            vec!["£3 bn", "three billion pounds"],
        ] {
            let first = values(group[0]);
            assert!(!first.is_empty(), "{}", group[0]);
            for text in &group {
                assert_eq!(values(text), first, "{text}");
            }
        }
        for (a, b) in [
            ("5", "5%"),
            ("5 percent", "5 million"),
            ("$5", "€5"),
            ("one two three", "six"),
            ("one hundred and five", "one hundred, five hundred"),
            ("half", "quarter"),
            ("2nd", "2"),
            ("99999999999999999999", "9"),
        ] {
            assert_ne!(values(a), values(b), "{a}, {b}");
        }
        assert_eq!(values("and per cent hundred and"), ["100000000"]);
        assert_eq!(values("we go, and they pay per head in dollars").len(), 0);
    }
}
