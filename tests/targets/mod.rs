//! The targets that hostile input is thrown at, stage by stage. Each takes any bytes and panics where something is wrong.
//!
//! The fuzzer in `fuzz/` and the smoke run in `tests/smoke.rs` call the same functions.

mod across;
mod list;
mod page;

/// A target: its name and what it does with some bytes.
pub(crate) type Target = (&'static str, fn(&[u8]));

/// All targets.
pub(crate) const TARGETS: &[Target] = &[
    ("folding", page::folding),
    ("zones", page::zones),
    ("marks", page::marks),
    ("parsing", page::parsing),
    ("attribution", page::attribution),
    ("concordance", page::concordance),
    ("matching", list::matching),
    ("listing", list::listing),
    ("saved", list::saved),
    ("alignment", across::alignment),
    ("statements", across::statements),
    ("disputes", across::disputes),
    ("linking", across::linking),
];

/// The first byte, which sets options, and the rest as text.
fn options_and_text(data: &[u8]) -> (u8, std::borrow::Cow<'_, str>) {
    let (&options, rest) = data.split_first().unwrap_or((&0, &[]));
    (options, String::from_utf8_lossy(rest))
}
