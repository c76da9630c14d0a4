//! Cross-validation by group: every document judged by a model that never saw its site.

use super::samples::group_hash;
use super::{TrainParams, train};
use crate::cleaning::{Cleaner, Verdict};
use crate::document::LabelledDocument;
use crate::error::{Error, ErrorKind, Result};
use rayon::prelude::*;
use std::collections::HashSet;

/// Which documents a cross-validation tests.
#[derive(Clone, Debug, PartialEq)]
pub struct Validation {
    /// Number of folds; a document's fold is the CRC-32 of its group modulo this.
    pub folds: u32,
    /// Only this fold, or all.
    pub only: Option<u32>,
}

/// Trains on all folds but one and judges that one, for each fold. `also` takes part in training only, less what is in the
/// tested fold by its group. Gives the verdicts on every tested document as (index in `documents`, verdicts), in order,
/// labels at the threshold of the fold's model.
///
/// # Errors
///
/// As [`train`], for the fold that failed; [`ErrorKind::Argument`] where a fold does not exist.
pub fn cross_validate(
    params: &TrainParams,
    validation: &Validation,
    documents: &[LabelledDocument],
    also: &[LabelledDocument],
    pool: &[LabelledDocument],
) -> Result<Vec<(usize, Vec<Verdict>)>> {
    let Validation { folds, only } = *validation;
    if folds < 2 || only.is_some_and(|only| only >= folds) {
        let fold = only.map_or(String::new(), |only| format!("fold {only} of "));
        let reason = format!("folds must be at least 2 and the fold below their number, not {fold}{folds}");
        return Err(Error::new(ErrorKind::Argument, reason));
    }
    let fold_of = |labelled: &LabelledDocument, position: usize| group_hash(labelled, position) % folds;
    let mut judged = Vec::new();
    for fold in (0..folds).filter(|&fold| only.is_none_or(|only| only == fold)) {
        let tested: Vec<usize> = (0..documents.len()).filter(|&i| fold_of(&documents[i], i) == fold).collect();
        if tested.is_empty() {
            continue;
        }
        let groups: HashSet<u32> = tested.iter().map(|&i| group_hash(&documents[i], i)).collect();
        let seen = |labelled: &LabelledDocument| {
            labelled.group().is_none_or(|g| !groups.contains(&crc32fast::hash(g.as_bytes())))
        };
        let tested_set: HashSet<usize> = tested.iter().copied().collect();
        let own = documents.iter().enumerate().filter(|(i, _)| !tested_set.contains(i)).map(|(_, labelled)| labelled);
        let training: Vec<LabelledDocument> =
            own.chain(also.iter().filter(|labelled| seen(labelled))).cloned().collect();
        let pool: Vec<LabelledDocument> = pool.iter().filter(|row| seen(row)).cloned().collect();
        let model = train(params, &training, &pool, Vec::new())?.model;
        let verdicts = tested.par_iter().map_init(
            || Cleaner::new(&model),
            |cleaner, &i| (i, cleaner.judge(&documents[i].document, model.threshold())),
        );
        judged.extend(verdicts.collect::<Vec<_>>());
    }
    judged.sort_by_key(|(i, _)| *i);
    Ok(judged)
}
