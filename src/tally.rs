//! Entities across documents: how often each is named and quoted.
//!
//! Reads rows, never texts. Counts equal a group-by over the tables of mentions and quotes where their zone is the outlet's
//! own text ([`ZoneKind::is_article`](crate::text::zones::ZoneKind::is_article)): what readers' comments and the site's
//! furniture say is in those tables, but counts for nobody.

use std::borrow::Cow;
use std::cmp::Reverse;

use rustc_hash::FxHashMap;

use crate::Gazetteer;
use crate::entity::{EntityRef, EntityType, How};
use crate::record::Analysis;
use crate::span::Span;
use crate::text::zones::ZoneKind;

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

/// What a part of a corpus has of an entity, to be put together with what the other parts have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partial<'a> {
    /// As in [`EntityRow`].
    pub id: Cow<'a, str>,
    /// As in [`EntityRow`].
    pub kind: EntityType,
    /// The names that documents know it by, and how many do.
    pub names: Vec<(&'a str, u32)>,
    /// The names it goes by in the texts, and how often.
    pub aliases: Vec<(&'a str, u32)>,
    /// As in [`EntityRow`].
    pub n_docs: u32,
    /// As in [`EntityRow`].
    pub n_mentions: u32,
    /// As in [`EntityRow`].
    pub n_quotes: u32,
    /// As in [`EntityRow`].
    pub n_words: u32,
}

/// The entities met so far.
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
    names: Frequencies<'a>,
    kind: Option<EntityType>,
    aliases: Frequencies<'a>,
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
            count.names.add(name, 1);
        }
        count.kind.get_or_insert(kind);
        Place(place)
    }

    /// Counts a mention: by its words where they are a name, and as one where `article` says that it stands in the
    /// outlet's own text.
    pub fn mention(&mut self, Place(place): Place, words: &'a str, how: How, article: bool, document: usize) {
        let count = &mut self.counts[place];
        if matches!(how, How::Alias | How::Surname | How::Acronym | How::Discovered) {
            count.aliases.add(words, 1);
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

    /// Adds what a part of the corpus has: as if its documents came next. No document lies in two parts.
    pub fn add(&mut self, part: Partial<'a>) {
        let next = self.counts.len();
        let place = *self.at.entry(part.id).or_insert(next);
        if place == next {
            self.counts.push(Count::default());
        }
        let count = &mut self.counts[place];
        count.kind.get_or_insert(part.kind);
        part.names.into_iter().for_each(|(name, n)| count.names.add(name, n));
        part.aliases.into_iter().for_each(|(alias, n)| count.aliases.add(alias, n));
        count.n_docs += part.n_docs;
        count.n_mentions += part.n_mentions;
        count.n_quotes += part.n_quotes;
        count.n_words += part.n_words;
    }

    /// What [`Tally::add`] takes, in the order in which the entities were met.
    ///
    /// ```
    /// use onrecord::{entity::EntityType, tally::Tally};
    ///
    /// let mut part = Tally::default();
    /// let place = part.entity("Q1", "Ada Quill", EntityType::Person, 0);
    /// part.quote(place, 4, 0);
    /// let part = part.partials();
    /// let mut whole = Tally::default();
    /// part.iter().chain(&part).for_each(|partial| whole.add(partial.clone()));
    /// assert_eq!(whole.rows()[0].n_words, 8);
    /// ```
    pub fn partials(self) -> Vec<Partial<'a>> {
        let mut ids: Vec<Cow<'_, str>> = vec![Cow::default(); self.counts.len()];
        self.at.into_iter().for_each(|(id, place)| ids[place] = id);
        ids.into_iter().zip(self.counts).map(|(id, count)| count.partial(id)).collect()
    }

    /// The rows: most quoted first, then most named, then by name.
    pub fn rows(self) -> Vec<EntityRow> {
        let mut rows: Vec<Option<EntityRow>> = self.partials().into_iter().map(|partial| Some(partial.row())).collect();
        // What settles most comparisons lies side by side, since rows may be millions; the rows themselves move once.
        let mut order: Vec<_> = (0..)
            .zip(rows.iter().flatten())
            .map(|(at, row)| (Reverse((row.n_quotes, row.n_mentions)), beginning(&row.name), at))
            .collect();
        order.sort_unstable_by(|a: &(_, _, usize), b| {
            let whole = |at: usize| rows[at].as_ref().map(|row| (&row.name, &row.id));
            (a.0, a.1).cmp(&(b.0, b.1)).then_with(|| whole(a.2).cmp(&whole(b.2)))
        });
        order.into_iter().filter_map(|(_, _, at)| rows[at].take()).collect()
    }
}

/// The first bytes of a text: two texts that differ in them are in the order of these.
fn beginning(text: &str) -> [u8; 16] {
    let mut bytes = [0; 16];
    let n = text.len().min(bytes.len());
    bytes[..n].copy_from_slice(&text.as_bytes()[..n]);
    bytes
}

impl Partial<'_> {
    fn row(self) -> EntityRow {
        let text = |(text, _): &(&str, u32)| (*text).to_owned();
        EntityRow {
            id: self.id.into_owned(),
            name: self.names.first().map(text).unwrap_or_default(),
            kind: self.kind,
            aliases: self.aliases.iter().map(text).collect(),
            n_docs: self.n_docs,
            n_mentions: self.n_mentions,
            n_quotes: self.n_quotes,
            n_words: self.n_words,
        }
    }
}

impl<'a> Count<'a> {
    fn partial(self, id: Cow<'a, str>) -> Partial<'a> {
        Partial {
            id,
            names: self.names.by_count(),
            kind: self.kind.unwrap_or(EntityType::Other),
            aliases: self.aliases.by_count(),
            n_docs: self.n_docs,
            n_mentions: self.n_mentions,
            n_quotes: self.n_quotes,
            n_words: self.n_words,
        }
    }

    fn meet(&mut self, document: usize) {
        if self.met_in.replace(document) != Some(document) {
            self.n_docs += 1;
        }
    }
}

/// How often each of some texts was met. The first needs no memory of its own: most entities go by one name, and there may be millions
/// of them.
#[derive(Default)]
struct Frequencies<'a> {
    first: Option<(&'a str, u32)>,
    others: FxHashMap<&'a str, u32>,
}

impl<'a> Frequencies<'a> {
    fn add(&mut self, text: &'a str, times: u32) {
        match &mut self.first {
            None => self.first = Some((text, times)),
            Some((first, n)) if *first == text => *n += times,
            Some(_) => *self.others.entry(text).or_default() += times,
        }
    }

    /// The texts, most frequent first, then by text.
    fn by_count(self) -> Vec<(&'a str, u32)> {
        let mut all: Vec<(&str, u32)> = self.first.into_iter().chain(self.others).collect();
        all.sort_unstable_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ID: &str = "person:ada-quill";

    /// Three mentions and a quote of four words, in an article or in a comment.
    fn add(tally: &mut Tally<'_>, name: &'static str, article: bool, document: usize) {
        let place = tally.entity(ID, name, EntityType::Person, document);
        for (words, how) in [(name, How::Discovered), ("Quill", How::Surname), ("She", How::Pronoun)] {
            tally.mention(place, words, how, article, document);
        }
        if article {
            tally.quote(place, 4, document);
        }
    }

    #[test]
    fn documents_are_counted_once_and_pronouns_are_no_aliases() {
        let mut tally = Tally::default();
        for (document, name) in ["Ada Quill", "Ada B. Quill", "Ada B. Quill"].into_iter().enumerate() {
            add(&mut tally, name, true, document);
        }
        assert_eq!(
            tally.rows(),
            [EntityRow {
                id: ID.into(),
                name: "Ada B. Quill".into(),
                kind: EntityType::Person,
                aliases: vec!["Quill".into(), "Ada B. Quill".into(), "Ada Quill".into()],
                n_docs: 3,
                n_mentions: 9,
                n_quotes: 3,
                n_words: 12,
            }]
        );
    }

    #[test]
    fn comments_make_known_and_count_for_nobody() {
        let mut tally = Tally::default();
        add(&mut tally, "Ada Quill", false, 0);
        let rows = tally.rows();
        assert_eq!(rows[0].aliases, ["Ada Quill", "Quill"]);
        assert_eq!((rows[0].n_docs, rows[0].n_mentions, rows[0].n_quotes, rows[0].n_words), (0, 0, 0, 0));
    }

    proptest! {
        /// Wherever the corpus is cut.
        #[test]
        fn parts_put_together_are_the_whole(
            given in prop::collection::vec((0_usize..4, 0_usize..3, any::<bool>()), 0..40),
        ) {
            const NAMES: [&str; 4] = ["Ada Quill", "Ada B. Quill", "Bo Reed", "Reed"];
            const KINDS: [EntityType; 3] = [EntityType::Person, EntityType::Org, EntityType::Other];
            let count = |tally: &mut Tally<'static>, document: usize| {
                let (name, kind, article) = given[document];
                // Two names of one entity.
                let place = tally.entity(["quill", "reed"][name / 2], NAMES[name], KINDS[kind], document);
                tally.mention(place, NAMES[name], How::Alias, article, document);
                tally.mention(place, "She", How::Pronoun, article, document);
                if article {
                    tally.quote(place, name as u32, document);
                }
            };
            let mut whole = Tally::default();
            (0..given.len()).for_each(|document| count(&mut whole, document));
            let mut together = Tally::default();
            for part in 0..4 {
                let mut counted = Tally::default();
                // Parts come in order: the first quarter of the documents, and so on.
                let ends = [part, part + 1].map(|end| given.len() * end / 4);
                (ends[0]..ends[1]).for_each(|document| count(&mut counted, document));
                counted.partials().into_iter().for_each(|partial| together.add(partial));
            }
            prop_assert_eq!(together.rows(), whole.rows());
        }

        #[test]
        fn rows_are_in_the_order_of_counts_and_then_of_whole_names(
            given in prop::collection::vec(("[a-c]{0,2}(Ada Quill of Harb|é)?[a-b\0]{0,3}", 0_usize..3, 0_usize..3), 0..40),
        ) {
            let mut tally = Tally::default();
            for (document, (name, n_quotes, n_mentions)) in given.iter().enumerate() {
                let place = tally.entity(name, name, EntityType::Org, document);
                (0..*n_mentions).for_each(|_| tally.mention(place, name, How::Alias, true, document));
                (0..*n_quotes).for_each(|_| tally.quote(place, 1, document));
            }
            let rows = tally.rows();
            prop_assert!(rows.is_sorted_by_key(|row| (Reverse(row.n_quotes), Reverse(row.n_mentions), &row.name, &row.id)));
            let mut names: Vec<&str> = given.iter().map(|(name, ..)| name.as_str()).collect();
            names.sort_unstable();
            names.dedup();
            let mut found: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
            found.sort_unstable();
            prop_assert_eq!(found, names);
        }
    }

    #[test]
    fn the_most_quoted_come_first() {
        let mut tally = Tally::default();
        for (id, n_quotes, n_mentions) in [("a", 0, 1), ("b", 0, 2), ("c", 1, 0), ("d", 0, 1)] {
            let place = tally.entity(id, id, EntityType::Org, 0);
            (0..n_mentions).for_each(|_| tally.mention(place, id, How::Alias, true, 0));
            (0..n_quotes).for_each(|_| tally.quote(place, 1, 0));
        }
        let ids: Vec<String> = tally.rows().into_iter().map(|row| row.id).collect();
        assert_eq!(ids, ["c", "b", "a", "d"]);
    }
}
