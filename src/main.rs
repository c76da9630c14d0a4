//! The command line program. It stands on the library as any other user does; `cli` holds all of it.

mod cli;

fn main() -> std::process::ExitCode {
    cli::run()
}
