//! Stage two: two experts over measures, and the gate between them.
//!
//! Prepared documents and stage one's scores come in, [`Experts`] leave. linfa's logistic regression knows no weights, so
//! paragraphs are drawn in proportion to theirs; `linear` fits what is drawn, `boosting` corrects it.

use super::boosting::boost;
use super::linear::fit;
use super::samples::Sample;
use crate::error::{ErrorKind, Result};
use crate::features::{self, Measures, View, WordScore};
use crate::model::{Dense, Experts};
use ndarray::{Array2, s};
use rand::{Rng, SeedableRng};
use rand_pcg::Pcg32;
use rayon::prelude::*;

/// Rows drawn at most.
pub(super) const MAX_ROWS: usize = 240_000;
/// Rows of these that the linear model is fitted on at most: its few weights need no more.
const MAX_LINEAR_ROWS: usize = 60_000;

/// A paragraph drawn for stage two: sample, paragraph.
pub(super) type Drawn = (usize, usize);

/// Draws paragraphs in proportion to their weights, systematically: a paragraph of twice the mean weight comes twice.
fn draw(samples: &[Sample], wanted: impl Fn(&Sample) -> bool, max_rows: usize, seed: u64) -> Vec<Drawn> {
    let among = || samples.iter().enumerate().filter(|(_, sample)| wanted(sample));
    let total: f64 = among().flat_map(|(_, sample)| &sample.weights).map(|&weight| f64::from(weight)).sum();
    let paragraphs =
        among().map(|(_, sample)| sample.weights.iter().filter(|&&weight| weight > 0.0).count()).sum::<usize>();
    let rows = paragraphs.min(max_rows) as f64;
    let mut drawn = Vec::new();
    let mut due: f64 = Pcg32::seed_from_u64(seed).random();
    for (s, sample) in among() {
        for (i, &weight) in sample.weights.iter().enumerate() {
            due += f64::from(weight) / total * rows;
            while due >= 1.0 {
                drawn.push((s, i));
                due -= 1.0;
            }
        }
    }
    drawn
}

/// Rows from which trees learn more than chance.
pub(super) const ROWS_FOR_TREES: usize = 4_000;

/// Documents of a sort, with content and junk, from which an expert of its own is trained.
const ENOUGH_DOCUMENTS: usize = 100;

/// Trains stage two on the samples that `wanted` names, on at most `max_rows` rows an expert. Spliced documents are left
/// out: their words are real, but where their junk stands is made up. The second value says whether a solver ran out of
/// steps.
pub(super) fn train(
    samples: &[Sample],
    scores: &[Vec<WordScore>],
    wanted: impl Fn(&Sample) -> bool + Sync,
    max_rows: usize,
    seed: u64,
) -> Result<(Experts, bool)> {
    let real = |sample: &Sample| wanted(sample) && (!sample.is_spliced || sample.len() == 1);
    let expert = |of: &(dyn Fn(&Sample) -> bool + Sync)| {
        let drawn = draw(samples, of, max_rows, seed);
        let targets: Vec<bool> = drawn.iter().map(|&(s, i)| samples[s].is_junk(i) == Some(true)).collect();
        let rows = rows(samples, scores, &drawn);
        let every = drawn.len().div_ceil(MAX_LINEAR_ROWS).max(1);
        let some: Vec<bool> = targets.iter().copied().step_by(every).collect();
        let (mut dense, slow) = fit(rows.slice(s![..;every, ..]), &some)?;
        if targets.len() >= ROWS_FOR_TREES {
            let values = |row: usize| dense.linear(|column| rows[[row, column]]);
            let log_odds = (0..drawn.len()).into_par_iter().map(values).collect();
            dense.trees = boost(rows.view(), &targets, log_odds, seed);
        }
        Ok((dense, slow))
    };
    // A paragraph by itself has no page around it.
    let is_article = |sample: &Sample| sample.is_read && (sample.is_story || sample.len() == 1);
    let is_story = |sample: &Sample| real(sample) && is_article(sample);
    let is_page = |sample: &Sample| real(sample) && !is_article(sample);
    let enough = |of: &dyn Fn(&Sample) -> bool| {
        let has = |sample: &Sample, class: bool| sample.labels.iter().any(|label| label.is_junk() == Some(class));
        let both = |sample: &&Sample| of(sample) && has(sample, true) && has(sample, false);
        samples.iter().filter(both).count() >= ENOUGH_DOCUMENTS
    };
    let alone = || expert(&real).map(|(page, slow)| (Experts { page, story: None }, slow));
    if !(enough(&is_story) && enough(&is_page)) {
        return alone();
    }
    let ((page, story), gate) =
        rayon::join(|| rayon::join(|| expert(&is_page), || expert(&is_story)), || gate(samples, scores, &real));
    let both = page.and_then(|page| Ok((page, story?, gate?)));
    match both {
        Ok(((page, slow), (story, slow_too), gate)) => {
            Ok((Experts { page, story: Some((story, gate)) }, slow || slow_too))
        }
        // A sort's drawn rows have one class, or no page is of the sort that teaches the gate: one expert for all.
        Err(error) if error.kind() == ErrorKind::Data => alone(),
        Err(error) => Err(error),
    }
}

/// Trains the log-odds that a document is a story, on the measures of the page: a row a document.
fn gate(samples: &[Sample], scores: &[Vec<WordScore>], wanted: &(dyn Fn(&Sample) -> bool + Sync)) -> Result<Dense> {
    let is_story = |sample: &Sample| sample.is_story && sample.is_read;
    // What is neither, an article that an extractor took from its page, goes where it looks to belong.
    let is_clear = |sample: &Sample| is_story(sample) || (sample.is_page && !sample.is_read);
    let among = samples.iter().enumerate().filter(|(_, sample)| sample.len() > 0 && wanted(sample) && is_clear(sample));
    let drawn: Vec<Drawn> = among.map(|(s, _)| (s, 0)).collect();
    let targets: Vec<bool> = drawn.iter().map(|&(s, _)| is_story(&samples[s])).collect();
    fit(page_rows(samples, scores, &drawn).view(), &targets).map(|(gate, _)| gate)
}

/// As [`rows`], zeros but for the measures of the page: a column that is 0 everywhere gets no curve.
pub(super) fn page_rows(samples: &[Sample], scores: &[Vec<WordScore>], drawn: &[Drawn]) -> Array2<f32> {
    let mut rows = rows(samples, scores, drawn);
    for (measure, mut column) in features::schema().zip(rows.columns_mut()) {
        if !measure.name.starts_with("page_") {
            column.fill(0.0);
        }
    }
    rows
}

/// Measures of the drawn paragraphs, `(n_rows, n_measures)`, from scores a sample each.
pub(super) fn rows(samples: &[Sample], scores: &[Vec<WordScore>], drawn: &[Drawn]) -> Array2<f32> {
    let runs: Vec<&[Drawn]> = drawn.chunk_by(|a, b| a.0 == b.0).collect();
    let values: Vec<f32> = runs
        .par_iter()
        .map_init(
            || (View::default(), Measures::default()),
            |(view, measures), run| {
                let sample = &samples[run[0].0];
                view.look(&sample.features, &scores[run[0].0]);
                measures.compute(view);
                run.iter().flat_map(|&(_, i)| measures.row(i).collect::<Vec<f32>>()).collect::<Vec<f32>>()
            },
        )
        .flatten_iter()
        .collect();
    Array2::from_shape_vec((drawn.len(), features::width()), values).expect("a full row each")
}

#[cfg(test)]
mod tests;
