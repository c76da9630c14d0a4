//! The command line: arguments in, exit code out.
//!
//! 1. `values`, `sources`, `deciding`, `labelled`: arguments that several commands share, as typed and as checked;
//! 2. a file (or folder) a command: its arguments, checked once into what it works on, and its work;
//! 3. `pipeline`: records through all threads and out in order; `paragraphs`, `table`: what is written;
//! 4. `console`: messages, colour and progress on standard error. Data goes to standard output or a file, through the
//!    library's `Sink`.
//!
//! Nothing here decides what is junk, and nothing below prints.

mod align;
mod clean;
mod completions;
mod console;
mod deciding;
mod evaluate;
mod explain;
mod labelled;
mod man;
mod model;
mod paint;
mod paragraphs;
mod pipeline;
mod progress;
mod promises;
mod recipe;
mod sources;
mod table;
mod train;
mod values;

use clap::{CommandFactory, Parser, Subcommand};
use console::{Console, Manners};
use std::io::{self, Write};
use std::process::ExitCode;
use unblurb::Result;
use unblurb::records::Sink;

/// Takes the junk out of articles.
///
/// unblurb decides for each paragraph of an article whether it is the piece itself or junk (an ad in prose, the
/// reporter's bio, a share prompt, a newsletter box, related links, ...) and gives back the piece, byte for byte.
#[derive(Parser)]
#[command(name = "unblurb", version, arg_required_else_help = true, after_help = EXAMPLES)]
struct Cli {
    #[command(flatten)]
    manners: Manners,
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "\
Examples:
  unblurb clean article.txt                      the article without its junk
  unblurb explain article.txt                    why each paragraph stays or goes
  unblurb train labels.csv -o mine.unblurb       a model from your own labels
  unblurb evaluate labels.csv -m mine.unblurb    how good it is

Exit codes: 0 done; 1 only with clean --check, junk found; 2 an error, also where some records failed and \
the others were done.";

#[derive(Subcommand)]
enum Command {
    Clean(clean::CleanArgs),
    Train(train::TrainArgs),
    Evaluate(evaluate::EvaluateArgs),
    Explain(explain::ExplainArgs),
    Align(align::AlignArgs),
    Model(model::ModelCommandArgs),
    Completions(completions::CompletionsArgs),
    Man(man::ManArgs),
}

/// Exit code of a program that was told to stop, as shells have it.
const INTERRUPTED: i32 = 130;

/// How a command ended that was not stopped by an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Status {
    Done,
    JunkFound,
}

/// Runs the program with the arguments it was called with.
pub fn run() -> ExitCode {
    let Cli { manners, command } = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(e) => return print(&e),
    };
    let console = Console::new(&manners);
    if let Some(name) = command.waits_for_typing() {
        console.help(Cli::command(), name);
        return ExitCode::from(2);
    }
    // Refused where somebody has the signals ignored, as nohup has: then they stop nothing.
    let _ = ctrlc::try_set_handler(|| {
        Sink::discard_unfinished();
        std::process::exit(INTERRUPTED)
    });
    let ended = match command {
        Command::Clean(args) => clean::run(args, &console),
        Command::Train(args) => train::run(args, &console),
        Command::Evaluate(args) => evaluate::run(args, &console),
        Command::Explain(args) => explain::run(args, &console),
        Command::Align(args) => align::run(args, &console),
        Command::Model(args) => model::run(args, &console),
        Command::Completions(args) => completions::run(args, Cli::command()),
        Command::Man(args) => man::run(args, Cli::command()),
    };
    exit_code(ended, &console)
}

/// Prints help, the version, or what is wrong with the arguments.
fn print(said: &clap::Error) -> ExitCode {
    let code = ExitCode::from(said.exit_code() as u8);
    match said.print().and_then(|()| io::stdout().flush()) {
        // Where standard error is closed there is nobody to tell.
        Err(e) if !said.use_stderr() && e.kind() != io::ErrorKind::BrokenPipe => {
            let _ = writeln!(io::stderr(), "unblurb: standard output: {e}");
            ExitCode::from(2)
        }
        // Help that nobody reads any more is no error.
        _ => code,
    }
}

fn exit_code(ended: Result<Status>, console: &Console) -> ExitCode {
    let status = match ended {
        Ok(status) => status,
        // Whoever read has seen enough.
        Err(e) if e.is_closed_pipe() => Status::Done,
        Err(e) => {
            console.error(&e);
            Status::Done
        }
    };
    match status {
        _ if console.saw_errors() => ExitCode::from(2),
        Status::JunkFound => ExitCode::from(1),
        Status::Done => ExitCode::SUCCESS,
    }
}

impl Command {
    /// Name of the command where it would read standard input and a person sits there instead of a file.
    fn waits_for_typing(&self) -> Option<&'static str> {
        match self {
            Command::Clean(args) => args.sources.waits_for_typing().then_some("clean"),
            Command::Explain(args) => args.sources.waits_for_typing().then_some("explain"),
            _ => None,
        }
    }
}
