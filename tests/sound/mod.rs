//! What must hold for any text, whatever made it: shared by the property tests, the fuzz targets and their smoke run.

use onrecord::entity::gazetteer::Entity;
use onrecord::entity::{EntityRef, EntityType};
use onrecord::{Analysis, Gazetteer, Resources, Span};

/// A small list with shared names, acronyms and a name that is no ASCII.
pub(crate) fn resources() -> Resources {
    let gazetteer = Gazetteer::new(vec![
        Entity::new("Ada Quill", EntityType::Person, &["Quill"]),
        Entity::new("Brandt Works", EntityType::Org, &["Brandt", "BW"]),
        Entity::new("Ministry of Tides", EntityType::Org, &["MOT"]),
        Entity::new("Ohm", EntityType::Place, &["Ω"]),
    ]);
    Resources { gazetteer: gazetteer.unwrap() }
}

/// The words of a span that has some, or what is wrong with it.
pub(crate) fn words(text: &str, span: Span, what: &str) -> Result<(), String> {
    match text.get(span.start as usize..span.end as usize) {
        None => Err(format!("{what} {span:?} is not in the text or cuts a character")),
        Some("") => Err(format!("{what} {span:?} is empty")),
        Some(_) => Ok(()),
    }
}

pub(crate) fn in_order(spans: &[Span], what: &str) -> Result<(), String> {
    match spans.windows(2).find(|pair| pair[0].end > pair[1].start) {
        Some(pair) => Err(format!("{what} {:?} and {:?} overlap or stand in the wrong order", pair[0], pair[1])),
        None => Ok(()),
    }
}

/// What must hold for the analysis of any text.
pub(crate) fn check(text: &str, analysis: &Analysis, resources: &Resources) -> Result<(), String> {
    let known = |entity: EntityRef| match entity {
        EntityRef::Listed(id) => (id.0 as usize) < resources.gazetteer.len(),
        EntityRef::Found(n) => (n as usize) < analysis.found.len(),
    };
    for zone in &analysis.zones {
        words(text, zone.span, "zone")?;
        if let Some(author) = zone.author {
            words(text, author, "author of a zone")?;
        }
    }
    in_order(&analysis.zones.iter().map(|z| z.span).collect::<Vec<_>>(), "zones")?;
    for (span, what) in [
        (analysis.title, "title"),
        (analysis.subtitle, "subtitle"),
        (analysis.author, "author"),
        (analysis.dateline, "dateline"),
    ] {
        span.map_or(Ok(()), |span| words(text, span, what))?;
    }
    for mention in &analysis.mentions {
        words(text, mention.span, "mention")?;
        if !known(mention.entity) {
            return Err(format!("mention of an unknown entity: {mention:?}"));
        }
    }
    in_order(&analysis.mentions.iter().map(|m| m.span).collect::<Vec<_>>(), "mentions")?;
    for quote in &analysis.quotes {
        if quote.content.is_empty() {
            return Err(format!("nothing is said in {quote:?}"));
        }
        for part in &quote.content {
            words(text, *part, "content")?;
        }
        in_order(&quote.content, "parts of content")?;
        for (span, what) in [
            (quote.cue, "cue"),
            (quote.source, "source"),
            (quote.addressee, "addressee"),
            (quote.medium, "medium"),
            (quote.runner_up, "runner-up"),
        ] {
            span.map_or(Ok(()), |span| words(text, span, what))?;
        }
        if let Some(speaker) = &quote.speaker {
            words(text, speaker.words, "speaker")?;
            // The end of the antecedent may stand alone: where a speaker goes on, it marks a place.
            if let Some(span) = speaker.antecedent
                && text.get(span.start as usize..span.end as usize).is_none()
            {
                return Err(format!("antecedent {span:?} is not in the text"));
            }
            if !speaker.entity.is_none_or(known) {
                return Err(format!("unknown speaker: {speaker:?}"));
            }
        }
        if !(0.0..=1.0).contains(&quote.confidence) {
            return Err(format!("confidence {}", quote.confidence));
        }
        if quote.rule.is_empty() {
            return Err(format!("no rule made {quote:?}"));
        }
        let zone = analysis
            .zones
            .iter()
            .find(|z| z.span.start <= quote.content[0].start && quote.content[0].start < z.span.end);
        if zone.map(|z| z.kind) != Some(quote.zone) {
            return Err(format!("the content does not start in its zone: {quote:?}"));
        }
    }
    let places: Vec<_> = analysis.quotes.iter().map(|q| (q.content[0].start, q.cue.map(|c| c.start))).collect();
    // The place of an attribution is where its content or its cue starts.
    let starts: Vec<_> = places.iter().map(|&(content, cue)| cue.map_or(content, |c| c.min(content))).collect();
    if !starts.is_sorted() {
        return Err(format!("attributions out of order: {places:?}"));
    }
    Ok(())
}

/// Words and marks that the rules look for, names of the list, and what trips up offsets.
pub(crate) const PIECES: &[&str] = &[
    "Ada",
    "Quill",
    "Ada Quill",
    "Brandt",
    "Brandt Works",
    "BW",
    "MOT",
    "Ω",
    "he",
    "she",
    "it",
    "they",
    "who",
    "the company",
    "the statement",
    "officials",
    "a report",
    "said",
    "says",
    "told",
    "denied",
    "not",
    "did not confirm",
    "alleged",
    "accused",
    "has been accused of",
    "claims",
    "allegations",
    "by",
    "that",
    "according to",
    "in a statement",
    "on Monday",
    "the dam",
    "will hold",
    "is dead",
    "and",
    "but",
    "when",
    "although",
    "as",
    "Mayor",
    "Mr.",
    "U.S.",
    "Report Claims",
    "Company Denies",
    "“",
    "”",
    "\"",
    "''",
    "``",
    "'",
    "‘",
    "’",
    "«",
    "»",
    "„",
    ",",
    ".",
    "?",
    "!",
    ":",
    ";",
    "—",
    "–",
    "-",
    "(",
    ")",
    "[",
    "]",
    "…",
    "...",
    "/",
    "*",
    "😀",
    "👩‍👩‍👧",
    "e\u{301}",
    "\u{301}",
    "\u{200d}",
    "\0",
    "\r\n",
    "\n",
    "\n\n",
    "\r",
    "\u{a0}",
    "\u{2028}",
    "\u{feff}",
    "\u{202e}",
    "قالت",
    "שלום",
    "Нет",
    "заявила",
    "東京",
    "İ",
    "ẞ",
    "ﬁ",
    "’s",
    "'s",
    "2 Comments",
    "Bo Poe • 3 hours ago",
    "By Ada Quill",
    "Share on Facebook",
    "OHM (Harbor) —",
    "QUILL:",
];
