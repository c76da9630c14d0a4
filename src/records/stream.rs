//! An opened input: [`Stream`], its bytes after decompression, with their offset and what they mean as text.
//!
//! An [`Input`] and an [`Encoding`] come in, lines, pieces or the whole leave. A room of its own so that the formats
//! deal with records only: the byte order mark is off, errors carry path and byte, and whatever cannot be cut at ASCII
//! bytes (UTF-16) arrives as UTF-8.

use super::encoding::{Encoding, Malformed, Transcoder};
use super::input::Input;
use super::record::Reject;
use crate::error::{Error, ErrorKind, Result};
use std::borrow::Cow;
use std::io::{BufRead, Cursor, ErrorKind as IoErrorKind, Read};
use std::path::Path;
use std::sync::Arc;

/// An input that is being read.
pub(super) struct Stream {
    reader: Box<dyn BufRead + Send>,
    input: Input,
    path: Arc<Path>,
    encoding: Encoding,
    /// Where the reader gives UTF-8 in place of the encoding: what it could not decode.
    transcoded: Option<Arc<Malformed>>,
    /// Bytes given so far, the mark included.
    offset: u64,
    bom: bool,
}

impl Stream {
    /// Opens `input` and takes off its byte order mark.
    pub(super) fn open(input: &Input, encoding: Encoding) -> Result<Stream> {
        let mut reader = input.open()?;
        let mut start = Vec::new();
        reader.by_ref().take(4).read_to_end(&mut start).map_err(|e| input.error(e))?;
        if Encoding::is_utf32(&start) {
            let message = "UTF-32, by its byte order mark, is not supported; convert it to UTF-8";
            return Err(Error::new(ErrorKind::Encoding, message).in_file(input.path()));
        }
        let (encoding, mark) = encoding.marked(&start);
        let bom = mark > 0 && encoding.is_utf8();
        start.drain(..mark);
        let mut reader: Box<dyn BufRead + Send> = Box::new(Cursor::new(start).chain(reader));
        let mut transcoded = None;
        if !encoding.is_ascii_compatible() {
            let transcoder = Transcoder::new(reader, encoding, mark);
            transcoded = Some(transcoder.malformed());
            reader = Box::new(transcoder);
        }
        let path = input.path().into();
        Ok(Stream { reader, input: input.clone(), path, encoding, transcoded, offset: mark as u64, bom })
    }

    /// Whether it began with the byte order mark of UTF-8, [`Stream::offset`] bytes long.
    pub(super) fn bom(&self) -> bool {
        self.bom
    }

    /// Path of the input.
    pub(super) fn path(&self) -> &Arc<Path> {
        &self.path
    }

    /// Offset of the next byte in the decompressed input.
    pub(super) fn offset(&self) -> u64 {
        self.offset
    }

    /// The next bytes, at least one before the end, without taking them.
    pub(super) fn fill(&mut self) -> Result<&[u8]> {
        while let Err(e) = self.reader.fill_buf() {
            if e.kind() != IoErrorKind::Interrupted {
                return Err(self.input.error(e));
            }
        }
        self.reader.fill_buf().map_err(|e| self.input.error(e))
    }

    /// Takes `bytes` of what [`Stream::fill`] gave.
    pub(super) fn consume(&mut self, bytes: usize) {
        self.reader.consume(bytes);
        self.offset += bytes as u64;
    }

    /// The next line into `line`, with its line end; `false` at the end of the input.
    pub(super) fn read_line(&mut self, line: &mut Vec<u8>) -> Result<bool> {
        line.clear();
        let read = self.reader.read_until(b'\n', line).map_err(|e| self.input.error(e))?;
        self.offset += read as u64;
        Ok(read > 0)
    }

    /// Everything that is left.
    pub(super) fn read_all(&mut self) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let read = self.reader.read_to_end(&mut bytes).map_err(|e| self.input.error(e))?;
        self.offset += read as u64;
        Ok(bytes)
    }

    /// `bytes`, which began at `offset`, as text. The error names the byte in the input.
    pub(super) fn decode<'a>(&self, bytes: &'a [u8], offset: u64) -> Result<Cow<'a, str>> {
        self.bytes_encoding().decode(bytes).map_err(|malformed| self.malformed(offset + malformed as u64))
    }

    /// As [`Stream::decode`], without a copy where none is needed.
    pub(super) fn decode_owned(&self, bytes: Vec<u8>, offset: u64) -> Result<String, Box<Reject>> {
        let decoded = self.bytes_encoding().decode_owned(bytes);
        decoded.map_err(|(malformed, raw)| Box::new(Reject { error: self.malformed(offset + malformed as u64), raw }))
    }

    /// The encoding of the bytes as the reader gives them.
    fn bytes_encoding(&self) -> Encoding {
        if self.transcoded.is_some() { Encoding::default() } else { self.encoding }
    }

    fn malformed(&self, byte: u64) -> Error {
        let name = self.encoding.name();
        let message = format!("not valid {name}; if the text is in another encoding, name it with --encoding NAME");
        let error = Error::new(ErrorKind::Encoding, message).in_file(&self.path);
        let byte = self.transcoded.as_ref().map_or(Some(byte), |malformed| malformed.read(byte));
        byte.into_iter().fold(error, Error::at_byte)
    }
}
