//! What must hold for every input.

use proptest::collection::vec;
use proptest::prelude::*;
use std::io::Write;
use std::process::{Command, Stdio};
use unblurb::alignment::align;
use unblurb::cleaning::{Cleaner, clean};
use unblurb::document::Document;
use unblurb::model::Model;

/// Texts as nobody writes them: line ends of all sorts, odd spaces, several scripts, controls, words of junk.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[a-zA-Z]{1,9}( [a-z]{1,9}){0,12}[.!?]?",
        1 => Just("Share this on Facebook".to_owned()),
        1 => Just("Subscribe to our newsletter".to_owned()),
        1 => "[α-ω]{2,8}( [а-я]{2,8}){1,5}",
        1 => "[一-龥]{1,20}。",
        1 => "\\PC{0,12}",
        1 => Just("\u{0}\u{feff}\u{200b}".to_owned()),
    ];
    let gap = prop_oneof![
        3 => Just("\n"), 3 => Just("\n\n"), 1 => Just("\r\n"), 1 => Just("\r\n\r\n"), 1 => Just("\n \t\n"), 1 => Just(" "),
        1 => Just("\u{3000}\n"), 1 => Just("\u{a0}"), 1 => Just("\r"),
    ];
    vec((gap, piece), 0..24)
        .prop_map(|pieces| pieces.into_iter().flat_map(|(gap, piece)| [gap.to_owned(), piece]).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn keeping_everything_gives_the_same_bytes(text in text()) {
        let document = Document::from_text(text.clone());
        let cleaned = clean(&document, &vec![false; document.len()], 0.9);
        prop_assert_eq!(&cleaned.text, &text);
        prop_assert_eq!(cleaned.removed(), 0);
    }

    #[test]
    fn offsets_cut_the_input(text in text()) {
        let document = Document::from_text(text.clone());
        let mut end = 0;
        for (paragraph, own) in document.paragraphs().iter().zip(document.paragraph_texts()) {
            prop_assert!(text[end..paragraph.start].trim().is_empty(), "between paragraphs is white space");
            prop_assert_eq!(&text[paragraph.range()], own);
            prop_assert_eq!(own.trim(), own);
            prop_assert!(!own.is_empty());
            end = paragraph.end;
        }
        prop_assert!(text[end..].trim().is_empty());
    }

    #[test]
    fn what_is_kept_stands_in_the_cleaned_text_in_order(text in text(), flags in vec(any::<bool>(), 24)) {
        let document = Document::from_text(text);
        let removed: Vec<bool> = (0..document.len()).map(|i| flags[i % flags.len()]).collect();
        let cleaned = clean(&document, &removed, 1.0);
        let mut rest = cleaned.text.as_str();
        for (own, _) in document.paragraph_texts().zip(&removed).filter(|(_, removed)| !**removed) {
            let at = rest.find(own);
            prop_assert!(at.is_some_and(|at| rest[..at].trim().is_empty()), "{own:?} in {:?}", cleaned.text);
            rest = &rest[at.unwrap() + own.len()..];
        }
        prop_assert!(rest.trim().is_empty());
    }

    #[test]
    fn a_document_is_judged_alike_alone_and_among_others(texts in vec(text(), 1..6)) {
        let mut shared = Cleaner::new(Model::embedded());
        for text in texts {
            let document = Document::from_text(text);
            let alone = Cleaner::new(Model::embedded()).judge(&document, 0.5);
            prop_assert_eq!(&shared.judge(&document, 0.5), &alone);
            let junk: Vec<f32> = alone.iter().map(|verdict| verdict.junk).collect();
            prop_assert_eq!(shared.junk(&document), junk);
        }
    }

    #[test]
    fn verdicts_are_probabilities_and_reasons_add_up(text in text()) {
        let document = Document::from_text(text);
        let explanations = Cleaner::new(Model::embedded()).explain(&document, 0.5, usize::MAX);
        prop_assert_eq!(explanations.len(), document.len());
        for explanation in explanations {
            let verdict = explanation.verdict;
            prop_assert!((0.0..=1.0).contains(&verdict.junk));
            let kinds: f32 = verdict.kinds.iter().sum();
            prop_assert!((kinds - verdict.junk).abs() < 1e-4, "{verdict:?}");
            prop_assert_eq!(verdict.label.is_junk(), verdict.junk >= 0.5);
            let log_odds = explanation.bias + explanation.reasons.iter().map(|reason| reason.log_odds).sum::<f32>();
            let junk = 1.0 / (1.0 + (-log_odds).exp());
            prop_assert!((junk - verdict.junk).abs() < 1e-3, "{junk} {verdict:?}");
        }
    }

    #[test]
    fn any_two_texts_align(raw in text(), cleaned in text()) {
        let document = Document::from_text(raw);
        prop_assert_eq!(align(&document, &cleaned).len(), document.len());
    }
}

/// More paragraphs than are scored at a time, or than a cleaner keeps buffers for.
#[test]
fn a_long_document_is_judged_like_any_other() {
    let lines = ["Share", "alpha", "the harbour of the old town opened again on Monday", "beta 12"];
    let document =
        |n: usize| Document::from_text((0..n).map(|i| format!("{}\n", lines[i % 7 % 4])).collect::<String>());
    let mut cleaner = Cleaner::new(Model::embedded());
    let long = document(5_000);
    let junk = cleaner.junk(&long);
    for (explanation, junk) in cleaner.explain(&long, 0.5, usize::MAX).iter().zip(junk) {
        let log_odds = explanation.bias + explanation.reasons.iter().map(|reason| reason.log_odds).sum::<f32>();
        assert!((1.0 / (1.0 + (-log_odds).exp()) - junk).abs() < 1e-3, "{junk} {:?}", explanation.verdict);
    }
    let very_long = document(33_000);
    let alone = cleaner.judge(&very_long, 0.5);
    assert_eq!(cleaner.judge(&long, 0.5), Cleaner::new(Model::embedded()).judge(&long, 0.5));
    assert_eq!(cleaner.judge(&very_long, 0.5), alone);
}

proptest! {
    // A process each.
    #![proptest_config(ProptestConfig { cases: 8, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn threads_and_order_change_nothing(texts in vec(text(), 1..12), threads in 1..5_usize, seed in any::<u64>()) {
        // Enough for several batches.
        let mut records: Vec<String> = (0..60)
            .map(|i| serde_json::json!({"id": i, "text": texts[i % texts.len()].repeat(1 + i % 7 * 12)}).to_string())
            .collect();
        let expected = run(&records, 1);
        prop_assert_eq!(&run(&records, threads), &expected);

        records.sort_by_key(|record| crc32fast::hash(format!("{seed}{record}").as_bytes()));
        let mut shuffled = run(&records, threads);
        let mut sorted = expected;
        shuffled.sort();
        sorted.sort();
        prop_assert_eq!(shuffled, sorted);
    }
}

/// Cleans records as JSON Lines, one a line.
fn run(records: &[String], threads: usize) -> Vec<String> {
    let mut child = Command::new(env!("CARGO_BIN_EXE_unblurb"))
        .args(["clean", "--from", "jsonl", "-q", "--threads", &threads.to_string()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = records.join("\n");
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()).unwrap());
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
}
