//! What the model does to documents it has not seen: thresholds, losses and figures, from stage twos trained without
//! each fold on stage-one scores that are out of fold already.

use super::calibration::{self, Scored};
use super::measures;
use super::page_cut;
use super::samples::Sample;
use crate::error::{ErrorKind, Result};
use crate::evaluation::{Bootstrap, Calibration, Decided, DecidedSet, Figure, Interval, Judged, LossTable};
use crate::features::{Measures, View, WordScore, sigmoid};
use crate::label::Label;
use crate::model::{Buffers, Dense, Experts};
use rayon::prelude::*;

/// What was measured.
pub(super) struct HeldOut {
    pub losses: LossTable,
    /// Log-odds of junk of every paragraph, corrected.
    pub log_odds: Vec<Vec<f32>>,
    /// How they were corrected after shift and cut.
    pub calibration: Calibration,
    /// Threshold at which documents keep the best mean F1 of their content.
    pub threshold: f32,
    /// What to take from the log-odds of the experts for pages and for articles, so that the same threshold is best for
    /// both.
    pub shifts: (f32, f32),
    /// What to take from the log-odds of the expert for pages for the threshold that suits each.
    pub page_cut: Option<Dense>,
    pub figures: Vec<(String, f64)>,
    /// Intervals of figures over groups, where there are several.
    pub intervals: Vec<(String, Interval)>,
}

/// Rows on which a stage that only measures is trained, at most.
const ENOUGH_ROWS: usize = 60_000;

/// Share of their content characters that articles may lose by the threshold in the mean.
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
    let (shifts, cut) = if two {
        let pages = if page_cut.is_some() { 0.0 } else { best(|share| 1.0 - share) };
        ((pages, best_for_articles(samples, &unshifted)), 0.0)
    } else {
        ((0.0, 0.0), best(|_| 1.0))
    };
    let mut log_odds: Vec<Vec<f32>> = unshifted
        .into_iter()
        .map(|(log_odds, share)| {
            let shift = shifts.0 + share * (shifts.1 - shifts.0);
            log_odds.into_iter().map(|odds| odds - shift).collect()
        })
        .collect();
    let calibration = calibration::of_junk(&scored(samples, &log_odds), folds)?;
    let corrected = |odds: f32| calibration.slope * odds + calibration.shift;
    log_odds.iter_mut().flatten().for_each(|odds| *odds = corrected(*odds));
    let threshold = sigmoid(corrected(cut));
    let judged = judged(samples, &log_odds);
    let losses = LossTable::new(&judged)?;
    let (figures, intervals) = figures(samples, judged, threshold, &calibration)?;
    Ok(HeldOut { losses, log_odds, calibration, threshold, shifts, page_cut, figures, intervals })
}

/// What calibration is learned from: real paragraphs with a known truth.
fn scored(samples: &[Sample], log_odds: &[Vec<f32>]) -> Vec<Scored> {
    let real = samples.iter().zip(log_odds).filter(|(sample, _)| !sample.is_spliced);
    let of = |(sample, log_odds): (&Sample, &Vec<f32>)| {
        let one = |i: usize| Some(Scored { log_odds: log_odds[i], is_junk: sample.is_junk(i)?, fold: sample.fold });
        (0..sample.len()).filter_map(one).collect::<Vec<_>>()
    };
    real.flat_map(of).collect()
}

/// Real paragraphs, documents numbered as samples are.
pub(super) fn judged(samples: &[Sample], log_odds: &[Vec<f32>]) -> Vec<Judged> {
    let of = |(s, (sample, log_odds)): (usize, (&Sample, &Vec<f32>))| {
        let paragraph = |i: usize| {
            let junk = sigmoid(log_odds[i]);
            let label = if junk >= 0.5 { Label::Navigation } else { Label::Content };
            Judged { document: s as u32, truth: sample.labels[i], label, junk, chars: sample.chars[i] }
        };
        (0..sample.len()).map(paragraph).collect::<Vec<Judged>>()
    };
    let real = samples.iter().zip(log_odds).enumerate().filter(|(_, (sample, _))| !sample.is_spliced);
    real.flat_map(of).collect()
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

/// Figures and intervals by name.
pub(super) type Figures = (Vec<(String, f64)>, Vec<(String, Interval)>);

/// Resamples for intervals in training.
const RESAMPLES: u32 = 200;

/// Figures of junk at the threshold with intervals over groups; what calibration did is taken from folds that it was not
/// fitted on.
pub(super) fn figures(
    samples: &[Sample],
    judged: Vec<Judged>,
    threshold: f32,
    calibration: &Calibration,
) -> Result<Figures> {
    let set = DecidedSet::new(judged.into_iter().map(|judged| Decided {
        judged,
        group: samples[judged.document as usize].group,
        removed: judged.is_removed(threshold),
    }))?;
    let (set, groups) = set.with_own_groups();
    let mut values = set.figures(&vec![1; groups]);
    values[Figure::Brier as usize] = calibration.now().brier;
    values[Figure::CalibrationError as usize] = calibration.now().calibration_error;
    let bootstrap = Bootstrap { resamples: RESAMPLES, ..Bootstrap::default() };
    let intervals = bootstrap.intervals(groups, |counts| set.figures(counts))?;
    Ok((by_name(values), by_name(intervals)))
}

/// What is known of each figure, by its name; names of kinds are measured elsewhere.
fn by_name<T>(figures: Vec<Option<T>>) -> Vec<(String, T)> {
    let figures = Figure::ALL.into_iter().zip(figures).filter(|(figure, _)| *figure != Figure::MacroF1);
    figures.filter_map(|(figure, value)| Some((figure.name().to_owned(), value?))).collect()
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

/// The log-odds from which to remove for the best F1 of removed paragraphs in articles that readers labelled, as long as they
/// lose no more than [`MOST_LOST`] of their content in the mean: in an article junk is a line or two, which a measure of
/// what is kept hardly sees.
fn best_for_articles(samples: &[Sample], judged: &[(Vec<f32>, f32)]) -> f32 {
    let is_article = |sample: &Sample| !sample.is_spliced && sample.is_read && sample.is_story;
    let f1 = |cut: f32| -> f64 {
        let (mut removed, mut junk, mut both, mut lost, mut weights) = (0.0, 0.0, 0.0, 0.0, 0.0);
        for (sample, (log_odds, _)) in samples.iter().zip(judged).filter(|(sample, _)| is_article(sample)) {
            let weight = f64::from(sample.weights.iter().sum::<f32>());
            let (mut lost_chars, mut content_chars) = (0.0, 0.0);
            for (i, odds) in log_odds.iter().enumerate() {
                let (goes, is_junk) = (*odds >= cut, sample.is_junk(i) == Some(true));
                let share = |is: bool| if is { weight } else { 0.0 };
                removed += share(goes);
                junk += share(is_junk);
                both += share(goes && is_junk);
                if !is_junk {
                    content_chars += f64::from(sample.chars[i]);
                    lost_chars += if goes { f64::from(sample.chars[i]) } else { 0.0 };
                }
            }
            if content_chars > 0.0 {
                lost += weight * lost_chars / content_chars;
                weights += weight;
            }
        }
        if lost > MOST_LOST * weights { -lost / weights } else { 2.0 * both / (removed + junk) }
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
