//! A paragraph, or a part of it, as text and the elements that mark it, properly nested.

use super::Kept;
use crate::page::{ElementId, Elements, Mark, Name};
use std::ops::Range;

/// What follows next in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Event<'a> {
    Text(&'a str),
    /// A marked part begins, with the text in it and the character after; white space at its borders stands outside.
    Open(ElementId, &'a str, Option<char>),
    Close(ElementId),
    Picture(ElementId),
}

/// Gives the events of a paragraph within `range`, a range of the document's text. Cells of rows are no marks here.
pub(super) fn events<'a>(kept: &Kept<'a>, paragraph: usize, range: Range<usize>, take: impl FnMut(Event<'a>)) {
    let text = kept.document.text();
    let elements = kept.page.elements();
    let mut nesting = Nesting { text, elements, at: range.start, open: Vec::new(), take };
    let marks = kept.page.marks(paragraph);
    for (i, mark) in marks.iter().enumerate() {
        let name = elements.get(mark.element).name;
        let (start, end) = (mark.start as usize, mark.end as usize);
        if matches!(name, Name::TD | Name::TH) || start < range.start || start > range.end {
            continue;
        }
        if is_picture(name) {
            nesting.go_to(start, Some(mark.element));
            (nesting.take)(Event::Picture(mark.element));
            continue;
        }
        // What would cross the end of another mark ends with it.
        let around = nesting.open.iter().filter(|open| open.0 > start).map(|open| open.0).min();
        let end = end.min(around.unwrap_or(range.end)).min(range.end);
        let Some(marked) = text.get(start..end) else { continue };
        let inner = marked.trim();
        if inner.is_empty() && !holds_picture(elements, mark, &marks[i + 1..]) {
            continue;
        }
        let start = start + (marked.len() - marked.trim_start().len());
        let end = start + inner.len();
        nesting.go_to(start, Some(mark.element));
        nesting.open.push((end, mark.element));
        (nesting.take)(Event::Open(mark.element, inner, text[end..range.end.max(end)].chars().next()));
    }
    nesting.go_to(range.end, None);
}

/// Marks that are open, each with its end.
struct Nesting<'a, F> {
    text: &'a str,
    elements: &'a Elements,
    at: usize,
    open: Vec<(usize, ElementId)>,
    take: F,
}

impl<'a, F: FnMut(Event<'a>)> Nesting<'a, F> {
    /// Gives the text up to `end`, and closes what has ended there and is not around the element that follows.
    fn go_to(&mut self, end: usize, next: Option<ElementId>) {
        while let Some(&(close, element)) = self.open.last().filter(|open| open.0 <= end) {
            if next.is_some_and(|next| self.elements.contains(element, next)) {
                break;
            }
            self.text(close);
            (self.take)(Event::Close(element));
            self.open.pop();
        }
        self.text(end);
    }

    fn text(&mut self, end: usize) {
        if end > self.at {
            (self.take)(Event::Text(&self.text[self.at..end]));
            self.at = end;
        }
    }
}

pub(super) fn is_picture(name: Name) -> bool {
    matches!(name, Name::IMG | Name::IMAGE)
}

/// Whether a picture is among the marks in `mark`, which follow it.
fn holds_picture(elements: &Elements, mark: &Mark, following: &[Mark]) -> bool {
    let mut inside = following.iter().take_while(|inner| inner.start <= mark.end);
    inside.any(|inner| is_picture(elements.get(inner.element).name) && elements.contains(mark.element, inner.element))
}

/// The link around a picture, which where it holds no text leaves no mark.
pub(super) fn link_around(elements: &Elements, picture: ElementId) -> Option<ElementId> {
    elements.ancestors(picture).find(|&around| elements.get(around).name == Name::A)
}

/// The ranges of a row's cells, empty ones too, each with its element; without cells the whole row is one.
pub(super) fn cells(kept: &Kept, row: usize) -> Vec<(Range<usize>, Option<ElementId>)> {
    let elements = kept.page.elements();
    let marks = kept.page.marks(row).iter();
    let cells = marks.filter(|mark| matches!(elements.get(mark.element).name, Name::TD | Name::TH));
    let cells: Vec<_> = cells.map(|mark| (mark.start as usize..mark.end as usize, Some(mark.element))).collect();
    if cells.is_empty() { vec![(kept.document.paragraphs()[row].range(), None)] } else { cells }
}
