//! Entities across documents: how often each is named and quoted.
//!
//! Reads rows, never texts beyond the surface of a span. Counts equal a group-by over the tables of
//! mentions and quotes where their zone is the outlet's own text
//! ([`ZoneKind::is_article`](crate::text::zones::ZoneKind::is_article)): what readers' comments and the
//! site's furniture say is in those tables, but counts for nobody.

use rustc_hash::FxHashMap;

use crate::entity::{EntityRef, EntityType, How};
use crate::quote::Quote;
use crate::record::{Analysis, Document};
use crate::span::Span;
use crate::text::zones::ZoneKind;
use crate::{Gazetteer, Result};

/// One entity and what the corpus has of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntityRow {
    /// The listed id, or one made of type and name ("person:ada-quill").
    pub id: String,
    /// The listed name, or the fullest name found in most documents.
    pub name: String,
    /// What it is.
    pub kind: EntityType,
    /// The names it goes by in the texts, most frequent first.
    pub aliases: Vec<String>,
    /// Articles that name or quote it.
    pub n_docs: u32,
    /// Rows in the table of mentions, in article zones.
    pub n_mentions: u32,
    /// Rows in the table of quotes, in article zones, whatever their kind.
    pub n_quotes: u32,
    /// Words in the content of those quotes.
    pub n_words: u32,
}

/// Name and type behind a reference.
pub fn name_of<'a>(entity: EntityRef, analysis: &'a Analysis, gazetteer: &'a Gazetteer) -> (&'a str, EntityType) {
    match entity {
        EntityRef::Listed(id) => {
            let listed = gazetteer.entity(id);
            (listed.name, listed.kind)
        }
        EntityRef::Found(i) => {
            let found = &analysis.found[i as usize];
            (&found.name, found.kind)
        }
    }
}

/// The id behind a reference: the same name of the same type has the same id in every document.
///
/// ```
/// use onrecord::{Analysis, Gazetteer, tally};
/// use onrecord::entity::{EntityRef, EntityType, Found};
///
/// let found = Found { name: "Ada Quill".into(), kind: EntityType::Person };
/// let analysis = Analysis { found: vec![found], ..Analysis::default() };
/// assert_eq!(tally::id_of(EntityRef::Found(0), &analysis, &Gazetteer::default()), "person:ada-quill");
/// ```
pub fn id_of(entity: EntityRef, analysis: &Analysis, gazetteer: &Gazetteer) -> String {
    match entity {
        EntityRef::Listed(id) => gazetteer.entity(id).id.to_owned(),
        EntityRef::Found(i) => {
            let found = &analysis.found[i as usize];
            let mut id = String::with_capacity(found.name.len() + 10);
            id.push_str(found.kind.name());
            id.push(':');
            let bare = id.len();
            for part in found.name.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()) {
                if id.len() > bare {
                    id.push('-');
                }
                id.extend(part.chars().flat_map(char::to_lowercase));
            }
            if id.len() == bare {
                id.push_str(&found.name); // marks alone: nothing better to name it by
            }
            id
        }
    }
}

/// The kind of the zone that holds the start of `span`.
pub fn zone_of(span: Span, analysis: &Analysis) -> Option<ZoneKind> {
    let zones = &analysis.zones;
    let zone = zones.get(zones.partition_point(|zone| zone.span.end <= span.start))?;
    (zone.span.start <= span.start).then_some(zone.kind)
}

/// Words of a span: runs between white space that hold a letter or a digit.
pub fn n_words(span: Span, text: &str) -> u32 {
    span.of(text).split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count() as u32
}

/// The entities met so far.
#[derive(Default)]
struct Tally<'a> {
    /// Where the count of an id is.
    at: FxHashMap<String, usize>,
    counts: Vec<Count<'a>>,
}

#[derive(Default)]
struct Count<'a> {
    id: String,
    names: FxHashMap<&'a str, u32>,
    kind: Option<EntityType>,
    aliases: FxHashMap<&'a str, u32>,
    /// The last document counted in `n_docs`.
    last: Option<usize>,
    n_docs: u32,
    n_mentions: u32,
    n_quotes: u32,
    n_words: u32,
}

/// The entities that are named or quoted anywhere (with zeros where that is in no article zone), most
/// quoted first, then most named, then by name. Quotes below `min_confidence` are as if they were not there; mentions
/// are the same whatever it is.
pub fn entities<'a>(
    documents: &[Document<'a>],
    analyses: &'a [Result<Analysis>],
    gazetteer: &'a Gazetteer,
    min_confidence: f64,
) -> Vec<EntityRow> {
    let mut tally = Tally::default();
    for (i, (document, outcome)) in documents.iter().zip(analyses).enumerate() {
        if let Ok(analysis) = outcome {
            tally.add(i, document.text, analysis, gazetteer, min_confidence);
        }
    }
    let mut rows: Vec<EntityRow> = tally
        .counts
        .into_iter()
        .map(|count| EntityRow {
            id: count.id,
            name: by_count(count.names).swap_remove(0),
            kind: count.kind.unwrap_or(EntityType::Other),
            aliases: by_count(count.aliases),
            n_docs: count.n_docs,
            n_mentions: count.n_mentions,
            n_quotes: count.n_quotes,
            n_words: count.n_words,
        })
        .collect();
    rows.sort_unstable_by(|a, b| {
        (b.n_quotes, b.n_mentions)
            .cmp(&(a.n_quotes, a.n_mentions))
            .then_with(|| a.name.cmp(&b.name))
            .then_with(|| a.id.cmp(&b.id))
    });
    rows
}

impl<'a> Tally<'a> {
    /// Adds document number `document`.
    fn add(
        &mut self,
        document: usize,
        text: &'a str,
        analysis: &'a Analysis,
        gazetteer: &'a Gazetteer,
        min_confidence: f64,
    ) {
        // This runs on one thread over all documents, so ids are made and looked up once a document and
        // entity, not once a mention.
        let mut places: FxHashMap<EntityRef, usize> = FxHashMap::default();
        let mut count_of = |entity| {
            *places.entry(entity).or_insert_with(|| {
                let id = id_of(entity, analysis, gazetteer);
                let next = self.counts.len();
                let place = *self.at.entry(id.clone()).or_insert(next);
                if place == next {
                    self.counts.push(Count { id, ..Count::default() });
                }
                let (name, kind) = name_of(entity, analysis, gazetteer);
                let count = &mut self.counts[place];
                *count.names.entry(name).or_default() += 1;
                count.kind.get_or_insert(kind);
                place
            })
        };
        let mentions: Vec<usize> = analysis.mentions.iter().map(|m| count_of(m.entity)).collect();
        let counted: Vec<&Quote> = analysis.quotes.iter().filter(|q| q.share() >= min_confidence).collect();
        let speaker = |quote: &Quote| quote.speaker.as_ref().and_then(|speaker| speaker.entity);
        let quotes: Vec<Option<usize>> = counted.iter().map(|q| speaker(q).map(&mut count_of)).collect();

        for (mention, place) in analysis.mentions.iter().zip(mentions) {
            let count = &mut self.counts[place];
            if matches!(mention.how, How::Alias | How::Surname | How::Acronym | How::Discovered) {
                *count.aliases.entry(mention.span.of(text)).or_default() += 1;
            }
            if zone_of(mention.span, analysis).is_some_and(ZoneKind::is_article) {
                count.n_mentions += 1;
                count.met_in(document);
            }
        }
        for (quote, place) in counted.into_iter().zip(quotes) {
            if let Some(place) = place.filter(|_| quote.zone.is_article()) {
                let count = &mut self.counts[place];
                count.n_quotes += 1;
                count.n_words += quote.content.iter().map(|&part| n_words(part, text)).sum::<u32>();
                count.met_in(document);
            }
        }
    }
}

impl Count<'_> {
    fn met_in(&mut self, document: usize) {
        if self.last.replace(document) != Some(document) {
            self.n_docs += 1;
        }
    }
}

/// Keys by count, most frequent first, then by text.
fn by_count(counts: FxHashMap<&str, u32>) -> Vec<String> {
    let mut keys: Vec<(&str, u32)> = counts.into_iter().collect();
    keys.sort_unstable_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    keys.into_iter().map(|(key, _)| key.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entity::{Found, Mention};
    use crate::quote::{Quote, QuoteKind, Speaker, Stance};
    use crate::text::zones::{Zone, ZoneKind};

    const TEXT: &str = "Ada Quill: “No, never – no park.” Quill left. She";

    fn analysis(zone: ZoneKind) -> Analysis {
        let at = |part: &str| {
            let start = TEXT.find(part).unwrap();
            Span::new(start, start + part.len())
        };
        let mention = |part, how| Mention { span: at(part), entity: EntityRef::Found(0), how };
        Analysis {
            zones: vec![Zone { kind: zone, span: Span::new(0, TEXT.len()), author: None, heading: false }],
            found: vec![Found { name: "Ada Quill".into(), kind: EntityType::Person }],
            mentions: vec![
                mention("Ada Quill", How::Discovered),
                mention("Quill left", How::Surname),
                mention("She", How::Pronoun),
            ],
            quotes: vec![Quote {
                kind: QuoteKind::Direct,
                content: vec![at("No, never – no park.")],
                cue: None,
                source: None,
                speaker: Some(Speaker {
                    entity: Some(EntityRef::Found(0)),
                    words: at("Ada Quill"),
                    kind: "person",
                    how: How::Discovered,
                    antecedent: None,
                }),
                stance: Stance::Neutral,
                negated: false,
                act: None,
                addressee: None,
                medium: None,
                zone,
                confidence: 0.8,
                rule: "test",
                runner_up: None,
                evidence: String::new(),
            }],
            ..Analysis::default()
        }
    }

    #[test]
    fn found_names_are_merged_across_documents_and_pronouns_are_no_aliases() {
        let documents = [Document::new("a", TEXT), Document::new("b", TEXT)];
        let analyses = [Ok(analysis(ZoneKind::Body)), Ok(analysis(ZoneKind::Title))];
        let rows = entities(&documents, &analyses, &Gazetteer::default(), 0.0);
        assert_eq!(
            rows,
            [EntityRow {
                id: "person:ada-quill".into(),
                name: "Ada Quill".into(),
                kind: EntityType::Person,
                aliases: vec!["Ada Quill".into(), "Quill left".into()],
                n_docs: 2,
                n_mentions: 6,
                n_quotes: 2,
                n_words: 8,
            }]
        );
    }

    #[test]
    fn comments_count_for_nobody() {
        let documents = [Document::new("a", TEXT)];
        let analyses = [Ok(analysis(ZoneKind::Comment))];
        let rows = entities(&documents, &analyses, &Gazetteer::default(), 0.0);
        assert_eq!(rows.len(), 1);
        let row = &rows[0];
        assert_eq!((row.n_docs, row.n_mentions, row.n_quotes, row.n_words), (0, 0, 0, 0));
    }

    #[test]
    fn doubtful_quotes_count_for_nobody_and_mentions_stay() {
        let documents = [Document::new("a", TEXT)];
        let analyses = [Ok(analysis(ZoneKind::Body))];
        let counts = |bar| {
            let rows = entities(&documents, &analyses, &Gazetteer::default(), bar);
            (rows[0].n_quotes, rows[0].n_words, rows[0].n_mentions)
        };
        assert_eq!(counts(0.8), (1, 4, 3));
        assert_eq!(counts(0.81), (0, 0, 3));
    }

    #[test]
    fn failed_documents_are_left_out() {
        let documents = [Document::new("a", TEXT)];
        let analyses = [Err(crate::Error::cancelled())];
        assert!(entities(&documents, &analyses, &Gazetteer::default(), 0.0).is_empty());
    }
}
