//! Who speaks through a document: "*Quill* released a statement saying that ...", "*the firm* sent out a memo that read ...".
//!
//! The clause's subject is the document, and grammar gives no other. But who brings it out has said what it says, and the document is
//! only through what.

use super::draft::Draft;
use super::phrase::{Range, is};
use super::verb::subject_of;
use crate::entity::lexicon::{Class, class};
use crate::text::Surface;
use crate::text::tags::Tag;

/// What is done to a document by who answers for it.
const ISSUES: &[&str] = &[
    "released",
    "issued",
    "published",
    "posted",
    "sent",
    "put",
    "wrote",
    "penned",
    "shared",
    "circulated",
    "distributed",
    "tweeted",
    "emailed",
    "mailed",
    "made",
    "makes",
    "make",
    "ran",
    "filed",
    "submitted",
    "delivered",
    "signed",
    "aired",
    "releases",
    "issues",
    "publishes",
    "posts",
    "sends",
    "puts",
    "writes",
    "signs",
    "airs",
    "held",
    "waved",
    "carried",
    "hoisted",
];
/// A document that is known already is somebody's, who need not be the one who hands it on.
const KNOWN: &[&str] = &["the", "this", "that", "these", "those"];

/// Gives the words of a document to who brings it out.
pub(super) fn credit(surface: &Surface<'_>, draft: &mut Draft) {
    let (Some(document), Some(cue)) = (draft.source, draft.cue) else { return };
    if document.1 > cue.0 {
        return;
    }
    if let Some(issuer) = issuer(surface, document) {
        draft.source = Some(issuer);
        draft.medium = draft.medium.or(Some(document));
    }
}

fn issuer(surface: &Surface<'_>, document: Range) -> Option<Range> {
    let (first, last) = document;
    let low = surface.sentences.get(surface.sentence_of(first))?.first as usize;
    // "a letter from his doctor" is the doctor's.
    let is_document = |i: usize| {
        let c = class(surface.word(i));
        let written = c.is(Class::DOCUMENT.or(Class::DOCUMENTS)) && !c.is(Class::PERSON);
        surface.tags[i] == Tag::Noun
            && (written || is(surface, i, &["comment", "comments", "remark", "remarks", "sign"]))
    };
    let head = (first..last).find(|&i| is_document(i))?;
    let of_another = (head + 1..last).any(|i| is(surface, i, &["by", "from", "of"]));
    if of_another || is(surface, first, KNOWN) {
        return None;
    }
    let out = usize::from(first > low && is(surface, first - 1, &["out", "up"]));
    let verb = first.checked_sub(1 + out).filter(|&i| i > low && is(surface, i, ISSUES))?;
    subject_of(surface, low, verb)
}
