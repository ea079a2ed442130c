//! Statements across documents, as the crate gives them: no Python, no Arrow.

use std::borrow::Cow;
use std::sync::atomic::AtomicBool;

use onrecord::statement::change::Change;
use onrecord::statement::{Articles, Person, Sayings, Trace, trace};
use proptest::prelude::*;

const SOLD: &str = "We have never sold the old park to a foreign developer, whatever the papers say.";

/// Sayings of the same speaker, each in a document of its own; a day for each.
fn sayings<'a>(texts: &[&'a str], days: &[Option<i64>]) -> Sayings<'a> {
    let n = texts.len();
    Sayings {
        text: texts.iter().map(|&text| Cow::Borrowed(text)).collect(),
        quoted: vec![true; n],
        mixed: vec![],
        speaker: vec![Some(0); n],
        place: vec![None; n],
        document: (0..n as u32).collect(),
        people: vec![Person { name: "Ada Quill", named: true }],
        outlet: vec![None; n],
        published: (0..n).map(|i| days.get(i).copied().flatten()).collect(),
    }
}

fn traced(sayings: &mut Sayings<'_>, window: Option<i64>, n_threads: usize) -> Trace {
    trace(sayings, None, window, n_threads, &AtomicBool::new(false)).unwrap()
}

/// The sayings of each statement, in order of time.
fn groups(trace: &Trace) -> Vec<Vec<u32>> {
    let members =
        |range: std::ops::Range<usize>| trace.sightings[range].iter().map(|sighting| sighting.saying).collect();
    trace.statements.iter().map(|statement| members(statement.sightings.clone())).collect()
}

#[test]
fn small_steps_do_not_lead_from_one_statement_to_another() {
    // Each text shares seven words in eight with the next, and nothing with the ninth.
    let words: Vec<String> = (0..200).map(|i| format!("word{i}")).collect();
    let texts: Vec<String> = (0..50).map(|k| words[3 * k..3 * k + 24].join(" ")).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let trace = traced(&mut sayings(&texts, &[]), None, 1);
    assert!(trace.statements.len() < 40, "neighbours are variants");
    for group in groups(&trace) {
        let (first, last) = (group.iter().min().unwrap(), group.iter().max().unwrap());
        assert!(last - first < 13, "{group:?}");
    }
}

#[test]
fn a_parent_is_the_nearest_earlier_wording() {
    let cut = "never sold the old park to a foreign developer";
    let cut_again = "never sold the old park to a developer";
    let texts = [SOLD, cut, cut_again, SOLD, cut];
    for (name, days, order, parents) in [
        ("as given", vec![], vec![0, 1, 2, 3, 4], vec![None, Some(0), Some(1), Some(0), Some(1)]),
        (
            "the fragment first",
            vec![Some(5), Some(1), Some(2), Some(6), None],
            vec![1, 2, 0, 3, 4],
            vec![None, Some(1), Some(1), Some(0), Some(1)],
        ),
    ] {
        let trace = traced(&mut sayings(&texts, &days), None, 2);
        assert_eq!(groups(&trace), [order], "{name}");
        let found: Vec<Option<u32>> = trace.sightings.iter().map(|sighting| sighting.parent).collect();
        assert_eq!(found, parents, "{name}");
    }
    let trace = traced(&mut sayings(&texts, &[]), None, 1);
    let changes: Vec<Option<Change>> =
        trace.sightings.iter().map(|sighting| sighting.since_parent.as_ref().map(|step| step.change)).collect();
    let (cut, dropped, same) = (Some(Change::Truncated), Some(Change::Dropped), Some(Change::Identical));
    assert_eq!(changes, [None, cut, dropped, same, same]);
    assert_eq!(trace.sightings[3].since_first.as_ref().unwrap().diff, None);
    assert_eq!(trace.statements[0].text, 0, "of the commonest wordings the first");
}

#[test]
fn an_outlet_that_adds_words_does_not_make_others_drop_them() {
    let longer = SOLD.replace("old park", "old and beloved park");
    for (name, texts, dropped) in [
        ("the longer one is rare and comes last", vec![SOLD, SOLD, &longer], false),
        ("the longer one comes second but is as frequent", vec![SOLD, &longer], true),
    ] {
        let days: Vec<Option<i64>> = texts.iter().map(|_| Some(1)).collect();
        let trace = traced(&mut sayings(&texts, &days), None, 1);
        let alarm = trace.sightings[0].alarm.as_deref();
        assert_eq!(alarm == Some("words dropped inside quotation marks: and beloved"), dropped, "{name}: {alarm:?}");
    }
    let trace = traced(&mut sayings(&[SOLD, &longer], &[Some(1), Some(2)]), None, 1);
    assert_eq!(trace.sightings[0].alarm, None, "a day earlier nobody could have dropped them");
}

#[test]
fn an_article_repeats_what_it_does_not_quote() {
    let plain = format!("A long day. {SOLD} Nobody was named for it, and the council went home.");
    let near = "We have never sold the old school to a local bank, because the mayor said no.";
    let quoting = format!("“{SOLD}” said Ada Quill.");
    let n_chars = SOLD.chars().count() as u32;
    let articles = Articles { texts: vec![&quoting, &plain, near, ""], quoted: vec![vec![(1, 1 + n_chars)], vec![]] };
    let mut sayings = sayings(&[SOLD], &[]);
    sayings.outlet = vec![None; 4];
    sayings.published = vec![None; 4];
    let trace = trace(&mut sayings, Some(&articles), None, 2, &AtomicBool::new(false)).unwrap();
    assert_eq!(trace.repeats, [(1, (12, 12 + n_chars - 1))]);
    assert_eq!(groups(&trace), [[0, 1]]);
    assert_eq!(sayings.text[1], SOLD.trim_end_matches('.'));
    assert_eq!(trace.statements[0].n_docs, 2);
}

#[test]
fn two_words_are_no_fragment() {
    for (fragment, together) in [
        ("foreign developer", false),
        ("developer", false),
        ("to a foreign developer", true),
        ("sold the old park", true),
    ] {
        let found = groups(&traced(&mut sayings(&[SOLD, fragment], &[]), None, 1));
        assert_eq!(found.len() == 1, together, "{fragment}: {found:?}");
    }
}

#[test]
fn what_says_nothing_by_itself_founds_no_statement() {
    let reported = |texts: &[&'static str], quoted: &[bool]| {
        let mut sayings = sayings(texts, &[]);
        sayings.quoted = quoted.to_vec();
        sayings
    };
    let phrase = "the sale of the old municipal park to a foreign developer from Zurich";
    let relative = "which sold the old municipal park to a foreign developer from Zurich";
    let mut marked = reported(&["an “unprecedented” step"], &[true]);
    for (mixed, n) in [(vec![], 1), (vec![true], 0)] {
        marked.mixed = mixed;
        assert_eq!(groups(&traced(&mut marked, None, 1)).len(), n);
    }
    for (name, texts, quoted, expected) in [
        ("a report with a verb", vec![SOLD], vec![false], vec![vec![0]]),
        ("a noun phrase, twice", vec![phrase, phrase], vec![false; 2], vec![]),
        ("the end of somebody's sentence", vec![relative], vec![false], vec![]),
        ("quoted they are said", vec![phrase, relative], vec![true; 2], vec![vec![0, 1]]),
        ("they belong to what others quote", vec![phrase, relative], vec![false, true], vec![vec![0, 1]]),
    ] {
        let mut found = groups(&traced(&mut reported(&texts, &quoted), None, 1));
        for group in &mut found {
            group.sort_unstable();
        }
        assert_eq!(found, expected, "{name}");
    }
    // Nor is it looked for in articles.
    let plain = format!("A long day. It was about {phrase}. The council went home.");
    for (quoted, n) in [(false, 0), (true, 1)] {
        let mut sayings = reported(&[phrase], &[quoted]);
        (sayings.outlet, sayings.published) = (vec![None; 2], vec![None; 2]);
        let articles = Articles { texts: vec!["", &plain], quoted: vec![] };
        let found = trace(&mut sayings, Some(&articles), None, 1, &AtomicBool::new(false)).unwrap();
        assert_eq!(found.repeats.len(), n, "{quoted}");
    }
}

#[test]
fn one_word_again_and_again_repeats_nothing() {
    let refrain = vec!["語".repeat(8); 9].join(" ");
    let said: Vec<String> = (0..10).map(|i| format!("We never sold {i} {refrain} {i} parks to {i} banks,")).collect();
    let texts: Vec<String> = said.iter().map(|said| format!("{said} {}", "語".repeat(2000))).collect();
    let articles = Articles {
        texts: texts.iter().map(String::as_str).collect(),
        quoted: said.iter().map(|said| vec![(0, said.chars().count() as u32)]).collect(),
    };
    let mut sayings = sayings(&said.iter().map(String::as_str).collect::<Vec<_>>(), &[]);
    let trace = trace(&mut sayings, Some(&articles), None, 1, &AtomicBool::new(false)).unwrap();
    assert_eq!(trace.repeats, []);
}

/// Words of one of three speeches, some of them cut off or left out.
fn wording(speech: usize, from: usize, len: usize, without: usize) -> String {
    let words = (0..26).map(|i| (i, format!("w{}", (speech * 17 + i * 5) % 40)));
    let kept = words.skip(from).take(len).filter(|(i, _)| i % 7 != without).map(|(_, word)| word);
    kept.collect::<Vec<_>>().join(" ")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// What belongs together is decided by words and speakers, not by who comes first.
    #[test]
    fn the_order_of_documents_changes_no_statement(
        rows in proptest::collection::vec((0..3_usize, 0..12_usize, 2..26_usize, 0..12_usize, 0..4_u32), 1..60),
        order in any::<u64>(),
        n_threads in 1..3_usize,
    ) {
        let texts: Vec<String> = rows.iter().map(|&(speech, from, len, without, _)| wording(speech, from, len, without)).collect();
        let mut shuffled: Vec<usize> = (0..rows.len()).collect();
        shuffled.sort_by_key(|&i| (i as u64 + 1).wrapping_mul(order | 1).rotate_left(17));
        let grouped = |order: &[usize], who: &dyn Fn(u32) -> u32| {
            let texts: Vec<&str> = order.iter().map(|&i| texts[i].as_str()).collect();
            let mut sayings = sayings(&texts, &[]);
            sayings.speaker = order.iter().map(|&i| Some(who(rows[i].4))).collect();
            sayings.people = vec![Person { name: "Ada Quill", named: true }; 4];
            let of = groups(&traced(&mut sayings, None, n_threads));
            let mut of: Vec<Vec<usize>> = of.iter().map(|g| g.iter().map(|&i| order[i as usize]).collect()).collect();
            for group in &mut of {
                group.sort_unstable();
            }
            of.sort_unstable();
            of
        };
        let in_order: Vec<usize> = (0..rows.len()).collect();
        prop_assert_eq!(grouped(&in_order, &|who| who), grouped(&shuffled, &|who| 3 - who));
    }
}

proptest! {
    #[test]
    fn every_saying_has_one_place_whatever_the_threads(
        texts in proptest::collection::vec("([a-e]{1,2} ?[,.…]? ){0,14}", 0..24),
        days in proptest::collection::vec(proptest::option::of(0..9_i64), 24),
        window in proptest::option::of(0..5_i64),
    ) {
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let one = traced(&mut sayings(&texts, &days), window, 1);
        prop_assert_eq!(&one, &traced(&mut sayings(&texts, &days), window, 3));
        let mut all: Vec<u32> = one.sightings.iter().map(|sighting| sighting.saying).collect();
        all.sort_unstable();
        prop_assert_eq!(all, (0..texts.len() as u32).collect::<Vec<_>>());
        for group in groups(&one) {
            let dated: Vec<i64> = group.iter().filter_map(|&saying| days[saying as usize]).collect();
            prop_assert!(dated.is_sorted());
            prop_assert!(window.is_none_or(|window| dated.windows(2).all(|pair| pair[1] - pair[0] <= window)));
            let last_dated = group.iter().rposition(|&saying| days[saying as usize].is_some()).map_or(0, |at| at + 1);
            prop_assert_eq!(dated.len(), last_dated, "what has no date comes last");
        }
    }
}
