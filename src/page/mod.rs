//! A web page as a document whose paragraphs carry markup: [`Page`].
//!
//! Bytes enter; text in paragraphs, the tree they stood in ([`Elements`]), marks within them ([`Mark`]) and the facts of
//! the piece ([`Facts`]) leave. A room of its own between documents and features: documents know nothing of HTML, and
//! measures of markup need the tree.
//!
//! ```
//! use unblurb::page::Page;
//!
//! let page = Page::read(b"<title>T</title><p>Fish &amp; <a href=/chips>chips</a><br><br>Salt<ul><li>Vinegar</ul>");
//! let texts: Vec<&str> = page.document().paragraph_texts().collect();
//! assert_eq!(texts, ["Fish & chips", "Salt", "Vinegar"]);
//! assert_eq!(page.elements().name_text(page.markup()[2].element), "li");
//! assert_eq!(page.facts().title.as_deref(), Some("T"));
//! ```

mod attribute;
mod charset;
mod elements;
mod entity;
mod facts;
mod head;
mod json_ld;
mod keyword;
mod name;
mod reader;
mod run;
mod scanner;
mod stack;
mod tree;
mod unseen;

pub use attribute::AttributeName;
pub use elements::{Element, ElementId, Elements};
pub use facts::Facts;
pub use name::Name;

use crate::document::{Document, Origin, Tree};
use head::Head;

/// What a paragraph was in its page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Markup {
    /// The block it stands in: the nearest one around all of its text. For a row of a table, the `tr`.
    pub element: ElementId,
    /// Share of its text that stands in links with an address, in bytes, 0 to 1.
    pub linked: f32,
    /// Share of its text in `b` or `strong`, in bytes, 0 to 1.
    pub bold: f32,
    /// First of its marks.
    marks: u32,
}

/// A part of a paragraph that an element marks: a link, emphasis, code, a picture, a cell of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// First byte in the document's text.
    pub start: u32,
    /// One past the last byte; for a picture the first.
    pub end: u32,
    /// The element, which knows its name and its address.
    pub element: ElementId,
}

/// A web page, read.
#[derive(Clone, Debug)]
pub struct Page {
    document: Document,
    markup: Vec<Markup>,
    marks: Vec<Mark>,
    elements: Elements,
    head: Head,
    encoding: &'static str,
}

impl Page {
    /// Bytes of a page that are read; what follows is not.
    pub const LONGEST: usize = 1 << 30;

    /// Reads a page, whose encoding is what it says, or what its bytes look like. No page is wrong, an empty one has no
    /// paragraphs. Time is linear in the length of the page, whatever it holds, and nothing recurses.
    pub fn read(bytes: &[u8]) -> Self {
        Self::read_with_charset(bytes, None)
    }

    /// The same, where a server named the encoding (`charset` of its `Content-Type`); only a byte order mark wins over it.
    pub fn read_with_charset(bytes: &[u8], charset: Option<&str>) -> Self {
        let (source, encoding) = charset::decode(&bytes[..bytes.len().min(Self::LONGEST)], charset);
        Self::of(source, encoding)
    }

    /// The same for a page that is text already, as in a JSON record.
    pub fn from_text(source: impl Into<String>) -> Self {
        let mut source = source.into();
        if source.len() > Self::LONGEST {
            let end = (0..=Self::LONGEST).rev().find(|&end| source.is_char_boundary(end));
            source.truncate(end.unwrap_or(0));
        }
        Self::of(source, "UTF-8")
    }

    fn of(source: String, encoding: &'static str) -> Self {
        let read = reader::read(&source);
        let mut elements = read.elements;
        elements.finish(read.names, source);
        let run = read.run;
        let document = Document::from_ranges(run.text, run.paragraphs);
        Page { document, markup: run.markup, marks: run.marks, elements, head: read.head, encoding }
    }

    /// The same page with this origin.
    #[must_use]
    pub fn with_origin(mut self, origin: Origin) -> Self {
        self.document.origin = origin;
        self
    }

    /// Its visible text, without the tree: paragraphs in reading order, separated by blank lines. A line break within one is a line end; the
    /// cells of a row are separated by tabs.
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// The tree of its elements, as measures need it: small, without the source.
    pub fn tree(&self) -> Tree {
        tree::tree(self)
    }

    /// The document alone, with its tree.
    pub fn into_document(self) -> Document {
        let tree = self.tree();
        self.document.with_tree(tree)
    }

    /// Takes the document out, with its tree and without a copy; elements, marks and facts stay.
    pub fn take_document(&mut self) -> Document {
        let tree = self.tree();
        std::mem::take(&mut self.document).with_tree(tree)
    }

    /// What each paragraph was in the page, one a paragraph.
    pub fn markup(&self) -> &[Markup] {
        &self.markup
    }

    /// The marks of a paragraph, in the order of their starts, outer ones first. Elements around the whole paragraph that
    /// hold other blocks too are no marks: they are among the ancestors of its element.
    ///
    /// # Panics
    ///
    /// Where `paragraph` is not below the document's length.
    pub fn marks(&self, paragraph: usize) -> &[Mark] {
        let end = self.markup.get(paragraph + 1).map_or(self.marks.len(), |next| next.marks as usize);
        &self.marks[self.markup[paragraph].marks as usize..end]
    }

    /// Its elements.
    pub fn elements(&self) -> &Elements {
        &self.elements
    }

    /// Its source, decoded, without a copy.
    pub fn into_source(self) -> String {
        self.elements.into_source()
    }

    /// What the page says about its piece, worked out anew at each call.
    pub fn facts(&self) -> Facts {
        Facts::new(&self.head, self.elements.source())
    }

    /// Name of the encoding it was read in, from the WHATWG Encoding Standard.
    pub fn encoding(&self) -> &'static str {
        self.encoding
    }
}

/// Adds to a list that may become long: it grows by an eighth, so that little of a hostile page's memory is empty.
fn push_tight<T>(list: &mut Vec<T>, item: T) {
    const LONG: usize = 1 << 14;
    if list.len() == list.capacity() && list.len() >= LONG {
        list.reserve_exact(list.len() / 8);
    }
    list.push(item);
}
