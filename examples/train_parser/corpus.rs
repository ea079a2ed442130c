//! Trees as the corpora give them, on their own tokens.

use std::collections::HashMap;
use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::Command;

use onrecord::text::parse::Label;
use serde_json::Value;

/// A token of a corpus: where it stands, the index of its head (none for the root), and its relation.
#[derive(Debug, Clone)]
pub(crate) struct Token {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) head: Option<usize>,
    pub(crate) label: Label,
}

/// A sentence of a corpus.
#[derive(Debug, Clone)]
pub(crate) struct Annotated {
    pub(crate) text: String,
    pub(crate) tokens: Vec<Token>,
    /// The genre, in GUM.
    pub(crate) genre: String,
    /// Whether a program made the tree.
    pub(crate) silver: bool,
}

/// The text of a file, unpacked by `gzip` if its name says so.
fn read(path: &str) -> Result<String, Box<dyn Error>> {
    if Path::new(path).extension().is_some_and(|e| e == "gz") {
        let out = Command::new("gzip").args(["-dc", path]).output()?;
        if !out.status.success() {
            return Err(format!("gzip cannot unpack {path}").into());
        }
        return Ok(String::from_utf8(out.stdout)?);
    }
    Ok(fs::read_to_string(path)?)
}

/// Reads a file of Universal Dependencies.
pub(crate) fn read_conllu(path: &str) -> Result<Vec<Annotated>, Box<dyn Error>> {
    let file = read(path)?;
    let mut out = Vec::new();
    let mut genre = String::new();
    for block in file.split("\n\n") {
        let mut text = "";
        let mut rows = Vec::new();
        for line in block.lines() {
            if let Some(found) = line.strip_prefix("# text = ") {
                text = found;
            } else if let Some(found) = line.strip_prefix("# meta::genre = ") {
                found.clone_into(&mut genre);
            } else if !line.starts_with('#') {
                rows.push(line.split('\t').collect::<Vec<_>>());
            }
        }
        if let Some(tokens) = align(text, &rows) {
            out.push(Annotated { text: text.to_owned(), tokens, genre: genre.clone(), silver: false });
        }
    }
    Ok(out)
}

/// Finds the tokens of `rows` in `text`; nothing if one is not there.
fn align(text: &str, rows: &[Vec<&str>]) -> Option<Vec<Token>> {
    let mut tokens = Vec::new();
    let mut at = 0;
    // Of a token made of several words ("don't"): its end, and the last of its words.
    let mut joint: Option<(usize, usize, usize)> = None;
    for row in rows {
        let (id, form) = (row.first()?, row.get(1)?);
        at += text[at..].len() - text[at..].trim_start().len();
        if let Some((first, last)) = id.split_once('-') {
            if !text[at..].starts_with(form) {
                return None;
            }
            let _: usize = first.parse().ok()?;
            joint = Some((at, at + form.len(), last.parse().ok()?));
            continue;
        }
        let Ok(number) = id.parse::<usize>() else { continue };
        let (start, end) = match joint {
            // The parts of most are their letters; where they are not, each part stands for the whole.
            Some((start, end, _)) if !text[at..end.max(at)].starts_with(form) => (start, end),
            _ if text[at..].starts_with(form) => (at, at + form.len()),
            _ => return None,
        };
        at = end;
        if let Some((_, end, last)) = joint
            && number == last
        {
            at = end;
            joint = None;
        }
        let head: usize = row.get(6)?.parse().ok()?;
        tokens.push(Token { start, end, head: head.checked_sub(1), label: Label::from_name(row.get(7)?) });
    }
    (!tokens.is_empty()).then_some(tokens)
}

/// Reads parses by CoreNLP; `texts` is the file with the articles they are of.
pub(crate) fn read_silver(path: &str, texts: &str) -> Result<Vec<Annotated>, Box<dyn Error>> {
    let mut articles = HashMap::new();
    for line in read(texts)?.lines() {
        let article: Value = serde_json::from_str(line)?;
        let text = article["text"].as_str().ok_or("an article without text")?.to_owned();
        articles.insert(article["id"].as_str().ok_or("an article without id")?.to_owned(), text);
    }
    let mut out = Vec::new();
    for line in read(path)?.lines() {
        let parsed: Value = serde_json::from_str(line)?;
        let Some(text) = parsed["id"].as_str().and_then(|id| articles.get(id)) else { continue };
        // Code points to bytes.
        let mut bytes: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        bytes.push(text.len());
        for sentence in parsed["sentences"].as_array().ok_or("no sentences")? {
            out.extend(silver_sentence(text, &bytes, sentence));
        }
    }
    Ok(out)
}

/// A token of a silver tree, before its relations are those of today.
struct Silver {
    token: Token,
    relation: String,
    lemma: String,
    pos: String,
    person: bool,
}

fn silver_sentence(text: &str, bytes: &[usize], sentence: &Value) -> Option<Annotated> {
    let rows = sentence["tokens"].as_array()?;
    let (heads, deps) = (sentence["heads"].as_array()?, sentence["deps"].as_array()?);
    let number = |value: &Value| value.as_u64().map(|n| n as usize);
    let begin = *bytes.get(number(&rows.first()?[0])?)?;
    let finish = *bytes.get(number(&rows.last()?[1])?)?;
    let mut tokens = Vec::new();
    for ((row, head), dep) in rows.iter().zip(heads).zip(deps) {
        let relation = dep.as_str()?.to_owned();
        tokens.push(Silver {
            token: Token {
                start: bytes.get(number(&row[0])?)?.checked_sub(begin)?,
                end: bytes.get(number(&row[1])?)?.checked_sub(begin)?,
                head: number(head),
                label: Label::from_name(&relation),
            },
            relation,
            lemma: row[2].as_str()?.to_lowercase(),
            pos: row[3].as_str()?.to_owned(),
            person: row[4].as_str() == Some("PERSON"),
        });
    }
    renew(&mut tokens);
    let tokens = tokens.into_iter().map(|t| t.token).collect();
    Some(Annotated { text: text.get(begin..finish)?.to_owned(), tokens, genre: "silver".into(), silver: true })
}

/// Turns version 1 of Universal Dependencies, as CoreNLP writes it, into version 2.
fn renew(tokens: &mut [Silver]) {
    let n = tokens.len();
    for i in 0..n {
        let Some(head) = tokens[i].token.head.filter(|&h| h < n) else { continue };
        let above = &tokens[head];
        let verbal = above.pos.starts_with('V') || above.pos.starts_with("JJ") || above.pos.starts_with("RB");
        let predicate = verbal || tokens.iter().any(|t| t.token.head == Some(head) && t.relation == "cop");
        let by = tokens.iter().any(|t| t.token.head == Some(i) && t.relation == "case" && t.lemma == "by");
        let relation = tokens[i].relation.as_str();
        if relation.starts_with("nmod") && relation != "nmod:poss" && predicate {
            let agent = by && above.pos == "VBN";
            tokens[i].token.label = if agent { Label::Agent } else { Label::Obl };
        }
        // Conjunctions hang on what follows them.
        if relation == "cc" && i > head {
            let joined = (i + 1..n).find(|&j| tokens[j].token.head == Some(head) && tokens[j].relation == "conj");
            if let Some(joined) = joined {
                tokens[i].token.head = Some(joined);
            }
        }
    }
    // The first part of a person's name is its head.
    for last in 0..n {
        let part =
            |i: usize| tokens[i].person && tokens[i].relation == "compound" && tokens[i].token.head == Some(last);
        let first = (0..last).rev().take_while(|&i| part(i)).last();
        let Some(first) = first.filter(|_| tokens[last].person) else { continue };
        let above = tokens[last].token.head;
        let label = tokens[last].token.label;
        for (i, token) in tokens.iter_mut().enumerate() {
            if token.token.head == Some(last) || i == last {
                token.token.head = Some(first);
                if i > first && i <= last {
                    token.token.label = Label::Flat;
                }
            }
        }
        tokens[first].token.head = above;
        tokens[first].token.label = label;
        let relation = std::mem::take(&mut tokens[last].relation);
        tokens[first].relation = relation;
    }
}
