//! Lines: where they end, which belong together, which are two in one.

use memchr::{memchr2, memmem};

use super::credits::is_credit;
use super::lists::{COUNTRIES, PHRASES, is_one_of};
use super::shape::{End, end, fold, is_blank, sentence_ends, words};
use super::signs::Sign;
use super::{ZoneKind, dateline};
use crate::span::Span;

/// A line, or a part of one where two were glued.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part {
    /// Where it is, without blanks at its edges.
    pub(super) span: Span,
    /// Whether a blank line comes before it.
    pub(super) gap: bool,
    /// Its kind, when the cut already told.
    pub(super) given: Option<ZoneKind>,
    /// What it is by itself.
    pub(super) sign: Sign,
    /// The name in it, of an author or a reader.
    pub(super) author: Option<Span>,
}

impl Part {
    fn new(span: Span, gap: bool) -> Self {
        Self { span, gap, given: None, sign: Sign::Sentence, author: None }
    }

    /// A later part of the same line.
    fn beside(span: Span, given: Option<ZoneKind>) -> Self {
        Self { given, ..Self::new(span, false) }
    }
}

/// How far into a line a glued caption or link is looked for.
const GLUE_REACH: usize = 280;

/// The parts of `text` in order.
pub(super) fn cut(text: &str, title: Option<&str>) -> Vec<Part> {
    let mut parts = Vec::with_capacity(text.len() / 128);
    // The Unicode separators are rare, and their first byte is that of all curly quotes: look for them only
    // where there are any.
    if memmem::find(text.as_bytes(), "\u{2028}".as_bytes()).is_none()
        && memmem::find(text.as_bytes(), "\u{2029}".as_bytes()).is_none()
    {
        split(text, Span::new(0, text.len()), &mut parts);
    } else {
        let mut at = 0;
        for piece in text.split(['\u{2028}', '\u{2029}']) {
            split(text, Span::new(at, at + piece.len()), &mut parts);
            at += piece.len() + '\u{2028}'.len_utf8();
        }
    }
    mend(text, &mut parts);
    if let Some(title) = title {
        part_title(text, title, &mut parts);
    }
    unglue(text, &mut parts);
    parts
}

/// Pushes the lines of `range`, ended by line feed, carriage return or both.
fn split(text: &str, range: Span, parts: &mut Vec<Part>) {
    let bytes = text.as_bytes();
    let (mut at, stop) = (range.start as usize, range.end as usize);
    let mut gap = false;
    while at < stop {
        let line_end = memchr2(b'\n', b'\r', &bytes[at..stop]).map_or(stop, |n| at + n);
        let span = trimmed(text, at, line_end);
        if span.is_empty() {
            gap = true;
        } else {
            parts.push(Part::new(span, gap));
            gap = false;
        }
        at = line_end + 1;
        if bytes[line_end..stop].starts_with(b"\r\n") {
            at += 1;
        }
    }
}

fn trimmed(text: &str, start: usize, stop: usize) -> Span {
    let line = &text[start..stop];
    let kept = line.trim_start_matches(is_blank);
    let start = stop - kept.len();
    Span::new(start, start + kept.trim_end_matches(is_blank).len())
}

/// Joins lines that a fixed width or a link in the page broke in the middle of a sentence.
fn mend(text: &str, parts: &mut Vec<Part>) {
    let broken = |a: &Part, b: &Part| {
        let (left, right) = (a.span.of(text), b.span.of(text));
        !b.gap
            && left.len() >= 40
            && right.starts_with(char::is_lowercase)
            && end(left) == End::Open
            && (words(right).nth(2).is_some() || end(right) == End::Stop)
    };
    let (mut junctions, mut breaks, mut width) = (0, 0, 0);
    for pair in parts.windows(2).filter(|pair| !pair[1].gap) {
        junctions += 1;
        if broken(&pair[0], &pair[1]) {
            breaks += 1;
            width = width.max(pair[0].span.len());
        }
    }
    if breaks == 0 {
        return;
    }
    // A typesetter breaks a line only where the next word would not fit.
    let wrapped = breaks >= 3 && breaks * 4 >= junctions && width <= 120;
    let full = |a: &Part, b: &Part| {
        let next = words(b.span.of(text)).next().unwrap_or_default();
        wrapped && !b.gap && a.span.len() + 1 + next.len() > width
    };
    let mut kept: Vec<Part> = Vec::with_capacity(parts.len());
    let mut last: Option<Part> = None;
    for part in parts.drain(..) {
        match (last, kept.last_mut()) {
            (Some(before), Some(paragraph)) if broken(&before, &part) || full(&before, &part) => {
                paragraph.span.end = part.span.end;
            }
            _ => kept.push(part),
        }
        last = Some(part);
    }
    *parts = kept;
}

/// Marks the line that is the given headline; parts it from what follows in the same line.
fn part_title(text: &str, title: &str, parts: &mut Vec<Part>) {
    let (mut wanted, mut line) = (String::new(), String::new());
    fold(title, &mut wanted);
    if wanted.is_empty() {
        return;
    }
    let alike = |part: &&mut Part| part.span.len() <= title.len() * 2 + 40;
    for part in parts.iter_mut().filter(alike) {
        fold(part.span.of(text), &mut line);
        // "Park sold" and "Park sold - The Daily Hill" are the same headline.
        let same = line == wanted
            || (wanted.len() >= 15 && line.len() >= 15) && (suffixed(&line, &wanted) || suffixed(&wanted, &line));
        if same {
            part.given = Some(ZoneKind::Title);
            return;
        }
    }
    let title = title.trim();
    let Some(first) = parts.first_mut().filter(|_| title.len() >= 20) else {
        return;
    };
    let Some(rest) = first.span.of(text).strip_prefix(title) else {
        return;
    };
    let opens = |c: char| c.is_uppercase() || c.is_numeric() || matches!(c, '"' | '“' | '‘' | '(');
    if rest.trim_start_matches(is_blank).starts_with(opens) {
        let (start, stop) = (first.span.start as usize, first.span.end as usize);
        first.span.end = (start + title.len()) as u32;
        first.given = Some(ZoneKind::Title);
        let body = trimmed(text, start + title.len(), stop);
        parts.insert(1, Part::beside(body, None));
    }
}

/// Whether `long` is `short` and the name of a site behind a dash or bar.
fn suffixed(long: &str, short: &str) -> bool {
    long.strip_prefix(short)
        .and_then(|rest| rest.strip_prefix(' '))
        .is_some_and(|rest| rest.starts_with(['-', '–', '—', '|', '»', '·']))
}

/// Parts lines in which a caption or a link runs into the next sentence without a blank.
fn unglue(text: &str, parts: &mut Vec<Part>) {
    let mut found: Vec<(usize, Vec<Part>)> = Vec::new();
    for (i, part) in parts.iter().enumerate() {
        if part.given.is_none()
            && let Some(pieces) = seams(text, part.span)
        {
            found.push((i, pieces));
        }
    }
    if found.is_empty() {
        return;
    }
    let mut out = Vec::with_capacity(parts.len() + found.len() * 2);
    let mut found = found.into_iter().peekable();
    for (i, part) in parts.iter().enumerate() {
        match found.next_if(|(at, _)| *at == i) {
            Some((_, mut pieces)) => {
                pieces[0].gap = part.gap;
                out.extend(pieces);
            }
            None => out.push(*part),
        }
    }
    *parts = out;
}

/// The pieces of a glued line.
fn seams(text: &str, span: Span) -> Option<Vec<Part>> {
    let line = span.of(text);
    let bytes = line.as_bytes();
    let reach = &bytes[..bytes.len().min(GLUE_REACH)];
    let seam =
        |a: u8, b: u8| u8::from(b.is_ascii_uppercase()) & (u8::from(a.is_ascii_lowercase()) | u8::from(a == b')'));
    // Without a branch, so that it costs next to nothing for the many lines that have none.
    let pairs = reach.iter().zip(reach.get(1..).unwrap_or_default());
    if pairs.fold(0, |any, (&a, &b)| any | seam(a, b)) == 0 {
        return None;
    }
    let mut edges = (1..reach.len()).filter(|&i| seam(bytes[i - 1], bytes[i]) == 1);
    let at = |from: usize, to: usize| {
        let base = span.start as usize;
        trimmed(text, base + from, base + to)
    };
    edges.find_map(|edge| {
        let (left, right) = line.split_at(edge);
        // A sentence starts here: a word in small letters comes second ("Allegations that").
        let mut near = right.len().min(GLUE_REACH);
        while !right.is_char_boundary(near) {
            near -= 1;
        }
        let mut next = words(&right[..near]);
        let first = next.next()?;
        if !next.next()?.starts_with(|c: char| c.is_lowercase() || c.is_numeric()) {
            return None;
        }
        if let Some(link) = link_at_end(left) {
            let credit = left[..link].trim_end_matches(is_blank);
            if !credit.is_empty() && !is_credit(credit) {
                return None;
            }
            // A link below a picture is followed by the picture's text, if that is one plain sentence.
            let caption = !credit.is_empty()
                && right.len() <= 200
                && sentence_ends(right) == 1
                && !right.contains(['"', '“'])
                && dateline(text, at(edge, line.len())).is_none();
            let mut pieces = Vec::with_capacity(3);
            if !credit.is_empty() {
                pieces.push(Part::beside(at(0, link), Some(ZoneKind::Caption)));
            }
            pieces.push(Part::beside(at(link, edge), Some(ZoneKind::Boilerplate)));
            pieces.push(Part::beside(at(edge, line.len()), caption.then_some(ZoneKind::Caption)));
            return Some(pieces);
        }
        (is_credit(left) || names_place(left) && opens_sentence(first))
            .then(|| vec![Part::beside(at(0, edge), Some(ZoneKind::Caption)), Part::beside(at(edge, line.len()), None)])
    })
}

/// Where the link text starts that `left` ends with, its separator included.
fn link_at_end(left: &str) -> Option<usize> {
    let mut folded = String::new();
    let mut start = left.len();
    for _ in 0..7 {
        let before = left[..start].trim_end_matches(is_blank);
        start = before.rfind(is_blank).map_or(0, |i| i + before[i..].chars().next().map_or(1, char::len_utf8));
        fold(&left[start..], &mut folded);
        // One word alone is a link only if nobody's name or sentence is like it.
        let telling = folded.contains(' ') || start == 0 && folded.len() >= 12;
        if telling && PHRASES.whole(&folded).is_some() {
            let credit = left[..start].trim_end_matches(is_blank);
            let bare = credit.trim_end_matches(['/', '|', '•', '·']);
            return Some(bare.len());
        }
        if start == 0 {
            break;
        }
    }
    None
}

/// Whether `left` reads like a picture's text that ends with a place: "The square at night, Moscow, Russia".
fn names_place(left: &str) -> bool {
    let Some((scene, place)) = left.rsplit_once(", ") else {
        return false;
    };
    // "In Moscow, RussiaToday said": a sentence's opening phrase, not a picture.
    let opening = words(left).next().unwrap_or_default();
    let adverbial = is_one_of(opening, "In At On From For After Before By As When While According");
    let last = words(place).last().unwrap_or_default();
    !adverbial && words(scene).nth(3).is_some() && COUNTRIES.contains(last) && end(scene) == End::Open
}

/// Whether `word` may open a sentence right behind a place: an airline may be named "Egypt" and "Air" in one word.
fn opens_sentence(word: &str) -> bool {
    word.len() >= 6 || is_one_of(word, "The A An In On At He She It They We But For This As When After")
}
