//! How labels are written to JSON: by their names, as in every other file.
//!
//! Labels know no serde, as a build without the feature `records` has none; these two functions say it for the figures
//! of this room.

use crate::label::Label;
use serde::Serializer;
use std::fmt::Display;

/// Anything by the name it displays.
pub(super) fn name<S: Serializer>(value: &impl Display, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(value)
}

/// Counts in the order of [`Label::ALL`] as a map from names to counts.
pub(super) fn by_label<S: Serializer>(counts: &[u64; Label::ALL.len()], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(Label::ALL.iter().map(|label| label.name()).zip(counts))
}
