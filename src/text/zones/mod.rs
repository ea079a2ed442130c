//! Which part of the page a stretch of text was: headline, standfirst, body, furniture, a reader's comment.
//!
//! Three steps, each linear in the text:
//!
//! 1. `lines` cuts the text into lines, mends those that a fixed width broke and parts those that were glued.
//! 2. `signs` says what a line is by itself: a sharing link, a time stamp, a photo credit, a sentence.
//! 3. `layout` settles the rest by order: the standfirst comes before the byline, comments come last.
//!
//! Body text taken for furniture is a statement lost, so whatever carries no clear sign is body.

mod credits;
mod dateline;
mod layout;
mod lines;
mod lists;
mod people;
mod shape;
mod signs;

pub use dateline::dateline;

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

    /// The one of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        const ALL: [ZoneKind; 8] = [
            ZoneKind::Title,
            ZoneKind::Subtitle,
            ZoneKind::Byline,
            ZoneKind::Body,
            ZoneKind::Caption,
            ZoneKind::Boilerplate,
            ZoneKind::Comment,
            ZoneKind::AuthorBio,
        ];
        ALL.into_iter().find(|kind| kind.name() == name)
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
    /// Where it is: a line or part of one; several lines for a comment and for a paragraph broken at a
    /// fixed width.
    pub span: Span,
    /// The name in a comment's header or in a byline: "Ada Quill" of "By Ada Quill" and of "Ada Quill's picture".
    pub author: Option<Span>,
    /// Whether it is a heading within the body.
    pub heading: bool,
}

/// The zones of `text`, in order and without overlap; every character but white space is in exactly one.
///
/// `title` is the headline when the corpus names it apart from the text; the line that repeats it is the title.
///
/// ```
/// use onrecord::text::zones::{ZoneKind, zones};
///
/// let text = "Town sells park\n\nBy Ada Quill\n\nThe town has sold its park, the mayor said.\n\nShare on Facebook";
/// let kinds: Vec<_> = zones(text, None).iter().map(|z| z.kind).collect();
/// use ZoneKind::*;
/// assert_eq!(kinds, [Title, Byline, Body, Boilerplate]);
/// ```
pub fn zones(text: &str, title: Option<&str>) -> Vec<Zone> {
    let mut parts = lines::cut(text, title);
    signs::read(text, &mut parts);
    layout::lay_out(text, &parts)
}
