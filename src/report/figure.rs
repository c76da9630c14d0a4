//! What is measured, by name: which figure, what it means, how it is written.

use super::escape::Escaped;
use super::number;
use crate::evaluation::{Interval, Report};
use std::fmt::Write;

/// A figure of a [`Report`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Figure {
    /// Share of the content characters that are removed.
    Lost,
    /// Share of the junk characters that are removed.
    Removed,
    /// Precision of junk, in paragraphs.
    Precision,
    /// Recall of junk, in paragraphs.
    Recall,
    /// F1 of junk, in paragraphs.
    F1,
    /// Mean F1 of the labels that occur.
    MacroF1,
    /// Area under the ROC curve.
    Auc,
    /// Average precision.
    AveragePrecision,
    /// Brier score.
    Brier,
    /// Expected calibration error.
    CalibrationError,
}

/// How far a figure might be off.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FigureInterval {
    /// The figure.
    pub figure: Figure,
    /// Its interval.
    pub interval: Interval,
}

impl Figure {
    /// Every figure, what a user asks first before what explains it.
    pub const ALL: [Figure; 10] = [
        Figure::Lost,
        Figure::Removed,
        Figure::F1,
        Figure::Precision,
        Figure::Recall,
        Figure::MacroF1,
        Figure::Auc,
        Figure::AveragePrecision,
        Figure::Brier,
        Figure::CalibrationError,
    ];

    /// Its value, 0 to 1; `None` where the paragraphs do not define it.
    pub fn of(self, report: &Report) -> Option<f64> {
        match self {
            Figure::Lost => report.content_chars_lost,
            Figure::Removed => report.junk_chars_removed,
            Figure::Precision => report.junk.precision,
            Figure::Recall => report.junk.recall,
            Figure::F1 => report.junk.f1,
            Figure::MacroF1 => report.macro_f1,
            Figure::Auc => report.probability.auc,
            Figure::AveragePrecision => report.probability.average_precision,
            Figure::Brier => report.probability.brier,
            Figure::CalibrationError => report.probability.calibration_error,
        }
    }

    /// Its name, as the terminal has it.
    pub const fn name(self) -> &'static str {
        match self {
            Figure::Lost => "content lost",
            Figure::Removed => "junk removed",
            Figure::Precision => "junk precision",
            Figure::Recall => "junk recall",
            Figure::F1 => "junk F1",
            Figure::MacroF1 => "macro-F1 of labels",
            Figure::Auc => "AUC",
            Figure::AveragePrecision => "average precision",
            Figure::Brier => "Brier score",
            Figure::CalibrationError => "calibration error",
        }
    }

    /// What it means, in a sentence.
    pub const fn about(self) -> &'static str {
        match self {
            Figure::Lost => "of the characters of content, the share that was removed; lower is better",
            Figure::Removed => "of the characters of junk, the share that was removed",
            Figure::Precision => "of the paragraphs removed, the share that is junk",
            Figure::Recall => "of the junk paragraphs, the share that was removed",
            Figure::F1 => "harmonic mean of precision and recall",
            Figure::MacroF1 => "how well paragraphs are called by their name, each label counting alike",
            Figure::Auc => "chance that junk has a higher probability than content; 0.5 is guessing",
            Figure::AveragePrecision => "precision over all thresholds, weighted by the junk each adds",
            Figure::Brier => "mean squared distance of the probability from the truth; lower is better",
            Figure::CalibrationError => "distance of probabilities from what came true; lower is better",
        }
    }

    /// A value as it is written: shares of characters in percent, all else with three decimals.
    pub(super) fn written(self, value: Option<f64>) -> String {
        match self {
            Figure::Lost | Figure::Removed => number::percent(value),
            _ => number::figure(value),
        }
    }
}

/// The first four figures, large.
pub(super) fn tiles(report: &Report, intervals: &[FigureInterval]) -> String {
    let mut out = String::from("<div class=tiles>\n");
    for figure in [Figure::Lost, Figure::Removed, Figure::F1, Figure::Auc] {
        let range = match interval(intervals, figure) {
            Some(i) => format!("{} to {}", figure.written(Some(i.low)), figure.written(Some(i.high))),
            None => "\u{a0}".to_owned(),
        };
        let value = match figure.of(report) {
            Some(value) => format!("<b>{}</b>", figure.written(Some(value))),
            None => "<b class=none>not measurable</b>".to_owned(),
        };
        let _ = writeln!(out, "<div class=tile>{}{value}<small>{range}</small></div>", Escaped(figure.name()));
    }
    out.push_str("</div>\n");
    out
}

/// The interval of a figure, where it has one.
pub(super) fn interval(intervals: &[FigureInterval], figure: Figure) -> Option<Interval> {
    intervals.iter().find(|known| known.figure == figure).map(|known| known.interval)
}
