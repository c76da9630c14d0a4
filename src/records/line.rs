//! A line of JSON Lines: an object, taken apart into fields and written again with another text.
//!
//! The text of a line comes in, [`Fields`] leave; with what was kept of its text the line leaves again. A room of its own
//! because a line is not written anew from its fields: spaces, escapes and the form of numbers are not in them, so what
//! does not change is copied.

use super::fields::{Fields, describe, in_paragraph};
use crate::error::{Error, ErrorKind, Result};
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;
use serde_json::map::Entry;
use serde_json::value::RawValue;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Range;

/// The fields of the object in `line`.
///
/// # Errors
///
/// [`ErrorKind::Record`] where it is no object, or where the object, or one in its field `paragraphs`, has a field twice.
pub(super) fn parse(line: &str) -> Result<Fields> {
    if !line.trim_start().starts_with('{') {
        return Err(match serde_json::from_str::<Value>(line) {
            Ok(Value::Array(_)) => array("expected an object on each line, found an array"),
            Ok(other) => Error::new(ErrorKind::Record, format!("expected an object, found {}", describe(&other))),
            Err(e) if line.trim_start().starts_with('[') => array(invalid(&e).message()),
            Err(e) => invalid(&e),
        });
    }
    let Object(entries) = serde_json::from_str(line).map_err(|e| invalid(&e))?;
    let fields = unique(entries)?;
    if let Some(Value::Array(_)) = fields.get("paragraphs") {
        for (i, paragraph) in paragraphs(line).into_iter().enumerate() {
            if let Ok(Object::<IgnoredAny>(entries)) = serde_json::from_str(paragraph.get()) {
                unique(entries.into_iter().map(|(name, _)| (name, Value::Null))).map_err(|e| in_paragraph(i, e))?;
            }
        }
    }
    Ok(fields)
}

/// `line`, which [`parse`] took, with `text` in its field `name`. A field that is not there comes last.
pub(super) fn with_text(line: &str, name: &str, text: &str) -> String {
    with_json(line, name, &quoted(text))
}

/// The same with a value that is JSON already.
pub(super) fn with_json(line: &str, name: &str, json: &str) -> String {
    let Object(entries) = object(line);
    let Some((_, old)) = entries.iter().find(|(field, _)| field == name) else {
        let end = line.rfind('}').expect("an object ends");
        let comma = if entries.is_empty() { "" } else { "," };
        return splice(line, end..end, &format!("{comma}{}:{json}", quoted(name)));
    };
    splice(line, range(line, old), json)
}

/// `line`, which [`parse`] took, with those elements of its array `paragraphs` whose flag is true.
pub(super) fn with_paragraphs(line: &str, kept: &[bool]) -> String {
    let ranges: Vec<Range<usize>> = paragraphs(line).into_iter().map(|paragraph| range(line, paragraph)).collect();
    let (Some(first), Some(last)) = (ranges.first(), ranges.last()) else { return line.to_owned() };
    let mut array = String::new();
    for (i, range) in ranges.iter().enumerate().filter(|(i, _)| kept.get(*i).copied().unwrap_or(true)) {
        // An element brings the comma before it along, but for the first that is kept.
        let start = if array.is_empty() { range.start } else { ranges[i - 1].end };
        array.push_str(&line[start..range.end]);
    }
    splice(line, first.start..last.end, &array)
}

/// An object as its names and values, in order, with those that stand twice.
struct Object<V>(Vec<(String, V)>);

impl<'de, V: Deserialize<'de>> Deserialize<'de> for Object<V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries<V>(PhantomData<V>);

        impl<'de, V: Deserialize<'de>> Visitor<'de> for Entries<V> {
            type Value = Object<V>;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object<V>, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Object(entries))
            }
        }

        deserializer.deserialize_map(Entries(PhantomData))
    }
}

fn unique(entries: impl IntoIterator<Item = (String, Value)>) -> Result<Fields> {
    let mut fields = Fields::new();
    for (name, value) in entries {
        match fields.entry(name) {
            Entry::Vacant(entry) => entry.insert(value),
            Entry::Occupied(entry) => {
                let error = Error::new(ErrorKind::Record, "expected every field once, found this one twice");
                return Err(error.in_field(entry.key()));
            }
        };
    }
    Ok(fields)
}

fn object(line: &str) -> Object<&RawValue> {
    serde_json::from_str(line).expect("a line that was parsed")
}

/// The elements of the array `paragraphs`; none where it is no array.
fn paragraphs(line: &str) -> Vec<&RawValue> {
    let Object(entries) = object(line);
    let array = entries.into_iter().find(|(name, _)| name == "paragraphs");
    array.and_then(|(_, array)| serde_json::from_str(array.get()).ok()).unwrap_or_default()
}

/// Where in `line`, of which it is a part, a value stands.
fn range(line: &str, value: &RawValue) -> Range<usize> {
    let start = value.get().as_ptr().addr() - line.as_ptr().addr();
    start..start + value.get().len()
}

fn splice(line: &str, range: Range<usize>, text: &str) -> String {
    [&line[..range.start], text, &line[range.end..]].concat()
}

fn quoted(text: &str) -> String {
    serde_json::to_string(text).expect("a text is always JSON")
}

fn invalid(error: &serde_json::Error) -> Error {
    // Its own place counts lines within the line.
    let message = error.to_string();
    let reason = message.split(" at line ").next().unwrap_or(&message);
    Error::new(ErrorKind::Record, format!("not valid JSON at column {}: {reason}", error.column()))
}

/// The error at what begins an array: often the whole file is one.
fn array(message: &str) -> Error {
    let hint = "where the file is one array, jq -c '.[]' writes its elements as lines";
    Error::new(ErrorKind::Record, format!("{message}; {hint}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_that_stands_twice_is_an_error() {
        let fails = |line| {
            let error = parse(line).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Record);
            error.place().field.clone()
        };
        assert_eq!(fails(r#"{"text":"a","n":1,"te\u0078t":"b"}"#).as_deref(), Some("text"));
        let paragraphs = r#"{"paragraphs":["a",{"label":"ad","text":"b","label":"bio"}]}"#;
        assert_eq!(fails(paragraphs).as_deref(), Some("paragraphs[1].label"));
        // What passes through is nobody's business.
        assert!(parse(r#"{"text":"a","meta":{"b":1,"b":2}}"#).is_ok());
    }

    #[test]
    fn only_the_text_changes() {
        let line = r#" { "a" : [1.0e3, -0, "\u00e9"],"text":"x\/y" , "b":{"c":1,"c":2} }  "#;
        assert_eq!(with_text(line, "text", "\"z\""), line.replace(r"x\/y", r#"\"z\""#));
        assert_eq!(with_text(line, "new", "z"), line.replace(r#""c":2} }"#, r#""c":2} ,"new":"z"}"#));
        assert_eq!(with_text("{}", "new", ""), r#"{"new":""}"#);

        let line = r#"{"paragraphs" : [ "a", {"text":"b"} ,{ "text": "c" } ],"n":1e5}"#;
        assert_eq!(with_paragraphs(line, &[true; 3]), line);
        assert_eq!(
            with_paragraphs(line, &[false, true, true]),
            r#"{"paragraphs" : [ {"text":"b"} ,{ "text": "c" } ],"n":1e5}"#
        );
        assert_eq!(with_paragraphs(line, &[true, false, true]), r#"{"paragraphs" : [ "a" ,{ "text": "c" } ],"n":1e5}"#);
        assert_eq!(with_paragraphs(line, &[false; 3]), r#"{"paragraphs" : [  ],"n":1e5}"#);
    }

    #[test]
    fn what_is_no_object_is_said() {
        for (line, has) in [
            ("[1]", "found an array; where the file is one array, jq"),
            ("[", "EOF while parsing a list; where the file is one array, jq"),
            ("5", "expected an object, found a number"),
            ("{\"a\":", "not valid JSON at column 5: EOF while parsing a value"),
            ("{} x", "not valid JSON at column 4: trailing characters"),
        ] {
            let error = parse(line).unwrap_err();
            assert!(error.message().contains(has), "{error}");
        }
    }
}
