//! The analyst's list of entities and their aliases.

use rustc_hash::FxHashMap;

use super::EntityType;
use super::matcher::{Match, Matcher};
use crate::error::{Error, Result};

/// Index of an entity in its [`Gazetteer`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EntityId(pub u32);

/// Whether a name's capitals matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum CaseRule {
    /// By the name's own form: words all in capitals are exact ("US" is not "us"), other one-word names need
    /// their capital ("MOSCOW" will do for "Moscow"), names of several words fold.
    #[default]
    Auto,
    /// As written.
    Exact,
    /// Capitals do not matter.
    Fold,
}

/// A name that an entity goes by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alias {
    /// As listed.
    pub text: String,
    /// Whether its capitals matter.
    pub case: CaseRule,
}

/// One entity of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entity {
    /// Stable id: the one given, or the name where none is.
    pub id: String,
    /// Canonical name, itself an alias.
    pub name: String,
    /// What it is.
    pub kind: EntityType,
    /// Other names.
    pub aliases: Vec<Alias>,
}

/// Entities and the names they go by. Built once, shared by all threads.
#[derive(Debug, Default)]
pub struct Gazetteer {
    entities: Vec<Entity>,
    matcher: Matcher,
}

impl Gazetteer {
    /// Builds the list. One alias may belong to several entities; context settles which is meant.
    ///
    /// ```
    /// use onrecord::Gazetteer;
    /// use onrecord::entity::{EntityType, gazetteer::Entity};
    ///
    /// let list = Gazetteer::new(vec![Entity::new("Acme", EntityType::Org, &["Acme Corp", "ACM"])]).unwrap();
    /// let text = "acme corp’s rivals envy Acme.";
    /// let names: Vec<_> = list.find(text).iter().map(|m| m.span.of(text)).collect();
    /// assert_eq!(names, ["acme corp", "Acme"]);
    /// ```
    ///
    /// # Errors
    /// When a name or alias has no letter or digit, or an id is given twice; the message names the row
    /// (from 1).
    pub fn new(entities: Vec<Entity>) -> Result<Self> {
        let mut rows: FxHashMap<&str, usize> = FxHashMap::default();
        for (i, entity) in entities.iter().enumerate() {
            let row = i + 1;
            check(&entity.name, "the name", row)?;
            for alias in &entity.aliases {
                check(&alias.text, "an alias", row)?;
            }
            if entity.id.trim().is_empty() {
                return Err(Error::entity(row, "the id is empty"));
            }
            if let Some(first) = rows.insert(&entity.id, row) {
                return Err(Error::entity(
                    row,
                    format!("the id {:?} was given before, in row {first}; put all aliases in one row", entity.id),
                ));
            }
        }
        let names = entities.iter().enumerate().flat_map(|(i, entity)| {
            let id = EntityId(i as u32);
            let own = (id, entity.name.as_str(), CaseRule::Auto);
            // A rule given for the name itself holds: it is the alias of the same words.
            let ruled = entity.aliases.iter().any(|a| a.text == entity.name);
            (!ruled).then_some(own).into_iter().chain(entity.aliases.iter().map(move |a| (id, a.text.as_str(), a.case)))
        });
        let matcher = Matcher::new(names)?;
        Ok(Self { entities, matcher })
    }

    /// The listed names in `text`: in order, without overlap, whole words, the longest of those that begin first.
    pub fn find(&self, text: &str) -> Vec<Match> {
        self.matcher.find(text, &[])
    }

    /// The same, where names may also begin and end at `cuts`: places, in order, where a page glued two texts together.
    ///
    /// ```
    /// use onrecord::Gazetteer;
    /// use onrecord::entity::{EntityType, gazetteer::Entity};
    ///
    /// let list = Gazetteer::new(vec![Entity::new("Russia", EntityType::Place, &[])]).unwrap();
    /// assert_eq!(list.find_between("Moscow, RussiaAllegations that", &[14]).len(), 1);
    /// ```
    pub fn find_between(&self, text: &str, cuts: &[u32]) -> Vec<Match> {
        self.matcher.find(text, cuts)
    }

    /// The entities that the matched words may stand for, in the order of the list; never empty.
    pub fn owners(&self, text: &str, found: Match) -> Vec<EntityId> {
        self.matcher.owners(text, found)
    }

    /// The entity of `id`.
    pub fn entity(&self, id: EntityId) -> &Entity {
        &self.entities[id.0 as usize]
    }

    /// All entities, in the order given.
    pub fn entities(&self) -> &[Entity] {
        &self.entities
    }

    /// How many entities there are.
    pub fn len(&self) -> usize {
        self.entities.len()
    }

    /// Whether the list is empty.
    pub fn is_empty(&self) -> bool {
        self.entities.is_empty()
    }
}

impl Entity {
    /// An entity whose id is its name, with aliases under [`CaseRule::Auto`].
    pub fn new(name: &str, kind: EntityType, aliases: &[&str]) -> Self {
        let alias = |text: &&str| Alias { text: (*text).to_owned(), case: CaseRule::Auto };
        Self { id: name.to_owned(), name: name.to_owned(), kind, aliases: aliases.iter().map(alias).collect() }
    }
}

fn check(name: &str, what: &str, row: usize) -> Result<()> {
    if name.trim().is_empty() {
        return Err(Error::entity(row, format!("{what} is empty")));
    }
    if !name.chars().any(char::is_alphanumeric) {
        return Err(Error::entity(row, format!("{what} {name:?} has no letter or digit")));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bad_rows_are_named() {
        let good = || Entity::new("Acme", EntityType::Org, &[]);
        let second = |e: Entity| Gazetteer::new(vec![good(), e]).unwrap_err().to_string();
        for (entity, message) in [
            (Entity::new("", EntityType::Org, &[]), "entity row 2: the name is empty"),
            (Entity::new("B", EntityType::Org, &["b", " "]), "entity row 2: an alias is empty"),
            (Entity::new("B", EntityType::Org, &["—!"]), "entity row 2: an alias \"—!\" has no letter or digit"),
            (good(), "entity row 2: the id \"Acme\" was given before, in row 1; put all aliases in one row"),
        ] {
            assert_eq!(second(entity), message);
        }
    }
}
