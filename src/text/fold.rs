//! A view of a text in which spellings that readers take for the same are the same bytes.
//!
//! Capitals are small letters, every dash is `-`, every apostrophe `'`, any white space within a paragraph
//! one blank, and letters with marks are decomposed. The view is a copy; because most characters keep
//! their length, only those that do not are written down, and offsets lead back through them.
//!
//! With [`Marks::Ignored`] letters lose their marks, so that "Muller" is found where "Müller" is listed.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::mask::{BLOCK, Block};

/// A character (or a run of white space) whose folded form has another length.
#[derive(Debug, Clone, Copy)]
struct Shift {
    folded: u32,
    original: u32,
    folded_len: u32,
    original_len: u32,
}

/// What becomes of diacritics.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Marks {
    /// "Müller" is not "Muller".
    #[default]
    Kept,
    /// "Müller" is "Muller", "Łódź" is "Lodz".
    Ignored,
}

/// The folded copy of a text.
#[derive(Debug, Clone, Default)]
pub struct Folded {
    text: String,
    shifts: Vec<Shift>,
}

impl Folded {
    /// Folds `text`, with the marks of its letters.
    ///
    /// ```
    /// use onrecord::text::fold::Folded;
    /// let text = "U.S.\u{a0} Cyber‑Command";
    /// let folded = Folded::new(text);
    /// assert_eq!(folded.as_str(), "u.s. cyber-command");
    /// assert_eq!(folded.back().start(5), text.find("Cyber"));
    /// ```
    pub fn new(text: &str) -> Self {
        Self::with(text, Marks::Kept)
    }

    /// Folds `text`.
    ///
    /// ```
    /// use onrecord::text::fold::{Folded, Marks};
    /// assert_eq!(Folded::with("Łódź Café", Marks::Ignored).as_str(), "lodz cafe");
    /// ```
    pub fn with(text: &str, marks: Marks) -> Self {
        let mut out = Self::default();
        out.refill(text, marks);
        out
    }

    /// Folds `text` in place of what was folded before, in the same memory.
    pub fn refill(&mut self, text: &str, marks: Marks) {
        let bytes = text.as_bytes();
        self.text.clear();
        self.text.reserve(text.len() + 8);
        self.shifts.clear();
        // What is copied at the next change.
        let mut kept_from = 0;
        let mut block_at = 0;
        while block_at < bytes.len() {
            let stops = stops(bytes, block_at);
            let block_end = (block_at + BLOCK).min(bytes.len());
            let mut at = block_at;
            while at < block_end {
                at = block_end.min(at + (stops >> (at - block_at)).trailing_zeros() as usize);
                if at == block_end {
                    break;
                }
                let kept = kept(&bytes[at..]);
                if kept == 0 {
                    self.text.push_str(&text[kept_from..at]);
                    at += self.push_special(text, at, marks);
                    kept_from = at;
                } else {
                    at += kept;
                }
            }
            // A character may reach over the end of the block.
            block_at = at;
        }
        self.text.push_str(&text[kept_from..]);
        self.text.make_ascii_lowercase();
    }

    /// The folded text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The way back to the original.
    pub fn back(&self) -> Back<'_> {
        Back { shifts: &self.shifts, passed: 0 }
    }

    /// Folds the character or run of white space at `at`; gives its length.
    fn push_special(&mut self, text: &str, at: usize, marks: Marks) -> usize {
        let start = self.text.len();
        let len = push_special(&mut self.text, &text[at..], marks);
        let folded_len = self.text.len() - start;
        // One character of the same length shifts nothing and has no inside to land in.
        if folded_len != len || self.text[start..].chars().nth(1).is_some() {
            self.shifts.push(Shift {
                folded: start as u32,
                original: at as u32,
                folded_len: folded_len as u32,
                original_len: len as u32,
            });
        }
        len
    }
}

/// Leads from places in a folded text to those of the original. Places close to the one asked for last are found at once.
#[derive(Debug)]
pub struct Back<'f> {
    shifts: &'f [Shift],
    /// How many shifts begin at or before the place asked for last.
    passed: usize,
}

impl Back<'_> {
    /// The original byte at which folded byte `at` begins; `None` within a character that folds to several.
    pub fn start(&mut self, at: usize) -> Option<usize> {
        self.go_to(at);
        self.original(self.passed, at)
    }

    /// The original byte at which what precedes folded byte `at` ends; left of any character that is dropped there.
    pub fn end(&mut self, at: usize) -> Option<usize> {
        self.go_to(at);
        let mut i = self.passed;
        while i > 0 && self.shifts[i - 1].folded as usize == at {
            i -= 1;
            if i == 0 || self.shifts[i - 1].folded as usize != at {
                return Some(self.shifts[i].original as usize);
            }
        }
        self.original(i, at)
    }

    fn go_to(&mut self, at: usize) {
        while self.passed > 0 && self.shifts[self.passed - 1].folded as usize > at {
            self.passed -= 1;
        }
        while self.shifts.get(self.passed).is_some_and(|shift| shift.folded as usize <= at) {
            self.passed += 1;
        }
    }

    fn original(&self, i: usize, at: usize) -> Option<usize> {
        let Some(shift) = i.checked_sub(1).map(|i| self.shifts[i]) else {
            return Some(at);
        };
        let into = at - shift.folded as usize;
        let len = shift.folded_len as usize;
        if into >= len {
            Some((shift.original + shift.original_len) as usize + into - len)
        } else if into == 0 {
            Some(shift.original as usize)
        } else {
            None
        }
    }
}

/// Where in the block at `at` more is to be done than to make letters small: at what is not ASCII, at control characters and
/// at blanks beside either or beside each other.
#[inline]
fn stops(bytes: &[u8], at: usize) -> u64 {
    let block = Block::new(bytes, at);
    let odd = !block.between(b' ', b'~');
    let blank = block.equal(b' ');
    let next_is_plain = bytes.get(at + BLOCK).is_none_or(|&next| next > b' ' && next < 0x7F);
    odd | blank & ((odd | blank) >> 1 | u64::from(!next_is_plain) << (BLOCK - 1))
}

/// The length of the character at the start, if it is one of the commonest that fold to themselves; else 0.
fn kept(bytes: &[u8]) -> usize {
    match bytes {
        // A blank before a typeset mark or a Latin letter.
        [b' ', 0xE2, 0x80, 0x90..=0xA6, ..] | [b' ', 0xC3..=0xC9, ..] => 1,
        // “ ” „ ‟ …
        [0xE2, 0x80, 0x9C..=0x9F | 0xA6, ..] => 3,
        _ => 0,
    }
}

/// Folds the character or run of white space at the start of `rest`; gives its length.
fn push_special(out: &mut String, rest: &str, marks: Marks) -> usize {
    let mut chars = rest.chars();
    let Some(c) = chars.next() else { return 0 };
    if c.is_whitespace() {
        let mut len = 0;
        let mut breaks = 0;
        for c in rest.chars().take_while(|c| c.is_whitespace()) {
            len += c.len_utf8();
            breaks += usize::from(c == '\n') + 2 * usize::from(c == '\u{2029}');
        }
        // An empty line ends a paragraph, and no name goes on beyond it.
        out.push(if breaks > 1 { '\n' } else { ' ' });
        return len;
    }
    match c {
        '\u{2018}' | '\u{2019}' => out.push('\''),
        '\u{2010}'..='\u{2015}' => out.push('-'),
        // The commonest of all that are left: nothing to decompose.
        '\u{2016}'..='\u{2017}' | '\u{201C}'..='\u{201F}' | '\u{2020}'..='\u{2027}' => out.push(c),
        _ => {
            for c in normal(c, marks) {
                push_lower(out, c);
            }
        }
    }
    c.len_utf8()
}

fn push_lower(out: &mut String, c: char) {
    match c {
        'ß' | 'ẞ' => out.push_str("ss"),
        'ς' => out.push('σ'),
        // İ: the dot is a mark of its own, as in its decomposed form.
        _ => out.extend(c.to_lowercase()),
    }
}

/// The normal form of one character that is not white space: capitals stay.
fn normal(c: char, marks: Marks) -> impl Iterator<Item = char> {
    let one = match c {
        _ if c.is_ascii() => Some(c),
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE58}' | '\u{FE63}' | '\u{FF0D}' => Some('-'),
        '\u{2018}' | '\u{2019}' | '\u{201B}' | '\u{2BC}' | '\u{2032}' | '\u{FF07}' => Some('\''),
        _ => None,
    };
    let gone = is_invisible(c);
    // Compatibility forms of letters ("ﬁ", "Ａ") are letters; "™" and "²" are not part of a word.
    let compatible = (one.is_none() && !gone && c.is_alphabetic()).then_some(c);
    let canonical = (one.is_none() && !gone && !c.is_alphabetic()).then_some(c);
    let letters = one.into_iter().chain(compatible.into_iter().nfkd()).chain(canonical.into_iter().nfd());
    letters.filter_map(move |c| if marks == Marks::Kept { Some(c) } else { unmarked(c) })
}

/// The bare letter; `None` for a mark that stands alone. Vowel signs of Indic and Semitic scripts are no such marks.
fn unmarked(c: char) -> Option<char> {
    Some(match c {
        '\u{300}'..='\u{36F}' => return None,
        'ø' => 'o',
        'Ø' => 'O',
        'ł' => 'l',
        'Ł' => 'L',
        'đ' | 'ð' => 'd',
        'Đ' | 'Ð' => 'D',
        'ħ' => 'h',
        'Ħ' => 'H',
        'ŧ' => 't',
        'Ŧ' => 'T',
        'ı' => 'i',
        _ => c,
    })
}

/// Whether the character is not seen: soft hyphens, joiners, marks of direction.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}')
}

/// `text` with its capitals, in the form in which exact names are compared.
///
/// ```
/// use onrecord::text::fold::{Marks, normalized};
/// assert_eq!(normalized(" St.\u{a0}Basil’s\n Cathedral", Marks::Kept), "St. Basil's Cathedral");
/// ```
pub fn normalized(text: &str, marks: Marks) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.extend(word.chars().flat_map(|c| normal(c, marks)));
    }
    out
}

/// Whether nothing is to be done but to make letters small.
fn is_plain(bytes: &[u8]) -> bool {
    (0..bytes.len()).step_by(BLOCK).all(|at| {
        let first = stops(bytes, at).trailing_zeros() as usize;
        first >= BLOCK.min(bytes.len() - at)
    })
}

/// Appends the folded form of a name to `out`: as [`Folded`], and without blanks around it.
pub(crate) fn push_name(out: &mut String, name: &str, marks: Marks) {
    let start = out.len();
    let name = name.trim();
    if is_plain(name.as_bytes()) {
        out.push_str(name);
        out[start..].make_ascii_lowercase();
    } else {
        out.push_str(Folded::with(&normalized(name, marks), marks).as_str());
    }
}

/// Whether `c` continues a word, so that no name begins or ends beside it.
///
/// Scripts that are written without blanks have no such characters.
pub fn joins_words(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric() || c == '_';
    }
    // The commonest: typeset quotation marks and dashes.
    if matches!(c, '\u{2000}'..='\u{206F}') {
        return false;
    }
    let unspaced = matches!(c, '\u{0E00}'..='\u{0EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}'
        | '\u{3040}'..='\u{309F}' | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{323AF}');
    let raised = matches!(c, '²' | '³' | '¹' | '\u{2070}'..='\u{209C}' | '\u{2460}'..='\u{24FF}');
    !unspaced && !raised && (c.is_alphanumeric() || is_combining_mark(c) && c != '\u{FE0F}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn folds() {
        for (name, text, folded) in [
            ("ascii", "The FBI", "the fbi"),
            ("blanks", "a \t b\r\nc  d", "a b c d"),
            ("paragraph", "a\n \nb", "a\nb"),
            ("no-break space", "a\u{a0} b", "a b"),
            ("apostrophe", "firms’", "firms'"),
            ("dash", "a–b\u{2011}c", "a-b-c"),
            ("soft hyphen", "Kas\u{ad}per", "kasper"),
            ("marks", "É", "e\u{301}"),
            ("sharp s", "Straße", "strasse"),
            ("dotted I", "İ", "i\u{307}"),
            ("ligature", "ﬁ", "fi"),
            ("trade mark", "A™", "a™"),
            ("Cyrillic", "Россия", "россия"),
        ] {
            assert_eq!(Folded::new(text).as_str(), folded, "{name}");
        }
    }

    proptest! {
        /// Blocks and what is kept as it is only save time.
        #[test]
        fn folds_as_it_would_character_by_character(
            text in "[a-cA-C0.' \t\n\0\u{a0}\u{2009}\u{2029}’–é\u{ad}ßİΣ😀\u{301}ﬁ“”…₂Łø]{0,200}",
            ignored: bool,
        ) {
            let marks = if ignored { Marks::Ignored } else { Marks::Kept };
            let mut slow = String::new();
            let mut at = 0;
            while at < text.len() {
                at += push_special(&mut slow, &text[at..], marks);
            }
            let folded = Folded::with(&text, marks);
            prop_assert_eq!(folded.as_str(), slow.as_str());
        }

        #[test]
        fn every_character_edge_leads_back(text in "[a-cA-C \t\n\u{a0}’–é\u{ad}ßİΣ😀\u{301}ﬁ“]{0,90}") {
            let folded = Folded::new(&text);
            let mut back = folded.back();
            // What stands left of any edge between visible characters folds to the folded prefix.
            for (at, _) in folded.as_str().char_indices() {
                if let Some(start) = back.start(at) {
                    prop_assert!(text.is_char_boundary(start));
                    let prefix = Folded::new(&text[..start]);
                    prop_assert_eq!(prefix.as_str(), &folded.as_str()[..at]);
                }
                if let Some(end) = back.end(at) {
                    prop_assert!(text.is_char_boundary(end));
                    let prefix = Folded::new(&text[..end]);
                    prop_assert_eq!(prefix.as_str(), &folded.as_str()[..at]);
                }
            }
        }
    }
}
