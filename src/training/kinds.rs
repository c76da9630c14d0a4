//! The kinds: which label a paragraph has, from its own words, its log-odds of junk and some measures.
//!
//! Few paragraphs have a label of their own, so this stage is small: a sparse model a label over words and forms, scored
//! out of fold, then linfa's multinomial logistic regression over the scores of a paragraph and its neighbours and some
//! measures, and trees that correct it.

use super::boosting::boost_labels;
use super::linear;
use super::measures::{self, Drawn, ROWS_FOR_TREES};
use super::naming::{self, Naming};
use super::samples::Sample;
use super::sparse::{SparseLogistic, SparseRows};
use super::vocabulary::{Look, Matrix, Vocabulary};
use super::words::solver_error;
use crate::error::Result;
use crate::features::{self, Measures, View, WordScore};
use crate::label::{Label, TruthLabel};
use crate::model::{Buffers, Experts, Kinds, LABELS, LabelProbabilities, Standard, Table, Trees};
use linfa::Dataset;
use linfa::dataset::DatasetBase;
use linfa::prelude::{Fit, ParamGuard};
use linfa_logistic::MultiLogisticRegression;
use ndarray::{Array1, Array2, ShapeBuilder};
use rayon::prelude::*;
use std::collections::HashMap;

/// Slots of the table of kinds, as a power of two, and tokens that get one.
const BITS: u32 = 16;
const TOKENS: usize = 45_000;
/// Rows on which a model that only measures is trained, at most.
const ENOUGH_ROWS: usize = 15_000;
/// Paragraphs of one label that take part, at most.
const MAX_ROWS: usize = 30_000;
/// L2 penalty for each row.
const ALPHA: f64 = 0.002;
const MAX_ITERATIONS: u64 = 120;
const GRADIENT: f64 = 1e-3;

/// Measures that take part.
const MEASURES: [&str; 47] = [
    "log_words",
    "letters_per_word",
    "capitalised",
    "upper",
    "short_words",
    "numbers",
    "years",
    "clocks",
    "digit_run",
    "commas",
    "stops",
    "sentences",
    "words_per_sentence",
    "colons",
    "quotes",
    "exclamations",
    "questions",
    "separators",
    "currencies",
    "percents",
    "rights",
    "emoji",
    "addresses",
    "domains",
    "links",
    "ends_stop",
    "ends_question",
    "ends_colon",
    "begins_mark",
    "position",
    "from_start",
    "from_end",
    "words_before",
    "log_words_m1",
    "log_words_p1",
    "odds",
    "near2",
    "near5",
    "chain",
    "in_run",
    "before_run",
    "after_run",
    "into_run",
    "out_of_run",
    "familiar",
    "same_text",
    "page_paragraphs",
];

/// Trains the kinds, and measures how surely they are named; `None` where fewer than two labels are known. `scores` are
/// stage one's, out of fold, and `log_odds` those of junk.
pub(super) fn train(
    samples: &[Sample],
    scores: &[Vec<WordScore>],
    junk: &Experts,
    log_odds: &[Vec<f32>],
    folds: u32,
    seed: u64,
) -> Result<Option<(Kinds, Naming)>> {
    // Words learn from spliced documents too; where their junk stands is made up.
    let words = WordKinds::new(samples, &draw(samples, |_| true));
    let drawn = draw(samples, |sample| !sample.is_spliced);
    let label = |&(s, i): &Drawn| samples[s].labels[i].known().expect("drawn paragraphs have a label");
    let truths: Vec<Label> = drawn.iter().map(label).collect();
    let mut labels = truths.clone();
    labels.sort_unstable();
    labels.dedup();
    if labels.len() < 2 || !labels.iter().any(|label| label.is_junk()) {
        return Ok(None);
    }
    let stages = (0..=folds).into_par_iter().map(|fold| words.train((fold < folds).then_some(fold), seed));
    let mut stages = stages.collect::<Result<Vec<(Table, LabelProbabilities)>>>()?;
    let rows = measures::rows(samples, scores, &drawn);
    let standards: Vec<Standard> =
        MEASURES.into_iter().filter_map(|name| linear::standard(rows.view(), features::column(name)?)).collect();
    let inputs = inputs(samples, scores, junk, &drawn, &stages, &standards);
    let last = stages.pop().expect("one stage more than folds");
    let of_fold = |fold: u32| -> Result<Option<Kinds>> {
        let all = (0..drawn.len()).filter(|&row| samples[drawn[row].0].fold != fold);
        let every = all.clone().count().div_ceil(ENOUGH_ROWS).max(1);
        let (inputs, truths): (Vec<_>, Vec<_>) =
            all.step_by(every).map(|row| (inputs[row].clone(), truths[row])).unzip();
        second(stages[fold as usize].clone(), &standards, &inputs, &truths, seed)
    };
    let without = (0..folds).into_par_iter().map(of_fold).collect::<Result<Vec<_>>>()?;
    let naming = naming::measure(samples, scores, log_odds, &without)?;
    let kinds = second(last, &standards, &inputs, &truths, seed)?;
    Ok(kinds.map(|mut kinds| {
        kinds.scale(naming.calibration.slope);
        (kinds, naming)
    }))
}

/// The multinomial model over inputs, and the trees that correct it; `None` where there is one label only.
fn second(
    (words, bias): (Table, LabelProbabilities),
    standards: &[Standard],
    inputs: &[Vec<f32>],
    truths: &[Label],
    seed: u64,
) -> Result<Option<Kinds>> {
    let mut labels = truths.to_vec();
    labels.sort_unstable();
    labels.dedup();
    if labels.len() < 2 {
        return Ok(None);
    }
    let weights = fit(inputs, truths)?;
    let trees =
        if inputs.len() >= ROWS_FOR_TREES { trees(inputs, truths, &labels, &weights, seed) } else { Vec::new() };
    let labels = labels.into_iter().map(|label| label as u8).collect();
    Ok(Some(Kinds { words, bias, standards: standards.to_vec(), labels, weights, trees }))
}

/// Trees that correct the linear model, for each of `labels`.
fn trees(inputs: &[Vec<f32>], truths: &[Label], labels: &[Label], weights: &[Vec<f32>], seed: u64) -> Vec<Trees> {
    let linear: Vec<Vec<f32>> = inputs.par_iter().map(|input| Kinds::linear(weights, input)).collect();
    let logits = (0..labels.len()).map(|at| linear.iter().map(|logits| logits[at]).collect()).collect();
    let target = |truth: &Label| labels.binary_search(truth).expect("labels are those of the truths");
    let targets: Vec<usize> = truths.iter().map(target).collect();
    let rows = Array2::from_shape_vec((inputs.len(), inputs[0].len()), inputs.concat()).expect("a full row each");
    boost_labels(rows.view(), &targets, logits, seed)
}

/// Paragraphs with a known label of the documents that `wanted` names, evenly thinned where a label has many.
fn draw(samples: &[Sample], wanted: impl Fn(&Sample) -> bool + Copy) -> Vec<Drawn> {
    let mut counts: HashMap<Label, usize> = HashMap::new();
    let known = || {
        samples.iter().enumerate().filter(move |(_, sample)| wanted(sample)).flat_map(|(s, sample)| {
            (0..sample.len())
                .filter(|&i| sample.weights[i] > 0.0)
                .filter_map(move |i| Some((sample.labels[i].known()?, (s, i))))
        })
    };
    known().for_each(|(label, _)| *counts.entry(label).or_default() += 1);
    let mut seen: HashMap<Label, usize> = HashMap::new();
    let kept = known().filter(|(label, _)| {
        let (n, total) = (seen.entry(*label).or_default(), counts[label]);
        *n += 1;
        // Every total/MAX_ROWS-th.
        total <= MAX_ROWS || *n * MAX_ROWS / total != (*n - 1) * MAX_ROWS / total
    });
    kept.map(|(_, drawn)| drawn).collect()
}

/// The words of the drawn paragraphs.
struct WordKinds {
    vocabulary: Vocabulary,
    rows: Matrix,
    /// Label of every row; `None` where it was not drawn.
    truths: Vec<Option<Label>>,
    folds: Vec<u32>,
}

impl WordKinds {
    fn new(samples: &[Sample], drawn: &[Drawn]) -> Self {
        let mut flags: Vec<Vec<bool>> = samples.iter().map(|sample| vec![false; sample.len()]).collect();
        drawn.iter().for_each(|&(s, i)| flags[s][i] = true);
        let wanted = |s: usize, i: usize| flags[s][i];
        let vocabulary = Vocabulary::new(samples, wanted);
        let rows = vocabulary.rows(samples, Look::Own, wanted);
        let truths = samples.iter().zip(&flags).flat_map(|(sample, flags)| {
            let label = |(truth, &flag): (&TruthLabel, &bool)| if flag { truth.known() } else { None };
            sample.labels.iter().zip(flags).map(label).collect::<Vec<_>>()
        });
        let truths = truths.collect();
        let folds = samples.iter().flat_map(|sample| std::iter::repeat_n(sample.fold, sample.len())).collect();
        WordKinds { vocabulary, rows, truths, folds }
    }

    fn train(&self, left_out: Option<u32>, seed: u64) -> Result<(Table, LabelProbabilities)> {
        let n = self.vocabulary.len();
        let mut weights = vec![0.0; LABELS * n];
        let mut bias = [0.0; LABELS];
        let rows = self.truths.iter().zip(&self.folds);
        let row_weights: Array1<f32> =
            rows.map(|(truth, &fold)| if truth.is_none() || Some(fold) == left_out { 0.0 } else { 1.0 }).collect();
        for label in Label::ALL {
            let targets: Array1<bool> = self.truths.iter().map(|&truth| truth == Some(label)).collect();
            if !targets.iter().zip(&row_weights).any(|(&target, &weight)| target && weight > 0.0) {
                bias[label as usize] = -8.0;
                continue;
            }
            let dataset = DatasetBase::new(SparseRows(self.rows.view()), targets).with_weights(row_weights.clone());
            let params = SparseLogistic::params().passes(2).seed(seed).check().map_err(solver_error)?;
            let fitted = params.fit(&dataset).map_err(solver_error)?;
            bias[label as usize] = fitted.intercept;
            for (i, weight) in fitted.weights.into_iter().enumerate() {
                weights[i * LABELS + label as usize] = weight;
            }
        }
        let Vocabulary { hashes, counts, .. } = &self.vocabulary;
        let bits = BITS.min((4 * n).next_power_of_two().trailing_zeros().max(8));
        Ok((Table::new(bits, LABELS, hashes, &weights, counts, TOKENS), bias))
    }
}

/// Inputs of the drawn paragraphs, words scored by the stage that was trained without their fold.
fn inputs(
    samples: &[Sample],
    scores: &[Vec<WordScore>],
    junk: &Experts,
    drawn: &[Drawn],
    stages: &[(Table, LabelProbabilities)],
    standards: &[Standard],
) -> Vec<Vec<f32>> {
    let runs: Vec<&[Drawn]> = drawn.chunk_by(|a, b| a.0 == b.0).collect();
    runs.par_iter()
        .map_init(
            || (View::default(), Measures::default(), Vec::new(), Buffers::default(), Vec::new()),
            |(view, measures, log_odds, buffers, said), run| {
                let sample = &samples[run[0].0];
                view.look(&sample.features, &scores[run[0].0]);
                measures.compute(view);
                junk.score(measures, log_odds, buffers);
                let (table, bias) = &stages[sample.fold as usize];
                Kinds::word_scores(table, bias, &sample.features.words, said);
                let input = |&(_, i): &Drawn| Kinds::input(standards, said, measures, i, log_odds[i]);
                run.iter().map(input).collect::<Vec<Vec<f32>>>()
            },
        )
        .flatten_iter()
        .collect()
}

/// Fits the multinomial model and gives a row a label that occurs: intercept, then a weight an input.
fn fit(inputs: &[Vec<f32>], truths: &[Label]) -> Result<Vec<Vec<f32>>> {
    let (n, width) = (inputs.len(), inputs[0].len());
    let mut columns = vec![0.0; n * width];
    for (i, input) in inputs.iter().enumerate() {
        for (j, &value) in input.iter().enumerate() {
            columns[j * n + i] = f64::from(value);
        }
    }
    let scales = linear::standardise(&mut columns, n);
    let design = Array2::from_shape_vec((n, width).f(), columns).expect("whole columns");
    let targets: Array1<usize> = truths.iter().map(|&label| label as usize).collect();
    let params = MultiLogisticRegression::default()
        .alpha(ALPHA * n as f64)
        .max_iterations(MAX_ITERATIONS)
        .gradient_tolerance(GRADIENT * n as f64);
    let fitted = params.fit(&Dataset::new(design, targets)).map_err(solver_error)?;
    // linfa sorts its classes, as the labels here are.
    let rows = (0..fitted.classes().len()).map(|class| {
        let weights = fitted.params().column(class);
        let raw: Vec<f64> = weights.iter().zip(&scales).map(|(weight, (_, deviation))| weight / deviation).collect();
        let shift: f64 = raw.iter().zip(&scales).map(|(weight, (mean, _))| weight * mean).sum();
        let intercept = fitted.intercept()[class] - shift;
        std::iter::once(intercept).chain(raw).map(|value| value as f32).collect()
    });
    Ok(rows.collect())
}

#[cfg(test)]
mod tests {
    use super::super::fixture::Numbers;
    use super::*;

    /// Inputs and labels, as `labelled` in `tests/oracles/solvers.py`.
    fn data() -> (Vec<Vec<f32>>, Vec<Label>) {
        let mut numbers = Numbers(23);
        let mut row = || {
            let [a, b, c] = std::array::from_fn(|_| numbers.centred());
            let scores = [a + numbers.centred(), b - a / 2.0 + numbers.centred(), c / 2.0 + numbers.centred()];
            let best = (1..3).fold(0, |best, i| if scores[i] > scores[best] { i } else { best });
            (vec![2.0 * a + 1.0, 8.0 * b, c / 2.0 - 4.0], [Label::Metadata, Label::Content, Label::Bio][best])
        };
        (0..240).map(|_| row()).unzip()
    }

    /// Values from scikit-learn, `tests/oracles/solvers.py`; it sorts labels by name, the model by number.
    #[test]
    fn scores_are_those_of_scikit_learn() {
        let (inputs, truths) = data();
        let count = |label| truths.iter().filter(|&&truth| truth == label).count();
        assert_eq!([Label::Content, Label::Bio, Label::Metadata].map(count), [88, 57, 95]);
        let weights = fit(&inputs, &truths).unwrap();
        assert_eq!(weights.len(), 3);
        let expected = [
            [-2.249_413, -0.455_185, 2.704_598],
            [0.737_443, -1.234_418, 0.496_975],
            [1.391_642, -0.600_719, -0.790_923],
        ];
        for (input, expected) in inputs.iter().zip(expected) {
            for (row, expected) in weights.iter().zip(expected) {
                let score = row[0] + row[1..].iter().zip(input).map(|(weight, value)| weight * value).sum::<f32>();
                assert!((score - expected).abs() < 5e-3, "{score} is not {expected}");
            }
        }
    }
}
