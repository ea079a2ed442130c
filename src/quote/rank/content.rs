//! Where content may start and end, and what speaks for each place.
//!
//! Content stands ahead of its cue, behind it, or on both sides ("The plan, he said, is dead"). Ahead, its start is chosen
//! first and then its end; behind, its end first and then its start: the edge near the cue is the surer one.

use super::cue;
use super::page::{Page, Site};
use super::syntax::Syntax;
use crate::quote::occasion::is_day;
use crate::quote::phrase::{Range, is};
use crate::quote::reading::Reading;
use crate::text::tags::Tag;
use crate::text::words::number;

/// How far from its cue content may start, in words.
const NEAR: usize = 10;
/// Most starts and ends looked at.
const MOST: usize = 8;
/// Sentences before the cue's own that content may start in.
const SENTENCES: usize = 3;

/// Which way a cue looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// "He said that it rains"
    Ahead,
    /// "It rains, he said"
    Back,
    /// "It rains, he said, all day"
    Both,
}

impl Way {
    pub(super) const ALL: [Self; 3] = [Self::Ahead, Self::Back, Self::Both];
}

/// A cue whose content is looked for.
pub(super) struct Search<'r> {
    pub(super) site: Site,
    pub(super) reading: &'r Reading,
    /// First of the verbs and negations that stand with the cue.
    pub(super) start: usize,
    /// One past the cue's last word.
    pub(super) last: usize,
    pub(super) both: bool,
    /// Whether the part behind the cue is a quotation, so that what goes on ahead is one too.
    pub(super) quoted: bool,
    /// The name of the rule that found something here, as a number; 0 for none.
    pub(super) rule: u32,
    /// What that rule took ahead of the cue and behind it.
    pub(super) ahead: Option<Range>,
    pub(super) back: Option<Range>,
    /// One past the sentence's last word in quotation marks.
    pub(super) quoted_until: usize,
    pub(super) syntax: Syntax<'r>,
}

impl<'r> Search<'r> {
    pub(super) fn new(page: &'r Page<'_, '_, '_>, site: Site, reading: &'r Reading, both: bool) -> Self {
        let rule = page.rule(site.at);
        let last = reading.cue.last;
        let part = |ahead: bool| {
            let part = rule?.content.iter().copied().find(|p| (p.0 >= last) == ahead)?;
            Some(inner(page, part))
        };
        let quoted_until = (site.low..site.high).rev().find(|&i| page.context.quotation_of(i).is_some());
        Self {
            site,
            reading,
            start: cue::group(page, &site).start,
            last,
            both,
            quoted: false,
            rule: rule.map_or(0, |d| number(d.rule)),
            ahead: part(true),
            back: part(false),
            quoted_until: quoted_until.map_or(0, |i| i + 1),
            syntax: Syntax::new(page, &site),
        }
    }

    /// How the words around the cue are ordered, as a number.
    pub(super) fn order(&self) -> u32 {
        u32::from(self.reading.looks_back) * 2 + u32::from(self.reading.inverted.is_some())
    }
}

/// The edges of content, each with its own weights.
#[derive(Debug, Clone, Copy)]
pub(super) enum Edge {
    StartAhead = 1,
    EndAhead = 2,
    EndBack = 3,
    StartBack = 4,
}

/// Whether a phrase can start at `k`: not within a noun phrase.
fn phrase_starts(page: &Page<'_, '_, '_>, k: usize, low: usize) -> bool {
    if page.is_mark(k) {
        return page.context.surface.word(k) == "$";
    }
    if k == low {
        return true;
    }
    let before = page.tag(k - 1);
    match page.tag(k) {
        Tag::Noun | Tag::Name | Tag::Number => {
            !matches!(
                before,
                Tag::Determiner
                    | Tag::Adjective
                    | Tag::Noun
                    | Tag::Name
                    | Tag::Possessive
                    | Tag::Number
                    | Tag::Conjunction
            ) || page.context.quotation_at(k).is_some()
                || is_day(page.context.surface, k - 1)
        }
        Tag::Possessive => false,
        Tag::Adjective => !matches!(before, Tag::Determiner | Tag::Adjective | Tag::Adverb | Tag::Possessive),
        _ => true,
    }
}

/// Whether a phrase can end before `k`.
fn phrase_ends(page: &Page<'_, '_, '_>, k: usize, high: usize) -> bool {
    let last = k - 1;
    if page.is_mark(last) && !matches!(page.context.surface.word(last), ")" | "%" | "]" | "$") {
        return false;
    }
    if matches!(page.tag(last), Tag::Determiner | Tag::Conjunction) && !page.is_mark(k.min(high - 1)) {
        return k == high;
    }
    if k == high {
        return true;
    }
    match page.tag(k) {
        Tag::Noun | Tag::Name | Tag::Number => {
            is_day(page.context.surface, k) || page.context.quotation_at(k).is_some()
        }
        Tag::Possessive => false,
        Tag::Adjective => !matches!(page.tag(last), Tag::Adverb | Tag::Adjective | Tag::Determiner),
        _ => true,
    }
}

/// First words of content ahead of the cue.
pub(super) fn starts_ahead(page: &Page<'_, '_, '_>, search: &Search<'_>, out: &mut Vec<usize>) {
    out.clear();
    let Site { high, sentence, low, .. } = search.site;
    let surface = page.context.surface;
    let rule = search.ahead;
    for k in search.last..high {
        if search.quoted && page.context.quotation_of(k).is_none_or(|n| page.context.ranges[n].0 != k) {
            continue;
        }
        let near = k < search.last + NEAR && out.len() < MOST;
        let opens = page.context.quotation_of(k).is_some_and(|n| page.context.ranges[n].0 == k);
        let that = is(surface, k, &["that"]) && k + 1 < high && !page.is_mark(k + 1);
        if within(page, k) && rule.is_none_or(|r| r.0 != k) {
            continue;
        }
        if rule.is_some_and(|r| r.0 == k)
            || opens
            || near && !that && phrase_starts(page, k, low)
            || near && k > search.last && is(surface, k - 1, &["that"])
        {
            out.push(k);
        }
    }
    if let Some(next) = surface.sentences.get(sentence + 1) {
        let zone = surface.sentences[sentence].zone;
        let colon = surface.word(high - 1) == ":" || high >= 2 && surface.word(high - 2) == ":";
        if next.zone == zone || colon {
            let first = (next.first as usize..next.last as usize).find(|&k| !page.is_mark(k));
            out.extend(first.filter(|&k| !search.quoted || page.context.quotation_of(k).is_some()));
        }
    }
}

/// One past the last words of content that starts at `start` ahead of the cue.
pub(super) fn ends_ahead(page: &Page<'_, '_, '_>, search: &Search<'_>, start: usize, out: &mut Vec<usize>) {
    out.clear();
    let surface = page.context.surface;
    let sentence = surface.sentence_of(start);
    let high = surface.sentences[sentence].last as usize;
    let rule = search.ahead.filter(|r| r.0 == start).map(|r| r.1);
    if let Some(n) = opened_at(page, start)
        && (search.quoted || page.context.ranges[n].1 > high)
    {
        out.push(trimmed(page, start, page.context.ranges[n].1));
        return;
    }
    for k in start + 1..=high {
        if within(page, k) && rule != Some(k) {
            continue;
        }
        if rule == Some(k) || out.len() < MOST && phrase_ends(page, k, high) || k == high || closes(page, k) {
            let end = trimmed(page, start, k);
            if end > start && out.last() != Some(&end) {
                out.push(end);
            }
        }
    }
    if let Some(n) = page.context.quotation_of(start).or_else(|| page.context.quotation_of(high - 1)) {
        let end = trimmed(page, start, page.context.ranges[n].1);
        if end > *out.last().unwrap_or(&0) {
            out.push(end);
        }
    }
}

/// The closed quotation that starts with word `k`.
pub(super) fn opened_at(page: &Page<'_, '_, '_>, k: usize) -> Option<usize> {
    let n = page.context.quotation_of(k)?;
    (page.context.ranges[n].0 == k && page.context.surface.quotations[n].closed).then_some(n)
}

/// Whether a place lies inside a closed quotation, where content neither starts nor ends.
fn within(page: &Page<'_, '_, '_>, k: usize) -> bool {
    page.context.quotation_of(k).is_some_and(|n| {
        let range = page.context.ranges[n];
        page.context.surface.quotations[n].closed && k > range.0 && k < trimmed(page, range.0, range.1)
    })
}

/// Whether a part is a closed quotation and nothing else.
pub(super) fn is_quotation(page: &Page<'_, '_, '_>, part: Range) -> bool {
    opened_at(page, part.0).is_some_and(|n| trimmed(page, part.0, page.context.ranges[n].1) == part.1)
}

/// Whether a quotation ends before `k`.
fn closes(page: &Page<'_, '_, '_>, k: usize) -> bool {
    page.context.quotation_of(k - 1).is_some_and(|n| page.context.ranges[n].1 == k)
}

/// The end without the marks before it.
pub(super) fn trimmed(page: &Page<'_, '_, '_>, start: usize, mut end: usize) -> usize {
    while end > start && page.is_mark(end - 1) && !matches!(page.context.surface.word(end - 1), ")" | "%" | "]" | "$") {
        end -= 1;
    }
    end
}

/// One past the last words of content behind the cue, nearest first.
pub(super) fn ends_back(page: &Page<'_, '_, '_>, search: &Search<'_>, out: &mut Vec<usize>) {
    out.clear();
    let Site { low, at, sentence, .. } = search.site;
    let surface = page.context.surface;
    let rule = search.back.map(|r| trimmed(page, r.0, r.1));
    for k in (low + 1..=search.start.max(low + 1).min(at)).rev() {
        let end = trimmed(page, low, k);
        let fits = end > low
            && (!within(page, end) || rule == Some(end))
            && (out.len() < MOST && phrase_ends(page, k, at + 1) || closes(page, k) || rule == Some(end));
        if fits && out.last() != Some(&end) {
            out.push(end);
        }
    }
    let zone = surface.sentences[sentence].zone;
    if let Some(before) = sentence.checked_sub(1).map(|s| surface.sentences[s]).filter(|s| s.zone == zone) {
        let end = trimmed(page, before.first as usize, before.last as usize);
        if end > before.first as usize {
            out.push(end);
        }
    }
}

/// First words of content that ends at `end` behind the cue.
pub(super) fn starts_back(page: &Page<'_, '_, '_>, search: &Search<'_>, end: usize, out: &mut Vec<usize>) {
    out.clear();
    let surface = page.context.surface;
    let sentence = surface.sentences.partition_point(|s| (s.last as usize) < end);
    let low = surface.sentences[sentence].first as usize;
    let rule = search.back.filter(|r| trimmed(page, r.0, r.1) == end).map(|r| r.0);
    let low = match page.context.quotation_of(end - 1).map(|n| page.context.ranges[n].0) {
        // The sentence that the quotation starts in.
        Some(first) if first < low => surface.sentences[surface.sentence_of(first)].first as usize,
        _ => low,
    };
    for k in (low..end).rev() {
        if within(page, k) && rule != Some(k) {
            continue;
        }
        let opens = page.context.quotation_of(k).is_some_and(|n| page.context.ranges[n].0 == k);
        let after_mark = k > low && page.is_mark(k - 1) && !page.is_mark(k);
        let lead = (low..k).all(|j| page.is_mark(j));
        if rule == Some(k)
            || opens
            || lead && !page.is_mark(k)
            || out.len() < MOST && (after_mark || phrase_starts(page, k, low))
        {
            out.push(k);
        }
    }
    let zone = surface.sentences[sentence].zone;
    for s in (sentence.saturating_sub(SENTENCES)..sentence).rev().map(|s| surface.sentences[s]) {
        if s.zone != zone {
            break;
        }
        out.extend((s.first as usize..s.last as usize).find(|&k| !page.is_mark(k)));
    }
    if let Some(n) = page.context.quotation_of(end - 1) {
        let first = page.context.ranges[n].0;
        if !out.contains(&first) {
            out.push(first);
        }
    }
    if let Some(first) = rule.filter(|r| !out.contains(r)) {
        out.push(first);
    }
}

/// A part without whom it is said to, or what it is written on: "chiding *him*, “Why?”", "holding up *signs*, “No Dam”".
pub(super) fn unaddressed(page: &Page<'_, '_, '_>, part: Range) -> Range {
    /// Words before the comma at most.
    const LONGEST: usize = 4;
    let phrase = |i: &usize| page.context.quotation_of(*i).is_none() && !page.tag(*i).is_verb();
    let stop = part.1.min(part.0 + LONGEST + 1);
    let comma = (part.0..stop).take_while(phrase).find(|&i| page.context.surface.word(i) == ",");
    let quotation = comma.and_then(|comma| opened_at(page, comma + 2)).map(|n| page.context.ranges[n]);
    quotation.filter(|q| part.1 <= q.1 + 1 && trimmed(page, q.0, q.1) <= part.1).unwrap_or(part)
}

/// A part that is a closed quotation, with the marks that end its last sentence.
pub(super) fn whole(page: &Page<'_, '_, '_>, part: Range) -> Range {
    let quotation = page.context.quotation_of(part.1 - 1).map(|n| page.context.ranges[n]);
    match quotation.filter(|q| trimmed(page, q.0, q.1) == part.1) {
        Some(q) if q.0 == part.0 => q,
        Some(q) if q.0 > part.0 && q.1 < page.words.len() && page.is_mark(q.1) => (part.0, q.1 + 1),
        _ => part,
    }
}

/// A part without the marks around it.
pub(super) fn inner(page: &Page<'_, '_, '_>, (first, last): Range) -> Range {
    let first = (first..last).find(|&k| !page.is_mark(k) || page.context.surface.word(k) == "$").unwrap_or(first);
    (first, trimmed(page, first, last))
}
