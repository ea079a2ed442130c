//! One cue in its sentence: its verb group, its subject, and whether it looks back or ahead.

use super::clause::{self, only_circumstance};
use super::cue::{Cue, Form, Frames};
use super::draft::Context;
use super::phrase::{self, Range, has_finite, is, noun_phrase_before};
use super::verb::{Subject, VerbGroup, verb_group};
use crate::text::Surface;
use crate::text::tags::Tag;
use crate::text::words::Shape;

/// A verb cue with its clause.
pub(super) struct Reading {
    pub(super) cue: Cue,
    pub(super) group: VerbGroup,
    /// "said Ada Quill"
    pub(super) inverted: Option<Range>,
    /// First word of the clause, subject included.
    pub(super) start: usize,
    pub(super) looks_back: bool,
}

impl Reading {
    /// First word after the cue and an inverted subject.
    pub(super) fn after(&self) -> usize {
        self.inverted.map_or(self.cue.last, |s| s.1)
    }
}

/// Reads the clause of one verb cue.
pub(super) fn read(context: &Context<'_, '_>, low: usize, high: usize, cue: &Cue) -> Reading {
    let surface = context.surface;
    // The subject is sought outside quotations: `"...," he said`.
    let floor = (low..cue.first).rev().find(|&i| context.quotation_of(i).is_some()).map_or(low, |i| i + 1);
    let floor = (floor..cue.first).find(|&i| !surface.words[i].is_mark() || surface.word(i) == "(").unwrap_or(floor);
    let group = verb_group(surface, floor.max(low), cue);
    let quote_frame = cue.entry.frames.any(Frames::QUOTE);
    let before = group.start.checked_sub(1).filter(|&i| i >= low);
    let after_pause = before.is_some_and(|i| matches!(surface.word(i), "," | "—" | "–" | "--"))
        || context.quotation_before(group.start).is_some();
    let own = matches!(group.subject, Subject::Own(_));
    let own_in_place = match group.subject {
        // "Ada Quill, the mayor, noted the rule": the subject opens the sentence.
        Subject::Own((first, last)) => {
            // "Museums, said Quill, are open": the cue and a name stand between the subject and its verb.
            let stray = last + 1 == group.start && before.is_some_and(|i| surface.word(i) == ",");
            !(stray && is_inset(surface, cue.last, high)) && (first == low || context.quotation_before(first).is_some())
        }
        _ => false,
    };
    let inverts = quote_frame && !own_in_place && !cue.entry.frames.any(Frames::NEEDS_ADDRESSEE);
    let inverted = (inverts
        && after_pause
        && cue.form != Form::Gerund
        && (!own || before.is_some_and(|i| surface.word(i) == ",")))
    .then(|| {
        phrase::subject_after(surface, skip_adverbs(surface, cue.last, high), high)
            .map(|end| (skip_adverbs(surface, cue.last, high), end))
    })
    .flatten()
    .filter(|&(first, end)| {
        // "he left, saying Smith was late": a clause and no subject follows.
        (end >= high || surface.tags[end] != Tag::Finite)
            && (!phrase::is_time(surface, first) || counts_speakers(surface, first, end))
            && can_speak(surface, first, end)
    });
    let start = if inverted.is_some() { group.start } else { group.clause_start() };
    let after = inverted.map_or(cue.last, |s| s.1);
    let looks_back = looks_back(context, low, high, cue, &group, inverted, start, after);
    let inverted = inverted.filter(|_| looks_back);
    Reading {
        cue: *cue,
        group,
        inverted,
        start: if inverted.is_some() { group.start } else { group.clause_start() },
        looks_back,
    }
}

/// Whether a cue that names whom it addresses, up to `told`, ends its sentence and stands behind a whole clause.
fn ends_report(context: &Context<'_, '_>, low: usize, start: usize, told: usize, high: usize) -> bool {
    has_finite(context.surface, low, start)
        && (told..high).all(|i| !context.surface.tags[i].is_verb() && context.quotation_of(i).is_none())
        && context.surface.word(high - 1) != ":"
}

/// Whether nothing but a name stands between a cue and the next comma: ", said Ada Quill,".
fn is_inset(surface: &Surface<'_>, from: usize, high: usize) -> bool {
    let end = (from..high).find(|&i| surface.tags[i] != Tag::Name && surface.word(i) != ".");
    end.is_some_and(|e| e > from && surface.word(e) == ",")
}

/// Whether a number behind a verb is no time: "said 34-year-old Bo Reed", "said 18 of the members", but not "said 12 months later".
fn counts_speakers(surface: &Surface<'_>, first: usize, end: usize) -> bool {
    surface.words[first].shape == Shape::Number
        && end > first + 1
        && (surface.tags[end - 1] == Tag::Name && !phrase::is_day(surface, end - 1) || is(surface, first + 1, &["of"]))
}

/// Whether words behind a verb can be its subject: a name, a pronoun, "the mayor", "officials", but not "bankruptcy".
fn can_speak(surface: &Surface<'_>, first: usize, end: usize) -> bool {
    let head = &surface.word(end - 1);
    matches!(surface.tags[first], Tag::Name | Tag::Pronoun | Tag::Determiner | Tag::Number)
        || surface.words[first].is_capital()
        || surface.tags[end - 1] == Tag::Name
        || surface.tags[first] != Tag::Subordinator && (head.ends_with('s') || end > first + 1)
}

pub(super) fn skip_adverbs(surface: &Surface<'_>, mut at: usize, high: usize) -> usize {
    while at < high && surface.tags[at] == Tag::Adverb {
        at += 1;
    }
    at
}

/// Whether the content stands before the cue: "..., he said", "“...” said Quill".
#[allow(clippy::too_many_arguments)] // the parts of one reading, before it is made
fn looks_back(
    context: &Context<'_, '_>,
    low: usize,
    high: usize,
    cue: &Cue,
    group: &VerbGroup,
    inverted: Option<Range>,
    start: usize,
    after: usize,
) -> bool {
    let surface = context.surface;
    if !cue.entry.frames.any(Frames::QUOTE.or(Frames::CLAUSE)) || cue.form == Form::Gerund || group.passive {
        return false;
    }
    let quotation = context.quotation_before(start);
    if let Some(n) = quotation {
        let range = context.ranges[n];
        let last = (range.0..range.1).rev().find(|&i| !matches!(surface.word(i), "'" | "’" | "\"" | "”" | ")" | "]"));
        let finished =
            matches!(surface.word(last.unwrap_or(range.0)), "," | "?" | "!" | "." | "…" | "..." | "—" | "--" | "-");
        let comma_outside = start > 0 && surface.word(start - 1) == ",";
        // "In his book “A Long Walk,” Quill said it was": a title among other words, and the cue looks ahead.
        let title = range.0 > low + 1 && context.n_words(range) <= 6 && !has_finite(surface, range.0, range.1);
        if title && !only_circumstance(surface, after, high) {
            return false;
        }
        // The next sentence: `“... .” Quill wrote on the blog.`; but in `It was “a mess.” Quill agreed` the words were another's.
        let before = surface.sentences.partition_point(|s| s.last as usize <= range.0);
        let alone = surface.sentences.get(before).is_none_or(|s| !has_finite(surface, s.first as usize, range.0));
        let in_next =
            start == low && alone && cue.entry.frames.any(Frames::QUOTE) && only_circumstance(surface, after, high);
        // `“We have had to stand by for months” said Quill`: a slip that the order of words mends.
        let slip = inverted.is_some() && context.n_words(range) >= 5;
        return if start == low {
            in_next && !opens_later(context, after, high)
        } else {
            finished || comma_outside || slip
        };
    }
    let comma = start > low && matches!(surface.word(start - 1), "," | "—" | "–" | "--");
    let subject = inverted.is_some() || matches!(group.subject, Subject::Own(_));
    if cue.entry.frames.any(Frames::INFINITIVE)
        && after < high
        && surface.tags[skip_adverbs(surface, after, high).min(high - 1)] == Tag::To
    {
        return false;
    }
    let introduces = after + 1 < high && surface.word(after) == "," && clause::opens_quotation(surface, after + 1);
    // "..., its chief told a conference in Roe": whom it was told comes first.
    let addressed = cue.entry.frames.any(Frames::NEEDS_ADDRESSEE);
    let told = addressed.then(|| phrase::noun_phrase_after(surface, after, high)).flatten().unwrap_or(after);
    comma
        && !introduces
        && subject
        && only_circumstance(surface, told, high)
        && can_be_content(surface, low, start, inverted.is_some(), after, high)
        && (!addressed || after < told && ends_report(context, low, start, told, high))
        && cue.entry.frames.any(Frames::CLAUSE)
        && start >= low + 3
}

/// Whether words before a cue can be what it reports. "Ada Quill, 52, of Roe, denies the charge" and "In an interview, she
/// said" have no verb there, and only what a cue is put into the middle of ("Today, says Quill, it rains") may lack one.
fn can_be_content(surface: &Surface<'_>, low: usize, start: usize, inverted: bool, after: usize, high: usize) -> bool {
    let interrupts = after < high && surface.word(after) == ",";
    let verb = (low..start).any(|i| matches!(surface.tags[i], Tag::Finite | Tag::Participle | Tag::Base));
    interrupts || verb || !(inverted || surface.tags[low] == Tag::Preposition)
}

/// Whether a quotation opens further on, or the sentence ends in a colon, so that a cue at its start introduces that one.
fn opens_later(context: &Context<'_, '_>, from: usize, high: usize) -> bool {
    context.surface.word(high - 1) == ":" || (from..high).any(|i| context.quotation_of(i).is_some())
}

/// Where content before this reading must end, if the reading stands beside what is being reported.
pub(super) fn cut(surface: &Surface<'_>, low: usize, reading: &Reading) -> Option<usize> {
    let start = reading.start;
    if reading.group.infinitive || start <= low {
        return None;
    }
    let before = surface.word(start - 1);
    if reading.looks_back {
        return Some(start);
    }
    let joined = surface.tags[start - 1] == Tag::Conjunction
        || is(surface, start - 1, &["while", "though", "although", "whereas", "then"]);
    match reading.group.subject {
        Subject::Shared => (before == "," || joined && reading.cue.form != Form::Gerund).then_some(start - 1),
        Subject::Own(_) => {
            let stop = matches!(before, ";" | "—" | "--");
            let comma_and = joined && start >= low + 2 && matches!(surface.word(start - 2), "," | ";");
            (stop || comma_and).then_some(start - 1)
        }
        Subject::None => None,
    }
}

/// The source of a reading: its own subject, or the one it shares with the clause before.
pub(super) fn source_of(surface: &Surface<'_>, low: usize, reading: &Reading, shared: Option<Range>) -> Option<Range> {
    if let Some(inverted) = reading.inverted {
        return Some(inverted);
    }
    match reading.group.subject {
        Subject::Own(own) => Some(own),
        Subject::Shared => shared.or_else(|| main_subject(surface, low, reading.start)),
        Subject::None => None,
    }
}

/// The subject of the first finite verb before `end`.
pub(super) fn main_subject(surface: &Surface<'_>, low: usize, end: usize) -> Option<Range> {
    let mut verb = (low..end).find(|&i| surface.tags[i] == Tag::Finite)?;
    while verb > low && surface.tags[verb - 1] == Tag::Adverb {
        verb -= 1;
    }
    noun_phrase_before(surface, low, verb)
}
