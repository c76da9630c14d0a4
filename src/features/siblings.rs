//! Siblings: elements of one parent that are of the same name and classes, as the cards of a listing are.
//!
//! An element is a card where it has two such siblings or more; a paragraph belongs to the nearest card around it.

use super::tree_view::NodeSums;
use crate::document::{Node, NodeId};

/// Elements alike, by the first of them.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Alike {
    /// How many they are.
    pub elements: f32,
    /// Sums over all of them.
    pub paragraphs: f32,
    pub content: f32,
    pub expected: f32,
}

/// The cards of a page.
#[derive(Clone, Debug, Default)]
pub(super) struct Siblings {
    /// Of every element the first that is like it.
    first: Vec<NodeId>,
    alike: Vec<Alike>,
    /// Of every element the card it stands in, itself included; `NONE` where it stands in none.
    card: Vec<NodeId>,
    /// First elements by hash, plus 1.
    slots: Vec<NodeId>,
}

const NONE: NodeId = NodeId::MAX;

impl Siblings {
    /// Elements of a kind from which they are cards.
    const LEAST: f32 = 3.0;

    pub fn look(&mut self, nodes: &[Node], sums: &[NodeSums]) {
        let bits = (2 * nodes.len()).next_power_of_two().trailing_zeros().max(4);
        self.slots.clear();
        self.slots.resize(1 << bits, 0);
        self.first.clear();
        self.alike.clear();
        self.alike.resize(nodes.len(), Alike::default());
        for (id, (node, sums)) in nodes.iter().zip(sums).enumerate() {
            let hash = (u64::from(node.parent) << 32 | u64::from(node.class)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            let mut slot = (hash >> (64 - bits)) as usize;
            let first = loop {
                match self.slots[slot].checked_sub(1) {
                    None => {
                        self.slots[slot] = id as NodeId + 1;
                        break id as NodeId;
                    }
                    Some(first) => {
                        let other = &nodes[first as usize];
                        if (other.parent, other.class) == (node.parent, node.class) {
                            break first;
                        }
                    }
                }
                slot = (slot + 1) & ((1 << bits) - 1);
            };
            self.first.push(first);
            let alike = &mut self.alike[first as usize];
            alike.elements += 1.0;
            alike.paragraphs += sums.paragraphs;
            alike.content += sums.content;
            alike.expected += sums.expected;
        }
        self.card.clear();
        for (id, node) in nodes.iter().enumerate() {
            let is_card = id > 0 && self.alike[self.first[id] as usize].elements >= Self::LEAST;
            let around = self.card.get(node.parent as usize).copied().unwrap_or(NONE);
            self.card.push(if is_card { id as NodeId } else { around });
        }
    }

    /// The card that an element stands in, and all that are like it.
    pub fn card(&self, node: NodeId) -> Option<(NodeId, &Alike)> {
        let card = self.card[node as usize];
        (card != NONE).then(|| (card, &self.alike[self.first[card as usize] as usize]))
    }

    /// How many elements are like this one, itself included.
    pub fn alike(&self, node: NodeId) -> f32 {
        self.alike[self.first[node as usize] as usize].elements
    }
}
