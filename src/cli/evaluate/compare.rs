//! Which models compare: those whose verdicts mean the same, made for the same documents.

use super::trial::Trial;
use crate::cli::deciding::Judgements;
use unblurb::model::Model;
use unblurb::{Error, ErrorKind, Label, Result};

/// Refuses models whose verdicts do not mean the same, or that are not made for these documents.
pub fn check(
    trial: &Trial,
    (name, judgements): (&str, &Judgements),
    (other, others): (&str, &Judgements),
) -> Result<()> {
    let refuse = |message: String| Err(Error::new(ErrorKind::Argument, message));
    let used = |is_page: bool| trial.documents.iter().any(|labelled| labelled.document.tree().is_some() == is_page);
    for is_page in [false, true].into_iter().filter(|&is_page| used(is_page)) {
        let model = |judgements: &'_ Judgements| -> (Vec<Label>, bool) {
            let (text, page) = judgements.models();
            let model = page.filter(|_| is_page).unwrap_or(text);
            (model.labels(), is_for_pages(model))
        };
        let ((labels, for_pages), (other_labels, other_for_pages)) = (model(judgements), model(others));
        if for_pages != other_for_pages {
            let form = |for_pages: bool| if for_pages { "pages" } else { "texts" };
            return refuse(format!(
                "{name} was trained on {}, {other} on {}: compare models that were made for the same, as either judges the other's documents badly",
                form(for_pages),
                form(other_for_pages)
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

/// Whether a model was trained on pages more than on texts.
fn is_for_pages(model: &Model) -> bool {
    let documents: u64 = model.card().sources.iter().map(|source| source.documents).sum();
    2 * model.evidence().pages > documents
}
