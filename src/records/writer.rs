//! Records, written: [`Writer`] puts cleaned documents back in the form they came in, or in another format.
//!
//! A [`Record`] and its cleaned text come in, bytes leave into a [`Sink`]. A room of its own so that what each format
//! does with text and fields is said once: text is written as it is, JSON Lines and CSV with every field in its place.

use super::fields::Fields;
use super::format::Format;
use super::reader::Layout;
use super::record::Record;
use super::sink::Sink;
use crate::error::{Error, ErrorKind, Result};
use serde_json::Value;
use std::borrow::Cow;
use std::io::{self, Write};
use std::path::PathBuf;

/// Writes records in one format.
pub struct Writer {
    path: PathBuf,
    form: Form,
}

enum Form {
    Text {
        sink: Sink,
        last: Option<u8>,
    },
    Jsonl(Sink),
    /// The columns are those of the header, or else of the first record.
    Csv {
        cells: Box<csv::Writer<Sink>>,
        columns: Option<Vec<String>>,
    },
}

impl Writer {
    /// Writes `format` into `sink`.
    pub fn new(sink: Sink, format: Format) -> Writer {
        let path = sink.path().to_path_buf();
        let form = match format {
            Format::Text | Format::Html | Format::Markdown => Form::Text { sink, last: None },
            Format::Jsonl => Form::Jsonl(sink),
            Format::Csv => Form::Csv { cells: Box::new(csv::Writer::from_writer(sink)), columns: None },
        };
        Writer { path, form }
    }

    /// Writes `format` into `sink`, and what of `layout`, the form of the first input, belongs there: where the formats
    /// are the same, the byte order mark and the columns, so that a header without rows comes back too.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`] where it cannot be written.
    pub fn like(layout: &Layout, mut sink: Sink, format: Format) -> Result<Writer> {
        if layout.format != format {
            return Ok(Writer::new(sink, format));
        }
        if layout.bom {
            sink.put("\u{feff}".as_bytes())?;
        }
        let mut writer = Writer::new(sink, format);
        if let (Form::Csv { cells, columns }, Some(names)) = (&mut writer.form, &layout.columns) {
            cells.write_record(names).map_err(|e| Error::io(&writer.path, csv_error(e)))?;
            *columns = Some(names.clone());
        }
        Ok(writer)
    }

    /// Writes `record` with `text`, what was kept of it (`None` for everything), in place of its text, and `kept`, a flag a paragraph, for a
    /// record that came as `paragraphs`; see [`Record::into_fields`]. A line of JSON comes back as it was but for its text.
    ///
    /// As text, the text alone is written, byte for byte; between two documents that are not empty stands a blank line.
    ///
    /// # Errors
    ///
    /// As [`Writer::write_fields`].
    pub fn write(&mut self, mut record: Record, text: Option<String>, kept: &[bool]) -> Result<()> {
        let (sink, last) = match &mut self.form {
            Form::Text { sink, last } => (sink, last),
            Form::Jsonl(sink) => {
                let mut line = record.into_json(text, kept);
                line.push('\n');
                return sink.put(line.as_bytes());
            }
            Form::Csv { .. } => {
                let place = record.place();
                let text = text.unwrap_or_else(|| record.document.take_text());
                return self.write_fields(&record.into_fields(text, kept)).map_err(|e| match place.path {
                    // Only what is wrong with the record is at its place; a full disk is at the output's.
                    Some(path) if e.kind() == ErrorKind::Record => e.in_file(path).at_line(place.line.unwrap_or(1)),
                    _ => e,
                });
            }
        };
        let text = text.as_deref().unwrap_or(record.document.text());
        let Some(&end) = text.as_bytes().last() else { return Ok(()) };
        match last.replace(end) {
            Some(b'\n') => sink.put(b"\n")?,
            Some(_) => sink.put(b"\n\n")?,
            None => {}
        }
        sink.put(text.as_bytes())
    }

    /// Writes `fields` as a record: in JSON Lines an object on a line; in CSV a row, strings as they are, null and
    /// absent fields empty, other values as JSON.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`] with the output's path, [`ErrorKind::Record`] where a field is none of the columns of a CSV,
    /// [`ErrorKind::Argument`] where the format is text, which has no fields.
    pub fn write_fields(&mut self, fields: &Fields) -> Result<()> {
        let written = match &mut self.form {
            Form::Text { .. } => {
                return Err(Error::new(ErrorKind::Argument, "expected csv or jsonl for records, found text"));
            }
            Form::Jsonl(sink) => {
                serde_json::to_writer(&mut *sink, fields).map_err(io::Error::from).and_then(|()| sink.write_all(b"\n"))
            }
            Form::Csv { cells, columns } => {
                let columns = match columns {
                    Some(columns) => columns,
                    None => {
                        let names = columns.insert(fields.keys().cloned().collect());
                        cells.write_record(&*names).map_err(|e| Error::io(&self.path, csv_error(e)))?;
                        names
                    }
                };
                if let Some(extra) = fields.keys().find(|name| !columns.contains(name)) {
                    let message = format!("expected only fields of the first record or header, {}", columns.join(", "));
                    return Err(Error::new(ErrorKind::Record, message).in_field(extra));
                }
                let row = columns.iter().map(|name| cell(fields.get(name)));
                cells.write_record(row.map(Cow::into_owned)).map_err(csv_error)
            }
        };
        written.map_err(|e| Error::io(&self.path, e))
    }

    /// Writes what is left and gives the file its name, as [`Sink::finish`].
    ///
    /// # Errors
    ///
    /// As [`Sink::finish`].
    pub fn finish(self) -> Result<()> {
        match self.form {
            Form::Text { sink, .. } | Form::Jsonl(sink) => sink.finish(),
            Form::Csv { cells, .. } => {
                let sink = cells.into_inner().map_err(|e| Error::io(&self.path, e.into_error()))?;
                sink.finish()
            }
        }
    }
}

fn cell(value: Option<&Value>) -> Cow<'_, str> {
    match value {
        None | Some(Value::Null) => Cow::Borrowed(""),
        Some(Value::String(text)) => Cow::Borrowed(text),
        Some(other) => Cow::Owned(other.to_string()),
    }
}

/// The error below, so that a closed pipe can still be told.
pub(super) fn csv_error(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::input::tests::input;
    use crate::records::{Outcome, ReadOptions, Reader};

    /// Reads `bytes` and writes each record with `change` of its text and without its second paragraph.
    fn rewrite(name: &str, bytes: &str, to: Format, change: fn(&str) -> String) -> Result<String> {
        let (folder, input) = input(name, bytes);
        let reader = Reader::open(&input, &ReadOptions::default()).unwrap();
        let path = folder.path().join("out");
        let mut writer = Writer::like(reader.layout(), Sink::create(&path).unwrap(), to).unwrap();
        for outcome in reader {
            let Outcome::Record(record) = outcome.unwrap() else { panic!("{bytes}") };
            let kept: Vec<bool> = (0..record.document.len()).map(|i| i != 1).collect();
            let text = Some(change(record.document.text())).filter(|text| text != record.document.text());
            writer.write(record, text, &kept)?;
        }
        writer.finish().unwrap();
        Ok(std::fs::read_to_string(path).unwrap())
    }

    #[test]
    fn everything_kept_comes_back_byte_for_byte() {
        for text in ["", "\u{feff}a\r\n\r\n b \n", "a\0\nb"] {
            assert_eq!(rewrite("a.txt", text, Format::Text, str::to_owned).unwrap(), text);
        }
        let jsonl =
            r#"{"n":[1.50,12345678901234567890123],"text":"a","z":null,"id":"x","x":{"b":1,"a":2}}"#.to_owned() + "\n";
        assert_eq!(rewrite("a.jsonl", &jsonl, Format::Jsonl, str::to_owned).unwrap(), jsonl);
        let odd = "{ \"n\" : 1.0e3,\"text\":\"\\u0061\" , \"m\":{\"b\":-0.10} }\r\n {\"text\":\"\"}\r\n";
        assert_eq!(rewrite("a.jsonl", odd, Format::Jsonl, str::to_owned).unwrap(), odd);
        for csv in ["", "id,text\n", "b,text,a\n1,\"x\ny\",\n,\"a, \"\"b\"\"\",2\n", "\u{feff}text\n\"\"\nx\n"] {
            assert_eq!(rewrite("a.csv", csv, Format::Csv, str::to_owned).unwrap(), csv);
        }
    }

    #[test]
    fn cleaned_text_takes_the_place_of_the_old() {
        let shout: fn(&str) -> String = str::to_uppercase;
        let jsonl = rewrite("a.jsonl", "{\"text\":\"a\",\"id\":1}\n", Format::Jsonl, shout).unwrap();
        assert_eq!(jsonl, "{\"text\":\"A\",\"id\":1}\n");
        let csv = rewrite("a.jsonl", "{\"text\":\"a\",\"n\":[1]}\n{\"text\":\"b\"}", Format::Csv, shout).unwrap();
        assert_eq!(csv, "text,n\nA,[1]\nB,\n");
        let text = rewrite("a.csv", "text\na\n\"\"\n\"b\n\"\nc", Format::Text, shout).unwrap();
        assert_eq!(text, "A\n\nB\n\nC");
        let text = rewrite("a.txt", "a", Format::Jsonl, shout).unwrap();
        assert!(text.starts_with("{\"id\":\"") && text.ends_with("a.txt\",\"text\":\"A\"}\n"), "{text}");
        let paragraphs = r#"{"paragraphs":["a",{"text":"b"},{"text":"c","n":1}],"text":null}"#;
        let paragraphs = rewrite("a.jsonl", paragraphs, Format::Jsonl, shout).unwrap();
        assert_eq!(paragraphs, "{\"paragraphs\":[\"a\",{\"text\":\"c\",\"n\":1}],\"text\":null}\n");
    }

    #[test]
    fn a_field_without_a_column_is_an_error_of_its_record() {
        let jsonl = "{\"text\":\"a\"}\n{\"text\":\"b\",\"extra\":1}\n";
        let error = rewrite("a.jsonl", jsonl, Format::Csv, str::to_owned).unwrap_err();
        assert_eq!((error.place().line, error.place().field.as_deref()), (Some(2), Some("extra")));
        assert!(error.to_string().contains("a.jsonl"), "{error}");
    }
}
