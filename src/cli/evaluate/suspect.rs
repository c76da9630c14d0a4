//! Labels that the verdicts of a trial contradict, as a table to fix.

use super::trial::Trial;
use serde_json::Value;
use unblurb::Result;
use unblurb::evaluation::{Doubted, Suspect, suspects};
use unblurb::records::{Fields, Writer};

/// Writes a row a suspect, the most certain first: where it stands, what it is called, what it likely is. Gives how many.
pub fn write(trial: &Trial, mut writer: Writer) -> Result<usize> {
    let places: Vec<(usize, usize)> =
        trial.verdicts.iter().flat_map(|(i, verdicts)| (0..verdicts.len()).map(|index| (*i, index))).collect();
    let doubted: Vec<Doubted> = trial
        .verdicts
        .iter()
        .flat_map(|(i, verdicts)| trial.documents[*i].labels.iter().zip(verdicts))
        .map(|(&label, verdict)| Doubted { label, junk: verdict.junk, kinds: verdict.kinds })
        .collect();
    let found = suspects(&doubted)?;
    for suspect in &found {
        let (i, index) = places[suspect.index];
        let labelled = &trial.documents[i];
        let Suspect { suggested, of_label, of_suggested, .. } = *suspect;
        let text = |value: Option<&str>| Value::from(value.unwrap_or_default());
        let fields: Fields = [
            ("doc", Value::from(trial.name_of(i))),
            ("index", Value::from(index)),
            ("site", text(labelled.document.origin.site.as_deref())),
            ("text", Value::from(labelled.document.paragraph_text(index))),
            ("label", Value::from(labelled.labels[index].name())),
            ("suggested", Value::from(suggested.name())),
            ("of_label", Value::from(of_label)),
            ("of_suggested", Value::from(of_suggested)),
            ("margin", Value::from(suspect.margin())),
        ]
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect();
        writer.write_fields(&fields)?;
    }
    writer.finish()?;
    Ok(found.len())
}
