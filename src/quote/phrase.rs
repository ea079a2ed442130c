//! Noun phrases around a cue, found by parts of speech.
//!
//! No parser runs here: a phrase is a run of words whose tags can follow one another. That is enough for the short
//! subjects that reporting verbs have, and costs nanoseconds.

use super::occasion::{adverbial, is_day};
use crate::text::Surface;
use crate::text::tags::Tag;
use crate::text::words::Shape;

/// Words first to last (exclusive).
pub(super) type Range = (usize, usize);

/// Apposition and relative clauses longer than this are not looked through.
pub(super) const LONGEST_INSET: usize = 40;

/// Adverbs that a verb is looked for behind, and the verb.
const MOST_ADVERBS: usize = 4;

/// Words that describe the name behind them, and the name's first.
const LONGEST_DESCRIPTION: usize = 7;

pub(super) fn is(surface: &Surface<'_>, i: usize, words: &[&str]) -> bool {
    // Asked of nearly every word: as bytes, and most differ in their length or their first letter.
    let span = surface.words[i].span;
    let word = &surface.text.as_bytes()[span.start as usize..span.end as usize];
    let begins = |w: &str| w.len() == word.len() && (w.as_bytes()[0] ^ word[0]) & !0x20 == 0;
    words.iter().any(|w| begins(w) && w.as_bytes().eq_ignore_ascii_case(word))
}

/// Whether a word of marks alone is a dash, of whatever length. A hyphen that stands by itself is one too.
pub(super) fn is_dash(word: &str) -> bool {
    matches!(word, "—" | "–" | "―" | "--" | "-")
}

const LINKS: &[&str] = &[
    "of", "for", "at", "in", "from", "with", "on", "to", "by", "inside", "within", "near", "against", "under",
    "behind", "as", "about", "around", "between", "like",
];

/// "Let me say", "told him": these are never who speaks.
const OBJECT_PRONOUNS: &[&str] = &["me", "him", "us", "them", "himself", "herself", "themselves", "myself", "itself"];

/// The words of a nickname with its marks, of which the first stands at `i`: `Marcia "Cia" Price`.
pub(super) fn nickname(surface: &Surface<'_>, i: usize) -> Option<Range> {
    const MARKS: &[&str] = &["\"", "“", "”", "''", "``", "‘", "’", "'"];
    let name = |k: usize| surface.tags.get(k) == Some(&Tag::Name) && surface.words[k].is_capital();
    let mark = |k: usize| k < surface.words.len() && MARKS.contains(&surface.word(k));
    (i > 0 && name(i - 1) && mark(i) && name(i + 1) && mark(i + 2) && name(i + 3)).then_some((i, i + 3))
}

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
                let alone = i == end && !is(surface, j, OBJECT_PRONOUNS);
                // "somebody in the hall", "many of them"
                if alone || i < end && surface.tags[i] == Tag::Preposition && is(surface, j, INDEFINITE) {
                    head_seen = true;
                    i = j;
                }
                break;
            }
            Tag::Adjective | Tag::Determiner => true,
            // "a visibly irritated Reed"
            Tag::Adverb => {
                i < end
                    && j > low
                    && surface.tags[j - 1] == Tag::Determiner
                    && matches!(surface.tags[i], Tag::Adjective | Tag::Participle | Tag::Gerund)
            }
            // "Quebec's premier", where the noun was taken for an adjective.
            Tag::Possessive => i < end,
            Tag::Participle | Tag::Gerund => head_seen && j > low && i < end && modifies(surface, low, j),
            Tag::Preposition | Tag::Subordinator => {
                head_seen && j > low && is(surface, j, LINKS) && links_back(surface, j - 1)
            }
            Tag::Conjunction => {
                // A comma between an earlier verb and the pair shows that it joins names: "..., residents and aides said".
                let clause = (low..j).rev().take(6).find(|&k| surface.word(k) == ",").map_or(low, |k| k + 1);
                head_seen && j > low && links_back(surface, j - 1) && !has_finite(surface, clause, j)
            }
            Tag::Mark => match surface.word(j) {
                // "Acme Inc. said", "Mr. Smith said"
                "." => {
                    j > low
                        && surface.words[j - 1].is_capital()
                        && surface.words[j - 1].span.end == surface.words[j].span.start
                }
                "$" | "%" | "/" | "&" | "-" => true,
                _ => {
                    if let Some((first, _)) = nickname(surface, j.saturating_sub(2)).filter(|n| head_seen && n.0 > low)
                    {
                        i = first;
                        continue;
                    }
                    false
                }
            },
            _ => false,
        };
        if !take {
            break;
        }
        i = j;
    }
    let last = end;
    // "what Quill called a folly"
    while i < last && (!starts_phrase(surface, i) || i + 1 < last && is(surface, i, &["what"])) {
        i += 1;
    }
    let dated = i + 2 < last && is_day(surface, i) && is(surface, i + 1, &["by"]);
    if let Some(noun) = noun_before_participle(surface, low, if dated { i + 2 } else { i }, last)
        && let Some((first, _)) = noun_phrase_before(surface, low, noun)
    {
        return Some((first, last));
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

/// "An email *seen by* the paper", "protesters *marching through* the streets": the phrase at `first` only says by whom or
/// where, and the noun before the participle is what it is about. Where that noun ends.
fn noun_before_participle(surface: &Surface<'_>, low: usize, first: usize, last: usize) -> Option<usize> {
    let mut participle = first.checked_sub(2).filter(|&p| p > low && first < last)?;
    // "Data *released Tuesday by* the bureau"
    while participle > low + 1 && (is_day(surface, participle) || surface.tags[participle] == Tag::Adverb) {
        participle -= 1;
    }
    let preposition = surface.tags[first - 1] == Tag::Preposition;
    let by = is(surface, first - 1, &["by"]);
    // Only a verb behind it all shows that the one before is not the clause's: "His office put out a statement saying".
    let verb = (last..surface.words.len()).take(MOST_ADVERBS).find(|&i| surface.tags[i] != Tag::Adverb);
    let has_verb = verb.is_some_and(|i| matches!(surface.tags[i], Tag::Finite | Tag::Participle));
    let reduced = match surface.tags[participle] {
        Tag::Participle => by || has_verb,
        Tag::Gerund => !by && has_verb,
        // "Officers questioned in the case said": of two verbs with no word between their clauses, the first is reduced.
        Tag::Finite => {
            surface.word(participle).ends_with("ed") && (by || has_verb && opens_clause(surface, low, participle))
        }
        _ => false,
    };
    (preposition && reduced && surface.tags[participle - 1].is_nominal()).then_some(participle)
}

/// Whether the noun phrase before the verb at `verb` is the first of its clause, and no word like "when" makes that another's.
fn opens_clause(surface: &Surface<'_>, low: usize, verb: usize) -> bool {
    let Some((first, _)) = noun_phrase_before(surface, low, verb) else { return false };
    first == low || surface.words[first - 1].is_mark()
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

/// Pronouns that a phrase can hang on.
const INDEFINITE: &[&str] = &[
    "somebody",
    "someone",
    "anybody",
    "anyone",
    "everybody",
    "everyone",
    "nobody",
    "one",
    "another",
    "some",
    "many",
    "most",
    "others",
    "several",
    "few",
    "all",
    "those",
    "none",
    "both",
    "each",
    "either",
    "neither",
];

fn links_back(surface: &Surface<'_>, j: usize) -> bool {
    surface.tags[j].is_nominal()
        || surface.tags[j] == Tag::Adjective
        || is(surface, j, &["'s", "’s", "according", "close"])
}

pub(super) fn has_finite(surface: &Surface<'_>, first: usize, last: usize) -> bool {
    (first..last).any(|i| surface.tags[i] == Tag::Finite)
}

/// Whether there is a verb in any form among the words.
pub(super) fn has_verb(surface: &Surface<'_>, first: usize, last: usize) -> bool {
    (first..last).any(|i| surface.tags[i].is_verb())
}

/// The end of the noun phrase that starts at `from`, if one does.
pub(super) fn noun_phrase_after(surface: &Surface<'_>, from: usize, high: usize) -> Option<usize> {
    let mut i = from;
    let mut head = None;
    while i < high {
        let tag = surface.tags[i];
        let next = (i + 1 < high).then(|| surface.tags[i + 1]);
        let take = match tag {
            Tag::Pronoun | Tag::Determiner if i == from && stands_alone(surface, i, high) => {
                head = Some(i);
                true
            }
            Tag::Noun | Tag::Name | Tag::Number => {
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
                // "people familiar with the matter"
                let behind = next == Some(Tag::Preposition) && i > from && surface.tags[i - 1] == Tag::Noun;
                head.is_none()
                    || behind
                    || next.is_some_and(|t| matches!(t, Tag::Noun | Tag::Name))
                    || surface.tags[i - 1] == Tag::Preposition
            }
            Tag::Possessive => true,
            Tag::Adverb => {
                head.is_none() && next.is_some_and(|t| matches!(t, Tag::Adjective | Tag::Participle | Tag::Number))
            }
            // "said lead author Ada Quill"
            Tag::Base => i == from && next == Some(Tag::Noun),
            Tag::Participle | Tag::Gerund => {
                next.is_some_and(|t| matches!(t, Tag::Noun | Tag::Name | Tag::Adjective))
                    && (head.is_none() || surface.tags[i - 1] == Tag::Preposition)
            }
            Tag::Preposition => {
                head.is_some()
                    && is(surface, i, &["of", "for", "at", "from", "with", "in", "on", "to", "by"])
                    && (next.is_some_and(|t| matches!(t, Tag::Name | Tag::Determiner | Tag::Noun | Tag::Adjective))
                        || next == Some(Tag::Number) && is(surface, i, &["of"]))
                    && !(is(surface, i, &["in", "on", "at", "to", "from", "with", "for"])
                        && adverbial(surface, i + 1, high))
            }
            Tag::Conjunction => {
                // "the writer and political historian Ada Quill"
                let described = next == Some(Tag::Adjective) && i + 2 < high && surface.tags[i + 2].is_nominal();
                head.is_some()
                    && (described || next.is_some_and(|t| matches!(t, Tag::Name | Tag::Noun | Tag::Determiner)))
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
                _ => {
                    if let Some((_, last)) = nickname(surface, i).filter(|n| head.is_some() && n.1 < high) {
                        i = last;
                        continue;
                    }
                    false
                }
            },
            _ => false,
        };
        if !take || (head.is_some() && is_day(surface, i) && i > from) {
            break;
        }
        i += 1;
    }
    // "said the 46-year-old", "said Cuban, who is a host"
    let names_somebody = |&k: &usize| {
        k >= from
            && surface.tags[k] == Tag::Adjective
            && (surface.words[k].is_capital() || surface.word(k).ends_with("-year-old"))
    };
    let head = head.or_else(|| i.checked_sub(1).filter(names_somebody))?;
    Some((head + 1).max(if i > from && surface.tags[i - 1] == Tag::Possessive { i } else { head + 1 }))
        .filter(|&e| e > from)
}

/// Whether a word for some of several needs no noun: "tweeted another", "one of two", "some of the men".
fn stands_alone(surface: &Surface<'_>, i: usize, high: usize) -> bool {
    let of = || i + 2 < high && is(surface, i + 1, &["of"]) && !surface.words[i + 2].is_mark();
    is(surface, i, INDEFINITE) && (i + 1 >= high || surface.words[i + 1].is_mark() || of())
}

/// Whether a subject and its verb start at `i`, so that the conjunction before joins clauses and not names.
fn clause_follows(surface: &Surface<'_>, i: usize, high: usize) -> bool {
    (i..high.min(i + 6)).take_while(|&k| surface.tags[k] != Tag::Mark).any(|k| surface.tags[k] == Tag::Finite)
}

/// The end of a name with what describes it before: "auditor Ida Falk", "9/11 widow Ida Falk". Words that are rarely written are
/// known as nouns by their place alone.
fn described_name(surface: &Surface<'_>, from: usize, high: usize) -> Option<usize> {
    let describes = |i: usize| {
        let small = surface.words[i].shape == Shape::Lower || surface.words[i].shape == Shape::Number;
        let joins = surface.word(i) == "/" && i > from && surface.words[i - 1].shape == Shape::Number;
        let stops = matches!(
            surface.tags[i],
            Tag::Pronoun
                | Tag::Preposition
                | Tag::Conjunction
                | Tag::Subordinator
                | Tag::To
                | Tag::Adverb
                | Tag::Finite
                | Tag::Gerund
        );
        joins || small && !stops && !is_day(surface, i)
    };
    let name = (from..high.min(from + LONGEST_DESCRIPTION)).find(|&i| !describes(i))?;
    let named = name > from && surface.tags[name] == Tag::Name && !is_day(surface, name);
    named.then(|| noun_phrase_after(surface, name, high)).flatten()
}

/// The end of an inverted subject: "said Ada Quill, the mayor, in a statement". Includes its apposition.
pub(super) fn subject_after(surface: &Surface<'_>, from: usize, high: usize) -> Option<usize> {
    let phrase = noun_phrase_after(surface, from, high);
    let mut end = phrase.max(described_name(surface, from, high))?;
    if end < high
        && surface.word(end) == "("
        && let Some(close) = (end..high.min(end + 8)).find(|&i| surface.word(i) == ")")
    {
        end = close + 1;
    }
    // "said one aide who asked not to be named, “...”"
    if end < high && is(surface, end, &["who"]) {
        let mark = (end + 1..high.min(end + 1 + LONGEST_INSET)).find(|&i| surface.words[i].is_mark());
        return Some(mark.unwrap_or(end));
    }
    if end < high && surface.word(end) == "," && end + 1 < high {
        let inset_end = (end + 1..high.min(end + 1 + LONGEST_INSET)).find(|&i| {
            let word = surface.word(i);
            surface.words[i].is_mark() && (is_dash(word) || matches!(word, "," | "." | ";" | "“" | "\""))
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
