//! Words and punctuation.
//!
//! A word is a run of letters and digits with what holds it together inside: apostrophes ("don't"),
//! hyphens ("Russia-based"), dots ("U.S.", "Bloomberg.com", "4.7") and commas between digits. Possessive
//! endings stand alone ("Kaspersky" + "'s"), so that a name is always made of whole words.

use crate::span::Span;

/// How a word is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Shape {
    /// "said", and words of scripts without capitals.
    Lower,
    /// "Kaspersky", "Russia-based".
    Title,
    /// "FBI", "U.S.", "I".
    Upper,
    /// Capitals inside: "iPhone", "McCain".
    Mixed,
    /// "2017", "1,000", "20-year".
    Number,
    /// A mark of punctuation, or a run of the same ("...", "--", "''").
    Mark,
}

/// A word or a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word {
    /// Where it is.
    pub span: Span,
    /// How it is written.
    pub shape: Shape,
    /// Its letters, hashed without regard to capitals; see [`number`].
    pub number: u32,
}

impl Word {
    /// Whether it is punctuation.
    pub fn is_mark(self) -> bool {
        self.shape == Shape::Mark
    }

    /// Whether it starts with a capital.
    pub fn is_capital(self) -> bool {
        matches!(self.shape, Shape::Title | Shape::Upper | Shape::Mixed)
    }
}

/// Whether `c` can be part of a word: letters, digits, combining marks and joiners.
pub(crate) fn is_word_char(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric();
    }
    c.is_alphanumeric()
        || matches!(c,
            '\u{300}'..='\u{36F}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5BD}' | '\u{64B}'..='\u{65F}'
            | '\u{93C}'..='\u{94D}' | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}' | '\u{200C}' | '\u{200D}'
            | '\u{20D0}'..='\u{20FF}' | '\u{3099}' | '\u{309A}' | '\u{FE20}'..='\u{FE2F}' | '\u{AD}')
}

/// Whether `c` is an apostrophe, typed or typeset.
pub(crate) fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʼ')
}

/// Whether `c` holds two halves of one word together.
fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '\u{2011}' | '&' | '_')
}

/// Whether `joint` is half of a letter that was read in the wrong encoding: `FranÃ§ois`, `JosÃ©`, also where the tilde of the
/// first half has since been taken apart from its letter.
fn is_misread(before: Option<char>, joint: char, goes_on: bool) -> bool {
    let half = matches!(joint, '\u{80}'..='\u{BF}') && !matches!(joint, '\u{A0}' | '«' | '»');
    half && (matches!(before, Some('Ã' | '\u{303}')) || goes_on && matches!(before, Some('Â'..='ï' | '\u{302}')))
}

/// Appends the words of `text` in `span` to `out`.
pub fn cut(text: &str, span: Span, out: &mut Vec<Word>) {
    let end = span.end as usize;
    let bytes = text.as_bytes();
    let mut at = span.start as usize;
    while at < end {
        let byte = bytes[at];
        if byte == b' ' || byte.is_ascii_control() {
            at += 1;
            continue;
        }
        let c = char_at(text, at);
        if c.is_whitespace() {
            at += c.len_utf8();
        } else if is_word_char(c) || (matches!(c, '@' | '#') && at + 1 < end && is_word_char(char_at(text, at + 1))) {
            at = word(text, at, end, out);
        } else {
            at = mark(text, at, end, c, out);
        }
    }
}

pub(crate) fn char_at(text: &str, at: usize) -> char {
    let byte = text.as_bytes()[at];
    if byte < 0x80 {
        return byte as char;
    }
    text[at..].chars().next().expect("an offset before the end of the text")
}

/// Reads a word from `start`; gives the offset after it.
fn word(text: &str, start: usize, end: usize, out: &mut Vec<Word>) -> usize {
    let bytes = text.as_bytes();
    // "@" and "#" belong to the word they introduce.
    let mut at = if matches!(bytes[start], b'@' | b'#') { start + 1 } else { start };
    let mut possessive = None;
    // Where its last part after a hyphen begins, and whether a dot was in it: a word may have a million of both.
    let (mut part, mut dotted) = (start, false);
    loop {
        while at < end {
            let byte = bytes[at];
            if byte.is_ascii_alphanumeric() {
                at += 1;
            } else if byte >= 0x80 && is_word_char(char_at(text, at)) {
                at += char_at(text, at).len_utf8();
            } else {
                break;
            }
        }
        if at >= end {
            break;
        }
        let joint = char_at(text, at);
        let after = at + joint.len_utf8();
        let next = if after < end { Some(char_at(text, after)) } else { None };
        let goes_on = next.is_some_and(is_word_char);
        if is_apostrophe(joint) {
            if matches!(next, Some('s' | 'S')) && !follows_word(text, after + 1, end) {
                possessive = Some(Span::new(at, after + 1));
                break;
            }
            if !goes_on {
                break;
            }
        } else if joint == '.' {
            if !goes_on && is_dotted_abbreviation(&text[start..at]) {
                at = after;
                break;
            }
            // A missing blank after a full stop ("end.The") is not an inner dot; "Bloomberg.com" is.
            let sentence_break = next.is_some_and(char::is_uppercase) && at - part > 1 && !dotted;
            if !goes_on || sentence_break {
                break;
            }
            dotted = true;
        } else if matches!(joint, ',' | ':') {
            let digits = bytes[at - 1].is_ascii_digit() && next.is_some_and(|c| c.is_ascii_digit());
            if !digits {
                break;
            }
        } else if !(is_misread(text[start..at].chars().next_back(), joint, goes_on) || goes_on && is_hyphen(joint)) {
            break;
        } else if joint == '-' {
            part = after;
        }
        at = after;
    }
    out.push(Word { span: Span::new(start, at), shape: shape(&text[start..at]), number: number_at(text, start, at) });
    if let Some(span) = possessive {
        out.push(Word { span, shape: Shape::Lower, number: number(span.of(text)) });
        return span.end as usize;
    }
    at
}

fn follows_word(text: &str, at: usize, end: usize) -> bool {
    at < end && is_word_char(char_at(text, at))
}

/// "U.S", "a.m", "R-S.C": letters one by one, with dots between.
fn is_dotted_abbreviation(word: &str) -> bool {
    let word = word.rsplit('-').next().unwrap_or(word);
    word.contains('.') && word.split('.').all(|part| part.chars().count() == 1 && part.chars().all(char::is_alphabetic))
}

fn mark(text: &str, start: usize, end: usize, c: char, out: &mut Vec<Word>) -> usize {
    let width = c.len_utf8();
    let mut at = start + width;
    if matches!(c, '.' | '-' | '\'' | '`' | '!' | '?' | '*' | '_' | '=' | '—') {
        while at < end && text[at..].starts_with(c) {
            at += width;
        }
    }
    out.push(Word { span: Span::new(start, at), shape: Shape::Mark, number: number_at(text, start, at) });
    at
}

/// The number of a word: its letters, hashed without regard to capitals, apostrophes typed. Never 0.
///
/// Look-ups by word go by this number, so that a word is hashed once and no strings are compared. No two words of the lists
/// that ship share one; a word on no list has that of a word on a list of fifty thousand once in eighty thousand times.
pub fn number(word: &str) -> u32 {
    number_at(word, 0, word.len())
}

const SEED: u64 = 0x9E37_79B9_7F4A_7C15;

fn mix(hash: u64, chunk: u64) -> u64 {
    (hash.rotate_left(5) ^ chunk).wrapping_mul(0x517C_C1B7_2722_0A95)
}

/// The number of the word in `text` from byte `start` to `end`.
fn number_at(text: &str, start: usize, end: usize) -> u32 {
    let bytes = text.as_bytes();
    let mut hash = SEED;
    let mut at = start;
    while at < end {
        let width = (end - at).min(8);
        let chunk = match bytes[at..].first_chunk::<8>() {
            // The letters behind the word are masked, which costs less than to copy a few.
            Some(&eight) => u64::from_le_bytes(eight) & u64::MAX >> (64 - 8 * width),
            None => bytes[at..end].iter().rev().fold(0, |chunk, &b| chunk << 8 | u64::from(b)),
        };
        if chunk & HIGH != 0 {
            return number_of_any(&text[start..end]);
        }
        hash = mix(hash, small(chunk));
        at += width;
    }
    ((hash >> 32) as u32).max(1)
}

/// The highest bit of each byte.
const HIGH: u64 = 0x8080_8080_8080_8080;

/// Eight ASCII letters in small letters.
fn small(chunk: u64) -> u64 {
    let every = |byte: u8| u64::from_le_bytes([byte; 8]);
    let at_least_a = chunk + every(0x80 - b'A');
    let above_z = chunk + every(0x7F - b'Z');
    chunk | (at_least_a ^ above_z) >> 2 & every(0x20)
}

/// The same for letters of all scripts.
fn number_of_any(word: &str) -> u32 {
    let mut hash = SEED;
    let (mut chunk, mut width) = (0_u64, 0);
    let mut letters = [0; 4];
    for c in word.chars().flat_map(char::to_lowercase) {
        let c = if c == '’' { '\'' } else { c };
        for &byte in c.encode_utf8(&mut letters).as_bytes() {
            chunk |= u64::from(byte) << (8 * width);
            width += 1;
            if width == 8 {
                hash = mix(hash, chunk);
                (chunk, width) = (0, 0);
            }
        }
    }
    if width > 0 {
        hash = mix(hash, chunk);
    }
    ((hash >> 32) as u32).max(1)
}

fn shape(word: &str) -> Shape {
    let bytes = word.as_bytes();
    if bytes[0].is_ascii_digit() {
        return Shape::Number;
    }
    // Nearly all words.
    if bytes[1..].iter().all(u8::is_ascii_lowercase) && bytes[0].is_ascii_alphabetic() {
        let long = bytes.len() > 1;
        return match (bytes[0].is_ascii_uppercase(), long) {
            (true, true) => Shape::Title,
            (true, false) => Shape::Upper,
            _ => Shape::Lower,
        };
    }
    let mut chars = word.chars().filter(|c| c.is_alphabetic());
    let Some(first) = chars.next() else {
        return Shape::Number;
    };
    let (mut upper, mut lower) = (0, 0);
    for c in chars {
        if c.is_uppercase() {
            upper += 1;
        } else if c.is_lowercase() {
            lower += 1;
        }
    }
    match (first.is_uppercase(), upper, lower) {
        (true, _, 0) => Shape::Upper,
        (true, 0, _) => Shape::Title,
        (false, 0, _) => Shape::Lower,
        // "Saint-Denis", "Al-Assad": capitals only after a joint are no more than title case.
        (true, _, _) if capitals_follow_joints(word) => Shape::Title,
        _ => Shape::Mixed,
    }
}

fn capitals_follow_joints(word: &str) -> bool {
    let mut before = '-';
    for c in word.chars() {
        if c.is_uppercase() && !(is_hyphen(before) || is_apostrophe(before)) {
            return false;
        }
        before = c;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut_all(text: &str) -> Vec<&str> {
        let mut out = Vec::new();
        cut(text, Span::new(0, text.len()), &mut out);
        out.iter().map(|w| w.span.of(text)).collect()
    }

    #[test]
    fn named_cases() {
        let cases: &[(&str, &str, &[&str])] = &[
            ("plain", "He said no.", &["He", "said", "no", "."]),
            ("possessive", "Kaspersky's and firms’ work", &["Kaspersky", "'s", "and", "firms", "’", "work"]),
            ("contraction", "don’t we'll", &["don’t", "we'll"]),
            ("abbreviation", "the U.S. at 3 p.m. today", &["the", "U.S.", "at", "3", "p.m.", "today"]),
            ("domain", "Bloomberg.com wins 4.7", &["Bloomberg.com", "wins", "4.7"]),
            ("party and state", "Quill, R-S.C., ran", &["Quill", ",", "R-S.C.", ",", "ran"]),
            ("thousands", "1,000, or 3:27", &["1,000", ",", "or", "3:27"]),
            ("glued sentences", "the end.The start", &["the", "end", ".", "The", "start"]),
            ("dashes", "yes -- no—maybe", &["yes", "--", "no", "—", "maybe"]),
            ("two apostrophes", "''Yes,'' he", &["''", "Yes", ",", "''", "he"]),
            ("handle", "@Tech #1", &["@Tech", "#1"]),
            ("combining", "cafe\u{301}s 😀 ok", &["cafe\u{301}s", "😀", "ok"]),
            ("cyrillic", "Он сказал", &["Он", "сказал"]),
            (
                "wrong encoding, taken apart",
                "FranA\u{303}\u{83}A\u{302}§ois 20°C",
                &["FranA\u{303}\u{83}A\u{302}§ois", "20", "°", "C"],
            ),
            ("wrong encoding", "FranÃ§ois Ã©tÃ© 20°C", &["FranÃ§ois", "Ã©tÃ©", "20", "°", "C"]),
            ("nul", "a\0b", &["a", "b"]),
            ("no-break space", "in\u{a0}the", &["in", "the"]),
        ];
        for (name, text, words) in cases {
            assert_eq!(cut_all(text), *words, "{name}");
        }
    }

    #[test]
    fn numbers_know_no_capitals() {
        let cases = [
            ("capitals", "Said", "sAID", true),
            ("more than eight", "Kaspersky", "KASPERSKY", true),
            ("sixteen", "Responsibilities", "responsibilitieS", true),
            ("apostrophes", "don’t", "DON'T", true),
            ("another script", "Россия", "россия", true),
            ("marks around the letters", "a[z", "A{Z", false),
            ("a letter more", "says", "say", false),
            ("past eight", "reporters", "reporter", false),
        ];
        for (name, a, b, same) in cases {
            assert_eq!(number(a) == number(b), same, "{name}");
            // Wherever it stands in a text.
            for around in ["", " ", " and more words"] {
                let text = format!("x {a}{around}");
                assert_eq!(number_at(&text, 2, 2 + a.len()), number(a), "{name}");
            }
        }
    }

    #[test]
    fn shapes() {
        let cases = [
            ("said", Shape::Lower),
            ("Lab", Shape::Title),
            ("FBI", Shape::Upper),
            ("iPhone", Shape::Mixed),
            ("McCain", Shape::Mixed),
            ("Saint-Denis", Shape::Title),
            ("20-year", Shape::Number),
        ];
        for (word, expected) in cases {
            assert_eq!(shape(word), expected, "{word}");
        }
    }
}
