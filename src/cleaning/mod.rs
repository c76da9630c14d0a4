//! Cleaning: verdicts on a document's paragraphs, and the document without its junk.
//!
//! A [`Cleaner`] asks the model and gives a [`Verdict`] a paragraph, with [`Reason`]s on demand; a [`Policy`] says which
//! verdicts mean removal; [`clean`] puts the kept byte ranges back together.

mod explain;
mod kept;
mod policy;
mod second_look;
mod verdict;

pub use explain::{Explanation, Reason, WordReason};
pub use kept::{Cleaned, clean};
pub use policy::{LabelSet, Policy};
pub use verdict::{Cleaner, Verdict};
