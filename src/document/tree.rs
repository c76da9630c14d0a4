//! What a document's markup says of its paragraphs, in a form small enough to keep beside many of them: [`Tree`].
//!
//! Nodes are the elements that hold paragraphs, outermost first; a leaf is a paragraph's place among them. Words of class
//! names are hashes. Here, below features and pages, because features read trees and know nothing of HTML.

use std::ops::{BitOr, BitOrAssign, Range};

/// Place of a node in [`Tree::nodes`].
pub type NodeId = u32;

/// An element that holds at least one paragraph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Node {
    /// The node around it; the first one is its own parent.
    pub parent: NodeId,
    /// Its first paragraph.
    pub first: u32,
    /// One past its last paragraph.
    pub past: u32,
    /// Hash of its name.
    pub name: u32,
    /// Hash of its name and its classes: alike for elements that are styled alike.
    pub class: u32,
    /// What its name, its role and its `itemprop` say it is.
    pub traits: Traits,
    /// One past the last of its words.
    words_end: u32,
    /// Number of elements around it.
    pub depth: u16,
}

impl Node {
    /// Its paragraphs.
    pub fn paragraphs(&self) -> Range<usize> {
        self.first as usize..self.past as usize
    }
}

/// A paragraph's place in the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leaf {
    /// The node it stands in.
    pub node: NodeId,
    /// Share of its text in links, in 255ths.
    pub linked: u8,
    /// Share of its text in bold, in 255ths.
    pub bold: u8,
    /// Links in it, at most 255.
    pub links: u8,
}

macro_rules! traits {
    ($($(#[$doc:meta])* $name:ident = $bit:literal;)*) => {
        /// What an element is to a reader: a set.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub struct Traits(u32);

        impl Traits {
            $($(#[$doc])* pub const $name: Traits = Traits(1 << $bit);)*
        }
    };
}

traits! {
    /// `h1` to `h6`.
    HEADING = 0;
    /// `h1`.
    TOP_HEADING = 1;
    /// An item of a list, a term or its description.
    ITEM = 2;
    /// A cell or a row of a table.
    CELL = 3;
    /// Preformatted.
    PRE = 4;
    /// A quotation.
    QUOTE = 5;
    /// A caption of a figure or of a table.
    CAPTION = 6;
    /// A button or a label of a form.
    BUTTON = 7;
    /// `p`.
    PARAGRAPH = 8;
    /// A link around blocks.
    LINK = 9;
    /// A figure.
    FIGURE = 10;
    /// A list.
    LIST = 11;
    /// A table.
    TABLE = 12;
    /// A form.
    FORM = 13;
    /// Navigation.
    NAV = 14;
    /// Header of the page or of a part of it.
    HEADER = 15;
    /// Footer of the page or of a part of it.
    FOOTER = 16;
    /// Beside the matter.
    ASIDE = 17;
    /// The page's main part.
    MAIN = 18;
    /// An article.
    ARTICLE = 19;
    /// Marked for programs as the text of the piece.
    BODY = 20;
}

impl Traits {
    /// None.
    pub const NONE: Traits = Traits(0);

    /// Whether it has one of `others`.
    pub fn any(self, others: Traits) -> bool {
        self.0 & others.0 != 0
    }

    /// The set as bits.
    pub fn bits(self) -> u32 {
        self.0
    }
}

impl BitOr for Traits {
    type Output = Traits;

    fn bitor(self, other: Traits) -> Traits {
        Traits(self.0 | other.0)
    }
}

impl BitOrAssign for Traits {
    fn bitor_assign(&mut self, other: Traits) {
        self.0 |= other.0;
    }
}

/// How many elements of some sorts a page has, whether they hold paragraphs or not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "what is counted, by its name")]
pub struct Counts {
    pub elements: u32,
    pub links: u32,
    pub images: u32,
    pub top_headings: u32,
    pub headings: u32,
    pub articles: u32,
    pub forms: u32,
    pub inputs: u32,
    pub pres: u32,
    pub tables: u32,
    pub lists: u32,
}

/// What a page says about its piece.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// The piece's title.
    pub title: String,
    /// What the piece is about, in a sentence or two.
    pub description: String,
    /// The piece's whole text.
    pub body: String,
    /// Types that the page gives itself, in lower case.
    pub types: Vec<String>,
}

/// The elements around the paragraphs of a document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree {
    nodes: Vec<Node>,
    words: Vec<u32>,
    leaves: Vec<Leaf>,
    /// How many elements of some sorts the page has.
    pub counts: Counts,
    /// What the page says about its piece.
    pub about: About,
}

impl Tree {
    /// Adds a node, after its parent and after all nodes before it, with hashes of the words of its class, id and role.
    /// Its paragraphs are cut to its parent's. `None`, and nothing added, where none are left.
    ///
    /// # Panics
    ///
    /// Where `parent` is not there, unless it is the first node.
    pub fn push(
        &mut self,
        parent: NodeId,
        paragraphs: Range<usize>,
        (name, class, traits): (u32, u32, Traits),
        depth: u16,
        words: impl IntoIterator<Item = u32>,
    ) -> Option<NodeId> {
        let (mut first, mut past) = (paragraphs.start as u32, paragraphs.end as u32);
        if !self.nodes.is_empty() {
            let parent = &self.nodes[parent as usize];
            (first, past) = (first.max(parent.first), past.min(parent.past));
        }
        if first >= past {
            return None;
        }
        self.words.extend(words);
        let words_end = self.words.len() as u32;
        self.nodes.push(Node { parent, first, past, name, class, traits, words_end, depth });
        Some(self.nodes.len() as NodeId - 1)
    }

    /// Adds a paragraph. If it is none of its node's, the nearest node around holds it.
    ///
    /// # Panics
    ///
    /// Where there is no such node.
    pub fn push_leaf(&mut self, mut leaf: Leaf) {
        let paragraph = self.leaves.len();
        while leaf.node > 0 && !self.nodes[leaf.node as usize].paragraphs().contains(&paragraph) {
            leaf.node = self.nodes[leaf.node as usize].parent;
        }
        self.leaves.push(leaf);
    }

    /// The nodes, each after its parent.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// The leaves, one a paragraph.
    pub fn leaves(&self) -> &[Leaf] {
        &self.leaves
    }

    /// The node at a place.
    ///
    /// # Panics
    ///
    /// Where there is none; so does [`Tree::words`].
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id as usize]
    }

    /// Hashes of the words of a node's class, id and role.
    pub fn words(&self, id: NodeId) -> &[u32] {
        let start = if id == 0 { 0 } else { self.nodes[id as usize - 1].words_end };
        &self.words[start as usize..self.nodes[id as usize].words_end as usize]
    }
}
