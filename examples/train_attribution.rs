//! Learns the ranker's weights: `cargo run --release --features train --example train_attribution -- OUT GOLD.jsonl...`
//!
//! Each line of the gold files is an article with its attributions, as in `PolNeAR`: `{"text", "relations": [{"source", "cue", "content",
//! "kind"}]}`, offsets in code points. The same articles give the same file.

use std::io::Write as _;

use onrecord::Span;
use onrecord::quote::rank::learn::{Article, Options, learn};

fn main() {
    let mut args = std::env::args().skip(1);
    let out = args.next().expect("a file to write to");
    let mut options = Options { epochs: 6, rate: 0.08, decay: 0.0, fewest: 2, quick: false, verbose: true };
    let mut articles = Vec::new();
    for arg in args {
        if let Some((name, value)) = arg.split_once('=') {
            match name {
                "epochs" => options.epochs = value.parse().expect("a number"),
                "rate" => options.rate = value.parse().expect("a number"),
                "decay" => options.decay = value.parse().expect("a number"),
                "fewest" => options.fewest = value.parse().expect("a number"),
                "quick" => options.quick = value == "1",
                _ => panic!("no such option: {name}"),
            }
            continue;
        }
        let file = std::fs::read_to_string(&arg).expect("a gold file");
        articles.extend(file.lines().map(|line| article(&serde_json::from_str(line).expect("JSON"))));
    }
    let learned = learn(&articles, &options);
    println!("{}", learned.report);
    let mut file = std::fs::File::create(out).expect("a place to write to");
    file.write_all(&learned.file()).expect("room to write");
}

fn article(value: &serde_json::Value) -> Article {
    let text = value["text"].as_str().expect("a text").to_owned();
    let mut at: Vec<u32> = text.char_indices().map(|(i, _)| i as u32).collect();
    at.push(text.len() as u32);
    let spans = |r: &serde_json::Value, key: &str| -> Vec<Span> {
        let list = r[key].as_array().map_or(&[][..], Vec::as_slice);
        let place = |v: &serde_json::Value| at[v.as_u64().expect("an offset") as usize];
        list.iter().map(|s| Span { start: place(&s[0]), end: place(&s[1]) }).collect()
    };
    let relations = value["relations"].as_array().map_or(&[][..], Vec::as_slice);
    let kind = |r: &serde_json::Value| match r["kind"].as_str() {
        Some("direct") => 0,
        Some("mixed") => 1,
        _ => 2,
    };
    let relations =
        relations.iter().map(|r| (spans(r, "source"), spans(r, "cue"), spans(r, "content"), kind(r))).collect();
    Article { text, relations }
}
