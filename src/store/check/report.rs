//! What a check found.

use super::super::{Head, StoreError};
use std::fmt;

/// The result of a check. Without findings the store is what its log and its witness say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckReport {
    /// What is wrong, in the order in which it was found.
    pub findings: Vec<Finding>,
    /// Rows of the log that were read.
    pub rows: u64,
    /// Cases that were replayed.
    pub cases: u64,
    /// The log's last row.
    pub head: Head,
    /// The checkpoint outside the store that it was held against; none where no witness is kept.
    pub checkpoint: Option<Head>,
}

impl CheckReport {
    /// Whether nothing is wrong.
    pub fn is_clean(&self) -> bool {
        self.findings.is_empty()
    }
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// SQLite finds its file damaged.
    File(String),
    /// A table, index or trigger is not as docket makes it.
    Schema(String),
    /// A row of the log is missing.
    Missing {
        /// Which.
        seq: i64,
    },
    /// A row of the log is not what its hash says, or cannot be read.
    Changed {
        /// Which.
        seq: i64,
        /// What is wrong with it.
        what: String,
    },
    /// Personal data of a row was changed, taken away or put back.
    Private {
        /// Which.
        seq: i64,
        /// What is wrong with it.
        what: String,
    },
    /// What a projection says of a case is not what the log gives.
    Case {
        /// Which.
        case: i64,
        /// What is wrong with it.
        what: String,
    },
    /// Another row of a projection is not what the log gives.
    Projection {
        /// The table.
        table: &'static str,
        /// What is wrong with it.
        what: String,
    },
    /// The log, or its end, bears no seal: docket did not write it.
    Seal(String),
    /// The checkpoint outside the store contradicts it, or is missing.
    Checkpoint(String),
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(what) => write!(f, "file: {what}"),
            Self::Schema(what) => write!(f, "schema: {what}"),
            Self::Missing { seq } => write!(f, "log: row {seq} is missing"),
            Self::Changed { seq, what } => write!(f, "log: row {seq}: {what}"),
            Self::Private { seq, what } => write!(f, "personal data of row {seq}: {what}"),
            Self::Case { case, what } => write!(f, "case {case}: {what}"),
            Self::Projection { table, what } => write!(f, "{table}: {what}"),
            Self::Seal(what) => write!(f, "seal: {what}"),
            Self::Checkpoint(what) => write!(f, "checkpoint: {what}"),
        }
    }
}

impl CheckReport {
    /// Turns what could not even be read into a finding, so that the rest is still looked at.
    pub(super) fn take<T>(
        &mut self,
        result: Result<T, StoreError>,
        finding: impl FnOnce(String) -> Finding,
    ) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(error) => {
                self.findings.push(finding(error.to_string()));
                None
            }
        }
    }
}
