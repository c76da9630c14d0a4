//! Stage two as two experts: one knows whole pages, the other articles by themselves.
//!
//! In a page junk stands in blocks and content in one run; in what a feed delivers a single line of junk stands between
//! paragraphs of the piece. One model of measures would have to unlearn the one to learn the other, so there are two, and
//! a gate that looks at the measures of the page decides how much each is heard. The log-odds are mixed, so that they
//! stay a sum of terms that can be shown.

use super::dense::{Dense, DenseBuffers, Term};
use crate::features::{Measures, sigmoid};
use serde::{Deserialize, Serialize};

/// Log-odds of junk from measures.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Experts {
    /// For whole pages, or for everything where there is no other.
    pub page: Dense,
    /// For articles by themselves, and the log-odds that a document is one.
    pub story: Option<(Dense, Dense)>,
}

/// Share below which an expert is not asked: it would change nothing that anybody sees.
const UNHEARD: f32 = 1e-3;

/// Buffers for scoring, reused from document to document.
#[derive(Clone, Debug, Default)]
pub(crate) struct Buffers {
    story: Vec<f32>,
    dense: DenseBuffers,
}

impl Experts {
    /// Writes the log-odds of every paragraph to `out`.
    pub fn score(&self, measures: &Measures, out: &mut Vec<f32>, buffers: &mut Buffers) {
        let Buffers { story: other, dense } = buffers;
        let share = self.story_share(measures);
        match &self.story {
            Some((story, _)) if share == 1.0 => story.score(measures, out, dense),
            Some((story, _)) if share > 0.0 => {
                self.page.score(measures, out, dense);
                story.score(measures, other, dense);
                for (out, story) in out.iter_mut().zip(other) {
                    *out += share * (*story - *out);
                }
            }
            _ => self.page.score(measures, out, dense),
        }
    }

    /// How much the expert for articles is heard, 0 to 1.
    pub fn story_share(&self, measures: &Measures) -> f32 {
        let Some((_, gate)) = &self.story else { return 0.0 };
        if measures.paragraphs() == 0 {
            return 0.0;
        }
        match sigmoid(gate.log_odds(measures, 0)) {
            share if share < UNHEARD => 0.0,
            share if share > 1.0 - UNHEARD => 1.0,
            share => share,
        }
    }

    /// The same with log-odds times `slope` plus `shift`: a mixture of lines is a line.
    #[cfg(feature = "training")]
    pub fn along(&self, slope: f32, shift: f32) -> Experts {
        let along = |dense: &Dense| dense.adapted(slope, shift, &[]);
        Experts {
            page: along(&self.page),
            story: self.story.as_ref().map(|(story, gate)| (along(story), gate.clone())),
        }
    }

    /// The bias and the terms of one paragraph's log-odds, a measure or a pair of them once; together they add up to it.
    pub fn terms(&self, measures: &Measures, paragraph: usize) -> (f32, Vec<(Term, f32)>) {
        let (mut bias, mut terms) = self.page.terms(measures, paragraph);
        if let Some((story, _)) = &self.story {
            let share = self.story_share(measures);
            let (story_bias, story_terms) = story.terms(measures, paragraph);
            bias += share * (story_bias - bias);
            terms.iter_mut().for_each(|(_, value)| *value *= 1.0 - share);
            terms.extend(story_terms.into_iter().map(|(term, value)| (term, share * value)));
        }
        terms.sort_by_key(|(term, _)| *term);
        let sum = |same: &[(Term, f32)]| (same[0].0, same.iter().map(|(_, value)| value).sum());
        (bias, terms.chunk_by(|a, b| a.0 == b.0).map(sum).collect())
    }

    /// Whether every number is finite and every column exists.
    pub fn is_sound(&self, columns: usize) -> bool {
        self.page.is_sound(columns)
            && self.story.as_ref().is_none_or(|(story, gate)| story.is_sound(columns) && gate.is_sound(columns))
    }
}
