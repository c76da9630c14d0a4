//! Precision against recall of junk, over all thresholds: how pure what is removed stays as more of the junk is found.
//!
//! Judged paragraphs enter, a curve of some two hundred points leaves, few enough to be drawn.

use super::Judged;
use super::cuts::{Cuts, share};
use crate::error::Result;

/// A threshold with what it finds, counted in paragraphs.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct PrecisionRecallPoint {
    /// Paragraphs at or above this probability of junk are removed.
    pub threshold: f32,
    /// Share of what is removed that is junk, 0 to 1.
    pub precision: f64,
    /// Share of the junk that is removed, 0 to 1.
    pub recall: f64,
}

/// The curve from the highest threshold down: recall never falls along it.
///
/// Empty unless both junk and content occur, as precision says nothing without one to take for the other.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize)]
pub struct PrecisionRecall {
    /// The points; no threshold occurs twice.
    pub points: Vec<PrecisionRecallPoint>,
}

/// Steps of recall of which each has one point at most.
const STEPS: f64 = 200.0;

impl PrecisionRecall {
    /// The first and the last point of the curve, and of those between the last in each two hundredth of recall. Unsure
    /// paragraphs do not count, titles are content.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Data`](crate::ErrorKind::Data) where a probability is not from 0 to 1.
    pub fn new(judged: &[Judged]) -> Result<Self> {
        let cuts = Cuts::new(judged)?;
        let total = cuts.total();
        if total.junk == 0 || total.content == 0 {
            return Ok(PrecisionRecall::default());
        }
        let mut points: Vec<PrecisionRecallPoint> = Vec::new();
        let step = |recall: f64| (recall * STEPS).floor();
        for cut in cuts.iter() {
            let (precision, recall) = (share(cut.junk, cut.junk + cut.content), share(cut.junk, total.junk));
            let (Some(precision), Some(recall)) = (precision, recall) else { continue };
            let point = PrecisionRecallPoint { threshold: cut.threshold, precision, recall };
            match points.len() {
                // All that is removed once the last junk was found only lowers the precision: the first such cut stays.
                n if n > 0 && points[n - 1].recall == 1.0 => break,
                n if n > 1 && step(points[n - 1].recall) == step(recall) => points[n - 1] = point,
                _ => points.push(point),
            }
        }
        Ok(PrecisionRecall { points })
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{judged, paragraphs};
    use super::*;
    use crate::evaluation::Report;

    #[test]
    fn points_are_those_of_reports() {
        let paragraphs = paragraphs();
        let curve = PrecisionRecall::new(&paragraphs).unwrap();
        assert!((100..=202).contains(&curve.points.len()), "{}", curve.points.len());
        assert!(curve.points.windows(2).all(|pair| pair[0].recall <= pair[1].recall));
        assert!(curve.points.windows(2).all(|pair| pair[0].threshold > pair[1].threshold));
        assert_eq!(curve.points.last().map(|point| point.recall), Some(1.0));
        for point in curve.points.iter().step_by(20) {
            let junk = Report::new(&paragraphs, point.threshold).unwrap().junk;
            assert_eq!((junk.precision, junk.recall), (Some(point.precision), Some(point.recall)));
        }
    }

    #[test]
    fn one_class_has_no_curve() {
        for paragraphs in [vec![], vec![judged("ad", 0.9, 5)], vec![judged("content", 0.1, 5)]] {
            assert_eq!(PrecisionRecall::new(&paragraphs).unwrap(), PrecisionRecall::default());
        }
    }
}
