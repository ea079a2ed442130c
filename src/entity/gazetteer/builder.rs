//! A list, row by row.

use std::hash::BuildHasher;

use rustc_hash::FxBuildHasher;
use unicode_normalization::char::is_combining_mark;

use super::matcher::Matcher;
use super::store::Store;
use super::{CaseRule, EntityId, Gazetteer, Options};
use crate::entity::EntityType;
use crate::error::{Error, Result};
use crate::text::words::is_apostrophe;

/// Bytes that a name may have: more is a cell of something else.
const MOST_BYTES: usize = 4096;

/// Takes a list row by row and makes a [`Gazetteer`] of it, without a copy of the rows in between.
///
/// ```
/// use onrecord::entity::gazetteer::{Builder, CaseRule, Options};
/// use onrecord::entity::EntityType;
///
/// let mut list = Builder::new(Options { plural: true, ..Options::default() });
/// list.entity("Q42", "Kennedy", EntityType::Person, 1.0)?;
/// list.alias("JFK", CaseRule::Exact)?;
/// assert_eq!(list.build()?.find("The Kennedys and JFK").len(), 2);
/// # Ok::<(), onrecord::Error>(())
/// ```
#[derive(Debug)]
pub struct Builder {
    store: Store,
    options: Options,
    /// Whether a rule was given for the last entity's own name: it is then the alias of the same words.
    ruled: bool,
}

impl Builder {
    /// A builder of an empty list.
    pub fn new(options: Options) -> Self {
        Self { store: Store::default(), options, ruled: false }
    }

    /// Makes room for `n` more entities.
    pub fn reserve(&mut self, n: usize) {
        let store = &mut self.store;
        store.strings.text.reserve(n * 16);
        store.strings.ends.reserve(n);
        store.ids.reserve(n);
        store.names.reserve(n);
        store.kinds.reserve(n);
        store.alias_ends.reserve(n);
        store.alias_texts.reserve(n);
        store.alias_rules.reserve(n);
        store.alias_owners.reserve(n);
    }

    /// Adds an entity. Its name is an alias of its own; an empty `id` stands for the name. Of entities that share an alias,
    /// the one of the highest `priority` is likeliest.
    ///
    /// # Errors
    /// When the name has no letter or digit or is longer than 4,096 bytes, or the priority is not a number; the message names
    /// the row (from 1).
    pub fn entity(&mut self, id: &str, name: &str, kind: EntityType, priority: f32) -> Result<()> {
        let row = self.store.len() + 1;
        check(name, "the name", row)?;
        if priority.is_nan() {
            return Err(Error::entity(row, "the priority is not a number"));
        }
        // Only now: a row that is refused leaves the one before it open.
        self.end_row()?;
        let store = &mut self.store;
        let name = store.strings.push(name)?;
        let id = if id.is_empty() || id == store.strings.get(name) { name } else { store.strings.push(id)? };
        store.ids.push(id);
        store.names.push(name);
        store.kinds.push(kind);
        if priority != 0.0 || !store.priorities.is_empty() {
            store.priorities.resize(row - 1, 0.0);
            store.priorities.push(priority);
        }
        self.ruled = false;
        Ok(())
    }

    /// Adds another name of the last entity. Of one alias under two rules, the less strict holds.
    ///
    /// # Errors
    /// When the alias has no letter or digit or is longer than 4,096 bytes.
    ///
    /// # Panics
    /// When there is no entity yet.
    pub fn alias(&mut self, alias: &str, rule: CaseRule) -> Result<()> {
        let entity = self.store.len().checked_sub(1).expect("an alias is that of the last entity");
        check(alias, "an alias", entity + 1)?;
        let own = self.store.names[entity];
        if self.store.strings.get(own) == alias {
            self.ruled = true;
            return self.store.add_alias(own, rule);
        }
        let alias = self.store.strings.push(alias)?;
        self.store.add_alias(alias, rule)
    }

    /// The list, ready to be matched.
    ///
    /// # Errors
    /// When an id was given twice, or names are more than an engine can hold.
    pub fn build(self) -> Result<Gazetteer> {
        self.build_until(&|| false)
    }

    /// As [`Builder::build`], but given up when `stopped` says so; it is asked every few thousand names.
    ///
    /// # Errors
    /// As [`Builder::build`], and when it was stopped.
    pub fn build_until(mut self, stopped: &dyn Fn() -> bool) -> Result<Gazetteer> {
        self.end_row()?;
        self.store.shrink();
        check_ids(&self.store, stopped)?;
        let matcher = Matcher::new(&self.store, self.options, stopped)?;
        Ok(Gazetteer { store: self.store, matcher, options: self.options })
    }

    fn end_row(&mut self) -> Result<()> {
        let store = &mut self.store;
        let Some(&own) = store.names.last() else { return Ok(()) };
        if !self.ruled {
            store.add_alias(own, CaseRule::Auto)?;
        }
        store.alias_ends.push(store.alias_texts.len() as u32);
        Ok(())
    }
}

impl Store {
    fn add_alias(&mut self, string: u32, rule: CaseRule) -> Result<()> {
        if self.alias_texts.len() >= 1 << 31 {
            return Err(Error::argument("entities", "more than 2,147,483,648 aliases; split the list"));
        }
        self.alias_texts.push(string);
        self.alias_rules.push(rule);
        self.alias_owners.push(EntityId(self.names.len() as u32 - 1));
        Ok(())
    }
}

fn check(name: &str, what: &str, row: usize) -> Result<()> {
    if name.bytes().any(|b| b.is_ascii_alphanumeric()) && name.len() <= MOST_BYTES {
        return Ok(());
    }
    let problem = if name.trim().is_empty() {
        format!("{what} is empty")
    } else if name.len() > MOST_BYTES {
        let start: String = name.chars().take(30).collect();
        format!("{what} {start:?}… has {} bytes; a name may have {MOST_BYTES}", name.len())
    } else if name.chars().any(|c| c.is_alphanumeric() && !is_combining_mark(c) && !is_apostrophe(c)) {
        return Ok(());
    } else {
        format!("{what} {name:?} has no letter or digit")
    };
    Err(Error::entity(row, problem))
}

/// Whether work that has come to row `i` may go on.
///
/// # Errors
/// When it was stopped.
pub(super) fn go_on(i: usize, stopped: &dyn Fn() -> bool) -> Result<()> {
    const EVERY: usize = 4096;
    if i.is_multiple_of(EVERY) && stopped() { Err(Error::cancelled()) } else { Ok(()) }
}

/// # Errors
/// When an id was given twice; the first row that repeats one is named.
fn check_ids(store: &Store, stopped: &dyn Fn() -> bool) -> Result<()> {
    // Hashes are sorted rather than put into a table: a million look-ups that each wait for memory take twice as long.
    let mut rows: Vec<(u32, u32)> = Vec::with_capacity(store.len());
    for i in 0..store.len() as u32 {
        go_on(i as usize, stopped)?;
        let hash = FxBuildHasher.hash_one(store.id(EntityId(i)));
        rows.push(((hash >> 32) as u32, i));
    }
    rows.sort_unstable();
    let mut repeated: Option<(u32, u32)> = None;
    for alike in rows.chunk_by_mut(|a, b| a.0 == b.0).filter(|alike| alike.len() > 1) {
        alike.sort_unstable_by_key(|&(_, row)| (store.id(EntityId(row)), row));
        for two in alike.windows(2) {
            let (first, again) = (two[0].1, two[1].1);
            if store.id(EntityId(first)) == store.id(EntityId(again)) {
                repeated = repeated.into_iter().chain([(again, first)]).min();
            }
        }
    }
    let Some((again, first)) = repeated else { return Ok(()) };
    let id = store.id(EntityId(again));
    let problem = format!("the id {id:?} was given before, in row {}; put all aliases in one row", first + 1);
    Err(Error::entity(again as usize + 1, problem))
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn building_stops_at_every_step_when_it_is_told_to() {
        let list = || {
            let mut list = Builder::new(Options::default());
            (0..10_000).for_each(|i| list.entity("", &format!("Acme {i}"), EntityType::Org, 0.0).unwrap());
            list
        };
        let asked = Cell::new(0);
        let stopped_at = |limit: usize| {
            asked.set(0);
            list().build_until(&|| {
                asked.set(asked.get() + 1);
                asked.get() > limit
            })
        };
        assert!(stopped_at(usize::MAX).is_ok());
        let n = asked.get();
        assert!(n >= 6, "asked {n} times");
        for limit in 0..n {
            assert!(stopped_at(limit).unwrap_err().is_cancelled());
            assert_eq!(asked.get(), limit + 1, "it goes on");
        }
    }

    proptest! {
        #[test]
        fn the_first_row_that_repeats_an_id_is_named(ids in prop::collection::vec("[a-c]{1,2}", 0..12)) {
            let mut list = Builder::new(Options::default());
            for id in &ids {
                list.entity(id, "Acme", EntityType::Org, 0.0).unwrap();
            }
            let again = (0..ids.len()).find_map(|i| Some((i, ids[..i].iter().position(|id| *id == ids[i])?)));
            let expected = again.map(|(i, first)| {
                format!("entity row {}: the id {:?} was given before, in row {}; put all aliases in one row", i + 1, ids[i], first + 1)
            });
            prop_assert_eq!(list.build().err().map(|error| error.to_string()), expected);
        }
    }

    #[test]
    fn a_row_that_is_refused_leaves_the_list_as_it_was() {
        let mut list = Builder::new(Options::default());
        list.entity("1", "Acme", EntityType::Org, 0.0).unwrap();
        assert!(list.entity("2", "", EntityType::Org, 0.0).is_err());
        assert!(list.entity("2", "Ohm", EntityType::Org, f32::NAN).is_err());
        list.alias("Acme Corp", CaseRule::Auto).unwrap();
        assert!(list.alias("…", CaseRule::Auto).is_err());
        list.entity("3", "Harbor News", EntityType::Org, 0.0).unwrap();
        let list = list.build().unwrap();
        assert_eq!((list.len(), list.find("Acme Corp, Harbor News").len()), (2, 2));
        assert!(Gazetteer::from_bytes(&list.to_bytes()).unwrap() == list);
    }
}
