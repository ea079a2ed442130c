//! A word-anchored index: the engine for long lists.
//!
//! A name can only begin where a run of letters begins, so there alone anything is looked up: first the hash of the run in a
//! filter of the first words of names, then that of it and the next run in a filter of the first two. Few are left, to be
//! looked up in a table of all names and compared letter by letter. The look-ups do not wait for one another, unlike the
//! steps of an automaton, whose tables leave the cache with long lists.

use super::filter::Filter;
use super::runs::{Run, Runs, hash_of, join};
use super::store::Strings;
use crate::text::fold::joins_words;

/// Names of more runs are left to the automaton: every start of such a name would be followed to its end.
pub(super) const MOST_RUNS: usize = 24;

/// Names of the same runs that differ in what is between ("C", "C++"); more are left to the automaton, so that no list makes
/// the search slow.
const MOST_ALIKE: usize = 64;

const LAST_BIT: usize = 7;

/// Bytes of text whose runs are looked up together.
const PIECE: usize = 16 << 10;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Index {
    /// The first run of every name: most runs of a text are none of these, and this filter is the smallest.
    pub(super) heads: Filter,
    /// Names of one run.
    pub(super) singles: Filter,
    /// The first two runs of names that have several.
    pub(super) pairs: Filter,
    /// How many runs names have that begin with two, by their hash: bit 0 for two, bit 1 for three and so on, the last bit for
    /// all longer names. As many as a power of two, so that some share their place.
    pub(super) lengths: Vec<u8>,
    /// Open addressing.
    pub(super) slots: Vec<Slot>,
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

/// A name's place in the table, with all that is needed to compare it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Slot {
    /// The upper half of its hash.
    pub(super) tag: u32,
    /// Its number plus one; 0 is a free place.
    pub(super) name: u32,
    /// Where its letters are.
    pub(super) start: u32,
    pub(super) end: u32,
}

impl Slot {
    fn new(hash: u64, names: &Strings, name: u32) -> Self {
        let (start, end) = names.bounds(name);
        Self { tag: (hash >> 32) as u32, name: name + 1, start, end }
    }

    fn is_free(self) -> bool {
        self.name == 0
    }

    /// The name, if it may be the one of this hash.
    fn of(self, hash: u64) -> Option<u32> {
        if u64::from(self.tag) == hash >> 32 { self.name.checked_sub(1) } else { None }
    }

    fn letters(self, names: &Strings) -> &[u8] {
        &names.text.as_bytes()[self.start as usize..self.end as usize]
    }
}

/// A hash to look up, and where the name would begin.
#[derive(Debug, Clone, Copy)]
struct Key {
    start: u32,
    hash: u64,
}

impl Key {
    /// Whether the name in `slot` has this hash and stands here.
    #[inline]
    fn is_at(self, view: &str, names: &Strings, slot: Slot) -> bool {
        slot.of(self.hash).is_some() && view.as_bytes()[self.start as usize..].starts_with(slot.letters(names))
    }
}

/// What the steps of a search hand on; kept from text to text for its memory.
#[derive(Debug, Default)]
pub(super) struct Work {
    runs: Vec<Run>,
    /// Runs that are the first of some name.
    heads: Vec<u32>,
    /// Those of them that are a name or begin as one does.
    hits: Vec<u32>,
    keys: Vec<Key>,
    /// Keys with the first slot of each, as far as there is one.
    found: Vec<(Key, Slot)>,
    /// Whether the name in that slot is the one.
    equal: Vec<bool>,
    alike: Vec<Slot>,
}

impl Index {
    /// An index with room for `n` names.
    pub(super) fn with_room_for(n: usize) -> Self {
        let filter = || Filter::with_room_for(n);
        Self {
            heads: filter(),
            singles: filter(),
            pairs: filter(),
            lengths: vec![0; n.next_power_of_two()],
            slots: vec![Slot::default(); n + n / 2 + 8],
            most_runs: 0,
        }
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
                    self.slots[at] = Slot::new(hash, names, newest);
                    self.most_runs = self.most_runs.max(scratch.len() as u32);
                    self.heads.put(scratch[0].hash);
                    if let [_, _, ..] = scratch[..] {
                        let two = sequence(&scratch[..2]);
                        self.pairs.put(two);
                        let place = self.lengths_of(two);
                        self.lengths[place] |= 1 << (scratch.len() - 2).min(LAST_BIT);
                    } else {
                        self.singles.put(hash);
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
                self.slots[at] = Slot::new(hash, names, newest);
                Added::Loose
            }
        }
    }

    /// Gives back the room that the names did not need.
    pub(super) fn settle(&mut self) {
        self.heads.settle();
        self.singles.settle();
        self.pairs.settle();
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
        while !self.slots[at].is_free() {
            if let Some(name) = self.slots[at].of(hash) {
                if self.slots[at].letters(names) == letters.as_bytes() {
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
    pub(super) fn search(
        &self,
        view: &str,
        names: &Strings,
        work: &mut Work,
        mut visit: impl FnMut(usize, u32) -> usize,
    ) {
        let most = (self.most_runs as usize).max(2);
        let mut reader = Runs::new(view);
        let mut runs = std::mem::take(&mut work.runs);
        runs.clear();
        let mut free_from = 0;
        loop {
            let more = reader.read(PIECE, &mut runs);
            // The last runs wait for those that follow them.
            let ready = if more { runs.len().saturating_sub(most) } else { runs.len() };
            // Step by step over the whole piece: within a step no look-up waits for another.
            self.sift(&runs, ready, work);
            work.keys.clear();
            for &i in &work.hits {
                self.push_keys(&runs[i as usize..runs.len().min(i as usize + most)], &mut work.keys);
            }
            work.found.clear();
            work.found.extend(work.keys.iter().map(|key| (*key, self.slots[self.slot(key.hash)])));
            work.found.retain(|(_, slot)| !slot.is_free());
            work.equal.clear();
            work.equal.extend(work.found.iter().map(|(key, slot)| key.is_at(view, names, *slot)));
            for (&(key, slot), &equal) in work.found.iter().zip(&work.equal) {
                if key.start as usize >= free_from {
                    let free = self.visit_key(view, names, key, (slot, equal), &mut work.alike, &mut visit);
                    free_from = free_from.max(free);
                }
            }
            if !more {
                break;
            }
            runs.drain(..ready);
        }
        work.runs = runs;
    }

    /// Finds the runs at which a name may begin.
    fn sift(&self, runs: &[Run], ready: usize, work: &mut Work) {
        let Work { heads, hits, .. } = work;
        heads.clear();
        heads.resize(ready, 0);
        let mut n = 0;
        // No branches: which words begin a name cannot be guessed.
        for (i, run) in runs[..ready].iter().enumerate() {
            heads[n] = i as u32;
            n += usize::from(self.heads.has(run.hash));
        }
        hits.clear();
        hits.resize(n, 0);
        let mut n_hits = 0;
        for &i in &heads[..n] {
            let first = runs[i as usize].hash;
            let two = runs.get(i as usize + 1).map_or(0, |next| join(first, next.hash));
            hits[n_hits] = i;
            n_hits += usize::from(self.singles.has(first) | self.pairs.has(two));
        }
        hits.truncate(n_hits);
    }

    /// Appends the hashes of all names that may begin with the first of `runs`, the longest first.
    fn push_keys(&self, runs: &[Run], keys: &mut Vec<Key>) {
        let start = runs[0].start;
        let mut hashes = [runs[0].hash; MOST_RUNS];
        let mut lengths = 0;
        if let Some(second) = runs.get(1) {
            hashes[1] = join(hashes[0], second.hash);
            if self.pairs.has(hashes[1]) {
                lengths = self.lengths[self.lengths_of(hashes[1])];
            }
        }
        let longest = match lengths.checked_ilog2() {
            None => 1,
            Some(bit) if bit as usize == LAST_BIT => runs.len(),
            Some(bit) => runs.len().min(bit as usize + 2),
        };
        for k in 2..longest {
            hashes[k] = join(hashes[k - 1], runs[k].hash);
        }
        for k in (1..longest).rev() {
            if lengths >> (k - 1).min(LAST_BIT) & 1 != 0 {
                keys.push(Key { start, hash: hashes[k] });
            }
        }
        if self.singles.has(hashes[0]) {
            keys.push(Key { start, hash: hashes[0] });
        }
    }

    /// Visits the names of one hash; of the first slot it is known whether it is one.
    fn visit_key(
        &self,
        view: &str,
        names: &Strings,
        key: Key,
        (mut slot, mut equal): (Slot, bool),
        alike: &mut Vec<Slot>,
        visit: &mut impl FnMut(usize, u32) -> usize,
    ) -> usize {
        alike.clear();
        let mut at = self.slot(key.hash);
        loop {
            if equal {
                alike.push(slot);
            }
            at = self.after(at);
            slot = self.slots[at];
            if slot.is_free() {
                break;
            }
            equal = key.is_at(view, names, slot);
        }
        if alike.len() > 1 {
            alike.sort_unstable_by_key(|slot| std::cmp::Reverse(slot.end - slot.start));
        }
        for slot in &*alike {
            let free_from = visit(key.start as usize, slot.name - 1);
            if free_from > key.start as usize {
                return free_from;
            }
        }
        0
    }

    fn lengths_of(&self, two: u64) -> usize {
        (two >> 12) as usize & (self.lengths.len() - 1)
    }

    fn slot(&self, hash: u64) -> usize {
        (((hash & 0xFFFF_FFFF) * self.slots.len() as u64) >> 32) as usize
    }

    fn after(&self, slot: usize) -> usize {
        if slot + 1 == self.slots.len() { 0 } else { slot + 1 }
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
