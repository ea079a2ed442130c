//! Transcripts: "QUILL: We never sold it." line by line.

use super::clause::trim_end;
use super::draft::{Context, Draft};
use super::phrase::Range;
use crate::text::words::Shape;
use crate::text::zones::ZoneKind;

/// One line may happen to begin with capitals and a colon; two make a transcript.
const FEWEST_LINES: usize = 2;

/// The labelled lines of a transcript. A line without a label goes on from the one before, if that is right above it.
pub(super) fn lines(context: &Context<'_, '_>) -> Vec<Draft> {
    let surface = context.surface;
    let mut drafts: Vec<Draft> = Vec::new();
    let mut sentence = 0;
    for (n, zone) in surface.zones.iter().enumerate() {
        let first_sentence = sentence;
        while surface.sentences.get(sentence).is_some_and(|s| s.zone as usize == n) {
            sentence += 1;
        }
        if zone.kind != ZoneKind::Body || first_sentence == sentence {
            continue;
        }
        let first = surface.sentences[first_sentence].first as usize;
        let last = surface.sentences[sentence - 1].last as usize;
        let Some(label) = label(context, first, last) else { continue };
        let start = label.1 + 1;
        let end = trim_end(surface, start, closing(context, start, last));
        if context.n_words((start, end)) == 0 {
            continue;
        }
        let colon = (label.1, label.1 + 1);
        drafts.push(Draft::new(vec![(start, end)], Some(colon), Some(label), "transcript: name and colon"));
    }
    if drafts.len() < FEWEST_LINES { Vec::new() } else { drafts }
}

/// The speaker's label at a line's start: one to four words in capitals, perhaps behind an opening mark.
fn label(context: &Context<'_, '_>, first: usize, last: usize) -> Option<Range> {
    let surface = context.surface;
    let start = (first..last).find(|&i| !surface.words[i].is_mark())?;
    let colon = (start + 1..last.min(start + 6)).find(|&i| surface.word(i) == ":")?;
    let capitals =
        (start..colon).all(|i| surface.words[i].shape == Shape::Upper || matches!(surface.word(i), "." | "-"));
    let question = matches!(surface.word(start), "Q" | "A");
    (start <= first + 1 && capitals && (question || surface.word(start).len() > 1)).then_some((start, colon))
}

/// The line's end without the mark that closes a quotation around it.
fn closing(context: &Context<'_, '_>, start: usize, last: usize) -> usize {
    let mut end = last;
    while end > start && matches!(context.surface.word(end - 1), "”" | "\"" | "''") {
        end -= 1;
    }
    end
}
