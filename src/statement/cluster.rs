//! Which sayings are sightings of one statement.
//!
//! Every wording looks for its best parent among the longer ones, is compared with it word by word, and is held to the root of the
//! parent's tree as well: a cluster is a tree of edits, and no chain of small steps leads out of it. Wordings that tell too little
//! to prove anything ("No comment") are told apart by speaker, and join what the same speaker said at greater length.

use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};

use rustc_hash::{FxHashMap, FxHashSet};

use super::Sayings;
use super::align::Aligner;
use super::blocks::{Key, Links};
use super::forms::{Forms, mixed, ranges};
use super::index::{CANDIDATES, GRAM, Index, Scratch};
use super::judge::{Shared, WEAK, compare};
use super::repeats::Repeat;
use crate::batch;
use crate::error::{Error, Result};

/// Forms that a part of the work takes.
const PART: usize = 2048;
/// Bits below which a wording is no part of a longer one even by the same speaker: "yes, we do".
const MEANINGLESS: f32 = 20.0;
/// Words below which it is none: one speaker says "political revolution" in many statements.
const FRAGMENT: usize = GRAM;

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
    /// Whether a group is a statement: one of its sayings says something by itself.
    pub(super) founded: Vec<bool>,
}

impl Clusters {
    /// Leaves the groups that are statements, and the forms that say something by themselves; `founding` tells which sayings do.
    pub(super) fn found(&mut self, founding: &[bool], forms: &Forms) {
        let mut forms_that_do = vec![false; forms.len()];
        for (saying, _) in founding.iter().enumerate().filter(|(_, founds)| **founds) {
            self.founded[self.of[saying] as usize] = true;
            forms_that_do[forms.of(saying as u32) as usize] = true;
        }
        for (group, founds) in self.of_form.iter_mut().zip(forms_that_do) {
            *group = group.filter(|_| founds);
        }
    }

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
    /// Speakers by form, and where each form's begin.
    speakers: Vec<u32>,
    starts: Vec<u32>,
}

impl<'f> Ranked<'f> {
    fn new(sayings: &Sayings<'_>, forms: &'f Forms) -> Self {
        let order: Vec<u32> = (0..forms.len() as u32).filter(|&form| forms.told(form) >= WEAK).collect();
        let mut said: Vec<u64> = (0..sayings.text.len())
            .filter_map(|i| Some(u64::from(forms.of(i as u32)) << 32 | u64::from(sayings.speaker[i]?)))
            .collect();
        said.sort_unstable();
        said.dedup();
        let mut starts = vec![0; forms.len() + 1];
        for pair in &said {
            starts[(pair >> 32) as usize + 1] += 1;
        }
        for i in 1..starts.len() {
            starts[i] += starts[i - 1];
        }
        Self { forms, order, speakers: said.into_iter().map(|pair| pair as u32).collect(), starts }
    }

    fn speakers(&self, form: u32) -> &[u32] {
        &self.speakers[self.starts[form as usize] as usize..self.starts[form as usize + 1] as usize]
    }

    /// Whether somebody is held to have said both. Both lists are in order, and the shorter one is looked up in the longer.
    fn agree(&self, a: u32, b: u32) -> bool {
        let (a, b) = (self.speakers(a), self.speakers(b));
        let (few, many) = if a.len() < b.len() { (a, b) } else { (b, a) };
        few.iter().any(|speaker| many.binary_search(speaker).is_ok())
    }

    fn parts(&self) -> Vec<Range<usize>> {
        ranges(self.order.len(), PART)
    }
}

/// Groups all sayings; with `links`, which were found beforehand, nothing is looked for.
///
/// # Errors
/// When the run was cancelled.
pub(super) fn cluster(
    sayings: &Sayings<'_>,
    forms: &Forms,
    links: Option<&Links<'_>>,
    n_threads: usize,
    cancel: &AtomicBool,
) -> Result<Clusters> {
    let ranked = Ranked::new(sayings, forms);
    let mut pairs: Vec<(u32, u32)> = Vec::new();
    let mut root_of_form: Vec<Option<u32>> = vec![None; forms.len()];
    let mut aligner = Aligner::default();
    let mut rank = 0_usize;
    let options = match links {
        Some(links) => vec![parents_given(links, &ranked)],
        None => parents(&ranked, n_threads, cancel)?,
    };
    for Options { counts, others } in options {
        let mut others = others.into_iter();
        for n in counts {
            if rank.is_multiple_of(1024) && cancel.load(Ordering::Relaxed) {
                return Err(Error::cancelled());
            }
            let form = ranked.order[rank];
            rank += 1;
            let mut root = form;
            for other in others.by_ref().take(n.into()) {
                pairs.push((form, other));
                let above = root_of_form[other as usize].unwrap_or(other);
                if root == form && (above == other || compare(form, above, forms, &mut aligner).is_kin()) {
                    root = above;
                }
            }
            root_of_form[form as usize] = Some(root);
        }
    }
    let hosts = match links {
        Some(links) => hosts_given(links, sayings, forms),
        None => hosts(&ranked, &root_of_form, n_threads, cancel)?,
    };
    let mut clusters = number(sayings, forms, &root_of_form, &hosts);
    pairs.extend(hosts.iter().map(|(&(form, _), &host)| (form, host)));
    pairs.sort_unstable();
    pairs.dedup();
    clusters.pairs = pairs;
    Ok(clusters)
}

/// For forms in order of rank, those that each is a variant of, best first.
#[derive(Default)]
struct Options {
    counts: Vec<u8>,
    others: Vec<u32>,
}

/// A wording that holds so much of another one is its parent, and no other is looked at.
const ENOUGH: f32 = 0.85;

/// For each rank, the longer forms that it is a variant of.
fn parents(ranked: &Ranked<'_>, n_threads: usize, cancel: &AtomicBool) -> Result<Vec<Options>> {
    let Ranked { forms, order, .. } = ranked;
    let tokens = |rank: u32| forms.tokens(order[rank as usize]);
    let index = Index::new(order.len(), tokens, forms.hashes(), n_threads, cancel)?;
    batch::map(
        &ranked.parts(),
        |_| 0,
        n_threads,
        cancel,
        |part| {
            let (mut scratch, mut aligner) = (Scratch::default(), Aligner::default());
            let mut options = Options::default();
            for rank in part.clone() {
                let form = order[rank];
                let candidates = index.candidates(forms.tokens(form), rank as u32, &mut scratch);
                let candidates = candidates.map(|other| order[other as usize]);
                let before = options.others.len();
                options.others.extend(variants(
                    form,
                    candidates,
                    |other| ranked.agree(form, other),
                    forms,
                    &mut aligner,
                ));
                options.counts.push((options.others.len() - before) as u8);
            }
            options
        },
    )
}

/// Which of some longer forms, likely ones first, a form is a variant of: best first.
pub(super) fn variants<C: Iterator<Item = u32>, A: Fn(u32) -> bool>(
    form: u32,
    candidates: C,
    agree: A,
    forms: &Forms,
    aligner: &mut Aligner,
) -> impl Iterator<Item = u32> + use<C, A> {
    let mut found: Vec<(u32, Shared)> = Vec::with_capacity(CANDIDATES);
    for other in candidates {
        let shared = compare(form, other, forms, aligner);
        if shared.is_variant(agree(other)) {
            found.push((other, shared));
            if shared.share >= ENOUGH {
                break;
            }
        }
    }
    // Stable: of two alike the one that shares more runs.
    found.sort_by(|(_, a), (_, b)| b.share.total_cmp(&a.share));
    found.into_iter().map(|(other, _)| other)
}

/// As [`parents`], where they were found beforehand.
fn parents_given(links: &Links<'_>, ranked: &Ranked<'_>) -> Options {
    let Ranked { forms, order, .. } = ranked;
    let mut of_form: Vec<&[Key]> = vec![&[]; forms.len()];
    for (saying, parents) in links.parents.iter().enumerate() {
        of_form[forms.of(saying as u32) as usize] = parents;
    }
    let mut options = Options::default();
    for &form in order {
        let before = options.others.len();
        options.others.extend(of_form[form as usize].iter().filter_map(|key| forms.keyed(key.hash())));
        options.counts.push((options.others.len() - before) as u8);
    }
    options
}

/// The longer form that a weak form by one speaker is part of.
type Hosts = FxHashMap<(u32, u32), u32>;

fn hosts(ranked: &Ranked<'_>, strong: &[Option<u32>], n_threads: usize, cancel: &AtomicBool) -> Result<Hosts> {
    let forms = ranked.forms;
    let mut wanted: FxHashMap<u64, Vec<u32>> = FxHashMap::default();
    let mut runs: FxHashSet<u64> = FxHashSet::default();
    for form in (0..forms.len() as u32).filter(|&form| strong[form as usize].is_none()) {
        if let Some(run) = wanted_run(form, forms) {
            runs.insert(run);
            for &speaker in ranked.speakers(form) {
                wanted.entry(mixed(run ^ u64::from(speaker))).or_default().push(form);
            }
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
                let speakers = ranked.speakers(form);
                if speakers.is_empty() {
                    continue;
                }
                let mut here: Vec<u64> = forms.runs(form).filter(|run| runs.contains(run)).collect();
                here.sort_unstable();
                here.dedup();
                for run in here {
                    for &speaker in speakers {
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

/// The most telling run of a weak form, by which longer ones are looked for; none if it tells so little that it is part of none.
pub(super) fn wanted_run(form: u32, forms: &Forms) -> Option<u64> {
    let tokens = forms.tokens(form);
    if forms.told(form) < MEANINGLESS || tokens.len() < FRAGMENT {
        return None;
    }
    let told = |run: &[u32]| forms.information.sum(run);
    // Of several alike the first.
    let best = tokens.windows(GRAM).zip(forms.runs(form)).rev().max_by(|(a, _), (b, _)| told(a).total_cmp(&told(b)));
    best.map(|(_, key)| key)
}

/// Whether a weak form stands in a longer one by the same speaker, with words left out only if it tells enough.
pub(super) fn is_part(weak: u32, form: u32, forms: &Forms, aligner: &mut Aligner) -> bool {
    let (short, long) = (forms.tokens(weak), forms.tokens(form));
    long.windows(short.len()).any(|run| run == short) || compare(weak, form, forms, aligner).is_within()
}

/// As [`hosts`], where they were found beforehand.
fn hosts_given(links: &Links<'_>, sayings: &Sayings<'_>, forms: &Forms) -> Hosts {
    let found = links.hosts.iter().enumerate().filter_map(|(saying, host)| {
        let speaker = sayings.speaker[saying]?;
        Some(((forms.of(saying as u32), speaker), forms.keyed(host.as_ref()?.hash())?))
    });
    found.collect()
}

/// Numbers groups in the order of their first sayings.
fn number(sayings: &Sayings<'_>, forms: &Forms, root_of_form: &[Option<u32>], hosts: &Hosts) -> Clusters {
    let mut n = 0;
    let mut next = || {
        n += 1;
        n - 1
    };
    // The number of each root, and of what one speaker says in words that tell little.
    let mut of_root: Vec<Option<u32>> = vec![None; forms.len()];
    let mut weak: FxHashMap<(u32, u32), u32> = FxHashMap::default();
    let of = (0..sayings.text.len() as u32)
        .map(|saying| {
            let form = forms.of(saying);
            let speaker = sayings.speaker[saying as usize].filter(|_| !forms.tokens(form).is_empty());
            let key = speaker.map(|speaker| (form, speaker));
            let host = || key.and_then(|key| hosts.get(&key)).copied();
            let root = root_of_form[form as usize].or_else(|| root_of_form[host()? as usize]);
            match (root, key) {
                (Some(root), _) => *of_root[root as usize].get_or_insert_with(&mut next),
                (None, Some(key)) => *weak.entry(key).or_insert_with(&mut next),
                // Nothing is known that could be shared.
                (None, None) => next(),
            }
        })
        .collect();
    let of_form = root_of_form.iter().map(|root| of_root[(*root)? as usize]).collect();
    Clusters { of, n: n as usize, pairs: Vec::new(), of_form, founded: vec![false; n as usize] }
}
