//! What the model looks at: the words on top of the stack, the next words, their neighbours and dependents.
//!
//! Each feature is a number made of a template's number and of what stands in its places. The templates follow Zhang and
//! Nivre, "Transition-based dependency parsing with rich non-local features" (2011); those on marks follow Ma, Zhang and
//! Zhu (2014), those on filled places are our own. The trainer uses this file too: what is changed here asks for new weights.

use super::machine::State;
use super::tokens::Token;

/// How many features a move has.
pub const STEPS: usize = 32;
/// How many features an arc's label has.
pub const ARCS: usize = 15;
/// How many of these, the first, look at no word: they are few, and have something to say on most labels.
pub const COARSE_ARCS: usize = 6;
/// The features of a move.
pub type Steps = [u64; STEPS];
/// The features of an arc's label.
pub type Arcs = [u64; ARCS];

/// The lowest bits are free for the trainer.
const EVEN: u64 = !3;

/// Writes features one after another, each under its own number.
struct Sink<'a> {
    out: &'a mut [u64],
    at: usize,
}

impl Sink<'_> {
    /// A feature of up to 56 bits.
    fn one(&mut self, key: u64) {
        self.out[self.at] = (key ^ (self.at as u64 + 1) << 56).wrapping_mul(0x9E37_79B9_7F4A_7C15) & EVEN;
        self.at += 1;
    }

    /// A feature of two words and up to 24 bits.
    fn two(&mut self, a: u32, b: u32, rest: u64) {
        let first = (u64::from(a) ^ rest << 32 ^ (self.at as u64 + 1) << 56).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let second = u64::from(b).wrapping_mul(0xC2B2_AE3D_27D4_EB4F);
        self.out[self.at] = ((first ^ first >> 29) ^ second).wrapping_mul(0x1656_67B1_9E37_79F9) & EVEN;
        self.at += 1;
    }
}

/// A word and up to 24 bits.
fn with(word: u32, rest: u64) -> u64 {
    u64::from(word) | rest << 32
}

/// Tags side by side, five bits each.
fn tags<const N: usize>(tags: [u8; N]) -> u64 {
    tags.iter().fold(0, |all, &tag| all << 5 | u64::from(tag))
}

/// A number from 0 to 7 for a distance in words.
fn far(a: u16, b: u16) -> u64 {
    match b.abs_diff(a) {
        d @ 0..=3 => u64::from(d),
        4..=5 => 4,
        6..=8 => 5,
        9..=14 => 6,
        _ => 7,
    }
}

/// Which marks stand between two words: six bits.
fn gap(a: &Token, b: &Token) -> u64 {
    let commas = (b.commas - a.commas).min(2);
    let stops = (b.stops - a.stops).min(2);
    let quotes = match b.quotes - a.quotes {
        0 => 0,
        odd if odd % 2 == 1 => 1,
        _ => 2,
    };
    u64::from(commas | stops << 2 | quotes << 4)
}

/// The features of the next move.
pub fn steps(state: &State, out: &mut Steps) {
    let (tokens, nodes) = (&state.tokens, &state.nodes);
    let none = state.nothing();
    let (i0, i1, i2) = (state.stacked(0), state.stacked(1), state.stacked(2));
    let j0 = state.next;
    let (j1, j2) = ((j0 + 1).min(none), (j0 + 2).min(none));
    let token = |i: u16| &tokens[i as usize];
    let node = |i: u16| &nodes[i as usize];
    let (s0, s1, s2) = (token(i0), token(i1), token(i2));
    let (b0, b1, b2) = (token(j0), token(j1), token(j2));
    let (n0, n1, m0) = (node(i0), node(i1), node(j0));
    let (s0l, s0r, s1r, b0l) = (n0.left[0], n0.right[0], n1.right[0], m0.left[0]);
    let label = |i: u16| u64::from(node(i).label as u8) << 1 | u64::from(i != 0);
    let (gap0, gap1) = (gap(s0, b0), if i1 == none { 0 } else { gap(s1, s0) });
    let (far0, far1) = (far(i0, j0), far(i1, i0));
    let (full0, full1, full_b) = (u64::from(n0.filled), u64::from(n1.filled), u64::from(m0.filled));
    let mut f = Sink { out, at: 0 };

    f.one(with(s0.word, tags([s0.tag])));
    f.one(with(s0.ending, tags([s0.tag])));
    f.one(with(s1.word, tags([s1.tag])));
    f.one(with(b0.word, tags([b0.tag])));
    f.one(with(b0.ending, tags([b0.tag])));
    f.one(with(b1.word, tags([b1.tag])));

    f.two(s0.word, b0.word, 0);
    f.one(with(s0.word, tags([s0.tag, b0.tag])));
    f.one(with(b0.word, tags([s0.tag, b0.tag])));
    f.one(tags([s0.tag, b0.tag]) | gap0 << 10);
    f.two(s1.word, s0.word, 0);
    f.one(with(s1.word, tags([s1.tag, s0.tag])));
    f.one(with(s0.word, tags([s1.tag, s0.tag])));
    f.one(tags([s1.tag, s0.tag]) | gap1 << 10);
    f.one(with(s1.word, tags([s0.tag, b0.tag])));
    f.one(tags([s2.tag, s1.tag, s0.tag]));
    f.one(tags([s1.tag, s0.tag, b0.tag, b1.tag]));
    f.one(tags([s0.tag, b0.tag, b1.tag, b2.tag]));
    f.one(with(s0.word, tags([b0.tag, b1.tag])));
    f.one(with(b0.word, tags([s0.tag, b1.tag])));

    f.one(tags([s0.tag, token(b0l).tag, b0.tag]) | label(b0l) << 15);
    f.one(tags([s1.tag, token(s1r).tag, s0.tag]) | label(s1r) << 15);
    f.one(with(s0.word, label(s0l) | label(s0r) << 7));
    f.one(tags([s0.tag, b0.tag]) | full0 << 10 | full_b << 21);
    f.one(tags([s1.tag, s0.tag, b0.tag]) | full1 << 15 | full0 << 26);
    f.one(with(s1.word, full1 | tags([s0.tag]) << 11));
    f.one(with(b0.word, full_b));

    f.two(s1.word, token(s0l).word, tags([s0.tag]));
    f.one(with(token(b0l).word, tags([s0.tag, b0.tag])));

    f.one(tags([s1.tag, s0.tag, b0.tag]) | far0 << 15 | far1 << 18);
    f.one(tags([s1.tag, s0.tag, b0.tag]) | gap1 << 15 | gap0 << 21);
    let after = token((i0 + 1).min(none)).before;
    f.one(tags([s0.tag, b0.tag, b0.before, after, b1.before]) | u64::from(s0.before) << 25);
    debug_assert_eq!(f.at, STEPS);
}

/// The features of the label of the arc from `head` to `dependent`.
pub fn arcs(state: &State, head: u16, dependent: u16, out: &mut Arcs) {
    let token = |i: u16| &state.tokens[i as usize];
    let node = |i: u16| &state.nodes[i as usize];
    let (h, d, hn, dn) = (token(head), token(dependent), node(head), node(dependent));
    let left = dependent < head;
    let way = u64::from(left);
    let near = if left { hn.left[0] } else { hn.right[0] };
    let label = |i: u16| u64::from(node(i).label as u8) << 1 | u64::from(i != 0);
    let full_h = u64::from(hn.filled) | way << 11;
    let full_d = u64::from(dn.filled) | way << 11;
    let first = token(dn.left[0]);
    let before = token(dependent - 1);
    let after = token(dependent + 1);
    let gap = if left { gap(d, h) } else { gap(h, d) };
    let both = tags([h.tag, d.tag]) << 1 | way;
    let mut f = Sink { out, at: 0 };

    f.one(both | full_d << 11);
    f.one(both | full_h << 11);
    f.one(both | tags([before.tag, after.tag]) << 11);
    f.one(both | gap << 11 | far(head, dependent) << 17);
    f.one(both | label(near) << 11 | tags([token(near).tag]) << 18);
    f.one(both | label(dn.left[0]) << 11 | label(dn.right[0]) << 18 | u64::from(dn.count[1].min(3)) << 25);
    debug_assert_eq!(f.at, COARSE_ARCS);

    f.one(both | full_h << 11 | full_d << 23);
    f.one(with(h.word, both));
    f.one(with(d.word, both));
    f.two(h.word, d.word, way);
    f.one(with(first.word, both));
    f.one(with(h.word, full_h | tags([d.tag]) << 12));
    f.one(with(d.word, full_d | tags([h.tag]) << 12));
    f.one(with(d.ending, both));
    f.one(with(h.word, way | label(near) << 1 | tags([d.tag]) << 8));
    debug_assert_eq!(f.at, ARCS);
}
