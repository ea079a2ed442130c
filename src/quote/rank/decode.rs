//! The best content and source of one cue.

use super::content::{self, Edge, Search, Way};
use super::cue;
use super::edge;
use super::model::{Model, chance, softmax};
use super::page::{Page, Site};
use super::source::{self, Nominal};
use crate::quote::phrase::Range;

/// Ways less likely than this are not followed up.
const UNLIKELY: f32 = 0.1;

/// What was found for a cue, with how likely each part is.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub(super) site: Site,
    pub(super) last: usize,
    pub(super) way: Way,
    pub(super) content: Vec<Range>,
    pub(super) source: Option<Nominal>,
    /// The source that came second.
    pub(super) second: Option<Nominal>,
    pub(super) cue_chance: f32,
    pub(super) content_chance: f32,
    pub(super) source_chance: f32,
}

/// How likely the word at a site is a cue.
pub(super) fn cue_chance(page: &Page<'_, '_, '_>, model: &Model, site: &Site) -> f32 {
    chance(model.score(|s| cue::describe(page, site, s)))
}

/// Room for candidates, used again and again.
#[derive(Default)]
pub(super) struct Room {
    starts: Vec<usize>,
    ends: Vec<usize>,
    scores: Vec<f32>,
    nominals: Vec<Nominal>,
}

/// The best reading of a cue, or nothing where no content can be found.
pub(super) fn find(
    page: &Page<'_, '_, '_>,
    model: &Model,
    site: Site,
    cue_chance: f32,
    room: &mut Room,
) -> Option<Found> {
    let reading = page.reading(&site);
    let mut search = Search::new(page, site, &reading, false);
    let mut ways: [f32; Way::ALL.len()] = model.scores(|s| edge::describe_ways(page, &search, s));
    softmax(&mut ways);
    let mut best: Option<(f32, Way, Vec<Range>)> = None;
    let top = ways.iter().copied().fold(0.0, f32::max);
    for (way, chance) in Way::ALL.into_iter().zip(ways) {
        if chance < UNLIKELY && chance < top {
            continue;
        }
        search.both = way == Way::Both;
        search.quoted = false;
        let mut parts = Vec::with_capacity(2);
        let mut all = chance;
        if way != Way::Ahead {
            let Some((p, part)) = back(page, model, &search, room) else { continue };
            all *= p;
            parts.push(part);
            search.quoted = content::is_quotation(page, part);
        }
        if way != Way::Back {
            let Some((p, part)) = ahead(page, model, &search, room) else { continue };
            all *= p;
            parts.push(part);
        }
        if best.as_ref().is_none_or(|b| all > b.0) {
            best = Some((all, way, parts));
        }
    }
    let (content_chance, way, content) = best?;
    search.both = way == Way::Both;
    let (source, second, source_chance) = who(page, model, &search, &content, room);
    Some(Found { site, last: search.last, way, content, source, second, cue_chance, content_chance, source_chance })
}

/// Makes scores chances and gives the place of the best, the first among equals.
fn best_of(scores: &mut [f32]) -> usize {
    softmax(scores);
    let mut best = 0;
    for (at, score) in scores.iter().enumerate() {
        if *score > scores[best] {
            best = at;
        }
    }
    best
}

fn ahead(page: &Page<'_, '_, '_>, model: &Model, search: &Search<'_>, room: &mut Room) -> Option<(f32, Range)> {
    content::starts_ahead(page, search, &mut room.starts);
    if room.starts.is_empty() {
        return None;
    }
    let describe = |k, nth| model.score(|s| edge::describe_edge(page, search, Edge::StartAhead, k, nth, None, s));
    room.scores.clear();
    room.scores.extend(room.starts.iter().enumerate().map(|(nth, &k)| describe(k, nth)));
    let at = best_of(&mut room.scores);
    let (start, sure) = (room.starts[at], room.scores[at]);
    content::ends_ahead(page, search, start, &mut room.ends);
    let end = |k, n| model.score(|s| edge::describe_edge(page, search, Edge::EndAhead, k, n, Some(start), s));
    room.scores.clear();
    room.scores.extend(room.ends.iter().enumerate().map(|(nth, &k)| end(k, nth)));
    let at = best_of(&mut room.scores);
    room.ends.get(at).map(|&end| (sure * room.scores[at], (start, end)))
}

fn back(page: &Page<'_, '_, '_>, model: &Model, search: &Search<'_>, room: &mut Room) -> Option<(f32, Range)> {
    content::ends_back(page, search, &mut room.ends);
    let describe = |k, nth| model.score(|s| edge::describe_edge(page, search, Edge::EndBack, k, nth, None, s));
    room.scores.clear();
    room.scores.extend(room.ends.iter().enumerate().map(|(nth, &k)| describe(k, nth)));
    let at = best_of(&mut room.scores);
    let (&end, sure) = (room.ends.get(at)?, room.scores[at]);
    content::starts_back(page, search, end, &mut room.starts);
    let start = |k, n| model.score(|s| edge::describe_edge(page, search, Edge::StartBack, k, n, Some(end), s));
    room.scores.clear();
    room.scores.extend(room.starts.iter().enumerate().map(|(nth, &k)| start(k, nth)));
    let at = best_of(&mut room.scores);
    room.starts.get(at).map(|&start| (sure * room.scores[at], (start, end)))
}

fn who(
    page: &Page<'_, '_, '_>,
    model: &Model,
    search: &Search<'_>,
    content: &[Range],
    room: &mut Room,
) -> (Option<Nominal>, Option<Nominal>, f32) {
    source::candidates(page, search, &mut room.nominals);
    let describe = |n: Option<&Nominal>| model.score(|s| source::describe(page, search, content, n, s));
    room.scores.clear();
    room.scores.push(describe(None));
    room.scores.extend(room.nominals.iter().map(|n| describe(Some(n))));
    let first = best_of(&mut room.scores);
    let chance = std::mem::replace(&mut room.scores[first], f32::MIN);
    let pick = |at: usize| at.checked_sub(1).map(|i| room.nominals[i]);
    let second = (1..room.scores.len()).fold(0, |best, at| if room.scores[at] > room.scores[best] { at } else { best });
    (pick(first), pick(second), chance)
}
