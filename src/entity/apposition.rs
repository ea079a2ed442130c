//! What the words beside a name say it is: "Northsea Marine, the shipbuilder", "the carmaker Delmar Voss", "Talis Energy, which".
//!
//! Two capitalised words without more look like a person's name. A noun for a firm beside one says otherwise, for all places of
//! the name; so does "the company" in the sentences behind it, where nothing else is named that it could be.

use rustc_hash::FxHashSet;

use super::EntityType;
use super::lexicon::{Class, class, first_name};
use super::names::{self, Sequence};
use crate::text::Surface;
use crate::text::tags::Tag;

/// Nouns that only outlets go by; a station or a site may be anybody's.
const PUBLISHERS: &[&str] = &["newspaper", "paper", "magazine", "broadcaster", "outlet", "website"];

/// So many words back a description may mean a name.
const WORDS_BACK: usize = 60;

/// An apposition is looked at for so many words.
const LONGEST: usize = 10;

/// Sets the type of what a noun for a firm or a "which" tells to be an organisation.
pub(super) fn settle(surface: &Surface<'_>, sequences: &mut [Sequence]) {
    let mut firms = FxHashSet::default();
    for sequence in sequences.iter_mut().filter(|s| may_be_firm(s)) {
        let (first, last) = (sequence.first as usize, sequence.last as usize);
        if opens_with_firm(surface, sequence) {
            // "Shipbuilder Northsea Marine"
            sequence.first += 1;
            sequence.span = surface.span_of(first + 1, last);
        } else if !(follows_firm(surface, sequence)
            || is_followed_by_firm(surface, last)
            || is_subject_of_which(surface, sequence))
        {
            continue;
        }
        firms.insert(sequence.span.of(surface.text));
    }
    described(surface, sequences, &mut firms);
    for sequence in sequences.iter_mut().filter(|s| may_be_firm(s)) {
        if firms.contains(sequence.span.of(surface.text)) {
            sequence.kind = EntityType::Org;
            sequence.sure = true;
        }
    }
}

/// The names that "the company" or "the newspaper" must mean: of names that nothing is known of, the only one in the words before,
/// where no organisation stands.
fn described<'t>(surface: &Surface<'t>, sequences: &[Sequence], firms: &mut FxHashSet<&'t str>) {
    let text: &'t str = surface.text;
    let long = sequences.iter().filter(|s| s.n_words() > 1);
    let within: FxHashSet<u32> = long.flat_map(|s| s.first..s.last).map(|i| surface.words[i as usize].number).collect();
    let mut behind = 0;
    for (i, word) in surface.words.iter().enumerate() {
        while sequences.get(behind).is_some_and(|s| s.last as usize <= i) {
            behind += 1;
        }
        // What costs least is asked first: nearly all words are none of these.
        if word.is_capital() || surface.tags[i] != Tag::Noun || !is_definite_subject(surface, i) {
            continue;
        }
        let noun = word.span.of(text);
        let firm = class(noun).is(Class::COMPANY) && is_firm(surface, i);
        if !firm && !PUBLISHERS.contains(&noun) {
            continue;
        }
        // Of names that are part of longer ones, those are asked; whoever has a first name is no firm.
        let unknown = |s: &Sequence| {
            let first = s.first as usize;
            let short = s.n_words() == 1 && within.contains(&surface.words[first].number);
            // "The Roe-based company" is not Roe-based.
            let compound = surface.word(first).contains('-');
            // "near Saltmarsh"
            let place =
                first > 0 && matches!(surface.word(first - 1), "in" | "near" | "at" | "from" | "outside" | "around");
            !s.sure && !compound && !place && may_be_firm(s) && !short && first_name(surface.word(first)).is_none()
        };
        let near = sequences[..behind].iter().rev().take_while(|s| i - s.last as usize <= WORDS_BACK);
        let mut only: Option<&str> = None;
        let mut several = false;
        for sequence in near {
            let name = sequence.span.of(text);
            several |= sequence.kind == EntityType::Org || firms.contains(name);
            if unknown(sequence) {
                several |= only.is_some_and(|other| other != name);
                only = Some(name);
            }
        }
        firms.extend(only.filter(|_| !several));
    }
}

/// "The company said", "the Japanese carmaker, which": a definite noun phrase whose head is at `noun`, where no clause says which.
fn is_definite_subject(surface: &Surface<'_>, noun: usize) -> bool {
    let closed = surface.tags.get(noun + 1).is_none_or(|t| matches!(t, Tag::Finite | Tag::Adverb | Tag::Mark));
    let within = |&i: &usize| matches!(surface.tags[i], Tag::Adjective | Tag::Name | Tag::Noun);
    let first = (noun.saturating_sub(3)..noun).rev().take_while(within).last().unwrap_or(noun);
    closed && first > 0 && surface.word(first - 1).eq_ignore_ascii_case("the")
}

/// "Shipbuilder Northsea Marine", but not a headline's "Company Says No".
fn opens_with_firm(surface: &Surface<'_>, sequence: &Sequence) -> bool {
    let first = sequence.first as usize;
    let plain = matches!(surface.word(first), "Company" | "Firm" | "Business" | "Corporation" | "Bank");
    let sentence = surface.sentences.partition_point(|s| s.last <= sequence.first);
    let headline = surface.sentences.get(sentence).is_some_and(|sentence| names::is_headline(surface, sentence));
    !sequence.sure && sequence.n_words() > 1 && !plain && !headline && is_firm(surface, first)
}

fn may_be_firm(sequence: &Sequence) -> bool {
    sequence.title.is_none() && matches!(sequence.kind, EntityType::Person | EntityType::Other)
}

/// "the carmaker Delmar Voss"; but "the lender Ada Quill runs".
fn follows_firm(surface: &Surface<'_>, sequence: &Sequence) -> bool {
    let first = sequence.first as usize;
    let noun = |i: usize| surface.tags[i] == Tag::Noun && !surface.words[i].is_capital() && is_firm(surface, i);
    !sequence.sure && first > 0 && noun(first - 1)
}

/// "Talis Energy, which owns the plant, ..."; elsewhere than at the beginning "which" may be about more than the name.
fn is_subject_of_which(surface: &Surface<'_>, sequence: &Sequence) -> bool {
    let last = sequence.last as usize;
    let sentence = surface.sentences.partition_point(|s| s.first <= sequence.first);
    let begins = sentence.checked_sub(1).is_some_and(|n| surface.sentences[n].first == sequence.first);
    let which = last + 1 < surface.words.len() && surface.word(last) == "," && surface.word(last + 1) == "which";
    begins && which && !sequence.sure && sequence.n_words() > 1
}

/// Whether the words after the name, between commas, are a noun phrase for a firm.
fn is_followed_by_firm(surface: &Surface<'_>, last: usize) -> bool {
    let n = surface.words.len();
    if last + 2 >= n || surface.word(last) != "," {
        return false;
    }
    let begins = matches!(surface.word(last + 1), "a" | "an" | "the" | "one")
        || matches!(surface.tags[last + 1], Tag::Name | Tag::Determiner);
    let mut head = last;
    for i in last + 1..n.min(last + LONGEST) {
        match surface.tags[i] {
            Tag::Noun => head = i,
            Tag::Adjective | Tag::Name | Tag::Determiner | Tag::Possessive | Tag::Number => {}
            // "the airline's founder": a possessive is no end.
            Tag::Mark if surface.word(i) == "-" => {}
            Tag::Mark | Tag::Preposition | Tag::Participle | Tag::Subordinator | Tag::Pronoun => {
                return begins && head + 1 == i && is_firm(surface, head);
            }
            _ => return false,
        }
    }
    false
}

/// Whether the word is a noun for firms alone: a developer may be a person.
fn is_firm(surface: &Surface<'_>, word: usize) -> bool {
    let noun = surface.word(word);
    let either = [
        "broadcaster",
        "contractor",
        "developer",
        "employer",
        "provider",
        "publisher",
        "vendor",
        "brewer",
        "giant",
        "maker",
    ];
    class(noun).is(Class::COMPANY)
        && !class(noun).is(Class::PERSON)
        && !either.iter().any(|other| noun.eq_ignore_ascii_case(other))
}
