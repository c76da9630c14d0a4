//! Every [`Figure`] of a set of judged paragraphs at once, its groups counted as often as a resample drew them.
//!
//! Paragraphs are sorted once; each resample then is one walk through them. So intervals over a million paragraphs take
//! seconds, and two models judged on the same groups can be resampled together.

use super::cuts::{Cuts, share};
use super::{Figure, Judged, PageFigures, ProbabilityFigures, Rates};
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

/// Decided paragraphs and, where it is known what they are of, what was kept of documents.
#[derive(Clone, Debug, Default)]
pub struct DecidedSet {
    /// By falling probability of junk, unsure ones left out.
    paragraphs: Vec<Decided>,
    /// Group, and words kept of a document.
    pages: Vec<(u32, PageFigures)>,
}

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
        Ok(DecidedSet { paragraphs: sure, pages: Vec::new() })
    }

    /// The same with what was kept of documents, each with the number of its group.
    #[must_use]
    pub fn with_pages(self, pages: impl IntoIterator<Item = (u32, PageFigures)>) -> Self {
        DecidedSet { pages: pages.into_iter().collect(), ..self }
    }

    /// The same with the groups that occur numbered from 0 in the order of their numbers, and how many there are.
    #[must_use]
    pub fn with_own_groups(mut self) -> (Self, usize) {
        let paragraphs = self.paragraphs.iter().map(|paragraph| paragraph.group);
        let mut groups: Vec<u32> = paragraphs.chain(self.pages.iter().map(|(group, _)| *group)).collect();
        groups.sort_unstable();
        groups.dedup();
        let numbered = self.paragraphs.iter_mut().map(|paragraph| &mut paragraph.group);
        for group in numbered.chain(self.pages.iter_mut().map(|(group, _)| group)) {
            *group = groups.partition_point(|known| known < group) as u32;
        }
        (self, groups.len())
    }

    /// The figures in the order of [`Figure::ALL`], then the F1 of each label in the order of [`Label::ALL`], with each group
    /// counted as often as `counts` says; `None` where a figure is not defined.
    ///
    /// # Panics
    ///
    /// Where a paragraph's group has no count.
    pub fn figures(&self, counts: &[u32]) -> Vec<Option<f64>> {
        let count = |paragraph: &Decided| u64::from(counts[paragraph.group as usize]);
        let cuts = Cuts::of_falling(self.paragraphs.iter().map(|p| {
            let Judged { truth, junk, chars, .. } = p.judged;
            (junk, truth.is_junk() == Some(true), u64::from(chars), count(p))
        }));
        // Paragraphs and characters removed, of content and of junk.
        let mut removed = [(0, 0); 2];
        let (mut right, mut named, mut known) = ([0; LABELS], [0; LABELS], [0; LABELS]);
        for paragraph in &self.paragraphs {
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
        let overall: [Option<f64>; Figure::ALL.len()] = [
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
            self.page_f1(counts),
        ];
        overall.into_iter().chain((0..LABELS).map(f1)).collect()
    }

    /// As [`PageMean`](super::PageMean) has it.
    fn page_f1(&self, counts: &[u32]) -> Option<f64> {
        let (mut sum, mut pages) = (0.0, 0.0);
        for (group, page) in self.pages.iter().filter(|(_, page)| page.true_words > 0) {
            let count = f64::from(counts[*group as usize]);
            sum += count * page.f1;
            pages += count;
        }
        (pages > 0.0).then(|| sum / pages)
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
        let overall = Figure::ALL.map(|figure| figure.of(&report, None));
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
        for figure in [Figure::F1, Figure::MacroF1, Figure::Auc] {
            assert_eq!(found[figure as usize], figure.of(&expected, None), "{}", figure.title());
        }
    }

    #[test]
    fn what_is_kept_of_documents_is_as_the_mean_has_it() {
        let pages = [("a b c", "a b c"), ("a b", "b c"), ("a", ""), ("", "a")];
        let pages = pages.map(|(kept, truth)| PageFigures::new([kept], [truth]));
        let set = DecidedSet::default().with_pages((0..).zip(pages));
        let f1 = |counts: &[u32]| set.figures(counts)[Figure::PageF1 as usize];
        assert_eq!(f1(&[1; 4]), super::super::PageMean::new(&pages).map(|mean| mean.f1));
        assert_eq!((f1(&[1, 2, 9, 0]), f1(&[0, 0, 1, 0])), (Some(2.0 / 3.0), None));
    }

    #[test]
    fn own_groups_are_numbered_from_0() {
        let some = paragraphs().into_iter().filter(|judged| judged.document % 3 == 1);
        let decided = |judged: Judged| Decided { judged, group: 1000 * judged.document, removed: judged.junk >= 0.5 };
        let (set, groups) = DecidedSet::new(some.clone().map(decided)).unwrap().with_own_groups();
        assert_eq!(groups, 33);
        let report = Report::new(&some.collect::<Vec<_>>(), 0.5).unwrap();
        assert_eq!(set.figures(&[1; 33])[Figure::F1 as usize], report.junk.f1);
        assert_eq!(DecidedSet::default().with_own_groups().1, 0);
    }

    #[test]
    fn nothing_has_no_figures() {
        assert!(DecidedSet::default().figures(&[]).iter().all(Option::is_none));
    }
}
