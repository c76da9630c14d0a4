//! Splits plain text into paragraphs, as byte ranges.
//!
//! Blank lines separate paragraphs where the text has any between two lines of text; otherwise every line is a
//! paragraph. White space at a paragraph's borders belongs to the gaps, so indentation and line ends (`\n`, `\r\n`)
//! come back with the text around.

use super::Paragraph;
use memchr::memchr_iter;

/// The paragraphs of `text`, in order; empty where `text` holds nothing but white space.
pub(super) fn paragraphs(text: &str) -> Vec<Paragraph> {
    let mut lines = Vec::new();
    let mut blank_between = false;
    let mut blank_pending = false;
    let mut start = 0;
    for end in memchr_iter(b'\n', text.as_bytes()).chain(std::iter::once(text.len())) {
        let line = &text[start..end];
        let trimmed = line.trim_start();
        if trimmed.is_empty() {
            blank_pending = !lines.is_empty();
        } else {
            blank_between |= blank_pending;
            let from = end - trimmed.len();
            lines.push((Paragraph { start: from, end: from + trimmed.trim_end().len() }, blank_pending));
            blank_pending = false;
        }
        start = end + 1;
    }
    if !blank_between {
        return lines.into_iter().map(|(line, _)| line).collect();
    }
    let mut paragraphs: Vec<Paragraph> = Vec::new();
    for (line, after_blank) in lines {
        match paragraphs.last_mut() {
            Some(last) if !after_blank => last.end = line.end,
            _ => paragraphs.push(line),
        }
    }
    paragraphs
}

#[cfg(test)]
mod tests {
    use crate::document::Document;

    fn split(text: &str) -> Vec<String> {
        Document::from_text(text).paragraph_texts().map(str::to_owned).collect()
    }

    #[test]
    fn blank_lines_separate_where_there_are_any() {
        assert_eq!(split("one\ntwo\n\nthree\n"), ["one\ntwo", "three"]);
        assert_eq!(split("one\r\n \t\r\n  two\r\n"), ["one", "two"]);
    }

    #[test]
    fn every_line_is_a_paragraph_where_there_is_no_blank_line_between() {
        assert_eq!(split("\n\none\ntwo\nthree\n\n"), ["one", "two", "three"]);
    }

    #[test]
    fn white_space_alone_is_no_paragraph() {
        assert!(split("").is_empty());
        assert!(split(" \n\u{3000}\n\t").is_empty());
    }
}
