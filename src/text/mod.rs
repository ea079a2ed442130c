//! What the characters of an article are, before any name or statement is looked for.
//!
//! [`zones`] tells the title from the body from a reader's comment; [`words`] and [`sentences`] cut the
//! zones; [`tags`] gives each word its part of speech, and `agree` mends it; [`marks`] pairs the quotation marks. [`Surface`] holds
//! all of it for one document.

mod agree;
pub mod fold;
pub mod marks;
pub(crate) mod mask;
pub mod parse;
pub mod sentences;
pub mod tags;
pub mod words;
pub mod zones;

use crate::span::Span;
use marks::Quotation;
use sentences::Sentence;
use tags::Tag;
use words::Word;
use zones::{Zone, ZoneKind};

/// One document, cut.
#[derive(Debug)]
pub struct Surface<'a> {
    /// The text as given.
    pub text: &'a str,
    /// Non-overlapping, in order; white space between zones belongs to none.
    pub zones: Vec<Zone>,
    /// Words and punctuation of all zones, in order.
    pub words: Vec<Word>,
    /// Part of speech of each word.
    pub tags: Vec<Tag>,
    /// In order; each lies within one zone.
    pub sentences: Vec<Sentence>,
    /// Outermost quotations in order of their opening marks.
    pub quotations: Vec<Quotation>,
}

impl<'a> Surface<'a> {
    /// Cuts `text`. `title` is the headline when the corpus names it apart from the text.
    pub fn new(text: &'a str, title: Option<&str>) -> Self {
        Self::until(text, title, &|| false)
    }

    /// Cuts `text` until `stopped` says so, which is asked once a zone and once a sentence; what is not reached by
    /// then is missing.
    pub fn until(text: &'a str, title: Option<&str>, stopped: &dyn Fn() -> bool) -> Self {
        let zones = zones::zones(text, title);
        let mut words = Vec::with_capacity(text.len() / 5);
        let mut sentences = Vec::with_capacity(text.len() / 100);
        for (i, zone) in zones.iter().enumerate().take_while(|_| !stopped()) {
            for paragraph in paragraphs(text, zone.span) {
                sentences::cut(text, paragraph, i as u32, &mut words, &mut sentences);
            }
        }
        let mut tags = Vec::with_capacity(words.len());
        for sentence in sentences.iter().take_while(|_| !stopped()) {
            let zone = &zones[sentence.zone as usize];
            let headline = zone.kind == ZoneKind::Title || zone.heading;
            tags::tag(text, &words[sentence.first as usize..sentence.last as usize], headline, &mut tags);
        }
        let quotations = marks::pair(text, &zones);
        Self { text, zones, words, tags, sentences, quotations }
    }

    /// The words of `sentence`.
    pub fn words_of(&self, sentence: &Sentence) -> &[Word] {
        &self.words[sentence.first as usize..sentence.last as usize]
    }

    /// Index of the first word that ends after byte `offset`.
    pub fn word_at(&self, offset: u32) -> usize {
        self.words.partition_point(|w| w.span.end <= offset)
    }

    /// Index of the sentence that word `i` stands in; the last one for what stands behind all.
    pub fn sentence_of(&self, i: usize) -> usize {
        let sentence = self.sentences.partition_point(|s| s.last as usize <= i);
        sentence.min(self.sentences.len().saturating_sub(1))
    }

    /// The surface string of word `i`.
    pub fn word(&self, i: usize) -> &'a str {
        self.words[i].span.of(self.text)
    }

    /// The span from word `first` to before word `last`.
    pub fn span_of(&self, first: usize, last: usize) -> Span {
        Span { start: self.words[first].span.start, end: self.words[last - 1].span.end }
    }

    /// The zone that holds byte `offset`, if any.
    pub fn zone_at(&self, offset: u32) -> Option<&Zone> {
        let i = self.zones.partition_point(|z| z.span.end <= offset);
        self.zones.get(i).filter(|z| z.span.start <= offset)
    }
}

/// What stands between blank lines: a reader's comment is one zone, whatever lines it has, and no sentence goes on over them.
fn paragraphs(text: &str, zone: Span) -> Vec<Span> {
    let mut out = Vec::new();
    let (mut start, mut at) = (zone.start as usize, zone.start as usize);
    for line in zone.of(text).split_inclusive('\n') {
        if line.trim().is_empty() {
            out.push(Span::new(start, at));
            start = at + line.len();
        }
        at += line.len();
    }
    out.push(Span::new(start, at));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_sentence_goes_on_over_a_blank_line() {
        let cases: &[(&str, &[&str])] = &[
            ("A heading\n\nHe left\nthe hall", &["A heading\n", "He left\nthe hall"]),
            ("a\r\n \r\nb\n", &["a\r\n", "b\n"]),
            ("one", &["one"]),
        ];
        for (text, expected) in cases {
            let found: Vec<&str> = paragraphs(text, Span::new(0, text.len())).iter().map(|p| p.of(text)).collect();
            assert_eq!(found, *expected);
        }
    }
}
