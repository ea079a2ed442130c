//! The look of one line: its folded form, its end, its capitals.

/// How a line ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// Full stop, exclamation mark, ellipsis; quotation marks and brackets after it do not count.
    Stop,
    /// Question mark.
    Question,
    /// Colon.
    Colon,
    /// Semicolon.
    Semicolon,
    /// None of these, as in a headline.
    Open,
}

/// White space, and the marks without width that files carry along.
pub(super) fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}' | '\u{2060}')
}

/// How `line` ends.
pub(super) fn end(line: &str) -> End {
    let line =
        line.trim_end_matches(|c: char| is_blank(c) || matches!(c, '"' | '\'' | '”' | '’' | '»' | ')' | ']' | '*'));
    match line.chars().next_back() {
        Some('.' | '!' | '…') => End::Stop,
        Some('?') => End::Question,
        Some(':') => End::Colon,
        Some(';') => End::Semicolon,
        _ => End::Open,
    }
}

/// Words of `line`: runs between blanks that hold a letter or a digit.
pub(super) fn words(line: &str) -> impl Iterator<Item = &str> {
    line.split(is_blank).filter(|word| word.contains(char::is_alphanumeric))
}

/// What the words of a short line look like.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shape {
    /// How many there are.
    pub(super) words: usize,
    /// Whether the words of weight begin with capitals.
    pub(super) title_case: bool,
    /// Whether all words of four letters and more do.
    pub(super) strict_title_case: bool,
    /// Whether the line begins with a small letter.
    pub(super) small_start: bool,
}

/// The shape of `line`.
pub(super) fn shape(line: &str) -> Shape {
    let (mut count, mut heavy, mut capital) = (0, 0, 0);
    let mut strict = true;
    for word in words(line) {
        count += 1;
        let (small, letters) = (word.starts_with(char::is_lowercase), word.chars().count());
        strict &= !small || letters < 4;
        let first = word.chars().find(|c| c.is_alphanumeric()).unwrap_or(' ');
        // Small words stay small in title case: "of", "with", "against" seldom pass four letters.
        if first.is_uppercase() {
            heavy += 1;
            capital += 1;
        } else if first.is_alphabetic() && letters > 4 {
            heavy += 1;
        }
    }
    Shape {
        words: count,
        title_case: heavy > 0 && capital * 4 >= heavy * 3,
        strict_title_case: strict && capital > 0,
        small_start: line.chars().find(|c| c.is_alphanumeric()).is_some_and(char::is_lowercase),
    }
}

/// Sentences of a short `line`, counted by their ends; abbreviations are not told apart, so this may be too many.
pub(super) fn sentence_ends(line: &str) -> usize {
    let mut ends = 0;
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        if matches!(c, '.' | '!' | '?' | '…') {
            while chars.next_if(|c| matches!(c, '.' | '!' | '?' | '"' | '”' | '’' | '\'' | ')')).is_some() {}
            if chars.next_if(|&c| is_blank(c)).is_some()
                && chars.peek().is_some_and(|c| c.is_uppercase() || matches!(c, '“' | '"' | '‘'))
            {
                ends += 1;
            }
        }
    }
    ends + 1
}

/// Largest character edge not above `at`.
pub(super) fn floor(line: &str, mut at: usize) -> usize {
    while !line.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Puts `line` into the form of the phrase lists: lower case, straight apostrophes, single blanks, "#" for
/// numbers, no bullets before, no punctuation after.
pub(super) fn fold(line: &str, out: &mut String) {
    out.clear();
    let line = line
        .trim_start_matches(|c: char| {
            is_blank(c)
                || matches!(c, '•' | '·' | '|' | '>' | '»' | '*' | '-' | '–' | '—' | '►' | '▶' | '→' | '+' | '[' | '_')
        })
        .trim_end_matches(|c: char| {
            is_blank(c)
                || matches!(
                    c,
                    '.' | ':'
                        | '…'
                        | '!'
                        | '?'
                        | '>'
                        | '»'
                        | '→'
                        | '›'
                        | '-'
                        | '–'
                        | '—'
                        | '|'
                        | ']'
                        | '▼'
                        | '_'
                        | '·'
                        | '•'
                )
        });
    let mut blank = false;
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        if is_blank(c) {
            blank = true;
            continue;
        }
        if std::mem::take(&mut blank) {
            out.push(' ');
        }
        match c {
            '0'..='9' => {
                while chars.next_if(|c| c.is_ascii_digit() || matches!(c, '.' | ',')).is_some() {}
                out.push('#');
            }
            '’' | '‘' => out.push('\''),
            c if c.is_ascii() => out.push(c.to_ascii_lowercase()),
            c => out.extend(c.to_lowercase()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(line: &str) -> String {
        let mut out = String::new();
        fold(line, &mut out);
        out
    }

    #[test]
    fn folding_meets_the_lists() {
        assert_eq!(folded("Share it on Linked in\u{a0}"), "share it on linked in");
        assert_eq!(folded("• 1,204 Comments »"), "# comments");
        assert_eq!(folded("Average: 4.7 (16 votes)"), "average: # (# votes)");
        assert_eq!(folded("Editors’ Picks:"), "editors' picks");
    }

    #[test]
    fn ends_look_behind_closing_marks() {
        assert_eq!(end("“We won.”"), End::Stop);
        assert_eq!(end("Who won? "), End::Question);
        assert_eq!(end("Park sold"), End::Open);
    }
}
