//! What a content speaks of, and what two of them share.

/// What a content speaks of.
#[derive(Default)]
pub(super) struct Subject {
    /// Numbers of its words and entities, ascending.
    pub(super) features: Vec<u32>,
    /// How each of them is written there first, by number; for entities nothing.
    pub(super) written: Vec<u32>,
    pub(super) weight: f64,
    /// The feature of the entity that says it.
    pub(super) speaker: Option<u32>,
    /// The feature of that one's surname as a word, if it has one: of denials only.
    pub(super) surname: Option<u32>,
    /// That of the entity who must answer it, besides those it names.
    pub(super) target: Option<u32>,
    pub(super) refers: Refers,
    /// Whether it denies something: "never", "no".
    pub(super) denies: bool,
}

impl Subject {
    pub(super) fn has(&self, feature: u32) -> bool {
        self.features.binary_search(&feature).is_ok()
    }
}

/// Whether a content only stands for claims made elsewhere.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Refers {
    #[default]
    No,
    One,
    Many,
}

/// Who denies, where the claim is about him.
pub(super) fn denier(claim: &Subject, denial: &Subject) -> Option<u32> {
    denial.speaker.filter(|speaker| claim.target == Some(*speaker) || claim.has(*speaker))
}

/// Entities that count as shared although not both name them: he who denies is held to name himself, and a claim the one it
/// is about.
pub(super) fn held(claim: &Subject, denial: &Subject) -> impl Iterator<Item = u32> {
    let denier = denier(claim, denial);
    let target = claim.target.filter(|target| denial.has(*target) && denier != Some(*target));
    let named = [denier, target].map(|entity| entity.filter(|&entity| !(claim.has(entity) && denial.has(entity))));
    named.into_iter().flatten()
}

/// What two ascending lists share.
pub(super) fn common<'s>(a: &'s [u32], b: &'s [u32]) -> impl Iterator<Item = u32> + 's {
    let mut rest = b.iter().peekable();
    a.iter().copied().filter(move |x| {
        while rest.next_if(|y| *y < x).is_some() {}
        rest.peek() == Some(&x)
    })
}
