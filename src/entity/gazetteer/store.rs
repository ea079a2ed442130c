//! The list itself, in a few flat arrays: a million entities are a few dozen megabytes, and the arrays go to a file as
//! they are.

use super::{CaseRule, EntityId};
use crate::entity::EntityType;
use crate::error::{Error, Result};

/// Many strings in one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Strings {
    pub(super) text: String,
    /// Where each ends; it begins where the one before ends.
    pub(super) ends: Vec<u32>,
}

impl Strings {
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(super) fn get(&self, i: u32) -> &str {
        let (start, end) = self.bounds(i);
        &self.text[start as usize..end as usize]
    }

    /// Where string `i` begins and ends.
    pub(super) fn bounds(&self, i: u32) -> (u32, u32) {
        (i.checked_sub(1).map_or(0, |before| self.ends[before as usize]), self.ends[i as usize])
    }

    /// Appends `string`; gives its number.
    pub(super) fn push(&mut self, string: &str) -> Result<u32> {
        self.text.push_str(string);
        self.seal()
    }

    /// Makes what was written to `text` since the last call a string of its own.
    pub(super) fn seal(&mut self) -> Result<u32> {
        let end = u32::try_from(self.text.len())
            .map_err(|_| Error::argument("entities", "names of more than 4 GiB in all; split the list"))?;
        self.ends.push(end);
        Ok(self.ends.len() as u32 - 1)
    }

    /// Takes the last string away.
    pub(super) fn pop(&mut self) {
        self.ends.pop();
        self.text.truncate(self.ends.last().map_or(0, |&end| end as usize));
    }

    pub(super) fn shrink(&mut self) {
        self.text.shrink_to_fit();
        self.ends.shrink_to_fit();
    }
}

/// Entities and aliases, in the order given.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Store {
    pub(super) strings: Strings,
    /// Which string is the entity's id; often that of its name.
    pub(super) ids: Vec<u32>,
    /// Which string is the entity's name.
    pub(super) names: Vec<u32>,
    pub(super) kinds: Vec<EntityType>,
    /// Higher wins; empty when all are alike.
    pub(super) priorities: Vec<f32>,
    /// Where each entity's aliases end in the arrays below; they begin where those of the one before end.
    pub(super) alias_ends: Vec<u32>,
    /// Which string is the alias.
    pub(super) alias_texts: Vec<u32>,
    pub(super) alias_rules: Vec<CaseRule>,
    pub(super) alias_owners: Vec<EntityId>,
}

impl Store {
    pub(super) fn len(&self) -> usize {
        self.names.len()
    }

    pub(super) fn id(&self, entity: EntityId) -> &str {
        self.strings.get(self.ids[entity.0 as usize])
    }

    pub(super) fn name(&self, entity: EntityId) -> &str {
        self.strings.get(self.names[entity.0 as usize])
    }

    pub(super) fn priority(&self, entity: EntityId) -> f32 {
        self.priorities.get(entity.0 as usize).copied().unwrap_or(0.0)
    }

    pub(super) fn alias(&self, alias: u32) -> &str {
        self.strings.get(self.alias_texts[alias as usize])
    }

    /// Who owns each alias, from where those of each entity end.
    pub(super) fn owners_of(alias_ends: &[u32]) -> Vec<EntityId> {
        let mut owners = Vec::with_capacity(alias_ends.last().map_or(0, |&end| end as usize));
        for (id, &end) in (0..).zip(alias_ends) {
            owners.resize(end as usize, EntityId(id));
        }
        owners
    }

    /// Numbers of the entity's aliases.
    pub(super) fn aliases_of(&self, entity: EntityId) -> std::ops::Range<u32> {
        let i = entity.0 as usize;
        let start = i.checked_sub(1).map_or(0, |before| self.alias_ends[before]);
        start..self.alias_ends[i]
    }

    pub(super) fn shrink(&mut self) {
        self.strings.shrink();
        self.ids.shrink_to_fit();
        self.names.shrink_to_fit();
        self.kinds.shrink_to_fit();
        self.priorities.shrink_to_fit();
        self.alias_ends.shrink_to_fit();
        self.alias_texts.shrink_to_fit();
        self.alias_rules.shrink_to_fit();
        self.alias_owners.shrink_to_fit();
    }
}
