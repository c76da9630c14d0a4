//! Dense: log-odds from measures, as a sum of curves, products and trees.
//!
//! Every measure contributes a piecewise linear curve, every chosen pair of measures the product of the two; the weights
//! come from a linear logistic regression. Trees correct what these leave. All is a plain sum whose terms can be shown;
//! curves and products are centred on the training data: a term of zero is what an average paragraph has.

use super::trees::{Levels, Trees};
use crate::features::{Column, Measures, cut};
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// A measure's contribution.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Curve {
    /// Column of the schema.
    pub column: usize,
    /// Values are cut to these: the range that training saw.
    pub range: (f32, f32),
    /// Where the slope changes.
    pub knots: Vec<f32>,
    /// Slope from the start, then its change at each knot.
    pub slopes: Vec<f32>,
    /// Added, so that the mean over the training data is 0.
    pub offset: f32,
}

impl Curve {
    pub fn at(&self, value: f32) -> f32 {
        let value = cut(value, self.range);
        let bends = self.knots.iter().zip(&self.slopes[1..]).map(|(knot, slope)| slope * above(value, *knot));
        self.offset + self.slopes[0] * value + bends.sum::<f32>()
    }

    /// Adds the contributions of a column.
    #[inline(always)]
    fn add(&self, column: &[f32], out: &mut [f32]) {
        match self.knots.len() {
            0 => self.add_bends::<0>(column, out),
            1 => self.add_bends::<1>(column, out),
            2 => self.add_bends::<2>(column, out),
            3 => self.add_bends::<3>(column, out),
            _ => out.iter_mut().zip(column).for_each(|(out, &value)| *out += self.at(value)),
        }
    }

    /// The loop of [`Curve::add`] for a number of bends that the compiler knows, so that it takes several values at once.
    #[inline(always)]
    fn add_bends<const BENDS: usize>(&self, column: &[f32], out: &mut [f32]) {
        let (range, offset, slope) = (self.range, self.offset, self.slopes[0]);
        let knots: [f32; BENDS] = std::array::from_fn(|k| self.knots[k]);
        let changes: [f32; BENDS] = std::array::from_fn(|k| self.slopes[k + 1]);
        for (out, &value) in out.iter_mut().zip(column) {
            let value = cut(value, range);
            let mut bends = 0.0;
            for (knot, change) in knots.iter().zip(changes) {
                bends += change * above(value, *knot);
            }
            *out += offset + slope * value + bends;
        }
    }
}

/// How far `value` is above `knot`, 0 where it is below.
#[inline]
fn above(value: f32, knot: f32) -> f32 {
    let above = value - knot;
    if above > 0.0 { above } else { 0.0 }
}

/// A measure standardised for products: `(value - mean) / deviation`, cut to three deviations.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Standard {
    pub column: usize,
    pub mean: f32,
    pub deviation: f32,
}

impl Standard {
    pub fn at(&self, value: f32) -> f32 {
        cut((value - self.mean) / self.deviation, (-3.0, 3.0))
    }

    /// Whether both numbers are finite and the column exists.
    pub fn is_sound(&self, columns: usize) -> bool {
        self.column < columns && self.mean.is_finite() && self.deviation.is_finite() && self.deviation > 0.0
    }
}

/// A pair's contribution: weight × product of two standardised measures + offset.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Product {
    /// Positions in [`Dense::standards`].
    pub factors: (usize, usize),
    pub weight: f32,
    pub offset: f32,
}

/// Log-odds as a sum of curves and products.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Dense {
    pub bias: f32,
    pub curves: Vec<Curve>,
    pub standards: Vec<Standard>,
    pub products: Vec<Product>,
    pub trees: Trees,
}

/// Paragraphs scored at a time, so that a long document needs no standardised columns of its own length.
const BLOCK: usize = 1 << 12;

/// Buffers for scoring, reused from document to document.
#[derive(Clone, Debug, Default)]
pub(crate) struct DenseBuffers {
    standards: Vec<f32>,
    levels: Levels,
}

/// A term of a sum: one measure, or the product of two (columns of the schema).
pub(crate) type Term = (usize, Option<usize>);

impl Dense {
    /// Writes the log-odds of every paragraph to `out`, what was there is forgotten.
    pub fn score(&self, measures: &Measures, out: &mut Vec<f32>, buffers: &mut DenseBuffers) {
        #[cfg(target_arch = "x86_64")]
        if std::arch::is_x86_feature_detected!("avx2") {
            // SAFETY: the processor was just asked.
            return unsafe { self.score_with_avx2(measures, out, buffers) };
        }
        self.score_in_blocks(measures, out, buffers);
    }

    /// The same loops, compiled for registers of twice the width; sums keep their order, so nothing else differs.
    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2")]
    fn score_with_avx2(&self, measures: &Measures, out: &mut Vec<f32>, buffers: &mut DenseBuffers) {
        self.score_in_blocks(measures, out, buffers);
    }

    #[inline(always)]
    fn score_in_blocks(&self, measures: &Measures, out: &mut Vec<f32>, buffers: &mut DenseBuffers) {
        let DenseBuffers { standards, levels } = buffers;
        out.clear();
        out.resize(measures.paragraphs(), 0.0);
        for (block, out) in out.chunks_mut(BLOCK).enumerate() {
            let paragraphs = block * BLOCK..block * BLOCK + out.len();
            let mut bias = self.bias;
            for curve in &self.curves {
                match measures.column(curve.column) {
                    Column::Same(value) => bias += curve.at(value),
                    Column::Each(values) => curve.add(&values[paragraphs.clone()], out),
                }
            }
            self.trees.add(measures, paragraphs.start, out, levels);
            bias += self.add_products(measures, paragraphs, out, standards);
            out.iter_mut().for_each(|out| *out += bias);
        }
    }

    /// Adds the products, and gives what is to be added to every paragraph. With a measure that is the same for the whole
    /// document they are a slope of the other, and all slopes of a measure together are one multiplication a paragraph.
    #[inline(always)]
    fn add_products(
        &self,
        measures: &Measures,
        paragraphs: Range<usize>,
        out: &mut [f32],
        buffer: &mut Vec<f32>,
    ) -> f32 {
        let (n, count) = (out.len(), self.standards.len());
        // The standardised columns, behind them a slope for each.
        buffer.clear();
        buffer.resize(count * (n + 1), 0.0);
        let (columns, slopes) = buffer.split_at_mut(count * n);
        let constant = |at: usize| match measures.column(self.standards[at].column) {
            Column::Same(value) => Some(self.standards[at].at(value)),
            Column::Each(_) => None,
        };
        for (at, standard) in self.standards.iter().enumerate() {
            if let Column::Each(values) = measures.column(standard.column) {
                let column = columns[at * n..(at + 1) * n].iter_mut().zip(&values[paragraphs.clone()]);
                column.for_each(|(out, &value)| *out = standard.at(value));
            }
        }
        let column = |at: usize| &columns[at * n..(at + 1) * n];
        let mut bias = 0.0;
        for product in &self.products {
            let (a, b) = product.factors;
            bias += product.offset;
            match (constant(a), constant(b)) {
                (Some(a), Some(b)) => bias += product.weight * a * b,
                (Some(a), None) => slopes[b] += product.weight * a,
                (None, Some(b)) => slopes[a] += product.weight * b,
                (None, None) => {
                    for (out, (x, y)) in out.iter_mut().zip(column(a).iter().zip(column(b))) {
                        *out += product.weight * x * y;
                    }
                }
            }
        }
        for (at, &slope) in slopes.iter().enumerate().filter(|(_, slope)| **slope != 0.0) {
            out.iter_mut().zip(column(at)).for_each(|(out, value)| *out += slope * value);
        }
        bias
    }

    /// The log-odds of one paragraph.
    pub fn log_odds(&self, measures: &Measures, paragraph: usize) -> f32 {
        let value = |column: usize| measures.value(column, paragraph);
        self.linear(value) + self.trees.at(value)
    }

    /// The log-odds without trees, from the values of all columns.
    pub fn linear(&self, value: impl Fn(usize) -> f32) -> f32 {
        let curves = self.curves.iter().map(|curve| curve.at(value(curve.column)));
        let factor = |at: usize| {
            let standard = &self.standards[at];
            standard.at(value(standard.column))
        };
        let products = self.products.iter().map(|p| p.weight * factor(p.factors.0) * factor(p.factors.1) + p.offset);
        self.bias + curves.chain(products).sum::<f32>()
    }

    /// The same log-odds times `factor`, plus linear terms in some measures and a constant.
    #[cfg(feature = "training")]
    pub fn adapted(&self, factor: f32, constant: f32, linear: &[(Standard, f32)]) -> Dense {
        let mut adapted = self.clone();
        adapted.bias = adapted.bias * factor + constant;
        for curve in &mut adapted.curves {
            curve.slopes.iter_mut().for_each(|slope| *slope *= factor);
            curve.offset *= factor;
        }
        for product in &mut adapted.products {
            product.weight *= factor;
            product.offset *= factor;
        }
        adapted.trees.scale *= factor;
        adapted.curves.extend(linear.iter().map(|(standard, weight)| {
            let slope = weight / standard.deviation;
            let reach = 3.0 * standard.deviation;
            Curve {
                column: standard.column,
                range: (standard.mean - reach, standard.mean + reach),
                knots: Vec::new(),
                slopes: vec![slope],
                offset: -slope * standard.mean,
            }
        }));
        adapted
    }

    /// These log-odds less those of a model of curves alone.
    #[cfg(feature = "training")]
    pub fn subtract(&mut self, other: &Dense) {
        self.bias -= other.bias;
        self.curves.extend(other.curves.iter().map(|curve| {
            let slopes = curve.slopes.iter().map(|slope| -slope).collect();
            Curve { slopes, offset: -curve.offset, knots: curve.knots.clone(), ..*curve }
        }));
    }

    /// A bias and the terms of one paragraph's log-odds, which together add up to it; a measure may have several.
    pub fn terms(&self, measures: &Measures, paragraph: usize) -> (f32, Vec<(Term, f32)>) {
        let value = |column: usize| measures.value(column, paragraph);
        let curves = self.curves.iter().map(|curve| ((curve.column, None), curve.at(value(curve.column))));
        let products = self.products.iter().map(|product| {
            let (a, b) = (&self.standards[product.factors.0], &self.standards[product.factors.1]);
            let term = product.weight * a.at(value(a.column)) * b.at(value(b.column)) + product.offset;
            ((a.column, Some(b.column)), term)
        });
        let (start, answers) = self.trees.terms(measures, paragraph);
        let answers = answers.into_iter().map(|(column, log_odds)| ((column, None), log_odds));
        (self.bias + start, curves.chain(products).chain(answers).collect())
    }

    /// Whether every number is finite and every column and factor exists.
    pub fn is_sound(&self, columns: usize) -> bool {
        let finite = |values: &[f32]| values.iter().all(|value| value.is_finite());
        self.bias.is_finite()
            && self.curves.iter().all(|curve| {
                curve.column < columns
                    && curve.slopes.len() == curve.knots.len() + 1
                    && finite(&[curve.range.0, curve.range.1])
                    && curve.range.0 <= curve.range.1
                    && finite(&curve.knots)
                    && finite(&curve.slopes)
                    && curve.offset.is_finite()
            })
            && self.standards.iter().all(|standard| standard.is_sound(columns))
            && self.trees.is_sound(columns)
            && self.products.iter().all(|product| {
                product.factors.0.max(product.factors.1) < self.standards.len()
                    && product.weight.is_finite()
                    && product.offset.is_finite()
            })
    }
}
