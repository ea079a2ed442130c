//! Equal texts are one, and equal normal forms are one: a hundred thousand copies cost what one costs.
//!
//! Words are numbered by their hashes and forms by their lengths and words, never by the order in which they come: nothing that is
//! decided by these numbers depends on the order of documents.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::ops::Range;
use std::sync::atomic::AtomicBool;

use rustc_hash::FxHashMap;

use super::index::GRAM;
use super::information::{Counts, Information};
use super::normalize::{GAP, Normalizer, hash};
use crate::error::Result;
use crate::{Span, batch};

/// Stands for a gap among tokens; words are numbered from 1.
pub(super) const NO_WORD: u32 = 0;

/// Texts that a part of the work takes: enough that handing them out costs nothing.
const PART: usize = 4096;
/// Forms whose words are counted together: more, so that few words are counted in every part.
const COUNTED: usize = 1 << 16;

/// The distinct texts and normal forms of what was said.
#[derive(Debug, Default)]
pub(super) struct Forms {
    /// Which text each saying has.
    pub(super) text_of: Vec<u32>,
    /// A saying with each text: the first.
    pub(super) sample: Vec<u32>,
    /// Which form each text has.
    pub(super) form_of: Vec<u32>,
    /// The words of all forms, one after the other, and where each form ends; the longest first, but for those added later.
    tokens: Vec<u32>,
    ends: Vec<usize>,
    /// What each form tells.
    told: Vec<f32>,
    /// What words tell.
    pub(super) information: Information,
    /// The hash of each word, by number.
    hashes: Vec<u64>,
    /// Texts, forms and words by their hashes.
    by_text: FxHashMap<u64, u32>,
    by_words: FxHashMap<u64, u32>,
    numbers: FxHashMap<u64, u32>,
}

/// The words of some texts, by hash, and where each text ends.
#[derive(Debug, Default)]
struct Read {
    hashes: Vec<u64>,
    ends: Vec<usize>,
    /// One number for all words of a text.
    keys: Vec<u64>,
}

impl Read {
    /// Adds a text; `push` appends its words.
    fn text(&mut self, push: impl FnOnce(&mut Vec<u64>)) {
        let from = self.hashes.len();
        push(&mut self.hashes);
        self.keys.push(key(&self.hashes[from..]));
        self.ends.push(self.hashes.len());
    }
}

/// A form by the text that has it.
struct Found {
    /// How many were found before it.
    n: u32,
    key: u64,
    part: u32,
    start: u32,
    len: u32,
}

impl Found {
    fn of<'r>(&self, read: &'r [Read]) -> &'r [u64] {
        &read[self.part as usize].hashes[self.start as usize..][..self.len as usize]
    }
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

    /// A number for every run of [`GRAM`] words of a form, gaps among them, that is the same in every corpus.
    pub(super) fn runs(&self, form: u32) -> impl DoubleEndedIterator<Item = u64> + ExactSizeIterator {
        let hash = |&token: &u32| self.hashes.get(token as usize).copied().unwrap_or(GAP);
        self.tokens(form).windows(GRAM).map(move |run| run.iter().fold(0, |key, token| mixed(key ^ hash(token))))
    }

    /// Bits of all words of a form.
    pub(super) fn told(&self, form: u32) -> f32 {
        self.told[form as usize]
    }

    /// The form of a saying.
    pub(super) fn of(&self, saying: u32) -> u32 {
        self.form_of[self.text_of[saying as usize] as usize]
    }

    /// Reads all texts. What a word tells is counted in them, or in the `corpus` of which they are a part.
    ///
    /// # Errors
    /// When the run was cancelled.
    pub(super) fn new(
        texts: &[Cow<'_, str>],
        corpus: Option<&Counts>,
        n_threads: usize,
        cancel: &AtomicBool,
    ) -> Result<Self> {
        let mut forms = Self::default();
        forms.collapse_texts(texts);
        let read = batch::map(
            &ranges(forms.sample.len(), PART),
            |_| 0,
            n_threads,
            cancel,
            |part| {
                let mut normalizer = Normalizer::default();
                let mut read = Read::default();
                for &saying in &forms.sample[part.clone()] {
                    read.text(|words| normalizer.push_hashes(&texts[saying as usize], words));
                }
                read
            },
        )?;
        let found = forms.collapse_forms(&read);
        forms.number_words(&read, &found, corpus, n_threads, cancel)?;
        Ok(forms)
    }

    /// Texts that were read before, by the hashes of their words.
    pub(super) fn of_words<'w>(texts: impl Iterator<Item = &'w [u64]>, corpus: &Counts) -> Result<Self> {
        let mut read = Read::default();
        for words in texts {
            read.text(|all| all.extend_from_slice(words));
        }
        let numbers: Vec<u32> = (0..read.ends.len() as u32).collect();
        let mut forms = Self { text_of: numbers.clone(), sample: numbers, ..Self::default() };
        let read = [read];
        let found = forms.collapse_forms(&read);
        forms.number_words(&read, &found, Some(corpus), 1, &AtomicBool::new(false))?;
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

    /// Numbers the forms, the longest first.
    fn collapse_forms(&mut self, read: &[Read]) -> Vec<Found> {
        let mut found: Vec<Found> = Vec::new();
        self.form_of.reserve_exact(self.sample.len());
        for (part, texts) in read.iter().enumerate() {
            let mut start = 0;
            for (&end, &key) in texts.ends.iter().zip(&texts.keys) {
                let next = found.len() as u32;
                let at = *self.by_words.entry(key).or_insert(next);
                // As with texts, others of the same hash stand for themselves.
                if at != next && found[at as usize].of(read) == &texts.hashes[start..end] {
                    self.form_of.push(at);
                } else {
                    self.form_of.push(next);
                    let (part, start, len) = (part as u32, start as u32, (end - start) as u32);
                    found.push(Found { n: next, key, part, start, len });
                }
                start = end;
            }
        }
        found.sort_unstable_by(|a, b| {
            let rank = |form: &Found| (Reverse(form.len), form.key);
            rank(a).cmp(&rank(b)).then_with(|| a.of(read).cmp(b.of(read)))
        });
        let mut number = vec![0; found.len()];
        for (form, n) in found.iter().zip(0..) {
            number[form.n as usize] = n;
        }
        for form in self.form_of.iter_mut().chain(self.by_words.values_mut()) {
            *form = number[*form as usize];
        }
        found
    }

    /// Numbers words by their hashes, and writes the forms as numbers.
    fn number_words(
        &mut self,
        read: &[Read],
        found: &[Found],
        corpus: Option<&Counts>,
        n_threads: usize,
        cancel: &AtomicBool,
    ) -> Result<()> {
        let parts = ranges(found.len(), COUNTED);
        let counted = batch::map(
            &parts,
            |_| 0,
            n_threads,
            cancel,
            |part| {
                let mut counts: FxHashMap<u64, u32> = FxHashMap::default();
                for word in found[part.clone()].iter().flat_map(|form| form.of(read)).filter(|&&word| word != GAP) {
                    *counts.entry(*word).or_default() += 1;
                }
                counts.into_iter().collect::<Vec<_>>()
            },
        )?;
        let mut counted: Vec<(u64, u32)> = counted.into_iter().flatten().collect();
        counted.sort_unstable_by_key(|&(word, _)| word);
        counted.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            kept.1 += next.1 * u32::from(same);
            same
        });
        let (mut counts, mut hashes) = (vec![0], vec![GAP]);
        for (word, n) in counted {
            self.numbers.insert(word, counts.len() as u32);
            counts.push(n);
            hashes.push(word);
        }
        self.information = Information::new(&counts, &hashes, corpus);
        self.hashes = hashes;
        let written = batch::map(
            &ranges(found.len(), PART),
            |_| 0,
            n_threads,
            cancel,
            |part| {
                let forms = &found[part.clone()];
                let mut tokens = Vec::with_capacity(forms.iter().map(|form| form.len as usize).sum());
                let mut told = Vec::with_capacity(forms.len());
                for form in forms {
                    let from = tokens.len();
                    tokens.extend(form.of(read).iter().map(|word| self.numbers.get(word).copied().unwrap_or(NO_WORD)));
                    told.push(self.information.sum(&tokens[from..]));
                }
                (tokens, told)
            },
        )?;
        self.tokens.reserve_exact(written.iter().map(|(tokens, _)| tokens.len()).sum());
        for (tokens, told) in written {
            self.tokens.extend(tokens);
            self.told.extend(told);
        }
        self.ends = found
            .iter()
            .scan(0, |end, form| {
                *end += form.len as usize;
                Some(*end)
            })
            .collect();
        Ok(())
    }

    /// Adds a text by the hashes of its words.
    fn add(&mut self, hashes: &[u64]) {
        let form = self.ends.len() as u32;
        let from = self.tokens.len();
        for &word in hashes {
            let next = self.numbers.len() as u32 + 1;
            let token = if word == GAP { NO_WORD } else { *self.numbers.entry(word).or_insert(next) };
            self.tokens.push(token);
        }
        let at = *self.by_words.entry(key(hashes)).or_insert(form);
        if at != form && self.tokens(at) == &self.tokens[from..] {
            self.tokens.truncate(from);
            self.form_of.push(at);
        } else {
            self.told.push(self.information.sum(&self.tokens[from..]));
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

    /// The hashes of all words that were counted, by number; [`GAP`] for a gap.
    pub(super) fn hashes(&self) -> &[u64] {
        &self.hashes
    }

    /// The form whose words have this [`key`].
    pub(super) fn keyed(&self, key: u64) -> Option<u32> {
        self.by_words.get(&key).copied()
    }

    /// The number of a word, if any form has it.
    pub(super) fn number(&self, word: u64) -> Option<u32> {
        self.numbers.get(&word).copied()
    }
}

/// `0..n` in ranges of `size`.
pub(super) fn ranges(n: usize, size: usize) -> Vec<Range<usize>> {
    (0..n).step_by(size).map(|from| from..(from + size).min(n)).collect()
}

/// One number for some words in their order.
pub(super) fn key(hashes: &[u64]) -> u64 {
    hashes.iter().fold(0, |key, word| mixed(key ^ word))
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
        Forms::new(&texts, None, 2, &AtomicBool::new(false)).unwrap()
    }

    #[test]
    fn copies_are_one() {
        let forms = forms(&["We won’t go.", "we won't go", "We won’t go.", "We go", "", "…"]);
        assert_eq!(forms.text_of, [0, 1, 0, 2, 3, 4]);
        assert_eq!((0..6).map(|i| forms.of(i)).collect::<Vec<_>>(), [0, 0, 0, 1, 2, 2]);
        assert_eq!(forms.tokens(0).len(), 3);
        assert_eq!(forms.tokens(1), [forms.tokens(0)[0], forms.tokens(0)[2]]);
        assert!(forms.tokens(2).is_empty());
        assert!(forms.told(0) > forms.told(1) && forms.told(2) == 0.0);
    }

    #[test]
    fn what_is_added_later_is_read_in_the_same_way() {
        let texts: Vec<Cow<'_, str>> = ["We go", "we stay", "we GO", "they go", "We go"].map(Cow::Borrowed).to_vec();
        let mut grown = Forms::new(&texts[..2], None, 1, &AtomicBool::new(false)).unwrap();
        grown.extend(&texts);
        let whole = Forms::new(&texts, None, 1, &AtomicBool::new(false)).unwrap();
        assert_eq!(grown.text_of, whole.text_of);
        // Those that were added are numbered last, whatever their length.
        for (i, other) in [(0, 2), (0, 4)] {
            assert_eq!(grown.of(i), grown.of(other));
        }
        assert_eq!(grown.of(3), 2);
        assert!(grown.of(0) != grown.of(1) && grown.tokens(2)[1] == grown.tokens(grown.of(0))[1]);
        assert!(grown.information.of(grown.tokens(2)[0]) > 0.0, "a word that was not counted is rare");
    }

    #[test]
    fn a_gap_is_part_of_the_form() {
        let forms = forms(&["we never go", "we … go", "we go"]);
        assert_eq!(forms.len(), 3);
        assert_eq!(forms.tokens(forms.of(1))[1], NO_WORD);
    }
}
