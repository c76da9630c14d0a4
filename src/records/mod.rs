//! Files of documents in and out: the only room that opens a file.
//!
//! Paths come in and leave as [`Input`]s, each with its [`Format`] and [`Compression`]. A [`Reader`] takes an input
//! apart into [`Record`]s, one at a time, and hands a bad one on as a [`Reject`] instead of giving up; a [`Writer`]
//! puts cleaned records back in the form they came in, into a [`Sink`] that leaves a whole file or none.
//! [`read_labelled`], [`write_labelled`] and [`labelled_line`] do the same for labelled data, where a bad row is an error.
//!
//! In the order of the data:
//!
//! 1. `format`, `input`: which files, in which format and compression;
//! 2. `encoding`, `stream`: their bytes, decompressed, as text;
//! 3. `rows`, `jsonl`, `line`, `csv`, `fields`: rows of named fields;
//! 4. `record`, `page_file`, `reader`: documents with the fields that pass through;
//! 5. `sink`, `writer`: the way back;
//! 6. `labelled`, `labelled_writer`: rows with labels, and back;
//! 7. `knowledge`: what a file says of documents that lie elsewhere.
//!
//! A format to come (Parquet, WARC) gets a variant in `format`, a file beside `jsonl` or a body in `reader`, and
//! a form in `writer`.

mod csv;
mod encoding;
mod fields;
mod format;
mod input;
mod jsonl;
mod knowledge;
mod labelled;
mod labelled_writer;
mod line;
mod page_file;
mod reader;
mod record;
mod rows;
mod sink;
mod stream;
mod writer;

pub use encoding::Encoding;
pub use fields::Fields;
pub use format::{Compression, Format};
pub use input::{Input, destinations};
pub use knowledge::{Known, read_known};
pub use labelled::read_labelled;
pub use labelled_writer::{labelled_line, write_labelled};
pub use reader::{Layout, Outcome, ReadOptions, Reader};
pub use record::{Record, Reject};
pub use sink::Sink;
pub use writer::Writer;
