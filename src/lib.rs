//! Takes the junk out of articles.

pub mod document;
pub mod features;
mod error;
pub mod evaluation;
mod label;
#[cfg(feature = "records")]
pub mod records;

pub use error::{Error, ErrorKind, Place, Result};
pub use label::{Label, TruthLabel};
pub mod lab;
pub mod training;
