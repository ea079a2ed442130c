//! Which part of the page a stretch of text was: headline, standfirst, body, furniture, a reader's comment.

use crate::span::Span;

/// The kind of a [`Zone`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ZoneKind {
    /// The headline.
    Title,
    /// The standfirst below it.
    Subtitle,
    /// Who wrote it and when.
    Byline,
    /// The article itself, with its headings.
    Body,
    /// Words that belong to a picture.
    Caption,
    /// What the site adds: sharing links, log-in lines, widgets, teasers.
    Boilerplate,
    /// A reader's comment with its header.
    Comment,
    /// A note about the author.
    AuthorBio,
}

impl ZoneKind {
    /// The name used in tables and files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Subtitle => "subtitle",
            Self::Byline => "byline",
            Self::Body => "body",
            Self::Caption => "caption",
            Self::Boilerplate => "boilerplate",
            Self::Comment => "comment",
            Self::AuthorBio => "author_bio",
        }
    }

    /// Whether the zone is the outlet's own text, where statements are reported.
    pub const fn is_article(self) -> bool {
        matches!(self, Self::Title | Self::Subtitle | Self::Body | Self::Caption)
    }
}

/// A stretch of one kind, without white space at its edges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Zone {
    /// What it is.
    pub kind: ZoneKind,
    /// Where it is; one line, but for comments.
    pub span: Span,
    /// The name in a comment's header.
    pub author: Option<Span>,
    /// Whether it is a heading within the body.
    pub heading: bool,
}

/// The zones of `text`, in order and without overlap.
pub fn zones(text: &str, _title: Option<&str>) -> Vec<Zone> {
    let mut at = 0;
    let mut out = Vec::new();
    for line in text.split_inclusive('\n') {
        let span = Span::new(at, at + line.len()).trimmed(text);
        at += line.len();
        if !span.is_empty() {
            out.push(Zone { kind: ZoneKind::Body, span, author: None, heading: false });
        }
    }
    out
}
