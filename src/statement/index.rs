//! Which forms may be variants of which: those that share rare runs of three words.
//!
//! Forms are numbered by rank, the longest first, so that a fragment asks for what it may be a fragment of. Of each run only the
//! [`POSTINGS`] longest forms are kept: a common phrase costs no more than a rare one, and a statement with ten thousand
//! wordings still finds its fullest ones.

use std::sync::atomic::AtomicBool;

use super::forms::{NO_WORD, mixed, ranges};
use crate::batch;
use crate::error::Result;

/// Words of a run.
pub(super) const GRAM: usize = 3;
/// Forms kept of one run.
pub const POSTINGS: usize = 48;
/// Runs of one form that are looked up: its rarest.
pub const LOOKUPS: usize = 32;
/// Candidates that are worth an alignment.
pub const CANDIDATES: usize = 3;
/// A candidate that shares less than this part of what the first shares is not worth one.
pub const WORTH: u32 = 3;
/// Forms whose runs are read together.
const READ: usize = 1 << 14;
/// Parts are made in parallel; a power of two.
const PARTS: usize = 16;
const PART_BITS: u32 = PARTS.trailing_zeros();

/// Runs of words and the forms that hold them.
#[derive(Debug)]
pub(super) struct Index<'f> {
    parts: Vec<Part>,
    hashes: &'f [u64],
    n_forms: u32,
}

/// The runs whose hash begins with the same bits.
#[derive(Debug, Default)]
struct Part {
    /// Hash and rank in one number, in order; no run of one form only.
    entries: Vec<u64>,
    /// Where the entries begin whose hash goes on with these bits.
    starts: Vec<u32>,
    shift: u32,
}

/// The runs of a form with their hashes; none over a gap. They are made of the words' own hashes, so that a part of a corpus and all
/// of it, which number words in another way, agree on them.
pub(super) fn grams(tokens: &[u32], hashes: &[u64]) -> impl Iterator<Item = u32> {
    tokens.windows(GRAM).filter(|run| !run.contains(&NO_WORD)).map(|run| hash(run, hashes))
}

fn hash(run: &[u32], hashes: &[u64]) -> u32 {
    let key = run
        .iter()
        .fold(0, |key: u64, &token| (key ^ hashes[token as usize]).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(29));
    (mixed(key) >> 32) as u32
}

/// Memory for one thread's questions.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    found: Weights,
    lists: Vec<List>,
}

/// The forms that hold a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct List {
    gram: u32,
    part: u32,
    from: usize,
    to: usize,
    /// The entry at `from`: it is asked for before it is needed, so that its memory is on its way.
    first: u64,
}

impl<'f> Index<'f> {
    /// The index of `n_forms` forms, of which `tokens` gives each by its rank, and `hashes` the hash of each word.
    ///
    /// # Errors
    /// When the run was cancelled.
    pub(super) fn new(
        n_forms: usize,
        tokens: impl Fn(u32) -> &'f [u32] + Sync,
        hashes: &'f [u64],
        n_threads: usize,
        cancel: &AtomicBool,
    ) -> Result<Self> {
        let read = batch::map(
            &ranges(n_forms, READ),
            |_| 0,
            n_threads,
            cancel,
            |ranks| {
                let mut entries: [Vec<u64>; PARTS] = Default::default();
                for rank in ranks.start as u32..ranks.end as u32 {
                    for gram in grams(tokens(rank), hashes) {
                        entries[(gram >> (32 - PART_BITS)) as usize].push(u64::from(gram) << 32 | u64::from(rank));
                    }
                }
                entries
            },
        )?;
        let numbers: Vec<usize> = (0..PARTS).collect();
        let parts = batch::map(
            &numbers,
            |_| 0,
            n_threads,
            cancel,
            |&number| {
                let mut entries = Vec::with_capacity(read.iter().map(|some| some[number].len()).sum());
                for some in &read {
                    entries.extend_from_slice(&some[number]);
                }
                Part::new(entries)
            },
        )?;
        Ok(Self { parts, hashes, n_forms: n_forms as u32 })
    }

    /// The forms before `rank` that share most with it, by the information of shared runs; ties go to the longer one.
    pub(super) fn candidates(
        &self,
        tokens: &[u32],
        rank: u32,
        scratch: &mut Scratch,
    ) -> impl Iterator<Item = u32> + use<> {
        scratch.lists.clear();
        scratch.found.clear();
        // In passes, so that the memory of many runs is on its way at the same time.
        for gram in grams(tokens, self.hashes) {
            let part = gram >> (32 - PART_BITS);
            let (from, to) = self.parts[part as usize].bucket(gram);
            scratch.lists.push(List { gram, part, from, to, first: 0 });
        }
        for list in &mut scratch.lists {
            let entries = &self.parts[list.part as usize].entries;
            list.first = entries.get(list.from).copied().unwrap_or_default();
        }
        scratch.lists.retain_mut(|list| {
            (list.from, list.to) = self.parts[list.part as usize].postings(list);
            list.to > list.from
        });
        // The same run twice tells nothing new.
        scratch.lists.sort_unstable_by_key(|list| (list.to - list.from, list.gram));
        scratch.lists.dedup_by_key(|list| list.gram);
        for list in scratch.lists.iter().take(LOOKUPS) {
            let weight = (self.n_forms / (list.to - list.from) as u32).max(1).ilog2() + 1;
            let entries = &self.parts[list.part as usize].entries[list.from..list.to];
            let ranks = entries.iter().map(|&entry| entry as u32);
            ranks.take_while(|&other| other < rank).for_each(|other| scratch.found.add(other, weight));
        }
        let (best, n) = scratch.found.best();
        best.into_iter().take(n).map(|(other, _)| other)
    }
}

/// Slots for so many forms: more than all lists that are looked at can have.
const SLOTS: usize = (2 * LOOKUPS * POSTINGS).next_power_of_two();

/// Forms by rank with what the runs they share tell: a small table, because most forms share runs with few.
#[derive(Debug)]
struct Weights {
    /// For each slot the place of a form in `found`, from 1; 0 for none.
    slots: Vec<u16>,
    found: Vec<(u32, u32)>,
}

impl Default for Weights {
    fn default() -> Self {
        Self { slots: vec![0; SLOTS], found: Vec::with_capacity(LOOKUPS * POSTINGS) }
    }
}

impl Weights {
    fn slot(form: u32) -> usize {
        (form.wrapping_mul(0x9E37_79B9) >> (32 - SLOTS.trailing_zeros())) as usize
    }

    fn clear(&mut self) {
        // Later ones first, so that every form is found where it was put.
        while let Some((form, _)) = self.found.pop() {
            let mut slot = Self::slot(form);
            while usize::from(self.slots[slot]) != self.found.len() + 1 {
                slot = (slot + 1) % SLOTS;
            }
            self.slots[slot] = 0;
        }
    }

    fn add(&mut self, form: u32, weight: u32) {
        let mut slot = Self::slot(form);
        loop {
            let at = usize::from(self.slots[slot]);
            if at == 0 {
                self.found.push((form, weight));
                self.slots[slot] = self.found.len() as u16;
                return;
            }
            if self.found[at - 1].0 == form {
                self.found[at - 1].1 += weight;
                return;
            }
            slot = (slot + 1) % SLOTS;
        }
    }

    /// The forms that weigh most and their number; of two alike the longer one comes first.
    fn best(&self) -> ([(u32, u32); CANDIDATES], usize) {
        let mut best = [(u32::MAX, 0); CANDIDATES];
        for &(form, weight) in &self.found {
            let better = |other: (u32, u32)| (weight, other.0) > (other.1, form);
            if better(best[CANDIDATES - 1]) {
                let at = best.iter().position(|&other| better(other)).unwrap_or(CANDIDATES - 1);
                best[at..].rotate_right(1);
                best[at] = (form, weight);
            }
        }
        let n = best.iter().take_while(|&&(_, weight)| weight > 0 && weight * WORTH >= best[0].1).count();
        (best, n)
    }
}

impl Part {
    fn new(mut entries: Vec<u64>) -> Self {
        entries.sort_unstable();
        entries.dedup();
        let mut kept = 0;
        let mut at = 0;
        while at < entries.len() {
            let end = at + entries[at..].iter().take_while(|&&e| e >> 32 == entries[at] >> 32).count();
            if end - at > 1 {
                let n = (end - at).min(POSTINGS);
                entries.copy_within(at..at + n, kept);
                kept += n;
            }
            at = end;
        }
        entries.truncate(kept);
        entries.shrink_to_fit();
        let bits = (entries.len() / 4 + 1).ilog2().min(32 - PART_BITS);
        let shift = 32 - PART_BITS - bits;
        let bucket = |entry: u64| ((entry >> 32) as u32 & (u32::MAX >> PART_BITS)) >> shift;
        let mut starts = Vec::with_capacity((1 << bits) + 1);
        for (i, &entry) in entries.iter().enumerate() {
            starts.resize(starts.len().max(bucket(entry) as usize + 1), i as u32);
        }
        starts.resize((1 << bits) + 1, entries.len() as u32);
        Self { entries, starts, shift }
    }

    /// Where the entries stand among which a run's are.
    fn bucket(&self, gram: u32) -> (usize, usize) {
        let bucket = ((gram & (u32::MAX >> PART_BITS)) >> self.shift) as usize;
        (self.starts[bucket] as usize, self.starts[bucket + 1] as usize)
    }

    /// Where the entries of a run stand among those of its bucket.
    fn postings(&self, list: &List) -> (usize, usize) {
        let &List { gram, from, to, first, .. } = list;
        // The entries are in order: the first one often tells that the run is not among them.
        if from == to || (first >> 32) as u32 > gram {
            return (from, from);
        }
        let within = &self.entries[from..to];
        let start = within.iter().take_while(|&&entry| ((entry >> 32) as u32) < gram).count();
        let len = within[start..].iter().take_while(|&&entry| (entry >> 32) as u32 == gram).count();
        (from + start, from + start + len)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rustc_hash::{FxHashMap, FxHashSet};

    proptest! {
        /// Every candidate that a search of all pairs finds, in its order.
        #[test]
        fn finds_what_a_search_of_all_pairs_finds(
            forms in proptest::collection::vec(proptest::collection::vec(0..5_u32, 0..12), 1..30),
            n_threads in 1..3_usize,
        ) {
            let cancel = AtomicBool::new(false);
            let index = Index::new(forms.len(), |rank| &forms[rank as usize], &[0, 11, 12, 13, 14], n_threads, &cancel).unwrap();
            let sets: Vec<FxHashSet<&[u32]>> =
                forms.iter().map(|form| form.windows(3).filter(|run| !run.contains(&0)).collect()).collect();
            let mut holders: FxHashMap<&[u32], u32> = FxHashMap::default();
            for run in sets.iter().flatten() {
                *holders.entry(run).or_default() += 1;
            }
            let mut scratch = Scratch::default();
            for (rank, form) in forms.iter().enumerate() {
                let weight = |run: &&[u32]| (forms.len() as u32 / holders[*run]).max(1).ilog2() + 1;
                let mut slow: Vec<(u32, u32)> = (0..rank)
                    .map(|other| (sets[rank].intersection(&sets[other]).map(weight).sum(), other as u32))
                    .filter(|&(weight, _)| weight > 0)
                    .collect();
                slow.sort_by_key(|&(weight, other)| (std::cmp::Reverse(weight), other));
                let most = slow.first().map_or(0, |first| first.0);
                slow.retain(|&(weight, _)| weight * WORTH >= most);
                let slow: Vec<u32> = slow.into_iter().map(|(_, other)| other).take(CANDIDATES).collect();
                let fast: Vec<u32> = index.candidates(form, rank as u32, &mut scratch).collect();
                prop_assert_eq!(fast, slow);
            }
        }
    }

    #[test]
    fn a_common_run_keeps_the_longest_forms() {
        let forms: Vec<Vec<u32>> = (0..500).map(|i| vec![1, 2, 3, 10 + i]).collect();
        let hashes: Vec<u64> = (0..600).collect();
        let cancel = AtomicBool::new(false);
        let index = Index::new(forms.len(), |rank| &forms[rank as usize], &hashes, 1, &cancel).unwrap();
        assert!(index.parts.iter().map(|part| part.entries.len()).sum::<usize>() == POSTINGS);
        let found: Vec<u32> = index.candidates(&forms[400], 400, &mut Scratch::default()).collect();
        assert_eq!(found, [0, 1, 2]);
    }
}
