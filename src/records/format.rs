//! Which format a file has, and how it is compressed.
//!
//! Names and extensions come in, [`Format`] and [`Compression`] leave. Both tables of extensions are here, so that
//! reading, writing and walking folders agree on what a file is; formats that are known but not read yet are named here
//! too, so that every room answers them with the same error.

use crate::error::{Error, ErrorKind, Result};
use std::fmt;
use std::path::Path;
use std::str::FromStr;

/// How documents lie in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// Plain text; the file is one document.
    Text,
    /// A web page; the file is one document.
    Html,
    /// Markdown, which pages are written as; read as the text it is.
    Markdown,
    /// Comma-separated values with a header; a row is a document.
    Csv,
    /// JSON Lines; an object a line, which is a document.
    Jsonl,
}

/// How the bytes of a file are compressed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Compression {
    /// Not at all.
    #[default]
    None,
    /// Gzip (RFC 1952), of one or more members.
    Gzip,
    /// Zstandard (RFC 8878), of one or more frames.
    Zstd,
}

/// Formats the command line is to read one day, with their extensions.
const NOT_YET: [(&str, &[&str]); 2] = [("parquet", &["parquet"]), ("warc", &["warc", "wet"])];

impl Format {
    /// Every format.
    pub const ALL: [Format; 5] = [Format::Text, Format::Html, Format::Markdown, Format::Csv, Format::Jsonl];

    /// The name used on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Format::Text => "text",
            Format::Html => "html",
            Format::Markdown => "markdown",
            Format::Csv => "csv",
            Format::Jsonl => "jsonl",
        }
    }

    /// Its extensions without the dot, the one to write first. A file whose extension two formats share is of the first.
    pub const fn extensions(self) -> &'static [&'static str] {
        match self {
            Format::Text => &["txt", "md"],
            Format::Html => &["html", "htm", "xhtml"],
            Format::Markdown => &["md"],
            Format::Csv => &["csv"],
            Format::Jsonl => &["jsonl", "ndjson"],
        }
    }

    /// Whether its records have named fields, as labelled data must.
    pub const fn has_fields(self) -> bool {
        match self {
            Format::Text | Format::Html | Format::Markdown => false,
            Format::Csv | Format::Jsonl => true,
        }
    }

    /// The format that documents of this one are cleaned to where nobody names another: a page becomes text.
    pub const fn cleaned(self) -> Format {
        match self {
            Format::Html => Format::Text,
            format => format,
        }
    }

    /// The format by a path's extension, under one for compression; capitals do not count. `None` where the extension
    /// is not known.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`] where the extension is of a format that is not supported yet.
    pub fn of_path(path: &Path) -> Result<Option<Format>> {
        let Some(extension) = extension(&Compression::strip(path)) else { return Ok(None) };
        let format = Format::ALL.into_iter().find(|format| format.extensions().contains(&extension.as_str()));
        match NOT_YET.iter().find(|(_, extensions)| extensions.contains(&extension.as_str())) {
            Some((name, _)) if format.is_none() => Err(not_yet(name).in_file(path)),
            _ => Ok(format),
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Format {
    type Err = Error;

    /// # Errors
    ///
    /// [`ErrorKind::Argument`] where the name is of no format, or of one that is not supported yet.
    fn from_str(name: &str) -> Result<Self> {
        if let Some(format) = Format::ALL.into_iter().find(|format| format.name() == name) {
            return Ok(format);
        }
        Err(match NOT_YET.iter().find(|(later, _)| *later == name) {
            Some((later, _)) => not_yet(later),
            None => Error::new(ErrorKind::Argument, format!("unknown format {name:?}, expected one of {}", names())),
        })
    }
}

impl Compression {
    /// The compression by a path's last extension; capitals do not count.
    pub fn of_path(path: &Path) -> Compression {
        match extension(path).as_deref() {
            Some("gz") => Compression::Gzip,
            Some("zst") => Compression::Zstd,
            _ => Compression::None,
        }
    }

    /// Its extension without the dot, `None` for no compression.
    pub const fn extension(self) -> Option<&'static str> {
        match self {
            Compression::None => None,
            Compression::Gzip => Some("gz"),
            Compression::Zstd => Some("zst"),
        }
    }

    /// The path without its extension for compression, where it has one.
    pub(super) fn strip(path: &Path) -> std::path::PathBuf {
        match Compression::of_path(path) {
            Compression::None => path.to_path_buf(),
            Compression::Gzip | Compression::Zstd => path.with_extension(""),
        }
    }
}

fn extension(path: &Path) -> Option<String> {
    path.extension().map(|extension| extension.to_string_lossy().to_ascii_lowercase())
}

fn names() -> String {
    Format::ALL.map(Format::name).join(", ")
}

fn not_yet(name: &str) -> Error {
    Error::new(ErrorKind::Argument, format!("{name} is not supported yet; expected one of {}", names()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extensions_name_format_and_compression() {
        let of = |path: &str| (Format::of_path(path.as_ref()).unwrap(), Compression::of_path(path.as_ref()));
        assert_eq!(of("a/b.txt"), (Some(Format::Text), Compression::None));
        assert_eq!(of("README.MD"), (Some(Format::Text), Compression::None));
        assert_eq!(of("page.HTM.gz"), (Some(Format::Html), Compression::Gzip));
        assert_eq!(of("feed.ndjson.gz"), (Some(Format::Jsonl), Compression::Gzip));
        assert_eq!(of("v1.2.CSV.ZST"), (Some(Format::Csv), Compression::Zstd));
        assert_eq!(of("notes.gz"), (None, Compression::Gzip));
        assert_eq!(of(".gz"), (None, Compression::None));
    }

    #[test]
    fn names_parse_back_and_formats_to_come_say_so() {
        for format in Format::ALL {
            assert_eq!(format.name().parse::<Format>().unwrap(), format);
        }
        for name in ["parquet", "warc"] {
            assert!(name.parse::<Format>().unwrap_err().message().contains("not supported yet"));
        }
        assert!(Format::of_path("crawl.wet.gz".as_ref()).unwrap_err().to_string().starts_with("crawl.wet.gz: warc"));
        assert!("xml".parse::<Format>().unwrap_err().message().contains("text, html, markdown, csv, jsonl"));
    }
}
