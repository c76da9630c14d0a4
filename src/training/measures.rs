//! Stage two: curves and products over measures, fitted by linfa-logistic.
//!
//! Every measure is spread over a basis of piecewise linear bends at its quantiles, chosen pairs are multiplied, all is
//! standardised, and one linear model is fitted. linfa's logistic regression knows no weights, so rows are drawn in
//! proportion to theirs.

use super::samples::Sample;
use super::words::solver_error;
use crate::error::{Error, ErrorKind, Result};
use crate::features::{self, Measures, View, WordScore};
use crate::model::{Curve, Dense, Experts, Product, Standard};
use linfa::Dataset;
use linfa::prelude::Fit;
use linfa_logistic::LogisticRegression;
use ndarray::{Array1, Array2, ArrayView2, ShapeBuilder};
use rand::{Rng, SeedableRng};
use rand_pcg::Pcg32;
use rayon::prelude::*;

/// Rows drawn at most.
pub(super) const MAX_ROWS: usize = 60_000;
/// Bends of a curve at most, and rows a bend should have.
const KNOTS: usize = 3;
const ROWS_PER_KNOT: usize = 200;
/// Rows from which products are worth their columns.
const ROWS_FOR_PRODUCTS: usize = 4_000;
/// L2 penalty for each row.
const ALPHA: f64 = 0.0075;
const MAX_ITERATIONS: u64 = 80;
/// Norm of the mean gradient at which the solver stops, and above which it has not converged.
const GRADIENT: f64 = 2e-4;
const NOT_CONVERGED: f64 = 2e-2;

/// Measures of pages that decide what other measures mean.
const GATES: [&str; 3] = ["odds", "log_words", "chain"];
/// Measures whose meaning depends on the page.
const LOCALS: [&str; 12] = [
    "odds",
    "chain",
    "in_run",
    "near5",
    "log_words",
    "company",
    "density8",
    "expected_before",
    "same_pattern_odds",
    "until_likely",
    "ends_stop",
    "near25",
];

/// A paragraph drawn for stage two: sample, paragraph.
pub(super) type Drawn = (usize, usize);

/// Draws paragraphs in proportion to their weights, systematically: a paragraph of twice the mean weight comes twice.
fn draw(samples: &[Sample], wanted: impl Fn(&Sample) -> bool, max_rows: usize, seed: u64) -> Vec<Drawn> {
    let among = || samples.iter().enumerate().filter(|(_, sample)| wanted(sample));
    let total: f64 = among().flat_map(|(_, sample)| &sample.weights).map(|&weight| f64::from(weight)).sum();
    let paragraphs =
        among().map(|(_, sample)| sample.weights.iter().filter(|&&weight| weight > 0.0).count()).sum::<usize>();
    let rows = paragraphs.min(max_rows) as f64;
    let mut drawn = Vec::new();
    let mut due: f64 = Pcg32::seed_from_u64(seed).random();
    for (s, sample) in among() {
        for (i, &weight) in sample.weights.iter().enumerate() {
            due += f64::from(weight) / total * rows;
            while due >= 1.0 {
                drawn.push((s, i));
                due -= 1.0;
            }
        }
    }
    drawn
}

/// Documents of a sort, with content and junk, from which an expert of its own is trained.
const ENOUGH_DOCUMENTS: usize = 100;

/// Trains stage two on the samples that `wanted` names, on at most `max_rows` rows an expert. Spliced documents are left
/// out: their words are real, but where their junk stands is made up. The second value says whether a solver ran out of
/// steps.
pub(super) fn train(
    samples: &[Sample],
    scores: &[Vec<WordScore>],
    wanted: impl Fn(&Sample) -> bool + Sync,
    max_rows: usize,
    seed: u64,
) -> Result<(Experts, bool)> {
    let real = |sample: &Sample| wanted(sample) && (!sample.is_spliced || sample.len() == 1);
    let expert = |of: &(dyn Fn(&Sample) -> bool + Sync)| {
        let drawn = draw(samples, of, max_rows, seed);
        let targets: Vec<bool> = drawn.iter().map(|&(s, i)| samples[s].is_junk(i) == Some(true)).collect();
        fit(rows(samples, scores, &drawn).view(), &targets)
    };
    // A paragraph by itself has no page around it.
    let is_article = |sample: &Sample| sample.is_read && (sample.is_story || sample.len() == 1);
    let is_story = |sample: &Sample| real(sample) && is_article(sample);
    let is_page = |sample: &Sample| real(sample) && !is_article(sample);
    let enough = |of: &dyn Fn(&Sample) -> bool| {
        let has = |sample: &Sample, class: bool| sample.labels.iter().any(|label| label.is_junk() == Some(class));
        let both = |sample: &&Sample| of(sample) && has(sample, true) && has(sample, false);
        samples.iter().filter(both).count() >= ENOUGH_DOCUMENTS
    };
    let alone = || expert(&real).map(|(page, slow)| (Experts { page, story: None }, slow));
    if !(enough(&is_story) && enough(&is_page)) {
        return alone();
    }
    let ((page, story), gate) =
        rayon::join(|| rayon::join(|| expert(&is_page), || expert(&is_story)), || gate(samples, scores, &real));
    let both = page.and_then(|page| Ok((page, story?, gate?)));
    match both {
        Ok(((page, slow), (story, slow_too), gate)) => {
            Ok((Experts { page, story: Some((story, gate)) }, slow || slow_too))
        }
        // A sort's drawn rows have one class, or no page is of the sort that teaches the gate: one expert for all.
        Err(error) if error.kind() == ErrorKind::Data => alone(),
        Err(error) => Err(error),
    }
}

/// Trains the log-odds that a document is a story, on the measures of the page: a row a document.
fn gate(samples: &[Sample], scores: &[Vec<WordScore>], wanted: &(dyn Fn(&Sample) -> bool + Sync)) -> Result<Dense> {
    let is_story = |sample: &Sample| sample.is_story && sample.is_read;
    // What is neither, an article that an extractor took from its page, goes where it looks to belong.
    let is_clear = |sample: &Sample| is_story(sample) || (sample.is_page && !sample.is_read);
    let among = samples.iter().enumerate().filter(|(_, sample)| sample.len() > 0 && wanted(sample) && is_clear(sample));
    let drawn: Vec<Drawn> = among.map(|(s, _)| (s, 0)).collect();
    let targets: Vec<bool> = drawn.iter().map(|&(s, _)| is_story(&samples[s])).collect();
    let mut rows = rows(samples, scores, &drawn);
    // A column that is 0 everywhere gets no curve.
    for (measure, mut column) in features::schema().zip(rows.columns_mut()) {
        if !measure.name.starts_with("page_") {
            column.fill(0.0);
        }
    }
    fit(rows.view(), &targets).map(|(gate, _)| gate)
}

/// Measures of the drawn paragraphs, `(n_rows, n_measures)`, from scores a sample each.
pub(super) fn rows(samples: &[Sample], scores: &[Vec<WordScore>], drawn: &[Drawn]) -> Array2<f32> {
    let runs: Vec<&[Drawn]> = drawn.chunk_by(|a, b| a.0 == b.0).collect();
    let values: Vec<f32> = runs
        .par_iter()
        .map_init(
            || (View::default(), Measures::default()),
            |(view, measures), run| {
                let sample = &samples[run[0].0];
                view.look(&sample.features.shapes, &sample.features.words, &scores[run[0].0]);
                measures.compute(view);
                run.iter().flat_map(|&(_, i)| measures.row(i).collect::<Vec<f32>>()).collect::<Vec<f32>>()
            },
        )
        .flatten_iter()
        .collect();
    Array2::from_shape_vec((drawn.len(), features::width()), values).expect("a full row each")
}

/// A column of the basis, from a row of measures.
type Maker<'a> = dyn Fn(&[f32]) -> f32 + Sync + 'a;

/// The columns that a linear model is fitted on, and how to standardise them.
struct Basis {
    curves: Vec<Curve>,
    standards: Vec<Standard>,
    products: Vec<(usize, usize)>,
}

impl Basis {
    fn new(rows: ArrayView2<f32>) -> Self {
        let n = rows.nrows();
        let knots = KNOTS.min(n / ROWS_PER_KNOT);
        let curves =
            (0..rows.ncols()).filter_map(|column| curve(column, rows.column(column).to_vec(), knots)).collect();
        let mut basis = Basis { curves, standards: Vec::new(), products: Vec::new() };
        if n >= ROWS_FOR_PRODUCTS {
            let pages = features::schema().map(|measure| measure.name).filter(|name| name.starts_with("page_"));
            for gate in pages.chain(GATES) {
                for local in LOCALS {
                    if let (true, Some(a), Some(b)) =
                        (gate != local, basis.standard(rows, gate), basis.standard(rows, local))
                    {
                        basis.products.push((a, b));
                    }
                }
            }
        }
        basis
    }

    fn standard(&mut self, rows: ArrayView2<f32>, name: &str) -> Option<usize> {
        let column = features::column(name)?;
        if let Some(at) = self.standards.iter().position(|standard| standard.column == column) {
            return Some(at);
        }
        self.standards.push(standard(rows, column)?);
        Some(self.standards.len() - 1)
    }

    fn width(&self) -> usize {
        self.curves.iter().map(|curve| curve.knots.len() + 1).sum::<usize>() + self.products.len()
    }

    /// The basis of all rows, column by column: that order is what makes linfa's gradient fast.
    fn columns(&self, rows: ArrayView2<f32>) -> Vec<f64> {
        let n = rows.nrows();
        let mut columns = vec![0.0; n * self.width()];
        let mut makers: Vec<Box<Maker>> = Vec::new();
        for curve in &self.curves {
            let cut = |row: &[f32]| row[curve.column].clamp(curve.range.0, curve.range.1);
            makers.push(Box::new(cut));
            for knot in &curve.knots {
                makers.push(Box::new(move |row| (cut(row) - knot).max(0.0)));
            }
        }
        for &(a, b) in &self.products {
            let (a, b) = (&self.standards[a], &self.standards[b]);
            makers.push(Box::new(move |row| a.at(row[a.column]) * b.at(row[b.column])));
        }
        columns.par_chunks_mut(n).zip(&makers).for_each(|(column, maker)| {
            for (value, row) in column.iter_mut().zip(rows.rows()) {
                *value = f64::from(maker(row.as_slice().expect("rows are contiguous")));
            }
        });
        columns
    }

    /// The fitted model, from weights of the columns as they were before they were standardised.
    fn dense(mut self, intercept: f64, weights: &[f64], means: &[f64]) -> Dense {
        let mut at = 0;
        let mut bias = intercept;
        for curve in &mut self.curves {
            let range = at..at + curve.knots.len() + 1;
            curve.slopes = weights[range.clone()].iter().map(|&weight| weight as f32).collect();
            let mean: f64 =
                weights[range.clone()].iter().zip(&means[range.clone()]).map(|(weight, mean)| weight * mean).sum();
            curve.offset = -mean as f32;
            bias += mean;
            at = range.end;
        }
        let products = self.products.iter().zip(weights[at..].iter().zip(&means[at..]));
        let products = products
            .map(|(&factors, (&weight, &mean))| {
                bias += weight * mean;
                Product { factors, weight: weight as f32, offset: -(weight * mean) as f32 }
            })
            .collect();
        Dense { bias: bias as f32, curves: self.curves, standards: self.standards, products }
    }
}

/// Bends at quantiles; `None` for a column that is the same everywhere.
fn curve(column: usize, mut values: Vec<f32>, knots: usize) -> Option<Curve> {
    let n = values.len();
    values.sort_unstable_by(f32::total_cmp);
    let quantile = |share: f64| values[((n - 1) as f64 * share).round() as usize];
    // The outermost two in a thousand do not say where a curve goes.
    let range = (quantile(0.002), quantile(0.998));
    let mut bends: Vec<f32> = (1..=knots).map(|k| quantile(k as f64 / (knots + 1) as f64)).collect();
    bends.dedup_by(|a, b| *a - *b < 1e-4);
    bends.retain(|&knot| knot > range.0 + 1e-4 && knot < range.1 - 1e-4);
    (range.0 < range.1).then(|| Curve { column, range, knots: bends, slopes: Vec::new(), offset: 0.0 })
}

/// Mean and deviation of a column; `None` where it is the same everywhere.
pub(super) fn standard(rows: ArrayView2<f32>, column: usize) -> Option<Standard> {
    let values = rows.column(column);
    let n = values.len().max(1) as f64;
    let mean = values.iter().map(|&value| f64::from(value)).sum::<f64>() / n;
    let variance = values.iter().map(|&value| (f64::from(value) - mean).powi(2)).sum::<f64>() / n;
    let deviation = variance.sqrt() as f32;
    (deviation > 1e-6).then_some(Standard { column, mean: mean as f32, deviation })
}

/// Subtracts means and divides by deviations, column by column; gives both.
pub(super) fn standardise(columns: &mut [f64], n: usize) -> Vec<(f64, f64)> {
    columns
        .par_chunks_mut(n)
        .map(|column| {
            let mean = column.iter().sum::<f64>() / n as f64;
            let deviation =
                (column.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / n as f64).sqrt().max(1e-6);
            column.iter_mut().for_each(|value| *value = (*value - mean) / deviation);
            (mean, deviation)
        })
        .collect()
}

/// Fits log-odds of `targets` (junk) on rows of measures; the second value says whether the solver ran out of steps.
fn fit(rows: ArrayView2<f32>, targets: &[bool]) -> Result<(Dense, bool)> {
    let n = rows.nrows();
    if !(targets.contains(&true) && targets.contains(&false)) {
        let reason = "stage two needs both content and junk among its rows: label more documents";
        return Err(Error::new(ErrorKind::Data, reason));
    }
    let basis = Basis::new(rows);
    let mut columns = basis.columns(rows);
    let scales = standardise(&mut columns, n);
    let design = Array2::from_shape_vec((n, basis.width()).f(), columns).expect("whole columns");
    let alpha = ALPHA * n as f64;
    let (dataset, intercept, weights) = solve(design, targets, alpha)?;
    let gradient = mean_gradient(&dataset, targets, intercept, &weights, alpha);
    if gradient.is_nan() || gradient > NOT_CONVERGED {
        let reason = format!("stage two did not converge: its gradient is {gradient:.2e} after {MAX_ITERATIONS} steps");
        return Err(Error::new(ErrorKind::Solver, reason));
    }
    let raw: Vec<f64> = weights.iter().zip(&scales).map(|(weight, (_, deviation))| weight / deviation).collect();
    let means: Vec<f64> = scales.iter().map(|(mean, _)| *mean).collect();
    // `dense` centres terms at their means, which is what standardising did to the intercept.
    let shift: f64 = raw.iter().zip(&means).map(|(weight, mean)| weight * mean).sum();
    Ok((basis.dense(intercept - shift, &raw, &means), gradient > GRADIENT))
}

/// Fits log-odds of `targets` on a design by linfa-logistic, with an L2 penalty of `alpha` for each row: the intercept, and
/// a weight a column.
pub(super) fn logistic(design: Array2<f64>, targets: &[bool], alpha: f64) -> Result<(f64, Vec<f64>)> {
    let alpha = alpha * design.nrows() as f64;
    solve(design, targets, alpha).map(|(_, intercept, weights)| (intercept, weights))
}

/// As [`logistic`], with the penalty for all rows together; hands the design back.
fn solve(design: Array2<f64>, targets: &[bool], alpha: f64) -> Result<(Array2<f64>, f64, Vec<f64>)> {
    let n = design.nrows() as f64;
    let dataset = Dataset::new(design, Array1::from(targets.to_vec()));
    let params =
        LogisticRegression::default().alpha(alpha).max_iterations(MAX_ITERATIONS).gradient_tolerance(GRADIENT * n);
    let fitted = params.fit(&dataset).map_err(solver_error)?;
    // linfa calls the more frequent class positive.
    let sign = if fitted.labels().pos.class { 1.0 } else { -1.0 };
    let weights = fitted.params().iter().map(|weight| weight * sign).collect();
    let intercept = fitted.intercept() * sign;
    Ok((dataset.records, intercept, weights))
}

/// Norm of the gradient of the mean loss, which linfa does not tell.
fn mean_gradient(design: &Array2<f64>, targets: &[bool], intercept: f64, weights: &[f64], alpha: f64) -> f64 {
    let weights = Array1::from(weights.to_vec());
    let margins = design.dot(&weights);
    let residuals: Array1<f64> = margins
        .iter()
        .zip(targets)
        .map(|(margin, &target)| 1.0 / (1.0 + (-(margin + intercept)).exp()) - if target { 1.0 } else { 0.0 })
        .collect();
    let gradient = design.t().dot(&residuals) + &weights * alpha;
    let squares = gradient.dot(&gradient) + residuals.sum().powi(2);
    squares.sqrt() / design.nrows() as f64
}

#[cfg(test)]
<<<<<<< HEAD
mod tests {
    use super::super::fixture::{self, Numbers};
    use super::super::folds::Folds;
    use super::super::samples;
    use super::*;
    use crate::document::{Document, LabelledDocument};
    use crate::label::{Label, TruthLabel};

    /// Rows and whether each is junk, as `dense` in `tests/oracles/solvers.py`.
    fn data(shift: f32) -> (Array2<f32>, Vec<bool>) {
        let mut numbers = Numbers(11);
        let (mut values, mut targets) = (Vec::new(), Vec::new());
        for _ in 0..199 {
            let [a, b, c, d, noise] = std::array::from_fn(|_| numbers.centred());
            values.extend([4.0 * a + 8.0, b / 4.0, c - 2.0, 16.0 * d]);
            targets.push(2.0 * a - b + c / 2.0 + 1.5 * noise + shift > 0.0);
        }
        (Array2::from_shape_vec((199, 4), values).unwrap(), targets)
    }

    /// So few rows get curves without bends, so the model is a plain logistic regression. linfa's positive class is the
    /// more frequent one: junk is the rarer in the first case and the more frequent in the second.
    ///
    /// Values from scikit-learn, `tests/oracles/solvers.py`.
    #[test]
    fn log_odds_are_those_of_scikit_learn_whichever_class_is_rarer() {
        for (shift, junk, expected) in [
            (-1.0, 58, [-0.640_699, -0.765_782, -1.336_024, -1.822_019, -2.588_839, 1.138_322]),
            (1.0, 148, [2.915_722, 2.631_863, 1.883_039, 1.726_252, 0.801_731, 4.580_555]),
        ] {
            let (rows, targets) = data(shift);
            assert_eq!(targets.iter().filter(|&&target| target).count(), junk);
            let (dense, slow) = fit(rows.view(), &targets).unwrap();
            assert!(!slow);
            for (row, expected) in rows.rows().into_iter().zip(expected) {
                let log_odds = dense.bias + dense.curves.iter().map(|curve| curve.at(row[curve.column])).sum::<f32>();
                assert!((log_odds - expected).abs() < 2e-3, "{log_odds} is not {expected}");
            }
        }
    }

    #[test]
    fn one_class_is_refused() {
        let (rows, targets) = data(0.0);
        for class in [true, false] {
            assert_eq!(fit(rows.view(), &vec![class; targets.len()]).unwrap_err().kind(), ErrorKind::Data);
        }
    }

    /// Samples of enough documents for two experts, each by `paragraphs` (content, junk), and scores that say nothing.
    fn samples(stories: [usize; 2], others: [usize; 2]) -> (Vec<Sample>, Vec<Vec<WordScore>>) {
        let mut numbers = Numbers(8);
        let mut document = |[kept, removed]: [usize; 2], i: usize| {
            let texts = (0..kept).map(|_| (fixture::content(&mut numbers), TruthLabel::Known(Label::Content)));
            let mut texts: Vec<(String, TruthLabel)> = texts.collect();
            texts.extend((0..removed).map(|_| {
                let (text, label) = fixture::junk(&mut numbers);
                (text, label.into())
            }));
            let (texts, labels): (Vec<String>, Vec<TruthLabel>) = texts.into_iter().unzip();
            let origin = fixture::site(format!("site {i}"));
            LabelledDocument::new(Document::from_paragraphs(texts).with_origin(origin), labels)
        };
        let documents: Vec<LabelledDocument> =
            (0..2 * ENOUGH_DOCUMENTS).map(|i| document(if i % 2 == 0 { stories } else { others }, i)).collect();
        let samples = samples::prepare(&documents, &Folds::new(&documents, 4));
        let scores = samples.iter().map(|sample| vec![WordScore::default(); sample.len()]).collect();
        (samples, scores)
    }

    /// A page of unknown kinds is what the gate tells articles from.
    #[test]
    fn articles_and_pages_get_an_expert_each() {
        let (mut samples, scores) = samples([2, 1], [1, 8]);
        samples.iter_mut().filter(|sample| !sample.is_story).for_each(|page| page.is_read = false);
        assert!(train(&samples, &scores, |_| true, MAX_ROWS, 1).unwrap().0.story.is_some());
    }

    #[test]
    fn one_expert_serves_where_a_sort_knows_one_class() {
        let (samples, scores) = samples([2, 0], [0, 4]);
        assert!(train(&samples, &scores, |_| true, MAX_ROWS, 1).unwrap().0.story.is_none());
    }

    /// Pages that a reader labelled throughout are not of the sort that the gate learns from.
    #[test]
    fn one_expert_serves_where_nothing_teaches_the_gate() {
        let (samples, scores) = samples([2, 1], [1, 8]);
        assert!(train(&samples, &scores, |_| true, MAX_ROWS, 1).unwrap().0.story.is_none());
    }

    #[test]
    fn terms_are_centred() {
        let (rows, targets) = data(0.0);
        let (dense, _) = fit(rows.view(), &targets).unwrap();
        assert_eq!(dense.curves.len(), 4);
        for curve in &dense.curves {
            let mean = rows.column(curve.column).iter().map(|&value| curve.at(value)).sum::<f32>() / 199.0;
            assert!(mean.abs() < 1e-4, "{mean}");
        }
    }
}
=======
mod tests;
>>>>>>> oracle
