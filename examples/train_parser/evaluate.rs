//! How good the trees are, and how good the parts of them that attribution asks for.

use std::collections::BTreeMap;
use std::time::Instant;

use onrecord::text::parse::model::Model;
use onrecord::text::parse::{Label, Parser, Tree};

use super::learn::Follower;
use super::project::Sentence;

/// How often the speed is measured.
const ROUNDS: usize = 10;

/// Found, right among them, and wanted.
#[derive(Debug, Default, Clone, Copy)]
struct Count {
    found: usize,
    right: usize,
    wanted: usize,
}

impl std::fmt::Display for Count {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let share = |of: usize| 100.0 * self.right as f64 / of.max(1) as f64;
        write!(f, "P {:5.1}  R {:5.1}  ({} wanted)", share(self.found), share(self.wanted), self.wanted)
    }
}

/// Parses the sentences with `model` and prints figures under `name`.
pub(crate) fn evaluate(name: &str, sentences: &[&Sentence], model: Model, details: bool) {
    let mut parser = Parser::default();
    let (mut heads, mut both, mut all, mut bytes) = (0_usize, 0_usize, 0_usize, 0_usize);
    let mut counts: BTreeMap<&str, Count> = BTreeMap::new();
    for sentence in sentences {
        let (text, words, tags) = (&sentence.text, &sentence.words, &sentence.tags);
        let gold = parser.parse_by(text, words, tags, |_| false, |_| false, &mut Follower(sentence));
        let tree = parser.parse_by(text, words, tags, |n| model.knows(n), |_| false, &mut model.clone());
        bytes += (words[words.len() - 1].span.end - words[0].span.start) as usize;
        for i in (0..words.len()).filter(|&i| gold.label(i) != Label::Punct) {
            all += 1;
            heads += usize::from(gold.head(i) == tree.head(i));
            both += usize::from(gold.head(i) == tree.head(i) && gold.label(i) == tree.label(i));
            count(&mut counts, &gold, &tree, i);
        }
    }
    // The best of a few rounds, as others may be at work on the machine.
    let seconds = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            for sentence in sentences {
                let (text, words, tags) = (&sentence.text, &sentence.words, &sentence.tags);
                parser.parse_by(text, words, tags, |n| model.knows(n), |_| false, &mut model.clone());
            }
            start.elapsed().as_secs_f64()
        })
        .fold(f64::INFINITY, f64::min);
    println!(
        "{name}: UAS {:.2}  LAS {:.2}  ({} sentences, {all} words, {:.1} MB/s)",
        100.0 * heads as f64 / all as f64,
        100.0 * both as f64 / all as f64,
        sentences.len(),
        bytes as f64 / seconds / 1e6
    );
    if details {
        for (what, count) in counts {
            println!("  {what:28} {count}");
        }
    }
}

fn count<'a>(counts: &mut BTreeMap<&'a str, Count>, gold: &Tree, tree: &Tree, i: usize) {
    let same_head = gold.head(i) == tree.head(i);
    let mut add = |what: &'a str, wanted: bool, found: bool, right: bool| {
        let count = counts.entry(what).or_default();
        count.wanted += usize::from(wanted);
        count.found += usize::from(found);
        count.right += usize::from(wanted && found && right);
    };
    let subject = |label: Label| matches!(label, Label::Nsubj | Label::NsubjPass);
    let clause = |label: Label| matches!(label, Label::Ccomp | Label::Xcomp | Label::Parataxis);
    let (g, t) = (gold.label(i), tree.label(i));
    let same_span = gold.span(i) == tree.span(i);
    add("nsubj", subject(g), subject(t), same_head);
    add("nsubj, whole phrase", subject(g), subject(t), same_head && same_span);
    add("ccomp/xcomp/parataxis", clause(g), clause(t), same_head);
    add("ccomp/xcomp/parataxis, span", clause(g), clause(t), same_head && same_span);
    for (what, with_span, label) in [
        ("ccomp", "ccomp, span", Label::Ccomp),
        ("xcomp", "xcomp, span", Label::Xcomp),
        ("parataxis", "parataxis, span", Label::Parataxis),
        ("advcl", "advcl, span", Label::Advcl),
        ("acl:relcl", "acl:relcl, span", Label::Relcl),
        ("appos", "appos, span", Label::Appos),
    ] {
        add(what, g == label, t == label, same_head);
        add(with_span, g == label, t == label, same_head && same_span);
    }
}
