//! Takes the junk out of articles: ads in prose, author bios, share prompts, newsletter boxes, related links.
//!
//! The modules follow the path of the data:
//!
//! 1. [`document`]: a text taken apart into paragraphs.
//! 2. [`page`]: a web page as such a text, with its markup and facts (feature `html`).
//! 3. [`features`]: paragraphs as hashed words and dense measures.
//! 4. [`model`]: features to a probability of junk; the model file.
//! 5. [`cleaning`]: verdicts, reasons, and the text without its junk.
//! 6. [`rendering`]: what was kept of a page as Markdown or clean HTML (feature `html`).
//! 7. [`training`]: labelled documents to a model (feature `training`).
//! 8. [`evaluation`]: verdicts against the truth.
//! 9. [`alignment`]: labelled data from pairs of a raw and a cleaned text.
//! 10. [`report`]: figures and verdicts as pages to look at (feature `report`).
//! 11. [`records`]: files of documents in and out (feature `records`).
//!
//! ```
//! use unblurb::cleaning::{Cleaner, Policy, clean};
//! use unblurb::document::Document;
//! use unblurb::model::Model;
//!
//! let model = Model::embedded();
//! let document = Document::from_text("A piece of text.\n\nSubscribe to our newsletter!\n");
//! let policy = Policy::new(model.threshold());
//! let verdicts = Cleaner::new(model).judge(&document, policy.threshold);
//! let removed: Vec<bool> = verdicts.iter().map(|verdict| policy.removes(verdict)).collect();
//! println!("{}", clean(&document, &removed, policy.max_removed).text);
//! ```

#![deny(missing_docs, unsafe_code)]

pub mod alignment;
pub mod cleaning;
pub mod document;
mod error;
pub mod evaluation;
pub mod features;
mod label;
pub mod model;
#[cfg(feature = "html")]
pub mod page;
#[cfg(feature = "records")]
pub mod records;
#[cfg(feature = "html")]
pub mod rendering;
#[cfg(feature = "report")]
pub mod report;
#[cfg(feature = "training")]
pub mod training;

pub use error::{Error, ErrorKind, Place, Result};
pub use label::{Label, TruthLabel};

/// The README's code, tried with the other examples.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
