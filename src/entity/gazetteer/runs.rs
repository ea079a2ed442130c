//! The runs of letters and digits of a folded text, each with a hash: what the [`index`](super::index) looks up.
//!
//! Each block of bytes becomes one mask of letters, whose edges are where runs begin and end, so that no branch depends on
//! the length of a word.

use crate::text::fold::joins_words;
use crate::text::mask::{BLOCK, Block};

/// A run of characters that join words.
#[derive(Debug, Clone, Copy)]
pub(super) struct Run {
    pub(super) start: u32,
    pub(super) hash: u64,
}

/// The runs of one text, read piece by piece.
#[derive(Debug)]
pub(super) struct Runs<'v> {
    view: &'v str,
    /// The next block.
    at: usize,
    /// Where the run began in which the byte before `at` is.
    open: Option<u32>,
    /// Bytes of the next block that belong to a character of the block before, when it joins words.
    carried: u64,
}

impl<'v> Runs<'v> {
    pub(super) fn new(view: &'v str) -> Self {
        Self { view, at: 0, open: None, carried: 0 }
    }

    /// Appends the runs of the next `bytes` bytes or so to `out`; gives whether there is more to come.
    pub(super) fn read(&mut self, bytes: usize, out: &mut Vec<Run>) -> bool {
        let view = self.view.as_bytes();
        let stop = self.at.saturating_add(bytes).min(view.len());
        while self.at < stop {
            self.block(out);
        }
        let more = self.at < view.len();
        if !more {
            out.extend(self.open.take().map(|start| Run::new(view, start, view.len() as u32)));
        }
        more
    }

    fn block(&mut self, out: &mut Vec<Run>) {
        let view = self.view.as_bytes();
        // The view has no capitals of ASCII.
        let block = Block::new(view, self.at);
        let mut letters = block.between(b'a', b'z') | block.between(b'0', b'9') | block.equal(b'_');
        let other = block.beyond_ascii();
        letters |= self.carried;
        self.carried = 0;
        if other != 0 {
            letters |= self.letters_beyond_ascii(other);
        }
        let before = letters << 1 | u64::from(self.open.is_some());
        let mut starts = letters & !before;
        let mut ends = before & !letters;
        let at = self.at as u32;
        while ends != 0 {
            let start = self.open.take().unwrap_or_else(|| {
                let start = at + starts.trailing_zeros();
                starts &= starts - 1;
                start
            });
            out.push(Run::new(view, start, at + ends.trailing_zeros()));
            ends &= ends - 1;
        }
        if starts != 0 {
            self.open = Some(at + starts.trailing_zeros());
        }
        self.at += BLOCK;
    }

    /// The bytes of the block that belong to letters beyond ASCII, which begin at some of the bytes `other`.
    #[cold]
    #[inline(never)]
    fn letters_beyond_ascii(&mut self, mut other: u64) -> u64 {
        let mut letters = 0;
        while other != 0 {
            let i = other.trailing_zeros();
            let at = self.at + i as usize;
            let c = if self.view.is_char_boundary(at) { self.view[at..].chars().next() } else { None };
            let width = c.map_or(1, char::len_utf8) as u32;
            let bytes = ((1_u128 << width) - 1) << i;
            if c.is_some_and(joins_words) {
                letters |= bytes as u64;
                self.carried |= (bytes >> BLOCK) as u64;
            }
            other &= !(bytes as u64);
        }
        letters
    }
}

impl Run {
    /// The run between two bytes. Its hash is made of its length, its first and its last eight bytes; what is between is
    /// compared when it matters.
    #[inline]
    fn new(view: &[u8], start: u32, end: u32) -> Self {
        const MASKS: [u64; 9] =
            [0, 0xFF, 0xFFFF, 0xFF_FFFF, 0xFFFF_FFFF, 0xFF_FFFF_FFFF, 0xFFFF_FFFF_FFFF, 0xFF_FFFF_FFFF_FFFF, u64::MAX];
        let len = (end - start) as usize;
        let first = eight(view, start as usize) & MASKS[len.min(8)];
        // No branch: whether a word is long cannot be guessed.
        let long = u64::from(len > 8);
        let last = eight(view, start as usize + (len.wrapping_sub(8) & (long as usize).wrapping_neg()));
        let last = last & long.wrapping_neg();
        Self { start, hash: mix(first ^ last.rotate_left(29) ^ (len as u64) << 58) }
    }
}

#[inline]
fn eight(view: &[u8], at: usize) -> u64 {
    match view[at..].first_chunk::<8>() {
        Some(bytes) => u64::from_le_bytes(*bytes),
        None => view[at..].iter().rev().fold(0, |word, &b| word << 8 | u64::from(b)),
    }
}

/// The hash of all of `letters`.
pub(super) fn hash_of(letters: &[u8]) -> u64 {
    letters.chunks(8).fold(mix(letters.len() as u64), |hash, chunk| join(hash, eight(chunk, 0)))
}

/// The hash of a sequence of runs from that of all but the last, and that of the last.
#[inline]
pub(super) fn join(before: u64, last: u64) -> u64 {
    mix(before.rotate_left(17) ^ last)
}

#[inline]
fn mix(x: u64) -> u64 {
    let x = x.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    x ^ x >> 32
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn runs_are_those_of_a_walk_over_the_characters(view in "[a-c_7 .,é語ש’\u{301}]{0,300}", step in 1_usize..200) {
            let mut runs = Vec::new();
            let mut reader = Runs::new(&view);
            while reader.read(step, &mut runs) {}
            let mut starts = Vec::new();
            let mut before = false;
            for (at, c) in view.char_indices() {
                if joins_words(c) && !before {
                    starts.push(at as u32);
                }
                before = joins_words(c);
            }
            prop_assert_eq!(runs.iter().map(|r| r.start).collect::<Vec<_>>(), starts);
        }

        #[test]
        fn a_hash_does_not_depend_on_what_stands_around(word in "[a-zé]{1,30}", before in "[ .]{1,70}", after in "[ .][a-z]{0,9}") {
            let hash_in = |view: &str, n: usize| {
                let mut runs = Vec::new();
                Runs::new(view).read(usize::MAX, &mut runs);
                runs[n].hash
            };
            prop_assert_eq!(hash_in(&word, 0), hash_in(&format!("{before}{word}{after}"), 0));
        }
    }
}
