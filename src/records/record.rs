//! A document with what came along: [`Record`], and [`Reject`] for one that could not be read.
//!
//! [`Fields`] or a whole text come in, a [`Document`] stands inside, and with the cleaned text the fields leave in the
//! form they came in. A room of its own because only here is known where in the fields the text lay.

use super::fields::{self, Fields};
use super::line;
use crate::document::Document;
use crate::error::{Error, ErrorKind, Place, Result};
use crate::page::Page;
use serde_json::Value;
use std::borrow::Cow;
use std::path::Path;
use std::sync::Arc;

/// A document and the fields of the record it was read from.
#[derive(Clone, Debug)]
pub struct Record {
    /// The text with its paragraphs, and `id`, `url`, `site` and `language` (or `lang`) where the record has them.
    pub document: Document,
    /// The page that the document was, without it.
    page: Option<Box<Page>>,
    fields: Fields,
    /// A field that is added when the record is written.
    added: Option<(&'static str, Value)>,
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
    /// In the source of a page, in the field `html`, which is null as long as the page has it; what is cleaned goes into
    /// the field `text`.
    Page { html: Arc<str>, text: Arc<str> },
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

    /// Whether it is a file of its own, without fields.
    pub fn is_file(&self) -> bool {
        matches!(self.carrier, Carrier::File)
    }

    /// The page that the document was read from, where it was one. Its own document is this record's.
    pub fn page(&self) -> Option<&Page> {
        self.page.as_deref()
    }

    /// The document and the page it was read from.
    pub fn into_page(self) -> (Document, Option<Page>) {
        (self.document, self.page.map(|page| *page))
    }

    /// Offset in bytes of the document's text in its file, or in the field that holds it: 3 behind the byte order mark of
    /// UTF-8, else 0. In other encodings a text has offsets as UTF-8 only, and those of a page are in its visible text.
    pub fn text_start(&self) -> usize {
        self.start
    }

    /// The fields as they came, in their order; the one that held the text is null, as the document has the text now.
    /// None for a text file.
    pub fn fields(&self) -> &Fields {
        &self.fields
    }

    /// The record with a further field when it is written, the last one.
    ///
    /// # Errors
    ///
    /// The record as a reject where it has a field of that name.
    pub fn with_field(mut self, name: &'static str, value: Value) -> Result<Record, Box<Reject>> {
        if !self.fields.contains_key(name) {
            self.added = Some((name, value));
            return Ok(self);
        }
        let error = Error::new(ErrorKind::Record, "expected no field of this name, since one is to be added");
        let error = error.in_field(name).in_file(&self.path);
        let error = self.line.into_iter().fold(error, Error::at_line);
        let kept = vec![true; self.document.len()];
        // As it came, as far as is known: the whole line of JSON, or all fields.
        let raw = match self.json.take() {
            Some(json) => json.into_string(),
            None => self.into_json(None, &kept),
        };
        Err(Box::new(Reject { error, raw: raw.into_bytes() }))
    }

    /// The record with its text replaced by `text`, all other fields untouched and in order.
    ///
    /// A record that came as `paragraphs` keeps those elements of the array whose flag in `kept`, one a paragraph, is
    /// true, each as it came. A text or page that is a file becomes `{"id": name, "text": text}`; a record that came as a
    /// page keeps that, and has the text beside it, in the place of a field of that name or behind the others.
    pub fn into_fields(mut self, text: String, kept: &[bool]) -> Fields {
        match &self.carrier {
            Carrier::Page { html, text: name } => {
                let source = self.page.take().map(|page| page.into_source()).unwrap_or_default();
                self.fields.insert(html.to_string(), Value::String(source));
                self.fields.insert(name.to_string(), Value::String(text));
            }
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
        if let Some((name, value)) = self.added {
            self.fields.insert(name.to_owned(), value);
        }
        self.fields
    }

    /// As [`Record::into_fields`], as a line of JSON without its end: where the record came as one, the same but for its
    /// text, byte for byte. Without a `text` everything was kept.
    pub fn into_json(mut self, text: Option<String>, kept: &[bool]) -> String {
        let Some(json) = self.json.take() else {
            let text = text.unwrap_or_else(|| self.document.take_text());
            return serde_json::to_string(&self.into_fields(text, kept)).expect("fields are strings and values");
        };
        let json = match (&self.carrier, text) {
            (Carrier::Page { text: name, .. }, None) => line::with_text(&json, name, self.document.text()),
            (_, None) => json.into_string(),
            (Carrier::Field(name) | Carrier::Page { text: name, .. }, Some(text)) => {
                line::with_text(&json, name, &text)
            }
            (Carrier::Paragraphs | Carrier::File, Some(_)) => line::with_paragraphs(&json, kept),
        };
        match self.added {
            Some((name, value)) => line::with_json(&json, name, &value.to_string()),
            None => json,
        }
    }

    /// The record, which came as this line of JSON.
    pub(super) fn with_json(mut self, json: Option<Cow<str>>) -> Record {
        self.json = json.map(|json| json.into_owned().into_boxed_str());
        self
    }

    /// The file at `path`, whose text from the byte `start` is the document.
    pub(super) fn of_text(text: String, path: Arc<Path>, start: usize) -> Record {
        Record { start, ..Record::new(Document::from_text(text), Carrier::File, path) }
    }

    /// The file at `path`, which is this page.
    pub(super) fn of_page(mut page: Page, path: Arc<Path>) -> Record {
        let document = page.take_document();
        Record { page: Some(Box::new(page)), ..Record::new(document, Carrier::File, path) }
    }

    /// The record with these fields, whose text is where `names` say.
    ///
    /// # Errors
    ///
    /// [`crate::ErrorKind::Record`] where no field holds text; it names the field.
    pub(super) fn of_fields(mut fields: Fields, names: &FieldNames, path: Arc<Path>, line: u64) -> Result<Record> {
        let origin = fields::origin(&fields);
        let mut record = match names.carrier(&fields)? {
            Carrier::Page { html, text } => {
                let mut page = Page::from_text(fields::take_string(&mut fields, &html));
                let document = page.take_document();
                Record { page: Some(Box::new(page)), ..Record::new(document, Carrier::Page { html, text }, path) }
            }
            Carrier::Paragraphs => {
                let texts = fields::paragraph_texts(&fields["paragraphs"])?;
                Record::new(Document::from_paragraphs(texts), Carrier::Paragraphs, path)
            }
            Carrier::Field(name) => {
                let text = fields::take_string(&mut fields, &name);
                Record::new(Document::from_text(text), Carrier::Field(name), path)
            }
            Carrier::File => unreachable!("no field is a file"),
        };
        record.document.origin = origin;
        Ok(Record { fields, line: Some(line), ..record })
    }

    fn new(document: Document, carrier: Carrier, path: Arc<Path>) -> Record {
        Record {
            document,
            page: None,
            fields: Fields::new(),
            added: None,
            carrier,
            path,
            line: None,
            start: 0,
            json: None,
        }
    }
}

/// The fields that hold what is to be cleaned.
#[derive(Clone, Debug)]
pub(super) struct FieldNames {
    /// Holds text.
    pub(super) text: Arc<str>,
    /// Holds a page.
    pub(super) html: Arc<str>,
    /// Whether a page goes before a text, where a record has both.
    pub(super) html_first: bool,
}

impl FieldNames {
    /// Where the text of a record is: in the field for it, else in that for a page, else in `paragraphs`.
    fn carrier(&self, fields: &Fields) -> Result<Carrier> {
        let given = |name: &str| fields.get(name).filter(|value| !value.is_null());
        let html = || given(&self.html).map(|value| (value, &self.html));
        let text = || given(&self.text).map(|value| (value, &self.text));
        // In CSV every row has every column.
        let says = |found: &(&Value, &Arc<str>)| found.0.as_str() != Some("");
        let found = match self.html_first {
            true => html().filter(says).or_else(text).or_else(html),
            false => text().filter(says).or_else(html).or_else(text),
        };
        match found {
            Some((Value::String(_), name)) if Arc::ptr_eq(name, &self.html) => {
                Ok(Carrier::Page { html: self.html.clone(), text: self.text.clone() })
            }
            Some((Value::String(_), name)) => Ok(Carrier::Field(name.clone())),
            Some((other, name)) => Err(fields::mismatch(&**name, "a string", other)),
            None if fields.contains_key("paragraphs") => Ok(Carrier::Paragraphs),
            None => match [&self.text, &self.html].into_iter().find_map(|name| Some((name, fields.get(&**name)?))) {
                Some((name, null)) => Err(fields::mismatch(&**name, "a string", null)),
                None => Err(self.missing(fields.keys())),
            },
        }
    }

    /// The error where `found` has neither of the fields.
    fn missing<'a>(&self, found: impl Iterator<Item = &'a String>) -> Error {
        let [first, second] = if self.html_first { [&self.html, &self.text] } else { [&self.text, &self.html] };
        let missing = fields::missing(first, found);
        if first == second {
            return missing;
        }
        let named = format!("{first:?}");
        Error::new(ErrorKind::Record, missing.message().replacen(&named, &format!("{named} or {second:?}"), 1))
            .in_field(&**first)
    }
}
