//! What comes out of the pipeline, written in order: cleaned documents, removed paragraphs, rejects, differences.
//!
//! Every file is opened before work begins, so that what cannot be written is said at once, and gets its name at the
//! end, so that no half of one is ever seen.

use super::diff;
use super::judge::Judged;
use super::plan::{METADATA, Output, Plan};
use crate::cli::Status;
use crate::cli::console::{Console, at};
use crate::cli::paint::Paint;
use crate::cli::pipeline::Event;
use crate::cli::progress::Progress;
use std::path::Path;
use unblurb::records::{Format, Layout, Record, Reject, Sink, Writer};
use unblurb::{Error, ErrorKind, Result};

/// Where documents go, and what was counted on the way.
pub struct Delivery<'p> {
    plan: &'p Plan,
    console: &'p Console,
    target: Target,
    removed: Option<Writer>,
    rejects: Option<Sink>,
    /// Header of the input that is read, and the one that was written to the rejects last.
    header: Option<Vec<u8>>,
    rejects_header: Option<Vec<u8>>,
    counts: Counts,
    /// Whether a document, or a reject, went or came to the output that is open.
    delivered: bool,
    rejected: bool,
    progress: Progress,
    paint: Paint,
}

/// Where the next document goes.
enum Target {
    /// To a file that has the layout of the first input, which is not known yet.
    Waiting(Sink, Format),
    Open(Writer),
    /// To the file of its input, which is not open.
    Closed,
    /// Nowhere; differences, where they are shown, go to this sink.
    Nowhere(Sink),
}

#[derive(Default)]
struct Counts {
    documents: u64,
    with_junk: u64,
    paragraphs: u64,
    removed: u64,
    rejected: u64,
}

impl<'p> Delivery<'p> {
    pub fn new(plan: &'p Plan, console: &'p Console) -> Result<Self> {
        let nothing = plan.inputs.is_empty();
        let target = match &plan.output {
            // No file is made of no input; errors were said before.
            Output::File { .. } if nothing => Target::Closed,
            Output::File { path, format } => Target::Waiting(Sink::create(path)?, *format),
            Output::Files(_) => Target::Closed,
            Output::Diff { .. } | Output::Check => Target::Nowhere(Sink::standard()),
        };
        let removed = plan.removed.as_deref().filter(|_| !nothing).map(|path| {
            let format = Format::of_path(path)?.filter(|format| format.has_fields()).unwrap_or(Format::Jsonl);
            Ok::<_, Error>(Writer::new(Sink::create(path)?, format))
        });
        Ok(Delivery {
            plan,
            console,
            target,
            removed: removed.transpose()?,
            rejects: plan.rejects.as_ref().filter(|_| !nothing).map(Sink::create).transpose()?,
            header: None,
            rejects_header: None,
            counts: Counts::default(),
            delivered: false,
            rejected: false,
            progress: console.progress(None, "documents", plan.writes_standard()),
            paint: console.paint(Path::new("-")),
        })
    }

    /// Takes the next event of the pipeline.
    pub fn take(&mut self, event: Event<Judged>) -> Result<()> {
        match event {
            Event::Begin(input, mut layout) => {
                // Where the column is there already, each of its pages is an error.
                if let Some(columns) = layout.columns.as_mut().filter(|_| self.plan.metadata)
                    && !columns.iter().any(|column| column == METADATA)
                {
                    columns.push(METADATA.to_owned());
                }
                self.begin(input, &layout)?;
                self.header = layout.header;
                Ok(())
            }
            Event::Record(judged) => self.deliver(judged),
            Event::Reject(reject) => {
                self.head_rejects()?;
                self.reject(reject)
            }
            Event::End(error) => self.end(error),
        }
    }

    /// Gives every file its name.
    pub fn finish(self) -> Result<Status> {
        let Delivery { plan, console, target, removed, rejects, counts, delivered, progress, .. } = self;
        drop(progress);
        match target {
            // Where nothing could be read, an old file is better than an empty one.
            _ if !delivered && console.saw_errors() => {}
            Target::Waiting(sink, _) | Target::Nowhere(sink) => sink.finish()?,
            Target::Open(writer) => writer.finish()?,
            Target::Closed => {}
        }
        removed.map_or(Ok(()), Writer::finish)?;
        rejects.map_or(Ok(()), Sink::finish)?;
        let checks = matches!(plan.output, Output::Check | Output::Diff { check: true });
        if checks {
            console.summary(counts.say("would go"))
        } else {
            console.note(counts.say("removed"))
        }
        Ok(if checks && counts.removed > 0 { Status::JunkFound } else { Status::Done })
    }

    /// Gives only the rejects their name, where `error` stopped the run: what was strict about is what one wants to see.
    pub fn abandon(self, error: Error) -> Error {
        let Delivery { rejects, counts, .. } = self;
        match rejects.filter(|_| counts.rejected > 0).map_or(Ok(()), Sink::finish) {
            Ok(()) => error,
            Err(e) => e,
        }
    }

    fn begin(&mut self, input: usize, layout: &Layout) -> Result<()> {
        let open = |sink: Sink, format: Format| {
            if self.plan.paragraphs { Ok(Writer::new(sink, format)) } else { Writer::like(layout, sink, format) }
        };
        self.target = match (std::mem::replace(&mut self.target, Target::Closed), &self.plan.output) {
            (Target::Waiting(sink, format), _) => Target::Open(open(sink, format)?),
            (Target::Closed, Output::Files(files)) => {
                let (path, format) = &files[input];
                (self.delivered, self.rejected) = (false, false);
                Target::Open(open(Sink::create(path)?, *format)?)
            }
            (target, _) => target,
        };
        Ok(())
    }

    fn deliver(&mut self, judged: Judged) -> Result<()> {
        let Judged { mut record, kept, text, paragraphs, removed, diff, spared_share } = judged;
        self.progress.advance(1);
        self.counts.add(&kept);
        if let Some(share) = spared_share {
            let (share, most) = (100.0 * share, 100.0 * self.plan.decision.policy(&record.document).max_removed);
            self.console.warning(at(
                &record.place(),
                format!(
                    "left as it is: it would lose {share:.0} % of its characters, --max-removed allows {most:.0} %"
                ),
            ));
        }
        if let Some(writer) = &mut self.removed {
            removed.iter().try_for_each(|fields| writer.write_fields(fields))?;
        }
        let written = match &mut self.target {
            Target::Nowhere(sink) => sink.put(diff::painted(&diff, self.paint).as_bytes()),
            Target::Open(writer) if self.plan.paragraphs => {
                paragraphs.iter().try_for_each(|fields| writer.write_fields(fields))
            }
            Target::Open(writer) => {
                if let Some(page) = record.page().filter(|_| self.plan.metadata) {
                    let facts = serde_json::json!(page.facts());
                    record = match record.with_field(METADATA, facts) {
                        Ok(record) => record,
                        Err(reject) => return self.reject(*reject),
                    };
                }
                // A record that does not fit the columns of the output must not be lost.
                let spare = self.rejects.is_some().then(|| record.clone());
                match writer.write(record, text, &kept) {
                    Err(e) if e.kind() == ErrorKind::Record => return self.misfit(e, spare),
                    written => written,
                }
            }
            Target::Waiting(..) | Target::Closed => Ok(()),
        };
        self.delivered = true;
        written
    }

    /// A record that was read but cannot be written in the format of the output.
    fn misfit(&mut self, error: Error, record: Option<Record>) -> Result<()> {
        let raw = record.map(|record| {
            let kept = vec![true; record.document.len()];
            record.into_json(None, &kept).into_bytes()
        });
        self.reject(Reject { error, raw: raw.unwrap_or_default() })
    }

    /// Rows of a CSV mean something below their header only.
    fn head_rejects(&mut self) -> Result<()> {
        if let (Some(sink), Some(header)) = (&mut self.rejects, &self.header)
            && self.rejects_header.as_ref() != Some(header)
        {
            sink.put(header)?;
            sink.put(b"\n")?;
            self.rejects_header = Some(header.clone());
        }
        Ok(())
    }

    fn reject(&mut self, reject: Reject) -> Result<()> {
        self.counts.rejected += 1;
        self.rejected = true;
        if let Some(sink) = &mut self.rejects {
            sink.put(&reject.raw)?;
            sink.put(b"\n")?;
        }
        self.fail(reject.error)
    }

    fn end(&mut self, error: Option<Error>) -> Result<()> {
        let broken = error.is_some();
        error.map_or(Ok(()), |error| self.fail(error))?;
        if let Output::Files(_) = self.plan.output
            && let Target::Open(writer) = std::mem::replace(&mut self.target, Target::Closed)
        {
            // What an input that broke off left behind is no whole file, and neither is nothing of one with rejects.
            if !broken && (self.delivered || !self.rejected) {
                writer.finish()?;
            }
        }
        Ok(())
    }

    /// An error that costs a record or an input, or everything, where it was to be strict.
    fn fail(&mut self, error: Error) -> Result<()> {
        if self.plan.strict {
            return Err(error);
        }
        self.console.error(&error);
        Ok(())
    }
}

impl Counts {
    fn add(&mut self, kept: &[bool]) {
        let removed = kept.iter().filter(|kept| !**kept).count() as u64;
        self.documents += 1;
        self.with_junk += u64::from(removed > 0);
        self.paragraphs += kept.len() as u64;
        self.removed += removed;
    }

    fn say(&self, went: &str) -> String {
        let Counts { documents, with_junk, paragraphs, removed, rejected } = self;
        let mut line =
            format!("{removed} of {paragraphs} paragraphs {went}, from {with_junk} of {documents} documents");
        if *rejected > 0 {
            line.push_str(&format!("; {rejected} records could not be read or written"));
        }
        line
    }
}
