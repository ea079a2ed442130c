//! The tables' columns. Byte spans become code points here and nowhere else.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::atomic::AtomicBool;

use arrow_array::RecordBatch;

use super::frame::{ArrowTable, Frame};
use crate::entity::{EntityRef, Mention};
use crate::quote::{Act, Quote};
use crate::span::Span;
use crate::tally::{self, EntityRow};
use crate::text::zones::{Zone, ZoneKind};
use crate::{Analysis, Document, Gazetteer, Result, batch};

/// What the tables are made of. Documents, analyses and rows share their index.
pub(super) struct Corpus<'a> {
    pub(super) documents: &'a [Document<'a>],
    pub(super) analyses: &'a [Result<Analysis>],
    /// Rows whose text could not be read, and why.
    pub(super) problems: &'a HashMap<usize, String>,
    pub(super) gazetteer: &'a Gazetteer,
    /// Quotes below it get no row. They keep their numbers, so that a quote has the same id whatever the bar.
    pub(super) min_confidence: f64,
}

/// Texts a part of a table is made from: parts are made in parallel, and none outgrows Arrow's 31-bit
/// offsets. Their bounds depend on the texts alone, so that any number of threads gives the same bytes.
const PART_BYTES: usize = 1 << 20;
const PART_DOCUMENTS: usize = 2048;

type Tables = (ArrowTable, ArrowTable, ArrowTable, ArrowTable);

/// The tables documents, zones, mentions and quotes.
pub(super) fn build(corpus: &Corpus<'_>, n_threads: usize, cancel: &AtomicBool) -> Result<Tables> {
    let made = batch::map(&parts(corpus.documents), |_| 0, n_threads, cancel, |part| part_of(corpus, part))?;
    let mut tables: [Vec<RecordBatch>; 4] = Default::default();
    for batches in made {
        for (table, batch) in tables.iter_mut().zip(batches) {
            table.push(batch);
        }
    }
    let [documents, zones, mentions, quotes] = tables.map(ArrowTable::new);
    Ok((documents, zones, mentions, quotes))
}

/// Ranges of rows. One at least, so that an empty corpus has its schema.
fn parts(documents: &[Document<'_>]) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let (mut first, mut bytes) = (0, 0);
    for (i, document) in documents.iter().enumerate() {
        bytes += document.text.len();
        if bytes >= PART_BYTES || i + 1 - first >= PART_DOCUMENTS {
            parts.push(first..i + 1);
            (first, bytes) = (i + 1, 0);
        }
    }
    if first < documents.len() || parts.is_empty() {
        parts.push(first..documents.len());
    }
    parts
}

/// One document as its rows need it.
struct Doc<'a> {
    id: &'a str,
    text: &'a str,
    title: Option<&'a str>,
    author: Option<&'a str>,
    status: &'static str,
    message: Option<Cow<'a, str>>,
    analysis: Option<&'a Analysis>,
    gazetteer: &'a Gazetteer,
    /// Ids of the names found in this document, made once.
    found: Vec<String>,
}

impl<'a> Doc<'a> {
    fn new(corpus: &Corpus<'a>, i: usize) -> Self {
        let document = &corpus.documents[i];
        let problem = corpus.problems.get(&i);
        let analysis = match problem {
            None => corpus.analyses[i].as_ref().ok(),
            Some(_) => None,
        };
        let error = corpus.analyses[i].as_ref().err();
        let message = problem
            .map(|problem| Cow::Borrowed(problem.as_str()))
            .or_else(|| error.map(|error| Cow::Owned(error.to_string())));
        let found = analysis.map_or_else(Vec::new, |analysis| {
            (0..analysis.found.len() as u32)
                .map(|n| tally::id_of(EntityRef::Found(n), analysis, corpus.gazetteer))
                .collect()
        });
        Self {
            id: document.id,
            text: document.text,
            title: document.title,
            author: document.author,
            status: match message {
                Some(_) => "error",
                None if document.text.trim().is_empty() => "empty",
                None => "ok",
            },
            message,
            analysis,
            gazetteer: corpus.gazetteer,
            found,
        }
    }

    /// Code points before a byte.
    fn at(&self, byte: u32) -> u32 {
        self.analysis.map_or(0, |analysis| analysis.chars.char_at(self.text, byte))
    }

    fn place(&self, span: Span) -> (u32, u32) {
        (self.at(span.start), self.at(span.end))
    }

    fn start(&self, span: Option<Span>) -> Option<u32> {
        span.map(|span| self.at(span.start))
    }

    fn end(&self, span: Option<Span>) -> Option<u32> {
        span.map(|span| self.at(span.end))
    }

    fn words(&self, span: Option<Span>) -> Option<&'a str> {
        span.map(|span| span.of(self.text))
    }

    fn entity_id(&self, entity: EntityRef) -> &str {
        match entity {
            EntityRef::Listed(id) => self.gazetteer.entity(id).id,
            EntityRef::Found(i) => &self.found[i as usize],
        }
    }

    fn entity(&self, entity: EntityRef) -> (&'a str, &'static str) {
        self.analysis.map_or(("", ""), |analysis| {
            let (name, kind) = tally::name_of(entity, analysis, self.gazetteer);
            (name, kind.name())
        })
    }

    /// Ids of the listed entities that a mention may name besides its own.
    fn others(&self, span: Span) -> impl Iterator<Item = &str> {
        let shared = self.analysis.and_then(|a| {
            let at = a.shared.binary_search_by_key(&span, |s| s.span).ok()?;
            Some(&a.shared[at].others)
        });
        shared.into_iter().flatten().map(|&id| self.gazetteer.entity(id).id)
    }

    fn zone_of(&self, span: Span) -> Option<&'static str> {
        tally::zone_of(span, self.analysis?).map(ZoneKind::name)
    }
}

/// A row, its document and its number there (from 1).
struct Row<'a, T> {
    doc: &'a Doc<'a>,
    n: usize,
    it: &'a T,
}

fn rows<'a, T>(docs: &'a [Doc<'a>], of: impl Fn(&'a Analysis) -> &'a [T]) -> Vec<Row<'a, T>> {
    docs.iter()
        .filter_map(|doc| Some((doc, of(doc.analysis?))))
        .flat_map(|(doc, items)| {
            let row = move |(i, it)| Row { doc, n: i + 1, it };
            items.iter().enumerate().map(row)
        })
        .collect()
}

fn part_of(corpus: &Corpus<'_>, part: &Range<usize>) -> [RecordBatch; 4] {
    let docs: Vec<Doc<'_>> = part.clone().map(|i| Doc::new(corpus, i)).collect();
    let mut quotes = rows(&docs, |analysis| &analysis.quotes);
    quotes.retain(|quote| quote.it.share() >= corpus.min_confidence);
    [
        document_columns(&docs),
        zone_columns(&rows(&docs, |analysis| &analysis.zones)),
        mention_columns(&rows(&docs, |analysis| &analysis.mentions)),
        quote_columns(&quotes),
    ]
}

fn document_columns(docs: &[Doc<'_>]) -> RecordBatch {
    /// What the corpus gave, else what the text says.
    fn or<'a>(doc: &Doc<'a>, given: Option<&'a str>, found: fn(&Analysis) -> Option<Span>) -> Option<&'a str> {
        given.or_else(|| doc.words(found(doc.analysis?)))
    }
    Frame::new(docs)
        .text("doc_id", |doc| doc.id)
        .some_text("title", |doc| or(doc, doc.title, |a| a.title))
        .some_text("subtitle", |doc| or(doc, None, |a| a.subtitle))
        .some_text("author", |doc| or(doc, doc.author, |a| a.author))
        .some_text("outlet", |_| None::<&str>)
        .some_text("dateline", |doc| or(doc, None, |a| a.dateline))
        .some_text("published", |_| None::<&str>)
        .int("n_chars", |doc| doc.analysis.map_or(0, |a| a.chars.n_chars()))
        .text("status", |doc| doc.status)
        .some_text("message", |doc| doc.message.as_deref())
        .finish()
}

fn zone_columns(zones: &[Row<'_, Zone>]) -> RecordBatch {
    Frame::new(zones)
        .text("doc_id", |zone| zone.doc.id)
        .text("kind", |zone| zone.it.kind.name())
        .int("start", |zone| zone.doc.at(zone.it.span.start))
        .int("end", |zone| zone.doc.at(zone.it.span.end))
        .some_text("author", |zone| zone.doc.words(zone.it.author))
        .flag("heading", |zone| zone.it.heading)
        .finish()
}

fn mention_columns(mentions: &[Row<'_, Mention>]) -> RecordBatch {
    Frame::new(mentions)
        .text("mention_id", |m| format!("{}:m{}", m.doc.id, m.n))
        .text("doc_id", |m| m.doc.id)
        .int("start", |m| m.doc.at(m.it.span.start))
        .int("end", |m| m.doc.at(m.it.span.end))
        .text("text", |m| m.it.span.of(m.doc.text))
        .text("entity_id", |m| m.doc.entity_id(m.it.entity))
        .text("entity", |m| m.doc.entity(m.it.entity).0)
        .text("type", |m| m.doc.entity(m.it.entity).1)
        .text("how", |m| m.it.how.name())
        .some_text("zone", |m| m.doc.zone_of(m.it.span))
        .lists("others", |m| m.doc.others(m.it.span))
        .finish()
}

fn quote_columns(quotes: &[Row<'_, Quote>]) -> RecordBatch {
    /// From the first part of the content to the last.
    fn whole(quote: &Quote) -> Span {
        let parts = &quote.content;
        Span {
            start: parts.iter().map(|part| part.start).min().unwrap_or(0),
            end: parts.iter().map(|part| part.end).max().unwrap_or(0),
        }
    }
    let speaker_entity = |q: &Row<'_, Quote>| q.it.speaker.as_ref().and_then(|s| s.entity);
    let antecedent = |q: &Row<'_, Quote>| q.it.speaker.as_ref().and_then(|s| s.antecedent);
    Frame::new(quotes)
        .text("quote_id", |q| format!("{}:q{}", q.doc.id, q.n))
        .text("doc_id", |q| q.doc.id)
        .text("kind", |q| q.it.kind.name())
        .int("start", |q| q.doc.at(whole(q.it).start))
        .int("end", |q| q.doc.at(whole(q.it).end))
        .text("text", |q| whole(q.it).of(q.doc.text))
        .places("content", |q| q.it.content.iter().map(|&part| q.doc.place(part)).collect())
        .int("n_words", |q| {
            let words = |&part: &Span| tally::n_words(part, q.doc.text);
            q.it.content.iter().map(words).sum()
        })
        .some_text("cue", |q| q.doc.words(q.it.cue))
        .some_int("cue_start", |q| q.doc.start(q.it.cue))
        .some_int("cue_end", |q| q.doc.end(q.it.cue))
        .some_text("source", |q| q.doc.words(q.it.source))
        .some_int("source_start", |q| q.doc.start(q.it.source))
        .some_int("source_end", |q| q.doc.end(q.it.source))
        .some_text("speaker_id", |q| speaker_entity(q).map(|entity| q.doc.entity_id(entity).to_owned()))
        .some_text("speaker", |q| match speaker_entity(q) {
            Some(entity) => Some(q.doc.entity(entity).0),
            None => q.doc.words(q.it.speaker.as_ref().map(|s| s.words)),
        })
        .some_text("speaker_type", |q| q.it.speaker.as_ref().map(|s| s.kind))
        .some_text("speaker_how", |q| q.it.speaker.as_ref().map(|s| s.how.name()))
        .some_text("antecedent", |q| q.doc.words(antecedent(q)))
        .some_int("antecedent_start", |q| q.doc.start(antecedent(q)))
        .some_int("antecedent_end", |q| q.doc.end(antecedent(q)))
        .text("stance", |q| q.it.stance.name())
        .flag("negated", |q| q.it.negated)
        .some_text("act", |q| q.it.act.map(Act::name))
        .some_text("addressee", |q| q.doc.words(q.it.addressee))
        .some_text("medium", |q| q.doc.words(q.it.medium))
        .text("zone", |q| q.it.zone.name())
        .number("confidence", |q| q.it.share())
        .text("rule", |q| q.it.rule)
        .some_text("runner_up", |q| q.doc.words(q.it.runner_up))
        .some_text("evidence", |q| (!q.it.evidence.is_empty()).then_some(q.it.evidence.as_str()))
        .some_text("checked", |_| None::<&str>) // filled by whoever looks at it
        .finish()
}

pub(super) fn entity_columns(entities: &[EntityRow]) -> RecordBatch {
    Frame::new(entities)
        .text("entity_id", |e| e.id.as_str())
        .text("entity", |e| e.name.as_str())
        .text("type", |e| e.kind.name())
        .texts("aliases", |e| &e.aliases)
        .int("n_docs", |e| e.n_docs)
        .int("n_mentions", |e| e.n_mentions)
        .int("n_quotes", |e| e.n_quotes)
        .int("n_words", |e| e.n_words)
        .finish()
}
