//! `unblurb evaluate`: labelled documents in, figures out, for a model or by cross-validation.
//!
//! `trial` judges the documents, `measure` makes figures of the verdicts, `promise` holds them against what models
//! promised, `compare` says which models compare, `print` shows it all, `page` shows more of it; `suspect` doubts labels,
//! `agreement` compares readers.

mod agreement;
mod compare;
mod measure;
mod page;
mod print;
mod promise;
mod suspect;
mod trial;

use super::Status;
use super::console::Console;
use super::deciding::{Judgements, ModelArgs};
use super::labelled::{LabelledArgs, LabelledFile, TrainingArgs, same_file};
use super::promises::PrecisionArgs;
use agreement::Readers;
use clap::{Args, ValueEnum};
use measure::{BOOTSTRAP, Decisions, Measured};
use std::path::{Path, PathBuf};
use trial::Trial;
use unblurb::evaluation::Comparison;
use unblurb::records::{Format, Sink, Writer};
use unblurb::{Error, ErrorKind, Label, Result, TruthLabel};

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
    #[command(flatten)]
    precision: PrecisionArgs,
    /// Say whether the model is better than this one, or whether what they differ in may be noise
    #[arg(long, value_name = "MODEL", conflicts_with = "cv", help_heading = "Comparing")]
    compare: Option<PathBuf>,
    /// Labels by another reader of the same paragraphs: how far the two agree (Cohen's kappa); no model is asked
    #[arg(long, value_name = "LABELLED", help_heading = "Comparing", conflicts_with_all = ["cv", "compare", "model", "threshold", "max_loss", "min_precision", "predictions", "suspects", "html", "drop"])]
    agreement: Option<PathBuf>,
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
    /// Write the labels that are likely wrong there, the most certain first (CSV, or JSON Lines by extension); with --cv,
    /// since a model agrees with what it was trained on
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    suspects: Option<PathBuf>,
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
  unblurb evaluate labels.csv --cv 5 --suspects doubtful.csv
  unblurb evaluate labels.csv -m adapted.unblurb --compare default
  unblurb evaluate mine.csv --agreement hers.csv
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
    if let Some(other) = &args.agreement {
        let second = args.labelled.read(std::slice::from_ref(other))?;
        let readers = Readers::new(args.labelled.read(&args.paths)?, second)?;
        drop(progress);
        return print(match args.json {
            true => format!("{:#}\n", readers.json()),
            false => readers.text(console.paint(Path::new("-"))),
        });
    }
    let predictions = args.predictions.as_deref();
    let predictions = predictions.map(|path| writer(path, &args, Format::Jsonl, "the predictions")).transpose()?;
    let suspects = args.suspects.as_deref();
    let suspects = suspects.map(|path| writer(path, &args, Format::Csv, "the suspects")).transpose()?;
    let html = args.html.as_deref().map(|path| page_sink(path, &args)).transpose()?;
    let Outcome { trial, decisions, measured, judgements } = match args.cv {
        Some(folds) => {
            progress.work("training and judging");
            cross_validate(folds, &args, console)?
        }
        None if args.training.is_given() => {
            let message = "options of training (--pool, --splice, --seed, --folds, --weight, --recipe) need --cv";
            return Err(Error::new(ErrorKind::Argument, message));
        }
        None => {
            let judgements = args.model.load(console)?;
            progress.work("judging");
            judge(&args, judgements, console)?
        }
    };
    if let Some(mut sink) = html {
        progress.work("drawing");
        sink.put(page::html(&trial, &decisions, &measured, judgements.as_ref())?.as_bytes())?;
        sink.finish()?;
    }
    drop(progress);
    if let Some(writer) = predictions {
        trial.write(writer)?;
    }
    if let (Some(writer), Some(path)) = (suspects, &args.suspects) {
        let found = suspect::write(&trial, writer)?;
        console.summary(format!("{}: {found} labels are likely wrong", path.display()));
    }
    print(match args.json {
        true => format!("{:#}\n", print::json(&measured)),
        false => print::text(&measured, console.paint(Path::new("-"))),
    })
}

/// What was judged and measured. Of a cross-validation the models that judged are not kept.
struct Outcome {
    trial: Trial,
    decisions: Decisions,
    measured: Measured,
    judgements: Option<Judgements>,
}

/// Judges each fold with a model that was trained without it.
fn cross_validate(folds: u32, args: &EvaluateArgs, console: &Console) -> Result<Outcome> {
    if args.model.model.is_some() {
        let message = "--model judges with a model that is there, --cv trains its own: choose one";
        return Err(Error::new(ErrorKind::Argument, message));
    }
    if args.precision.is_given() {
        let message = "--min-precision asks a model for what it measured, --cv trains its own: name one with -m";
        return Err(Error::new(ErrorKind::Argument, message));
    }
    let validation = unblurb::training::Validation { folds, only: args.fold };
    let mut material = args.training.gather(&args.paths, &args.labelled)?;
    refuse_unsure(&material.named)?;
    material.listed.extend(args.labelled.read(&args.with)?);
    let trial = Trial::cross_validate(material, &validation, args.group, &args.model, console)?;
    let decisions = Decisions::new(&trial, args.drop.is_none())?;
    let mut measured = Measured::new(&trial, &decisions)?;
    if let Some(loss) = args.model.max_loss {
        measured.promises.extend(promise::asked_loss(&decisions, &trial, loss)?);
    }
    Ok(Outcome { trial, decisions, measured, judgements: None })
}

/// Judges with models that are there, and holds against what they promised and against another model.
fn judge(args: &EvaluateArgs, judgements: Judgements, console: &Console) -> Result<Outcome> {
    let (kinds, with_titles) = (Label::JUNK.into_iter().collect(), args.drop.is_none());
    let least = args.precision.least(&judgements, kinds, console)?;
    let other = args.compare.as_deref();
    let other = other.map(|other| Ok::<_, Error>((other, args.model.other(other, console)?))).transpose()?;
    let files = args.labelled.read(&args.paths)?;
    refuse_unsure(&files)?;
    if args.suspects.is_some() {
        warn_of_trained_on(&judgements, &files, console);
    }
    let named = args.model.model.as_deref().unwrap_or(Path::new("default"));
    // Of suspects more is said above.
    let judging = args.suspects.is_none().then_some((named, &judgements));
    for (name, judgements) in judging.into_iter().chain(other.as_ref().map(|(path, others)| (*path, others))) {
        if let Some(file) = trained_on(judgements, &files) {
            let (name, file) = (name.display(), file.display());
            console.warning(format!("{file}: {name} was trained on these labels, so its figures flatter"));
        }
    }
    let trial = Trial::judge(files, &judgements, least);
    let decisions = Decisions::new(&trial, with_titles)?;
    let mut measured = Measured::new(&trial, &decisions)?;
    measured.promises = promise::losses(&decisions, &trial, &judgements, args.model.max_loss)?;
    measured.promises.extend(promise::precisions(&decisions, &args.precision)?);
    if let Some((path, others)) = other {
        let (name, other) = (named.display().to_string(), path.display().to_string());
        compare::check(&trial, (&name, &judgements), (&other, &others))?;
        let least = args.precision.least(&others, kinds, console)?;
        let others = Decisions::new(&trial.again(&others, least), with_titles)?;
        let sets = ((name, &decisions.set), (other, &others.set));
        measured.comparison = Some(Comparison::new(sets.0, sets.1, decisions.groups, &BOOTSTRAP)?);
    }
    Ok(Outcome { trial, decisions, measured, judgements: Some(judgements) })
}

fn print(text: String) -> Result<Status> {
    let mut sink = Sink::standard();
    sink.put(text.as_bytes())?;
    sink.finish()?;
    Ok(Status::Done)
}

/// A model agrees with the labels that it was trained on, right or wrong.
fn warn_of_trained_on(judgements: &Judgements, files: &[LabelledFile], console: &Console) {
    console.warning(match trained_on(judgements, files) {
        Some(path) => format!(
            "{}: the model was trained on these labels, so it contradicts few of them; --cv judges each by a model that has \
             not seen it",
            path.display()
        ),
        None => "if the model was trained on these labels it contradicts few of them; --cv judges each by a model that has \
                 not seen it"
            .to_owned(),
    });
}

/// The first file that a model was trained on, by its hash.
fn trained_on<'f>(judgements: &Judgements, files: &'f [LabelledFile]) -> Option<&'f Path> {
    let (text, page) = judgements.models();
    let seen = |file: &&LabelledFile| {
        let hash = &file.source.hash;
        let models = std::iter::once(text).chain(page);
        !hash.is_empty() && models.flat_map(|model| &model.card().sources).any(|source| source.hash == *hash)
    };
    files.iter().find(seen).map(|file| file.path.as_path())
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

fn writer(path: &Path, args: &EvaluateArgs, usual: Format, what: &str) -> Result<Writer> {
    refuse(args, path, what)?;
    let format = Format::of_path(path)?.filter(|format| format.has_fields()).unwrap_or(usual);
    Ok(Writer::new(Sink::create(path)?, format))
}

/// Begins the page before any work, so that a path that cannot be written costs none.
fn page_sink(path: &Path, args: &EvaluateArgs) -> Result<Sink> {
    if path == Path::new("-") {
        let message = "--html takes a file: figures go to standard output";
        return Err(Error::new(ErrorKind::Argument, message));
    }
    for (other, what) in [(&args.predictions, "the predictions"), (&args.suspects, "the suspects")] {
        if other.as_deref() == Some(path) {
            let message = format!("the page and {what} would be one file");
            return Err(Error::new(ErrorKind::Argument, message).in_file(path));
        }
    }
    refuse(args, path, "the page")?;
    Sink::create(path)
}

/// No output may be anything that is read.
fn refuse(args: &EvaluateArgs, path: &Path, what: &str) -> Result<()> {
    let is = |mut inputs: std::slice::Iter<PathBuf>| inputs.any(|input| same_file(input, path));
    let labelled = is(args.paths.iter()) || is(args.with.iter()) || is(args.training.pool().iter());
    let model = args.model.model.iter().chain(&args.compare).any(|model| same_file(model, path));
    let replaced = match (labelled, model) {
        (true, _) => "labelled data",
        (_, true) => "the model",
        _ => return Ok(()),
    };
    Err(Error::new(ErrorKind::Argument, format!("{what} would replace {replaced}")).in_file(path))
}
