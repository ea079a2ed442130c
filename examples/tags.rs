//! Writes down the part of speech of every word in texts: `cargo run --release --example tags < TEXTS.jsonl`
//!
//! Each line of the input is `{"id", "text"}`, each line of the output an id, the word's start and end in code points, and its tag, with tabs
//! between. `tools/score_tagger.py` compares them with treebanks.

use std::io::{BufRead as _, Write as _};

use onrecord::CharIndex;
use onrecord::text::Surface;
use serde_json::Value;

fn main() {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().lines() {
        let article: Value = serde_json::from_str(&line.expect("text")).expect("JSON");
        let (id, text) = (article["id"].as_str().expect("an id"), article["text"].as_str().expect("a text"));
        let chars = CharIndex::new(text).expect("less than 4 GiB");
        let at = |offset| chars.char_at(text, offset);
        let surface = Surface::new(text, None);
        for (word, tag) in surface.words.iter().zip(&surface.tags) {
            writeln!(out, "{id}\t{}\t{}\t{tag:?}", at(word.span.start), at(word.span.end)).expect("room to write");
        }
    }
}
