//! Names that stand in a text, listed or not: runs of capitalised words and what they seem to be.

use super::EntityType;
use super::apposition;
use super::lexicon::{
    Class, Gender, class, first_name, gender_of_word, is_calendar, is_institution, is_no_name, is_office, is_place,
    is_shouted_place, is_weekday, leads_place,
};
use crate::span::Span;
use crate::text::Surface;
use crate::text::sentences::Sentence;
use crate::text::tags::Tag;
use crate::text::words::Shape;
use crate::text::zones::ZoneKind;

/// A run of words that names something.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sequence {
    /// The name without titles.
    pub(crate) span: Span,
    /// Index of its first word.
    pub(crate) first: u32,
    /// One past its last word.
    pub(crate) last: u32,
    /// What it seems to be.
    pub(crate) kind: EntityType,
    /// Whether more than its place says so: a title, a first name, a head such as "University".
    pub(crate) sure: bool,
    /// What first name and title say.
    pub(crate) gender: Gender,
    /// Words before the name that belong to it: "Senate Majority Leader".
    pub(crate) title: Option<(u32, u32)>,
}

impl Sequence {
    /// How many words it has.
    pub(crate) fn n_words(&self) -> u32 {
        self.last - self.first
    }
}

/// All sequences of the document, in order.
pub(crate) fn scan(surface: &Surface<'_>) -> Vec<Sequence> {
    let mut out = Vec::new();
    for sentence in &surface.sentences {
        let scanner = Scanner { surface, sentence, headline: is_headline(surface, sentence) };
        let mut i = sentence.first as usize;
        while i < sentence.last as usize {
            if scanner.is_name_word(i) {
                let last = scanner.run_from(i);
                scanner.split(i, last, &mut out);
                i = last;
            } else {
                i += 1;
            }
        }
    }
    apposition::settle(surface, &mut out);
    out
}

/// Whether the sentence is a headline: by its zone, or because nearly all its words are capitalised.
pub(super) fn is_headline(surface: &Surface<'_>, sentence: &Sentence) -> bool {
    let zone = &surface.zones[sentence.zone as usize];
    if zone.kind == ZoneKind::Title || zone.heading {
        return true;
    }
    let words = &surface.words_of(sentence)[..(sentence.last - sentence.first).min(30) as usize];
    let capital = words.iter().filter(|w| w.is_capital()).count();
    let small = words.iter().filter(|w| w.shape == Shape::Lower).count();
    capital >= 4 && capital >= 2 * small
}

/// Names longer than this many words are lists or shouting.
const LONGEST: usize = 14;

struct Scanner<'a> {
    surface: &'a Surface<'a>,
    sentence: &'a Sentence,
    /// Whether capitals tell nothing here.
    headline: bool,
}

impl Scanner<'_> {
    fn word(&self, i: usize) -> &str {
        self.surface.word(i)
    }

    fn class(&self, i: usize) -> Class {
        class(self.word(i))
    }

    fn is_name_word(&self, i: usize) -> bool {
        let word = self.surface.words[i];
        if !word.is_capital() || self.word(i) == "I" || self.word(i).contains('@') {
            return false;
        }
        match self.surface.tags[i] {
            Tag::Name => true,
            // "General Services Administration" and titles are often read as nouns.
            Tag::Noun | Tag::Adjective | Tag::Other => {
                let starts = i == self.sentence.first as usize
                    || self.surface.words[i - 1].is_mark() && !matches!(self.word(i - 1), "," | "(" | "." | "-");
                !starts
                    || word.shape != Shape::Title
                    || first_name(self.word(i)).is_some()
                    || self.class(i).is(Class::TITLE.or(Class::ORG_LEAD))
                    || is_institution(self.word(i))
                    || self.begins_place(i)
            }
            _ => {
                word.shape == Shape::Upper
                    && word.span.len() > 1
                    && word.span.len() < 7
                    && self.surface.tags[i] == Tag::Participle
            }
        }
    }

    /// Whether words `i` and `i + 1` are a place's name: "New York".
    fn begins_place(&self, i: usize) -> bool {
        i + 1 < self.sentence.last as usize && is_place(self.surface.span_of(i, i + 2).of(self.surface.text))
    }

    /// One past the last word of the run that begins at `first`.
    fn run_from(&self, first: usize) -> usize {
        let end = (self.sentence.last as usize).min(first + LONGEST);
        let mut last = first + 1;
        loop {
            let mut next = last;
            if next < end && self.word(next) == "." && self.joins_with_stop(next) {
                next += 1;
            }
            if next >= end {
                return last;
            }
            // "said in Miami Tuesday"
            if is_weekday(self.word(next)) {
                return last;
            }
            if self.is_name_word(next) {
                last = next + 1;
                continue;
            }
            match self.connected(first, next, end) {
                Some(after) => last = after,
                None => return last,
            }
        }
    }

    /// Whether the stop at `i` belongs to an abbreviation within a name: "Sen.", "J.".
    fn joins_with_stop(&self, i: usize) -> bool {
        let word = self.word(i - 1);
        self.surface.words[i - 1].span.end == self.surface.words[i].span.start
            && (word.chars().count() == 1
                || matches!(word, "St" | "Jr" | "Sr" | "Mt" | "Ft" | "No")
                || word.len() <= 5 && self.class(i - 1).is(Class::TITLE))
    }

    /// One past the name word that the small words at `next` lead to, if they are part of a name.
    fn connected(&self, first: usize, next: usize, end: usize) -> Option<usize> {
        let word = self.word(next);
        let mut after = next + 1;
        match word {
            "de" | "van" | "von" | "der" | "den" | "la" | "bin" | "al" | "el" | "du" | "di" | "da" | "le" | "del" => {
                while after < end && matches!(self.word(after), "der" | "den" | "la" | "las" | "los") {
                    after += 1;
                }
            }
            "of" | "for" | "on" | "and" | "&" => {
                let heads = Class::ORG_HEAD.or(Class::ORG_LEAD).or(Class::TITLE);
                let org = self.class(next - 1).is(heads)
                    || matches!(word, "and" | "&")
                        && (first..next).any(|i| matches!(self.word(i), "of" | "on" | "for"));
                let body = self.class(next - 1).is(Class::ORG_LEAD)
                    || matches!(
                        self.word(next - 1),
                        "Committee"
                            | "Commission"
                            | "Conference"
                            | "Subcommittee"
                            | "Convention"
                            | "Foundation"
                            | "Group"
                            | "Coalition"
                            | "Alliance"
                            | "Agency"
                            | "Office"
                            | "Party"
                            | "Fund"
                            | "Campaign"
                            | "Union"
                            | "Campaigns"
                            | "Panel"
                            | "Force"
                    );
                // "The Times on Saturday", "the Post for weeks"
                if !org
                    || matches!(word, "on" | "for") && !body
                    || matches!(word, "and" | "&") && self.class(next - 1).is(Class::TITLE)
                {
                    return None;
                }
                while after < end && matches!(self.word(after), "the" | "a") {
                    after += 1;
                }
                let person = after < end
                    && word == "and"
                    && (first_name(self.word(after)).is_some() || self.class(after).is(Class::TITLE));
                if person {
                    return None;
                }
            }
            _ => return None,
        }
        (after < end && self.is_name_word(after) && !is_calendar(self.word(after))).then_some(after + 1)
    }

    /// Cuts the run into names.
    fn split(&self, first: usize, last: usize, out: &mut Vec<Sequence>) {
        let head = self.class(last - 1);
        let several = last - first > 1;
        let titled = (first..last - 1).rev().find(|&i| self.class(i).is(Class::TITLE));
        let after_title = titled.map(|t| if self.word(t + 1) == "." { t + 2 } else { t + 1 }).filter(|&i| i < last);
        let org_ends = several && head.is(Class::ORG_HEAD);
        let named = (first..last - usize::from(several)).find(|&i| {
            first_name(self.word(i)).is_some() && i + 1 < last && self.surface.words[i + 1].is_capital()
                || i + 2 < last && self.is_initial(i) && self.is_initial(i + 2)
        });
        if org_ends && !(after_title.is_some_and(|t| last - t > 1) && named.is_some_and(|n| Some(n) == after_title)) {
            // "Sen. Intelligence Committee" does not occur; "General Services Administration" does.
            self.push(first, last, EntityType::Org, true, Gender::Unknown, None, out);
            return;
        }
        // "Secretary of State John Kerry", "Wells Fargo CEO John Stumpf", "Iowa Republican Chuck Grassley"
        let person = match (after_title, named) {
            (Some(t), Some(n)) if n > t && self.word(n - 1) != "." => Some(n),
            (Some(t), _) => Some(t),
            (None, n) => n,
        };
        match person {
            // "President of the United States", "Mr. Chief Justice": no person's name.
            Some(start) if matches!(self.word(start), "of" | "for") => {
                let capital = |&i: &usize| self.surface.words[i].is_capital();
                self.split_plain((start..last).find(capital).unwrap_or(last), last, out);
            }
            Some(start) if last - start == 1 && is_office(self.word(start)) => {}
            Some(start) if self.class(start).is(Class::ORG_HEAD) && last - start == 1 => {
                self.push(first, last, EntityType::Org, false, Gender::Unknown, None, out);
            }
            Some(start) => {
                let lead = titled.map_or(start, |t| self.lead_of_title(first, t));
                if lead > first {
                    self.split_plain(first, lead, out);
                    // Who has a chief executive is an organisation.
                    let runs = titled.is_some_and(|t| {
                        matches!(
                            self.word(t).to_ascii_lowercase().as_str(),
                            "ceo"
                                | "cfo"
                                | "cto"
                                | "coo"
                                | "chairman"
                                | "chairwoman"
                                | "founder"
                                | "co-founder"
                                | "executive"
                                | "chief"
                                | "director"
                                | "spokesman"
                                | "spokeswoman"
                                | "spokesperson"
                                | "reporter"
                                | "correspondent"
                                | "editor"
                                | "analyst"
                                | "host"
                        )
                    });
                    if runs
                        && let Some(owner) =
                            out.last_mut().filter(|o| o.last as usize == lead && o.kind != EntityType::Place)
                    {
                        owner.kind = EntityType::Org;
                        owner.sure = true;
                    }
                }
                let mut gender = first_name(self.word(start)).unwrap_or_default();
                for i in lead..start {
                    let told = gender_of_word(self.word(i));
                    if told != Gender::Unknown {
                        gender = told;
                    }
                }
                let title = (lead < start && titled.is_some()).then_some((lead as u32, start as u32));
                let stop = if self.headline { self.person_end(start, last) } else { last };
                self.push(start, stop, EntityType::Person, true, gender, title, out);
                // "Chris Christie Calls Hillary Clinton"
                let next = (stop..last.saturating_sub(1)).find(|&i| first_name(self.word(i)).is_some());
                if let Some(next) = next {
                    self.split(next, last, out);
                }
            }
            None => self.split_plain(first, last, out),
        }
    }

    /// One past a person's name in a headline, where the words after it are capitalised too.
    fn person_end(&self, start: usize, last: usize) -> usize {
        let mut end = start + 1;
        // Initials and particles are not the surname, nor is a second first name with a word after it.
        while end < last {
            let inner = self.is_initial(end)
                || matches!(
                    self.word(end),
                    "." | "de"
                        | "van"
                        | "von"
                        | "bin"
                        | "al"
                        | "del"
                        | "der"
                        | "la"
                        | "De"
                        | "Van"
                        | "Von"
                        | "Le"
                        | "La"
                );
            end += 1;
            if !inner {
                break;
            }
        }
        if end < last
            && end - start == 2
            && first_name(self.word(end - 1)).is_some()
            && self.sentence.last as usize > end + 1
        {
            let follows = first_name(self.word(end)).is_none() && end + 1 == last;
            end += usize::from(follows);
        }
        end
    }

    /// Where the words of the title that ends at `title` begin: "Press Secretary" within "White House Press Secretary".
    fn lead_of_title(&self, first: usize, title: usize) -> usize {
        let mut lead = title;
        while lead > first
            && (self.class(lead - 1).is(Class::TITLE)
                || matches!(
                    self.word(lead - 1),
                    "Press"
                        | "Majority"
                        | "Minority"
                        | "Vice"
                        | "Prime"
                        | "Chief"
                        | "Former"
                        | "Executive"
                        | "Deputy"
                        | "Assistant"
                        | "Foreign"
                        | "Defense"
                        | "Attorney"
                        | "Senior"
                        | "Lieutenant"
                        | "."
                        | "Republican"
                        | "Democratic"
                ))
        {
            lead -= 1;
        }
        lead
    }

    fn is_initial(&self, i: usize) -> bool {
        self.surface.words[i].shape == Shape::Upper && self.surface.words[i].span.len() == 1
    }

    /// A run without title or first name.
    fn split_plain(&self, first: usize, last: usize, out: &mut Vec<Sequence>) {
        let last = if self.word(last - 1) == "." { last - 1 } else { last };
        if first >= last {
            return;
        }
        let span = self.surface.span_of(first, last);
        let name = span.of(self.surface.text);
        let n = last - first;
        let org = (first..last)
            .any(|i| self.class(i).is(Class::ORG_LEAD) || n > 1 && self.class(i).is(Class::ORG_HEAD))
            || n > 1 && (first..last).any(|i| matches!(self.word(i), "of" | "for"));
        let head = self.class(last - 1);
        let (kind, sure) = if is_institution(name) {
            (EntityType::Org, true)
        } else if is_place(name) || n > 1 && is_place(self.word(last - 1)) || is_shouted_place(name) {
            (EntityType::Place, true)
        } else if n == 1 {
            let word = self.surface.words[first];
            if self.class(first).is(Class::PEOPLE) {
                (EntityType::Group, true)
            } else if self.class(first).is(Class::TITLE)
                || is_calendar(name)
                || is_no_name(name)
                || self.class(first).is(Class::PLACE) && !org
            {
                return;
            } else if org || word.shape == Shape::Upper && span.len() > 1 {
                (EntityType::Org, span.len() < 7)
            } else if first_name(name).is_some() {
                // "in Chelsea"
                let within = first > 0 && matches!(self.word(first - 1), "in" | "In" | "near");
                (if within { EntityType::Place } else { EntityType::Person }, false)
            } else if self.class(first).is(Class::COMPANY
                .or(Class::DOCUMENT)
                .or(Class::DOCUMENTS)
                .or(Class::PERSON)
                .or(Class::ORG))
            {
                // "Company denies", "Report claims": headlines capitalise.
                return;
            } else {
                (EntityType::Other, false)
            }
        } else if org {
            (EntityType::Org, true)
        } else if head.is(Class::PLACE_HEAD) || leads_place(self.word(first)) {
            (EntityType::Place, true)
        } else if head.is(Class::THING_HEAD) {
            (EntityType::Other, false)
        } else if head.is(Class::PEOPLE) {
            (EntityType::Group, true)
        } else if head.is(Class::TITLE.or(Class::PERSON)) {
            // "Special Prosecutor", "Kentucky Republican": nobody's name.
            return;
        } else if !self.headline && first > 0 && matches!(self.word(first - 1), "the" | "The" | "these" | "our") {
            // "the Federal Register": people have no article, and of others nothing is known.
            (EntityType::Other, false)
        } else if n <= 3
            && (first..last)
                .all(|i| self.surface.words[i].shape != Shape::Upper || self.is_initial(i) || self.word(i) == ".")
        {
            (EntityType::Person, false)
        } else {
            (EntityType::Org, false)
        };
        let gender = if n == 1 { first_name(name).unwrap_or_default() } else { Gender::Unknown };
        self.push(first, last, kind, sure, gender, None, out);
    }

    #[expect(clippy::too_many_arguments)]
    fn push(
        &self,
        first: usize,
        last: usize,
        kind: EntityType,
        sure: bool,
        gender: Gender,
        title: Option<(u32, u32)>,
        out: &mut Vec<Sequence>,
    ) {
        // What is left of "Chief of Acme" behind its title begins with the name.
        let name = |&i: &usize| !matches!(self.word(i), "of" | "for" | "and" | "&");
        let first = (first..last).find(name).unwrap_or(first);
        out.push(Sequence {
            span: self.surface.span_of(first, last),
            first: first as u32,
            last: last as u32,
            kind,
            sure,
            gender,
            title,
        });
    }
}
