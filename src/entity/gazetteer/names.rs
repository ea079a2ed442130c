//! The folded names of a list and who goes by each.

use super::builder::go_on;
use super::case::Case;
use super::index::{Added, Index};
use super::store::{Store, Strings};
use super::{EntityId, Options};
use crate::error::Result;
use crate::text::fold::{Marks, push_name};

/// Every folded name once.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Names {
    pub(super) folded: Strings,
    /// Where each name's owners end in `owners`; they begin where those of the one before end.
    pub(super) owner_ends: Vec<u32>,
    /// Those who go by each name: the one with the highest priority first, else in the order of the list.
    pub(super) owners: Vec<Owner>,
}

/// Somebody who goes by a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Owner {
    pub(super) entity: EntityId,
    pub(super) alias: u32,
    pub(super) case: Case,
    /// Whether the name is the plural of the alias.
    pub(super) plural: bool,
}

impl Names {
    /// Folds the aliases of `store`; gives the index of all names, and those that are not to be found in it.
    pub(super) fn new(store: &Store, options: Options, stopped: &dyn Fn() -> bool) -> Result<(Self, Index, Vec<u32>)> {
        let n = store.alias_texts.len();
        let mut names = Self::default();
        let most = if options.plural { n * (1 + MOST_PLURALS) } else { n };
        let mut index = Index::with_room_for(most);
        let mut loose = Vec::new();
        let mut scratch = Vec::new();
        // Name and owner.
        let mut owned: Vec<(u32, Owner)> = Vec::with_capacity(n);
        let mut add = |names: &mut Self, owner: Owner| -> Result<()> {
            let newest = names.folded.seal()?;
            let name = match index.add_last(&names.folded, &mut scratch) {
                Added::Known(name) => {
                    names.folded.pop();
                    name
                }
                Added::Indexed => newest,
                Added::Loose => {
                    loose.push(newest);
                    newest
                }
            };
            owned.push((name, owner));
            Ok(())
        };
        let mut singular = String::new();
        for (alias, &entity) in (0_u32..).zip(&store.alias_owners) {
            go_on(alias as usize, stopped)?;
            let text = store.alias(alias);
            let case = store.alias_rules[alias as usize].settle(text);
            let owner = Owner { entity, alias, case, plural: false };
            push_name(&mut names.folded.text, text, options.marks);
            add(&mut names, owner)?;
            if options.plural {
                singular.clear();
                push_name(&mut singular, text, options.marks);
                for &(dropped, ending) in plurals(&singular) {
                    names.folded.text.push_str(&singular[..singular.len() - dropped]);
                    names.folded.text.push_str(ending);
                    add(&mut names, Owner { plural: true, ..owner })?;
                }
            }
        }
        index.settle();
        names.settle_owners(&owned, store);
        names.folded.shrink();
        Ok((names, index, loose))
    }

    /// Brings the owners of each name together.
    fn settle_owners(&mut self, owned: &[(u32, Owner)], store: &Store) {
        let n = self.folded.len();
        let mut places = vec![0_u32; n + 1];
        for (name, _) in owned {
            places[*name as usize + 1] += 1;
        }
        for i in 1..=n {
            places[i] += places[i - 1];
        }
        if let Some(&(_, any)) = owned.first() {
            self.owners = vec![any; owned.len()];
        }
        for (name, owner) in owned {
            let place = &mut places[*name as usize];
            self.owners[*place as usize] = *owner;
            *place += 1;
        }
        // Each place has moved to its end.
        places.pop();
        self.owner_ends = places;
        let mut start = 0;
        for &end in &self.owner_ends {
            let owners = &mut self.owners[start as usize..end as usize];
            if owners.len() > 1 {
                owners.sort_by(|a, b| store.priority(b.entity).total_cmp(&store.priority(a.entity)));
            }
            start = end;
        }
    }

    /// Who goes by a name, whatever its capitals.
    pub(super) fn owners(&self, name: u32) -> &[Owner] {
        // Most long lists have one owner a name.
        if self.owners.len() == self.folded.len() {
            return std::slice::from_ref(&self.owners[name as usize]);
        }
        let start = name.checked_sub(1).map_or(0, |before| self.owner_ends[before as usize]);
        &self.owners[start as usize..self.owner_ends[name as usize] as usize]
    }

    /// Whether `found`, whose folded form is the name, is written as one of the owners is.
    pub(super) fn accepts(&self, name: u32, found: &str, store: &Store, marks: Marks) -> bool {
        self.owners(name).iter().any(|o| o.accepts(found, store, marks))
    }
}

impl Owner {
    pub(super) fn accepts(&self, found: &str, store: &Store, marks: Marks) -> bool {
        self.case == Case::Fold || self.case.accepts(store.alias(self.alias), found, self.plural, marks)
    }
}

/// Plurals of one name.
const MOST_PLURALS: usize = 2;

/// The endings of the English plural: how many bytes of the folded name go, and what comes instead.
fn plurals(name: &str) -> &'static [(usize, &'static str)] {
    let before = name.chars().rev().nth(1);
    match name.chars().next_back() {
        Some('s' | 'x' | 'z') => &[(0, "es")],
        Some('h') if matches!(before, Some('s' | 'c')) => &[(0, "es")],
        // "the Kennedys", "agencies"
        Some('y') if !matches!(before, Some('a' | 'e' | 'i' | 'o' | 'u')) => &[(0, "s"), (1, "ies")],
        Some(c) if c.is_alphabetic() => &[(0, "s")],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Gazetteer;
    use crate::entity::EntityType;
    use crate::entity::gazetteer::Entity;

    #[test]
    fn names_with_all_their_plurals_leave_room_in_the_table() {
        // A name in "y" has the most of them; a table that is full is walked from end to end by every look-up.
        let entities = (0..1000).map(|n| Entity::new(&format!("Agency {n} City"), EntityType::Org, &[])).collect();
        let list = Gazetteer::with(entities, Options { plural: true, ..Options::default() }).unwrap();
        assert_eq!(list.n_names(), 3000);
        let free = list.matcher.index.slots.iter().filter(|slot| slot.name == 0).count();
        assert!(free * 4 > list.matcher.index.slots.len(), "{free} places are free");
    }

    #[test]
    fn no_name_has_more_plurals_than_there_is_room_for() {
        for name in ["acme", "bush", "marx", "city", "day", "mps", "g7", "yahoo!", "россия"] {
            assert!(plurals(name).len() <= MOST_PLURALS, "{name}");
        }
    }
}
