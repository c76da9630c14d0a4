//! `unblurb model`: a model's card, for people and as JSON.

use super::Status;
use super::console::Console;
use super::deciding::load_model;
use super::paint::{BOLD, Paint};
use super::table::{Table, count, figure, percent};
use clap::Args;
use serde_json::{Value, json};
use std::fmt::Write;
use std::path::{Path, PathBuf};
use unblurb::evaluation::{Calibration, Figure, LearningCurve, Reliability};
use unblurb::features::{FAMILIES, width};
use unblurb::model::Model;
use unblurb::records::Sink;
use unblurb::{Label, Result};

/// Print a model's card
///
/// What it was trained on, how it was measured, what its thresholds cost, and what it may be used for.
#[derive(Args, Debug)]
pub struct ModelCommandArgs {
    /// Model file, or an embedded model: default for texts, default-pages for pages [default: default]
    #[arg(value_name = "MODEL")]
    file: Option<PathBuf>,
    /// List the measures it looks at, too
    #[arg(long)]
    features: bool,
    /// Print the card as JSON
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub fn run(args: ModelCommandArgs, console: &Console) -> Result<Status> {
    let model = load_model(args.file.as_deref())?;
    let text = if args.json {
        let mut card = json(&model);
        if args.features {
            card["features"] = features_json();
        }
        format!("{card:#}\n")
    } else {
        let paint = console.paint(Path::new("-"));
        let mut text = card(&model, paint);
        if args.features {
            text.push_str(&features(paint));
        }
        text
    };
    let mut sink = Sink::standard();
    sink.put(text.as_bytes())?;
    sink.finish()?;
    Ok(Status::Done)
}

/// What there is to say of a model that was just trained.
pub fn in_a_line(model: &Model, bytes: usize) -> String {
    let card = model.card();
    let paragraphs: u64 = card.labels.iter().map(|(_, count)| count).sum();
    let figures: Vec<String> = card.figures.iter().map(|(name, value)| format!("{name} {value:.3}")).collect();
    let mut line =
        format!("{} paragraphs, {} words, {} KB", count(paragraphs), count(words(model)), bytes.div_ceil(1000));
    if !figures.is_empty() {
        let _ = write!(line, "; out of fold: {}", figures.join(", "));
    }
    line
}

/// The card as JSON, with what the model itself says.
pub fn json(model: &Model) -> Value {
    let card = model.card();
    let pairs = |pairs: &[(String, u64)]| -> Value {
        pairs.iter().map(|(name, value)| (name.clone(), Value::from(*value))).collect()
    };
    let evidence = model.evidence();
    let table = &evidence.precisions;
    let of_kind = |kind: Label| (kind.name().to_owned(), json!(table.points(kind)));
    let precisions: Option<Value> = (!table.is_empty()).then(|| Label::JUNK.into_iter().map(of_kind).collect());
    json!({
        "name": card.name,
        "version": card.version,
        "date": card.date,
        "options": card.options.iter().map(|(k, v)| (k.clone(), Value::from(v.as_str()))).collect::<Value>(),
        "sources": card.sources,
        "labels": pairs(&card.labels),
        "languages": pairs(&card.languages),
        "groups": card.groups,
        "sites": pairs(&evidence.sites),
        "named_sites": evidence.named_sites,
        "pages": evidence.pages,
        "figures": card.figures.iter().map(|(k, v)| (k.clone(), Value::from(*v))).collect::<Value>(),
        "intervals": evidence.intervals.iter().map(|(k, v)| (k.clone(), json!(v))).collect::<Value>(),
        "calibration": {"junk": evidence.junk, "kinds": evidence.kinds},
        "threshold": model.threshold(),
        "losses": model.losses().points,
        "precisions": precisions,
        "curve": evidence.curve,
        "names_kinds": model.names_kinds(),
        "known_words": model.known_tokens(),
        "measures": width(),
        "notes": card.notes,
    })
}

fn card(model: &Model, paint: Paint) -> String {
    let (card, evidence) = (model.card(), model.evidence());
    let mut out = String::new();
    let date = card.date.as_ref().map(|date| format!(", {date}")).unwrap_or_default();
    let _ = writeln!(out, "{} (unblurb {}{date})", paint.apply(BOLD, &card.name), card.version);
    for note in &card.notes {
        let _ = writeln!(out, "{note}");
    }
    let heading = |out: &mut String, text: &str| out.push_str(&format!("\n{}\n", paint.apply(BOLD, text)));

    heading(&mut out, "Model");
    let mut line = |name: &str, value: String| out.push_str(&format!("{name:<14}{value}\n"));
    line("threshold", format!("{:.3}", model.threshold()));
    line("words", count(words(model)));
    line("measures", width().to_string());
    line("kinds", if model.names_kinds() { "named" } else { "not named: junk or content only" }.to_owned());
    for (name, value) in &card.options {
        line(name, value.clone());
    }

    if !card.figures.is_empty() {
        heading(&mut out, "Measured out of fold");
        for (name, value) in &card.figures {
            let interval = evidence.intervals.iter().find(|(known, _)| known == name);
            let ends = interval.map_or_else(String::new, |(_, i)| format!("  [{:.4}, {:.4}]", i.low, i.high));
            let _ = writeln!(out, "{name:<30}{value:.4}{ends}");
        }
        if !evidence.intervals.is_empty() {
            let _ = writeln!(out, "{:<30}at 95 %, drawn over groups", "[intervals]");
        }
    }
    for (what, scale, calibration) in [("junk", "log-odds", &evidence.junk), ("kinds", "logits", &evidence.kinds)] {
        if let Some(calibration) = calibration {
            heading(&mut out, &format!("Calibration of {what}"));
            out.push_str(&self::calibration(calibration, scale));
        }
    }
    if !model.losses().points.is_empty() {
        heading(&mut out, "What other thresholds cost");
        out.push_str(&losses(model).render(paint));
    }
    if !evidence.precisions.is_empty() {
        heading(&mut out, "Probability of a kind from which --min-precision holds, and how much of the kind is found");
        out.push_str(&precisions(model).render(paint));
    }
    if let Some(curve) = &evidence.curve {
        heading(&mut out, "Learning curve");
        out.push_str(&self::curve(curve, paint));
    }
    heading(&mut out, "Trained on");
    let mut table = Table::new(["file", "documents", "paragraphs", "weight", "CRC-32"]);
    for source in &card.sources {
        let cells = [count(source.documents), count(source.paragraphs), source.weight.to_string(), source.hash.clone()];
        table.row(std::iter::once(source.name.clone()).chain(cells));
    }
    out.push_str(&table.render(paint));
    let _ = writeln!(out, "\n{} groups (sites, batches, documents)", count(card.groups));
    let _ = writeln!(out, "labels: {}", listed(&card.labels));
    if !card.languages.is_empty() {
        let _ = writeln!(out, "languages: {}", listed(&card.languages));
    }
    if !evidence.sites.is_empty() {
        let more = evidence.named_sites.saturating_sub(evidence.sites.len() as u64);
        let more = if more > 0 { format!(", and {} more", count(more)) } else { String::new() };
        let _ = writeln!(out, "sites: {}{more}", listed(&evidence.sites));
    }
    if evidence.pages > 0 {
        let _ = writeln!(out, "web pages: {}", count(evidence.pages));
    }
    out
}

/// The points of the loss table nearest below the losses a user asks for.
fn losses(model: &Model) -> Table {
    let mut table = Table::new(["threshold", "content lost", "junk removed"]);
    let mut last = None;
    for loss in [0.001, 0.0025, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1] {
        let points = model.losses().points.iter().filter(|point| point.lost <= loss);
        let Some(point) = points.min_by(|a, b| a.threshold.total_cmp(&b.threshold)) else { continue };
        if last.replace(point.threshold) != Some(point.threshold) {
            table.row([format!("{:.3}", point.threshold), percent(Some(point.lost)), percent(Some(point.removed))]);
        }
    }
    table
}

/// Errors before and after correction, and what it was.
fn calibration(calibration: &Calibration, scale: &str) -> String {
    let Calibration { slope, shift, before, after } = calibration;
    let error = |reliability: &Reliability| {
        let of = |value: Option<f64>| value.map_or("not measurable".to_owned(), |value| format!("{value:.4}"));
        format!("calibration error {}, Brier score {}", of(reliability.calibration_error), of(reliability.brier))
    };
    match after {
        Some(after) => {
            let then = error(after);
            format!("before        {}\nafter         {then} ({scale} × {slope:.3} {shift:+.3})\n", error(before))
        }
        None => format!("as trained    {} (a correction would not help)\n", error(before)),
    }
}

/// Kinds by precisions that a user asks for.
fn precisions(model: &Model) -> Table {
    const ASKED: [f64; 4] = [0.8, 0.9, 0.95, 0.99];
    let table = &model.evidence().precisions;
    let mut out = Table::new(["kind".to_owned()].into_iter().chain(ASKED.map(|asked| format!("{asked}"))));
    for kind in Label::JUNK {
        let cell = |asked: f64| {
            let threshold = table.threshold_for_precision(kind, asked)?;
            let point = table.points(kind).iter().find(|point| point.threshold == threshold)?;
            Some(format!("{threshold:.3} ({})", percent(Some(point.found))))
        };
        let cells = ASKED.map(|asked| cell(asked).unwrap_or_else(|| "–".to_owned()));
        out.row([kind.name().to_owned()].into_iter().chain(cells));
    }
    out
}

/// A learning curve as a table, and what it says.
pub fn curve(curve: &LearningCurve, paint: Paint) -> String {
    const SHOWN: [Figure; 4] = [Figure::F1, Figure::Auc, Figure::Lost, Figure::Brier];
    let mut table = Table::new(["documents", "paragraphs"].into_iter().chain(SHOWN.map(Figure::title)));
    for point in &curve.points {
        let cells = SHOWN.map(|shown| figure(point.figure(shown)));
        table.row([count(point.documents), count(point.paragraphs)].into_iter().chain(cells));
    }
    let gain = curve.last_gain.map_or_else(String::new, |gain| {
        format!(" (junk F1 {:+.3} [{:+.3}, {:+.3}])", gain.estimate, gain.low, gain.high)
    });
    format!("{}on {} other documents; {}{gain}\n", table.render(paint), count(curve.tested), curve.advice())
}

fn features(paint: Paint) -> String {
    let mut out = String::new();
    for family in &FAMILIES {
        let _ = writeln!(out, "\n{}", paint.apply(BOLD, format!("Measures: {}", family.name)));
        let longest = family.measures.iter().map(|measure| measure.name.len()).max().unwrap_or(0);
        for measure in family.measures {
            let (low, high) = measure.range;
            let range = format!("{low} to {high}, {}", measure.unit);
            let _ = writeln!(out, "{:<longest$}  {} ({range})", measure.name, measure.about);
        }
    }
    out
}

fn features_json() -> Value {
    let measures = FAMILIES.iter().flat_map(|family| {
        family.measures.iter().map(|measure| {
            json!({
                "family": family.name,
                "name": measure.name,
                "unit": measure.unit,
                "range": [measure.range.0, measure.range.1],
                "about": measure.about,
            })
        })
    });
    measures.collect()
}

fn words(model: &Model) -> u64 {
    model.known_tokens() as u64
}

fn listed(pairs: &[(String, u64)]) -> String {
    let listed: Vec<String> = pairs.iter().map(|(name, value)| format!("{name} {}", count(*value))).collect();
    listed.join(", ")
}
