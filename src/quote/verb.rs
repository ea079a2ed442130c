//! The verb group of a cue and its subject.

use super::cue::{Cue, Form};
use super::occasion::{before_time, is_day, is_time};
use super::phrase::{LONGEST_INSET, Range, is, is_dash, noun_phrase_after, noun_phrase_before};
use crate::text::Surface;
use crate::text::tags::Tag;

/// How a cue's subject stands to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Subject {
    /// Right before the verb: "Smith, the mayor, said".
    Own(Range),
    /// The verb shares the subject of what comes before: "... and said", ", adding".
    Shared,
    /// None is expressed: "has been accused of", "to say".
    None,
}

/// A cue's verb with its auxiliaries and its subject.
#[derive(Debug, Clone, Copy)]
pub(super) struct VerbGroup {
    /// The first auxiliary or adverb.
    pub(super) start: usize,
    pub(super) subject: Subject,
    pub(super) negated: bool,
    pub(super) passive: bool,
    pub(super) infinitive: bool,
}

impl VerbGroup {
    /// Where the clause of the verb starts: at its subject or its first auxiliary.
    pub(super) fn clause_start(&self) -> usize {
        match self.subject {
            Subject::Own((start, _)) => start.min(self.start),
            _ => self.start,
        }
    }
}

const BE: &[&str] =
    &["is", "are", "was", "were", "be", "been", "being", "am", "isn't", "wasn't", "weren't", "aren't", "got"];
const AUXILIARIES: &[&str] = &[
    "has", "have", "had", "having", "is", "are", "was", "were", "be", "been", "being", "do", "does", "did", "will",
    "would", "can", "could", "may", "might", "must", "should", "shall", "'ve", "'d", "'s", "’s", "'ll", "got",
];
/// Where somebody speaks: "she said at a news conference announcing that ..."
const EVENTS: &[&str] =
    &["conference", "interview", "rally", "speech", "briefing", "hearing", "debate", "ceremony", "appearance", "call"];
const NEGATIONS: &[&str] = &["not", "never", "n't", "no", "neither", "nor", "hardly", "nobody", "none"];

pub(super) fn is_auxiliary(surface: &Surface<'_>, i: usize) -> bool {
    is(surface, i, AUXILIARIES) || is_contracted_not(surface.word(i))
}

/// "didn't", "won’t"
pub(super) fn is_contracted_not(word: &str) -> bool {
    let ascii = word.len() > 3 && (word.ends_with("n't") || word.ends_with("n’t"));
    ascii || word.eq_ignore_ascii_case("cannot")
}

pub(super) fn is_negation(surface: &Surface<'_>, i: usize) -> bool {
    is(surface, i, NEGATIONS) || is_contracted_not(surface.word(i))
}

/// The verb group that ends in `cue` and its subject, not looking before word `low`.
pub(super) fn verb_group(surface: &Surface<'_>, low: usize, cue: &Cue) -> VerbGroup {
    let mut start = cue.first;
    let (mut negated, mut be, mut infinitive, mut auxiliary) = (false, false, false, false);
    while start > low {
        let i = start - 1;
        let tag = surface.tags[i];
        let word_is_auxiliary = tag.is_verb() && is_auxiliary(surface, i) || is_contracted_not(surface.word(i));
        if tag == Tag::To && !infinitive {
            infinitive = true;
        } else if !(word_is_auxiliary || tag == Tag::Adverb && !sets_apart(surface, low, i)) {
            break;
        }
        auxiliary |= word_is_auxiliary;
        // "not only denies" denies.
        negated |= is_negation(surface, i) && !(i + 1 < cue.first && is(surface, i + 1, &["only", "just"]));
        be |= is(surface, i, BE);
        start = i;
    }
    start = before_time(surface, low, start);
    // "he used to say" reports as "he said" does.
    if infinitive && start > low && is(surface, start - 1, &["used"]) {
        start -= 1;
        infinitive = false;
    }
    // "went on to say" reports; "wants to say", "declined to say" do not.
    if infinitive {
        return VerbGroup { start, subject: Subject::None, negated, passive: false, infinitive };
    }
    // "Quill, asked if she was worried, replied": others asked; but "Quill, who saw it, told reporters that" told them.
    let addresses = || {
        noun_phrase_after(surface, cue.last, surface.words.len()).is_some_and(|end| {
            end < surface.words.len() && (surface.words[end].is_mark() || is(surface, end, &["that", "to"]))
        })
    };
    let reduced = surface.tags[cue.first] == Tag::Participle
        && is(surface, cue.first, &["asked", "told"])
        && start == cue.first
        && start > low
        && surface.word(start - 1) == ","
        && !addresses();
    let passive = reduced || be && cue.form != Form::Gerund && cue.form != Form::Present;
    let bare_gerund = cue.form == Form::Gerund && !be;
    let as_saying = start > low && is(surface, start - 1, &["as"]);
    let own = start > low && surface.tags[start - 1].is_nominal() && !is(surface, start - 1, EVENTS);
    let subject = if bare_gerund && !as_saying && !own { Subject::Shared } else { subject_before(surface, low, start) };
    let participle_alone = matches!(surface.tags[cue.first], Tag::Participle)
        && !auxiliary
        && start > low
        && is(surface, start - 1, &["is", "was"]);
    if let Subject::Own((first, _)) = subject {
        negated |= is(surface, first, &["nobody", "no", "none", "neither"]);
    }
    VerbGroup { start, subject, negated, passive: passive || participle_alone, infinitive }
}

/// Whether an adverb does not stand with the verb behind it: "A month later said", "Most say", but "a reporter later asked".
fn sets_apart(surface: &Surface<'_>, low: usize, i: usize) -> bool {
    let timed = i > low && (is_time(surface, i - 1) || !surface.tags[i - 1].is_nominal());
    is(surface, i, &["ago", "yesterday", "there", "here", "when", "where", "why", "how"])
        || is(surface, i, &["later"]) && timed
        || i == low && is(surface, i, &["most"])
}

/// The subject of the verb at `verb`, whose auxiliaries and adverbs stand before it: "*Quill* has issued", "prompted *Quill* to issue".
pub(super) fn subject_of(surface: &Surface<'_>, low: usize, verb: usize) -> Option<Range> {
    let helps = |&i: &usize| matches!(surface.tags[i], Tag::Adverb | Tag::To) || is_auxiliary(surface, i);
    let start = (low..verb).rev().take_while(helps).last().unwrap_or(verb);
    match subject_before(surface, low, start) {
        Subject::Own(own) => Some(own),
        Subject::Shared | Subject::None => None,
    }
}

/// The subject whose last word stands right before `end`.
fn subject_before(surface: &Surface<'_>, low: usize, end: usize) -> Subject {
    if end <= low {
        return Subject::None;
    }
    let before = surface.word(end - 1);
    match before {
        "," => inset_subject(surface, low, end),
        dash if is_dash(dash) => {
            let open = (low..end - 1).rev().take(LONGEST_INSET).find(|&i| is_dash(surface.word(i)));
            open.map_or(Subject::None, |i| noun_phrase_before(surface, low, i).map_or(Subject::None, Subject::Own))
        }
        // "the governor was quoted as saying"
        _ if is(surface, end - 1, &["as"])
            && end >= low + 3
            && is(surface, end - 2, &["quoted", "cited", "reported"]) =>
        {
            let mut verb = end - 2;
            while verb > low && (surface.tags[verb - 1] == Tag::Adverb || is_auxiliary(surface, verb - 1)) {
                verb -= 1;
            }
            if verb < end - 2 { subject_before(surface, low, verb) } else { Subject::None }
        }
        // "cited officials as saying"
        _ if is(surface, end - 1, &["as"]) => {
            noun_phrase_before(surface, low, end - 1).map_or(Subject::None, Subject::Own)
        }
        // "Both have promised", "Most say"
        _ if is(surface, end - 1, &["both", "most"]) && (end - 1 == low || surface.words[end - 2].is_mark()) => {
            Subject::Own((end - 1, end))
        }
        _ if surface.tags[end - 1] == Tag::Conjunction || is(surface, end - 1, &["then"]) => Subject::Shared,
        _ if is(surface, end - 1, &["who", "which", "that"]) => {
            // "a letter from his doctor Friday afternoon that says"
            let mut to = before_time(surface, low, end - 1);
            if to > low && surface.word(to - 1) == "," {
                to -= 1;
            }
            noun_phrase_before(surface, low, to).map_or(Subject::None, Subject::Own)
        }
        _ => {
            // "A report published Wednesday said", but "Quill rejected claims"
            let past = surface.tags[end - 1] == Tag::Finite
                && before.ends_with("ed")
                && !surface.word(end.min(surface.words.len() - 1)).ends_with('s');
            let reduced = end >= low + 2
                && surface.tags[end - 2].is_nominal()
                && (past || surface.tags[end - 1] == Tag::Participle);
            let last = if reduced { end - 1 } else { end };
            let Some(phrase) = noun_phrase_before(surface, low, last) else { return Subject::None };
            // "friends have in the past said": the verb's own words are parted.
            let parted = phrase.0 >= low + 2
                && surface.tags[phrase.0 - 1] == Tag::Preposition
                && is_auxiliary(surface, phrase.0 - 2)
                && surface.tags[phrase.0 - 2].is_verb();
            let phrase = if parted { noun_phrase_before(surface, low, phrase.0 - 2).unwrap_or(phrase) } else { phrase };
            Subject::Own(with_name(surface, low, phrase))
        }
    }
}

/// "Ada Quill, head of news at Acme wrote": an apposition that lacks its second comma belongs to the name before it.
fn with_name(surface: &Surface<'_>, low: usize, phrase: Range) -> Range {
    let (first, last) = phrase;
    let describes = !surface.words[first].is_capital() && surface.tags[first] != Tag::Pronoun;
    if first < low + 2 || surface.word(first - 1) != "," || !describes {
        return phrase;
    }
    match noun_phrase_before(surface, low, first - 1) {
        Some((name, _)) if name == low && surface.tags[first - 2] == Tag::Name => (name, last),
        _ => phrase,
    }
}

/// The subject of a verb after a comma: what stands between that comma and an earlier one is set in.
fn inset_subject(surface: &Surface<'_>, low: usize, end: usize) -> Subject {
    let comma = end - 1;
    // "Ada Quill, 52, of Elm Road, Roe, denies": a name with its age or its place opens the sentence, with no verb after it.
    if let Some(name) = noun_phrase_after(surface, low, end)
        && surface.word(name) == ","
        && name + 1 < comma
        && end - low <= LONGEST_INSET
        && surface.tags[name - 1] == Tag::Name
        && !is_day(surface, name - 1)
        && matches!(surface.tags[name + 1], Tag::Number | Tag::Preposition)
        && !(low..comma).any(|i| surface.tags[i].is_verb())
    {
        return Subject::Own((low, comma));
    }
    let mut open = comma;
    for _ in 0..3 {
        let Some(earlier) = (low..open).rev().take(LONGEST_INSET).find(|&i| surface.word(i) == ",") else { break };
        open = earlier;
        if open > low
            && starts_inset(surface, open + 1)
            && (surface.tags[open - 1].is_nominal() || surface.word(open - 1) == ")")
            && let Some((mut first, _)) = noun_phrase_before(surface, low, open)
        {
            while let Some(outer) = hangs_on(surface, low, first) {
                first = outer;
            }
            return Subject::Own((first, comma));
        }
    }
    // "Acme, has insisted": a stray comma between subject and verb.
    match noun_phrase_before(surface, low, comma) {
        Some(phrase) if phrase.0 == low => Subject::Own(phrase),
        _ => Subject::Shared,
    }
}

/// The phrase that the one at `first` is itself set in behind: "officials, including Smith, the director, said", "Quill,
/// during a visit to Roe, Ohio, said", "Quill, a trader from Roe, Ohio, said".
fn hangs_on(surface: &Surface<'_>, low: usize, first: usize) -> Option<usize> {
    if first < low + 2 {
        return None;
    }
    let lead = surface.tags[first - 1] == Tag::Preposition || is(surface, first - 1, &["including", "like"]);
    let comma = if lead { first - 2 } else { first - 1 };
    let party = ["R-", "D-", "I-"].iter().any(|p| surface.word(first).starts_with(p));
    let plain = party || !surface.words[first].is_capital() && surface.tags[first] != Tag::Pronoun;
    if comma <= low || surface.word(comma) != "," || !(lead || plain) {
        return None;
    }
    let (outer, _) = noun_phrase_before(surface, low, comma)?;
    // "In the end, officials in Roe, Ohio, said": what opens the sentence is no subject.
    let opens = outer > low && surface.tags[outer - 1] == Tag::Preposition;
    (!opens && (surface.tags[comma - 1] == Tag::Name || lead)).then_some(outer)
}

/// Whether the words at `i` can stand between commas after a subject.
fn starts_inset(surface: &Surface<'_>, i: usize) -> bool {
    let tag = surface.tags[i];
    matches!(
        tag,
        Tag::Determiner
            | Tag::Noun
            | Tag::Name
            | Tag::Adjective
            | Tag::Number
            | Tag::Preposition
            | Tag::Adverb
            | Tag::Gerund
            | Tag::Participle
    ) || is(
        surface,
        i,
        &["who", "which", "whose", "including", "however", "like", "along", "R", "D", "Jr", "meanwhile", "whom"],
    )
}

#[cfg(test)]
mod tests {
    use super::super::cue;
    use super::*;

    fn subject(text: &str) -> (String, bool, bool) {
        let surface = Surface::new(text, None);
        let mut cues = Vec::new();
        cue::find(&surface, 0, surface.words.len(), false, &mut cues);
        let group = verb_group(&surface, 0, &cues[0]);
        let words = match group.subject {
            Subject::Own((a, b)) => surface.span_of(a, b).of(text).to_owned(),
            other => format!("{other:?}"),
        };
        (words, group.negated, group.passive)
    }

    #[test]
    fn subjects() {
        let cases = [
            ("name", "Ada Quill said it rained.", "Ada Quill"),
            ("auxiliaries", "The mayor has never said it rained.", "The mayor"),
            ("after a phrase", "On July 11, the U.S. government announced it.", "the U.S. government"),
            ("with a preposition", "The head of the bank said it rained.", "The head of the bank"),
            ("apposition", "Ada Quill, the mayor of Roe, said it rained.", "Ada Quill, the mayor of Roe"),
            ("relative", "Ada Quill, who runs Roe, said it rained.", "Ada Quill, who runs Roe"),
            (
                "nested apposition",
                "Officials, including Adm. Mike Roe, head of the agency, testified that it rained.",
                "Officials, including Adm. Mike Roe, head of the agency",
            ),
            (
                "place in an inset",
                "Ada Quill, a trader from Roe, Ohio, said it rained.",
                "Ada Quill, a trader from Roe, Ohio",
            ),
            ("occasion", "Quill, during a talk in Roe, Ohio, said it rained.", "Quill, during a talk in Roe, Ohio"),
            ("lead", "In the end, officials in Roe, Ohio, said it rained.", "officials in Roe, Ohio"),
            ("party", "Sen. Ada Quill, R-S.C., a trader, said it rained.", "Sen. Ada Quill, R-S.C., a trader"),
            ("stray comma", "Acme Lab, has insisted it is fine.", "Acme Lab"),
            ("shared", "The firm sold it and said it was fine.", "Shared"),
            ("who", "It was Poe who said it rained.", "Poe"),
            ("initials", "John F. Roe said it rained.", "John F. Roe"),
            ("brackets", "Ted Roe (R-Texas) said it rained.", "Ted Roe"),
            ("day", "In a speech Monday Smith said it rained.", "Smith"),
            ("infinitive", "He declined to say why.", "None"),
        ];
        for (name, text, expected) in cases {
            assert_eq!(subject(text).0, expected, "{name}");
        }
        assert!(subject("Acme did not confirm that it rained.").1);
        assert!(subject("The firm has been accused of lies.").2);
    }
}
