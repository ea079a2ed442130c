//! Word lists about statements: common words, and words whose coming or going changes what is said.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::normalize;

/// What a word does in a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// "not", "never", "nobody".
    Negation,
    /// "alleged", "reportedly", "may", "almost".
    Qualifier,
    /// "think", "view": a qualifier where the speaker says it of himself ("I think", "in my view").
    Hedge,
    /// "two", "million"; figures are known by their digits.
    Number,
}

/// How common a word of the list is in any English text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Commonness {
    /// About one word in 64: "the", "of", "we".
    Most,
    /// About one word in 512: "could", "between", "people".
    Very,
}

static COMMON: LazyLock<FxHashMap<u64, Commonness>> = LazyLock::new(|| {
    read(include_str!("../lexicon/en/common_words.txt"), |class| match class {
        "most" => Commonness::Most,
        _ => Commonness::Very,
    })
});

static ROLES: LazyLock<FxHashMap<u64, Role>> = LazyLock::new(|| {
    read(include_str!("../lexicon/en/meaning_words.txt"), |class| match class {
        "negation" => Role::Negation,
        "qualifier" => Role::Qualifier,
        "hedge" => Role::Hedge,
        _ => Role::Number,
    })
});

/// Lines of a class and its words, by the hash of each word's normal form.
fn read<T: Copy>(list: &str, class: impl Fn(&str) -> T) -> FxHashMap<u64, T> {
    let lines = list.lines().filter(|line| !line.starts_with('#'));
    lines
        .filter_map(|line| line.split_once(' '))
        .flat_map(|(name, words)| {
            let class = class(name);
            words.split(' ').map(move |word| (normalize::hash(word.as_bytes()), class))
        })
        .collect()
}

/// How common a word is, if it is on the list.
pub(super) fn commonness(hash: u64) -> Option<Commonness> {
    COMMON.get(&hash).copied()
}

/// What a word does.
pub(super) fn role(hash: u64) -> Option<Role> {
    ROLES.get(&hash).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_listed_word_is_a_word_in_its_normal_form() {
        let mut n = 0;
        for list in [include_str!("../lexicon/en/common_words.txt"), include_str!("../lexicon/en/meaning_words.txt")] {
            for line in list.lines().filter(|line| !line.starts_with('#')) {
                let (class, words) = line.split_once(' ').expect("a class and its words");
                assert!(["most", "very", "negation", "qualifier", "hedge", "number"].contains(&class), "{class}");
                for word in words.split(' ') {
                    let read = normalize::words(word);
                    assert!(read.len() == 1 && read[0].form(word) == word, "{word}");
                    n += 1;
                }
            }
        }
        assert!(n > 400);
    }

    #[test]
    fn words_change_meaning() {
        for (word, expected) in [
            ("never", Some(Role::Negation)),
            ("dont", Some(Role::Negation)),
            ("allegedly", Some(Role::Qualifier)),
            ("believe", Some(Role::Hedge)),
            ("twelve", Some(Role::Number)),
            ("table", None),
        ] {
            assert_eq!(role(normalize::hash(word.as_bytes())), expected, "{word}");
        }
    }
}
