//! A file that is a web page, read: [`PageFile`].
//!
//! An input comes in, its one [`Record`] leaves, or a reject where it is none. Not read as a text file is: a page says
//! itself which encoding it is in, and whatever it holds it is read.

use super::encoding::Encoding;
use super::input::Input;
use super::reader::Outcome;
use super::record::{Record, Reject};
use crate::error::{Error, ErrorKind, Result};
use crate::page::Page;
use std::io::{BufRead, Read};

/// What often has the name of a page without being one, by its first bytes.
const NO_PAGE: [(&[u8], &str); 11] = [
    (b"%PDF-", "a PDF"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"RIFF", "a WebP image, or sound"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x1f\x8b", "gzip, which is read where the name ends in .gz"),
    (b"\x28\xb5\x2f\xfd", "zstd, which is read where the name ends in .zst"),
    (b"\x7fELF", "a program"),
    (b"\xff\xfe\0\0", "UTF-32"),
    (b"\0\0\xfe\xff", "UTF-32"),
];

/// A page that is being read.
pub(super) struct PageFile {
    input: Input,
    reader: Box<dyn BufRead + Send>,
    encoding: Encoding,
}

impl PageFile {
    pub(super) fn open(input: &Input, encoding: Encoding) -> Result<PageFile> {
        Ok(PageFile { reader: input.open()?, input: input.clone(), encoding })
    }

    /// The page.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`] where it cannot be read. What is no page by its first bytes is a reject.
    pub(super) fn read(&mut self) -> Result<Outcome> {
        let mut bytes = Vec::new();
        let limited = self.reader.by_ref().take(Page::LONGEST as u64);
        { limited }.read_to_end(&mut bytes).map_err(|e| self.input.error(e))?;
        if let Some((_, what)) = NO_PAGE.iter().find(|(start, _)| bytes.starts_with(start)) {
            let message = format!("expected a web page, found {what}, by its first bytes");
            let error = Error::new(ErrorKind::Encoding, message).in_file(self.input.path());
            return Ok(Outcome::Reject(Reject { error, raw: bytes }));
        }
        let page = Page::read_with_charset(&bytes, self.encoding.given());
        Ok(Outcome::Record(Record::of_page(page, self.input.path().into())))
    }
}
