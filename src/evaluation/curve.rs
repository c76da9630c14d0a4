//! What each threshold costs and gains: the share of content characters lost and of junk characters removed.
//!
//! Paragraphs judged out of fold enter, some sixty points leave, few enough to be stored in a model file. With them a
//! user names the loss to put up with (`--max-loss 0.5%`) in place of a threshold, without the data at hand.

use super::Judged;
use super::cuts::{Cut, Cuts};
use crate::error::{Error, ErrorKind, Result};

/// One threshold and what it did to the measured paragraphs.
#[derive(Clone, Copy, Debug, PartialEq, serde::Deserialize, serde::Serialize)]
pub struct LossPoint {
    /// Paragraphs at or above this probability of junk are removed.
    pub threshold: f32,
    /// Share of the characters of content (with titles) that were removed, 0 to 1.
    pub lost: f64,
    /// Share of the characters of junk that were removed, 0 to 1.
    pub removed: f64,
}

/// Points of the curve of losses, from the highest threshold down: `lost` and `removed` never fall along it.
///
/// Empty where there were no characters of content or none of junk, as nothing was measured then.
#[derive(Clone, Debug, Default, PartialEq, serde::Deserialize, serde::Serialize)]
pub struct LossTable {
    /// The points; no threshold occurs twice.
    pub points: Vec<LossPoint>,
}

impl LossTable {
    /// At most 62 points, where a user will ask: for a loss of nothing, of everything, and for each of fifteen round
    /// shares a decade from 0.01 % up (1, 1.2, 1.5, 1.8, 2, 2.5, ... 5, 6, ... 9), the lowest threshold that loses no
    /// more. Half of the points thus lie in the highest hundredth of the scores of content, where thresholds are chosen,
    /// and a round share is answered as exactly as from the paragraphs themselves.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Data`] where a probability is not from 0 to 1.
    pub fn new(judged: &[Judged]) -> Result<Self> {
        let cuts = Cuts::new(judged)?;
        let mut points: Vec<LossPoint> = losses().filter_map(|loss| point(&cuts, &cuts.at_loss(loss)?)).collect();
        points.dedup_by_key(|point| point.threshold);
        Ok(LossTable { points })
    }

    /// A point for each of these thresholds, in any order; repeated ones count once.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Data`] where a probability is not from 0 to 1; [`ErrorKind::Argument`] where a threshold is no number.
    pub fn at_thresholds(judged: &[Judged], thresholds: &[f32]) -> Result<Self> {
        if thresholds.iter().any(|threshold| threshold.is_nan()) {
            return Err(Error::new(ErrorKind::Argument, "a threshold is not a number"));
        }
        let cuts = Cuts::new(judged)?;
        let mut thresholds = thresholds.to_vec();
        thresholds.sort_unstable_by(|a, b| b.total_cmp(a));
        thresholds.dedup();
        let at = |threshold| point(&cuts, &Cut { threshold, ..cuts.at_threshold(threshold) });
        Ok(LossTable { points: thresholds.into_iter().filter_map(at).collect() })
    }

    /// The lowest threshold of the table whose measured loss is at most this share (0 to 1) of the content characters.
    ///
    /// `None` where even the highest loses more: to lose so little, remove nothing.
    pub fn threshold_for_loss(&self, max_loss: f64) -> Option<f32> {
        let bearable = self.points.iter().filter(|point| point.lost <= max_loss);
        bearable.map(|point| point.threshold).min_by(f32::total_cmp)
    }
}

impl LossTable {
    /// Whether every number is a share and thresholds fall, as in a table that was measured.
    pub(crate) fn is_sound(&self) -> bool {
        let share = |value: f64| (0.0..=1.0).contains(&value);
        self.points.iter().all(|point| !point.threshold.is_nan() && share(point.lost) && share(point.removed))
            && self.points.windows(2).all(|pair| pair[0].threshold > pair[1].threshold)
    }
}

/// The point of a cut; `None` where a share is not defined.
fn point(cuts: &Cuts, cut: &Cut) -> Option<LossPoint> {
    Some(LossPoint { threshold: cut.threshold, lost: cuts.lost(cut)?, removed: cuts.removed(cut)? })
}

/// Losses worth a point, rising. Each is one division, so that it equals the share as a user's text is parsed.
fn losses() -> impl Iterator<Item = f64> {
    const MANTISSAS: [u32; 15] = [10, 12, 15, 18, 20, 25, 30, 35, 40, 45, 50, 60, 70, 80, 90];
    let decades = [1e5, 1e4, 1e3, 1e2].into_iter();
    let shares = decades.flat_map(|unit| MANTISSAS.into_iter().map(move |mantissa| f64::from(mantissa) / unit));
    std::iter::once(0.0).chain(shares).chain(std::iter::once(1.0))
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{assert_near, judged, paragraphs};
    use super::*;

    #[test]
    fn losses_are_as_users_write_them() {
        let all: Vec<f64> = losses().collect();
        assert_eq!(all.len(), 62);
        assert!(all.windows(2).all(|pair| pair[0] < pair[1]));
        for loss in [0.0, 0.0001, 0.001, 0.0025, 0.005, 0.007, 0.01, 0.012, 0.02, 0.03, 0.05, 0.1, 0.25, 0.6, 1.0] {
            assert!(all.contains(&loss), "{loss}");
        }
    }

    /// Values from scikit-learn's `roc_curve` weighted by characters, `tests/oracles/evaluation.py`.
    #[test]
    fn points_are_those_of_scikit_learn() {
        let table = LossTable::at_thresholds(&paragraphs(), &[0.3, 0.8, 0.5, 0.8]).unwrap();
        let expected = [
            (0.8, 0.0, 0.295_605_681_425_436_5),
            (0.5, 0.289_706_755_953_988_2, 0.704_848_199_674_371_5),
            (0.3, 0.549_576_065_237_349_5, 1.0),
        ];
        assert_eq!(table.points.len(), expected.len());
        for (point, (threshold, lost, removed)) in table.points.iter().zip(expected) {
            assert_eq!(point.threshold, threshold);
            assert_near(Some(point.lost), lost);
            assert_near(Some(point.removed), removed);
        }
    }

    #[test]
    fn the_table_is_monotone_and_answers_like_the_data() {
        let paragraphs = paragraphs();
        let cuts = Cuts::new(&paragraphs).unwrap();
        let table = LossTable::new(&paragraphs).unwrap();
        assert!(table.points.len() > 20 && table.points.len() <= 62);
        for pair in table.points.windows(2) {
            assert!(pair[0].threshold > pair[1].threshold);
            assert!(pair[0].lost <= pair[1].lost && pair[0].removed <= pair[1].removed);
        }
        for loss in losses() {
            assert_eq!(table.threshold_for_loss(loss), cuts.at_loss(loss).map(|cut| cut.threshold), "{loss}");
        }
        assert_eq!(table.points.last().map(|point| (point.lost, point.removed)), Some((1.0, 1.0)));
    }

    #[test]
    fn a_loss_that_cannot_be_met_has_no_threshold() {
        let table =
            LossTable::new(&[judged("content", 0.9, 60), judged("content", 0.1, 40), judged("ad", 0.8, 50)]).unwrap();
        assert_eq!(table.threshold_for_loss(0.5), None);
        assert_eq!(table.threshold_for_loss(0.6), Some(0.8));
        assert_eq!(table.threshold_for_loss(f64::NAN), None);
        assert_eq!(table.threshold_for_loss(1.0), Some(0.1));
    }

    #[test]
    fn ties_are_taken_whole_or_not_at_all() {
        let table =
            LossTable::new(&[judged("content", 0.5, 1), judged("content", 0.5, 99), judged("ad", 0.5, 9)]).unwrap();
        assert_eq!(table.points, [LossPoint { threshold: 0.5, lost: 1.0, removed: 1.0 }]);
    }

    #[test]
    fn one_class_gives_an_empty_table() {
        for paragraphs in [vec![], vec![judged("ad", 0.9, 5)], vec![judged("content", 0.1, 5), judged("ad", 0.9, 0)]] {
            assert_eq!(LossTable::new(&paragraphs).unwrap(), LossTable::default());
            assert_eq!(LossTable::at_thresholds(&paragraphs, &[0.5]).unwrap().threshold_for_loss(1.0), None);
        }
        assert_eq!(LossTable::at_thresholds(&[], &[f32::NAN]).unwrap_err().kind(), ErrorKind::Argument);
    }
}
