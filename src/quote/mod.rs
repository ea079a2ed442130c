//! Attributions: who is said to have said what.
//!
//! [`attribute`] finds source, cue and content.

mod acts;
pub mod attribute;
mod behind;
mod clause;
pub mod cue;
mod draft;
mod finish;
mod issuer;
mod noun;
mod occasion;
mod orphan;
mod phrase;
#[allow(clippy::cast_possible_wrap, clippy::cast_sign_loss, clippy::cast_precision_loss)] // small counts, all of them
pub mod rank;
mod reading;
mod stance;
mod transcript;
mod verb;

use crate::entity::{EntityRef, How};
use crate::span::Span;
use crate::text::zones::ZoneKind;

/// How the content stands in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum QuoteKind {
    /// All in quotation marks.
    Direct,
    /// Partly in quotation marks.
    Mixed,
    /// In the reporter's words.
    Indirect,
}

impl QuoteKind {
    /// The name used in tables and files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Direct => "direct",
            Self::Mixed => "mixed",
            Self::Indirect => "indirect",
        }
    }
}

/// What the report does with the content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stance {
    /// It passes it on.
    Neutral,
    /// The speaker rejects something.
    Denial,
    /// The speaker holds something against somebody.
    Allegation,
    /// The speaker grants something.
    Confirmation,
    /// The speaker undertakes something.
    Promise,
}

impl Stance {
    /// The name used in tables and files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Neutral => "neutral",
            Self::Denial => "denial",
            Self::Allegation => "allegation",
            Self::Confirmation => "confirmation",
            Self::Promise => "promise",
        }
    }
}

/// What kind of act the cue reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Act {
    /// Something was said.
    Speech,
    /// Something was written, posted, published.
    Writing,
    /// Somebody holds, hopes, fears or feels something.
    Thought,
    /// Somebody means to do something.
    Intention,
    /// Somebody saw, heard or found out something, or something shows it.
    Perception,
}

impl Act {
    const ALL: [Self; 5] = [Self::Speech, Self::Writing, Self::Thought, Self::Intention, Self::Perception];

    /// The name used in tables and files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Speech => "speech",
            Self::Writing => "writing",
            Self::Thought => "thought",
            Self::Intention => "intention",
            Self::Perception => "perception",
        }
    }

    /// The act of that name.
    fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|act| act.name() == name)
    }
}

/// Who speaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Speaker {
    /// The entity, or nothing for a speaker without a name ("US officials").
    pub entity: Option<EntityRef>,
    /// The words that name or describe the speaker: the name is the entity's where there is one.
    pub words: Span,
    /// person, org, place, group, document or unnamed.
    pub kind: &'static str,
    /// How the words were tied to the speaker.
    pub how: How,
    /// The name that a pronoun or description leads back to.
    pub antecedent: Option<Span>,
}

/// One attribution.
#[derive(Debug, Clone, PartialEq)]
pub struct Quote {
    /// How the content stands in the text.
    pub kind: QuoteKind,
    /// The content's parts in order, without outer quotation marks and complementizer. Never empty.
    pub content: Vec<Span>,
    /// The words that report.
    pub cue: Option<Span>,
    /// The words that name the source.
    pub source: Option<Span>,
    /// Who that is.
    pub speaker: Option<Speaker>,
    /// What the cue does to the content.
    pub stance: Stance,
    /// Whether the cue itself is negated or rejects the content ("denied", "did not confirm").
    pub negated: bool,
    /// What kind of act the cue reports; nothing for a cue on no list whose content is in the reporter's words.
    pub act: Option<Act>,
    /// To whom ("told Reuters").
    pub addressee: Option<Span>,
    /// Through what ("in a statement").
    pub medium: Option<Span>,
    /// The zone the content starts in.
    pub zone: ZoneKind,
    /// Between 0 and 1: how likely content and source are both right.
    pub confidence: f32,
    /// The rule that made it.
    pub rule: &'static str,
    /// The source that came second.
    pub runner_up: Option<Span>,
    /// The strongest reasons for cue, content and source, in plain words; empty where only a rule decided.
    pub evidence: String,
}

impl Quote {
    /// The confidence as tables have it, to four places: `f32` would show as 0.8500000238.
    pub fn share(&self) -> f64 {
        (f64::from(self.confidence) * 1e4).round() / 1e4
    }
}
