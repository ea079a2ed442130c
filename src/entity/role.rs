//! Roles: "Gov. Chris Christie", "Ada Quill, the mayor", "Ann Pell was elected governor", "Bo Reed, 42": whom "the governor" and "the
//! 42-year-old" mean further on.

use super::EntityType;
use super::describe::Head;
use super::lexicon::{Class, class};
use super::resolve::{Phrase, Task};
use crate::text::tags::Tag;

/// The person who was introduced with the noun as a title or in an apposition: "Gov. Chris Christie" for "the governor".
pub(super) fn by_role(task: &Task<'_, '_>, phrase: &Phrase, head: &Head) -> Option<usize> {
    let s = task.surface;
    let noun = full_title(s.word(head.at).trim_start_matches("ex-"));
    let age = s.word(head.at).strip_suffix("-year-old");
    let cast = &task.named.cast;
    let end = cast.names.partition_point(|n| n.span.end <= phrase.span.start);
    let mut best: Option<(usize, u32)> = None;
    for n in (end.saturating_sub(150)..end).rev() {
        let name = &cast.names[n];
        if cast.who(n).kind != EntityType::Person {
            continue;
        }
        let at = s.word_at(name.span.start);
        let after = s.word_at(name.span.end);
        // Words just before the name ("Republican nominee"), and just after its comma ("the Republican nominee").
        let lead = name.title.map_or(at.saturating_sub(2), |t| t.0 as usize);
        let before = (lead..at).any(|i| full_title(s.word(i)) == noun);
        // "Christie, the governor of New Jersey", but not "In Chelsea, the mayor said"
        let apposed = s.words.get(after).is_some_and(|w| w.span.of(s.text) == ",")
            && (after + 1..(after + 7).min(phrase.first)).take_while(|&i| s.word(i) != ",").any(|i| {
                let closes = matches!(s.word(i + 1), "," | "." | "of" | "for" | "who" | "and" | "at" | "in" | ")");
                full_title(s.word(i)) == noun && closes
            });
        // "Police arrested Bo Reed, 42. The 42-year-old said"
        let aged = age.is_some_and(|age| after + 1 < phrase.first && s.word(after) == "," && s.word(after + 1) == age);
        if before || apposed || aged || is_made(task, n, &noun, phrase.first) {
            let weight = cast.who(n).places.len() as u32;
            // "The president" is the one much spoken of, not the one introduced last.
            if best.is_none_or(|b| weight > 2 * b.1) {
                best = Some((n, weight));
            }
        }
    }
    best.map(|b| b.0)
}

/// The full word of a shortened title.
fn full_title(word: &str) -> String {
    let word = word.trim_end_matches('.').to_lowercase();
    match word.as_str() {
        "sen" | "sens" => "senator".into(),
        "gov" => "governor".into(),
        "gen" => "general".into(),
        "adm" => "admiral".into(),
        "prof" => "professor".into(),
        "sgt" => "sergeant".into(),
        "lt" => "lieutenant".into(),
        "dr" => "doctor".into(),
        "rev" => "reverend".into(),
        "capt" => "captain".into(),
        "maj" => "major".into(),
        "det" => "detective".into(),
        "col" => "colonel".into(),
        "rep" | "reps" | "congressman" | "congresswoman" => "representative".into(),
        _ => word,
    }
}

/// Whether somebody's title says that the office at word `noun` is another's: "spokesman Alan Frew" is not "the minister".
pub(super) fn has_another(task: &Task<'_, '_>, who: u32, noun: usize) -> bool {
    const HONORIFICS: &[&str] =
        &["mr", "mrs", "ms", "miss", "dr", "doctor", "sir", "dame", "lord", "lady", "former", "professor"];
    let s = task.surface;
    if !class(s.word(noun)).is(Class::TITLE) {
        return false;
    }
    let office = full_title(s.word(noun));
    let cast = &task.named.cast;
    let places = cast.candidates[who as usize].places.iter().take(40);
    let title = |n: u32| {
        let name = &cast.names[n as usize];
        let at = s.word_at(name.span.start) as u32;
        // "Opposition spokesman Alan Frew"
        name.title.unwrap_or((at.saturating_sub(1), at))
    };
    let mut offices = places
        .map(|&n| title(n))
        .flat_map(|(first, last)| first..last)
        .map(|i| s.word(i as usize))
        .filter(|word| class(word).is(Class::TITLE))
        .map(full_title)
        .filter(|title| !HONORIFICS.contains(&title.as_str()))
        .peekable();
    offices.peek().is_some() && offices.all(|title| title != office)
}

/// "Ann Pell was elected governor in 2014", "Quill became the mayor of Roe": a role in the predicate of the name.
fn is_made(task: &Task<'_, '_>, name: usize, noun: &str, stop: usize) -> bool {
    const BECOMES: &[&str] = &["is", "was", "became", "becomes", "elected", "appointed", "named", "made", "as"];
    let s = task.surface;
    let from = s.word_at(task.named.cast.names[name].span.end);
    let until = stop.min(from + 8);
    let mut made = false;
    for i in from..until {
        if s.words[i].is_mark() {
            return false;
        }
        made |= BECOMES.iter().any(|b| b.eq_ignore_ascii_case(s.word(i)));
        // "was mayor of Roe", and not "was the mayor's guest"
        let ends = s
            .tags
            .get(i + 1)
            .is_none_or(|t| matches!(t, Tag::Mark | Tag::Preposition | Tag::Conjunction | Tag::Adverb));
        let within = matches!(
            s.tags[i],
            Tag::Finite
                | Tag::Participle
                | Tag::Adverb
                | Tag::Determiner
                | Tag::Adjective
                | Tag::Noun
                | Tag::Preposition
                | Tag::Name
        );
        if made && ends && full_title(s.word(i)) == noun {
            return true;
        }
        if !within {
            return false;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_written_out() {
        assert_eq!(full_title("Sen."), "senator");
        assert_eq!(full_title("nominee"), "nominee");
    }
}
