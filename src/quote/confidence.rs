//! How sure an attribution is: the share of finds by its rule that were right on articles annotated by hand.
//!
//! The shares are in `lexicon/en/rules.tsv`; `tools/measure_rules.py` made them. Content and source must both be right.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::QuoteKind;
use super::draft::Draft;

static SHARES: LazyLock<FxHashMap<(&'static str, &'static str), f32>> = LazyLock::new(|| {
    let lines = include_str!("../lexicon/en/rules.tsv").lines().filter(|l| !l.starts_with('#'));
    lines
        .map(|line| {
            let mut cells = line.split('\t');
            let mut next = || cells.next().expect("rule, kind and share");
            ((next(), next()), next().parse().expect("a share"))
        })
        .collect()
});

/// The confidence of a find: its rule's share, or its kind's where the rule was never seen with that kind.
pub(super) fn of(draft: &Draft, kind: QuoteKind) -> f32 {
    let share = |rule| SHARES.get(&(rule, kind.name()));
    *share(draft.rule).or_else(|| share("*")).expect("every kind has a share")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_probabilities_and_tell_rules_apart() {
        assert!(SHARES.len() > 20);
        let mut lowest = 1.0_f32;
        let mut highest = 0.0_f32;
        for rule in ["quotation before its source", "paragraph that is a quotation"] {
            let share = SHARES[&(rule, "direct")];
            assert!((0.0..=1.0).contains(&share));
            lowest = lowest.min(share);
            highest = highest.max(share);
        }
        assert!(highest > 0.9 && lowest < 0.2);
    }
}
