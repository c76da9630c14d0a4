//! `unblurb explain`: every paragraph with its verdict and what decided.

use super::Status;
use super::console::Console;
use super::deciding::{Cleaners, ModelArgs};
use super::paint::{self, BOLD, DIM, GREEN, Paint, RED};
use super::pipeline::{self, Event};
use super::sources::{SourceArgs, Sources};
use super::{paragraphs, table};
use clap::Args;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use terminal_size::{Width, terminal_size};
use unblurb::cleaning::Explanation;
use unblurb::records::{Fields, Format, Record, Sink, Writer};
use unblurb::report::{ExplainedParagraph, ExplanationPage};
use unblurb::{Error, ErrorKind, Result};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Show each paragraph with its verdict and what decided
///
/// For each paragraph its label, its probability of junk, its text, and the words and measures that weighed most, in
/// log-odds: + speaks for junk, - for content. Words decide through the measure odds, together with their neighbours'.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct ExplainArgs {
    #[command(flatten)]
    pub sources: SourceArgs,
    #[command(flatten)]
    model: ModelArgs,
    /// How many words and how many measures to show
    #[arg(short = 'n', long = "number", value_name = "N", default_value_t = 5)]
    most: usize,
    /// Write a page to look at instead: html; or records: jsonl, csv
    #[arg(long, value_name = "FORMAT", value_parser = super::values::EXPLAIN_FORMAT, hide_possible_values = true)]
    to: Option<Format>,
    /// File to write [default: standard output]
    #[arg(short, long, value_name = "FILE", default_value = "-", hide_default_value = true)]
    output: PathBuf,
    /// Replace the output even if it is also an input
    #[arg(long)]
    force: bool,
}

const EXAMPLES: &str = "\
Examples:
  unblurb explain article.txt
  unblurb explain page.html
  unblurb explain article.txt --to html -o why.html
  unblurb explain -n 10 --to jsonl feed.jsonl";

/// Width of a line where no terminal says another.
const WIDTH: usize = 100;

/// Runs the command.
pub fn run(args: ExplainArgs, console: &Console) -> Result<Status> {
    let Sources { inputs, options, strict } = args.sources.find(console)?;
    let judgements = args.model.load(console)?;
    if inputs.is_empty() {
        return Ok(Status::Done);
    }
    if let Some(input) = inputs.iter().find(|input| input.is_same_file(&args.output)).filter(|_| !args.force) {
        let message = format!("this output is also the input {}; --force replaces it", input.path().display());
        return Err(Error::new(ErrorKind::Argument, message).in_file(&args.output));
    }
    args.model.refuse_output(&args.output)?;
    let form = Form { to: args.to, most: args.most, width: width(), paint: console.paint(&args.output) };
    let mut out = Out::new(Sink::create(&args.output)?, args.to)?;
    let mut progress = console.progress(None, "documents", args.output == Path::new("-"));
    let worker = || Cleaners::new(&judgements);
    let work = |cleaners: &mut Cleaners, record: Record| {
        let threshold = judgements.of(&record.document).threshold;
        let explanations = cleaners.of(&record.document).explain(&record.document, threshold, form.most);
        form.shape(&record, threshold, &explanations)
    };
    let take = |event| match event {
        Event::Record(shaped) => {
            progress.advance(1);
            out.put(shaped)
        }
        Event::Reject(reject) if strict => Err(reject.error),
        Event::End(Some(e)) if strict => Err(e),
        Event::Reject(reject) => {
            console.error(&reject.error);
            Ok(())
        }
        Event::End(Some(e)) => {
            console.error(&e);
            Ok(())
        }
        Event::Begin(..) | Event::End(None) => Ok(()),
    };
    pipeline::run(&inputs, &options, console.threads(), worker, work, take)?;
    drop(progress);
    match out {
        Out::Text { sink, .. } => sink.finish()?,
        Out::Page(mut sink) => {
            sink.put(ExplanationPage::end().as_bytes())?;
            sink.finish()?;
        }
        Out::Records(writer) => writer.finish()?,
    }
    Ok(Status::Done)
}

/// Where explanations go.
enum Out {
    Text { sink: Sink, begun: bool },
    Page(Sink),
    Records(Writer),
}

impl Out {
    fn new(mut sink: Sink, to: Option<Format>) -> Result<Self> {
        Ok(match to {
            Some(Format::Html) => {
                sink.put(ExplanationPage::begin().as_bytes())?;
                Out::Page(sink)
            }
            Some(format) => Out::Records(Writer::new(sink, format)),
            None => Out::Text { sink, begun: false },
        })
    }

    fn put(&mut self, shaped: Shaped) -> Result<()> {
        match (self, shaped) {
            (Out::Records(writer), Shaped::Records(fields)) => {
                fields.iter().try_for_each(|fields| writer.write_fields(fields))
            }
            (Out::Page(sink), Shaped::Text(article)) => sink.put(article.as_bytes()),
            (Out::Text { sink, begun }, Shaped::Text(text)) => {
                if std::mem::replace(begun, true) {
                    sink.put(b"\n")?;
                }
                sink.put(text.as_bytes())
            }
            _ => Ok(()),
        }
    }
}

/// How a document is shown.
struct Form {
    to: Option<Format>,
    most: usize,
    width: usize,
    paint: Paint,
}

/// A document as it is shown.
enum Shaped {
    Records(Vec<Fields>),
    Text(String),
}

impl Form {
    fn shape(&self, record: &Record, threshold: f32, explanations: &[Explanation]) -> Shaped {
        let name = record.name();
        if self.to == Some(Format::Html) {
            return Shaped::Text(self.article(&name, record, threshold, explanations));
        }
        if self.to.is_some_and(Format::has_fields) {
            let fields = explanations.iter().enumerate().map(|(index, explanation)| {
                let mut fields = paragraphs::fields(&name, record, index, &explanation.verdict);
                paragraphs::add_reasons(&mut fields, explanation);
                fields
            });
            return Shaped::Records(fields.collect());
        }
        let junk = explanations.iter().filter(|explanation| explanation.verdict.label.is_junk()).count();
        let (all, paragraphs) =
            (explanations.len() as u64, if explanations.len() == 1 { "paragraph" } else { "paragraphs" });
        let name = self.paint.apply(BOLD, &name);
        let mut text = format!("{name}: {} {paragraphs}, {junk} junk\n", table::count(all));
        for (index, explanation) in explanations.iter().enumerate() {
            text.push('\n');
            self.paragraph(&mut text, index, record.document.paragraph_text(index), explanation);
        }
        Shaped::Text(text)
    }

    /// A document of a page.
    fn article(&self, name: &str, record: &Record, threshold: f32, explanations: &[Explanation]) -> String {
        let texts = record.document.paragraph_texts().zip(explanations);
        let paragraphs = texts.map(|(text, explanation)| ExplainedParagraph {
            text,
            label: explanation.verdict.label,
            junk: explanation.verdict.junk,
            kinds: explanation.verdict.kinds,
            reasons: paragraphs::reasons(explanation),
        });
        ExplanationPage::document(name, threshold, &paragraphs.collect::<Vec<_>>())
    }

    fn paragraph(&self, out: &mut String, index: usize, text: &str, explanation: &Explanation) {
        let verdict = &explanation.verdict;
        let style = paint::label(verdict.label);
        let label = self.paint.apply(style, format!("{:<10}", verdict.label));
        let text = self.paint.apply(style, cut(text, self.width.saturating_sub(25)));
        let _ = writeln!(out, "{index:>4}  {label}  {:.3}  {text}", verdict.junk);
        let words = explanation.words.iter().map(|word| (word.log_odds, cut(&word.text, 40)));
        self.reasons(out, "words", words);
        let measures = explanation.reasons.iter().map(|reason| (reason.log_odds, reason.measure.clone()));
        self.reasons(out, "measures", measures);
    }

    fn reasons(&self, out: &mut String, what: &str, reasons: impl Iterator<Item = (f32, String)>) {
        let mut line = String::new();
        for (log_odds, name) in reasons {
            let style = if log_odds > 0.0 { RED } else { GREEN };
            let _ = write!(line, "  {} {name}", self.paint.apply(style, format!("{log_odds:+.2}")));
        }
        if !line.is_empty() {
            let _ = writeln!(out, "      {}{line}", self.paint.apply(DIM, format!("{what:<8}")));
        }
    }
}

fn width() -> usize {
    terminal_size().map_or(WIDTH, |(Width(width), _)| usize::from(width)).max(40)
}

/// A text on one line of at most `width` columns; control characters, which could move the cursor, become spaces.
fn cut(text: &str, width: usize) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    let line = words.collect::<Vec<_>>().join(" ");
    if line.width() <= width {
        return line;
    }
    let mut columns = 0;
    // One column is the dots'.
    let fits = |c: &char| {
        columns += c.width().unwrap_or(0);
        columns < width
    };
    let mut out: String = line.chars().take_while(fits).collect();
    out.push('…');
    out
}

#[cfg(test)]
mod tests {
    use super::cut;

    #[test]
    fn text_is_cut_to_columns() {
        assert_eq!(cut(" one\n two\x1b[31m ", 20), "one two [31m");
        assert_eq!(cut("one two", 7), "one two");
        assert_eq!(cut("one two", 6), "one t…");
        assert_eq!(cut("日本語です", 6), "日本…");
    }
}
