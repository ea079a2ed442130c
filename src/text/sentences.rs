//! Sentences.

use super::words::Word;
use crate::span::Span;

/// A sentence: a run of words within one zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sentence {
    /// Where it is.
    pub span: Span,
    /// Index of its first word.
    pub first: u32,
    /// One past its last word.
    pub last: u32,
    /// Index of its zone.
    pub zone: u32,
}

/// Cuts the zone at `span` into words and sentences.
pub fn cut(
    _text: &str,
    _span: Span,
    _zone: u32,
    _words: &mut Vec<Word>,
    _sentences: &mut Vec<Sentence>,
) {
}
