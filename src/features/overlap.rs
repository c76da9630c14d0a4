//! Overlap: how much of a paragraph stands in what its page says about its piece, and how much of the title in it.
//!
//! Hashed tokens of both come in. A set of tokens is a row of bits that is wide enough to take few strangers in, so that a
//! paragraph costs a look a token, however long the text it is held against.

use super::words::Words;
use crate::document::About;

/// Shares of a paragraph's tokens, 0 to 1.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Overlap {
    /// That stand in the title.
    pub title: f32,
    /// Share of the title's tokens that stand in the paragraph.
    pub title_cover: f32,
    /// That stand in the description.
    pub description: f32,
    /// That stand in the piece's text as the page has it for programs.
    pub body: f32,
}

/// A set of tokens.
struct Set {
    bits: Vec<u64>,
    shift: u32,
    tokens: usize,
}

impl Set {
    /// The tokens of a text, which is cut at its sentences, since of a very long paragraph the rest would be left out.
    fn new(text: &str) -> Option<Self> {
        let mut words = Words::default();
        for sentence in text.split_inclusive(['.', '!', '?', '\n', '。']) {
            words.push(sentence);
        }
        let tokens = words.tokens.len();
        if tokens == 0 {
            return None;
        }
        let places = (64 * tokens).next_power_of_two().trailing_zeros().clamp(6, 31);
        let mut set = Set { bits: vec![0; 1 << (places - 6)], shift: 32 - places, tokens };
        for &token in &words.tokens {
            let place = token >> set.shift;
            set.bits[place as usize / 64] |= 1 << (place % 64);
        }
        Some(set)
    }

    fn common(&self, tokens: &[u32]) -> f32 {
        let has = |&token: &u32| {
            let place = token >> self.shift;
            (self.bits[place as usize / 64] >> (place % 64) & 1) as u32
        };
        tokens.iter().map(has).sum::<u32>() as f32
    }
}

/// The overlaps of all paragraphs.
pub(super) fn overlaps(about: &About, words: &Words, out: &mut Vec<Overlap>) {
    let [title, description, body] = [&about.title, &about.description, &about.body].map(|text| Set::new(text));
    out.clear();
    out.extend((0..words.len()).map(|i| {
        let tokens = words.tokens(i);
        let all = tokens.len().max(1) as f32;
        let share = |set: &Option<Set>| set.as_ref().map_or(0.0, |set| set.common(tokens) / all);
        let cover = |set: &Set| (set.common(tokens) / set.tokens as f32).min(1.0);
        Overlap {
            title: share(&title),
            title_cover: title.as_ref().map_or(0.0, cover),
            description: share(&description),
            body: share(&body),
        }
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paragraph_of_the_title_is_all_of_it() {
        let mut words = Words::default();
        for text in ["Rain in the north", "Rain fell all day.", "Subscribe"] {
            words.push(text);
        }
        let about = About {
            title: "Rain in the north".into(),
            body: "It was wet. Rain fell all day.".into(),
            ..About::default()
        };
        let mut out = Vec::new();
        overlaps(&about, &words, &mut out);
        assert_eq!((out[0].title, out[0].title_cover, out[0].description), (1.0, 1.0, 0.0));
        assert!(out[1].title > 0.0 && out[1].title < 0.5 && out[1].body > 0.8);
        assert_eq!(out[2], Overlap::default());
    }
}
