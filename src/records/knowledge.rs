//! What a file says of documents that lie elsewhere: where each comes from and what its headline is.
//!
//! A file of records with `id` comes in, what is [`Known`] by id leaves. Folders of pages and true texts seldom name the
//! site of a page, which folds need.

use super::encoding::Encoding;
use super::fields::{self, Fields};
use super::input::Input;
use super::rows::Rows;
use super::stream::Stream;
use crate::document::Origin;
use crate::error::{Error, ErrorKind, Result};
use serde_json::Value;
use std::collections::HashMap;
use std::io::Read;

/// What is known of a document that lies elsewhere.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// Where it comes from.
    pub origin: Origin,
    /// The piece's headline.
    pub title: Option<String>,
}

/// What `input` says of documents, by their id: CSV or JSON Lines with `id`, and any of `site`, `url`, `language` (or
/// `lang`) and `title`; or, in a file `.json`, one object `{id: {site, ...}, ...}`, where a string is the site.
///
/// # Errors
///
/// [`ErrorKind::Record`] with its line for a record without id, or of an id that was there before, and where a file
/// `.json` is no such object; else as [`read_labelled`](super::read_labelled).
pub fn read_known(input: &Input, encoding: Encoding) -> Result<HashMap<String, Known>> {
    if input.path().extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json")) {
        return object(input);
    }
    if !input.format().has_fields() {
        let message = format!("expected csv, jsonl or json, found {}", input.format());
        return Err(Error::new(ErrorKind::Argument, message).in_file(input.path()));
    }
    let mut rows = Rows::open(Stream::open(input, encoding)?, input.format())?;
    rows.require("id")?;
    let mut all = HashMap::new();
    while let Some(row) = rows.next()? {
        let line = row.line;
        let known = row.fields.and_then(|fields| {
            let known = known(&fields);
            match known.origin.id.clone() {
                Some(id) if !all.contains_key(&id) => Ok((id, known)),
                Some(_) => {
                    Err(Error::new(ErrorKind::Record, "expected every id once, found this one twice").in_field("id"))
                }
                None => Err(fields::missing("id", fields.keys())),
            }
        });
        all.extend([known.map_err(|e| e.in_file(input.path()).at_line(line))?]);
    }
    Ok(all)
}

fn object(input: &Input) -> Result<HashMap<String, Known>> {
    let mut json = String::new();
    input.open()?.read_to_string(&mut json).map_err(|e| Error::io(input.path(), e))?;
    let wrong = |message: String| Error::new(ErrorKind::Record, message).in_file(input.path());
    let objects: Fields = serde_json::from_str(&json).map_err(|e| wrong(format!("not an object of objects: {e}")))?;
    let of_value = |(id, value): (String, Value)| match value {
        Value::Object(fields) => Ok((id, known(&fields))),
        Value::String(site) => {
            let origin = Origin { site: Some(site).filter(|site| !site.is_empty()), ..Origin::default() };
            Ok((id, Known { origin, title: None }))
        }
        other => Err(fields::mismatch(id, "an object, or a site", &other).in_file(input.path())),
    };
    objects.into_iter().map(of_value).collect()
}

fn known(fields: &Fields) -> Known {
    Known { origin: fields::origin(fields), title: fields::first_known(fields, &["title"]) }
}
