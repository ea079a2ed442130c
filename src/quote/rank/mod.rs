//! The ranker: candidates for cue, content and source, and linear models that pick.
//!
//! The rules propose; every other word that may report is a candidate too. For each cue the model decides which way it looks, where
//! its content starts and ends, and who its source is; [`judge`] says how likely all of it is right.

mod bar;
mod content;
mod cue;
mod decode;
mod edge;
mod explain;
mod feature;
mod forest;
pub(super) mod judge;
#[cfg(feature = "train")]
pub mod learn;
mod model;
mod page;
mod source;
mod syntax;

use rustc_hash::FxHashSet;

use super::attribute::within;
use super::draft::{Context, Draft};
use super::phrase::{self, Range};
use super::{Stance, cue as lexicon, issuer, noun, orphan};
use crate::text::Surface;
use crate::text::tags::Tag;
use crate::text::zones::ZoneKind;
use bar::Bar;
use decode::{Found, Room};
use judge::{Chances, Scene};
use model::Model;
use page::{Page, Priors, Site};
use source::Nominal;

/// Words less likely than this to be cues are not looked at further,
const FLOOR: f32 = 0.2;
/// but those that a rule has found or that nearly always report are down to this.
const FLOOR_OF_SAYING: f32 = 0.08;
/// What a rule says of content stands unless the ranker is this sure of something else,
const SURE: f32 = 0.5;
/// and what it says of the source.
const SURE_OF_SOURCE: f32 = 0.8;
/// Whom it takes from the clause before ("left and said") it knows less well.
const SURE_OF_SHARED: f32 = 0.5;
/// Finds that a rule has too go before others when they are at least this likely.
const LIKELY: f32 = 0.4;
/// Of two attributions that claim the same words, the less likely one is dropped when they share more than this of it.
const OVERLAP: f32 = 0.3;

/// The attributions of a document, given those of the rules.
pub(super) fn drafts(context: &Context<'_, '_>, rules: &[Draft], stopped: &dyn Fn() -> bool) -> Vec<Draft> {
    let model = model::shipped();
    let page = Page::new(context, rules, &model.priors);
    let mut drafts = candidates(&page, model, rules, stopped);
    let scene = Scene::new(&page, &drafts);
    drafts.retain_mut(|draft| {
        let score = model.forest.score(&scene.facts(&page, draft));
        draft.confidence = model.confidence(score);
        Bar::of(&page, draft).lets(model.share(score), model.bar)
    });
    for draft in drafts.iter_mut().take_while(|_| !stopped()) {
        draft.evidence = explain::evidence(&page, model, draft);
    }
    drafts
}

/// The attributions before it is judged which of them stand.
fn candidates(page: &Page<'_, '_, '_>, model: &Model, rules: &[Draft], stopped: &dyn Fn() -> bool) -> Vec<Draft> {
    let mut drafts: Vec<Draft> = rules.iter().filter(|d| stands(d)).cloned().collect();
    let mut spoken: Vec<Range> = drafts.iter().flat_map(|d| d.content.iter().copied()).collect();
    spoken.sort_unstable();
    let mut room = Room::default();
    let mut found = Vec::new();
    let mut sites = Vec::new();
    let mut likely = Vec::new();
    for sentence in 0..page.context.surface.sentences.len() {
        if stopped() {
            break;
        }
        sites_of(page, sentence, &mut sites);
        // Readers write of themselves; the articles that were learned from have no comments.
        let zone = page.context.surface.sentences[sentence].zone;
        let comment = page.context.zone_kind(zone) == ZoneKind::Comment;
        likely.extend(sites.iter().copied().filter_map(|site| {
            let rule = page.rule(site.at);
            // "used to say" reports by its last word.
            let before_rule = rule.is_none() && page.is_ruled(site.at + 2) && page.tag(site.at + 1) == Tag::To;
            let out = comment && rule.is_none() || before_rule || rule.is_some_and(stands) || within(&spoken, site.at);
            if out {
                return None;
            }
            let chance = decode::cue_chance(page, model, &site);
            let says = rule.is_some() || page.priors[site.at] == Priors::MOST;
            let floor = if says { FLOOR_OF_SAYING } else { FLOOR };
            (chance > floor).then_some((site, chance))
        }));
    }
    // All trees before the rest: the parser's weights and the ranker's do not fit into a processor's cache together.
    for (site, _) in likely.iter().take_while(|_| !stopped()) {
        page.tree(site);
    }
    for (site, chance) in likely {
        if stopped() {
            break;
        }
        found.extend(decode::find(page, model, site, chance, &mut room));
    }
    drafts.extend(
        settle(page, found).iter().map(|f| draft(page, f)).filter(|d| !d.content.is_empty() && !is_far(page, d)),
    );
    let seen: FxHashSet<usize> = drafts.iter().filter_map(|d| Some(d.cue?.0)).collect();
    drafts
        .extend(rules.iter().filter(|d| d.cue.is_some_and(|c| !seen.contains(&c.0)) && !d.content.is_empty()).cloned());
    // What only describes a source ("who asked not to be named") is no report of its own.
    let mut sources: Vec<Range> = drafts.iter().filter_map(|d| d.source).filter(|s| s.1 > s.0 + 1).collect();
    sources.sort_unstable();
    drafts.retain(|d| d.cue.is_none_or(|c| page.is_ruled(c.0) || !within(&sources, c.0)));
    drop_repeats(page, &mut drafts);
    drafts.sort_by_key(|d| d.cue.map_or(0, |c| c.0));
    orphan::attach(page.context, &mut drafts);
    drafts
}

/// Drops nobody's words that are a part of somebody's: "The governor has been *quoted* as saying the dam would hold".
fn drop_repeats(page: &Page<'_, '_, '_>, drafts: &mut Vec<Draft>) {
    let mut taken = vec![false; page.words.len()];
    for d in drafts.iter().filter(|d| d.source.is_some()) {
        d.content.iter().chain(&d.source).for_each(|r| taken[r.0..r.1].fill(true));
    }
    let nobodys = |d: &Draft| d.source.is_none() && d.cue.is_some_and(|c| !page.is_ruled(c.0));
    drafts.retain(|d| !nobodys(d) || !d.content.iter().any(|c| taken[c.0..c.1].contains(&true)));
}

/// Whether a word that neither says nor writes would report the next sentence: "He had come on foot. “Our goal is ...”"
fn is_far(page: &Page<'_, '_, '_>, draft: &Draft) -> bool {
    draft.cue.is_some_and(|(at, _)| {
        let later = |c: &Range| c.0 >= page.site(at).high;
        !page.is_ruled(at) && !bar::says(draft) && draft.content.iter().all(later)
    })
}

/// Whether a rule's find is kept as it is: transcripts, names and colons in headlines, and content that stands in the next line.
fn stands(draft: &Draft) -> bool {
    draft.pending || draft.rule.starts_with("transcript") || draft.rule.starts_with("headline")
}

/// The words of a sentence that may report.
fn sites_of(page: &Page<'_, '_, '_>, sentence: usize, out: &mut Vec<Site>) {
    out.clear();
    let s = &page.context.surface.sentences[sentence];
    if matches!(page.context.zone_kind(s.zone), ZoneKind::Boilerplate | ZoneKind::Byline | ZoneKind::AuthorBio) {
        return;
    }
    let (low, high) = (s.first as usize, s.last as usize);
    out.extend((low..high).filter(|&at| page.may_report(at)).map(|at| Site { at, low, high, sentence }));
}

/// Drops what contradicts something surer: a cue in another's content, content that another has.
fn settle(page: &Page<'_, '_, '_>, mut found: Vec<Found>) -> Vec<Found> {
    let ruled = |f: &Found| page.is_ruled(f.site.at) && f.cue_chance > LIKELY;
    found.sort_by(|a, b| {
        let sure = ruled(b).cmp(&ruled(a));
        sure.then(b.cue_chance.total_cmp(&a.cue_chance)).then(a.site.at.cmp(&b.site.at))
    });
    // Who has each word: 1 a find that a rule has too, 2 another.
    let mut taken = vec![0_u8; page.words.len()];
    let mut kept: Vec<Found> = Vec::new();
    for f in found {
        // Rules know where one report may stand in another: "denied claims that ...".
        let by_rule = page.is_ruled(f.site.at);
        let reports = |r: &Range| (r.0..r.1).any(|i| page.is_ruled(i));
        if !by_rule && f.content.iter().any(reports) {
            continue;
        }
        let hers = |i: usize| taken[i] > u8::from(by_rule);
        let words: usize = f.content.iter().map(|c| c.1 - c.0).sum();
        let shared = f.content.iter().flat_map(|c| c.0..c.1).filter(|&i| hers(i)).count();
        let nested = !by_rule && taken[f.site.at] > 0;
        if nested || hers(f.site.at) || shared as f32 > OVERLAP * words as f32 {
            continue;
        }
        for i in f.content.iter().flat_map(|c| c.0..c.1) {
            taken[i] = if by_rule { taken[i].max(1) } else { 2 };
        }
        kept.push(f);
    }
    kept
}

/// What was found, in the form that rules give it too.
fn draft(page: &Page<'_, '_, '_>, found: &Found) -> Draft {
    let surface = page.context.surface;
    let Site { at, low, high, .. } = found.site;
    let source = found.source.map(|n| phrase_of(page, found, n));
    let mut cues = Vec::new();
    lexicon::find(surface, at, high, false, &mut cues);
    let listed = cues.first().filter(|c| c.first == at);
    let rule = page.rule(at);
    let base = rule.map_or_else(
        || {
            let frame = match found.way {
                content::Way::Ahead => "ranker: content after its cue",
                content::Way::Back => "ranker: content before its cue",
                content::Way::Both => "ranker: content around its cue",
            };
            let last = listed.map_or(found.last, |c| c.last);
            let group = super::verb::verb_group(surface, low, &page.cue(&found.site));
            Draft {
                entry: listed.map(|c| c.entry),
                negated: group.negated,
                ..Draft::new(Vec::new(), Some((at, last)), None, frame)
            }
        },
        |d| (*d).clone(),
    );
    let mut parts: Vec<Range> = Vec::new();
    // “It will hold,” said Ada Quill. “It has cracks,” said Tom Brandt.
    let anothers =
        |part: &Range| page.is_quoted_of_another(part.0, at) && !base.content.iter().any(|c| holds(*c, part.0));
    let title = |part: &Range| {
        page.context.quotation_at(part.0).is_some_and(|n| orphan::names_work(page.context, page.context.ranges[n]))
    };
    let own = found.content.iter().filter(|part| !anothers(part) && !title(part));
    for &part in own {
        // A rule that found the same words knows best how to write them.
        let same = base.content.iter().copied().find(|&c| content::inner(page, c) == part);
        parts.push(same.unwrap_or_else(|| content::unaddressed(page, content::whole(page, part))));
    }
    // "She knew, Ada Quill said, that it would rain": here the clause goes on with its own "that".
    if let [back, ahead] = &mut parts[..]
        && back.1 <= at
        && ahead.0 > found.last
        && phrase::is(surface, ahead.0 - 1, &["that"])
        && page.is_mark(ahead.0 - 2)
    {
        ahead.0 -= 1;
    }
    let comment = page.context.zone_kind(surface.sentences[found.site.sentence].zone) == ZoneKind::Comment;
    let outspoken = base.entry.is_some_and(|e| e.stance != Stance::Neutral);
    // What is denied or alleged is for the rules to say; and no content runs on into another report.
    let reading = page.reading(&found.site);
    let rule_knows = comment
        || outspoken
        // "Quill, who said that it rained, left"
        || reading.relative(surface, low).is_some()
        || found.content_chance < SURE
        // The articles that were learned from have no such source.
        || base.rule == noun::IN_VIEW
        || base.source.is_some_and(|source| swallows(&found.content, &base.content, source))
        || announces(page, &found.content, &base.content)
        || runs_on(page, &found.content, &base.content)
        || leaves_part(page, &found.content, &base.content);
    if (rule_knows || parts.is_empty()) && !base.content.is_empty() {
        parts.clone_from(&base.content);
    }
    // "Reuters cited Bo Reed as saying": the articles that were learned from have nobody but Reuters here,
    // and in "Bo Reed was quoted by Reuters as saying".
    let quoted = reading.group.passive
        && (at + 1..high.saturating_sub(1))
            .any(|i| phrase::is(surface, i, &["as"]) && phrase::is(surface, i + 1, &["saying"]));
    let cited = quoted || page.cue(&found.site).is_as_saying(surface);
    let shared = matches!(reading.group.subject, super::verb::Subject::Shared);
    let sure = if shared { SURE_OF_SHARED } else { SURE_OF_SOURCE };
    let within_base = base.source.zip(source).is_some_and(|(own, found)| own.0 <= found.0 && found.1 <= own.1);
    let unsure =
        comment || cited || source.is_none() || base.source.is_none() || found.source_chance < sure || within_base;
    let source = if rule.is_some() && unsure { base.source } else { source };
    let mut draft = Draft {
        content: parts,
        source: source.map(|s| with_relative(surface, s, reading.group.start)),
        second: found.second.map(|n| (n.first, n.last)),
        chances: Some(Chances {
            way: found.way,
            cue: found.cue_chance,
            content: found.content_chance,
            source: found.source_chance,
        }),
        ..base
    };
    issuer::credit(surface, &mut draft);
    draft
}

fn holds(range: Range, i: usize) -> bool {
    range.0 <= i && i < range.1
}

/// Whether content holds the cue of another rule, which the content of its own rule does not.
fn runs_on(page: &Page<'_, '_, '_>, content: &[Range], of_rule: &[Range]) -> bool {
    let inside = |i: usize| of_rule.iter().any(|&r| holds(r, i));
    content.iter().flat_map(|c| c.0..c.1).any(|i| page.is_ruled(i) && !inside(i))
}

/// Whether content holds the source that a rule has found beside its own: "After saying *she would run, Ada Quill left*".
fn swallows(content: &[Range], of_rule: &[Range], source: Range) -> bool {
    let inside = |parts: &[Range]| parts.iter().any(|&part| holds(part, source.0));
    inside(content) && !inside(of_rule)
}

/// Whether a rule has found a quotation of which nothing is left ("before asking *her*, “...”"), or words on both sides of its cue
/// of which only those on one are left.
fn leaves_part(page: &Page<'_, '_, '_>, content: &[Range], of_rule: &[Range]) -> bool {
    let quoted = |r: &Range| page.context.quotation_at(r.0).is_some();
    let apart = |r: &Range| content.iter().all(|c| c.1 <= r.0 || r.1 <= c.0);
    let starts_quotation = |i: usize| page.context.quotation_at(i).is_some_and(|n| page.context.ranges[n].0 == i);
    let has_quotation = |r: &Range| (r.0..r.1).any(|i| page.context.quotation_of(i).is_some());
    // "Quill said they “knew it” and slept “because nobody came”": the second words are hers too.
    let cut_short = |r: &Range| {
        let part = content.iter().find(|c| r.0 <= c.0 && c.1 < r.1 && has_quotation(c));
        part.is_some_and(|c| (c.1..r.1).any(starts_quotation))
    };
    let lost = of_rule.iter().any(cut_short);
    lost || of_rule.iter().any(|r| (quoted(r) || of_rule.len() > 1) && apart(r))
}

/// Whether content runs over a colon into a quotation that the rule left to itself: "They show that it failed: “We did what we could.”"
fn announces(page: &Page<'_, '_, '_>, content: &[Range], of_rule: &[Range]) -> bool {
    let words = &page.context.surface;
    let inside = |i: usize| of_rule.iter().any(|&r| holds(r, i));
    let opens = |&(first, last): &Range| {
        // Between the colon and the words there is the opening mark.
        let mut colons = (first..last.saturating_sub(2)).filter(|&i| words.word(i) == ":" && !inside(i));
        colons.any(|i| content::opened_at(page, i + 2).is_some())
    };
    content.iter().any(opens)
}

/// "*Ada Quill, who* said", "*critics who* say": a source with the word that stands for it as the subject of the verb group at `verb`.
fn with_relative(surface: &Surface<'_>, (first, last): Range, verb: usize) -> Range {
    let who = verb.saturating_sub(1);
    let joins = who == last || who == last + 1 && surface.word(last) == ",";
    let relative = joins && phrase::is(surface, who, &["who", "which", "that"]);
    (first, if relative { verb } else { last })
}

/// A source with what belongs to it: "the mayor of Roe", "Ada Quill, who runs Roe".
fn phrase_of(page: &Page<'_, '_, '_>, found: &Found, nominal: Nominal) -> Range {
    let surface = page.context.surface;
    let head = nominal.last - 1;
    let is_of = |r: &Range| holds(*r, head) && source::first_head(page, *r) == head;
    if let Some(source) = page.rule(found.site.at).and_then(|d| d.source).filter(is_of) {
        return source;
    }
    let reading = page.reading(&found.site);
    let own = match reading.group.subject {
        super::verb::Subject::Own(own) => Some(own),
        _ => None,
    };
    if let Some(source) = reading.inverted.or(own).filter(is_of) {
        return source;
    }
    if nominal.first == head && phrase::is(surface, head, &["who", "which", "that", "whom"]) && head > found.site.low {
        let comma = usize::from(surface.word(head - 1) == ",");
        let antecedent = phrase::noun_phrase_before(surface, found.site.low, head - comma);
        return antecedent.map_or((head, head + 1), |a| (a.0, head + 1));
    }
    let high = if head < found.site.at { found.site.at } else { found.site.high };
    if source::is_owner(page, head) {
        return (head, head + 1);
    }
    let end = phrase::noun_phrase_after(surface, nominal.first, high).unwrap_or(nominal.last).max(nominal.last);
    // It must not run into the content.
    let stop = found.content.iter().map(|c| c.0).find(|&c| c >= nominal.last && c < end).unwrap_or(end);
    (nominal.first, stop)
}
