//! How likely right a find must be to stand.
//!
//! One bar for all comes from learning: the lowest where the F1 of whole attributions is all but best. Some finds need more, because
//! the articles that were learned from say little of their kind or mark what an analyst would not call a report.

use super::page::Page;
use crate::quote::attribute::{is_document, speaks_to_the_reader};
use crate::quote::cue::{self as lexicon, Frames};
use crate::quote::draft::Draft;
use crate::quote::occasion;
use crate::quote::phrase::Range;
use crate::quote::{Act, QuoteKind, acts, phrase};
use crate::text::tags::Tag;
use crate::text::zones::ZoneKind;

/// Finds by words that do not say or write need to be likelier where what they would report is a thing (the title of a work, what
/// somebody saw, a pronoun or a noun with its article),
const THING: f32 = 0.6;
/// and in headlines, which the articles that were learned from are short of,
const HEADLINE: f32 = 0.7;
/// and so do finds of nobody's words ("The bridge is said to be safe"),
const NOBODY: f32 = 0.4;
/// and what rules find in readers' comments.
const COMMENT: f32 = 0.5;

const MODALS: &[&str] = &["can", "could", "may", "might", "must", "should", "would"];

/// What a find needs.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bar {
    /// The least share of right ones among finds with a score like this.
    least: f32,
    /// Whether a rule has found it too, so that the bar for all does not count.
    ruled: bool,
}

impl Bar {
    pub(super) fn of(page: &Page<'_, '_, '_>, draft: &Draft) -> Self {
        let ruled = draft.chances.is_none() || draft.cue.is_some_and(|c| page.is_ruled(c.0));
        Self { least: if ruled { of_rule(page, draft) } else { of_ranker(page, draft) }, ruled }
    }

    /// Whether a find with this share of right ones among its like stands, where `general` is the bar for all.
    pub(super) fn lets(self, share: f32, general: f32) -> bool {
        share >= if self.ruled { self.least } else { self.least.max(general) }
    }
}

/// Rules know what the articles that were learned from leave out: reports within reports, quotations of nobody.
fn of_rule(page: &Page<'_, '_, '_>, draft: &Draft) -> f32 {
    let surface = page.context.surface;
    let start = draft.content.first().map_or(0, |c| surface.words[c.0].span.start);
    let comment = surface.zone_at(start).is_some_and(|z| z.kind == ZoneKind::Comment);
    if comment { COMMENT } else { 0.0 }
}

fn of_ranker(page: &Page<'_, '_, '_>, draft: &Draft) -> f32 {
    let surface = page.context.surface;
    let Some((first, last)) = draft.source else {
        // "Ada Quill was asked in May" says nothing, and "it could be argued that" is the writer's own.
        let verb = |i: usize| page.context.quotation_of(i).is_some() || page.tag(i).is_verb();
        let says = draft.content.iter().any(|c| (c.0..c.1).any(verb));
        let may = |cue: Range| (cue.0.saturating_sub(3)..cue.0).any(|i| phrase::is(surface, i, MODALS));
        return if says && !draft.cue.is_some_and(may) { NOBODY } else { 1.0 };
    };
    // "What they say about it" asks, and who stands behind "in" is a place or a time.
    let behind = |words: &[&str]| first > 0 && phrase::is(surface, first - 1, words);
    let asks = behind(&["what", "how", "why"]) && draft.start() >= first;
    let out = asks || behind(&["in", "on", "at", "since", "until", "during"]) || occasion::is_day(surface, last - 1);
    if out || phrase::is(surface, first, &["nobody", "no", "none", "neither"]) {
        return 1.0;
    }
    // "Her message was clear: ..."
    if page.tag(first) == Tag::Adjective && last == first + 1 && behind(&["is", "was", "are", "were"]) {
        return 1.0;
    }
    let zone = surface.zone_at(surface.words[first].span.start);
    let kind = zone.map_or(ZoneKind::Body, |z| z.kind);
    let thing = last == first + 1 && phrase::is(surface, first, &["that", "this", "these", "me", "us", "him", "them"]);
    if thing
        || speaks_to_the_reader(surface, (first, last), kind)
        || content_is_report(page, draft)
        || is_silence(page, draft)
    {
        return 1.0;
    }
    let says = says(draft);
    let described = |cue: Range| cue.0 > 0 && lexicon::is_described(surface, cue.0 - 1, cue.0);
    if !says && (is_reduced(page, draft) || source_is_report(page, draft)) || draft.cue.is_some_and(described) {
        return 1.0;
    }
    let heading = kind == ZoneKind::Title || zone.is_some_and(|z| z.heading);
    if !says && heading {
        HEADLINE
    } else if !says && (is_title(page, draft) || is_thing(page, draft)) {
        THING
    } else {
        0.0
    }
}

/// "The software referred to in the email *is* safe": the cue only describes the subject of the verb behind it.
fn is_reduced(page: &Page<'_, '_, '_>, draft: &Draft) -> bool {
    let surface = page.context.surface;
    let Some((cue, after)) = draft.cue.filter(|c| surface.word(c.0).ends_with("ed") && c.1 < surface.words.len())
    else {
        return false;
    };
    let high = page.site(cue).high;
    let described = page.tag(after) == Tag::Preposition;
    let end = described.then(|| phrase::noun_phrase_after(surface, after + 1, high)).flatten();
    draft.source.is_some_and(|s| s.1 == cue) && end.is_some_and(|end| end < high && page.tag(end) == Tag::Finite)
}

/// Whether the cue is on a list of words that say or write.
pub(super) fn says(draft: &Draft) -> bool {
    draft.entry.is_some_and(|e| matches!(acts::of_words(&e.lemma), Some(Act::Speech | Act::Writing)))
}

/// Whether the content is a thing and says nothing: "workers found *water*", "she looked at *her hands*", "does he regret *it*?", "she
/// opened *the clinic*", "in opposing *the request*, she ...". "The study found *a link*" says something, and so does "she opposed *the
/// mayor's request*".
fn is_thing(page: &Page<'_, '_, '_>, draft: &Draft) -> bool {
    let (&[(first, last)], Some(cue), Some(source)) = (&draft.content[..], draft.cue, draft.source) else {
        return false;
    };
    let surface = page.context.surface;
    // A verb after a comma may be that of the next clause: "found water in the tunnel, and the road is shut".
    let breaks = |i: usize| phrase::is(surface, i, &[",", ";", ":", "-", "–", "—"]);
    let is_verb = |i: usize| page.context.quotation_of(i).is_some() || page.tag(i).is_verb();
    if (first..last).take_while(|&i| i == first || !breaks(i)).any(is_verb) {
        return false;
    }
    let preposition = |i: usize| page.tag(i) == Tag::Preposition;
    let perceived = acts::of(page.context, draft, QuoteKind::Indirect) == Some(Act::Perception);
    let pronoun = (first..last).all(|i| matches!(page.tag(i), Tag::Pronoun | Tag::Determiner | Tag::Mark));
    let behind_preposition = first > cue.1 && preposition(first - 1);
    let circumstance = cue.0 > 0 && page.tag(cue.0) == Tag::Gerund && preposition(cue.0 - 1);
    let document = lexicon::is_document_word(surface.word(last - 1));
    let short = last - first < 3 && (pronoun || behind_preposition || document || page.tag(first) == Tag::Determiner);
    perceived && !is_document(surface, source) || circumstance || short
}

/// Whether the content is the name of a song or a book and no more: “Harbor Lights”, “A Tale of Two Cities”.
fn is_title(page: &Page<'_, '_, '_>, draft: &Draft) -> bool {
    let surface = page.context.surface;
    let Some(quotation) = draft.content.first().and_then(|c| page.context.quotation_of(c.0)) else { return false };
    let (first, last) = page.context.ranges[quotation];
    let small = |i: usize| matches!(page.tag(i), Tag::Determiner | Tag::Preposition | Tag::Conjunction | Tag::To);
    draft.content.iter().all(|c| first <= c.0 && c.1 <= last)
        && !matches!(surface.word(last - 1), "!" | "?")
        && (first..last).filter(|&i| !page.is_mark(i)).all(|i| surface.words[i].is_capital() || i > first && small(i))
}

/// "The ministry did not respond to a request for comment", "Acme declined to comment", "her mother called Quill": nothing was said.
fn is_silence(page: &Page<'_, '_, '_>, draft: &Draft) -> bool {
    let asked = &["request", "requests", "call", "calls", "message", "messages", "email", "emails", "inquiries"];
    let is_cue = |words: &[&str]| draft.cue.is_some_and(|cue| phrase::is(page.context.surface, cue.0, words));
    let holds = |words: &[&str]| {
        draft.content.iter().flat_map(|c| c.0..c.1).any(|i| phrase::is(page.context.surface, i, words))
    };
    let mut content = draft.content.iter().flat_map(|c| c.0..c.1);
    let somebody =
        |i| matches!(page.tag(i), Tag::Name | Tag::Pronoun | Tag::Mark) && page.context.quotation_of(i).is_none();
    let phones = is_cue(&["call", "calls", "called", "calling"]) && content.all(somebody);
    phones
        || draft.negated && is_cue(&["respond", "reply"]) && holds(asked)
        || is_cue(&["decline", "declined", "declines", "declining", "refused", "refuses"]) && holds(&["comment"])
}

/// Whether the content is no more than the name of another report: "a claim which the ministry denied".
fn content_is_report(page: &Page<'_, '_, '_>, draft: &Draft) -> bool {
    matches!(draft.content[..], [(first, last)] if last - first < 3 && names_report(page, last - 1))
}

/// "The denial *follows* a crackdown on firms": a report that takes no clause tells what became of it.
fn source_is_report(page: &Page<'_, '_, '_>, draft: &Draft) -> bool {
    let short = draft.source.filter(|s| (1..3).contains(&(s.1 - s.0)));
    let clause = || draft.content.iter().any(|c| phrase::has_finite(page.context.surface, c.0, c.1));
    short.is_some_and(|s| names_report(page, s.1 - 1)) && !clause()
}

/// Whether the word at `i` is a noun for a report: "claim", "denial".
fn names_report(page: &Page<'_, '_, '_>, i: usize) -> bool {
    let mut cues = Vec::new();
    lexicon::find(page.context.surface, i, i + 1, false, &mut cues);
    cues.iter().any(|c| c.entry.frames.any(Frames::NOUN))
}
