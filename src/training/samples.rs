//! Samples: labelled documents with what training computes of each once.

use super::folds::Folds;
use crate::document::LabelledDocument;
use crate::features::Features;
use crate::label::TruthLabel;
use rayon::prelude::*;
use std::borrow::Cow;

/// A document ready for training.
pub(super) struct Sample {
    pub features: Features,
    pub labels: Vec<TruthLabel>,
    /// Weight of each paragraph: the document's, shared among its paragraphs by words^`WORDS_POWER`; 0 where unsure.
    pub weights: Vec<f32>,
    /// Characters of each paragraph.
    pub chars: Vec<u32>,
    /// Hash of the group; the same for documents that folds keep together.
    pub group: u32,
    /// Fold inside training.
    pub fold: u32,
    /// Whether it was made by splicing.
    pub is_spliced: bool,
    /// Whether most of its words are content, as in an article without the page around it.
    pub is_story: bool,
    /// Whether much of its words is junk, as in a page with its menus.
    pub is_page: bool,
    /// Whether a reader labelled every paragraph by kind. Labels from aligning a page with its true text call junk inside
    /// the piece content where the true text has it, so only these documents teach what junk inside a piece is.
    pub is_read: bool,
}

/// Within a document a paragraph counts by this power of its words: the long ones matter more to a reader, but not as
/// much more as they are longer.
const WORDS_POWER: f32 = 0.3;
/// Share of content words from which a document is a story.
const STORY: f32 = 0.5;
/// Share of junk words above which a document is a page.
const PAGE: f32 = 0.25;

impl Sample {
    fn new(labelled: &LabelledDocument, position: usize, folds: &Folds) -> Self {
        let mut features = Features::default();
        features.read(&labelled.document);
        let share = |i: usize| {
            let unsure = labelled.labels[i].is_junk().is_none();
            if unsure { 0.0 } else { (features.shapes[i].words.max(1) as f32).powf(WORDS_POWER) }
        };
        let mut weights: Vec<f32> = (0..labelled.labels.len()).map(share).collect();
        let total: f32 = weights.iter().sum();
        weights.iter_mut().for_each(|weight| *weight *= labelled.weight / total.max(f32::MIN_POSITIVE));
        let words = |junk: bool| -> u32 {
            let of = labelled.labels.iter().zip(&features.shapes).filter(|(label, _)| label.is_junk() == Some(junk));
            of.map(|(_, shape)| shape.words).sum()
        };
        let (content, junk) = (words(false) as f32, words(true) as f32);
        let chars = labelled.document.paragraph_texts().map(|text| text.chars().count() as u32).collect();
        let group = group_hash(labelled, position);
        Sample {
            is_story: labelled.in_order && content > STORY * (content + junk),
            is_page: junk > PAGE * (content + junk),
            is_spliced: false,
            is_read: labelled.labels.iter().all(|label| label.known().is_some()),
            features,
            labels: labelled.labels.clone(),
            weights,
            chars,
            fold: folds.of(group),
            group,
        }
    }

    /// Whether paragraph `i` is junk; `None` where unsure.
    pub fn is_junk(&self, i: usize) -> Option<bool> {
        self.labels[i].is_junk()
    }

    pub fn len(&self) -> usize {
        self.labels.len()
    }
}

/// The document's group, a name by its position where it has none.
pub(super) fn group_name(labelled: &LabelledDocument, position: usize) -> Cow<'_, str> {
    labelled.group().map_or_else(|| format!("document {position}").into(), Cow::Borrowed)
}

/// CRC-32 of the group.
pub(super) fn group_hash(labelled: &LabelledDocument, position: usize) -> u32 {
    crc32fast::hash(group_name(labelled, position).as_bytes())
}

/// Prepares documents, in order, each in the fold of its group.
pub(super) fn prepare(documents: &[LabelledDocument], folds: &Folds) -> Vec<Sample> {
    documents.par_iter().enumerate().map(|(i, labelled)| Sample::new(labelled, i, folds)).collect()
}
