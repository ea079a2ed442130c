//! Source, cue and content of each attribution.

use super::Quote;
use crate::entity::gazetteer::Gazetteer;
use crate::entity::mentions::Named;
use crate::text::Surface;

/// The attributions of a document, in order of place.
pub fn attributions(_surface: &Surface<'_>, _named: &Named, _gazetteer: &Gazetteer) -> Vec<Quote> {
    Vec::new()
}
