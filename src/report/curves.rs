//! The curves of an evaluation: loss against removal, precision against recall, reliability.

use super::chart::{Axis, Bar, Chart, Line, Point};
use super::number::{figure, percent};
use crate::error::Result;
use crate::evaluation::{Judged, LossTable, PrecisionRecall, Reliability, Report};

/// What the curves show.
#[derive(Clone, Debug, PartialEq)]
pub struct Curves<'a> {
    /// What each threshold costs and gains.
    pub losses: LossTable,
    /// Precision and recall over thresholds.
    pub precision_recall: PrecisionRecall,
    /// Probabilities against what came true.
    pub reliability: &'a Reliability,
}

/// The lowest loss on the axis, which is logarithmic; what loses less stands at its end.
const LEAST_LOSS: f64 = 0.0001;

impl<'a> Curves<'a> {
    /// All curves of these paragraphs, whose reliability is known; empty where they do not define them.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Data`](crate::ErrorKind::Data) where a probability is not from 0 to 1.
    pub fn new(judged: &[Judged], reliability: &'a Reliability) -> Result<Self> {
        Ok(Curves { losses: LossTable::new(judged)?, precision_recall: PrecisionRecall::new(judged)?, reliability })
    }

    /// Junk removed against content lost, what was chosen marked. `report` says what was chosen, `threshold` at which
    /// one, if it was one.
    pub(super) fn loss_chart(&self, report: &Report, threshold: Option<f32>) -> Option<String> {
        let points = self.losses.points.iter().map(|point| Point {
            x: point.lost,
            y: point.removed,
            about: format!(
                "threshold {:.3}: {} of content lost, {} of junk removed",
                point.threshold,
                percent(Some(point.lost)),
                percent(Some(point.removed))
            ),
        });
        let ticks = [0.0001, 0.001, 0.01, 0.1, 1.0].map(|tick: f64| (tick, format!("{} %", 100.0 * tick)));
        let chosen = report.content_chars_lost.zip(report.junk_chars_removed);
        let chart = Chart {
            about: "Share of junk characters removed against share of content characters lost".to_owned(),
            x: Axis { low: LEAST_LOSS, log: true, ticks: ticks.to_vec(), ..Axis::share("content lost") },
            y: Axis::share("junk removed"),
            bars: Vec::new(),
            guide: None,
            lines: vec![Line { name: String::new(), points: points.collect(), dotted: false }],
            mark: chosen.map(|(x, y)| Point { x, y, about: chosen_at(threshold) }),
        };
        chart.svg()
    }

    /// Precision against recall, what was chosen marked.
    pub(super) fn precision_recall_chart(&self, report: &Report, threshold: Option<f32>) -> Option<String> {
        let points = self.precision_recall.points.iter().map(|point| Point {
            x: point.recall,
            y: point.precision,
            about: format!(
                "threshold {:.3}: precision {}, recall {}",
                point.threshold,
                figure(Some(point.precision)),
                figure(Some(point.recall))
            ),
        });
        let chosen = report.junk.recall.zip(report.junk.precision);
        let chart = Chart {
            about: "Precision of junk against recall of junk".to_owned(),
            x: Axis::share("recall of junk"),
            y: Axis::share("precision"),
            bars: Vec::new(),
            guide: None,
            lines: vec![Line { name: String::new(), points: points.collect(), dotted: false }],
            mark: chosen.map(|(x, y)| Point { x, y, about: chosen_at(threshold) }),
        };
        chart.svg()
    }

    /// Share of junk against mean probability, with bars for how many paragraphs there are.
    pub(super) fn reliability_chart(&self) -> Option<String> {
        let bins = &self.reliability.bins;
        let all: u64 = bins.iter().map(|bin| bin.outcomes).sum();
        let points = bins.iter().map(|bin| Point {
            x: bin.probability,
            y: bin.share,
            about: format!(
                "{} paragraphs with a mean probability of {}: {} are junk",
                bin.outcomes,
                figure(Some(bin.probability)),
                percent(Some(bin.share))
            ),
        });
        let bars = bins.iter().map(|bin| {
            let ((from, to), share) = (bin.range(), bin.outcomes as f64 / all as f64);
            Bar { from, to, height: share, about: format!("{} of the paragraphs", percent(Some(share))) }
        });
        let chart = Chart {
            about: "Share of paragraphs that are junk against their mean probability of junk".to_owned(),
            x: Axis::share("probability of junk"),
            y: Axis::share("share that is junk"),
            bars: bars.collect(),
            guide: Some([(0.0, 0.0), (1.0, 1.0)]),
            lines: vec![Line { name: String::new(), points: points.collect(), dotted: true }],
            mark: None,
        };
        chart.svg()
    }
}

fn chosen_at(threshold: Option<f32>) -> String {
    threshold.map_or_else(|| "as chosen".to_owned(), |threshold| format!("threshold {threshold:.3}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::{Label, TruthLabel};

    fn judged(junk: f32, is_junk: bool) -> Judged {
        let label = if is_junk { Label::Ad } else { Label::Content };
        Judged { document: 0, truth: TruthLabel::Known(label), label, junk, chars: 10 }
    }

    #[test]
    fn two_classes_have_every_curve() {
        let judged = [judged(0.9, true), judged(0.6, false), judged(0.4, true), judged(0.0, false)];
        let (reliability, report) = (Reliability::of_junk(&judged).unwrap(), Report::new(&judged, 0.5).unwrap());
        let curves = Curves::new(&judged, &reliability).unwrap();
        let loss = curves.loss_chart(&report, Some(0.5)).unwrap();
        assert!(loss.contains("threshold 0.500</text>") && loss.contains("0.01 %") && loss.contains("100 %"), "{loss}");
        assert!(curves.precision_recall_chart(&report, None).unwrap().contains("as chosen"));
        assert_eq!(curves.reliability_chart().unwrap().matches("class=bar").count(), 4);
    }

    #[test]
    fn one_class_has_a_reliability_alone_and_nothing_has_none() {
        let judged = [judged(0.9, true)];
        let (reliability, report) = (Reliability::of_junk(&judged).unwrap(), Report::new(&judged, 0.5).unwrap());
        let curves = Curves::new(&judged, &reliability).unwrap();
        assert_eq!(curves.loss_chart(&report, None), None);
        assert_eq!(curves.precision_recall_chart(&report, None), None);
        assert!(curves.reliability_chart().is_some());
        assert_eq!(Curves::new(&[], &Reliability::default()).unwrap().reliability_chart(), None);
    }
}
