//! A quotation as words to compare: what an editor changes without changing what was said is gone.
//!
//! Case, marks of letters, quotation marks, dashes, hyphens, apostrophes and punctuation at edges do not count ("cyber-espionage" is
//! "cyber espionage"); words in brackets are words ("\[T\]he" is "the"), "\[sic\]" is not; an ellipsis between words
//! is a gap. Every word keeps its place in the text as given, so that a difference is shown in the author's letters.

use std::hash::Hasher;

use rustc_hash::FxHasher;

use crate::span::Span;
use crate::text::fold::{Folded, Marks, joins_words};

/// What stands before a word, if it parts clauses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Pause {
    /// A blank, a hyphen or nothing.
    None,
    /// A comma, a dash, a semicolon, a colon or a bracket.
    Clause,
    /// A full stop, a question mark or an exclamation mark.
    Sentence,
    /// An ellipsis: words were left out.
    Gap,
}

/// A word of a folded text.
#[derive(Debug, Clone, Copy)]
struct Piece<'w> {
    /// The word without apostrophes, brackets and dots inside.
    word: &'w [u8],
    /// Where it stands in the folded text.
    start: usize,
    end: usize,
    before: Pause,
    /// Whether it stands in square brackets.
    edited: bool,
}

/// Calls `each` for every word of a folded text.
fn pieces(folded: &str, mut each: impl FnMut(Piece<'_>)) {
    let bytes = folded.as_bytes();
    let mut word: Vec<u8> = Vec::with_capacity(32);
    let mut before = Pause::None;
    let mut edited = false;
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] == b' ' {
            at += 1;
            continue;
        }
        // Nearly every word is letters of ASCII between blanks, and is read where it stands.
        let plain = at + bytes[at..].iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
        if plain > at && bytes.get(plain).is_none_or(|&next| next == b' ') && bytes[at..plain] != *b"sic" {
            each(Piece { word: &bytes[at..plain], start: at, end: plain, before, edited });
            before = Pause::None;
            at = plain;
            continue;
        }
        let (joins, alone, len) = kind(folded, at);
        if !joins && !alone {
            let (pause, end) = pause(folded, at, len, &mut edited);
            before = before.max(pause);
            at = end;
            continue;
        }
        let start = at;
        let opened = edited;
        word.clear();
        word.extend_from_slice(&bytes[at..at + len]);
        at += len;
        while joins && at < bytes.len() {
            let (joins, _, len) = kind(folded, at);
            if joins {
                word.extend_from_slice(&bytes[at..at + len]);
                at += len;
            } else if let Some(end) = inside(folded, start, at, &word, &mut edited) {
                if bytes[at] == b'.' && bytes[at - 1].is_ascii_digit() {
                    word.push(b'.');
                }
                at = end;
            } else {
                break;
            }
        }
        // "U.S.": its last dot ends no sentence.
        if at < bytes.len() && bytes[at] == b'.' && bytes[start..at].contains(&b'.') && !word[0].is_ascii_digit() {
            at += 1;
        }
        if word == b"sic" && matches!(bytes[..start].last(), Some(b'[' | b'(')) {
            continue;
        }
        each(Piece { word: &word, start, end: at, before, edited: opened || edited });
        before = Pause::None;
    }
}

/// Whether the character at `at` continues words, whether it is a word by itself (scripts without blanks), and its length.
fn kind(folded: &str, at: usize) -> (bool, bool, usize) {
    let byte = folded.as_bytes()[at];
    if byte < 0x80 {
        return (byte.is_ascii_alphanumeric(), false, 1);
    }
    let c = folded[at..].chars().next().unwrap_or(' ');
    let joins = joins_words(c);
    (joins, !joins && c.is_alphanumeric(), c.len_utf8())
}

/// What of the marks at `at`, inside a word, belongs to it: gives where the word goes on.
fn inside(folded: &str, start: usize, at: usize, word: &[u8], edited: &mut bool) -> Option<usize> {
    let bytes = folded.as_bytes();
    let goes_on = |end: usize| end < bytes.len() && kind(folded, end).0;
    match bytes[at] {
        // "don't", "[T]he", "use[d]".
        b'\'' if goes_on(at + 1) => Some(at + 1),
        b'[' | b']' if goes_on(at + 1) => {
            *edited = bytes[at] == b'[';
            Some(at + 1)
        }
        // "4.7", "1,000".
        b'.' | b',' if bytes[at - 1].is_ascii_digit() && bytes.get(at + 1).is_some_and(u8::is_ascii_digit) => {
            Some(at + 1)
        }
        // "U.S."
        b'.' if at == start + 2 * word.len() - 1 && goes_on(at + 1) && !word[0].is_ascii_digit() => Some(at + 1),
        _ => None,
    }
}

/// The pause that the mark at `at` makes, and where it ends.
fn pause(folded: &str, at: usize, len: usize, edited: &mut bool) -> (Pause, usize) {
    let bytes = folded.as_bytes();
    let rest = &folded[at..];
    if rest.starts_with('…') {
        return (Pause::Gap, at + len);
    }
    match bytes[at] {
        b'.' => {
            // "..." and ". . ."
            let run = || rest.chars().take_while(|&c| c == '.' || c == ' ');
            let dots = run().filter(|&c| c == '.').count();
            (if dots > 2 { Pause::Gap } else { Pause::Sentence }, at + run().count())
        }
        b'?' | b'!' => (Pause::Sentence, at + 1),
        b',' | b';' | b':' | b'(' | b')' | b'\n' => (Pause::Clause, at + 1),
        b'-' if bytes[..at].last() == Some(&b' ') || bytes.get(at + 1).is_none_or(|b| matches!(b, b' ' | b'-')) => {
            (Pause::Clause, at + 1)
        }
        b'[' | b']' => {
            *edited = bytes[at] == b'[';
            (Pause::None, at + 1)
        }
        _ => (Pause::None, at + len),
    }
}

/// What stands for a gap among word hashes. No word hashes to it.
pub(super) const GAP: u64 = 0;

/// Turns texts into hashes of words, in memory that is used again.
#[derive(Debug, Default)]
pub(super) struct Normalizer {
    folded: Folded,
}

impl Normalizer {
    /// Appends the hash of every word of `text` to `out`, with [`GAP`] between words where something was left out.
    pub(super) fn push_hashes(&mut self, text: &str, out: &mut Vec<u64>) {
        self.folded.refill(text, Marks::Ignored);
        let first = out.len();
        pieces(self.folded.as_str(), |piece| {
            if piece.before == Pause::Gap && out.len() > first {
                out.push(GAP);
            }
            out.push(hash(piece.word));
        });
    }
}

/// The hash of a normalised word.
pub(super) fn hash(word: &[u8]) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(word);
    hasher.finish().max(1)
}

/// A word to compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word {
    /// Stands for its normal form: equal words have equal hashes.
    pub hash: u64,
    /// Where it stands in the text, in bytes.
    pub span: Span,
    /// What stands before it.
    pub before: Pause,
    /// Whether it stands in square brackets: an editor's word.
    pub edited: bool,
}

impl Word {
    /// Its normal form; `text` is what it was cut from.
    pub fn form(&self, text: &str) -> String {
        let folded = Folded::with(self.span.of(text), Marks::Ignored);
        let mut form = String::new();
        pieces(folded.as_str(), |piece| form.push_str(&String::from_utf8_lossy(piece.word)));
        form
    }
}

/// The words of `text`.
///
/// ```
/// use onrecord::statement::normalize::words;
/// let forms = |text| words(text).iter().map(|word| word.form(text)).collect::<Vec<_>>().join(" ");
/// assert_eq!(forms("“[W]e don’t help … with cyber-espionage,”"), "we dont help with cyber espionage");
/// assert_eq!(forms("The U.S. paid 1,000 [sic]"), "the us paid 1000");
/// ```
pub fn words(text: &str) -> Vec<Word> {
    words_with(text, &mut Folded::default())
}

/// As [`words`], in memory that is used again.
pub(super) fn words_with(text: &str, folded: &mut Folded) -> Vec<Word> {
    folded.refill(text, Marks::Ignored);
    let mut back = folded.back();
    let mut out = Vec::with_capacity(text.len() / 4 + 1);
    pieces(folded.as_str(), |piece| {
        let start = back.start(piece.start).unwrap_or(0);
        let span = Span::new(start, back.end(piece.end).unwrap_or(text.len()).max(start));
        out.push(Word { hash: hash(piece.word), span, before: piece.before, edited: piece.edited });
    });
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn normalizes() {
        for (name, text, forms) in [
            ("case and edge punctuation", "“The company, it said.”", "the company it said"),
            ("hyphenation", "cyber-espionage cyber‑espionage", "cyber espionage cyber espionage"),
            ("dash", "we — all of us—know", "we all of us know"),
            ("apostrophes", "don't don’t", "dont dont"),
            ("bracketed letter", "[T]he use[d] car", "the used car"),
            ("bracketed words", "they [the Senate] know", "they the senate know"),
            ("sic", "it are [sic] so (sic)", "it are so"),
            ("numbers", "1,000 and 4.7, 5", "1000 and 4.7 5"),
            ("acronym", "the U.S. is", "the us is"),
            ("end of sentence", "we did. It was", "we did it was"),
            ("marks of letters", "café Müller", "cafe muller"),
            ("script without blanks", "日本 x", "日 本 x"),
            ("nothing", "… — “”", ""),
        ] {
            let got: Vec<String> = words(text).iter().map(|word| word.form(text)).collect();
            assert_eq!(got.join(" "), forms, "{name}");
        }
    }

    #[test]
    fn pauses() {
        for (name, text, second) in [
            ("blank", "a b", Pause::None),
            ("hyphen", "a-b", Pause::None),
            ("comma", "a, b", Pause::Clause),
            ("dash", "a – b", Pause::Clause),
            ("stop", "a. b", Pause::Sentence),
            ("typeset ellipsis", "a… b", Pause::Gap),
            ("dots", "a... b", Pause::Gap),
            ("spaced dots in brackets", "a [. . .] b", Pause::Gap),
        ] {
            assert_eq!(words(text)[1].before, second, "{name}");
        }
        let mut hashes = Vec::new();
        Normalizer::default().push_hashes("…a… b …", &mut hashes);
        assert_eq!(hashes, [hash(b"a"), GAP, hash(b"b")], "gaps at the edges are not between words");
    }

    proptest! {
        #[test]
        fn words_lie_in_the_text_in_order(text in "[a-cA-C0-2.,'’\\[\\] …\u{ad}éßﬁ日-]{0,60}") {
            let words = words(&text);
            let mut end = 0;
            for word in &words {
                prop_assert!(word.span.start >= end && !word.span.is_empty());
                prop_assert!(!word.span.of(&text).trim().is_empty());
                end = word.span.end;
            }
            let mut hashes = Vec::new();
            Normalizer::default().push_hashes(&text, &mut hashes);
            hashes.retain(|&h| h != GAP);
            let same: Vec<u64> = words.iter().map(|word| word.hash).collect();
            prop_assert_eq!(hashes, same);
            for word in &words {
                prop_assert_eq!(word.hash, hash(word.form(&text).as_bytes()));
            }
        }
    }
}
