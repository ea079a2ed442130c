//! Places in a text: byte spans inside the crate, code points at its edge.
//!
//! Rust slices by byte, Python by code point. Everything in here counts bytes; [`CharIndex`] turns
//! them into code points only for the spans that leave the crate, so that no table of offsets as
//! long as the text is ever built.

use crate::error::{Error, Result};

/// A half-open range of bytes in a text; both ends lie on character edges.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The span from `start` to `end`.
    ///
    /// ```
    /// use onrecord::Span;
    /// assert_eq!(Span::new(4, 9).of("who said it"), "said ");
    /// ```
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start: start as u32, end: end as u32 }
    }

    /// The words of the span.
    pub fn of(self, text: &str) -> &str {
        &text[self.start as usize..self.end as usize]
    }

    /// Length in bytes.
    pub const fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether the span holds nothing.
    pub const fn is_empty(self) -> bool {
        self.start >= self.end
    }

    /// Whether `other` lies within this span.
    pub const fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two spans share a byte.
    pub const fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The span without white space at its edges.
    #[must_use]
    pub fn trimmed(self, text: &str) -> Self {
        let whole = self.of(text);
        let left = whole.len() - whole.trim_start().len();
        let kept = whole.trim().len();
        Self::new(self.start as usize + left, self.start as usize + left + kept)
    }
}

/// Bytes between two counted places of a [`CharIndex`].
const STEP: usize = 512;

/// Turns byte offsets of one text into code points.
///
/// ASCII texts cost nothing. Others keep one count every 512 bytes (under 1 % of the text) and count
/// the rest on the way: looking up is O(1).
#[derive(Debug, Clone, Default)]
pub struct CharIndex {
    /// Code points before byte `i * STEP`; empty for ASCII.
    counts: Vec<u32>,
    n_chars: u32,
}

impl CharIndex {
    /// The index of `text`.
    ///
    /// # Errors
    /// When the text is longer than 4 GiB.
    pub fn new(text: &str) -> Result<Self> {
        if u32::try_from(text.len()).is_err() {
            return Err(Error::too_long(text.len()));
        }
        if text.is_ascii() {
            return Ok(Self { counts: Vec::new(), n_chars: text.len() as u32 });
        }
        let mut counts = Vec::with_capacity(text.len() / STEP + 1);
        let mut n_chars = 0;
        for block in text.as_bytes().chunks(STEP) {
            counts.push(n_chars);
            n_chars += starts(block);
        }
        Ok(Self { counts, n_chars })
    }

    /// Code points in the whole text.
    pub fn n_chars(&self) -> u32 {
        self.n_chars
    }

    /// The code point at byte `offset` of the text the index was made from.
    ///
    /// ```
    /// use onrecord::CharIndex;
    /// let text = "“Ja”, sagte sie";
    /// let index = CharIndex::new(text).unwrap();
    /// assert_eq!(index.char_at(text, text.find("sagte").unwrap() as u32), 6);
    /// ```
    pub fn char_at(&self, text: &str, offset: u32) -> u32 {
        if self.counts.is_empty() {
            return offset;
        }
        let offset = offset as usize;
        let block = (offset / STEP).min(self.counts.len() - 1);
        self.counts[block] + starts(&text.as_bytes()[block * STEP..offset])
    }
}

/// Turns spans into code points one after the other, in order of their starts, without an index: what lies between is counted
/// once.
#[derive(Debug)]
pub struct CharWalk<'t> {
    /// None for ASCII, where bytes are code points.
    text: Option<&'t str>,
    byte: usize,
    char: u32,
}

impl<'t> CharWalk<'t> {
    /// Begins at the start of `text`.
    pub fn new(text: &'t str) -> Self {
        Self { text: (!text.is_ascii()).then_some(text), byte: 0, char: 0 }
    }

    /// Code points at which `span` begins and ends; it begins no earlier than the one before.
    ///
    /// ```
    /// use onrecord::{CharWalk, Span};
    /// let text = "«Ja», sagte";
    /// let mut walk = CharWalk::new(text);
    /// assert_eq!(walk.place(Span::new(2, 4)), (1, 3));
    /// assert_eq!(walk.place(Span::new(8, 13)), (6, 11));
    /// ```
    pub fn place(&mut self, span: Span) -> (u32, u32) {
        let Some(text) = self.text else { return (span.start, span.end) };
        let (start, end) = (span.start as usize, span.end as usize);
        self.char += text[self.byte..start].chars().count() as u32;
        self.byte = start;
        (self.char, self.char + text[start..end].chars().count() as u32)
    }
}

/// How many characters start in these bytes.
fn starts(bytes: &[u8]) -> u32 {
    bytes.iter().filter(|&&b| b & 0xC0 != 0x80).count() as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn char_at_equals_counting_from_the_start(text in "[a-z “é😀\u{301}]{0,900}") {
            let index = CharIndex::new(&text).unwrap();
            for (n, (byte, _)) in text.char_indices().enumerate() {
                prop_assert_eq!(index.char_at(&text, byte as u32) as usize, n);
            }
            prop_assert_eq!(index.char_at(&text, text.len() as u32) as usize, text.chars().count());
            prop_assert_eq!(index.n_chars() as usize, text.chars().count());
        }
    }
}
