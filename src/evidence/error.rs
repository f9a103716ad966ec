//! What can go wrong with evidence files.

use std::path::PathBuf;

/// Why a file was not taken into the vault, or not found there.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// The path leads outside the intake file's folder, is a link, or is no regular file.
    #[error("{path:?} is not accepted: {what}. {remedy}")]
    Path {
        /// The path as it was given.
        path: String,
        /// What is wrong with it.
        what: String,
        /// What to do.
        remedy: String,
    },
    /// The file is too large.
    #[error("{path:?} has {bytes} bytes, more than the {limit} that are accepted. Send a smaller file")]
    TooLarge {
        /// The path as it was given.
        path: String,
        /// Its size.
        bytes: u64,
        /// The limit.
        limit: u64,
    },
    /// The file is not what came.
    #[error(
        "{} is not what came: it was changed. It is not opened; run `docket check`, and restore the folder from a backup",
        path.display()
    )]
    Changed {
        /// Which.
        path: PathBuf,
    },
    /// The file could not be read or written.
    #[error("{what} {}: {source}", path.display())]
    Io {
        /// What was tried.
        what: &'static str,
        /// On which file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
}
