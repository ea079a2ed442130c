//! From learned weights to the file that ships: what matters most is kept, in eight bits a weight.

use onrecord::text::parse::Label;
use onrecord::text::parse::model::{HEADER, MAGIC, check, checksum, place, word_place};
use rustc_hash::FxHashSet;

use super::learn::Learner;

/// Sizes of the tables, as powers of two.
#[derive(Debug, Clone, Copy)]
pub struct Sizes {
    pub words: u32,
    pub moves: u32,
    pub labels: u32,
}

/// The bytes of the file.
pub fn pack(learner: &Learner, known: &FxHashSet<u32>, sizes: Sizes) -> Vec<u8> {
    let mut tables = words(known, sizes.words);
    let mut moves = learner.moves.averaged(2);
    for (_, row) in &mut moves {
        let mean = row.iter().sum::<f32>() / 3.0;
        row.iter_mut().for_each(|w| *w -= mean);
    }
    for slot in fit(&moves, sizes.moves) {
        match slot {
            Some((feature, row)) => {
                tables.extend(row.map(|w| (i16::from(w) + 128) as u8));
                tables.push(check(feature));
            }
            None => tables.extend([0; 4]),
        }
    }
    let labels = fit(&learner.labels.averaged(2), sizes.labels);
    tables.extend(labels.iter().map(|slot| slot.map_or(0, |(feature, _)| check(feature))));
    for slot in labels {
        tables.extend(slot.map_or([0; Label::COUNT], |(_, row)| row.map(i8::cast_unsigned)));
    }
    let mut file = Vec::with_capacity(HEADER + tables.len());
    file.extend(MAGIC);
    file.extend([sizes.words as u8, sizes.moves as u8, sizes.labels as u8, 0]);
    file.extend(checksum(&tables).to_le_bytes());
    file.extend(tables);
    file
}

fn words(known: &FxHashSet<u32>, bits: u32) -> Vec<u8> {
    let mut table = vec![0_u32; 1 << bits];
    assert!(2 * known.len() < table.len(), "too many words");
    let mut sorted: Vec<u32> = known.iter().copied().collect();
    sorted.sort_unstable();
    for number in sorted {
        let mut at = word_place(number, bits);
        while table[at] != 0 {
            at = (at + 1) & (table.len() - 1);
        }
        table[at] = number;
    }
    table.into_iter().flat_map(u32::to_le_bytes).collect()
}

/// A feature and its weights in eight bits.
type Slot<const N: usize> = Option<(u64, [i8; N])>;

/// Lays the features in a table of 2^`bits` places of two, the weightier first.
fn fit<const N: usize>(rows: &[(u64, [f32; N])], bits: u32) -> Vec<Slot<N>> {
    let mut sizes: Vec<f32> = rows.iter().flat_map(|(_, row)| row).map(|w| w.abs()).filter(|&w| w > 0.0).collect();
    sizes.sort_unstable_by(f32::total_cmp);
    // The few weights beyond are cut down: they decide anyway.
    let top = sizes.get(sizes.len() * 9_995 / 10_000).copied().unwrap_or(1.0);
    let scale = 127.0 / top;
    let weight = |row: &[f32; N]| row.iter().map(|w| w.abs()).sum::<f32>();
    let mut order: Vec<&(u64, [f32; N])> = rows.iter().collect();
    order.sort_by(|a, b| weight(&b.1).total_cmp(&weight(&a.1)));
    let mut table = vec![None; 2 << bits];
    let mut lost = 0;
    for (feature, row) in order {
        let row = row.map(|w| (w * scale).round().clamp(-127.0, 127.0) as i8);
        if row == [0; N] {
            continue;
        }
        let at = 2 * place(*feature, bits);
        match table[at..at + 2].iter().position(Option::is_none) {
            Some(free) => table[at + free] = Some((*feature, row)),
            None => lost += 1,
        }
    }
    let kept = table.iter().flatten().count();
    eprintln!("{} features, {kept} kept, {lost} without a place", rows.len());
    table
}
