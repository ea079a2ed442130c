//! The tables of mentions and quotes in, the table of entities out; at once, or from counts of some documents at a time.
#![allow(clippy::cast_sign_loss)] // counts and offsets are never below 0

use std::borrow::Cow;

use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;
use arrow_array::{Int64Array, ListArray, RecordBatch, StringArray};
use pyo3::prelude::*;
use pyo3_arrow::PyTable;
use rustc_hash::FxHashMap;

use super::frame::{ArrowTable, Frame};
use super::input::{number, value};
use super::{run, tables};
use crate::batch::Progress;
use crate::entity::{EntityType, How};
use crate::tally::{Partial, Tally};
use crate::text::zones::ZoneKind;
use crate::{Error, Result};

/// Names of the columns that a table gives its entities by.
pub(super) struct Names {
    pub(super) id: &'static str,
    pub(super) name: &'static str,
    pub(super) kind: &'static str,
}

pub(super) const MENTIONED: Names = Names { id: "entity_id", name: "entity", kind: "type" };
pub(super) const SPEAKING: Names = Names { id: "speaker_id", name: "speaker", kind: "speaker_type" };

/// The columns of one part of a table, looked up once.
#[derive(Default)]
pub(super) struct Columns<'a> {
    pub(super) n: usize,
    pub(super) doc_id: Option<&'a StringArray>,
    pub(super) id: Option<&'a StringArray>,
    pub(super) name: Option<&'a StringArray>,
    pub(super) kind: Option<&'a StringArray>,
    pub(super) text: Option<&'a StringArray>,
    pub(super) how: Option<&'a StringArray>,
    zone: Option<&'a StringArray>,
    n_words: Option<&'a Int64Array>,
}

impl<'a> Columns<'a> {
    pub(super) fn new(batch: &'a RecordBatch, names: &Names) -> Self {
        let text = |name| batch.column_by_name(name).map(AsArray::as_string::<i32>);
        Self {
            n: batch.num_rows(),
            doc_id: text("doc_id"),
            id: text(names.id),
            name: text(names.name),
            kind: text(names.kind),
            text: text("text"),
            how: text("how"),
            zone: text("zone"),
            n_words: batch.column_by_name("n_words").map(AsArray::as_primitive::<Int64Type>),
        }
    }
}

/// A row of either table.
#[derive(Clone, Copy)]
struct Row {
    document: u32,
    quote: bool,
    part: u32,
    place: u32,
}

/// The entities of the columns that the package gives.
fn counted<'a>(mentions: &'a [RecordBatch], quotes: &'a [RecordBatch]) -> Result<Tally<'a>> {
    let parts = [(mentions, &MENTIONED), (quotes, &SPEAKING)]
        .map(|(batches, names)| batches.iter().map(|batch| Columns::new(batch, names)).collect::<Vec<_>>());
    let mut documents: FxHashMap<&str, u32> = FxHashMap::default();
    let mut rows: Vec<Row> = Vec::new();
    for (columns, quote) in parts.iter().zip([false, true]) {
        // Rows of one document mostly follow each other, and are not looked up again.
        let mut last: Option<(&str, u32)> = None;
        for (part, columns) in columns.iter().enumerate() {
            for row in 0..columns.n {
                if value(columns.id, row).is_some() {
                    let id = value(columns.doc_id, row).unwrap_or_default();
                    let document = match last {
                        Some((before, document)) if before == id => document,
                        _ => {
                            let next = documents.len() as u32;
                            *documents.entry(id).or_insert(next)
                        }
                    };
                    last = Some((id, document));
                    rows.push(Row { document, quote, part: part as u32, place: row as u32 });
                }
            }
        }
    }
    rows.sort_by_key(|row| row.document); // stable: of each document mentions, then quotes, each in their order
    let mut tally = Tally::default();
    for Row { document, quote, part, place } in rows {
        let (columns, row, document) = (&parts[usize::from(quote)][part as usize], place as usize, document as usize);
        let Some(id) = value(columns.id, row) else { continue };
        let kind = known("type", value(columns.kind, row).unwrap_or_default(), EntityType::from_name)?;
        let entity = tally.entity(id, value(columns.name, row).unwrap_or(id), kind, document);
        let article = match value(columns.zone, row) {
            Some(zone) => known("zone", zone, ZoneKind::from_name)?.is_article(),
            None => false,
        };
        if !quote {
            let how = known("how", value(columns.how, row).unwrap_or_default(), How::from_name)?;
            tally.mention(entity, value(columns.text, row).unwrap_or_default(), how, article, document);
        } else if article {
            let n_words = number(columns.n_words, row).and_then(|n| u32::try_from(n).ok()).unwrap_or(0);
            tally.quote(entity, n_words, document);
        }
    }
    Ok(tally)
}

/// Counts as a table.
fn partial_columns(partials: &[Partial<'_>]) -> RecordBatch {
    Frame::new(partials)
        .text("entity_id", |p| p.id.as_ref())
        .text("type", |p| p.kind.name())
        .lists("names", |p| p.names.iter().map(|(name, _)| *name))
        .counts("n_named", |p| p.names.iter().map(|(_, n)| *n))
        .lists("aliases", |p| p.aliases.iter().map(|(alias, _)| *alias))
        .counts("n_called", |p| p.aliases.iter().map(|(_, n)| *n))
        .int("n_docs", |p| p.n_docs)
        .int("n_mentions", |p| p.n_mentions)
        .int("n_quotes", |p| p.n_quotes)
        .int("n_words", |p| p.n_words)
        .finish()
}

/// Reads what [`partial_columns`] made.
fn partials(batch: &RecordBatch) -> Result<Vec<Partial<'_>>> {
    let column = |name| {
        batch
            .column_by_name(name)
            .ok_or_else(|| Error::argument("parts", format!("the counts have no column {name:?}")))
    };
    let text = |name| column(name).map(AsArray::as_string::<i32>);
    let count = |name| column(name).map(AsArray::as_primitive::<Int64Type>);
    let list = |name| column(name).map(AsArray::as_list::<i32>);
    let (ids, kinds) = (text("entity_id")?, text("type")?);
    let (names, n_named) = (list("names")?, list("n_named")?);
    let (aliases, n_called) = (list("aliases")?, list("n_called")?);
    let totals = [count("n_docs")?, count("n_mentions")?, count("n_quotes")?, count("n_words")?];
    let partial = |row: usize| {
        let [n_docs, n_mentions, n_quotes, n_words] = totals.map(|total| total.value(row) as u32);
        Ok(Partial {
            id: Cow::Borrowed(ids.value(row)),
            kind: known("type", kinds.value(row), EntityType::from_name)?,
            names: frequencies(names, n_named, row),
            aliases: frequencies(aliases, n_called, row),
            n_docs,
            n_mentions,
            n_quotes,
            n_words,
        })
    };
    (0..batch.num_rows()).map(partial).collect()
}

/// The texts in a row of one column with the counts in that of another.
fn frequencies<'a>(texts: &'a ListArray, counts: &ListArray, row: usize) -> Vec<(&'a str, u32)> {
    let places = |list: &ListArray| list.value_offsets()[row] as usize..list.value_offsets()[row + 1] as usize;
    let (words, numbers) = (texts.values().as_string::<i32>(), counts.values().as_primitive::<Int64Type>());
    places(texts).zip(places(counts)).map(|(t, c)| (words.value(t), numbers.value(c) as u32)).collect()
}

/// What a name in a column stands for.
pub(super) fn known<T>(column: &'static str, name: &str, of: impl Fn(&str) -> Option<T>) -> Result<T> {
    of(name).ok_or_else(|| Error::argument(column, format!("{name:?} is none of those that a record has")))
}

/// Counts entities over tables of mentions and quotes; gives the table entities.
///
/// They have the columns and types that the package gives them.
#[pyfunction]
pub(super) fn tally(py: Python<'_>, mentions: PyTable, quotes: PyTable) -> PyResult<ArrowTable> {
    let [mentions, quotes] = [mentions, quotes].map(|table| table.into_inner().0);
    run::detached(py, &Progress::default(), None, || {
        Ok(ArrowTable::new(vec![tables::entity_columns(&counted(&mentions, &quotes)?.rows())]))
    })
}

/// Counts entities over tables of some documents, to be put together by [`tally_parts`].
#[pyfunction]
pub(super) fn tally_part(py: Python<'_>, mentions: PyTable, quotes: PyTable) -> PyResult<ArrowTable> {
    let [mentions, quotes] = [mentions, quotes].map(|table| table.into_inner().0);
    run::detached(py, &Progress::default(), None, || {
        Ok(ArrowTable::new(vec![partial_columns(&counted(&mentions, &quotes)?.partials())]))
    })
}

/// Gives the table entities from the counts of parts, in their order; no document lies in two of them.
#[pyfunction]
pub(super) fn tally_parts(py: Python<'_>, parts: PyTable) -> PyResult<ArrowTable> {
    let (batches, _) = parts.into_inner();
    run::detached(py, &Progress::default(), None, || {
        let mut tally = Tally::default();
        for batch in &batches {
            partials(batch)?.into_iter().for_each(|partial| tally.add(partial));
        }
        Ok(ArrowTable::new(vec![tables::entity_columns(&tally.rows())]))
    })
}
