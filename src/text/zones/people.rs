//! Lines about people and dates: bylines, time stamps, the headers of readers' comments, notes on the author.

use super::lists::{ROLES, STAMP_WORDS, is_one_of};
use super::shape::{End, end, is_blank, words};
use crate::span::Span;

/// What a time stamp says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stamp {
    /// "03:27 PM".
    Time,
    /// "May 3, 2017", "Published 12:04 GMT".
    Date,
    /// "3 hours ago".
    Ago,
}

/// What `line` says as a time stamp, if it holds nothing else.
pub(super) fn stamp(line: &str) -> Option<Stamp> {
    if line.len() > 90 || !may_stamp(line) {
        return None;
    }
    let (mut digits, mut time, mut date, mut ago) = (0, false, false, false);
    let mut year = false;
    let mut lower = String::new();
    for token in line
        .split(|c: char| is_blank(c) || matches!(c, ',' | '|' | '•' | '·' | '(' | ')' | '—' | '–' | '/' | '-' | '@'))
    {
        let token = token.trim_matches(['.', ':', ';']);
        if token.is_empty() {
            continue;
        }
        lower.clear();
        lower.extend(token.chars().flat_map(char::to_lowercase));
        let rest = lower.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, ':' | '.'));
        if rest.len() < lower.len() {
            digits += 1;
            time |= lower.contains(':');
            // "2017-05-03", "3/5/2017": the separators are gone, the year is left.
            year |= lower.len() == 4 && (lower.starts_with("19") || lower.starts_with("20"));
        }
        if rest.is_empty() {
            continue;
        }
        if !STAMP_WORDS.contains(rest) {
            return None;
        }
        match rest {
            "am" | "pm" | "a.m" | "p.m" | "gmt" | "utc" | "et" | "est" | "edt" => time = true,
            "ago" | "yesterday" | "now" => ago = true,
            "updated" | "published" | "posted" | "modified" | "read" | "created" | "revised" => {
                date = true;
            }
            month if month.len() >= 3 && is_calendar(month) => date = true,
            _ => {}
        }
    }
    if ago {
        Some(Stamp::Ago)
    } else if date && digits > 0 || year && digits >= 3 {
        Some(Stamp::Date)
    } else if time && digits > 0 {
        Some(Stamp::Time)
    } else {
        None
    }
}

/// Whether `line` could be or end with a stamp; cheap.
fn may_stamp(line: &str) -> bool {
    line.bytes().any(|b| b.is_ascii_digit()) || ["ago", "now", "yesterday"].iter().any(|end| line.ends_with(end))
}

/// Whether `word` begins the name of a month or a day.
fn is_calendar(word: &str) -> bool {
    [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", "mon", "tue", "wed", "thu",
        "fri", "sat", "sun",
    ]
    .iter()
    .any(|start| word.starts_with(start))
        && !word.starts_with("mont")
}

/// Length of the personal name that `line` begins with: one to four capitalised words, particles between them.
pub(super) fn name(line: &str) -> Option<usize> {
    let (mut stop, mut count, mut at) = (0, 0, 0);
    for token in line.split_inclusive(is_blank) {
        let word = token.trim_end_matches(is_blank);
        let core = word.trim_end_matches([',', ';', ':', '|', '.', '/']);
        let particle = is_one_of(core, "de van von der den al bin el la da di du le ter");
        let capital = core.starts_with(char::is_uppercase)
            && core.chars().all(|c| c.is_alphabetic() || matches!(c, '.' | '-' | '\'' | '’'));
        if !(capital || particle && count > 0) || count == 4 || core == "AND" {
            break;
        }
        if capital {
            count += 1;
            // "Sam J. Lee" goes on after its initial, "Sam Lee." ends.
            let initial = core.chars().count() == 1 || matches!(core, "Jr" | "Sr" | "St" | "Dr");
            stop = at + if initial && word.len() == core.len() + 1 { word.len() } else { core.len() };
            if word.len() > core.len() && !initial {
                break;
            }
        }
        at += token.len();
    }
    (count > 0).then_some(stop)
}

/// Whether `line` is two to four capitalised words and nothing else: a name, if anything before says so.
pub(super) fn is_name(line: &str) -> bool {
    let count = words(line).count();
    (2..=4).contains(&count)
        && name(line).is_some_and(|len| line[len..].trim_matches(['.', ':']).is_empty())
        && line.contains(char::is_lowercase)
        && !STAMP_WORDS.contains(words(line).next().unwrap_or_default().to_lowercase().as_str())
        && !words(line).any(|word| {
            is_one_of(
                word,
                "The No A An And What Why How Who Our My This Is Are In On Of For To News \
             More New All Key World",
            )
        })
}

/// `line` without `start`, whatever its capitals.
fn without<'a>(line: &'a str, start: &str) -> Option<&'a str> {
    line.get(..start.len()).filter(|head| head.eq_ignore_ascii_case(start)).map(|_| &line[start.len()..])
}

/// Who wrote it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Byline {
    /// The first name, counted from the line's start.
    pub(super) author: Option<Span>,
}

/// Who wrote it, if `line` says so and nothing else.
pub(super) fn byline(line: &str) -> Option<Byline> {
    if line.len() > 320 {
        return None;
    }
    let bare = line.trim_start_matches(['(', '—', '-', '–', ' ', '[']);
    let first = bare.as_bytes().first().map_or(0, u8::to_ascii_lowercase);
    if !matches!(first, b'a' | b'b' | b'c' | b'e' | b'f' | b'o' | b'p' | b'r' | b's' | b't' | b'w') {
        return None;
    }
    for credit in [
        "reporting by ",
        "additional reporting",
        "with reporting by",
        "contributing: ",
        "contributing reporting",
        "editing by ",
        "writing by ",
        "compiled by ",
        "with additional reporting",
    ] {
        if without(bare, credit).is_some_and(|rest| rest.contains(char::is_uppercase)) {
            return Some(Byline { author: None });
        }
    }
    let rest = [
        "by ",
        "by: ",
        "by\u{a0}",
        "written by ",
        "written by: ",
        "story by ",
        "posted by ",
        "published by ",
        "reported by ",
        "words by ",
        "text by ",
        "author: ",
        "authors: ",
        "from ",
        "article by ",
        "opinion by ",
        "analysis by ",
        "review by ",
    ]
    .iter()
    .find_map(|start| without(bare, start).map(|rest| (*start, rest)));
    let (start, rest) = rest?;
    let rest = rest.trim_start_matches(is_blank);
    let count = words(rest).count();
    if line.len() > 140 || count > 16 {
        return None;
    }
    let length = name(rest)?;
    let tail = rest[length..].trim_start_matches(is_blank);
    let first = words(rest).next()?.trim_matches(|c: char| !c.is_alphanumeric());
    let names_day =
        STAMP_WORDS.contains(first.to_lowercase().as_str()) && !matches!(first, "May" | "April" | "June" | "Jan");
    if names_day || start == "from " && !tail.starts_with(',') && !tail.starts_with("in ") {
        return None;
    }
    // "By Ada Quill, Staff Writer", "By Ada Quill and Sam Lee", "By Ada Quill | The Hill"; not "By Ada Quill's
    // account, the vote was lost."
    let joined = tail.is_empty()
        || tail.starts_with(|c: char| {
            matches!(c, ',' | '|' | '•' | '·' | '-' | '–' | '—' | '/' | '(' | '&' | ';' | '@' | '.' | ':')
                || c.is_ascii_digit()
        })
        || ["and ", "in ", "for ", "on ", "at ", "with ", "of "].iter().any(|word| without(tail, word).is_some());
    let full_sentence = end(line) == End::Stop && count > 7 || tail.starts_with(',') && count > 10;
    let possessive = rest[..length].ends_with("'s") || rest[..length].ends_with("’s");
    if !joined || full_sentence || possessive || matches!(end(line), End::Question | End::Colon) {
        return None;
    }
    let from = line.len() - rest.len();
    Some(Byline { author: Some(Span::new(from, from + length)) })
}

/// The name in "NAME's picture", the header that one kind of site puts over authors and readers.
pub(super) fn picture(line: &str) -> Option<Span> {
    let owner = line.strip_suffix(" picture")?;
    let owner = ["'s", "’s", "'", "’"].iter().find_map(|end| owner.strip_suffix(end))?;
    let fits = !owner.is_empty() && owner.len() <= 48 && words(owner).count() <= 4;
    (fits && end(owner) == End::Open).then(|| Span::new(0, owner.len()))
}

/// The name in "NAME says:", the header of another.
pub(super) fn says(line: &str) -> Option<Span> {
    let said = line.strip_suffix(':')?.trim_end_matches(is_blank);
    let (who, verb) = said.rsplit_once(is_blank)?;
    if !is_one_of(verb, "says said wrote writes commented replied") {
        return None;
    }
    let who = who.trim_end_matches(is_blank);
    // "NAME on May 3, 2017 at 3:27 pm said:"
    let who = name_before_stamp(who).map_or(who, |(span, _)| span.of(who));
    (who.len() <= 48 && words(who).count() <= 4).then(|| Span::new(0, who.len()))
}

/// The name and the stamp of "NAME • 3 hours ago", "NAME, May 3, 2017 at 3:27 pm".
pub(super) fn name_before_stamp(line: &str) -> Option<(Span, Stamp)> {
    if line.len() > 110 || !may_stamp(line) {
        return None;
    }
    let mut at = 0;
    for (n, token) in line.split_inclusive(is_blank).enumerate() {
        if n > 5 {
            return None;
        }
        let rest = &line[at..];
        if n > 0
            && let Some(stamp) = stamp(rest)
        {
            let who = line[..at].trim_end_matches(|c: char| {
                is_blank(c) || matches!(c, '•' | '·' | '|' | ',' | '-' | '–' | '—' | '−' | '(' | '/' | ':')
            });
            // "Polls closed 3 hours ago" has neither a mark between nor a name before.
            let marked = who.len() < line[..at].trim_end_matches(is_blank).len();
            let who = who.strip_suffix(" on").unwrap_or(who);
            let named = words(who).nth(1).is_none() || words(who).all(|word| word.starts_with(char::is_uppercase));
            let fits = (marked || named) && !who.is_empty() && who.len() <= 48 && words(who).count() <= 4;
            return (fits && end(who) == End::Open).then(|| (Span::new(0, who.len()), stamp));
        }
        at += token.len();
    }
    None
}

/// Whether `line` stands at the end of an article to tell about its author.
pub(super) fn bio(line: &str, authors: &[&str]) -> bool {
    if line.len() > 700 {
        return false;
    }
    let bare = line.trim_start_matches(['(', '—', '-', '–', '*', '•', ' ', '_']);
    let Some(length) = name(bare) else {
        return false;
    };
    let (who, rest) = bare.split_at(length);
    let rest = rest.trim_start_matches([',', ' ', '\u{a0}']);
    let known = authors.iter().any(|author| author.eq_ignore_ascii_case(who) || author.ends_with(&format!(" {who}")));
    let verb = words(rest).next().unwrap_or_default();
    if known && is_one_of(verb, "is was covers writes reports has can contributed works reported") {
        return true;
    }
    // Without a byline to go by, only people of the press write their own article: professors are quoted in them.
    if !matches!(verb, "is" | "are") || words(who).count() < 2 {
        return false;
    }
    words(rest).skip(1).take(9).any(|word| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        ROLES.contains(word.as_str())
    }) && !line.contains(['“', '"'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stamps() {
        for line in [
            "03:27 PM",
            "8:05 p.m.",
            "May 3, 2017",
            "Published 12:04 GMT",
            "3 hours ago",
            "Updated 2017-05-03 at 10:15",
            "Sat 19 Mar 2016 07.30 EDT",
            "5 min read",
        ] {
            assert!(stamp(line).is_some(), "{line}");
        }
        for line in ["100 days", "42", "May", "Second day", "2 of the 3 parties said yes", "an hour"] {
            assert_eq!(stamp(line), None, "{line}");
        }
    }

    #[test]
    fn bylines() {
        let of = |line: &'static str| byline(line).map(|found| found.author.map_or("", |span| span.of(line)));
        assert_eq!(of("By Jessica Davis"), Some("Jessica Davis"));
        assert_eq!(of("BY ADA QUILL AND SAM LEE"), Some("ADA QUILL"));
        assert_eq!(of("By Sam J. Lee, Staff Writer"), Some("Sam J. Lee"));
        assert_eq!(of("(Reporting by Ada Quill; Editing by Sam Lee)"), Some(""));
        assert_eq!(of("By Friday the storm had gone"), None);
        assert_eq!(of("By Ada Quill's account, the vote was lost."), None);
        assert_eq!(of("By the numbers"), None);
    }

    #[test]
    fn headers() {
        let line = "Don Cook • 3 hours ago";
        assert_eq!(name_before_stamp(line).unwrap().0.of(line), "Don Cook");
        let line = "matt_2058's picture";
        assert_eq!(picture(line).unwrap().of(line), "matt_2058");
        let line = "Ada Quill on May 3, 2017 at 3:27 pm said:";
        assert_eq!(says(line).unwrap().of(line), "Ada Quill");
        assert_eq!(name_before_stamp("The vote was held 3 hours ago"), None);
    }
}
