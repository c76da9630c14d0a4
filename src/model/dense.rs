//! Dense: log-odds from measures, as a sum of curves and products.
//!
//! Every measure contributes a piecewise linear curve, every chosen pair of measures the product of the two; the weights
//! come from a linear logistic regression, so that a paragraph's log-odds is a plain sum whose terms can be shown. Terms
//! are centred on the training data: a term of zero is what an average paragraph has.

use crate::features::Measures;
use serde::{Deserialize, Serialize};

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
        let value = value.clamp(self.range.0, self.range.1);
        let bends = self.knots.iter().zip(&self.slopes[1..]).map(|(knot, slope)| slope * (value - knot).max(0.0));
        self.offset + self.slopes[0] * value + bends.sum::<f32>()
    }
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
        ((value - self.mean) / self.deviation).clamp(-3.0, 3.0)
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
}

/// A term of a sum: one measure, or the product of two (columns of the schema).
pub(crate) type Term = (usize, Option<usize>);

impl Dense {
    /// Writes the log-odds of every paragraph to `out`; what was there is forgotten.
    pub fn score(&self, measures: &Measures, out: &mut Vec<f32>) {
        let n = measures.paragraphs();
        out.clear();
        out.resize(n, self.bias);
        if n == 0 {
            return;
        }
        for curve in &self.curves {
            let column = measures.column(curve.column);
            if is_constant(column) {
                let value = curve.at(column[0]);
                out.iter_mut().for_each(|out| *out += value);
                continue;
            }
            let (low, high) = curve.range;
            for (out, value) in out.iter_mut().zip(column) {
                *out += curve.offset + curve.slopes[0] * value.clamp(low, high);
            }
            for (knot, slope) in curve.knots.iter().zip(&curve.slopes[1..]) {
                for (out, value) in out.iter_mut().zip(column) {
                    *out += slope * (value.clamp(low, high) - knot).max(0.0);
                }
            }
        }
        self.add_products(measures, out);
    }

    /// Products with a measure that is the same for the whole document are one multiplication a paragraph and factor.
    fn add_products(&self, measures: &Measures, out: &mut [f32]) {
        let constant: Vec<Option<f32>> = self
            .standards
            .iter()
            .map(|standard| {
                let column = measures.column(standard.column);
                is_constant(column).then(|| standard.at(column[0]))
            })
            .collect();
        let mut slopes = vec![0.0; self.standards.len()];
        let mut both = Vec::new();
        let mut bias = 0.0;
        for product in &self.products {
            let (a, b) = product.factors;
            bias += product.offset;
            match (constant[a], constant[b]) {
                (Some(a), Some(b)) => bias += product.weight * a * b,
                (Some(a), None) => slopes[b] += product.weight * a,
                (None, Some(b)) => slopes[a] += product.weight * b,
                (None, None) => both.push(product),
            }
        }
        out.iter_mut().for_each(|out| *out += bias);
        for (standard, slope) in self.standards.iter().zip(slopes) {
            if slope != 0.0 {
                for (out, value) in out.iter_mut().zip(measures.column(standard.column)) {
                    *out += slope * standard.at(*value);
                }
            }
        }
        for product in both {
            let (a, b) = (&self.standards[product.factors.0], &self.standards[product.factors.1]);
            let columns = measures.column(a.column).iter().zip(measures.column(b.column));
            for (out, (x, y)) in out.iter_mut().zip(columns) {
                *out += product.weight * a.at(*x) * b.at(*y);
            }
        }
    }

    /// The same log-odds times `factor`, plus linear terms in some measures and a constant.
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

    /// The terms of one paragraph's log-odds; with the bias they add up to it.
    pub fn terms(&self, measures: &Measures, paragraph: usize) -> Vec<(Term, f32)> {
        let value = |column: usize| measures.column(column)[paragraph];
        let curves = self.curves.iter().map(|curve| ((curve.column, None), curve.at(value(curve.column))));
        let products = self.products.iter().map(|product| {
            let (a, b) = (&self.standards[product.factors.0], &self.standards[product.factors.1]);
            let term = product.weight * a.at(value(a.column)) * b.at(value(b.column)) + product.offset;
            ((a.column, Some(b.column)), term)
        });
        curves.chain(products).collect()
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
            && self.products.iter().all(|product| {
                product.factors.0.max(product.factors.1) < self.standards.len()
                    && product.weight.is_finite()
                    && product.offset.is_finite()
            })
    }
}

/// Measures of a page are the same for all its paragraphs.
fn is_constant(column: &[f32]) -> bool {
    let first = column[0];
    column.iter().all(|&value| value == first)
}
