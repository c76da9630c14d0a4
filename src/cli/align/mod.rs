//! `unblurb align`: labelled data from a text or a page and the same piece without its junk.
//!
//! `pairs` finds what belongs together, `labelling` labels it.

mod labelling;
mod pairs;

use super::Status;
use super::console::Console;
use clap::Args;
use labelling::{Aligned, Labelling};
use pairs::{Material, Pair};
use rayon::prelude::*;
use std::path::{Path, PathBuf};
use unblurb::document::LabelledDocument;
use unblurb::evaluation::{PageFigures, PageMean};
use unblurb::records::{Encoding, Format, Input, Sink, labelled_line, read_known, write_labelled};
use unblurb::{Error, ErrorKind, Label, Result, TruthLabel};

/// Make labelled data from pairs of a raw and a cleaned text
///
/// Two files, or two folders whose files are paired by their relative paths without extension; or, alone, records
/// that hold a page and, as text, the cleaned one. The raw one is a text or a web page. Its paragraphs are content where
/// at least 75 % of their word trigrams stand in the cleaned text, junk where at most 30 % do, else unsure; a run of
/// fewer than eight words counts only in its place. The paragraph that is the headline is title, where that is known or
/// the page says it.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct AlignArgs {
    /// Texts or pages with their junk: a file or a folder, or records of pages (csv, jsonl)
    #[arg(value_name = "RAW")]
    raw: PathBuf,
    /// The same pieces without junk, as texts; without it the records have them
    #[arg(value_name = "CLEAN")]
    cleaned: Option<PathBuf>,
    /// What is known of the pieces: csv or jsonl with id (the path without extension) and any of site, url, language,
    /// title; or a .json object of such objects by id
    #[arg(long, value_name = "FILE")]
    sites: Option<PathBuf>,
    /// Field or column of the records that holds the page
    #[arg(long, value_name = "NAME", default_value = "html")]
    html_field: String,
    /// Field or column of the records that holds the cleaned text
    #[arg(long, value_name = "NAME", default_value = "text")]
    text_field: String,
    /// File to write, csv or jsonl by its name; .gz and .zst compress [default: standard output, csv of texts and jsonl of
    /// pages]
    #[arg(short, long, value_name = "FILE", default_value = "-", hide_default_value = true)]
    output: PathBuf,
    /// Encoding of what is read; what is written is always UTF-8 [default: UTF-8, or UTF-16 with a byte order mark; a
    /// page's is what it says]
    #[arg(long, value_name = "NAME")]
    encoding: Option<Encoding>,
    /// Replace the output even if it is also an input
    #[arg(long)]
    force: bool,
}

const EXAMPLES: &str = "\
Examples:
  unblurb align raw/ clean/ -o labels.csv
  unblurb align article.txt article.clean.txt
  unblurb align pages/ texts/ --sites sites.csv -o labels.jsonl.gz
  unblurb align pages-with-text.jsonl -o labels.jsonl.gz";

/// Pairs that are labelled at a time; memory is bounded by them.
const BATCH: usize = 64;

/// Runs the command.
pub fn run(args: AlignArgs, console: &Console) -> Result<Status> {
    console.use_threads();
    let encoding = args.encoding.unwrap_or_default();
    let known = match &args.sites {
        Some(path) => read_known(&Input::file(path, None)?, encoding)?,
        None => Default::default(),
    };
    let material = match &args.cleaned {
        Some(cleaned) => Material::files(&args.raw, cleaned, encoding, console)?,
        None => Material::records(&args.raw, &args.html_field, &args.text_field, encoding)?,
    };
    let inputs = material.inputs().into_iter().chain(args.sites.as_deref());
    if !args.force && inputs.into_iter().any(|path| super::labelled::same_file(path, &args.output)) {
        let message = "this output is also an input; --force replaces it";
        return Err(Error::new(ErrorKind::Argument, message).in_file(&args.output));
    }
    let format = format(&args.output, material.holds_pages())?;
    let labelling = Labelling { known };
    let mut out = Out::new(format, &args.output)?;
    let mut pairs = material.pairs();
    let mut progress = console.progress(None, "documents", args.output == Path::new("-"));
    loop {
        let batch: Vec<Result<Pair>> = pairs.by_ref().take(BATCH).collect();
        if batch.is_empty() {
            break;
        }
        progress.advance(batch.len() as u64);
        let aligned: Vec<Result<Option<Aligned>>> =
            batch.into_par_iter().map(|pair| pair?.read().map(|read| labelling.align(read))).collect();
        for aligned in aligned {
            match aligned {
                Ok(Some(aligned)) => out.put(aligned)?,
                Ok(None) => out.empty += 1,
                Err(e) => console.error(&e),
            }
        }
    }
    drop(progress);
    let counts = out.counted();
    if out.figures.is_empty() && console.saw_errors() {
        return Ok(Status::Done);
    }
    out.finish()?;
    console.summary(counts);
    Ok(Status::Done)
}

/// The format to write, by the name of the output, else by what is labelled.
fn format(output: &Path, pages: bool) -> Result<Format> {
    match Format::of_path(output)?.filter(|format| format.has_fields()) {
        Some(Format::Csv) if pages => {
            let message = "csv has no place for pages; name the output .jsonl";
            Err(Error::new(ErrorKind::Argument, message).in_file(output))
        }
        Some(format) => Ok(format),
        None if pages => Ok(Format::Jsonl),
        None => Ok(Format::Csv),
    }
}

/// What is written, and what was counted.
struct Out {
    sink: Sink,
    /// Documents that wait for all others, since the columns of CSV are those that any of them needs.
    rows: Option<Vec<LabelledDocument>>,
    /// Paragraphs of content, title, junk, unsure.
    labels: [u64; 4],
    figures: Vec<PageFigures>,
    empty: u64,
}

impl Out {
    fn new(format: Format, output: &Path) -> Result<Out> {
        let rows = (format == Format::Csv).then(Vec::new);
        Ok(Out { sink: Sink::create(output)?, rows, labels: [0; 4], figures: Vec::new(), empty: 0 })
    }

    fn put(&mut self, aligned: Aligned) -> Result<()> {
        let Aligned { labelled, html, figures } = aligned;
        for label in &labelled.labels {
            let place = match label {
                TruthLabel::Known(Label::Title) => 1,
                label => match label.is_junk() {
                    Some(false) => 0,
                    Some(true) => 2,
                    None => 3,
                },
            };
            self.labels[place] += 1;
        }
        self.figures.push(figures);
        match &mut self.rows {
            Some(rows) => rows.push(labelled),
            None => {
                let mut line = labelled_line(&labelled, html.as_deref());
                line.push('\n');
                self.sink.put(line.as_bytes())?;
            }
        }
        Ok(())
    }

    fn counted(&self) -> String {
        let [content, title, junk, unsure] = self.labels;
        let mut line = format!("{} documents: {content} paragraphs of content, {junk} of junk", self.figures.len());
        if title > 0 {
            line.push_str(&format!(", {title} titles"));
        }
        line.push_str(&format!(", {unsure} unsure"));
        if let Some(mean) = PageMean::new(&self.figures) {
            line.push_str(&format!("; content against the cleaned texts: page F1 {:.3}", mean.f1));
        }
        if self.empty > 0 {
            line.push_str(&format!("; {} without a cleaned text left out", self.empty));
        }
        line
    }

    fn finish(self) -> Result<()> {
        let Out { mut sink, rows, .. } = self;
        rows.map_or(Ok(()), |rows| write_labelled(&rows, &mut sink))?;
        sink.finish()
    }
}
