//! A concordance of many texts, as a table.

use std::ops::Range;
use std::sync::atomic::Ordering;

use super::frame::{ArrowTable, Frame};
use crate::Result;
use crate::batch::{self, Progress};
use crate::concordance::Pattern;
use crate::span::{CharWalk, Span};

/// Texts that one thread takes at a time.
const PART_BYTES: usize = 1 << 20;
/// Text a batch of rows holds at most (one row may hold more): Arrow counts it in 31 bits.
const BATCH_BYTES: usize = 1 << 28;

struct Row<'a> {
    text_number: usize,
    text: &'a str,
    left: Span,
    hit: Span,
    right: Span,
    place: (u32, u32),
}

/// Every place where `pattern` stands: the number of its text, code points, context.
pub(super) fn table(
    texts: &[&str],
    pattern: &Pattern,
    width: usize,
    n_threads: usize,
    state: &Progress,
) -> Result<ArrowTable> {
    let batches = batch::map(
        &parts(texts),
        |_| 0,
        n_threads,
        &state.cancel,
        |part| {
            let stopped = || state.cancel.load(Ordering::Relaxed);
            let batches = of_part(texts, part.clone(), pattern, width, &stopped);
            state.done.fetch_add(part.len(), Ordering::Relaxed);
            batches
        },
    )?;
    Ok(ArrowTable::new(batches.into_iter().flatten().collect()))
}

/// Ranges of texts. One at least, so that no texts have their schema. They depend on the texts alone, as does the table then.
fn parts(texts: &[&str]) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let (mut first, mut bytes) = (0, 0);
    for (i, text) in texts.iter().enumerate() {
        bytes += text.len();
        if bytes >= PART_BYTES {
            parts.push(first..i + 1);
            (first, bytes) = (i + 1, 0);
        }
    }
    if first < texts.len() || parts.is_empty() {
        parts.push(first..texts.len());
    }
    parts
}

fn of_part(
    texts: &[&str],
    part: Range<usize>,
    pattern: &Pattern,
    width: usize,
    stopped: &dyn Fn() -> bool,
) -> Vec<arrow_array::RecordBatch> {
    let mut batches = Vec::new();
    let mut rows = Vec::new();
    let mut bytes = 0;
    for text_number in part {
        let text = texts[text_number];
        let mut chars = CharWalk::new(text);
        for hit in pattern.hits(text, width) {
            // What was found until then is thrown away with the run.
            if stopped() {
                break;
            }
            let row = Row {
                text_number,
                text,
                left: hit.left,
                hit: hit.span,
                right: hit.right,
                place: chars.place(hit.span),
            };
            bytes += row.left.len() + row.hit.len() + row.right.len();
            rows.push(row);
            if bytes >= BATCH_BYTES {
                batches.push(batch_of(&rows));
                rows.clear();
                bytes = 0;
            }
        }
    }
    batches.push(batch_of(&rows));
    batches
}

fn batch_of(rows: &[Row<'_>]) -> arrow_array::RecordBatch {
    Frame::new(rows)
        .int("text_number", |row| row.text_number as u32)
        .int("start", |row| row.place.0)
        .int("end", |row| row.place.1)
        .text("left", |row| row.left.of(row.text))
        .text("match", |row| row.hit.of(row.text))
        .text("right", |row| row.right.of(row.text))
        .finish()
}
