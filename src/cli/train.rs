//! `unblurb train`: labelled documents in, a model file out.

use super::Status;
use super::console::Console;
use super::deciding::{is_embedded, load_model};
use super::labelled::{LabelledArgs, Material, TrainingArgs, junk_paragraphs, same_file};
use super::model;
use super::values::share;
use clap::Args;
use std::borrow::Cow;
use std::path::{Path, PathBuf};
use unblurb::document::LabelledDocument;
use unblurb::model::{Model, Source};
use unblurb::records::Sink;
use unblurb::training::{self, Trained};
use unblurb::{Error, ErrorKind, Result};

/// Train a model on labelled data
///
/// Labelled data is CSV with a header, at least text,label; doc (rows of one document, in order), site and language
/// make a better model of it. Or JSON Lines with the same names, or a document a line with
/// "paragraphs": [{"text", "label"}], and where it is a web page, "html", of which the paragraphs are read; align makes
/// such files of pages and true texts. Labels: content, title, ad, bio, share, subscribe, related, legal, navigation,
/// comment, metadata, junk (of no named kind), unsure (left out).
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct TrainArgs {
    /// Labelled files, or folders of them; - is standard input
    #[arg(value_name = "LABELLED", required_unless_present = "recipe")]
    paths: Vec<PathBuf>,
    /// Model file to write
    #[arg(short, long, value_name = "MODEL")]
    output: PathBuf,
    /// Start from a model, default or a file, and adapt it; a few dozen rows are enough
    #[arg(long, value_name = "MODEL", conflicts_with_all = ["pool", "splice", "recipe"])]
    base: Option<PathBuf>,
    /// Share of content characters the model's threshold may lose [default: the threshold that keeps documents best]
    #[arg(long, value_name = "SHARE", value_parser = share)]
    max_loss: Option<f64>,
    /// Measure how figures grow with the number of labelled documents, too: on sites held out, from an eighth of the others
    /// up; takes three times as long
    #[arg(long, conflicts_with = "base")]
    curve: bool,
    /// Name of the model, for its card [default: the file's]
    #[arg(long)]
    name: Option<String>,
    /// Date for the card; without it the same data give the same bytes
    #[arg(long)]
    date: Option<String>,
    /// Print the card as JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    labelled: LabelledArgs,
    #[command(flatten)]
    training: TrainingArgs,
}

const EXAMPLES: &str = "\
Examples:
  unblurb train labels.csv -o mine.unblurb
  unblurb train labels.csv --base default -o mine.unblurb
  unblurb train labels.csv --curve -o mine.unblurb
  unblurb train pages.jsonl.gz -o pages.unblurb
  unblurb train articles.jsonl --pool ads.csv --splice 1000 -o mine.unblurb
  unblurb train --recipe models/text.toml --root . --root ../shared -o models/text.unblurb";

/// Runs the command.
pub fn run(args: TrainArgs, console: &Console) -> Result<Status> {
    console.use_threads();
    let mut progress = console.progress(None, "rounds", false);
    progress.work("reading");
    let mut base = args.base.as_deref().map(|base| load_model(Some(base))).transpose()?;
    let mut material = args.training.gather(&args.paths, &args.labelled)?;
    if args.base.as_deref().is_some_and(is_embedded) && material.is_of_pages() {
        base = Some(Cow::Borrowed(Model::embedded_for_pages()));
    }
    refuse_input(&args.output, &material)?;
    let sink = Sink::create(&args.output)?;

    let stem = args.output.file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let params = &mut material.params;
    if let Some(name) = args.name.or(if params.name == "unnamed" { stem } else { None }) {
        params.name = name;
    }
    params.date = args.date;
    params.max_loss = args.max_loss.or(params.max_loss);
    progress.work("training");
    let Trained { model, warnings } = fit(material, base.as_deref(), args.curve, console)?;
    drop(progress);
    for warning in warnings {
        console.warning(warning);
    }
    let bytes = model.to_bytes()?;
    write(sink, &bytes)?;
    console.summary(format!("{}: {}", args.output.display(), model::in_a_line(&model, bytes.len())));
    if let (Some(curve), false) = (&model.evidence().curve, args.json) {
        let mut sink = Sink::standard();
        sink.put(model::curve(curve, console.paint(Path::new("-"))).as_bytes())?;
        sink.finish()?;
    }
    if args.json {
        let mut sink = Sink::standard();
        sink.put(model::json(&model).to_string().as_bytes())?;
        sink.put(b"\n")?;
        sink.finish()?;
    }
    Ok(Status::Done)
}

fn fit(material: Material, base: Option<&Model>, with_curve: bool, console: &Console) -> Result<Trained> {
    let Material { params, named, listed, pool } = material;
    let junk = junk_paragraphs(&pool);
    if junk > 0 && params.splice == 0 {
        console.warning("the pool is not used: --splice N says how many articles to make with it");
    }
    let mut documents: Vec<LabelledDocument> = Vec::new();
    let mut sources: Vec<Source> = Vec::new();
    for file in named.into_iter().chain(listed) {
        documents.extend(file.documents);
        sources.push(file.source);
    }
    let pool: Vec<LabelledDocument> = pool
        .into_iter()
        .flat_map(|file| {
            sources.push(file.source);
            file.documents
        })
        .collect();
    if let Some(base) = base {
        return training::adapt(base, &params, &documents, sources);
    }
    // First, as it may find the documents unfit.
    let curve = with_curve.then(|| training::learning_curve(&params, &documents, &pool)).transpose()?;
    let trained = training::train(&params, &documents, &pool, sources)?;
    match curve {
        Some(curve) => trained.with_curve(curve),
        None => Ok(trained),
    }
}

fn refuse_input(output: &Path, material: &Material) -> Result<()> {
    let Material { named, listed, pool, .. } = material;
    let inputs = named.iter().chain(listed).chain(pool);
    if inputs.into_iter().any(|file| same_file(&file.path, output)) {
        return Err(Error::new(ErrorKind::Argument, "the model would replace labelled data").in_file(output));
    }
    Ok(())
}

fn write(mut sink: Sink, bytes: &[u8]) -> Result<()> {
    sink.put(bytes)?;
    sink.finish()
}
