//! Source, cue and content of each attribution.
//!
//! Sentence by sentence: the cues, each with its subject; then for each whether it looks back ("..., he said") or ahead
//! ("he said that ..."), and where what it reports ends. [`orphan`](super::orphan) then deals with the quotations that
//! no cue has claimed.

use super::behind::{before_as, look_back};
use super::clause::{self, Cut, Site, content_end, forward};
use super::cue::{self, Cue, Form, Frames};
use super::draft::{Context, Draft};
use super::occasion;
use super::phrase::{self, Range, is, is_dash};
use super::reading::{Reading, cut, read, source_of};
use super::verb::Subject;
use super::{Quote, Stance, finish, issuer, noun, rank, transcript};
use crate::entity::gazetteer::Gazetteer;
use crate::entity::mentions::Named;
use crate::text::Surface;
use crate::text::sentences::Sentence;
use crate::text::tags::Tag;
use crate::text::zones::ZoneKind;

/// The rule of "called it a “farce”".
const DESCRIPTION: &str = "description in quotation marks";

/// The attributions of a document, in order of place.
///
/// `stopped` is asked once a sentence; once it says so, what is found so far is given.
pub fn attributions(
    surface: &Surface<'_>,
    named: &mut Named,
    gazetteer: &Gazetteer,
    stopped: &dyn Fn() -> bool,
) -> Vec<Quote> {
    let context = Context::new(surface);
    let rules = by_rule(&context, stopped);
    let drafts = rank::drafts(&context, &rules, stopped);
    finish::quotes(&context, drafts, named, gazetteer, stopped)
}

/// What the rules find, before quotations that no cue claims are given away.
pub(super) fn by_rule(context: &Context<'_, '_>, stopped: &dyn Fn() -> bool) -> Vec<Draft> {
    let surface = context.surface;
    let mut drafts = transcript::lines(context);
    let spoken: Vec<Range> = drafts.iter().map(|d| d.content[0]).collect();
    let mut cues = Vec::new();
    for sentence in surface.sentences.iter().take_while(|_| !stopped()) {
        let kind = context.zone_kind(sentence.zone);
        if matches!(kind, ZoneKind::Boilerplate | ZoneKind::Byline | ZoneKind::AuthorBio) {
            continue;
        }
        cues.clear();
        let headline = kind == ZoneKind::Title || surface.zones[sentence.zone as usize].heading;
        cue::find(surface, sentence.first as usize, sentence.last as usize, headline, &mut cues);
        cues.retain(|c| context.quotation_of(c.first).is_none() && !within(&spoken, c.first));
        of_sentence(context, sentence, &cues, &mut drafts);
    }
    for draft in &mut drafts {
        issuer::credit(surface, draft);
    }
    drafts.sort_by_key(|d| d.cue.map_or(0, |c| c.0));
    drafts
}

/// Whether word `i` lies in one of the ordered `ranges`.
pub(super) fn within(ranges: &[Range], i: usize) -> bool {
    let at = ranges.partition_point(|r| r.1 <= i);
    ranges.get(at).is_some_and(|r| r.0 <= i)
}

fn of_sentence(context: &Context<'_, '_>, sentence: &Sentence, cues: &[Cue], drafts: &mut Vec<Draft>) {
    let surface = context.surface;
    let (low, high) = (sentence.first as usize, sentence.last as usize);
    let zone = &surface.zones[sentence.zone as usize];
    let headline = zone.kind == ZoneKind::Title || zone.heading;
    let begin = drafts.len();
    let verbs: Vec<Reading> = cues
        .iter()
        .filter(|c| !c.entry.frames.any(Frames::NOUN.or(Frames::ADJECTIVE)))
        .map(|c| read(context, low, high, c))
        .collect();
    let ends = verbs.iter().enumerate().filter_map(|(n, r)| cut(context, low, &verbs[..n], r));
    let mut cuts: Vec<Cut> = ends.map(Cut::of_all).collect();
    // What is said within an inset ("Quill, who has proposed a fence, said") ends with it; but "Police said Quill, 45, told
    // officers" goes on.
    let after_inset = |r: &Reading| r.group.start > low && surface.word(r.group.start - 1) == ",";
    let insets = verbs.iter().filter(|r| r.inverted.is_none() && after_inset(r));
    cuts.extend(insets.map(|r| Cut { at: r.group.start - 1, subject: Some(r.start) }));
    noun::without_verb(context, low, high, &mut cuts, drafts);
    if headline {
        noun::headline(context, low, high, drafts);
    }
    let mut shared = None;
    for (n, reading) in verbs.iter().enumerate() {
        let source = source_of(surface, (low, high), reading, shared);
        let of_reader = source.is_some_and(|s| speaks_to_the_reader(surface, s, zone.kind));
        // The reporter speaks too, in marks: "“Will you run?” I asked."
        let reporter = source.is_some_and(|s| is(surface, s.0, &["i", "we"])) && reads_quotation(context, reading);
        if reading.group.infinitive || of_reader && !reporter {
            continue;
        }
        // What a source says that others say is part of what it says; "cited a source as saying" names two sources.
        let nested = drafts[begin..]
            .iter()
            .any(|d| d.content.iter().any(|c| c.0 <= reading.cue.first && reading.cue.first < c.1));
        // Nor are words in marks anybody's but their own speaker's: "“Get out,” Quill told aides, according to two of them."
        let outspoken = matches!(reading.group.subject, Subject::Own(_)) && reads_quotation(context, reading);
        if nested && !reading.cue.is_as_saying(surface) && !outspoken {
            continue;
        }
        if let Some(draft) = draft_of(context, (low, high), reading, source, &cuts, headline, verbs.get(n + 1)) {
            drafts.push(draft);
        }
        // "“No,” said Quill, adding": hers. "Two men came, she says, and asked": not hers, for she is only set in.
        let set_in = reading.looks_back && reading.after() + 1 < high && surface.word(reading.after()) == ",";
        match reading.group.subject {
            _ if reading.inverted.is_some() => shared = reading.inverted,
            Subject::Own(own) if !set_in || context.quotation_before(reading.start).is_some() => shared = Some(own),
            _ => {}
        }
    }
    noun::cues(context, low, high, cues, &cuts, drafts);
    drafts[begin..].sort_by_key(|d| d.cue.map_or(0, |c| c.0));
}

/// Whether a reading stands beside a quotation, before it or after it.
fn reads_quotation(context: &Context<'_, '_>, reading: &Reading) -> bool {
    if reading.looks_back {
        return context.quotation_before(reading.start).is_some();
    }
    reading.cue.entry.frames.any(Frames::QUOTE) && clause::introduces_quotation(context.surface, reading.after())
}

/// "I", "we" and "you" outside quotation marks are the reporter and the reader.
pub(super) fn speaks_to_the_reader(surface: &Surface<'_>, source: Range, zone: ZoneKind) -> bool {
    source.1 == source.0 + 1
        && (is(
            surface,
            source.0,
            &[
                "you",
                "you'd",
                "you’d",
                "we'd",
                "we’d",
                "one",
                "there",
                "what",
                "i",
                "i'm",
                "i’m",
                "i've",
                "i’ve",
                "it's",
                "nothing",
                "everyone",
                "everybody",
            ],
        ) || zone == ZoneKind::Comment && is(surface, source.0, &["we", "it", "they", "this"]))
}

/// Whether a source is a document: a report shows, a person does not.
pub(super) fn is_document(surface: &Surface<'_>, source: Range) -> bool {
    // "records from the court", "data released Tuesday by the bureau"
    let reduced = |i: usize| surface.tags[i] == Tag::Participle && surface.tags[i - 1].is_nominal();
    let ends = |i: usize| surface.tags[i] == Tag::Preposition || surface.word(i) == "," || reduced(i);
    let stop = (source.0 + 1..source.1).find(|&i| ends(i)).unwrap_or(source.1);
    stop > source.0 && cue::is_document_word(surface.word(stop - 1))
}

/// Whether a source is a court or the like, before which things are said.
fn hears(surface: &Surface<'_>, source: Range) -> bool {
    const BODIES: &[&str] = &["court", "jury", "jurors", "inquest", "tribunal", "inquiry", "trial"];
    is(surface, source.1 - 1, BODIES)
        || (source.0..source.1).any(|i| is(surface, i, BODIES)) && surface.tags[source.1 - 1] == Tag::Name
}

/// The attribution of one reading, if it reports something.
fn draft_of(
    context: &Context<'_, '_>,
    (low, high): Range,
    reading: &Reading,
    source: Option<Range>,
    cuts: &[Cut],
    headline: bool,
    next: Option<&Reading>,
) -> Option<Draft> {
    let surface = context.surface;
    let cue = &reading.cue;
    let group = &reading.group;
    let mut draft = Draft {
        entry: Some(cue.entry),
        negated: group.negated,
        ..Draft::new(Vec::new(), Some((cue.first, cue.last)), source, "")
    };
    // "The court heard that ..." tells of a statement and not whose.
    let heard = source.is_some_and(|s| hears(surface, s));
    if cue.entry.lemma == "hear" && !heard {
        return None;
    }
    let told = cue.entry.lemma == "tell" && group.passive && heard;
    if cue.entry.lemma == "hear" || told {
        draft.source = None;
    }
    if reading.looks_back {
        look_back(context, low, high, reading, &mut draft)?;
        return Some(draft);
    }
    if let Some(quotation) = cited(context, low, high, cue, source) {
        draft.rule = "quotation before its source";
        draft.content.push(quotation);
        return Some(draft);
    }
    if let Some(content) = before_as(context, low, high, cue, source) {
        draft.rule = "clause before \"as he said\"";
        draft.content.push(content);
        return Some(draft);
    }
    let document = source.is_some_and(|s| is_document(surface, s));
    let accused = cue.entry.lemma == "accuse"
        && (group.passive || cue.form != Form::Gerund && cue.last < high && is(surface, cue.last, &["of"]));
    if group.passive && next.is_some_and(|r| is_cited_as(surface, cue.last, &r.cue)) {
        // "“No,” Ada Quill was quoted by Reuters as saying": her words, whoever quotes them. Behind "as saying" they are the other cue's.
        context.quotation_before(reading.start)?;
        look_back(context, low, high, reading, &mut draft)?;
        return Some(draft);
    }
    if group.passive && !accused && !told {
        let by = (cue.last..high.min(cue.last + 2)).find(|&i| is(surface, i, &["by"]));
        // "It is alleged that ..." names no accuser.
        let impersonal = cue.entry.stance == Stance::Allegation && source.is_some_and(|s| is(surface, s.0, &["it"]));
        draft.source = match by {
            Some(by) => Some((by + 1, phrase::noun_phrase_after(surface, by + 1, high)?)),
            None if impersonal => None,
            None => return None,
        };
    }
    if accused {
        let by = cue.last < high && is(surface, cue.last, &["by"]);
        draft.source =
            by.then(|| phrase::noun_phrase_after(surface, cue.last + 1, high)).flatten().map(|e| (cue.last + 1, e));
    } else if source.is_none() {
        return None;
    }
    let before = source.and_then(|s| s.0.checked_sub(1)).filter(|&i| i > low);
    let subjectless =
        before.is_some_and(|i| is(surface, i, &["who", "which", "that"])) && source.is_some_and(|s| s.1 == group.start);
    let site = Site { from: cue.last, high, document, headline, subjectless };
    if cue.last + 1 == high && surface.word(cue.last) == ":"
        || cue.last + 1 < high && surface.word(high - 1) == ":" && cue.entry.frames.any(Frames::QUOTE)
    {
        draft.pending = true;
        draft.rule = "content in the next line";
        return Some(draft);
    }
    let found = as_said(surface, low, high, cue, source)
        .or_else(|| forward(surface, cue, site))
        .or_else(|| label(context, cue, high, next));
    let found = found?;
    draft.addressee = found.addressee.filter(|_| !accused);
    draft.medium = found.medium;
    draft.rule = found.rule;
    let start = found.start;
    if found.rule == clause::ANSWER {
        draft.content.push((start, start + 1));
        return Some(draft);
    }
    // A quotation that opens the content is the content, and so are those that follow it at once.
    if let Some(n) =
        context.quotation_at(start).filter(|_| found.rule.starts_with("quotation") || found.rule.contains("colon"))
    {
        let range = context.ranges[n];
        let apart = |i: usize| is_dash(surface.word(i)) || surface.word(i) == ";";
        let closed_sentence = range.1 + 1 >= high || context.only_marks(range.1, high) || apart(range.1 + 1);
        if closed_sentence || matches!(surface.word(range.1 - 1), "." | "," | "!" | "?") {
            draft.content.push(range);
            return Some(draft);
        }
    }
    let start = of_what_is_denied(surface, cue, start, high);
    let end = end_of(context, (low, high), reading, (source, found.rule), start, cuts);
    if context.n_words((start, end)) == 0
        || found.rule.starts_with("object")
            && context.n_words((start, end)) == 1
            && surface.tags[start] == Tag::Determiner
    {
        return None;
    }
    draft.content.push((start, end));
    Some(draft)
}

/// Where the content ends that starts at `start` and was found by `rule`.
fn end_of(
    context: &Context<'_, '_>,
    (low, high): Range,
    reading: &Reading,
    (source, rule): (Option<Range>, &str),
    start: usize,
    cuts: &[Cut],
) -> usize {
    let surface = context.surface;
    let mut end = content_end(surface, start, high, cuts);
    if rule == clause::OBJECT {
        end = clause::object_end(surface, start, end);
    }
    let behind_marks = |i: usize| context.quotation_before(i).is_some_and(|n| context.ranges[n].0 >= start);
    // "dismissed Roe as a “suburb” — a picture that stayed": what is said of the words.
    if rule == DESCRIPTION || rule == clause::OBJECT {
        let aside = |&i: &usize| is_dash(surface.word(i)) && behind_marks(i);
        end = (start + 1..end).find(aside).unwrap_or(end);
    }
    // "telling them that it fails and questioning how it was built": the second clause is hers and no part of the first.
    if reading.cue.form == Form::Gerund {
        let another = |&i: &usize| {
            surface.tags[i] == Tag::Conjunction
                && surface.tags[i + 1] == Tag::Gerund
                && is(surface, i + 2, &["how", "that", "whether", "why", "what", "if"])
                && context.quotation_of(i).is_none()
        };
        end = (start + 1..end.saturating_sub(2)).find(another).unwrap_or(end);
    }
    // "called the system “rigged” in a tweet Tuesday", "called it “a farce” and left": but “a farce” and “a shame” are one answer.
    if rule == DESCRIPTION {
        let closed = (start..end).find_map(|i| context.quotation_of(i)).map_or(end, |n| context.ranges[n].1);
        let quotes_on = |i: usize| (i..end.min(i + 4)).any(|k| context.quotation_of(k).is_some());
        let leaves = |&i: &usize| {
            let joins = surface.tags[i] == Tag::Conjunction && i + 1 < end && surface.tags[i + 1].is_verb();
            (joins || surface.word(i) == ",") && !quotes_on(i + 1)
        };
        end = (closed..end).find(leaves).unwrap_or(end);
        let said_where = |&i: &usize| {
            surface.tags[i] == Tag::Preposition && behind_marks(i) && occasion::adverbial(surface, i + 1, high)
        };
        end = (start + 1..end).find(said_where).unwrap_or(end);
    }
    // "Last month, when Quill noted ..."
    let opener = source.and_then(|s| s.0.checked_sub(1)).filter(|&i| i > low && clause::opens_subordinate(surface, i));
    if let Some(comma) = end_of_subordinate_clause(surface, opener.unwrap_or(low), reading.cue.first, start, end) {
        end = comma;
    }
    if let Some(mark) = end_of_relative_clause(surface, low, reading, start, end) {
        end = mark;
    }
    // "... on raids: “They were banging down the doors.”": a sentence of its own.
    if let Some(colon) = (start..end).find(|&i| surface.word(i) == ":" && clause::opens_quotation(surface, i + 1)) {
        end = colon;
    }
    // The content may run on in a quotation that is longer than the sentence.
    if let Some(n) = context.quotation_of(end.saturating_sub(1).max(start)) {
        let range = context.ranges[n];
        if range.0 >= start && end <= range.1 {
            end = range.1;
        }
    }
    end
}

/// "“It sank,” the agency quoted a source as saying": the quotation before the whole, where nothing follows.
fn cited(context: &Context<'_, '_>, low: usize, high: usize, cue: &Cue, source: Option<Range>) -> Option<Range> {
    // "Reed was quoted by the agency as saying": not the agency's.
    let by = source.is_none_or(|s| s.0 == low || is(context.surface, s.0 - 1, &["by", "in", "on"]));
    let closes = !by && cue.is_as_saying(context.surface) && context.only_marks(cue.last, high);
    let last = (low..cue.first).rev().filter(|_| closes).find_map(|i| context.quotation_of(i))?;
    Some(context.ranges[last])
}

/// "As Quill said, it rains": the main clause is what was said.
fn as_said(
    surface: &Surface<'_>,
    low: usize,
    high: usize,
    cue: &Cue,
    source: Option<Range>,
) -> Option<clause::Forward> {
    // "But, as Quill said, “...”"
    let lead = if surface.tags[low] == Tag::Conjunction {
        1 + usize::from(low + 1 < high && surface.word(low + 1) == ",")
    } else {
        0
    };
    let clause = source.is_some_and(|s| s.0 == low + lead + 1) && is(surface, low + lead, &["as"]);
    let closed = cue.last + 2 < high && surface.word(cue.last) == ",";
    (clause && closed).then_some(clause::Forward {
        start: cue.last + 1,
        addressee: None,
        medium: None,
        rule: "clause after \"as he said\"",
    })
}

/// Who denies "allegations that ..." denies what is alleged.
fn of_what_is_denied(surface: &Surface<'_>, cue: &Cue, start: usize, high: usize) -> usize {
    if cue.entry.stance != Stance::Denial {
        return start;
    }
    let mut nouns = Vec::new();
    cue::find(surface, start, high.min(start + 8), true, &mut nouns);
    let noun = nouns.iter().find(|n| n.entry.frames.any(Frames::NOUN));
    let head =
        noun.filter(|n| (start..n.first).all(|i| !surface.tags[i].is_verb() && surface.tags[i] != Tag::Preposition));
    head.and_then(|n| noun::complement(surface, n, high)).unwrap_or(start)
}

/// "When Quill noted that it rained, Poe left": the content of a cue in a clause set before the main one ends with it.
fn end_of_subordinate_clause(surface: &Surface<'_>, low: usize, cue: usize, start: usize, end: usize) -> Option<usize> {
    // "Saying he had no choice, Quill resigned"
    let gerund = surface.tags[cue] == Tag::Gerund && (cue == low || surface.tags[low] == Tag::Preposition);
    let asked = is(surface, low, &["asked", "pressed", "questioned"]);
    if !(gerund || asked || clause::opens_subordinate(surface, low)) || (low..cue).any(|i| surface.word(i) == ",") {
        return None;
    }
    clause::main_clause(surface, start, end)
}

/// "Quill, who said that it rained, left", "Quill — who said that it rained — left": the content of a cue in a clause set behind its subject
/// ends with it.
fn end_of_relative_clause(
    surface: &Surface<'_>,
    low: usize,
    reading: &Reading,
    start: usize,
    end: usize,
) -> Option<usize> {
    let who = reading.relative(surface, low)?;
    if is_dash(surface.word(who - 1)) {
        return (start..end).find(|&i| is_dash(surface.word(i)));
    }
    let closes =
        |i: &usize| surface.word(*i) == "," && matches!(surface.tags.get(*i + 1), Some(Tag::Finite | Tag::Participle));
    // What is set into the content has commas too, so that of several the last is meant.
    (start + 1..end).rev().find(closes)
}

/// "called it a “farce”", "cited a source as saying that": verbs that take quoted words or a description.
fn label(context: &Context<'_, '_>, cue: &Cue, high: usize, next: Option<&Reading>) -> Option<clause::Forward> {
    if !cue.entry.frames.any(Frames::LABEL.or(Frames::QUOTE)) {
        return None;
    }
    let surface = context.surface;
    let from = cue.last;
    if let Some(saying) =
        next.map(|r| &r.cue).filter(|c| cue.entry.frames.any(Frames::LABEL) && c.is_as_saying(surface))
    {
        // "“It sank,” the agency quoted a source as saying": his words, and none of the agency's.
        if context.only_marks(saying.last, high) {
            return None;
        }
        return Some(clause::Forward { start: from, addressee: None, medium: None, rule: "source cited as saying" });
    }
    let stop = next.map_or(high, |r| r.start.max(from));
    let near = (from..stop.min(from + 25)).find(|&i| context.quotation_of(i).is_some())?;
    let n = context.quotation_of(near)?;
    let words = context.n_words(context.ranges[n]);
    if cue.entry.frames.any(Frames::LABEL) {
        // "was described by a colleague as “a bully”": whose words they are is no part of them.
        let by = is(surface, from, &["by"]);
        let agent = by.then(|| phrase::noun_phrase_after(surface, from + 1, high)).flatten();
        let behind = |end: usize| end + usize::from(is(surface, end, &["as"]));
        return Some(clause::Forward {
            start: agent.map(behind).filter(|&start| start <= near).unwrap_or(from),
            addressee: None,
            medium: None,
            rule: DESCRIPTION,
        });
    }
    let opening = surface.word_at(surface.quotations[n].outer.start);
    if near > from && clause::is_joined_to(surface, from, opening) {
        return Some(clause::Forward { start: from, addressee: None, medium: None, rule: clause::OBJECT });
    }
    (words >= 4).then_some(clause::Forward {
        start: near,
        addressee: None,
        medium: None,
        rule: "quotation after its source",
    })
}

/// Whether the words from `from` lead to the next cue by "as": "quoted (by Reuters) as saying".
fn is_cited_as(surface: &Surface<'_>, from: usize, next: &Cue) -> bool {
    next.is_as_saying(surface) && (from + 1 == next.first || is(surface, from, &["by", "in", "on"]))
}
