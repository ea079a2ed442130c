//! Claims and the denials that answer them.
//!
//! Three signs say that a denial answers a claim. Its content is the claim's own ("denied allegations that ..."); it refers to
//! claims without repeating them ("denied it", "rejects the accusations"), and then means those that stand before it in its
//! document; or it speaks of the same things: content words and entities, weighted by how rare they are (inverse document
//! frequency; Spärck Jones, "A statistical interpretation of term specificity", 1972) and compared by the overlap coefficient
//! (Simpson, "Mammals and the nature of continents", 1943), because a claim of five words is answered within a statement of
//! fifty. Negation is left out of the comparison: it is what a claim and its denial differ in. What somebody merely says is a claim too,
//! if it denies nothing itself and shares much more, or, naming the one who denies, all that he denies.
//!
//! Every denial costs a bounded number of steps, so that the whole is linear in the number of contents.

mod index;
mod subject;
mod words;

use std::sync::Arc;

use crate::error::{Error, Result};
use crate::span::Span;
use index::{Index, Scored};

/// What part a content plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Somebody is held to have done or to be something.
    Claim,
    /// Somebody rejects something.
    Denial,
    /// Somebody says that something is so.
    Said,
    /// Anything else: it tells only how common its words are.
    Other,
}

/// The content of one attribution.
#[derive(Debug, Clone)]
pub struct Content<'a> {
    /// Its words.
    pub text: &'a str,
    /// Its part.
    pub role: Role,
    /// The number of its document. Contents of a document follow one another, in order of place.
    pub doc: u32,
    /// Where it begins and ends in its document.
    pub place: (u32, u32),
    /// Entities named in it by number, and where in `text`, in order of place.
    pub named: Vec<(u32, Span)>,
    /// The entity that says it.
    pub speaker: Option<u32>,
    /// Its name, if it is a person's: a claim may name somebody whom its own article does not know.
    pub name: Option<&'a str>,
    /// The entity that it is said of, outside its words: Acme in "accused Acme of dumping waste".
    pub about: Option<u32>,
}

/// Why a denial is held to answer a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum How {
    /// Both have the same content, in one place.
    Same,
    /// The denial refers to what was claimed before it.
    Reference,
    /// Both speak of the same things.
    Overlap,
}

impl How {
    /// Its name in tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Reference => "reference",
            Self::Overlap => "overlap",
        }
    }
}

/// A claim and a denial that answers it.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// Index of the claim.
    pub claim: usize,
    /// Index of the denial.
    pub denial: usize,
    /// Why.
    pub how: How,
    /// Overlap of the two, 0 to 1.
    pub score: f64,
    /// Words that both have, as the claim writes them, the rarest first.
    pub words: Vec<Arc<str>>,
    /// Entities that both have, by number: named in both, or named in the claim and speaking in the denial.
    pub entities: Vec<u32>,
}

/// So many claims at most does one denial answer.
const MOST: usize = 100;

/// The claims that each denial answers with a score of `min_score` or more, in order of denials, the surest first.
///
/// # Errors
/// When `stopped` says to stop.
pub fn answers(contents: &[Content<'_>], min_score: f64, stopped: &dyn Fn() -> bool) -> Result<Vec<Answer>> {
    let mut index = Index::new(contents, stopped)?;
    index.targets();
    let mut out = Vec::new();
    let mut seen = vec![usize::MAX; contents.len()];
    for (n, &denial) in index.denials.iter().enumerate() {
        if n.is_multiple_of(256) && stopped() {
            return Err(Error::cancelled());
        }
        let candidates = index.candidates(denial, &mut seen);
        let mut found: Vec<Scored> = candidates
            .into_iter()
            .filter_map(|claim| Some((index.compare(claim, denial, min_score)?, claim)))
            .collect();
        if found.is_empty() {
            found = index.referred(denial);
        }
        found.sort_by(|((how, score), claim), ((other_how, other_score), other_claim)| {
            how.cmp(other_how).then(other_score.total_cmp(score)).then(claim.cmp(other_claim))
        });
        found.truncate(MOST);
        let found = found.into_iter().map(|((how, score), claim)| {
            let (words, entities) =
                if how == How::Reference { Default::default() } else { index.shared(claim, denial) };
            Answer { claim, denial, how, score, words, entities }
        });
        out.extend(found);
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::index::SAID_WORDS;
    use super::*;
    use proptest::prelude::*;

    fn content(role: Role, doc: u32, place: u32, text: &str) -> Content<'_> {
        let place = (place, place + text.len() as u32);
        Content { text, role, doc, place, named: Vec::new(), speaker: None, name: None, about: None }
    }

    proptest! {
        #[test]
        fn the_index_finds_what_comparing_all_finds(
            rows in prop::collection::vec((0..3_u8, 0..4_u32, "(waste|park|fraud|sale) (tax|dump|spy|of|not) (bank|mayor)", prop::option::of(0..3_u32)), 0..40)
        ) {
            let mut rows = rows;
            rows.sort_by_key(|row| row.1);
            let contents: Vec<Content<'_>> = rows.iter().zip(0_u32..).map(|((role, doc, text, entity), i)| {
                let role = [Role::Claim, Role::Denial, Role::Said][usize::from(*role)];
                let mut content = content(role, *doc, i * 100, text);
                // Names stand at the end of the text and hold nothing.
                content.named = entity.map(|entity| (entity, Span::new(text.len(), text.len()))).into_iter().collect();
                content
            }).collect();
            let mut index = Index::new(&contents, &|| false).unwrap();
            index.targets();
            let mut expected: Vec<(usize, usize)> = Vec::new();
            for &denial in &index.denials {
                for (claim, content) in contents.iter().enumerate() {
                    let subject = &index.subjects[claim];
                    let is_claim = match content.role {
                        Role::Claim => true,
                        Role::Said => subject.features.len() >= SAID_WORDS && !subject.denies,
                        _ => false,
                    };
                    if is_claim && index.compare(claim, denial, 0.3).is_some() {
                        expected.push((denial, claim));
                    }
                }
            }
            let found = answers(&contents, 0.3, &|| false).unwrap();
            let mut found: Vec<(usize, usize)> =
                found.iter().filter(|a| a.how != How::Reference).map(|a| (a.denial, a.claim)).collect();
            found.sort_unstable();
            expected.sort_unstable();
            prop_assert_eq!(found, expected);
        }
    }
}
