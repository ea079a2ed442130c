//! The weights: one file, read where it lies.
//!
//! ```text
//! "orparse1"                     8 bytes
//! bits of the tables             4 bytes: words, moves, coarse, fine
//! checksum of what follows       4 bytes
//! words    2^w × u32             numbers of the words the model knows; open addressing, 0 for none
//! moves    2^m × 2 × [u8; 4]     for each feature the weights of the three moves, plus 128, and a check
//! checks   2^c × 2 × u8          for each coarse feature of a label its check, 0 for none
//! coarse   2^c × 2 × [i8; N]     ... and the weights of the labels
//! fine     2^f × 2 × [u8; 8]     for each other: a check, and three labels with their weights; a feature with more of
//!                                them has two entries
//! ```
//!
//! A feature's number has its place in its high bits and its check in the middle; a place holds two features. What is not
//! there weighs nothing, and a check is wrong once in 255 times, so that a word never seen brings no noise.

use super::features::{Arcs, COARSE_ARCS, STEPS, Steps};
use super::label::Label;
use super::machine::{Guide, Move, State};

/// The first bytes of a file of weights.
pub const MAGIC: &[u8; 8] = b"orparse1";
/// A power of two that holds the labels.
const LANES: usize = 64;
/// So many weights of a row are added up: all labels and the first bytes behind them, which are nobody's, so that a processor's
/// vectors are full.
const ROW: usize = Label::COUNT.next_multiple_of(8);
/// The features of a label that look at words.
const MOST: usize = super::features::ARCS - COARSE_ARCS;
/// Bytes before the tables.
pub const HEADER: usize = 16;

/// Weights.
#[derive(Debug, Clone, Copy)]
pub struct Model<'a> {
    words: &'a [u8],
    moves: &'a [u8],
    checks: &'a [u8],
    /// With what follows it, see [`ROW`].
    coarse: &'a [u8],
    fine: &'a [u8],
    word_bits: u32,
    move_bits: u32,
    coarse_bits: u32,
    fine_bits: u32,
}

/// The check of a feature; never 0.
pub const fn check(feature: u64) -> u8 {
    let check = (feature >> 32) as u8;
    if check == 0 { 1 } else { check }
}

/// A longer check, for the table that has room; never 0.
pub const fn long_check(feature: u64) -> u16 {
    let check = (feature >> 24) as u16;
    if check == 0 { 1 } else { check }
}

/// All ones if two numbers are the same, else nothing.
const fn same(a: u8, b: u8) -> i16 {
    (((a ^ b) as i16) - 1) >> 15
}

/// Adds the weights of a row to sums, or nothing. A function by itself, or the compiler keeps the sums one by one in registers that do
/// not suffice, and adds them one by one.
#[inline(never)]
fn add(sums: &mut [i16; LANES], weights: &[u8; ROW], keep: i16) {
    for (sums, weights) in sums.as_chunks_mut::<8>().0.iter_mut().zip(weights.as_chunks::<8>().0) {
        for (sum, &weight) in sums.iter_mut().zip(weights) {
            *sum += i16::from(weight.cast_signed()) & keep;
        }
    }
}

/// In each half of 64 bits its lowest byte, its lowest bit, and the one above its lowest byte.
const LOW_BYTES: u64 = 0x0000_00FF_0000_00FF;
const LOWEST: u64 = 0x0000_0001_0000_0001;
const BORROWED: u64 = LOWEST << 8;

/// The place of a feature in a table of 2^`bits` places.
pub const fn place(feature: u64, bits: u32) -> usize {
    (feature >> (64 - bits)) as usize
}

/// The first place to look for a word.
pub const fn word_place(number: u32, bits: u32) -> usize {
    (number.wrapping_mul(0x9E37_79B1) >> (32 - bits)) as usize
}

/// FNV-1a, eight bytes at a time, folded into four.
pub fn checksum(bytes: &[u8]) -> u32 {
    let (chunks, rest) = bytes.as_chunks::<8>();
    let mix = |hash: u64, chunk: u64| (hash ^ chunk).wrapping_mul(0x0000_0100_0000_01B3);
    let hash = chunks.iter().fold(0xCBF2_9CE4_8422_2325, |hash, chunk| mix(hash, u64::from_le_bytes(*chunk)));
    let hash = rest.iter().fold(hash, |hash, &byte| mix(hash, u64::from(byte)));
    (hash ^ hash >> 32) as u32
}

impl<'a> Model<'a> {
    /// Reads the file in `bytes`; nothing if it is not whole or not of this version.
    pub fn new(bytes: &'a [u8]) -> Option<Self> {
        let (header, tables) = bytes.split_at_checked(HEADER)?;
        let bits = |at: usize| (4..=24).contains(&header[at]).then(|| u32::from(header[at]));
        let (word_bits, move_bits, coarse_bits, fine_bits) = (bits(8)?, bits(9)?, bits(10)?, bits(11)?);
        let sum = u32::from_le_bytes(header[12..16].try_into().ok()?);
        let (words, rest) = tables.split_at_checked(4 << word_bits)?;
        let (moves, rest) = rest.split_at_checked(8 << move_bits)?;
        let (checks, rest) = rest.split_at_checked(2 << coarse_bits)?;
        let (_, fine) = rest.split_at_checked((2 << coarse_bits) * Label::COUNT)?;
        let whole = fine.len() == 16 << fine_bits && &header[..8] == MAGIC;
        (whole && checksum(tables) == sum).then_some(Self {
            words,
            moves,
            checks,
            coarse: rest,
            fine,
            word_bits,
            move_bits,
            coarse_bits,
            fine_bits,
        })
    }

    /// Whether the model has learned something about the word with this number.
    pub fn knows(&self, number: u32) -> bool {
        let mask = (1_usize << self.word_bits) - 1;
        let mut at = word_place(number, self.word_bits);
        // The table is never full: the writer sees to it.
        loop {
            let bytes = &self.words[4 * at..4 * at + 4];
            let found = u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
            if found == number || found == 0 {
                return found == number;
            }
            at = (at + 1) & mask;
        }
    }

    /// The weights of the moves, each plus the same.
    fn steps(&self, features: &Steps) -> [u32; 3] {
        // In two loops, of which the processor does the second for many features at once. No branches: a wrong guess would wait for
        // the table, which is larger than the caches.
        let mut entries = [0_u64; STEPS];
        for (entry, &feature) in entries.iter_mut().zip(features) {
            let at = 8 * place(feature, self.move_bits);
            let bytes: &[u8; 8] = self.moves[at..at + 8].try_into().expect("eight bytes");
            *entry = u64::from_le_bytes(*bytes);
        }
        // Lanes of 16 bits: 32 features of at most 255 each do not overflow them.
        let (mut even, mut odd) = (0_u64, 0_u64);
        for (&entry, &feature) in entries.iter().zip(features) {
            let wanted = u64::from(check(feature));
            let differ = entry >> 24 & LOW_BYTES ^ (wanted | wanted << 32);
            // 1 in each half with this check, and of two halves in the first.
            let found = ((BORROWED - differ) >> 8) & LOWEST;
            let found = found & !(found << 32);
            let row = entry & ((found << 24) - found);
            even += row & 0x00FF_00FF_00FF_00FF;
            odd += row >> 8 & LOW_BYTES;
        }
        let (even, odd) = ((even as u32) + (even >> 32) as u32, (odd as u32) + (odd >> 32) as u32);
        [even & 0xFFFF, odd, even >> 16]
    }

    /// The weights of the labels.
    fn arcs(&self, features: &Arcs) -> [i16; LANES] {
        let mut sums = [0_i16; LANES];
        let (coarse, fine) = features.split_at(COARSE_ARCS);
        for &feature in coarse {
            let at = 2 * place(feature, self.coarse_bits);
            let check = check(feature);
            // No branch: which of the two it is cannot be foreseen.
            let (one, two) = (same(self.checks[at], check), same(self.checks[at + 1], check));
            let row = at + usize::from(one == 0);
            let weights: &[u8; ROW] = self.coarse[row * Label::COUNT..][..ROW].try_into().expect("a row");
            add(&mut sums, weights, one | two);
        }
        // First all entries are fetched, so that the waits for them overlap; then those that fit are looked at. No branches here either:
        // an entry that does not fit is written over by the next.
        let mut entries = [0_u64; 2 * MOST];
        let mut fit = 0;
        for &feature in fine {
            let at = 16 * place(feature, self.fine_bits);
            let both: &[u8; 16] = self.fine[at..at + 16].try_into().expect("sixteen bytes");
            let wanted = long_check(feature);
            for bytes in both.as_chunks::<8>().0 {
                let found = u64::from_le_bytes(*bytes);
                entries[fit] = found;
                fit += usize::from(found as u16 == wanted);
            }
        }
        for entry in &entries[..fit] {
            let bytes = entry.to_le_bytes();
            for pair in bytes[2..].as_chunks::<2>().0 {
                sums[pair[0] as usize % LANES] += i16::from(pair[1].cast_signed());
            }
        }
        sums
    }
}

impl Guide for Model<'_> {
    fn step(&mut self, _: &State, features: &Steps, right: bool) -> Move {
        let [shift, to_left, to_right] = self.steps(features);
        if to_left > shift && (to_left >= to_right || !right) {
            Move::Left
        } else if right && to_right > shift {
            Move::Right
        } else {
            Move::Shift
        }
    }

    fn label(&mut self, _: &State, features: &Arcs, _: u16, _: u16) -> Label {
        let sums = self.arcs(features);
        // Only the first word of a tree is its root.
        let labels = &sums[1..Label::COUNT];
        // In two steps, each of which the processor does for many at once.
        let most = labels.iter().copied().fold(i16::MIN, i16::max);
        let best = 1 + labels.iter().position(|&sum| sum == most).unwrap_or(0);
        Label::ALL[best]
    }
}
