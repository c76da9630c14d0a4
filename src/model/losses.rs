//! Losses: what a threshold costs, as measured on documents the model had not seen in training.
//!
//! A [`LossTable`] is stored in the model, so that a user can ask for a threshold by what may be lost of the piece
//! instead of guessing a probability.

use serde::{Deserialize, Serialize};

/// One threshold and what it did.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct LossPoint {
    /// Probability of junk from which a paragraph is removed, 0 to 1.
    pub threshold: f32,
    /// Share of the characters of content and titles that was removed, 0 to 1.
    pub lost: f32,
    /// Share of the characters of junk that was removed, 0 to 1.
    pub removed: f32,
}

/// Points by falling threshold; losses and removals never fall.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LossTable {
    points: Vec<LossPoint>,
}

/// Losses at which a table has a point.
const STEPS: [f32; 24] = [
    0.0, 0.0005, 0.001, 0.0015, 0.002, 0.003, 0.004, 0.005, 0.006, 0.008, 0.01, 0.0125, 0.015, 0.02, 0.025, 0.03, 0.04,
    0.05, 0.06, 0.08, 0.1, 0.15, 0.2, 0.3,
];

impl LossTable {
    /// Measures the table from judged paragraphs: probability of junk, whether it is junk, weight (its characters, by
    /// the weight of its document).
    pub fn measure(judged: impl IntoIterator<Item = (f32, bool, f32)>) -> Self {
        let mut judged: Vec<(f32, bool, f32)> = judged.into_iter().collect();
        judged.sort_by(|a, b| b.0.total_cmp(&a.0));
        let total = |junk: bool| judged.iter().filter(|j| j.1 == junk).map(|j| f64::from(j.2)).sum::<f64>();
        let (content, junk) = (total(false), total(true));
        let share = |part: f64, whole: f64| if whole > 0.0 { (part / whole) as f32 } else { 0.0 };
        let (mut lost, mut removed) = (0.0, 0.0);
        let mut cuts = vec![LossPoint { threshold: 1.0, lost: 0.0, removed: 0.0 }];
        for (i, &(threshold, is_junk, weight)) in judged.iter().enumerate() {
            *if is_junk { &mut removed } else { &mut lost } += f64::from(weight);
            // Equal probabilities go together.
            if judged.get(i + 1).is_none_or(|next| next.0 < threshold) {
                cuts.push(LossPoint { threshold, lost: share(lost, content), removed: share(removed, junk) });
            }
        }
        let mut points: Vec<LossPoint> = Vec::new();
        for step in STEPS {
            let within = cuts.partition_point(|cut| cut.lost <= step);
            let point = cuts[within.max(1) - 1];
            if points.last().is_none_or(|last| last.threshold > point.threshold) {
                points.push(point);
            }
        }
        LossTable { points }
    }

    /// The points, by falling threshold.
    pub fn points(&self) -> &[LossPoint] {
        &self.points
    }

    /// The lowest threshold that lost at most `share` of the content when it was measured; `None` where the table is
    /// empty.
    pub fn threshold_for(&self, share: f32) -> Option<f32> {
        self.points.iter().rev().find(|point| point.lost <= share).map(|point| point.threshold)
    }

    /// Whether every number is a share and thresholds fall.
    pub(crate) fn is_sound(&self) -> bool {
        let share = |value: f32| (0.0..=1.0).contains(&value);
        self.points.iter().all(|point| share(point.threshold) && share(point.lost) && share(point.removed))
            && self.points.windows(2).all(|pair| pair[0].threshold > pair[1].threshold)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_threshold_loses_no_more_than_was_asked_for() {
        let judged = (0..1000).map(|i| (i as f32 / 1000.0, i % 10 != 0 && i > 300, 1.0));
        let table = LossTable::measure(judged.clone());
        for share in [0.0, 0.005, 0.01, 0.1] {
            let threshold = table.threshold_for(share).unwrap();
            let content = judged.clone().filter(|j| !j.1).count() as f32;
            let lost = judged.clone().filter(|j| !j.1 && j.0 >= threshold).count() as f32;
            assert!(lost / content <= share, "{lost} of {content} lost at {share}");
        }
        assert!(table.is_sound());
    }

    #[test]
    fn nothing_measured_gives_no_surprise() {
        let table = LossTable::measure([]);
        assert_eq!(table.threshold_for(0.01), Some(1.0));
        assert_eq!(LossTable::default().threshold_for(0.01), None);
    }
}
