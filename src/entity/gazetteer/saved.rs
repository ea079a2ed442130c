//! A list as bytes: its arrays as they are in memory, so that loading a million names takes no longer than copying them.
//!
//! Magic, version, options, then every array with its length, then a checksum; all numbers little-endian. Nothing in the
//! bytes is believed: the checksum finds damage, and every index is checked all the same.

use super::case::Case;
use super::filter::Filter;
use super::index::{Index, MOST_RUNS, Slot};
use super::matcher::Matcher;
use super::names::{Names, Owner};
use super::store::{Store, Strings};
use super::{CaseRule, Engine, Gazetteer, Options};
use crate::entity::EntityType;
use crate::error::{Error, Result};
use crate::text::fold::Marks;

const MAGIC: &[u8; 8] = b"ONRECGAZ";

/// Goes up with every change to the arrays, to folding or to the hashes.
const VERSION: u32 = 1;

const KINDS: [EntityType; 7] = [
    EntityType::Person,
    EntityType::Org,
    EntityType::Place,
    EntityType::Product,
    EntityType::Document,
    EntityType::Group,
    EntityType::Other,
];
const RULES: [CaseRule; 3] = [CaseRule::Auto, CaseRule::Exact, CaseRule::Fold];
const CASES: [Case; 4] = [Case::Fold, Case::Exact, Case::Capital, Case::Inner];
const ENGINES: [Engine; 3] = [Engine::Auto, Engine::Automaton, Engine::Index];
/// Set in the code of an owner's case where the name is a plural.
const PLURAL: u8 = 0x80;

impl Gazetteer {
    /// The list as bytes that [`Gazetteer::from_bytes`] reads.
    ///
    /// ```
    /// use onrecord::Gazetteer;
    /// use onrecord::entity::{EntityType, gazetteer::Entity};
    ///
    /// let list = Gazetteer::new(vec![Entity::new("Acme", EntityType::Org, &[])])?;
    /// let mut bytes = list.to_bytes();
    /// assert!(Gazetteer::from_bytes(&bytes)? == list);
    /// bytes[40] ^= 1;
    /// assert_eq!(Gazetteer::from_bytes(&bytes).unwrap_err().to_string(), "saved gazetteer: damaged: its checksum is not right");
    /// # Ok::<(), onrecord::Error>(())
    /// ```
    pub fn to_bytes(&self) -> Vec<u8> {
        let Self { store, matcher, options } = self;
        let names = &matcher.names;
        let index = &matcher.index;
        let mut out = Vec::with_capacity(store.strings.text.len() * 6 + 64);
        out.extend(MAGIC);
        out.extend(VERSION.to_le_bytes());
        out.extend([
            u8::from(options.whole_words),
            u8::from(options.plural),
            u8::from(options.marks == Marks::Ignored),
            code(&ENGINES, options.engine),
        ]);
        put(&mut out, store.strings.text.bytes(), u8::to_le_bytes);
        put(&mut out, store.strings.ends.iter().copied(), u32::to_le_bytes);
        put(&mut out, store.ids.iter().copied(), u32::to_le_bytes);
        put(&mut out, store.names.iter().copied(), u32::to_le_bytes);
        put(&mut out, store.kinds.iter().map(|&kind| code(&KINDS, kind)), u8::to_le_bytes);
        put(&mut out, store.priorities.iter().copied(), f32::to_le_bytes);
        put(&mut out, store.alias_ends.iter().copied(), u32::to_le_bytes);
        put(&mut out, store.alias_texts.iter().copied(), u32::to_le_bytes);
        put(&mut out, store.alias_rules.iter().map(|&rule| code(&RULES, rule)), u8::to_le_bytes);
        put(&mut out, names.folded.text.bytes(), u8::to_le_bytes);
        put(&mut out, names.folded.ends.iter().copied(), u32::to_le_bytes);
        put(&mut out, names.owner_ends.iter().copied(), u32::to_le_bytes);
        put(&mut out, names.owners.iter().map(|o| o.alias), u32::to_le_bytes);
        let case = |o: &Owner| code(&CASES, o.case) | if o.plural { PLURAL } else { 0 };
        put(&mut out, names.owners.iter().map(case), u8::to_le_bytes);
        for filter in [&index.heads, &index.singles, &index.pairs] {
            put(&mut out, filter.blocks.iter().copied(), u64::to_le_bytes);
        }
        put(&mut out, index.lengths.iter().copied(), u8::to_le_bytes);
        put(
            &mut out,
            index.slots.iter().map(|slot| u64::from(slot.tag) << 32 | u64::from(slot.name)),
            u64::to_le_bytes,
        );
        put(&mut out, std::iter::once(index.most_runs), u32::to_le_bytes);
        put(&mut out, matcher.loose.iter().copied(), u32::to_le_bytes);
        let sum = crc32fast::hash(&out);
        out.extend(sum.to_le_bytes());
        out
    }

    /// Reads what [`Gazetteer::to_bytes`] gave.
    ///
    /// # Errors
    /// When the bytes are no saved gazetteer, one of another version, or damaged.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        let Some(rest) = bytes.strip_prefix(MAGIC) else {
            return Err(refused("these bytes are no saved gazetteer"));
        };
        let (Some((version, _)), Some((body, sum))) = (rest.split_first_chunk(), bytes.split_last_chunk()) else {
            return Err(refused("damaged: it ends too early"));
        };
        let version = u32::from_le_bytes(*version);
        if version != VERSION {
            return Err(refused(&format!("format {version}, and this release reads format {VERSION}; build it anew")));
        }
        if crc32fast::hash(body) != u32::from_le_bytes(*sum) {
            return Err(refused("damaged: its checksum is not right"));
        }
        read(&mut Reader { rest: &body[MAGIC.len() + size_of_val(&VERSION)..] })
            .ok_or_else(|| refused("damaged: its parts do not fit together"))
            .and_then(|(store, names, index, loose, options)| {
                Ok(Self { store, matcher: Matcher::of(names, index, loose, options)?, options })
            })
    }
}

fn refused(problem: &str) -> Error {
    Error::argument("saved gazetteer", problem)
}

fn code<T: PartialEq + Copy>(all: &[T], one: T) -> u8 {
    all.iter().position(|other| *other == one).map_or(0, |at| at as u8)
}

fn put<T, const N: usize>(out: &mut Vec<u8>, items: impl ExactSizeIterator<Item = T>, bytes: impl Fn(T) -> [u8; N]) {
    out.extend((items.len() as u64).to_le_bytes());
    out.extend(items.flat_map(bytes));
}

struct Reader<'b> {
    rest: &'b [u8],
}

impl Reader<'_> {
    /// The next array; `None` when it is not whole.
    fn take<T, const N: usize>(&mut self, item: impl Fn([u8; N]) -> T) -> Option<Vec<T>> {
        let (len, rest) = self.rest.split_first_chunk()?;
        let len = usize::try_from(u64::from_le_bytes(*len)).ok()?.checked_mul(N)?;
        let (items, rest) = rest.split_at_checked(len)?;
        self.rest = rest;
        Some(items.as_chunks().0.iter().map(|&bytes| item(bytes)).collect())
    }

    fn codes<T: Copy>(&mut self, all: &[T]) -> Option<Vec<T>> {
        self.take(|[byte]| all.get(usize::from(byte)).copied())?.into_iter().collect()
    }

    /// Numbers that are all below `limit`.
    fn below(&mut self, limit: usize) -> Option<Vec<u32>> {
        let all = self.take(u32::from_le_bytes)?;
        all.iter().all(|&n| (n as usize) < limit).then_some(all)
    }

    fn strings(&mut self) -> Option<Strings> {
        let text = String::from_utf8(self.take(|[byte]| byte)?).ok()?;
        let ends = self.ends(text.len())?;
        ends.iter().all(|&end| text.is_char_boundary(end as usize)).then_some(Strings { text, ends })
    }

    fn filter(&mut self) -> Option<Filter> {
        let blocks = self.take(u64::from_le_bytes)?;
        blocks.len().is_power_of_two().then_some(Filter { blocks })
    }

    /// Ends of stretches that make up `len` items.
    fn ends(&mut self, len: usize) -> Option<Vec<u32>> {
        let ends = self.take(u32::from_le_bytes)?;
        let last = ends.last().map_or(0, |&end| end as usize);
        (last == len && ends.is_sorted()).then_some(ends)
    }
}

type Parts = (Store, Names, Index, Vec<u32>, Options);

fn read(reader: &mut Reader<'_>) -> Option<Parts> {
    let (&[whole_words, plural, ignored, engine], rest) = reader.rest.split_first_chunk()?;
    reader.rest = rest;
    let options = Options {
        whole_words: whole_words != 0,
        plural: plural != 0,
        marks: if ignored == 0 { Marks::Kept } else { Marks::Ignored },
        engine: *ENGINES.get(usize::from(engine))?,
    };
    let store = read_store(reader)?;
    let names = read_names(reader, &store)?;
    let [heads, singles, pairs] = [reader.filter()?, reader.filter()?, reader.filter()?];
    let lengths = reader.take(|[byte]| byte)?;
    // Where the letters of a slot are, the names tell.
    let slot = |word: u64| {
        let (tag, name) = ((word >> 32) as u32, word as u32);
        let bounds = name.checked_sub(1).filter(|&at| at < names.folded.len() as u32).map(|at| names.folded.bounds(at));
        let (start, end) = bounds.unwrap_or_default();
        Slot { tag, name, start, end }
    };
    let slots = reader.take(|bytes| slot(u64::from_le_bytes(bytes)))?;
    let &[most_runs] = reader.take(u32::from_le_bytes)?.as_slice() else { return None };
    let n = names.folded.len();
    let loose = reader.below(n)?;
    let index = Index { heads, singles, pairs, lengths, slots, most_runs };
    let fits = index.lengths.len().is_power_of_two()
        && index.most_runs as usize <= MOST_RUNS
        && index.slots.contains(&Slot::default())
        && index.slots.iter().all(|slot| slot.name as usize <= n && (slot.name > 0 || slot.tag == 0));
    (fits && reader.rest.is_empty()).then_some((store, names, index, loose, options))
}

fn read_store(reader: &mut Reader<'_>) -> Option<Store> {
    let strings = reader.strings()?;
    let ids = reader.below(strings.len())?;
    let names = reader.below(strings.len())?;
    let kinds = reader.codes(&KINDS)?;
    let priorities = reader.take(f32::from_le_bytes)?;
    let alias_ends = reader.take(u32::from_le_bytes)?;
    let alias_texts = reader.below(strings.len())?;
    let alias_rules = reader.codes(&RULES)?;
    let n = names.len();
    let fits = [ids.len(), kinds.len(), alias_ends.len()] == [n; 3]
        && (priorities.is_empty() || priorities.len() == n)
        && alias_ends.is_sorted()
        && alias_ends.last().map_or(0, |&end| end as usize) == alias_texts.len()
        && alias_rules.len() == alias_texts.len();
    let alias_owners = if fits { Store::owners_of(&alias_ends) } else { return None };
    Some(Store { strings, ids, names, kinds, priorities, alias_ends, alias_texts, alias_rules, alias_owners })
}

fn read_names(reader: &mut Reader<'_>, store: &Store) -> Option<Names> {
    let folded = reader.strings()?;
    let owner_ends = reader.take(u32::from_le_bytes)?;
    let aliases = reader.below(store.alias_texts.len())?;
    let cases: Vec<(Case, bool)> = reader
        .take(|[byte]| Some((*CASES.get(usize::from(byte & !PLURAL))?, byte & PLURAL != 0)))?
        .into_iter()
        .collect::<Option<_>>()?;
    // Every name has letters and an owner.
    let rises = |ends: &[u32]| ends.first().is_none_or(|&first| first > 0) && ends.is_sorted_by(|a, b| a < b);
    let fits = owner_ends.len() == folded.len()
        && owner_ends.last().map_or(0, |&end| end as usize) == aliases.len()
        && cases.len() == aliases.len()
        && rises(&owner_ends)
        && rises(&folded.ends);
    if !fits {
        return None;
    }
    let owner = |(alias, (case, plural)): (u32, (Case, bool))| Owner {
        entity: store.alias_owners[alias as usize],
        alias,
        case,
        plural,
    };
    let owners = aliases.into_iter().zip(cases).map(owner).collect();
    Some(Names { folded, owner_ends, owners })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entity::gazetteer::Entity;
    use proptest::prelude::*;

    fn list() -> Gazetteer {
        let entities = vec![
            Entity::new("Acme Corp", EntityType::Org, &["Acme", "ACM", "Yahoo!", ".NET"]),
            Entity::new("Ann Acme", EntityType::Person, &["Acme", "卡巴斯基"]),
        ];
        Gazetteer::with(entities, Options { plural: true, ..Options::default() }).unwrap()
    }

    /// The same bytes with a checksum that is right.
    fn sealed(mut bytes: Vec<u8>) -> Vec<u8> {
        let at = bytes.len() - 4;
        let sum = crc32fast::hash(&bytes[..at]);
        bytes[at..].copy_from_slice(&sum.to_le_bytes());
        bytes
    }

    #[test]
    fn a_loaded_list_finds_the_same() {
        let list = list();
        let loaded = Gazetteer::from_bytes(&list.to_bytes()).unwrap();
        let text = "Acme Corps, acme corp, ACM, Yahoo! .NET 据卡巴斯基";
        assert!(loaded == list);
        assert_eq!(loaded.find(text).len(), 6);
        assert_eq!(loaded.find(text), list.find(text));
        assert_eq!(loaded.to_bytes(), list.to_bytes());
    }

    #[test]
    fn what_is_no_list_is_refused() {
        let good = list().to_bytes();
        for (bytes, message) in [
            (b"".to_vec(), "these bytes are no saved gazetteer"),
            (b"id,entity\n".to_vec(), "these bytes are no saved gazetteer"),
            (good[..9].to_vec(), "damaged: it ends too early"),
            (good[..good.len() - 1].to_vec(), "damaged: its checksum is not right"),
            (
                [&good[..8], &[9, 0, 0, 0], &good[12..]].concat(),
                "format 9, and this release reads format 1; build it anew",
            ),
            (sealed(good[..good.len() - 8].to_vec()), "damaged: its parts do not fit together"),
        ] {
            let error = Gazetteer::from_bytes(&bytes).unwrap_err().to_string();
            assert_eq!(error, format!("saved gazetteer: {message}"));
        }
    }

    proptest! {
        #[test]
        fn no_damage_makes_it_crash(at in 12_usize..2000, byte: u8, cut in 0_usize..40) {
            let mut bytes = list().to_bytes();
            let at = at % (bytes.len() - 4);
            bytes[at.max(12)] = byte;
            bytes.truncate(bytes.len() - if cut < 20 { 0 } else { cut });
            // Whatever passes the checks answers without a panic.
            if let Ok(loaded) = Gazetteer::from_bytes(&sealed(bytes)) {
                let text = "Acme Corps, acme corp, ACM, Yahoo! .NET 据卡巴斯基 Acme";
                for found in loaded.find(text).into_iter().chain(loaded.find_overlapping(text)) {
                    for id in loaded.owners(text, found) {
                        std::hint::black_box(loaded.entity(id).id.len());
                    }
                }
                for id in loaded.entities() {
                    prop_assert!(loaded.aliases(id).count() < 100);
                }
            }
        }
    }
}
