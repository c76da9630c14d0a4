//! What a model promised of a share, against what came of it on other data.
//!
//! Parts and wholes by group enter, one verdict leaves: whether the promise was kept, or whether it was not by more than
//! chance.

use super::cuts::share;
use super::{Bootstrap, Interval};
use crate::error::Result;

/// A promise, and what was measured.
#[derive(Clone, Debug, PartialEq)]
pub struct Promise {
    /// What was promised: `loss` of content, or the precision of a kind.
    pub of: String,
    /// The share that was promised, 0 to 1.
    pub promised: f64,
    /// The share that was measured, 0 to 1; `None` where there is no whole.
    pub measured: Option<f64>,
    /// Of what was measured, over groups.
    pub interval: Option<Interval>,
    /// Whether less than promised is good; else more is.
    pub is_most: bool,
}

impl Promise {
    /// Measures a promise: `sums` holds the part and the whole of each group.
    ///
    /// # Errors
    ///
    /// As [`Bootstrap::intervals`].
    pub fn new(of: String, promised: f64, is_most: bool, sums: &[(u64, u64)], bootstrap: &Bootstrap) -> Result<Self> {
        let measured = |counts: &[u32]| {
            let add = |all: (u64, u64), (&(part, whole), &count): (&(u64, u64), &u32)| {
                (all.0 + u64::from(count) * part, all.1 + u64::from(count) * whole)
            };
            let (part, whole) = sums.iter().zip(counts).fold((0, 0), add);
            share(part, whole)
        };
        let interval = bootstrap.intervals(sums.len(), |counts| vec![measured(counts)])?.pop().flatten();
        Ok(Promise { of, promised, measured: measured(&vec![1; sums.len()]), interval, is_most })
    }

    /// Whether it was kept, in words.
    pub fn verdict(&self) -> &'static str {
        let keeps = |value: f64| if self.is_most { value <= self.promised } else { value >= self.promised };
        match (self.measured, self.interval) {
            (None, _) => "not measurable",
            (Some(measured), _) if keeps(measured) => "kept",
            (_, None) => "not kept",
            (_, Some(Interval { low, high, .. })) if keeps(low) || keeps(high) => "not kept, but it may be chance",
            _ => "not kept",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_promise_is_kept_or_not_or_may_be() {
        let promise = |promised: f64, is_most: bool, sums: &[(u64, u64)]| {
            Promise::new("a share".to_owned(), promised, is_most, sums, &Bootstrap::default()).unwrap().verdict()
        };
        assert_eq!(promise(0.1, true, &[(1, 100), (9, 100)]), "kept");
        assert_eq!(promise(0.1, true, &[(20, 100), (21, 100)]), "not kept");
        assert_eq!(promise(0.1, true, &[(0, 100), (30, 100), (5, 100)]), "not kept, but it may be chance");
        assert_eq!(promise(0.1, true, &[(20, 100)]), "not kept");
        assert_eq!(promise(0.1, true, &[(0, 0), (0, 0)]), "not measurable");
        assert_eq!(promise(0.9, false, &[(95, 100)]), "kept");
    }
}
