//! The named fields of a record or row, and how they are read.
//!
//! [`Fields`] come in, texts and origins leave. A room of its own so that documents and labelled rows read a field, and
//! complain of one, in the same way, whichever format it came from.

use crate::document::Origin;
use crate::error::{Error, ErrorKind, Result};
use serde_json::Value;

/// The fields of a record in their order: an object of JSON Lines as it was parsed, numbers with all their digits, or
/// the cells of a CSV row as strings.
pub type Fields = serde_json::Map<String, Value>;

/// What a value is, for a message: `a number`.
pub(super) fn describe(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

/// The error where `field` should hold `expected` and holds `found`.
pub(super) fn mismatch(field: impl Into<String>, expected: &str, found: &Value) -> Error {
    Error::new(ErrorKind::Record, format!("expected {expected}, found {}", describe(found))).in_field(field)
}

/// The string in `name`, which must be there.
pub(super) fn string<'a>(fields: &'a Fields, name: &str) -> Result<&'a str> {
    match fields.get(name) {
        Some(Value::String(text)) => Ok(text),
        Some(other) => Err(mismatch(name, "a string", other)),
        None => Err(missing(name, fields.keys())),
    }
}

/// Takes the string in `name` out, and leaves null; empty where there is none.
pub(super) fn take_string(fields: &mut Fields, name: &str) -> String {
    match fields.get_mut(name).map(Value::take) {
        Some(Value::String(text)) => text,
        _ => String::new(),
    }
}

/// The error where none of `found` is the field `name`.
pub(super) fn missing<'a>(name: &str, found: impl Iterator<Item = &'a String>) -> Error {
    let mut found: Vec<_> = found.map(|name| format!("{name:?}")).collect();
    if found.len() > 20 {
        found.truncate(20);
        found.push("...".to_owned());
    }
    let found = if found.is_empty() { "none".to_owned() } else { found.join(", ") };
    Error::new(ErrorKind::Record, format!("expected a field {name:?}, found {found}")).in_field(name)
}

/// The first of `names` that says something: a string that is not empty, or a number.
pub(super) fn first_known(fields: &Fields, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| match fields.get(*name)? {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    })
}

/// What the fields say of where a document comes from.
pub(super) fn origin(fields: &Fields) -> Origin {
    Origin {
        id: first_known(fields, &["id"]),
        url: first_known(fields, &["url"]),
        site: first_known(fields, &["site"]),
        language: first_known(fields, &["language", "lang"]),
    }
}

/// The texts in the field `paragraphs`: an array of strings, or of objects with a string in `text`.
pub(super) fn paragraph_texts<'a>(paragraphs: &'a Value) -> Result<Vec<&'a str>> {
    let Value::Array(paragraphs) = paragraphs else { return Err(mismatch("paragraphs", "an array", paragraphs)) };
    let text = |(i, paragraph): (usize, &'a Value)| match paragraph {
        Value::String(text) => Ok(text.as_str()),
        Value::Object(fields) => string(fields, "text").map_err(|e| in_paragraph(i, e)),
        other => Err(mismatch(format!("paragraphs[{i}]"), "a string, or an object with text", other)),
    };
    paragraphs.iter().enumerate().map(text).collect()
}

/// The error in a field of the object `paragraphs[index]`, with the whole path of the field.
pub(super) fn in_paragraph(index: usize, error: Error) -> Error {
    let field = match &error.place().field {
        Some(field) => format!("paragraphs[{index}].{field}"),
        None => format!("paragraphs[{index}]"),
    };
    Error::new(error.kind(), error.message()).in_field(field)
}
