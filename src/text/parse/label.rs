//! What a word is to its head.

/// Declares the labels once: variant, name in files, meaning.
macro_rules! labels {
    ($($(#[$attribute:meta])? $variant:ident $name:literal $meaning:literal,)*) => {
        /// The relation of a word to its head: Universal Dependencies, without what makes no difference here.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
        #[repr(u8)]
        pub enum Label {
            $($(#[$attribute])? #[doc = $meaning] $variant,)*
        }

        impl Label {
            /// All labels, in the order of their numbers.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The name in Universal Dependencies (without what a label joins).
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }
        }
    };
}

labels! {
    #[default]
    Root "root" "The word that hangs on nothing.",
    Nsubj "nsubj" "Subject.",
    NsubjPass "nsubj:pass" "Subject of a passive.",
    Csubj "csubj" "Clause as a subject.",
    Obj "obj" "Object.",
    Iobj "iobj" "Indirect object.",
    Ccomp "ccomp" "Clause with its own subject as an object: what is said.",
    Xcomp "xcomp" "Clause or predicate without its own subject.",
    Advcl "advcl" "Adverbial clause.",
    Acl "acl" "Clause that describes a noun.",
    Relcl "acl:relcl" "Relative clause.",
    Obl "obl" "Phrase that describes a verb.",
    Agent "obl:agent" "Who does it, in a passive.",
    Nmod "nmod" "Phrase that describes a noun.",
    Poss "nmod:poss" "Owner.",
    Appos "appos" "Another name for the head.",
    Parataxis "parataxis" "Clause beside the head, as in an inserted `he said`.",
    Conj "conj" "What a conjunction joins to the head.",
    Cc "cc" "Conjunction.",
    Mark "mark" "Word that opens a clause.",
    Aux "aux" "Auxiliary.",
    AuxPass "aux:pass" "Auxiliary of a passive.",
    Cop "cop" "Copula.",
    Case "case" "Preposition or possessive ending.",
    Det "det" "Article.",
    Amod "amod" "Adjective.",
    Compound "compound" "Noun before a noun, title before a name.",
    Flat "flat" "Later part of a name.",
    Fixed "fixed" "Later part of an expression such as `because of`.",
    Particle "compound:prt" "Particle of a verb.",
    Advmod "advmod" "Adverb.",
    Nummod "nummod" "Number.",
    Expl "expl" "Empty `it` or `there`.",
    Discourse "discourse" "Interjection or address.",
    Punct "punct" "Mark of punctuation.",
    Dep "dep" "Anything else.",
}

impl Label {
    /// How many there are.
    pub const COUNT: usize = Self::ALL.len();

    /// The label with this number, if there is one.
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.get(number as usize).copied()
    }

    /// The label for a relation of Universal Dependencies, version 1 or 2.
    pub fn from_name(name: &str) -> Self {
        if let Some(&label) = Self::ALL.iter().find(|label| label.name() == name) {
            return label;
        }
        match name {
            "dobj" => Self::Obj,
            "nsubjpass" => Self::NsubjPass,
            "csubjpass" => Self::Csubj,
            "auxpass" => Self::AuxPass,
            "neg" => Self::Advmod,
            "mwe" | "goeswith" => Self::Fixed,
            "vocative" => Self::Discourse,
            "list" | "dislocated" => Self::Parataxis,
            "nmod:desc" => Self::Compound,
            _ => {
                let (main, _) = name.split_once(':').unwrap_or((name, ""));
                Self::ALL.iter().copied().find(|label| label.name() == main).unwrap_or(Self::Dep)
            }
        }
    }

    /// Whether it is the subject of a clause.
    pub const fn is_subject(self) -> bool {
        matches!(self, Self::Nsubj | Self::NsubjPass | Self::Csubj)
    }

    /// The place of a head that a dependent with this label fills, as one of eleven bits; 0 where there is room for many.
    pub(super) const fn place(self) -> u16 {
        match self {
            Self::Nsubj | Self::NsubjPass | Self::Csubj | Self::Expl => 1,
            Self::Obj => 1 << 1,
            Self::Ccomp | Self::Xcomp => 1 << 2,
            Self::Cop => 1 << 3,
            Self::Aux => 1 << 4,
            Self::AuxPass => 1 << 5,
            Self::Mark => 1 << 6,
            Self::Case => 1 << 7,
            Self::Det | Self::Poss => 1 << 8,
            Self::Conj => 1 << 9,
            Self::Cc => 1 << 10,
            _ => 0,
        }
    }
}
