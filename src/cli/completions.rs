//! `unblurb completions`: completions for a shell.

use super::Status;
use clap::Args;
use clap_complete::Shell;
use unblurb::Result;
use unblurb::records::Sink;

/// Print completions for a shell
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  unblurb completions bash > ~/.local/share/bash-completion/completions/unblurb")]
pub struct CompletionsArgs {
    /// The shell
    shell: Shell,
}

/// Runs the command.
pub fn run(args: CompletionsArgs, mut root: clap::Command) -> Result<Status> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut root, "unblurb", &mut script);
    let mut sink = Sink::standard();
    sink.put(&script)?;
    sink.finish()?;
    Ok(Status::Done)
}
