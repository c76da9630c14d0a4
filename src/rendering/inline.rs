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

/// Gives the events of `range`, a range of the document's text, where these `marks` stand. Cells of rows are no marks here.
pub(super) fn events<'a>(kept: &Kept<'a>, marks: &[Mark], range: Range<usize>, take: impl FnMut(Event<'a>)) {
    let text = kept.document.text();
    let elements = kept.page.elements();
    let mut nesting = Nesting { text, elements, at: range.start, open: Vec::new(), take };
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

/// A cell of a row.
pub(super) struct Cell {
    pub range: Range<usize>,
    /// None where it is text that stands in the row and in no cell, as only a broken table has it.
    pub element: Option<ElementId>,
    /// The marks in it.
    pub marks: Vec<Mark>,
}

/// The cells of a row in their order, empty ones too; without cells the whole row is one.
pub(super) fn cells(kept: &Kept, row: usize) -> Vec<Cell> {
    let (text, elements) = (kept.document.text(), kept.page.elements());
    let whole = kept.document.paragraphs()[row].range();
    let is_cell = |mark: &&Mark| matches!(elements.get(mark.element).name, Name::TD | Name::TH);
    let (mut found, marks): (Vec<&Mark>, Vec<&Mark>) = kept.page.marks(row).iter().partition(is_cell);
    // Of marks that begin together the longer comes first, but an empty cell stands before the one that follows.
    found.sort_by_key(|mark| mark.element);
    let (mut cells, mut places) = (Vec::new(), Vec::with_capacity(found.len()));
    let mut at = whole.start;
    for mark in &found {
        let range = mark.start as usize..mark.end as usize;
        cells.extend(stray(text, at..range.start));
        at = range.end;
        places.push(cells.len());
        cells.push(Cell { range, element: Some(mark.element), marks: Vec::new() });
    }
    cells.extend(stray(text, at..whole.end));
    for mark in marks {
        // By their places in the text two empty cells could not be told apart.
        let before = found.partition_point(|cell| cell.element <= mark.element);
        let around = before.checked_sub(1).filter(|&cell| elements.contains(found[cell].element, mark.element));
        let beside = || cells.partition_point(|cell| cell.range.start <= mark.start as usize).checked_sub(1);
        if let Some(place) = around.map(|cell| places[cell]).or_else(beside) {
            cells[place].marks.push(*mark);
        }
    }
    cells
}

fn stray(text: &str, range: Range<usize>) -> Option<Cell> {
    let inner = text.get(range.clone())?;
    let start = range.start + inner.len() - inner.trim_start().len();
    let end = start + inner.trim().len();
    (start < end).then(|| Cell { range: start..end, element: None, marks: Vec::new() })
}
