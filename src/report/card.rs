//! A model's card as a section of a page.

use super::escape::Escaped;
use super::number::{count, percent};
use super::table::{Cell, Table};
use crate::evaluation::{Calibration, Reliability};
use crate::features::width;
use crate::model::{Evidence, Model};
use std::fmt::Write;

/// A model that judged.
#[derive(Clone, Copy, Debug)]
pub struct ModelCard<'a> {
    /// What it judged, such as `texts`; empty where it judged all.
    pub judged: &'static str,
    /// The model.
    pub model: &'a Model,
    /// Paragraphs at or above this probability of junk were removed.
    pub threshold: f32,
}

impl ModelCard<'_> {
    pub(super) fn html(&self) -> String {
        let (model, card) = (self.model, self.model.card());
        let mut out = String::new();
        let judged = if self.judged.is_empty() { String::new() } else { format!(", for {}", self.judged) };
        let _ = writeln!(out, "<h3>{}{judged}</h3>", Escaped(&card.name));
        for note in &card.notes {
            let _ = writeln!(out, "<p>{}</p>", Escaped(note));
        }
        let mut table = Table::new(["model", ""]);
        let mut line = |name: &str, value: String| table.row(name, [Cell::Text(value)]);
        line("made by", format!("unblurb {}", card.version));
        if let Some(date) = &card.date {
            line("date", date.clone());
        }
        line("threshold used", format!("{:.3} (its own is {:.3})", self.threshold, model.threshold()));
        line("words it knows", count(model.known_tokens() as u64));
        line("measures", width().to_string());
        line("kinds", if model.names_kinds() { "named" } else { "not named: junk or content only" }.to_owned());
        for (name, value) in &card.options {
            line(name, value.clone());
        }
        line("labels", listed(&card.labels));
        if !card.languages.is_empty() {
            line("languages", listed(&card.languages));
        }
        line("groups", format!("{} (sites, batches, documents)", count(card.groups)));
        out.push_str(&table.finish());
        let evidence = model.evidence();
        if !card.figures.is_empty() {
            let mut table = Table::new(["measured out of fold, in training", "", "interval"]);
            for (name, value) in &card.figures {
                let interval = evidence.intervals.iter().find(|(known, _)| known == name);
                let range = interval.map_or("–".to_owned(), |(_, i)| format!("{:.4} to {:.4}", i.low, i.high));
                table.row(name, [Cell::Number(format!("{value:.4}")), Cell::Number(range)]);
            }
            out.push_str(&fold("measured out of fold, in training", &table.finish()));
        }
        if evidence.junk.is_some() || evidence.kinds.is_some() {
            out.push_str(&fold("calibration, in training", &calibration(evidence)));
        }
        let losses = &model.losses().points;
        if !losses.is_empty() {
            let mut table = Table::new(["threshold", "content lost", "junk removed"]);
            for point in losses {
                let shares = [point.lost, point.removed].map(|share| Cell::Number(percent(Some(share))));
                table.row(format!("{:.3}", point.threshold), shares);
            }
            out.push_str(&fold("what thresholds cost, in training", &table.finish()));
        }
        if !card.sources.is_empty() {
            let mut table = Table::new(["file", "documents", "paragraphs", "weight", "CRC-32"]);
            for source in &card.sources {
                let cells = [count(source.documents), count(source.paragraphs), source.weight.to_string()];
                let cells = cells.into_iter().map(Cell::Number).chain([Cell::Word(source.hash.clone())]);
                table.row(&source.name, cells);
            }
            out.push_str(&fold("what it was trained on", &table.finish()));
        }
        out
    }
}

/// Errors of probabilities before and after correction, and what it was.
fn calibration(evidence: &Evidence) -> String {
    let columns = ["probabilities of", "calibration error as trained", "corrected", "correction of log-odds"];
    let mut table = Table::new(columns);
    for (of, calibration) in [("junk", &evidence.junk), ("kinds", &evidence.kinds)] {
        let Some(Calibration { slope, shift, before, after }) = calibration else { continue };
        let error = |reliability: &Reliability| {
            reliability.calibration_error.map_or("not measurable".to_owned(), |error| format!("{error:.4}"))
        };
        let [corrected, correction] = match after {
            Some(after) => [error(after), format!("× {slope:.3} {shift:+.3}").replace('-', "−")],
            None => ["–".to_owned(), "none: it would not help".to_owned()],
        };
        table.row(of, [Cell::Number(error(before)), Cell::Number(corrected), Cell::Word(correction)]);
    }
    table.finish()
}

fn fold(name: &str, html: &str) -> String {
    format!("<details><summary>{name}</summary>\n{html}</details>\n")
}

fn listed(pairs: &[(String, u64)]) -> String {
    let listed: Vec<String> = pairs.iter().map(|(name, value)| format!("{name} {}", count(*value))).collect();
    listed.join(", ")
}
