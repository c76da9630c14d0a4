//! Whether probabilities mean what they say: of paragraphs given one, what share is junk?
//!
//! Judged paragraphs enter, the bins behind the calibration error leave, for a reliability diagram (DeGroot and Fienberg
//! 1983, "The comparison and evaluation of forecasters").

use super::Judged;
use super::cuts::Cuts;
use super::probability::{BINS, bin};
use crate::error::Result;

/// Paragraphs whose probabilities of junk lie in one range.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct ReliabilityBin {
    /// Lower end of the range, outside of it but for 0.
    pub low: f64,
    /// Upper end of the range, in it.
    pub high: f64,
    /// Number of paragraphs, at least 1.
    pub paragraphs: u64,
    /// Mean of their probabilities of junk, 0 to 1.
    pub probability: f64,
    /// Share of them that is junk, 0 to 1.
    pub junk: f64,
}

/// The bins that have paragraphs, rising; of the fifteen of
/// [`ProbabilityFigures::calibration_error`](super::ProbabilityFigures::calibration_error).
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize)]
pub struct Reliability {
    /// The bins.
    pub bins: Vec<ReliabilityBin>,
}

impl Reliability {
    /// The bins of these paragraphs, unsure ones left out, titles counted as content; none without paragraphs.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Data`](crate::ErrorKind::Data) where a probability is not from 0 to 1.
    pub fn new(judged: &[Judged]) -> Result<Self> {
        let mut sums = [(0, 0, 0.0); BINS];
        for (probability, junk, content) in Cuts::new(judged)?.ties() {
            let (all_junk, all, sum) = &mut sums[bin(probability)];
            *all_junk += junk;
            *all += junk + content;
            *sum += (junk + content) as f64 * probability;
        }
        let end = |number: usize| number as f64 / BINS as f64;
        let filled = sums.into_iter().enumerate().filter(|(_, (_, all, _))| *all > 0);
        let bins = filled.map(|(number, (junk, all, sum))| ReliabilityBin {
            low: end(number),
            high: end(number + 1),
            paragraphs: all,
            probability: sum / all as f64,
            junk: junk as f64 / all as f64,
        });
        Ok(Reliability { bins: bins.collect() })
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{assert_near, judged, paragraphs};
    use super::*;
    use crate::evaluation::ProbabilityFigures;

    #[test]
    fn distances_add_up_to_the_calibration_error() {
        let paragraphs = paragraphs();
        let bins = Reliability::new(&paragraphs).unwrap().bins;
        let all: u64 = bins.iter().map(|bin| bin.paragraphs).sum();
        assert_eq!(all, 1845);
        let error: f64 = bins.iter().map(|bin| (bin.probability - bin.junk).abs() * bin.paragraphs as f64).sum();
        assert_near(ProbabilityFigures::new(&paragraphs).unwrap().calibration_error, error / all as f64);
        assert!(bins.iter().all(|bin| bin.low <= bin.probability && bin.probability <= bin.high));
    }

    #[test]
    fn empty_bins_are_left_out() {
        assert_eq!(Reliability::new(&[]).unwrap(), Reliability::default());
        let bins = Reliability::new(&[judged("ad", 1.0, 1), judged("content", 1.0, 1)]).unwrap().bins;
        assert_eq!(bins.len(), 1);
        assert_eq!((bins[0].paragraphs, bins[0].junk, bins[0].high), (2, 0.5, 1.0));
    }
}
