//! A document whose paragraphs carry what a reader, or an alignment with a true text, says they are.

use super::Document;
use crate::label::TruthLabel;

/// A document with one truth a paragraph, and how much it counts in training.
#[derive(Clone, Debug, PartialEq)]
pub struct LabelledDocument {
    /// The text.
    pub document: Document,
    /// One label a paragraph.
    pub labels: Vec<TruthLabel>,
    /// Weight in training, above 0; 1 is an ordinary document.
    pub weight: f32,
    /// Whether paragraphs stand in the order of a piece, so that neighbours and places mean something. Rows of a table
    /// without a document column do not: each is a document of one paragraph.
    pub in_order: bool,
}

impl LabelledDocument {
    /// A document in order, of weight 1.
    ///
    /// # Panics
    ///
    /// Where there is not one label a paragraph.
    pub fn new(document: Document, labels: Vec<TruthLabel>) -> Self {
        assert_eq!(document.len(), labels.len(), "one label a paragraph");
        LabelledDocument { document, labels, weight: 1.0, in_order: true }
    }

    /// What folds keep together: the site, else the document's id, else nothing.
    pub fn group(&self) -> Option<&str> {
        self.document.origin.site.as_deref().or(self.document.origin.id.as_deref())
    }
}
