//! What can go wrong with a store: what happened, to which file, and what to do.

use std::path::PathBuf;

/// Why the store could not do something. Nothing half-done is left behind.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The file could not be opened, made, read or written.
    #[error("{what}: {}. {remedy}", path.display())]
    File {
        /// What was tried.
        what: String,
        /// On which file.
        path: PathBuf,
        /// What to do.
        remedy: String,
    },
    /// The database could not do it.
    #[error("the store could not {doing}: {source}. {remedy}")]
    Sqlite {
        /// What was tried.
        doing: &'static str,
        /// What SQLite says.
        source: rusqlite::Error,
        /// What to do.
        remedy: String,
    },
    /// What the store holds does not fit together.
    #[error("the store is damaged: {what}. Keep the file as it is, run `docket check`, and restore a backup")]
    Damaged {
        /// What does not fit.
        what: String,
    },
    /// Another writer changed the case first.
    #[error("case {case} is at version {now}, not {seen}")]
    Conflict {
        /// The case's id.
        case: i64,
        /// Its version now.
        now: u32,
        /// The version that the writer had seen.
        seen: u32,
    },
    /// A playbook cannot be read, so no case could be decided by it.
    #[error("the playbook {name} was not installed: {fault}")]
    Playbook {
        /// What people call its file.
        name: String,
        /// The first thing that is wrong with it.
        fault: String,
    },
}

impl StoreError {
    /// A store whose parts contradict each other.
    pub(super) fn damaged(what: impl Into<String>) -> Self {
        Self::Damaged { what: what.into() }
    }
}

/// Says what the store was doing when SQLite failed.
pub(super) trait Doing<T> {
    /// `doing` completes "the store could not …".
    fn doing(self, doing: &'static str) -> Result<T, StoreError>;
}

impl<T> Doing<T> for Result<T, rusqlite::Error> {
    fn doing(self, doing: &'static str) -> Result<T, StoreError> {
        self.map_err(|source| StoreError::Sqlite { doing, remedy: remedy(&source).to_owned(), source })
    }
}

fn remedy(error: &rusqlite::Error) -> &'static str {
    use rusqlite::ErrorCode as Code;
    match error.sqlite_error_code() {
        Some(Code::DatabaseBusy | Code::DatabaseLocked) => {
            "Another process is writing to it for too long: try again, or see which process that is"
        }
        Some(Code::DiskFull) => "The disk is full: nothing was written. Free some space and try again",
        Some(Code::ReadOnly | Code::PermissionDenied) => {
            "The file or its folder may not be written by you: mend its permissions; commands that only read work without"
        }
        Some(Code::SystemIoFailure) => "The disk failed: look at the system's log before you go on",
        Some(Code::DatabaseCorrupt | Code::NotADatabase) => {
            "The file is damaged: keep it as it is, run `docket check`, and restore a backup"
        }
        Some(Code::CannotOpen) => "See that the file and its folder exist and may be read by you",
        Some(Code::OutOfMemory) => "The machine is out of memory: end something else and try again",
        _ => "Run `docket check`; if it finds nothing, this is a fault in docket",
    }
}
