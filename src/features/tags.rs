//! Tags: hashed tokens of the markup around a paragraph, for the stage that knows only hashed tokens.
//!
//! A tree comes in with the paragraphs' shapes; out go, for each paragraph, hashes of the names, classes, ids and roles of
//! its element and of four around it, of its length and share of links, and of its neighbours'.

use super::hash::fold;
use super::words::{Shape, Words};
use crate::document::{Node, NodeId, Traits, Tree};

/// Elements around a paragraph whose words count.
const LEVELS: u64 = 5;

/// A hash of two numbers and the kind of token they make.
#[inline]
fn mix(kind: u64, first: u64, second: u32) -> u32 {
    fold((u64::from(second) << 20) ^ (first << 8) ^ (0x100 + kind) << 54)
}

/// A paragraph as its neighbours see it.
#[derive(Clone, Copy, Default)]
struct Near {
    name: u32,
    linked: u64,
    length: u64,
}

impl Words {
    /// Adds the markup of all paragraphs.
    pub(super) fn push_tags(&mut self, tree: &Tree, shapes: &[Shape]) {
        let near = |i: usize| match (tree.leaves().get(i), shapes.get(i)) {
            (Some(leaf), Some(shape)) => {
                Near { name: tree.node(leaf.node).name, linked: part(leaf.linked), length: length(shape.words) }
            }
            _ => Near::default(),
        };
        let types: Vec<u32> = tree.about.types.iter().take(4).map(|kind| text(kind)).collect();
        let articles = u64::from(tree.counts.articles.min(4));
        let (mut before, mut here) = (Near::default(), near(0));
        for (i, leaf) in tree.leaves().iter().enumerate() {
            let after = near(i + 1);
            let start = self.tags.len();
            let Near { name, linked, length } = here;
            let look = linked << 4 | length;
            let mut landmarks = Traits::NONE;
            let (mut id, mut path) = (leaf.node, 0_u32);
            for level in 0..LEVELS {
                let node = tree.node(id);
                // A word near the paragraph is another token than the same one further out.
                self.tags.extend(tree.words(id).iter().map(|&word| mix(1, level, word)));
                path = mix(2, level, path ^ node.name);
                if level < 4 {
                    self.tags.push(path);
                }
                landmarks |= node.traits;
                if id == 0 {
                    break;
                }
                id = node.parent;
            }
            let bold = part(leaf.bold);
            self.tags.extend([
                mix(3, look, name),
                mix(4, linked, 0),
                mix(4, linked, name),
                mix(5, look, tree.node(leaf.node).class),
                mix(6, bold << 4 | length, name),
                mix(7, linked, before.name ^ name.rotate_left(11)),
                mix(8, linked, after.name ^ name.rotate_left(11)),
                mix(9, before.linked << 16 | linked << 8 | after.linked, 0),
                mix(10, before.linked << 8 | before.length, name),
                mix(11, after.linked << 8 | after.length, name),
                mix(12, u64::from(leaf.links.min(4)) << 4 | length, 0),
                mix(13, linked, landmarks.bits()),
                mix(14, 0, around(tree, leaf.node).class),
                mix(15, articles, name),
            ]);
            self.tags.extend(types.iter().map(|&kind| mix(16, linked, kind ^ name)));
            debug_assert!(self.tags.len() > start);
            self.tag_ends.push(self.tags.len() as u32);
            (before, here) = (here, after);
        }
    }
}

fn around(tree: &Tree, id: NodeId) -> &Node {
    tree.node(tree.node(id).parent)
}

/// A share in steps: none, little, half, most, all.
fn part(share: u8) -> u64 {
    match share {
        0 => 0,
        1..=50 => 1,
        51..=127 => 2,
        128..=229 => 3,
        _ => 4,
    }
}

/// A length in steps.
fn length(words: u32) -> u64 {
    match words {
        0..=2 => u64::from(words),
        3..=5 => 3,
        6..=10 => 4,
        11..=20 => 5,
        21..=40 => 6,
        41..=80 => 7,
        _ => 8,
    }
}

fn text(text: &str) -> u32 {
    fold(text.chars().fold(super::hash::START, super::hash::next))
}
