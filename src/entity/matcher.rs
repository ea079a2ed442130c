//! Where the listed names stand in a text.
//!
//! An automaton over the folded text reports every place where a name's letters stand, also inside words
//! and inside other names. Each is checked for word edges and capitals, and only then the longest of
//! those that begin first is taken: a search for the leftmost-longest match that is filtered afterwards
//! would lose "Kaspersky" in "Kaspersky Labsen" when "Kaspersky Lab" is listed too.

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, AhoCorasickKind, MatchKind};
use rustc_hash::FxHashMap;

use super::gazetteer::{CaseRule, EntityId};
use crate::error::{Error, Result};
use crate::span::Span;
use crate::text::fold::{Folded, joins_words, normalized};

/// Bytes of names up to which the automaton is a table of all transitions: twice as fast, and a few MB.
const TABLE_LIMIT: usize = 16 << 10;

/// A place where a listed name stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Match {
    /// The name, without a possessive ending.
    pub span: Span,
    name: u32,
}

/// Names and the automaton that finds them.
#[derive(Debug, Default)]
pub struct Matcher {
    names: Vec<Name>,
    /// None when there are no names.
    engine: Option<AhoCorasick>,
}

/// A folded name and those who go by it.
#[derive(Debug)]
struct Name {
    /// Whether its first and last characters are letters or digits.
    edges: (bool, bool),
    owners: Vec<Owner>,
}

#[derive(Debug)]
struct Owner {
    entity: EntityId,
    case: Case,
    /// The alias with its capitals.
    written: String,
}

/// [`CaseRule`] with `Auto` settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Case {
    /// "US", "WHO"
    Exact,
    /// "Moscow": the first letter is a capital; "MOSCOW" will do, and for four letters or more only.
    Capital,
    /// "iPhone": a capital anywhere.
    Inner,
    Fold,
}

impl Matcher {
    /// The matcher of `aliases`: entity, name and case rule.
    ///
    /// # Errors
    /// When there are more names than an automaton can hold.
    pub fn new<'a>(aliases: impl IntoIterator<Item = (EntityId, &'a str, CaseRule)>) -> Result<Self> {
        let mut ids: FxHashMap<String, usize> = FxHashMap::default();
        let mut names: Vec<Name> = Vec::new();
        let mut patterns: Vec<String> = Vec::new();
        for (entity, alias, rule) in aliases {
            let written = normalized(alias);
            let folded = Folded::new(&written).as_str().to_owned();
            let edge = |c: Option<char>| c.is_some_and(joins_words);
            let edges = (edge(folded.chars().next()), edge(folded.chars().next_back()));
            let id = *ids.entry(folded).or_insert_with_key(|folded| {
                patterns.push(folded.clone());
                names.push(Name { edges, owners: Vec::new() });
                names.len() - 1
            });
            let owner = Owner { entity, case: Case::new(rule, &written), written };
            let owners = &mut names[id].owners;
            if !owners.iter().any(|o| o.entity == entity && o.case == owner.case && o.written == owner.written) {
                owners.push(owner);
            }
        }
        let bytes: usize = patterns.iter().map(String::len).sum();
        let kind = if bytes <= TABLE_LIMIT { AhoCorasickKind::DFA } else { AhoCorasickKind::ContiguousNFA };
        let mut builder = AhoCorasickBuilder::new();
        builder.match_kind(MatchKind::Standard).kind(Some(kind));
        let engine = if patterns.is_empty() {
            None
        } else {
            let built = builder.build(&patterns);
            Some(
                built
                    .map_err(|e| Error::argument("entities", format!("{} names are too many: {e}", patterns.len())))?,
            )
        };
        Ok(Self { names, engine })
    }

    /// The names in `text`: in order, without overlap, the longest of those that begin first.
    ///
    /// `cuts` are places within words, in order, where names may end and begin all the same.
    pub fn find(&self, text: &str, cuts: &[u32]) -> Vec<Match> {
        let Some(engine) = &self.engine else {
            return Vec::new();
        };
        let folded = Folded::new(text);
        let view = folded.as_str();
        // By start, then the longest first; the automaton reports by end.
        let mut all: Vec<Match> = Vec::new();
        for hit in engine.find_overlapping_iter(view) {
            let name = &self.names[hit.pattern().as_usize()];
            let (first, last) = (hit.start(), hit.end());
            if cuts.is_empty() && !stands_alone(view, first, last, name.edges) {
                continue;
            }
            let (Some(start), Some(end)) = (folded.original_start(first), folded.original_end(last)) else {
                continue;
            };
            if !cuts.is_empty() {
                let cut = |at: usize| cuts.binary_search(&(at as u32)).is_ok();
                let from = if cut(start) { first } else { 0 };
                let to = if cut(end) { last } else { view.len() };
                if !stands_alone(&view[from..to], first - from, last - from, name.edges) {
                    continue;
                }
            }
            let span = Span::new(start, end);
            if name.owners.iter().any(|o| o.accepts(span.of(text))) {
                all.push(Match { span, name: hit.pattern().as_u32() });
            }
        }
        all.sort_unstable_by_key(|m| (m.span.start, std::cmp::Reverse(m.span.end), m.name));
        let mut free_from = 0;
        all.retain(|m| {
            let free = m.span.start >= free_from;
            if free {
                free_from = m.span.end;
            }
            free
        });
        all
    }

    /// The entities that the matched words may stand for, in the order of the list.
    pub fn owners(&self, text: &str, found: Match) -> Vec<EntityId> {
        let written = found.span.of(text);
        let mut out: Vec<EntityId> =
            self.names[found.name as usize].owners.iter().filter(|o| o.accepts(written)).map(|o| o.entity).collect();
        out.dedup();
        out
    }
}

impl Case {
    fn new(rule: CaseRule, written: &str) -> Self {
        match rule {
            CaseRule::Exact => Self::Exact,
            CaseRule::Fold => Self::Fold,
            CaseRule::Auto => {
                let mut letters = written.chars().filter(|c| c.is_alphabetic());
                let first = letters.next();
                let starts_high = first.is_some_and(char::is_uppercase);
                if written.contains(' ') || !written.chars().any(char::is_uppercase) {
                    Self::Fold
                } else if !written.chars().any(char::is_lowercase) {
                    Self::Exact
                } else if starts_high {
                    Self::Capital
                } else {
                    Self::Inner
                }
            }
        }
    }
}

impl Owner {
    fn accepts(&self, found: &str) -> bool {
        let mut letters = found.chars().filter(|c| c.is_alphabetic());
        match self.case {
            Case::Fold => true,
            Case::Exact => found == self.written || normalized(found) == self.written,
            Case::Capital if found == self.written => true,
            Case::Capital => {
                letters.next().is_some_and(char::is_uppercase)
                    && (found.chars().any(char::is_lowercase) || letters.count() >= 3)
            }
            Case::Inner => letters.any(char::is_uppercase),
        }
    }
}

/// Whether the folded bytes from `start` to `end` are whole words.
fn stands_alone(view: &str, start: usize, end: usize, edges: (bool, bool)) -> bool {
    let bytes = view.as_bytes();
    // Most hits lie inside a word; one look at the neighbouring bytes settles them.
    if edges.0 && start > 0 && bytes[start - 1].is_ascii_alphanumeric() {
        return false;
    }
    if edges.1 && bytes.get(end).is_some_and(u8::is_ascii_alphanumeric) {
        return false;
    }
    left_edge(&view[..start]) && right_edge(&view[end..], view[..end].chars().next_back())
}

/// Whether a name may begin after `before`.
fn left_edge(before: &str) -> bool {
    let mut chars = before.chars().rev();
    match chars.next() {
        None => true,
        // "@kaspersky" is somebody's handle, "O'Brien" not Brien.
        Some('@') => false,
        Some('\'') => !chars.next().is_some_and(joins_words) || chars.next().is_some_and(joins_words),
        Some(c) => !joins_words(c),
    }
}

/// Whether a name that ends in `last` may end before `after`.
fn right_edge(after: &str, last: Option<char>) -> bool {
    let mut chars = after.chars();
    match chars.next() {
        None => true,
        // Possessives and contractions: the rest after the apostrophe is not of the name.
        Some('\'') => {
            let rest = after[1..].split(|c| !joins_words(c)).next().unwrap_or("");
            matches!(rest, "" | "s" | "d" | "ll" | "ve" | "re" | "m")
        }
        // A domain: "bloomberg.com" is Bloomberg's only when listed.
        Some('.') => !(last.is_some_and(joins_words) && is_domain(&after[1..])),
        // "C" does not stand in "C++", nor "C+" in it.
        Some('+') => !(last == Some('+') || last.is_some_and(joins_words) && after.starts_with("++")),
        Some(c) => !joins_words(c),
    }
}

/// Whether what follows a full stop is the end of a domain name.
fn is_domain(after: &str) -> bool {
    let rest = after.split(|c| !joins_words(c)).next().unwrap_or("");
    matches!(
        rest,
        "com" | "org" | "net" | "gov" | "edu" | "info" | "io" | "eu" | "uk" | "de" | "ru" | "fr" | "tv" | "co"
    )
}
