//! Twice the input takes at most about twice the time, whatever the input is made of: every stage against every shape of text.
//!
//! Times mean something in a release build only (`cargo test --release --test sizes`), and are counted on the processor, not on the
//! wall, because other processes run too. `ONRECORD_SECONDS` sets how long the smaller of two inputs has to take (0.015).

mod clock;
mod shapes;
mod stages;

use std::time::Instant;

use clock::now;
use shapes::{SHAPES, Shape};
use stages::{Stage, TABLE, stages};

/// What twice the input may take: two, and something for caches that are full and for other processes.
const MOST: f64 = 2.3;
/// Bytes that the smaller of two inputs has at most: some stages read a GB a second.
const LARGEST: usize = 6 << 20;
/// Seconds up to which an input is doubled again: what outgrows one cache after the other, or is bounded only where there is much of
/// it, costs more than two for several doublings in a row, but not for ever.
const LONG: f64 = 2.0;
/// Bytes up to which it is.
const HUGE: usize = 64 << 20;

fn least_seconds() -> f64 {
    std::env::var("ONRECORD_SECONDS").map_or(0.015, |seconds| seconds.parse().expect("seconds"))
}

/// Has glibc keep what is given back, up to 64 MB: it returns more than its threshold to the kernel, and raises that when a large piece
/// is freed, so that without this the larger of two inputs pays for page faults of which the smaller has none.
fn keep_memory() {
    const LARGEST_THRESHOLD: usize = 32 << 20;
    drop(std::hint::black_box(vec![1_u8; LARGEST_THRESHOLD - (8 << 10)]));
}

fn seconds(stage: &Stage, text: &str) -> f64 {
    let run = (stage.prepare)(text);
    let clock = Instant::now();
    let start = now(clock);
    run();
    now(clock) - start
}

/// The least ratio of the time for twice the input to that for once, over some looks at each, and the time for twice.
fn ratio(stage: &Stage, shape: &Shape, bytes: usize) -> (f64, f64) {
    let (small, large) = (shape.text(bytes), shape.text(2 * bytes));
    let (mut once, mut twice) = (f64::INFINITY, f64::INFINITY);
    for _ in 0..4 {
        twice = twice.min(seconds(stage, &large));
        once = once.min(seconds(stage, &small));
        if twice / once <= MOST {
            break;
        }
    }
    (twice / once, twice)
}

/// What twice a text of `bytes` may take where memory outgrows a cache: as much above two as a plain table of the same text's pieces.
///
/// Steps cannot be counted here, and a table of new names takes up to three times as long for twice as many, step for step the same,
/// while it leaves one cache after the other. A text that repeats itself has a small table, and the bar stays where it was.
fn allowed(shape: &Shape, bytes: usize) -> f64 {
    let (table, _) = ratio(&TABLE, shape, bytes);
    MOST * (table / 2.0).max(1.0)
}

/// A size at which a stage takes about `least` seconds.
fn measurable(stage: &Stage, shape: &Shape, least: f64) -> usize {
    let mut bytes = stage.smallest;
    while bytes < LARGEST {
        let taken = seconds(stage, &shape.text(bytes));
        if taken >= 0.7 * least {
            break;
        }
        bytes *= [(16, 16.0), (8, 8.0), (4, 4.0)].iter().find(|(_, n)| taken * n < least).map_or(2, |(n, _)| *n);
    }
    bytes.min(LARGEST)
}

/// What is wrong with how the time of a stage grows on a shape.
fn growth(stage: &Stage, shape: &Shape, least: f64, long: f64) -> Result<(), String> {
    let mut bytes = measurable(stage, shape, least);
    let (mut ratios, mut longest) = (Vec::new(), 0.0);
    while ratios.len() < 3 || longest < long && bytes < HUGE {
        let (ratio, seconds) = ratio(stage, shape, bytes);
        if ratio <= MOST || ratio <= allowed(shape, bytes) {
            return Ok(());
        }
        ratios.push(ratio);
        longest = seconds;
        bytes *= 2;
    }
    Err(format!("{} on {}: doublings up to {bytes} bytes take {ratios:.2?} times as long", stage.name, shape.name))
}

#[test]
#[cfg_attr(
    debug_assertions,
    ignore = "times mean something in a release build only: cargo test --release --test sizes"
)]
fn twice_the_input_takes_twice_the_time() {
    keep_memory();
    let least = least_seconds();
    let only = |name: &str| std::env::var(name).unwrap_or_default();
    let (stage_named, shape_named) = (only("ONRECORD_STAGE"), only("ONRECORD_SHAPE"));
    let mut wrong = Vec::new();
    for stage in stages().filter(|stage| stage.name.contains(&stage_named)) {
        stages::warm(stage);
        let start = Instant::now();
        let shapes = SHAPES.iter().filter(|shape| shape.name.contains(&shape_named));
        wrong.extend(
            shapes.filter_map(|shape| growth(stage, shape, least, LONG).err()).inspect(|line| println!("{line}")),
        );
        println!("{}: {:.1} s", stage.name, start.elapsed().as_secs_f64());
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// What the tests of every change can afford: a slow build, few shapes.
#[test]
#[cfg_attr(not(debug_assertions), ignore = "the test above looks at more")]
fn a_quick_look_at_every_stage() {
    const FEW: [&str; 2] = ["one word", "new names joined"];
    let shapes: Vec<&Shape> = SHAPES.iter().copied().filter(|shape| FEW.contains(&shape.name)).collect();
    assert_eq!(shapes.len(), FEW.len());
    keep_memory();
    for stage in stages().filter(|stage| stage.smallest < 1 << 16) {
        let stage = &Stage { smallest: 1 << 13, ..*stage };
        stages::warm(stage);
        let start = Instant::now();
        let wrong: Vec<String> = shapes.iter().filter_map(|shape| growth(stage, shape, 0.004, 0.5).err()).collect();
        println!("{}: {:.1} s", stage.name, start.elapsed().as_secs_f64());
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}

#[test]
fn a_squared_time_would_be_seen() {
    let squared = Stage {
        name: "squared",
        smallest: 1 << 15,
        prepare: |text| {
            let n = text.len() / 32;
            Box::new(move || {
                let sum = (0..n).flat_map(|i| (0..n).map(move |j| std::hint::black_box(i ^ j))).fold(0, |a, b| a ^ b);
                std::hint::black_box(sum);
            })
        },
    };
    assert!(growth(&squared, SHAPES[0], 0.01, 0.0).is_err());
}

#[test]
fn names_are_told_apart() {
    let distinct = |mut names: Vec<&str>| {
        let n = names.len();
        names.sort_unstable();
        names.dedup();
        names.len() == n
    };
    assert!(distinct(SHAPES.iter().map(|shape| shape.name).collect()));
    assert!(distinct(stages().map(|stage| stage.name).collect()));
}
