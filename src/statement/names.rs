//! Whether two sources are certainly two: an alarm about another speaker must not rise where one name is only shorter.

use super::Person;
use crate::entity::lexicon::{Class, Gender, class, first_name, gender_of_word};
use crate::identity::nicknames::{is_initial, long_forms};
use crate::text::fold::{Marks, push_name};

/// Whether the two are certainly not one and the same. Of somebody without a name little is certain: "officials" may be anybody, a
/// spokeswoman is no man.
pub fn differ(a: Person<'_>, b: Person<'_>) -> bool {
    if a.named && b.named { !may_be_one(a.name, b.name) } else { !gender(a).fits(gender(b)) }
}

/// Whether two names may stand for one bearer: equal but for titles and articles, the one a part of the other, the first name
/// shortened, or an acronym.
///
/// ```
/// use onrecord::statement::names::may_be_one;
/// assert!(may_be_one("Prof. Osei", "Henrik Osei") && may_be_one("FBI", "Federal Bureau of Investigation"));
/// assert!(!may_be_one("Henrik Osei", "Kofi Osei"));
/// ```
pub fn may_be_one(a: &str, b: &str) -> bool {
    let (a, b) = (words(a), words(b));
    let (short, long) = if a.len() <= b.len() { (&a, &b) } else { (&b, &a) };
    // A name of nothing but titles tells nothing.
    if short.is_empty() {
        return true;
    }
    let mut rest = long.iter();
    if short.iter().all(|word| rest.any(|other| other == word)) {
        return true;
    }
    if let [one] = &short[..] {
        return is_acronym(one, long);
    }
    short.last() == long.last()
        && (is_short_for(&short[0], &long[0]) || is_short_for(&long[0], &short[0]))
        && (short.len() == 2 || long.len() == 2 || short[1].chars().next() == long[1].chars().next())
}

/// The words of a name without titles, articles and dots.
fn words(name: &str) -> Vec<String> {
    let mut folded = String::with_capacity(name.len());
    push_name(&mut folded, name, Marks::Ignored);
    let folded = folded.replace("'s", "").replace('.', "");
    let bare = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
    let mut words: Vec<String> = folded.split_whitespace().map(bare).filter(|word| !word.is_empty()).collect();
    let titles = words.iter().take(words.len().saturating_sub(1)).take_while(|word| is_title(word)).count();
    words.drain(..titles);
    words
}

fn is_title(word: &str) -> bool {
    word == "the" || class(word).is(Class::TITLE)
}

/// Whether the word is made of the first letters of the others.
fn is_acronym(word: &str, of: &[String]) -> bool {
    let small = |word: &String| matches!(word.as_str(), "of" | "the" | "and" | "for" | "in" | "on");
    let letters =
        |all: bool| of.iter().filter(|w| all || !small(w)).filter_map(|w| w.chars().next()).collect::<String>();
    of.len() > 1 && word.len() > 1 && (letters(false) == word || letters(true) == word)
}

/// "j" for "joseph", "joe" for "joseph", "tim" for "timothy".
fn is_short_for(short: &str, long: &str) -> bool {
    let listed = || long_forms(short).is_some_and(|names| names.contains(&long));
    (is_initial(short) || short.len() > 2) && long.starts_with(short) || listed()
}

/// What is known of somebody's sex: from a title, the first name, or the noun that stands for the person.
fn gender(person: Person<'_>) -> Gender {
    if !person.named {
        let mut words = person.name.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()));
        return words
            .by_ref()
            .map(|word| match word.to_ascii_lowercase().as_str() {
                "he" => Gender::Male,
                "she" => Gender::Female,
                word => gender_of_word(word),
            })
            .find(|&gender| gender != Gender::Unknown)
            .unwrap_or_default();
    }
    let mut words = person.name.split_whitespace();
    let first = words.next().unwrap_or_default();
    match gender_of_word(first) {
        Gender::Unknown if words.next().is_some() => first_name(first).unwrap_or_default(),
        known => known,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_bearer_or_two() {
        for (a, b, one) in [
            ("Henrik Osei", "Osei", true),
            ("Henrik Osei", "Prof. Osei", true),
            ("Henrik Osei", "Henrik", true),
            ("Henrik Osei", "Mr. Henrik B. Osei", true),
            ("Henrik Osei", "H. Osei", true),
            ("Joe Brandt", "Joseph L. Brandt", true),
            ("Müller", "Jan Muller", true),
            ("Federal Bureau of Investigation", "FBI", true),
            ("F.B.I.", "Federal Bureau of Investigation", true),
            ("the Post", "Post", true),
            ("Kaspersky", "Kaspersky Lab", true),
            ("Henrik Osei", "Kofi Osei", false),
            ("Osei", "Quill", false),
            ("Henrik Osei", "Henrik Quill", false),
            ("FBI", "Central Intelligence Agency", false),
            ("Ada B. Quill", "A. C. Quill", false),
            ("Eugene Kaspersky", "Kaspersky Lab", false),
        ] {
            assert_eq!((may_be_one(a, b), may_be_one(b, a)), (one, one), "{a}, {b}");
        }
    }

    #[test]
    fn of_the_nameless_little_is_certain() {
        let person = |name, named| Person { name, named };
        for (a, b, certain) in [
            (person("spokeswoman for the city", false), person("Henrik Osei", true), true),
            (person("a spokeswoman for the city", false), person("Ada Quill", true), false),
            (person("spokeswoman for the city", false), person("Osei", true), false),
            (person("officials", false), person("Henrik Osei", true), false),
            (person("spokeswoman", false), person("spokesman", false), true),
            (person("she", false), person("Mr. Osei", true), true),
            (person("", false), person("Henrik Osei", true), false),
        ] {
            assert_eq!((differ(a, b), differ(b, a)), (certain, certain), "{a:?}, {b:?}");
        }
    }
}
