//! What is wrong with a playbook, said so that its author can mend it.

use serde::Serialize;
use std::fmt;

/// One thing that is wrong with a playbook.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Fault {
    /// The line of the file, from 1.
    pub line: usize,
    /// Where in the file, as a dotted path: `kind.recovery.action[3].to`; elements of lists are counted from 0.
    pub key: String,
    /// What is wrong, one sentence without its full stop.
    pub what: String,
    /// What to do about it.
    pub remedy: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { line, key, what, remedy } = self;
        if key.is_empty() {
            write!(f, "line {line}: {what}. {remedy}")
        } else {
            write!(f, "line {line}, {key}: {what}. {remedy}")
        }
    }
}

/// The line, from 1, that the byte `offset` of `text` stands in.
pub(super) fn line_of(text: &str, offset: usize) -> usize {
    let before = text.as_bytes().get(..offset.min(text.len())).unwrap_or_default();
    before.iter().filter(|byte| **byte == b'\n').count() + 1
}
