//! What changed from one wording to another.

use std::ops::Range;

use super::align::{Aligner, Block, dice};
use super::lexicon::role;
use super::normalize::{Word, words_with};
use super::quantity;
use crate::text::fold::Folded;

/// What became of the words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Change {
    /// Letter by letter the same.
    Identical,
    /// The same words; marks, blanks, hyphens or capitals differ.
    Punctuation,
    /// The same words in another spelling: "colour", "cyberespionage".
    Spelling,
    /// Words are missing at the beginning or the end.
    Truncated,
    /// Words were added there.
    Extended,
    /// Words were added inside.
    Inserted,
    /// Words are missing inside.
    Dropped,
    /// Words were exchanged.
    Reworded,
}

impl Change {
    /// The name used in tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Identical => "identical",
            Self::Punctuation => "punctuation",
            Self::Spelling => "spelling",
            Self::Truncated => "truncated",
            Self::Extended => "extended",
            Self::Inserted => "inserted",
            Self::Dropped => "dropped",
            Self::Reworded => "reworded",
        }
    }
}

/// A text and its words.
#[derive(Debug)]
pub struct Wording<'t> {
    pub(super) text: &'t str,
    pub(super) words: Vec<Word>,
    hashes: Vec<u64>,
}

impl<'t> Wording<'t> {
    /// Reads a text.
    pub fn new(text: &'t str) -> Self {
        Self::with(text, &mut Folded::default())
    }

    /// Reads a text in memory that is used again.
    pub(super) fn with(text: &'t str, folded: &mut Folded) -> Self {
        let words = words_with(text, folded);
        let hashes = words.iter().map(|word| word.hash).collect();
        Self { text, words, hashes }
    }

    pub(super) fn form(&self, word: usize) -> String {
        self.words[word].form(self.text)
    }

    pub(super) fn joined(&self, words: Range<usize>) -> String {
        words.map(|word| self.form(word)).collect()
    }

    /// The words as they are printed.
    pub(super) fn printed(&self, words: &Range<usize>) -> &'t str {
        if words.is_empty() {
            return "";
        }
        &self.text[self.words[words.start].span.start as usize..self.words[words.end - 1].span.end as usize]
    }
}

/// Words of the old wording and those that stand in their place in the new one; one of the two may be empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Edit {
    pub(super) old: Range<usize>,
    pub(super) new: Range<usize>,
    /// Whether it stands at the beginning or the end.
    pub(super) edge: bool,
    /// Whether both are one word, or one number, in two spellings.
    pub(super) spelling: bool,
}

/// How one wording differs from another.
#[derive(Debug)]
pub struct Difference {
    /// Runs of equal words.
    pub(super) blocks: Vec<Block>,
    pub(super) edits: Vec<Edit>,
    /// The share of words that both have, between 0 and 1 (Sørensen and Dice).
    pub similarity: f32,
    /// What became of the words.
    pub change: Change,
}

impl Difference {
    /// Compares two wordings.
    ///
    /// ```
    /// use onrecord::statement::align::Aligner;
    /// use onrecord::statement::change::{Change, Difference, Wording};
    /// let old = Wording::new("in accordance with legal requirements and stringent standards");
    /// let new = Wording::new("in accordance with stringent standards");
    /// assert_eq!(Difference::new(&old, &new, &mut Aligner::default()).change, Change::Dropped);
    /// ```
    pub fn new(old: &Wording<'_>, new: &Wording<'_>, aligner: &mut Aligner) -> Self {
        let blocks = without_chance(aligner.align(&old.hashes, &new.hashes), old.words.len(), new.words.len());
        let mut edits = Vec::new();
        let (mut a, mut b) = (0, 0);
        let end = Block { a: old.words.len(), b: new.words.len(), len: 0 };
        for block in blocks.iter().chain([&end]) {
            if block.a > a || block.b > b {
                let edge = (a, b) == (0, 0) || block.len == 0;
                let mut edit = Edit { old: a..block.a, new: b..block.b, edge, spelling: false };
                edit.spelling = is_spelling(old, new, &edit) || quantity::is_same(old, new, &edit);
                edits.push(edit);
            }
            (a, b) = (block.a + block.len, block.b + block.len);
        }
        let similarity = dice(&blocks, old.words.len(), new.words.len());
        let change = if old.text == new.text { Change::Identical } else { classify(&edits) };
        Self { blocks, edits, similarity, change }
    }
}

/// The blocks but for those that stand alone among changed words: "and" is in both wordings, and was not kept from one to the other.
fn without_chance(blocks: &[Block], n_old: usize, n_new: usize) -> Vec<Block> {
    /// Words that changed on either side for each word of a block that is dropped.
    const LONELY: usize = 2;
    let changed = |from: (usize, usize), to: (usize, usize)| (to.0 - from.0).max(to.1 - from.1);
    let mut kept: Vec<Block> = Vec::with_capacity(blocks.len());
    for (i, block) in blocks.iter().enumerate() {
        kept.push(*block);
        let next = blocks.get(i + 1).map_or((n_old, n_new), |next| (next.a, next.b));
        // What was kept so far may be lonely now that what follows is known.
        while let Some(&last) = kept.last() {
            let end = (last.a + last.len, last.b + last.len);
            let before =
                kept.len().checked_sub(2).map_or((0, 0), |at| (kept[at].a + kept[at].len, kept[at].b + kept[at].len));
            let around = changed(before, (last.a, last.b)).min(changed(end, next));
            if around < LONELY * last.len {
                break;
            }
            kept.pop();
        }
    }
    kept
}

fn classify(edits: &[Edit]) -> Change {
    let real: Vec<&Edit> = edits.iter().filter(|edit| !edit.spelling).collect();
    if real.is_empty() {
        return if edits.is_empty() { Change::Punctuation } else { Change::Spelling };
    }
    let inside: Vec<&&Edit> = real.iter().filter(|edit| !edit.edge).collect();
    let dropped = inside.iter().any(|edit| !edit.old.is_empty());
    let inserted = inside.iter().any(|edit| !edit.new.is_empty());
    match (dropped, inserted) {
        (true, true) => Change::Reworded,
        (true, false) => Change::Dropped,
        (false, true) => Change::Inserted,
        (false, false) => {
            let gone: usize = real.iter().map(|edit| edit.old.len()).sum();
            let come: usize = real.iter().map(|edit| edit.new.len()).sum();
            if gone >= come { Change::Truncated } else { Change::Extended }
        }
    }
}

/// Whether the edit is one word written in two ways: in one piece or in two, or with a letter or two changed.
fn is_spelling(old: &Wording<'_>, new: &Wording<'_>, edit: &Edit) -> bool {
    /// Words that a compound may be written in.
    const PIECES: usize = 4;
    let (n, m) = (edit.old.len(), edit.new.len());
    if n == 0 || m == 0 || n.max(m) > PIECES {
        return false;
    }
    let (a, b) = (old.joined(edit.old.clone()), new.joined(edit.new.clone()));
    if a == b {
        return true;
    }
    // Short words are too near to others ("now", "not"), and so are figures; a listed word is never another's spelling.
    let means =
        |wording: &Wording<'_>, words: &Range<usize>| words.clone().any(|i| role(wording.words[i].hash).is_some());
    let (least, most) = (a.chars().count().min(b.chars().count()), a.chars().count().max(b.chars().count()));
    n == 1
        && m == 1
        && least >= 5
        && most <= 30
        && !a.bytes().chain(b.bytes()).any(|byte| byte.is_ascii_digit())
        && !means(old, &edit.old)
        && !means(new, &edit.new)
        && stem_ends(&a) == stem_ends(&b)
        && distance(&a, &b) <= least / 5
}

/// The first letter: a word with another one is seldom the same ("immoral", "amoral").
fn stem_ends(word: &str) -> Option<char> {
    word.chars().next()
}

/// Letters to add, drop or exchange (Levenshtein 1966).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, &y) in b.iter().enumerate() {
            let here = (row[j + 1] + 1).min(row[j] + 1).min(diagonal + usize::from(x != y));
            diagonal = row[j + 1];
            row[j + 1] = here;
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(old: &str, new: &str) -> Change {
        Difference::new(&Wording::new(old), &Wording::new(new), &mut Aligner::default()).change
    }

    #[test]
    fn changes() {
        let old = "We have never sold the colour printers to any government in the world.";
        for (new, expected) in [
            (old, Change::Identical),
            ("we have never sold the colour-printers, to any government, in the world", Change::Punctuation),
            ("We have never sold the color printers to any government in the world.", Change::Spelling),
            ("never sold the colour printers to any government", Change::Truncated),
            ("Once more: We have never sold the colour printers to any government in the world.", Change::Extended),
            ("We have never sold the old colour printers to any government in the world.", Change::Inserted),
            ("We have never sold printers to any government in the world.", Change::Dropped),
            ("We have never … sold printers to any government", Change::Dropped),
            ("We have never given the colour printers to any government in the world.", Change::Reworded),
        ] {
            assert_eq!(change(old, new), expected, "{new}");
        }
        assert_eq!(change("about 5 percent of voters", "about five per cent of voters"), Change::Spelling);
    }

    #[test]
    fn similarity_is_the_share_of_common_words() {
        for (old, new, similarity) in [("a b c d", "a b", 4.0 / 6.0), ("a", "a", 1.0), ("a", "b", 0.0), ("", "", 1.0)] {
            let (old, new) = (Wording::new(old), Wording::new(new));
            let found = Difference::new(&old, &new, &mut Aligner::default()).similarity;
            assert!((found - similarity).abs() < 1e-6, "{found} {similarity}");
        }
    }

    #[test]
    fn distances() {
        for (a, b, n) in [("colour", "color", 1), ("", "ab", 2), ("kitten", "sitting", 3), ("a", "a", 0)] {
            assert_eq!(distance(a, b), n);
        }
    }
}
