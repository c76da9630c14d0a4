//! Labelled documents with the verdicts on them.

use super::Group;
use super::measure::Decided;
use crate::cli::console::Console;
use crate::cli::deciding::{Cleaners, Judgements, ModelArgs};
use crate::cli::labelled::{LabelledFile, Material};
use rayon::prelude::*;
use serde_json::Value;
use std::collections::HashSet;
use unblurb::cleaning::Verdict;
use unblurb::document::LabelledDocument;
use unblurb::evaluation::Judged;
use unblurb::records::{Fields, Writer};
use unblurb::training::{Validation, cross_validate};
use unblurb::{Error, ErrorKind, Label, Result};

/// What was tested, and what came out.
pub struct Trial {
    pub documents: Vec<LabelledDocument>,
    /// Verdicts by index in `documents`, in order; of a cross-validation of one fold not every document has some.
    pub verdicts: Vec<(usize, Vec<Verdict>)>,
    /// Paragraphs at or above this probability go; `None` where each model had its own threshold, by which its verdicts
    /// are labelled.
    pub threshold: Option<f32>,
    /// Folds of a cross-validation.
    pub folds: Option<u32>,
    /// How the files were called.
    pub names: Vec<String>,
}

impl Trial {
    /// Judges all documents with one model, or texts with one and pages with another.
    pub fn judge(files: Vec<LabelledFile>, judgements: &Judgements) -> Trial {
        let (documents, names) = tested(files);
        let verdicts = documents.par_iter().enumerate().map_init(
            || Cleaners::new(judgements),
            |cleaners, (i, LabelledDocument { document, .. })| {
                (i, cleaners.of(document).judge(document, judgements.of(document).threshold))
            },
        );
        let verdicts = verdicts.collect();
        let thresholds = documents.iter().map(|labelled| judgements.of(&labelled.document).threshold);
        let threshold = thresholds.clone().next().filter(|first| thresholds.clone().all(|other| other == *first));
        Trial { documents, verdicts, threshold, folds: None, names }
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
        Ok(Trial { documents, verdicts, threshold: asked.threshold, folds: Some(validation.folds), names })
    }

    /// Whether a paragraph goes.
    pub fn removes(&self, verdict: &Verdict) -> bool {
        match self.threshold {
            Some(threshold) => verdict.junk >= threshold,
            None => verdict.label.is_junk(),
        }
    }

    /// The documents that were judged, each with its paragraphs and whether they go.
    pub fn decided(&self) -> Vec<(&LabelledDocument, Vec<Decided>)> {
        let decided = self.verdicts.iter().map(|(i, verdicts)| {
            let labelled = &self.documents[*i];
            let paragraphs = labelled.document.paragraph_texts().zip(&labelled.labels).zip(verdicts);
            let decided = paragraphs.map(|((text, &truth), verdict)| Decided {
                judged: Judged {
                    document: *i as u32,
                    truth,
                    label: verdict.label,
                    junk: verdict.junk,
                    chars: u32::try_from(text.chars().count()).unwrap_or(u32::MAX),
                },
                removed: self.removes(verdict),
            });
            (labelled, decided.collect())
        });
        decided.collect()
    }

    /// Writes a record a paragraph.
    pub fn write(&self, mut writer: Writer) -> Result<()> {
        for (i, verdicts) in &self.verdicts {
            let labelled = &self.documents[*i];
            let id = labelled.document.origin.id.clone().unwrap_or_else(|| format!("#{}", i + 1));
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

/// A fold holds whole groups: one group cannot be parted, and few leave folds without any.
fn check_groups(documents: &[LabelledDocument], folds: u32, console: &Console) -> Result<()> {
    let named: HashSet<&str> = documents.iter().filter_map(LabelledDocument::group).collect();
    let groups = named.len() + documents.iter().filter(|labelled| labelled.group().is_none()).count();
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
