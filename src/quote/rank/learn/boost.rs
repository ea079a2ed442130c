//! Grows a forest: gradient boosting of trees for the logistic loss (Friedman 2001) with second-order answers (Chen and Guestrin 2016),
//! over numbers in steps.

use super::super::forest::{ANSWERS, Forest, QUESTIONS, Tree};
use super::super::judge::{FACTS, Facts};
use super::super::model::chance;

const TREES: usize = 60;
/// What each tree's answer counts.
const RATE: f64 = 0.15;
/// Lessons on each side of a question at least.
const FEWEST: usize = 100;
/// Steps of a number at most.
const STEPS: usize = 64;
/// How strongly answers are drawn to zero.
const DECAY: f64 = 5.0;

/// Where the steps of each number end.
struct Steps(Vec<Vec<f32>>);

impl Steps {
    fn new(rows: &[Facts]) -> Self {
        let of = |fact: usize| {
            let mut values: Vec<f32> = rows.iter().map(|row| row[fact]).collect();
            values.sort_by(f32::total_cmp);
            let at = |n: usize| values[n * (values.len() - 1) / STEPS];
            let mut ends: Vec<f32> = (1..STEPS).map(at).collect();
            ends.dedup();
            // Smaller numbers lie below: what is the least has nothing below it.
            ends.retain(|&end| end > values[0]);
            ends
        };
        Self((0..FACTS).map(of).collect())
    }

    fn of(&self, row: &Facts) -> [u8; FACTS] {
        std::array::from_fn(|fact| self.0[fact].partition_point(|&end| end <= row[fact]) as u8)
    }
}

#[derive(Clone, Copy)]
struct Split {
    gain: f64,
    fact: usize,
    /// Lessons below this step go to the first side.
    step: usize,
}

/// Grows a forest that tells which of `rows` are `right`.
pub(super) fn boost(rows: &[Facts], right: &[bool]) -> Forest {
    let share = (right.iter().filter(|r| **r).count() + 1) as f64 / (right.len() + 2) as f64;
    let mut forest = Forest { bias: (share / (1.0 - share)).ln() as f32, trees: Vec::new() };
    if rows.is_empty() {
        return forest;
    }
    let steps = Steps::new(rows);
    let stepped: Vec<[u8; FACTS]> = rows.iter().map(|row| steps.of(row)).collect();
    let mut scores = vec![forest.bias; rows.len()];
    let mut slopes = vec![(0.0, 0.0); rows.len()];
    for _ in 0..TREES {
        for ((slope, &score), &right) in slopes.iter_mut().zip(&scores).zip(right) {
            let p = f64::from(chance(score));
            *slope = (p - f64::from(u8::from(right)), p * (1.0 - p));
        }
        forest.trees.push(grow(&stepped, &slopes, &steps, &mut scores));
    }
    forest
}

/// One tree; its answers are added to `scores`.
fn grow(rows: &[[u8; FACTS]], slopes: &[(f64, f64)], steps: &Steps, scores: &mut [f32]) -> Tree {
    let all = |lessons: &[u32]| lessons.iter().fold((0.0, 0.0), |sum, &l| add(sum, slopes[l as usize]));
    // Where nothing is worth asking, all go to the first side.
    let mut tree = Tree { facts: [0; QUESTIONS], limits: [f32::INFINITY; QUESTIONS], answers: [0.0; ANSWERS] };
    let mut places: Vec<Vec<u32>> = vec![(0..rows.len() as u32).collect()];
    for at in 0..QUESTIONS {
        let lessons = std::mem::take(&mut places[at]);
        let split = best_split(rows, slopes, &lessons, all(&lessons));
        let (below, above) = match split {
            None => (lessons, Vec::new()),
            Some(Split { fact, step, .. }) => {
                tree.facts[at] = fact as u8;
                tree.limits[at] = steps.0[fact][step - 1];
                lessons.into_iter().partition(|&l| usize::from(rows[l as usize][fact]) < step)
            }
        };
        places.extend([below, above]);
    }
    for (answer, lessons) in tree.answers.iter_mut().zip(&places[QUESTIONS..]) {
        let sums = all(lessons);
        *answer = (-RATE * sums.0 / (sums.1 + DECAY)) as f32;
        for &lesson in lessons {
            scores[lesson as usize] += *answer;
        }
    }
    tree
}

fn add(a: (f64, f64), b: (f64, f64)) -> (f64, f64) {
    (a.0 + b.0, a.1 + b.1)
}

/// The question that gains most, if one gains anything and leaves enough lessons on both sides.
fn best_split(rows: &[[u8; FACTS]], slopes: &[(f64, f64)], lessons: &[u32], all: (f64, f64)) -> Option<Split> {
    if lessons.len() < 2 * FEWEST {
        return None;
    }
    let worth = |s: (f64, f64)| s.0 * s.0 / (s.1 + DECAY);
    let mut best: Option<Split> = None;
    for fact in 0..FACTS {
        let mut sums = [((0.0, 0.0), 0_usize); STEPS];
        for &lesson in lessons {
            let sum = &mut sums[usize::from(rows[lesson as usize][fact])];
            *sum = (add(sum.0, slopes[lesson as usize]), sum.1 + 1);
        }
        let (mut below, mut n) = ((0.0, 0.0), 0);
        for (step, sum) in sums.iter().enumerate().take(STEPS - 1) {
            (below, n) = (add(below, sum.0), n + sum.1);
            if n < FEWEST || lessons.len() - n < FEWEST || sum.1 == 0 {
                continue;
            }
            let above = (all.0 - below.0, all.1 - below.1);
            let gain = worth(below) + worth(above) - worth(all);
            if gain > best.map_or(1e-9, |b| b.gain) {
                best = Some(Split { gain, fact, step: step + 1 });
            }
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What no sum of weights can tell: right where one of two numbers is large, but not both.
    #[test]
    fn learns_what_depends_on_two_numbers() {
        let rows: Vec<Facts> = (0..4000_u32)
            .map(|i| {
                let mut row = [0.0; FACTS];
                (row[3], row[7]) = ((i % 10) as f32, (i / 10 % 10) as f32);
                row
            })
            .collect();
        let is_right = |row: &Facts| (row[3] > 2.0) != (row[7] > 4.0);
        let right: Vec<bool> = rows.iter().map(is_right).collect();
        let forest = boost(&rows, &right);
        assert!(rows.iter().all(|row| (forest.score(row) > 0.0) == is_right(row)));
        let mut file = Vec::new();
        forest.write(&mut file);
        assert_eq!(Forest::read(&file).unwrap().0, forest);
    }

    #[test]
    fn nothing_to_learn_is_the_share() {
        let rows = vec![[1.0; FACTS]; 1000];
        let right: Vec<bool> = (0..1000).map(|i| i % 4 == 0).collect();
        let score = boost(&rows, &right).score(&rows[0]);
        assert!((chance(score) - 0.25).abs() < 0.01, "{score}");
        assert!(boost(&[], &[]).score(&rows[0]).is_finite());
    }
}
