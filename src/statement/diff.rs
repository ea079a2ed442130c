//! A difference to read: "in accordance with \[-legal requirements and-\] stringent standards".
//!
//! The marks are those of `wdiff`: `[-...-]` for what is gone, `{+...+}` for what has come. Words that are equal but for marks or
//! capitals are shown as exchanged, so that a comma is seen.

use std::ops::Range;

use super::align::Block;
use super::change::{Difference, Wording};
use crate::text::fold::{Marks, normalized};

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
    let mut line = String::with_capacity(160);
    write(old, new, difference, &mut line);
    line
}

/// As [`line()`], in place of what `line` holds.
pub(super) fn write(old: &Wording<'_>, new: &Wording<'_>, difference: &Difference, line: &mut String) {
    line.clear();
    push(old, new, difference, Out { line, short: true });
}

fn push(old: &Wording<'_>, new: &Wording<'_>, difference: &Difference, mut out: Out<'_>) {
    // Between what is kept stands all that is gone, and then all that has come.
    let (mut a, mut b) = (0, 0);
    for Block { a: from, b: to, len } in kept(old, new, difference) {
        out.push("[-", old, a..from, "-]", (CHANGED, AROUND));
        out.push("{+", new, b..to, "+}", (CHANGED, AROUND));
        (a, b) = (from + len, to + len);
        // Kept words matter only beside a change.
        let first = out.line.is_empty();
        let last = a == old.words.len() && b == new.words.len();
        let shown = (if first { 0 } else { AROUND }, if last { 0 } else { AROUND });
        let shown = if first && last { (len, 0) } else { shown };
        out.push("", new, to..b, "", shown);
    }
    out.push("[-", old, a..old.words.len(), "-]", (CHANGED, AROUND));
    out.push("{+", new, b..new.words.len(), "+}", (CHANGED, AROUND));
}

/// The runs of words that are equal with the marks that follow them.
fn kept(old: &Wording<'_>, new: &Wording<'_>, difference: &Difference) -> Vec<Block> {
    let mut out: Vec<Block> = Vec::with_capacity(difference.blocks.len() + 2);
    for block in &difference.blocks {
        for (a, b) in (block.a..).zip(block.b..).take(block.len) {
            if !same(chunk(old, a), chunk(new, b)) {
                continue;
            }
            match out.last_mut() {
                Some(run) if run.a + run.len == a && run.b + run.len == b => run.len += 1,
                _ => out.push(Block { a, b, len: 1 }),
            }
        }
    }
    out
}

/// A word with the marks that follow it, but for the last one's.
fn chunk<'t>(wording: &Wording<'t>, word: usize) -> &'t str {
    let span = wording.words[word].span;
    let end = wording.words.get(word + 1).map_or(span.end, |next| next.span.start);
    let text = &wording.text[span.start as usize..end as usize];
    // Between most words stands one blank.
    let cut = text.strip_suffix(' ').unwrap_or(text);
    if cut.bytes().next_back().is_some_and(|byte| byte.is_ascii_graphic()) { cut } else { cut.trim_end() }
}

fn same(a: &str, b: &str) -> bool {
    // Of what is ASCII only white space may be written in several ways.
    let plain = |s: &str| s.bytes().all(|byte| byte.is_ascii_graphic());
    a == b || !(plain(a) && plain(b)) && normalized(a, Marks::Kept) == normalized(b, Marks::Kept)
}

/// A line in the making.
struct Out<'l> {
    line: &'l mut String,
    short: bool,
}

impl Out<'_> {
    /// Adds words between marks; of a long stretch only so many at its beginning and its end.
    fn push(&mut self, open: &str, wording: &Wording<'_>, words: Range<usize>, close: &str, shown: (usize, usize)) {
        if words.is_empty() {
            return;
        }
        let (head, tail) = shown;
        self.line.push_str(if self.line.is_empty() { "" } else { " " });
        self.line.push_str(open);
        if !self.short || words.len() <= head + tail + 1 {
            self.words(wording, words);
        } else {
            self.words(wording, words.start..words.start + head);
            self.line.push_str(if head > 0 { " …" } else { "…" });
            self.line.push_str(if tail > 0 { " " } else { "" });
            self.words(wording, words.end - tail..words.end);
        }
        self.line.push_str(close);
    }

    fn words(&mut self, wording: &Wording<'_>, words: Range<usize>) {
        for word in words.clone() {
            self.line.push_str(if word == words.start { "" } else { " " });
            self.line.push_str(chunk(wording, word));
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
        let mut line = String::new();
        push(&old, &new, &difference, Out { line: &mut line, short });
        line
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
