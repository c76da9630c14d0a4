//! What a model's promises stand on: measured out of fold in training, beside its losses.
//!
//! `training` fills it, the model file holds it behind the rest, `unblurb model` prints it, and options that promise
//! something (`--min-precision`) read it.

use crate::evaluation::{Calibration, Interval, LearningCurve, PrecisionTable};
use serde::{Deserialize, Serialize};

/// Figures of a training beyond the card's.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// Whether probabilities of junk mean what they say, and how they were corrected.
    pub junk: Option<Calibration>,
    /// The same of the kinds of junk: the probability of the likeliest, among paragraphs that are junk. Its slope is a
    /// factor of all logits, 1 over a temperature.
    pub kinds: Option<Calibration>,
    /// How sure each kind is from each of its probabilities on.
    pub precisions: PrecisionTable,
    /// Intervals of the card's figures over groups, by name.
    pub intervals: Vec<(String, Interval)>,
    /// Documents by site, most frequent first, at most [`MOST_SITES`]; none where the sources name no sites.
    pub sites: Vec<(String, u64)>,
    /// Number of sites that are named.
    pub named_sites: u64,
    /// Documents that were web pages.
    pub pages: u64,
    /// How figures grew with the number of labelled documents, where it was asked for.
    pub curve: Option<LearningCurve>,
}

/// Sites that are listed: who trains on thousands wants to know which were most, not all.
pub const MOST_SITES: usize = 50;

impl Evidence {
    /// Whether every number is finite and in its range.
    pub(crate) fn is_sound(&self) -> bool {
        self.junk.iter().chain(&self.kinds).all(Calibration::is_sound)
            && self.precisions.is_sound()
            && self.intervals.iter().all(|(_, interval)| interval.is_sound())
            && self.curve.as_ref().is_none_or(LearningCurve::is_sound)
    }
}
