//! What a person sees on standard error: errors, warnings, notes, help.
//!
//! Messages come in from any thread, lines leave, and the console remembers whether there was an error, since the exit
//! code says so even where the rest was done. A line never tears a progress bar.

use super::paint::{BOLD, Paint, RED, YELLOW};
use super::progress::Progress;
use anstream::{AutoStream, ColorChoice};
use anstyle::Style;
use clap::builder::PossibleValue;
use clap::{Args, ValueEnum};
use indicatif::ProgressBar;
use std::fmt::Display;
use std::io::{self, IsTerminal, Write};
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use unblurb::{Error, Place};

/// Options of every command.
#[derive(Args, Debug)]
#[command(next_help_heading = "Manners")]
pub struct Manners {
    /// Threads to use; the result is the same with any number [default: all cores]
    #[arg(long, global = true, value_name = "N")]
    threads: Option<NonZeroUsize>,
    /// When to colour; NO_COLOR is honoured
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    color: When,
    /// No progress bar
    #[arg(long, global = true)]
    no_progress: bool,
    /// Errors only, no warnings
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    quiet: bool,
    /// Say what was done
    #[arg(short, long, global = true)]
    verbose: bool,
}

#[derive(Clone, Copy, Debug)]
enum When {
    Auto,
    Always,
    Never,
}

/// Standard error, and what was said there.
pub struct Console {
    threads: NonZeroUsize,
    quiet: bool,
    verbose: bool,
    progress: bool,
    bar: Mutex<ProgressBar>,
    saw_errors: AtomicBool,
}

impl Console {
    pub fn new(manners: &Manners) -> Self {
        match manners.color {
            When::Auto => ColorChoice::Auto,
            When::Always => ColorChoice::Always,
            When::Never => ColorChoice::Never,
        }
        .write_global();
        Console {
            threads: manners
                .threads
                .unwrap_or_else(|| std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN)),
            quiet: manners.quiet,
            verbose: manners.verbose,
            progress: !manners.no_progress && !manners.quiet && io::stderr().is_terminal(),
            bar: Mutex::new(ProgressBar::hidden()),
            saw_errors: AtomicBool::new(false),
        }
    }

    /// Number of threads to use.
    pub fn threads(&self) -> usize {
        self.threads.get()
    }

    /// Has the library's own threads be as many.
    pub fn use_threads(&self) {
        // Fails only where they run already, and nothing has asked for any before.
        let _ = rayon::ThreadPoolBuilder::new().num_threads(self.threads()).build_global();
    }

    /// Says what went wrong. The program goes on where it can, and exits with 2.
    pub fn error(&self, error: &Error) {
        self.saw_errors.store(true, Ordering::Relaxed);
        self.say("", RED, at(error.place(), error.message()));
    }

    /// Says what the user should know, unless asked to be quiet.
    pub fn warning(&self, message: impl Display) {
        if !self.quiet {
            self.say("warning: ", YELLOW, message);
        }
    }

    /// Says what was done, if asked to.
    pub fn note(&self, message: impl Display) {
        if self.verbose {
            self.say("", Style::new(), message);
        }
    }

    /// Says how it ended, unless asked to be quiet.
    pub fn summary(&self, message: impl Display) {
        if !self.quiet {
            self.say("", Style::new(), message);
        }
    }

    /// Whether [`Console::error`] was called.
    pub fn saw_errors(&self) -> bool {
        self.saw_errors.load(Ordering::Relaxed)
    }

    /// Prints the help of a command.
    pub fn help(&self, mut root: clap::Command, command: &str) {
        root.build();
        if let Some(command) = root.find_subcommand_mut(command) {
            let _ = write!(anstream::stderr(), "{}", command.render_help().ansi());
        }
    }

    /// Whether what is written to `path` (`-` is standard output) is to be coloured.
    pub fn paint(&self, path: &Path) -> Paint {
        Paint(if path == Path::new("-") {
            AutoStream::choice(&io::stdout()) != ColorChoice::Never
        } else {
            matches!(ColorChoice::global(), ColorChoice::Always | ColorChoice::AlwaysAnsi)
        })
    }

    /// A bar for `total` steps, or for an unknown number, that shows only where work is long and a person watches.
    /// `data` says whether data goes to standard output meanwhile, where a bar would stand between its lines.
    pub fn progress(&self, total: Option<u64>, unit: &'static str, data: bool) -> Progress {
        let watched = self.progress && !(data && io::stdout().is_terminal());
        let progress = Progress::new(total, unit, watched);
        *self.bar.lock().expect("no thread panics while it speaks") = progress.bar();
        progress
    }

    fn say(&self, word: &str, style: Style, message: impl Display) {
        let paint = Paint(AutoStream::choice(&io::stderr()) != ColorChoice::Never);
        let line = format!("{} {}{message}\n", paint.apply(BOLD, "unblurb:"), paint.apply(style, word));
        let bar = self.bar.lock().expect("no thread panics while it speaks");
        // Where standard error is closed there is nobody to tell.
        bar.suspend(|| drop(io::stderr().write_all(line.as_bytes())));
    }
}

/// A message with its place, as a person would name it.
pub fn at(place: &Place, message: impl Display) -> String {
    let mut place = place.clone();
    if place.path.as_deref() == Some(Path::new("-")) {
        place.path = Some("standard input".into());
    }
    if place == Place::default() { message.to_string() } else { format!("{place}: {message}") }
}

impl ValueEnum for When {
    fn value_variants<'a>() -> &'a [Self] {
        &[When::Auto, When::Always, When::Never]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(match self {
            When::Auto => "auto",
            When::Always => "always",
            When::Never => "never",
        }))
    }
}
