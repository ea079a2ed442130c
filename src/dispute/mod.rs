//! Claims and the denials that answer them.
//!
//! Three signs say that a denial answers a claim. Its content is the claim's own ("denied allegations that ..."); it refers to
//! claims without repeating them ("denied it", "rejects the accusations"), and then means those that stand before it in its
//! document; or it speaks of the same things: content words and entities, weighted by how rare they are (inverse document
//! frequency; Spärck Jones, "A statistical interpretation of term specificity", 1972) and compared by the overlap coefficient
//! (Simpson, "Mammals and the nature of continents", 1943), because a claim of five words is answered within a statement of
//! fifty. Negation is left out of the comparison: it is what a claim and its denial differ in. What somebody merely says is a claim too,
//! if it denies nothing itself and shares much more.
//!
//! Every denial costs a bounded number of steps, so that the whole is linear in the number of contents.

mod words;

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use crate::error::{Error, Result};
use crate::span::Span;
use crate::text::words::Word;
use words::{Class, class, each_word, lower, stem};

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
    pub words: Vec<String>,
    /// Entities that both have, by number: named in both, or named in the claim and speaking in the denial.
    pub entities: Vec<u32>,
}

/// Steps through lists of claims that one denial may take: rare words come first, so common ones are cut short.
const STEPS: usize = 512;
/// What is merely said is a claim if it shares so many words with the denial ...
const SAID_WORDS: usize = 3;
/// ... and so much.
const SAID_SCORE: f64 = 0.6;
/// A denial is compared with so many claims of its own document on either side, whatever words they have.
const NEIGHBOURS: usize = 32;
/// So many claims at most does one denial answer.
const MOST: usize = 100;
/// A content that refers has so few words: "all of these allegations against him".
const REFERRING: usize = 6;
/// So many earlier claims does "the allegations" stand for.
const REFERRED: usize = 5;

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

/// Why and how much, and which claim.
type Scored = ((How, f64), usize);

/// What a content speaks of.
#[derive(Default)]
struct Subject {
    /// Numbers of its words and entities, ascending.
    features: Vec<u32>,
    weight: f64,
    /// The feature of the entity that says it.
    speaker: Option<u32>,
    /// That of the entity who must answer it, besides those it names.
    target: Option<u32>,
    refers: Refers,
    /// Whether it denies something: "never", "no".
    denies: bool,
}

impl Subject {
    fn has(&self, feature: u32) -> bool {
        self.features.binary_search(&feature).is_ok()
    }
}

/// Whether a content only stands for claims made elsewhere.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Refers {
    #[default]
    No,
    One,
    Many,
}

struct Index<'a> {
    contents: &'a [Content<'a>],
    /// One a content; empty for those that are neither claim nor denial.
    subjects: Vec<Subject>,
    claims: Vec<usize>,
    denials: Vec<usize>,
    /// How many contents have a feature, which claims, and which of what is merely said.
    df: Vec<u32>,
    postings: Vec<Vec<u32>>,
    said: Vec<Vec<u32>>,
    /// How rare a feature is: its inverse document frequency.
    idf: Vec<f64>,
    /// The entity that a feature is, if it is no word.
    entity_of: Vec<Option<u32>>,
    words: FxHashMap<String, u32>,
    entities: FxHashMap<u32, u32>,
    /// What each written form does, by its number: a word is looked at once.
    forms: FxHashMap<u32, Form>,
}

/// What a word does in a content.
#[derive(Debug, Clone, Copy)]
enum Form {
    Listed(Class),
    Feature(u32),
}

impl<'a> Index<'a> {
    fn new(contents: &'a [Content<'a>], stopped: &dyn Fn() -> bool) -> Result<Self> {
        let mut index = Self {
            contents,
            subjects: Vec::with_capacity(contents.len()),
            claims: Vec::new(),
            denials: Vec::new(),
            df: Vec::new(),
            postings: Vec::new(),
            said: Vec::new(),
            idf: Vec::new(),
            entity_of: Vec::new(),
            words: FxHashMap::default(),
            entities: FxHashMap::default(),
            forms: FxHashMap::default(),
        };
        let mut cut = Vec::new();
        for (i, content) in contents.iter().enumerate() {
            if i.is_multiple_of(1024) && stopped() {
                return Err(Error::cancelled());
            }
            let subject = index.subject(content, &mut cut);
            for &feature in &subject.features {
                index.df[feature as usize] += 1;
            }
            match content.role {
                Role::Claim => {
                    for &feature in &subject.features {
                        index.postings[feature as usize].push(i as u32);
                    }
                    index.claims.push(i);
                }
                Role::Denial => index.denials.push(i),
                // Of two who deny none contradicts the other.
                Role::Said if subject.features.len() >= SAID_WORDS && !subject.denies => {
                    for &feature in &subject.features {
                        index.said[feature as usize].push(i as u32);
                    }
                }
                Role::Said | Role::Other => {}
            }
            index.subjects.push(if content.role == Role::Other { Subject::default() } else { subject });
        }
        let n = f64::from(contents.len() as u32);
        index.idf = index.df.iter().map(|&df| (n / f64::from(df.max(1))).ln_1p()).collect();
        for subject in &mut index.subjects {
            subject.weight = subject.features.iter().map(|&feature| index.idf[feature as usize]).sum();
        }
        Ok(index)
    }

    fn subject(&mut self, content: &Content<'_>, cut: &mut Vec<Word>) -> Subject {
        let mut features = Vec::new();
        let (mut refers, mut n_words, mut denies) = (Refers::No, 0, false);
        each_word(content, cut, |word| {
            n_words += 1;
            match self.form(content.text, word) {
                Form::Listed(Class::Function) => {}
                Form::Listed(Class::Denying) => denies = true,
                Form::Listed(Class::One) => refers = refers.max(Refers::One),
                Form::Listed(Class::Many) => refers = Refers::Many,
                Form::Feature(feature) => features.push(feature),
            }
        });
        features.extend(content.named.iter().map(|&(entity, _)| self.entity(entity)));
        features.sort_unstable();
        features.dedup();
        if !features.is_empty() || n_words > REFERRING {
            refers = Refers::No;
        }
        let [speaker, target] = [content.speaker, content.about].map(|who| who.map(|entity| self.entity(entity)));
        Subject { features, weight: 0.0, speaker, target, refers, denies }
    }

    fn form(&mut self, text: &str, word: Word) -> Form {
        if let Some(&form) = self.forms.get(&word.number) {
            return form;
        }
        let written = lower(word.span.of(text));
        let form = class(&written).map_or_else(|| Form::Feature(self.word(&written)), Form::Listed);
        self.forms.insert(word.number, form);
        form
    }

    /// The feature of a word.
    fn word(&mut self, word: &str) -> u32 {
        let stem = stem(word);
        if let Some(&feature) = self.words.get(stem.as_str()) {
            return feature;
        }
        let feature = self.feature(None);
        self.words.insert(stem, feature);
        feature
    }

    /// The feature of an entity.
    fn entity(&mut self, entity: u32) -> u32 {
        if let Some(&feature) = self.entities.get(&entity) {
            return feature;
        }
        let feature = self.feature(Some(entity));
        self.entities.insert(entity, feature);
        feature
    }

    fn feature(&mut self, entity: Option<u32>) -> u32 {
        self.df.push(0);
        self.postings.push(Vec::new());
        self.said.push(Vec::new());
        self.entity_of.push(entity);
        self.df.len() as u32 - 1
    }

    /// What a comparison costs: short contents share all they have by accident. Half the weight of a word that stands nowhere
    /// else.
    fn doubt(&self) -> f64 {
        f64::from(self.contents.len() as u32).ln_1p() / 2.0
    }

    /// Whoever denies a claim in its own words is the one it is about: "denied allegations that it has ties ...".
    fn targets(&mut self) {
        let mut denier = FxHashMap::default();
        for &denial in &self.denials {
            let content = &self.contents[denial];
            if let Some(speaker) = self.subjects[denial].speaker {
                denier.entry((content.doc, content.place)).or_insert(speaker);
            }
        }
        for &claim in &self.claims {
            let content = &self.contents[claim];
            let denier = denier.get(&(content.doc, content.place)).copied();
            self.subjects[claim].target = denier.or(self.subjects[claim].target);
        }
    }

    /// Claims worth comparing with a denial, each once, ascending.
    fn candidates(&self, denial: usize, seen: &mut [usize]) -> Vec<usize> {
        let mut found = Vec::new();
        let mut take = |claim: usize| {
            if seen[claim] != denial {
                seen[claim] = denial;
                found.push(claim);
            }
        };
        let at = self.claims.partition_point(|&claim| claim < denial);
        let doc = self.contents[denial].doc;
        let near = self.claims[at.saturating_sub(NEIGHBOURS)..self.claims.len().min(at + NEIGHBOURS)].iter();
        near.filter(|&&claim| self.contents[claim].doc == doc).for_each(|&claim| take(claim));

        let mut features = self.subjects[denial].features.clone();
        features.sort_by_key(|&f| (self.postings[f as usize].len(), f));
        for postings in [&self.postings, &self.said] {
            let mut left = STEPS;
            for &feature in &features {
                let postings = &postings[feature as usize];
                postings.iter().take(left).for_each(|&claim| take(claim as usize));
                left = left.saturating_sub(postings.len());
            }
        }
        found.sort_unstable();
        found
    }

    /// Whether a denial answers a claim with `min_score` or more, and why.
    fn compare(&self, claim: usize, denial: usize, min_score: f64) -> Option<(How, f64)> {
        let (c, d) = (&self.subjects[claim], &self.subjects[denial]);
        // Nobody denies what he claims himself.
        if c.speaker.is_some() && c.speaker == d.speaker {
            return None;
        }
        let is_claim = self.contents[claim].role == Role::Claim;
        let same_doc = self.contents[claim].doc == self.contents[denial].doc;
        if is_claim && same_doc && self.contents[claim].place == self.contents[denial].place {
            return Some((How::Same, 1.0));
        }
        let (mut both, mut least) = (0.0, c.weight.min(d.weight));
        let (mut n_words, mut n_entities) = (0, 0);
        for feature in common(&c.features, &d.features) {
            both += self.idf[feature as usize];
            if self.entity_of[feature as usize].is_some() {
                n_entities += 1;
            } else {
                n_words += 1;
            }
        }
        for entity in held(c, d) {
            both += self.idf[entity as usize];
            least += self.idf[entity as usize];
            n_entities += 1;
        }
        // Elsewhere the same word may be said of somebody else.
        let together = match n_words {
            0 => false,
            1 if same_doc => n_entities > 0,
            1 => denier(c, d).is_some(),
            _ => same_doc || n_entities > 0,
        };
        let score = (both / (least + self.doubt())).min(1.0);
        let enough = is_claim || n_words >= SAID_WORDS && score >= SAID_SCORE;
        (together && enough && score >= min_score).then_some((How::Overlap, score))
    }

    /// Words and entities that a claim and a denial share: words as the claim writes them, the rarest first.
    fn shared(&self, claim: usize, denial: usize) -> (Vec<String>, Vec<u32>) {
        let (c, d) = (&self.subjects[claim], &self.subjects[denial]);
        let features: BTreeSet<u32> = common(&c.features, &d.features).chain(held(c, d)).collect();
        let mut words: Vec<(u32, u32, String)> = Vec::new();
        let text = self.contents[claim].text;
        each_word(&self.contents[claim], &mut Vec::new(), |word| {
            let Some(&Form::Feature(feature)) = self.forms.get(&word.number) else { return };
            if features.contains(&feature) && words.iter().all(|known| known.1 != feature) {
                words.push((self.df[feature as usize], feature, lower(word.span.of(text))));
            }
        });
        words.sort();
        let entities = features.into_iter().filter_map(|feature| self.entity_of[feature as usize]);
        (words.into_iter().map(|(_, _, word)| word).collect(), entities.collect())
    }

    /// The claims before a denial that only refers to them: the last, or the last few.
    fn referred(&self, denial: usize) -> Vec<Scored> {
        let most = match self.subjects[denial].refers {
            Refers::No => return Vec::new(),
            Refers::One => 1,
            Refers::Many => REFERRED,
        };
        let at = self.claims.partition_point(|&claim| claim < denial);
        let doc = self.contents[denial].doc;
        let before = self.claims[..at].iter().rev().take_while(|&&claim| self.contents[claim].doc == doc);
        before
            .filter(|&&claim| {
                let speaker = self.contents[claim].speaker;
                speaker.is_none() || speaker != self.contents[denial].speaker
            })
            .take(most)
            .map(|&claim| ((How::Reference, 0.0), claim))
            .collect()
    }
}

/// Who denies, where the claim is about him.
fn denier(claim: &Subject, denial: &Subject) -> Option<u32> {
    denial.speaker.filter(|speaker| claim.target == Some(*speaker) || claim.has(*speaker))
}

/// Entities that count as shared although not both name them: he who denies is held to name himself, and a claim the one it
/// is about.
fn held(claim: &Subject, denial: &Subject) -> impl Iterator<Item = u32> {
    let denier = denier(claim, denial);
    let target = claim.target.filter(|target| denial.has(*target) && denier != Some(*target));
    let named = [denier, target].map(|entity| entity.filter(|&entity| !(claim.has(entity) && denial.has(entity))));
    named.into_iter().flatten()
}

/// What two ascending lists share.
fn common<'s>(a: &'s [u32], b: &'s [u32]) -> impl Iterator<Item = u32> + 's {
    let mut rest = b.iter().peekable();
    a.iter().copied().filter(move |x| {
        while rest.next_if(|y| *y < x).is_some() {}
        rest.peek() == Some(&x)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn content(role: Role, doc: u32, place: u32, text: &str) -> Content<'_> {
        let place = (place, place + text.len() as u32);
        Content { text, role, doc, place, named: Vec::new(), speaker: None, about: None }
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
