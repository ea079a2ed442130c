//! Across documents: the same statement wherever it is printed, and what became of its words.
//!
//! | module | gives |
//! |---|---|
//! | [`normalize`] | a text as words to compare |
//! | `forms` | equal texts and equal words once each |
//! | `information` | how much a word tells |
//! | `index` | which forms share rare runs of words |
//! | [`align`] | what two texts have in common |
//! | `judge`, `cluster` | whether they are one statement, and which sayings are |
//! | [`change`], [`diff`] | what changed, and the change to read |
//! | [`alarm`], `quantity`, [`names`] | whether it touches the meaning: words, numbers, speakers |
//! | `founding` | which sayings are statements by themselves |
//! | `groups` | a statement's sayings in order of time, and how far it went |
//! | `history` | a statement's sightings in order of time, each with its parent |
//! | [`blocks`] | the steps one by one, for engines that spread them over machines |
//! | [`marked`] | the words in quotation marks within a report |
//! | `repeats` | where a text repeats a statement without quoting it |
//!
//! The method: one best parent per wording by shared rare runs of three words, weighted by their information and verified by
//! alignment. Containment instead of resemblance (Broder 1997) lets a fragment find its whole.

pub mod alarm;
pub mod align;
pub mod blocks;
pub mod change;
mod cluster;
pub mod diff;
mod forms;
mod founding;
mod groups;
mod history;
mod index;
mod information;
mod judge;
mod lexicon;
pub mod marked;
pub mod names;
pub mod normalize;
mod quantity;
mod repeats;

use std::borrow::Cow;
use std::sync::atomic::AtomicBool;

pub use self::forms::said;
pub use self::founding::founds;
pub use self::history::{Sighting, Statement, Step, Trace};
pub use self::repeats::Articles;
use crate::error::Result;

/// Who may have said something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Person<'a> {
    /// The name, or a description of somebody without one.
    pub name: &'a str,
    /// Whether it is a name.
    pub named: bool,
}

/// What was said, a saying a row: columns of the same length.
#[derive(Debug, Default)]
pub struct Sayings<'a> {
    /// The words.
    pub text: Vec<Cow<'a, str>>,
    /// Whether they stand in quotation marks, or some of them do.
    pub quoted: Vec<bool>,
    /// Whether a reporter's own words stand among those in quotation marks; empty if nowhere.
    pub mixed: Vec<bool>,
    /// Who said it, as a row of `people`.
    pub speaker: Vec<Option<u32>>,
    /// Where they stand in the document, if that is known.
    pub place: Vec<Option<(u32, u32)>>,
    /// The document, as a row of `outlet` and `published`.
    pub document: Vec<u32>,
    /// All speakers.
    pub people: Vec<Person<'a>>,
    /// The outlet of each document, by number.
    pub outlet: Vec<Option<u32>>,
    /// When each document was published; any unit.
    pub published: Vec<Option<i64>>,
}

/// Finds the statements among sayings that have one which says something by itself ([`founds`]), and with `articles` the places that repeat one without quoting it: they are appended to
/// the sayings and listed in [`Trace::repeats`]. The result does not depend on `n_threads`.
///
/// `window`: a statement ends where nobody repeats it for so long (in the unit of `published`).
///
/// ```
/// use onrecord::statement::{Sayings, trace};
/// let texts = ["We never sold the park to a foreign developer", "sold the park to a foreign developer!", "The park is green."];
/// let mut sayings = Sayings {
///     text: texts.map(Into::into).to_vec(),
///     quoted: vec![true; 3],
///     speaker: vec![None; 3],
///     place: vec![None; 3],
///     document: vec![0, 1, 2],
///     outlet: vec![None; 3],
///     published: vec![None; 3],
///     ..Sayings::default()
/// };
/// let trace = trace(&mut sayings, None, None, 1, &false.into()).unwrap();
/// let sizes: Vec<usize> = trace.statements.iter().map(|statement| statement.sightings.len()).collect();
/// assert_eq!(sizes, [2, 1]);
/// ```
///
/// # Errors
/// When `cancel` was set.
pub fn trace<'a>(
    sayings: &mut Sayings<'a>,
    articles: Option<&Articles<'a>>,
    window: Option<i64>,
    n_threads: usize,
    cancel: &AtomicBool,
) -> Result<Trace> {
    let mut forms = forms::Forms::new(&sayings.text, None, n_threads, cancel)?;
    let mut clusters = cluster::cluster(sayings, &forms, None, n_threads, cancel)?;
    clusters.found(&founding::all(sayings, &forms, n_threads, cancel)?, &forms);
    let repeats = match articles {
        Some(articles) => repeats::find(articles, &forms, &clusters, n_threads, cancel)?,
        None => Vec::new(),
    };
    for repeat in &repeats {
        sayings.text.push(Cow::Borrowed(repeat.text));
        sayings.quoted.push(false);
        sayings.speaker.push(None);
        sayings.document.push(repeat.document);
        sayings.place.push(Some(repeat.chars));
    }
    forms.extend(&sayings.text);
    clusters.join(&repeats, &forms);
    let mut trace = history::write(sayings, &forms, &clusters, window, n_threads, cancel)?;
    trace.repeats = repeats.iter().map(|repeat| (repeat.document, repeat.chars)).collect();
    Ok(trace)
}
