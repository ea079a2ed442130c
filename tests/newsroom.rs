//! Attributions in sentences as different newsrooms write them, all invented: each case is a group of mistakes once made.

use onrecord::record::{self, Analysis};
use onrecord::{Document, Resources};

/// Kind, stance, source and content of each attribution, one a line.
fn found(text: &str) -> Vec<String> {
    let document = Document::new("case", text);
    let analysis: Analysis = record::analyze(&document, &Resources::default()).expect("a plain text");
    let line = |q: &onrecord::quote::Quote| {
        let content: Vec<&str> = q.content.iter().map(|s| s.of(text)).collect();
        let source = q.source.map_or("-", |s| s.of(text));
        format!("{} {} | {source} | {}", q.kind.name(), q.stance.name(), content.join(" + "))
    };
    analysis.quotes.iter().map(line).collect()
}

/// Each text is put into an article between two plain paragraphs, so that nothing in it is taken for a headline.
fn check(cases: &[(&str, &str, &[&str])]) {
    for (name, text, expected) in cases {
        let article =
            format!("Roads and rain\n\nIt rained in Roe for a week in May and the roads were wet.\n\n{text}\n");
        assert_eq!(found(&article), *expected, "{name}");
    }
}

#[test]
fn sources() {
    check(&[
        (
            "possessive before a noun taken for an adjective",
            "The region's premier accused the ministry of trampling on the law.",
            &["indirect allegation | The region's premier | trampling on the law"],
        ),
        (
            "reduced relative clause",
            "An email seen by the paper suggests that executives knew about the flaw.",
            &["indirect neutral | An email seen by the paper | executives knew about the flaw"],
        ),
        (
            "reduced relative clause and an inset",
            "A resident reached by phone, who asked not to be named, said the bridge was gone.",
            &["indirect neutral | A resident reached by phone, who asked not to be named | the bridge was gone"],
        ),
        (
            "name at the end of a plural subject",
            "Residents of Maple Street say they are tired of the noise.",
            &["indirect neutral | Residents of Maple Street | they are tired of the noise"],
        ),
        (
            "many insets",
            "Ada Quill, 52, of Elm Road, Roe, denies eleven counts of fraud.",
            &["indirect denial | Ada Quill, 52, of Elm Road, Roe | eleven counts of fraud"],
        ),
        (
            "several people are not one name",
            "According to deputies, Roy Quill, 67, was last seen near Pine Road.",
            &["indirect neutral | deputies | Roy Quill, 67, was last seen near Pine Road"],
        ),
        (
            "state in brackets",
            "Sen. Ada Quill (D-N.M.) said the measure would hurt poor families.",
            &["indirect neutral | Sen. Ada Quill | the measure would hurt poor families"],
        ),
        (
            "two behind a clause",
            "Rebels have taken the town of Roe, residents and aid workers said on Sunday.",
            &["indirect neutral | residents and aid workers | Rebels have taken the town of Roe"],
        ),
        (
            "inverted with a noun that can be a verb",
            "\"We were surprised by the effect,\" said lead author Ada Quill.",
            &["direct neutral | lead author Ada Quill | We were surprised by the effect,"],
        ),
        ("pronouns that are objects", "Let me say it was a fine day in the end.", &[]),
        (
            "quoted as saying",
            "The governor was quoted as saying that the dam would hold.",
            &["indirect neutral | The governor | the dam would hold"],
        ),
    ]);
}

#[test]
fn contents() {
    check(&[
        (
            "subject before quoted words",
            "The spokesman said the president \"won't sign anything\" before June.",
            &["mixed neutral | The spokesman | the president \"won't sign anything\" before June"],
        ),
        (
            "subject before quoted words, cue behind",
            "The wall \"will not last the winter,\" Ada Quill said.",
            &["mixed neutral | Ada Quill | The wall \"will not last the winter,\""],
        ),
        (
            "bound of a number",
            "The agency said at least 40,000 people had fled.",
            &["indirect neutral | The agency | at least 40,000 people had fled"],
        ),
        (
            "dateline",
            "ROE, Ohio (AP) — A man opened fire on Saturday, police said.",
            &["indirect neutral | police | A man opened fire on Saturday"],
        ),
        (
            "whom it was told",
            "Acme expects demand to grow, its chief executive told a conference in Roe.",
            &["indirect neutral | its chief executive | Acme expects demand to grow"],
        ),
        (
            "cue put into the middle",
            "She knew, she says, that it would be hard.",
            &["indirect neutral | she | She knew + that it would be hard"],
        ),
        (
            "somebody else's verdict",
            "The union alleged that troops crossed the border, a claim rejected by the ministry.",
            &["indirect allegation | The union | troops crossed the border"],
        ),
        (
            "a phrase is no content",
            "In an interview with the station, Ada Quill said that the show was over.",
            &["indirect neutral | Ada Quill | the show was over"],
        ),
        (
            "told not to",
            "The judge told the jury not to read the papers.",
            &["indirect neutral | The judge | not to read the papers"],
        ),
        (
            "verb in its plain form behind that",
            "The agency recommends that adults get a booster.",
            &["indirect neutral | The agency | adults get a booster"],
        ),
    ]);
}

#[test]
fn cues() {
    check(&[
        (
            "unlisted verb behind a quotation",
            "\"Please don't wait for us!\" Quill beamed.",
            &["direct neutral | Quill | Please don't wait for us!"],
        ),
        (
            "used to say",
            "\"Land,\" he used to say, \"is the only thing they're not making.\"",
            &["direct neutral | he | Land, + is the only thing they're not making."],
        ),
        (
            "verb taken for a noun",
            "He confirms fuel duty will be frozen.",
            &["indirect confirmation | He | fuel duty will be frozen"],
        ),
        ("court", "The court heard that the cheque had bounced.", &["indirect neutral | - | the cheque had bounced"]),
        (
            "verb taken for a preposition",
            "The rebels accuse the government of arming militias.",
            &["indirect allegation | The rebels | arming militias"],
        ),
        ("not a court", "She heard that the cheque had bounced.", &["indirect neutral | She | the cheque had bounced"]),
    ]);
}

#[test]
fn stances() {
    check(&[
        (
            "boast",
            "\"Our firm has never been stronger,\" said Ada Quill.",
            &["direct neutral | Ada Quill | Our firm has never been stronger,"],
        ),
        (
            "article of a name",
            "The Institute for Tax Research said the figures did not add up.",
            &["indirect neutral | The Institute for Tax Research | the figures did not add up"],
        ),
    ]);
}

#[test]
fn headlines_and_interviews() {
    let headline = found("Storm kills 12 in Roe: officials\n\nIt rained in Roe for a week in May.\n");
    assert_eq!(headline, ["indirect neutral | officials | Storm kills 12 in Roe"]);
    let single = found("Wall 'will not survive winter', engineers warn\n\nAda Quill said: \"It is moving.\"\n");
    assert_eq!(single[0], "mixed allegation | engineers | Wall 'will not survive winter'");
    check(&[(
        "questions and answers",
        "Q: When did you start to paint?\n\nA: I was six or seven years old.",
        &["indirect neutral | Q | When did you start to paint?", "indirect neutral | A | I was six or seven years old"],
    )]);
}
