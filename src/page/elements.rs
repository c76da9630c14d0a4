//! The elements of a page, flat: [`Elements`] is a list in the order of their start tags, each with its parent's place.
//!
//! What a reader of text does not need is not here: scripts, styles, `br`, the drawings of `svg`. An element's
//! descendants are the ones between it and its end, so that "is inside of" is two comparisons.

use super::attribute::{Attribute, AttributeName};
use super::entity;
use super::name::{Name, Names};
use super::push_tight;
use std::borrow::Cow;
use std::ops::Range;

/// Place of an element in [`Elements`].
pub type ElementId = u32;

/// An element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Element {
    /// The element around it; the first one, `html`, is its own parent.
    pub parent: ElementId,
    /// One past its last descendant.
    pub end: ElementId,
    /// Paragraphs before it.
    first_paragraph: u32,
    /// Paragraphs before what follows it.
    past_paragraph: u32,
    /// First of its attributes.
    attributes: u32,
    /// Its name.
    pub name: Name,
    /// Number of elements around it, at most 511: what is nested deeper stands beside its parent, as in browsers.
    pub depth: u16,
}

/// All elements of a page, the outermost first.
#[derive(Clone, Debug, Default)]
pub struct Elements {
    list: Vec<Element>,
    attributes: Vec<Attribute>,
    names: Names,
    source: String,
}

impl Elements {
    pub(super) fn push(
        &mut self,
        name: Name,
        parent: ElementId,
        depth: usize,
        attributes: &[Attribute],
        paragraphs: usize,
    ) -> ElementId {
        let id = self.list.len() as ElementId;
        let first = self.attributes.len() as u32;
        for attribute in attributes.iter().filter(|attribute| attribute.name.is_kept()) {
            push_tight(&mut self.attributes, *attribute);
        }
        let (first_paragraph, past_paragraph) = (paragraphs as u32, paragraphs as u32);
        let (end, depth) = (id + 1, depth as u16);
        push_tight(
            &mut self.list,
            Element { parent, end, first_paragraph, past_paragraph, attributes: first, name, depth },
        );
        id
    }

    /// Ends an element, when so many paragraphs are complete.
    pub(super) fn close(&mut self, id: ElementId, paragraphs: usize) {
        let end = self.list.len() as ElementId;
        let element = &mut self.list[id as usize];
        (element.end, element.past_paragraph) = (end, paragraphs as u32);
    }

    /// Corrects the paragraphs of an element that turned out to hold some.
    pub(super) fn set_paragraphs(&mut self, id: ElementId, paragraphs: Range<u32>) {
        let element = &mut self.list[id as usize];
        (element.first_paragraph, element.past_paragraph) = (paragraphs.start, paragraphs.end);
    }

    pub(super) fn finish(&mut self, names: Names, source: String) {
        (self.names, self.source) = (names, source);
    }

    /// Number of elements.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The element at a place.
    ///
    /// # Panics
    ///
    /// Where `id` is not below [`Elements::len`]; so do the functions below.
    pub fn get(&self, id: ElementId) -> &Element {
        &self.list[id as usize]
    }

    /// All elements, in the order of their start tags.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Element> {
        self.list.iter()
    }

    /// The name of an element in lower case, also of one that HTML does not know; empty where a page has too many of them.
    pub fn name_text(&self, id: ElementId) -> &str {
        self.names.text(self.get(id).name)
    }

    /// The elements around one, the nearest first, up to `html`.
    pub fn ancestors(&self, id: ElementId) -> impl Iterator<Item = ElementId> {
        std::iter::successors(Some(id), |&id| (id > 0).then(|| self.get(id).parent)).skip(1)
    }

    /// The paragraphs of the page that begin in an element or its descendants; none for an inline element that is only a
    /// part of a paragraph.
    pub fn paragraphs(&self, id: ElementId) -> Range<usize> {
        let element = self.get(id);
        element.first_paragraph as usize..element.past_paragraph as usize
    }

    /// Whether `inner` is `outer`, or inside of it.
    pub fn contains(&self, outer: ElementId, inner: ElementId) -> bool {
        (outer..self.get(outer).end).contains(&inner)
    }

    /// The value of an attribute, its references expanded.
    pub fn attribute(&self, id: ElementId, name: AttributeName) -> Option<Cow<'_, str>> {
        self.raw_attribute(id, name).map(|value| entity::expand(value, true))
    }

    /// The value of an attribute as it stands in the source, which is the same for most class names and costs nothing.
    pub fn raw_attribute(&self, id: ElementId, name: AttributeName) -> Option<&str> {
        let found = self.own_attributes(id).iter().find(|attribute| attribute.name == name)?;
        Some(self.value(found))
    }

    /// The attributes of an element that are kept, in their order, with their values as they stand in the source.
    pub fn raw_attributes(&self, id: ElementId) -> impl Iterator<Item = (AttributeName, &str)> {
        self.own_attributes(id).iter().map(|attribute| (attribute.name, self.value(attribute)))
    }

    /// The words of an element's classes and its id, as they stand in the source.
    pub fn words(&self, id: ElementId) -> impl Iterator<Item = &str> {
        let words =
            self.raw_attributes(id).filter(|(name, _)| matches!(name, AttributeName::Class | AttributeName::Id));
        words.flat_map(|(_, value)| value.split_ascii_whitespace())
    }

    /// The page's source, decoded.
    pub fn source(&self) -> &str {
        &self.source
    }

    pub(super) fn into_source(self) -> String {
        self.source
    }

    fn own_attributes(&self, id: ElementId) -> &[Attribute] {
        let end = self.list.get(id as usize + 1).map_or(self.attributes.len(), |next| next.attributes as usize);
        &self.attributes[self.get(id).attributes as usize..end]
    }

    fn value(&self, attribute: &Attribute) -> &str {
        &self.source[attribute.start as usize..attribute.end as usize]
    }
}
