//! Targets that read a list of names.

use onrecord::Gazetteer;
use onrecord::entity::EntityType;
use onrecord::entity::gazetteer::{Builder, CaseRule, Engine, Match, Options};
use onrecord::text::fold::Marks;

use super::options_and_text;
use crate::sound::words;

/// A list from lines "name⇥alias⇥alias"; the first byte of a name says under which rule its aliases stand.
fn built(list: &str, options: Options) -> Option<Gazetteer> {
    let mut builder = Builder::new(options);
    for (i, line) in list.lines().take(200).enumerate() {
        let rule = match line.as_bytes().first() {
            Some(byte) if byte % 3 == 1 => CaseRule::Exact,
            Some(byte) if byte % 3 == 2 => CaseRule::Fold,
            _ => CaseRule::Auto,
        };
        let mut names = line.split('\t');
        let name = names.next().unwrap_or_default();
        // A row that is refused leaves the list as it was.
        if builder.entity(&format!("Q{i}"), name, EntityType::Other, f32::from(i as u8 % 3)).is_err() {
            continue;
        }
        for alias in names {
            let _ = builder.alias(alias, rule);
        }
    }
    builder.build().ok()
}

fn options(byte: u8) -> Options {
    Options {
        whole_words: byte & 1 == 0,
        plural: byte & 2 != 0,
        marks: if byte & 4 == 0 { Marks::Kept } else { Marks::Ignored },
        ..Options::default()
    }
}

fn sound(list: &Gazetteer, text: &str, matches: &[Match]) {
    for found in matches {
        words(text, found.span, "match").unwrap();
        let owners = list.owners(text, *found);
        assert!(!owners.is_empty(), "{found:?} is nobody's");
        assert!(owners.iter().all(|owner| (owner.0 as usize) < list.len()));
    }
}

/// Names, a blank line, a text: both engines and the saved list find the same.
pub(crate) fn matching(data: &[u8]) {
    let (byte, input) = options_and_text(data);
    let (names, text) = input.split_once("\n\n").unwrap_or((&input, &input));
    let under = |engine| built(names, Options { engine, ..options(byte) });
    let (Some(index), Some(automaton)) = (under(Engine::Index), under(Engine::Automaton)) else { return };
    let all = index.find_overlapping(text);
    sound(&index, text, &all);
    assert_eq!(all, automaton.find_overlapping(text));
    let longest = index.find(text);
    assert_eq!(longest, automaton.find(text));
    assert!(longest.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start), "overlap in {longest:?}");
    let cuts: Vec<u32> = text.match_indices('\n').map(|(at, _)| at as u32).collect();
    sound(&index, text, &index.find_between(text, &cuts));
}

/// What was listed is there, also after saving and loading.
pub(crate) fn listing(data: &[u8]) {
    let (byte, names) = options_and_text(data);
    let Some(list) = built(&names, options(byte)) else { return };
    let bytes = list.to_bytes();
    let loaded = Gazetteer::from_bytes(&bytes).unwrap();
    assert!(loaded == list);
    assert_eq!(loaded.to_bytes(), bytes);
    for id in list.entities() {
        assert!(!list.entity(id).name.is_empty());
        assert!(list.aliases(id).all(|(alias, _)| list.contains(alias)), "{:?}", list.entity(id));
    }
    let found = list.find(&names);
    sound(&list, &names, &found);
    assert_eq!(found, loaded.find(&names));
}

/// Damaged bytes of a saved list: an error, or a list that answers.
pub(crate) fn saved(data: &[u8]) {
    const BODY: usize = 12; // after the magic and the version, which are compared whole
    let _ = Gazetteer::from_bytes(data);
    let (byte, edits) = data.split_first().unwrap_or((&0, &[]));
    let names = "Acme Corp\tAcme\tACM\nYahoo!\t.NET\nAnn Acme\tAcme\t卡巴斯基\nÉcole\tecole";
    let mut bytes = built(names, options(*byte)).unwrap().to_bytes();
    let end = bytes.len() - 4;
    for edit in edits.chunks_exact(3).take(64) {
        let at = usize::from(u16::from_le_bytes([edit[0], edit[1]])) % end;
        bytes[at.max(BODY)] = edit[2];
    }
    if byte & 0x80 != 0 {
        let at = BODY + usize::from(byte & 0x7F) * 8;
        bytes.drain(at.min(end)..end);
    }
    let at = bytes.len() - 4;
    let sum = crc32fast::hash(&bytes[..at]);
    bytes[at..].copy_from_slice(&sum.to_le_bytes());
    let Ok(list) = Gazetteer::from_bytes(&bytes) else { return };
    let text = "Acme Corps, acme corp, ACM, Yahoo! .NET 据卡巴斯基 Acme ecole École";
    for found in list.find(text).into_iter().chain(list.find_overlapping(text)) {
        words(text, found.span, "match").unwrap();
        for owner in list.owners(text, found) {
            std::hint::black_box(list.entity(owner).name.len());
        }
    }
    for id in list.entities() {
        std::hint::black_box(list.aliases(id).filter(|(alias, _)| list.contains(alias)).count());
    }
    std::hint::black_box(list.to_bytes().len());
}
