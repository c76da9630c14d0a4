//! What is measured, by name: the figures that get an interval, stand on a model's card and can be compared.

use super::{PageMean, Report};

/// A figure, as [`Report`] and [`PageMean`] define it. As a number it is its place in [`Figure::ALL`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Figure {
    /// Precision of junk, in paragraphs.
    Precision,
    /// Recall of junk, in paragraphs.
    Recall,
    /// F1 of junk, in paragraphs.
    F1,
    /// Mean F1 of the labels that occur.
    MacroF1,
    /// Share of the content characters that are removed.
    Lost,
    /// Share of the junk characters that are removed.
    Removed,
    /// Area under the ROC curve.
    Auc,
    /// Average precision.
    AveragePrecision,
    /// Brier score.
    Brier,
    /// Expected calibration error.
    CalibrationError,
    /// Mean F1 of the words that are kept of a document.
    PageF1,
}

impl Figure {
    /// Every figure.
    pub const ALL: [Figure; 11] = [
        Figure::Precision,
        Figure::Recall,
        Figure::F1,
        Figure::MacroF1,
        Figure::Lost,
        Figure::Removed,
        Figure::Auc,
        Figure::AveragePrecision,
        Figure::Brier,
        Figure::CalibrationError,
        Figure::PageF1,
    ];

    /// Its value, 0 to 1; `None` where the data do not define it.
    pub fn of(self, report: &Report, pages: Option<&PageMean>) -> Option<f64> {
        match self {
            Figure::Precision => report.junk.precision,
            Figure::Recall => report.junk.recall,
            Figure::F1 => report.junk.f1,
            Figure::MacroF1 => report.macro_f1,
            Figure::Lost => report.content_chars_lost,
            Figure::Removed => report.junk_chars_removed,
            Figure::Auc => report.probability.auc,
            Figure::AveragePrecision => report.probability.average_precision,
            Figure::Brier => report.probability.brier,
            Figure::CalibrationError => report.probability.calibration_error,
            Figure::PageF1 => pages.map(|pages| pages.f1),
        }
    }

    /// Its name in JSON and on a model's card.
    pub const fn name(self) -> &'static str {
        match self {
            Figure::Precision => "junk_precision",
            Figure::Recall => "junk_recall",
            Figure::F1 => "junk_f1",
            Figure::MacroF1 => "macro_f1",
            Figure::Lost => "content_chars_lost",
            Figure::Removed => "junk_chars_removed",
            Figure::Auc => "auc",
            Figure::AveragePrecision => "average_precision",
            Figure::Brier => "brier",
            Figure::CalibrationError => "calibration_error",
            Figure::PageF1 => "page_f1",
        }
    }

    /// Its name for people.
    pub const fn title(self) -> &'static str {
        match self {
            Figure::Precision => "junk precision",
            Figure::Recall => "junk recall",
            Figure::F1 => "junk F1",
            Figure::MacroF1 => "macro-F1 of labels",
            Figure::Lost => "content chars lost",
            Figure::Removed => "junk chars removed",
            Figure::Auc => "AUC",
            Figure::AveragePrecision => "average precision",
            Figure::Brier => "Brier score",
            Figure::CalibrationError => "calibration error",
            Figure::PageF1 => "page F1",
        }
    }

    /// What it means, in a sentence.
    pub const fn about(self) -> &'static str {
        match self {
            Figure::Precision => "of the paragraphs removed, the share that is junk",
            Figure::Recall => "of the junk paragraphs, the share that was removed",
            Figure::F1 => "harmonic mean of precision and recall",
            Figure::MacroF1 => "how well paragraphs are called by their name, each label counting alike",
            Figure::Lost => "of the characters of content, the share that was removed; lower is better",
            Figure::Removed => "of the characters of junk, the share that was removed",
            Figure::Auc => "chance that junk has a higher probability than content; 0.5 is guessing",
            Figure::AveragePrecision => "precision over all thresholds, weighted by the junk each adds",
            Figure::Brier => "mean squared distance of the probability from the truth; lower is better",
            Figure::CalibrationError => "distance of probabilities from what came true; lower is better",
            Figure::PageF1 => "kept against true text, word by word, each document counting alike",
        }
    }

    /// Whether more of it is better; else less is.
    pub const fn is_gain(self) -> bool {
        !matches!(self, Figure::Lost | Figure::Brier | Figure::CalibrationError)
    }

    /// Whether it is a share of characters, which is written in percent.
    pub const fn is_of_chars(self) -> bool {
        matches!(self, Figure::Lost | Figure::Removed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_its_place() {
        assert!(Figure::ALL.into_iter().enumerate().all(|(at, figure)| figure as usize == at));
    }
}
