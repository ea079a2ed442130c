//! The fuzz targets on a few thousand made-up inputs, the same in every run: what the fuzzer does for hours, for seconds.
//!
//! Inputs are those that the fuzzer kept (`fuzz/corpus`) and texts of pieces that the rules look for, each changed at random.

mod sound;
mod targets;

use std::fs;
use std::panic::catch_unwind;
use std::path::Path;
use std::time::{Duration, Instant};

use sound::PIECES;
use targets::TARGETS;

/// Inputs a target, and the time they may take: a slow machine tries fewer.
const INPUTS: u64 = 600;
const TIME: Duration = Duration::from_millis(1800);

/// Numbers that look random (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }

    fn byte(&mut self) -> u8 {
        self.next() as u8
    }
}

/// Words and marks after a byte of options.
fn soup(random: &mut Random) -> Vec<u8> {
    let mut out = vec![random.byte()];
    for _ in 0..random.below(60) {
        out.extend(PIECES[random.below(PIECES.len())].bytes());
        out.extend([b' ', b' ', b' ', b' ', b'\n', b'\t'].get(random.below(8)));
    }
    out
}

fn changed(mut data: Vec<u8>, random: &mut Random) -> Vec<u8> {
    for _ in 0..random.below(5) {
        let at = random.below(data.len() + 1);
        let end = (at + random.below(40)).min(data.len());
        match random.below(5) {
            0 if at < data.len() => data[at] = random.byte(),
            1 => drop(data.drain(at..end)),
            2 => {
                let again = data[at..end].repeat(1 + random.below(4));
                data.splice(at..at, again);
            }
            3 => drop(data.splice(at..at, PIECES[random.below(PIECES.len())].bytes())),
            _ => data.rotate_left(at),
        }
    }
    data
}

/// What the fuzzer kept for a target, in order of names.
fn kept(target: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
    let mut paths: Vec<_> = fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|path| fs::read(path).unwrap()).collect()
}

#[test]
fn no_target_is_hurt() {
    for (name, target) in TARGETS {
        let mut random = Random(name.bytes().map(u64::from).sum());
        let kept = kept(name);
        assert!(!kept.is_empty(), "the fuzzer keeps inputs for {name}");
        let start = Instant::now();
        let soups = (0..INPUTS).map(|_| {
            let base = if random.below(2) == 0 { soup(&mut random) } else { kept[random.below(kept.len())].clone() };
            changed(base, &mut random)
        });
        for data in kept.iter().cloned().chain(soups.collect::<Vec<_>>()).take_while(|_| start.elapsed() < TIME) {
            let shown = String::from_utf8_lossy(&data).into_owned();
            assert!(catch_unwind(|| target(&data)).is_ok(), "{name} fails on {data:?}\n{shown:?}");
        }
    }
}
