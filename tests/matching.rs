//! Where listed names are found: named cases, and random texts against a slow obvious search.

use onrecord::entity::EntityType;
use onrecord::entity::gazetteer::{Alias, CaseRule, Entity};
use onrecord::text::fold::{Folded, Marks, joins_words, normalized};
use onrecord::{Gazetteer, Span};
use proptest::prelude::*;

fn list(names: &[(&str, CaseRule)]) -> Gazetteer {
    let entity = |&(name, case): &(&str, CaseRule)| Entity {
        aliases: vec![Alias { text: name.to_owned(), case }],
        ..Entity::new(name, EntityType::Other, &[])
    };
    Gazetteer::new(names.iter().map(entity).collect()).unwrap()
}

fn found<'t>(names: &[&str], text: &'t str) -> Vec<&'t str> {
    let names: Vec<_> = names.iter().map(|&n| (n, CaseRule::Auto)).collect();
    list(&names).find(text).iter().map(|m| m.span.of(text)).collect()
}

type Case = (&'static str, &'static [&'static str], &'static str, &'static [&'static str]);

const CASES: &[Case] = &[
    ("one word", &["Acme"], "Acme rose.", &["Acme"]),
    ("several places", &["Acme"], "Acme, Acme; (Acme)", &["Acme", "Acme", "Acme"]),
    ("inside a word", &["Acme"], "Acmeist BigAcme Acme1 Acme_x", &[]),
    ("glued to a word", &["Russia"], "Moscow, RussiaAllegations that", &[]),
    (
        "longest wins",
        &["Acme", "Acme Corp", "Acme Corp East"],
        "Acme Corp East and Acme Corp",
        &["Acme Corp East", "Acme Corp"],
    ),
    ("longest only in whole words", &["Acme", "Acme Corp"], "Acme Corporal", &["Acme"]),
    ("leftmost wins", &["North Acme", "Acme Corp East"], "North Acme Corp East", &["North Acme"]),
    ("inner name after a failed outer one", &["New York Times", "York"], "New York Tim", &["York"]),
    ("possessive", &["Acme"], "Acme's", &["Acme"]),
    ("curly possessive", &["Acme"], "Acme’s", &["Acme"]),
    ("plural possessive", &["Firms"], "Firms' and Firms’ rights", &["Firms", "Firms"]),
    ("doubled possessive", &["Firms"], "Firms’s", &["Firms"]),
    ("contraction", &["Acme"], "Acme’ll", &["Acme"]),
    ("other apostrophes are inside a word", &["Xi"], "Xi'an", &[]),
    ("quoted in apostrophes", &["Acme"], "the 'Acme' plan", &["Acme"]),
    ("after an initial and apostrophe", &["Brien"], "O'Brien", &[]),
    ("apostrophe in the name", &["McDonald's"], "McDonald’s and McDonald's’", &["McDonald’s", "McDonald's"]),
    (
        "apostrophe in a longer name",
        &["St. Basil's Cathedral"],
        "at St. Basil’s Cathedral.",
        &["St. Basil’s Cathedral"],
    ),
    ("no-break space", &["Acme Corp"], "Acme\u{a0}Corp", &["Acme\u{a0}Corp"]),
    ("thin space", &["Acme Corp"], "Acme\u{2009}Corp", &["Acme\u{2009}Corp"]),
    ("double blank", &["Acme Corp"], "Acme  Corp", &["Acme  Corp"]),
    ("line break", &["Acme Corp"], "Acme\nCorp and Acme \r\n Corp", &["Acme\nCorp", "Acme \r\n Corp"]),
    ("not over paragraphs", &["Acme Corp"], "Acme\n\nCorp", &[]),
    ("blanks in the list", &["Acme \u{a0} Corp "], "Acme Corp", &["Acme Corp"]),
    ("no-break hyphen", &["cyber-espionage"], "cyber‑espionage", &["cyber‑espionage"]),
    ("dash", &["Merriam-Webster"], "Merriam–Webster", &["Merriam–Webster"]),
    ("dash in the list", &["Merriam–Webster"], "Merriam-Webster", &["Merriam-Webster"]),
    ("minus", &["Merriam-Webster"], "Merriam−Webster", &["Merriam−Webster"]),
    ("hyphen is an edge", &["Russia"], "Russia-based, pro-Russia", &["Russia", "Russia"]),
    ("dash is an edge", &["Acme"], "yes—Acme—no", &["Acme"]),
    ("soft hyphen", &["Kaspersky"], "Kas\u{ad}per\u{ad}sky said", &["Kas\u{ad}per\u{ad}sky"]),
    ("soft hyphen at the edge", &["Acme"], "\u{ad}Acme\u{ad} x", &["Acme"]),
    ("acronym", &["US", "WHO", "GSA"], "US us Us WHO who Who GSA gsa", &["US", "WHO", "GSA"]),
    ("acronym with dots", &["U.S."], "the U.S. and U.S.-based, u.s. in the U.S.", &["U.S.", "U.S.", "U.S."]),
    ("dots do not join words", &["U.S."], "U.S.A. and U.S.SR", &[]),
    ("acronym in brackets", &["GSA"], "Administration's (GSA) list", &["GSA"]),
    ("acronym's possessive", &["US"], "US's US’", &["US", "US"]),
    ("acronym with a digit", &["G7"], "G7 g7 G77", &["G7"]),
    ("one-word name needs its capital", &["Apple"], "apple pie from Apple", &["Apple"]),
    ("all capitals from four letters", &["Moscow", "Ted"], "MOSCOW TED Ted moscow", &["MOSCOW", "Ted"]),
    ("inner capitals", &["LinkedIn"], "Linkedin LINKEDIN linkedin", &["Linkedin", "LINKEDIN"]),
    ("small first letter", &["iPhone"], "iPhone IPhone iphone", &["iPhone", "IPhone"]),
    ("small name", &["linux"], "linux Linux LINUX", &["linux", "Linux", "LINUX"]),
    (
        "long names fold",
        &["Red Square"],
        "red square RED SQUARE Red square",
        &["red square", "RED SQUARE", "Red square"],
    ),
    ("plus at the end", &["Google+"], "Google+\nShare it, Google+.", &["Google+", "Google+"]),
    ("plus is not the name", &["Google", "Google+"], "Google Google+", &["Google", "Google+"]),
    ("C and C++", &["C", "C++"], "C, C++ and C+++", &["C", "C++"]),
    ("exclamation mark", &["Yahoo!"], "Yahoo! Yahoo!’s Yahoo", &["Yahoo!", "Yahoo!"]),
    ("mark at the start", &[".NET"], ".NET or ASP.NET", &[".NET"]),
    ("ampersand", &["AT&T"], "AT&T's", &["AT&T"]),
    ("handle", &["@TechJournalist", "Tech"], "Follow @TechJournalist. @Tech", &["@TechJournalist"]),
    ("hash tag", &["Acme"], "#Acme", &["Acme"]),
    ("domain", &["Bloomberg", "Bloomberg.com"], "Bloomberg.com bloomberg.com www.Bloomberg.org", &["Bloomberg.com"]),
    ("missing blank after a stop", &["Acme"], "by Acme.The end.Acme", &["Acme", "Acme"]),
    ("dotted I", &["İstanbul"], "İİİ İstanbul’da İstanbul", &["İstanbul"]),
    ("after letters that grow when folded", &["Acme"], "İİİİ Acme", &["Acme"]),
    ("sharp s", &["Weiß"], "WEISS Weiß weiss", &["WEISS", "Weiß"]),
    (
        "composed and decomposed",
        &["Café Noir"],
        "Cafe\u{301} Noir Café Noir Cafe Noir",
        &["Cafe\u{301} Noir", "Café Noir"],
    ),
    ("combining letter is no edge", &["Cafe"], "Cafe\u{301}", &[]),
    ("emoji", &["Acme"], "😀Acme😀 👩‍👩‍👧 Acme", &["Acme", "Acme"]),
    ("trade mark", &["Acme"], "Acme™ Acme® Acme²", &["Acme", "Acme", "Acme"]),
    ("ligature", &["Fiat"], "\u{fb01}at Fiat", &["Fiat"]),
    ("inside a ligature", &["Of"], "O\u{fb01}", &[]),
    ("full width", &["ACME"], "ＡＣＭＥ", &["ＡＣＭＥ"]),
    ("Cyrillic", &["Россия"], "Россия, РОССИЯ, россия, Россиян", &["Россия", "РОССИЯ"]),
    ("Greek", &["Παπάς"], "ΠΑΠΆΣ Παπάς", &["ΠΑΠΆΣ", "Παπάς"]),
    ("no blanks between words", &["卡巴斯基"], "据卡巴斯基表示", &["卡巴斯基"]),
    ("NUL beside a name", &["Acme"], "\0Acme\0", &["Acme"]),
    ("empty text", &["Acme"], "", &[]),
    ("empty list", &[], "Acme", &[]),
];

#[test]
fn named_cases() {
    for (name, names, text, expected) in CASES {
        assert_eq!(found(names, text), *expected, "{name}: {text:?}");
    }
}

#[test]
fn names_of_cases_are_unique() {
    let mut names: Vec<_> = CASES.iter().map(|c| c.0).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), CASES.len());
    assert!(CASES.len() >= 40);
}

#[test]
fn case_rules_hold() {
    let all = |rule, text: &str| list(&[("Moscow News", rule)]).find(text).len();
    assert_eq!(all(CaseRule::Exact, "Moscow News, moscow news, Moscow\u{a0}News"), 2);
    assert_eq!(all(CaseRule::Fold, "Moscow News, moscow news"), 2);
    assert_eq!(list(&[("Us", CaseRule::Fold)]).find("us US Us").len(), 3);
}

#[test]
fn one_alias_may_have_several_owners() {
    let list = Gazetteer::new(vec![
        Entity::new("Acme Corp", EntityType::Org, &["Acme"]),
        Entity::new("Ann Acme", EntityType::Person, &["Acme"]),
    ])
    .unwrap();
    let text = "Acme";
    let owners = list.owners(text, list.find(text)[0]);
    assert_eq!(owners.iter().map(|o| o.0).collect::<Vec<_>>(), [0, 1]);
}

/// All whole-word places of `names`, by trying every pair of places, then the longest of the leftmost.
fn slow(names: &[&str], text: &str) -> Vec<Span> {
    let edges: Vec<usize> = text.char_indices().map(|(i, _)| i).chain([text.len()]).collect();
    let seen = |c: char| c != '\u{ad}';
    let mut out: Vec<Span> = Vec::new();
    let mut from = 0;
    for &start in &edges {
        if start < from {
            continue;
        }
        for &end in edges.iter().rev().filter(|&&e| e > start) {
            let words = &text[start..end];
            let whole = words.chars().next().is_some_and(seen) && words.chars().next_back().is_some_and(seen);
            let open = |c: Option<char>| !c.is_some_and(joins_words);
            let alone =
                open(text[..start].chars().rev().find(|&c| seen(c))) && open(text[end..].chars().find(|&c| seen(c)));
            let same = |n: &&str| Folded::new(n).as_str() == Folded::new(words).as_str();
            if whole && alone && !words.starts_with(' ') && names.iter().any(same) {
                out.push(Span::new(start, end));
                from = end;
                break;
            }
        }
    }
    out
}

proptest! {
    #[test]
    fn agrees_with_the_slow_search(text in "[abAB é’–\u{a0}\n\u{ad}İß😀]{0,40}") {
        let names = ["a", "ab", "a b", "b a", "a-b", "b é", "İ", "ß", "ab ab", "a b a"];
        let rules: Vec<_> = names.iter().map(|&n| (n, CaseRule::Fold)).collect();
        // Apostrophes are edges or not by what stands around them; the named cases tell. Here they are blanks.
        let text = text.replace('’', " ");
        let fast: Vec<Span> = list(&rules).find(&text).iter().map(|m| m.span).collect();
        prop_assert_eq!(fast, slow(&names, &text), "{:?}", text);
    }

    #[test]
    fn spans_are_the_names(text in "\\PC{0,80}") {
        let list = list(&[("a", CaseRule::Fold), ("é", CaseRule::Fold), ("1", CaseRule::Fold)]);
        for m in list.find(&text) {
            let name = normalized(m.span.of(&text), Marks::Kept).to_lowercase();
            let known = ["a", "e\u{301}", "1"].contains(&name.as_str());
            prop_assert!(known, "{}", name);
        }
    }
}

#[test]
fn long_texts_take_linear_time() {
    let list = list(&[("Acme", CaseRule::Auto), ("a", CaseRule::Fold), ("aa", CaseRule::Fold)]);
    // The unit, how many of it, and how many names that makes.
    for (unit, n, names) in
        [("a", 1 << 18, 0), ("Acme ", 20_000, 20_000), ("é\u{301}İ", 1 << 16, 0), ("a a ", 10_000, 20_000)]
    {
        let seconds = |n: usize, names: usize| {
            let text = unit.repeat(n);
            let best_of_two = (0..2).map(|_| {
                let start = std::time::Instant::now();
                assert_eq!(list.find(&text).len(), names, "{unit}");
                start.elapsed().as_secs_f64()
            });
            best_of_two.fold(f64::INFINITY, f64::min)
        };
        // Four times the text; squared time would be sixteen. Other processes share the machine, so any of three looks may
        // tell.
        let linear = (0..3).any(|_| {
            let (small, large) = (seconds(n, names), seconds(4 * n, 4 * names));
            large < small * 10.0
        });
        assert!(linear, "{unit}: four times the text takes more than ten times as long");
    }
}
