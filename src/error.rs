//! The one error of the crate: a sentence that names the offending value and says what to do.

use std::fmt;

/// What went wrong, in lower case and without a final full stop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    kind: Kind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A text longer than offsets can count.
    TooLong { bytes: usize },
    /// A gazetteer row that cannot be used.
    Entity { row: usize, problem: String },
    /// The caller asked to stop.
    Cancelled,
    /// An argument out of its range.
    Argument { name: &'static str, problem: String },
    /// A fault of this library, caught at the document that raised it.
    Internal { message: String },
}

/// A result whose error is [`Error`].
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    pub(crate) fn new(kind: Kind) -> Self {
        Self { kind }
    }

    // Only a binding asks: it turns each kind into an exception.
    #[cfg_attr(not(feature = "python"), allow(dead_code))]
    pub(crate) fn kind(&self) -> &Kind {
        &self.kind
    }

    pub(crate) fn too_long(bytes: usize) -> Self {
        Self::new(Kind::TooLong { bytes })
    }

    pub(crate) fn entity(row: usize, problem: impl Into<String>) -> Self {
        Self::new(Kind::Entity { row, problem: problem.into() })
    }

    pub(crate) fn argument(name: &'static str, problem: impl Into<String>) -> Self {
        Self::new(Kind::Argument { name, problem: problem.into() })
    }

    pub(crate) fn internal(message: impl Into<String>) -> Self {
        Self::new(Kind::Internal { message: message.into() })
    }

    pub(crate) fn cancelled() -> Self {
        Self::new(Kind::Cancelled)
    }

    /// Whether the run was stopped on request.
    pub fn is_cancelled(&self) -> bool {
        matches!(self.kind, Kind::Cancelled)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            Kind::TooLong { bytes } => {
                write!(f, "text of {bytes} bytes is longer than one document may be (4 GiB); split it")
            }
            Kind::Entity { row, problem } => write!(f, "entity row {row}: {problem}"),
            Kind::Cancelled => f.write_str("the analysis was cancelled"),
            Kind::Argument { name, problem } => write!(f, "{name}: {problem}"),
            Kind::Internal { message } => {
                write!(f, "internal fault, please report it with the text: {message}")
            }
        }
    }
}

impl std::error::Error for Error {}
