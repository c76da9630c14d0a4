//! The worst mistakes in both directions, with their text and what decided.

use super::escape::Escaped;
use super::explanation::badge;
use super::reasons::Reasons;
use crate::label::{Label, TruthLabel};
use std::fmt::Write;

/// A paragraph that was judged wrongly.
#[derive(Clone, Debug, PartialEq)]
pub struct Mistake {
    /// Its document, as a reader finds it again.
    pub document: String,
    /// Its place among the document's paragraphs, from 0.
    pub index: usize,
    /// Its text.
    pub text: String,
    /// What it is.
    pub truth: TruthLabel,
    /// What it was called.
    pub label: Label,
    /// Probability of junk, 0 to 1.
    pub junk: f32,
    /// What decided; `None` where the model that judged is not at hand any more.
    pub reasons: Option<Reasons>,
}

/// Mistakes in both directions, the worst first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Mistakes {
    /// Content that was removed, the highest probability of junk first.
    pub lost: Vec<Mistake>,
    /// Junk that was kept, the lowest probability of junk first.
    pub kept: Vec<Mistake>,
    /// What is to be known of them; may be empty.
    pub note: String,
}

/// Characters of a text that are shown at once; the rest folds, up to as many as [`MOST_CHARS`].
const SHOWN_CHARS: usize = 400;
const MOST_CHARS: usize = 4000;

/// A list of mistakes.
pub(super) fn list(mistakes: &[Mistake]) -> String {
    let mut out = String::from("<ol class=mistakes>\n");
    for mistake in mistakes {
        let truth = Escaped(mistake.truth);
        let _ = writeln!(
            out,
            "<li><p class=where>is <b>{truth}</b>, called {} <span class=from><bdi>{}</bdi>, paragraph {}</span></p>",
            badge(mistake.label, mistake.junk),
            Escaped(&mistake.document),
            mistake.index + 1,
        );
        text(&mut out, &mistake.text);
        if let Some(reasons) = &mistake.reasons {
            out.push_str(&reasons.html());
        }
        out.push_str("</li>\n");
    }
    out.push_str("</ol>\n");
    out
}

/// A text, the end of a long one folded.
fn text(out: &mut String, text: &str) {
    let cut = |chars: usize| text.char_indices().nth(chars).map_or(text.len(), |(at, _)| at);
    let (shown, most) = (cut(SHOWN_CHARS), cut(MOST_CHARS));
    let _ = write!(out, "<p class=text dir=auto>{}", Escaped(&text[..shown]));
    if shown < most {
        let end = if most < text.len() { " …" } else { "" };
        let rest = Escaped(&text[shown..most]);
        let _ = write!(out, "<details class=more dir=auto><summary>… the rest</summary>{rest}{end}</details>");
    } else {
        out.push_str("</p>");
    }
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mistake(text: &str) -> Mistake {
        Mistake {
            document: "<a>".to_owned(),
            index: 0,
            text: text.to_owned(),
            truth: TruthLabel::Junk,
            label: Label::Content,
            junk: 0.25,
            reasons: Some(Reasons::default()),
        }
    }

    #[test]
    fn a_mistake_says_what_where_and_why() {
        let html = list(&[mistake("<script>alert(1)</script>")]);
        assert!(!html.contains("<script") && html.contains("&lt;a&gt;</bdi>, paragraph 1"), "{html}");
        assert!(html.contains("is <b>junk</b>") && html.contains("class=sum") && !html.contains("the rest"), "{html}");
    }

    #[test]
    fn a_long_text_folds_and_a_very_long_one_is_cut() {
        assert!(list(&[mistake(&"ä".repeat(401))]).contains("the rest</summary>ä</details>"));
        let html = list(&[mistake(&"ä".repeat(5000))]);
        assert!(html.matches('ä').count() == 4000 && html.contains("ä …"));
    }
}
