//! Words of time and occasion, which say when, where and in what something was said and are no part of it.

use super::clause::opens_quotation;
use super::phrase::{is, noun_phrase_after};
use crate::text::Surface;
use crate::text::tags::Tag;
use crate::text::words::Shape;

/// A "that" further away than this belongs to something else.
const REACH: usize = 18;

/// Whether a word names a day.
pub(super) fn is_day(surface: &Surface<'_>, i: usize) -> bool {
    is(
        surface,
        i,
        &[
            "Monday",
            "Tuesday",
            "Wednesday",
            "Thursday",
            "Friday",
            "Saturday",
            "Sunday",
            "yesterday",
            "today",
            "tonight",
            "Mon",
            "Tue",
            "Tues",
            "Wed",
            "Thu",
            "Fri",
            "Sat",
            "Sun",
        ],
    )
}

/// Whether a word is a month, a day, or the like, by which time adverbials are skipped.
pub(super) fn is_time(surface: &Surface<'_>, i: usize) -> bool {
    // "said Thursday's speeches were": a day that owns something is no time of saying.
    if surface.tags.get(i + 1) == Some(&Tag::Possessive) {
        return false;
    }
    is_day(surface, i)
        || is(
            surface,
            i,
            &[
                "late",
                "early",
                "last",
                "this",
                "earlier",
                "later",
                "week",
                "month",
                "year",
                "night",
                "morning",
                "afternoon",
                "evening",
                "ago",
                "recently",
                "again",
                "also",
                "too",
                "repeatedly",
            ],
        )
        || surface.words[i].shape == Shape::Number
}

/// First word from `from` that is no word of time.
pub(super) fn skip_time(surface: &Surface<'_>, from: usize, high: usize) -> usize {
    (from..high).find(|&i| !is_time(surface, i)).unwrap_or(high.max(from))
}

/// Steps over "just this month", "Friday afternoon", "earlier this week" before a verb.
pub(super) fn before_time(surface: &Surface<'_>, low: usize, start: usize) -> usize {
    const UNITS: &[&str] = &["week", "month", "year", "morning", "afternoon", "evening", "night", "weekend"];
    let mut at = start;
    while at > low + 1 {
        let i = at - 1;
        let unit = is(surface, i, UNITS)
            && (is_day(surface, i - 1) || is(surface, i - 1, &["this", "last", "that", "next", "earlier", "late"]));
        if unit {
            at = i - 1;
        } else if is_day(surface, i) || at < start && surface.tags[i] == Tag::Adverb {
            at = i;
        } else {
            break;
        }
    }
    if at > low && surface.tags[at - 1] == Tag::Preposition && at < start {
        at -= 1;
    }
    // A day can be what the sentence is about: "Monday said little".
    if at == low { start } else { at }
}

/// Whether a preposition's object at `i` says when or where something was said: "in a statement", "on Monday".
pub(super) fn adverbial(surface: &Surface<'_>, i: usize, high: usize) -> bool {
    const OCCASIONS: &[&str] = &[
        "statement",
        "interview",
        "email",
        "e-mail",
        "letter",
        "speech",
        "tweet",
        "conference",
        "call",
        "briefing",
        "memo",
        "post",
        "remarks",
        "testimony",
        "debate",
        "rally",
        "hearing",
        "report",
        "blog",
        "Twitter",
        "Facebook",
        "CNN",
        "MSNBC",
        "Fox",
        "NBC",
        "ABC",
        "CBS",
        "January",
        "February",
        "March",
        "April",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
        "May",
        "article",
        "op-ed",
        "reporters",
        "response",
        "reference",
        "event",
        "week",
        "morning",
        "afternoon",
        "evening",
        "night",
        "month",
        "year",
    ];
    (i..high.min(i + 5))
        .take_while(|&k| {
            matches!(
                surface.tags[k],
                Tag::Determiner
                    | Tag::Adjective
                    | Tag::Noun
                    | Tag::Name
                    | Tag::Possessive
                    | Tag::Number
                    | Tag::Participle
            )
        })
        .any(|k| is(surface, k, OCCASIONS) || is_day(surface, k))
}

/// First word behind "Sunday at a rally in Roe" where "to" follows: "promised Sunday at a rally to end it".
pub(super) fn before_infinitive(surface: &Surface<'_>, from: usize, high: usize) -> usize {
    let mut at = from;
    while at < high {
        if is_time(surface, at) {
            at += 1;
        } else if surface.tags[at] == Tag::Preposition
            && let Some(end) = noun_phrase_after(surface, at + 1, high)
        {
            at = end;
        } else {
            break;
        }
    }
    if at < high && surface.tags[at] == Tag::To { at } else { from }
}

/// Whether a "that" which opens a clause stands behind time, place and medium from `from`: "said on Friday in Roe that it was late".
pub(super) fn leads_to_that(surface: &Surface<'_>, from: usize, high: usize) -> bool {
    let circumstance = |i: &usize| !surface.tags[*i].is_verb() && !surface.words[*i].is_mark();
    // Before a quotation mark it may be taken for a pronoun.
    let opens = |i: usize| surface.tags[i] == Tag::Subordinator || i + 1 < high && opens_quotation(surface, i + 1);
    let that = |&i: &usize| is(surface, i, &["that"]) && opens(i);
    (from..high.min(from + REACH)).take_while(circumstance).any(|i| that(&i))
}
