//! A progress bar that appears only on long work.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::time::Duration;

/// Work shorter than this shows no bar.
const PATIENCE: Duration = Duration::from_millis(500);

/// How far work has come. It leaves no trace when it is dropped.
pub struct Progress {
    bar: ProgressBar,
    /// Whether it is to be shown once it was long enough.
    waiting: bool,
}

impl Progress {
    pub(super) fn new(total: Option<u64>, unit: &'static str, watched: bool) -> Self {
        let bar = ProgressBar::with_draw_target(total, ProgressDrawTarget::hidden());
        let template = match total {
            Some(_) => format!("{{bar:30}} {{human_pos}} of {{human_len}} {unit}, {{eta}} left"),
            None => format!("{{spinner}} {{human_pos}} {unit}, {{elapsed}}"),
        };
        if let Ok(style) = ProgressStyle::with_template(&template) {
            bar.set_style(style);
        }
        Progress { bar, waiting: watched }
    }

    /// A handle to the same bar.
    pub(super) fn bar(&self) -> ProgressBar {
        self.bar.clone()
    }

    /// So many steps further.
    pub fn advance(&mut self, steps: u64) {
        self.bar.inc(steps);
        if self.waiting && self.bar.elapsed() > PATIENCE {
            self.show();
        }
    }

    /// Says what is being done, for work that counts no steps.
    pub fn work(&mut self, what: &'static str) {
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}, {elapsed}") {
            self.bar.set_style(style);
        }
        self.bar.set_message(what);
        self.show();
    }

    fn show(&mut self) {
        if std::mem::take(&mut self.waiting) {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
            self.bar.enable_steady_tick(Duration::from_millis(100));
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
