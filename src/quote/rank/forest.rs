//! Trees that weigh numbers against each other: what a sum of weights cannot say ("likely, unless another find claims the same words").
//!
//! Every tree asks the same number of questions, so that which answers it gives decides about no branch. They are grown by `learn` and
//! come with the other weights.

use super::judge::{FACTS, Facts};

/// Questions that lead to an answer.
pub(super) const DEPTH: usize = 4;
/// Questions of a tree: those of each row lie behind those of the row above.
pub(super) const QUESTIONS: usize = (1 << DEPTH) - 1;
/// Answers of a tree.
pub(super) const ANSWERS: usize = 1 << DEPTH;

/// A tree of questions whether a number reaches a limit.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Tree {
    /// Which number is asked for.
    pub(super) facts: [u8; QUESTIONS],
    /// What it has to reach to go to the second side.
    pub(super) limits: [f32; QUESTIONS],
    pub(super) answers: [f32; ANSWERS],
}

/// Trees whose answers are added up.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Forest {
    /// What is added to all answers.
    pub(super) bias: f32,
    pub(super) trees: Vec<Tree>,
}

impl Tree {
    fn answer(&self, facts: &Facts) -> f32 {
        let mut at = 0;
        for _ in 0..DEPTH {
            at = 2 * at + 1 + usize::from(facts[usize::from(self.facts[at])] >= self.limits[at]);
        }
        self.answers[at - QUESTIONS]
    }
}

impl Forest {
    /// Bytes of a tree in a file.
    const TREE: usize = QUESTIONS * 5 + ANSWERS * 4;

    /// The sum of all answers: log odds.
    pub(super) fn score(&self, facts: &Facts) -> f32 {
        self.bias + self.trees.iter().map(|tree| tree.answer(facts)).sum::<f32>()
    }

    /// The forest as bytes, little-endian: the bias, how many trees, and of each the numbers asked for, the limits and the answers.
    #[cfg(feature = "train")]
    pub(super) fn write(&self, out: &mut Vec<u8>) {
        out.extend(self.bias.to_le_bytes());
        out.extend((self.trees.len() as u32).to_le_bytes());
        for tree in &self.trees {
            out.extend(tree.facts);
            out.extend(tree.limits.iter().chain(&tree.answers).flat_map(|value| value.to_le_bytes()));
        }
    }

    /// Reads what `write` wrote from the start of `file`; gives the rest of it. Nothing if no forest is there.
    pub(super) fn read(file: &[u8]) -> Option<(Self, &[u8])> {
        let (bias, rest) = file.split_first_chunk::<4>()?;
        let (n_trees, rest) = rest.split_first_chunk::<4>()?;
        let (trees, rest) = rest.split_at_checked((u32::from_le_bytes(*n_trees) as usize).checked_mul(Self::TREE)?)?;
        let tree = |bytes: &[u8]| {
            let (facts, values) = bytes.split_first_chunk::<QUESTIONS>()?;
            let mut values = values.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]]));
            let limits = std::array::from_fn(|_| values.next().unwrap_or_default());
            let answers = std::array::from_fn(|_| values.next().unwrap_or_default());
            facts.iter().all(|&fact| usize::from(fact) < FACTS).then_some(Tree { facts: *facts, limits, answers })
        };
        let trees = trees.chunks_exact(Self::TREE).map(tree).collect::<Option<_>>()?;
        Some((Self { bias: f32::from_le_bytes(*bias), trees }, rest))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(fact: u8, n_trees: u32) -> Vec<u8> {
        let mut out = Vec::new();
        out.extend(0.5_f32.to_le_bytes());
        out.extend(n_trees.to_le_bytes());
        out.extend([fact; QUESTIONS]);
        // Whether the number is less than 8, than 4 or 12, and so on: the answer is the number itself.
        let limits = [8, 4, 12, 2, 6, 10, 14, 1, 3, 5, 7, 9, 11, 13, 15];
        out.extend(
            limits
                .iter()
                .chain(&std::array::from_fn::<i16, ANSWERS, _>(|i| i as i16))
                .flat_map(|&v| f32::from(v).to_le_bytes()),
        );
        out
    }

    #[test]
    fn questions_lead_to_answers() {
        let file = file(2, 1);
        let (forest, rest) = Forest::read(&file).unwrap();
        assert!(rest.is_empty());
        for n in 0..ANSWERS as u8 {
            let mut facts = [0.0; FACTS];
            facts[2] = f32::from(n);
            assert!((forest.score(&facts) - f32::from(n) - 0.5).abs() < 1e-6, "{n}");
        }
    }

    #[test]
    fn damaged_files_are_no_forest() {
        let good = file(0, 1);
        for (name, bytes) in [
            ("no such number", file(FACTS as u8, 1)),
            ("more trees than there are", file(0, 2)),
            ("more than can be", file(0, u32::MAX)),
            ("cut short", good[..good.len() - 1].to_vec()),
            ("empty", Vec::new()),
        ] {
            assert!(Forest::read(&bytes).is_none(), "{name}");
        }
    }
}
