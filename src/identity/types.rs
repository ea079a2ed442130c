//! One name of several types: "Politico" found as a person in one article and as an organisation in ten.

use std::cmp::Reverse;

use rustc_hash::FxHashMap;

use super::people::MUCH;
use super::{Groups, folded};

pub(super) fn join(groups: &mut Groups<'_, '_>) {
    let mut by_name: FxHashMap<String, Vec<u32>> = FxHashMap::default();
    for (i, known) in groups.corpus.known.iter().enumerate() {
        by_name.entry(folded(known.name)).or_default().push(i as u32);
    }
    let mut same: Vec<Vec<u32>> = by_name.into_values().filter(|same| same.len() > 1).collect();
    same.sort_unstable();
    for mut names in same {
        let rank = |&i: &u32| {
            let known = groups.corpus.known[i as usize];
            (Reverse(known.listed), Reverse(groups.n_docs[i as usize]), known.id)
        };
        names.sort_by(|a, b| rank(a).cmp(&rank(b)));
        let most = names[0];
        for &other in &names[1..] {
            let [a, b] = [most, other].map(|i| (groups.corpus.known[i as usize], groups.n_docs[i as usize]));
            // "Washington" is a town and a man; "Ada Quill" is one person however she is written.
            if a.0.kind == b.0.kind || a.0.name.contains(' ') || a.1 >= MUCH * b.1 {
                groups.join(most, other);
            }
        }
    }
}
