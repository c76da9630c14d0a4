//! Labelled data, read: documents whose paragraphs carry their true label.
//!
//! An input of rows comes in, [`LabelledDocument`]s leave. A room of its own because what is learned must be right: unlike
//! a record to clean, one bad row here is an error of the whole file.

use super::encoding::Encoding;
use super::fields::{self, Fields};
use super::input::Input;
use super::rows::Rows;
use super::stream::Stream;
use crate::document::{Document, LabelledDocument, Origin};
use crate::error::{Error, ErrorKind, Result};
use crate::label::TruthLabel;
use crate::page::Page;
use serde_json::Value;
use std::collections::HashMap;

/// The labelled documents of one input, CSV or JSON Lines, in order of first appearance.
///
/// A row has `text` and `label`, and may have `doc`, `site`, `id`, `language` and `weight` (above 0). Rows with the
/// same `doc` are one document in their order, wherever they stand in the file, with `doc` as its id; a row without
/// `doc` is a document of one paragraph that is not in order. Site, language and weight are those of the first row that
/// has them.
///
/// In JSON Lines a line may also be a whole document, `paragraphs: [{text, label}]` with the same fields beside. `page`
/// stands in for an absent `id`, `batch` for `site`, `lang` for `language`. All other fields are passed over.
///
/// Such a document may be a page, in the field `html`: `paragraphs` then are those that [`Page`] reads from it, one after
/// the other, with a `label` each. A `text` is not needed, but where it is there it must be what is read.
///
/// # Errors
///
/// With path and line, and the field where there is one: [`ErrorKind::Record`] for a header without `text` or `label`,
/// a ragged row, a field that is missing or of another type, a weight that is none, a document on two sites, paragraphs
/// that are not those of their page;
/// [`ErrorKind::Label`] for an unknown label; [`ErrorKind::Encoding`] for bytes that are no text; [`ErrorKind::Data`]
/// where there is no labelled row at all; [`ErrorKind::Argument`] where the format has no rows; [`ErrorKind::Io`].
pub fn read_labelled(input: &Input, encoding: Encoding) -> Result<Vec<LabelledDocument>> {
    let mut rows = Rows::open(Stream::open(input, encoding)?, input.format())?;
    ["text", "label"].into_iter().try_for_each(|name| rows.require(name))?;
    let mut drafts = Drafts::default();
    while let Some(row) = rows.next()? {
        let line = row.line;
        row.fields.and_then(|fields| drafts.add(fields)).map_err(|e| e.in_file(input.path()).at_line(line))?;
    }
    if drafts.list.iter().all(|draft| draft.labels.is_empty()) {
        return Err(Error::new(ErrorKind::Data, "no labelled rows").in_file(input.path()));
    }
    Ok(drafts.list.into_iter().map(Draft::finish).collect())
}

/// Documents that are still growing, in order of first appearance, and which of them a `doc` is.
#[derive(Default)]
struct Drafts {
    list: Vec<Draft>,
    by_doc: HashMap<String, usize>,
}

#[derive(Default)]
struct Draft {
    origin: Origin,
    /// The page that it is; else there are texts.
    page: Option<Document>,
    texts: Vec<String>,
    labels: Vec<TruthLabel>,
    weight: Option<f32>,
    in_order: bool,
}

impl Drafts {
    /// Adds a row to its document, or a whole document.
    fn add(&mut self, mut fields: Fields) -> Result<()> {
        let mut draft = Draft { origin: origin(&fields), weight: weight(&fields)?, ..Draft::default() };
        if let Some(paragraphs) = fields.get_mut("paragraphs").map(Value::take).filter(|p| !p.is_null()) {
            let Value::Array(paragraphs) = paragraphs else {
                return Err(fields::mismatch("paragraphs", "an array", &paragraphs));
            };
            draft.page = page(&mut fields)?;
            draft.push_all(paragraphs)?;
            draft.in_order = true;
            self.list.push(draft);
            return Ok(());
        }
        let doc = fields::first_known(&fields, &["doc"]);
        draft.push(fields)?;
        let Some(doc) = doc else {
            self.list.push(draft);
            return Ok(());
        };
        if let Some(&known) = self.by_doc.get(&doc) {
            return self.list[known].extend(draft);
        }
        draft.origin.id = Some(doc.clone());
        draft.in_order = true;
        self.by_doc.insert(doc, self.list.len());
        self.list.push(draft);
        Ok(())
    }
}

impl Draft {
    /// Adds all paragraphs of a document, which where it is a page are the page's.
    fn push_all(&mut self, paragraphs: Vec<Value>) -> Result<()> {
        if let Some(page) = self.page.as_ref().filter(|page| page.len() != paragraphs.len()) {
            let (expected, found) = (page.len(), paragraphs.len());
            let message = format!("expected {expected} labelled paragraphs, as many as the page has, found {found}");
            return Err(Error::new(ErrorKind::Record, message).in_field("paragraphs"));
        }
        for (i, paragraph) in paragraphs.into_iter().enumerate() {
            let Value::Object(row) = paragraph else {
                return Err(fields::mismatch(format!("paragraphs[{i}]"), "an object with text and label", &paragraph));
            };
            match &self.page {
                Some(page) => {
                    let label = label_of(page.paragraph_text(i), &row).map_err(|e| fields::in_paragraph(i, e))?;
                    self.labels.push(label);
                }
                None => self.push(row).map_err(|e| fields::in_paragraph(i, e))?,
            }
        }
        Ok(())
    }

    /// Adds the paragraph in `row`.
    fn push(&mut self, mut row: Fields) -> Result<()> {
        let label = label(&row)?;
        fields::string(&row, "text")?;
        if let Some(Value::String(text)) = row.get_mut("text").map(Value::take) {
            self.texts.push(text);
            self.labels.push(label);
        }
        Ok(())
    }

    /// Adds a later row of the same document.
    fn extend(&mut self, row: Draft) -> Result<()> {
        if let (Some(ours), Some(theirs)) = (&self.origin.site, &row.origin.site)
            && ours != theirs
        {
            let message = format!("expected one site a document, found {theirs:?} where rows before have {ours:?}");
            return Err(Error::new(ErrorKind::Record, message).in_field("site"));
        }
        self.origin.site = self.origin.site.take().or(row.origin.site);
        self.origin.url = self.origin.url.take().or(row.origin.url);
        self.origin.language = self.origin.language.take().or(row.origin.language);
        self.weight = self.weight.or(row.weight);
        self.texts.extend(row.texts);
        self.labels.extend(row.labels);
        Ok(())
    }

    fn finish(self) -> LabelledDocument {
        let document = self.page.unwrap_or_else(|| Document::from_paragraphs(self.texts));
        LabelledDocument {
            document: document.with_origin(self.origin),
            labels: self.labels,
            weight: self.weight.unwrap_or(1.0),
            in_order: self.in_order,
        }
    }
}

/// The page in `html`, where the record has one.
fn page(fields: &mut Fields) -> Result<Option<Document>> {
    match fields.get_mut("html").map(Value::take) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(html)) => Ok(Some(Page::from_text(html).into_document())),
        Some(other) => Err(fields::mismatch("html", "a string", &other)),
    }
}

fn label(row: &Fields) -> Result<TruthLabel> {
    fields::string(row, "label")?.parse().map_err(|e: Error| e.in_field("label"))
}

/// The label of the page's paragraph `text`, whose own text in `row` may be absent but not another.
fn label_of(text: &str, row: &Fields) -> Result<TruthLabel> {
    if row.contains_key("text") {
        let found = fields::string(row, "text")?;
        if found != text {
            let start = |text: &str| text.chars().take(40).collect::<String>();
            let message =
                format!("expected the page's paragraph {:?}, as it is read, found {:?}", start(text), start(found));
            return Err(Error::new(ErrorKind::Record, message).in_field("text"));
        }
    }
    label(row)
}

fn origin(fields: &Fields) -> Origin {
    let origin = fields::origin(fields);
    Origin {
        id: origin.id.or_else(|| fields::first_known(fields, &["page"])),
        site: origin.site.or_else(|| fields::first_known(fields, &["batch"])),
        ..origin
    }
}

fn weight(fields: &Fields) -> Result<Option<f32>> {
    let Some(value) = fields::first_known(fields, &["weight"]) else { return Ok(None) };
    match value.parse::<f32>() {
        Ok(weight) if weight > 0.0 && weight.is_finite() => Ok(Some(weight)),
        _ => {
            let message = format!("expected a number above 0, found {value:?}");
            Err(Error::new(ErrorKind::Record, message).in_field("weight"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::Label;
    use crate::records::input::tests::input;

    fn read(name: &str, bytes: impl AsRef<[u8]>) -> Result<Vec<LabelledDocument>> {
        let (_folder, input) = input(name, bytes);
        read_labelled(&input, Encoding::default())
    }

    /// Line, field and message of the error.
    fn fails(name: &str, bytes: impl AsRef<[u8]>) -> (Option<u64>, Option<String>, String) {
        let error = read(name, bytes).unwrap_err();
        let place = error.place();
        assert!(place.path.as_ref().unwrap().ends_with(name), "{error}");
        (place.line, place.field.clone(), error.message().to_owned())
    }

    fn texts(labelled: &LabelledDocument) -> Vec<&str> {
        labelled.document.paragraph_texts().collect()
    }

    #[test]
    fn rows_of_one_doc_are_one_document() {
        let csv = concat!(
            "doc,text,label,site,weight\na,one,content,x.org,2\nb,\"two\nlines\",ad,,\n",
            "a,three,unsure,,\n,four,junk,,\n"
        );
        let read = read("a.csv", csv).unwrap();
        assert_eq!(read.len(), 3);
        assert_eq!((texts(&read[0]), read[0].weight, read[0].in_order), (vec!["one", "three"], 2.0, true));
        assert_eq!(read[0].labels, [Label::Content.into(), TruthLabel::Unsure]);
        assert_eq!(read[0].group(), Some("x.org"));
        assert_eq!((texts(&read[1]), read[1].group()), (vec!["two\nlines"], Some("b")));
        assert_eq!((texts(&read[2]), read[2].in_order, read[2].group()), (vec!["four"], false, None));
    }

    #[test]
    fn json_lines_hold_rows_or_documents() {
        let jsonl = concat!(
            r#"{"page": "7", "batch": "en1", "lang": "en", "url": null, "#,
            r#""paragraphs": [{"text": "a", "label": "title"}]}"#,
            "\n\n",
            r#"{"language": "de", "label": "ad", "text": "b"}"#,
            "\n",
            r#"{"doc": 3, "label": "bio", "text": "c"}"#,
        );
        let read = read("a.jsonl", jsonl).unwrap();
        let origin = &read[0].document.origin;
        let known = [&origin.id, &origin.site, &origin.language, &origin.url].map(Option::as_deref);
        assert_eq!(known, [Some("7"), Some("en1"), Some("en"), None]);
        assert!(read[0].in_order && !read[1].in_order && read[2].in_order);
        assert_eq!(read[1].document.origin.language.as_deref(), Some("de"));
        assert_eq!(read[2].document.origin.id.as_deref(), Some("3"));
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        let (line, field, message) = fails("a.csv", "txt,label\n");
        assert_eq!((line, field.as_deref()), (Some(1), Some("text")));
        assert_eq!(message, r#"expected a field "text", found "txt", "label""#);

        let (line, field, message) = fails("a.csv", "text,label\r\n\r\none,content\r\ntwo,spam\r\n");
        assert_eq!((line, field.as_deref()), (Some(4), Some("label")));
        assert!(message.contains("\"spam\"") && message.contains("unsure"), "{message}");

        let (line, _, message) = fails("a.csv", "text,label\n\"a\nb\",ad\none\n");
        assert_eq!((line, message.as_str()), (Some(4), "expected 2 fields as in the header, found 1"));

        let error = read("a.csv", b"text,label\n\"o\"\"ne\xff\",ad\n").unwrap_err();
        assert_eq!((error.kind(), error.place().line, error.place().byte), (ErrorKind::Encoding, Some(2), Some(17)));

        let (line, field, message) = fails("a.jsonl", "{\"text\": \"a\", \"label\": 3}");
        assert_eq!((line, field.as_deref()), (Some(1), Some("label")));
        assert_eq!(message, "expected a string, found a number");

        let (_, field, _) = fails("a.jsonl", r#"{"paragraphs": [{"text": "a", "label": "ad"}, {"text": "b"}]}"#);
        assert_eq!(field.as_deref(), Some("paragraphs[1].label"));

        let (line, field, _) = fails("a.csv", "doc,site,text,label\na,x,b,ad\na,y,c,ad\n");
        assert_eq!((line, field.as_deref()), (Some(3), Some("site")));
        assert_eq!(fails("a.csv", "text,label,weight\na,ad,nan\n").1.as_deref(), Some("weight"));
        for empty in ["", "text,label\n"] {
            assert_eq!(fails("a.csv", empty), (None, None, "no labelled rows".to_owned()));
        }
        assert!(fails("a.txt", "text,label\n").2.contains("--from"));
    }
}
