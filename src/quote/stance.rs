//! What a report does with its content: passes it on, denies, alleges, confirms, promises.
//!
//! The cue decides where it is outspoken ("denied", "accused", "admitted", "vowed"). Behind a neutral cue the content
//! can still be a denial ("said it has never helped any government") or an allegation ("said Acme lied"): the first asks
//! for a negated clause about the speaker in the words of a charge or with "never", the second for a word of wrongdoing about somebody else.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use super::draft::{Context, Draft};
use super::phrase::{Range, is};
use super::verb::{is_auxiliary, is_negation};
use super::{Act, Stance, acts};
use crate::text::Surface;
use crate::text::tags::Tag;
use crate::text::words::number;

struct Words {
    reject: FxHashSet<u32>,
    accuse: FxHashSet<u32>,
    self_quoted: FxHashSet<u32>,
    self_reported: FxHashSet<u32>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let file = include_str!("../lexicon/en/rejecting.txt");
    let list = |name: &str| {
        let line = file.lines().filter(|l| !l.starts_with('#')).find_map(|l| l.strip_prefix(name));
        line.expect("both lists").split_whitespace().map(number).collect()
    };
    let numbers = |words: &[&str]| words.iter().copied().map(number).collect();
    Words {
        reject: list("reject "),
        accuse: list("accuse "),
        self_quoted: numbers(SELF_QUOTED),
        self_reported: numbers(SELF_REPORTED),
    }
});

/// A negation further behind a subject than this belongs to another clause.
const REACH: usize = 14;

/// How speakers name themselves, in their own words and in the reporter's.
const SELF_QUOTED: &[&str] = &["we", "i", "our", "my", "company", "firm", "campaign", "organization"];
const SELF_REPORTED: &[&str] =
    &["it", "he", "she", "they", "its", "his", "her", "their", "company", "firm", "campaign", "organization"];

/// Words whose negation rejects no accusation: "I don't know", "she did not want", "he had not decided".
const NO_DEED: &[&str] = &[
    "know",
    "think",
    "believe",
    "want",
    "see",
    "seen",
    "care",
    "expect",
    "remember",
    "recall",
    "understand",
    "agree",
    "support",
    "like",
    "need",
    "too",
    "worried",
    "mind",
    "decided",
    "yet",
    "sure",
    "able",
    "feel",
    "mean",
    "get",
    "going",
    "say",
    "trust",
    "plan",
    "intend",
    "afraid",
    "surprised",
    "only",
    "just",
    "happy",
    "in",
    "mention",
];

/// What is alleged or denied in an article in so many words, as the beginnings of its words: a denial behind a neutral cue
/// needs something to be denied, or every "he said he had no money" would be one.
#[derive(Debug, Default)]
pub(super) struct Charges(FxHashSet<u32>);

impl Charges {
    pub(super) fn of(context: &Context<'_, '_>, drafts: &[Draft]) -> Self {
        let outspoken = |d: &&Draft| d.entry.is_some_and(|e| matches!(e.stance, Stance::Allegation | Stance::Denial));
        let words = drafts.iter().filter(outspoken).flat_map(|d| d.content.iter()).flat_map(|c| c.0..c.1);
        Self(words.filter_map(|i| beginning(context.surface, i)).collect())
    }

    fn touch(&self, surface: &Surface<'_>, (first, last): Range) -> bool {
        (first..last).filter_map(|i| beginning(surface, i)).any(|word| self.0.contains(&word))
    }
}

/// The first four letters of a word that says something, as a number.
fn beginning(surface: &Surface<'_>, i: usize) -> Option<u32> {
    let tag = surface.tags[i];
    let says = tag.is_verb() || matches!(tag, Tag::Noun | Tag::Adjective);
    surface.word(i).get(..4).filter(|_| says && !is_auxiliary(surface, i)).map(number)
}

/// The stance of an attribution, and whether its cue is negated or rejects the content. `names` are the words of the
/// speaker's name, as numbers.
pub(super) fn stance(context: &Context<'_, '_>, draft: &Draft, names: &[u32], charges: &Charges) -> (Stance, bool) {
    let base = draft.entry.map_or(Stance::Neutral, |e| e.stance);
    let rejects = base == Stance::Denial;
    if base != Stance::Neutral && draft.negated {
        // "did not confirm" is no confirmation, "did not deny" no denial.
        return (Stance::Neutral, true);
    }
    if base != Stance::Neutral {
        return (base, rejects);
    }
    let speech = draft.entry.is_none_or(|e| matches!(acts::of_words(&e.lemma), Some(Act::Speech | Act::Writing)));
    if speech && draft.content.iter().any(|&part| denies(context, part, names, charges)) {
        return (Stance::Denial, draft.negated);
    }
    let object = matches!(draft.rule, "object of its cue" | "content after a preposition");
    if object && draft.content.first().is_some_and(|&part| names_a_danger(context, part)) {
        return (Stance::Allegation, draft.negated);
    }
    if draft.content.iter().any(|&part| accuses(context, part, names)) {
        return (Stance::Allegation, draft.negated);
    }
    (Stance::Neutral, draft.negated)
}

/// Whether a part of the content says "no" about the speaker, or calls what is said of it false.
fn denies(context: &Context<'_, '_>, (first, last): Range, names: &[u32], charges: &Charges) -> bool {
    let surface = context.surface;
    let mut subject = None;
    for i in first..last {
        let word = surface.words[i].number;
        if WORDS.reject.contains(&word) {
            return true;
        }
        let own = if context.quotation_of(i).is_some() { &WORDS.self_quoted } else { &WORDS.self_reported };
        if names.contains(&word) || own.contains(&word) {
            subject = Some(i);
        } else if subject.is_some() && is(surface, i, &["it", "they", "he", "she"]) {
            // "Acme serves all, but it does not ...": the pronoun goes on from the name.
            subject = Some(i);
        } else if matches!(surface.word(i), "." | ";" | "?" | "!") {
            subject = None;
        }
        let of = |k: usize, words: &[&str]| k < last && is(surface, k, words);
        let no_deed = || {
            is_negation(surface, i)
                && subject.is_some_and(|s| i - s <= REACH && rejects_a_deed(context, s, i, last))
                && (is(surface, i, &["never"]) || charges.touch(surface, (first, last)))
        };
        if of(i, &["without"]) && of(i + 1, &["merit", "basis", "foundation"])
            || of(i, &["no"]) && (i + 1..i + 4).any(|k| of(k, &["evidence", "truth", "basis", "merit"]))
            || no_deed()
        {
            return true;
        }
    }
    false
}

/// Whether the negation at `at` denies something that `subject` does or did: a fact, not a wish, a plan or a doubt.
fn rejects_a_deed(context: &Context<'_, '_>, subject: usize, at: usize, last: usize) -> bool {
    let surface = context.surface;
    let verb = (subject..last.min(at + 3)).rev().find(|&k| surface.tags[k] == Tag::Finite);
    let modal = verb.is_some_and(|k| is(surface, k, MODALS));
    let object_first = is(surface, at, &["no"])
        && !(at + 1 < last && is(surface, at + 1, &["longer", "one", "doubt", "idea", "reason", "matter"]));
    let doing = (at + 1..last.min(at + 3)).all(|k| !is(surface, k, NO_DEED));
    verb.is_some() && !modal && doing && !is_praise(surface, at, last) && (object_first || !is(surface, at, &["no"]))
}

/// "has never been stronger", "never seen it this bad" boasts or laments, and denies nothing.
fn is_praise(surface: &Surface<'_>, at: usize, last: usize) -> bool {
    is(surface, at, &["never", "not", "n't"])
        && (at + 1..last.min(at + 5)).any(|k| {
            let word = surface.word(k);
            is(surface, k, &["better", "worse", "more", "so", "this", "as", "such"])
                || surface.tags[k] == Tag::Adjective && word.len() > 5 && word.ends_with("er")
        })
}

const MODALS: &[&str] = &[
    "would",
    "could",
    "should",
    "can",
    "might",
    "must",
    "may",
    "wouldn't",
    "couldn't",
    "shouldn't",
    "can't",
    "won't",
    "cannot",
    "'ll",
    "wouldn’t",
    "couldn’t",
    "shouldn’t",
    "can’t",
    "won’t",
];

/// Whether what is spoken of is a danger or a suspicion: "testified about potential risks", "cited threats".
fn names_a_danger(context: &Context<'_, '_>, (first, last): Range) -> bool {
    let stop = (first..last).find(|&i| context.surface.tags[i] == Tag::Preposition).unwrap_or(last);
    (first..stop).any(|i| {
        is(
            context.surface,
            i,
            &[
                "risk",
                "risks",
                "threat",
                "threats",
                "danger",
                "dangers",
                "ties",
                "irregularities",
                "abuses",
                "failures",
            ],
        )
    })
}

/// Whether a part of the content lays wrongdoing on somebody.
fn accuses(context: &Context<'_, '_>, (first, last): Range, names: &[u32]) -> bool {
    let mut words = context.surface.words[first..last].iter().map(|w| w.number);
    words.any(|word| WORDS.accuse.contains(&word) && !names.contains(&word))
}
