//! What a line is by itself, before its neighbours are asked.

use super::lines::Part;
use super::lists::{AGENCIES, Furniture, PHRASES};
use super::people::{self, Stamp};
use super::shape::{End, end, fold, is_blank, words};
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
        let credit = line.len() <= CAPTION && credit_at_end(line);
        return (if credit { Sign::Credit } else { Sign::Sentence }, None);
    }
    if is_code(line) {
        return (Sign::Furniture(Furniture::Plain), None);
    }
    let end = end(line);
    if line.len() <= FURNITURE {
        if let Some(sign) = furniture(line, end, folded) {
            return (sign, None);
        }
    }
    if let Some(author) = people::byline(line) {
        return (Sign::Byline, author);
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
    // Long lines are folded only as far as a phrase at their start can reach.
    let reach = if line.len() > 160 { floor(line, 64) } else { line.len() };
    fold(&line[..reach], folded);
    if reach == line.len() {
        if let Some(kind) = PHRASES.whole(folded) {
            return Some(Sign::Furniture(kind));
        }
        if let Some((marker, headline)) = folded.split_once(": ")
            && PHRASES.whole(marker) == Some(Furniture::Teasers)
            && !is_spoken(headline)
        {
            return plain;
        }
    }
    if PHRASES.tells_author(folded) {
        return Some(Sign::Bio);
    }
    if let Some(sign) = social(line, folded) {
        return Some(sign);
    }
    let quoted = line.contains(['"', '“', '”']) || line.contains(" said");
    if quoted {
        return None;
    }
    if PHRASES.starts(folded) {
        if end != End::Stop || words(line).nth(7).is_none() {
            return plain;
        }
        fold(line, folded);
        return addresses_reader(folded).then_some(Sign::Furniture(Furniture::Plain));
    }
    if reach == line.len() {
        if PHRASES.holds(folded) && (end != End::Stop || addresses_reader(folded)) {
            return plain;
        }
        for heading in [
            "more from ",
            "more on ",
            "popular on ",
            "trending on ",
            "also on ",
            "more in ",
            "popular in ",
            "most read in ",
            "latest from ",
            "best of the ",
        ] {
            if folded.starts_with(heading) && end != End::Stop && words(line).nth(8).is_none() {
                return Some(Sign::Furniture(Furniture::Teasers));
            }
        }
        for thoughts in [
            "# thoughts on ",
            "# thought on ",
            "# responses to ",
            "# response to ",
            "# comments on ",
            "# comments to ",
            "comments on ",
        ] {
            if folded.starts_with(thoughts) {
                return Some(Sign::Furniture(Furniture::Comments));
            }
        }
    }
    None
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
            || matches!(
                word,
                "News"
                    | "Times"
                    | "Post"
                    | "Politics"
                    | "Daily"
                    | "The"
                    | "Us"
                    | "TV"
                    | "Reuters"
                    | "Magazine"
                    | "Sports"
            )
    });
    let person = words(&who[..length]).count() >= 2 && !outlet;
    if person { Some(Sign::Bio) } else { plain }
}

/// Largest character edge not above `at`.
fn floor(line: &str, mut at: usize) -> usize {
    while !line.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Whether `line` is a left-over of the page's source.
fn is_code(line: &str) -> bool {
    let bytes = line.as_bytes();
    let tag = bytes[0] == b'<'
        && bytes.get(1).is_some_and(|b| b.is_ascii_alphabetic() || matches!(b, b'/' | b'!'))
        && line.trim_end_matches('.').ends_with('>');
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

/// Whether `line` is a picture's text, told by its credit or its formula.
pub(super) fn is_credit(line: &str) -> bool {
    credit_at_start(line) || credit_at_end(line)
}

fn credit_at_start(line: &str) -> bool {
    // "© 2017 The Hill" is the site's own notice, "© Ada Quill / AFP" a picture's.
    if let Some(owner) = line.strip_prefix('©') {
        return line.len() <= 160 && owner.trim_start().starts_with(char::is_alphabetic);
    }
    let mut folded = String::new();
    let first = line.as_bytes()[0].to_ascii_lowercase();
    if !matches!(first, b'p' | b'i' | b'c' | b'f' | b'a' | b'(' | b'[') {
        return false;
    }
    fold(&line[..floor(line, line.len().min(96))], &mut folded);
    let folded = folded.trim_start_matches(['(', '[']);
    let formula = [
        "photo: ",
        "photos: ",
        "photo by ",
        "photos by ",
        "photo via ",
        "photo courtesy",
        "photo credit",
        "photo illustration",
        "photograph: ",
        "photograph by ",
        "photography by ",
        "picture: ",
        "pictured: ",
        "pictured, ",
        "pictured above",
        "picture credit",
        "image: ",
        "image credit",
        "image by ",
        "image via ",
        "image source",
        "image courtesy",
        "illustration by ",
        "illustration: ",
        "caption: ",
        "credit: ",
        "file photo",
        "file - ",
        "file – ",
        "file — ",
        "file image",
        "file picture",
        "an undated photo",
        "ap photo/",
    ]
    .iter()
    .any(|start| folded.starts_with(start));
    let agency_style = (folded.starts_with("in this ") || folded.starts_with("this "))
        && [
            "file photo",
            " photo,",
            "photo provided",
            "photo taken",
            "photo made",
            "photo released",
            "image provided",
            "image made",
            "image taken",
            "frame from video",
            "image from video",
            "photo shows",
        ]
        .iter()
        .any(|formula| folded.contains(formula));
    formula || agency_style
}

fn credit_at_end(line: &str) -> bool {
    let tail = &line[floor(line, line.len().saturating_sub(100))..];
    let tail = tail.trim_end_matches(|c: char| is_blank(c) || c == '.');
    let mut folded = String::new();
    if let Some(inner) = tail.strip_suffix([')', ']']) {
        let Some((before, inner)) = inner.rsplit_once(['(', '[']) else {
            return false;
        };
        fold(inner, &mut folded);
        let named = AGENCIES.contains(folded.as_str());
        let credited = folded.contains('/') && folded.split('/').any(|piece| AGENCIES.contains(piece.trim()))
            || folded.starts_with("photo")
            || folded.starts_with("image") && folded.contains([':', ' '])
            || folded.starts_with("picture:")
            || folded.starts_with("courtesy ")
            || folded.starts_with("credit:")
            || folded.ends_with("getty images")
            || folded.ends_with(" photo")
            || folded.contains(" via ap")
            || folded.contains("/ap");
        // "..., the ministry said. (Reuters)" names a source, not a photographer.
        return credited || named && !before.contains(['"', '”']) && !line.contains(" said") && line.len() <= 300;
    }
    // The last sentence of the line, or what stands behind a bar.
    let cut = [". ", "| ", "— ", ".\u{a0}"].iter().filter_map(|mark| tail.rfind(mark).map(|i| i + mark.len())).max();
    let last = cut.map_or(tail, |i| &tail[i..]);
    if !last.contains(['/', ':']) && line.len() > 300 {
        return false;
    }
    fold(last, &mut folded);
    let formula = [
        "photo by ",
        "photo: ",
        "photo via ",
        "photo courtesy",
        "photos by ",
        "photograph by ",
        "photograph: ",
        "image: ",
        "image via ",
        "image by ",
        "image courtesy",
        "picture: ",
        "credit: ",
        "photo credit",
        "image credit",
        "pic: ",
    ]
    .iter()
    .any(|start| folded.starts_with(start));
    // "Logo of the firm. - Sputnik International": text that stands in for a picture, with the site's name.
    let suffix = cut.is_some()
        && !line.starts_with(['"', '“'])
        && folded_suffix(last).is_some_and(|site| AGENCIES.contains(site.as_str()));
    let by_agency = words(line).nth(60).is_none()
        && (folded
            .rsplit_once('/')
            .is_some_and(|(name, site)| AGENCIES.contains(site.trim()) && words(name).nth(5).is_none())
            || folded
                .rsplit_once(" via ")
                .is_some_and(|(name, site)| AGENCIES.contains(site) && words(name).nth(5).is_none())
            || folded.ends_with("getty images") && end(line) == End::Open);
    formula || suffix || by_agency
}

/// The folded words behind a dash.
fn folded_suffix(last: &str) -> Option<String> {
    let site = last.strip_prefix(['-', '–', '—', '|'])?;
    let mut folded = String::new();
    fold(site, &mut folded);
    Some(folded)
}
