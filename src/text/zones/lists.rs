//! The word lists, read once.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, Anchored, Input, MatchKind, StartKind};
use rustc_hash::{FxHashMap, FxHashSet};

/// What a line of site furniture announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Furniture {
    /// Nothing more.
    Plain,
    /// Headlines of other articles.
    Teasers,
    /// Readers' comments.
    Comments,
}

/// The furniture lists in searchable form.
pub(super) struct Phrases {
    whole: FxHashMap<String, Furniture>,
    start: AhoCorasick,
    bio: AhoCorasick,
    within: AhoCorasick,
}

impl Phrases {
    fn parse(file: &str) -> Self {
        let mut whole = FxHashMap::default();
        let (mut start, mut bio, mut within) = (Vec::new(), Vec::new(), Vec::new());
        let mut section = "";
        for line in file.lines().filter(|line| !line.starts_with("# ") && !line.is_empty()) {
            if let Some(rest) = line.strip_prefix('[') {
                section = rest.split(']').next().unwrap_or_default();
                continue;
            }
            match section {
                "whole" => {
                    whole.entry(line.to_owned()).or_insert(Furniture::Plain);
                }
                "start" => start.push(line),
                "bio" => bio.push(line),
                "within" => within.push(line),
                "teasers" => {
                    whole.insert(line.to_owned(), Furniture::Teasers);
                }
                "comments" => {
                    whole.insert(line.to_owned(), Furniture::Comments);
                }
                _ => unreachable!("a section of furniture.txt without meaning: {section}"),
            }
        }
        let build = |patterns: Vec<&str>, start_kind| {
            AhoCorasick::builder()
                .match_kind(MatchKind::LeftmostLongest)
                .start_kind(start_kind)
                .build(patterns)
                .expect("a list of a few hundred short phrases")
        };
        Self {
            whole,
            start: build(start, StartKind::Anchored),
            bio: build(bio, StartKind::Anchored),
            within: build(within, StartKind::Unanchored),
        }
    }

    /// What the folded line is as a whole.
    pub(super) fn whole(&self, folded: &str) -> Option<Furniture> {
        self.whole.get(folded).copied()
    }

    /// Whether the folded line begins with a phrase of furniture.
    pub(super) fn starts(&self, folded: &str) -> bool {
        begins(&self.start, folded)
    }

    /// Whether the folded line begins with words about the author.
    pub(super) fn tells_author(&self, folded: &str) -> bool {
        begins(&self.bio, folded)
    }

    /// Whether the folded line holds a phrase.
    pub(super) fn holds(&self, folded: &str) -> bool {
        self.within.is_match(folded)
    }
}

/// Whether `folded` begins with a phrase of `list` that ends at a word's edge.
fn begins(list: &AhoCorasick, folded: &str) -> bool {
    let input = Input::new(folded).anchored(Anchored::Yes);
    list.find(input).is_some_and(|found| {
        let after = folded[found.end()..].chars().next();
        !(folded[..found.end()].ends_with(char::is_alphanumeric) && after.is_some_and(char::is_alphanumeric))
    })
}

pub(super) static PHRASES: LazyLock<Phrases> =
    LazyLock::new(|| Phrases::parse(include_str!("../../lexicon/en/furniture.txt")));

/// A list with one entry a line.
fn by_line(file: &'static str) -> FxHashSet<&'static str> {
    file.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).collect()
}

/// A list with entries between blanks.
fn by_word(file: &'static str) -> FxHashSet<&'static str> {
    by_line(file).into_iter().flat_map(str::split_whitespace).collect()
}

pub(super) static AGENCIES: LazyLock<FxHashSet<&'static str>> =
    LazyLock::new(|| by_line(include_str!("../../lexicon/en/photo_credits.txt")));

pub(super) static ROLES: LazyLock<FxHashSet<&'static str>> =
    LazyLock::new(|| by_line(include_str!("../../lexicon/en/journalist_roles.txt")));

pub(super) static STAMP_WORDS: LazyLock<FxHashSet<&'static str>> =
    LazyLock::new(|| by_word(include_str!("../../lexicon/en/stamp_words.txt")));

pub(super) static COUNTRIES: LazyLock<FxHashSet<&'static str>> =
    LazyLock::new(|| by_word(include_str!("../../lexicon/en/countries.txt")));
