//! A trial as a page: what `--html` writes.
//!
//! A trial with its figures comes in; the curves, groups and mistakes that only the page shows are gathered here, as
//! mistakes need the model that made them.

use super::measure::{Decisions, Measured, report};
use super::trial::Trial;
use crate::cli::deciding::{Cleaners, Judgement, Judgements};
use crate::cli::paragraphs::reasons;
use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap, HashSet};
use unblurb::Result;
use unblurb::cleaning::Explanation;
use unblurb::document::LabelledDocument;
use unblurb::evaluation::{Decided, Judged};
use unblurb::report::{Curves, EvaluationPage, Group, Groups, Mistake, Mistakes, ModelCard};

/// Groups that have a row of their own; the others share one.
const MOST_GROUPS: usize = 20;

/// Mistakes shown in each direction.
const MOST_MISTAKES: usize = 20;

/// Words, and measures, shown of a mistake.
const MOST_REASONS: usize = 6;

/// Bands of length, by their most paragraphs.
const BANDS: [(usize, &str); 7] = [
    (1, "1 paragraph"),
    (5, "2 to 5 paragraphs"),
    (10, "6 to 10 paragraphs"),
    (20, "11 to 20 paragraphs"),
    (50, "21 to 50 paragraphs"),
    (200, "51 to 200 paragraphs"),
    (usize::MAX, "more than 200 paragraphs"),
];

type Part<'t> = (&'t LabelledDocument, &'t Vec<Decided>);

/// The page of a trial. `judgements` are those that judged, where they are at hand.
pub fn html(
    trial: &Trial,
    decisions: &Decisions,
    measured: &Measured,
    judgements: Option<&Judgements>,
) -> Result<String> {
    let parts: Vec<Part> = decisions.documents(trial).collect();
    let judged: Vec<Judged> = decisions.paragraphs.iter().flatten().map(|row| row.judged).collect();
    let models = judgements.map(|judgements| cards(trial, judgements)).unwrap_or_default();
    let curves = models.iter().map(|card| (card.model.card().name.as_str(), card.model.evidence().curve.as_ref()));
    let learning: Vec<_> = curves.filter_map(|(name, curve)| Some((name, curve?))).collect();
    let page = EvaluationPage {
        files: &measured.names,
        threshold: measured.threshold,
        folds: measured.folds,
        report: &measured.report,
        pages: measured.pages.as_ref(),
        intervals: &measured.intervals,
        drawn: measured.groups,
        curves: &Curves::new(&judged, &measured.reliability)?,
        promises: &measured.promises,
        comparison: measured.comparison.as_ref(),
        learning: &learning,
        groups: &[by_site(&parts, trial)?, by_language(&parts, trial)?, by_length(&parts, trial)?],
        mistakes: &mistakes(trial, decisions, judgements),
        models: &models,
    };
    Ok(page.html())
}

/// The models that judged some document, those for texts and for pages told apart. Where pages have a model of their own,
/// that for texts looks again at what it keeps, at its own threshold.
fn cards<'j>(trial: &Trial, judgements: &'j Judgements) -> Vec<ModelCard<'j>> {
    let of = |is_page: bool| {
        let judged = trial.documents.iter().find(|labelled| labelled.document.tree().is_some() == is_page);
        judged.map(|labelled| judgements.of(&labelled.document))
    };
    let card = |judged: &'static str, judgement: &'j Judgement| ModelCard {
        judged,
        model: &judgement.model,
        threshold: judgement.threshold,
    };
    match (of(false), of(true)) {
        (None, None) => Vec::new(),
        (Some(text), None) => vec![card("", text)],
        (_, Some(page)) if !judgements.has_own_for_pages() => vec![card("", page)],
        (Some(text), Some(page)) => vec![card("texts, and once more what is kept of pages", text), card("pages", page)],
        (None, Some(page)) => {
            let text = judgements.models().0;
            let again =
                ModelCard { judged: "what is kept of pages, once more", model: text, threshold: text.threshold() };
            vec![card("pages", page), again]
        }
    }
}

fn by_site(parts: &[Part], trial: &Trial) -> Result<Groups> {
    let name = |labelled: &LabelledDocument| labelled.document.origin.site.clone();
    let (groups, note) = named(parts, trial, "sites", name)?;
    Ok(Groups { by: "site", groups, note })
}

fn by_language(parts: &[Part], trial: &Trial) -> Result<Groups> {
    let name = |labelled: &LabelledDocument| labelled.document.origin.language.clone();
    let (groups, note) = named(parts, trial, "languages", name)?;
    Ok(Groups { by: "language", groups, note })
}

/// Groups by a name that documents may have, those with most paragraphs first, the smaller ones together.
fn named(
    parts: &[Part],
    trial: &Trial,
    what: &str,
    name: impl Fn(&LabelledDocument) -> Option<String>,
) -> Result<(Vec<Group>, String)> {
    let mut by_name: BTreeMap<Option<String>, Vec<Decided>> = BTreeMap::new();
    for (labelled, rows) in parts {
        by_name.entry(name(labelled)).or_default().extend(*rows);
    }
    let unnamed = by_name.remove(&None);
    if by_name.is_empty() {
        return Ok((Vec::new(), format!("no document names its {}", what.trim_end_matches('s'))));
    }
    let mut parts: Vec<(String, Vec<Decided>)> =
        by_name.into_iter().filter_map(|(name, rows)| Some((name?, rows))).collect();
    let counted = |rows: &[Decided]| rows.iter().filter(|row| row.judged.truth.is_junk().is_some()).count();
    parts.sort_by_key(|(_, rows)| std::cmp::Reverse(counted(rows)));
    let all = parts.len();
    let rest = if all > MOST_GROUPS { parts.split_off(MOST_GROUPS) } else { Vec::new() };
    let note = match rest.len() {
        0 => String::new(),
        n => format!("The {MOST_GROUPS} {what} with most paragraphs; the {n} others share a row."),
    };
    if !rest.is_empty() {
        let name = format!("{} other {what}", rest.len());
        parts.push((name, rest.into_iter().flat_map(|(_, rows)| rows).collect()));
    }
    parts.extend(unnamed.map(|rows| ("not named".to_owned(), rows)));
    Ok((reports(parts, trial)?, note))
}

fn by_length(parts: &[Part], trial: &Trial) -> Result<Groups> {
    let mut bands: BTreeMap<usize, Vec<Decided>> = BTreeMap::new();
    for (labelled, rows) in parts.iter().filter(|(_, rows)| !rows.is_empty()) {
        let band = BANDS.partition_point(|(most, _)| *most < labelled.document.len());
        bands.entry(band).or_default().extend(*rows);
    }
    let parts = bands.into_iter().map(|(band, rows)| (BANDS[band].1.to_owned(), rows));
    let groups = reports(parts.collect(), trial)?;
    let note = if groups.is_empty() { "there are no paragraphs" } else { "Length of a document in its paragraphs." };
    Ok(Groups { by: "length", groups, note: note.to_owned() })
}

fn reports(parts: Vec<(String, Vec<Decided>)>, trial: &Trial) -> Result<Vec<Group>> {
    let group = |(name, rows): (String, Vec<Decided>)| Ok(Group { name, report: report(&rows, trial)? });
    parts.into_par_iter().map(group).collect()
}

/// A paragraph that went wrong, by its place in the trial.
#[derive(Clone, Copy)]
struct Place {
    document: usize,
    verdicts: usize,
    paragraph: usize,
    junk: f32,
}

fn mistakes(trial: &Trial, decisions: &Decisions, judgements: Option<&Judgements>) -> Mistakes {
    let (mut lost, mut kept) = (Vec::new(), Vec::new());
    for (verdicts, ((document, _), rows)) in trial.verdicts.iter().zip(&decisions.paragraphs).enumerate() {
        for (paragraph, row) in rows.iter().enumerate() {
            let place = Place { document: *document, verdicts, paragraph, junk: row.judged.junk };
            match (row.judged.truth.is_junk(), row.removed) {
                (Some(false), true) => lost.push(place),
                (Some(true), false) => kept.push(place),
                _ => {}
            }
        }
    }
    // A stable sort: of equals the first in the data, whatever the number of threads.
    lost.sort_by(|a, b| b.junk.total_cmp(&a.junk));
    kept.sort_by(|a, b| a.junk.total_cmp(&b.junk));
    let [lost, kept] = [lost, kept].map(|places| worst(trial, &places));
    let explanations = judgements.map(|judgements| explain(trial, judgements, lost.iter().chain(&kept)));
    let mistake = |place: Place| mistake(trial, place, explanations.as_ref());
    let note = match judgements {
        Some(_) => "",
        None => "What decided is not shown: the models that judged the folds were not kept.",
    };
    Mistakes {
        lost: lost.into_iter().map(mistake).collect(),
        kept: kept.into_iter().map(mistake).collect(),
        note: note.to_owned(),
    }
}

/// The first of these, a text once: what a site repeats on every page would fill the list.
fn worst(trial: &Trial, places: &[Place]) -> Vec<Place> {
    let mut seen = HashSet::new();
    let text = |place: &Place| trial.documents[place.document].document.paragraph_text(place.paragraph);
    places.iter().filter(|place| seen.insert(text(place))).take(MOST_MISTAKES).copied().collect()
}

/// Explanations of whole documents, by their index.
fn explain<'p>(
    trial: &Trial,
    judgements: &Judgements,
    places: impl Iterator<Item = &'p Place>,
) -> HashMap<usize, Vec<Explanation>> {
    let documents: HashSet<usize> = places.map(|place| place.document).collect();
    let documents: Vec<usize> = documents.into_iter().collect();
    let explain = |cleaners: &mut Cleaners, index: usize| {
        let document = &trial.documents[index].document;
        (index, cleaners.of(document).explain(document, judgements.of(document).threshold, MOST_REASONS))
    };
    documents.into_par_iter().map_init(|| Cleaners::new(judgements), explain).collect()
}

fn mistake(trial: &Trial, place: Place, explanations: Option<&HashMap<usize, Vec<Explanation>>>) -> Mistake {
    let labelled = &trial.documents[place.document];
    let origin = &labelled.document.origin;
    let name = origin.id.clone().or(origin.url.clone()).unwrap_or_else(|| format!("#{}", place.document + 1));
    let site = origin.site.as_ref().filter(|site| !name.contains(site.as_str()));
    let explanation = explanations.and_then(|known| known.get(&place.document)?.get(place.paragraph));
    Mistake {
        document: site.map_or(name.clone(), |site| format!("{name} of {site}")),
        index: place.paragraph,
        text: labelled.document.paragraph_text(place.paragraph).to_owned(),
        truth: labelled.labels[place.paragraph],
        label: trial.verdicts[place.verdicts].1[place.paragraph].label,
        junk: place.junk,
        reasons: explanation.map(reasons),
    }
}
