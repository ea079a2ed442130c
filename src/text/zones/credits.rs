//! Pictures' texts, told by who is credited below them.

use super::lists::AGENCIES;
use super::shape::{End, end, floor, fold, is_blank, words};

/// Whether `line` is a picture's text, told by its credit or its formula.
pub(super) fn is_credit(line: &str) -> bool {
    credit_at_start(line) || ends_with_credit(line)
}

fn credit_at_start(line: &str) -> bool {
    // "© 2017 The Hill" is the site's own notice, "© Ada Quill / AFP" a picture's.
    if let Some(owner) = line.strip_prefix('©') {
        return line.len() <= 160 && owner.trim_start().starts_with(char::is_alphabetic);
    }
    let bare = line.trim_start_matches(['(', '[']);
    let opening = bare.get(..2).unwrap_or_default().to_ascii_lowercase();
    let near = &line[..floor(line, line.len().min(128))];
    match opening.as_str() {
        "ph" | "pi" | "im" | "cr" | "ca" | "fi" | "il" | "ap" => {}
        "in" | "th" | "an" if ["photo", "image", "frame"].iter().any(|word| near.contains(word)) => {}
        _ => return false,
    }
    let mut folded = String::new();
    fold(near, &mut folded);
    let folded = folded.trim_start_matches(['(', '[']);
    let formula = [
        "photo: ",
        "photos: ",
        "photo by ",
        "photos by ",
        "photo via ",
        "photo courtesy",
        "photo credit",
        "photo illustration",
        "photograph: ",
        "photograph by ",
        "photography by ",
        "picture: ",
        "pictured: ",
        "pictured, ",
        "pictured above",
        "picture credit",
        "image: ",
        "image credit",
        "image by ",
        "image via ",
        "image source",
        "image courtesy",
        "illustration by ",
        "illustration: ",
        "caption: ",
        "credit: ",
        "file photo",
        "file - ",
        "file – ",
        "file — ",
        "file image",
        "file picture",
        "an undated photo",
        "ap photo/",
    ]
    .iter()
    .any(|start| folded.starts_with(start));
    let agency_style = (folded.starts_with("in this ") || folded.starts_with("this "))
        && [
            "file photo",
            " photo,",
            "photo provided",
            "photo taken",
            "photo made",
            "photo released",
            "image provided",
            "image made",
            "image taken",
            "frame from video",
            "image from video",
            "photo shows",
        ]
        .iter()
        .any(|formula| folded.contains(formula));
    formula || agency_style
}

/// Whether `line` ends with a credit: "(AP Photo/Ada Quill)", "Photo: Ada Quill", "Ada Quill/Reuters".
pub(super) fn ends_with_credit(line: &str) -> bool {
    let tail = &line[floor(line, line.len().saturating_sub(100))..];
    let tail = tail.trim_end_matches(|c: char| is_blank(c) || c == '.');
    let mut folded = String::new();
    if let Some(inner) = tail.strip_suffix([')', ']']) {
        let Some((before, inner)) = inner.rsplit_once(['(', '[']) else {
            return false;
        };
        fold(inner, &mut folded);
        let named = AGENCIES.contains(folded.as_str());
        let credited = folded.contains('/') && folded.split('/').any(|piece| AGENCIES.contains(piece.trim()))
            || folded.starts_with("photo")
            || folded.starts_with("image") && folded.contains([':', ' '])
            || folded.starts_with("picture:")
            || folded.starts_with("courtesy ")
            || folded.starts_with("credit:")
            || folded.ends_with("getty images")
            || folded.ends_with(" photo")
            || folded.contains(" via ap")
            || folded.contains("/ap");
        // "..., the ministry said. (Reuters)" names a source, not a photographer.
        return credited
            || named
                && !before.trim_end_matches(is_blank).ends_with(['.', '!', '?', '"', '”'])
                && !line.contains(" said")
                && line.len() <= 200;
    }
    // The last sentence of the line, or what stands behind a bar.
    let stop = last_sentence(tail);
    let last = &tail[stop.unwrap_or(0)..];
    let bar = last.rfind(['|', '—']).map_or(last, |i| &last[i..]);
    let last = bar.trim_start_matches(['|', '—', ' ']);
    // Most lines end here: their last sentence neither begins nor is joined like a credit.
    let opening = last.get(..2).unwrap_or_default();
    let credits = ["ph", "im", "pi", "cr"].iter().any(|start| opening.eq_ignore_ascii_case(start));
    let dash = stop.is_some_and(|stop| tail[stop..].starts_with(['-', '–', '—', '|']));
    let joined = line.len() <= 300
        && (dash
            || memchr::memchr(b'/', last.as_bytes()).is_some()
            || last.ends_with("Images")
            || last.contains(" via "));
    if !credits && !joined {
        return false;
    }
    fold(last, &mut folded);
    let formula = [
        "photo by ",
        "photo: ",
        "photo via ",
        "photo courtesy",
        "photos by ",
        "photograph by ",
        "photograph: ",
        "image: ",
        "image via ",
        "image by ",
        "image courtesy",
        "picture: ",
        "credit: ",
        "photo credit",
        "image credit",
        "pic: ",
    ]
    .iter()
    .any(|start| folded.starts_with(start));
    if formula || line.len() > 300 {
        return formula;
    }
    let few = |name: &str| words(name).nth(5).is_none();
    let by_agency = folded.rsplit_once('/').is_some_and(|(name, site)| AGENCIES.contains(site.trim()) && few(name))
        || folded.rsplit_once(" via ").is_some_and(|(name, site)| AGENCIES.contains(site) && few(name))
        || folded.ends_with("getty images") && end(line) == End::Open;
    // "Logo of the firm. - Sputnik International": text that stands in for a picture, with the site's name.
    let suffix = dash && !line.starts_with(['"', '“']) && {
        fold(&tail[stop.unwrap_or(0)..], &mut folded);
        AGENCIES.contains(folded.as_str())
    };
    by_agency || suffix
}

/// Where the last sentence of `tail` begins, if a full stop and a blank come before it.
fn last_sentence(tail: &str) -> Option<usize> {
    let bytes = tail.as_bytes();
    memchr::memrchr_iter(b'.', bytes).find_map(|stop| {
        let rest = &tail[stop + 1..];
        let begin = rest.trim_start_matches(is_blank);
        (begin.len() < rest.len() && !begin.is_empty()).then_some(tail.len() - begin.len())
    })
}
