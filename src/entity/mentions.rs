//! Every name in a document and the entity it stands for.

use super::gazetteer::Gazetteer;
use super::{Found, Mention};
use crate::text::Surface;

/// The named entities of one document.
#[derive(Debug, Default)]
pub struct Named {
    /// In order of place, without overlap.
    pub mentions: Vec<Mention>,
    /// Names that are on no list.
    pub found: Vec<Found>,
}

/// Finds the listed names in `surface`.
pub fn find(_surface: &Surface<'_>, _gazetteer: &Gazetteer) -> Named {
    Named::default()
}
