//! Documents as sources: whose statement "the statement" is.

use super::describe::{Head, WORDS_BACK, is_bare};
use super::lexicon::{Class, class};
use super::resolve::{Phrase, Referent, Task};
use super::{EntityType, How};
use crate::text::tags::Tag;
use crate::text::zones::ZoneKind;

/// What is done to a document by who has not made it.
const READ_BY: &[&str] = &[
    "obtained",
    "seen",
    "reviewed",
    "viewed",
    "examined",
    "read",
    "cited",
    "received",
    "acquired",
    "verified",
    "analyzed",
    "analysed",
    "quoted",
    "inspected",
    "heard",
    "shown",
];

/// "A Kaspersky Labs statement", "a report by ABC News", "the letter".
pub(crate) fn document(task: &mut Task<'_, '_>, phrase: &Phrase, head: &Head) -> Referent {
    if let Some(name) = maker_after(task, phrase.head_end, phrase.last) {
        return task.by_name(name, None);
    }
    if let Some(m) = head.modifier
        && matches!(task.named.cast.who(m.name).kind, EntityType::Org | EntityType::Person | EntityType::Other)
    {
        return if m.possessive { task.by_name(m.name, None) } else { task.by_maker(m.name) };
    }
    let one = head.class.is(Class::DOCUMENT) && !task.surface.word(head.at).ends_with('s');
    let whole = phrase.head_end == phrase.last;
    if one
        && whole
        && (head.definite || is_bare(phrase, head.at))
        && let Some(referent) = maker_elsewhere(task, phrase, head)
    {
        return referent;
    }
    Task::nameless(phrase, "document")
}

/// The name after "by" or "from" in the words from `from` to `to`.
fn maker_after(task: &Task<'_, '_>, from: usize, to: usize) -> Option<usize> {
    let s = task.surface;
    let by = (from..to.min(from + 6)).find(|&i| matches!(s.word(i), "by" | "from"))?;
    // "documents seen by The Times" are not by The Times.
    if by > from && READ_BY.contains(&s.word(by - 1)) {
        return None;
    }
    let mut at = by + 1;
    while at < to
        && (matches!(s.tags[at], Tag::Determiner | Tag::Adjective | Tag::Noun) || class(s.word(at)).is(Class::TITLE))
        && !is_name_start(task, at)
    {
        at += 1;
    }
    let name =
        task.named.cast.names.partition_point(|n| n.span.start < s.words.get(at).map_or(u32::MAX, |w| w.span.start));
    let place = task.named.cast.names.get(name)?;
    let fits = matches!(task.named.cast.who(name).kind, EntityType::Org | EntityType::Person | EntityType::Other);
    (at < to && s.word_at(place.span.start) == at && fits).then_some(name)
}

fn is_name_start(task: &Task<'_, '_>, word: usize) -> bool {
    let start = task.surface.words[word].span.start;
    let at = task.named.cast.names.partition_point(|n| n.span.start < start);
    task.named.cast.names.get(at).is_some_and(|n| n.span.start == start)
}

/// Whose statement "the statement" is: of the last one who made one, or whose the text says it is.
fn maker_elsewhere(task: &mut Task<'_, '_>, phrase: &Phrase, head: &Head) -> Option<Referent> {
    let s = task.surface;
    let noun = s.word(head.at).to_lowercase();
    let in_title = task.sentence_at(phrase.span.start) == 0
        || s.zone_at(phrase.span.start).is_some_and(|z| z.kind == ZoneKind::Title);
    // In a headline the making is told further down.
    let words: Vec<usize> = if in_title {
        (phrase.last..s.words.len().min(phrase.last + WORDS_BACK)).collect()
    } else {
        (phrase.first.saturating_sub(WORDS_BACK)..phrase.first).rev().collect()
    };
    let mut sentences = 0;
    let mut last_sentence = usize::MAX;
    for i in words {
        if !s.word(i).eq_ignore_ascii_case(&noun) {
            continue;
        }
        if let Some(name) = maker_after(task, i + 1, s.words.len().min(i + 6)) {
            return Some(task.by_name(name, Some(How::Document)));
        }
        // "Acme’s statement", "an Acme statement"
        if i > 0 {
            let before = if s.tags[i - 1] == Tag::Possessive { i - 1 } else { i };
            let single =
                Phrase { span: s.span_of(i, i + 1), first: before.saturating_sub(8), last: before, head_end: before };
            if before > 0
                && let Some(name) = task.name_ending_at(&single, before)
                && matches!(task.named.cast.who(name).kind, EntityType::Org | EntityType::Person)
            {
                return Some(task.by_name(name, Some(How::Document)));
            }
        }
        let sentence = task.sentence_at(s.words[i].span.start);
        if sentence != last_sentence {
            last_sentence = sentence;
            sentences += 1;
        }
        if !in_title && sentences <= 3 {
            let span = s.sentences.get(sentence)?.span;
            if let Some(spoken) = task.context.before(phrase.span.start).find(|x| span.contains(x.source))
                && spoken.referent.entity.is_some()
            {
                return Some(Task::as_before(spoken, How::Document));
            }
        }
    }
    None
}
