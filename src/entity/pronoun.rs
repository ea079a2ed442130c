//! "he", "it", "they", "who": back to a name.

use super::lexicon::{Class, Gender, class, gender_of_word};
use super::resolve::{Phrase, Referent, Spoken, Task};
use super::{EntityType, How, role};
use crate::span::Span;
use crate::text::tags::Tag;
use crate::text::words::is_apostrophe;
use crate::text::zones::ZoneKind;

/// How many sentences back a pronoun may lead.
const SENTENCES_BACK: usize = 8;
/// How many names back.
const NAMES_BACK: usize = 60;
/// What a description needs to mean somebody,
const MUCH_IN_MIND: f32 = 1.5;
/// and to mean the only person named.
const ONLY_ONE: f32 = -0.5;

/// The referent, when the phrase is a pronoun.
pub(crate) fn resolve(task: &mut Task<'_, '_>, phrase: &Phrase) -> Option<Referent> {
    // "he's" is "he" with its verb.
    let word = task.surface.word(phrase.first).split(is_apostrophe).next().unwrap_or_default().to_lowercase();
    let alone = phrase.head_end - phrase.first == 1;
    let all =
        |r: Option<Referent>| Some(r.unwrap_or(Referent { how: How::Pronoun, ..Task::nameless(phrase, "unnamed") }));
    match word.as_str() {
        "he" | "him" | "himself" | "his" if alone => all(person(task, phrase, Gender::Male)),
        "she" | "herself" | "her" if alone => all(person(task, phrase, Gender::Female)),
        "it" | "itself" | "its" if alone => all(thing(task, phrase)),
        "they" | "them" | "themselves" | "their" | "both" | "each" if alone => all(several(task, phrase)),
        "who" | "whom" | "whose" | "which" | "that" if alone => all(relative(task, phrase)),
        "most" | "many" | "some" | "several" | "all" | "both" | "whom" | "which"
            if (phrase.first..phrase.last).any(|i| matches!(task.surface.word(i), "whom" | "which")) =>
        {
            all(relative(task, phrase))
        }
        "i" | "me" | "myself" | "my" | "we" | "us" | "our" if alone && phrase.span.of(task.surface.text) != "US" => {
            all(author(task))
        }
        _ => None,
    }
}

/// Somebody weighed as the one meant.
#[derive(Debug, Clone, Copy)]
struct Weighed {
    score: f32,
    who: u32,
    name: usize,
}

/// "he", "she": the person of that sex who is most in mind.
pub(crate) fn person(task: &mut Task<'_, '_>, phrase: &Phrase, gender: Gender) -> Option<Referent> {
    weigh(task, phrase, gender, false)
}

/// "the woman": the same, but only somebody much in mind.
pub(crate) fn somebody(task: &mut Task<'_, '_>, phrase: &Phrase, gender: Gender) -> Option<Referent> {
    weigh(task, phrase, gender, true)
}

#[expect(clippy::cast_precision_loss, reason = "distances of a few sentences")]
fn weigh(task: &mut Task<'_, '_>, phrase: &Phrase, gender: Gender, described: bool) -> Option<Referent> {
    let at = phrase.span.start;
    let here = task.sentence_at(at);
    let cast = &task.named.cast;
    let end = cast.names.partition_point(|n| n.span.end <= at);
    let mut weighed: Vec<Weighed> = Vec::new();
    let mut seen_in: Vec<(usize, u32)> = Vec::new();
    for n in (end.saturating_sub(NAMES_BACK)..end).rev() {
        let name = &cast.names[n];
        let sentence = task.sentence_at(name.span.start);
        if here - sentence > SENTENCES_BACK {
            break;
        }
        let candidate = &cast.candidates[name.who as usize];
        let human = candidate.kind == EntityType::Person;
        let other_role = described && role::has_another(task, name.who, phrase.head_end - 1);
        if !human || other_role || !candidate.gender.fits(gender) || seen_in.contains(&(sentence, name.who)) {
            continue;
        }
        let mut score = -1.1 * (here - sentence) as f32;
        if candidate.gender == gender {
            score += 2.2;
        }
        if is_subject(task, name.span, sentence) {
            score += 1.6;
        }
        // Who is asked about answers: "Does Quill regret it? “No,” she says."
        if here - sentence <= 1 && is_asked_about(task, name.span, sentence) {
            score += 2.0;
        }
        let after = task.surface.word_at(name.span.end);
        if task.surface.tags.get(after) == Some(&Tag::Possessive) {
            score -= 0.9;
        }
        if in_quotation(task, name.span) && !in_quotation(task, phrase.span) {
            score -= 1.6;
        }
        if !candidate.sure {
            score -= 0.8;
        }
        score += 0.25 * (candidate.places.len().min(8) as f32).sqrt();
        seen_in.push((sentence, name.who));
        if let Some(w) = weighed.iter_mut().find(|w| w.who == name.who) {
            w.score = w.score.max(score) + 0.3;
        } else {
            weighed.push(Weighed { score, who: name.who, name: n });
        }
    }
    // The last speaker goes on, by name or not.
    let mut nameless: Option<(f32, Spoken)> = None;
    for (back, spoken) in task.context.before(at).enumerate().take(4) {
        let distance = here - task.sentence_at(spoken.source.start).min(here);
        if distance > SENTENCES_BACK {
            break;
        }
        let bonus = 2.0 - 0.7 * back as f32 - 0.2 * distance as f32;
        match spoken.referent.entity.and_then(|e| task.candidate_of(e)) {
            Some(who) => {
                let fits = {
                    let c = &task.named.cast.candidates[who as usize];
                    c.kind == EntityType::Person
                        && c.gender.fits(gender)
                        && !(described && role::has_another(task, who, phrase.head_end - 1))
                };
                if let Some(w) = weighed.iter_mut().find(|w| w.who == who) {
                    if bonus > 0.0 && back < 2 {
                        w.score += bonus;
                    }
                } else if fits && let Some(&name) = task.named.cast.candidates[who as usize].places.first() {
                    let known = task.named.cast.candidates[who as usize].gender == gender;
                    let score = bonus - 1.1 * distance as f32 + if known { 2.2 } else { 0.0 };
                    weighed.push(Weighed { score, who, name: name as usize });
                }
            }
            None if matches!(spoken.referent.kind, "person" | "unnamed") && nameless.is_none() => {
                let said = described_gender(task, spoken.referent.words);
                // "the boy" is not the officer who spoke before.
                let another = described && !has_word(task, spoken.referent.words, phrase.head_end - 1);
                if said.0 && !another && said.1.fits(gender) {
                    let score = bonus - 1.1 * distance as f32 + 1.6 + if said.1 == gender { 2.2 } else { 0.0 };
                    nameless = Some((score, *spoken));
                }
            }
            None => {}
        }
    }
    weighed.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.who.cmp(&b.who)));
    if let Some((score, spoken)) = nameless
        && weighed.first().is_none_or(|w| w.score < score)
    {
        return Some(Task::as_before(&spoken, How::Pronoun));
    }
    // A description of somebody must be sure of itself, but where one person alone has been named.
    let only = |w: &Weighed| {
        let candidate = &task.named.cast.candidates[w.who as usize];
        (candidate.sure || candidate.gender != Gender::Unknown) && is_only_person(task, w.who, end)
    };
    let least = match &weighed[..] {
        _ if !described => f32::MIN,
        [one] if only(one) => ONLY_ONE,
        _ => MUCH_IN_MIND,
    };
    let best = *weighed.first().filter(|w| w.score >= least)?;
    let runner_up = weighed.get(1).map(|w| task.named.cast.candidates[w.who as usize].name);
    let candidate = &mut task.named.cast.candidates[best.who as usize];
    if candidate.gender == Gender::Unknown {
        candidate.gender = gender;
    }
    Some(Referent { runner_up, ..task.by_name(best.name, Some(How::Pronoun)) })
}

/// Whether nobody else is named among the first `names`.
fn is_only_person(task: &Task<'_, '_>, who: u32, names: usize) -> bool {
    let cast = &task.named.cast;
    let other = |n: usize| cast.names[n].who != who && cast.who(n).kind == EntityType::Person;
    !(names.saturating_sub(NAMES_BACK)..names).any(other)
}

/// Whether the word at `noun` is one of `words`.
fn has_word(task: &Task<'_, '_>, words: Span, noun: usize) -> bool {
    let s = task.surface;
    let last = s.words.partition_point(|w| w.span.start < words.end);
    (s.word_at(words.start)..last).any(|i| s.word(i).eq_ignore_ascii_case(s.word(noun)))
}

/// Whether `words` describe one human being, and of which sex.
fn described_gender(task: &Task<'_, '_>, words: Span) -> (bool, Gender) {
    let s = task.surface;
    let mut human = false;
    let mut gender = Gender::Unknown;
    for i in s.word_at(words.start)..s.words.partition_point(|w| w.span.start < words.end) {
        let word = s.word(i);
        human |= class(word).is(Class::PERSON.or(Class::TITLE));
        let told = gender_of_word(word);
        if told != Gender::Unknown {
            gender = told;
        }
    }
    (human || gender != Gender::Unknown, gender)
}

/// Whether the name is where subjects stand: nothing finite and no preposition before it in its sentence.
pub(crate) fn is_subject(task: &Task<'_, '_>, name: Span, number: usize) -> bool {
    let s = task.surface;
    let Some(sentence) = s.sentences.get(number) else { return false };
    let at = s.word_at(name.start);
    let first = sentence.first as usize;
    // Sentences without a stop have no subjects far in.
    if at - first > 60 {
        return s.tags.get(s.word_at(name.end)) == Some(&Tag::Finite);
    }
    let mut before = first;
    // A phrase in front ("In a letter, Ada Quill wrote") is passed over.
    for i in first..at {
        if s.tags[i] == Tag::Finite {
            break;
        }
        if s.word(i) == "," && i - first < 12 {
            before = i + 1;
        }
    }
    let direct = |from: usize| {
        (from..at).all(|i| !matches!(s.tags[i], Tag::Finite | Tag::Preposition | Tag::Subordinator | Tag::To))
            && at - from < 10
    };
    let mut lead = at;
    while lead > first && matches!(s.tags[lead - 1], Tag::Determiner | Tag::Adjective) {
        lead -= 1;
    }
    let governed = lead > first && s.tags[lead - 1] == Tag::Preposition;
    is_asked_about(task, name, number)
        || direct(first)
        || direct(before)
        || !governed && s.tags.get(s.word_at(name.end)) == Some(&Tag::Finite)
}

/// "Does Quill regret it?": the subject of a question.
fn is_asked_about(task: &Task<'_, '_>, name: Span, sentence: usize) -> bool {
    let s = task.surface;
    let Some(sentence) = s.sentences.get(sentence) else { return false };
    let (first, last) = (sentence.first as usize, sentence.last as usize);
    s.word_at(name.start) == first + 1 && s.tags[first] == Tag::Finite && s.word(last - 1) == "?"
}

/// Whether the place lies within quotation marks.
fn in_quotation(task: &Task<'_, '_>, span: Span) -> bool {
    let quotations = &task.surface.quotations;
    let at = quotations.partition_point(|q| q.outer.end <= span.start);
    quotations.get(at).is_some_and(|q| q.inner.contains(span))
}

/// "it": the organisation or document that spoke last, or else the last one that stood as a subject.
fn thing(task: &mut Task<'_, '_>, phrase: &Phrase) -> Option<Referent> {
    let at = phrase.span.start;
    let here = task.sentence_at(at);
    let mut last = None;
    for spoken in task.context.before(at).take(4) {
        let distance = here - task.sentence_at(spoken.source.start).min(here);
        if distance <= 5 && matches!(spoken.referent.kind, "org" | "document" | "place") {
            last = Some((distance, *spoken));
            break;
        }
    }
    let named = subject_org(task, at, 3);
    match (last, named) {
        // Somebody new took the subject's place since.
        (Some((distance, _)), Some((name, sentence)))
            if here - sentence < distance
                && here > sentence
                && is_subject(task, task.named.cast.names[name].span, sentence) =>
        {
            Some(task.by_name(name, Some(How::Pronoun)))
        }
        (Some((_, spoken)), _) => Some(Task::as_before(&spoken, How::Pronoun)),
        (None, Some((name, _))) => Some(task.by_name(name, Some(How::Pronoun))),
        (None, None) => None,
    }
}

/// The last organisation before `at` that stands as a subject, with its sentence.
pub(crate) fn subject_org(task: &Task<'_, '_>, at: u32, back: usize) -> Option<(usize, usize)> {
    let cast = &task.named.cast;
    let here = task.sentence_at(at);
    let end = cast.names.partition_point(|n| n.span.end <= at);
    let mut other = None;
    for n in (end.saturating_sub(NAMES_BACK)..end).rev() {
        let span = cast.names[n].span;
        let sentence = task.sentence_at(span.start);
        if here - sentence > back {
            break;
        }
        if cast.who(n).kind != EntityType::Org {
            continue;
        }
        if is_subject(task, span, sentence) {
            return Some((n, sentence));
        }
        other = other.or(Some((n, sentence)));
    }
    other
}

/// "they": the last source or document that was several.
fn several(task: &mut Task<'_, '_>, phrase: &Phrase) -> Option<Referent> {
    let at = phrase.span.start;
    let here = task.sentence_at(at);
    let s = task.surface;
    let plural = |spoken: &&Spoken| {
        let referent = &spoken.referent;
        let words = referent.words;
        let last = s.words.partition_point(|w| w.span.start < words.end);
        let head = (s.word_at(words.start)..last).any(|i| class(s.word(i)).is(Class::PEOPLE.or(Class::DOCUMENTS)));
        referent.kind == "group" || referent.entity.is_none() && head
    };
    let near = |spoken: &&Spoken| here - task.sentence_at(spoken.source.start).min(here) <= 3;
    if let Some(spoken) = task.context.before(at).find(|s| plural(s) && near(s)) {
        return Some(Task::as_before(spoken, How::Pronoun));
    }
    // The last plural noun that can speak, documents before people: "emails sent between Quill and colleagues".
    let to = s.word_at(at);
    let from = (s.sentences.get(here.saturating_sub(2))?.first as usize).max(to.saturating_sub(200));
    for wanted in [Class::DOCUMENTS, Class::PEOPLE] {
        let found =
            (from..to).rev().find(|&i| class(s.word(i)).is(wanted) && matches!(s.tags[i], Tag::Noun | Tag::Name));
        if let Some(i) = found {
            let words = s.words[i].span;
            let kind = if wanted == Class::DOCUMENTS { "document" } else { "group" };
            return Some(Referent {
                entity: None,
                words,
                kind,
                how: How::Pronoun,
                antecedent: Some(words),
                runner_up: None,
            });
        }
    }
    thing(task, phrase)
}

/// "who", "which": what stands just before.
fn relative(task: &mut Task<'_, '_>, phrase: &Phrase) -> Option<Referent> {
    let s = task.surface;
    let at = phrase.span.start;
    let sentence = s.sentences.get(task.sentence_at(at))?;
    let which = s.word(phrase.first).eq_ignore_ascii_case("which");
    let end = task.named.cast.names.partition_point(|n| n.span.end <= at);
    let mut named = None;
    for n in (0..end).rev().take(8) {
        let span = task.named.cast.names[n].span;
        if span.start < sentence.span.start {
            break;
        }
        let kind = task.named.cast.who(n).kind;
        let fits = if which { kind == EntityType::Org } else { kind == EntityType::Person };
        if fits {
            named = Some(n);
            break;
        }
    }
    // A noun for people nearer than the name: "voters who say".
    let from = named.map_or(sentence.first as usize, |n| s.word_at(task.named.cast.names[n].span.end));
    let people = Class::PEOPLE.or(Class::PERSON);
    let described = (from..phrase.first).rev().take(12).find(|&i| {
        if which {
            s.tags[i] == Tag::Noun && phrase.first - i <= 2
        } else {
            class(s.word(i)).is(people) && s.tags[i] == Tag::Noun
        }
    });
    let adjacent = |i: usize| phrase.first - i <= 3;
    // "Quill named a list of generals, most of them retired, who ..."
    let places = &task.named.cast.names;
    let verb_between = |name: usize, i: usize| (s.word_at(places[name].span.end)..i).any(|w| s.tags[w] == Tag::Finite);
    match (named, described) {
        (Some(name), None) => Some(task.by_name(name, Some(How::Pronoun))),
        (Some(name), Some(i)) if !adjacent(i) && !verb_between(name, i) => Some(task.by_name(name, Some(How::Pronoun))),
        (_, Some(i)) => {
            let mut start = i;
            while start > sentence.first as usize
                && i - start < 4
                && matches!(s.tags[start - 1], Tag::Adjective | Tag::Noun | Tag::Name | Tag::Number)
            {
                start -= 1;
            }
            let words = s.span_of(start, i + 1);
            let kind = if class(s.word(i)).is(Class::PEOPLE) { "group" } else { "unnamed" };
            Some(Referent { entity: None, words, kind, how: How::Pronoun, antecedent: Some(words), runner_up: None })
        }
        (None, None) => None,
    }
}

/// "I", outside quotation marks: the author, where a byline or a note at the end ("Ada Quill is a playwright") names one.
fn author(task: &mut Task<'_, '_>) -> Option<Referent> {
    let s = task.surface;
    let cast = &task.named.cast;
    let person = |n: &usize| cast.who(*n).kind == EntityType::Person;
    let byline = s.zones.iter().filter(|z| matches!(z.kind, ZoneKind::Byline | ZoneKind::AuthorBio)).take(4);
    let signed = byline.flat_map(|z| cast.within(z.span)).find(person);
    let note = || {
        let last = s.zones.iter().rev().take(3);
        let mut names =
            last.filter_map(|z| cast.within(z.span).next().filter(|&n| cast.names[n].span.start == z.span.start));
        names.find(|n| {
            let after = s.word_at(cast.names[*n].span.end);
            person(n) && cast.names[*n].full && after < s.words.len() && s.word(after) == "is"
        })
    };
    let name = signed.or_else(note)?;
    Some(task.by_name(name, Some(How::Pronoun)))
}
