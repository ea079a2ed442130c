//! What the words beside a name say it is: "Northsea Marine, the shipbuilder", "the carmaker Delmar Voss", "Talis Energy, which".
//!
//! Two capitalised words without more look like a person's name. A noun for a firm beside one says otherwise, for all places of
//! the name.

use rustc_hash::FxHashSet;

use super::EntityType;
use super::lexicon::{Class, class};
use super::names::{self, Sequence};
use crate::text::Surface;
use crate::text::tags::Tag;

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
    for sequence in sequences.iter_mut().filter(|s| may_be_firm(s)) {
        if firms.contains(sequence.span.of(surface.text)) {
            sequence.kind = EntityType::Org;
            sequence.sure = true;
        }
    }
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
