//! Shapes of text that somebody might go over again and again.

/// A kind of text that can be made of any size.
pub(crate) struct Shape {
    /// What it is.
    pub(crate) name: &'static str,
    /// Its `i`-th part.
    part: fn(usize) -> String,
    /// What stands at its end for each part, the last first.
    closing: &'static str,
}

impl Shape {
    /// A text of about so many bytes.
    pub(crate) fn text(&self, bytes: usize) -> String {
        let mut out = String::with_capacity(bytes + 64);
        let mut n = 0;
        while out.len() + n * self.closing.len() < bytes {
            out.push_str(&(self.part)(n));
            n += 1;
        }
        out.push_str(&self.closing.repeat(if self.closing.is_empty() { 0 } else { n }));
        out
    }
}

/// A number as letters: a word that no other number gives.
pub(crate) fn letters(mut n: usize) -> String {
    let mut out = String::new();
    for consonant in 0.. {
        let from: &[u8] = if consonant % 2 == 0 { b"bdfgklmnprstvz" } else { b"aeiou" };
        out.push(from[n % from.len()] as char);
        n /= from.len();
        if n == 0 && consonant >= 3 {
            break;
        }
    }
    out
}

/// The same with a capital.
pub(crate) fn name(n: usize) -> String {
    let mut word = letters(n);
    word[..1].make_ascii_uppercase();
    word
}

const fn repeated(name: &'static str, part: fn(usize) -> String) -> Shape {
    Shape { name, part, closing: "" }
}

macro_rules! units {
    ($($name:literal: $unit:literal),* $(,)?) => { [$(repeated($name, |_| $unit.to_owned())),*] };
}

/// Texts of one unit over and over.
const SAME: &[Shape] = &units! {
    "plain words": "the mayor of the town went home late on monday. ",
    "opening marks": "“",
    "opening marks with words": "“no ",
    "opening marks in paragraphs": "“no\n\n",
    "curly marks": "“”",
    "straight marks": "\"",
    "straight marks with words": "\"no ",
    "single marks": "'",
    "single opening marks": "‘no ",
    "guillemets": "«»",
    "mixed marks": "“\"‘«'no ",
    "cues": "said said said ",
    "cues in paragraphs": "said\n\n",
    "cues that look ahead": "said that ",
    "source and cue": "X said that ",
    "several cues": "Ada Quill said Bo Poe told Harbor News that ",
    "noun cues": "allegations of claims that ",
    "according to": ", according to X, ",
    "denials": "did not deny that ",
    "passives": "has been accused of ",
    "quotations": "“A,” he said. ",
    "quotations in paragraphs": "“A,” he said.\n\n",
    "quotations without cues": "“We never sold the park.” ",
    "quotations without cues in paragraphs": "“We never sold the park.”\n\n",
    "no space": "a",
    "no space, capitals": "A",
    "no space, hyphens": "a-",
    "no space, apostrophes": "a’",
    "no space, full stops": "a.",
    "no space, at": "a@",
    "one word": "word ",
    "one word a line": "word\n",
    "one word a paragraph": "Word\n\n",
    "one name": "Quill ",
    "all names": "Ada Quill ",
    "names joined": "Quill and ",
    "possessives": "Quill’s ",
    "line ends": "\n",
    "carriage returns": "\r\n",
    "blanks": " ",
    "no-break spaces": "\u{a0}",
    "tabs": "\t",
    "all capitals": "THE MAYOR OF THE TOWN WENT HOME LATE ",
    "all digits": "7",
    "numbers": "1,000.5 ",
    "times": "12:30 3 hours ago\n",
    "combining marks": "\u{301}",
    "combining letters": "e\u{301}",
    "one letter with many marks": "\u{301}\u{308}\u{327}\u{200d}",
    "soft hyphens": "\u{ad}",
    "emoji": "😀",
    "joined emoji": "👩\u{200d}👩\u{200d}👧\u{200d}👦",
    "joiners": "\u{200d}",
    "right to left": "قالت الوزارة إن ",
    "marks of direction": "\u{202e}\u{202c}",
    "scripts in turn": "aя東ا",
    "scripts without blanks": "東京都知事",
    "scripts and blanks": "cat кот 猫 قط ",
    "ligatures": "ﬁİẞ",
    "nul": "\0",
    "commas": ",",
    "commas between words": "no, ",
    "semicolons": "no; ",
    "colons": ": ",
    "full stops": ".",
    "question marks": "? ",
    "ellipses": "… ",
    "dashes": "— ",
    "hyphens": "-",
    "ands": "and ",
    "thats": "that ",
    "prepositions": "of the ",
    "initials": "J. ",
    "abbreviations": "Mr. ",
    "transcript": "A: B: ",
    "transcript lines": "QUILL: no\n\n",
    "appositions": "Ada Quill, the mayor, said it. ",
    "pronouns": "he said that she said that it said that ",
    "descriptions": "the company said so. ",
    "documents": "the statement said so. ",
    "comments": "Bo Poe • 3 hours ago\nHe said so.\n\n",
    "lists": "• Share on Facebook\n",
    "tags": "<p>",
    "addresses": "https://a.example/b?c=d&e ",
    "bracketed": "[sic] ",
    "datelines": "MOSCOW (Sputnik) — ",
};

/// Texts in which no part is like another, or that close what they opened.
const OTHERS: &[Shape] = &[
    Shape { name: "quotations in quotations", part: |_| "“no ".to_owned(), closing: "” " },
    Shape { name: "brackets in brackets", part: |_| "(a ".to_owned(), closing: ") " },
    Shape { name: "marks of two kinds in each other", part: |_| "“‘".to_owned(), closing: "’”" },
    repeated("new words", |i| letters(i) + " "),
    repeated("new names", |i| format!("{} {} ", name(i), name(i * 7 + 1))),
    repeated("new names in sentences", |i| format!("Then {} {} left. ", name(i), name(i * 7 + 1))),
    repeated("new names of one surname", |i| format!("Then {} Quill left. ", name(i))),
    repeated("new surnames of one name", |i| format!("Then Ada {} left. ", name(i))),
    repeated("new speakers", |i| format!("“No,” said {} {}. ", name(i), name(i * 7 + 1))),
    repeated("new speakers, then surnames", |i| {
        format!("{0} {1} said that it was so. {1} denied it.\n\n", name(i), name(i * 7 + 1))
    }),
    repeated("new companies", |i| format!("{} Corp said that the company was closed. ", name(i))),
    repeated("new acronyms", |i| format!("Ministry of {} ({}) said so. ", name(i), letters(i).to_ascii_uppercase())),
    repeated("new acronyms of one name", |i| format!("Harbor News ({}) said so. ", letters(i).to_ascii_uppercase())),
    repeated("new names joined", |i| format!("{} and ", name(i))),
    repeated("new names hyphened", |i| format!("{}-", name(i))),
    repeated("new appositions", |i| format!("{} {}, the mayor of {}, said it. ", name(i), name(i + 1), name(i + 2))),
    repeated("new speakers, then he", |i| format!("{} {} left. He said so. ", name(i), name(i * 7 + 1))),
    repeated("new transcript lines", |i| format!("{}: no\n\n", letters(i).to_ascii_uppercase())),
    repeated("new comments", |i| format!("{} {} • 3 hours ago\nHe said so.\n\n", name(i), name(i + 1))),
    repeated("new bylines", |i| format!("By {} {}\n\n", name(i), name(i + 1))),
    repeated("new quotations", |i| {
        format!("“We sold {} and {} to {}.”\n\n", letters(i), letters(i + 9), letters(i / 3))
    }),
    repeated("new numbers", |i| format!("{i} ")),
    repeated("listed names of a million", |i| format!("{} {} ", name(i % 1000), name(i % 1000 * 7 + 1))),
];

/// All shapes.
pub(crate) static SHAPES: std::sync::LazyLock<Vec<&'static Shape>> =
    std::sync::LazyLock::new(|| SAME.iter().chain(OTHERS).collect());
