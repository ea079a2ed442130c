//! What kind of act an attribution reports, so that "only what was said" is one filter.
//!
//! The cue decides (`lexicon/en/acts.tsv`). Words in quotation marks, or with no cue beside them, were said unless the cue
//! says otherwise; of a cue on no list with content in the reporter's words nothing is claimed.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::draft::{Context, Draft};
use super::phrase::Range;
use super::{Act, QuoteKind, cue};
use crate::text::Surface;
use crate::text::tags;

/// The longest cue has this many words.
const LONGEST: usize = 5;

static ACTS: LazyLock<FxHashMap<Box<str>, Act>> = LazyLock::new(|| {
    let mut acts = FxHashMap::default();
    for line in include_str!("../lexicon/en/acts.tsv").lines().filter(|l| !l.starts_with('#')) {
        let mut cells = line.split('\t');
        let lemma = cells.next().expect("a cue");
        let act = Act::from_name(cells.next().expect("an act")).expect("one of the five");
        let (head, rest) = lemma.split_once(' ').map_or((lemma, ""), |(head, _)| (head, &lemma[head.len()..]));
        let irregular = cells.next().unwrap_or_default().split_whitespace().map(str::to_owned);
        let regular = [head.to_owned(), cue::third_person(head), cue::past(head), cue::gerund(head)];
        for form in regular.into_iter().chain(irregular) {
            acts.entry((form + rest).into_boxed_str()).or_insert(act);
        }
    }
    acts
});

/// The act that these words report, in any form of theirs.
pub(super) fn of_words(words: &str) -> Option<Act> {
    ACTS.get(words).copied()
}

/// The act that an attribution of this kind reports.
pub(super) fn of(context: &Context<'_, '_>, draft: &Draft, kind: QuoteKind) -> Option<Act> {
    let surface = context.surface;
    // An entry without a lemma is that of a word on no list of cues.
    let told = match (draft.entry.filter(|entry| !entry.lemma.is_empty()), draft.cue) {
        (Some(entry), _) => of_words(&entry.lemma),
        (None, Some(cue)) => of_cue(surface, cue),
        (None, None) => None,
    };
    // A colon reports no less than "said".
    let wordless = draft.cue.is_none_or(|c| (c.0..c.1).all(|i| !surface.word(i).contains(char::is_alphanumeric)));
    let spoken = wordless || kind != QuoteKind::Indirect;
    told.or_else(|| spoken.then_some(Act::Speech))
}

/// The act of the first words of a cue that are on the list, the longest of them where several begin there.
fn of_cue(surface: &Surface<'_>, (first, last): Range) -> Option<Act> {
    let mut words = Vec::with_capacity(last - first);
    let mut buffer = String::new();
    for i in first..last {
        tags::lower(surface.word(i), &mut buffer);
        words.push(buffer.clone());
    }
    (0..words.len()).find_map(|from| {
        let longest = words.len().min(from + LONGEST);
        (from + 1..=longest).rev().find_map(|to| of_words(&words[from..to].join(" ")))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Document, Resources, record};

    fn act(text: &str) -> Vec<Option<&'static str>> {
        let analysis = record::analyze(&Document::new("a", text), &Resources::default()).unwrap();
        analysis.quotes.iter().map(|q| q.act.map(Act::name)).collect()
    }

    #[test]
    fn named_cases() {
        let cases: &[(&str, &str, &[Option<&str>])] = &[
            ("said", "Ada Quill said that the bridge was closed.", &[Some("speech")]),
            ("according to", "The bridge was closed, according to Ada Quill.", &[Some("speech")]),
            ("thought", "Ada Quill believes that the bridge will close.", &[Some("thought")]),
            ("writing", "“The bridge is closed,” Ada Quill tweeted.", &[Some("writing")]),
            ("perception", "Ada Quill discovered that the bridge was closed.", &[Some("perception")]),
            ("promise is speech", "Ada Quill vowed to open the bridge.", &[Some("speech")]),
            ("noun", "The claims that Ada Quill closed the bridge were false.", &[Some("speech")]),
        ];
        for (name, text, expected) in cases {
            assert_eq!(act(text), *expected, "{name}");
        }
    }

    #[test]
    fn cues_of_several_words_and_in_any_form() {
        let cases = [
            ("according to", Act::Speech),
            ("called for", Act::Speech),
            ("thought", Act::Thought),
            ("doubts", Act::Thought),
            ("wrote", Act::Writing),
            ("planning", Act::Intention),
            ("intends", Act::Intention),
            ("found", Act::Perception),
            ("knew", Act::Thought),
        ];
        for (words, act) in cases {
            assert_eq!(of_words(words), Some(act), "{words}");
        }
        assert_eq!(of_words("bicycle"), None);
        assert_eq!(of_words(""), None);
    }

    #[test]
    fn the_first_known_words_of_a_long_cue_decide() {
        let text = "clearly called for it in a tweet";
        let surface = Surface::new(text, None);
        assert_eq!(of_cue(&surface, (0, surface.words.len())), Some(Act::Speech));
        assert_eq!(of_cue(&surface, (4, surface.words.len())), Some(Act::Writing));
        assert_eq!(of_cue(&surface, (0, 1)), None);
    }

    #[test]
    fn every_cue_has_an_act_and_no_line_is_there_twice() {
        assert!(cue::lemmas().count() > 150);
        for lemma in cue::lemmas() {
            assert!(of_words(lemma).is_some(), "{lemma}");
        }
        let lines = include_str!("../lexicon/en/acts.tsv").lines().filter(|l| !l.starts_with('#'));
        let mut seen = rustc_hash::FxHashSet::default();
        for line in lines {
            let lemma = line.split('\t').next().unwrap();
            assert!(seen.insert(lemma), "{lemma} twice");
            assert!(lemma.split(' ').count() <= LONGEST, "{lemma}");
        }
    }
}
