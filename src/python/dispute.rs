//! Claims and the denials that answer them: columns in, a table out.
#![allow(clippy::cast_sign_loss)] // numbers and offsets that Python made from tables of ours

use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;
use arrow_array::{Array, ListArray, RecordBatch};
use arrow_buffer::OffsetBuffer;
use arrow_schema::{DataType, Field};
use pyo3::prelude::*;
use pyo3_arrow::PyChunkedArray;

use super::ArgumentError;
use super::frame::{ArrowTable, Frame};
use crate::Result;
use crate::dispute::{self, Answer, Content, Role};
use crate::span::Span;

/// One value a content.
pub(super) struct Columns {
    pub(super) role: Vec<i64>,
    pub(super) doc: Vec<i64>,
    pub(super) start: Vec<i64>,
    pub(super) end: Vec<i64>,
    /// Below zero: no entity.
    pub(super) speaker: Vec<i64>,
    pub(super) about: Vec<i64>,
}

/// One value a name in a content; ascending by content and place.
pub(super) struct Names {
    pub(super) content: Vec<i64>,
    pub(super) entity: Vec<i64>,
    /// Code points into the content's text.
    pub(super) start: Vec<i64>,
    pub(super) end: Vec<i64>,
}

/// A column of whole numbers without gaps.
pub(super) fn numbers(column: PyChunkedArray) -> PyResult<Vec<i64>> {
    let (chunks, field) = column.into_inner();
    if *field.data_type() != DataType::Int64 || chunks.iter().any(|chunk| chunk.null_count() > 0) {
        return Err(ArgumentError::new_err(format!(
            "a column has type {}; int64 without gaps is needed",
            field.data_type()
        )));
    }
    Ok(chunks.iter().flat_map(|chunk| chunk.as_primitive::<Int64Type>().values().to_vec()).collect())
}

/// The contents that `columns` and `names` describe, and the names of the `people` who say them (empty where they are no people), or the lengths that do not agree.
pub(super) fn contents<'a>(
    texts: &[&'a str],
    people: &[&'a str],
    columns: &Columns,
    names: &Names,
) -> PyResult<Vec<Content<'a>>> {
    let n = texts.len();
    let of_contents = [&columns.role, &columns.doc, &columns.start, &columns.end, &columns.speaker, &columns.about];
    let of_names = [&names.entity, &names.start, &names.end];
    if people.len() != n
        || of_contents.iter().any(|column| column.len() != n)
        || of_names.iter().any(|column| column.len() != names.content.len())
    {
        return Err(ArgumentError::new_err("columns differ in length"));
    }
    let mut out: Vec<Content<'a>> = (0..n)
        .map(|i| Content {
            text: texts[i],
            role: match columns.role[i] {
                0 => Role::Claim,
                1 => Role::Denial,
                2 => Role::Said,
                _ => Role::Other,
            },
            doc: columns.doc[i] as u32,
            place: (columns.start[i] as u32, columns.end[i] as u32),
            named: Vec::new(),
            speaker: u32::try_from(columns.speaker[i]).ok(),
            name: Some(people[i]).filter(|name| !name.is_empty()),
            about: u32::try_from(columns.about[i]).ok(),
        })
        .collect();
    for (i, &content) in names.content.iter().enumerate() {
        if let Some(content) = out.get_mut(content as usize) {
            let (start, end) = (names.start[i].max(0) as usize, names.end[i].max(0) as usize);
            content.named.push((names.entity[i] as u32, bytes(content.text, start, end)));
        }
    }
    Ok(out)
}

/// The span of code points `start` to `end`.
fn bytes(text: &str, start: usize, end: usize) -> Span {
    if text.is_ascii() {
        return Span::new(start.min(text.len()), end.clamp(start, text.len().max(start)));
    }
    let at = |n: usize| text.char_indices().nth(n).map_or(text.len(), |(at, _)| at);
    Span::new(at(start), at(end.max(start)))
}

/// The table of answers.
pub(super) fn table(contents: &[Content<'_>], min_score: f64, stopped: &dyn Fn() -> bool) -> Result<ArrowTable> {
    let answers = dispute::answers(contents, min_score, stopped)?;
    Ok(ArrowTable::new(vec![batch(&answers)]))
}

fn batch(answers: &[Answer]) -> RecordBatch {
    let entities = answers.iter().map(|answer| answer.entities.len());
    let entities = ListArray::new(
        Field::new("item", DataType::Int64, false).into(),
        OffsetBuffer::from_lengths(entities),
        std::sync::Arc::new(arrow_array::Int64Array::from_iter_values(
            answers.iter().flat_map(|answer| answer.entities.iter().map(|&entity| i64::from(entity))),
        )),
        None,
    );
    Frame::new(answers)
        .int("claim", |answer| answer.claim as u32)
        .int("denial", |answer| answer.denial as u32)
        .text("how", |answer| answer.how.name())
        .number("score", |answer| answer.score)
        .lists("words", |answer| answer.words.iter().map(AsRef::as_ref))
        .column("entities", entities)
        .finish()
}
