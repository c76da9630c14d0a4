//! Stage two against scikit-learn, and when there are two experts.

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
        let Fitted { dense, slow, .. } = fit(rows.view(), &targets).unwrap();
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

/// Enough documents of a sort, but not with both classes in them.
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
    let Fitted { dense, .. } = fit(rows.view(), &targets).unwrap();
    assert_eq!(dense.curves.len(), 4);
    for curve in &dense.curves {
        let mean = rows.column(curve.column).iter().map(|&value| curve.at(value)).sum::<f32>() / 199.0;
        assert!(mean.abs() < 1e-4, "{mean}");
    }
}
