//! Kinds: which label a paragraph has, once it is known whether it is junk.
//!
//! A small multinomial logistic model over a paragraph's words and its neighbours' (one column of a table a label), its
//! log-odds of junk and some measures, corrected by trees over the same. It is asked only where somebody wants to know, so
//! cleaning by threshold alone does not pay for it.

use super::dense::Standard;
use super::tables::Table;
use super::trees::Trees;
use crate::features::{Measures, Words};
use crate::label::Label;
use serde::{Deserialize, Serialize};

/// Labels that kinds tell apart.
pub(crate) const LABELS: usize = Label::ALL.len();
/// A tag and a column a label.
const ROW: usize = LABELS + 1;
/// Whose words are heard: the paragraph's own, of the one before and after it, and the means of those beyond, up to `FAR`:
/// junk of a kind stands together, often under a line that names it.
const AROUND: usize = 5;
const FAR: usize = 5;

/// Probabilities of the eleven labels, in the order of [`Label::ALL`].
pub(crate) type LabelProbabilities = [f32; LABELS];

/// The likeliest of `among`; the first of equals, so that ties do not depend on the order of evaluation.
///
/// # Panics
///
/// Where `among` is empty.
pub(crate) fn likeliest(labels: &LabelProbabilities, among: &[Label]) -> Label {
    let likelier =
        |best: Label, label: Label| if labels[label as usize] > labels[best as usize] { label } else { best };
    among.iter().copied().reduce(likelier).expect("there are labels among which to choose")
}

/// The multinomial stage.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Kinds {
    /// What words say of each label.
    pub words: Table,
    /// Added to the words' sum, a label each.
    pub bias: LabelProbabilities,
    /// Measures that take part.
    pub standards: Vec<Standard>,
    /// Labels that training saw; the others have probability 0.
    pub labels: Vec<u8>,
    /// A row a label of `labels`: intercept, junk log-odds, what words around say, the measures.
    pub weights: Vec<Vec<f32>>,
    /// What is added for each of `labels`, from the inputs.
    pub trees: Vec<Trees>,
}

impl Kinds {
    /// Number of inputs besides the intercept.
    pub fn inputs(&self) -> usize {
        1 + AROUND * LABELS + self.standards.len()
    }

    /// What the words of every paragraph say of each label.
    pub fn word_scores(table: &Table, bias: &LabelProbabilities, words: &Words, scores: &mut Vec<LabelProbabilities>) {
        scores.clear();
        scores.extend((0..words.len()).map(|paragraph| {
            let mut sums = [0.0; ROW];
            table.add(words.tokens(paragraph), &mut sums);
            table.add(words.forms(paragraph), &mut sums);
            if !words.tags(paragraph).is_empty() {
                table.add(words.tags(paragraph), &mut sums);
            }
            std::array::from_fn(|i| (bias[i] + sums[i + 1]).clamp(-8.0, 8.0))
        }));
    }

    /// The inputs of a paragraph, without the intercept; `scores` are those of all paragraphs' words.
    pub fn input(
        standards: &[Standard],
        scores: &[LabelProbabilities],
        measures: &Measures,
        paragraph: usize,
        log_odds: f32,
    ) -> Vec<f32> {
        let sum = |among: &[LabelProbabilities]| -> LabelProbabilities {
            std::array::from_fn(|label| among.iter().map(|scores| scores[label]).sum())
        };
        let (before, after) = (&scores[..paragraph], &scores[paragraph + 1..]);
        let (far_before, near_before) = before.split_at(before.len().saturating_sub(1));
        let (near_after, far_after) = after.split_at(after.len().min(1));
        let far_before = sum(&far_before[far_before.len().saturating_sub(FAR)..]).map(|sum| sum / FAR as f32);
        let far_after = sum(&far_after[..far_after.len().min(FAR)]).map(|sum| sum / FAR as f32);
        let values = standards.iter().map(|standard| standard.at(measures.value(standard.column, paragraph)));
        let around: [LabelProbabilities; AROUND] =
            [scores[paragraph], sum(near_before), sum(near_after), far_before, far_after];
        std::iter::once(log_odds.clamp(-8.0, 8.0)).chain(around.into_iter().flatten()).chain(values).collect()
    }

    /// Logits of `labels` from the inputs by the linear model alone.
    pub fn linear(weights: &[Vec<f32>], input: &[f32]) -> Vec<f32> {
        let logit =
            |row: &Vec<f32>| row[0] + row[1..].iter().zip(input).map(|(weight, value)| weight * value).sum::<f32>();
        weights.iter().map(logit).collect()
    }

    /// Makes all labels surer or less sure: their logits times `slope`.
    #[cfg(feature = "training")]
    pub fn scale(&mut self, slope: f32) {
        self.weights.iter_mut().flatten().for_each(|weight| *weight *= slope);
        self.trees.iter_mut().for_each(|trees| trees.scale *= slope);
    }

    /// Probabilities of all labels; they add up to 1. `scores` are those of all paragraphs' words.
    pub fn probabilities(
        &self,
        scores: &[LabelProbabilities],
        measures: &Measures,
        paragraph: usize,
        log_odds: f32,
    ) -> LabelProbabilities {
        let input = Self::input(&self.standards, scores, measures, paragraph, log_odds);
        let mut logits = Self::linear(&self.weights, &input);
        for (logit, trees) in logits.iter_mut().zip(&self.trees) {
            *logit += trees.at(|at| input[at]);
        }
        let greatest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let exps: Vec<f32> = logits.iter().map(|logit| (logit - greatest).exp()).collect();
        let total: f32 = exps.iter().sum();
        let mut probabilities = [0.0; LABELS];
        for (label, exp) in self.labels.iter().zip(exps) {
            probabilities[usize::from(*label)] = exp / total;
        }
        probabilities
    }

    /// Whether sizes fit and numbers are finite.
    pub fn is_sound(&self, columns: usize) -> bool {
        self.words.is_sound(LABELS)
            && self.bias.iter().all(|bias| bias.is_finite())
            && self.standards.iter().all(|standard| standard.is_sound(columns))
            && !self.labels.is_empty()
            && self.labels.len() == self.weights.len()
            && self.trees.len() <= self.labels.len()
            && self.trees.iter().all(|trees| trees.is_sound(self.inputs()))
            && self.labels.iter().all(|&label| usize::from(label) < LABELS)
            && self.weights.iter().all(|row| row.len() == self.inputs() + 1 && row.iter().all(|w| w.is_finite()))
    }
}
