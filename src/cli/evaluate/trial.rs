//! Labelled documents with the verdicts on them.

use super::Group;
use crate::cli::console::Console;
use crate::cli::deciding::{Cleaners, Judgements, ModelArgs};
use crate::cli::labelled::{LabelledFile, Material};
use crate::cli::promises::Least;
use rayon::prelude::*;
use serde_json::Value;
use std::collections::HashMap;
use std::sync::Arc;
use unblurb::cleaning::Verdict;
use unblurb::document::{Document, LabelledDocument};
use unblurb::records::{Fields, Writer};
use unblurb::training::{Validation, cross_validate};
use unblurb::{Error, ErrorKind, Label, Result};

/// What was tested, and what came out.
pub struct Trial {
    /// Shared with trials of other models on the same documents.
    pub documents: Arc<Vec<LabelledDocument>>,
    /// Verdicts by index in `documents`, in order; of a cross-validation of one fold not every document has some.
    pub verdicts: Vec<(usize, Vec<Verdict>)>,
    /// Paragraphs at or above this probability go; `None` where each model had its own threshold, by which its verdicts
    /// are labelled.
    pub threshold: Option<f32>,
    /// Probabilities of kinds that must be reached, too.
    pub least: Least,
    /// Folds of a cross-validation.
    pub folds: Option<u32>,
    /// How the files were called.
    pub names: Vec<String>,
}

impl Trial {
    /// Judges all documents with one model, or texts with one and pages with another.
    pub fn judge(files: Vec<LabelledFile>, judgements: &Judgements, least: Least) -> Trial {
        let (documents, names) = tested(files);
        Trial::of(Arc::new(documents), names, judgements, least)
    }

    /// Judges the same documents with other models.
    pub fn again(&self, judgements: &Judgements, least: Least) -> Trial {
        Trial::of(self.documents.clone(), self.names.clone(), judgements, least)
    }

    fn of(documents: Arc<Vec<LabelledDocument>>, names: Vec<String>, judgements: &Judgements, least: Least) -> Trial {
        let verdicts = documents.par_iter().enumerate().map_init(
            || Cleaners::new(judgements),
            |cleaners, (i, LabelledDocument { document, .. })| {
                (i, cleaners.of(document).judge(document, judgements.of(document).threshold))
            },
        );
        let verdicts = verdicts.collect();
        let thresholds = documents.iter().map(|labelled| judgements.of(&labelled.document).threshold);
        let threshold = thresholds.clone().next().filter(|first| thresholds.clone().all(|other| other == *first));
        Trial { documents, verdicts, threshold, least, folds: None, names }
    }

    /// Judges each fold with a model that was trained on the others and on all else there is.
    pub fn cross_validate(
        material: Material,
        validation: &Validation,
        group: Group,
        asked: &ModelArgs,
        console: &Console,
    ) -> Result<Trial> {
        let Material { mut params, mut named, mut listed, mut pool } = material;
        for file in named.iter_mut().chain(&mut listed).chain(&mut pool) {
            regroup(file, group);
        }
        params.max_loss = asked.max_loss.or(params.max_loss);
        let (documents, names) = tested(named);
        check_groups(&documents, validation.folds, console)?;
        let also: Vec<LabelledDocument> = listed.into_iter().flat_map(|file| file.documents).collect();
        let pool: Vec<LabelledDocument> = pool.into_iter().flat_map(|file| file.documents).collect();
        let mut verdicts = cross_validate(&params, validation, &documents, &also, &pool)?;
        if let Some(threshold) = asked.threshold {
            for verdict in verdicts.iter_mut().flat_map(|(_, verdicts)| verdicts) {
                verdict.label = label_at(verdict, threshold);
            }
        }
        let least = Least::default();
        let (documents, folds) = (Arc::new(documents), Some(validation.folds));
        Ok(Trial { documents, verdicts, threshold: asked.threshold, least, folds, names })
    }

    /// Whether a paragraph of the document goes.
    pub fn removes(&self, document: &Document, verdict: &Verdict) -> bool {
        let goes = match self.threshold {
            Some(threshold) => verdict.junk >= threshold,
            None => verdict.label.is_junk(),
        };
        let least = self.least.of(document);
        goes && verdict.label.junk_index().is_none_or(|at| verdict.kinds[at] >= least[at])
    }

    /// Whether removal is a matter of one threshold alone.
    pub fn is_by_threshold(&self) -> bool {
        self.threshold.is_some() && self.least.is_nothing()
    }

    /// What a document is called: by its id, or by its place.
    pub fn name_of(&self, document: usize) -> String {
        self.documents[document].document.origin.id.clone().unwrap_or_else(|| format!("#{}", document + 1))
    }

    /// Writes a record a paragraph.
    pub fn write(&self, mut writer: Writer) -> Result<()> {
        for (i, verdicts) in &self.verdicts {
            let labelled = &self.documents[*i];
            let id = self.name_of(*i);
            for (index, (verdict, truth)) in verdicts.iter().zip(&labelled.labels).enumerate() {
                let mut fields = Fields::new();
                fields.insert("id".to_owned(), Value::from(id.as_str()));
                fields.insert("index".to_owned(), Value::from(index));
                fields.insert("junk".to_owned(), Value::from(verdict.junk));
                fields.insert("label".to_owned(), Value::from(verdict.label.name()));
                fields.insert("truth".to_owned(), Value::from(truth.name()));
                writer.write_fields(&fields)?;
            }
        }
        writer.finish()
    }
}

fn tested(files: Vec<LabelledFile>) -> (Vec<LabelledDocument>, Vec<String>) {
    let names = files.iter().map(|file| file.source.name.clone()).collect();
    (files.into_iter().flat_map(|file| file.documents).collect(), names)
}

/// A number for the group of each of these documents, and how many groups there are: sites, or documents by themselves
/// where nothing is named.
pub fn groups<'d>(documents: impl IntoIterator<Item = &'d LabelledDocument>) -> (Vec<u32>, usize) {
    let mut known: HashMap<&str, u32> = HashMap::new();
    let mut count = 0;
    let mut next = || {
        count += 1;
        count - 1
    };
    let number = |labelled: &'d LabelledDocument| match labelled.group() {
        Some(name) => *known.entry(name).or_insert_with(&mut next),
        None => next(),
    };
    let numbers = documents.into_iter().map(number).collect();
    (numbers, count as usize)
}

/// A fold holds whole groups: one group cannot be parted, and few leave folds without any.
fn check_groups(documents: &[LabelledDocument], folds: u32, console: &Console) -> Result<()> {
    let (_, groups) = groups(documents);
    if groups < 2 {
        let message = "--cv tests on groups that training does not see, but all documents are of one; name their sites, \
                       documents or languages, or choose another --group";
        return Err(Error::new(ErrorKind::Data, message));
    }
    if folds as usize > groups {
        console
            .warning(format!("{folds} folds, but only {groups} groups: some folds are empty; --cv {groups} would do"));
    }
    Ok(())
}

/// Has folds keep together what `group` says, by the one name they go by.
fn regroup(file: &mut LabelledFile, group: Group) {
    for origin in file.documents.iter_mut().map(|labelled| &mut labelled.document.origin) {
        match group {
            Group::Site => {}
            Group::Language => origin.site = origin.language.clone().or(origin.site.take()),
            Group::CorpusFile => origin.site = Some(file.source.name.clone()),
        }
    }
}

/// What a paragraph is called at another threshold. Where it is no junk any more, whether it is content or title was not
/// asked: content is the usual answer.
fn label_at(verdict: &Verdict, threshold: f32) -> Label {
    match (verdict.junk >= threshold, verdict.label.is_junk()) {
        (true, false) => {
            let likelier = |best: (Label, f32), kind: (Label, f32)| if kind.1 > best.1 { kind } else { best };
            let kinds = Label::JUNK.into_iter().zip(verdict.kinds);
            kinds.reduce(likelier).map_or(Label::Navigation, |(kind, _)| kind)
        }
        (false, true) => Label::Content,
        _ => verdict.label,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_follow_the_threshold() {
        let mut kinds = [0.0; Label::JUNK.len()];
        kinds[Label::Bio.junk_index().unwrap()] = 0.4;
        let at = |label, threshold| label_at(&Verdict { label, junk: 0.4, kinds }, threshold);
        assert_eq!(at(Label::Title, 0.5), Label::Title);
        assert_eq!(at(Label::Title, 0.3), Label::Bio);
        assert_eq!(at(Label::Bio, 0.5), Label::Content);
    }
}
