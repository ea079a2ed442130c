//! What was learned: one table of small weights, the judge's trees, how often words report, and how sure a score is.
//!
//! The file `lexicon/en/attribution.bin` is made by `examples/train_attribution.rs`. All numbers are little-endian: the scale of the
//! weights, the bar, the scores' shares among all finds and among those that stand, the words' steps, the judge's forest, the weights.

use std::sync::LazyLock;

use super::feature::{SIZE, Sink, Template, index};
use super::forest::Forest;
use super::page::Priors;

/// A weight for each place of a feature.
pub(super) type Weights = [i8; SIZE];

/// The ranker's weights and tables.
#[derive(Debug, Clone)]
pub(super) struct Model {
    pub(super) priors: Priors,
    pub(super) weights: Box<Weights>,
    pub(super) scale: f32,
    /// What judges whole attributions.
    pub(super) forest: Forest,
    /// The share of right finds at scores that grow: score and share.
    pub(super) shares: Vec<(f32, f32)>,
    /// The same among the finds that stand.
    pub(super) standing: Vec<(f32, f32)>,
    /// Finds less likely right than this are none.
    pub(super) bar: f32,
}

static MODEL: LazyLock<Model> = LazyLock::new(|| {
    Model::read(include_bytes!("../../lexicon/en/attribution.bin")).expect("the file is part of this crate")
});

/// The model that comes with the crate.
pub(super) fn shipped() -> &'static Model {
    &MODEL
}

impl Model {
    /// A model that knows nothing yet.
    #[cfg(feature = "train")]
    pub(super) fn empty(priors: Priors) -> Self {
        let weights = vec![0; SIZE].into_boxed_slice().try_into().expect("as many as there are");
        let forest = Forest::default();
        Self { priors, weights, scale: 1.0, forest, shares: Vec::new(), standing: Vec::new(), bar: 0.0 }
    }

    /// The model as a file.
    #[cfg(feature = "train")]
    pub(super) fn write(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.weights.len() + 8192);
        out.extend(self.scale.to_le_bytes());
        out.extend(self.bar.to_le_bytes());
        for table in [&self.shares, &self.standing] {
            out.extend((table.len() as u32).to_le_bytes());
            for (score, share) in table {
                out.extend(score.to_le_bytes());
                out.extend(share.to_le_bytes());
            }
        }
        let mut words: Vec<(u32, u8)> = self.priors.0.iter().map(|(&stem, &step)| (stem, step)).collect();
        words.sort_unstable();
        out.extend((words.len() as u32).to_le_bytes());
        for (stem, step) in words {
            out.extend(stem.to_le_bytes());
            out.push(step);
        }
        self.forest.write(&mut out);
        out.extend(self.weights.iter().map(|w| w.cast_unsigned()));
        out
    }

    fn read(file: &[u8]) -> Option<Self> {
        let mut rest = file;
        let mut four = || {
            let (head, tail) = rest.split_first_chunk::<4>()?;
            rest = tail;
            Some(*head)
        };
        let scale = f32::from_le_bytes(four()?);
        let bar = f32::from_le_bytes(four()?);
        let mut table = || {
            let n = u32::from_le_bytes(four()?);
            (0..n).map(|_| Some((f32::from_le_bytes(four()?), f32::from_le_bytes(four()?)))).collect::<Option<_>>()
        };
        let (shares, standing) = (table()?, table()?);
        let n = u32::from_le_bytes(four()?) as usize;
        let (words, rest) = rest.split_at_checked(n * 5)?;
        let (forest, weights) = Forest::read(rest)?;
        let words = words.chunks_exact(5).map(|c| (u32::from_le_bytes([c[0], c[1], c[2], c[3]]), c[4]));
        let weights: Box<[i8]> = weights.iter().map(|&b| b.cast_signed()).collect();
        let weights = weights.try_into().ok()?;
        Some(Self { priors: Priors(words.collect()), weights, scale, forest, shares, standing, bar })
    }

    /// The score of what `describe` says of a candidate.
    pub(super) fn score(&self, describe: impl FnOnce(&mut Sums<'_, 1>)) -> f32 {
        self.scores(describe)[0]
    }

    /// The scores of candidates of several kinds, of which the same is said.
    pub(super) fn scores<const N: usize>(&self, describe: impl FnOnce(&mut Sums<'_, N>)) -> [f32; N] {
        let mut sums = Sums { weights: &self.weights, totals: [0; N] };
        describe(&mut sums);
        sums.totals.map(|total| total as f32 * self.scale)
    }

    /// The share of right finds among all with a score like this.
    pub(super) fn share(&self, score: f32) -> f32 {
        between(&self.shares, score)
    }

    /// The share of right finds among those with a score like this that stand.
    pub(super) fn confidence(&self, score: f32) -> f32 {
        between(&self.standing, score).clamp(1.0 - SUREST, SUREST)
    }
}

/// No find of a model is certain, though all of the surest sixty were right: 1 is for what somebody has checked.
const SUREST: f32 = 0.99;

/// The share at a score, straight between those that were measured.
fn between(shares: &[(f32, f32)], score: f32) -> f32 {
    let at = shares.partition_point(|s| s.0 < score);
    match (at.checked_sub(1).and_then(|i| shares.get(i)), shares.get(at)) {
        (Some(&(a, p)), Some(&(b, q))) => p + (q - p) * (score - a) / (b - a).max(1e-6),
        (Some(&(_, p)), None) | (None, Some(&(_, p))) => p,
        (None, None) => chance(score),
    }
}

/// The logistic function.
pub(super) fn chance(score: f32) -> f32 {
    1.0 / (1.0 + (-score).exp())
}

/// Adds up weights: of a kind, and of those that come next.
pub(super) struct Sums<'m, const N: usize> {
    weights: &'m Weights,
    totals: [i32; N],
}

impl<const N: usize> Sink for Sums<'_, N> {
    fn add_of(&mut self, kind: u8, template: Template, value: u32) {
        for (next, total) in self.totals.iter_mut().enumerate() {
            *total += i32::from(self.weights[index(kind + next as u8, template, value)]);
        }
    }
}

/// Scores as chances that add up to one.
pub(super) fn softmax(scores: &mut [f32]) {
    let top = scores.iter().copied().fold(f32::MIN, f32::max);
    let mut sum = 0.0;
    for s in scores.iter_mut() {
        *s = (*s - top).exp();
        sum += *s;
    }
    for s in scores.iter_mut() {
        *s /= sum;
    }
}
