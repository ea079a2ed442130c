//! The analysis of one document, step by step.

use crate::entity::gazetteer::Gazetteer;
use crate::entity::{Found, Mention, SharedName, mentions};
use crate::error::{Error, Result};
use crate::quote::{Quote, attribute};
use crate::span::{CharIndex, Span};
use crate::text::Surface;
use crate::text::zones::{self, Zone, ZoneKind};

/// One text and what the corpus says about it.
#[derive(Debug, Clone, Copy)]
pub struct Document<'a> {
    /// Its id in the corpus.
    pub id: &'a str,
    /// The article, exactly as given.
    pub text: &'a str,
    /// The headline, where the corpus keeps it apart from (or as well as in) the text.
    pub title: Option<&'a str>,
    /// The author, where the corpus names one.
    pub author: Option<&'a str>,
}

impl<'a> Document<'a> {
    /// A document without metadata.
    pub const fn new(id: &'a str, text: &'a str) -> Self {
        Self { id, text, title: None, author: None }
    }
}

/// What every document is read with. Shared by all threads, never changed.
#[derive(Debug, Default)]
pub struct Resources {
    /// The analyst's list; may be empty.
    pub gazetteer: Gazetteer,
}

/// The rows of one document. Spans are bytes; [`Analysis::chars`] turns them into code points.
#[derive(Debug, Clone, Default)]
pub struct Analysis {
    /// Byte offsets to code points.
    pub chars: CharIndex,
    /// The headline found in the text.
    pub title: Option<Span>,
    /// The standfirst found in the text.
    pub subtitle: Option<Span>,
    /// The author found in a byline or an author note.
    pub author: Option<Span>,
    /// The dateline at the head of the body ("MOSCOW (Sputnik)").
    pub dateline: Option<Span>,
    /// In order, without overlap.
    pub zones: Vec<Zone>,
    /// Names of this document that are on no list; [`EntityRef::Found`](crate::entity::EntityRef) points here.
    pub found: Vec<Found>,
    /// In order of place.
    pub mentions: Vec<Mention>,
    /// Which of their names several listed entities go by.
    pub shared: Vec<SharedName>,
    /// In order of place.
    pub quotes: Vec<Quote>,
}

/// Analyses one document.
///
/// # Errors
/// When the text is longer than 4 GiB.
pub fn analyze(document: &Document<'_>, resources: &Resources) -> Result<Analysis> {
    analyze_until(document, resources, &|| false)
}

/// Analyses one document, unless `stopped` says to stop: it is asked once a sentence in each of the longer steps, so
/// that a text of 100 MB does not make its reader wait.
///
/// # Errors
/// When the text is longer than 4 GiB, or the analysis was stopped.
pub fn analyze_until(document: &Document<'_>, resources: &Resources, stopped: &dyn Fn() -> bool) -> Result<Analysis> {
    let text = document.text;
    let chars = CharIndex::new(text)?;
    let surface = Surface::until(text, document.title, stopped);
    if stopped() {
        return Err(Error::cancelled());
    }
    let mut named = mentions::find(&surface, &resources.gazetteer);
    let quotes = attribute::attributions(&surface, &mut named, &resources.gazetteer, stopped);
    if stopped() {
        return Err(Error::cancelled());
    }
    named.settle();
    let zones = surface.zones;
    let first = |kind| zones.iter().find(|z| z.kind == kind);
    Ok(Analysis {
        title: first(ZoneKind::Title).map(|z| z.span),
        subtitle: first(ZoneKind::Subtitle).map(|z| z.span),
        author: author(&zones),
        dateline: zones
            .iter()
            .filter(|z| z.kind == ZoneKind::Body && !z.heading)
            .take(DATELINE_WITHIN)
            .find_map(|z| zones::dateline(text, z.span)),
        chars,
        zones,
        found: named.found,
        mentions: named.mentions,
        shared: named.shared,
        quotes,
    })
}

/// A dateline stands at the head of the body, if anywhere.
const DATELINE_WITHIN: usize = 2;

/// The name in the byline, or else in the note about the author.
fn author(zones: &[Zone]) -> Option<Span> {
    let named = |kind| zones.iter().filter(move |z| z.kind == kind).find_map(|z| z.author);
    named(ZoneKind::Byline).or_else(|| named(ZoneKind::AuthorBio))
}
