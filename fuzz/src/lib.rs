//! The targets of the tests, for libFuzzer.

#[path = "../../tests/sound/mod.rs"]
mod sound;
#[path = "../../tests/targets/mod.rs"]
mod targets;

/// Runs the target of that name.
///
/// # Panics
/// When there is none, or it finds something wrong.
pub fn run(name: &str, data: &[u8]) {
    let (_, target) = targets::TARGETS.iter().find(|(known, _)| *known == name).expect("a target of that name");
    target(data);
}
