//! A piece and its cleaned text in, the piece with labels out.

use super::pairs::Piece;
use std::collections::HashMap;
use unblurb::alignment::{align, mark_headline};
use unblurb::document::{Document, LabelledDocument, Origin};
use unblurb::evaluation::PageFigures;
use unblurb::page::Page;
use unblurb::records::Known;
use unblurb::{Label, TruthLabel};

/// What is known beforehand.
pub struct Labelling {
    /// What a file says of the pieces, by name.
    pub known: HashMap<String, Known>,
}

/// A piece with labels.
pub struct Aligned {
    pub labelled: LabelledDocument,
    /// The page it was read from.
    pub html: Option<String>,
    /// What is labelled content against the cleaned text.
    pub figures: PageFigures,
}

impl Labelling {
    /// Labels the paragraphs of a piece; `None` where its cleaned text says nothing, and so nothing of its paragraphs.
    pub fn align(&self, piece: Piece) -> Option<Aligned> {
        let Piece { name, document, page, cleaned } = piece;
        if !cleaned.contains(char::is_alphanumeric) {
            return None;
        }
        let known = self.known.get(&name);
        let mut labels = align(&document, &cleaned);
        let content = || document.paragraph_texts().zip(&labels).filter(|(_, label)| **label == Label::Content.into());
        let figures = PageFigures::new(content().map(|(text, _)| text), [cleaned.as_str()]);
        match (known.and_then(|known| known.title.as_deref()), &page) {
            (Some(title), _) => mark_headline(&document, &mut labels, title, |_| true),
            (None, Some(page)) => mark_stated_headline(&document, page, &mut labels),
            (None, None) => {}
        }
        let origin = merged(known.map(|known| &known.origin), &document.origin, name);
        let labelled = LabelledDocument::new(document.with_origin(origin), labels);
        Some(Aligned { labelled, html: page.map(Page::into_source), figures })
    }
}

/// Marks the headline that the page states. Pages state much, so only a heading is it.
fn mark_stated_headline(document: &Document, page: &Page, labels: &mut [TruthLabel]) {
    let Some(title) = page.facts().title else { return };
    let is_heading = |paragraph: usize| {
        let element = page.markup()[paragraph].element;
        let mut around = std::iter::once(element).chain(page.elements().ancestors(element)).take(3);
        around.any(|element| page.elements().get(element).name.is_heading())
    };
    mark_headline(document, labels, &title, is_heading);
}

/// What a file says of a piece goes before what its record says.
fn merged(known: Option<&Origin>, own: &Origin, name: String) -> Origin {
    let first =
        |field: fn(&Origin) -> &Option<String>| known.and_then(|known| field(known).clone()).or(field(own).clone());
    Origin {
        id: Some(name),
        url: first(|origin| &origin.url),
        site: first(|origin| &origin.site),
        language: first(|origin| &origin.language),
    }
}
