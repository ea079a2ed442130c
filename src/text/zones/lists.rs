//! The word lists, read once.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind, Anchored, Input, MatchKind, StartKind};
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
    /// The first letters of all phrases but those within a line: most lines are refused by them.
    opening: FxHashSet<[u8; 4]>,
}

impl Phrases {
    fn parse(file: &str) -> Self {
        let mut whole = FxHashMap::default();
        let (mut start, mut bio, mut within) = (Vec::new(), Vec::new(), Vec::new());
        let mut section = "";
        for line in file
            .lines()
            // "#" stands for a number in the lists, for a remark above them.
            .skip_while(|line| !line.starts_with('['))
            .filter(|line| !line.is_empty())
        {
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
        let opening = whole
            .keys()
            .map(String::as_str)
            .chain(start.iter().copied())
            .chain(bio.iter().copied())
            .map(opening)
            .collect();
        let build = |patterns: Vec<&str>, start_kind| {
            AhoCorasick::builder()
                .ascii_case_insensitive(true)
                .kind(Some(AhoCorasickKind::DFA))
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
            opening,
        }
    }

    /// Whether a phrase could begin `line`; cheap, and right whenever it says no.
    pub(super) fn may_open(&self, line: &str) -> bool {
        let first = line.as_bytes()[0];
        // Bullets and numbers are folded; quotation marks open no phrase.
        !first.is_ascii_alphabetic() && !matches!(first, b'"' | b'\'') && !line.starts_with(['“', '‘'])
            || self.opening.contains(&opening(line))
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

    /// Whether the line holds a phrase.
    pub(super) fn holds(&self, line: &str) -> bool {
        self.within.is_match(line)
    }
}

/// Whether `word` is in the blank-separated `list`; for short lists looked at seldom.
pub(super) fn is_one_of(word: &str, list: &str) -> bool {
    list.split(' ').any(|entry| entry == word)
}

/// The first four letters of `line` in small; zero for whatever folding may change.
fn opening(line: &str) -> [u8; 4] {
    let bytes = line.as_bytes();
    let letter = |i: usize| match bytes.get(i) {
        Some(byte) if byte.is_ascii_alphabetic() => byte.to_ascii_lowercase(),
        _ => 0,
    };
    let mut out = [letter(0), letter(1), letter(2), letter(3)];
    // Behind a blank or a number, folding may have moved the letters.
    if let Some(end) = out.iter().position(|&byte| byte == 0) {
        out[end..].fill(0);
    }
    out
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
