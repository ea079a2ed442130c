//! A concordance: every place where a pattern stands, with the characters around it (keyword in context; Luhn,
//! "Keyword-in-context index for technical literature", American Documentation 11, 1960).
//!
//! Patterns run in an engine without backtracking, so that no pattern takes longer than in proportion to its own size and that of
//! what it reads, whoever wrote it.

use regex::{Regex, RegexBuilder};

use crate::error::{Error, Result};
use crate::span::Span;
use crate::text::words::is_apostrophe;

/// What is looked for.
#[derive(Debug, Clone)]
pub struct Pattern {
    regex: Regex,
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
        let build = |source: &str| RegexBuilder::new(source).case_insensitive(options.ignore_case).build();
        let read = build(&inner).and_then(|regex| {
            if options.whole_words { build(&format!(r"{EDGE_BEFORE}(?:{inner}){EDGE_AFTER}")) } else { Ok(regex) }
        });
        match read {
            Ok(regex) => Ok(Self { regex }),
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
        self.regex.find_iter(text).filter(|found| !found.is_empty()).map(move |found| {
            let before = text[..found.start()].char_indices().rev().take(width).last();
            let after = text[found.end()..].char_indices().nth(width);
            Hit {
                left: Span::new(before.map_or(found.start(), |(at, _)| at), found.start()),
                span: Span::new(found.start(), found.end()),
                right: Span::new(found.end(), after.map_or(text.len(), |(at, _)| found.end() + at)),
            }
        })
    }
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

    proptest! {
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
