//! One judged paragraph: what a reader says it is beside what the program answered.
//!
//! The only thing that enters this room besides pages and readers' labels. It is small and `Copy`, so that a million of
//! them can be sorted and resampled.

use crate::error::{Error, ErrorKind, Result};
use crate::label::{Label, TruthLabel};

/// A paragraph with its truth and its verdict.
///
/// Where the truth is unsure the paragraph counts in no figure. `content` and `title` are what should be kept, together
/// called *content* wherever junk is weighed against it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Judged {
    /// Number of its document, any numbering.
    pub document: u32,
    /// What a reader says it is.
    pub truth: TruthLabel,
    /// The verdict's label at the model's own threshold.
    pub label: Label,
    /// The verdict's probability that it is junk, from 0 to 1.
    pub junk: f32,
    /// Its length in characters.
    pub chars: u32,
}

impl Judged {
    /// A paragraph of this text, labelled `truth`, with its verdict's label and probability of junk.
    pub fn new(document: usize, text: &str, truth: TruthLabel, label: Label, junk: f32) -> Self {
        let chars = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
        Judged { document: document as u32, truth, label, junk, chars }
    }

    /// Whether it is removed at this threshold: at or above it, as on the command line.
    pub fn is_removed(&self, threshold: f32) -> bool {
        self.junk >= threshold
    }

    /// Whether its truth is junk, after a look at its probability; `None` where the truth is unsure.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Data`] where the probability is not from 0 to 1, which would sort anywhere.
    pub(super) fn checked_truth(&self) -> Result<Option<bool>> {
        if (0.0..=1.0).contains(&self.junk) {
            return Ok(self.truth.is_junk());
        }
        let message = format!(
            "document {} has a paragraph with a junk probability of {}, expected 0 to 1",
            self.document, self.junk
        );
        Err(Error::new(ErrorKind::Data, message))
    }
}
