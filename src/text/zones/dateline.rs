//! The place, date and agency that an article's first paragraph opens with.

use super::lists::{AGENCIES, COUNTRIES, STAMP_WORDS, is_one_of};
use super::shape::{fold, is_blank};
use crate::span::Span;

/// How far into a paragraph a dateline reaches.
const REACH: usize = 120;

/// The dateline that the body zone at `body` opens with, without the dash behind it.
///
/// ```
/// use onrecord::{Span, text::zones::dateline};
///
/// let text = "LONDON, May 3 (Reuters) - The pound fell.";
/// let place = dateline(text, Span::new(0, text.len())).unwrap();
/// assert_eq!(place.of(text), "LONDON, May 3 (Reuters)");
/// assert_eq!(dateline("NATO – the alliance – met.", Span::new(0, 26)), None);
/// ```
pub fn dateline(text: &str, body: Span) -> Option<Span> {
    let line = body.of(text);
    let mut reach = line.len().min(REACH);
    while !line.is_char_boundary(reach) {
        reach -= 1;
    }
    let head = &line[..reach];
    // Most paragraphs open with a word in small letters second: cheap to refuse.
    if !head.starts_with(|c: char| c.is_uppercase() || c == '(') {
        return None;
    }
    dashes(head).find_map(|(dash, behind)| {
        let place = head[..dash].trim_end_matches(is_blank);
        let sentence = line[behind..].trim_start_matches(is_blank);
        let opens = sentence.starts_with(|c: char| {
            c.is_uppercase() || c.is_numeric() || matches!(c, '"' | '“' | '‘' | '\'' | '$' | '€' | '£' | '(')
        });
        (opens && is_place(place)).then(|| {
            let start = body.start as usize;
            Span::new(start, start + place.len())
        })
    })
}

/// The dashes in `head` that could end a dateline: where each starts and where the words behind it may.
fn dashes(head: &str) -> impl Iterator<Item = (usize, usize)> {
    head.char_indices().filter_map(|(at, c)| {
        let behind = at + c.len_utf8();
        let blank_before = head[..at].ends_with(|c: char| is_blank(c) || c == ')');
        match c {
            '—' | '―' => Some((at, behind)),
            '–' | '-' | '_' | '−' if blank_before => {
                let rest = head[behind..].trim_start_matches('-');
                let behind = head.len() - rest.len();
                rest.starts_with(is_blank).then_some((at, behind))
            }
            // "(CNN)President Obama said": the agency itself ends it.
            ')' if head[behind..].starts_with(char::is_uppercase) && is_agency_paren(&head[..behind]) => {
                Some((behind, behind))
            }
            _ => None,
        }
    })
}

/// Whether `head` is nothing but "(CNN)".
fn is_agency_paren(head: &str) -> bool {
    head.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).is_some_and(is_agency)
}

/// Whether the words between brackets are the name of an agency or outlet.
fn is_agency(inner: &str) -> bool {
    let mut folded = String::new();
    fold(inner, &mut folded);
    let words = inner.split(is_blank).count();
    let capitals = inner.split(is_blank).filter(|word| word.starts_with(char::is_uppercase)).count();
    AGENCIES.contains(folded.as_str()) || inner.len() >= 2 && words <= 4 && capitals * 2 > words
}

/// Whether `place` reads like "LONDON, May 3 (Reuters)".
fn is_place(place: &str) -> bool {
    let (place, agency) = match place.strip_suffix(')').and_then(|rest| rest.rsplit_once('(')) {
        Some((place, inner)) if is_agency(inner) || COUNTRIES.contains(inner) => {
            (place.trim_end_matches(is_blank), true)
        }
        Some(_) => return false,
        None => (place, false),
    };
    if place.is_empty() {
        return agency;
    }
    let (mut caps, mut title, mut date, mut region) = (0, 0, false, false);
    let mut parts = place.split([',', '/']);
    let city = parts.next().unwrap_or_default();
    let tokens: Vec<&str> = city.split(is_blank).filter(|t| !t.is_empty()).collect();
    if tokens.is_empty() || tokens.len() > 5 {
        return false;
    }
    for token in &tokens {
        let bare = token.trim_matches(['.', '(', ')', '*']);
        let strange = bare.contains(|c: char| !(c.is_alphabetic() || matches!(c, '.' | '-')));
        if strange || is_headword(bare) {
            return false;
        }
        let letters = bare.chars().filter(|c| c.is_alphabetic()).count();
        if letters >= 2 && !bare.contains(char::is_lowercase) {
            caps += 1;
        } else if bare.starts_with(char::is_uppercase) {
            title += 1;
        } else if !is_one_of(bare, "of the on de la al upon and du el") {
            return false;
        }
    }
    for part in parts {
        for token in part.split(is_blank).filter(|token| !token.is_empty()) {
            let bare = token.trim_matches(['.', ':']);
            let lower = bare.to_lowercase();
            let number = bare.chars().all(|c| c.is_ascii_digit());
            if number || STAMP_WORDS.contains(lower.as_str()) && lower.len() > 2 {
                date = true;
            } else if token.starts_with(char::is_uppercase) {
                // "Pa.", "N.Y.", "D.C.", "Afghanistan"
                region |= token.ends_with('.')
                    || COUNTRIES.contains(bare)
                    || bare.len() == 2
                    || bare.chars().all(|c| !c.is_lowercase());
            } else {
                return false;
            }
        }
    }
    // An acronym alone is more often a party than a city: "GOP — Candidates ...".
    let city_in_caps = caps > 0 && title <= 1 && city.chars().filter(|c| c.is_alphabetic()).count() >= 4;
    city_in_caps || agency || date && title > 0 || region && title > 0
}

/// Words that outlets set in capitals before a dash and that are no places.
fn is_headword(word: &str) -> bool {
    is_one_of(
        word,
        "AT ITS IT NOT BUT VIA TO FOR IN ON IS ARE BY BREAKING UPDATE UPDATED WATCH EXCLUSIVE VIDEO ANALYSIS OPINION FILE PHOTO \
             PHOTOS CLAIM FACT FACTS CHECK NOTE NEWS LIVE READ MORE NATO NASA ISIS FIFA \
             UNICEF OPEC NAFTA QUESTION ANSWER VERDICT THE THIS WHAT WHO WHY HOW WHEN \
             WHERE CORRECTION EDITOR POLL REPORT REVIEW DEMOCRATS REPUBLICANS WINNER \
             LOSER",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> &str {
        dateline(text, Span::new(0, text.len())).map_or("", |span| span.of(text))
    }

    #[test]
    fn datelines() {
        for (text, place) in [
            ("MOSCOW (Sputnik)\u{a0}— The firm said it won.", "MOSCOW (Sputnik)"),
            ("WASHINGTON — Mayor Quill won.", "WASHINGTON"),
            ("STATE COLLEGE, Pa. - Mayor Quill won.", "STATE COLLEGE, Pa."),
            ("Washington (AFP) – Mayor Quill won.", "Washington (AFP)"),
            ("PASADENA, Calif., Jan. 1 (UPI) — A handful won.", "PASADENA, Calif., Jan. 1 (UPI)"),
            ("LONDON, May 3 (Reuters) - “We won.”", "LONDON, May 3 (Reuters)"),
            ("NEW YORK (AP) -- Mayor Quill won.", "NEW YORK (AP)"),
            ("(Reuters) - Mayor Quill won.", "(Reuters)"),
            ("(CNN)Mayor Quill won.", "(CNN)"),
            ("Hart, Mich. — Mayor Quill won.", "Hart, Mich."),
            ("BERLIN ―\u{a0}After a year, she won.", "BERLIN"),
            ("ST. LOUIS—Mayor Quill won.", "ST. LOUIS"),
            ("Mayor Quill — the winner — spoke.", ""),
            ("Mayor Quill — A winner — spoke.", ""),
            ("NATO – the alliance – met.", ""),
            ("GOP — Candidates met.", ""),
            ("MONDAY’S ‘OUTLIERS’ — Two polls stand apart.", ""),
            ("PORT QUILL AT ITS BEST - A walk.", ""),
            ("BREAKING — Mayor wins.", ""),
            ("The vote (AP) - It was close.", ""),
            ("", ""),
        ] {
            assert_eq!(of(text), place, "{text}");
        }
    }
}
