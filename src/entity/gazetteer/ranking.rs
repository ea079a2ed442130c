//! Who is meant where several entities share an alias.

use rustc_hash::FxHashMap;

use super::{EntityId, Gazetteer, Match};
use crate::span::Span;

/// A place where an entity is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ranked {
    /// The name, without a possessive ending.
    pub span: Span,
    /// Who is likely meant.
    pub entity: EntityId,
    /// Who else may be, the likeliest first.
    pub others: Vec<EntityId>,
}

impl Gazetteer {
    /// Who is meant at each of `matches`, all of them from `text`: the entity of the highest priority; among several of those
    /// the one that this text names most often by words that are its alone; among several of those the first of the list.
    ///
    /// ```
    /// use onrecord::Gazetteer;
    /// use onrecord::entity::{EntityType, gazetteer::Entity};
    ///
    /// let list = Gazetteer::new(vec![
    ///     Entity::new("Ann Quill", EntityType::Person, &["Quill"]),
    ///     Entity::new("Quill Inc.", EntityType::Org, &["Quill"]),
    /// ])?;
    /// let text = "Quill Inc. fell. Quill had risen.";
    /// let found: Vec<_> = list.rank(text, &list.find(text)).collect();
    /// assert_eq!(list.entity(found[1].entity).name, "Quill Inc.");
    /// assert_eq!(list.entity(found[1].others[0]).name, "Ann Quill");
    /// # Ok::<(), onrecord::Error>(())
    /// ```
    pub fn rank<'a>(&'a self, text: &'a str, matches: &'a [Match]) -> impl Iterator<Item = Ranked> + 'a {
        let mut certain: Option<FxHashMap<EntityId, u32>> = None;
        matches.iter().map(move |&found| {
            if let Some(entity) = self.owner(found) {
                return Ranked { span: found.span, entity, others: Vec::new() };
            }
            let certain = certain.get_or_insert_with(|| {
                let mut counts = FxHashMap::default();
                for entity in matches.iter().filter_map(|&m| self.owner(m)) {
                    *counts.entry(entity).or_default() += 1;
                }
                counts
            });
            let mut others = self.owners(text, found);
            let likely = |id: &EntityId| (self.entity(*id).priority, certain.get(id).copied().unwrap_or(0));
            others.sort_by(|a, b| {
                let (a, b) = (likely(a), likely(b));
                b.0.total_cmp(&a.0).then(b.1.cmp(&a.1))
            });
            let entity = others.remove(0);
            Ranked { span: found.span, entity, others }
        })
    }
}
