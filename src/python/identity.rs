//! The tables of mentions and quotes in; whom they stand for across documents, and the table of entities, out.

use arrow_array::RecordBatch;
use pyo3::prelude::*;
use pyo3_arrow::PyTable;
use rustc_hash::{FxHashMap, FxHashSet};

use super::frame::{ArrowTable, Frame};
use super::input::value;
use super::run;
use super::tally::{Columns, MENTIONED, Names, SPEAKING, known};
use crate::Result;
use crate::batch::Progress;
use crate::entity::{EntityType, How};
use crate::identity::{self, Corpus, Known, Presence};
use crate::tally::made_id;

/// Entities and documents by number.
#[derive(Default)]
struct Numbered<'a> {
    entities: FxHashMap<&'a str, u32>,
    documents: FxHashMap<&'a str, u32>,
}

/// How often each name is that of an entity.
type Spellings<'a> = FxHashMap<&'a str, u32>;

/// Whom each entity of each document stands for.
struct Links<'a> {
    numbered: Numbered<'a>,
    known: Vec<Known<'a>>,
    /// Only those that stand for another.
    changed: FxHashMap<Presence, u32>,
}

impl<'a> Links<'a> {
    /// Reads mentions; quotes bring nobody who is not mentioned.
    fn new(mentions: &[Columns<'a>]) -> Result<Self> {
        let mut numbered = Numbered::default();
        let mut spellings: Vec<Spellings<'a>> = Vec::new();
        let mut kinds: Vec<EntityType> = Vec::new();
        let mut ids: Vec<&'a str> = Vec::new();
        let mut corpus = Corpus::default();
        let mut seen: FxHashSet<Presence> = FxHashSet::default();
        let mut acronyms: FxHashSet<(u32, &'a str)> = FxHashSet::default();
        for columns in mentions {
            for row in 0..columns.n {
                let Some(id) = value(columns.id, row) else { continue };
                let next = ids.len() as u32;
                let entity = *numbered.entities.entry(id).or_insert(next);
                if entity == next {
                    ids.push(id);
                    spellings.push(Spellings::default());
                    kinds.push(known("type", value(columns.kind, row).unwrap_or_default(), EntityType::from_name)?);
                }
                let next = numbered.documents.len() as u32;
                let document =
                    *numbered.documents.entry(value(columns.doc_id, row).unwrap_or_default()).or_insert(next);
                let presence = Presence { document, entity };
                if seen.insert(presence) {
                    corpus.presences.push(presence);
                    *spellings[entity as usize].entry(value(columns.name, row).unwrap_or(id)).or_default() += 1;
                }
                if value(columns.how, row) == Some(How::Acronym.name())
                    && let Some(text) = value(columns.text, row)
                    && acronyms.insert((entity, text))
                {
                    corpus.acronyms.push((entity, text));
                }
            }
        }
        corpus.known = ids
            .iter()
            .zip(spellings)
            .zip(kinds)
            .map(|((&id, spellings), kind)| {
                let most = spellings.into_iter().max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(a.0)));
                let name = most.map_or(id, |(name, _)| name);
                Known { id, name, kind, listed: made_id(kind, name) != id }
            })
            .collect();
        let linked = identity::link(&corpus);
        let pairs = corpus.presences.iter().zip(linked);
        let changed = pairs.filter(|(presence, whom)| presence.entity != *whom).map(|(p, whom)| (*p, whom)).collect();
        Ok(Self { numbered, known: corpus.known, changed })
    }

    /// The entity that an id stands for in a document, where that is another.
    fn whom(&self, doc_id: Option<&str>, id: Option<&str>) -> Option<&Known<'a>> {
        let entity = *self.numbered.entities.get(id?)?;
        let document = *self.numbered.documents.get(doc_id.unwrap_or_default())?;
        self.changed.get(&Presence { document, entity }).map(|&whom| &self.known[whom as usize])
    }

    /// The columns that name entities, as they are after linking.
    fn columns(&self, table: &[Columns<'a>], names: &Names) -> Vec<RecordBatch> {
        let part = |columns: &Columns<'a>| {
            let rows: Vec<usize> = (0..columns.n).collect();
            let whom = |&row: &usize| self.whom(value(columns.doc_id, row), value(columns.id, row));
            Frame::new(&rows)
                .some_text(names.id, |row| whom(row).map(|k| k.id).or_else(|| value(columns.id, *row)))
                .some_text(names.name, |row| whom(row).map(|k| k.name).or_else(|| value(columns.name, *row)))
                .some_text(names.kind, |row| whom(row).map(|k| k.kind.name()).or_else(|| value(columns.kind, *row)))
                .finish()
        };
        if table.is_empty() {
            return vec![part(&Columns::default())]; // the schema
        }
        table.iter().map(part).collect()
    }
}

/// Makes entities that different documents call by different names one.
///
/// Takes the tables of mentions and quotes with the columns and types that the package gives them; gives their columns that name entities.
#[pyfunction]
pub(super) fn link(py: Python<'_>, mentions: PyTable, quotes: PyTable) -> PyResult<(ArrowTable, ArrowTable)> {
    let [mentions, quotes] = [mentions, quotes].map(|table| table.into_inner().0);
    run::detached(py, &Progress::default(), None, || {
        let named: Vec<Columns<'_>> = mentions.iter().map(|batch| Columns::new(batch, &MENTIONED)).collect();
        let said: Vec<Columns<'_>> = quotes.iter().map(|batch| Columns::new(batch, &SPEAKING)).collect();
        let links = Links::new(&named)?;
        Ok((ArrowTable::new(links.columns(&named, &MENTIONED)), ArrowTable::new(links.columns(&said, &SPEAKING))))
    })
}
