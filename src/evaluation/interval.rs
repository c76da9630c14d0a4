//! How far a figure might be off because other documents could have been drawn.
//!
//! Groups enter (the judged paragraphs, or the pages, of one site a group) with a function that makes figures of them;
//! intervals leave. Whole groups are drawn, since pages of a site are alike: drawn apart they would pretend to
//! more data than there is. The random numbers are its own, so that building without training needs no crate for them.

use crate::error::{Error, ErrorKind, Result};

/// A figure and the range that resampling gives it.
#[derive(Clone, Copy, Debug, PartialEq, serde::Deserialize, serde::Serialize)]
pub struct Interval {
    /// The figure on all rows as they are.
    pub estimate: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Share of the resampled figures between the ends, above 0 and below 1.
    pub level: f64,
    /// Number of resamples for which the figure is defined, and from which the ends are taken.
    pub resamples: u32,
}

/// How to resample: the percentile bootstrap over groups.
///
/// Efron and Tibshirani 1993, *An Introduction to the Bootstrap*, chapter 13; groups as in Davison and Hinkley 1997,
/// section 3.8.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bootstrap {
    /// Number of resamples, at least 1.
    pub resamples: u32,
    /// Level of the interval, above 0 and below 1.
    pub level: f64,
    /// Seed; the same seed, groups and figure give the same interval.
    pub seed: u64,
}

impl Default for Bootstrap {
    /// A thousand resamples, 95 %, seed 0.
    fn default() -> Self {
        Bootstrap { resamples: 1000, level: 0.95, seed: 0 }
    }
}

impl Bootstrap {
    /// The interval of `figure`, which gets the rows of as many groups as there are, drawn with replacement; a figure
    /// that is `None` or not finite (an AUC where only one class was drawn) leaves its resample out.
    ///
    /// `None` where the figure is not defined on all rows, where there are fewer than two groups, as one group says
    /// nothing of others, and where it is defined on no resample. The ends lie between resampled figures by linear
    /// interpolation, as numpy's `percentile` has it.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`] where `resamples` or `level` is out of its range.
    pub fn interval<T: Copy>(
        &self,
        groups: &[Vec<T>],
        figure: impl Fn(&[T]) -> Option<f64>,
    ) -> Result<Option<Interval>> {
        let figure = |counts: &[u32]| {
            let repeated = groups.iter().zip(counts).flat_map(|(group, &count)| (0..count).map(move |_| group));
            vec![figure(&repeated.flatten().copied().collect::<Vec<T>>())]
        };
        Ok(self.intervals(groups.len(), figure)?.pop().flatten())
    }

    /// The intervals of several figures at once, each as by [`Bootstrap::interval`]. `figures` gets how often each of
    /// `groups` groups counts: once each for the estimate, then as often as it was drawn; it gives as many figures each
    /// time. A difference of two figures of one resample is a figure too, and so is compared in pairs.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`] where `resamples` or `level` is out of its range.
    pub fn intervals(
        &self,
        groups: usize,
        figures: impl Fn(&[u32]) -> Vec<Option<f64>>,
    ) -> Result<Vec<Option<Interval>>> {
        let &Bootstrap { resamples, level, seed } = self;
        if resamples == 0 || !(level > 0.0 && level < 1.0) {
            let message =
                format!("{resamples} resamples at level {level}, expected at least 1, and a level between 0 and 1");
            return Err(Error::new(ErrorKind::Argument, message));
        }
        let estimates = figures(&vec![1; groups]);
        let mut resampled: Vec<Vec<f64>> = vec![Vec::new(); estimates.len()];
        if groups < 2 {
            return Ok(vec![None; estimates.len()]);
        }
        let mut random = SplitMix64(seed);
        for _ in 0..resamples {
            let mut counts = vec![0; groups];
            for _ in 0..groups {
                counts[random.below(groups)] += 1;
            }
            for (values, figure) in resampled.iter_mut().zip(figures(&counts)) {
                values.extend(figure.filter(|figure| figure.is_finite()));
            }
        }
        let tail = (1.0 - level) / 2.0;
        let interval = |(estimate, mut values): (Option<f64>, Vec<f64>)| {
            let estimate = estimate.filter(|estimate| estimate.is_finite())?;
            values.sort_unstable_by(f64::total_cmp);
            let (low, high) = quantile(&values, tail).zip(quantile(&values, 1.0 - tail))?;
            Some(Interval { estimate, low, high, level, resamples: values.len() as u32 })
        };
        Ok(estimates.into_iter().zip(resampled).map(interval).collect())
    }
}

impl Interval {
    /// Whether every number is finite and the ends are in order.
    pub(crate) fn is_sound(&self) -> bool {
        self.estimate.is_finite() && self.low.is_finite() && self.high.is_finite() && self.low <= self.high
    }
}

/// A quantile of rising figures, by linear interpolation; `None` where there are none.
fn quantile(rising: &[f64], share: f64) -> Option<f64> {
    let position = share * rising.len().checked_sub(1)? as f64;
    let below = *rising.get(position.floor() as usize)?;
    let above = *rising.get(position.ceil() as usize)?;
    Some(below + (above - below) * position.fract())
}

/// Steele, Lea and Flood 2014, "Fast splittable pseudorandom number generators": one addition and one mix a number.
pub(super) struct SplitMix64(pub u64);

impl SplitMix64 {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `end`: the high half of a product, whose bias of `end` / 2⁶⁴ no figure can show.
    fn below(&mut self, end: usize) -> usize {
        ((u128::from(self.next()) * end as u128) >> 64) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{assert_near, judged, paragraphs};
    use super::super::{Judged, Report};
    use super::*;

    fn mean(rows: &[f64]) -> Option<f64> {
        (!rows.is_empty()).then(|| rows.iter().sum::<f64>() / rows.len() as f64)
    }

    /// Values from a SplitMix64 in Python, `tests/oracles/evaluation.py`.
    #[test]
    fn random_numbers_are_the_published_ones() {
        let mut random = SplitMix64(1234567);
        let numbers = [random.next(), random.next(), random.next()];
        assert_eq!(numbers, [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]);
        assert!((0..100).all(|_| random.below(3) < 3));
    }

    /// Values from numpy's `percentile`, `tests/oracles/evaluation.py`.
    #[test]
    fn ends_are_those_of_numpy() {
        let groups = [vec![1.0, 2.0], vec![4.0], vec![3.0, 5.0, 9.0], vec![7.0], vec![2.5, 2.5]];
        let bootstrap = Bootstrap { resamples: 200, level: 0.9, seed: 42 };
        let interval = bootstrap.interval(&groups, mean).unwrap().unwrap();
        assert_eq!((interval.estimate, interval.resamples), (4.0, 200));
        assert_near(Some(interval.low), 2.2222222222222223);
        assert_near(Some(interval.high), 5.447222222222221);
        assert_eq!(bootstrap.interval(&groups, mean).unwrap(), Some(interval));
    }

    #[test]
    fn a_figure_of_a_report_has_an_interval() {
        let paragraphs = paragraphs();
        let sites: Vec<Vec<Judged>> = paragraphs.chunk_by(|a, b| a.document == b.document).map(<[_]>::to_vec).collect();
        let f1 = |rows: &[Judged]| Report::new(rows, 0.5).ok()?.junk.f1;
        let interval = Bootstrap { resamples: 100, ..Bootstrap::default() }.interval(&sites, f1).unwrap().unwrap();
        assert_eq!(Some(interval.estimate), f1(&paragraphs));
        assert!(interval.low < interval.estimate && interval.estimate < interval.high);
        assert!(interval.high - interval.low < 0.06, "{interval:?}");
    }

    #[test]
    fn resamples_without_the_figure_are_left_out() {
        let sites = [vec![judged("ad", 0.9, 1)], vec![judged("content", 0.1, 1)]];
        let auc = |rows: &[Judged]| Report::new(rows, 0.5).ok()?.probability.auc;
        let interval = Bootstrap::default().interval(&sites, auc).unwrap().unwrap();
        assert_eq!((interval.low, interval.high), (1.0, 1.0));
        assert!(interval.resamples > 400 && interval.resamples < 600);
    }

    #[test]
    fn figures_computed_together_have_the_same_intervals() {
        let groups = [vec![1.0, 2.0], vec![4.0], vec![3.0, 5.0, 9.0]];
        let bootstrap = Bootstrap { resamples: 50, ..Bootstrap::default() };
        let sum = |counts: &[u32], of: fn(&[f64]) -> f64| -> f64 {
            counts.iter().zip(&groups).map(|(&count, group)| f64::from(count) * of(group)).sum()
        };
        let total = |counts: &[u32]| sum(counts, |group| group.iter().sum());
        let mean_of = |counts: &[u32]| total(counts) / sum(counts, |group| group.len() as f64);
        let together = bootstrap.intervals(3, |counts| vec![Some(mean_of(counts)), None, Some(total(counts))]).unwrap();
        assert_eq!(together[..2], [bootstrap.interval(&groups, mean).unwrap(), None]);
        assert_eq!(together[2].unwrap().estimate, 24.0);
    }

    #[test]
    fn too_little_has_no_interval() {
        let bootstrap = Bootstrap::default();
        assert_eq!(bootstrap.interval(&[], mean).unwrap(), None);
        assert_eq!(bootstrap.interval(&[vec![1.0, 2.0]], mean).unwrap(), None);
        assert_eq!(bootstrap.interval(&[vec![], vec![]], mean).unwrap(), None);
        assert_eq!(bootstrap.interval(&[vec![1.0], vec![2.0]], |_| Some(f64::NAN)).unwrap(), None);
    }

    #[test]
    fn arguments_have_ranges() {
        for (resamples, level) in [(0, 0.95), (10, 0.0), (10, 1.0), (10, f64::NAN)] {
            let bootstrap = Bootstrap { resamples, level, seed: 0 };
            assert_eq!(bootstrap.interval(&[vec![1.0]], mean).unwrap_err().kind(), ErrorKind::Argument);
        }
    }
}
