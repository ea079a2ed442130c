//! The words of a content: which tell what it is about, and which forms are one word.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::Content;
use crate::span::Span;
use crate::text::words::{self, Shape, Word};

/// Calls `found` with each word outside names; `cut` is memory that is used again.
pub(super) fn each_word(content: &Content<'_>, cut: &mut Vec<Word>, mut found: impl FnMut(Word)) {
    cut.clear();
    words::cut(content.text, Span::new(0, content.text.len()), cut);
    let mut named = content.named.iter().map(|(_, span)| *span).peekable();
    for &word in &*cut {
        while named.next_if(|name| name.end <= word.span.start).is_some() {}
        let in_name = named.peek().is_some_and(|name| name.overlaps(word.span));
        if word.shape != Shape::Mark && !in_name {
            found(word);
        }
    }
}

/// A word in small letters, its apostrophe as in the lists.
pub(super) fn lower(word: &str) -> String {
    word.to_lowercase().replace('’', "'")
}

/// The surname within a person's name: its last word that is no suffix, if it is more than a letter and begins with a capital.
pub(super) fn surname(name: &str) -> Option<&str> {
    let is_suffix = |word: &&str| matches!(word.trim_end_matches('.'), "Jr" | "Sr" | "II" | "III" | "IV");
    let last =
        name.split_whitespace().rev().find(|word| !is_suffix(word))?.trim_matches(|c: char| !c.is_alphanumeric());
    (last.chars().nth(1).is_some() && last.starts_with(char::is_uppercase)).then_some(last)
}

/// Classes of words that tell nothing of a subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// Of grammar or doubt.
    Function,
    /// Says that something is not so.
    Denying,
    /// Stands for a claim made elsewhere.
    One,
    /// Stands for all claims made so far.
    Many,
}

/// The class of a word in small letters, if it tells nothing of a subject.
pub(super) fn class(word: &str) -> Option<Class> {
    LISTED.get(word).copied()
}

static LISTED: LazyLock<FxHashMap<&str, Class>> = LazyLock::new(|| {
    let lines = include_str!("../lexicon/en/subject_words.txt").lines().filter(|line| !line.starts_with('#'));
    let mut listed = FxHashMap::default();
    for line in lines {
        let mut words = line.split_whitespace();
        let class = match words.next() {
            Some("one") => Class::One,
            Some("many") => Class::Many,
            Some("denying") => Class::Denying,
            _ => Class::Function,
        };
        listed.extend(words.map(|word| (word, class)));
    }
    listed
});

/// A word without the endings of number and tense: steps 1a and 1b of Porter, "An algorithm for suffix stripping", 1980, and no
/// final "e", so that "helps", "helped" and "helping" are one.
pub(super) fn stem(word: &str) -> String {
    let word = word.strip_suffix("'s").unwrap_or(word);
    let vowel = |s: &str| s.contains(['a', 'e', 'i', 'o', 'u', 'y']);
    if word.len() < 4 || !word.is_ascii() {
        return word.to_owned();
    }
    let mut out = if let Some(stem) =
        ["ies", "ied"].iter().find_map(|end| word.strip_suffix(end)).filter(|stem| stem.len() > 1)
    {
        format!("{stem}y")
    } else if word.ends_with("sses") {
        word[..word.len() - 2].to_owned()
    } else if word.ends_with('s') && !word.ends_with("ss") && !word.ends_with("us") && !word.ends_with("is") {
        word[..word.len() - 1].to_owned()
    } else {
        word.to_owned()
    };
    if let Some(stem) = ["ing", "ed"].iter().find_map(|end| out.strip_suffix(end))
        && stem.len() > 2
        && vowel(stem)
    {
        out.truncate(stem.len());
        let doubled = out.as_bytes().windows(2).last().is_some_and(|two| two[0] == two[1]);
        if doubled && !out.ends_with(['l', 's', 'z']) {
            out.pop();
        }
    }
    if out.len() > 3 && out.ends_with('e') {
        out.pop();
    }
    out
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn endings_are_no_part_of_a_word() {
        let groups = [
            "help helps helped helping",
            "reply replies replied",
            "spy spies spied spying",
            "dump dumps dumped dumping",
            "conspire conspires conspired conspiring",
            "plan plans planned planning",
            "sell sells selling",
        ];
        for group in groups {
            let stems: BTreeSet<String> = group.split(' ').map(stem).collect();
            assert_eq!(stems.len(), 1, "{group}: {stems:?}");
        }
        for word in ["bus", "ties", "thing", "red", "это", "u.s"] {
            assert!(!stem(word).is_empty());
        }
    }

    #[test]
    fn every_word_has_one_class() {
        let lines = include_str!("../lexicon/en/subject_words.txt").lines().filter(|line| !line.starts_with('#'));
        let words = |class: &str| -> BTreeSet<&str> {
            let of_class = lines.clone().filter(|line| line.starts_with(class));
            of_class.flat_map(|line| line.split_whitespace().skip(1)).collect()
        };
        for (a, b) in [
            ("one", "many"),
            ("one", "function"),
            ("many", "function"),
            ("denying", "function"),
            ("denying", "one"),
            ("denying", "many"),
        ] {
            assert!(!words(a).is_empty());
            assert_eq!(words(a).intersection(&words(b)).collect::<Vec<_>>(), Vec::<&&str>::new(), "{a}, {b}");
        }
    }
}
