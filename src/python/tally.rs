//! The tables of mentions and quotes in, the table of entities out.

use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;
use arrow_array::{Int64Array, RecordBatch, StringArray};
use pyo3::prelude::*;
use pyo3_arrow::PyTable;
use rustc_hash::FxHashMap;

use super::frame::ArrowTable;
use super::input::{number, value};
use super::{run, tables};
use crate::batch::Progress;
use crate::entity::{EntityType, How};
use crate::tally::Tally;
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

/// The table of entities, from the columns that the package gives.
fn entities(mentions: &[RecordBatch], quotes: &[RecordBatch]) -> Result<ArrowTable> {
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
    Ok(ArrowTable::new(vec![tables::entity_columns(&tally.rows())]))
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
    run::detached(py, &Progress::default(), None, || entities(&mentions, &quotes))
}
