//! Where the listed names stand in a text.
//!
//! An engine reports every place where a name's letters stand in the folded text. Each is checked for word edges and
//! capitals, and only then the longest of those that begin first is taken: a search for the leftmost-longest match that is
//! filtered afterwards would lose "Kaspersky" in "Kaspersky Labsen" when "Kaspersky Lab" is listed too.

use super::automaton::Automaton;
use super::edges::stands_alone;
use super::index::{Index, Work};
use super::names::Names;
use super::store::Store;
use super::{Engine, Options};
use crate::error::Result;
use crate::span::Span;
use crate::text::fold::{Back, Folded, Marks};

/// Names up to which the automaton is as fast as the index or faster (`make bench`).
const AUTOMATON_UP_TO: usize = 24;

/// A place where a listed name stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Match {
    /// The name, without a possessive ending.
    pub span: Span,
    pub(super) name: u32,
}

/// Memory that searches use again from text to text.
#[derive(Debug, Default)]
pub struct Scratch {
    folded: Folded,
    work: Work,
}

/// Names and the engines that find them.
#[derive(Debug, Default)]
pub(super) struct Matcher {
    pub(super) names: Names,
    pub(super) index: Index,
    /// Names that the index does not find.
    pub(super) loose: Vec<u32>,
    /// Finds those, or all names where it is the engine.
    automaton: Option<Automaton>,
    /// Whether the index is asked.
    indexed: bool,
    whole_words: bool,
    marks: Marks,
}

impl Matcher {
    /// The matcher of the aliases of `store`.
    pub(super) fn new(store: &Store, options: Options, stopped: &dyn Fn() -> bool) -> Result<Self> {
        let (names, index, loose) = Names::new(store, options, stopped)?;
        Self::of(names, index, loose, options)
    }

    /// The matcher of names that have been indexed before.
    pub(super) fn of(names: Names, index: Index, loose: Vec<u32>, options: Options) -> Result<Self> {
        let n = names.folded.len();
        let indexed = options.whole_words
            && match options.engine {
                Engine::Automaton => false,
                Engine::Index => true,
                Engine::Auto => n > AUTOMATON_UP_TO,
            };
        let asked = if indexed { loose.clone() } else { (0..n as u32).collect() };
        let automaton = Automaton::new(&names.folded, asked)?;
        let Options { whole_words, marks, .. } = options;
        Ok(Self { names, index, loose, automaton, indexed, whole_words, marks })
    }

    /// The engine that is asked for names that begin with a letter.
    pub(super) fn engine(&self) -> Engine {
        if self.indexed { Engine::Index } else { Engine::Automaton }
    }

    /// The names in `text`, by start and then the longest first; unless `overlapping`, the longest of those that begin first.
    ///
    /// `cuts` are places within words, in order, where two texts were glued together: no name goes on there.
    pub(super) fn find(
        &self,
        store: &Store,
        text: &str,
        cuts: &[u32],
        overlapping: bool,
        scratch: &mut Scratch,
        out: &mut Vec<Match>,
    ) {
        let mut start = 0;
        for end in cuts.iter().map(|&cut| cut as usize).chain([text.len()]) {
            let piece = Piece { matcher: self, store, text: &text[start..end], offset: start };
            piece.find(overlapping, scratch, out);
            start = end;
        }
    }
}

/// A stretch of a text that is searched by itself.
struct Piece<'a> {
    matcher: &'a Matcher,
    store: &'a Store,
    text: &'a str,
    /// Where it begins.
    offset: usize,
}

impl Piece<'_> {
    fn find(&self, overlapping: bool, scratch: &mut Scratch, out: &mut Vec<Match>) {
        let Matcher { names, index, automaton, indexed, .. } = self.matcher;
        let Scratch { folded, work } = scratch;
        folded.refill(self.text, self.matcher.marks);
        let view = folded.as_str();
        let mut back = folded.back();
        let first = out.len();
        let Some(automaton) = automaton else {
            if *indexed {
                index.search(view, &names.folded, work, |start, name| {
                    match self.accept(view, &mut back, start, name) {
                        Some(found) => {
                            out.push(found);
                            if overlapping { 0 } else { start + names.folded.get(name).len() }
                        }
                        None => 0,
                    }
                });
            }
            return;
        };
        automaton.search(view, &names.folded, |start, name| out.extend(self.accept(view, &mut back, start, name)));
        if *indexed {
            index.search(view, &names.folded, work, |start, name| {
                out.extend(self.accept(view, &mut back, start, name));
                0
            });
        }
        out[first..].sort_unstable_by_key(|m| (m.span.start, std::cmp::Reverse(m.span.end), m.name));
        if !overlapping {
            let mut kept = first;
            let mut free_from = 0;
            for i in first..out.len() {
                if out[i].span.start >= free_from {
                    free_from = out[i].span.end;
                    out[kept] = out[i];
                    kept += 1;
                }
            }
            out.truncate(kept);
        }
    }

    /// The match of a name whose letters stand at folded byte `start`, if it is one.
    fn accept(&self, view: &str, back: &mut Back<'_>, start: usize, name: u32) -> Option<Match> {
        let names = &self.matcher.names;
        let end = start + names.folded.get(name).len();
        if self.matcher.whole_words && !stands_alone(view, start, end) {
            return None;
        }
        let span = Span::new(back.start(start)?, back.end(end)?);
        names.accepts(name, span.of(self.text), self.store, self.matcher.marks).then(|| Match {
            span: Span::new(span.start as usize + self.offset, span.end as usize + self.offset),
            name,
        })
    }
}
