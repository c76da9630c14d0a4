//! `unblurb man`: manual pages, one for the program and one a command.

use super::Status;
use clap::Args;
use clap_mangen::Man;
use std::path::PathBuf;
use unblurb::records::Sink;
use unblurb::{Error, ErrorKind, Result};

/// Print manual pages
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  unblurb man | man -l -\n  unblurb man clean | man -l -\n  unblurb man -O man1/")]
pub struct ManArgs {
    /// Command whose page to print [default: the program's]
    command: Option<String>,
    /// Folder to write all pages to, one file each
    #[arg(short = 'O', long, value_name = "FOLDER", conflicts_with = "command")]
    output_folder: Option<PathBuf>,
}

/// Runs the command.
pub fn run(args: ManArgs, root: clap::Command) -> Result<Status> {
    let pages = pages(root);
    match (args.output_folder, args.command) {
        (Some(folder), _) => {
            for (name, page) in &pages {
                write(Sink::create(folder.join(format!("{name}.1")))?, page)?;
            }
        }
        (None, None) => write(Sink::standard(), &pages[0].1)?,
        (None, Some(command)) => {
            let name = format!("unblurb-{command}");
            let Some((_, page)) = pages.iter().find(|(page, _)| *page == name) else {
                let message = format!("unknown command {command:?}; unblurb help lists them");
                return Err(Error::new(ErrorKind::Argument, message));
            };
            write(Sink::standard(), page)?;
        }
    }
    Ok(Status::Done)
}

/// Name and text of each page, that of the program first.
fn pages(mut root: clap::Command) -> Vec<(String, Vec<u8>)> {
    root.build();
    let commands: Vec<_> = root.get_subcommands().filter(|command| command.get_name() != "help").cloned().collect();
    let mut pages = vec![("unblurb".to_owned(), render(root))];
    for command in commands {
        let name = format!("unblurb-{}", command.get_name());
        pages.push((name, render(command)));
    }
    pages
}

fn render(command: clap::Command) -> Vec<u8> {
    let mut page = Vec::new();
    let man = Man::new(command).source(concat!("unblurb ", env!("CARGO_PKG_VERSION"))).manual("unblurb");
    man.render(&mut page).expect("memory takes all that is written");
    page
}

fn write(mut sink: Sink, page: &[u8]) -> Result<()> {
    sink.put(page)?;
    sink.finish()
}
