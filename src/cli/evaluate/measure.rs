//! Figures of a trial.

use super::trial::{Trial, groups};
use rayon::prelude::*;
use std::collections::BTreeMap;
use unblurb::cleaning::Verdict;
use unblurb::document::LabelledDocument;
use unblurb::evaluation::{
    Bootstrap, Comparison, Decided, DecidedSet, Interval, Judged, PageFigures, PageMean, Promise, Reliability, Report,
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
    /// Groups (sites, or documents) that were drawn for intervals.
    pub groups: usize,
    /// In the order of [`DecidedSet::figures`]; none where all is of one group.
    pub intervals: Vec<Option<Interval>>,
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

/// How to draw groups: as often for everything that is resampled, so that pairs are pairs.
pub const BOOTSTRAP: Bootstrap = Bootstrap { resamples: 200, level: 0.95, seed: 0 };

/// Verdicts as figures take them.
pub struct Decisions {
    pub groups: usize,
    /// Paragraphs of each tested document, in the order of [`Trial::verdicts`].
    pub paragraphs: Vec<Vec<Decided>>,
    /// Words kept of tested documents whose paragraphs are in order.
    pub pages: Option<PageMean>,
    /// All of it, to be resampled.
    pub set: DecidedSet,
}

impl Decisions {
    pub fn new(trial: &Trial, with_titles: bool) -> Result<Decisions> {
        let (group_of, groups) = groups(trial.verdicts.iter().map(|(i, _)| &trial.documents[*i]));
        let tested = || trial.verdicts.par_iter().zip(&group_of);
        let paragraphs: Vec<Vec<Decided>> =
            tested().map(|((i, verdicts), &group)| decide(trial, *i, verdicts, group)).collect();
        let pages = tested().zip(&paragraphs).filter(|(((i, _), _), _)| trial.documents[*i].in_order);
        let pages = pages.map(|(((i, _), &group), decided)| (group, page(&trial.documents[*i], decided, with_titles)));
        let (of, pages): (Vec<u32>, Vec<PageFigures>) = pages.unzip();
        let set = DecidedSet::new(paragraphs.iter().flatten().copied())?;
        Ok(Decisions {
            groups,
            pages: PageMean::new(&pages),
            set: set.with_pages(of.into_iter().zip(pages)),
            paragraphs,
        })
    }

    /// Tested documents with their paragraphs.
    pub fn documents<'t>(&'t self, trial: &'t Trial) -> impl Iterator<Item = (&'t LabelledDocument, &'t Vec<Decided>)> {
        trial.verdicts.iter().zip(&self.paragraphs).map(|((i, _), decided)| (&trial.documents[*i], decided))
    }
}

impl Measured {
    pub fn new(trial: &Trial, decisions: &Decisions) -> Result<Measured> {
        let all: Vec<Decided> = decisions.paragraphs.iter().flatten().copied().collect();
        let judged: Vec<Judged> = all.iter().map(|row| row.judged).collect();
        let intervals = || BOOTSTRAP.intervals(decisions.groups, |counts| decisions.set.figures(counts));
        let (intervals, languages) = rayon::join(intervals, || languages(trial, decisions));
        Ok(Measured {
            names: trial.names.clone(),
            threshold: trial.threshold,
            folds: trial.folds,
            report: report(&all, trial)?,
            reliability: Reliability::of_junk(&judged)?,
            pages: decisions.pages,
            languages: languages?,
            groups: decisions.groups,
            intervals: intervals?,
            promises: Vec::new(),
            comparison: None,
        })
    }
}

fn languages(trial: &Trial, decisions: &Decisions) -> Result<Vec<Language>> {
    let mut by_language: BTreeMap<&str, Vec<Decided>> = BTreeMap::new();
    for (labelled, paragraphs) in decisions.documents(trial) {
        if let Some(language) = &labelled.document.origin.language {
            by_language.entry(language).or_default().extend(paragraphs);
        }
    }
    let measure = |(language, paragraphs): (&str, Vec<Decided>)| {
        let report = report(&paragraphs, trial)?;
        let (set, groups) = DecidedSet::new(paragraphs)?.with_own_groups();
        let intervals = BOOTSTRAP.intervals(groups, |counts| set.figures(counts))?;
        Ok(Language { name: language.to_owned(), report, intervals })
    };
    let mut languages = by_language.into_par_iter().map(measure).collect::<Result<Vec<Language>>>()?;
    languages.sort_by_key(|language| std::cmp::Reverse(language.report.paragraphs));
    Ok(languages)
}

fn decide(trial: &Trial, i: usize, verdicts: &[Verdict], group: u32) -> Vec<Decided> {
    let labelled = &trial.documents[i];
    let paragraphs = labelled.document.paragraph_texts().zip(&labelled.labels).zip(verdicts);
    let decided = paragraphs.map(|((text, &truth), verdict)| Decided {
        judged: Judged::new(i, text, truth, verdict.label, verdict.junk),
        group,
        removed: trial.removes(&labelled.document, verdict),
    });
    decided.collect()
}

/// The report at the threshold; where there is more to it, what depends on it is counted by what was removed.
pub fn report(decided: &[Decided], trial: &Trial) -> Result<Report> {
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
