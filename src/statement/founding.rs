//! Which sayings found a statement: those that say something by themselves. "The mayor's plans" and "which was sold in May", cut out of
//! somebody's sentence by a reporter, may be sightings of a statement that others print whole, but are none alone.

use std::sync::atomic::AtomicBool;

use rustc_hash::FxHashMap;

use super::forms::{Forms, ranges};
use super::marked::stretches;
use super::{Sayings, normalize};
use crate::error::Result;
use crate::text::tags::{Tag, tag};
use crate::text::words::{self, Shape};
use crate::{Span, batch};

/// Sayings that a part of the work takes.
const PART: usize = 1 << 14;
/// Words in quotation marks that are a quotation and not a word in marks.
const SEVERAL: usize = 2;

/// Whether a report says something by itself: it has a verb, or several words in quotation marks.
///
/// ```
/// use onrecord::statement::founds;
/// assert!(founds("the park was sold") && founds("to sell the park") && founds("a “witch hunt” by the press"));
/// assert!(!founds("the mayor's plans") && !founds("which was sold in May") && !founds("an “unprecedented” step"));
/// ```
pub fn founds(report: &str) -> bool {
    let several = |span: &Span| normalize::words(span.of(report)).len() >= SEVERAL;
    stretches(report).iter().any(several) || asserts(report)
}

/// For each saying, whether it founds a statement: what is quoted as a whole does, and each report is read once.
///
/// # Errors
/// When the run was cancelled.
pub(super) fn all(sayings: &Sayings<'_>, forms: &Forms, n_threads: usize, cancel: &AtomicBool) -> Result<Vec<bool>> {
    let is_report = |i: usize| !sayings.quoted[i] || sayings.mixed.get(i).is_some_and(|mixed| *mixed);
    let found = batch::map(
        &ranges(sayings.text.len(), PART),
        |_| 0,
        n_threads,
        cancel,
        |part| {
            let mut read: FxHashMap<u32, bool> = FxHashMap::default();
            let mut founds = |i: usize| *read.entry(forms.text_of[i]).or_insert_with(|| founds(&sayings.text[i]));
            part.clone().map(|i| !is_report(i) || founds(i)).collect::<Vec<_>>()
        },
    )?;
    Ok(found.into_iter().flatten().collect())
}

/// Whether the words have a verb that is their own: finite, "to" with a verb, or a verb at their beginning ("hiding the costs"), and not
/// that of a relative clause.
fn asserts(text: &str) -> bool {
    let (mut cut, mut tags) = (Vec::new(), Vec::new());
    words::cut(text, Span::new(0, text.len()), &mut cut);
    tag(text, &cut, false, &mut tags);
    let is_relative =
        |i: usize| ["which", "whose", "whom", "who"].iter().any(|w| cut[i].span.of(text).eq_ignore_ascii_case(w));
    let mut first = true;
    let mut before: Option<usize> = None;
    let is_by = |i: usize| cut.get(i).is_some_and(|word| word.span.of(text).eq_ignore_ascii_case("by"));
    for i in (0..cut.len()).filter(|&i| cut[i].shape != Shape::Mark) {
        // "which was sold", "of which he knew".
        if before.is_none_or(|b| first && tags[b] == Tag::Preposition) && is_relative(i) {
            return false;
        }
        let of_relative =
            before.is_some_and(|b| is_relative(b) || cut[b].span.of(text).eq_ignore_ascii_case("that") && !first);
        let own = match tags[i] {
            Tag::Finite => !of_relative,
            Tag::Base => before.is_some_and(|b| tags[b] == Tag::To) || first,
            Tag::Gerund => first,
            // "The mayor lied": of a few words the tagger cannot tell the past from the participle.
            Tag::Participle => !of_relative && before.is_some_and(|b| tags[b].is_nominal()) && !is_by(i + 1),
            _ => false,
        };
        if own {
            return true;
        }
        // Adverbs ("not", "never") stand before the verb that a report begins with.
        first &= matches!(tags[i], Tag::Adverb | Tag::Preposition | Tag::Subordinator);
        if tags[i] != Tag::Adverb {
            before = Some(i);
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_says_something() {
        for (text, expected) in [
            ("the park was sold to a bank", true),
            ("that the park was sold", true),
            ("it never sold the park", true),
            ("to sell the park", true),
            ("hiding the costs of the bridge", true),
            ("not hiding the costs of the bridge", true),
            ("the man who sold the park is dead", true),
            ("what they did was wrong", true),
            ("the mayor lied", true),
            ("he never lied", true),
            ("a plan proposed by the mayor", false),
            ("Ada Quill", false),
            ("the mayor", false),
            ("the growing costs of the bridge", false),
            ("a plan for the old park in the valley", false),
            ("which was sold in May", false),
            ("of which he knew nothing", false),
            ("who was arrested in the park", false),
            ("the man who sold the park", false),
            ("", false),
            ("…", false),
            ("a “witch hunt” by the press", true),
            ("an “unprecedented” step", false),
            ("the step was “unprecedented”", true),
        ] {
            assert_eq!(founds(text), expected, "{text}");
        }
    }
}
