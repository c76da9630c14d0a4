//! Figures as text for people and as JSON for programs.

use super::measure::{Language, Measured};
use crate::cli::paint::{BOLD, Paint};
use crate::cli::table::{Table, count, figure, percent, written};
use serde_json::{Map, Value, json};
use std::fmt::Write;
use unblurb::Label;
use unblurb::evaluation::{Comparison, Figure, Interval, Promise, Report};

/// `{"files", "threshold", "folds", "report", "reliability", "pages", "languages", "intervals", "promises", "comparison"}`;
/// a figure that is not defined is null, and so is the threshold where each model had its own.
pub fn json(measured: &Measured) -> Value {
    let report = |report: &Report| {
        let mut report = json!(report);
        report["threshold"] = json!(measured.threshold);
        report
    };
    let of_language = |language: &Language| {
        let mut figures = report(&language.report);
        figures["intervals"] = by_name(&language.intervals);
        (language.name.clone(), figures)
    };
    let languages: Map<String, Value> = measured.languages.iter().map(of_language).collect();
    let intervals = (measured.groups > 1).then(|| {
        let mut figures = by_name(&measured.intervals);
        figures["groups"] = json!(measured.groups);
        figures
    });
    json!({
        "files": measured.names,
        "threshold": measured.threshold,
        "folds": measured.folds,
        "report": report(&measured.report),
        "reliability": measured.reliability,
        "pages": measured.pages,
        "languages": languages,
        "intervals": intervals,
        "promises": measured.promises.iter().map(promise_json).collect::<Vec<Value>>(),
        "comparison": measured.comparison.as_ref().map(comparison_json),
    })
}

/// Intervals in the order of [`DecidedSet::figures`](unblurb::evaluation::DecidedSet::figures) by their names.
fn by_name(intervals: &[Option<Interval>]) -> Value {
    let (overall, labels) = intervals.split_at(Figure::ALL.len());
    let labels = Label::ALL.iter().zip(labels).map(|(label, interval)| (label.name().to_owned(), json!(interval)));
    let labels: Map<String, Value> = labels.collect();
    let overall =
        Figure::ALL.into_iter().zip(overall).map(|(figure, interval)| (figure.name().to_owned(), json!(interval)));
    overall.chain([("labels".to_owned(), Value::Object(labels))]).collect()
}

fn promise_json(promise: &Promise) -> Value {
    json!({
        "of": promise.of,
        "promised": promise.promised,
        "measured": promise.measured,
        "interval": promise.interval,
        "verdict": promise.verdict(),
    })
}

/// `{"model", "other", "groups", "figures": {NAME: {"model", "other", "difference", "verdict"}}, "words"}`.
fn comparison_json(comparison: &Comparison) -> Value {
    let figures = comparison.rows.iter().map(|row| {
        let figures = json!({
            "model": row.value,
            "other": row.other,
            "difference": row.difference,
            "verdict": row.side().name(),
        });
        (row.figure.name().to_owned(), figures)
    });
    json!({
        "model": comparison.name,
        "other": comparison.other,
        "groups": comparison.groups,
        "figures": figures.collect::<Map<String, Value>>(),
        "words": comparison.words(),
    })
}

/// The figures as tables.
pub fn text(measured: &Measured, paint: Paint) -> String {
    let report = &measured.report;
    let mut out = String::new();
    let threshold = match measured.threshold {
        Some(threshold) => format!("threshold {threshold:.3}"),
        None => format!("each {} at its model's threshold", if measured.folds.is_some() { "fold" } else { "kind" }),
    };
    let folds = measured.folds.map(|folds| format!(", cross-validated in {folds} folds")).unwrap_or_default();
    let _ = writeln!(
        out,
        "{}: {} documents, {} paragraphs ({} unsure left out){folds}, {threshold}",
        paint.apply(BOLD, measured.names.join(", ")),
        count(report.documents),
        count(report.paragraphs),
        count(report.unsure),
    );
    out.push('\n');
    summary(&mut out, measured);
    if let Some(compared) = &measured.comparison {
        out.push('\n');
        out.push_str(&comparison(compared).render(paint));
        let _ = writeln!(out, "{}", compared.words());
    }
    out.push('\n');
    out.push_str(&losses(report).render(paint));
    if !measured.promises.is_empty() {
        out.push('\n');
        out.push_str(&promises(measured).render(paint));
    }
    out.push('\n');
    out.push_str(&labels(measured).render(paint));
    if measured.languages.len() > 1 {
        out.push('\n');
        out.push_str(&languages(measured).render(paint));
    }
    out.push('\n');
    out.push_str(&confusion(report).render(paint));
    out
}

fn summary(out: &mut String, measured: &Measured) {
    for figure in Figure::ALL {
        let pages = measured.pages.filter(|_| figure == Figure::PageF1);
        if figure == Figure::PageF1 && pages.is_none() {
            continue;
        }
        let mut line = written(figure, figure.of(&measured.report, pages.as_ref()));
        if let Some(interval) = measured.intervals[figure as usize] {
            let _ = write!(line, "  {}", ends(Some(interval), |end| written(figure, end)));
        }
        if let Some(pages) = pages {
            let (precision, recall, of) = (pages.precision, pages.recall, count(pages.pages));
            let _ = write!(line, " (precision {precision:.3}, recall {recall:.3}, {of} documents)");
        }
        let _ = writeln!(out, "{:<24}{line}", figure.title());
    }
    if measured.groups > 1 {
        let _ = writeln!(out, "{:<24}at 95 %, drawn over {} groups", "[intervals]", count(measured.groups as u64));
    }
}

/// The ends of an interval; nothing where there is none.
fn ends(interval: Option<Interval>, written: impl Fn(Option<f64>) -> String) -> String {
    interval.map_or_else(String::new, |i| format!("[{}, {}]", written(Some(i.low)), written(Some(i.high))))
}

/// What was promised, and what came of it.
fn promises(measured: &Measured) -> Table {
    let mut table = Table::new(["promised", "", "measured", "at 95 %", "verdict"]);
    for promise in &measured.promises {
        let bound = if promise.is_most { "at most" } else { "at least" };
        table.row([
            promise.of.clone(),
            format!("{bound} {}", percent(Some(promise.promised))),
            percent(promise.measured),
            ends(promise.interval, percent),
            promise.verdict().to_owned(),
        ]);
    }
    table
}

fn comparison(comparison: &Comparison) -> Table {
    let names = [comparison.name.as_str(), comparison.other.as_str(), "difference", "at 95 %", "verdict"];
    let mut table = Table::new([""].into_iter().chain(names));
    for row in &comparison.rows {
        let difference = row.difference.map_or_else(String::new, |i| format!("{:+.4}", i.estimate));
        let ends = row.difference.map_or_else(String::new, |i| format!("[{:+.4}, {:+.4}]", i.low, i.high));
        let value = |value: Option<f64>| value.map_or("–".to_owned(), |value| format!("{value:.4}"));
        let cells = [value(row.value), value(row.other), difference, ends, row.side().name().to_owned()];
        table.row([row.figure.title().to_owned()].into_iter().chain(cells));
    }
    table
}

fn losses(report: &Report) -> Table {
    let mut table = Table::new(["loss of at most", "threshold", "content lost", "junk removed"]);
    for at in &report.at_loss {
        let threshold = figure(at.threshold.map(f64::from));
        table.row([percent(Some(at.max_loss)), threshold, percent(Some(at.lost)), percent(Some(at.removed))]);
    }
    table
}

/// Each label that occurs, or is named.
fn labels(measured: &Measured) -> Table {
    let report = &measured.report;
    let columns = ["label", "paragraphs", "precision", "recall", "F1", "F1 at 95 %", "removed", "chars removed"];
    let mut table = Table::new(columns);
    for truth in report.truths.iter().filter(|truth| truth.paragraphs > 0) {
        let rates = truth.truth.known().map(|label| report.labels[label as usize].rates);
        let interval = truth.truth.known().and_then(|label| measured.intervals[Figure::ALL.len() + label as usize]);
        let rate = |rate: fn(&unblurb::evaluation::Rates) -> Option<f64>| figure(rates.as_ref().and_then(rate));
        table.row([
            truth.truth.to_string(),
            count(truth.paragraphs),
            rate(|rates| rates.precision),
            rate(|rates| rates.recall),
            rate(|rates| rates.f1),
            ends(interval, figure),
            percent(truth.removed_share),
            percent(truth.removed_chars_share),
        ]);
    }
    table
}

fn languages(measured: &Measured) -> Table {
    let columns =
        ["language", "documents", "paragraphs", "AUC", "at 95 %", "junk F1", "at 95 %", "content lost", "junk removed"];
    let mut table = Table::new(columns);
    for Language { name, report, intervals } in &measured.languages {
        let ends = |of: Figure| ends(intervals[of as usize], figure);
        table.row([
            name.clone(),
            count(report.documents),
            count(report.paragraphs),
            figure(report.probability.auc),
            ends(Figure::Auc),
            figure(report.junk.f1),
            ends(Figure::F1),
            percent(report.content_chars_lost),
            percent(report.junk_chars_removed),
        ]);
    }
    table
}

/// Rows are what paragraphs are, columns what they were called; empty ones are left out.
fn confusion(report: &Report) -> Table {
    let rows: Vec<_> = report.confusion.iter().filter(|row| row.verdicts.iter().any(|&count| count > 0)).collect();
    let named: Vec<Label> =
        Label::ALL.into_iter().filter(|&l| rows.iter().any(|row| row.verdicts[l as usize] > 0)).collect();
    let header = named.iter().map(|label| label.name());
    let mut table = Table::new(std::iter::once("truth \\ verdict").chain(header));
    for row in rows {
        let cells = named.iter().map(|&label| count(row.verdicts[label as usize]));
        table.row(std::iter::once(row.truth.to_string()).chain(cells));
    }
    table
}
