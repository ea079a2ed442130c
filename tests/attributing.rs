//! Who said what: invented cases in prose (`tests/cases/quotes`, form told in its README), and texts no newspaper prints.

#![allow(clippy::format_push_string)] // messages of failing tests

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use onrecord::entity::gazetteer::Entity;
use onrecord::entity::{EntityRef, EntityType};
use onrecord::quote::Quote;
use onrecord::{Analysis, Document, Gazetteer, Resources, Span, record};

const FIELDS: [&str; 10] =
    ["kind", "source", "cue", "content", "speaker", "stance", "negated", "addressee", "medium", "zone"];

/// Field and value, in the order given.
type Answer = Vec<(&'static str, String)>;

#[derive(Default)]
struct Case {
    name: String,
    list: Vec<Entity>,
    lines: Vec<String>,
    /// Why the core gets it wrong today.
    fault: Option<String>,
    /// `None` until the case says anything, so that a case without an answer is not taken for one without attributions.
    answers: Option<Vec<Answer>>,
}

fn field(text: &str, place: &str) -> (&'static str, String) {
    let (name, value) = text.split_once(':').unwrap_or_else(|| panic!("{place}: no field in {text:?}"));
    let name = FIELDS.iter().find(|f| **f == name).unwrap_or_else(|| panic!("{place}: no field {name:?}"));
    (name, value.trim().to_owned())
}

fn entity(text: &str, place: &str) -> Entity {
    let mut parts = text.split(',').map(str::trim);
    let name = parts.next().unwrap();
    let kind = parts.next().and_then(EntityType::from_name).unwrap_or_else(|| panic!("{place}: no type"));
    Entity::new(name, kind, &parts.collect::<Vec<_>>())
}

fn cases_of(path: &Path) -> Vec<Case> {
    let mut out: Vec<Case> = Vec::new();
    for (n, line) in fs::read_to_string(path).unwrap().lines().enumerate() {
        let place = format!("{}:{}", path.display(), n + 1);
        if let Some(name) = line.strip_prefix("## ") {
            out.push(Case { name: name.to_owned(), ..Case::default() });
            continue;
        }
        let Some(case) = out.last_mut() else { continue };
        if let Some(text) = line.strip_prefix("list: ") {
            case.list.push(entity(text, &place));
        } else if let Some(text) = line.strip_prefix("fault: ") {
            case.fault = Some(text.to_owned());
        } else if let Some(text) = line.strip_prefix('>') {
            case.lines.push(text.strip_prefix(' ').unwrap_or(text).to_owned());
        } else if line == "- none" {
            case.answers.get_or_insert_default();
        } else if let Some(text) = line.strip_prefix("- ") {
            case.answers.get_or_insert_default().push(vec![field(text, &place)]);
        } else if let Some(text) = line.strip_prefix("  ") {
            let answers = case.answers.as_mut().unwrap_or_else(|| panic!("{place}: a field before its '-'"));
            answers
                .last_mut()
                .unwrap_or_else(|| panic!("{place}: a field of no attribution"))
                .push(field(text, &place));
        } else {
            assert!(line.is_empty(), "{place}: {line:?}");
        }
    }
    out
}

fn cases() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/quotes");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|e| e == "md") && path.file_stem().unwrap() != "README");
    files.sort();
    files.iter().flat_map(|path| cases_of(path)).collect()
}

/// The name a table would show for the speaker.
fn speaker(text: &str, quote: &Quote, analysis: &Analysis, list: &Gazetteer) -> Option<String> {
    let speaker = quote.speaker.as_ref()?;
    Some(match speaker.entity {
        Some(EntityRef::Listed(id)) => list.entity(id).name.to_owned(),
        Some(EntityRef::Found(n)) => analysis.found[n as usize].name.clone(),
        None => speaker.words.of(text).to_owned(),
    })
}

/// What the analysis says for one field of a case.
fn value(name: &str, text: &str, quote: &Quote, analysis: &Analysis, list: &Gazetteer) -> String {
    let words = |span: Option<Span>| span.map_or("-", |s| s.of(text)).to_owned();
    match name {
        "kind" => quote.kind.name().to_owned(),
        "source" => words(quote.source),
        "cue" => words(quote.cue),
        "content" => quote.content.iter().map(|s| s.of(text)).collect::<Vec<_>>().join(" | "),
        "speaker" => speaker(text, quote, analysis, list).unwrap_or_else(|| "-".to_owned()),
        "stance" => quote.stance.name().to_owned(),
        "negated" => if quote.negated { "yes" } else { "no" }.to_owned(),
        "addressee" => words(quote.addressee),
        "medium" => words(quote.medium),
        "zone" => quote.zone.name().to_owned(),
        _ => unreachable!("{name} is in FIELDS"),
    }
}

/// What is wrong, or nothing.
fn differences(case: &Case) -> String {
    let text = case.lines.join("\n");
    let resources = Resources { gazetteer: Gazetteer::new(case.list.clone()).unwrap() };
    let analysis = record::analyze(&Document::new("case", &text), &resources).unwrap();
    let wanted = case.answers.as_ref().unwrap();
    let mut out = String::new();
    for (n, (answer, quote)) in wanted.iter().zip(&analysis.quotes).enumerate() {
        for (name, want) in answer {
            let got = value(name, &text, quote, &analysis, &resources.gazetteer);
            if got != *want {
                writeln!(out, "   {}. {name}: wanted {want:?}, got {got:?}", n + 1).unwrap();
            }
        }
    }
    if analysis.quotes.len() != wanted.len() {
        writeln!(out, "   wanted {} attributions, got {}", wanted.len(), analysis.quotes.len()).unwrap();
    }
    if !out.is_empty() {
        for quote in &analysis.quotes {
            let shown = |name| value(name, &text, quote, &analysis, &resources.gazetteer);
            let all: Vec<_> = FIELDS.iter().map(|f| format!("{f} {:?}", shown(f))).collect();
            writeln!(out, "     found: {} by {:?}", all.join(", "), quote.rule).unwrap();
        }
    }
    out
}

#[test]
fn cases_are_many_and_whole() {
    let all = cases();
    assert!(all.len() >= 90, "{}", all.len());
    let mut names: Vec<_> = all.iter().map(|c| c.name.as_str()).collect();
    names.sort_unstable();
    let twice: Vec<_> = names.windows(2).filter(|pair| pair[0] == pair[1]).collect();
    assert!(twice.is_empty(), "names of several cases: {twice:?}");
    for case in &all {
        assert!(!case.lines.is_empty() && case.answers.is_some(), "{:?} has no text or no answer", case.name);
        let text = case.lines.join("\n");
        for (name, value) in case.answers.iter().flatten().flatten() {
            // What a case wants must be in its text, or it could only be met by chance.
            let words = ["source", "cue", "content", "addressee", "medium"].contains(name);
            let missing = value.split(" | ").find(|part| words && *part != "-" && !text.contains(part));
            assert!(missing.is_none(), "{:?}: {missing:?} is not in its text", case.name);
        }
    }
}

#[test]
fn every_case() {
    let mut wrong = String::new();
    for case in &cases() {
        let found = differences(case);
        if case.fault.is_some() {
            if found.is_empty() {
                wrong += &format!("{}: is right now, take its line 'fault:' out\n", case.name);
            }
        } else if !found.is_empty() {
            wrong += &format!("{}:\n{}\n{found}", case.name, case.lines.join("\n"));
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// Known faults, to be looked at with `cargo test --test attributing -- --ignored --nocapture`.
#[test]
#[ignore = "shows what the cases marked 'fault:' get today; every_case makes sure that they do"]
fn known_faults() {
    for case in cases().iter().filter(|c| c.fault.is_some()) {
        println!("{}: {}\n{}\n{}", case.name, case.fault.as_ref().unwrap(), case.lines.join("\n"), differences(case));
    }
}
