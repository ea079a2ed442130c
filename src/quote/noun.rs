//! Reporting without a verb of saying: "according to", "allegations that", "is concerned that", "Poll: ...".

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use super::behind::{resumed, skip_lead};
use super::clause::{Cut, content_end, trim_end};
use super::cue::{Cue, Entry, Frames};
use super::draft::{Context, Draft};
use super::phrase::{self, Range, has_finite, is, noun_phrase_after, noun_phrase_before};
use super::verb::{self, Subject};
use crate::text::Surface;
use crate::text::tags::Tag;
use crate::text::words::number;

fn draft(
    content: Range,
    cue: Range,
    entry: Option<&'static Entry>,
    source: Option<Range>,
    rule: &'static str,
) -> Draft {
    Draft { entry, ..Draft::new(vec![content], Some(cue), source, rule) }
}

/// Reports by "according to", in somebody's view, and by nouns for words. Where another's words start is added to `cuts`.
pub(super) fn without_verb(
    context: &Context<'_, '_>,
    low: usize,
    high: usize,
    cuts: &mut Vec<Cut>,
    drafts: &mut Vec<Draft>,
) {
    static SIGNS: LazyLock<FxHashSet<u32>> =
        LazyLock::new(|| [VIEWS, WORDS, &["according", "per"]].concat().into_iter().map(number).collect());
    // Few sentences have any of them; "in the words of" has a word of the first list.
    if context.surface.words[low..high].iter().any(|word| SIGNS.contains(&word.number)) {
        according(context, low, high, cuts, drafts);
        viewed(context.surface, low, high, cuts, drafts);
        worded(context, low, high, drafts);
    }
}

/// "According to the firm, ...", "..., according to the firm".
fn according(context: &Context<'_, '_>, low: usize, high: usize, cuts: &mut Vec<Cut>, drafts: &mut Vec<Draft>) {
    let surface = context.surface;
    for at in low..high.saturating_sub(2) {
        let Some(whom) = according_to(surface, low, at).filter(|_| context.quotation_of(at).is_none()) else {
            continue;
        };
        cuts.push(Cut::of_all(at));
        // "according to poll", "according to roe-news.org": whatever the word looks like.
        let word = (whom < high && !surface.words[whom].is_mark()).then_some(whom + 1);
        let Some(end) = noun_phrase_after(surface, whom, high).or(word) else { continue };
        let mut end = with_participle(surface, end, high);
        if let Some(inset) = phrase::subject_after(surface, whom, high)
            && (inset >= high || surface.words[inset].is_mark())
            && !(at <= low + 1 && (starts_clause(surface, end) || context.n_words((inset, high)) == 0))
        {
            end = inset;
        }
        let mut parts = Vec::with_capacity(2);
        if at == low || (at == low + 1 && surface.tags[low] == Tag::Conjunction) {
            // "According to the logs, which the Courier has seen, the valves ..."
            let comma = |i: usize| i < high && surface.word(i) == ",";
            let inset = comma(end) && end + 1 < high && is(surface, end + 1, &["which", "who", "whose"]);
            let end = (end + 1..high).find(|&i| comma(i)).filter(|_| inset).unwrap_or(end);
            let from = if comma(end) { end + 1 } else { end };
            parts.push((from, content_end(surface, from, high, cuts)));
        } else {
            let stop = trim_end(surface, low, at);
            match context.quotation_before(at) {
                Some(n) if !has_finite(surface, low, context.ranges[n].0) => parts.push(context.ranges[n]),
                _ => {
                    let back = (skip_lead(surface, low, stop), stop);
                    // "But, according to the poll, ...": nothing is left before it.
                    parts.extend((back.0 < back.1).then_some(back));
                    parts.extend(resumed(surface, back, end, high));
                }
            }
        }
        if parts.iter().map(|&part| context.n_words(part)).sum::<usize>() >= 3 {
            drafts.push(Draft::new(parts, Some((at, whom)), Some((whom, end)), "according to"));
        }
    }
}

/// "A person *briefed on the matter*": a participle with its phrase behind a noun that ends before `end`.
fn with_participle(surface: &Surface<'_>, end: usize, high: usize) -> usize {
    let reduced = end + 2 < high
        && matches!(surface.tags[end], Tag::Participle | Tag::Gerund)
        && surface.tags[end + 1] == Tag::Preposition;
    if reduced { noun_phrase_after(surface, end + 2, high).unwrap_or(end) } else { end }
}

/// Nouns that hold what somebody thinks or says.
const VIEWS: &[&str] =
    &["view", "opinion", "words", "telling", "estimation", "judgment", "eyes", "account", "admission", "reckoning"];

/// The rule of "in Quill's view".
pub(super) const IN_VIEW: &str = "in somebody's view";

/// "In Quill's view, it is a betrayal", "It is, by her own admission, a betrayal".
fn viewed(surface: &Surface<'_>, low: usize, high: usize, cuts: &[Cut], drafts: &mut Vec<Draft>) {
    for noun in (low + 2..high).filter(|&i| is(surface, i, VIEWS)) {
        let Some(source) = owner(surface, low + 1, noun) else { continue };
        let at = source.0 - 1;
        if !(surface.tags[at] == Tag::Preposition && is(surface, at, &["in", "by"])) {
            continue;
        }
        let closed = noun + 1 >= high || surface.words[noun + 1].is_mark();
        if !closed || at > low && surface.word(at - 1) != "," {
            continue;
        }
        // "The firm said that, in its view, ...": what stands before is no part of the view.
        let that = at > low + 1 && is(surface, at - 2, &["that"]);
        let before = if that { (at, at) } else { (skip_lead(surface, low, at), trim_end(surface, low, at)) };
        let behind = (high.min(noun + 2), content_end(surface, high.min(noun + 2), high, cuts));
        let content: Vec<Range> = [before, behind].into_iter().filter(|part| part.0 < part.1).collect();
        if content.iter().map(|part| part.1 - part.0).sum::<usize>() >= 3 {
            drafts.push(Draft::new(content, Some((noun, noun + 1)), Some(source), IN_VIEW));
        }
    }
}

/// Whose a noun is: "Quill's own view", "her view"; no earlier than `low`.
fn owner(surface: &Surface<'_>, low: usize, noun: usize) -> Option<Range> {
    let own = usize::from(noun > low + 1 && is(surface, noun - 1, &["own"]));
    let before = noun.checked_sub(1 + own).filter(|&i| i >= low)?;
    if is(surface, before, &["his", "her", "their", "its"]) {
        return Some((before, before + 1));
    }
    (surface.tags[before] == Tag::Possessive).then(|| noun_phrase_before(surface, low, before)).flatten()
}

/// Nouns for words that somebody has said.
const WORDS: &[&str] = &[
    "advice",
    "answer",
    "answers",
    "comment",
    "explanation",
    "mantra",
    "message",
    "motto",
    "pledge",
    "plea",
    "promise",
    "reaction",
    "reply",
    "response",
    "retort",
    "slogan",
    "verdict",
    "warning",
    "words",
];

/// "Her message was simple: “Trust me.”", "His reply to the court: “Never.”", "“Never again” was Quill's verdict".
fn worded(context: &Context<'_, '_>, low: usize, high: usize, drafts: &mut Vec<Draft>) {
    /// Words of "to the voters of Roe", and of "short and simple", at most.
    const LONGEST: usize = 6;
    let surface = context.surface;
    let is_be = |i: usize| i < high && is(surface, i, &["is", "was", "are", "were", "remains", "remained"]);
    let is_word = |&noun: &usize| is(surface, noun, WORDS) && context.quotation_of(noun).is_none();
    for noun in (low + 1..high).filter(is_word) {
        let Some(source) = owner(surface, low, noun) else { continue };
        let at = source.0;
        let plain = |i: &usize| !surface.tags[*i].is_verb() && context.quotation_of(*i).is_none();
        let reaches = |from: usize| {
            let end = (from..high).take(LONGEST).take_while(|i| plain(i)).find(|&i| surface.word(i) == ":")?;
            context.quotation_at(end + 1)
        };
        let be = (noun + 1..high).take(LONGEST).take_while(|i| plain(i) || is_be(*i)).find(|&i| is_be(i));
        let ahead = || match be {
            Some(be) => context.quotation_at(be + 1).or_else(|| reaches(be + 1)),
            None => reaches(noun + 1),
        };
        let behind = || context.quotation_before(at - 1).filter(|&n| context.ranges[n].0 >= low);
        let found = if at > low && is_be(at - 1) { behind() } else { ahead() };
        let Some(n) = found.filter(|&n| context.ranges[n].0 < context.ranges[n].1) else { continue };
        drafts.push(draft(context.ranges[n], (noun, noun + 1), None, Some(source), "noun for a quotation"));
    }
}

/// The word behind "according to", or behind the "per" of "..., per the filing".
fn according_to(surface: &Surface<'_>, low: usize, at: usize) -> Option<usize> {
    if is(surface, at, &["according"]) {
        return is(surface, at + 1, &["to"]).then_some(at + 2);
    }
    // "In the words of one diplomat, ..."
    let views = surface.tags[at] == Tag::Preposition
        && is(surface, at, &["in"])
        && is(surface, at + 1, &["the"])
        && is(surface, at + 2, VIEWS);
    if views && surface.tags.len() > at + 3 && is(surface, at + 3, &["of"]) {
        return Some(at + 4);
    }
    let apart = at == low || surface.word(at - 1) == ",";
    if !apart || !is(surface, at, &["per"]) {
        return None;
    }
    // "per police", but not "per day"
    let next = surface.word(at + 1);
    let several = surface.tags[at + 1] == Tag::Noun && (next.ends_with('s') || next == "police");
    (several || matches!(surface.tags[at + 1], Tag::Determiner | Tag::Name)).then_some(at + 1)
}

/// "According to deputies, Ada Quill, 67, was last seen": several people are not in apposition to one name, so that behind
/// the comma at `comma` the clause begins.
fn starts_clause(surface: &Surface<'_>, comma: usize) -> bool {
    // "According to Acme, 571 of the clubs are shut", but "According to Ada Quill, 57, the clubs are shut"
    let counts = surface.tags.get(comma + 1) == Some(&Tag::Number)
        && surface.words.get(comma + 2).is_some_and(|word| !word.is_mark());
    counts
        || surface.tags.get(comma + 1) == Some(&Tag::Name)
            && surface.tags[comma - 1] == Tag::Noun
            && surface.word(comma - 1).ends_with('s')
}

/// Sources that a headline names behind a colon at its end.
const SAID_SO: &[&str] = &[
    "officials",
    "official",
    "police",
    "report",
    "reports",
    "study",
    "survey",
    "poll",
    "sources",
    "source",
    "experts",
    "expert",
    "analysts",
    "analyst",
    "minister",
    "ministry",
    "army",
    "military",
    "government",
    "court",
    "researchers",
    "scientists",
    "doctors",
    "lawyer",
    "prosecutors",
    "mayor",
    "spokesman",
    "spokeswoman",
    "witnesses",
];

/// "Poll: Voters leave", "Quill: The park is safe".
pub(super) fn headline(context: &Context<'_, '_>, low: usize, high: usize, drafts: &mut Vec<Draft>) {
    let surface = context.surface;
    if let Some(colon) = (low + 3..high).rev().take(4).find(|&i| surface.word(i) == ":") {
        // "Storm kills 12: officials"
        let end = trim_end(surface, colon + 1, high);
        if end > colon + 1 && is(surface, end - 1, SAID_SO) && context.n_words((low, colon)) >= 3 {
            let rule = "headline: colon and source";
            drafts.push(draft((low, colon), (colon, colon + 1), None, Some((colon + 1, end)), rule));
            return;
        }
    }
    let Some(colon) = (low + 1..high.min(low + 7)).find(|&i| surface.word(i) == ":") else { return };
    let named = (low..colon)
        .all(|i| matches!(surface.tags[i], Tag::Name | Tag::Determiner | Tag::Possessive) || surface.word(i) == ".");
    let listed = is(
        surface,
        colon - 1,
        &[
            "Poll",
            "Report",
            "Study",
            "Survey",
            "Source",
            "Sources",
            "Police",
            "Expert",
            "Experts",
            "Analyst",
            "Analysts",
            "Officials",
        ],
    );
    let generic = is(
        surface,
        low,
        &[
            "Opinion",
            "Editorial",
            "Video",
            "Watch",
            "Photos",
            "Live",
            "Exclusive",
            "Breaking",
            "Update",
            "Analysis",
            "Review",
            "Interview",
            "Debate",
        ],
    );
    if (named || listed) && !generic && colon + 3 < high {
        let content = (colon + 1, trim_end(surface, colon + 1, high));
        let content = context.quotation_at(colon + 1).map_or(content, |n| context.ranges[n]);
        drafts.push(draft(content, (colon, colon + 1), None, Some((low, colon)), "headline: name and colon"));
    }
}

/// Noun and adjective cues of a sentence.
pub(super) fn cues(
    context: &Context<'_, '_>,
    low: usize,
    high: usize,
    cues: &[Cue],
    cuts: &[Cut],
    drafts: &mut Vec<Draft>,
) {
    for cue in cues {
        if cue.entry.frames.any(Frames::ADJECTIVE) {
            adjective(context, low, high, cue, cuts, drafts);
        } else if cue.entry.frames.any(Frames::NOUN) {
            noun(context, low, high, cue, cuts, drafts);
        }
    }
}

/// "Officials are concerned that ..."
fn adjective(context: &Context<'_, '_>, low: usize, high: usize, cue: &Cue, cuts: &[Cut], drafts: &mut Vec<Draft>) {
    let surface = context.surface;
    let group = verb::verb_group(surface, low, cue);
    let Subject::Own(source) = group.subject else { return };
    // "He was so upset that he left": what came of it.
    let degree = cue.first > low && is(surface, cue.first - 1, &["so", "too"]);
    if group.start == cue.first || group.infinitive || cue.last >= high || degree {
        return;
    }
    let that = is(surface, cue.last, &["that"]);
    let start = if that { cue.last + 1 } else { cue.last };
    let clause = matches!(surface.tags.get(start), Some(Tag::Determiner | Tag::Name | Tag::Noun | Tag::Pronoun));
    let pronoun_subject = is(surface, source.0, &["i", "we", "you", "it", "that", "there", "what"]);
    if start < high && (that || clause && has_finite(surface, start, high)) && !pronoun_subject {
        let content = (start, content_end(surface, start, high, cuts));
        let mut found = draft(content, (cue.first, cue.last), Some(cue.entry), Some(source), "adjective with a clause");
        found.negated = group.negated;
        drafts.push(found);
    }
}

/// Verbs after which the content of a noun that is their subject is over: "Allegations that ... surfaced".
const EMERGED: &[&str] = &[
    "surfaced",
    "emerged",
    "arose",
    "spread",
    "circulated",
    "mounted",
    "grew",
    "came",
    "follow",
    "followed",
    "prompted",
];

/// "allegations by the firm that ...", "claims of fraud", "Quill's assertion that ...".
fn noun(context: &Context<'_, '_>, low: usize, high: usize, cue: &Cue, cuts: &[Cut], drafts: &mut Vec<Draft>) {
    let surface = context.surface;
    let Some(complement) = complement(surface, cue, high) else { return };
    if denied_by_grammar(surface, low, cue.first) {
        return;
    }
    let mut end = content_end(surface, complement, high, cuts);
    // "Acme, much like it did with claims of ties, denied": the noun stands in an inset that ends before the verb.
    if let Some(comma) = (complement..end).find(|&i| surface.word(i) == "," && verb_next(surface, i + 1, end)) {
        end = comma;
    }
    // "if allegations of illegal dumping are proven": behind "of" stands no clause.
    if is(surface, complement - 1, &["of", "about"])
        && let Some(phrase) =
            noun_phrase_after(surface, complement, end).filter(|&p| p < end && surface.tags[p] == Tag::Finite)
    {
        end = phrase;
    }
    if let Some(verb) = (complement..end).find(|&i| is(surface, i, EMERGED) && surface.tags[i] == Tag::Finite) {
        end = verb;
    }
    if context.n_words((complement, end)) < 2 {
        return;
    }
    let source = noun_source(surface, low, cue, complement, end, high);
    drafts.push(draft((complement, end), (cue.first, cue.last), Some(cue.entry), source, "noun with its content"));
}

/// Whether a finite verb stands at `at`, adverbs aside.
fn verb_next(surface: &Surface<'_>, at: usize, end: usize) -> bool {
    (at..end).find(|&i| surface.tags[i] != Tag::Adverb).is_some_and(|i| surface.tags[i] == Tag::Finite)
}

/// First word of what a noun cue holds: after "that", "of", "about".
pub(super) fn complement(surface: &Surface<'_>, cue: &Cue, high: usize) -> Option<usize> {
    let mut i = cue.last;
    // "claims by Ada Quill, a former engineer, that"
    let apposed = |comma: usize| {
        let close = (comma + 1..high.min(comma + 8)).find(|&k| surface.word(k) == ",")?;
        let phrase = surface.tags[comma - 1] == Tag::Name && noun_phrase_after(surface, comma + 1, high) == Some(close);
        phrase.then_some(close + 1)
    };
    let heavy = matches!(cue.entry.lemma.as_str(), "allegation" | "accusation" | "claim" | "complaint" | "suspicion");
    while i + 1 < high && i < cue.last + 10 {
        let tag = surface.tags[i];
        if is(surface, i, &["that"]) && tag != Tag::Pronoun {
            return Some(i + 1);
        }
        if i == cue.last && heavy && is(surface, i, &["of", "about"]) {
            return Some(i + 1);
        }
        if surface.word(i) == ","
            && let Some(behind) = apposed(i).filter(|&behind| behind < high && is(surface, behind, &["that"]))
        {
            return Some(behind + 1);
        }
        if surface.words[i].is_mark() || matches!(tag, Tag::Finite | Tag::Conjunction | Tag::To) {
            return None;
        }
        i += 1;
    }
    None
}

/// "Nobody has made any allegations that", "there is no claim that".
fn denied_by_grammar(surface: &Surface<'_>, low: usize, noun: usize) -> bool {
    (low..noun)
        .rev()
        .take(8)
        .any(|i| is(surface, i, &["nobody", "no", "never", "without"]) || is(surface, i, &["none"]))
}

/// Who makes a claim: "by X" behind the noun, "X's" or "X" before it, "from X" behind its verb.
fn noun_source(
    surface: &Surface<'_>,
    low: usize,
    cue: &Cue,
    complement: usize,
    end: usize,
    high: usize,
) -> Option<Range> {
    if let Some(by) = (cue.last..complement).find(|&i| is(surface, i, &["by", "from"])) {
        return noun_phrase_after(surface, by + 1, complement).map(|e| (by + 1, e));
    }
    if end < high && is(surface, end, EMERGED) {
        let from = (end..high.min(end + 4)).find(|&i| is(surface, i, &["from", "by"]))?;
        return noun_phrase_after(surface, from + 1, high).map(|e| (from + 1, e));
    }
    if cue.first > low && is(surface, cue.first - 1, &["'s", "’s", "'", "’"]) {
        return noun_phrase_before(surface, low, cue.first - 1).map(|(a, b)| (own_part(surface, a, b), b));
    }
    let (first, last) = noun_phrase_before(surface, low, cue.first)?;
    let first = own_part(surface, first, last);
    let named = (first..last).any(|i| surface.tags[i] == Tag::Name) && last == cue.first;
    let about_itself = (first..last).any(|i| surface.tags[i] == Tag::Preposition || surface.words[i].is_mark());
    (named && !about_itself).then_some((first, last))
}

/// The part of a phrase behind its last preposition: "the use of Acme's" is about Acme.
fn own_part(surface: &Surface<'_>, first: usize, last: usize) -> usize {
    (first..last)
        .rev()
        .find(|&i| matches!(surface.tags[i], Tag::Preposition | Tag::Subordinator))
        .map_or(first, |i| i + 1)
}
