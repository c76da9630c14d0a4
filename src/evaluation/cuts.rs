//! Every place where judged paragraphs can be cut in two: one cut for each distinct probability, from the highest down.
//!
//! Paragraphs enter in any order; what leaves are counts of all that a threshold at the cut would remove. Paragraphs of
//! one probability fall together, since no threshold parts them; every figure that depends on a threshold or on the
//! order is read off these counts, so all agree about ties, and the order of the input changes nothing.

use super::Judged;
use crate::error::Result;

/// What a threshold removes, in paragraphs and in characters.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Cut {
    /// The probability of the last paragraphs removed.
    pub threshold: f32,
    pub junk: u64,
    pub content: u64,
    pub junk_chars: u64,
    pub content_chars: u64,
}

/// The cuts, thresholds falling and counts rising; none where no paragraph counts.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Cuts(Vec<Cut>);

impl Cuts {
    /// All cuts of the paragraphs that are not unsure.
    ///
    /// # Errors
    ///
    /// As [`Judged::checked_truth`].
    pub fn new(judged: &[Judged]) -> Result<Self> {
        let mut sure = Vec::with_capacity(judged.len());
        for paragraph in judged {
            if let Some(is_junk) = paragraph.checked_truth()? {
                sure.push((paragraph.junk, is_junk, u64::from(paragraph.chars), 1));
            }
        }
        sure.sort_unstable_by(|a, b| b.0.total_cmp(&a.0));
        Ok(Self::of_falling(sure))
    }

    /// All cuts of paragraphs by falling probability: that, whether it is junk, characters, how often it counts.
    pub fn of_falling(paragraphs: impl IntoIterator<Item = (f32, bool, u64, u64)>) -> Self {
        let mut cuts: Vec<Cut> = Vec::new();
        let mut sum = Cut::default();
        for (threshold, is_junk, chars, count) in paragraphs {
            if count == 0 {
                continue;
            }
            if is_junk {
                sum.junk += count;
                sum.junk_chars += count * chars;
            } else {
                sum.content += count;
                sum.content_chars += count * chars;
            }
            match cuts.last_mut() {
                Some(last) if last.threshold == threshold => *last = Cut { threshold, ..sum },
                _ => cuts.push(Cut { threshold, ..sum }),
            }
        }
        Cuts(cuts)
    }

    /// What there is in all.
    pub fn total(&self) -> Cut {
        self.0.last().copied().unwrap_or_default()
    }

    /// The cuts, from the highest threshold down.
    pub fn iter(&self) -> impl Iterator<Item = &Cut> {
        self.0.iter()
    }

    /// What a threshold removes; nothing where it is above every probability.
    pub fn at_threshold(&self, threshold: f32) -> Cut {
        self.before(self.0.partition_point(|cut| cut.threshold >= threshold)).unwrap_or_default()
    }

    /// The lowest cut that loses at most this share of the content characters; `None` where already the highest loses
    /// more, and where there are no content characters to lose a share of.
    pub fn at_loss(&self, max_loss: f64) -> Option<Cut> {
        self.before(self.0.partition_point(|cut| self.lost(cut).is_some_and(|lost| lost <= max_loss)))
    }

    /// Share of the content characters that a cut removes.
    pub fn lost(&self, cut: &Cut) -> Option<f64> {
        share(cut.content_chars, self.total().content_chars)
    }

    /// Share of the junk characters that a cut removes.
    pub fn removed(&self, cut: &Cut) -> Option<f64> {
        share(cut.junk_chars, self.total().junk_chars)
    }

    /// Each distinct probability, falling, with its numbers of junk and of content paragraphs.
    pub fn ties(&self) -> impl Iterator<Item = (f64, u64, u64)> {
        self.0.iter().scan(Cut::default(), |above, cut| {
            let tie = (f64::from(cut.threshold), cut.junk - above.junk, cut.content - above.content);
            *above = *cut;
            Some(tie)
        })
    }

    fn before(&self, index: usize) -> Option<Cut> {
        index.checked_sub(1).and_then(|last| self.0.get(last)).copied()
    }
}

/// A part of a whole, `None` where the whole is nothing.
pub(super) fn share(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

#[cfg(test)]
mod tests {
    use super::super::fixture::judged;
    use super::*;

    #[test]
    fn ties_fall_together() {
        let paragraphs = [judged("ad", 0.5, 10), judged("content", 0.5, 30), judged("content", 0.2, 10)];
        let cuts = Cuts::new(&paragraphs).unwrap();
        assert_eq!(
            cuts.at_threshold(0.5),
            Cut { threshold: 0.5, junk: 1, content: 1, junk_chars: 10, content_chars: 30 }
        );
        assert_eq!(cuts.at_threshold(0.51), Cut::default());
        assert_eq!(cuts.at_loss(0.75).map(|cut| cut.threshold), Some(0.5));
        assert_eq!(cuts.at_loss(0.7), None);
        assert_eq!(cuts.at_loss(1.0), Some(cuts.total()));
        assert_eq!(cuts.ties().count(), 2);
    }

    #[test]
    fn zero_has_one_sign() {
        let cuts = Cuts::new(&[judged("ad", 0.0, 1), judged("content", -0.0, 1)]).unwrap();
        assert_eq!(cuts.ties().count(), 1);
    }

    #[test]
    fn nothing_has_no_cuts() {
        let cuts = Cuts::new(&[judged("unsure", 0.5, 10)]).unwrap();
        assert_eq!(cuts, Cuts::default());
        assert_eq!(cuts.total(), Cut::default());
        assert_eq!(cuts.at_loss(1.0), None);
    }

    #[test]
    fn a_probability_that_is_none_is_refused() {
        for junk in [f32::NAN, f32::INFINITY, -0.1, 1.1] {
            let error = Cuts::new(&[judged("unsure", junk, 1)]).unwrap_err();
            assert_eq!(error.kind(), crate::ErrorKind::Data);
        }
    }
}
