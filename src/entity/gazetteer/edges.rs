//! Where a name may begin and end: the word edges of a folded text.

use crate::text::fold::joins_words;

/// Whether the folded bytes from `start` to `end` are whole words.
pub(super) fn stands_alone(view: &str, start: usize, end: usize) -> bool {
    let bytes = view.as_bytes();
    // Most places are settled by a look at the neighbouring bytes: blanks, or letters that go on.
    let before = if start > 0 { bytes[start - 1] } else { b' ' };
    let after = bytes.get(end).copied().unwrap_or(b' ');
    if before == b' ' && matches!(after, b' ' | b',') {
        return true;
    }
    if before.is_ascii_alphanumeric() || after.is_ascii_alphanumeric() {
        return false;
    }
    left_edge(&view[..start]) && right_edge(&view[end..], view[..end].chars().next_back())
}

/// Whether a name may begin after `before`.
fn left_edge(before: &str) -> bool {
    let mut chars = before.chars().rev();
    match chars.next() {
        None => true,
        // "@kaspersky" is somebody's handle, "O'Brien" not Brien.
        Some('@') => false,
        Some('\'') => !chars.next().is_some_and(joins_words) || chars.next().is_some_and(joins_words),
        Some(c) => !joins_words(c),
    }
}

/// Whether a name that ends in `last` may end before `after`.
fn right_edge(after: &str, last: Option<char>) -> bool {
    let mut chars = after.chars();
    match chars.next() {
        None => true,
        // Possessives and contractions: the rest after the apostrophe is not of the name.
        Some('\'') => matches!(short_word(&after[1..]), Some("" | "s" | "d" | "ll" | "ve" | "re" | "m")),
        // A domain: "bloomberg.com" is Bloomberg's only when listed.
        Some('.') => !(last.is_some_and(joins_words) && short_word(&after[1..]).is_some_and(is_domain)),
        // "C" does not stand in "C++", nor "C+" in it.
        Some('+') => !(last == Some('+') || last.is_some_and(joins_words) && after.starts_with("++")),
        Some(c) => !joins_words(c),
    }
}

/// The word at the start of `text`, unless it is long: a text may be one endless word.
fn short_word(text: &str) -> Option<&str> {
    const LONGEST: usize = 4;
    match text.char_indices().take(LONGEST + 1).find(|&(_, c)| !joins_words(c)) {
        Some((end, _)) => Some(&text[..end]),
        None => (text.len() <= LONGEST).then_some(text),
    }
}

fn is_domain(word: &str) -> bool {
    matches!(
        word,
        "com" | "org" | "net" | "gov" | "edu" | "info" | "io" | "eu" | "uk" | "de" | "ru" | "fr" | "tv" | "co"
    )
}
