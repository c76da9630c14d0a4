//! Precision, recall and F1 from three counts.
//!
//! What was counted enters, rates leave, the same way for junk as a whole and for every label. Counted here because
//! linfa's confusion matrix exchanges precision and recall; and a rate that is not defined is `None`, where scikit-learn
//! answers 0 with a warning.

use super::cuts::share;

/// How well one class was found.
#[derive(Clone, Copy, Debug, Default, PartialEq, serde::Serialize)]
pub struct Rates {
    /// Paragraphs of the class that were found.
    pub true_positives: u64,
    /// Paragraphs taken for the class that are something else.
    pub false_positives: u64,
    /// Paragraphs of the class that were missed.
    pub false_negatives: u64,
    /// Share of what was found that is right, 0 to 1; `None` where nothing was found.
    pub precision: Option<f64>,
    /// Share of the class that was found, 0 to 1; `None` where the class does not occur.
    pub recall: Option<f64>,
    /// Harmonic mean of both, 0 to 1: 2 × found / (2 × found + false + missed). So 0, not `None`, where the class occurs
    /// and nothing was found; `None` where it neither occurs nor was found.
    pub f1: Option<f64>,
}

impl Rates {
    /// Rates of these counts.
    pub fn new(true_positives: u64, false_positives: u64, false_negatives: u64) -> Self {
        let (found, there) = (true_positives + false_positives, true_positives + false_negatives);
        Rates {
            true_positives,
            false_positives,
            false_negatives,
            precision: share(true_positives, found),
            recall: share(true_positives, there),
            f1: share(2 * true_positives, found + there),
        }
    }

    /// Number of paragraphs of the class.
    pub fn support(&self) -> u64 {
        self.true_positives + self.false_negatives
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_give_rates() {
        let rates = Rates::new(6, 2, 4);
        assert_eq!((rates.precision, rates.recall, rates.f1), (Some(0.75), Some(0.6), Some(12.0 / 18.0)));
        assert_eq!(rates.support(), 10);
    }

    #[test]
    fn what_is_not_defined_is_none() {
        let missed = Rates::new(0, 0, 3);
        assert_eq!((missed.precision, missed.recall, missed.f1), (None, Some(0.0), Some(0.0)));
        let wrong = Rates::new(0, 3, 0);
        assert_eq!((wrong.precision, wrong.recall, wrong.f1), (Some(0.0), None, Some(0.0)));
        let nothing = Rates::default();
        assert_eq!(nothing, Rates::new(0, 0, 0));
        assert_eq!((nothing.precision, nothing.recall, nothing.f1), (None, None, None));
    }
}
