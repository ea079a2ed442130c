//! The table of quotes in, the tables of statements and sightings out.

use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::atomic::AtomicBool;

use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;
use arrow_array::{Array, Float64Array, Int64Array, ListArray, RecordBatch, StringArray, TimestampMicrosecondArray};
use pyo3::prelude::*;
use pyo3_arrow::PyTable;
use rustc_hash::{FxBuildHasher, FxHashMap};

use super::frame::{ArrowTable, Frame};
use super::input::{self, number, value};
use super::run;
use crate::batch::{self, Progress};
use crate::statement::{self, Articles, Person, Sayings, Sighting, Statement, Step, Trace, marked};
use crate::{Error, Result, Span};

/// Rows that one part of a table holds: none outgrows Arrow's 31-bit offsets.
const ROWS: usize = 1 << 15;
/// Parts that are made before what they took is freed.
const PARTS: usize = 8;

/// A row of the table of quotes.
#[derive(Clone, Copy)]
struct Row {
    batch: u32,
    row: u32,
}

/// Where a saying comes from. There are millions of them, so that each is small.
#[derive(Clone, Copy)]
struct Source {
    /// The quote; none for a repeat that nobody is quoted with.
    row: Option<Row>,
    /// Its number among the sayings of its quote (from 0), or among the repeats of its document (from 1).
    n: u32,
    document: u32,
    place: Option<(u32, u32)>,
    /// Whether it is only a part of its quote.
    part: bool,
}

/// The rows of a table, and what is said in them.
pub(super) struct Quotes<'a> {
    columns: Vec<Columns<'a>>,
    pub(super) sayings: Sayings<'a>,
    sources: Vec<Source>,
    docs: Vec<&'a str>,
    outlets: Vec<&'a str>,
    articles: Option<Articles<'a>>,
}

/// Numbers of values, in the order in which they come.
struct Numbers<K>(FxHashMap<K, u32>);

impl<K: Hash + Eq> Numbers<K> {
    fn of(&mut self, key: K) -> u32 {
        let next = self.0.len() as u32;
        *self.0.entry(key).or_insert(next)
    }
}

/// The columns of one part of the table of quotes, looked up once; some may not be there.
struct Columns<'a> {
    n: usize,
    quote_id: Option<&'a StringArray>,
    doc_id: Option<&'a StringArray>,
    text: Option<&'a StringArray>,
    kind: Option<&'a StringArray>,
    speaker_id: Option<&'a StringArray>,
    speaker: Option<&'a StringArray>,
    stance: Option<&'a StringArray>,
    zone: Option<&'a StringArray>,
    start: Option<&'a Int64Array>,
    end: Option<&'a Int64Array>,
    content: Option<&'a ListArray>,
    /// Which of a quote's sayings is meant, where each has a row.
    saying: Option<&'a Int64Array>,
}

impl<'a> Columns<'a> {
    fn new(batch: &'a RecordBatch) -> Self {
        let text = |name| batch.column_by_name(name).map(AsArray::as_string::<i32>);
        let number = |name| batch.column_by_name(name).map(AsArray::as_primitive::<Int64Type>);
        Self {
            n: batch.num_rows(),
            quote_id: text("quote_id"),
            doc_id: text("doc_id"),
            text: text("text"),
            kind: text("kind"),
            speaker_id: text("speaker_id"),
            speaker: text("speaker"),
            stance: text("stance"),
            zone: text("zone"),
            start: number("start"),
            end: number("end"),
            content: batch.column_by_name("content").map(AsArray::as_list::<i32>),
            saying: number("saying"),
        }
    }
}

/// A code point; none where the number cannot be one.
fn offset(column: Option<&Int64Array>, row: usize) -> Option<u32> {
    u32::try_from(number(column, row)?).ok()
}

/// What tells a speaker from others: an id, or a description.
fn voice<'a>(id: Option<&'a str>, name: Option<&str>) -> Option<(bool, Cow<'a, str>)> {
    id.map(|id| (true, Cow::Borrowed(id))).or_else(|| name.map(|words| (false, Cow::Owned(words.to_lowercase()))))
}

/// The parts of a content within its quote's text, as bytes; empty if they are not known or do not fit.
fn parts(list: Option<&ListArray>, row: usize, start: Option<u32>, text: &str) -> Vec<Span> {
    let Some(list) = list else { return Vec::new() };
    let offsets = list.value_offsets();
    let [from, to] = [offsets[row], offsets[row + 1]].map(|end| usize::try_from(end).unwrap_or(0));
    // One part is all of the text.
    if to - from < 2 || list.is_null(row) {
        return Vec::new();
    }
    let Some(first) = start else { return Vec::new() };
    let places = list.values().as_struct();
    let end_of = |name: &str| places.column_by_name(name).map(AsArray::as_primitive::<Int64Type>);
    let (Some(starts), Some(ends)) = (end_of("start"), end_of("end")) else { return Vec::new() };
    let bytes: Vec<usize> = text.char_indices().map(|(byte, _)| byte).chain([text.len()]).collect();
    let at = |char: i64| usize::try_from(char - i64::from(first)).ok().and_then(|char| bytes.get(char).copied());
    let part = |i: usize| Some((at(starts.value(i))?, at(ends.value(i))?)).filter(|(from, to)| from <= to);
    let spans: Option<Vec<Span>> = (from..to).map(|i| part(i).map(|(from, to)| Span::new(from, to))).collect();
    spans.unwrap_or_default()
}

impl<'a> Quotes<'a> {
    pub(super) fn new(
        batches: &'a [RecordBatch],
        documents: Option<&'a [RecordBatch]>,
        texts: Option<(&'a [String], &[&'a str])>,
    ) -> Result<Self> {
        let mut quotes = Self {
            columns: batches.iter().map(Columns::new).collect(),
            sayings: Sayings::default(),
            sources: Vec::new(),
            docs: Vec::new(),
            outlets: Vec::new(),
            articles: None,
        };
        let mut numbers = Numbers(FxHashMap::default());
        let mut outlets = Numbers(FxHashMap::default());
        let mut known: FxHashMap<&str, (Option<u32>, Option<i64>)> = FxHashMap::default();
        for batch in documents.into_iter().flatten() {
            let text = |name| batch.column_by_name(name).map(AsArray::as_string::<i32>);
            let (ids, names) = (text("doc_id"), text("outlet"));
            let days = batch.column_by_name("published").map(AsArray::as_primitive::<Int64Type>);
            for row in 0..batch.num_rows() {
                let Some(doc_id) = value(ids, row) else { continue };
                let outlet = value(names, row).map(|outlet| {
                    let number = outlets.of(outlet);
                    if number as usize == quotes.outlets.len() {
                        quotes.outlets.push(outlet);
                    }
                    number
                });
                known.entry(doc_id).or_insert((outlet, number(days, row)));
            }
        }
        // Documents are numbered in the order given: by the texts, then by the quotes.
        for doc_id in texts.into_iter().flat_map(|(ids, _)| ids) {
            quotes.document(doc_id, &mut numbers, &known);
        }
        quotes.read(&mut numbers, &known)?;
        if let Some((ids, texts)) = texts {
            let mut articles = Articles { texts: vec![""; quotes.docs.len()], quoted: Vec::new() };
            for (doc_id, &text) in ids.iter().zip(texts) {
                let slot = &mut articles.texts[numbers.of(doc_id) as usize];
                if slot.is_empty() {
                    *slot = text;
                }
            }
            articles.quoted = vec![Vec::new(); quotes.docs.len()];
            for columns in &quotes.columns {
                for row in 0..columns.n {
                    let ends = offset(columns.start, row).zip(offset(columns.end, row));
                    let (Some(doc_id), Some(place)) = (value(columns.doc_id, row), ends) else { continue };
                    articles.quoted[numbers.of(doc_id) as usize].push(place);
                }
            }
            articles.quoted.iter_mut().for_each(|places| places.sort_unstable());
            quotes.articles = Some(articles);
        }
        Ok(quotes)
    }

    fn document(
        &mut self,
        doc_id: &'a str,
        numbers: &mut Numbers<&'a str>,
        known: &FxHashMap<&str, (Option<u32>, Option<i64>)>,
    ) -> u32 {
        let document = numbers.of(doc_id);
        if document as usize == self.docs.len() {
            let (outlet, published) = known.get(doc_id).copied().unwrap_or_default();
            self.docs.push(doc_id);
            self.sayings.outlet.push(outlet);
            self.sayings.published.push(published);
        }
        document
    }

    fn read(
        &mut self,
        numbers: &mut Numbers<&'a str>,
        known: &FxHashMap<&str, (Option<u32>, Option<i64>)>,
    ) -> Result<()> {
        let mut people = Numbers(FxHashMap::default());
        let rows = self.columns.iter().map(|columns| columns.n).sum();
        let mut ids: FxHashMap<&str, usize> = FxHashMap::with_capacity_and_hasher(rows, FxBuildHasher);
        let mut n = 0;
        for batch in 0..self.columns.len() {
            for row in 0..self.columns[batch].n {
                n += 1;
                let columns = &self.columns[batch];
                let (named, name) = (value(columns.speaker_id, row), value(columns.speaker, row));
                let (Some(quote_id), Some(doc_id)) = (value(columns.quote_id, row), value(columns.doc_id, row)) else {
                    let problem = format!("row {n} has no quote_id or no doc_id; every quote needs both");
                    return Err(Error::argument("quotes", problem));
                };
                if columns.saying.is_none()
                    && let Some(first) = ids.insert(quote_id, n)
                {
                    let problem = format!(
                        "quote_id {quote_id:?} stands in rows {first} and {n}; give each quote an id of its own"
                    );
                    return Err(Error::argument("quotes", problem));
                }
                let document = self.document(doc_id, numbers, known);
                let speaker = voice(named, name).map(|key| {
                    let name = name.or(named);
                    let person = Person { name: name.unwrap_or(""), named: key.0 };
                    let number = people.of(key);
                    if number as usize == self.sayings.people.len() {
                        self.sayings.people.push(person);
                    }
                    number
                });
                self.add(Row { batch: batch as u32, row: row as u32 }, document, speaker);
            }
        }
        Ok(())
    }

    /// Adds what a quote says: all of it, or of a report only the words in quotation marks if they can stand alone.
    fn add(&mut self, row: Row, document: u32, speaker: Option<u32>) {
        let (columns, i) = (&self.columns[row.batch as usize], row.row as usize);
        let whole = value(columns.text, i).unwrap_or("");
        let kind = value(columns.kind, i).unwrap_or("direct");
        let start = offset(columns.start, i);
        let content = columns.content;
        let only = number(columns.saying, i).and_then(|n| usize::try_from(n).ok());
        let marked = if kind == "mixed" { marked::telling(whole) } else { Vec::new() };
        let part = !marked.is_empty();
        let mut push = |text: Cow<'a, str>, span: Span, n: usize| {
            if only.is_some_and(|only| only != n) {
                return;
            }
            let chars = |byte: u32| whole[..byte as usize].chars().count() as u32;
            let ends = |start: u32| (start.saturating_add(chars(span.start)), start.saturating_add(chars(span.end)));
            let place = start.map(ends);
            self.sayings.text.push(text);
            self.sayings.quoted.push(kind != "indirect");
            self.sayings.mixed.push(kind == "mixed" && !part);
            self.sayings.speaker.push(speaker);
            self.sayings.document.push(document);
            self.sayings.place.push(place);
            self.sources.push(Source { row: Some(row), n: n as u32, document, place, part });
        };
        if !part {
            push(statement::said(whole, &parts(content, i, start, whole)), Span::new(0, whole.len()), 0);
        }
        for (n, span) in marked.into_iter().enumerate() {
            push(Cow::Borrowed(span.of(whole)), span, n);
        }
    }

    /// A value of a quote.
    fn of(&self, row: Row, column: fn(&Columns<'a>) -> Option<&'a StringArray>) -> Option<&'a str> {
        value(column(&self.columns[row.batch as usize]), row.row as usize)
    }

    fn quote_id(&self, row: Row) -> &'a str {
        self.of(row, |columns| columns.quote_id).unwrap_or_default()
    }

    /// Who said a saying, as text that is equal for no two.
    pub(super) fn voice(&self, saying: u32) -> Option<String> {
        let row = self.sources[saying as usize].row?;
        let column = |name: fn(&Columns<'a>) -> Option<&'a StringArray>| self.of(row, name);
        let (named, key) = voice(column(|columns| columns.speaker_id), column(|columns| columns.speaker))?;
        Some(format!("{}{key}", if named { '=' } else { '~' }))
    }

    /// For each saying its quote, by number of all quotes, and its number among those of its quote.
    pub(super) fn rows(&self) -> Vec<(u32, u32)> {
        let sizes = self.columns.iter().scan(0, |rows, columns| {
            let before = *rows;
            *rows += columns.n as u32;
            Some(before)
        });
        let before: Vec<u32> = sizes.collect();
        let row_of = |source: &Source| source.row.map_or(0, |row| before[row.batch as usize] + row.row);
        self.sources.iter().map(|source| (row_of(source), source.n)).collect()
    }

    /// Adds the places that were found in the articles.
    fn add_repeats(&mut self, trace: &Trace) {
        let (mut document, mut n) = (u32::MAX, 0);
        for &(at, (start, end)) in &trace.repeats {
            n = if at == document { n + 1 } else { 1 };
            document = at;
            self.sources.push(Source { row: None, n, document, place: Some((start, end)), part: false });
        }
    }

    fn sighting_id(&self, saying: u32) -> Cow<'a, str> {
        let source = &self.sources[saying as usize];
        match source.row {
            Some(row) if source.n == 0 => Cow::Borrowed(self.quote_id(row)),
            Some(row) => Cow::Owned(format!("{}.{}", self.quote_id(row), source.n + 1)),
            None => Cow::Owned(format!("{}:r{}", self.docs[source.document as usize], source.n)),
        }
    }

    /// A statement goes by its earliest row, which rows that come later do not change.
    fn statement_id(&self, trace: &Trace, statement: &Statement) -> String {
        let rows = &trace.sightings[statement.sightings.clone()];
        let first = rows.iter().map(|sighting| sighting.saying).min().unwrap_or_default();
        format!("s:{}", self.sighting_id(first))
    }

    /// What was said, where a reporter's words stand in between ("“X,” said Y, “Z.”").
    fn interrupted(&self, saying: u32) -> Option<&str> {
        match &self.sayings.text[saying as usize] {
            Cow::Owned(said) => Some(said),
            Cow::Borrowed(_) => None,
        }
    }

    /// The words in the article between the first and the last that were said.
    fn text(&self, saying: u32) -> &str {
        match self.sources[saying as usize] {
            Source { row: Some(row), part: false, .. } => self.of(row, |columns| columns.text).unwrap_or(""),
            _ => &self.sayings.text[saying as usize],
        }
    }
}

/// Publication dates as a column.
fn dates(values: impl Iterator<Item = Option<i64>>) -> TimestampMicrosecondArray {
    values.collect::<TimestampMicrosecondArray>().with_timezone("UTC")
}

/// The tables statements and sightings. What some parts of a table have taken from the trace is freed before the next are made.
pub(super) fn tables(
    quotes: &Quotes<'_>,
    trace: &mut Trace,
    n_threads: usize,
    cancel: &AtomicBool,
) -> Result<(ArrowTable, ArrowTable)> {
    let ids: Vec<String> = trace.statements.iter().map(|statement| quotes.statement_id(trace, statement)).collect();
    let numbered: Vec<usize> = (0..trace.statements.len()).collect();
    let statements = in_parts(&numbered, n_threads, cancel, |rows| statement_columns(quotes, trace, &ids, rows))?;
    let of = trace.statements.iter().enumerate();
    let rows: Vec<(usize, usize)> =
        of.flat_map(|(n, statement)| statement.sightings.clone().map(move |row| (n, row))).collect();
    let mut sightings = vec![sighting_columns(quotes, trace, &ids, &[])]; // the schema, also where there are no rows
    for some in rows.chunks(ROWS * PARTS) {
        sightings.extend(in_parts(some, n_threads, cancel, |rows| sighting_columns(quotes, trace, &ids, rows))?);
        for &(_, row) in some {
            let sighting = &mut trace.sightings[row];
            (sighting.since_parent, sighting.since_first, sighting.alarm) = (None, None, None);
        }
    }
    Ok((ArrowTable::new(statements), ArrowTable::new(sightings)))
}

fn in_parts<R: Sync>(
    rows: &[R],
    n_threads: usize,
    cancel: &AtomicBool,
    part: impl Fn(&[R]) -> RecordBatch + Sync,
) -> Result<Vec<RecordBatch>> {
    let parts: Vec<&[R]> = if rows.is_empty() { vec![rows] } else { rows.chunks(ROWS).collect() };
    batch::map(&parts, |_| 0, n_threads, cancel, |rows| part(rows))
}

fn statement_columns(quotes: &Quotes<'_>, trace: &Trace, ids: &[String], rows: &[usize]) -> RecordBatch {
    let of = |n: &usize| &trace.statements[*n];
    let first = |n: &usize| trace.sightings[of(n).sightings.start].saying;
    let people = &quotes.sayings.people;
    Frame::new(rows)
        .text("statement_id", |&n| ids[n].as_str())
        .text("text", |n| quotes.sayings.text[of(n).text as usize].as_ref())
        .int("n_sightings", |n| of(n).sightings.len() as u32)
        .int("n_docs", |n| of(n).n_docs)
        .int("n_outlets", |n| of(n).n_outlets)
        .lists("speakers", |n| of(n).speakers.iter().map(|&speaker| people[speaker as usize].name))
        .text("first_doc", |n| quotes.docs[quotes.sources[first(n) as usize].document as usize])
        .some_column(
            "first_published",
            dates(rows.iter().map(|n| quotes.sayings.published[quotes.sources[first(n) as usize].document as usize])),
        )
        .some_text("alarm", |n| {
            let names: Vec<&str> = of(n).alarms.iter().map(|alarm| alarm.name()).collect();
            (!names.is_empty()).then(|| names.join(", "))
        })
        .finish()
}

fn sighting_columns(quotes: &Quotes<'_>, trace: &Trace, ids: &[String], rows: &[(usize, usize)]) -> RecordBatch {
    let of = |row: &(usize, usize)| -> &Sighting { &trace.sightings[row.1] };
    let source = |row: &(usize, usize)| &quotes.sources[of(row).saying as usize];
    let place = |row: &(usize, usize)| source(row).place;
    let quoted = |row: &(usize, usize)| source(row).row;
    let similarity = |step: &Option<Step>| step.as_ref().map(|step| (f64::from(step.similarity) * 1e4).round() / 1e4);
    let speaker = |row: &(usize, usize)| {
        let speaker = quotes.sayings.speaker[of(row).saying as usize]?;
        Some(quotes.sayings.people[speaker as usize].name)
    };
    let ends =
        |end: fn((u32, u32)) -> u32| rows.iter().map(|row| place(row).map(end).map(i64::from)).collect::<Int64Array>();
    Frame::new(rows)
        .text("statement_id", |row| ids[row.0].as_str())
        .text("sighting_id", |row| quotes.sighting_id(of(row).saying))
        .some_text("quote_id", |row| quoted(row).map(|quote| quotes.quote_id(quote)))
        .text("doc_id", |row| quotes.docs[source(row).document as usize])
        .some_column("start", ends(|(start, _)| start))
        .some_column("end", ends(|(_, end)| end))
        .text("text", |row| quotes.text(of(row).saying))
        .some_text("said", |row| quotes.interrupted(of(row).saying))
        .some_text("speaker", speaker)
        .some_text("stance", |row| quoted(row).and_then(|quote| quotes.of(quote, |columns| columns.stance)))
        .some_text("zone", |row| quoted(row).and_then(|quote| quotes.of(quote, |columns| columns.zone)))
        .some_text("outlet", |row| {
            let outlet = quotes.sayings.outlet[source(row).document as usize]?;
            Some(quotes.outlets[outlet as usize])
        })
        .some_column("published", dates(rows.iter().map(|row| quotes.sayings.published[source(row).document as usize])))
        .some_text("parent", |row| of(row).parent.map(|parent| quotes.sighting_id(parent)))
        .some_column("similarity", rows.iter().map(|row| similarity(&of(row).since_parent)).collect::<Float64Array>())
        .some_text("change", |row| of(row).since_parent.as_ref().map(|step| step.change.name()))
        .some_text("diff", |row| of(row).since_parent.as_ref().and_then(|step| step.diff.as_deref()))
        .some_text("change_first", |row| of(row).since_first.as_ref().map(|step| step.change.name()))
        .some_text("diff_first", |row| of(row).since_first.as_ref().and_then(|step| step.diff.as_deref()))
        .some_text("alarm", |row| of(row).alarm.as_deref())
        .finish()
}

/// Finds the statements among quotes; gives the tables statements and sightings.
///
/// `quotes` and `documents` have the columns and types that the package gives them. With `ids` and `texts`, the texts of documents,
/// places that repeat a statement without quoting it are found too. `window` is in microseconds.
#[pyfunction]
#[pyo3(signature = (quotes, documents, *, ids, texts, window, n_threads))]
#[allow(clippy::needless_pass_by_value)] // values converted from Python are owned
pub(super) fn statements(
    py: Python<'_>,
    quotes: PyTable,
    documents: Option<PyTable>,
    ids: Option<Vec<String>>,
    texts: Option<&Bound<'_, PyAny>>,
    window: Option<i64>,
    n_threads: usize,
) -> PyResult<(ArrowTable, ArrowTable)> {
    let (batches, _) = quotes.into_inner();
    let documents = documents.map(|table| table.into_inner().0);
    let held = texts.map(input::Held::new).transpose()?;
    let texts = match (&held, &ids) {
        (Some(held), Some(ids)) => Some((ids.as_slice(), held.texts(ids.len(), "text", 0, HashMap::new())?.0)),
        _ => None,
    };
    let texts = texts.as_ref().map(|(ids, texts)| (*ids, texts.as_slice()));
    let state = Progress::default();
    run::detached(py, &state, None, || -> Result<(ArrowTable, ArrowTable)> {
        let mut quotes = Quotes::new(&batches, documents.as_deref(), texts)?;
        let articles = quotes.articles.take();
        let mut trace = statement::trace(&mut quotes.sayings, articles.as_ref(), window, n_threads, &state.cancel)?;
        quotes.add_repeats(&trace);
        tables(&quotes, &mut trace, n_threads, &state.cancel)
    })
}
