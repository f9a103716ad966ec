//! What the console tells the operator in passing, and keeps so that it can be read again.

use crate::text::Clean;
use chrono::{DateTime, Utc};
use std::collections::VecDeque;

/// How many notices are kept.
const KEPT: usize = 200;

/// What sort of notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Something was done.
    Done,
    /// Something to know.
    Plain,
    /// Something was not done.
    Refused,
}

impl Tone {
    /// The sign that stands before it, so that it is told apart without colour.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Done => "✔",
            Self::Plain => "·",
            Self::Refused => "✘",
        }
    }
}

/// One notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// When.
    pub at: DateTime<Utc>,
    /// What sort.
    pub tone: Tone,
    /// What it says.
    pub text: Clean,
}

/// The notices, the newest last.
#[derive(Debug, Clone, Default)]
pub struct Notices {
    kept: VecDeque<Notice>,
    fresh: bool,
}

impl Notices {
    /// Adds one; it stands on the screen until a key is pressed.
    pub fn push(&mut self, at: DateTime<Utc>, tone: Tone, text: &str) {
        if self.kept.len() == KEPT {
            self.kept.pop_front();
        }
        self.kept.push_back(Notice { at, tone, text: Clean::line(text) });
        self.fresh = true;
    }

    /// The one that stands on the screen.
    pub fn shown(&self) -> Option<&Notice> {
        self.kept.back().filter(|_| self.fresh)
    }

    /// Takes it off the screen; it stays among those kept.
    pub fn seen(&mut self) {
        self.fresh = false;
    }

    /// All that are kept, the newest first.
    pub fn all(&self) -> impl ExactSizeIterator<Item = &Notice> {
        self.kept.iter().rev()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notice_leaves_the_screen_but_is_kept() {
        let at = "2026-03-01T12:00:00Z".parse().unwrap();
        let mut notices = Notices::default();
        for number in 0..300 {
            notices.push(at, Tone::Done, &number.to_string());
        }
        assert_eq!(notices.shown().unwrap().text.as_str(), "299");
        notices.seen();
        assert_eq!(notices.shown(), None);
        assert_eq!(notices.all().len(), KEPT);
        assert_eq!(notices.all().next().unwrap().text.as_str(), "299");
    }
}
