//! Trees: what curves and products leave unsaid, as a sum of small decision trees.
//!
//! A tree is oblivious (Kohavi 1994; the trees of CatBoost, Prokhorenkova et al. 2018): all its nodes of one depth ask the
//! same question, so that a paragraph's leaf is a number whose bits are the answers, found without a branch for many
//! paragraphs at once.

use crate::features::{Column, Measures};
use serde::{Deserialize, Serialize};

/// Questions a tree asks at most.
pub(crate) const MOST_QUESTIONS: usize = 8;

/// Paragraphs that are led through the trees at a time.
const BLOCK: usize = 64;

/// Trees whose leaves add up to log-odds.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Trees {
    /// Log-odds of 1 in a leaf.
    pub scale: f32,
    pub trees: Vec<Tree>,
}

/// One tree.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Tree {
    /// Column of the schema and bound of each question: is the measure above the bound?
    pub questions: Vec<(u16, f32)>,
    /// A signed byte a leaf; bit `k` of its number is the answer to question `k`.
    #[serde(with = "serde_bytes")]
    leaves: Vec<u8>,
}

/// A tree as it grows: its questions, and the log-odds of its leaves.
#[cfg(feature = "training")]
pub(crate) type Grown = (Vec<(u16, f32)>, Vec<f32>);

impl Trees {
    /// Rounds leaves to one part in 127 of the greatest.
    #[cfg(feature = "training")]
    pub fn new(grown: Vec<Grown>) -> Self {
        let greatest = grown.iter().flat_map(|(_, leaves)| leaves).fold(0.0_f32, |most, leaf| most.max(leaf.abs()));
        let scale = if greatest > 0.0 { greatest / 127.0 } else { 1.0 };
        let byte = |leaf: f32| (leaf / scale).round().clamp(-127.0, 127.0) as i8 as u8;
        let tree = |(questions, leaves): Grown| Tree { questions, leaves: leaves.into_iter().map(byte).collect() };
        Trees { scale, trees: grown.into_iter().map(tree).collect() }
    }

    /// Adds the log-odds of the paragraphs from `first` on to `out`.
    pub fn add(&self, measures: &Measures, first: usize, out: &mut [f32]) {
        if self.trees.is_empty() {
            return;
        }
        for (block, out) in out.chunks_mut(BLOCK).enumerate() {
            let start = first + block * BLOCK;
            let mut sums = [0_i32; BLOCK];
            for tree in &self.trees {
                tree.add(measures, start, &mut sums[..out.len()]);
            }
            for (out, sum) in out.iter_mut().zip(sums) {
                *out += self.scale * sum as f32;
            }
        }
    }

    /// The log-odds of one paragraph, from the values of all columns.
    pub fn at(&self, value: impl Fn(usize) -> f32) -> f32 {
        let number = |tree: &Tree| {
            let answers = tree.questions.iter().map(|&(column, bound)| value(column.into()) > bound);
            answers.enumerate().map(|(k, answer)| usize::from(answer) << k).sum::<usize>()
        };
        let sum: i32 = self.trees.iter().map(|tree| i32::from(tree.leaves[number(tree)] as i8)).sum();
        self.scale * sum as f32
    }

    /// What every question adds, as (column, log-odds): by how much its answer changes the mean of the leaves that remain
    /// (Saabas 2014). With the first value, the mean of all leaves, they add up to [`Trees::at`].
    pub fn terms(&self, measures: &Measures, paragraph: usize) -> (f32, Vec<(usize, f32)>) {
        let (mut start, mut terms) = (0.0, Vec::new());
        for tree in &self.trees {
            let mut leaves: Vec<f32> = tree.leaves.iter().map(|&leaf| self.scale * f32::from(leaf as i8)).collect();
            let mut before = mean(&leaves);
            start += before;
            for &(column, bound) in &tree.questions {
                let answer = measures.value(column.into(), paragraph) > bound;
                // The answer to the first question that is left is the lowest bit of a leaf's number.
                leaves = leaves.chunks(2).map(|pair| pair[usize::from(answer)]).collect();
                let after = mean(&leaves);
                terms.push((column.into(), after - before));
                before = after;
            }
        }
        (start, terms)
    }

    /// Whether every number is finite, every column exists and there is a leaf for all answers.
    pub fn is_sound(&self, columns: usize) -> bool {
        self.scale.is_finite()
            && self.trees.iter().all(|tree| {
                tree.questions.len() <= MOST_QUESTIONS
                    && tree.leaves.len() == 1 << tree.questions.len()
                    && tree.questions.iter().all(|(column, bound)| usize::from(*column) < columns && bound.is_finite())
            })
    }
}

impl Tree {
    /// Adds the leaves of the paragraphs from `start` on to `sums`, of which there are at most [`BLOCK`].
    fn add(&self, measures: &Measures, start: usize, sums: &mut [i32]) {
        let mut numbers = [0_u32; BLOCK];
        let numbers = &mut numbers[..sums.len()];
        let mut same = 0;
        for (k, &(column, bound)) in self.questions.iter().enumerate() {
            match measures.column(column.into()) {
                Column::Same(value) => same |= u32::from(value > bound) << k,
                Column::Each(values) => {
                    let values = &values[start..start + numbers.len()];
                    numbers
                        .iter_mut()
                        .zip(values)
                        .for_each(|(number, &value)| *number |= u32::from(value > bound) << k);
                }
            }
        }
        // A power of two, so that no number needs to be checked.
        let mask = self.leaves.len() - 1;
        for (sum, number) in sums.iter_mut().zip(numbers) {
            *sum += i32::from(self.leaves[(*number | same) as usize & mask] as i8);
        }
    }
}

fn mean(values: &[f32]) -> f32 {
    values.iter().sum::<f32>() / values.len() as f32
}
