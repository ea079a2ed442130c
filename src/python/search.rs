//! Listed names in many texts, as a table.
#![allow(clippy::cast_possible_wrap, clippy::cast_sign_loss)] // keys number what one part of a table holds

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use arrow_array::{Int64Array, ListArray, RecordBatch, StringArray};
use arrow_buffer::OffsetBuffer;
use arrow_schema::{DataType, Field};
use rustc_hash::FxHashMap;

use super::frame::{ArrowTable, Frame};
use crate::batch::{self, Progress};
use crate::entity::How;
use crate::entity::gazetteer::{EntityId, Scratch};
use crate::span::CharWalk;
use crate::{Gazetteer, Result};

/// A search of many texts.
pub(super) struct Search<'a> {
    pub(super) list: &'a Gazetteer,
    pub(super) texts: &'a [&'a str],
    /// One a text.
    pub(super) ids: Option<&'a [String]>,
    pub(super) overlapping: bool,
}

impl Search<'_> {
    /// The table, made on the spot.
    pub(super) fn at_once(&self) -> ArrowTable {
        ArrowTable::new(vec![self.part(&(0..self.texts.len()))])
    }

    /// The table, made on `n_threads` threads.
    pub(super) fn run(&self, n_threads: usize, state: &Progress) -> Result<ArrowTable> {
        let parts = self.parts();
        let batches = batch::map(
            &parts,
            |_| 0,
            n_threads,
            &state.cancel,
            |part| {
                let batch = self.part(part);
                state.done.fetch_add(part.len(), Ordering::Relaxed);
                batch
            },
        )?;
        Ok(ArrowTable::new(batches))
    }

    /// Stretches of texts, small enough to be shared out evenly. They depend on the texts alone, as does the table then.
    fn parts(&self) -> Vec<Range<usize>> {
        let total: usize = self.texts.iter().map(|text| text.len()).sum();
        let most = (total / 256).max(256 << 10);
        let mut parts = Vec::new();
        let (mut first, mut bytes) = (0, 0);
        for (i, text) in self.texts.iter().enumerate() {
            bytes += text.len();
            if bytes >= most {
                parts.push(first..i + 1);
                (first, bytes) = (i + 1, 0);
            }
        }
        if first < self.texts.len() || parts.is_empty() {
            parts.push(first..self.texts.len());
        }
        parts
    }

    fn part(&self, part: &Range<usize>) -> RecordBatch {
        let mut rows = Rows::default();
        let (mut scratch, mut found) = (Scratch::default(), Vec::new());
        for i in part.clone() {
            let text = self.texts[i];
            found.clear();
            self.list.find_into(text, self.overlapping, &mut scratch, &mut found);
            let mut chars = CharWalk::new(text);
            for ranked in self.list.rank(text, &found) {
                let (start, end) = chars.place(ranked.span);
                rows.push((i - part.start) as i32, start, end, ranked.span.of(text), ranked.entity);
                for &other in &ranked.others {
                    rows.others.push(self.list.entity(other).id);
                }
                rows.other_ends.push(rows.others.len() as i32);
            }
        }
        rows.finish(self.list, self.ids.map(|ids| &ids[part.clone()]))
    }
}

/// Mentions, column by column; repeated text is written once and numbered.
#[derive(Default)]
struct Rows<'a> {
    doc: Vec<i32>,
    start: Vec<i64>,
    end: Vec<i64>,
    /// The words of all mentions, and where those of each end.
    text: Vec<u8>,
    text_ends: Vec<i32>,
    /// Numbers of `entities`.
    entity: Vec<i32>,
    entities: Vec<EntityId>,
    keys: FxHashMap<EntityId, i32>,
    others: Vec<&'a str>,
    other_ends: Vec<i32>,
}

impl Rows<'_> {
    fn push(&mut self, doc: i32, start: u32, end: u32, words: &str, entity: EntityId) {
        self.doc.push(doc);
        self.start.push(i64::from(start));
        self.end.push(i64::from(end));
        self.text.extend_from_slice(words.as_bytes());
        self.text_ends.push(self.text.len() as i32);
        let next = self.entities.len() as i32;
        self.entity.push(*self.keys.entry(entity).or_insert_with(|| {
            self.entities.push(entity);
            next
        }));
    }

    fn finish(self, list: &Gazetteer, ids: Option<&[String]>) -> RecordBatch {
        let offsets = |ends: Vec<i32>| OffsetBuffer::new(std::iter::once(0).chain(ends).collect());
        let n = self.doc.len();
        // Ids differ; names and types may not, and a dictionary holds each value once.
        let entities = || self.entities.iter().map(|&id| list.entity(id));
        let ids_once = StringArray::from_iter_values(entities().map(|e| e.id));
        let (names, names_once) = numbered(entities().map(|e| e.name));
        let (kinds, kinds_once) = numbered(entities().map(|e| e.kind.name()));
        let through = |keys: &[i32]| self.entity.iter().map(|&key| keys[key as usize]).collect();
        let (names, kinds) = (through(&names), through(&kinds));
        let others = Arc::new(StringArray::from_iter_values(self.others));
        let item = Arc::new(Field::new("item", DataType::Utf8, true));
        let mut frame = Frame::<()>::new(&[]);
        if let Some(ids) = ids {
            frame = frame.numbered("doc_id", self.doc, StringArray::from_iter_values(ids));
        }
        frame
            .column("start", Int64Array::from(self.start))
            .column("end", Int64Array::from(self.end))
            .column("text", StringArray::new(offsets(self.text_ends), self.text.into(), None))
            .numbered("entity_id", self.entity, ids_once)
            .numbered("entity", names, names_once)
            .numbered("type", kinds, kinds_once)
            .numbered("how", vec![0; n], StringArray::from(vec![How::Alias.name()]))
            .column("others", ListArray::new(item, offsets(self.other_ends), others, None))
            .finish()
    }
}

/// Every value once, and which of them each value is.
fn numbered<'a>(values: impl Iterator<Item = &'a str>) -> (Vec<i32>, StringArray) {
    let mut once: Vec<&str> = Vec::new();
    let mut keys: FxHashMap<&str, i32> = FxHashMap::default();
    let numbers = values.map(|value| {
        *keys.entry(value).or_insert_with(|| {
            once.push(value);
            once.len() as i32 - 1
        })
    });
    (numbers.collect(), StringArray::from_iter_values(once))
}
