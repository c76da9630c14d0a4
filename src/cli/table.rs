//! Tables of figures for people: columns aligned, figures to the right.

use super::paint::{DIM, Paint};
pub use unblurb::report::number::{count, figure, percent, written};
use unicode_width::UnicodeWidthStr;

/// A table that grows row by row.
pub struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table with these names of columns.
    pub fn new<S: Into<String>>(header: impl IntoIterator<Item = S>) -> Self {
        Table { rows: vec![header.into_iter().map(Into::into).collect()] }
    }

    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().collect());
    }

    /// The table as text, the first column to the left, the others to the right.
    pub fn render(&self, paint: Paint) -> String {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let width = |column: usize| self.rows.iter().filter_map(|row| row.get(column)).map(|c| c.width()).max();
        let widths: Vec<usize> = (0..columns).map(|column| width(column).unwrap_or(0)).collect();
        let mut out = String::new();
        for (number, row) in self.rows.iter().enumerate() {
            let mut line = String::new();
            for (column, cell) in row.iter().enumerate() {
                let pad = " ".repeat(widths[column] - cell.width());
                match column {
                    0 => line.push_str(&format!("{cell}{pad}")),
                    _ => line.push_str(&format!("  {pad}{cell}")),
                }
            }
            let line = line.trim_end();
            match number {
                0 => out.push_str(&paint.apply(DIM, line).to_string()),
                _ => out.push_str(line),
            }
            out.push('\n');
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_aligned_whatever_their_script() {
        let mut table = Table::new(["language", "n"]);
        table.row(["日本".to_owned(), count(1_234_567)]);
        table.row(["el".to_owned(), count(12)]);
        assert_eq!(table.render(Paint(false)), "language          n\n日本      1,234,567\nel               12\n");
    }
}
