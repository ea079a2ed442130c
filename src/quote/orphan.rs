//! Quotations that no cue has claimed: those that go on from one that has a speaker, and those that stand alone.

use super::attribute::main_subject;
use super::clause::trim_end;
use super::draft::{Context, Draft};
use super::phrase::{Range, has_finite};
use crate::text::Surface;

/// Fewer words than this in quotation marks, with no cue near, are a title, a term or an odd word.
const FEWEST_WORDS: usize = 5;

/// Attaches each unclaimed quotation to the attribution it continues, or makes one of its own.
pub(super) fn attach(context: &Context<'_, '_>, drafts: &mut Vec<Draft>) {
    let surface = context.surface;
    let mut claimed = claims(context, drafts);
    fill_pending(context, drafts, &mut claimed);
    // Those with a cue stand in the order of their cues; those made below are not continued by cue.
    let with_cue = drafts.len();
    for n in 0..surface.quotations.len() {
        let range = context.ranges[n];
        if range.0 == range.1 || claimed[n].is_some() {
            continue;
        }
        let quotation = surface.quotations[n];
        let zone = &surface.zones[quotation.zone as usize];
        if !zone.kind.is_article() && zone.kind != crate::text::zones::ZoneKind::Comment || zone.heading {
            continue;
        }
        if quotation.continues
            && let Some(d) = n.checked_sub(1).and_then(|before| claimed[before])
        {
            drafts[d].content.push(range);
            claimed[n] = Some(d);
            continue;
        }
        if !is_speech(context, range) || quotation.outer.start > zone.span.start && !quotation.closed {
            continue;
        }
        let at_start = quotation.outer.start == zone.span.start;
        let alone = at_start && quotation.outer.end + 2 >= zone.span.end;
        if let Some(d) = follows(context, &drafts[..with_cue], n, range, alone) {
            drafts[d].content.push(range);
            claimed[n] = Some(d);
            continue;
        }
        if let Some(source) = signed(context, n) {
            claimed[n] = Some(drafts.len());
            drafts.push(Draft {
                content: vec![range],
                cue: Some((source.0 - 1, source.0)),
                entry: None,
                source: Some(source),
                addressee: None,
                medium: None,
                negated: false,
                rule: "quotation with a dash and a name",
                pending: false,
            });
            continue;
        }
        let after_colon = before_mark(surface, range.0) == Some(":");
        if alone || after_colon {
            let introduced = (!alone).then(|| surface.sentences[sentence_of(surface, range.0 - 1)].first as usize);
            let rule = if alone { "paragraph that is a quotation" } else { "quotation after a colon" };
            claimed[n] = Some(drafts.len());
            drafts.push(Draft {
                content: vec![range],
                cue: None,
                entry: None,
                source: introduced.and_then(|first| main_subject(surface, first, range.0 - 2)),
                addressee: None,
                medium: None,
                negated: false,
                rule,
                pending: false,
            });
        }
    }
    drafts.retain(|d| !d.content.is_empty());
    for draft in drafts.iter_mut() {
        draft.content.sort_unstable();
        draft.content.dedup();
    }
}

/// For each quotation, the attribution whose content covers it.
fn claims(context: &Context<'_, '_>, drafts: &[Draft]) -> Vec<Option<usize>> {
    let mut claimed = vec![None; context.ranges.len()];
    for (d, draft) in drafts.iter().enumerate() {
        for part in &draft.content {
            let first = context.ranges.partition_point(|r| r.1 <= part.0);
            for (n, range) in context.ranges.iter().enumerate().skip(first) {
                if range.0 >= part.1 {
                    break;
                }
                claimed[n].get_or_insert(d);
            }
        }
    }
    claimed
}

/// "Quill continued:" takes the quotation (or the block) in the next line.
fn fill_pending(context: &Context<'_, '_>, drafts: &mut [Draft], claimed: &mut [Option<usize>]) {
    let surface = context.surface;
    for d in 0..drafts.len() {
        if !drafts[d].pending {
            continue;
        }
        let end = drafts[d].end();
        let Some(next) = surface.sentences.get(surface.sentences.partition_point(|s| (s.first as usize) < end)) else {
            continue;
        };
        if !context.only_marks(end, next.first as usize) {
            continue;
        }
        if let Some(n) = context.quotation_at(next.first as usize) {
            if claimed[n].is_none() {
                drafts[d].content.push(context.ranges[n]);
                claimed[n] = Some(d);
            }
        } else {
            let zone = next.zone;
            let last = surface.sentences.partition_point(|s| s.zone <= zone);
            let block: Range = (next.first as usize, surface.sentences[last - 1].last as usize);
            if context.ranges.iter().all(|r| r.1 <= block.0 || r.0 >= block.1 || r.0 == r.1)
                && context.n_words(block) > 5
            {
                drafts[d].content.push(block);
            }
        }
    }
}

/// Whether the words are said by somebody and not a title, a term or an odd word: a sentence, or most of one.
fn is_speech(context: &Context<'_, '_>, range: Range) -> bool {
    let surface = context.surface;
    let ended = matches!(surface.word(range.1 - 1), "." | "," | "!" | "?" | "…" | "..." | "—" | "--" | "-");
    let verb = (range.0..range.1).any(|i| surface.tags[i].is_verb());
    context.n_words(range) >= FEWEST_WORDS && (ended || verb) || ended && verb && context.n_words(range) >= 3
}

/// The name behind a dash at the line's end: `“...” — Ada Quill`.
fn signed(context: &Context<'_, '_>, n: usize) -> Option<Range> {
    let surface = context.surface;
    let quotation = surface.quotations[n];
    let end = surface.zones[quotation.zone as usize].span.end;
    let after = surface.words.partition_point(|w| w.span.start < quotation.outer.end);
    let last = surface.words.partition_point(|w| w.span.start < end);
    let last = trim_end(surface, after, last);
    let dash = after < last && matches!(surface.word(after), "—" | "–" | "―" | "-" | "--");
    let named = dash && last > after + 1 && last - after < 14 && surface.words[after + 1].is_capital();
    (named && !has_finite(surface, after, last)).then_some((after + 1, last))
}

fn before_mark<'a>(surface: &Surface<'a>, first: usize) -> Option<&'a str> {
    let open = first.checked_sub(1)?;
    open.checked_sub(1).map(|i| surface.word(i))
}

/// The attribution that a quotation goes on from: `“...,” she said. “...”`.
fn follows(context: &Context<'_, '_>, drafts: &[Draft], n: usize, range: Range, alone: bool) -> Option<usize> {
    let surface = context.surface;
    let zone = surface.quotations[n].zone;
    let opening = range.0.checked_sub(1)?;
    // What stands between is the rest of the cue's clause: nothing else may be said there.
    let before = drafts.partition_point(|d| d.cue.map_or(0, |c| c.0) < opening);
    (0..before).rev().take(8).find(|&d| {
        let draft = &drafts[d];
        let quotes = draft
            .content
            .iter()
            .any(|part| context.quotation_at(part.0).is_some() || context.quotation_of(part.1 - 1).is_some());
        if !quotes || draft.end() > opening || draft.entry.is_none() {
            return false;
        }
        let drafted = surface.sentences[sentence_of(surface, draft.end() - 1)].zone;
        // A paragraph that is all quotation goes on from the one before.
        let same_zone = drafted == zone || alone && drafted + 1 == zone;
        let between = sentence_of(surface, opening) - sentence_of(surface, draft.end() - 1);
        let near = context.only_marks(draft.end(), opening)
            || between <= 1 && rest_is_circumstance(context, draft.end(), opening);
        same_zone && near
    })
}

/// Whether the words between a cue and the next quotation belong to the cue's sentence.
fn rest_is_circumstance(context: &Context<'_, '_>, from: usize, to: usize) -> bool {
    let surface = context.surface;
    let end = surface.sentences[sentence_of(surface, from.max(1) - 1)].last as usize;
    let within = from < end && context.only_marks(end.min(to), to);
    within && (from..to).all(|i| context.quotation_of(i).is_none())
}

fn sentence_of(surface: &Surface<'_>, word: usize) -> usize {
    surface.sentences.partition_point(|s| (s.last as usize) <= word).min(surface.sentences.len() - 1)
}
