//! Groups: which paragraphs are alike, and which share subject words.
//!
//! Both are tables by hash in buffers that are reused. A slot may belong to two hashes, since a mean over a group, or a
//! share over many words, bears a few strangers.

use super::words::Words;

/// For every paragraph the other paragraphs that have the same key.
#[derive(Clone, Debug, Default)]
pub(super) struct Groups {
    /// How many others there are.
    pub others: Vec<f32>,
    /// Mean of their log-odds, 0 where there are none.
    pub odds: Vec<f32>,
    /// Number of paragraphs and sum of their log-odds.
    slots: Vec<(f32, f32)>,
}

impl Groups {
    /// Looks at a document of so many `odds`; `key` gives each paragraph's.
    pub fn look(&mut self, odds: &[f32], key: impl Fn(usize) -> u32) {
        let bits = (4 * odds.len()).next_power_of_two().trailing_zeros().clamp(6, 18);
        self.slots.clear();
        self.slots.resize(1 << bits, (0.0, 0.0));
        let slot = |i: usize| (key(i) >> (32 - bits)) as usize;
        for (i, odds) in odds.iter().enumerate() {
            let (count, sum) = &mut self.slots[slot(i)];
            *count += 1.0;
            *sum += odds;
        }
        self.others.clear();
        self.odds.clear();
        for (i, odds) in odds.iter().enumerate() {
            let (count, sum) = self.slots[slot(i)];
            self.others.push(count - 1.0);
            self.odds.push(if count > 1.5 { (sum - odds) / (count - 1.0) } else { 0.0 });
        }
    }
}

/// Which words stand in which paragraphs: a table by hash in which a word may push out another, since a share over many
/// words bears a few strangers.
#[derive(Clone, Debug, Default)]
pub(super) struct TopicTable {
    slots: Vec<Slot>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    /// Last paragraph seen, plus 1.
    last: u32,
    /// Paragraphs that hold the word.
    paragraphs: f32,
    /// Sum of their probability of content.
    content: f32,
}

impl TopicTable {
    pub fn look(&mut self, words: &Words, content: &[f32], familiar: &mut Vec<f32>, company: &mut Vec<f32>) {
        let total: usize = (0..words.len()).map(|i| words.topics(i).len()).sum();
        let bits = (2 * total).next_power_of_two().trailing_zeros().clamp(6, 18);
        self.slots.clear();
        self.slots.resize(1 << bits, Slot::default());
        let slot = |hash: u32| (hash >> (32 - bits)) as usize;
        for (i, &content) in content.iter().enumerate() {
            for &hash in words.topics(i) {
                let entry = &mut self.slots[slot(hash)];
                if entry.last != i as u32 + 1 {
                    *entry = Slot {
                        last: i as u32 + 1,
                        paragraphs: entry.paragraphs + 1.0,
                        content: entry.content + content,
                    };
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
                // Without a branch: which words stand elsewhere, too, cannot be guessed.
                let entry = self.slots[slot(hash)];
                let others = entry.paragraphs - 1.0;
                let is_shared = if others < 1.0 { others } else { 1.0 };
                known += is_shared;
                sum += is_shared * (entry.content - own) / if others > 1.0 { others } else { 1.0 };
            }
            familiar.push(known / topics.len().max(1) as f32);
            // Two paragraphs' worth of the document's mean keep a single shared word from deciding.
            company.push((sum + 2.0 * mean) / (known + 2.0));
        }
    }
}
