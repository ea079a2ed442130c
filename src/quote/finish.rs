//! From drafts to rows: order, kind, speaker, stance.

use super::draft::{Context, Draft};
use super::occasion::is_day;
use super::phrase::{Range, is};
use super::stance::{self, Charges};
use super::{Quote, QuoteKind, Speaker, acts};
use crate::entity::gazetteer::Gazetteer;
use crate::entity::lexicon::is_calendar;
use crate::entity::mentions::Named;
use crate::entity::resolve::{self, Referent, Spoken};
use crate::entity::{EntityRef, How};
use crate::span::Span;
use crate::text::Surface;
use crate::text::tags::Tag;
use crate::text::words::number;
use crate::text::zones::ZoneKind;

/// The rows of `drafts`, in order of place. Speakers are settled in that order too, because who spoke last decides who
/// "he" is.
pub(super) fn quotes(
    context: &Context<'_, '_>,
    mut drafts: Vec<Draft>,
    named: &mut Named,
    gazetteer: &Gazetteer,
    stopped: &dyn Fn() -> bool,
) -> Vec<Quote> {
    for draft in &mut drafts {
        draft.content.iter_mut().for_each(|part| *part = context.unwrapped(*part));
        draft.source = draft.source.map(|source| without_clock(context.surface, source));
    }
    // Marks alone say nothing, whatever stands beside them.
    drafts.retain(|d| d.content.iter().any(|&part| context.n_words(part) > 0));
    drafts.sort_by_key(|d| (d.start(), d.cue));
    drafts.dedup_by(|b, a| a.content == b.content && a.source == b.source);
    let charges = Charges::of(context, &drafts);
    let mut spoken: Vec<Spoken> = Vec::with_capacity(drafts.len());
    let rows = drafts.iter().take_while(|_| !stopped()).map(|draft| {
        let referent = referent(context, draft, named, gazetteer, &spoken);
        if let Some(referent) = referent {
            let start = context.surface.words[draft.content[0].0].span.start;
            let source = draft.source.map_or(Span { start, end: start }, |s| context.surface.span_of(s.0, s.1));
            spoken.push(Spoken { source, referent });
        }
        row(context, draft, referent, &charges, named, gazetteer)
    });
    rows.collect()
}

/// Who speaks: the source resolved, or, for a quotation without one, whoever spoke before it.
fn referent(
    context: &Context<'_, '_>,
    draft: &Draft,
    named: &mut Named,
    gazetteer: &Gazetteer,
    spoken: &[Spoken],
) -> Option<Referent> {
    if let Some(source) = draft.source {
        let (first, last) = without_relative(context.surface, source);
        let phrase = context.surface.span_of(first, last);
        return resolve::resolve(context.surface, named, gazetteer, phrase, &resolve::Context { speakers: spoken });
    }
    // Only a quotation can be somebody's without a word of whose it is.
    let alone = draft.cue.is_none();
    let last = spoken.last().filter(|_| alone)?;
    Some(Referent { how: How::Implicit, antecedent: Some(last.source), runner_up: None, ..last.referent })
}

fn row(
    context: &Context<'_, '_>,
    draft: &Draft,
    referent: Option<Referent>,
    charges: &Charges,
    named: &Named,
    gazetteer: &Gazetteer,
) -> Quote {
    let surface = context.surface;
    let span = |r: Range| surface.span_of(r.0, r.1);
    let content: Vec<Span> = draft.content.iter().map(|&r| span(r)).collect();
    let zone = surface.zone_at(content[0].start).map_or(ZoneKind::Body, |z| z.kind);
    let name = referent.map_or("", |r| match r.entity {
        Some(EntityRef::Listed(id)) => gazetteer.entity(id).name,
        Some(EntityRef::Found(n)) => named.found[n as usize].name.as_str(),
        None => r.words.of(surface.text),
    });
    let names: Vec<u32> = name
        .split_whitespace()
        .filter(|w| w.starts_with(char::is_uppercase) && !matches!(*w, "The" | "A" | "An"))
        .map(number)
        .collect();
    let (stance, negated) = stance::stance(context, draft, &names, charges);
    let kind = kind(context, draft);
    Quote {
        kind,
        content,
        cue: draft.cue.map(span),
        source: draft.source.map(span),
        speaker: referent.map(|r| Speaker {
            entity: r.entity,
            words: if r.entity.is_none() { without_article(surface, without_inset(surface, r.words)) } else { r.words },
            kind: r.kind,
            how: r.how,
            antecedent: r.antecedent,
        }),
        stance,
        negated,
        act: acts::of(context, draft, kind),
        addressee: draft.addressee.map(span),
        medium: draft.medium.filter(|&m| is_medium(surface, m)).map(span),
        zone,
        confidence: draft.confidence,
        rule: draft.rule,
        runner_up: draft.second.map(span).or_else(|| referent.and_then(|r| r.runner_up)),
        evidence: draft.evidence.clone(),
    }
}

/// Whether a phrase says in what something was said: neither when ("on Sunday") nor where ("in Kentucky").
fn is_medium(surface: &Surface<'_>, (first, last): Range) -> bool {
    const SPANS: &[&str] = &["week", "weekend", "month", "year", "night", "morning", "afternoon", "evening"];
    let is_time = |i| is_day(surface, i) || is_calendar(surface.word(i)) || is(surface, i, SPANS);
    let time = (first..last).any(is_time);
    let place = is(surface, first, &["in", "at", "from", "near", "outside"])
        && (first + 1..last).all(|i| surface.tags[i] == Tag::Name || surface.words[i].is_mark());
    !time && !place
}

/// "18:25 Bo Reed" in a ticker is Bo Reed; "8.5 million people" are no clock's.
fn without_clock(surface: &Surface<'_>, (first, last): Range) -> Range {
    let behind = (first + 1..last).find(|&i| !surface.words[i].is_mark());
    let named = behind.filter(|&i| is_clock(surface.word(first)) && surface.words[i].is_capital());
    (named.unwrap_or(first), last)
}

/// "18:25", "9.05".
fn is_clock(word: &str) -> bool {
    let Some((hours, minutes)) = word.split_once([':', '.']) else { return false };
    let below = |digits: &str, limit: u8| digits.parse().is_ok_and(|n: u8| n < limit);
    minutes.len() == 2 && below(hours, 24) && below(minutes, 60)
}

/// "Quill, who" is Quill.
fn without_relative(surface: &Surface<'_>, (first, last): Range) -> Range {
    let mut end = last;
    if end > first + 1 && is(surface, end - 1, &["who", "which", "that", "whom"]) {
        end -= 1;
    }
    if end < last && end > first + 1 && surface.word(end - 1) == "," {
        end -= 1;
    }
    (first, end)
}

/// "A nurse, who asked for her name not to be used" is a nurse, "a minister, in an interview" a minister.
fn without_inset(surface: &Surface<'_>, words: Span) -> Span {
    let first = surface.word_at(words.start);
    let last = surface.words.partition_point(|w| w.span.end <= words.end);
    let inset = (first + 1..last.saturating_sub(1)).find(|&i| {
        is(surface, i, &["who"])
            || surface.word(i) == ","
                && (is(surface, i + 1, &["who", "whose", "which", "a", "an", "the"])
                    || matches!(surface.tags[i + 1], Tag::Participle | Tag::Gerund | Tag::Preposition))
    });
    // "The senator's answer": the senator
    let owner = last > first + 1 && surface.tags[last - 1] == Tag::Possessive;
    let end = inset.or(owner.then_some(last - 1));
    end.map_or(words, |i| Span { end: surface.words[i - 1].span.end, ..words })
}

/// "The emails" and "emails" are one speaker in a table.
fn without_article(surface: &Surface<'_>, words: Span) -> Span {
    let first = surface.word_at(words.start);
    let next = surface.words.get(first + 1).filter(|w| w.span.end <= words.end);
    match next {
        Some(next) if is(surface, first, &["the", "a", "an"]) => Span { start: next.span.start, ..words },
        _ => words,
    }
}

/// Direct where all words of the content stand in quotation marks, mixed where some do.
fn kind(context: &Context<'_, '_>, draft: &Draft) -> QuoteKind {
    let (mut quoted, mut plain) = (0, 0);
    for &(first, last) in &draft.content {
        for i in first..last {
            if context.surface.words[i].is_mark() {
                continue;
            }
            if context.quotation_of(i).is_some() { quoted += 1 } else { plain += 1 }
        }
    }
    match (quoted, plain) {
        (0, _) => QuoteKind::Indirect,
        (_, 0) => QuoteKind::Direct,
        _ => QuoteKind::Mixed,
    }
}
