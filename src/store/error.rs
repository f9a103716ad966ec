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
}
