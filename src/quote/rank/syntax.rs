//! What a sentence's tree says of a cue, of the edges of its content, and of its source.

use super::feature::cross;
use super::page::{Page, Site};
use crate::text::parse::Tree;

/// Steps that are climbed in a tree at most.
const CLIMB: usize = 24;
/// Labels on a path at most.
const LONGEST: usize = 4;

/// A cue in its tree; words are counted from the sentence's first.
pub(super) struct Syntax<'t> {
    tree: &'t Tree,
    low: usize,
    cue: usize,
}

impl<'t> Syntax<'t> {
    pub(super) fn new(page: &'t Page<'_, '_, '_>, site: &Site) -> Self {
        Self { tree: page.tree(site), low: site.low, cue: site.at - site.low }
    }

    fn label(&self, i: usize) -> u32 {
        self.tree.label(i) as u32
    }

    /// The label of the cue.
    pub(super) fn cue_label(&self) -> u32 {
        self.label(self.cue)
    }

    /// The cue's head as a word of the document.
    pub(super) fn head(&self) -> Option<usize> {
        self.tree.head(self.cue).map(|h| h + self.low)
    }

    /// Calls `each` with the label and the word of each dependent of the cue.
    pub(super) fn dependents(&self, mut each: impl FnMut(u32, usize)) {
        for d in self.tree.dependents(self.cue).take(CLIMB) {
            each(self.label(d), d + self.low);
        }
    }

    /// The largest subtree without the cue that starts at `k` (or ends before it): its top.
    pub(super) fn largest(&self, k: usize, is_start: bool) -> Option<usize> {
        let word = (if is_start { k } else { k.checked_sub(1)? }).checked_sub(self.low)?;
        if word >= self.tree.len() {
            return None;
        }
        let mut top = word;
        for above in self.tree.ancestors(word).take(CLIMB) {
            let (first, last) = self.tree.span(above);
            let at_edge = if is_start { first == word } else { last == word + 1 };
            if !at_edge || first <= self.cue && self.cue < last {
                break;
            }
            top = above;
        }
        Some(top)
    }

    /// One past the last word of the subtree at `top`, as a word of the document.
    pub(super) fn end_of(&self, top: usize) -> usize {
        self.tree.span(top).1 + self.low
    }

    /// What an edge is to the cue: the label of the largest subtree there and how its head stands to the cue.
    pub(super) fn edge(&self, largest: Option<usize>, k: usize, is_start: bool) -> u32 {
        let Some(top) = largest else { return 1 };
        let (first, last) = self.tree.span(top);
        let word = if is_start { k - self.low } else { k - 1 - self.low };
        let exact = if is_start { first == word } else { last == word + 1 };
        cross(cross(self.label(top), self.relation(top)), u32::from(exact))
    }

    /// The same for an end whose start is known: whether the subtree there holds the start.
    pub(super) fn pair(&self, largest: Option<usize>, is_start: bool, other: usize) -> u32 {
        let Some(top) = largest else { return 1 };
        let Some(other) =
            (if is_start { other.checked_sub(1) } else { Some(other) }).and_then(|o| o.checked_sub(self.low))
        else {
            return 2;
        };
        if other >= self.tree.len() {
            return 2;
        }
        let (first, last) = self.tree.span(top);
        let holds = first <= other && other < last;
        let exact = if is_start { last == other + 1 } else { first == other };
        // Below the same dependent of the cue?
        let same = self.branch(other) == self.branch(top);
        cross(self.label(top), u32::from(holds) + 2 * u32::from(exact) + 4 * u32::from(same))
    }

    /// The dependent of the cue that `word` stands under, or none.
    fn branch(&self, word: usize) -> Option<usize> {
        let mut at = word;
        for above in self.tree.ancestors(word).take(CLIMB) {
            if above == self.cue {
                return Some(at);
            }
            at = above;
        }
        None
    }

    /// Whether `word` stands under `above`.
    fn holds(&self, above: usize, word: usize) -> bool {
        let (first, last) = self.tree.span(above);
        first <= word && word < last
    }

    fn relation(&self, word: usize) -> u32 {
        match self.tree.head(word) {
            None => 1,
            Some(head) if head == self.cue => 2,
            Some(head) if Some(head) == self.tree.head(self.cue) => 3,
            Some(head) if self.tree.head(head) == Some(self.cue) => 4,
            Some(head) if self.holds(self.cue, head) => 5,
            Some(head) if self.holds(head, self.cue) => 6,
            _ => 7,
        }
    }

    /// What the largest subtree that starts at `at` hangs on: the cue, the content that starts at `start`, or something else.
    pub(super) fn attached(&self, at: usize, start: usize) -> u32 {
        let Some(top) = self.largest(at, true) else { return 1 };
        let place = match self.tree.head(top) {
            None => 0,
            Some(head) if head == self.cue => 1,
            Some(head) if head + self.low >= at => 2,
            Some(head) if head + self.low >= start && start > self.low + self.cue => 3,
            Some(head) if self.tree.head(head) == Some(self.cue) => 4,
            Some(_) => 5,
        };
        cross(self.label(top), place)
    }

    /// The labels from a word up to where it meets the cue and down to it; 0 where that is far.
    pub(super) fn path(&self, word: usize) -> u32 {
        let Some(word) = word.checked_sub(self.low).filter(|&w| w < self.tree.len()) else { return 1 };
        let mut up = 17;
        let mut at = word;
        for _ in 0..=LONGEST {
            let mut down = 23;
            let mut below = self.cue;
            for _ in 0..=LONGEST {
                if below == at {
                    return cross(up, down);
                }
                down = cross(down, self.label(below));
                let Some(above) = self.tree.head(below) else { break };
                below = above;
            }
            up = cross(up, self.label(at));
            let Some(above) = self.tree.head(at) else { break };
            at = above;
        }
        0
    }

    /// The subject of the cue in the tree.
    pub(super) fn subject(&self) -> Option<usize> {
        self.tree.subject(self.cue).map(|s| s + self.low)
    }
}
