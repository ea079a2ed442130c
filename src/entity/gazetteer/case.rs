//! Whether a name's capitals matter.

use crate::text::fold::{Marks, normalized};

/// Whether a name's capitals matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum CaseRule {
    /// By the name's own form: words all in capitals are exact ("US" is not "us"), other one-word names need
    /// their capital ("MOSCOW" will do for "Moscow"), names of several words fold.
    #[default]
    Auto,
    /// As written.
    Exact,
    /// Capitals do not matter.
    Fold,
}

impl CaseRule {
    /// The name used in files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Exact => "exact",
            Self::Fold => "fold",
        }
    }

    /// The rule of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Auto, Self::Exact, Self::Fold].into_iter().find(|rule| rule.name() == name)
    }

    /// What the rule asks of places where `alias` may stand.
    pub(super) fn settle(self, alias: &str) -> Case {
        match self {
            Self::Exact => Case::Exact,
            Self::Fold => Case::Fold,
            Self::Auto => {
                let starts_high = alias.chars().find(|c| c.is_alphabetic()).is_some_and(char::is_uppercase);
                if alias.trim().contains(char::is_whitespace) || !alias.chars().any(char::is_uppercase) {
                    Case::Fold
                } else if !alias.chars().any(char::is_lowercase) {
                    Case::Exact
                } else if starts_high {
                    Case::Capital
                } else {
                    Case::Inner
                }
            }
        }
    }
}

/// [`CaseRule`] with `Auto` settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Case {
    Fold,
    /// "US", "WHO"
    Exact,
    /// "Moscow": the first letter is a capital; "MOSCOW" will do, and for four letters or more only.
    Capital,
    /// "iPhone": a capital anywhere.
    Inner,
}

impl Case {
    /// Whether `found`, whose folded form is that of `alias`, is written well enough.
    ///
    /// A plural ("MPs") has letters that the alias has not; only those of the alias count.
    pub(super) fn accepts(self, alias: &str, found: &str, plural: bool, marks: Marks) -> bool {
        let mut letters = found.chars().filter(|c| c.is_alphabetic());
        match self {
            Self::Fold => true,
            Self::Exact | Self::Capital if found == alias => true,
            Self::Exact => {
                let (found, alias) = (normalized(found, marks), normalized(alias, marks));
                // "y" may have become "ies".
                found == alias || plural && found.starts_with(alias.strip_suffix(['y', 'Y']).unwrap_or(&alias))
            }
            Self::Capital => {
                letters.next().is_some_and(char::is_uppercase)
                    && (found.chars().any(char::is_lowercase) || letters.count() >= 3)
            }
            Self::Inner => letters.any(char::is_uppercase),
        }
    }
}
