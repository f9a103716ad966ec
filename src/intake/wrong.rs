//! Where in a record something is wrong, and what.

use crate::text::Clean;
use std::fmt::Write;

/// The longest piece of a stranger's text that a message repeats, in characters.
const QUOTED_CHARS: usize = 80;

/// One step from a value to one inside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Into the field of this name.
    Key(String),
    /// To the element of this number, from 0.
    Index(usize),
}

/// Something wrong with a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// The way to it, the innermost step first, as it is built on the way out.
    steps: Vec<Step>,
    /// What is wrong, a sentence without its full stop.
    pub what: String,
    /// What would be right.
    pub remedy: String,
    /// The byte of the line at which it was noticed, from 0, where that says more than the field's place.
    pub(super) byte: Option<usize>,
}

/// The result of a check.
pub(super) type Checked = Result<(), Wrong>;

impl Wrong {
    /// Something wrong with the value at hand.
    pub(super) fn new(what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { steps: Vec::new(), what: what.into(), remedy: remedy.into(), byte: None }
    }

    /// The same, with the whole way to it, the outermost step first.
    pub(super) fn along(mut self, steps: impl IntoIterator<Item = Step>) -> Self {
        let mut outer: Vec<Step> = steps.into_iter().collect();
        outer.reverse();
        self.steps.extend(outer);
        self
    }

    /// The same, noticed at `byte`.
    pub(super) fn noticed_at(mut self, byte: usize) -> Self {
        self.byte = Some(byte);
        self
    }

    /// The way to it, the outermost step first.
    pub fn path(&self) -> Vec<Step> {
        self.steps.iter().rev().cloned().collect()
    }

    /// The way as people write it, `evidence[0].file`; none where the whole record is meant.
    pub fn field(&self) -> Option<Clean> {
        (!self.steps.is_empty()).then(|| Clean::line(&show_path(&self.path())))
    }
}

/// Adds the way to what a check found wrong.
pub(super) trait At: Sized {
    /// It is in the field `key`.
    fn at(self, key: &str) -> Self;
    /// It is in the element `index`.
    fn nth(self, index: usize) -> Self;
}

impl<T> At for Result<T, Wrong> {
    fn at(self, key: &str) -> Self {
        self.map_err(|mut wrong| {
            wrong.steps.push(Step::Key(key.to_owned()));
            wrong
        })
    }

    fn nth(self, index: usize) -> Self {
        self.map_err(|mut wrong| {
            wrong.steps.push(Step::Index(index));
            wrong
        })
    }
}

/// A path as people write it.
fn show_path(path: &[Step]) -> String {
    let mut out = String::new();
    for step in path {
        match step {
            Step::Key(key) if out.is_empty() => out.push_str(&shortened(key)),
            Step::Key(key) => {
                out.push('.');
                out.push_str(&shortened(key));
            }
            Step::Index(index) => {
                // Writing to a string cannot fail.
                let _ = write!(out, "[{index}]");
            }
        }
    }
    out
}

/// The path that a text such as `evidence[0].file` means.
pub(super) fn read_path(text: &str) -> Vec<Step> {
    let mut path = Vec::new();
    for part in text.split('.') {
        let (key, indices) = part.split_once('[').unwrap_or((part, ""));
        path.push(Step::Key(key.to_owned()));
        path.extend(
            indices.split('[').filter_map(|index| index.trim_end_matches(']').parse().ok()).map(Step::Index),
        );
    }
    path
}

/// A stranger's text in quotation marks, shortened, with what a terminal would obey made visible.
pub(super) fn quoted(text: &str) -> String {
    format!("\"{}\"", Clean::line(&shortened(text)))
}

/// At most [`QUOTED_CHARS`] characters of a text.
pub(super) fn shortened(text: &str) -> String {
    match text.char_indices().nth(QUOTED_CHARS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_built_on_the_way_out_and_read_back() {
        let wrong = Err::<(), _>(Wrong::new("x", "y")).at("file").nth(2).at("evidence").unwrap_err();
        assert_eq!(wrong.field().unwrap().as_str(), "evidence[2].file");
        assert_eq!(read_path("evidence[2].file"), wrong.path());
        assert_eq!(Wrong::new("x", "y").field(), None);
    }

    #[test]
    fn a_strangers_text_is_short_and_clean_in_a_message() {
        assert_eq!(quoted("a\u{1b}[31m"), "\"a⟨U+001B⟩[31m\"");
        assert_eq!(quoted(&"é".repeat(1_000)).chars().count(), QUOTED_CHARS + 3);
    }
}
