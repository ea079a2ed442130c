//! Claims and denials, case by case: which denial answers which claim, and why.

use onrecord::dispute::{Answer, Content, How, Role, answers};
use onrecord::{Error, Span};

const ACME: u32 = 0;
const GLOBEX: u32 = 1;
const UNION: u32 = 2;
const NAMES: [&str; 3] = ["Acme", "Globex", "the union"];

/// A content in document `doc` at line `line`; names of [`NAMES`] in it are found.
fn content(role: Role, doc: u32, line: u32, speaker: Option<u32>, text: &str) -> Content<'_> {
    let mut named: Vec<(u32, Span)> = Vec::new();
    for (entity, name) in (0..).zip(NAMES) {
        named.extend(text.match_indices(name).map(|(at, _)| (entity, Span::new(at, at + name.len()))));
    }
    named.sort_by_key(|name| name.1);
    Content {
        text,
        role,
        doc,
        place: (line * 1000, line * 1000 + text.len() as u32),
        named,
        speaker,
        name: None,
        about: None,
    }
}

fn claim(doc: u32, line: u32, speaker: Option<u32>, text: &str) -> Content<'_> {
    content(Role::Claim, doc, line, speaker, text)
}

fn denial(doc: u32, line: u32, speaker: Option<u32>, text: &str) -> Content<'_> {
    content(Role::Denial, doc, line, speaker, text)
}

/// Other things that were said, so that no word is rare for want of texts.
fn with_others(mut contents: Vec<Content<'_>>) -> Vec<Content<'_>> {
    for line in 0..50 {
        contents.push(content(
            Role::Other,
            99,
            line,
            None,
            "the weather will be fine in the north and wet in the south",
        ));
    }
    contents
}

fn found(contents: Vec<Content<'_>>) -> Vec<Answer> {
    answers(&with_others(contents), 0.4, &|| false).unwrap()
}

#[test]
fn who_answers_what() {
    let cases: Vec<(&str, Content<'_>, Content<'_>, Option<How>)> = vec![
        (
            "one content for both",
            claim(0, 0, Some(UNION), "it dumped waste"),
            denial(0, 0, Some(ACME), "it dumped waste"),
            Some(How::Same),
        ),
        (
            "other forms of the same words",
            claim(0, 0, Some(UNION), "Acme dumped toxic waste"),
            denial(0, 1, Some(ACME), "dumping any toxic waste"),
            Some(How::Overlap),
        ),
        (
            "in another document, by the one it is about",
            claim(0, 0, Some(UNION), "Acme dumped toxic waste"),
            denial(1, 0, Some(ACME), "we have never dumped toxic waste"),
            Some(How::Overlap),
        ),
        (
            "in another document, of somebody else",
            claim(0, 0, Some(UNION), "Acme dumped toxic waste"),
            denial(1, 0, Some(GLOBEX), "we have never dumped toxic waste"),
            None,
        ),
        (
            "in another document, one word is too little unless the one it is about denies it",
            claim(0, 0, Some(UNION), "Acme has links to Globex"),
            denial(1, 0, Some(UNION), "no links to Acme"),
            None,
        ),
        (
            "nobody denies his own claim",
            claim(0, 0, Some(ACME), "Globex dumped toxic waste"),
            denial(0, 1, Some(ACME), "Globex dumped toxic waste"),
            None,
        ),
        ("it", claim(0, 0, Some(UNION), "Acme dumped waste"), denial(0, 1, Some(ACME), "it"), Some(How::Reference)),
        (
            "the allegations",
            claim(0, 0, Some(UNION), "Acme dumped waste"),
            denial(0, 1, Some(ACME), "all of these allegations"),
            Some(How::Reference),
        ),
        (
            "a reference does not look ahead",
            claim(0, 1, Some(UNION), "Acme dumped waste"),
            denial(0, 0, Some(ACME), "the allegations"),
            None,
        ),
        (
            "a reference does not leave its document",
            claim(0, 0, Some(UNION), "Acme dumped waste"),
            denial(1, 0, Some(ACME), "the allegations"),
            None,
        ),
        (
            "words of grammar are nothing in common",
            claim(0, 0, Some(UNION), "it was not the first time that they had done so"),
            denial(0, 1, Some(ACME), "it was the only one that they would not have done"),
            None,
        ),
        (
            "another matter",
            claim(0, 0, Some(UNION), "Acme dumped waste"),
            denial(0, 1, Some(ACME), "plans to close the plant"),
            None,
        ),
        ("an empty denial", claim(0, 0, Some(UNION), "Acme dumped waste"), denial(0, 1, Some(ACME), ""), None),
        ("an empty claim", claim(0, 0, Some(UNION), ""), denial(0, 1, Some(ACME), "dumping waste"), None),
    ];
    for (name, claim, denial, expected) in cases {
        let in_order = if (claim.doc, claim.place) <= (denial.doc, denial.place) {
            vec![claim, denial]
        } else {
            vec![denial, claim]
        };
        let found = found(in_order);
        assert_eq!(found.first().map(|answer| answer.how), expected, "{name}");
        for answer in found {
            assert!((0.0..=1.0).contains(&answer.score), "{name}: {}", answer.score);
        }
    }
}

#[test]
fn what_is_shared_is_told() {
    let found = found(vec![
        claim(0, 0, Some(UNION), "Acme dumped toxic waste on the beach"),
        denial(0, 1, Some(ACME), "dumping waste anywhere"),
    ]);
    let mut words: Vec<&str> = found[0].words.iter().map(AsRef::as_ref).collect();
    words.sort_unstable();
    assert_eq!(words, ["dumped", "waste"]);
    assert_eq!(found[0].entities, [ACME], "he who denies stands for himself");
}

#[test]
fn it_is_the_last_claim_and_the_allegations_are_all() {
    let claims =
        || vec![claim(0, 0, Some(UNION), "Acme dumped waste"), claim(0, 1, Some(UNION), "Acme bribed a mayor")];
    let answered = |text| {
        let mut contents = claims();
        contents.push(denial(0, 2, Some(ACME), text));
        found(contents).iter().map(|answer| answer.claim).collect::<Vec<_>>()
    };
    assert_eq!(answered("it"), [1]);
    assert_eq!(answered("the accusations"), [0, 1]);
}

#[test]
fn whoever_denies_a_claim_in_its_own_words_is_the_one_it_is_about() {
    // "Acme denied allegations that it dumped toxic waste": the claim names nobody, but now has a target.
    let found = found(vec![
        claim(0, 0, Some(UNION), "it dumped toxic waste"),
        denial(0, 0, Some(ACME), "it dumped toxic waste"),
        denial(1, 0, Some(ACME), "toxic waste was never dumped"),
        denial(2, 0, Some(GLOBEX), "toxic waste was never dumped"),
    ]);
    assert_eq!(found.iter().map(|answer| answer.denial).collect::<Vec<_>>(), [1, 2]);
}

/// What is merely said, and what it is about.
fn said(doc: u32, speaker: Option<u32>, text: &str) -> Content<'_> {
    content(Role::Said, doc, 0, speaker, text)
}

#[test]
fn whoever_is_accused_need_not_stand_in_the_claim() {
    let hiding = |about: Option<u32>| Content { about, ..claim(0, 0, Some(UNION), "hiding the costs of the bridge") };
    for (name, about, denier, n) in [
        ("the one accused", Some(ACME), ACME, 1),
        ("somebody else", Some(ACME), GLOBEX, 0),
        ("nobody knows who was accused", None, ACME, 0),
    ] {
        let found = found(vec![hiding(about), denial(1, 0, Some(denier), "hiding the costs of the bridge")]);
        assert_eq!(found.len(), n, "{name}");
    }
}

#[test]
fn a_claim_may_name_a_denier_whom_its_article_does_not_know() {
    for (name, text, denier, n) in [
        ("surname", "Valdano hid the costs", Some("Jorge Valdano"), 1),
        ("with a suffix", "Valdano hid the costs", Some("Jorge Valdano Jr."), 1),
        ("somebody else", "Valdano hid the costs", Some("Jorge Reed"), 0),
        ("no name", "Valdano hid the costs", None, 0),
        ("a thing of that name", "the brown paper hid the costs", Some("Ada Brown"), 0),
        ("too little is shared", "Valdano hid the letter", Some("Jorge Valdano"), 0),
    ] {
        let answer = Content { name: denier, ..denial(1, 0, Some(GLOBEX), "hiding the costs") };
        let found = found(vec![said(0, Some(UNION), text), answer]);
        assert_eq!(found.len(), n, "{name}");
        if let [one] = &found[..] {
            let words: Vec<&str> = one.words.iter().map(AsRef::as_ref).collect();
            assert_eq!((words, &one.entities[..]), (vec!["hid", "costs"], &[GLOBEX][..]), "{name}");
        }
    }
}

#[test]
fn what_is_said_plainly_may_be_denied() {
    let text = "Acme hid the costs of the bridge";
    for (name, said, denial, n) in [
        (
            "the same words",
            said(0, Some(UNION), text),
            denial(1, 0, Some(ACME), "that it hid the costs of the bridge"),
            1,
        ),
        (
            "his own words",
            said(0, Some(ACME), text),
            denial(1, 0, Some(ACME), "that it hid the costs of the bridge"),
            0,
        ),
        (
            "two words are too few",
            said(0, Some(UNION), "Acme costs bridges"),
            denial(1, 0, Some(ACME), "costs of the bridge in spring"),
            0,
        ),
        (
            "two words, and nothing else is denied",
            said(0, Some(UNION), "Acme hid the costs"),
            denial(1, 0, Some(ACME), "hiding the costs"),
            1,
        ),
        (
            "much else is said",
            said(0, Some(UNION), "Acme told the costs of the bridge to auditors, ministers, bankers and widows"),
            denial(1, 0, Some(ACME), "hiding the costs of the bridge from engineers, mayors and other gullible voters"),
            0,
        ),
        (
            "who denies it as well",
            said(0, Some(UNION), "Acme never hid the costs of the bridge"),
            denial(1, 0, Some(ACME), "that it hid the costs of the bridge"),
            0,
        ),
        (
            "of somebody else",
            said(0, Some(UNION), text),
            denial(1, 0, Some(GLOBEX), "hiding the costs of the bridge"),
            0,
        ),
    ] {
        assert_eq!(found(vec![said, denial]).len(), n, "{name}");
    }
}

#[test]
fn the_surest_comes_first_and_the_bar_holds() {
    let contents = with_others(vec![
        claim(0, 0, Some(UNION), "Acme paid bribes for the harbour contract and hid the invoices"),
        claim(0, 1, Some(UNION), "Acme dumped toxic waste"),
        denial(0, 2, Some(ACME), "dumping toxic waste or paying bribes"),
    ]);
    let scores = |bar| answers(&contents, bar, &|| false).unwrap().iter().map(|a| a.score).collect::<Vec<_>>();
    let all = scores(0.0);
    assert_eq!(all.len(), 2);
    assert!(all[0] > all[1]);
    assert_eq!(scores(f64::midpoint(all[0], all[1])), [all[0]]);
}

#[test]
fn a_corpus_about_one_thing_costs_no_more_than_its_length() {
    let text = "Acme dumped toxic waste";
    let of = |n: u32| -> Vec<Content<'_>> {
        (0..n).flat_map(|doc| [claim(doc, 0, Some(UNION), text), denial(doc, 1, Some(ACME), text)]).collect()
    };
    let n_answers = |n| answers(&of(n), 0.4, &|| false).unwrap().len();
    assert_eq!(n_answers(50), 50 * 50);
    assert!(n_answers(300) <= 300 * 100, "a denial answers a bounded number of claims");
}

#[test]
fn it_stops_when_told() {
    let contents = [claim(0, 0, None, "Acme dumped waste"), denial(0, 1, None, "dumping waste")];
    assert!(answers(&contents, 0.4, &|| true).as_ref().is_err_and(Error::is_cancelled));
    assert_eq!(answers(&[], 0.4, &|| false).unwrap(), []);
}
