//! A surname, a first name or an acronym alone, in articles that never give the full name.

use rustc_hash::{FxHashMap, FxHashSet};

use super::people::{MUCH, Parts};
use super::{Corpus, folded};
use crate::entity::EntityType;

/// A surname is enough where so many documents name its bearer in full; else they must share somebody else with this one.
const WELL_KNOWN: u32 = 3;

/// In a corpus of so few documents the only bearer of a surname is meant by it: there a second one is less likely than an article that
/// leaves the first name out ("Dr Lund").
const FEW: usize = 20;

/// Those who go by a short name, and how many documents name each.
type Bearers = FxHashMap<String, Vec<(u32, u32)>>;

/// For each presence, whom it stands for: the head of its entity's group, or who is meant by its short name there.
pub(super) fn link(corpus: &Corpus<'_>, n_docs: &[u32], heads: &[u32]) -> Vec<u32> {
    let mut in_full = vec![0_u32; heads.len()];
    for (i, &head) in heads.iter().enumerate() {
        in_full[head as usize] += n_docs[i];
    }
    let mut by_surname = Bearers::default();
    let mut by_first_name = Bearers::default();
    let mut surnames: Vec<Option<String>> = vec![None; heads.len()];
    for (i, known) in corpus.known.iter().enumerate().filter(|(_, known)| known.kind == EntityType::Person) {
        let Some(parts) = Parts::of(known.name) else { continue };
        surnames[i] = Some(parts.last.clone());
        let head = (in_full[heads[i] as usize], heads[i]);
        by_surname.entry(parts.last).or_default().push(head);
        by_first_name.entry(parts.first).or_default().push(head);
    }
    let mut by_acronym = Bearers::default();
    for &(i, acronym) in &corpus.acronyms {
        by_acronym
            .entry(acronym.replace('.', ""))
            .or_default()
            .push((in_full[heads[i as usize] as usize], heads[i as usize]));
    }
    for bearers in [&mut by_surname, &mut by_first_name, &mut by_acronym] {
        #[allow(clippy::iter_over_hash_type)] // each list is put in order by itself
        for list in bearers.values_mut() {
            list.sort_unstable_by(|a, b| b.cmp(a));
            list.dedup();
        }
    }

    let mut order: Vec<usize> = (0..corpus.presences.len()).collect();
    let key = |p: usize| (corpus.presences[p].document, corpus.known[corpus.presences[p].entity as usize].id);
    order.sort_unstable_by(|&a, &b| key(a).cmp(&key(b)));
    let documents: Vec<&[usize]> =
        order.chunk_by(|&a, &b| corpus.presences[a].document == corpus.presences[b].document).collect();
    let company = company(corpus, heads, &documents);
    let mut out: Vec<u32> = corpus.presences.iter().map(|p| heads[p.entity as usize]).collect();
    for &present in &documents {
        let here: Vec<u32> = present.iter().map(|&p| out[p]).collect();
        let among: FxHashSet<u32> = here.iter().copied().collect();
        let surnames_here: FxHashSet<&str> =
            present.iter().filter_map(|&p| surnames[corpus.presences[p].entity as usize].as_deref()).collect();
        for (&p, &head) in present.iter().zip(&here) {
            let own = corpus.presences[p].entity as usize;
            let known = &corpus.known[own];
            if known.listed || corpus.known[head as usize].listed || known.name.contains(char::is_whitespace) {
                continue;
            }
            let shares = |bearer: u32| {
                company.get(&bearer).is_some_and(|known| {
                    let other = |o: u32| o != head && o != bearer;
                    // By way of the fewer, because a document may name thousands.
                    if known.len() < here.len() {
                        known.iter().any(|&o| other(o) && among.contains(&o))
                    } else {
                        here.iter().any(|&o| other(o) && known.contains(&o))
                    }
                })
            };
            let name = folded(known.name);
            let meant = if known.kind == EntityType::Person {
                // "Trump" beside "Eric Trump" is anybody's.
                if surnames_here.contains(name.as_str()) {
                    None
                } else if let Some(bearers) = by_surname.get(&name) {
                    let only = documents.len() <= FEW && bearers.len() == 1;
                    foremost(bearers).filter(|&(most, bearer)| only || most >= WELL_KNOWN || shares(bearer))
                } else {
                    by_first_name.get(&name).and_then(|b| foremost(b)).filter(|&(_, bearer)| shares(bearer))
                }
            } else if known.kind == EntityType::Org {
                by_acronym.get(&known.name.replace('.', "")).and_then(|b| foremost(b))
            } else {
                None
            };
            if let Some((_, bearer)) = meant {
                out[p] = bearer;
            }
        }
    }
    out
}

/// The commonest of those who go by a name, if it is much the commonest.
fn foremost(bearers: &[(u32, u32)]) -> Option<(u32, u32)> {
    let &(most, bearer) = bearers.first()?;
    bearers.get(1).is_none_or(|next| most >= MUCH * next.0).then_some((most, bearer))
}

/// Who stands beside whom in some document. Of a document with very many names only the first are looked at, so that the
/// pairs stay linear in the names.
fn company(corpus: &Corpus<'_>, heads: &[u32], documents: &[&[usize]]) -> FxHashMap<u32, FxHashSet<u32>> {
    const AT_MOST: usize = 64;
    let mut company: FxHashMap<u32, FxHashSet<u32>> = FxHashMap::default();
    for present in documents {
        let here: Vec<u32> =
            present.iter().take(AT_MOST).map(|&p| heads[corpus.presences[p].entity as usize]).collect();
        for (n, &a) in here.iter().enumerate() {
            for &b in &here[..n] {
                company.entry(a).or_default().insert(b);
                company.entry(b).or_default().insert(a);
            }
        }
    }
    company
}
