//! A statement's sightings in order of time, and where each has its words from.

use std::cmp::Reverse;
use std::fmt::Write;
use std::ops::Range;
use std::sync::atomic::AtomicBool;

use rustc_hash::{FxHashMap, FxHashSet};

use super::Sayings;
use super::align::{Aligner, dice};
use super::change::{Alarm, Change, Difference, Wording};
use super::cluster::Clusters;
use super::diff;
use super::forms::Forms;
use crate::batch;
use crate::error::Result;

/// Sayings that a part of the work takes.
const PART: usize = 4096;
/// Earlier wordings that a wording is compared with to find the nearest.
const PARENTS: usize = 8;

/// One thing said, wherever it is printed.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    /// Its rows in [`Trace::sightings`], in order of time.
    pub sightings: Range<usize>,
    /// The saying with the wording that most sightings have.
    pub text: u32,
    /// Documents that carry it.
    pub n_docs: u32,
    /// Outlets that do, as far as they are known.
    pub n_outlets: u32,
    /// Who is said to have said it, in order of time.
    pub speakers: Vec<u32>,
    /// What kinds of alarm its sightings raise.
    pub alarms: Vec<Alarm>,
}

/// One place where a statement is printed.
#[derive(Debug, Clone, PartialEq)]
pub struct Sighting {
    /// The row of the sayings.
    pub saying: u32,
    /// The earlier sighting with the nearest wording, as a row of the sayings; none for the first.
    pub parent: Option<u32>,
    /// What became of the parent's words.
    pub since_parent: Option<Step>,
    /// What became of the first sighting's words.
    pub since_first: Option<Step>,
    /// What should be looked at, and why.
    pub alarm: Option<Box<str>>,
}

/// A change from one wording to another.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// The share of words that both have.
    pub similarity: f32,
    /// What became of the words.
    pub change: Change,
    /// The change to read; none where nothing changed.
    pub diff: Option<Box<str>>,
}

/// All statements, those that reach most outlets, documents and sightings first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Trace {
    /// One row a statement.
    pub statements: Vec<Statement>,
    /// One row a saying, by statement and time.
    pub sightings: Vec<Sighting>,
    /// The sayings that were found in the articles, in order: the document, and where in its code points.
    pub repeats: Vec<(u32, (u32, u32))>,
}

/// Orders each group, cuts it where `window` ends, and tells what changed.
///
/// # Errors
/// When the run was cancelled.
pub(super) fn write(
    sayings: &Sayings<'_>,
    forms: &Forms,
    clusters: &Clusters,
    window: Option<i64>,
    n_threads: usize,
    cancel: &AtomicBool,
) -> Result<Trace> {
    let mut groups = groups(sayings, clusters, window);
    let reach = Reach::of(sayings, &groups);
    groups.sort_by_key_with(&reach);
    // Parts of whole groups.
    let mut parts: Vec<Range<usize>> = Vec::new();
    let (mut from, mut size) = (0, 0);
    for i in 0..groups.ranges.len() {
        size += groups.ranges[i].len();
        if size >= PART {
            parts.push(from..i + 1);
            (from, size) = (i + 1, 0);
        }
    }
    if from < groups.ranges.len() {
        parts.push(from..groups.ranges.len());
    }
    let near = Near::new(forms.len(), &clusters.pairs);
    let written = batch::map(
        &parts,
        |_| 0,
        n_threads,
        cancel,
        |part| {
            let mut writer = Writer { sayings, forms, near: &near, aligner: Aligner::default() };
            let groups = groups.ranges[part.clone()].iter().map(|range| &groups.members[range.clone()]);
            groups.map(|members| writer.statement(members)).collect::<Vec<_>>()
        },
    )?;
    let mut trace =
        Trace { statements: Vec::with_capacity(groups.ranges.len()), sightings: Vec::new(), repeats: Vec::new() };
    trace.sightings.reserve_exact(sayings.text.len());
    for (mut statement, sightings) in written.into_iter().flatten() {
        let from = trace.sightings.len();
        trace.sightings.extend(sightings);
        statement.sightings = from..trace.sightings.len();
        trace.statements.push(statement);
    }
    Ok(trace)
}

/// Sayings by group, and each group's place.
struct Groups {
    members: Vec<u32>,
    ranges: Vec<Range<usize>>,
}

fn groups(sayings: &Sayings<'_>, clusters: &Clusters, window: Option<i64>) -> Groups {
    let when = |saying: u32| sayings.published[sayings.document[saying as usize] as usize];
    let mut members: Vec<u32> = (0..clusters.of.len() as u32).collect();
    // Nothing says that what has no date was early.
    members.sort_by_key(|&saying| {
        let at = when(saying);
        (clusters.of[saying as usize], at.is_none(), at, saying)
    });
    let mut ranges: Vec<Range<usize>> = Vec::with_capacity(clusters.n);
    let mut from = 0;
    for i in 1..=members.len() {
        let ends = i == members.len() || {
            let (before, next) = (members[i - 1], members[i]);
            let silence = match (when(before), when(next)) {
                (Some(before), Some(next)) => next.saturating_sub(before),
                _ => 0,
            };
            clusters.of[before as usize] != clusters.of[next as usize] || window.is_some_and(|window| silence > window)
        };
        if ends {
            ranges.push(from..i);
            from = i;
        }
    }
    Groups { members, ranges }
}

impl Groups {
    fn sort_by_key_with(&mut self, reach: &[Reach]) {
        let mut order: Vec<usize> = (0..self.ranges.len()).collect();
        order.sort_by_key(|&i| {
            let Reach { n_outlets, n_docs } = reach[i];
            let first = self.members[self.ranges[i].clone()].iter().min();
            (Reverse((n_outlets, n_docs, self.ranges[i].len())), first)
        });
        self.ranges = order.into_iter().map(|i| self.ranges[i].clone()).collect();
    }
}

/// How far a statement went.
struct Reach {
    n_outlets: u32,
    n_docs: u32,
}

impl Reach {
    fn of(sayings: &Sayings<'_>, groups: &Groups) -> Vec<Self> {
        groups.ranges.iter().map(|range| Self::of_one(sayings, &groups.members[range.clone()])).collect()
    }

    fn of_one(sayings: &Sayings<'_>, members: &[u32]) -> Self {
        let mut docs: Vec<u32> = members.iter().map(|&saying| sayings.document[saying as usize]).collect();
        docs.sort_unstable();
        docs.dedup();
        let mut outlets: Vec<u32> = docs.iter().filter_map(|&doc| sayings.outlet[doc as usize]).collect();
        outlets.sort_unstable();
        outlets.dedup();
        Self { n_outlets: outlets.len() as u32, n_docs: docs.len() as u32 }
    }
}

/// For each form, those that were found to be its variants.
struct Near {
    starts: Vec<u32>,
    others: Vec<u32>,
}

impl Near {
    fn new(n_forms: usize, pairs: &[(u32, u32)]) -> Self {
        let mut starts = vec![0_u32; n_forms + 1];
        for &(a, b) in pairs {
            starts[a as usize + 1] += 1;
            starts[b as usize + 1] += 1;
        }
        for i in 1..starts.len() {
            starts[i] += starts[i - 1];
        }
        let mut next = starts.clone();
        let mut others = vec![0; 2 * pairs.len()];
        for &(a, b) in pairs {
            for (from, to) in [(a, b), (b, a)] {
                others[next[from as usize] as usize] = to;
                next[from as usize] += 1;
            }
        }
        Self { starts, others }
    }

    fn of(&self, form: u32) -> &[u32] {
        let form = form as usize;
        &self.others[self.starts[form] as usize..self.starts[form + 1] as usize]
    }
}

struct Writer<'a> {
    sayings: &'a Sayings<'a>,
    forms: &'a Forms,
    near: &'a Near,
    aligner: Aligner,
}

/// A wording as far as a statement has come.
struct Known {
    /// Its first sighting.
    first: u32,
    /// Its place among the statement's wordings.
    order: usize,
    n: u32,
    parent: Option<u32>,
}

/// What changed between two texts, and what of it matters.
#[derive(Clone)]
struct Told {
    step: Step,
    alarms: Vec<(Alarm, String)>,
}

impl Writer<'_> {
    fn statement(&mut self, members: &[u32]) -> (Statement, Vec<Sighting>) {
        let first = members[0];
        let forms = self.wordings(members);
        // The same two texts are compared once.
        let mut told: FxHashMap<(u32, u32, bool), Told> = FxHashMap::default();
        let mut kinds: FxHashSet<Alarm> = FxHashSet::default();
        let mut sightings = Vec::with_capacity(members.len());
        for &saying in members {
            let known = &forms[&self.forms.of(saying)];
            let parent = if known.first == saying { known.parent } else { Some(known.first) };
            let mut between = |old: u32| -> Told {
                let quoted = self.sayings.quoted[old as usize] && self.sayings.quoted[saying as usize];
                let key = (self.forms.text_of[old as usize], self.forms.text_of[saying as usize], quoted);
                told.entry(key).or_insert_with(|| tell(self.sayings, old, saying, quoted, &mut self.aligner)).clone()
            };
            let since_parent = parent.map(&mut between);
            let since_first = (saying != first).then(|| between(first));
            // Two reports of the same words in the same place are no change.
            let parent_elsewhere = parent.filter(|&parent| !self.is_same_place(parent, saying));
            let mut alarms: Vec<(Alarm, String)> = since_parent
                .as_ref()
                .filter(|_| parent_elsewhere.is_some())
                .map_or_else(Vec::new, |told| told.alarms.clone());
            if !alarms.iter().any(|(alarm, _)| *alarm == Alarm::WordsDropped) {
                alarms.extend(self.dropped(saying, parent, &forms).map(|words| (Alarm::WordsDropped, words)));
            }
            alarms.extend(self.other_speaker(saying, parent_elsewhere).map(|who| (Alarm::OtherSpeaker, who)));
            kinds.extend(alarms.iter().map(|&(alarm, _)| alarm));
            sightings.push(Sighting {
                saying,
                parent,
                since_parent: since_parent.map(|told| told.step),
                since_first: since_first.map(|told| told.step),
                alarm: reason(&alarms),
            });
        }
        let Reach { n_outlets, n_docs } = Reach::of_one(self.sayings, members);
        let statement = Statement {
            sightings: 0..members.len(),
            text: self.commonest(members),
            n_docs,
            n_outlets,
            speakers: in_order(members.iter().filter_map(|&saying| self.sayings.speaker[saying as usize])),
            alarms: Alarm::ALL.into_iter().filter(|alarm| kinds.contains(alarm)).collect(),
        };
        (statement, sightings)
    }

    /// The wordings of a statement, and for each its nearest among the earlier ones.
    fn wordings(&mut self, members: &[u32]) -> FxHashMap<u32, Known> {
        let mut known: FxHashMap<u32, Known> = FxHashMap::default();
        for &saying in members {
            let form = self.forms.of(saying);
            if let Some(known) = known.get_mut(&form) {
                known.n += 1;
                continue;
            }
            let mut earlier: Vec<(usize, u32, u32)> = (self.near.of(form).iter())
                .filter_map(|other| known.get(other).map(|k| (k.order, *other, k.first)))
                .collect();
            earlier.push((0, self.forms.of(members[0]), members[0]));
            earlier.sort_unstable();
            earlier.dedup();
            earlier.truncate(PARENTS);
            let parent = if known.is_empty() {
                None
            } else if earlier.len() == 1 {
                Some(earlier[0].2)
            } else {
                // Of two alike the earlier one.
                let likeness = |other: u32| self.likeness(other, form);
                let alike: Vec<f32> = earlier.iter().map(|&(_, other, _)| other).map(likeness).collect();
                let best = (1..alike.len()).fold(0, |best, i| if alike[i] > alike[best] { i } else { best });
                Some(earlier[best].2)
            };
            known.insert(form, Known { first: saying, order: known.len(), n: 1, parent });
        }
        known
    }

    fn likeness(&mut self, a: u32, b: u32) -> f32 {
        let (a, b) = (self.forms.tokens(a), self.forms.tokens(b));
        dice(self.aligner.align(a, b), a.len(), b.len())
    }

    /// Words within quotation marks that a fuller wording has. That one must be no later and no rarer: an outlet that adds words
    /// does not make all others drop them.
    fn dropped(&mut self, saying: u32, parent: Option<u32>, forms: &FxHashMap<u32, Known>) -> Option<String> {
        if !self.sayings.quoted[saying as usize] {
            return None;
        }
        let form = self.forms.of(saying);
        let mine = forms.get(&form)?;
        let when = |saying: u32| self.sayings.published[self.sayings.document[saying as usize] as usize];
        let length = |form: u32| self.forms.tokens(form).len();
        let fuller = self.near.of(form).iter().find_map(|other| {
            let known = forms.get(other)?;
            let early = match (when(known.first), when(saying)) {
                (Some(theirs), Some(mine)) => theirs <= mine,
                (theirs, mine) => theirs.is_none() && mine.is_none(),
            };
            let fits = length(*other) > length(form)
                && early
                && known.n >= mine.n
                && self.sayings.quoted[known.first as usize]
                && Some(known.first) != parent
                && !self.is_same_place(known.first, saying);
            fits.then_some(known.first)
        })?;
        let old = Wording::new(&self.sayings.text[fuller as usize]);
        let new = Wording::new(&self.sayings.text[saying as usize]);
        Difference::new(&old, &new, &mut self.aligner).silently_dropped(&old, &new)
    }

    fn is_same_place(&self, a: u32, b: u32) -> bool {
        let (a, b) = (a as usize, b as usize);
        let places = self.sayings.place[a].zip(self.sayings.place[b]);
        self.sayings.document[a] == self.sayings.document[b]
            && places.is_some_and(|(mine, other)| mine.0 < other.1 && other.0 < mine.1)
    }

    fn other_speaker(&self, saying: u32, parent: Option<u32>) -> Option<String> {
        let who = |saying: u32| {
            let speaker = self.sayings.speaker[saying as usize]?;
            let person = self.sayings.people[speaker as usize];
            person.named.then_some((speaker, person.name))
        };
        let (mine, theirs) = (who(saying)?, who(parent?)?);
        (mine.0 != theirs.0).then(|| format!("{}, before: {}", mine.1, theirs.1))
    }

    /// A saying with the text that most sayings have; of several the first.
    fn commonest(&self, members: &[u32]) -> u32 {
        let mut counts: FxHashMap<u32, (u32, Reverse<usize>)> = FxHashMap::default();
        let mut best = (0, Reverse(0), members[0]);
        for (i, &saying) in members.iter().enumerate() {
            let count = counts.entry(self.forms.text_of[saying as usize]).or_insert((0, Reverse(i)));
            count.0 += 1;
            if (count.0, count.1) > (best.0, best.1) {
                best = (count.0, count.1, members[count.1.0]);
            }
        }
        best.2
    }
}

fn tell(sayings: &Sayings<'_>, old: u32, new: u32, quoted: bool, aligner: &mut Aligner) -> Told {
    let (old, new) = (&sayings.text[old as usize], &sayings.text[new as usize]);
    if old == new {
        let step = Step { similarity: 1.0, change: Change::Identical, diff: None };
        return Told { step, alarms: Vec::new() };
    }
    let (old, new) = (Wording::new(old), Wording::new(new));
    let difference = Difference::new(&old, &new, aligner);
    let line = diff::line(&diff::pieces(&old, &new, &difference, true));
    let step = Step { similarity: difference.similarity, change: difference.change, diff: Some(line.into_boxed_str()) };
    Told { step, alarms: difference.alarms(&old, &new, quoted) }
}

/// "negation lost: never; another speaker: A, before: B".
fn reason(alarms: &[(Alarm, String)]) -> Option<Box<str>> {
    let mut out = String::new();
    for (alarm, words) in alarms {
        let words: String = words.split_whitespace().collect::<Vec<_>>().join(" ");
        let short: String = words.chars().take(LONGEST).collect();
        let more = if short.len() < words.len() { "…" } else { "" };
        let apart = if out.is_empty() { "" } else { "; " };
        // Writing to a string cannot fail.
        let _ = write!(out, "{apart}{}: {short}{more}", alarm.name());
    }
    (!out.is_empty()).then(|| out.into_boxed_str())
}

/// Characters of a reason's words.
const LONGEST: usize = 200;

/// Each value once.
fn in_order(values: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut seen = FxHashSet::default();
    values.filter(|&value| seen.insert(value)).collect()
}
