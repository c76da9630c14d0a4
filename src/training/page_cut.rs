//! The threshold that suits a page: log-odds to take from all paragraphs of it, from measures of the page.
//!
//! Of a piece of running text only what is surely content should stay; of a listing, whose paragraphs all look alike and
//! all look like junk, whatever may be content. A paragraph is best kept where its probability of content is more than
//! half the F1 that the page will reach, so hard pages want another threshold than easy ones. Held-out log-odds come in, a
//! [`Dense`] without products and trees leaves, fitted to the mean F1 of the words kept, documents by
//! their weight.

use super::linear::Basis;
use super::samples::Sample;
use crate::features::sigmoid;
use crate::label::{Label, TruthLabel};
use crate::model::Dense;
use ndarray::ArrayView2;
use rayon::prelude::*;

/// Log-odds over which a paragraph goes from kept to removed, so that F1 has a slope.
const SOFT: f32 = 0.4;
/// L2 penalty.
const ALPHA: f64 = 3e-3;
/// Steps of Adam, and their size, which shrinks to 0.
const STEPS: i32 = 200;
const RATE: f64 = 0.03;

/// Fits on a row of measures, zeros but for those of the page, and held-out log-odds for each sample.
pub(super) fn fit(rows: ArrayView2<f32>, samples: &[&Sample], log_odds: &[&[f32]]) -> Dense {
    let basis = Basis::curves(rows);
    let (columns, scales) = basis.standardised(rows);
    let n = rows.nrows();
    let page_weights: Vec<f64> = samples.iter().map(|page| page.weights.iter().copied().map(f64::from).sum()).collect();
    let total: f64 = page_weights.iter().sum();
    let (mut intercept, mut weights) = (0.0, vec![0.0; scales.len()]);
    // Means of the slopes and of their squares, the intercept last.
    let mut means = vec![(0.0, 0.0); weights.len() + 1];
    for step in 1..=STEPS {
        let slopes: Vec<f64> = (0..n)
            .into_par_iter()
            .map(|page| {
                let terms = weights.iter().enumerate().map(|(k, weight)| weight * columns[k * n + page]);
                page_weights[page] * slope(samples[page], log_odds[page], (intercept + terms.sum::<f64>()) as f32)
            })
            .collect();
        let mut gradient: Vec<f64> = columns
            .par_chunks_exact(n)
            .zip(&weights)
            .map(|(column, weight)| {
                column.iter().zip(&slopes).map(|(x, slope)| x * slope).sum::<f64>() / total - ALPHA * weight
            })
            .collect();
        gradient.push(slopes.iter().sum::<f64>() / total);
        let rate = RATE * (1.0 - f64::from(step - 1) / f64::from(STEPS));
        let all = weights.iter_mut().chain([&mut intercept]);
        for ((weight, (first, second)), slope) in all.zip(&mut means).zip(gradient) {
            *first += 0.1 * (slope - *first);
            *second += 0.01 * (slope * slope - *second);
            let (first, second) = (*first / (1.0 - 0.9_f64.powi(step)), *second / (1.0 - 0.99_f64.powi(step)));
            *weight += rate * first / (second.sqrt() + 1e-8);
        }
    }
    basis.fitted(intercept, &weights, &scales)
}

/// How the F1 of the words kept changes with the log-odds from which paragraphs are removed. A headline is kept or not by
/// what its reader wants, and does not count.
fn slope(page: &Sample, log_odds: &[f32], cut: f32) -> f64 {
    let (mut kept, mut content, mut both) = (0.0, 0.0, 0.0);
    let (mut kept_slope, mut both_slope) = (0.0, 0.0);
    let title = TruthLabel::Known(Label::Title);
    for (i, odds) in log_odds.iter().enumerate().filter(|(i, _)| page.labels[*i] != title) {
        let Some(is_junk) = page.is_junk(i) else { continue };
        let words = f64::from(page.features.shapes[i].words);
        let share = f64::from(sigmoid((cut - odds) / SOFT));
        let change = words * share * (1.0 - share) / f64::from(SOFT);
        kept += words * share;
        kept_slope += change;
        if !is_junk {
            content += words;
            both += words * share;
            both_slope += change;
        }
    }
    if content == 0.0 { 0.0 } else { 2.0 * (both_slope - both / (kept + content) * kept_slope) / (kept + content) }
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::super::{folds::Folds, samples};
    use super::*;
    use crate::document::{Document, LabelledDocument};
    use crate::features;
    use ndarray::Array2;

    /// Pages of two sorts, told apart by a measure: in one content looks like junk, in the other junk looks like content.
    #[test]
    fn every_sort_of_page_gets_the_threshold_between_its_content_and_its_junk() {
        let texts = ["One two three four.", "Five six seven eight."];
        let labels = || vec![Label::Content.into(), Label::Navigation.into()];
        let document = |i| Document::from_paragraphs(texts).with_origin(fixture::site(format!("site {i}")));
        let documents: Vec<LabelledDocument> = (0..400).map(|i| LabelledDocument::new(document(i), labels())).collect();
        let samples = samples::prepare(&documents, &Folds::new(&documents, 4));
        let odds = [[1.0, 3.0], [-3.0, -1.0]];
        let log_odds: Vec<&[f32]> = (0..400).map(|i| odds[i % 2].as_slice()).collect();
        let column = features::column("page_links").unwrap();
        let mut rows = Array2::zeros((400, features::width()));
        rows.column_mut(column).iter_mut().skip(1).step_by(2).for_each(|links| *links = 5.0);
        let cut = fit(rows.view(), &samples.iter().collect::<Vec<_>>(), &log_odds);
        for (links, odds) in [0.0, 5.0].into_iter().zip(odds) {
            let cut = cut.linear(|at| if at == column { links } else { 0.0 });
            assert!(odds[0] < cut && cut < odds[1], "{cut} is not between {odds:?}");
        }
    }

    #[test]
    fn the_slope_is_that_of_f1() {
        let texts = ["One two three four.", "Five six.", "Seven eight nine."];
        let labels = vec![Label::Content.into(), Label::Navigation.into(), Label::Title.into()];
        let document = LabelledDocument::new(Document::from_paragraphs(texts), labels);
        let sample = &samples::prepare(std::slice::from_ref(&document), &Folds::new(&[], 1))[0];
        let log_odds = [-0.3, 0.2, 0.1];
        let f1 = |cut: f64| {
            let kept = |i: usize| 1.0 / (1.0 + ((f64::from(log_odds[i]) - cut) / f64::from(SOFT)).exp());
            2.0 * 4.0 * kept(0) / (4.0 * kept(0) + 2.0 * kept(1) + 4.0)
        };
        let expected = (f1(0.101) - f1(0.099)) / 0.002;
        assert!((slope(sample, &log_odds, 0.1) - expected).abs() < 1e-4);
    }
}
