//! Anchors: the long runs that both texts share, in the same order in both.
//!
//! A long run may stand in the raw text out of place (a teaser above the piece, a quote in a box), so of all of them those
//! are taken that hold the most words without crossing. Between two of them lies what a shorter run may match.

use super::LONG_RUN_WORDS;
use super::truth::{Run, Truth};
use std::ops::Range;

/// A place in the raw text: paragraph, and word in it.
pub(super) type Place = (usize, usize);

/// Anchors by their place in the raw text, rising in both texts.
pub(super) struct Anchors(Vec<(Place, Run)>);

impl Anchors {
    pub(super) fn new(paragraphs: &[Vec<u32>], truth: &Truth) -> Self {
        let mut runs = Vec::new();
        for (paragraph, words) in paragraphs.iter().enumerate() {
            let mut at = 0;
            while at + LONG_RUN_WORDS <= words.len() {
                match truth.longest_run(&words[at..], 0..usize::MAX) {
                    Some(run) if run.words >= LONG_RUN_WORDS => {
                        runs.push(((paragraph, at), run));
                        at += run.words;
                    }
                    _ => at += 1,
                }
            }
        }
        Anchors(heaviest_rising(&runs, truth.len()))
    }

    /// Positions in the cleaned text between the anchors around a place in the raw text.
    pub(super) fn window(&self, place: Place) -> Range<usize> {
        let after = self.0.partition_point(|(start, _)| *start < place);
        let from = after.checked_sub(1).map_or(0, |before| self.0[before].1.position + self.0[before].1.words);
        let to = self.0[after..].iter().find(|(start, _)| *start > place).map_or(usize::MAX, |(_, run)| run.position);
        from..to.max(from)
    }
}

/// Of runs in the order of the raw text those that rise in the cleaned text and hold the most words together.
///
/// A Fenwick tree over the cleaned text's positions keeps the heaviest chain that ends before each.
fn heaviest_rising(runs: &[(Place, Run)], positions: usize) -> Vec<(Place, Run)> {
    let mut heaviest: Vec<(usize, Option<usize>)> = vec![(0, None); positions + 1];
    let mut previous = Vec::with_capacity(runs.len());
    for (i, (_, run)) in runs.iter().enumerate() {
        // Chains that end at or before the run's first word.
        let (mut best, mut at) = ((0, None), run.position);
        while at > 0 {
            if heaviest[at].0 > best.0 {
                best = heaviest[at];
            }
            at &= at - 1;
        }
        previous.push(best.1);
        let weight = best.0 + run.words;
        let mut at = run.position + run.words;
        while at <= positions {
            if weight > heaviest[at].0 {
                heaviest[at] = (weight, Some(i));
            }
            at += at & at.wrapping_neg();
        }
    }
    let mut chain = Vec::new();
    // The heaviest of all stands in one of the nodes whose ranges make up the whole.
    let (mut last, mut at) = ((0, None), positions);
    while at > 0 {
        if heaviest[at].0 > last.0 {
            last = heaviest[at];
        }
        at &= at - 1;
    }
    let mut next = last.1;
    while let Some(i) = next {
        chain.push(runs[i]);
        next = previous[i];
    }
    chain.reverse();
    chain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heaviest_chain_that_rises_is_kept() {
        let run = |at: usize, position, words| ((at, 0), Run { position, words });
        let runs = [run(0, 30, 8), run(1, 0, 10), run(2, 10, 9), run(3, 25, 8), run(4, 19, 12)];
        assert_eq!(heaviest_rising(&runs, 40), [runs[1], runs[2], runs[4]]);
        assert!(heaviest_rising(&[], 0).is_empty());
        let anchors = Anchors(vec![runs[1], runs[4]]);
        assert_eq!(anchors.window((0, 0)), 0..0);
        assert_eq!(anchors.window((2, 5)), 10..19);
        assert_eq!(anchors.window((5, 0)), 31..usize::MAX);
    }
}
