//! What spoke for an attribution, in plain words.

use std::sync::LazyLock;

use super::content::{self, Edge, Search};
use super::feature::{Sink, Template, index};
use super::model::{Model, Weights};
use super::page::Page;
use super::source::{self, Nominal};
use super::{cue, edge};
use crate::quote::draft::Draft;

/// Reasons told of each part.
const MOST: usize = 3;

/// For each template, the first that is called the same.
static NAMESAKES: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let first = |t: &Template| Template::ALL.iter().position(|other| other.plain() == t.plain());
    Template::ALL.iter().map(|t| first(t).unwrap_or_default() as u8).collect()
});

/// Adds up weights by what they are called.
struct Reasons<'m> {
    weights: &'m Weights,
    namesakes: &'static [u8],
    sums: [i32; Template::ALL.len()],
}

impl Sink for Reasons<'_> {
    fn add_of(&mut self, kind: u8, template: Template, value: u32) {
        if !template.plain().is_empty() {
            let weight = i32::from(self.weights[index(kind, template, value)]);
            self.sums[self.namesakes[template as usize] as usize] += weight;
        }
    }
}

impl<'m> Reasons<'m> {
    fn new(model: &'m Model) -> Self {
        Self { weights: &model.weights, namesakes: &NAMESAKES, sums: [0; Template::ALL.len()] }
    }

    /// The strongest, as words behind the name of the part.
    fn told(&mut self, part: &str, out: &mut String) {
        let mut strongest = [(0, 0); MOST];
        for (at, &sum) in self.sums.iter().enumerate() {
            if sum > strongest[MOST - 1].0 {
                let place = strongest.partition_point(|s| s.0 >= sum);
                strongest[place..].rotate_right(1);
                strongest[place] = (sum, at);
            }
        }
        for (n, &(_, at)) in strongest.iter().take_while(|s| s.0 > 0).enumerate() {
            let comma = if n > 0 { ", " } else { "" };
            let semicolon = if n == 0 && !out.is_empty() { "; " } else { "" };
            let lead = if n == 0 { part } else { "" };
            let colon = if n == 0 { ": " } else { "" };
            out.extend([semicolon, lead, colon, comma, Template::ALL[at].plain()]);
        }
        self.sums.fill(0);
    }
}

/// The strongest reasons for a ranked attribution; nothing for what only a rule has found.
pub(super) fn evidence(page: &Page<'_, '_, '_>, model: &Model, draft: &Draft) -> String {
    let mut out = String::new();
    let (Some((at, _)), true) = (draft.cue, draft.chances.is_some()) else { return out };
    let site = page.site(at);
    let mut reasons = Reasons::new(model);
    cue::describe(page, &site, &mut reasons);
    reasons.told("cue", &mut out);
    let reading = page.reading(&site);
    let search = Search::new(page, site, &reading, draft.content.len() > 1);
    for &part in draft.content.iter().take(2) {
        let (start, end) = content::inner(page, part);
        if start >= end {
            continue;
        }
        let ahead = start >= at;
        let (first, second) = if ahead { (Edge::StartAhead, Edge::EndAhead) } else { (Edge::EndBack, Edge::StartBack) };
        let (near, far) = if ahead { (start, end) } else { (end, start) };
        edge::describe_edge(page, &search, first, near, 0, None, &mut reasons);
        edge::describe_edge(page, &search, second, far, 0, Some(near), &mut reasons);
    }
    reasons.told("content", &mut out);
    let nominal = draft.source.map(|s| {
        let head = source::first_head(page, s);
        Nominal { first: s.0.min(head), last: head + 1, nth: 0 }
    });
    source::describe(page, &search, &draft.content, nominal.as_ref(), &mut reasons);
    reasons.told("source", &mut out);
    out
}
