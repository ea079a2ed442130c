//! What the order of the lines settles: head, body, comments and tail of a page.

mod body;
mod head;

use super::lines::Part;
use super::shape::{End, end, shape, words};
use super::signs::Sign;
use super::{Zone, ZoneKind};

/// The zones of the signed `parts`.
pub(super) fn lay_out(text: &str, parts: &[Part]) -> Vec<Zone> {
    let mut page = Page { text, parts, zones: Vec::with_capacity(parts.len()), authors: Vec::new() };
    let body = page.head();
    page.body(body);
    page.tail();
    page.zones
}

struct Page<'a> {
    text: &'a str,
    parts: &'a [Part],
    zones: Vec<Zone>,
    /// Names in bylines.
    authors: Vec<&'a str>,
}

impl<'a> Page<'a> {
    fn line(&self, i: usize) -> &'a str {
        self.parts[i].span.of(self.text)
    }

    fn sign(&self, i: usize) -> Option<Sign> {
        self.parts.get(i).map(|part| part.sign)
    }

    fn push(&mut self, i: usize, kind: ZoneKind) {
        let part = &self.parts[i];
        let author = if kind == ZoneKind::Byline { part.author } else { None };
        self.authors.extend(author.map(|name| name.of(self.text)));
        self.zones.push(Zone { kind: part.given.unwrap_or(kind), span: part.span, author, heading: false });
    }

    /// Pushes a line without a stop that stands in the body.
    fn push_fragment(&mut self, i: usize) {
        self.push(i, ZoneKind::Body);
        // It heads something, and is not the start of speech ("Quill says:").
        let heading = i + 1 < self.parts.len() && self.parts[i].sign != Sign::Says && is_heading(self.line(i));
        if let Some(zone) = self.zones.last_mut() {
            zone.heading = heading && zone.kind == ZoneKind::Body;
        }
    }

    /// Pushes up to `most` headlines of other articles from `at` on; gives the index behind them.
    fn teasers(&mut self, mut at: usize, most: usize) -> usize {
        let last = (at + most).min(self.parts.len());
        while at < last && self.sign(at) == Some(Sign::Fragment) && self.parts[at].given.is_none() {
            // A heading over the next paragraph, after a blank line, ends the list.
            let line = self.line(at);
            let heads = self.parts[at].gap && self.sign(at + 1) == Some(Sign::Sentence) && words(line).count() <= 6;
            if heads && most > 1 {
                break;
            }
            self.push(at, ZoneKind::Boilerplate);
            at += 1;
        }
        at
    }
}

/// Whether a line without a stop heads what follows.
fn is_heading(line: &str) -> bool {
    let shape = shape(line);
    // A question is a heading only in a heading's dress: paragraphs may be one short question, too.
    let dressed = match end(line) {
        End::Question => shape.strict_title_case && !line.contains(": "),
        End::Semicolon => false,
        End::Colon => shape.title_case && shape.words <= 6,
        _ => shape.title_case && shape.words <= 14 || shape.words <= 8,
    };
    line.len() <= 100
        && dressed
        && line.contains(char::is_alphabetic)
        && !shape.small_start
        && !line.starts_with(['-', '•', '*', '·', '–'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_short_and_open() {
        assert!(is_heading("\"Active Countermeasures\" Raise Concerns"));
        assert!(is_heading("What's Your Opinion?"));
        assert!(!is_heading("- eggs, milk and flour"));
    }
}
