//! Attributions while they are being found, as ranges of words.

use super::cue::{self, Entry, Frames};
use super::phrase::{self, Range};
use super::rank::judge::Chances;
use crate::text::Surface;
use crate::text::zones::ZoneKind;

/// An attribution in the making.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    /// Parts of the content, in order.
    pub(super) content: Vec<Range>,
    pub(super) cue: Option<Range>,
    pub(super) entry: Option<&'static Entry>,
    pub(super) source: Option<Range>,
    pub(super) addressee: Option<Range>,
    pub(super) medium: Option<Range>,
    pub(super) negated: bool,
    pub(super) rule: &'static str,
    /// Ends in a colon: what stands in the next line is its content.
    pub(super) pending: bool,
    /// The source that came second.
    pub(super) second: Option<Range>,
    /// How likely its parts are; none for those that only a rule has found.
    pub(super) chances: Option<Chances>,
    /// How likely all of it is right.
    pub(super) confidence: f32,
    /// What spoke for it, in plain words.
    pub(super) evidence: String,
}

impl Draft {
    /// A draft with nothing beside its cue, source and content.
    pub(super) fn new(content: Vec<Range>, cue: Option<Range>, source: Option<Range>, rule: &'static str) -> Self {
        Self {
            content,
            cue,
            entry: None,
            source,
            addressee: None,
            medium: None,
            negated: false,
            rule,
            pending: false,
            second: None,
            chances: None,
            confidence: 0.0,
            evidence: String::new(),
        }
    }

    /// The last word of the content or the cue.
    pub(super) fn end(&self) -> usize {
        let content = self.content.last().map_or(0, |c| c.1);
        let cue = self.cue.map_or(0, |c| c.1);
        content.max(cue).max(self.source.map_or(0, |s| s.1))
    }

    /// The first word of the content or the cue.
    pub(super) fn start(&self) -> usize {
        let content = self.content.first().map_or(usize::MAX, |c| c.0);
        content.min(self.cue.map_or(usize::MAX, |c| c.0))
    }
}

/// Where the words end of a quotation that nothing closes: before the cue and the name that end its line, as in "“We never sold it,
/// said Ada Quill."
fn spoken_until(surface: &Surface<'_>, first: usize, last: usize) -> usize {
    let comma_before = |i: usize| i > first && surface.word(i - 1) == ",";
    let ends_line = |i: usize| (i..last).all(|k| surface.words[k].is_mark());
    let mut cues = Vec::new();
    cue::find(surface, first, last, false, &mut cues);
    let Some(cue) = cues.last().filter(|c| c.entry.frames.any(Frames::QUOTE)) else { return last };
    let inverted = || phrase::subject_after(surface, cue.last, last).is_some_and(ends_line);
    if comma_before(cue.first) && inverted() {
        return cue.first;
    }
    let subject = phrase::noun_phrase_before(surface, first, cue.first).filter(|_| ends_line(cue.last));
    subject.map(|s| s.0).filter(|&s| comma_before(s)).unwrap_or(last)
}

/// A surface and where its quotations are in words.
pub(super) struct Context<'s, 'a> {
    pub(super) surface: &'s Surface<'a>,
    /// For each word, the quotation it stands in plus one, or 0.
    quoted: Vec<u32>,
    /// The words of each quotation, without its marks. Empty for quotations in single marks.
    pub(super) ranges: Vec<Range>,
}

impl<'s, 'a> Context<'s, 'a> {
    pub(super) fn new(surface: &'s Surface<'a>) -> Self {
        // A text that quotes in single marks only is British; elsewhere they set off a name or an odd word, but for
        // headlines, where single marks save room.
        let doubles = surface.quotations.iter().any(|q| !q.single);
        let mut quoted = vec![0; surface.words.len()];
        let mut ranges = Vec::with_capacity(surface.quotations.len());
        for (n, quotation) in surface.quotations.iter().enumerate() {
            let first = surface.word_at(quotation.inner.start);
            let last = surface.words.partition_point(|w| w.span.start < quotation.inner.end);
            let last = if quotation.closed { last } else { spoken_until(surface, first, last) };
            let zone = &surface.zones[quotation.zone as usize];
            let headline = zone.kind == ZoneKind::Title || zone.heading;
            let nickname = last == first + 1 && first > 0 && phrase::nickname(surface, first - 1).is_some();
            let speech = !nickname && (!quotation.single || (headline || !doubles) && last - first > 2);
            if speech {
                quoted[first..last].fill(n as u32 + 1);
                ranges.push((first, last));
            } else {
                ranges.push((first, first));
            }
        }
        Self { surface, quoted, ranges }
    }

    /// The quotation that holds word `i`.
    pub(super) fn quotation_of(&self, i: usize) -> Option<usize> {
        self.quoted.get(i).and_then(|&n| (n as usize).checked_sub(1))
    }

    /// The quotation whose closing mark is the last word before `i`, in the same zone.
    pub(super) fn quotation_before(&self, i: usize) -> Option<usize> {
        let mut k = i.checked_sub(1)?;
        let mut steps = 0;
        while self.surface.words[k].is_mark() && self.quotation_of(k).is_none() && k > 0 && steps < 3 {
            k -= 1;
            steps += 1;
        }
        let n = self.quotation_of(k)?;
        let zone = self.surface.zones.get(self.surface.quotations[n].zone as usize)?;
        let near = k + 1 == self.ranges[n].1 && steps > 0;
        (near && self.surface.words[i.min(self.surface.words.len() - 1)].span.start < zone.span.end).then_some(n)
    }

    /// The quotation that opens at word `i` (a mark) or whose first word is `i`.
    pub(super) fn quotation_at(&self, i: usize) -> Option<usize> {
        let mut k = i;
        while k < self.quoted.len() && self.quoted[k] == 0 && self.surface.words[k].is_mark() && k < i + 2 {
            k += 1;
        }
        let n = self.quotation_of(k)?;
        (self.ranges[n].0 == k).then_some(n)
    }

    /// Whether nothing but marks stands between words `a` and `b`.
    pub(super) fn only_marks(&self, a: usize, b: usize) -> bool {
        a <= b && (a..b).all(|i| self.surface.words[i].is_mark())
    }

    /// A part of content without the marks around it, where it is one quotation and nothing else.
    pub(super) fn unwrapped(&self, (first, last): Range) -> Range {
        match self.quotation_at(first).map(|n| self.ranges[n]) {
            Some(range) if first < range.0 && range.1 <= last && self.only_marks(range.1, last) => range,
            _ => (first, last),
        }
    }

    /// The words of a range, without marks.
    pub(super) fn n_words(&self, range: Range) -> usize {
        (range.0..range.1).filter(|&i| !self.surface.words[i].is_mark()).count()
    }

    pub(super) fn zone_kind(&self, zone: u32) -> ZoneKind {
        self.surface.zones[zone as usize].kind
    }
}
