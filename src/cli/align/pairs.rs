//! What belongs together: files paired by name, or records that hold both.

use crate::cli::console::Console;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use unblurb::document::Document;
use unblurb::page::Page;
use unblurb::records::{Encoding, Format, Input, Outcome, ReadOptions, Reader, Record};
use unblurb::{Error, ErrorKind, Result};

/// All there is to align.
#[expect(clippy::large_enum_variant, reason = "there is one of it a run")]
pub enum Material {
    Files(Vec<FilePair>, ReadOptions),
    Records { input: Input, reader: Reader, fields: [String; 2] },
}

/// Two files about the same piece.
#[derive(Clone)]
pub struct FilePair {
    name: String,
    raw: Input,
    cleaned: Input,
}

/// A piece and the same without its junk, still to be read.
pub enum Pair {
    Files(FilePair, ReadOptions),
    /// With the names of the fields for the page and for the cleaned text.
    Record(Box<Record>, [String; 2]),
}

/// A piece that was read.
pub struct Piece {
    /// Its name: the path without extensions, or the record's id.
    pub name: String,
    pub document: Document,
    pub page: Option<Page>,
    pub cleaned: String,
}

impl Material {
    /// Two files, or the files of two folders; what has no partner is said and passed over.
    pub fn files(raw: &Path, cleaned: &Path, encoding: Encoding, console: &Console) -> Result<Material> {
        let options = ReadOptions { encoding, ..ReadOptions::default() };
        let folders = (raw.is_dir(), cleaned.is_dir());
        if folders.0 != folders.1 {
            let (folder, file) = if folders.0 { (raw, cleaned) } else { (cleaned, raw) };
            let message = format!("expected two files or two folders, found a folder and {}", file.display());
            return Err(Error::new(ErrorKind::Argument, message).in_file(folder));
        }
        if !folders.0 {
            let raw = one_file(raw, is_raw, "a text or a page")?;
            let cleaned = one_file(cleaned, is_text, "a text")?;
            let name = stem(&raw).display().to_string();
            return Ok(Material::Files(vec![FilePair { name, raw, cleaned }], options));
        }
        let mut partners = files_below(cleaned, is_text, console)?;
        let mut pairs = Vec::new();
        for (name, raw) in files_below(raw, is_raw, console)? {
            match partners.remove(&name) {
                Some(cleaned) => pairs.push(FilePair { name: name.display().to_string(), raw, cleaned }),
                None => console.error(&lonely(raw.path(), cleaned)),
            }
        }
        partners.values().for_each(|input| console.error(&lonely(input.path(), raw)));
        Ok(Material::Files(pairs, options))
    }

    /// Records that hold a page and its cleaned text.
    pub fn records(path: &Path, html_field: &str, text_field: &str, encoding: Encoding) -> Result<Material> {
        let input = Input::find_labelled(&[path], None)?.swap_remove(0);
        if !input.format().has_fields() {
            let message = "expected records of pages (csv, jsonl), or with a text or page the cleaned one beside it";
            return Err(Error::new(ErrorKind::Argument, message).in_file(path));
        }
        let fields = [html_field, text_field].map(str::to_owned);
        let [html_field, text_field] = fields.clone();
        let reader = Reader::open(&input, &ReadOptions { html_field: Some(html_field), text_field, encoding })?;
        Ok(Material::Records { input, reader, fields })
    }

    /// The files that are read.
    pub fn inputs(&self) -> Vec<&Path> {
        match self {
            Material::Files(pairs, _) => pairs.iter().flat_map(|pair| [pair.raw.path(), pair.cleaned.path()]).collect(),
            Material::Records { input, .. } => vec![input.path()],
        }
    }

    /// Whether any piece is a page.
    pub fn holds_pages(&self) -> bool {
        match self {
            Material::Files(pairs, _) => pairs.iter().any(|pair| pair.raw.format() == Format::Html),
            Material::Records { .. } => true,
        }
    }

    /// The pairs, in order.
    pub fn pairs(self) -> Box<dyn Iterator<Item = Result<Pair>> + Send> {
        match self {
            Material::Files(pairs, options) => {
                Box::new(pairs.into_iter().map(move |pair| Ok(Pair::Files(pair, options.clone()))))
            }
            Material::Records { reader, fields, .. } => Box::new(reader.map(move |outcome| match outcome? {
                Outcome::Record(record) => Ok(Pair::Record(Box::new(record), fields.clone())),
                Outcome::Reject(reject) => Err(reject.error),
            })),
        }
    }
}

impl Pair {
    /// Reads both.
    pub fn read(self) -> Result<Piece> {
        match self {
            Pair::Files(FilePair { name, raw, cleaned }, options) => {
                let mut cleaned = whole(&cleaned, &options)?;
                let (document, page) = whole(&raw, &options)?.into_page();
                Ok(Piece { name, document, page, cleaned: cleaned.document.take_text() })
            }
            Pair::Record(record, [html_field, text_field]) => {
                let wrong = |message: &str, field: &str| {
                    let error = Error::new(ErrorKind::Record, message).in_field(field);
                    let place = record.place();
                    error.in_file(place.path.unwrap_or_default()).at_line(place.line.unwrap_or(1))
                };
                let name = record.name();
                if record.page().is_none() {
                    return Err(wrong("expected a page beside the cleaned text, found none", &html_field));
                }
                let Some(cleaned) = record.fields().get(&text_field).and_then(|text| text.as_str()) else {
                    return Err(wrong("expected the cleaned text of the page, found none", &text_field));
                };
                let cleaned = cleaned.to_owned();
                let (document, page) = record.into_page();
                Ok(Piece { name, document, page, cleaned })
            }
        }
    }
}

fn is_text(format: Format) -> bool {
    format == Format::Text
}

fn is_raw(format: Format) -> bool {
    matches!(format, Format::Text | Format::Html)
}

fn lonely(path: &Path, other: &Path) -> Error {
    let message = format!("no file of the same name below {}", other.display());
    Error::new(ErrorKind::Argument, message).in_file(path)
}

fn one_file(path: &Path, takes: fn(Format) -> bool, expected: &str) -> Result<Input> {
    let input = Input::find(&[path], None)?.swap_remove(0);
    if takes(input.format()) {
        return Ok(input);
    }
    let message = format!("expected {expected}, found {}", input.format());
    Err(Error::new(ErrorKind::Argument, message).in_file(path))
}

/// The path of an input without extensions of format and compression.
fn stem(input: &Input) -> PathBuf {
    let mut name = input.relative().to_path_buf();
    if input.compression().extension().is_some() {
        name.set_extension("");
    }
    name.set_extension("");
    name
}

/// The files below a folder by their stems.
fn files_below(folder: &Path, takes: fn(Format) -> bool, console: &Console) -> Result<BTreeMap<PathBuf, Input>> {
    let inputs = Input::find_readable(&[folder], None, |e| {
        console.error(&e);
        Ok(())
    })?;
    let mut files = BTreeMap::new();
    for input in inputs.into_iter().filter(|input| takes(input.format())) {
        if let Some(other) = files.insert(stem(&input), input.clone()) {
            let message = format!("has the same name as {}", other.path().display());
            return Err(Error::new(ErrorKind::Argument, message).in_file(input.path()));
        }
    }
    Ok(files)
}

fn whole(input: &Input, options: &ReadOptions) -> Result<Record> {
    match Reader::open(input, options)?.next() {
        Some(Ok(Outcome::Record(record))) => Ok(record),
        Some(Ok(Outcome::Reject(reject))) => Err(reject.error),
        Some(Err(e)) => Err(e),
        None => Err(Error::new(ErrorKind::Data, "expected a document, found none").in_file(input.path())),
    }
}
