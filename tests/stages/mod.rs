//! The stages that are measured, each as a function of one text.

use std::borrow::Cow;
use std::hint::black_box;
use std::sync::LazyLock;
use std::sync::atomic::AtomicBool;

use onrecord::concordance::{self, Pattern};
use onrecord::dispute::{self, Content, Role};
use onrecord::entity::gazetteer::{Builder, CaseRule, Engine, Options};
use onrecord::entity::{EntityType, How};
use onrecord::identity::{self, Known, Presence};
use onrecord::statement::align::Aligner;
use onrecord::statement::change::{Difference, Wording};
use onrecord::statement::{Articles, Person, Sayings, diff, marked, normalize, trace};
use onrecord::tally::Tally;
use onrecord::text::fold::{Folded, Marks};
use onrecord::text::{Surface, marks, parse, sentences, zones};
use onrecord::{Document, Gazetteer, Resources, Span, record};
use rustc_hash::FxHashMap;

use crate::shapes::name;

/// Work that is measured.
pub(crate) type Run<'t> = Box<dyn FnOnce() + 't>;

/// A stage.
pub(crate) struct Stage {
    /// What it is.
    pub(crate) name: &'static str,
    /// Bytes of the smaller text at least: below them what bounds the work is not reached.
    pub(crate) smallest: usize,
    /// What is done before the clock starts, and what is measured.
    pub(crate) prepare: for<'t> fn(&'t str) -> Run<'t>,
}

/// Loads what a stage loads once.
pub(crate) fn warm(stage: &Stage) {
    (stage.prepare)("“No,” said Ada Quill. Bo Poe denied it.")();
}

fn list(engine: Engine) -> Gazetteer {
    let mut list = Builder::new(Options { engine, ..Options::default() });
    let names =
        ["Ada Quill", "Quill", "Harbor News", "MOSCOW", "word", "said", "a", "a a", "東", "é", "7", "the mayor of"];
    for (i, name) in names.iter().enumerate() {
        list.entity(&i.to_string(), name, EntityType::Person, 0.0).unwrap();
        list.alias(name, CaseRule::Fold).unwrap();
    }
    for i in 0..1000 {
        list.entity(&format!("n{i}"), &format!("{} {}", name(i), name(i * 7 + 1)), EntityType::Person, 0.0).unwrap();
    }
    list.build().unwrap()
}

static INDEX: LazyLock<Gazetteer> = LazyLock::new(|| list(Engine::Index));
static AUTOMATON: LazyLock<Gazetteer> = LazyLock::new(|| list(Engine::Automaton));
static RESOURCES: LazyLock<Resources> = LazyLock::new(|| Resources { gazetteer: list(Engine::Auto) });
static NO_LIST: LazyLock<Resources> = LazyLock::new(Resources::default);

/// Pieces of about so many bytes, cut at edges of characters.
fn pieces(text: &str, bytes: usize) -> Vec<&str> {
    let mut out = Vec::with_capacity(text.len() / bytes + 1);
    let mut rest = text;
    while !rest.is_empty() {
        let edge = (bytes..rest.len()).find(|&at| rest.is_char_boundary(at)).unwrap_or(rest.len());
        let (piece, after) = rest.split_at(edge);
        out.push(piece);
        rest = after;
    }
    out
}

fn sayings(texts: Vec<Cow<'_, str>>, dated: bool) -> Sayings<'_> {
    let n = texts.len();
    Sayings {
        text: texts,
        quoted: vec![true; n],
        mixed: vec![],
        speaker: (0..n as u32).map(|i| Some(i % 3)).collect(),
        place: vec![None; n],
        document: (0..n as u32).collect(),
        people: ["Ada Quill", "Bo Poe", "officials"].map(|name| Person { name, named: true }).to_vec(),
        outlet: (0..n as u32).map(|i| Some(i % 50)).collect(),
        published: (0_i64..).take(n).map(|i| dated.then_some(i * 7919 % 365)).collect(),
    }
}

fn traced<'t>(mut sayings: Sayings<'t>, articles: Option<&Articles<'t>>) {
    black_box(trace(&mut sayings, articles, None, 1, &AtomicBool::new(false)).unwrap());
}

/// The text with another word in place of one in seven.
fn edited(text: &str) -> String {
    let words = text.split(' ').enumerate();
    words.map(|(i, word)| if i % 7 == 3 { "other" } else { word }).collect::<Vec<_>>().join(" ")
}

fn contents(text: &str) -> Vec<Content<'_>> {
    let role = |i: usize| [Role::Claim, Role::Denial, Role::Other][i % 3];
    let content = |(i, text)| Content {
        text,
        role: role(i),
        doc: i as u32 / 9,
        place: (i as u32, i as u32 + 1),
        named: vec![(i as u32 % 4, Span::new(0, 0))],
        speaker: Some((i as u32 + 1) % 4),
        name: None,
        about: None,
    };
    pieces(text, 60).into_iter().enumerate().map(content).collect()
}

fn analyzed(text: &str, resources: &Resources) {
    black_box(record::analyze(&Document::new("d", text), resources).unwrap());
}

/// Entities of documents in which every few bytes name somebody who is quoted.
fn counted(documents: &[&str]) {
    let mut tally = Tally::default();
    for (document, text) in documents.iter().enumerate() {
        for name in pieces(text, 24) {
            let place = tally.entity(name, name, EntityType::Person, document);
            tally.mention(place, name, How::Alias, true, document);
            tally.quote(place, 3, document);
        }
    }
    black_box(tally.rows());
}

/// A name of every word, in one document; each with a first name, and all of one first name and surname, in two more.
struct People {
    names: Vec<String>,
    presences: Vec<Presence>,
}

impl People {
    fn new(text: &str) -> Self {
        let mut words: Vec<&str> = text.split_whitespace().filter(|word| word.len() < 100).collect();
        words.sort_unstable();
        words.dedup();
        let forms = |word: &&str| [(*word).to_owned(), format!("Ada {word}"), format!("Ada {word} Quill")];
        let names: Vec<String> = words.iter().flat_map(forms).collect();
        let presences = (0..names.len() as u32).map(|i| Presence { document: i % 3, entity: i }).collect();
        Self { names, presences }
    }

    fn linked(self) {
        let known = |name| Known { id: name, name, kind: EntityType::Person, listed: false };
        let known = self.names.iter().map(|name| known(name.as_str())).collect();
        black_box(identity::link(&identity::Corpus { known, presences: self.presences, acronyms: vec![] }));
    }
}

fn concordance<'t>(text: &'t str, pattern: &str, regex: bool) -> Run<'t> {
    let options = concordance::Options { regex, ignore_case: true, whole_words: !regex };
    let pattern = Pattern::new(pattern, options).unwrap();
    Box::new(move || {
        black_box(pattern.hits(text, 40).map(|hit| hit.left.len()).sum::<usize>());
    })
}

fn built(text: &str, options: Options) -> Gazetteer {
    let mut list = Builder::new(options);
    for (i, name) in pieces(text, 24).into_iter().enumerate() {
        if list.entity(&format!("Q{i}"), name, EntityType::Other, 0.0).is_ok() {
            // An alias that is refused is not there.
            let _ = list.alias(name.get(8..).unwrap_or(name), CaseRule::Fold);
        }
    }
    list.build().unwrap()
}

macro_rules! stages {
    ($($name:literal: $prepare:expr),* $(,)?) => { &[$(Stage { name: $name, smallest: 1 << 15, prepare: $prepare }),*] };
}

/// All stages but one.
const MOST: &[Stage] = stages! {
    "zones": |text| Box::new(move || drop(black_box(zones::zones(text, Some("The mayor went home"))))),
    "words and sentences": |text| Box::new(move || {
        let (mut words, mut cut) = (Vec::new(), Vec::new());
        sentences::cut(text, Span::new(0, text.len()), 0, &mut words, &mut cut);
        black_box((words.len(), cut.len()));
    }),
    "marks": |text| {
        let zones = zones::zones(text, None);
        Box::new(move || drop(black_box(marks::pair(text, &zones))))
    },
    "surface": |text| Box::new(move || drop(black_box(Surface::new(text, None)))),
    "folding": |text| Box::new(move || {
        let folded = Folded::new(text);
        let mut back = folded.back();
        black_box((0..folded.as_str().len()).filter_map(|at| back.start(at)).fold(0, |a, b| a ^ b));
    }),
    "folding without marks": |text| Box::new(move || drop(black_box(Folded::with(text, Marks::Ignored)))),
    "trees": |text| {
        let surface = Surface::new(text, None);
        Box::new(move || {
            for sentence in &surface.sentences {
                let tags = &surface.tags[sentence.first as usize..sentence.last as usize];
                black_box(parse::parse(text, surface.words_of(sentence), tags));
            }
        })
    },
    "matching, index": |text| Box::new(|| drop(black_box((INDEX.find(text), INDEX.find_overlapping(text))))),
    "matching, automaton": |text| Box::new(|| drop(black_box((AUTOMATON.find(text), AUTOMATON.find_overlapping(text))))),
    "analysis": |text| Box::new(|| analyzed(text, &NO_LIST)),
    "analysis with a list": |text| Box::new(|| analyzed(text, &RESOURCES)),
    "entities": |text| {
        let documents = pieces(text, 400);
        Box::new(move || counted(&documents))
    },
    "entities across documents": |text| {
        let people = People::new(text);
        Box::new(move || people.linked())
    },
    "concordance of a word": |text| concordance(text, "said", false),
    "concordance of an expression": |text| concordance(text, r"(\w+ ){3}said|[aA]+$", true),
    "building a list": |text| Box::new(move || drop(black_box(built(text, Options::default())))),
    "building an automaton": |text| {
        let options = Options { engine: Engine::Automaton, plural: true, ..Options::default() };
        Box::new(move || drop(black_box(built(text, options))))
    },
    "saving a list": |text| {
        let list = built(text, Options { marks: Marks::Ignored, ..Options::default() });
        Box::new(move || drop(black_box(Gazetteer::from_bytes(&list.to_bytes()).unwrap())))
    },
    "looking for a large list": |text| {
        let list = built(text, Options { plural: true, ..Options::default() });
        Box::new(move || drop(black_box(list.find(text))))
    },
    "words to compare": |text| Box::new(move || drop(black_box((normalize::words(text), marked::telling(text))))),
    "diff": |text| {
        let other = edited(text);
        Box::new(move || {
            let (old, new) = (Wording::new(text), Wording::new(&other));
            let difference = Difference::new(&old, &new, &mut Aligner::default());
            black_box(difference.alarms(&old, &new, true));
            black_box(diff::line(&old, &new, &difference));
        })
    },
    "statements of a line": |text| {
        let texts = pieces(text, 90).into_iter().map(Cow::Borrowed).collect();
        Box::new(move || traced(sayings(texts, true), None))
    },
    "statements that are copied with a change": |text| {
        let texts = pieces(text, 90).into_iter().enumerate();
        let texts = texts.map(|(i, text)| Cow::Owned(format!("{text} {} {text}", i / 3))).collect();
        Box::new(move || traced(sayings(texts, false), None))
    },
    "one long statement": |text| {
        let other = edited(text);
        Box::new(move || traced(sayings(vec![Cow::Borrowed(text), Cow::Owned(other)], false), None))
    },
    "repeats": |text| {
        let texts = pieces(text, 300).into_iter().map(|text| Cow::Owned(edited(text))).collect();
        Box::new(move || {
            let mut sayings = sayings(texts, false);
            sayings.outlet.push(None);
            sayings.published.push(None);
            let n = sayings.outlet.len();
            let mut articles = Articles { texts: vec![""; n], quoted: vec![vec![]; n] };
            articles.texts[n - 1] = text;
            traced(sayings, Some(&articles));
        })
    },
};

/// A denial is compared with some three hundred claims at most, which a smaller text does not have.
const DISPUTES: Stage = Stage {
    name: "disputes",
    smallest: 1 << 19,
    prepare: |text| {
        let contents = contents(text);
        Box::new(move || drop(black_box(dispute::answers(&contents, 0.4, &|| false).unwrap())))
    },
};

/// Work that is linear beyond doubt and takes memory as stages do that meet new names: what it costs beyond two is the machine's part.
pub(crate) const TABLE: Stage = Stage {
    name: "a table of pieces",
    smallest: 0,
    prepare: |text| {
        let pieces = pieces(text, 24);
        Box::new(move || {
            let mut table: FxHashMap<&str, (String, [u64; 8])> = FxHashMap::default();
            for piece in pieces {
                table.entry(piece).or_insert_with(|| (piece.to_owned(), [0; 8])).1[0] += 1;
            }
            let rows: Vec<(String, [u64; 8])> = table.into_values().collect();
            black_box(rows);
        })
    },
};

/// All stages.
pub(crate) fn stages() -> impl Iterator<Item = &'static Stage> {
    MOST.iter().chain([&DISPUTES])
}
