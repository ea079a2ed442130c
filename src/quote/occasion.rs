//! Words of time and occasion, which say when, where and in what something was said and are no part of it.

use super::phrase::is;
use crate::text::Surface;
use crate::text::tags::Tag;
use crate::text::words::Shape;

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
