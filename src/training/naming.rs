//! How surely kinds are named, measured on documents that the model of kinds has not seen.
//!
//! A model of kinds for each fold, trained without it, and held-out log-odds of junk come in; the factor that makes
//! probabilities of kinds right leaves, and the precision of each kind from each probability on. All paragraphs with a
//! known label count, as often as they occur: kinds are trained on an even choice of labels, in which content is rare, and
//! precision on that would flatter.

use super::calibration::{self, Named};
use super::samples::Sample;
use crate::error::Result;
use crate::evaluation::{Calibration, Called, PrecisionTable};
use crate::features::{Measures, View, WordScore, sigmoid};
use crate::label::{Label, TruthLabel};
use crate::model::Kinds;
use rayon::prelude::*;

/// What was measured.
pub(super) struct Naming {
    /// The factor of logits, as slope.
    pub calibration: Calibration,
    pub precisions: PrecisionTable,
}

/// A paragraph, and its probabilities of the kinds.
struct Row {
    truth: TruthLabel,
    junk: f32,
    fold: u32,
    kinds: [f32; Label::JUNK.len()],
}

/// Measures the models that were trained without each fold; a fold without a model is not measured.
pub(super) fn measure(
    samples: &[Sample],
    scores: &[Vec<WordScore>],
    log_odds: &[Vec<f32>],
    without: &[Option<Kinds>],
) -> Result<Naming> {
    let rows: Vec<Row> = samples
        .par_iter()
        .zip(scores)
        .zip(log_odds)
        .filter(|((sample, _), _)| !sample.is_spliced)
        .map_init(
            || (View::default(), Measures::default(), Vec::new()),
            |(view, measures, said), ((sample, scores), log_odds)| {
                let Some(kinds) = &without[sample.fold as usize] else { return Vec::new() };
                view.look(&sample.features, scores);
                measures.compute(view);
                Kinds::word_scores(&kinds.words, &kinds.bias, &sample.features.words, said);
                let row = |i: usize| {
                    let labels = kinds.probabilities(said, measures, i, log_odds[i]);
                    let kinds = Label::JUNK.map(|kind| labels[kind as usize]);
                    Row { truth: sample.labels[i], junk: sigmoid(log_odds[i]), fold: sample.fold, kinds }
                };
                (0..sample.len()).filter(|&i| sample.labels[i].known().is_some()).map(row).collect()
            },
        )
        .flatten_iter()
        .collect();
    let calibration = calibration::of_kinds(&named(&rows), without.len() as u32)?;
    let called: Vec<Called> = rows.iter().filter_map(|row| called(row, calibration.slope)).collect();
    Ok(Naming { precisions: PrecisionTable::new(&called)?, calibration })
}

/// Paragraphs of junk whose kind the model of their fold knew.
fn named(rows: &[Row]) -> Vec<Named> {
    let named = |row: &Row| {
        let can_be = || Label::JUNK.into_iter().zip(row.kinds).filter(|(_, share)| *share > 0.0);
        let truth = can_be().position(|(kind, _)| row.truth == kind.into())?;
        Some(Named { logits: can_be().map(|(_, share)| share.ln()).collect(), truth, fold: row.fold })
    };
    rows.iter().filter_map(named).collect()
}

/// As [`Verdict`](crate::cleaning::Verdict) has it: the share of the kind among kinds, times the probability of junk.
fn called(row: &Row, slope: f32) -> Option<Called> {
    let likelier = |best: (usize, f32), next: (usize, f32)| if next.1 > best.1 { next } else { best };
    let (best, most) = row.kinds.into_iter().enumerate().reduce(likelier).filter(|(_, most)| *most > 0.0)?;
    // Against the greatest, so that no power is lost to rounding.
    let total: f32 = row.kinds.iter().map(|share| (share / most).powf(slope)).sum();
    Some(Called { truth: row.truth, kind: Label::JUNK[best], probability: (row.junk / total).clamp(0.0, 1.0) })
}
