//! From drafts to rows: kind, stance, speaker, order.

use super::draft::{Context, Draft};
use super::phrase::Range;
use super::{Quote, QuoteKind, stance};
use crate::entity::gazetteer::Gazetteer;
use crate::entity::mentions::Named;
use crate::span::Span;
use crate::text::zones::ZoneKind;

/// The rows of `drafts`, in order of place.
pub(super) fn quotes(
    context: &Context<'_, '_>,
    mut drafts: Vec<Draft>,
    _named: &mut Named,
    _gazetteer: &Gazetteer,
) -> Vec<Quote> {
    drafts.sort_by_key(|d| (d.start(), d.cue));
    drafts.dedup_by(|b, a| a.content == b.content && a.source == b.source);
    drafts.iter().map(|d| row(context, d)).collect()
}

fn row(context: &Context<'_, '_>, draft: &Draft) -> Quote {
    let surface = context.surface;
    let span = |r: Range| surface.span_of(r.0, r.1);
    let content: Vec<Span> = draft.content.iter().map(|&r| span(r)).collect();
    let zone = surface.zone_at(content[0].start).map_or(ZoneKind::Body, |z| z.kind);
    let names: Vec<&str> = draft.source.map_or(Vec::new(), |s| {
        (s.0..s.1)
            .filter(|&i| surface.words[i].is_capital() && !surface.words[i].is_mark())
            .map(|i| surface.word(i))
            .filter(|w| !matches!(*w, "The" | "A" | "In"))
            .collect()
    });
    let (stance, negated) = stance::stance(context, draft, &names);
    Quote {
        kind: kind(context, draft),
        content,
        cue: draft.cue.map(span),
        source: draft.source.map(span),
        speaker: None,
        stance,
        negated,
        addressee: draft.addressee.map(span),
        medium: draft.medium.map(span),
        zone,
        confidence: 0.5,
        rule: draft.rule,
        runner_up: None,
    }
}

/// Direct where all words of the content stand in quotation marks, mixed where some do.
fn kind(context: &Context<'_, '_>, draft: &Draft) -> QuoteKind {
    let (mut quoted, mut plain) = (0, 0);
    for &(first, last) in &draft.content {
        for i in first..last {
            if context.surface.words[i].is_mark() {
                continue;
            }
            if context.quotation_of(i).is_some() { quoted += 1 } else { plain += 1 }
        }
    }
    match (quoted, plain) {
        (0, _) => QuoteKind::Indirect,
        (_, 0) => QuoteKind::Direct,
        _ => QuoteKind::Mixed,
    }
}
