//! Learns the parser's weights, and measures them.
//!
//! ```text
//! cargo run --release --example train_parser -- train OUT.bin FILE...
//! cargo run --release --example train_parser -- evaluate WEIGHTS.bin FILE...
//! ```
//!
//! A FILE is a treebank of Universal Dependencies (`.conllu`, or `.conllu.gz`), or `PARSES.jsonl:TEXTS.jsonl`: parses by
//! CoreNLP and the articles they are of. The same files in the same order give the same weights.

#![allow(clippy::cast_precision_loss, clippy::cast_sign_loss)] // counts of words are far below 2^52, and shares are positive

mod corpus;
mod evaluate;
mod learn;
mod project;
mod write;

use std::error::Error;
use std::fs;

use onrecord::text::parse::model::Model;
use onrecord::text::parse::tokens;
use rustc_hash::{FxHashMap, FxHashSet};

use learn::{Learner, Plan};
use project::Sentence;

/// A word seen less often is as good as unseen.
const LEAST_SEEN: u32 = 3;
const PLAN: Plan = Plan { epochs: 6, silver: 0.5, explore: 0.9 };
/// About a megabyte: more would wait for memory.
const SIZES: write::Sizes = write::Sizes { words: 15, moves: 16, coarse: 11, fine: 14 };

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [command, weights, files @ ..] = &args[..] else {
        return Err("train OUT.bin FILE... | evaluate WEIGHTS.bin FILE...".into());
    };
    match command.as_str() {
        "train" => {
            let mut sentences = Vec::new();
            for file in files {
                sentences.extend(read(file)?);
            }
            let known = vocabulary(&sentences);
            eprintln!("{} sentences, {} known words", sentences.len(), known.len());
            let learner = Learner::learn(&sentences, &known, PLAN);
            let file = write::pack(&learner, &known, SIZES);
            fs::write(weights, file)?;
        }
        "evaluate" => {
            let bytes = fs::read(weights)?;
            let model = Model::new(&bytes).ok_or("not a file of weights of this version")?;
            for file in files {
                let sentences = read(file)?;
                evaluate::evaluate(file, &sentences.iter().collect::<Vec<_>>(), model, true);
                let news: Vec<&Sentence> = sentences.iter().filter(|s| s.genre == "news").collect();
                if !news.is_empty() {
                    evaluate::evaluate(&format!("{file}, news"), &news, model, true);
                }
            }
        }
        _ => return Err(format!("no command {command}").into()),
    }
    Ok(())
}

fn read(file: &str) -> Result<Vec<Sentence>, Box<dyn Error>> {
    let annotated = match file.split_once(':') {
        Some((parses, texts)) => corpus::read_silver(parses, texts)?,
        None => corpus::read_conllu(file)?,
    };
    let sentences: Vec<Sentence> = annotated.iter().flat_map(project::project).collect();
    eprintln!("{file}: {} trees, {} sentences of ours", annotated.len(), sentences.len());
    Ok(sentences)
}

/// The numbers of the words to tell apart.
fn vocabulary(sentences: &[Sentence]) -> FxHashSet<u32> {
    let mut seen: FxHashMap<u32, u32> = FxHashMap::default();
    for sentence in sentences {
        for word in sentence.words.iter().filter(|&&w| !tokens::is_punctuation(&sentence.text, w)) {
            *seen.entry(word.number).or_default() += 1;
        }
    }
    seen.into_iter().filter(|&(_, n)| n >= LEAST_SEEN).map(|(number, _)| number).collect()
}
