//! `unblurb evaluate`: labelled documents in, figures out, for a model or by cross-validation.
//!
//! `trial` judges the documents, `measure` makes figures of the verdicts, `print` shows them, `page` shows more of them.

mod measure;
mod page;
mod print;
mod trial;

use super::Status;
use super::console::Console;
use super::deciding::ModelArgs;
use super::labelled::{LabelledArgs, LabelledFile, TrainingArgs, same_file};
use clap::{Args, ValueEnum};
use measure::Measured;
use std::path::{Path, PathBuf};
use trial::Trial;
use unblurb::records::{Format, Sink, Writer};
use unblurb::{Error, ErrorKind, Result, TruthLabel};

/// Measure a model on labelled data
///
/// Judges labelled documents with a model, or, with --cv, with models trained on the other folds, and compares. Labelled
/// data is what train takes.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct EvaluateArgs {
    /// Labelled files, or folders of them; - is standard input
    #[arg(value_name = "LABELLED", required = true)]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    labelled: LabelledArgs,
    #[command(flatten)]
    model: ModelArgs,
    /// Take headlines for neither kept nor true text in page F1, as clean --drop title does: title
    #[arg(long, value_name = "title", value_parser = ["title"], hide_possible_values = true, help_heading = "Deciding")]
    drop: Option<String>,
    /// Cross-validate: train on all of K folds but one, judge that one, for each
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u32).range(2..), help_heading = "Cross-validation")]
    cv: Option<u32>,
    /// Only this fold, from 0
    #[arg(long, value_name = "I", requires = "cv", help_heading = "Cross-validation")]
    fold: Option<u32>,
    /// Labelled files that take part in training only, less what shares a group with tested documents
    #[arg(long, value_name = "FILE", requires = "cv", help_heading = "Cross-validation")]
    with: Vec<PathBuf>,
    /// What folds keep together
    #[arg(long, requires = "cv", default_value = "site", help_heading = "Cross-validation")]
    group: Group,
    #[command(flatten)]
    training: TrainingArgs,
    /// Write a record a paragraph there: {"id","index","junk","label","truth"} (JSON Lines, or CSV by extension)
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    predictions: Option<PathBuf>,
    /// Write a page to look at: figures, curves, groups, the worst mistakes, the model's card
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    html: Option<PathBuf>,
    /// Print the figures as JSON
    #[arg(long, help_heading = "Output")]
    json: bool,
}

const EXAMPLES: &str = "\
Examples:
  unblurb evaluate labels.csv
  unblurb evaluate labels.csv -m mine.unblurb --json
  unblurb evaluate labels.csv --html report.html
  unblurb evaluate labels.csv --cv 5
  unblurb evaluate pages.jsonl.gz --drop title
  unblurb evaluate pages.jsonl.gz --cv 5 --fold 0 --recipe models/text.toml --predictions verdicts.jsonl";

/// What the folds of a cross-validation keep together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Group {
    /// The site, or batch; where none is named, the document
    Site,
    /// The language; where none is named, the site
    Language,
    /// The file
    CorpusFile,
}

/// Runs the command.
pub fn run(args: EvaluateArgs, console: &Console) -> Result<Status> {
    console.use_threads();
    let mut progress = console.progress(None, "documents", false);
    let predictions = args.predictions.as_deref().map(|path| writer(path, &args.paths)).transpose()?;
    let html = args.html.as_deref().map(|path| page_sink(path, &args)).transpose()?;
    let mut judgements = None;
    let trial = match args.cv {
        Some(folds) => {
            if args.model.model.is_some() {
                let message = "--model judges with a model that is there, --cv trains its own: choose one";
                return Err(Error::new(ErrorKind::Argument, message));
            }
            progress.work("training and judging");
            let validation = unblurb::training::Validation { folds, only: args.fold };
            let mut material = args.training.gather(&args.paths, &args.labelled)?;
            refuse_unsure(&material.named)?;
            material.listed.extend(args.labelled.read(&args.with)?);
            Trial::cross_validate(material, &validation, args.group, &args.model, console)?
        }
        None if args.training.is_given() => {
            let message = "options of training (--pool, --splice, --seed, --folds, --weight, --recipe) need --cv";
            return Err(Error::new(ErrorKind::Argument, message));
        }
        None => {
            let judgements = judgements.insert(args.model.load(console)?);
            progress.work("judging");
            let files = args.labelled.read(&args.paths)?;
            refuse_unsure(&files)?;
            Trial::judge(files, judgements)
        }
    };
    let with_titles = args.drop.is_none();
    let measured = Measured::new(&trial, with_titles)?;
    if let Some(mut sink) = html {
        progress.work("drawing");
        sink.put(page::html(&trial, &measured, with_titles, judgements.as_ref())?.as_bytes())?;
        sink.finish()?;
    }
    drop(progress);
    if let Some(writer) = predictions {
        trial.write(writer)?;
    }
    let text = match args.json {
        true => format!("{:#}\n", print::json(&measured)),
        false => print::text(&measured, console.paint(Path::new("-"))),
    };
    let mut sink = Sink::standard();
    sink.put(text.as_bytes())?;
    sink.finish()?;
    Ok(Status::Done)
}

/// Where nobody knew a label there is nothing to measure.
fn refuse_unsure(files: &[LabelledFile]) -> Result<()> {
    let mut labels = files.iter().flat_map(|file| &file.documents).flat_map(|labelled| &labelled.labels);
    if labels.any(|label| *label != TruthLabel::Unsure) {
        return Ok(());
    }
    let message =
        "every paragraph is labelled unsure, so there is nothing to measure; label some as content or as junk";
    Err(Error::new(ErrorKind::Data, message).in_file(&files[0].path))
}

fn writer(path: &Path, inputs: &[PathBuf]) -> Result<Writer> {
    refuse(inputs, path, "the predictions would replace labelled data")?;
    let format = Format::of_path(path)?.filter(|format| format.has_fields()).unwrap_or(Format::Jsonl);
    Ok(Writer::new(Sink::create(path)?, format))
}

/// Begins the page before any work, so that a path that cannot be written costs none.
fn page_sink(path: &Path, args: &EvaluateArgs) -> Result<Sink> {
    if path == Path::new("-") {
        let message = "--html takes a file: figures go to standard output";
        return Err(Error::new(ErrorKind::Argument, message));
    }
    if args.predictions.as_deref() == Some(path) {
        let message = "the page and the predictions would be one file";
        return Err(Error::new(ErrorKind::Argument, message).in_file(path));
    }
    refuse(args.paths.iter().chain(&args.with), path, "the page would replace labelled data")?;
    refuse(&args.model.model, path, "the page would replace the model")?;
    Sink::create(path)
}

fn refuse<'p>(inputs: impl IntoIterator<Item = &'p PathBuf>, path: &Path, message: &str) -> Result<()> {
    if inputs.into_iter().any(|input| same_file(input, path)) {
        return Err(Error::new(ErrorKind::Argument, message).in_file(path));
    }
    Ok(())
}
