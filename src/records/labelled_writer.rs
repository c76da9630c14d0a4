//! Labelled data, written: as CSV, a row a paragraph, or as JSON Lines, a document a line.
//!
//! [`LabelledDocument`]s come in, what `labelled` reads back leaves. CSV is for people and their tables; only JSON Lines
//! holds a page.

use super::fields::Fields;
use super::sink::Sink;
use super::writer::csv_error;
use crate::document::{LabelledDocument, Origin};
use crate::error::{Error, Result};
use serde_json::{Value, json};
use std::collections::HashSet;

/// Writes `documents` as labelled CSV that [`read_labelled`](super::read_labelled) reads back: a row a paragraph, with `text` and `label`,
/// and before them what any document knows of `doc`, `id`, `site`, `language` and `weight`. The id of a document in
/// order is its `doc`; where it has none, or one that another had before, it gets a name of its own (`#3`, `a#3` for
/// the third document). Documents without paragraphs leave no rows.
///
/// # Errors
///
/// [`ErrorKind::Io`](crate::ErrorKind::Io) with the path of `sink`.
pub fn write_labelled(documents: &[LabelledDocument], sink: &mut Sink) -> Result<()> {
    let path = sink.path().to_path_buf();
    write_rows(documents, sink).map_err(|e| Error::io(path, csv_error(e)))
}

fn write_rows(documents: &[LabelledDocument], sink: &mut Sink) -> csv::Result<()> {
    let any = |known: fn(&LabelledDocument) -> bool| documents.iter().any(known);
    let known = [
        any(|d| d.in_order),
        any(|d| !d.in_order && d.document.origin.id.is_some()),
        any(|d| d.document.origin.site.is_some()),
        any(|d| d.document.origin.language.is_some()),
        any(|d| d.weight != 1.0),
        true,
        true,
    ];
    let mut cells = csv::Writer::from_writer(sink);
    cells.write_record(only(known, ["doc", "id", "site", "language", "weight", "text", "label"]))?;
    let mut names = HashSet::new();
    for (i, labelled) in documents.iter().enumerate() {
        let Origin { id, site, language, .. } = &labelled.document.origin;
        let [id, site, language] = [id, site, language].map(|known| known.as_deref().unwrap_or_default());
        let mut name = id.to_owned();
        while labelled.in_order && (name.is_empty() || !names.insert(name.clone())) {
            name.push_str(&format!("#{}", i + 1));
        }
        let (doc, id) = if labelled.in_order { (name.as_str(), "") } else { ("", id) };
        let weight = labelled.weight.to_string();
        for (text, label) in labelled.document.paragraph_texts().zip(&labelled.labels) {
            cells.write_record(only(known, [doc, id, site, language, &weight, text, label.name()]))?;
        }
    }
    cells.flush()?;
    Ok(())
}

fn only(known: [bool; 7], row: [&str; 7]) -> impl Iterator<Item = &str> {
    known.into_iter().zip(row).filter_map(|(known, cell)| known.then_some(cell))
}

/// A labelled document as a line of JSON without its end: what is known of its origin, its page `html` where it was read
/// from one, and `paragraphs: [{label, text}]`.
pub fn labelled_line(labelled: &LabelledDocument, html: Option<&str>) -> String {
    let Origin { id, url, site, language } = &labelled.document.origin;
    let known = [("id", id), ("url", url), ("site", site), ("language", language)];
    let mut fields = Fields::new();
    for (name, value) in known.into_iter().filter_map(|(name, value)| Some((name, value.as_deref()?))) {
        fields.insert(name.to_owned(), Value::from(value));
    }
    if labelled.weight != 1.0 {
        fields.insert("weight".to_owned(), Value::from(labelled.weight));
    }
    if let Some(html) = html {
        fields.insert("html".to_owned(), Value::from(html));
    }
    let paragraphs = labelled.document.paragraph_texts().zip(&labelled.labels);
    let paragraphs = paragraphs.map(|(text, label)| json!({"label": label.name(), "text": text}));
    fields.insert("paragraphs".to_owned(), paragraphs.collect());
    Value::Object(fields).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Document;
    use crate::label::{Label, TruthLabel};
    use crate::page::Page;
    use crate::records::input::tests::input;
    use crate::records::{Encoding, Input, read_labelled};

    #[test]
    fn what_is_written_reads_back() {
        let origin = |id: &str| Origin {
            id: Some(id.to_owned()).filter(|id| !id.is_empty()),
            language: Some("el".to_owned()),
            ..Origin::default()
        };
        let document = |id, texts: &[&str]| Document::from_paragraphs(texts).with_origin(origin(id));
        let labels = vec![Label::Title.into(), TruthLabel::Junk];
        let mut documents = vec![
            LabelledDocument::new(document("a", &["\"x\", y", "two\r\nlines"]), labels.clone()),
            LabelledDocument::new(document("a", &["", " c "]), labels),
            LabelledDocument {
                in_order: false,
                ..LabelledDocument::new(document("r", &["d"]), vec![Label::Ad.into()])
            },
        ];
        documents[1].weight = 0.1;

        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join("out.csv.gz");
        let mut sink = Sink::create(&path).unwrap();
        write_labelled(&documents, &mut sink).unwrap();
        sink.finish().unwrap();
        let read = read_labelled(&Input::file(&path, None).unwrap(), Encoding::default()).unwrap();
        documents[1].document.origin.id = Some("a#2".to_owned());
        assert_eq!(read, documents);
    }

    #[test]
    fn a_page_reads_back_and_is_held_to_its_text() {
        let html = "<p>one &amp; <b>two</b><ul><li>three</ul>";
        let read = |line: &str| {
            let (_folder, input) = input("a.jsonl", line);
            read_labelled(&input, Encoding::default()).map(|mut read| read.swap_remove(0))
        };
        let labels = vec![Label::Content.into(), TruthLabel::Junk];
        let labelled = LabelledDocument::new(Page::from_text(html).into_document(), labels.clone());
        let line = labelled_line(&labelled, Some(html));
        let back = read(&line).unwrap();
        assert_eq!((back.document.text(), back.labels), ("one & two\n\nthree", labels));

        assert!(read(&line.replace(r#","text":"three""#, "")).is_ok());
        let error = read(&line.replace(r#""three""#, r#""four""#)).unwrap_err();
        assert_eq!(error.place().field.as_deref(), Some("paragraphs[1].text"));
        assert!(error.message().contains("\"three\"") && error.message().contains("\"four\""), "{error}");
        let error = read(&line.replace("<li>three", "")).unwrap_err();
        assert!(error.message().contains("expected 1 labelled paragraphs"), "{error}");
    }
}
