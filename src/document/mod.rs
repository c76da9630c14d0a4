//! A text taken apart: [`Document`] owns the text, [`Paragraph`] is a byte range in it.
//!
//! Text comes in through [`Document::from_text`] (plain text, split where a reader would) or
//! [`Document::from_paragraphs`] (already split). Nothing is copied per paragraph, so what is kept later comes back
//! byte for byte.

mod labelled;
mod split;
mod tree;

pub use labelled::LabelledDocument;
pub use tree::{About, Counts, Leaf, Node, NodeId, Traits, Tree};

use std::ops::Range;
use std::sync::Arc;

/// What is known of where a document comes from; everything may be absent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// Name of the document in its collection.
    pub id: Option<String>,
    /// Address of the page.
    pub url: Option<String>,
    /// Site, or writing batch: documents that share it share their junk, so folds keep it together.
    pub site: Option<String>,
    /// Language as an ISO 639 code.
    pub language: Option<String>,
}

/// A paragraph: a byte range of its document's text, without line ends at its borders.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paragraph {
    /// First byte in the document's text.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Paragraph {
    /// The byte range in the document's text.
    pub fn range(self) -> Range<usize> {
        self.start..self.end
    }
}

/// A text and its paragraphs, in order and without overlap.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// Where it comes from.
    pub origin: Origin,
    text: String,
    paragraphs: Vec<Paragraph>,
    tree: Option<Arc<Tree>>,
}

impl Document {
    /// Splits plain text: at blank lines where it has any between two lines of text, else at every line.
    /// Lines of white space alone are blank; empty text has no paragraphs.
    pub fn from_text(text: impl Into<String>) -> Self {
        let text = text.into();
        let paragraphs = split::paragraphs(&text);
        Document { text, paragraphs, ..Document::default() }
    }

    /// Puts together paragraphs that are split already, one after the other with a line end between.
    pub fn from_paragraphs<S: AsRef<str>>(texts: impl IntoIterator<Item = S>) -> Self {
        let mut document = Document::default();
        for text in texts {
            if !document.paragraphs.is_empty() {
                document.text.push('\n');
            }
            let start = document.text.len();
            document.text.push_str(text.as_ref());
            document.paragraphs.push(Paragraph { start, end: document.text.len() });
        }
        document
    }

    /// A text with its paragraphs, which are in order and do not overlap.
    #[cfg(feature = "html")]
    pub(crate) fn from_ranges(text: String, paragraphs: Vec<Paragraph>) -> Self {
        Document { text, paragraphs, ..Document::default() }
    }

    /// The same document with this origin.
    #[must_use]
    pub fn with_origin(mut self, origin: Origin) -> Self {
        self.origin = origin;
        self
    }

    /// The same document with the tree its paragraphs stood in.
    ///
    /// # Panics
    ///
    /// Where there is not one leaf a paragraph.
    #[must_use]
    pub fn with_tree(mut self, tree: Tree) -> Self {
        assert_eq!(self.len(), tree.leaves().len(), "one leaf a paragraph");
        self.tree = Some(Arc::new(tree));
        self
    }

    /// The tree its paragraphs stood in, where it comes from a page.
    pub fn tree(&self) -> Option<&Arc<Tree>> {
        self.tree.as_ref()
    }

    /// The whole text, as it came.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Takes the text out, without a copy; what is left is an empty document of the same origin.
    pub fn take_text(&mut self) -> String {
        self.paragraphs.clear();
        self.tree = None;
        std::mem::take(&mut self.text)
    }

    /// The paragraphs, in the order of the text.
    pub fn paragraphs(&self) -> &[Paragraph] {
        &self.paragraphs
    }

    /// Number of paragraphs.
    pub fn len(&self) -> usize {
        self.paragraphs.len()
    }

    /// Whether there is no paragraph.
    pub fn is_empty(&self) -> bool {
        self.paragraphs.is_empty()
    }

    /// The text of paragraph `index`.
    ///
    /// # Panics
    ///
    /// Where `index` is not below [`Document::len`].
    pub fn paragraph_text(&self, index: usize) -> &str {
        &self.text[self.paragraphs[index].range()]
    }

    /// The texts of all paragraphs, in order.
    pub fn paragraph_texts(&self) -> impl ExactSizeIterator<Item = &str> {
        self.paragraphs.iter().map(|paragraph| &self.text[paragraph.range()])
    }
}
