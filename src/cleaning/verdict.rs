//! What the model says of a paragraph.

use super::second_look::SecondLook;
use crate::document::Document;
use crate::features::sigmoid;
use crate::label::Label;
use crate::model::{Model, Scratch, likeliest};

/// What the model says of a paragraph.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Verdict {
    /// What it is: one of the kinds of junk where `junk` reaches the threshold, else content or title.
    pub label: Label,
    /// Probability that it is junk, 0 to 1.
    pub junk: f32,
    /// Probability of each kind of junk, in the order of [`Label::JUNK`]; they add up to `junk`.
    pub kinds: [f32; Label::JUNK.len()],
}

/// Judges documents, one after the other, with buffers of its own; one a thread.
#[derive(Clone, Debug)]
pub struct Cleaner<'m> {
    pub(super) model: &'m Model,
    pub(super) scratch: Scratch,
    pub(super) second: Option<Box<SecondLook<'m>>>,
}

impl<'m> Cleaner<'m> {
    /// A cleaner that asks `model`.
    pub fn new(model: &'m Model) -> Self {
        Cleaner { model, scratch: Scratch::default(), second: None }
    }

    /// A cleaner that asks `pages` about pages, and `text` once more about the piece that is left of each.
    pub fn with_second_look(pages: &'m Model, text: &'m Model) -> Self {
        Cleaner { second: Some(Box::new(SecondLook::new(text))), ..Cleaner::new(pages) }
    }

    /// The model it asks.
    pub fn model(&self) -> &'m Model {
        self.model
    }

    /// Probability of junk of every paragraph, 0 to 1, in order: all that removing by threshold needs, and twice as fast
    /// as [`Cleaner::judge`].
    pub fn junk(&mut self, document: &Document) -> Vec<f32> {
        let log_odds = self.model.log_odds(document, &mut self.scratch);
        let mut junk: Vec<f32> = log_odds.iter().map(|&odds| sigmoid(odds)).collect();
        if let Some(second) = &mut self.second {
            second.look(document, self.model.threshold(), &mut junk);
        }
        junk
    }

    /// A verdict on every paragraph, in order. `threshold` is the probability of junk from which a paragraph is called
    /// by a kind of junk; it changes no probability.
    pub fn judge(&mut self, document: &Document, threshold: f32) -> Vec<Verdict> {
        let junk = self.junk(document);
        self.model.read_kinds(&mut self.scratch);
        let mut verdicts: Vec<Verdict> =
            junk.iter().enumerate().map(|(i, &junk)| self.verdict(i, junk, threshold)).collect();
        self.leave_one_title(&mut verdicts);
        verdicts
    }

    /// A piece has one headline: of several titles the likeliest stays, the first of equals, the others are content.
    fn leave_one_title(&self, verdicts: &mut [Verdict]) {
        let title = |i: usize| {
            self.model.label_probabilities(&self.scratch, i).map_or(0.0, |labels| labels[Label::Title as usize])
        };
        let titles: Vec<(usize, f32)> =
            (0..verdicts.len()).filter(|&i| verdicts[i].label == Label::Title).map(|i| (i, title(i))).collect();
        let best = titles.iter().copied().reduce(|best, next| if next.1 > best.1 { next } else { best });
        for (i, _) in titles {
            if best.is_some_and(|best| best.0 != i) {
                verdicts[i].label = Label::Content;
            }
        }
    }

    /// The model that has the say on a paragraph of the document judged last, with what led to it and the paragraph's place
    /// there.
    pub(super) fn asked(&self, paragraph: usize) -> (&'m Model, &Scratch, usize) {
        match self.second.as_ref().and_then(|second| second.asked(paragraph)) {
            Some(asked) => asked,
            None => (self.model, &self.scratch, paragraph),
        }
    }

    /// The verdict on a paragraph of the document judged last.
    fn verdict(&self, paragraph: usize, junk: f32, threshold: f32) -> Verdict {
        let mut kinds = [0.0; Label::JUNK.len()];
        let (model, scratch, place) = self.asked(paragraph);
        let Some(labels) = model.label_probabilities(scratch, place) else {
            // A model without kinds: navigation is the guide's last resort.
            kinds[Label::Navigation as usize - Label::Ad as usize] = junk;
            let label = if junk >= threshold { Label::Navigation } else { Label::Content };
            return Verdict { label, junk, kinds };
        };
        let total: f32 = Label::JUNK.iter().map(|&kind| labels[kind as usize]).sum();
        for (share, kind) in kinds.iter_mut().zip(Label::JUNK) {
            *share = if total > 0.0 { junk * labels[kind as usize] / total } else { junk / Label::JUNK.len() as f32 };
        }
        let among: &[Label] = if junk >= threshold { &Label::JUNK } else { &[Label::Content, Label::Title] };
        Verdict { label: likeliest(&labels, among), junk, kinds }
    }
}
