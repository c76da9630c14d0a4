//! Figures with their intervals: the first four large, all in a table.

use super::escape::Escaped;
use super::number::{counted, figure, written};
use super::table::{Cell, Table};
use crate::evaluation::{Figure, Interval, PageMean, Report};
use std::fmt::Write;

/// What is shown large.
const LARGE: [Figure; 4] = [Figure::Lost, Figure::Removed, Figure::F1, Figure::Auc];

/// Every figure, what a user asks first before what explains it.
const ALL: [Figure; Figure::ALL.len()] = [
    Figure::Lost,
    Figure::Removed,
    Figure::F1,
    Figure::Precision,
    Figure::Recall,
    Figure::MacroF1,
    Figure::Auc,
    Figure::AveragePrecision,
    Figure::Brier,
    Figure::CalibrationError,
    Figure::PageF1,
];

/// The ends of an interval; `None` where there is none.
pub(super) fn range(of: Figure, interval: Option<Interval>) -> Option<String> {
    interval.map(|i| format!("{} to {}", written(of, Some(i.low)), written(of, Some(i.high))))
}

/// The first four, large. `intervals` are in the order of [`Figure::ALL`].
pub(super) fn tiles(report: &Report, intervals: &[Option<Interval>]) -> String {
    let mut out = String::from("<div class=tiles>\n");
    for figure in LARGE {
        let range = range(figure, interval(intervals, figure)).unwrap_or_else(|| "\u{a0}".to_owned());
        let value = match figure.of(report, None) {
            Some(value) => format!("<b>{}</b>", written(figure, Some(value))),
            None => "<b class=none>not measurable</b>".to_owned(),
        };
        let _ = writeln!(out, "<div class=tile>{}{value}<small>{range}</small></div>", Escaped(figure.title()));
    }
    out.push_str("</div>\n");
    out
}

/// All of them; that of whole documents only where there is one.
pub(super) fn table(report: &Report, pages: Option<&PageMean>, intervals: &[Option<Interval>]) -> String {
    let level = intervals.iter().flatten().next().map(|known| format!("{:.0} % interval", 100.0 * known.level));
    let mut table = Table::new(["figure", "value", level.as_deref().unwrap_or("interval"), "what it is"]);
    for of in ALL.into_iter().filter(|of| *of != Figure::PageF1 || pages.is_some()) {
        let value = of.of(report, pages).map_or("not measurable".to_owned(), |value| written(of, Some(value)));
        let range = range(of, interval(intervals, of)).unwrap_or_else(|| "–".to_owned());
        let mut about = of.about().to_owned();
        if let Some(pages) = pages.filter(|_| of == Figure::PageF1) {
            let [precision, recall] = [pages.precision, pages.recall].map(|rate| figure(Some(rate)));
            let of = counted(pages.pages, "document");
            let _ = write!(about, "; mean of {of}, precision {precision}, recall {recall}");
        }
        table.row(of.title(), [Cell::Number(value), Cell::Number(range), Cell::Text(about)]);
    }
    table.finish()
}

/// The interval of a figure, where it has one.
fn interval(intervals: &[Option<Interval>], figure: Figure) -> Option<Interval> {
    intervals.get(figure as usize).copied().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_figure_is_shown_once() {
        assert!(Figure::ALL.iter().all(|figure| ALL.contains(figure)));
    }
}
