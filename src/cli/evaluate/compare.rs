//! Two models on the same paragraphs: is one better, or is it noise?
//!
//! Both are resampled together, so that what makes a site hard for both does not widen the interval of their difference.

use super::measure::{BOOTSTRAP, Decisions};
use super::trial::Trial;
use crate::cli::deciding::Judgements;
use serde_json::{Map, Value, json};
use unblurb::evaluation::{FIGURES, Figure, Interval};
use unblurb::model::Model;
use unblurb::{Error, ErrorKind, Label, Result};

/// Figures of two models side by side.
pub struct Comparison {
    /// The model that is asked about.
    pub name: String,
    /// The model it is compared with.
    pub other: String,
    pub groups: usize,
    pub rows: Vec<Row>,
}

/// One figure.
pub struct Row {
    pub figure: Figure,
    pub value: Option<f64>,
    pub other: Option<f64>,
    /// Of the value less the other.
    pub difference: Option<Interval>,
}

/// What a difference says of the model that is asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Better,
    Worse,
    /// The interval holds 0.
    MayBeNoise,
    Same,
    NotMeasurable,
}

const PAGE_F1: Figure = Figure { name: "page_f1", title: "page F1", is_gain: true };

impl Comparison {
    /// The first trial against the second, which judged the same documents.
    pub fn new((name, decisions): (String, &Decisions), (other, others): (String, &Decisions)) -> Result<Comparison> {
        let (a, b) = (decisions.set()?, others.set()?);
        let all = vec![1; decisions.groups];
        let of = |counts: &[u32]| -> Vec<(Option<f64>, Option<f64>)> {
            let mut pairs: Vec<_> = a.figures(counts).into_iter().zip(b.figures(counts)).take(FIGURES.len()).collect();
            pairs.push((decisions.page_f1(counts), others.page_f1(counts)));
            pairs
        };
        let differences = |counts: &[u32]| of(counts).into_iter().map(|(a, b)| Some(a? - b?)).collect();
        let differences = BOOTSTRAP.intervals(decisions.groups, differences)?;
        let figures = FIGURES.into_iter().chain([PAGE_F1]);
        let rows = figures.zip(of(&all)).zip(differences);
        let rows =
            rows.map(|((figure, (value, other)), difference)| Row { figure, value, other, difference }).collect();
        Ok(Comparison { name, other, groups: decisions.groups, rows })
    }

    /// What it comes to, in a sentence or two.
    pub fn words(&self) -> String {
        let titles = |side: Side| -> Vec<&str> {
            self.rows.iter().filter(|row| row.side() == side).map(|row| row.figure.title).collect()
        };
        let (better, worse) = (titles(Side::Better), titles(Side::Worse));
        let (noise, unknown) = (titles(Side::MayBeNoise), titles(Side::NotMeasurable));
        let Comparison { name, other, groups, .. } = self;
        if self.groups < 2 {
            return format!(
                "not measurable: all documents are of one group, and one says nothing of others ({name}, {other})"
            );
        }
        let mut words = match (better.is_empty(), worse.is_empty()) {
            (false, true) => format!("{name} is better than {other} in {}", better.join(", ")),
            (true, false) => format!("{name} is worse than {other} in {}", worse.join(", ")),
            (false, false) => {
                format!("{name} is better than {other} in {}, and worse in {}", better.join(", "), worse.join(", "))
            }
            (true, true) if noise.is_empty() && unknown.len() < self.rows.len() => {
                format!("{name} and {other} do not differ here")
            }
            (true, true) if noise.is_empty() => "not measurable".to_owned(),
            (true, true) => format!("{name} and {other} differ by no more than noise over {groups} groups may explain"),
        };
        let differ = !better.is_empty() || !worse.is_empty();
        if differ && !noise.is_empty() {
            words.push_str(&format!("; what it differs in besides may be noise: {}", noise.join(", ")));
        }
        words
    }

    /// `{"model", "other", "groups", "figures": {NAME: {"model", "other", "difference", "verdict"}}, "words"}`.
    pub fn json(&self) -> Value {
        let figures: Map<String, Value> = self
            .rows
            .iter()
            .map(|row| {
                let figures = json!({
                    "model": row.value,
                    "other": row.other,
                    "difference": row.difference,
                    "verdict": row.side().name(),
                });
                (row.figure.name.to_owned(), figures)
            })
            .collect();
        json!({"model": self.name, "other": self.other, "groups": self.groups, "figures": figures, "words": self.words()})
    }
}

impl Row {
    pub fn side(&self) -> Side {
        match self.difference {
            None => Side::NotMeasurable,
            Some(Interval { low: 0.0, high: 0.0, estimate: 0.0, .. }) => Side::Same,
            Some(Interval { low, high, .. }) if low <= 0.0 && high >= 0.0 => Side::MayBeNoise,
            Some(Interval { low, .. }) if (low > 0.0) == self.figure.is_gain => Side::Better,
            Some(_) => Side::Worse,
        }
    }
}

impl Side {
    pub fn name(self) -> &'static str {
        match self {
            Side::Better => "better",
            Side::Worse => "worse",
            Side::MayBeNoise => "may be noise",
            Side::Same => "same",
            Side::NotMeasurable => "not measurable",
        }
    }
}

/// Refuses models whose verdicts do not mean the same, or that are not made for these documents.
pub fn check(
    trial: &Trial,
    (name, judgements): (&str, &Judgements),
    (other, others): (&str, &Judgements),
) -> Result<()> {
    let refuse = |message: String| Err(Error::new(ErrorKind::Argument, message));
    let used = |is_page: bool| trial.documents.iter().any(|labelled| labelled.document.tree().is_some() == is_page);
    for is_page in [false, true].into_iter().filter(|&is_page| used(is_page)) {
        let model = |judgements: &'_ Judgements| -> (Vec<Label>, Option<bool>) {
            let (text, page) = judgements.models();
            let model = page.filter(|_| is_page).unwrap_or(text);
            (model.labels(), is_for_pages(model))
        };
        let ((labels, for_pages), (other_labels, other_for_pages)) = (model(judgements), model(others));
        if let (Some(a), Some(b)) = (for_pages, other_for_pages)
            && a != b
        {
            let form = |for_pages: bool| if for_pages { "pages" } else { "texts" };
            return refuse(format!(
                "{name} was trained on {}, {other} on {}: compare models that were made for the same, as either judges the other's documents badly",
                form(a),
                form(b)
            ));
        }
        let lacks = |a: &[Label], b: &[Label]| {
            let missing: Vec<&str> = b.iter().filter(|label| !a.contains(label)).map(|label| label.name()).collect();
            (!missing.is_empty()).then(|| missing.join(", "))
        };
        let (first, second) = (lacks(&labels, &other_labels), lacks(&other_labels, &labels));
        if first.is_some() || second.is_some() {
            let says =
                |name: &str, missing: Option<String>| missing.map(|labels| format!("{name} does not know {labels}"));
            let both: Vec<String> = [says(name, first), says(other, second)].into_iter().flatten().collect();
            return refuse(format!(
                "the models tell different labels apart, so figures of labels do not compare: {}; train both on the same labels",
                both.join("; ")
            ));
        }
    }
    Ok(())
}

/// Whether a model was trained on pages more than on texts; `None` where it does not say.
fn is_for_pages(model: &Model) -> Option<bool> {
    let evidence = model.evidence();
    let documents: u64 = model.card().sources.iter().map(|source| source.documents).sum();
    (!evidence.is_empty()).then(|| 2 * evidence.pages > documents)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(title: usize, low: f64, high: f64) -> Row {
        let difference = Interval { estimate: (low + high) / 2.0, low, high, level: 0.95, resamples: 200 };
        Row { figure: FIGURES[title], value: Some(0.5), other: Some(0.5), difference: Some(difference) }
    }

    fn words(rows: Vec<Row>) -> String {
        Comparison { name: "new".to_owned(), other: "old".to_owned(), groups: 9, rows }.words()
    }

    #[test]
    fn less_loss_is_better_and_less_auc_is_worse() {
        assert_eq!(row(4, -0.02, -0.01).side(), Side::Better);
        assert_eq!(row(6, -0.02, -0.01).side(), Side::Worse);
        assert_eq!(row(6, -0.02, 0.01).side(), Side::MayBeNoise);
        assert_eq!(row(6, 0.0, 0.0).side(), Side::Same);
    }

    #[test]
    fn words_say_what_is_known() {
        assert_eq!(
            words(vec![row(2, 0.1, 0.2), row(6, -0.1, 0.1)]),
            "new is better than old in junk F1; what it differs in besides may be noise: AUC"
        );
        assert_eq!(
            words(vec![row(2, -0.1, 0.2)]),
            "new and old differ by no more than noise over 9 groups may explain"
        );
        assert_eq!(words(vec![row(2, 0.0, 0.0)]), "new and old do not differ here");
        assert!(words(vec![Row { difference: None, ..row(2, 0.0, 0.0) }]).contains("not measurable"));
    }
}
