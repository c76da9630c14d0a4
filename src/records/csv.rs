//! CSV, read: a header, then a row a record (RFC 4180; line ends `\n`, `\r\n` or `\r`).
//!
//! A [`Stream`] comes in, [`Row`]s leave. It drives the state machine of `csv-core` itself, because a bad row has to be
//! handed on byte for byte with the line and byte it began at, and a quote that is never closed has to be told from the
//! end of the file.

use super::fields::Fields;
use super::rows::Row;
use super::stream::Stream;
use crate::error::{Error, ErrorKind, Result};
use csv_core::ReadRecordResult;
use memchr::memchr_iter;
use serde_json::Value;

/// The rows of an input in CSV.
pub(super) struct CsvRows {
    cells: Cells,
    columns: Vec<String>,
    header: Vec<u8>,
}

impl CsvRows {
    /// Reads the header; an input without any has no rows.
    ///
    /// # Errors
    ///
    /// Where the header is no text or names a column twice.
    pub(super) fn open(stream: Stream) -> Result<Self> {
        let mut cells = Cells::new(stream);
        let mut columns: Vec<String> = Vec::new();
        if cells.read()? {
            for name in cells.texts().map_err(|e| cells.locate(e))? {
                if columns.contains(&name) {
                    let error = Error::new(ErrorKind::Record, "expected every column once, found this one twice");
                    return Err(cells.locate(error.in_field(name)));
                }
                columns.push(name);
            }
        }
        let header = cells.raw().to_vec();
        Ok(CsvRows { cells, columns, header })
    }

    pub(super) fn stream(&self) -> &Stream {
        &self.cells.stream
    }

    pub(super) fn columns(&self) -> &[String] {
        &self.columns
    }

    /// The header's bytes, without line end.
    pub(super) fn header(&self) -> &[u8] {
        &self.header
    }

    pub(super) fn next(&mut self) -> Result<Option<Row<'_>>> {
        if !self.cells.read()? {
            return Ok(None);
        }
        let fields = self.fields().map_err(|e| self.cells.locate(e));
        Ok(Some(Row { line: self.cells.line(), raw: self.cells.raw(), json: None, fields }))
    }

    fn fields(&self) -> Result<Fields> {
        let texts = self.cells.texts()?;
        let (expected, found) = (self.columns.len(), texts.len());
        if expected != found {
            let message = format!("expected {expected} fields as in the header, found {found}");
            return Err(Error::new(ErrorKind::Record, message));
        }
        Ok(self.columns.iter().cloned().zip(texts.into_iter().map(Value::String)).collect())
    }
}

/// The row read last: its bytes, its cells, its place.
struct Cells {
    stream: Stream,
    machine: csv_core::Reader,
    /// All bytes taken since the row before, with the line ends of that row and this, and blank lines between.
    taken: Vec<u8>,
    /// Offset of `taken` in the input, and line ends before it.
    start: u64,
    lines_before: u64,
    /// The cells' bytes without quotes, one after the other; where each ends; how many there are.
    unquoted: Vec<u8>,
    ends: Vec<usize>,
    count: usize,
    /// Whether every quote was closed.
    closed: bool,
}

impl Cells {
    fn new(stream: Stream) -> Self {
        Cells {
            stream,
            machine: csv_core::Reader::new(),
            taken: Vec::new(),
            start: 0,
            lines_before: 0,
            unquoted: vec![0; 1 << 12],
            ends: vec![0; 1 << 6],
            count: 0,
            closed: true,
        }
    }

    /// Reads the next row; `false` at the end.
    fn read(&mut self) -> Result<bool> {
        self.lines_before += line_ends(&self.taken);
        self.start = self.stream.offset();
        self.taken.clear();
        self.count = 0;
        let mut written = 0;
        loop {
            let bytes = self.stream.fill()?;
            let ended = bytes.is_empty();
            // At the end of the input a line end ends any row, but for one with an open quote.
            let bytes = if ended { b"\n" } else { bytes };
            let (result, read, more, cells) =
                self.machine.read_record(bytes, &mut self.unquoted[written..], &mut self.ends[self.count..]);
            if !ended {
                self.taken.extend_from_slice(&bytes[..read]);
                self.stream.consume(read);
            }
            written += more;
            self.count += cells;
            match result {
                ReadRecordResult::OutputFull => self.unquoted.resize(self.unquoted.len() * 2, 0),
                ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
                ReadRecordResult::InputEmpty if !ended => {}
                ReadRecordResult::InputEmpty | ReadRecordResult::End => {
                    self.closed = false;
                    return Ok(!self.raw().is_empty());
                }
                ReadRecordResult::Record => {
                    self.closed = true;
                    return Ok(true);
                }
            }
        }
    }

    /// The row's bytes, without line ends around.
    fn raw(&self) -> &[u8] {
        let raw = &self.taken[self.blank()..];
        let raw = raw.strip_suffix(b"\n").unwrap_or(raw);
        raw.strip_suffix(b"\r").unwrap_or(raw)
    }

    /// The cells as text.
    fn texts(&self) -> Result<Vec<String>> {
        if !self.closed {
            return Err(Error::new(ErrorKind::Record, "expected a closing quote, found the end of the file"));
        }
        // Once as a whole: the offset of a wrong byte in a cell without its quotes would not be that in the input.
        let offset = self.start + self.blank() as u64;
        self.stream.decode(self.raw(), offset)?;
        let mut start = 0;
        let text = |&end| {
            let cell = self.stream.decode(&self.unquoted[start..end], offset)?;
            start = end;
            Ok(cell.into_owned())
        };
        self.ends[..self.count].iter().map(text).collect()
    }

    fn line(&self) -> u64 {
        self.lines_before + line_ends(&self.taken[..self.blank()]) + 1
    }

    fn locate(&self, error: Error) -> Error {
        error.in_file(self.stream.path()).at_line(self.line())
    }

    /// Length of the line ends before the row.
    fn blank(&self) -> usize {
        self.taken.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count()
    }
}

fn line_ends(bytes: &[u8]) -> u64 {
    memchr_iter(b'\n', bytes).count() as u64
}
