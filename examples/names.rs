//! Writes down every name in texts and whom their pronouns stand for: `cargo run --release --example names < TEXTS.jsonl`
//!
//! The tables of a record have only names of people and organisations that speak; `bench/names.py` and `bench/coreference.py` compare all of
//! them with others. Each line of the input is `{"id", "text"}`, each line of the output `{"id", "names": [[start, end, type, bearer]],
//! "pronouns": [[start, end, bearer]]}`, with offsets in code points.

use std::io::{BufRead as _, Write as _};

use onrecord::entity::mentions::{self, Named};
use onrecord::entity::resolve::{self, Context, Referent, Spoken};
use onrecord::quote::{Quote, attribute};
use onrecord::text::Surface;
use onrecord::{CharIndex, Gazetteer, Span};
use serde_json::{Value, json};

fn main() {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().lines() {
        let article: Value = serde_json::from_str(&line.expect("text")).expect("JSON");
        let found = names(article["text"].as_str().expect("a text"));
        let line = json!({"id": article["id"], "names": found.0, "pronouns": found.1});
        writeln!(out, "{line}").expect("room to write");
    }
}

fn names(text: &str) -> (Vec<Value>, Vec<Value>) {
    let chars = CharIndex::new(text).expect("less than 4 GiB");
    let at = |offset| chars.char_at(text, offset);
    let list = Gazetteer::default();
    let surface = Surface::new(text, None);
    let mut named = mentions::find(&surface, &list);
    let quotes = attribute::attributions(&surface, &mut named, &list, &|| false);
    let speakers: Vec<Spoken> = quotes.iter().filter_map(spoken).collect();
    let mut pronouns = Vec::new();
    for word in &surface.words {
        if is_personal(word.span.of(text))
            && let Some(bearer) = bearer(&surface, &mut named, &list, word.span, &speakers)
        {
            pronouns.push(json!([at(word.span.start), at(word.span.end), bearer]));
        }
    }
    let names = named.noted().map(|n| json!([at(n.span.start), at(n.span.end), n.kind.name(), n.bearer])).collect();
    (names, pronouns)
}

/// Whether the word is a pronoun of one person who is spoken of.
fn is_personal(word: &str) -> bool {
    let word = word.to_lowercase();
    ["he", "him", "his", "himself", "she", "her", "hers", "herself"].contains(&word.as_str())
}

fn spoken(quote: &Quote) -> Option<Spoken> {
    let speaker = quote.speaker.as_ref()?;
    let (words, kind, how, antecedent) = (speaker.words, speaker.kind, speaker.how, speaker.antecedent);
    let referent = Referent { entity: speaker.entity, words, kind, how, antecedent, runner_up: None };
    Some(Spoken { source: quote.source?, referent })
}

fn bearer(
    surface: &Surface<'_>,
    named: &mut Named,
    list: &Gazetteer,
    pronoun: Span,
    speakers: &[Spoken],
) -> Option<u32> {
    let entity = resolve::resolve(surface, named, list, pronoun, &Context { speakers })?.entity?;
    named.noted().find(|name| name.entity == Some(entity)).map(|name| name.bearer)
}
