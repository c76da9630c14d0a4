//! Figures of a trial.

use super::compare::Comparison;
use super::promise::Promise;
use super::trial::Trial;
use rayon::prelude::*;
use std::collections::BTreeMap;
use unblurb::cleaning::Verdict;
use unblurb::document::LabelledDocument;
use unblurb::evaluation::{
    Bootstrap, Decided, DecidedSet, Interval, Judged, PageFigures, PageMean, Reliability, Report,
};
use unblurb::{Label, Result, TruthLabel};

/// All that `evaluate` says.
pub struct Measured {
    pub names: Vec<String>,
    /// Threshold of all verdicts; `None` where each fold had its own.
    pub threshold: Option<f32>,
    pub folds: Option<u32>,
    pub report: Report,
    /// What probabilities are worth, as a curve.
    pub reliability: Reliability,
    /// Kept against true paragraphs, word by word.
    pub pages: Option<PageMean>,
    /// By language, most paragraphs first, where documents name it.
    pub languages: Vec<Language>,
    /// 95 % intervals over groups, where there are several.
    pub intervals: Option<Intervals>,
    /// What models promised, against what came of it.
    pub promises: Vec<Promise>,
    /// Against another model.
    pub comparison: Option<Comparison>,
}

/// Documents of one language.
pub struct Language {
    pub name: String,
    pub report: Report,
    /// In the order of [`DecidedSet::figures`]; none where all are of one group.
    pub intervals: Vec<Option<Interval>>,
}

/// How far figures might be off because other sites could have been drawn.
pub struct Intervals {
    pub groups: usize,
    /// In the order of [`DecidedSet::figures`].
    pub figures: Vec<Option<Interval>>,
    pub page_f1: Option<Interval>,
}

/// How to draw groups: as often for everything that is resampled, so that pairs are pairs.
pub const BOOTSTRAP: Bootstrap = Bootstrap { resamples: 200, level: 0.95, seed: 0 };

/// Verdicts as figures take them.
pub struct Decisions {
    pub groups: usize,
    /// Paragraphs of each tested document.
    pub paragraphs: Vec<Vec<Decided>>,
    /// Group and words kept of each tested document whose paragraphs are in order.
    pub pages: Vec<(u32, PageFigures)>,
}

impl Decisions {
    pub fn new(trial: &Trial, with_titles: bool) -> Decisions {
        let (group_of, groups) = trial.groups();
        let tested = || trial.verdicts.par_iter().zip(&group_of);
        let paragraphs: Vec<Vec<Decided>> =
            tested().map(|((i, verdicts), &group)| decide(trial, *i, &trial.documents[*i], verdicts, group)).collect();
        let pages = tested().zip(&paragraphs).filter(|(((i, _), _), _)| trial.documents[*i].in_order);
        let pages = pages.map(|(((i, _), &group), decided)| (group, page(&trial.documents[*i], decided, with_titles)));
        let pages = pages.collect();
        Decisions { groups, pages, paragraphs }
    }

    pub fn set(&self) -> Result<DecidedSet> {
        DecidedSet::new(self.paragraphs.iter().flatten().copied())
    }

    /// Mean F1 of the words kept of documents, groups counted as `counts` says.
    pub fn page_f1(&self, counts: &[u32]) -> Option<f64> {
        let (mut sum, mut pages) = (0.0, 0.0);
        for (group, page) in self.pages.iter().filter(|(_, page)| page.true_words > 0) {
            let count = f64::from(counts[*group as usize]);
            sum += count * page.f1;
            pages += count;
        }
        (pages > 0.0).then(|| sum / pages)
    }
}

impl Measured {
    pub fn new(trial: &Trial, decisions: &Decisions) -> Result<Measured> {
        let all: Vec<Decided> = decisions.paragraphs.iter().flatten().copied().collect();
        let report = report(&all, trial)?;
        let pages: Vec<PageFigures> = decisions.pages.iter().map(|(_, page)| *page).collect();
        let mut by_language: BTreeMap<&str, Vec<Decided>> = BTreeMap::new();
        for ((i, _), paragraphs) in trial.verdicts.iter().zip(&decisions.paragraphs) {
            if let Some(language) = &trial.documents[*i].document.origin.language {
                by_language.entry(language).or_default().extend(paragraphs);
            }
        }
        let mut languages = Vec::with_capacity(by_language.len());
        for (language, paragraphs) in by_language {
            let report = self::report(&paragraphs, trial)?;
            languages.push(Language { name: language.to_owned(), report, intervals: by_group(paragraphs)? });
        }
        languages.sort_by_key(|language| std::cmp::Reverse(language.report.paragraphs));
        let outcomes: Vec<(f32, bool)> =
            all.iter().filter_map(|row| Some((row.judged.junk, row.judged.truth.is_junk()?))).collect();
        Ok(Measured {
            names: trial.names.clone(),
            threshold: trial.threshold,
            folds: trial.folds,
            report,
            reliability: Reliability::new(&outcomes)?,
            pages: PageMean::new(&pages),
            languages,
            intervals: if decisions.groups > 1 { Some(intervals(decisions)?) } else { None },
            promises: Vec::new(),
            comparison: None,
        })
    }
}

fn decide(trial: &Trial, i: usize, labelled: &LabelledDocument, verdicts: &[Verdict], group: u32) -> Vec<Decided> {
    let paragraphs = labelled.document.paragraph_texts().zip(&labelled.labels).zip(verdicts);
    let decided = paragraphs.map(|((text, &truth), verdict)| Decided {
        judged: Judged {
            document: i as u32,
            truth,
            label: verdict.label,
            junk: verdict.junk,
            chars: u32::try_from(text.chars().count()).unwrap_or(u32::MAX),
        },
        group,
        removed: trial.removes(&labelled.document, verdict),
    });
    decided.collect()
}

/// The report at the threshold; where there is more to it, what depends on it is counted by what was removed.
fn report(decided: &[Decided], trial: &Trial) -> Result<Report> {
    let judged: Vec<Judged> = decided.iter().map(|paragraph| paragraph.judged).collect();
    if let Some(threshold) = trial.threshold.filter(|_| trial.is_by_threshold()) {
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
fn page(labelled: &LabelledDocument, paragraphs: &[Decided], with_titles: bool) -> PageFigures {
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

/// Intervals of some of the paragraphs, over the groups that these are of.
fn by_group(mut paragraphs: Vec<Decided>) -> Result<Vec<Option<Interval>>> {
    let mut groups: Vec<u32> = paragraphs.iter().map(|row| row.group).collect();
    groups.sort_unstable();
    groups.dedup();
    for row in &mut paragraphs {
        row.group = groups.partition_point(|&group| group < row.group) as u32;
    }
    let set = DecidedSet::new(paragraphs)?;
    BOOTSTRAP.intervals(groups.len(), |counts| set.figures(counts))
}

fn intervals(decisions: &Decisions) -> Result<Intervals> {
    let set = decisions.set()?;
    let figures = |counts: &[u32]| {
        let mut figures = set.figures(counts);
        figures.push(decisions.page_f1(counts));
        figures
    };
    let mut figures = BOOTSTRAP.intervals(decisions.groups, figures)?;
    let page_f1 = figures.pop().flatten();
    Ok(Intervals { groups: decisions.groups, figures, page_f1 })
}
