//! The one error type: what went wrong ([`ErrorKind`]), where ([`Place`]), and what to do about it.
//!
//! Every fallible public function of the crate returns it. A kind is for callers to match on, the message for a reader;
//! it says what was expected and what was found.

use std::fmt;
use std::path::{Path, PathBuf};

/// `Result` with the crate's [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What went wrong, for callers that act on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A file or stream could not be opened, read or written.
    Io,
    /// Bytes that are not text in the expected encoding.
    Encoding,
    /// A record or line that does not have the expected form.
    Record,
    /// A label that is none of the known ones.
    Label,
    /// A model file that is no model, damaged, or made for other features.
    Model,
    /// Labelled data from which nothing can be learned or measured.
    Data,
    /// A solver that stopped before it had converged, or diverged.
    Solver,
    /// An argument outside its range, or arguments that contradict each other.
    Argument,
}

/// Where it went wrong, as far as known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The file, or `None` for standard input and data in memory.
    pub path: Option<PathBuf>,
    /// Line of the file, counted from 1.
    pub line: Option<u64>,
    /// Byte offset in the file, counted from 0.
    pub byte: Option<u64>,
    /// Field or column of the record.
    pub field: Option<String>,
}

/// An error with its kind, place and reason.
#[derive(Debug)]
pub struct Error {
    kind: ErrorKind,
    place: Place,
    message: String,
    source: Option<std::io::Error>,
}

impl Error {
    /// An error of `kind` without a place; `message` says what was expected and found.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Error { kind, place: Place::default(), message: message.into(), source: None }
    }

    /// An input or output error at `path`.
    pub fn io(path: impl AsRef<Path>, source: std::io::Error) -> Self {
        Error {
            kind: ErrorKind::Io,
            place: Place { path: Some(path.as_ref().to_path_buf()), ..Place::default() },
            message: source.to_string(),
            source: Some(source),
        }
    }

    /// The same error, in this file; a path that is known already stays.
    #[must_use]
    pub fn in_file(mut self, path: impl AsRef<Path>) -> Self {
        self.place.path.get_or_insert_with(|| path.as_ref().to_path_buf());
        self
    }

    /// The same error, at this line (from 1); a line that is known already stays.
    #[must_use]
    pub fn at_line(mut self, line: u64) -> Self {
        self.place.line.get_or_insert(line);
        self
    }

    /// The same error, at this byte (from 0); an offset that is known already stays.
    #[must_use]
    pub fn at_byte(mut self, byte: u64) -> Self {
        self.place.byte.get_or_insert(byte);
        self
    }

    /// The same error, in this field; a field that is known already stays.
    #[must_use]
    pub fn in_field(mut self, field: impl Into<String>) -> Self {
        self.place.field.get_or_insert_with(|| field.into());
        self
    }

    /// What went wrong.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// Where it went wrong.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// The reason alone, without the place.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Whether a reader at the other end of a pipe went away, which is no error to a command line.
    pub fn is_closed_pipe(&self) -> bool {
        self.source.as_ref().is_some_and(|e| e.kind() == std::io::ErrorKind::BrokenPipe)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        if let Some(path) = &self.path {
            write!(f, "{}", path.display())?;
            separator = ", ";
        }
        if let Some(line) = self.line {
            write!(f, "{separator}line {line}")?;
            separator = ", ";
        }
        if let Some(byte) = self.byte {
            write!(f, "{separator}byte {byte}")?;
            separator = ", ";
        }
        if let Some(field) = &self.field {
            write!(f, "{separator}field {field:?}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.place != Place::default() {
            write!(f, "{}: ", self.place)?;
        }
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_ref().map(|e| e as _)
    }
}
