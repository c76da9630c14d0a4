//! Stage one: what words say, trained with and without each fold.

use super::samples::Sample;
use super::sparse::{SparseLogistic, SparseRows};
use super::vocabulary::{Look, Matrix, Vocabulary};
use crate::error::{Error, ErrorKind, Result};
use crate::model::Table;
use linfa::dataset::DatasetBase;
use linfa::prelude::{Fit, ParamGuard};
use ndarray::Array1;
use rayon::prelude::*;

/// Slots of the word table, as a power of two.
const BITS: u32 = 19;
/// Tokens that get a slot, at most: what the default model's file has room for.
const TOKENS: usize = 265_000;

/// Stage one as it is stored.
#[derive(Clone)]
pub(super) struct WordStage {
    pub table: Table,
    /// Intercepts of the columns own and story.
    pub bias: (f32, f32),
}

/// The words of all samples as sparse rows, and the targets.
pub(super) struct WordRows {
    vocabulary: Vocabulary,
    own: Matrix,
    around: Matrix,
    targets: Array1<bool>,
    weights: Vec<f32>,
    folds: Vec<u32>,
    story: Vec<bool>,
}

impl WordRows {
    pub fn new(samples: &[Sample]) -> Self {
        let known = |s: usize, i: usize| samples[s].is_junk(i).is_some();
        let vocabulary = Vocabulary::new(samples, known);
        let own = vocabulary.rows(samples, Look::Own, known);
        let around = vocabulary.rows(samples, Look::Around, known);
        let rows = || samples.iter().flat_map(|sample| (0..sample.len()).map(move |i| (sample, i)));
        let total: f32 = samples.iter().flat_map(|sample| &sample.weights).sum();
        let mean = total / rows().filter(|(sample, i)| sample.is_junk(*i).is_some()).count().max(1) as f32;
        WordRows {
            vocabulary,
            own,
            around,
            targets: rows().map(|(sample, i)| sample.is_junk(i) == Some(true)).collect(),
            weights: rows().map(|(sample, i)| sample.weights[i] / mean).collect(),
            folds: rows().map(|(sample, _)| sample.fold).collect(),
            story: rows().map(|(sample, _)| sample.is_story && sample.is_read).collect(),
        }
    }

    /// One stage for each fold, trained without it, and a last one trained on all.
    pub fn train_folds(&self, folds: u32, seed: u64) -> Result<Vec<WordStage>> {
        (0..=folds).into_par_iter().map(|fold| self.train((fold < folds).then_some(fold), seed)).collect()
    }

    /// Trains without the fold `left_out`.
    fn train(&self, left_out: Option<u32>, seed: u64) -> Result<WordStage> {
        let weights = |story_only: bool| -> Array1<f32> {
            let rows = self.weights.iter().zip(&self.folds).zip(&self.story);
            rows.map(
                |((&weight, &fold), &story)| {
                    if Some(fold) == left_out || (story_only && !story) { 0.0 } else { weight }
                },
            )
            .collect()
        };
        let fit = |rows: &Matrix, story_only: bool| -> Result<SparseLogistic> {
            let weights = weights(story_only);
            // Nothing to learn from is nothing learned: the column stays empty.
            let classes = |class: bool| {
                self.targets.iter().zip(&weights).any(|(&target, &weight)| target == class && weight > 0.0)
            };
            if !(classes(true) && classes(false)) {
                return Ok(SparseLogistic { intercept: 0.0, weights: vec![0.0; rows.cols()] });
            }
            let dataset = DatasetBase::new(SparseRows(rows.view()), self.targets.view()).with_weights(weights);
            let params = SparseLogistic::params().seed(seed).check().map_err(solver_error)?;
            params.fit(&dataset).map_err(solver_error)
        };
        let own = fit(&self.own, false)?;
        let around = fit(&self.around, false)?;
        let story = fit(&self.own, true)?;
        let n = self.vocabulary.len();
        let columns = [&own.weights[..], &around.weights[..n], &around.weights[n..], &story.weights[..]];
        let mut weights = Vec::with_capacity(columns.len() * n);
        for i in 0..n {
            weights.extend(columns.iter().map(|column| column[i]));
        }
        let Vocabulary { hashes, counts, .. } = &self.vocabulary;
        let bits = BITS.min((4 * n).next_power_of_two().trailing_zeros().max(8));
        let table = Table::new(bits, columns.len(), hashes, &weights, counts, TOKENS);
        Ok(WordStage { table, bias: (own.intercept, story.intercept) })
    }
}

pub(super) fn solver_error(error: impl std::fmt::Display) -> Error {
    Error::new(ErrorKind::Solver, error.to_string())
}
