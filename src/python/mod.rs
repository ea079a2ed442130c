//! The Python module `onrecord._core`: convert, detach, call, convert.
//!
//! | file | job |
//! |---|---|
//! | [`input`] | texts from a list of `str` or from Arrow, borrowed |
//! | [`run`] | the one way to run long work: interpreter released, Ctrl-C heard, progress told |
//! | [`tables`] | rows to the tables' columns |
//! | [`gazetteer`] | the list of entities |
//! | [`concordance`], [`dispute`] | questions that read texts |
//! | [`listing`], [`search`] | its rows from columns; its mentions to a table |
//! | [`statements`] | quotes to statements and sightings |
//! | [`blocks`] | the same step by step, for engines of many machines |
//! | [`identity`] | mentions and quotes to whom they stand for across documents |
//! | [`tally`] | mentions and quotes to entities |
//! | [`frame`] | columns to Arrow |
//!
//! Signatures, defaults and docstrings for people are in `python/onrecord`.

mod blocks;
mod concordance;
mod dispute;
mod frame;
mod gazetteer;
mod identity;
mod input;
mod listing;
mod run;
mod search;
mod statements;
mod tables;
mod tally;

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
    use pyo3_arrow::PyChunkedArray;

    use super::frame::ArrowTable as Table;
    use super::{concordance, dispute, input, run, tables};
    use crate::Document;
    use crate::batch::{self, Progress};
    use crate::concordance::{Options, Pattern};
    use crate::statement::blocks;

    #[pymodule_export]
    use super::blocks::{WordCounts, count_words, sayings};

    #[pymodule_export]
    const CANDIDATES: usize = blocks::CANDIDATES;
    #[pymodule_export]
    const LOOKUPS: usize = blocks::LOOKUPS;
    #[pymodule_export]
    const POSTINGS: usize = blocks::POSTINGS;
    #[pymodule_export]
    const WORTH: u32 = blocks::WORTH;

    #[pymodule_export]
    use super::frame::ArrowTable;

    #[pymodule_export]
    use super::gazetteer::PyGazetteer;

    #[pymodule_export]
    use super::identity::link;

    #[pymodule_export]
    use super::statements::statements;

    #[pymodule_export]
    use super::tally::{tally, tally_part, tally_parts};

    #[pymodule_export]
    #[allow(non_upper_case_globals)] // the name Python looks for
    const __version__: &str = env!("CARGO_PKG_VERSION");

    /// A row's value in a column that may not be there.
    fn given(column: Option<&Vec<Option<String>>>, i: usize) -> Option<&str> {
        column?.get(i)?.as_deref()
    }

    /// Analyses texts; gives the tables documents, zones, mentions and quotes.
    ///
    /// `problems` maps rows that cannot be read to the reason; messages count rows from `first_row`. `progress`
    /// is called with the number of documents done, at most every 50 ms, on the calling thread.
    #[pyfunction]
    #[pyo3(signature = (ids, texts, *, text_field, first_row, titles, authors, problems, gazetteer, min_confidence, n_threads, progress))]
    // Keyword-only in Python; values converted from Python are owned.
    #[allow(clippy::too_many_arguments, clippy::needless_pass_by_value)]
    fn analyze(
        py: Python<'_>,
        ids: Vec<String>,
        texts: &Bound<'_, PyAny>,
        text_field: &str,
        first_row: usize,
        titles: Option<Vec<Option<String>>>,
        authors: Option<Vec<Option<String>>>,
        problems: HashMap<usize, String>,
        gazetteer: &Bound<'_, PyGazetteer>,
        min_confidence: f64,
        n_threads: usize,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<(Table, Table, Table, Table)> {
        let held = input::Held::new(texts)?;
        let (texts, problems) = held.texts(ids.len(), text_field, first_row, problems)?;
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

    /// Every place where a pattern stands in texts, with `width` code points on either side.
    #[pyfunction]
    #[pyo3(signature = (texts, pattern, *, problems, regex, ignore_case, whole_words, width, n_threads))]
    // Keyword-only in Python; values converted from Python are owned.
    #[allow(clippy::too_many_arguments, clippy::fn_params_excessive_bools)]
    fn kwic(
        py: Python<'_>,
        texts: &Bound<'_, PyAny>,
        pattern: &str,
        problems: HashMap<usize, String>,
        regex: bool,
        ignore_case: bool,
        whole_words: bool,
        width: usize,
        n_threads: usize,
    ) -> PyResult<Table> {
        let pattern = Pattern::new(pattern, Options { regex, ignore_case, whole_words })?;
        let held = input::Held::new(texts)?;
        let (texts, _) = held.texts(held.len(), "text", 0, problems)?;
        let state = Progress::default();
        run::detached(py, &state, None, || concordance::table(&texts, &pattern, width, n_threads, &state))
    }

    /// Claims (role 0; 2 for what is merely said) and the denials (role 1) that answer them, among contents of attributions.
    ///
    /// Columns of int64: one value a content, then one a name in a content.
    #[pyfunction]
    #[pyo3(signature = (texts, *, role, doc, start, end, speaker, about, people, named_in, entity, named_start, named_end, min_score))]
    #[allow(clippy::too_many_arguments)] // keyword-only in Python
    fn disputes(
        py: Python<'_>,
        texts: &Bound<'_, PyAny>,
        role: PyChunkedArray,
        doc: PyChunkedArray,
        start: PyChunkedArray,
        end: PyChunkedArray,
        speaker: PyChunkedArray,
        about: PyChunkedArray,
        people: &Bound<'_, PyAny>,
        named_in: PyChunkedArray,
        entity: PyChunkedArray,
        named_start: PyChunkedArray,
        named_end: PyChunkedArray,
        min_score: f64,
    ) -> PyResult<Table> {
        use dispute::numbers;
        let held = input::Held::new(texts)?;
        let (texts, _) = held.texts(held.len(), "text", 0, HashMap::new())?;
        let people = input::Held::new(people)?;
        let (people, _) = people.texts(texts.len(), "speaker", 0, HashMap::new())?;
        let columns = dispute::Columns {
            role: numbers(role)?,
            doc: numbers(doc)?,
            start: numbers(start)?,
            end: numbers(end)?,
            speaker: numbers(speaker)?,
            about: numbers(about)?,
        };
        let names = dispute::Names {
            content: numbers(named_in)?,
            entity: numbers(entity)?,
            start: numbers(named_start)?,
            end: numbers(named_end)?,
        };
        let contents = dispute::contents(&texts, &people, &columns, &names)?;
        let state = Progress::default();
        run::detached(py, &state, None, || {
            let stopped = || state.cancel.load(std::sync::atomic::Ordering::Relaxed);
            dispute::table(&contents, min_score, &stopped)
        })
    }
}
