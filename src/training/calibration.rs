//! Making probabilities mean what they say, where held-out figures say that it helps.
//!
//! Held-out scores and truths come in; a [`Calibration`] leaves: a straight line over log-odds for junk (Platt 1999), a
//! temperature for kinds (Guo et al. 2017). Both fold into the weights of a model, so that its terms still add up to its
//! log-odds, and neither changes an order. Isotonic regression would do both: its steps tie what was apart, and no
//! weight can hold them. Each is fitted anew without each fold to measure what it does to that fold, and is left out
//! where the calibration error does not fall.
//!
//! linfa has Platt's method, but keeps the line to itself; its logistic regression knows no targets between 0 and 1, which
//! keep the line finite where junk and content do not overlap.

use crate::error::Result;
use crate::evaluation::{Calibration, Reliability};
use crate::features::sigmoid;

/// A held-out paragraph.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scored {
    /// Log-odds of junk.
    pub log_odds: f32,
    /// Whether it is junk.
    pub is_junk: bool,
    /// Fold it was held out with.
    pub fold: u32,
}

/// A held-out paragraph of junk.
#[derive(Clone, Debug)]
pub(super) struct Named {
    /// Natural logarithms of its probabilities, by label; labels that cannot be are left out.
    pub logits: Vec<f32>,
    /// Position in `logits` of what it is.
    pub truth: usize,
    /// Fold it was held out with.
    pub fold: u32,
}

/// Slopes and temperatures beyond these are not believed: too few paragraphs, or too clear ones.
const SLOPES: (f64, f64) = (0.2, 5.0);

const STEPS: u32 = 100;

/// The line over log-odds that makes probabilities of junk right.
pub(super) fn of_junk(scored: &[Scored], folds: u32) -> Result<Calibration> {
    let outcome = |line: Option<(f64, f64)>| {
        move |row: &Scored| (sigmoid(line.map_or(row.log_odds, |line| along(line, row.log_odds))), row.is_junk)
    };
    choose(scored, folds, |row| row.fold, platt, outcome)
}

/// The factor of logits that makes probabilities of kinds right: of the likeliest, how often it is the right one.
pub(super) fn of_kinds(named: &[Named], folds: u32) -> Result<Calibration> {
    let outcome = |line: Option<(f64, f64)>| {
        move |row: &Named| {
            let shares = softmax(&row.logits, line.map_or(1.0, |(slope, _)| slope));
            let likelier = |best: (usize, f64), next: (usize, f64)| if next.1 > best.1 { next } else { best };
            let (best, share) = shares.into_iter().enumerate().reduce(likelier).unwrap_or((0, 0.0));
            (share as f32, best == row.truth)
        }
    };
    choose(named, folds, |row| row.fold, |rows| temperature(rows).map(|slope| (slope, 0.0)), outcome)
}

fn along((slope, shift): (f64, f64), log_odds: f32) -> f32 {
    (slope * f64::from(log_odds) + shift) as f32
}

/// Fits a line on all rows, and without each fold for what to expect of it; takes it where that is better.
fn choose<T: Sync, O: Fn(&T) -> (f32, bool)>(
    rows: &[T],
    folds: u32,
    fold: impl Fn(&T) -> u32,
    fit: impl Fn(&[&T]) -> Option<(f64, f64)>,
    outcome: impl Fn(Option<(f64, f64)>) -> O,
) -> Result<Calibration> {
    let before = Reliability::new(&rows.iter().map(outcome(None)).collect::<Vec<_>>())?;
    let mut corrected = Vec::with_capacity(rows.len());
    for held_out in 0..folds {
        let line = fit(&rows.iter().filter(|row| fold(row) != held_out).collect::<Vec<_>>());
        corrected.extend(rows.iter().filter(|row| fold(row) == held_out).map(outcome(line)));
    }
    let after = Reliability::new(&corrected)?;
    let helps = after.calibration_error < before.calibration_error;
    Ok(match fit(&rows.iter().collect::<Vec<_>>()).filter(|_| helps) {
        Some((slope, shift)) => Calibration { slope: slope as f32, shift: shift as f32, before, after: Some(after) },
        None => Calibration::uncorrected(before),
    })
}

/// Slope and shift of log-odds by maximum likelihood, with Platt's targets: instead of 1 and 0 what a count of the class
/// plus one would expect. Newton's method with halved steps (Lin, Lin and Weng 2007). `None` where a class is missing, and
/// where the slope is not to be believed.
fn platt(rows: &[&Scored]) -> Option<(f64, f64)> {
    let junk = rows.iter().filter(|row| row.is_junk).count() as f64;
    let content = rows.len() as f64 - junk;
    if junk == 0.0 || content == 0.0 {
        return None;
    }
    let target = |row: &Scored| if row.is_junk { (junk + 1.0) / (junk + 2.0) } else { 1.0 / (content + 2.0) };
    let at = |(slope, shift): (f64, f64), row: &Scored| slope * f64::from(row.log_odds) + shift;
    let cost = |line: (f64, f64)| -> f64 {
        // ln(1 + eᶻ) − t z, without overflow.
        let of =
            |row: &&Scored| at(line, row).max(0.0) + (-at(line, row).abs()).exp().ln_1p() - target(row) * at(line, row);
        rows.iter().map(of).sum()
    };
    let mut line = (1.0, 0.0);
    let mut reached = cost(line);
    for _ in 0..STEPS {
        let (mut gradient, mut curvature) = ((0.0, 0.0), (1e-9, 0.0, 1e-9));
        for row in rows {
            let (x, p) = (f64::from(row.log_odds), 1.0 / (1.0 + (-at(line, row)).exp()));
            let (slope, weight) = (p - target(row), p * (1.0 - p));
            gradient = (gradient.0 + x * slope, gradient.1 + slope);
            curvature = (curvature.0 + x * x * weight, curvature.1 + x * weight, curvature.2 + weight);
        }
        let (a, b, c) = curvature;
        let determinant = a * c - b * b;
        let step = ((c * gradient.0 - b * gradient.1) / determinant, (a * gradient.1 - b * gradient.0) / determinant);
        let shortened = (0..20).map(|halvings| 0.5_f64.powi(halvings));
        let next =
            shortened.map(|part| (line.0 - part * step.0, line.1 - part * step.1)).find(|&to| cost(to) < reached);
        let Some(next) = next else { break };
        (line, reached) = (next, cost(next));
    }
    (SLOPES.0..=SLOPES.1).contains(&line.0).then_some(line)
}

/// The factor of logits that gives the truths the greatest likelihood, by Newton's method: the cost is convex. `None`
/// without rows, and where the factor is not to be believed.
fn temperature(rows: &[&Named]) -> Option<f64> {
    let mut slope = 1.0;
    for _ in 0..STEPS {
        let (mut gradient, mut curvature) = (0.0, 0.0);
        for row in rows {
            let shares = softmax(&row.logits, slope);
            let logits = || row.logits.iter().map(|&logit| f64::from(logit)).zip(&shares);
            let mean: f64 = logits().map(|(logit, share)| logit * share).sum();
            gradient += mean - f64::from(row.logits[row.truth]);
            curvature += logits().map(|(logit, share)| (logit - mean).powi(2) * share).sum::<f64>();
        }
        if curvature <= 1e-9 {
            return None;
        }
        // No step further than twice: where truths are clear the cost falls ever on.
        let next = (slope - gradient / curvature).clamp(slope / 2.0, slope * 2.0).clamp(SLOPES.0 / 2.0, 2.0 * SLOPES.1);
        if (next - slope).abs() < 1e-7 {
            break;
        }
        slope = next;
    }
    (SLOPES.0..=SLOPES.1).contains(&slope).then_some(slope)
}

fn softmax(logits: &[f32], slope: f64) -> Vec<f64> {
    let greatest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let exps: Vec<f64> = logits.iter().map(|&logit| (slope * f64::from(logit - greatest)).exp()).collect();
    let total: f64 = exps.iter().sum();
    exps.into_iter().map(|exp| exp / total).collect()
}

#[cfg(test)]
mod tests {
    use super::super::fixture::Numbers;
    use super::*;

    /// Log-odds twice as sure as they should be and shifted, as `scored` in `tests/oracles/solvers.py`.
    fn scored() -> Vec<Scored> {
        let mut numbers = Numbers(41);
        let mut row = |i: u32| {
            let (x, noise) = (3.0 * numbers.centred(), numbers.centred());
            Scored { log_odds: 2.0 * x + 1.0, is_junk: x + 2.0 * noise > 0.0, fold: i % 4 }
        };
        (0..400).map(&mut row).collect()
    }

    /// Logits three times as sure as they should be, as `named` in `tests/oracles/solvers.py`.
    fn named() -> Vec<Named> {
        let mut numbers = Numbers(43);
        let mut row = |i: u32| {
            let logits: [f32; 3] = std::array::from_fn(|_| numbers.centred());
            let scores = logits.map(|logit| logit + numbers.centred());
            let truth = (1..3).fold(0, |best, i| if scores[i] > scores[best] { i } else { best });
            Named { logits: logits.map(|logit| 9.0 * logit).to_vec(), truth, fold: i % 4 }
        };
        (0..300).map(&mut row).collect()
    }

    const PLATT: (f64, f64) = (0.653_675_1, -0.475_828_5);
    const TEMPERATURE: f64 = 0.271_574_5;

    /// Values from scikit-learn, `tests/oracles/solvers.py`.
    #[test]
    fn the_line_is_that_of_scikit_learn() {
        let rows = scored();
        let (slope, shift) = platt(&rows.iter().collect::<Vec<_>>()).unwrap();
        assert!((slope - PLATT.0).abs() < 1e-4 && (shift - PLATT.1).abs() < 1e-4, "{slope}, {shift}");
    }

    /// Value from scipy, `tests/oracles/solvers.py`.
    #[test]
    fn the_temperature_is_that_of_scipy() {
        let rows = named();
        let slope = temperature(&rows.iter().collect::<Vec<_>>()).unwrap();
        assert!((slope - TEMPERATURE).abs() < 1e-4, "{slope}");
    }

    #[test]
    fn what_helps_is_taken_and_what_does_not_is_left() {
        let calibration = of_junk(&scored(), 4).unwrap();
        let after = calibration.after.as_ref().unwrap();
        assert!(after.calibration_error < calibration.before.calibration_error);
        assert!(after.brier < calibration.before.brier && calibration.slope < 1.0);
        // What is right already is left as it is.
        let right = (0..400).map(|i| Scored { log_odds: 0.0, is_junk: u32::is_multiple_of(i, 2), fold: i % 4 });
        let calibration = of_junk(&right.collect::<Vec<_>>(), 4).unwrap();
        assert_eq!((calibration.slope, calibration.shift, calibration.after), (1.0, 0.0, None));
        let calibration = of_kinds(&named(), 4).unwrap();
        assert!(calibration.after.is_some() && calibration.slope < 1.0 && calibration.shift == 0.0);
    }

    #[test]
    fn too_little_is_left_as_it_is() {
        let one_class: Vec<Scored> = (0..9).map(|i| Scored { log_odds: -1.0, is_junk: true, fold: i % 4 }).collect();
        for rows in [&one_class[..], &[]] {
            let calibration = of_junk(rows, 4).unwrap();
            assert_eq!((calibration.slope, calibration.after), (1.0, None));
        }
        assert_eq!(of_kinds(&[], 4).unwrap().before, Reliability::default());
        // Junk and content that do not overlap have no finite line by likelihood alone.
        let apart =
            |i: u32| Scored { log_odds: [3.0, -3.0][i as usize % 2], is_junk: i.is_multiple_of(2), fold: i % 4 };
        let apart: Vec<Scored> = (0..40).map(apart).collect();
        assert!(platt(&apart.iter().collect::<Vec<_>>()).is_some_and(|(slope, _)| slope < 2.0));
    }
}
