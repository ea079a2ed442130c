//! Named sentences, and trees that must be trees whatever the words.

use proptest::prelude::*;

use super::super::tags::{self, Tag};
use super::super::words::{self, Word};
use super::*;
use crate::span::Span;

fn cut(text: &str) -> (Vec<Word>, Vec<Tag>) {
    let (mut words, mut tagged) = (Vec::new(), Vec::new());
    words::cut(text, Span::new(0, text.len()), &mut words);
    tags::tag(text, &words, false, &mut tagged);
    (words, tagged)
}

/// The tree of `text`, and the place of a word in it.
struct Parsed<'a> {
    text: &'a str,
    words: Vec<Word>,
    tree: Tree,
}

impl<'a> Parsed<'a> {
    fn new(text: &'a str) -> Self {
        let (words, tags) = cut(text);
        let tree = parse(text, &words, &tags);
        Self { text, words, tree }
    }

    fn at(&self, word: &str) -> usize {
        self.words.iter().position(|w| w.span.of(self.text) == word).unwrap()
    }

    /// The words of the subtree of `word`.
    fn phrase(&self, word: usize) -> &'a str {
        let (first, last) = self.tree.span(word);
        &self.text[self.words[first].span.start as usize..self.words[last - 1].span.end as usize]
    }
}

#[test]
fn what_is_said() {
    let cases = [
        ("plain", "The mayor said that the park was never sold.", "said", "that the park was never sold"),
        ("no that", "Quill said the bridge would open in May.", "said", "the bridge would open in May"),
        ("long subject", "The head of the union claimed the deal was dead.", "claimed", "the deal was dead"),
        ("comma", "She insisted that, after the vote, nobody left.", "insisted", "that, after the vote, nobody left"),
    ];
    for (name, text, cue, content) in cases {
        let parsed = Parsed::new(text);
        let clause = parsed.tree.dependent(parsed.at(cue), Label::Ccomp);
        assert_eq!(clause.map(|c| parsed.phrase(c)), Some(content), "{name}");
    }
}

#[test]
fn who_says_it() {
    let cases = [
        ("pronoun", "She said that he left.", "said", "She"),
        ("noun phrase", "The new head of the school said it would close.", "said", "The new head of the school"),
        ("shared", "The minister came and said nothing.", "said", "The minister"),
        ("through an infinitive", "The company declined to comment.", "comment", "The company"),
        ("turned round", "“We lost the game,” said the coach.", "said", "the coach"),
    ];
    for (name, text, verb, subject) in cases {
        let parsed = Parsed::new(text);
        let found = parsed.tree.subject(parsed.at(verb));
        assert_eq!(found.map(|s| parsed.phrase(s)), Some(subject), "{name}");
    }
}

#[test]
fn phrases_are_whole() {
    let text = "He thanked the woman who built the bridge.";
    let parsed = Parsed::new(text);
    assert_eq!(parsed.phrase(parsed.at("woman")), "the woman who built the bridge");
    assert_eq!(parsed.tree.label(parsed.at("built")), Label::Relcl);
    assert!(parsed.tree.ancestors(parsed.at("bridge")).any(|above| above == parsed.at("woman")));
}

#[test]
fn small_and_odd_sentences() {
    assert!(Parsed::new("").tree.is_empty());
    for text in ["?", "“", "Yes", "“Yes.”", ", and ,", "- - -", "$", "()", "said said said"] {
        check(&Parsed::new(text).tree);
    }
    check(&Parsed::new(&"word, ".repeat(1_500)).tree);
}

#[test]
fn labels_have_names() {
    for &label in Label::ALL {
        assert_eq!(Label::from_name(label.name()), label);
        assert_eq!(Label::from_number(label as u8), Some(label));
    }
    assert_eq!(Label::from_name("nsubjpass"), Label::NsubjPass);
    assert_eq!(Label::from_name("obl:unmarked"), Label::Obl);
    assert_eq!(Label::from_name("unheard of"), Label::Dep);
}

#[test]
fn broken_weights_are_refused() {
    let good = include_bytes!("../../lexicon/en/parser.bin");
    assert!(Model::new(good).is_some());
    assert!(Model::new(&good[..good.len() - 1]).is_none());
    assert!(Model::new(&[]).is_none());
    let mut bad = good.to_vec();
    bad[1_000] ^= 1;
    assert!(Model::new(&bad).is_none());
}

/// One root, no circle, and spans that hold what they should.
fn check(tree: &Tree) {
    let n = tree.len();
    let roots = (0..n).filter(|&i| tree.head(i).is_none()).count();
    assert_eq!(roots, 1);
    for i in 0..n {
        assert_eq!(tree.label(i) == Label::Root, tree.head(i).is_none());
        assert!(tree.ancestors(i).take(n + 1).count() < n, "a circle");
        let (first, last) = tree.span(i);
        assert!(first <= i && i < last && last <= n);
        if let Some(head) = tree.head(i) {
            let (a, b) = tree.span(head);
            assert!(a <= first && last <= b, "{i} is not within its head");
        }
        for j in first..last {
            assert!(
                j == i || tree.ancestors(j).any(|above| above == i),
                "{j} stands in the subtree of {i} but not under it"
            );
        }
    }
}

proptest! {
    #[test]
    fn any_text_has_a_tree(text in "[a-zA-Z,.“”\"$() '-]{1,120}") {
        let parsed = Parsed::new(&text);
        if !parsed.words.is_empty() {
            check(&parsed.tree);
        }
    }

    #[test]
    fn any_tags_have_a_tree(seed in proptest::collection::vec(0_usize..18, 1..60)) {
        let all = ["said", "the", ",", "Quill", "that", "”"];
        let text = seed.iter().map(|s| all[s % all.len()]).collect::<Vec<_>>().join(" ");
        let (words, tagged) = cut(&text);
        let mut kinds = tagged.clone();
        kinds.sort_by_key(|&t| t as u8);
        let tags: Vec<Tag> = seed.iter().map(|s| kinds[s % kinds.len()]).cycle().take(words.len()).collect();
        check(&parse(&text, &words, &tags));
    }
}
