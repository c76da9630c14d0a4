//! Figures as text for people and as JSON for programs.

use super::measure::Measured;
use crate::cli::paint::{BOLD, Paint};
use crate::cli::table::{Table, count, figure, percent};
use serde_json::{Map, Value, json};
use std::fmt::Write;
use unblurb::Label;
use unblurb::evaluation::{Interval, Report};

/// `{"files", "threshold", "folds", "report", "pages", "languages", "intervals"}`; a figure that is not defined is null,
/// and so is the threshold where each model had its own.
pub fn json(measured: &Measured) -> Value {
    let report = |report: &Report| {
        let mut report = json!(report);
        report["threshold"] = json!(measured.threshold);
        report
    };
    let languages: Map<String, Value> =
        measured.languages.iter().map(|(language, figures)| (language.clone(), report(figures))).collect();
    let intervals = measured
        .intervals
        .as_ref()
        .map(|intervals| json!({"groups": intervals.groups, "auc": intervals.auc, "junk_f1": intervals.junk_f1}));
    json!({
        "files": measured.names,
        "threshold": measured.threshold,
        "folds": measured.folds,
        "report": report(&measured.report),
        "pages": measured.pages,
        "languages": languages,
        "intervals": intervals,
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
    out.push('\n');
    out.push_str(&losses(report).render(paint));
    out.push('\n');
    out.push_str(&labels(report).render(paint));
    if measured.languages.len() > 1 {
        out.push('\n');
        out.push_str(&languages(measured).render(paint));
    }
    out.push('\n');
    out.push_str(&confusion(report).render(paint));
    out
}

fn summary(out: &mut String, measured: &Measured) {
    let report = &measured.report;
    let (junk, probability) = (report.junk, report.probability);
    let intervals = measured.intervals.as_ref();
    let mut line = |name: &str, value: String| out.push_str(&format!("{name:<24}{value}\n"));
    line("junk precision", figure(junk.precision));
    line("junk recall", figure(junk.recall));
    line("junk F1", figure(junk.f1) + &interval(intervals.and_then(|intervals| intervals.junk_f1)));
    line("macro-F1 of labels", figure(report.macro_f1));
    line("content chars lost", percent(report.content_chars_lost));
    line("junk chars removed", percent(report.junk_chars_removed));
    line("AUC", figure(probability.auc) + &interval(intervals.and_then(|intervals| intervals.auc)));
    line("average precision", figure(probability.average_precision));
    line("Brier score", figure(probability.brier));
    line("calibration error", figure(probability.calibration_error));
    if let Some(pages) = measured.pages {
        let rates = format!("precision {:.3}, recall {:.3}", pages.precision, pages.recall);
        line("page F1", format!("{:.3} ({rates}, {} documents)", pages.f1, count(pages.pages)));
    }
}

fn interval(interval: Option<Interval>) -> String {
    interval.map_or_else(String::new, |i| format!("  [{:.3}, {:.3}] at 95 %, over groups", i.low, i.high))
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
fn labels(report: &Report) -> Table {
    let columns = ["label", "paragraphs", "precision", "recall", "F1", "removed", "chars removed"];
    let mut table = Table::new(columns);
    for truth in report.truths.iter().filter(|truth| truth.paragraphs > 0) {
        let rates = truth.truth.known().map(|label| report.labels[label as usize].rates);
        let rate = |rate: fn(&unblurb::evaluation::Rates) -> Option<f64>| figure(rates.as_ref().and_then(rate));
        table.row([
            truth.truth.to_string(),
            count(truth.paragraphs),
            rate(|rates| rates.precision),
            rate(|rates| rates.recall),
            rate(|rates| rates.f1),
            percent(truth.removed_share),
            percent(truth.removed_chars_share),
        ]);
    }
    table
}

fn languages(measured: &Measured) -> Table {
    let columns = ["language", "documents", "paragraphs", "AUC", "junk F1", "content lost", "junk removed"];
    let mut table = Table::new(columns);
    for (language, report) in &measured.languages {
        table.row([
            language.clone(),
            count(report.documents),
            count(report.paragraphs),
            figure(report.probability.auc),
            figure(report.junk.f1),
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
