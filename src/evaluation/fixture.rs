//! Paragraphs for the tests of this room, made by numbers so that `tests/oracles/evaluation.py` can make the same.

use super::Judged;
use super::interval::SplitMix64;
use crate::label::{Label, TruthLabel};

/// One paragraph of document 0, its verdict named `content` or, from 0.5 on, `ad`.
pub fn judged(truth: &str, junk: f32, chars: u32) -> Judged {
    let label = if junk >= 0.5 { Label::Ad } else { Label::Content };
    Judged { document: 0, truth: truth.parse().unwrap(), label, junk, chars }
}

/// Two thousand paragraphs of a hundred documents with all thirteen truths, a thousand distinct probabilities (so, ties),
/// and verdicts that are right three times in four.
pub fn paragraphs() -> Vec<Judged> {
    let mut random = SplitMix64(7);
    let mut paragraph = |i: u32| {
        let bits = random.next();
        let truth = match (bits % 13) as usize {
            11 => TruthLabel::Junk,
            12 => TruthLabel::Unsure,
            known => TruthLabel::Known(Label::ALL[known]),
        };
        let guess = Label::ALL[((bits >> 12) % 11) as usize];
        let label = if (bits >> 8).is_multiple_of(4) { guess } else { truth.known().unwrap_or(guess) };
        let base = if truth.is_junk() == Some(false) { 0 } else { 300 };
        let junk = (base + (bits >> 20) % 701) as f32 / 1000.0;
        Judged { document: i / 20, truth, label, junk, chars: 1 + ((bits >> 40) % 300) as u32 }
    };
    (0..2000).map(&mut paragraph).collect()
}

/// Near enough to a value of an oracle that was computed in another order.
#[track_caller]
pub fn assert_near(found: Option<f64>, expected: f64) {
    assert!(found.is_some_and(|found| (found - expected).abs() < 1e-9), "{found:?} is not {expected}");
}
