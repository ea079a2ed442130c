//! The head of a page: headline, standfirst, byline, the first picture.

use super::super::lists::{Furniture, is_one_of};
use super::super::people::{self, Stamp};
use super::super::shape::{End, end, sentence_ends, shape, words};
use super::super::signs::Sign;
use super::super::{ZoneKind, dateline};
use super::Page;

/// How many lines ahead a question is asked; a constant, so that the work stays linear.
const AHEAD: usize = 8;
/// How many lines may come before the headline.
const ABOVE: usize = 40;

impl Page<'_> {
    /// Lays out all before the body's first line and gives its index.
    pub(super) fn head(&mut self) -> usize {
        let title = self.title();
        let mut at = 0;
        if let Some(title) = title {
            while at < title {
                match self.parts[at].sign {
                    Sign::Byline | Sign::Stamp(_) | Sign::NameStamp(_) => {
                        self.push(at, ZoneKind::Byline);
                    }
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
                    let summary = at > 0 && is_abstract(self.line(at - 1));
                    if title.is_none() || subtitle && !summary || !self.is_standfirst(at, title) {
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
                let next = self.parts[i + 1..].iter().take(3).map(|part| part.span.len()).max().unwrap_or(0);
                sentence_ends(line) <= 2
                    && (shape.strict_title_case && shape.words >= 2
                        || shape.words <= 14 && !report && next > line.len() && !is_opening(line))
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
        let article = (at + 1..at + AHEAD).any(|i| self.sign(i) == Some(Sign::Sentence));
        if !subtitle
            && article
            && count >= 5
            && !self.heads_list(at)
            && dateline(self.text, self.parts[at].span).is_none()
        {
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
}

/// "Staff Writer", "The Associated Press", "Political Correspondent".
fn is_staff(line: &str) -> bool {
    words(line).any(|word| {
        is_one_of(
            word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase().as_str(),
            "staff writer reporter correspondent editor columnist press reuters afp ap \
             agencies contributor journalist producer bureau news post times",
        )
    })
}

/// The label that article databases put before their summary.
fn is_abstract(line: &str) -> bool {
    line.trim_end_matches(['.', ':']).eq_ignore_ascii_case("abstract")
}

/// Words that a headline leaves out and a report's first sentence seldom does.
fn is_report_word(word: &str) -> bool {
    is_one_of(
        word.trim_matches(|c: char| !c.is_alphabetic()),
        "said told announced was were Monday Tuesday Wednesday Thursday Friday \
             Saturday Sunday yesterday according I we been",
    )
}

/// Whether a sentence begins as reports do: with an article and a small word.
fn is_opening(line: &str) -> bool {
    let mut first = words(line);
    let article = matches!(first.next(), Some("The" | "A" | "An" | "There" | "It" | "He" | "She" | "They" | "We"));
    article && first.next().is_some_and(|word| word.starts_with(char::is_lowercase))
}
