//! The body of a page, and the comments and left-overs behind it.

use super::super::lists::Furniture;
use super::super::people::{self, Stamp};
use super::super::shape::{End, end, shape, words};
use super::super::signs::Sign;
use super::super::{Zone, ZoneKind};
use super::Page;

/// How many headlines of other articles may follow their announcement.
const TEASERS: usize = 8;

impl Page<'_> {
    pub(super) fn body(&mut self, from: usize) {
        let mut at = from;
        let (mut sentences, mut section) = (0, false);
        while let Some(part) = self.parts.get(at) {
            if part.given.is_some() {
                self.push(at, ZoneKind::Body);
                at += 1;
                continue;
            }
            if sentences > 0 && self.opens_comments(at, section && sentences >= 2) {
                self.comments(at);
                return;
            }
            match part.sign {
                Sign::Furniture(kind) => {
                    self.push(at, ZoneKind::Boilerplate);
                    section |= kind == Furniture::Comments;
                    if kind == Furniture::Teasers {
                        let most = if end(self.line(at)) == End::Colon { 2 } else { TEASERS };
                        at = self.teasers(at + 1, most);
                        continue;
                    }
                }
                Sign::Byline => self.push(at, ZoneKind::Byline),
                Sign::Credit => self.push(at, ZoneKind::Caption),
                Sign::Bio => self.push(at, ZoneKind::AuthorBio),
                Sign::Stamp(_) | Sign::NameStamp(_) | Sign::Picture | Sign::Says => {
                    self.push_fragment(at);
                }
                Sign::Fragment => {
                    // The headline of another article under its picture, in a box between two paragraphs.
                    let boxed = sentences > 0
                        && !part.gap
                        && at > 0
                        && self.zones.last().is_some_and(|zone| zone.kind == ZoneKind::Caption)
                        && is_teaser(self.line(at));
                    if boxed {
                        self.push(at, ZoneKind::Boilerplate);
                    } else {
                        self.push_fragment(at);
                    }
                }
                Sign::Sentence => {
                    sentences += 1;
                    self.push(at, ZoneKind::Body);
                }
            }
            at += 1;
        }
    }

    /// Whether a reader's comment begins at `at`; `section` tells that comments were announced.
    fn opens_comments(&self, at: usize, section: bool) -> bool {
        let stamped = |i| matches!(self.sign(i), Some(Sign::Stamp(_)));
        let ago = |i| self.sign(i) == Some(Sign::Stamp(Stamp::Ago));
        match self.parts[at].sign {
            // Over a paragraph it could be a heading ("The artist's picture"); sites print names there.
            Sign::Picture => at + 1 < self.parts.len() && !self.line(at).starts_with("The "),
            Sign::NameStamp(Stamp::Ago) => at + 1 < self.parts.len(),
            Sign::NameStamp(_) => section,
            Sign::Says => section || stamped(at + 1),
            Sign::Byline => section && self.parts[at].author.is_some(),
            Sign::Fragment => {
                let short = words(self.line(at)).nth(4).is_none() && self.line(at).len() <= 40;
                short
                    && (ago(at + 1)
                        || section
                            && (stamped(at + 1) || self.sign(at + 1) == Some(Sign::Sentence) && is_nick(self.line(at))))
            }
            _ => false,
        }
    }

    /// Everything from `at` on is comments and what sites print between them.
    fn comments(&mut self, mut at: usize) {
        let mut open: Option<Zone> = None;
        let mut footer = false;
        while at < self.parts.len() {
            let part = &self.parts[at];
            let header = self.opens_comments(at, true);
            if header {
                footer = false;
                self.zones.extend(open.take());
                open = Some(Zone {
                    kind: ZoneKind::Comment,
                    span: part.span,
                    author: Some(part.author.unwrap_or(part.span)),
                    heading: false,
                });
            } else if let Sign::Furniture(kind) = part.sign {
                self.zones.extend(open.take());
                self.push(at, ZoneKind::Boilerplate);
                footer |= kind == Furniture::Teasers || self.line(at).contains(['©']);
            } else if footer {
                self.push(at, ZoneKind::Boilerplate);
            } else if let Some(comment) = &mut open {
                comment.span.end = part.span.end;
            } else {
                open = Some(Zone { kind: ZoneKind::Comment, span: part.span, author: None, heading: false });
            }
            at += 1;
        }
        self.zones.extend(open);
    }

    /// Settles what stands behind the article's last sentence: notes on the author, left-overs of the page.
    pub(super) fn tail(&mut self) {
        let stop = self.zones.iter().position(|zone| zone.kind == ZoneKind::Comment).unwrap_or(self.zones.len());
        // Notes on the author come last, before or between the furniture.
        let mut last = stop;
        while last > 0 {
            let zone = &self.zones[last - 1];
            let line = zone.span.of(self.text);
            let passes = match zone.kind {
                ZoneKind::Body if is_body_end(line) => {
                    let known = people::bio(line, &self.authors);
                    // The first sentences of a text are never a note.
                    known && last > 2
                }
                ZoneKind::Title | ZoneKind::Subtitle => false,
                _ => true,
            };
            if !passes {
                break;
            }
            if zone.kind == ZoneKind::Body && is_body_end(line) {
                self.zones[last - 1].kind = ZoneKind::AuthorBio;
                self.zones[last - 1].heading = false;
            }
            last -= 1;
        }
        let mut furniture = false;
        for zone in &mut self.zones[last..stop] {
            match zone.kind {
                ZoneKind::Boilerplate | ZoneKind::AuthorBio => furniture = true,
                // Left over behind the first link: more links.
                ZoneKind::Body if furniture => {
                    zone.kind = ZoneKind::Boilerplate;
                    zone.heading = false;
                }
                _ => {}
            }
        }
    }
}

/// Whether a body line can be the article's last: a sentence, or a line too long for a link.
fn is_body_end(line: &str) -> bool {
    matches!(end(line), End::Stop | End::Colon) && words(line).nth(1).is_some() || line.len() > 110
}

/// Whether a line without a stop is a whole headline, longer than headings are.
fn is_teaser(line: &str) -> bool {
    let shape = shape(line);
    shape.title_case && shape.words >= 7
}

/// Whether the line is one word that no heading would be: a reader's nickname.
fn is_nick(line: &str) -> bool {
    let mut found = words(line);
    let (Some(word), None) = (found.next(), found.next()) else {
        return people::is_name(line);
    };
    word.starts_with(char::is_lowercase)
        || word.contains(|c: char| c.is_ascii_digit() || c == '_')
        || matches!(word, "Anonymous" | "Guest")
}
