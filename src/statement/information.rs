//! How much a word tells: bits by its share of all words, so that "of the" shared is nothing and a rare name is much.
//!
//! The share is counted over the forms at hand and smoothed with that of English at large, so that a corpus of five articles
//! and one of five million judge the same phrase in nearly the same way.

use rustc_hash::FxHashMap;

use super::forms::NO_WORD;
use super::lexicon::{Commonness, commonness};

/// Words that English at large is worth beside those counted.
const PRIOR: f64 = 5000.0;
/// Shares in English of the commonest words, of the very common and of others.
const MOST: f64 = 1.0 / 64.0;
const VERY: f64 = 1.0 / 512.0;
const OTHER: f64 = 1.0 / 16384.0;

/// Bits of a word that English has and the forms have not.
const UNSEEN: f32 = 14.0;

/// How often words stand in the forms of a corpus of which only a part is at hand.
#[derive(Debug, Default, Clone)]
pub struct Counts {
    /// All words together.
    pub total: f64,
    /// Words by hash that stand there more than once.
    pub several: FxHashMap<u64, u32>,
}

impl Counts {
    pub(super) fn of(&self, word: u64) -> u32 {
        self.several.get(&word).copied().unwrap_or(1)
    }
}

/// Bits of each word.
#[derive(Debug, Default)]
pub(super) struct Information {
    bits: Vec<f32>,
}

impl Information {
    /// From how often each word occurs in the forms, and its hash; or from how often it does in `corpus`. Number 0 is a gap and
    /// tells nothing.
    pub(super) fn new(counts: &[u32], hashes: &[u64], corpus: Option<&Counts>) -> Self {
        let total = corpus.map_or_else(|| counts.iter().map(|&n| f64::from(n)).sum(), |corpus| corpus.total);
        let bits = counts.iter().zip(hashes).enumerate().map(|(i, (&n, &hash))| {
            if i == NO_WORD as usize {
                return 0.0;
            }
            let share = match commonness(hash) {
                Some(Commonness::Most) => MOST,
                Some(Commonness::Very) => VERY,
                None => OTHER,
            };
            let n = corpus.map_or(n, |corpus| corpus.of(hash));
            ((total + PRIOR) / (f64::from(n) + PRIOR * share)).log2() as f32
        });
        Self { bits: bits.collect() }
    }

    /// Bits of one word; one that was not counted is rare.
    pub(super) fn of(&self, token: u32) -> f32 {
        self.bits.get(token as usize).copied().unwrap_or(UNSEEN)
    }

    /// Bits of several.
    pub(super) fn sum(&self, tokens: &[u32]) -> f32 {
        tokens.iter().map(|&token| self.of(token)).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statement::normalize::{GAP, hash};

    #[test]
    fn rare_words_tell_more_in_any_corpus() {
        let hashes = [GAP, hash(b"the"), hash(b"people"), hash(b"cyberespionage"), hash(b"ships")];
        for counts in [[0, 3, 1, 1, 0], [9, 500_000, 20_000, 40, 9_000_000]] {
            let information = Information::new(&counts, &hashes, None);
            let [the, people, rare] = [1, 2, 3].map(|token| information.of(token));
            assert!(3.0 < the && the + 2.0 < people && people + 3.0 < rare && rare < 20.0, "{the} {people} {rare}");
            assert!(information.of(NO_WORD) == 0.0 && information.sum(&[0, 1, 3]) > rare);
        }
    }
}
