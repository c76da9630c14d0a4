//! Adapting a model to a few documents of one's own.

use super::{TrainParams, Trained};
use crate::document::LabelledDocument;
use crate::error::Result;
use crate::model::{Model, Source};

/// Adapts `base` to a few labelled documents: stage one goes on from its weights, stage two is set anew to the new
/// documents, everything else stays.
///
/// # Errors
///
/// As [`train`](super::train).
pub fn adapt(base: &Model, params: &TrainParams, documents: &[LabelledDocument], sources: Vec<Source>) -> Result<Trained> {
    let _ = (base, params, documents, sources);
    todo!()
}
