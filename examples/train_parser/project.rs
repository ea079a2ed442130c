//! Trees of corpora laid on our own words.

use onrecord::Span;
use onrecord::text::parse::{Label, tokens::is_punctuation};
use onrecord::text::sentences;
use onrecord::text::tags::{self, Tag};
use onrecord::text::words::Word;

use super::corpus::Annotated;

/// One of our sentences with its right tree. Marks have no part in it.
#[derive(Debug, Clone)]
pub(crate) struct Sentence {
    pub(crate) text: String,
    pub(crate) words: Vec<Word>,
    pub(crate) tags: Vec<Tag>,
    /// For each node (0 is the root, then the words that are no punctuation) its head.
    pub(crate) heads: Vec<u16>,
    /// For each node its label.
    pub(crate) labels: Vec<Label>,
    pub(crate) genre: String,
    pub(crate) silver: bool,
}

/// Cuts the text of `annotated` as the program would, and lays the tree on each sentence. Those on which no tree can be
/// laid are left out.
pub(crate) fn project(annotated: &Annotated) -> Vec<Sentence> {
    let (mut words, mut cut) = (Vec::new(), Vec::new());
    sentences::cut(&annotated.text, Span::new(0, annotated.text.len()), 0, &mut words, &mut cut);
    cut.iter().filter_map(|s| lay(annotated, &words[s.first as usize..s.last as usize])).collect()
}

fn lay(annotated: &Annotated, words: &[Word]) -> Option<Sentence> {
    let text = &annotated.text;
    let tokens = &annotated.tokens;
    let kept: Vec<&Word> = words.iter().filter(|&&w| !is_punctuation(text, w)).collect();
    if kept.is_empty() {
        return None;
    }
    // The node that holds most of each token; none where it lies outside or is a mark.
    let overlap = |t: usize, w: &Word| {
        (tokens[t].end.min(w.span.end as usize)).saturating_sub(tokens[t].start.max(w.span.start as usize))
    };
    let node_of: Vec<Option<usize>> = (0..tokens.len())
        .map(|t| {
            let from = kept.partition_point(|w| w.span.end as usize <= tokens[t].start);
            (from..kept.len())
                .take_while(|&i| (kept[i].span.start as usize) < tokens[t].end)
                .max_by_key(|&i| (overlap(t, kept[i]), std::cmp::Reverse(i)))
                .map(|i| i + 1)
        })
        .collect();
    let mut heads = vec![0_usize; kept.len() + 1];
    let mut labels = vec![Label::Root; kept.len() + 1];
    let mut roots = Vec::new();
    for node in 1..=kept.len() {
        let inside = || (0..tokens.len()).filter(|&t| node_of[t] == Some(node));
        let outward = |t: &usize| tokens[*t].head.is_none_or(|h| node_of[h] != Some(node));
        let main = inside()
            .filter(outward)
            .find(|&t| tokens[t].label != Label::Punct)
            .or_else(|| inside().find(|t| outward(t)));
        let Some(main) = main else {
            // A part of a token that another of our words stands for.
            let t = (0..tokens.len()).find(|&t| overlap(t, kept[node - 1]) > 0)?;
            heads[node] = node_of[t]?;
            labels[node] = Label::Dep;
            continue;
        };
        labels[node] = tokens[main].label;
        let mut at = tokens[main].head;
        // A head that is a mark, or within this word, hands over to its own; so does one that is in another sentence.
        let mut left = tokens.len();
        while let Some(h) = at
            && node_of[h].is_none_or(|n| n == node)
        {
            at = tokens[h].head;
            left = left.checked_sub(1)?;
        }
        match at {
            Some(h) => heads[node] = node_of[h]?,
            None => roots.push(node),
        }
    }
    let &root = roots.iter().find(|&&r| labels[r] == Label::Root).or_else(|| roots.first())?;
    for &other in roots.iter().filter(|&&r| r != root) {
        heads[other] = root;
        labels[other] = if labels[other] == Label::Root { Label::Parataxis } else { labels[other] };
    }
    labels[root] = Label::Root;
    lift(&mut heads)?;
    let mut tagged = Vec::new();
    tags::tag(text, words, false, &mut tagged);
    Some(Sentence {
        text: text.clone(),
        words: words.to_vec(),
        tags: tagged,
        heads: heads.into_iter().map(|h| h as u16).collect(),
        labels,
        genre: annotated.genre.clone(),
        silver: annotated.silver,
    })
}

/// Hangs what crosses other arcs on its head's head until nothing crosses; nothing if there is a circle.
fn lift(heads: &mut [usize]) -> Option<()> {
    let n = heads.len();
    for i in 1..n {
        let mut at = i;
        for _ in 0..n {
            at = heads[at];
        }
        if at != 0 {
            return None;
        }
    }
    let under = |heads: &[usize], mut i: usize, above: usize| {
        while i != 0 && i != above {
            i = heads[i];
        }
        i == above
    };
    loop {
        // The shortest arc over a word that does not stand under its head.
        let crossing = (1..n)
            .filter(|&i| {
                let (a, b) = (i.min(heads[i]), i.max(heads[i]));
                (a + 1..b).any(|k| !under(heads, k, heads[i]))
            })
            .min_by_key(|&i| i.abs_diff(heads[i]));
        match crossing {
            Some(i) => heads[i] = heads[heads[i]],
            None => return Some(()),
        }
    }
}
