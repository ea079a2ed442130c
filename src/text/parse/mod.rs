//! Who depends on whom: a dependency tree for one sentence.
//!
//! The clause under a cue, the subject of a verb, the whole of a noun phrase with its relative clause: all are subtrees.
//! The parser is greedy and linear: an arc-hybrid machine ([`machine`]) whose moves are chosen by averaged perceptrons
//! ([`model`]) over hashed features ([`features`]), learned with a dynamic oracle (Goldberg and Nivre, 2013). It is meant to be asked only for
//! the sentences that need it. `examples/train_parser` makes the weights; `docs/models/parser.md` tells from what, and how good they are.
//!
//! ```
//! use onrecord::text::{Surface, parse::{self, Label}};
//!
//! let surface = Surface::new("The mayor said that the park was never sold.", None);
//! let tree = parse::parse(surface.text, &surface.words, &surface.tags);
//! let said = 2;
//! assert_eq!(tree.dependent(said, Label::Nsubj), Some(1));
//! let clause = tree.dependent(said, Label::Ccomp).unwrap();
//! assert_eq!(tree.span(clause), (3, 9)); // "that the park was never sold"
//! ```

pub mod features;
mod label;
pub mod machine;
pub mod model;

#[cfg(test)]
mod tests;
pub mod tokens;
mod tree;

use std::sync::LazyLock;

use super::tags::Tag;
use super::words::Word;
pub use label::Label;
use machine::{Guide, State};
use model::Model;
pub use tree::Tree;

static MODEL: LazyLock<Model<'static>> =
    LazyLock::new(|| Model::new(include_bytes!("../../lexicon/en/parser.bin")).expect("weights of this version"));

/// A longer run of words is parsed piece by piece. No sentence is so long.
const PIECE: usize = 1_000;

/// A parser with its memory, to be used again for the next sentence.
#[derive(Debug, Default)]
pub struct Parser {
    state: State,
    places: Vec<u32>,
}

impl Parser {
    /// The tree of a sentence, with the weights that ship.
    pub fn parse(&mut self, text: &str, words: &[Word], tags: &[Tag]) -> Tree {
        self.parse_without(text, words, tags, |_| false)
    }

    /// The same without the words that are `hidden`, which are hung on afterwards as marks are.
    pub fn parse_without(&mut self, text: &str, words: &[Word], tags: &[Tag], hidden: impl Fn(usize) -> bool) -> Tree {
        let mut model = *MODEL;
        self.parse_by(text, words, tags, |number| MODEL.knows(number), hidden, &mut model)
    }

    /// The tree that `guide` grows; `known` tells which words have a number of their own.
    pub fn parse_by(
        &mut self,
        text: &str,
        words: &[Word],
        tags: &[Tag],
        known: impl Fn(u32) -> bool,
        hidden: impl Fn(usize) -> bool,
        guide: &mut impl Guide,
    ) -> Tree {
        let mut tree = Tree::with_words(words.len());
        for (n, (piece, tagged)) in words.chunks(PIECE).zip(tags.chunks(PIECE)).enumerate() {
            let hidden = |i: usize| hidden(n * PIECE + i);
            tokens::fill(text, piece, tagged, &known, hidden, &mut self.state.tokens, &mut self.places);
            self.state.run(guide);
            tree.grow((n * PIECE) as u32, &self.state.nodes, &self.places);
        }
        tree.hang_marks();
        tree
    }
}

/// The tree of one sentence. Who has many to parse keeps a [`Parser`].
pub fn parse(text: &str, words: &[Word], tags: &[Tag]) -> Tree {
    Parser::default().parse(text, words, tags)
}
