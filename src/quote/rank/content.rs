//! Where content may start and end, and what speaks for each place.
//!
//! Content stands ahead of its cue, behind it, or on both sides ("The plan, he said, is dead"). Ahead, its start is chosen
//! first and then its end; behind, its end first and then its start: the edge near the cue is the surer one.

use super::feature::{Sink, Template as T, cross, step, word_hash};
use super::page::{Page, Site};
use super::syntax::Syntax;
use crate::quote::phrase::{Range, is, is_day};
use crate::quote::reading::Reading;
use crate::text::tags::Tag;

/// How far from its cue content may start, in words.
const NEAR: usize = 18;
/// Most starts and ends looked at.
const MOST: usize = 16;
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
    let rule = rule_part(page, search, true);
    for k in search.last..high {
        if search.quoted && page.context.quotation_of(k).is_none_or(|n| page.context.ranges[n].0 != k) {
            continue;
        }
        let near = k < search.last + NEAR && out.len() < MOST;
        let opens = page.context.quotation_of(k).is_some_and(|n| page.context.ranges[n].0 == k);
        let that = is(surface, k, &["that"]) && k + 1 < high && !page.is_mark(k + 1);
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
    let sentence = surface.sentences.partition_point(|s| s.last as usize <= start);
    let high = surface.sentences[sentence].last as usize;
    let rule = rule_part(page, search, true).filter(|r| r.0 == start).map(|r| r.1);
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
fn opened_at(page: &Page<'_, '_, '_>, k: usize) -> Option<usize> {
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
    let rule = rule_part(page, search, false).map(|r| trimmed(page, r.0, r.1));
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
    let rule = rule_part(page, search, false).filter(|r| trimmed(page, r.0, r.1) == end).map(|r| r.0);
    let low = match page.context.quotation_of(end - 1).map(|n| page.context.ranges[n].0) {
        // The sentence that the quotation starts in.
        Some(first) if first < low => {
            let s = surface.sentences.partition_point(|s| s.last as usize <= first);
            surface.sentences[s].first as usize
        }
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

/// The part of a rule's content that stands on one side of the cue.
pub(super) fn rule_part(page: &Page<'_, '_, '_>, search: &Search<'_>, ahead: bool) -> Option<Range> {
    let draft = page.rules.get(&search.site.at)?;
    let part = draft.content.iter().copied().find(|p| (p.0 >= search.last) == ahead)?;
    Some(inner(page, part))
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

/// Which way: the features of one of the three.
pub(super) fn describe_way(page: &Page<'_, '_, '_>, search: &Search<'_>, way: Way, sink: &mut impl Sink) {
    let way = way as u32;
    let site = &search.site;
    let at = site.at as isize;
    let stem = page.stems[site.at];
    let tag = page.tag(site.at) as u32;
    let mut add = |t: T, v: u32| sink.add(t, cross(v, way));
    add(T::Way, 0);
    add(T::WayStem, stem);
    add(T::WayTag, tag);
    let ahead = rule_part(page, search, true).is_some();
    let back = rule_part(page, search, false).is_some();
    let rule = page.rules.get(&site.at).map_or(0, |d| word_hash(d.rule));
    let took = u32::from(ahead) * 2 + u32::from(back);
    add(T::WayRule, cross(rule, took));
    let reading = search.reading;
    let read = u32::from(reading.looks_back) * 2 + u32::from(reading.inverted.is_some());
    add(T::WayReading, cross(read, took));
    add(T::WayReadingStem, cross(read, stem));
    let after = reading.after() as isize;
    add(T::WayAfter, page.word_code(site, after));
    add(T::WayAfterTag, cross(page.tag_code(site, after), page.tag_code(site, after + 1)));
    add(T::WayStemAfter, cross(stem, page.word_code(site, after)));
    let before = search.start as isize - 1;
    add(T::WayBefore, cross(page.word_code(site, reading.start as isize - 1), page.tag_code(site, before)));
    add(T::WayStemBefore, cross(stem, page.tag_code(site, before)));
    add(T::WayTags, cross(cross(tag, page.tag_code(site, at + 1)), page.tag_code(site, before)));
    let (near, far) = super::cue::quotes(page, site, reading.start);
    let quotes = cross(near, far);
    add(T::WayQuotes, quotes);
    add(T::WayQuotesRead, cross(quotes, read));
    add(T::WayLeft, cross(step(reading.start.saturating_sub(site.low)), tag));
    let right = step(site.high.saturating_sub(reading.after()));
    add(T::WayRight, cross(right, tag));
    let who = reading.start > site.low && is(page.context.surface, search.start - 1, &["who", "which", "that", "whom"]);
    add(T::WayWho, cross(u32::from(who), tag));
    let verb = |a: usize, b: usize| (a..b).any(|k| page.tag(k) == Tag::Finite);
    let left = verb(site.low, reading.start.max(site.low));
    let behind = verb(reading.after().min(site.high), site.high);
    add(T::WayParse, cross(cross(u32::from(left) * 2 + u32::from(behind), read), right));
    let zone = &page.context.surface.zones[page.context.surface.sentences[site.sentence].zone as usize];
    add(T::WayZone, zone.kind as u32);
    let closed = page.context.quotation_before(reading.start).is_some();
    let later = (reading.after()..site.high).find(|&k| opened_at(page, k).is_some());
    let next = page.context.surface.sentences.get(site.sentence + 1);
    let goes_on = next.filter(|s| s.zone == page.context.surface.sentences[site.sentence].zone).map_or(0, |s| {
        let first = (s.first as usize..s.last as usize).find(|&k| !page.is_mark(k));
        match first.and_then(|k| opened_at(page, k)) {
            None => 1,
            Some(n) => {
                let end = page.context.ranges[n].1;
                let own = (end..page.words.len().min(end + 7)).any(|k| page.priors[k] > 5);
                2 + u32::from(own)
            }
        }
    });
    let syntax = Syntax::new(page, site);
    let label = syntax.cue_label();
    let behind = syntax.head().map_or(2, |h| u32::from(h < site.at));
    add(T::WayLabel, cross(label, behind));
    add(T::WayLabelStem, cross(cross(label, behind), stem));
    let (mut clauses, mut frame) = (0, 0);
    syntax.dependents(|label, word| {
        let after = word > site.at;
        clauses = cross(label, u32::from(after));
        frame |= 1_u64 << (label + 32 * u32::from(after)).min(63);
        add(T::WayFrame, cross(clauses, tag));
        add(T::WayFrameStem, cross(clauses, stem));
    });
    add(T::WayHead, cross(cross(frame as u32, (frame >> 32) as u32), cross(label, behind)));
    let later = later.map_or(0, |k| 1 + u32::from(page.context.surface.word(k.saturating_sub(2)) == ","));
    let shape = cross(cross(u32::from(closed), later), goes_on);
    add(T::WayQuotesOn, shape);
    add(T::WayQuotesOnRead, cross(shape, cross(read, right)));
    add(T::WayQuotesOnStem, cross(shape, stem));
}

/// What lies between two places, in bits.
fn between(page: &Page<'_, '_, '_>, a: usize, b: usize) -> u32 {
    let mut bits = 0;
    for k in a..b {
        bits |= match page.tag(k) {
            Tag::Finite => 1,
            Tag::Mark => 2,
            Tag::Conjunction => 4,
            Tag::Noun | Tag::Name | Tag::Pronoun => 8,
            Tag::Preposition => 16,
            Tag::To => 32,
            _ => 0,
        };
    }
    bits
}

/// The hash of the tags (and of small words) between two places, 0 where they are many.
fn path(page: &Page<'_, '_, '_>, a: usize, b: usize) -> u32 {
    if b < a || b - a > 6 {
        return 0;
    }
    (a..b).fold(7, |h, k| {
        let small = matches!(page.tag(k), Tag::Mark | Tag::Preposition | Tag::Subordinator);
        cross(h, if small { page.words[k] } else { page.tag(k) as u32 })
    })
}

/// The features of one edge. `k` is the first word of content or one past its last; `other` is the edge chosen before.
pub(super) fn describe_edge(
    page: &Page<'_, '_, '_>,
    search: &Search<'_>,
    edge: Edge,
    k: usize,
    nth: usize,
    other: Option<usize>,
    sink: &mut impl Sink,
) {
    let site = &search.site;
    let surface = page.context.surface;
    let stem = page.stems[site.at];
    let cue_tag = page.tag(site.at) as u32;
    let code = edge as u32 * 2 + u32::from(search.both);
    let plain = edge as u32;
    let is_start = matches!(edge, Edge::StartAhead | Edge::StartBack);
    let ahead = matches!(edge, Edge::StartAhead | Edge::EndAhead);
    // Sites for words of another sentence, so that its edges are seen.
    let home = surface.sentences.partition_point(|s| (s.last as usize) <= if is_start { k } else { k - 1 });
    let home = home.min(surface.sentences.len() - 1);
    let bounds = Site {
        at: k,
        low: surface.sentences[home].first as usize,
        high: surface.sentences[home].last as usize,
        sentence: home,
    };
    let at = k as isize;
    // The words and marks next to the edge; commas and quotation marks are seen as words of their own.
    let tag = |d: isize| page.tag_code(&bounds, at + d);
    let word = |d: isize| page.word_code(&bounds, at + d);
    let mut add = |t: T, v: u32| sink.add(t, cross(v, plain));
    add(T::EdgeBias, nth as u32 & 1);
    let part = rule_part(page, search, ahead);
    let rule = page.rules.get(&site.at).map_or(0, |d| word_hash(d.rule));
    let same = part.map_or(2, |p| u32::from((if is_start { p.0 } else { p.1 }) == k));
    add(T::EdgeRule, same);
    add(T::EdgeRuleName, cross(same, rule));
    if same != 1
        && let Some(part) = part
    {
        let (a, b) = if is_start { (part.0, k) } else { (part.1, k) };
        add(T::EdgeOtherRule, cross(u32::from(a < b), step(a.abs_diff(b))));
    }
    add(T::EdgeWord, word(0));
    add(T::EdgeWordBefore, word(-1));
    add(T::EdgeWordAfter, word(1));
    add(T::EdgeTag, tag(0));
    add(T::EdgeTagBefore, tag(-1));
    add(T::EdgeTags, cross(tag(-1), tag(0)));
    add(T::EdgeTags3, cross(cross(tag(-1), tag(0)), tag(1)));
    add(T::EdgeStemTags, cross(stem, cross(tag(-1), tag(0))));
    add(T::EdgeStemWord, cross(stem, word(0)));
    add(T::EdgeStemWordBefore, cross(stem, word(-1)));
    add(T::EdgeCueTagTags, cross(cue_tag, cross(word(-1), tag(0))));
    let far = match edge {
        Edge::StartAhead => k.saturating_sub(search.last),
        Edge::EndBack => search.start.saturating_sub(k),
        _ => k.abs_diff(other.unwrap_or(k)),
    };
    let far = step(far);
    add(T::EdgeFar, far);
    add(T::EdgeFarTag, cross(far, cross(cue_tag, tag(0))));
    add(T::EdgeFarStem, cross(far, stem));
    add(T::EdgeNth, step(nth));
    add(T::EdgeNthTag, cross(step(nth), cross(tag(-1), tag(0))));
    let (a, b) = match edge {
        Edge::StartAhead => (search.last, k),
        Edge::EndBack => (k, search.start),
        Edge::EndAhead => (other.unwrap_or(k), k),
        Edge::StartBack => (k, other.unwrap_or(k)),
    };
    if matches!(edge, Edge::StartAhead | Edge::EndBack) {
        let path = path(page, a, b);
        add(T::EdgePath, cross(path, cue_tag));
        add(T::EdgePathStem, cross(path, stem));
    }
    let bits = if b > a && b - a < 60 { between(page, a, b) } else { 64 };
    add(T::EdgeBetween, bits);
    let quote = |i: usize| page.context.quotation_of(i).map(|n| page.context.ranges[n]);
    let inside = if is_start { quote(k) } else { quote(k - 1) };
    let quoted = inside.map_or(0, |r| {
        let exact = if is_start { r.0 == k } else { trimmed(page, r.0, r.1) == k };
        1 + u32::from(exact) + 2 * u32::from(r.1 - r.0 > 5)
    });
    let with = other.map_or(5, |o| {
        let there = quote(if is_start { o - 1 } else { o });
        u32::from(there.is_some()) + u32::from(there.is_some() && there == inside)
    });
    let later = ahead && (b..site.high).any(|i| page.context.quotation_of(i).is_some());
    let quotes = cross(cross(quoted, with), u32::from(later));
    add(T::EdgeQuote, quotes);
    add(T::EdgeQuoteStem, cross(quotes, stem));
    let own = home as isize - site.sentence as isize;
    let rest = if is_start { k - bounds.low } else { bounds.high - k };
    add(T::EdgeSentence, cross(own as u32, rest.min(3) as u32));
    add(T::EdgeSentenceStem, cross(stem, cross(own as u32, rest.min(2) as u32)));
    add(T::EdgeRest, cross(step(rest), tag(0)));
    let reading = search.reading;
    let clause = match edge {
        Edge::StartAhead => k == reading.after(),
        Edge::EndBack => k == trimmed(page, site.low, reading.start),
        _ => false,
    };
    let read = cross(u32::from(clause), u32::from(reading.looks_back) * 2 + u32::from(reading.inverted.is_some()));
    add(T::EdgeReading, read);
    add(T::EdgeReadingTag, cross(read, cross(tag(-1), tag(0))));
    if let Some(other) = other {
        let (first, last) = if is_start { (k, other) } else { (other, k) };
        let first_tag = page.tag(if is_start { other - 1 } else { other }) as u32;
        let first_word = page.words[if is_start { other - 1 } else { other }];
        let lead = if !is_start && other > 0 { page.words[other - 1] } else { 0 };
        add(T::EdgeStartTag, cross(first_tag, cross(tag(-1), tag(0))));
        add(T::EdgeStartWord, cross(cross(first_word, lead), cross(tag(-1), tag(0))));
        add(T::EdgeStartStem, cross(lead, cross(stem, tag(0))));
        let verbs = (first..last).filter(|&i| page.tag(i) == Tag::Finite).count().min(2) as u32;
        let commas = (first..last).filter(|&i| page.tag(i) == Tag::Mark).count().min(4) as u32;
        add(T::EdgeVerbs, cross(verbs, cross(tag(0), first_tag)));
        add(T::EdgeVerbsTag, cross(verbs, cross(word(0), cue_tag)));
        add(T::EdgeCommas, cross(commas, tag(0)));
        add(T::EdgeLength, cross(far, cross(verbs, cue_tag)));
        add(T::EdgeLengthTag, cross(far, cross(tag(0), verbs)));
    }
    let syntax = Syntax::new(page, site);
    let place = if own == 0 { syntax.edge(k, is_start) } else { 0 };
    add(T::EdgeParse, place);
    add(T::EdgeParseTag, cross(place, cross(cue_tag, tag(0))));
    add(T::EdgeParseStem, cross(place, stem));
    if let Some(other) = other.filter(|_| own == 0) {
        let pair = syntax.pair(k, is_start, other);
        add(T::EdgePair, pair);
        add(T::EdgePairTag, cross(pair, cross(tag(-1), tag(0))));
        add(T::EdgePairStem, cross(pair, cross(place, cue_tag)));
    }
    // What the clause beyond the edge is like: a verb or a cue before the next mark.
    let (mut verb, mut cue, mut steps) = (false, 0, 0);
    let beyond: &mut dyn Iterator<Item = usize> =
        if is_start { &mut (bounds.low..k).rev().take(12) } else { &mut (k..bounds.high).skip(1).take(12) };
    for i in beyond {
        if page.is_mark(i) && steps > 0 {
            break;
        }
        steps += 1;
        verb |= page.tag(i) == Tag::Finite;
        cue = cue.max(u32::from(page.priors[i]));
    }
    let next = cross(u32::from(verb), cue);
    add(T::EdgeNext, cross(next, tag(0)));
    add(T::EdgeNextTag, cross(cross(u32::from(verb), step(steps)), cross(word(0), tag(1))));
    let mut add = |t: T, v: u32| sink.add(t, cross(v, code));
    add(T::EdgeBoth, cross(tag(-1), tag(0)));
    add(T::EdgeWordAfter, far);
}
