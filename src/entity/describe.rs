//! Descriptions: "the company", "Kaspersky officials", "a report by ABC News", "the governor".

use super::bodies::{company, is_government, officials, organisation};
use super::documents::document;
use super::lexicon::{Class, Gender, class, gender_of_word};
use super::pronoun;
use super::resolve::{Phrase, Referent, Task};
use super::{EntityType, How, role};
use crate::text::tags::Tag;

/// How many words back an earlier use of a noun is looked for.
pub(crate) const WORDS_BACK: usize = 600;

/// Whom a phrase without a name at its head stands for.
pub(crate) fn resolve(task: &mut Task<'_, '_>, phrase: &Phrase) -> Referent {
    let s = task.surface;
    let mut end = phrase.head_end;
    while end > phrase.first + 1 && (s.tags[end - 1] == Tag::Possessive || s.words[end - 1].is_mark()) {
        end -= 1;
    }
    let head = end - 1;
    let noun = Head {
        at: head,
        class: class_of_head(s.word(head)),
        definite: is_definite(task, phrase.first),
        modifier: modifier(task, phrase, head),
    };
    let Head { class: c, modifier, .. } = noun;
    // The more telling classes first: a "campaign" is an organisation though it ends names too.
    if c.is(Class::DOCUMENT.or(Class::DOCUMENTS)) && !c.is(Class::PERSON) {
        return document(task, phrase, &noun);
    }
    if c.is(Class::COMPANY) {
        return match modifier {
            Some(m) if task.named.cast.who(m.name).kind != EntityType::Place && !m.possessive => task.by_maker(m.name),
            _ if noun.definite || is_bare(phrase, head) => company(task, phrase),
            _ => Task::nameless(phrase, "unnamed"),
        };
    }
    if c.is(Class::PEOPLE) {
        return people(task, phrase, &noun);
    }
    if c.is(Class::ORG) {
        return organisation(task, phrase, &noun);
    }
    if c.is(Class::PERSON.or(Class::TITLE)) || gender_of_word(s.word(head)) != Gender::Unknown {
        return one_person(task, phrase, &noun);
    }
    match modifier {
        // "Trump’s threat", "Clinton’s comments"
        Some(m) if m.possessive => task.by_name(m.name, None),
        _ if s.words[head].is_capital() && s.tags[head] == Tag::Name => Task::nameless(phrase, "unnamed"),
        _ if s.word(head).ends_with('s') => Task::nameless(phrase, "group"),
        _ => Task::nameless(phrase, "unnamed"),
    }
}

/// "The ex-minister" is a minister, "the 42-year-old" one person.
fn class_of_head(word: &str) -> Class {
    let whole = class(word);
    match word.rsplit_once('-') {
        _ if word.ends_with("-year-old") => Class::PERSON,
        Some((_, last)) if whole == Class::default() => class(last),
        _ => whole,
    }
}

/// The noun that a description turns on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Head {
    pub(crate) at: usize,
    pub(crate) class: Class,
    pub(crate) definite: bool,
    pub(crate) modifier: Option<Modifier>,
}

/// A name before the noun.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Modifier {
    pub(crate) name: usize,
    pub(crate) possessive: bool,
}

fn is_definite(task: &Task<'_, '_>, first: usize) -> bool {
    matches!(
        task.surface.word(first).to_lowercase().as_str(),
        "the" | "this" | "that" | "these" | "those" | "its" | "their" | "both"
    )
}

pub(crate) fn is_bare(phrase: &Phrase, head: usize) -> bool {
    head == phrase.first
}

/// The last name before the noun within the head of the phrase.
fn modifier(task: &Task<'_, '_>, phrase: &Phrase, head: usize) -> Option<Modifier> {
    if head == phrase.first {
        return None;
    }
    let s = task.surface;
    let names = task.named.cast.within(s.span_of(phrase.first, head));
    // "Russia-based" places nobody, and a place or a party stands aside where an organisation is named too.
    let mut best: Option<usize> = None;
    for n in names {
        let span = task.named.cast.names[n].span;
        let compound = span.of(s.text).rsplit_once('-').is_some_and(|(_, last)| last.starts_with(char::is_lowercase));
        if compound || s.words[s.word_at(span.end - 1)].span.end > span.end {
            continue;
        }
        let plain = |n: usize| !matches!(task.named.cast.who(n).kind, EntityType::Place | EntityType::Group);
        if plain(n) || best.is_none_or(|b| !plain(b)) {
            best = Some(n);
        }
    }
    let name = best?;
    let after = s.word_at(task.named.cast.names[name].span.end);
    let possessive = s.tags.get(after) == Some(&Tag::Possessive) || matches!(s.word(after), "'s" | "’s" | "'" | "’");
    Some(Modifier { name, possessive })
}

/// "Kaspersky officials", "US politicians", "officials".
fn people(task: &mut Task<'_, '_>, phrase: &Phrase, head: &Head) -> Referent {
    if let Some(m) = head.modifier {
        let who = task.named.cast.names[m.name].who;
        let org = task.named.cast.candidates[who as usize].kind == EntityType::Org;
        let speaks_for = matches!(
            task.surface.word(head.at).to_lowercase().as_str(),
            "officials"
                | "executives"
                | "representatives"
                | "spokespeople"
                | "spokesmen"
                | "spokespersons"
                | "lawyers"
                | "attorneys"
                | "officers"
                | "staff"
                | "leadership"
                | "leaders"
                | "management"
                | "managers"
                | "directors"
                | "counsel"
        );
        if org && speaks_for && !is_government(task, who) {
            return task.by_name(m.name, None);
        }
        return Task::nameless(phrase, "group");
    }
    let bare = is_bare(phrase, head.at) || head.definite && head.at == phrase.first + 1;
    if bare
        && phrase.head_end == phrase.last
        && task.surface.word(head.at).eq_ignore_ascii_case("officials")
        && let Some(referent) = officials(task, phrase, head)
    {
        return referent;
    }
    Task::nameless(phrase, "group")
}

/// "the governor", "a Kaspersky Lab spokesperson", "the woman".
fn one_person(task: &mut Task<'_, '_>, phrase: &Phrase, head: &Head) -> Referent {
    let s = task.surface;
    if let Some(m) = head.modifier {
        let kind = task.named.cast.who(m.name).kind;
        let speaks_for = s.word(head.at).starts_with("spokes")
            || matches!(s.word(head.at), "representative" | "official" | "executive");
        if kind == EntityType::Org && speaks_for {
            return task.by_name(m.name, None);
        }
        if kind != EntityType::Place && kind != EntityType::Group && kind != EntityType::Org {
            return Task::nameless(phrase, "unnamed");
        }
    }
    if head.definite
        && let Some(name) = role::by_role(task, phrase, head)
    {
        return task.by_name(name, Some(How::Description));
    }
    let gender = gender_of_word(s.word(head.at));
    let plain = matches!(task.surface.word(phrase.first).to_lowercase().as_str(), "the" | "this" | "that");
    if plain && let Some(referent) = pronoun::somebody(task, phrase, gender) {
        return Referent { how: How::Description, ..referent };
    }
    Task::nameless(phrase, "unnamed")
}
