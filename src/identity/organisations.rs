//! Organisations under several names.

use rustc_hash::FxHashMap;

use super::{Groups, folded};
use crate::entity::EntityType;

/// What a company's name may end in.
const FORMS: &[&str] = &[
    "inc",
    "corp",
    "co",
    "ltd",
    "llc",
    "plc",
    "gmbh",
    "ag",
    "sa",
    "corporation",
    "incorporated",
    "limited",
    "company",
];
/// Offices that are named in either order: "Justice Department", "Department of Justice".
const OFFICES: &[&str] = &["department", "ministry", "office", "bureau"];

pub(super) fn join(groups: &mut Groups<'_, '_>) {
    let mut by_name: FxHashMap<String, u32> = FxHashMap::default();
    for (i, known) in groups.corpus.known.iter().enumerate() {
        if matches!(known.kind, EntityType::Org | EntityType::Group) {
            let next = i as u32;
            let first = *by_name.entry(plain(known.name)).or_insert(next);
            groups.join(first, next);
        }
    }
}

/// The name without article, legal form and order: equal for two names of one organisation.
fn plain(name: &str) -> String {
    let folded = folded(name);
    let mut words: Vec<&str> = folded.split_whitespace().map(|w| w.trim_end_matches([',', '.'])).collect();
    if words.len() > 1 && words[0] == "the" {
        words.remove(0);
    }
    while words.len() > 1 && words.last().is_some_and(|w| FORMS.contains(w)) {
        words.pop();
    }
    if words.len() > 2 && OFFICES.contains(&words[0]) && words[1] == "of" {
        let office = words.remove(0);
        words.remove(0);
        words.push(office);
    }
    words.join(" ")
}
