//! Where listed names are found: named cases, and random texts against a slow obvious search.

use onrecord::entity::EntityType;
use onrecord::entity::gazetteer::{Alias, Builder, CaseRule, Engine, Entity, Match, Options};
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

type OptionCase = (&'static str, Options, &'static [&'static str], &'static str, &'static [&'static str]);

#[test]
fn options_hold() {
    let names = |names: &[&str]| names.iter().map(|&n| (n.to_owned(), CaseRule::Auto)).collect::<Vec<_>>();
    let plural = Options { plural: true, ..Options::default() };
    let bare = Options { marks: Marks::Ignored, ..Options::default() };
    let parts = Options { whole_words: false, ..Options::default() };
    let cases: &[OptionCase] = &[
        ("no plural unless asked", Options::default(), &["Democrat"], "Democrats", &[]),
        ("plural", plural, &["Democrat"], "Democrats’ and Democrat’s", &["Democrats", "Democrat"]),
        ("plural after a hiss", plural, &["Bush", "Marx"], "Bushes, Marxes", &["Bushes", "Marxes"]),
        ("plural of y", plural, &["Kennedy", "Agency"], "Kennedys and Agencies", &["Kennedys", "Agencies"]),
        ("plural of an acronym", plural, &["MP"], "MPs mps MP", &["MPs", "MP"]),
        ("plural of several words", plural, &["Red Army"], "red armies", &["red armies"]),
        ("listed plural goes before", plural, &["Acme", "Acmes"], "Acmes", &["Acmes"]),
        ("marks count", Options::default(), &["Müller"], "Muller", &[]),
        ("marks ignored in the text", bare, &["Muller"], "Müller Muller", &["Müller", "Muller"]),
        ("marks ignored in the list", bare, &["Łódź", "Søren"], "Lodz, Soren", &["Lodz", "Soren"]),
        ("marks ignored, exact", bare, &["ÉU"], "EU eu ÉU", &["EU", "ÉU"]),
        ("parts of words", parts, &["acme"], "Acmeist, bigacme", &["Acme", "acme"]),
    ];
    for (name, options, listed, text, expected) in cases {
        for engine in [Engine::Auto, Engine::Index, Engine::Automaton] {
            let list = under(engine, &names(listed), *options);
            let found: Vec<_> = list.find(text).iter().map(|m| m.span.of(text)).collect();
            assert_eq!(found, *expected, "{name}, {engine:?}");
        }
    }
}

#[test]
fn priority_goes_before_the_order_of_the_list() {
    let mut list = Builder::new(Options::default());
    list.entity("Q1", "Ann Quill", EntityType::Person, 0.0).unwrap();
    list.alias("Quill", CaseRule::Auto).unwrap();
    list.entity("Q2", "Bob Quill", EntityType::Person, 5.0).unwrap();
    list.alias("Quill", CaseRule::Auto).unwrap();
    list.entity("Q3", "Quill Inc.", EntityType::Org, 0.0).unwrap();
    list.alias("Quill", CaseRule::Exact).unwrap();
    let list = list.build().unwrap();
    let text = "Quill and QUILL, Quill Inc. and Quill Inc.";
    let found = list.find(text);
    let ranked: Vec<_> = list.rank(text, &found).collect();
    let ids = |at: usize| {
        let all = std::iter::once(&ranked[at].entity).chain(&ranked[at].others);
        all.map(|&id| list.entity(id).id).collect::<Vec<_>>()
    };
    // The company is named twice in full, so it goes before the person of the same priority.
    assert_eq!(ids(0), ["Q2", "Q3", "Q1"]);
    assert_eq!(ids(1), ["Q2", "Q1"]);
    assert!(list.contains("quill inc.") && list.contains("Quill") && !list.contains("quill"));
}

#[test]
fn many_names_of_the_same_words_are_all_found() {
    // The words are the same, what is between differs: more than the index keeps under one hash.
    let names: Vec<_> = (1..200).map(|n| (format!("a{}b", ".".repeat(n)), CaseRule::Fold)).collect();
    let text = names.iter().map(|n| n.0.as_str()).collect::<Vec<_>>().join(" ");
    for engine in [Engine::Index, Engine::Automaton] {
        assert_eq!(under(engine, &names, Options::default()).find(&text).len(), 199);
    }
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

/// All whole-word places of `names`, by trying every pair of places: by start, then the longest first.
fn slow(names: &[String], text: &str) -> Vec<Span> {
    let edges: Vec<usize> = text.char_indices().map(|(i, _)| i).chain([text.len()]).collect();
    let seen = |c: char| c != '\u{ad}';
    let mut out: Vec<Span> = Vec::new();
    for &start in &edges {
        for &end in edges.iter().rev().filter(|&&e| e > start) {
            let words = &text[start..end];
            let whole = words.chars().next().is_some_and(seen) && words.chars().next_back().is_some_and(seen);
            let open = |c: Option<char>| !c.is_some_and(joins_words);
            let alone =
                open(text[..start].chars().rev().find(|&c| seen(c))) && open(text[end..].chars().find(|&c| seen(c)));
            let same = |n: &String| Folded::new(&normalized(n, Marks::Kept)).as_str() == Folded::new(words).as_str();
            if whole && alone && !words.starts_with(char::is_whitespace) && names.iter().any(same) {
                out.push(Span::new(start, end));
            }
        }
    }
    out
}

/// The longest of those that begin first.
fn longest(mut all: Vec<Span>) -> Vec<Span> {
    let mut free_from = 0;
    all.retain(|span| {
        let free = span.start >= free_from;
        if free {
            free_from = span.end;
        }
        free
    });
    all
}

fn under(engine: Engine, names: &[(String, CaseRule)], options: Options) -> Gazetteer {
    let mut list = Builder::new(Options { engine, ..options });
    for (i, (name, rule)) in names.iter().enumerate() {
        list.entity(&format!("Q{i}"), name, EntityType::Other, 0.0).unwrap();
        list.alias(name, *rule).unwrap();
    }
    list.build().unwrap()
}

fn spans(matches: &[Match]) -> Vec<Span> {
    matches.iter().map(|m| m.span).collect()
}

fn rule() -> impl Strategy<Value = CaseRule> {
    prop_oneof![Just(CaseRule::Auto), Just(CaseRule::Exact), Just(CaseRule::Fold)]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Apostrophes, full stops and plus signs are edges or not by what stands around them; the named cases tell.
    #[test]
    fn engines_agree_with_the_slow_search(
        names in prop::collection::vec("[abé卡-][abAB é–\u{a0}卡]{0,5}", 1..40),
        text in "[abAB é–\u{a0}\n\u{ad}İß😀卡]{0,60}",
    ) {
        let names: Vec<String> = names.into_iter().filter(|n| n.chars().any(char::is_alphanumeric)).collect();
        let all = slow(&names, &text);
        let ruled: Vec<_> = names.into_iter().map(|n| (n, CaseRule::Fold)).collect();
        for engine in [Engine::Index, Engine::Automaton] {
            let list = under(engine, &ruled, Options::default());
            prop_assert_eq!(&spans(&list.find_overlapping(&text)), &all, "{:?}: {:?}", engine, text);
            prop_assert_eq!(spans(&list.find(&text)), longest(all.clone()), "{:?}: {:?}", engine, text);
        }
    }

    #[test]
    fn engines_agree_with_each_other(
        names in prop::collection::vec(("[abAB’'.+é -]{0,3}[abABéß卡][abAB’'.+é ş-]{0,6}", rule()), 1..60),
        text in "[abAB '’.+é–\u{a0}\n\u{ad}İßſ😀卡s@_]{0,120}",
        plural: bool,
        ignored: bool,
    ) {
        let marks = if ignored { Marks::Ignored } else { Marks::Kept };
        let options = Options { plural, marks, ..Options::default() };
        let (index, automaton) = (under(Engine::Index, &names, options), under(Engine::Automaton, &names, options));
        let (found, same) = (index.find_overlapping(&text), automaton.find_overlapping(&text));
        prop_assert_eq!(&found, &same);
        prop_assert_eq!(index.find(&text), automaton.find(&text));
        prop_assert_eq!(spans(&index.find(&text)), longest(spans(&found)));
        // What was saved finds the same.
        let loaded = Gazetteer::from_bytes(&index.to_bytes()).unwrap();
        prop_assert_eq!(loaded.find_overlapping(&text), found);
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

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20))]

    /// Long texts are read in pieces, and names may lie across them.
    #[test]
    fn pieces_hide_nothing(words in prop::collection::vec("(Ann|Bo|Acme Corp|of|é|x{1,90})[ ,]", 1..400)) {
        let names = ["Ann", "Ann Bo", "Bo Ann Acme Corp", "Corp of", "x Ann"].map(|n| (n.to_owned(), CaseRule::Fold));
        let text = words.concat().repeat(60);
        let find = |engine| spans(&under(engine, &names, Options::default()).find_overlapping(&text));
        prop_assert_eq!(find(Engine::Index), find(Engine::Automaton));
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
