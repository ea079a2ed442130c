//! What a cue reports: where its content starts and ends.

use super::cue::{Cue, Frames};
use super::occasion;
use super::phrase::{Range, has_finite, is, is_dash, noun_phrase_after};
use crate::text::Surface;
use crate::text::tags::Tag;

/// A complementizer further away than this belongs to something else.
const REACH: usize = 18;

/// The rule of content that is a noun phrase.
pub(super) const OBJECT: &str = "object of its cue";

/// The rule of a clause behind its cue.
pub(super) const AFTER: &str = "clause after its cue";

/// The rule of "he said no".
pub(super) const ANSWER: &str = "answer after its cue";

/// Cues so often followed by a clause that the first noun phrase need not have its verb at once.
const CERTAIN: &[&str] = &["say", "tell", "think", "believe", "claim", "argue", "insist"];

/// The content that follows a cue.
#[derive(Debug, Clone, Copy)]
pub(super) struct Forward {
    /// First word of the content.
    pub(super) start: usize,
    /// To whom it was said.
    pub(super) addressee: Option<Range>,
    /// "in a statement"
    pub(super) medium: Option<Range>,
    /// The rule that found it.
    pub(super) rule: &'static str,
}

/// Where a cue stands: the sentence's bounds and what is known of its source.
#[derive(Debug, Clone, Copy)]
pub(super) struct Site {
    /// First word after the cue (and after an inverted subject).
    pub(super) from: usize,
    /// End of the sentence.
    pub(super) high: usize,
    /// Whether the source is a report, a letter, a poll.
    pub(super) document: bool,
    /// Whether it stands in a headline, where verbs may be missing.
    pub(super) headline: bool,
    /// Whether "who", "which" or "that" before its source stands for the subject of what is said: "a man who police said was armed".
    pub(super) subjectless: bool,
}

/// Where a clause of reporting begins, or goes on behind an inset, so that what was reported before it ends.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cut {
    pub(super) at: usize,
    /// First word of what goes on there: content that begins with it or behind it holds the clause. None where any content ends.
    pub(super) subject: Option<usize>,
}

impl Cut {
    pub(super) fn of_all(at: usize) -> Self {
        Self { at, subject: None }
    }
}

/// Finds the content after a cue.
pub(super) fn forward(surface: &Surface<'_>, cue: &Cue, site: Site) -> Option<Forward> {
    let Site { high, document, headline, .. } = site;
    let frames = cue.entry.frames;
    let mut from = site.from;
    while from < high
        && surface.tags[from] == Tag::Adverb
        && !is(surface, from, &["how", "why", "when", "where", "not", "never"])
    {
        from += 1;
    }
    if from >= high {
        return None;
    }
    let plain = |start: usize, rule: &'static str| {
        (start < high).then_some(Forward { start, addressee: None, medium: None, rule })
    };
    if frames.any(Frames::QUOTE) && is_answer(surface, site.from, high) {
        return plain(site.from, ANSWER);
    }
    match surface.word(from) {
        ":" => return plain(from + 1, "content after a colon"),
        "," if from + 1 < high && opens_quotation(surface, from + 1) => {
            return plain(from + 1, "quotation after its source");
        }
        _ if opens_quotation(surface, from) && frames.any(Frames::QUOTE.or(Frames::THAT)) => {
            return plain(from, "quotation after its source");
        }
        _ => {}
    }
    // "vowed not to pay for “a folly”": before the quotation behind it is taken for all of the content.
    if frames.any(Frames::INFINITIVE)
        && is(surface, from, &["not", "never"])
        && surface.tags.get(from + 1) == Some(&Tag::To)
    {
        return plain(from, "infinitive after its cue");
    }
    if frames.any(Frames::THAT)
        && let Some(found) = complementizer(surface, cue, from, high)
    {
        return Some(found);
    }
    if frames.any(Frames::CLAUSE)
        && let Some(found) = bare_clause(surface, cue, from, high, headline)
    {
        return Some(found);
    }
    let tag = surface.tags[from];
    // "a man who police said *was armed*"
    if frames.any(Frames::CLAUSE) && site.subjectless && tag == Tag::Finite {
        return plain(from, "clause without its subject");
    }
    if frames.any(Frames::GERUND) && tag == Tag::Gerund {
        return plain(from, "-ing clause after its cue");
    }
    if frames.any(Frames::INFINITIVE)
        && let Some((at, addressee)) =
            after_addressee(surface, cue, occasion::before_infinitive(surface, from, high), high)
        && surface.tags[at] == Tag::To
    {
        // "told the jury not to read", "promised not to sell"
        let negated = at > from && is(surface, at - 1, &["not", "never"]);
        let start = if negated { at - 1 } else { at };
        let addressee = addressee.map(|(first, last)| (first, last.min(start))).filter(|a| a.0 < a.1);
        return Some(Forward { start, addressee, medium: None, rule: "infinitive after its cue" });
    }
    if frames.any(Frames::PREPOSITION)
        && let Some((at, addressee)) = after_addressee(surface, cue, from, high)
        && let Some(at) = after_circumstance(surface, at, high)
        && is(surface, at, &["of", "about", "against", "over", "for"])
        && !(cue.entry.lemma != "accuse" && is(surface, at, &["for"]))
        && at + 1 < high
    {
        return Some(Forward { start: at + 1, addressee, medium: None, rule: "content after a preposition" });
    }
    let object = frames.any(Frames::OBJECT) || document && frames.any(Frames::OF_DOCUMENT);
    if object
        && (matches!(
            tag,
            Tag::Determiner | Tag::Noun | Tag::Name | Tag::Adjective | Tag::Pronoun | Tag::Number | Tag::Participle
        ) || opens_quotation(surface, from))
    {
        return plain(from, OBJECT);
    }
    None
}

/// Whether the word at `i` is a mark that opens a quotation which starts there.
pub(super) fn opens_quotation(surface: &Surface<'_>, i: usize) -> bool {
    let at = surface.words[i].span.start;
    let found = surface.quotations.partition_point(|q| q.outer.start < at);
    surface.words[i].is_mark() && surface.quotations.get(found).is_some_and(|q| q.outer.start == at && !q.single)
}

/// "He said *no*, and left.", "She said *yes*."
pub(super) fn is_answer(surface: &Surface<'_>, i: usize, high: usize) -> bool {
    let ends = |k: usize| k >= high || surface.words[k].is_mark() || surface.tags[k] == Tag::Conjunction;
    i < high && is(surface, i, &["yes", "no"]) && ends(i + 1)
}

/// Whether a quotation opens at word `i`, or behind a comma there.
pub(super) fn introduces_quotation(surface: &Surface<'_>, i: usize) -> bool {
    let comma = surface.words.get(i).is_some_and(|w| w.span.of(surface.text) == ",");
    let at = i + usize::from(comma);
    at < surface.words.len() && opens_quotation(surface, at)
}

/// "said in a statement on Friday that ...", "asked reporters whether ..."
fn complementizer(surface: &Surface<'_>, cue: &Cue, from: usize, high: usize) -> Option<Forward> {
    let mut medium = None;
    for k in from..high.min(from + REACH) {
        let tag = surface.tags[k];
        if is(surface, k, &["that"])
            && tag != Tag::Pronoun
            && (tag != Tag::Determiner
                || k == from && cue.entry.frames.any(Frames::THAT) && (k + 1..high).any(|i| surface.tags[i].is_verb()))
        {
            if k + 1 >= high {
                return None;
            }
            let addressee = (k > from && cue.entry.frames.any(Frames::ADDRESSEE))
                .then(|| noun_phrase_after(surface, from, k).map(|end| (from, end)))
                .flatten();
            return Some(Forward { start: k + 1, addressee, medium, rule: AFTER });
        }
        let question = is(surface, k, &["whether", "how", "why", "what", "if", "who", "where", "when"]);
        // "told the station when asked how ..."
        let sets_scene = k + 1 < high && is(surface, k + 1, &["asked", "pressed", "questioned"]);
        if question
            && !sets_scene
            && (k == from || cue.entry.frames.any(Frames::ADDRESSEE))
            && has_finite(surface, k, high)
        {
            let addressee = (k > from).then_some((from, k));
            return Some(Forward { start: k, addressee, medium, rule: AFTER });
        }
        if k > from && opens_quotation(surface, k) && cue.entry.frames.any(Frames::QUOTE) {
            // "said the mayor “won't sign it”": the words before the marks are the clause's subject.
            if cue.entry.frames.any(Frames::CLAUSE)
                && !cue.entry.frames.any(Frames::NEEDS_ADDRESSEE)
                && !surface.words[(k + 1).min(high - 1)].is_capital()
                && noun_phrase_after(surface, from, k) == Some(k)
            {
                return Some(Forward { start: from, addressee: None, medium, rule: AFTER });
            }
            if is_joined_to(surface, from, k) {
                return Some(Forward { start: from, addressee: None, medium, rule: OBJECT });
            }
            let addressee = cue.entry.frames.any(Frames::NEEDS_ADDRESSEE).then_some((from, k));
            return Some(Forward { start: k, addressee, medium, rule: "quotation after its source" });
        }
        if tag == Tag::Finite || tag == Tag::To || question || (surface.words[k].is_mark() && !glued_stop(surface, k)) {
            return None;
        }
        if tag == Tag::Preposition
            && medium.is_none()
            && is(surface, k, &["in", "on", "via", "by", "through"])
            && k + 1 < high
        {
            medium = noun_phrase_after(surface, k + 1, high).map(|end| (k, end));
        }
    }
    None
}

/// "promised tax cuts and “a new day”": whether a noun phrase and a conjunction stand between a cue and the marks.
pub(super) fn is_joined_to(surface: &Surface<'_>, from: usize, marks: usize) -> bool {
    marks > from + 1
        && surface.tags[marks - 1] == Tag::Conjunction
        && noun_phrase_after(surface, from, marks).is_some_and(|end| end + 1 >= marks)
}

/// The stop of an abbreviation, which ends nothing.
fn glued_stop(surface: &Surface<'_>, k: usize) -> bool {
    surface.word(k) == "." && k > 0 && surface.words[k - 1].is_capital()
}

/// "said Wednesday it does not ...", "told Reuters the plan was dead"
fn bare_clause(surface: &Surface<'_>, cue: &Cue, from: usize, high: usize, headline: bool) -> Option<Forward> {
    let mut at = from;
    let mut addressee = None;
    let mut medium: Option<Range> = None;
    if cue.entry.frames.any(Frames::NEEDS_ADDRESSEE) {
        let end = noun_phrase_after(surface, from, high)?;
        addressee = Some((from, end));
        at = end;
    }
    while at < high {
        if occasion::is_time(surface, at)
            && !(surface.tags[at].is_nominal()
                && at + 1 < high
                && surface.tags[at + 1].is_verb()
                && !occasion::is_day(surface, at))
        {
            if is(surface, at, &["this", "last"]) && !(at + 1 < high && occasion::is_time(surface, at + 1)) {
                break;
            }
            at += 1;
        } else if surface.tags[at] == Tag::Preposition
            && !is(surface, at, &["than", "of"])
            && !is_bound(surface, at, high)
        {
            let Some(end) = noun_phrase_after(surface, at + 1, high) else { break };
            medium = medium.or(Some((at, end)));
            at = end;
        } else {
            break;
        }
    }
    if at >= high {
        return None;
    }
    let tag = surface.tags[at];
    let starts = matches!(
        tag,
        Tag::Determiner
            | Tag::Noun
            | Tag::Name
            | Tag::Adjective
            | Tag::Pronoun
            | Tag::Number
            | Tag::Participle
            | Tag::Gerund
            | Tag::Subordinator
            | Tag::Adverb
    ) || opens_quotation(surface, at)
        || is_bound(surface, at, high);
    let starts = starts
        || (surface.tags[at] == Tag::Finite
            && is(surface, at, &["there's", "it's", "he's", "she's", "they're", "we're", "i'm"]));
    // A question word after all this is a relative clause.
    let relative = is(
        surface,
        at,
        &[
            "who", "which", "when", "where", "while", "as", "after", "before", "because", "since", "and", "but",
            "during",
        ],
    );
    let stop = (at..high).find(|&i| surface.word(i) == ";" || is_dash(surface.word(i))).unwrap_or(high);
    if !headline && !CERTAIN.contains(&cue.entry.lemma.as_str()) && !verb_soon(surface, at, stop) {
        return None;
    }
    let describes_medium = matches!(tag, Tag::Gerund | Tag::Participle) && medium.is_some_and(|m| m.1 == at);
    let finite =
        has_finite(surface, at, stop) || (at + 1..stop.min(at + 3)).any(|i| surface.tags[i] == Tag::Participle);
    (starts && !relative && !describes_medium && (finite || headline && high > at + 2 && cue.first > 0))
        .then_some(Forward { start: at, addressee, medium, rule: AFTER })
}

/// "at least 40 people", "up to a third", "about 9,000 homes": a number with its bound, and no adverbial.
fn is_bound(surface: &Surface<'_>, at: usize, high: usize) -> bool {
    let next = |n: usize| at + n < high;
    next(2) && is(surface, at, &["at"]) && is(surface, at + 1, &["least", "most"])
        || next(2) && is(surface, at, &["up"]) && is(surface, at + 1, &["to"]) && surface.tags[at + 2] == Tag::Number
        || next(1)
            && is(surface, at, &["about", "around", "over", "under", "between"])
            && surface.tags[at + 1] == Tag::Number
}

/// Whether a noun phrase starts at `at` and its verb follows before any comma: "found the plan was dead", and not
/// "found a way through the act, which gives".
fn verb_soon(surface: &Surface<'_>, at: usize, stop: usize) -> bool {
    if matches!(surface.tags[at], Tag::Participle | Tag::Gerund) {
        return false;
    }
    // "writes a column and leads a club": the next verb of the same subject.
    let joins_verbs = |i: usize| surface.tags[i] == Tag::Conjunction && surface.tags.get(i + 1) == Some(&Tag::Finite);
    (at..stop)
        .take_while(|&i| i == at || !surface.words[i].is_mark() || glued_stop(surface, i))
        .take_while(|&i| !joins_verbs(i))
        .take_while(|&i| {
            !is(surface, i, &["who", "which", "that", "because", "after", "when", "while", "as"]) || i == at
        })
        .any(|i| surface.tags[i] == Tag::Finite)
}

/// Where a noun phrase as content ends: before a comma that starts something else, before "in a statement".
pub(super) fn object_end(surface: &Surface<'_>, start: usize, end: usize) -> usize {
    let stop = (start + 1..end).find(|&i| {
        let comma = surface.word(i) == ","
            && i + 1 < end
            && !surface.words[i + 1].is_mark()
            && !joins_list(surface, i + 1, end);
        let occasion = surface.tags[i] == Tag::Preposition
            && is(surface, i, &["in", "during", "on", "at"])
            && occasion::adverbial(surface, i + 1, end);
        comma || occasion && i > start + 1
    });
    trim_end(surface, start, stop.unwrap_or(end))
}

/// Whether what follows a comma is another member of a list: "ties, links and loans", "and any loans".
fn joins_list(surface: &Surface<'_>, at: usize, end: usize) -> bool {
    if surface.tags[at] == Tag::Conjunction {
        return !is(surface, at, &["but"]) && !has_finite(surface, at, end);
    }
    let next = (at..end).find(|&i| surface.words[i].is_mark() || surface.tags[i] == Tag::Conjunction);
    next.is_some_and(|i| surface.tags[i] == Tag::Conjunction && !has_finite(surface, at, i))
        && !is(surface, at, &["as", "who", "which", "after", "when"])
}

/// Skips "before a committee in May" up to the preposition of the content.
fn after_circumstance(surface: &Surface<'_>, mut at: usize, high: usize) -> Option<usize> {
    while at < high && surface.tags[at] == Tag::Preposition && !is(surface, at, &["of", "about", "against", "over"]) {
        match noun_phrase_after(surface, at + 1, high) {
            Some(end) => at = end,
            None => break,
        }
    }
    (at < high).then_some(at)
}

/// Skips the person spoken to, where the cue takes one: "accused *the firm* of".
fn after_addressee(surface: &Surface<'_>, cue: &Cue, from: usize, high: usize) -> Option<(usize, Option<Range>)> {
    let particle = surface.tags[from] == Tag::To || is(surface, from, &["of", "about", "against"]);
    if particle || !cue.entry.frames.any(Frames::ADDRESSEE) {
        return Some((from, None));
    }
    if cue.entry.frames.any(Frames::INFINITIVE) || cue.entry.frames.any(Frames::PREPOSITION) {
        // The phrase may be long ("directed US federal departments and agencies to"): the particle ends it.
        let wanted = |i: usize| {
            surface.tags[i] == Tag::To || cue.entry.frames.any(Frames::PREPOSITION) && is(surface, i, &["of"])
        };
        let end = (from + 1..high.min(from + REACH)).find(|&i| wanted(i))?;
        let clean = (from..end).all(|i| surface.tags[i] != Tag::Finite && !matches!(surface.word(i), "," | ";" | ":"));
        return clean.then_some((end, Some((from, end))));
    }
    None
}

/// Where the content that starts at `start` ends: before the sentence's stop and before the first of `cuts`, the places
/// where other clauses of reporting begin.
pub(super) fn content_end(surface: &Surface<'_>, start: usize, high: usize, cuts: &[Cut]) -> usize {
    let ends = cuts.iter().filter(|c| c.at > start && c.subject.is_none_or(|subject| subject < start)).map(|c| c.at);
    let mut end = ends.min().unwrap_or(high).min(high);
    if let Some(stop) = (start..end).find(|&i| surface.word(i) == ";" && is_sentence(surface, i + 1, end)) {
        end = stop;
    }
    // "(Source: Acme)" and the like close a sentence without being part of it.
    if let Some(open) = (start..end)
        .find(|&i| surface.word(i) == "(" && i + 1 < end && is(surface, i + 1, &["source", "via", "sources"]))
    {
        end = open;
    }
    trim_end(surface, start, verdict(surface, start, end).unwrap_or(end))
}

/// "When", "Even if", "Though": a clause that is not the main one starts here.
pub(super) fn opens_subordinate(surface: &Surface<'_>, at: usize) -> bool {
    is(
        surface,
        at,
        &[
            "when", "while", "though", "although", "after", "as", "because", "if", "since", "even", "whereas",
            "before", "once",
        ],
    )
}

/// The comma behind which the main clause begins: "Although she said so, *he left*". An occasion may come first: "Although she said it was
/// a mistake, at the hearing *she denied* it".
pub(super) fn main_clause(surface: &Surface<'_>, start: usize, end: usize) -> Option<usize> {
    (start + 1..end.saturating_sub(2)).filter(|&i| surface.word(i) == ",").find(|&i| {
        let occasion = surface.tags[i + 1] == Tag::Preposition;
        let from = occasion.then(|| noun_phrase_after(surface, i + 2, end)).flatten().unwrap_or(i + 1);
        noun_phrase_after(surface, from, end).is_some_and(|e| has_finite(surface, e, end.min(e + 3)))
    })
}

/// Whether a subject and its verb begin at `start`, behind a semicolon outside quotation marks: what follows says something else.
fn is_sentence(surface: &Surface<'_>, start: usize, end: usize) -> bool {
    let at = surface.words[start - 1].span.start;
    let quoted = surface.quotations.get(surface.quotations.partition_point(|q| q.outer.end <= at));
    if quoted.is_some_and(|q| q.outer.start < at) {
        return false;
    }
    noun_phrase_after(surface, start, end).is_some_and(|verb| has_finite(surface, verb, end.min(verb + 3)))
}

/// "..., a claim Acme rejects", "..., which it denies": what others say of the content is no part of it.
fn verdict(surface: &Surface<'_>, start: usize, end: usize) -> Option<usize> {
    const CLAIMS: &[&str] = &["claim", "charge", "allegation", "accusation", "assertion", "claims", "charges"];
    (start + 1..end.saturating_sub(2)).find(|&i| {
        let claim = is(surface, i + 1, &["a", "an"]) && is(surface, i + 2, CLAIMS)
            || is(surface, i + 1, CLAIMS) && surface.tags[i + 2] != Tag::Conjunction;
        let denied = is(surface, i + 1, &["which"])
            && (i + 2..end.min(i + 9)).any(|k| is(surface, k, &["denies", "deny", "denied", "disputes", "rejects"]));
        surface.word(i) == "," && (claim || denied)
    })
}

/// Drops stops, commas, dashes and joining words from the end.
pub(super) fn trim_end(surface: &Surface<'_>, start: usize, mut end: usize) -> usize {
    while end > start {
        let i = end - 1;
        let stop = is_dash(surface.word(i)) || matches!(surface.word(i), "." | "," | ";" | ":" | "(");
        let joins = surface.tags[i] == Tag::Conjunction || is(surface, i, &["while", "although", "though"]);
        let abbreviation =
            surface.word(i) == "." && i > start && is(surface, i - 1, &["Inc", "Corp", "Jr", "Sr", "Co", "Ltd"]);
        if !(stop || joins) || abbreviation {
            break;
        }
        end = i;
    }
    end
}

/// Whether only time, place and medium follow from `at` to the end of the clause, so that the cue looks back to what
/// stands before it.
pub(super) fn only_circumstance(surface: &Surface<'_>, at: usize, high: usize) -> bool {
    let Some(first) = (at..high).find(|&i| !(surface.tags[i] == Tag::Adverb || occasion::is_time(surface, i))) else {
        return true;
    };
    let word_is_mark = surface.words[first].is_mark();
    word_is_mark && surface.word(first) != ":"
        || matches!(surface.tags[first], Tag::Preposition | Tag::Gerund | Tag::Conjunction | Tag::To)
        || is(
            surface,
            first,
            &["when", "while", "as", "after", "before", "during", "because", "that", "who", "if", "since", "until"],
        ) && !is(surface, first, &["that"])
}
