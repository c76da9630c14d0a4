//! Training: labelled documents in, a model out.
//!
//! The only room that knows linfa. `folds` keeps sites together, `splice` makes articles with junk in them, `words`
//! trains stage one, `measures` stage two, `kinds` the labels; [`train`] puts them together, [`cross_validate`] measures
//! what comes out on groups that training did not see, [`adapt`] starts from a model that is there.

use crate::cleaning::Verdict;
use crate::document::LabelledDocument;
use crate::error::Result;
use crate::model::{Model, Source};

/// How to train. `Default` is what the embedded model was trained with.
#[derive(Clone, Debug, PartialEq)]
pub struct TrainParams {
    /// Name of the model, for its card.
    pub name: String,
    /// Date for the card; `None` leaves it out, so that the same data give the same bytes.
    pub date: Option<String>,
    /// Seed of everything that is drawn.
    pub seed: u64,
    /// Folds by group in which stage one is trained for stage two, at least 2.
    pub folds: u32,
    /// Articles with junk from the pool and from each other to make, 0 for none.
    pub splice: usize,
    /// Share of content characters that the model's threshold may lose, 0 to 1; `None` takes the threshold of the
    /// greatest F1 of characters.
    pub max_loss: Option<f32>,
}

/// What came out of training.
#[derive(Clone, Debug)]
pub struct Trained {
    /// The model, its card filled.
    pub model: Model,
    /// What the user should know: few rows, no sites, a solver that needed all its steps.
    pub warnings: Vec<String>,
}

/// Trains a model on `documents`; `pool` holds single junk paragraphs to splice into articles (documents of one paragraph
/// that are not in order); `sources` describes the files for the card.
///
/// # Errors
///
/// [`ErrorKind::Data`](crate::ErrorKind::Data) where there is only one class, or too few paragraphs;
/// [`ErrorKind::Solver`](crate::ErrorKind::Solver) where a solver diverged;
/// [`ErrorKind::Argument`](crate::ErrorKind::Argument) where a parameter is out of range.
pub fn train(
    params: &TrainParams,
    documents: &[LabelledDocument],
    pool: &[LabelledDocument],
    sources: Vec<Source>,
) -> Result<Trained> {
    let _ = (params, documents, pool, sources);
    todo!()
}

/// Adapts `base` to a few labelled documents: stage one goes on from its weights, stage two is set anew to the new
/// documents, everything else stays.
///
/// # Errors
///
/// As [`train`].
pub fn adapt(
    base: &Model,
    params: &TrainParams,
    documents: &[LabelledDocument],
    sources: Vec<Source>,
) -> Result<Trained> {
    let _ = (base, params, documents, sources);
    todo!()
}

/// Which documents a cross-validation tests.
#[derive(Clone, Debug, PartialEq)]
pub struct Validation {
    /// Number of folds; a document's fold is the CRC-32 of its group modulo this.
    pub folds: u32,
    /// Only this fold, or all.
    pub only: Option<u32>,
}

/// Trains on all folds but one and judges that one, for each fold. `also` takes part in training only, less what shares
/// a group with a tested document. Gives the verdicts on every tested document as (index in `documents`, verdicts), in order.
///
/// # Errors
///
/// As [`train`], for the fold that failed.
pub fn cross_validate(
    params: &TrainParams,
    validation: &Validation,
    documents: &[LabelledDocument],
    also: &[LabelledDocument],
    pool: &[LabelledDocument],
) -> Result<Vec<(usize, Vec<Verdict>)>> {
    let _ = (params, validation, documents, also, pool);
    todo!()
}
