//! Why a paragraph was judged as it was.

use super::verdict::{Cleaner, Verdict};
use crate::document::Document;
use crate::features;
use crate::model::{Model, Term};

/// A measure, or two together, and what it added to the log-odds of junk.
#[derive(Clone, Debug, PartialEq)]
pub struct Reason {
    /// Name of the measure in the schema; two names joined by ` × ` for a product.
    pub measure: String,
    /// Value of the measure, or of the first of two.
    pub value: f32,
    /// What it added to the log-odds of junk, against an average paragraph of the training data.
    pub log_odds: f32,
}

/// A word, or two in a row, and what it said.
#[derive(Clone, Debug, PartialEq)]
pub struct WordReason {
    /// The words as they stand in the text.
    pub text: String,
    /// What they added to the first stage's log-odds of junk.
    pub log_odds: f32,
}

/// A verdict with its reasons.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// The verdict.
    pub verdict: Verdict,
    /// Log-odds of an average paragraph; with reasons and rest they add up to the log-odds of `verdict.junk`.
    pub bias: f32,
    /// Measures by weight, the weightiest first; as many as were asked for.
    pub reasons: Vec<Reason>,
    /// Sum of the log-odds of all other measures.
    pub rest: f32,
    /// Words by weight, the weightiest first. They decide through the measure `odds`.
    pub words: Vec<WordReason>,
}

impl Cleaner<'_> {
    /// Judges every paragraph and says why, with at most `most` measures and as many words.
    pub fn explain(&mut self, document: &Document, threshold: f32, most: usize) -> Vec<Explanation> {
        let verdicts = self.judge(document, threshold);
        verdicts.into_iter().enumerate().map(|(i, verdict)| self.explanation(document, i, verdict, most)).collect()
    }

    fn explanation(&self, document: &Document, paragraph: usize, verdict: Verdict, most: usize) -> Explanation {
        let (model, scratch, place) = self.asked(paragraph);
        let (bias, mut terms) = model.parts().junk.terms(&scratch.measures, place);
        let shift = self.second.as_ref().map_or(0.0, |second| second.shift_of(paragraph));
        terms.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
        let others = terms.split_off(most.min(terms.len()));
        let reason = |((first, second), log_odds): (Term, f32)| {
            let name = |column| features::schema().nth(column).expect("a sound model names columns that exist").name;
            let measure = match second {
                Some(second) => format!("{} × {}", name(first), name(second)),
                None => name(first).to_owned(),
            };
            Reason { measure, value: scratch.measures.value(first, place), log_odds }
        };
        let mut words = words(model, document.paragraph_text(paragraph));
        words.truncate(most);
        Explanation {
            verdict,
            bias: bias + shift,
            reasons: terms.into_iter().map(reason).collect(),
            rest: others.into_iter().map(|(_, log_odds)| log_odds).sum(),
            words,
        }
    }
}

fn words(model: &Model, text: &str) -> Vec<WordReason> {
    let spans = features::spans(text);
    let value = crate::model::token_value(spans.len());
    let mut words: Vec<WordReason> = Vec::new();
    for (token, span) in spans {
        let log_odds = model.parts().words.weight(token, crate::model::OWN) * value;
        let text = &text[span];
        match words.iter_mut().find(|word| word.text == text) {
            Some(word) => word.log_odds += log_odds,
            None if log_odds != 0.0 => words.push(WordReason { text: text.to_owned(), log_odds }),
            None => {}
        }
    }
    words.sort_by(|a, b| b.log_odds.abs().total_cmp(&a.log_odds.abs()));
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every contribution is there and none twice: what a page or a terminal shows adds up to what was decided.
    fn assert_adds_up(mut cleaner: Cleaner, document: &Document) {
        let explanations = cleaner.explain(document, cleaner.model().threshold(), 10);
        assert_eq!(explanations.len(), document.len());
        for explanation in &explanations {
            let junk = f64::from(explanation.verdict.junk);
            let decided = (junk / (1.0 - junk)).ln() as f32;
            let sum = explanation.bias
                + explanation.rest
                + explanation.reasons.iter().map(|reason| reason.log_odds).sum::<f32>();
            let mut names: Vec<&str> = explanation.reasons.iter().map(|reason| reason.measure.as_str()).collect();
            names.sort_unstable();
            assert!(names.windows(2).all(|pair| pair[0] != pair[1]), "a measure stands twice: {names:?}");
            // Beyond this a probability has too few digits to tell.
            assert!(
                (sum.clamp(-8.0, 8.0) - decided.clamp(-8.0, 8.0)).abs() < 1e-3,
                "{sum} is not {decided}: {:?}",
                explanation.verdict
            );
        }
    }

    const TEXT: &str = "Ferry line to Orsay island ends after ninety years\n\nShare this article\n\nThe last ferry left the \
                        harbour on Monday with eleven passengers and a dog.\n\nSign up at Golden Marlin Casino today!\n\n\
                        Maren Hultgren is a reporter on the northern desk.\n\n© 2025 Coast Courier. All rights reserved.";

    #[test]
    fn reasons_of_a_text_add_up() {
        for model in [Model::embedded(), Model::embedded_for_pages()] {
            assert_adds_up(Cleaner::new(model), &Document::from_text(TEXT));
        }
    }

    #[cfg(feature = "html")]
    #[test]
    fn reasons_of_a_page_add_up() {
        let paragraphs = TEXT.split("\n\n").map(|text| format!("<p class=body>{text} <a href=/more>more</a></p>"));
        let page = format!("<title>Ferry line</title><nav><a href=/>Home</a></nav><main>{}</main>", {
            paragraphs.collect::<String>()
        });
        let (text, pages) = (Model::embedded(), Model::embedded_for_pages());
        for cleaner in [Cleaner::new(text), Cleaner::new(pages), Cleaner::with_second_look(pages, text)] {
            assert_adds_up(cleaner, &crate::page::Page::read(page.as_bytes()).take_document());
        }
    }
}
