//! Parts of speech: a trigram model over counted words.
//!
//! The method is Brants, "`TnT` – a statistical part-of-speech tagger" (2000): interpolated trigrams, a lexicon of counts,
//! and word endings for words it has not seen. It is small and fast, and good enough to tell the verb in "Acme claims"
//! from the noun in "the claims". Counts are in `lexicon/en/tags.tsv`; `tools/train_tagger.py` made them.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use super::agree;
use super::words::{Shape, Word, is_apostrophe, number};

/// A coarse part of speech.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Tag {
    /// Common noun.
    Noun,
    /// Proper noun.
    Name,
    /// Personal, relative or other pronoun standing alone.
    Pronoun,
    /// Article, possessive or demonstrative before a noun.
    Determiner,
    /// Adjective.
    Adjective,
    /// Numeral.
    Number,
    /// Finite verb or modal.
    Finite,
    /// Bare verb.
    Base,
    /// "-ing".
    Gerund,
    /// Past participle.
    Participle,
    /// Adverb, and "not".
    Adverb,
    /// Preposition.
    Preposition,
    /// "that", "because", "if".
    Subordinator,
    /// "and", "but", "or".
    Conjunction,
    /// "to" before a verb.
    To,
    /// "'s"
    Possessive,
    /// Punctuation.
    Mark,
    /// Anything else.
    Other,
}

use Tag::{
    Adjective, Adverb, Base, Conjunction, Determiner, Finite, Gerund, Mark, Name, Noun, Number, Other, Participle,
    Possessive, Preposition, Pronoun, Subordinator, To,
};

const TAGS: [Tag; 18] = [
    Noun,
    Name,
    Pronoun,
    Determiner,
    Adjective,
    Number,
    Finite,
    Base,
    Gerund,
    Participle,
    Adverb,
    Preposition,
    Subordinator,
    Conjunction,
    To,
    Possessive,
    Mark,
    Other,
];
/// The letters of the tags in the counts file, in the order of [`TAGS`].
const LETTERS: &[u8; 18] = b"NPODJ9VBGKRISCT'.X";
const N: usize = TAGS.len();
/// The history before a sentence's first word.
const START: usize = N;
/// Readings kept for one word.
const MOST: usize = 5;
/// Longer runs of words are tagged piece by piece, so that a text without a stop needs no more memory than another.
const PIECE: usize = 400;

impl Tag {
    fn from_letter(letter: u8) -> Option<usize> {
        LETTERS.iter().position(|&l| l == letter)
    }

    /// Whether it is a verb form of any kind.
    pub fn is_verb(self) -> bool {
        matches!(self, Finite | Base | Gerund | Participle)
    }

    /// Whether it can be the head of a noun phrase.
    pub fn is_nominal(self) -> bool {
        matches!(self, Noun | Name | Pronoun | Number)
    }
}

/// Readings of a word with their log probabilities given the tag, best first.
#[derive(Debug, Clone, Copy)]
struct Readings {
    tags: [u8; MOST],
    scores: [f32; MOST],
    n: u8,
}

struct Model {
    /// Where a word's readings are, by its number.
    words: FxHashMap<u32, u16>,
    /// Readings, each once: a tenth of the words differ, so that those asked for stay in a processor's cache.
    readings: Vec<Readings>,
    /// Readings by word ending (up to four letters), for unseen words.
    endings: FxHashMap<Box<str>, Readings>,
    /// Log of the interpolated trigram: `[before last][last][tag]`, [`START`] for none.
    grams: Vec<f32>,
}

/// Nouns for people, firms and writings. The corpora of the model lack a third of them, and by their ending alone "auditor" is a verb
/// and "aide" a preposition.
static NOUNS: LazyLock<FxHashSet<u32>> = LazyLock::new(|| {
    let lines = include_str!("../lexicon/en/nouns.txt").lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split('\t').next()).map(number).collect()
});

static MODEL: LazyLock<Model> = LazyLock::new(|| Model::parse(include_str!("../lexicon/en/tags.tsv")));

fn cell(a: usize, b: usize, c: usize) -> usize {
    (a * (N + 1) + b) * N + c
}

impl Model {
    fn parse(file: &str) -> Self {
        let mut lines = file.lines().skip(2);
        let mut three = vec![0.0_f32; (N + 1) * (N + 1) * N];
        for line in lines.by_ref().take_while(|l| *l != "#") {
            let (gram, n) = line.split_once('\t').expect("a trigram and its count");
            let at: Vec<usize> = gram.bytes().map(|b| Tag::from_letter(b).unwrap_or(START)).collect();
            three[cell(at[0], at[1], at[2])] += n.parse::<f32>().expect("a count");
        }
        let (grams, one) = interpolate(&three);
        let mut words = FxHashMap::default();
        let mut readings = Vec::new();
        let mut places = FxHashMap::default();
        let mut endings: FxHashMap<Box<str>, [f32; N]> = FxHashMap::default();
        for line in lines {
            let (word, tags) = line.split_once('\t').expect("a word and its tags");
            let mut counts = [0.0_f32; N];
            for reading in tags.split(' ') {
                let tag = Tag::from_letter(reading.as_bytes()[0]).expect("a tag letter");
                counts[tag] = reading[1..].parse().expect("a count");
            }
            if counts.iter().sum::<f32>() <= 8.0 && word.is_ascii() {
                for width in 2..=4.min(word.len().saturating_sub(1)) {
                    let slot = endings.entry(word[word.len() - width..].into()).or_insert([0.0; N]);
                    slot.iter_mut().zip(counts).for_each(|(s, c)| *s += c);
                }
            }
            let place = *places.entry(tags).or_insert_with(|| {
                readings.push(Readings::new(&counts, &one));
                u16::try_from(readings.len() - 1).expect("few differ")
            });
            words.insert(number(word), place);
        }
        let endings = endings
            .into_iter()
            .filter(|(_, counts)| counts.iter().sum::<f32>() >= 5.0)
            .map(|(ending, counts)| (ending, Readings::new(&counts, &one)))
            .collect();
        Self { words, readings, endings, grams }
    }

    /// The readings of a word of the lexicon.
    fn known(&self, number: u32) -> Option<&Readings> {
        self.words.get(&number).map(|&at| &self.readings[at as usize])
    }

    /// The readings of a word, also of one on no list. `plain` is whether capitals say something here: not in a headline.
    fn readings(&self, text: &str, word: Word, first: bool, plain: bool, buffer: &mut String) -> Readings {
        let surface = word.span.of(text);
        match word.shape {
            Shape::Mark if ends_possessor(text, word) => return Readings::APOSTROPHE,
            Shape::Mark => return Readings::only(Mark),
            Shape::Number if surface.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b',' | b':')) => {
                return Readings::only(Number);
            }
            _ => {}
        }
        let capital = word.is_capital() && plain;
        if let Some(known) = self.known(word.number) {
            let mut readings = *known;
            // "US" at a sentence's start is not "us".
            let acronym = word.shape == Shape::Upper && (2..=5).contains(&surface.len());
            if capital && (!first || acronym) {
                readings.favour(Name, 3.5);
            } else if word.shape == Shape::Lower {
                readings.favour(Name, -4.0);
            }
            return readings;
        }
        if surface.strip_prefix('I').is_some_and(|rest| rest.starts_with(is_apostrophe)) {
            return Readings::only(Pronoun); // "I'm", "I’ve"
        }
        if capital || word.shape == Shape::Upper || word.shape == Shape::Mixed {
            return Readings::only(Name);
        }
        lower(surface, buffer);
        if let Some(rest) = buffer.rsplit('-').next()
            && rest.len() < buffer.len()
            && let Some(known) = self.known(number(rest))
            && !rest.is_empty()
        {
            let mut readings = *known;
            readings.favour(Adjective, 1.0);
            return readings;
        }
        if let Some(readings) = self.third_person(buffer) {
            return readings;
        }
        if word.shape == Shape::Lower && NOUNS.contains(&word.number) {
            return Readings::only(Noun);
        }
        let ascii = buffer.is_ascii();
        for width in (2..=4).rev() {
            if ascii
                && buffer.len() > width
                && let Some(known) = self.endings.get(&buffer[buffer.len() - width..])
            {
                let mut readings = *known;
                let adverb = buffer.ends_with("ly"); // "Adamantly" in a headline
                readings.favour(Name, if word.is_capital() && !adverb { 0.5 } else { -4.0 });
                return readings;
            }
        }
        if word.is_capital() { Readings::only(Name) } else { Readings::unknown() }
    }
}

impl Model {
    /// The readings of an unseen "-s" form whose stem is a known verb: "denies" from "deny".
    fn third_person(&self, word: &str) -> Option<Readings> {
        let stem = word.strip_suffix('s')?;
        let is_verb =
            |stem: &str| self.known(number(stem)).is_some_and(|r| r.tags[..r.n as usize].contains(&(Base as u8)));
        let known = is_verb(stem)
            || stem.strip_suffix('e').is_some_and(is_verb)
            || stem.strip_suffix("ie").is_some_and(|s| is_verb(&format!("{s}y")));
        let tags = [Finite as u8, Noun as u8, 0, 0, 0];
        known.then_some(Readings { tags, scores: [-9.0, -11.0, 0.0, 0.0, 0.0], n: 2 })
    }
}

impl Readings {
    fn new(counts: &[f32; N], one: &[f32; N]) -> Self {
        let mut order: Vec<usize> = (0..N).filter(|&t| counts[t] > 0.0).collect();
        order.sort_by(|&a, &b| counts[b].total_cmp(&counts[a]));
        let mut out = Self { tags: [0; MOST], scores: [0.0; MOST], n: order.len().min(MOST) as u8 };
        for (i, &tag) in order.iter().take(MOST).enumerate() {
            out.tags[i] = tag as u8;
            out.scores[i] = (counts[tag] / one[tag]).ln();
        }
        out
    }

    /// An apostrophe alone: "the voters' choice", "‘the voters’ said". Of possessives one in twenty looks so, of marks hardly any.
    const APOSTROPHE: Self =
        Self { tags: [Possessive as u8, Mark as u8, 0, 0, 0], scores: [-3.0, -5.0, 0.0, 0.0, 0.0], n: 2 };

    fn only(tag: Tag) -> Self {
        Self { tags: [tag as u8; MOST], scores: [0.0; MOST], n: 1 }
    }

    fn unknown() -> Self {
        let tags = [Noun as u8, Adjective as u8, Finite as u8, Base as u8, Other as u8];
        Self { tags, scores: [-10.0, -11.0, -11.0, -11.0, -11.0], n: 5 }
    }

    /// Raises or lowers one reading; a raised one is added where it is missing.
    fn favour(&mut self, tag: Tag, by: f32) {
        let n = self.n as usize;
        if let Some(i) = self.tags[..n].iter().position(|&t| t == tag as u8) {
            self.scores[i] += by;
        } else if by > 0.0 {
            let best = self.scores[..n].iter().copied().fold(f32::MIN, f32::max);
            let i = n.min(MOST - 1);
            self.tags[i] = tag as u8;
            self.scores[i] = best;
            self.n = (i + 1) as u8;
        }
    }
}

/// Deleted interpolation (Brants, figure 1): the log of the smoothed trigrams, and the unigram counts.
fn interpolate(three: &[f32]) -> (Vec<f32>, [f32; N]) {
    let mut two = vec![0.0_f32; (N + 1) * N];
    let mut history = vec![0.0_f32; (N + 1) * (N + 1)];
    let mut one = [1.0_f32; N];
    let mut before = [0.0_f32; N + 1];
    for a in 0..=N {
        for b in 0..=N {
            for (c, seen) in one.iter_mut().enumerate() {
                let n = three[cell(a, b, c)];
                history[a * (N + 1) + b] += n;
                two[b * N + c] += n;
                before[b] += n;
                *seen += n;
            }
        }
    }
    let total: f32 = one.iter().sum();
    let mut weights = [0.0_f32; 3];
    for a in 0..=N {
        for b in 0..=N {
            for c in 0..N {
                let n = three[cell(a, b, c)];
                if n == 0.0 {
                    continue;
                }
                let ratio = |x: f32, of: f32| if of > 1.0 { (x - 1.0) / (of - 1.0) } else { 0.0 };
                let cases =
                    [ratio(one[c], total), ratio(two[b * N + c], before[b]), ratio(n, history[a * (N + 1) + b])];
                let best = (0..3).max_by(|&x, &y| cases[x].total_cmp(&cases[y])).unwrap_or(0);
                weights[best] += n;
            }
        }
    }
    let sum: f32 = weights.iter().sum();
    let mut out = vec![0.0; three.len()];
    for a in 0..=N {
        for b in 0..=N {
            for c in 0..N {
                let share = |x: f32, of: f32| if of > 0.0 { x / of } else { 0.0 };
                let p = weights[0] * one[c] / total
                    + weights[1] * share(two[b * N + c], before[b])
                    + weights[2] * share(three[cell(a, b, c)], history[a * (N + 1) + b]);
                out[cell(a, b, c)] = (p / sum).ln();
            }
        }
    }
    (out, one)
}

/// Lower case into `out`, typeset apostrophes typed.
pub(crate) fn lower(word: &str, out: &mut String) {
    out.clear();
    if word.is_ascii() {
        out.push_str(word);
        out.make_ascii_lowercase();
    } else {
        out.extend(word.chars().flat_map(char::to_lowercase).map(|c| if c == '’' { '\'' } else { c }));
    }
}

/// The most likely tags of one sentence, appended to `out`. `headline` says that capitals tell nothing.
pub fn tag(text: &str, words: &[Word], headline: bool, out: &mut Vec<Tag>) {
    let model = &*MODEL;
    let mut buffer = String::new();
    let mut history = (START, START);
    let begin = out.len();
    // The tags that each word can have, as bits.
    let mut possible = Vec::with_capacity(words.len());
    for (n, piece) in words.chunks(PIECE).enumerate() {
        let readings: Vec<Readings> = piece
            .iter()
            .enumerate()
            .map(|(i, &w)| model.readings(text, w, n == 0 && starts_sentence(piece, i), !headline, &mut buffer))
            .collect();
        possible
            .extend(readings.iter().map(|r| r.tags[..r.n as usize].iter().fold(0_u32, |bits, tag| bits | 1 << tag)));
        viterbi(&model.grams, &readings, history, out);
        let last = out[out.len() - 1] as usize;
        history = (if out.len() > 1 { out[out.len() - 2] as usize } else { START }, last);
    }
    agree::settle(text, words, &mut out[begin..], |i, tag| {
        possible.get(i).is_some_and(|bits| bits & 1 << tag as u32 != 0)
    });
}

/// Whether a mark is an apostrophe at the end of a plural or of a name in "s".
fn ends_possessor(text: &str, mark: Word) -> bool {
    let before = text.as_bytes()[..mark.span.start as usize].last();
    mark.span.of(text).chars().all(is_apostrophe) && before.is_some_and(|b| b.eq_ignore_ascii_case(&b's'))
}

/// Whether only marks stand before word `i`.
fn starts_sentence(words: &[Word], i: usize) -> bool {
    i == 0 || (i <= 2 && words[..i].iter().all(|w| w.is_mark()))
}

/// The best path over pairs of tags; `history` is the two tags before.
fn viterbi(grams: &[f32], readings: &[Readings], history: (usize, usize), out: &mut Vec<Tag>) {
    // score[j][k]: best path whose last two words took readings j and k; back[i][j][k]: the reading before j on it.
    let mut score = [[0.0_f32; MOST]; MOST];
    let mut back: Vec<[[u8; MOST]; MOST]> = Vec::with_capacity(readings.len());
    let mut before = Readings::only(Noun);
    let mut last = Readings::only(Noun);
    before.tags[0] = history.0 as u8;
    last.tags[0] = history.1 as u8;
    for now in readings {
        let mut next = [[f32::MIN; MOST]; MOST];
        let mut from = [[0_u8; MOST]; MOST];
        for j in 0..last.n as usize {
            for k in 0..now.n as usize {
                for i in 0..before.n as usize {
                    let path =
                        score[i][j] + grams[cell(before.tags[i] as usize, last.tags[j] as usize, now.tags[k] as usize)];
                    if path > next[j][k] {
                        next[j][k] = path;
                        from[j][k] = i as u8;
                    }
                }
                next[j][k] += now.scores[k];
            }
        }
        back.push(from);
        score = next;
        before = last;
        last = *now;
    }
    let (mut j, mut k, mut best) = (0, 0, f32::MIN);
    for (a, row) in score.iter().enumerate().take(before.n as usize) {
        for (b, &path) in row.iter().enumerate().take(last.n as usize) {
            if path > best {
                (j, k, best) = (a, b, path);
            }
        }
    }
    let begin = out.len();
    out.resize(begin + readings.len(), Other);
    for i in (0..readings.len()).rev() {
        out[begin + i] = TAGS[readings[i].tags[k] as usize];
        let i_before = back[i][j][k] as usize;
        k = j;
        j = i_before;
    }
}

#[cfg(test)]
mod tests {
    use super::super::words;
    use super::*;
    use crate::span::Span;

    fn tags(text: &str, headline: bool) -> Vec<(&str, Tag)> {
        let mut cut = Vec::new();
        words::cut(text, Span::new(0, text.len()), &mut cut);
        let mut out = Vec::new();
        tag(text, &cut, headline, &mut out);
        cut.iter().map(|w| w.span.of(text)).zip(out).collect()
    }

    #[test]
    fn no_two_words_have_one_number() {
        let lines = include_str!("../lexicon/en/tags.tsv").lines().skip(2).skip_while(|l| *l != "#").skip(1);
        assert_eq!(MODEL.words.len(), lines.count());
    }

    #[test]
    fn noun_or_verb_is_decided_by_context() {
        let cases = [
            ("The claims were false.", "claims", Noun),
            ("The company claims that it is safe.", "claims", Finite),
            ("Kaspersky denied the report.", "report", Noun),
            ("They report that it is safe.", "report", Finite),
            ("He wants to report it.", "report", Base),
            ("It was widely criticized.", "criticized", Participle),
            ("She said that he left.", "that", Subordinator),
            ("The campaign aide left.", "aide", Noun),
        ];
        for (text, word, expected) in cases {
            let found = tags(text, false).into_iter().find(|(w, _)| *w == word).unwrap();
            assert_eq!(found.1, expected, "{word} in {text}");
        }
    }

    #[test]
    fn headlines_have_verbs() {
        let found = tags("Kaspersky Lab Denies Claims", true);
        assert_eq!(found[2], ("Denies", Finite));
    }

    #[test]
    fn a_long_run_of_words_is_tagged_whole() {
        let text = "word ".repeat(5_000);
        assert_eq!(tags(&text, false).len(), 5_000);
    }
}
