//! JSON Lines, read: an object a line.
//!
//! A [`Stream`] comes in, [`Row`]s leave. Lines of white space alone are skipped but counted. The line is checked as
//! text before it is parsed, so that a wrong byte is found where it is, and memory is bounded by the longest line.

use super::fields::{Fields, describe};
use super::rows::Row;
use super::stream::Stream;
use crate::error::{Error, ErrorKind, Result};
use serde_json::Value;

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
            let raw = self.buffer.strip_suffix(b"\n").unwrap_or(&self.buffer);
            let raw = raw.strip_suffix(b"\r").unwrap_or(raw);
            let fields = self.stream.decode(raw, offset).and_then(|line| parse(&line));
            let fields = fields.map_err(|e| e.in_file(self.stream.path()).at_line(self.line));
            return Ok(Some(Row { line: self.line, raw, fields }));
        }
    }
}

fn parse(line: &str) -> Result<Fields> {
    match serde_json::from_str(line) {
        Ok(Value::Object(fields)) => Ok(fields),
        Ok(other) => Err(Error::new(ErrorKind::Record, format!("expected an object, found {}", describe(&other)))),
        Err(e) => {
            // Its own place counts lines within the line.
            let message = e.to_string();
            let reason = message.split(" at line ").next().unwrap_or(&message);
            Err(Error::new(ErrorKind::Record, format!("not valid JSON at column {}: {reason}", e.column())))
        }
    }
}
