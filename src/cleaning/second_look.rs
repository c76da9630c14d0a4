//! The second look: what a page's model keeps, judged once more as the text of an article.
//!
//! A model for pages learns from pages and their true texts where the piece stands, and that all of it is the piece: true
//! texts say little of an ad or a bio between its paragraphs. What it keeps is an article as an extractor hands it over,
//! and of those the model for text knows more. Its word counts where it is sure that a line or two are of the kinds that
//! stand inside pieces; of menus, dates and headlines the other, which sees the markup, knows more.

use crate::document::Document;
use crate::features::sigmoid;
use crate::label::Label;
use crate::model::{Model, Scratch, likeliest};

/// Probability of junk from which the model for text is believed against the one for pages, or its threshold where that
/// is higher.
const SURE: f32 = 0.8;
/// What it is believed about.
const KINDS: [Label; 4] = [Label::Ad, Label::Bio, Label::Share, Label::Subscribe];
/// Paragraphs of a piece that can be judged as an article, at least.
const LEAST: usize = 4;
/// Share of a piece's bytes that may be such junk: where it finds more, it takes the piece for what it is not.
const MOST: f32 = 0.3;

/// The model for text, and what it said of the page judged last.
#[derive(Clone, Debug)]
pub(super) struct SecondLook<'m> {
    model: &'m Model,
    scratch: Scratch,
    /// For each paragraph of the page that it calls junk, its place among those that were kept.
    places: Vec<Option<u32>>,
    /// What is added to its log-odds, so that both models have one threshold.
    shift: f32,
}

impl<'m> SecondLook<'m> {
    pub fn new(model: &'m Model) -> Self {
        SecondLook { model, scratch: Scratch::default(), places: Vec::new(), shift: 0.0 }
    }

    /// Raises `junk` of the paragraphs that `threshold` keeps and that are junk in the piece which they make.
    pub fn look(&mut self, page: &Document, threshold: f32, junk: &mut [f32]) {
        self.places.clear();
        self.places.resize(junk.len(), None);
        let kept: Vec<usize> = (0..junk.len()).filter(|&i| junk[i] < threshold).collect();
        if kept.len() < LEAST || !self.model.names_kinds() {
            return;
        }
        self.shift = log_odds(threshold) - log_odds(self.model.threshold());
        let piece = Document::from_paragraphs(kept.iter().map(|&i| page.paragraph_text(i)));
        let least = log_odds(SURE.max(self.model.threshold()));
        let said = self.model.log_odds(&piece, &mut self.scratch).to_vec();
        if said.iter().all(|&odds| odds < least) {
            return;
        }
        self.model.read_kinds(&mut self.scratch);
        let kind = |place| Some(likeliest(&self.model.label_probabilities(&self.scratch, place)?, &Label::JUNK));
        let goes = |&place: &usize| said[place] >= least && kind(place).is_some_and(|kind| KINDS.contains(&kind));
        let gone: Vec<usize> = (0..kept.len()).filter(goes).collect();
        let bytes: usize = gone.iter().map(|&place| piece.paragraph_text(place).len()).sum();
        if bytes as f32 > MOST * piece.text().len() as f32 {
            return;
        }
        for place in gone {
            let i = kept[place];
            self.places[i] = Some(place as u32);
            junk[i] = sigmoid(said[place] + self.shift);
        }
    }

    /// What was added to the log-odds of a paragraph; 0 where it has no say.
    pub fn shift_of(&self, paragraph: usize) -> f32 {
        if self.asked(paragraph).is_some() { self.shift } else { 0.0 }
    }

    /// The model, what led to its word, and the place of a paragraph of the page there; `None` where it has no say.
    pub fn asked(&self, paragraph: usize) -> Option<(&'m Model, &Scratch, usize)> {
        let place = (*self.places.get(paragraph)?)?;
        Some((self.model, &self.scratch, place as usize))
    }
}

fn log_odds(probability: f32) -> f32 {
    let probability = probability.clamp(1e-6, 1.0 - 1e-6);
    (probability / (1.0 - probability)).ln()
}
