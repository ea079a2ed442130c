//! The teacher: averaged perceptrons, a dynamic oracle, and the learner's own mistakes to learn from.

use onrecord::text::parse::features::{Arcs, COARSE_ARCS, Steps};
use onrecord::text::parse::machine::{Guide, Move, State};
use onrecord::text::parse::{Label, Parser};
use rustc_hash::{FxHashMap, FxHashSet};

use super::project::Sentence;

/// Weights of one kind of decision between `N`, with their sums over time.
pub(crate) struct Table<const N: usize> {
    places: FxHashMap<u64, u32>,
    rows: Vec<Row<N>>,
    clock: u32,
}

struct Row<const N: usize> {
    weights: [f32; N],
    sums: [f32; N],
    since: u32,
    updates: u32,
    seen: u32,
}

impl<const N: usize> Table<N> {
    fn new() -> Self {
        Self { places: FxHashMap::default(), rows: Vec::new(), clock: 0 }
    }

    fn scores(&mut self, features: impl Iterator<Item = u64>) -> [f32; N] {
        let mut out = [0.0; N];
        for feature in features {
            if let Some(&row) = self.places.get(&feature) {
                let row = &mut self.rows[row as usize];
                row.seen += 1;
                out.iter_mut().zip(row.weights).for_each(|(o, w)| *o += w);
            }
        }
        out
    }

    fn update(&mut self, features: impl Iterator<Item = u64>, right: usize, wrong: usize, by: f32) {
        for feature in features {
            let next = self.rows.len() as u32;
            let at = *self.places.entry(feature).or_insert(next);
            if at == next {
                self.rows.push(Row { weights: [0.0; N], sums: [0.0; N], since: self.clock, updates: 0, seen: 1 });
            }
            let row = &mut self.rows[at as usize];
            let waited = (self.clock - row.since) as f32;
            row.sums.iter_mut().zip(row.weights).for_each(|(s, w)| *s += waited * w);
            row.since = self.clock;
            row.updates += 1;
            row.weights[right] += by;
            row.weights[wrong] -= by;
        }
    }

    /// The mean of the weights over time, for each feature updated often enough.
    pub(crate) fn averaged(&self, least: u32) -> Vec<(u64, u32, [f32; N])> {
        let mut out = Vec::new();
        for (&feature, &at) in self.places.iter().filter(|&(f, _)| f & SILVER == 0) {
            let row = &self.rows[at as usize];
            if row.updates < least {
                continue;
            }
            let waited = (self.clock - row.since) as f32;
            let mut mean = [0.0; N];
            for (i, slot) in mean.iter_mut().enumerate() {
                *slot = (row.sums[i] + waited * row.weights[i]) / self.clock as f32;
            }
            out.push((feature, row.seen, mean));
        }
        out.sort_unstable_by_key(|row| row.0);
        out
    }
}

/// How to learn.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Plan {
    pub(crate) epochs: usize,
    /// The weight of an update by a silver tree.
    pub(crate) silver: f32,
    /// How often the learner's own choice is followed, from the second epoch on.
    pub(crate) explore: f32,
}

/// What is learned.
pub(crate) struct Learner {
    pub(crate) moves: Table<3>,
    pub(crate) labels: Table<{ Label::COUNT }>,
    random: u64,
}

impl Learner {
    /// A number from 0 to 1, the same on every run.
    fn chance(&mut self) -> f32 {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        (self.random >> 40) as f32 / (1_u64 << 24) as f32
    }

    /// Learns from `sentences`; `known` are the numbers of the words to tell apart.
    pub(crate) fn learn(sentences: &[Sentence], known: &FxHashSet<u32>, plan: Plan) -> Self {
        let mut learner = Self { moves: Table::new(), labels: Table::new(), random: 0x2545_F491_4F6C_DD1D };
        let mut parser = Parser::default();
        let mut order: Vec<usize> = (0..sentences.len()).collect();
        for epoch in 0..plan.epochs {
            for i in (1..order.len()).rev() {
                let j = (learner.chance() * (i + 1) as f32) as usize;
                order.swap(i, j.min(i));
            }
            let (mut wrong, mut all) = (0, 0);
            for &at in &order {
                let sentence = &sentences[at];
                let mut teacher = Teacher::new(&mut learner, sentence, plan, epoch);
                parser.parse_by(
                    &sentence.text,
                    &sentence.words,
                    &sentence.tags,
                    |n| known.contains(&n),
                    |_| false,
                    &mut teacher,
                );
                wrong += teacher.wrong;
                all += teacher.all;
            }
            eprintln!(
                "epoch {epoch}: {:.2} % of moves wrong, {} + {} features",
                100.0 * f64::from(wrong) / f64::from(all),
                learner.moves.rows.len(),
                learner.labels.rows.len()
            );
        }
        learner
    }
}

/// Tells the features of silver trees alone.
pub(crate) const SILVER: u64 = 1;
/// Tells the features that look at no word.
pub(crate) const COARSE: u64 = 2;

/// Guides the machine through one sentence, correcting the learner.
struct Teacher<'a> {
    learner: &'a mut Learner,
    sentence: &'a Sentence,
    /// The dependents of each node.
    dependents: Vec<Vec<u16>>,
    by: f32,
    explore: f32,
    wrong: u32,
    all: u32,
}

impl<'a> Teacher<'a> {
    fn new(learner: &'a mut Learner, sentence: &'a Sentence, plan: Plan, epoch: usize) -> Self {
        let mut dependents = vec![Vec::new(); sentence.heads.len()];
        for (i, &head) in sentence.heads.iter().enumerate().skip(1) {
            dependents[head as usize].push(i as u16);
        }
        let by = if sentence.silver { plan.silver } else { 1.0 };
        let explore = if epoch == 0 { 0.0 } else { plan.explore };
        Self { learner, sentence, dependents, by, explore, wrong: 0, all: 0 }
    }

    /// The features, and in a silver tree each once more under a number of its own, which takes up what only silver trees
    /// do; these are not kept.
    fn doubled<'f>(&self, features: &'f [u64], coarse: usize) -> impl Iterator<Item = u64> + Clone + use<'f> {
        let own: &[u64] = if self.sentence.silver { features } else { &[] };
        let marked = features.iter().enumerate().map(move |(i, f)| if i < coarse { f | COARSE } else { *f });
        marked.chain(own.iter().map(|f| f | SILVER))
    }

    /// How many right arcs each move puts out of reach (Goldberg and Nivre, 2013).
    fn costs(&self, state: &State) -> [usize; 3] {
        let heads = &self.sentence.heads;
        let (s0, s1, b0) = (state.stacked(0), state.stacked(1), state.next);
        let below = &state.stack[..state.stack.len() - 1];
        let head = heads[s0 as usize];
        let lost = self.dependents[s0 as usize].iter().filter(|&&d| d >= b0).count();
        let shift = usize::from(below.contains(&heads[b0 as usize]))
            + self.dependents[b0 as usize].iter().filter(|d| state.stack.contains(d)).count();
        let left = lost + usize::from(head == s1 || head > b0);
        let right = lost + usize::from(head >= b0);
        [shift, left, right]
    }
}

impl Guide for Teacher<'_> {
    fn step(&mut self, state: &State, features: &Steps, right: bool) -> Move {
        let costs = self.costs(state);
        let allowed = [true, true, right];
        let features = self.doubled(features, 0);
        let scores = self.learner.moves.scores(features.clone());
        let best = |right: bool| {
            (0..3)
                .filter(|&m| allowed[m] && (!right || costs[m] == least(costs, allowed)))
                .max_by(|&a, &b| scores[a].total_cmp(&scores[b]).then(b.cmp(&a)))
                .unwrap_or(0)
        };
        let (chosen, good) = (best(false), best(true));
        self.learner.moves.clock += 1;
        self.all += 1;
        let mut follow = chosen;
        if costs[chosen] > least(costs, allowed) {
            self.wrong += 1;
            self.learner.moves.update(features, good, chosen, self.by);
            if self.learner.chance() >= self.explore {
                follow = good;
            }
        }
        Move::ALL[follow]
    }

    fn label(&mut self, _: &State, features: &Arcs, head: u16, dependent: u16) -> Label {
        let features = self.doubled(features, COARSE_ARCS);
        let scores = self.learner.labels.scores(features.clone());
        let chosen = (1..Label::COUNT).max_by(|&a, &b| scores[a].total_cmp(&scores[b]).then(b.cmp(&a))).unwrap_or(1);
        self.learner.labels.clock += 1;
        let right = self.sentence.labels[dependent as usize];
        if self.sentence.heads[dependent as usize] != head || right == Label::ALL[chosen] {
            return Label::ALL[chosen];
        }
        self.learner.labels.update(features, right as usize, chosen, self.by);
        if self.learner.chance() < self.explore { Label::ALL[chosen] } else { right }
    }
}

fn least(costs: [usize; 3], allowed: [bool; 3]) -> usize {
    (0..3).filter(|&m| allowed[m]).map(|m| costs[m]).min().unwrap_or(0)
}

/// Follows the right tree and learns nothing.
pub(crate) struct Follower<'a>(pub(crate) &'a Sentence);

impl Guide for Follower<'_> {
    fn step(&mut self, state: &State, _: &Steps, right: bool) -> Move {
        let heads = &self.0.heads;
        let (s0, s1, b0) = (state.stacked(0), state.stacked(1), state.next);
        let done = !heads.iter().enumerate().skip(b0 as usize).any(|(_, &h)| h == s0);
        if heads[s0 as usize] == b0 {
            Move::Left
        } else if right && done && heads[s0 as usize] == s1 {
            Move::Right
        } else {
            Move::Shift
        }
    }

    fn label(&mut self, _: &State, _: &Arcs, _: u16, dependent: u16) -> Label {
        self.0.labels[dependent as usize]
    }
}
