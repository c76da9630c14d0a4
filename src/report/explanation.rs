//! Articles with their verdicts: paragraphs tinted by probability, reasons at hand, what goes folded away.
//!
//! A page begins, grows by a document at a time, and ends, so that it can be written while documents are read. Reasons
//! show under a pointer, and where a finger or the keyboard went; it needs no script.

use super::escape::Escaped;
use super::number::{count, counted};
use super::reasons::Reasons;
use super::shell;
use crate::label::Label;
use std::fmt::Write;

/// A paragraph with its verdict.
#[derive(Clone, Debug, PartialEq)]
pub struct ExplainedParagraph<'a> {
    /// Its text.
    pub text: &'a str,
    /// What it was called; a kind of junk where it goes.
    pub label: Label,
    /// Probability of junk, 0 to 1.
    pub junk: f32,
    /// Probability of each kind of junk, in the order of [`Label::JUNK`].
    pub kinds: [f32; Label::JUNK.len()],
    /// What decided.
    pub reasons: Reasons,
}

/// The parts of the page, in order: [`ExplanationPage::begin`], a [`ExplanationPage::document`] for each, and
/// [`ExplanationPage::end`].
#[derive(Clone, Copy, Debug)]
pub struct ExplanationPage;

/// Kinds less likely than this are not named beside the likeliest.
const LEAST_KIND: f32 = 0.05;

impl ExplanationPage {
    /// All before the first document.
    pub fn begin() -> String {
        let mut out = shell::begin("unblurb: why each paragraph stays or goes");
        out.push_str(
            "<header>\n<h1>What stays, what goes, and why</h1>\n\
             <p class=scale>probability of junk <span class=ramp></span> 0 to 1</p>\n\
             <p class=note>Point at a paragraph, tap it, or go to it by Tab for what decided: contributions in log-odds, \
             + for junk, − for content. What goes is folded.</p>\n</header>\n<main>\n",
        );
        out
    }

    /// A document: its name, the threshold from which paragraphs go, and its paragraphs.
    pub fn document(name: &str, threshold: f32, paragraphs: &[ExplainedParagraph]) -> String {
        let junk = paragraphs.iter().filter(|paragraph| paragraph.label.is_junk()).count();
        let mut out = format!(
            "<article class=explained>\n<h2 dir=auto>{}</h2>\n<p class=note>{}, {} to go, at a probability of \
             junk of {threshold:.3} or more</p>\n",
            Escaped(name),
            counted(paragraphs.len() as u64, "paragraph"),
            count(junk as u64),
        );
        for run in paragraphs.chunk_by(|a, b| a.label.is_junk() == b.label.is_junk()) {
            let goes = run[0].label.is_junk();
            if goes {
                let _ = writeln!(out, "<details class=gone><summary>{}</summary>", summary(run));
            }
            run.iter().for_each(|explained| paragraph(&mut out, explained));
            if goes {
                out.push_str("</details>\n");
            }
        }
        out.push_str("</article>\n");
        out
    }

    /// All after the last document.
    pub fn end() -> String {
        format!("</main>\n{}", shell::end())
    }
}

/// What is folded: of one paragraph how it begins, of several which kinds they are.
fn summary(run: &[ExplainedParagraph]) -> String {
    if let [one] = run {
        return format!(
            "{} <span class=begin dir=auto>{}</span>",
            badge(one.label, one.junk),
            Escaped(one.text.trim())
        );
    }
    let mut out = format!("{} paragraphs", count(run.len() as u64));
    for kind in Label::JUNK {
        match run.iter().filter(|paragraph| paragraph.label == kind).count() {
            0 => {}
            1 => out.push_str(&format!(" <span class=\"badge junk\">{kind}</span>")),
            n => out.push_str(&format!(" <span class=\"badge junk\">{kind} × {n}</span>")),
        }
    }
    out
}

fn paragraph(out: &mut String, explained: &ExplainedParagraph) {
    let _ = writeln!(
        out,
        "<div class=p tabindex=0 style=\"--p:{:.3}\"><p class=text dir=auto>{}</p>{}\n<div class=why>",
        explained.junk,
        Escaped(explained.text.trim()),
        badge(explained.label, explained.junk),
    );
    let likely = Label::JUNK.into_iter().zip(explained.kinds).filter(|(_, p)| *p >= LEAST_KIND);
    let mut likely: Vec<(Label, f32)> = likely.collect();
    likely.sort_by(|a, b| b.1.total_cmp(&a.1));
    if !likely.is_empty() {
        out.push_str("<p class=reasons><span class=name>kinds</span>");
        for (kind, probability) in likely {
            let _ = write!(out, " <span class=reason>{kind} {probability:.2}</span>");
        }
        out.push_str("</p>\n");
    }
    let _ = writeln!(out, "{}</div></div>", explained.reasons.html());
}

/// A label and the probability of junk.
pub(super) fn badge(label: Label, junk: f32) -> String {
    let class = if label.is_junk() { "junk" } else { "content" };
    format!("<span class=\"badge {class}\">{label} <small>{junk:.3}</small></span>")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn explained(text: &str, label: Label, junk: f32) -> ExplainedParagraph<'_> {
        let mut kinds = [0.0; Label::JUNK.len()];
        kinds[0] = junk;
        ExplainedParagraph { text, label, junk, kinds, reasons: Reasons::default() }
    }

    #[test]
    fn what_goes_is_folded_a_run_at_a_time() {
        let html = ExplanationPage::document(
            "<name>",
            0.5,
            &[
                explained("one <b>", Label::Content, 0.1),
                explained("two", Label::Ad, 0.9),
                explained("three", Label::Ad, 0.8),
                explained("four", Label::Bio, 0.7),
                explained("five", Label::Title, 0.0),
                explained("six", Label::Legal, 1.0),
            ],
        );
        assert_eq!((html.matches("<details").count(), html.matches("<div class=p ").count()), (2, 6));
        assert!(html.contains("3 paragraphs <span class=\"badge junk\">ad × 2</span>"), "{html}");
        assert!(
            html.contains("one &lt;b&gt;") && html.contains("&lt;name&gt;") && html.contains("--p:0.900"),
            "{html}"
        );
        assert!(html.contains("6 paragraphs, 4 to go"), "{html}");
    }

    #[test]
    fn nothing_is_a_page_too() {
        let page = [ExplanationPage::begin(), ExplanationPage::document("", 0.5, &[]), ExplanationPage::end()].concat();
        assert!(page.contains("0 paragraphs, 0 to go") && page.ends_with("</html>\n"), "{page}");
    }
}
