//! Entities across documents: how often each is named and quoted.
//!
//! Reads rows, never texts beyond the surface of a span. Counts equal a group-by over the tables of
//! mentions and quotes where their zone is the outlet's own text
//! ([`ZoneKind::is_article`](crate::text::zones::ZoneKind::is_article)): what readers' comments and the
//! site's furniture say is in those tables, but counts for nobody.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use crate::entity::{EntityRef, EntityType, How};
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
            made_id(found.kind, &found.name)
        }
    }
}

/// The id of a name that is on no list.
pub fn made_id(kind: EntityType, name: &str) -> String {
    let mut id = String::with_capacity(name.len() + 10);
    id.push_str(kind.name());
    id.push(':');
    let bare = id.len();
    for part in name.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()) {
        if id.len() > bare {
            id.push('-');
        }
        id.extend(part.chars().flat_map(char::to_lowercase));
    }
    if id.len() == bare {
        id.push_str(name); // marks alone: nothing better to name it by
    }
    id
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

/// The entities met so far. Rows come from the analyses at hand ([`entities`]) or from tables written earlier.
#[derive(Default)]
pub struct Tally<'a> {
    /// Where the count of an id is.
    at: FxHashMap<Cow<'a, str>, usize>,
    counts: Vec<Count<'a>>,
}

/// Where an entity's count is.
#[derive(Debug, Clone, Copy)]
pub struct Place(usize);

#[derive(Default)]
struct Count<'a> {
    names: FxHashMap<&'a str, u32>,
    kind: Option<EntityType>,
    aliases: FxHashMap<&'a str, u32>,
    /// The last documents counted in `names` and in `n_docs`.
    named_in: Option<usize>,
    met_in: Option<usize>,
    n_docs: u32,
    n_mentions: u32,
    n_quotes: u32,
    n_words: u32,
}

impl<'a> Tally<'a> {
    /// The place of an entity that document number `document` knows by that name. All rows of a document come
    /// before those of the next.
    pub fn entity(&mut self, id: impl Into<Cow<'a, str>>, name: &'a str, kind: EntityType, document: usize) -> Place {
        let next = self.counts.len();
        let place = *self.at.entry(id.into()).or_insert(next);
        if place == next {
            self.counts.push(Count::default());
        }
        let count = &mut self.counts[place];
        if count.named_in.replace(document) != Some(document) {
            *count.names.entry(name).or_default() += 1;
        }
        count.kind.get_or_insert(kind);
        Place(place)
    }

    /// Counts a mention: by its words where they are a name, and as one where `article` says that it stands in the
    /// outlet's own text.
    pub fn mention(&mut self, Place(place): Place, words: &'a str, how: How, article: bool, document: usize) {
        let count = &mut self.counts[place];
        if matches!(how, How::Alias | How::Surname | How::Acronym | How::Discovered) {
            *count.aliases.entry(words).or_default() += 1;
        }
        if article {
            count.n_mentions += 1;
            count.meet(document);
        }
    }

    /// Counts a quote in the outlet's own text.
    pub fn quote(&mut self, Place(place): Place, n_words: u32, document: usize) {
        let count = &mut self.counts[place];
        count.n_quotes += 1;
        count.n_words += n_words;
        count.meet(document);
    }

    /// The rows: most quoted first, then most named, then by name.
    pub fn rows(self) -> Vec<EntityRow> {
        let mut counts: Vec<Option<Count<'_>>> = self.counts.into_iter().map(Some).collect();
        let mut rows: Vec<EntityRow> = self
            .at
            .into_iter()
            .filter_map(|(id, place)| {
                let count = counts[place].take()?;
                Some(EntityRow {
                    id: id.into_owned(),
                    name: by_count(count.names).swap_remove(0),
                    kind: count.kind.unwrap_or(EntityType::Other),
                    aliases: by_count(count.aliases),
                    n_docs: count.n_docs,
                    n_mentions: count.n_mentions,
                    n_quotes: count.n_quotes,
                    n_words: count.n_words,
                })
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

    /// Adds the analysis of document number `document`.
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
        let mut places: FxHashMap<EntityRef, Place> = FxHashMap::default();
        let mut place_of = |tally: &mut Self, entity| {
            *places.entry(entity).or_insert_with(|| {
                let (name, kind) = name_of(entity, analysis, gazetteer);
                tally.entity(id_of(entity, analysis, gazetteer), name, kind, document)
            })
        };
        for mention in &analysis.mentions {
            let place = place_of(self, mention.entity);
            let article = zone_of(mention.span, analysis).is_some_and(ZoneKind::is_article);
            self.mention(place, mention.span.of(text), mention.how, article, document);
        }
        for quote in analysis.quotes.iter().filter(|quote| quote.share() >= min_confidence) {
            let Some(entity) = quote.speaker.as_ref().and_then(|speaker| speaker.entity) else { continue };
            let place = place_of(self, entity);
            if quote.zone.is_article() {
                self.quote(place, quote.content.iter().map(|&part| n_words(part, text)).sum(), document);
            }
        }
    }
}

/// The entities that are named or quoted anywhere (with zeros where that is in no article zone). Quotes below
/// `min_confidence` are as if they were not there; mentions are the same whatever it is.
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
    tally.rows()
}

impl Count<'_> {
    fn meet(&mut self, document: usize) {
        if self.met_in.replace(document) != Some(document) {
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
