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
/// Bytes that hold nearly all reasons of three parts.
const ROOM: usize = 320;

/// What templates are called: several look at the same thing in other ways.
struct Names {
    /// Each name once, in the order of its first template.
    texts: Vec<&'static str>,
    /// For each template its name, or [`NAMELESS`].
    of: Vec<u8>,
}

const NAMELESS: u8 = u8::MAX;

static NAMES: LazyLock<Names> = LazyLock::new(|| {
    let mut texts = Vec::new();
    let number = |template: &Template| {
        let name = template.plain();
        if name.is_empty() {
            return NAMELESS;
        }
        let at = texts.iter().position(|&text| text == name);
        at.unwrap_or_else(|| {
            texts.push(name);
            texts.len() - 1
        }) as u8
    };
    let of = Template::ALL.iter().map(number).collect();
    Names { texts, of }
});

/// Adds up weights by what they are called.
struct Reasons<'m> {
    weights: &'m Weights,
    names: &'static Names,
    sums: Vec<i32>,
}

impl Sink for Reasons<'_> {
    fn add_of(&mut self, kind: u8, template: Template, value: u32) {
        let name = self.names.of[template as usize];
        if name != NAMELESS {
            self.sums[name as usize] += i32::from(self.weights[index(kind, template, value)]);
        }
    }
}

impl<'m> Reasons<'m> {
    fn new(model: &'m Model) -> Self {
        Self { weights: &model.weights, names: &NAMES, sums: vec![0; NAMES.texts.len()] }
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
            out.extend([semicolon, lead, colon, comma, self.names.texts[at]]);
        }
        self.sums.fill(0);
    }
}

/// The strongest reasons for a ranked attribution; nothing for what only a rule has found.
pub(super) fn evidence(page: &Page<'_, '_, '_>, model: &Model, draft: &Draft) -> String {
    let (Some((at, _)), true) = (draft.cue, draft.chances.is_some()) else { return String::new() };
    let mut out = String::with_capacity(ROOM);
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
