//! Quotation marks, paired by type.

use super::words::Word;
use super::zones::Zone;
use crate::span::Span;

/// Words between quotation marks, within one line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quotation {
    /// The words between the marks, without white space at the edges.
    pub inner: Span,
    /// From the opening mark to the closing one (or to the line's end where none closes).
    pub outer: Span,
    /// Whether a closing mark was found.
    pub closed: bool,
    /// Whether it goes on from a quotation left open at the end of the line before.
    pub continues: bool,
    /// Index of the zone.
    pub zone: u32,
}

/// The outermost quotations of a text.
pub fn pair(_text: &str, _zones: &[Zone], _words: &[Word]) -> Vec<Quotation> {
    Vec::new()
}
