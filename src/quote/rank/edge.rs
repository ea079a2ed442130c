//! What speaks for the way a cue looks, and for each place where content may start or end.

use super::content::{Edge, Search, Way, opened_at, trimmed};
use super::cue::quotes;
use super::feature::{Sink, Template as T, cross, step};
use super::page::{Class, Page, Site};
use crate::quote::phrase::is;
use crate::text::tags::Tag;

/// Which way: the features of one of the three.
pub(super) fn describe_way(page: &Page<'_, '_, '_>, search: &Search<'_>, way: Way, sink: &mut impl Sink) {
    let way = way as u32;
    let site = &search.site;
    let at = site.at.cast_signed();
    let stem = page.stems[site.at];
    let tag = page.tag(site.at) as u32;
    let mut add = |t: T, v: u32| sink.add(t, cross(v, way));
    add(T::Way, 0);
    add(T::WayStem, stem);
    add(T::WayTag, tag);
    let ahead = search.ahead.is_some();
    let back = search.back.is_some();
    let rule = search.rule;
    let took = u32::from(ahead) * 2 + u32::from(back);
    add(T::WayRule, cross(rule, took));
    let reading = search.reading;
    let read = search.order();
    add(T::WayReading, cross(read, took));
    add(T::WayReadingStem, cross(read, stem));
    let after = reading.after().cast_signed();
    add(T::WayAfter, page.word_code(site, after));
    add(T::WayAfterTag, cross(page.tag_code(site, after), page.tag_code(site, after + 1)));
    add(T::WayStemAfter, cross(stem, page.word_code(site, after)));
    let before = search.start.cast_signed() - 1;
    add(T::WayBefore, cross(page.word_code(site, reading.start.cast_signed() - 1), page.tag_code(site, before)));
    add(T::WayStemBefore, cross(stem, page.tag_code(site, before)));
    add(T::WayTags, cross(cross(tag, page.tag_code(site, at + 1)), page.tag_code(site, before)));
    let (near, far) = quotes(page, site, reading.start);
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
    let syntax = &search.syntax;
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
    let stem = page.stems[site.at];
    let cue_tag = page.tag(site.at) as u32;
    let code = edge as u32 * 2 + u32::from(search.both);
    let plain = edge as u32;
    let is_start = matches!(edge, Edge::StartAhead | Edge::StartBack);
    let ahead = matches!(edge, Edge::StartAhead | Edge::EndAhead);
    let beside = if is_start { k } else { k - 1 };
    let bounds = if site.low <= beside && beside < site.high { *site } else { home(page, beside) };
    let at = k as isize;
    // The words and marks next to the edge; commas and quotation marks are seen as words of their own.
    let tag = |d: isize| page.tag_code(&bounds, at + d);
    let word = |d: isize| page.word_code(&bounds, at + d);
    let mut add = |t: T, v: u32| sink.add(t, cross(v, plain));
    add(T::EdgeBias, nth as u32 & 1);
    let part = if ahead { search.ahead } else { search.back };
    let same = part.map_or(2, |p| u32::from((if is_start { p.0 } else { p.1 }) == k));
    add(T::EdgeRule, same);
    add(T::EdgeRuleName, cross(same, search.rule));
    if same != 1
        && let Some(part) = part
    {
        let (a, b) = if is_start { (part.0, k) } else { (part.1, k) };
        add(T::EdgeOtherRule, cross(u32::from(a < b), step(a.abs_diff(b))));
    }
    add(T::EdgeWord, word(0));
    add(T::EdgeWordBefore, word(-1));
    add(T::EdgeWordAfter, word(1));
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
    add(T::EdgeFarTag, cross(far, cross(cue_tag, tag(0))));
    add(T::EdgeFarStem, cross(far, stem));
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
    let bits = if b > a && b - a < 60 { page.classes_in(a, b) } else { 64 };
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
    let later = ahead && b < search.quoted_until;
    let quotes = cross(cross(quoted, with), u32::from(later));
    add(T::EdgeQuote, quotes);
    add(T::EdgeQuoteStem, cross(quotes, stem));
    let own = bounds.sentence as isize - site.sentence as isize;
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
    let read = cross(u32::from(clause), search.order());
    add(T::EdgeReadingTag, cross(read, cross(tag(-1), tag(0))));
    if let Some(other) = other {
        let (first, last) = if is_start { (k, other) } else { (other, k) };
        let first_tag = page.tag(if is_start { other - 1 } else { other }) as u32;
        let first_word = page.words[if is_start { other - 1 } else { other }];
        let lead = if !is_start && other > 0 { page.words[other - 1] } else { 0 };
        add(T::EdgeStartTag, cross(first_tag, cross(tag(-1), tag(0))));
        add(T::EdgeStartWord, cross(cross(first_word, lead), cross(tag(-1), tag(0))));
        add(T::EdgeStartStem, cross(lead, cross(stem, tag(0))));
        let verbs = page.count(Class::Finite, first, last).min(2) as u32;
        let commas = page.count(Class::Mark, first, last).min(4) as u32;
        add(T::EdgeVerbsTag, cross(verbs, cross(word(0), cue_tag)));
        add(T::EdgeCommas, cross(commas, tag(0)));
        add(T::EdgeLengthTag, cross(far, cross(tag(0), verbs)));
    }
    let syntax = &search.syntax;
    let place = if own == 0 { syntax.edge(k, is_start) } else { 0 };
    add(T::EdgeParseTag, cross(place, cross(cue_tag, tag(0))));
    add(T::EdgeParseStem, cross(place, stem));
    if let Some(other) = other.filter(|_| own == 0) {
        let pair = syntax.pair(k, is_start, other);
        add(T::EdgePairTag, cross(pair, cross(tag(-1), tag(0))));
        add(T::EdgePairStem, cross(pair, cross(place, cue_tag)));
    }
    outside(page, search, &bounds, k, is_start, other, &mut add);
    // What the clause beyond the edge is like: a verb or a cue before the next mark.
    let (verb, cue, steps) = if is_start {
        beyond(page, (bounds.low..k).rev().take(12))
    } else {
        beyond(page, (k..bounds.high).skip(1).take(12))
    };
    let next = cross(u32::from(verb), cue);
    add(T::EdgeNext, cross(next, tag(0)));
    add(T::EdgeNextTag, cross(cross(u32::from(verb), step(steps)), cross(word(0), tag(1))));
    let mut add = |t: T, v: u32| sink.add(t, cross(v, code));
    add(T::EdgeDistance, far);
}

/// The first words beyond an edge, marks passed over: whether they go on with the content or with the clause of the cue.
fn outside(
    page: &Page<'_, '_, '_>,
    search: &Search<'_>,
    bounds: &Site,
    k: usize,
    is_start: bool,
    other: Option<usize>,
    add: &mut impl FnMut(T, u32),
) {
    let site = &search.site;
    let cue_tag = page.tag(site.at) as u32;
    let beyond = if is_start {
        (bounds.low..k).rev().find(|&i| !page.is_mark(i))
    } else {
        (k..bounds.high).find(|&i| !page.is_mark(i))
    };
    let Some(at) = beyond else {
        add(T::EdgeBeyond, 1);
        return;
    };
    let marks = if is_start { k - 1 - at } else { at - k };
    let mark = if marks > 0 { page.words[if is_start { k - 1 } else { k }] } else { 0 };
    let step: isize = if is_start { -1 } else { 1 };
    let tag = |d: isize| page.tag_code(bounds, at as isize + d * step);
    let word = page.words[at];
    add(T::EdgeBeyond, cross(mark, word));
    add(T::EdgeBeyondTag, cross(cross(mark, word), tag(1)));
    let lead = other.map_or(0, |o| page.words[if is_start { o - 1 } else { o }]);
    add(T::EdgeBeyondLead, cross(mark, cross(word, lead)));
    if is_start {
        return;
    }
    let verb = |a: usize, b: usize| (a..b).find(|&i| page.tag(i).is_verb()).map_or(0, |i| page.tag(i) as u32 + 1);
    let next = (at..bounds.high.min(at + 5)).find(|&i| page.tag(i).is_verb());
    let form = next.map_or(0, |i| page.tag(i) as u32 + 1);
    let inner = other.map_or(0, |o| verb(o, k));
    let forms = cross(form, cross(inner, cue_tag));
    add(T::EdgeVerbTag, cross(forms, cross(word, mark)));
    let attached = other.map_or(0, |o| search.syntax.attached(at, o));
    add(T::EdgeAttachedWord, cross(attached, cross(word, mark)));
}

/// The sentence of a word, as that of a site.
fn home(page: &Page<'_, '_, '_>, at: usize) -> Site {
    let sentences = &page.context.surface.sentences;
    let home = sentences.partition_point(|s| s.last as usize <= at).min(sentences.len() - 1);
    let s = &sentences[home];
    Site { at, low: s.first as usize, high: s.last as usize, sentence: home }
}

/// Whether there is a verb before the next mark, how often the words up to there report at most, and how many they are.
fn beyond(page: &Page<'_, '_, '_>, words: impl Iterator<Item = usize>) -> (bool, u32, usize) {
    let (mut verb, mut cue, mut steps) = (false, 0, 0);
    for i in words {
        if page.is_mark(i) && steps > 0 {
            break;
        }
        steps += 1;
        verb |= page.tag(i) == Tag::Finite;
        cue = cue.max(u32::from(page.priors[i]));
    }
    (verb, cue, steps)
}
