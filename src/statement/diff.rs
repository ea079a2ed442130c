//! A difference to read: "in accordance with \[-legal requirements and-\] stringent standards".
//!
//! The marks are those of `wdiff`: `[-...-]` for what is gone, `{+...+}` for what has come. Words that are equal but for marks or
//! capitals are shown as exchanged, so that a comma is seen.

use super::change::{Difference, Wording};
use crate::text::fold::{Marks, normalized};

/// What became of a piece of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// Both have it.
    Kept,
    /// Only the old wording has it.
    Gone,
    /// Only the new wording has it.
    Come,
}

/// Words that stand together and share a fate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// What became of them.
    pub fate: Fate,
    /// The words as printed.
    pub text: String,
}

/// Kept words shown on either side of a change.
const AROUND: usize = 4;
/// Changed words shown at the beginning and at the end of a long change.
const CHANGED: usize = 8;

/// The new wording with what is gone and what has come. With `short`, long stretches are cut to their ends.
pub fn pieces(old: &Wording<'_>, new: &Wording<'_>, difference: &Difference, short: bool) -> Vec<Piece> {
    let mut out = Out { pieces: Vec::new(), short };
    let (mut a, mut b) = (0, 0);
    for block in &difference.blocks {
        out.changed(old, a..block.a, new, b..block.b);
        for k in 0..block.len {
            let (was, is) = (chunk(old, block.a + k), chunk(new, block.b + k));
            if same(was, is) {
                out.add(Fate::Kept, is);
            } else {
                out.add(Fate::Gone, was);
                out.add(Fate::Come, is);
            }
        }
        (a, b) = (block.a + block.len, block.b + block.len);
    }
    out.changed(old, a..old.words.len(), new, b..new.words.len());
    out.finish()
}

/// The pieces as one line.
///
/// ```
/// use onrecord::statement::{align::Aligner, change::{Difference, Wording}, diff};
/// let (old, new) = (Wording::new("We never sold it, ever"), Wording::new("We never sold the park"));
/// let difference = Difference::new(&old, &new, &mut Aligner::default());
/// assert_eq!(diff::line(&diff::pieces(&old, &new, &difference, true)), "We never sold [-it, ever-] {+the park+}");
/// ```
pub fn line(pieces: &[Piece]) -> String {
    let mut out = String::new();
    for piece in pieces {
        if !out.is_empty() {
            out.push(' ');
        }
        let (open, close) = match piece.fate {
            Fate::Kept => ("", ""),
            Fate::Gone => ("[-", "-]"),
            Fate::Come => ("{+", "+}"),
        };
        out.push_str(open);
        out.push_str(&piece.text);
        out.push_str(close);
    }
    out
}

/// A word with the marks that follow it, but for the last one's.
fn chunk<'t>(wording: &Wording<'t>, word: usize) -> &'t str {
    let span = wording.words[word].span;
    let end = wording.words.get(word + 1).map_or(span.end, |next| next.span.start);
    wording.text[span.start as usize..end as usize].trim_end()
}

fn same(a: &str, b: &str) -> bool {
    a == b || normalized(a, Marks::Kept) == normalized(b, Marks::Kept)
}

struct Out<'t> {
    pieces: Vec<(Fate, Vec<&'t str>)>,
    short: bool,
}

impl<'t> Out<'t> {
    fn add(&mut self, fate: Fate, text: &'t str) {
        // What is gone and what has come in one stretch of changes stand together: all that is gone, then all that has come.
        let n = self.pieces.len();
        let at = match fate {
            Fate::Gone if n > 1 && self.pieces[n - 1].0 == Fate::Come && self.pieces[n - 2].0 == Fate::Gone => n - 2,
            _ if n > 0 && self.pieces[n - 1].0 == fate => n - 1,
            _ => {
                self.pieces.push((fate, Vec::new()));
                n
            }
        };
        self.pieces[at].1.push(text);
    }

    fn changed(
        &mut self,
        old: &Wording<'t>,
        gone: std::ops::Range<usize>,
        new: &Wording<'t>,
        come: std::ops::Range<usize>,
    ) {
        for word in gone {
            self.add(Fate::Gone, chunk(old, word));
        }
        for word in come {
            self.add(Fate::Come, chunk(new, word));
        }
    }

    fn finish(self) -> Vec<Piece> {
        let last = self.pieces.len().saturating_sub(1);
        let shown = |i: usize, fate: Fate, words: &[&str]| -> String {
            // Kept words at the edges matter only beside the change.
            let (head, tail) = match fate {
                Fate::Kept => (if i == 0 { 0 } else { AROUND }, if i == last { 0 } else { AROUND }),
                _ => (CHANGED, AROUND),
            };
            if !self.short || last == 0 || words.len() <= head + tail + 1 {
                return words.join(" ");
            }
            let ends = [words[..head].join(" "), "…".to_owned(), words[words.len() - tail..].join(" ")];
            ends.iter().filter(|part| !part.is_empty()).map(String::as_str).collect::<Vec<_>>().join(" ")
        };
        self.pieces
            .iter()
            .enumerate()
            .map(|(i, (fate, words))| Piece { fate: *fate, text: shown(i, *fate, words) })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statement::align::Aligner;
    use proptest::prelude::*;

    fn both(old: &str, new: &str, short: bool) -> Vec<Piece> {
        let (old, new) = (Wording::new(old), Wording::new(new));
        let difference = Difference::new(&old, &new, &mut Aligner::default());
        pieces(&old, &new, &difference, short)
    }

    #[test]
    fn lines() {
        for (name, old, new, expected) in [
            ("same", "we go", "we go", "we go"),
            ("comma", "a false, odd theory", "a false odd theory", "a [-false,-] {+false+} odd theory"),
            ("capital", "the company", "The company", "[-the-] {+The+} company"),
            ("typeset apostrophe", "it’s odd", "it's odd", "it's odd"),
            (
                "dropped",
                "protected in accordance with legal requirements and stringent standards",
                "in accordance with stringent standards",
                "[-protected-] in accordance with [-legal requirements and-] stringent standards",
            ),
            (
                "long stretches",
                "one two three four five six seven eight nine ten eleven twelve",
                "one two three four five six seven eight nine ten eleven dozen",
                "… eight nine ten eleven [-twelve-] {+dozen+}",
            ),
        ] {
            assert_eq!(line(&both(old, new, true)), expected, "{name}");
        }
    }

    proptest! {
        /// What is kept and what has come is the new wording; what is kept and what is gone the old one.
        #[test]
        fn both_wordings_can_be_read_off(old in "([a-d]{1,2} ){0,12}", new in "([a-d]{1,2} ){0,12}") {
            let pieces = both(&old, &new, false);
            let read = |fate| {
                let kept = pieces.iter().filter(|piece| piece.fate == Fate::Kept || piece.fate == fate);
                kept.map(|piece| piece.text.as_str()).collect::<Vec<_>>().join(" ")
            };
            prop_assert_eq!(read(Fate::Come), new.trim());
            prop_assert_eq!(read(Fate::Gone), old.trim());
        }
    }
}
