//! Which names stand in a text, and what they seem to be, on invented sentences: each case is a group of mistakes once made.

use onrecord::Gazetteer;
use onrecord::entity::mentions;
use onrecord::text::Surface;

/// A case's name, its text, and "name:type" for each name that is found.
type Case = (&'static str, &'static str, &'static [&'static str]);

const CASES: &[Case] = &[
    ("a person", "They met Ada Quill.", &["Ada Quill:person"]),
    ("two plain words", "They met Zorba Mandrake there.", &["Zorba Mandrake:person"]),
    ("a day ends a name", "They met in Miami Tuesday.", &["Miami:place"]),
    ("the town of a saint", "They met in San Calisto.", &["San Calisto:place"]),
    ("a county", "They met in Zorba County.", &["Zorba County:place"]),
    ("a shouted place", "They came from WASHINGTON.", &["WASHINGTON:place"]),
    ("a law", "They read the Clean Rivers Act.", &["Clean Rivers Act:other"]),
    ("what has an article is nobody", "They read the Tidal Register.", &["Tidal Register:other"]),
    ("a party and a state", "They met Ada Quill (R-TX).", &["Ada Quill:person"]),
    ("an office", "They asked you, Mr. President.", &[]),
    ("an office with its country", "They asked the President of the United States.", &["United States:place"]),
    ("an office with a surname", "They asked President Zorba.", &["Zorba:person"]),
    ("a role", "They asked the Special Prosecutor.", &[]),
    ("a people", "They asked Native Muslims.", &["Native Muslims:group"]),
    ("a handle", "Follow Ada Quill on Zorbatter @adaquill.", &["Ada Quill:person", "Zorbatter:other"]),
    ("an outlet of one word", "They told Reuters.", &["Reuters:org"]),
    ("an authority", "They told the University of Roe.", &["University of Roe:org"]),
];

#[test]
fn named_cases() {
    let list = Gazetteer::default();
    for (name, text, expected) in CASES {
        let surface = Surface::new(text, None);
        let named = mentions::find(&surface, &list);
        let found: Vec<String> = named.noted().map(|n| format!("{}:{}", n.span.of(text), n.kind.name())).collect();
        assert_eq!(found, *expected, "{name}");
    }
}

#[test]
fn places_of_one_bearer_have_one_number() {
    let text = "They met Ada Quill and Bo Reed. Quill left before Reed, Ada Quill says.";
    let surface = Surface::new(text, None);
    let named = mentions::find(&surface, &Gazetteer::default());
    let bearers: Vec<u32> = named.noted().map(|n| n.bearer).collect();
    assert_eq!(bearers, [0, 1, 0, 1, 0]);
}
