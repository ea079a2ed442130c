//! One cue in its sentence: its verb group, its subject, and whether it looks back or ahead.

use super::clause::{self, only_circumstance};
use super::cue::{Cue, Form, Frames};
use super::draft::Context;
use super::occasion;
use super::phrase::{self, Range, has_finite, has_verb, is, is_dash, noun_phrase_after, noun_phrase_before};
use super::verb::{Subject, VerbGroup, verb_group};
use crate::entity::lexicon::{Class, class};
use crate::text::Surface;
use crate::text::tags::Tag;
use crate::text::words::Shape;

/// Words of "and when pressed on why" that are looked through before a comma.
const LONGEST_OCCASION: usize = 15;

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
    /// The "who" or "which" before the verb of a clause that is set behind a name by a comma or a dash.
    pub(super) fn relative(&self, surface: &Surface<'_>, low: usize) -> Option<usize> {
        let who = self.group.start.checked_sub(1).filter(|&i| i > low && is(surface, i, &["who", "which"]))?;
        let mark = surface.word(who - 1);
        (mark == "," || is_dash(mark)).then_some(who)
    }

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
    let pause = |i: usize| surface.word(i) == "," || is_dash(surface.word(i));
    let after_pause = before.is_some_and(pause) || context.quotation_before(group.start).is_some();
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
        // "he left, saying Smith was late", "Quill, the mayor, said she and her aides were late": a clause and no subject follows.
        let joined = surface.tags[first] == Tag::Pronoun && end < high && surface.tags[end] == Tag::Conjunction;
        (end >= high || surface.tags[end] != Tag::Finite && !joined)
            && (!occasion::is_time(surface, first) || counts_speakers(surface, first, end))
            && can_speak(surface, first, end)
            && !(cue.entry.lemma == "write" && is_work(surface, first, end))
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
        && (surface.tags[end - 1] == Tag::Name && !occasion::is_day(surface, end - 1)
            || is(surface, first + 1, &["of"]))
}

/// "Writes a weekly column": what is written does not write.
fn is_work(surface: &Surface<'_>, first: usize, end: usize) -> bool {
    let person = class(surface.word(end - 1)).is(Class::PERSON.or(Class::TITLE));
    is(surface, first, &["a", "an"]) && surface.tags[end - 1] == Tag::Noun && !person
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
    let reports = cue.entry.frames.any(Frames::QUOTE.or(Frames::CLAUSE)) && cue.form != Form::Gerund && !group.passive;
    if !reports || clause::is_answer(surface, after, high) {
        return false;
    }
    let quotation = context.quotation_before(start);
    if let Some(n) = quotation {
        let range = context.ranges[n];
        let last = (range.0..range.1).rev().find(|&i| !matches!(surface.word(i), "'" | "’" | "\"" | "”" | ")" | "]"));
        let end = surface.word(last.unwrap_or(range.0));
        let finished = is_dash(end) || matches!(end, "," | "?" | "!" | "." | "…" | "...");
        let comma_outside = start > 0 && surface.word(start - 1) == ",";
        // "In his book “A Long Walk,” Quill said it was": a title among other words, and the cue looks ahead.
        let title = range.0 > low + 1 && context.n_words(range) <= 6 && !has_finite(surface, range.0, range.1);
        // "When somebody shouted, “Higher,” Quill joked, “Amen.”": another's words, and hers follow.
        let others = || clause::opens_subordinate(surface, low) && opens_later(context, after, high);
        let introduces = || after < high && clause::introduces_quotation(surface, after);
        if title && (introduces() || others() || !only_circumstance(surface, after, high)) {
            return false;
        }
        // The next sentence: `“... .” Quill wrote on the blog.`; but in `It was “a mess.” Quill agreed` the words were another's.
        let before = surface.sentence_of(range.0);
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
    let comma = start > low && (surface.word(start - 1) == "," || is_dash(surface.word(start - 1)));
    let subject = inverted.is_some() || matches!(group.subject, Subject::Own(_));
    if cue.entry.frames.any(Frames::INFINITIVE)
        && after < high
        && surface.tags[skip_adverbs(surface, after, high).min(high - 1)] == Tag::To
    {
        return false;
    }
    // "..., its chief told a conference in Roe": whom it was told comes first.
    let addressed = cue.entry.frames.any(Frames::NEEDS_ADDRESSEE);
    let told = addressed.then(|| phrase::noun_phrase_after(surface, after, high)).flatten().unwrap_or(after);
    comma
        && subject
        && !introduces(context, after, high)
        && !occasion::leads_to_that(surface, after, high)
        && only_circumstance(surface, told, high)
        && can_be_content(surface, low, start, inverted.is_some(), after, high)
        && (!addressed || after < told && ends_report(context, low, start, told, high))
        && cue.entry.frames.any(Frames::CLAUSE)
        && start >= low + 3
}

/// "..., Quill said “no”", "..., Quill said of the plan, “no”": whether a cue leads to a quotation with no verb between them.
fn introduces(context: &Context<'_, '_>, after: usize, high: usize) -> bool {
    let surface = context.surface;
    if after + 1 >= high || clause::introduces_quotation(surface, after) {
        return after + 1 < high;
    }
    let first_quoted = (after..high).find(|&i| context.quotation_of(i).is_some());
    let comma = first_quoted.and_then(|i| i.checked_sub(2)).filter(|&i| surface.word(i) == ",");
    surface.word(after) != "," && comma.is_some_and(|comma| !has_verb(surface, after, comma))
}

/// Whether words before a cue can be what it reports. "Earlier in 2012, Quill wrote", "Ada Quill, 52, of Roe, denies the charge" and "In an
/// interview, she said" have no verb there, and only what a cue is put into the middle of ("Today, says Quill, it rains") may lack one.
fn can_be_content(surface: &Surface<'_>, low: usize, start: usize, inverted: bool, after: usize, high: usize) -> bool {
    // ", she said, ...", ", she said in an interview, ..."
    let first_mark = (after..high).find(|&i| surface.words[i].is_mark());
    let sets_scene =
        |comma: usize| comma == after || surface.tags[after] == Tag::Preposition && !has_verb(surface, after, comma);
    let interrupts = first_mark.is_some_and(|i| surface.word(i) == "," && sets_scene(i));
    let sets_time = |i: usize| matches!(surface.tags[i], Tag::Adverb | Tag::Number | Tag::Preposition | Tag::Mark);
    if !interrupts && (low..start).all(|i| sets_time(i) || occasion::is_time(surface, i)) {
        return false;
    }
    // "When asked how she was, she said fine", "Courted by both, Quill said in Roe that she would wait": no main clause stands before.
    let single = (low..start - 1).all(|i| surface.word(i) != ",");
    let opening = clause::opens_subordinate(surface, low) || surface.tags[low] == Tag::Participle;
    if !interrupts && single && opening {
        return false;
    }
    let verb = (low..start).any(|i| matches!(surface.tags[i], Tag::Finite | Tag::Participle | Tag::Base));
    interrupts || verb || !(inverted || surface.tags[low] == Tag::Preposition)
}

/// Whether a quotation opens further on, or the sentence ends in a colon, so that a cue at its start introduces that one.
fn opens_later(context: &Context<'_, '_>, from: usize, high: usize) -> bool {
    let marks = (from..high).find(|&i| context.quotation_of(i).is_some());
    context.surface.word(high - 1) == ":" || marks.is_some_and(|at| !has_finite(context.surface, from, at))
}

/// Where content before this reading must end, if the reading stands beside what is being reported; `earlier` are those before it in the
/// sentence.
pub(super) fn cut(context: &Context<'_, '_>, low: usize, earlier: &[Reading], reading: &Reading) -> Option<usize> {
    let surface = context.surface;
    let start = reading.start;
    if reading.group.infinitive || start <= low {
        return None;
    }
    // "... was “corrupt,” noting that": the comma stands within the marks.
    if context.quotation_before(start).is_some_and(|n| surface.word(context.ranges[n].1 - 1) == ",")
        && !reading.looks_back
    {
        return Some(start);
    }
    let before = surface.word(start - 1);
    if reading.looks_back {
        return Some(start);
    }
    let joined = surface.tags[start - 1] == Tag::Conjunction
        || is(surface, start - 1, &["while", "though", "although", "whereas", "then"]);
    match reading.group.subject {
        Subject::Shared => {
            // "saying that it was safe and arguing that ...", "while adding that ..."
            let beside = surface.tags[start - 1] != Tag::Conjunction
                || earlier.last().is_some_and(|e| e.cue.form == Form::Gerund && !e.looks_back);
            // "said that it was safe before adding that ...", but "said that he prayed before telling them that ..."
            let gerund = reading.cue.form == Form::Gerund && reading.cue.entry.lemma != "tell";
            if gerund && is(surface, start - 1, &["before", "after"]) {
                return Some(start - 1);
            }
            (before == "," || joined && (reading.cue.form != Form::Gerund || beside)).then_some(start - 1)
        }
        Subject::Own(_) => {
            // "Polls are clear: a survey in May found ..."
            let stop = matches!(before, ";" | ":") || is_dash(before);
            // "..., and when pressed on why, the mayor replied, “No”"
            if before == "," && clause::introduces_quotation(surface, reading.after()) {
                return joined_occasion(surface, low, start - 1);
            }
            let comma_and = joined && start >= low + 2 && matches!(surface.word(start - 2), "," | ";");
            // "Acme said it would close and the union said it would fight": two who say, and not one who says what another says.
            let first = earlier.iter().find(|e| !e.looks_back);
            let alike = joined && first.is_some_and(|f| f.cue.entry.lemma == reading.cue.entry.lemma);
            // "said “not likely” and Quill says ..."
            let closed = joined && context.quotation_before(start - 1).is_some();
            (stop || comma_and || alike || closed).then_some(start - 1)
        }
        Subject::None => None,
    }
}

/// Where a clause like "and when pressed on why" begins that ends at the comma at `comma`.
fn joined_occasion(surface: &Surface<'_>, low: usize, comma: usize) -> Option<usize> {
    const OCCASIONS: &[&str] = &["when", "asked", "while", "after", "as", "pressed", "questioned"];
    let from = low.max(comma.saturating_sub(LONGEST_OCCASION));
    let opens =
        |i: usize| surface.word(i) == "," && surface.tags[i + 1] == Tag::Conjunction && is(surface, i + 2, OCCASIONS);
    (from + 1..comma.saturating_sub(2)).rev().find(|&i| opens(i))
}

/// The source of a reading: its own subject, or the one it shares with the clause before.
pub(super) fn source_of(
    surface: &Surface<'_>,
    (low, high): Range,
    reading: &Reading,
    shared: Option<Range>,
) -> Option<Range> {
    if let Some(inverted) = reading.inverted {
        return Some(inverted);
    }
    match reading.group.subject {
        Subject::Own(own) => Some(own),
        Subject::Shared => subject_of_joined(surface, low, reading.start)
            .or_else(|| {
                let earlier = shared.or_else(|| main_subject(surface, low, reading.start));
                earlier.map(|subject| outside_clause(surface, low, subject, reading.start))
            })
            .or_else(|| subject_ahead(surface, (low, high), reading)),
        Subject::None => None,
    }
}

/// "When Poe asked, *she* shook her head and said", "*She* left as Poe spoke and said": the subject of a clause with "when" or "as", where it
/// is followed or preceded by the main one, is not that of what is joined to this.
fn outside_clause(surface: &Surface<'_>, low: usize, shared: Range, start: usize) -> Range {
    if shared.0 <= low || !clause::opens_subordinate(surface, shared.0 - 1) {
        return shared;
    }
    let behind = clause::main_clause(surface, shared.1, start)
        .and_then(|comma| noun_phrase_after(surface, comma + 1, start).map(|end| (comma + 1, end)));
    let before = || (shared.0 - 1 > low).then(|| main_subject(surface, low, shared.0 - 1)).flatten();
    behind.or_else(before).unwrap_or(shared)
}

/// "Saying he had no choice, *Quill* resigned", "After saying so, *she* left": a gerund that opens its sentence has the subject of the
/// main clause.
fn subject_ahead(surface: &Surface<'_>, (low, high): Range, reading: &Reading) -> Option<Range> {
    let opens = reading.cue.form == Form::Gerund && reading.start <= low + 1;
    let comma = clause::main_clause(surface, reading.cue.last, high).filter(|_| opens)?;
    phrase::noun_phrase_after(surface, comma + 1, high).map(|end| (comma + 1, end))
}

/// "When Poe called, Quill *laughed and* said": the subject of a verb that nothing but a joining word parts from the one at `start`.
fn subject_of_joined(surface: &Surface<'_>, low: usize, start: usize) -> Option<Range> {
    let back = |mut at: usize| {
        while at > low && (surface.tags[at - 1] == Tag::Adverb || is(surface, at - 1, &["then"])) {
            at -= 1;
        }
        at
    };
    let joint = back(start).checked_sub(1).filter(|&i| i > low && surface.tags[i] == Tag::Conjunction)?;
    let verb = back(joint).checked_sub(1).filter(|&i| i > low && surface.tags[i] == Tag::Finite)?;
    noun_phrase_before(surface, low, back(verb))
}

/// The subject of the first finite verb before `end`.
pub(super) fn main_subject(surface: &Surface<'_>, low: usize, end: usize) -> Option<Range> {
    let mut verb = (low..end).find(|&i| surface.tags[i] == Tag::Finite)?;
    while verb > low && surface.tags[verb - 1] == Tag::Adverb {
        verb -= 1;
    }
    noun_phrase_before(surface, low, verb)
}
