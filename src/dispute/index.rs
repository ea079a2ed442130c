//! Contents by what they speak of: which claims a denial may answer, and whether it does.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::subject::{Refers, Subject, common, denier, held};
use super::words::{Class, class, each_word, lower, stem, surname};
use super::{Content, How, Role};
use crate::error::{Error, Result};
use crate::text::words::Word;

/// Steps through lists of claims that one denial may take: rare words come first, so common ones are cut short. More than a denial has
/// answers at most, and few enough that their number does not grow with a corpus for long.
const STEPS: usize = 128;
/// What is merely said is a claim if it shares so many words with the denial ...
pub(super) const SAID_WORDS: usize = 3;
/// ... and so much.
const SAID_SCORE: f64 = 0.6;
/// A denial is compared with so many claims of its own document on either side, whatever words they have.
const NEIGHBOURS: usize = 32;
/// A content that refers has so few words: "all of these allegations against him".
const REFERRING: usize = 6;
/// So many earlier claims does "the allegations" stand for.
const REFERRED: usize = 5;

/// Why and how much, and which claim.
pub(super) type Scored = ((How, f64), usize);

pub(super) struct Index<'a> {
    contents: &'a [Content<'a>],
    /// One a content; empty for those that are neither claim nor denial.
    pub(super) subjects: Vec<Subject>,
    claims: Vec<usize>,
    pub(super) denials: Vec<usize>,
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
    /// Words as they are written, in small letters.
    written: Vec<Arc<str>>,
}

/// What a word does in a content.
#[derive(Debug, Clone, Copy)]
enum Form {
    Listed(Class),
    /// A feature, and how it is written.
    Feature(u32, u32),
}

impl<'a> Index<'a> {
    pub(super) fn new(contents: &'a [Content<'a>], stopped: &dyn Fn() -> bool) -> Result<Self> {
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
            written: Vec::new(),
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
                Form::Feature(feature, written) => features.push((feature, written)),
            }
        });
        features.extend(content.named.iter().map(|&(entity, _)| (self.entity(entity), u32::MAX)));
        // A stable sort: of several forms of a word the first one stays.
        features.sort_by_key(|&(feature, _)| feature);
        features.dedup_by_key(|&mut (feature, _)| feature);
        if !features.is_empty() || n_words > REFERRING {
            refers = Refers::No;
        }
        let [speaker, target] = [content.speaker, content.about].map(|who| who.map(|entity| self.entity(entity)));
        let surname = content.name.filter(|_| content.role == Role::Denial).and_then(surname);
        let surname = surname.map(|name| self.word(&lower(name)));
        let (features, written) = features.into_iter().unzip();
        Subject { features, written, weight: 0.0, speaker, surname, target, refers, denies }
    }

    fn form(&mut self, text: &str, word: Word) -> Form {
        if let Some(&form) = self.forms.get(&word.number) {
            return form;
        }
        let written = lower(word.span.of(text));
        let form =
            class(&written).map_or_else(|| Form::Feature(self.word(&written), self.written.len() as u32), Form::Listed);
        if matches!(form, Form::Feature(..)) {
            self.written.push(written.into());
        }
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
    pub(super) fn targets(&mut self) {
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
    pub(super) fn candidates(&self, denial: usize, seen: &mut [usize]) -> Vec<usize> {
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
    pub(super) fn compare(&self, claim: usize, denial: usize, min_score: f64) -> Option<(How, f64)> {
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
        let n_shared = n_words + n_entities;
        for entity in held(c, d) {
            both += self.idf[entity as usize];
            least += self.idf[entity as usize];
            n_entities += 1;
        }
        let own = self.own_name(claim, denial);
        if let Some(name) = own {
            both += self.idf[name as usize];
            least += self.idf[name as usize];
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
        // Of few words all must be shared, and whoever denies them be named beside them.
        let answers_all = n_shared == d.features.len() && (own.is_some() || denier(c, d).is_some());
        let enough = is_claim || n_words + usize::from(answers_all) >= SAID_WORDS && score >= SAID_SCORE;
        (together && enough && score >= min_score).then_some((How::Overlap, score))
    }

    /// The surname of the one who denies, where the claim names him in a word that its article knows no bearer of.
    fn own_name(&self, claim: usize, denial: usize) -> Option<u32> {
        let (c, d) = (&self.subjects[claim], &self.subjects[denial]);
        let name = d.surname.filter(|&name| c.has(name) && !d.has(name) && denier(c, d).is_none())?;
        // "Brown" is not what is brown.
        let as_written = self.contents[denial].name.and_then(surname)?;
        self.contents[claim].text.contains(as_written).then_some(name)
    }

    /// Words and entities that a claim and a denial share: words as the claim writes them, the rarest first.
    pub(super) fn shared(&self, claim: usize, denial: usize) -> (Vec<Arc<str>>, Vec<u32>) {
        let (c, d) = (&self.subjects[claim], &self.subjects[denial]);
        let mut words: Vec<(u32, u32, u32)> = Vec::new();
        let mut entities: Vec<u32> = held(c, d).filter_map(|feature| self.entity_of[feature as usize]).collect();
        let mut d_features = d.features.iter().peekable();
        for (&feature, &written) in c.features.iter().zip(&c.written) {
            while d_features.next_if(|other| **other < feature).is_some() {}
            if d_features.peek() == Some(&&feature) {
                match self.entity_of[feature as usize] {
                    Some(entity) => entities.push(entity),
                    None => words.push((self.df[feature as usize], feature, written)),
                }
            }
        }
        if self.own_name(claim, denial).is_some() {
            entities.extend(self.contents[denial].speaker);
        }
        words.sort_unstable();
        // In the order in which the entities were met first.
        entities.sort_unstable_by_key(|entity| self.entities.get(entity).copied());
        entities.dedup();
        (words.into_iter().map(|(_, _, written)| Arc::clone(&self.written[written as usize])).collect(), entities)
    }

    /// The claims before a denial that only refers to them: the last, or the last few.
    pub(super) fn referred(&self, denial: usize) -> Vec<Scored> {
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
