//! The container: the one element that would be the best answer, if the answer were one element.
//!
//! Sums of every element come in; out goes the one with the greatest expected F1 of keeping exactly it, and how good it is.

use super::columns::{each, log_each};
use super::schema::measures;
use super::tree_view::{NodeSums, TreeView};
use super::view::View;
use crate::document::Node;
use std::ops::Range;

/// An element as the answer.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Container {
    /// Its paragraphs.
    pub paragraphs: Range<usize>,
    /// Share of all expected content words that it holds.
    pub coverage: f32,
    /// Share of its words that are expected content.
    pub precision: f32,
    /// Expected F1 of keeping it.
    pub f1: f32,
}

impl Container {
    /// The best of all elements, where `expected` says how many words of one are content.
    pub fn best(nodes: &[Node], sums: &[NodeSums], expected: impl Fn(&NodeSums) -> f32) -> Self {
        let Some(all) = sums.first().map(&expected) else { return Container::default() };
        let f1 = |sums: &NodeSums| 2.0 * expected(sums) / (sums.words + all).max(1e-3);
        let mut best = (0, f1(&sums[0]));
        for (id, sums) in sums.iter().enumerate() {
            let f1 = f1(sums);
            if f1 > best.1 {
                best = (id, f1);
            }
        }
        Self::of(nodes, sums, best.0, expected)
    }

    /// One element.
    pub fn of(nodes: &[Node], sums: &[NodeSums], id: usize, expected: impl Fn(&NodeSums) -> f32) -> Self {
        let (all, inside, words) = (expected(&sums[0]), expected(&sums[id]), sums[id].words);
        Container {
            paragraphs: nodes[id].paragraphs(),
            coverage: (inside / all.max(1e-3)).min(1.0),
            precision: (inside / words.max(1e-3)).min(1.0),
            f1: (2.0 * inside / (words + all).max(1e-3)).min(1.0),
        }
    }

    fn inside(&self, out: &mut [f32], inside: f32, outside: f32) {
        out.fill(outside);
        out[self.paragraphs.clone()].fill(inside);
    }

    fn distance(&self, out: &mut [f32]) {
        let Range { start, end } = self.paragraphs.clone();
        log_each(out, |i| (start.saturating_sub(i) + (i + 1).saturating_sub(end)) as f32);
    }
}

/// Letters from which a paragraph scores.
const LEAST_LETTERS: u32 = 20;
/// What of a paragraph's score the elements around it get: all of it the first, half the next, then less.
const SHARES: [f32; 3] = [1.0, 0.5, 0.17];

/// The element that Mozilla's Readability would take: paragraphs score by commas and length, elements by the paragraphs in
/// them and one or two levels below, less their share of links.
pub(super) fn scored(view: &View, nodes: &[Node], tree: &TreeView, scores: &mut Vec<f32>) -> usize {
    scores.clear();
    scores.resize(nodes.len(), 0.0);
    for (i, &node) in tree.node.iter().enumerate() {
        let shape = &view.shapes[i];
        if shape.letters < LEAST_LETTERS {
            continue;
        }
        let score = 1.0 + shape.count(super::chars::Class::Comma) as f32 + (shape.letters as f32 / 80.0).min(3.0);
        let mut id = node;
        for share in SHARES {
            id = nodes[id as usize].parent;
            scores[id as usize] += share * score;
            if id == 0 {
                break;
            }
        }
    }
    let mut best = (0, 0.0);
    for (id, (score, sums)) in scores.iter().zip(&tree.sums).enumerate() {
        let score = score * (1.0 - sums.linked / sums.words.max(1.0));
        if score > best.1 {
            best = (id, score);
        }
    }
    best.0
}

fn inside_flag(out: &mut [f32], container: &Container) {
    container.inside(out, 1.0, 0.0);
}

measures! { Markup:
    "in_container", "flag", 0 ..= 1, "inside the element of the greatest expected F1", |v, out| inside_flag(out, &v.tree.container);
    "container_inside", "share of words", 0 ..= 1, "inside it: its expected content, of its words", |v, out| v.tree.container.inside(out, v.tree.container.precision, 0.0);
    "container_outside", "share", 0 ..= 1, "outside it: the expected content that it holds", |v, out| v.tree.container.inside(out, 0.0, v.tree.container.coverage);
    "container_distance", "ln(1 + paragraphs)", 0 ..= 6, "paragraphs from here to it", |v, out| v.tree.container.distance(out);
    "in_likely", "flag", 0 ..= 1, "the same, paragraphs with P(content) > 0.6 counted whole: inside", |v, out| inside_flag(out, &v.tree.likely);
    "likely_inside", "share of words", 0 ..= 1, "inside it: its likely content, of its words", |v, out| v.tree.likely.inside(out, v.tree.likely.precision, 0.0);
    "likely_outside", "share", 0 ..= 1, "outside it: the likely content that it holds", |v, out| v.tree.likely.inside(out, 0.0, v.tree.likely.coverage);
    "likely_distance", "ln(1 + paragraphs)", 0 ..= 6, "paragraphs from here to it", |v, out| v.tree.likely.distance(out);
    "in_scored", "flag", 0 ..= 1, "inside the element that commas, length and links choose", |v, out| inside_flag(out, &v.tree.scored);
    "scored_inside", "share of words", 0 ..= 1, "inside it: its expected content, of its words", |v, out| v.tree.scored.inside(out, v.tree.scored.precision, 0.0);
    "scored_outside", "share", 0 ..= 1, "outside it: the expected content that it holds", |v, out| v.tree.scored.inside(out, 0.0, v.tree.scored.coverage);
    "containers", "count", 0 ..= 3, "of these three it is inside of", |v, out| each(out, |i| [&v.tree.container, &v.tree.likely, &v.tree.scored].iter().filter(|c| c.paragraphs.contains(&i)).count() as f32);
}
