//! Documents as a stream: [`Reader`] goes through one input, a record at a time.
//!
//! An [`Input`] comes in, [`Record`]s leave, and a [`Reject`] in place of each that is broken, so that reading goes on.
//! Memory is bounded by the largest record.

use super::encoding::Encoding;
use super::format::Format;
use super::input::Input;
use super::page_file::PageFile;
use super::record::{FieldNames, Record, Reject};
use super::rows::Rows;
use super::stream::Stream;
use crate::error::{Error, Result};

/// How records are read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadOptions {
    /// The field or column that holds the text; `text` by default.
    pub text_field: String,
    /// The field or column that holds a page, looked at before that of the text. `None` is `html`, looked at where there
    /// is no text.
    pub html_field: Option<String>,
    /// The encoding of the input; by default a page's is what the page says.
    pub encoding: Encoding,
}

/// What of an input's form is written back beside its records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Its format.
    pub format: Format,
    /// Whether it began with the byte order mark of UTF-8.
    pub bom: bool,
    /// The columns of a CSV header, in order, and one for the text of pages where it has none.
    pub columns: Option<Vec<String>>,
    /// The bytes of that header as they came, without the line end: what the rejects of the input begin with.
    pub header: Option<Vec<u8>>,
}

/// A record, or one that is broken.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "nearly all are records; a box would be an allocation for each")]
pub enum Outcome {
    /// A record that was read.
    Record(Record),
    /// A record that could not be read; the ones after it can.
    Reject(Reject),
}

/// The records of one input, in order. An `Err` says that the input cannot be read any further, and is the last item.
pub struct Reader {
    body: Body,
    names: FieldNames,
    layout: Layout,
}

enum Body {
    Text(Stream),
    Page(PageFile),
    Rows(Rows),
    Ended,
}

impl Default for ReadOptions {
    fn default() -> Self {
        ReadOptions { text_field: "text".to_owned(), html_field: None, encoding: Encoding::default() }
    }
}

impl Reader {
    /// Opens `input`, and reads its header where it has one.
    ///
    /// # Errors
    ///
    /// [`crate::ErrorKind::Io`] where it cannot be opened or read, [`crate::ErrorKind::Record`] where a CSV header has
    /// no column for the text, or the same column twice, [`crate::ErrorKind::Encoding`] where it is no text.
    pub fn open(input: &Input, options: &ReadOptions) -> Result<Reader> {
        let names = FieldNames {
            text: options.text_field.as_str().into(),
            html: options.html_field.as_deref().unwrap_or("html").into(),
            html_first: options.html_field.is_some(),
        };
        let mut layout = Layout { format: input.format(), bom: false, columns: None, header: None };
        if input.format() == Format::Html {
            return Ok(Reader { body: Body::Page(PageFile::open(input, options.encoding)?), names, layout });
        }
        let stream = Stream::open(input, options.encoding)?;
        layout.bom = stream.bom();
        let body = match input.format() {
            format if !format.has_fields() => Body::Text(stream),
            format => {
                let rows = Rows::open(stream, format)?;
                let mut columns = rows.header().map(|(columns, _)| columns.to_vec());
                if rows.may_have(&names.html) {
                    let lacking = columns.as_mut().filter(|columns| !columns.contains(&options.text_field));
                    lacking.into_iter().for_each(|columns| columns.push(options.text_field.clone()));
                } else {
                    rows.require(&options.text_field)?;
                }
                layout.header = rows.header().map(|(_, header)| header.to_vec());
                layout.columns = columns;
                Body::Rows(rows)
            }
        };
        Ok(Reader { body, names, layout })
    }

    /// The form of the input, for a [`Writer`](super::Writer) that writes it back.
    pub fn layout(&self) -> &Layout {
        &self.layout
    }
}

impl Iterator for Reader {
    type Item = Result<Outcome>;

    fn next(&mut self) -> Option<Result<Outcome>> {
        let outcome = match &mut self.body {
            Body::Text(stream) => whole(stream).map(Some),
            Body::Page(file) => file.read().map(Some),
            Body::Rows(rows) => next_row(rows, &self.names),
            Body::Ended => Ok(None),
        };
        if !matches!((&self.body, &outcome), (Body::Rows(_), Ok(Some(_)))) {
            self.body = Body::Ended;
        }
        outcome.transpose()
    }
}

/// The one document of a text file.
fn whole(stream: &mut Stream) -> Result<Outcome> {
    let offset = stream.offset();
    let raw = stream.read_all()?;
    let path = stream.path().clone();
    let start = if stream.bom() { offset as usize } else { 0 };
    Ok(match stream.decode_owned(raw, offset) {
        Ok(text) => Outcome::Record(Record::of_text(text, path, start)),
        Err(reject) => Outcome::Reject(*reject),
    })
}

fn next_row(rows: &mut Rows, names: &FieldNames) -> Result<Option<Outcome>> {
    let path = rows.path().clone();
    let Some(row) = rows.next()? else { return Ok(None) };
    let record = row.fields.and_then(|fields| Record::of_fields(fields, names, path.clone(), row.line));
    Ok(Some(match record {
        Ok(record) => Outcome::Record(record.with_json(row.json)),
        Err(error) => reject(error.in_file(path).at_line(row.line), row.raw.to_vec()),
    }))
}

fn reject(error: Error, raw: Vec<u8>) -> Outcome {
    Outcome::Reject(Reject { error, raw })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;
    use crate::records::input::tests::input;

    fn open(name: &str, bytes: impl AsRef<[u8]>, options: &ReadOptions) -> Result<Vec<Outcome>> {
        let (_folder, input) = input(name, bytes);
        Reader::open(&input, options)?.collect()
    }

    fn read(name: &str, bytes: impl AsRef<[u8]>) -> Vec<Outcome> {
        open(name, bytes, &ReadOptions::default()).unwrap()
    }

    fn record(outcome: &Outcome) -> &Record {
        match outcome {
            Outcome::Record(record) => record,
            Outcome::Reject(reject) => panic!("{}", reject.error),
        }
    }

    /// Line, byte, field and raw bytes.
    fn rejected(outcome: &Outcome) -> (Option<u64>, Option<u64>, Option<&str>, &[u8]) {
        let Outcome::Reject(Reject { error, raw }) = outcome else { panic!("{outcome:?}") };
        let place = error.place();
        (place.line, place.byte, place.field.as_deref(), raw)
    }

    fn in_encoding(name: &str) -> ReadOptions {
        ReadOptions { encoding: name.parse().unwrap(), ..ReadOptions::default() }
    }

    #[test]
    fn a_text_file_is_one_document() {
        let read_one = |bytes: &[u8]| record(&read("a.txt", bytes)[0]).document.text().to_owned();
        assert_eq!(read_one(b""), "");
        assert_eq!(read_one(b" a\0b\r\n\r\nc"), " a\0b\r\n\r\nc");
        assert_eq!(read_one(b"\xef\xbb\xbfa"), "a");
        assert_eq!(read_one(b"\xff\xfea\0\xe9\0"), "a\u{e9}");
        assert_eq!(rejected(&read("a.txt", b"\xef\xbb\xbfcaf\xe9!")[0]), (None, Some(6), None, b"caf\xe9!".as_slice()));
        let latin = open("a.txt", b"caf\xe9", &in_encoding("latin1")).unwrap();
        assert_eq!(record(&latin[0]).document.text(), "café");
        assert!(record(&latin[0]).name().ends_with("a.txt"));
    }

    #[test]
    fn json_lines_go_on_after_a_bad_record() {
        let lines: [&[u8]; 10] = [
            br#"{"id": 12, "lang": "en", "text": "a\n\nb", "n": 1.50}"#,
            b"  ",
            b"{\"text\": ",
            b"{\"text\": \"\xff\"}",
            b"{\"txt\": 1}",
            b"{\"text\": [1]}\r",
            b"[]",
            br#"{"paragraphs": ["a", {"text": "b"}]}"#,
            br#"{"paragraphs": ["a", 2]}"#,
            br#"{"text": "last"}"#,
        ];
        let bytes = lines.join(b"\n".as_slice());
        let wrong = bytes.iter().position(|byte| *byte == 0xff).unwrap() as u64;
        let outcomes = read("feed.jsonl", bytes);
        assert_eq!(outcomes.len(), 9);
        let first = record(&outcomes[0]);
        assert_eq!((first.name().as_str(), first.document.len()), ("12", 2));
        assert_eq!(first.document.origin.language.as_deref(), Some("en"));
        assert_eq!(rejected(&outcomes[1]), (Some(3), None, None, lines[2]));
        assert_eq!(rejected(&outcomes[2]), (Some(4), Some(wrong), None, lines[3]));
        assert_eq!(rejected(&outcomes[3]), (Some(5), None, Some("text"), lines[4]));
        assert_eq!(rejected(&outcomes[4]), (Some(6), None, Some("text"), b"{\"text\": [1]}".as_slice()));
        assert_eq!(rejected(&outcomes[5]), (Some(7), None, None, lines[6]));
        assert_eq!(record(&outcomes[6]).document.text(), "a\nb");
        assert_eq!(rejected(&outcomes[7]), (Some(9), None, Some("paragraphs[1]"), lines[8]));
        assert!(record(&outcomes[8]).name().ends_with("feed.jsonl:10"));
    }

    #[test]
    fn csv_goes_on_after_a_bad_row() {
        let csv =
            b"\xef\xbb\xbfid,body\r\n1,\"a, \"\"b\"\"\r\n\"\r\n\r\n2\r\n3,\xff\r\n4,5\" pipe\r\n5,\"open\r\n6,x\r\n";
        let wrong = csv.iter().position(|byte| *byte == 0xff).unwrap() as u64;
        let options = ReadOptions { text_field: "body".to_owned(), ..ReadOptions::default() };
        let outcomes = open("a.csv", csv, &options).unwrap();
        assert_eq!(outcomes.len(), 5);
        assert_eq!(record(&outcomes[0]).document.text(), "a, \"b\"\r\n");
        assert_eq!(rejected(&outcomes[1]), (Some(5), None, None, b"2".as_slice()));
        assert_eq!(rejected(&outcomes[2]), (Some(6), Some(wrong), None, b"3,\xff".as_slice()));
        assert_eq!(record(&outcomes[3]).document.text(), "5\" pipe");
        assert_eq!(rejected(&outcomes[4]), (Some(8), None, None, b"5,\"open\r\n6,x".as_slice()));

        let error = open("a.csv", csv, &ReadOptions::default()).unwrap_err();
        assert_eq!((error.kind(), error.place().line), (ErrorKind::Record, Some(1)));
        assert!(error.message().contains("\"id\", \"body\""), "{error}");
        assert!(open("a.csv", "text,text\n", &options).unwrap_err().to_string().contains("twice"));
        assert!(open("a.csv", "", &options).unwrap().is_empty());
    }

    #[test]
    fn other_encodings_cost_a_bad_record_too() {
        let sjis = open("a.csv", b"id,text\n1,\x93\xfa\x96\x7b\n2,\x81\x20\n3,a", &in_encoding("shift_jis")).unwrap();
        assert_eq!(record(&sjis[0]).document.text(), "日本");
        assert_eq!(rejected(&sjis[1]), (Some(3), Some(17), None, b"2,\x81\x20".as_slice()));
        assert_eq!(record(&sjis[2]).name(), "3");

        let lines = "{\"text\": \"日\"}\n{\"text\": \"?\"}\n{\"text\": \"本\"}";
        let utf16 = lines.encode_utf16().map(|unit| if unit == u16::from(b'?') { 0xdc00 } else { unit });
        let bytes: Vec<u8> = [0xfeff].into_iter().chain(utf16).flat_map(u16::to_be_bytes).collect();
        let outcomes = read("a.jsonl", bytes);
        assert_eq!(record(&outcomes[0]).document.text(), "日");
        // The mark, fourteen characters and ten: two bytes each.
        assert_eq!((rejected(&outcomes[1]).0, rejected(&outcomes[1]).1), (Some(2), Some(2 * (1 + 14 + 10))));
        assert_eq!(record(&outcomes[2]).document.text(), "本");

        let text = |bytes: &[u8]| rejected(&read("a.txt", bytes)[0]).1;
        assert_eq!(text(b"\xff\xfea\0\xe9\0\x00\xd8b\0\x00\xdc"), Some(6));
        assert_eq!(text(b"\xfe\xff\0a\0"), Some(4));
        for utf32 in [b"\xff\xfe\0\0a\0\0\0", b"\0\0\xfe\xff\0\0\0a"] {
            let error = open("a.txt", utf32, &ReadOptions::default()).unwrap_err();
            assert!(error.message().contains("UTF-32"), "{error}");
        }
    }

    #[test]
    fn damaged_compression_ends_the_input() {
        let mut bytes = zstd::encode_all("{\"text\": \"a\"}\n".repeat(100_000).as_bytes(), 1).unwrap();
        bytes.truncate(bytes.len() - 7);
        let (_folder, input) = input("a.jsonl.zst", bytes);
        let items: Vec<_> = Reader::open(&input, &ReadOptions::default()).unwrap().collect();
        let error = items.last().unwrap().as_ref().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Io);
        assert!(items.len() > 1 && error.to_string().contains("a.jsonl.zst: reading .zst"), "{error}");

        let plain = crate::records::input::tests::input("b.txt.gz", "not gzip");
        assert!(Reader::open(&plain.1, &ReadOptions::default()).is_err());
    }
}
