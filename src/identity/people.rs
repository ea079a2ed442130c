//! People under several full names.
//!
//! Names with the same surname and suffix are compared by first name (short forms and initials count), then by middle names. Where
//! two middle names speak against each other, the name without any goes to neither, unless one of them is much the commoner.

use rustc_hash::FxHashMap;

use super::nicknames::{is_initial, long_forms};
use super::{Groups, folded};
use crate::entity::EntityType;

/// One of several people of a name is meant when so many times as many documents have it as any other.
pub(super) const MUCH: u32 = 5;

/// A full name, taken apart.
pub(super) struct Parts {
    pub(super) first: String,
    middle: Vec<String>,
    pub(super) last: String,
    suffix: Option<String>,
}

impl Parts {
    /// None for what has no first and last name.
    pub(super) fn of(name: &str) -> Option<Self> {
        let folded = folded(name);
        let mut words: Vec<&str> = folded
            .split_whitespace()
            .map(|w| w.trim_matches([',', '.', '"', '“', '”']))
            .filter(|w| !w.is_empty())
            .collect();
        let suffix = words.pop_if(|w| matches!(*w, "jr" | "sr" | "ii" | "iii" | "iv")).map(str::to_owned);
        let (&first, &last) = (words.first()?, words.last()?);
        let plain = |w: &str| w.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '.'));
        if words.len() < 2 || words.len() > 5 || !words.iter().all(|w| plain(w)) {
            return None;
        }
        let middle = words[1..words.len() - 1].iter().map(|&w| w.to_owned()).collect();
        Some(Self { first: first.to_owned(), middle, last: last.to_owned(), suffix })
    }
}

pub(super) fn join(groups: &mut Groups<'_, '_>) {
    let mut by_surname: FxHashMap<_, Vec<(u32, Parts)>> = FxHashMap::default();
    for (i, known) in groups.corpus.known.iter().enumerate() {
        if known.kind == EntityType::Person
            && let Some(parts) = Parts::of(known.name)
        {
            by_surname.entry((parts.last.clone(), parts.suffix.clone())).or_default().push((i as u32, parts));
        }
    }
    let mut families: Vec<_> = by_surname.into_iter().filter(|(_, family)| family.len() > 1).collect();
    families.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    for (_, family) in families {
        for (_, same) in by_first_name(&family) {
            by_middle_name(groups, &same);
        }
    }
}

type Member<'f> = (u32, &'f Parts);

/// The members of a family by first name, short forms with the only name present that they may stand for.
fn by_first_name(family: &[(u32, Parts)]) -> Vec<(String, Vec<Member<'_>>)> {
    let mut firsts: Vec<&str> = family.iter().map(|(_, parts)| parts.first.as_str()).collect();
    firsts.sort_unstable();
    firsts.dedup();
    let written_out: Vec<&str> = firsts.iter().copied().filter(|first| !is_initial(first)).collect();
    let long: FxHashMap<&str, &str> = firsts
        .iter()
        .map(|&first| {
            let full: Vec<&str> = match long_forms(first) {
                Some(names) => names.iter().copied().filter(|name| firsts.binary_search(name).is_ok()).collect(),
                None if is_initial(first) => {
                    let letter = first.trim_matches('.');
                    let from = written_out.partition_point(|name| *name < letter);
                    // Two are enough to know that there is more than one.
                    written_out[from..].iter().copied().take_while(|name| name.starts_with(letter)).take(2).collect()
                }
                None => Vec::new(),
            };
            (first, if let [only] = full[..] { only } else { first })
        })
        .collect();
    let mut groups: FxHashMap<&str, Vec<Member<'_>>> = FxHashMap::default();
    for (i, parts) in family {
        // "J. Brandt" goes by way of "Joe" to "Joseph".
        let once = long[parts.first.as_str()];
        groups.entry(long[once]).or_default().push((*i, parts));
    }
    let mut groups: Vec<_> = groups.into_iter().map(|(first, members)| (first.to_owned(), members)).collect();
    groups.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    groups
}

/// Joins people of one first name and surname whose middle names agree.
fn by_middle_name(groups: &mut Groups<'_, '_>, same: &[Member<'_>]) {
    let mut without: Vec<u32> = Vec::new();
    let mut with: FxHashMap<char, Vec<Member<'_>>> = FxHashMap::default();
    for &(i, parts) in same {
        match parts.middle.first().and_then(|m| m.chars().next()) {
            None => without.push(i),
            Some(letter) => with.entry(letter).or_default().push((i, parts)),
        }
    }
    let mut with: Vec<_> = with.into_iter().collect();
    with.sort_unstable_by_key(|(letter, _)| *letter);
    // For each middle initial: its names and how many documents have them.
    let mut common: Vec<(u32, u32)> = Vec::new();
    for (_, members) in &with {
        let mut full: Vec<&str> =
            members.iter().map(|(_, parts)| parts.middle[0].as_str()).filter(|m| !is_initial(m)).collect();
        full.sort_unstable();
        full.dedup();
        // "John Ann Poe" and "John Alan Poe" are two; "John A. Poe" may be either, so that it goes with a full name only where
        // that is the only one.
        let mut first: FxHashMap<&str, u32> = FxHashMap::default();
        for &(i, parts) in members {
            let name = if full.len() < 2 { "" } else { parts.middle[0].as_str() };
            let j = *first.entry(name).or_insert(i);
            groups.join(i, j);
        }
        let n_docs = members.iter().map(|&(i, _)| groups.n_docs[i as usize]).sum();
        if full.len() < 2 {
            common.push((n_docs, members[0].0));
        } else {
            common.extend(members.iter().map(|&(i, _)| (groups.n_docs[i as usize], i)));
        }
    }
    for pair in without.windows(2) {
        groups.join(pair[0], pair[1]);
    }
    common.sort_unstable_by(|a, b| b.cmp(a));
    if let (Some(&plain), Some(&(most, name))) = (without.first(), common.first())
        && common.get(1).is_none_or(|next| most >= MUCH * next.0)
    {
        groups.join(plain, name);
    }
}
