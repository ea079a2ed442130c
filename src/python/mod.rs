//! The Python module `onrecord._core`: convert, detach, call, convert.
//!
//! | file | job |
//! |---|---|
//! | [`input`] | texts from a list of `str` or from Arrow, borrowed |
//! | [`run`] | the one way to run long work: interpreter released, Ctrl-C heard, progress told |
//! | [`tables`] | rows to the tables' columns |
//! | [`frame`] | columns to Arrow |
//!
//! Signatures, defaults and docstrings for people are in `python/onrecord`.

mod frame;
mod input;
mod run;
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
    use crate::batch::{self, Progress};
    use crate::entity::EntityType;
    use crate::entity::gazetteer::{Alias, CaseRule, Entity};
    use crate::{Document, Error, Gazetteer, Resources};

    #[pymodule_export]
    use super::frame::ArrowTable;

    #[pymodule_export]
    #[allow(non_upper_case_globals)] // the name Python looks for
    const __version__: &str = env!("CARGO_PKG_VERSION");

    /// id, name, type and aliases with their case rules, as Python gives them.
    type EntityTuple = (Option<String>, String, String, Vec<(String, String)>);

    /// Entities and the names they go by, ready to be matched.
    #[pyclass(name = "Gazetteer", module = "onrecord._core", frozen)]
    struct PyGazetteer {
        resources: Resources,
    }

    #[pymethods]
    impl PyGazetteer {
        #[new]
        fn new(py: Python<'_>, entities: Vec<EntityTuple>) -> PyResult<Self> {
            let resources = run::detached(py, &Progress::default(), None, || {
                let entities = entities
                    .into_iter()
                    .enumerate()
                    .map(|(i, row)| entity(i + 1, row))
                    .collect::<crate::Result<Vec<Entity>>>()?;
                Ok(Resources { gazetteer: Gazetteer::new(entities)? })
            })?;
            Ok(Self { resources })
        }

        fn __len__(&self) -> usize {
            self.resources.gazetteer.len()
        }
    }

    fn entity(row: usize, (id, name, kind, aliases): EntityTuple) -> crate::Result<Entity> {
        let kind = EntityType::from_name(&kind).ok_or_else(|| {
            Error::entity(
                row,
                format!("type {kind:?} of {name:?} is none of person, org, place, product, document, group, other"),
            )
        })?;
        let aliases = aliases
            .into_iter()
            .map(|(text, case)| {
                let case = match case.as_str() {
                    "auto" => CaseRule::Auto,
                    "exact" => CaseRule::Exact,
                    "fold" => CaseRule::Fold,
                    _ => {
                        let problem = format!("case {case:?} of {name:?} is none of auto, exact, fold");
                        return Err(Error::entity(row, problem));
                    }
                };
                Ok(Alias { text, case })
            })
            .collect::<crate::Result<Vec<Alias>>>()?;
        Ok(Entity { id: id.unwrap_or_else(|| name.clone()), name, kind, aliases })
    }

    /// A row's value in a column that may not be there.
    fn given(column: Option<&Vec<Option<String>>>, i: usize) -> Option<&str> {
        column?.get(i)?.as_deref()
    }

    /// Analyses texts; gives the tables documents, zones, mentions, quotes and entities.
    ///
    /// `problems` maps rows that cannot be read to the reason. `progress` is called with the number of
    /// documents done, at most every 50 ms, on the calling thread.
    #[pyfunction]
    #[pyo3(signature = (ids, texts, *, text_field, titles, authors, problems, gazetteer, n_threads, progress))]
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
                },
                n_threads,
                &state.cancel,
            )
        })
    }
}
