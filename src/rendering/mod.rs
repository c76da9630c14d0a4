//! What was kept of a page, written as Markdown or as clean HTML.
//!
//! A document, its [`Page`] and a flag a paragraph come in, a text leaves. `outline` finds what of the page's tree means
//! something to a reader (headings, lists, tables, quotations, code), `inline` the same within a paragraph; `markdown` and
//! `html` write both. Whatever is not on their lists is not written, so that no script, no handler and no style can be:
//! `address` lets through what a reader may follow.

mod address;
mod escape;
mod html;
mod inline;
mod markdown;
mod outline;

use crate::document::Document;
use crate::page::Page;

/// A document with the page it was read from and what is kept of it.
#[derive(Clone, Copy)]
pub struct Kept<'a> {
    page: &'a Page,
    document: &'a Document,
    kept: &'a [bool],
}

impl<'a> Kept<'a> {
    /// What is kept of a page, whose document may have been taken out of it.
    ///
    /// # Panics
    ///
    /// Where there is not one flag, and one markup, a paragraph.
    pub fn new(page: &'a Page, document: &'a Document, kept: &'a [bool]) -> Self {
        assert_eq!(document.len(), kept.len(), "one flag a paragraph");
        assert_eq!(document.len(), page.markup().len(), "the page of the document");
        Kept { page, document, kept }
    }

    /// As CommonMark with GitHub's tables and strikethrough; ends with a line end unless it is empty. Pictures between kept
    /// paragraphs, and those of a kept caption, are kept.
    pub fn markdown(&self) -> String {
        markdown::write(self)
    }

    /// As HTML of a few elements and attributes, without styles, classes and whatever could run; ends with a line end unless
    /// it is empty.
    pub fn html(&self) -> String {
        html::write(self)
    }
}

/// Plain paragraphs as HTML, for a document that is no page.
pub fn text_as_html(document: &Document, kept: &[bool]) -> String {
    let mut out = String::new();
    for (text, _) in document.paragraph_texts().zip(kept).filter(|(_, kept)| **kept) {
        out.push_str("<p>");
        escape::html_lines(&mut out, text);
        out.push_str("</p>\n");
    }
    out
}

#[cfg(test)]
mod tests;
