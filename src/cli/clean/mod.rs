//! `unblurb clean`: documents in, the same documents without their junk out.
//!
//! `plan` checks the arguments, `judge` works on a record, `form` gives the text its form, `delivery` writes what came out, in order.

mod delivery;
mod diff;
mod form;
mod judge;
mod plan;

use super::Status;
use super::console::Console;
use super::deciding::PolicyArgs;
use super::pipeline;
use super::sources::SourceArgs;
use super::values::{FORM, FORMAT};
use clap::Args;
use delivery::Delivery;
use judge::Judge;
use plan::Plan;
use std::path::PathBuf;
use unblurb::Result;
use unblurb::records::Format;

/// Remove junk paragraphs
///
/// Writes each document without its junk; what is kept of a text comes back byte for byte. Records (csv, jsonl) keep all
/// their other fields. A web page becomes text, Markdown or clean HTML; a record that holds one in the field html gets
/// the field text.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct CleanArgs {
    #[command(flatten)]
    pub sources: SourceArgs,
    #[command(flatten)]
    policy: PolicyArgs,
    #[command(flatten)]
    output: OutputArgs,
}

/// What to write where, as typed.
#[derive(Args, Debug)]
#[command(next_help_heading = "Output")]
struct OutputArgs {
    /// File to write [default: standard output]; .gz and .zst compress
    #[arg(short, long, value_name = "FILE", conflicts_with = "output_folder")]
    output: Option<PathBuf>,
    /// Folder to write to, one file an input, under the same relative path
    #[arg(short = 'O', long, value_name = "FOLDER")]
    output_folder: Option<PathBuf>,
    /// Format of the output: text, html, markdown, csv, jsonl [default: as the input; of pages, text]
    #[arg(long, value_name = "FORMAT", value_parser = FORMAT, hide_possible_values = true)]
    to: Option<Format>,
    /// How records hold the text of pages: text, markdown, html [default: text]
    #[arg(long = "as", value_name = "FORM", value_parser = FORM, hide_possible_values = true)]
    form: Option<Format>,
    /// Add what a page says about its piece to records, as the field metadata: title, byline, published, modified,
    /// site_name, language, url, description, types; what it does not say is absent
    #[arg(long)]
    metadata: bool,
    /// Replace the output even if it is also an input
    #[arg(long)]
    force: bool,
    /// Write a record a paragraph, with verdict and probabilities, in place of the cleaned text
    #[arg(long)]
    paragraphs: bool,
    /// Add to paragraph records what decided
    #[arg(long)]
    reasons: bool,
    /// Write what is removed there, as paragraph records
    #[arg(long, value_name = "FILE")]
    removed: Option<PathBuf>,
    /// Write records that cannot be read there, as they came; rows of a CSV below its header
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,
    /// Show what would go, write nothing
    #[arg(long, conflicts_with_all = ["output", "output_folder", "to", "paragraphs", "removed"])]
    diff: bool,
    /// Write nothing, exit with 1 if there is junk
    #[arg(long, conflicts_with_all = ["output", "output_folder", "to", "paragraphs", "removed"])]
    check: bool,
}

const EXAMPLES: &str = "\
Examples:
  unblurb clean article.txt
  unblurb clean --diff article.txt
  unblurb clean page.html --to markdown
  unblurb clean pages/ --to jsonl --as markdown --metadata -o pieces.jsonl.gz
  unblurb clean articles/ -O cleaned/
  zcat feed.jsonl.gz | unblurb clean --from jsonl --drop ad,bio --removed junk.jsonl > clean.jsonl
  unblurb clean feed.csv --text-field body --max-loss 0.5% --rejects bad.csv -o clean.csv.gz";

/// Runs the command.
pub fn run(args: CleanArgs, console: &Console) -> Result<Status> {
    let plan = Plan::new(args, console)?;
    let mut delivery = Delivery::new(&plan, console)?;
    let worker = || Judge::new(&plan);
    let take = |event| delivery.take(event);
    match pipeline::run(&plan.inputs, &plan.options, console.threads(), worker, Judge::judge, take) {
        Ok(()) => delivery.finish(),
        Err(e) => Err(delivery.abandon(e)),
    }
}
