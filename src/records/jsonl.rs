//! JSON Lines, read: an object a line.
//!
//! A [`Stream`] comes in, [`Row`]s leave. Lines of white space alone are skipped but counted. The line is checked as
//! text before it is parsed, so that a wrong byte is found where it is, and memory is bounded by the longest line.

use super::line;
use super::rows::Row;
use super::stream::Stream;
use crate::error::Result;

/// The objects of an input in JSON Lines.
pub(super) struct JsonRows {
    stream: Stream,
    buffer: Vec<u8>,
    line: u64,
}

impl JsonRows {
    pub(super) fn new(stream: Stream) -> Self {
        JsonRows { stream, buffer: Vec::new(), line: 0 }
    }

    pub(super) fn stream(&self) -> &Stream {
        &self.stream
    }

    pub(super) fn next(&mut self) -> Result<Option<Row<'_>>> {
        loop {
            let offset = self.stream.offset();
            if !self.stream.read_line(&mut self.buffer)? {
                return Ok(None);
            }
            self.line += 1;
            if self.buffer.trim_ascii().is_empty() {
                continue;
            }
            // A line end of two bytes keeps its first: to JSON it is a space, and so it comes back with the line.
            let line = self.buffer.strip_suffix(b"\n").unwrap_or(&self.buffer);
            let raw = line.strip_suffix(b"\r").unwrap_or(line);
            let json = self.stream.decode(line, offset);
            let (fields, json) = match json {
                Ok(json) => (line::parse(&json), Some(json)),
                Err(e) => (Err(e), None),
            };
            let fields = fields.map_err(|e| e.in_file(self.stream.path()).at_line(self.line));
            return Ok(Some(Row { line: self.line, raw, json, fields }));
        }
    }
}
