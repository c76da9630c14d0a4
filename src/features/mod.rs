//! Features: what the model sees of a paragraph.
//!
//! [`Words`] are hashed tokens, for the stage that asks what a paragraph says; [`Measures`] are dense columns, for the
//! stage that asks what it looks like and where it stands. [`schema()`] lists every measure; a family is a file.

mod chars;
mod context;
mod forms;
mod hash;
mod maths;
mod page;
mod place;
mod scan;
mod schema;
mod shape;
#[cfg(test)]
mod tests;
mod topic;
mod view;
mod words;

pub(crate) use maths::sigmoid;
pub use schema::{FAMILIES, Family, Measure, column, fingerprint, schema, width};
pub use view::{View, WordScore};
pub(crate) use words::spans;
pub use words::{Shape, Words};

use crate::document::Document;

/// The words of a document and the shapes of its paragraphs; buffers that are reused from document to document.
#[derive(Clone, Debug, Default)]
pub struct Features {
    /// Hashed tokens.
    pub words: Words,
    /// Counts, one a paragraph.
    pub shapes: Vec<Shape>,
}

impl Features {
    /// Reads a document; what was there before is forgotten.
    pub fn read(&mut self, document: &Document) {
        self.words.clear();
        self.shapes.clear();
        for text in document.paragraph_texts() {
            let shape = self.words.push(text);
            self.shapes.push(shape);
        }
        self.words.push_forms(&self.shapes);
    }
}

/// Dense measures of a document, column by column: `columns × paragraphs` values in schema order.
#[derive(Clone, Debug, Default)]
pub struct Measures {
    values: Vec<f32>,
    /// Whether a column has one value for all paragraphs: those of the page, and marks that nothing in it has.
    constant: Vec<bool>,
    paragraphs: usize,
}

impl Measures {
    /// Computes every column of the document that `view` looks at; what was there before is forgotten.
    pub fn compute(&mut self, view: &View) {
        self.paragraphs = view.len();
        self.constant.clear();
        // What is there already is overwritten, not zeroed.
        if self.values.len() < width() * self.paragraphs {
            self.values.resize(width() * self.paragraphs, 0.0);
        }
        if self.paragraphs == 0 {
            self.constant.resize(width(), true);
            return;
        }
        for (measure, column) in schema().zip(self.values.chunks_exact_mut(self.paragraphs)) {
            (measure.fill)(view, column);
            let (low, high) = measure.range;
            let first = column[0];
            let mut differs = 0;
            for value in column {
                differs |= value.to_bits() ^ first.to_bits();
                let cut = if *value < low { low } else { *value };
                *value = if cut > high { high } else { cut };
            }
            self.constant.push(differs == 0);
        }
    }

    /// The value of a column that is the same for all paragraphs, as those of the page are.
    pub fn constant(&self, index: usize) -> Option<f32> {
        self.constant[index].then(|| self.column(index).first().copied().unwrap_or(0.0))
    }

    /// Number of paragraphs.
    pub fn paragraphs(&self) -> usize {
        self.paragraphs
    }

    /// Column `index` of the schema, one value a paragraph.
    pub fn column(&self, index: usize) -> &[f32] {
        &self.values[index * self.paragraphs..(index + 1) * self.paragraphs]
    }

    /// All measures of one paragraph, in schema order.
    pub fn row(&self, paragraph: usize) -> impl Iterator<Item = f32> {
        (0..width()).map(move |index| self.column(index)[paragraph])
    }
}
