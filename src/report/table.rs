//! Tables in HTML: a heading row, the first column names the rows, figures stand to the right.

use super::escape::Escaped;
use std::fmt::{Display, Write};

/// A table that grows row by row.
pub(super) struct Table {
    html: String,
}

/// A cell.
pub(super) enum Cell {
    /// Text, to the left.
    Text(String),
    /// A number, to the right.
    Number(String),
    /// A share, 0 to 1, as it is written, with a bar as long.
    Bar(Option<f64>, String),
}

impl Table {
    /// A table with these names of columns.
    pub fn new<T: Display>(header: impl IntoIterator<Item = T>) -> Self {
        let mut html = String::from("<div class=scroll tabindex=0><table>\n<thead><tr>");
        for name in header {
            let _ = write!(html, "<th scope=col>{}", Escaped(name));
        }
        html.push_str("</thead>\n<tbody>\n");
        Table { html }
    }

    /// Adds a row.
    pub fn row(&mut self, name: impl Display, cells: impl IntoIterator<Item = Cell>) {
        let _ = write!(self.html, "<tr><th scope=row dir=auto>{}", Escaped(name));
        for cell in cells {
            let _ = match cell {
                Cell::Text(text) => write!(self.html, "<td class=text>{}", Escaped(text)),
                Cell::Number(text) => write!(self.html, "<td>{}", Escaped(text)),
                Cell::Bar(Some(share), text) if share.is_finite() => {
                    write!(self.html, "<td class=share style=\"--v:{:.3}\">{}", share.clamp(0.0, 1.0), Escaped(text))
                }
                Cell::Bar(_, text) => write!(self.html, "<td>{}", Escaped(text)),
            };
        }
        self.html.push('\n');
    }

    /// The table.
    pub fn finish(mut self) -> String {
        self.html.push_str("</tbody></table></div>\n");
        self.html
    }
}
