//! A document put back together without what is removed.

use crate::document::Document;

/// A document without its junk.
#[derive(Clone, Debug, PartialEq)]
pub struct Cleaned {
    /// The kept text.
    pub text: String,
    /// Whether each paragraph was kept.
    pub kept: Vec<bool>,
    /// Whether the document was left as it was because it would have lost more than the policy allows.
    pub spared: bool,
}

impl Cleaned {
    /// Number of paragraphs removed.
    pub fn removed(&self) -> usize {
        self.kept.iter().filter(|kept| !**kept).count()
    }
}

/// Removes the paragraphs that `removed` names, unless they hold more than `max_removed` of the characters of all
/// paragraphs. Kept text comes back byte for byte, with its indentation; between two kept paragraphs stands the gap that
/// followed the first, and after the last what ended the text.
///
/// # Panics
///
/// Where there is not one flag a paragraph.
pub fn clean(document: &Document, removed: &[bool], max_removed: f32) -> Cleaned {
    assert_eq!(document.len(), removed.len(), "one flag a paragraph");
    if !removed.contains(&true) {
        return Cleaned { text: document.text().to_owned(), kept: vec![true; removed.len()], spared: false };
    }
    let (mut all, mut gone) = (0, 0);
    for (text, &removed) in document.paragraph_texts().zip(removed) {
        // Most paragraphs are found to be ASCII sooner than counted.
        let chars = if text.is_ascii() { text.len() } else { text.chars().count() };
        all += chars;
        gone += if removed { chars } else { 0 };
    }
    if gone as f64 > f64::from(max_removed) * all as f64 {
        return Cleaned { text: document.text().to_owned(), kept: vec![true; removed.len()], spared: true };
    }
    Cleaned { text: join(document, removed), kept: removed.iter().map(|removed| !removed).collect(), spared: false }
}

fn join(document: &Document, removed: &[bool]) -> String {
    let (text, paragraphs) = (document.text(), document.paragraphs());
    let mut out = String::with_capacity(text.len());
    // What stands between the last kept paragraph and the next: its own gap up to the last line end.
    let mut gap: Option<&str> = None;
    let mut next = 0;
    // A run of kept paragraphs is kept with all that stands between them.
    for run in removed.chunk_by(|a, b| a == b) {
        let (first, end) = (next, next + run.len());
        next = end;
        if run[0] {
            continue;
        }
        let before = if first == 0 { 0 } else { paragraphs[first - 1].end };
        let (lines, indentation) = line_and_indentation(&text[before..paragraphs[first].start], first == 0);
        match gap {
            None if first == 0 => out.push_str(lines),
            None => {}
            Some(gap) => out.push_str(gap),
        }
        out.push_str(indentation);
        out.push_str(&text[paragraphs[first].start..paragraphs[end - 1].end]);
        let after = paragraphs.get(end).map_or(text.len(), |next| next.start);
        gap = Some(line_and_indentation(&text[paragraphs[end - 1].end..after], false).0);
    }
    if gap.is_some() {
        let end = paragraphs.last().map_or(0, |last| last.end);
        out.push_str(&text[end..]);
    }
    out
}

/// Parts a gap after its last line end: what ends the line before, and the indentation of the line after. The start of a
/// text has nothing to end.
fn line_and_indentation(gap: &str, at_start: bool) -> (&str, &str) {
    match gap.rfind('\n') {
        Some(at) => gap.split_at(at + 1),
        None if at_start => ("", gap),
        None => (gap, ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str, removed: &[bool]) -> String {
        clean(&Document::from_text(text), removed, 1.0).text
    }

    #[test]
    fn gaps_and_indentation_stay_with_what_is_kept() {
        let text = "\n\n  one\r\n\r\n\ttwo\n\n\n   three \n\nfour\n";
        assert_eq!(cut(text, &[false; 4]), text);
        assert_eq!(cut(text, &[false, true, false, false]), "\n\n  one\r\n\r\n   three \n\nfour\n");
        assert_eq!(cut(text, &[true, false, false, true]), "\ttwo\n\n\n   three\n");
        assert_eq!(cut(text, &[true; 4]), "");
    }

    #[test]
    fn a_text_without_a_last_line_end_gets_none() {
        assert_eq!(cut("one\ntwo\nthree", &[false, false, true]), "one\ntwo");
        assert_eq!(cut("one\n\ntwo", &[true, false]), "two");
    }

    #[test]
    fn a_document_that_would_lose_too_much_is_spared() {
        let document = Document::from_text("one\n\ntwo longer than one");
        let cleaned = clean(&document, &[false, true], 0.5);
        assert!(cleaned.spared);
        assert_eq!(cleaned.text, document.text());
        assert_eq!(cleaned.removed(), 0);
    }
}
