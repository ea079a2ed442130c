//! The words that report: a lexicon of cues with what they do and what they take.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use super::Stance;
use crate::text::Surface;
use crate::text::tags::{self, Tag};
use crate::text::words::{Shape, number};

/// What a cue can take; one bit each. `lexicon/en/cues.txt` explains them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Frames(u16);

impl Frames {
    /// `q`: beside a quotation.
    pub const QUOTE: Self = Self(1);
    /// `t`: a clause, with or without "that".
    pub const CLAUSE: Self = Self(1 << 1);
    /// `h`: a clause with a complementizer.
    pub const THAT: Self = Self(1 << 2);
    /// `o`: a noun phrase.
    pub const OBJECT: Self = Self(1 << 3);
    /// `g`: an -ing clause.
    pub const GERUND: Self = Self(1 << 4);
    /// `i`: an infinitive.
    pub const INFINITIVE: Self = Self(1 << 5);
    /// `a`: perhaps an addressee first.
    pub const ADDRESSEE: Self = Self(1 << 6);
    /// `r`: an addressee first, always.
    pub const NEEDS_ADDRESSEE: Self = Self(1 << 7);
    /// `x`: content behind a preposition.
    pub const PREPOSITION: Self = Self(1 << 8);
    /// `d`: a noun phrase, where the source is a document.
    pub const OF_DOCUMENT: Self = Self(1 << 9);
    /// `k`: quoted words or a description.
    pub const LABEL: Self = Self(1 << 10);
    /// `n`: the cue is a noun.
    pub const NOUN: Self = Self(1 << 11);
    /// `j`: the cue is an adjective.
    pub const ADJECTIVE: Self = Self(1 << 12);

    /// Whether it has any of `other`.
    pub const fn any(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Both together.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    fn from_letter(letter: &str) -> Self {
        match letter {
            "q" => Self::QUOTE,
            "t" => Self::CLAUSE.or(Self::THAT),
            "h" => Self::THAT,
            "o" => Self::OBJECT,
            "g" => Self::GERUND,
            "i" => Self::INFINITIVE,
            "a" => Self::ADDRESSEE,
            "r" => Self::ADDRESSEE.or(Self::NEEDS_ADDRESSEE),
            "x" => Self::PREPOSITION,
            "d" => Self::OF_DOCUMENT,
            "k" => Self::LABEL,
            "n" => Self::NOUN,
            "j" => Self::ADJECTIVE,
            _ => unreachable!("no such frame in cues.txt: {letter}"),
        }
    }
}

/// The form a verb cue has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// "say", "says"
    Present,
    /// "said"
    Past,
    /// "saying"
    Gerund,
    /// "written", where it differs from the past.
    Participle,
}

/// A word of the lexicon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Dictionary form; several words are joined by blanks.
    pub lemma: String,
    /// What it does to its content.
    pub stance: Stance,
    /// What it can take.
    pub frames: Frames,
    /// Words after the first ("out" in "point out").
    rest: Vec<String>,
}

impl Entry {
    /// A word on no list, which can take `frames`.
    pub(super) fn unlisted(frames: Frames) -> Self {
        Self { lemma: String::new(), stance: Stance::Neutral, frames, rest: Vec::new() }
    }
}

/// A cue found in a sentence.
#[derive(Debug, Clone, Copy)]
pub struct Cue {
    /// Its word in the lexicon.
    pub entry: &'static Entry,
    /// Index of the first word.
    pub first: usize,
    /// One past the last word ("pointed out" has two).
    pub last: usize,
    /// Its form.
    pub form: Form,
}

impl Cue {
    /// "Reuters cited Bo Reed *as saying*": behind "as" his words are reported, whoever cites them.
    pub(super) fn is_as_saying(&self, surface: &Surface<'_>) -> bool {
        self.form == Form::Gerund && self.first > 0 && surface.word(self.first - 1).eq_ignore_ascii_case("as")
    }
}

struct Lexicon {
    entries: Vec<Entry>,
    /// Entries by the number of a form; longer cues first.
    forms: FxHashMap<u32, Vec<(usize, Form)>>,
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::parse(include_str!("../lexicon/en/cues.txt")));

impl Lexicon {
    fn parse(file: &'static str) -> Self {
        let mut entries = Vec::new();
        let mut forms: FxHashMap<u32, Vec<(usize, Form)>> = FxHashMap::default();
        for line in file.lines().filter(|l| !l.starts_with('#') && !l.trim().is_empty()) {
            let cells: Vec<&'static str> = line.split_whitespace().collect();
            let letters = cells[2..].iter().take_while(|c| c.len() == 1).count();
            let frames = cells[2..2 + letters].iter().fold(Frames::default(), |f, c| f.or(Frames::from_letter(c)));
            let irregular = &cells[2 + letters..];
            let stance = match cells[1] {
                "D" => Stance::Denial,
                "A" => Stance::Allegation,
                "C" => Stance::Confirmation,
                "P" => Stance::Promise,
                _ => Stance::Neutral,
            };
            let mut words = cells[0].split('_').map(str::to_owned);
            let head = words.next().expect("a word");
            let rest: Vec<String> = words.collect();
            let at = entries.len();
            let mut add = |form: &str, kind: Form| {
                let slot = forms.entry(number(form)).or_default();
                if !slot.iter().any(|&(entry, _)| entry == at) {
                    slot.push((at, kind));
                }
            };
            if frames.any(Frames::NOUN) {
                add(&head, Form::Present);
                add(&third_person(&head), Form::Present);
            } else if frames.any(Frames::ADJECTIVE) {
                add(&head, Form::Present);
            } else {
                let past = irregular.first().map_or_else(|| past(&head), |p| (*p).to_owned());
                add(&past, Form::Past);
                add(irregular.get(1).copied().unwrap_or(&past), Form::Participle);
                add(&head, Form::Present);
                add(&third_person(&head), Form::Present);
                add(&gerund(&head), Form::Gerund);
            }
            entries.push(Entry { lemma: cells[0].replace('_', " "), stance, frames, rest });
        }
        let mut lexicon = Self { entries, forms };
        let lengths: Vec<usize> = lexicon.entries.iter().map(|e| e.rest.len()).collect();
        #[allow(clippy::iter_over_hash_type)] // each list is sorted on its own
        for list in lexicon.forms.values_mut() {
            list.sort_by_key(|&(at, _)| (usize::MAX - lengths[at], at));
        }
        lexicon
    }
}

pub(super) fn third_person(verb: &str) -> String {
    let sibilant = ["s", "x", "z", "ch", "sh", "o"].iter().any(|e| verb.ends_with(e));
    match verb.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{stem}ies"),
        _ if sibilant => format!("{verb}es"),
        _ => format!("{verb}s"),
    }
}

/// Short verbs that double their last letter.
fn doubles(verb: &str) -> bool {
    const VERBS: &[&str] = &[
        "admit", "brag", "deadpan", "dub", "grin", "put", "quip", "rebel", "rebut", "refer", "shrug", "slam", "snap",
        "sob",
    ];
    VERBS.contains(&verb)
}

pub(super) fn past(verb: &str) -> String {
    match verb.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{stem}ied"),
        _ if verb.ends_with('e') => format!("{verb}d"),
        _ if doubles(verb) => format!("{verb}{}ed", &verb[verb.len() - 1..]),
        _ => format!("{verb}ed"),
    }
}

pub(super) fn gerund(verb: &str) -> String {
    match verb.strip_suffix('e') {
        Some(stem) if !stem.ends_with('e') => format!("{stem}ing"),
        _ if doubles(verb) => format!("{verb}{}ing", &verb[verb.len() - 1..]),
        _ => format!("{verb}ing"),
    }
}

/// The dictionary forms of all cues.
#[cfg(test)]
pub(super) fn lemmas() -> impl Iterator<Item = &'static str> {
    LEXICON.entries.iter().map(|entry| entry.lemma.as_str())
}

static DOCUMENT_WORDS: LazyLock<FxHashSet<&'static str>> = LazyLock::new(|| {
    include_str!("../lexicon/en/document_words.txt").lines().filter(|l| !l.starts_with('#')).collect()
});

pub(super) fn is_document_word(word: &str) -> bool {
    let mut buffer = String::new();
    tags::lower(word, &mut buffer);
    DOCUMENT_WORDS.contains(buffer.as_str())
}

/// Words that may stand inside a cue of several: "made *it very* clear", "voiced *its* concern".
fn may_stand_inside(tag: Tag) -> bool {
    matches!(tag, Tag::Adverb | Tag::Determiner | Tag::Adjective)
}

/// A quotation of fewer words beside a noun is a name or a term: "the claims \"true\" and \"false\"".
const SPEECH_WORDS: usize = 3;
/// A verb is looked for in so many words before ", records show".
const LONGEST_CLAUSE: usize = 30;
/// A subject of more words between a quotation and its verb is not looked for.
const LONGEST_SUBJECT: usize = 8;

/// The cues among words `first..last`, in order. One word gives at most one cue, decided by its part of speech. In a
/// `headline` a capital says nothing of that.
pub fn find(surface: &Surface<'_>, first: usize, last: usize, headline: bool, out: &mut Vec<Cue>) {
    let lexicon = &*LEXICON;
    let mut next = first;
    for i in first..last {
        // Most words are no cue by their part of speech alone, and a look at it costs less than one into the lexicon.
        let tag = surface.tags[i];
        // "accuse" was never seen by the tagger, which goes by its ending.
        let unseen = || surface.word(i).eq_ignore_ascii_case("accuse");
        if i < next || !(tag.is_verb() || matches!(tag, Tag::Noun | Tag::Name | Tag::Adjective) || unseen()) {
            continue;
        }
        let Some(list) = lexicon.forms.get(&surface.words[i].number) else { continue };
        for &(at, form) in list {
            let entry = &lexicon.entries[at];
            if !fits(surface, i, entry, form, headline) {
                continue;
            }
            if let Some(end) = rest_of(surface, entry, i + 1, last) {
                out.push(Cue { entry, first: i, last: end, form });
                next = end;
                break;
            }
        }
    }
}

/// Whether the word at `i` has the part of speech that `entry` needs.
fn fits(surface: &Surface<'_>, i: usize, entry: &Entry, form: Form, headline: bool) -> bool {
    let tag = surface.tags[i];
    if entry.frames.any(Frames::NOUN) {
        return tag == Tag::Noun || tag == Tag::Name && headline;
    }
    if entry.frames.any(Frames::ADJECTIVE) {
        return matches!(tag, Tag::Adjective | Tag::Participle | Tag::Finite);
    }
    let before = i.checked_sub(1);
    let before_tag = before.map(|b| surface.tags[b]);
    if before.is_some_and(|b| is_described(surface, b, i)) {
        return false;
    }
    // "“This is it!” beamed Quill": a verb that the tagger has never seen.
    let closed = before.is_some_and(|b| matches!(surface.word(b), "”" | "\"" | "''"));
    if closed && form == Form::Past && entry.frames.any(Frames::QUOTE) {
        return true;
    }
    // "Quill shot back", "she fires back"
    if tag == Tag::Noun && !entry.rest.is_empty() && before_tag.is_some_and(Tag::is_nominal) {
        return true;
    }
    if tag == Tag::Noun && form == Form::Present {
        let quoted = entry.frames.any(Frames::QUOTE) && before_tag.is_some_and(Tag::is_nominal);
        if quoted
            && (opens_speech(surface, i + 1)
                || surface.words.get(i + 1).is_none_or(|w| w.is_mark()) && ends_speech(surface, i))
        {
            return true;
        }
        if entry.frames.any(Frames::CLAUSE) && closes_report(surface, i) {
            return true;
        }
        if surface.word(i).ends_with('s') {
            // An unseen verb taken for a plural: "but also highlights that".
            let introduces = surface.words.get(i + 1).is_some_and(|w| w.span.of(surface.text) == ":");
            let subject = before.is_some_and(|b| is_subject_pronoun(surface.word(b)));
            let claims = headline && entry.frames.any(Frames::CLAUSE) && claims_in_headline(surface, i);
            return claims
                || before_tag == Some(Tag::Adverb)
                || subject
                || introduces && entry.frames.any(Frames::QUOTE);
        }
    }
    // "A Government Accountability Office report": one name takes no bare verb.
    let bare = form == Form::Present && !surface.word(i).ends_with('s');
    let one_name = before_tag == Some(Tag::Name) && before.is_some_and(|b| !surface.word(b).ends_with('s'));
    let also_noun = !matches!(entry.lemma.as_str(), "say" | "tell" | "think" | "believe" | "argue" | "insist");
    if bare && one_name && also_noun && !headline && !joined_names(surface, i) {
        return false;
    }
    tag.is_verb() || tag == Tag::Preposition || headline && tag == Tag::Name && surface.words[i].is_capital()
}

/// "Recent reads", "the last contested vote": behind an adjective stands a noun, or what describes one.
pub(super) fn is_described(surface: &Surface<'_>, before: usize, i: usize) -> bool {
    let word = surface.word(before);
    let small = surface.words[before].shape == Shape::Lower && !word.ends_with("-year-old");
    let adjective = surface.tags[before] == Tag::Adjective && small;
    let nominal = surface.word(i).ends_with('s') && (adjective || surface.tags[before] == Tag::Gerund);
    let describes = surface.word(i).ends_with("ed")
        && adjective
        && surface.tags.get(i + 1).is_some_and(|tag| matches!(tag, Tag::Noun | Tag::Name | Tag::Adjective));
    nominal || describes
}

/// "..., records *show*.", "..., the Red Cross *estimates*.": a noun phrase and a verb that agrees with it close the sentence behind a
/// comma. Without an article it is a document's, for "..., trucks, air shows" lists things.
fn closes_report(surface: &Surface<'_>, i: usize) -> bool {
    let closes = surface.words.get(i + 1).is_none_or(|w| w.is_mark());
    let Some(head) = i.checked_sub(1).filter(|_| closes) else { return false };
    let low = i.saturating_sub(LONGEST_SUBJECT);
    let phrase = |k: &usize| matches!(surface.tags[*k], Tag::Determiner | Tag::Adjective | Tag::Noun | Tag::Name);
    let start = (low..i).rev().take_while(phrase).last().unwrap_or(i);
    let document = is_document_word(surface.word(head));
    let definite = start < head && surface.tags[start] == Tag::Determiner && surface.words[head].is_capital();
    let behind_clause = start > 1
        && surface.word(start - 1) == ","
        && (start.saturating_sub(LONGEST_CLAUSE)..start).any(|k| surface.tags[k] == Tag::Finite);
    let plural = surface.word(head).ends_with('s') && !definite || surface.word(head) == "data";
    behind_clause && (document || definite) && plural != surface.word(i).ends_with('s')
}

/// "Report Claims Dam Has Cracks": the first words of a headline are a name or the like, no verb has come yet, and what
/// follows is no "of" that would make the word a noun.
fn claims_in_headline(surface: &Surface<'_>, i: usize) -> bool {
    let zone = surface.zone_at(surface.words[i].span.start);
    let first = zone.map_or(i, |z| surface.word_at(z.span.start));
    let next = surface.tags.get(i + 1);
    let subject = i > first && i - first < 5 && surface.tags[i - 1].is_nominal();
    let no_verb_yet = !surface.tags[first..i].contains(&Tag::Finite);
    subject
        && no_verb_yet
        && matches!(next, Some(Tag::Noun | Tag::Name | Tag::Determiner | Tag::Pronoun | Tag::Adjective))
}

/// "The ad claims “Jeb is the one you can trust.”": a quotation of a few words opens at word `i`.
fn opens_speech(surface: &Surface<'_>, i: usize) -> bool {
    let Some(word) = surface.words.get(i).filter(|w| w.is_mark()) else { return false };
    let at = surface.quotations.partition_point(|q| q.outer.start < word.span.start);
    surface.quotations.get(at).is_some_and(|q| {
        q.outer.start == word.span.start && q.inner.of(surface.text).split_whitespace().nth(SPEECH_WORDS - 1).is_some()
    })
}

/// "“...,” the Saudis state.": a quotation closes before the few words that end at word `i`.
fn ends_speech(surface: &Surface<'_>, i: usize) -> bool {
    let low = i.saturating_sub(LONGEST_SUBJECT);
    let subject = (low..i).rev().take_while(|&k| !surface.words[k].is_mark()).last().unwrap_or(i);
    let Some(mark) = subject.checked_sub(1).filter(|_| subject < i) else { return false };
    let end = surface.words[mark].span.end;
    let at = surface.quotations.partition_point(|q| q.outer.end < end);
    let verb = (subject..i).any(|k| surface.tags[k] == Tag::Finite);
    !verb
        && surface.quotations.get(at).is_some_and(|q| {
            q.outer.end == end && q.closed && q.inner.of(surface.text).ends_with([',', '!', '?', '—', '–'])
        })
}

fn is_subject_pronoun(word: &str) -> bool {
    ["he", "she", "it", "who"].iter().any(|p| p.eq_ignore_ascii_case(word))
}

/// "Quill and Poe say"
fn joined_names(surface: &Surface<'_>, verb: usize) -> bool {
    (verb.saturating_sub(6)..verb).any(|i| surface.tags[i] == Tag::Conjunction)
}

/// Where the rest of a cue of several words ends.
fn rest_of(surface: &Surface<'_>, entry: &Entry, from: usize, last: usize) -> Option<usize> {
    let mut at = from;
    for word in &entry.rest {
        let mut skipped = 0;
        loop {
            let found = surface.words.get(at).filter(|_| at < last)?;
            let surface_word = found.span.of(surface.text);
            if surface_word.eq_ignore_ascii_case(word)
                || (surface_word.len() == word.len() + 1 && surface_word[..].eq_ignore_ascii_case(&format!("{word}s")))
            {
                break;
            }
            if skipped == 2 || !may_stand_inside(surface.tags[at]) {
                return None;
            }
            skipped += 1;
            at += 1;
        }
        at += 1;
    }
    Some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cues(text: &str) -> Vec<(String, String)> {
        let surface = Surface::new(text, None);
        let mut out = Vec::new();
        find(&surface, 0, surface.words.len(), false, &mut out);
        out.iter().map(|c| (c.entry.lemma.clone(), surface.span_of(c.first, c.last).of(text).to_owned())).collect()
    }

    #[test]
    fn named_cases() {
        type Case<'a> = (&'a str, &'a str, &'a [(&'a str, &'a str)]);
        let cases: &[Case<'_>] = &[
            ("past", "She said it was late.", &[("say", "said")]),
            ("noun", "The claims were false.", &[("claim", "claims")]),
            ("several words", "He pointed out that it rains.", &[("point out", "pointed out")]),
            ("with something inside", "She voiced its concern about it.", &[("voice concern", "voiced its concern")]),
            ("plural rest", "They raised concerns about it.", &[("raise concern", "raised concerns")]),
            ("doubled letter", "He admitted it.", &[("admit", "admitted")]),
            ("y", "They denied it; it relies on that.", &[("deny", "denied")]),
        ];
        for (name, text, expected) in cases {
            let expected: Vec<_> = expected.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
            assert_eq!(cues(text), expected, "{name}");
        }
    }

    #[test]
    fn every_entry_is_reachable() {
        assert!(LEXICON.entries.len() > 150);
        for entry in &LEXICON.entries {
            assert!(entry.frames != Frames::default(), "{}", entry.lemma);
        }
    }

    #[test]
    fn a_form_leads_to_entries_that_begin_alike() {
        // Two words with one number would put entries of both under it.
        let head = |at: usize| LEXICON.entries[at].lemma.as_bytes()[0];
        let alike = |list: &[(usize, Form)]| list.iter().all(|&(at, _)| head(at) == head(list[0].0));
        assert!(LEXICON.forms.values().all(|list| alike(list)));
    }
}
