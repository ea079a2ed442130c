//! Word lists about names: first names, titles, nouns for people and organisations, places.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

/// What is known of a person's sex from the name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Gender {
    /// Not known, or a name of both.
    #[default]
    Unknown,
    /// "he"
    Male,
    /// "she"
    Female,
}

impl Gender {
    /// Whether the two can be of one person.
    pub(crate) fn fits(self, other: Self) -> bool {
        self == Self::Unknown || other == Self::Unknown || self == other
    }
}

/// What a noun may stand for; a set, because "bank" ends names and stands for companies too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Class(u16);

impl Class {
    /// Stands before a person's name.
    pub(crate) const TITLE: Self = Self(1);
    /// Ends an organisation's name.
    pub(crate) const ORG_HEAD: Self = Self(1 << 1);
    /// Begins an organisation's name.
    pub(crate) const ORG_LEAD: Self = Self(1 << 2);
    /// One human being.
    pub(crate) const PERSON: Self = Self(1 << 3);
    /// Several.
    pub(crate) const PEOPLE: Self = Self(1 << 4);
    /// Something written or shown.
    pub(crate) const DOCUMENT: Self = Self(1 << 5);
    /// Several of them.
    pub(crate) const DOCUMENTS: Self = Self(1 << 6);
    /// A firm.
    pub(crate) const COMPANY: Self = Self(1 << 7);
    /// Another organisation.
    pub(crate) const ORG: Self = Self(1 << 8);
    /// An adjective or noun whose people are nobody's speakers in particular.
    pub(crate) const PLACE: Self = Self(1 << 9);
    /// Ends a place's name.
    pub(crate) const PLACE_HEAD: Self = Self(1 << 10);
    /// Ends the name of a law, an event, a work.
    pub(crate) const THING_HEAD: Self = Self(1 << 11);

    fn of(name: &str) -> Self {
        match name {
            "title" => Self::TITLE,
            "orghead" => Self::ORG_HEAD,
            "orglead" => Self::ORG_LEAD,
            "person" => Self::PERSON,
            "people" => Self::PEOPLE,
            "document" => Self::DOCUMENT,
            "documents" => Self::DOCUMENTS,
            "company" => Self::COMPANY,
            "org" => Self::ORG,
            "placeadj" => Self::PLACE,
            "placehead" => Self::PLACE_HEAD,
            "thinghead" => Self::THING_HEAD,
            _ => unreachable!("a class that nouns.txt does not know: {name}"),
        }
    }

    /// Whether the set holds any of `other`.
    pub(crate) fn is(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Both sets together.
    pub(crate) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

fn lines(file: &'static str) -> impl Iterator<Item = &'static str> {
    file.lines().filter(|l| !l.is_empty() && !l.starts_with('#'))
}

static NOUNS: LazyLock<FxHashMap<&str, Class>> = LazyLock::new(|| {
    lines(include_str!("../lexicon/en/nouns.txt"))
        .filter_map(|line| line.split_once('\t'))
        .map(|(word, classes)| (word, classes.split(' ').map(Class::of).fold(Class::default(), Class::or)))
        .collect()
});

static FIRST_NAMES: LazyLock<FxHashMap<&str, Gender>> = LazyLock::new(|| {
    lines(include_str!("../lexicon/en/first_names.txt"))
        .filter_map(|line| line.split_once('\t'))
        .map(|(name, sex)| {
            let gender = match sex {
                "f" => Gender::Female,
                "m" => Gender::Male,
                _ => Gender::Unknown,
            };
            (name, gender)
        })
        .collect()
});

static PLACES: LazyLock<FxHashSet<&str>> = LazyLock::new(|| lines(include_str!("../lexicon/en/places.txt")).collect());

static INSTITUTIONS: LazyLock<FxHashSet<&str>> =
    LazyLock::new(|| lines(include_str!("../lexicon/en/institutions.txt")).collect());

/// The classes of a noun, in any capitals.
pub(crate) fn class(word: &str) -> Class {
    let mut buffer = [0; 24];
    let Some(small) = buffer.get_mut(..word.len()) else { return Class::default() };
    small.copy_from_slice(word.as_bytes());
    small.make_ascii_lowercase();
    std::str::from_utf8(small).ok().and_then(|w| NOUNS.get(w)).copied().unwrap_or_default()
}

/// Whether `word` is a first name, and whose.
pub(crate) fn first_name(word: &str) -> Option<Gender> {
    FIRST_NAMES.get(word).copied()
}

/// Whether `name` is a country, a state or a well-known city.
pub(crate) fn is_place(name: &str) -> bool {
    PLACES.contains(name)
}

/// Whether `name` is known to be an organisation's, though its form does not tell: "Kremlin", "Downing Street".
pub(crate) fn is_institution(name: &str) -> bool {
    INSTITUTIONS.contains(name)
}

/// A day of the week.
pub(crate) fn is_weekday(word: &str) -> bool {
    matches!(word, "Monday" | "Tuesday" | "Wednesday" | "Thursday" | "Friday" | "Saturday" | "Sunday")
}

/// A day of the week, a month or a feast, with its capital.
pub(crate) fn is_calendar(word: &str) -> bool {
    is_weekday(word)
        || matches!(
            word,
            "January"
                | "February"
                | "March"
                | "April"
                | "May"
                | "June"
                | "July"
                | "August"
                | "September"
                | "October"
                | "November"
                | "December"
                | "Jan"
                | "Feb"
                | "Mar"
                | "Apr"
                | "Jun"
                | "Jul"
                | "Aug"
                | "Sept"
                | "Sep"
                | "Oct"
                | "Nov"
                | "Dec"
                | "Christmas"
                | "Easter"
        )
}

/// Whether the capitals of `name` are those of a dateline: "WASHINGTON".
pub(crate) fn is_shouted_place(name: &str) -> bool {
    let shouted = name.len() > 3 && name.chars().all(|c| c.is_uppercase() || c == ' ');
    let title = |word: &str| word[..1].to_owned() + &word[1..].to_lowercase();
    shouted && name.is_ascii() && is_place(&name.split_whitespace().map(title).collect::<Vec<_>>().join(" "))
}

/// Whether a name of several words that begins so is a place's.
pub(crate) fn leads_place(word: &str) -> bool {
    matches!(
        word,
        "San"
            | "Santa"
            | "Los"
            | "Las"
            | "Fort"
            | "Ft"
            | "Mount"
            | "Mt"
            | "Lake"
            | "River"
            | "Cape"
            | "Port"
            | "St"
            | "Saint"
            | "North"
            | "South"
            | "East"
            | "West"
            | "Northern"
            | "Southern"
            | "Eastern"
            | "Western"
    )
}

/// Whether capitals stand for a time, a party with a state ("R-TX"), or nothing that has a name.
pub(crate) fn is_no_name(word: &str) -> bool {
    matches!(word, "TV" | "EST" | "EDT" | "PST" | "PDT" | "GMT" | "AM" | "PM" | "OK")
        || word.split_once('-').is_some_and(|(party, _)| matches!(party, "R" | "D" | "I"))
}

/// Whether the word is an office and no surname, as "King" and "Judge" may be.
pub(crate) fn is_office(word: &str) -> bool {
    matches!(
        word,
        "President" | "Justice" | "Speaker" | "Chairman" | "Chairwoman" | "Secretary" | "Minister" | "Senator"
    )
}

/// What a title, a role or a word for a person says of the sex.
pub(crate) fn gender_of_word(word: &str) -> Gender {
    match word.to_ascii_lowercase().trim_end_matches('.') {
        "mr" | "sir" | "lord" | "king" | "prince" | "duke" | "emperor" | "pope" | "father" | "dad" | "husband"
        | "son" | "brother" | "man" | "boy" | "gentleman" | "congressman" | "spokesman" | "businessman"
        | "policeman" | "actor" | "grandfather" | "uncle" | "nephew" | "councilman" | "assemblyman" => Gender::Male,
        "mrs" | "ms" | "miss" | "lady" | "dame" | "queen" | "princess" | "mother" | "mom" | "wife" | "widow"
        | "daughter" | "sister" | "woman" | "girl" | "congresswoman" | "spokeswoman" | "businesswoman"
        | "chairwoman" | "actress" | "grandmother" | "aunt" | "niece" | "councilwoman" => Gender::Female,
        _ => Gender::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_read() {
        assert!(NOUNS.len() > 500 && FIRST_NAMES.len() > 8000 && PLACES.len() > 300);
        assert!(class("Reports").is(Class::DOCUMENTS));
        assert!(class("Sen.").is(Class::TITLE));
        assert_eq!(first_name("Jeffery"), Some(Gender::Male));
        assert!(is_place("New York"));
    }
}
