//! What went wrong, as the command line tells it: a message, a hint, and one of four exit codes.

use super::out::Out;
use crate::case::Refusal;
use crate::desk::DeskError;
use crate::store::StoreError;
use serde_json::{Value, json};
use std::io;

/// Why a subcommand did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    /// The desk or its store says no.
    #[error(transparent)]
    Desk(#[from] DeskError),
    /// The command line makes no sense.
    #[error("{what}")]
    Usage {
        /// What makes no sense.
        what: String,
        /// What would.
        hint: String,
    },
    /// The store is not where it should be, or where it should not be.
    #[error("{what}")]
    Place {
        /// What is the matter.
        what: String,
        /// What to do.
        hint: String,
    },
    /// A file, a folder or the terminal.
    #[error("{what}: {source}")]
    Io {
        /// What was tried, and on what.
        what: String,
        /// What the system says.
        source: io::Error,
        /// What to do.
        hint: String,
    },
    /// Whoever reads the output wants no more of it, which is no error.
    #[error("the output was closed")]
    Closed,
}

impl CliError {
    /// A command line that makes no sense.
    pub fn usage(what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Usage { what: what.into(), hint: hint.into() }
    }

    /// A store that is not there, or that is in the way.
    pub fn place(what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Place { what: what.into(), hint: hint.into() }
    }

    /// Something that the system did not let happen.
    pub fn io(what: impl Into<String>, source: io::Error, hint: impl Into<String>) -> Self {
        Self::Io { what: what.into(), source, hint: hint.into() }
    }

    /// The exit code: 0 where nobody needs to be told, 1 refused, 2 usage, 3 store or I/O.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Closed => 0,
            Self::Usage { .. } | Self::Desk(DeskError::Invalid { .. }) => 2,
            Self::Desk(DeskError::Store(StoreError::Conflict { .. })) => 1,
            Self::Place { .. } | Self::Io { .. } | Self::Desk(DeskError::Store(_) | DeskError::Vault(_)) => 3,
            Self::Desk(_) => 1,
        }
    }

    /// The message and the hint, uncleaned.
    pub fn parts(&self) -> (String, String) {
        match self {
            Self::Desk(error) => desk_parts(error),
            Self::Usage { what, hint } | Self::Place { what, hint } => (what.clone(), hint.clone()),
            Self::Io { hint, .. } => (self.to_string(), hint.clone()),
            Self::Closed => (self.to_string(), String::new()),
        }
    }

    /// What a script is told on standard output where it asked for JSON: a refusal is an answer, not a failure.
    pub fn answer(&self) -> Option<Value> {
        match self {
            Self::Desk(DeskError::Refused(refusal)) => {
                Some(json!({ "result": "refused", "refusal": refusal }))
            }
            Self::Desk(DeskError::Changed { case, now, seen }) => {
                Some(json!({ "result": "changed", "case": case, "now": now, "seen": seen }))
            }
            Self::Desk(error @ (DeskError::NoSuchCase(_) | DeskError::NotAllowed { .. })) => {
                let (what, remedy) = desk_parts(error);
                Some(
                    json!({ "result": "refused", "refusal": { "kind": "desk", "rule": null, "what": what, "remedy": remedy } }),
                )
            }
            _ => None,
        }
    }

    /// Tells it on standard error and answers the exit code.
    pub fn tell_by_itself(&self) -> u8 {
        let mut out = Out::new(Box::new(io::stdout()), false);
        self.tell(&mut out, &mut Out::new(Box::new(io::stderr()), false));
        self.exit_code()
    }

    /// Tells it: the answer on `out` where JSON is wanted, message and hint on `errors`. What cannot be told is let go.
    pub fn tell(&self, out: &mut Out, errors: &mut Out) {
        if matches!(self, Self::Closed) {
            return;
        }
        if let Some(answer) = self.answer().filter(|_| out.is_json()) {
            let _ = out.json(&answer);
        }
        let (message, hint) = self.parts();
        let _ = errors.line(format!("error: {message}"));
        if !hint.is_empty() {
            let _ = errors.line(format!("  hint: {hint}"));
        }
        let _ = out.flush();
        let _ = errors.flush();
    }
}

fn desk_parts(error: &DeskError) -> (String, String) {
    let own = |text: &str| text.to_owned();
    match error {
        DeskError::Refused(Refusal { rule, what, remedy, .. }) => {
            let rule = rule.as_ref().map(|rule| format!("{rule}: ")).unwrap_or_default();
            (format!("{rule}{what}"), remedy.clone())
        }
        DeskError::NoSuchCase(name) => {
            (format!("there is no case {name}"), own("Look it up with `docket cases`."))
        }
        DeskError::Changed { case, now, seen } => (
            format!("case {} was changed in between: it is at version {}, you saw {}", case.0, now.0, seen.0),
            format!("Look at it again with `docket case {}`.", case.0),
        ),
        DeskError::Invalid { what, remedy } | DeskError::NotAllowed { what, remedy } => {
            (what.clone(), remedy.clone())
        }
        DeskError::Store(StoreError::File { what, path, remedy }) => {
            (format!("{what}: {}", path.display()), remedy.clone())
        }
        DeskError::Store(StoreError::Sqlite { doing, source, remedy }) => {
            (format!("the store could not {doing}: {source}"), remedy.clone())
        }
        DeskError::Store(StoreError::Damaged { what }) => (
            format!("the store is damaged: {what}"),
            own("Keep the file as it is, run `docket check`, and restore a backup."),
        ),
        other => (other.to_string(), String::new()),
    }
}

impl From<io::Error> for CliError {
    /// An error of writing the answer: all others say what they were about.
    fn from(source: io::Error) -> Self {
        if source.kind() == io::ErrorKind::BrokenPipe {
            Self::Closed
        } else {
            Self::io("the output could not be written", source, "Write it somewhere else.")
        }
    }
}

impl From<Refusal> for CliError {
    fn from(refusal: Refusal) -> Self {
        Self::Desk(DeskError::Refused(refusal))
    }
}
