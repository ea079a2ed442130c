//! Texts as Python has them, borrowed: no copy is made of a `str` or of an Arrow buffer.

use std::collections::HashMap;

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, Int64Array, StringArray};
use arrow_schema::DataType;
use pyo3::exceptions::PyUnicodeEncodeError;
use pyo3::prelude::*;
use pyo3::types::{PyList, PyString};
use pyo3_arrow::PyChunkedArray;

use super::ArgumentError;

/// Tables count bytes of text in 31 bits; half of that leaves room for rows that repeat words.
const MAX_BYTES: usize = 1 << 30;

/// What keeps the texts alive while they are read.
pub(super) enum Held<'py> {
    /// The items of a list; what is not a `str` is told row by row.
    List(Vec<Bound<'py, PyAny>>),
    /// The chunks of a column.
    Arrow(Vec<ArrayRef>),
}

impl<'py> Held<'py> {
    /// Takes a list, or anything with `__arrow_c_stream__` or `__arrow_c_array__` whose type is text.
    pub(super) fn new(texts: &Bound<'py, PyAny>) -> PyResult<Self> {
        if let Ok(list) = texts.cast::<PyList>() {
            return Ok(Self::List(list.iter().collect()));
        }
        let column: PyChunkedArray = texts.extract()?;
        match column.data_type() {
            DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => Ok(Self::Arrow(column.into_inner().0)),
            other => Err(ArgumentError::new_err(format!("the column of texts has type {other}; text is needed"))),
        }
    }

    /// How many rows there are.
    pub(super) fn len(&self) -> usize {
        match self {
            Self::List(items) => items.len(),
            Self::Arrow(chunks) => chunks.iter().map(Array::len).sum(),
        }
    }

    /// One text a row, and why a row has none (its text is then empty). Messages count rows from `first`: these may
    /// be part of a stream.
    pub(super) fn texts(
        &self,
        n: usize,
        field: &str,
        first: usize,
        mut problems: HashMap<usize, String>,
    ) -> PyResult<(Vec<&str>, HashMap<usize, String>)> {
        let rows: Vec<Result<&str, String>> = match self {
            Self::List(items) => items.iter().map(str_of).collect(),
            Self::Arrow(chunks) => chunks.iter().flat_map(strings).collect(),
        };
        if rows.len() != n {
            return Err(ArgumentError::new_err(format!("{n} ids but {} texts", rows.len())));
        }
        let texts = rows
            .into_iter()
            .enumerate()
            .map(|(i, row)| {
                let row = row.and_then(|text| {
                    if text.len() > MAX_BYTES {
                        Err(format!(
                            "text of {} bytes is longer than one document may be (1 GiB); split it",
                            text.len()
                        ))
                    } else {
                        Ok(text)
                    }
                });
                match row {
                    Ok(text) if !problems.contains_key(&i) => text,
                    Ok(_) => "",
                    Err(problem) => {
                        // What the reader said names the file, so it goes first.
                        problems.entry(i).or_insert_with(|| format!("row {}, column '{field}': {problem}", first + i));
                        ""
                    }
                }
            })
            .collect();
        Ok((texts, problems))
    }
}

fn str_of<'a>(item: &'a Bound<'_, PyAny>) -> Result<&'a str, String> {
    let Ok(text) = item.cast::<PyString>() else {
        let shown = item.str().map_or_else(|_| String::new(), |s| s.to_string_lossy().chars().take(30).collect());
        let kind = item.get_type().name().map_or_else(|_| "an object".to_owned(), |name| name.to_string());
        return Err(format!("{kind} ({shown}) where text is needed"));
    };
    text.to_str().map_err(|error| {
        let py = item.py();
        let position = error
            .is_instance_of::<PyUnicodeEncodeError>(py)
            .then(|| error.value(py).getattr("start").ok()?.extract::<usize>().ok())
            .flatten();
        match position {
            Some(at) => {
                format!("lone surrogate at code point {at}: no character; decode the source again, or replace it")
            }
            None => error.to_string(),
        }
    })
}

fn strings(chunk: &ArrayRef) -> Vec<Result<&str, String>> {
    fn all<'a>(items: impl Iterator<Item = Option<&'a str>>) -> Vec<Result<&'a str, String>> {
        items.map(|item| item.ok_or_else(|| "null where text is needed".to_owned())).collect()
    }
    match chunk.data_type() {
        DataType::Utf8 => all(chunk.as_string::<i32>().iter()),
        DataType::LargeUtf8 => all(chunk.as_string::<i64>().iter()),
        _ => all(chunk.as_string_view().iter()),
    }
}

/// The text in a row of a column that may not be there.
pub(super) fn value(column: Option<&StringArray>, row: usize) -> Option<&str> {
    column.filter(|column| column.is_valid(row)).map(|column| column.value(row))
}

/// The number in a row of a column that may not be there.
pub(super) fn number(column: Option<&Int64Array>, row: usize) -> Option<i64> {
    column.filter(|column| column.is_valid(row)).map(|column| column.value(row))
}
