//! onrecord tells, for a news corpus, who said what, about whom, and in which words.
//!
//! The crate is a pure function from a document to rows, and a loop that runs it on many:
//!
//! | module | knows | gives |
//! |---|---|---|
//! | [`text`] | characters | zones, words, sentences, quotations |
//! | [`entity`] | names | a gazetteer's matches, names without a list, who a phrase stands for |
//! | [`quote`] | reporting | attributions: source, cue, content, stance |
//! | [`record`] | the order of the steps | one document's rows |
//! | [`batch`] | threads | many documents' rows, in input order |
//! | [`tally`] | rows | entities across documents |
//! | [`dispute`] | contents of attributions | claims and the denials that answer them |
//! | [`concordance`] | texts | a pattern's places with the words around them |
//! | [`statement`] | what was said, as words | statements across documents: sightings, changes |
//!
//! Each knows only those above it. Offsets are bytes inside ([`Span`]) and code points outside
//! ([`CharIndex`]). Python and Arrow are met in the `python` module alone, behind the feature of that name.
//!
//! ```
//! use onrecord::{Document, Resources, record};
//!
//! let text = "Town hall row\n\n“We never sold the park,” said Mayor Ada Quill.";
//! let analysis = record::analyze(&Document::new("a1", text), &Resources::default()).unwrap();
//! let quote = &analysis.quotes[0];
//! assert_eq!(quote.content[0].of(text), "We never sold the park,");
//! assert_eq!(quote.cue.unwrap().of(text), "said");
//! assert_eq!(quote.source.unwrap().of(text), "Mayor Ada Quill");
//! ```

pub mod batch;
pub mod concordance;
pub mod dispute;
pub mod entity;
mod error;
pub mod identity;
#[cfg(feature = "python")]
mod python;
pub mod quote;
pub mod record;
mod span;
pub mod statement;
pub mod tally;
pub mod text;

pub use entity::gazetteer::Gazetteer;
pub use error::{Error, Result};
pub use record::{Analysis, Document, Resources};
pub use span::{CharIndex, CharWalk, Span};
