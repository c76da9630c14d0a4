//! What models promised of losses and precisions, against what came of it on other data.

use super::measure::{BOOTSTRAP, Decisions};
use super::trial::Trial;
use crate::cli::deciding::Judgements;
use crate::cli::promises::{ByForm, PrecisionArgs};
use unblurb::evaluation::{Decided, Promise};
use unblurb::model::Model;
use unblurb::{Label, Result};

/// Losses that are looked at whether asked for or not.
const LOSSES: [f64; 3] = [0.005, 0.01, 0.02];

/// Losses of content, at the thresholds that models name for them: round ones, and the one that was `asked` for.
pub fn losses(
    decisions: &Decisions,
    trial: &Trial,
    judgements: &Judgements,
    asked: Option<f64>,
) -> Result<Vec<Promise>> {
    let mut losses: Vec<f64> = LOSSES.into_iter().chain(asked).collect();
    losses.sort_by(f64::total_cmp);
    losses.dedup();
    // Only models that judged: the embedded one for pages is not read for texts.
    let judge = |is_page: bool| {
        let judged = trial.documents.iter().find(|labelled| labelled.document.tree().is_some() == is_page)?;
        Some(&*judgements.of(&judged.document).model)
    };
    let mut promises = Vec::new();
    for loss in losses {
        let threshold = |model: &Model| {
            let losses = model.losses();
            // Nothing is removed where even the highest threshold loses more.
            (!losses.points.is_empty()).then(|| losses.threshold_for_loss(loss).unwrap_or(f32::INFINITY))
        };
        let thresholds = ByForm { text: judge(false).and_then(threshold), page: judge(true).and_then(threshold) };
        let goes = |i: usize, row: &Decided| {
            thresholds.of(&trial.documents[i].document).map(|threshold| row.judged.junk >= threshold)
        };
        promises.extend(lost(decisions, trial, loss, goes)?);
    }
    Ok(promises)
}

/// The loss that each model of a cross-validation was trained to keep.
pub fn asked_loss(decisions: &Decisions, trial: &Trial, loss: f64) -> Result<Option<Promise>> {
    lost(decisions, trial, loss, |_, row| Some(row.removed))
}

/// `None` where some threshold is not known.
fn lost(
    decisions: &Decisions,
    trial: &Trial,
    loss: f64,
    goes: impl Fn(usize, &Decided) -> Option<bool>,
) -> Result<Option<Promise>> {
    let mut sums = vec![(0, 0); decisions.groups];
    for ((i, _), paragraphs) in trial.verdicts.iter().zip(&decisions.paragraphs) {
        for row in paragraphs.iter().filter(|row| row.judged.truth.is_junk() == Some(false)) {
            let Some(goes) = goes(*i, row) else { return Ok(None) };
            let (part, whole) = &mut sums[row.group as usize];
            *whole += u64::from(row.judged.chars);
            *part += if goes { u64::from(row.judged.chars) } else { 0 };
        }
    }
    Promise::new("loss".to_owned(), loss, true, &sums, &BOOTSTRAP).map(Some)
}

/// Precisions of kinds that were asked for: of what was removed as the kind, how much was of it. What is `junk` of no
/// named kind does not count.
pub fn precisions(decisions: &Decisions, asked: &PrecisionArgs) -> Result<Vec<Promise>> {
    let of_kind = |kind: Label| {
        let promised = asked.of(kind)?;
        let mut sums = vec![(0, 0); decisions.groups];
        for row in decisions.paragraphs.iter().flatten().filter(|row| row.removed && row.judged.label == kind) {
            if let Some(truth) = row.judged.truth.known() {
                let (part, whole) = &mut sums[row.group as usize];
                *whole += 1;
                *part += u64::from(truth == kind);
            }
        }
        Some(Promise::new(format!("precision of {kind}"), promised, false, &sums, &BOOTSTRAP))
    };
    Label::JUNK.into_iter().filter_map(of_kind).collect()
}
