//! Tables in HTML: a heading row, the first column names the rows, figures stand to the right, words to the left.

use super::escape::Escaped;
use std::fmt::{Display, Write};

/// A table that grows row by row.
pub(super) struct Table {
    header: Vec<String>,
    /// Of each column of the first row, its class.
    classes: Vec<&'static str>,
    rows: String,
}

/// A cell.
pub(super) enum Cell {
    /// Text, to the left, with room to be read.
    Text(String),
    /// A word or two, to the left.
    Word(String),
    /// A number, to the right.
    Number(String),
    /// A share, 0 to 1, as it is written, with a bar as long.
    Bar(Option<f64>, String),
}

impl Table {
    /// A table with these names of columns.
    pub fn new<T: Display>(header: impl IntoIterator<Item = T>) -> Self {
        let header = header.into_iter().map(|name| Escaped(name).to_string()).collect();
        Table { header, classes: Vec::new(), rows: String::new() }
    }

    /// Adds a row.
    pub fn row(&mut self, name: impl Display, cells: impl IntoIterator<Item = Cell>) {
        let is_first = self.rows.is_empty();
        let rows = &mut self.rows;
        let _ = write!(rows, "<tr><th scope=row dir=auto>{}", Escaped(name));
        for cell in cells {
            if is_first {
                self.classes.push(if matches!(cell, Cell::Text(_) | Cell::Word(_)) { " class=word" } else { "" });
            }
            let _ = match cell {
                Cell::Text(text) => write!(rows, "<td class=text>{}", Escaped(text)),
                Cell::Word(text) => write!(rows, "<td class=word>{}", Escaped(text)),
                Cell::Number(text) => write!(rows, "<td>{}", Escaped(text)),
                Cell::Bar(Some(share), text) if share.is_finite() => {
                    write!(rows, "<td class=share style=\"--v:{:.3}\">{}", share.clamp(0.0, 1.0), Escaped(text))
                }
                Cell::Bar(_, text) => write!(rows, "<td>{}", Escaped(text)),
            };
        }
        rows.push('\n');
    }

    /// The table.
    pub fn finish(self) -> String {
        let mut html = String::from("<div class=scroll tabindex=0><table>\n<thead><tr>");
        // The first column names the rows. Names stand where the cells below them do.
        let classes = std::iter::once("").chain(self.classes).chain(std::iter::repeat(""));
        for (name, class) in self.header.iter().zip(classes) {
            let _ = write!(html, "<th scope=col{class}>{name}");
        }
        let _ = writeln!(html, "</thead>\n<tbody>\n{}</tbody></table></div>", self.rows);
        html
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_where_their_cells_do() {
        let mut table = Table::new(["a", "<b>", "c"]);
        assert!(Table::new(["a"]).finish().contains("<th scope=col>a</thead>\n<tbody>\n</tbody>"));
        table.row("r", [Cell::Number("1".to_owned()), Cell::Word("w".to_owned())]);
        let html = table.finish();
        assert!(html.contains("<th scope=col>a<th scope=col>&lt;b&gt;<th scope=col class=word>c</thead>"), "{html}");
        assert!(html.contains("r<td>1<td class=word>w\n"), "{html}");
    }
}
