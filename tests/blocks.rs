//! What an engine does with joins, done here with tables in memory: the statements are those of one machine.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::AtomicBool;

use onrecord::statement::blocks::{self, CANDIDATES, Counts, Key, LOOKUPS, Links, POSTINGS, WORTH, Wordings};
use onrecord::statement::{Sayings, Trace, trace};
use proptest::prelude::*;

/// Sayings of a document each, made of pieces of some sentences.
fn sayings<'a>(texts: &'a [String], speakers: &[Option<u32>]) -> Sayings<'a> {
    let n = texts.len();
    Sayings {
        text: texts.iter().map(|text| Cow::Borrowed(text.as_str())).collect(),
        quoted: vec![true; n],
        speaker: speakers.to_vec(),
        place: vec![None; n],
        document: (0..n as u32).collect(),
        outlet: vec![None; n],
        published: (0..).map(Some).take(n).collect(),
        people: ["Ada Quill", "Bo Ek"].map(|name| onrecord::statement::Person { name, named: true }).to_vec(),
        ..Sayings::default()
    }
}

/// The steps of [`blocks`] with joins between them.
fn joined(sayings: &Sayings<'_>) -> Trace {
    let read: Vec<Vec<u64>> = sayings
        .text
        .iter()
        .map(|text| {
            let mut words = Vec::new();
            blocks::words(text, &mut words);
            words
        })
        .collect();
    let keys: Vec<Key> = read.iter().map(|words| Key::new(words)).collect();
    let forms: BTreeMap<Key, &Vec<u64>> = keys.iter().copied().zip(&read).collect();
    let voices = |key: &Key| -> BTreeSet<u32> {
        (0..keys.len()).filter(|&i| keys[i] == *key).filter_map(|i| sayings.speaker[i]).collect()
    };
    let mut of: BTreeMap<u64, u32> = BTreeMap::new();
    for &word in forms.values().flat_map(|words| words.iter()).filter(|&&word| word != 0) {
        *of.entry(word).or_default() += 1;
    }
    let total = of.values().map(|&n| f64::from(n)).sum();
    let counts = Counts { total, several: of.into_iter().filter(|&(_, n)| n > 1).collect() };
    let rows: Vec<Key> = forms.keys().copied().collect();
    let all = || Wordings::new(forms.values().map(|words| words.as_slice()), &counts).unwrap();
    let (mut wordings, strong): (_, Vec<u32>) =
        (all(), (0..rows.len() as u32).filter(|&row| all().is_strong(row)).collect());
    let mut holders: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for &row in &strong {
        wordings.grams(row).into_iter().for_each(|gram| holders.entry(gram).or_default().push(row));
    }
    holders.retain(|_, rows| rows.len() > 1);
    for rows in holders.values_mut() {
        rows.truncate(POSTINGS);
    }
    let mut parents: BTreeMap<Key, Vec<Key>> = BTreeMap::new();
    for &row in &strong {
        let grams = wordings.grams(row);
        let mut lists: Vec<(usize, u32)> =
            grams.iter().filter_map(|gram| Some((holders.get(gram)?.len(), *gram))).collect();
        lists.sort_unstable();
        let mut weights: BTreeMap<u32, u32> = BTreeMap::new();
        for &(len, gram) in lists.iter().take(LOOKUPS) {
            for &other in holders[&gram].iter().filter(|&&other| other < row) {
                *weights.entry(other).or_default() += (strong.len() / len).max(1).ilog2() + 1;
            }
        }
        let mut best: Vec<(u32, u32)> = weights.into_iter().collect();
        best.sort_by_key(|&(other, weight)| (std::cmp::Reverse(weight), other));
        let most = best.first().map_or(0, |best| best.1);
        let mine = voices(&rows[row as usize]);
        let candidates: Vec<(u32, bool)> = best
            .iter()
            .take(CANDIDATES)
            .filter(|&&(_, weight)| weight * WORTH >= most)
            .map(|&(other, _)| (other, !voices(&rows[other as usize]).is_disjoint(&mine)))
            .collect();
        let found = wordings.variants(row, &candidates).into_iter().map(|other| rows[other as usize]).collect();
        parents.insert(rows[row as usize], found);
    }
    let hosts = (0..keys.len()).map(|i| {
        let weak = rows.iter().position(|key| *key == keys[i]).unwrap() as u32;
        let wanted = wordings.wanted(weak)?;
        let voice = sayings.speaker[i]?;
        let mut whole = strong.iter().filter(|&&row| voices(&rows[row as usize]).contains(&voice));
        let host = whole.find(|&&row| wordings.runs(row).contains(&wanted) && wordings.is_part(weak, row));
        host.map(|&row| rows[row as usize])
    });
    let hosts = hosts.collect();
    let parents: Vec<&[Key]> = keys.iter().map(|key| parents.get(key).map_or(&[][..], Vec::as_slice)).collect();
    let links = Links { parents, hosts };
    blocks::trace(sayings, &counts, &links, None, 1, &AtomicBool::new(false)).unwrap()
}

const SENTENCES: [&str; 4] = [
    "we have never sold the river park to any foreign developer and nobody in this council ever will sell it cheaply",
    "the bridge over the northern valley costs nineteen million crowns more than engineers promised us last winter",
    "nobody asked the fishermen whether the harbour dredging would ruin their oyster beds near the lighthouse again",
    "no comment on the river park today",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn joins_find_what_one_machine_finds(
        pieces in proptest::collection::vec((0..4_usize, 0..12_usize, 2..22_usize, proptest::option::of(0..2_u32), any::<bool>()), 1..40)
    ) {
        let texts: Vec<String> = pieces
            .iter()
            .map(|&(sentence, from, len, _, cut)| {
                let words: Vec<&str> = SENTENCES[sentence].split(' ').skip(from).take(len).collect();
                if cut && words.len() > 6 { format!("{} … {}", words[..3].join(" "), words[4..].join(" ")) } else { words.join(" ") }
            })
            .collect();
        let speakers: Vec<Option<u32>> = pieces.iter().map(|piece| piece.3).collect();
        let mut sayings = sayings(&texts, &speakers);
        let found = joined(&sayings);
        let expected = trace(&mut sayings, None, None, 1, &AtomicBool::new(false)).unwrap();
        prop_assert_eq!(found, expected);
    }
}

#[test]
fn a_weak_wording_finds_its_whole_by_the_same_speaker() {
    let texts = [SENTENCES[0], "never sold the river park", "never sold the river park"].map(str::to_owned);
    let found = joined(&sayings(&texts, &[Some(0), Some(0), Some(1)]));
    let sizes: Vec<usize> = found.statements.iter().map(|statement| statement.sightings.len()).collect();
    assert_eq!(sizes, [2, 1]);
}
