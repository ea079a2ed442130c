//! The whole analysis on texts that nobody would print: what must hold for any text, and how long it may take.

mod sound;

use std::time::Instant;

use onrecord::entity::EntityRef;
use onrecord::quote::QuoteKind;
use onrecord::text::zones::ZoneKind;
use onrecord::{Analysis, Document, Resources, Span, record};
use proptest::prelude::*;
use sound::{PIECES, check, resources};

fn analyze(text: &str, resources: &Resources) -> Analysis {
    record::analyze(&Document::new("d", text), resources).unwrap()
}

fn soup() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        12 => prop::sample::select(PIECES).prop_map(str::to_owned),
        2 => "[A-Z]?[a-z]{1,9}",
        1 => "\\PC{0,8}",
        1 => ("[a-zA-Zé’'“-]{1,3}", 1..400_usize).prop_map(|(unit, n)| unit.repeat(n)),
    ];
    let glue = prop_oneof![8 => Just(" "), 1 => Just(""), 1 => Just("\n\n"), 1 => Just("\u{a0}")];
    prop::collection::vec((piece, glue), 0..70)
        .prop_map(|parts| parts.into_iter().map(|(piece, glue)| piece + glue).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_gets_a_sound_answer(text in soup(), listed in any::<bool>()) {
        let resources = if listed { resources() } else { Resources::default() };
        let analysis = analyze(&text, &resources);
        check(&text, &analysis, &resources).map_err(TestCaseError::fail)?;
        let again = analyze(&text, &resources);
        prop_assert_eq!(format!("{analysis:?}"), format!("{again:?}"));
    }
}

type Harm = fn(&mut Analysis);

#[test]
fn the_check_sees_what_is_wrong() {
    let text = "“No é,” said Ada Quill. “Never,” said Brandt.";
    let resources = resources();
    let sound = analyze(text, &resources);
    assert_eq!((sound.quotes.len(), sound.mentions.len()), (2, 2));
    assert_eq!(check(text, &sound, &resources), Ok(()));
    let harms: &[(&str, Harm)] = &[
        ("beyond the end", |a| a.quotes[1].source.as_mut().unwrap().end += 9),
        ("within a character", |a| a.quotes[0].content[0].end = "“No é".len() as u32 - 1),
        ("empty content", |a| a.quotes[0].content.clear()),
        ("turned mentions", |a| a.mentions.reverse()),
        ("zone twice", |a| a.zones.push(a.zones[0])),
        ("turned quotes", |a| a.quotes.reverse()),
        ("nobody's mention", |a| a.mentions[0].entity = EntityRef::Found(7)),
        ("confidence", |a| a.quotes[0].confidence = f32::NAN),
    ];
    for (name, harm) in harms {
        let mut harmed = sound.clone();
        harm(&mut harmed);
        assert!(check(text, &harmed, &resources).is_err(), "{name}");
    }
}

/// The attributions as kind, source, content.
fn told<'a>(text: &'a str, analysis: &Analysis) -> Vec<(QuoteKind, Option<&'a str>, Vec<&'a str>)> {
    let words = |s: Span| s.of(text);
    analysis
        .quotes
        .iter()
        .map(|q| (q.kind, q.source.map(words), q.content.iter().map(|&s| words(s)).collect()))
        .collect()
}

fn sound(text: &str) -> Analysis {
    let resources = resources();
    let analysis = analyze(text, &resources);
    check(text, &analysis, &resources).unwrap();
    analysis
}

#[test]
fn empty_and_blank_texts_have_no_rows() {
    for text in ["", " ", "\n\n", "\r\n\t\u{a0}\u{2028}", "\u{feff}"] {
        let analysis = sound(text);
        let rows = (analysis.zones.len(), analysis.mentions.len(), analysis.quotes.len(), analysis.found.len());
        assert_eq!(rows, (0, 0, 0, 0), "{text:?}");
        assert_eq!(analysis.chars.n_chars() as usize, text.chars().count());
    }
}

#[test]
fn marks_alone_are_no_quotation() {
    for text in ["“”", "\"\"\"\"", "“", "”", "'' ``", "« » ‹ ›", "„“ ‘’ ' \" ”“", "“ … ” — “ , ”", "“”\n\n“”\n\n“"]
    {
        assert_eq!(told(text, &sound(text)), [], "{text:?}");
    }
}

#[test]
fn marks_around_a_blank_say_nothing() {
    for text in ["“\u{a0}”\u{a0}, said Aa ", "“ ” , said Ada Quill."] {
        assert_eq!(told(text, &sound(text)), [], "{text:?}");
    }
}

#[test]
fn an_odd_mark_costs_no_other_paragraph() {
    let good = "“We never sold the park,” said Ada Quill.";
    for odd in
        ["He called it “odd.", "It was odd” and wet.", "\"", "“", "”", "“One” and “two", "It is 6' tall.", "‘Odd"]
    {
        let text = format!(
            "Dam in Ohm Closed After Rain\n\nThe dam was closed on Monday, and so was the road.\n\n{odd}\n\nIt rained in the hills all day long.\n\n{good}"
        );
        let analysis = sound(&text);
        let last = told(&text, &analysis).pop();
        assert_eq!(last, Some((QuoteKind::Direct, Some("Ada Quill"), vec!["We never sold the park,"])), "{odd:?}");
    }
}

#[test]
fn a_lone_opening_mark_runs_to_the_end_of_its_line() {
    let text = "Ada Quill said: “We never sold the park";
    assert_eq!(told(text, &sound(text)), [(QuoteKind::Direct, Some("Ada Quill"), vec!["We never sold the park"])]);
}

#[test]
fn ten_megabytes_without_a_space() {
    for (unit, megabytes) in [("a", 10), ("東", 2), ("a’", 2), ("A-", 2)] {
        let text = unit.repeat((megabytes << 20) / unit.len());
        let start = Instant::now();
        let analysis = sound(&text);
        assert_eq!((analysis.quotes.len(), analysis.zones.len()), (0, 1), "{unit}");
        // Seconds on the slowest build; squared time would be days.
        assert!(start.elapsed().as_secs() < 30, "{unit}: {:?}", start.elapsed());
    }
}

#[test]
fn nul_beside_words_is_survived() {
    let text = "\0“We never sold the park,”\0 said\0 Ada Quill.\0";
    assert_eq!(told(text, &sound(text)).len(), 1);
    let text = "“We never sold the park,” said Ada Quill.\0";
    assert_eq!(told(text, &sound(text)), [(QuoteKind::Direct, Some("Ada Quill"), vec!["We never sold the park,"])]);
}

#[test]
fn nul_is_a_character_like_others() {
    let text = "“We never\0 sold the park,” said Ada Quill.";
    assert_eq!(told(text, &sound(text)), [(QuoteKind::Direct, Some("Ada Quill"), vec!["We never\0 sold the park,"])]);
}

#[test]
fn line_ends_change_no_answer() {
    let lines = [
        "Dam in Ohm Closed After Rain",
        "",
        "The dam was closed on Monday, and so was the road.",
        "",
        "“We never sold the park,” said Ada Quill.",
        "",
        "Tom Brandt denied that it was his.",
    ];
    let plain = lines.join("\n");
    let wanted = told(&plain, &sound(&plain));
    assert_eq!(wanted.len(), 2);
    let mixed: String =
        lines.iter().zip(["\n", "\r\n", "\r", "\r\n", "\n", "\n", "\r\n"]).flat_map(|(l, e)| [*l, e]).collect();
    for text in [lines.join("\r\n"), lines.join("\r"), mixed, format!("\u{feff}{plain}")] {
        assert_eq!(told(&text, &sound(&text)), wanted, "{text:?}");
    }
}

#[test]
fn offsets_beside_emoji_and_combining_letters_are_exact() {
    // The name and how often it must be found: a letter with an accent of its own is another name.
    for (text, name, n) in [
        ("😀 “No 👩‍👩‍👧 way,” said 😀Ada Quill😀.", "Ada Quill", 1),
        ("🇺🇳 Brandt Works 🇺🇳 said that it would 👍.", "Brandt Works", 1),
        ("e\u{301}e\u{301} “No,” said Ada Quill e\u{301}.", "Ada Quill", 1),
        ("“Café” — said\u{a0}Ada\u{a0}Quill, “no.”", "Ada\u{a0}Quill", 1),
        ("Ada Quill\u{301} left the hall.", "Ada Quill", 0),
    ] {
        let analysis = sound(text);
        let chars: Vec<char> = text.chars().collect();
        let listed = |m: &&onrecord::entity::Mention| matches!(m.entity, EntityRef::Listed(_));
        let found: Vec<_> = analysis.mentions.iter().filter(listed).collect();
        assert_eq!(found.len(), n, "{text}");
        for mention in found {
            let at = |offset| analysis.chars.char_at(text, offset) as usize;
            let surface: String = chars[at(mention.span.start)..at(mention.span.end)].iter().collect();
            assert_eq!((surface.as_str(), mention.span.of(text)), (name, name), "{text}");
        }
    }
}

#[test]
fn a_text_in_russian_is_survived() {
    let text = "Парк не продан\n\nСовет закрыл плотину в понедельник, и дорога тоже закрыта.\n\n«Мы не продавали парк», — заявила Ада Квилл. Компания отрицает обвинения.\n\nБрандт назвал это «ошибкой».";
    let analysis = sound(text);
    assert!(analysis.zones.iter().all(|z| matches!(z.kind, ZoneKind::Title | ZoneKind::Subtitle | ZoneKind::Body)));
    // No cue is known in Russian: what is found, if anything, is the words between marks, without a speaker made up.
    for quote in &analysis.quotes {
        assert_eq!(quote.kind, QuoteKind::Direct);
        assert!(["Мы не продавали парк", "ошибкой"].contains(&quote.content[0].of(text)), "{quote:?}");
    }
    let surface = onrecord::text::Surface::new(text, None);
    let inner: Vec<_> = surface.quotations.iter().map(|q| (q.inner.of(text), q.closed)).collect();
    assert_eq!(inner, [("Мы не продавали парк", true), ("ошибкой", true)]);
}
