//! A sentence's tree, and the ways to walk it.

use super::label::Label;
use super::machine::Node;

/// The head and the label of each word of a sentence. There is one root, every other word comes to it from head to head,
/// and what hangs on a word, directly or not, stands in one piece with it.
///
/// Words are counted from the sentence's first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tree {
    heads: Vec<u32>,
    labels: Vec<Label>,
    /// First word and one past the last word of each word's subtree.
    spans: Vec<(u32, u32)>,
}

/// The head of a word that has none yet.
const UNKNOWN: u32 = u32::MAX;

impl Tree {
    /// A tree of `n` words without heads.
    pub(super) fn with_words(n: usize) -> Self {
        Self {
            heads: vec![UNKNOWN; n],
            labels: vec![Label::Punct; n],
            spans: (0..n as u32).map(|i| (i, i + 1)).collect(),
        }
    }

    /// Takes the heads of the piece that starts at `begin`; `places` tells where its nodes stand in it.
    pub(super) fn grow(&mut self, begin: u32, nodes: &[Node], places: &[u32]) {
        let before = self.roots().next();
        for (node, &place) in nodes.iter().zip(places).skip(1) {
            let place = begin + place;
            let (head, label) = match (node.head, before) {
                (0, None) => (place, Label::Root),
                (0, Some(root)) => (root, Label::Parataxis),
                (head, _) => (begin + places[head as usize], node.label),
            };
            self.heads[place as usize] = head;
            self.labels[place as usize] = label;
        }
    }

    fn roots(&self) -> impl Iterator<Item = u32> + '_ {
        (0..self.heads.len() as u32).filter(|&i| self.heads[i as usize] == i)
    }

    /// Hangs each mark on the lowest word that has something on both sides of it, and measures the subtrees.
    pub(super) fn hang_marks(&mut self) {
        let n = self.heads.len();
        if n == 0 {
            return;
        }
        let root = self.roots().next().unwrap_or(0);
        if self.heads[root as usize] == UNKNOWN {
            // Nothing but marks.
            self.labels[root as usize] = Label::Root;
        }
        self.heads[root as usize] = root;
        for i in 0..n {
            let mut above = i as u32;
            // A subtree is one piece, so the climb can stop where nothing new is covered.
            while self.heads[above as usize] != UNKNOWN && self.heads[above as usize] != above {
                above = self.heads[above as usize];
                let (first, last) = self.spans[above as usize];
                if first <= i as u32 && (i as u32) < last {
                    break;
                }
                self.spans[above as usize] = (first.min(i as u32), last.max(i as u32 + 1));
            }
        }
        let mut word = root;
        for i in 0..n as u32 {
            if self.heads[i as usize] != UNKNOWN {
                word = i;
                continue;
            }
            let mut above = word;
            while above != root && self.spans[above as usize].1 <= i {
                above = self.heads[above as usize];
            }
            self.heads[i as usize] = above;
        }
        self.spans[root as usize] = (0, n as u32);
    }

    /// How many words there are.
    pub fn len(&self) -> usize {
        self.heads.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.heads.is_empty()
    }

    /// The word that `word` depends on; none for the root.
    pub fn head(&self, word: usize) -> Option<usize> {
        let head = self.heads[word] as usize;
        (head != word).then_some(head)
    }

    /// What `word` is to its head.
    pub fn label(&self, word: usize) -> Label {
        self.labels[word]
    }

    /// The first word of the subtree of `word`, and one past its last. Marks at its edges are left out.
    pub fn span(&self, word: usize) -> (usize, usize) {
        let (first, last) = self.spans[word];
        (first as usize, last as usize)
    }

    /// The words that depend on `word`, from left to right, marks too.
    pub fn dependents(&self, word: usize) -> impl Iterator<Item = usize> + '_ {
        let (first, last) = self.span(word);
        (first..last).filter(move |&i| i != word && self.heads[i] as usize == word)
    }

    /// The first dependent of `word` with this label.
    pub fn dependent(&self, word: usize, label: Label) -> Option<usize> {
        self.dependents(word).find(|&i| self.labels[i] == label)
    }

    /// The words above `word`, from its head to the root.
    pub fn ancestors(&self, word: usize) -> impl Iterator<Item = usize> + '_ {
        std::iter::successors(self.head(word), |&above| self.head(above))
    }

    /// The subject of `verb`: its own, else the one it shares: with the verb it is joined to ("came and *said*"), the one
    /// above it ("wanted to *say*"), or the noun it describes ("the man *saying*").
    pub fn subject(&self, verb: usize) -> Option<usize> {
        let mut at = verb;
        loop {
            let own = self.dependents(at).find(|&i| self.labels[i].is_subject());
            if own.is_some() {
                return own;
            }
            match self.labels[at] {
                Label::Conj | Label::Xcomp | Label::Advcl => at = self.head(at)?,
                Label::Acl | Label::Relcl => return self.head(at),
                _ => return None,
            }
        }
    }
}
