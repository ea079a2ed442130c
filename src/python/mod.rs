//! The Python module `onrecord._core`: convert, detach, call, convert.
//!
//! | file | job |
//! |---|---|
//! | [`input`] | texts from a list of `str` or from Arrow, borrowed |
//! | [`run`] | the one way to run long work: interpreter released, Ctrl-C heard, progress told |
//! | [`tables`] | rows to the tables' columns |
//! | [`gazetteer`] | the list of entities |
//! | [`listing`], [`search`] | its rows from columns; its mentions to a table |
//! | [`statements`] | quotes to statements and sightings |
//! | [`frame`] | columns to Arrow |
//!
//! Signatures, defaults and docstrings for people are in `python/onrecord`.

mod frame;
mod gazetteer;
mod input;
mod listing;
mod run;
mod search;
mod statements;
mod tables;

use pyo3::prelude::*;

use crate::error::{Error, Kind};

pyo3::import_exception!(onrecord.exceptions, ArgumentError);
pyo3::import_exception!(onrecord.exceptions, EntityError);
pyo3::import_exception!(onrecord.exceptions, InternalError);

impl From<Error> for PyErr {
    fn from(error: Error) -> Self {
        let message = error.to_string();
        match error.kind() {
            Kind::Entity { .. } => EntityError::new_err(message),
            Kind::TooLong { .. } | Kind::Argument { .. } => ArgumentError::new_err(message),
            Kind::Cancelled => pyo3::exceptions::PyKeyboardInterrupt::new_err(message),
            Kind::Internal { .. } => InternalError::new_err(message),
        }
    }
}

/// The Rust core of onrecord. Use the package `onrecord`; this module may change without notice.
#[pymodule(gil_used = false)]
mod _core {
    use std::collections::HashMap;

    use pyo3::prelude::*;

    use super::frame::ArrowTable as Table;
    use super::{input, run, tables};
    use crate::Document;
    use crate::batch::{self, Progress};

    #[pymodule_export]
    use super::frame::ArrowTable;

    #[pymodule_export]
    use super::gazetteer::PyGazetteer;

    #[pymodule_export]
    use super::statements::statements;

    #[pymodule_export]
    #[allow(non_upper_case_globals)] // the name Python looks for
    const __version__: &str = env!("CARGO_PKG_VERSION");

    /// A row's value in a column that may not be there.
    fn given(column: Option<&Vec<Option<String>>>, i: usize) -> Option<&str> {
        column?.get(i)?.as_deref()
    }

    /// Analyses texts; gives the tables documents, zones, mentions, quotes and entities.
    ///
    /// `problems` maps rows that cannot be read to the reason. `progress` is called with the number of
    /// documents done, at most every 50 ms, on the calling thread.
    #[pyfunction]
    #[pyo3(signature = (ids, texts, *, text_field, titles, authors, problems, gazetteer, min_confidence, n_threads, progress))]
    // Keyword-only in Python; values converted from Python are owned.
    #[allow(clippy::too_many_arguments, clippy::needless_pass_by_value)]
    fn analyze(
        py: Python<'_>,
        ids: Vec<String>,
        texts: &Bound<'_, PyAny>,
        text_field: &str,
        titles: Option<Vec<Option<String>>>,
        authors: Option<Vec<Option<String>>>,
        problems: HashMap<usize, String>,
        gazetteer: &Bound<'_, PyGazetteer>,
        min_confidence: f64,
        n_threads: usize,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<(Table, Table, Table, Table, Table)> {
        let held = input::Held::new(texts)?;
        let (texts, problems) = held.texts(ids.len(), text_field, problems)?;
        let documents: Vec<Document<'_>> = (0..ids.len())
            .map(|i| Document {
                id: &ids[i],
                text: texts[i],
                title: given(titles.as_ref(), i),
                author: given(authors.as_ref(), i),
            })
            .collect();
        let resources = &gazetteer.get().resources;
        let state = Progress::default();
        run::detached(py, &state, progress.as_ref(), || {
            let analyses = batch::analyze(&documents, resources, n_threads, &state)?;
            tables::build(
                &tables::Corpus {
                    documents: &documents,
                    analyses: &analyses,
                    problems: &problems,
                    gazetteer: &resources.gazetteer,
                    min_confidence,
                },
                n_threads,
                &state.cancel,
            )
        })
    }
}
