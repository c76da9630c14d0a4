//! The figures that get an interval, and can be compared: of a set of judged paragraphs, its groups counted as often as
//! a resample drew them.
//!
//! Paragraphs are sorted once; each resample then is one walk through them. So intervals over a million paragraphs take
//! seconds, and two models judged on the same groups can be resampled together.

use super::cuts::{Cuts, share};
use super::{Judged, ProbabilityFigures, Rates};
use crate::error::Result;
use crate::label::Label;

/// A judged paragraph, the group it is drawn with, and whether it was removed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Decided {
    /// The paragraph.
    pub judged: Judged,
    /// Number of its group (its site), from 0.
    pub group: u32,
    /// Whether it was removed, by whatever policy.
    pub removed: bool,
}

/// A figure of [`DecidedSet::figures`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Figure {
    /// Name in JSON and in a model's card.
    pub name: &'static str,
    /// Name for people.
    pub title: &'static str,
    /// Whether more of it is better; else less is.
    pub is_gain: bool,
}

/// The figures of paragraphs, as [`Report`](super::Report) defines them. The F1 of each of the eleven labels follow them.
pub const FIGURES: [Figure; 10] = [
    Figure { name: "junk_precision", title: "junk precision", is_gain: true },
    Figure { name: "junk_recall", title: "junk recall", is_gain: true },
    Figure { name: "junk_f1", title: "junk F1", is_gain: true },
    Figure { name: "macro_f1", title: "macro-F1 of labels", is_gain: true },
    Figure { name: "content_chars_lost", title: "content chars lost", is_gain: false },
    Figure { name: "junk_chars_removed", title: "junk chars removed", is_gain: true },
    Figure { name: "auc", title: "AUC", is_gain: true },
    Figure { name: "average_precision", title: "average precision", is_gain: true },
    Figure { name: "brier", title: "Brier score", is_gain: false },
    Figure { name: "calibration_error", title: "calibration error", is_gain: false },
];

/// Decided paragraphs by falling probability of junk, unsure ones left out.
#[derive(Clone, Debug, Default)]
pub struct DecidedSet(Vec<Decided>);

impl DecidedSet {
    /// The set of these paragraphs, in any order.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Data`](crate::ErrorKind::Data) where a probability is not from 0 to 1.
    pub fn new(paragraphs: impl IntoIterator<Item = Decided>) -> Result<Self> {
        let mut sure = Vec::new();
        for paragraph in paragraphs {
            if paragraph.judged.checked_truth()?.is_some() {
                sure.push(paragraph);
            }
        }
        sure.sort_by(|a, b| b.judged.junk.total_cmp(&a.judged.junk));
        Ok(DecidedSet(sure))
    }

    /// The figures in the order of [`FIGURES`], then the F1 of each label in the order of [`Label::ALL`], with each group
    /// counted as often as `counts` says; `None` where a figure is not defined.
    ///
    /// # Panics
    ///
    /// Where a paragraph's group has no count.
    pub fn figures(&self, counts: &[u32]) -> Vec<Option<f64>> {
        let count = |paragraph: &Decided| u64::from(counts[paragraph.group as usize]);
        let cuts = Cuts::of_falling(self.0.iter().map(|p| {
            let Judged { truth, junk, chars, .. } = p.judged;
            (junk, truth.is_junk() == Some(true), u64::from(chars), count(p))
        }));
        // Paragraphs and characters removed, of content and of junk.
        let mut removed = [(0, 0); 2];
        let (mut right, mut named, mut known) = ([0; LABELS], [0; LABELS], [0; LABELS]);
        for paragraph in &self.0 {
            let (count, judged) = (count(paragraph), paragraph.judged);
            if paragraph.removed {
                let of = &mut removed[usize::from(judged.truth.is_junk() == Some(true))];
                *of = (of.0 + count, of.1 + count * u64::from(judged.chars));
            }
            if let Some(truth) = judged.truth.known() {
                known[truth as usize] += count;
                named[judged.label as usize] += count;
                right[truth as usize] += if truth == judged.label { count } else { 0 };
            }
        }
        let [(content, content_chars), (junk, junk_chars)] = removed;
        let total = cuts.total();
        let rates = Rates::new(junk, content, total.junk - junk);
        let f1 = |at: usize| Rates::new(right[at], named[at] - right[at], known[at] - right[at]).f1;
        let occurring: Vec<f64> = (0..LABELS).filter(|&at| known[at] > 0).map(|at| f1(at).unwrap_or(0.0)).collect();
        let macro_f1 = (!occurring.is_empty()).then(|| occurring.iter().sum::<f64>() / occurring.len() as f64);
        let probability = ProbabilityFigures::of(&cuts);
        let overall = [
            rates.precision,
            rates.recall,
            rates.f1,
            macro_f1,
            share(content_chars, total.content_chars),
            share(junk_chars, total.junk_chars),
            probability.auc,
            probability.average_precision,
            probability.brier,
            probability.calibration_error,
        ];
        overall.into_iter().chain((0..LABELS).map(f1)).collect()
    }
}

const LABELS: usize = Label::ALL.len();

#[cfg(test)]
mod tests {
    use super::super::Report;
    use super::super::fixture::paragraphs;
    use super::*;

    fn set() -> DecidedSet {
        let decided = |judged: Judged| Decided { judged, group: judged.document / 2, removed: judged.junk >= 0.5 };
        DecidedSet::new(paragraphs().into_iter().map(decided)).unwrap()
    }

    #[test]
    fn figures_are_those_of_the_report() {
        let report = Report::new(&paragraphs(), 0.5).unwrap();
        let (junk, probability) = (report.junk, report.probability);
        let overall = [
            junk.precision,
            junk.recall,
            junk.f1,
            report.macro_f1,
            report.content_chars_lost,
            report.junk_chars_removed,
            probability.auc,
            probability.average_precision,
            probability.brier,
            probability.calibration_error,
        ];
        let expected: Vec<Option<f64>> =
            overall.into_iter().chain(report.labels.iter().map(|row| row.rates.f1)).collect();
        assert_eq!(set().figures(&[1; 50]), expected);
    }

    #[test]
    fn a_group_counted_twice_is_as_if_it_came_twice() {
        let all = paragraphs();
        let mut twice = all.clone();
        twice.extend(all.iter().filter(|p| p.document / 2 == 3));
        twice.retain(|p| p.document / 2 != 4);
        let mut counts = [1; 50];
        (counts[3], counts[4]) = (2, 0);
        let expected = Report::new(&twice, 0.5).unwrap();
        let found = set().figures(&counts);
        assert_eq!((found[2], found[3], found[6]), (expected.junk.f1, expected.macro_f1, expected.probability.auc));
    }

    #[test]
    fn nothing_has_no_figures() {
        assert!(DecidedSet::default().figures(&[]).iter().all(Option::is_none));
    }
}
