//! Which label was taken for which, as a table whose cells are tinted by their share of the row.

use super::escape::Escaped;
use super::number::count;
use crate::evaluation::{ConfusionRow, Report};
use crate::label::Label;
use std::fmt::Write;

/// Rows are what paragraphs are, columns what they were called; empty ones are left out. `None` where all are empty.
pub(super) fn table(report: &Report) -> Option<String> {
    let sum = |row: &ConfusionRow| row.verdicts.iter().sum::<u64>();
    let rows: Vec<&ConfusionRow> = report.confusion.iter().filter(|row| sum(row) > 0).collect();
    if rows.is_empty() {
        return None;
    }
    let is_named = |label: &Label| rows.iter().any(|row| row.verdicts[*label as usize] > 0);
    let named: Vec<Label> = Label::ALL.into_iter().filter(is_named).collect();
    let mut out = String::from("<div class=scroll tabindex=0><table class=confusion>\n<thead><tr><th scope=col>is \\ called");
    for label in &named {
        let _ = write!(out, "<th scope=col>{label}");
    }
    out.push_str("<th scope=col>all</thead>\n<tbody>\n");
    for row in rows {
        let all = sum(row);
        let _ = write!(out, "<tr><th scope=row>{}", Escaped(row.truth));
        for &label in &named {
            let cell = row.verdicts[label as usize];
            let right = match row.truth.known() {
                Some(truth) => truth == label,
                None => row.truth.is_junk() == Some(label.is_junk()),
            };
            let class = if right { "right" } else { "wrong" };
            let share = cell as f64 / all as f64;
            let shown = if cell > 0 { count(cell) } else { String::new() };
            let _ = write!(out, "<td class={class} style=\"--v:{share:.3}\">{shown}");
        }
        let _ = writeln!(out, "<td>{}", count(all));
    }
    out.push_str("</tbody></table></div>\n");
    Some(out)
}
