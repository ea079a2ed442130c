use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::entity::EntityType::{Org, Person, Place};

/// Documents as lists of names; a type before a colon, "!" before a listed one, acronyms behind "=".
fn linked(documents: &[&[&str]]) -> Vec<Vec<String>> {
    let mut ids: Vec<String> = Vec::new();
    let mut parsed: Vec<(EntityType, bool, String, Option<String>)> = Vec::new();
    let mut presences = Vec::new();
    for (document, names) in documents.iter().enumerate() {
        for name in *names {
            let at = ids.iter().position(|id| id == name).unwrap_or_else(|| {
                ids.push((*name).to_owned());
                let (kind, rest) = match name.split_once(':') {
                    Some(("org", rest)) => (Org, rest),
                    Some(("place", rest)) => (Place, rest),
                    _ => (Person, *name),
                };
                let (rest, acronym) = rest.split_once('=').map_or((rest, None), |(r, a)| (r, Some(a.to_owned())));
                parsed.push((kind, rest.starts_with('!'), rest.trim_start_matches('!').to_owned(), acronym));
                ids.len() - 1
            });
            presences.push(Presence { document: document as u32, entity: at as u32 });
        }
    }
    let corpus = Corpus {
        known: ids
            .iter()
            .zip(&parsed)
            .map(|(id, (kind, listed, name, _))| Known { id, name, kind: *kind, listed: *listed })
            .collect(),
        acronyms: parsed.iter().enumerate().filter_map(|(i, p)| Some((i as u32, p.3.as_deref()?))).collect(),
        presences,
    };
    let mut out = link(&corpus).into_iter().map(|i| ids[i as usize].clone());
    documents.iter().map(|names| out.by_ref().take(names.len()).collect()).collect()
}

#[test]
fn named_cases() {
    type Documents<'a> = &'a [&'a [&'a str]];
    let cases: &[(&str, Documents<'_>, Documents<'_>)] = &[
        (
            "a middle name more or less",
            &[&["Ada Quill"], &["Ada Quill"], &["Ada Berta Quill"], &["Ada B. Quill"]],
            &[&["Ada Quill"], &["Ada Quill"], &["Ada Quill"], &["Ada Quill"]],
        ),
        (
            "middle names that disagree",
            &[&["Ada B. Quill"], &["Ada C. Quill"], &["Ada Quill"]],
            &[&["Ada B. Quill"], &["Ada C. Quill"], &["Ada Quill"]],
        ),
        (
            "the commoner of two that disagree",
            &[
                &["Ada B. Quill"],
                &["Ada B. Quill"],
                &["Ada B. Quill"],
                &["Ada B. Quill"],
                &["Ada B. Quill"],
                &["Ada C. Quill"],
                &["Ada Quill"],
            ],
            &[
                &["Ada B. Quill"],
                &["Ada B. Quill"],
                &["Ada B. Quill"],
                &["Ada B. Quill"],
                &["Ada B. Quill"],
                &["Ada C. Quill"],
                &["Ada B. Quill"],
            ],
        ),
        (
            "a short form",
            &[&["Joe Brandt"], &["Joseph Brandt"], &["Joe Brandt"]],
            &[&["Joe Brandt"], &["Joe Brandt"], &["Joe Brandt"]],
        ),
        (
            "a short form of two",
            &[&["Ed Poe"], &["Edward Poe"], &["Edmund Poe"]],
            &[&["Ed Poe"], &["Edward Poe"], &["Edmund Poe"]],
        ),
        (
            "an initial",
            &[&["J. Brandt"], &["Joan Brandt"], &["Joan Brandt"]],
            &[&["Joan Brandt"], &["Joan Brandt"], &["Joan Brandt"]],
        ),
        ("father and son", &[&["Tom Brandt"], &["Tom Brandt Jr."]], &[&["Tom Brandt"], &["Tom Brandt Jr."]]),
        (
            "accents and capitals",
            &[&["José Quill"], &["JOSE QUILL"], &["José Quill"]],
            &[&["José Quill"], &["José Quill"], &["José Quill"]],
        ),
        ("other people", &[&["Ada Quill"], &["Eva Quill"]], &[&["Ada Quill"], &["Eva Quill"]]),
        (
            "a surname alone, well known",
            &[&["Ada Quill"], &["Ada Quill"], &["Ada Quill"], &["Quill"]],
            &[&["Ada Quill"], &["Ada Quill"], &["Ada Quill"], &["Ada Quill"]],
        ),
        ("a surname alone in a small corpus", &[&["Ada Quill"], &["Quill"]], &[&["Ada Quill"], &["Ada Quill"]]),
        (
            "a surname alone in a small corpus, of two",
            &[&["Ada Quill"], &["Eva Quill"], &["Quill"]],
            &[&["Ada Quill"], &["Eva Quill"], &["Quill"]],
        ),
        (
            "a surname alone, somebody shared",
            &[&["Ada Quill", "Tom Brandt"], &["Quill", "Tom Brandt"]],
            &[&["Ada Quill", "Tom Brandt"], &["Ada Quill", "Tom Brandt"]],
        ),
        (
            "a surname of two",
            &[&["Ada Quill", "Tom Brandt"], &["Eva Quill"], &["Quill", "Tom Brandt"]],
            &[&["Ada Quill", "Tom Brandt"], &["Eva Quill"], &["Quill", "Tom Brandt"]],
        ),
        (
            "a surname beside a relative",
            &[&["Ada Quill"], &["Ada Quill"], &["Ada Quill"], &["Quill", "Zoe Quill"]],
            &[&["Ada Quill"], &["Ada Quill"], &["Ada Quill"], &["Quill", "Zoe Quill"]],
        ),
        (
            "a first name alone needs company",
            &[&["Ada Quill", "Tom Brandt"], &["Ada", "Tom Brandt"], &["Ada"]],
            &[&["Ada Quill", "Tom Brandt"], &["Ada Quill", "Tom Brandt"], &["Ada"]],
        ),
        (
            "companies and offices",
            &[
                &["org:Acme"],
                &["org:Acme Inc."],
                &["org:The Acme"],
                &["org:Justice Department"],
                &["org:Department of Justice"],
                &["org:Justice Department"],
            ],
            &[
                &["org:Acme Inc."],
                &["org:Acme Inc."],
                &["org:Acme Inc."],
                &["org:Justice Department"],
                &["org:Justice Department"],
                &["org:Justice Department"],
            ],
        ),
        (
            "an acronym that another article introduces",
            &[&["org:Roe Dam Trust=RDT"], &["org:RDT"], &["org:RDX"]],
            &[&["org:Roe Dam Trust=RDT"], &["org:Roe Dam Trust=RDT"], &["org:RDX"]],
        ),
        (
            "a listed name keeps its id",
            &[&["!Ada Quill"], &["Ada B. Quill"], &["Ada B. Quill"], &["Quill", "Tom Poe"]],
            &[&["!Ada Quill"], &["!Ada Quill"], &["!Ada Quill"], &["!Ada Quill", "Tom Poe"]],
        ),
        ("two listed names stay two", &[&["!Ada Quill"], &["!Ada B. Quill"]], &[&["!Ada Quill"], &["!Ada B. Quill"]]),
    ];
    for (name, documents, expected) in cases {
        assert_eq!(linked(documents), *expected, "{name}");
    }
}

#[test]
fn a_surname_alone_in_a_larger_corpus_needs_somebody_shared() {
    let others: Vec<String> = (0..19).map(|n| format!("Tom {}", ["Brandt", "Keller"][n % 2])).collect();
    let mut names: Vec<Vec<&str>> = others.iter().map(|name| vec![name.as_str()]).collect();
    names.push(vec!["Ada Quill"]);
    for (n, joined) in [(20, true), (21, false)] {
        let mut documents: Vec<&[&str]> = names[20 - (n - 1)..].iter().map(Vec::as_slice).collect();
        documents.push(&["Quill"]);
        let own = linked(&documents).pop().expect("as many as there are documents");
        assert_eq!(own == ["Ada Quill"], joined, "{n} documents");
    }
}

#[test]
fn one_name_of_two_types() {
    let mostly: Vec<&[&str]> =
        [["org:Politico"]; 5].iter().map(<[&str; 1]>::as_slice).chain([["Politico"].as_slice()]).collect();
    assert_eq!(linked(&mostly)[5], ["org:Politico"]);
    // Both are common: a town and a man.
    assert_eq!(linked(&[&["place:Washington"], &["Washington"]]), [["place:Washington"], ["Washington"]]);
}

#[test]
fn of_two_listed_names_the_same_one_takes_it_whichever_document_comes_first() {
    let documents: [&[&str]; 3] = [&["org:Acme"], &["org:!Acme Inc."], &["org:!Acme Corp."]];
    for turn in 0..documents.len() {
        let mut turned = documents;
        turned.rotate_left(turn);
        let at = turned.iter().position(|names| names[0] == "org:Acme").unwrap();
        assert_eq!(linked(&turned)[at], ["org:!Acme Corp."], "{turned:?}");
    }
}

proptest! {
    /// Neither the order of documents nor that of names within them changes who is who.
    #[test]
    fn order_changes_nothing(
        documents in prop::collection::vec(prop::collection::vec(prop::sample::select(vec![
            "Ada Quill", "Ada B. Quill", "Ada C. Quill", "A. Quill", "Eva Quill", "Quill", "Ada", "Tom Brandt", "Tommy Brandt",
            "Thomas Brandt Jr.", "Brandt", "org:Acme", "org:Acme Inc.", "org:Acme Group=AG", "org:AG", "place:Quill", "!Ada Quill",
            "org:!Acme Corp.", "org:!Acme AG",
        ]), 1..5), 1..12),
        seed in any::<prop::sample::Index>(),
    ) {
        let unique = |names: &Vec<&'static str>| {
            let mut names = names.clone();
            names.sort_unstable();
            names.dedup();
            names
        };
        let documents: Vec<Vec<&str>> = documents.iter().map(unique).collect();
        let outcome = |documents: &[Vec<&str>]| {
            let slices: Vec<&[&str]> = documents.iter().map(Vec::as_slice).collect();
            let linked = linked(&slices);
            let mut rows: Vec<BTreeMap<String, String>> = documents
                .iter()
                .zip(linked)
                .map(|(names, ids)| names.iter().map(|n| (*n).to_owned()).zip(ids).collect())
                .collect();
            rows.sort();
            rows
        };
        let mut turned: Vec<Vec<&str>> = documents.iter().map(|names| names.iter().rev().copied().collect()).collect();
        let n = turned.len();
        turned.rotate_left(seed.index(n));
        prop_assert_eq!(outcome(&documents), outcome(&turned));
    }

    /// Whoever stands for another stands for itself wherever it is named in full.
    #[test]
    fn who_stands_for_others_is_somebody(
        documents in prop::collection::vec(prop::collection::vec(prop::sample::select(vec![
            "Ada Quill", "Ada B. Quill", "Quill", "Tom Brandt", "Brandt", "org:Acme", "org:The Acme",
        ]), 1..4), 1..8),
    ) {
        let slices: Vec<&[&str]> = documents.iter().map(Vec::as_slice).collect();
        let linked = linked(&slices);
        let named: Vec<&&str> = documents.iter().flatten().collect();
        for id in linked.iter().flatten() {
            prop_assert!(named.iter().any(|n| **n == id));
        }
    }
}
