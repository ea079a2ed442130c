//! What the order of the lines settles: head, body, comments and tail of a page.

use super::lines::Part;
use super::lists::Furniture;
use super::people::{self, Stamp};
use super::shape::{End, end, sentence_ends, shape, words};
use super::signs::Sign;
use super::{Zone, ZoneKind, dateline};

/// How many lines ahead a question is asked; a constant, so that the work stays linear.
const AHEAD: usize = 8;
/// How many headlines of other articles may follow their announcement.
const TEASERS: usize = 8;
/// How many lines may come before the headline.
const ABOVE: usize = 40;

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
        let heading = is_heading(self.line(i));
        if let Some(zone) = self.zones.last_mut() {
            zone.heading = heading && zone.kind == ZoneKind::Body;
        }
    }

    /// Lays out all before the body's first line and gives its index.
    fn head(&mut self) -> usize {
        let title = self.title();
        let mut at = 0;
        if let Some(title) = title {
            while at < title {
                match self.parts[at].sign {
                    Sign::Byline | Sign::Stamp(_) | Sign::NameStamp(_) => self.push(at, ZoneKind::Byline),
                    Sign::Credit => self.push(at, ZoneKind::Caption),
                    Sign::Sentence if self.line(at).len() > 60 => self.push(at, ZoneKind::Body),
                    // What stands above a headline is a section's name, a trail of links, a label.
                    _ => self.push(at, ZoneKind::Boilerplate),
                }
                at += 1;
            }
            self.push(at, ZoneKind::Title);
            at += 1;
        }
        let mut subtitle = false;
        while let Some(part) = self.parts.get(at) {
            let kind = match part.sign {
                _ if part.given.is_some() => ZoneKind::Body,
                Sign::Furniture(kind) => {
                    self.push(at, ZoneKind::Boilerplate);
                    at += 1;
                    if kind == Furniture::Teasers {
                        at = self.teasers(at, 1);
                    }
                    continue;
                }
                Sign::Byline | Sign::Stamp(_) | Sign::NameStamp(_) | Sign::Bio => ZoneKind::Byline,
                Sign::Picture if title.is_some() || at == 0 => ZoneKind::Byline,
                Sign::Credit => ZoneKind::Caption,
                Sign::Fragment => match self.head_fragment(at, title, subtitle) {
                    Some(kind) => kind,
                    None => break,
                },
                Sign::Sentence | Sign::Says | Sign::Picture => {
                    if subtitle || title.is_none() || !self.is_standfirst(at, title) {
                        break;
                    }
                    ZoneKind::Subtitle
                }
            };
            subtitle |= kind == ZoneKind::Subtitle;
            self.push(at, kind);
            if kind == ZoneKind::Byline
                && part.author.is_none()
                && part.sign == Sign::Fragment
                && let Some(zone) = self.zones.last_mut()
                && people::is_name(part.span.of(self.text))
            {
                zone.author = Some(part.span);
                self.authors.push(part.span.of(self.text));
            }
            at += 1;
        }
        at
    }

    /// Index of the headline.
    fn title(&self) -> Option<usize> {
        if let Some(given) = self.parts.iter().position(|p| p.given == Some(ZoneKind::Title)) {
            return Some(given);
        }
        let candidate = (0..self.parts.len().min(ABOVE)).find(|&i| {
            !matches!(
                self.parts[i].sign,
                Sign::Furniture(_) | Sign::Byline | Sign::Stamp(_) | Sign::NameStamp(_) | Sign::Credit | Sign::Bio
            )
        })?;
        if !self.is_headline(candidate) {
            return None;
        }
        // "Politics", "Opinion": the section's name above the headline.
        let label = words(self.line(candidate)).nth(2).is_none();
        let next = candidate + 1;
        if label
            && self.sign(next) == Some(Sign::Fragment)
            && self.is_headline(next)
            && words(self.line(next)).nth(3).is_some()
        {
            return Some(next);
        }
        Some(candidate)
    }

    /// Whether line `i`, the first with words of its own, is a headline rather than the body's first line.
    fn is_headline(&self, i: usize) -> bool {
        let part = &self.parts[i];
        let line = self.line(i);
        if part.given.is_some() || i + 1 >= self.parts.len() || line.len() > 240 {
            return false;
        }
        if !matches!(part.sign, Sign::Fragment | Sign::Sentence) || dateline(self.text, part.span).is_some() {
            return false;
        }
        let shape = shape(line);
        if shape.words == 0 || shape.words > 32 || matches!(end(line), End::Colon) {
            return false;
        }
        match end(line) {
            End::Open | End::Semicolon => !shape.small_start || shape.title_case,
            End::Question => sentence_ends(line) <= 2,
            // Some archives close headlines with a full stop: they are told by their capitals, or by being one
            // short clause without the words that reports are made of, over a longer paragraph.
            _ => {
                let report = words(line).any(is_report_word);
                let next = self.parts[i + 1].span.len();
                sentence_ends(line) <= 2
                    && (shape.title_case && shape.words >= 2
                        || shape.words <= 18 && !report && next > line.len() && !is_opening(line))
            }
        }
    }

    /// What a line without a stop is above the body; none when it is the body's first.
    fn head_fragment(&self, at: usize, title: Option<usize>, subtitle: bool) -> Option<ZoneKind> {
        let line = self.line(at);
        let count = words(line).count();
        let before = at.checked_sub(1).and_then(|i| self.sign(i));
        let after = self.sign(at + 1);
        if title.is_some_and(|title| self.line(title) == line) {
            return Some(ZoneKind::Title);
        }
        // Text that stands in for a picture, before the picture's own.
        if count <= 6 && after == Some(Sign::Credit) {
            return Some(ZoneKind::Caption);
        }
        let stamped = matches!(after, Some(Sign::Stamp(_) | Sign::Byline));
        let below_title = title.is_some_and(|title| title + 1 == at) || matches!(before, Some(Sign::Furniture(_)));
        if people::is_name(line) && (stamped || below_title && after == Some(Sign::Sentence)) {
            return Some(ZoneKind::Byline);
        }
        let signed = matches!(before, Some(Sign::Byline | Sign::Stamp(_) | Sign::NameStamp(_)));
        if count <= 5 && (signed || stamped) && is_staff(line) {
            return Some(ZoneKind::Byline);
        }
        title?;
        if !subtitle && count >= 5 && !self.heads_list(at) && dateline(self.text, self.parts[at].span).is_none() {
            return Some(ZoneKind::Subtitle);
        }
        None
    }

    /// Whether the line and the next ones look alike: points of a list, not a standfirst.
    fn heads_list(&self, at: usize) -> bool {
        (at + 1..at + 3).all(|i| self.sign(i) == Some(Sign::Fragment))
    }

    /// Whether the sentence at `at`, below the headline, stands apart from the body.
    fn is_standfirst(&self, at: usize, title: Option<usize>) -> bool {
        let line = self.line(at);
        if line.len() > 420 || sentence_ends(line) > 3 {
            return false;
        }
        let titled = title.is_some_and(|title| title + 1 == at);
        // "Council sells park; \nMayor defends the price.": headline in two decks.
        if titled && title.is_some_and(|title| end(self.line(title)) == End::Semicolon) {
            return true;
        }
        if at > 0 && is_abstract(self.line(at - 1)) && self.sign(at + 1) == Some(Sign::Furniture(Furniture::Plain)) {
            return true;
        }
        if dateline(self.text, self.parts[at].span).is_some() {
            return false;
        }
        for i in at + 1..(at + AHEAD).min(self.parts.len()) {
            match self.parts[i].sign {
                Sign::Byline => return self.parts[i].author.is_some(),
                Sign::Stamp(Stamp::Date | Stamp::Ago) | Sign::NameStamp(_) => return true,
                Sign::Picture => {
                    return titled && self.parts[i].author.is_some_and(|name| name.len() < 40);
                }
                Sign::Credit | Sign::Furniture(_) => {}
                Sign::Sentence => return dateline(self.text, self.parts[i].span).is_some(),
                _ => return false,
            }
        }
        false
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

    fn body(&mut self, from: usize) {
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
                Sign::Stamp(_) | Sign::NameStamp(_) | Sign::Picture | Sign::Says => self.push_fragment(at),
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
    fn tail(&mut self) {
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
    matches!(end(line), End::Stop | End::Colon) && words(line).nth(3).is_some() || line.len() > 110
}

/// Whether a line without a stop heads what follows.
fn is_heading(line: &str) -> bool {
    let shape = shape(line);
    line.len() <= 100
        && !shape.small_start
        && !line.starts_with(['-', '•', '*', '·', '–'])
        && (shape.title_case && shape.words <= 14 || shape.words <= 8)
        && !matches!(end(line), End::Semicolon)
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

/// "Staff Writer", "The Associated Press", "Political Correspondent".
fn is_staff(line: &str) -> bool {
    words(line).any(|word| {
        matches!(
            word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase().as_str(),
            "staff"
                | "writer"
                | "reporter"
                | "correspondent"
                | "editor"
                | "columnist"
                | "press"
                | "reuters"
                | "afp"
                | "ap"
                | "agencies"
                | "contributor"
                | "journalist"
                | "producer"
                | "bureau"
                | "news"
                | "post"
                | "times"
        )
    })
}

/// The label that article databases put before their summary.
fn is_abstract(line: &str) -> bool {
    line.trim_end_matches(['.', ':']).eq_ignore_ascii_case("abstract")
}

/// Words that a headline leaves out and a report's first sentence seldom does.
fn is_report_word(word: &str) -> bool {
    matches!(
        word.trim_matches(|c: char| !c.is_alphabetic()),
        "said"
            | "told"
            | "announced"
            | "was"
            | "were"
            | "had"
            | "has"
            | "have"
            | "Monday"
            | "Tuesday"
            | "Wednesday"
            | "Thursday"
            | "Friday"
            | "Saturday"
            | "Sunday"
            | "yesterday"
            | "according"
            | "I"
            | "we"
            | "been"
    )
}

/// Whether a sentence begins as reports do: with an article and a small word.
fn is_opening(line: &str) -> bool {
    let mut first = words(line);
    let article = matches!(first.next(), Some("The" | "A" | "An" | "There" | "It" | "He" | "She" | "They" | "We"));
    article && first.next().is_some_and(|word| word.starts_with(char::is_lowercase))
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
