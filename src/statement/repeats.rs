//! Where an article repeats a statement's words without quoting them: a heading, plain prose, a reader's comment.
//!
//! A repeat holds nearly all of a wording that somebody was quoted with, or a long run of it. Wordings are looked for by some of their
//! runs of four words, chosen by their hash alone (Manber 1994), so that wording and article choose the same ones.

use std::sync::atomic::AtomicBool;

use super::align::Aligner;
use super::cluster::Clusters;
use super::forms::{Forms, NO_WORD, mixed};
use super::judge;
use super::normalize;
use crate::batch;
use crate::error::Result;
use crate::span::{CharWalk, Span};

/// Words of a run.
const RUN: usize = 4;
/// One run in so many is looked for, beside each wording's first.
const ONE_IN: u64 = 3;
/// Wordings kept of one run.
const WORDINGS: usize = 4;
/// Words that an article may have put in or left out before the run that was found.
const SLACK: usize = 8;
/// Words of a wording on either side of the run.
const AROUND: usize = 200;
/// Stands for words that no wording has.
const UNKNOWN: u32 = u32::MAX;

/// The texts that statements were made in.
#[derive(Debug, Default)]
pub struct Articles<'a> {
    /// One text a document; empty where it is not at hand.
    pub texts: Vec<&'a str>,
    /// What of each text was attributed to somebody, in code points and in order.
    pub quoted: Vec<Vec<(u32, u32)>>,
}

/// A place that repeats a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Repeat<'a> {
    pub(super) document: u32,
    pub(super) text: &'a str,
    pub(super) chars: (u32, u32),
    pub(super) form: u32,
}

/// The wordings that prove something, by some of their runs.
struct Runs(Vec<u64>);

impl Runs {
    fn new(forms: &Forms, clusters: &Clusters) -> Self {
        let mut runs = Vec::new();
        for form in (0..forms.len() as u32).filter(|&form| clusters.of_form[form as usize].is_some()) {
            let mine = keys(forms.tokens(form)).enumerate();
            runs.extend(mine.filter(|&(i, (_, key))| i == 0 || chosen(key)).map(|(_, (_, key))| entry(key, form)));
        }
        runs.sort_unstable();
        runs.dedup();
        Self(runs)
    }

    fn forms(&self, key: u64) -> impl Iterator<Item = u32> {
        let from = self.0.partition_point(|&run| run < entry(key, 0));
        let same = self.0[from..].iter().take_while(move |&&run| run >> 32 == key >> 32);
        same.take(WORDINGS).map(|&run| run as u32)
    }
}

fn entry(key: u64, form: u32) -> u64 {
    key >> 32 << 32 | u64::from(form)
}

fn chosen(key: u64) -> bool {
    key.is_multiple_of(ONE_IN)
}

/// Runs of known words with their places. One word again and again ("never, never, never") stands in too many places to find
/// one by: of a run three words at least are different.
fn keys(tokens: &[u32]) -> impl Iterator<Item = (usize, u64)> {
    let known = |run: &[u32]| !run.iter().any(|&token| token == NO_WORD || token == UNKNOWN);
    let different = |run: &[u32]| (0..RUN).filter(|&i| !run[..i].contains(&run[i])).count() > 2;
    tokens
        .windows(RUN)
        .enumerate()
        .filter(move |(_, run)| known(run) && different(run))
        .map(|(i, run)| (i, run.iter().fold(0, |key, &token| mixed(key ^ u64::from(token)))))
}

/// Finds all repeats, in order of documents and places.
///
/// # Errors
/// When the run was cancelled.
pub(super) fn find<'a>(
    articles: &Articles<'a>,
    forms: &Forms,
    clusters: &Clusters,
    n_threads: usize,
    cancel: &AtomicBool,
) -> Result<Vec<Repeat<'a>>> {
    let runs = Runs::new(forms, clusters);
    let documents: Vec<u32> = (0..articles.texts.len() as u32).collect();
    let found = batch::map(
        &documents,
        |&document| articles.texts[document as usize].len(),
        n_threads,
        cancel,
        |&document| {
            let i = document as usize;
            let mut reader = Reader { forms, runs: &runs, aligner: Aligner::default() };
            reader.read(document, articles.texts[i], articles.quoted.get(i).map_or(&[], Vec::as_slice))
        },
    )?;
    Ok(found.into_iter().flatten().collect())
}

struct Reader<'f> {
    forms: &'f Forms,
    runs: &'f Runs,
    aligner: Aligner,
}

impl Reader<'_> {
    fn read<'a>(&mut self, document: u32, text: &'a str, quoted: &[(u32, u32)]) -> Vec<Repeat<'a>> {
        let words = normalize::words(text);
        let mut walk = CharWalk::new(text);
        let chars: Vec<(u32, u32)> = words.iter().map(|word| walk.place(word.span)).collect();
        let mut at = 0;
        let tokens: Vec<u32> = words
            .iter()
            .zip(&chars)
            .map(|(word, &(start, _))| {
                while quoted.get(at).is_some_and(|&(_, end)| end <= start) {
                    at += 1;
                }
                let taken = quoted.get(at).is_some_and(|&(from, _)| from <= start);
                if taken { UNKNOWN } else { self.forms.number(word.hash).unwrap_or(UNKNOWN) }
            })
            .collect();
        let mut out = Vec::new();
        let mut next = 0;
        for (i, key) in keys(&tokens) {
            if i < next {
                continue;
            }
            let Some((form, from, to)) = self.best(&tokens, next, i, key) else { continue };
            let span = Span { start: words[from].span.start, end: words[to - 1].span.end };
            out.push(Repeat { document, text: span.of(text), chars: (chars[from].0, chars[to - 1].1), form });
            next = to;
        }
        out
    }

    /// The form of which most is repeated around word `i`, and the words that do so; none of them before `least`.
    fn best(&mut self, tokens: &[u32], least: usize, i: usize, key: u64) -> Option<(u32, usize, usize)> {
        let mut best: Option<(f32, u32, usize, usize)> = None;
        for form in self.runs.forms(key) {
            let wording = self.forms.tokens(form);
            let Some(place) = wording.windows(RUN).position(|run| *run == tokens[i..i + RUN]) else { continue };
            // Of a speech only what stands around the run.
            let near = place.saturating_sub(AROUND)..(place + AROUND).min(wording.len());
            let from = i.saturating_sub(place - near.start + SLACK).max(least);
            let to = (i + near.end - place + SLACK).min(tokens.len());
            let blocks = self.aligner.align(&wording[near.clone()], &tokens[from..to]);
            let whole = near.len() == wording.len();
            let Some((told, first, last)) = judge::repeated(&wording[near], whole, blocks, self.forms) else {
                continue;
            };
            if best.is_none_or(|(most, ..)| told > most) {
                best = Some((told, form, from + first.b, from + last.b + last.len));
            }
        }
        best.map(|(_, form, from, to)| (form, from, to))
    }
}
