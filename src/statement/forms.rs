//! Equal texts are one, and equal normal forms are one: a hundred thousand copies cost what one costs.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::atomic::AtomicBool;

use rustc_hash::FxHashMap;

use super::information::Information;
use super::normalize::{GAP, Normalizer, hash};
use crate::error::Result;
use crate::{Span, batch};

/// Stands for a gap among tokens; words are numbered from 1.
pub(super) const NO_WORD: u32 = 0;

/// Texts that a part of the work takes: enough that handing them out costs nothing.
const PART: usize = 4096;

/// The distinct texts and normal forms of what was said.
#[derive(Debug, Default)]
pub(super) struct Forms {
    /// Which text each saying has.
    pub(super) text_of: Vec<u32>,
    /// A saying with each text: the first.
    pub(super) sample: Vec<u32>,
    /// Which form each text has.
    pub(super) form_of: Vec<u32>,
    /// The words of all forms, one after the other, and where each form ends.
    tokens: Vec<u32>,
    ends: Vec<usize>,
    /// What words tell.
    pub(super) information: Information,
    /// Texts, forms and words by their hashes.
    by_text: FxHashMap<u64, u32>,
    by_words: FxHashMap<u64, u32>,
    numbers: FxHashMap<u64, u32>,
}

impl Forms {
    /// How many forms there are.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The words of a form; [`NO_WORD`] for a gap.
    pub(super) fn tokens(&self, form: u32) -> &[u32] {
        let form = form as usize;
        let start = form.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.tokens[start..self.ends[form]]
    }

    /// The form of a saying.
    pub(super) fn of(&self, saying: u32) -> u32 {
        self.form_of[self.text_of[saying as usize] as usize]
    }

    /// Reads all texts.
    ///
    /// # Errors
    /// When the run was cancelled.
    pub(super) fn new(texts: &[Cow<'_, str>], n_threads: usize, cancel: &AtomicBool) -> Result<Self> {
        let mut forms = Self::default();
        forms.collapse_texts(texts);
        let parts: Vec<Range<usize>> =
            (0..forms.sample.len()).step_by(PART).map(|i| i..(i + PART).min(forms.sample.len())).collect();
        let read = batch::map(
            &parts,
            |_| 0,
            n_threads,
            cancel,
            |part| {
                let mut normalizer = Normalizer::default();
                let mut hashes = Vec::new();
                let ends: Vec<usize> = forms.sample[part.clone()]
                    .iter()
                    .map(|&saying| {
                        normalizer.push_hashes(&texts[saying as usize], &mut hashes);
                        hashes.len()
                    })
                    .collect();
                (hashes, ends)
            },
        )?;
        forms.collapse_forms(read);
        Ok(forms)
    }

    /// Numbers the texts from `self.text_of.len()` on; texts that are new are samples then.
    fn collapse_texts(&mut self, texts: &[Cow<'_, str>]) {
        let from = self.text_of.len();
        self.text_of.reserve_exact(texts.len() - from);
        for (i, text) in texts.iter().enumerate().skip(from) {
            let next = self.sample.len() as u32;
            let at = *self.by_text.entry(hash(text.as_bytes())).or_insert(next);
            // Another text of the same hash is a text of its own, as if nothing were known of it.
            let at = if at != next && texts[self.sample[at as usize] as usize] != *text { next } else { at };
            if at == next {
                self.sample.push(i as u32);
            }
            self.text_of.push(at);
        }
    }

    fn collapse_forms(&mut self, read: Vec<(Vec<u64>, Vec<usize>)>) {
        let mut counts: Vec<u32> = vec![0];
        let mut hashes_of: Vec<u64> = vec![GAP];
        for (hashes, ends) in read {
            let mut start = 0;
            for end in ends {
                let n = self.len();
                self.add(&hashes[start..end]);
                if self.len() > n {
                    counts.resize(self.numbers.len() + 1, 0);
                    hashes_of.resize(self.numbers.len() + 1, 0);
                    let from = n.checked_sub(1).map_or(0, |before| self.ends[before]);
                    let words = hashes[start..end].iter().zip(&self.tokens[from..]);
                    for (&word, &token) in words {
                        counts[token as usize] += 1;
                        hashes_of[token as usize] = word;
                    }
                }
                start = end;
            }
        }
        self.tokens.shrink_to_fit();
        self.information = Information::new(&counts, &hashes_of);
    }

    /// Adds a text by the hashes of its words.
    fn add(&mut self, hashes: &[u64]) {
        let form = self.ends.len() as u32;
        let from = self.tokens.len();
        let mut key = 0_u64;
        for &word in hashes {
            let next = self.numbers.len() as u32 + 1;
            let token = if word == GAP { NO_WORD } else { *self.numbers.entry(word).or_insert(next) };
            self.tokens.push(token);
            key = mixed(key ^ u64::from(token));
        }
        let at = *self.by_words.entry(key).or_insert(form);
        if at != form && self.tokens(at) == &self.tokens[from..] {
            self.tokens.truncate(from);
            self.form_of.push(at);
        } else {
            self.ends.push(self.tokens.len());
            self.form_of.push(form);
        }
    }

    /// Reads what was appended to the texts. What words tell stays as it is.
    pub(super) fn extend(&mut self, texts: &[Cow<'_, str>]) {
        let known = self.sample.len();
        self.collapse_texts(texts);
        let mut normalizer = Normalizer::default();
        for i in known..self.sample.len() {
            let mut hashes = Vec::new();
            normalizer.push_hashes(&texts[self.sample[i] as usize], &mut hashes);
            self.add(&hashes);
        }
    }

    /// The number of a word, if any form has it.
    pub(super) fn number(&self, word: u64) -> Option<u32> {
        self.numbers.get(&word).copied()
    }
}

/// Spreads the bits of a number over all of its bits (the finaliser of `MurmurHash3`).
pub(super) fn mixed(mut key: u64) -> u64 {
    key = (key ^ (key >> 33)).wrapping_mul(0xFF51_AFD7_ED55_8CCD);
    key = (key ^ (key >> 33)).wrapping_mul(0xC4CE_B9FE_1A85_EC53);
    key ^ (key >> 33)
}

/// The parts of a content as one text: what a reporter puts between them ("he said") was not said.
///
/// ```
/// use onrecord::{Span, statement::said};
/// let text = "“We know,” he said, “all of it.”";
/// assert_eq!(said(text, &[Span::new(3, 11), Span::new(27, 37)]), "We know, all of it.");
/// assert_eq!(said(text, &[Span::new(3, 11)]), "We know,");
/// ```
pub fn said<'t>(text: &'t str, parts: &[Span]) -> Cow<'t, str> {
    match parts {
        [] => Cow::Borrowed(text),
        [one] => Cow::Borrowed(one.of(text)),
        several => Cow::Owned(several.iter().map(|part| part.of(text)).collect::<Vec<_>>().join(" ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forms(texts: &[&str]) -> Forms {
        let texts: Vec<Cow<'_, str>> = texts.iter().map(|&text| Cow::Borrowed(text)).collect();
        Forms::new(&texts, 2, &AtomicBool::new(false)).unwrap()
    }

    #[test]
    fn copies_are_one() {
        let forms = forms(&["We won’t go.", "we won't go", "We won’t go.", "We go", "", "…"]);
        assert_eq!(forms.text_of, [0, 1, 0, 2, 3, 4]);
        assert_eq!((0..6).map(|i| forms.of(i)).collect::<Vec<_>>(), [0, 0, 0, 1, 2, 2]);
        assert_eq!(forms.tokens(0).len(), 3);
        assert_eq!(forms.tokens(1), [forms.tokens(0)[0], forms.tokens(0)[2]]);
        assert!(forms.tokens(2).is_empty());
    }

    #[test]
    fn what_is_added_later_is_read_in_the_same_way() {
        let texts: Vec<Cow<'_, str>> = ["We go", "we stay", "we GO", "they go", "We go"].map(Cow::Borrowed).to_vec();
        let mut grown = Forms::new(&texts[..2], 1, &AtomicBool::new(false)).unwrap();
        grown.extend(&texts);
        let whole = Forms::new(&texts, 1, &AtomicBool::new(false)).unwrap();
        assert_eq!(grown.text_of, whole.text_of);
        assert_eq!(grown.form_of, whole.form_of);
        assert_eq!(grown.tokens, whole.tokens);
        assert!(grown.information.of(grown.tokens(2)[0]) > 0.0, "a word that was not counted is rare");
    }

    #[test]
    fn a_gap_is_part_of_the_form() {
        let forms = forms(&["we never go", "we … go", "we go"]);
        assert_eq!(forms.len(), 3);
        assert_eq!(forms.tokens(1)[1], NO_WORD);
    }
}
