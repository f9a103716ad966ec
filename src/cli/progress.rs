//! A bar for long work, on standard error and only where that is a terminal.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::time::Duration;

/// A bar; nothing is drawn where standard error is no terminal.
pub struct Bar(ProgressBar);

impl Bar {
    /// A bar that counts rows of the log and cases.
    pub fn counting() -> Self {
        Self::styled("{bar:32} {human_pos} of {human_len} rows and cases, {eta} left")
    }

    /// A bar that counts files.
    pub fn files() -> Self {
        Self::styled("{bar:32} {human_pos} of {human_len} evidence files, {eta} left")
    }

    /// A bar that counts cases.
    pub fn cases() -> Self {
        Self::styled("{bar:32} {human_pos} of {human_len} cases, {eta} left")
    }

    /// A bar over bytes, or a running count of them where their number is not known.
    pub fn bytes(all: Option<u64>) -> Self {
        let template = match all {
            Some(_) => "{bar:32} {bytes} of {total_bytes}, {eta} left  {msg}",
            None => "{spinner} {bytes}  {msg}",
        };
        let bar = Self::styled(template);
        if let Some(all) = all {
            bar.0.set_length(all);
        }
        bar
    }

    fn styled(template: &str) -> Self {
        // Four times a second: nobody reads faster, and a slow line is spared.
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(4));
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.progress_chars("█▉▊▋▌▍▎▏ "));
        }
        bar.enable_steady_tick(Duration::from_millis(250));
        Self(bar)
    }

    /// `done` of `all` is done.
    pub fn at(&self, done: u64, all: u64) {
        self.0.set_length(all);
        self.0.set_position(done);
    }

    /// So many bytes are done; `message` is docket's own words.
    pub fn bytes_done(&self, done: u64, message: String) {
        self.0.set_position(done);
        self.0.set_message(message);
    }

    /// Takes the bar away.
    pub fn end(&self) {
        self.0.finish_and_clear();
    }
}
