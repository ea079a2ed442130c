//! How likely a whole attribution is right.

use super::content::{Way, inner};
use super::feature::{Sink, Template as T, cross, step};
use super::page::Page;
use crate::quote::draft::Draft;
use crate::text::words::number;

/// How likely the parts of a ranked attribution are, as the models of the parts see it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Chances {
    pub(super) way: Way,
    pub(super) cue: f32,
    pub(super) content: f32,
    pub(super) source: f32,
}

/// The log odds in steps.
fn odds(p: f32) -> u32 {
    let odds = (p.clamp(1e-4, 1.0 - 1e-4) / (1.0 - p.clamp(1e-4, 1.0 - 1e-4))).ln();
    (odds * 1.5 + 14.0).round() as u32
}

pub(super) fn describe(page: &Page<'_, '_, '_>, draft: &Draft, sink: &mut impl Sink) {
    let context = page.context;
    let (mut quoted, mut plain) = (0, 0);
    for &(first, last) in &draft.content {
        for i in (first..last).filter(|&i| !page.is_mark(i)) {
            if context.quotation_of(i).is_some() { quoted += 1 } else { plain += 1 }
        }
    }
    let kind = u32::from(quoted > 0) * 2 + u32::from(plain > 0);
    let length = step(quoted + plain);
    let rule = number(draft.rule);
    sink.add(T::JudgeKind, kind);
    sink.add(T::JudgeShape, cross(length, kind));
    let start = draft.content.first().map_or(0, |c| c.0);
    let zone = context
        .surface
        .zone_at(context.surface.words[start].span.start)
        .map_or(0, |z| z.kind as u32 * 2 + u32::from(z.heading));
    let Some(chances) = draft.chances else {
        sink.add(T::JudgeRule, rule);
        sink.add(T::JudgeRule, cross(rule, kind));
        sink.add(T::JudgeRule, cross(cross(rule, kind), length));
        sink.add(T::Judge, cross(zone, 77));
        return;
    };
    let steps = [odds(chances.cue), odds(chances.content), odds(chances.source)];
    for (n, &s) in steps.iter().enumerate() {
        let n = n as u32;
        sink.add(T::JudgeStep, cross(s, n));
        sink.add(T::JudgeStep, cross(s / 2, cross(n, kind + 100)));
        // One weight for all steps up to this one, so that neighbours learn from each other.
        for below in (1..=s / 2).rev().take(16) {
            sink.add(T::JudgePair, cross(below, n + 50));
        }
    }
    let all = odds(chances.cue * chances.content * chances.source);
    sink.add(T::JudgeStep, cross(all, 9));
    for below in (1..=all).rev().take(30) {
        sink.add(T::JudgePair, cross(below, 99));
    }
    sink.add(T::JudgePair, cross(steps[0] / 3, cross(steps[1] / 3, steps[2] / 3)));
    let found = draft.cue.and_then(|c| page.rule(c.0));
    let agrees = found.map_or(0, |r| {
        let same = |d: &Draft| d.content.first().map(|&c| inner(page, c));
        let content = same(r) == same(draft);
        let source = match (r.source, draft.source) {
            (Some(a), Some(b)) => a.0 < b.1 && b.0 < a.1,
            (a, b) => a.is_none() && b.is_none(),
        };
        1 + u32::from(content) * 2 + u32::from(source)
    });
    let by = found.map_or(0, |r| number(r.rule));
    sink.add(T::JudgeRule, cross(agrees, by));
    sink.add(T::JudgeRule, cross(agrees, all / 3));
    let cue = draft.cue.map_or(0, |c| c.0);
    sink.add(T::JudgeStem, page.stems[cue]);
    sink.add(T::JudgeStem, cross(page.stems[cue], kind + 1));
    sink.add(T::Judge, cross(chances.way as u32, kind));
    sink.add(T::Judge, cross(zone, 78));
    sink.add(T::Judge, cross(cross(page.tag(cue) as u32, u32::from(draft.source.is_some())), 79));
    sink.add(T::Judge, cross(cross(draft.content.len().min(3) as u32, chances.way as u32), 80));
}
