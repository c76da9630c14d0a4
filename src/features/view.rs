//! What the measures are computed from: one document's shapes and word scores, with the sums every family needs.
//!
//! Shapes and scores come in; sums over windows, the document's main run and the company its words keep are worked out
//! once here, in buffers that are reused, so that a measure is a line of arithmetic.

use super::chars::Class;
use super::maths::{exp, ln_1p, sigmoid};
use super::words::{Shape, Words};

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
    pub(super) same_text: Vec<(f32, f32)>,
    pub(super) same_pattern: Vec<(f32, f32)>,
    pub(super) same_first: Vec<(f32, f32)>,
    /// Sums before each paragraph: of `log_words`, of sentence-like ends, of capitalised shares.
    pub(super) log_words_before: Vec<f32>,
    pub(super) ends_before: Vec<f32>,
    /// Mean of what words say inside an article.
    pub(super) mean_story: f32,
    /// First and one past the last paragraph of the main run.
    pub(super) run: (usize, usize),
    topics: TopicTable,
}

/// Probability that two neighbours are both content or both junk.
const STAY: f32 = 0.9;

impl View {
    /// Looks at a document: `shapes` and `scores` one a paragraph, `words` for the subjects.
    ///
    /// # Panics
    ///
    /// Where the three differ in length.
    pub fn look(&mut self, shapes: &[Shape], words: &Words, scores: &[WordScore]) {
        assert!(shapes.len() == scores.len() && words.len() == scores.len(), "one shape and one score a paragraph");
        self.shapes.clear();
        self.shapes.extend_from_slice(shapes);
        self.scores.clear();
        self.scores.extend_from_slice(scores);
        refill(&mut self.words, shapes.iter().map(|shape| shape.words as f32));
        refill(&mut self.log_words, shapes.iter().map(|shape| ln_1p(shape.words as f32)));
        refill(&mut self.odds, scores.iter().map(|score| (-score.own).clamp(-6.0, 6.0)));
        refill(&mut self.content, self.odds.iter().map(|&odds| sigmoid(odds)));
        sums(&mut self.odds_before, self.odds.iter().copied());
        sums(&mut self.words_before, self.words.iter().copied());
        sums(&mut self.expected_before, self.words.iter().zip(&self.content).map(|(words, content)| words * content));
        self.chain();
        sums(&mut self.log_words_before, self.log_words.iter().copied());
        sums(
            &mut self.ends_before,
            shapes.iter().map(|s| {
                if matches!(s.last, Some(Class::Stop | Class::Exclamation | Class::Question)) { 1.0 } else { 0.0 }
            }),
        );
        groups(&mut self.same_text, &self.odds, shapes.iter().map(|s| s.text_hash));
        groups(&mut self.same_pattern, &self.odds, shapes.iter().map(|s| s.pattern));
        groups(&mut self.same_first, &self.odds, shapes.iter().map(|s| s.first_hash));
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

    /// Mean of `odds` over paragraphs `from..to` (cut to the document) without paragraph `at`; 0 where none is left.
    pub(super) fn mean_odds(&self, from: usize, to: usize, at: usize) -> f32 {
        let to = to.min(self.len());
        let inside = (from..to).contains(&at);
        let count = to.saturating_sub(from) - usize::from(inside);
        if count == 0 {
            return 0.0;
        }
        let own = if inside { self.odds[at] } else { 0.0 };
        (self.odds_before[to] - self.odds_before[from] - own) / count as f32
    }

    pub(super) fn window_mean(&self, sums: &[f32], from: usize, to: usize, at: usize) -> f32 {
        let to = to.min(self.len());
        let inside = (from..to).contains(&at);
        let count = to.saturating_sub(from) - usize::from(inside);
        if count == 0 {
            return 0.0;
        }
        let own = if inside { sums[at + 1] - sums[at] } else { 0.0 };
        (sums[to] - sums[from] - own) / count as f32
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

/// Which words stand in which paragraphs: a table by hash in which a word may push out another, since a share over many
/// words bears a few strangers.
#[derive(Clone, Debug, Default)]
struct TopicTable {
    slots: Vec<Slot>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    /// Last paragraph seen, plus 1.
    last: u32,
    /// Paragraphs that hold the word.
    paragraphs: u32,
    /// Sum of their probability of content.
    content: f32,
}

impl TopicTable {
    fn look(&mut self, words: &Words, content: &[f32], familiar: &mut Vec<f32>, company: &mut Vec<f32>) {
        let total: usize = (0..words.len()).map(|i| words.topics(i).len()).sum();
        let bits = (2 * total).next_power_of_two().trailing_zeros().clamp(6, 18);
        self.slots.clear();
        self.slots.resize(1 << bits, Slot::default());
        let slot = |hash: u32| (hash >> (32 - bits)) as usize;
        for (i, &content) in content.iter().enumerate() {
            for &hash in words.topics(i) {
                let entry = &mut self.slots[slot(hash)];
                if entry.last != i as u32 + 1 {
                    *entry =
                        Slot { last: i as u32 + 1, paragraphs: entry.paragraphs + 1, content: entry.content + content };
                }
            }
        }
        let mean = content.iter().sum::<f32>() / content.len().max(1) as f32;
        familiar.clear();
        company.clear();
        for (i, own) in content.iter().enumerate() {
            let topics = words.topics(i);
            let (mut known, mut sum) = (0.0, 0.0);
            for &hash in topics {
                let entry = self.slots[slot(hash)];
                if entry.paragraphs > 1 {
                    known += 1.0;
                    sum += (entry.content - own) / (entry.paragraphs - 1) as f32;
                }
            }
            familiar.push(known / topics.len().max(1) as f32);
            // Two paragraphs' worth of the document's mean keep a single shared word from deciding.
            company.push((sum + 2.0 * mean) / (known + 2.0));
        }
    }
}

fn groups(out: &mut Vec<(f32, f32)>, odds: &[f32], keys: impl Iterator<Item = u32> + Clone) {
    let bits = (4 * odds.len()).next_power_of_two().trailing_zeros().clamp(6, 18);
    let mut slots = vec![(0.0f32, 0.0f32); 1 << bits];
    let slot = |h: u32| (h >> (32 - bits)) as usize;
    for (k, o) in keys.clone().zip(odds) {
        let s = &mut slots[slot(k)];
        s.0 += 1.0;
        s.1 += o;
    }
    out.clear();
    out.extend(keys.zip(odds).map(|(k, o)| {
        let s = slots[slot(k)];
        (s.0 - 1.0, if s.0 > 1.5 { (s.1 - o) / (s.0 - 1.0) } else { 0.0 })
    }));
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
