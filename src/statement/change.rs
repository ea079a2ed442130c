//! What changed from one wording to another, and whether the change touches the meaning.

use std::ops::Range;

use super::align::{Aligner, Block, dice};
use super::lexicon::{Role, role};
use super::normalize::{Pause, Word, words_with};
use crate::text::fold::Folded;

/// What became of the words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Change {
    /// Letter by letter the same.
    Identical,
    /// The same words; marks, blanks, hyphens or capitals differ.
    Punctuation,
    /// The same words in another spelling: "colour", "cyberespionage".
    Spelling,
    /// Words are missing at the beginning or the end.
    Truncated,
    /// Words were added there.
    Extended,
    /// Words were added inside.
    Inserted,
    /// Words are missing inside.
    Dropped,
    /// Words were exchanged.
    Reworded,
}

impl Change {
    /// The name used in tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Identical => "identical",
            Self::Punctuation => "punctuation",
            Self::Spelling => "spelling",
            Self::Truncated => "truncated",
            Self::Extended => "extended",
            Self::Inserted => "inserted",
            Self::Dropped => "dropped",
            Self::Reworded => "reworded",
        }
    }
}

/// Why a change should be looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Alarm {
    /// "never" is gone.
    NegationLost,
    /// "not" has come.
    NegationGained,
    /// "alleged" is gone.
    QualifierLost,
    /// "reportedly" has come.
    QualifierGained,
    /// "12" has become "20".
    NumberChanged,
    /// Words inside quotation marks are missing, and no ellipsis says so.
    WordsDropped,
    /// Somebody else is said to have said it.
    OtherSpeaker,
}

impl Alarm {
    /// All, in order of weight.
    pub const ALL: [Self; 7] = [
        Self::NegationLost,
        Self::NegationGained,
        Self::QualifierLost,
        Self::QualifierGained,
        Self::NumberChanged,
        Self::WordsDropped,
        Self::OtherSpeaker,
    ];

    /// The name used in tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::NegationLost => "negation lost",
            Self::NegationGained => "negation gained",
            Self::QualifierLost => "qualifier lost",
            Self::QualifierGained => "qualifier gained",
            Self::NumberChanged => "number changed",
            Self::WordsDropped => "words dropped inside quotation marks",
            Self::OtherSpeaker => "another speaker",
        }
    }
}

/// A text and its words.
#[derive(Debug)]
pub struct Wording<'t> {
    pub(super) text: &'t str,
    pub(super) words: Vec<Word>,
    hashes: Vec<u64>,
}

impl<'t> Wording<'t> {
    /// Reads a text.
    pub fn new(text: &'t str) -> Self {
        Self::with(text, &mut Folded::default())
    }

    /// Reads a text in memory that is used again.
    pub(super) fn with(text: &'t str, folded: &mut Folded) -> Self {
        let words = words_with(text, folded);
        let hashes = words.iter().map(|word| word.hash).collect();
        Self { text, words, hashes }
    }

    fn form(&self, word: usize) -> String {
        self.words[word].form(self.text)
    }

    fn joined(&self, words: Range<usize>) -> String {
        words.map(|word| self.form(word)).collect()
    }

    /// The words as they are printed.
    pub(super) fn printed(&self, words: &Range<usize>) -> &'t str {
        if words.is_empty() {
            return "";
        }
        &self.text[self.words[words.start].span.start as usize..self.words[words.end - 1].span.end as usize]
    }
}

/// Words of the old wording and those that stand in their place in the new one; one of the two may be empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Edit {
    pub(super) old: Range<usize>,
    pub(super) new: Range<usize>,
    /// Whether it stands at the beginning or the end.
    edge: bool,
    /// Whether both are one word in two spellings.
    spelling: bool,
}

/// How one wording differs from another.
#[derive(Debug)]
pub struct Difference {
    /// Runs of equal words.
    pub(super) blocks: Vec<Block>,
    edits: Vec<Edit>,
    /// The share of words that both have, between 0 and 1 (Sørensen and Dice).
    pub similarity: f32,
    /// What became of the words.
    pub change: Change,
}

impl Difference {
    /// Compares two wordings.
    ///
    /// ```
    /// use onrecord::statement::align::Aligner;
    /// use onrecord::statement::change::{Change, Difference, Wording};
    /// let old = Wording::new("in accordance with legal requirements and stringent standards");
    /// let new = Wording::new("in accordance with stringent standards");
    /// assert_eq!(Difference::new(&old, &new, &mut Aligner::default()).change, Change::Dropped);
    /// ```
    pub fn new(old: &Wording<'_>, new: &Wording<'_>, aligner: &mut Aligner) -> Self {
        let blocks = without_chance(aligner.align(&old.hashes, &new.hashes), old.words.len(), new.words.len());
        let mut edits = Vec::new();
        let (mut a, mut b) = (0, 0);
        let end = Block { a: old.words.len(), b: new.words.len(), len: 0 };
        for block in blocks.iter().chain([&end]) {
            if block.a > a || block.b > b {
                let edge = (a, b) == (0, 0) || block.len == 0;
                let mut edit = Edit { old: a..block.a, new: b..block.b, edge, spelling: false };
                edit.spelling = is_spelling(old, new, &edit);
                edits.push(edit);
            }
            (a, b) = (block.a + block.len, block.b + block.len);
        }
        let similarity = dice(&blocks, old.words.len(), new.words.len());
        let change = if old.text == new.text { Change::Identical } else { classify(&edits) };
        Self { blocks, edits, similarity, change }
    }

    /// What of the change touches the meaning, and the words in question.
    ///
    /// `quoted`: both wordings stand in quotation marks.
    pub fn alarms(&self, old: &Wording<'_>, new: &Wording<'_>, quoted: bool) -> Vec<(Alarm, String)> {
        let mut lost: Vec<(Role, String)> = Vec::new();
        let mut gained: Vec<(Role, String)> = Vec::new();
        let mut out = Vec::new();
        for edit in self.edits.iter().filter(|edit| !edit.spelling) {
            let mine = collect(old, near(old, edit.old.clone(), edit.edge));
            let theirs = collect(new, near(new, edit.new.clone(), edit.edge));
            let numbers = |all: &[(Role, String)]| -> Vec<String> {
                all.iter().filter(|(role, _)| *role == Role::Number).map(|(_, word)| word.clone()).collect()
            };
            let (before, after) = (numbers(&mine), numbers(&theirs));
            if !edit.edge && !before.is_empty() && !after.is_empty() && before != after {
                out.push((Alarm::NumberChanged, format!("{} → {}", before.join(" "), after.join(" "))));
            }
            lost.extend(mine);
            gained.extend(theirs);
        }
        for (role, went, came) in [
            (Role::Negation, Alarm::NegationLost, Alarm::NegationGained),
            (Role::Qualifier, Alarm::QualifierLost, Alarm::QualifierGained),
        ] {
            let of = |all: &[(Role, String)]| -> Vec<String> {
                all.iter().filter(|(r, _)| *r == role).map(|(_, word)| word.clone()).collect()
            };
            let (before, after) = (of(&lost), of(&gained));
            let gone: Vec<&str> = without(&before, &after);
            let new: Vec<&str> = without(&after, &before);
            // "do not" for "don't" is the same negation.
            let (one, other) = if role == Role::Negation {
                (gone.len() > new.len(), new.len() > gone.len())
            } else {
                (!gone.is_empty(), !new.is_empty())
            };
            out.extend(one.then(|| (went, gone.join(", "))));
            out.extend(other.then(|| (came, new.join(", "))));
        }
        if quoted {
            out.extend(self.silently_dropped(old, new).map(|words| (Alarm::WordsDropped, words)));
        }
        out.sort_by_key(|&(alarm, _)| alarm);
        out
    }

    /// Words that are missing inside without an ellipsis or a bracket that says so.
    fn silently_dropped(&self, old: &Wording<'_>, new: &Wording<'_>) -> Option<String> {
        // "cyber espionage" for "cyberespionage" may be torn by a "cyber" beside it.
        if self.edits.iter().all(|edit| edit.edge || edit.spelling || !edit.new.is_empty()) {
            return None;
        }
        let come: String = self.edits.iter().map(|edit| new.joined(edit.new.clone()) + " ").collect();
        let silent = |edit: &&Edit| {
            let gap = new.words.get(edit.new.start).is_some_and(|word| word.before == Pause::Gap);
            !edit.edge && !edit.spelling && edit.new.is_empty() && !gap && !come.contains(&old.joined(edit.old.clone()))
        };
        let dropped: Vec<&str> = self.edits.iter().filter(silent).map(|edit| old.printed(&edit.old)).collect();
        (!dropped.is_empty()).then(|| dropped.join(" … "))
    }
}

/// The blocks but for those that stand alone among changed words: "and" is in both wordings, and was not kept from one to the other.
fn without_chance(blocks: &[Block], n_old: usize, n_new: usize) -> Vec<Block> {
    /// Words that changed on either side for each word of a block that is dropped.
    const LONELY: usize = 2;
    let changed = |from: (usize, usize), to: (usize, usize)| (to.0 - from.0).max(to.1 - from.1);
    let mut kept: Vec<Block> = Vec::with_capacity(blocks.len());
    for (i, block) in blocks.iter().enumerate() {
        kept.push(*block);
        let next = blocks.get(i + 1).map_or((n_old, n_new), |next| (next.a, next.b));
        // What was kept so far may be lonely now that what follows is known.
        while let Some(&last) = kept.last() {
            let end = (last.a + last.len, last.b + last.len);
            let before =
                kept.len().checked_sub(2).map_or((0, 0), |at| (kept[at].a + kept[at].len, kept[at].b + kept[at].len));
            let around = changed(before, (last.a, last.b)).min(changed(end, next));
            if around < LONELY * last.len {
                break;
            }
            kept.pop();
        }
    }
    kept
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

/// Words that change meaning, with what they do.
fn collect(wording: &Wording<'_>, range: Range<usize>) -> Vec<(Role, String)> {
    let is_figure = |word: &Word| word.span.of(wording.text).bytes().any(|b| b.is_ascii_digit());
    range
        .filter_map(|i| {
            let word = &wording.words[i];
            let role = role(word.hash).or_else(|| is_figure(word).then_some(Role::Number))?;
            Some((role, wording.form(i)))
        })
        .collect()
}

/// What of `all` is not among `others`, each taken once.
fn without<'a>(all: &'a [String], others: &[String]) -> Vec<&'a str> {
    let mut others: Vec<&String> = others.iter().collect();
    all.iter()
        .filter(|word| match others.iter().position(|other| other == word) {
            Some(at) => {
                others.swap_remove(at);
                false
            }
            None => true,
        })
        .map(String::as_str)
        .collect()
}

fn classify(edits: &[Edit]) -> Change {
    let real: Vec<&Edit> = edits.iter().filter(|edit| !edit.spelling).collect();
    if real.is_empty() {
        return if edits.is_empty() { Change::Punctuation } else { Change::Spelling };
    }
    let inside: Vec<&&Edit> = real.iter().filter(|edit| !edit.edge).collect();
    let dropped = inside.iter().any(|edit| !edit.old.is_empty());
    let inserted = inside.iter().any(|edit| !edit.new.is_empty());
    match (dropped, inserted) {
        (true, true) => Change::Reworded,
        (true, false) => Change::Dropped,
        (false, true) => Change::Inserted,
        (false, false) => {
            let gone: usize = real.iter().map(|edit| edit.old.len()).sum();
            let come: usize = real.iter().map(|edit| edit.new.len()).sum();
            if gone >= come { Change::Truncated } else { Change::Extended }
        }
    }
}

/// Whether the edit is one word written in two ways: in one piece or in two, or with a letter or two changed.
fn is_spelling(old: &Wording<'_>, new: &Wording<'_>, edit: &Edit) -> bool {
    /// Words that a compound may be written in.
    const PIECES: usize = 4;
    let (n, m) = (edit.old.len(), edit.new.len());
    if n == 0 || m == 0 || n.max(m) > PIECES {
        return false;
    }
    let (a, b) = (old.joined(edit.old.clone()), new.joined(edit.new.clone()));
    if a == b {
        return true;
    }
    // Short words are too near to others ("now", "not"), and so are figures; a listed word is never another's spelling.
    let means =
        |wording: &Wording<'_>, words: &Range<usize>| words.clone().any(|i| role(wording.words[i].hash).is_some());
    let (least, most) = (a.chars().count().min(b.chars().count()), a.chars().count().max(b.chars().count()));
    n == 1
        && m == 1
        && least >= 5
        && most <= 30
        && !a.bytes().chain(b.bytes()).any(|byte| byte.is_ascii_digit())
        && !means(old, &edit.old)
        && !means(new, &edit.new)
        && stem_ends(&a) == stem_ends(&b)
        && distance(&a, &b) <= least / 5
}

/// The first letter: a word with another one is seldom the same ("immoral", "amoral").
fn stem_ends(word: &str) -> Option<char> {
    word.chars().next()
}

/// Letters to add, drop or exchange (Levenshtein 1966).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, &y) in b.iter().enumerate() {
            let here = (row[j + 1] + 1).min(row[j] + 1).min(diagonal + usize::from(x != y));
            diagonal = row[j + 1];
            row[j + 1] = here;
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn difference(old: &str, new: &str, quoted: bool) -> (Change, Vec<(Alarm, String)>) {
        let (old, new) = (Wording::new(old), Wording::new(new));
        let difference = Difference::new(&old, &new, &mut Aligner::default());
        let alarms = difference.alarms(&old, &new, quoted);
        (difference.change, alarms)
    }

    #[test]
    fn changes() {
        let old = "We have never sold the colour printers to any government in the world.";
        for (new, change) in [
            (old, Change::Identical),
            ("we have never sold the colour-printers, to any government, in the world", Change::Punctuation),
            ("We have never sold the color printers to any government in the world.", Change::Spelling),
            ("never sold the colour printers to any government", Change::Truncated),
            ("Once more: We have never sold the colour printers to any government in the world.", Change::Extended),
            ("We have never sold the old colour printers to any government in the world.", Change::Inserted),
            ("We have never sold printers to any government in the world.", Change::Dropped),
            ("We have never … sold printers to any government", Change::Dropped),
            ("We have never given the colour printers to any government in the world.", Change::Reworded),
        ] {
            assert_eq!(difference(old, new, true).0, change, "{new}");
        }
    }

    #[test]
    fn alarms() {
        use Alarm::{NegationGained, NegationLost, NumberChanged, QualifierGained, QualifierLost, WordsDropped};
        for (name, old, new, expected) in [
            ("nothing", "we never did it", "We never did it!", vec![]),
            (
                "negation inside",
                "we have never done it",
                "we have done it",
                vec![(NegationLost, "never"), (WordsDropped, "never")],
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
            (
                "qualifier lost",
                "the alleged spy left",
                "the spy left",
                vec![(QualifierLost, "alleged"), (WordsDropped, "alleged")],
            ),
            ("qualifier gained", "the spy left", "the spy reportedly left", vec![(QualifierGained, "reportedly")]),
            ("number", "we lost 12 men", "we lost 20 men", vec![(NumberChanged, "12 → 20")]),
            ("number in words", "we lost two men", "we lost three men", vec![(NumberChanged, "two → three")]),
            ("figure regrouped", "we lost 1000 men", "we lost 1,000 men", vec![]),
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
            let found = difference(old, new, true).1;
            let found: Vec<(Alarm, &str)> = found.iter().map(|(alarm, words)| (*alarm, words.as_str())).collect();
            assert_eq!(found, expected, "{name}");
        }
        assert!(
            difference("we saw the big old ship", "we saw the ship", false).1.is_empty(),
            "a paraphrase may drop words"
        );
    }

    #[test]
    fn similarity_is_the_share_of_common_words() {
        for (old, new, similarity) in [("a b c d", "a b", 4.0 / 6.0), ("a", "a", 1.0), ("a", "b", 0.0), ("", "", 1.0)] {
            let (old, new) = (Wording::new(old), Wording::new(new));
            let found = Difference::new(&old, &new, &mut Aligner::default()).similarity;
            assert!((found - similarity).abs() < 1e-6, "{found} {similarity}");
        }
    }

    #[test]
    fn distances() {
        for (a, b, n) in [("colour", "color", 1), ("", "ab", 2), ("kitten", "sitting", 3), ("a", "a", 0)] {
            assert_eq!(distance(a, b), n);
        }
    }
}
