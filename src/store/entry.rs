//! What stands in the log: events of cases, and what happened to the store itself.

use super::chain::Hash;
use super::{StoreError, StoreId};
use crate::case::record::AccountRecord;
use crate::case::{AccountId, CaseId, Event, OperatorId, Private, Reference, Stamp, Version};
use crate::playbook::{InstitutionId, PlaybookHash, PlaybookSource, Role};
use crate::text::RuleId;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What a row of the log says.
#[derive(Debug, Clone, PartialEq)]
pub enum Entry {
    /// Something happened to a case.
    Case(Event),
    /// Something happened to the store.
    House(HouseEntry),
}

impl Entry {
    /// Its name in the log.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Case(event) => event.name(),
            Self::House(entry) => entry.name(),
        }
    }

    /// The account whose record it tells of, where it tells of one.
    pub fn recorded_account(&self) -> Option<(&InstitutionId, &AccountId)> {
        match self {
            Self::House(HouseEntry::AccountRecorded { institution, account, .. }) => {
                Some((institution, account))
            }
            _ => None,
        }
    }
}

/// What happens to a store beside its cases. As in events, personal data sits in a member called `private`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "entry", rename_all = "snake_case")]
pub enum HouseEntry {
    /// The store was made; always the first row.
    Created {
        /// Its id.
        store: StoreId,
        /// SHA-256 of its secret, hex: the secret cannot be exchanged for another.
        secret: String,
        /// The key that its checkpoints are signed with, hex; none where no witness is kept.
        witness: Option<String>,
    },
    /// Its checkpoints are signed with another key from here on.
    WitnessRenewed {
        /// The new key, hex.
        witness: String,
        /// The last row that the key before vouched for; none where that was gone. What stands between it and this row was
        /// taken as it was.
        vouched: Option<i64>,
    },
    /// A row of an institution's registry came in; the newest of an account counts.
    AccountRecorded {
        /// The institution.
        institution: InstitutionId,
        /// The account.
        account: AccountId,
        /// The institution's name for the record.
        reference: Reference,
        /// The row.
        #[serde(default)]
        private: Private<Box<AccountRecord>>,
    },
    /// A playbook was installed; the newest of an institution is in force.
    PlaybookInstalled {
        /// The institution.
        institution: InstitutionId,
        /// Its hash, which cases pin.
        hash: PlaybookHash,
        /// Its text, kept for as long as the log.
        source: PlaybookSource,
    },
    /// An operator was given a role.
    OperatorSet {
        /// Who.
        operator: OperatorId,
        /// Which.
        role: Role,
    },
    /// An operator left: they have no role any more.
    OperatorRemoved {
        /// Who.
        operator: OperatorId,
    },
    /// Commands were carried out in the transaction that ends with this row: the same keys again do nothing.
    CommandsDone {
        /// Which, by key.
        commands: Vec<CommandDone>,
    },
    /// A submission of verification was not taken in; it counts as an attempt (V7).
    VerificationRefused {
        /// The institution.
        institution: InstitutionId,
        /// The account.
        account: AccountId,
        /// The institution's name for the record.
        reference: Reference,
        /// When it was submitted.
        submitted_at: DateTime<Utc>,
        /// When it was refused, where that counts as a denial.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        denied_at: Option<DateTime<Utc>>,
        /// The rule that stood against it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        rule: Option<RuleId>,
    },
    /// Personal data was erased (N4).
    Erased {
        /// From which rows of the log.
        rows: Vec<i64>,
        /// Cases whose evidence files were erased with it.
        cases: Vec<CaseId>,
        /// Why.
        #[serde(default)]
        private: Private<String>,
    },
}

/// A command that was carried out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommandDone {
    /// The caller's name for it.
    pub key: String,
    /// SHA-256 of what was asked, hex: the same key with another digest is another wish.
    pub digest: String,
    /// The case that it was about.
    pub case: Option<CaseId>,
    /// The first row of the log that it wrote.
    pub first_seq: i64,
    /// The last one.
    pub last_seq: i64,
}

impl HouseEntry {
    /// Whether it only keeps the books, and tells a reader of the log nothing that other rows do not.
    pub fn is_bookkeeping(&self) -> bool {
        matches!(self, Self::CommandsDone { .. })
    }

    /// Its name in the log.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Created { .. } => "created",
            Self::WitnessRenewed { .. } => "witness_renewed",
            Self::AccountRecorded { .. } => "account_recorded",
            Self::PlaybookInstalled { .. } => "playbook_installed",
            Self::OperatorSet { .. } => "operator_set",
            Self::OperatorRemoved { .. } => "operator_removed",
            Self::CommandsDone { .. } => "commands_done",
            Self::VerificationRefused { .. } => "verification_refused",
            Self::Erased { .. } => "erased",
        }
    }
}

/// A row of the log.
#[derive(Debug, Clone, PartialEq)]
pub struct LogRow {
    /// Its place in the log, from 1 without gaps.
    pub seq: i64,
    /// The case that it is about.
    pub case: Option<CaseId>,
    /// The case's version after it.
    pub version: Option<Version>,
    /// When and who.
    pub stamp: Stamp,
    /// What.
    pub entry: Entry,
    /// The chain's hash after it.
    pub hash: Hash,
}

/// The JSON of something to be logged.
pub(super) fn to_json(entry: &impl Serialize) -> Result<String, StoreError> {
    serde_json::to_string(entry)
        .map_err(|error| StoreError::damaged(format!("an entry cannot be written: {error}")))
}

/// The event in a row's JSON, personal data joined in.
pub(super) fn event(seq: i64, json: &str) -> Result<Event, StoreError> {
    serde_json::from_str(json).map_err(|error| unreadable(seq, &error))
}

/// The house entry in a row's JSON, personal data joined in.
pub(super) fn house_entry(seq: i64, json: &str) -> Result<HouseEntry, StoreError> {
    serde_json::from_str(json).map_err(|error| unreadable(seq, &error))
}

fn unreadable(seq: i64, error: &serde_json::Error) -> StoreError {
    StoreError::damaged(format!("row {seq} of the log cannot be read: {error}"))
}
