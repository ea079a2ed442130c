//! Time against size for the whole analysis: a quick look with every run of the tests. `make test-sizes` looks at every stage, for longer.

mod clock;

use std::time::Instant;

use onrecord::entity::EntityType;
use onrecord::entity::gazetteer::Entity;
use onrecord::{Analysis, Document, Gazetteer, Resources, record};

fn resources() -> Resources {
    let gazetteer = Gazetteer::new(vec![
        Entity::new("Ada Quill", EntityType::Person, &["Quill"]),
        Entity::new("Ministry of Tides", EntityType::Org, &["MOT"]),
    ]);
    Resources { gazetteer: gazetteer.unwrap() }
}

fn analyze(text: &str, resources: &Resources) -> Analysis {
    record::analyze(&Document::new("d", text), resources).unwrap()
}

/// The fastest of some runs, in seconds.
fn best_of(runs: usize, run: impl Fn()) -> f64 {
    let timed = |_| {
        let clock = Instant::now();
        let start = clock::now(clock);
        run();
        clock::now(clock) - start
    };
    (0..runs).map(timed).fold(f64::INFINITY, f64::min)
}

fn seconds(text: &str, resources: &Resources, runs: usize) -> f64 {
    best_of(runs, || drop(std::hint::black_box(analyze(text, resources))))
}

/// What a stage might go over again and again: each is repeated.
const UNITS: &[(&str, &str)] = &[
    ("curly marks", "“”"),
    ("straight marks", "\""),
    ("single marks", "'"),
    ("opening marks", "“"),
    ("opening marks with words", "“no "),
    ("opening marks in paragraphs", "“no\n\n"),
    ("guillemets", "«»"),
    ("cues", "said "),
    ("cues in paragraphs", "said\n\n"),
    ("source and cue", "X said that "),
    ("sources of many names", "Ada Quill said Bo Poe told Harbor News that "),
    ("one word", "word "),
    ("one name", "Quill "),
    ("no spaces", "a"),
    ("no spaces, capitals", "A"),
    ("commas", ","),
    ("commas between words", "no, "),
    ("nested parentheses", "(a "),
    ("parentheses only", "("),
    ("according to", "according to "),
    ("according to between commas", ", according to X, "),
    ("and", "and "),
    ("names joined", "Quill and "),
    ("dashes", "— "),
    ("hyphens", "-"),
    ("colons", ": "),
    ("name and colon", "QUILL: no\n\n"),
    ("semicolons", "no; "),
    ("full stops", "."),
    ("initials", "J. "),
    ("quotations with cues", "“A,” he said. "),
    ("quotations with cues in paragraphs", "“A,” he said.\n\n"),
    ("quotations without cues", "“We never sold the park.” "),
    ("quotations without cues in paragraphs", "“We never sold the park.”\n\n"),
    ("nobody named", "he said that she said that it said that "),
    ("noun cues", "allegations of claims that "),
    ("appositions", "Ada Quill, the mayor, said it. "),
    ("prepositions", "of the "),
    ("possessives", "Quill’s "),
    ("documents", "the statement said so. "),
    ("passives", "has been accused of "),
    ("denials", "did not deny that "),
    ("emoji", "😀"),
    ("combining letters", "e\u{301}"),
    ("line ends", "\r\n"),
    ("nul", "\0"),
    ("no-break spaces", "\u{a0}"),
    ("comments", "Bo Poe • 3 hours ago\nHe said so.\n\n"),
];

/// Below this a measurement is mostly noise.
const MEASURABLE: f64 = 0.03;

fn time_grows_with(name: &str, unit: &str, resources: &Resources) -> Result<(), String> {
    let of = |bytes: usize| unit.repeat(bytes / unit.len());
    let mut bytes = 1 << 12;
    while bytes < 4 << 20 && seconds(&of(bytes), resources, 1) < MEASURABLE {
        bytes *= 2;
    }
    let mut ratio = 0.0;
    // Another process may have had the processor: what is linear shows so at one of three looks.
    for _ in 0..3 {
        ratio = seconds(&of(bytes * 2), resources, 3) / seconds(&of(bytes), resources, 3);
        if ratio <= 2.6 {
            return Ok(());
        }
    }
    Err(format!("{name}: {bytes} bytes doubled take {ratio:.1} times as long"))
}

#[test]
fn a_squared_time_would_be_seen() {
    // The measure itself, on a loop that is squared for sure.
    let squared = |n: u64| (0..n).flat_map(|i| (0..n).map(move |j| std::hint::black_box(i ^ j))).fold(0, |a, b| a ^ b);
    let of = |n| best_of(3, || assert!(std::hint::black_box(squared(n)) < u64::MAX));
    assert!(of(1200) / of(600) > 2.6 || of(2400) / of(1200) > 2.6);
}

#[test]
fn time_is_linear() {
    let resources = resources();
    seconds("“No,” said Ada Quill.", &resources, 1); // loads the word lists
    let wrong: Vec<_> = UNITS.iter().filter_map(|(name, unit)| time_grows_with(name, unit, &resources).err()).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}
