//! What three words of context cannot tell the tagger: verbs that do not agree with their subject, and clauses without one.
//!
//! The tagger ([`tags`](super::tags)) looks two words back. A look at the whole sentence mends its commonest errors at words that
//! report, most of which are nouns too ("report", "claims", "estimates").

use super::tags::Tag;
use super::words::Word;

/// Their past is like their present.
const UNCHANGED: &[&str] =
    &["put", "read", "cut", "let", "set", "hit", "cost", "shut", "split", "spread", "hurt", "beat", "bid"];
/// A clause is looked through for so many words.
const LONGEST_CLAUSE: usize = 100;
/// A phrase of so many words may stand between a verb and its "that".
const LONGEST_PHRASE: usize = 4;

/// Mends the tags of one sentence; `may_be` tells the readings a word can have.
pub(super) fn settle(text: &str, words: &[Word], tags: &mut [Tag], may_be: impl Fn(usize, Tag) -> bool) {
    let sentence = Spelled { text, words };
    // "Warning that it may burst, Quill left": a noun with such a clause has its article.
    if let [first @ Tag::Noun, Tag::Subordinator, ..] = tags
        && sentence.word(0).ends_with("ing")
    {
        *first = Tag::Gerund;
    }
    let mut single = false;
    let mut verbs = 0;
    for i in 0..tags.len() {
        match tags[i] {
            Tag::Determiner => single = sentence.is(i, &["a", "an", "another", "each", "every"]),
            // "A Budget Office *report* found": one thing takes no bare verb.
            Tag::Finite if single && may_be(i, Tag::Noun) && may_be(i, Tag::Base) && !sentence.is(i, UNCHANGED) => {
                tags[i] = Tag::Noun;
            }
            Tag::Noun if verbs == 0 && may_be(i, Tag::Finite) && sentence.has_clause(tags, i) => {
                tags[i] = Tag::Finite;
                (single, verbs) = (false, 1);
            }
            Tag::Noun | Tag::Name | Tag::Adjective => {}
            Tag::Finite if sentence.is_asked(tags, i) => {
                tags[i] = Tag::Participle;
                single = false;
            }
            Tag::Finite => (single, verbs) = (false, verbs + 1),
            Tag::Mark if sentence.is(i, &[";", ":"]) => (single, verbs) = (false, 0),
            _ => single = false,
        }
    }
}

/// The words of a sentence as they are written.
struct Spelled<'a> {
    text: &'a str,
    words: &'a [Word],
}

impl Spelled<'_> {
    fn word(&self, i: usize) -> &str {
        self.words[i].span.of(self.text)
    }

    fn is(&self, i: usize, list: &[&str]) -> bool {
        list.iter().any(|word| word.eq_ignore_ascii_case(self.word(i)))
    }

    /// "Ross *cautions* that more are needed", "The team *reports* in Nature that it is old": a noun phrase, then a clause in which
    /// the only verb stands, so that the sentence would lack its own.
    fn has_clause(&self, tags: &[Tag], i: usize) -> bool {
        if i == 0 || !matches!(tags[i - 1], Tag::Noun | Tag::Name) {
            return false;
        }
        let phrase = |k: &usize| matches!(tags[*k], Tag::Preposition | Tag::Determiner | Tag::Noun | Tag::Name);
        let that = (i + 1..tags.len().min(i + 2 + LONGEST_PHRASE)).find(|k| !phrase(k));
        let Some(that) = that.filter(|&k| tags[k] == Tag::Subordinator && self.is(k, &["that"])) else { return false };
        let near = that == i + 1 || tags[i + 1] == Tag::Preposition;
        let clause = (that..tags.len().min(that + LONGEST_CLAUSE)).take_while(|&k| !self.is(k, &[";"]));
        near && clause.filter(|&k| tags[k] == Tag::Finite).count() == 1 && self.agrees(tags, i)
    }

    /// Whether the words before and at `i` can be subject and verb by their endings; "Ross" and "Saudis" end alike.
    fn agrees(&self, tags: &[Tag], i: usize) -> bool {
        if tags[i - 1] == Tag::Name && self.word(i - 1).ends_with('s') {
            return true;
        }
        let plural = self.word(i - 1).ends_with('s') || self.is(i - 1, &["media", "people", "police", "data"]);
        plural != self.word(i).ends_with('s')
    }

    /// "Quill, *asked* if she was worried, replied": others asked, for a verb follows behind the next comma.
    fn is_asked(&self, tags: &[Tag], i: usize) -> bool {
        if i < 2 || !self.is(i, &["asked", "told"]) || !self.is(i - 1, &[","]) || !tags[i - 2].is_nominal() {
            return false;
        }
        let next = tags.get(i + 1).is_some_and(|t| matches!(t, Tag::Subordinator | Tag::Preposition | Tag::Adverb));
        let comma = (i + 1..tags.len().min(i + LONGEST_CLAUSE)).find(|&k| self.is(k, &[","]));
        next && comma.is_some_and(|k| tags.get(k + 1) == Some(&Tag::Finite))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{tags, words};
    use super::*;
    use crate::span::Span;

    #[test]
    fn verbs_agree() {
        let cases = [
            ("A Budget Office report released last year found it.", "report", Tag::Noun),
            ("A memo put it better.", "put", Tag::Finite),
            ("Warning that it may burst, Quill left.", "Warning", Tag::Gerund),
            ("Local media report that two were hurt.", "report", Tag::Finite),
            ("Ross cautions that more data are needed.", "cautions", Tag::Finite),
            ("The team reports in Nature that the ice is older.", "reports", Tag::Finite),
            ("The claims that he lied were false.", "claims", Tag::Noun),
            ("Media reports that he lied were false.", "reports", Tag::Noun),
            ("Quill, asked if she was worried, replied with a word.", "asked", Tag::Participle),
            ("Quill, the mayor, asked if it was safe.", "asked", Tag::Finite),
        ];
        for (text, word, expected) in cases {
            let mut cut = Vec::new();
            words::cut(text, Span::new(0, text.len()), &mut cut);
            let mut out = Vec::new();
            tags::tag(text, &cut, false, &mut out);
            let at = cut.iter().position(|w| w.span.of(text) == word).unwrap();
            assert_eq!(out[at], expected, "{word} in {text}");
        }
    }
}
