//! The sayings of each statement in order of time, cut where it was silent for long, and how far each statement went.

use std::cmp::Reverse;
use std::ops::Range;

use super::Sayings;
use super::cluster::Clusters;

/// Sayings by group, and each group's place among them.
pub(super) struct Groups {
    pub(super) members: Vec<u32>,
    pub(super) ranges: Vec<Range<usize>>,
}

/// Sayings by group in order of time, the farthest-reaching group first.
pub(super) fn groups(sayings: &Sayings<'_>, clusters: &Clusters, window: Option<i64>) -> Groups {
    let when = |saying: u32| sayings.published[sayings.document[saying as usize] as usize];
    let (starts, mut members) = by_group(&clusters.of, clusters.n);
    let mut ranges: Vec<Range<usize>> = Vec::with_capacity(clusters.n);
    for (group, _) in starts.windows(2).zip(&clusters.founded).filter(|(_, founded)| **founded) {
        let (mut from, to) = (group[0], group[1]);
        // Nothing says that what has no date was early.
        members[from..to].sort_by_key(|&saying| (when(saying).is_none(), when(saying)));
        for i in from + 1..to {
            let silence = when(members[i - 1]).zip(when(members[i])).map(|(before, next)| next.saturating_sub(before));
            if silence.zip(window).is_some_and(|(silence, window)| silence > window) {
                ranges.push(from..i);
                from = i;
            }
        }
        ranges.push(from..to);
    }
    ranges.sort_by_cached_key(|range| {
        let members = &members[range.clone()];
        let Reach { n_outlets, n_docs } = Reach::of(sayings, members);
        (Reverse((n_outlets, n_docs, members.len())), members.iter().min().copied())
    });
    Groups { members, ranges }
}

/// Where each group begins, and the sayings by group in their own order.
fn by_group(of: &[u32], n: usize) -> (Vec<usize>, Vec<u32>) {
    let mut starts = vec![0; n + 1];
    for &group in of {
        starts[group as usize + 1] += 1;
    }
    for i in 1..starts.len() {
        starts[i] += starts[i - 1];
    }
    let mut next = starts.clone();
    let mut members = vec![0; of.len()];
    for (saying, &group) in of.iter().enumerate() {
        members[next[group as usize]] = saying as u32;
        next[group as usize] += 1;
    }
    (starts, members)
}

/// How far a statement went.
pub(super) struct Reach {
    pub(super) n_outlets: u32,
    pub(super) n_docs: u32,
}

impl Reach {
    pub(super) fn of(sayings: &Sayings<'_>, members: &[u32]) -> Self {
        let outlet = |document: u32| sayings.outlet[document as usize];
        if let [one] = members {
            let document = sayings.document[*one as usize];
            return Self { n_outlets: u32::from(outlet(document).is_some()), n_docs: 1 };
        }
        let mut docs: Vec<u32> = members.iter().map(|&saying| sayings.document[saying as usize]).collect();
        docs.sort_unstable();
        docs.dedup();
        let mut outlets: Vec<u32> = docs.iter().filter_map(|&document| outlet(document)).collect();
        outlets.sort_unstable();
        outlets.dedup();
        Self { n_outlets: outlets.len() as u32, n_docs: docs.len() as u32 }
    }
}
