//! Log-odds from measures as a linear model, fitted by linfa-logistic.
//!
//! Every measure is spread over a basis of piecewise linear bends at its quantiles, chosen pairs are multiplied, all is
//! standardised, and one logistic regression with an L2 penalty is fitted. Rows come
//! in as they are, a [`Dense`] without trees leaves.

use super::words::solver_error;
use crate::error::{Error, ErrorKind, Result};
use crate::features;
use crate::model::{Curve, Dense, Product, Standard, Trees};
use linfa::Dataset;
use linfa::prelude::Fit;
use linfa_logistic::LogisticRegression;
use ndarray::{Array1, Array2, ArrayView2, ShapeBuilder};
use rayon::prelude::*;

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

/// A column of the basis, from a row of measures.
type Maker<'a> = dyn Fn(&[f32]) -> f32 + Sync + 'a;

/// The columns that a linear model is fitted on, and how to standardise them.
pub(super) struct Basis {
    curves: Vec<Curve>,
    standards: Vec<Standard>,
    products: Vec<(usize, usize)>,
}

impl Basis {
    /// Curves without products.
    pub fn curves(rows: ArrayView2<f32>) -> Self {
        let knots = KNOTS.min(rows.nrows() / ROWS_PER_KNOT);
        let curves =
            (0..rows.ncols()).filter_map(|column| curve(column, rows.column(column).to_vec(), knots)).collect();
        Basis { curves, standards: Vec::new(), products: Vec::new() }
    }

    fn new(rows: ArrayView2<f32>) -> Self {
        let mut basis = Basis::curves(rows);
        if rows.nrows() >= ROWS_FOR_PRODUCTS {
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

    /// The basis of all rows standardised, column by column, and what was done to each: mean and deviation.
    pub fn standardised(&self, rows: ArrayView2<f32>) -> (Vec<f64>, Vec<(f64, f64)>) {
        let mut columns = self.columns(rows);
        let scales = standardise(&mut columns, rows.nrows());
        (columns, scales)
    }

    /// The fitted model, from weights of the standardised columns.
    pub fn fitted(self, intercept: f64, weights: &[f64], scales: &[(f64, f64)]) -> Dense {
        let raw: Vec<f64> = weights.iter().zip(scales).map(|(weight, (_, deviation))| weight / deviation).collect();
        let means: Vec<f64> = scales.iter().map(|(mean, _)| *mean).collect();
        // `dense` centres terms at their means, which is what standardising did to the intercept.
        let shift: f64 = raw.iter().zip(&means).map(|(weight, mean)| weight * mean).sum();
        self.dense(intercept - shift, &raw, &means)
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
        Dense { bias: bias as f32, curves: self.curves, standards: self.standards, products, trees: Trees::default() }
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
pub(super) fn fit(rows: ArrayView2<f32>, targets: &[bool]) -> Result<(Dense, bool)> {
    let n = rows.nrows();
    if !(targets.contains(&true) && targets.contains(&false)) {
        let reason = "stage two needs both content and junk among its rows: label more documents";
        return Err(Error::new(ErrorKind::Data, reason));
    }
    let basis = Basis::new(rows);
    let (columns, scales) = basis.standardised(rows);
    let design = Array2::from_shape_vec((n, basis.width()).f(), columns).expect("whole columns");
    let alpha = ALPHA * n as f64;
    let (dataset, intercept, weights) = solve(design, targets, alpha)?;
    let gradient = mean_gradient(&dataset, targets, intercept, &weights, alpha);
    if gradient.is_nan() || gradient > NOT_CONVERGED {
        let reason = format!("stage two did not converge: its gradient is {gradient:.2e} after {MAX_ITERATIONS} steps");
        return Err(Error::new(ErrorKind::Solver, reason));
    }
    Ok((basis.fitted(intercept, &weights, &scales), gradient > GRADIENT))
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
