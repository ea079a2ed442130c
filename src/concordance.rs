//! A concordance: every place where a pattern stands, with the characters around it (keyword in context; Luhn,
//! "Keyword-in-context index for technical literature", American Documentation 11, 1960).
//!
//! Patterns run in an engine without backtracking, so that one search takes no longer than in proportion to the size of the pattern
//! and of what it reads, whoever wrote it. Many searches could still take the square of that: "every character, or all up to
//! the next x" looks for the x from each character on. So a match is looked for within [`LONGEST`] bytes, and a text costs
//! at most so much a byte.

use std::ops::Range;

use regex::RegexBuilder;
use regex_automata::Input;
use regex_automata::meta::Regex;
use regex_automata::util::syntax;

use crate::error::{Error, Result};
use crate::span::Span;
use crate::text::words::is_apostrophe;

/// Bytes that a match may be long; of a longer one the beginning is found. More than nearly every article has.
const LONGEST: usize = 1 << 13;

/// What is looked for.
#[derive(Debug, Clone)]
pub struct Pattern {
    regex: Regex,
    /// Bytes that a match may be long.
    longest: usize,
}

/// How a pattern is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// The pattern is a regular expression; otherwise it is looked for as it stands.
    pub regex: bool,
    /// Capitals are small letters.
    pub ignore_case: bool,
    /// A match neither begins nor ends within a word.
    pub whole_words: bool,
}

/// One place where the pattern stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// What precedes it.
    pub left: Span,
    /// The match; never empty.
    pub span: Span,
    /// What follows it.
    pub right: Span,
}

impl Pattern {
    /// Reads a pattern.
    ///
    /// In plain text any run of blanks stands for any other (a line end, a no-break space), and so does any apostrophe,
    /// quotation mark or dash for others of its kind: papers set them differently.
    ///
    /// # Errors
    /// When the pattern is empty or blank, is no regular expression, or is too large to be searched for.
    ///
    /// ```
    /// use onrecord::concordance::{Options, Pattern};
    ///
    /// let options = Options { regex: false, ignore_case: true, whole_words: true };
    /// let text = "The firm's\u{a0}ties. The firm’s parties.";
    /// let found: Vec<_> = Pattern::new("Firm's ties", options).unwrap().hits(text, 4).collect();
    /// assert_eq!(found.len(), 1);
    /// assert_eq!((found[0].left.of(text), found[0].span.of(text)), ("The ", "firm's\u{a0}ties"));
    /// ```
    pub fn new(pattern: &str, options: Options) -> Result<Self> {
        let bad = |problem: String| Error::argument("pattern", problem);
        if pattern.trim().is_empty() {
            return Err(bad(format!("{pattern:?} holds nothing to look for; pass a word or a phrase")));
        }
        let inner = if options.regex { pattern.to_owned() } else { as_it_stands(pattern.trim()) };
        // Parsed by itself first, so that the place in a message is a place in what was given.
        let check = |source: &str| RegexBuilder::new(source).case_insensitive(options.ignore_case).build();
        let whole = if options.whole_words { format!(r"{EDGE_BEFORE}(?:{inner}){EDGE_AFTER}") } else { inner.clone() };
        match check(&inner).and_then(|_| check(&whole)) {
            Ok(_) => {
                let syntax = syntax::Config::new().case_insensitive(options.ignore_case);
                let regex = Regex::builder().syntax(syntax).build(&whole).map_err(|error| bad(error.to_string()))?;
                Ok(Self { regex, longest: LONGEST })
            }
            Err(regex::Error::CompiledTooBig(_)) => Err(bad(format!(
                "{:?} is too large to be searched for; lessen its counts or its length",
                shortened(pattern)
            ))),
            Err(error) => {
                let said = error.to_string();
                let why = said.rsplit("error: ").next().unwrap_or(&said).trim();
                Err(bad(format!(
                    "{:?} is no regular expression: {why}; mend it, or look for it as plain text",
                    shortened(pattern)
                )))
            }
        }
    }

    /// Its places in `text`, in order and without overlap, each with up to `width` characters on either side. Empty
    /// matches are passed over.
    pub fn hits<'t>(&'t self, text: &'t str, width: usize) -> impl Iterator<Item = Hit> + 't {
        let mut from = 0;
        std::iter::from_fn(move || {
            let Range { start, end } = self.next(text, from)?;
            from = end;
            let before = text[..start].char_indices().rev().take(width).last();
            let after = text[end..].char_indices().nth(width);
            Some(Hit {
                left: Span::new(before.map_or(start, |(at, _)| at), start),
                span: Span::new(start, end),
                right: Span::new(end, after.map_or(text.len(), |(at, _)| end + at)),
            })
        })
    }

    /// The first match that is not empty and begins at `from` or later.
    fn next(&self, text: &str, mut from: usize) -> Option<Range<usize>> {
        // Where nothing is found the next look goes farther, so that what is rare is looked for at full speed.
        let mut room = self.longest;
        while from < text.len() {
            let begins_before = boundary(text, from.saturating_add(room));
            let end = boundary(text, begins_before.saturating_add(self.longest));
            let found = self.regex.search(&Input::new(text).span(from..end));
            match found.map(|found| found.range()) {
                None if end == text.len() => return None,
                None => {
                    from = begins_before;
                    room = room.saturating_mul(2);
                }
                // It may be cut short, and has room when looked for from where it begins.
                Some(found) if found.start >= begins_before && end < text.len() => {
                    from = found.start;
                    room = self.longest;
                }
                Some(found) if found.is_empty() => from = boundary(text, found.end + 1),
                Some(found) => return Some(found),
            }
        }
        None
    }
}

/// The first place at `at` or after it where a character begins, or the end.
fn boundary(text: &str, at: usize) -> usize {
    (at..text.len()).find(|&i| text.is_char_boundary(i)).unwrap_or(text.len())
}

/// Edges of words that mind only the side of the match: a pattern that begins with a mark needs no word before it.
const EDGE_BEFORE: &str = r"\b{start-half}";
const EDGE_AFTER: &str = r"\b{end-half}";

/// Plain text as a regular expression.
fn as_it_stands(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len() + 8);
    let mut blank = false;
    for c in pattern.chars() {
        if c.is_whitespace() {
            if !blank {
                out.push_str(r"\s+");
            }
            blank = true;
            continue;
        }
        blank = false;
        match c {
            _ if is_apostrophe(c) || c == '‘' => out.push_str("['’ʼ‘]"),
            '"' | '“' | '”' | '„' | '«' | '»' => out.push_str("[\"“”„«»]"),
            '-' | '\u{2010}'..='\u{2015}' => out.push_str(r"[-\u{2010}-\u{2015}]"),
            _ => out.push_str(&regex::escape(c.encode_utf8(&mut [0; 4]))),
        }
    }
    out
}

/// Enough of a pattern to know it by in a message.
fn shortened(pattern: &str) -> String {
    const SHOWN: usize = 60;
    let mut out: String = pattern.chars().take(SHOWN).collect();
    if pattern.chars().nth(SHOWN).is_some() {
        out.push('…');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PLAIN: Options = Options { regex: false, ignore_case: true, whole_words: true };
    const REGEX: Options = Options { regex: true, ignore_case: false, whole_words: false };

    fn found<'t>(pattern: &str, options: Options, text: &'t str) -> Vec<&'t str> {
        let pattern = Pattern::new(pattern, options).unwrap();
        pattern.hits(text, 5).map(|hit| hit.span.of(text)).collect()
    }

    #[test]
    fn plain_patterns() {
        let parts = Options { whole_words: false, ..PLAIN };
        let exact = Options { ignore_case: false, ..PLAIN };
        let cases: [(&str, &str, Options, &str, &[&str]); 13] = [
            ("whole words", "ties", PLAIN, "Ties of parties, ties-in", &["Ties", "ties"]),
            ("parts of words", "ties", parts, "Ties of parties", &["Ties", "ties"]),
            ("capitals count", "Trump", exact, "Trump's trump", &["Trump"]),
            ("line end for a blank", "no ties", PLAIN, "no\n  ties", &["no\n  ties"]),
            ("blanks at the edges are no part", " ties ", PLAIN, "ties", &["ties"]),
            ("typeset apostrophe", "don't", PLAIN, "Don’t", &["Don’t"]),
            ("typeset marks", "\"no\"", PLAIN, "“no” \"no\"", &["“no”", "\"no\""]),
            ("dashes", "cyber-espionage", PLAIN, "cyber‑espionage", &["cyber‑espionage"]),
            ("signs are no operators", "U.S.", PLAIN, "U.S. UxSx", &["U.S."]),
            ("signs at the end need no edge", "(GSA)", PLAIN, "(GSA)'s", &["(GSA)"]),
            ("other scripts", "отрицает", PLAIN, "Компания Отрицает обвинения", &["Отрицает"]),
            ("underscore and digits are of the word", "a", PLAIN, "a_ a1 _a a", &["a"]),
            ("no overlap", "a a", PLAIN, "a a a a", &["a a", "a a"]),
        ];
        for (name, pattern, options, text, expected) in cases {
            assert_eq!(found(pattern, options, text), expected, "{name}");
        }
    }

    #[test]
    fn regular_expressions() {
        let words = Options { whole_words: true, ignore_case: true, ..REGEX };
        assert_eq!(found("ties?", REGEX, "tie, ties, Ties, parties"), ["tie", "ties", "ties"]);
        assert_eq!(found("ties?|links", words, "parties, Ties, links, blinks"), ["Ties", "links"]);
        assert_eq!(found("a*", REGEX, "baab"), ["aa"], "empty matches are passed over");
        assert_eq!(found("$", REGEX, "a"), [""; 0]);
    }

    #[test]
    fn the_context_is_counted_in_characters() {
        let text = "äöü No €€€";
        let hit = Pattern::new("no", PLAIN).unwrap().hits(text, 2).next().unwrap();
        assert_eq!((hit.left.of(text), hit.right.of(text)), ("ü ", " €"));
        let hit = Pattern::new("no", PLAIN).unwrap().hits(text, 0).next().unwrap();
        assert!(hit.left.is_empty() && hit.right.is_empty());
    }

    #[test]
    fn bad_patterns_are_told() {
        let cases = [
            ("", PLAIN, "holds nothing to look for"),
            (" \t", PLAIN, "holds nothing to look for"),
            ("a(", REGEX, "\"a(\" is no regular expression: unclosed group"),
            ("(?=a)", REGEX, "look-around"),
            (r"(a)\1", REGEX, "backreferences are not supported"),
            (r"(\w{1000}){1000}", REGEX, "too large"),
        ];
        for (pattern, options, expected) in cases {
            let message = Pattern::new(pattern, options).unwrap_err().to_string();
            assert!(message.contains(expected), "{message}");
        }
    }

    #[test]
    fn no_pattern_takes_more_than_its_share() {
        // What makes a backtracking engine try 2^60 ways.
        let text = "a".repeat(60) + "!";
        assert!(found("(a+)+$", REGEX, &text).is_empty());
    }

    fn short(pattern: &str, longest: usize) -> Pattern {
        Pattern { longest, ..Pattern::new(pattern, REGEX).unwrap() }
    }

    #[test]
    fn many_matches_take_no_square_of_the_text() {
        // Each looks for an x that is nowhere: to the end of the text, that would take 16 times as long for four times as much.
        let text = "word b ".repeat(1_000);
        for pattern in [".*x|.", "(?s).*x|.", "(?:.*x)?"] {
            let pattern = short(pattern, 128);
            let time = |text: &str| {
                let start = std::time::Instant::now();
                let n = pattern.hits(text, 0).count();
                (n, start.elapsed().as_secs_f64())
            };
            let ((n, once), (many, four)) = (time(&text), time(&text.repeat(4)));
            assert_eq!(many, 4 * n);
            assert!(four < 9.0 * once + 0.1, "{four} s for four times what took {once} s");
        }
    }

    #[test]
    fn what_is_rare_or_long_is_found() {
        let gap = "ä word ".repeat(9_000);
        let text = format!("{gap} here {gap} here");
        assert_eq!(found("here$", REGEX, &text).len(), 1, "the end of a look is no end of the text");
        assert_eq!(found(r"\bhere\b", REGEX, &text), ["here", "here"]);
        let long = "a".repeat(LONGEST - 1);
        assert_eq!(found("a+b", REGEX, &format!("{gap}{long}b ab")), [format!("{long}b").as_str(), "ab"]);
        assert!(found("a+", REGEX, &"a".repeat(5 * LONGEST)).iter().rev().skip(1).all(|part| part.len() >= LONGEST));
    }

    proptest! {
        #[test]
        fn matches_are_those_of_one_look(
            pattern in r"([abä .$^]|\\b|a[*]|b[?]|ä[+]|[|]){1,6}",
            text in "[abä ]{0,60}",
            longest in 8_usize..20,
        ) {
            if let Ok(theirs) = regex::Regex::new(&pattern) {
                prop_assume!(!pattern.trim().is_empty());
                let expected: Vec<_> = theirs.find_iter(&text).filter(|m| !m.is_empty()).map(|m| m.range()).collect();
                prop_assume!(expected.iter().all(|range| range.len() < longest));
                let pattern = short(&pattern, longest);
                let hits: Vec<_> = pattern.hits(&text, 0).map(|hit| hit.span.start as usize..hit.span.end as usize).collect();
                prop_assert_eq!(hits, expected);
            }
        }

        #[test]
        fn parts_of_words_are_found_where_the_standard_library_finds_them(pattern in "[ab.(]{1,3}", text in "[ab.( ü]{0,40}") {
            let options = Options { regex: false, ignore_case: false, whole_words: false };
            let expected: Vec<usize> = text.match_indices(&pattern).map(|(at, _)| at).collect();
            let pattern = Pattern::new(&pattern, options).unwrap();
            let hits: Vec<Hit> = pattern.hits(&text, 3).collect();
            prop_assert_eq!(hits.iter().map(|hit| hit.span.start as usize).collect::<Vec<_>>(), expected);
            for hit in hits {
                prop_assert_eq!((hit.left.end, hit.right.start), (hit.span.start, hit.span.end));
                prop_assert_eq!(hit.left.of(&text).chars().count(), text[..hit.span.start as usize].chars().count().min(3));
                prop_assert_eq!(hit.right.of(&text).chars().count(), text[hit.span.end as usize..].chars().count().min(3));
            }
        }
    }
}
