//! The text of a document as it is written: as text, as Markdown, as HTML.

use super::plan::Plan;
use unblurb::records::{Format, Record};
use unblurb::rendering::{Kept, text_as_html};

/// What is kept of a record in the form that the plan says; `text` is it as text, `None` for everything.
pub fn written(plan: &Plan, record: &Record, kept: &[bool], text: Option<String>) -> Option<String> {
    let document = &record.document;
    let written = match (record.page(), plan.form) {
        (Some(page), Format::Markdown) => Kept::new(page, document, kept).markdown(),
        (Some(page), Format::Html) => Kept::new(page, document, kept).html(),
        (None, Format::Html) => text_as_html(document, kept),
        // A file of text ends with a line end, unless it is empty.
        (Some(_), _) => {
            let text = text.unwrap_or_else(|| document.text().to_owned());
            if text.is_empty() { text } else { text + "\n" }
        }
        (None, _) => return text,
    };
    Some(if plan.writes_record(record) { written.trim_end().to_owned() } else { written })
}
