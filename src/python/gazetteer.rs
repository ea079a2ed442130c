//! The list of entities as Python has it: columns in, a table of mentions out.

use std::collections::HashMap;
use std::sync::atomic::Ordering;

use pyo3::exceptions::PyOSError;
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use pyo3_arrow::PyChunkedArray;

use super::frame::{ArrowTable, Frame};
use super::listing::Columns;
use super::search::Search;
use super::{ArgumentError, input, run};
use crate::batch::Progress;
use crate::entity::gazetteer::{CaseRule, Engine, EntityId, Options};
use crate::text::fold::Marks;
use crate::{Gazetteer, Resources};

/// Texts of fewer bytes are searched on the spot: another thread would take longer to start.
const SMALL: usize = 64 << 10;

/// Entities and the names they go by, ready to be matched.
#[pyclass(name = "Gazetteer", module = "onrecord._core", frozen, eq, hash)]
pub(super) struct PyGazetteer {
    pub(super) resources: Resources,
}

impl PartialEq for PyGazetteer {
    fn eq(&self, other: &Self) -> bool {
        self.resources.gazetteer == other.resources.gazetteer
    }
}

impl std::hash::Hash for PyGazetteer {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        let list = &self.resources.gazetteer;
        (list.len(), list.n_names()).hash(state);
    }
}

impl From<Gazetteer> for PyGazetteer {
    fn from(gazetteer: Gazetteer) -> Self {
        Self { resources: Resources { gazetteer } }
    }
}

#[pymethods]
impl PyGazetteer {
    #[new]
    #[pyo3(signature = (entity, *, id, r#type, aliases, case, priority, whole_words, plural, diacritics, engine))]
    #[allow(clippy::too_many_arguments, clippy::fn_params_excessive_bools)] // keyword-only in Python
    fn new(
        py: Python<'_>,
        entity: PyChunkedArray,
        id: Option<PyChunkedArray>,
        r#type: Option<PyChunkedArray>,
        aliases: Option<PyChunkedArray>,
        case: Option<PyChunkedArray>,
        priority: Option<PyChunkedArray>,
        whole_words: bool,
        plural: bool,
        diacritics: bool,
        engine: &str,
    ) -> PyResult<Self> {
        let engine = Engine::from_name(engine).ok_or_else(|| {
            ArgumentError::new_err(format!("engine: {engine:?} is none of \"auto\", \"automaton\", \"index\""))
        })?;
        let marks = if diacritics { Marks::Kept } else { Marks::Ignored };
        let columns = Columns::new(entity, id, r#type, aliases, case, priority)?;
        let options = Options { whole_words, plural, marks, engine };
        let state = Progress::default();
        run::detached(py, &state, None, || columns.build(options, &|| state.cancel.load(Ordering::Relaxed)))
            .map(Self::from)
    }

    fn __len__(&self) -> usize {
        self.resources.gazetteer.len()
    }

    #[getter]
    fn n_names(&self) -> usize {
        self.resources.gazetteer.n_names()
    }

    #[getter]
    fn engine(&self) -> &'static str {
        self.resources.gazetteer.engine().name()
    }

    #[getter]
    fn whole_words(&self) -> bool {
        self.resources.gazetteer.options().whole_words
    }

    #[getter]
    fn plural(&self) -> bool {
        self.resources.gazetteer.options().plural
    }

    #[getter]
    fn diacritics(&self) -> bool {
        self.resources.gazetteer.options().marks == Marks::Kept
    }

    fn contains(&self, name: &str) -> bool {
        self.resources.gazetteer.contains(name)
    }

    /// The mentions in `texts`. With `ids`, one a text, a column tells whose each mention is.
    #[pyo3(signature = (texts, *, ids, text_field, overlapping, n_threads, progress))]
    #[allow(clippy::too_many_arguments, clippy::needless_pass_by_value)] // values converted from Python are owned
    fn find(
        &self,
        py: Python<'_>,
        texts: &Bound<'_, PyAny>,
        ids: Option<Vec<String>>,
        text_field: &str,
        overlapping: bool,
        n_threads: usize,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<ArrowTable> {
        let held = input::Held::new(texts)?;
        let (texts, problems) = held.texts(held.len(), text_field, 0, HashMap::new())?;
        if let Some(first) = problems.keys().min() {
            return Err(ArgumentError::new_err(problems[first].clone()));
        }
        if let Some(ids) = ids.as_ref().filter(|ids| ids.len() != texts.len()) {
            return Err(ArgumentError::new_err(format!("{} ids but {} texts", ids.len(), texts.len())));
        }
        let search = Search { list: &self.resources.gazetteer, texts: &texts, ids: ids.as_deref(), overlapping };
        if texts.iter().map(|text| text.len()).sum::<usize>() < SMALL {
            return Ok(search.at_once());
        }
        let state = Progress::default();
        run::detached(py, &state, progress.as_ref(), || search.run(n_threads, &state))
    }

    /// The list as a table.
    fn entities(&self) -> ArrowTable {
        let list = &self.resources.gazetteer;
        let rows: Vec<EntityId> = list.entities().collect();
        let aliases: Vec<Vec<String>> = rows.iter().map(|&id| aliases_of(list, id)).collect();
        let frame = Frame::new(&rows)
            .text("entity_id", |&id| list.entity(id).id)
            .text("entity", |&id| list.entity(id).name)
            .text("type", |&id| list.entity(id).kind.name())
            .texts("aliases", |id| &aliases[id.0 as usize])
            .number("priority", |&id| f64::from(list.entity(id).priority));
        ArrowTable::new(vec![frame.finish()])
    }

    fn to_bytes<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        let bytes = py.detach(|| self.resources.gazetteer.to_bytes());
        PyBytes::new(py, &bytes)
    }

    #[staticmethod]
    fn from_bytes(py: Python<'_>, data: &[u8]) -> PyResult<Self> {
        Ok(py.detach(|| Gazetteer::from_bytes(data))?.into())
    }

    fn save(&self, py: Python<'_>, path: &str) -> PyResult<()> {
        let written = py.detach(|| std::fs::write(path, self.resources.gazetteer.to_bytes()));
        written.map_err(|error| os_error(&error, path))
    }

    #[staticmethod]
    fn load(py: Python<'_>, path: &str) -> PyResult<Self> {
        let read = py.detach(|| Ok(Gazetteer::from_bytes(&std::fs::read(path)?)));
        match read.map_err(|error| os_error(&error, path))? {
            Ok(list) => Ok(list.into()),
            Err(error) => Err(ArgumentError::new_err(format!("{path}: {error}"))),
        }
    }
}

/// As Python's own: the subclass follows from the number, and the path is named.
fn os_error(error: &std::io::Error, path: &str) -> PyErr {
    let message = error.to_string();
    let message = message.split(" (os error").next().unwrap_or(&message).to_owned();
    PyOSError::new_err((error.raw_os_error(), message, path.to_owned()))
}

/// All names but the entity's own, with the signs that the reader of lists understands.
fn aliases_of(list: &Gazetteer, id: EntityId) -> Vec<String> {
    let name = list.entity(id).name;
    let others = list.aliases(id).filter(|&(alias, rule)| alias != name || rule != CaseRule::Auto);
    others
        .map(|(alias, rule)| match rule {
            CaseRule::Auto => alias.to_owned(),
            CaseRule::Exact => format!("={alias}"),
            CaseRule::Fold => format!("~{alias}"),
        })
        .collect()
}
