//! Noun phrases and verb groups around a cue, found by parts of speech.
//!
//! No parser runs here: a phrase is a run of words whose tags can follow one another. That is enough for the short
//! subjects that reporting verbs have, and costs nanoseconds.

use super::cue::{Cue, Form};
use crate::text::Surface;
use crate::text::tags::Tag;
use crate::text::words::Shape;

/// Words first to last (exclusive).
pub(super) type Range = (usize, usize);

/// Apposition and relative clauses longer than this are not looked through.
const LONGEST_INSET: usize = 40;

/// How a cue's subject stands to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Subject {
    /// Right before the verb: "Smith, the mayor, said".
    Own(Range),
    /// The verb shares the subject of what comes before: "... and said", ", adding".
    Shared,
    /// None is expressed: "has been accused of", "to say".
    None,
}

/// A cue's verb with its auxiliaries and its subject.
#[derive(Debug, Clone, Copy)]
pub(super) struct VerbGroup {
    /// The first auxiliary or adverb.
    pub(super) start: usize,
    pub(super) subject: Subject,
    pub(super) negated: bool,
    pub(super) passive: bool,
    pub(super) infinitive: bool,
}

impl VerbGroup {
    /// Where the clause of the verb starts: at its subject or its first auxiliary.
    pub(super) fn clause_start(&self) -> usize {
        match self.subject {
            Subject::Own((start, _)) => start.min(self.start),
            _ => self.start,
        }
    }
}

pub(super) fn is(surface: &Surface<'_>, i: usize, words: &[&str]) -> bool {
    let word = surface.word(i);
    words.iter().any(|w| w.eq_ignore_ascii_case(word))
}

const BE: &[&str] =
    &["is", "are", "was", "were", "be", "been", "being", "am", "isn't", "wasn't", "weren't", "aren't", "got"];
const AUXILIARIES: &[&str] = &[
    "has", "have", "had", "having", "is", "are", "was", "were", "be", "been", "being", "do", "does", "did", "will",
    "would", "can", "could", "may", "might", "must", "should", "shall", "'ve", "'d", "'s", "’s", "'ll", "got",
];
const NEGATIONS: &[&str] = &["not", "never", "n't", "no", "neither", "nor", "hardly", "nobody", "none"];

pub(super) fn is_auxiliary(surface: &Surface<'_>, i: usize) -> bool {
    is(surface, i, AUXILIARIES) || is_contracted_not(surface.word(i))
}

/// "didn't", "won’t"
pub(super) fn is_contracted_not(word: &str) -> bool {
    let ascii = word.len() > 3 && (word.ends_with("n't") || word.ends_with("n’t"));
    ascii || word.eq_ignore_ascii_case("cannot")
}

pub(super) fn is_negation(surface: &Surface<'_>, i: usize) -> bool {
    is(surface, i, NEGATIONS) || is_contracted_not(surface.word(i))
}

/// The verb group that ends in `cue` and its subject, not looking before word `low`.
pub(super) fn verb_group(surface: &Surface<'_>, low: usize, cue: &Cue) -> VerbGroup {
    let mut start = cue.first;
    let (mut negated, mut be, mut infinitive, mut auxiliary) = (false, false, false, false);
    while start > low {
        let i = start - 1;
        let tag = surface.tags[i];
        let word_is_auxiliary = tag.is_verb() && is_auxiliary(surface, i) || is_contracted_not(surface.word(i));
        if tag == Tag::To && !infinitive {
            infinitive = true;
        } else if !(word_is_auxiliary
            || tag == Tag::Adverb && !is(surface, i, &["ago", "later", "yesterday", "there", "here"]))
        {
            break;
        }
        auxiliary |= word_is_auxiliary;
        // "not only denies" denies.
        negated |= is_negation(surface, i) && !(i + 1 < cue.first && is(surface, i + 1, &["only", "just"]));
        be |= is(surface, i, BE);
        start = i;
    }
    start = before_time(surface, low, start);
    // "went on to say" reports; "wants to say", "declined to say" do not.
    if infinitive {
        return VerbGroup { start, subject: Subject::None, negated, passive: false, infinitive };
    }
    let passive = be && cue.form != Form::Gerund && cue.form != Form::Present;
    let bare_gerund = cue.form == Form::Gerund && !be;
    let as_saying = start > low && is(surface, start - 1, &["as"]);
    let subject = if bare_gerund && !as_saying && !(start > low && surface.tags[start - 1].is_nominal()) {
        Subject::Shared
    } else {
        subject_before(surface, low, start)
    };
    let participle_alone = matches!(surface.tags[cue.first], Tag::Participle)
        && !auxiliary
        && start > low
        && is(surface, start - 1, &["is", "was"]);
    if let Subject::Own((first, _)) = subject {
        negated |= is(surface, first, &["nobody", "no", "none", "neither"]);
    }
    VerbGroup { start, subject, negated, passive: passive || participle_alone, infinitive }
}

/// Steps over "just this month", "Friday afternoon", "earlier this week" before a verb.
fn before_time(surface: &Surface<'_>, low: usize, start: usize) -> usize {
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

/// The subject whose last word stands right before `end`.
fn subject_before(surface: &Surface<'_>, low: usize, end: usize) -> Subject {
    if end <= low {
        return Subject::None;
    }
    let before = surface.word(end - 1);
    match before {
        "," => inset_subject(surface, low, end),
        "—" | "–" | "--" => {
            let open = (low..end - 1).rev().take(LONGEST_INSET).find(|&i| matches!(surface.word(i), "—" | "–" | "--"));
            open.map_or(Subject::None, |i| noun_phrase_before(surface, low, i).map_or(Subject::None, Subject::Own))
        }
        // "cited officials as saying"
        _ if is(surface, end - 1, &["as"]) => {
            noun_phrase_before(surface, low, end - 1).map_or(Subject::None, Subject::Own)
        }
        _ if surface.tags[end - 1] == Tag::Conjunction || is(surface, end - 1, &["then"]) => Subject::Shared,
        _ if is(surface, end - 1, &["who", "which", "that"]) => {
            let mut to = end - 1;
            if to > low && surface.word(to - 1) == "," {
                to -= 1;
            }
            noun_phrase_before(surface, low, to).map_or(Subject::None, Subject::Own)
        }
        _ => noun_phrase_before(surface, low, end).map_or(Subject::None, |p| Subject::Own(with_name(surface, low, p))),
    }
}

/// "Ada Quill, head of news at Acme wrote": an apposition that lacks its second comma belongs to the name before it.
fn with_name(surface: &Surface<'_>, low: usize, phrase: Range) -> Range {
    let (first, last) = phrase;
    if first < low + 2 || surface.word(first - 1) != "," || surface.words[first].is_capital() {
        return phrase;
    }
    match noun_phrase_before(surface, low, first - 1) {
        Some((name, _)) if name == low && surface.tags[first - 2] == Tag::Name => (name, last),
        _ => phrase,
    }
}

/// The subject of a verb after a comma: what stands between that comma and an earlier one is set in.
fn inset_subject(surface: &Surface<'_>, low: usize, end: usize) -> Subject {
    let comma = end - 1;
    let mut open = comma;
    for _ in 0..3 {
        let Some(earlier) = (low..open).rev().take(LONGEST_INSET).find(|&i| surface.word(i) == ",") else { break };
        open = earlier;
        if open > low
            && starts_inset(surface, open + 1)
            && (surface.tags[open - 1].is_nominal() || surface.word(open - 1) == ")")
        {
            if let Some((mut first, last)) = noun_phrase_before(surface, low, open) {
                // "officials, including Smith, the director, said": the inset hung on a name that is itself set in.
                if first >= low + 2 && is(surface, first - 1, &["including", "like"]) && surface.word(first - 2) == ","
                {
                    if let Some((outer, _)) = noun_phrase_before(surface, low, first - 2) {
                        first = outer;
                    }
                }
                let _ = last;
                return Subject::Own((first, comma));
            }
        }
    }
    // "Acme, has insisted": a stray comma between subject and verb.
    match noun_phrase_before(surface, low, comma) {
        Some(phrase) if phrase.0 == low => Subject::Own(phrase),
        _ => Subject::Shared,
    }
}

/// Whether the words at `i` can stand between commas after a subject.
fn starts_inset(surface: &Surface<'_>, i: usize) -> bool {
    let tag = surface.tags[i];
    matches!(
        tag,
        Tag::Determiner
            | Tag::Noun
            | Tag::Name
            | Tag::Adjective
            | Tag::Number
            | Tag::Preposition
            | Tag::Adverb
            | Tag::Gerund
            | Tag::Participle
    ) || is(
        surface,
        i,
        &["who", "which", "whose", "including", "however", "like", "along", "R", "D", "Jr", "meanwhile", "whom"],
    )
}

const LINKS: &[&str] = &[
    "of", "for", "at", "in", "from", "with", "on", "to", "by", "inside", "within", "near", "against", "under",
    "behind", "as", "about", "around", "between", "like",
];

/// The noun phrase whose last word stands before `end`; with it `low` bounds how far it reaches.
pub(super) fn noun_phrase_before(surface: &Surface<'_>, low: usize, end: usize) -> Option<Range> {
    if end > low && matches!(surface.word(end - 1), ")" | "]") {
        let open = (low..end - 1).rev().take(LONGEST_INSET).find(|&i| matches!(surface.word(i), "(" | "["))?;
        return noun_phrase_before(surface, low, open);
    }
    let mut i = end;
    let mut head_seen = false;
    while i > low {
        let j = i - 1;
        let tag = surface.tags[j];
        let take = match tag {
            Tag::Noun | Tag::Name | Tag::Number => {
                head_seen = true;
                true
            }
            Tag::Pronoun => {
                if i == end {
                    head_seen = true;
                    i = j;
                }
                break;
            }
            Tag::Adjective | Tag::Determiner => true,
            Tag::Possessive => head_seen,
            Tag::Participle | Tag::Gerund => head_seen && j > low && i < end && modifies(surface, low, j),
            Tag::Preposition | Tag::Subordinator => {
                head_seen && j > low && is(surface, j, LINKS) && links_back(surface, j - 1)
            }
            Tag::Conjunction => head_seen && j > low && links_back(surface, j - 1) && !has_finite(surface, low, j),
            Tag::Mark => match surface.word(j) {
                // "Acme Inc. said", "Mr. Smith said"
                "." => {
                    j > low
                        && surface.words[j - 1].is_capital()
                        && surface.words[j - 1].span.end == surface.words[j].span.start
                }
                "$" | "%" | "/" | "&" | "-" => true,
                _ => false,
            },
            _ => false,
        };
        if !take {
            break;
        }
        i = j;
    }
    let last = end;
    while i < last && !starts_phrase(surface, i) {
        i += 1;
    }
    // "In a speech Monday Smith said": a day is no part of the name behind it.
    if let Some(day) = (i..last.saturating_sub(1)).rev().find(|&k| is_day(surface, k)) {
        i = day + 1;
    }
    let determiner_alone = i + 1 == last
        && surface.tags[i] == Tag::Determiner
        && !is(
            surface,
            i,
            &["this", "that", "these", "those", "some", "many", "all", "both", "most", "others", "another", "each"],
        );
    (i < last
        && !determiner_alone
        && (head_seen || surface.tags[last - 1] == Tag::Determiner || surface.tags[last - 1] == Tag::Adjective))
        .then_some((i, last))
}

fn starts_phrase(surface: &Surface<'_>, i: usize) -> bool {
    matches!(
        surface.tags[i],
        Tag::Noun
            | Tag::Name
            | Tag::Number
            | Tag::Pronoun
            | Tag::Determiner
            | Tag::Adjective
            | Tag::Participle
            | Tag::Gerund
    ) || surface.word(i) == "$"
}

/// Whether a participle or "-ing" form at `j` stands between a determiner or adjective and its noun.
fn modifies(surface: &Surface<'_>, low: usize, j: usize) -> bool {
    j > low
        && matches!(
            surface.tags[j - 1],
            Tag::Determiner | Tag::Adjective | Tag::Adverb | Tag::Possessive | Tag::Preposition
        )
        || surface.word(j).contains('-')
}

fn links_back(surface: &Surface<'_>, j: usize) -> bool {
    surface.tags[j].is_nominal()
        || surface.tags[j] == Tag::Adjective
        || is(surface, j, &["'s", "’s", "according", "close"])
}

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

pub(super) fn has_finite(surface: &Surface<'_>, first: usize, last: usize) -> bool {
    (first..last).any(|i| surface.tags[i] == Tag::Finite)
}

/// The end of the noun phrase that starts at `from`, if one does.
pub(super) fn noun_phrase_after(surface: &Surface<'_>, from: usize, high: usize) -> Option<usize> {
    let mut i = from;
    let mut head = None;
    while i < high {
        let tag = surface.tags[i];
        let next = (i + 1 < high).then(|| surface.tags[i + 1]);
        let take = match tag {
            Tag::Noun | Tag::Name => {
                head = Some(i);
                true
            }
            Tag::Number => {
                head = Some(i);
                true
            }
            Tag::Pronoun => {
                if head.is_none() && !is(surface, i, &["that", "which", "who", "what", "there"]) {
                    return Some(i + 1);
                }
                false
            }
            Tag::Determiner => {
                head.is_none()
                    || i > from && matches!(surface.tags[i - 1], Tag::Preposition | Tag::Conjunction | Tag::Adverb)
            }
            Tag::Adjective => {
                head.is_none()
                    || next.is_some_and(|t| matches!(t, Tag::Noun | Tag::Name))
                    || surface.tags[i - 1] == Tag::Preposition
            }
            Tag::Possessive => true,
            Tag::Adverb => {
                head.is_none() && next.is_some_and(|t| matches!(t, Tag::Adjective | Tag::Participle | Tag::Number))
            }
            Tag::Participle | Tag::Gerund => {
                next.is_some_and(|t| matches!(t, Tag::Noun | Tag::Name | Tag::Adjective))
                    && (head.is_none() || surface.tags[i - 1] == Tag::Preposition)
            }
            Tag::Preposition => {
                head.is_some()
                    && is(surface, i, &["of", "for", "at", "from", "with", "in", "on", "to"])
                    && next.is_some_and(|t| matches!(t, Tag::Name | Tag::Determiner | Tag::Noun | Tag::Adjective))
                    && !(is(surface, i, &["in", "on", "at", "to", "from", "with", "for"])
                        && adverbial(surface, i + 1, high))
            }
            Tag::Conjunction => {
                head.is_some()
                    && next.is_some_and(|t| matches!(t, Tag::Name | Tag::Noun | Tag::Determiner))
                    && !clause_follows(surface, i + 1, high)
            }
            Tag::Mark => match surface.word(i) {
                "." => {
                    i > from
                        && i + 1 < high
                        && surface.words[i - 1].is_capital()
                        && surface.words[i - 1].span.end == surface.words[i].span.start
                }
                "$" | "&" | "/" => true,
                _ => false,
            },
            _ => false,
        };
        if !take || (head.is_some() && is_day(surface, i) && i > from) {
            break;
        }
        i += 1;
    }
    let head = head?;
    Some((head + 1).max(if i > from && surface.tags[i - 1] == Tag::Possessive { i } else { head + 1 }))
        .filter(|&e| e > from)
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

/// Whether a subject and its verb start at `i`, so that the conjunction before joins clauses and not names.
fn clause_follows(surface: &Surface<'_>, i: usize, high: usize) -> bool {
    (i..high.min(i + 6)).take_while(|&k| surface.tags[k] != Tag::Mark).any(|k| surface.tags[k] == Tag::Finite)
}

/// The end of an inverted subject: "said Ada Quill, the mayor, in a statement". Includes its apposition.
pub(super) fn subject_after(surface: &Surface<'_>, from: usize, high: usize) -> Option<usize> {
    let mut end = noun_phrase_after(surface, from, high)?;
    if end < high
        && surface.word(end) == "("
        && let Some(close) = (end..high.min(end + 8)).find(|&i| surface.word(i) == ")")
    {
        end = close + 1;
    }
    if end < high && surface.word(end) == "," && end + 1 < high {
        let inset_end = (end + 1..high.min(end + 1 + LONGEST_INSET)).find(|&i| {
            surface.words[i].is_mark() && matches!(surface.word(i), "," | "." | ";" | "“" | "\"" | "—" | "–" | "--")
        });
        let stop = inset_end.unwrap_or(high.min(end + 1 + LONGEST_INSET));
        let who = is(surface, end + 1, &["who", "whose"]);
        let phrase =
            matches!(surface.tags[end + 1], Tag::Determiner | Tag::Noun | Tag::Name | Tag::Number | Tag::Adjective)
                && !has_finite(surface, end + 1, stop);
        if (who || phrase) && stop > end + 1 {
            return Some(stop);
        }
    }
    Some(end)
}

/// Whether a word is a month, a day, or the like, by which time adverbials are skipped.
pub(super) fn is_time(surface: &Surface<'_>, i: usize) -> bool {
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

#[cfg(test)]
mod tests {
    use super::super::cue;
    use super::*;

    fn subject(text: &str) -> (String, bool, bool) {
        let surface = Surface::new(text, None);
        let mut cues = Vec::new();
        cue::find(&surface, 0, surface.words.len(), false, &mut cues);
        let group = verb_group(&surface, 0, &cues[0]);
        let words = match group.subject {
            Subject::Own((a, b)) => surface.span_of(a, b).of(text).to_owned(),
            other => format!("{other:?}"),
        };
        (words, group.negated, group.passive)
    }

    #[test]
    fn subjects() {
        let cases = [
            ("name", "Ada Quill said it rained.", "Ada Quill"),
            ("auxiliaries", "The mayor has never said it rained.", "The mayor"),
            ("after a phrase", "On July 11, the U.S. government announced it.", "the U.S. government"),
            ("with a preposition", "The head of the bank said it rained.", "The head of the bank"),
            ("apposition", "Ada Quill, the mayor of Roe, said it rained.", "Ada Quill, the mayor of Roe"),
            ("relative", "Ada Quill, who runs Roe, said it rained.", "Ada Quill, who runs Roe"),
            (
                "nested apposition",
                "Officials, including Adm. Mike Roe, head of the agency, testified that it rained.",
                "Officials, including Adm. Mike Roe, head of the agency",
            ),
            ("stray comma", "Acme Lab, has insisted it is fine.", "Acme Lab"),
            ("shared", "The firm sold it and said it was fine.", "Shared"),
            ("who", "It was Poe who said it rained.", "Poe"),
            ("initials", "John F. Roe said it rained.", "John F. Roe"),
            ("brackets", "Ted Roe (R-Texas) said it rained.", "Ted Roe"),
            ("day", "In a speech Monday Smith said it rained.", "Smith"),
            ("infinitive", "He declined to say why.", "None"),
        ];
        for (name, text, expected) in cases {
            assert_eq!(subject(text).0, expected, "{name}");
        }
        assert!(subject("Acme did not confirm that it rained.").1);
        assert!(subject("The firm has been accused of lies.").2);
    }
}
