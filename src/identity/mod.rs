//! One entity across documents: which names of different articles stand for the same person or organisation.
//!
//! Within an article `entity::resolve` has settled who is meant, and the same name of the same type has the same id everywhere. What
//! is left are names that differ from article to article:
//!
//! | rule | joins | unless |
//! |---|---|---|
//! | [`people`] | "Hillary Rodham Clinton", "Hillary Clinton"; "Joe Brandt", "Joseph L. Brandt" | middle names, or suffixes (Jr.), speak against it |
//! | [`organisations`] | "The Post", "Post"; "Acme Inc.", "Acme"; "Justice Department", "Department of Justice" | |
//! | [`types`] | the same name once found as a person and mostly as an organisation | both are common |
//! | [`bare`] | a surname or an acronym alone with the one whom other articles name in full | others of that name are nearly as common, or nothing else is shared in a corpus that is not small |
//!
//! The first three say something of names, wherever they stand; the last of one document. Names on the analyst's list are never joined
//! with each other: who made the list knows them apart. Everything is linear in the number of names, and decided by names and counts
//! alone, so that neither threads nor the order of documents matter. Two people of one name stay one; telling them apart is for the analyst
//! (`Record.split`).

mod bare;
pub(crate) mod nicknames;
mod organisations;
mod people;
mod types;

use std::cmp::Reverse;

use crate::entity::EntityType;
use crate::text::fold::{Marks, push_name};

/// An entity as some documents know it: all that share an id.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its name; where documents write it in several ways, that of most.
    pub name: &'a str,
    /// What it is.
    pub kind: EntityType,
    /// Whether it comes from the analyst's list.
    pub listed: bool,
}

/// What is to be linked.
#[derive(Debug, Default)]
pub struct Corpus<'a> {
    /// Every entity once.
    pub known: Vec<Known<'a>>,
    /// Which entity (by its index) is named in which document, each pair once.
    pub presences: Vec<Presence>,
    /// Acronyms that documents have for an entity, by its index.
    pub acronyms: Vec<(u32, &'a str)>,
}

/// An entity in a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Presence {
    /// The number of the document.
    pub document: u32,
    /// The index of the entity.
    pub entity: u32,
}

/// For each presence, the index of the entity that it is one with: its own, or that of a fuller or commoner name.
///
/// ```
/// use onrecord::entity::EntityType::Person;
/// use onrecord::identity::{Corpus, Known, Presence, link};
///
/// let known = |id, name| Known { id, name, kind: Person, listed: false };
/// let corpus = Corpus {
///     known: vec![known("p:1", "Ada Quill"), known("p:2", "Ada B. Quill"), known("p:3", "Ada C. Brandt")],
///     presences: [(0, 0), (1, 0), (2, 1), (3, 2)].map(|(document, entity)| Presence { document, entity }).to_vec(),
///     acronyms: vec![],
/// };
/// assert_eq!(link(&corpus), [0, 0, 0, 2]);
/// ```
pub fn link(corpus: &Corpus<'_>) -> Vec<u32> {
    // A name that could go to either of two listed ones goes to that which comes first, so it must not matter which document does.
    let mut by_id: Vec<u32> = (0..corpus.known.len() as u32).collect();
    by_id.sort_unstable_by_key(|&entity| corpus.known[entity as usize].id);
    let mut at = vec![0; by_id.len()];
    for (place, &entity) in (0..).zip(&by_id) {
        at[entity as usize] = place;
    }
    let placed = |presence: &Presence| Presence { entity: at[presence.entity as usize], ..*presence };
    let sorted = Corpus {
        known: by_id.iter().map(|&entity| corpus.known[entity as usize]).collect(),
        presences: corpus.presences.iter().map(placed).collect(),
        acronyms: corpus.acronyms.iter().map(|&(entity, acronym)| (at[entity as usize], acronym)).collect(),
    };
    let mut groups = Groups::new(&sorted);
    types::join(&mut groups);
    people::join(&mut groups);
    organisations::join(&mut groups);
    let heads = groups.heads();
    let linked = bare::link(&sorted, &groups.n_docs, &heads);
    linked.into_iter().map(|place| by_id[place as usize]).collect()
}

/// Entities on their way to being one.
struct Groups<'a, 'c> {
    corpus: &'c Corpus<'a>,
    /// Documents that name each entity.
    n_docs: Vec<u32>,
    /// The next entity on the way to a group's first one (itself there).
    up: Vec<u32>,
    /// Whether the group of a first one has a listed entity.
    listed: Vec<bool>,
}

impl<'a, 'c> Groups<'a, 'c> {
    fn new(corpus: &'c Corpus<'a>) -> Self {
        let mut n_docs = vec![0; corpus.known.len()];
        for presence in &corpus.presences {
            n_docs[presence.entity as usize] += 1;
        }
        Self {
            corpus,
            n_docs,
            up: (0..corpus.known.len() as u32).collect(),
            listed: corpus.known.iter().map(|known| known.listed).collect(),
        }
    }

    fn first(&mut self, mut entity: u32) -> u32 {
        while self.up[entity as usize] != entity {
            let next = self.up[entity as usize];
            self.up[entity as usize] = self.up[next as usize];
            entity = next;
        }
        entity
    }

    /// Makes two entities one, unless both are, or are one with, entities of the list.
    fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.first(a), self.first(b));
        let (low, high) = (a.min(b), a.max(b));
        if low == high || self.listed[low as usize] && self.listed[high as usize] {
            return;
        }
        self.up[high as usize] = low;
        self.listed[low as usize] |= self.listed[high as usize];
    }

    /// For each entity, the one that stands for its group: the listed one, or the name that most documents have, the longest of
    /// those.
    fn heads(&mut self) -> Vec<u32> {
        let mut head: Vec<u32> = (0..self.up.len() as u32).collect();
        let rank = |groups: &Self, i: u32| {
            let known = &groups.corpus.known[i as usize];
            (Reverse(known.listed), Reverse(groups.n_docs[i as usize]), Reverse(known.name.len()), known.name, known.id)
        };
        for i in 0..self.up.len() as u32 {
            let first = self.first(i) as usize;
            if rank(self, i) < rank(self, head[first]) {
                head[first] = i;
            }
        }
        (0..self.up.len() as u32).map(|i| head[self.first(i) as usize]).collect()
    }
}

/// A name in small letters without accents.
fn folded(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    push_name(&mut out, name, Marks::Ignored);
    out
}

#[cfg(test)]
mod tests;
