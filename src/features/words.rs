//! Words: a paragraph as hashed tokens, and its shape counted on the way.
//!
//! Text comes in, out go 32-bit hashes of its tokens (words, pairs of neighbouring tokens, first and last words) and a
//! [`Shape`] of counts. One pass over the bytes, buffers that are reused from document to document, nothing allocated per
//! token. Numbers are hashed by their length, so that "40 free spins" and "75 free spins" are one; characters of scripts
//! without spaces are words of their own, so that pairs of them are the n-grams such scripts need.

use super::chars::{CLASSES, Class};
use super::scan::Scan;
use std::ops::Range;

/// What is counted of a paragraph.
#[derive(Clone, Copy, Debug, Default)]
pub struct Shape {
    /// Characters of each class; of letters only those outside ASCII words are told apart, see the other counts.
    pub classes: [u16; CLASSES],
    /// Bytes of UTF-8.
    pub bytes: u32,
    /// Words: runs of letters, single characters of scripts without spaces.
    pub words: u32,
    /// Characters in words.
    pub letters: u32,
    /// Words that begin with an upper-case letter.
    pub capitalised: u32,
    /// Words of two letters or more that begin with two upper-case letters.
    pub upper: u32,
    /// Words of up to three letters: the function words of most languages.
    pub short_words: u32,
    /// Runs of digits.
    pub numbers: u32,
    /// Numbers of four digits from 1900 to 2099.
    pub years: u32,
    /// Digits in the longest run of numbers that no word interrupts.
    pub digit_run: u32,
    /// Stops with a word or number on both sides and no space: addresses, decimals.
    pub dotted: u32,
    /// Colons between two numbers: times of day, scores.
    pub clocks: u32,
    /// `@` within a word: e-mail addresses, handles.
    pub addresses: u32,
    /// Words `http`, `https`, `www`.
    pub links: u32,
    /// Hash of all tokens.
    pub text_hash: u32,
    /// Hash of the first token.
    pub first_hash: u32,
    /// Hash of the kinds of its tokens, and of its length in steps.
    pub pattern: u32,
    /// Sentence ends: stops, exclamation and question marks before a space or the end.
    pub sentences: u32,
    /// Class of the first visible character.
    pub first: Option<Class>,
    /// Class of the last visible character that is no quotation mark or bracket.
    pub last: Option<Class>,
}

impl Shape {
    /// Characters of this class.
    pub fn count(&self, class: Class) -> u32 {
        u32::from(self.classes[class as usize])
    }

    pub(super) fn add(&mut self, class: Class) {
        let count = &mut self.classes[class as usize];
        *count = count.saturating_add(1);
    }
}

/// The hashed tokens of a document's paragraphs, in order.
#[derive(Clone, Debug, Default)]
pub struct Words {
    pub(super) tokens: Vec<u32>,
    token_ends: Vec<u32>,
    pub(super) topics: Vec<u32>,
    topic_ends: Vec<u32>,
    pub(super) forms: Vec<u32>,
    pub(super) form_ends: Vec<u32>,
    pub(super) tags: Vec<u32>,
    /// Empty where there is no markup.
    pub(super) tag_ends: Vec<u32>,
    /// Where each token stands in its paragraph; kept only for explanations.
    pub(super) spans: Vec<Range<usize>>,
}

impl Words {
    /// Forgets all paragraphs, keeps the memory.
    pub fn clear(&mut self) {
        self.tokens.clear();
        self.token_ends.clear();
        self.topics.clear();
        self.topic_ends.clear();
        self.forms.clear();
        self.form_ends.clear();
        self.tags.clear();
        self.tag_ends.clear();
    }

    /// Hashed forms of paragraph `index`: its shape and its neighbours' in steps, and crosses of them.
    pub fn forms(&self, index: usize) -> &[u32] {
        slice(&self.forms, &self.form_ends, index)
    }

    /// Hashed markup of paragraph `index`: names, classes and roles of the elements around it; none in plain text.
    pub fn tags(&self, index: usize) -> &[u32] {
        if self.tag_ends.is_empty() { &[] } else { slice(&self.tags, &self.tag_ends, index) }
    }

    /// Number of paragraphs.
    pub fn len(&self) -> usize {
        self.token_ends.len()
    }

    /// Whether there is no paragraph.
    pub fn is_empty(&self) -> bool {
        self.token_ends.is_empty()
    }

    /// Hashed tokens of paragraph `index`.
    pub fn tokens(&self, index: usize) -> &[u32] {
        slice(&self.tokens, &self.token_ends, index)
    }

    /// Hashes of the words of paragraph `index` that can tell a subject: four letters or more, pairs of characters of
    /// scripts without spaces.
    pub fn topics(&self, index: usize) -> &[u32] {
        slice(&self.topics, &self.topic_ends, index)
    }

    /// Adds a paragraph and returns its shape.
    pub fn push(&mut self, text: &str) -> Shape {
        self.add::<false>(text)
    }

    fn add<const SPANS: bool>(&mut self, text: &str) -> Shape {
        let shape = Scan::<SPANS>::run(self, text);
        self.token_ends.push(self.tokens.len() as u32);
        self.topic_ends.push(self.topics.len() as u32);
        shape
    }
}

/// Hashed tokens of a paragraph, each with the bytes of the text it was made from.
pub fn spans(text: &str) -> Vec<(u32, Range<usize>)> {
    let mut words = Words::default();
    words.add::<true>(text);
    words.tokens.into_iter().zip(words.spans).collect()
}

fn slice<'a>(values: &'a [u32], ends: &[u32], index: usize) -> &'a [u32] {
    let start = if index == 0 { 0 } else { ends[index - 1] as usize };
    &values[start..ends[index] as usize]
}
