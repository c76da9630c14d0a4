//! The card: what a model was trained on, how it was measured, and under which options.
//!
//! It is written at training time, travels inside the model file, and is what `unblurb model` prints.

use serde::{Deserialize, Serialize};

/// What is to be known of a model.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Card {
    /// Name of the model.
    pub name: String,
    /// Version of the program that trained it.
    pub version: String,
    /// Date of training as given by the user; absent by default, so that a rebuild gives the same bytes.
    pub date: Option<String>,
    /// Options that differ from run to run: seed, folds, splicing.
    pub options: Vec<(String, String)>,
    /// The labelled files.
    pub sources: Vec<Source>,
    /// Paragraphs by label, over all sources.
    pub labels: Vec<(String, u64)>,
    /// Documents by language, most frequent first, where the sources name it.
    pub languages: Vec<(String, u64)>,
    /// Groups that folds keep together: sites, batches, documents.
    pub groups: u64,
    /// Figures measured out of fold at the model's threshold: name and value.
    pub figures: Vec<(String, f64)>,
    /// Free text: intended use, limits, licence.
    pub notes: Vec<String>,
}

impl Card {
    /// Whether every number is finite.
    pub(crate) fn is_sound(&self) -> bool {
        self.figures.iter().all(|(_, value)| value.is_finite()) && self.sources.iter().all(|s| s.weight.is_finite())
    }
}

/// A file of labelled data.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Source {
    /// Name of the file: its path in the recipe or below the folder that was named, else the file name; with the folder
    /// before it where another file is called so too.
    pub name: String,
    /// CRC-32 of the file's bytes, in hex; empty for standard input.
    pub hash: String,
    /// Documents in it.
    pub documents: u64,
    /// Labelled paragraphs in it.
    pub paragraphs: u64,
    /// Weight of its documents in training.
    pub weight: f32,
}
