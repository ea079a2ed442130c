//! Words and punctuation.

use crate::span::Span;

/// How a word is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Shape {
    /// "said"
    Lower,
    /// "Kaspersky", "iPhone" has [`Shape::Mixed`]
    Title,
    /// "FBI", "U.S."
    Upper,
    /// Capitals inside: "iPhone", "McCain"
    Mixed,
    /// "2017", "1,000", "20-year"
    Number,
    /// One mark of punctuation, or a run of the same.
    Mark,
}

/// A word or a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word {
    /// Where it is. Possessive endings are words of their own ("Kaspersky" + "'s").
    pub span: Span,
    /// How it is written.
    pub shape: Shape,
}
