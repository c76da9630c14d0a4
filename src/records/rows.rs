//! Rows of named fields, whatever the format: [`Rows`] is JSON Lines or CSV, [`Row`] one object or row with its place.
//!
//! A [`Stream`] comes in, rows leave one at a time. Documents and labelled data both stand on it; Parquet will be a
//! third variant here.

use super::csv::CsvRows;
use super::fields::{self, Fields};
use super::format::Format;
use super::jsonl::JsonRows;
use super::stream::Stream;
use crate::error::{Error, ErrorKind, Result};
use std::borrow::Cow;
use std::path::Path;
use std::sync::Arc;

/// One row. It borrows its bytes from the reader.
pub(super) struct Row<'a> {
    /// Line of the input on which it begins, from 1.
    pub(super) line: u64,
    /// Its bytes as they came, without the line end.
    pub(super) raw: &'a [u8],
    /// The line it was in, where that is JSON.
    pub(super) json: Option<Cow<'a, str>>,
    /// Its fields, or what is wrong with it; the error knows path and line.
    pub(super) fields: Result<Fields>,
}

/// An input of rows that is being read.
pub(super) enum Rows {
    Jsonl(JsonRows),
    Csv(Box<CsvRows>),
}

impl Rows {
    /// Begins to read rows.
    ///
    /// # Errors
    ///
    /// Where a header cannot be read, or the format has no rows.
    pub(super) fn open(stream: Stream, format: Format) -> Result<Rows> {
        match format {
            Format::Jsonl => Ok(Rows::Jsonl(JsonRows::new(stream))),
            Format::Csv => Ok(Rows::Csv(Box::new(CsvRows::open(stream)?))),
            Format::Text | Format::Html | Format::Markdown => {
                let message =
                    format!("expected records (csv, jsonl), found {format}; --from FORMAT names another format");
                Err(Error::new(ErrorKind::Argument, message).in_file(stream.path()))
            }
        }
    }

    /// The next row, `None` at the end. An error is of the input as a whole, and ends it.
    pub(super) fn next(&mut self) -> Result<Option<Row<'_>>> {
        match self {
            Rows::Jsonl(rows) => rows.next(),
            Rows::Csv(rows) => rows.next(),
        }
    }

    /// Path of the input.
    pub(super) fn path(&self) -> &Arc<Path> {
        match self {
            Rows::Jsonl(rows) => rows.stream().path(),
            Rows::Csv(rows) => rows.stream().path(),
        }
    }

    /// The names in the header and its bytes; `None` where every row names its own, or where there is not even a header.
    pub(super) fn header(&self) -> Option<(&[String], &[u8])> {
        match self {
            Rows::Csv(rows) if !rows.columns().is_empty() => Some((rows.columns(), rows.header())),
            Rows::Csv(_) | Rows::Jsonl(_) => None,
        }
    }

    /// Whether the rows may have a field `name`: a header has the column, or there is none.
    pub(super) fn may_have(&self, name: &str) -> bool {
        self.header().is_none_or(|(columns, _)| columns.iter().any(|column| column == name))
    }

    /// Makes sure that a header has the column `name`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Record`] where it has not; it says so where another mark than a comma seems to part the columns.
    pub(super) fn require(&self, name: &str) -> Result<()> {
        let Some((columns, _)) = self.header().filter(|_| !self.may_have(name)) else { return Ok(()) };
        let missing = fields::missing(name, columns.iter());
        let mark = match columns {
            [only] => only.chars().find(|c| matches!(c, ';' | '\t' | '|')),
            _ => None,
        };
        let error = match mark {
            Some(mark) => {
                let message = format!("{}; columns are parted by commas here, not by {mark:?}", missing.message());
                Error::new(ErrorKind::Record, message).in_field(name)
            }
            None => missing,
        };
        Err(error.in_file(self.path()).at_line(1))
    }
}
