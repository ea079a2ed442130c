//! Zones against the seeds' gold, against invented pages in many styles, and against line soup.

use std::fs;
use std::path::Path;

use onrecord::CharIndex;
use onrecord::text::zones::{Zone, zones};
use proptest::prelude::*;

fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}' | '\u{2060}')
}

/// The kind of each code point, empty where none.
fn kinds(text: &str, found: &[Zone]) -> Vec<&'static str> {
    let index = CharIndex::new(text).unwrap();
    let mut out = vec![""; index.n_chars() as usize];
    for zone in found {
        let (start, end) = (index.char_at(text, zone.span.start), index.char_at(text, zone.span.end));
        out[start as usize..end as usize].fill(zone.kind.name());
    }
    out
}

#[test]
fn seeds_agree_with_gold() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let gold = fs::read_to_string(root.join("tests/gold/seeds.jsonl")).unwrap();
    let (mut right, mut all) = (0, 0);
    for line in gold.lines() {
        let doc: serde_json::Value = serde_json::from_str(line).unwrap();
        let id = doc["id"].as_str().unwrap();
        let text = fs::read_to_string(root.join(format!("seeds/{id}.txt"))).unwrap();
        let found = zones(&text, None);
        let kinds = kinds(&text, &found);
        let mut expected = vec![""; kinds.len()];
        let mut authors = Vec::new();
        for zone in doc["zones"].as_array().unwrap() {
            let at = |i: usize| usize::try_from(zone["span"][i].as_u64().unwrap()).unwrap();
            expected[at(0)..at(1)].fill(zone["kind"].as_str().unwrap());
            authors.extend(zone["author"].as_str());
        }
        for (i, c) in text.chars().enumerate().filter(|(_, c)| !is_blank(*c)) {
            all += 1;
            if kinds[i] == expected[i] {
                right += 1;
            } else {
                print!("{c}");
            }
            if i + 1 < kinds.len()
                && kinds[i] != expected[i]
                && (kinds[i + 1], expected[i + 1]) != (kinds[i], expected[i])
            {
                println!("  <- {id}: {} for {}", kinds[i], expected[i]);
            }
        }
        let found: Vec<_> = found
            .iter()
            .filter(|zone| zone.kind.name() == "comment")
            .map(|zone| zone.author.unwrap().of(&text))
            .collect();
        assert_eq!(found, authors, "{id}");
    }
    println!("{right} of {all} characters");
    assert!(all > 15_000);
    assert!(right * 100 >= all * 98, "{right} of {all}");
}

#[derive(Debug, Default)]
struct Case {
    name: String,
    title: Option<String>,
    text: String,
    expected: Vec<&'static str>,
    authors: Vec<String>,
    headings: Vec<String>,
}

/// Reads the cases of one file; the form is told in its first lines.
fn cases(file: &str) -> Vec<Case> {
    const KINDS: [&str; 9] =
        ["title", "subtitle", "byline", "body", "caption", "boilerplate", "comment", "author_bio", "heading"];
    let mut out: Vec<Case> = Vec::new();
    for (n, line) in file.lines().enumerate() {
        if let Some(name) = line.strip_prefix("=== ") {
            out.push(Case { name: name.to_owned(), ..Case::default() });
            continue;
        }
        let Some(case) = out.last_mut() else { continue };
        if let Some(title) = line.strip_prefix("given| ") {
            case.title = Some(title.to_owned());
            continue;
        }
        let glued = line.starts_with('+');
        if !glued && (!case.text.is_empty() || line.is_empty()) {
            case.text.push('\n');
            case.expected.push("");
        }
        if line.is_empty() {
            continue;
        }
        let (kind, text) =
            line.trim_start_matches('+').split_once("| ").unwrap_or_else(|| panic!("line {}: {line}", n + 1));
        let (kind, author) =
            kind.split_once('(').map_or((kind, None), |(kind, author)| (kind, author.strip_suffix(')')));
        let kind = KINDS.iter().find(|known| **known == kind).unwrap_or_else(|| panic!("line {}: {kind}", n + 1));
        case.authors.extend(author.map(str::to_owned));
        if *kind == "heading" {
            case.headings.push(text.to_owned());
        }
        let kind = if *kind == "heading" { "body" } else { kind };
        case.text.push_str(text);
        case.expected.extend(std::iter::repeat_n(kind, text.chars().count()));
    }
    out
}

#[test]
fn pages_in_many_styles() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/zones");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let all: Vec<Case> = files.iter().flat_map(|path| cases(&fs::read_to_string(path).unwrap())).collect();
    assert!(all.len() >= 40, "{}", all.len());
    let mut names: Vec<_> = all.iter().map(|case| case.name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), all.len(), "two cases of one name");
    let mut wrong = Vec::new();
    for case in &all {
        let found = zones(&case.text, case.title.as_deref());
        let kinds = kinds(&case.text, &found);
        let differs = case.text.chars().enumerate().any(|(i, c)| !is_blank(c) && kinds[i] != case.expected[i]);
        let authors: Vec<_> = found.iter().filter_map(|zone| zone.author).map(|span| span.of(&case.text)).collect();
        let headings: Vec<_> = found.iter().filter(|zone| zone.heading).map(|zone| zone.span.of(&case.text)).collect();
        if differs || authors != case.authors || headings != case.headings {
            wrong.push(case.name.as_str());
            println!("=== {}\n{authors:?} {headings:?}", case.name);
            for zone in &found {
                println!("{:12} {}", zone.kind.name(), zone.span.of(&case.text));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
}

/// Seconds that `text` takes, the best of three.
fn seconds(text: &str) -> f64 {
    (0..3)
        .map(|_| {
            let start = std::time::Instant::now();
            assert!(zones(text, Some("A headline that is nowhere in it")).len() <= text.len());
            start.elapsed().as_secs_f64()
        })
        .fold(f64::INFINITY, f64::min)
}

#[test]
fn time_is_linear_in_the_text() {
    for unit in [
        "ab cd\n",
        "Ab Cd Ef\n",
        "word and Other ",
        "aB",
        "\u{a0}",
        "(a",
        ". - ",
        "Share on Facebook\n",
        "Ada Quill • 3 hours ago\nno\n",
        "Ada Quill is a reporter at X.\n",
        "council members met on tuesday and voted to sell the\n",
        "Related:\n",
        "© A / AFP\n",
        "\r",
    ] {
        let text = |bytes: usize| unit.repeat(bytes / unit.len());
        let (small, large) = (seconds(&text(60_000)), seconds(&text(240_000)));
        // Four times the text; squared time would be sixteen. Other processes share the machine.
        assert!(large < small * 10.0 + 0.02, "{unit:?}: {small} s, then {large} s");
    }
}

fn soup() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[ -~]{0,60}",
        "[A-Z][a-z]{1,8}( [A-Z]?[a-z]{1,8}){0,6}[.?:]?",
        Just("By Ada Quill".to_owned()),
        Just("Ada Quill's picture".to_owned()),
        Just("Ada Quill • 3 hours ago".to_owned()),
        Just("© Ada Quill / AFP / Go to the photo bankThe square is wide.".to_owned()),
        Just("A view of the wide square, Moscow, RussiaAllegations that it is narrow".to_owned()),
        Just("Share on Facebook".to_owned()),
        Just("12 Comments".to_owned()),
        Just("“Où est l’été ?” 😀\u{301}".to_owned()),
        Just("\u{feff}\u{200b}".to_owned()),
        Just("(".to_owned()),
        Just("©".to_owned()),
        Just("—".to_owned()),
        "\\PC{0,30}",
    ];
    let end = prop_oneof![
        Just("\n"),
        Just("\n\n"),
        Just("\r\n"),
        Just("\r"),
        Just("\u{2028}"),
        Just("\u{a0}\n"),
        Just("\u{85}"),
        Just("\t"),
        Just("")
    ];
    prop::collection::vec((piece, end), 0..24)
        .prop_map(|lines| lines.into_iter().map(|(line, end)| line + end).collect())
}

proptest! {
    #[test]
    fn every_character_is_in_exactly_one_zone(text in soup(), title in prop::option::of("[A-Z][a-z ]{0,30}")) {
        let found = zones(&text, title.as_deref());
        let mut at = 0;
        for zone in &found {
            let (start, end) = (zone.span.start as usize, zone.span.end as usize);
            prop_assert!(at <= start && start < end && end <= text.len());
            prop_assert!(text[at..start].chars().all(is_blank), "lost: {:?}", &text[at..start]);
            let inner = &text[start..end];
            prop_assert!(!inner.starts_with(is_blank) && !inner.ends_with(is_blank));
            if let Some(author) = zone.author {
                prop_assert!(zone.span.contains(author) && !author.is_empty());
                prop_assert!(!author.of(&text).is_empty());
            }
            at = end;
        }
        prop_assert!(text[at..].chars().all(is_blank), "lost: {:?}", &text[at..]);
    }

    #[test]
    fn datelines_open_the_span(text in "[A-Z]{3,8}[ ,.A-Za-z]{0,20}( \\([A-Za-z]{1,8}\\))? ?[—-] ?[A-Z ]\\PC{0,20}") {
        let body = onrecord::Span::new(0, text.len());
        if let Some(place) = onrecord::text::zones::dateline(&text, body) {
            prop_assert!(place.start == 0 && !place.is_empty() && body.contains(place));
            prop_assert!(text.is_char_boundary(place.end as usize));
        }
    }
}
