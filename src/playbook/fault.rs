//! What is wrong with a playbook, said so that its author can mend it.

use serde::Serialize;
use std::collections::BTreeSet;
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

/// The remedy for a name that is not known: the one that was probably meant, or all there are.
pub(super) fn did_you_mean<'k>(name: &str, known: impl IntoIterator<Item = &'k str>) -> String {
    /// A name longer than any that can be declared resembles none.
    const LONGEST: usize = 100;
    let known: BTreeSet<_> = known.into_iter().filter(|known| known.len() <= LONGEST).collect();
    let slips = 1 + name.chars().count() / 4;
    let nearest = if name.len() <= LONGEST {
        // A word cut short or run on is as near as a slip of the finger.
        let continues = |a: &str, b: &str| b.len() >= 3 && a.starts_with(b);
        // Of several that continue it, the one that is less long.
        let distance = |other: &str| match strsim::damerau_levenshtein(name, other) {
            far if far > 1 && (continues(other, name) || continues(name, other)) => (slips, far),
            far => (far, far),
        };
        known.iter().map(|other| (distance(other), *other)).filter(|((far, _), _)| *far <= slips).min()
    } else {
        None
    };
    match nearest {
        Some((_, nearest)) => format!("Did you mean `{}`?", nearest.escape_debug()),
        None if known.is_empty() => "There is none: leave it out, or declare one.".to_owned(),
        None => {
            let all: Vec<_> = known.into_iter().map(|name| name.escape_debug().to_string()).collect();
            format!("Use one of: {}.", all.join(", "))
        }
    }
}
