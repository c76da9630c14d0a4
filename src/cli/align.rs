//! `unblurb align`: labelled data from pairs of a raw and a cleaned text.

use super::Status;
use super::console::Console;
use clap::Args;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use unblurb::alignment::align;
use unblurb::document::{Document, LabelledDocument, Origin};
use unblurb::records::{Encoding, Format, Input, Outcome, ReadOptions, Reader, Sink, write_labelled};
use unblurb::{Error, ErrorKind, Result, TruthLabel};

/// Make labelled data from pairs of a raw and a cleaned text
///
/// Two files, or two folders whose files are paired by their relative paths without extension. A raw paragraph is
/// content where at least 75 % of its word trigrams stand in the cleaned text, junk where at most 30 % do, else unsure.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct AlignArgs {
    /// Texts with their junk: a file or a folder
    #[arg(value_name = "RAW")]
    raw: PathBuf,
    /// The same texts without junk
    #[arg(value_name = "CLEAN")]
    cleaned: PathBuf,
    /// CSV file to write [default: standard output]; .gz and .zst compress
    #[arg(short, long, value_name = "FILE", default_value = "-", hide_default_value = true)]
    output: PathBuf,
    /// Encoding of the texts; what is written is always UTF-8 [default: UTF-8, or UTF-16 with a byte order mark]
    #[arg(long, value_name = "NAME")]
    encoding: Option<Encoding>,
    /// Replace the output even if it is also an input
    #[arg(long)]
    force: bool,
}

const EXAMPLES: &str = "\
Examples:
  unblurb align raw/ clean/ -o labels.csv
  unblurb align article.txt article.clean.txt";

/// Runs the command.
pub fn run(args: AlignArgs, console: &Console) -> Result<Status> {
    console.use_threads();
    let pairs = pairs(&args.raw, &args.cleaned, console)?;
    if !args.force
        && pairs.iter().any(|pair| pair.raw.is_same_file(&args.output) || pair.cleaned.is_same_file(&args.output))
    {
        let message = "this output is also an input; --force replaces it";
        return Err(Error::new(ErrorKind::Argument, message).in_file(&args.output));
    }
    let options = ReadOptions { encoding: args.encoding.unwrap_or_default(), ..ReadOptions::default() };
    let aligned: Vec<Result<LabelledDocument>> = pairs.par_iter().map(|pair| pair.align(&options)).collect();
    let mut documents = Vec::with_capacity(aligned.len());
    for labelled in aligned {
        match labelled {
            Ok(labelled) => documents.push(labelled),
            Err(e) => console.error(&e),
        }
    }
    if documents.is_empty() && console.saw_errors() {
        return Ok(Status::Done);
    }
    let mut sink = Sink::create(&args.output)?;
    write_labelled(&documents, &mut sink)?;
    sink.finish()?;
    console.summary(counted(&documents));
    Ok(Status::Done)
}

/// Two files about the same piece.
struct Pair {
    name: String,
    raw: Input,
    cleaned: Input,
}

impl Pair {
    fn align(&self, options: &ReadOptions) -> Result<LabelledDocument> {
        let cleaned = text(&self.cleaned, options)?;
        let raw = text(&self.raw, options)?;
        let origin = Origin { id: Some(self.name.clone()), ..Origin::default() };
        let document = raw.with_origin(origin);
        let labels = align(&document, cleaned.text());
        Ok(LabelledDocument::new(document, labels))
    }
}

/// Pairs two files, or the files of two folders; what has no partner is said and passed over.
fn pairs(raw: &Path, cleaned: &Path, console: &Console) -> Result<Vec<Pair>> {
    let folders = (raw.is_dir(), cleaned.is_dir());
    if folders.0 != folders.1 {
        let (folder, file) = if folders.0 { (raw, cleaned) } else { (cleaned, raw) };
        let message = format!("expected two files or two folders, found a folder and {}", file.display());
        return Err(Error::new(ErrorKind::Argument, message).in_file(folder));
    }
    if !folders.0 {
        let [raw, cleaned] = [text_file(raw)?, text_file(cleaned)?];
        let name = raw.relative().display().to_string();
        return Ok(vec![Pair { name, raw, cleaned }]);
    }
    let mut partners = texts_below(cleaned, console)?;
    let mut pairs = Vec::new();
    for (name, raw) in texts_below(raw, console)? {
        match partners.remove(&name) {
            Some(cleaned) => pairs.push(Pair { name: raw.relative().display().to_string(), raw, cleaned }),
            None => console.error(&lonely(raw.path(), cleaned)),
        }
    }
    partners.values().for_each(|input| console.error(&lonely(input.path(), raw)));
    Ok(pairs)
}

fn lonely(path: &Path, other: &Path) -> Error {
    let message = format!("no file of the same name below {}", other.display());
    Error::new(ErrorKind::Argument, message).in_file(path)
}

fn text_file(path: &Path) -> Result<Input> {
    let input = Input::find(&[path], None)?.swap_remove(0);
    if input.format() == Format::Text {
        return Ok(input);
    }
    let message = format!("expected a text, found {}", input.format());
    Err(Error::new(ErrorKind::Argument, message).in_file(path))
}

/// The texts below a folder by their relative path without extensions of format and compression.
fn texts_below(folder: &Path, console: &Console) -> Result<BTreeMap<PathBuf, Input>> {
    let inputs = Input::find_readable(&[folder], None, |e| {
        console.error(&e);
        Ok(())
    })?;
    let mut texts = BTreeMap::new();
    for input in inputs.into_iter().filter(|input| input.format() == Format::Text) {
        let mut name = input.relative().to_path_buf();
        if input.compression().extension().is_some() {
            name.set_extension("");
        }
        name.set_extension("");
        if let Some(other) = texts.insert(name, input.clone()) {
            let message = format!("has the same name as {}", other.path().display());
            return Err(Error::new(ErrorKind::Argument, message).in_file(input.path()));
        }
    }
    Ok(texts)
}

fn text(input: &Input, options: &ReadOptions) -> Result<Document> {
    match Reader::open(input, options)?.next() {
        Some(Ok(Outcome::Record(record))) => Ok(record.document),
        Some(Ok(Outcome::Reject(reject))) => Err(reject.error),
        Some(Err(e)) => Err(e),
        None => Ok(Document::default()),
    }
}

fn counted(documents: &[LabelledDocument]) -> String {
    let labels = || documents.iter().flat_map(|labelled| &labelled.labels);
    let count = |wanted: Option<bool>| labels().filter(|label: &&TruthLabel| label.is_junk() == wanted).count();
    let (content, junk, unsure) = (count(Some(false)), count(Some(true)), count(None));
    format!("{} documents: {content} paragraphs of content, {junk} of junk, {unsure} unsure", documents.len())
}
