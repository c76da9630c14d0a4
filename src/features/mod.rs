//! Features: what the model sees of a paragraph.
//!
//! [`Words`] are hashed tokens, for the stage that asks what a paragraph says; [`Measures`] are dense columns, for the
//! stage that asks what it looks like and where it stands. [`schema()`] lists every measure; a family is a file.

mod chars;
mod columns;
mod context;
mod forms;
mod groups;
mod hash;
mod maths;
mod page;
mod place;
mod scan;
mod schema;
mod shape;
mod tags;
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

use crate::document::{Document, Tree};
use schema::Values;
use std::sync::Arc;

/// The words of a document and the shapes of its paragraphs; buffers that are reused from document to document.
#[derive(Clone, Debug, Default)]
pub struct Features {
    /// Hashed tokens.
    pub words: Words,
    /// Counts, one a paragraph.
    pub shapes: Vec<Shape>,
    /// The tree of a page.
    pub tree: Option<Arc<Tree>>,
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
        self.tree = document.tree().cloned();
        if let Some(tree) = &self.tree {
            self.words.push_tags(tree, &self.shapes);
        }
    }
}

/// Dense measures of a document: `columns × paragraphs` values in schema order.
#[derive(Clone, Debug, Default)]
pub struct Measures {
    /// Column by column; those of the page are not filled.
    values: Vec<f32>,
    /// The value of every column that has the same for all paragraphs.
    same: Vec<Option<f32>>,
    paragraphs: usize,
}

/// A column of [`Measures`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Column<'m> {
    /// The same value for all paragraphs: measures of the page, and marks that no paragraph has.
    Same(f32),
    /// One value a paragraph.
    Each(&'m [f32]),
}

impl Measures {
    /// Computes every column of the document that `view` looks at; what was there before is forgotten.
    pub fn compute(&mut self, view: &View) {
        self.paragraphs = view.len();
        self.same.clear();
        if self.paragraphs == 0 {
            self.same.resize(width(), Some(0.0));
            return;
        }
        // What is there already is overwritten, not zeroed.
        if self.values.len() < width() * self.paragraphs {
            self.values.resize(width() * self.paragraphs, 0.0);
        }
        for (measure, column) in schema().zip(self.values.chunks_exact_mut(self.paragraphs)) {
            self.same.push(match measure.values {
                Values::Page(value) => Some(cut(value(view), measure.range)),
                Values::Paragraphs(fill) => {
                    fill(view, column);
                    cut_all(column, measure.range)
                }
            });
        }
    }

    /// Number of paragraphs.
    pub fn paragraphs(&self) -> usize {
        self.paragraphs
    }

    /// Column `index` of the schema.
    pub fn column(&self, index: usize) -> Column<'_> {
        match self.same[index] {
            Some(value) => Column::Same(value),
            None => Column::Each(&self.values[index * self.paragraphs..(index + 1) * self.paragraphs]),
        }
    }

    /// Column `index` of the schema for one paragraph.
    pub fn value(&self, index: usize, paragraph: usize) -> f32 {
        match self.column(index) {
            Column::Same(value) => value,
            Column::Each(values) => values[paragraph],
        }
    }

    /// All measures of one paragraph, in schema order.
    pub fn row(&self, paragraph: usize) -> impl Iterator<Item = f32> {
        (0..width()).map(move |index| self.value(index, paragraph))
    }
}

/// `value` cut to a range, in two instructions: `f32::clamp` checks the range for every value.
#[inline]
pub(crate) fn cut(value: f32, (low, high): (f32, f32)) -> f32 {
    let value = if value < low { low } else { value };
    if value > high { high } else { value }
}

/// Cuts a column that is not empty to a range, and says whether it has one value only.
fn cut_all(column: &mut [f32], range: (f32, f32)) -> Option<f32> {
    let first = column[0].to_bits();
    let mut differs = 0;
    for value in column.iter_mut() {
        differs |= value.to_bits() ^ first;
        *value = cut(*value, range);
    }
    (differs == 0).then(|| column[0])
}
