//! Adapting a model to a few documents of one's own.
//!
//! Three things change: what words weigh, from where the base model left them; how much all of stage two is believed; and
//! what a few measures add. All are learned out of fold by document, and all fold into a model of the same form, so that
//! an adapted model is as fast and as small as its base. What is junk of which kind stays as it was.

use super::folds::Folds;
use super::linear::{self, standard};
use super::measures;
use super::samples::{self, Sample};
use super::sparse::{SparseLogistic, SparseRows};
use super::vocabulary::{Look, Vocabulary};
use super::words::solver_error;
use super::{TrainParams, Trained, card, check, held_out, origins};
use crate::document::LabelledDocument;
use crate::error::Result;
use crate::evaluation::{Calibration, LossTable, Reliability};
use crate::features::{self, Measures, View, WordScore};
use crate::model::{self, Buffers, Evidence, Experts, Model, OWN, Parts, Source, Standard, Table};
use linfa::dataset::DatasetBase;
use linfa::prelude::{Fit, ParamGuard};
use ndarray::{Array1, Array2};
use rayon::prelude::*;

/// Measures that may get a term of their own.
const MEASURES: [&str; 10] =
    ["odds", "story", "chain", "near5", "in_run", "position", "from_end", "log_words", "familiar", "same_text"];
/// Step of the words, and passes: few documents, and a good start.
const RATE: f32 = 0.05;
const PASSES: u32 = 3;
/// L2 penalty for each row.
const ALPHA: f64 = 0.02;
/// Stage two may be believed this much less or more than before.
const FACTOR: (f32, f32) = (0.5, 1.5);
/// Characters of content from which a loss table of one's own is worth more than the base's.
const ENOUGH_CONTENT: u64 = 50_000;

/// Adapts `base` to a few labelled documents: stage one goes on from its weights, stage two is scaled and gets some linear
/// terms, kinds stay, and so does what was measured of them. The threshold stays too, unless `params` asks for a loss.
///
/// # Errors
///
/// As [`train`](super::train).
pub fn adapt(
    base: &Model,
    params: &TrainParams,
    documents: &[LabelledDocument],
    sources: Vec<Source>,
) -> Result<Trained> {
    let warnings = check(params, documents, false)?;
    // Documents of one's own mostly come from one site: folds go by document here.
    let origins = origins(documents);
    let mut documents = documents.to_vec();
    for (i, labelled) in documents.iter_mut().enumerate() {
        labelled.document.origin.site = Some(format!("{i}"));
    }
    let folds = Folds::new(&documents, params.folds);
    let samples = samples::prepare(&documents, &folds);
    let words = OwnWords::new(&samples);
    let stages = (0..=params.folds)
        .into_par_iter()
        .map(|fold| words.adapt(base, (fold < params.folds).then_some(fold), params.seed));
    let mut stages = stages.collect::<Result<Vec<(Table, f32)>>>()?;
    let Parts { word_bias, junk, .. } = base.parts();
    let scores: Vec<Vec<WordScore>> = samples
        .par_iter()
        .map(|sample| {
            let (table, bias) = &stages[sample.fold as usize];
            let mut scores = Vec::new();
            model::word_scores(table, (*bias, word_bias.1), &sample.features.words, &mut scores);
            scores
        })
        .collect();
    let judge = |experts: &Experts| judge(&samples, &scores, experts);
    let junk = correct(&samples, &scores, junk, &judge(junk))?;
    let judged = held_out::judged(&samples, &judge(&junk));
    // The correction of stage two is a calibration already.
    let calibration = Calibration::uncorrected(Reliability::of_junk(&judged)?);
    let content: u64 = judged.iter().filter(|j| j.truth.is_junk() == Some(false)).map(|j| u64::from(j.chars)).sum();
    let losses = if content >= ENOUGH_CONTENT { LossTable::new(&judged)? } else { base.losses().clone() };
    let threshold = match params.max_loss {
        Some(loss) => losses.threshold_for_loss(loss).unwrap_or(1.0),
        None => base.threshold(),
    };
    let (figures, intervals) = held_out::figures(&samples, judged, threshold, &calibration)?;
    let Evidence { kinds, precisions, .. } = base.evidence().clone();
    let evidence = Evidence { junk: Some(calibration), kinds, precisions, intervals, ..origins };
    let mut card = card(params, &documents, sources, figures);
    card.options.push(("base".to_owned(), base.card().name.clone()));
    let (table, bias) = stages.pop().expect("one stage more than folds");
    let parts = Parts {
        card,
        threshold,
        losses,
        words: table,
        word_bias: (bias, word_bias.1),
        junk,
        kinds: base.parts().kinds.clone(),
        evidence,
    };
    Ok(Trained { model: Model::from_parts(parts)?, warnings })
}

/// The words of one's own documents.
struct OwnWords {
    vocabulary: Vocabulary,
    rows: super::vocabulary::Matrix,
    targets: Array1<bool>,
    known: Vec<bool>,
    folds: Vec<u32>,
}

impl OwnWords {
    fn new(samples: &[Sample]) -> Self {
        let known = |s: usize, i: usize| samples[s].is_junk(i).is_some();
        let vocabulary = Vocabulary::new(samples, known);
        let rows = vocabulary.rows(samples, Look::Own, known);
        let paragraphs = || samples.iter().flat_map(|sample| (0..sample.len()).map(move |i| (sample, i)));
        OwnWords {
            vocabulary,
            rows,
            targets: paragraphs().map(|(sample, i)| sample.is_junk(i) == Some(true)).collect(),
            known: paragraphs().map(|(sample, i)| sample.is_junk(i).is_some()).collect(),
            folds: paragraphs().map(|(sample, _)| sample.fold).collect(),
        }
    }

    /// The base's table and intercept, gone on from without the fold `left_out`.
    fn adapt(&self, base: &Model, left_out: Option<u32>, seed: u64) -> Result<(Table, f32)> {
        let Parts { words, word_bias, .. } = base.parts();
        let hashes = &self.vocabulary.hashes;
        let before: Vec<f32> = hashes.iter().map(|&hash| words.weight(hash, OWN)).collect();
        let start = SparseLogistic { intercept: word_bias.0, weights: before.clone() };
        let rows = self.known.iter().zip(&self.folds);
        let weights: Array1<f32> =
            rows.map(|(&known, &fold)| if known && Some(fold) != left_out { 1.0 } else { 0.0 }).collect();
        let dataset = DatasetBase::new(SparseRows(self.rows.view()), self.targets.view()).with_weights(weights);
        let params = SparseLogistic::params().rate(RATE).passes(PASSES).seed(seed).initial(start);
        let fitted = params.check().map_err(solver_error)?.fit(&dataset).map_err(solver_error)?;
        let mut table = words.clone();
        for ((&hash, before), after) in hashes.iter().zip(&before).zip(&fitted.weights) {
            if after != before {
                table.learn(hash, OWN, *after);
            }
        }
        Ok((table, fitted.intercept))
    }
}

/// Log-odds of junk of every paragraph.
fn judge(samples: &[Sample], scores: &[Vec<WordScore>], experts: &Experts) -> Vec<Vec<f32>> {
    let of = |(sample, scores): (&Sample, &Vec<WordScore>)| {
        let (mut view, mut measures) = (View::default(), Measures::default());
        view.look(&sample.features, scores);
        measures.compute(&view);
        let mut log_odds = Vec::new();
        experts.score(&measures, &mut log_odds, &mut Buffers::default());
        log_odds
    };
    samples.par_iter().zip(scores).map(of).collect()
}

/// Both experts, scaled and with a linear term for some measures: a logistic regression on the log-odds and the measures.
fn correct(samples: &[Sample], scores: &[Vec<WordScore>], experts: &Experts, log_odds: &[Vec<f32>]) -> Result<Experts> {
    let known = |sample: &Sample, i: &usize| sample.is_junk(*i).is_some();
    let drawn: Vec<(usize, usize)> = samples
        .iter()
        .enumerate()
        .flat_map(|(s, sample)| (0..sample.len()).filter(|i| known(sample, i)).map(move |i| (s, i)))
        .collect();
    let rows = measures::rows(samples, scores, &drawn);
    let standards: Vec<Standard> =
        MEASURES.into_iter().filter_map(|name| standard(rows.view(), features::column(name)?)).collect();
    let mut design = Array2::zeros((drawn.len(), 1 + standards.len()));
    for ((mut inputs, row), &(s, i)) in design.rows_mut().into_iter().zip(rows.rows()).zip(&drawn) {
        inputs[0] = f64::from(log_odds[s][i]);
        for (input, standard) in inputs.iter_mut().skip(1).zip(&standards) {
            *input = f64::from(standard.at(row[standard.column]));
        }
    }
    let targets: Vec<bool> = drawn.iter().map(|&(s, i)| samples[s].is_junk(i) == Some(true)).collect();
    let (constant, weights) = linear::logistic(design, &targets, ALPHA)?;
    let factor = (weights[0] as f32).clamp(FACTOR.0, FACTOR.1);
    let linear: Vec<(Standard, f32)> =
        standards.into_iter().zip(weights[1..].iter().map(|&weight| weight as f32)).collect();
    let adapted = |dense: &model::Dense| dense.adapted(factor, constant as f32, &linear);
    let story = experts.story.as_ref().map(|(story, gate)| (adapted(story), gate.clone()));
    Ok(Experts { page: adapted(&experts.page), story })
}
