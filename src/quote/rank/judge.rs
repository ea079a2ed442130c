//! How likely a whole attribution is right: numbers about its parts, about how they lie to each other, and about the document's
//! other finds, to be weighed by a [`Forest`](super::forest::Forest).

use rustc_hash::FxHashMap;

use super::content::Way;
use super::page::{Page, Site};
use super::syntax::Syntax;
use crate::quote::draft::Draft;

/// How likely the parts of a ranked attribution are, as the models of the parts see it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Chances {
    pub(super) way: Way,
    pub(super) cue: f32,
    pub(super) content: f32,
    pub(super) source: f32,
}

impl Chances {
    /// How likely all of them are right, were they independent.
    fn all(self) -> f32 {
        self.cue * self.content * self.source
    }
}

/// Numbers about an attribution.
pub(super) const FACTS: usize = 30;
/// Their values: chances, counts and places in words, kinds by number; less than nothing where there is none.
pub(super) type Facts = [f32; FACTS];

const NONE: f32 = -2.0;
/// Words between cue and source where there is no source.
const FAR: f32 = 99.0;

/// The chances of some finds.
#[derive(Debug, Clone, Copy, Default)]
struct Group {
    n: u32,
    sum: f32,
    /// The likeliest two.
    most: [f32; 2],
}

impl Group {
    fn add(&mut self, chance: f32) {
        self.n += 1;
        self.sum += chance;
        if chance > self.most[0] {
            self.most = [chance, self.most[0]];
        } else {
            self.most[1] = self.most[1].max(chance);
        }
    }

    /// Number, sum and most of the others, as one of them with this chance sees them.
    fn others(&self, own: f32) -> [f32; 3] {
        let most = if own >= self.most[0] { self.most[1] } else { self.most[0] };
        [self.n.saturating_sub(1) as f32, (self.sum - own).max(0.0), most]
    }
}

/// The finds of a document, as each of them sees the others.
pub(super) struct Scene {
    /// How many finds claim each word.
    claims: Vec<u8>,
    /// Finds by the last words of their sources.
    sources: FxHashMap<u32, Group>,
    /// Finds by the sentences of their cues.
    sentences: Vec<Group>,
    /// How many finds a sentence has.
    density: f32,
}

impl Scene {
    pub(super) fn new(page: &Page<'_, '_, '_>, drafts: &[Draft]) -> Self {
        let mut scene = Self {
            claims: vec![0; page.words.len()],
            sources: FxHashMap::default(),
            sentences: vec![Group::default(); page.context.surface.sentences.len()],
            density: 0.0,
        };
        for draft in drafts {
            for i in draft.content.iter().flat_map(|c| c.0..c.1) {
                scene.claims[i] = scene.claims[i].saturating_add(1);
            }
            let chance = chance(draft);
            scene.density += chance;
            if let Some(name) = last_name(page, draft) {
                scene.sources.entry(name).or_default().add(chance);
            }
            if let Some((at, _)) = draft.cue {
                scene.sentences[page.context.surface.sentence_of(at)].add(chance);
            }
        }
        scene.density /= page.context.surface.sentences.len().max(1) as f32;
        scene
    }

    /// The numbers about one of the finds.
    pub(super) fn facts(&self, page: &Page<'_, '_, '_>, draft: &Draft) -> Facts {
        let words = || draft.content.iter().flat_map(|c| c.0..c.1);
        let count = |test: &dyn Fn(usize) -> bool| words().filter(|&i| test(i)).count() as f32;
        let (first, last) = (draft.content.first().map_or(0, |c| c.0), draft.content.last().map_or(0, |c| c.1));
        let at = draft.cue.map_or(draft.start(), |c| c.0).min(page.words.len() - 1);
        let site = page.site(at);
        let Site { low, high, .. } = site;
        let apart = |a: usize, b: usize| a as f32 - b as f32;
        let all = chance(draft);
        let part = |of: fn(&Chances) -> f32| draft.chances.as_ref().map_or(NONE, of);
        let same = last_name(page, draft).and_then(|name| self.sources.get(&name)).map_or([0.0; 3], |g| g.others(all));
        let near = draft.cue.map_or([0.0; 3], |_| self.sentences[site.sentence].others(all));
        let source_tag = |nth: usize| {
            let word = draft.source.and_then(|s| (s.1 - s.0 > nth).then(|| s.1 - 1 - nth));
            word.map_or(NONE, |i| f32::from(page.tag(i) as u8))
        };
        let [label, subject, reach] = tree_facts(page, draft, site);
        [
            // How likely its parts are.
            all,
            part(|c| c.cue),
            part(|c| c.content),
            part(|c| c.source),
            part(|c| f32::from(c.way as u8)),
            // What it says: words, those in quotation marks, those that other finds claim too.
            words().count() as f32,
            count(&|i| page.context.quotation_of(i).is_some()),
            count(&|i| self.claims[i] > 1),
            // Its cue: whether a rule has found it too, how often it reports, and how often anything does in this document.
            f32::from(u8::from(draft.cue.is_some_and(|c| page.is_ruled(c.0)))),
            f32::from(page.priors[at]),
            self.density,
            // Others of the same source (how many, how likely in all and at most), and in the same sentence.
            same[0],
            same[1],
            same[2],
            near[1],
            near[2],
            // Its source: length, place, kinds of its last words.
            draft.source.map_or(0.0, |s| apart(s.1, s.0)),
            draft.source.map_or(FAR, |s| apart(s.0, at)),
            draft.source.map_or(NONE, |s| f32::from(u8::from(s.0 == low))),
            source_tag(0),
            source_tag(1),
            // The places of cue and content in the sentence.
            apart(high, low),
            apart(at, low),
            apart(high, at),
            apart(first, at),
            apart(high, last),
            last.checked_sub(1).map_or(NONE, |i| f32::from(page.tag(i) as u8)),
            // The tree.
            label,
            subject,
            reach,
        ]
    }
}

/// What the tree says: the cue's label, whether its subject is the source, and how far the phrase that content begins reaches beyond
/// it. Only sentences that were looked at by the ranker have one.
fn tree_facts(page: &Page<'_, '_, '_>, draft: &Draft, site: Site) -> [f32; 3] {
    if draft.chances.is_none() || !(site.low..site.high).contains(&site.at) {
        return [NONE; 3];
    }
    let syntax = Syntax::new(page, &site);
    let is_source = |subject: usize| draft.source.is_some_and(|s| s.0 <= subject && subject < s.1);
    let subject = syntax.subject().map_or(NONE, |s| f32::from(u8::from(is_source(s))));
    let first = draft.content.first().map_or(0, |c| c.0);
    let last = draft.content.last().map_or(0, |c| c.1);
    let top = (site.low..site.high).contains(&first).then(|| syntax.largest(first, true)).flatten();
    let reach = top.map_or(FAR, |top| syntax.end_of(top) as f32 - last as f32);
    [syntax.cue_label() as f32, subject, reach]
}

/// How likely a find is by its parts; what a rule alone has found counts as certain.
fn chance(draft: &Draft) -> f32 {
    draft.chances.map_or(1.0, Chances::all)
}

fn last_name(page: &Page<'_, '_, '_>, draft: &Draft) -> Option<u32> {
    draft.source.filter(|s| s.0 < s.1).map(|s| page.words[s.1 - 1])
}
