//! What must hold of the features of any text.

use super::{Features, Measures, View, WordScore, schema, spans};
use crate::document::Document;
use proptest::prelude::*;

fn read<S: AsRef<str>>(texts: &[S]) -> Features {
    let mut features = Features::default();
    features.read(&Document::from_paragraphs(texts));
    features
}

/// Every measure is a number within its range, one a paragraph.
#[track_caller]
fn assert_measures_fit(features: &Features, scores: &[WordScore]) {
    let (mut view, mut measures) = (View::default(), Measures::default());
    view.look(features, scores);
    measures.compute(&view);
    assert_eq!(measures.paragraphs(), scores.len());
    for (index, measure) in schema().enumerate() {
        let (low, high) = measure.range;
        let values: Vec<f32> = (0..scores.len()).map(|i| measures.value(index, i)).collect();
        assert!(values.iter().all(|value| (low..=high).contains(value)), "{}: {values:?}", measure.name);
    }
}

/// Texts of every script, of marks that nobody sees, and of what the scanner looks for.
fn text() -> impl Strategy<Value = String> {
    let pieces = prop_oneof![
        any::<String>(),
        "\\PC{0,12}",
        "[a-zA-Z0-9 .,:@$%-]{0,20}",
        "[\u{0}\u{ad}\u{200b}\u{feff}\u{301}İßςÅ中ー日กाЖ€🎰１٣۴ ]{0,8}",
        Just("https://www.example.com 12:30 2024 a@b.c".to_owned()),
    ];
    prop::collection::vec(pieces, 0..5).prop_map(|pieces| pieces.concat())
}

fn scores(count: usize) -> impl Strategy<Value = Vec<WordScore>> {
    use prop::num::f32::{NEGATIVE, NORMAL, POSITIVE, ZERO};
    let number = || prop_oneof![NORMAL | POSITIVE | NEGATIVE | ZERO, -8.0_f32..8.0, Just(f32::MAX), Just(f32::MIN)];
    let score = (number(), number(), number(), number(), number(), 0.0_f32..=1.0);
    let score = score.prop_map(|(own, next, previous, story, words, known)| WordScore {
        own,
        next,
        previous,
        story,
        words,
        known,
        tags: words,
    });
    prop::collection::vec(score, count)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_text_can_be_read(texts in prop::collection::vec(text(), 0..6)) {
        let features = read(&texts);
        prop_assert_eq!(features.words.len(), texts.len());
        prop_assert_eq!(features.shapes.len(), texts.len());
        for (i, text) in texts.iter().enumerate() {
            // The tokens that are explained are those that are weighed, and each can be shown.
            let spans = spans(text);
            prop_assert!(spans.iter().map(|(token, _)| token).eq(features.words.tokens(i)));
            for (_, span) in spans {
                prop_assert!(!span.is_empty() && text.get(span.clone()).is_some(), "{:?} of {:?}", span, text);
            }
            prop_assert_eq!(features.shapes[i].bytes as usize, text.len());
        }
    }

    /// Buffers are reused: what was read before leaves nothing behind.
    #[test]
    fn what_was_read_before_does_not_matter(before in text(), text in text()) {
        let fresh = read(&[&text]);
        let mut used = read(&[&before, &before]);
        used.read(&Document::from_paragraphs([&text]));
        prop_assert_eq!(used.words.len(), 1);
        prop_assert_eq!(used.words.tokens(0), fresh.words.tokens(0));
        prop_assert_eq!(used.words.topics(0), fresh.words.topics(0));
        prop_assert_eq!(used.words.forms(0), fresh.words.forms(0));
    }

    #[test]
    fn case_does_not_matter_to_tokens(text in "[a-zA-Z0-9 .,!?'-]{0,60}") {
        let tokens = |text: String| read(&[text]).words.tokens(0).to_vec();
        prop_assert_eq!(tokens(text.to_ascii_uppercase()), tokens(text.to_ascii_lowercase()));
    }

    /// Words differ where more than their case does, whatever their length.
    #[test]
    fn other_words_are_other_tokens(word in "[a-z]{1,20}", at: prop::sample::Index) {
        let mut other = word.clone().into_bytes();
        let at = at.index(other.len());
        other[at] = if other[at] == b'z' { b'a' } else { other[at] + 1 };
        let other = String::from_utf8(other).unwrap();
        prop_assert_ne!(read(&[word]).words.tokens(0)[0], read(&[other]).words.tokens(0)[0]);
    }

    #[test]
    fn measures_fit_their_ranges(
        (texts, scores) in prop::collection::vec(text(), 1..40).prop_flat_map(|texts| {
            let count = texts.len();
            (Just(texts), scores(count))
        })
    ) {
        assert_measures_fit(&read(&texts), &scores);
    }
}

#[test]
fn measures_of_odd_documents_fit_their_ranges() {
    let sure = |own| WordScore { own, story: own, ..WordScore::default() };
    assert_measures_fit(&read::<&str>(&[]), &[]);
    for text in ["", "word", "\0\0\0", "\u{200b}", "...", "𝔘𝔫𝔦"] {
        for own in [0.0, f32::MAX, f32::MIN] {
            assert_measures_fit(&read(&[text]), &[sure(own)]);
        }
    }
    for texts in [vec![""; 10_000], vec!["Read more"; 3_000]] {
        assert_measures_fit(&read(&texts), &vec![sure(1.0); texts.len()]);
    }
    let long = "word ".repeat(100_000);
    assert_measures_fit(&read(&[&long, "", &long]), &[sure(-1.0); 3]);
}

/// A huge paragraph would drown the others, so its words are hashed up to a point and counted to the end.
#[test]
fn long_paragraphs_are_counted_but_not_hashed_to_the_end() {
    let tokens = |words: usize| {
        let features = read(&["unlike words here ".repeat(words)]);
        assert_eq!(features.shapes[0].words as usize, 3 * words);
        features.words.tokens(0).len()
    };
    assert!(tokens(30) < tokens(60));
    assert_eq!(tokens(100), tokens(10_000));
}
