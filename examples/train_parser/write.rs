//! From learned weights to the file that ships: what matters most is kept, in eight bits a weight.

use onrecord::text::parse::Label;
use onrecord::text::parse::model::{HEADER, MAGIC, check, checksum, long_check, place, word_place};
use rustc_hash::FxHashSet;

use super::learn::{COARSE, Learner};

/// A feature seen `n` times counts `n` to this when there is not room for all.
const POWER: f32 = 0.5;

/// Sizes of the tables, as powers of two.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sizes {
    pub(crate) words: u32,
    pub(crate) moves: u32,
    pub(crate) coarse: u32,
    pub(crate) fine: u32,
}

/// The bytes of the file.
pub(crate) fn pack(learner: &Learner, known: &FxHashSet<u32>, sizes: Sizes) -> Vec<u8> {
    let mut tables = words(known, sizes.words);
    let mut moves = learner.moves.averaged(2);
    for (_, _, row) in &mut moves {
        let mean = row.iter().sum::<f32>() / 3.0;
        for weight in row.iter_mut() {
            *weight -= mean;
        }
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
    let (coarse, fine): (Vec<_>, Vec<_>) =
        learner.labels.averaged(2).into_iter().partition(|(feature, ..)| feature & COARSE != 0);
    let coarse = fit(&coarse, sizes.coarse);
    tables.extend(coarse.iter().map(|slot| slot.map_or(0, |(feature, _)| check(feature))));
    for slot in coarse {
        tables.extend(slot.map_or([0; Label::COUNT], |(_, row)| row.map(i8::cast_unsigned)));
    }
    tables.extend(sparse(&fine, sizes.fine));
    let mut file = Vec::with_capacity(HEADER + tables.len());
    file.extend(MAGIC);
    file.extend([sizes.words as u8, sizes.moves as u8, sizes.coarse as u8, sizes.fine as u8]);
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
fn fit<const N: usize>(rows: &[(u64, u32, [f32; N])], bits: u32) -> Vec<Slot<N>> {
    let scale = scale(rows);
    let weight =
        |(_, seen, row): &(u64, u32, [f32; N])| row.iter().map(|w| w.abs()).sum::<f32>() * (*seen as f32).powf(POWER);
    let mut order: Vec<&(u64, u32, [f32; N])> = rows.iter().collect();
    order.sort_by(|a, b| weight(b).total_cmp(&weight(a)));
    let mut table = vec![None; 2 << bits];
    let mut lost = 0;
    for (feature, _, row) in order {
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

/// Lays rows of which few weights are not 0 in a table of 2^`bits` places of two entries.
fn sparse<const N: usize>(rows: &[(u64, u32, [f32; N])], bits: u32) -> Vec<u8> {
    let scale = scale(rows);
    let mut entries = Vec::new();
    for (feature, seen, row) in rows {
        let mut pairs: Vec<(usize, f32)> =
            row.iter().copied().enumerate().filter(|&(_, w)| (w * scale).abs() >= 0.5).collect();
        pairs.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()).then(a.0.cmp(&b.0)));
        for three in pairs.chunks(3).take(2) {
            let weight = three.iter().map(|(_, w)| w.abs()).sum::<f32>() * (*seen as f32).powf(POWER);
            let mut bytes = [0; 8];
            bytes[..2].copy_from_slice(&long_check(*feature).to_le_bytes());
            for (at, (label, w)) in three.iter().enumerate() {
                bytes[2 + 2 * at] = *label as u8;
                bytes[3 + 2 * at] = ((w * scale).round().clamp(-127.0, 127.0) as i8).cast_unsigned();
            }
            entries.push((weight, *feature, bytes));
        }
    }
    entries.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut table = vec![[0; 8]; 2 << bits];
    let (all, mut lost) = (entries.len(), 0);
    for (_, feature, bytes) in entries {
        let at = 2 * place(feature, bits);
        match table[at..at + 2].iter().position(|entry| *entry == [0; 8]) {
            Some(free) => table[at + free] = bytes,
            None => lost += 1,
        }
    }
    eprintln!("{all} entries, {} kept, {lost} without a place", all - lost);
    table.concat()
}

/// What brings the weights into eight bits. The few beyond are cut down: they decide anyway.
fn scale<const N: usize>(rows: &[(u64, u32, [f32; N])]) -> f32 {
    let mut sizes: Vec<f32> = rows.iter().flat_map(|(_, _, row)| row).map(|w| w.abs()).filter(|&w| w > 0.0).collect();
    sizes.sort_unstable_by(f32::total_cmp);
    127.0 / sizes.get(sizes.len() * 9_995 / 10_000).copied().unwrap_or(1.0)
}
