//! What speaks for the way a cue looks, and for each place where content may start or end.

use super::content::{Edge, Search, opened_at, trimmed};
use super::cue::quotes;
use super::feature::{Sink, Template as T, cross, step};
use super::page::{Class, Page, Site};
use crate::quote::phrase::is;
use crate::text::tags::Tag;

/// Which way a cue looks: the same is said of all three, each has its own weights.
pub(super) fn describe_ways(page: &Page<'_, '_, '_>, search: &Search<'_>, sink: &mut impl Sink) {
    let mut add = |t: T, v: u32| sink.add(t, v);
    let site = &search.site;
    let at = site.at.cast_signed();
    let stem = page.stems[site.at];
    let tag = page.tag(site.at) as u32;
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
    let who = search.start > site.low && is(page.context.surface, search.start - 1, &["who", "which", "that", "whom"]);
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
    let place = Place::new(page, search, edge, k, other);
    let kind = edge as u8;
    let mut add = |t: T, v: u32| sink.add_of(kind, t, v);
    place.rule(&mut add);
    place.words(nth, &mut add);
    let far = place.distance(&mut add);
    place.quotes(&mut add);
    place.content(far, &mut add);
    place.tree(&mut add);
    place.outside(&mut add);
    place.beyond(&mut add);
    sink.add_of(kind, T::EdgeDistance, cross(far, u32::from(search.both)));
}

/// A place where content may start or end, with what most of its features ask for.
struct Place<'p> {
    page: &'p Page<'p, 'p, 'p>,
    search: &'p Search<'p>,
    edge: Edge,
    k: usize,
    other: Option<usize>,
    is_start: bool,
    /// The sentence of the content's word beside the edge.
    bounds: Site,
    stem: u32,
    cue_tag: u32,
    /// The tag of the word behind the edge, and that with the tag of the word before it. Commas and quotation marks are words.
    tag: u32,
    tags: u32,
    word: u32,
    before: u32,
}

impl<'p> Place<'p> {
    fn new(page: &'p Page<'p, 'p, 'p>, search: &'p Search<'p>, edge: Edge, k: usize, other: Option<usize>) -> Self {
        let site = &search.site;
        let is_start = matches!(edge, Edge::StartAhead | Edge::StartBack);
        let beside = if is_start { k } else { k - 1 };
        let bounds = if site.low <= beside && beside < site.high { *site } else { page.site(beside) };
        let at = k as isize;
        let tag = page.tag_code(&bounds, at);
        Self {
            page,
            search,
            edge,
            k,
            other,
            is_start,
            stem: page.stems[site.at],
            cue_tag: page.tag(site.at) as u32,
            tag,
            tags: cross(page.tag_code(&bounds, at - 1), tag),
            word: page.word_code(&bounds, at),
            before: page.word_code(&bounds, at - 1),
            bounds,
        }
    }

    /// What a rule took.
    fn rule(&self, add: &mut impl FnMut(T, u32)) {
        let part = match self.edge {
            Edge::StartAhead | Edge::EndAhead => self.search.ahead,
            Edge::StartBack | Edge::EndBack => self.search.back,
        };
        let edge = part.map(|p| if self.is_start { p.0 } else { p.1 });
        let same = edge.map_or(2, |e| u32::from(e == self.k));
        add(T::EdgeRule, same);
        add(T::EdgeRuleName, cross(same, self.search.rule));
        if let Some(edge) = edge.filter(|&e| e != self.k) {
            add(T::EdgeOtherRule, cross(u32::from(edge < self.k), step(edge.abs_diff(self.k))));
        }
    }

    /// The words next to the edge.
    fn words(&self, nth: usize, add: &mut impl FnMut(T, u32)) {
        let &Self { stem, cue_tag, tag, tags, word, before, .. } = self;
        let at = self.k as isize + 1;
        add(T::EdgeBias, nth as u32 & 1);
        add(T::EdgeWord, word);
        add(T::EdgeWordBefore, before);
        add(T::EdgeWordAfter, self.page.word_code(&self.bounds, at));
        add(T::EdgeTags, tags);
        add(T::EdgeTags3, cross(tags, self.page.tag_code(&self.bounds, at)));
        add(T::EdgeStemTags, cross(stem, tags));
        add(T::EdgeStemWord, cross(stem, word));
        add(T::EdgeStemWordBefore, cross(stem, before));
        add(T::EdgeCueTagTags, cross(cue_tag, cross(before, tag)));
        add(T::EdgeNthTag, cross(step(nth), tags));
    }

    /// How far the edge is from the cue, or from the other edge, and what stands between them. Gives the step of the distance.
    fn distance(&self, add: &mut impl FnMut(T, u32)) -> u32 {
        let (k, search) = (self.k, self.search);
        let other = self.other.unwrap_or(k);
        let (a, b) = match self.edge {
            Edge::StartAhead => (search.last, k),
            Edge::EndBack => (k, search.start),
            Edge::EndAhead => (other, k),
            Edge::StartBack => (k, other),
        };
        let far = step(b.saturating_sub(a));
        add(T::EdgeFarTag, cross(far, cross(self.cue_tag, self.tag)));
        add(T::EdgeFarStem, cross(far, self.stem));
        if self.other.is_none() {
            let path = path(self.page, a, b);
            add(T::EdgePath, cross(path, self.cue_tag));
            add(T::EdgePathStem, cross(path, self.stem));
        }
        add(T::EdgeBetween, if b > a && b - a < 60 { self.page.classes_in(a, b) } else { 64 });
        far
    }

    /// Quotations and the sentence's ends.
    fn quotes(&self, add: &mut impl FnMut(T, u32)) {
        let &Self { page, search, k, is_start, .. } = self;
        let quotation = |i: usize| page.context.quotation_of(i);
        let inside = quotation(if is_start { k } else { k - 1 });
        let quoted = inside.map_or(0, |n| {
            let (first, last) = page.context.ranges[n];
            let exact = if is_start { first == k } else { trimmed(page, first, last) == k };
            1 + u32::from(exact) + 2 * u32::from(last - first > 5)
        });
        let with = self.other.map_or(5, |o| {
            let there = quotation(if is_start { o - 1 } else { o });
            u32::from(there.is_some()) + u32::from(there.is_some() && there == inside)
        });
        let later = match self.edge {
            Edge::StartAhead | Edge::EndAhead => k < search.quoted_until,
            Edge::StartBack | Edge::EndBack => false,
        };
        let quotes = cross(cross(quoted, with), u32::from(later));
        add(T::EdgeQuote, quotes);
        add(T::EdgeQuoteStem, cross(quotes, self.stem));
        let own = (self.bounds.sentence as isize - search.site.sentence as isize) as u32;
        let rest = if is_start { k - self.bounds.low } else { self.bounds.high - k };
        add(T::EdgeSentence, cross(own, rest.min(3) as u32));
        add(T::EdgeSentenceStem, cross(self.stem, cross(own, rest.min(2) as u32)));
        add(T::EdgeRest, cross(step(rest), self.tag));
        let reading = search.reading;
        let clause = match self.edge {
            Edge::StartAhead => k == reading.after(),
            Edge::EndBack => k == trimmed(page, search.site.low, reading.start),
            Edge::EndAhead | Edge::StartBack => false,
        };
        add(T::EdgeReadingTag, cross(cross(u32::from(clause), search.order()), self.tags));
    }

    /// The content from the edge to the other.
    fn content(&self, far: u32, add: &mut impl FnMut(T, u32)) {
        let Some(other) = self.other else { return };
        let &Self { page, k, is_start, tag, tags, .. } = self;
        let (first, last) = if is_start { (k, other) } else { (other, k) };
        let there = if is_start { other - 1 } else { other };
        let lead = if !is_start && other > 0 { page.words[other - 1] } else { 0 };
        add(T::EdgeStartTag, cross(page.tag(there) as u32, tags));
        add(T::EdgeStartWord, cross(cross(page.words[there], lead), tags));
        add(T::EdgeStartStem, cross(lead, cross(self.stem, tag)));
        let verbs = page.count(Class::Finite, first, last).min(2) as u32;
        let commas = page.count(Class::Mark, first, last).min(4) as u32;
        add(T::EdgeVerbsTag, cross(verbs, cross(self.word, self.cue_tag)));
        add(T::EdgeCommas, cross(commas, tag));
        add(T::EdgeLengthTag, cross(far, cross(tag, verbs)));
    }

    /// What the edge is in the tree of the cue's sentence.
    fn tree(&self, add: &mut impl FnMut(T, u32)) {
        let &Self { search, k, is_start, cue_tag, .. } = self;
        let syntax = &search.syntax;
        let own = self.bounds.sentence == search.site.sentence;
        let top = if own { syntax.largest(k, is_start) } else { None };
        let place = if own { syntax.edge(top, k, is_start) } else { 0 };
        add(T::EdgeParseTag, cross(place, cross(cue_tag, self.tag)));
        add(T::EdgeParseStem, cross(place, self.stem));
        if let Some(other) = self.other.filter(|_| own) {
            let pair = syntax.pair(top, is_start, other);
            add(T::EdgePairTag, cross(pair, self.tags));
            add(T::EdgePairStem, cross(pair, cross(place, cue_tag)));
        }
    }

    /// The first words beyond the edge, marks passed over: whether they go on with the content or with the clause of the cue.
    fn outside(&self, add: &mut impl FnMut(T, u32)) {
        let &Self { page, search, ref bounds, k, is_start, other, .. } = self;
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
        let outwards: isize = if is_start { -1 } else { 1 };
        let word = cross(mark, page.words[at]);
        add(T::EdgeBeyond, word);
        add(T::EdgeBeyondTag, cross(word, page.tag_code(bounds, at as isize + outwards)));
        let lead = other.map_or(0, |o| page.words[if is_start { o - 1 } else { o }]);
        add(T::EdgeBeyondLead, cross(word, lead));
        if is_start {
            return;
        }
        let verb = |a: usize, b: usize| (a..b).find(|&i| page.tag(i).is_verb()).map_or(0, |i| page.tag(i) as u32 + 1);
        let form = verb(at, bounds.high.min(at + 5));
        let inner = other.map_or(0, |o| verb(o, k));
        let forms = cross(form, cross(inner, self.cue_tag));
        add(T::EdgeVerbTag, cross(forms, word));
        let attached = other.map_or(0, |o| search.syntax.attached(at, o));
        add(T::EdgeAttachedWord, cross(attached, word));
    }

    /// What the clause beyond the edge is like: whether there is a verb before the next mark, how often the words up to there report
    /// at most, and how many they are.
    fn beyond(&self, add: &mut impl FnMut(T, u32)) {
        let &Self { page, ref bounds, k, .. } = self;
        let (verb, cue, steps) = if self.is_start {
            beyond(page, (bounds.low..k).rev().take(12))
        } else {
            beyond(page, (k..bounds.high).skip(1).take(12))
        };
        let next = cross(u32::from(verb), cue);
        add(T::EdgeNext, cross(next, self.tag));
        let after = page.tag_code(bounds, k as isize + 1);
        add(T::EdgeNextTag, cross(cross(u32::from(verb), step(steps)), cross(self.word, after)));
    }
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
