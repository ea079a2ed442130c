//! Rows to Arrow columns, and the class that hands them to Python.

use std::sync::Arc;

use arrow_array::builder::{Int64Builder, ListBuilder, StringBuilder, StructBuilder};
use arrow_array::types::Int32Type;
use arrow_array::{
    Array, ArrayRef, BooleanArray, DictionaryArray, Float64Array, Int32Array, Int64Array, RecordBatch, StringArray,
    StructArray,
};
use arrow_schema::{DataType, Field, Fields, Schema, SchemaRef};
use pyo3::prelude::*;
use pyo3::types::PyCapsule;
use pyo3_arrow::error::PyArrowResult;
use pyo3_arrow::ffi::{ArrayIterator, to_schema_pycapsule, to_stream_pycapsule};

/// Columns over the same rows, added one by one.
///
/// The schema comes from the calls alone, never from the values, so that all parts of a table agree.
pub(super) struct Frame<'r, R> {
    rows: &'r [R],
    fields: Vec<Field>,
    columns: Vec<ArrayRef>,
}

impl<'r, R> Frame<'r, R> {
    pub(super) fn new(rows: &'r [R]) -> Self {
        Self { rows, fields: Vec::new(), columns: Vec::new() }
    }

    fn with(mut self, name: &str, nullable: bool, column: impl Array + 'static) -> Self {
        self.fields.push(Field::new(name, column.data_type().clone(), nullable));
        self.columns.push(Arc::new(column));
        self
    }

    /// A column made elsewhere, of as many rows.
    pub(super) fn column(self, name: &str, column: impl Array + 'static) -> Self {
        self.with(name, false, column)
    }

    /// A column made elsewhere, of which some rows may be empty.
    pub(super) fn some_column(self, name: &str, column: impl Array + 'static) -> Self {
        self.with(name, true, column)
    }

    /// Text that repeats: `keys` number its `values`.
    pub(super) fn numbered(self, name: &str, keys: Vec<i32>, values: StringArray) -> Self {
        let column = DictionaryArray::<Int32Type>::new(Int32Array::from(keys), Arc::new(values));
        self.with(name, false, column)
    }

    /// Text that every row has.
    pub(super) fn text<S: AsRef<str>>(self, name: &str, of: impl Fn(&'r R) -> S) -> Self {
        let column = StringArray::from_iter_values(self.rows.iter().map(of));
        self.with(name, false, column)
    }

    /// Text that some rows have.
    pub(super) fn some_text<S: AsRef<str>>(self, name: &str, of: impl Fn(&'r R) -> Option<S>) -> Self {
        let column: StringArray = self.rows.iter().map(of).collect();
        self.with(name, true, column)
    }

    /// A count or an offset.
    pub(super) fn int(self, name: &str, of: impl Fn(&'r R) -> u32) -> Self {
        let column = Int64Array::from_iter_values(self.rows.iter().map(|r| i64::from(of(r))));
        self.with(name, false, column)
    }

    /// An offset that some rows have.
    pub(super) fn some_int(self, name: &str, of: impl Fn(&'r R) -> Option<u32>) -> Self {
        let column: Int64Array = self.rows.iter().map(|r| of(r).map(i64::from)).collect();
        self.with(name, true, column)
    }

    /// A number.
    pub(super) fn number(self, name: &str, of: impl Fn(&'r R) -> f64) -> Self {
        let column = Float64Array::from_iter_values(self.rows.iter().map(of));
        self.with(name, false, column)
    }

    /// Yes or no.
    pub(super) fn flag(self, name: &str, of: impl Fn(&'r R) -> bool) -> Self {
        let column = BooleanArray::from(self.rows.iter().map(of).collect::<Vec<bool>>());
        self.with(name, false, column)
    }

    /// A list of texts.
    pub(super) fn texts(self, name: &str, of: impl Fn(&'r R) -> &'r [String]) -> Self {
        self.lists(name, |row| of(row).iter().map(String::as_str))
    }

    /// A list of texts, one after the other.
    pub(super) fn lists<'s, I: Iterator<Item = &'s str>>(self, name: &str, of: impl Fn(&'r R) -> I) -> Self {
        let mut list = ListBuilder::new(StringBuilder::new());
        for row in self.rows {
            for text in of(row) {
                list.values().append_value(text);
            }
            list.append(true);
        }
        self.with(name, false, list.finish())
    }

    /// A list of counts.
    pub(super) fn counts<I: Iterator<Item = u32>>(self, name: &str, of: impl Fn(&'r R) -> I) -> Self {
        let mut list = ListBuilder::new(Int64Builder::new());
        for row in self.rows {
            for count in of(row) {
                list.values().append_value(i64::from(count));
            }
            list.append(true);
        }
        self.with(name, false, list.finish())
    }

    /// A list of places.
    pub(super) fn places(self, name: &str, of: impl Fn(&'r R) -> Vec<(u32, u32)>) -> Self {
        let ends: Fields = ["start", "end"].map(|end| Field::new(end, DataType::Int64, false)).to_vec().into();
        let builders = || Box::new(Int64Builder::new());
        let place = StructBuilder::new(ends.clone(), vec![builders(), builders()]);
        let mut list = ListBuilder::new(place).with_field(Field::new_struct("item", ends, false));
        for row in self.rows {
            for (start, end) in of(row) {
                let place = list.values();
                for (i, value) in [start, end].into_iter().enumerate() {
                    if let Some(builder) = place.field_builder::<Int64Builder>(i) {
                        builder.append_value(i64::from(value));
                    }
                }
                place.append(true);
            }
            list.append(true);
        }
        self.with(name, false, list.finish())
    }

    pub(super) fn finish(self) -> RecordBatch {
        RecordBatch::try_new(Arc::new(Schema::new(self.fields)), self.columns)
            .expect("columns were made from the same rows and with their own types")
    }
}

/// Rows in Arrow's layout. Any Arrow library takes it without a copy.
#[pyclass(module = "onrecord._core", frozen)]
pub(super) struct ArrowTable {
    schema: SchemaRef,
    batches: Vec<RecordBatch>,
}

impl ArrowTable {
    /// `batches` must not be empty: the first one gives the schema.
    pub(super) fn new(batches: Vec<RecordBatch>) -> Self {
        Self { schema: batches[0].schema(), batches: batches.into_iter().filter(|b| b.num_rows() > 0).collect() }
    }
}

#[pymethods]
impl ArrowTable {
    /// The Arrow `PyCapsule` interface.
    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyCapsule>>,
    ) -> PyArrowResult<Bound<'py, PyCapsule>> {
        let field = Field::new_struct("", self.schema.fields().clone(), false);
        let arrays: Vec<ArrayRef> =
            self.batches.iter().map(|batch| Arc::new(StructArray::from(batch.clone())) as ArrayRef).collect();
        let reader = ArrayIterator::new(arrays.into_iter().map(Ok), field.into());
        to_stream_pycapsule(py, Box::new(reader), requested_schema)
    }

    /// The schema alone.
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyArrowResult<Bound<'py, PyCapsule>> {
        to_schema_pycapsule(py, self.schema.as_ref())
    }

    fn __len__(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }

    /// Names of the columns, in order.
    #[getter]
    fn columns(&self) -> Vec<String> {
        let fields = self.schema.fields().iter();
        fields.map(|field| field.name().clone()).collect()
    }
}
