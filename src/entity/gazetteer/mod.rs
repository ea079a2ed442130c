//! The analyst's list of entities and their aliases, and where they stand in a text.
//!
//! | file | what |
//! |---|---|
//! | `builder`, `store` | the list, row by row; the list in a few flat arrays |
//! | `case`, `edges` | what a place must look like to count: capitals, word edges |
//! | `names` | the folded names and who goes by each |
//! | `matcher` | from what the engines report to matches |
//! | `ranking` | who is meant where several share an alias |
//! | `index`, `runs`, `filter` | the engine for long lists, the runs of letters it looks up, and what keeps most of them from it |
//! | `automaton` | the engine for short lists, parts of words and names that begin with a mark |
//! | `saved` | the list as a file |

mod automaton;
mod builder;
mod case;
mod edges;
mod filter;
mod index;
mod matcher;
mod names;
mod ranking;
mod runs;
mod saved;

mod store;

use super::EntityType;
use crate::error::Result;
use crate::text::fold::{Marks, push_name};

pub use builder::Builder;
pub use case::CaseRule;
use matcher::Matcher;
pub use matcher::{Match, Scratch};
pub use ranking::Ranked;
use store::Store;

/// Index of an entity in its [`Gazetteer`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EntityId(pub u32);

/// How the names of a list are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Whether only whole words count: "Acme" is not in "Acmeist".
    pub whole_words: bool,
    /// Whether the English plural of a name is that name too: "Democrats" where "Democrat" is listed.
    pub plural: bool,
    /// What becomes of diacritics.
    pub marks: Marks,
    /// Which engine looks; all find the same.
    pub engine: Engine,
}

impl Default for Options {
    fn default() -> Self {
        Self { whole_words: true, plural: false, marks: Marks::Kept, engine: Engine::Auto }
    }
}

/// What looks for the names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Engine {
    /// The faster one for the length of the list.
    #[default]
    Auto,
    /// Aho-Corasick.
    Automaton,
    /// A hash of words.
    Index,
}

impl Engine {
    /// The name used in Python.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Automaton => "automaton",
            Self::Index => "index",
        }
    }

    /// The engine of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Auto, Self::Automaton, Self::Index].into_iter().find(|engine| engine.name() == name)
    }
}

/// A name that an entity goes by, as a row of a list gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alias {
    /// As listed.
    pub text: String,
    /// Whether its capitals matter.
    pub case: CaseRule,
}

/// One row of a list.
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

impl Entity {
    /// An entity whose id is its name, with aliases under [`CaseRule::Auto`].
    pub fn new(name: &str, kind: EntityType, aliases: &[&str]) -> Self {
        let alias = |text: &&str| Alias { text: (*text).to_owned(), case: CaseRule::Auto };
        Self { id: name.to_owned(), name: name.to_owned(), kind, aliases: aliases.iter().map(alias).collect() }
    }
}

/// An entity of a [`Gazetteer`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EntityView<'a> {
    /// Stable id.
    pub id: &'a str,
    /// Canonical name.
    pub name: &'a str,
    /// What it is.
    pub kind: EntityType,
    /// How likely it is among those who share an alias with it: the higher, the likelier.
    pub priority: f32,
}

/// Entities and the names they go by. Built once, shared by all threads.
#[derive(Debug, Default)]
pub struct Gazetteer {
    store: Store,
    matcher: Matcher,
    options: Options,
}

/// Lists are equal when they hold the same rows in the same order and look for them in the same way; the engine does not
/// matter.
impl PartialEq for Gazetteer {
    fn eq(&self, other: &Self) -> bool {
        let how = |options: Options| Options { engine: Engine::Auto, ..options };
        self.store == other.store && how(self.options) == how(other.options)
    }
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
        Self::with(entities, Options::default())
    }

    /// Builds the list, to be looked for as `options` say.
    ///
    /// # Errors
    /// As [`Gazetteer::new`].
    pub fn with(entities: Vec<Entity>, options: Options) -> Result<Self> {
        let mut builder = Builder::new(options);
        builder.reserve(entities.len());
        for entity in entities {
            builder.entity(&entity.id, &entity.name, entity.kind, 0.0)?;
            for alias in &entity.aliases {
                builder.alias(&alias.text, alias.case)?;
            }
        }
        builder.build()
    }

    /// The listed names in `text`, of at most 4 GiB: in order, without overlap, whole words, the longest of those that begin
    /// first.
    pub fn find(&self, text: &str) -> Vec<Match> {
        self.search(text, &[], false)
    }

    /// The same with names inside of names and across their ends: by start, then the longest first.
    ///
    /// ```
    /// use onrecord::Gazetteer;
    /// use onrecord::entity::{EntityType, gazetteer::Entity};
    ///
    /// let list = Gazetteer::new(vec![Entity::new("Red Square", EntityType::Place, &["Square Mile"])]).unwrap();
    /// assert_eq!(list.find("the red square mile").len(), 1);
    /// assert_eq!(list.find_overlapping("the red square mile").len(), 2);
    /// ```
    pub fn find_overlapping(&self, text: &str) -> Vec<Match> {
        self.search(text, &[], true)
    }

    /// As [`Gazetteer::find`], where a name also ends and another may begin at each of `cuts`: places, in order, where a page
    /// glued two texts together.
    ///
    /// ```
    /// use onrecord::Gazetteer;
    /// use onrecord::entity::{EntityType, gazetteer::Entity};
    ///
    /// let list = Gazetteer::new(vec![Entity::new("Russia", EntityType::Place, &[])]).unwrap();
    /// assert_eq!(list.find_between("Moscow, RussiaAllegations that", &[14]).len(), 1);
    /// ```
    pub fn find_between(&self, text: &str, cuts: &[u32]) -> Vec<Match> {
        self.search(text, cuts, false)
    }

    /// Appends the listed names in `text` to `out`, with memory that was used for another text: for many short texts.
    pub fn find_into(&self, text: &str, overlapping: bool, scratch: &mut Scratch, out: &mut Vec<Match>) {
        self.matcher.find(&self.store, text, &[], overlapping, scratch, out);
    }

    fn search(&self, text: &str, cuts: &[u32], overlapping: bool) -> Vec<Match> {
        let mut out = Vec::new();
        self.matcher.find(&self.store, text, cuts, overlapping, &mut Scratch::default(), &mut out);
        out
    }

    /// The entities that the matched words may stand for: the one of the highest priority first, else in the order of the
    /// list; never empty.
    pub fn owners(&self, text: &str, found: Match) -> Vec<EntityId> {
        let written = found.span.of(text);
        let accepts = |o: &&names::Owner| o.accepts(written, &self.store, self.options.marks);
        let mut out: Vec<EntityId> = Vec::new();
        for owner in self.matcher.names.owners(found.name).iter().filter(accepts) {
            if !out.contains(&owner.entity) {
                out.push(owner.entity);
            }
        }
        out
    }

    /// The only entity that the matched words may stand for; `None` when there are several.
    pub fn owner(&self, found: Match) -> Option<EntityId> {
        match self.matcher.names.owners(found.name) {
            [owner] => Some(owner.entity),
            _ => None,
        }
    }

    /// Whether `name` is exactly a listed name or alias, in capitals that count.
    pub fn contains(&self, name: &str) -> bool {
        let names = &self.matcher.names;
        let mut folded = String::new();
        push_name(&mut folded, name, self.options.marks);
        let known = self.matcher.index.get(&names.folded, &folded);
        known.is_some_and(|known| names.accepts(known, name.trim(), &self.store, self.options.marks))
    }

    /// The entity of `id`.
    pub fn entity(&self, id: EntityId) -> EntityView<'_> {
        let kind = self.store.kinds[id.0 as usize];
        EntityView { id: self.store.id(id), name: self.store.name(id), kind, priority: self.store.priority(id) }
    }

    /// The names that the entity goes by, with its own, and their rules.
    pub fn aliases(&self, id: EntityId) -> impl Iterator<Item = (&str, CaseRule)> {
        self.store.aliases_of(id).map(|alias| (self.store.alias(alias), self.store.alias_rules[alias as usize]))
    }

    /// The ids of all entities, in the order given.
    pub fn entities(&self) -> impl Iterator<Item = EntityId> {
        (0..self.len() as u32).map(EntityId)
    }

    /// How many entities there are.
    pub fn len(&self) -> usize {
        self.store.len()
    }

    /// Whether the list is empty.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many different names there are, after folding.
    pub fn n_names(&self) -> usize {
        self.matcher.names.folded.len()
    }

    /// How names are looked for.
    pub fn options(&self) -> Options {
        self.options
    }

    /// The engine in use for names that begin with a letter.
    pub fn engine(&self) -> Engine {
        self.matcher.engine()
    }
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
