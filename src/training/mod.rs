//! Training: labelled documents in, a model out.
//!
//! The only room that knows linfa. `splice` makes articles with junk in them, `samples` prepares documents, `words`
//! trains stage one on the rows that `vocabulary` makes, with the solver in `sparse`; `measures` trains stage two
//! with the linear models of `linear`, `kinds` the labels; `held_out` finds thresholds, `page_cut` those that suit a page,
//! `calibration` makes probabilities mean what they say, `naming` measures how surely kinds are named.
//! [`train`] puts them together, [`cross_validate`] measures what comes out on groups that training did not see,
//! [`adapt`] starts from a model that is there, [`learning_curve`] says what more documents would bring.

mod adapt;
mod boosting;
mod calibration;
mod curve;
#[cfg(test)]
pub(crate) mod fixture;
mod folds;
mod held_out;
mod kinds;
mod linear;
mod measures;
mod naming;
mod page_cut;
mod samples;
pub mod sparse;
mod splice;
#[cfg(test)]
mod tests;
mod validate;
mod vocabulary;
mod words;

pub use adapt::adapt;
pub use curve::learning_curve;
pub use validate::{Validation, cross_validate};

use crate::document::LabelledDocument;
use crate::error::{Error, ErrorKind, Result};
use crate::evaluation::LearningCurve;
use crate::features::WordScore;
use crate::label::{Label, TruthLabel};
use crate::model::{self, Card, Evidence, MOST_SITES, Model, Parts, Source};
use folds::Folds;
use rayon::prelude::*;
use samples::Sample;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};
use words::{WordRows, WordStage};

/// How to train. `Default` is how the embedded model was trained, but for its splicing.
#[derive(Clone, Debug, PartialEq)]
pub struct TrainParams {
    /// Name of the model, for its card.
    pub name: String,
    /// Date for the card; `None` leaves it out, so that the same data give the same bytes.
    pub date: Option<String>,
    /// Seed of everything that is drawn.
    pub seed: u64,
    /// Folds by group in which stage one is trained for stage two, at least 2.
    pub folds: u32,
    /// Articles with junk from the pool and from each other to make, 0 for none.
    pub splice: usize,
    /// Share of content characters that the model's threshold may lose, 0 to 1; `None` takes the threshold at which
    /// documents keep the best mean F1 of their content.
    pub max_loss: Option<f64>,
    /// Free text for the card.
    pub notes: Vec<String>,
}

impl Trained {
    /// The same with a learning curve among the evidence.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Model`] where the curve holds numbers that are not finite.
    pub fn with_curve(self, curve: LearningCurve) -> Result<Self> {
        let mut parts = self.model.parts().clone();
        parts.evidence.curve = Some(curve);
        Ok(Trained { model: Model::from_parts(parts)?, ..self })
    }
}

impl Default for TrainParams {
    fn default() -> Self {
        TrainParams {
            name: "unnamed".to_owned(),
            date: None,
            seed: 1,
            folds: 4,
            splice: 0,
            max_loss: None,
            notes: Vec::new(),
        }
    }
}

/// What came out of training.
#[derive(Clone, Debug)]
pub struct Trained {
    /// The model, its card filled.
    pub model: Model,
    /// What the user should know: few rows, no sites, a solver that needed all its steps.
    pub warnings: Vec<String>,
}

/// Paragraphs below which nothing can be learned, and below which a warning is due.
const LEAST_PARAGRAPHS: usize = 20;
const FEW_PARAGRAPHS: usize = 500;

/// Trains a model on `documents`; `pool` holds single junk paragraphs to splice into articles (documents of one paragraph
/// that are not in order); `sources` describes the files for the card.
///
/// # Errors
///
/// [`ErrorKind::Data`] where there is only one class, or too few paragraphs; [`ErrorKind::Solver`] where a solver did not
/// converge; [`ErrorKind::Argument`] where a parameter is out of range.
pub fn train(
    params: &TrainParams,
    documents: &[LabelledDocument],
    pool: &[LabelledDocument],
    sources: Vec<Source>,
) -> Result<Trained> {
    let mut warnings = check(params, documents, true)?;
    let apart = apart(documents);
    let folds = Folds::new(&apart, params.folds);
    let spliced = splice::splice(&apart, pool, params.splice, &folds, params.seed);
    if params.splice > 0 && spliced.is_empty() {
        warnings.push(
            "nothing to splice: there are no articles of four paragraphs, or no junk with a kind in their language"
                .to_owned(),
        );
    }
    let mut samples = samples::prepare(&apart, &folds);
    let real = samples.len();
    samples.extend(samples::prepare(&spliced, &folds));
    samples[real..].iter_mut().for_each(|sample| sample.is_spliced = true);
    let stages = WordRows::new(&samples).train_folds(params.folds, params.seed)?;
    let scores = out_of_fold(&samples, &stages);
    let held_out = held_out::judge(&samples, &scores, params.folds, params.seed)?;
    let (mut junk, slow) = measures::train(&samples, &scores, |_| true, measures::MAX_ROWS, params.seed)?;
    junk.page.bias -= held_out.shifts.0;
    if let Some(cut) = &held_out.page_cut {
        junk.page.subtract(cut);
    }
    if let Some((story, _)) = &mut junk.story {
        story.bias -= held_out.shifts.1;
    }
    junk = junk.along(held_out.calibration.slope, held_out.calibration.shift);
    if slow {
        warnings.push("stage two used all its steps; its figures are those of an unfinished fit".to_owned());
    }
    let kinds = kinds::train(&samples, &scores, &junk, &held_out.log_odds, params.folds, params.seed)?;
    let (kinds, naming) = kinds.unzip();
    if kinds.is_none() {
        warnings.push(
            "no kinds of junk in the labels: the model tells junk from content and calls all of it navigation"
                .to_owned(),
        );
    }
    let threshold = match params.max_loss {
        Some(loss) => held_out.losses.threshold_for_loss(loss).unwrap_or(1.0),
        None => held_out.threshold,
    };
    let card = card(params, documents, sources, held_out.figures);
    let (kinds_calibration, precisions) =
        naming.map_or_else(Default::default, |naming| (Some(naming.calibration), naming.precisions));
    let evidence = Evidence {
        junk: Some(held_out.calibration),
        kinds: kinds_calibration,
        precisions,
        intervals: held_out.intervals,
        ..origins(documents)
    };
    let WordStage { table, bias } = stages.into_iter().next_back().expect("one stage more than folds");
    let parts =
        Parts { card, threshold, losses: held_out.losses, words: table, word_bias: bias, junk, kinds, evidence };
    Ok(Trained { model: Model::from_parts(parts)?, warnings })
}

/// Whether all are of one site, and there are several: folds by site would have nothing to learn from.
fn are_of_one_site(documents: &[LabelledDocument]) -> bool {
    let mut sites = documents.iter().map(|labelled| &labelled.document.origin.site);
    let first = sites.next();
    documents.len() > 1 && first.is_some_and(|first| first.is_some() && sites.all(|site| site == first))
}

/// The documents, without their site where it does not tell them apart.
fn apart(documents: &[LabelledDocument]) -> Cow<'_, [LabelledDocument]> {
    if !are_of_one_site(documents) {
        return Cow::Borrowed(documents);
    }
    let mut apart = documents.to_vec();
    apart.iter_mut().for_each(|labelled| labelled.document.origin.site = None);
    Cow::Owned(apart)
}

/// Refuses what cannot be learned from, warns of what makes figures look better than they are.
fn check(params: &TrainParams, documents: &[LabelledDocument], from_scratch: bool) -> Result<Vec<String>> {
    if params.folds < 2 {
        return Err(Error::new(ErrorKind::Argument, format!("folds must be at least 2, not {}", params.folds)));
    }
    if params.max_loss.is_some_and(|loss| !(0.0..=1.0).contains(&loss)) {
        return Err(Error::new(ErrorKind::Argument, "max_loss must be a share from 0 to 1"));
    }
    if let Some(bad) = documents.iter().find(|labelled| !(labelled.weight > 0.0 && labelled.weight.is_finite())) {
        return Err(Error::new(
            ErrorKind::Argument,
            format!("a document's weight must be above 0, not {}", bad.weight),
        ));
    }
    let truths = || documents.iter().flat_map(|labelled| &labelled.labels).filter_map(|label| label.is_junk());
    let (junk, all) = (truths().filter(|&junk| junk).count(), truths().count());
    let data = |reason: String| Err(Error::new(ErrorKind::Data, reason));
    if all < LEAST_PARAGRAPHS {
        return data(format!(
            "{all} labelled paragraphs are too few to learn from: label at least {LEAST_PARAGRAPHS}{}",
            if from_scratch { ", better 500, or start from a model (--base default)" } else { "" }
        ));
    }
    if junk == 0 || junk == all {
        let only = if junk == 0 { "content" } else { "junk" };
        return data(format!("all {all} labelled paragraphs are {only}: training needs both content and junk"));
    }
    let mut warnings = Vec::new();
    if all < FEW_PARAGRAPHS {
        let advice = if from_scratch { "; starting from a model (--base default) needs fewer" } else { "" };
        warnings.push(format!("{all} labelled paragraphs are few: expect rough verdicts{advice}"));
    }
    let named = |of: fn(&LabelledDocument) -> bool| documents.iter().any(of);
    let groups: HashSet<Option<&str>> = documents.iter().map(LabelledDocument::group).collect();
    if are_of_one_site(documents) {
        warnings.push(
            "all documents are of one site: folds go by document, figures will not carry over to other sites"
                .to_owned(),
        );
    } else if groups.len() < params.folds as usize && !groups.contains(&None) {
        warnings.push(format!(
            "only {} site(s) or document(s): folds by site mean little, figures will not carry over to others",
            groups.len()
        ));
    } else if !named(|labelled| labelled.document.origin.site.is_some()) {
        let by = if named(|labelled| labelled.in_order) { "document" } else { "row" };
        warnings
            .push(format!("no sites are named: folds go by {by}, so figures flatter if several come from one site"));
    }
    Ok(warnings)
}

/// Stage one's scores of every sample by the stage that did not see its fold.
fn out_of_fold(samples: &[Sample], stages: &[WordStage]) -> Vec<Vec<WordScore>> {
    let score = |sample: &Sample| {
        let stage = &stages[sample.fold as usize];
        let mut scores = Vec::new();
        model::word_scores(&stage.table, stage.bias, &sample.features.words, &mut scores);
        scores
    };
    samples.par_iter().map(score).collect()
}

fn card(
    params: &TrainParams,
    documents: &[LabelledDocument],
    sources: Vec<Source>,
    figures: Vec<(String, f64)>,
) -> Card {
    let truths = Label::ALL.into_iter().map(TruthLabel::Known).chain([TruthLabel::Junk, TruthLabel::Unsure]);
    let count =
        |truth| documents.iter().flat_map(|labelled| &labelled.labels).filter(|&&label| label == truth).count() as u64;
    Card {
        name: params.name.clone(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        date: params.date.clone(),
        options: vec![
            ("seed".to_owned(), params.seed.to_string()),
            ("folds".to_owned(), params.folds.to_string()),
            ("splice".to_owned(), params.splice.to_string()),
            ("max_loss".to_owned(), params.max_loss.map_or("none".to_owned(), |loss| loss.to_string())),
        ],
        sources,
        labels: truths.map(|truth| (truth.name().to_owned(), count(truth))).filter(|(_, count)| *count > 0).collect(),
        languages: counted(documents.iter().filter_map(|labelled| labelled.document.origin.language.as_deref())),
        groups: documents.iter().enumerate().map(|(i, d)| samples::group_hash(d, i)).collect::<HashSet<u32>>().len()
            as u64,
        figures,
        notes: params.notes.clone(),
    }
}

/// Where the documents come from, as evidence.
fn origins(documents: &[LabelledDocument]) -> Evidence {
    let mut sites = counted(documents.iter().filter_map(|labelled| labelled.document.origin.site.as_deref()));
    let named_sites = sites.len() as u64;
    sites.truncate(MOST_SITES);
    let pages = documents.iter().filter(|labelled| labelled.document.tree().is_some()).count() as u64;
    Evidence { sites, named_sites, pages, ..Evidence::default() }
}

/// How often each name occurs, most frequent first.
fn counted<'a>(names: impl Iterator<Item = &'a str>) -> Vec<(String, u64)> {
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    names.for_each(|name| *counts.entry(name).or_default() += 1);
    let mut counts: Vec<(String, u64)> = counts.into_iter().map(|(name, count)| (name.to_owned(), count)).collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counts
}
