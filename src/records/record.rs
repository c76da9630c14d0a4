//! A document with what came along: [`Record`], and [`Reject`] for one that could not be read.
//!
//! [`Fields`] or a whole text come in, a [`Document`] stands inside, and with the cleaned text the fields leave in the
//! form they came in. A room of its own because only here is known where in the fields the text lay.

use super::fields::{self, Fields};
use super::line;
use crate::document::Document;
use crate::error::{Error, Place, Result};
use serde_json::Value;
use std::borrow::Cow;
use std::path::Path;
use std::sync::Arc;

/// A document and the fields of the record it was read from.
#[derive(Clone, Debug)]
pub struct Record {
    /// The text with its paragraphs, and `id`, `url`, `site` and `language` (or `lang`) where the record has them.
    pub document: Document,
    fields: Fields,
    carrier: Carrier,
    path: Arc<Path>,
    line: Option<u64>,
    start: usize,
    /// The line it was in, where that is JSON.
    json: Option<Box<str>>,
}

/// A record that could not be read.
#[derive(Debug)]
pub struct Reject {
    /// What is wrong, with path, line and, where known, byte and field.
    pub error: Error,
    /// The record's bytes as they came, decompressed, without the line end; for text the whole file, for UTF-16 as
    /// UTF-8.
    pub raw: Vec<u8>,
}

/// Where the text of a record lies.
#[derive(Clone, Debug)]
enum Carrier {
    /// The file is the text; there are no fields.
    File,
    /// In this field, which is null as long as the document has the text.
    Field(Arc<str>),
    /// In the array `paragraphs`.
    Paragraphs,
}

impl Record {
    /// Name for messages and for records that need an id: the `id`, else path and line (`feed.jsonl:17`), else the
    /// path; `-` stands for standard input.
    pub fn name(&self) -> String {
        match (&self.document.origin.id, self.line) {
            (Some(id), _) => id.clone(),
            (None, Some(line)) => format!("{}:{line}", self.path.display()),
            (None, None) => self.path.display().to_string(),
        }
    }

    /// The file and line it was read from.
    pub fn place(&self) -> Place {
        Place { path: Some(self.path.to_path_buf()), line: self.line, ..Place::default() }
    }

    /// Offset in bytes of the document's text in its file, or in the field that holds it: 3 behind the byte order mark of
    /// UTF-8, else 0. In other encodings a text has offsets as UTF-8 only.
    pub fn text_start(&self) -> usize {
        self.start
    }

    /// The fields as they came, in their order; the one that held the text is null, as the document has the text now.
    /// None for a text file.
    pub fn fields(&self) -> &Fields {
        &self.fields
    }

    /// The record with its text replaced by `text`, all other fields untouched and in order.
    ///
    /// A record that came as `paragraphs` keeps those elements of the array whose flag in `kept`, one a paragraph, is
    /// true, each as it came. A text file becomes `{"id": name, "text": text}`.
    pub fn into_fields(mut self, text: String, kept: &[bool]) -> Fields {
        match &self.carrier {
            Carrier::File => {
                self.fields.insert("id".to_owned(), Value::String(self.name()));
                self.fields.insert("text".to_owned(), Value::String(text));
            }
            Carrier::Field(name) => {
                // The field is there, so it keeps its place.
                self.fields.insert(name.to_string(), Value::String(text));
            }
            Carrier::Paragraphs => {
                if let Some(Value::Array(paragraphs)) = self.fields.get_mut("paragraphs") {
                    let mut flags = kept.iter();
                    paragraphs.retain(|_| flags.next().copied().unwrap_or(true));
                }
            }
        }
        self.fields
    }

    /// As [`Record::into_fields`], as a line of JSON without its end: where the record came as one, the same but for its
    /// text, byte for byte. Without a `text` everything was kept.
    pub fn into_json(mut self, text: Option<String>, kept: &[bool]) -> String {
        match (self.json.take(), text, &self.carrier) {
            (Some(json), None, _) => json.into_string(),
            (Some(json), Some(text), Carrier::Field(name)) => line::with_text(&json, name, &text),
            (Some(json), Some(_), Carrier::Paragraphs) => line::with_paragraphs(&json, kept),
            (_, text, _) => {
                let text = text.unwrap_or_else(|| self.document.take_text());
                serde_json::to_string(&self.into_fields(text, kept)).expect("fields are strings and values")
            }
        }
    }

    /// The record, which came as this line of JSON.
    pub(super) fn with_json(mut self, json: Option<Cow<str>>) -> Record {
        self.json = json.map(|json| json.into_owned().into_boxed_str());
        self
    }

    /// The file at `path`, whose text from the byte `start` is the document.
    pub(super) fn of_text(text: String, path: Arc<Path>, start: usize) -> Record {
        let document = Document::from_text(text);
        Record { document, fields: Fields::new(), carrier: Carrier::File, path, line: None, start, json: None }
    }

    /// The record with these fields, whose text is in `text_field`, or in `paragraphs` where that is absent or null.
    ///
    /// # Errors
    ///
    /// [`crate::ErrorKind::Record`] where neither holds text; it names the field.
    pub(super) fn of_fields(mut fields: Fields, text_field: &Arc<str>, path: Arc<Path>, line: u64) -> Result<Record> {
        let origin = fields::origin(&fields);
        let text = fields.get_mut(&**text_field).map(Value::take);
        let (document, carrier) = match (text, fields.get("paragraphs")) {
            (Some(Value::String(text)), _) => (Document::from_text(text), Carrier::Field(text_field.clone())),
            (None | Some(Value::Null), Some(paragraphs)) => {
                (Document::from_paragraphs(fields::paragraph_texts(paragraphs)?), Carrier::Paragraphs)
            }
            (Some(other), _) => return Err(fields::mismatch(&**text_field, "a string", &other)),
            (None, None) => return Err(fields::missing(text_field, fields.keys())),
        };
        Ok(Record {
            document: document.with_origin(origin),
            fields,
            carrier,
            path,
            line: Some(line),
            start: 0,
            json: None,
        })
    }
}
