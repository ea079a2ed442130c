//! Whom a source stands for, on invented texts.
//!
//! `{...}` marks those who spoke before, `[...]` the source that is asked for; all are resolved in order of place.

#![allow(clippy::format_push_string, clippy::format_collect)] // messages of failing tests

use onrecord::entity::gazetteer::Entity;
use onrecord::entity::resolve::{Context, Referent, Spoken, resolve};
use onrecord::entity::{EntityRef, EntityType, mentions};
use onrecord::text::Surface;
use onrecord::{Gazetteer, Span};
use proptest::prelude::*;

/// The text without its marks, and the marked spans; the one asked for is last.
fn unmark(marked: &str) -> (String, Vec<Span>, Span) {
    let mut text = String::new();
    let (mut before, mut asked, mut open) = (Vec::new(), None, 0);
    for c in marked.chars() {
        match c {
            '{' | '[' => open = text.len(),
            '}' => before.push(Span::new(open, text.len())),
            ']' => asked = Some(Span::new(open, text.len())),
            c => text.push(c),
        }
    }
    (text, before, asked.expect("a source in square brackets"))
}

fn answer(list: &Gazetteer, marked: &str) -> (String, Referent, Vec<String>) {
    let (text, before, asked) = unmark(marked);
    let surface = Surface::new(&text, None);
    let mut named = mentions::find(&surface, list);
    let mut sources: Vec<Span> = before.into_iter().filter(|s| s.start < asked.start).collect();
    sources.push(asked);
    let mut speakers = Vec::new();
    for source in sources {
        let referent = resolve(&surface, &mut named, list, source, &Context { speakers: &speakers }).unwrap();
        speakers.push(Spoken { source, referent });
    }
    named.settle();
    let referent = speakers.last().unwrap().referent;
    let name = match referent.entity {
        Some(EntityRef::Listed(id)) => list.entity(id).name.to_owned(),
        Some(EntityRef::Found(i)) => named.found[i as usize].name.clone(),
        None => "-".to_owned(),
    };
    let mentions = named.mentions.iter().map(|m| format!("{}:{}", m.span.of(&text), m.how.name())).collect();
    (name, referent, mentions)
}

fn list() -> Gazetteer {
    Gazetteer::new(vec![
        Entity::new("Brandt Works", EntityType::Org, &["Brandt"]),
        Entity::new("Tom Brandt", EntityType::Person, &["Brandt"]),
        Entity::new("Harbor News", EntityType::Org, &[]),
        Entity::new("Ministry of Tides", EntityType::Org, &["MOT"]),
        Entity::new("United States", EntityType::Place, &["US", "U.S."]),
    ])
    .unwrap()
}

type Case = (&'static str, &'static str, &'static str, &'static str);

/// Without a list: name of the case, text, entity, kind.
const FREE: &[Case] = &[
    ("a firm by the noun after it", "[Northsea Marine, the shipbuilder], said no.", "Northsea Marine", "org"),
    ("a firm with a first name", "[Brandt Keller, an insurer based in Roe], said no.", "Brandt Keller", "org"),
    ("a firm's person", "[Bo Reed, the airline's chief executive], said no.", "Bo Reed", "person"),
    ("a developer may be a person", "[Bo Reed, a developer], said no.", "Bo Reed", "person"),
    (
        "a firm told of elsewhere",
        "[Northsea Marine] said no. Northsea Marine, a shipbuilder, is old.",
        "Northsea Marine",
        "org",
    ),
    ("a firm by its which", "[Talis Energy], which owns it, said no.", "Talis Energy", "org"),
    ("a which about more", "In a talk with {Bo Reed}, which was short, [he] said no.", "Bo Reed", "person"),
    ("a government by its town", "[Berlin] said no.", "Berlin", "place"),
    ("a government by its street", "[Downing Street] said no.", "Downing Street", "org"),
    ("a government by its seat", "[The Kremlin] said no.", "Kremlin", "org"),
    ("a surname that is a title", "Larry King spoke. [Mr. King] said no.", "Larry King", "person"),
    ("full name", "[Ada Quill] said it rained.", "Ada Quill", "person"),
    ("title before the name", "[Mayor Ada Quill] said it rained.", "Ada Quill", "person"),
    ("long title", "[Senate Majority Leader Mitch Orwell], R-Ohio, said so.", "Mitch Orwell", "person"),
    ("title of an organisation's", "[Borea Bank CEO John Stump] said so.", "John Stump", "person"),
    ("somebody's somebody", "[Harbor TV’s Jake Tapley] asked.", "Jake Tapley", "person"),
    ("apposition after", "“No,” [Jeffery Tower, global head of media at Acme Labs], said.", "Jeffery Tower", "person"),
    ("apposition before", "[The company’s founder, Ada Quill], said so.", "Ada Quill", "person"),
    ("apposition far off", "[A lawyer for the outlets, David Schulz], said so.", "David Schulz", "person"),
    ("survey of an outlet", "[a recent Lodestar survey of voters] shows it.", "Lodestar", "org"),
    ("paper", "[The Times] on Saturday reported it.", "Times", "org"),
    ("description before", "[company founder Ada Quill] said so.", "Ada Quill", "person"),
    ("middle initial", "[Donald J. Quill] said so.", "Donald J. Quill", "person"),
    ("surname", "Ada Quill came. “No,” [Quill] said.", "Ada Quill", "person"),
    ("surname with a title", "Ada Quill came. “No,” said [Ms. Quill].", "Ada Quill", "person"),
    ("surname before the full name", "[Quill] Says No\n\nMayor Ada Quill said no.", "Ada Quill", "person"),
    ("surname in capitals", "Ada Quill came.\n\n[QUILL]: No.", "Ada Quill", "person"),
    ("surname with a typeset apostrophe", "James O’Dell came. [O'Dell] said so.", "James O’Dell", "person"),
    ("surname like a first name", "Elizabeth Warren came. [Warren] said so.", "Elizabeth Warren", "person"),
    ("first name", "Ada Quill came. [Ada] said so.", "Ada Quill", "person"),
    (
        "of two namesakes the actor",
        "Bill Quill spoke for his wife Mary Quill. [Quill] said no.",
        "Bill Quill",
        "person",
    ),
    ("title tells namesakes apart", "Bill Quill met Mary Quill. [Mrs. Quill] said no.", "Mary Quill", "person"),
    ("possessive name", "Ada Quill came. [Quill’s] remark stood.", "Ada Quill", "person"),
    ("acronym", "The Federal Tides Bureau (FTB) met. The [FTB] said so.", "Federal Tides Bureau", "org"),
    ("organisation", "[The Department of Health and Tides] said so.", "Department of Health and Tides", "org"),
    ("report by an outlet", "according to [a report by Harbor News]", "Harbor News", "org"),
    ("email from a person", "[an email from Ada Quill] reveals it.", "Ada Quill", "person"),
    ("emails of a month", "[emails from October 2009] reveal it.", "-", "document"),
    ("documents alone", "[The emails] said so.", "-", "document"),
    ("unnamed people", "[several witnesses] said so.", "-", "group"),
    ("one unnamed", "[a doctor] said so.", "-", "unnamed"),
    ("two people", "[Jon Tester (D-Mont.) and David Vitter (R-La.)] said so.", "-", "group"),
    ("campaign called after a person", "Ada Quill ran. [The Quill campaign] said so.", "Quill campaign", "org"),
    ("the campaign", "{The Quill campaign} said no. [The campaign] added so.", "Quill campaign", "org"),
    ("he", "{John Quill} came. “No,” [he] said.", "John Quill", "person"),
    ("she passes a man by", "Mary Quill met John Stump. “No,” [she] said.", "Mary Quill", "person"),
    ("he passes a woman by", "John Stump met Mary Quill. “No,” [he] said.", "John Stump", "person"),
    (
        "she is the last speaker",
        "{Mary Quill} said no. Ann Dell listened. “Never,” [she] said.",
        "Mary Quill",
        "person",
    ),
    ("she after an unnamed woman", "{A woman} said no. “Never,” [she] said.", "-", "unnamed"),
    ("who", "They met Mary Quill, [who] said no.", "Mary Quill", "person"),
    ("which", "They asked the Borea Company, [which] said no.", "Borea Company", "org"),
    ("many of whom", "They met voters, [many of whom] said no.", "-", "group"),
    ("role", "New Jersey Gov. Chris Quill came. [The governor] said no.", "Chris Quill", "person"),
    (
        "two names in a headline",
        "Chris Quill Calls Mary Stump ‘A Disgrace’\n\n{Stump} attacked Bo Dell. “No,” [she] said.",
        "Mary Stump",
        "person",
    ),
    (
        "I am the author",
        "[I] know all about it.\n\nMary Stump came.\n\nAda Quill is a playwright in Ohm.",
        "Ada Quill",
        "person",
    ),
    (
        "who, after people with a verb between",
        "Quill showed a list of generals, most of them retired, [who] said no.",
        "-",
        "group",
    ),
    ("role in apposition", "Chris Quill, the mayor of Ohm, came. [The mayor] said no.", "Chris Quill", "person"),
    ("place before a role", "In Chelsea, Mayor Chris Quill spoke. [The mayor] said no.", "Chris Quill", "person"),
    ("the bank", "Borea Bank CEO John Stump left. [The bank] said so.", "Borea Bank", "org"),
    ("nobody", "[someone] said so.", "-", "unnamed"),
];

/// With the list.
const LISTED: &[Case] = &[
    ("company and man: the company", "Brandt Works grew. [Brandt] denied it.", "Brandt Works", "org"),
    ("company and man: the man in full", "[Tom Brandt] denied it.", "Tom Brandt", "person"),
    ("company and man: a title", "Brandt Works grew. [Mr. Brandt] denied it.", "Tom Brandt", "person"),
    (
        "company and man: a human act after his name",
        "Letters between Tom Brandt and staff, where [Brandt] explains a plan.",
        "Tom Brandt",
        "person",
    ),
    (
        "company and man: the company again",
        "Brandt Works saw Tom Brandt leave. The mails show [Brandt] would help.",
        "Brandt Works",
        "org",
    ),
    ("company's officials", "[Brandt officials] said so.", "Brandt Works", "org"),
    ("company's spokesperson", "[a Brandt Works spokesperson] said so.", "Brandt Works", "org"),
    ("company's statement", "[A Brandt Works statement] says so.", "Brandt Works", "org"),
    ("company's response", "[Brandt’s response to such claims] denies it.", "Brandt Works", "org"),
    ("company with a noun", "[The Brandt Works shipping firm] said so.", "Brandt Works", "org"),
    ("company after a description", "[Ohm-based shipping company Brandt Works] said so.", "Brandt Works", "org"),
    (
        "the company",
        "{Brandt Works} denied it. The Ministry of Tides was informed. “No,” [the company] said.",
        "Brandt Works",
        "org",
    ),
    (
        "the firm without a speaker",
        "Brandt Works grew. Brandt Works met the US. [The firm] denied it.",
        "Brandt Works",
        "org",
    ),
    (
        "Company in a headline",
        "Report Claims Leak; [Company] Denies\n\nBrandt Works denied a leak on Monday.",
        "Brandt Works",
        "org",
    ),
    (
        "Report in a headline",
        "[Report] Claims Leak; Company Denies\n\nA Tuesday report by Harbor News shows a leak at Brandt Works.",
        "Harbor News",
        "org",
    ),
    ("officials, later", "{Brandt officials} said no. [Officials] also took issue with it.", "Brandt Works", "org"),
    ("officials of a government", "[US officials, including Adm. Mike Dell], testified.", "-", "group"),
    ("sources of a country", "[US congressional sources] claim it.", "-", "group"),
    ("ministry's officials", "[Ministry of Tides officials] claim it.", "-", "group"),
    (
        "the statement",
        "“No,” {the company} said in a statement. Brandt Works grew. “Never,” [the statement] said.",
        "Brandt Works",
        "org",
    ),
    (
        "it is the last speaker",
        "{Brandt Works} denied it. Papers by the Ministry of Tides exist. [It] also argued so.",
        "Brandt Works",
        "org",
    ),
    ("it after a statement", "{A Brandt Works statement} says no. [It] insisted on it.", "Brandt Works", "org"),
    (
        "they are the documents",
        "The claims follow emails sent between Tom Brandt and colleagues. [They] mention a plan.",
        "-",
        "document",
    ),
    ("a country acts", "[The US] said no.", "United States", "place"),
    ("acronym in the list", "[The MOT] said so.", "Ministry of Tides", "org"),
    ("headline noun is no name", "[Company] Says No", "-", "org"),
];

#[test]
fn without_a_list() {
    check(&Gazetteer::default(), FREE);
}

#[test]
fn with_a_list() {
    check(&list(), LISTED);
}

fn check(list: &Gazetteer, cases: &[Case]) {
    let mut wrong = String::new();
    for (name, text, entity, kind) in cases {
        let (got, referent, _) = answer(list, text);
        if (got.as_str(), referent.kind) != (*entity, *kind) {
            wrong += &format!("{name}: {text:?}\n   wanted {entity} ({kind}), got {got} ({})\n", referent.kind);
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn names_of_cases_are_unique() {
    let mut names: Vec<_> = FREE.iter().chain(LISTED).map(|c| c.0).collect();
    let n = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), n);
    assert!(n >= 40);
}

#[test]
fn only_speakers_become_mentions() {
    let text = "Mayor Ada Quill met John Stump in Ohm. “No,” said [Quill].";
    let (_, referent, mentions) = answer(&Gazetteer::default(), text);
    assert_eq!(mentions, ["Ada Quill:discovered", "Quill:surname"]);
    assert_eq!(referent.how.name(), "surname");
    assert_eq!(referent.antecedent.unwrap().of(&unmark(text).0), "Ada Quill");
}

#[test]
fn surnames_of_the_listed_are_mentions() {
    let list = Gazetteer::new(vec![Entity::new("Ada Quill", EntityType::Person, &[])]).unwrap();
    let text = "Ada Quill came. Quill left. Bo Quill stayed.";
    let surface = Surface::new(text, None);
    let named = mentions::find(&surface, &list);
    let got: Vec<_> = named.mentions.iter().map(|m| (m.span.of(text), m.how.name())).collect();
    assert_eq!(got, [("Ada Quill", "alias"), ("Quill", "surname")]);
}

#[test]
fn a_listed_name_within_another_name_is_no_mention() {
    let list = Gazetteer::new(vec![
        Entity::new("Donald Trump", EntityType::Person, &["Trump"]),
        Entity::new("Moscow", EntityType::Place, &[]),
    ])
    .unwrap();
    for (text, expected) in [
        ("Ivanka Trump left.", 0),
        ("They met Ivanka Trump and Trump.", 1),
        ("The Moscow Times wrote of Moscow.", 1),
        ("President Trump left for Moscow.", 2),
        ("Donald J. Trump left.", 1),
    ] {
        let surface = Surface::new(text, None);
        assert_eq!(mentions::find(&surface, &list).mentions.len(), expected, "{text}");
    }
}

#[test]
fn nothing_is_nobody() {
    let surface = Surface::new("“ ” said.", None);
    let list = Gazetteer::default();
    let mut named = mentions::find(&surface, &list);
    assert!(resolve(&surface, &mut named, &list, Span::new(0, 7), &Context::default()).is_none());
    assert!(resolve(&surface, &mut named, &list, Span::new(0, 0), &Context::default()).is_none());
}

/// Resolves every word and every two words of `text`, and looks at what came of it.
fn resolve_everything(text: &str, list: &Gazetteer) {
    let surface = Surface::new(text, None);
    let mut named = mentions::find(&surface, list);
    let mut speakers = Vec::new();
    for (i, word) in surface.words.iter().enumerate() {
        let end = surface.words.get(i + i % 2).map_or(word.span.end, |w| w.span.end);
        let source = Span { start: word.span.start, end };
        if let Some(referent) = resolve(&surface, &mut named, list, source, &Context { speakers: &speakers }) {
            assert!(text.get(referent.words.start as usize..referent.words.end as usize).is_some());
            speakers.push(Spoken { source, referent });
        }
    }
    named.settle();
    for pair in named.mentions.windows(2) {
        assert!(pair[0].span.end <= pair[1].span.start, "{text:?}");
    }
}

proptest! {
    #[test]
    fn any_text_is_survived(text in "\\PC{0,120}") {
        resolve_everything(&text, &list());
    }

    #[test]
    fn any_words_are_survived(words in prop::collection::vec(
        prop::sample::select(vec![
            "Tom", "Brandt", "Works", "Mr", ".", "he", "who", "said", "the", "company", "of", "officials", "J", ",", "“", "”",
            "(", "MOT", ")", "and", "US", "'s", "report", "by", "they", "It", "Senate", "\n", "President", "İ", "-", "Committee",
        ]), 0..60,
    )) {
        let text = words.join(" ");
        resolve_everything(&text, &list());
        resolve_everything(&text, &Gazetteer::default());
    }
}

type Text = fn(usize) -> String;

#[test]
fn long_texts_take_linear_time() {
    let list = list();
    let seconds = |text: &str| {
        let best_of_two = (0..2).map(|_| {
            let start = std::time::Instant::now();
            resolve_everything(text, &list);
            start.elapsed().as_secs_f64()
        });
        best_of_two.fold(f64::INFINITY, f64::min)
    };
    let texts: [(&str, usize, Text); 4] = [
        ("one word", 500_000, |n| "a".repeat(n)),
        ("one name", 1_500, |n| "Brandt ".repeat(n)),
        ("one sentence", 700, |n| "Ada Quill said he met Brandt. ".repeat(n)),
        ("many names", 700, |n| (0..n).map(|i| format!("Name{i} Quill said he knew the company. ")).collect()),
    ];
    for (name, n, text) in texts {
        // Four times the text; squared time would be sixteen. Other processes share the machine, so any of three looks may
        // tell.
        let linear = (0..3).any(|_| {
            let (small, large) = (seconds(&text(n)), seconds(&text(4 * n)));
            large < small * 10.0
        });
        assert!(linear, "{name}: four times the text takes more than ten times as long");
    }
}
