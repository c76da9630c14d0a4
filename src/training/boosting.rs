//! Boosting: trees that correct the log-odds of a linear model, one after the other.
//!
//! Gradient boosting of the logistic loss (Friedman 2001) with Newton steps, on histograms of measures cut into bins.
//! Every tree sees a part of the rows and of the measures, drawn by the seed; the histograms of different measures are
//! worked out side by side, so that the number of threads changes nothing.

use crate::features::sigmoid;
use crate::model::{Grown, Trees};
use ndarray::ArrayView2;
use rand::seq::IteratorRandom;
use rand::{Rng, SeedableRng};
use rand_pcg::Pcg32;
use rayon::prelude::*;

/// Trees, and questions in each.
const TREES: usize = 600;
const QUESTIONS: usize = 6;
/// Share of its Newton step that a tree takes.
const RATE: f32 = 0.1;
/// The same for labels: trees for each.
const LABEL_TREES: usize = 60;
const LABEL_QUESTIONS: usize = 6;
const LABEL_RATE: f32 = 0.15;
/// Bins that a measure is cut into, at its quantiles.
const BINS: usize = 64;
/// Share of rows and of measures that a tree sees.
const ROWS: f64 = 0.5;
const COLUMNS: f64 = 0.5;
/// Added to the curvature in a leaf: how many unsure rows pull it towards 0.
const PULL: f32 = 5.0;
/// Gain below which a question is not worth asking.
const LEAST_GAIN: f32 = 1e-3;

/// A measure cut into bins.
struct Binned {
    column: u16,
    /// Upper bounds of all bins but the last.
    bounds: Vec<f32>,
    /// Bin of every row.
    bins: Vec<u8>,
}

impl Binned {
    /// `None` for a measure that is the same in all rows.
    fn new(column: usize, values: &[f32]) -> Option<Self> {
        let mut sorted = values.to_vec();
        sorted.sort_unstable_by(f32::total_cmp);
        let mut bounds: Vec<f32> = (1..BINS).map(|k| sorted[(sorted.len() - 1) * k / BINS]).collect();
        bounds.dedup();
        bounds.retain(|&bound| bound < sorted[sorted.len() - 1]);
        let bin = |value: &f32| bounds.partition_point(|bound| bound < value) as u8;
        let bins = values.iter().map(bin).collect();
        (!bounds.is_empty()).then_some(Binned { column: column as u16, bounds, bins })
    }
}

/// Sum of gradients and of curvatures.
type Sums = [f32; 2];

fn gain([gradient, curvature]: Sums) -> f32 {
    gradient * gradient / (curvature + PULL)
}

/// How trees grow.
struct Booster {
    columns: Vec<Binned>,
    rng: Pcg32,
    questions: usize,
    rate: f32,
}

impl Booster {
    fn new(rows: ArrayView2<f32>, questions: usize, rate: f32, seed: u64) -> Self {
        let columns = (0..rows.ncols()).into_par_iter();
        let columns = columns.filter_map(|column| Binned::new(column, &rows.column(column).to_vec())).collect();
        Booster { columns, rng: Pcg32::seed_from_u64(seed), questions, rate }
    }

    /// Grows a tree from gradient and curvature of each row and adds it to `log_odds`; `None` where nothing is left to ask.
    fn grow(&mut self, log_odds: &mut [f32], slope: impl Fn(usize, f32) -> Sums) -> Option<Grown> {
        let rng = &mut self.rng;
        let drawn: Vec<u32> = (0..log_odds.len() as u32).filter(|_| rng.random_bool(ROWS)).collect();
        let slopes: Vec<Sums> = drawn.iter().map(|&row| slope(row as usize, log_odds[row as usize])).collect();
        let wanted = ((self.columns.len() as f64 * COLUMNS).ceil() as usize).max(1);
        let asked: Vec<&Binned> = self.columns.iter().choose_multiple(&mut self.rng, wanted);
        let (questions, leaves) = grow(&asked, &drawn, &slopes, self.questions);
        if questions.is_empty() {
            return None;
        }
        let leaves: Vec<f32> =
            leaves.iter().map(|[gradient, curvature]| -self.rate * gradient / (curvature + PULL)).collect();
        log_odds.par_iter_mut().enumerate().for_each(|(row, odds)| {
            let answers = questions.iter().enumerate();
            let leaf: usize = answers.map(|(k, (column, bin))| usize::from(column.bins[row] > *bin) << k).sum();
            *odds += leaves[leaf];
        });
        let questions = questions.iter().map(|(column, bin)| (column.column, column.bounds[usize::from(*bin)]));
        Some((questions.collect(), leaves))
    }
}

/// Trees that correct `log_odds` of `targets` for rows of measures.
pub(super) fn boost(rows: ArrayView2<f32>, targets: &[bool], mut log_odds: Vec<f32>, seed: u64) -> Trees {
    let mut booster = Booster::new(rows, QUESTIONS, RATE, seed);
    let slope = |row: usize, odds: f32| {
        let probability = sigmoid(odds);
        [probability - if targets[row] { 1.0 } else { 0.0 }, probability * (1.0 - probability)]
    };
    let grown: Vec<Grown> = (0..TREES).map_while(|_| booster.grow(&mut log_odds, slope)).collect();
    Trees::new(&grown)
}

/// Trees that correct the multinomial `logits` of `targets` (positions in `logits`), for each label its own.
pub(super) fn boost_labels(
    rows: ArrayView2<f32>,
    targets: &[usize],
    mut logits: Vec<Vec<f32>>,
    seed: u64,
) -> Vec<Trees> {
    let mut booster = Booster::new(rows, LABEL_QUESTIONS, LABEL_RATE, seed);
    let mut grown: Vec<Vec<Grown>> = vec![Vec::new(); logits.len()];
    for _ in 0..LABEL_TREES {
        let totals: Vec<f32> =
            (0..targets.len()).map(|row| logits.iter().map(|logits| logits[row].exp()).sum()).collect();
        for (label, (logits, grown)) in logits.iter_mut().zip(&mut grown).enumerate() {
            let slope = |row: usize, logit: f32| {
                let probability = logit.exp() / totals[row];
                [probability - if targets[row] == label { 1.0 } else { 0.0 }, probability * (1.0 - probability)]
            };
            grown.extend(booster.grow(logits, slope));
        }
    }
    grown.iter().map(|grown| Trees::new(grown)).collect()
}

/// Questions over bins, as column and last bin below the bound, and sums of the leaves.
type Bins<'a> = (Vec<(&'a Binned, u8)>, Vec<Sums>);

fn grow<'a>(columns: &[&'a Binned], drawn: &[u32], slopes: &[Sums], most: usize) -> Bins<'a> {
    let mut leaf_of = vec![0_u8; drawn.len()];
    let mut questions: Vec<(&Binned, u8)> = Vec::new();
    let mut reached = leaf_sums(&leaf_of, slopes, 1).into_iter().map(gain).sum::<f32>();
    for level in 0..most {
        let leaves = 1 << level;
        let bounds = columns.par_iter().enumerate().map(|(at, column)| {
            let histogram = histogram(column, drawn, &leaf_of, slopes, leaves);
            let (gain, bin) = best_bound(&histogram, column.bounds.len() + 1, leaves);
            (gain, at, bin)
        });
        // Of equals the first, whichever thread comes first.
        let best = bounds.reduce(|| (f32::MIN, usize::MAX, 0), |a, b| if (b.0, a.1) > (a.0, b.1) { b } else { a });
        let (gain, at, bin) = best;
        if gain.is_nan() || gain < reached + LEAST_GAIN {
            break;
        }
        reached = gain;
        for (leaf, &row) in leaf_of.iter_mut().zip(drawn) {
            *leaf |= u8::from(columns[at].bins[row as usize] > bin) << level;
        }
        questions.push((columns[at], bin));
    }
    let sums = leaf_sums(&leaf_of, slopes, 1 << questions.len());
    (questions, sums)
}

fn leaf_sums(leaf_of: &[u8], slopes: &[Sums], leaves: usize) -> Vec<Sums> {
    let mut sums = vec![[0.0; 2]; leaves];
    for (&leaf, slope) in leaf_of.iter().zip(slopes) {
        let sum = &mut sums[usize::from(leaf)];
        sum[0] += slope[0];
        sum[1] += slope[1];
    }
    sums
}

/// Sums of every leaf and bin, the bins of a leaf side by side.
fn histogram(column: &Binned, drawn: &[u32], leaf_of: &[u8], slopes: &[Sums], leaves: usize) -> Vec<Sums> {
    let mut sums = vec![[0.0; 2]; leaves * BINS];
    for ((&row, &leaf), slope) in drawn.iter().zip(leaf_of).zip(slopes) {
        let sum = &mut sums[usize::from(leaf) * BINS + usize::from(column.bins[row as usize])];
        sum[0] += slope[0];
        sum[1] += slope[1];
    }
    sums
}

/// The bound with the greatest gain over all leaves: that gain, and the last bin below it.
fn best_bound(histogram: &[Sums], bins: usize, leaves: usize) -> (f32, u8) {
    let mut gains = [0.0_f32; BINS];
    for leaf in histogram.chunks(BINS).take(leaves) {
        let total = leaf[..bins].iter().fold([0.0; 2], |sum, bin| [sum[0] + bin[0], sum[1] + bin[1]]);
        let mut below = [0.0; 2];
        for (best, bin) in gains.iter_mut().zip(&leaf[..bins - 1]) {
            below = [below[0] + bin[0], below[1] + bin[1]];
            *best += gain(below) + gain([total[0] - below[0], total[1] - below[1]]);
        }
    }
    let best = gains[..bins - 1].iter().enumerate();
    best.fold((f32::MIN, 0), |best, (bin, &gain)| if gain > best.0 { (gain, bin as u8) } else { best })
}
