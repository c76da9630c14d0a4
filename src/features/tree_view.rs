//! What the measures of markup are computed from: sums of every element, and every paragraph's place among them.
//!
//! Tree, shapes and word scores come in; a paragraph's ancestors that count, the groups it belongs to, the page's heading
//! and its containers are worked out once, in time linear in paragraphs and elements. An element's paragraphs are a range,
//! so that its sums are differences.

use super::container::{Container, scored};
use super::groups::Groups;
use super::overlap::Overlap;
use super::siblings::Siblings;
use super::view::View;
use crate::document::{Counts, Node, NodeId, Traits, Tree};

/// Ancestors of a paragraph that are looked at.
pub(super) const ANCESTORS: usize = 5;

/// Sums over the paragraphs of an element.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct NodeSums {
    pub paragraphs: f32,
    pub words: f32,
    /// Expected content words.
    pub expected: f32,
    /// Probabilities of content.
    pub content: f32,
    /// Words of paragraphs with P(content) > 0.6.
    pub likely: f32,
    /// Words in links.
    pub linked: f32,
    /// Words in paragraphs of running text.
    pub running: f32,
}

impl NodeSums {
    fn add(self, other: NodeSums) -> Self {
        NodeSums {
            paragraphs: self.paragraphs + other.paragraphs,
            words: self.words + other.words,
            expected: self.expected + other.expected,
            content: self.content + other.content,
            likely: self.likely + other.likely,
            linked: self.linked + other.linked,
            running: self.running + other.running,
        }
    }

    fn less(self, other: &NodeSums) -> Self {
        NodeSums {
            paragraphs: self.paragraphs - other.paragraphs,
            words: self.words - other.words,
            // Differences of rounded sums, which may be a little below 0.
            expected: (self.expected - other.expected).max(0.0),
            content: (self.content - other.content).max(0.0),
            likely: (self.likely - other.likely).max(0.0),
            linked: (self.linked - other.linked).max(0.0),
            running: (self.running - other.running).max(0.0),
        }
    }
}

/// A page's heading, and where others stand to it.
#[derive(Clone, Debug, Default)]
pub(super) struct Heading {
    /// Its paragraph.
    pub paragraph: Option<usize>,
    /// Of every element the nearest around it, or itself, that holds the heading.
    pub common: Vec<NodeId>,
}

/// One page's markup as the measures see it; nothing of it counts where `present` is not set.
#[derive(Clone, Debug, Default)]
pub(super) struct TreeView {
    pub present: bool,
    pub counts: Counts,
    /// The page says that it is an article, or has its text for programs; that it is a list of other pages.
    pub says_article: bool,
    pub says_listing: bool,
    pub has_body: bool,
    /// A paragraph each: its element, shares of linked and bold text, links.
    pub node: Vec<NodeId>,
    pub linked: Vec<f32>,
    pub bold: Vec<f32>,
    pub links: Vec<f32>,
    pub linked_before: Vec<f32>,
    pub overlaps: Vec<Overlap>,
    pub ancestors: Vec<[NodeId; ANCESTORS]>,
    /// An element each: what it is, what it and all around it are, depth, name.
    pub traits: Vec<Traits>,
    pub path: Vec<Traits>,
    pub depth: Vec<f32>,
    pub name: Vec<u32>,
    pub class: Vec<u32>,
    pub sums: Vec<NodeSums>,
    /// Paragraphs of the same class in elements of the same class; along the same path of names.
    pub same_class: Groups,
    pub same_class_expected: Groups,
    pub same_path: Groups,
    pub same_path_expected: Groups,
    pub siblings: Siblings,
    pub heading: Heading,
    pub container: Container,
    pub likely: Container,
    pub scored: Container,
    before: Vec<NodeSums>,
    /// Of every element the nearest around it that holds more paragraphs.
    up: Vec<NodeId>,
    keys: Vec<u32>,
    buffer: Vec<f32>,
}

impl TreeView {
    /// Looks at a page whose words and scores `view` has seen.
    pub fn look(&mut self, view: &View, tree: &Tree, overlaps: &[Overlap]) {
        let nodes = tree.nodes();
        self.present = !nodes.is_empty();
        if !self.present {
            return;
        }
        self.counts = tree.counts;
        let says = |words: &[&str]| tree.about.types.iter().any(|kind| words.iter().any(|word| kind.ends_with(word)));
        self.says_article = says(&["article", "posting", "report"]);
        self.says_listing = says(&["website", "collectionpage", "itemlist", "searchresultspage", "profile"]);
        self.has_body = !tree.about.body.is_empty();
        self.overlaps.clear();
        self.overlaps.extend_from_slice(overlaps);
        self.leaves(view, tree);
        self.elements(nodes);
        self.find_ancestors(nodes);
        self.find_groups(view, nodes);
        self.find_heading(view, nodes);
        self.container = Container::best(nodes, &self.sums, |sums| sums.expected);
        self.likely = Container::best(nodes, &self.sums, |sums| sums.likely);
        let mut buffer = std::mem::take(&mut self.buffer);
        self.scored = Container::of(nodes, &self.sums, scored(view, nodes, self, &mut buffer), |sums| sums.expected);
        self.buffer = buffer;
    }

    fn leaves(&mut self, view: &View, tree: &Tree) {
        /// From so many words and with less linked text than this a paragraph is running text.
        const RUNNING: (f32, f32) = (15.0, 0.3);
        let leaves = tree.leaves();
        refill(&mut self.node, leaves.iter().map(|leaf| leaf.node));
        refill(&mut self.linked, leaves.iter().map(|leaf| f32::from(leaf.linked) / 255.0));
        refill(&mut self.bold, leaves.iter().map(|leaf| f32::from(leaf.bold) / 255.0));
        refill(&mut self.links, leaves.iter().map(|leaf| f32::from(leaf.links)));
        let mut sum = 0.0;
        self.linked_before.clear();
        self.linked_before.push(sum);
        self.linked_before.extend(self.linked.iter().map(|linked| {
            sum += linked;
            sum
        }));
        let mut sums = NodeSums::default();
        self.before.clear();
        self.before.push(sums);
        for ((&words, &content), &linked) in view.words.iter().zip(&view.content).zip(&self.linked) {
            sums = sums.add(NodeSums {
                paragraphs: 1.0,
                words,
                expected: words * content,
                content,
                likely: if content > 0.6 { words } else { 0.0 },
                linked: words * linked,
                running: if words >= RUNNING.0 && linked < RUNNING.1 { words } else { 0.0 },
            });
            self.before.push(sums);
        }
    }

    fn elements(&mut self, nodes: &[Node]) {
        refill(&mut self.traits, nodes.iter().map(|node| node.traits));
        refill(&mut self.depth, nodes.iter().map(|node| f32::from(node.depth)));
        refill(&mut self.name, nodes.iter().map(|node| node.name));
        refill(&mut self.class, nodes.iter().map(|node| node.class));
        let before = &self.before;
        let sums = |node: &Node| before[node.past as usize].less(&before[node.first as usize]);
        refill(&mut self.sums, nodes.iter().map(sums));
        self.path.clear();
        self.up.clear();
        for (id, node) in nodes.iter().enumerate() {
            let (around, up) = match id {
                0 => (Traits::NONE, 0),
                _ => {
                    let parent = &nodes[node.parent as usize];
                    let grows = parent.past - parent.first > node.past - node.first;
                    let up = if grows { node.parent } else { self.up[node.parent as usize] };
                    (self.path[node.parent as usize], up)
                }
            };
            self.path.push(around | node.traits);
            self.up.push(up);
        }
    }

    fn find_ancestors(&mut self, nodes: &[Node]) {
        let up = &self.up;
        let ancestors = |&node: &NodeId| {
            let holds_others = nodes[node as usize].past - nodes[node as usize].first > 1;
            let mut id = if holds_others { node } else { up[node as usize] };
            std::array::from_fn(|_| {
                let this = id;
                id = up[id as usize];
                this
            })
        };
        refill(&mut self.ancestors, self.node.iter().map(ancestors));
    }

    fn find_groups(&mut self, view: &View, nodes: &[Node]) {
        let expected = &mut self.buffer;
        refill(expected, view.words.iter().zip(&view.content).map(|(words, content)| words * content));
        let mix = |a: u32, b: u32| (a.rotate_left(13) ^ b).wrapping_mul(0x9e37_79b1);
        refill(&mut self.keys, nodes.iter().map(|node| mix(nodes[node.parent as usize].class, node.class)));
        let key = |i: usize| self.keys[self.node[i] as usize];
        self.same_class.look(&view.content, key);
        self.same_class_expected.look(expected, key);
        self.keys.clear();
        for node in nodes {
            let around = self.keys.get(node.parent as usize).copied().unwrap_or(0);
            self.keys.push(mix(around, node.name));
        }
        let key = |i: usize| self.keys[self.node[i] as usize];
        self.same_path.look(&view.content, key);
        self.same_path_expected.look(expected, key);
        self.siblings.look(nodes, &self.sums);
    }

    /// The heading is the paragraph that is most of the title, and a heading.
    fn find_heading(&mut self, view: &View, nodes: &[Node]) {
        const LONGEST: f32 = 40.0;
        const LEAST: f32 = 0.5;
        let mut best = (None, LEAST);
        for (i, (overlap, &node)) in self.overlaps.iter().zip(&self.node).enumerate() {
            let traits = self.traits[node as usize];
            let score = 2.0 * overlap.title * overlap.title_cover
                + if traits.any(Traits::TOP_HEADING) { 1.0 } else { 0.0 }
                + if traits.any(Traits::HEADING) { 0.3 } else { 0.0 };
            if score > best.1 && view.words[i] <= LONGEST {
                best = (Some(i), score);
            }
        }
        self.heading.paragraph = best.0;
        self.heading.common.clear();
        let Some(heading) = best.0 else { return };
        for (id, node) in (0..).zip(nodes) {
            let holds = id == 0 || node.paragraphs().contains(&heading);
            self.heading.common.push(if holds { id } else { self.heading.common[node.parent as usize] });
        }
    }
}

fn refill<T>(target: &mut Vec<T>, values: impl Iterator<Item = T>) {
    target.clear();
    target.extend(values);
}
