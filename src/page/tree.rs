//! From a page to the [`Tree`] that measures read: the elements that hold paragraphs, their words as hashes.
//!
//! Classes are hashed in any case and without their numbers, whole and taken apart at hyphens and capitals, so that
//! `post-1234` is one class on every page of a site, and `relatedArticles` shares a word with `related-box` on another.

use super::attribute::AttributeName;
use super::elements::{ElementId, Elements};
use super::name::Name;
use super::{Markup, Page};
use crate::document::{About, Counts, Leaf, NodeId, Traits, Tree};

/// Words of an element that are told apart; more say no more.
const MOST_WORDS: usize = 24;

pub(super) fn tree(page: &Page) -> Tree {
    let elements = page.elements();
    let facts = page.facts();
    let mut tree = Tree::default();
    tree.counts = counts(elements);
    tree.about = About {
        title: facts.title.unwrap_or_default(),
        description: facts.description.unwrap_or_default(),
        body: facts.article_body.unwrap_or_default(),
        types: facts.types,
    };
    let all = page.document().len();
    if all == 0 {
        return tree;
    }
    // The node of each element, or the nearest around it.
    let mut nodes: Vec<NodeId> = Vec::with_capacity(elements.len());
    let mut words = Vec::new();
    for (id, element) in (0..).zip(elements.iter()) {
        let around = nodes.get(element.parent as usize).copied().unwrap_or(0);
        // The first one is around everything, whatever became of its end.
        let paragraphs = if id == 0 { 0..all } else { elements.paragraphs(id) };
        if paragraphs.is_empty() {
            nodes.push(around);
            continue;
        }
        words.clear();
        let of_name = hash(elements.name_text(id).bytes());
        let (class, traits) = look(elements, id, of_name, &mut words);
        let node = tree.push(around, paragraphs, (of_name, class, traits), element.depth, words.drain(..));
        nodes.push(node.unwrap_or(around));
    }
    for (paragraph, &Markup { element, linked, bold, .. }) in page.markup().iter().enumerate() {
        let is_link = |element: ElementId| elements.get(element).name == Name::A;
        let links = page.marks(paragraph).iter().filter(|mark| is_link(mark.element)).take(255).count() as u8;
        let part = |share: f32| (share * 255.0).round() as u8;
        tree.push_leaf(Leaf { node: nodes[element as usize], linked: part(linked), bold: part(bold), links });
    }
    tree
}

fn counts(elements: &Elements) -> Counts {
    let mut counts = Counts { elements: elements.len() as u32, ..Counts::default() };
    for element in elements.iter() {
        let count = match element.name {
            Name::A => &mut counts.links,
            Name::IMG | Name::IMAGE => &mut counts.images,
            Name::H1 => &mut counts.top_headings,
            Name::ARTICLE => &mut counts.articles,
            Name::FORM => &mut counts.forms,
            Name::INPUT | Name::SELECT | Name::BUTTON => &mut counts.inputs,
            Name::PRE => &mut counts.pres,
            Name::TABLE => &mut counts.tables,
            Name::UL | Name::OL | Name::DL => &mut counts.lists,
            name if name.is_heading() => &mut counts.headings,
            _ => continue,
        };
        *count += 1;
    }
    counts
}

/// An element's class, what it is, and its words.
fn look(elements: &Elements, id: ElementId, name: u32, words: &mut Vec<u32>) -> (u32, Traits) {
    let mut traits = by_name(elements.get(id).name);
    let mut class = u64::from(name);
    for (attribute, value) in elements.raw_attributes(id) {
        match attribute {
            AttributeName::Class => class = class.wrapping_add(split(value, words)),
            AttributeName::Id => {
                split(value, words);
            }
            AttributeName::Role => {
                traits |= by_role(value);
                words.push(hash(b"role=".iter().copied().chain(value.bytes())));
            }
            AttributeName::ItemProp => {
                if ["articleBody", "reviewBody"].iter().any(|body| value.contains(body)) {
                    traits |= Traits::BODY;
                }
                words.push(hash(b"itemprop=".iter().copied().chain(value.bytes())));
            }
            AttributeName::ItemType if value.ends_with("Article") || value.ends_with("Posting") => {
                traits |= Traits::ARTICLE;
            }
            _ => {}
        }
    }
    words.truncate(MOST_WORDS);
    (fold(class), traits)
}

fn by_name(name: Name) -> Traits {
    match name {
        Name::H1 => Traits::HEADING | Traits::TOP_HEADING,
        Name::LI | Name::DD | Name::DT => Traits::ITEM,
        Name::TD | Name::TH | Name::TR => Traits::CELL,
        Name::PRE | Name::CODE | Name::LISTING | Name::XMP | Name::PLAINTEXT => Traits::PRE,
        Name::BLOCKQUOTE | Name::Q => Traits::QUOTE,
        Name::FIGCAPTION | Name::CAPTION => Traits::CAPTION,
        Name::BUTTON | Name::LABEL | Name::LEGEND | Name::SUMMARY => Traits::BUTTON,
        Name::P => Traits::PARAGRAPH,
        Name::A => Traits::LINK,
        Name::FIGURE | Name::PICTURE => Traits::FIGURE,
        Name::UL | Name::OL | Name::DL | Name::DIR => Traits::LIST,
        Name::TABLE => Traits::TABLE,
        Name::FORM | Name::FIELDSET => Traits::FORM,
        Name::NAV | Name::MENU => Traits::NAV,
        Name::HEADER => Traits::HEADER,
        Name::FOOTER => Traits::FOOTER,
        Name::ASIDE => Traits::ASIDE,
        Name::MAIN => Traits::MAIN,
        Name::ARTICLE => Traits::ARTICLE,
        name if name.is_heading() => Traits::HEADING,
        _ => Traits::NONE,
    }
}

fn by_role(role: &str) -> Traits {
    match role.trim() {
        "navigation" | "menu" | "menubar" | "tablist" => Traits::NAV,
        "banner" => Traits::HEADER,
        "contentinfo" => Traits::FOOTER,
        "complementary" => Traits::ASIDE,
        "main" => Traits::MAIN,
        "article" => Traits::ARTICLE,
        "heading" => Traits::HEADING,
        "listitem" => Traits::ITEM,
        "list" => Traits::LIST,
        "button" => Traits::BUTTON,
        "link" => Traits::LINK,
        _ => Traits::NONE,
    }
}

const START: u64 = 0x9e37_79b9_7f4a_7c15;

#[inline]
fn step(state: u64, byte: u8) -> u64 {
    (state ^ u64::from(byte)).wrapping_mul(0xff51_afd7_ed55_8ccd).rotate_left(27)
}

/// 32 good bits of 64.
fn fold(state: u64) -> u32 {
    let state = (state ^ (state >> 31)).wrapping_mul(START);
    ((state ^ (state >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 32) as u32
}

fn hash(bytes: impl Iterator<Item = u8>) -> u32 {
    fold(bytes.fold(START, |state, byte| step(state, byte.to_ascii_lowercase())))
}

/// Adds the words of a list of classes. Returns a hash of the classes that does not depend on their order.
fn split(value: &str, words: &mut Vec<u32>) -> u64 {
    let mut all = 0_u64;
    for class in value.split_ascii_whitespace() {
        let (mut whole, mut part, mut letters, mut parts) = (START, START, 0, 0);
        let mut before = b' ';
        let mut end = |part: &mut u64, letters: &mut u32| {
            if *letters >= 2 {
                words.push(fold(*part));
                parts += 1;
            }
            (*part, *letters) = (START, 0);
        };
        for byte in class.bytes() {
            if byte.is_ascii_alphabetic() || byte >= 0x80 {
                if byte.is_ascii_uppercase() && before.is_ascii_lowercase() {
                    end(&mut part, &mut letters);
                }
                part = step(part, byte.to_ascii_lowercase());
                whole = step(whole, byte.to_ascii_lowercase());
                letters += 1;
            } else {
                end(&mut part, &mut letters);
                // A number of any length is one sign.
                if byte.is_ascii_digit() && !before.is_ascii_digit() {
                    whole = step(whole, b'0');
                } else if !byte.is_ascii_digit() {
                    whole = step(whole, byte);
                }
            }
            before = byte;
        }
        end(&mut part, &mut letters);
        if parts >= 2 {
            words.push(fold(whole));
        }
        all = all.wrapping_add(u64::from(fold(whole)) << 8 | 1);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(value: &str) -> Vec<u32> {
        let mut words = Vec::new();
        split(value, &mut words);
        words
    }

    #[test]
    fn classes_are_alike_whatever_their_numbers_case_and_order() {
        assert_eq!(words("post-12 Entry"), words("POST-3456 entry"));
        assert_eq!(split("a-1 b", &mut Vec::new()), split("b a-22", &mut Vec::new()));
        assert_ne!(split("a b", &mut Vec::new()), split("a", &mut Vec::new()));
        let [related, box_, whole] = words("related-box")[..] else { panic!("two words and the whole") };
        assert_eq!(words("relatedBox")[..2], [related, box_]);
        assert!(!words("relatedBox").contains(&whole));
        assert_eq!(words("related"), [related]);
    }

    #[test]
    fn nodes_are_the_elements_with_paragraphs() {
        let page = Page::from_text(
            "<body><nav><a href=/>Home</a></nav><div></div><main role=main><h1>T</h1><p>One <a href=/x>two</a></main>",
        );
        let tree = page.tree();
        let names: Vec<u32> = tree.nodes().iter().map(|node| node.name).collect();
        let wanted = ["html", "body", "nav", "main", "h1", "p"].map(|name| hash(name.bytes()));
        assert_eq!(names, wanted);
        assert_eq!(tree.node(3).paragraphs(), 1..3);
        assert!(tree.node(3).traits.any(Traits::MAIN));
        let leaves: Vec<(NodeId, u8, u8)> =
            tree.leaves().iter().map(|leaf| (leaf.node, leaf.linked, leaf.links)).collect();
        assert_eq!(leaves[0], (2, 255, 1));
        assert_eq!(leaves[1], (4, 0, 0));
        assert!(leaves[2].0 == 5 && leaves[2].1 > 50 && leaves[2].2 == 1);
        assert_eq!((tree.counts.links, tree.counts.top_headings), (2, 1));
        assert!(Page::from_text("").tree().nodes().is_empty());
    }
}
