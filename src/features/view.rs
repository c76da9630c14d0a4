//! What the measures are computed from: one document's shapes and word scores, with the sums every family needs.
//!
//! Shapes and scores come in; sums over windows, the document's main run and the company its words keep are worked out
//! once here, in buffers that are reused, so that a measure is a line of arithmetic.

use super::Features;
use super::chars::Class;
use super::columns::logs;
use super::groups::{Groups, TopicTable};
use super::maths::{exp, sigmoid};
use super::words::Shape;

/// Stage one's log-odds of a paragraph: what its words say.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct WordScore {
    /// Log-odds of junk for the paragraph itself.
    pub own: f32,
    /// Log-odds of junk for the paragraph after it.
    pub next: f32,
    /// Log-odds of junk for the paragraph before it.
    pub previous: f32,
    /// Log-odds of junk for the paragraph itself, learned inside articles only.
    pub story: f32,
    /// What words without forms add to `own`.
    pub words: f32,
    /// Share of its tokens that training saw.
    pub known: f32,
    /// What its markup adds to `own`.
    pub tags: f32,
}

/// One document as the measures see it.
#[derive(Clone, Debug, Default)]
pub struct View {
    pub(super) shapes: Vec<Shape>,
    pub(super) scores: Vec<WordScore>,
    /// Words a paragraph.
    pub(super) words: Vec<f32>,
    /// Natural logarithm of 1 + words.
    pub(super) log_words: Vec<f32>,
    /// Log-odds of content by the paragraph's own words, at most 6 either way.
    pub(super) odds: Vec<f32>,
    /// Probability of content by the paragraph's own words.
    pub(super) content: Vec<f32>,
    /// What a paragraph's own words say in the chain, as a ratio.
    evidence: Vec<f32>,
    /// Posterior of content in a chain that seldom changes between content and junk.
    pub(super) chain: Vec<f32>,
    /// Sums before each paragraph: of `odds`, of words, of expected content words. One longer than the document.
    pub(super) odds_before: Vec<f32>,
    pub(super) words_before: Vec<f32>,
    pub(super) expected_before: Vec<f32>,
    /// Share of a paragraph's subject words that stand in another paragraph too.
    pub(super) familiar: Vec<f32>,
    /// Mean probability of content of the other paragraphs that hold its subject words; the document's where none does.
    pub(super) company: Vec<f32>,
    /// Paragraphs of the same text, pattern, first word: how many others, and their mean odds.
    pub(super) same_text: Groups,
    pub(super) same_pattern: Groups,
    pub(super) same_first: Groups,
    /// 1 for a paragraph that ends like a sentence.
    pub(super) ends: Vec<f32>,
    /// Sums before each paragraph: of `log_words`, of `ends`.
    pub(super) log_words_before: Vec<f32>,
    pub(super) ends_before: Vec<f32>,
    /// What each paragraph adds to `log_words_before`, rounded as the sum is.
    pub(super) log_words_steps: Vec<f32>,
    /// Mean of what words say inside an article.
    pub(super) mean_story: f32,
    /// First and one past the last paragraph of the main run.
    pub(super) run: (usize, usize),
    topics: TopicTable,
}

/// Probability that two neighbours are both content or both junk.
const STAY: f32 = 0.9;

impl View {
    /// Looks at a document that was read, with one score a paragraph.
    ///
    /// # Panics
    ///
    /// Where there is not one score a paragraph.
    pub fn look(&mut self, features: &Features, scores: &[WordScore]) {
        let Features { words, shapes, .. } = features;
        assert!(shapes.len() == scores.len() && words.len() == scores.len(), "one shape and one score a paragraph");
        self.shapes.clear();
        self.shapes.extend_from_slice(shapes);
        self.scores.clear();
        self.scores.extend_from_slice(scores);
        refill(&mut self.words, shapes.iter().map(|shape| shape.words as f32));
        self.log_words.clone_from(&self.words);
        logs(&mut self.log_words);
        refill(&mut self.odds, scores.iter().map(|score| (-score.own).clamp(-6.0, 6.0)));
        refill(&mut self.content, self.odds.iter().map(|&odds| sigmoid(odds)));
        sums(&mut self.odds_before, self.odds.iter().copied());
        sums(&mut self.words_before, self.words.iter().copied());
        sums(&mut self.expected_before, self.words.iter().zip(&self.content).map(|(words, content)| words * content));
        self.chain();
        sums(&mut self.log_words_before, self.log_words.iter().copied());
        let steps = self.log_words_before.iter().zip(&self.log_words_before[1..]);
        refill(&mut self.log_words_steps, steps.map(|(before, after)| after - before));
        let ends = |shape: &Shape| matches!(shape.last, Some(Class::Stop | Class::Exclamation | Class::Question));
        refill(&mut self.ends, shapes.iter().map(|shape| f32::from(u8::from(ends(shape)))));
        sums(&mut self.ends_before, self.ends.iter().copied());
        self.same_text.look(&self.odds, |i| shapes[i].text_hash);
        self.same_pattern.look(&self.odds, |i| shapes[i].pattern);
        self.same_first.look(&self.odds, |i| shapes[i].first_hash);
        self.mean_story = scores.iter().map(|score| score.story).sum::<f32>() / scores.len().max(1) as f32;
        self.run = main_run(&self.words, &self.content);
        self.topics.look(words, &self.content, &mut self.familiar, &mut self.company);
    }

    /// Number of paragraphs.
    pub fn len(&self) -> usize {
        self.scores.len()
    }

    /// Whether there is no paragraph.
    pub fn is_empty(&self) -> bool {
        self.scores.is_empty()
    }

    /// Words of the document, at least 1.
    pub(super) fn total_words(&self) -> f32 {
        self.words_before.last().copied().unwrap_or(0.0).max(1.0)
    }

    /// Expected content words of the document, above 0.
    pub(super) fn total_expected(&self) -> f32 {
        self.expected_before.last().copied().unwrap_or(0.0).max(1e-3)
    }

    /// Forward and backward pass over a chain of two states.
    fn chain(&mut self) {
        // Ratio of content to junk in odds; paragraphs count by their words.
        let logs = self.odds.iter().zip(&self.log_words);
        refill(&mut self.evidence, logs.map(|(odds, log_words)| exp(odds * (0.25 + 0.25 * log_words).min(1.0))));
        let step = |odds: f32| (odds * STAY + (1.0 - STAY)) / (odds * (1.0 - STAY) + STAY);
        let mut odds = 1.0_f32;
        refill(
            &mut self.chain,
            self.evidence.iter().map(|evidence| {
                odds = (step(odds) * evidence).clamp(1e-6, 1e6);
                odds
            }),
        );
        let mut after = 1.0_f32;
        for (chain, evidence) in self.chain.iter_mut().zip(&self.evidence).rev() {
            let both = *chain * after;
            *chain = both / (1.0 + both);
            after = step((after * evidence).clamp(1e-6, 1e6));
        }
    }
}

/// The run of paragraphs that is most likely the piece: the greatest sum of words × (P(content) - 1/2).
fn main_run(words: &[f32], content: &[f32]) -> (usize, usize) {
    let (mut best, mut best_run) = (0.0, (0, 0));
    let (mut sum, mut start) = (0.0, 0);
    for (i, (words, content)) in words.iter().zip(content).enumerate() {
        if sum <= 0.0 {
            sum = 0.0;
            start = i;
        }
        sum += words * (content - 0.5);
        if sum > best {
            best = sum;
            best_run = (start, i + 1);
        }
    }
    best_run
}

fn refill(target: &mut Vec<f32>, values: impl Iterator<Item = f32>) {
    target.clear();
    target.extend(values);
}

fn sums(target: &mut Vec<f32>, values: impl Iterator<Item = f32>) {
    target.clear();
    target.push(0.0);
    let mut sum = 0.0_f32;
    target.extend(values.map(|value| {
        sum += value;
        sum
    }));
}
