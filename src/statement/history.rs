//! A statement's sightings in order of time, and where each has its words from.

use std::cmp::Reverse;
use std::collections::hash_map::Entry;
use std::fmt::Write;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rustc_hash::{FxHashMap, FxHashSet};

use super::Sayings;
use super::alarm::Alarm;
use super::align::{Aligner, dice};
use super::change::{Change, Difference, Wording};
use super::cluster::Clusters;
use super::diff;
use super::forms::Forms;
use super::groups::{Reach, groups};
use super::names;
use crate::batch;
use crate::error::{Error, Result};
use crate::text::fold::Folded;

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
    pub diff: Option<Arc<str>>,
}

/// All statements, those that reach most outlets, documents and sightings first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Trace {
    /// One row a statement.
    pub statements: Vec<Statement>,
    /// One row a saying that belongs to a statement, by statement and time.
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
    let groups = groups(sayings, clusters, window);
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
            let mut writer = Writer {
                sayings,
                forms,
                near: &near,
                known: FxHashMap::default(),
                texts: Texts::default(),
                tools: Tools::default(),
                cancel,
            };
            let groups = groups.ranges[part.clone()].iter().map(|range| &groups.members[range.clone()]);
            let mut sightings = Vec::new();
            (groups.map(|members| writer.statement(members, &mut sightings)).collect::<Vec<_>>(), sightings)
        },
    )?;
    // A statement that was begun may have been left in the middle.
    if cancel.load(Ordering::Relaxed) {
        return Err(Error::cancelled());
    }
    let mut trace =
        Trace { statements: Vec::with_capacity(groups.ranges.len()), sightings: Vec::new(), repeats: Vec::new() };
    trace.sightings.reserve_exact(sayings.text.len());
    for (statements, sightings) in written {
        let before = trace.sightings.len();
        trace.sightings.extend(sightings);
        trace.statements.extend(statements.into_iter().map(|mut statement| {
            statement.sightings = before + statement.sightings.start..before + statement.sightings.end;
            statement
        }));
    }
    Ok(trace)
}

/// Forms by form.
struct Lists {
    starts: Vec<u32>,
    others: Vec<u32>,
}

impl Lists {
    fn new(n_forms: usize, pairs: impl Iterator<Item = (u32, u32)> + Clone) -> Self {
        let mut starts = vec![0_u32; n_forms + 1];
        for (form, _) in pairs.clone() {
            starts[form as usize + 1] += 1;
        }
        for i in 1..starts.len() {
            starts[i] += starts[i - 1];
        }
        let mut next = starts.clone();
        let mut others = vec![0; starts[n_forms] as usize];
        for (form, other) in pairs {
            others[next[form as usize] as usize] = other;
            next[form as usize] += 1;
        }
        Self { starts, others }
    }

    fn of(&self, form: u32) -> &[u32] {
        let form = form as usize;
        &self.others[self.starts[form] as usize..self.starts[form + 1] as usize]
    }
}

/// For each form, those that were found to be its variants.
struct Near {
    all: Lists,
    /// Those it was compared with as the shorter one: a few, also where thousands are all.
    longer: Lists,
}

impl Near {
    fn new(n_forms: usize, pairs: &[(u32, u32)]) -> Self {
        let pairs = pairs.iter().copied();
        let both = pairs.clone().flat_map(|(form, other)| [(form, other), (other, form)]);
        Self { all: Lists::new(n_forms, both), longer: Lists::new(n_forms, pairs) }
    }
}

struct Writer<'a> {
    sayings: &'a Sayings<'a>,
    forms: &'a Forms,
    near: &'a Near,
    /// The wordings of the statement at hand by their forms, and what is known of its texts.
    known: FxHashMap<u32, Known>,
    texts: Texts<'a>,
    tools: Tools,
    cancel: &'a AtomicBool,
}

/// Memory that comparisons share.
#[derive(Default)]
struct Tools {
    aligner: Aligner,
    folded: Folded,
    line: String,
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

/// What changed between two texts, and what of it matters, if that was asked.
struct Told {
    step: Step,
    alarms: Option<Vec<(Alarm, String)>>,
}

impl Told {
    fn alarms(&self) -> impl Iterator<Item = &(Alarm, String)> {
        self.alarms.iter().flatten()
    }
}

/// What is known of the texts of one statement: each is read once, and the same two are compared once.
#[derive(Default)]
struct Texts<'a> {
    wordings: FxHashMap<u32, Wording<'a>>,
    told: FxHashMap<(u32, u32, bool), Told>,
}

/// Empties a table for the next statement. A large one is not kept: to empty it takes as long as it is large.
fn renew<K, V>(table: &mut FxHashMap<K, V>) {
    const LARGE: usize = 256;
    if table.capacity() > LARGE {
        *table = FxHashMap::default();
    } else {
        table.clear();
    }
}

impl Writer<'_> {
    /// Appends the sightings of a statement.
    fn statement(&mut self, members: &[u32], sightings: &mut Vec<Sighting>) -> Statement {
        let (first, from) = (members[0], sightings.len());
        renew(&mut self.known);
        renew(&mut self.texts.wordings);
        renew(&mut self.texts.told);
        if members.len() > 1 {
            self.read(members);
        }
        let mut kinds: Vec<Alarm> = Vec::new();
        // A statement may have a million sightings.
        for &saying in members.iter().take_while(|_| !self.cancel.load(Ordering::Relaxed)) {
            let parent = match self.known.get(&self.forms.of(saying)) {
                Some(known) if known.first == saying => known.parent,
                known => known.map(|known| known.first),
            };
            // Two reports of the same words in the same place are no change.
            let elsewhere = |old: &u32| !self.is_same_place(*old, saying);
            let parent_elsewhere = parent.filter(elsewhere);
            let mut alarms: Vec<(Alarm, String)> = Vec::new();
            if let Some(parent) = parent_elsewhere {
                alarms.extend(self.tell(parent, saying, true).alarms().cloned());
            }
            if !alarms.iter().any(|(alarm, _)| *alarm == Alarm::WordsDropped)
                && let Some(fuller) = self.fuller(saying, parent)
            {
                let dropped = self.tell(fuller, saying, true).alarms();
                alarms.extend(dropped.filter(|(alarm, _)| *alarm == Alarm::WordsDropped).cloned());
            }
            alarms.extend(self.other_speaker(saying, parent_elsewhere).map(|who| (Alarm::OtherSpeaker, who)));
            kinds.extend(alarms.iter().map(|&(alarm, _)| alarm));
            kinds.sort_unstable();
            kinds.dedup();
            let mut step = |old: Option<u32>| old.map(|old| self.tell(old, saying, false).step.clone());
            sightings.push(Sighting {
                saying,
                parent,
                since_parent: step(parent),
                since_first: step((saying != first).then_some(first)),
                alarm: reason(&alarms),
            });
        }
        let Reach { n_outlets, n_docs } = Reach::of(self.sayings, members);
        Statement {
            sightings: from..sightings.len(),
            text: self.commonest(members),
            n_docs,
            n_outlets,
            speakers: in_order(members.iter().filter_map(|&saying| self.sayings.speaker[saying as usize])),
            alarms: kinds,
        }
    }

    /// What became of the words of `old`, and if `alarmed`, what of it matters: of changes since the first sighting nobody asks that.
    fn tell(&mut self, old: u32, new: u32, alarmed: bool) -> &Told {
        let quoted = self.sayings.quoted[old as usize] && self.sayings.quoted[new as usize];
        let [a, b] = [old, new].map(|saying| self.forms.text_of[saying as usize]);
        let Texts { wordings, told } = &mut self.texts;
        let mut tell = || {
            if a == b {
                let step = Step { similarity: 1.0, change: Change::Identical, diff: None };
                return Told { step, alarms: Some(Vec::new()) };
            }
            for (text, saying) in [(a, old), (b, new)] {
                let text_of = || Wording::with(&self.sayings.text[saying as usize], &mut self.tools.folded);
                wordings.entry(text).or_insert_with(text_of);
            }
            tell(&wordings[&a], &wordings[&b], alarmed.then_some(quoted), &mut self.tools)
        };
        match told.entry((a, b, quoted)) {
            Entry::Occupied(known) => {
                let known = known.into_mut();
                if alarmed && known.alarms.is_none() {
                    *known = tell();
                }
                known
            }
            Entry::Vacant(new) => new.insert(tell()),
        }
    }

    /// Finds the wordings of a statement, and for each its nearest among the earlier ones.
    fn read(&mut self, members: &[u32]) {
        for &saying in members {
            let form = self.forms.of(saying);
            if let Some(known) = self.known.get_mut(&form) {
                known.n += 1;
                continue;
            }
            let mut earlier: Vec<(usize, u32, u32)> = (self.near.all.of(form).iter())
                .filter_map(|other| self.known.get(other).map(|k| (k.order, *other, k.first)))
                .collect();
            earlier.push((0, self.forms.of(members[0]), members[0]));
            earlier.sort_unstable();
            earlier.dedup();
            earlier.truncate(PARENTS);
            let parent = if self.known.is_empty() {
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
            let order = self.known.len();
            self.known.insert(form, Known { first: saying, order, n: 1, parent });
        }
    }

    fn likeness(&mut self, a: u32, b: u32) -> f32 {
        let (a, b) = (self.forms.tokens(a), self.forms.tokens(b));
        dice(self.tools.aligner.align(a, b), a.len(), b.len())
    }

    /// A sighting of a fuller wording than this one in quotation marks. It must be no later and no rarer: an outlet that adds words
    /// does not make all others drop them.
    fn fuller(&self, saying: u32, parent: Option<u32>) -> Option<u32> {
        if !self.sayings.quoted[saying as usize] {
            return None;
        }
        let form = self.forms.of(saying);
        let mine = self.known.get(&form)?;
        let when = |saying: u32| self.sayings.published[self.sayings.document[saying as usize] as usize];
        let length = |form: u32| self.forms.tokens(form).len();
        self.near.longer.of(form).iter().find_map(|other| {
            let known = self.known.get(other)?;
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
        })
    }

    fn is_same_place(&self, a: u32, b: u32) -> bool {
        let (a, b) = (a as usize, b as usize);
        let places = self.sayings.place[a].zip(self.sayings.place[b]);
        self.sayings.document[a] == self.sayings.document[b]
            && places.is_some_and(|(mine, other)| mine.0 < other.1 && other.0 < mine.1)
    }

    fn other_speaker(&self, saying: u32, parent: Option<u32>) -> Option<String> {
        let who = |saying: u32| self.sayings.speaker[saying as usize];
        let (mine, theirs) = (who(saying)?, who(parent?)?);
        let [person, before] = [mine, theirs].map(|speaker| self.sayings.people[speaker as usize]);
        (mine != theirs && names::differ(person, before)).then(|| format!("{}, before: {}", person.name, before.name))
    }

    /// A saying with the text that most sayings have; of several the first.
    fn commonest(&self, members: &[u32]) -> u32 {
        if let [one] | [one, _] = members {
            return *one;
        }
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

/// `quoted`: whether both stand in quotation marks, if alarms are wanted.
fn tell(old: &Wording<'_>, new: &Wording<'_>, quoted: Option<bool>, tools: &mut Tools) -> Told {
    let difference = Difference::new(old, new, &mut tools.aligner);
    diff::write(old, new, &difference, &mut tools.line);
    let diff = Some(tools.line.as_str().into());
    let step = Step { similarity: difference.similarity, change: difference.change, diff };
    Told { step, alarms: quoted.map(|quoted| difference.alarms(old, new, quoted)) }
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
    /// A list of so few is looked through as fast as a table.
    const FEW: usize = 8;
    let (mut out, mut seen) = (Vec::new(), FxHashSet::default());
    for value in values {
        let known = out.iter().take(FEW).any(|&other| other == value);
        if !known && (out.len() < FEW || seen.insert(value)) {
            out.push(value);
        }
    }
    out
}
