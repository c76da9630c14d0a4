//! Trees: what curves and products leave unsaid, as a sum of small decision trees.
//!
//! A tree is oblivious (Kohavi 1994; the trees of CatBoost, Prokhorenkova et al. 2018): all its nodes of one depth ask the
//! same question, so that a paragraph's leaf is a number whose bits are the answers, found without a branch for many
//! paragraphs at once.

use super::block::{self, BLOCK, LEAVES, QUESTIONS, Question};
use crate::features::{Column, Measures};
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// Bounds of a measure at most, so that how many of them a value is above is a signed byte.
const MOST_BOUNDS: usize = i8::MAX as usize;
/// The bound of a question that a tree does without: no value is above it.
const NEVER: i8 = i8::MAX;

/// Trees whose leaves add up to log-odds.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Trees {
    /// Log-odds of 1 in a leaf.
    pub scale: f32,
    /// What all trees ask, a scale a measure: a paragraph is put on each once, and then only bytes are compared.
    scales: Vec<Scale>,
    /// Of every tree.
    questions: Vec<[Question; QUESTIONS]>,
    /// `LEAVES` signed bytes a tree; bit `k` of a leaf's number is the answer to question `k`.
    #[serde(with = "serde_bytes")]
    leaves: Vec<u8>,
}

/// The bounds that questions compare a measure with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Scale {
    /// Column of the schema.
    column: u16,
    /// In rising order.
    bounds: Vec<f32>,
}

/// A tree as it grows: its questions as column and bound, and the log-odds of its leaves.
#[cfg(feature = "training")]
pub(crate) type Grown = (Vec<(u16, f32)>, Vec<f32>);

/// Where the paragraphs of a block stand on every scale, reused from one to the next.
#[derive(Clone, Debug, Default)]
pub(crate) struct Levels(Vec<[i8; BLOCK]>);

impl Trees {
    /// Rounds leaves to one part in 127 of the greatest.
    #[cfg(feature = "training")]
    pub fn new(grown: &[Grown]) -> Self {
        let greatest = grown.iter().flat_map(|(_, leaves)| leaves).fold(0.0_f32, |most, leaf| most.max(leaf.abs()));
        let scale = if greatest > 0.0 { greatest / 127.0 } else { 1.0 };
        let byte = |leaf: &f32| (leaf / scale).round().clamp(-127.0, 127.0) as i8 as u8;
        let mut asked: Vec<(u16, f32)> = grown.iter().flat_map(|(questions, _)| questions).copied().collect();
        asked.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
        asked.dedup();
        let scales: Vec<Scale> = asked
            .chunk_by(|a, b| a.0 == b.0)
            .map(|run| Scale { column: run[0].0, bounds: run.iter().map(|(_, bound)| *bound).collect() })
            .collect();
        let place = |&(column, bound): &(u16, f32)| {
            let at = scales.partition_point(|scale| scale.column < column);
            (at as u16, scales[at].bounds.partition_point(|known| *known < bound) as i8)
        };
        let all = |questions: &[(u16, f32)]| std::array::from_fn(|k| questions.get(k).map_or((0, NEVER), place));
        Trees {
            scale,
            questions: grown.iter().map(|(questions, _)| all(questions)).collect(),
            // The leaves of a smaller tree come again for every answer that it does not ask for.
            leaves: grown.iter().flat_map(|(_, leaves)| leaves.iter().map(byte).cycle().take(LEAVES)).collect(),
            scales,
        }
    }

    /// Adds the log-odds of the paragraphs from `first` on to `out`; `levels` is a buffer.
    pub fn add(&self, measures: &Measures, first: usize, out: &mut [f32], levels: &mut Levels) {
        if self.questions.is_empty() {
            return;
        }
        levels.0.resize(self.scales.len(), [0; BLOCK]);
        for (block, out) in out.chunks_mut(BLOCK).enumerate() {
            let start = first + block * BLOCK;
            for (scale, levels) in self.scales.iter().zip(&mut levels.0) {
                scale.read(measures, start..start + out.len(), levels);
            }
            let sums = block::sum(&self.questions, self.leaves.as_chunks().0, &levels.0, out.len());
            for (out, sum) in out.iter_mut().zip(sums) {
                *out += self.scale * sum as f32;
            }
        }
    }

    /// What every tree asks, as column and bound, and its leaves.
    fn trees(&self) -> impl Iterator<Item = (impl Iterator<Item = (usize, f32)>, &[u8; LEAVES])> {
        let asked = |&(scale, bound): &Question| {
            let scale = self.scales.get(usize::from(scale))?;
            Some((scale.column.into(), *scale.bounds.get(bound as usize)?))
        };
        let questions = self.questions.iter().map(move |questions| questions.iter().map_while(asked));
        questions.zip(self.leaves.as_chunks().0)
    }

    /// The log-odds of one paragraph, from the values of all columns.
    pub fn at(&self, value: impl Fn(usize) -> f32) -> f32 {
        let sum: i32 = self
            .trees()
            .map(|(questions, leaves)| {
                let answers = questions.enumerate().map(|(k, (column, bound))| usize::from(value(column) > bound) << k);
                i32::from(leaves[answers.sum::<usize>()] as i8)
            })
            .sum();
        self.scale * sum as f32
    }

    /// What every question adds, as (column, log-odds): by how much its answer changes the mean of the leaves that remain
    /// (Saabas 2014). With the first value, the mean of all leaves, they add up to [`Trees::at`].
    pub fn terms(&self, measures: &Measures, paragraph: usize) -> (f32, Vec<(usize, f32)>) {
        let (mut start, mut terms) = (0.0, Vec::new());
        for (questions, leaves) in self.trees() {
            let mut leaves: Vec<f32> = leaves.iter().map(|&leaf| self.scale * f32::from(leaf as i8)).collect();
            let mut before = mean(&leaves);
            start += before;
            for (column, bound) in questions {
                let answer = measures.value(column, paragraph) > bound;
                // The answer to the first question that is left is the lowest bit of a leaf's number.
                leaves = leaves.chunks(2).map(|pair| pair[usize::from(answer)]).collect();
                let after = mean(&leaves);
                terms.push((column, after - before));
                before = after;
            }
        }
        (start, terms)
    }

    /// Whether every number is finite, every column and bound exists and every tree has its leaves.
    pub fn is_sound(&self, columns: usize) -> bool {
        let has = |&(scale, bound): &Question| {
            let bounds = self.scales.get(usize::from(scale)).map(|scale| scale.bounds.len());
            bounds.is_some_and(|bounds| bound == NEVER || usize::try_from(bound).is_ok_and(|bound| bound < bounds))
        };
        self.scale.is_finite()
            && self.scales.iter().all(|scale| {
                usize::from(scale.column) < columns
                    && scale.bounds.len() <= MOST_BOUNDS
                    && scale.bounds.iter().all(|bound| bound.is_finite())
                    && scale.bounds.is_sorted()
            })
            && self.questions.iter().flatten().all(has)
            && self.leaves.len() == self.questions.len() * LEAVES
    }
}

impl Scale {
    /// Of each paragraph, how many bounds its value is above.
    fn read(&self, measures: &Measures, paragraphs: Range<usize>, levels: &mut [i8; BLOCK]) {
        match measures.column(self.column.into()) {
            Column::Same(value) => levels.fill(self.bounds.partition_point(|bound| value > *bound) as i8),
            Column::Each(values) => block::levels(&self.bounds, &values[paragraphs], levels),
        }
    }
}

fn mean(values: &[f32]) -> f32 {
    values.iter().sum::<f32>() / values.len() as f32
}
