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
    let mut out =
        String::from("<div class=scroll tabindex=0><table class=confusion>\n<thead><tr><th scope=col>is \\ called");
    for label in &named {
        let _ = write!(out, "<th scope=col>{label}");
    }
    out.push_str("<th scope=col>all</thead>\n<tbody>\n");
    for row in rows {
        let all = sum(row);
        let _ = write!(out, "<tr><th scope=row>{}", Escaped(row.truth));
        for &label in &named {
            let cell = row.verdicts[label as usize];
            let class = match (row.truth.known(), row.truth.is_junk()) {
                (Some(truth), _) if truth == label => "right",
                (None, Some(true)) if label.is_junk() => "right",
                (_, Some(is_junk)) if is_junk == label.is_junk() => "kind",
                _ => "wrong",
            };
            let share = cell as f64 / all as f64;
            let shown = if cell > 0 { count(cell) } else { String::new() };
            let _ = write!(out, "<td class={class} style=\"--v:{share:.3}\">{shown}");
        }
        let _ = writeln!(out, "<td>{}", count(all));
    }
    out.push_str(
        "</tbody></table></div>\n<p class=note>Rows are what paragraphs are, columns what they were called. \
         <span class=\"swatch right\"></span> right, <span class=\"swatch kind\"></span> by another name but on the right \
         side, <span class=\"swatch wrong\"></span> on the wrong side.</p>\n",
    );
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluation::Judged;
    use crate::label::TruthLabel;

    #[test]
    fn cells_say_on_which_side_they_are() {
        let judged = |truth, label| Judged { document: 0, truth, label, junk: 0.5, chars: 1 };
        let report = Report::new(
            &[
                judged(TruthLabel::Known(Label::Ad), Label::Ad),
                judged(TruthLabel::Known(Label::Ad), Label::Bio),
                judged(TruthLabel::Known(Label::Ad), Label::Content),
                judged(TruthLabel::Junk, Label::Bio),
            ],
            0.5,
        );
        let html = table(&report.unwrap()).unwrap();
        let ad = "<tr><th scope=row>ad<td class=wrong style=\"--v:0.333\">1<td class=right style=\"--v:0.333\">1<td class=kind \
                  style=\"--v:0.333\">1<td>3\n";
        assert!(html.contains(ad), "{html}");
        assert!(html.contains("<tr><th scope=row>junk<td class=wrong style=\"--v:0.000\">"), "{html}");
        assert!(html.contains("<td class=right style=\"--v:1.000\">1<td>1"), "{html}");
        assert_eq!(table(&Report::new(&[], 0.5).unwrap()), None);
    }
}
