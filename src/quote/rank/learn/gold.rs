//! Gold attributions in words, and what a find is worth against them.

use super::super::content::inner;
use super::super::model::{Model, chance};
use super::super::page::Page;
use crate::quote::draft::Draft;
use crate::quote::phrase::Range;
use crate::quote::verb::is_auxiliary;
use crate::span::Span;
use crate::text::Surface;
use crate::text::tags::Tag;

/// The spans of source, cue and content of an attribution, and its kind (0 direct, 1 mixed, 2 indirect).
pub type Annotated = (Vec<Span>, Vec<Span>, Vec<Span>, usize);

/// An annotated article.
#[derive(Debug, Clone, Default)]
pub struct Article {
    /// The text.
    pub text: String,
    /// Its attributions.
    pub relations: Vec<Annotated>,
}

/// A gold attribution in words.
#[derive(Debug, Clone)]
pub(super) struct Relation {
    pub(super) cue: Range,
    /// The word of the cue that stands for it.
    pub(super) head: usize,
    pub(super) source: Option<Range>,
    pub(super) content: Vec<Range>,
    pub(super) kind: usize,
}

pub(super) fn relations(article: &Article, surface: &Surface<'_>) -> Vec<Relation> {
    let words = |span: &Span| {
        let first = surface.word_at(span.start);
        (first, surface.words.partition_point(|w| w.span.start < span.end))
    };
    let whole = |spans: &[Span]| -> Option<Range> {
        let ranges: Vec<Range> = spans.iter().map(words).filter(|r| r.0 < r.1).collect();
        Some((ranges.first()?.0, ranges.last()?.1))
    };
    let of = |(source, cue, content, kind): &Annotated| {
        let cue = whole(cue);
        let content: Vec<Range> = content.iter().map(words).filter(|r| r.0 < r.1).collect();
        let head = cue.map_or(usize::MAX, |c| head(surface, c));
        (!content.is_empty()).then(|| Relation {
            cue: cue.unwrap_or((usize::MAX, usize::MAX)),
            head,
            source: whole(source),
            content,
            kind: *kind,
        })
    };
    article.relations.iter().filter_map(of).collect()
}

/// The verb of a cue, or else its first word that is not a small one.
fn head(surface: &Surface<'_>, cue: Range) -> usize {
    let find = |test: &dyn Fn(usize) -> bool| (cue.0..cue.1).find(|&i| test(i));
    find(&|i| surface.tags[i].is_verb() && !is_auxiliary(surface, i))
        .or_else(|| find(&|i| surface.word(i).eq_ignore_ascii_case("according")))
        .or_else(|| find(&|i| matches!(surface.tags[i], Tag::Noun | Tag::Adjective | Tag::Name)))
        .or_else(|| find(&|i| surface.tags[i].is_verb()))
        .or_else(|| find(&|i| !surface.words[i].is_mark()))
        .unwrap_or(cue.0)
}

impl Relation {
    /// The content behind the cue and ahead of it, each without marks, and without "that".
    pub(super) fn sides(&self, page: &Page<'_, '_, '_>, at: usize) -> (Option<Range>, Option<Range>) {
        let surface = page.context.surface;
        let behind: Vec<Range> = self.content.iter().copied().filter(|c| c.1 <= at).collect();
        let ahead: Vec<Range> = self.content.iter().copied().filter(|c| c.0 > at).collect();
        let back = behind.last().map(|c| inner(page, *c)).filter(|c| c.0 < c.1);
        let ahead = ahead.first().map(|c| inner(page, *c)).filter(|c| c.0 < c.1).map(|(first, last)| {
            let that = surface.word(first).eq_ignore_ascii_case("that") && first + 1 < last;
            if that { inner(page, (first + 1, last)) } else { (first, last) }
        });
        (back, ahead)
    }
}

/// Whether a find was right.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Verdict {
    pub(super) content: bool,
    pub(super) strict: bool,
    pub(super) relation: bool,
    pub(super) kind: usize,
}

fn tokens(page: &Page<'_, '_, '_>, ranges: &[Range]) -> Vec<usize> {
    let mut out: Vec<usize> =
        ranges.iter().flat_map(|r| r.0..r.1).filter(|&i| !page.is_mark(i) && page.tag(i) != Tag::Possessive).collect();
    out.sort_unstable();
    out.dedup();
    out
}

/// What each draft is worth, paired with the gold one by one, best first.
pub(super) fn compare(page: &Page<'_, '_, '_>, gold: &[Relation], drafts: &[Draft]) -> Vec<Verdict> {
    let wanted: Vec<Vec<usize>> = gold.iter().map(|g| tokens(page, &g.content)).collect();
    let found: Vec<Vec<usize>> = drafts.iter().map(|d| tokens(page, &d.content)).collect();
    let mut pairs: Vec<(f32, usize, usize)> = Vec::new();
    for (g, a) in wanted.iter().enumerate() {
        for (d, b) in found.iter().enumerate() {
            let both = a.iter().filter(|i| b.binary_search(i).is_ok()).count();
            let iou = both as f32 / (a.len() + b.len() - both).max(1) as f32;
            if iou >= 0.5 {
                pairs.push((iou, g, d));
            }
        }
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let mut out = vec![Verdict::default(); drafts.len()];
    let (mut used_gold, mut used) = (vec![false; gold.len()], vec![false; drafts.len()]);
    for (iou, g, d) in pairs {
        if used_gold[g] || used[d] {
            continue;
        }
        (used_gold[g], used[d]) = (true, true);
        let light = |i: usize| {
            matches!(page.tag(i), Tag::Determiner | Tag::Preposition | Tag::Mark | Tag::Possessive | Tag::Conjunction)
        };
        let source = match (gold[g].source, drafts[d].source) {
            (Some(a), Some(b)) => (a.0.max(b.0)..a.1.min(b.1)).any(|i| !light(i) || a.1 == a.0 + 1),
            (a, b) => a.is_none() && b.is_none(),
        };
        out[d] = Verdict { content: true, strict: iou >= 0.9, relation: source, kind: gold[g].kind };
    }
    out
}

/// F1 is flat around its best. Within so many points the lower bar is taken: what is found can still be left out by its confidence.
const FLAT: f64 = 1.0;

/// The lowest bar at which relation F1 is all but best, and the figures there. `judged` is in order of score.
pub(super) fn figures(model: &Model, judged: &[(f32, Verdict)], gold: [usize; 4]) -> (f32, String) {
    use std::fmt::Write as _;
    let f1 = |right: usize, found: usize, all: usize| 200.0 * right as f64 / (found + all).max(1) as f64;
    let mut right = judged.iter().filter(|j| j.1.relation).count();
    let mut scores = Vec::with_capacity(judged.len());
    for (n, j) in judged.iter().enumerate() {
        scores.push(f1(right, judged.len() - n, gold[3]));
        right -= usize::from(j.1.relation);
    }
    let best = scores.iter().copied().fold(0.0, f64::max);
    let from = scores.iter().position(|&f| f >= best - FLAT).unwrap_or(0);
    let kept = &judged[from..];
    let bar = model.share(kept.first().map_or(0.0, |j| j.0)).min(0.99);
    let count = |test: &dyn Fn(&Verdict) -> bool| kept.iter().filter(|j| test(&j.1)).count();
    let mut out = String::new();
    let percent = |a: usize, b: usize| 100.0 * a as f64 / b.max(1) as f64;
    let line = |name: &str, right: usize| {
        format!(
            "{name:9} P {:.1} R {:.1} F1 {:.1}\n",
            percent(right, kept.len()),
            percent(right, gold[3]),
            f1(right, kept.len(), gold[3])
        )
    };
    out += &line("content", count(&|v| v.content));
    out += &line("strict", count(&|v| v.strict));
    out += &line("relation", count(&|v| v.relation));
    for (kind, name) in ["direct", "mixed", "indirect"].into_iter().enumerate() {
        let (c, r) = (count(&|v| v.content && v.kind == kind), count(&|v| v.relation && v.kind == kind));
        let _ = writeln!(
            out,
            "  {name:9} content R {:.1} relation R {:.1}",
            percent(c, gold[kind]),
            percent(r, gold[kind])
        );
    }
    let all_content = judged.iter().filter(|j| j.1.content).count();
    let _ = writeln!(
        out,
        "found {} of {} kept, bar {bar:.3}; without a bar content R {:.1}",
        kept.len(),
        judged.len(),
        percent(all_content, gold[3])
    );
    let plain = judged.iter().map(|j| (chance(j.0), j.1.relation));
    let mut bins = [(0.0_f64, 0.0_f64, 0.0_f64); 10];
    for (p, right) in plain {
        let bin = &mut bins[((p * 10.0) as usize).min(9)];
        bin.0 += f64::from(p);
        bin.1 += f64::from(u8::from(right));
        bin.2 += 1.0;
    }
    let error: f64 = bins.iter().map(|b| (b.0 - b.1).abs()).sum::<f64>() / judged.len().max(1) as f64;
    let _ = writeln!(out, "calibration error before isotonic {error:.3}");
    (bar, out)
}
