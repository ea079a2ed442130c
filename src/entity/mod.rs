//! Names and the entities behind them.
//!
//! | file | what |
//! |---|---|
//! | [`gazetteer`] | the analyst's list: entities, aliases, case rules, and where they stand in a text |
//! | `names` | runs of capitalised words, listed or not, and what they seem to be |
//! | `apposition` | what a noun for a firm beside a name says of it |
//! | `ambiguity` | which owner of a shared alias is meant: the company or its founder |
//! | `people` | the cast of a document: which names are one person's, surnames and acronyms included |
//! | [`mentions`] | what of it goes into the table |
//! | [`resolve`] | whom a source ("the company", "he", "Esposito") stands for |
//! | `describe`, `documents`, `pronoun` | its three harder cases |
//! | `lexicon` | the word lists |

mod ambiguity;
mod apposition;
mod bodies;
mod describe;
mod documents;
pub mod gazetteer;
pub(crate) mod lexicon;
pub mod mentions;
mod names;
mod people;
mod pronoun;
pub mod resolve;
mod role;

use crate::span::Span;
use gazetteer::EntityId;

/// What an entity is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EntityType {
    /// A human being.
    Person,
    /// A company, an authority, an outlet.
    Org,
    /// A place, and a country also where it acts.
    Place,
    /// A thing that is made or sold.
    Product,
    /// A report, letter or statement.
    Document,
    /// Several people under one name ("Democrats").
    Group,
    /// Anything else.
    Other,
}

impl EntityType {
    /// The name used in tables and files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Org => "org",
            Self::Place => "place",
            Self::Product => "product",
            Self::Document => "document",
            Self::Group => "group",
            Self::Other => "other",
        }
    }

    /// The type of that name; spellings of common tag sets ("PER", "organization", "GPE") are understood.
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name.trim().to_ascii_lowercase().as_str() {
            "person" | "per" | "people" | "human" => Self::Person,
            "org" | "organization" | "organisation" | "company" | "agency" | "outlet" => Self::Org,
            "place" | "gpe" | "loc" | "location" | "country" | "city" | "fac" => Self::Place,
            "product" | "work" => Self::Product,
            "document" | "report" => Self::Document,
            "group" | "norp" => Self::Group,
            "other" | "misc" | "" => Self::Other,
            _ => return None,
        })
    }
}

/// An entity, from the gazetteer or found in this document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EntityRef {
    /// Listed in the gazetteer.
    Listed(EntityId),
    /// Index into the names found in this document ([`Found`]).
    Found(u32),
}

/// A name found in a document without a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Its fullest form in the document.
    pub name: String,
    /// What it seems to be.
    pub kind: EntityType,
}

/// How a mention or a speaker was tied to its entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum How {
    /// A listed alias.
    Alias,
    /// The surname of a person named in full elsewhere in the article.
    Surname,
    /// An acronym introduced in the article.
    Acronym,
    /// A name found without a list.
    Discovered,
    /// "he", "it", "they".
    Pronoun,
    /// "the company", "officials".
    Description,
    /// "the statement", taken to its maker.
    Document,
    /// Nobody is named beside the words; the last speaker goes on.
    Implicit,
}

impl How {
    /// The name used in tables and files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Alias => "alias",
            Self::Surname => "surname",
            Self::Acronym => "acronym",
            Self::Discovered => "discovered",
            Self::Pronoun => "pronoun",
            Self::Description => "description",
            Self::Document => "document",
            Self::Implicit => "implicit",
        }
    }

    /// The one of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        const ALL: [How; 8] = [
            How::Alias,
            How::Surname,
            How::Acronym,
            How::Discovered,
            How::Pronoun,
            How::Description,
            How::Document,
            How::Implicit,
        ];
        ALL.into_iter().find(|how| how.name() == name)
    }
}

/// A place of a name that several listed entities go by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedName {
    /// Where it is.
    pub span: Span,
    /// Whom it may name besides the entity of its mention, the likeliest first.
    pub others: Vec<EntityId>,
}

/// One place where an entity is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mention {
    /// The name, without a possessive ending.
    pub span: Span,
    /// Whom it names.
    pub entity: EntityRef,
    /// How that is known.
    pub how: How,
}
