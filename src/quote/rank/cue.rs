//! What speaks for a word being a cue.

use super::feature::{Sink, Template as T, cross, step};
use super::page::{Page, Site};
use crate::quote::phrase::is;
use crate::quote::verb::is_auxiliary;
use crate::text::tags::Tag;
use crate::text::words::number;

/// How far a quotation, a "that" or a subject is looked for.
const REACH: usize = 12;

/// The words that stand with a verb: auxiliaries, negations, "to".
pub(super) struct Group {
    /// First of them, or the verb.
    pub(super) start: usize,
    /// One hash for all of them.
    pub(super) words: u32,
    pub(super) passive: bool,
    pub(super) to: bool,
}

pub(super) fn group(page: &Page<'_, '_, '_>, site: &Site) -> Group {
    let surface = page.context.surface;
    let mut found = Group { start: site.at, words: 0, passive: false, to: false };
    while found.start > site.low && site.at - found.start < 6 {
        let i = found.start - 1;
        let tag = page.tag(i);
        let auxiliary = tag.is_verb() && is_auxiliary(surface, i) || is(surface, i, &["not", "never"]);
        if !(auxiliary || tag == Tag::To || tag == Tag::Adverb) {
            break;
        }
        if auxiliary || tag == Tag::To {
            found.words = cross(found.words, page.stems[i]);
        }
        found.passive |= is(surface, i, &["is", "was", "were", "are", "be", "been", "being"]);
        found.to |= tag == Tag::To;
        found.start = i;
    }
    found
}

/// The nearest quotation's step of distance before and after the site; 15 where there is none near.
pub(super) fn quotes(page: &Page<'_, '_, '_>, site: &Site, start: usize) -> (u32, u32) {
    let context = page.context;
    let before = (site.low.max(start.saturating_sub(REACH))..start).rev().find(|&i| context.quotation_of(i).is_some());
    let closed = context.quotation_before(start).is_some();
    let before = if closed { 14 } else { before.map_or(15, |i| step(start - i)) };
    let after = (site.at + 1..site.high.min(site.at + 1 + REACH)).find(|&i| context.quotation_of(i).is_some());
    (before, after.map_or(15, |i| step(i - site.at)))
}

/// The features of a word as a cue.
pub(super) fn describe(page: &Page<'_, '_, '_>, site: &Site, sink: &mut impl Sink) {
    let surface = page.context.surface;
    let i = site.at;
    let at = i as isize;
    let stem = page.stems[i];
    let tag = page.tag(i) as u32;
    let prior = u32::from(page.priors[i]);
    let group = group(page, site);
    let code = |d: isize| page.tag_code(site, at + d);
    let word = |d: isize| page.word_code(site, at + d);
    sink.add(T::Bias, 0);
    sink.add(T::CueWord, page.words[i]);
    sink.add(T::CueStem, stem);
    sink.add(T::CueTag, tag);
    sink.add(T::CueStemTag, cross(stem, tag));
    sink.add(T::CueSuffix, suffix(surface.word(i)));
    sink.add(T::CuePrior, prior);
    sink.add(T::CuePriorTag, cross(prior, tag));
    sink.add(T::CueBefore, word(-1));
    sink.add(T::CueAfter, word(1));
    sink.add(T::CueStemBefore, cross(stem, word(-1)));
    sink.add(T::CueStemAfter, cross(stem, word(1)));
    sink.add(T::CueTagBefore, cross(tag, code(-1)));
    sink.add(T::CueTagAfter, cross(tag, code(1)));
    sink.add(T::CueTags, cross(cross(tag, code(-1)), code(1)));
    sink.add(T::CueTagsBefore, cross(cross(tag, code(-1)), code(-2)));
    sink.add(T::CueTagsAfter, cross(cross(tag, code(1)), code(2)));
    sink.add(T::CueStemTagAfter, cross(stem, cross(code(1), code(2))));
    sink.add(T::CueStemTagBefore, cross(stem, code(-1)));
    if let Some(rule) = page.rule(i) {
        let name = number(rule.rule);
        sink.add(T::CueRule, name);
        sink.add(T::CueRuleStem, cross(name, stem));
    } else if let Some(d) = (1..4).find(|d| page.is_ruled(i + d) || *d <= i && page.is_ruled(i - d)) {
        sink.add(T::CueRuleNear, cross(d as u32, tag));
    }
    let quoted = page.context.quotation_of(i).map_or(0, |n| {
        let range = page.context.ranges[n];
        1 + u32::from(range.1 - range.0 < 5)
    });
    sink.add(T::CueQuoted, cross(quoted, tag));
    sink.add(T::CueQuotedStem, cross(quoted, stem));
    let (before, after) = quotes(page, site, group.start);
    sink.add(T::CueQuoteBefore, cross(before, tag));
    sink.add(T::CueQuoteAfter, cross(after, tag));
    sink.add(T::CueQuoteBeforeStem, cross(before.min(15) / 7, stem));
    sink.add(T::CueQuoteAfterStem, cross(after / 3, stem));
    sink.add(T::CueQuoteNear, cross(cross(before, after), prior));
    let that = (i + 1..site.high.min(i + 1 + REACH)).find(|&k| {
        matches!(page.tag(k), Tag::Finite | Tag::Mark) || is(surface, k, &["that"]) && page.tag(k) != Tag::Determiner
    });
    let that = that.filter(|&k| is(surface, k, &["that"])).map_or(0, |k| step(k - i));
    sink.add(T::CueThat, cross(that, tag));
    sink.add(T::CueThatStem, cross(that.min(2), stem));
    sink.add(T::CueAuxiliary, cross(group.words, tag));
    sink.add(T::CueAuxiliaryStem, cross(group.words, stem));
    subject(page, site, group.start, sink);
    let zone = &surface.zones[surface.sentences[site.sentence].zone as usize];
    let place = zone.kind as u32 * 2 + u32::from(zone.heading);
    sink.add(T::CueZone, place);
    sink.add(T::CueZoneTag, cross(place, tag));
    sink.add(T::CuePlace, cross(step(i - site.low), tag));
    neighbours(page, site, prior, sink);
    let object = following(page, site);
    sink.add(T::CueObject, cross(object, tag));
    sink.add(T::CueObjectStem, cross(object, stem));
    let finite = (i + 1..site.high).take(REACH).take_while(|&k| !page.is_mark(k)).any(|k| page.tag(k) == Tag::Finite);
    sink.add(T::CueClause, cross(u32::from(finite), cross(prior, tag)));
}

fn suffix(word: &str) -> u32 {
    let from = word.len().saturating_sub(3);
    if word.is_char_boundary(from) { number(&word[from..]) } else { 0 }
}

/// The nominal before the verb group, or what stands there instead.
fn subject(page: &Page<'_, '_, '_>, site: &Site, start: usize, sink: &mut impl Sink) {
    let tag = page.tag(site.at) as u32;
    let stem = page.stems[site.at];
    let Some(before) = start.checked_sub(1).filter(|&b| b >= site.low) else {
        sink.add(T::CueSubject, cross(1, tag));
        sink.add(T::CueSubjectTag, cross(32, tag));
        return;
    };
    let code = page.tag(before) as u32;
    sink.add(T::CueSubject, cross(page.words[before], tag));
    sink.add(T::CueSubjectTag, cross(code, tag));
    sink.add(T::CueSubjectStem, cross(code, stem));
    sink.add(T::CueSubjectPrior, cross(page.stems[before], u32::from(page.priors[site.at])));
}

/// Other words of the sentence that often report, and what stands between.
fn neighbours(page: &Page<'_, '_, '_>, site: &Site, prior: u32, sink: &mut impl Sink) {
    let i = site.at;
    let mut earlier = (0, i);
    for k in (site.low.max(i.saturating_sub(40))..i).rev() {
        if page.priors[k] > earlier.0 && page.context.quotation_of(k).is_none() && page.tag(k).is_verb() {
            earlier = (page.priors[k], k);
        }
    }
    let broken = (earlier.1..i).any(|k| page.is_mark(k));
    let that = (earlier.1..i).any(|k| matches!(page.tag(k), Tag::Subordinator));
    let code = cross(u32::from(earlier.0), u32::from(broken) * 2 + u32::from(that));
    sink.add(T::CueEarlier, code);
    sink.add(T::CueEarlierPrior, cross(code, prior));
    sink.add(T::CueEarlierBreak, cross(code, step(i - earlier.1)));
    let mut later = (0, i);
    for k in i + 1..site.high.min(i + 30) {
        if page.priors[k] > later.0 && page.context.quotation_of(k).is_none() && page.tag(k).is_verb() {
            later = (page.priors[k], k);
        }
    }
    let broken = (i..later.1).any(|k| page.is_mark(k));
    let code = cross(u32::from(later.0), u32::from(broken));
    sink.add(T::CueLater, code);
    sink.add(T::CueLaterPrior, cross(code, prior));
}

/// What kind of phrase follows: a clause, an infinitive, a noun phrase, a preposition.
fn following(page: &Page<'_, '_, '_>, site: &Site) -> u32 {
    let mut k = site.at + 1;
    while k < site.high && page.tag(k) == Tag::Adverb {
        k += 1;
    }
    if k >= site.high {
        return 99;
    }
    let tag = page.tag(k);
    match tag {
        Tag::Preposition | Tag::Subordinator | Tag::To | Tag::Mark | Tag::Pronoun | Tag::Conjunction => page.words[k],
        _ => {
            let verb = (k..site.high)
                .take(8)
                .take_while(|&j| !page.is_mark(j))
                .find(|&j| matches!(page.tag(j), Tag::Finite | Tag::To | Tag::Subordinator | Tag::Preposition));
            cross(tag as u32, verb.map_or(0, |j| page.tag(j) as u32 + 1))
        }
    }
}
