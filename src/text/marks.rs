//! Quotation marks, paired by type.
//!
//! Only the outermost quotations matter to an attribution, so nothing is stacked: an opening mark is looked
//! for, then the mark that closes its type, and what stands between is not looked at again. Three things make news hard:
//!
//! * **Apostrophes.** `’` and `'` inside a word are never marks. A single mark opens only where one that can close it
//!   follows in the same line, and a plural possessive ("the hackers' location") does not close.
//! * **Paragraphs.** A quotation over several paragraphs reopens in each and closes in the last. A line that opens and
//!   never closes runs to its end, and the next line that begins with a mark goes on from it.
//! * **Slips.** An odd mark costs its own line at most: lines are paired one by one.

use super::words::{char_at, is_apostrophe, is_word_char};
use super::zones::{Zone, ZoneKind};
use crate::span::Span;

/// Words between quotation marks, within one line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quotation {
    /// The words between the marks, without white space at the edges.
    pub inner: Span,
    /// From the opening mark to the closing one (or to the line's end where none closes).
    pub outer: Span,
    /// Whether a closing mark was found.
    pub closed: bool,
    /// Whether it goes on from a quotation left open at the end of the line before.
    pub continues: bool,
    /// Whether its marks are single ones, which stand for a name or an odd word more often than for speech.
    pub single: bool,
    /// Index of the zone.
    pub zone: u32,
}

/// The family of a mark: marks close only their own, but for slips.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Family {
    /// “ ” „ ‟
    Curly,
    /// " and the full-width form
    Straight,
    /// Two apostrophes or two grave accents.
    Apostrophes,
    /// « » ‹ ›
    Angle,
    /// 「 」 『 』
    Corner,
    /// ‘ ’ ‚
    SingleCurly,
    /// '
    SingleStraight,
}

impl Family {
    fn single(self) -> bool {
        matches!(self, Self::SingleCurly | Self::SingleStraight)
    }
}

#[derive(Debug, Clone, Copy)]
struct Mark {
    family: Family,
    span: Span,
    opens: bool,
    closes: bool,
    /// A closing mark that might as well be a plural possessive ("hackers'").
    possessive: bool,
}

/// The outermost quotations of a text, in order.
pub fn pair(text: &str, zones: &[Zone]) -> Vec<Quotation> {
    let mut out = Vec::new();
    let mut marks = Vec::new();
    let mut open_before = false;
    for (i, zone) in zones.iter().enumerate() {
        let mut at = zone.span.start as usize;
        // A comment is a zone of several paragraphs; other zones of several lines are one that was broken.
        let breaks = zone.kind == ZoneKind::Comment;
        for line in zone.span.of(text).split_inclusive(|c| breaks && c == '\n') {
            let span = Span::new(at, at + line.len()).trimmed(text);
            at += line.len();
            if span.is_empty() {
                continue;
            }
            marks.clear();
            read_marks(text, span, &mut marks);
            if marks.is_empty() {
                open_before = false;
                continue;
            }
            open_before = pair_line(text, span, i as u32, &marks, open_before, &mut out);
        }
    }
    out
}

/// Collects the marks of one line.
fn read_marks(text: &str, line: Span, out: &mut Vec<Mark>) {
    let bytes = text.as_bytes();
    let (start, end) = (line.start as usize, line.end as usize);
    let mut at = start;
    while at < end {
        let byte = bytes[at];
        // All marks start with one of these bytes: " ' ` and the leads of « (C2), “ ‘ ‹ 「 (E2, E3), ＂ (EF).
        if !matches!(byte, b'"' | b'\'' | b'`' | 0xC2 | 0xE2 | 0xE3 | 0xEF) {
            at += 1;
            continue;
        }
        let c = char_at(text, at);
        let mut width = c.len_utf8();
        let doubled = matches!(c, '\'' | '`') && at + 1 < end && bytes[at + 1] == byte;
        let family = match c {
            '“' | '”' | '„' | '‟' => Family::Curly,
            '"' | '＂' => Family::Straight,
            '«' | '»' | '‹' | '›' => Family::Angle,
            '「' | '」' | '『' | '』' => Family::Corner,
            '‘' | '’' | '‚' => Family::SingleCurly,
            '\'' | '`' if doubled => {
                width = 2;
                Family::Apostrophes
            }
            '\'' | '`' => Family::SingleStraight,
            _ => {
                at += width;
                continue;
            }
        };
        let span = Span::new(at, at + width);
        at += width;
        let before = text[start..span.start as usize].chars().next_back();
        let after = text[at..end].chars().next();
        if let Some(mark) = classify(c, family, span, before, after, text, end) {
            out.push(mark);
        }
    }
}

fn classify(
    c: char,
    family: Family,
    span: Span,
    before: Option<char>,
    after: Option<char>,
    text: &str,
    end: usize,
) -> Option<Mark> {
    let word_before = before.is_some_and(is_word_char);
    let word_after = after.is_some_and(is_word_char);
    let room_before = before
        .is_none_or(|b| b.is_whitespace() || is_opening(b) || matches!(b, '—' | '–' | '-' | '…' | ':' | ',' | '/'));
    let room_after = after.is_none_or(char::is_whitespace);
    if family.single() {
        if word_before && (word_after || c == '`') {
            return None;
        }
        let elided = is_apostrophe(c) && is_elision(&text[span.end as usize..end]);
        let opens = !room_after && room_before && !elided && c != '’';
        let closes = before.is_some_and(|b| !b.is_whitespace()) && !word_after && c != '‘';
        let possessive = closes && matches!(before, Some('s' | 'S' | 'z' | 'x')) && room_after;
        return (opens || closes).then_some(Mark { family, span, opens, closes, possessive });
    }
    let (opens, closes) = match c {
        '„' | '‟' | '「' | '『' => (true, false),
        '」' | '』' => (false, true),
        // A typesetter's slip shows by its place: “ at a word's end closes, ” at a word's start opens.
        '“' => (
            !room_after || before.is_none(),
            room_after && before.is_some_and(|b| !b.is_whitespace() && !is_opening(b) && b != ':')
                || before.is_some_and(is_word_char) && !word_after,
        ),
        '”' => (room_before && word_after, !(room_before && word_after)),
        // French marks have blanks inside; the other direction («»: »…«) is used where the first one met opens.
        '«' | '‹' => (!word_before, word_before || !room_before),
        '»' | '›' => (room_before && !room_after, true),
        _ => {
            let opens = !room_after && (room_before || !word_before && word_after);
            (opens, !opens || (!room_before && !word_after))
        }
    };
    Some(Mark { family, span, opens, closes, possessive: false })
}

fn is_opening(c: char) -> bool {
    matches!(c, '(' | '[' | '{' | '“' | '‘' | '"' | '\'' | '«' | '„' | '¿' | '¡')
}

/// Words that begin with an apostrophe: 'em, '90s, 'til.
fn is_elision(rest: &str) -> bool {
    let word: String = rest.chars().take_while(|c| is_word_char(*c)).take(6).collect();
    let decade = word.len() >= 2 && word.as_bytes()[..2].iter().all(u8::is_ascii_digit) && word.len() <= 3;
    decade || ["em", "til", "cause", "tis", "twas", "round", "bout", "n"].iter().any(|e| e.eq_ignore_ascii_case(&word))
}

/// Pairs the marks of one line; says whether a quotation is left open at its end.
fn pair_line(text: &str, line: Span, zone: u32, marks: &[Mark], open_before: bool, out: &mut Vec<Quotation>) -> bool {
    let closers = Closers::new(marks);
    let mut i = 0;
    let mut first_in_line = true;
    let mut left_open = false;
    // A continued quotation that forgot to reopen: the first double mark of the line closes it.
    if open_before
        && let Some(n) = marks.iter().position(|m| !m.family.single())
        && !marks[n].opens
        && marks[n].closes
    {
        push(
            text,
            Span { start: line.start, end: marks[n].span.end },
            0,
            marks[n].span.len(),
            true,
            true,
            marks[n].family,
            zone,
            out,
        );
        i = n + 1;
        first_in_line = false;
    }
    while i < marks.len() {
        let open = marks[i];
        if !open.opens {
            i += 1;
            continue;
        }
        let continues = open_before && first_in_line && open.span.start == line.start;
        if let Some(close) = closers.close_of(marks, i) {
            let outer = Span { start: open.span.start, end: marks[close].span.end };
            push(text, outer, open.span.len(), marks[close].span.len(), true, continues, open.family, zone, out);
            i = close + 1;
        } else if open.family.single() {
            i += 1;
            continue;
        } else {
            // Nothing closes it: it ends where the next one of its family opens, or with the line.
            let next = (i + 1..marks.len()).find(|&j| marks[j].opens && marks[j].family == open.family);
            let end = next.map_or(line.end, |j| marks[j].span.start);
            push(
                text,
                Span { start: open.span.start, end },
                open.span.len(),
                0,
                false,
                continues,
                open.family,
                zone,
                out,
            );
            left_open = next.is_none();
            i = next.unwrap_or(marks.len());
        }
        first_in_line = false;
    }
    left_open
}

#[allow(clippy::too_many_arguments)] // one constructor, called three times above
fn push(
    text: &str,
    outer: Span,
    left: usize,
    right: usize,
    closed: bool,
    continues: bool,
    family: Family,
    zone: u32,
    out: &mut Vec<Quotation>,
) {
    let inner = Span::new(outer.start as usize + left, (outer.end as usize - right).max(outer.start as usize + left))
        .trimmed(text);
    if inner.of(text).chars().any(is_word_char) {
        out.push(Quotation { inner, outer, closed, continues, single: family.single(), zone });
    }
}

/// For each place in a line, how many marks of each double family still open and close after it, and where the next
/// closing mark stands: what [`Closers::close_of`] needs to stay linear in a line of nothing but marks.
struct Closers {
    next_close: Vec<[u32; 7]>,
    next_open_curly: Vec<u32>,
    next_open_straight: Vec<u32>,
    depth: Vec<i32>,
}

const NONE: u32 = u32::MAX;

impl Closers {
    fn new(marks: &[Mark]) -> Self {
        let mut next_close = vec![[NONE; 7]; marks.len() + 1];
        let mut next_open_curly = vec![NONE; marks.len() + 1];
        let mut next_open_straight = vec![NONE; marks.len() + 1];
        let mut depth = vec![0; marks.len() + 1];
        for (i, mark) in marks.iter().enumerate().rev() {
            next_close[i] = next_close[i + 1];
            next_open_curly[i] = next_open_curly[i + 1];
            next_open_straight[i] = next_open_straight[i + 1];
            if mark.family == Family::Straight && mark.opens {
                next_open_straight[i] = i as u32;
            }
            depth[i] = depth[i + 1];
            if mark.closes && !(mark.possessive && next_close[i + 1][mark.family as usize] != NONE) {
                next_close[i][mark.family as usize] = i as u32;
            }
            if mark.family == Family::Curly {
                if mark.opens {
                    next_open_curly[i] = i as u32;
                }
                depth[i] += i32::from(mark.closes) - i32::from(mark.opens);
            }
        }
        Self { next_close, next_open_curly, next_open_straight, depth }
    }

    /// The mark that closes the one at `open`.
    fn close_of(&self, marks: &[Mark], open: usize) -> Option<usize> {
        let family = marks[open].family;
        if family == Family::Curly {
            let close = self.close_curly(marks, open);
            // “Straight close" is a common slip: a straight mark that closes, with none of its own to close before it.
            let straight = self.next(open, Family::Straight).filter(|&s| {
                !marks[s].opens
                    && self.next_open_straight[open + 1] as usize > s
                    && close.or(self.next(open, Family::Curly)).is_none_or(|c| s < c)
            });
            return straight.or(close);
        }
        let close = self.next(open, family);
        if family == Family::Straight
            && let Some(curly) = self.next(open, Family::Curly)
            && close.is_none_or(|c| curly < c)
            && self.next_open_curly[open + 1] as usize > curly
        {
            // A straight mark opened and a curly one closes, with none of its own to close before it.
            return Some(curly);
        }
        close
    }

    fn next(&self, open: usize, family: Family) -> Option<usize> {
        let at = self.next_close[open + 1][family as usize];
        (at != NONE).then_some(at as usize)
    }

    /// Curly marks nest, but only where the line has marks enough to close the inner and the outer one.
    fn close_curly(&self, marks: &[Mark], open: usize) -> Option<usize> {
        let mut depth = 1;
        for (j, mark) in marks.iter().enumerate().skip(open + 1) {
            if mark.family != Family::Curly {
                continue;
            }
            if mark.closes {
                depth -= 1;
                if depth == 0 {
                    return Some(j);
                }
            } else if mark.opens {
                // depth[j]: closing less opening marks from here on.
                if self.depth[j] < depth {
                    return None;
                }
                depth += 1;
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::super::zones;
    use super::*;
    use proptest::prelude::*;

    fn inner(text: &str) -> Vec<&str> {
        pair(text, &zones::zones(text, None)).iter().map(|q| q.inner.of(text)).collect()
    }

    #[test]
    fn named_cases() {
        let cases: &[(&str, &str, &[&str])] = &[
            ("curly", "“No,” he said. “Never.”", &["No,", "Never."]),
            ("straight", "\"No,\" he said. \"Never.\"", &["No,", "Never."]),
            ("two apostrophes", "''No,'' he said. ``Never.''", &["No,", "Never."]),
            ("guillemets", "« Non », dit-il. «Jamais»", &["Non", "Jamais"]),
            ("reversed guillemets", "»Nein«, sagte er.", &["Nein"]),
            ("low and high", "„Nein“, sagte er.", &["Nein"]),
            ("single curly", "He said ‘no’ and didn’t stop.", &["no"]),
            ("single straight", "it has 'hacked back' against hackers' friends", &["hacked back"]),
            ("apostrophes only", "the hackers' location isn't the firms' business", &[]),
            ("elision", "in the '90s they gave 'em 'til noon", &[]),
            (
                "possessive before the close",
                "\"We do not track hackers' locations,\" it said",
                &["We do not track hackers' locations,"],
            ),
            ("possessive within single marks", "‘the firms’ rules are bad,’ he said", &["the firms’ rules are bad,"]),
            ("nested", "“He said ‘no’ to us,” she said", &["He said ‘no’ to us,"]),
            ("nested in kind", "“The “no” was clear,” she said. “Yes.”", &["The “no” was clear,", "Yes."]),
            ("mixed types", "\"No,” he said. “Yes\" he said", &["No,", "Yes"]),
            ("mixed types, more to come", "“No,\" he said. \"Never.” “Yes.”", &["No,", "Never.", "Yes."]),
            ("straight within curly", "“The \"no\" was clear,” she said.", &["The \"no\" was clear,"]),
            ("lone opening", "He said “it is late and left", &["it is late and left"]),
            ("lone closing", "He said it is late” and left", &[]),
            ("odd number", "“One.” “Two. “Three.”", &["One.", "Two.", "Three."]),
            ("slip", "“One.“ He left. ”Two.”", &["One.", "Two."]),
            ("only marks", "“”\"\"''«»", &[]),
            ("inches", "a 6' 2\" man and a 5\" pipe", &[]),
            ("in brackets", "(“No.”) [\"Yes.\"]", &["No.", "Yes."]),
            ("after a dash", "he said—“no”—and left", &["no"]),
            ("comma glued", "he said,\"no way\" and left", &["no way"]),
        ];
        for (name, text, quotations) in cases {
            assert_eq!(inner(text), *quotations, "{name}");
        }
    }

    #[test]
    fn paragraphs_that_reopen_continue() {
        let text = "“First,” he said. “Second.\n\n“Third.\n\n“Fourth.”\n\nNo more.\n\n“Other.”";
        let found = pair(text, &zones::zones(text, None));
        let seen: Vec<_> = found.iter().map(|q| (q.inner.of(text), q.closed, q.continues)).collect();
        assert_eq!(
            seen,
            [
                ("First,", true, false),
                ("Second.", false, false),
                ("Third.", false, true),
                ("Fourth.", true, true),
                ("Other.", true, false)
            ]
        );
    }

    proptest! {
        #[test]
        fn quotations_lie_in_order_and_within_the_text(text in "[a-z “”\"'‘’«»\n.,]{0,200}") {
            let mut before = 0;
            for q in pair(&text, &zones::zones(&text, None)) {
                prop_assert!(q.outer.start >= before);
                prop_assert!(q.outer.contains(q.inner));
                                before = q.outer.end;
            }
        }
    }
}
