//! A document as the ranker sees it: its words as hashes, which of them may report, and what the rules found.

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use rustc_hash::FxHashMap;

use crate::quote::cue::{Cue, Entry, Form, Frames};
use crate::quote::draft::{Context, Draft};
use crate::quote::reading::{Reading, read};
use crate::quote::verb::is_auxiliary;
use crate::text::parse::{Parser, Tree};
use crate::text::tags::Tag;
use crate::text::words::number;

/// How often a word reports: steps of the share of its places that are cues, by the hash of its stem. Learned.
#[derive(Debug, Clone, Default)]
pub(super) struct Priors(pub(super) FxHashMap<u32, u8>);

impl Priors {
    /// The step of stems that nearly always report.
    pub(super) const MOST: u8 = 8;

    /// 0 for a stem never seen to report, else 1 (hardly ever) to [`Priors::MOST`].
    pub(super) fn of(&self, stem: u32) -> u8 {
        self.0.get(&stem).copied().unwrap_or(0)
    }

    /// The step of `cues` of `places`.
    #[cfg(feature = "train")]
    pub(super) fn step(cues: u32, places: u32) -> u8 {
        let share = (f64::from(cues)) / (f64::from(places) + 2.0);
        let steps = [0.0, 0.01, 0.03, 0.07, 0.15, 0.3, 0.5, 0.75];
        steps.iter().filter(|&&s| share > s).count() as u8
    }
}

/// What a word is, as bits: so much about the words between two places is asked for, and again and again.
#[derive(Debug, Clone, Copy)]
#[repr(u8)]
pub(super) enum Class {
    Finite = 1,
    Mark = 2,
    Conjunction = 4,
    Nominal = 8,
    Preposition = 16,
    To = 32,
}

impl Class {
    fn of(tag: Tag) -> u8 {
        match tag {
            Tag::Finite => Self::Finite as u8,
            Tag::Mark => Self::Mark as u8,
            Tag::Conjunction => Self::Conjunction as u8,
            Tag::Noun | Tag::Name | Tag::Pronoun => Self::Nominal as u8,
            Tag::Preposition => Self::Preposition as u8,
            Tag::To => Self::To as u8,
            _ => 0,
        }
    }
}

/// A word that may report, with the sentence it stands in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Site {
    /// The word.
    pub(super) at: usize,
    /// First word of its sentence.
    pub(super) low: usize,
    /// One past its last.
    pub(super) high: usize,
    /// The sentence.
    pub(super) sentence: usize,
}

pub(super) struct Page<'c, 's, 'a> {
    pub(super) context: &'c Context<'s, 'a>,
    drafts: &'c [Draft],
    /// For each word, the rules' find whose cue starts there plus one, or 0.
    rules: Vec<u32>,
    /// For each word, the rules' find whose content it is plus one, or 0.
    owners: Vec<u32>,
    pub(super) words: Vec<u32>,
    pub(super) stems: Vec<u32>,
    pub(super) priors: Vec<u8>,
    classes: Vec<u8>,
    /// The trees of sentences, grown when asked for.
    trees: Vec<OnceCell<Tree>>,
    parser: RefCell<Parser>,
    /// Clauses of cues, read when asked for: the search, the find and its evidence all ask.
    readings: RefCell<FxHashMap<usize, Rc<Reading>>>,
}

impl<'c, 's, 'a> Page<'c, 's, 'a> {
    pub(super) fn new(context: &'c Context<'s, 'a>, drafts: &'c [Draft], priors: &Priors) -> Self {
        let surface = context.surface;
        let n = surface.words.len();
        let (mut words, mut stems, mut steps) = (Vec::with_capacity(n), Vec::with_capacity(n), Vec::with_capacity(n));
        let mut buffer = String::new();
        for i in 0..n {
            let number = surface.words[i].number;
            let tag = surface.tags[i];
            let inflected = tag.is_verb() || matches!(tag, Tag::Noun | Tag::Name | Tag::Adjective);
            let stem = if inflected { stem(surface.word(i), number, &mut buffer) } else { number };
            words.push(number);
            stems.push(stem);
            steps.push(priors.of(stem));
        }
        let (mut rules, mut owners) = (vec![0; n], vec![0; n]);
        for (d, draft) in drafts.iter().enumerate() {
            if let Some(rule) = draft.cue.and_then(|c| rules.get_mut(c.0)) {
                *rule = d as u32 + 1;
            }
            draft.content.iter().for_each(|c| owners[c.0..c.1].fill(d as u32 + 1));
        }
        let classes = surface.tags.iter().map(|&tag| Class::of(tag)).collect();
        let trees = vec![OnceCell::new(); surface.sentences.len()];
        let (parser, readings) = (RefCell::default(), RefCell::default());
        Self { context, drafts, rules, owners, words, stems, priors: steps, classes, trees, parser, readings }
    }

    /// What the rules found with a cue that starts with word `i`.
    pub(super) fn rule(&self, i: usize) -> Option<&'c Draft> {
        let n = *self.rules.get(i)?;
        (n > 0).then(|| &self.drafts[n as usize - 1])
    }

    /// Whether a rule gave the quotation that word `i` stands in to another than the cue that starts with word `at`, or to none.
    pub(super) fn is_quoted_of_another(&self, i: usize, at: usize) -> bool {
        let owner = self.owners[i];
        owner > 0 && owner != self.rules[at] && self.context.quotation_of(i).is_some()
    }

    /// Whether a rule found a cue that starts with word `i`.
    pub(super) fn is_ruled(&self, i: usize) -> bool {
        self.rules.get(i).is_some_and(|&n| n > 0)
    }

    /// The classes of the words from `a` to `b`, as bits.
    pub(super) fn classes_in(&self, a: usize, b: usize) -> u32 {
        u32::from(self.classes[a..b].iter().fold(0, |all, class| all | class))
    }

    /// How many words of a class there are from `a` to `b`.
    pub(super) fn count(&self, class: Class, a: usize, b: usize) -> usize {
        self.classes[a..b].iter().map(|&c| usize::from(c == class as u8)).sum()
    }

    /// The tree of a site's sentence, without what longer quotations in it say.
    pub(super) fn tree(&self, site: &Site) -> &Tree {
        let surface = self.context.surface;
        let range = site.low..site.high;
        self.trees[site.sentence].get_or_init(|| {
            // No content starts or ends within a quotation, so what it says need not be taken apart.
            let hidden = |i: usize| {
                let quotation = self.context.quotation_of(range.start + i);
                quotation.is_some_and(|n| {
                    let (first, last) = self.context.ranges[n];
                    surface.quotations[n].closed && last - first > SHORT
                })
            };
            let (words, tags) = (&surface.words[range.clone()], &surface.tags[range.clone()]);
            self.parser.borrow_mut().parse_without(surface.text, words, tags, hidden)
        })
    }

    pub(super) fn tag(&self, i: usize) -> Tag {
        self.context.surface.tags[i]
    }

    /// The tag of a word of the site's sentence, a code of its own outside.
    pub(super) fn tag_code(&self, site: &Site, i: isize) -> u32 {
        let inside = i >= site.low as isize && i < site.high as isize;
        if inside { self.context.surface.tags[i as usize] as u32 } else { 31 }
    }

    /// The hash of a word of the site's sentence, 0 outside.
    pub(super) fn word_code(&self, site: &Site, i: isize) -> u32 {
        let inside = i >= site.low as isize && i < site.high as isize;
        if inside { self.words[i as usize] } else { 0 }
    }

    pub(super) fn is_mark(&self, i: usize) -> bool {
        self.context.surface.words[i].is_mark()
    }

    /// Whether the word may report.
    pub(super) fn may_report(&self, i: usize) -> bool {
        if self.is_ruled(i) {
            return true;
        }
        let tag = self.tag(i);
        if tag.is_verb() && self.priors[i] == 0 {
            // A verb never seen to report is looked at where what follows looks like something reported.
            // "“This is it!” beamed Quill"
            let next = self.words.get(i + 1).map(|_| self.context.surface.word(i + 1));
            return (next.is_some_and(|n| matches!(n, "that" | "to" | ":" | "“" | "\"" | "''" | ","))
                || self.context.quotation_before(i).is_some())
                && !is_auxiliary(self.context.surface, i);
        }
        self.priors[i] > 1
            && !matches!(tag, Tag::Determiner | Tag::Pronoun | Tag::Conjunction | Tag::Number)
            && (tag != Tag::Mark || self.context.surface.word(i) == ":")
    }

    /// A word with its sentence.
    pub(super) fn site(&self, at: usize) -> Site {
        let sentence = self.context.surface.sentence_of(at);
        let s = &self.context.surface.sentences[sentence];
        Site { at, low: s.first as usize, high: s.last as usize, sentence }
    }

    /// The clause of the cue at a site.
    pub(super) fn reading(&self, site: &Site) -> Rc<Reading> {
        let read = || Rc::new(read(self.context, site.low, site.high, &self.cue(site)));
        Rc::clone(self.readings.borrow_mut().entry(site.at).or_insert_with(read))
    }

    /// The cue at a site, with all frames: what it takes is for the ranker to say.
    pub(super) fn cue(&self, site: &Site) -> Cue {
        let surface = self.context.surface;
        let form = match self.tag(site.at) {
            Tag::Gerund => Form::Gerund,
            Tag::Participle => Form::Participle,
            Tag::Finite => Form::Past,
            _ => Form::Present,
        };
        let last = match self.rule(site.at).and_then(|d| d.cue) {
            Some((_, last)) if last > site.at => last,
            _ => site.at + 1,
        };
        let last = last.min(surface.words.len());
        Cue { entry: any_verb(), first: site.at, last, form }
    }
}

fn any_verb() -> &'static Entry {
    static ANY: std::sync::LazyLock<Entry> = std::sync::LazyLock::new(|| {
        Entry::unlisted(Frames::QUOTE.or(Frames::CLAUSE).or(Frames::OBJECT).or(Frames::INFINITIVE).or(Frames::GERUND))
    });
    &ANY
}

const IRREGULAR: &[(&str, &str)] = &[
    ("said", "say"),
    ("told", "tell"),
    ("thought", "think"),
    ("wrote", "write"),
    ("written", "write"),
    ("found", "find"),
    ("knew", "know"),
    ("known", "know"),
    ("saw", "see"),
    ("seen", "see"),
    ("felt", "feel"),
    ("held", "hold"),
    ("meant", "mean"),
    ("heard", "hear"),
    ("swore", "swear"),
    ("sought", "seek"),
    ("gave", "give"),
    ("given", "give"),
    ("took", "take"),
    ("taken", "take"),
    ("came", "come"),
    ("made", "make"),
    ("spoke", "speak"),
    ("spoken", "speak"),
    ("shown", "show"),
    ("began", "begin"),
    ("got", "get"),
    ("left", "leave"),
    ("kept", "keep"),
    ("brought", "bring"),
    ("understood", "understand"),
    ("chose", "choose"),
    ("chosen", "choose"),
    ("led", "lead"),
    ("put", "put"),
    ("laid", "lay"),
    ("paid", "pay"),
    ("drew", "draw"),
    ("threw", "throw"),
    ("went", "go"),
    ("ran", "run"),
    ("stood", "stand"),
    ("fought", "fight"),
    ("foresaw", "foresee"),
    ("forgot", "forget"),
    ("broke", "break"),
    ("sent", "send"),
    ("is", "be"),
    ("are", "be"),
    ("was", "be"),
    ("were", "be"),
    ("been", "be"),
    ("being", "be"),
    ("am", "be"),
    ("has", "have"),
    ("had", "have"),
    ("having", "have"),
    ("does", "do"),
    ("did", "do"),
];

/// A quotation of so many words may be part of a clause; longer ones say something by themselves.
const SHORT: usize = 4;

/// Longer words are taken as they are.
const LONGEST: usize = 24;

static BASES: std::sync::LazyLock<FxHashMap<u32, u32>> =
    std::sync::LazyLock::new(|| IRREGULAR.iter().map(|(form, base)| (number(form), number(base))).collect());

/// The hash of a word without its ending: "says", "said" and "saying" are one. `hash` is that of the whole word.
fn stem(word: &str, hash: u32, buffer: &mut String) -> u32 {
    let n = word.len();
    if !(2..=LONGEST).contains(&n) || !word.is_ascii() {
        return hash;
    }
    if let Some(&base) = BASES.get(&hash) {
        return base;
    }
    let ends = |word: &str, ending: &str| {
        let at = word.len().checked_sub(ending.len());
        at.is_some_and(|at| word.as_bytes()[at..].eq_ignore_ascii_case(ending.as_bytes()))
    };
    // Numbers are those of small letters, so that nothing needs to be written small.
    if n > 4 && (ends(word, "ies") || ends(word, "ied")) {
        buffer.clear();
        buffer.push_str(&word[..n - 3]);
        buffer.push('y');
        return number(buffer);
    }
    let mut rest = word;
    if n > 5 && ends(word, "ing") || n > 4 && ends(word, "ed") {
        rest = &word[..n - if ends(word, "ing") { 3 } else { 2 }];
        if let [.., a, b] = rest.as_bytes()
            && a.eq_ignore_ascii_case(b)
            && !matches!(b.to_ascii_lowercase(), b'l' | b's' | b'e' | b'o')
        {
            rest = &rest[..rest.len() - 1];
        }
    } else if n > 4 && ["sses", "ches", "shes", "xes", "zes"].iter().any(|e| ends(word, e)) {
        rest = &word[..n - 2];
    } else if n > 3 && ends(word, "s") && !["ss", "us", "is"].iter().any(|e| ends(word, e)) {
        rest = &word[..n - 1];
    }
    if rest.len() > 3 && ends(rest, "e") {
        rest = &rest[..rest.len() - 1];
    }
    if rest.len() == n { hash } else { number(rest) }
}
