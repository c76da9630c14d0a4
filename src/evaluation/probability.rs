//! How good probabilities are, whatever the threshold: do they put junk above content, and do they mean what they say?
//!
//! Judged paragraphs enter, five figures leave. They are summed over distinct probabilities, not over paragraphs, so
//! that ties are treated alike and the order of the input does not show in the last digit.

use super::cuts::Cuts;
use super::{Judged, Reliability};
use crate::error::Result;

/// Figures of the probability of junk, counted in paragraphs, unsure ones left out, titles counted as content.
#[derive(Clone, Copy, Debug, Default, PartialEq, serde::Serialize)]
pub struct ProbabilityFigures {
    /// Area under the ROC curve: the chance that a junk paragraph has a higher probability than a content paragraph,
    /// half counted for a tie (Mann and Whitney 1947). 0 to 1, 0.5 by chance and where all are equal; `None` unless both
    /// classes occur.
    pub auc: Option<f64>,
    /// Mean of the precision at each cut, weighted by the junk it adds, without interpolation, as scikit-learn has it.
    /// 0 to 1, the share of junk by chance; 1 where everything is junk; `None` where nothing is.
    pub average_precision: Option<f64>,
    /// Mean squared difference to the truth as 0 or 1 (Brier 1950). 0 to 1, lower is better; `None` without paragraphs.
    pub brier: Option<f64>,
    /// Mean of −ln of the probability given to what is true, in nats, lower is better. Probabilities are taken to be at
    /// least `f32::EPSILON` away from 0 and 1, as scikit-learn does for this type, so it is at most 15.95; `None` without
    /// paragraphs.
    pub log_loss: Option<f64>,
    /// Expected calibration error (Naeini, Cooper and Hauskrecht 2015): the distance between mean probability and share
    /// of junk in each of 15 bins of equal width, open below and closed above, weighted by their paragraphs. 0 to 1,
    /// lower is better; `None` without paragraphs.
    pub calibration_error: Option<f64>,
}

impl ProbabilityFigures {
    /// The figures of these paragraphs; all `None` where there is none or all are unsure.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Data`](crate::ErrorKind::Data) where a probability is not from 0 to 1.
    pub fn new(judged: &[Judged]) -> Result<Self> {
        Cuts::new(judged).map(|cuts| Self::of(&cuts))
    }

    /// The figures of paragraphs that are sorted already.
    pub(super) fn of(cuts: &Cuts) -> Self {
        let total = cuts.total();
        let paragraphs = total.junk + total.content;
        let mean = |sum: f64| (paragraphs > 0).then(|| sum / paragraphs as f64);

        let (mut junk_above, mut content_above) = (0, 0);
        let (mut half_wins, mut precisions, mut logs) = (0_u128, 0.0, 0.0);
        for (probability, junk, content) in cuts.ties() {
            junk_above += junk;
            content_above += content;
            // Twice the content below and once the content beside: whole numbers, exact at any size.
            half_wins += u128::from(junk) * u128::from(2 * (total.content - content_above) + content);

            let (j, c) = (junk as f64, content as f64);
            precisions += j * junk_above as f64 / (junk_above + content_above) as f64;
            let clipped = probability.clamp(CLIP, 1.0 - CLIP);
            logs -= j * clipped.ln() + c * (1.0 - clipped).ln();
        }

        let Reliability { brier, calibration_error, .. } = Reliability::of(cuts.ties());
        let pairs = u128::from(total.junk) * u128::from(total.content);
        ProbabilityFigures {
            auc: (pairs > 0).then(|| half_wins as f64 / (2 * pairs) as f64),
            average_precision: (total.junk > 0).then(|| precisions / total.junk as f64),
            brier,
            log_loss: mean(logs),
            calibration_error,
        }
    }
}

/// How near to 0 and 1 a probability may come in the log loss.
const CLIP: f64 = f32::EPSILON as f64;

#[cfg(test)]
mod tests {
    use super::super::fixture::{assert_near, judged, paragraphs};
    use super::*;

    /// Values from scikit-learn, `tests/oracles/evaluation.py`.
    #[test]
    fn figures_are_those_of_scikit_learn() {
        let figures = ProbabilityFigures::new(&paragraphs()).unwrap();
        assert_near(figures.auc, 0.841_327_135_583_256);
        assert_near(figures.average_precision, 0.970_257_256_213_488_1);
        assert_near(figures.brier, 0.162_390_639_892_987_2);
        assert_near(figures.log_loss, 0.480_143_195_804_827_84);
        assert_near(figures.calibration_error, 0.267_045_528_427_470_6);
    }

    /// Value from scikit-learn, which has it in single precision, `tests/oracles/evaluation.py`.
    #[test]
    fn certainty_that_is_wrong_costs_a_finite_log_loss() {
        let figures = ProbabilityFigures::new(&[judged("content", 1.0, 1), judged("ad", 1.0, 1)]).unwrap();
        assert!(figures.log_loss.is_some_and(|loss| (loss - 7.971_192).abs() < 1e-6), "{figures:?}");
        assert_eq!(figures.calibration_error, Some(0.5));
        assert_eq!(figures.brier, Some(0.5));
    }

    #[test]
    fn one_class_has_no_auc() {
        let junk = ProbabilityFigures::new(&[judged("ad", 0.9, 1), judged("junk", 0.1, 1)]).unwrap();
        assert_eq!((junk.auc, junk.average_precision), (None, Some(1.0)));
        let content = ProbabilityFigures::new(&[judged("content", 0.5, 1), judged("title", 0.5, 1)]).unwrap();
        assert_eq!((content.auc, content.average_precision, content.brier), (None, None, Some(0.25)));
        assert_eq!(ProbabilityFigures::new(&[]).unwrap(), ProbabilityFigures::default());
    }

    #[test]
    fn ties_alone_are_chance() {
        let tied =
            [judged("ad", 0.5, 1), judged("content", 0.5, 1), judged("content", 0.5, 1), judged("title", 0.5, 1)];
        let figures = ProbabilityFigures::new(&tied).unwrap();
        assert_eq!((figures.auc, figures.average_precision), (Some(0.5), Some(0.25)));
        assert_eq!(figures.calibration_error, Some(0.25));
    }

    #[test]
    fn the_order_of_the_input_does_not_show() {
        let mut turned = paragraphs();
        turned.reverse();
        assert_eq!(ProbabilityFigures::new(&turned).unwrap(), ProbabilityFigures::new(&paragraphs()).unwrap());
    }
}
