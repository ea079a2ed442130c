//! A difference to read: "in accordance with \[-legal requirements and-\] stringent standards".
//!
//! The marks are those of `wdiff`: `[-...-]` for what is gone, `{+...+}` for what has come. Words that are equal but for marks or
//! capitals are shown as exchanged, so that a comma is seen.

use super::change::{Difference, Wording};
use crate::text::fold::{Marks, normalized};

/// What became of a stretch of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// Both have it.
    Kept,
    /// Only the old wording has it.
    Gone,
    /// Only the new wording has it.
    Come,
}

/// Kept words shown on either side of a change.
const AROUND: usize = 4;
/// Changed words shown at the beginning of a long change; at its end as many as of kept words.
const CHANGED: usize = 8;

/// The new wording with what is gone and what has come, in one line; long stretches are cut to their ends.
///
/// ```
/// use onrecord::statement::{align::Aligner, change::{Difference, Wording}, diff};
/// let (old, new) = (Wording::new("We never sold it, ever"), Wording::new("We never sold the park"));
/// let difference = Difference::new(&old, &new, &mut Aligner::default());
/// assert_eq!(diff::line(&old, &new, &difference), "We never sold [-it, ever-] {+the park+}");
/// ```
pub fn line(old: &Wording<'_>, new: &Wording<'_>, difference: &Difference) -> String {
    written(old, new, difference, true)
}

fn written(old: &Wording<'_>, new: &Wording<'_>, difference: &Difference, short: bool) -> String {
    let mut out = Out { line: String::with_capacity(160), stretches: [const { Vec::new() }; 3], short };
    let (mut a, mut b) = (0, 0);
    for block in &difference.blocks {
        (a..block.a).for_each(|word| out.add(Fate::Gone, chunk(old, word)));
        (b..block.b).for_each(|word| out.add(Fate::Come, chunk(new, word)));
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
    (a..old.words.len()).for_each(|word| out.add(Fate::Gone, chunk(old, word)));
    (b..new.words.len()).for_each(|word| out.add(Fate::Come, chunk(new, word)));
    out.flush(Fate::Kept, true);
    out.flush(Fate::Gone, true);
    out.flush(Fate::Come, true);
    out.line
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

/// A line in the making. Of the words of one change all that are gone come first.
struct Out<'t> {
    line: String,
    /// Words that are not written yet, by fate.
    stretches: [Vec<&'t str>; 3],
    short: bool,
}

impl<'t> Out<'t> {
    fn add(&mut self, fate: Fate, word: &'t str) {
        if fate == Fate::Kept {
            self.flush(Fate::Gone, false);
            self.flush(Fate::Come, false);
        } else {
            self.flush(Fate::Kept, false);
        }
        self.stretches[fate as usize].push(word);
    }

    fn flush(&mut self, fate: Fate, last: bool) {
        let words = std::mem::take(&mut self.stretches[fate as usize]);
        if words.is_empty() {
            return;
        }
        let first = self.line.is_empty();
        let (open, close) = match fate {
            Fate::Kept => ("", ""),
            Fate::Gone => ("[-", "-]"),
            Fate::Come => ("{+", "+}"),
        };
        // Kept words matter only beside a change.
        let (head, tail) = match fate {
            Fate::Kept => (if first { 0 } else { AROUND }, if last { 0 } else { AROUND }),
            _ => (CHANGED, AROUND),
        };
        self.line.push_str(if first { "" } else { " " });
        self.line.push_str(open);
        if !self.short || first && last || words.len() <= head + tail + 1 {
            self.push(&words);
        } else {
            self.push(&words[..head]);
            self.line.push_str(if head > 0 { " …" } else { "…" });
            self.line.push_str(if tail > 0 { " " } else { "" });
            self.push(&words[words.len() - tail..]);
        }
        self.line.push_str(close);
        self.stretches[fate as usize] = words;
        self.stretches[fate as usize].clear();
    }

    fn push(&mut self, words: &[&str]) {
        for (i, word) in words.iter().enumerate() {
            self.line.push_str(if i == 0 { "" } else { " " });
            self.line.push_str(word);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statement::align::Aligner;
    use proptest::prelude::*;

    fn both(old: &str, new: &str, short: bool) -> String {
        let (old, new) = (Wording::new(old), Wording::new(new));
        let difference = Difference::new(&old, &new, &mut Aligner::default());
        written(&old, &new, &difference, short)
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
            assert_eq!(both(old, new, true), expected, "{name}");
        }
    }

    proptest! {
        /// What is kept and what has come is the new wording; what is kept and what is gone the old one.
        #[test]
        fn both_wordings_can_be_read_off(old in "([a-d]{1,2} ){0,12}", new in "([a-d]{1,2} ){0,12}") {
            let line = both(&old, &new, false);
            let read = |open: &str, close: &str| {
                let kept = line.split(' ').filter(|word| !word.is_empty()).scan(None, |inside, word| {
                    if word.starts_with("[-") || word.starts_with("{+") {
                        *inside = Some(&word[..2]);
                    }
                    let mine = inside.is_none_or(|mark| mark == open);
                    if word.ends_with("-]") || word.ends_with("+}") {
                        *inside = None;
                    }
                    Some(mine.then(|| word.replace(open, "").replace(close, "")))
                });
                kept.flatten().collect::<Vec<_>>().join(" ")
            };
            prop_assert_eq!(read("{+", "+}"), new.trim());
            prop_assert_eq!(read("[-", "-]"), old.trim());
        }
    }
}
