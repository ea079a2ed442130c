//! Targets that read one text.

use onrecord::concordance::{Options, Pattern};
use onrecord::text::fold::{Folded, Marks};
use onrecord::text::zones::ZoneKind;
use onrecord::text::{Surface, parse};
use onrecord::{CharWalk, Document, Resources, Span, record};

use super::options_and_text;
use crate::sound::{check, in_order, resources, words};

/// The folded view leads back to edges of characters.
pub(crate) fn folding(data: &[u8]) {
    let (options, text) = options_and_text(data);
    let marks = if options & 1 == 0 { Marks::Kept } else { Marks::Ignored };
    let folded = Folded::with(&text, marks);
    let mut back = folded.back();
    let mut last = 0;
    for (at, _) in folded.as_str().char_indices() {
        if let Some(start) = back.start(at) {
            assert!(text.is_char_boundary(start) && start >= last, "{at} leads back to {start}, after {last}");
            last = start;
        }
        if let Some(end) = back.end(at) {
            assert!(text.is_char_boundary(end), "{at} leads back to the end {end}");
        }
    }
    // Memory that is used again holds nothing of what it held.
    let mut again = Folded::with("é“ Ω\n\n", marks);
    again.refill(&text, marks);
    assert_eq!(again.as_str(), folded.as_str());
}

/// Zones, sentences, words and tags lie in each other.
pub(crate) fn zones(data: &[u8]) {
    let (options, text) = options_and_text(data);
    let title = text.lines().find(|line| !line.trim().is_empty()).filter(|_| options & 1 == 1);
    let surface = Surface::new(&text, title);
    let spans: Vec<Span> = surface.zones.iter().map(|zone| zone.span).collect();
    in_order(&spans, "zones").unwrap();
    for zone in &surface.zones {
        words(&text, zone.span, "zone").unwrap();
        if let Some(author) = zone.author {
            words(&text, author, "author").unwrap();
        }
        if zone.kind == ZoneKind::Body
            && let Some(dateline) = onrecord::text::zones::dateline(&text, zone.span)
        {
            words(&text, dateline, "dateline").unwrap();
            assert!(zone.span.contains(dateline), "{dateline:?} is not in {:?}", zone.span);
        }
    }
    assert_eq!(surface.tags.len(), surface.words.len());
    let mut first = 0;
    for sentence in &surface.sentences {
        assert_eq!(sentence.first, first, "every word is in one sentence");
        first = sentence.last;
        words(&text, sentence.span, "sentence").unwrap();
        assert!(surface.zones[sentence.zone as usize].span.contains(sentence.span), "{sentence:?}");
        for word in surface.words_of(sentence) {
            words(&text, word.span, "word").unwrap();
            assert!(sentence.span.contains(word.span), "{word:?} is not in {sentence:?}");
        }
    }
    assert_eq!(first as usize, surface.words.len());
    in_order(&surface.words.iter().map(|word| word.span).collect::<Vec<_>>(), "words").unwrap();
}

/// Quotations lie in their zone, one after the other.
pub(crate) fn marks(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let surface = Surface::new(&text, None);
    in_order(&surface.quotations.iter().map(|quotation| quotation.outer).collect::<Vec<_>>(), "quotations").unwrap();
    for quotation in &surface.quotations {
        words(&text, quotation.inner, "quotation").unwrap();
        words(&text, quotation.outer, "quotation with its marks").unwrap();
        assert!(quotation.outer.contains(quotation.inner), "{quotation:?}");
        assert!(surface.zones[quotation.zone as usize].span.contains(quotation.outer), "{quotation:?}");
    }
    for stretch in onrecord::statement::marked::stretches(&text) {
        words(&text, stretch, "stretch in marks").unwrap();
    }
}

/// Trees are trees.
pub(crate) fn parsing(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let surface = Surface::new(&text, None);
    for sentence in &surface.sentences {
        let range = sentence.first as usize..sentence.last as usize;
        let tree = parse::parse(&text, surface.words_of(sentence), &surface.tags[range.clone()]);
        assert_eq!(tree.len(), range.len());
        for word in 0..tree.len() {
            let (first, last) = tree.span(word);
            assert!(first <= last && last <= tree.len(), "{word}: {first}..{last} of {}", tree.len());
            assert!(tree.ancestors(word).take(tree.len() + 1).count() <= tree.len(), "{word} is above itself");
            std::hint::black_box(tree.subject(word));
        }
    }
}

/// The whole analysis is sound, and the same once more.
pub(crate) fn attribution(data: &[u8]) {
    let (options, text) = options_and_text(data);
    let resources = if options & 1 == 0 { resources() } else { Resources::default() };
    let title = text.lines().next().filter(|_| options & 2 != 0);
    let document = Document { title, author: title.filter(|_| options & 4 != 0), ..Document::new("d", &text) };
    let analysis = record::analyze(&document, &resources).unwrap();
    check(&text, &analysis, &resources).unwrap();
    if options & 8 != 0 {
        assert_eq!(format!("{:?}", record::analyze(&document, &resources).unwrap()), format!("{analysis:?}"));
    }
}

/// The first line is a pattern, the rest is searched.
pub(crate) fn concordance(data: &[u8]) {
    let (options, text) = options_and_text(data);
    let (pattern, text) = text.split_once('\n').unwrap_or((&text, ""));
    let set = Options { regex: options & 1 != 0, ignore_case: options & 2 != 0, whole_words: options & 4 != 0 };
    let Ok(pattern) = Pattern::new(pattern, set) else { return };
    let mut walk = CharWalk::new(text);
    let mut last = 0;
    for hit in pattern.hits(text, usize::from(options >> 4)) {
        words(text, hit.span, "hit").unwrap();
        assert!(hit.left.end == hit.span.start && hit.right.start == hit.span.end && hit.span.start >= last);
        assert!(hit.left.of(text).chars().count() <= usize::from(options >> 4));
        assert!(hit.right.of(text).chars().count() <= usize::from(options >> 4));
        let (start, end) = walk.place(hit.span);
        assert_eq!((end - start) as usize, hit.span.of(text).chars().count());
        last = hit.span.end;
    }
}
