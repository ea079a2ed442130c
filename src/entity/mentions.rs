//! Every name in a document and the entity it stands for.

use rustc_hash::FxHashMap;

use super::gazetteer::Gazetteer;
use super::people::Cast;
use super::{EntityRef, EntityType, Found, How, Mention, SharedName};
use crate::span::Span;
use crate::text::Surface;

/// The named entities of one document.
#[derive(Debug, Default)]
pub struct Named {
    /// In order of place, without overlap.
    pub mentions: Vec<Mention>,
    /// Names that are on no list, as far as [`resolve`](super::resolve::resolve) found them to be somebody who speaks.
    pub found: Vec<Found>,
    /// Names that several listed entities go by, in order of place.
    pub shared: Vec<SharedName>,
    /// All names, also those that are nobody's mention yet.
    pub(crate) cast: Cast,
    /// Names made of a name and a noun.
    coined: FxHashMap<String, u32>,
}

/// Finds the listed names in `surface`.
///
/// Names that are on no list are noted but make no mentions: they are too many and too uncertain. Those of people and
/// organisations that turn out to speak become mentions when [`resolve`](super::resolve::resolve) comes upon them.
pub fn find(surface: &Surface<'_>, gazetteer: &Gazetteer) -> Named {
    let mut cast = Cast::new(surface, gazetteer);
    let shared = std::mem::take(&mut cast.shared);
    let mut named = Named { mentions: Vec::new(), found: Vec::new(), shared, cast, coined: FxHashMap::default() };
    for name in &named.cast.names {
        if let Some(entity) = named.cast.candidates[name.who as usize].entity {
            named.mentions.push(Mention { span: name.span, entity, how: name.how });
        }
    }
    named
}

/// A name that stands in a text, whether or not it has become a mention.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Noted {
    /// Without title or possessive ending.
    pub span: Span,
    /// What it seems to be.
    pub kind: EntityType,
    /// The same number for all names of one bearer.
    pub bearer: u32,
    /// Its entity, once it has one.
    pub entity: Option<EntityRef>,
}

impl Named {
    /// Every name in the text, also those that make no mentions, in order of place.
    pub fn noted(&self) -> impl Iterator<Item = Noted> {
        self.cast.names.iter().map(|name| {
            let candidate = &self.cast.candidates[name.who as usize];
            Noted { span: name.span, kind: candidate.kind, bearer: name.who, entity: candidate.entity }
        })
    }

    /// The entity of candidate `who`, made one if it is none yet: its places become mentions.
    pub(crate) fn promote(&mut self, surface: &Surface<'_>, who: u32) -> EntityRef {
        if let Some(entity) = self.cast.candidates[who as usize].entity {
            return entity;
        }
        let entity = EntityRef::Found(self.found.len() as u32);
        self.cast.by_entity.insert(entity, who);
        let candidate = &mut self.cast.candidates[who as usize];
        candidate.entity = Some(entity);
        self.found.push(Found { name: candidate.display(surface.text), kind: candidate.kind });
        for &place in &candidate.places {
            let name = &self.cast.names[place as usize];
            if surface.zone_at(name.span.start).is_some_and(|z| z.kind.is_article()) {
                let how = if name.how == How::Alias { How::Discovered } else { name.how };
                self.mentions.push(Mention { span: name.span, entity, how });
            }
        }
        entity
    }

    /// The entity called `words`, which are a name with a noun after it; it makes no mention, because the name in it is one.
    pub(crate) fn coin(&mut self, surface: &Surface<'_>, words: Span, kind: EntityType) -> EntityRef {
        let name = words.of(surface.text).split_whitespace().collect::<Vec<_>>().join(" ");
        let next = self.found.len() as u32;
        let found = &mut self.found;
        EntityRef::Found(*self.coined.entry(name).or_insert_with_key(|name| {
            found.push(Found { name: name.clone(), kind });
            next
        }))
    }

    /// Puts the mentions in order of place, after the last promotion.
    pub fn settle(&mut self) {
        self.mentions.sort_by_key(|m| m.span);
    }
}
