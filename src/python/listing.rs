//! The rows of a list of entities, from columns.

use arrow_array::cast::AsArray;
use arrow_array::types::Float64Type;
use arrow_array::{Array, ArrayRef};
use arrow_schema::DataType;
use pyo3::prelude::*;
use pyo3_arrow::PyChunkedArray;

use super::EntityError;
use crate::entity::EntityType;
use crate::entity::gazetteer::{Builder, CaseRule, Options};
use crate::{Error, Gazetteer, Result};

/// A column of text in chunks.
struct Text(Vec<ArrayRef>);

impl Text {
    fn new(name: &str, column: PyChunkedArray) -> PyResult<Self> {
        match column.data_type() {
            DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => Ok(Self(column.into_inner().0)),
            other => Err(EntityError::new_err(format!("column '{name}' has type {other}; text is needed"))),
        }
    }

    fn len(&self) -> usize {
        self.0.iter().map(Array::len).sum()
    }

    fn values(&self) -> impl Iterator<Item = Option<&str>> {
        self.0.iter().flat_map(|chunk| values(chunk))
    }
}

fn values(chunk: &ArrayRef) -> Box<dyn Iterator<Item = Option<&str>> + '_> {
    match chunk.data_type() {
        DataType::Utf8 => Box::new(chunk.as_string::<i32>().iter()),
        DataType::LargeUtf8 => Box::new(chunk.as_string::<i64>().iter()),
        _ => Box::new(chunk.as_string_view().iter()),
    }
}

/// A column of aliases.
enum Aliases {
    /// Separated by "|" in one cell.
    Cells(Text),
    /// One list a row, each of text.
    Lists(Vec<Option<ArrayRef>>),
}

impl Aliases {
    fn new(column: PyChunkedArray) -> PyResult<Self> {
        let text = |t: &DataType| matches!(t, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View);
        match column.data_type() {
            DataType::List(item) if text(item.data_type()) => {
                let lists = column.chunks().iter().flat_map(|chunk| chunk.as_list::<i32>().iter()).collect();
                Ok(Self::Lists(lists))
            }
            DataType::LargeList(item) if text(item.data_type()) => {
                let lists = column.chunks().iter().flat_map(|chunk| chunk.as_list::<i64>().iter()).collect();
                Ok(Self::Lists(lists))
            }
            _ => Text::new("aliases", column).map(Self::Cells),
        }
    }

    fn len(&self) -> usize {
        match self {
            Self::Cells(cells) => cells.len(),
            Self::Lists(lists) => lists.len(),
        }
    }
}

fn numbers(column: PyChunkedArray) -> PyResult<Vec<f32>> {
    if *column.data_type() != DataType::Float64 {
        let problem = format!("column 'priority' has type {}; numbers are needed", column.data_type());
        return Err(EntityError::new_err(problem));
    }
    let (chunks, _) = column.into_inner();
    let all = chunks.iter().flat_map(|chunk| chunk.as_primitive::<Float64Type>().iter());
    Ok(all.map(|number| number.unwrap_or(0.0) as f32).collect())
}

/// The columns of a list, row by row.
pub(super) struct Columns {
    n: usize,
    entity: Text,
    id: Option<Text>,
    kind: Option<Text>,
    case: Option<Text>,
    aliases: Option<Aliases>,
    priority: Option<Vec<f32>>,
}

impl Columns {
    /// The columns, each with as many rows.
    pub(super) fn new(
        entity: PyChunkedArray,
        id: Option<PyChunkedArray>,
        kind: Option<PyChunkedArray>,
        aliases: Option<PyChunkedArray>,
        case: Option<PyChunkedArray>,
        priority: Option<PyChunkedArray>,
    ) -> PyResult<Self> {
        let entity = Text::new("entity", entity)?;
        let columns = Self {
            n: entity.len(),
            entity,
            id: id.map(|column| Text::new("id", column)).transpose()?,
            kind: kind.map(|column| Text::new("type", column)).transpose()?,
            case: case.map(|column| Text::new("case", column)).transpose()?,
            aliases: aliases.map(Aliases::new).transpose()?,
            priority: priority.map(numbers).transpose()?,
        };
        columns.check_lengths()?;
        Ok(columns)
    }

    fn check_lengths(&self) -> PyResult<()> {
        let texts = [("id", &self.id), ("type", &self.kind), ("case", &self.case)];
        let texts = texts.into_iter().map(|(name, column)| (name, column.as_ref().map(Text::len)));
        let others =
            [("aliases", self.aliases.as_ref().map(Aliases::len)), ("priority", self.priority.as_ref().map(Vec::len))];
        for (name, len) in texts.chain(others) {
            if let Some(len) = len.filter(|&len| len != self.n) {
                return Err(EntityError::new_err(format!("{} entities but {len} rows of '{name}'", self.n)));
            }
        }
        Ok(())
    }

    /// The list, unless `stopped` says that it is not wanted any more.
    pub(super) fn build(&self, options: Options, stopped: &dyn Fn() -> bool) -> Result<Gazetteer> {
        /// The values of a column that may not be there.
        fn given(column: Option<&Text>) -> impl Iterator<Item = &str> {
            let values = column.map(Text::values).into_iter().flatten();
            values.map(|value| value.map_or("", str::trim)).chain(std::iter::repeat(""))
        }
        let mut list = Builder::new(options);
        list.reserve(self.n);
        let mut ids = given(self.id.as_ref());
        let mut kinds = given(self.kind.as_ref());
        let mut rules = given(self.case.as_ref());
        let mut cells = given(match &self.aliases {
            Some(Aliases::Cells(cells)) => Some(cells),
            _ => None,
        });
        for (i, name) in self.entity.values().enumerate() {
            if i.is_multiple_of(4096) && stopped() {
                return Err(Error::cancelled());
            }
            let row = i + 1;
            let name = name.map_or("", str::trim);
            if name.is_empty() {
                return Err(Error::entity(row, "no name in 'entity'"));
            }
            let kind = kind_of(row, name, kinds.next().unwrap_or_default())?;
            let rule = rule_of(row, name, rules.next().unwrap_or_default())?;
            let priority = self.priority.as_ref().map_or(0.0, |all| all[i]);
            list.entity(ids.next().unwrap_or_default(), name, kind, priority)?;
            if rule != CaseRule::Auto {
                list.alias(name, rule)?; // the row's rule is also that of its name
            }
            let cell = cells.next().unwrap_or_default();
            if !cell.is_empty() {
                for alias in cell.split('|') {
                    add_alias(&mut list, row, name, alias, rule)?;
                }
            }
            if let Some(Aliases::Lists(lists)) = &self.aliases {
                for alias in lists[i].iter().flat_map(values) {
                    add_alias(&mut list, row, name, alias.unwrap_or_default(), rule)?;
                }
            }
        }
        list.build_until(stopped)
    }
}

fn kind_of(row: usize, name: &str, kind: &str) -> Result<EntityType> {
    EntityType::from_name(kind).ok_or_else(|| {
        let problem =
            format!("type {kind:?} of {name:?} is none of person, org, place, product, document, group, other");
        Error::entity(row, problem)
    })
}

fn rule_of(row: usize, name: &str, rule: &str) -> Result<CaseRule> {
    if rule.is_empty() {
        return Ok(CaseRule::Auto);
    }
    let problem = || Error::entity(row, format!("case {rule:?} of {name:?} is none of auto, exact, fold"));
    CaseRule::from_name(rule).ok_or_else(problem)
}

/// Adds an alias as lists write it, with the sign of its rule.
fn add_alias(list: &mut Builder, row: usize, name: &str, written: &str, rule: CaseRule) -> Result<()> {
    let alias = written.trim();
    let (alias, rule) = match alias.strip_prefix('=') {
        Some(alias) => (alias.trim_start(), CaseRule::Exact),
        None => alias.strip_prefix('~').map_or((alias, rule), |alias| (alias.trim_start(), CaseRule::Fold)),
    };
    if alias.is_empty() {
        return Err(Error::entity(row, format!("an alias of {name:?} is empty; take out the extra '|'")));
    }
    list.alias(alias, rule)
}
