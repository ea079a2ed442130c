//! What two texts have in common, word by word.
//!
//! A longest common subsequence; of several, one with the fewest breaks. Small texts, which is nearly all, are aligned exactly by
//! dynamic programming. Where that would take too many cells, runs of words that occur once in both texts are anchors
//! (Cohen's "patience" idea), and what lies between is aligned in turn; so the time is linear in the texts.

use std::hash::Hash;

use rustc_hash::FxHashMap;

use super::forms::mixed;

/// Cells of a table that are filled at most.
const CELLS: usize = 1 << 16;
/// Words of an anchor.
const ANCHOR: usize = 4;
/// Rounds of anchors within anchors.
const DEPTH: u32 = 6;

/// A run of equal words: `len` words from `a` in the one text and from `b` in the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Block {
    /// First word in the one text.
    pub a: usize,
    /// First word in the other.
    pub b: usize,
    /// How many words.
    pub len: usize,
}

/// A word as it is compared. A gap is equal to nothing.
pub trait Token: Copy + Eq + Hash {
    /// Whether it is a word.
    fn is_word(self) -> bool;
    /// Its bits.
    fn key(self) -> u64;
}

impl Token for u32 {
    fn is_word(self) -> bool {
        self != 0
    }

    fn key(self) -> u64 {
        u64::from(self)
    }
}

impl Token for u64 {
    fn is_word(self) -> bool {
        self != 0
    }

    fn key(self) -> u64 {
        self
    }
}

/// Memory that alignments share.
#[derive(Debug, Default)]
pub struct Aligner {
    /// For each cell the best score of the two prefixes, and the best that ends in a pair of equal words.
    best: Vec<(u32, u32)>,
    blocks: Vec<Block>,
}

impl Aligner {
    /// The runs that `a` and `b` have in common, in order, none of them touching the next in both texts.
    ///
    /// ```
    /// use onrecord::statement::align::{Aligner, Block};
    /// let blocks = Aligner::default().align(&[1_u32, 2, 3, 4], &[2, 3, 9, 4]).to_vec();
    /// assert_eq!(blocks, [Block { a: 1, b: 0, len: 2 }, Block { a: 3, b: 3, len: 1 }]);
    /// ```
    pub fn align<T: Token>(&mut self, a: &[T], b: &[T]) -> &[Block] {
        self.blocks.clear();
        self.between(a, b, (0, 0), DEPTH);
        self.mend(a, b);
        &self.blocks
    }

    /// Moves runs that could as well stand beside the next or the one before: equal ends are taken first, and may tear a run
    /// ("we" of "we, as we know" from its "know").
    fn mend<T: Token>(&mut self, a: &[T], b: &[T]) {
        let mut kept: Vec<Block> = Vec::with_capacity(self.blocks.len());
        for &next in &self.blocks {
            let mut next = next;
            while let Some(last) = kept.last().copied() {
                let (end_a, end_b) = (last.a + last.len, last.b + last.len);
                // All of the one before fits in front of this one.
                if (end_a == next.a || end_b == next.b)
                    && last.len <= next.len
                    && next.a - last.len >= last.a
                    && next.b - last.len >= last.b
                    && a[next.a - last.len..next.a] == b[next.b - last.len..next.b]
                    && a[next.a - last.len..next.a] == a[last.a..end_a]
                {
                    next = Block { a: next.a - last.len, b: next.b - last.len, len: next.len + last.len };
                    kept.pop();
                } else if (end_a == next.a || end_b == next.b)
                    && a.get(end_a..end_a + next.len) == Some(&a[next.a..next.a + next.len])
                    && b.get(end_b..end_b + next.len) == Some(&b[next.b..next.b + next.len])
                {
                    next = Block { len: last.len + next.len, ..last };
                    kept.pop();
                } else {
                    break;
                }
            }
            kept.push(next);
        }
        self.blocks = kept;
    }

    fn push(&mut self, a: usize, b: usize, len: usize) {
        match self.blocks.last_mut() {
            Some(last) if last.a + last.len == a && last.b + last.len == b => last.len += len,
            _ if len > 0 => self.blocks.push(Block { a, b, len }),
            _ => {}
        }
    }

    fn between<T: Token>(&mut self, a: &[T], b: &[T], at: (usize, usize), depth: u32) {
        let equal = |(x, y): &(&T, &T)| x == y && x.is_word();
        let head = a.iter().zip(b).take_while(equal).count();
        self.push(at.0, at.1, head);
        let (a, b, at) = (&a[head..], &b[head..], (at.0 + head, at.1 + head));
        let tail = a.iter().rev().zip(b.iter().rev()).take_while(equal).count();
        let (inner_a, inner_b) = (&a[..a.len() - tail], &b[..b.len() - tail]);
        if inner_a.len().saturating_mul(inner_b.len()) <= CELLS {
            self.exactly(inner_a, inner_b, at);
        } else if depth > 0 {
            let mut from = (0, 0);
            for (i, j) in anchors(inner_a, inner_b) {
                if i < from.0 || j < from.1 {
                    continue; // within the run of the anchor before
                }
                let len = inner_a[i..].iter().zip(&inner_b[j..]).take_while(equal).count();
                self.between(&inner_a[from.0..i], &inner_b[from.1..j], (at.0 + from.0, at.1 + from.1), depth - 1);
                self.push(at.0 + i, at.1 + j, len);
                from = (i + len, j + len);
            }
            if from != (0, 0) {
                let rest = (&inner_a[from.0..], &inner_b[from.1..]);
                self.between(rest.0, rest.1, (at.0 + from.0, at.1 + from.1), depth - 1);
            }
        }
        self.push(at.0 + inner_a.len(), at.1 + inner_b.len(), tail);
    }

    fn exactly<T: Token>(&mut self, a: &[T], b: &[T], at: (usize, usize)) {
        /// A pair counts as much as all breaks that a table of [`CELLS`] can have.
        const PAIR: u32 = 1 << 10;
        if a.is_empty() || b.is_empty() {
            return;
        }
        let width = b.len() + 1;
        self.best.clear();
        self.best.resize((a.len() + 1) * width, (0, 0));
        let mut rows = self.best.chunks_exact_mut(width);
        let mut above: &[(u32, u32)] = rows.next().unwrap_or_default();
        for (x, row) in a.iter().zip(rows) {
            let mut left = 0;
            for ((y, beside), cell) in b.iter().zip(above.windows(2)).zip(&mut row[1..]) {
                let (before, up) = (beside[0], beside[1]);
                let paired = if x == y && x.is_word() {
                    (before.0 + PAIR).max(if before.1 > 0 { before.1 + PAIR + 1 } else { 0 })
                } else {
                    0
                };
                left = left.max(up.0).max(paired);
                *cell = (left, paired);
            }
            above = row;
        }
        let first = self.blocks.len();
        let (mut i, mut j) = (a.len(), b.len());
        let mut in_run = false;
        while i > 0 && j > 0 {
            let here = i * width + j;
            let (best, paired) = self.best[here];
            if paired > 0 && (in_run || paired == best) {
                let before = self.best[here - width - 1];
                in_run = before.1 > 0 && paired == before.1 + PAIR + 1;
                (i, j) = (i - 1, j - 1);
                match self.blocks[first..].last_mut() {
                    Some(last) if last.a == at.0 + i + 1 && last.b == at.1 + j + 1 => {
                        (last.a, last.b, last.len) = (last.a - 1, last.b - 1, last.len + 1);
                    }
                    _ => self.blocks.push(Block { a: at.0 + i, b: at.1 + j, len: 1 }),
                }
            } else if self.best[here - 1].0 == best {
                j -= 1;
            } else {
                i -= 1;
            }
        }
        self.blocks[first..].reverse();
        // The first of them may go on where the run before the table ended.
        if first > 0 && first < self.blocks.len() {
            let (last, next) = (self.blocks[first - 1], self.blocks[first]);
            if last.a + last.len == next.a && last.b + last.len == next.b {
                self.blocks[first - 1].len += next.len;
                self.blocks.remove(first);
            }
        }
    }
}

/// The share of words that two texts of `a` and `b` words have in common, of which the blocks hold all (Sørensen and Dice).
pub(super) fn dice(blocks: &[Block], a: usize, b: usize) -> f32 {
    let kept: usize = blocks.iter().map(|block| block.len).sum();
    if a + b == 0 {
        return 1.0;
    }
    (2.0 * f64::from(kept as u32) / f64::from((a + b) as u32)) as f32
}

/// Places of runs that occur once in each text, in an order that is the same in both: as many as can be.
fn anchors<T: Token>(a: &[T], b: &[T]) -> Vec<(usize, usize)> {
    #[derive(Default)]
    struct Seen {
        in_a: u32,
        in_b: u32,
        a: usize,
        b: usize,
    }
    fn runs<T: Token>(text: &[T]) -> impl Iterator<Item = (usize, u64)> {
        text.windows(ANCHOR)
            .enumerate()
            .filter(|(_, run)| run.iter().all(|word| word.is_word()))
            .map(|(i, run)| (i, run.iter().fold(0, |key, word| mixed(key ^ word.key()))))
    }
    let mut seen: FxHashMap<u64, Seen> = FxHashMap::default();
    for (i, key) in runs(a) {
        let run = seen.entry(key).or_default();
        (run.in_a, run.a) = (run.in_a + 1, i);
    }
    for (j, key) in runs(b) {
        if let Some(run) = seen.get_mut(&key) {
            (run.in_b, run.b) = (run.in_b + 1, j);
        }
    }
    let once =
        runs(a).filter_map(|(i, key)| seen.get(&key).filter(|run| run.in_a == 1 && run.in_b == 1).map(|r| (i, r.b)));
    // A hash is no proof.
    increasing(&once.filter(|&(i, j)| a[i..i + ANCHOR] == b[j..j + ANCHOR]).collect::<Vec<_>>())
}

/// The longest series of pairs in which the second number grows as the first does.
fn increasing(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    // tails[k]: the pair with the smallest second number that ends a series of k + 1.
    let mut tails: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    for (i, &(_, b)) in pairs.iter().enumerate() {
        let k = tails.partition_point(|&t| pairs[t].1 < b);
        before.push(k.checked_sub(1).map(|k| tails[k]));
        if k == tails.len() {
            tails.push(i);
        } else {
            tails[k] = i;
        }
    }
    let mut out = Vec::with_capacity(tails.len());
    let mut at = tails.last().copied();
    while let Some(i) = at {
        out.push(pairs[i]);
        at = before[i];
    }
    out.reverse();
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The length of a longest common subsequence, by the textbook.
    fn slowly(a: &[u32], b: &[u32]) -> usize {
        let mut table = vec![vec![0; b.len() + 1]; a.len() + 1];
        for i in 0..a.len() {
            for j in 0..b.len() {
                table[i + 1][j + 1] =
                    if a[i] == b[j] && a[i] != 0 { table[i][j] + 1 } else { table[i][j + 1].max(table[i + 1][j]) };
            }
        }
        table[a.len()][b.len()]
    }

    fn check(a: &[u32], b: &[u32], blocks: &[Block]) -> usize {
        let mut end = (0, 0);
        for (n, block) in blocks.iter().enumerate() {
            assert!(block.len > 0 && block.a >= end.0 && block.b >= end.1);
            assert!(n == 0 || (block.a, block.b) != end, "runs that touch are one");
            assert_eq!(a[block.a..block.a + block.len], b[block.b..block.b + block.len]);
            assert!(!a[block.a..block.a + block.len].contains(&0));
            end = (block.a + block.len, block.b + block.len);
        }
        blocks.iter().map(|block| block.len).sum()
    }

    proptest! {
        #[test]
        fn as_long_as_can_be(a in proptest::collection::vec(0..6_u32, 0..40), b in proptest::collection::vec(0..6_u32, 0..40)) {
            let mut aligner = Aligner::default();
            let blocks = aligner.align(&a, &b).to_vec();
            prop_assert_eq!(check(&a, &b, &blocks), slowly(&a, &b));
        }

        /// Long texts: what an editor leaves is found again.
        #[test]
        fn long_texts_keep_what_was_kept(seed in 0..u64::MAX, cuts in proptest::collection::vec((0..900_usize, 1..40_usize), 0..6)) {
            let a: Vec<u32> = (0..900).map(|i| 1 + (mixed(seed ^ i) % 5000) as u32).collect();
            let mut kept = vec![true; a.len()];
            for (from, len) in cuts {
                kept.iter_mut().skip(from).take(len).for_each(|word| *word = false);
            }
            let b: Vec<u32> = a.iter().zip(&kept).filter(|(_, kept)| **kept).map(|(word, _)| *word).collect();
            let mut aligner = Aligner::default();
            let blocks = aligner.align(&a, &b).to_vec();
            // Runs of fewer words than an anchor between two cuts may be lost.
            prop_assert!(check(&a, &b, &blocks) + 30 >= b.len());
        }
    }

    #[test]
    fn runs_are_kept_together() {
        // "the" could be paired with either; the one beside its neighbour is taken.
        let a = [1_u32, 2, 3];
        let b = [1_u32, 9, 1, 2, 3];
        let mut aligner = Aligner::default();
        assert_eq!(aligner.align(&b, &a), [Block { a: 2, b: 0, len: 3 }]);
        let c = [1_u32, 2, 3, 9, 3];
        assert_eq!(aligner.align(&a, &c), [Block { a: 0, b: 0, len: 3 }]);
        assert_eq!(aligner.align(&a, &a), [Block { a: 0, b: 0, len: 3 }]);
    }

    #[test]
    fn nothing_in_common_takes_no_time() {
        let a: Vec<u32> = (1..200_000).collect();
        let b: Vec<u32> = (200_001..400_000).collect();
        assert!(Aligner::default().align(&a, &b).is_empty());
        assert_eq!(Aligner::default().align(&a, &[]), []);
    }
}
