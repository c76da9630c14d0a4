//! What the model does to documents it has not seen: thresholds, losses and figures, from stage twos trained without
//! each fold on stage-one scores that are out of fold already.

use super::measures;
use super::page_cut;
use super::samples::Sample;
use crate::error::{ErrorKind, Result};
use crate::evaluation::{Judged, LossTable, Report};
use crate::features::{Measures, View, WordScore, sigmoid};
use crate::label::Label;
use crate::model::{Buffers, Dense, Experts};
use rayon::prelude::*;

/// What was measured.
pub(super) struct HeldOut {
    pub losses: LossTable,
    /// Threshold at which documents keep the best mean F1 of their content.
    pub threshold: f32,
    /// What to take from the log-odds of the experts for pages and for articles, so that the same threshold is best for
    /// both.
    pub shifts: (f32, f32),
    /// What to take from the log-odds of the expert for pages for the threshold that suits each.
    pub page_cut: Option<Dense>,
    pub figures: Vec<(String, f64)>,
}

/// Rows on which a stage that only measures is trained, at most.
const ENOUGH_ROWS: usize = 60_000;

/// Share of an article's content characters that the threshold may lose at most.
const MOST_LOST: f64 = 0.0125;

/// Thresholds tried, in hundredths.
const THRESHOLDS: std::ops::RangeInclusive<u8> = 20..=90;

/// Trains a stage two without each fold and judges the fold with it.
pub(super) fn judge(samples: &[Sample], scores: &[Vec<WordScore>], folds: u32, seed: u64) -> Result<HeldOut> {
    let stages = (0..folds).into_par_iter().map(|fold| {
        let train = |sample: &Sample| sample.fold != fold;
        match measures::train(samples, scores, train, ENOUGH_ROWS, seed) {
            Ok((experts, _)) => Ok(Some(experts)),
            // A fold may hold all there is of a class, in small data: then it is judged by nothing.
            Err(error) if error.kind() == ErrorKind::Data => Ok(None),
            Err(error) => Err(error),
        }
    });
    let stages: Vec<Option<Experts>> = stages.collect::<Result<_>>()?;
    let mut unshifted: Vec<(Vec<f32>, f32)> = samples
        .par_iter()
        .zip(scores)
        .map_init(
            || (View::default(), Measures::default(), Vec::new(), Buffers::default()),
            |(view, measures, log_odds, buffers), (sample, scores)| {
                let Some(stage) = &stages[sample.fold as usize] else { return (vec![0.0; sample.len()], 0.0) };
                view.look(&sample.features, scores);
                measures.compute(view);
                stage.score(measures, log_odds, buffers);
                (log_odds.clone(), stage.story_share(measures))
            },
        )
        .collect();
    let two = stages.iter().flatten().any(|stage| stage.story.is_some());
    let page_cut = cut_pages(samples, scores, &mut unshifted, two);
    let best = |part: fn(f32) -> f32| best_log_odds(samples, &unshifted, part);
    let (shifts, threshold) = if two {
        let pages = if page_cut.is_some() { 0.0 } else { best(|share| 1.0 - share) };
        ((pages, best_for_articles(samples, &unshifted)), 0.5)
    } else {
        ((0.0, 0.0), sigmoid(best(|_| 1.0)))
    };
    let junk: Vec<Vec<f32>> = unshifted
        .iter()
        .map(|(log_odds, share)| {
            let shift = shifts.0 + share * (shifts.1 - shifts.0);
            log_odds.iter().map(|odds| sigmoid(odds - shift)).collect()
        })
        .collect();
    let judged: Vec<Judged> = samples
        .iter()
        .zip(&junk)
        .enumerate()
        .filter(|(_, (sample, _))| !sample.is_spliced)
        .flat_map(|(s, (sample, junk))| {
            (0..sample.len()).map(move |i| Judged {
                document: s as u32,
                truth: sample.labels[i],
                label: if junk[i] >= 0.5 { Label::Navigation } else { Label::Content },
                junk: junk[i],
                chars: sample.chars[i],
            })
        })
        .collect();
    Ok(HeldOut { losses: LossTable::new(&judged)?, threshold, shifts, page_cut, figures: figures(&judged, threshold)? })
}

/// Pages with content from which it is learned what threshold suits a page.
const ENOUGH_PAGES: usize = 200;

/// Takes from the log-odds of every document what suits it, as far as the expert for pages is heard, and says what that is.
/// Learned from documents with markup, or, where there are two experts, from all that are pages more than articles.
fn cut_pages(
    samples: &[Sample],
    scores: &[Vec<WordScore>],
    judged: &mut [(Vec<f32>, f32)],
    two: bool,
) -> Option<Dense> {
    let is_real = |s: usize| !samples[s].is_spliced && samples[s].len() > 0;
    let is_page = |s: usize| if two { judged[s].1 < 0.5 } else { samples[s].features.tree.is_some() };
    let real: Vec<(usize, usize)> = (0..samples.len()).filter(|&s| is_real(s)).map(|s| (s, 0)).collect();
    let drawn: Vec<(usize, usize)> = real.iter().copied().filter(|&(s, _)| is_page(s)).collect();
    if drawn.len() < ENOUGH_PAGES {
        return None;
    }
    let pages: Vec<&Sample> = drawn.iter().map(|&(s, _)| &samples[s]).collect();
    let log_odds: Vec<&[f32]> = drawn.iter().map(|&(s, _)| judged[s].0.as_slice()).collect();
    let cut = page_cut::fit(measures::page_rows(samples, scores, &drawn).view(), &pages, &log_odds);
    for (row, &(s, _)) in measures::page_rows(samples, scores, &real).rows().into_iter().zip(&real) {
        let (log_odds, share) = &mut judged[s];
        let shift = (1.0 - *share) * cut.linear(|column| row[column]);
        log_odds.iter_mut().for_each(|odds| *odds -= shift);
    }
    Some(cut)
}

fn figures(judged: &[Judged], threshold: f32) -> Result<Vec<(String, f64)>> {
    let report = Report::new(judged, threshold)?;
    let figures = [
        ("auc", report.probability.auc),
        ("average_precision", report.probability.average_precision),
        ("brier", report.probability.brier),
        ("calibration_error", report.probability.calibration_error),
        ("junk_precision", report.junk.precision),
        ("junk_recall", report.junk.recall),
        ("junk_f1", report.junk.f1),
        ("content_chars_lost", report.content_chars_lost),
        ("junk_chars_removed", report.junk_chars_removed),
    ];
    Ok(figures.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect())
}

/// The log-odds from which to remove for the best mean F1 of kept characters, documents by their weight times `part` of
/// their share of the expert for articles.
fn best_log_odds(samples: &[Sample], judged: &[(Vec<f32>, f32)], part: fn(f32) -> f32) -> f32 {
    let mean = |cut: f32| -> f64 {
        let (mut sum, mut weights) = (0.0, 0.0);
        for (sample, (log_odds, share)) in samples.iter().zip(judged).filter(|(sample, _)| !sample.is_spliced) {
            let (mut kept, mut content, mut both) = (0.0, 0.0, 0.0);
            for (i, odds) in log_odds.iter().enumerate() {
                let chars = f64::from(sample.chars[i]);
                let (is_kept, is_content) = (*odds < cut, sample.is_junk(i) == Some(false));
                if sample.is_junk(i).is_some() {
                    kept += if is_kept { chars } else { 0.0 };
                    content += if is_content { chars } else { 0.0 };
                    both += if is_kept && is_content { chars } else { 0.0 };
                }
            }
            if content > 0.0 {
                let weight = sample.weights.iter().sum::<f32>() * part(*share);
                sum += f64::from(weight) * 2.0 * both / (kept + content);
                weights += f64::from(weight);
            }
        }
        if weights > 0.0 { sum / weights } else { 0.0 }
    };
    best_cut(mean)
}

/// The log-odds from which to remove for the best F1 of removed paragraphs in articles that readers labelled, as long as no
/// more than [`MOST_LOST`] of their content goes: in an article junk is a line or two, which a measure of what is kept
/// hardly sees.
fn best_for_articles(samples: &[Sample], judged: &[(Vec<f32>, f32)]) -> f32 {
    let is_article = |sample: &Sample| !sample.is_spliced && sample.is_read && sample.is_story;
    let f1 = |cut: f32| -> f64 {
        let (mut removed, mut junk, mut both, mut lost, mut content) = (0.0, 0.0, 0.0, 0.0, 0.0);
        for (sample, (log_odds, _)) in samples.iter().zip(judged).filter(|(sample, _)| is_article(sample)) {
            let weight = f64::from(sample.weights.iter().sum::<f32>());
            for (i, odds) in log_odds.iter().enumerate() {
                let (goes, is_junk) = (*odds >= cut, sample.is_junk(i) == Some(true));
                let share = |is: bool| if is { weight } else { 0.0 };
                let chars = weight * f64::from(sample.chars[i]);
                removed += share(goes);
                junk += share(is_junk);
                both += share(goes && is_junk);
                content += if is_junk { 0.0 } else { chars };
                lost += if goes && !is_junk { chars } else { 0.0 };
            }
        }
        if lost > MOST_LOST * content { -lost / content } else { 2.0 * both / (removed + junk) }
    };
    best_cut(f1)
}

/// Of the thresholds tried, as log-odds, the one where `value` is greatest.
fn best_cut(value: impl Fn(f32) -> f64 + Sync) -> f32 {
    let scored: Vec<(f64, f32)> = THRESHOLDS
        .into_par_iter()
        .step_by(2)
        .map(|hundredths| {
            let threshold = f32::from(hundredths) / 100.0;
            let cut = (threshold / (1.0 - threshold)).ln();
            (value(cut), cut)
        })
        .collect();
    scored.into_iter().reduce(|best, next| if next.0 > best.0 { next } else { best }).map_or(0.0, |best| best.1)
}
