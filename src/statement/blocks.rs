//! The steps of [`trace`](super::trace) one by one, for engines that spread rows over machines and join them.
//!
//! An engine counts words over all wordings, joins wordings that share runs of words, has each compared with the few that share most
//! ([`Wordings`]), and hands sayings that may be of one statement, together, to [`trace`]: the rows are those of one machine.
//!
//! | step | on what |
//! |---|---|
//! | [`words`], [`Key`] | a text |
//! | [`Wordings::grams`], [`Wordings::runs`], [`Wordings::wanted`] | a wording |
//! | [`Wordings::variants`], [`Wordings::is_part`] | a wording and those that an engine joined to it |
//! | [`trace`] | sayings with what was found about their wordings |

use std::sync::atomic::AtomicBool;

use super::align::Aligner;
use super::cluster::{cluster, is_part, variants, wanted_run};
use super::forms::{self, Forms};
use super::index::grams;
use super::judge::WEAK;
use super::normalize::Normalizer;
use super::{Sayings, Trace, founding, history};
use crate::error::Result;

pub use super::index::{CANDIDATES, LOOKUPS, POSTINGS, WORTH};
pub use super::information::Counts;

/// Tells wordings apart and orders them: the longer one is less. Its bytes are in the same order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(pub [u8; 12]);

impl Key {
    /// The key of a wording.
    pub fn new(words: &[u64]) -> Self {
        let mut key = [0; 12];
        let length = !(words.len() as u32);
        key[..4].copy_from_slice(&length.to_be_bytes());
        key[4..].copy_from_slice(&forms::key(words).to_be_bytes());
        Self(key)
    }

    pub(super) fn hash(&self) -> u64 {
        self.0[4..].iter().fold(0, |hash, &byte| hash << 8 | u64::from(byte))
    }
}

/// Appends the hashes of a text's words, 0 where something was left out.
pub fn words(text: &str, out: &mut Vec<u64>) {
    Normalizer::default().push_hashes(text, out);
}

/// What was found beforehand about the wordings of some sayings: a row a saying.
#[derive(Debug, Default)]
pub struct Links<'a> {
    /// The wordings that its wording is a variant of, best first.
    pub parents: Vec<&'a [Key]>,
    /// The wording that, by the same speaker, its wording is part of.
    pub hosts: Vec<Option<Key>>,
}

/// Wordings to compare: a row a wording.
#[derive(Debug)]
pub struct Wordings {
    forms: Forms,
    aligner: Aligner,
}

impl Wordings {
    /// From the words of each, and how often words stand in all wordings of the corpus.
    ///
    /// # Errors
    /// Only by a fault of ours: nothing cancels the work.
    pub fn new<'w>(wordings: impl Iterator<Item = &'w [u64]>, counts: &Counts) -> Result<Self> {
        Ok(Self { forms: Forms::of_words(wordings, counts)?, aligner: Aligner::default() })
    }

    /// Whether a wording proves something by itself.
    pub fn is_strong(&self, row: u32) -> bool {
        self.forms.told(self.forms.of(row)) >= WEAK
    }

    /// The runs by which variants are looked for, each once.
    pub fn grams(&self, row: u32) -> Vec<u32> {
        let mut grams: Vec<u32> = grams(self.forms.tokens(self.forms.of(row)), self.forms.hashes()).collect();
        grams.sort_unstable();
        grams.dedup();
        grams
    }

    /// The runs by which parts of a wording find it, each once.
    pub fn runs(&self, row: u32) -> Vec<u64> {
        let mut runs: Vec<u64> = self.forms.runs(self.forms.of(row)).collect();
        runs.sort_unstable();
        runs.dedup();
        runs
    }

    /// The run by which a wording that proves nothing looks for one by the same speaker that it is part of, if it tells enough.
    pub fn wanted(&self, row: u32) -> Option<u64> {
        (!self.is_strong(row)).then(|| wanted_run(self.forms.of(row), &self.forms)).flatten()
    }

    /// Which of some longer wordings (with whether somebody said both; those that share most first) one is a variant of: best first.
    pub fn variants(&mut self, row: u32, others: &[(u32, bool)]) -> Vec<u32> {
        let forms = &self.forms;
        let agree = |form: u32| others.iter().any(|&(row, agree)| agree && forms.of(row) == form);
        let candidates = others.iter().map(|&(row, _)| forms.of(row));
        let found = variants(forms.of(row), candidates, agree, forms, &mut self.aligner);
        let row_of = |form: u32| others.iter().find(|&&(row, _)| forms.of(row) == form).map(|&(row, _)| row);
        found.filter_map(row_of).collect()
    }

    /// Whether a wording that proves nothing is part of a longer one by the same speaker.
    pub fn is_part(&mut self, weak: u32, whole: u32) -> bool {
        is_part(self.forms.of(weak), self.forms.of(whole), &self.forms, &mut self.aligner)
    }
}

/// As [`super::trace`] for sayings of which no other of the corpus is of the same statement, with what was found about their wordings.
///
/// # Errors
/// When `cancel` was set.
pub fn trace(
    sayings: &Sayings<'_>,
    counts: &Counts,
    links: &Links<'_>,
    window: Option<i64>,
    n_threads: usize,
    cancel: &AtomicBool,
) -> Result<Trace> {
    let forms = Forms::new(&sayings.text, Some(counts), n_threads, cancel)?;
    let mut clusters = cluster(sayings, &forms, Some(links), n_threads, cancel)?;
    clusters.found(&founding::all(sayings, &forms, n_threads, cancel)?, &forms);
    history::write(sayings, &forms, &clusters, window, n_threads, cancel)
}
