//! Targets that read what was said across documents.

use std::borrow::Cow;
use std::sync::atomic::AtomicBool;

use onrecord::Span;
use onrecord::dispute::{Content, Role, answers};
use onrecord::entity::EntityType;
use onrecord::identity::{self, Corpus, Known, Presence};
use onrecord::statement::align::Aligner;
use onrecord::statement::change::{Change, Difference, Wording};
use onrecord::statement::{Articles, Person, Sayings, diff, normalize, trace};

use super::options_and_text;

/// Two texts, parted by a line end: what they have in common is in both, in order.
pub(crate) fn alignment(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (old, new) = text.split_once('\n').unwrap_or((&text, ""));
    let hashes = |text: &str| -> Vec<u64> { normalize::words(text).iter().map(|word| word.hash).collect() };
    let (a, b) = (hashes(old), hashes(new));
    let mut aligner = Aligner::default();
    let (mut from_a, mut from_b) = (0, 0);
    for block in aligner.align(&a, &b) {
        assert!(block.len > 0 && block.a >= from_a && block.b >= from_b, "{block:?} after {from_a}, {from_b}");
        (from_a, from_b) = (block.a + block.len, block.b + block.len);
        assert_eq!(a[block.a..from_a], b[block.b..from_b], "{block:?}");
    }
    for word in normalize::words(old) {
        assert!(old.get(word.span.start as usize..word.span.end as usize).is_some(), "{word:?}");
        std::hint::black_box(word.form(old));
    }
    let (before, after) = (Wording::new(old), Wording::new(new));
    let difference = Difference::new(&before, &after, &mut aligner);
    assert!((0.0..=1.0).contains(&difference.similarity), "{}", difference.similarity);
    assert_eq!(difference.change == Change::Identical, old == new);
    std::hint::black_box(difference.alarms(&before, &after, true));
    std::hint::black_box(diff::line(&before, &after, &difference));
}

/// A saying a line: its first byte sets kind, speaker, outlet and day; every quotation is in one statement, on any number of threads.
pub(crate) fn statements(data: &[u8]) {
    let (options, text) = options_and_text(data);
    let lines: Vec<&str> = text.lines().take(64).collect();
    let first = |line: &str| line.bytes().next().unwrap_or_default();
    let made = || Sayings {
        text: lines.iter().map(|&line| Cow::Borrowed(line)).collect(),
        quoted: lines.iter().map(|line| first(line) & 1 == 0).collect(),
        mixed: lines.iter().map(|line| first(line) & 2 == 0).collect(),
        speaker: lines.iter().map(|line| Some(u32::from(first(line)) % 4).filter(|&who| who < 3)).collect(),
        place: vec![None; lines.len()],
        document: (0..lines.len() as u32).map(|i| i / 2).collect(),
        people: ["Ada Quill", "Bo Poe", "officials"].map(|name| Person { name, named: name != "officials" }).to_vec(),
        outlet: lines.iter().map(|line| Some(u32::from(first(line)) % 3)).collect(),
        published: lines.iter().map(|line| Some(i64::from(first(line)) % 7).filter(|&day| day < 6)).collect(),
    };
    let window = Some(i64::from(options & 3)).filter(|&days| days > 0);
    let articles = Articles { texts: vec![&text], quoted: vec![vec![]] };
    let articles = (options & 4 != 0).then_some(&articles);
    let traced = |n_threads| {
        let mut sayings = made();
        let trace = trace(&mut sayings, articles, window, n_threads, &AtomicBool::new(false)).unwrap();
        (trace, sayings.text.len())
    };
    let (one, n_sayings) = traced(1);
    let mut seen = vec![false; n_sayings];
    for sighting in &one.sightings {
        assert!(!std::mem::replace(&mut seen[sighting.saying as usize], true), "{} twice", sighting.saying);
        assert!(sighting.parent.is_none_or(|parent| (parent as usize) < n_sayings));
    }
    let is_report = |i: usize| lines.get(i).is_some_and(|line| first(line) & 1 != 0 || first(line) & 2 == 0);
    assert!((0..n_sayings).all(|i| seen[i] || is_report(i)), "what was quoted is in no statement");
    let mut next = 0;
    for statement in &one.statements {
        assert_eq!(statement.sightings.start, next);
        next = statement.sightings.end;
        let members = &one.sightings[statement.sightings.clone()];
        assert!(members.iter().any(|member| member.saying == statement.text));
    }
    assert_eq!(next, one.sightings.len());
    let n_chars = text.chars().count() as u32;
    assert!(one.repeats.iter().all(|&(_, (start, end))| start < end && end <= n_chars));
    // Threads cost more than the work; now and then is enough.
    if options & 0xF0 == 0 {
        assert_eq!(one, traced(3).0);
    }
}

/// A content a line: its first byte sets its part, its speaker and whom it names.
pub(crate) fn disputes(data: &[u8]) {
    let (options, text) = options_and_text(data);
    let contents: Vec<Content<'_>> = text
        .lines()
        .take(64)
        .enumerate()
        .map(|(i, line)| {
            let byte = line.bytes().next().unwrap_or_default();
            let end = line.char_indices().nth(4).map_or(line.len(), |(at, _)| at);
            Content {
                text: line,
                role: [Role::Claim, Role::Denial, Role::Said, Role::Other][usize::from(byte) % 4],
                doc: i as u32 / 4,
                place: (i as u32 * 100, i as u32 * 100 + line.len() as u32),
                named: if byte & 4 == 0 { vec![] } else { vec![(u32::from(byte) % 5, Span::new(0, end))] },
                speaker: Some(u32::from(byte) % 5).filter(|&who| who < 4),
                name: line.split(' ').next_back().filter(|_| byte & 2 == 0),
                about: Some(u32::from(byte) / 8 % 5).filter(|&who| who < 2),
            }
        })
        .collect();
    let bar = f64::from(options % 11) / 10.0;
    for answer in answers(&contents, bar, &|| false).unwrap() {
        assert!(matches!(contents[answer.claim].role, Role::Claim | Role::Said));
        assert_eq!(contents[answer.denial].role, Role::Denial);
        assert!((0.0..=1.0).contains(&answer.score), "{}", answer.score);
    }
}

/// A name of a document a line, its acronym after a tab: its first byte sets the document, its type and whether it is listed.
/// Everybody stands for somebody, a listed name for itself, whichever row comes first.
pub(crate) fn linking(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let mut ids: Vec<&str> = Vec::new();
    let mut rows: Vec<Presence> = Vec::new();
    for line in text.lines().take(200) {
        let document = u32::from(line.bytes().next().unwrap_or_default()) % 11;
        let id = line.get(1..).unwrap_or_default();
        let entity = ids.iter().position(|known| *known == id).unwrap_or(ids.len());
        if entity == ids.len() {
            ids.push(id);
        }
        let row = Presence { document, entity: entity as u32 };
        if !rows.contains(&row) {
            rows.push(row);
        }
    }
    let kinds = [EntityType::Person, EntityType::Org, EntityType::Place, EntityType::Group];
    let known = |id: &'_ str| {
        let byte = id.bytes().last().unwrap_or_default();
        let name = id.split('\t').next().unwrap_or_default();
        (name.to_owned(), kinds[usize::from(byte) % 4], byte.is_multiple_of(5))
    };
    let facts: Vec<(String, EntityType, bool)> = ids.iter().map(|id| known(id)).collect();
    let linked = |order: &[usize], rows: &[Presence]| -> Vec<(u32, u32, u32)> {
        let mut at = vec![0; order.len()];
        for (place, &entity) in order.iter().enumerate() {
            at[entity] = place as u32;
        }
        let corpus = Corpus {
            known: order
                .iter()
                .map(|&i| Known { id: ids[i], name: &facts[i].0, kind: facts[i].1, listed: facts[i].2 })
                .collect(),
            presences: rows.iter().map(|row| Presence { entity: at[row.entity as usize], ..*row }).collect(),
            acronyms: order
                .iter()
                .enumerate()
                .filter_map(|(place, &i)| Some((place as u32, ids[i].split('\t').nth(1)?)))
                .collect(),
        };
        let heads = identity::link(&corpus);
        assert_eq!(heads.len(), rows.len());
        let mut out: Vec<_> =
            rows.iter().zip(heads).map(|(row, head)| (row.document, row.entity, order[head as usize] as u32)).collect();
        out.sort_unstable();
        out
    };
    let forwards: Vec<usize> = (0..ids.len()).collect();
    let one = linked(&forwards, &rows);
    for &(_, entity, head) in &one {
        assert!(!facts[entity as usize].2 || head == entity, "{:?} is listed", facts[entity as usize]);
    }
    let backwards: Vec<usize> = forwards.iter().rev().copied().collect();
    rows.reverse();
    assert_eq!(one, linked(&backwards, &rows));
}
