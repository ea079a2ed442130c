//! The cast of a document: every name in it, and which names are one person's or one organisation's.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use super::gazetteer::{EntityId, Gazetteer};
use super::lexicon::{Class, Gender, class, first_name};
use super::names::{self, Sequence};
use super::{EntityRef, EntityType, How, SharedName, ambiguity};
use crate::span::Span;
use crate::text::Surface;
use crate::text::tags::Tag;
use crate::text::words::Shape;

/// A place where a name stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Name {
    /// Without title or possessive ending.
    pub(crate) span: Span,
    /// Index of the candidate it names.
    pub(crate) who: u32,
    /// How that is known.
    pub(crate) how: How,
    /// Whether more than a surname or an acronym stands here.
    pub(crate) full: bool,
    /// Words of the title before it, as word indices.
    pub(crate) title: Option<(u32, u32)>,
}

/// Somebody or something named in the document.
#[derive(Debug, Clone)]
pub(crate) struct Candidate {
    /// Its fullest form in the document.
    pub(crate) name: Span,
    /// What it is, or seems to be.
    pub(crate) kind: EntityType,
    /// What first name and titles say.
    pub(crate) gender: Gender,
    /// Whether the kind is more than a guess.
    pub(crate) sure: bool,
    /// The listed or promoted entity.
    pub(crate) entity: Option<EntityRef>,
    /// Its places, as indices into [`Cast::names`].
    pub(crate) places: Vec<u32>,
}

impl Candidate {
    /// The name for people to read: on one line.
    pub(crate) fn display(&self, text: &str) -> String {
        self.name.of(text).split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// Names and candidates of a document.
#[derive(Debug, Default)]
pub(crate) struct Cast {
    /// In order of place, without overlap.
    pub(crate) names: Vec<Name>,
    /// In order of their first full naming.
    pub(crate) candidates: Vec<Candidate>,
    /// The candidate behind each entity.
    pub(crate) by_entity: FxHashMap<EntityRef, u32>,
    /// Places of names that several listed entities go by, in order.
    pub(crate) shared: Vec<SharedName>,
}

impl Cast {
    pub(crate) fn new(surface: &Surface<'_>, gazetteer: &Gazetteer) -> Self {
        let text = surface.text;
        let sequences = names::scan(surface);
        let mut listed = ambiguity::listed(surface, gazetteer, &sequences);
        listed.retain(|l| !l.owners.is_empty());
        let mut casting = Casting::new(surface, gazetteer);
        // Listed names first: what they cover is settled, and a run of capitals around one is cut there.
        for l in &listed {
            casting.listed(l.span, l.owners[0]);
        }
        for l in listed.iter().filter(|l| l.owners.len() > 1) {
            casting.cast.shared.push(SharedName { span: l.span, others: l.owners[1..].to_vec() });
        }
        let mut free = Vec::with_capacity(sequences.len());
        let mut at = 0;
        for sequence in sequences {
            while listed.get(at).is_some_and(|l| l.span.end <= sequence.span.start) {
                at += 1;
            }
            if !listed.get(at).is_some_and(|l| l.span.overlaps(sequence.span)) {
                free.push(sequence);
            }
        }
        let (long, short): (Vec<&Sequence>, Vec<&Sequence>) = free.iter().partition(|s| casting.is_full(s));
        for sequence in long {
            casting.full(sequence);
        }
        casting.acronyms(&free);
        // Single words in order, so that a surname can go to the one who was lately spoken of.
        let mut full: Vec<Name> = casting.cast.names.iter().copied().filter(|n| n.full).collect();
        full.sort_by_key(|n| n.span);
        let mut at = 0;
        let mut latest: FxHashMap<Cow<'_, str>, (u32, u32)> = FxHashMap::default();
        for sequence in short {
            while let Some(name) = full.get(at).filter(|n| n.span.start < sequence.span.start) {
                if casting.cast.candidates[name.who as usize].kind == EntityType::Person && is_actor(surface, name) {
                    latest.insert(typed(last_word(name.span.of(text))), (name.who, name.span.end));
                }
                at += 1;
            }
            casting.single(sequence, &latest);
        }
        let mut cast = casting.cast;
        cast.names.sort_by_key(|n| n.span);
        for (i, name) in cast.names.iter().enumerate() {
            cast.candidates[name.who as usize].places.push(i as u32);
        }
        cast
    }

    /// Indices of the names within `span`.
    pub(crate) fn within(&self, span: Span) -> std::ops::Range<usize> {
        let first = self.names.partition_point(|n| n.span.start < span.start);
        let last = first + self.names[first..].partition_point(|n| n.span.end <= span.end);
        first..last
    }

    /// The candidate that a name stands for.
    pub(crate) fn who(&self, name: usize) -> &Candidate {
        &self.candidates[self.names[name].who as usize]
    }
}

/// Of two people of one surname, the bare surname is the latest one's for so many bytes, and then the first one's again.
const RECENT: u32 = 350;

/// Whether the verb follows the name at once, or nothing but a title precedes it in its sentence.
fn is_actor(surface: &Surface<'_>, name: &Name) -> bool {
    let after = surface.word_at(name.span.end);
    let before = name.title.map_or_else(|| surface.word_at(name.span.start), |t| t.0 as usize);
    let verb = surface.tags.get(after).is_some_and(|t| matches!(t, Tag::Finite | Tag::Mark));
    let object = before > 0
        && matches!(surface.tags[before - 1], Tag::Preposition | Tag::Finite | Tag::Base | Tag::Determiner | Tag::Noun);
    verb && !object
}

/// The last word of a person's name, suffixes apart.
pub(crate) fn last_word(name: &str) -> &str {
    let mut words = name.split_whitespace().rev();
    let last = words.next().unwrap_or(name);
    let suffix = matches!(last.trim_end_matches('.'), "Jr" | "Sr" | "II" | "III" | "IV");
    let last = if suffix { words.next().unwrap_or(last) } else { last };
    last.trim_end_matches([',', '.'])
}

fn first_word(name: &str) -> &str {
    name.split_whitespace().next().unwrap_or(name)
}

/// With typed apostrophes: "O’Neill" is O'Neill.
fn typed(name: &str) -> Cow<'_, str> {
    if name.contains('’') { Cow::Owned(name.replace('’', "'")) } else { Cow::Borrowed(name) }
}

/// The first letters of the capitalised words.
fn initials(name: &str) -> String {
    let words = name.split(|c: char| c.is_whitespace() || c == '-');
    words.filter_map(|w| w.chars().next()).filter(|c| c.is_uppercase()).collect()
}

/// A [`Cast`] in the making.
struct Casting<'a> {
    surface: &'a Surface<'a>,
    gazetteer: &'a Gazetteer,
    cast: Cast,
    by_entity: FxHashMap<EntityId, u32>,
    /// Full names as written.
    by_name: FxHashMap<&'a str, u32>,
    /// Surnames of people named in full, to the latest.
    by_surname: FxHashMap<Cow<'a, str>, Vec<u32>>,
    by_first_name: FxHashMap<&'a str, u32>,
    /// First name and surname.
    by_both: FxHashMap<(Cow<'a, str>, Cow<'a, str>), u32>,
    /// First words of organisations' names.
    by_lead: FxHashMap<&'a str, u32>,
    by_acronym: FxHashMap<String, u32>,
}

impl<'a> Casting<'a> {
    fn new(surface: &'a Surface<'a>, gazetteer: &'a Gazetteer) -> Self {
        Self {
            surface,
            gazetteer,
            cast: Cast::default(),
            by_entity: FxHashMap::default(),
            by_name: FxHashMap::default(),
            by_surname: FxHashMap::default(),
            by_first_name: FxHashMap::default(),
            by_both: FxHashMap::default(),
            by_lead: FxHashMap::default(),
            by_acronym: FxHashMap::default(),
        }
    }

    fn candidate(
        &mut self,
        name: Span,
        kind: EntityType,
        sure: bool,
        gender: Gender,
        entity: Option<EntityRef>,
    ) -> u32 {
        self.cast.candidates.push(Candidate { name, kind, gender, sure, entity, places: Vec::new() });
        self.cast.candidates.len() as u32 - 1
    }

    fn listed(&mut self, span: Span, id: EntityId) {
        let text = self.surface.text;
        let name = span.of(text);
        let entity = self.gazetteer.entity(id);
        let who = if let Some(&who) = self.by_entity.get(&id) {
            who
        } else {
            let gender = if entity.kind == EntityType::Person {
                first_name(first_word(entity.name)).unwrap_or_default()
            } else {
                Gender::Unknown
            };
            let who = self.candidate(span, entity.kind, true, gender, Some(EntityRef::Listed(id)));
            self.by_entity.insert(id, who);
            self.cast.by_entity.insert(EntityRef::Listed(id), who);
            who
        };
        let several = name.contains(char::is_whitespace);
        if several {
            let candidate = &mut self.cast.candidates[who as usize];
            if span.len() > candidate.name.len() {
                candidate.name = span;
            }
            if entity.kind == EntityType::Person {
                self.index_person(name, who);
            }
        }
        self.cast.names.push(Name { span, who, how: How::Alias, full: several, title: self.title_before(span) });
    }

    /// The title before a listed person's name: "President" in "President Trump".
    fn title_before(&self, span: Span) -> Option<(u32, u32)> {
        let at = self.surface.word_at(span.start);
        let mut first = at;
        while first > 0 {
            let stop = self.surface.word(first - 1) == "." && first > 1;
            let word = if stop { first - 2 } else { first - 1 };
            if self.surface.words[first].span.start.saturating_sub(self.surface.words[word].span.end) > 3
                || !class(self.surface.word(word)).is(Class::TITLE)
                || at - word > 6
            {
                break;
            }
            first = word;
        }
        (first < at).then_some((first as u32, at as u32))
    }

    fn index_person(&mut self, name: &'a str, who: u32) {
        let (first, last) = (first_word(name), last_word(name));
        self.by_both.entry((typed(first), typed(last))).or_insert(who);
        self.by_first_name.entry(first).or_insert(who);
        let namesakes = self.by_surname.entry(typed(last)).or_default();
        // The list is searched from end to end.
        if namesakes.len() < 32 && !namesakes.contains(&who) {
            namesakes.push(who);
        }
    }

    fn is_full(&self, sequence: &Sequence) -> bool {
        sequence.n_words() > 1
            || sequence.sure
                && !matches!(sequence.kind, EntityType::Person)
                && self.surface.words[sequence.first as usize].shape != Shape::Upper
    }

    /// A name of several words.
    fn full(&mut self, sequence: &Sequence) {
        let name = sequence.span.of(self.surface.text);
        let person = sequence.kind == EntityType::Person;
        // "Donald J. Trump" is Donald Trump.
        let same_person = || self.by_both.get(&(typed(first_word(name)), typed(last_word(name)))).copied();
        let who = self.by_name.get(name).copied().or_else(|| if person { same_person() } else { None });
        let who = if let Some(who) = who {
            let candidate = &mut self.cast.candidates[who as usize];
            if candidate.gender == Gender::Unknown {
                candidate.gender = sequence.gender;
            }
            if sequence.sure && !candidate.sure {
                candidate.kind = sequence.kind;
                candidate.sure = true;
            }
            who
        } else {
            self.candidate(sequence.span, sequence.kind, sequence.sure, sequence.gender, None)
        };
        self.by_name.insert(name, who);
        match sequence.kind {
            EntityType::Person => self.index_person(name, who),
            EntityType::Org => {
                self.by_lead.entry(first_word(name)).or_insert(who);
                let acronym = initials(name);
                if acronym.len() > 1 {
                    self.by_acronym.entry(acronym).or_insert(who);
                }
            }
            _ => {}
        }
        self.cast.names.push(Name { span: sequence.span, who, how: How::Alias, full: true, title: sequence.title });
    }

    /// "General Services Administration (GSA)": the letters in brackets are the name's.
    fn acronyms(&mut self, free: &[Sequence]) {
        let mut names = self.cast.names.clone();
        names.sort_by_key(|n| n.span);
        for s in free.iter().filter(|s| s.n_words() == 1) {
            let acronym = s.span.of(self.surface.text);
            let first = s.first as usize;
            let bracketed = first > 0 && self.surface.word(first - 1) == "(";
            if !bracketed || !acronym.chars().all(|c| c.is_uppercase() || c.is_ascii_digit() || c == '&') {
                continue;
            }
            let before = names.partition_point(|n| n.span.end <= s.span.start);
            let Some(name) = before.checked_sub(1).map(|i| names[i]).filter(|n| n.full) else { continue };
            let near = s.span.start - name.span.end <= 6;
            let spelled = initials(name.span.of(self.surface.text));
            if near
                && (spelled.ends_with(acronym)
                    || acronym.starts_with(&spelled) && spelled.len() > 1
                    || acronym.chars().next() == spelled.chars().next())
            {
                self.by_acronym.insert(acronym.to_owned(), name.who);
            }
        }
    }

    /// One word: somebody's surname, an acronym, or a name of its own.
    fn single(&mut self, sequence: &Sequence, latest: &FxHashMap<Cow<'_, str>, (u32, u32)>) {
        let name = sequence.span.of(self.surface.text);
        let upper = self.surface.words[sequence.first as usize].shape == Shape::Upper;
        // "CLINTON: ..." in a transcript is Clinton.
        let title_case = (upper && name.len() > 3).then(|| {
            let mut chars = name.chars();
            chars.next().into_iter().chain(chars.flat_map(char::to_lowercase)).collect::<String>()
        });
        let name_typed = typed(name);
        let keys = [Some(&*name_typed), title_case.as_deref()];
        // A surname may be somebody's first name; only a title tells the sex.
        let gender = if sequence.title.is_some() { sequence.gender } else { Gender::Unknown };
        let mut found = None;
        for key in keys.into_iter().flatten() {
            let people = self.by_surname.get(key);
            let fits = |who: &u32| self.cast.candidates[*who as usize].gender.fits(gender);
            found = latest
                .get(key)
                .filter(|l| sequence.span.start - l.1 < RECENT)
                .map(|l| l.0)
                .filter(|w| people.is_some_and(|p| p.contains(w)) && fits(w))
                .or_else(|| people.and_then(|p| p.iter().copied().find(fits)))
                .map(|who| (who, How::Surname));
            if found.is_none() && sequence.title.is_none() {
                found = self.by_first_name.get(key).map(|&who| (who, How::Surname));
            }
            if found.is_some() {
                break;
            }
        }
        if found.is_none()
            && upper
            && let Some(&who) = self.by_acronym.get(name)
        {
            found = Some((who, How::Acronym));
        }
        if found.is_none()
            && sequence.kind != EntityType::Person
            && !class(name).is(Class::PLACE.or(Class::ORG_LEAD).or(Class::ORG_HEAD))
        {
            found = self.by_lead.get(name).map(|&who| (who, How::Discovered));
        }
        let (who, how) = found.or_else(|| self.by_name.get(name).map(|&who| (who, How::Alias))).unwrap_or_else(|| {
            let who = self.candidate(sequence.span, sequence.kind, sequence.sure, sequence.gender, None);
            self.by_name.insert(name, who);
            (who, How::Alias)
        });
        let candidate = &mut self.cast.candidates[who as usize];
        if candidate.gender == Gender::Unknown {
            candidate.gender = gender;
        }
        if candidate.kind == EntityType::Other && sequence.kind != EntityType::Other {
            candidate.kind = sequence.kind;
        }
        self.cast.names.push(Name { span: sequence.span, who, how, full: false, title: sequence.title });
    }
}
