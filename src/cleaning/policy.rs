//! Which verdicts mean removal.

use super::verdict::Verdict;
use crate::label::Label;

/// A set of labels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LabelSet(u16);

impl LabelSet {
    /// No label.
    pub const EMPTY: LabelSet = LabelSet(0);

    /// Whether `label` is in the set.
    pub const fn contains(self, label: Label) -> bool {
        self.0 & (1 << label as u16) != 0
    }

    /// The set with `label`.
    #[must_use]
    pub const fn with(self, label: Label) -> Self {
        LabelSet(self.0 | 1 << label as u16)
    }

    /// The set without the labels of another.
    #[must_use]
    pub const fn without(self, other: LabelSet) -> Self {
        LabelSet(self.0 & !other.0)
    }
}

impl FromIterator<Label> for LabelSet {
    fn from_iter<I: IntoIterator<Item = Label>>(labels: I) -> Self {
        labels.into_iter().fold(LabelSet::EMPTY, LabelSet::with)
    }
}

/// Which paragraphs are removed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Policy {
    /// Probability of junk from which a paragraph is removed, 0 to 1.
    pub threshold: f32,
    /// Labels that are removed; [`Policy::new`] has every kind of junk. A set with [`Label::Title`] removes the headline,
    /// whatever its probability of junk.
    pub drop: LabelSet,
    /// Probability of each kind of junk, in the order of [`Label::JUNK`], from which a paragraph is removed as that kind;
    /// it must reach `threshold` too. 0 asks for nothing more; above 1 the kind stays.
    pub least: [f32; Label::JUNK.len()],
    /// A document that would lose more than this share of its characters (white space between paragraphs not counted)
    /// is left as it is, 0 to 1.
    pub max_removed: f32,
}

impl Policy {
    /// Removes every kind of junk at `threshold`, and at most nine tenths of a document.
    pub fn new(threshold: f32) -> Self {
        let drop = Label::JUNK.into_iter().collect();
        Policy { threshold, drop, least: [0.0; Label::JUNK.len()], max_removed: 0.9 }
    }

    /// Whether a decision needs no more than the probability of junk, because every kind goes, however
    /// likely, and no title does.
    pub fn needs_junk_only(&self) -> bool {
        self.drop == Label::JUNK.into_iter().collect() && self.least.iter().all(|&least| least <= 0.0)
    }

    /// Whether the paragraph is removed.
    pub fn removes(&self, verdict: &Verdict) -> bool {
        match verdict.label {
            Label::Content => false,
            Label::Title => self.drop.contains(Label::Title),
            kind => {
                let sure = kind.junk_index().is_some_and(|at| verdict.kinds[at] >= self.least[at]);
                sure && verdict.junk >= self.threshold && self.drop.contains(kind)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_must_be_likely_enough() {
        let mut kinds = [0.0; Label::JUNK.len()];
        (kinds[0], kinds[1]) = (0.6, 0.3);
        let verdict = |label| Verdict { label, junk: 0.9, kinds };
        let mut policy = Policy::new(0.5);
        assert!(policy.needs_junk_only() && policy.removes(&verdict(Label::Ad)));
        policy.least[0] = 0.6;
        assert!(!policy.needs_junk_only() && policy.removes(&verdict(Label::Ad)));
        policy.least[0] = f32::INFINITY;
        assert!(!policy.removes(&verdict(Label::Ad)) && policy.removes(&verdict(Label::Bio)));
        policy.threshold = 0.95;
        assert!(!policy.removes(&verdict(Label::Bio)));
    }
}
