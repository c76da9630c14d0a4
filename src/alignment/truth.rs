//! The cleaned text as an index: which words and lines it has, and where each three words in a row stand.

use crate::evaluation::words;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// A number no word of the cleaned text has.
const UNKNOWN: u32 = u32::MAX;

/// Places of the same three words that are tried; a text that repeats itself more often has long runs at those too.
const MAX_PLACES: usize = 64;

/// The words of the cleaned text, numbered, in order.
pub(super) struct Truth {
    numbers: HashMap<String, u32>,
    words: Vec<u32>,
    pairs: HashSet<[u32; 2]>,
    /// Positions of each three words in a row, rising.
    trigrams: HashMap<[u32; 3], Vec<usize>>,
    /// Positions of lines of one or two words, rising.
    short_lines: HashMap<Vec<u32>, Vec<usize>>,
}

/// Words in a row that stand in the cleaned text too.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Run {
    /// Position of its first word in the cleaned text.
    pub position: usize,
    /// Number of its words, at least 3.
    pub words: usize,
}

impl Truth {
    pub(super) fn new(cleaned: &str) -> Self {
        let mut numbers = HashMap::new();
        let mut all = Vec::new();
        let mut short_lines: HashMap<Vec<u32>, Vec<usize>> = HashMap::new();
        for line in cleaned.to_lowercase().lines() {
            let start = all.len();
            for word in words(line) {
                let next = numbers.len() as u32;
                all.push(*numbers.entry(word.to_owned()).or_insert(next));
            }
            if (1..3).contains(&(all.len() - start)) {
                short_lines.entry(all[start..].to_vec()).or_default().push(start);
            }
        }
        let mut trigrams: HashMap<[u32; 3], Vec<usize>> = HashMap::new();
        for (position, three) in all.windows(3).enumerate() {
            trigrams.entry([three[0], three[1], three[2]]).or_default().push(position);
        }
        let pairs = all.windows(2).map(|two| [two[0], two[1]]).collect();
        Truth { numbers, words: all, pairs, trigrams, short_lines }
    }

    /// Number of words.
    pub(super) fn len(&self) -> usize {
        self.words.len()
    }

    /// The words of another text by their numbers here.
    pub(super) fn words_of(&self, text: &str) -> Vec<u32> {
        words(&text.to_lowercase()).map(|word| self.numbers.get(word).copied().unwrap_or(UNKNOWN)).collect()
    }

    /// Where one or two words are a line.
    pub(super) fn line_positions(&self, words: &[u32]) -> &[usize] {
        self.short_lines.get(words).map_or(&[], Vec::as_slice)
    }

    /// Whether one or two words stand here in a row, wherever.
    pub(super) fn holds(&self, words: &[u32]) -> bool {
        match words {
            [one] => *one != UNKNOWN,
            [one, two] => self.pairs.contains(&[*one, *two]),
            _ => false,
        }
    }

    /// The longest run at the start of `words` that begins within `window`, the first of equals.
    pub(super) fn longest_run(&self, words: &[u32], window: Range<usize>) -> Option<Run> {
        let places = self.trigrams.get(words.first_chunk::<3>()?)?;
        let from = places.partition_point(|&place| place < window.start);
        let inside = places[from..].iter().take_while(|&&place| place < window.end).take(MAX_PLACES);
        let runs = inside.map(|&position| {
            let same = self.words[position..].iter().zip(words).take_while(|(ours, theirs)| ours == theirs);
            Run { position, words: same.count() }
        });
        runs.reduce(|best, run| if run.words > best.words { run } else { best })
    }
}
