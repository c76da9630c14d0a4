//! The model: from a document's features to a probability of junk for each paragraph, and to its kind.
//!
//! Two logistic stages. The first asks what a paragraph says: hashed words and forms, looked up in a table. The
//! second asks what that means here: curves and products over the measures, which hold the first stage's log-odds of
//! the paragraph and its neighbours, its shape and its place (`experts`). A third, `kinds`, names the kind and is
//! asked only on demand. `training/` makes models, `file` stores them.

#[cfg_attr(target_arch = "x86_64", expect(unsafe_code, reason = "AVX2, where the processor has it"))]
mod block;
mod card;
#[cfg_attr(target_arch = "x86_64", expect(unsafe_code, reason = "AVX2, where the processor has it"))]
mod dense;
mod evidence;
mod experts;
mod file;
mod kinds;
mod tables;
mod trees;

pub use card::{Card, Source};
pub(crate) use dense::Term;
#[cfg(feature = "training")]
pub(crate) use dense::{Curve, Dense, Product, Standard};
pub use evidence::{Evidence, MOST_SITES};
pub(crate) use experts::{Buffers, Experts};
#[cfg(feature = "training")]
pub(crate) use kinds::LABELS;
pub(crate) use kinds::{Kinds, LabelProbabilities, likeliest};
pub(crate) use tables::{Table, token_value};
#[cfg(feature = "training")]
pub(crate) use trees::{Grown, Trees};

use crate::document::Document;
use crate::error::{Error, ErrorKind, Result};
use crate::evaluation::LossTable;
use crate::features::{self, Features, Measures, View, WordScore, Words};
use crate::label::Label;
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

/// Columns of the word table.
pub(crate) const OWN: usize = 0;
pub(crate) const NEXT: usize = 1;
pub(crate) const PREVIOUS: usize = 2;
pub(crate) const STORY: usize = 3;
pub(crate) const WORD_COLUMNS: usize = 4;
const WORD_ROW: usize = WORD_COLUMNS + 1;

static EMBEDDED: &[u8] = include_bytes!("../../models/text.unblurb");
static EMBEDDED_FOR_PAGES: &[u8] = include_bytes!("../../models/page.unblurb");

/// Paragraphs from which on a document's buffers are not kept for the next: they are larger than any page needs.
const LONG: usize = 1 << 15;

/// A trained model.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    parts: Parts,
}

/// What a model consists of, as it is stored.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Parts {
    pub card: Card,
    pub threshold: f32,
    pub losses: LossTable,
    pub words: Table,
    /// Added to the words' sum in the columns `OWN` and `STORY`.
    pub word_bias: (f32, f32),
    pub junk: Experts,
    pub kinds: Option<Kinds>,
    pub evidence: Evidence,
}

/// Buffers for judging documents, reused from one to the next unless it was a long one; one a thread.
#[derive(Clone, Debug, Default)]
pub struct Scratch {
    pub(crate) features: Features,
    pub(crate) scores: Vec<WordScore>,
    pub(crate) view: View,
    pub(crate) measures: Measures,
    pub(crate) log_odds: Vec<f32>,
    /// What words say of each label, once kinds were asked for.
    kinds: Vec<LabelProbabilities>,
    buffers: Buffers,
}

impl Default for Model {
    /// The embedded model.
    fn default() -> Self {
        Model::embedded().clone()
    }
}

impl Model {
    /// The default model for text, embedded in the program.
    pub fn embedded() -> &'static Model {
        static MODEL: LazyLock<Model> =
            LazyLock::new(|| Model::from_bytes(EMBEDDED).expect("a test reads the embedded model"));
        &MODEL
    }

    /// The default model for pages, embedded in the program.
    pub fn embedded_for_pages() -> &'static Model {
        static MODEL: LazyLock<Model> =
            LazyLock::new(|| Model::from_bytes(EMBEDDED_FOR_PAGES).expect("a test reads the embedded model"));
        &MODEL
    }

    pub(crate) fn from_parts(parts: Parts) -> Result<Self> {
        let columns = features::width();
        let sound = (0.0..=1.0).contains(&parts.threshold)
            && parts.card.is_sound()
            && parts.losses.is_sound()
            && parts.words.is_sound(WORD_COLUMNS)
            && parts.word_bias.0.is_finite()
            && parts.word_bias.1.is_finite()
            && parts.junk.is_sound(columns)
            && parts.kinds.as_ref().is_none_or(|kinds| kinds.is_sound(columns))
            && parts.evidence.is_sound();
        if !sound {
            let reason = "the model holds numbers that are not finite or do not fit together";
            return Err(Error::new(ErrorKind::Model, reason));
        }
        Ok(Model { parts })
    }

    pub(crate) fn parts(&self) -> &Parts {
        &self.parts
    }

    /// What it was trained on and how it was measured.
    pub fn card(&self) -> &Card {
        &self.parts.card
    }

    /// Probability of junk from which it removes a paragraph, unless the user says otherwise.
    pub fn threshold(&self) -> f32 {
        self.parts.threshold
    }

    /// What other thresholds cost, as measured out of fold in training.
    pub fn losses(&self) -> &LossTable {
        &self.parts.losses
    }

    /// What else was measured in training; empty of a model from before it was.
    pub fn evidence(&self) -> &Evidence {
        &self.parts.evidence
    }

    /// Labels that it tells apart, in the order of their numbers: of a model without kinds, none.
    pub fn labels(&self) -> Vec<Label> {
        let known = self.parts.kinds.iter().flat_map(|kinds| &kinds.labels);
        known.map(|&label| Label::ALL[usize::from(label)]).collect()
    }

    /// Whether it can name kinds of junk; a model trained on labels without kinds cannot.
    pub fn names_kinds(&self) -> bool {
        self.parts.kinds.is_some()
    }

    /// Number of words and forms that stage one knows.
    pub fn known_tokens(&self) -> usize {
        self.parts.words.tokens()
    }

    /// Log-odds of junk of every paragraph; `scratch` holds all that led to them.
    pub(crate) fn log_odds<'s>(&self, document: &Document, scratch: &'s mut Scratch) -> &'s [f32] {
        if scratch.log_odds.len() > LONG {
            *scratch = Scratch::default();
        }
        scratch.features.read(document);
        word_scores(&self.parts.words, self.parts.word_bias, &scratch.features.words, &mut scratch.scores);
        scratch.view.look(&scratch.features, &scratch.scores);
        // Of a long document every step frees what the next does not look at.
        if document.len() > LONG {
            scratch.features.shapes = Vec::new();
            scratch.scores = Vec::new();
        }
        scratch.measures.compute(&scratch.view);
        if document.len() > LONG {
            scratch.view = View::default();
        }
        self.parts.junk.score(&scratch.measures, &mut scratch.log_odds, &mut scratch.buffers);
        &scratch.log_odds
    }

    /// Prepares [`Model::label_probabilities`] for the document that [`Model::log_odds`] saw last.
    pub(crate) fn read_kinds(&self, scratch: &mut Scratch) {
        if let Some(kinds) = &self.parts.kinds {
            Kinds::word_scores(&kinds.words, &kinds.bias, &scratch.features.words, &mut scratch.kinds);
        }
    }

    /// Probabilities of all labels of a paragraph of the document that [`Model::read_kinds`] saw last.
    pub(crate) fn label_probabilities(&self, scratch: &Scratch, paragraph: usize) -> Option<LabelProbabilities> {
        let kinds = self.parts.kinds.as_ref()?;
        let log_odds = scratch.log_odds[paragraph];
        Some(kinds.probabilities(&scratch.kinds, &scratch.measures, paragraph, log_odds))
    }
}

/// Stage one: what the words of every paragraph say.
pub(crate) fn word_scores(table: &Table, bias: (f32, f32), words: &Words, scores: &mut Vec<WordScore>) {
    scores.clear();
    scores.extend((0..words.len()).map(|i| {
        let mut sums = [0.0; WORD_ROW];
        table.add(words.tokens(i), &mut sums);
        let word_sums = sums;
        table.add(words.forms(i), &mut sums);
        let without_tags = sums;
        if !words.tags(i).is_empty() {
            table.add(words.tags(i), &mut sums);
        }
        WordScore {
            own: bias.0 + sums[1 + OWN],
            next: sums[1 + NEXT],
            previous: sums[1 + PREVIOUS],
            story: bias.1 + sums[1 + STORY],
            words: word_sums[1 + OWN],
            known: word_sums[0] / words.tokens(i).len().max(1) as f32,
            tags: sums[1 + OWN] - without_tags[1 + OWN],
        }
    }));
}
