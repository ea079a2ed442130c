//! What of a change touches the meaning.

use std::ops::Range;

use super::change::{Difference, Edit, Wording};
use super::lexicon::{Role, commonness, role};
use super::normalize::{Pause, hash};
use super::quantity;

/// Why a change should be looked at, in order of weight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Alarm {
    /// "never" is gone.
    NegationLost,
    /// "not" has come.
    NegationGained,
    /// "alleged" is gone, or "I think".
    QualifierLost,
    /// "reportedly" has come.
    QualifierGained,
    /// "12" has become "20".
    NumberChanged,
    /// "Reed paid Quill" has become "Quill paid Reed".
    WordsSwapped,
    /// Words inside quotation marks are missing, and no ellipsis says so.
    WordsDropped,
    /// Somebody else is said to have said it.
    OtherSpeaker,
}

impl Alarm {
    /// The name used in tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::NegationLost => "negation lost",
            Self::NegationGained => "negation gained",
            Self::QualifierLost => "qualifier lost",
            Self::QualifierGained => "qualifier gained",
            Self::NumberChanged => "number changed",
            Self::WordsSwapped => "words swapped",
            Self::WordsDropped => "words dropped inside quotation marks",
            Self::OtherSpeaker => "another speaker",
        }
    }
}

impl Difference {
    /// What of the change touches the meaning, and the words in question.
    ///
    /// `quoted`: both wordings stand in quotation marks.
    pub fn alarms(&self, old: &Wording<'_>, new: &Wording<'_>, quoted: bool) -> Vec<(Alarm, String)> {
        let mut lost: Vec<Telling> = Vec::new();
        let mut gained: Vec<Telling> = Vec::new();
        let mut out = Vec::new();
        for edit in self.edits.iter().filter(|edit| !edit.spelling) {
            let numbers = quantity::changed(old, new, edit);
            out.extend(numbers.map(|(before, after)| (Alarm::NumberChanged, format!("{before} → {after}"))));
            collect(old, near(old, edit.old.clone(), edit.edge), &mut lost);
            collect(new, near(new, edit.new.clone(), edit.edge), &mut gained);
        }
        let signs = quantity::resigned(old, new, &self.blocks).into_iter();
        out.extend(signs.map(|(before, after)| (Alarm::NumberChanged, format!("{before} → {after}"))));
        let mut told: Vec<usize> = Vec::new();
        for (role, went, came) in [
            (Role::Negation, Alarm::NegationLost, Alarm::NegationGained),
            (Role::Qualifier, Alarm::QualifierLost, Alarm::QualifierGained),
        ] {
            let (gone, new) = (without(role, &lost, &gained), without(role, &gained, &lost));
            // "do not" for "don't" is the same negation.
            let (one, other) = if role == Role::Negation {
                (gone.len() > new.len(), new.len() > gone.len())
            } else {
                (!gone.is_empty(), !new.is_empty())
            };
            let words = |all: &[&Telling]| all.iter().map(|word| word.shown.as_str()).collect::<Vec<_>>().join(", ");
            out.extend(one.then(|| (went, words(&gone))));
            out.extend(other.then(|| (came, words(&new))));
            told.extend(gone.iter().filter(|_| one).map(|word| word.at));
        }
        out.extend(self.swapped(old, new).map(|words| (Alarm::WordsSwapped, words)));
        if quoted {
            out.extend(self.silently_dropped(old, new, &told).map(|words| (Alarm::WordsDropped, words)));
        }
        out.sort_by_key(|&(alarm, _)| alarm);
        out
    }

    /// Words that are missing inside without an ellipsis or a bracket that says so; not those of which more was `told`.
    fn silently_dropped(&self, old: &Wording<'_>, new: &Wording<'_>, told: &[usize]) -> Option<String> {
        // "cyber espionage" for "cyberespionage" may be torn by a "cyber" beside it.
        if self.edits.iter().all(|edit| edit.edge || edit.spelling || !edit.new.is_empty()) {
            return None;
        }
        let come: String = self.edits.iter().map(|edit| new.joined(edit.new.clone()) + " ").collect();
        let silent = |edit: &&Edit| {
            let gap = new.words.get(edit.new.start).is_some_and(|word| word.before == Pause::Gap);
            !edit.edge
                && !edit.spelling
                && edit.new.is_empty()
                && !gap
                && !edit.old.clone().all(|word| told.contains(&word))
                && !come.contains(&old.joined(edit.old.clone()))
        };
        let dropped: Vec<&str> = self.edits.iter().filter(silent).map(|edit| old.printed(&edit.old)).collect();
        (!dropped.is_empty()).then(|| dropped.join(" … "))
    }

    /// Two words that have changed places around a third: "Reed paid Quill → Quill paid Reed". A list in another order ("Reed and
    /// Quill") and the passive ("was paid by") say the same.
    fn swapped(&self, old: &Wording<'_>, new: &Wording<'_>) -> Option<String> {
        /// Words from the one to the other.
        const REACH: usize = 6;
        /// Edited words; of a text that was written anew nothing was swapped.
        const MOST: usize = 40;
        let edits = || self.edits.iter().filter(|edit| !edit.spelling);
        let gone: Vec<usize> = edits().flat_map(|edit| edit.old.clone()).take(MOST + 1).collect();
        let come: Vec<usize> = edits().flat_map(|edit| edit.new.clone()).take(MOST + 1).collect();
        if gone.len().max(come.len()) > MOST {
            return None;
        }
        let once = |words: &Wording<'_>, hash: u64| {
            let mut places = words.words.iter().enumerate().filter(|(_, word)| word.hash == hash).map(|(i, _)| i);
            places.next().filter(|_| places.next().is_none())
        };
        let tells = |hash: u64| commonness(hash).is_none() && role(hash).is_none();
        // Between two places a clause ends, or things are listed, or somebody acts in the passive.
        let closed = |words: &Wording<'_>, range: Range<usize>, also: &str| {
            range.clone().skip(1).any(|i| words.words[i].before >= Pause::Clause)
                || range
                    .clone()
                    .any(|i| ["and", "or", also].iter().any(|word| words.words[i].hash == hash(word.as_bytes())))
        };
        for &x in &gone {
            let moved = old.words[x].hash;
            if !tells(moved) || !come.iter().any(|&at| new.words[at].hash == moved) {
                continue;
            }
            let (Some(_), Some(x_new)) = (once(old, moved), once(new, moved)) else { continue };
            for y in x.saturating_sub(REACH)..old.words.len().min(x + REACH + 1) {
                let other = old.words[y].hash;
                if x.abs_diff(y) < 2 || !tells(other) || once(old, other).is_none() {
                    continue;
                }
                let Some(y_new) = once(new, other) else { continue };
                if (x < y) == (x_new < y_new) || x_new.abs_diff(y_new) > REACH {
                    continue;
                }
                let (was, is) = (x.min(y)..x.max(y) + 1, x_new.min(y_new)..x_new.max(y_new) + 1);
                let pivot = (was.start + 1..was.end - 1)
                    .any(|p| (is.start + 1..is.end - 1).any(|q| old.words[p].hash == new.words[q].hash));
                if pivot && !closed(old, was.clone(), "by") && !closed(new, is.clone(), "by") {
                    return Some(format!("{} → {}", old.printed(&was), new.printed(&is)));
                }
            }
        }
        None
    }
}

/// Words of an edit that bear on what was kept: all inside, and at an edge those in the same clause, next to it.
fn near(wording: &Wording<'_>, edit: Range<usize>, edge: bool) -> Range<usize> {
    /// Words that far away bear on it.
    const REACH: usize = 4;
    if !edge || edit.is_empty() {
        return edit;
    }
    let parts = |word: usize| wording.words.get(word).is_none_or(|word| word.before >= Pause::Clause);
    if edit.start == 0 {
        let mut from = edit.end;
        while from > 0 && edit.end - from < REACH && !parts(from) {
            from -= 1;
        }
        from..edit.end
    } else {
        let mut to = edit.start;
        while to < edit.end && to - edit.start < REACH && !parts(to) {
            to += 1;
        }
        edit.start..to
    }
}

/// A word that changes meaning.
struct Telling {
    role: Role,
    /// Where it stands.
    at: usize,
    /// Equal for words that do the same.
    form: String,
    shown: String,
}

/// Adds the words of a range that deny or qualify.
fn collect(wording: &Wording<'_>, range: Range<usize>, into: &mut Vec<Telling>) {
    for at in range {
        let role = role(wording.words[at].hash);
        match role {
            Some(Role::Negation | Role::Qualifier) => {
                let form = wording.form(at);
                into.extend(role.map(|role| Telling { role, at, shown: form.clone(), form }));
            }
            Some(Role::Hedge) => {
                if let Some(whose) = speaker_before(wording, at) {
                    let shown = wording.printed(&(whose..at + 1)).to_owned();
                    into.push(Telling { role: Role::Qualifier, at, form: "hedge".to_owned(), shown });
                }
            }
            Some(Role::Number) | None => {}
        }
    }
}

/// The "I" of "I think" or "I really think", the "my" of "my view".
fn speaker_before(wording: &Wording<'_>, at: usize) -> Option<usize> {
    let is_speaker =
        |i: usize| ["i", "we", "my", "our"].iter().any(|word| wording.words[i].hash == hash(word.as_bytes()));
    let before = (at.saturating_sub(2)..at).rev();
    before.take_while(|&i| wording.words[i + 1].before < Pause::Clause).find(|&i| is_speaker(i))
}

/// What of `all` does something and is not among `others`, each taken once.
fn without<'a>(role: Role, all: &'a [Telling], others: &[Telling]) -> Vec<&'a Telling> {
    let mut others: Vec<&Telling> = others.iter().filter(|word| word.role == role).collect();
    let missing = |word: &&Telling| match others.iter().position(|other| other.form == word.form) {
        Some(at) => {
            others.swap_remove(at);
            false
        }
        None => true,
    };
    all.iter().filter(|word| word.role == role).filter(missing).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statement::align::Aligner;

    fn alarms_of(old: &str, new: &str, quoted: bool) -> Vec<(Alarm, String)> {
        let (old, new) = (Wording::new(old), Wording::new(new));
        Difference::new(&old, &new, &mut Aligner::default()).alarms(&old, &new, quoted)
    }

    #[test]
    fn alarms() {
        use Alarm::{
            NegationGained, NegationLost, NumberChanged, QualifierGained, QualifierLost, WordsDropped, WordsSwapped,
        };
        for (name, old, new, expected) in [
            ("nothing", "we never did it", "We never did it!", vec![]),
            ("negation inside", "we have never done it", "we have done it", vec![(NegationLost, "never")]),
            (
                "negation inside, among others",
                "we have certainly not been there nor done it",
                "we have been there nor done it",
                vec![(NegationLost, "not"), (WordsDropped, "certainly not")],
            ),
            (
                "negation cut off",
                "we never helped any government",
                "helped any government",
                vec![(NegationLost, "never")],
            ),
            (
                "negation in another clause cut off",
                "we do not know, and they helped any government",
                "they helped any government",
                vec![],
            ),
            ("negation gained", "they did help us", "they did not help us", vec![(NegationGained, "not")]),
            ("contraction", "they do not help us", "they don’t help us", vec![]),
            ("qualifier lost", "the alleged spy left", "the spy left", vec![(QualifierLost, "alleged")]),
            ("qualifier gained", "the spy left", "the spy reportedly left", vec![(QualifierGained, "reportedly")]),
            ("hedge cut off", "I think the mayor sold it", "the mayor sold it", vec![(QualifierLost, "I think")]),
            (
                "hedge lost inside",
                "the mayor, we really believe, sold the old park",
                "the mayor sold the old park",
                vec![(QualifierLost, "we really believe"), (WordsDropped, "we really believe")],
            ),
            (
                "hedge lost in one's view",
                "in my view the park was sold",
                "the park was sold",
                vec![(QualifierLost, "my view")],
            ),
            ("another hedge", "I think the mayor sold it", "I believe the mayor sold it", vec![]),
            ("a hedge of others", "people think the mayor sold it", "the mayor sold it", vec![]),
            ("number", "we lost 12 men", "we lost 20 men", vec![(NumberChanged, "12 → 20")]),
            ("number in words", "we lost two men", "we lost three men", vec![(NumberChanged, "two → three")]),
            ("number at the beginning", "12 men were lost", "20 men were lost", vec![(NumberChanged, "12 → 20")]),
            ("number grown", "we lost 12 men", "we lost 12 million men", vec![(NumberChanged, "12 → 12 million")]),
            (
                "number and unit",
                "it was 5 percent of them",
                "it was 5 million of them",
                vec![(NumberChanged, "5 percent → 5 million")],
            ),
            ("currency", "it cost $5 to build", "it cost €5 to build", vec![(NumberChanged, "$5 → €5")]),
            (
                "currency of a scaled number",
                "it cost $5 million to build",
                "it cost £5 million to build",
                vec![(NumberChanged, "$5 million → £5 million")],
            ),
            (
                "currency behind the number",
                "it cost 5 € to build",
                "it cost $5 to build",
                vec![(NumberChanged, "5 € → $5")],
            ),
            ("currency on either side", "it cost 5 € to build", "it cost €5 to build", vec![]),
            ("percent sign lost", "it was 5% of them", "it was 5 of them", vec![(NumberChanged, "5% → 5")]),
            ("sign for a word", "it cost $5 to build", "it cost 5 dollars to build", vec![]),
            ("sign for a word that is not known", "it cost $5 to build", "it cost 5 bucks to build", vec![]),
            (
                "number and currency",
                "it cost $5 million to build",
                "it cost €6 million to build",
                vec![(NumberChanged, "5 million → 6 million")],
            ),
            ("figure regrouped", "we lost 1000 men", "we lost 1,000 men", vec![]),
            ("number spelt out", "we lost 12 men there", "we lost twelve soldiers there", vec![]),
            ("percent", "about 5 percent of voters", "about five per cent of voters", vec![]),
            ("percent sign", "about 5 percent of voters", "about 5% of voters", vec![]),
            ("percent in words", "about 5% of voters", "about five per cent of voters", vec![]),
            ("dollars", "it cost $1.5 million to build", "it cost 1.5 million dollars to build", vec![]),
            (
                "swapped names",
                "everybody knows that Reed paid Quill for the park",
                "everybody knows that Quill paid Reed for the park",
                vec![(WordsSwapped, "Reed paid Quill → Quill paid Reed")],
            ),
            (
                "swapped at the beginning",
                "Reed paid Quill for the park",
                "Quill paid Reed for the park",
                vec![(WordsSwapped, "Reed paid Quill → Quill paid Reed")],
            ),
            ("passive", "we know Reed paid Quill for it", "we know Quill was paid by Reed for it", vec![]),
            ("list", "we saw Reed and Quill there", "we saw Quill and Reed there", vec![]),
            ("honest omission", "we saw the big old ship", "we saw the … ship", vec![]),
            ("silent omission", "we saw the big old ship", "we saw the ship", vec![(WordsDropped, "big old")]),
            (
                "another first half",
                "As a private firm, Acme has no ties to any power, and the company has never helped a government",
                "While Acme works with many states and the police, the company has never helped a government",
                vec![],
            ),
            (
                "a compound in one piece",
                "with its cyber espionage efforts",
                "with its cyberespionage or offensive cyber efforts",
                vec![],
            ),
            ("moved", "perhaps we saw the ship", "we saw the ship perhaps", vec![]),
        ] {
            let found = alarms_of(old, new, true);
            let found: Vec<(Alarm, &str)> = found.iter().map(|(alarm, words)| (*alarm, words.as_str())).collect();
            assert_eq!(found, expected, "{name}");
        }
        let found = alarms_of("we saw the big old ship", "we saw the ship", false);
        assert!(found.is_empty(), "a paraphrase may drop words");
    }
}
