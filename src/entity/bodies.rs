//! Bodies without their names: "the company", "the union", "the agency", "officials".

use super::describe::{Head, WORDS_BACK, is_bare};
use super::lexicon::{Class, class};
use super::pronoun;
use super::resolve::{Phrase, Referent, Spoken, Task};
use super::{EntityType, How};

/// Whether the name is an authority's: its people speak for themselves.
pub(super) fn is_government(task: &Task<'_, '_>, who: u32) -> bool {
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
pub(super) fn company(task: &mut Task<'_, '_>, phrase: &Phrase) -> Referent {
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

/// Bare "officials": of the firm whose officials were named before or come after, or that spoke last.
pub(super) fn officials(task: &mut Task<'_, '_>, phrase: &Phrase, head: &Head) -> Option<Referent> {
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
pub(super) fn organisation(task: &mut Task<'_, '_>, phrase: &Phrase, head: &Head) -> Referent {
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
    let kin = called(noun);
    let is_kin = |word: &str| [noun].iter().chain(kin).any(|other| word.eq_ignore_ascii_case(other));
    let same = (end.saturating_sub(80)..end)
        .rev()
        .find(|&n| cast.who(n).kind == EntityType::Org && cast.names[n].span.of(s.text).split_whitespace().any(is_kin));
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
    if !kin.is_empty() {
        return Task::nameless(phrase, "org");
    }
    let authority = matches!(noun, "agency" | "bureau" | "commission" | "department");
    let can_be = |who| {
        if outlet {
            fits(who)
        } else {
            !authority || is_government(task, who) || is_outlet(task, who) || is_initials(task, who)
        }
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
