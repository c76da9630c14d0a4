//! What stands around a paragraph that means something to a reader: [`Step`]s from the outside in.
//!
//! Of the page's tree most is layout. Kept are lists with their items, quotations, headings, preformatted text, terms with
//! descriptions, and tables where a paragraph is a row of one; a table whose cells hold blocks is layout too.

use super::Kept;
use super::inline::is_picture;
use crate::page::{AttributeName, ElementId, Elements, Name};
use std::collections::HashSet;

/// Steps that are written; what is nested deeper, on no page that was written for readers, stands less deep.
const DEEPEST: usize = 24;

/// An element that means something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Step {
    pub element: ElementId,
    pub part: Part,
}

/// What it means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Quote,
    List,
    Numbers,
    Item,
    Terms,
    Term,
    Description,
    Table,
    Row,
    Heading(u8),
    Pre,
}

/// What is written, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    Paragraph(usize),
    Picture(ElementId),
}

/// Gives every kept paragraph and picture with what is around it.
pub(super) fn walk(kept: &Kept, mut take: impl FnMut(Piece, &[Step])) {
    let elements = kept.page.elements();
    let mut pictures = pictures(kept).into_iter().peekable();
    let mut path = Vec::new();
    for paragraph in 0..=kept.kept.len() {
        while let Some((_, picture)) = pictures.next_if(|(before, _)| *before <= paragraph) {
            steps(elements, elements.get(picture).parent, &mut path);
            take(Piece::Picture(picture), &path);
        }
        if kept.kept.get(paragraph) == Some(&true) {
            steps(elements, kept.page.markup()[paragraph].element, &mut path);
            take(Piece::Paragraph(paragraph), &path);
        }
    }
}

/// Pictures that stand alone, each with the paragraph it stands before: those between two kept paragraphs, and those in a
/// figure of which a paragraph is kept.
fn pictures(kept: &Kept) -> Vec<(usize, ElementId)> {
    let (page, elements) = (kept.page, kept.page.elements());
    let is_kept = |paragraph: usize| kept.kept.get(paragraph) == Some(&true);
    let in_text: HashSet<ElementId> =
        (0..kept.kept.len()).flat_map(|paragraph| page.marks(paragraph)).map(|mark| mark.element).collect();
    let mut pictures = Vec::new();
    for id in 0..elements.len() as ElementId {
        if !is_picture(elements.get(id).name) || in_text.contains(&id) {
            continue;
        }
        let before = elements.paragraphs(id).start;
        let figure = elements.ancestors(id).find(|&around| elements.get(around).name == Name::FIGURE);
        let captioned = figure.is_some_and(|figure| elements.paragraphs(figure).any(is_kept));
        if captioned || before > 0 && is_kept(before - 1) && is_kept(before) {
            pictures.push((before, id));
        }
    }
    pictures
}

/// Finds what is around `element`, itself included.
fn steps(elements: &Elements, element: ElementId, path: &mut Vec<Step>) {
    path.clear();
    // A paragraph that is no row stands in no table but one of layout.
    let mut table = elements.get(element).name == Name::TR;
    for id in std::iter::once(element).chain(elements.ancestors(element)) {
        let name = elements.get(id).name;
        let part = match name {
            Name::TR if table => Part::Row,
            Name::TABLE if std::mem::take(&mut table) => Part::Table,
            Name::BLOCKQUOTE => Part::Quote,
            Name::UL | Name::MENU | Name::DIR => Part::List,
            Name::OL => Part::Numbers,
            Name::LI => Part::Item,
            Name::DL => Part::Terms,
            Name::DT => Part::Term,
            Name::DD => Part::Description,
            Name::PRE | Name::LISTING | Name::XMP | Name::PLAINTEXT => Part::Pre,
            name if name.is_heading() => Part::Heading(level(name)),
            _ => continue,
        };
        path.push(Step { element: id, part });
    }
    path.truncate(DEEPEST);
    path.reverse();
    // What holds lines of text holds nothing else.
    if let Some(last) = path.iter().position(|step| matches!(step.part, Part::Pre | Part::Heading(_))) {
        path.truncate(last + 1);
    }
    tidy(path);
}

/// Leaves out items without a list, lists without an item, and so on.
fn tidy(path: &mut Vec<Step>) {
    let holds = |outer: Option<&Step>, inner: Option<&Step>| match (outer.map(|step| step.part), inner.map(|s| s.part))
    {
        (Some(Part::List | Part::Numbers), inner) => inner == Some(Part::Item),
        (Some(Part::Terms), inner) => matches!(inner, Some(Part::Term | Part::Description)),
        (Some(Part::Table), inner) => inner == Some(Part::Row),
        (_, Some(Part::Item | Part::Term | Part::Description | Part::Row)) => false,
        _ => true,
    };
    let mut at = 0;
    while at <= path.len() {
        let before = at.checked_sub(1);
        if holds(before.map(|at| &path[at]), path.get(at)) {
            at += 1;
            continue;
        }
        // The container is at fault where it holds the wrong thing, else the part without one.
        let container =
            before.filter(|&at| matches!(path[at].part, Part::List | Part::Numbers | Part::Terms | Part::Table));
        path.remove(container.unwrap_or(at));
        at = at.saturating_sub(1);
    }
}

fn level(name: Name) -> u8 {
    [Name::H1, Name::H2, Name::H3, Name::H4, Name::H5, Name::H6]
        .iter()
        .position(|n| *n == name)
        .map_or(6, |i| i as u8 + 1)
}

/// The number of a list's first item.
pub(super) fn first_number(elements: &Elements, list: ElementId) -> u32 {
    let start = elements.raw_attribute(list, AttributeName::Start).and_then(|start| start.trim().parse().ok());
    start.filter(|&start: &u32| start < 1_000_000).unwrap_or(1)
}
