//! Sentences.

use super::words::{self, Shape, Word};
use crate::span::Span;

/// A sentence: a run of words within one zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sentence {
    /// Where it is.
    pub span: Span,
    /// Index of its first word.
    pub first: u32,
    /// One past its last word.
    pub last: u32,
    /// Index of its zone.
    pub zone: u32,
}

/// A longer run of words without a stop is cut here: it is a list or no prose at all, and what is looked for within a
/// sentence must stay linear in the text.
const MOST_WORDS: usize = 400;

/// No more marks than this are looked through around a stop.
const MOST_MARKS: usize = 6;

/// Abbreviations after which a sentence always goes on: titles, months, streets.
const NEVER_LAST: &[&str] = &[
    "mr", "mrs", "ms", "dr", "prof", "sen", "sens", "rep", "reps", "gov", "govs", "gen", "adm", "lt", "col", "sgt",
    "maj", "capt", "cmdr", "rev", "hon", "pres", "sec", "atty", "st", "mt", "ft", "vs", "jan", "feb", "mar", "apr",
    "aug", "sept", "oct", "nov", "dec", "messrs", "mme", "fr", "supt", "det", "insp", "amb", "dist", "asst", "dept",
];

/// Abbreviations that can also close a sentence: it ends there only if the next word is one that starts sentences.
const SOMETIMES_LAST: &[&str] = &[
    "inc", "corp", "co", "ltd", "llc", "jr", "sr", "etc", "bros", "calif", "conn", "mass", "fla", "ariz", "va", "pa",
    "ill", "mich", "wis", "minn", "tenn", "ga", "ala", "ore", "wash", "del", "nev", "colo", "kan", "ky", "la", "md",
    "neb", "okla", "vt",
];

/// Words that start sentences and are no part of a name.
const STARTERS: &[&str] = &[
    "the",
    "a",
    "an",
    "he",
    "she",
    "it",
    "they",
    "we",
    "i",
    "in",
    "on",
    "at",
    "but",
    "and",
    "this",
    "that",
    "these",
    "those",
    "his",
    "her",
    "its",
    "their",
    "as",
    "if",
    "when",
    "while",
    "after",
    "before",
    "since",
    "for",
    "from",
    "there",
    "however",
    "so",
    "some",
    "many",
    "most",
    "asked",
    "what",
    "who",
    "why",
    "how",
    "yet",
    "still",
    "also",
    "according",
    "by",
    "to",
    "with",
];

/// Cuts the zone at `span` into words and sentences.
pub fn cut(text: &str, span: Span, zone: u32, words: &mut Vec<Word>, sentences: &mut Vec<Sentence>) {
    let begin = words.len();
    words::cut(text, span, words);
    let mut first = begin;
    let mut i = begin;
    while i < words.len() {
        let ended = if words[i].is_mark() {
            end_of_sentence(text, words, begin, i)
        } else {
            after_abbreviation(text, words, i)
        };
        let ended = ended.or((i - first >= MOST_WORDS).then_some(i));
        if let Some(last) = ended {
            push(words, first, last, zone, sentences);
            first = last;
            i = last;
        } else {
            i += 1;
        }
    }
    push(words, first, words.len(), zone, sentences);
}

fn push(words: &[Word], first: usize, last: usize, zone: u32, sentences: &mut Vec<Sentence>) {
    if first < last {
        let span = Span { start: words[first].span.start, end: words[last - 1].span.end };
        sentences.push(Sentence { span, first: first as u32, last: last as u32, zone });
    }
}

/// Where the next sentence starts if the mark at `i` ends one.
fn end_of_sentence(text: &str, words: &[Word], begin: usize, i: usize) -> Option<usize> {
    let mark = words[i].span.of(text);
    if !matches!(mark.as_bytes()[0], b'.' | b'?' | b'!') && mark != "…" && mark != "。" {
        return None;
    }
    // Marks that touch the stop close what it ends: `.”`, `.)`, `?"`.
    let mut last = i + 1;
    while last < words.len().min(i + MOST_MARKS)
        && words[last].is_mark()
        && words[last].span.start == words[last - 1].span.end
    {
        last += 1;
    }
    // Words that touch it mean an inner dot of a kind the word cutter leaves alone, or a glued sentence.
    let next = words.get(last)?;
    let glued = next.span.start == words[last - 1].span.end;
    let mut lead = last;
    while lead < words.len().min(last + MOST_MARKS) && words[lead].is_mark() {
        lead += 1;
    }
    let opens = words
        .get(lead)
        .is_some_and(|w| w.shape != Shape::Lower || !w.span.of(text).starts_with(|c: char| c.is_lowercase()));
    if !opens || (glued && !words.get(lead).is_some_and(|w| w.is_capital())) {
        return None;
    }
    if mark == "." && last == i + 1 && i > begin && words[i - 1].span.end == words[i].span.start {
        let before = words[i - 1];
        let stem = before.span.of(text);
        let follower = words[lead.min(words.len() - 1)].span.of(text);
        // "Q. Roe", and "D-N" in "(D-N.M.)".
        let letter = stem.rsplit('-').next().unwrap_or(stem);
        let one = letter.chars().count() == 1 && letter.chars().all(char::is_uppercase);
        let initial = one && (before.shape == Shape::Upper || letter.len() < stem.len()) && stem != "I";
        let numero = stem == "No" && follower.as_bytes()[0].is_ascii_digit();
        if initial || numero || listed(NEVER_LAST, stem) {
            return None;
        }
        if listed(SOMETIMES_LAST, stem) && !listed(STARTERS, follower) {
            return None;
        }
    }
    Some(last)
}

/// A dotted abbreviation ("U.S.", "p.m.") carries its own stop; a sentence ends there before a capitalised starter.
fn after_abbreviation(text: &str, words: &[Word], i: usize) -> Option<usize> {
    if text.as_bytes()[words[i].span.end as usize - 1] != b'.' {
        return None;
    }
    let next = words.get(i + 1)?;
    (next.is_capital() && listed(STARTERS, next.span.of(text))).then_some(i + 1)
}

fn listed(list: &[&str], word: &str) -> bool {
    word.len() <= 10 && list.iter().any(|entry| entry.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut_all(text: &str) -> Vec<&str> {
        let (mut words, mut sentences) = (Vec::new(), Vec::new());
        cut(text, Span::new(0, text.len()), 0, &mut words, &mut sentences);
        sentences.iter().map(|s| s.span.of(text)).collect()
    }

    #[test]
    fn endless_sentences_are_cut() {
        assert_eq!(cut_all(&"word ".repeat(1_000)).len(), 3);
    }

    #[test]
    fn named_cases() {
        let cases: &[(&str, &str, &[&str])] = &[
            ("two", "He left. She stayed.", &["He left.", "She stayed."]),
            ("title", "Sen. Ada Quill left. Mr. Poe came.", &["Sen. Ada Quill left.", "Mr. Poe came."]),
            ("initial", "John F. Roe spoke.", &["John F. Roe spoke."]),
            ("closing mark", "“No.” He left.", &["“No.”", "He left."]),
            ("straight mark", "\"No.\" He left. \"Yes.\"", &["\"No.\"", "He left.", "\"Yes.\""]),
            ("question in a sentence", "“Why?” he asked. It was late.", &["“Why?” he asked.", "It was late."]),
            ("company", "Acme Inc. said no. Acme Inc. The end.", &["Acme Inc. said no.", "Acme Inc.", "The end."]),
            ("country", "He left the U.S. The plane was late.", &["He left the U.S.", "The plane was late."]),
            ("country before a name", "the U.S. Senate met.", &["the U.S. Senate met."]),
            ("ellipsis", "We go on … and on. Good.", &["We go on … and on.", "Good."]),
            ("glued", "the end.The start", &["the end.", "The start"]),
            ("no stop", "no stop", &["no stop"]),
            ("number", "He took No. 5 home.", &["He took No. 5 home."]),
            ("only marks", "?! \"\"", &["?! \"\""]),
        ];
        for (name, text, sentences) in cases {
            assert_eq!(cut_all(text), *sentences, "{name}");
        }
    }
}
