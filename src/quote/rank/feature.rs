//! Features: a named template with a value, hashed to a place in one table of weights.
//!
//! The same functions describe a candidate when the ranker learns, when it runs and when it explains itself; what differs
//! is the [`Sink`] they speak to.

/// What describes a candidate goes here.
pub(super) trait Sink {
    /// Adds the feature that `template` has `value` for a candidate of a `kind`. Kinds have their own weights.
    fn add_of(&mut self, kind: u8, template: Template, value: u32);

    /// Adds the feature that `template` has `value`.
    fn add(&mut self, template: Template, value: u32) {
        self.add_of(0, template, value);
    }
}

/// Two values as one.
pub(super) fn cross(a: u32, b: u32) -> u32 {
    (a.rotate_left(7) ^ b).wrapping_mul(0x9E37_79B1) ^ (b >> 13)
}

/// Bits of an index into the table of weights.
const BITS: u32 = 20;

/// How many weights there are.
pub(super) const SIZE: usize = 1 << BITS;

/// The place of a feature in the table of weights (Knuth's multiplicative hashing).
pub(super) fn index(kind: u8, template: Template, value: u32) -> usize {
    let key = u64::from(kind) << 40 | (template as u64 + 1) << 32 | u64::from(value);
    (key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - BITS)) as usize
}

/// Small counts and distances in steps that grow.
pub(super) fn step(n: usize) -> u32 {
    match n {
        0..=4 => n as u32,
        5..=6 => 5,
        7..=9 => 6,
        10..=14 => 7,
        15..=22 => 8,
        23..=35 => 9,
        _ => 10,
    }
}

macro_rules! templates {
    ($($name:ident $text:literal)*) => {
        /// What a feature looks at.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[repr(u8)]
        pub(super) enum Template { $($name),* }
        impl Template {
            /// All templates, in the order of their numbers.
            pub(super) const ALL: &[Self] = &[$(Self::$name),*];
            /// The template in plain words; empty for those that tell a reader nothing.
            pub(super) const fn plain(self) -> &'static str { match self { $(Self::$name => $text),* } }
        }
    };
}

templates! {
    // Is it a cue?
    Bias ""
    CueWord "the word itself"
    CueStem "what the word reports elsewhere"
    CueTag "its part of speech"
    CueStemTag "the word in this form"
    CueSuffix ""
    CuePrior "how often the word reports"
    CuePriorTag ""
    CueBefore "the word before it"
    CueAfter "the word after it"
    CueStemBefore "the word and the one before it"
    CueStemAfter "the word and the one after it"
    CueTagBefore ""
    CueTagAfter ""
    CueTags ""
    CueTagsBefore ""
    CueStemTagAfter "the word and the kind of word after it"
    CueStemTagBefore "the word and the kind of word before it"
    CueTagsAfter ""
    CueRule "a rule that found it"
    CueRuleStem "a rule that found it"
    CueRuleNear ""
    CueQuoted "whether quotation marks are around it"
    CueQuotedStem ""
    CueQuoteBefore "whether a quotation is before it"
    CueQuoteAfter "whether a quotation is after it"
    CueQuoteBeforeStem "whether a quotation is before it"
    CueQuoteAfterStem "whether a quotation is after it"
    CueQuoteNear ""
    CueThat "whether \"that\" is after it"
    CueThatStem "whether \"that\" is after it"
    CueAuxiliary "the verbs with it"
    CueAuxiliaryStem "the verbs with it"
    CueSubject "its subject"
    CueSubjectTag "the kind of its subject"
    CueSubjectStem ""
    CueSubjectPrior ""
    CueZone "where in the article it stands"
    CueZoneTag ""
    CuePlace ""
    CueEarlier "whether another cue is before it"
    CueEarlierPrior ""
    CueEarlierBreak ""
    CueLater "whether another cue is after it"
    CueLaterPrior ""
    CueObject "what follows it"
    CueObjectStem "what follows it"
    CueClause ""
    // Does it look back or ahead?
    Way ""
    WayStem "which way the word looks"
    WayTag ""
    WayRule "what a rule took"
    WayReading "the order of the words"
    WayReadingStem ""
    WayAfter "the word after the cue"
    WayAfterTag ""
    WayBefore ""
    WayQuotes "the quotations around it"
    WayQuotesRead ""
    WayQuotesOn "the quotations around it"
    WayQuotesOnRead ""
    WayQuotesOnStem ""
    WayLeft ""
    WayRight ""
    WayTags ""
    WayStemAfter ""
    WayStemBefore ""
    WayWho ""
    WayParse ""
    WayLabel "its place in the sentence"
    WayLabelStem ""
    WayFrame "what hangs on it"
    WayFrameStem "what hangs on it"
    WayHead ""
    WayZone ""
    // Where does content start or end?
    EdgeBias ""
    EdgeRule "a rule's content"
    EdgeRuleName "a rule's content"
    EdgeOtherRule ""
    EdgeWord "the word at its edge"
    EdgeWordBefore "the word before its edge"
    EdgeWordAfter ""
    EdgeTags "the kinds of words at its edge"
    EdgeTags3 "the kinds of words at its edge"
    EdgeStemTags ""
    EdgeStemWord ""
    EdgeStemWordBefore ""
    EdgeCueTagTags ""
    EdgeFarTag ""
    EdgeFarStem ""
    EdgeNthTag ""
    EdgePath "the words between it and the cue"
    EdgePathStem ""
    EdgeBetween ""
    EdgeQuote "whether quotation marks are at its edge"
    EdgeQuoteStem ""
    EdgeSentence "the sentence's edge"
    EdgeSentenceStem ""
    EdgeStartTag ""
    EdgeStartWord ""
    EdgeStartStem ""
    EdgeLengthTag ""
    EdgeVerbsTag ""
    EdgeCommas ""
    EdgeNext ""
    EdgeNextTag ""
    EdgeRest ""
    EdgeReadingTag "the clause's edge"
    EdgeParseTag "the clause's edge"
    EdgeParseStem ""
    EdgePairTag "the clause's edge"
    EdgePairStem ""
    EdgeDistance ""
    EdgeBeyond "what follows its edge"
    EdgeBeyondTag ""
    EdgeBeyondLead ""
    EdgeVerbTag ""
    EdgeAttachedWord "what follows its edge"
    // Who is the source?
    SourceBias ""
    SourceRule "a rule's source"
    SourceRuleName "a rule's source"
    SourceSubject "the verb's subject"
    SourceSubjectStem ""
    SourceInverted "a subject behind its verb"
    SourceHead "the source's head"
    SourceHeadTag "the kind of the source"
    SourceWord ""
    SourceBefore "the word before the source"
    SourceBeforeStem ""
    SourceAfter "the word after the source"
    SourceAfterTag ""
    SourceSide ""
    SourceSideStem ""
    SourceSideTag ""
    SourceFar "how far the source stands from the cue"
    SourceFarTag ""
    SourceBetween "the words between source and cue"
    SourceBetweenTag ""
    SourceIn ""
    SourceNth ""
    SourceBeside ""
    SourceNone "no source named"
    SourceNoneStem ""
    SourceNoneTag ""
    SourceNoneAux ""
    SourceCandidates ""
    SourceEarlier ""
    SourceParse ""
    SourceParseStem ""
    SourceParseTag ""
    SourceOwner "the verb's subject"
    SourceOwnerStem ""
}
