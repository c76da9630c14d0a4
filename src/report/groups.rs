//! Figures of parts of the data: by site, by language, by length.

use super::number::{count, figure, percent};
use super::table::{Cell, Table};
use crate::evaluation::Report;

/// A part of the data, or the rest of the parts together.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// What its documents have in common.
    pub name: String,
    /// Its figures.
    pub report: Report,
}

/// The data in parts.
#[derive(Clone, Debug, PartialEq)]
pub struct Groups {
    /// What parts them: `site`, `language`, `length`.
    pub by: &'static str,
    /// The parts, in the order they are shown; empty where nothing is known to part them by.
    pub groups: Vec<Group>,
    /// What is said where there are none, and what is to be known where there are some; may be empty.
    pub note: String,
}

impl Groups {
    /// The parts as a table; `None` where there are none.
    pub(super) fn table(&self) -> Option<String> {
        if self.groups.is_empty() {
            return None;
        }
        let columns = [self.by, "paragraphs", "content lost", "junk removed", "junk F1", "AUC", "documents"];
        let mut table = Table::new(columns);
        for Group { name, report } in &self.groups {
            let bar = |share: Option<f64>| Cell::Bar(share, percent(share));
            table.row(
                name,
                [
                    Cell::Number(count(report.paragraphs)),
                    bar(report.content_chars_lost),
                    bar(report.junk_chars_removed),
                    Cell::Number(figure(report.junk.f1)),
                    Cell::Number(figure(report.probability.auc)),
                    Cell::Number(count(report.documents)),
                ],
            );
        }
        Some(table.finish())
    }
}
