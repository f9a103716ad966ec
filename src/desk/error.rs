//! What can go wrong at the desk: a refusal, or the machine.

use crate::case::{CaseId, Refusal, Version};

/// Why a request was not carried out. Nothing has happened then.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    /// The rules stand against it.
    #[error("{0}")]
    Refused(#[from] Refusal),
    /// There is no such case.
    #[error("there is no case {0}. Look it up with `docket cases`")]
    NoSuchCase(String),
    /// Somebody else changed the case in between.
    #[error("case {} was changed by somebody else (it is at version {}, you saw {}). Look at it again", .case.0, .now.0, .seen.0)]
    Changed {
        /// The case.
        case: CaseId,
        /// Its version now.
        now: Version,
        /// The version that the request was made on.
        seen: Version,
    },
    /// A name or a value is not one: what it is, and what would be.
    #[error("{what}. {remedy}")]
    Invalid {
        /// What is wrong.
        what: String,
        /// What would be right.
        remedy: String,
    },
    /// The operator is not known to this store, or may not do this.
    #[error("{what}. {remedy}")]
    NotAllowed {
        /// What is not allowed.
        what: String,
        /// What to do.
        remedy: String,
    },
    /// The store could not do it.
    #[error(transparent)]
    Store(#[from] crate::store::StoreError),
    /// The vault could not do it.
    #[error(transparent)]
    Vault(#[from] crate::evidence::VaultError),
}
