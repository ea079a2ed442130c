//! The words in quotation marks within a report that mixes them with the reporter's own.

use super::normalize::words;
use crate::span::Span;

/// The stretches of `text` between quotation marks, without the marks. A mark that nothing closes reaches to the end, one that nothing
/// opens from the beginning: the content of an attribution may be cut at its outer marks.
///
/// ```
/// use onrecord::statement::marked::stretches;
/// let text = "it is protected “in accordance with standards,” he";
/// assert_eq!(stretches(text).iter().map(|s| s.of(text)).collect::<Vec<_>>(), ["in accordance with standards,"]);
/// ```
pub fn stretches(text: &str) -> Vec<Span> {
    let mut out = Vec::new();
    let mut open: Option<(char, usize)> = None;
    let mut begun = false;
    for (at, c) in text.char_indices() {
        let closes = match c {
            '”' | '»' => true,
            '"' => open.is_some(),
            '“' => matches!(open, Some(('„', _))),
            '„' | '«' => false,
            _ => continue,
        };
        if !closes {
            open = Some((c, at + c.len_utf8()));
        } else if let Some((_, start)) = open.take() {
            out.push(Span::new(start, at));
        } else if !begun {
            out.push(Span::new(0, at));
        }
        begun = true;
    }
    out.extend(open.map(|(_, start)| Span::new(start, text.len())));
    out.retain(|span| !span.of(text).trim().is_empty());
    out
}

/// Words that a stretch needs to be a saying of its own; fewer are judged with what stands around them.
const ALONE: usize = 5;

/// The stretches that tell something by themselves.
pub fn telling(text: &str) -> Vec<Span> {
    let mut found = stretches(text);
    found.retain(|span| words(span.of(text)).len() >= ALONE);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_in_marks_is_no_saying() {
        let text = "it “so” and “in accordance with stringent standards,” he";
        assert_eq!(
            telling(text).iter().map(|s| s.of(text)).collect::<Vec<_>>(),
            ["in accordance with stringent standards,"]
        );
    }

    #[test]
    fn finds_what_is_marked() {
        for (name, text, expected) in [
            ("nothing", "it is so", vec![]),
            ("typeset", "it is “so” and “so on”", vec!["so", "so on"]),
            ("straight", "it is \"so\" now", vec!["so"]),
            ("not closed", "it is “so", vec!["so"]),
            ("not opened", "so” it is", vec!["so"]),
            ("empty", "it “” is", vec![]),
            ("German", "es ist „so“ und", vec!["so"]),
            ("nested", "“so “and” so”", vec!["and"]),
            ("apostrophes", "it’s ‘so’", vec![]),
        ] {
            let found: Vec<&str> = stretches(text).iter().map(|span| span.of(text)).collect();
            assert_eq!(found, expected, "{name}");
        }
    }
}
