//! The runs of letters and digits of a folded text, each with a hash: what the [`index`](super::index) looks up.
//!
//! Sixty-four bytes at a time become one mask of letters, whose edges are where runs begin and end (the idea of simdjson:
//! Langdale and Lemire 2019); in this form the loops compile to vector instructions, and no branch depends on the length of
//! a word.

use crate::text::fold::joins_words;

/// A run of characters that join words.
#[derive(Debug, Clone, Copy)]
pub(super) struct Run {
    pub(super) start: u32,
    pub(super) hash: u64,
}

const BLOCK: usize = 64;

/// The runs of one text, read piece by piece.
#[derive(Debug)]
pub(super) struct Runs<'v> {
    view: &'v str,
    /// The next block.
    at: usize,
    /// Whether the byte before `at` is in a run.
    inside: bool,
    /// Bytes of the next block that belong to a character of the block before, when it joins words.
    carried: u64,
    /// Edges found and not used yet: the start of a run whose end is still to come.
    open: Option<u32>,
    edges: Vec<u32>,
}

impl<'v> Runs<'v> {
    pub(super) fn new(view: &'v str) -> Self {
        Self { view, at: 0, inside: false, carried: 0, open: None, edges: Vec::new() }
    }

    /// Appends the runs of the next `bytes` bytes or so to `out`; gives whether there is more to come.
    pub(super) fn read(&mut self, bytes: usize, out: &mut Vec<Run>) -> bool {
        let view = self.view.as_bytes();
        let stop = self.at.saturating_add(bytes).min(view.len());
        self.edges.clear();
        self.edges.extend(self.open.take());
        while self.at < stop {
            self.block();
        }
        let done = self.at >= view.len();
        if done && self.inside {
            self.edges.push(view.len() as u32);
            self.inside = false;
        }
        let (pairs, rest) = self.edges.as_chunks::<2>();
        self.open = rest.first().copied();
        out.extend(pairs.iter().map(|&[start, end]| Run { start, hash: hash(view, start as usize, end as usize) }));
        !done
    }

    fn block(&mut self) {
        let view = self.view.as_bytes();
        let (mut letters, other) = if let Some(block) = view[self.at..].first_chunk::<BLOCK>() {
            classes(block)
        } else {
            let mut block = [b' '; BLOCK];
            let rest = &view[self.at..];
            block[..rest.len()].copy_from_slice(rest);
            classes(&block)
        };
        letters |= self.carried;
        self.carried = 0;
        if other != 0 {
            letters |= self.letters_beyond_ascii(other);
        }
        let mut edges = letters ^ (letters << 1 | u64::from(self.inside));
        self.inside = letters >> (BLOCK - 1) != 0;
        while edges != 0 {
            self.edges.push(self.at as u32 + edges.trailing_zeros());
            edges &= edges - 1;
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

/// Which bytes are ASCII letters (or digits, or `_`), and which are not ASCII.
fn classes(block: &[u8; BLOCK]) -> (u64, u64) {
    // The view has no capitals, but names in scripts without them may hold some; they join words too.
    let mut letters = [0_u8; BLOCK];
    let mut other = [0_u8; BLOCK];
    for i in 0..BLOCK {
        let b = block[i];
        let letter = u8::from((b | 0x20).wrapping_sub(b'a') < 26);
        let digit = u8::from(b.wrapping_sub(b'0') < 10);
        letters[i] = letter | digit | u8::from(b == b'_');
        other[i] = b >> 7;
    }
    (bits(&letters), bits(&other))
}

/// The lowest bits of all bytes, side by side.
fn bits(flags: &[u8; BLOCK]) -> u64 {
    // The product moves the lowest bit of byte i to bit 56 + i.
    const GATHER: u64 = 0x0102_0408_1020_4080;
    let mut mask = 0;
    for (i, eight) in flags.as_chunks::<8>().0.iter().enumerate() {
        mask |= (u64::from_le_bytes(*eight).wrapping_mul(GATHER) >> 56) << (8 * i);
    }
    mask
}

/// The hash of one run: its length, its first and its last eight bytes. What is between is compared when it matters.
fn hash(view: &[u8], start: usize, end: usize) -> u64 {
    const MASKS: [u64; 9] =
        [0, 0xFF, 0xFFFF, 0xFF_FFFF, 0xFFFF_FFFF, 0xFF_FFFF_FFFF, 0xFFFF_FFFF_FFFF, 0xFF_FFFF_FFFF_FFFF, u64::MAX];
    let len = end - start;
    let first = eight(view, start) & MASKS[len.min(8)];
    let last = if len > 8 { eight(view, end - 8) } else { 0 };
    mix(first ^ last.rotate_left(29) ^ (len as u64) << 58)
}

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
pub(super) fn join(before: u64, last: u64) -> u64 {
    mix(before.rotate_left(17) ^ last)
}

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
