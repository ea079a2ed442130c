//! A word-anchored index: the engine for long lists.
//!
//! A name can only begin where a run of letters begins, so there alone anything is looked up: the hash of the run, and of it
//! with the next, in a filter of a few bits a name. Most runs end there. The rest are looked up in a table of all names and
//! compared letter by letter. The look-ups do not wait for one another, unlike the steps of an automaton, whose tables leave
//! the cache with long lists.

use super::runs::{Run, Runs, hash_of, join};
use super::store::Strings;
use crate::text::fold::joins_words;

/// Names of more runs are left to the automaton: every start of such a name would be followed to its end.
pub(super) const MOST_RUNS: usize = 24;

/// Names of the same runs that differ in what is between ("C", "C++"); more are left to the automaton, so that no list makes
/// the search slow.
const MOST_ALIKE: usize = 64;

/// Bytes of text whose runs are looked up together.
const PIECE: usize = 16 << 10;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Index {
    /// Pairs of blocks of bits: for hashes of names, and for those of the first two runs of names that have more.
    pub(super) filter: Vec<[u64; 2]>,
    /// Open addressing: the upper half of a name's hash, and its number plus one; 0 is free.
    pub(super) slots: Vec<u64>,
    /// Runs of the longest name.
    pub(super) most_runs: u32,
}

/// What came of adding a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Added {
    /// Searches find it.
    Indexed,
    /// It has a place, but has to be found in another way.
    Loose,
    /// It is the same as an earlier name.
    Known(u32),
}

impl Index {
    /// An index with room for `n` names.
    pub(super) fn with_room_for(n: usize) -> Self {
        // Two bits a name in 16 or more: one run in fifty passes in vain.
        let blocks = (n / 4).next_power_of_two().max(64);
        Self { filter: vec![[0; 2]; blocks], slots: vec![0; n + n / 2 + 8], most_runs: 0 }
    }

    /// Adds the last of `names`, unless it is there.
    pub(super) fn add_last(&mut self, names: &Strings, scratch: &mut Vec<Run>) -> Added {
        let newest = names.len() as u32 - 1;
        let letters = names.get(newest);
        if anchored_runs(letters, scratch) {
            let hash = sequence(scratch);
            match self.probe(names, letters, hash) {
                Ok(name) => return Added::Known(name),
                Err((at, alike)) if alike < MOST_ALIKE => {
                    self.slots[at] = entry(hash, newest);
                    self.most_runs = self.most_runs.max(scratch.len() as u32);
                    self.set(hash, 0);
                    if scratch.len() > 2 {
                        self.set(sequence(&scratch[..2]), 1);
                    }
                    return Added::Indexed;
                }
                Err(_) => {}
            }
        }
        let hash = hash_of(letters.as_bytes());
        match self.probe(names, letters, hash) {
            Ok(name) => Added::Known(name),
            Err((at, _)) => {
                self.slots[at] = entry(hash, newest);
                Added::Loose
            }
        }
    }

    /// The name of these letters.
    pub(super) fn get(&self, names: &Strings, letters: &str) -> Option<u32> {
        let mut runs = Vec::new();
        let by_runs = anchored_runs(letters, &mut runs).then(|| self.probe(names, letters, sequence(&runs)).ok());
        by_runs.flatten().or_else(|| self.probe(names, letters, hash_of(letters.as_bytes())).ok())
    }

    /// The name of these letters and this hash, or else its free slot and how many names have the same hash.
    fn probe(&self, names: &Strings, letters: &str, hash: u64) -> Result<u32, (usize, usize)> {
        let mut at = self.slot(hash);
        let mut alike = 0;
        while self.slots[at] != 0 {
            if self.slots[at] >> 32 == hash >> 32 {
                let name = name_in(self.slots[at]);
                if names.get(name) == letters {
                    return Ok(name);
                }
                alike += 1;
            }
            at = self.after(at);
        }
        Err((at, alike))
    }

    /// Calls `visit` with start and number of every name whose letters stand at the start of a run of `view`, by start and
    /// then the longest first; `visit` gives the byte before which no other start is of interest.
    pub(super) fn search(&self, view: &str, names: &Strings, mut visit: impl FnMut(usize, u32) -> usize) {
        let most = (self.most_runs as usize).max(2);
        let mut reader = Runs::new(view);
        let mut runs: Vec<Run> = Vec::with_capacity(PIECE.min(view.len()) / 4 + 2);
        let mut alike = Vec::new();
        let mut free_from = 0;
        loop {
            let more = reader.read(PIECE, &mut runs);
            // The last runs wait for those that follow them.
            let ready = if more { runs.len().saturating_sub(most) } else { runs.len() };
            for i in 0..ready {
                let first = runs[i].hash;
                let two = runs.get(i + 1).map_or(0, |next| join(first, next.hash));
                let (one, pair) = (self.block(first), self.block(two));
                let hit = has(one[0], first) | has(pair[0], two) | has(pair[1], two);
                if hit && runs[i].start as usize >= free_from {
                    let here = &runs[i..runs.len().min(i + most)];
                    free_from = free_from.max(self.visit_at(view, names, here, &mut alike, &mut visit));
                }
            }
            if !more {
                return;
            }
            runs.drain(..ready);
        }
    }

    /// Visits the names that begin where the first of `runs` does.
    #[inline(never)]
    fn visit_at(
        &self,
        view: &str,
        names: &Strings,
        runs: &[Run],
        alike: &mut Vec<u32>,
        visit: &mut impl FnMut(usize, u32) -> usize,
    ) -> usize {
        let start = runs[0].start as usize;
        let here = &view.as_bytes()[start..];
        let mut hashes = [runs[0].hash; MOST_RUNS];
        let mut n = 1;
        while n < runs.len() {
            hashes[n] = join(hashes[n - 1], runs[n].hash);
            n += 1;
            // No longer name begins with these two.
            if n == 2 && !has(self.block(hashes[1])[1], hashes[1]) {
                break;
            }
        }
        for &hash in hashes[..n].iter().rev() {
            if !has(self.block(hash)[0], hash) {
                continue;
            }
            alike.clear();
            let mut at = self.slot(hash);
            while self.slots[at] != 0 {
                let name = name_in(self.slots[at]);
                if self.slots[at] >> 32 == hash >> 32 && here.starts_with(names.get(name).as_bytes()) {
                    alike.push(name);
                }
                at = self.after(at);
            }
            if alike.len() > 1 {
                alike.sort_unstable_by_key(|&name| std::cmp::Reverse(names.get(name).len()));
            }
            for &name in &*alike {
                let free_from = visit(start, name);
                if free_from > start {
                    return free_from;
                }
            }
        }
        0
    }

    fn slot(&self, hash: u64) -> usize {
        (((hash & 0xFFFF_FFFF) * self.slots.len() as u64) >> 32) as usize
    }

    fn after(&self, slot: usize) -> usize {
        if slot + 1 == self.slots.len() { 0 } else { slot + 1 }
    }

    fn block(&self, hash: u64) -> [u64; 2] {
        self.filter[(hash >> 20) as usize & (self.filter.len() - 1)]
    }

    fn set(&mut self, hash: u64, which: usize) {
        let last = self.filter.len() - 1;
        self.filter[(hash >> 20) as usize & last][which] |= bits(hash);
    }
}

/// Puts the runs of a name into `out`; gives whether the name can be found by them: it begins with a run, and has not too
/// many.
fn anchored_runs(letters: &str, out: &mut Vec<Run>) -> bool {
    out.clear();
    Runs::new(letters).read(usize::MAX, out);
    letters.starts_with(joins_words) && out.len() <= MOST_RUNS
}

fn sequence(runs: &[Run]) -> u64 {
    runs[1..].iter().fold(runs[0].hash, |hash, run| join(hash, run.hash))
}

fn entry(hash: u64, name: u32) -> u64 {
    hash >> 32 << 32 | u64::from(name + 1)
}

fn name_in(slot: u64) -> u32 {
    (slot as u32).wrapping_sub(1)
}

/// Whether the bits of `hash` are set.
fn has(block: u64, hash: u64) -> bool {
    let bits = bits(hash);
    block & bits == bits
}

fn bits(hash: u64) -> u64 {
    1 << (hash & 63) | 1 << (hash >> 6 & 63)
}
