//! The piece's headline, which most true texts leave out: neither content of theirs nor junk.
//!
//! Labels and the title come in; at most one paragraph becomes the title.

use crate::document::Document;
use crate::evaluation::words;
use crate::label::{Label, TruthLabel};

/// Characters from which a headline may lack a part of the title, or have more than it.
const LONG_CHARS: usize = 12;

/// Share of the longer one that the shorter one then must have.
const NEAR_SHARE: f64 = 0.7;

/// Labels the paragraph that is the piece's headline `title`: of those that say what the title says, and that `may` be one
/// by their index, the first that is content; else the last before the content, or the first of all. Others keep their
/// label.
///
/// # Panics
///
/// Where there is not one label a paragraph.
pub fn mark_headline(document: &Document, labels: &mut [TruthLabel], title: &str, may: impl Fn(usize) -> bool) {
    assert_eq!(document.len(), labels.len(), "one label a paragraph");
    let title = Words::new(title);
    if title.0.is_empty() {
        return;
    }
    // A paragraph much longer than the title is not it, and need not be taken apart.
    let most = 2 * title.0.len() + 100;
    let says = |&i: &usize| {
        let text = document.paragraph_text(i);
        text.len() <= most && may(i) && title.is_near(&Words::new(text))
    };
    let same: Vec<usize> = (0..document.len()).filter(says).collect();
    let is_content = |i: usize| labels[i] == Label::Content.into();
    let first = (0..labels.len()).find(|&i| is_content(i)).unwrap_or(0);
    let content = same.iter().copied().find(|&i| is_content(i));
    let before = || same.iter().copied().rfind(|&i| i < first);
    if let Some(headline) = content.or_else(before).or_else(|| same.first().copied()) {
        labels[headline] = Label::Title.into();
    }
}

/// The words of a text in lower case, one space between.
struct Words(String);

impl Words {
    fn new(text: &str) -> Self {
        Words(words(&text.to_lowercase()).collect::<Vec<_>>().join(" "))
    }

    fn is_near(&self, other: &Words) -> bool {
        let (shorter, longer) = if self.0.len() < other.0.len() { (&self.0, &other.0) } else { (&other.0, &self.0) };
        let chars = |text: &str| text.chars().count();
        longer == shorter
            || longer.starts_with(shorter.as_str())
                && chars(shorter) >= LONG_CHARS
                && chars(shorter) as f64 >= NEAR_SHARE * chars(longer) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_paragraph_becomes_the_title() {
        let texts = ["Harbour reopens", "News", "Harbour reopens!", "The quay is safe.", "Harbour reopens"];
        let marked = |labels: &str, title: &str| {
            let of = |c| if c == 'c' { Label::Content.into() } else { TruthLabel::Junk };
            let mut labels: Vec<TruthLabel> = labels.chars().map(of).collect();
            mark_headline(&Document::from_paragraphs(texts), &mut labels, title, |i| i > 0);
            labels.iter().position(|label| *label == Label::Title.into())
        };
        assert_eq!(marked("jjjcj", "harbour: Reopens"), Some(2));
        assert_eq!(marked("jjjcc", "Harbour reopens"), Some(4));
        assert_eq!(marked("jjjjj", "Harbour reopens"), Some(2));
        assert_eq!(marked("jjjcj", "Harbour reopens now"), Some(2));
        assert_eq!(marked("jjjcj", "Harbour reopens after two years"), None);
        assert_eq!(marked("jjjcj", "..."), None);
    }
}
