//! Vocabulary: the tokens that training may learn, numbered, and documents as sparse rows of those numbers.

use super::samples::Sample;
use crate::features::Words;
use crate::model::token_value;
use rayon::prelude::*;
use sprs::CsMatI;

/// Sparse rows with small indices.
pub(super) type Matrix = CsMatI<f32, u32>;

/// Token hashes that at least two groups have, in rising order; a token's number is its position.
pub(super) struct Vocabulary {
    pub hashes: Vec<u32>,
    /// Groups that have each token.
    pub counts: Vec<u32>,
    /// Position of the first hash whose upper 16 bits are at least the index.
    starts: Vec<u32>,
}

/// Which paragraphs a row looks at.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    /// The paragraph's own words, forms and markup.
    Own,
    /// The words before, and behind all numbers of those the words after.
    Around,
}

impl Vocabulary {
    /// Counts the tokens of the paragraphs that `wanted` names (by sample and paragraph).
    pub fn new(samples: &[Sample], wanted: impl Fn(usize, usize) -> bool + Sync) -> Self {
        let mut order: Vec<usize> = (0..samples.len()).collect();
        order.sort_by_key(|&s| samples[s].group);
        let groups: Vec<&[usize]> = order.chunk_by(|&a, &b| samples[a].group == samples[b].group).collect();
        let mut tokens: Vec<u32> = groups
            .par_iter()
            .flat_map_iter(|group| {
                let mut tokens: Vec<u32> = Vec::new();
                for &s in *group {
                    let words = &samples[s].features.words;
                    for i in (0..words.len()).filter(|&i| wanted(s, i)) {
                        tokens.extend(words.tokens(i));
                        tokens.extend(words.forms(i));
                        tokens.extend(words.tags(i));
                    }
                }
                tokens.sort_unstable();
                tokens.dedup();
                tokens
            })
            .collect();
        tokens.par_sort_unstable();
        let (mut hashes, mut counts) = (Vec::new(), Vec::new());
        for run in tokens.chunk_by(|a, b| a == b).filter(|run| run.len() >= 2) {
            hashes.push(run[0]);
            counts.push(run.len() as u32);
        }
        let start = |upper: u64| hashes.partition_point(|&hash| u64::from(hash) < upper << 16) as u32;
        Vocabulary { starts: (0..=1 << 16).map(start).collect(), hashes, counts }
    }

    pub fn len(&self) -> usize {
        self.hashes.len()
    }

    fn number(&self, hash: u32) -> Option<u32> {
        let upper = (hash >> 16) as usize;
        let start = self.starts[upper] as usize;
        let among = &self.hashes[start..self.starts[upper + 1] as usize];
        among.binary_search(&hash).ok().map(|at| (start + at) as u32)
    }

    /// One row a paragraph, all samples after each other; paragraphs that are not `wanted` have empty rows.
    pub fn rows(&self, samples: &[Sample], look: Look, wanted: impl Fn(usize, usize) -> bool + Sync) -> Matrix {
        let parts: Vec<(Vec<u32>, Vec<f32>, Vec<u32>)> = samples
            .par_iter()
            .enumerate()
            .map(|(s, sample)| {
                let (mut indices, mut values, mut lengths) = (Vec::new(), Vec::new(), Vec::new());
                let mut row = Vec::new();
                for i in 0..sample.len() {
                    row.clear();
                    if wanted(s, i) {
                        self.fill(&sample.features.words, look, i, &mut row);
                    }
                    row.sort_unstable_by_key(|entry: &(u32, f32)| entry.0);
                    let before = indices.len();
                    for same in row.chunk_by(|a, b| a.0 == b.0) {
                        indices.push(same[0].0);
                        values.push(same.iter().map(|entry| entry.1).sum());
                    }
                    lengths.push((indices.len() - before) as u32);
                }
                (indices, values, lengths)
            })
            .collect();
        let mut starts = vec![0_u32];
        let (mut indices, mut values) = (Vec::new(), Vec::new());
        for (part_indices, part_values, lengths) in parts {
            indices.extend(part_indices);
            values.extend(part_values);
            let mut end = starts[starts.len() - 1];
            starts.extend(lengths.into_iter().map(|length| {
                end += length;
                end
            }));
        }
        let columns = if look == Look::Own { self.len() } else { 2 * self.len() };
        CsMatI::new((starts.len() - 1, columns), starts, indices, values)
    }

    fn fill(&self, words: &Words, look: Look, i: usize, row: &mut Vec<(u32, f32)>) {
        let mut add = |tokens: &[u32], offset: u32| {
            let value = token_value(tokens.len());
            row.extend(tokens.iter().filter_map(|&token| Some((self.number(token)? + offset, value))));
        };
        match look {
            Look::Own => {
                add(words.tokens(i), 0);
                add(words.forms(i), 0);
                add(words.tags(i), 0);
            }
            Look::Around => {
                if let Some(before) = i.checked_sub(1) {
                    add(words.tokens(before), 0);
                }
                if i + 1 < words.len() {
                    add(words.tokens(i + 1), self.len() as u32);
                }
            }
        }
    }
}
