//! What three words of context cannot tell the tagger: verbs that do not agree with their subject, and clauses without one.
//!
//! The tagger ([`tags`](super::tags)) looks two words back. A look at the whole sentence mends its commonest errors at words that
//! report, most of which are nouns too ("report", "claims", "estimates").

use super::tags::Tag;
use super::words::Word;

/// Their past is like their present.
const UNCHANGED: &[&str] =
    &["put", "read", "cut", "let", "set", "hit", "cost", "shut", "split", "spread", "hurt", "beat", "bid"];
/// A clause is looked through for so many words.
const LONGEST_CLAUSE: usize = 100;
/// A phrase of so many words may stand between a verb and its "that".
const LONGEST_PHRASE: usize = 4;

/// They open a clause that has a verb of its own.
const OPENINGS: &[&str] =
    &["when", "while", "after", "before", "as", "because", "if", "although", "though", "since", "until"];
/// A participle follows them.
const AUXILIARIES: &[&str] =
    &["has", "have", "had", "having", "is", "are", "was", "were", "am", "be", "been", "being", "get", "got", "gets"];
/// Subjects of a bare verb that do not end like plurals.
const MANY: &[&str] = &["media", "people", "police", "data", "i", "they", "we", "you"];
/// Who may do something without a noun: "some say", "most oppose it".
const SOME: &[&str] = &["all", "both", "few", "many", "most", "others", "some", "several", "these", "those"];

/// Mends the tags of one sentence; `may_be` tells the readings a word can have.
pub(super) fn settle(text: &str, words: &[Word], tags: &mut [Tag], may_be: impl Fn(usize, Tag) -> bool) {
    let sentence = Spelled { text, words };
    // "Warning that it may burst, Quill left": a noun with such a clause has its article.
    if let [first @ Tag::Noun, Tag::Subordinator, ..] = tags
        && sentence.word(0).ends_with("ing")
    {
        *first = Tag::Gerund;
    }
    let mut clause = Clause { single: false, verbs: 0, lacks_verb: !tags.contains(&Tag::Finite) };
    for i in 0..tags.len() {
        if tags[i] == Tag::Finite
            && may_be(i, Tag::Noun)
            && may_be(i + 1, Tag::Finite)
            && sentence.stands_before_verb(tags, i)
        {
            (tags[i], tags[i + 1]) = (Tag::Noun, Tag::Finite);
        } else if let Some(tag) = sentence.mended(tags, i, clause, |tag| may_be(i, tag)) {
            tags[i] = tag;
        }
        match tags[i] {
            Tag::Determiner => clause.single = sentence.is(i, &["a", "an", "another", "each", "every"]),
            Tag::Noun | Tag::Name | Tag::Adjective => {}
            Tag::Finite => (clause.single, clause.verbs) = (false, clause.verbs + 1),
            Tag::Mark if sentence.is(i, &[";", ":"]) => (clause.single, clause.verbs) = (false, 0),
            _ => clause.single = false,
        }
    }
}

/// What stands before a word in its clause.
#[derive(Clone, Copy)]
struct Clause {
    /// Whether a noun phrase of one thing has begun: "a Budget Office ...".
    single: bool,
    /// Finite verbs so far.
    verbs: usize,
    /// Whether the tagger found none in the whole sentence.
    lacks_verb: bool,
}

/// The places before `i`, nearest first, as far as a clause may reach.
fn back(i: usize) -> impl Iterator<Item = usize> {
    (i.saturating_sub(LONGEST_CLAUSE)..i).rev()
}

/// The words of a sentence as they are written.
struct Spelled<'a> {
    text: &'a str,
    words: &'a [Word],
}

impl Spelled<'_> {
    /// A word as it is written; nothing behind the last.
    fn word(&self, i: usize) -> &str {
        self.words.get(i).map_or("", |word| word.span.of(self.text))
    }

    fn is(&self, i: usize, list: &[&str]) -> bool {
        list.iter().any(|word| word.eq_ignore_ascii_case(self.word(i)))
    }

    /// The tag that word `i` has by its sentence, where it is another.
    fn mended(&self, tags: &[Tag], i: usize, clause: Clause, may_be: impl Fn(Tag) -> bool) -> Option<Tag> {
        let lacks_verb = clause.lacks_verb && clause.verbs == 0;
        match tags[i] {
            // "A Budget Office *report* found": one thing takes no bare verb.
            Tag::Finite if clause.single && may_be(Tag::Noun) && may_be(Tag::Base) && !self.is(i, UNCHANGED) => {
                Some(Tag::Noun)
            }
            Tag::Finite => {
                let participle = may_be(Tag::Participle) && self.is_perfect(tags, i) || self.is_asked(tags, i);
                participle.then_some(Tag::Participle)
            }
            Tag::Noun if may_be(Tag::Finite) => {
                let verb = clause.verbs == 0 && self.has_clause(tags, i)
                    || lacks_verb && self.is_only_verb(tags, i)
                    || self.ends_report(tags, i);
                verb.then_some(Tag::Finite)
            }
            Tag::Base if may_be(Tag::Finite) => self.has_subject(tags, i).then_some(Tag::Finite),
            Tag::Participle if may_be(Tag::Finite) => {
                let past = self.is_past(tags, i)
                    || self.follows_quotation(tags, i)
                    || lacks_verb && self.is_only_past(tags, i)
                    || self.is_past_of_clause(tags, i);
                past.then_some(Tag::Finite)
            }
            Tag::Subordinator if may_be(Tag::Preposition) => self.lacks_clause(tags, i).then_some(Tag::Preposition),
            _ => None,
        }
    }

    /// "testified *before* a committee in May about the risks": no clause follows, nor a gerund.
    fn lacks_clause(&self, tags: &[Tag], i: usize) -> bool {
        let mut behind = tags[i + 1..tags.len().min(i + LONGEST_CLAUSE)].iter().take_while(|&&t| t != Tag::Mark);
        self.is(i, &["before", "after", "since", "until", "as", "than"])
            && behind.all(|t| !t.is_verb() && *t != Tag::To)
    }

    /// "Ross *cautions* that more are needed", "The team *reports* in Nature that it is old": a noun phrase, then a clause in which
    /// the only verb stands, so that the sentence would lack its own.
    fn has_clause(&self, tags: &[Tag], i: usize) -> bool {
        if i == 0 || !matches!(tags[i - 1], Tag::Noun | Tag::Name) {
            return false;
        }
        let phrase = |k: &usize| matches!(tags[*k], Tag::Preposition | Tag::Determiner | Tag::Noun | Tag::Name);
        let that = (i + 1..tags.len().min(i + 2 + LONGEST_PHRASE)).find(|k| !phrase(k));
        let Some(that) = that.filter(|&k| tags[k] == Tag::Subordinator && self.is(k, &["that"])) else { return false };
        let near = that == i + 1 || tags[i + 1] == Tag::Preposition;
        let clause = (that..tags.len().min(that + LONGEST_CLAUSE)).take_while(|&k| !self.is(k, &[";"]));
        near && clause.filter(|&k| tags[k] == Tag::Finite).count() == 1 && self.agrees(tags, i)
    }

    /// Whether the words before and at `i` can be subject and verb by their endings; "Ross" and "Saudis" end alike.
    fn agrees(&self, tags: &[Tag], i: usize) -> bool {
        if tags[i - 1] == Tag::Name && self.word(i - 1).ends_with('s') {
            return true;
        }
        let plural = self.word(i - 1).ends_with('s') || self.is(i - 1, MANY);
        plural != self.word(i).ends_with('s')
    }

    /// "Germany *pledges* to expand", "Scholars *caution* that ...", in a sentence that has no other verb.
    fn is_only_verb(&self, tags: &[Tag], i: usize) -> bool {
        let subject = i > 0
            && (matches!(tags[i - 1], Tag::Noun | Tag::Name) || self.is(i - 1, &["he", "she", "it", "they", "we"]));
        let goes_on = tags.get(i + 1).is_some_and(|t| {
            matches!(t, Tag::To | Tag::Subordinator | Tag::Pronoun | Tag::Determiner | Tag::Gerund | Tag::Name)
        });
        subject && goes_on && !self.is(i + 1, &["of"]) && self.agrees(tags, i)
    }

    /// "..., the Daily Caller *reports*.", "“...,” the Saudis *claim* in a paper"
    fn ends_report(&self, tags: &[Tag], i: usize) -> bool {
        if i == 0 || !matches!(tags[i - 1], Tag::Name | Tag::Noun) || !self.agrees(tags, i) {
            return false;
        }
        let subject = |k: usize| matches!(tags[k], Tag::Name | Tag::Noun | Tag::Determiner | Tag::Adjective);
        let Some(before) = back(i).find(|&k| !subject(k)).filter(|&k| k > 0) else { return false };
        if self.is(before, &["”", "\"", "''"]) {
            let goes_on = tags.get(i + 1).is_none_or(|t| matches!(t, Tag::Mark | Tag::Preposition | Tag::Adverb));
            return goes_on && self.is(before - 1, &[",", "!", "?"]);
        }
        let last = (i + 1..tags.len()).all(|k| tags[k] == Tag::Mark);
        last && tags[i - 1] == Tag::Name && self.word(i).ends_with('s') && self.is(before, &[","])
    }

    /// "Voters in Iowa *say* it is late", "Some *say* so": a bare verb with a subject and nothing that would ask for a bare verb, neither
    /// "to" nor any verb, in its clause.
    fn has_subject(&self, tags: &[Tag], i: usize) -> bool {
        let opens = |&k: &usize| matches!(tags[k], Tag::Mark | Tag::Subordinator | Tag::Conjunction);
        let start = back(i).find(opens).map_or(i.saturating_sub(LONGEST_CLAUSE), |k| k + 1);
        // "Most" is an adverb to the tagger.
        let Some(head) = (start..i).rev().find(|&k| tags[k] != Tag::Adverb || self.is(k, SOME)) else { return false };
        let plural = match tags[head] {
            Tag::Noun | Tag::Pronoun => self.word(head).ends_with('s') || self.is(head, MANY),
            Tag::Name => true,
            Tag::Determiner | Tag::Adjective | Tag::Adverb => self.is(head, SOME),
            _ => false,
        };
        plural && tags[start..i].iter().all(|t| !t.is_verb() && *t != Tag::To)
    }

    /// "Engineers *warn*", "Quill's aides *say*": few verbs take a bare one behind them.
    fn stands_before_verb(&self, tags: &[Tag], i: usize) -> bool {
        let helps = self.is(i, &["helps", "lets", "makes", "needs", "dares", "does", "is", "was", "has"]);
        !helps && self.word(i).ends_with('s') && tags.get(i + 1) == Some(&Tag::Base)
    }

    /// "He has repeatedly *said*", "It was also *said*"
    fn is_perfect(&self, tags: &[Tag], i: usize) -> bool {
        let before = back(i).find(|&k| tags[k] != Tag::Adverb);
        before.is_some_and(|k| tags[k].is_verb() && self.is_auxiliary(k))
    }

    /// "She also *called* for it", "The man left and *told* nobody": a pronoun that is a subject, or another verb of the past.
    fn is_past(&self, tags: &[Tag], i: usize) -> bool {
        let Some(before) = back(i).find(|&k| tags[k] != Tag::Adverb) else { return false };
        match tags[before] {
            Tag::Pronoun => self.is(before, &["i", "he", "she", "they", "we"]),
            Tag::Conjunction => {
                let verb = back(before).find(|&k| tags[k].is_verb() || tags[k] == Tag::Mark);
                verb.is_some_and(|k| tags[k] == Tag::Finite && !self.is_auxiliary(k))
            }
            _ => false,
        }
    }

    /// "A friend *referred* to him as the best." in a sentence that has no other verb: "An area *covered* by the fund." has none.
    fn is_only_past(&self, tags: &[Tag], i: usize) -> bool {
        let stop = tags.len() - 1;
        let before = back(i).find(|&k| tags[k] != Tag::Adverb);
        self.is(stop, &["."])
            && i + 1 < stop
            && !self.is(i + 1, &["by"])
            && before.is_some_and(|k| tags[k].is_nominal())
    }

    /// "When the reporter *asked* about it, ...": a clause with "when" or the like that has no other verb up to its comma.
    fn is_past_of_clause(&self, tags: &[Tag], i: usize) -> bool {
        let Some(start) = back(i).find(|&k| tags[k] == Tag::Mark || tags[k].is_verb() || self.is(k, OPENINGS)) else {
            return false;
        };
        let subject = start + 1 < i && tags[i - 1].is_nominal() && self.is(start, OPENINGS);
        let mut behind = (i + 1..tags.len().min(i + LONGEST_CLAUSE)).take_while(|&k| tags[k] != Tag::Mark);
        subject && !self.is(i + 1, &["by"]) && behind.all(|k| tags[k] != Tag::Finite)
    }

    /// "“...,” *harrumphed* Ada Quill"
    fn follows_quotation(&self, tags: &[Tag], i: usize) -> bool {
        i >= 2
            && self.is(i - 1, &["”", "\"", "''", "’"])
            && self.is(i - 2, &[",", "!", "?", "."])
            && tags.get(i + 1).is_some_and(|t| matches!(t, Tag::Name | Tag::Determiner))
    }

    fn is_auxiliary(&self, i: usize) -> bool {
        let word = self.word(i);
        let contracted =
            || ["'s", "’s", "'ve", "’ve", "'re", "’re", "'d", "’d", "n't", "n’t"].iter().any(|end| word.ends_with(end));
        self.is(i, AUXILIARIES) || contracted()
    }

    /// "Quill, *asked* if she was worried, replied": others asked, for a verb follows behind the next comma.
    fn is_asked(&self, tags: &[Tag], i: usize) -> bool {
        if i < 2 || !self.is(i, &["asked", "told"]) || !self.is(i - 1, &[","]) || !tags[i - 2].is_nominal() {
            return false;
        }
        let next = tags.get(i + 1).is_some_and(|t| matches!(t, Tag::Subordinator | Tag::Preposition | Tag::Adverb));
        let comma = (i + 1..tags.len().min(i + LONGEST_CLAUSE)).find(|&k| self.is(k, &[","]));
        next && comma.is_some_and(|k| tags.get(k + 1) == Some(&Tag::Finite))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{tags, words};
    use super::*;
    use crate::span::Span;

    #[test]
    fn verbs_agree() {
        let cases = [
            ("A Budget Office report released last year found it.", "report", Tag::Noun),
            ("A memo put it better.", "put", Tag::Finite),
            ("Warning that it may burst, Quill left.", "Warning", Tag::Gerund),
            ("Local media report that two were hurt.", "report", Tag::Finite),
            ("Ross cautions that more data are needed.", "cautions", Tag::Finite),
            ("The team reports in Nature that the ice is older.", "reports", Tag::Finite),
            ("The claims that he lied were false.", "claims", Tag::Noun),
            ("Media reports that he lied were false.", "reports", Tag::Noun),
            ("Germany pledges to expand its army.", "pledges", Tag::Finite),
            ("The claims of the party.", "claims", Tag::Noun),
            ("Nobody was hurt, the Daily Caller reports.", "reports", Tag::Finite),
            ("“Today it is late,” the Saudis claim in the paper.", "claim", Tag::Finite),
            ("“Medical leave,” the document states, becomes available.", "states", Tag::Finite),
            ("Wall 'will not survive winter', engineers warn", "engineers", Tag::Noun),
            ("Wall 'will not survive winter', engineers warn", "warn", Tag::Finite),
            ("He testified before a committee in May about the risks.", "before", Tag::Preposition),
            ("He testified before he left.", "before", Tag::Subordinator),
            ("Voters in Iowa say it is late.", "say", Tag::Finite),
            ("Some say it is late.", "say", Tag::Finite),
            ("Most oppose closing the dam.", "oppose", Tag::Finite),
            ("A friend referred to him as the best.", "referred", Tag::Finite),
            ("An area covered by the fund.", "covered", Tag::Participle),
            ("When the reporter asked about the plan, Quill left.", "asked", Tag::Finite),
            ("“They act as if it had never been,” harrumphed Ada Quill, who founded it.", "harrumphed", Tag::Finite),
            ("He has repeatedly said that it is late.", "said", Tag::Participle),
            ("She also called for a vote.", "called", Tag::Finite),
            ("She went on television and chastised him.", "chastised", Tag::Finite),
            ("Quill, asked if she was worried, replied with a word.", "asked", Tag::Participle),
            ("Quill, the mayor, asked if it was safe.", "asked", Tag::Finite),
        ];
        for (text, word, expected) in cases {
            let mut cut = Vec::new();
            words::cut(text, Span::new(0, text.len()), &mut cut);
            let mut out = Vec::new();
            tags::tag(text, &cut, false, &mut out);
            let at = cut.iter().position(|w| w.span.of(text) == word).unwrap();
            assert_eq!(out[at], expected, "{word} in {text}");
        }
    }
}
