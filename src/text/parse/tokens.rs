//! The words of a sentence as the parser sees them: numbers instead of letters, marks folded into their neighbours.
//!
//! Marks of punctuation take no part in the tree's growth. A mark stands wrong more easily than a word, and what it
//! says (something ends here, somebody else speaks here) it says to the words beside it. Symbols that are read as words
//! ("$", "%", "&") stay.

use super::super::tags::Tag;
use super::super::words::{Shape, Word};

/// A word of the sentence, the root, or nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Token {
    /// The word, in small letters: its number if the model knows it, else that of its [`Token::ending`].
    pub word: u32,
    /// Its last three letters and how it is written.
    pub ending: u32,
    /// Part of speech, from 1; see [`ROOT`] and [`NOTHING`].
    pub tag: u8,
    /// The kind of the marks before it; see [`before`].
    pub before: u8,
    /// Commas in the sentence up to here.
    pub commas: u16,
    /// Other marks that separate, up to here.
    pub stops: u16,
    /// Quotation marks up to here.
    pub quotes: u16,
}

/// The tag of what is not there.
pub const NOTHING: u8 = 0;
/// The tag of the artificial root.
pub const ROOT: u8 = 31;

/// Which marks stand before a word, as bits.
mod before {
    pub(super) const COMMA: u8 = 1;
    pub(super) const QUOTE: u8 = 2;
    pub(super) const STOP: u8 = 4;
    pub(super) const BRACKET: u8 = 8;
}

/// Whether a mark is punctuation and no symbol that is read aloud.
pub fn is_punctuation(text: &str, word: Word) -> bool {
    word.is_mark()
        && !matches!(text.as_bytes()[word.span.start as usize], b'$' | b'%' | b'&' | b'#' | b'+' | b'=')
        && !word.span.of(text).starts_with(['£', '€', '¥', '°', '§'])
}

/// The number of a word's last three letters and its shape.
fn ending(word: &str, shape: Shape) -> u32 {
    let bytes = word.as_bytes();
    let mut last = 0_u32;
    for &byte in &bytes[bytes.len().saturating_sub(3)..] {
        let byte = if byte.is_ascii_digit() { b'0' } else { byte.to_ascii_lowercase() };
        last = last << 8 | u32::from(byte);
    }
    // The first byte tells the endings from the numbers of words well enough.
    last << 3 | (shape as u32 + 1) & 7
}

/// Fills `tokens` with the root, the words that are no punctuation, and one that stands for nothing; `places` gets the
/// place of each in the sentence. `known` tells the words the model has learned something about, `hidden` the places that
/// are passed over.
pub fn fill(
    text: &str,
    words: &[Word],
    tags: &[Tag],
    known: impl Fn(u32) -> bool,
    hidden: impl Fn(usize) -> bool,
    tokens: &mut Vec<Token>,
    places: &mut Vec<u32>,
) {
    tokens.clear();
    places.clear();
    tokens.push(Token { tag: ROOT, ..Token::default() });
    places.push(0);
    let mut now = Token::default();
    for (i, (&word, &tag)) in words.iter().zip(tags).enumerate() {
        if is_punctuation(text, word) {
            match mark(text, word) {
                before::COMMA => now.commas += 1,
                before::QUOTE => now.quotes += 1,
                kind => {
                    now.stops += 1;
                    now.before |= kind;
                    continue;
                }
            }
            now.before |= mark(text, word);
            continue;
        }
        if hidden(i) {
            continue;
        }
        now.ending = ending(word.span.of(text), word.shape);
        now.word = if known(word.number) { word.number } else { now.ending };
        now.tag = tag as u8 + 1;
        tokens.push(now);
        places.push(i as u32);
        now.before = 0;
    }
    tokens.push(Token { tag: NOTHING, word: 0, ending: 0, ..now });
}

/// The kind of a mark.
fn mark(text: &str, word: Word) -> u8 {
    let mark = word.span.of(text);
    match mark.as_bytes()[0] {
        b',' => before::COMMA,
        b'"' | b'\'' | b'`' => before::QUOTE,
        b'(' | b')' | b'[' | b']' => before::BRACKET,
        _ if mark.starts_with(['“', '”', '‘', '’', '«', '»', '„', '‟', '‹', '›']) => before::QUOTE,
        _ => before::STOP,
    }
}
