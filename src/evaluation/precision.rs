//! How sure a kind of junk is: of what is called an ad at some probability or above, how much is an ad?
//!
//! Paragraphs called by kind out of fold enter, some fifteen points a kind leave, few enough to be stored in a model file.
//! With them a user names the precision to insist on (`--min-precision 0.95`) in place of a probability for each kind.

use super::cuts::share;
use crate::error::{Error, ErrorKind, Result};
use crate::label::{Label, TruthLabel};

/// A paragraph, the kind of junk it most likely is, and how likely that is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Called {
    /// What a reader says it is.
    pub truth: TruthLabel,
    /// The likeliest kind of junk.
    pub kind: Label,
    /// Probability that it is junk of this kind, 0 to 1.
    pub probability: f32,
}

/// One probability of a kind and what is called so from there on.
#[derive(Clone, Copy, Debug, PartialEq, serde::Deserialize, serde::Serialize)]
pub struct PrecisionPoint {
    /// Paragraphs count whose probability of the kind is at or above this.
    pub threshold: f32,
    /// Share of them that are of the kind, 0 to 1.
    pub precision: f64,
    /// Share of all paragraphs of the kind that are among them, 0 to 1.
    pub found: f64,
    /// Number of them.
    pub called: u64,
}

/// Points of each kind of junk, from the highest threshold down; none where a kind was never called often enough.
#[derive(Clone, Debug, Default, PartialEq, serde::Deserialize, serde::Serialize)]
pub struct PrecisionTable {
    /// A list a kind, in the order of [`Label::JUNK`]; no list at all where nothing was measured.
    kinds: Vec<Vec<PrecisionPoint>>,
}

/// Precisions worth a point, as users ask for them.
const PRECISIONS: [f64; 16] =
    [0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.92, 0.94, 0.95, 0.96, 0.97, 0.98, 0.99, 0.995, 1.0];

/// Paragraphs that must be called by a kind before their precision says anything: of ten that are all right, one in ten of
/// the next may well be wrong.
const LEAST_CALLED: u64 = 20;

impl PrecisionTable {
    /// For each kind and each of sixteen round precisions from 0.5 to 1 the lowest threshold from which on the paragraphs
    /// called by the kind, twenty or more, are right as often. Paragraphs whose truth is unsure, or `junk` of no named kind,
    /// do not count: nobody knows whether their name is right.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Data`] where a probability is not from 0 to 1 or a kind is none of junk.
    pub fn new(called: &[Called]) -> Result<Self> {
        let mut by_kind: Vec<Vec<(f32, bool)>> = vec![Vec::new(); Label::JUNK.len()];
        let mut truths = [0_u64; Label::JUNK.len()];
        for &Called { truth, kind, probability } in called {
            let Some(at) = kind.junk_index().filter(|_| (0.0..=1.0).contains(&probability)) else {
                let message = format!("called {kind} at {probability}, expected a kind of junk and 0 to 1");
                return Err(Error::new(ErrorKind::Data, message));
            };
            let Some(truth) = truth.known() else { continue };
            by_kind[at].push((probability, truth == kind));
            if let Some(at) = truth.junk_index() {
                truths[at] += 1;
            }
        }
        if by_kind.iter().all(Vec::is_empty) {
            return Ok(PrecisionTable::default());
        }
        Ok(PrecisionTable { kinds: by_kind.into_iter().zip(truths).map(|(called, all)| points(called, all)).collect() })
    }

    /// Whether nothing was measured.
    pub fn is_empty(&self) -> bool {
        self.kinds.iter().all(Vec::is_empty)
    }

    /// The points of a kind, from the highest threshold down; none for content and title.
    pub fn points(&self, kind: Label) -> &[PrecisionPoint] {
        kind.junk_index().and_then(|at| self.kinds.get(at)).map_or(&[], Vec::as_slice)
    }

    /// The lowest probability of `kind` from which on at least this share of what was called so was so; `None` where
    /// there is none.
    pub fn threshold_for_precision(&self, kind: Label, min_precision: f64) -> Option<f32> {
        let sure = self.points(kind).iter().filter(|point| point.precision >= min_precision);
        sure.map(|point| point.threshold).min_by(f32::total_cmp)
    }

    /// Whether every number is a share and thresholds fall, as in a table that was measured.
    pub(crate) fn is_sound(&self) -> bool {
        let share = |value: f64| (0.0..=1.0).contains(&value);
        let sound = |point: &PrecisionPoint| {
            share(point.threshold.into()) && share(point.precision) && share(point.found) && point.called > 0
        };
        (self.kinds.is_empty() || self.kinds.len() == Label::JUNK.len())
            && self.kinds.iter().flatten().all(sound)
            && self.kinds.iter().all(|points| points.windows(2).all(|pair| pair[0].threshold > pair[1].threshold))
    }
}

/// The points of a kind of which there are `all`, from those called so and whether they are.
fn points(mut called: Vec<(f32, bool)>, all: u64) -> Vec<PrecisionPoint> {
    called.sort_unstable_by(|a, b| b.0.total_cmp(&a.0));
    let mut lowest: [Option<PrecisionPoint>; PRECISIONS.len()] = [None; PRECISIONS.len()];
    let (mut right, mut count) = (0, 0);
    for ties in called.chunk_by(|a, b| a.0 == b.0) {
        count += ties.len() as u64;
        right += ties.iter().filter(|(_, is_right)| *is_right).count() as u64;
        let (Some(precision), true) = (share(right, count), count >= LEAST_CALLED) else { continue };
        let found = share(right, all).unwrap_or(0.0);
        let point = PrecisionPoint { threshold: ties[0].0, precision, found, called: count };
        for (lowest, wanted) in lowest.iter_mut().zip(PRECISIONS) {
            if precision >= wanted {
                *lowest = Some(point);
            }
        }
    }
    let mut points: Vec<PrecisionPoint> = lowest.into_iter().flatten().collect();
    points.sort_by(|a, b| b.threshold.total_cmp(&a.threshold));
    points.dedup_by_key(|point| point.threshold);
    points
}

#[cfg(test)]
mod tests {
    use super::*;

    fn called(truth: &str, probability: f32) -> Called {
        Called { truth: truth.parse().unwrap(), kind: Label::Ad, probability }
    }

    /// Thirty ads at 0.9, then ten pieces of content at 0.8, then sixty ads at 0.7: by hand, precisions are 1, 0.75, 0.9.
    fn table() -> PrecisionTable {
        let groups = [("ad", 0.9, 30), ("content", 0.8, 10), ("ad", 0.7, 60), ("junk", 0.95, 5), ("unsure", 0.95, 5)];
        let all: Vec<Called> =
            groups.into_iter().flat_map(|(truth, at, count)| (0..count).map(move |_| called(truth, at))).collect();
        PrecisionTable::new(&all).unwrap()
    }

    #[test]
    fn the_lowest_threshold_that_is_sure_enough_is_taken() {
        let table = table();
        assert_eq!(table.threshold_for_precision(Label::Ad, 1.0), Some(0.9));
        assert_eq!(table.threshold_for_precision(Label::Ad, 0.95), Some(0.9));
        assert_eq!(table.threshold_for_precision(Label::Ad, 0.9), Some(0.7));
        assert_eq!(table.threshold_for_precision(Label::Ad, 0.0), Some(0.7));
        let last = table.points(Label::Ad).last().unwrap();
        assert_eq!((last.precision, last.found, last.called), (0.9, 1.0, 100));
        assert_eq!(table.points(Label::Ad)[0].found, 1.0 / 3.0);
        assert!(table.is_sound());
    }

    #[test]
    fn what_was_not_measured_has_no_threshold() {
        let table = table();
        assert_eq!(table.threshold_for_precision(Label::Bio, 0.5), None);
        assert_eq!(table.points(Label::Content), []);
        let few: Vec<Called> = (0..19).map(|_| called("ad", 0.9)).collect();
        assert!(PrecisionTable::new(&few).unwrap().is_empty());
        assert!(PrecisionTable::new(&[]).unwrap().is_empty());
    }

    #[test]
    fn what_is_no_kind_or_no_probability_is_refused() {
        for bad in [Called { kind: Label::Title, ..called("ad", 0.5) }, called("ad", f32::NAN), called("unsure", 2.0)] {
            assert_eq!(PrecisionTable::new(&[bad]).unwrap_err().kind(), ErrorKind::Data);
        }
    }
}
