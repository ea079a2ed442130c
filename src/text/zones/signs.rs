//! What a line is by itself, before its neighbours are asked.

use super::credits::{ends_with_credit, is_credit};
use super::lines::Part;
use super::lists::{Furniture, PHRASES, is_one_of};
use super::people::{self, Stamp};
use super::shape::{End, end, floor, fold, is_blank, words};
use crate::span::Span;

/// What a line is by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    /// At least one full sentence, or too long for anything else.
    Sentence,
    /// Words without a stop: a headline, a heading, a name, an item of a list.
    Fragment,
    /// What sites print around articles.
    Furniture(Furniture),
    /// Who wrote it.
    Byline,
    /// When.
    Stamp(Stamp),
    /// A name and when: a byline above the body, a comment's header below.
    NameStamp(Stamp),
    /// "NAME's picture".
    Picture,
    /// "NAME says:".
    Says,
    /// A picture's text with its credit.
    Credit,
    /// How to reach the author.
    Bio,
}

/// Longest line that can be furniture.
const FURNITURE: usize = 240;
/// Longest line that is looked at as a whole.
const SHORT: usize = 420;
/// Longest picture text.
const CAPTION: usize = 800;

/// Fills in the signs of `parts`.
pub(super) fn read(text: &str, parts: &mut [Part]) {
    let mut folded = String::new();
    for part in parts {
        let (sign, author) = sign(part.span.of(text), &mut folded);
        part.sign = sign;
        part.author = author.map(|inner| {
            let base = part.span.start as usize;
            Span::new(base + inner.start as usize, base + inner.end as usize)
        });
    }
}

fn sign(line: &str, folded: &mut String) -> (Sign, Option<Span>) {
    if line.len() > SHORT {
        let credit = line.len() <= CAPTION && ends_with_credit(line);
        return (if credit { Sign::Credit } else { Sign::Sentence }, None);
    }
    if is_code(line) {
        return (Sign::Furniture(Furniture::Plain), None);
    }
    let end = end(line);
    if line.len() <= FURNITURE
        && let Some(sign) = furniture(line, end, folded)
    {
        return (sign, None);
    }
    if let Some(byline) = people::byline(line) {
        return (Sign::Byline, byline.author);
    }
    if line.len() <= 110 {
        if let Some(stamp) = people::stamp(line) {
            return (Sign::Stamp(stamp), None);
        }
        if let Some(author) = people::picture(line) {
            return (Sign::Picture, Some(author));
        }
        if let Some(author) = people::says(line) {
            return (Sign::Says, Some(author));
        }
        if let Some((author, stamp)) = people::name_before_stamp(line) {
            return (Sign::NameStamp(stamp), Some(author));
        }
    }
    if is_credit(line) {
        return (Sign::Credit, None);
    }
    // A long line without a stop is a paragraph whose stop got lost.
    let open = matches!(end, End::Open | End::Semicolon) && line.len() <= 220;
    let asks = end == End::Question && line.len() <= 90;
    let shouts = line.len() <= 60 && !line.contains(char::is_lowercase) && line.contains(char::is_alphabetic);
    let fragment = (open || asks || shouts) && !is_spoken(line);
    (if fragment { Sign::Fragment } else { Sign::Sentence }, None)
}

/// Whether `line` looks like speech or its report: never furniture, never a heading.
fn is_spoken(line: &str) -> bool {
    line.contains(" said") || line.contains(" told ") || line.starts_with(['"', '“']) && line.ends_with(['"', '”'])
}

fn furniture(line: &str, end: End, folded: &mut String) -> Option<Sign> {
    let plain = Some(Sign::Furniture(Furniture::Plain));
    let whole = line.len() <= 160;
    let quoted = || line.contains(['"', '“', '”']) || line.contains(" said");
    if PHRASES.may_open(line) {
        // Long lines are folded only as far as a phrase at their start can reach.
        let reach = if whole { line.len() } else { floor(line, 64) };
        fold(&line[..reach], folded);
        if whole && let Some(sign) = announced(line, end, folded) {
            return Some(sign);
        }
        if PHRASES.tells_author(folded) {
            return Some(Sign::Bio);
        }
        if let Some(sign) = social(line, folded) {
            return Some(sign);
        }
        if PHRASES.starts(folded) && !quoted() {
            if end != End::Stop || words(line).nth(7).is_none() {
                return plain;
            }
            fold(line, folded);
            return addresses_reader(folded).then_some(Sign::Furniture(Furniture::Plain));
        }
    }
    if whole && PHRASES.holds(line) && !quoted() {
        fold(line, folded);
        return (end != End::Stop || addresses_reader(folded)).then_some(Sign::Furniture(Furniture::Plain));
    }
    None
}

/// What a line of furniture says as a whole or with the headline that it announces.
fn announced(line: &str, end: End, folded: &str) -> Option<Sign> {
    if let Some(kind) = PHRASES.whole(folded) {
        // "Twitter." closes like a sentence: a heading in an archive that closes all its lines.
        let heading = line.ends_with('.') && !line.ends_with("..") && !folded.contains(' ') && folded != "abstract";
        return (!heading).then_some(Sign::Furniture(kind));
    }
    if let Some((marker, headline)) = folded.split_once(": ")
        && PHRASES.whole(marker) == Some(Furniture::Teasers)
        && !is_spoken(headline)
    {
        return Some(Sign::Furniture(Furniture::Plain));
    }
    let begins = |starts: &[&str]| starts.iter().any(|start| folded.starts_with(start));
    if begins(&[
        "more from ",
        "more on ",
        "popular on ",
        "trending on ",
        "also on ",
        "more in ",
        "popular in ",
        "most read in ",
        "latest from ",
    ]) && end != End::Stop
        && words(line).nth(8).is_none()
    {
        return Some(Sign::Furniture(Furniture::Teasers));
    }
    begins(&[
        "# thoughts on ",
        "# thought on ",
        "# responses to ",
        "# response to ",
        "# comments on ",
        "# comments to ",
        "comments on ",
    ])
    .then_some(Sign::Furniture(Furniture::Comments))
}

/// Whether a folded sentence speaks to the reader of the site.
fn addresses_reader(folded: &str) -> bool {
    [
        "our ",
        " your ",
        " us ",
        "newsletter",
        "inbox",
        " here",
        "copyright",
        "rights reserved",
        "©",
        "cookies",
        "javascript",
        "subscri",
        "comments",
        "@",
        "this site",
        "this website",
        "reprints",
        "photos, videos",
        "our app",
        "in print",
    ]
    .iter()
    .any(|sign| folded.contains(sign))
}

/// "Follow X on Twitter": about the author if X is a person, furniture if X is the outlet.
fn social(line: &str, folded: &str) -> Option<Sign> {
    let plain = Some(Sign::Furniture(Furniture::Plain));
    let site = [" on twitter", " on facebook", " on instagram", " on linkedin", " on x ", " on youtube", " on threads"]
        .iter()
        .any(|site| folded.contains(site));
    if folded.starts_with("like ") && site {
        return plain;
    }
    if !folded.starts_with("follow ") || !(site || folded.contains('@')) || end(line) == End::Question {
        return None;
    }
    let who = line.get("follow ".len()..).unwrap_or_default();
    let length = people::name(who).unwrap_or(0);
    let outlet = words(&who[..length]).any(|word| {
        !word.contains(char::is_lowercase) && word.len() > 2
            || is_one_of(word, "News Times Post Politics Daily The Us TV Reuters Magazine Sports")
    });
    let person = words(&who[..length]).count() >= 2 && !outlet;
    if person { Some(Sign::Bio) } else { plain }
}

/// Whether `line` is a left-over of the page's source.
fn is_code(line: &str) -> bool {
    let bytes = line.as_bytes();
    // A tag around words is an embedded post or a formatted line, and those are the article's.
    let tag = bytes[0] == b'<'
        && bytes.get(1).is_some_and(|b| b.is_ascii_alphabetic() || matches!(b, b'/' | b'!'))
        && line
            .split('<')
            .all(|piece| !piece.rsplit('>').next().is_some_and(|rest| rest.contains(char::is_alphanumeric)));
    let rule = line.len() <= 160
        && (line.ends_with('{') && !line.contains(". ")
            || line == "}"
            || line.starts_with("function(")
            || line.starts_with("var ") && line.ends_with(';')
            || line.starts_with("window.")
            || line.starts_with("//<![CDATA[")
            || line.starts_with("http") && line.contains("://") && !line.contains(is_blank)
            || line.ends_with(';') && is_style(line));
    tag || rule
}

/// "text-align: center;"
fn is_style(line: &str) -> bool {
    line.split_once(':').is_some_and(|(property, value)| {
        !property.is_empty()
            && property.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')
            && words(value).nth(3).is_none()
    })
}
