//! The command line program. It stands on the library as any other user does; `cli` holds all of it.

#![forbid(unsafe_code)]

mod cli;

fn main() -> std::process::ExitCode {
    cli::run()
}
