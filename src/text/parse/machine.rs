//! The transition system: arc-hybrid (Kuhlmann, Gómez-Rodríguez and Satta, 2011).
//!
//! A stack of words whose heads are not yet known, the rest of the sentence before it, and three moves: put the next word
//! on the stack, hang the stack's top on the next word, or hang it on the word under it. Each word is put once and hung
//! once, so a tree costs two moves a word, and every sequence of allowed moves ends in one tree with one root.
//! Who chooses the moves is a [`Guide`]: the model at run time, the teacher in training.

use super::features;
use super::label::Label;
use super::tokens::Token;

/// A move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Move {
    /// Put the next word on the stack.
    Shift,
    /// Hang the stack's top on the next word.
    Left,
    /// Hang the stack's top on the word under it.
    Right,
}

impl Move {
    /// All moves, in the order of their numbers.
    pub const ALL: [Self; 3] = [Self::Shift, Self::Left, Self::Right];
}

/// What is known of a word's place in the tree.
#[derive(Debug, Clone, Copy, Default)]
pub struct Node {
    /// Its head; 0 is the root.
    pub head: u16,
    /// What it is to its head.
    pub label: Label,
    /// Outermost and second outermost dependent on the left; 0 for none.
    pub left: [u16; 2],
    /// Outermost and second outermost dependent on the right; 0 for none.
    pub right: [u16; 2],
    /// Numbers of dependents on the left and on the right.
    pub count: [u8; 2],
    /// The places that its dependents fill and no other can fill; see [`Label::place`].
    pub filled: u16,
}

/// A state of the machine.
#[derive(Debug, Default)]
pub struct State {
    /// The root, the words, and one that stands for nothing.
    pub tokens: Vec<Token>,
    /// One for each token.
    pub nodes: Vec<Node>,
    /// Words without a head; the root is at the bottom.
    pub stack: Vec<u16>,
    /// The next word.
    pub next: u16,
}

/// Who chooses.
pub trait Guide {
    /// The next move; `right` is whether [`Move::Right`] is allowed. The others are.
    fn step(&mut self, state: &State, features: &features::Steps, right: bool) -> Move;
    /// What `dependent` is to `head`.
    fn label(&mut self, state: &State, features: &features::Arcs, head: u16, dependent: u16) -> Label;
}

impl State {
    /// How many words there are.
    pub fn len(&self) -> usize {
        self.tokens.len() - 2
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The index that stands for no word.
    pub fn nothing(&self) -> u16 {
        (self.tokens.len() - 1) as u16
    }

    /// The word `depth` places under the stack's top.
    pub fn stacked(&self, depth: usize) -> u16 {
        self.stack.len().checked_sub(depth + 1).map_or(self.nothing(), |at| self.stack[at])
    }

    /// Grows the tree over [`State::tokens`].
    pub fn run(&mut self, guide: &mut impl Guide) {
        self.nodes.clear();
        self.nodes.resize(self.tokens.len(), Node::default());
        self.stack.clear();
        self.stack.push(0);
        self.next = 1;
        let end = self.nothing();
        let mut steps = [0; features::STEPS];
        while self.next < end {
            let depth = self.stack.len();
            let made = if depth == 1 {
                Move::Shift
            } else {
                features::steps(self, &mut steps);
                // Nothing but the last word may hang on the root, so that there is one.
                guide.step(self, &steps, depth > 2)
            };
            match made {
                Move::Shift => {
                    self.stack.push(self.next);
                    self.next += 1;
                }
                Move::Left => self.hang(self.next, guide),
                Move::Right => self.hang(self.stacked(1), guide),
            }
        }
        while self.stack.len() > 1 {
            self.hang(self.stacked(1), guide);
        }
    }

    /// Hangs the stack's top on `head`.
    fn hang(&mut self, head: u16, guide: &mut impl Guide) {
        let dependent = self.stacked(0);
        let label = if head == 0 {
            Label::Root
        } else {
            let mut arcs = [0; features::ARCS];
            features::arcs(self, head, dependent, &mut arcs);
            guide.label(self, &arcs, head, dependent)
        };
        self.stack.pop();
        let node = &mut self.nodes[dependent as usize];
        node.head = head;
        node.label = label;
        let above = &mut self.nodes[head as usize];
        let side = if dependent < head { &mut above.left } else { &mut above.right };
        *side = [dependent, side[0]];
        let count = &mut above.count[usize::from(dependent > head)];
        *count = count.saturating_add(1);
        above.filled |= label.place();
    }
}
