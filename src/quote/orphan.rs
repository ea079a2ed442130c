//! Quotations that no cue has claimed: those that go on from one that has a speaker, and those that stand alone.

use super::clause::trim_end;
use super::draft::{Context, Draft};
use super::phrase::{Range, has_finite, is_dash, noun_phrase_after};
use super::reading::main_subject;
use super::verb::is_auxiliary;
use crate::text::tags::Tag;
use crate::text::zones::ZoneKind;

/// Words of a title, and letters of a word that needs no capital there, at most.
const LONGEST_TITLE: usize = 8;
const LONGEST_SMALL_WORD: usize = 4;
/// Fewer words than this in quotation marks, with no cue near, are a title, a term or an odd word.
const FEWEST_WORDS: usize = 5;

/// A quotation goes on from an attribution at most this many sentences before it.
const GOES_OVER: usize = 2;

/// Attaches each unclaimed quotation to the attribution it continues, or makes one of its own. `drafts` stand in the
/// order of their cues.
pub(super) fn attach(context: &Context<'_, '_>, drafts: &mut Vec<Draft>) {
    let cues: Vec<usize> = drafts.iter().filter_map(|d| d.cue.map(|c| c.0)).collect();
    let mut claimed = claims(context, drafts);
    fill_pending(context, drafts, &mut claimed);
    // The last quotation that is speech, and whose it is.
    let mut last: Option<(usize, usize)> = None;
    for (n, owner) in claimed.iter_mut().enumerate() {
        let range = context.ranges[n];
        if range.0 == range.1 || !may_report(context, n) {
            continue;
        }
        *owner = owner
            .or_else(|| continued(context, n, last, drafts, &cues).inspect(|&d| drafts[d].content.push(range)))
            .or_else(|| goes_on(context, n, drafts, &cues).inspect(|&d| drafts[d].content.push(range)))
            .or_else(|| {
                drafts.push(alone(context, n)?);
                Some(drafts.len() - 1)
            });
        last = owner.map(|d| (n, d)).or(last);
    }
    drafts.retain(|d| !d.content.is_empty());
    for draft in drafts.iter_mut() {
        draft.content.sort_unstable();
        draft.content.dedup();
    }
}

/// Whether statements are reported in the zone of quotation `n`.
fn may_report(context: &Context<'_, '_>, n: usize) -> bool {
    let zone = &context.surface.zones[context.surface.quotations[n].zone as usize];
    // A short signed quotation has the look of a heading.
    let heading = zone.heading && signed(context, n).is_none();
    (zone.kind.is_article() || zone.kind == ZoneKind::Comment) && !heading
}

/// For each quotation, the attribution whose content covers it.
fn claims(context: &Context<'_, '_>, drafts: &[Draft]) -> Vec<Option<usize>> {
    let mut claimed = vec![None; context.ranges.len()];
    for (d, draft) in drafts.iter().enumerate() {
        for part in &draft.content {
            let first = context.ranges.partition_point(|r| r.1 <= part.0);
            let within = context.ranges[first..].iter().take_while(|r| r.0 < part.1).count();
            for owner in &mut claimed[first..first + within] {
                owner.get_or_insert(d);
            }
        }
    }
    claimed
}

/// "Quill continued:" takes the quotation (or the block) in the next line.
fn fill_pending(context: &Context<'_, '_>, drafts: &mut [Draft], claimed: &mut [Option<usize>]) {
    let surface = context.surface;
    for (d, draft) in drafts.iter_mut().enumerate().filter(|(_, draft)| draft.pending) {
        let Some(next) = surface.sentences.get(surface.sentence_of(draft.end() - 1) + 1) else { continue };
        if let Some(n) = context.quotation_at(next.first as usize) {
            if claimed[n].is_none() {
                draft.content.push(context.ranges[n]);
                claimed[n] = Some(d);
            }
            continue;
        }
        let last = surface.sentences.partition_point(|s| s.zone <= next.zone);
        let block: Range = (next.first as usize, surface.sentences[last - 1].last as usize);
        let quotes = context.ranges.iter().any(|r| r.0 < r.1 && r.0 < block.1 && block.0 < r.1);
        if !quotes && context.n_words(block) > FEWEST_WORDS {
            draft.content.push(block);
        }
    }
}

/// The attribution that quotation `n` goes on from, if `last` is right before it.
fn continued(
    context: &Context<'_, '_>,
    n: usize,
    last: Option<(usize, usize)>,
    drafts: &[Draft],
    cues: &[usize],
) -> Option<usize> {
    let surface = context.surface;
    let quotation = surface.quotations[n];
    let range = context.ranges[n];
    let (before, owner) = last?;
    if quotation.continues && before + 1 == n {
        return Some(owner);
    }
    let opening = range.0.checked_sub(1)?;
    // `“The dam,” Quill said, “will hold.”`: after a comma any words go on.
    let interrupted = opening > 0 && surface.word(opening - 1) == "," && before + 1 == n;
    if !interrupted && !is_speech(context, range) {
        return None;
    }
    let from = drafts[owner].end().max(context.ranges[before].1);
    if names_work(context, range) {
        return None;
    }
    if from > opening {
        return None;
    }
    // Another cue in between has what follows it, or the silence after it.
    let next_cue = cues.partition_point(|&c| c < from);
    if cues.get(next_cue).is_some_and(|&c| c < opening) {
        return None;
    }
    let sentence = surface.sentence_of(from - 1);
    // "..., she said, but Poe went on about “...”": another clause has its own.
    if !interrupted && opening < surface.sentences[sentence].last as usize && has_finite(surface, from, opening) {
        return None;
    }
    let rest = context.only_marks(from, opening)
        || context.only_marks((surface.sentences[sentence].last as usize).clamp(from, opening), opening);
    let zone = surface.sentences[sentence].zone;
    // A paragraph that is all quotation goes on from the one before.
    let near = zone == quotation.zone || zone + 1 == quotation.zone && fills_its_line(context, n);
    (rest && near).then_some(owner)
}

/// The attribution that quotation `n` goes on from over other words: "..., Quill said. Roe has no park. “We need one.”"
fn goes_on(context: &Context<'_, '_>, n: usize, drafts: &[Draft], cues: &[usize]) -> Option<usize> {
    let surface = context.surface;
    let range = context.ranges[n];
    let opening = range.0.checked_sub(1)?;
    let number = surface.sentence_of(opening);
    let own = &surface.sentences[number];
    let full = context.n_words(range) >= FEWEST_WORDS
        && context.only_marks(own.first as usize, range.0)
        && context.only_marks(range.1, (own.last as usize).max(range.1))
        && (range.0..range.1).any(|i| surface.tags[i].is_verb());
    // A paragraph that begins so has nobody before it.
    let before = surface.sentences[..number].iter().rev().take_while(|s| s.zone == own.zone).take(GOES_OVER).last()?;
    let first = cues.partition_point(|&c| c < before.first as usize);
    let last = cues.partition_point(|&c| c < opening);
    let without = drafts.partition_point(|d| d.cue.is_none());
    let near = || (first..last).rev().map(|i| i + without).filter(|&d| full && drafts[d].source.is_some());
    // "“...,” Quill said. He did not say when. “...”" goes on from what is quoted.
    let pronoun = |d: usize| drafts[d].source.is_some_and(|s| s.1 == s.0 + 1 && surface.tags[s.0] == Tag::Pronoun);
    let quotes = |d: usize| drafts[d].content.iter().any(|c| context.quotation_at(c.0).is_some());
    near().find(|&d| !pronoun(d) || quotes(d)).or_else(|| near().next())
}

/// An attribution of its own for a quotation that goes on from none.
fn alone(context: &Context<'_, '_>, n: usize) -> Option<Draft> {
    let surface = context.surface;
    let range = context.ranges[n];
    if !is_speech(context, range) {
        return None;
    }
    let draft = |cue, source, rule| Draft::new(vec![range], cue, source, rule);
    if let Some(source) = signed(context, n) {
        return Some(draft(Some((source.0 - 1, source.0)), Some(source), "quotation with a dash and a name"));
    }
    if let Some((source, cue)) = beside(context, n) {
        return Some(draft(Some(cue), Some(source), "quotation beside an unlisted verb"));
    }
    let opening = range.0.checked_sub(1)?;
    if opening > 0 && surface.word(opening - 1) == ":" {
        // "The mayor gave this answer: “...”", in one line or over two.
        let first = surface.sentences[surface.sentence_of(opening - 1)].first as usize;
        return Some(draft(None, main_subject(surface, first, opening - 1), "quotation after a colon"));
    }
    let quotation = surface.quotations[n];
    (quotation.closed && fills_its_line(context, n)).then(|| draft(None, None, "paragraph that is a quotation"))
}

/// `“...,” Quill beamed.`, `“...,” smiled the mayor.`: after a quotation that ends in a comma or the like, any verb reports
/// that stands alone with its subject.
fn beside(context: &Context<'_, '_>, n: usize) -> Option<(Range, Range)> {
    let surface = context.surface;
    let range = context.ranges[n];
    if !surface.quotations[n].closed || !matches!(surface.word(range.1 - 1), "," | "!" | "?" | "—" | "–" | "…") {
        return None;
    }
    let from = surface.words.partition_point(|w| w.span.start < surface.quotations[n].outer.end);
    let high = surface.sentences[surface.sentence_of(from.min(surface.words.len() - 1))].last as usize;
    // A verb that the tagger has not seen is a participle to it: "scoffed Ada Quill", "the mayor riffed."
    let past = |i: usize| surface.tags[i] == Tag::Participle && surface.word(i).ends_with("ed");
    let finite = |i: usize| surface.tags[i] == Tag::Finite && !is_auxiliary(surface, i);
    let stops = |i: usize| i >= high || surface.words[i].is_mark();
    let ends =
        |i: usize| stops(i) || matches!(surface.tags[i], Tag::Preposition | Tag::Conjunction | Tag::Subordinator);
    if from < high && (finite(from) || past(from)) && !surface.words[from].is_capital() {
        let end = noun_phrase_after(surface, from + 1, high)?;
        return ends(end).then_some(((from + 1, end), (from, from + 1)));
    }
    let end = noun_phrase_after(surface, from, high)?;
    let reports = end < high && (finite(end) && ends(end + 1) || past(end) && stops(end + 1));
    reports.then_some(((from, end), (end, end + 1)))
}

/// Whether nothing but the quotation stands in its line.
fn fills_its_line(context: &Context<'_, '_>, n: usize) -> bool {
    let quotation = context.surface.quotations[n];
    let zone = context.surface.zones[quotation.zone as usize].span;
    quotation.outer.start == zone.start && quotation.outer.end + 2 >= zone.end
}

/// Whether the words are said by somebody and not a title, a term or an odd word: a sentence, or most of one.
fn is_speech(context: &Context<'_, '_>, range: Range) -> bool {
    let surface = context.surface;
    let end = surface.word(range.1 - 1);
    let ended = is_dash(end) || matches!(end, "." | "," | "!" | "?" | "…" | "...");
    let verb = (range.0..range.1).any(|i| surface.tags[i].is_verb());
    let words = context.n_words(range);
    words >= FEWEST_WORDS && (ended || verb) || words >= 3 && ended && verb
}

/// Whether a quotation is the title of what stands before it: "she wrote in her memoir, “Hard Choices”". All its words have capitals but
/// small ones.
pub(super) fn names_work(context: &Context<'_, '_>, range: Range) -> bool {
    let surface = context.surface;
    let Some(comma) = range.0.checked_sub(2).filter(|&i| i > 0 && surface.word(i) == ",") else { return false };
    let small = |i: usize| surface.words[i].is_mark() || surface.word(i).len() <= LONGEST_SMALL_WORD;
    surface.tags[comma - 1] == Tag::Noun
        && context.n_words(range) <= LONGEST_TITLE
        && surface.words[range.0].is_capital()
        && (range.0..range.1).all(|i| small(i) || surface.words[i].is_capital())
}

/// The name behind a dash, at the line's end or in the next line: `“...” — Ada Quill`.
fn signed(context: &Context<'_, '_>, n: usize) -> Option<Range> {
    let surface = context.surface;
    let quotation = surface.quotations[n];
    let mut zone = quotation.zone as usize;
    let after = surface.words.partition_point(|w| w.span.start < quotation.outer.end);
    if after < surface.words.len() && surface.words[after].span.start >= surface.zones[zone].span.end {
        zone += 1;
    }
    let end = surface.zones.get(zone)?.span.end;
    let last = surface.words.partition_point(|w| w.span.start < end);
    let last = trim_end(surface, after, last);
    let dash = after < last && is_dash(surface.word(after));
    let named = dash && last > after + 1 && last - after < 14 && surface.words[after + 1].is_capital();
    (named && !has_finite(surface, after, last)).then_some((after + 1, last))
}
