//! Aho-Corasick: the engine for names that do not begin with a letter, for scripts without blanks, for parts of words and,
//! where a vectorised search does better than the index, for short lists.

use aho_corasick::packed::{self, Searcher};
use aho_corasick::{AhoCorasick, AhoCorasickBuilder, AhoCorasickKind, MatchKind, Span};

use super::store::Strings;
use crate::error::{Error, Result};

/// Names up to which a vectorised search for their beginnings ("Teddy") is tried.
const SHORT_LIST: usize = 48;

/// Bytes of names up to which the automaton is a table of all transitions: twice as fast, and a few MB.
const TABLE_LIMIT: usize = 16 << 10;

#[derive(Debug)]
pub(super) struct Automaton {
    /// The names it finds, by their numbers in the list.
    names: Vec<u32>,
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    /// Finds where some name begins; the names of each first byte are then compared, the longest first.
    Packed {
        search: Box<Searcher>,
        by_first: Box<[Vec<u32>; 256]>,
    },
    Full(AhoCorasick),
}

impl Automaton {
    /// The automaton of some of `folded`; none when there are none.
    pub(super) fn new(folded: &Strings, names: Vec<u32>) -> Result<Option<Self>> {
        if names.is_empty() {
            return Ok(None);
        }
        let patterns = names.iter().map(|&name| folded.get(name));
        if names.len() <= SHORT_LIST {
            let mut builder = packed::Config::new().match_kind(packed::MatchKind::LeftmostLongest).builder();
            if let Some(search) = builder.extend(patterns.clone()).build() {
                let mut by_first = Box::new([const { Vec::new() }; 256]);
                for &name in &names {
                    by_first[usize::from(folded.get(name).as_bytes()[0])].push(name);
                }
                for names in by_first.iter_mut() {
                    names.sort_by_key(|&name| std::cmp::Reverse(folded.get(name).len()));
                }
                return Ok(Some(Self { names, kind: Kind::Packed { search: Box::new(search), by_first } }));
            }
        }
        let bytes: usize = patterns.clone().map(str::len).sum();
        let kind = if bytes <= TABLE_LIMIT { AhoCorasickKind::DFA } else { AhoCorasickKind::ContiguousNFA };
        let full = AhoCorasickBuilder::new().match_kind(MatchKind::Standard).kind(Some(kind)).build(patterns);
        let full = full.map_err(|e| Error::argument("entities", format!("{} names are too many: {e}", names.len())))?;
        Ok(Some(Self { names, kind: Kind::Full(full) }))
    }

    /// Calls `visit` with start and number of every name whose letters stand anywhere in `view`.
    pub(super) fn search(&self, view: &str, folded: &Strings, mut visit: impl FnMut(usize, u32)) {
        match &self.kind {
            Kind::Full(full) => {
                for hit in full.find_overlapping_iter(view) {
                    visit(hit.start(), self.names[hit.pattern().as_usize()]);
                }
            }
            Kind::Packed { search, by_first } => {
                let bytes = view.as_bytes();
                let mut rest = Span { start: 0, end: bytes.len() };
                // The search goes on one byte after each beginning, so that no name hides another.
                while let Some(hit) = search.find_in(bytes, rest) {
                    for &name in &by_first[usize::from(bytes[hit.start()])] {
                        if bytes[hit.start()..].starts_with(folded.get(name).as_bytes()) {
                            visit(hit.start(), name);
                        }
                    }
                    rest.start = hit.start() + 1;
                }
            }
        }
    }
}
