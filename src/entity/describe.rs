//! Descriptions: "the company", "Kaspersky officials", "a report by ABC News", "the governor".

use super::documents::{self, document};
use super::lexicon::{Class, Gender, class, gender_of_word};
use super::pronoun;
use super::resolve::{Phrase, Referent, Spoken, Task};
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
    // "She made a comment that said ..."
    let words = matches!(s.word(head), "comment" | "comments" | "remark" | "remarks");
    if words && let Some(referent) = documents::issuer(task, phrase) {
        return referent;
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

/// Whether the name is an authority's: its people speak for themselves.
fn is_government(task: &Task<'_, '_>, who: u32) -> bool {
    task.known_names(who).any(|name| {
        name.split_whitespace().any(|w| {
            class(w).is(Class::PLACE)
                || matches!(
                    w.to_ascii_lowercase().as_str(),
                    "government"
                        | "department"
                        | "ministry"
                        | "agency"
                        | "administration"
                        | "bureau"
                        | "senate"
                        | "house"
                        | "congress"
                        | "parliament"
                        | "court"
                        | "army"
                        | "navy"
                        | "committee"
                        | "commission"
                        | "council"
                        | "police"
                        | "intelligence"
                        | "fbi"
                        | "cia"
                        | "nsa"
                        | "kremlin"
                        | "pentagon"
                        | "treasury"
                        | "union"
                )
        })
    })
}

/// Last words of the names of papers,
const PAPERS: &[&str] = &[
    "Times",
    "Post",
    "Journal",
    "Tribune",
    "Herald",
    "Guardian",
    "Telegraph",
    "Magazine",
    "Businessweek",
    "Gazette",
    "Chronicle",
    "Courier",
    "Dispatch",
    "Globe",
    "Independent",
    "Inquirer",
    "Mirror",
    "Observer",
    "Sentinel",
    "Sun",
];

/// and of other outlets.
const OTHER_OUTLETS: &[&str] = &[
    "News",
    "Press",
    "Radio",
    "TV",
    "CNN",
    "BBC",
    "NBC",
    "CBS",
    "ABC",
    "MSNBC",
    "NPR",
    "Reuters",
    "Bloomberg",
    "Politico",
    "Sputnik",
    "Twitter",
    "Facebook",
    "Google",
    "YouTube",
    "Breitbart",
    "AP",
    "AFP",
];

/// Whether one of a candidate's names ends in one of the words.
fn ends_in(task: &Task<'_, '_>, who: u32, words: &[&str]) -> bool {
    task.known_names(who).any(|name| name.split_whitespace().next_back().is_some_and(|last| words.contains(&last)))
}

fn is_outlet(task: &Task<'_, '_>, who: u32) -> bool {
    ends_in(task, who, PAPERS) || ends_in(task, who, OTHER_OUTLETS)
}

/// Whether one of a candidate's names is all capitals: "EPA".
fn is_initials(task: &Task<'_, '_>, who: u32) -> bool {
    task.known_names(who).any(|name| name.len() > 1 && name.chars().all(char::is_uppercase))
}

/// Whether "the company" can be this candidate.
fn can_be_company(task: &Task<'_, '_>, who: u32) -> bool {
    let candidate = &task.named.cast.candidates[who as usize];
    let short = candidate.sure || candidate.name.of(task.surface.text).split_whitespace().count() < 4;
    candidate.kind == EntityType::Org && short && !is_government(task, who) && !is_outlet(task, who)
}

/// "the company": the firm that spoke last, or else the article's.
fn company(task: &mut Task<'_, '_>, phrase: &Phrase) -> Referent {
    let at = phrase.span.start;
    let here = task.sentence_at(at);
    let spoken = task.context.before(at).find_map(|x| {
        let who = task.candidate_of(x.referent.entity?)?;
        let near = here - task.sentence_at(x.source.start).min(here) <= 4;
        (near && can_be_company(task, who)).then_some(who)
    });
    let main = main_org(task, can_be_company);
    let recent = || recent_org(task, at, can_be_company);
    let who = spoken.or_else(|| {
        let recent = recent();
        // The article's own company, unless another has taken its place in the last sentences.
        let places = |w: u32| task.named.cast.candidates[w as usize].places.len();
        match (main, recent) {
            (Some(m), Some(r)) if places(m) >= 2 * places(r) => Some(m),
            (m, r) => r.or(m),
        }
    });
    let Some(who) = who else { return Task::nameless(phrase, "org") };
    let second = main.filter(|&m| m != who).map(|m| task.named.cast.candidates[m as usize].name);
    Referent { runner_up: second, ..task.by_name(nearest_place(task, who, at), Some(How::Description)) }
}

/// The place of a candidate that stands last before `at`, or its first.
fn nearest_place(task: &Task<'_, '_>, who: u32, at: u32) -> usize {
    let places = &task.named.cast.candidates[who as usize].places;
    let n = places.partition_point(|&p| task.named.cast.names[p as usize].span.start < at);
    places[n.saturating_sub(1)] as usize
}

/// The organisation named most often, of those that fit.
fn main_org(task: &Task<'_, '_>, fits: fn(&Task<'_, '_>, u32) -> bool) -> Option<u32> {
    let candidates = &task.named.cast.candidates;
    let mut best: Option<u32> = None;
    for (who, candidate) in candidates.iter().enumerate().take(200) {
        let who = who as u32;
        let more = best.is_none_or(|b| candidates[b as usize].places.len() < candidate.places.len());
        if candidate.kind == EntityType::Org && more && fits(task, who) {
            best = Some(who);
        }
    }
    best
}

/// The organisation that stood last as a subject in the sentences before, of those that fit.
fn recent_org(task: &Task<'_, '_>, at: u32, fits: fn(&Task<'_, '_>, u32) -> bool) -> Option<u32> {
    let cast = &task.named.cast;
    let here = task.sentence_at(at);
    let end = cast.names.partition_point(|n| n.span.end <= at);
    let mut other = None;
    for n in (end.saturating_sub(40)..end).rev() {
        let name = &cast.names[n];
        let sentence = task.sentence_at(name.span.start);
        if here - sentence > 3 {
            break;
        }
        if !fits(task, name.who) {
            continue;
        }
        if pronoun::is_subject(task, name.span, sentence) {
            return Some(name.who);
        }
        other = other.or(Some(name.who));
    }
    other
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

/// Bare "officials": of the firm whose officials were named before or come after, or that spoke last.
fn officials(task: &mut Task<'_, '_>, phrase: &Phrase, head: &Head) -> Option<Referent> {
    let s = task.surface;
    let at = phrase.span.start;
    let spoken = task.context.before(at).take(2).find_map(|x| {
        let who = task.candidate_of(x.referent.entity?)?;
        can_be_company(task, who).then_some(who)
    });
    if let Some(who) = spoken {
        return Some(task.by_name(nearest_place(task, who, at), Some(How::Description)));
    }
    let back = (phrase.first.saturating_sub(WORDS_BACK)..phrase.first).rev();
    for i in back.filter(|&i| i > 0 && s.word(i).eq_ignore_ascii_case(s.word(head.at))) {
        let before = Phrase { span: s.span_of(i - 1, i), first: i.saturating_sub(6), last: i, head_end: i };
        if let Some(name) = task.name_ending_at(&before, i) {
            let who = task.named.cast.names[name].who;
            return can_be_company(task, who).then(|| task.by_name(name, Some(How::Description)));
        }
    }
    None
}

/// "The Clinton campaign", "the committee", "the White House".
fn organisation(task: &mut Task<'_, '_>, phrase: &Phrase, head: &Head) -> Referent {
    let s = task.surface;
    if let Some(m) = head.modifier {
        let who = task.named.cast.names[m.name].who;
        let kind = task.named.cast.candidates[who as usize].kind;
        return match kind {
            // "the Acme board" is Acme; "the Senate banking committee" is itself.
            EntityType::Org if !m.possessive && !is_own_body(s.word(head.at)) => task.by_name(m.name, None),
            EntityType::Org | EntityType::Person | EntityType::Other if !m.possessive => {
                let first = s.word_at(task.named.cast.names[m.name].span.start);
                task.coined(s.span_of(first, head.at + 1))
            }
            _ => Task::nameless(phrase, "org"),
        };
    }
    if !head.definite && !is_bare(phrase, head.at) {
        return Task::nameless(phrase, "unnamed");
    }
    // "the campaign", after "the Quill campaign" spoke
    let same = |x: &&Spoken| {
        let words = x.referent.words.of(s.text);
        x.referent.kind == "org"
            && words.len() > s.word(head.at).len()
            && words.split_whitespace().next_back().is_some_and(|w| w.eq_ignore_ascii_case(s.word(head.at)))
    };
    if let Some(spoken) = task.context.before(phrase.span.start).find(same) {
        return Task::as_before(spoken, How::Description);
    }
    // The organisation whose name has the noun in it, or the one that spoke last.
    let at = phrase.span.start;
    let noun = s.word(head.at);
    let cast = &task.named.cast;
    let end = cast.names.partition_point(|n| n.span.end <= at);
    let same =
        (end.saturating_sub(80)..end).rev().find(|&n| {
            cast.who(n).kind == EntityType::Org
                && cast.names[n].span.of(s.text).split_whitespace().any(|w| {
                    w.eq_ignore_ascii_case(noun) || called(noun).iter().any(|other| w.eq_ignore_ascii_case(other))
                })
        });
    if let Some(name) = same {
        return task.by_name(name, Some(How::Description));
    }
    let outlet = matches!(
        noun,
        "newspaper" | "paper" | "outlet" | "magazine" | "network" | "website" | "site" | "station" | "channel"
    );
    // A newspaper is no "network".
    let airs = matches!(noun, "network" | "station" | "channel" | "broadcaster");
    let fits = |who| is_outlet(task, who) && !(airs && ends_in(task, who, PAPERS));
    if !called(noun).is_empty() {
        return Task::nameless(phrase, "org");
    }
    let authority = matches!(noun, "agency" | "bureau" | "commission" | "department");
    let can_be = |who| match () {
        () if outlet => fits(who),
        () if authority => is_government(task, who) || is_outlet(task, who) || is_initials(task, who),
        () => true,
    };
    // "The company said ... The group said ...": two, as long as neither has a name.
    let spoken =
        task.context.before(at).take(4).find(|x| {
            x.referent.kind == "org" && x.referent.entity.and_then(|e| task.candidate_of(e)).is_some_and(can_be)
        });
    if let Some(spoken) = spoken {
        return Task::as_before(spoken, How::Description);
    }
    match pronoun::subject_org(task, at, 4) {
        Some((name, _)) if can_be(task.named.cast.names[name].who) => task.by_name(name, Some(How::Description)),
        _ => Task::nameless(phrase, "org"),
    }
}

/// What bodies of a kind have in their names: "the union" is no company that spoke before. Empty where names do not tell.
fn called(noun: &str) -> &'static [&'static str] {
    match noun {
        "union" => &["union", "association", "workers", "federation", "brotherhood", "guild", "teamsters"],
        "school" => &["school", "academy", "college"],
        "hospital" => &["hospital", "clinic", "medical"],
        "church" => &["church", "diocese", "cathedral"],
        "court" => &["court", "tribunal"],
        "parliament" => &["parliament", "knesset", "duma", "bundestag"],
        "council" => &["council"],
        "ministry" => &["ministry"],
        "senate" => &["senate"],
        "army" => &["army"],
        _ => &[],
    }
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

/// Whether the noun with a name before it is a body of its own: "the Quill campaign", "the Obama administration".
fn is_own_body(noun: &str) -> bool {
    matches!(
        noun,
        "campaign"
            | "team"
            | "administration"
            | "committee"
            | "subcommittee"
            | "camp"
            | "government"
            | "panel"
            | "foundation"
            | "commission"
    )
}
