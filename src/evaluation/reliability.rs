//! Whether probabilities mean what they say: of what is called junk at 80 %, are eight in ten junk?
//!
//! Probabilities with what became true enter; a curve in bins leaves, for a reliability diagram (DeGroot and Fienberg 1983,
//! "The comparison and evaluation of forecasters"), with the distance from the diagonal as one number. It serves
//! junk and kinds alike: an outcome is whatever the probability was of.

use super::Judged;
use super::cuts::Cuts;
use crate::error::{Error, ErrorKind, Result};

/// One bin of the curve that held something.
#[derive(Clone, Copy, Debug, PartialEq, serde::Deserialize, serde::Serialize)]
pub struct ReliabilityBin {
    /// Number of outcomes.
    pub outcomes: u64,
    /// Mean of their probabilities, 0 to 1.
    pub probability: f64,
    /// Share that came true, 0 to 1.
    pub share: f64,
}

/// The curve, and what it comes to.
#[derive(Clone, Debug, Default, PartialEq, serde::Deserialize, serde::Serialize)]
pub struct Reliability {
    /// Mean squared difference of probability and outcome (Brier 1950). 0 to 1, lower is better; `None` without outcomes.
    pub brier: Option<f64>,
    /// Expected calibration error (Naeini, Cooper and Hauskrecht 2015): the distance between mean probability and share in
    /// each bin, weighted by its outcomes. 0 to 1, lower is better; `None` without outcomes.
    pub calibration_error: Option<f64>,
    /// At most 15 bins of equal width, open below and closed above, by rising probability.
    pub bins: Vec<ReliabilityBin>,
}

/// A correction of log-odds, and what it did to probabilities that it was not fitted on.
#[derive(Clone, Debug, PartialEq, serde::Deserialize, serde::Serialize)]
pub struct Calibration {
    /// Factor of the log-odds; 1 where they were not corrected.
    pub slope: f32,
    /// What is added to them after; 0 where they were not corrected.
    pub shift: f32,
    /// Without correction.
    pub before: Reliability,
    /// Corrected; `None` where the correction would not have helped, so there is none.
    pub after: Option<Reliability>,
}

/// Bins of the curve.
const BINS: usize = 15;

/// The bin of a probability; bins are open below and closed above.
fn bin_of(probability: f64) -> usize {
    ((probability * BINS as f64).ceil() as usize).saturating_sub(1).min(BINS - 1)
}

impl ReliabilityBin {
    /// The range of probabilities that it holds: its lower end, outside of it but for 0, and its upper end, in it.
    pub fn range(&self) -> (f64, f64) {
        let end = |number: usize| number as f64 / BINS as f64;
        let at = bin_of(self.probability);
        (end(at), end(at + 1))
    }
}

impl Reliability {
    /// The curve of these outcomes: the probability of each, and whether it came true.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Data`] where a probability is not from 0 to 1.
    pub fn new(outcomes: &[(f32, bool)]) -> Result<Self> {
        if let Some((bad, _)) = outcomes.iter().find(|(probability, _)| !(0.0..=1.0).contains(probability)) {
            return Err(Error::new(ErrorKind::Data, format!("a probability of {bad}, expected 0 to 1")));
        }
        Ok(Self::of(outcomes.iter().map(|&(p, is_true)| (f64::from(p), u64::from(is_true), u64::from(!is_true)))))
    }

    /// The curve of the probability of junk of these paragraphs, unsure ones left out, titles counted as content.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Data`] where a probability is not from 0 to 1.
    pub fn of_junk(judged: &[Judged]) -> Result<Self> {
        Cuts::new(judged).map(|cuts| Self::of(cuts.ties()))
    }

    /// The curve of probabilities with how many outcomes came true and how many did not.
    pub(super) fn of(ties: impl Iterator<Item = (f64, u64, u64)>) -> Self {
        // Of each bin the outcomes, the sum of their probabilities and how many came true.
        let mut bins = [(0_u64, 0.0, 0_u64); BINS];
        let mut squares = 0.0;
        for (probability, came, failed) in ties {
            squares += came as f64 * (1.0 - probability).powi(2) + failed as f64 * probability.powi(2);
            let (outcomes, probabilities, true_ones) = &mut bins[bin_of(probability)];
            *outcomes += came + failed;
            *probabilities += (came + failed) as f64 * probability;
            *true_ones += came;
        }
        let outcomes: u64 = bins.iter().map(|bin| bin.0).sum();
        let mean = |sum: f64| (outcomes > 0).then(|| sum / outcomes as f64);
        let distance = bins.iter().map(|&(_, probabilities, came)| (probabilities - came as f64).abs()).sum();
        let bin = |&(outcomes, probabilities, came): &(u64, f64, u64)| {
            let mean = |sum: f64| sum / outcomes as f64;
            (outcomes > 0).then(|| ReliabilityBin {
                outcomes,
                probability: mean(probabilities),
                share: mean(came as f64),
            })
        };
        Reliability {
            brier: mean(squares),
            calibration_error: mean(distance),
            bins: bins.iter().filter_map(bin).collect(),
        }
    }

    /// Whether every number is a share.
    pub(crate) fn is_sound(&self) -> bool {
        let share = |value: &f64| (0.0..=1.0).contains(value);
        self.brier.iter().chain(&self.calibration_error).all(share)
            && self.bins.iter().all(|bin| share(&bin.probability) && share(&bin.share))
    }
}

impl Calibration {
    /// Measured, and nothing done.
    pub fn uncorrected(before: Reliability) -> Self {
        Calibration { slope: 1.0, shift: 0.0, before, after: None }
    }

    /// What the model's probabilities are worth as they now are.
    pub fn now(&self) -> &Reliability {
        self.after.as_ref().unwrap_or(&self.before)
    }

    /// Whether every number is finite, and no correction turns the order of probabilities around.
    pub(crate) fn is_sound(&self) -> bool {
        let corrected = self.after.as_ref().is_none_or(Reliability::is_sound);
        self.slope.is_finite() && self.slope > 0.0 && self.shift.is_finite() && self.before.is_sound() && corrected
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{assert_near, judged, paragraphs};
    use super::*;

    /// Values from scikit-learn, `tests/oracles/evaluation.py`.
    #[test]
    fn the_curve_is_that_of_scikit_learn() {
        let reliability = Reliability::of_junk(&paragraphs()).unwrap();
        assert_near(reliability.brier, 0.162_390_639_892_987_2);
        assert_near(reliability.calibration_error, 0.267_045_528_427_470_6);
        assert_eq!(reliability.bins.len(), 15);
        assert_eq!(reliability.bins.iter().map(|bin| bin.outcomes).sum::<u64>(), 1845);
        assert!(reliability.bins.windows(2).all(|pair| pair[0].probability < pair[1].probability));
        assert!(reliability.is_sound());
    }

    #[test]
    fn distances_add_up_to_the_calibration_error() {
        let Reliability { calibration_error, bins, .. } = Reliability::of_junk(&paragraphs()).unwrap();
        let error: f64 = bins.iter().map(|bin| (bin.probability - bin.share).abs() * bin.outcomes as f64).sum();
        assert_near(calibration_error, error / 1845.0);
    }

    #[test]
    fn bins_know_their_range() {
        let ends: Vec<(f64, f64)> =
            Reliability::of_junk(&paragraphs()).unwrap().bins.iter().map(ReliabilityBin::range).collect();
        assert!(ends.windows(2).all(|pair| pair[0].1 == pair[1].0));
        assert_eq!((ends[0].0, ends[14].1), (0.0, 1.0));
        let bins = Reliability::of_junk(&[judged("ad", 1.0, 1), judged("content", 1.0, 1), judged("unsure", 0.0, 1)]);
        let bins = bins.unwrap().bins;
        assert_eq!((bins.len(), bins[0].outcomes, bins[0].share, bins[0].range().1), (1, 2, 0.5, 1.0));
    }

    #[test]
    fn certainty_that_is_right_is_perfect_and_nothing_is_nothing() {
        let right = Reliability::new(&[(1.0, true), (0.0, false)]).unwrap();
        assert_eq!((right.brier, right.calibration_error, right.bins.len()), (Some(0.0), Some(0.0), 2));
        assert_eq!(Reliability::new(&[]).unwrap(), Reliability::default());
        assert_eq!(Reliability::new(&[(f32::NAN, true)]).unwrap_err().kind(), ErrorKind::Data);
    }
}
