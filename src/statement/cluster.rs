//! Which sayings are sightings of one statement.
//!
//! Every wording looks for its best parent among the longer ones, is compared with it word by word, and is held to the root of the
//! parent's tree as well: a cluster is a tree of edits, and no chain of small steps leads out of it. Wordings that tell too little
//! to prove anything ("No comment") are told apart by speaker, and join what the same speaker said at greater length.

use std::ops::Range;
use std::sync::atomic::AtomicBool;

use rustc_hash::{FxHashMap, FxHashSet};

use super::Sayings;
use super::align::Aligner;
use super::forms::{Forms, mixed};
use super::index::{GRAM, Index, Scratch};
use super::judge::{Shared, WEAK, compare};
use super::repeats::Repeat;
use crate::batch;
use crate::error::Result;

/// Forms that a part of the work takes.
const PART: usize = 2048;
/// Bits below which a wording is no part of a longer one even by the same speaker: "yes".
const MEANINGLESS: f32 = 12.0;
/// Speakers of one form that are asked whether they said a fragment of it.
const SPEAKERS: usize = 16;

/// Groups of sayings.
#[derive(Debug)]
pub(super) struct Clusters {
    /// The group of each saying; groups are numbered by their first saying.
    pub(super) of: Vec<u32>,
    pub(super) n: usize,
    /// Pairs of forms that were found to be variants, the shorter first, in order.
    pub(super) pairs: Vec<(u32, u32)>,
    /// The group of each form that proves something by itself.
    pub(super) of_form: Vec<Option<u32>>,
}

impl Clusters {
    /// Adds what repeats a form, after `forms` has read it.
    pub(super) fn join(&mut self, repeats: &[Repeat<'_>], forms: &Forms) {
        for repeat in repeats {
            let form = forms.of(self.of.len() as u32);
            self.of.extend(self.of_form[repeat.form as usize]);
            if form != repeat.form {
                self.pairs.push((form, repeat.form));
            }
        }
        self.pairs.sort_unstable();
        self.pairs.dedup();
    }
}

/// Forms by rank, and who said them.
struct Ranked<'f> {
    forms: &'f Forms,
    /// Forms that prove something by themselves, the longest first.
    order: Vec<u32>,
    /// Form and speaker, in order.
    speakers: Vec<(u32, u32)>,
}

impl Ranked<'_> {
    fn speakers(&self, form: u32) -> &[(u32, u32)] {
        let from = self.speakers.partition_point(|&(f, _)| f < form);
        let to = from + self.speakers[from..].iter().take(SPEAKERS).take_while(|&&(f, _)| f == form).count();
        &self.speakers[from..to]
    }

    fn agree(&self, a: u32, b: u32) -> bool {
        let b = self.speakers(b);
        self.speakers(a).iter().any(|(_, speaker)| b.iter().any(|(_, other)| other == speaker))
    }

    fn parts(&self) -> Vec<Range<usize>> {
        (0..self.order.len()).step_by(PART).map(|i| i..(i + PART).min(self.order.len())).collect()
    }
}

/// Groups all sayings.
///
/// # Errors
/// When the run was cancelled.
pub(super) fn cluster(sayings: &Sayings<'_>, forms: &Forms, n_threads: usize, cancel: &AtomicBool) -> Result<Clusters> {
    let mut order: Vec<u32> =
        (0..forms.len() as u32).filter(|&form| forms.information.sum(forms.tokens(form)) >= WEAK).collect();
    order.sort_by_key(|&form| std::cmp::Reverse(forms.tokens(form).len()));
    let mut speakers: Vec<(u32, u32)> = (0..sayings.text.len())
        .filter_map(|saying| Some((forms.of(saying as u32), sayings.speaker[saying]?)))
        .collect();
    speakers.sort_unstable();
    speakers.dedup();
    let ranked = Ranked { forms, order, speakers };

    let parents = parents(&ranked, n_threads, cancel)?;
    let mut pairs: Vec<(u32, u32)> = Vec::new();
    let mut root_of_form: Vec<Option<u32>> = vec![None; forms.len()];
    let mut aligner = Aligner::default();
    for (rank, options) in parents.iter().flatten().enumerate() {
        let form = ranked.order[rank];
        let mut root = form;
        for &(other, _) in options {
            pairs.push((form, other));
            let above = root_of_form[other as usize].unwrap_or(other);
            if root == form && (above == other || compare(form, above, forms, &mut aligner).is_kin()) {
                root = above;
            }
        }
        root_of_form[form as usize] = Some(root);
    }
    let hosts = hosts(&ranked, &root_of_form, n_threads, cancel)?;
    let mut clusters = number(sayings, forms, &root_of_form, &hosts);
    pairs.extend(hosts.iter().map(|(&(form, _), &host)| (form, host)));
    pairs.sort_unstable();
    pairs.dedup();
    clusters.pairs = pairs;
    Ok(clusters)
}

/// Forms that one form may come from, best first, with what it shares with each.
type Options = Vec<(u32, Shared)>;

/// For each rank, the longer forms that it is a variant of.
fn parents(ranked: &Ranked<'_>, n_threads: usize, cancel: &AtomicBool) -> Result<Vec<Vec<Options>>> {
    let Ranked { forms, order, .. } = ranked;
    let tokens = |rank: u32| forms.tokens(order[rank as usize]);
    let index = Index::new(order.len(), tokens, n_threads, cancel)?;
    batch::map(
        &ranked.parts(),
        |_| 0,
        n_threads,
        cancel,
        |part| {
            let (mut scratch, mut aligner) = (Scratch::default(), Aligner::default());
            let mut options_of = |rank: usize| -> Options {
                let form = order[rank];
                let mut options: Options = index
                    .candidates(forms.tokens(form), rank as u32, &mut scratch)
                    .map(|other| order[other as usize])
                    .map(|other| (other, compare(form, other, forms, &mut aligner)))
                    .filter(|&(other, shared)| shared.is_variant(ranked.agree(form, other)))
                    .collect();
                // Stable: of two alike the one that shares more runs.
                options.sort_by(|(_, a), (_, b)| b.share.total_cmp(&a.share));
                options
            };
            part.clone().map(&mut options_of).collect()
        },
    )
}

/// The longer form that a weak form by one speaker is part of.
type Hosts = FxHashMap<(u32, u32), u32>;

fn hosts(ranked: &Ranked<'_>, strong: &[Option<u32>], n_threads: usize, cancel: &AtomicBool) -> Result<Hosts> {
    let forms = ranked.forms;
    // A weak form is looked for by its most telling run of up to three words.
    let mut wanted: FxHashMap<u64, Vec<u32>> = FxHashMap::default();
    let mut runs: FxHashSet<u64> = FxHashSet::default();
    for &(form, speaker) in &ranked.speakers {
        let tokens = forms.tokens(form);
        if strong[form as usize].is_some() || forms.information.sum(tokens) < MEANINGLESS {
            continue;
        }
        let told = |run: &[u32]| forms.information.sum(run);
        // Of several alike the first.
        let runs_of = tokens.windows(GRAM.min(tokens.len())).rev();
        if let Some(run) = runs_of.max_by(|a, b| told(a).total_cmp(&told(b))) {
            let run = key(run);
            runs.insert(run);
            wanted.entry(mixed(run ^ u64::from(speaker))).or_default().push(form);
        }
    }
    if wanted.is_empty() {
        return Ok(Hosts::default());
    }
    let found = batch::map(
        &ranked.parts(),
        |_| 0,
        n_threads,
        cancel,
        |part| {
            let mut found: Vec<((u32, u32), u32)> = Vec::new();
            let mut aligner = Aligner::default();
            for &form in &ranked.order[part.clone()] {
                let tokens = forms.tokens(form);
                let speakers = ranked.speakers(form);
                if speakers.is_empty() {
                    continue;
                }
                let mut here: Vec<u64> =
                    (1..=GRAM).flat_map(|n| tokens.windows(n)).map(key).filter(|run| runs.contains(run)).collect();
                here.sort_unstable();
                here.dedup();
                for run in here {
                    for &(_, speaker) in speakers {
                        let weak = wanted.get(&mixed(run ^ u64::from(speaker))).into_iter().flatten();
                        found.extend(
                            weak.filter(|&&weak| is_part(weak, form, forms, &mut aligner))
                                .map(|&weak| ((weak, speaker), form)),
                        );
                    }
                }
            }
            found
        },
    )?;
    let mut hosts = Hosts::default();
    for (weak, form) in found.into_iter().flatten() {
        hosts.entry(weak).or_insert(form); // the longest: ranks come in order
    }
    Ok(hosts)
}

fn key(run: &[u32]) -> u64 {
    run.iter().fold(run.len() as u64, |key, &token| mixed(key ^ u64::from(token)))
}

/// Whether a weak form stands in a longer one by the same speaker, with words left out only if it tells enough.
fn is_part(weak: u32, form: u32, forms: &Forms, aligner: &mut Aligner) -> bool {
    let (short, long) = (forms.tokens(weak), forms.tokens(form));
    long.windows(short.len()).any(|run| run == short) || compare(weak, form, forms, aligner).is_within()
}

/// Numbers groups in the order of their first sayings.
fn number(sayings: &Sayings<'_>, forms: &Forms, root_of_form: &[Option<u32>], hosts: &Hosts) -> Clusters {
    /// What makes a group one.
    #[derive(PartialEq, Eq, Hash)]
    enum Group {
        /// The root of a tree.
        Root(u32),
        /// A weak form and who said it.
        Weak(u32, u32),
        /// Nothing is known that could be shared.
        Alone(u32),
    }
    let mut numbers: FxHashMap<Group, u32> = FxHashMap::default();
    let mut of_form = vec![None; forms.len()];
    let of = (0..sayings.text.len() as u32)
        .map(|saying| {
            let form = forms.of(saying);
            let group = match (root_of_form[form as usize], sayings.speaker[saying as usize]) {
                (Some(root), _) => Group::Root(root),
                (None, Some(speaker)) if !forms.tokens(form).is_empty() => match hosts.get(&(form, speaker)) {
                    Some(&host) => Group::Root(root_of_form[host as usize].unwrap_or(host)),
                    None => Group::Weak(form, speaker),
                },
                _ => Group::Alone(saying),
            };
            let next = numbers.len() as u32;
            let number = *numbers.entry(group).or_insert(next);
            if root_of_form[form as usize].is_some() {
                of_form[form as usize] = Some(number);
            }
            number
        })
        .collect();
    Clusters { of, n: numbers.len(), pairs: Vec::new(), of_form }
}
