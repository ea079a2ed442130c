//! Short forms of first names: "joe" may be "joseph".
//!
//! Here for all who compare names: what links people across documents asks which of the names present is meant, what looks for
//! another speaker whether two names can be one at all.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

static NICKNAMES: LazyLock<FxHashMap<&str, Vec<&str>>> = LazyLock::new(|| {
    let lines = include_str!("../lexicon/en/nicknames.tsv").lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once('\t')).map(|(short, long)| (short, long.split(',').collect())).collect()
});

/// What a first name in small letters may be short for, if it is on the list.
pub(crate) fn long_forms(short: &str) -> Option<&'static [&'static str]> {
    NICKNAMES.get(short).map(Vec::as_slice)
}

/// Whether a first or middle name is one letter: "j", "j.".
pub(crate) fn is_initial(name: &str) -> bool {
    name.chars().filter(|c| c.is_alphabetic()).count() == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_forms_and_initials() {
        assert!(long_forms("joe").is_some_and(|names| names.contains(&"joseph")) && long_forms("joseph").is_none());
        assert!(long_forms("al").is_some_and(|names| names.len() > 1), "one short form may stand for several names");
        for (name, expected) in [("j", true), ("j.", true), ("jo", false), ("j.d.", false), ("", false)] {
            assert_eq!(is_initial(name), expected, "{name}");
        }
    }
}
