//! What spoke for an attribution, in plain words.

use super::content::{self, Edge};
use super::feature::{Sink, Template, index};
use super::model::Model;
use super::page::{Page, Site};
use super::source::{self, Nominal};
use super::{cue, decode};
use crate::quote::draft::Draft;

/// Reasons told of each part.
const MOST: usize = 3;

/// Adds up weights by what they are called.
struct Reasons<'m> {
    weights: &'m [i8],
    sums: Vec<(&'static str, i32)>,
}

impl Sink for Reasons<'_> {
    fn add(&mut self, template: Template, value: u32) {
        let name = template.plain();
        if name.is_empty() {
            return;
        }
        let weight = i32::from(self.weights[index(template, value)]);
        match self.sums.iter_mut().find(|(n, _)| *n == name) {
            Some((_, sum)) => *sum += weight,
            None => self.sums.push((name, weight)),
        }
    }
}

impl<'m> Reasons<'m> {
    fn new(model: &'m Model) -> Self {
        Self { weights: &model.weights, sums: Vec::new() }
    }

    /// The strongest, as words behind the name of the part.
    fn told(mut self, part: &str, out: &mut String) {
        self.sums.retain(|s| s.1 > 0);
        self.sums.sort_by_key(|s| std::cmp::Reverse(s.1));
        if self.sums.is_empty() {
            return;
        }
        let names: Vec<&str> = self.sums.iter().take(MOST).map(|s| s.0).collect();
        if !out.is_empty() {
            out.push_str("; ");
        }
        out.push_str(part);
        out.push_str(": ");
        out.push_str(&names.join(", "));
    }
}

/// The strongest reasons for a ranked attribution; nothing for what only a rule has found.
pub(super) fn evidence(page: &Page<'_, '_, '_>, model: &Model, draft: &Draft) -> String {
    let mut out = String::new();
    let (Some((at, _)), true) = (draft.cue, draft.chances.is_some()) else { return out };
    let surface = page.context.surface;
    let sentence = surface.sentences.partition_point(|s| s.last as usize <= at);
    let Some(s) = surface.sentences.get(sentence) else { return out };
    let site = Site { at, low: s.first as usize, high: s.last as usize, sentence };
    let mut reasons = Reasons::new(model);
    cue::describe_again(page, &site, &mut reasons);
    reasons.told("cue", &mut out);
    let reading = page.reading(&site);
    let search = decode::search(page, site, &reading, draft.content.len() > 1);
    let mut reasons = Reasons::new(model);
    for &part in draft.content.iter().take(2) {
        let (start, end) = content::inner(page, part);
        if start >= end {
            continue;
        }
        let ahead = start >= at;
        let (first, second) = if ahead { (Edge::StartAhead, Edge::EndAhead) } else { (Edge::EndBack, Edge::StartBack) };
        let (near, far) = if ahead { (start, end) } else { (end, start) };
        content::describe_edge(page, &search, first, near, 0, None, &mut reasons);
        content::describe_edge(page, &search, second, far, 0, Some(near), &mut reasons);
    }
    reasons.told("content", &mut out);
    let mut reasons = Reasons::new(model);
    let nominal = draft.source.map(|s| {
        let head = source::first_head(page, s);
        Nominal { first: s.0.min(head), last: head + 1, nth: 0 }
    });
    source::describe(page, &search, &draft.content, nominal.as_ref(), &mut reasons);
    reasons.told("source", &mut out);
    out
}
