//! Alignment: what the paragraphs of a raw text are, judged by the cleaned text of the same piece.
//!
//! Two texts enter, a label a paragraph leaves: content, junk of no named kind, or unsure. `truth` holds the cleaned text
//! as an index of its words; `anchors` finds the long runs of words that both texts share, in order, and with them where
//! in the cleaned text a paragraph belongs. A room of its own because it makes labelled data and needs neither model nor
//! features.
//!
//! Words shared by chance are the trouble: a menu entry of three words stands in most articles somewhere. So a shared run
//! of fewer than eight words counts only where it falls between the true positions of its neighbours.

mod anchors;
mod headline;
mod truth;

pub use headline::mark_headline;

use crate::document::Document;
use crate::label::{Label, TruthLabel};
use anchors::Anchors;
use truth::Truth;

/// Share of its word trigrams from which a paragraph is content, and up to which it is junk.
const CONTENT_SHARE: f64 = 0.75;
const JUNK_SHARE: f64 = 0.3;

/// Words from which a shared run counts wherever it stands.
const LONG_RUN_WORDS: usize = 8;

/// Labels the paragraphs of `raw` by the cleaned text of the same piece, one label a paragraph.
///
/// A paragraph is content where at least 75 % of its word trigrams stand in `cleaned`, junk of no named kind where at
/// most 30 % do, else unsure. One of one or two words must be a line of `cleaned`, in its place; where its words only
/// occur there, it is unsure. One without words is unsure. Where `cleaned` has no words, all that has some is junk.
///
/// A word is what [`PageFigures`](crate::evaluation::PageFigures) counts as one.
pub fn align(raw: &Document, cleaned: &str) -> Vec<TruthLabel> {
    let truth = Truth::new(cleaned);
    let paragraphs: Vec<Vec<u32>> = raw.paragraph_texts().map(|text| truth.words_of(text)).collect();
    let anchors = Anchors::new(&paragraphs, &truth);
    paragraphs.iter().enumerate().map(|(i, words)| label(i, words, &truth, &anchors)).collect()
}

fn label(paragraph: usize, words: &[u32], truth: &Truth, anchors: &Anchors) -> TruthLabel {
    if words.is_empty() {
        return TruthLabel::Unsure;
    }
    if words.len() < 3 {
        return match truth.line_positions(words) {
            positions if positions.iter().any(|p| anchors.window((paragraph, 0)).contains(p)) => Label::Content.into(),
            _ if truth.holds(words) => TruthLabel::Unsure,
            _ => TruthLabel::Junk,
        };
    }
    let share = shared_trigrams(paragraph, words, truth, anchors) as f64 / (words.len() - 2) as f64;
    if share >= CONTENT_SHARE {
        Label::Content.into()
    } else if share <= JUNK_SHARE {
        TruthLabel::Junk
    } else {
        TruthLabel::Unsure
    }
}

/// Number of the paragraph's trigrams that lie in shared runs that count.
fn shared_trigrams(paragraph: usize, words: &[u32], truth: &Truth, anchors: &Anchors) -> usize {
    let (mut shared, mut at) = (0, 0);
    while at + 3 <= words.len() {
        let rest = &words[at..];
        let anywhere = truth.longest_run(rest, 0..usize::MAX).filter(|run| run.words >= LONG_RUN_WORDS);
        let run = anywhere.or_else(|| truth.longest_run(rest, anchors.window((paragraph, at))));
        // The next trigram is the first that is not in the run.
        let trigrams = run.map_or(0, |run| run.words - 2);
        shared += trigrams;
        at += trigrams.max(1);
    }
    shared
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(raw: &[&str], cleaned: &str) -> Vec<&'static str> {
        let labels = align(&Document::from_paragraphs(raw), cleaned);
        labels.into_iter().map(TruthLabel::name).collect()
    }

    const CLEANED: &str = "Harbour reopens\n\nThe harbour of the old town opened again on Monday after two years of work.\n\
        \nFishermen said that they had waited long enough for the quay to be made safe.\n\
        \nThe mayor, who had promised as much, was late.\n";

    #[test]
    fn paragraphs_are_found_in_the_cleaned_text() {
        let raw = [
            "Harbour reopens",
            "The harbour of the old town opened again on Monday, after two years of work.",
            "Sign up for our newsletter and never miss a story",
            "Fishermen said that they had waited long enough. Click to share this story with friends.",
            "The mayor, who had promised as much, was late.",
            "***",
        ];
        assert_eq!(labels(&raw, CLEANED), ["content", "content", "junk", "unsure", "content", "unsure"]);
    }

    #[test]
    fn short_runs_count_only_in_their_place() {
        let raw = [
            "of the old town",
            "The harbour of the old town opened again on Monday after two years of work.",
            "Harbour reopens",
            "Fishermen said that they had waited long enough for the quay to be made safe.",
            "who had promised",
            "mayor",
            "Weather",
        ];
        let expected = ["junk", "content", "unsure", "content", "content", "unsure", "junk"];
        assert_eq!(labels(&raw, CLEANED), expected);
    }

    #[test]
    fn a_long_teaser_before_the_piece_does_not_move_its_place() {
        let raw = [
            "The mayor, who had promised as much, was late.",
            "Harbour reopens",
            "The harbour of the old town opened again on Monday after two years of work.",
            "Fishermen said that they had waited long enough for the quay to be made safe.",
            "The mayor, who had promised as much, was late.",
        ];
        assert_eq!(labels(&raw, CLEANED), ["content"; 5]);
    }

    #[test]
    fn scripts_without_spaces_are_compared_by_characters() {
        assert_eq!(
            labels(&["港は月曜日に再び開いた。", "登録はこちら"], "港は月曜日に再び開いた。"),
            ["content", "junk"]
        );
    }

    #[test]
    fn nothing_is_content_of_nothing() {
        assert_eq!(labels(&["one", "one two three", "..."], ""), ["junk", "junk", "unsure"]);
        assert!(labels(&[], CLEANED).is_empty());
    }

    #[test]
    fn much_of_the_same_takes_no_longer() {
        let same = "a ".repeat(20_000);
        assert_eq!(labels(&[&same, "b b b"], &same), ["content", "junk"]);
    }
}
