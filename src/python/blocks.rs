//! The steps of finding statements one by one, on Arrow tables: what an engine that spreads rows over machines calls in its tasks.

use arrow_array::builder::{BinaryBuilder, Int64Builder, ListBuilder};
use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;
use arrow_array::{Array, BinaryArray, BooleanArray, Int64Array, RecordBatch};
use pyo3::prelude::*;
use pyo3_arrow::PyTable;
use rustc_hash::FxHashMap;

use super::frame::{ArrowTable, Frame};
use super::run;
use super::statements::{Quotes, tables};
use crate::batch::Progress;
use crate::statement::blocks::{self, Counts, Key, Links, Wordings};
use crate::{Error, Result};

/// A column of a table whose rows the package made.
fn column<'b>(batch: &'b RecordBatch, name: &str) -> Result<&'b dyn Array> {
    let found = batch.column_by_name(name).map(AsRef::as_ref);
    found.ok_or_else(|| Error::argument("rows", format!("the table has no column {name:?}")))
}

fn binary<'b>(batch: &'b RecordBatch, name: &str) -> Result<&'b BinaryArray> {
    let found = column(batch, name)?.as_binary_opt::<i32>();
    found.ok_or_else(|| Error::argument("rows", format!("column {name:?} is not of bytes")))
}

/// Words are kept as bytes, eight a hash.
fn pack(words: &[u64]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

fn unpack(bytes: &[u8]) -> Vec<u64> {
    bytes.chunks_exact(8).map(|word| word.iter().rev().fold(0, |hash, &byte| hash << 8 | u64::from(byte))).collect()
}

fn key(bytes: &[u8]) -> Result<Key> {
    let key = bytes.try_into().map_err(|_| Error::argument("rows", format!("a form of {} bytes", bytes.len())))?;
    Ok(Key(key))
}

/// The same bits: engines know no numbers without a sign.
#[allow(clippy::cast_possible_wrap)]
fn signed(hash: u64) -> i64 {
    hash as i64
}

/// What is said in quotes, a saying a row: `row` of the quote, number of the `saying` in it, who said it (`voice`), its `form` and `words`.
#[pyfunction]
pub(super) fn sayings(py: Python<'_>, quotes: PyTable) -> PyResult<ArrowTable> {
    let (batches, _) = quotes.into_inner();
    run::detached(py, &Progress::default(), None, || {
        let quotes = Quotes::new(&batches, None, None)?;
        let rows: Vec<(u32, (u32, u32))> = (0..).zip(quotes.rows()).collect();
        let words = |text: &str| {
            let mut words = Vec::new();
            blocks::words(text, &mut words);
            words
        };
        let read: Vec<Vec<u64>> = quotes.sayings.text.iter().map(|text| words(text)).collect();
        let frame = Frame::new(&rows)
            .int("row", |&(_, (row, _))| row)
            .int("saying", |&(_, (_, n))| n)
            .some_text("voice", |&(saying, _)| quotes.voice(saying));
        let forms = BinaryArray::from_iter_values(read.iter().map(|words| Key::new(words).0));
        let packed = BinaryArray::from_iter_values(read.iter().map(|words| pack(words)));
        Ok(ArrowTable::new(vec![frame.column("form", forms).column("words", packed).finish()]))
    })
}

/// How often each word stands in the `words` of some forms.
#[pyfunction]
pub(super) fn count_words(py: Python<'_>, forms: PyTable) -> PyResult<ArrowTable> {
    let (batches, _) = forms.into_inner();
    run::detached(py, &Progress::default(), None, || {
        let mut counts: FxHashMap<u64, u32> = FxHashMap::default();
        for batch in &batches {
            for words in binary(batch, "words")?.iter().flatten() {
                for word in unpack(words).into_iter().filter(|&word| word != 0) {
                    *counts.entry(word).or_default() += 1;
                }
            }
        }
        let rows: Vec<(u64, u32)> = counts.into_iter().collect();
        let words = Int64Array::from_iter_values(rows.iter().map(|&(word, _)| signed(word)));
        Ok(ArrowTable::new(vec![Frame::new(&rows).column("word", words).int("n", |&(_, n)| n).finish()]))
    })
}

/// How often words stand in all forms, and what follows from it for some of them.
#[pyclass(module = "onrecord._core", frozen)]
pub(super) struct WordCounts(Counts);

#[pymethods]
impl WordCounts {
    /// From the words that stand there more than once (`word`, `n`), and how many there are together.
    #[new]
    #[allow(clippy::cast_sign_loss)] // the bits of a hash, and counts
    fn new(several: PyTable, total: f64) -> PyResult<Self> {
        let mut counts = Counts { total, ..Counts::default() };
        for batch in &several.into_inner().0 {
            let [words, ns] = [column(batch, "word")?, column(batch, "n")?].map(AsArray::as_primitive::<Int64Type>);
            let pairs = words.values().iter().zip(ns.values());
            counts.several.extend(pairs.map(|(&word, &n)| (word as u64, u32::try_from(n).unwrap_or(u32::MAX))));
        }
        Ok(Self(counts))
    }

    /// Of each form (`form`, `words`) whether it proves something, the runs by which it finds others and is found, or the one by
    /// which it looks for what it is part of.
    fn ranked(&self, py: Python<'_>, forms: PyTable) -> PyResult<ArrowTable> {
        let (batches, _) = forms.into_inner();
        run::detached(py, &Progress::default(), None, || {
            let mut out = vec![self.ranks(&[])?];
            for batch in &batches {
                let (keys, words) = (binary(batch, "form")?, binary(batch, "words")?);
                let rows: Vec<(&[u8], &[u8])> = keys.iter().flatten().zip(words.iter().flatten()).collect();
                out.push(self.ranks(&rows)?);
            }
            Ok(ArrowTable::new(out))
        })
    }

    /// Of each form those of the others (`other_1`, `words_1`, `agree_1` and so on; those that share most first) that it is a variant
    /// of, best first.
    fn variants(&self, py: Python<'_>, forms: PyTable) -> PyResult<ArrowTable> {
        let (batches, _) = forms.into_inner();
        run::detached(py, &Progress::default(), None, || {
            let mut out = vec![parents(&[], Vec::new())];
            for batch in &batches {
                out.push(self.parents(batch)?);
            }
            Ok(ArrowTable::new(out))
        })
    }

    /// Whether each `part` is part of its `whole`.
    fn parts(&self, py: Python<'_>, pairs: PyTable) -> PyResult<ArrowTable> {
        let (batches, _) = pairs.into_inner();
        run::detached(py, &Progress::default(), None, || {
            let flags = |rows: &[bool]| Frame::new(rows).flag("is_part", |&is| is).finish();
            let mut out = vec![flags(&[])];
            for batch in &batches {
                let (parts, wholes) = (binary(batch, "part")?, binary(batch, "whole")?);
                let read: Vec<Vec<u64>> = parts.iter().flatten().chain(wholes.iter().flatten()).map(unpack).collect();
                let mut wordings = Wordings::new(read.iter().map(Vec::as_slice), &self.0)?;
                let n = batch.num_rows() as u32;
                let rows: Vec<bool> = (0..n).map(|i| wordings.is_part(i, n + i)).collect();
                out.push(flags(&rows));
            }
            Ok(ArrowTable::new(out))
        })
    }

    /// The tables statements and sightings of sayings (columns of quotes, `saying`, `parents` and `host`) that hold statements whole.
    #[pyo3(signature = (sayings, documents, *, window, n_threads))]
    fn statements(
        &self,
        py: Python<'_>,
        sayings: PyTable,
        documents: PyTable,
        window: Option<i64>,
        n_threads: usize,
    ) -> PyResult<(ArrowTable, ArrowTable)> {
        let (batches, documents) = (sayings.into_inner().0, documents.into_inner().0);
        let state = Progress::default();
        run::detached(py, &state, None, || {
            let quotes = Quotes::new(&batches, Some(&documents), None)?;
            let mut parents: Vec<Vec<Key>> = Vec::with_capacity(quotes.sayings.text.len());
            let mut links = Links::default();
            for batch in &batches {
                let lists = column(batch, "parents")?.as_list::<i32>();
                for row in 0..batch.num_rows() {
                    let some = lists.is_valid(row).then(|| lists.value(row));
                    let keys = some.iter().flat_map(|some| some.as_binary::<i32>().iter().flatten());
                    parents.push(keys.map(key).collect::<Result<_>>()?);
                }
                for host in binary(batch, "host")? {
                    links.hosts.push(host.map(key).transpose()?);
                }
            }
            if parents.len() != quotes.sayings.text.len() {
                let problem = format!("{} rows hold {} sayings", parents.len(), quotes.sayings.text.len());
                return Err(Error::argument("sayings", problem));
            }
            links.parents = parents.iter().map(Vec::as_slice).collect();
            let mut trace = blocks::trace(&quotes.sayings, &self.0, &links, window, n_threads, &state.cancel)?;
            tables(&quotes, &mut trace, n_threads, &state.cancel)
        })
    }
}

impl WordCounts {
    fn ranks(&self, rows: &[(&[u8], &[u8])]) -> Result<RecordBatch> {
        let read: Vec<Vec<u64>> = rows.iter().map(|(_, words)| unpack(words)).collect();
        let wordings = Wordings::new(read.iter().map(Vec::as_slice), &self.0)?;
        let numbers: Vec<u32> = (0..rows.len() as u32).collect();
        let (mut grams, mut runs) = (ListBuilder::new(Int64Builder::new()), ListBuilder::new(Int64Builder::new()));
        for &row in &numbers {
            if wordings.is_strong(row) {
                wordings.grams(row).into_iter().for_each(|gram| grams.values().append_value(gram.into()));
                wordings.runs(row).into_iter().for_each(|run| runs.values().append_value(signed(run)));
            }
            grams.append(true);
            runs.append(true);
        }
        let wanted: Int64Array = numbers.iter().map(|&row| wordings.wanted(row).map(signed)).collect();
        Ok(Frame::new(&numbers)
            .column("form", BinaryArray::from_iter_values(rows.iter().map(|(form, _)| form)))
            .column("words", BinaryArray::from_iter_values(rows.iter().map(|(_, words)| words)))
            .flag("strong", |&row| wordings.is_strong(row))
            .column("grams", grams.finish())
            .column("runs", runs.finish())
            .some_column("wanted", wanted)
            .finish())
    }

    fn parents(&self, batch: &RecordBatch) -> Result<RecordBatch> {
        let (keys, words) = (binary(batch, "form")?, binary(batch, "words")?);
        let mut read: Vec<Vec<u64>> = words.iter().map(|words| unpack(words.unwrap_or_default())).collect();
        let mut others: Vec<(&BinaryArray, &BooleanArray)> = Vec::new();
        for i in 1..=blocks::CANDIDATES {
            let words = binary(batch, &format!("words_{i}"))?;
            read.extend(words.iter().map(|words| unpack(words.unwrap_or_default())));
            others.push((binary(batch, &format!("other_{i}"))?, column(batch, &format!("agree_{i}"))?.as_boolean()));
        }
        let mut wordings = Wordings::new(read.iter().map(Vec::as_slice), &self.0)?;
        let n = batch.num_rows();
        let mut found = Vec::with_capacity(n);
        for row in 0..n {
            let there = (1..).zip(&others).filter(|(_, (keys, _))| keys.is_valid(row));
            let candidates: Vec<(u32, bool)> =
                there.map(|(i, (_, agree))| ((i * n + row) as u32, agree.value(row))).collect();
            let rows = wordings.variants(row as u32, &candidates).into_iter();
            found.push(rows.map(|other| others[other as usize / n - 1].0.value(row)).collect());
        }
        Ok(parents(&keys.iter().flatten().collect::<Vec<_>>(), found))
    }
}

/// Forms with those that they are variants of.
fn parents(forms: &[&[u8]], found: Vec<Vec<&[u8]>>) -> RecordBatch {
    let mut list = ListBuilder::new(BinaryBuilder::new());
    for others in found {
        for other in others {
            list.values().append_value(other);
        }
        list.append(true);
    }
    Frame::new(forms)
        .column("form", BinaryArray::from_iter_values(forms.iter()))
        .column("parents", list.finish())
        .finish()
}
