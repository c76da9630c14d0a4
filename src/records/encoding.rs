//! What bytes mean as text: [`Encoding`], and the transcoder for encodings whose lines cannot be cut as bytes.
//!
//! A name or a byte order mark comes in, text or the place of the first malformed byte leaves. Apart from `stream`
//! because the rules here are the WHATWG Encoding Standard's, through `encoding_rs`, and know no files.

use crate::error::{Error, ErrorKind, Result};
use encoding_rs::{Decoder, DecoderResult, UTF_8};
use std::borrow::Cow;
use std::collections::VecDeque;
use std::io::{self, BufRead, Read};
use std::str::FromStr;
use std::sync::{Arc, Mutex, MutexGuard};

/// How the bytes of an input are to be read as text.
///
/// By default as UTF-8, or UTF-16 where a byte order mark says so. A mark wins over a name. What is written is always
/// UTF-8, so only UTF-8 input comes back byte for byte.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Encoding(Option<&'static encoding_rs::Encoding>);

impl Encoding {
    /// Its name in the Encoding Standard; `UTF-8` for the default.
    pub fn name(self) -> &'static str {
        self.whatwg().name()
    }

    /// The name, where one was given; a page says itself what it is in.
    pub(super) fn given(self) -> Option<&'static str> {
        self.0.map(encoding_rs::Encoding::name)
    }

    /// The encoding that the first bytes of an input name, and the length of the mark in bytes; this one where they
    /// name none.
    pub(super) fn marked(self, start: &[u8]) -> (Encoding, usize) {
        match encoding_rs::Encoding::for_bom(start) {
            Some((encoding, mark)) => (Encoding(Some(encoding)), mark),
            None => (self, 0),
        }
    }

    /// Whether an input that begins so is in UTF-32, whose mark begins like UTF-16's and which nothing here reads.
    pub(super) fn is_utf32(start: &[u8]) -> bool {
        start.starts_with(b"\xff\xfe\0\0") || start.starts_with(b"\0\0\xfe\xff")
    }

    /// Whether it is UTF-8.
    pub(super) fn is_utf8(self) -> bool {
        self.whatwg() == UTF_8
    }

    /// Whether an ASCII byte, such as a line end, a comma or a quote, is always that character.
    pub(super) fn is_ascii_compatible(self) -> bool {
        self.whatwg().is_ascii_compatible()
    }

    /// `bytes` as text, without a mark; else the offset of the first malformed byte.
    pub(super) fn decode(self, bytes: &[u8]) -> Result<Cow<'_, str>, usize> {
        if self.is_utf8() {
            return std::str::from_utf8(bytes).map(Cow::Borrowed).map_err(|e| e.valid_up_to());
        }
        let text = self.whatwg().decode_without_bom_handling_and_without_replacement(bytes);
        text.ok_or_else(|| first_malformed(self.whatwg().new_decoder_without_bom_handling(), bytes))
    }

    /// `bytes`, which are not copied where they are UTF-8, as text; else the offset of the first malformed byte, and the
    /// bytes.
    pub(super) fn decode_owned(self, bytes: Vec<u8>) -> Result<String, (usize, Vec<u8>)> {
        if self.is_utf8() {
            return String::from_utf8(bytes).map_err(|e| (e.utf8_error().valid_up_to(), e.into_bytes()));
        }
        match self.decode(&bytes) {
            Ok(text) => Ok(text.into_owned()),
            Err(malformed) => Err((malformed, bytes)),
        }
    }

    fn whatwg(self) -> &'static encoding_rs::Encoding {
        self.0.unwrap_or(UTF_8)
    }
}

impl FromStr for Encoding {
    type Err = Error;

    /// # Errors
    ///
    /// [`ErrorKind::Argument`] where the name is no label of the Encoding Standard.
    fn from_str(name: &str) -> Result<Self> {
        match encoding_rs::Encoding::for_label_no_replacement(name.as_bytes()) {
            Some(encoding) => Ok(Encoding(Some(encoding))),
            None => {
                let message =
                    format!("unknown encoding {name:?}, expected a name such as utf-8, windows-1252, shift_jis or gbk");
                Err(Error::new(ErrorKind::Argument, message))
            }
        }
    }
}

/// Reads another encoding as UTF-8, piece by piece, in constant memory.
///
/// A malformed sequence becomes the byte [`Transcoder::MALFORMED`], which is in no UTF-8 text, so that it costs the
/// record it stands in and not the rest of the input.
pub(super) struct Transcoder<R> {
    reader: R,
    decoder: Decoder,
    decoded: Vec<u8>,
    taken: usize,
    ended: bool,
    /// Bytes read, and bytes decoded before those in `decoded`.
    read: u64,
    given: u64,
    malformed: Arc<Malformed>,
}

/// Where a [`Transcoder`] found malformed sequences: offsets in what was decoded, and in what was read.
#[derive(Debug, Default)]
pub(super) struct Malformed(Mutex<VecDeque<(u64, u64)>>);

impl Malformed {
    /// Offset in what was read of the sequence that stands at `decoded` in what was decoded. Those before are forgotten, as
    /// records are looked at in order.
    pub(super) fn read(&self, decoded: u64) -> Option<u64> {
        let mut places = self.places();
        while places.front().is_some_and(|(at, _)| *at < decoded) {
            places.pop_front();
        }
        places.front().filter(|(at, _)| *at == decoded).map(|(_, read)| *read)
    }

    fn places(&self) -> MutexGuard<'_, VecDeque<(u64, u64)>> {
        self.0.lock().expect("nobody panics while looking")
    }
}

impl<R: BufRead> Transcoder<R> {
    const MALFORMED: u8 = 0xFF;
    /// Bytes decoded at a time.
    const BUFFER: usize = 1 << 14;

    /// Reads `encoding`, from behind a mark of so many bytes.
    pub(super) fn new(reader: R, encoding: Encoding, mark: usize) -> Self {
        Transcoder {
            reader,
            decoder: encoding.whatwg().new_decoder_without_bom_handling(),
            decoded: Vec::new(),
            taken: 0,
            ended: false,
            read: mark as u64,
            given: mark as u64,
            malformed: Arc::default(),
        }
    }

    /// Where it found malformed sequences; offsets begin before the mark.
    pub(super) fn malformed(&self) -> Arc<Malformed> {
        self.malformed.clone()
    }
}

impl<R: BufRead> BufRead for Transcoder<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        while self.taken == self.decoded.len() && !self.ended {
            self.taken = 0;
            self.given += self.decoded.len() as u64;
            self.decoded.clear();
            let bytes = self.reader.fill_buf()?;
            let last = bytes.is_empty();
            self.decoded.resize(Self::BUFFER, 0);
            let (result, read, written) =
                self.decoder.decode_to_utf8_without_replacement(bytes, &mut self.decoded, last);
            self.reader.consume(read);
            self.read += read as u64;
            self.decoded.truncate(written);
            match result {
                DecoderResult::InputEmpty => self.ended = last,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(bytes, after) => {
                    let place = (self.given + written as u64, self.read - u64::from(bytes) - u64::from(after));
                    self.malformed.places().push_back(place);
                    self.decoded.push(Self::MALFORMED);
                }
            }
        }
        Ok(&self.decoded[self.taken..])
    }

    fn consume(&mut self, bytes: usize) {
        self.taken = (self.taken + bytes).min(self.decoded.len());
    }
}

impl<R: BufRead> Read for Transcoder<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(into)?;
        self.consume(read);
        Ok(read)
    }
}

fn first_malformed(mut decoder: Decoder, bytes: &[u8]) -> usize {
    let mut scratch = [0; 1 << 12];
    let mut read = 0;
    loop {
        let (result, more, _) = decoder.decode_to_utf8_without_replacement(&bytes[read..], &mut scratch, true);
        read += more;
        match result {
            // The malformed sequence and what was read after it lie before `read`.
            DecoderResult::Malformed(malformed, after) => return read - usize::from(malformed) - usize::from(after),
            DecoderResult::OutputFull => {}
            DecoderResult::InputEmpty => return read,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn transcode(name: &str, bytes: &[u8]) -> Vec<u8> {
        let mut decoded = Vec::new();
        Transcoder::new(bytes, name.parse().unwrap(), 0).read_to_end(&mut decoded).unwrap();
        decoded
    }

    #[test]
    fn names_are_labels_of_the_standard() {
        assert_eq!("latin1".parse::<Encoding>().unwrap().name(), "windows-1252");
        assert_eq!(Encoding::default().name(), "UTF-8");
        assert_eq!("klingon".parse::<Encoding>().unwrap_err().kind(), ErrorKind::Argument);
    }

    #[test]
    fn malformed_bytes_are_found_where_they_are() {
        assert_eq!(Encoding::default().decode(b"caf\xe9"), Err(3));
        assert_eq!("latin1".parse::<Encoding>().unwrap().decode(b"caf\xe9").unwrap(), "café");
        let long = [vec![b'a'; 10_000], b"\x81\x20".to_vec()].concat();
        assert_eq!("shift_jis".parse::<Encoding>().unwrap().decode(&long), Err(10_000));
    }

    #[test]
    fn the_transcoder_marks_what_is_malformed_and_goes_on() {
        assert_eq!(transcode("utf-16le", b"a\0\x3d\xd8\x00\xde\n\0"), "a😀\n".as_bytes());
        assert_eq!(transcode("utf-16le", b"a\0\x3d\xd8b\0"), b"a\xffb");
        assert_eq!(transcode("utf-16be", b"\0a\0"), b"a\xff");
        let long = "ü".repeat(20_000);
        let utf16: Vec<u8> = long.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(transcode("utf-16le", &utf16), long.as_bytes());
    }
}
