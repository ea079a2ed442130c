//! The learner: softmax over the candidates of a group, by stochastic gradient with a rate per weight (`AdaGrad`).

use super::super::feature::SIZE;

/// How to learn.
#[derive(Debug, Clone)]
pub struct Options {
    /// Times that all lessons are gone through.
    pub epochs: usize,
    /// The first step's size.
    pub rate: f32,
    /// How strongly weights are drawn to zero.
    pub decay: f32,
    /// Features seen less often are left out.
    pub fewest: u8,
    /// Whether one fold must do.
    pub quick: bool,
    /// Whether to tell of it.
    pub verbose: bool,
}

/// Groups of candidates of which one is right, laid flat.
#[derive(Debug, Default)]
pub(super) struct Lessons {
    pub(super) features: Vec<u32>,
    candidates: Vec<u32>,
    groups: Vec<(u32, u32)>,
    pub(super) seen: [usize; 6],
    pub(super) missed: [usize; 6],
}

impl Lessons {
    /// Ends a candidate.
    pub(super) fn close(&mut self) {
        self.candidates.push(self.features.len() as u32);
    }

    /// Ends a group, of which candidate `right` is right.
    pub(super) fn group(&mut self, right: usize) {
        self.groups.push((self.candidates.len() as u32, right as u32));
    }

    fn candidate(&self, i: usize) -> &[u32] {
        let from = if i == 0 { 0 } else { self.candidates[i - 1] as usize };
        &self.features[from..self.candidates[i] as usize]
    }

    fn bounds(&self, group: usize) -> (usize, usize) {
        (if group == 0 { 0 } else { self.groups[group - 1].0 as usize }, self.groups[group].0 as usize)
    }

    pub(super) fn sum(all: &[Self]) {
        let (mut seen, mut missed, mut features, mut groups) = ([0; 6], [0; 6], 0, 0);
        for l in all {
            for k in 0..6 {
                seen[k] += l.seen[k];
                missed[k] += l.missed[k];
            }
            features += l.features.len();
            groups += l.groups.len();
        }
        eprintln!(
            "gold, edges, sources seen {seen:?} without candidate {missed:?}; {features} features {groups} groups"
        );
    }
}

/// Numbers that look random and are the same each time (`xorshift`).
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % n as u64) as usize
    }
}

/// Learns one weight per place of the table.
pub(super) fn train(lessons: &[&Lessons], options: &Options) -> Vec<f32> {
    let mut counts = vec![0_u8; SIZE];
    for lesson in lessons {
        for &f in &lesson.features {
            counts[f as usize] = counts[f as usize].saturating_add(1);
        }
    }
    let mut weights = vec![0.0_f32; SIZE];
    let mut squares = vec![0.0_f32; SIZE];
    let mut order: Vec<(u32, u32)> =
        lessons.iter().enumerate().flat_map(|(l, x)| (0..x.groups.len()).map(move |g| (l as u32, g as u32))).collect();
    let mut dice = Dice(0x1234_5678_9ABC_DEF1);
    let mut scores: Vec<f32> = Vec::new();
    let mut average = vec![0.0_f32; SIZE];
    for epoch in 0..options.epochs {
        for i in (1..order.len()).rev() {
            order.swap(i, dice.below(i + 1));
        }
        for &(l, g) in &order {
            let lesson = lessons[l as usize];
            let (from, to) = lesson.bounds(g as usize);
            let right = lesson.groups[g as usize].1 as usize;
            scores.clear();
            scores.extend((from..to).map(|c| lesson.candidate(c).iter().map(|&f| weights[f as usize]).sum::<f32>()));
            super::super::model::softmax(&mut scores);
            for (n, c) in (from..to).enumerate() {
                let gradient = scores[n] - if n == right { 1.0 } else { 0.0 };
                if gradient.abs() < 1e-3 {
                    continue;
                }
                for &f in lesson.candidate(c) {
                    let f = f as usize;
                    if counts[f] < options.fewest {
                        continue;
                    }
                    let g = gradient + options.decay * weights[f];
                    squares[f] += g * g;
                    weights[f] -= options.rate * g / (1.0 + squares[f]).sqrt();
                }
            }
        }
        if epoch * 2 >= options.epochs {
            average.iter_mut().zip(&weights).for_each(|(a, w)| *a += w);
        }
    }
    let n = (options.epochs - options.epochs.div_ceil(2)) as f32;
    for a in &mut average {
        *a /= n.max(1.0);
    }
    average
}

/// Shares that never fall as scores grow (pool adjacent violators), over groups of at least 50.
pub(super) fn isotonic(pairs: &[(f32, bool)]) -> Vec<(f32, f32)> {
    const GROUP: usize = 60;
    let mut pools: Vec<(f32, f32, f32)> = Vec::new(); // right, all, sum of scores
    for chunk in pairs.chunks(GROUP) {
        let right = chunk.iter().filter(|p| p.1).count() as f32;
        pools.push((right, chunk.len() as f32, chunk.iter().map(|p| p.0).sum()));
        while pools.len() > 1 {
            let (b, a) = (pools[pools.len() - 1], pools[pools.len() - 2]);
            if a.0 / a.1 <= b.0 / b.1 {
                break;
            }
            pools.pop();
            *pools.last_mut().expect("two pools") = (a.0 + b.0, a.1 + b.1, a.2 + b.2);
        }
    }
    pools.iter().map(|p| (p.2 / p.1, p.0 / p.1)).collect()
}
