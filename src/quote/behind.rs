//! Content that stands before its cue: "“It will hold,” Quill said", "The plan, he said, is dead", "It rains, as Quill put it".

use super::clause::{content_end, opens_subordinate, trim_end};
use super::cue::{Cue, Frames};
use super::draft::{Context, Draft};
use super::occasion;
use super::phrase::{self, Range, has_finite, is, is_dash};
use super::reading::Reading;
use crate::text::Surface;
use crate::text::tags::Tag;
use crate::text::zones::{ZoneKind, dateline};

/// Words of a gerund with its objects as a subject.
const GERUND_SUBJECT: usize = 5;

/// Content before its cue.
pub(super) fn look_back(
    context: &Context<'_, '_>,
    low: usize,
    high: usize,
    reading: &Reading,
    draft: &mut Draft,
) -> Option<()> {
    let surface = context.surface;
    let end = trim_end(surface, low, reading.start);
    if let Some(n) = context.quotation_before(reading.start) {
        let range = context.ranges[n];
        // "The wall “will not last,” Quill said": the clause begins before the marks.
        let lead = !has_finite(surface, low, range.0) && surface.tags[range.0] != Tag::Finite;
        // "Quill was blunt: “It will fail,” she said", "She feared the worst — “It will fail,” she said"
        let announced = range.0 >= low + 2
            && (surface.word(range.0 - 2) == ":"
                || is_dash(surface.word(range.0 - 2))
                    && surface.words[range.0].is_capital()
                    && has_finite(surface, range.0, range.1));
        let whole = range.0 <= low || lead || announced || context.only_marks(low, range.0);
        draft.rule = if reading.inverted.is_some() {
            "quotation before its verb and source"
        } else {
            "quotation before its source"
        };
        let start = if whole { range.0 } else { skip_lead(surface, low, end) };
        let part = up_to(surface, start, range, high);
        draft.content.push(part);
        fill_circumstance(surface, reading, high, draft);
        // "“Only you,” she said, would do so"
        let comma = reading.after();
        if !has_finite(surface, part.0, part.1) && surface.tags.get(comma + 1) == Some(&Tag::Finite) {
            draft.content.extend(resumed(surface, part, comma, high));
        }
        return Some(());
    }
    let mut start = skip_lead(surface, low, end);
    // After another attribution in the sentence only what follows a semicolon belongs to this one.
    if let Some(stop) = (start..end).rev().find(|&i| surface.word(i) == ";") {
        start = stop + 1;
    }
    if let Some(n) = context.quotation_of(start) {
        start = start.min(context.ranges[n].0);
    }
    // "“We never sold it, said Quill": a mark that nothing closes is no part of what was said.
    if let Some(n) = context.quotation_at(start).filter(|&n| !surface.quotations[n].closed) {
        start = context.ranges[n].0;
    }
    if start >= end {
        return None;
    }
    draft.rule = "clause before its cue";
    draft.content.push((start, end));
    fill_circumstance(surface, reading, high, draft);
    let from = draft.medium.map_or(reading.after(), |medium| medium.1);
    draft.content.extend(resumed(surface, (start, end), occasion::skip_time(surface, from, high), high));
    Some(())
}

/// What goes on behind the comma at `comma`, which closes what was set in: "The plan, he said, *is dead*", "The plan was dead, he said later,
/// *because it rained*"; nothing where the words before, `back`, are whole without it.
pub(super) fn resumed(surface: &Surface<'_>, back: Range, comma: usize, high: usize) -> Option<Range> {
    let from = comma + 1;
    if from >= high || surface.word(comma) != "," {
        return None;
    }
    // "Unless it rains, he said, *they will stay*", "What she needs, he said, *is time*"
    let dependent = opens_subordinate(surface, back.0)
        || is(surface, back.0, &["unless", "until", "what", "whatever", "whoever", "whether", "whenever", "wherever"]);
    // "..., said Quill, a former mayor", "..., he said, on condition of anonymity": of who speaks.
    let of_source = is(surface, from, &["a", "an", "who", "which", "whose", "including"])
        || from + 1 < high && is(surface, from, &["on"]) && is(surface, from + 1, &["condition"]);
    if of_source && !dependent {
        return None;
    }
    let goes_on = match surface.tags[from] {
        Tag::Conjunction => false,
        // Without a subject of its own: "Whatever has been reached, he said, *could be lost*"
        Tag::Finite => true,
        // "While it is early, he said, *waiting would be* a mistake", but "It is early, he said, adding that ..."
        Tag::Gerund => dependent && has_finite(surface, from, high.min(from + GERUND_SUBJECT)),
        _ => {
            let means = from + 1 < high && is(surface, from, &["by"]) && surface.tags[from + 1] == Tag::Gerund;
            dependent || means || !has_finite(surface, back.0, back.1) || is(surface, from, &["that", "to", "because"])
        }
    };
    let rest = (from, content_end(surface, from, high, &[]));
    (goes_on && rest.0 < rest.1).then_some(rest)
}

/// "It rains, as Quill put it": what stands before.
pub(super) fn before_as(
    context: &Context<'_, '_>,
    low: usize,
    high: usize,
    cue: &Cue,
    source: Option<Range>,
) -> Option<Range> {
    let surface = context.surface;
    let at = source?.0.checked_sub(1).filter(|&at| at > low + 1 && is(surface, at, &["as"]))?;
    let ends = cue.last >= high || surface.words[cue.last].is_mark();
    if !ends || !cue.entry.frames.any(Frames::QUOTE) {
        return None;
    }
    match context.quotation_before(at) {
        // "The plan is a “farce,” as Quill put it": the clause begins before the marks.
        Some(n) if has_finite(surface, low, context.ranges[n].0) => {
            Some(up_to(surface, skip_lead(surface, low, at - 1), context.ranges[n], high))
        }
        Some(n) => Some(context.ranges[n]),
        // "But, as Quill said, “...”": nothing stands before it.
        None if surface.word(at - 1) == "," => {
            let back = (skip_lead(surface, low, at - 1), trim_end(surface, low, at));
            (context.n_words(back) > 1).then_some(back)
        }
        None => None,
    }
}

/// From `start` to the end of a quotation. Where words stand before the marks, both marks are inside.
fn up_to(surface: &Surface<'_>, start: usize, quotation: Range, high: usize) -> Range {
    let closing = start + 1 < quotation.0 && quotation.1 < high && surface.words[quotation.1].is_mark();
    (start, quotation.1 + usize::from(closing))
}

/// Drops "Further," and "ROE, Ohio (AP) —" and the like from the start of content.
pub(super) fn skip_lead(surface: &Surface<'_>, low: usize, end: usize) -> usize {
    let low = behind_dateline(surface, low, end);
    // "... (it was closer to ten, according to Acme)"
    let open = (low..end).rev().take_while(|&i| surface.word(i) != ")").find(|&i| surface.word(i) == "(");
    let low = open.map_or(low, |i| i + 1);
    let adverb = low + 2 < end && surface.tags[low] == Tag::Adverb && surface.word(low + 1) == ",";
    if adverb { low + 2 } else { low }
}

/// First word behind a dateline at `low`.
fn behind_dateline(surface: &Surface<'_>, low: usize, end: usize) -> usize {
    let start = surface.words[low].span.start;
    let zone = surface.zone_at(start).filter(|z| z.kind == ZoneKind::Body && z.span.start == start);
    let Some(line) = zone.and_then(|z| dateline(surface.text, z.span)) else { return low };
    let behind = surface.words.partition_point(|w| w.span.start < line.end);
    let behind = (behind..end).find(|&i| !surface.words[i].is_mark());
    behind.unwrap_or(low)
}

/// To whom and through what, behind a cue that looks back: "he told Reuters in an email".
fn fill_circumstance(surface: &Surface<'_>, reading: &Reading, high: usize, draft: &mut Draft) {
    let mut at = reading.after();
    if reading.cue.entry.frames.any(Frames::ADDRESSEE)
        && let Some(end) = phrase::noun_phrase_after(surface, at, high)
    {
        draft.addressee = Some((at, end));
        at = end;
    }
    at = occasion::skip_time(surface, at, high);
    if at + 1 < high
        && is(surface, at, &["in", "on", "via", "by", "through", "during"])
        && occasion::adverbial(surface, at + 1, high)
        && !is(surface, at + 1, &["reference", "response", "reaction"])
    {
        draft.medium = phrase::noun_phrase_after(surface, at + 1, high).map(|end| (at, end));
    }
}
