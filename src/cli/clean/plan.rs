//! The arguments of `clean`, checked: nothing after it can contradict itself.

use super::CleanArgs;
use crate::cli::console::Console;
use crate::cli::deciding::{Decision, PolicyArgs};
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use unblurb::records::{Format, Input, ReadOptions, Record, destinations};
use unblurb::{Error, ErrorKind, Result};

/// What `clean` is to do.
pub struct Plan {
    pub inputs: Vec<Input>,
    pub options: ReadOptions,
    pub strict: bool,
    pub decision: Decision,
    pub output: Output,
    /// The one format of what is written; `None` where each input has its own.
    format: Option<Format>,
    /// How the text of documents is written: as text, as Markdown, as HTML.
    pub form: Format,
    /// Add what pages say about their pieces.
    pub metadata: bool,
    /// Write a record a paragraph in place of the text.
    pub paragraphs: bool,
    /// Put reasons into paragraph records.
    pub reasons: bool,
    pub removed: Option<PathBuf>,
    pub rejects: Option<PathBuf>,
}

/// Where cleaned documents go.
pub enum Output {
    /// All to one file, `-` for standard output.
    File { path: PathBuf, format: Format },
    /// Each input to a file of its own, in the order of the inputs.
    Files(Vec<(PathBuf, Format)>),
    /// Nowhere; a difference is shown.
    Diff { check: bool },
    /// Nowhere.
    Check,
}

const STANDARD: &str = "-";

/// The field for what a page says about its piece.
pub const METADATA: &str = "metadata";

impl Plan {
    pub fn new(args: CleanArgs, console: &Console) -> Result<Plan> {
        let sources = args.sources.find(console)?;
        let decision = args.policy.load(console)?;
        let asked = args.output;
        if asked.reasons && !asked.paragraphs && asked.removed.is_none() {
            return Err(Error::new(ErrorKind::Argument, "--reasons needs --paragraphs or --removed, where they go"));
        }
        if let Some(to) = asked.to.filter(|to| asked.paragraphs && !to.has_fields()) {
            let message = format!("--paragraphs writes records: --to jsonl or csv, not {to}");
            return Err(Error::new(ErrorKind::Argument, message));
        }
        // Paragraphs have kinds of their own, which only JSON Lines holds as they are.
        let to = if asked.paragraphs { asked.to.or(Some(Format::Jsonl)) } else { asked.to };
        let output = if asked.diff {
            Output::Diff { check: asked.check }
        } else if asked.check {
            Output::Check
        } else if let Some(folder) = &asked.output_folder {
            let paths = destinations(&sources.inputs, folder, to)?;
            Output::Files(
                paths.into_iter().zip(sources.inputs.iter().map(|i| to.unwrap_or(i.format().cleaned()))).collect(),
            )
        } else {
            let path = asked.output.unwrap_or_else(|| STANDARD.into());
            let format = one_format(&sources.inputs, to)?;
            warn_of_name(&path, format, console);
            Output::File { path, format }
        };
        let plan = Plan {
            inputs: sources.inputs,
            options: sources.options,
            strict: sources.strict,
            decision,
            format: if let Output::File { format, .. } = &output { Some(*format) } else { to },
            output,
            form: asked.to.filter(|to| !to.has_fields()).or(asked.form).unwrap_or(Format::Text),
            metadata: asked.metadata,
            paragraphs: asked.paragraphs,
            reasons: asked.reasons,
            removed: asked.removed,
            rejects: asked.rejects,
        };
        plan.check_form(asked.form)?;
        if plan.metadata && plan.options.text_field == METADATA {
            let message = "--metadata adds a field metadata, where --text-field has the text: name another for that";
            return Err(Error::new(ErrorKind::Argument, message));
        }
        plan.check_paths(asked.force, &args.policy)?;
        Ok(plan)
    }

    /// Whether a decision alone is asked for, without kinds.
    pub fn needs_junk_only(&self) -> bool {
        self.decision.needs_junk_only() && !self.paragraphs && self.removed.is_none()
    }

    /// Whether documents are written, and not what is known of their paragraphs.
    pub fn writes_documents(&self) -> bool {
        matches!(self.output, Output::File { .. } | Output::Files(_)) && !self.paragraphs
    }

    /// Whether `record` is written as a record, and not as a text of its own.
    pub fn writes_record(&self, record: &Record) -> bool {
        self.format.map_or(!record.is_file(), Format::has_fields)
    }

    /// Whether cleaned data or differences go to standard output.
    pub fn writes_standard(&self) -> bool {
        match &self.output {
            Output::File { path, .. } => path == Path::new(STANDARD),
            Output::Diff { .. } => true,
            Output::Files(_) | Output::Check => false,
        }
    }

    /// Forms of text and facts are for records only.
    fn check_form(&self, form: Option<Format>) -> Result<()> {
        let is_records = match &self.output {
            Output::File { format, .. } => format.has_fields(),
            Output::Files(files) => files.iter().any(|(_, format)| format.has_fields()),
            Output::Diff { .. } | Output::Check => false,
        };
        let option = if form.is_some() { "--as" } else { "--metadata" };
        if (form.is_some() || self.metadata) && (!is_records || self.paragraphs) {
            let message = format!("{option} is for records of documents, --to jsonl or csv");
            return Err(Error::new(ErrorKind::Argument, message));
        }
        Ok(())
    }

    /// No output may be another, or the model, or, unless forced, an input.
    fn check_paths(&self, force: bool, policy: &PolicyArgs) -> Result<()> {
        let standard = self.writes_standard().then(|| Path::new(STANDARD));
        let files: Vec<&Path> = match &self.output {
            Output::File { path, .. } if standard.is_none() => vec![path],
            Output::Files(paths) => paths.iter().map(|(path, _)| path.as_path()).collect(),
            _ => Vec::new(),
        };
        let beside = self.removed.iter().chain(&self.rejects).map(PathBuf::as_path);
        // Asked of the system once each, since a folder may hold very many.
        let read = self.inputs.iter().filter(|_| !force).filter_map(|input| Some((input.true_path()?, input)));
        let read: HashMap<PathBuf, &Input> = read.collect();
        let mut seen = HashSet::new();
        for path in files.into_iter().chain(beside.clone()) {
            policy.refuse_output(path)?;
            let true_path = path.canonicalize().ok();
            if let Some(input) = true_path.as_ref().and_then(|path| read.get(path)) {
                let message = format!("this output is also the input {}; --force replaces it", input.path().display());
                return Err(Error::new(ErrorKind::Argument, message).in_file(path));
            }
            // A device takes any number of outputs.
            if !is_device(path) && !seen.insert(true_path.unwrap_or_else(|| path.to_path_buf())) {
                return Err(Error::new(ErrorKind::Argument, "two outputs would be written here").in_file(path));
            }
        }
        if let (Some(_), true) = (standard, beside.clone().any(|path| path == Path::new(STANDARD))) {
            let message = "two outputs would go to standard output; -o FILE names another place for one";
            return Err(Error::new(ErrorKind::Argument, message));
        }
        Ok(())
    }
}

fn is_device(path: &Path) -> bool {
    path.metadata().is_ok_and(|metadata| !metadata.is_file() && !metadata.is_dir())
}

/// The format of the one output.
fn one_format(inputs: &[Input], to: Option<Format>) -> Result<Format> {
    let Some(first) = inputs.first() else { return Ok(to.unwrap_or(Format::Text)) };
    if to.is_none()
        && let Some(other) = inputs.iter().find(|input| input.format().cleaned() != first.format().cleaned())
    {
        let message = format!(
            "inputs of different formats ({} is {}, {} is {}): name one with --to, or a folder with -O",
            first.path().display(),
            first.format(),
            other.path().display(),
            other.format()
        );
        return Err(Error::new(ErrorKind::Argument, message));
    }
    Ok(to.unwrap_or(first.format().cleaned()))
}

fn warn_of_name(path: &Path, format: Format, console: &Console) {
    if let Ok(Some(named)) = Format::of_path(path)
        && named != format
    {
        console.warning(format!("{}: is written as {format}; --to {named} would write {named}", path.display()));
    }
}
