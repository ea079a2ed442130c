//! The analyst's list of entities and their aliases.

use super::EntityType;
use crate::error::Result;

/// Index of an entity in its [`Gazetteer`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EntityId(pub u32);

/// Whether a name's capitals matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum CaseRule {
    /// By the name's own form: acronyms and short capitals are exact, one-word names need their capital,
    /// longer names fold.
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
}

impl Gazetteer {
    /// Builds the list.
    ///
    /// # Errors
    /// When a name or alias is empty or an id is given twice; the message names the row (from 1).
    pub fn new(entities: Vec<Entity>) -> Result<Self> {
        Ok(Self { entities })
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
