//! Which entity a listed name stands for when it could be several, or none of them.

use rustc_hash::FxHashMap;

use super::EntityType;
use super::gazetteer::{EntityId, Gazetteer};
use super::lexicon::{Class, class, first_name};
use super::names::Sequence;
use super::people::last_word;
use crate::span::Span;
use crate::text::Surface;
use crate::text::fold::joins_words;
use crate::text::tags::Tag;

/// A listed name in the text.
#[derive(Debug)]
pub(crate) struct Listed {
    pub(crate) span: Span,
    /// Who it may stand for; the first is the one meant. Empty when the words are part of another name.
    pub(crate) owners: Vec<EntityId>,
}

/// Verbs of human acts: of a man and a company of one name, the man.
const HUMAN_ACTS: &[&str] = &[
    "explains",
    "explained",
    "writes",
    "wrote",
    "recalls",
    "recalled",
    "remembers",
    "remembered",
    "thinks",
    "thought",
    "jokes",
    "joked",
    "laughs",
    "laughed",
    "smiles",
    "smiled",
    "asks",
    "asked",
    "replies",
    "replied",
    "speaks",
    "spoke",
    "studied",
    "graduated",
    "married",
    "grew",
    "tweets",
    "tweeted",
    "describes",
    "described",
    "discusses",
    "discussed",
    "talks",
    "talked",
];

/// The listed names of the text with their owners, the likeliest first.
pub(crate) fn listed(surface: &Surface<'_>, gazetteer: &Gazetteer, sequences: &[Sequence]) -> Vec<Listed> {
    if gazetteer.is_empty() {
        return Vec::new();
    }
    let text = surface.text;
    let matches = gazetteer.find_between(text, &glued_zones(surface));
    let mut out: Vec<Listed> =
        matches.iter().map(|&m| Listed { span: m.span, owners: gazetteer.owners(text, m) }).collect();
    let mut certain: FxHashMap<EntityId, u32> = FxHashMap::default();
    for l in out.iter().filter(|l| l.owners.len() == 1) {
        *certain.entry(l.owners[0]).or_default() += 1;
    }
    let judge = Judge { surface, gazetteer, sequences, certain };
    for i in 0..out.len() {
        if judge.is_part_of_another_name(&out[i]) {
            out[i].owners.clear();
        } else if out[i].owners.len() > 1 {
            // Priority goes before context, which is asked among those of the highest.
            let priority = |id: EntityId| gazetteer.entity(id).priority;
            let highest = priority(out[i].owners[0]);
            let alike = out[i].owners.iter().take_while(|&&o| priority(o) >= highest).count();
            let best = judge.best(&out, i, alike);
            let owners = &mut out[i].owners;
            if let Some(at) = owners.iter().position(|&o| o == best) {
                owners[..=at].rotate_right(1);
            }
        }
    }
    out
}

/// Where one zone ends and the next begins within a word, as a caption and the paragraph after it can.
fn glued_zones(surface: &Surface<'_>) -> Vec<u32> {
    let pairs = surface.zones.windows(2).filter(|z| z[0].span.end == z[1].span.start);
    pairs.map(|z| z[0].span.end).filter(|&at| surface.text[at as usize..].starts_with(joins_words)).collect()
}

struct Judge<'a> {
    surface: &'a Surface<'a>,
    gazetteer: &'a Gazetteer,
    sequences: &'a [Sequence],
    /// How often each entity is named by words that are its alone.
    certain: FxHashMap<EntityId, u32>,
}

impl Judge<'_> {
    /// Whether a longer name that is not listed holds this one: "Ivanka Trump", "Moscow Times".
    fn is_part_of_another_name(&self, listed: &Listed) -> bool {
        let at = self.sequences.partition_point(|s| s.span.end <= listed.span.start);
        let Some(around) = self.sequences.get(at).filter(|s| s.span.contains(listed.span) && s.span != listed.span)
        else {
            return false;
        };
        let text = self.surface.text;
        let kind = self.gazetteer.entity(listed.owners[0]).kind;
        match around.kind {
            // Somebody else of that name; middle names and initials of the same person do no harm.
            EntityType::Person if around.sure => {
                let lead = around.span.of(text).split_whitespace().next().unwrap_or("");
                let alone = !listed.span.of(text).contains(char::is_whitespace);
                let theirs = |id: &EntityId| {
                    let entity = self.gazetteer.entity(*id);
                    let mut names = self.gazetteer.aliases(*id).map(|(name, _)| name).filter(|n| n.contains(' '));
                    entity.kind == EntityType::Person && names.any(|n| n.split(' ').any(|w| w == lead))
                };
                alone
                    && first_name(lead).is_some()
                    && around.span.end == listed.span.end
                    && !listed.owners.iter().any(theirs)
            }
            // A paper, a tower or a foundation called after a place or a person.
            EntityType::Org if around.sure => {
                matches!(kind, EntityType::Person | EntityType::Place)
                    && around.span.start == listed.span.start
                    && class(last_word(around.span.of(text))).is(Class::ORG_HEAD)
            }
            _ => false,
        }
    }

    /// The likeliest of the first `n` owners.
    fn best(&self, all: &[Listed], i: usize, n: usize) -> EntityId {
        let owners = &all[i].owners[..n];
        let kind = |id: EntityId| self.gazetteer.entity(id).kind;
        let person = owners.iter().copied().find(|&o| kind(o) == EntityType::Person);
        let other = owners.iter().copied().filter(|&o| kind(o) != EntityType::Person);
        let named = |id: &EntityId| self.certain.get(id).copied().unwrap_or(0);
        let other = other.min_by_key(|o| std::cmp::Reverse(named(o).min(1)));
        match (person, other) {
            (Some(person), Some(other)) => {
                let only_person = named(&person) > 0 && named(&other) == 0 && kind(other) == EntityType::Org;
                if self.is_person(all, i, person) || only_person && self.he_follows(all, i) { person } else { other }
            }
            (None, Some(other)) => other,
            // Several people of one surname: the one named in full last before it.
            _ => {
                let theirs = |l: &&Listed| l.owners.len() == 1 && owners.contains(&l.owners[0]);
                let before = all[..i].iter().rev().take(500).find(theirs);
                let after = || all[i..].iter().take(500).find(theirs);
                before.or_else(after).map_or(owners[0], |l| l.owners[0])
            }
        }
    }

    /// Signs that a name shared by a person and an organisation is the person's here.
    fn is_person(&self, all: &[Listed], i: usize, person: EntityId) -> bool {
        let span = all[i].span;
        let s = self.surface;
        let at = s.word_at(span.start);
        let after = s.word_at(span.end);
        let Some(sentence) = self.sentence_of(span) else { return false };
        let (first, last) = (sentence.first as usize, sentence.last as usize);
        if at > first {
            let mut before = at - 1;
            if s.word(before) == "." && before > first {
                before -= 1;
            }
            let word = s.word(before);
            let owns = class(word).is(Class::TITLE) && s.words[before].is_capital() && !class(word).is(Class::ORG);
            if owns
                || first_name(word).is_some()
                    && s.words[before].is_capital()
                    && self.gazetteer.entity(person).name.starts_with(word)
            {
                return true;
            }
        }
        let earlier = all[..i]
            .iter()
            .rev()
            .take(20)
            .take_while(|l| l.span.start >= sentence.span.start)
            .any(|l| l.owners.len() == 1 && l.owners[0] == person);
        let mut verb = after;
        while verb < last && s.tags[verb] == Tag::Adverb {
            verb += 1;
        }
        let human = verb < last && HUMAN_ACTS.contains(&s.word(verb));
        human && (earlier || self.he_follows(all, i))
    }

    /// Whether "he" or "she" follows in the sentence, with nobody else in between whom it could mean.
    fn he_follows(&self, all: &[Listed], i: usize) -> bool {
        let s = self.surface;
        let span = all[i].span;
        let Some(sentence) = self.sentence_of(span) else { return false };
        let after = s.word_at(span.end);
        for at in after..(sentence.last as usize).min(after + 60) {
            match s.word(at) {
                "he" | "she" | "his" | "her" | "him" | "himself" | "herself" => return true,
                "it" | "its" | "itself" => return false,
                _ if s.tags[at] == Tag::Name => return false,
                _ => {}
            }
        }
        false
    }

    fn sentence_of(&self, span: Span) -> Option<&crate::text::sentences::Sentence> {
        let at = self.surface.sentences.partition_point(|s| s.span.end <= span.start);
        self.surface.sentences.get(at).filter(|s| s.span.start <= span.start)
    }
}
