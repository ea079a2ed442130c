//! Learning the ranker's weights from annotated articles.
//!
//! Words' priors come first, without the article they are used on. Cue, content and source are learned from gold cues. What the whole
//! finds on articles it has not learned from (ten folds) teaches the judge, sets the bar and calibrates the confidence.

mod boost;
mod gold;
mod train;

use rustc_hash::FxHashMap;

use super::bar::Bar;
use super::content::{self, Edge, Search, Way};
use super::feature::{Sink, Template, index};
use super::forest::Forest;
use super::judge::{Facts, Scene};
use super::model::Model;
use super::page::{Page, Priors, Site};
use super::{candidates, cue, edge, sites_of, source};
use crate::quote::attribute::by_rule;
use crate::quote::draft::{Context, Draft};
use crate::text::Surface;
use gold::Relation;
pub use gold::{Annotated, Article};
pub use train::Options;
use train::{Lessons, train};

const FOLDS: usize = 10;
/// Stems seen to report less often than this are no candidates of their own.
const FEWEST: u32 = 2;

/// Takes down features.
struct Notes<'l> {
    lessons: &'l mut Lessons,
    /// Added to the kind that is told.
    kind: u8,
}

impl<'l> Notes<'l> {
    fn new(lessons: &'l mut Lessons) -> Self {
        Self { lessons, kind: 0 }
    }
}

impl Sink for Notes<'_> {
    fn add_of(&mut self, kind: u8, template: Template, value: u32) {
        self.lessons.features.push(index(self.kind + kind, template, value) as u32);
    }
}

type Counts = FxHashMap<u32, (u32, u32)>;

/// An article ready to be learned from.
struct Text<'a> {
    surface: Surface<'a>,
    relations: Vec<Relation>,
    counts: Counts,
    fold: usize,
}

/// What learning came to: the model, and its figures on articles it had not learned from.
pub struct Learned {
    /// The model.
    model: Model,
    /// The figures, for people.
    pub report: String,
}

impl Learned {
    /// The weights as the file that is shipped.
    pub fn file(&self) -> Vec<u8> {
        self.model.write()
    }
}

/// Learns a model from articles.
pub fn learn(articles: &[Article], options: &Options) -> Learned {
    let texts: Vec<Text<'_>> = articles.iter().enumerate().map(|(n, a)| text(a, n % FOLDS)).collect();
    let mut all = Counts::default();
    for text in &texts {
        add_counts(&mut all, &text.counts);
    }
    let lessons: Vec<Lessons> = texts.iter().map(|t| on_text(t, &without(&all, &t.counts))).collect();
    if options.verbose {
        Lessons::sum(&lessons);
    }
    let mut verdicts: Vec<Verdicts> = Vec::new();
    for fold in 0..FOLDS {
        let mut counts = all.clone();
        for text in texts.iter().filter(|t| t.fold == fold) {
            counts = minus(&counts, &text.counts);
        }
        let model = fit(&lessons, &texts, |t| t.fold != fold, priors(&counts), options);
        for text in texts.iter().filter(|t| t.fold == fold) {
            verdicts.push(found_on(text, &model));
        }
        if options.quick {
            let mut model = model;
            for (n, v) in verdicts.iter_mut().enumerate() {
                v.fold = n % FOLDS;
            }
            let report = train_judge(&mut model, &verdicts);
            return Learned { model, report };
        }
    }
    let mut model = fit(&lessons, &texts, |_| true, priors(&all), options);
    let report = train_judge(&mut model, &verdicts);
    Learned { model, report }
}

fn text(article: &Article, fold: usize) -> Text<'_> {
    let surface = Surface::new(&article.text, None);
    let relations = gold::relations(article, &surface);
    let mut counts = Counts::default();
    let none = Priors::default();
    let context = Context::new(&surface);
    let page = Page::new(&context, &[], &none);
    for (i, &stem) in page.stems.iter().enumerate() {
        let entry = counts.entry(stem).or_default();
        entry.1 += 1;
        entry.0 += u32::from(relations.iter().any(|r| r.head == i));
    }
    drop(page);
    drop(context);
    Text { surface, relations, counts, fold }
}

fn add_counts(all: &mut Counts, more: &Counts) {
    #[allow(clippy::iter_over_hash_type)] // sums do not depend on order
    for (&stem, &(cues, places)) in more {
        let entry = all.entry(stem).or_default();
        entry.0 += cues;
        entry.1 += places;
    }
}

fn minus(all: &Counts, less: &Counts) -> Counts {
    let mut out = all.clone();
    #[allow(clippy::iter_over_hash_type)] // differences do not depend on order
    for (stem, &(cues, places)) in less {
        if let Some(entry) = out.get_mut(stem) {
            entry.0 -= cues;
            entry.1 -= places;
        }
    }
    out
}

fn priors(counts: &Counts) -> Priors {
    let often = counts.iter().filter(|(_, c)| c.0 >= FEWEST);
    Priors(often.map(|(&stem, &(cues, places))| (stem, Priors::step(cues, places))).collect())
}

fn without(all: &Counts, own: &Counts) -> Priors {
    let mut out = Priors::default();
    #[allow(clippy::iter_over_hash_type)] // goes into another table
    for (&stem, &(cues, places)) in own {
        let (c, p) = all[&stem];
        if c - cues >= FEWEST {
            out.0.insert(stem, Priors::step(c - cues, p - places));
        }
    }
    out
}

fn fit(
    lessons: &[Lessons],
    texts: &[Text<'_>],
    chosen: impl Fn(&Text<'_>) -> bool,
    priors: Priors,
    options: &Options,
) -> Model {
    let chosen: Vec<&Lessons> = lessons.iter().zip(texts).filter(|(_, t)| chosen(t)).map(|(l, _)| l).collect();
    let mut model = Model::empty(priors);
    model.set(&train(&chosen, options));
    model
}

impl Model {
    /// Rounds the weights to bytes. The few that are larger than [`LARGEST`] are cut, so that the others keep their small differences.
    fn set(&mut self, weights: &[f32]) {
        self.scale = LARGEST / 127.0;
        for (byte, weight) in self.weights.iter_mut().zip(weights) {
            *byte = (weight / self.scale).round().clamp(-127.0, 127.0) as i8;
        }
    }
}

/// The largest weight there is.
const LARGEST: f32 = 2.0;

/// What one article teaches of cues, content and sources.
fn on_text(text: &Text<'_>, priors: &Priors) -> Lessons {
    let context = Context::new(&text.surface);
    let rules = by_rule(&context, &|| false);
    let page = Page::new(&context, &rules, priors);
    let mut out = Lessons::default();
    let mut sites = Vec::new();
    let heads: FxHashMap<usize, &Relation> = text.relations.iter().map(|r| (r.head, r)).collect();
    for sentence in 0..text.surface.sentences.len() {
        sites_of(&page, sentence, &mut sites);
        for site in &sites {
            let gold = heads.get(&site.at);
            let in_cue = text.relations.iter().any(|r| r.cue.0 <= site.at && site.at < r.cue.1);
            if gold.is_none() && in_cue {
                continue;
            }
            out.close();
            cue::describe(&page, site, &mut Notes::new(&mut out));
            out.close();
            out.group(usize::from(gold.is_some()));
            if let Some(relation) = gold {
                of_cue(&page, *site, relation, &mut out);
            }
        }
    }
    out.seen[0] = text.relations.len();
    out
}

fn of_cue(page: &Page<'_, '_, '_>, site: Site, gold: &Relation, out: &mut Lessons) {
    out.missed[0] += 1;
    let reading = page.reading(&site);
    let (back, ahead) = gold.sides(page, site.at);
    let way = match (back.is_some(), ahead.is_some()) {
        (true, true) => Way::Both,
        (true, false) => Way::Back,
        (false, true) => Way::Ahead,
        _ => return,
    };
    let mut search = Search::new(page, site, &reading, way == Way::Both);
    for w in Way::ALL {
        edge::describe_ways(page, &search, &mut Notes { lessons: out, kind: w as u8 });
        out.close();
    }
    out.group(way as usize);
    search.quoted = back.is_some_and(|part| content::is_quotation(page, part));
    let mut places = Vec::new();
    let learn = |out: &mut Lessons, edge: Edge, places: &[usize], gold: usize, other: Option<usize>| {
        out.seen[edge as usize] += 1;
        let Some(at) = places.iter().position(|&p| p == gold) else {
            out.missed[edge as usize] += 1;
            return;
        };
        for (nth, &k) in places.iter().enumerate() {
            edge::describe_edge(page, &search, edge, k, nth, other, &mut Notes::new(out));
            out.close();
        }
        out.group(at);
    };
    if let Some((start, end)) = ahead {
        content::starts_ahead(page, &search, &mut places);
        learn(out, Edge::StartAhead, &places, start, None);
        content::ends_ahead(page, &search, start, &mut places);
        learn(out, Edge::EndAhead, &places, end, Some(start));
    }
    if let Some((start, end)) = back {
        content::ends_back(page, &search, &mut places);
        learn(out, Edge::EndBack, &places, end, None);
        content::starts_back(page, &search, end, &mut places);
        learn(out, Edge::StartBack, &places, start, Some(end));
    }
    let parts: Vec<_> = back.into_iter().chain(ahead).collect();
    let mut nominals = Vec::new();
    source::candidates(page, &search, &mut nominals);
    let at = match gold.source {
        None => Some(0),
        Some(range) => {
            let head = source::first_head(page, range);
            let held = |n: &source::Nominal| range.0 < n.last && n.last <= range.1;
            let exact = nominals.iter().position(|n| n.last - 1 == head);
            exact.or_else(|| nominals.iter().position(held)).map(|i| i + 1)
        }
    };
    out.seen[5] += 1;
    let Some(at) = at else {
        out.missed[5] += 1;
        return;
    };
    source::describe(page, &search, &parts, None, &mut Notes::new(out));
    out.close();
    for n in &nominals {
        source::describe(page, &search, &parts, Some(n), &mut Notes::new(out));
        out.close();
    }
    out.group(at);
}

/// What was found on an article not learned from: what the judge is told, and what was right.
struct Verdicts {
    facts: Vec<Facts>,
    right: Vec<gold::Verdict>,
    bars: Vec<Bar>,
    gold: [usize; 4],
    fold: usize,
}

fn found_on(text: &Text<'_>, model: &Model) -> Verdicts {
    let context = Context::new(&text.surface);
    let rules = by_rule(&context, &|| false);
    let page = Page::new(&context, &rules, &model.priors);
    let drafts: Vec<Draft> = candidates(&page, model, &rules, &|| false);
    let scene = Scene::new(&page, &drafts);
    let facts = drafts.iter().map(|draft| scene.facts(&page, draft)).collect();
    let right = gold::compare(&page, &text.relations, &drafts);
    let mut count = [0; 4];
    for r in &text.relations {
        count[r.kind] += 1;
        count[3] += 1;
    }
    let bars = drafts.iter().map(|d| Bar::of(&page, d)).collect();
    Verdicts { facts, right, bars, gold: count, fold: text.fold }
}

/// The judge, taught which whole attributions are right.
fn judge_of<'v>(verdicts: impl Iterator<Item = &'v Verdicts> + Clone) -> Forest {
    let facts: Vec<Facts> = verdicts.clone().flat_map(|v| v.facts.iter().copied()).collect();
    let right: Vec<bool> = verdicts.flat_map(|v| v.right.iter().map(|r| r.relation)).collect();
    boost::boost(&facts, &right)
}

/// Teaches the judge, calibrates it on articles it has not seen, and sets the bar.
fn train_judge(model: &mut Model, verdicts: &[Verdicts]) -> String {
    let mut judged: Vec<(f32, gold::Verdict, Bar)> = Vec::new();
    for fold in 0..FOLDS {
        let judge = judge_of(verdicts.iter().filter(|v| v.fold != fold));
        for v in verdicts.iter().filter(|v| v.fold == fold) {
            let all = v.facts.iter().zip(&v.right).zip(&v.bars);
            judged.extend(all.map(|((facts, right), bar)| (judge.score(facts), *right, *bar)));
        }
    }
    model.forest = judge_of(verdicts.iter());
    judged.sort_by(|a, b| a.0.total_cmp(&b.0));
    let right = |judged: &[(f32, gold::Verdict, Bar)]| judged.iter().map(|j| (j.0, j.1.relation)).collect::<Vec<_>>();
    model.shares = train::isotonic(&right(&judged));
    let gold = verdicts.iter().fold([0; 4], |mut sum, v| {
        (0..4).for_each(|k| sum[k] += v.gold[k]);
        sum
    });
    let (bar, report) = gold::figures(model, &judged.iter().map(|j| (j.0, j.1)).collect::<Vec<_>>(), gold);
    model.bar = bar;
    judged.retain(|j| j.2.lets(model.share(j.0), bar));
    model.standing = train::isotonic(&right(&judged));
    report
}
