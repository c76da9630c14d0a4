//! What to read: paths, format, encoding, the field of the text.

use super::console::Console;
use super::values::FORMAT;
use clap::Args;
use std::io::{self, IsTerminal};
use std::path::PathBuf;
use unblurb::Result;
use unblurb::records::{Encoding, Format, Input, ReadOptions};

/// As typed.
#[derive(Args, Debug)]
pub struct SourceArgs {
    /// Files and folders to read; - is standard input, and so is no path at all
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Format of the input: text, html, csv, jsonl [default: by extension; standard input is text]
    #[arg(long, value_name = "FORMAT", value_parser = FORMAT, hide_possible_values = true)]
    from: Option<Format>,
    /// Field or column that holds the text of a record
    #[arg(long, value_name = "NAME", default_value = "text")]
    text_field: String,
    /// Field or column that holds a web page, read before the text [default: html, where a record has no text]
    #[arg(long, value_name = "NAME")]
    html_field: Option<String>,
    /// Encoding of the input, such as windows-1252; what is written is always UTF-8 [default: UTF-8, or UTF-16 with a byte
    /// order mark; a page's is what it says]
    #[arg(long, value_name = "NAME")]
    encoding: Option<Encoding>,
    /// Stop at the first bad record or path
    #[arg(long)]
    strict: bool,
}

/// Checked: files that were there, and how to read them.
pub struct Sources {
    pub inputs: Vec<Input>,
    pub options: ReadOptions,
    pub strict: bool,
}

impl SourceArgs {
    /// Whether it would read standard input from a terminal.
    pub fn waits_for_typing(&self) -> bool {
        self.paths.is_empty() && io::stdin().is_terminal()
    }

    /// Finds the inputs. A path that is not there is said and passed over, unless it was to be strict.
    pub fn find(self, console: &Console) -> Result<Sources> {
        let inputs = Input::find_readable(&self.paths, self.from, |e| {
            if self.strict {
                return Err(e);
            }
            console.error(&e);
            Ok(())
        })?;
        let options = ReadOptions {
            text_field: self.text_field,
            html_field: self.html_field,
            encoding: self.encoding.unwrap_or_default(),
        };
        Ok(Sources { inputs, options, strict: self.strict })
    }
}
