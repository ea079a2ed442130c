//! Whom a source phrase stands for.
//!
//! A phrase either holds a name at its head ("company founder Eugene Kaspersky"), or describes somebody ("the security firm",
//! "Kaspersky officials", "a report by ABC News"), or is a pronoun. [`resolve`] tells which, and leads the last two back to a
//! name through what was said before: who spoke last, who stands where a subject stands, whose sex fits.

use super::describe;
use super::gazetteer::Gazetteer;
use super::lexicon::{Class, class, is_weekday};
use super::mentions::Named;
use super::pronoun;
use super::{EntityRef, EntityType, How};
use crate::span::Span;
use crate::text::Surface;
use crate::text::tags::Tag;

/// Whom a phrase stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Referent {
    /// The entity, or nothing for those without a name.
    pub entity: Option<EntityRef>,
    /// The words that name or describe them: the name itself, or the phrase.
    pub words: Span,
    /// person, org, place, group, document or unnamed.
    pub kind: &'static str,
    /// How the phrase was tied to them.
    pub how: How,
    /// The name or phrase that a pronoun or description leads back to.
    pub antecedent: Option<Span>,
    /// The name that came second.
    pub runner_up: Option<Span>,
}

/// A speaker already known.
#[derive(Debug, Clone, Copy)]
pub struct Spoken {
    /// The source's words; or, where no source is named, the content's first word.
    pub source: Span,
    /// Who it was.
    pub referent: Referent,
}

/// What is known when a phrase is resolved.
#[derive(Debug, Clone, Copy, Default)]
pub struct Context<'a> {
    /// Those who spoke before the phrase, in order of place.
    pub speakers: &'a [Spoken],
}

impl Context<'_> {
    /// The speakers before byte `at`, the last first; not more than matter.
    pub(crate) fn before(&self, at: u32) -> impl Iterator<Item = &Spoken> {
        self.speakers.iter().rev().filter(move |s| s.source.end <= at).take(12)
    }
}

/// Whom `phrase` stands for; `None` when it holds no words.
///
/// Names without a list become entities of the document when somebody turns out to be them.
pub fn resolve(
    surface: &Surface<'_>,
    named: &mut Named,
    gazetteer: &Gazetteer,
    phrase: Span,
    context: &Context<'_>,
) -> Option<Referent> {
    let phrase = Phrase::new(surface, named, phrase)?;
    let mut task = Task { surface, named, gazetteer, context };
    Some(task.resolve(&phrase))
}

/// The words of a source, taken apart.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Phrase {
    /// Without marks, prepositions and blanks at the edges.
    pub(crate) span: Span,
    /// Index of its first word.
    pub(crate) first: usize,
    /// One past its last word.
    pub(crate) last: usize,
    /// One past the words before the first comma, preposition or clause: "a report" in "a report by ABC News".
    pub(crate) head_end: usize,
}

impl Phrase {
    pub(crate) fn new(surface: &Surface<'_>, named: &Named, span: Span) -> Option<Self> {
        let span = span.trimmed(surface.text);
        let mut first = surface.word_at(span.start);
        let mut last = surface.words.partition_point(|w| w.span.start < span.end);
        let leads = |i: usize| {
            surface.words[i].is_mark()
                || surface.tags[i] == Tag::Preposition && !surface.words[i].is_capital()
                || matches!(
                    surface.word(i),
                    "According" | "From" | "In" | "To" | "By" | "and" | "but" | "according" | "to"
                )
        };
        while first < last && (leads(first) && (first + 1 < last || surface.words[first].is_mark())) {
            first += 1;
        }
        // "Wednesday, he"
        if first + 2 < last && is_weekday(surface.word(first)) && surface.word(first + 1) == "," {
            first += 2;
        }
        while last > first && surface.words[last - 1].is_mark() {
            last -= 1;
        }
        // "Ada Quill, Bo Reed and Tom Brandt all"
        if last > first + 2 && matches!(surface.word(last - 1), "all" | "both" | "each" | "also") {
            last -= 1;
        }
        if first >= last {
            return None;
        }
        if last - first == 1 && matches!(surface.word(first), "all" | "both" | "each") {
            (first, last) = listed_before(surface, named, first).unwrap_or((first, last));
        }
        let head_end = head_end(surface, named, first, last);
        Some(Self { span: surface.span_of(first, last), first, last, head_end })
    }
}

/// The names that "all" sums up: "Ada Quill (Greens), Bo Reed (Left) and Tom Brandt (Right) all suggested".
fn listed_before(surface: &Surface<'_>, named: &Named, at: usize) -> Option<(usize, usize)> {
    let sentence = surface.sentence_of(at);
    let floor = surface.sentences.get(sentence)?.first as usize;
    let lists = |i: &usize| {
        let word = surface.words[*i];
        word.is_capital()
            || matches!(surface.word(*i), "," | "(" | ")" | "." | "-")
            || matches!(surface.word(*i), "and" | "&")
    };
    let first = (floor..at).rev().take(60).take_while(lists).last()?;
    (named.cast.within(surface.span_of(first, at)).len() > 1).then_some((first, at))
}

/// One past the last word of the phrase's head part.
fn head_end(surface: &Surface<'_>, named: &Named, first: usize, last: usize) -> usize {
    let mut i = first;
    while i < last {
        if let Some(end) = name_over(surface, named, i) {
            i = end.max(i + 1);
            continue;
        }
        let word = surface.word(i);
        let stop = match surface.tags[i] {
            Tag::Mark => !matches!(word, "." | "-" | "“" | "\"" | "”" | "''" | "‘" | "'" | "’" | "/"),
            Tag::Preposition | Tag::Subordinator | Tag::To | Tag::Finite => i > first,
            Tag::Pronoun => i > first && matches!(word, "who" | "which" | "that" | "whom" | "whose" | "all"),
            Tag::Gerund | Tag::Participle => {
                i > first && surface.tags[i - 1].is_nominal() && (i + 1 == last || !surface.tags[i + 1].is_nominal())
            }
            _ => i > first && matches!(word, "who" | "which" | "that"),
        };
        if stop {
            return i.max(first + 1);
        }
        i += 1;
    }
    last
}

/// One past the last word of the name that covers word `i`.
fn name_over(surface: &Surface<'_>, named: &Named, i: usize) -> Option<usize> {
    let span = surface.words[i].span;
    let at = named.cast.names.partition_point(|n| n.span.end <= span.start);
    let name = named.cast.names.get(at).filter(|n| n.span.start <= span.start)?;
    Some(surface.word_at(name.span.end - 1) + 1)
}

/// The phrase's surroundings.
pub(crate) struct Task<'a, 't> {
    pub(crate) surface: &'a Surface<'t>,
    pub(crate) named: &'a mut Named,
    pub(crate) gazetteer: &'a Gazetteer,
    pub(crate) context: &'a Context<'a>,
}

impl Task<'_, '_> {
    /// Whom a phrase stands for.
    pub(crate) fn resolve(&mut self, phrase: &Phrase) -> Referent {
        if let Some(referent) = pronoun::resolve(self, phrase) {
            return referent;
        }
        if let Some(group) = self.several(phrase) {
            return group;
        }
        if let Some(name) = self.head_name(phrase) {
            return self.by_name(name, None);
        }
        describe::resolve(self, phrase)
    }

    /// The name that ends the head of the phrase, possessive endings apart.
    fn head_name(&self, phrase: &Phrase) -> Option<usize> {
        let mut end = phrase.head_end;
        while end > phrase.first + 1
            && (self.surface.tags[end - 1] == Tag::Possessive || self.surface.words[end - 1].is_mark())
        {
            end -= 1;
        }
        let mut name = self.name_ending_at(phrase, end);
        // "the company's founder, Ada Quill, ...", "a lawyer for the outlets, John Stump"
        let head = class(self.surface.word(end - 1));
        if name.is_none() && head.is(Class::PERSON.or(Class::TITLE)) {
            let cast = &self.named.cast;
            name = cast.within(phrase.span).find(|&n| {
                let name = &cast.names[n];
                let start = name.title.map_or_else(|| self.surface.word_at(name.span.start), |t| t.0 as usize);
                let after = self.surface.word_at(name.span.end);
                start > phrase.head_end.max(1) - 1
                    && self.surface.word(start - 1) == ","
                    && cast.who(n).kind == EntityType::Person
                    && (after >= phrase.last || self.surface.words[after].is_mark())
            });
        }
        name
    }

    /// The name whose last word is the one before `end`.
    pub(crate) fn name_ending_at(&self, phrase: &Phrase, end: usize) -> Option<usize> {
        let span = self.surface.span_of(phrase.first, end);
        let last = self.named.cast.within(Span { end: self.surface.words[end - 1].span.end, ..span }).next_back()?;
        let name = &self.named.cast.names[last];
        // The name may begin within a word ("Russia-based") and must not end within one.
        (name.span.end == self.surface.words[end - 1].span.end && !self.is_extended(name.span)).then_some(last)
    }

    /// Whether a word goes on after the name: "Russia-based".
    fn is_extended(&self, name: Span) -> bool {
        let at = self.surface.word_at(name.end - 1);
        self.surface.words[at].span.end > name.end
    }

    /// "Jon Tester (D-Mont.) and David Vitter": several people, or people and organisations.
    fn several(&self, phrase: &Phrase) -> Option<Referent> {
        let names: Vec<usize> = self.named.cast.within(phrase.span).collect();
        let (first, last) = (*names.first()?, *names.last()?);
        if first == last {
            return None;
        }
        let kind = |n: usize| self.named.cast.who(n).kind;
        let from = self.surface.word_at(self.named.cast.names[first].span.end);
        let to = self.surface.word_at(self.named.cast.names[last].span.start);
        let mut and = false;
        let mut depth = 0;
        for i in from..to {
            let word = self.surface.word(i);
            match word {
                "(" => depth += 1,
                ")" => depth -= 1,
                "and" | "&" | "or" if depth == 0 => and = true,
                _ if depth > 0 || self.surface.words[i].is_mark() || self.surface.words[i].is_capital() => {}
                "the" => {}
                _ => return None,
            }
        }
        let alike = matches!(
            (kind(first), kind(last)),
            (EntityType::Person | EntityType::Other, EntityType::Person | EntityType::Other)
                | (EntityType::Org, EntityType::Org | EntityType::Person)
                | (EntityType::Place, EntityType::Place)
        );
        let whole = self.surface.word_at(self.named.cast.names[last].span.end - 1) + 1 >= phrase.head_end
            || self.surface.words.get(phrase.head_end).is_none_or(|word| word.is_mark());
        (and && alike && whole).then_some(Task::nameless(phrase, "group"))
    }

    /// The referent that a name stands for; `description` is the phrase that led to it, if another.
    pub(crate) fn by_name(&mut self, name: usize, description: Option<How>) -> Referent {
        let place = self.named.cast.names[name];
        let candidate = &mut self.named.cast.candidates[place.who as usize];
        if candidate.kind == EntityType::Other && candidate.entity.is_none() {
            // Whoever says something and is named by one word is a person, unless an article stands before.
            let at = self.surface.word_at(place.span.start);
            let article = at > 0 && matches!(self.surface.word(at - 1), "the" | "The");
            candidate.kind = if article { EntityType::Org } else { EntityType::Person };
        }
        let kind = kind_name(candidate.kind);
        let fullest = candidate.name;
        let listed = candidate.entity.is_some();
        let entity = self.named.promote(self.surface, place.who);
        let how = match place.how {
            How::Alias if !listed || matches!(entity, EntityRef::Found(_)) => How::Discovered,
            how => how,
        };
        Referent {
            entity: Some(entity),
            words: if description.is_some() { fullest } else { place.span },
            kind,
            how: description.unwrap_or(how),
            antecedent: match description {
                Some(_) => Some(place.span),
                None => (!place.full && fullest != place.span).then_some(fullest),
            },
            runner_up: None,
        }
    }

    /// The referent of a name that makes documents or employs people: an organisation, unless it is known to be a person.
    pub(crate) fn by_maker(&mut self, name: usize) -> Referent {
        let candidate = &mut self.named.cast.candidates[self.named.cast.names[name].who as usize];
        if candidate.kind == EntityType::Other && candidate.entity.is_none() {
            candidate.kind = EntityType::Org;
        }
        self.by_name(name, None)
    }

    /// An organisation called after another name: "Quill campaign".
    pub(crate) fn coined(&mut self, words: Span) -> Referent {
        let entity = self.named.coin(self.surface, words, EntityType::Org);
        Referent { entity: Some(entity), words, kind: "org", how: How::Discovered, antecedent: None, runner_up: None }
    }

    /// The referent of an earlier speaker, through `how`.
    pub(crate) fn as_before(spoken: &Spoken, how: How) -> Referent {
        Referent { how, antecedent: Some(spoken.source), runner_up: None, ..spoken.referent }
    }

    /// Nobody with a name.
    pub(crate) fn nameless(phrase: &Phrase, kind: &'static str) -> Referent {
        Referent { entity: None, words: phrase.span, kind, how: How::Description, antecedent: None, runner_up: None }
    }

    /// Index of the sentence that holds byte `at`.
    pub(crate) fn sentence_at(&self, at: u32) -> usize {
        self.surface.sentences.partition_point(|s| s.span.end <= at)
    }

    /// The candidate of an entity.
    pub(crate) fn candidate_of(&self, entity: EntityRef) -> Option<u32> {
        self.named.cast.by_entity.get(&entity).copied()
    }

    /// The names by which a candidate is known: in the text and, when listed, in the list.
    pub(crate) fn known_names(&self, who: u32) -> impl Iterator<Item = &str> {
        let candidate = &self.named.cast.candidates[who as usize];
        let listed = match candidate.entity {
            Some(EntityRef::Listed(id)) => Some(id),
            _ => None,
        };
        let aliases = listed.into_iter().flat_map(|id| self.gazetteer.aliases(id)).map(|(alias, _)| alias);
        std::iter::once(candidate.name.of(self.surface.text)).chain(aliases)
    }
}

/// The name of a speaker's kind.
pub(crate) fn kind_name(kind: EntityType) -> &'static str {
    match kind {
        EntityType::Person => "person",
        EntityType::Org | EntityType::Product | EntityType::Other => "org",
        EntityType::Place => "place",
        EntityType::Group => "group",
        EntityType::Document => "document",
    }
}
