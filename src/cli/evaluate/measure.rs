//! Figures of a trial.

use super::trial::Trial;
use rayon::prelude::*;
use std::collections::BTreeMap;
use unblurb::document::LabelledDocument;
use unblurb::evaluation::{Bootstrap, Interval, Judged, PageFigures, PageMean, ProbabilityFigures, Rates, Report};
use unblurb::{Label, Result, TruthLabel};

/// All that `evaluate` says.
pub struct Measured {
    pub names: Vec<String>,
    /// Threshold of all verdicts; `None` where each fold had its own.
    pub threshold: Option<f32>,
    pub folds: Option<u32>,
    pub report: Report,
    /// Kept against true paragraphs, word by word.
    pub pages: Option<PageMean>,
    /// By language, most paragraphs first, where documents name it.
    pub languages: Vec<(String, Report)>,
    /// 95 % intervals over groups, of a cross-validation.
    pub intervals: Option<Intervals>,
}

/// How far figures might be off because other sites could have been drawn.
pub struct Intervals {
    pub groups: usize,
    pub auc: Option<Interval>,
    pub junk_f1: Option<Interval>,
}

/// A paragraph, and whether it goes.
#[derive(Clone, Copy)]
pub struct Decided {
    pub judged: Judged,
    pub removed: bool,
}

const RESAMPLES: u32 = 200;

impl Measured {
    pub fn new(trial: &Trial, with_titles: bool) -> Result<Measured> {
        let decided = trial.decided();
        let all: Vec<Decided> = decided.iter().flat_map(|(_, paragraphs)| paragraphs).copied().collect();
        let report = report(&all, trial.threshold)?;
        let pages: Vec<PageFigures> = decided
            .par_iter()
            .filter(|(labelled, _)| labelled.in_order)
            .map(|(labelled, paragraphs)| page(labelled, paragraphs, with_titles))
            .collect();
        let mut by_language: BTreeMap<&str, Vec<Decided>> = BTreeMap::new();
        for (labelled, paragraphs) in &decided {
            if let Some(language) = &labelled.document.origin.language {
                by_language.entry(language).or_default().extend(paragraphs);
            }
        }
        let mut languages = Vec::with_capacity(by_language.len());
        for (language, paragraphs) in by_language {
            languages.push((language.to_owned(), self::report(&paragraphs, trial.threshold)?));
        }
        languages.sort_by_key(|(_, report)| std::cmp::Reverse(report.paragraphs));
        Ok(Measured {
            names: trial.names.clone(),
            threshold: trial.threshold,
            folds: trial.folds,
            report,
            pages: PageMean::new(&pages),
            languages,
            intervals: trial.folds.map(|_| intervals(&decided)).transpose()?,
        })
    }
}

/// The report at the threshold; where each fold had its own, what depends on it is counted by what was removed.
pub fn report(decided: &[Decided], threshold: Option<f32>) -> Result<Report> {
    let judged: Vec<Judged> = decided.iter().map(|paragraph| paragraph.judged).collect();
    if let Some(threshold) = threshold {
        // None above 1 removes anything, which a report knows too.
        return Report::new(&judged, threshold);
    }
    let of_probability = Report::new(&judged, 0.5)?;
    let sides: Vec<Judged> = decided
        .iter()
        .map(|paragraph| Judged { junk: if paragraph.removed { 1.0 } else { 0.0 }, ..paragraph.judged })
        .collect();
    let of_decision = Report::new(&sides, 0.5)?;
    Ok(Report { probability: of_probability.probability, at_loss: of_probability.at_loss, ..of_decision })
}

/// Kept paragraphs against true ones; of an unsure one nobody knows whether it should be kept. Without titles what is
/// called one is not kept, and what is one is not true: most true texts leave the headline out.
pub fn page(labelled: &LabelledDocument, paragraphs: &[Decided], with_titles: bool) -> PageFigures {
    let texts = || labelled.document.paragraph_texts().zip(paragraphs);
    let kept = |p: &Decided| {
        !p.removed && p.judged.truth != TruthLabel::Unsure && (with_titles || p.judged.label != Label::Title)
    };
    let truth =
        |p: &Decided| p.judged.truth.is_junk() == Some(false) && (with_titles || p.judged.truth != Label::Title.into());
    PageFigures::new(
        texts().filter(|(_, p)| kept(p)).map(|(text, _)| text),
        texts().filter(|(_, p)| truth(p)).map(|(text, _)| text),
    )
}

fn intervals(decided: &[(&LabelledDocument, Vec<Decided>)]) -> Result<Intervals> {
    let groups = by_group(decided);
    let bootstrap = Bootstrap { resamples: RESAMPLES, ..Bootstrap::default() };
    let auc = |rows: &[Decided]| {
        let judged: Vec<Judged> = rows.iter().map(|row| row.judged).collect();
        ProbabilityFigures::new(&judged).ok()?.auc
    };
    let (auc, junk_f1) = rayon::join(|| bootstrap.interval(&groups, auc), || bootstrap.interval(&groups, junk_f1));
    Ok(Intervals { groups: groups.len(), auc: auc?, junk_f1: junk_f1? })
}

/// The paragraphs of each group, for an interval.
pub fn by_group(decided: &[(&LabelledDocument, Vec<Decided>)]) -> Vec<Vec<Decided>> {
    let mut by_group: BTreeMap<String, Vec<Decided>> = BTreeMap::new();
    for (i, (labelled, paragraphs)) in decided.iter().enumerate() {
        by_group.entry(group(i, labelled)).or_default().extend(paragraphs);
    }
    by_group.into_values().collect()
}

/// The group of document `i`. One without a group is one of its own; no site begins with a control character.
pub fn group(i: usize, labelled: &LabelledDocument) -> String {
    labelled.group().map_or_else(|| format!("\u{1}{i}"), str::to_owned)
}

fn junk_f1(rows: &[Decided]) -> Option<f64> {
    let (mut right, mut wrong, mut missed) = (0, 0, 0);
    for row in rows {
        match (row.judged.truth.is_junk(), row.removed) {
            (Some(true), true) => right += 1,
            (Some(false), true) => wrong += 1,
            (Some(true), false) => missed += 1,
            _ => {}
        }
    }
    Rates::new(right, wrong, missed).f1
}
