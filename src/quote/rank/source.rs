//! Who may be the source of a cue, and what speaks for each.

use super::content::Search;
use super::feature::{Sink, Template as T, cross, step};
use super::page::Page;
use crate::quote::phrase::{Range, is};
use crate::quote::verb::Subject;
use crate::text::tags::Tag;

/// Noun phrases looked at on each side.
const MOST: usize = 10;

/// Words of a noun with its "his".
const LONGEST_OWNED: usize = 6;

/// A noun phrase without what hangs on it: its words and its head, the last of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Nominal {
    pub(super) first: usize,
    pub(super) last: usize,
    /// Which one it is, counted from the cue.
    pub(super) nth: usize,
}

/// The noun phrases around a cue: of its sentence, nearest first, and of the sentence before where `low` reaches there.
pub(super) fn candidates(page: &Page<'_, '_, '_>, search: &Search<'_>, out: &mut Vec<Nominal>) {
    out.clear();
    let site = &search.site;
    let surface = page.context.surface;
    let cue_quoted = page.context.quotation_of(site.at);
    let usable = |i: usize| page.context.quotation_of(i).is_none_or(|n| Some(n) == cue_quoted);
    let mut i = site.at;
    let mut nth = 0;
    while i > site.low && nth < MOST {
        i -= 1;
        if head(page, i, site.high) && usable(i) {
            let first = phrase_start(page, i, site.low);
            out.push(Nominal { first, last: i + 1, nth });
            nth += 1;
            i = first;
        }
    }
    let mut i = site.at + 1;
    nth = 0;
    while i < site.high && nth < MOST {
        if head(page, i, site.high) && usable(i) {
            out.push(Nominal { first: phrase_start(page, i, site.at + 1), last: i + 1, nth });
            nth += 1;
        }
        i += 1;
    }
    // The sentence before has its own subject, who may go on here.
    if let Some(before) = site.sentence.checked_sub(1).map(|s| surface.sentences[s])
        && before.zone == surface.sentences[site.sentence].zone
    {
        let (low, high) = (before.first as usize, before.last as usize);
        let found = (low..high).filter(|&i| head(page, i, high) && page.context.quotation_of(i).is_none()).take(3);
        out.extend(found.enumerate().map(|(nth, i)| Nominal { first: phrase_start(page, i, low), last: i + 1, nth }));
    }
    // "his *promise* to build it", "their smug *assurances*"
    if page.tag(site.at) == Tag::Noun
        && let Some(owner) = owner(page, site.low, site.at)
    {
        out.push(Nominal { first: owner, last: owner + 1, nth: 0 });
    }
    // A rule's source is always among them.
    if let Some(source) = page.rule(site.at).and_then(|d| d.source)
        && !out.iter().any(|n| source.0 < n.last && n.first < source.1)
    {
        out.push(Nominal { first: source.0, last: source.1, nth: MOST });
    }
}

/// The "his" of a noun.
fn owner(page: &Page<'_, '_, '_>, low: usize, noun: usize) -> Option<usize> {
    let within = |i: usize| matches!(page.tag(i), Tag::Adjective | Tag::Noun | Tag::Number);
    let before = (low..noun).rev().take(LONGEST_OWNED).find(|&i| !within(i))?;
    is_owner(page, before).then_some(before)
}

/// Whether a word is "his" or the like before a noun.
pub(super) fn is_owner(page: &Page<'_, '_, '_>, i: usize) -> bool {
    page.tag(i) == Tag::Determiner && is(page.context.surface, i, &["his", "her", "their", "its", "my", "our"])
}

fn head(page: &Page<'_, '_, '_>, i: usize, high: usize) -> bool {
    let next = (i + 1 < high).then(|| page.tag(i + 1));
    let inner = matches!(next, Some(Tag::Noun | Tag::Name | Tag::Number))
        || next == Some(Tag::Mark)
            && page.context.surface.word(i + 1) == "."
            && i + 2 < high
            && page.tag(i + 2) == Tag::Name
            && page.tag(i) == Tag::Name;
    match page.tag(i) {
        Tag::Noun | Tag::Name | Tag::Number => !inner,
        Tag::Pronoun => true,
        Tag::Adjective | Tag::Determiner => {
            // "many said", "both agree", "the poor say", but not "people familiar with the matter"
            let behind = i > 0 && page.tag(i - 1).is_nominal();
            !behind && next.is_some_and(|t| matches!(t, Tag::Finite | Tag::Mark | Tag::Preposition | Tag::Adverb))
        }
        _ => false,
    }
}

fn phrase_start(page: &Page<'_, '_, '_>, head: usize, low: usize) -> usize {
    let mut first = head;
    if page.tag(head) == Tag::Pronoun {
        return head;
    }
    while first > low {
        let tag = page.tag(first - 1);
        let stop = page.context.surface.word(first - 1) == "."
            && first >= 2
            && page.tag(first - 2) == Tag::Name
            && page.tag(first) == Tag::Name;
        let takes =
            matches!(tag, Tag::Noun | Tag::Name | Tag::Number | Tag::Adjective | Tag::Determiner | Tag::Possessive);
        if !(takes || stop) || tag == Tag::Possessive && first - 1 == low {
            break;
        }
        first -= 1;
    }
    first
}

/// The features of a candidate, or of there being no source.
pub(super) fn describe(
    page: &Page<'_, '_, '_>,
    search: &Search<'_>,
    content: &[Range],
    nominal: Option<&Nominal>,
    sink: &mut impl Sink,
) {
    let site = &search.site;
    let surface = page.context.surface;
    let stem = page.stems[site.at];
    let cue_tag = page.tag(site.at) as u32;
    let rule = page.rule(site.at);
    let rule_name = search.rule;
    let rule_source = rule.and_then(|d| d.source);
    let reading = search.reading;
    let own = match reading.group.subject {
        Subject::Own(own) => Some(own),
        _ => None,
    };
    let Some(n) = nominal else {
        let has = u32::from(rule.is_some()) * 2 + u32::from(rule_source.is_some());
        sink.add(T::SourceNone, has);
        sink.add(T::SourceRuleName, cross(3, cross(rule_name, has)));
        sink.add(T::SourceNoneStem, stem);
        let frame = cross(
            cue_tag,
            u32::from(reading.group.passive) * 4 + u32::from(own.is_some()) * 2 + u32::from(reading.group.infinitive),
        );
        sink.add(T::SourceNoneTag, frame);
        sink.add(T::SourceNoneAux, cross(frame, stem));
        let owner = search.syntax.subject().map_or(99, |s| page.tag(s) as u32);
        sink.add(T::SourceOwner, cross(owner, frame));
        sink.add(T::SourceOwnerStem, cross(owner, stem));
        let by = (search.last..site.high.min(search.last + 8)).any(|i| is(surface, i, &["by"]));
        sink.add(T::SourceCandidates, cross(u32::from(by), frame));
        let back = content.first().is_some_and(|c| c.0 < site.at);
        sink.add(T::SourceSide, cross(u32::from(back), frame));
        return;
    };
    let head = n.last - 1;
    let holds = |r: Range| r.0 <= head && head < r.1;
    let before = head < site.at;
    let elsewhere = head < site.low;
    let side = u32::from(before) + 2 * u32::from(elsewhere);
    let hits = rule_source.map_or(2, |r| u32::from(holds(r)) + 3 * u32::from(holds(r) && first_head(page, r) == head));
    sink.add(T::SourceBias, 0);
    sink.add(T::SourceRule, hits);
    sink.add(T::SourceRuleName, cross(hits, rule_name));
    let subject = own.map_or(2, |r| u32::from(holds(r)) + 3 * u32::from(holds(r) && first_head(page, r) == head));
    let frame = cross(subject, u32::from(reading.group.passive) * 2 + u32::from(reading.group.infinitive));
    sink.add(T::SourceSubject, cross(frame, cue_tag));
    sink.add(T::SourceSubjectStem, cross(frame, stem));
    let inverted = reading.inverted.map_or(2, |r| u32::from(holds(r)) + 3 * u32::from(first_head(page, r) == head));
    sink.add(T::SourceInverted, cross(inverted, side));
    sink.add(T::SourceHead, page.stems[head]);
    let tag = page.tag(head) as u32;
    sink.add(T::SourceHeadTag, cross(tag, cross(side, cue_tag)));
    sink.add(T::SourceWord, cross(page.words[head], cross(side, subject)));
    let previous = if n.first > site.low.min(n.first) && n.first > 0 { page.words[n.first - 1] } else { 0 };
    sink.add(T::SourceBefore, cross(previous, side));
    sink.add(T::SourceBeforeStem, cross(previous, cross(stem, side)));
    let next = page.word_code(site, n.last as isize);
    let next_tag = page.tag_code(site, n.last as isize);
    sink.add(T::SourceAfter, cross(next, side));
    sink.add(T::SourceAfterTag, cross(next_tag, cross(side, tag)));
    sink.add(T::SourceSide, side);
    sink.add(T::SourceSideStem, cross(side, stem));
    let (a, b) = if before { (n.last, search.start.max(n.last)) } else { (search.last.min(n.first), n.first) };
    let adjacent = b - a;
    let far = if elsewhere { 20 } else { step(adjacent) };
    sink.add(T::SourceSideTag, cross(side, cross(cue_tag, far)));
    sink.add(T::SourceFar, cross(far, side));
    sink.add(T::SourceFarTag, cross(far, cross(tag, side)));
    let mut bits = 0;
    let (mut marks, mut path) = (0, 3);
    for i in a..b.min(a + 40) {
        bits |= match page.tag(i) {
            Tag::Finite => 1,
            Tag::Base | Tag::To => 2,
            Tag::Noun | Tag::Name => 4,
            Tag::Pronoun => 8,
            Tag::Conjunction => 16,
            Tag::Preposition => 32,
            _ => 0,
        };
        marks += u32::from(page.is_mark(i));
        path = cross(path, page.tag(i) as u32);
    }
    let between = cross(bits, marks.min(3));
    sink.add(T::SourceBetween, cross(between, side));
    sink.add(T::SourceBetweenTag, cross(if b - a < 6 { path } else { 1 }, cross(side, cue_tag)));
    let inside = content.iter().any(|c| holds(*c));
    let beside = content.iter().any(|c| c.0 == n.last || c.1 == n.first || c.1 + 1 == n.first || c.1 + 2 == n.first);
    sink.add(T::SourceIn, cross(u32::from(inside), side));
    sink.add(T::SourceBeside, cross(u32::from(beside), cross(side, cue_tag)));
    sink.add(T::SourceNth, cross(n.nth as u32, cross(side, cue_tag)));
    let back = content.first().is_some_and(|c| c.0 < site.at);
    sink.add(T::SourceEarlier, cross(u32::from(back), cross(side, n.nth as u32)));
    let syntax = &search.syntax;
    let path = syntax.path(head);
    let subject = syntax.subject().map_or(2, |s| u32::from(n.first <= s && s < n.last));
    sink.add(T::SourceParse, cross(path, cue_tag));
    sink.add(T::SourceParseStem, cross(path, stem));
    sink.add(T::SourceParseTag, cross(subject, cross(side, cue_tag)));
    sink.add(T::SourceOwner, cross(subject, frame));
    sink.add(T::SourceOwnerStem, cross(subject, stem));
    let capital = surface.words[head].is_capital();
    sink.add(T::SourceCandidates, cross(u32::from(capital), cross(u32::from(n.first == site.low), side)));
}

/// The head of a phrase's first noun phrase: "the mayor" in "the mayor of Roe".
pub(super) fn first_head(page: &Page<'_, '_, '_>, range: Range) -> usize {
    (range.0..range.1).find(|&i| head(page, i, range.1)).unwrap_or(range.1 - 1)
}
